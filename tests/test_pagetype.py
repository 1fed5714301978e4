"""What kind of page it is: a guess, its probability, and what follows for the blocks."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import boilerstrip
from boilerstrip.measures.around import Grounds
from boilerstrip.model import Column, Options
from boilerstrip.pagetype import page_numbers, page_type, probabilities
from boilerstrip.scoring import PAGE, judge, load_weights

SENTENCE = "The old ferry crossed the river twice a day, and nobody in the village could remember a time when it had not. "
KINDS = {"article", "thread", "documentation", "listing", "collection", "product", "service", "other"}


def page(body: str, head: str = "") -> str:
    return f"<html><head><title>The ferry</title>{head}</head><body><nav><a href='/'>Home</a> <a href='/a'>About</a></nav>{body}</body></html>"


ARTICLE = page(
    "<article class='post'><h1>The ferry</h1>" + "".join(f"<p>{SENTENCE * 4}</p>" for _ in range(8)) + "</article>",
    "<meta property='og:type' content='article'>",
)
CODE = page("<main>" + "".join(f"<h3>Option {k}</h3><p>{SENTENCE}</p><pre>ferry --speed {k}</pre>" for k in range(12)) + "</main>")


def test_a_long_text_is_an_article() -> None:
    kind, sure = boilerstrip.clean(ARTICLE, url="https://example.org/2021/05/the-old-ferry-is-gone").page_type or ("", 0.0)
    assert kind == "article"
    assert sure > 0.9


def test_code_between_headings_is_no_article() -> None:
    kind, sure = boilerstrip.clean(CODE, url="https://example.org/docs/options").page_type or ("", 0.0)
    assert kind == "documentation"
    assert 0.35 <= sure <= 1


def test_posts_are_a_thread() -> None:
    posts = "".join(
        f"<div class='post' id='p{k}'><div class='author'>ropewalker{k}</div><div class='date'>May {k}, 2021 10:0{k}</div>"
        f"<div class='content'>{SENTENCE}</div></div>" for k in range(1, 7)
    )  # fmt: skip
    cleaned = boilerstrip.clean(page(f"<div id='posts'>{posts}</div>"))
    assert cleaned.kind == "thread"
    assert cleaned.page_type is not None
    assert cleaned.page_type[0] == "thread"
    assert cleaned.to_dict()["page_type"] == list(cleaned.page_type)


def test_a_note_is_no_page() -> None:
    assert boilerstrip.clean("Just a note.\n\nWith two lines.").page_type is None


def test_probabilities_add_up_to_one_and_a_doubtful_page_is_other() -> None:
    from boilerstrip import catalog, measures
    from boilerstrip.features import measure
    from boilerstrip.parse import parse

    document = parse(ARTICLE, media_type="text/html")
    numbers = page_numbers(measures.columns(document, measure(document, catalog.phrases())), document)
    odds = probabilities(numbers, "html")
    assert math.isclose(sum(odds.values()), 1.0)
    assert set(odds) <= KINDS
    assert page_type({"article": 0.3, "listing": 0.25, "product": 0.2, "service": 0.25}) == ("other", 0.7)


@pytest.mark.parametrize("source", [ARTICLE, CODE])
def test_the_page_moves_the_score_and_not_the_probability(source: str) -> None:
    moved = 0
    for block in boilerstrip.clean(source).blocks:
        assert math.isclose(sum(t.value for t in block.terms), block.score, abs_tol=1e-6)
        own = sum(t.value for t in block.terms if t.name not in PAGE)
        moved += own != block.score
        assert math.isclose(block.probability, 1 / (1 + math.exp(-max(-60.0, min(60.0, own)))), abs_tol=1e-9)
    assert moved


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.9])
def test_a_threshold_is_a_probability(threshold: float) -> None:
    for block in boilerstrip.clean(ARTICLE, threshold=threshold).blocks:
        assert (block.label == "body") == (block.probability >= threshold)


def test_a_sure_article_keeps_less_that_is_doubtful() -> None:
    weights = load_weights("html")
    column = [Column(k, "chrome", np.zeros(1)) for k in weights.tables if k.startswith("m.")]
    one = Grounds(np.zeros(1), *(np.zeros(1, dtype=np.int64) for _ in range(3)))
    sure, unsure = (judge(column, weights, 1, Options(), replace(one, article=article))[0].score for article in (0.99, 0.2))
    assert sure < unsure
