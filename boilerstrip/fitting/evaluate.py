"""``python -m boilerstrip.fitting.evaluate --data DIR --out FILE``: what comes out, beside the gold, as figures in a JSON file.

Word F1 is over bags of lower-cased words, as WCXB scores; snippets as in trafilatura's evaluation; a post counts from token F1 0.8.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import platform
import re
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boilerstrip
from boilerstrip.align import align, words
from boilerstrip.fitting.best import word_f1
from boilerstrip.fitting.causes import cause_of, lost_by
from boilerstrip.fitting.data import data_folder, digest, forum_pages, pages, snippet_pages
from boilerstrip.fitting.flatten import FORMS, another
from boilerstrip.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from boilerstrip.fitting.data import GoldPage
    from boilerstrip.model import Cleaned

SETS = {"wcxb": pages, "webforum52": forum_pages, "trafilatura": snippet_pages}
ALL_FORMS: dict[str, Callable[[str], str] | None] = {"html": None, **FORMS, "another": another}
MODES: dict[str, dict[str, Any]] = {
    "balanced": {}, "precision": {"favor": "precision"}, "recall": {"favor": "recall"}, "witness": {"witness": "trafilatura"},
    "structure": {"platforms": False},
}  # fmt: skip
MATCH = 0.8  #: token F1 from which a post is found
Row = dict[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m boilerstrip.fitting.evaluate", description=__doc__)
    parser.add_argument("--data", help="folder with wcxb/dev, and webforum52 and trafilatura if at hand (else BOILERSTRIP_DATA)")
    parser.add_argument("--set", choices=list(SETS), action="append", help="this data set only")
    parser.add_argument("--form", choices=list(ALL_FORMS), action="append", help="this form of the input only (default: html)")
    parser.add_argument("--favor", default="balanced", choices=MODES, help="witness: balanced, and trafilatura is heard; structure: no platform file is read")
    parser.add_argument("--out", type=Path, help="figures as JSON; those of other sets and forms in it stay")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args(argv)
    try:
        root = data_folder(args.data)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    found = json.loads(args.out.read_text("utf-8")) if args.out and args.out.is_file() else {"figures": {}, "data": {}, "causes": {}, "lost": {}}
    for name in args.set or SETS:
        for form in args.form or ["html"]:
            rows = measure(root, name, form, args.favor, args.jobs)
            if rows:
                add(found, name, form, args.favor, rows)
                found["data"][name] = {"pages": len(rows), "digest": digest(root, name)}
    found["versions"] = versions()
    for key, value in sorted(found["figures"].items()):
        print(f"{value:.4f}  {key}")
    if args.out:
        args.out.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
    return 0


def measure(root: Path, name: str, form: str, favor: str, jobs: int) -> list[Row]:
    """One row of figures per page of a data set, in one form."""
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(partial(measure_page, form=form, favor=favor), SETS[name](root), chunksize=8))


def measure_page(page: GoldPage, form: str, favor: str) -> Row:
    flatten = ALL_FORMS[form]
    source, media = (page.html, None) if flatten is None else (flatten(page.html), "text/plain")
    try:
        cleaned = boilerstrip.clean(source, url=page.url, media_type=media, **MODES[favor])
    except boilerstrip.Error:
        return {"id": page.id, "kind": page.kind, "f1": 0.0}
    row: Row = {"id": page.id, "kind": page.kind}
    if page.posts:
        found = [r.full_text for r in cleaned.records if r.kind == "post"]
        row["posts"] = (*_matched(found, page.posts), sum(bool(words(x)) for x in found), sum(bool(words(x)) for x in page.posts))
    if page.comments or not page.gold:
        row["snippets"] = _snippets(page, cleaned)
    if page.gold or not page.present:
        row |= _texts(page, cleaned)
    return row


def _texts(page: GoldPage, cleaned: Cleaned) -> Row:
    kept, gold, seen = (Counter(words(x)) for x in (cleaned.text, page.gold, cleaned.source))
    visible = sum((gold & seen).values())
    low = cleaned.text.lower()
    row: Row = {
        "f1": word_f1(kept, gold),
        "lost": 1 - sum((gold & seen & kept).values()) / visible if visible else 0.0,
        "without": sum(s.lower() in low for s in page.absent) / len(page.absent) if page.absent else 1.0,  # as WCXB counts
        "gold": bool(gold),
    }
    row["cause"] = cause_of(page.kind, cleaned, row["f1"], visible / max(1, sum(gold.values())), kept, gold)
    if row["lost"] > 0:
        label, _ = align([b.text for b in cleaned.blocks], page.gold)
        row["lost_by"] = lost_by(cleaned, label.tolist(), max(1, sum(gold.values())))
    return row


def _snippets(page: GoldPage, cleaned: Cleaned) -> tuple[int, ...]:
    main = _squash(cleaned.text)
    said = _squash("\n\n".join(r.full_text for r in cleaned.records if r.kind == "comment"))
    clean = sum(_squash(s) in said and _squash(s) not in main for s in page.comments)
    return (
        sum(_squash(s) in main for s in page.present), len(page.present), sum(_squash(s) in main for s in page.absent),
        clean, len(page.comments),
    )  # fmt: skip


def _squash(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _matched(found: Sequence[str], gold: Sequence[str]) -> tuple[int]:
    """How many posts of the gold were found: pairs one to one, the most alike first, of equals those closest in order."""
    ours, theirs = ([Counter(words(x)) for x in side] for side in (found, gold))
    scale = len(theirs) / max(1, len(ours))
    pairs = []
    for i, a in enumerate(ours):
        n = sum(a.values())
        for j, b in enumerate(theirs):
            m = sum(b.values())
            if n and m and 2 * min(n, m) >= MATCH * (n + m) and (f1 := word_f1(a, b)) >= MATCH:
                pairs.append((-f1, abs(i * scale - j), i, j))
    used: tuple[set[int], set[int]] = (set(), set())
    for _, _, i, j in sorted(pairs):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
    return (len(used[0]),)


def add(found: dict[str, Any], name: str, form: str, favor: str, rows: list[Row]) -> None:
    """Put the figures of one data set and form into the file's tree, by keys such as ``wcxb/html/article/f1``."""
    front = f"{name}/{form}" + ("" if favor == "balanced" else f"/{favor}")
    figures, groups = found["figures"], defaultdict(list)
    for row in rows:
        for kind in ("all", row["kind"]):
            groups[kind].append(row)
    for kind, mine in groups.items():
        if name == "wcxb":
            for key in ("f1", "lost", "without"):
                figures[f"{front}/{kind}/{key}"] = round(sum(r.get(key, 0.0) for r in mine) / len(mine), 4)
    if name == "webforum52":
        hit, pred, gold = (sum(r["posts"][k] for r in rows if "posts" in r) for k in range(3))
        figures[f"{front}/posts/f1"] = round(2 * hit / max(1, pred + gold), 4)
    if name == "trafilatura":
        hit, present, wrong, clean, comments = (sum(r["snippets"][k] for r in rows if "snippets" in r) for k in range(5))
        p, r = hit / max(1, hit + wrong), hit / max(1, present)
        figures |= {f"{front}/body/{k}": round(v, 4) for k, v in (("p", p), ("r", r), ("f1", 2 * p * r / max(1e-9, p + r)))}
        figures[f"{front}/comments/clean"] = round(clean / max(1, comments), 4)
    if name == "wcxb":
        causes: dict[str, list[float]] = defaultdict(list)
        lost: Counter[str] = Counter()
        for row in rows:
            if row.get("cause"):
                causes[row["cause"]].append(row["f1"])
            lost.update(row.get("lost_by", {}))
        found["causes"][front] = {k: [len(v), round(sum(v) / len(v), 3)] for k, v in sorted(causes.items(), key=lambda x: -len(x[1]))}
        found["lost"][front] = {k: round(v / len(rows), 5) for k, v in lost.most_common(15)}


def versions() -> dict[str, str]:
    out = {"python": platform.python_version(), "boilerstrip": boilerstrip.__version__}
    for name in ("lxml", "numpy", "regex", "lightgbm", "trafilatura", "inscriptis", "resiliparse"):
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return out


if __name__ == "__main__":
    sys.exit(main())
