"""Dates as forums, blogs and mails print them, in some sixty languages.

:func:`find_date` finds the first date in a short string, :func:`parse_date` reads a string that is known to be a date,
:func:`parse_machine` reads attributes (``datetime``, epoch seconds) and :func:`decide_order` settles per page whether
``03/04/2020`` is March or April.

A line is cut into tokens, each token gets one letter (``N`` a day, ``M`` a month's name, ``Y`` a year …) and a date is
a short pattern over the letters; the words per language are data (``data/dates.toml``).  What is not known is not made
up: an hour stands in the answer only where one was printed, ``3 days ago`` means nothing without a base.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from boilerstrip.dates.absolute import east, finish, named, numeric, valid
from boilerstrip.dates.clock import TIMED
from boilerstrip.dates.order import GROUPS, LOOK, decide_order
from boilerstrip.dates.relative import SHORT, ago, back, relative_words
from boilerstrip.dates.words import ASCII_WORD, BIDI, DIGIT, GLUED, PLAIN, WORD, Answer, Line, Names, names
from boilerstrip.lazy import re_pattern

__all__ = ["FoundDate", "decide_order", "find_date", "parse_date", "parse_machine"]

WORD_ALONE = SHORT  #: characters of a line in which a date without a number is looked for
LONG = 120  #: "a day ago" and "Monday at 10:32" are looked for on lines up to this

_ISO = re_pattern(
    r"([12]\d{3})(?:-?(\d\d)(?:-?(\d\d)"
    r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?\Z",
    re.ASCII,
)
_EPOCH = re_pattern(r"(\d{10})(\d{3})?(?:\.\d{1,6})?\Z", re.ASCII)
_BARE = re_pattern(r"(\d{1,3}) ?(s|m|min|h|hr|d|w|mo|y|yr)\Z")  # a time-ago stamp: 3d
_LETTERS = bytes(c if chr(c).islower() else 32 for c in range(128)).ljust(256)
_UNITS = {
    "s": "second", "m": "minute", "min": "minute", "h": "hour", "hr": "hour", "d": "day", "w": "week", "mo": "month",
    "y": "year", "yr": "year",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands: ``text[start:end] == raw``.

    ``iso`` is ISO 8601 as far as known (``2019-04-24T20:38:00``, ``2019-04-24``, ``2019-04``, ``2019``, ``--04-24``),
    ``None`` for a relative date without a base.  ``precision`` is year, month, day, minute or second.
    """

    start: int
    end: int
    raw: str
    iso: str | None
    relative: bool
    precision: str


def find_date(text: str, *, order: str = "auto", base: str | None = None, lang: str | None = None) -> FoundDate | None:
    """The first date in ``text``, of which 300 characters are looked at.

    Args:
        order: of numbers: ``dmy``, ``mdy``, ``ymd``, or ``auto`` (see :func:`decide_order`).
        base: ISO 8601; what relative dates count from.
        lang: BCP 47; settles words that two languages share.

    A time, a price, a version, a lone year or a lone month is no date.  Never raises on any text.
    """
    if len(text) > LOOK:
        text = text[:LOOK]
    digit = DIGIT.search(text)
    if digit is None and len(text) > SHORT:
        return None
    table = names()
    places: list[int] | None = None
    plain = text
    if text.isascii():
        lower = text.lower()
        if _holds_none(lower, digit is not None, table):
            return None
    else:
        if BIDI.search(text):
            places = [i for i, char in enumerate(text) if not BIDI.match(char)]
            plain = "".join(text[i] for i in places)
            places.append(len(text))
        plain = plain.translate(PLAIN)
        lower = plain.lower()
        if len(lower) != len(plain):  # "İ" becomes two characters
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
    moment, has_time = _moment(base)
    persian = digit is not None and "\u06f0" <= digit[0] <= "\u06f9"
    line = Line(plain, lower, order, moment, has_time, lang.lower() if lang else "", persian)
    found = _find(line, digit is not None, table)
    if found is None:
        return None
    start, end, iso, relative, precision = found
    if places is not None:
        start, end = places[start], places[end - 1] + 1
    return FoundDate(start, end, text[start:end], iso, relative, precision)


