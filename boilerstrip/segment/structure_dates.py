"""Cheap signs of a date, asked of every short block before the real date parser is asked of a few."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from boilerstrip.memory import remembered

if TYPE_CHECKING:
    from boilerstrip.model import Node


class Found(Protocol):
    """What is used of ``dates.FoundDate``."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def iso(self) -> str | None: ...
    @property
    def raw(self) -> str: ...


class FindDate(Protocol):
    """``dates.find_date``."""

    def __call__(self, text: str, *, order: str = "auto", base: str | None = None, lang: str | None = None) -> Found | None: ...


# First three letters of month names in the languages of the Latin and Cyrillic scripts; the real parser knows them all.
MONTHS = frozenset(
    "jan feb fev fév mar mär mrt apr avr abr may mai maj mag mei jun jui giu jul lug aug ago aoû sep set oct okt out ott nov dec dez "
    "déc dic gen ene янв фев мар апр мая май июн июл авг сен окт ноя дек sty lut kwi cze lip sie wrz paź lis gru "
    "oca şub haz tem ağu eyl eki kas ara".split()
)
_MONTH = r"(?:" + "|".join(sorted(MONTHS)) + r")[^\W\d_]{0,9}"
_UNIT = (
    r"(?:s|sec|secs|seconds?|m|min|mins|minutes?|h|hr|hrs|hours?|d|days?|w|wk|wks|weeks?|mo|mos|months?|y|yr|yrs|years?|an|ans|anni|anno|años?|anos?|"
    r"jours?|mois|heures?|semaines?|tage?n?|stunden?|wochen?|monate?n?|jahre?n?|minuten?|días?|horas?|meses|mes|mês|dias?|ore|giorni|mesi|uur|dagen|weken|maanden|jaar|"
    r"дн|дней|день|дня|час\w{0,3}|лет|год\w{0,2}|месяц\w{0,3}|недел\w{0,2}|минут\w{0,2}|dni|lat|lata|miesi\w{0,5}|godz\w{0,4})"
)
_DIGITS = re.compile(r"\d{1,14}")
# From a number on: "2019-09-29", "29/07/2004", "05.01.12", "10. april 2020", "5 de enero de 2012", "2012年3月4日", "3 hours ago", "3時間前"
_FROM_NUMBER = re.compile(
    r"(?:(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:(?:19|20)\d\d|\d\d)(?!\d)|\d{1,2}-" + _MONTH + r"-'?\d\d|"
    r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?\s?(?:(?:of|de)\s)?" + _MONTH + r"(?![^\W\d_])|\d{4}\s?[年년]|"
    r"\d{1,3}\+?\s?" + _UNIT + r"\s(?:ago|назад|fa|atrás|geleden|temu|önce)\b|\d{1,3}\s?(?:時間|分|日|か月|年|시간|小时|天|个月|個月)\s?[前전])"
)
_UNIT_NEXT = re.compile(r"\+?\s?" + _UNIT + r"(?!\w)")
_DAY_CLOCK = re.compile(r"\b(?:today|yesterday|heute|gestern|hier|ayer|hoy|ieri|oggi|вчера|сегодня|wczoraj|dzisiaj|gisteren|vandaag|ontem|hoje)\b.{0,12}\d{1,2}[:.h]\d\d")
_AGE = re.compile(r"^\W{0,3}\d{1,3}\s?(?:min|hr|mo|yr|[smhdwy])\W{0,3}$")  # "3h"
_WORDS = re.compile(r"\b(?:an?|one)\s" + _UNIT + r"\sago\b|^\s*(?:just now|yesterday|today|gestern|heute|last (?:week|month|year|\w{3,6}day))\s*$")
_DAYS = ("just", "yesterday", "today", "gestern", "heute", "last")  #: with what a line of ``_WORDS`` begins that has no "ago"
_SINCE = frozenset("vor hace a há depuis ya".split())  # "vor 3 Tagen", "il y a 3 jours"


