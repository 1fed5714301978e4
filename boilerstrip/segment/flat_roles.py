"""What a line of a flattened post's furniture is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.segment import shapes as sh

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.shapes import Shapes

REACTION = ("reaction_prompt", "share")


def day_of(iso: str | None) -> str | None:
    """A clock time without a year says nothing."""
    return iso[:7] if iso and iso.startswith("--") else iso


def role_of(i: int, s: Shapes, f: Features, posts: int = 0) -> str:
    """What a line of furniture is; ``posts``: of how many posts, where it stands below one."""
    letter = s.letters[i]
    if letter == sh.EDIT:
        return "edit"
    if s.numbers[i] is not None:
        return "number"
    if letter == sh.AUTHOR:
        return "author"
    if not posts and letter == sh.CONTROL and _labels_value(i, s, f):
        return "panel"
    if letter in (sh.CONTROL, sh.FOOT, sh.SEPARATOR):
        return "reactions" if f.hit(i, *REACTION) else "chrome"
    if posts and letter == sh.TEXT:
        return "signature"  # words below what ends a post
    if posts and letter in (sh.NAME, sh.SHORT) and s.counts[s.literals[i]] >= max(2, 0.6 * posts):
        return "chrome"  # the same label below most posts: a button
    return "panel"


def _labels_value(i: int, s: Shapes, f: Features) -> bool:
    """"Members" and "Registration" are menus elsewhere; below a name and above a panel's value they are a part of the panel."""
    if not 0 < i < len(s.letters) - 1:
        return False
    if s.letters[i + 1] == sh.DATE and f.hit(i, "forum_buttons"):
        return False  # "Quote" above the date of the post
    return s.letters[i - 1] in (sh.NAME, sh.AUTHOR, sh.SHORT, sh.PANEL, sh.DATE, sh.NUMBER) and s.letters[i + 1] in (sh.PANEL, sh.NUMBER, sh.DATE)
