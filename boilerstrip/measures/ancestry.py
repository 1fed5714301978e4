"""Measures of the elements above a block: tags and class tokens with their distance, and the same counts over subtrees.

An element is an interval of blocks, so "how much of this subtree is running text" is a difference of two prefix sums.
Class and id tokens are matched as whole words of the token (``article-body`` is *article* and *body*, ``commentary`` is
neither *comment* nor *tar*).  Sources: Readability's class lists, boilerpipe, dragnet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip import prebuilt
from boilerstrip.lazy import re_pattern
from boilerstrip.memory import remembered
from boilerstrip.outline import outline, places

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document, Floats
    from boilerstrip.outline import Ints, Outline

FAR = 12  #: distance from which an ancestor counts as absent
NONE = 2.0  #: for the share of the text, where no ancestor is of the group

TAGS = ("article", "main", "section", "aside", "nav", "header", "footer", "form", "table", "ul", "ol", "dl", "blockquote", "figure",
        "figcaption", "pre", "button", "a", "p", "label", "td", "details", "dialog", "noscript", "h2", "h3")  # fmt: skip

HELD = ("side", "nav", "head", "foot", "comment", "share", "related", "promo", "meta", "tags", "widget", "list", "popup", "join", "image",
        "title", "tool")  # fmt: skip
#: group → its words in all languages; the groups in the order of their bits
WORDS: dict[str, frozenset[str]] = {
    group: frozenset(word for line in languages.values() for word in line.split())
    for group, languages in prebuilt.read(prebuilt.DATA / "elementwords.toml").items()
}
_GROUP: dict[str, int] = {}
for _k, _words in enumerate(WORDS.values()):
    for _w in _words:
        _GROUP[_w] = _GROUP.get(_w, 0) | (1 << _k)
_SPLIT = re_pattern(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LETTERS = "".join(c if c.islower() else " " for c in map(chr, range(128)))  #: what :data:`_SPLIT` leaves of a token in lower case
_TAG_BIT = {t: k for k, t in enumerate(TAGS)}
_ROLE_TAG = {"navigation": "nav", "main": "main", "banner": "header", "contentinfo": "footer", "complementary": "aside", "article": "article",
             "search": "form", "dialog": "dialog"}  # fmt: skip
_PLAIN = frozenset({"p", "br", "span", "b", "i", "em", "strong"})  #: many of them stand side by side in any text


@remembered
def _bits(token: str) -> int:
    """Groups of the words of one class or id token."""
    if len(token) > 80:
        return 0
    bits = 0
    plain = token.islower() and token.isascii()
    for word in token.translate(_LETTERS).split() if plain else map(str.lower, _SPLIT.findall(token)):
        if word in _GROUP:
            bits |= _GROUP[word]
    return bits


@remembered
def _class_bits(classes: tuple[str, ...]) -> int:
    bits = 0
    for token in classes:
        bits |= _bits(token)
    return bits


def ancestry(document: Document, f: Features, own: dict[str, Floats]) -> dict[str, Floats]:
    """Columns ``up.TAG``, ``class.GROUP`` (distance to the nearest such ancestor, ``FAR``: none) and ``tree.*``."""
    nodes, tree = document.nodes, outline(document)
    parent, depth, first, last = tree.parent, tree.depth, tree.first, tree.last
    at = places(document)
    above = np.zeros((len(nodes), len(TAGS) + len(WORDS)), dtype=bool)  # what each element is by its own tag, role and names
    holding = np.flatnonzero(last > first)
    named = np.array([_class_bits(classes) if classes else 0 for _, classes in tree.looks], dtype=np.int64)[tree.look[holding]]
    tagged = np.array([_TAG_BIT.get(tag, -1) for tag, _ in tree.looks], dtype=np.int64)[tree.look[holding]]
    for place, k in enumerate(holding.tolist()):
        attrs = nodes[k].attrs
        if attrs:
            if "id" in attrs:
                named[place] |= _bits(attrs["id"])
            if "itemprop" in attrs:
                named[place] |= _bits(attrs["itemprop"])
            if "role" in attrs and (bit := _TAG_BIT.get(_ROLE_TAG.get(attrs["role"], ""), -1)) >= 0:
                above[k, bit] = True
    above[holding, len(TAGS) :] = (named[:, None] >> np.arange(len(WORDS))) & 1
    above[holding[tagged >= 0], tagged[tagged >= 0]] = True
    distance = np.where(above, 0, FAR).astype(np.int8)
    order = holding[np.argsort(depth[holding], kind="stable")]
    levels = np.split(order, np.flatnonzero(np.diff(depth[order])) + 1)
    for level in levels[1:]:
        distance[level] = np.minimum(distance[level], np.minimum(distance[parent[level]] + 1, FAR))
    held = [len(TAGS) + k for k, group in enumerate(WORDS) if group in HELD]
    owner = np.where(above[:, held], np.arange(len(nodes))[:, None], -1)  # the nearest element of the group
    for level in levels[1:]:
        owner[level] = np.where(owner[level] >= 0, owner[level], owner[parent[level]])
    near = np.ascontiguousarray(distance[at].T, dtype=np.float64)
    out: dict[str, Floats] = {}
    for k, tag in enumerate(TAGS):
        out[f"up.{tag}"] = near[k]
    for k, group in enumerate(WORDS):
        out[f"class.{group}"] = near[len(TAGS) + k]
    running = np.concatenate(([0.0], np.cumsum(np.where(own["prose"] >= 0.6, own["words"], 0.0))))
    part = (running[last] - running[first]) / max(running[-1], 1.0)
    for group, nearest in zip((g for g in WORDS if g in HELD), owner[at].T, strict=True):
        out[f"holds.{group}"] = np.where(nearest >= 0, part[nearest], NONE)
    out["depth"] = depth[at].astype(np.float64)
    out["hidden"] = np.array([b.hidden for b in document.blocks], dtype=np.float64)
    _subtrees(out, document, f, own, parent, first, last, at)
    _siblings(out, tree, at)
    return out


def _subtrees(
    out: dict[str, Floats], document: Document, f: Features, own: dict[str, Floats], parent: Ints, first: Ints, last: Ints, at: Ints
) -> None:
    """Running text, links and labels in the elements above: one, two, three and four up, and the smallest with 20 and 50 % of the page's text."""
    words = own["words"]
    running = np.where(own["prose"] >= 0.6, words, 0.0)
    links = np.array([b.link_chars for b in document.blocks], dtype=np.float64)
    sums = np.zeros((4, len(words) + 1))
    np.cumsum((words, running, links, f.chars), axis=1, out=sums[:, 1:])
    total = max(float(running.sum()), 1.0)
    w, r, lk, c = sums[:, last] - sums[:, first]
    count = (last - first).astype(np.float64)
    share = r / np.maximum(w, 1.0)
    density = np.minimum(lk / np.maximum(c, 1.0), 1.0)
    of_page = r / total
    holder = np.where(parent >= 0, parent, np.arange(len(parent)))  # the root holds itself
    node, back = np.unique(at, return_inverse=True)  # one for all blocks of an element
    for up in range(1, 5):  # the next larger container: ancestors that hold nothing else are passed over
        seen_count = count[node]
        for _ in range(6):
            above = holder[node]
            same = (count[above] <= seen_count) & (above != node)
            if not same.any():
                break
            node = np.where(same, above, node)
        node = holder[node]
        place = node[back]
        out[f"tree.words.{up}"] = np.minimum(w[place], 3000.0)
        out[f"tree.running.{up}"] = share[place]
        out[f"tree.of_page.{up}"] = of_page[place]
        out[f"tree.links.{up}"] = density[place]
        out[f"tree.blocks.{up}"] = np.minimum(count[place], 500.0)
    for part in (0.2, 0.5, 0.8):
        holding = np.flatnonzero(of_page >= part)
        name = f"tree.main_{int(part * 100)}"
        if not len(holding) or total < 20:
            out[name] = np.full(len(words), 0.5)
            if part == 0.5:
                for other in ("running", "links", "distance", "after"):
                    out[f"tree.main_{other}"] = np.zeros(len(words))
            continue
        k = holding[np.argmin(count[holding] - 1e-6 * holding)]  # the smallest; of equals the deepest
        index = np.arange(len(words))
        out[name] = ((index >= first[k]) & (index < last[k])).astype(np.float64)
        if part == 0.5:
            out["tree.main_running"] = np.full(len(words), float(share[k]))
            out["tree.main_links"] = np.full(len(words), float(density[k]))
            before = np.where(index < first[k], first[k] - index, np.where(index >= last[k], index - last[k] + 1, 0))
            out["tree.main_distance"] = np.minimum(before, 80).astype(np.float64)
            out["tree.main_after"] = (index >= last[k]).astype(np.float64)


def _siblings(out: dict[str, Floats], tree: Outline, at: Ints) -> None:
    """How many siblings of the same tag and classes an ancestor has: items of a list, cards of a grid."""
    _, place, counts = np.unique(tree.parent * (len(tree.looks) + 1) + tree.look, return_inverse=True, return_counts=True)
    same = counts[place].astype(np.float64)
    same[np.array([tag in _PLAIN for tag, _ in tree.looks], dtype=bool)[tree.look]] = 1.0
    node = at
    best = same[node].copy()
    for up in range(1, 5):
        node = np.maximum(tree.parent[node], 0)
        best = np.maximum(best, same[node])
        if up == 2:
            out["siblings.2"] = np.minimum(best, 50.0)
    out["siblings.4"] = np.minimum(best, 50.0)