def _holds_none(lower: str, digits: bool, table: Names) -> bool:
    """Whether a plain line has neither a word nor the numbers of a date: most lines, told by one look at their words."""
    words = lower.encode().translate(_LETTERS).decode().split()  # as ASCII_WORD, twice as fast
    if digits:
        return table.any_words.isdisjoint(words) and GROUPS.search(lower) is None
    return table.relative_words.isdisjoint(words)


def _find(line: Line, digits: bool, table: Names) -> Answer | None:
    text = line.text
    words = (ASCII_WORD if text.isascii() else WORD).findall(text)
    glued = not text.isascii() and bool(GLUED.search(text))
    if digits:
        best = numeric(line)
        if glued and (other := east(line)) and (best is None or other.start < best.start):
            best = other
        if glued or not table.month_words.isdisjoint(words):
            other = named(line, table)
            if other and (best is None or other.start < best.start):
                best = other
        if best is not None:
            return finish(line, table, best)
        if (glued or not table.past_words.isdisjoint(words)) and (found := ago(line, table)):
            return found
    if len(text) > LONG:
        return None
    timed = digits and not table.day_words.isdisjoint(words) and TIMED.search(text) is not None
    if glued or timed or not table.relative_words.isdisjoint(words):
        return relative_words(line, table, glued=glued, timed=timed)
    return None


@lru_cache(maxsize=64)
def _moment(base: str | None) -> tuple[datetime | None, bool]:
    if not base:
        return None, False
    try:
        moment = datetime.fromisoformat(base.strip())
    except ValueError:
        return None, False
    return (moment, len(base.strip()) > 10) if moment.year >= 1900 else (None, False)


def parse_machine(text: str) -> str | None:
    """A machine's date (``datetime`` attribute, JSON): ISO 8601 in its forms, epoch seconds or milliseconds."""
    text = text.strip()[:64]
    if found := _EPOCH.match(text):
        seconds = int(found[1])
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds > 300_000_000 else None
    found = _ISO.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    if not 1900 <= int(year) <= 2100 or not valid(int(year), int(month or 1), int(day or 1)):
        return None
    out = "-".join(filter(None, (year, month, day)))
    if hour is None or int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return out
    zone = zone if not zone or zone == "Z" else f"{zone[:3]}:{zone[3:].lstrip(':') or '00'}"
    return f"{out}T{hour}:{minute}:{second or '00'}{zone or ''}"


def parse_date(
    text: str, *, order: str = "auto", base: str | None = None, lang: str | None = None, thorough: bool = False
) -> str | None:
    """ISO 8601 as far as known for a string that is known to be a date: an attribute's value or a visible stamp.

    Beyond :func:`find_date` it reads a lone year and stamps like ``3d`` (with ``base``).  ``thorough`` asks dateparser,
    where it is installed, about what is left.
    """
    exact = parse_machine(text)
    if exact:
        return exact
    found = find_date(text, order=order, base=base, lang=lang)
    if found:
        return found.iso
    bare = _BARE.match(text.strip().lower()[:12])
    if bare:
        moment, has_time = _moment(base)
        return back(Line("", "", order, moment, has_time, "", False), _UNITS[bare[2]], int(bare[1]))
    return _thorough(text, order, base, lang) if thorough else None


def _thorough(text: str, order: str, base: str | None, lang: str | None) -> str | None:
    try:
        import dateparser  # type: ignore[import-untyped]
    except ImportError:
        return None
    settings: dict[str, Any] = {"REQUIRE_PARTS": ["day", "month", "year"]}
    if order != "auto":
        settings["DATE_ORDER"] = order.upper()
    moment, _ = _moment(base)
    if moment:
        settings["RELATIVE_BASE"] = moment.replace(tzinfo=None)
    try:
        found = dateparser.parse(text[:LOOK], languages=[lang.partition("-")[0]] if lang else None, settings=settings)
    except (ValueError, OverflowError):
        return None
    return found.date().isoformat() if found else None
