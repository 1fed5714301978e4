"""The second round: what the scores around a block say of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import boilerstrip
from boilerstrip.measures.around import NOT, Grounds, around
from boilerstrip.model import Column, Options
from boilerstrip.scoring import MEASURE, SECOND, judge, load_weights


def ground(words: list[float], level: list[int] | None = None, parent: list[int] | None = None) -> Grounds:
    n = len(words)
    flat = np.array(parent or [0] * n, dtype=np.int64)
    return Grounds(np.array(words), np.array(level or [0] * n, dtype=np.int64), flat, flat, 0.9, 0.1)


def test_what_stands_behind_the_last_strong_paragraph_is_the_tail() -> None:
    seen = around(np.array([-3.0, 4.0, 0.5, 4.0, 0.5, 4.0]), ground([3, 40, 5, 40, 5, 3]))
    assert seen["tail_article"].tolist() == [NOT, NOT, NOT, NOT, 0.9, 0.9]  # the last is sure but short
    assert seen["tail_product"].tolist() == [NOT, NOT, NOT, NOT, 0.1, 0.1]
    assert (around(np.zeros(3), ground([40, 40, 40]))["tail_article"] == NOT).all()  # nothing is strong


def test_siblings_speak_of_each_other_not_of_themselves() -> None:
    seen = around(np.array([5.0, -5.0, 5.0]), ground([10, 10, 10], parent=[1, 1, 2]))
    low, high = seen["siblings"][:2]
    assert low == pytest.approx(0.0067, abs=1e-3) and high == pytest.approx(0.9933, abs=1e-3)
    assert seen["siblings"][2] == NOT
    assert seen["aside_article"].tolist() == [0.9, NOT, NOT] and seen["alone_article"].tolist() == [NOT, NOT, 0.9]


def test_a_heading_has_the_words_up_to_the_next_of_its_level() -> None:
    seen = around(np.array([1.0, 5.0, 1.0, -5.0, 1.0]), ground([2, 10, 2, 30, 2], level=[1, 0, 2, 0, 1]))
    kept, dropped = 1 / (1 + np.exp(-5)), 1 / (1 + np.exp(5))
    small = 2 / (1 + np.exp(-1))
    assert seen["section"].tolist() == pytest.approx([(10 * kept + small + 30 * dropped) / 42, NOT, dropped, NOT, 0.0])
    assert seen["heading"].tolist() == [1, 1, 1, 1, 1]


def test_no_blocks_no_columns_of_any_length() -> None:
    assert all(len(v) == 0 for v in around(np.zeros(0), ground([])).values())


def test_the_second_round_is_part_of_the_sum() -> None:
    weights = load_weights("html")
    assert weights.second
    columns = [Column(k, "chrome", np.array([0.0, np.nan])) for k in weights.tables if k.startswith(MEASURE)]
    for verdict, spoken in zip(judge(columns, weights, 2, Options(), ground([20, 20])), (True, False), strict=True):
        assert verdict.score == pytest.approx(sum(t.value for t in verdict.terms), abs=1e-6)
        assert any(t.name.startswith((MEASURE, SECOND)) for t in verdict.terms) == spoken


def test_a_box_behind_an_article_scores_lower_than_one_in_its_middle() -> None:
    weights = load_weights("html")
    assert {SECOND + k for k in around(np.zeros(1), ground([5.0]))} <= set(weights.tables)
    edges, values = weights.tables[SECOND + "tail_article"]
    assert values[np.searchsorted(edges, 0.98, side="right")] < values[np.searchsorted(edges, NOT, side="right")]


def test_terms_of_a_page_still_sum_to_the_score() -> None:
    text = "<p>" + "The ferry crossed the river twice a day, and nobody could remember another time. " * 4 + "</p>"
    html = f"<html><body><nav><a href='/'>Home</a></nav><article><h1>Ferry</h1>{text * 4}<div>Share this</div></article></body></html>"
    found = boilerstrip.clean(html)
    names = {t.name for b in found.blocks for t in b.terms}
    assert any(n.startswith(SECOND) for n in names)
    for b in found.blocks:
        assert sum(t.value for t in b.terms) == pytest.approx(b.score, abs=1e-6)


def test_the_ground_of_some_blocks_is_a_part_of_the_whole() -> None:
    whole = replace(ground([1, 2, 3], level=[0, 1, 0], parent=[4, 5, 6]), article=0.3)
    some = whole.of(np.array([True, False, True]))
    assert (some.words.tolist(), some.level.tolist(), some.parent.tolist(), some.article) == ([1, 3], [0, 0], [4, 6], 0.3)
