"""Measures of what elements are called, by the conventions that extractors have gathered (``data/looks.toml``).

Where :mod:`boilerstrip.measures.ancestry` asks for whole words of a class, these ask for the parts and combinations of words by which
other extractors choose or discard elements; whether they are right is for the fit to say.  Source: the name lists of
trafilatura (Barbaresi, ACL 2021) and Readability.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import regex

from boilerstrip import prebuilt
from boilerstrip.memory import remembered
from boilerstrip.outline import outline, places

if TYPE_CHECKING:
    from collections.abc import Callable

    from boilerstrip.model import Document, Floats, Node
    from boilerstrip.outline import Ints

CHROME = ("discard", "hide", "teaser")
FAR = 30  #: elements; from there an ancestor counts as absent
LONGEST = 400  #: characters of a class attribute that are read
_BODY_TAGS = frozenset({"article", "div", "main", "section"})
ENOUGH = 60  #: words of running text that an element needs to be taken for the body


class Look(NamedTuple):
    """How one kind of element is recognised."""

    tags: frozenset[str]  #: asked of these only; empty: of all
    tag: str  #: or the tag alone is enough
    classes: regex.Pattern[str] | None
    ids: regex.Pattern[str] | None
    role: str
    itemprop: str


@cache
def _looks() -> tuple[list[Look], list[Look]]:
    """The kinds of chrome, in the order of :data:`CHROME`, and of bodies."""
    data = prebuilt.read(prebuilt.DATA / "looks.toml")
    by_name = {entry["name"]: _look(entry, frozenset(entry.get("tags", ()))) for entry in data["chrome"]}
    return [by_name[name] for name in CHROME], [_look(entry, _BODY_TAGS) for entry in data["body"]]


def _look(entry: dict[str, list[str]], tags: frozenset[str]) -> Look:
    def pattern(key: str) -> regex.Pattern[str] | None:
        parts = [*entry.get("both", ()), *entry.get(key, ())]
        return regex.compile("|".join(parts)) if parts else None

    return Look(tags, str(entry.get("tag", "")), pattern("class"), pattern("id"), str(entry.get("role", "")), str(entry.get("itemprop", "")))


@remembered
def _named(tag: str, classes: tuple[str, ...]) -> int:
    """Which kinds an element is of by tag and classes: bits, chrome first."""
    name = " ".join(classes)[:LONGEST]
    return _bits(lambda look: tag == look.tag or bool(name and look.classes and look.classes.search(name)), tag)


@remembered
def _identified(tag: str, ids: str, role: str, itemprop: str) -> int:
    """The same by its other attributes."""
    return _bits(
        lambda look: bool(ids and look.ids and look.ids.search(ids[:LONGEST]))
        or (role != "" and role == look.role)
        or (itemprop != "" and itemprop == look.itemprop),
        tag,
    )


def _bits(is_one: Callable[[Look], bool], tag: str) -> int:
    chrome, bodies = _looks()
    return sum(1 << k for k, look in enumerate((*chrome, *bodies)) if (not look.tags or tag in look.tags) and is_one(look))


def looks(document: Document, own: dict[str, Floats]) -> dict[str, Floats]:
    """Columns ``look.discard``, ``.hide``, ``.teaser`` (elements up to the nearest one so called), ``look.body.N`` (1 inside, -1 outside
    of the page's first such element, 0 where it has none), ``look.chosen`` and ``.chosen_share`` (the first of them with running text)."""
    nodes, tree = document.nodes, outline(document)
    n = len(document.blocks)
    at = places(document)
    bits = np.array([_named(tag, classes) for tag, classes in tree.looks], dtype=np.int64)[tree.look]
    for k in np.flatnonzero(tree.last > tree.first).tolist():
        if nodes[k].attrs:
            bits[k] |= _by_attributes(nodes[k])
    out: dict[str, Floats] = {}
    for k, name in enumerate(CHROME):
        out[f"look.{name}"] = _distance(np.flatnonzero(bits & (1 << k)), tree.first, tree.last, tree.depth, at)
    running = np.concatenate(([0.0], np.cumsum(np.where(own["prose"] >= 0.6, own["words"], 0.0))))
    index = np.arange(n)
    chosen, share = np.zeros(n), 0.0
    for k in range(len(_looks()[1])):
        found = np.flatnonzero(bits & (1 << (k + len(CHROME))))
        if not len(found):
            out[f"look.body.{k + 1}"] = np.zeros(n)
            continue
        first, last = int(tree.first[found[0]]), int(tree.last[found[0]])
        inside = np.where((index >= first) & (index < last), 1.0, -1.0)
        out[f"look.body.{k + 1}"] = inside
        held = float(running[last] - running[first])
        if not share and held >= ENOUGH:
            chosen, share = inside, held / float(running[-1])
    out["look.chosen"] = chosen
    out["look.chosen_share"] = chosen * share
    return out


def _by_attributes(node: Node) -> int:
    get = node.attrs.get
    return _identified(node.tag, get("id", ""), get("role", ""), get("itemprop", ""))


def _distance(called: Ints, first: Ints, last: Ints, depth: Ints, at: Ints) -> Floats:
    """Elements from each block's own up to the nearest of ``called``: they come in the order of the page, so the inner ones last."""
    nearest = np.full(len(at), -FAR, dtype=np.int64)
    for k in called.tolist():
        if last[k] > first[k]:
            held = slice(first[k], last[k])
            nearest[held][at[held] >= k] = depth[k]  # not what stands inside of the block
    distance: Floats = np.clip(depth[at] - nearest, 0, FAR).astype(np.float64)
    return distance
