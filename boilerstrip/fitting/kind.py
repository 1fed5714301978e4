"""Thread or text: the tables of ``data/weights/kind.json``, fitted on flattened pages of WCXB and WEB-FORUM-52.

Positive are forum pages, in every form in which they reach us; of other pages what recurs (teasers, comments, prices) is
negative.  ``framed`` judges recurring heads, ``headless`` texts in which none were found.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from boilerstrip import catalog
from boilerstrip.features import measure
from boilerstrip.fitting.data import forum_pages, pages
from boilerstrip.fitting.flatten import FORMS, another
from boilerstrip.fitting.matrix import FOLDS
from boilerstrip.fitting.stumps import Tables, apply, tables, write_weights
from boilerstrip.language import guess_language
from boilerstrip.parse import parse
from boilerstrip.segment import flat
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_kind import measure_frames, measure_page
from boilerstrip.segment.frames import find_frames

if TYPE_CHECKING:
    from pathlib import Path

    from boilerstrip.fitting.data import GoldPage
    from boilerstrip.model import Floats

PARAMETERS: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.12, "max_depth": 1, "num_leaves": 2, "max_bin": 14, "lambda_l2": 4.0, "seed": 1,
    "num_threads": 1, "deterministic": True, "force_row_wise": True, "verbose": -1,
}  # fmt: skip
ROUNDS = {"framed": 220, "headless": 200}
LEAF = {"framed": 30, "headless": 25}  #: examples of a bin
MONOTONE = {
    "forum.sure": 1, "clock": 1, "told": 1, "lines": -1, "attribution": 1, "numbered": 1, "named": 1, "literal": -1, "sentences": 1,
    "site": -1, "edits": 1, "addressed": 1, "signed": 1, "running": 1, "asks": 1,
}  # fmt: skip
#: Heads without any name are rare in the gold, since forums have names; lists that lost theirs are common elsewhere.
BY_HAND: Tables = {"named": ([0.25], [-1.0, 0.0])}


@dataclass(frozen=True, slots=True)
class Example:
    """One page in one form."""

    fold: int
    form: str
    thread: bool
    framed: dict[str, float] | None  #: measures of the recurring heads, where there are any
    believed: bool
    headless: dict[str, float]


def examples_of(page: GoldPage) -> list[Example]:
    """The page in every form of :mod:`boilerstrip.fitting.flatten`; what has been through an extractor of a part of them."""
    book = catalog.phrases()
    out = []
    forms = dict(FORMS)
    if page.kind == "forum" or page.fold(3) == 0:
        forms["another"] = another
    for name, form in forms.items():
        document = parse(form(page.html), media_type="text/plain")
        if not document.blocks:
            continue
        f = measure(document, book, lang=guess_language(document.text))
        s = sh.shape(document, f)
        frames = find_frames(s, f, 0, len(document.blocks))
        framed = measure_frames(frames, f, s) if frames is not None else None
        believed = frames is not None and frames.quality >= flat.BELIEVED
        out.append(Example(page.fold(FOLDS), name, page.kind == "forum", framed, believed, measure_page(f, s)))
    return out


def fit_kind(root: Path, jobs: int, out: Path) -> None:
    """Fit, print what is held out, write ``out``."""
    with ProcessPoolExecutor(jobs) as pool:
        examples = [x for part in pool.map(examples_of, [*pages(root), *forum_pages(root)], chunksize=4) for x in part]
    framed = [x for x in examples if x.framed is not None]
    result: dict[str, Any] = {
        "schema": 1,
        "about": "log-odds per bin that recurring heads are those of posts, and that a text without heads is a thread; fitted on "
        "WCXB (CC BY 4.0) and WEB-FORUM-52, except named",
    }
    odds = _part("framed", framed, [x.framed or {} for x in framed], result, flat.THREAD)
    settled = {id(x) for x, o in zip(framed, odds.tolist(), strict=True) if x.believed and o >= flat.THREAD}
    rest = [x for x in examples if id(x) not in settled]
    _part("headless", rest, [x.headless for x in rest], result, flat.HEADLESS)
    write_weights(out, result)


def _part(part: str, examples: list[Example], measures: list[dict[str, float]], result: dict[str, Any], threshold: float) -> Floats:
    """Fit one of the two; its log-odds for each example, held out by site."""
    names = sorted(measures[0])
    x = np.array([[m[k] for k in names] for m in measures])
    y = np.array([float(e.thread) for e in examples])
    fold = np.array([e.fold for e in examples])
    odds = np.zeros(len(y))
    for f in range(FOLDS):
        held = fold == f
        bias, found = _fit(part, x[~held], y[~held], names)
        odds[held] = apply(x[held], names, bias, found)
    for form in dict.fromkeys(e.form for e in examples):
        mine = np.array([e.form == form for e in examples])
        wrong, missed = (odds >= threshold) & (y == 0) & mine, (odds < threshold) & (y == 1) & mine
        print(f"{part} {form}: {int(mine.sum())} texts, {int((y[mine] == 1).sum())} threads; held out: {int(wrong.sum())} false, {int(missed.sum())} missed")
    bias, found = _fit(part, x, y, names)
    result[part] = {"bias": round(bias, 4), "terms": {k: {"edges": e, "values": v} for k, (e, v) in sorted(found.items())}}
    return odds


def _fit(part: str, x: Floats, y: Floats, names: list[str]) -> tuple[float, Tables]:
    import lightgbm

    parameters = {**PARAMETERS, "min_data_in_leaf": LEAF[part], "monotone_constraints": [MONOTONE.get(k, 0) for k in names]}
    data = lightgbm.Dataset(x, label=y, feature_name=[f"c{k}" for k in range(len(names))])
    bias, raw = tables(lightgbm.train(parameters, data, ROUNDS[part]).dump_model(), names)
    found: Tables = {}
    for name, (edges, values) in raw.items():
        bias += values[0]
        found[name] = ([round(max(e, 0.001), 4) for e in edges], [round(v - values[0], 3) for v in values])
    return bias, {**found, **{k: v for k, v in BY_HAND.items() if k in found}}
