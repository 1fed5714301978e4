"""Whom quotes and answers lead to: never forward, never in a circle, to the post that owns the words."""

from __future__ import annotations

import random

import pytest
from quoteland import Thread, post, thread

from boilerstrip.model import QuoteMark

KETTLE = "The kettle whistles in a key that the neighbour's dog cannot bear at all."
POT = "Try a smaller pot and fill it only by half, then it merely hums."
HUM = "It hums a waltz now, and the dog has asked for more."


def edges(got: Thread) -> list[tuple[int, int]]:
    out = [(k, x.unit) for k, links in enumerate(got.links.quotes) for x in links if x.unit >= 0]
    return out + [(k, r) for k, r in enumerate(got.links.reply) if r is not None]


def has_circle(pairs: list[tuple[int, int]]) -> bool:
    left = set(pairs)
    while left:
        ends = {a for a, _ in left}
        keep = {(a, b) for a, b in left if b in ends}
        if keep == left:
            return True
        left = keep
    return False


def test_has_circle_sees_one() -> None:
    assert has_circle([(2, 1), (1, 2)])
    assert not has_circle([(2, 1), (1, 0), (2, 0)])


def test_key_that_points_forward_is_not_believed() -> None:
    got = thread(post("ann", KETTLE, quotes=[QuoteMark([0], "ben", "9")]), post("ben", POT, key="9"))
    assert got.links.quotes[0][0].unit == -1


def test_parent_that_points_forward_is_not_believed() -> None:
    assert thread(post("ann", KETTLE, parent=1), post("ben", POT)).links.reply == [None, None]


def test_words_that_stand_nowhere_have_no_source() -> None:
    got = thread(post("ann", KETTLE), post("ben", "dora wrote: ↑", "I never said a word about kettles.", POT))
    assert got.quotes(1) == [("dora", "I never said a word about kettles.", None, 1)]


def test_words_of_a_later_post_are_not_its_source() -> None:
    got = thread(
        post("ann", "> It will be very loud indeed.", KETTLE), post("ben", "It will be very loud indeed.", POT)
    )
    assert [q[2] for q in got.quotes(0)] == [None]


def test_post_that_owns_the_words_comes_before_one_that_quoted_them_first() -> None:
    absent = post("ann", "> The lid belongs to the other kettle, as everybody knows.", KETTLE)
    owner = post("ben", "The lid belongs to the other kettle, as everybody knows.")
    got = thread(absent, owner, post("cat", "> The lid belongs to the other kettle, as everybody knows.", HUM))
    assert [q[2] for q in got.quotes(2)] == [1]


def test_absent_source_leads_to_the_earliest_post_that_holds_the_words() -> None:
    words = "> The lid belongs to the other kettle, as everybody knows."
    got = thread(post("ann", words, KETTLE), post("ben", words, POT), post("cat", words, HUM))
    assert [q[2] for k in range(3) for q in got.quotes(k)] == [None, 0, 0]


def test_same_words_of_two_people_go_to_the_one_that_is_named() -> None:
    loud = "That is far too loud for a house with thin walls."
    got = thread(post("ann", loud), post("ben", loud, POT), post("cat", "ben wrote:", loud, HUM))
    assert [q[2] for q in got.quotes(2)] == [1]
    assert got.links.quotes[2][0].match == 1.0


def test_two_words_of_the_author_that_is_named() -> None:
    got = thread(post("ann", KETTLE), post("ben", "ann wrote:", "cannot bear", POT))
    assert [q[1:3] for q in got.quotes(1)] == [("cannot bear", 0)]


def test_key_in_the_markup_wins_over_the_words() -> None:
    quoted = QuoteMark([3], "ann", "p7", 1, 0.98)
    got = thread(post("ann", KETTLE), post("ann", KETTLE, POT, key="p7"), post("cat", KETTLE, HUM, quotes=[quoted]))
    assert got.links.quotes[2][0].unit == 1


def test_thread_in_reverse_order() -> None:
    days = ("2016-03-12", "2016-03-10", "2016-03-08")
    newest = post("cat", "ann wrote:", KETTLE, HUM, date_value=days[0])
    got = thread(newest, post("ben", POT, date_value=days[1]), post("ann", KETTLE, date_value=days[2]))
    assert got.quotes(0) == [("ann", KETTLE, 2, 1)]
    assert got.links.reply[0] == 2
    assert got.quotes(2) == []


def test_forward_key_is_believed_where_both_dates_say_so() -> None:
    best = post("ann", KETTLE, POT, quotes=[QuoteMark([0], "ben", "9", 1, 0.98)], date_value="2016-03-12")
    early = post("ben", KETTLE, key="9", date_value="2016-03-08")
    rest = [post("cat", HUM, date_value="2016-03-14"), post("dan", "It is a matter of taste.", date_value="2016-03-15")]
    assert thread(best, early, *rest).links.quotes[0][0].unit == 1
    late = post("ben", KETTLE, key="9", date_value="2016-03-13")
    assert thread(best, late, *rest).links.quotes[0][0].unit == -1


@pytest.mark.parametrize("seed", range(30))
def test_no_circles_whatever_the_markup_says(seed: int) -> None:
    rng = random.Random(seed)
    lines = [
        f"Line {n} about {rng.choice(['kettles', 'pots', 'lids'])} and what they do at night, part {n}."
        for n in range(12)
    ]
    posts = []
    at = 0
    for k in range(8):
        said = rng.sample(lines, 3)
        mark = QuoteMark([at], None, str(rng.randrange(8)), rng.randrange(1, 3), 0.98)
        fields = {"reply_key": str(rng.randrange(8))} if rng.random() < 0.5 else {"parent": rng.randrange(8)}
        day = {"date_value": f"2016-03-{rng.randrange(1, 29):02}"} if rng.random() < 0.8 else {}
        posts.append(post(f"user{k}", *said, key=str(k), quotes=[mark], **fields, **day))
        at += 3
    got = thread(*posts)
    pairs = edges(got)
    assert all(a != b for a, b in pairs)
    assert not has_circle(pairs)
