"""What can be measured of a block alone, once, for everybody: words, sentences, phrases, dates, name-likeness.

All lists and vectors have one entry per block.  Text and HTML give the same measures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import regex

from boilerstrip import characters as chars
from boilerstrip import dates
from boilerstrip.lazy import regex_pattern

if TYPE_CHECKING:
    import numpy.typing as npt

    from boilerstrip.catalog import PhraseBook, PhraseHit
    from boilerstrip.characters import Bits
    from boilerstrip.dates import FoundDate
    from boilerstrip.model import Document, Floats, TextBlock

    Ints = npt.NDArray[np.int64]

PARAGRAPH = 30  #: words of a long one
SHORT = 220  #: characters; only shorter lines can be a head, a panel or a name

_ITEM = regex_pattern(r"\s{0,6}\d{1,4}\.\s{1,3}(?=\d)(?!\d{1,2}\.\s?\d{4}(?!\d))")  # "  2. 16.03.2020 20:20"; not "14. 1. 2020"
ROW = 2000  #: characters of a line with columns

_TERMINAL = regex_pattern(r"[.!?…。！？؟۔।]['\"”’»)\]」』]{0,3}\s{0,3}(?:\[\d{1,3}\])?\Z")  # ‘… in the town.”’
_CODE_POINTS_PER_WIDE_WORD = 2.0  #: a Chinese or Thai word is about two characters
_SAMPLE = 4_000  #: characters of a block in which sentences and commas are counted


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
    bits: Bits  #: per character of the document: :mod:`boilerstrip.characters`
    starts: Ints  #: where each block begins in it

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
    blocks = document.blocks
    n = len(blocks)
    text = document.text
    texts = [text[b.start : b.end] for b in blocks]
    starts = np.fromiter((b.start for b in blocks), dtype=np.int64, count=n)
    ends = np.fromiter((b.end for b in blocks), dtype=np.int64, count=n)
    bits = chars.bits_of(text)
    owner = chars.owners(len(bits), starts, ends)
    words = _count_words(bits, starts, owner)
    terminal = np.zeros(n, dtype=bool)
    for i in np.flatnonzero(bits[ends - 1] & chars.TAIL).tolist():
        terminal[i] = _TERMINAL.search(texts[i][-8:]) is not None
    prose = _prose(bits, starts, ends, words, terminal)
    match = book.match
    hits = [match(t) for t in texts]
    found = _dates(texts, chars.count(bits & chars.DIGIT != 0, owner, n) > 0, base, lang)
    return Features(texts, words, (ends - starts).astype(np.float64), terminal, prose, hits, found, bits, starts)


def _count_words(bits: Bits, starts: Ints, owner: Ints) -> Floats:
    """Words per block; in scripts without spaces two characters count as a word."""
    inside_word = (bits & chars.WORD) != 0
    begins = inside_word.copy()
    begins[1:] &= ~inside_word[:-1]
    at = starts[starts < len(bits)]
    begins[at] = inside_word[at]  # a long line may be cut anywhere
    words: Floats = chars.count(begins, owner, len(starts)).astype(np.float64)
    wide = (bits & chars.WIDE) != 0
    if wide.any():
        words += chars.count(wide, owner, len(starts)) / _CODE_POINTS_PER_WIDE_WORD
    return words


def _prose(bits: Bits, starts: Ints, ends: Ints, words: Floats, terminal: npt.NDArray[np.bool_]) -> Floats:
    """0 for a label, 1 for a paragraph: words, sentence ends, commas (after jusText and boilerpipe)."""
    ends = np.minimum(ends, starts + _SAMPLE)
    padded = np.concatenate((bits, np.zeros(4, dtype=bits.dtype)))
    inner = _per_block(*_sentence_breaks(padded), starts, ends)
    commas = _per_block(*_commas(padded), starts, ends)
    score: Floats = np.minimum(words, 40.0) / 40.0
    score = score + np.where(terminal & (words >= 5), 0.35, 0.0)
    score += np.minimum(inner, 3) * 0.2
    score += np.minimum(commas, 3) * 0.07
    return np.where(words < 3, 0.0, np.minimum(score, 1.0))


def _sentence_breaks(bits: Bits) -> tuple[Ints, Ints]:
    """Where one sentence ends and another begins ("… town.” The …"): first character of the match, and one past its last."""
    at = np.flatnonzero(bits & chars.STOP)
    at = at[(at > 0) & (bits[at - 1] & chars.BEFORE_STOP != 0)]
    behind = at + 1
    closed = bits[behind] & chars.CLOSER != 0
    behind += closed
    behind += closed & (bits[behind] & chars.CLOSER != 0)
    spaced = bits[behind] & chars.SPACE != 0
    at, behind = at[spaced], behind[spaced]
    visible = np.flatnonzero(bits & chars.SPACE == 0)
    following = visible[np.searchsorted(visible, behind)]  # the padding is visible
    begins = bits[following] & chars.OPENER != 0
    first, last = at[begins] - 1, following[begins] + 1
    full = np.flatnonzero(bits & (chars.FULL_STOP | chars.LATE_STOP))
    if len(full):
        late = bits[full] & chars.LATE_STOP != 0
        full, late = (v[~late | (bits[full + 1] & chars.SPACE != 0)] for v in (full, late))
        first, last = np.concatenate((first, full)), np.concatenate((last, full + 1 + late))
        order = np.argsort(first, kind="stable")
        first, last = first[order], last[order]
    return first, last


def _commas(bits: Bits) -> tuple[Ints, Ints]:
    """Commas between words ("red, green", "1,5")."""
    at = np.flatnonzero(bits & chars.COMMA)
    at = at[(at > 0) & (bits[at - 1] & chars.ALPHANUMERIC != 0)]
    behind = at + 1 + (bits[at + 1] & chars.PLAIN != 0)
    found = bits[behind] & chars.ALPHANUMERIC != 0
    return at[found] - 1, behind[found] + 1


def _per_block(first: Ints, last: Ints, starts: Ints, ends: Ints) -> Ints:
    """How many matches lie in each block, of those that overlap the first."""
    if not len(starts) or not len(first):
        return np.zeros(len(starts), dtype=np.int64)
    block = np.searchsorted(starts, first, side="right") - 1
    within = (block >= 0) & (last <= ends[block])
    first, last, block = first[within], last[within], block[within]
    if (first[1:] < last[:-1]).any():
        apart = np.ones(len(first), dtype=bool)
        past = -1
        for k, (a, b) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            if a < past:
                apart[k] = False
            else:
                past = b
        block = block[apart]
    return np.bincount(block, minlength=len(starts))


def _dates(texts: list[str], digits: npt.NDArray[np.bool_], base: str | None, lang: str | None) -> list[FoundDate | None]:
    """The date of every line that is short or a row.  ``digits``: per block whether it has one."""
    order = "auto"
    if digits.any():
        order = dates.decide_order([texts[i] for i in np.flatnonzero(digits).tolist() if len(texts[i]) <= SHORT][:2000], lang=lang)
    return [
        find_line_date(line, order, base, lang) if (len(line) <= dates.WORD_ALONE or number) and (len(line) <= SHORT or is_row(line)) else None
        for line, number in zip(texts, digits.tolist(), strict=True)
    ]


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
