"""The words and signs of dates: characters brought to one form, tokens, and the tables of ``data/dates.toml``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from boilerstrip import prebuilt
from boilerstrip.lazy import re_pattern

if TYPE_CHECKING:
    from datetime import datetime

# Decimal digits of other scripts, blanks and signs, each brought to its plain form of the same length.
_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0x1040)
PLAIN: dict[int, str] = {zero + i: str(i) for zero in (*_ZEROS, 0x17E0, 0xFF10) for i in range(10)}
PLAIN |= dict.fromkeys((0xA0, 0x2009, 0x202F, 0x2007, 0x3000), " ") | dict.fromkeys((0x2019, 0x2BC), "'")
PLAIN |= dict.fromkeys((0x2010, 0x2011, 0x2212), "-") | {0xFF1A: ":", 0xFF0F: "/", 0x2044: "/", 0xFF0E: "."}
PLAIN |= {0x60C: ",", 0xFF0C: ","}
BIDI = re_pattern("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")  # "12\u200f/4\u200f/2020", as Arabic sites have it

THAI = "\u0e01-\u0e4e"
CJK = "\u3040-\u30ff\u3400-\u9fff"
NOWORD = r"\s\d!-/:-@\[-`{-¿\u2010-\u2027\u2030-\u205e\u3001-\u3011\uff00-\uff0f\uff1a-\uff20"
TOKEN = re_pattern(rf"\d+|[{THAI}]+(?:\.[{THAI}]+)*|[{CJK}]|[^{NOWORD}{CJK}{THAI}]+|\S")  # "6. เม.ย. 2563"
ASCII_TOKEN = re_pattern(r"\d+|[a-z]+|\S", re.ASCII)  # the same for plain text, twice as fast
WORD = re_pattern(rf"[^{NOWORD}]+")
ASCII_WORD = re_pattern(r"[a-z]+")
DIGIT = re_pattern(r"\d")
GLUED = re_pattern(rf"[{THAI}{CJK}\uac00-\ud7af]")  # scripts that write words without blanks


class Line(NamedTuple):
    """One string as it is read."""

    raw: str  #: plain digits and blanks, letters as they were
    text: str  #: lower case, plain digits and blanks, one character for one of the input
    order: str
    base: datetime | None
    base_has_time: bool
    lang: str
    persian: bool  #: its first digit is a Persian one


class Answer(NamedTuple):
    """What was found, before it is cut out of the input."""

    start: int
    end: int
    iso: str | None
    relative: bool
    precision: str


class Names(NamedTuple):
    """``data/dates.toml``, arranged for look-ups."""

    months: dict[str, dict[str, int]]  # word → language → number; 13–24 are the months of the Persian calendar
    majority: dict[str, int]  # word → what most languages mean by it; a tie goes to the first in the data
    phrases: frozenset[str]  # months of several words
    starts: frozenset[str]
    kinds: dict[str, str]  # word → letter
    weekdays: dict[str, int]
    past: dict[str, list[tuple[str, str, str]]]  # two characters behind the number → (after, before, unit)
    one: dict[str, list[tuple[str, str, int]]]  # first two words → (phrase, unit or day, number)
    unspaced: re.Pattern[str]  # phrases of scripts that need no blanks around words
    unspaced_of: dict[str, tuple[str, int]]
    month_words: frozenset[str]  # a line without these has no month; likewise the three below
    past_words: frozenset[str]
    relative_words: frozenset[str]
    day_words: frozenset[str]  # weekdays, which are dates with a time behind them
    any_words: frozenset[str]  # all of these
    halves: dict[str, str]  # halves of the day: word → am, pm
    ambiguous: frozenset[str]


@lru_cache(maxsize=1)
def names() -> Names:
    """The tables, read once."""
    path = prebuilt.DATA / "dates.toml"
    made = prebuilt.made(path)
    if made is None:
        from boilerstrip.dates.arrange import arrange

        made = arrange(prebuilt.parse(path))
    sets = {key: frozenset(made[key]) for key in ("phrases", "starts", "month_words", "past_words", "relative_words", "day_words", "ambiguous")}
    any_words = sets["month_words"] | sets["past_words"] | sets["relative_words"] | sets["day_words"]
    return Names(**{**made, **sets, "unspaced": re_pattern(made["unspaced"]), "any_words": any_words})
