"""Counts over the records of one container, and what its row says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.names import safe
from boilerstrip.corpus.work import Answer

if TYPE_CHECKING:
    from boilerstrip.corpus.reading import Refused

#: numbers of bad records that are named; the rest are counted
NAMED = 200


class Tally:
    """Adds up the answers of a container's records."""

    def __init__(self, unit: str) -> None:
        self.unit = unit  #: what is counted: line, row, record
        self.records = {"in": 0, "ok": 0, "degraded": 0, "failed": 0}
        self.found: dict[str, int] = {}
        self.kept = self.space = 0
        self.dropped: dict[str, int] = {}
        self.platforms: dict[str, list[int]] = {}
        self.reasons: dict[str, int] = {}
        self.bad: list[list[Any]] = []  #: [number, reason, detail] of the first failures
        self.out_bytes = 0  #: output that is committed

    def add(self, number: int, answer: Answer) -> None:
        self.records["in"] += 1
        self.records[answer.status] = self.records.get(answer.status, 0) + 1
        told = answer.characters
        self.kept += told["kept"]
        self.space += told["space"]
        for rule, n in told["dropped"].items():
            self.dropped[rule] = self.dropped.get(rule, 0) + n
        for kind, n in answer.found.items():
            self.found[kind] = self.found.get(kind, 0) + n
        if answer.platform:
            p = self.platforms.setdefault(answer.platform, [0, 0, 0])
            p[0] += 1
            p[1] += told["kept"]
            p[2] += sum(told["dropped"].values())
        if answer.status != "ok" or answer.reason:
            for reason in (answer.reason or "none").split(", "):
                self.reasons[reason] = self.reasons.get(reason, 0) + 1
        if answer.status == "failed" and len(self.bad) < NAMED:
            self.bad.append([number, answer.reason, safe(answer.detail, 120)])

    def answer(self, fault: Refused | None, note: str) -> tuple[Answer, dict[str, Any]]:
        """What the container's row says; ``fault`` ended the reading early, ``note`` is a lesser one."""
        r = self.records
        answer = Answer("ok")
        reasons = []
        if fault is not None:
            reasons.append(fault.reason)
        if note:
            reasons.append(note)
        if r["failed"]:
            reasons.append("records-failed")
        if r["degraded"]:
            reasons.append("records-degraded")
        if reasons:
            answer.status = "degraded" if r["in"] > r["failed"] else "failed"
        elif not r["in"]:
            reasons.append("empty")
        answer.reason = ", ".join(reasons)
        answer.detail = "; ".join(self._details(fault))
        answer.found = dict(self.found)
        answer.characters = {
            "kept": self.kept,
            "space": self.space,
            "dropped": dict(sorted(self.dropped.items())),
            "platforms": dict(sorted(self.platforms.items())),
        }
        records: dict[str, Any] = dict(r)
        records["found"] = dict(sorted(self.found.items()))
        if self.reasons:
            records["reasons"] = dict(sorted(self.reasons.items()))
        return answer, records

    def _details(self, fault: Refused | None) -> list[str]:
        out = [fault.detail] if fault is not None and fault.detail else []
        out += [f"{self.unit} {n}: {reason}: {detail}" for n, reason, detail in self.bad[:5]]
        if self.bad[5:]:
            out.append(f"{self.unit}s {numbers([b[0] for b in self.bad[5:]])}")
        if self.records["failed"] > len(self.bad):
            out.append(f"and {self.records['failed'] - len(self.bad):,} more")
        return out

    def to_dict(self) -> dict[str, Any]:
        return dict(vars(self))

    @classmethod
    def from_dict(cls, told: dict[str, Any]) -> Tally:
        out = cls(told["unit"])
        if told.keys() != vars(out).keys():
            raise ValueError("another version's tally")
        vars(out).update(told)
        return out


def numbers(ns: list[int]) -> str:
    """``[3, 4, 5, 9]`` as ``3-5, 9``."""
    parts: list[list[int]] = []
    for n in ns:
        if parts and parts[-1][1] == n - 1:
            parts[-1][1] = n
        else:
            parts.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
