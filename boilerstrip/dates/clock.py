"""The time of day beside a date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from boilerstrip.dates.words import NOWORD, WORD
from boilerstrip.lazy import re_pattern

if TYPE_CHECKING:
    from boilerstrip.dates.words import Names

# 3:27, 20.38, 20h38, 12時30分, 3시 27분; an hour alone only as 5pm, 20h, 3時
_CLOCK = (
    r"(?P<h>[01]?\d|2[0-4])(?:(?:[:.h]| h |時|时|點|点|시 ?)(?P<m>[0-5]\d)(?:分|분)?"
    r"(?::(?P<s>[0-5]\d)(?:[.,]\d{1,9})?)?(?!\d)|(?P<only>(?= ?[ap]\.? ?m\b)|h\b|時|시))"
)
AFTER = re_pattern(  # ", 3:27", " um 20:38", " - 10:32", "T13:47"
    rf"(?P<gap>[\s.,;·•|«»()\[\]@~–—:-]{{0,6}}+(?:[^{NOWORD}]{{1,14}}+[\s.,()]{{0,3}}+){{0,3}}){_CLOCK}"
)
BEFORE = re_pattern(  # "10:16am On Apr 24"
    rf"(?<![\d:.,]){_CLOCK}(?P<half> ?(?:[ap]\. ?m\.?|[^{NOWORD}]{{1,12}}+)??)??"
    rf"[\s,;·•|()–—-]{{0,4}}+(?:[^{NOWORD}]{{1,6}}+\.?\s{{1,2}}+){{0,2}}\Z"
)
_HALF = re_pattern(rf" ?([^{NOWORD}]{{1,12}}(?:\. ?[^{NOWORD}]\b)?)\.?")  # PM, p. m., μ.μ., مساء
_HOURS = re_pattern(r" (?:uhr|hrs|h)(?![^\W_])")  # 19:18 Uhr
_ZONE = re_pattern(r" ?\(?(?:(?P<z>utc|gmt|z)\b\)?)?(?: ?(?P<off>[+-]\d\d:?\d\d)(?!\d))?")
TIMED = re_pattern(r"\d(?:[:.h時时點点]| h |시 ?)\d\d")


class Time(NamedTuple):
    iso: str  #: ``HH:MM:SS``, with the offset if one was printed
    precision: str
    end: int  #: where it ends


def clock(found: re.Match[str], table: Names) -> Time | None:
    """The time that :data:`AFTER` or :data:`BEFORE` matched; ``None`` where there is no such hour."""
    text, end = found.string, found.end()
    hours, minutes, seconds = found.group("h", "m", "s")
    hour = int(hours)
    zone = half = ""
    halves = table.halves
    if "gap" in found.re.groupindex:  # AFTER
        gap = found["gap"]
        if len(gap) > 2:
            for word in WORD.findall(gap):
                half = halves.get(word) or halves.get(word[-2:] if not word.isascii() else "") or half  # 星期一下午3:27
        if end < len(text):
            if tail := _HALF.match(text, end):
                word = tail[1].replace(" ", "")
                for form in (word, word.replace(".", ""), word.partition(".")[0]):
                    if form in halves:
                        half = halves[form]
                        end = tail.start(1) + len(form) if len(form) < len(word.replace(".", "")) else tail.end()
                        break
            if unit := _HOURS.match(text, end):
                end = unit.end()
            offset = _ZONE.match(text, end)
            if offset and (offset["z"] or offset["off"]):
                end = offset.end()
                zone = f"{offset['off'][:3]}:{offset['off'][-2:]}" if offset["off"] else "Z"
    elif found["half"]:
        half = halves.get(found["half"].replace(" ", "").replace(".", ""), "")
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    if hour > 23:
        return None
    return Time(f"{hour:02d}:{minutes or '00'}:{seconds or '00'}{zone}", "second" if seconds else "minute", end)
