"""Texts that stand in a document twice are dropped once; what a person repeats is kept."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from textgold import line_spans, squeeze

import boilerstrip

if TYPE_CHECKING:
    from textgold import Gold

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "duplicates"
GOLD: dict[str, Gold] = {p.stem: json.loads(p.read_text("utf-8")) for p in sorted(FOLDER.glob("*.json"))}
NEGATIVE = [name for name, gold in GOLD.items() if gold["negative"]]
OTHERS = [name for name in GOLD if name not in NEGATIVE]
LINES_RIGHT = 0.98


class Score(NamedTuple):
    """Lines of one document: duplicate in the gold and found, missed, and taken for duplicate though they are not."""

    hits: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


@cache
def score(name: str) -> Score:
    gold = GOLD[name]
    text = "\n".join(gold["text"])
    blocks = boilerstrip.clean(text).blocks
    hits, missed, wrong = 0, [], []
    for n, (start, end) in enumerate(line_spans(text), 1):
        if not text[start:end].strip() or n in gold["either"]:
            continue
        labels = {b.label for b in blocks if b.span.start < end and b.span.end > start and b.text.strip()}
        said = f"{name} line {n}: {'/'.join(sorted(labels))}: {text[start:end].strip()[:60]!r}"
        if n in gold["duplicate"]:
            if labels == {"duplicate"}:
                hits += 1
            else:
                missed.append(said)
        elif "duplicate" in labels:
            wrong.append(said)
    return Score(hits, tuple(missed), tuple(wrong))


def test_there_are_enough_cases() -> None:
    assert len(GOLD) >= 60
    assert len(NEGATIVE) >= 0.45 * len(GOLD)
    assert all(GOLD[name]["duplicate"] for name in OTHERS)
    assert not any(GOLD[name]["duplicate"] for name in NEGATIVE)


@pytest.mark.parametrize("name", OTHERS)
def test_gold_repeats_what_stands_above(name: str) -> None:
    lines = [squeeze(line).translate({0x2019: "'"}) for line in GOLD[name]["text"]]
    assert all(lines[n - 1] in lines[: n - 1] for n in GOLD[name]["duplicate"])


def test_duplicates_are_found() -> None:
    scores = [score(name) for name in OTHERS]
    hits = sum(s.hits for s in scores)
    problems = [p for s in scores for p in (*s.missed, *s.wrong)]
    share = 2 * hits / (2 * hits + len(problems))
    assert share >= LINES_RIGHT, f"F1 {share:.3f}\n" + "\n".join(problems)


@pytest.mark.parametrize("name", OTHERS)
def test_one_copy_stays(name: str) -> None:
    """Whatever is dropped as a duplicate, its words are still there."""
    gold = GOLD[name]
    kept = squeeze(boilerstrip.clean("\n".join(gold["text"])).text).translate({0x2019: "'"})
    gone = [line for n, line in enumerate(gold["text"], 1) if n not in gold["either"]]
    assert all(squeeze(line).translate({0x2019: "'"}) in kept for line in gone)


@pytest.mark.parametrize("name", NEGATIVE)
def test_what_a_person_repeats_is_kept(name: str) -> None:
    text = "\n".join(GOLD[name]["text"])
    assert not score(name).wrong, "\n".join(score(name).wrong)
    assert squeeze(boilerstrip.clean(text).text) == squeeze(text)
