"""The witness's own table: log-odds by the share of a block that it keeps, on top of what the measures say without it."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.align import align
from boilerstrip.fitting.best import fit_offsets
from boilerstrip.fitting.matrix import FOLDS, Rows, rows_of
from boilerstrip.fitting.stumps import write_weights
from boilerstrip.model import Limits
from boilerstrip.parse import parse
from boilerstrip.witness import ask

if TYPE_CHECKING:
    from pathlib import Path

    from boilerstrip.fitting.data import GoldPage
    from boilerstrip.model import Floats

EDGES = (0.02, 0.3, 0.7, 0.98)  #: of the share
RIDGE = 20.0  #: blocks of average weight that pull a bin to 0
STEPS = 30


def witnessed(page: GoldPage) -> tuple[Rows | None, Floats]:
    """The rows of a page, and the share of each that the witness keeps (NaN where it was not heard)."""
    rows = rows_of(page)
    if rows is None or not len(rows.x):
        return None, np.zeros(0)
    document = parse(page.html, url=page.url, media_type="text/html")
    kept = ask(page.html, document, "text/html", Limits())
    texts = [" ".join(w) for w in rows.words]
    return rows, align(texts, kept)[0] if kept is not None else np.full(len(texts), np.nan)


def share_table(share: Floats, y: Floats, weight: Floats, score: Floats) -> list[float]:
    """Log-odds per bin of :data:`EDGES` that are added to ``score`` (Newton's method on the log-loss, ridge)."""
    place = np.searchsorted(EDGES, share, side="right")
    weight = weight / weight.mean()
    out = []
    for b in range(len(EDGES) + 1):
        mine = (place == b) & ~np.isnan(share)
        value = 0.0
        for _ in range(STEPS):
            p = 1.0 / (1.0 + np.exp(-(score[mine] + value)))
            slope = float((weight[mine] * (y[mine] - p)).sum()) - RIDGE * value
            value += slope / (float((weight[mine] * p * (1.0 - p)).sum()) + RIDGE)
        out.append(round(value, 3))
    return out


def apply_share(share: Floats, table: list[float]) -> Floats:
    found: Floats = np.asarray(table)[np.searchsorted(EDGES, share, side="right")]
    return np.where(np.isnan(share), 0.0, found)


def fit_witness(
    rows: list[Rows], shares: list[Floats], scores: list[Floats], article: Floats, out: Path
) -> dict[str, float]:
    """Write the term ``witness`` into ``out``.  ``scores``: held out.  Word F1 without and with it, held out by site."""

    def fitted(mine: list[int]) -> list[float]:
        return share_table(
            *(
                np.concatenate([v[k] for k in mine])
                for v in (shares, [r.y for r in rows], [r.weight for r in rows], scores)
            )
        )

    heard: list[Floats] = [np.zeros(0)] * len(rows)
    for fold in range(FOLDS):
        table = fitted([k for k, r in enumerate(rows) if r.fold != fold])
        for k, r in enumerate(rows):
            if r.fold == fold:
                heard[k] = scores[k] + apply_share(shares[k], table)
    found = {
        name: round(fit_offsets(rows, s, article, FOLDS).f1, 4) for name, s in (("without", scores), ("with", heard))
    }
    table = fitted(list(range(len(rows))))
    weights = json.loads(out.read_text("utf-8"))
    weights["terms"]["witness"] = {"edges": list(EDGES), "values": table}
    weights["terms"] = dict(sorted(weights["terms"].items()))
    write_weights(out, weights)
    print(
        f"witness: word F1 {found['without']:.4f} without, {found['with']:.4f} with it, held out by site; log-odds {table}"
    )
    return found


def build_witnessed(pages: list[GoldPage], jobs: int) -> tuple[list[Rows], list[Floats]]:
    with ProcessPoolExecutor(jobs) as pool:
        found = [(r, s) for r, s in pool.map(witnessed, pages, chunksize=8) if r is not None]
    return [r for r, _ in found], [s for _, s in found]
