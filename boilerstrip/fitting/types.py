"""The kind of page: ``data/weights/types.json``, one additive model per kind, fitted together so that their shares add up to one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from boilerstrip.fitting.matrix import FOLDS
from boilerstrip.fitting.reliability import expected_error
from boilerstrip.fitting.stumps import Tables, tables, write_weights
from boilerstrip.pagetype import OTHER

if TYPE_CHECKING:
    from pathlib import Path

    from boilerstrip.fitting.matrix import Rows
    from boilerstrip.model import Floats

PARAMETERS: dict[str, Any] = {
    "objective": "multiclass", "learning_rate": 0.1, "max_depth": 1, "num_leaves": 2, "min_data_in_leaf": 12, "max_bin": 24,
    "feature_fraction": 0.3, "lambda_l2": 3.0, "seed": 1, "num_threads": 1, "deterministic": True, "force_row_wise": True, "verbose": -1,
}  # fmt: skip
ROUNDS = 200
KINDS = ("article", "thread", "documentation", "listing", "collection", "product", "service")  #: WCXB's, its forum pages called threads

Model = dict[str, tuple[float, Tables]]


def fit_types(pages: list[Rows]) -> tuple[dict[str, Any], Floats, dict[str, Any]]:
    """The part of ``types.json`` for these pages, each page's probabilities held out by site (in the order of ``KINDS``), and
    how good they are.
    """
    asked = [r for r in pages if not r.thread]
    names = sorted(asked[0].numbers)
    x = np.array([[r.numbers[k] for k in names] for r in asked])
    y = np.array([KINDS.index(_named(r.kind)) for r in asked])
    fold = np.array([r.fold for r in asked])
    held = np.zeros((len(asked), len(KINDS)))
    for f in range(FOLDS):
        held[fold == f] = _apply(x[fold == f], names, _fit(x[fold != f], y[fold != f], names))
    figures = _print(held, y, len(pages) - len(asked), sum(r.kind == "forum" for r in pages if r.thread))
    model = _fit(x, y, names)
    threads = [r.kind == "forum" for r in pages if r.thread]
    part = {
        "thread": round((sum(threads) + 1) / (len(threads) + 2), 4),
        "kinds": {
            kind: {"bias": bias, "terms": {k: {"edges": e, "values": v} for k, (e, v) in sorted(found.items()) if any(v)}}
            for kind, (bias, found) in model.items()
        },
    }
    return part, held, figures


def write_types(path: Path, parts: dict[str, Any]) -> None:
    """Put the parts that were fitted in the place of the old ones."""
    old = json.loads(path.read_text("utf-8"))["parts"] if path.is_file() else {}
    new = {
        "schema": 1,
        "about": "additive scores per kind of page, softmax of which are the probabilities; fitted on WCXB (CC BY 4.0); "
        "thread: share of forum pages among those segmented as threads",
        "parts": {**old, **parts},
    }
    write_weights(path, new)


def _named(kind: str) -> str:
    return "thread" if kind == "forum" else kind


def _fit(x: Floats, y: Floats, names: list[str]) -> Model:
    import lightgbm

    data = lightgbm.Dataset(x, label=y, feature_name=[f"c{k}" for k in range(len(names))])
    trees = lightgbm.train({**PARAMETERS, "num_class": len(KINDS)}, data, ROUNDS).dump_model()["tree_info"]
    model: Model = {}
    for c, kind in enumerate(KINDS):
        bias, found = tables({"tree_info": trees[c :: len(KINDS)]}, names)
        for name, (edges, values) in found.items():
            bias += values[0]
            found[name] = ([float(f"{e:.5g}") for e in edges], [round(v - values[0], 3) for v in values])
        model[kind] = (round(bias, 4), found)
    return model


def _apply(x: Floats, names: list[str], model: Model) -> Floats:
    sums = np.zeros((len(x), len(KINDS)))
    for c, kind in enumerate(KINDS):
        bias, found = model[kind]
        sums[:, c] = bias
        for k, name in enumerate(names):
            edges, values = found[name]
            sums[:, c] += np.asarray(values)[np.searchsorted(edges, x[:, k], side="right")]
    shares = np.exp(sums - sums.max(axis=1, keepdims=True))
    out: Floats = shares / shares.sum(axis=1, keepdims=True)
    return out


def _print(held: Floats, y: Floats, threads: int, forums: int) -> dict[str, Any]:
    said, sure = held.argmax(axis=1), held.max(axis=1)
    right = said == y
    named = sure >= OTHER
    error = expected_error(sure, right.astype(np.float64))
    print(f"  kind of page, held out by site: {np.mean(right):.3f} of {len(y)} pages right, expected calibration error {error:.3f}; "
          f"{int((~named).sum())} pages called other; "
          f"{forums} of {threads} threads are forum pages")  # fmt: skip
    for c, kind in enumerate(KINDS):
        mine, called = y == c, (said == c) & named
        if mine.any():
            print(f"    {kind:14} {int(mine.sum()):4} pages, {np.mean(right[mine]):.2f} found; {int(called.sum()):4} called so, "
                  f"{np.mean(right[called]) if called.any() else 0.0:.2f} of them right")  # fmt: skip
    return {"types": round(float(np.mean(right)), 4), "types_error": round(error, 4)}
