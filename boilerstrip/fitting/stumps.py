"""An additive model by boosting: trees of one split, so that the sum over all trees is a sum of one table per column.

LightGBM (Ke et al., NeurIPS 2017) fits; the trees are then added up into step functions: edges and log-odds per bin.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from boilerstrip.model import Floats

PARAMETERS: dict[str, Any] = {
    "objective": "cross_entropy", "learning_rate": 0.2, "max_depth": 1, "num_leaves": 2, "min_data_in_leaf": 60,
    "feature_fraction": 0.25, "bagging_fraction": 0.35, "bagging_freq": 8, "max_bin": 32, "seed": 1, "num_threads": 1,
    "deterministic": True, "force_row_wise": True, "verbose": -1,
}  # fmt: skip
# Where sense demands it, a column speaks one way only.
MONOTONE = {"prose": 1, "link_density": -1, "recurs": -1, "tree.main_distance": -1, "running.nearest": -1}

Tables = dict[str, tuple[list[float], list[float]]]


def fit(
    x: Floats, y: Floats, weight: Floats, names: Sequence[str], rounds: int, init: Floats | None = None, **changed: Any
) -> tuple[float, Tables]:
    """(bias, column → (edges, log-odds per bin)).  ``y``: shares of 0–1; ``x``: rows × columns; ``init``: log-odds to start from."""
    import lightgbm

    named = [f"c{k}" for k in range(len(names))]
    data = lightgbm.Dataset(x, label=y, weight=weight / weight.mean(), feature_name=named, init_score=init)
    parameters = {**PARAMETERS, **changed, "monotone_constraints": [MONOTONE.get(n, 0) for n in names]}
    model = lightgbm.train(parameters, data, rounds)
    bias, found = tables(model.dump_model(), names)
    for k, name in enumerate(names):  # a table's level is arbitrary: it speaks of what differs from the average block
        edges, values = found[name]
        mean = float(np.asarray(values)[np.searchsorted(edges, x[:, k], side="right")].mean())
        found[name] = (edges, [round(v - mean, 4) for v in values])
        bias += mean
    return round(bias, 4), found


def apply(x: Floats, names: Sequence[str], bias: float, tables: Tables) -> Floats:
    """Log-odds of every row of ``x`` (rows × columns)."""
    score = np.full(len(x), bias)
    for k, name in enumerate(names):
        edges, values = tables[name]
        score += np.asarray(values)[np.searchsorted(edges, x[:, k], side="right")]
    return score


def tables(dump: dict[str, Any], names: Sequence[str]) -> tuple[float, Tables]:
    """Add the trees up."""
    steps: dict[int, dict[float, tuple[float, float]]] = {}
    bias = 0.0
    for tree in dump["tree_info"]:
        root = tree["tree_structure"]
        if "split_feature" not in root:
            bias += root["leaf_value"]
            continue
        cell = steps.setdefault(root["split_feature"], {})
        at = float(np.nextafter(root["threshold"], np.inf))
        low, high = cell.get(at, (0.0, 0.0))
        cell[at] = (low + root["left_child"]["leaf_value"], high + root["right_child"]["leaf_value"])
    out: Tables = {}
    for k, name in enumerate(names):
        cell = steps.get(k, {})
        edges = sorted(cell)
        values = [sum(cell[e][0] for e in edges)]
        for e in edges:
            values.append(values[-1] - cell[e][0] + cell[e][1])
        out[name] = ([float(f"{e:.9g}") for e in edges], values)
    return bias, out


def write_weights(path: Path, weights: dict[str, Any]) -> None:
    """As JSON with a term a line, so that a change shows as one."""
    lines = json.dumps(weights, separators=(",", ":"), ensure_ascii=False)
    path.write_text(lines.replace('},"', '},\n"').replace('"terms":{', '"terms":{\n') + "\n", "utf-8")
