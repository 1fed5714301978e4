"""The words and signs of dates: characters brought to one form, tokens, and the tables of ``data/dates.toml``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from boilerstrip import prebuilt

if TYPE_CHECKING:
    from datetime import datetime

# Decimal digits of other scripts, blanks and signs, each brought to its plain form of the same length.
_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0x1040)
PLAIN: dict[int, str] = {zero + i: str(i) for zero in (*_ZEROS, 0x17E0, 0xFF10) for i in range(10)}
PLAIN |= dict.fromkeys((0xA0, 0x2009, 0x202F, 0x2007, 0x3000), " ") | dict.fromkeys((0x2019, 0x2BC), "'")
PLAIN |= dict.fromkeys((0x2010, 0x2011, 0x2212), "-") | {0xFF1A: ":", 0xFF0F: "/", 0x2044: "/", 0xFF0E: "."}
PLAIN |= {0x60C: ",", 0xFF0C: ","}
BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")  # "12\u200f/4\u200f/2020", as Arabic sites have it

THAI = "\u0e01-\u0e4e"
CJK = "\u3040-\u30ff\u3400-\u9fff"
NOWORD = r"\s\d!-/:-@\[-`{-¿\u2010-\u2027\u2030-\u205e\u3001-\u3011\uff00-\uff0f\uff1a-\uff20"
TOKEN = re.compile(rf"\d+|[{THAI}]+(?:\.[{THAI}]+)*|[{CJK}]|[^{NOWORD}{CJK}{THAI}]+|\S")  # "6. เม.ย. 2563"
ASCII_TOKEN = re.compile(r"\d+|[a-z]+|\S", re.ASCII)  # the same for plain text, twice as fast
WORD = re.compile(rf"[^{NOWORD}]+")
ASCII_WORD = re.compile(r"[a-z]+")
DIGIT = re.compile(r"\d")
GLUED = re.compile(rf"[{THAI}{CJK}\uac00-\ud7af]")  # scripts that write words without blanks


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
    data: dict[str, dict[str, Any]] = dict(prebuilt.read(prebuilt.DATA / "dates.toml"))
    months: dict[str, dict[str, int]] = {}
    phrases: dict[str, dict[str, int]] = {}
    kinds: dict[str, str] = {}
    weekdays: dict[str, int] = {}
    past: dict[str, list[tuple[str, str, str]]] = {}
    one: dict[str, list[tuple[str, str, int]]] = {}
    first_words: set[str] = set()
    halves: dict[str, str] = {}
    ambiguous = frozenset(data.pop("ambiguous")["words"].split())
    ordinals = data.pop("ordinals")["words"].split()

    def phrase(text: str, unit: str, number: int) -> None:
        words = WORD.findall(text)
        if words:
            first_words.add(words[0])
            one.setdefault(" ".join(words[:2]), []).append((text, unit, number))

    for language, table in data.items():
        shift = 13 if language == "persian-calendar" else 1
        for number, names in enumerate(table.get("months", ())):
            for name in names.split():
                where = phrases if "-" in name else months
                where.setdefault(name.replace("-", " "), {})[language] = number + shift
        for number, names in enumerate(table.get("weekdays", ())):
            for name in names.split():
                weekdays.setdefault(name, number)
        for day, number in (("today", 0), ("yesterday", 1), ("before", 2)):
            for text in table.get(day, "").split("|"):
                phrase(text, "word", number)
        for text in table.get("now", "").split("|"):
            phrase(text, "now", 0)
        kinds |= dict.fromkeys(table.get("links", "").split(), "C")
        for half in ("am", "pm"):
            for word in table.get(half, "").replace(" ", "").split("|"):
                halves.setdefault(word, half)
        for unit, patterns in table.get("past", {}).items():
            for pattern in patterns.split("|"):
                for form in {pattern, pattern.replace(".", "")}:
                    before, after = (part.strip() for part in form.split("{0}"))
                    past.setdefault(after[:2], []).append((after, before, unit))
                    for word in table.get("one", "").split():
                        phrase(" ".join(filter(None, (before, word, after))), unit, 1)
    for found in past.values():
        found.sort(key=lambda entry: -len(entry[0]) - len(entry[1]))
    for entries in one.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    halves.pop("", None)
    # a link or a weekday that is also a month's name ("mar") is a month where a number stands beside it
    kinds |= {w: "W" for w in weekdays if kinds.get(w) != "C"}
    kinds |= dict.fromkeys(ordinals, "o") | dict.fromkeys(months, "M")
    kinds |= {"de": "C", "năm": "C", "tháng": "T", "thg": "T"} | {sign: sign for sign in ".,/-'"} | {"º": "o", "ª": "o"}
    kinds |= {f"{year:02d}": "n" for year in range(100)}  # overwritten by the days below
    kinds |= {form: "N" for day in range(1, 32) for form in (str(day), f"{day:02d}")}
    for first, last in ((1900, 2100), (2443, 2643), (1300, 1450)):  # ours, the Buddhist and the Persian era
        kinds |= {str(year): "Y" for year in range(first, last + 1)}
    starts = frozenset(name.split()[0] for name in phrases)
    readings = months | phrases
    majority = {word: max(found.values(), key=list(found.values()).count) for word, found in readings.items()}
    unspaced = {text: (unit, number) for entries in one.values() for text, unit, number in entries}
    unspaced = {text: meaning for text, meaning in unspaced.items() if GLUED.match(text)}
    inside = re.compile("|".join(map(re.escape, sorted(unspaced, key=len, reverse=True))))
    month_words = {word for name in [*months, *phrases] for word in WORD.findall(name)[:1]} | {"tháng", "thg"}
    past_words = {word for entries in past.values() for after, _, _ in entries for word in WORD.findall(after)[:1]}
    days = frozenset(w for w in weekdays if len(w) > 2)
    return Names(
        readings, majority, frozenset(phrases), starts, kinds, weekdays, past, one, inside, unspaced,
        frozenset(month_words), frozenset(past_words), frozenset(first_words), days,
        frozenset(month_words | past_words | first_words | days), halves, ambiguous,
    )  # fmt: skip
