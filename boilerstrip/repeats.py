"""Lines that come again in a document, and runs of them: one index for duplicates, quotes and signatures.  Linear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boilerstrip.lazy import regex_pattern
from boilerstrip.memory import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD = regex_pattern(r"[\p{L}\p{M}\p{N}_]+")
_NO_SPACES = regex_pattern(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
_LINE = 1_000  #: characters; longer ones are not remembered
_ASCII = bytes(ord(c.lower()) if c.isalnum() or c == "_" else 32 for c in map(chr, range(128))).ljust(256)
SHINGLE = 4  #: words per shingle; characters / 2 in scripts without spaces


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks ``start .. start + length - 1`` say again what stands from ``source`` on, line by line."""

    start: int
    length: int
    source: int


@dataclass(slots=True)
class Repeats:
    keys: list[str]  #: normalised words of each block
    first: list[int]  #: earliest block of the same words, itself where it is the first
    count: dict[str, int]
    runs: list[Run]


def words_of(text: str) -> list[str]:
    """Case-folded words; characters of scripts without spaces count as words of their own."""
    return key_of(text).split()


def key_of(text: str) -> str:
    """:func:`words_of` with a blank between them: what is compared where whole lines are."""
    return _known(text) if len(text) <= _LINE else _joined(text)


def _joined(text: str) -> str:
    if text.isascii():
        return b" ".join(text.encode().translate(_ASCII).split()).decode()
    words = _WORD.findall(text.casefold())
    if _NO_SPACES.search(text):
        return " ".join([x for w in words for x in (w if _NO_SPACES.search(w) else (w,))])
    return " ".join(words)


_known = remembered(_joined)  # asked of a line by duplicates, quotations and signatures alike


def keys_of(texts: Iterable[str]) -> list[str]:
    """Case-folded words of each block, by which blocks are compared; "" for one without words."""
    return [key_of(t) for t in texts]


def find_repeats(texts: Iterable[str]) -> Repeats:
    """:func:`find_in_keys` of the keys of ``texts``."""
    return find_in_keys(keys_of(texts))


def find_in_keys(keys: Sequence[str]) -> Repeats:
    """Index all blocks by their keys; a run may hold short lines, but begins and ends where something comes again.

    The source of a run is where its first line stood first, or last before: whichever goes on longer.
    """
    seen: dict[str, int] = {}
    latest: dict[str, int] = {}
    count: dict[str, int] = {}
    first: list[int] = []
    before: list[int] = []
    for i, key in enumerate(keys):
        if key:
            first.append(seen.setdefault(key, i))
            before.append(latest.get(key, i))
            latest[key] = i
            count[key] = count.get(key, 0) + 1
        else:
            first.append(i)
            before.append(i)
    runs: list[Run] = []
    i, n = 0, len(keys)
    while i < n:
        if first[i] == i:
            i += 1
            continue
        source, length = first[i], _run_length(keys, first[i], i)
        if before[i] != source and (other := _run_length(keys, before[i], i)) > length:
            source, length = before[i], other
        runs.append(Run(i, length, source))
        i += length
    return Repeats(list(keys), first, count, runs)


def _run_length(keys: Sequence[str], source: int, i: int) -> int:
    """How far the lines from ``i`` on repeat those from ``source`` on; the source never reaches into the run itself."""
    length = 1
    while (
        i + length < len(keys)
        and source + length < i
        and keys[i + length]
        and keys[i + length] == keys[source + length]
    ):
        length += 1
    return length


def shingles(words: Sequence[str], size: int = SHINGLE) -> list[int]:
    """Hashes of all runs of ``size`` words, in order; to be compared within one run of the program only."""
    if len(words) < size:
        return [hash(tuple(words))] if words else []
    return list(map(hash, zip(*(words[i:] for i in range(size)), strict=False)))
