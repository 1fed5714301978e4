"""``data/dates.toml`` arranged for look-ups, as values that JSON can hold: they are kept ready in ``data/dates.json``."""

from __future__ import annotations

import re
from typing import Any

from boilerstrip.dates.words import GLUED, WORD


def arrange(tables: dict[str, Any]) -> dict[str, Any]:
    """The fields of :class:`~boilerstrip.dates.words.Names` by name; sets as sorted lists, the pattern as its text."""
    data: dict[str, dict[str, Any]] = dict(tables)
    months: dict[str, dict[str, int]] = {}
    phrases: dict[str, dict[str, int]] = {}
    kinds: dict[str, str] = {}
    weekdays: dict[str, int] = {}
    past: dict[str, list[tuple[str, str, str]]] = {}
    one: dict[str, list[tuple[str, str, int]]] = {}
    first_words: set[str] = set()
    halves: dict[str, str] = {}
    ambiguous = data.pop("ambiguous")["words"].split()
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
                for form in dict.fromkeys((pattern, pattern.replace(".", ""))):
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
    month_words = {word for name in [*months, *phrases] for word in WORD.findall(name)[:1]} | {"tháng", "thg"}
    past_words = {word for entries in past.values() for after, _, _ in entries for word in WORD.findall(after)[:1]}
    return {
        "months": readings, "majority": majority, "phrases": sorted(phrases), "starts": sorted(starts), "kinds": kinds,
        "weekdays": weekdays, "past": past, "one": one, "unspaced_of": unspaced,
        "unspaced": "|".join(map(re.escape, sorted(unspaced, key=len, reverse=True))),
        "month_words": sorted(month_words), "past_words": sorted(past_words), "relative_words": sorted(first_words),
        "day_words": sorted(w for w in weekdays if len(w) > 2), "halves": halves, "ambiguous": ambiguous,
    }  # fmt: skip
