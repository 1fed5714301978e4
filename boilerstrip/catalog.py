"""The phrase catalog: which lines are strings of software (buttons, prompts, headings, notices), in any language.

Matching is by look-up, never by trying one pattern after the other: whole lines in a dictionary, numbers abstracted;
patterns by their first, last or longest fixed word; phrases inside of a line by their longest word.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from boilerstrip.lazy import re_pattern
from boilerstrip.memory import remembered
from boilerstrip.phrasefiles import (
    CATEGORIES,
    DENSE,
    MIN_ANY_WORDS,
    PLACEHOLDER,
    TYPED,
    fold,
    normalise,
    tidy,
    validate_phrases,
    words,
)
from boilerstrip.phraseindex import Tables, keys, listed, load

__all__ = ["PhraseBook", "PhraseHit", "label_of", "normalise", "phrases", "strong_anchor", "validate_phrases"]

MAX_LINE = 400  #: longer lines are prose: only phrases that are sure anywhere are looked for, at both ends
MAX_ENDS = 300
MAX_INNER = 200  #: characters of a line that a pattern without a fixed beginning or end may claim
MAX_WIDE = 60  #: characters of a line that a pattern with few fixed letters may claim
MAX_X, MAX_TITLE, MAX_DATE, MAX_TIME = 80, 250, 60, 24
MAX_X_WORDS = 7  #: words of a name
MAX_DATE_WORDS = 5  #: letter words of a date: "last updated on Sunday, January 5" is more than one

EDGE = 12  #: characters between a phrase and an end of its line, for it to be sure

SURE, ANY, PATTERN, INSIDE, WIDE, AMBIGUOUS = 1.0, 0.9, 0.8, 0.6, 0.5, 0.4
CERTAINTY = {"line": PATTERN, "wide": WIDE, "ambiguous": AMBIGUOUS}  #: of a phrase with placeholders, by its list

# From which certainty a hit settles the line whatever stands around it.  Left out: what a person's own line may be
# (bylines, headings such as "Related posts", read more, search) and all that is only believed with company.
STRONG: dict[str, float] = {
    "app_promotion": SURE,
    "closed_thread": PATTERN,
    "comment_count": PATTERN,
    "comment_form": PATTERN,
    "comment_moderation": PATTERN,
    "comments_empty": PATTERN,
    "cookie": PATTERN,
    "footer": ANY,
    "forum_navigation": SURE,
    "loading": ANY,
    "login_prompt": ANY,
    "machine_summary": PATTERN,
    "newsletter": ANY,
    "notify": ANY,
    "pingback": PATTERN,
    "quote_end": SURE,
    "reaction_prompt": SURE,
    "register_prompt": ANY,
    "share": ANY,
    "skip": ANY,
}  # fmt: skip

_NUMBER = re_pattern(r"\d{1,15}(?:[.,' ]\d{1,3}){0,4}(?:[km](?!\w))?")
_NUMBERS = re_pattern(r"\d+")
_DIGIT = re_pattern(r"\d")
_SENTENCE = re_pattern(r"[.!?;] |[。！？]")
# What tidy() may turn into other words; letters of Latin, Greek, Cyrillic, Hebrew and typographic signs are not.
_SPECIAL = re_pattern("[^\x00-\u024f\u0370-\u0481\u05d0-\u05ea\u2010-\u2026\u20ac]")
_SEPARATOR = re_pattern(r" [|·•/] ")
_HALF_DAY = re_pattern(r" (?:[ap]\.?m\.?|uhr|h|г\.?|r\.?),?(?= )")  # "at 3:04 pm ann wrote", "2013 г. анна"
_CLOCK = re_pattern(r"(?<!\d)\d{1,2}(?:[:.h]\d{2}| ?[ap]\.?m)")  # 15:04, 3 pm
_LETTERS = re_pattern(r"[^\W\d_]{2,}")
_LETTER = re_pattern(r"[^\W\d_]")


class PhraseHit(NamedTuple):
    """A phrase that a line is, or holds."""

    category: str
    language: str  #: BCP 47
    certainty: float  #: 1.0 whole line, 0.9 part of it (0.6 amid a long one), 0.8 pattern, 0.5 wide one, 0.4 ambiguous
    phrase: str  #: as the catalog writes it
    values: tuple[tuple[str, str], ...] = ()  #: placeholder → what stood there, in the case of the line


class _Pattern(NamedTuple):
    names: tuple[str, ...]
    fixed: tuple[str, ...]  #: one more than names
    limit: int  #: characters of the longest line it may claim
    hits: tuple[PhraseHit, ...]


class PhraseBook:
    """All phrases of some files, indexed.  What it remembers is only what it would find again."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._relative = frozenset(tables.relative)
        self._inner_keys = frozenset(tables.inner)
        self._any_keys = frozenset(tables.any)
        sure = {str(i) for i, code in enumerate(tables.codes) if code.endswith("\tline")}
        self._sure_inner = frozenset(
            k for k in tables.inner if any(sure.intersection(listed(tables.patterns, p)) for p in listed(tables.inner, k))
        )
        self._pattern = lru_cache(maxsize=None)(self._make_pattern)  # bounded by the number of phrases
        self._short = remembered(self._match)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._t.languages)

    def __len__(self) -> int:
        return len(self._t.exact) + len(self._t.patterns)

    def _make_pattern(self, phrase: str) -> _Pattern:
        hits = []
        for code in listed(self._t.patterns, phrase):
            category, language, kind = self._t.codes[int(code)].split("\t")
            hits.append(PhraseHit(category, language, CERTAINTY[kind], phrase))
        names = tuple(PLACEHOLDER.findall(phrase))
        limit = MAX_LINE if any(h.certainty == PATTERN for h in hits) else MAX_TITLE if "title" in names else MAX_WIDE
        return _Pattern(names, tuple(PLACEHOLDER.split(phrase)[::2]), limit, tuple(hits))

    def _exact(self, text: str) -> list[PhraseHit]:
        hits = []
        for code in listed(self._t.exact, text):
            category, language, kind = self._t.codes[int(code)].split("\t")
            hits.append(PhraseHit(category, language, AMBIGUOUS if kind == "ambiguous" else SURE, text))
        return hits

    def match(self, line: str) -> tuple[PhraseHit, ...]:
        """All phrases that ``line`` is or holds, surest first; at most one per category and phrase."""
        return self._short(line) if len(line) <= MAX_LINE else self._match(line)

    def _match(self, line: str) -> tuple[PhraseHit, ...]:
        line = line.strip()
        if len(line) > 2 * MAX_LINE:
            return self._ends(line)
        plain = line.isascii()
        if len(line) > 2 * MAX_WIDE and (plain or not _SPECIAL.search(line)) and self._is_prose(line, words(fold(line))):
            return ()
        tidied = tidy(line, number=False)
        hits = self._tidied(tidied, plain)
        if not hits and line[:1].isdigit() and (unnumbered := tidy(line)) != tidied:
            hits = self._tidied(unnumbered, plain)  # a list number, not the day of a date
        return _best(hits)

    def _tidied(self, cased: str, plain: bool) -> list[PhraseHit]:
        """``plain``: whether it is ASCII, so that no word of a dense script can stand in it."""
        text = cased.lower() if plain else fold(cased)
        if not text:
            return []
        if len(text) > MAX_LINE:
            return [*self._ends(text)]
        tokens = words(text)
        found = tokens if plain else keys(text, tokens)
        hits: list[PhraseHit] = []
        if self._may_be_whole(text, tokens, found):
            hits = self._whole(text, cased if len(cased) == len(text) else text, tokens, found)
        if all(h.certainty <= WIDE for h in hits) and _SEPARATOR.search(text):
            hits += self._parts(_SEPARATOR.split(text))
        if (plain and len(tokens) < MIN_ANY_WORDS) or self._any_keys.isdisjoint(found):
            return hits
        return [*hits, *self._inside(text, found)]

    def _is_prose(self, line: str, tokens: list[str]) -> bool:
        """Whether a long line holds no word under which anything is filed: most do, and need no closer look."""
        if len(tokens) < 2 or tokens[0].isdigit() or not self._any_keys.isdisjoint(tokens):
            return False
        return (
            not self._has_edge(tokens)
            and (len(line) > MAX_INNER or self._sure_inner.isdisjoint(tokens))
            and not _SEPARATOR.search(line)
        )

    def _may_be_whole(self, text: str, tokens: list[str], found: list[str]) -> bool:
        """Whether a normalised line is a phrase or a pattern is filed under one of its words: few lines."""
        t = self._t
        if text in t.exact or not self._inner_keys.isdisjoint(found) or (tokens and self._has_edge(tokens)):
            return True
        return len(text) <= MAX_X and _DIGIT.search(text) is not None and _NUMBER.sub("{n}", text) in t.counted

    def _has_edge(self, tokens: list[str]) -> bool:
        """Whether a pattern is filed under the first or the last one or two words."""
        first, last = self._t.first, self._t.last
        if tokens[0] in first or tokens[-1] in last:
            return True
        return len(tokens) > 1 and (f"{tokens[0]} {tokens[1]}" in first or f"{tokens[-2]} {tokens[-1]}" in last)

    def _ends(self, line: str) -> tuple[PhraseHit, ...]:
        """Hits in both ends of a long line; the middle is never looked at."""
        ends = (normalise(line[:MAX_ENDS]), normalise(line[-MAX_ENDS:]))
        return _best([hit for end in ends for hit in self._inside(end, keys(end, words(end)))])

    def _whole(self, text: str, cased: str, tokens: list[str], found: list[str]) -> list[PhraseHit]:
        hits = self._exact(text)
        if not tokens:
            return hits
        t = self._t
        candidates = [*listed(t.first, tokens[0]), *listed(t.last, tokens[-1])]
        if len(tokens) > 1:
            candidates += listed(t.first, f"{tokens[0]} {tokens[1]}")
            candidates += listed(t.last, f"{tokens[-2]} {tokens[-1]}")
        if len(text) <= MAX_INNER:
            for key in sorted(self._inner_keys.intersection(found)):
                candidates += listed(t.inner, key)
        if len(text) <= MAX_X and _NUMBERS.search(text):
            for phrase in listed(t.counted, _NUMBER.sub("{n}", text)):
                numbers = tuple(zip(PLACEHOLDER.findall(phrase), _NUMBER.findall(text), strict=False))
                hits.extend(h._replace(values=numbers) for h in self._pattern(phrase).hits)
        calm: bool | None = None  # no sentence ends inside
        for phrase in candidates:
            pattern = self._pattern(phrase)
            if (
                len(text) > pattern.limit
                or not text.startswith(pattern.fixed[0])
                or not text.endswith(pattern.fixed[-1])
            ):
                continue
            if not (spans := self._capture(pattern, text)):
                continue
            values = tuple((n, cased[a:b].strip(" ,;")) for n, (a, b) in zip(pattern.names, spans, strict=True))
            loose = _is_loose(pattern, values)
            for hit in pattern.hits:
                if hit.certainty == PATTERN and loose:
                    hit = hit._replace(certainty=WIDE)
                if hit.certainty != PATTERN:
                    calm = not _SENTENCE.search(text) if calm is None else calm
                    if not calm or (len(text) > MAX_WIDE and "title" not in pattern.names):
                        continue
                hits.append(hit._replace(values=values))
        return hits

    def _capture(self, pattern: _Pattern, text: str) -> list[tuple[int, int]] | None:
        """Where each placeholder stands, ``None`` if the pattern does not fit.  One look per fixed part: linear."""
        names, fixed = pattern.names, pattern.fixed
        start, end = len(fixed[0]), len(text) - len(fixed[-1])
        spans: list[tuple[int, int]] = []
        for i, between in enumerate(fixed[1:-1]):
            # "Ann on Tour on 3 May", "Mon, 6 May 2013, Ann": a word, or what follows a date, stands as late as it can
            late = names[i] in TYPED or bool(_LETTER.search(between))
            at = text.rfind(between, start + 1, end) if late else text.find(between, start + 1, end)
            if between == " " and names[i] == "date":
                at = max((m.end() for m in _NUMBERS.finditer(text, start, end)), default=-1)
                at = text.find(" ", at, end) if at >= 0 else -1
                if at >= 0 and (half := _HALF_DAY.match(text, at)):
                    at = half.end()
            if at < 0:
                return None
            spans.append((start, at))
            start = at + len(between)
        if start >= end:
            return None
        spans.append((start, end))
        return spans if all(self._fits(n, text[a:b].strip()) for n, (a, b) in zip(names, spans, strict=True)) else None

    def _fits(self, name: str, value: str) -> bool:
        if not value:
            return False
        if name == "n":
            return bool(_NUMBER.fullmatch(value))
        if name == "time":
            return len(value) <= MAX_TIME and bool(_CLOCK.search(value))
        if name == "date":
            if len(value) > MAX_DATE or len(_LETTERS.findall(value)) > MAX_DATE_WORDS:
                return False
            numbers = len(_NUMBERS.findall(value))
            if numbers >= 2 or (numbers == 1 and len(value) <= 12):
                return True
            return value in self._relative or not self._relative.isdisjoint(value.split())
        return len(value) <= (MAX_TITLE if name == "title" else MAX_X)

    def _parts(self, parts: list[str]) -> list[PhraseHit]:
        """Hits of a line of buttons ("Reply | Quote | Like"): all parts are phrases, or all but one short one.

        As sure as most of the parts are.
        """
        found: list[PhraseHit] = []
        missed = 0
        for part in parts:
            text = normalise(part)
            tokens = words(text)
            hits = self._whole(text, text, tokens, keys(text, tokens))
            if hits:
                found.append(max(hits, key=lambda h: h.certainty))
            elif text:
                missed += 1
                if missed > 1 or len(text) > MAX_WIDE // 2:
                    return []
        if len(found) < 2 and missed:
            return []
        sure = sorted((h.certainty for h in found), reverse=True) + [0.0] * missed
        said = " | ".join(h.phrase for h in found)
        return [h._replace(certainty=sure[len(sure) // 2], phrase=said) for h in found]

    def _inside(self, text: str, found: list[str]) -> list[PhraseHit]:
        out: list[PhraseHit] = []
        for key in sorted(self._any_keys.intersection(found)):
            for phrase in listed(self._t.any, key):
                at = text.find(phrase)
                if at >= 0 and _bounded(text, at, at + len(phrase)):
                    # in the middle of a long line a person may be talking about the phrase
                    edge = min(at, len(text) - at - len(phrase)) <= EDGE or len(phrase) * 3 >= len(text)
                    sure = [h for h in self._exact(phrase) if h.certainty == SURE]
                    out.extend(h._replace(certainty=ANY if edge else INSIDE) for h in sure)
        return out


def _is_loose(pattern: _Pattern, values: tuple[tuple[str, str], ...]) -> bool:
    """Whether a sentence may have slipped into a pattern: "Am 3. Mai 1945 schrieb" + "er seiner Frau"."""
    for name, value in values:
        if name == "x" and value.count(" ") >= MAX_X_WORDS:
            return True
    name, value = values[-1]
    return name == "x" and not pattern.fixed[-1] and " " in value and value[0].islower()


def _bounded(text: str, start: int, end: int) -> bool:
    """Whether no word goes on at either side (words of dense scripts have no sides)."""
    before = text[start - 1 : start]
    after = text[end : end + 1]
    return not (before.isalnum() and not DENSE.match(before)) and not (after.isalnum() and not DENSE.match(after))


def _best(hits: list[PhraseHit]) -> tuple[PhraseHit, ...]:
    if len(hits) > 1:
        best: dict[tuple[str, str], PhraseHit] = {}
        for hit in sorted(hits, key=lambda h: -h.certainty):
            best.setdefault((hit.category, hit.phrase), hit)
        return tuple(best.values())
    return tuple(hits)


def label_of(category: str) -> str:
    """The label (``model.LABELS``) of what a category's lines are."""
    return CATEGORIES[category]


def strong_anchor(category: str, certainty: float) -> bool:
    """Whether a hit is sure enough that its line is boilerplate whatever stands around it."""
    return certainty >= STRONG.get(category, 2.0)


@lru_cache(maxsize=8)
def phrases(dirs: tuple[str, ...] = ()) -> PhraseBook:
    """The built-in phrases and those of ``dirs`` (each a folder with ``phrases/*.toml``), read once.

    What a user's file says of a phrase replaces what was said of it before, in whatever language.

    Raises:
        UsageError: a folder is not there, or a file has the wrong form.
    """
    return PhraseBook(load(dirs))
