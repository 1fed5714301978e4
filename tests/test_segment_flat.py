"""Flattened threads of platforms nobody knows, by the shape of their lines alone; and what must not be taken for one."""

from __future__ import annotations

import time

import pytest

import boilerstrip
from boilerstrip import catalog
from boilerstrip.features import measure
from boilerstrip.model import Cleaned
from boilerstrip.parse import parse
from boilerstrip.segment.flat import segment_flat
from boilerstrip.segment.names import attributed_names, clean_name, mail_name, rest_of

TEXTS = [
    "The rope on the tenor is down to two strands, and I do not like the look of it.",
    "Buy a new one. The last splice jumped out of the pulley on Easter morning.",
    "Would a steel cable not be cheaper in the long run? We have had ours for years.",
    "No. It sings in the wind, and the neighbours write letters to the parish council.",
    "Ordered this morning, with a sally in red and white, so please be patient.",
]
NAMES = ["Barnaby", "Lavinia S", "Odo", "Lavinia S", "Barnaby"]


def posts(cleaned: Cleaned) -> list[tuple[str | None, str | None, str]]:
    return [(r.author, r.date, r.text) for r in cleaned.records if r.kind == "post"]


def headed() -> str:
    """Name, an invented rank, an invented panel, date and number above each post; an invented button below."""
    lines = ["Wibble", "Wobble", "The rope of the tenor", ""]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [name, "Bell hand", f"Pulls: {n * 17}", f"{n} May 2019, 10:1{n}", f"#{n}", text, "Frobnicate this"]
    return "\n".join(lines)


def footed() -> str:
    """Panel above, "name, date" and number below each post."""
    lines = ["Wibble", "The rope of the tenor", ""]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [f"{name}  Bell hand", "Registered:", f"{n} May 2001", "Messages:", f"1,{n}00", text, f"{name}, {n} June 2019", f"#{n}"]
    return "\n".join(lines)


def letters() -> str:
    lines = []
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [f"From: {name} <{n}@lists.example.org>", f"Date: Mon, {n} May 2006 10:12:44 +0100", "Subject: Re: The rope", "", text, ""]
    return "\n".join(lines)


@pytest.mark.parametrize("make", [headed, footed, letters])
def test_posts_of_an_unknown_platform(make: object) -> None:
    found = posts(boilerstrip.clean(make()))  # type: ignore[operator]
    assert [text for _, _, text in found] == TEXTS
    assert [author for author, _, _ in found] == NAMES
    assert all(date for _, date, _ in found)


def test_the_button_below_a_post_is_chrome() -> None:
    cleaned = boilerstrip.clean(headed())
    assert {b.label for b in cleaned.blocks if b.text == "Frobnicate this"} == {"chrome"}
    assert "Wibble" not in cleaned.text


def test_short_posts_are_posts() -> None:
    lines = ["Forum", "Search", "Log in", "Register", "Re: The rope"]
    for n, text in enumerate(["Yes", "No", "Perhaps so", *TEXTS, "Nothing"], 1):
        lines += [f"Re: The rope by ringer{n}: 10:1{n} on 3 May 2019", text]
    found = posts(boilerstrip.clean("\n".join(lines)))
    assert [text for _, _, text in found][:3] == ["Yes", "No", "Perhaps so"]
    assert [author for author, _, _ in found][3:5] == ["ringer4", "ringer5"]


def test_comments_below_a_text_are_no_thread() -> None:
    story = " ".join(TEXTS)
    lines = ["Skip to content", "Home", "About", "The rope", "Posted on 3 May 2019 by Ann Lee", story, "2 thoughts on “The rope”"]
    for name in ("Odo", "Wilma"):
        lines += [f"{name} says:", "4 May 2019 at 10:10", f"{name} liked it very much indeed.", "Reply"]
    cleaned = boilerstrip.clean("\n".join([*lines, "Leave a Reply", "Your email address will not be published."]))
    assert cleaned.kind == "article"
    assert cleaned.text.strip() == story
    article, *comments = cleaned.records
    assert (article.author, article.date, cleaned.title) == ("Ann Lee", "2019-05-03", "The rope")
    assert [c.author for c in comments] == ["Odo", "Wilma"]


def test_a_text_without_chrome_is_left_alone() -> None:
    text = "By the river\n\n3 May 2019\n\n" + "\n\n".join(TEXTS) + "\n\nAnn Lee"
    assert boilerstrip.clean(text).text.split() == text.split()


