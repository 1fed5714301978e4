"""Dates that count from now: ``3 days ago``, ``yesterday at 10:32``, ``Monday at 10:32``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from boilerstrip.dates.clock import AFTER, clock
from boilerstrip.dates.words import GLUED, WORD, Answer
from boilerstrip.lazy import re_pattern

if TYPE_CHECKING:
    from boilerstrip.dates.words import Line, Names

SHORT = 60  #: the word alone ("yesterday") is a date only on a line this short
_NUMBER = re_pattern(r"[0-9]+")
_FIRST_PART = re_pattern(  # 9 years, 2 months ago (bbPress)
    r"\d{1,3} (?:years?|months?|weeks?|days?|hours?|minutes?),? (?:and )?\Z"
)


def ago(line: Line, table: Names) -> Answer | None:
    """``3 days ago``, ``vor 2 Stunden``, ``9 years, 2 months ago``: the number's neighbours name unit and direction."""
    text = line.text
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        if end - start > 4:
            continue
        rest = end + 1 if text[end : end + 1] == " " else end
        for after, before, unit in table.past.get(text[rest : rest + 2], ()):
            if not text.startswith(after, rest) or _inside_word(text, rest + len(after)):
                continue
            head = text[:start].rstrip()
            if before and not (head.endswith(before) and not _inside_word_left(head, before)):
                continue
            first = _longer_ago(text, len(head) - len(before) if before else start)
            return Answer(first, rest + len(after), back(line, unit, int(text[start:end])), True, _precision(unit))
    return None


def _longer_ago(text: str, first: int) -> int:
    found = _FIRST_PART.search(text, max(0, first - 20), first)
    return found.start() if found else first


def _inside_word(text: str, at: int) -> bool:
    return at < len(text) and text[at - 1].isalpha() and text[at].isalpha() and not GLUED.match(text, at)


def _inside_word_left(head: str, before: str) -> bool:
    at = len(head) - len(before)
    return at > 0 and head[at - 1].isalpha() and before[0].isalpha()


def relative_words(line: Line, table: Names, *, glued: bool, timed: bool) -> Answer | None:
    """``yesterday at 10:32``, ``Heute``, ``昨天 12:30``, ``a day ago``, ``Monday at 10:32``."""
    text = line.text
    found_words = list(WORD.finditer(text))[:24]
    for count, found in enumerate(found_words):
        word, at = found[0], found.start()
        if word in table.relative_words:
            pair = f"{word} {found_words[count + 1][0]}" if count + 1 < len(found_words) else word
            for phrase, unit, number in (*table.one.get(pair, ()), *table.one.get(word, ())):
                if text.startswith(phrase, at) and not _inside_word(text, at + len(phrase)):
                    hit = _relative_hit(line, table, (at, at + len(phrase)), (unit, number), count)
                    if hit:
                        return hit
        if timed and word in table.day_words:
            after = AFTER.match(text, found.end())
            if after and after["m"] and len(after["gap"]) <= 8:
                return _weekday_hit(line, table, after, found.start(), table.weekdays[word])
    if glued and (inside := table.unspaced.search(text)):
        return _relative_hit(line, table, inside.span(), table.unspaced_of[inside[0]], 0)
    return None


def _relative_hit(
    line: Line, table: Names, span: tuple[int, int], meaning: tuple[str, int], place: int
) -> Answer | None:
    """``place`` is the number of words before the phrase."""
    text = line.text
    start, end = span
    unit, number = meaning
    if unit == "now":
        return Answer(start, end, back(line, "minute", 0), True, "day")
    if unit != "word":
        return Answer(start, end, back(line, unit, number), True, _precision(unit))
    after = AFTER.match(text, end)
    day = (line.base - timedelta(days=number)).date().isoformat() if line.base else None
    if after and len(after["gap"]) <= 16 and (time := clock(after, table)):
        return Answer(start, time.end, f"{day}T{time.iso}" if day else None, True, time.precision)
    # the word alone: the whole line, or its end after a word or two ("Posted yesterday")
    if text[end:].strip(" .,:;|·•()") or place > 3 or len(text) > SHORT:
        return None
    return Answer(start, end, day, True, "day")


def _weekday_hit(line: Line, table: Names, after: re.Match[str], start: int, weekday: int) -> Answer | None:
    time = clock(after, table)
    if time is None:
        return None
    iso = None
    if line.base:
        days = (line.base.weekday() - weekday) % 7 or 7  # the same weekday would have been called today
        iso = f"{(line.base - timedelta(days=days)).date().isoformat()}T{time.iso}"
    return Answer(start, time.end, iso, True, time.precision)


def back(line: Line, unit: str, number: int) -> str | None:
    """The date ``number`` units before the base, no finer than it is known; ``None`` without a base."""
    base = line.base
    if base is None:
        return None
    if unit == "year":
        return f"{base.year - number:04d}" if number < 200 else None
    if unit == "month":
        months = base.year * 12 + base.month - 1 - number
        return f"{months // 12:04d}-{months % 12 + 1:02d}" if number < 2400 else None
    if not line.base_has_time and unit in ("hour", "minute", "second"):
        base = base.replace(hour=12)
    try:
        return (base - timedelta(**{f"{unit}s": number})).date().isoformat()
    except OverflowError:
        return None


def _precision(unit: str) -> str:
    return unit if unit in ("year", "month") else "day"
