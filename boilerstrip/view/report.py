"""The report of a run: what became of the documents, what was dropped by which rule, which documents to look at."""

from __future__ import annotations

import heapq
import math
import shlex
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.names import safe
from boilerstrip.view.inspector import UNCERTAIN
from boilerstrip.view.runs import characters, open_run, size_of

if TYPE_CHECKING:
    from pathlib import Path

    from boilerstrip.corpus.manifest import Row
    from boilerstrip.view.runs import Run

WORST = 20  #: documents in a list
FAILURES = 50
BUDGET = 300_000_000  #: bytes of JSON outputs that are read for the scores; beyond it every n-th document is
SCORES = [x / 2 for x in range(-20, 21)]  #: edges of the bins of scores; the outer two take all beyond
SHARES = [x / 20 for x in range(21)]  #: edges of the bins of the share that was dropped of a document

Report = dict[str, Any]


@dataclass(slots=True)
class _Counts:
    documents: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    platforms: dict[str, list[int]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    rules: dict[str, list[int]] = field(default_factory=dict)  #: documents, characters
    kept: int = 0
    space: int = 0
    shares: list[int] = field(default_factory=lambda: [0] * (len(SHARES) - 1))
    score_kept: list[int] = field(default_factory=lambda: [0] * (len(SCORES) - 1))
    score_dropped: list[int] = field(default_factory=lambda: [0] * (len(SCORES) - 1))
    scored: int = 0
    near: Counter[str] = field(default_factory=Counter)  #: uncertain blocks by label
    changed: list[tuple[float, str, Report]] = field(default_factory=list)
    uncertain: list[tuple[float, str, Report]] = field(default_factory=list)
    failures: list[Report] = field(default_factory=list)


def report(out: Path, *, inputs: str = "IN", worst: int = WORST) -> Report:
    """The figures of the run that wrote ``out``, JSON-ready; rows and outputs are read one at a time.

    :param inputs: the folder that was cleaned, for the commands beside the documents.
    :raises UsageError: when ``out`` holds no run.
    """
    run = open_run(out)
    stride = _stride(run)
    counts = _Counts()
    for number, row in enumerate(run.rows()):
        _add(counts, row, inputs, worst)
        if stride and number % stride == 0 and (answer := run.answer(row)) is not None:
            _add_scores(counts, row, answer, inputs, worst)
    return _told(counts, run, str(out), stride)


def _stride(run: Run) -> int:
    """Every n-th output is read for its scores; 0 where outputs are no JSON."""
    total = sum(size_of(run, row) for row in run.rows() if row["outputs"] and row["outputs"][0].endswith(".json"))
    return math.ceil(total / BUDGET) if total else 0


def _add(counts: _Counts, row: Row, inputs: str, worst: int) -> None:
    status = str(row.get("status"))
    counts.documents[status] += 1
    if status == "skipped":
        return
    records = row.get("records") or {}
    found = records.get("found", {}) if "in" in records else records
    counts.found.update({k: n for k, n in found.items() if isinstance(n, int)})
    if row.get("reason"):
        counts.reasons.update(str(row["reason"]).split(", "))
    if status == "failed":
        if len(counts.failures) < FAILURES:
            counts.failures.append({"path": row["path"], "reason": row["reason"], "detail": safe(str(row.get("detail") or ""))})
        return
    counts.kinds[row.get("kind") or "container"] += 1
    kept, dropped = characters(row)
    lost = sum(dropped.values())
    counts.kept += kept
    counts.space += (row.get("characters") or {}).get("space", 0)
    for rule, n in dropped.items():
        entry = counts.rules.setdefault(rule, [0, 0])
        entry[0] += 1
        entry[1] += n
    if row.get("platform"):
        entry = counts.platforms.setdefault(row["platform"], [0, 0, 0])
        for i, n in enumerate((1, kept, lost)):
            entry[i] += n
    if kept + lost:
        share = lost / (kept + lost)
        counts.shares[min(int(share * (len(SHARES) - 1)), len(SHARES) - 2)] += 1
        main = max(dropped, key=lambda k: (dropped[k], k), default="")
        told = {"path": row["path"], "kept": kept, "dropped": lost, "share": round(share, 4), "rule": main}
        # what changed most: many characters, and many of the document
        _push(counts.changed, share * math.log1p(lost), {**told, "command": command(inputs, row["path"])}, worst)


def _add_scores(counts: _Counts, row: Row, answer: Report, inputs: str, worst: int) -> None:
    counts.scored += 1
    counts.languages[answer.get("language") or "not known"] += 1
    doubt = total = 0.0
    near = 0
    for block in answer["blocks"]:
        score, size = float(block["score"]), block["span"][1] - block["span"][0]
        place = min(max(int((score - SCORES[0]) * 2), 0), len(SCORES) - 2)
        (counts.score_kept if block["kept"] else counts.score_dropped)[place] += 1
        p = 1 / (1 + math.exp(-max(-60.0, min(60.0, score))))
        doubt += size * 4 * p * (1 - p)
        total += size
        if abs(score) < UNCERTAIN:
            near += 1
            counts.near[block["label"]] += 1
    if total:
        told = {"path": row["path"], "doubt": round(doubt / total, 4), "uncertain_blocks": near, "blocks": len(answer["blocks"])}
        _push(counts.uncertain, doubt / total, {**told, "command": command(inputs, row["path"])}, worst)


def command(inputs: str, path: str) -> str:
    """The command that makes the inspector page of one document."""
    name = path.rsplit("/", 1)[-1]
    return f"boilerstrip explain {shlex.quote(safe(f'{inputs}/{path}'))} --html {shlex.quote(safe(name) + '.html')}"


def _push(heap: list[tuple[float, str, Report]], rank: float, told: Report, worst: int) -> None:
    item = (rank, told["path"], told)
    if len(heap) < worst:
        heapq.heappush(heap, item)
    elif heap and item[:2] > heap[0][:2]:
        heapq.heapreplace(heap, item)


def _ranked(heap: list[tuple[float, str, Report]]) -> list[Report]:
    return [told for _, _, told in sorted(heap, key=lambda item: (-item[0], item[1]))]


def _told(c: _Counts, run: Run, out: str, stride: int) -> Report:
    lost = sum(n for _, n in c.rules.values())
    return {
        "schema": 1,
        "out": out,
        "boilerstrip": run.summary.get("boilerstrip"),
        "fingerprint": run.summary.get("fingerprint"),
        "finished": run.finished,
        "documents": {s: c.documents[s] for s in ("ok", "degraded", "failed", "skipped")},
        "kinds": _counted(c.kinds),
        "found": _counted(c.found),
        "reasons": _counted(c.reasons),
        "characters": {"kept": c.kept, "dropped": lost, "space": c.space},
        "rules": [
            {"rule": rule, "documents": d, "characters": n}
            for rule, (d, n) in sorted(c.rules.items(), key=lambda kv: (-kv[1][1], kv[0]))
        ],
        "platforms": [
            {"platform": name, "documents": d, "kept": k, "dropped": n}
            for name, (d, k, n) in sorted(c.platforms.items(), key=lambda kv: (-kv[1][0], kv[0]))
        ],
        "languages": _counted(c.languages),
        "shares": {"edges": SHARES, "documents": c.shares},
        "scores": {
            "edges": SCORES, "kept": c.score_kept, "dropped": c.score_dropped, "documents": c.scored, "every": stride,
            "uncertain": _counted(c.near),
        },
        "changed": _ranked(c.changed),
        "uncertain": _ranked(c.uncertain),
        "failures": c.failures,
    }  # fmt: skip


def _counted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))


