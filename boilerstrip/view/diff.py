"""What changed between two runs: documents, blocks, records, characters won and lost, by rule."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.names import safe
from boilerstrip.model import UsageError
from boilerstrip.view.runs import characters, key_of, open_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from boilerstrip.corpus.manifest import Row
    from boilerstrip.view.runs import Run

WORST = 50  #: documents that are told one by one
SAMPLES = 5  #: passages won and lost that are shown of each
FAILED = "(document failed)"  #: stands for a rule where a whole document came or went
SAMPLE = 200  #: characters of one

Diff = dict[str, Any]


@dataclass(slots=True)
class _Counts:
    documents: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    blocks: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    won_by: Counter[str] = field(default_factory=Counter)
    lost_by: Counter[str] = field(default_factory=Counter)
    worst: list[tuple[int, str, Diff]] = field(default_factory=list)


def diff(a: Path, b: Path, *, worst: int = WORST) -> Diff:
    """What changed from the run ``a`` to the run ``b``, JSON-ready; ``changed`` says whether anything did.

    Characters are *won* when only ``b`` keeps them, *lost* when only ``a`` does.  Where both runs wrote JSON and the
    source is the same, blocks are compared by their spans; else the lines of the two outputs are, as bags.

    :raises UsageError: when one of them holds no run.
    """
    run_a, run_b = open_run(a), open_run(b)
    counts = _Counts()
    for row_a, row_b in _pairs(run_a.rows(), run_b.rows()):
        if row_a is None or row_b is None:
            counts.documents["only_b" if row_a is None else "only_a"] += 1
            continue
        if _same(row_a, row_b):
            counts.documents["same"] += 1
            continue
        counts.documents["changed"] += 1
        told = _compare(run_a, row_a, run_b, row_b, counts)
        item = (told["won"] + told["lost"], told["path"], told)
        if len(counts.worst) < worst:
            heapq.heappush(counts.worst, item)
        elif worst and item[:2] > counts.worst[0][:2]:
            heapq.heapreplace(counts.worst, item)
    return _told(counts, str(a), str(b), run_a, run_b)


def _pairs(rows_a: Iterator[Row], rows_b: Iterator[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Two manifests side by side; both are in the order of the walk."""
    a, b = next(rows_a, None), next(rows_b, None)
    last: tuple[bytes, ...] | None = None
    while a is not None or b is not None:
        key_a = key_of(a) if a is not None else None
        key_b = key_of(b) if b is not None else None
        key = min(k for k in (key_a, key_b) if k is not None)
        if last is not None and key < last:
            raise UsageError(f"the manifests are not in the order of a run at {safe((a or b or {})['path'])}")
        last = key
        yield (a if key_a == key else None), (b if key_b == key else None)
        a = next(rows_a, None) if key_a == key else a
        b = next(rows_b, None) if key_b == key else b


def _same(a: Row, b: Row) -> bool:
    return all(a.get(k) == b.get(k) for k in ("status", "reason", "output_sha256", "records", "kind", "platform", "characters"))


def _compare(run_a: Run, a: Row, run_b: Run, b: Row, counts: _Counts) -> Diff:
    told: Diff = {
        "path": a["path"], "status": [a["status"], b["status"]], "kind": [a.get("kind"), b.get("kind")],
        "won": 0, "lost": 0, "won_text": [], "lost_text": [],
    }  # fmt: skip
    if a["status"] != b["status"]:
        counts.statuses[f"{a['status']} → {b['status']}"] += 1
    found_a, found_b = _found(a), _found(b)
    for kind in {*found_a, *found_b}:
        change = found_b[kind] - found_a[kind]
        if change:
            counts.records[f"{kind}s {'more' if change > 0 else 'fewer'}"] += abs(change)
    answer_a, answer_b = run_a.answer(a), run_b.answer(b)
    if answer_a is not None and answer_b is not None and answer_a["source"] == answer_b["source"]:
        _compare_blocks(answer_a["blocks"], answer_b["blocks"], told, counts)
    else:
        _compare_lines(_text(run_a, a, answer_a), _text(run_b, b, answer_b), told)
        if "failed" in (a["status"], b["status"]):  # no rule won or lost it
            counts.won_by[FAILED] += told["won"]
            counts.lost_by[FAILED] += told["lost"]
        else:
            _compare_rules(a, b, counts)
    counts.characters["won"] += told["won"]
    counts.characters["lost"] += told["lost"]
    return told


def _found(row: Row) -> Counter[str]:
    records = row.get("records") or {}
    found = records.get("found", {}) if "in" in records else records
    return Counter({k: n for k, n in found.items() if isinstance(n, int)})


