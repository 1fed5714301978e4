"""The anchor of a thread's posts: the token that stands once in each of them.

Every token a post's frame may carry (a rising number, a date line, "X says:", a literal that comes again and again) is a
candidate; occurrences with nothing but furniture between them are one event.  The best one, by count, by content between
its events and by the order of its numbers or dates, is the anchor.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_asked import ASKED
from boilerstrip.segment.names import ANSWER

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.shapes import Shapes

REACH = 12  #: lines between which two tokens may belong to one head
MIN_EVENTS = 2
GAP = 50  #: posts that may be missing between two numbers
PREFIX = 12  #: characters by which two literals of date lines are of one kind
BESIDE = 3  #: lines on either side of an anchor that make events alike
PANELS = 0.75  #: the same field of every author's panel, where heads have lost their dates
BESIDES = 0.5  #: share of the dated heads that stand below the same line; fewer are those of one author
NAMED = 0.8  #: share of date lines below a name, from which a name stands above each
OPENING = 80  #: lines of an opening post
ALIKE, LETTERS = 0.9, 4  #: share of the lines that begin with the same letters, and how many
BARE = 0.7  #: a bullet alone: the item of a list, whose head is lost
MAX_TOKENS = 400  #: literals tried as anchors, the most frequent first

_FIRM = (sh.PANEL, sh.CONTROL, sh.NUM, sh.FOOT, sh.SEPARATOR, sh.HEAD)
_FIELD = (":\u0002", " 0")  #: "Posts: 12", "Posts 12"
_NO_ANCHOR = (sh.QUOTE, sh.QUOTE_END, sh.EDIT, sh.SIGNATURE, sh.GT, sh.SEPARATOR, sh.PANEL)


def find_anchors(s: Shapes, f: Features, start: int, stop: int) -> tuple[list[int], str, float]:
    """(lines, token, quality 0–1) of the best anchor; no lines where nothing recurs as heads do."""
    positions: dict[str, list[int]] = {}
    literals: Counter[str] = Counter()
    for i in range(start, stop):
        letter = s.letters[i]
        if s.numbers[i] is not None:
            positions.setdefault("number", []).append(i)
        quoted = i > start and s.letters[i - 1] == sh.QUOTE and s.numbers[i] is None  # the date of the quoted post
        answer = letter == sh.HEAD and bool(ANSWER.match(f.texts[i]))
        if (answer or letter in (sh.DATE, sh.NUM)) and f.dates[i] is not None and not quoted:
            positions.setdefault("date", []).append(i)
            kind = _kind(s, i)
            positions.setdefault("~" + kind, []).append(i)
            for o in (-1, 1):  # of two dates in each head, the one below «Quote»
                counted = start <= i + o < stop and s.letters[i + o] == sh.CONTROL and "0" in s.literals[i + o]  # "2 likes": not in each
                if start <= i + o < stop and s.letters[i + o] in _FIRM and s.literals[i + o] and not counted:
                    positions.setdefault(f"~{o}{s.literals[i + o]}", []).append(i)
        if letter == sh.HEAD and not answer:
            positions.setdefault("head", []).append(i)
        if letter == sh.NUMBER and f.texts[i].strip() in sh.BULLETS:
            positions.setdefault("bullet", []).append(i)
        if letter == sh.PANEL and s.literals[i].endswith(_FIELD):
            positions.setdefault("%" + s.literals[i], []).append(i)
        if s.literals[i] and letter not in _NO_ANCHOR and _telling(s.literals[i]):
            literals[s.literals[i]] += 1
    often = {x for x, c in literals.most_common(MAX_TOKENS) if c >= 3}
    for i in range(start, stop):
        if s.literals[i] in often:
            positions.setdefault("=" + s.literals[i], []).append(i)
    dated = len(_events(s, positions.get("date", [])))
    best: tuple[float, list[int], str, float] = (0.0, [], "", 0.0)
    for token, lines in positions.items():
        events = _rising(s, lines) if token == "number" else _events(s, lines)
        if token == "number" and len(events) >= 2:
            events = _front(s, f, events, start)
        elif len(events) < len(lines):
            events = _apart(s, lines, events)
        if token == "date":
            events = _alike(s, events)
        if token in ("date", "head") or token[0] == "~":
            events = _trim(s, events, start, stop)
        if len(events) < MIN_EVENTS or (token.startswith(("~-1", "~1")) and len(events) < BESIDES * dated):
            continue
        quality = _quality(s, f, token, events, stop)
        rank = quality**2.5 * len(events) ** 0.8 * (0.75 if token.startswith("=") and "\u0001" not in token else 1.0)
        if quality >= 0.3 and rank > best[0]:
            best = (rank, events, token, quality)
    events = best[1]
    if best[2] == "date" or best[2][:1] == "~":
        events = _opening(s, f, events, start)
    return events, best[2], best[3]


def _kind(s: Shapes, i: int) -> str:
    """What a line begins with, answers like what they answer."""
    return s.literals[i].removeprefix("re: ")[:PREFIX]


def _end(s: Shapes, i: int) -> str:
    """What a date line that begins with a name ends with ("•5 hours ago", "5 hours ago | link"), or "" where that says nothing."""
    before, date, after = s.literals[i].rpartition("\u0001")
    before = before.rstrip()
    sign = before[-1:] if date and before and not before[-1].isalnum() else ""
    return sign + date + after[:PREFIX] if sign or after.strip() else ""


def _telling(literal: str) -> bool:
    return literal[:1] != "<" and ("\u0001" in literal or any(map(str.isalnum, literal))) and len(literal) > 1


def _apart(s: Shapes, lines: list[int], events: list[int]) -> list[int]:
    """Short posts stand close together.  Where the token hardly ever comes twice in one head, two of it are two posts,
    if anything stands between them."""
    kept = set(events)
    doubled = set()
    at = 0
    for i in lines:
        while events[at] < i:
            at += 1
        if i not in kept:
            doubled.add(at)
    if len(doubled) > 0.6 * len(events):
        return events
    usual = Counter(_kind(s, i) for i in events).most_common(1)[0][0]
    ends = Counter(_end(s, i) for i in events)
    beside = Counter(x for i in events for x in _beside(s, i))
    beside = Counter({x: n for x, n in beside.items() if n >= max(3, 0.5 * len(events))})
    out: list[int] = []
    for i in lines:
        alike = _kind(s, i) == usual or (_end(s, i) != "" and ends[_end(s, i)] >= 0.6 * len(events)) or any(x in beside for x in _beside(s, i))
        if i in kept or (alike and (not out or i - out[-1] >= 2) and _loose_below(s, i)):
            out.append(i)
    return out


def _alike(s: Shapes, events: list[int]) -> list[int]:
    """Where nearly all dated lines begin with the same words ("Re: The rope by …"), the others are no heads."""
    kind, often = Counter(_kind(s, i) for i in events).most_common(1)[0] if events else ("", 0)
    if often < max(5.0, ALIKE * len(events)) or sum(map(str.isalpha, kind)) < LETTERS:
        return events
    return [i for i in events if _kind(s, i) == kind]


def _beside(s: Shapes, i: int) -> list[tuple[int, str]]:
    """The literals right above and right below a line."""
    return [(o, s.literals[i + o]) for o in (-1, 1) if 0 <= i + o < len(s.literals) and s.literals[i + o]]


def _trim(s: Shapes, events: list[int], start: int, stop: int) -> list[int]:
    """Without the dates of other lists above and below the posts: first and last events that look like no other."""
    if len(events) < 4:
        return events
    near = [
        {_kind(s, j) for j in range(max(start, e - BESIDE), min(stop, e + BESIDE + 1)) if s.literals[j]} for e in events
    ]
    counts = Counter(x for one in near for x in one)
    usual = {x for x, n in counts.items() if n >= 0.34 * len(events) and n >= 3}
    alike = [len(one & usual) for one in near]
    typical = sorted(alike)[len(alike) // 2] if usual else 0
    most = max(alike, default=0)
    if most < 2:
        return events
    least = max(1, min(typical, most) // 2)
    a, b = 0, len(events)
    while b - a > 2 and alike[b - 1] < least:
        b -= 1
    while b - a > 2 and alike[a] < least and not (s.letters[events[a]] == sh.HEAD and s.literals[events[a]].partition(" ")[0] in ASKED):
        a += 1
    return events[a:b]


def _front(s: Shapes, f: Features, events: list[int], start: int) -> list[int]:
    """Numbers that begin with the first answer: the opening post has the same head without a number."""
    if s.numbers[events[0]] not in (1, 2) or (s.numbers[events[0]] == 1 and s.literals[events[0]].strip("* ") in ("#0", "0", "")):
        return events
    near = [{_kind(s, j) for j in range(e - BESIDE, min(e + BESIDE + 1, len(s.letters))) if j >= 0 and s.literals[j]} for e in events]
    counts = Counter(x for one in near for x in one)
    usual = {x for x, n in counts.items() if n >= 0.6 * len(events)}
    dated = any(f.dates[j] is not None and s.letters[j] in (sh.DATE, sh.NUM) for j in (events[0] - 1, events[0], events[0] + 1))
    if len(usual) < 2 or not dated:
        return events
    for i in range(events[0] - 1, max(start, events[0] - 80) - 1, -1):
        if s.letters[i] != sh.DATE or not _content_between(s, i, events[0]):
            continue
        here = {_kind(s, j) for j in range(max(start, i - BESIDE), i + BESIDE + 1) if s.literals[j]}
        if len(here & usual) >= 2:
            return [i, *events]
    return events


def _opening(s: Shapes, f: Features, events: list[int], start: int) -> list[int]:
    """The opening post's date line may say more than the others' ("June 3 in Boats"): a name above it as above theirs, words below."""
    if sum(_named_date(s, f, e) for e in events) < max(2.0, NAMED * len(events)):
        return events
    for i in range(events[0] - 1, max(start, events[0] - OPENING) - 1, -1):
        if s.letters[i] == sh.DATE:
            own = _named_date(s, f, i) and any(s.letters[j] == sh.TEXT for j in range(i + 1, events[0]))
            return [i, *events] if own else events
    return events


def _named_date(s: Shapes, f: Features, i: int) -> bool:
    """A line that begins with a date, below a name."""
    date = f.dates[i]
    return i > 0 and date is not None and date.start <= sh.DATE_FIRST and s.letters[i - 1] in (sh.NAME, sh.AUTHOR) and not f.hits[i - 1]


def _loose_below(s: Shapes, i: int) -> bool:
    return any(s.letters[j] in (sh.SHORT, sh.NAME, sh.AUTHOR, sh.QUOTE) for j in range(i + 1, min(i + 4, len(s.letters))))


def _rising(s: Shapes, lines: list[int]) -> list[int]:
    """Longest run of numbers that rise; of two as long, the one whose lines are alike ("#1" stands in a post's words too)."""
    run = _longest(s, lines)
    kind, often = Counter(_kind(s, i) for i in run).most_common(1)[0] if run else ("", 0)
    if often < len(run) and often >= 3:
        alike = _longest(s, [i for i in lines if _kind(s, i) == kind])
        return alike if len(alike) >= len(run) else run
    return run


def _longest(s: Shapes, lines: list[int]) -> list[int]:
    """Longest run of numbers that rise (gaps allowed: advertisements and deleted posts)."""
    tails: list[int] = []  # last number of the best run of each length
    ends: list[int] = []  # its position
    before: list[int] = []
    for k, i in enumerate(lines):
        number = s.numbers[i] or 0
        at = bisect_left(tails, number)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(number)
            ends.append(k)
        else:
            tails[at], ends[at] = number, k
    run: list[int] = []
    k = ends[-1] if ends else -1
    while k >= 0:
        run.append(lines[k])
        k = before[k]
    run.reverse()
    while len(run) > 2 and (s.numbers[run[-1]] or 0) - (s.numbers[run[-2]] or 0) > GAP:
        run.pop()
    while len(run) > 2 and (s.numbers[run[1]] or 0) - (s.numbers[run[0]] or 0) > GAP:
        run.pop(0)
    return run


def _events(s: Shapes, lines: list[int]) -> list[int]:
    """One line per event: occurrences close together with no content between them are one (the last counts)."""
    out: list[int] = []
    for i in lines:
        if out and i - out[-1] <= REACH and not _content_between(s, out[-1] + 1, i):
            out[-1] = i
        else:
            out.append(i)
    return out


def _content_between(s: Shapes, a: int, b: int) -> bool:
    return any(s.letters[j] in (sh.TEXT, sh.GT, sh.QUOTE, sh.KEPT) for j in range(a, b))


def _said_between(s: Shapes, a: int, b: int) -> float:
    """1 where something was written, a little less for a few words that stand nowhere else."""
    if _content_between(s, a, b):
        return 1.0
    return 0.9 * any(s.letters[j] == sh.SHORT and s.counts[s.literals[j]] == 1 for j in range(a, b))


def _quality(s: Shapes, f: Features, token: str, events: list[int], stop: int) -> float:
    """0–1: how much the events behave like heads of posts."""
    c = float(len(events))
    filled = sum(_said_between(s, a + 1, b) for a, b in zip(events, events[1:], strict=False))
    filled += _said_between(s, events[-1] + 1, min(stop, events[-1] + 40))
    coverage = float(filled / c)
    if coverage < 0.3:
        return 0.0
    if token == "number":
        steps = [s.numbers[b] == (s.numbers[a] or 0) + 1 for a, b in zip(events, events[1:], strict=False)]
        if c >= 3 and all(steps):
            coverage = math.sqrt(coverage)  # a count without a gap needs little more
        return math.sqrt(coverage) * (0.8 + 0.2 * (sum(steps) / len(steps)))
    if token == "head":
        return 0.9 * math.sqrt(coverage) + (0.08 if sum(any(f.dates[j] for j in range(e, min(e + 3, stop))) for e in events) > c / 2 else 0)
    if token == "date" or (token[0] == "~" and c >= 3):
        return (0.88 if c >= 3 else 0.7) * math.sqrt(coverage) * _same_place(s, f, events)
    if token == "bullet":
        return BARE * math.sqrt(coverage) if c >= 3 else 0.0
    if token[0] == "%":
        return PANELS * math.sqrt(coverage) if c >= 3 else 0.0
    has_date = "\u0001" in token
    if c < 3:
        return 0.0
    literal = token[1:]
    spread = 0.9 if has_date else 0.55
    if not has_date and len(literal) < 3:
        spread = 0.35
    return spread * coverage


def _same_place(s: Shapes, f: Features, events: list[int]) -> float:
    """Dates of posts run one way; dates in prose or lists jump about."""
    isos = [d.iso for e in events if (d := f.dates[e]) is not None and d.iso and not d.iso.startswith("--")]
    if len(isos) < 3:
        return 1.0
    up = sum(a[:10] <= b[:10] for a, b in zip(isos, isos[1:], strict=False)) / (len(isos) - 1)
    way = max(up, 1 - up)
    return 0.55 + 0.45 * max(0.0, (way - 0.5) * 2)
