"""Reads and checks ``phrases/<bcp47>.toml``: the strings that software, not a person, puts on a page.

The file format is described in ``docs/phrases.md``; :mod:`boilerstrip.catalog` matches what is read here.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from boilerstrip import prebuilt
from boilerstrip.lazy import re_pattern
from boilerstrip.memory import remembered
from boilerstrip.model import UsageError

# What a line of each category is (a label of the model): the one place where it is said.
CATEGORIES: dict[str, str] = {
    "advertisement": "chrome",
    "app_promotion": "chrome",
    "byline": "meta",
    "closed_thread": "chrome",
    "comment_count": "chrome",
    "comment_form": "chrome",
    "comment_head": "meta",
    "comment_moderation": "chrome",
    "comments_empty": "chrome",
    "cookie": "chrome",
    "date_line": "meta",
    "edit_note": "meta",
    "footer": "chrome",
    "forum_buttons": "chrome",
    "forum_navigation": "chrome",
    "loading": "chrome",
    "login_prompt": "chrome",
    "machine_summary": "chrome",
    "mail_header": "quote",
    "navigation": "chrome",
    "newsletter": "chrome",
    "notify": "chrome",
    "panel": "meta",
    "pingback": "chrome",
    "poll": "chrome",
    "post_navigation": "chrome",
    "quote_attribution": "quote",
    "quote_end": "quote",
    "reaction_prompt": "chrome",
    "read_more": "chrome",
    "register_prompt": "chrome",
    "related": "chrome",
    "reply_to": "meta",
    "search": "chrome",
    "share": "chrome",
    "signature": "signature",
    "skip": "chrome",
    "source_line": "meta",
    "tag_line": "meta",
}
KINDS = ("line", "any", "wide", "ambiguous")
TYPED = ("date", "n", "time")
PLACEHOLDERS = ("x", "title", *TYPED)
TOP_LEVEL = ("language", "relative", "remove")
PLACEHOLDER = re_pattern(r"\{([^{}\s]{0,20})\}")
# Scripts that write words without blanks, or glue particles to names (Hangul): one character counts as a word there.
DENSE = re_pattern(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\U00020000-\U0002fa1f]"
)
MIN_ANY_WORDS = 4
MIN_ANY_DENSE = 9

_ODD = re_pattern("[^\x21-\x7e\u00c0-\u024f\u0386-\u0481\u05d0-\u05ea ]")
_FOLD: dict[str, str] = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u02bc\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u300c\u300d\u300e\u300f\u300a\u300b\uff02", '"'),
    **dict.fromkeys("\u064a\u0649", "\u06cc"),  # Arabic yeh, alef maksura → Persian yeh
    "\u0643": "\u06a9",  # Arabic kaf → Persian kaf
    **dict.fromkeys("\u2010\u2011", "-"),
    # zero-width characters, soft hyphen, tatweel, the dot that lower() leaves of a Turkish capital I; bidi marks
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\ufe0f\u00ad\u0640\u0307", ""),
    **dict.fromkeys("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""),
}
_GUILLEMETS = re_pattern(r"« ?| ?»")
# Arrows, shapes, emoji: "Next →", "▼ Details".  Looked up one by one: strip() is slow with so long a list.
_MARKS = frozenset(
    chr(c)
    for first, last in ((0x2190, 0x21FF), (0x2300, 0x23FF), (0x2500, 0x27BF), (0x2B00, 0x2BFF), (0x1F000, 0x1FAFF))
    for c in range(first, last + 1)
)
_LEAD, _TRAIL = " -*+|–—•·›‹»«", ' .:!|-"–—•·›‹»«…。'
_DIGIT = re_pattern(r"\d")
_NUMBER_LEAD = re_pattern(r"(?:\d{1,4}[.)] )+(?=\S)")  # "1. Pingback: ..."


def tidy(text: str, *, number: bool = True) -> str:
    """``text`` on one line, in plain characters, without list marks and closing punctuation; case is kept.

    ``number``: whether a list number goes too ("1. Pingback"; but also "3. Mai 2019").
    """
    plain = text.isascii()
    if plain and not (number and _DIGIT.search(text)):
        return " ".join(text.split()).lstrip(_LEAD).rstrip(_TRAIL)
    if not plain and _ODD.search(text):
        text = unicodedata.normalize("NFKC", text)
        for odd in set(_ODD.findall(text)):  # few: faster than translate
            if odd in _FOLD:
                text = text.replace(odd, _FOLD[odd])
    text = _strip_lead(" ".join(text.split()))
    while number and (mark := _NUMBER_LEAD.match(text)):
        text = _strip_lead(text[mark.end() :])
    text = _strip_trail(text)
    if not plain and ("»" in text or "«" in text):
        text = _strip_trail(_GUILLEMETS.sub('"', text))
    return text


def _strip_lead(text: str) -> str:
    text = text.lstrip(_LEAD)
    if text[:1] not in _MARKS:
        return text
    at = next((i for i, c in enumerate(text) if c not in _MARKS and c not in _LEAD), len(text))
    return text[at:]


def _strip_trail(text: str) -> str:
    text = text.rstrip(_TRAIL)
    if text[-1:] not in _MARKS:
        return text
    at = next((i for i, c in enumerate(reversed(text)) if c not in _MARKS and c not in _TRAIL), len(text))
    return text[: len(text) - at]


def fold(tidied: str) -> str:
    """Lower case, with the Turkish i's made one."""
    low = tidied.lower()
    return low if low.isascii() else low.replace("\u0307", "").replace("ı", "i")


