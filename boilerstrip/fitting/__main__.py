"""``python -m boilerstrip.fitting --data DIR``: fit, print what is held out, write ``data/weights``.

``html`` and ``flattened`` give the measures of pages (``html.json``, ``flattened.json``) and the kinds of page (``types.json``), ``kind``
gives thread or text (``kind.json``), ``witness`` the term of another extractor's opinion (into ``html.json``, after ``html``).
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import boilerstrip
from boilerstrip.fitting.best import Offsets, fit_offsets
from boilerstrip.fitting.data import data_folder
from boilerstrip.fitting.data import pages as gold_pages
from boilerstrip.fitting.kind import fit_kind
from boilerstrip.fitting.matrix import FOLDS, Rows, build
from boilerstrip.fitting.reliability import expected_error, reliability
from boilerstrip.fitting.second import fit_second
from boilerstrip.fitting.stumps import Tables, apply, fit, write_weights
from boilerstrip.fitting.types import KINDS, fit_types, write_types
from boilerstrip.fitting.witness import build_witnessed, fit_witness
from boilerstrip.model import UsageError
from boilerstrip.scoring import MEASURE, SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boilerstrip.model import Floats

WEIGHTS = Path(boilerstrip.__file__).parent / "data" / "weights"
ROUNDS = {"html": 600, "flattened": 400}  #: trees; pages as text have half as many columns
PROFILES = [*ROUNDS, "kind", "witness"]
#: log-odds by which pages that surely are articles are stricter than the best F1 of the blocks alone asks for: with the rules, which keep
#: more than the blocks' scores would, F1 on WCXB stays the same with a tenth less chrome (0.5 is worse there).  On trafilatura's corpus body
#: F1 rises by 0.001; that was seen before the choice
STRICTER = {"html": 0.25, "flattened": 0.0}
SURELY = 0.6  #: probability of an article
SLACK = {"html": 0.0, "flattened": 0.005}  #: word F1 given up to lose less: a text has no markup that could settle a doubt


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m boilerstrip.fitting", description=__doc__)
    parser.add_argument("--data", help="folder with wcxb/dev (else BOILERSTRIP_DATA)")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder of the weights files; rules' own terms in them are kept")
    parser.add_argument("--profile", choices=PROFILES, action="append", help="fit this one only")
    parser.add_argument("--figures", type=Path, help="JSON file to put the held-out figures into (docs/evaluation.json)")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args(argv)
    try:
        root = data_folder(args.data)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    for profile in args.profile or PROFILES:
        held: dict[str, Any] = {}
        if profile == "kind":
            fit_kind(root, args.jobs, args.out / "kind.json")
        elif profile == "witness":
            held = witnessed_profile(root, args.jobs, args.out)
        else:
            held = fit_profile(profile, root, args.jobs, args.out)
        if held and args.figures:
            found = json.loads(args.figures.read_text("utf-8")) if args.figures.is_file() else {}
            found.setdefault("held", {})[profile] = held
            args.figures.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
    return 0


def fit_profile(profile: str, root: Path, jobs: int, out: Path) -> dict[str, Any]:
    """The measures' tables, what follows from the page as a whole, and the kinds of page.  What is held out, as figures."""
    every = build(root, jobs, flattened=profile == "flattened")
    pages = [r for r in every if len(r.x)]
    names = pages[0].names
    part, kinds, held = fit_types(every)
    print(f"{profile}: {len(pages)} pages that are no threads, {FOLDS} folds by site")
    mine_of = kinds[[k for k, r in enumerate(r for r in every if not r.thread) if len(r.x)]]
    second, held_out = fit_second(pages, cross_validate(pages, names, ROUNDS[profile]), mine_of)
    asked = [k for k, r in enumerate(pages) if r.speaks]
    article = mine_of[:, KINDS.index("article")]
    mine = [pages[k] for k in asked]
    offsets = fit_offsets(mine, [held_out[k] for k in asked], article[asked], FOLDS, SLACK[profile])
    edges, values = offsets.article
    stricter = [v - STRICTER[profile] * (k > 0 and edges[k - 1] >= SURELY) for k, v in enumerate(values)]
    offsets = replace(offsets, article=(edges, stricter))
    print(f"  {len(asked)} of them are asked: word F1 {offsets.f1:.4f} before the rules")
    said = 1.0 / (1.0 + np.exp(-np.concatenate([held_out[k] for k in asked])))
    true, weight = np.concatenate([r.y for r in mine]), np.concatenate([r.weight for r in mine])
    held |= {"f1": round(offsets.f1, 4), "blocks_error": round(expected_error(said, true, weight), 4)}
    held["reliability"] = [[round(v, 4) for v in row] for row in reliability(said, true, weight)]
    print(f"  blocks: expected calibration error {held['blocks_error']:.3f}")
    for p, t, share in held["reliability"]:
        print(f"    said {p:.2f}, true {t:.2f} ({100 * share:.1f} %)")
    bias, tables = _fit(pages, names, ROUNDS[profile])
    write(out / f"{profile}.json", bias, {**{MEASURE + k: v for k, v in tables.items()}, **{SECOND + k: v for k, v in second.items()}}, offsets)
    write_types(out / "types.json", {profile: part})
    return held


def witnessed_profile(root: Path, jobs: int, out: Path) -> dict[str, Any]:
    """The witness's term, on top of the measures.  What is held out, as figures."""
    rows, shares = build_witnessed(list(gold_pages(root)), jobs)
    kinds = fit_types(rows)[1]
    _, scores = fit_second(rows, cross_validate(rows, rows[0].names, ROUNDS["html"]), kinds)
    return dict(fit_witness(rows, shares, scores, kinds[:, KINDS.index("article")], out / "html.json"))


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


def write(path: Path, bias: float, tables: Tables, offsets: Offsets) -> None:
    """Replace the terms of the measures and of the second round; those of the rules stay as they were set."""
    old = json.loads((path if path.is_file() else WEIGHTS / path.name).read_text("utf-8"))
    terms = {k: v for k, v in old["terms"].items() if not k.startswith((MEASURE, SECOND))}
    terms |= {k: {"edges": e, "values": v} for k, (e, v) in tables.items()}
    new = {
        "schema": 1,
        "about": "log-odds per bin that a person wrote the block as content; m.* and n.* fitted on WCXB (CC BY 4.0), the others set by hand",
        "bias": bias,
        "threshold": 0.0,
        "best": dict(zip(("edges", "values"), offsets.best, strict=True)),
        "article": dict(zip(("edges", "values"), offsets.article, strict=True)),
        "terms": dict(sorted(terms.items())),
    }
    write_weights(path, new)


if __name__ == "__main__":
    sys.exit(main())
