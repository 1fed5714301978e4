"""Pages of forums, comment systems and plain sites, each in its platform's true structure, against their gold."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import boilerstrip
from boilerstrip.fitting.flatten import FORMS
from tests.htmlgold import ASPECTS, flatten, fold, recovered, seen, wanted

if TYPE_CHECKING:
    from boilerstrip.model import Cleaned
    from tests.htmlgold import Gold

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "html"
GOLD: dict[str, Gold] = {p.stem: json.loads(p.read_text("utf-8")) for p in sorted(FOLDER.glob("*.json"))}
THREADS = [name for name, gold in GOLD.items() if gold["kind"] == "thread" and gold["platform"]]
MANY = 0.8  #: share of the posts that must survive the loss of the markup
TREES = ("discourse discourse_preloaded reddit_old reddit_new hackernews hackernews_relative stackexchange lemmy lobsters").split()

# What is not right yet, and why.  Each of these must fail, or its line goes.
_EXCUSES = tomllib.loads((Path(__file__).resolve().parent / "html_not_yet.toml").read_text("utf-8"))
NOT_YET: dict[str, str] = _EXCUSES["page"]  #: "page-aspect" → reason
FLAT_NOT_YET: dict[str, str] = _EXCUSES["flattened"]  #: page → why its posts are lost once the markup is gone
FORMS_NOT_YET: dict[str, dict[str, str]] = {form: _EXCUSES[form] for form in ("lines", "layout", "plain")}  #: form → page → why
WANTED_BY = {"layout": "inscriptis", "plain": "resiliparse"}  #: form → the package that makes it, of the extra ``fit``

# Threads in whose flattened text no head says where a post begins and whose it is.
HEADLESS = {"flarum_noscript"}


@cache
def page(name: str) -> str:
    return (FOLDER / f"{name}.html").read_text("utf-8")


@cache
def cleaned(name: str) -> Cleaned:
    return boilerstrip.clean(page(name), captured=GOLD[name].get("captured"))


def _cases() -> list[object]:
    out: list[object] = []
    for name in GOLD:
        for aspect in ASPECTS:
            why = NOT_YET.get(f"{name}-{aspect}")
            marks = [pytest.mark.xfail(strict=True, reason=why)] if why else []
            out.append(pytest.param(name, aspect, marks=marks, id=f"{name}-{aspect}"))
    return out


def _flat_cases(excuses: dict[str, str], *first: str) -> list[object]:
    out: list[object] = []
    for name in THREADS:
        if name not in HEADLESS:
            why = excuses.get(name)
            out.append(pytest.param(*first, name, marks=[pytest.mark.xfail(strict=True, reason=why)] if why else []))
    return out


@pytest.mark.parametrize(("name", "aspect"), _cases())
def test_page(name: str, aspect: str) -> None:
    problems = ASPECTS[aspect](cleaned(name), GOLD[name])
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("name", _flat_cases(FLAT_NOT_YET))
def test_flattened_page(name: str) -> None:
    gold = GOLD[name]
    share = recovered(boilerstrip.clean(flatten(page(name)), captured=gold.get("captured")), gold)
    assert share >= MANY, f"{share:.2f} of {len(wanted(gold))} posts"


@pytest.mark.parametrize(("form", "name"), [case for form, excuses in FORMS_NOT_YET.items() for case in _flat_cases(excuses, form)])
def test_page_in_another_form(form: str, name: str) -> None:
    if form in WANTED_BY:
        pytest.importorskip(WANTED_BY[form])
    gold = GOLD[name]
    share = recovered(boilerstrip.clean(FORMS[form](page(name)), captured=gold.get("captured")), gold)
    assert share >= MANY, f"{share:.2f} of {len(wanted(gold))} posts"


@pytest.mark.parametrize("name", GOLD)
def test_gold_is_of_this_page(name: str) -> None:
    gold, all_of_it = GOLD[name], seen(page(name))
    posts = wanted(gold)
    for snippet in gold["not_in_text"]:
        assert fold(snippet) in all_of_it, f"{snippet!r} is nowhere on the page"
    for post in posts:
        words = set(all_of_it.split())
        there = [word for word in fold(post["text"]).split() if word in words]
        assert len(there) >= 0.9 * len(fold(post["text"]).split()), post["text"]
        links = [post["reply_to"], *(quote["of"] for quote in post["quotes"])]
        assert all(link is None or 0 <= link < len(posts) for link in links)
        assert post["author"] is None or fold(post["author"]) in all_of_it


def test_every_page_has_its_gold() -> None:
    assert {p.stem for p in FOLDER.glob("*.html")} == set(GOLD)


def test_there_is_variety() -> None:
    assert len({GOLD[name]["platform"] for name in THREADS}) >= 38
    assert len({gold["language"] for gold in GOLD.values() if gold.get("language")}) >= 8
    assert all(any(post["reply_to"] is not None for post in wanted(GOLD[name])) for name in TREES)
    posts = [post for name in THREADS for post in wanted(GOLD[name])]
    assert sum(bool(post["quotes"]) for post in posts) >= 25
    assert sum(bool(post["signature"]) for post in posts) >= 15
    assert sum(bool(post["edited"]) for post in posts) >= 15


def test_nothing_is_excused_that_does_not_exist() -> None:
    assert set(NOT_YET) <= {f"{name}-{aspect}" for name in GOLD for aspect in ASPECTS}
    assert set(FLAT_NOT_YET) | HEADLESS | {name for excuses in FORMS_NOT_YET.values() for name in excuses} <= set(THREADS)
    assert not set(FLAT_NOT_YET) & HEADLESS