@remembered
def normalise(text: str) -> str:
    """The form in which phrases are compared: NFKC, straight quotes, no bidi marks, one blank, no list mark at the
    front, no closing punctuation, lower case.

    >>> normalise("  1. “Leave a Reply”…")
    '"leave a reply'
    """
    return fold(tidy(text))


class Entry(NamedTuple):
    """One phrase as its file gives it."""

    language: str
    category: str
    kind: str  #: line, any, wide, ambiguous
    phrase: str


class PhraseFile(NamedTuple):
    language: str
    entries: tuple[Entry, ...]
    relative: tuple[str, ...]  #: words that stand for a day: today, gestern
    remove: tuple[str, ...]  #: phrases of other files of this language that are not wanted


def read_phrases(path: Path) -> PhraseFile:
    """Read one file, folding every phrase to its normal form.

    Raises:
        UsageError: the file cannot be read or has the wrong form; the message names file, table, key and, for a
            misspelt name, the nearest right one.
    """
    try:
        data = prebuilt.parse(path)
    except (OSError, ValueError) as error:  # not UTF-8, not TOML
        raise UsageError(f"{path}: cannot be read as TOML: {error}") from error
    language = data.get("language")
    if not isinstance(language, str) or not language:
        raise UsageError(f'{path}: language is missing; write language = "{path.stem}" in the first line')
    entries: list[Entry] = []
    for table, body in data.items():
        if table in TOP_LEVEL:
            continue
        if not isinstance(body, dict) or table not in CATEGORIES:
            known = (*CATEGORIES, *TOP_LEVEL)
            raise UsageError(f"{path}: [{table}] is no category{_nearest(table, known)}")
        for kind, listed in body.items():
            where = f"{path}: [{table}] {kind}"
            if kind not in KINDS:
                raise UsageError(f"{where} is no key{_nearest(kind, KINDS)}")
            for phrase in _strings(listed, where):
                if problem := _form(phrase, kind):
                    raise UsageError(f"{where}: {phrase!r} {problem}")
                entries.append(Entry(language, table, kind, normalise(phrase)))
    relative, remove = (
        tuple(normalise(p) for p in _strings(data.get(key, []), f"{path}: {key}")) for key in ("relative", "remove")
    )
    return PhraseFile(language, tuple(entries), relative, remove)


