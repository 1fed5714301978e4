"""Heads of flattened posts as sites write them, beside what looks like them and is not."""

from __future__ import annotations

import pytest

import boilerstrip
from boilerstrip.dates import find_date
from boilerstrip.segment.names import rest_of

TEXTS = [
    "The ferry does not run in winter, so we came by the old road over the pass.",
    "Then you have seen the waterfall. It freezes from the edges and sings at night.",
    "We heard it and thought of a broken organ. My daughter wanted to stay and listen.",
    "Come back in April when the ice goes, for then the whole valley can hear it.",
    "We will. Is the inn at the bridge open so early in the year, or should we bring a tent?",
]
NAMES = ["ferryman", "Ilse_K", "pass42", "Ilse_K", "ferryman"]


def found(text: str) -> list[tuple[str | None, str]]:
    return [(r.author, r.text) for r in boilerstrip.clean(text).records if r.kind in ("post", "comment")]


def thread(head: str, end: str = "") -> str:
    lines = ["Valley talk", "The waterfall in winter"]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [head.format(name=name, n=n, h=12 - n), text] + ([end] if end else [])
    return "\n".join(lines)


@pytest.mark.parametrize(
    "head",
    [
        "{name} {n} years ago#{n}",  # GameFAQs
        "{name}•{h} hr. ago",
        "{name} {h} hours ago | link",
        "[–]{name} {n}1 points{n}2 points{n}3 points {h} hours ago (1 child)",
        "by {name} » Fri 0{n}. Nov 2019 10:1{n}",
        "{name} Senior Member 0{n}/05/2019, 10:1{n}",
        "by {name} ( 7741{n} ) on Monday March 1{n}, 2018 @01:02PM (#5628{n})",
    ],
)
def test_heads_of_one_line(head: str) -> None:
    assert found(thread(head)) == list(zip(NAMES, TEXTS, strict=True))


def test_names_written_twice() -> None:
    assert [name for name, _ in found(thread("{name}{name}\n0{n}/05/2019, 10:1{n}", "Reply"))] == NAMES


def test_teasers_are_no_posts() -> None:
    titles = ["New bridge opens to traffic", "Ice closes the ferry again", "Council votes on the inn", "Choir looks for a bass"]
    lines = ["Valley news", "Latest"]
    for n, (title, text) in enumerate(zip(titles, TEXTS, strict=False), 1):
        lines += [f"Courier•{n} hours ago", title, text]
    assert boilerstrip.clean("\n".join(lines)).kind != "thread"


def test_comments_below_a_long_text_are_its_comments() -> None:
    paragraph = "The valley was cut off for nine weeks, and the mail came on skis. Old people still count their years from that winter. "
    cleaned = boilerstrip.clean("\n".join(["The long winter", *[f"{i}. {paragraph * 3}" for i in range(4)], thread("{name}•{h} hr. ago")]))
    assert cleaned.kind == "article"
    assert [r.author for r in cleaned.records if r.kind == "comment"] == NAMES


def test_dates_with_the_name_of_the_day_and_glued_words() -> None:
    date = find_date("Ilse Fri, 11/21/2014 - 18:40")
    assert date is not None
    assert rest_of("Ilse Fri, 11/21/2014 - 18:40", date.start, date.end) == "Ilse"
    glued = find_date("Feb 18, 2020, 9:05:12 PMunread,")
    assert glued is not None
    assert glued.iso == "2020-02-18T21:05:12"
    assert rest_of("Feb 18, 2020, 9:05:12 PMunread,", glued.start, glued.end) == ""
    midnight = find_date("Feb 18, 2020, 12:05 AMunread")
    assert midnight is not None
    assert midnight.iso == "2020-02-18T00:05:00"


def test_a_heading_of_comments_names_nobody_but_lisa_is_a_name() -> None:
    lines = ["Valley talk", "The waterfall in winter"]
    for n, (name, text) in enumerate(zip(["Lisa", "Comments", "Odo", "Lisa", "Odo"], TEXTS, strict=True), 1):
        lines += [*(["Comments", "Ilse"] if name == "Comments" else [name]), f"{n} May 2019, 10:1{n}", text, "Reply"]
    assert [name for name, _ in found("\n".join(lines))] == ["Lisa", "Ilse", "Odo", "Lisa", "Odo"]


def test_remarks_below_answers() -> None:
    lines = ["How do I cross the pass?", "Ask Question", "7", TEXTS[0], TEXTS[1], "Share", "asked Sep 17, 2020 at 7:41", "Ilse_KIlse_K", "1,207"]
    lines += ["2", "Do you have chains for the wheels?", "– ferryman", "Sep 17, 2020 at 7:55", "Add a comment", "2 Answers", "4"]
    lines += [TEXTS[2], TEXTS[3], "Share", "answered Sep 18, 2020 at 9:00", "pass42pass42", "311"]
    lines += ["Mind the last bend.", "Odo", "– Odo", "2020-09-18 10:02:44 +00:00", "Commented Sep 18, 2020 at 10:02", "Add a comment", "1"]
    lines += [TEXTS[4], "Share", "answered Sep 19, 2020 at 8:00", "OdoOdo", "12", "Add a comment", "Your Answer"]
    records = boilerstrip.clean("\n".join(lines)).records
    assert [(r.kind, r.author) for r in records] == [
        ("post", "Ilse_K"), ("comment", "ferryman"), ("post", "pass42"), ("comment", "Odo"), ("post", "Odo"),
    ]  # fmt: skip
    assert [r.reply_to for r in records] == [None, records[0].id, None, records[2].id, None]
    assert records[3].text == "Mind the last bend."
    assert records[3].date == "2020-09-18T10:02:44+00:00"


