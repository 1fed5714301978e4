"""Another extractor as a witness: heard on pages, never a veto, never a risk."""

from __future__ import annotations

from typing import Any

import pytest
import trafilatura

import boilerstrip
from boilerstrip import witness

TEXT = "The mill stood still for a year, and when the water came back nobody knew how to open the sluice, so they sent for the old miller."
PAGE = f"<html><body><article><h1>The mill</h1><p>{TEXT}</p><p>{TEXT.replace('mill', 'ferry')}</p></article><div>Printed in Ghent</div></body></html>"


def terms(cleaned: boilerstrip.Cleaned) -> dict[str, float]:
    """The witness's terms by the beginning of the block."""
    return {b.text[:12]: t.value for b in cleaned.blocks for t in b.terms if t.name == "witness"}


def test_what_the_witness_keeps_is_one_more_term() -> None:
    heard = terms(boilerstrip.clean(PAGE, witness="trafilatura"))
    assert heard["The mill sto"] > 0
    assert heard.get("Printed in G", 0.0) < heard["The mill sto"]
    assert not terms(boilerstrip.clean(PAGE))


def test_a_text_has_no_witness() -> None:
    assert boilerstrip.clean(TEXT, witness="trafilatura").text == boilerstrip.clean(TEXT).text


def test_a_witness_that_fails_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **options: Any) -> str:
        raise RecursionError

    monkeypatch.setattr(trafilatura, "extract", fail)
    cleaned = boilerstrip.clean(PAGE, witness="trafilatura")
    assert cleaned.text == boilerstrip.clean(PAGE).text
    assert "witness-failed" in cleaned.reasons


def test_a_page_beyond_bounds_is_cleaned_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "MOST", 3)
    cleaned = boilerstrip.clean(PAGE, witness="trafilatura")
    assert "witness-not-asked" in cleaned.reasons and cleaned.text


def test_an_unknown_witness_is_an_error() -> None:
    with pytest.raises(boilerstrip.UsageError, match="witness has to be one of"):
        boilerstrip.clean(PAGE, witness="readability")
