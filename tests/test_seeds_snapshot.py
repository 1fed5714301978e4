"""What we say of the five seeds today, verdict by verdict; what is *right* is in fixtures/seeds.json."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

import boilerstrip

SEEDS = sorted((Path(__file__).resolve().parent.parent / "seeds").glob("*.txt"))


def short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:40]}… {text[-12:]} ({len(text)} characters)"


def reviewed(value: Any) -> Any:
    """Figures to three digits (the last bits are the machine's), long texts by their ends."""
    if isinstance(value, float):
        return round(value, 3) + 0.0
    if isinstance(value, str):
        return short(value)
    if isinstance(value, dict):
        return {k: reviewed(v) for k, v in value.items()}
    if isinstance(value, list):
        return [reviewed(v) for v in value]
    return value


def verdict(block: dict[str, Any]) -> str:
    """One line per block; of the terms the names only: how strongly they speak is the weights' affair."""
    a, b = block["span"]
    rules = " ".join(sorted(term[0] for term in block["terms"]))
    kept = "kept" if block["kept"] else "dropped"
    head = f"{a}-{b} {block['region']}/{block['label']} {block['score']:+.3f} {kept} {block['record'] or '-'}"
    return f"{head} | {rules} | {short(block['text'])}"


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_seed(path: Path, snapshot: SnapshotAssertion) -> None:
    answer = boilerstrip.clean(path.read_bytes()).to_dict()
    text = answer.pop("text")
    blocks = [verdict(b) for b in answer.pop("blocks")]
    pieces = [f"{a}-{b} {'kept' if kept else reason}" for a, b, kept, reason, _ in answer.pop("pieces")]
    del answer["source"]
    assert {**reviewed(answer), "text": text.split("\n"), "blocks": blocks, "pieces": pieces} == snapshot
