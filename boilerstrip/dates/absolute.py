"""Dates that say their day, month or year: with a month's name, in numbers, in the writing of East Asia."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from boilerstrip.dates.clock import AFTER, BEFORE, clock
from boilerstrip.dates.order import century, decide_order, numerics
from boilerstrip.dates.words import ASCII_TOKEN, DIGIT, TOKEN, Answer
from boilerstrip.lazy import re_pattern

if TYPE_CHECKING:
    from boilerstrip.dates.words import Line, Names

# 2020年4月6日, 2020년 4월 6일, 令和2年4月6日, 4月6日
_EAST = re_pattern(
    r"(?<!\d)(?:(令和|平成|昭和|民國|民国)? ?(\d{1,4}|元) ?[年년] ?)?"
    r"(\d{1,2}) ?[月월](?: ?(\d{1,2}) ?[日일号號])?(?!\d)"
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}

# The shapes of a date over the letters of its tokens, whole dates first.  N number 1–31, n other two digits, Y year,
# M month's name, C link word, o ordinal mark, T "tháng", t an hour; punctuation stands for itself.
_WHOLE = re_pattern(
    r"(?P<dmy>(?:N[o.]?[.,]?[-/]?C{0,2}'?M\.?,?[-/]?C{0,2}(?:Y|'[Nn]))"  # 24th of April 2019
    r"|(?:N-M-[Nn]|N/M/[Nn]|N\.M\.[Nn])|NM\.?,?[Nn](?!N))"  # 16-Jun-20
    r"|(?P<mdy>M\.?[-/]?C?No?[.,]?C{0,2}[-/]?(?:Y|'[Nn]))"  # Apr 11, 2020
    r"|(?P<ymd>Y[.,]?C{0,2}\.?[-/]?M\.?[-/]?No?)"  # 2020. április 6
    r"|(?P<ydm>Y[.,]?C{0,2}N[.o]?C?M)"  # 2020. gada 6. aprīlis
    r"|(?P<viet>NTN,?C?C?Y)|(?P<viet2>TNN,?C?Y)"  # ngày 6 tháng 4 năm 2020
)
_PARTIAL = re_pattern(
    r"(?P<my>M[.,]?[-/]?C{0,2}(?:Y|'[Nn]))"  # Dec 2019, Apr '19
    r"|(?P<dm>N[o.]?[-/]?C{0,2}M)|(?P<md>M[.]?[-/]?C?No?)|(?P<dt>NTN)"  # 24. April, Apr 24
)
_MONTH_WORDS = ("may", "mar", "march", "mars")  # of the ambiguous ones, those that mostly are months beside a number
_SECOND_PART = re_pattern(r"\d[.:]")  # of a time or a price: the 30 of 12:30
_DAY_BEFORE = re_pattern(r"\d[.]? ?\Z")
_LABEL = re_pattern(r"\w\s?:")  # "posts:"
_DAY_NAME = re_pattern(r"([^\W\d_]{3,14}|[^\W\d_]{2}(?=[.,]))\.?,?[ \u00a0]{0,2}\Z")  # "Fri, 11/21/2014"
_GLUED_HALF = re_pattern(r" ?([AP])M(?=[a-z])")  # "9:05 PMunread"
_YEAR_AFTER = re_pattern(r"\s{1,2}(?:[a-z]{3,4}\s)?((?:19|20)\d\d)(?!\d)")  # Mon Apr  6 12:30:45 2020


class Hit(NamedTuple):
    start: int
    end: int
    year: int | None
    month: int
    day: int | None


class _Tokens(NamedTuple):
    text: str
    spans: list[tuple[int, int]]
    kinds: str  #: one letter a token


def _tokens(line: Line, table: Names) -> _Tokens:
    text = line.text
    tokens: list[tuple[int, int]] = []
    kinds: list[str] = []
    known = table.kinds
    past = 0
    for found in (ASCII_TOKEN if text.isascii() else TOKEN).finditer(text):
        word = found[0]
        start, end = found.span()
        kind = known.get(word, "x")
        if kind == "N":
            before, after, inside = text[start - 1 : start], text[end : end + 1], text[end + 1 : end + 2].isdigit()
            if (before and before in "#$€£") or after == "%" or (start > 1 and _SECOND_PART.match(text, start - 2)):
                kind = "x"
            elif inside and after and after in ":.,":
                kind = "t" if after == ":" else "x"
        elif word in table.starts:
            for count in (3, 2):  # "كانون الثاني", "tháng mười hai"
                longer = " ".join(text[start : start + 32].split()[:count]).rstrip(".,")
                if longer in table.phrases and text.startswith(longer, start):
                    kind, end = "M", start + len(longer)
                    break
        if start >= past:  # else it is the rest of a name of several words
            tokens.append((start, end))
            kinds.append(kind)
            past = end
    return _Tokens(text, tokens, "".join(kinds))


def named(line: Line, table: Names) -> Hit | None:
    """A date with a month's name."""
    tokens = _tokens(line, table)
    for pattern in (_WHOLE, _PARTIAL):
        at = 0
        while found := pattern.search(tokens.kinds, at):
            at = found.start() + 1
            hit = _read_shape(line, table, tokens, found)
            if hit:
                return hit
    return None


