"""The inspector's page as a file: what stands in it, what cannot, how large it is."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import pytest
from lxml import html

import boilerstrip
from boilerstrip.model import Cleaned, Term, UsageError
from boilerstrip.view.compare import compare, word_f1
from boilerstrip.view.inspector import inspect_html
from boilerstrip.view.page import json_text
from tests.viewdata import BIAS, HOSTILE, Maker, hostile, thread


def page(cleaned: Cleaned | dict[str, Any], **values: Any) -> tuple[Any, dict[str, Any]]:
    tree = html.document_fromstring(inspect_html(cleaned, name=values.pop("name", "x.txt"), **values))
    return tree, json.loads(tree.xpath("string(//script[@id='data'])"))


def test_refuses_what_is_no_answer() -> None:
    for value in ({}, {"schema": 2}, {"schema": 1, "blocks": 3, "source": ""}, {"schema": 1, "blocks": [], "source": "words"}):
        with pytest.raises(UsageError):
            inspect_html(value, name="x")
    with pytest.raises(UsageError, match="this version"):
        inspect_html({**thread(1).to_dict(), "blocks": [{"span": [0, 1]}]}, name="x")
    with pytest.raises(UsageError, match="against"):
        inspect_html(thread(1), name="x", against={"nothing": 1})
    with pytest.raises(UsageError, match="unknown label"):
        inspect_html({**thread(1).to_dict(), "blocks": [{**thread(1).to_dict()["blocks"][0], "label": "nonsense"}]}, name="x")


def test_an_empty_document_is_a_page() -> None:
    tree, data = page(Cleaned("", "", "page", None, None, None, None, (), ()))
    assert data["blocks"] == []
    assert tree.xpath("//main[@id='doc']")


def test_nothing_of_a_hostile_document_is_markup() -> None:
    for text in HOSTILE:
        tree, data = page(hostile(), name=text)
        assert len(tree.xpath("//script")) == 2
        assert len(tree.xpath("//style")) == 1
        assert not tree.xpath("//img|//svg|//iframe|//object|//base|//*[@onload or @onerror or @onclick]")
        assert tree.xpath("//link/@href") == ["data:,"]
        assert data["source"] == hostile().source.replace("\ufffe", "\ufffe")
        assert data["name"] == text
    raw = inspect_html(hostile(), name=HOSTILE[0])
    body = raw[raw.index('id="data"') : raw.index("</script>", raw.index('id="data"'))]
    assert not re.search("[<>]", body.split(">", 1)[1])


def test_json_cannot_end_its_element() -> None:
    told = json_text(["</script>", "<!--", "]]>", "&amp;", "\u2028", "\ud800", "\x00", "é"])
    assert "<" not in told
    assert "\ud800" not in told
    assert json.loads(told)[0] == "</script>"
    told.encode("utf-8")


def test_policy_names_our_style_and_script_and_nothing_else() -> None:
    raw = inspect_html(thread(2), name="x")
    tree = html.document_fromstring(raw)
    policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    for tag, directive in (("style", "style-src"), ("script[not(@type)]", "script-src")):
        code = tree.xpath(f"string(//{tag})")
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", raw)
    assert not re.search(r"https?://", raw.replace("http-equiv", ""))


def test_every_number_of_a_block_comes_back() -> None:
    cleaned = thread(9)
    _, data = page(cleaned, threshold=0.5)
    assert data["threshold"] == 0.5
    end = 0
    for i, block in enumerate(cleaned.blocks):
        gap, size, verdict, ledger, path, rec = data["blocks"][6 * i : 6 * i + 6]
        start, end = end + gap, end + gap + size
        assert data["source"][start:end] == block.text
        label, region, kept, runner = data["verdicts"][verdict]
        assert (data["labels"][label], data["regions"][region], bool(kept)) == (block.label, block.region, block.kept)
        assert data["labels"][runner] == block.runner_up
        score, *terms = data["ledgers"][ledger]
        assert score == pytest.approx(block.score)
        told = [(data["names"][n], v, data["labels"][lab], data["notes"][note]) for n, v, lab, note in (data["terms"][t] for t in terms)]
        assert told == [tuple(t) for t in block.terms]
        assert sum(v for _, v, _, _ in told) == pytest.approx(score), "the ledger sums to the score"
        parts = []
        while path >= 0:
            path, part = data["paths"][path]
            parts.append(data["parts"][part])
        assert "/".join(reversed(parts)) == block.path
        assert data["records"][rec - 1][0] == block.record


def test_the_same_page_from_json_and_from_the_library() -> None:
    cleaned = boilerstrip.clean("Leave a Reply\n\nYour email address will not be published.")
    assert inspect_html(cleaned, name="a") == inspect_html(json.loads(json.dumps(cleaned.to_dict())), name="a")


def test_a_long_thread_is_at_most_ten_times_the_input() -> None:
    cleaned = thread(2000)
    raw = inspect_html(cleaned, name="long").encode()
    assert len(raw) < 5 * len(cleaned.source.encode())


def test_against_gold_and_against_another_answer() -> None:
    maker = Maker()
    maker.add("a sentence that everybody would want to keep here", "body", BIAS, kept=True)
    maker.add("a second sentence that was lost although a person wrote it", "chrome", Term("x", -5.0, "chrome"), kept=False)
    maker.add("Sign up to our newsletter today", "body", BIAS, kept=True)
    maker.add("Home | About | Contact", "chrome", Term("x", -5.0, "chrome"), kept=False)
    maker.add("a sentence that everybody would want to keep here", "body", BIAS, kept=True)
    answer = maker.cleaned().to_dict()
    gold = "a sentence that everybody would want to keep here\n\na second sentence that was lost although a person wrote it"
    for other in (gold, {"text": gold}, {"articleBody": gold}):
        assert compare(answer, other).outcomes == "klcdc", "the second copy is chrome"
    right = json.loads(json.dumps(answer))
    for block, kept in zip(right["blocks"], (True, True, False, False, False), strict=True):
        block["kept"] = kept
    right["text"] = gold
    told = compare(answer, right)
    assert told.outcomes == "klcdc"
    assert told.f1 == pytest.approx(word_f1(answer["text"], gold)[0])
    assert 0 < told.f1 < 1
    _, data = page(maker.cleaned(), against=right, against_name="gold.json")
    assert data["against"]["outcomes"] == "klcdc"
    assert data["against"]["name"] == "gold.json"


@pytest.mark.parametrize(
    ("found", "wanted", "f1"), [("", "", 1.0), ("a", "", 0.0), ("", "a", 0.0), ("a b", "A b", 1.0), ("a a", "a", 2 / 3), ("汉字", "汉子", 0.5)]
)
def test_word_f1(found: str, wanted: str, f1: float) -> None:
    assert word_f1(found, wanted)[0] == pytest.approx(f1)
