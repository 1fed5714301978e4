"""Scores what ``boilerstrip.clean`` says of a flattened text against a gold written by a person.

A gold names, per line of the text (from 1, blank lines left out), the region and the label; where either is a list,
any of its members is right.  It also says where posts begin, which earlier post a quotation repeats, which comments
there are, and whose they are and from when.  :func:`judge` returns the differences as sentences for people.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from boilerstrip.model import Cleaned, Record

Gold = dict[str, Any]


class Problem(NamedTuple):
    """One difference.  ``kind``: kind, label, region, untold, lost, post, quote, comment, author, date."""

    kind: str
    line: int  #: 0: the document as a whole
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


@dataclass(slots=True)
class Report:
    """What :func:`judge` found: ``lines`` gold lines were looked at, ``wrong`` of them have a wrong label or region."""

    name: str
    lines: int
    problems: list[Problem] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        return len({p.line for p in self.problems if p.kind in ("label", "region", "untold")})

    def of(self, *kinds: str) -> list[str]:
        return [f"{self.name}: {p}" for p in self.problems if p.kind in kinds]

    def all(self) -> list[str]:
        return [f"{self.name}: {p}" for p in self.problems]


class Expected(NamedTuple):
    """What the gold says of one line."""

    regions: tuple[str, ...]
    labels: tuple[str, ...]
    reason: str


def _tuple(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _range(text: str | int) -> range:
    first, _, last = str(text).partition("-")
    return range(int(first), int(last or first) + 1)


def line_spans(text: str) -> list[tuple[int, int]]:
    """Span of every line without its line end; the first line is at index 0."""
    spans, at = [], 0
    for line in text.split("\n"):
        spans.append((at, at + len(line.removesuffix("\r"))))
        at += len(line) + 1
    return spans


def expected(text: str, gold: Gold) -> dict[int, Expected]:
    """Per non-blank line what the gold says of it.

    Raises:
        ValueError: the gold names a line twice or one that is not there, or leaves one out.
    """
    lines = text.split("\n")
    told: dict[int, Expected] = {}
    for where, region, label, reason in gold["lines"]:
        for n in _range(where):
            if n > len(lines) or n in told:
                raise ValueError(f"gold line {n} is {'told twice' if n in told else 'not in the text'}")
            if lines[n - 1].strip():
                told[n] = Expected(_tuple(region), _tuple(label), reason)
    left_out = [n for n, line in enumerate(lines, 1) if line.strip() and n not in told]
    if left_out:
        raise ValueError(f"gold says nothing of lines {left_out}")
    return told


def documents(folder: Path) -> Iterator[tuple[str, str, Gold]]:
    """Name, text and gold of every ``*.json`` + ``*.txt`` pair of a folder, by name."""
    for path in sorted(folder.glob("*.json")):
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        yield path.stem, text, json.loads(path.read_text(encoding="utf-8"))


def squeeze(text: str) -> str:
    return " ".join(text.split())


def judge(name: str, text: str, gold: Gold, cleaned: Cleaned) -> Report:
    """Every difference between a gold and the answer for its text."""
    told = expected(text, gold)
    report = Report(name, len(told))
    seen = _Seen(text, cleaned)
    _kind(report, gold, cleaned)
    _lines(report, told, seen)
    lost = lost_lines(text, gold, cleaned)
    report.problems.extend(Problem("lost", n, f"{_short(line)} is gone from .text") for n, line in lost)
    if "posts" in gold:
        _posts(report, gold["posts"], seen)
    _quotes(report, gold, seen)
    _comments(report, gold, cleaned)
    _authorship(report, gold, seen)
    return report


class _Seen:
    """The answer by line."""

    def __init__(self, text: str, cleaned: Cleaned) -> None:
        self.text, self.cleaned = text, cleaned
        self.spans = line_spans(text)
        self.records = {r.id: r for r in cleaned.records}
        self.blocks: dict[int, list[int]] = {}
        n = 0
        for i, block in enumerate(cleaned.blocks):
            a, b = block.span
            while n < len(self.spans) - 1 and self.spans[n][1] < a:
                n += 1
            m = n
            while m < len(self.spans) and self.spans[m][0] < b:
                s, e = max(a, self.spans[m][0]), min(b, self.spans[m][1])
                if text[s:e].strip():
                    self.blocks.setdefault(m + 1, []).append(i)
                m += 1

    def line(self, n: int) -> str:
        a, b = self.spans[n - 1]
        return self.text[a:b]

    def line_at(self, offset: int) -> int:
        """Number of the first line with text at or after an offset."""
        while offset < len(self.text) and self.text[offset].isspace():
            offset += 1
        return self.text.count("\n", 0, offset) + 1

    def record_of(self, n: int) -> Record | None:
        """The record that a line belongs to."""
        a, b = self.spans[n - 1]
        for record in self.cleaned.records:
            if record.kind != "article" and any(s < b and e > a for s, e in record.spans):
                return record
        for i in self.blocks.get(n, ()):
            block = self.cleaned.blocks[i]
            if block.record is not None:
                return self.records.get(block.record)
        return None

    def begin(self, record: Record) -> int:
        return self.line_at(min(record.spans)[0])


def _short(line: str) -> str:
    line = squeeze(line)
    return repr(line if len(line) <= 60 else line[:57] + "...")


def _kind(report: Report, gold: Gold, cleaned: Cleaned) -> None:
    right = ("article", "page") if gold.get("negative") or gold["kind"] == "article" else (gold["kind"],)
    if cleaned.kind not in right:
        report.problems.append(Problem("kind", 0, f"the document is taken for {cleaned.kind}, gold {gold['kind']}"))


def _lines(report: Report, told: dict[int, Expected], seen: _Seen) -> None:
    for n, want in told.items():
        blocks = [seen.cleaned.blocks[i] for i in seen.blocks.get(n, ())]
        if not blocks:
            report.problems.append(Problem("untold", n, f"{_short(seen.line(n))} is in no block"))
        for got, right, kind in (
            ({b.label for b in blocks}, want.labels, "label"),
            ({b.region for b in blocks}, want.regions, "region"),
        ):
            if wrong := sorted(got - set(right)):
                said = f"{_short(seen.line(n))} is {'/'.join(wrong)}, gold {' or '.join(right)}"
                report.problems.append(Problem(kind, n, said + (f" ({want.reason})" if want.reason else "")))


def lost_lines(text: str, gold: Gold, cleaned: Cleaned) -> list[tuple[int, str]]:
    """Lines that are body and nothing else, outside of comments, and do not stand in ``.text`` often enough."""
    have = Counter(squeeze(line) for line in cleaned.text.split("\n"))
    whole = squeeze(cleaned.text)
    lost = []
    for n, want in sorted(expected(text, gold).items()):
        line = squeeze(text.split("\n")[n - 1])
        if want.labels != ("body",) or want.regions == ("comment",):
            continue
        if have[line]:
            have[line] -= 1
        elif line in have or line not in whole:  # all its copies are taken, or there was none
            lost.append((n, line))
    return lost


def _posts(report: Report, posts: Gold, seen: _Seen) -> None:
    begins = [seen.begin(r) for r in seen.cleaned.records if r.kind == "post"]
    allowed = set(posts.get("may", ()))
    for must in posts["must"]:
        where = [must] if isinstance(must, int) else must
        allowed.update(where)
        hits = sum(b in where for b in begins)
        if hits != 1:
            at = str(must) if isinstance(must, int) else f"one of {must}"
            said = f"{hits} posts begin at {at}, gold 1: {_short(seen.line(where[-1]))}"
            report.problems.append(Problem("post", where[0], said))
    for b in begins:
        if b not in allowed:
            report.problems.append(Problem("post", b, f"a post begins at {_short(seen.line(b))}, gold: none does"))
    low, high = posts["count"]
    if not low <= len(begins) <= high:
        report.problems.append(Problem("post", 0, f"{len(begins)} posts, gold {low} to {high}"))


def _quotes(report: Report, gold: Gold, seen: _Seen) -> None:
    for want in gold.get("quotes", ()):
        lines = _range(want["lines"])
        holder = seen.record_of(lines[0])
        quoted = _short(seen.line(lines[0]))
        if holder is None:
            report.problems.append(Problem("quote", lines[0], f"the quotation {quoted} is in no record"))
            continue
        a, b = seen.spans[lines[0] - 1][0], seen.spans[lines[-1] - 1][1]
        found = [q for q in holder.quotes if q.span.start < b and q.span.end > a]
        if not found:
            report.problems.append(Problem("quote", lines[0], f"{quoted} is not among the record's quotes"))
            continue
        target = seen.record_of(want["of_post_containing"])
        of = {q.of for q in found}
        if target is None or of != {target.id}:
            right = target.id if target else "a post that is not there"
            said = f"{quoted} is linked to {sorted(map(str, of))}, gold {right}"
            report.problems.append(Problem("quote", lines[0], said))


def _comments(report: Report, gold: Gold, cleaned: Cleaned) -> None:
    found = [squeeze(r.text) for r in cleaned.records if r.kind == "comment"]
    want = [squeeze(c) for c in gold.get("comments", ())]
    for begin in want:
        hits = sum(text.startswith(begin) for text in found)
        if hits != 1:
            report.problems.append(Problem("comment", 0, f"{hits} comments begin with {_short(begin)}, gold 1"))
    if "posts" not in gold and not gold.get("negative") and len(found) != len(want):
        said = f"{len(found)} comments, gold {len(want)}: {[_short(f) for f in found]}"
        report.problems.append(Problem("comment", 0, said))


def _authorship(report: Report, gold: Gold, seen: _Seen) -> None:
    """Who wrote a record and when; a gold date is right where the found one begins with it; ``null``: there is none."""
    articles = [r for r in seen.cleaned.records if r.kind == "article"]
    wanted = [(0, articles[0] if articles else None, {k: gold[k] for k in ("author", "date") if k in gold})]
    wanted += [(r["start"][0], seen.record_of(r["start"][-1]), r) for r in gold.get("records", ())]
    for n, record, want in wanted:
        if "author" in want and (record is None or record.author != want["author"]):
            got = record.author if record else "no record"
            report.problems.append(Problem("author", n, f"author {got!r}, gold {want['author']!r}"))
        if "date" in want:
            got = record.date if record else "no record"
            if got is not None if want["date"] is None else not (got or "").startswith(want["date"]):
                report.problems.append(Problem("date", n, f"date {got!r}, gold {want['date']!r}"))
    if "no_dates" in gold:
        for record in seen.cleaned.records:
            if record.date is not None:
                said = f"dated {record.date} from {record.date_raw!r}: {gold['no_dates']}"
                report.problems.append(Problem("date", seen.begin(record) if record.spans else 0, said))
