"""Remarks below the posts of a site of questions: words, "– Ann" and a date, one below the other."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from boilerstrip.lazy import regex_pattern
from boilerstrip.model import Unit
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_asked import ASKED, first_word
from boilerstrip.segment.flat_roles import day_of
from boilerstrip.segment.names import clean_name

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.shapes import Shapes

LEAST = 2  #: on a page
WORDS = 3  #: lines of one
LONGEST = 44  #: characters of the line that signs one
CONFIDENCE = 0.7
_SIGNED = regex_pattern(r"[–—]\s?(\S.{0,40})")  # "– Ann"


def take_remarks(s: Shapes, f: Features) -> list[Unit]:
    """The remarks of a page on which somebody asked; their lines are furniture from then on."""
    if not any(date is not None and first_word(f, i) in ASKED for i, date in enumerate(f.dates)):
        return []
    found = [remark for i in range(1, len(f.texts) - 1) if (remark := _remark(i, s, f)) is not None]
    if len(found) < LEAST:
        return []
    for i in (i for remark in found for i in remark.blocks):
        s.letters[i], s.literals[i] = sh.EDIT, ""
    return found


def with_remarks(units: list[Unit], found: list[Unit]) -> list[Unit]:
    """The units, and behind each the remarks that stand below the line that says whose it is."""
    taken = {i for r in found for i in r.blocks}
    lines = [max((i for i, role in u.roles.items() if role in ("author", "date") and i not in taken), default=-1) for u in units]
    signed = sorted((i, k) for k, i in enumerate(lines) if i >= 0)
    holder = {i: k for k, u in enumerate(units) for i in u.blocks}
    of: list[list[Unit]] = [[] for _ in units]
    top = [-1] * len(units)  # what stands above remarks to the post before is not this post's head
    words = [next((i for i in u.blocks if u.roles.get(i, "body") == "body" and i not in taken), len(holder)) for u in units]
    for remark in found:
        first = remark.blocks[0]
        at, k = bisect_left(signed, (first, -1)) - 1, holder.get(first, -1)
        if k >= 0 and words[k] < first:  # below words of a post that nobody signed
            of[k].append(remark)
        elif at >= 0:
            of[signed[at][1]].append(remark)
            if k >= 0:
                top[k] = max(top[k], remark.blocks[-1])
    moved = {i for remarks in of for r in remarks for i in r.blocks}
    out: list[Unit] = []
    for unit, remarks, first in zip(units, of, top, strict=True):
        unit.blocks = [i for i in unit.blocks if i not in moved and i > first]
        unit.roles = {i: role for i, role in unit.roles.items() if i not in moved and i > first}
        for remark in remarks:
            remark.parent = len(out)
        out += [unit, *remarks]
    return out


def _remark(i: int, s: Shapes, f: Features) -> Unit | None:
    """The remark that a line signs: a name behind a dash, below words (and perhaps the name alone) and above a date."""
    line = f.texts[i].strip()
    m, date = _SIGNED.fullmatch(line) if len(line) <= LONGEST else None, f.dates[i + 1]
    if m is None or date is None or s.letters[i + 1] != sh.DATE or f.dates[i] is not None:
        return None
    name = clean_name(m[1])
    last = i - 2 if i > 1 and clean_name(f.texts[i - 1][:LONGEST]) == name else i - 1
    if not name or not (s.letters[last] in (sh.TEXT, sh.SHORT) or (s.letters[last] == sh.NAME and not f.hits[last])):
        return None
    start, stop = last, i + 2
    while last - start + 1 < WORDS and start and s.letters[start - 1] == sh.TEXT:
        start -= 1
    if stop < len(f.texts) and s.letters[stop] in (sh.DATE, sh.HEAD) and f.dates[stop] is not None and f.texts[stop].split(maxsplit=1)[0].isalpha():
        stop += 1  # the same moment, once for machines
    unit = Unit("comment", list(range(start, stop)), author=name, confidence=CONFIDENCE)
    unit.roles = {**dict.fromkeys(range(last + 1, i + 1), "author"), **dict.fromkeys(range(i + 1, stop), "date")}
    unit.date_raw, unit.date_value = date.raw, day_of(date.iso)
    return unit