def _read_shape(line: Line, table: Names, tokens: _Tokens, found: re.Match[str]) -> Hit | None:
    first, last = found.span()
    shape = found.lastgroup
    text, spans, kinds = tokens
    year: int | None = None
    day: int | None = None
    word = ""
    numbers: list[int] = []
    for i in range(first, last):
        token = text[spans[i][0] : spans[i][1]]
        if kinds[i] == "M":
            word = token
        elif kinds[i] in "NnY":
            numbers.append(int(token))
    if word:
        month = _month(word, line.lang, table)
    elif shape == "viet2":
        month, numbers = numbers[0], numbers[1:]
    else:
        month = numbers.pop(1)
    if shape in ("dm", "md", "dt"):
        day = numbers[0]
        if word in table.ambiguous and not _may_stand_alone(line, table, tokens, (first, last), word):
            return None
    elif shape == "my":
        year = numbers[0]
        if _DAY_BEFORE.search(text, max(0, spans[first][0] - 4), spans[first][0]):
            return None  # "32 January 2019"
        if word in table.ambiguous and word not in _MONTH_WORDS and not _month_of(word, line.lang, table):
            return None
    elif shape in ("ymd", "ydm"):
        year, day = numbers
    else:
        day, year = numbers
    thai = "\u0e01" <= word[:1] <= "\u0e4e"
    bare_year = shape == "dmy" and kinds[last - 1] in "Nn" and kinds[last - 2] not in "-/.'"
    if bare_year and not thai and kinds[last : last + 1] != "t":
        return None  # "16 Jun 20": a year only before a time, or in Thai
    if year is not None and year < 100:
        year = 2500 + year if thai else century(year)
    if year is not None and (1300 <= year <= 1450) != (month > 12):
        return None
    if month > 12:
        if year is None or day is None:
            return None
        year, month, day = _from_persian(year, month - 12, day)
    elif year is not None and year > 2400:
        year -= 543  # Buddhist era
    if not valid(year, month, day):
        return None
    if first and kinds[first - 1] in ",(." and first > 1 and kinds[first - 2] == "W":
        first -= 2
    elif first and kinds[first - 1] == "W":
        first -= 1
    return Hit(spans[first][0], spans[last - 1][1], year, month, day)


def _may_stand_alone(line: Line, table: Names, tokens: _Tokens, part: tuple[int, int], word: str) -> bool:
    """Whether "May 5" is a date: before the line's end, punctuation or a time, and surely a month's name."""
    start = tokens.spans[part[0]][0]
    end = tokens.spans[part[1] - 1][1]
    rest = line.text[end:].lstrip()
    ends = not rest or rest[0] in ",;|·•)]-–—»" or AFTER.match(line.text, end) is not None
    name = line.raw[start:end].lstrip("0123456789. -/")[:1].isupper() or not line.text[:start].strip()
    return ends and ((name and word in _MONTH_WORDS) or _month_of(word, line.lang, table) is not None)


def _month_of(word: str, lang: str, table: Names) -> int | None:
    """The month that ``word`` names in ``lang``."""
    if not lang:
        return None
    readings = table.months[word]
    short = lang.partition("-")[0]
    return next((number for language, number in readings.items() if language.lower().partition("-")[0] == short), None)


def _month(word: str, lang: str, table: Names) -> int:
    known = _month_of(word, lang, table)
    return table.majority[word] if known is None else known


