"""The second round of a fit: on top of scores that are held out, what the scores around a block add (:mod:`boilerstrip.measures.around`).

Stacking (Wolpert, Neural Networks 5, 1992): the first round's scores that the second is fitted on come from models that saw nothing
of the page, as at use.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from boilerstrip.fitting.matrix import FOLDS, Rows
from boilerstrip.fitting.stumps import Tables, apply, fit
from boilerstrip.fitting.types import KINDS
from boilerstrip.measures.around import around

if TYPE_CHECKING:
    from boilerstrip.model import Floats

ROUNDS = 80
#: a handful of columns, some of which speak on few pages only: all are tried, and no bin is of a page or two
PARAMETERS: dict[str, Any] = {"feature_fraction": 1.0, "min_data_in_leaf": 300}


def fit_second(pages: list[Rows], scores: list[Floats], kinds: Floats) -> tuple[Tables, list[Floats]]:
    """(tables, scores of both rounds).  ``scores``: of the first, held out; ``kinds``: pages × :data:`KINDS`, held out.

    The scores that are given back are held out, too.
    """
    article, product = (kinds[:, KINDS.index(k)] for k in ("article", "product"))
    seen = [
        around(s, replace(r.ground, article=float(a), product=float(p)))
        for r, s, a, p in zip(pages, scores, article, product, strict=True)
    ]
    names = list(seen[0])
    x = [np.stack([c[n] for n in names], axis=1) for c in seen]

    def fitted(mine: list[int]) -> tuple[float, Tables]:
        cat = [np.concatenate([v[k] for k in mine]) for v in (x, [r.y for r in pages], [r.weight for r in pages], scores)]
        return fit(cat[0], cat[1], cat[2], names, ROUNDS, cat[3], **PARAMETERS)

    out: list[Floats] = [np.zeros(0)] * len(pages)
    for fold in range(FOLDS):
        bias, found = fitted([k for k, r in enumerate(pages) if r.fold != fold])
        for k, r in enumerate(pages):
            if r.fold == fold:
                out[k] = scores[k] + apply(x[k], names, bias, found)
    bias, found = fitted(list(range(len(pages))))
    edges, values = found[names[0]]
    found[names[0]] = (edges, [round(v + bias, 4) for v in values])  # every block has one value of it
    return found, out