def _compare_blocks(blocks_a: list[Any], blocks_b: list[Any], told: Diff, counts: _Counts) -> None:
    """Spans of one source: a block of B is won or lost as far as A decided otherwise about its characters."""
    at = 0
    for block in blocks_b:
        start, end = block["span"]
        while at < len(blocks_a) and blocks_a[at]["span"][1] <= start:
            at += 1
        k, won, lost, other = at, 0, 0, ""
        while k < len(blocks_a) and blocks_a[k]["span"][0] < end:
            before = blocks_a[k]
            size = min(end, before["span"][1]) - max(start, before["span"][0])
            if block["kept"] and not before["kept"]:
                won += size
                counts.won_by[_reason(before)] += size
            elif before["kept"] and not block["kept"]:
                lost += size
                counts.lost_by[_reason(block)] += size
            other = other or before["label"]
            k += 1
        if won or lost:
            counts.blocks["won" if won else "lost"] += 1
            told["won"] += won
            told["lost"] += lost
            samples = told["won_text" if won else "lost_text"]
            if len(samples) < SAMPLES:
                samples.append(_cut(block["text"]))
        elif other and other != block["label"]:
            counts.blocks["relabelled"] += 1


def _reason(block: Any) -> str:
    """The strongest term against keeping."""
    worst = min(block["terms"], key=lambda t: t[1], default=None)
    return str(worst[0]) if worst and worst[1] < 0 else str(block["label"])


def _text(run: Run, row: Row, answer: dict[str, Any] | None) -> str:
    if answer is not None:
        return str(answer["text"])
    return (run.read(row) or b"").decode("utf-8", "replace")


def _compare_lines(text_a: str, text_b: str, told: Diff) -> None:
    lines_a, lines_b = Counter(text_a.splitlines()), Counter(text_b.splitlines())
    for name, only in (("won", lines_b - lines_a), ("lost", lines_a - lines_b)):
        told[name] = sum(len(line) * n for line, n in only.items())
        told[f"{name}_text"] = [_cut(line) for line in only if line.strip()][:SAMPLES]


def _cut(text: str) -> str:
    return text if len(text) <= SAMPLE else text[: SAMPLE - 1] + "…"


def _compare_rules(a: Row, b: Row, counts: _Counts) -> None:
    dropped_a, dropped_b = Counter(characters(a)[1]), Counter(characters(b)[1])
    counts.won_by.update(dropped_a - dropped_b)
    counts.lost_by.update(dropped_b - dropped_a)


def _told(c: _Counts, a: str, b: str, run_a: Run, run_b: Run) -> Diff:
    rules = sorted({r for r in (*c.won_by, *c.lost_by) if c.won_by[r] or c.lost_by[r]}, key=lambda r: (-(c.won_by[r] + c.lost_by[r]), r))
    documents = {k: c.documents[k] for k in ("same", "changed", "only_a", "only_b")}
    return {
        "schema": 1,
        "a": a,
        "b": b,
        "versions": [run_a.summary.get("boilerstrip"), run_b.summary.get("boilerstrip")],
        "finished": [run_a.finished, run_b.finished],
        "changed": any(n for k, n in documents.items() if k != "same"),
        "documents": documents,
        "statuses": dict(sorted(c.statuses.items())),
        "blocks": {k: c.blocks[k] for k in ("won", "lost", "relabelled")},
        "records": dict(sorted(c.records.items())),
        "characters": {k: c.characters[k] for k in ("won", "lost")},
        "rules": [{"rule": r, "won": c.won_by[r], "lost": c.lost_by[r]} for r in rules],
        "worst": [told for _, _, told in sorted(c.worst, key=lambda item: (-item[0], item[1]))],
    }


def diff_lines(told: Diff, *, documents: int = 20) -> list[str]:
    """The difference for a terminal; safe to print."""
    d = told["documents"]
    out = [
        f"{d['changed']:,} documents changed, {d['same']:,} are the same, {d['only_a']:,} only in {safe(told['a'])}, "
        f"{d['only_b']:,} only in {safe(told['b'])}"
    ]
    if not told["changed"]:
        return out
    n, b = told["characters"], told["blocks"]
    out.append(f"characters: {n['won']:,} won, {n['lost']:,} lost")
    if any(b.values()):
        out.append(f"blocks: {b['won']:,} won, {b['lost']:,} lost, {b['relabelled']:,} with another label")
    for title, counts in (("records", told["records"]), ("status", told["statuses"])):
        if counts:
            out.append(f"{title}: " + ", ".join(f"{n:,} {k}" for k, n in counts.items()))
    if told["rules"]:
        out.append(f"{'won':>12}{'lost':>12}  characters by rule")
        out += [f"{r['won']:>12,}{r['lost']:>12,}  {safe(r['rule'])}" for r in told["rules"][:20]]
    for doc in told["worst"][:documents]:
        out.append(f"{safe(doc['path'])}: {doc['won']:,} won, {doc['lost']:,} lost")
        out += [f"  + {safe(line, 110)}" for line in doc["won_text"][:2]]
        out += [f"  - {safe(line, 110)}" for line in doc["lost_text"][:2]]
    return out


def diff_html(told: Diff) -> str:
    """The difference as one page."""
    from boilerstrip.view import charts
    from boilerstrip.view.page import render

    most = max((max(r["won"], r["lost"]) for r in told["rules"]), default=0)
    return render("diff.html", style="pages.css", told=told, bar=charts.bar, safe=safe, most=most)
