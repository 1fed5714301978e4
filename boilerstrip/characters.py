"""What every character of a text is, as bits of one integer: letters, blanks, sentence ends …, looked up all at once.

Counting over a whole document is then arithmetic on vectors instead of a pattern per block.  The table is filled when a
character of its neighbourhood (256 code points) is first seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.lazy import regex_pattern

if TYPE_CHECKING:
    import numpy.typing as npt

    Bits = npt.NDArray[np.uint32]
    Ints = npt.NDArray[np.int64]

_CLASSES = (
    r"[\p{L}\p{M}\p{N}_]",
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]",
    r"[\p{L}\p{N}]",
    r"[.!?…]",
    r"[。！？]",
    r"[؟۔।]",
    r"[\p{Ll}\p{N}\p{M})\]\"”’»]",
    r"['\"”’»)]",
    r"\s",
    r"[\p{Lu}\p{Lo}\"“«]",
    r"[,;、，،]",
    r" ",
    r"[.!?…。！？؟۔।'\"”’»)\]」』\s]",
)
#: a part of a word; of a script without spaces; letters and numbers; ends of sentences (with a blank behind: ``STOP``,
#: ``LATE_STOP``); what may stand before and behind an end; a blank; what may begin a sentence; commas; the plain blank;
#: the last character of what ends as a sentence does
WORD, WIDE, ALPHANUMERIC, STOP, FULL_STOP, LATE_STOP, BEFORE_STOP, CLOSER, SPACE, OPENER, COMMA, PLAIN, TAIL = (
    1 << k for k in range(len(_CLASSES))
)
_PATTERNS = [(1 << k, regex_pattern(pattern)) for k, pattern in enumerate(_CLASSES)]

#: the looks of a character, of which it has one or none
DIGIT, LOWER, UPPER, END, PAUSE, QUOTE, SEPARATOR, BLANK = (1 << k for k in range(16, 24))
_SIGNS = dict.fromkeys(".!?。！？؟۔।…", END) | dict.fromkeys(",;:、，；：،؛", PAUSE) | dict.fromkeys("\"“”„«»‘’'", QUOTE)
_SIGNS |= dict.fromkeys("|•·›→←▼▲✓★©®™", SEPARATOR)

_PAGE = 256
_table: Bits = np.zeros(0x110000, dtype=np.uint32)
_filled = np.zeros(len(_table) // _PAGE, dtype=bool)


def bits_of(text: str) -> Bits:
    """The bits of every code point of ``text``, in order."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    pages = np.flatnonzero(np.bincount(codes >> 8)) if len(codes) else ()
    for page in pages:
        if not _filled[page]:
            _fill(int(page))
    found: Bits = _table[codes]
    return found


def _fill(page: int) -> None:
    first = page * _PAGE
    chars = "".join(map(chr, range(first, first + _PAGE)))
    bits = [_look(c) for c in chars]
    for bit, pattern in _PATTERNS:
        for found in pattern.finditer(chars):
            bits[found.start()] |= bit
    _table[first : first + _PAGE] = bits
    _filled[page] = True


def _look(c: str) -> int:
    if (sign := _SIGNS.get(c)) is not None:
        return sign
    if c.isspace():
        return BLANK
    if c.isdigit():
        return DIGIT
    if c.isupper() or c.istitle():
        return UPPER
    return LOWER if c.isalpha() else 0


def owners(size: int, starts: Ints, ends: Ints) -> Ints:
    """Per code point the number of the half-open range that holds it; between them the number of ranges.

    The ranges stand in order and do not overlap.
    """
    n = len(starts)
    numbers = np.full(2 * n + 1, n, dtype=np.int64)  # a gap, the first range, a gap, the second …
    numbers[1::2] = np.arange(n)
    edges = np.empty(2 * n + 2, dtype=np.int64)
    edges[0], edges[-1] = 0, size
    edges[1:-1:2], edges[2:-1:2] = starts, ends
    return np.repeat(numbers, np.diff(edges))


def count(flags: npt.NDArray[np.bool_], owner: Ints, n: int) -> Ints:
    """How many of ``flags`` are set in each of ``n`` ranges; ``owner``: see :func:`owners`."""
    return np.bincount(owner[flags], minlength=n + 1)[:n]
