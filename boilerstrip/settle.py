"""Cleaning a cleaned text changes nothing: where a text says things again, look at the result once more.

What stands between two copies may hide that one repeats the other (a head, an edit note); in the result they stand side by side.
So a text of which a paragraph comes again is judged again as it came out, and what would go then goes now, as a term
of its own.  A few rounds; texts without such a repeat are never looked at twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.model import Term, Verdict
from boilerstrip.parse.text import strip_controls
from boilerstrip.repeats import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from boilerstrip.model import Cleaned

ROUNDS = 4
WORDS = 8  #: a shorter line may be said again


def says_again(cleaned: Cleaned) -> bool:
    """Whether a block of some length stands there twice, be the copy kept or dropped; or a control character hid a word."""
    if any(b.label == "duplicate" for b in cleaned.blocks) or strip_controls(cleaned.source) != cleaned.source:
        return True
    seen: set[str] = set()
    for b in cleaned.blocks:
        if b.kept and len(b.text) >= 20:
            key = key_of(b.text)
            if key in seen and key.count(" ") >= WORDS - 1:
                return True
            seen.add(key)
    return False


def settle(
    first: Cleaned, verdicts: Sequence[Verdict], again: Callable[[str], Cleaned], assemble: Callable[[list[Verdict]], Cleaned]
) -> Cleaned:
    """``first`` after as many rounds as it takes, at most ``ROUNDS``.

    :param again: cleans a text without settling it.
    :param assemble: the answer for the same document with other verdicts.
    """
    cleaned, current = first, list(verdicts)
    if not says_again(first):
        return first
    for _ in range(ROUNDS):
        second = again(cleaned.text)
        if second.text == cleaned.text:
            break
        gone = [(b.text, b.label) for b in second.blocks if not b.kept]
        kept = [i for i, b in enumerate(cleaned.blocks) if b.kept]
        order = [(b.text, b.kept, b.label) for b in second.blocks]
        at = 0
        for i in kept:
            if at < len(order) and order[at][0] == strip_controls(cleaned.blocks[i].text):
                if not order[at][1]:
                    current[i] = _overrule(current[i], order[at][2])
                at += 1
        if not gone:
            break
        cleaned = assemble(current)
    return cleaned


def _overrule(v: Verdict, label: str) -> Verdict:
    value = -(max(v.score, 0.0) + 5.0)
    return Verdict(label, v.score + value, (*v.terms, Term("second_look", value, label)), v.label, "second_look", v.page)
