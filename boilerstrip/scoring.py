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

from boilerstrip.measures.around import around
from boilerstrip.model import LABELS, Column, Error, Made, Term, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from boilerstrip.measures.around import Grounds
    from boilerstrip.model import Floats, Options

PAGE = ("best_on_page", "article_page")  #: terms of the page as a whole
MEASURE = "m."  #: columns of measures, whose sum the second round looks at
SECOND = "n."  #: columns of the second round: what the blocks around a block were judged in the first
#: Threshold in log-odds, chosen on held-out scores of WCXB: precision halves the snippets of chrome that are kept, recall drops less than
#: 1 % of an article's words.
FAVOR = {"balanced": 0.0, "precision": 1.0, "recall": -0.7}


@dataclass(frozen=True)
class Weights:
    bias: float
    tables: dict[str, tuple[Floats, Floats]]  #: column → (edges, log-odds per bin: one more than edges)
    threshold: float = 0.0
    best: tuple[Floats, Floats] | None = None  #: second round: the page's best sum of measures → offset of all its blocks
    article: tuple[Floats, Floats] | None = None  #: probability that the page is an article → offset of all its blocks

    @cached_property
    def second(self) -> bool:
        """Whether there is a second round."""
        return any(name.startswith(SECOND) for name in self.tables)

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

    def reasons(self, labels: Sequence[str]) -> list[str]:
        """Name of the strongest term on the side of each block's label."""
        values, n = self.values, len(labels)
        if not self.names or not n:
            return ["bias"] * n
        body = np.array([label == "body" for label in labels])
        at = np.where(body, values.argmax(axis=0), values.argmin(axis=0))
        tells = np.where(body, values.max(axis=0) > self.bias, values.min(axis=0) < 0)
        names = [*self.names, "bias"]  # the last one stands at -1
        return [names[k] for k in np.where(tells, at, -1).tolist()]


class Verdicts(Made[Verdict]):
    """One verdict per block, made when somebody looks at them; the labels and scores are known at once."""

    __slots__ = ("_ledger", "labels", "scores")

    def __init__(self, labels: list[str], scores: list[float], ledger: Ledger, make: Callable[[], tuple[Verdict, ...]]) -> None:
        super().__init__(make)
        self.labels, self.scores, self._ledger = labels, scores, ledger

    def reasons(self) -> list[str]:
        """:attr:`Verdict.reason` of every block."""
        return self._ledger.reasons(self.labels)


def judge(columns: Sequence[Column], weights: Weights, n: int, options: Options, ground: Grounds | None = None) -> Verdicts:
    """Verdicts of ``n`` blocks.  Pure: the order of the columns changes nothing.  ``ground``: what the second round knows."""
    columns = sorted(columns, key=attrgetter("name"))
    values = weights.lookup(columns, n)
    page = np.zeros(n)
    if weights.best is not None and n:
        fitted = [k for k, c in enumerate(columns) if c.name.startswith(MEASURE)]
        if fitted:
            first = values[fitted].sum(axis=0) + weights.bias
            spoken = ~np.isnan(columns[fitted[0]].strengths)
            if ground is not None and weights.second:
                seen = _second(first, spoken, ground)
                told = weights.lookup(seen, n)
                columns, values, first = [*columns, *seen], np.vstack([values, told]), first + told.sum(axis=0)
            article = ground.article if ground is not None else 0.0
            for name, number, table in zip(PAGE, (float(first.max()), article), (weights.best, weights.article), strict=True):
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
    ledger = Ledger(weights.bias, columns, values)
    return Verdicts(labels, scores.tolist(), ledger, lambda: _verdicts(ledger, labels, scores, threshold, against, page))


def _second(first: Floats, spoken: npt.NDArray[np.bool_], ground: Grounds) -> list[Column]:
    """The second round's columns, from the first's scores."""
    out = []
    for name, strengths in around(first[spoken], ground.of(spoken)).items():
        whole = np.full(len(first), np.nan)
        whole[spoken] = strengths
        out.append(Column(SECOND + name, "chrome", whole))
    return out


def _verdicts(ledger: Ledger, labels: list[str], scores: Floats, threshold: Floats, against: Floats, page: Floats) -> tuple[Verdict, ...]:
    """The verdicts with all that stands in them beside the label; ``against``: testimony per label and block."""
    ranked = np.argsort(-against, axis=0, kind="stable")
    strongest = np.take_along_axis(against, ranked[:2], axis=0)
    worst = np.where(strongest[0] > 0, ranked[0], LABELS.index("chrome"))
    runner_up = np.where((scores > threshold - 2) | (strongest[1] <= 0), LABELS.index("body"), ranked[1])
    lists = (v.tolist() for v in (scores, worst, runner_up, page))
    return tuple(
        Verdict(label, score, Made(partial(ledger.terms, i)), LABELS[first if label == "body" else second], reason, whole)
        for i, (label, reason, score, first, second, whole) in enumerate(zip(labels, ledger.reasons(labels), *lists, strict=True))
    )


def probability(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, score))))
