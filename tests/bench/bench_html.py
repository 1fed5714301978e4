"""CPU time of ``clean`` by stage on HTML pages, and beside other extractors where they are installed.

    python -m tests.bench.bench_html                       # the pages of fixtures/html
    python -m tests.bench.bench_html FOLDER --rounds 3     # every *.html below FOLDER
    python -m tests.bench.bench_html --against trafilatura resiliparse

Every page goes through all systems one after the other, so a busy machine hits all alike.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boilerstrip
from boilerstrip import pipeline
from boilerstrip.segment import platform, structure

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = Path(__file__).resolve().parents[2] / "fixtures" / "html"
STAGES: tuple[tuple[Any, str, str], ...] = (
    (pipeline, "parse", "parse"),
    (pipeline, "measure", "features"),
    (pipeline, "segment", "segment"),
    (platform, "segment_platform", "  platforms"),
    (structure, "segment_structure", "  structure"),
    (pipeline.quotes, "find_quotes", "quotes"),
    (pipeline, "judge", "judge"),
    (pipeline, "assemble", "records"),
)
PEERS: dict[str, tuple[str, str]] = {
    "trafilatura": ("trafilatura", "extract"),
    "resiliparse": ("resiliparse.extract.html2text", "extract_plain_text"),
}


def timed(function: Callable[..., Any], spent: dict[str, float], name: str) -> Callable[..., Any]:
    def call(*args: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return function(*args, **named)
        finally:
            spent[name] += time.process_time() - start

    return call


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=PAGES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", nargs="*", default=[], choices=sorted(PEERS))
    given = parser.parse_args()
    pages = [p.read_text("utf-8", errors="replace") for p in sorted(given.folder.rglob("*.html"))]
    if not pages:
        parser.error(f"no *.html below {given.folder}")
    peers = {name: getattr(importlib.import_module(PEERS[name][0]), PEERS[name][1]) for name in given.against}
    for extract in (boilerstrip.clean, *peers.values()):
        extract(pages[0])  # imports and tables

    whole: dict[str, float] = defaultdict(float)
    for _ in range(given.rounds):
        for page in pages:
            for name, extract in (("boilerstrip", boilerstrip.clean), *peers.items()):
                timed(extract, whole, name)(page)

    spent: dict[str, float] = defaultdict(float)
    for module, name, label in STAGES:
        setattr(module, name, timed(getattr(module, name), spent, label))
    for _ in range(given.rounds):
        for page in pages:
            timed(boilerstrip.clean, spent, "all")(page)
    runs = given.rounds * len(pages)
    spent["rules"] = spent["all"] - sum(v for k, v in spent.items() if k[0] != " " and k != "all")

    print(f"{len(pages)} pages, {sum(map(len, pages)) / len(pages) / 1000:.0f} kB each")
    for name, seconds in whole.items():
        print(f"{name:16} {1000 * seconds / runs:8.2f} ms/page  {whole['boilerstrip'] / seconds:6.2f} of boilerstrip's speed")
    for label in [label for _, _, label in STAGES] + ["rules"]:
        print(f"{label:16} {1000 * spent[label] / runs:8.2f} ms/page  {spent[label] / spent['all']:6.1%}")


if __name__ == "__main__":
    main()
