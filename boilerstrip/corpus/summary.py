"""What a run did, added up from the rows of its manifest; no times in it, so equal runs give equal bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boilerstrip import __version__
from boilerstrip.corpus.names import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boilerstrip.corpus.manifest import Row


@dataclass(slots=True)
class Summary:
    """Counts over the inputs of one run."""

    documents: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("ok", "degraded", "failed", "skipped"), 0))
    reasons: dict[str, int] = field(default_factory=dict)
    containers: dict[str, int] = field(default_factory=dict)  #: records of containers: in, ok, degraded, failed
    record_reasons: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)  #: articles, comments, posts
    kept: int = 0
    dropped: dict[str, int] = field(default_factory=dict)  #: characters by rule
    platforms: dict[str, dict[str, int]] = field(default_factory=dict)  #: by platform: documents, kept, dropped
    passed_over: int = 0  #: not done again; not part of the summary file

    def add(self, row: Row) -> None:
        self.documents[row["status"]] = self.documents.get(row["status"], 0) + 1
        if row["reason"]:
            for reason in row["reason"].split(", "):
                _count(self.reasons, reason, 1)
        records = row.get("records") or {}
        target = self.containers if "in" in records else self.found
        for name, n in records.items():
            if isinstance(n, int):
                _count(target, name, n)
        for kind, n in (records.get("found") or {}).items():
            _count(self.found, kind, n)
        for reason, n in (records.get("reasons") or {}).items():
            _count(self.record_reasons, reason, n)
        told = row.get("characters") or {}
        self.kept += told.get("kept", 0)
        for rule, n in told.get("dropped", {}).items():
            _count(self.dropped, rule, n)
        platforms = told.get("platforms")
        if platforms is None:
            lost = sum(told.get("dropped", {}).values())
            platforms = {row["platform"]: [1, told.get("kept", 0), lost]} if row.get("platform") else {}
        for name, (documents, kept, dropped) in platforms.items():
            entry = self.platforms.setdefault(name, {"documents": 0, "kept": 0, "dropped": 0})
            entry["documents"] += documents
            entry["kept"] += kept
            entry["dropped"] += dropped

    @property
    def exit_code(self) -> int:
        return 1 if self.documents["failed"] or self.documents["degraded"] else 0

    def to_dict(self, fingerprint: str) -> dict[str, Any]:
        return {
            "schema": 1,
            "boilerstrip": __version__,
            "fingerprint": fingerprint,
            "documents": self.documents,
            "reasons": dict(sorted(self.reasons.items())),
            "container_records": {**dict(sorted(self.containers.items())), "reasons": dict(sorted(self.record_reasons.items()))},
            "found": dict(sorted(self.found.items())),
            "characters": {"kept": self.kept, "dropped": sum(self.dropped.values()), "by_rule": by_size(self.dropped)},
            "platforms": dict(sorted(self.platforms.items())),
        }

    def lines(self, where: str, *, stats: bool = False, idle: Sequence[str] = ()) -> list[str]:
        """The closing words for a person; safe to print.  ``idle``: options given that only containers follow."""
        d = self.documents
        total = sum(d.values())
        words = [f"{d[s]:,} {s}" for s in ("ok", "degraded", "failed", "skipped") if d[s]]
        out = [f"{total:,} document{'s' * (total != 1)}: {', '.join(words) or 'nothing to do'}"]
        if self.passed_over:
            out[0] += f" ({self.passed_over:,} unchanged since the last run, passed over)"
        if self.containers.get("in"):
            c = self.containers
            parts = [f"{c.get(k, 0):,} {k}" for k in ("ok", "degraded", "failed", "skipped") if c.get(k)]
            out.append(f"{c['in']:,} record{'s' * (c['in'] != 1)} in containers: {', '.join(parts)}")
        if self.found:
            out.append("found: " + ", ".join(f"{n:,} {kind}{'s' * (n != 1)}" for kind, n in sorted(self.found.items())))
        lost = sum(self.dropped.values())
        if self.kept or lost:
            out.append(f"{self.kept:,} characters kept, {lost:,} dropped ({percent(lost, self.kept + lost)})")
            rules = list(by_size(self.dropped).items())
            for rule, n in rules if stats else rules[:8]:
                out.append(f"  {n:>12,}  {percent(n, lost):>6}  {safe(rule)}")
            if len(rules) > 8 and not stats:
                out.append(f"  {sum(n for _, n in rules[8:]):>12,}          by {len(rules) - 8} more (--stats shows all)")
        if stats and self.platforms:
            out.append(f"{'platform':<24}{'documents':>12}{'kept':>16}{'dropped':>16}")
            for name, p in sorted(self.platforms.items(), key=lambda kv: (-kv[1]["documents"], kv[0])):
                out.append(f"{safe(name):<24}{p['documents']:>12,}{p['kept']:>16,}{p['dropped']:>16,}")
        if (d["failed"] or d["degraded"]) and self.reasons:
            told = ", ".join(f"{safe(r)} {n:,}" for r, n in list(by_size(self.reasons).items())[:12])
            out.append(f"reasons: {told}" + (f"; {where} has them all" if where else ""))
        if idle and total and not self.containers and not self.passed_over:
            instead = "; --format json writes a document's records" if "--records" in idle else ""
            out.append(f"note: {', '.join(idle)}: for containers (JSON lines, Parquet, WARC), of which there was none{instead}")
        return out


def by_size(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "0 %"


def _count(counts: dict[str, int], name: str, n: int) -> None:
    counts[name] = counts.get(name, 0) + n
