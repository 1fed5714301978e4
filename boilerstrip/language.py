"""The language of a text, by its function words; a guess for dates and for people, never a filter."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import regex

from boilerstrip import prebuilt
from boilerstrip.lazy import regex_pattern

SAMPLE = 6_000  #: characters looked at
LEAST = 4  #: function words that have to be there
_WORD = regex_pattern(r"[\p{L}\p{M}]+")


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, tuple[str, ...]], list[tuple[str, regex.Pattern[str]]]]:
    raw = prebuilt.read(prebuilt.DATA / "languages.toml")
    words: dict[str, list[str]] = {}
    for language, line in raw["words"].items():
        for word in line.split():
            words.setdefault(word, []).append(language)
    scripts = [(language, regex.compile(rf"\p{{{name}}}")) for language, name in raw["scripts"].items()]
    return {w: tuple(x) for w, x in words.items()}, scripts


def guess_language(text: str) -> str | None:
    """BCP 47 primary language, ``None`` where too little speaks for one.

    >>> guess_language("Der Hund ist nicht mit auf dem Bild, und das ist auch gut.")
    'de'
    """
    sample = text[:SAMPLE]
    words, scripts = _tables()
    letters = sum(map(str.isalpha, sample))
    if not sample.isascii():
        for language, pattern in scripts:
            share = len(pattern.findall(sample)) / max(letters, 1)
            if share >= (0.1 if language == "ja" else 0.4):
                return language
    votes: Counter[str] = Counter()
    for word in _WORD.findall(sample.lower()):
        for language in words.get(word, ()):
            votes[language] += 1
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < LEAST or (len(ranked) > 1 and ranked[0][1] < 1.15 * ranked[1][1]):
        return None
    return ranked[0][0]
