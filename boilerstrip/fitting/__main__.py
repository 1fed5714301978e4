"""``python -m boilerstrip.fitting --data DIR``: fit the measures of pages, write ``data/weights/html.json`` and ``flattened.json``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import boilerstrip
from boilerstrip.fitting.best import best_table
from boilerstrip.fitting.data import data_folder
from boilerstrip.fitting.matrix import FOLDS, Rows, build
from boilerstrip.fitting.stumps import Tables, fit
from boilerstrip.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boilerstrip.model import Floats

WEIGHTS = Path(boilerstrip.__file__).parent / "data" / "weights"
ROUNDS = {"html": 600, "flattened": 400}  #: trees; pages as text have half as many columns
SLACK = {"html": 0.0, "flattened": 0.005}  #: word F1 given up to lose less: a text has no markup that could settle a doubt


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m boilerstrip.fitting", description=__doc__)
    parser.add_argument("--data", help="folder with wcxb/dev (else BOILERSTRIP_DATA)")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder of the weights files; rules' own terms in them are kept")
    parser.add_argument("--profile", choices=list(ROUNDS), action="append", help="fit this one only")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args(argv)
    try:
        root = data_folder(args.data)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    for profile in args.profile or ROUNDS:
        pages = build(root, args.jobs, flattened=profile == "flattened")
        names = pages[0].names
        held_out = cross_validate(pages, names, ROUNDS[profile])
        asked = [k for k, r in enumerate(pages) if r.speaks]
        edges, offsets, f1 = best_table([pages[k] for k in asked], [held_out[k] for k in asked], SLACK[profile])
        print(f"{profile}: {len(asked)} pages that are no threads, {FOLDS} folds by site: word F1 {f1:.4f} before the rules")
        bias, tables = _fit(pages, names, ROUNDS[profile])
        write(args.out / f"{profile}.json", bias, tables, edges, offsets)
    return 0


def cross_validate(pages: list[Rows], names: list[str], rounds: int) -> list[Floats]:
    """Scores of every page by a model that saw nothing of its site."""
    scores: list[Floats] = [np.zeros(0)] * len(pages)
    for fold in range(FOLDS):
        bias, tables = _fit([r for r in pages if r.fold != fold], names, rounds)
        for i, r in enumerate(pages):
            if r.fold == fold:
                scores[i] = apply(r.x, names, bias, tables)
    return scores


def _fit(pages: list[Rows], names: list[str], rounds: int) -> tuple[float, Tables]:
    x = np.concatenate([r.x for r in pages])
    return fit(x, np.concatenate([r.y for r in pages]), np.concatenate([r.weight for r in pages]), names, rounds)


def apply(x: Floats, names: Sequence[str], bias: float, tables: Tables) -> Floats:
    score = np.full(len(x), bias)
    for k, name in enumerate(names):
        edges, values = tables[name]
        score += np.asarray(values)[np.searchsorted(edges, x[:, k], side="right")]
    return score


def write(path: Path, bias: float, tables: Tables, edges: list[float], offsets: list[float]) -> None:
    """Replace the measures' terms; those of the rules stay as they were set."""
    old = json.loads(path.read_text("utf-8"))
    terms = {k: v for k, v in old["terms"].items() if not k.startswith("m.")}
    terms |= {f"m.{k}": {"edges": e, "values": v} for k, (e, v) in tables.items()}
    new = {
        "schema": 1,
        "about": "log-odds per bin that a person wrote the block as content; m.* fitted on WCXB (CC BY 4.0), the others set by hand",
        "bias": bias,
        "threshold": 0.0,
        "best": {"edges": edges, "values": offsets},
        "terms": dict(sorted(terms.items())),
    }
    lines = json.dumps(new, indent=None, separators=(",", ":"), ensure_ascii=False)
    path.write_text(lines.replace('},"', '},\n"').replace('"terms":{', '"terms":{\n') + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
