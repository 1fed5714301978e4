"""Comments below a text that has lost its markup: where they begin, whose they are, where they end."""

from __future__ import annotations

import pytest

import boilerstrip

ARTICLE = [
    "The bell of the lower harbour",
    "For sixty years the bell of the lower harbour rang whenever a boat came home after dark, and then one morning it was gone.",
    "Nobody in the village had heard a thing, although it weighs as much as two cows and hangs above the only road to the quay.",
    "The council has asked three foundries what a new one would cost, and has been told to wait until the spring.",
]
SAID = [
    "My grandfather rang it in the war, and he always said that it was cracked.",
    "Has anybody asked the scrap dealer at the old mill? He was seen with a crane.",
    "It hung there too long, let the sea have it.",
    "We should cast a new one ourselves, as the people of the upper harbour did.",
]
NAMES = ["Ilse_K", "Jonas Brand", "ferryman", "Ilse_K"]
FORM = ["Leave a Reply", "Your email address will not be published. Required fields are marked *", "Name *", "Email *"]
FOOT = ["Recent posts", "The ferry is late again", "Imprint"]


def comments(lines: list[str]) -> list[tuple[str | None, str | None, str]]:
    cleaned = boilerstrip.clean("\n".join(lines), media_type="text/plain")
    assert cleaned.kind == "article"
    assert all(x in cleaned.text for x in ARTICLE[1:]) and not any(x in cleaned.text for x in SAID)
    return [(r.author, r.date, r.text) for r in cleaned.records if r.kind == "comment"]


def rows(head: str, end: str = "", *, below: bool = False) -> list[str]:
    out: list[str] = []
    for k, (name, words) in enumerate(zip(NAMES, SAID, strict=True), 3):
        heads = head.format(name=name, k=k).split("\n")
        out += [words, *heads] if below else [*heads, words]
        out += [end] if end else []
    return out


DATED = [(name, f"2019-05-{k:02}T10:1{k}:00", words) for k, (name, words) in enumerate(zip(NAMES, SAID, strict=True), 3)]
DAYS = [(name, f"2019-05-{k:02}", words) for k, (name, words) in enumerate(zip(NAMES, SAID, strict=True), 3)]


@pytest.mark.parametrize(
    ("heading", "head", "end"),
    [
        ("{ 4 comments… read them below or add one }", "{name} May {k}, 2019 at 10:1{k} am", ""),
        ("Leserkommentare", "{name}\n0{k}. 05. 2019, 10:1{k}", "antworten"),
        ("4 Comments. Leave new", "{name}\nMay {k}, 2019 10:1{k} am", "Reply"),
        ("4 commentaires", "Par {name}, le {k} mai 2019 à 10h1{k}", ""),
        ("Kommentare (4)", "{name} sagt:\n{k}. Mai 2019 um 10:1{k} Uhr", "Antworten"),
        ("KOMMENTARE", "0{k}.05.19 | 10:1{k}  {name}", ""),
    ],
)
def test_comments_below_a_heading(heading: str, head: str, end: str) -> None:
    assert comments([*ARTICLE, heading, *rows(head, end), *FORM, *FOOT]) == DATED


def test_heads_below_the_words() -> None:
    assert comments([*ARTICLE, "Vos réactions", *rows("{name}  Le {k} mai 2019 à 10:1{k}", "Répondre", below=True), *FOOT]) == DATED


@pytest.mark.parametrize("form", ["Leave a Reply", "Deinen Senf dazugeben Antworten abbrechen"])
def test_a_form_below_comments_without_a_heading(form: str) -> None:
    assert comments([*ARTICLE, "Tweet", *rows("{name} / 0{k}.05.2019"), form, *FORM[1:]]) == DAYS


def test_heads_that_say_who_and_when_are_enough() -> None:
    menu = ["Home", "Harbours", "Boats", "Tides", "Charts", "Weather", "Contact", "About us", "Search", "Newsletter", "Shop", "Archive"]
    lines = [*menu, *ARTICLE, "Tags", *rows("{name} says:\nMay {k}, 2019 at 10:1{k} am", "Reply"), "Advertisement", *menu, *menu]
    assert comments(lines) == DATED


@pytest.mark.parametrize("heading", ["Kommentare", "1 Kommentar", "Eine Antwort auf „The bell of the lower harbour“"])
def test_a_single_comment(heading: str) -> None:
    lines = [*ARTICLE, heading, "bellfounder7", "31.10.2023, 19.18 Uhr", SAID[0], "Schreibe einen Kommentar", "Name *", "E-Mail *"]
    assert comments(lines) == [("bellfounder7", "2023-10-31T19:18:00", SAID[0])]