# --------------------------------------------------------------------------- pages


def report_html(told: Report) -> str:
    """The report as one page."""
    from boilerstrip.view import charts
    from boilerstrip.view.page import render

    scores = told["scores"]
    return render(
        "report.html",
        style="pages.css",
        told=told,
        name=safe(told["out"]),
        bar=charts.bar,
        safe=safe,
        score_plot=charts.histogram(
            scores["edges"], [("dropped", scores["dropped"]), ("kept", scores["kept"])], label="blocks by score"
        ),
        share_plot=charts.histogram(
            [100 * x for x in told["shares"]["edges"]], [("dropped", told["shares"]["documents"])],
            label="documents by the share that was dropped", unit=" %",
        ),
    )  # fmt: skip


def report_markdown(told: Report) -> str:
    """The report as Markdown."""
    lines = [f"# Run {_cell(told['out'])}", ""]
    if not told["finished"]:
        lines += ["The run is not finished; this is what its journal tells.", ""]
    chars = told["characters"]
    whole = chars["kept"] + chars["dropped"]
    lines += [f"{chars['kept']:,} characters kept, {chars['dropped']:,} dropped ({_percent(chars['dropped'], whole)}).", ""]
    for title, counts in (
        ("Documents", told["documents"]), ("Kinds", told["kinds"]), ("Found", told["found"]),
        ("Reasons", told["reasons"]), ("Languages", told["languages"]),
    ):  # fmt: skip
        if counts:
            lines += _table(title, ("", "number"), [(k, f"{n:,}") for k, n in counts.items()])
    lines += _table(
        "Dropped by rule", ("rule", "documents", "characters", "share"),
        [(r["rule"], f"{r['documents']:,}", f"{r['characters']:,}", _percent(r["characters"], chars["dropped"])) for r in told["rules"]],
    )  # fmt: skip
    if told["platforms"]:
        lines += _table(
            "Platforms", ("platform", "documents", "kept", "dropped"),
            [(p["platform"], f"{p['documents']:,}", f"{p['kept']:,}", f"{p['dropped']:,}") for p in told["platforms"]],
        )  # fmt: skip
    lines += _table(
        "Most changed", ("document", "dropped", "share", "mostly by", "look"),
        [(d["path"], f"{d['dropped']:,}", _percent(d["dropped"], d["kept"] + d["dropped"]), d["rule"], d["command"]) for d in told["changed"]],
    )  # fmt: skip
    if told["uncertain"]:
        lines += _table(
            "Most uncertain", ("document", "uncertain blocks", "of", "look"),
            [(d["path"], f"{d['uncertain_blocks']:,}", f"{d['blocks']:,}", d["command"]) for d in told["uncertain"]],
        )  # fmt: skip
    if told["failures"]:
        lines += _table("Failures", ("document", "reason", "detail"), [(f["path"], f["reason"], f["detail"]) for f in told["failures"]])
    return "\n".join(lines)


def _table(title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    out = [f"## {title}", "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return [*out, *("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows), ""]


def _cell(text: str) -> str:
    """A cell's text: one line, and nothing that Markdown or HTML would act upon."""
    out = safe(str(text)).replace("\\", "\\\\")
    for sign in "|`*_[]<>~#!&":
        out = out.replace(sign, "\\" + sign if sign != "<" else "&lt;")
    return out


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "0 %"
