"""The judge: a score is a sum of one number per column, read from a table; a verdict is its ledger.

The table (``data/weights/*.json``) has for each column its bin edges and the log-odds of each bin that a person wrote the block as
content.  A missing weight is an error.  Columns carry the label they speak for; a block whose score is under the threshold
gets the label with the strongest testimony against it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.model import LABELS, Column, Error, Made, Term, Verdict

if TYPE_CHECKING:
    from boilerstrip.model import Floats, Options

PAGE = ("best_on_page", "article_page")  #: terms of the page as a whole
MEASURE = "m."  #: columns of measures, whose sum the second round looks at
#: Threshold in log-odds, chosen on held-out scores of WCXB: precision halves the snippets of chrome that are kept, recall drops less than
#: 1 % of an article's words.
FAVOR = {"balanced": 0.0, "precision": 1.25, "recall": -1.0}


@dataclass(frozen=True, slots=True)
class Weights:
    bias: float
    tables: dict[str, tuple[Floats, Floats]]  #: column → (edges, log-odds per bin: one more than edges)
    threshold: float = 0.0
    best: tuple[Floats, Floats] | None = None  #: second round: the page's best sum of measures → offset of all its blocks
    article: tuple[Floats, Floats] | None = None  #: probability that the page is an article → offset of all its blocks

    def lookup(self, columns: Sequence[Column], n: int) -> Floats:
        """Log-odds per column and block; NaN: the column says nothing of this block."""
        values = np.zeros((len(columns), n))
        for row, column in zip(values, columns, strict=True):
            try:
                edges, bins = self.tables[column.name]
            except KeyError:
                raise Error(f"no weight for the column {column.name!r}") from None
            bins.take(edges.searchsorted(column.strengths, side="right"), out=row)
        if columns:
            values[np.isnan([c.strengths for c in columns])] = 0.0
        return values


@lru_cache(maxsize=8)
def load_weights(name: str) -> Weights:
    """Read ``data/weights/NAME.json``."""
    raw = json.loads((Path(__file__).parent / f"data/weights/{name}.json").read_text("utf-8"))
    tables = {
        key: (np.asarray(t["edges"], dtype=np.float64), np.asarray(t["values"], dtype=np.float64))
        for key, t in raw["terms"].items()
    }
    best, article = (
        (np.asarray(t["edges"], dtype=np.float64), np.asarray(t["values"], dtype=np.float64)) if (t := raw.get(key)) else None
        for key in ("best", "article")
    )
    return Weights(raw["bias"], tables, raw.get("threshold", 0.0), best, article)


class Ledger:
    """Who said what of every block: one row of log-odds per column.  Terms are made when somebody asks."""

    __slots__ = ("bias", "labels", "names", "notes", "values")

    def __init__(self, bias: float, columns: Sequence[Column], values: Floats) -> None:
        self.bias = bias
        self.names = [c.name for c in columns]
        self.labels = [c.label for c in columns]
        self.notes = [c.notes for c in columns]
        self.values = values  #: columns × blocks

    def terms(self, i: int) -> tuple[Term, ...]:
        """The summands of block ``i``, the largest first."""
        value = self.values[:, i]
        terms = [Term("bias", self.bias, "body")]
        terms += [Term(self.names[k], float(value[k]), self.labels[k], self.notes[k].get(i, "")) for k in np.flatnonzero(value)]
        return tuple(sorted(terms, key=lambda t: (-abs(t.value), t.name)))


def judge(columns: Sequence[Column], weights: Weights, n: int, options: Options, article: float = 0.0) -> list[Verdict]:
    """Verdicts of ``n`` blocks.  Pure: the order of the columns changes nothing.  ``article``: probability that the page is one."""
    columns = sorted(columns, key=lambda c: c.name)
    values = weights.lookup(columns, n)
    page = np.zeros(n)
    if weights.best is not None and n:
        fitted = [k for k, c in enumerate(columns) if c.name.startswith(MEASURE)]
        if fitted:
            top = float(values[fitted].sum(axis=0).max()) + weights.bias
            spoken = ~np.isnan(columns[fitted[0]].strengths)
            for name, number, table in zip(PAGE, (top, article), (weights.best, weights.article), strict=True):
                if table is None:
                    continue
                edges, offsets = table
                columns.append(Column(name, "chrome", np.full(n, number)))
                values = np.vstack([values, np.where(spoken, offsets[edges.searchsorted(number, side="right")], 0.0)])
                page += values[-1]
    ledger = Ledger(weights.bias, columns, values)
    scores = values.sum(axis=0) + weights.bias
    threshold = np.full(n, weights.threshold + FAVOR[options.favor])
    if options.threshold is not None:
        p = min(max(options.threshold, 1e-6), 1 - 1e-6)
        threshold = math.log(p / (1 - p)) + page
    against = np.zeros((len(LABELS), n))
    for k, label in enumerate(LABELS):
        rows = [j for j, c in enumerate(columns) if c.label == label]
        if rows and label != "body":
            against[k] = -values[rows].sum(axis=0)
    ranked = np.argsort(-against, axis=0, kind="stable")
    strongest = np.take_along_axis(against, ranked[:2], axis=0)
    worst = np.where(strongest[0] > 0, ranked[0], LABELS.index("chrome"))
    runner_up = np.where((scores > threshold - 2) | (strongest[1] <= 0), LABELS.index("body"), ranked[1])
    if columns and n:
        low, high = values.argmin(axis=0), values.argmax(axis=0)
        raised, lowered = values.max(axis=0) > weights.bias, values.min(axis=0) < 0
    else:
        low = high = np.zeros(n, dtype=np.int64)
        raised = lowered = np.zeros(n, dtype=bool)
    high, low = np.where(raised, high, -1), np.where(lowered, low, -1)
    names = [*ledger.names, "bias"]  # the last one stands at -1
    out = []
    lists = (v.tolist() for v in (scores, worst, runner_up, high, low, scores >= threshold, page))
    for i, (score, first, second, up, down, kept, whole) in enumerate(zip(*lists, strict=True)):
        if kept:
            out.append(Verdict("body", score, Made(partial(ledger.terms, i)), LABELS[first], names[up], whole))
        else:
            out.append(Verdict(LABELS[first], score, Made(partial(ledger.terms, i)), LABELS[second], names[down], whole))
    return out


def probability(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, score))))
