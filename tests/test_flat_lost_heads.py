"""Flattened threads that lost a part of their heads; and what stands beside posts and is none."""

from __future__ import annotations

import boilerstrip
from boilerstrip.model import Cleaned

NAMES = ["Barnaby", "Lavinia", "Odo", "Winifred", "Lavinia", "Barnaby"]
TEXTS = [
    "The rope on the tenor is down to two strands, and I do not like the look of it.",
    "Buy a new one. The last splice jumped out of the pulley on Easter morning.",
    "Would a steel cable not be cheaper in the long run? We have had ours for years.",
    "No. It sings in the wind, and the neighbours write letters to the parish council.",
    "Ordered this morning, with a sally in red and white, so please be patient.",
    "Then I shall oil the pulley before it comes, and sweep the ladder while I am there.",
]
NOTICE = "Please write about bells only in this part of the forum, and look into the other parts first if your question is about organs."


def posts(cleaned: Cleaned) -> list[str]:
    return [r.text for r in cleaned.records if r.kind == "post"]


def headed(above: list[str], texts: list[str] = TEXTS, below: list[str] | None = None) -> str:
    lines = ["Log in", "Board index", *above, "The rope of the tenor", ""]
    for n, (name, text) in enumerate(zip(NAMES, texts, strict=True), 1):
        lines += [name, f"Posts: {n * 17}", f"Postby {name} » {n} May 2019 10:1{n}", text, *(below or ["Top"])]
    return "\n".join(lines)


def test_a_notice_above_dated_posts_is_no_post() -> None:
    assert posts(boilerstrip.clean(headed([NOTICE]))) == TEXTS


def test_an_opening_post_whose_date_line_says_more() -> None:
    lines = ["Log in", "Register", "The rope of the tenor", "Barnaby", "May 2019 in Bells", TEXTS[0], "0", "Comments"]
    for n, (name, text) in enumerate(zip(NAMES[1:], TEXTS[1:], strict=True)):
        lines += [name, "May 2019" if n < 3 else "June 2019", text, "0"]
    assert posts(boilerstrip.clean("\n".join([*lines, "Sign In or Register to comment."]))) == TEXTS


def test_a_date_with_the_date_of_a_change_behind_it_is_a_head() -> None:
    lines = ["Log in", "Register", "The rope of the tenor"]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [name, f"April {n} edited April {n + 1}" if n == 3 else f"April {n}", text, "0"]
    assert posts(boilerstrip.clean("\n".join([*lines, "Sign In or Register to comment."]))) == TEXTS


def test_a_list_in_one_post_is_no_furniture() -> None:
    beats = [line for n in range(1, 8) for line in (f"{n}", f"Bell {n} of 8", "rung by the north wall")]
    texts = [*TEXTS[:2], "\n".join([TEXTS[2], *beats, "That is the whole of it, as far as I can hear."]), *TEXTS[3:]]
    found = posts(boilerstrip.clean(headed([], texts)))
    assert len(found) == len(texts)
    assert all(x in found[2] for x in ("Bell 1 of 8", "Bell 7 of 8", "That is the whole of it"))


def test_a_list_of_names_in_the_last_post() -> None:
    texts = [*TEXTS[:5], "\n".join(["The ringers:", "Ann Lee", "Bob Ray", "Cid Fox", "Dot May", "Eve Low"])]
    found = posts(boilerstrip.clean(headed([], texts)))
    assert len(found) == len(texts)
    assert "Eve Low" in found[-1]


def test_numbers_in_the_words_of_a_post_count_no_posts() -> None:
    lines = ["Log in", "Board index", "The rope of the tenor"]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        own = [text] if n > 1 else [text, "[ 12.5] bell stuck in state #1", "[ 12.6] bell still stuck, as far as it can tell"]
        lines += [f"#{n} 2019-05-0{n} 10:11:12", name, "Member", "Registered: 2001-02-03", *own, "Offline"]
    found = posts(boilerstrip.clean("\n".join(lines)))
    assert len(found) == len(TEXTS)
    assert found[0].startswith(TEXTS[0])


def test_what_an_author_quotes_again_is_no_signature() -> None:
    maybe = "Perhaps it only wants some oil."
    texts = list(TEXTS)
    texts[2] = "\n".join(["Lavinia wrote:", TEXTS[1], maybe])
    texts[5] = "\n".join(["Winifred wrote:", "Odo wrote:", "Lavinia wrote:", TEXTS[1], maybe, "The oil has done nothing, I must say."])
    lines = ["Log in", "Board index", "The rope of the tenor"]
    for n, (name, text) in enumerate(zip(["Barnaby", "Lavinia", "Odo", "Winifred", "Lavinia", "Odo"], texts, strict=True), 1):
        lines += [name, f"Posts: {n * 17}", f"Postby {name} » {n} May 2019 10:1{n}", *text.split("\n"), "Top"]
    found = [r.full_text for r in boilerstrip.clean("\n".join(lines)).records if r.kind == "post"]
    assert maybe in found[2]


def test_answers_part_the_posts_of_authors_whose_panel_stands_once() -> None:
    lines = ["Log in", "Board index", "The rope of the tenor"]
    for name, text in zip(NAMES[:4], TEXTS[:4], strict=True):
        lines += [f"- {name}", "- Posts: 12", "- Joined: Sun Mar 06, 2016", text]
    lines += [f"Odo wrote:{TEXTS[2]}", TEXTS[4], f"Winifred wrote:{TEXTS[3]}", TEXTS[5]]
    found = [r.full_text for r in boilerstrip.clean("\n".join(lines)).records if r.kind == "post"]
    assert len(found) == len(TEXTS)
    assert found[4].startswith("Odo wrote:")
    assert found[5].startswith("Winifred wrote:")


