"""What can be measured of a block alone, once, for everybody: words, sentences, phrases, dates, name-likeness.

All lists and vectors have one entry per block.  Text and HTML give the same measures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import regex

from boilerstrip import dates

if TYPE_CHECKING:
    import numpy.typing as npt

    from boilerstrip.catalog import PhraseBook, PhraseHit
    from boilerstrip.dates import FoundDate
    from boilerstrip.model import Document, TextBlock

PARAGRAPH = 30  #: words of a long one
SHORT = 220  #: characters; only shorter lines can be a head, a panel or a name

_ITEM = regex.compile(r"\s{0,6}\d{1,4}\.\s{1,3}(?=\d)")  # "  2. 16.03.2020 20:20"
ROW = 2000  #: characters of a line with columns

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_]+")
_WIDE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
_TERMINAL = regex.compile(r"[.!?…。！？؟۔।]['\"”’»)\]」』]{0,3}\s{0,3}(?:\[\d{1,3}\])?\Z")  # ‘… in the town.”’
_INNER_STOP = regex.compile(r"[\p{Ll}\p{N}\p{M})\]\"”’»][.!?…]['\"”’»)]{0,2}\s+[\p{Lu}\p{Lo}\"“«]|[。！？]|[؟۔।]\s")
_COMMA = regex.compile(r"[\p{L}\p{N}][,;、，،] ?[\p{L}\p{N}]")
_CODE_POINTS_PER_WIDE_WORD = 2.0  #: a Chinese or Thai word is about two characters


@dataclass(slots=True)
class Features:
    """Measures per block."""

    texts: list[str]
    words: npt.NDArray[np.float64]  #: words; scripts without spaces: characters / 2
    chars: npt.NDArray[np.float64]
    terminal: npt.NDArray[np.bool_]  #: ends as a sentence does
    prose: npt.NDArray[np.float64]  #: 0–1, how much it reads as running text
    hits: list[tuple[PhraseHit, ...]]
    dates: list[FoundDate | None]

    def hit(self, i: int, *categories: str, certainty: float = 0.0) -> PhraseHit | None:
        """The first phrase hit of block ``i`` in one of ``categories``."""
        for h in self.hits[i]:
            if h.category in categories and h.certainty >= certainty:
                return h
        return None


def is_paragraph(f: Features, block: TextBlock, i: int) -> bool:
    """Whether block ``i`` is a long paragraph of whole sentences with hardly a link, shown to the reader."""
    written = f.words[i] >= PARAGRAPH and f.prose[i] >= 0.9 and f.terminal[i]
    return bool(written and block.link_chars < 0.2 * f.chars[i] and not block.hidden)


def measure(document: Document, book: PhraseBook, *, base: str | None = None, lang: str | None = None) -> Features:
    """All features of a document; linear in its length."""
    n = len(document.blocks)
    text = document.text
    texts = [text[b.start : b.end] for b in document.blocks]
    words = np.zeros(n)
    terminal = np.zeros(n, dtype=bool)
    prose = np.zeros(n)
    hits: list[tuple[PhraseHit, ...]] = []
    found: list[FoundDate | None] = []
    order = None
    for i, line in enumerate(texts):
        count = count_words(line)
        words[i] = count
        ends = bool(_TERMINAL.search(line[-8:]))
        terminal[i] = ends
        prose[i] = prose_strength(line, count, ends)
        hits.append(book.match(line))
        date = None
        if len(line) <= SHORT or is_row(line):
            if order is None and any(c.isdigit() for c in line):
                order = dates.decide_order([t for t in texts if len(t) <= SHORT and any(map(str.isdigit, t))][:2000], lang=lang)
            date = find_line_date(line, order or "auto", base, lang)
        found.append(date)
    chars = np.array([len(t) for t in texts], dtype=np.float64)
    return Features(texts, words, chars, terminal, prose, hits, found)


def find_line_date(line: str, order: str, base: str | None, lang: str | None) -> FoundDate | None:
    """The date of a line; of a long one only where it ends with it ("Re: … by Ann: 10:16am On Apr 24")."""
    if len(line) <= 120 or is_row(line):
        if m := _ITEM.match(line):  # "2. 16.03.2020 20:20": the number of a list, not of a date
            line = " " * m.end() + line[m.end() :]
        if len(line) > 200:
            return _row_date(line, order, base, lang)
        return dates.find_date(line, order=order, base=base, lang=lang)
    at = len(line) - 50
    found = dates.find_date(line[at:], order=order, base=base, lang=lang)
    if found is None or found.end < 50 - 8:
        return None
    return replace(found, start=found.start + at, end=found.end + at)


def _row_date(line: str, order: str, base: str | None, lang: str | None) -> FoundDate | None:
    """The date of a line with wide gaps, looked for without them."""
    found = dates.find_date(" ".join(line.split()), order=order, base=base, lang=lang)
    words = found.raw.split() if found is not None else []
    if found is None or not words:
        return None
    m = regex.search(r"\s{1,400}".join(regex.escape(w) for w in words), line)
    return replace(found, start=m.start(), end=m.end()) if m else None


def is_row(line: str) -> bool:
    """A line of a table or of columns side by side: short cells with wide gaps ("Ann        #2  3 May 2019")."""
    return len(line) <= ROW and "   " in line and len(" ".join(line.split())) <= 120


def count_words(line: str) -> float:
    """Words of a line; in scripts without spaces two characters count as a word."""
    plain = line.isascii()
    count = float(len(_WORD.findall(line)))
    if not plain and (wide := len(_WIDE.findall(line))):
        count += wide / _CODE_POINTS_PER_WIDE_WORD
    return count


def prose_strength(line: str, words: float, terminal: bool) -> float:
    """0 for a label, 1 for a paragraph: words, sentence ends, commas (after jusText and boilerpipe)."""
    if words < 3:
        return 0.0
    sample = line[:4000]
    inner = len(_INNER_STOP.findall(sample))
    score = min(words, 40.0) / 40.0
    score += 0.35 if terminal and words >= 5 else 0.0
    score += min(inner, 3) * 0.2
    score += min(len(_COMMA.findall(sample)), 3) * 0.07
    return min(score, 1.0)