def test_a_signature_below_the_last_button_of_a_post() -> None:
    lines = ["Valley talk", "The waterfall in winter"]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        signed = ["A pass is a door that nobody closes behind you."] if name == "pass42" else []
        lines += [name, f"Posts: {n}7", f"« Reply #{n} on: June 0{n}, 2014, 10:41:17 AM »", text, "Logged", *signed]
    records = boilerstrip.clean("\n".join([*lines, "Pages: [1]", "Jump to:"])).records
    assert [(r.author, r.text) for r in records] == list(zip(NAMES, TEXTS, strict=True))
    assert records[2].signature == "A pass is a door that nobody closes behind you."


MAIL = ["From: Ilse Kern <ilse@pass.example>", "Date: Tue, 14 Sep 2004 08:22:10 +0200", "Subject: Re: The ferry", "", *TEXTS[:2], "--", "Ilse, at the bridge"]


def test_one_mail_of_an_archive() -> None:
    cleaned = boilerstrip.clean("\n".join(["Re: The ferry", *MAIL, "Prev by Date: Ropes", "Next by Date: Ice", "Index(es):", "Date"]))
    assert [(r.kind, r.author, r.date, r.signature) for r in cleaned.records] == [
        ("post", "Ilse Kern", "2004-09-14T08:22:10+02:00", "--\nIlse, at the bridge"),
    ]
    assert all(text in cleaned.text for text in TEXTS[:2])
    assert "Ropes" not in cleaned.text


def test_a_letter_without_an_archive_stays_a_text() -> None:
    cleaned = boilerstrip.clean("\n".join(MAIL))
    assert all(text in cleaned.text for text in TEXTS[:2])
    assert cleaned.kind != "thread"


def quotes(line: str, holders: tuple[int, ...]) -> list[list[str]]:
    """Four posts below one another; ``holders`` have the line above words of their own."""
    out = ["Valley talk", "The waterfall in winter"]
    for n, (name, text) in enumerate(zip(NAMES[:4], TEXTS, strict=False), 1):
        out += [name, f"Posts: {n}7", f"{n} May 2019, 10:1{n}", *([line] if n in holders else []), text, "Reply"]
    return [[quote.text for quote in record.quotes] for record in boilerstrip.clean("\n".join(out)).records]


def test_a_part_of_a_sentence_said_before_is_quoted() -> None:
    assert quotes("so we came by the old road over the pass", (2,))[1] == ["so we came by the old road over the pass"]


def test_a_line_that_two_people_write_is_no_quote() -> None:
    assert quotes("The Long Winter in the High Valley", (1, 3)) == [[], [], [], []]


def test_a_title_above_the_first_number_is_no_post() -> None:
    lines = ["Trail talk", "Forums", "Which stove for the ridge?", "#1 ferryman 3 days ago", TEXTS[0], "#2 Ilse_K 2 days ago", TEXTS[1]]
    cleaned = boilerstrip.clean("\n".join([*lines, "#3 ferryman 1 day ago", "Thank you, ordered!", "Log in to reply"]))
    assert [(r.author, r.number, r.text) for r in cleaned.records] == [
        ("ferryman", 1, TEXTS[0]), ("Ilse_K", 2, TEXTS[1]), ("ferryman", 3, "Thank you, ordered!"),
    ]  # fmt: skip


def test_several_mails_lose_no_words() -> None:
    other = ["From: Odo Brand <odo@pass.example>", "Date: Wed, 15 Sep 2004 09:00:00 +0200", "Subject: Ice", "", TEXTS[3]]
    around = ["Prev by Date: Ropes", "Next by Date: Ice"]
    text = boilerstrip.clean("\n".join(["Re: The ferry", *MAIL, *around, *other, *around])).text
    assert all(words in text for words in (*TEXTS[:2], TEXTS[3]))


def test_a_remark_below_words_that_nobody_signed_takes_none_of_them() -> None:
    lines = ["7", TEXTS[0], "Share", "asked Sep 17, 2020 at 7:41", "Ilse_K", "4", TEXTS[2], "Share", "answered Sep 18, 2020 at 9:00", "Odo"]
    lines += [TEXTS[4], "Mind the bend.", "– pass42", "Sep 20, 2020 at 7:55", "Take chains.", "– ferryman", "Sep 21, 2020 at 7:55"]
    cleaned = boilerstrip.clean("\n".join(lines))
    said = " ".join(record.text for record in cleaned.records)
    assert all(words in said for words in (TEXTS[0], TEXTS[2], TEXTS[4], "Mind the bend.", "Take chains."))
