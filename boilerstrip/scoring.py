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
from functools import cached_property, lru_cache, partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.model import LABELS, Column, Error, Made, Term, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from boilerstrip.model import Floats, Options

PAGE = ("best_on_page", "article_page")  #: terms of the page as a whole
MEASURE = "m."  #: columns of measures, whose sum the second round looks at
#: Threshold in log-odds, chosen on held-out scores of WCXB: precision halves the snippets of chrome that are kept, recall drops less than
#: 1 % of an article's words.
FAVOR = {"balanced": 0.0, "precision": 1.4, "recall": -0.85}


@dataclass(frozen=True)
class Weights:
    bias: float
    tables: dict[str, tuple[Floats, Floats]]  #: column → (edges, log-odds per bin: one more than edges)
    threshold: float = 0.0
    best: tuple[Floats, Floats] | None = None  #: second round: the page's best sum of measures → offset of all its blocks
    article: tuple[Floats, Floats] | None = None  #: probability that the page is an article → offset of all its blocks

    @cached_property
    def rows(self) -> dict[str, int]:
        """Number of each column in :attr:`table`."""
        return {name: i for i, name in enumerate(self.tables)}

    @cached_property
    def table(self) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
        """All tables as one: edges (filled up with infinity), log-odds per bin, and how many edges there are."""
        sizes = np.array([len(edges) for edges, _ in self.tables.values()], dtype=np.int64)
        edges = np.full((len(sizes), int(sizes.max(initial=0))), np.inf)
        bins = np.zeros((len(sizes), edges.shape[1] + 1))
        for i, (own, values) in enumerate(self.tables.values()):
            edges[i, : len(own)], bins[i, : len(values)] = own, values
        return edges, bins, sizes

    def lookup(self, columns: Sequence[Column], n: int) -> Floats:
        """Log-odds per column and block; of a block that the column says nothing of (NaN) 0."""
        try:
            rows = np.array([self.rows[c.name] for c in columns], dtype=np.int64)
        except KeyError as error:
            raise Error(f"no weight for the column {error.args[0]!r}") from None
        edges, bins, sizes = self.table
        strengths = np.array([c.strengths for c in columns], dtype=np.float64).reshape(len(columns), n)
        place = np.zeros(strengths.shape, dtype=np.int64)
        own = sizes[rows]
        for k in range(int(own.max(initial=0))):
            longer = np.flatnonzero(own > k)
            place[longer] += strengths[longer] >= edges[rows[longer], k, None]
        values: Floats = bins[rows[:, None], place]
        silent = np.isnan(strengths)
        if silent.any():
            values[silent] = 0.0
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


class Verdicts(Made[Verdict]):
    """One verdict per block, made when somebody looks at them; the labels are known at once."""

    __slots__ = ("labels",)

    def __init__(self, labels: list[str], make: Callable[[], tuple[Verdict, ...]]) -> None:
        super().__init__(make)
        self.labels = labels


def judge(columns: Sequence[Column], weights: Weights, n: int, options: Options, article: float = 0.0) -> Verdicts:
    """Verdicts of ``n`` blocks.  Pure: the order of the columns changes nothing.  ``article``: probability that the page is one."""
    columns = sorted(columns, key=attrgetter("name"))
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
    scores = values.sum(axis=0) + weights.bias
    threshold = np.full(n, weights.threshold + FAVOR[options.favor])
    if options.threshold is not None:
        p = min(max(options.threshold, 1e-6), 1 - 1e-6)
        threshold = math.log(p / (1 - p)) + page
    rows: dict[str, list[int]] = {}
    for k, c in enumerate(columns):
        rows.setdefault(c.label, []).append(k)
    against = np.zeros((len(LABELS), n))
    for label in rows:
        if label != "body":
            against[LABELS.index(label)] = -values[rows[label]].sum(axis=0)
    first = against.argmax(axis=0)
    worst = np.where(against.max(axis=0, initial=0.0) > 0, first, LABELS.index("chrome"))
    kept = scores >= threshold
    labels = [LABELS[k] for k in np.where(kept, LABELS.index("body"), worst).tolist()]
    return Verdicts(labels, lambda: _verdicts(Ledger(weights.bias, columns, values), scores, threshold, against, page))


def _verdicts(ledger: Ledger, scores: Floats, threshold: Floats, against: Floats, page: Floats) -> tuple[Verdict, ...]:
    """The verdicts with all that stands in them beside the label; ``against``: testimony per label and block."""
    values, n = ledger.values, len(scores)
    ranked = np.argsort(-against, axis=0, kind="stable")
    strongest = np.take_along_axis(against, ranked[:2], axis=0)
    worst = np.where(strongest[0] > 0, ranked[0], LABELS.index("chrome"))
    runner_up = np.where((scores > threshold - 2) | (strongest[1] <= 0), LABELS.index("body"), ranked[1])
    if ledger.names and n:
        low, high = values.argmin(axis=0), values.argmax(axis=0)
        raised, lowered = values.max(axis=0) > ledger.bias, values.min(axis=0) < 0
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
    return tuple(out)


def probability(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, score))))
