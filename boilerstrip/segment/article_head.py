"""Who wrote an HTML page's article, and when.

From the surest to the least: data of the page about one article (JSON-LD, microdata), elements near its title that are called author
or byline (``data/headwords.toml``, ``rel="author"``), a line there that is a byline, and metadata.  Nothing is believed that does not
look like a name.  Known misses: an author named below the text only; a page with several articles.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip import prebuilt
from boilerstrip.catalog import normalise
from boilerstrip.dates import find_date, parse_machine
from boilerstrip.headings import title_block
from boilerstrip.lazy import re_pattern
from boilerstrip.outline import outline, words_of
from boilerstrip.segment.flat_byline import byline_name
from boilerstrip.segment.names import TRIM
from boilerstrip.segment.structure_dates import EDITED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boilerstrip.features import Features
    from boilerstrip.model import Document, Embedded, Unit

ABOVE, BELOW = 6, 16  #: blocks around the title among which the head stands
LONGEST = 120  #: characters of a line in it
TITLE = 500  #: of titles that are compared
WORDS = 8  #: of the writers' names
REST = 40  #: characters beside the name in a line that is a byline: a date, how long it takes to read
UP = 3  #: elements above one near the title that may say that it is of something else
_DATA = prebuilt.read(prebuilt.DATA / "headwords.toml")
_AUTHOR, _DATE, _OTHER, _ELSEWHERE = (
    frozenset(w for line in _DATA[k].values() for w in line.split()) for k in ("author", "date", "other", "elsewhere")
)
_NOT_DATE = _OTHER - {"box", "list", "about"}
_SAID = {k: {lang: frozenset(line.split("|")) for lang, line in _DATA[k].items()} for k in ("by", "over", "after")}
_NO_NAME = frozenset(w for languages in _SAID.values() for words in languages.values() for w in words)
_NORWEGIAN = {"nb": "no", "nn": "no"}
_CUT = re_pattern(r"\s*[|·•–—»/\n\t(]|\s+-\s|,?\s+(?:on|am|le|el|il|den|dne|om)\s+(?=\d|\w{3,9}day\b)")
_BY = re_pattern(r"\A(?:written |posted )?by:?\s+", re.I)
_ENDING = re_pattern(r"[^\w.)'’!]+\Z")
_ADDRESS = re_pattern(r"https?:|www\.|@|\.(?:com|org|net|html?)\b")
_DATED_ADDRESS = re_pattern(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?=[/-]|\Z)")
_META_AUTHOR = ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author", "sailthru.author", "byl")
_META_DATE = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "pubdate", "publishdate", "publish-date", "publication_date", "parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_date",
)  # fmt: skip


def sign(document: Document, f: Features, unit: Unit) -> None:
    """Set author, address of the author, dates and title of a page's article where they are not known yet."""
    if not document.nodes or not unit.blocks:
        return
    title = title_block(document)
    if title >= 0 and unit.title is None:
        unit.title = f.texts[title].strip() or None
    told = _told(document, title, f)
    near = list(_near(document, title, unit)) if title >= 0 else []
    if unit.author is None:
        bylines = list(_bylines(document, near))
        _author(document, f, unit, told, bylines, title)
        _mark(document, f, unit, bylines)
    if unit.edited_raw is None and told is not None and parse_machine(told.edited or ""):
        unit.edited_raw = told.edited
    if unit.date_raw is None and unit.date_value is None:
        _date(document, f, unit, told, near, title)


def _told(document: Document, title: int, f: Features) -> Embedded | None:
    """The page's data about its article: of one with the page's title, or of the only one."""
    articles = [e for e in document.embedded if e.kind == "article" and e.depth == 0]
    wanted = [normalise(x[:TITLE]) for x in (document.title, f.texts[title] if title >= 0 else "") if x]
    for e in articles:
        key = normalise((e.title or "")[:TITLE])
        if key and any(key[:60] in w or w in key for w in wanted):
            return e
    return articles[0] if len({e.title for e in articles}) == 1 else None