def test_answers_tell_that_panels_stand_below() -> None:
    lines = ["Log in", "Board index", "The rope of the tenor"]
    said = dict(zip(NAMES[:4], TEXTS[:4], strict=True))
    for k, (name, text) in enumerate(said.items()):
        before = NAMES[k - 1]
        quoted = [f"{before} wrote:{said[before]}"] if k else []
        lines += [*quoted, text, f"- {name}", "- Posts: 12", "- Joined: Sun Mar 06, 2016"]
    records = [r for r in boilerstrip.clean("\n".join(lines)).records if r.kind == "post"]
    assert [r.author for r in records] == NAMES[:4]
    assert all(text in r.full_text for r, text in zip(records, said.values(), strict=True))


def test_dated_rows_are_posts() -> None:
    lines = ["The Bells", "Register", "Board index"]
    lines += [f"| {name} {text} {text.lower()} 5/{n}/2019 . Edited 6/9/2019 #{n} |" for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1)]
    lines += ["| Moderators: Barnaby, Odo |"]
    cleaned = boilerstrip.clean("\n".join(lines))
    assert cleaned.kind == "thread"
    assert [r.date for r in cleaned.records if r.kind == "post"] == [f"2019-05-0{n}" for n in range(1, 7)]


def test_rows_without_dates_stay_a_table() -> None:
    lines = ["The Bells", "", "We weighed them all in the spring, when the frame was mended, and this is what the scales said of each."]
    lines += [f"| {text} |" for text in TEXTS]
    cleaned = boilerstrip.clean("\n".join(lines))
    assert cleaned.kind == "article"
    assert all(text in cleaned.text for text in TEXTS)


def test_bare_bullets_part_posts_that_speak_to_each_other() -> None:
    greeted = [TEXTS[0], *(f"Hi {name}, {text[0].lower()}{text[1:]} Thanks!" for name, text in zip(NAMES, TEXTS[1:], strict=False))]
    lines = ["The rope of the tenor", greeted[0], "Replies"]
    for text in greeted[1:]:
        lines += ["- ", text, "Thank you all for this!"]
    cleaned = boilerstrip.clean("\n".join(lines))
    assert cleaned.kind == "thread"
    assert sum(text[:30] in r.text for r, text in zip([r for r in cleaned.records if r.kind == "post"][-5:], greeted[1:], strict=True)) == 5


def test_bare_bullets_of_a_list_do_not() -> None:
    lines = ["How to mend a rope", "Whoever has a bell has a rope, and whoever has a rope must mend it one day, which goes like this."]
    for text in TEXTS:
        lines += ["- ", text]
    cleaned = boilerstrip.clean("\n".join(lines))
    assert cleaned.kind == "article"
    assert all(text in cleaned.text for text in TEXTS)


def test_buttons_above_the_first_date_tell_that_it_stands_below_its_post() -> None:
    lines = ["Skip to main content", "Log in", "Sign up", "How do I mend the rope of a tenor?", TEXTS[0], TEXTS[2], "ropes", "bells"]
    lines += ["Share", "Improve this question", "Follow", "asked Jul 18, 2024 at 4:39", "Barnaby", "5 badges", "Add a comment", "1 Answer", "1", TEXTS[1], TEXTS[3]]
    lines += ["Share", "Improve this answer", "Follow", "answered Jul 18, 2024 at 13:22", "Lavinia", "8 badges", "Add a comment"]
    lines += ["You must log in to answer this question.", "Find the answer to your question by asking.", "See similar questions with these tags."]
    found = posts(boilerstrip.clean("\n".join(lines)))
    assert len(found) == 2
    assert TEXTS[0] in found[0] and TEXTS[2] in found[0]
    assert TEXTS[1] in found[1] and TEXTS[3] in found[1]


def test_names_below_their_numbers_are_posts() -> None:
    said = (
        "I have kept it in the shed for years and the frost never came to it at all.",
        "Mine stands outside, below a sack, and I have lost three of them since the spring.",
        "A sack keeps the water in. Take tin, or nothing, and turn the open side from the wind.",
        "Tin sweats. I would rather lean a board on it and leave it alone until March.",
    )
    names = ("Ann", "old Tom", "Wilma", "Bo")
    lines = [x for k, (name, words) in enumerate(zip(names, said, strict=True), 1) for x in (str(k), f"{name} Says:", words)]
    cleaned = boilerstrip.clean("A boiler in winter\nUpdated\n" + "\n".join(lines), media_type="text/plain")
    assert [r.author for r in cleaned.records if r.kind == "post"] == list(names)
    assert [r.text for r in cleaned.records if r.kind == "post"] == list(said)


def test_words_at_the_top_of_a_text_stay_and_those_below_a_pages_own_top_go() -> None:
    lines = ["The rope of the tenor", NOTICE]
    for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1):
        lines += [name, f"Postby {name} » {n} May 2019 10:1{n}", text, "Top"]
    assert NOTICE in boilerstrip.clean("\n".join(lines)).text  # somebody has cut a top off: what is left was meant to stay
    assert NOTICE not in boilerstrip.clean(headed([NOTICE])).text