@pytest.mark.parametrize("make", [headed, footed])
def test_cleaning_the_cleaned_text_changes_nothing(make: object) -> None:
    once = boilerstrip.clean(make()).text  # type: ignore[operator]
    assert boilerstrip.clean(once).text == once


def test_every_line_of_a_unit_is_in_it_once() -> None:
    document = parse(headed(), media_type="text/plain")
    found = segment_flat(document, measure(document, catalog.phrases()))
    lines = [i for u in found.units for i in u.blocks]
    assert len(lines) == len(set(lines))
    assert all(set(u.roles) <= set(u.blocks) for u in found.units)


def test_a_single_row_of_links_is_no_table() -> None:
    document = parse("home | new | past | jobs\n\n" + "\n\n".join(TEXTS), media_type="text/plain")
    segment_flat(document, measure(document, catalog.phrases()))
    assert document.blocks[0].kind == "p"


def test_names() -> None:
    assert clean_name("2. Odo:") == "Odo"
    assert clean_name("...") == ""
    assert mail_name('From: "Ann Lee" <ann@example.org>') == "Ann Lee"
    assert mail_name("Subject: Ann Lee") == ""
    line = "Re: The rope by Odo(m): 3 May 2019"
    assert rest_of(line, line.index("3 May"), len(line)) == "Odo"
    assert rest_of("asked 3 May 2019", 6, 16) == ""
    document = parse("@Odo thank you\nAnn Lee wrote:\nsome words", media_type="text/plain")
    assert {"Odo", "Ann Lee"} <= set(attributed_names(measure(document, catalog.phrases())))


def _seconds(size: int) -> float:
    lines = []
    for n in range(1, size + 1):
        lines += [NAMES[n % 5], "Bell hand", f"{1 + n % 28} May 2019, 10:1{n % 10}", f"#{n}", TEXTS[n % 5] + str(n), "Reply"]
    document = parse("\n".join(lines), media_type="text/plain")
    features = measure(document, catalog.phrases())
    start = time.process_time()
    found = segment_flat(document, features)
    taken = time.process_time() - start
    assert len(found.units) == size
    return taken


def test_time_grows_with_the_length_alone() -> None:
    small = min(_seconds(400) for _ in range(3))
    assert _seconds(4000) < 10 * 2.0 * small


def test_posts_in_the_rows_of_a_table() -> None:
    lines = ["| The rope of the tenor |", "| Author |  |"]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [f"| {name} | #{n} written: {n} May 2019, 10:1{n} |", f"|  | {text} |", "|  |  |"]
    found = posts(boilerstrip.clean("\n".join(["Forum", "Log in", "Register", "Mark all forums read", "", *lines])))
    assert [author for author, _, _ in found] == NAMES
    assert all(text in body for text, (_, _, body) in zip(TEXTS, found, strict=True))


def test_a_table_of_numbers_stays_a_table() -> None:
    rows = [f"| {n} May 2019 | {n * 17} | {n * 3} |" for n in range(1, 9)]
    cleaned = boilerstrip.clean("Rainfall on the hill\n\n" + "\n".join(rows))
    assert not posts(cleaned)
    assert all(row.strip("| ") in cleaned.text for row in rows)


def test_a_rank_is_no_name() -> None:
    """The one who began the thread has a line more in the panel than the others."""
    lines = ["Forum", "Thread starter Barnaby", "Start date 1 May 2019"]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        extra = ["Original poster"] if name == "Barnaby" else []
        lines += [name, "bell hand" if n % 2 else "sexton", *extra, f"{n} Mar 2014", f"1,{n}90", f"{n} May 2019", f"#{n}", text]
    found = posts(boilerstrip.clean("\n".join(lines)))
    assert [author for author, _, _ in found] == NAMES
    assert [text for _, _, text in found] == TEXTS


def test_a_count_that_ran_into_the_name() -> None:
    lines = ["Forum", "Reply to this topic", "Recommended Posts"]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [f"{name} {n * 7}", name, "Members", f"{n * 31} posts", f"Posted May {n}, 2019", text, "Quote", "Share this post"]
    assert [author for author, _, _ in posts(boilerstrip.clean("\n".join(lines)))] == NAMES


