"""Display names as they stand in lines: beside dates, in attributions, in the first of several columns."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import regex

from boilerstrip.catalog import normalise
from boilerstrip.lazy import regex_pattern

if TYPE_CHECKING:
    from boilerstrip.features import Features

TRIM_OUTER = " \t\u00a0:,;|·"
_AFTER = regex_pattern(r"(?<=\S)\s{0,3}\([^()]{0,16}\)\s{0,3}\Z")  # name(m), Name (OP)
TRIM = " \t\u00a0:,;|·•»«–—-()[]↑#✭★☆*"
BY = regex_pattern(
    r"\A(?:(?:re|aw)\s?:.{0,200}?\b)?(?:(?:post(?:ed)?|beitrag|message|mensaje|messaggio|bericht|сообщение)\s{0,3})?(?:by|von|par|por|da|door|przez|от|av|af|de|yazan|написал|написано|geschrieben von|verfasst von|skrev|oleh|bởi|od)\s+(?=\S)",
    regex.IGNORECASE,
)
_NUMBER = regex_pattern(r"(?:[#№]|n°)\s?\d{1,6}|\b\d{1,2}:\d\d(?::\d\d)?\b|\A\s{0,3}\d{1,4}\.\s")
POINTS = regex_pattern(r"\A(?:\[[–\-+]\]\s{0,3})?([^\s\[\]]{2,40})\s?(?:\[\w{1,3}\]\s?)?\s[-–]?\d{1,6}\s?(?:points?|pts)")
_AT = regex_pattern(r"(?:\A|\s)@([\p{L}\p{N}][\p{L}\p{N}_.\-]{1,29})")
_GLUED_WORD = regex_pattern(r"(?:Post|Beitrag|Message|Re)(?=\p{Lu})")
_ITEM = regex_pattern(r"\A\d{1,4}\.\s{1,3}(?=\S)")  # a list's number
CELLS = regex_pattern(r"\s{2,}")
_APART = regex_pattern(r"\s{2,}|\s\|(?:\s|\Z)")  # cells, of a row with bars too


ANSWER = regex_pattern(r"(?:re|aw|sv|rif|ynt|odp)\s?:", regex.IGNORECASE)
VERB = regex_pattern(
    r"(?:asked|answered|commented|posted|edited|modified|replied|said|says|wrote|on|date|message|beitrag|mensaje|messaggio|bericht|сообщение|unread|comments?|[ap]\.? ?m\.?(?: [a-z]{2,4})?|erstellt|geschrieben|verfasst|gesendet|publi[ée]|publicado(?: em| el)?|enviado|posté|inviato|pubblicato|"
    r"geplaatst|napisano|skrevet|postat|отправлено|добавлено|написано|gönderildi|likes?|views?|repl(?:y|ies)|posts?|publicerat(?: den)?|inlagt|lagt)",
    regex.IGNORECASE,
)  # what stands beside a date and is no name
_DATED = regex_pattern(r"\A[^,]{0,30}\d[^,]{0,30}(?:,[^,]{0,12}\d[^,]{0,12})?,\s{1,3}(?=\p{L})")  # "14 hours ago, Ann"
_MAIL = regex_pattern(
    r"\A(?:From|De|Von|Da|Van|От|Fra|Från|Od|Kimden)\s?:\s*\"?([^<>\"(@]{2,60}?)\"?\s{0,3}(?:<.{0,100}|\(.{0,60}|\Z)"
)  # From: Ann Lee <ann@example.org>


def as_written(value: str, line: str) -> str:
    """A value of a phrase as it stands in its line: phrases are matched on a normalised copy."""
    if value in line:
        return value
    plain = normalise(line)
    key = normalise(value)
    at = plain.find(key)
    if at >= 0 and len(plain) == len(line):
        return line[at : at + len(value)]
    words, n = line.split()[:60], len(value.split())
    found = (" ".join(words[a : a + n]) for a in range(len(words) - n + 1))
    return next((x.strip(TRIM) for x in found if normalise(x) == key), value)


def mail_name(line: str) -> str:
    """The sender that a letter's header names, or ""."""
    m = _MAIL.match(line) if len(line) <= 200 else None
    return clean_name(m[1]) if m else ""


def attributed_names(f: Features) -> Counter[str]:
    """Names that quotes in the document ascribe their words to, or that posts call with "@"."""
    names: Counter[str] = Counter()
    for i, hits in enumerate(f.hits):
        for h in hits:
            if h.category in ("quote_attribution", "reply_to", "edit_note"):
                names.update(clean_name(_DATED.sub("", v)) for k, v in h.values if k == "x")
        line = f.texts[i]
        if "@" in line[:200]:
            names.update(m[1].rstrip(".-") for m in _AT.finditer(line[:200]))
    del names[""]
    return names


def clean_name(raw: str) -> str:
    """A display name without the words and marks around it."""
    name = _AFTER.sub("", _ITEM.sub("", raw.strip(TRIM_OUTER))).strip(TRIM)
    return name if 0 < len(name) <= 60 and any(c.isalpha() for c in name) else ""


def rest_of(line: str, start: int, end: int) -> str:
    """The name beside a date in a line, or ""."""
    sides: tuple[str, ...] = (line[:start].partition(" » ")[0], line[end:])  # "by Ann » Mon May 5"
    if sides[0].strip().islower() and " " not in sides[0].strip() and BY.match(sides[1].lstrip()):
        sides = (sides[1],)  # "asked Apr 2, 2018 by Ann", in a language whose verb is not known
    for side in sides:
        for part in _APART.split(side):
            part = _AFTER.sub("", _NUMBER.sub(" ", part).strip(TRIM_OUTER)).strip(TRIM)
            bare = BY.sub("", part, count=1)
            if bare == part and (m := _GLUED_WORD.match(part)):
                bare = BY.sub("", part[m.end() :], count=1)
            bare = clean_name(bare)
            if "@" in bare and " " in bare:
                bare = next(word for word in bare.split() if "@" in word)  # "ann@ponds.example to Boats"
            if bare and len(bare.split()) <= 4 and any(c.isalpha() for c in bare) and len(bare) <= 40 and ": " not in bare and not VERB.fullmatch(bare):
                return bare
    return ""