def _near(document: Document, title: int, unit: Unit) -> Iterator[tuple[int, frozenset[str]]]:
    """Small elements around the title with the words they are called by, in document order."""
    tree, nodes = outline(document), document.nodes
    mine = set(unit.blocks)
    here = (tree.first >= title - ABOVE) & (tree.first <= title + BELOW) & (tree.last > tree.first) & (tree.last - tree.first <= 3)
    for k in np.flatnonzero(here & (tree.end - tree.start <= LONGEST)).tolist():
        if tree.first[k] in mine and not _elsewhere(document, k, title):
            node = nodes[k]
            yield k, words_of(node.classes) | words_of((node.attrs.get("id", ""), node.attrs.get("rel", ""), node.attrs.get("itemprop", "")))


def _elsewhere(document: Document, k: int, title: int) -> bool:
    """Whether an element above ``k``, beside the title, is of another article, a comment or a sidebar."""
    tree, nodes = outline(document), document.nodes
    for _ in range(UP):
        k = nodes[k].parent
        if k < 0 or tree.first[k] <= title < tree.last[k]:
            return False
        if words_of(nodes[k].classes) & _ELSEWHERE:
            return True
    return False


def _bylines(document: Document, near: list[tuple[int, frozenset[str]]]) -> Iterator[tuple[int, str]]:
    """The elements that are called author or byline and hold a name, with it."""
    for k, words in near:
        if words & _AUTHOR and not words & _OTHER and (name := person(document.node_text(k), document.language)):
            yield k, name


def _author(document: Document, f: Features, unit: Unit, told: Embedded | None, bylines: list[tuple[int, str]], title: int) -> None:
    if told is not None and told.author and (name := told_person(told.author)):
        unit.author, unit.author_url = name, told.author_url
        return
    if bylines:
        k, unit.author = next((x for x in bylines if _is_told_author(document, x[0])), bylines[0])
        unit.author_url = _address(document, k)
        return
    if title >= 0:
        for i in [*range(title + 1, min(title + 6, len(f.texts))), *range(max(0, title - 2), title)]:
            if len(f.texts[i]) > LONGEST or f.words[i] > 14 or f.hit(i, "byline", certainty=0.4) is None:
                continue
            if (said := byline_name(f, i)) and (name := person(said, document.language)):
                unit.author = name
                return
    meta = next((v for key in _META_AUTHOR if (v := person(document.meta.get(key, ""), document.language)) is not None), None)
    if meta is not None and (told is not None or "article" in document.meta.get("og:type", "") or meta in document.text):
        unit.author = meta


def _is_told_author(document: Document, k: int) -> bool:
    """Whether an attribute made for it says that an element is the author."""
    attrs = document.nodes[k].attrs
    return "author" in f"{attrs.get('rel', '')} {attrs.get('itemprop', '')}".split()


def _address(document: Document, k: int) -> str | None:
    """Where the link at, in or around an element leads."""
    nodes = document.nodes
    inside = (nodes[j].attrs.get("href") for j in range(k, outline(document).stop[k]))
    return next((x for x in inside if x), None) or (nodes[nodes[k].parent].attrs.get("href") if nodes[k].parent >= 0 else None)


def _mark(document: Document, f: Features, unit: Unit, bylines: list[tuple[int, str]]) -> None:
    """The lines that are little but a byline have that role."""
    tree = outline(document)
    for k, _ in bylines:
        line = int(tree.first[k])
        if len(f.texts[line]) <= min(LONGEST, len(document.node_text(k)) + REST):
            unit.roles.setdefault(line, "author")