def test_the_date_of_a_quoted_post_begins_no_post() -> None:
    lines = ["Forum", "Log in"]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [name, f"Posts: {n * 31}", "Joined: 2 Feb 2011 18:07", f"Post by {name} » {n} May 2019 14:3{n}"]
        if n == 3:
            lines += ["Barnaby wrote: ↑", "1 May 2019 14:31", TEXTS[0]]
        lines += [text, "Top"]
    assert len(posts(boilerstrip.clean("\n".join(lines)))) == len(TEXTS)


def test_answers_by_name_are_a_thread() -> None:
    lines = []
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [f"Re: The rope of the tenor by {name}: 10:1{n} on {n} May 2019", text]
    assert [author for author, _, _ in posts(boilerstrip.clean("\n".join(lines)))] == NAMES


def test_a_name_said_twice_heads_the_post() -> None:
    """Once for wide screens and once for narrow; ranks and empty items between it and the date."""
    lines = ["Forum", "Log in"]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [f"{name} {n * 9}", f"OP {name} {n * 9}" if n == 1 else f"{name} {n * 9}", f"* Town{n} ringer", "*", "* Members"]
        lines += ["*", f"* {n * 9}", f"* {n * 31} posts", "*", f"Posted May {n}, 2019", text, "*", "Share this post", "*"]
    found = posts(boilerstrip.clean("\n".join(lines)))
    assert [author for author, _, _ in found] == NAMES
    assert [text for _, _, text in found] == TEXTS


def test_one_author_of_all_posts_is_no_title() -> None:
    lines = ["Forum", "Log in", "Register"]
    for n, text in enumerate(TEXTS, 1):
        lines += [f"{n}/13/2019 . Edited 12/30/2019 #{n}", "ropeWalker", f"The {['old', 'new', 'third', 'lost', 'last'][n - 1]} rope", text]
    assert [author for author, _, _ in posts(boilerstrip.clean("\n".join(lines)))] == ["ropeWalker"] * len(TEXTS)


def test_panels_that_begin_with_the_name_head_posts() -> None:
    """Where dates have no line of their own, one line of name, posts and rank stands above each post."""
    lines = ["Forum", "Log in", "Register", "Mark all forums read", "Ropes"]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [f"{name} Posts: {n * 31} Bell hand", f"1{n} May   in Towers and ropes", text, f"{n} · Share on Wibble"]
    found = posts(boilerstrip.clean("\n".join(lines)))
    assert [author for author, _, _ in found] == NAMES
    assert all(text in body for text, (_, _, body) in zip(TEXTS, found, strict=True))


def test_dated_links_are_no_panels() -> None:
    lines = ["Forum", "Log in", *(f"{n} answers - Last answer: 1{n}.04.16 10:41 by Ann{n}" for n in range(5)), "More"]
    assert not posts(boilerstrip.clean("\n".join(lines)))


def test_values_below_the_last_label_of_a_panel_are_no_words() -> None:
    lines = ["Forum", "Log in", "Register"]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        own = ["Ropes owned:", f"Sisal {n}", "Hemp and a half"] if n % 2 else []
        lines += [f"{name}  Bell hand", "Registered:", f"{n} May 2001", "Messages:", f"1,{n}00", *own, text, f"{name}, {n} June 2019", f"#{n}"]
    assert [text for _, _, text in posts(boilerstrip.clean("\n".join(lines)))] == TEXTS


def test_markup_that_posts_show_is_their_own() -> None:
    lines = ["Forum", "Log in", "Register"]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [name, f"Posts: {n * 31}", f"{n} May 2019, 10:1{n}", f"#{n}", "<p>", text, "</p>", "<p>", f"Rope {n} it is then, {text[:9]}", "</p>"]
    found = [" ".join(text.split()) for _, _, text in posts(boilerstrip.clean("\n".join(lines), media_type="text/plain"))]
    expected = [f"<p> {text} </p> <p> Rope {n} it is then, {text[:9].strip()}" for n, text in enumerate(TEXTS, 1)]
    assert [text.removesuffix(" </p>") for text in found] == expected


def test_the_bar_above_a_thread_ends_it() -> None:
    bar = "Begin another rope here | Keep an eye on this rope | Turn this rope over"
    lines = ["Forum", "Log in", "Register", bar]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += ["Add message | Report", f"{name}  {n} May 2019 10:1{n}", text]
    found = posts(boilerstrip.clean("\n".join([*lines, bar, "Other ropes that ringers of our towers talk about today"])))
    assert [text for _, _, text in found] == TEXTS
