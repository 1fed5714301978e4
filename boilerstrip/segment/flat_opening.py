"""What stands above the first head of a thread: an opening post in other dress, or words of which nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.model import Unit
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_roles import day_of, role_of
from boilerstrip.segment.heads import dated_name

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.frames import Frames
    from boilerstrip.segment.shapes import Shapes

OPENING_REACH = 24  #: lines between an opening post in other dress and the first head
TOP = ("navigation", "forum_navigation", "login_prompt", "register_prompt", "search", "skip", "cookie")


def opening_unit(f: Features, s: Shapes, frames: Frames) -> Unit | None:
    """An opening post in other dress: running text right above the first head of a thread that does not count from 1."""
    first = frames.items[0]
    if frames.footer or first.number in (0, 1):
        return None
    span = _words_above(f, s, first.head[0])
    if span is None:
        return None
    start, stop = span
    dated = next((j for j in range(start - 1, max(-1, start - 9), -1) if f.dates[j] is not None and s.letters[j] == sh.DATE), None)
    if dated is None and first.number is None and not _may_miss_one(frames) and not _ended(f, s, stop, first.head[0]):
        return None
    unit = Unit("post", list(range(start, stop)), confidence=0.5 * frames.quality)
    if dated is not None and (found := f.dates[dated]) is not None:
        unit.date_raw, unit.date_value = found.raw, day_of(found.iso)
        unit.roles[dated] = "date"
        unit.author, _ = dated_name(dated, f)
        unit.blocks = list(range(dated, stop))
    for j in unit.blocks:
        if j < start and j not in unit.roles:
            unit.roles[j] = role_of(j, s, f)
    return unit


def _may_miss_one(frames: Frames) -> bool:
    """Heads found by a name, a label or "X says:" are not in every post; by dates, the words above are the page's."""
    return frames.token in ("head", "bullet") or (frames.token[:1] in "=%" and "\u0001" not in frames.token)


def _ended(f: Features, s: Shapes, stop: int, top: int) -> bool:
    """Whether what ends a post stands between its words and the first head."""
    lines = range(stop, top)
    return any(s.letters[i] in (sh.EDIT, sh.SIGNATURE) or f.hit(i, "forum_buttons", "reaction_prompt", certainty=0.5) for i in lines)


def _words_above(f: Features, s: Shapes, top: int) -> tuple[int, int] | None:
    """The nearest stretch of sentences above a line."""
    i = top
    low = max(0, top - OPENING_REACH)
    while i > low:
        i -= 1
        if s.letters[i] != sh.TEXT:
            continue
        stop = i + 1
        while i > 0 and s.letters[i - 1] in (sh.TEXT, sh.GT, sh.SHORT, sh.NAME, sh.KEPT, sh.QUOTE, sh.QUOTE_END):
            i -= 1
        own = [j for j in range(i, stop) if s.letters[j] == sh.TEXT]
        words = sum(float(f.words[j]) for j in own)
        if words >= 12 and sum(float(f.words[j]) for j in own if f.terminal[j]) >= 0.5 * words:
            return own[0], stop
    return None


def doubtful(f: Features, s: Shapes, units: list[Unit]) -> list[Unit]:
    """Paragraphs above the posts: no forum's own phrase says that they are not the text on which all the others comment."""
    first = min((u.blocks[0] for u in units if u.blocks), default=0)
    told = [i for i in range(first) if s.letters[i] == sh.TEXT and f.words[i] >= 20 and f.terminal[i] and not f.hits[i]]
    if not told:
        return []
    # headings, lists and code between paragraphs are of the same text
    return [Unit("post", [i for i in range(told[0], told[-1] + 1) if not f.hits[i]], confidence=0.2)]


def begins_with_words(f: Features, units: list[Unit]) -> bool:
    """Whether nothing that a page's own top is made of stands above the posts: somebody has cut it off already."""
    first = min((u.blocks[0] for u in units if u.blocks), default=0)
    return not any(f.hit(i, *TOP, certainty=0.8) for i in range(first))
