"""Measures of the section a block heads or stands in, and of the paragraphs that hold a page's text.

Source: trafilatura drops headings without text, and text outside of p elements where there are such (Barbaresi, ACL 2021).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.outline import outline, places

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document, Floats
    from boilerstrip.outline import Ints

#: phrases in a heading that say what its section is
ASIDE = frozenset({
    "related", "share", "newsletter", "read_more", "app_promotion", "advertisement", "navigation", "post_navigation", "comment_form",
    "login_prompt", "search", "cookie", "footer",
})  # fmt: skip
_ENDS = frozenset({"div", "td", "article", "section", "li"})  #: elements beyond which a p holds no block


def sections(document: Document, f: Features, own: dict[str, Floats]) -> dict[str, Floats]:
    """Columns ``section.*`` and ``paragraph.*``, of documents with markup."""
    blocks = document.blocks
    n = len(blocks)
    level = own["heading_level"].astype(np.int64)
    heads = np.flatnonzero(level > 0)
    index = np.arange(n)
    below = np.minimum(index + 1, n)
    running = np.where(own["prose"] >= 0.6, own["words"], 0.0)
    links = np.array([b.link_chars for b in blocks], dtype=np.float64)
    sums = {
        k: np.concatenate(([0.0], np.cumsum(v)))
        for k, v in (("run", running), ("words", own["words"]), ("links", links), ("chars", np.maximum(f.chars, 1.0)))
    }

    def of(key: str, start: Ints, stop: Ints) -> Floats:
        value: Floats = sums[key][stop] - sums[key][start]
        return value

    is_head = level > 0
    end = _ends(level, heads)
    following = np.append(heads, n)[np.searchsorted(heads, index, side="right")]
    out = {
        "section.running": np.where(is_head, np.minimum(of("run", below, end), 300.0), -1.0),
        "section.blocks": np.where(is_head, np.minimum(end - below, 40), -1).astype(np.float64),
    }
    place = np.searchsorted(heads, index, side="right") - 1
    under = place >= 0
    head = heads[np.maximum(place, 0)] if len(heads) else np.zeros(n, dtype=np.int64)
    start, stop = np.minimum(head + 1, n), following
    aside = np.zeros(n)
    for i in heads.tolist():
        aside[i] = max((h.certainty for h in f.hits[i] if h.category in ASIDE), default=0.0)
    out["section.own_running"] = np.where(under, np.minimum(of("run", start, stop), 500.0), -1.0)
    out["section.own_share"] = np.where(under, of("run", start, stop) / np.maximum(of("words", start, stop), 1.0), -1.0)
    out["section.own_links"] = np.where(under, of("links", start, stop) / np.maximum(of("chars", start, stop), 1.0), -1.0)
    out["section.own_phrase"] = np.where(under, aside[head], 0.0)
    out["section.own_distance"] = np.where(under, np.minimum(index - head, 40), 41).astype(np.float64)
    out["section.own_level"] = np.where(under, level[head], 0).astype(np.float64)
    out.update(_paragraphs(document, running))
    return out


def _ends(level: Ints, heads: Ints) -> Ints:
    """For each heading the next one of its level or above; for other blocks the end of the document."""
    end = np.full(len(level), len(level), dtype=np.int64)
    open_heads: list[int] = []
    for i in heads.tolist():
        while open_heads and level[open_heads[-1]] >= level[i]:
            end[open_heads.pop()] = i
        open_heads.append(i)
    return end


def _paragraphs(document: Document, running: Floats) -> dict[str, Floats]:
    """Whether a block stands in a p, and what that says on this page: where the text is in p elements, the rest seldom is text."""
    tree = outline(document)
    n = len(document.blocks)
    at = places(document)
    code = np.array([1 if tag == "p" else 2 if tag in _ENDS else 0 for tag, _ in tree.looks], dtype=np.int64)[tree.look]
    node, found = at, np.zeros(n, dtype=np.int64)
    for _ in range(4):
        found = np.where(found == 0, code[node], found)
        node = np.maximum(tree.parent[node], 0)
    inside = found == 1
    share = float(running[inside].sum()) / max(float(running.sum()), 1.0)
    return {"paragraph.outside": np.where(inside, -1.0, share), "paragraph.page": np.full(n, share)}
