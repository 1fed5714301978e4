"""The second round: how sure the page's surest block is settles what the others need.

On an article the best block scores high and a doubtful one is chrome; on a listing nothing scores high and doubtful blocks are
all there is.  One table from the page's best score to an offset for all its blocks, chosen on held-out folds by word F1.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from boilerstrip.fitting.matrix import Rows
    from boilerstrip.model import Floats

QUANTILES = (0.1, 0.2, 0.35, 0.5, 0.7, 0.85)
THRESHOLDS = tuple(np.round(np.arange(-2.5, 1.26, 0.25), 2))


def word_f1(kept: Counter[str], gold: Counter[str]) -> float:
    """F1 over bags of words, as WCXB scores; both empty: 1."""
    n, m = sum(kept.values()), sum(gold.values())
    if not n or not m:
        return float(n == m)
    return 2 * sum((kept & gold).values()) / (n + m)


def page_scores(rows: Rows, score: Floats) -> list[float]:
    """Word F1 of one page at every threshold."""
    gold = Counter(rows.gold)
    bags = [Counter(w) for w in rows.words]
    out = []
    for t in THRESHOLDS:
        kept: Counter[str] = Counter()
        for bag, s in zip(bags, score, strict=True):
            if s >= t:
                kept.update(bag)
        out.append(word_f1(kept, gold))
    return out


def best_table(pages: list[Rows], scores: list[Floats], slack: float = 0.0) -> tuple[list[float], list[float], float]:
    """(edges over the page's best score, offset per bin, mean word F1 on the held-out folds).

    Of the thresholds whose word F1 is at most ``slack`` below the best one's, the lowest is taken: it loses least of what a
    person wrote.
    """
    table = np.array([page_scores(r, s) for r, s in zip(pages, scores, strict=True)])
    top = np.array([float(s.max()) for s in scores])
    edges = [round(float(e), 3) for e in np.quantile(top, QUANTILES)]
    bins = np.searchsorted(edges, top, side="right")
    offsets, total = [], 0.0
    for b in range(len(edges) + 1):
        mean = table[bins == b].mean(axis=0)
        chosen = int(np.flatnonzero(mean >= mean.max() - slack)[0])
        offsets.append(float(-THRESHOLDS[chosen]) + 0.0)
        total += float(mean[chosen]) * float((bins == b).sum())
    return edges, offsets, total / len(pages)
