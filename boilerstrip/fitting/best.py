"""The second round: how sure the page's surest block is, and whether the page is an article, settle what the others need.

On an article the best block scores high and a doubtful one is chrome; on a listing nothing scores high and doubtful blocks are
all there is.  Two tables, from the page's best score and from its probability of being an article to an offset for all its
blocks, chosen on held-out scores by word F1; the mean of what resamples of the pages choose (Breiman, Bagging predictors, Machine
Learning 24, 1996), as many choices give nearly the same F1 and a refit should not jump between them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from boilerstrip.fitting.matrix import Rows
    from boilerstrip.model import Floats

    Flags = npt.NDArray[np.bool_]
    Ints = npt.NDArray[np.int64]

QUANTILES = (0.1, 0.2, 0.35, 0.5, 0.7, 0.85)
ARTICLE = (0.1, 0.3, 0.6, 0.85, 0.96)  #: edges of the probability that the page is an article
STEP = 0.25
THRESHOLDS = np.round(np.arange(-3.0, 2.51, STEP), 2)
MOVES = np.round(np.arange(-2.0, 2.01, STEP), 2)  #: offsets tried in one bin
SWEEPS = 6  #: rounds over all bins; it settles in three or four
FEW = 15  #: pages below which a bin keeps its offset
SMALL = 1e-4  #: word F1 for which no offset is worth its size
RESAMPLES = 40


@dataclass(frozen=True, slots=True)
class Offsets:
    best: tuple[list[float], list[float]]  #: edges, offset per bin
    article: tuple[list[float], list[float]]
    f1: float  #: mean word F1, each page by offsets that were chosen on other sites


def word_f1(kept: Counter[str], gold: Counter[str]) -> float:
    """F1 over bags of words, as WCXB scores; both empty: 1."""
    n, m = sum(kept.values()), sum(gold.values())
    if not n or not m:
        return float(n == m)
    return 2 * sum((kept & gold).values()) / (n + m)


def page_scores(rows: Rows, score: Floats) -> list[float]:
    """Word F1 of one page at every threshold."""
    gold = Counter(rows.gold)
    order = np.argsort(-score, kind="stable").tolist()
    kept: Counter[str] = Counter()
    out = []
    at = 0
    for t in THRESHOLDS[::-1]:
        while at < len(order) and score[order[at]] >= t:
            kept.update(rows.words[order[at]])
            at += 1
        out.append(word_f1(kept, gold))
    return out[::-1]


def fit_offsets(pages: list[Rows], scores: list[Floats], article: Floats, folds: int, slack: float = 0.0) -> Offsets:
    """Both tables.  ``article``: each page's probability, held out.

    Of the offsets whose word F1 is at most ``slack`` below the best one's, the highest is taken: it loses least of what a person
    wrote.
    """
    table = np.array([page_scores(r, s) for r, s in zip(pages, scores, strict=True)])
    top = np.array([float(s.max()) for s in scores])
    edges = [[round(float(e), 3) for e in np.quantile(top, QUANTILES)], list(ARTICLE)]
    bins = [np.searchsorted(e, v, side="right") for e, v in zip(edges, (top, article), strict=True)]
    fold = np.array([r.fold for r in pages])
    held = np.zeros(len(pages))
    for f in range(folds):
        offsets = _bagged(table, bins, fold != f, slack)
        held[fold == f] = _reached(table, bins, offsets)[fold == f]
    best, of_article = _bagged(table, bins, np.ones(len(pages), dtype=bool), slack)
    return Offsets((edges[0], best.tolist()), (edges[1], of_article.tolist()), float(held.mean()))


def _bagged(table: Floats, bins: list[Ints], mine: Flags, slack: float) -> list[Floats]:
    """The mean of what resamples of ``mine`` choose."""
    draw = np.random.default_rng(1)
    pages = np.flatnonzero(mine)
    chosen: list[list[Floats]] = []
    for _ in range(RESAMPLES):
        some = draw.choice(pages, len(pages))
        chosen.append(_climb(table[some], [b[some] for b in bins], slack))
    out: list[Floats] = [np.array([c[k] for c in chosen]).mean(axis=0).round(2) + 0.0 for k in range(len(bins))]
    return out


def _climb(table: Floats, bins: list[Ints], slack: float) -> list[Floats]:
    offsets = [np.zeros(len(QUANTILES) + 1), np.zeros(len(ARTICLE) + 1)]
    for _ in range(SWEEPS):
        for k, values in enumerate(offsets):
            other = offsets[1 - k][bins[1 - k]]
            for b in range(len(values)):
                here = np.flatnonzero(bins[k] == b)
                if len(here) < FEW:
                    continue
                high = values[b - 1] if b else (MOVES[-1], 0.0)[k]  # the surer the page's best or that it is an article, the less for the others
                low = values[b + 1] if b + 1 < len(values) else MOVES[0]
                moves = MOVES[(low <= MOVES) & (high >= MOVES)]
                reached = np.array([table[here, _place(other[here] + move)].mean() for move in moves]) - SMALL * np.abs(moves)
                values[b] = moves[np.flatnonzero(reached >= reached.max() - slack)[-1]] + 0.0
    return offsets


def _reached(table: Floats, bins: list[Ints], offsets: list[Floats]) -> Floats:
    out: Floats = table[np.arange(len(table)), _place(offsets[0][bins[0]] + offsets[1][bins[1]])]
    return out


def _place(offset: Floats) -> Ints:
    """Which threshold an offset of all blocks amounts to."""
    place: Ints = np.clip(np.rint((-offset - THRESHOLDS[0]) / STEP).astype(np.int64), 0, len(THRESHOLDS) - 1)
    return place
