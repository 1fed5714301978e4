"""Posts of a thread from its frames: whose, from when, and what each line of their furniture is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from boilerstrip.catalog import normalise
from boilerstrip.model import Segmentation, Unit
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_answers import find_answers, split_answers
from boilerstrip.segment.flat_opening import begins_with_words, doubtful, opening_unit
from boilerstrip.segment.flat_remarks import with_remarks
from boilerstrip.segment.flat_roles import day_of, role_of
from boilerstrip.segment.frames import cut_frames
from boilerstrip.segment.heads import read_authors, read_dates
from boilerstrip.segment.names import TRIM, attributed_names

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import RecordKind
    from boilerstrip.segment.frames import Frame, Frames
    from boilerstrip.segment.shapes import Shapes

SIGNED_LINES = 8  #: of a signature
SIGNED_LONGEST = 600  #: characters of its lines
SIGNED_WORDS = 4  #: of a signature of one line; "Thanks!" is said again and again
SEVERAL = 2  #: posts below which a button stands
TITLE_REACH = 25  #: lines above the first post in which the thread's title stands
_CRUMBS = ("›", "»", "‹", " > ", "→", " / ")


def segment_thread(f: Features, s: Shapes, frames: Frames, remarks: list[Unit], *, sure: bool) -> Segmentation:
    """A thread.  ``sure``: a phrase says that it is a forum's; else, and where no page's top stands there, prose above the posts stays,
    as doubtful posts."""
    units = framed_units(f, s, frames, "post", (0, len(f.texts)))
    if frames.token[:1] == "%":  # panels stand beside an author's first post only
        units = split_answers(units, s, find_answers(f, s), footer=frames.footer)
    opening = opening_unit(f, s, frames)
    if opening is not None:
        units.insert(0, opening)
    if not sure or begins_with_words(f, units):
        units = sorted([*units, *doubtful(f, s, units)], key=lambda u: u.blocks[0] if u.blocks else 0)
    first = min((u.blocks[0] for u in units if u.blocks), default=0)
    answered = Counter(normalise(x[3:]) for x in f.texts if x[:3].casefold() == "re:" and len(x) <= 200)
    again = _heading(units, f)
    title = _title_line(f, s, first, set(answered), again)
    key = next(iter(dict(answered.most_common(1))), "")
    if title is not None:
        key = normalise(f.texts[title])
        key = again if again and key.endswith(again) else key
        if title < first - 1 and normalise(f.texts[first - 1]) == key:  # the opening post says it again without "Re:"
            opening = min(units, key=lambda u: u.blocks[0] if u.blocks else 0)
            opening.blocks.insert(0, first - 1)
            opening.roles[first - 1] = "panel"
    _post_titles(units, f, key)
    units = with_remarks(units, remarks)
    return Segmentation(
        "thread", units, confidence=frames.quality, title_blocks=[] if title is None else [title], source="flat"
    )


def framed_units(f: Features, s: Shapes, frames: Frames, kind: RecordKind, extent: tuple[int, int]) -> list[Unit]:
    """Units with author, date and roles from frames."""
    known = attributed_names(f)
    dates = read_dates(frames, s, f)
    authors = read_authors(frames, s, f, known, dates)
    names = {n.casefold() for n, _ in authors if n}
    told = sum(i is not None and s.letters[i] not in (sh.NAME, sh.AUTHOR, sh.SHORT) for _, i in authors)
    named = told >= 0.8 * len(authors)
    if (len(names) >= 2 and sh.mark_authors(s, f, names)) or named:  # with the names known, heads can be cut more exactly
        again = cut_frames(s, f, [x.anchor for x in frames.items], extent[0], extent[1], named=named, told=frames.told)
        frames.items, frames.footer = again.items, again.footer
        dates = read_dates(frames, s, f)
        authors = read_authors(frames, s, f, known, dates)
    _trailing_names(frames, s, f, authors)
    _leading_values(frames, s, f)
    units = []
    for x, (author, author_line), date_line in zip(frames.items, authors, dates, strict=True):
        lines = [*range(*x.head), *range(*x.body), *range(*x.foot)]
        unit = Unit(kind, lines, number=x.number, author=author, confidence=frames.quality)
        for i in x.furniture():
            unit.roles[i] = role_of(i, s, f, len(frames.items) if i >= x.foot[0] else 0)
        if author_line is not None:
            unit.roles[author_line] = "author"
        if date_line is not None and (found := f.dates[date_line]) is not None:
            unit.roles[date_line] = "date"
            unit.date_raw, unit.date_value = found.raw, day_of(found.iso)
        _body_roles(unit, x, s, f)
        units.append(unit)
    _same_ends(units, frames, s, f)
    return units


def _trailing_names(frames: Frames, s: Shapes, f: Features, authors: list[tuple[str | None, int | None]]) -> None:
    """The author's name right above a panel that stands below the words belongs to the panel."""
    for x, (author, _) in zip(frames.items, authors, strict=True):
        a, b = x.body
        below = b < x.foot[1] and s.letters[b] == sh.PANEL
        if author and below and b - a >= 2 and f.texts[b - 1].strip(TRIM).casefold() == author.casefold():
            x.body, x.foot = (a, b - 1), (b - 1, x.foot[1])


def _leading_values(frames: Frames, s: Shapes, f: Features) -> None:
    """Below a panel's label that ends the head ("Equipment:") stand its values, a line each, before the words begin."""
    for x in frames.items:
        a, b = x.body
        label = a - 1
        while label > x.head[0] and s.letters[label] in (sh.NAME, sh.SHORT) and not _is_label(label, s, f):
            label -= 1  # values that two posts of one author have are in the head already
        if a - x.head[0] < SEVERAL or b - a < SEVERAL or not _is_label(label, s, f):
            continue
        at = a
        while at < b and s.letters[at] in (sh.NAME, sh.SHORT, sh.NUMBER) and not f.terminal[at] and f.texts[at].rstrip()[-1:] not in ",:":
            at += 1
        if a < at < b:
            x.head, x.body = (x.head[0], at), (at, b)


