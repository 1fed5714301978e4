"""Threads and what merely recurs, in texts without markup."""

from __future__ import annotations

import boilerstrip
from boilerstrip import catalog
from boilerstrip.features import measure
from boilerstrip.parse import parse
from boilerstrip.segment.flat_kind import best

WORDS = (
    "The rope came off the winch again and nobody knows why it does that.",
    "Grease the drum before you blame the rope, ours was dry as a bone.",
    "I did, and it still slips whenever the load is wet. What else is there?",
    "Turn the pawl round, the maker drew it the wrong way in the manual.",
)


def test_dated_teasers_are_no_thread() -> None:
    lines = [line for k, x in enumerate(WORDS, 1) for line in (f"{k}. May 2021", f"Boat news part {k}", x, "Read more")]
    assert boilerstrip.clean("\n".join(["The Harbour Paper", *lines])).kind == "article"


def test_panels_without_dates_head_posts() -> None:
    names = ("ropewalker", "winchman", "ropewalker", "keelhaul")
    lines = [y for n, x in zip(names, WORDS, strict=True) for y in (n, f"Posts: {len(n) * 7}", "Location: Ostend", x)]
    cleaned = boilerstrip.clean(
        "\n".join(["The winch slips", *lines, "Users browsing this forum: No registered users and 1 guest"])
    )
    assert cleaned.kind == "thread"
    assert [r.author for r in cleaned.records] == list(names)
    assert [r.text for r in cleaned.records] == list(WORDS)


def test_a_post_of_few_words_between_two_heads_is_found() -> None:
    bodies = [WORDS[0], WORDS[1], "Works for me", WORDS[3]]
    lines = [y for k, x in enumerate(bodies, 1) for y in (f"sailor{k}", "New Member", f"Apr {k}, 2021", f"#{k}", x)]
    cleaned = boilerstrip.clean("\n".join(["The winch slips", *lines]))
    assert [r.text for r in cleaned.records] == bodies


def test_a_single_line_of_a_panel_makes_no_forum() -> None:
    def told(*lines: str) -> float:
        return best(
            measure(parse("\n\n".join(lines).encode(), media_type="text/plain"), catalog.phrases(), lang="en"),
            ("panel",),
        )["panel"]

    once, twice = told("Posts: 12", WORDS[0]), told("Posts: 12", WORDS[0], "Posts: 40", WORDS[1])
    assert once == twice / 2