def test_dates_of_other_lists_are_not_written_as_those_of_the_comments() -> None:
    news = ["Actu", "12 octobre à 17h45", "Le bac ne part plus le dimanche", "Actu", "11 octobre à 9h30", "Une nouvelle cloche pour le port"]
    assert comments([*ARTICLE, "4 commentaires", *rows("Par {name}, le {k} mai 2019 à 10h1{k}"), *news]) == DATED


def test_final_thoughts_are_no_heading_of_comments() -> None:
    teasers = [line for k in range(4) for line in ("Harbours", f"2019/05/1{k}", ("Ropes that last", "Tides in May", "Old charts", "Lamps")[k])]
    lines = [*ARTICLE, "Final Thoughts", "Whoever knows where the bell is may bring it back by night, and no questions will be asked.", *teasers]
    cleaned = boilerstrip.clean("\n".join(lines), media_type="text/plain")
    assert not [r for r in cleaned.records if r.kind == "comment"]


def test_a_post_above_the_count_of_replies_belongs_to_the_thread() -> None:
    heads = rows("{name} Says:\nTue, Jul {k} '10, 10:1{k} AM", "Report")
    lines = ["Harbour talk", "The bell is gone", *heads[:4], ARTICLE[1], ARTICLE[2], "Showing Replies 1 - 3 of 3", *heads[4:]]
    cleaned = boilerstrip.clean("\n".join(lines), media_type="text/plain")
    assert cleaned.kind == "thread" and len(cleaned.records) == 4


def test_dates_with_blanks_are_no_items_of_a_list() -> None:
    document = boilerstrip.clean("\n".join([*ARTICLE, "Leserkommentare", "tidewatch", "14. 01. 2020, 14:56", SAID[0], *FORM]))
    assert [r.date for r in document.records if r.kind == "comment"] == ["2020-01-14T14:56:00"]


def test_counts_of_another_list_below_the_comments() -> None:
    others = [line for k in (2, 5, 9) for line in (f"The harbour in year {k}", f"{k} comments")]
    assert comments([*ARTICLE, "4 Comments", *rows("{name} says:\nMay {k}, 2019 at 10:1{k} am", "Reply"), *others]) == DATED


def test_what_a_person_says_of_comments_is_no_heading() -> None:
    from boilerstrip import catalog
    from boilerstrip.features import measure
    from boilerstrip.parse import parse
    from boilerstrip.segment.flat_section import is_heading

    lines = ["Comments", "4 Comments. Leave new", "Leserkommentare (12)", "Alle Kommentare: 31", "See all comments (32)"]
    spoken = ["Nobody left as much as one comment 88 Likes", "We had 3 boats and no comment", "Ilse Brand Mar 5Comment Icon Bubble 11"]
    document = parse("\n".join([*lines, *spoken]), media_type="text/plain")
    f = measure(document, catalog.phrases())
    assert [line for i, line in enumerate(f.texts) if is_heading(f, i)] == lines


def test_buttons_and_words_of_posts_part_no_thread() -> None:
    posts = [line for k in range(12) for line in (f"Georg{k}", f"2024-01-{k + 1:02} 10:0{k % 10}", f"#{k + 1}", SAID[k % 4], "Reply Quote Report", "")]
    posts[posts.index(SAID[2])] = "=== comments ==="
    cleaned = boilerstrip.clean("\n".join(["A report about the bell", *ARTICLE[1:], *posts, "", ARTICLE[1].replace("lower", "upper")]), media_type="text/plain")
    assert cleaned.kind == "thread" and "upper harbour" in cleaned.text


def test_books_of_a_list_above_a_form_are_no_comments() -> None:
    books = [line for k, name in enumerate(NAMES) for line in (f"The bell, volume {k}", f"Author: {name}", f"Released: June {k + 3}, 2025 by Harbour Books", SAID[k])]
    cleaned = boilerstrip.clean("\n".join([*ARTICLE, *books, *FORM]), media_type="text/plain")
    assert not [r for r in cleaned.records if r.kind == "comment"] and all(x in cleaned.text for x in SAID)


def test_posts_are_numbered_on_below_a_line_that_could_be_a_heading() -> None:
    said = ["---", "===", "-----", "", "", "", "### Post 3 by admin", "=== comments ===", "[post 7] admin:", "<post>", "</post>", "", "{}", ".", "EOF", "", "", "```", "```"]
    posts = [line for k, words in enumerate(said) for line in (f"Georg{k}", f"2024-01-{k + 1:02} 10:{k:02}", f"#{k + 1}", words, "Reply Quote Report", "")]
    end = ARTICLE[1].replace("lower", "upper")
    cleaned = boilerstrip.clean("\n".join(["A report about the bell", *ARTICLE[1:], *posts, "", end]), media_type="text/plain")
    assert end in cleaned.text
