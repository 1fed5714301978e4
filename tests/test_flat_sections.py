"""What parts a text from what stands below it: counts of comments, of answers, of a list's entries."""

from __future__ import annotations

import boilerstrip

QUESTION = """My sourdough starter has stopped rising since I moved to a colder flat, and I feed it twice a day with rye flour.
Is it dead, or does it only need more warmth than my kitchen gives it in winter?
2 Answers
It is almost surely asleep. Put the jar on top of the refrigerator and wait three days before you judge it.
I had the same trouble last winter and a heating pad for seedlings solved it for me within a week.
You must be logged in to reply.
"""

TEASERS = """We walk the old salt road every summer, and this year we wrote down where one can still sleep without booking ahead.
The first night we slept in a barn near the ford, and the farmer would not take any money from us at all.
12 comments
How to mend a tent pole with what lies about in a forest, told by somebody who had to learn it in the rain.
7 comments
Which boots survived four hundred miles of limestone, and which of them went into the bin at the end of the first week.
31 comments
Why we carry no stove any more, and what we eat instead when the evenings are cold and the wood is wet.
"""


def test_answers_below_a_question_are_posts() -> None:
    cleaned = boilerstrip.clean(QUESTION, media_type="text/plain")
    assert cleaned.kind == "thread"
    posts = [r.text for r in cleaned.records if r.kind == "post"]
    assert posts[0].startswith("My sourdough") and posts[0].endswith("in winter?")
    assert "asleep" in cleaned.text and "seedlings" in cleaned.text and "2 Answers" not in cleaned.text


def test_counts_of_many_entries_open_no_comment_section() -> None:
    cleaned = boilerstrip.clean(TEASERS, media_type="text/plain")
    assert "no stove" in cleaned.text and "limestone" in cleaned.text
    assert not [r for r in cleaned.records if r.kind == "comment"]


def test_one_count_said_three_times_is_that_of_the_section() -> None:
    source = TEASERS.split("12 comments", maxsplit=1)[0] + (
        "Comments (3)\n3 comments\nAnn on 3 May 2021\nWe slept in the same barn, ten years ago, and it leaked even then.\n"
        "View all 3 comments\nLeave a Reply\n"
    )
    cleaned = boilerstrip.clean(source, media_type="text/plain")
    assert cleaned.kind == "article" and "leaked" not in cleaned.text
    assert any("leaked" in r.text for r in cleaned.records if r.kind == "comment")


def test_phrases_that_count_answers_are_in_the_catalog() -> None:
    from boilerstrip import catalog
    from boilerstrip.segment.flat_section import ANSWERS

    for phrase in ANSWERS:
        line = phrase.replace("{n}", "7")
        assert [h.category for h in catalog.phrases().match(line) if h.phrase == phrase] == ["comment_count"]


def test_answers_are_counted_below_the_form_for_comments() -> None:
    source = (
        "How do I keep the rope dry between two dives? I have tried bags of rice and it still smells of the sea.\n"
        "Is there anything cheaper than a new one every year, for somebody who dives on most days of the summer?\n"
        "Add a comment |\n2 Answers\n"
        "Rinse it in fresh water and hang it in the shade. The sun does more harm to it than the salt ever will.\n"
        "Post your answer\n"
    )
    cleaned = boilerstrip.clean(source, media_type="text/plain")
    assert cleaned.kind == "thread"
    assert "Rinse it in fresh water" in cleaned.text


def test_a_count_of_reviews_alone_opens_no_comment_section() -> None:
    source = (
        "The lamp weighs as much as a hen's egg and burns for a week. It was made for people who read in bed by night.\n"
        "Reviews (2)\nLearn more about the lamp\nBrand\tHarrow\nSeries\tNight\nFirst listed 3 May 2021\n"
        "The switch stands at the back, where a sleeping hand finds it before the eye has opened at all.\n"
    )
    cleaned = boilerstrip.clean(source, media_type="text/plain")
    assert "Harrow" in cleaned.text and "The switch stands" in cleaned.text


def test_a_notice_is_known_by_the_sentence_that_opens_it() -> None:
    body = "A fence wants two coats of paint, and a dry week between them, or the rain will have it before the winter.\n\n"
    notice = (
        "These cookies allow us to count visits and traffic sources so that we may measure how well the site does. "
        "Whatever they gather is added up, and nobody of the people who read here can be told from it by his name."
    )
    cleaned = boilerstrip.clean(body + notice, media_type="text/plain")
    assert "two coats" in cleaned.text and "traffic sources" not in cleaned.text
    quoted = f'The notice said: "{notice}" and we laughed.\n'
    assert "traffic sources" in boilerstrip.clean(body + quoted, media_type="text/plain").text


def test_a_line_said_a_thousand_times_is_one_hint() -> None:
    prose = "The winter explains the harbour to nobody who has not seen it, and those who have will not ask again.\n\n"
    lines = "text\n" * 400
    cleaned = boilerstrip.clean(prose + lines + prose.replace("winter", "summer"), media_type="text/plain")
    assert cleaned.text.count("text\n") >= 399


def _entries(n: int) -> str:
    prose = "We walked to the lighthouse, and its keeper told us what the winter had done to the lamp and to his boat."
    entries = [(f"Stage {'abcdefghijkl'[k]} of the walk", f"Published on {k + 1} May 2019", f"{prose} It was day {k}.") for k in range(n)]
    return "\n".join([prose] * 3 + [line for entry in entries for line in entry])


def test_bylines_of_a_lists_many_entries_are_content() -> None:
    few, many = _entries(5), _entries(12)
    assert "Published on" not in boilerstrip.clean(few, media_type="text/plain").text
    assert boilerstrip.clean(many, media_type="text/plain").text.count("Published on") >= 6
