"""Questions of a flattened page, and the line below them that says who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip import prebuilt
from boilerstrip.segment import flat_cut as cut
from boilerstrip.segment import shapes as sh

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.shapes import Shapes

ASKED = frozenset(word for words in prebuilt.read(prebuilt.DATA / "answers.toml")["asked"].values() for word in words)
FIRST_WORD = 20  #: characters of a line in which its first word ends
TITLE_WORDS, VOTED = 30.0, 8.0  #: words above a question's votes, and below them


def first_word(f: Features, i: int) -> str:
    return next(iter(f.texts[i].lstrip()[:FIRST_WORD].casefold().split(maxsplit=1)), "")


def asked(f: Features, events: list[int]) -> bool:
    """Whether the first anchor, and no other, says who asked: answers have it where the question has it."""
    first = [first_word(f, e) for e in events]
    return first[0] in ASKED and first.count(first[0]) == 1


def below_votes(s: Shapes, f: Features, question: tuple[int, int]) -> tuple[int, int]:
    """A question without its title: its votes stand between them."""
    a, b = question
    at = next((i + 1 for i in range(a, b) if s.letters[i] in (sh.CONTROL, sh.NUMBER, sh.FOOT)), a)
    title, said = cut.written(s, f, a, at), cut.written(s, f, at, b)
    return (at, b) if title <= TITLE_WORDS and said >= VOTED else question
