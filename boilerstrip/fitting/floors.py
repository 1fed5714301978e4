"""``python -m boilerstrip.fitting.floors --data DIR``: are the measured scores what they were?  A floor only rises.

``tests/floors.toml`` holds per figure of :mod:`boilerstrip.fitting.evaluate` the least (``floors``) or the most (``ceilings``) that
is allowed, and a digest of each data set; on other data nothing is said.  ``--raise`` puts better figures in their place.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boilerstrip.fitting.data import data_folder, digest
from boilerstrip.fitting.evaluate import MODES, SETS, add, measure
from boilerstrip.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = Path(__file__).parents[2] / "tests" / "floors.toml"
SLACK = 0.0005  #: of rounding and of other versions of libraries
LESS_IS_BETTER = ("lost", "without")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m boilerstrip.fitting.floors", description=__doc__)
    parser.add_argument("--data", help="folder with wcxb/dev, and webforum52 and trafilatura if at hand (else BOILERSTRIP_DATA)")
    parser.add_argument("--figures", type=Path, help="what evaluate wrote, instead of measuring again")
    parser.add_argument("--floors", type=Path, default=FILE)
    parser.add_argument("--raise", dest="higher", action="store_true", help="write figures that are better than their floor")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args(argv)
    floors = read(args.floors)
    if args.figures:
        found = json.loads(args.figures.read_text("utf-8"))
    else:
        try:
            root = data_folder(args.data)
        except UsageError as error:
            print(f"skipped: {error}")
            return 0
        found = {"figures": {}, "data": {}, "causes": {}, "lost": {}}
        for name, form, favor in sorted({where(key) for part in ("floors", "ceilings") for key in floors[part]}):
            if digest(root, name) == floors["digests"].get(name) and (rows := measure(root, name, form, favor, args.jobs)):
                add(found, name, form, favor, rows)
                found["data"][name] = {"digest": floors["digests"][name]}
    same = {name for name in SETS if found["data"].get(name, {}).get("digest") == floors["digests"].get(name, "")}
    for name in SETS:
        if name not in same:
            print(f"skipped: {name} is not at hand as it was measured")
    if args.higher:
        floors["digests"] |= {k: v["digest"] for k, v in found["data"].items() if not floors["digests"].get(k)}
        same |= set(found["data"])
        args.floors.write_text(text(higher(floors, {k: v for k, v in found["figures"].items() if k.split("/")[0] in same})), "utf-8")
    wrong = broken(floors, {k: v for k, v in found["figures"].items() if k.split("/")[0] in same})
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def where(key: str) -> tuple[str, str, str]:
    """(data set, form, favor) of a figure's key."""
    name, form, *rest = key.split("/")
    return name, form, rest[0] if rest[0] in MODES else "balanced"


def read(path: Path) -> dict[str, dict[str, Any]]:
    raw = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    return {part: raw.get(part, {}) for part in ("digests", "floors", "ceilings")}


def broken(floors: dict[str, dict[str, Any]], figures: dict[str, float]) -> list[str]:
    """A line per figure on the wrong side."""
    out = [f"{k}: {figures[k]:.4f}, floor {v}" for k, v in floors["floors"].items() if k in figures and figures[k] < v - SLACK]
    out += [f"{k}: {figures[k]:.4f}, ceiling {v}" for k, v in floors["ceilings"].items() if k in figures and figures[k] > v + SLACK]
    return out


def higher(floors: dict[str, dict[str, Any]], figures: dict[str, float]) -> dict[str, dict[str, Any]]:
    """The same with every floor that a figure passes lifted to it, and every ceiling lowered."""
    up, down = dict(floors["floors"]), dict(floors["ceilings"])
    for key, value in figures.items():
        if key.endswith(LESS_IS_BETTER):
            down[key] = min(value, down.get(key, value))
        else:
            up[key] = max(value, up.get(key, value))
    return {"digests": floors["digests"], "floors": up, "ceilings": down}


def text(floors: dict[str, dict[str, Any]]) -> str:
    lines = ["# Measured scores; python -m boilerstrip.fitting.floors checks them and writes better ones.  A floor only rises."]
    for part in ("digests", "floors", "ceilings"):
        lines += ["", f"[{part}]", *(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in sorted(floors[part].items()))]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
