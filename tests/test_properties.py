"""What must always hold, on any text."""

import math
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import boilerstrip
from boilerstrip import catalog, quotes
from boilerstrip.explain import replay
from boilerstrip.features import measure
from boilerstrip.model import Options
from boilerstrip.parse import parse
from boilerstrip.pipeline import profile
from boilerstrip.rules import RULES
from boilerstrip.scoring import judge, load_weights
from boilerstrip.segment import segment

ROOT = Path(__file__).parent.parent
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
TEXTS = sorted((ROOT / "fixtures" / "text").glob("*.txt"))
PAGES = sorted((ROOT / "fixtures" / "html").glob("*.html"))

CHROME = [
    "Leave a Reply", "2 responses to “The mill”", "Ann says:", "May 3, 2019 at 4:05 pm", "Share this:", "Loading", "Posts: 12", "#4",
    "Last edited by Ann: May 3, 2019", "Ann said: ↑", "Click to expand...", "> so it was", "What's new", "Reaction score", "Joined: 2 May 2011",
    "1. Pingback: other", "Reply", "You must be logged in to post a comment", "```", "---", "| a | b |", "Originally Posted by Ann",
]  # fmt: skip
PROSE = [
    "The river rose in the night, and by morning the lower field was gone.",
    "Nobody had seen the ferryman since Tuesday; his hat lay on the jetty, folded twice as he always folded it.",
    "Yes.", "I do not know.", "Он пришёл домой поздно вечером и сразу лёг спать.", "彼は昨日の夜遅くに家に帰ってきて、すぐに寝た。", "مشى الرجل إلى البيت في المساء.",
]  # fmt: skip
lines = st.lists(st.one_of(st.sampled_from(CHROME), st.sampled_from(PROSE), st.text(max_size=60)), max_size=30)
texts = st.one_of(st.text(max_size=400), st.builds(lambda xs, sep: sep.join(xs), lines, st.sampled_from(["\n", "\n\n", "\r\n", " ", "\n \n"])))
slow = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def clean(text: str) -> boilerstrip.Cleaned:
    return boilerstrip.clean(text, media_type="text/plain")


@slow
@given(texts)
def test_never_raises_and_accounts_for_every_character(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.source == text
    at = 0
    for piece in cleaned.pieces:
        assert piece.span.start == at < piece.span.end
        at = piece.span.end
    assert at == len(text)
    for block in cleaned.blocks:
        assert text[block.span.start : block.span.end] == block.text


@slow
@given(texts)
def test_cleaning_a_cleaned_text_changes_nothing(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


@slow
@given(texts)
def test_terms_sum_to_the_score_and_replay(text: str) -> None:
    cleaned = clean(text)
    for block in cleaned.blocks:
        assert abs(math.fsum(t.value for t in block.terms) - block.score) < 1e-6
    assert replay(cleaned) == cleaned.text


@pytest.mark.parametrize("path", [*SEEDS, *TEXTS, *PAGES], ids=lambda p: p.name)
def test_files_replay_and_tile(path: Path) -> None:
    cleaned = boilerstrip.clean(path.read_bytes())
    assert "".join(cleaned.source[p.span.start : p.span.end] for p in cleaned.pieces) == cleaned.source
    assert replay(cleaned) == cleaned.text
    for block in cleaned.blocks:
        assert abs(math.fsum(t.value for t in block.terms) - block.score) < 1e-6
        assert cleaned.source[block.span.start : block.span.end] == block.text


@pytest.mark.parametrize("path", [*SEEDS, *TEXTS], ids=lambda p: p.name)
def test_cleaned_files_are_stable(path: Path) -> None:
    once = boilerstrip.clean(path.read_bytes()).text
    assert clean(once).text == once


@pytest.mark.parametrize("path", [*SEEDS, *PAGES[:6]], ids=lambda p: p.name)
def test_order_of_rules_is_irrelevant(path: Path) -> None:
    options = Options()
    document = parse(path.read_bytes(), options=options)
    book = catalog.phrases()
    f = measure(document, book)
    page = segment(document, f, options, book)
    quotes.find_quotes(page, f)
    results = []
    for seed in (1, 2):
        rules = list(RULES)
        random.Random(seed).shuffle(rules)
        columns = [c for r in rules for c in r.testify(page, f)]
        weights = load_weights(profile(page, columns))
        results.append([(v.label, v.score, tuple(v.terms)) for v in judge(columns, weights, len(document.blocks), options)])
    assert results[0] == results[1]