def _date(document: Document, f: Features, unit: Unit, told: Embedded | None, near: list[tuple[int, frozenset[str]]], title: int) -> None:
    if told is not None and told.date and parse_machine(told.date) and not told.date.startswith("1970-01-01"):  # the epoch: no date
        unit.date_value = told.date
        return
    for key in _META_DATE:
        value = document.meta.get(key, "")
        if value and parse_machine(value):
            unit.date_value = value
            return
    for k, words in near:
        node = document.nodes[k]
        if words & _NOT_DATE:
            continue
        stamp = node.attrs.get("datetime", "") or (node.attrs.get("content", "") if "published" in words else "")
        if stamp and (node.tag == "time" or words & _DATE) and parse_machine(stamp):
            unit.date_value, unit.date_raw = stamp, document.node_text(k) or None
            return
        shown = document.node_text(k)
        if words & _DATE and not _changed(shown) and (found := find_date(shown, lang=document.language)) and not found.relative:
            unit.date_raw = found.raw
            return
    if title >= 0:
        for i in [*range(title + 1, min(title + 7, len(f.texts))), *range(max(0, title - 3), title)]:
            date = f.dates[i]
            if date is None or date.relative or f.words[i] > 14 or len(f.texts[i]) > LONGEST or (f.terminal[i] and f.words[i] > 8):
                continue
            if not _changed(f.texts[i][: date.start]):
                unit.date_raw, unit.date_value = date.raw, date.iso
                return
    for address in (document.url or "", document.meta.get("og:url", "")):
        if dated := _DATED_ADDRESS.search(address[:TITLE]):
            unit.date_value = "-".join(dated.groups())
            return


def _changed(text: str) -> bool:
    """Whether the words before a date say that it is one of a change."""
    return EDITED.search(text.lower()) is not None


def person(text: str, lang: str | None = None) -> str | None:
    """The name in a byline, ``None`` where it holds none.  ``lang``: of the page; unknown: the words of all languages are looked for."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST or _ADDRESS.search(text):
        return None
    before, behind = _said(lang)
    for _ in range(2):  # "Text: by Ann Lee"
        text = before.sub("", text)
    if (date := find_date(text)) is not None:
        text = text[: date.start] if date.start > 2 else text[date.end :]
    text = behind.sub("", _CUT.split(text, maxsplit=1)[0].strip(TRIM))
    text = _ENDING.sub("", before.sub("", text.strip(TRIM))).strip(TRIM)
    words = text.split()
    half = len(words) // 2
    if half and words[:half] == words[half:]:  # for narrow and for wide screens
        words, text = words[:half], " ".join(words[:half])
    if len(text) < 2 or text.lower() in _NO_NAME or len(words) > WORDS:
        return None
    written = text[0].isalpha() and not text[0].islower()  # or in a script without capitals
    return text if written and not any(c.isdigit() for c in text) else None


def told_person(text: str) -> str | None:
    """The name in data that says of itself that it is one: taken as it is, but for a "By" before it."""
    text = _BY.sub("", " ".join(text.split())).strip(TRIM)
    return text if 1 < len(text) <= LONGEST and text.lower() not in _NO_NAME and not _ADDRESS.search(text) else None


def _said(lang: str | None) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand before and behind a name on a page in this language."""
    own = (lang or "").partition("-")[0].lower()
    own = _NORWEGIAN.get(own, own)
    return _patterns(own if any(own in languages for languages in _SAID.values()) else "en" if own else "")


@lru_cache(maxsize=64)  # as many as there are languages
def _patterns(lang: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """With a colon the words of all languages are looked for: no name ends in one."""
    by, over, after = (_either(name, lang) for name in ("by", "over", "after"))
    every_by, every_after = _either("by", ""), _either("after", "")
    return (
        re.compile(rf"\A(?:(?:{every_by}):\s*|(?:{by})\s+)", re.I),
        re.compile(rf"\s(?:(?:{over})|(?i:{after})|(?i:{every_after}):.*)\Z"),
    )


def _either(name: str, lang: str) -> str:
    """A pattern for the words of a language and English; without a language of all."""
    words = {w for k, own in _SAID[name].items() if not lang or k in (lang, "en") for w in own}
    return "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))
