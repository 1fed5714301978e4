"""The second round's measures: how the blocks around a block were judged in the first, and where the page's text ends.

Each takes the scores of the first round (log-odds, the sum of the measures' terms) and none of them looks at words, so that HTML
and text share them.  Stacking over the neighbours' scores is as old as BTE's densest stretch; that what stands behind the last
strong paragraph is chrome on an article and on a product's page, and content in a listing, is why the kind of page comes in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.outline import outline, places

if TYPE_CHECKING:
    import numpy.typing as npt

    from boilerstrip.features import Features, Ints
    from boilerstrip.model import Document, Floats

CLIP = 6.0  #: log-odds beyond which a block is as sure as can be
CAP = 100.0  #: words from which a block weighs no more
STRONG, LONG = 1.5, 15  #: log-odds and words from which a block is surely of the text
ASIDE = 0.3  #: share of its siblings' words that stay, under which a block stands in a box that goes
NOT = -1.0  #: a measure does not apply


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the second round knows of the blocks beside their scores; blocks in reading order."""

    words: Floats
    level: Ints  #: of headings, else 0
    parent: Ints  #: element above each block's own, and the one above that; of a text all the same
    above: Ints
    article: float = 0.0  #: probability that the page is one
    product: float = 0.0

    def of(self, blocks: npt.NDArray[np.bool_]) -> Grounds:
        """The same of some blocks."""
        return Grounds(self.words[blocks], self.level[blocks], self.parent[blocks], self.above[blocks], self.article, self.product)


def grounds(document: Document, f: Features, article: float = 0.0, product: float = 0.0) -> Grounds:
    n = len(document.blocks)
    parent = above = np.zeros(n, dtype=np.int64)
    if document.nodes:
        up = outline(document).parent
        parent = up[places(document)]
        above = up[np.maximum(parent, 0)]
    level = np.fromiter((b.level for b in document.blocks), dtype=np.int64, count=n)
    return Grounds(f.words, level, parent, above, article, product)


def around(score: Floats, g: Grounds) -> dict[str, Floats]:
    """Columns by name, from the first round's scores of the blocks that the measures speak of."""
    n = len(score)
    v = np.clip(score, -CLIP, CLIP)
    w = np.minimum(g.words, CAP)
    stays = w / (1.0 + np.exp(-v))  # words that are expected to stay
    siblings, cousins = _others(g.parent, stays, w), _others(g.above, stays, w)
    strong = np.flatnonzero((v > STRONG) & (g.words >= LONG))
    tail = np.arange(n) > strong[-1] if len(strong) else np.zeros(n, dtype=bool)
    heading, section = _sections(v, stays, w, np.flatnonzero(g.level), g.level)
    return {
        "siblings": siblings,
        "cousins": cousins,
        "heading": heading,
        "section": section,
        "tail_article": np.where(tail, g.article, NOT),
        "tail_product": np.where(tail, g.product, NOT),
        "aside_article": np.where((siblings >= 0) & (siblings < ASIDE), g.article, NOT),
        "alone_article": np.where(siblings < 0, g.article, NOT),
    }


def _others(group: Ints, stays: Floats, words: Floats) -> Floats:
    """Share of the words of the others in a block's group that stay; :data:`NOT` where there are none."""
    _, place = np.unique(group, return_inverse=True)
    left = np.bincount(place, words)[place] - words
    kept = np.bincount(place, stays)[place] - stays
    return np.where(left > 0, kept / np.maximum(left, 1e-9), NOT)


def _sections(v: Floats, stays: Floats, words: Floats, heads: Ints, level: Ints) -> tuple[Floats, Floats]:
    """(score of the heading that a block stands under, share of the words under a heading that stay)."""
    n = len(v)
    under, share = np.full(n, -CLIP - 1), np.full(n, NOT)
    if not len(heads):
        return under, share
    last = np.searchsorted(heads, np.arange(n), side="right") - 1
    under = np.where(last >= 0, v[heads[np.maximum(last, 0)]], under)
    kept, size = (np.concatenate(([0.0], np.cumsum(x))) for x in (stays, words))
    end = np.full(n, n)
    is_open: list[int] = []
    for h in heads.tolist():
        while is_open and level[is_open[-1]] >= level[h]:
            end[is_open.pop()] = h
        is_open.append(h)
    stop = end[heads]
    below = size[stop] - size[heads + 1]
    share[heads] = np.where(below > 0, (kept[stop] - kept[heads + 1]) / np.maximum(below, 1e-9), 0.0)
    return under, share