@remembered
def looks_dated(text: str) -> bool:
    """Whether a short text (at most 200 characters are looked at) may hold a date."""
    low = text[:200].lower()
    digits = False
    for m in _DIGITS.finditer(low):
        digits = True
        a = m.start()
        if _FROM_NUMBER.match(low, a):
            return True
        if a >= 4 and low[a - 1] in " .,'":
            word = low[max(0, a - 16) : a].rstrip(" .,'").rsplit(" ", 1)[-1].lstrip("(\"")
            if word[:3] in MONTHS and len(word) <= 12 and (m.end() - a <= 2 or 1900 <= int(m[0]) <= 2099) and word.isalpha():
                return True
            if word in _SINCE and _UNIT_NEXT.match(low, m.end()):
                return True
    if digits:
        return len(low) <= 60 and (_DAY_CLOCK.search(low) is not None or (len(low) <= 10 and _AGE.match(low) is not None))
    return len(low) <= 60 and ("ago" in low or low.strip().startswith(_DAYS)) and _WORDS.search(low) is not None


CLOCK = re.compile(r"(?<!\d)\d{1,2}[:h.]\d\d(?!\d)")
# Both are asked of lower-cased text.  "Joined: Feb 2013", "Registriert: 12 Jan 2018", "Member since"
JOINED = re.compile(
    r"join(?:ed|\sdate)|register|registr|member\s?(?:since|for)|mitglied|dabei\sseit|beigetreten|inscri|membre|miembro|membro|desde|iscritto|"
    r"регистрация|на форуме|с нами|зарегистр|lid\ssinds|geregistreerd|dołącz|rejestracja|aangemeld|kayıt|last\s(?:seen|visit|online|active)|"
    r"zuletzt\s(?:online|aktiv)|birthday|born|注册|加入|登録|가입|user\ssince|angemeldet\sseit|anmeldungsdatum",
)
COUNTED = re.compile(r"messages?\s?:|beiträge\s?:|posts?\s?:|mensajes\s?:|wiadomości\s?:|сообщен\w{0,3}\s?:")  # "Posts: 12"
EDITED = re.compile(
    r"(?:edited|last\sedit|modified|updated|bearbeitet|geändert|modifi[ée]|editado|modificad[oa]|modificato|gewijzigd|aangepast|"
    r"редактировал|изменен|edytowan|zmienion|düzenle|編集|编辑|수정)",
)
TIME_ATTRS = ("datetime", "data-time", "data-timestamp", "data-utime", "data-epoch", "data-date", "data-datetime", "data-created", "content", "title")
TIME_NAMES = frozenset(TIME_ATTRS)
_MACHINE = re.compile(
    r"^(?:(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:?\d\d(?::?\d\d)?(?:\.\d{1,9})?\s?(?:Z|UTC|[+-]\d\d:?\d\d)?)?(?=$|[,; ])|\d{10}(?:\d{3})?$|(?:19|20)\d{6}T?\d{0,6}Z?$)"
)


def machine_date(node: Node) -> str | None:
    """The machine-readable date that an element's attributes hold, as it stands."""
    attrs = node.attrs
    if not attrs:
        return None
    for name in TIME_ATTRS:
        value = attrs.get(name)
        if value and len(value) <= 60 and (m := _MACHINE.match(value.strip())):
            if name == "content" and node.tag == "meta" and "date" not in attrs.get("itemprop", "").lower():
                continue
            return m[0]
    if node.tag == "time" and attrs.get("datetime"):
        return attrs["datetime"].strip()[:60]
    title = attrs.get("title", "")
    if 6 <= len(title) <= 60 and looks_dated(title):
        return title
    return None


class _Plain:
    """A found stretch, where no date parser is at hand."""

    __slots__ = ("end", "iso", "raw", "start")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.start, self.end, self.raw = start, end, text[start:end]
        self.iso: str | None = None


_PLAIN = re.compile(_FROM_NUMBER.pattern + "|" + _MONTH + r"\.?\s\d{1,2}(?:st|nd|rd|th)?(?:,?\s'?\d{2,4})?(?!\d)", re.I)


def plain_date(text: str, *, order: str = "auto", base: str | None = None, lang: str | None = None) -> Found | None:
    """The stretch that looks like a date, with the clock time after it, unparsed."""
    m = _PLAIN.search(text[:200])
    if m is None:
        return None
    clock = CLOCK.search(text, m.end(), m.end() + 14)
    return _Plain(text, m.start(), clock.end() if clock else m.end())
