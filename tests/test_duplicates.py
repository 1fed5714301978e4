"""What a person says twice on purpose stays; what a page says twice goes once; and then nothing more goes."""

from __future__ import annotations

import random

import pytest
from quoteland import post, thread

import boilerstrip
from boilerstrip import duplicates as rule
from boilerstrip.repeats import find_repeats

ONE = "The ferry leaves the island at six in the morning and comes back when the captain has had his soup."
TWO = "Nobody has ever seen the timetable, but everybody knows it by heart and tells it to visitors with pride."
THREE = "In winter the engine has to be sung to, and the deckhand knows eleven verses that are fit for children."
FOUR = "The lighthouse keeper waves with a red towel if he wants onions, and with a white one if he wants news."
REFRAIN = "And the ferry goes out, and the ferry comes in, whatever the wind has to say about it."


def duplicates(*paragraphs: str) -> list[int]:
    """Positions of the paragraphs that are said to be duplicates."""
    blocks = boilerstrip.clean("\n\n".join(paragraphs)).blocks
    assert len(blocks) == len(paragraphs)
    return [n for n, b in enumerate(blocks) if b.label == "duplicate"]


# ------------------------------------------------------------------ none


def test_refrain_stays() -> None:
    assert duplicates(ONE, REFRAIN, TWO, REFRAIN, THREE, REFRAIN) == []


def test_short_sentence_stays() -> None:
    assert duplicates(ONE, "So it goes.", TWO, "So it goes.") == []


def test_note_below_every_entry_stays() -> None:
    entries = [
        x for n in range(4) for x in (f"Picture {n} was taken from the pier by a visitor who had time.", REFRAIN, TWO)
    ]
    assert duplicates(*entries) == []


def test_templates_filled_in_anew_stay() -> None:
    offer = "Receive {n}% off your purchase of {n} or more tickets to {place} if you show this page to the captain, who reads it aloud to all."
    assert duplicates(*(offer.format(n=n, place=p) for n, p in ((10, "Brean"), (20, "Brean"), (20, "Lundy")))) == []


def test_list_items_and_table_rows_stay() -> None:
    item = "- bring a towel, two onions, a newspaper and something to sing for the engine on the way"
    assert duplicates(ONE, item, TWO, item) == []
    row = f"| ferry | {ONE} | {TWO} |"
    assert duplicates(ONE, row, THREE, row) == []


def test_quotation_of_another_post_is_no_duplicate() -> None:
    got = thread(post("ann", ONE, TWO), post("ben", ONE, TWO, THREE))
    assert all(not column.strengths.any() for column in rule.testify(got.page, got.features))


# ------------------------------------------------------------------ some


def test_paragraph_that_comes_twice() -> None:
    assert duplicates(ONE, TWO, THREE, ONE, FOUR) == [3]


def test_text_that_comes_again() -> None:
    assert duplicates(ONE, TWO, THREE, FOUR, ONE, TWO, THREE, FOUR) == [4, 5, 6, 7]
    assert duplicates(*[ONE, TWO, THREE, FOUR] * 3) == list(range(4, 12))


def test_run_from_the_second_place_of_its_first_line() -> None:
    assert duplicates(ONE, FOUR, ONE, TWO, THREE, ONE, TWO, THREE)[-3:] == [5, 6, 7]


def test_paragraph_said_twice_in_one_breath() -> None:
    assert duplicates(TWO, ONE, ONE, ONE, THREE) == [2, 3]


def test_teaser_goes_and_the_sentence_stays() -> None:
    assert duplicates(ONE.rstrip("."), TWO, ONE, THREE) == [0]


def test_near_copy() -> None:
    long = f"{ONE} {TWO} {THREE} {FOUR} {REFRAIN}"
    assert duplicates(long, "All aboard!", long.replace("with pride", "with some pride")) == [2]
    assert duplicates(long, "All aboard!", long.replace("six", "6")) == []


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("We met in Brean.", "We met in brean, again.", False),
        ("We met 3 times.", "We met 4 times.", False),
        ("We met at noon.", "We met at noon.", False),  # the very same words were judged before
        ("We met in Brean at noon.", "We met in Brean, at about noon.", True),
    ],
)
def test_names_and_numbers_tell(first: str, second: str, same: bool) -> None:
    assert rule.tells_the_same(first, second) is same


def test_run_never_reaches_into_its_source() -> None:
    for run in find_repeats(["a line", "b line"] * 10 + ["a line"] * 7).runs:
        assert run.source + run.length <= run.start


# ------------------------------------------------------------------ whatever comes

PARAGRAPHS = (ONE, TWO, THREE, FOUR, REFRAIN, "So it goes.", "All aboard!", ONE.rstrip("."), f"{THREE} {TWO}")


@pytest.mark.parametrize("seed", range(60))
def test_cleaning_again_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    text = "\n\n".join(rng.choice(PARAGRAPHS) for _ in range(rng.randrange(2, 24)))
    once = boilerstrip.clean(text).text
    assert boilerstrip.clean(once).text == once


@pytest.mark.parametrize("seed", range(60))
def test_words_are_never_lost(seed: int) -> None:
    """Every sentence is still there, however often it stood."""
    rng = random.Random(1000 + seed)
    chosen = [rng.choice(PARAGRAPHS) for _ in range(rng.randrange(2, 24))]
    kept = boilerstrip.clean("\n\n".join(chosen)).text
    assert all(sentence.rstrip(".") in kept for sentence in chosen)


@pytest.mark.parametrize("period", [1, 3, 45])
def test_sentences_of_an_endless_paragraph_stay_together(period: int) -> None:
    """As text the paragraph is cut at its sentences; none of them is a copy of a paragraph, so cleaning again changes nothing."""
    said = [f"On day {n} the keeper of lamp {n} walked to the jetty and counted {n * 7} boats into his book." for n in range(period)]
    page = f"<article><h1>Boats</h1><p>{said[0]}</p><p>{' '.join(said * (90 // period))}</p></article>"
    once = boilerstrip.clean(page).text
    assert len(once) > 6000
    assert boilerstrip.clean(once).text == once


def test_an_endless_paragraph_that_comes_again_goes() -> None:
    long = " ".join(f"On day {n} the keeper of lamp {n} walked to the jetty and counted {n * 7} boats." for n in range(60))
    text = f"{long}\n\nNobody saw the ferryman after that, and his hat lay on the jetty for a week.\n\n{long}\n"
    assert boilerstrip.clean(text).text.count("lamp 30 ") == 1


def test_the_same_post_again_by_the_same_person_at_the_same_time() -> None:
    said = "The pears by the southern wall came late this year, and most of them were small and hard."

    def thread(*times: str) -> str:
        return '<html><body><div class="thread">' + "".join(
            f'<div class="post" id="post-{k}"><a class="author" href="/u">jane</a> <time datetime="{t}">{t}</time>'
            f'<div class="post-body"><p>{said}</p></div></div>' for k, t in enumerate(times)
        ) + "</div></body></html>"  # fmt: skip

    again = boilerstrip.clean(thread(*["2019-05-03 10:00"] * 6))
    assert again.kind == "thread" and again.text.count(said) == 1
    assert boilerstrip.clean(thread(*(f"2019-05-03 10:0{k}" for k in range(6)))).text.count(said) == 6
