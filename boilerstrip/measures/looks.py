"""Measures of what elements are called, by the conventions that extractors have gathered (``data/looks.toml``).

Where :mod:`boilerstrip.measures.ancestry` asks for whole words of a class, these ask for the parts and combinations of words by which
other extractors choose or discard elements; whether they are right is for the fit to say.  Source: the name lists of
trafilatura (Barbaresi, ACL 2021) and Readability.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from boilerstrip import prebuilt
from boilerstrip.memory import remembered
from boilerstrip.outline import outline, places

if TYPE_CHECKING:
    from boilerstrip.model import Document, Floats
    from boilerstrip.outline import Ints, Outline

CHROME = ("discard", "hide", "teaser")
FAR = 30  #: elements; from there an ancestor counts as absent
LONGEST = 400  #: characters of a class attribute or id that are read
_BODY_TAGS = frozenset({"article", "div", "main", "section"})
ENOUGH = 60  #: words of running text that an element needs to be taken for the body


class Look(NamedTuple):
    """How one kind of element is recognised."""

    tags: frozenset[str]  #: asked of these only; empty: of all
    tag: str  #: or the tag alone is enough
    classes: tuple[str, ...]  #: parts of the class attribute
    ids: tuple[str, ...]
    role: str
    itemprop: str


@cache
def _looks() -> list[Look]:
    """The kinds of chrome, in the order of :data:`CHROME`, then of bodies."""
    data = prebuilt.read(prebuilt.DATA / "looks.toml")
    by_name = {entry["name"]: _look(entry, frozenset(entry.get("tags", ()))) for entry in data["chrome"]}
    return [*(by_name[name] for name in CHROME), *(_look(entry, _BODY_TAGS) for entry in data["body"])]


def _look(entry: dict[str, list[str]], tags: frozenset[str]) -> Look:
    classes, ids = (tuple(dict.fromkeys([*entry.get("both", ()), *entry.get(key, ())])) for key in ("class", "id"))
    return Look(tags, str(entry.get("tag", "")), classes, ids, str(entry.get("role", "")), str(entry.get("itemprop", "")))


@cache
def _parts(key: Literal["classes", "ids"]) -> list[tuple[str, int]]:
    """Every part with the bit of its look, as it stands in names with a line break on each side."""
    return [(p.replace("^", "\n").replace("$", "\n"), 1 << k) for k, look in enumerate(_looks()) for p in getattr(look, key)]


def _called(names: list[str], key: Literal["classes", "ids"]) -> list[int]:
    """Which kinds each name is of: bits.  All names are searched as one text, part by part, as few parts are on a page."""
    names = [name[:LONGEST].replace("\n", "\t") for name in names]
    text = "\n".join(("", *names, ""))
    ends = list(accumulate(len(name) + 1 for name in names))  # the line break behind each
    bits = [0] * len(names)
    for part, bit in _parts(key):
        at = text.find(part)
        while at >= 0:
            k = bisect_left(ends, at + 1)
            bits[k] |= bit
            at = text.find(part, ends[k])
    return bits


@remembered
def _asked(tag: str) -> int:
    """The kinds that elements of a tag are asked for."""
    return sum(1 << k for k, look in enumerate(_looks()) if not look.tags or tag in look.tags)


def _bits(document: Document, tree: Outline) -> Ints:
    """Which kinds each element is of: bits, chrome first."""
    nodes = document.nodes
    of_tag = {look.tag: 1 << k for k, look in enumerate(_looks()) if look.tag}
    named = _called([" ".join(classes) for _, classes in tree.looks], "classes")
    by_look = [bits & _asked(tag) | of_tag.get(tag, 0) for bits, (tag, _) in zip(named, tree.looks, strict=True)]
    out: Ints = np.array(by_look, dtype=np.int64)[tree.look]
    holding = [k for k in np.flatnonzero(tree.last > tree.first).tolist() if nodes[k].attrs]
    with_id = [k for k in holding if "id" in nodes[k].attrs]
    for k, bits in zip(with_id, _called([nodes[k].attrs["id"] for k in with_id], "ids"), strict=True):
        if bits:
            out[k] |= bits & _asked(nodes[k].tag)
    for k in holding:
        attrs = nodes[k].attrs
        if "role" in attrs or "itemprop" in attrs:
            said = attrs.get("role"), attrs.get("itemprop")
            out[k] |= sum(1 << j for j, x in enumerate(_looks()) if (x.role and x.role == said[0]) or (x.itemprop and x.itemprop == said[1])) & _asked(nodes[k].tag)
    return out


def looks(document: Document, own: dict[str, Floats]) -> dict[str, Floats]:
    """Columns ``look.discard``, ``.hide``, ``.teaser`` (elements up to the nearest one so called), ``look.body.N`` (1 inside, -1 outside
    of the page's first such element, 0 where it has none), ``look.chosen`` and ``.chosen_share`` (the first of them with running text)."""
    tree = outline(document)
    n = len(document.blocks)
    at = places(document)
    bits = _bits(document, tree)
    out: dict[str, Floats] = {}
    for k, name in enumerate(CHROME):
        out[f"look.{name}"] = _distance(np.flatnonzero(bits & (1 << k)), tree.first, tree.last, tree.depth, at)
    running = np.concatenate(([0.0], np.cumsum(np.where(own["prose"] >= 0.6, own["words"], 0.0))))
    index = np.arange(n)
    chosen, share = np.zeros(n), 0.0
    for k in range(len(_looks()) - len(CHROME)):
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


def _distance(called: Ints, first: Ints, last: Ints, depth: Ints, at: Ints) -> Floats:
    """Elements from each block's own up to the nearest of ``called``: they come in the order of the page, so the inner ones last."""
    nearest = np.full(len(at), -FAR, dtype=np.int64)
    for k in called.tolist():
        if last[k] > first[k]:
            held = slice(first[k], last[k])
            nearest[held][at[held] >= k] = depth[k]  # not what stands inside of the block
    distance: Floats = np.clip(depth[at] - nearest, 0, FAR).astype(np.float64)
    return distance
