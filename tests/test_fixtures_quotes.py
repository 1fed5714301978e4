"""Quotations in threads and mails, flattened: found, linked to the post they repeat, and none where there is none."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from textgold import line_spans

import boilerstrip

if TYPE_CHECKING:
    from textgold import Gold

    from boilerstrip.model import Cleaned, Quote, Record

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "quotes"
GOLD: dict[str, Gold] = {p.stem: json.loads(p.read_text("utf-8")) for p in sorted(FOLDER.glob("*.json"))}
NEGATIVE = [name for name, gold in GOLD.items() if gold["negative"]]
OTHERS = [name for name in GOLD if name not in NEGATIVE]
COVERED = 0.8  #: share of the letters of a quotation that must be found, and of what is found that must be quoted
FLOOR_F1 = 0.975  #: measured; only rises
DETECTION_F1 = 0.95
LINKS = 1.0


class Score(NamedTuple):
    """Counts of one document, and what is wrong with it."""

    gold: int
    found: int  #: gold quotations that were found
    said: int  #: quotations we say there are
    right: int  #: of those, the ones that are
    linked: int  #: gold quotations found and linked to the right post
    problems: tuple[str, ...]


def letters(text: str, start: int, end: int) -> set[int]:
    return {i for i in range(start, end) if not text[i].isspace()}


def gold_letters(text: str, lines: str) -> set[int]:
    first, _, last = lines.partition("-")
    spans = line_spans(text)
    return letters(text, spans[int(first) - 1][0], spans[int(last or first) - 1][1])


def record_at(cleaned: Cleaned, offset: int) -> Record | None:
    return next((r for r in cleaned.records if any(s <= offset < e for s, e in r.spans)), None)


@cache
def score(name: str) -> Score:
    gold = GOLD[name]
    text = "\n".join(gold["text"])
    spans = line_spans(text)
    cleaned = boilerstrip.clean(text)
    quotes: list[tuple[Quote, set[int]]] = [(q, letters(text, *q.span)) for r in cleaned.records for q in r.quotes]
    quoted: set[int] = set()
    found = linked = right = 0
    problems = []
    for want in gold["quotes"]:
        here = gold_letters(text, want["lines"])
        quoted |= here
        best = max(quotes, key=lambda q: (len(q[1] & here), -len(q[1])), default=None)
        if best is None or len(best[1] & here) < COVERED * len(here):
            problems.append(f"{name} line {want['lines']}: the quotation ({want['how']}) is not found")
            continue
        found += 1
        target = want["of_post_containing"]
        record = record_at(cleaned, spans[target - 1][0]) if target else None
        if best[0].of == (record.id if record else None) and (record is not None or target is None):
            linked += 1
        else:
            right_id = record.id if record else "nothing"
            problems.append(f"{name} line {want['lines']}: ({want['how']}) linked to {best[0].of}, gold {right_id}")
    for quote, there in quotes:
        attribution = len(there - quoted)
        if there and attribution <= (1 - COVERED) * len(there):
            right += 1
        else:
            problems.append(f"{name}: no quotation: {quote.text[:60]!r}")
    return Score(len(gold["quotes"]), found, len(quotes), right, linked, tuple(problems))


def test_there_are_enough_quotations() -> None:
    assert sum(len(GOLD[name]["quotes"]) for name in OTHERS) >= 150
    assert len({GOLD[name]["platform"] for name in OTHERS}) >= 20
    assert len({GOLD[name]["language"] for name in OTHERS}) >= 15
    assert len(NEGATIVE) >= 5


@pytest.mark.parametrize("name", GOLD)
def test_gold_is_of_this_text(name: str) -> None:
    gold = GOLD[name]
    lines = gold["text"]
    for quote in gold["quotes"]:
        first, _, last = quote["lines"].partition("-")
        assert all(lines[n - 1].strip() for n in range(int(first), int(last or first) + 1))
        assert quote["of_post_containing"] is None or quote["of_post_containing"] in gold["posts"]
        if quote["how"] in ("whole", "nested", "unattributed"):
            words = lines[int(first) - 1].lstrip("> ")
            assert any(words.endswith(line) and line for line in lines[: int(first) - 1])
    assert not gold["negative"] or not gold["quotes"]


def detection() -> tuple[float, float, float]:
    """Precision, recall, F1."""
    scores = [score(name) for name in OTHERS]
    recall = sum(s.found for s in scores) / sum(s.gold for s in scores)
    precision = sum(s.right for s in scores) / max(1, sum(s.said for s in scores))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def test_quotations_stay_above_the_floor() -> None:
    assert detection()[2] >= FLOOR_F1


def test_quotations_are_found() -> None:
    scores = [score(name) for name in OTHERS]
    precision, recall, f1 = detection()
    problems = "\n".join(p for s in scores for p in s.problems if "linked" not in p)
    assert f1 >= DETECTION_F1, f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}\n{problems}"


def test_quotations_are_linked() -> None:
    scores = [score(name) for name in OTHERS]
    share = sum(s.linked for s in scores) / max(1, sum(s.found for s in scores))
    problems = "\n".join(p for s in scores for p in s.problems if "linked" in p)
    assert sum(s.found for s in scores) > 0
    assert share >= LINKS, f"{share:.3f} of the quotations found are linked right\n{problems}"


@pytest.mark.parametrize("name", NEGATIVE)
def test_no_quotation_where_there_is_none(name: str) -> None:
    assert score(name).said == 0, "\n".join(score(name).problems)