def numeric(line: Line) -> Hit | None:
    for found in numerics(line.text):
        one, sep, two, three = found.groups()
        if len(one) == 4 and len(three) == 4:
            continue
        if len(one) == 4:
            year, month, day = int(one), int(two), int(three)
            if 1300 <= year <= 1450 and (line.persian or line.lang.startswith("fa")) and 1 <= month <= 12:
                year, month, day = _from_persian(year, month, day)
        else:
            if len(three) == 2 and not _short_year(line, found):
                continue
            order = line.order if line.order != "auto" else decide_order([found[0]], line.lang)
            if len(three) == 1 and order != "ymd":
                continue
            year, month, day = _ordered(int(one), int(two), int(three), order, short=len(three) != 4, sep=sep)
        if year > 2400:
            year -= 543
        if 1900 <= year <= 2100 and valid(year, month, day):
            return Hit(found.start(), found.end(), year, month, day)
    return None


def _short_year(line: Line, found: re.Match[str]) -> bool:
    """Whether 16.03.20 is a date: 1.2.20 never is, and inside of a sentence it is a version as well."""
    one, sep, two, _ = found.groups()
    if sep == "/":
        return True
    if len(two) != 2 or (sep == "." and len(one) != 2):
        return False
    return sep != "." or len(line.text) <= 40 or AFTER.match(line.text, found.end()) is not None


def _ordered(one: int, two: int, three: int, order: str, *, short: bool, sep: str) -> tuple[int, int, int]:
    """Year, month and day of three numbers; a part over 12 or full stops overrule ``order``."""
    if order == "ymd" and short and one <= 99 and 1 <= two <= 12 and 1 <= three <= 31:
        return century(one), two, three
    year = century(three) if short else three
    if sep == "." or one > 12:
        order = "dmy"
    elif two > 12:
        order = "mdy"
    return (year, one, two) if order == "mdy" else (year, two, one)


def east(line: Line) -> Hit | None:
    if line.text.isascii():
        return None
    for found in _EAST.finditer(line.text):
        era, year_text, month, day = found.groups()
        year: int | None = None
        if year_text:
            year = 1 if year_text == "元" else int(year_text)
            year = year + _ERAS[era] if era else year
            if not 1900 <= year <= 2100:
                continue
        elif not day:
            continue
        if valid(year, int(month), int(day) if day else None):
            return Hit(found.start(), found.end(), year, int(month), int(day) if day else None)
    return None


def finish(line: Line, table: Names, hit: Hit) -> Answer:
    """The date with the time that stands behind or before it."""
    start, end, year, month, day = hit
    if day is None:
        return Answer(start, end, f"{year:04d}-{month:02d}", False, "month")
    time = None
    after = AFTER.match(line.text, end)
    # "Apr 24 posts: 10:30": a word and a colon between them is a label, not "at"
    if after and len(after["gap"]) <= 20 and not _LABEL.search(after["gap"]) and (time := clock(after, table)):
        end = time.end
        if year is None and (found := _YEAR_AFTER.match(line.text, end)):
            year, end = int(found[1]), found.end()
        if half := _GLUED_HALF.match(line.raw, end):
            end = half.end()
            hour = int(time.iso[:2]) % 12 + (12 if half[1] == "P" else 0)
            time = time._replace(iso=f"{hour:02d}{time.iso[2:]}")
    if start and (found := _DAY_NAME.search(line.text, max(0, start - 18), start)) and found[1] in table.weekdays:
        start = found.start()
    if time is None and start > 3:
        head = line.text[max(0, start - 36) : start]
        if DIGIT.search(head) and (before := BEFORE.search(head)) and (time := clock(before, table)):
            start += before.start() - len(head)
    iso = f"{year:04d}-{month:02d}-{day:02d}" if year is not None else f"--{month:02d}-{day:02d}"
    if time is None:
        return Answer(start, end, iso, False, "day")
    return Answer(start, end, f"{iso}T{time.iso}", False, time.precision)


def valid(year: int | None, month: int, day: int | None) -> bool:
    """Whether there is such a day; 29 February without a year is one."""
    try:
        date(year if year is not None else 2000, month, day if day is not None else 1)
    except ValueError:
        return False
    return True


def _from_persian(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Solar Hijri to Gregorian (33-year cycle, right from 1799 to 2256)."""
    days = 365 * (year - 979) + (year - 979) // 33 * 8 + ((year - 979) % 33 + 3) // 4
    days += (month - 1) * 31 - max(0, month - 7) + day - 1 + 79
    found = date(1600, 1, 1) + timedelta(days=days)
    return found.year, found.month, found.day