def _is_label(i: int, s: Shapes, f: Features) -> bool:
    """"Equipment:" that heads have again and again, alone or said again without the colon."""
    line = f.texts[i].strip()
    said = line if line.endswith(":") else line + ":" if f.texts[i - 1].rstrip().endswith(line + ":") else ""
    return len(said) >= 3 and s.letters[i] in (sh.NAME, sh.SHORT, sh.PANEL, sh.CONTROL) and s.counts[s.literals[i]] >= SEVERAL


def _same_ends(units: list[Unit], frames: Frames, s: Shapes, f: Features) -> None:
    """What two posts of the same author end with, line by line, is that author's signature."""
    ends: Counter[tuple[str, ...]] = Counter()
    tails: list[list[tuple[int, tuple[str, ...]]]] = []
    for unit, x in zip(units, frames.items, strict=True):
        tail: list[tuple[int, tuple[str, ...]]] = []
        key: tuple[str, ...] = (unit.author or "",)
        for i in range(x.body[1] - 1, max(x.body[0], x.body[1] - 1 - SIGNED_LINES), -1):
            if s.letters[i] in (sh.QUOTE, sh.QUOTE_END, sh.GT, sh.KEPT):
                break
            if s.letters[i] in (sh.TEXT, sh.SHORT, sh.NAME, sh.AUTHOR, sh.CONTROL) and len(f.texts[i]) <= SIGNED_LONGEST:
                key = (*key, " ".join(f.texts[i].casefold().split()))
                tail.append((i, key))
        tails.append(tail)
        ends.update({key for _, key in tail})
    for unit, tail in zip(units, tails, strict=True):
        if not unit.author:
            continue
        again = 0
        while again < len(tail) and ends[tail[again][1]] >= SEVERAL:
            again += 1
        if again >= 2 or (again and len(tail[0][1][1].split()) >= SIGNED_WORDS):
            unit.roles.update(dict.fromkeys((i for i, _ in tail[:again]), "signature"))


def _post_titles(units: list[Unit], f: Features, key: str) -> None:
    """A line over a post that says the thread's title again, with "Re:" or without."""
    for unit in units:
        for i in unit.blocks:
            if unit.roles.get(i, "body") not in ("body", "panel") or len(f.texts[i]) > 200:
                continue
            line = f.texts[i]
            if len(key) >= 4 and normalise(line[3:] if line[:3].casefold() in ("re:", "aw:") else line) == key:
                unit.roles[i], unit.title = "title", line
            if i not in unit.roles:
                break


def _body_roles(unit: Unit, x: Frame, s: Shapes, f: Features) -> None:
    signed = False
    for i in range(*x.body):
        letter = s.letters[i]
        if letter == sh.EDIT:
            unit.roles[i] = "edit"
        elif letter == sh.SEPARATOR and set(f.texts[i]) <= {"_", "-"} and i > x.body[0] and x.body[1] - i <= 12 and not _underlined(i, x, s):
            signed = True
            unit.roles[i] = "signature"
            for j in range(i - 1, x.body[0], -1):  # a button between the words and the signature
                if s.letters[j] not in (sh.PANEL, sh.CONTROL) or s.counts[s.literals[j]] < SEVERAL:
                    break
                unit.roles[j] = "panel"
        elif signed or letter == sh.SIGNATURE:
            unit.roles[i] = "signature"


def _underlined(i: int, x: Frame, s: Shapes) -> bool:
    """The line under the thread's title, which posts begin with."""
    return i == x.body[0] + 1 and s.letters[i - 1] in (sh.NAME, sh.AUTHOR, sh.SHORT) and s.counts[s.literals[i - 1]] >= SEVERAL and x.body[1] > i + 1


def _heading(units: list[Unit], f: Features) -> str:
    """What the first post begins with, where that can be a title: short, no sentence, more below it."""
    opening = min(units, key=lambda u: u.blocks[0] if u.blocks else 0, default=None)
    own = [i for i in opening.blocks if i not in opening.roles] if opening is not None else []
    if len(own) < 2 or f.terminal[own[0]] or f.words[own[0]] < 2 or len(f.texts[own[0]]) > 200:
        return ""
    return normalise(f.texts[own[0]])


def _title_line(f: Features, s: Shapes, first: int, answered: set[str], again: str) -> int | None:
    """The thread's title above the first post: the line that answers name ("Re: …") or the first post says ``again``, else the
    longest of the last plain lines that is no trail of crumbs."""
    best, best_score = None, 1.5
    for i in range(max(0, first - TITLE_REACH), first):
        line = f.texts[i]
        if len(line) > 200 or s.letters[i] == sh.PANEL or any(c in line for c in _CRUMBS):
            continue
        key = normalise(line)
        named = bool(answered) and len(key) >= 4 and any(a.startswith(key) or (len(a) >= 8 and a in key) for a in answered)
        named = named or (len(again) >= 4 and (key == again or key.endswith(": " + again)))
        if not named and s.letters[i] not in (sh.TEXT, sh.SHORT, sh.NAME, sh.DATE):
            continue
        if not named and (f.hits[i] or s.letters[i] == sh.DATE or f.dates[i] is not None):
            continue
        score = min(float(f.words[i]), 12.0) + 0.1 * (i - first) + (20.0 if named else 0.0)
        if f.terminal[i] and line[-1:] not in "?!…":
            score -= 6.0
        if score > best_score and not (named and best is not None and normalise(f.texts[best]) == key):
            best, best_score = i, score
    return best