def validate_phrases(path: str | Path) -> list[str]:
    """What is wrong with a phrase file, one sentence each; empty when it is as the built-in ones must be."""
    path = Path(path)
    try:
        book = read_phrases(path)
    except UsageError as error:
        return [str(error)]
    data = prebuilt.parse(path)
    problems = (
        [] if book.language == path.stem else [f"{path}: language is {book.language!r}, the file name {path.stem!r}"]
    )
    tables = [t for t in data if t not in TOP_LEVEL]
    if tables != sorted(tables):
        problems.append(f"{path}: the tables are not sorted")
    seen: dict[str, str] = {}
    for table in tables:
        for kind, listed in data[table].items():
            where = f"{path}: [{table}] {kind}"
            if listed != sorted(listed):
                problems.append(f"{where} is not sorted")
            for phrase in listed:
                if phrase != normalise(phrase):
                    problems.append(f"{where}: {phrase!r} is not normal; write {normalise(phrase)!r}")
                key = f"{table}: {phrase}"
                if key in seen:
                    problems.append(f"{where}: {phrase!r} stands in {seen[key]} too")
                seen[key] = kind
    return problems


def words(text: str) -> list[str]:
    """Words of a normalised text; every character of a dense script is one."""
    if text.isascii():
        return text.encode().translate(_ASCII).decode().split()  # bytes: twice as fast
    return (_WORD if DENSE.search(text) else _PLAIN).findall(text)


_ASCII = bytes(ord(c) if c.isalnum() or c == "_" else 32 for c in map(chr, range(128))).ljust(256)
_PLAIN = re_pattern(r"\w+")
_WORD = re_pattern(rf"{DENSE.pattern}|(?:(?!{DENSE.pattern})\w)+")
_GLUED = re_pattern(rf"(?:(?!{DENSE.pattern})\w)\{{|\}}(?:(?!{DENSE.pattern})\w)")


def literal(phrase: str) -> str:
    return PLACEHOLDER.sub(" ", phrase)


def _form(phrase: str, kind: str) -> str:
    """What is wrong with a phrase, "" if nothing is."""
    names = PLACEHOLDER.findall(phrase)
    for name in names:
        if name not in PLACEHOLDERS:
            return f"has the placeholder {{{name}}}{_nearest(name, PLACEHOLDERS)}"
    plain = words(literal(normalise(phrase)))
    if not plain:
        return "has no words"
    if not names:
        if kind == "wide":
            return "has no placeholder, so it cannot be wide"
        dense = sum(1 for w in plain if DENSE.match(w))
        if (kind == "any" and len(plain) < MIN_ANY_WORDS) or (kind == "any" and dense * 2 > len(plain) < MIN_ANY_DENSE):
            return f"is too short for any: {MIN_ANY_WORDS} words or {MIN_ANY_DENSE} characters"
        return ""
    if kind == "any":
        return "has a placeholder, so it cannot stand in any; put it into line"
    if _GLUED.search(phrase):
        return "has a placeholder glued to a word"
    if re.search(r"\}\s*\{", phrase) and not re.search(r"\{(?:date|n|time)\} \{", phrase):
        return "has two placeholders with nothing between"
    letters = sum(map(len, plain))
    if kind == "line" and {"x", "title"} & set(names) and not decisive(plain):
        return f"says too little ({letters} letters) to be sure with a placeholder; put it into wide"
    return ""


def decisive(plain: list[str]) -> bool:
    """Whether the fixed words of a pattern are enough to believe it: two words, one of 8 letters, or 3 characters."""
    return len(plain) >= 3 or (len(plain) == 2 and not DENSE.match(plain[0])) or max(map(len, plain)) >= 8


def _strings(value: object, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise UsageError(f"{where} must be a list of strings")
    return value


def _nearest(name: str, known: tuple[str, ...]) -> str:
    import difflib

    near = difflib.get_close_matches(name, known, 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
