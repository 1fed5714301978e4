"""Where words stand in a thread: one index of word shingles over all posts, linear in their length.

A post *owns* the words that it says itself.  Words inside of a quotation are its own only as long as no other post owns
them, so a quotation of a quotation leads to the post that said it.  Posts are added in order of time (:func:`in_time`);
only those before the one that asks can answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boilerstrip import dates
from boilerstrip.lazy import regex_pattern
from boilerstrip.repeats import SHINGLE, shingles, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boilerstrip.features import Features
    from boilerstrip.model import Page, Unit

FOUND = 0.6  #: share of the words of a quotation in one earlier post from which it is that post's
WEAK = 0.25  #: the same where the attribution names the post's author: quotations are cut and edited
OWNERS = 8  #: further posts with the same words that are remembered per shingle
LINE = 20_000  #: characters of a block that are indexed
BACKWARDS = 0.8  #: share of neighbouring dates that fall, for a thread to be in reverse order
PHRASE_POSTS = 8  #: latest posts of an author in which a phrase of fewer words than a shingle is looked for

_GT = regex_pattern(r"\s{0,3}((?:>[ \t\u00a0]?){1,1000})")  # "> > words"


@dataclass(slots=True)
class Link:
    """Where the words of a quote stand."""

    unit: int  #: -1: nowhere in the document
    match: float  #: share of its words found there


class Index:
    """Shingles of what the posts say.  :meth:`add` them in order of time; only earlier ones answer."""

    def __init__(self, page: Page, f: Features) -> None:
        self.order = in_time(page)
        self.rank = [0] * len(page.units)
        for r, k in enumerate(self.order):
            self.rank[k] = r
        self.authors: dict[str, list[int]] = {}  #: case-folded name → units, in order of time
        self._page, self._f = page, f
        self._own: dict[int, int] = {}
        self._more: dict[int, list[int]] = {}
        self._quoted: dict[int, int] = {}
        self._short: dict[int, str] = {}
        self._author = [fold(u.author) if u.author else "" for u in page.units]
        for k in self.order:
            if self._author[k]:
                self.authors.setdefault(self._author[k], []).append(k)

    def add(self, k: int) -> None:
        """Remember what unit ``k`` says; its quotes have to be known."""
        unit = self._page.units[k]
        quoted = {i for m in unit.quotes for i in m.blocks}
        said: list[int] = []
        repeated: list[int] = []
        for i in unit.blocks:
            if i in quoted:
                repeated.append(i)
            elif unit.roles.get(i, "body") in ("body", "quote"):
                said.append(i)
        for m in self._keys(said):
            first = self._own.setdefault(m, k)
            if first != k:
                more = self._more.setdefault(m, [])
                if len(more) < OWNERS and k not in more:
                    more.append(k)
        for m in self._keys(repeated):
            self._quoted.setdefault(m, k)

    def add_all(self) -> None:
        for k in self.order:
            self.add(k)

    def link(self, blocks: Sequence[int], k: int, author: str | None = None, bare: str | None = None) -> Link:
        """The earlier unit that owns most of the words of ``blocks``, else one that repeats them.

        Args:
            blocks: blocks of the quotation, in order.
            k: the unit that quotes.
            author: whom it says it quotes; a post of this author is preferred, and may hold less of the words.
            bare: the quoted words where they are a part of their block only.
        """
        words = self._words(blocks) if bare is None else words_of(bare[:LINE])
        if not words:
            return Link(-1, 0.0)
        marks = shingles(words)
        before = self.rank[k]
        votes: Counter[int] = Counter()
        for m in marks:
            first = self._own.get(m, -1)
            if first >= 0:
                votes.update(u for u in (first, *self._more.get(m, ())) if self.rank[u] < before)
        name = fold(author) if author else ""
        named = name in self.authors
        best = self._best(votes, marks, len(words))
        if named:
            mine = self._best({u: n for u, n in votes.items() if self._author[u] == name}, marks, len(words))
            if mine.unit >= 0 and mine.match >= max(WEAK, 0.8 * best.match if best.match >= FOUND else 0.0):
                return mine
            if len(words) < SHINGLE and best.match < FOUND:
                return self._phrase(words, self.earlier(name, k, PHRASE_POSTS))
        if best.match >= FOUND:
            return best
        votes = Counter(u for m in marks if self.rank[u := self._quoted.get(m, k)] < before)
        second = self._best(votes, marks, len(words), quoted=True)
        return second if second.match >= FOUND else Link(-1, max(best.match, second.match))

    def share(self, blocks: Sequence[int], unit: int) -> float:
        """Share of the words of ``blocks`` that stand in ``unit``, as its own or as its quotations."""
        words = self._words(blocks)
        marks = shingles(words)
        return max(_covered([self._owns(m, unit) or self._quoted.get(m) == unit for m in marks], len(words)), 0.0)

    def _best(
        self, votes: Counter[int] | dict[int, int], marks: list[int], words: int, *, quoted: bool = False
    ) -> Link:
        if not votes:
            return Link(-1, 0.0)
        unit = min(votes, key=lambda u: (-votes[u], self.rank[u]))
        found = [self._quoted.get(m) == unit for m in marks] if quoted else [self._owns(m, unit) for m in marks]
        return Link(unit, _covered(found, words))

    def _owns(self, m: int, unit: int) -> bool:
        return self._own.get(m) == unit or unit in self._more.get(m, ())

    def earlier(self, author: str, k: int, most: int) -> list[int]:
        """The latest posts of an author before unit ``k``, the latest first; at most ``most``."""
        named = self.authors.get(fold(author), [])
        at = bisect_left(named, self.rank[k], key=self.rank.__getitem__)
        return named[max(0, at - most) : at][::-1]

    def _phrase(self, words: list[str], units: list[int]) -> Link:
        """Fewer words than a shingle, inside of a longer line of the author's."""
        phrase = " ".join(words)
        for u in units:
            if u not in self._short:
                unit = self._page.units[u]
                own = [i for i in unit.blocks if unit.roles.get(i, "body") == "body"]
                self._short[u] = f" {' '.join(self._words(own))} "
            if f" {phrase} " in self._short[u]:
                return Link(u, 1.0)
        return Link(-1, 0.0)

    def _words(self, blocks: Sequence[int]) -> list[str]:
        return [w for i in blocks for w in words_of(bare_text(self._f.texts[i][:LINE]))]

    def _keys(self, blocks: Sequence[int]) -> list[int]:
        """Shingles over line ends too (mail is wrapped anew at every reply), and short lines as a whole."""
        stream: list[str] = []
        out: list[int] = []
        before = -2
        for i in blocks:
            words = words_of(bare_text(self._f.texts[i][:LINE]))
            if before != i - 1 and stream:
                out.extend(shingles(stream))
                stream = []
            stream.extend(words)
            if 0 < len(words) < SHINGLE:
                out.extend(shingles(words))
            before = i
        return [*out, *shingles(stream)]


def _covered(found: list[bool], words: int) -> float:
    """Share of the words that stand in a shingle that was found."""
    if words < SHINGLE:
        return 1.0 if any(found) else 0.0
    covered = end = 0
    for at, hit in enumerate(found):
        if hit:
            covered += at + SHINGLE - max(at, end)
            end = at + SHINGLE
    return covered / words


def fold(name: str) -> str:
    return " ".join(name.casefold().split()).strip("@:, ")


def gt_prefix(text: str) -> tuple[int, int]:
    """(number of ``>`` at the beginning of a line, where the words begin)."""
    m = _GT.match(text)
    return (text.count(">", 0, m.end()), m.end()) if m else (0, 0)


def bare_text(text: str) -> str:
    """A line without its ``>``."""
    if ">" not in text[:4]:
        return text
    m = _GT.match(text)
    return text[m.end() :] if m else text


def in_time(page: Page) -> list[int]:
    """Indices of all units, earliest first: as they stand, or backwards where the dates of a page run backwards."""
    units = page.units
    if all(u.kind == "article" for u in units):
        return list(range(len(units)))
    first = 1 if units and units[0].kind == "article" else 0
    known = [d for d in unit_dates(page)[first:] if d is not None and not d.startswith("-")]
    pairs = [(a, b) for a, b in zip(known, known[1:], strict=False) if a != b]
    nested = any(u.parent is not None or u.depth for u in units)
    if not nested and len(pairs) >= 2 and sum(b < a for a, b in pairs) >= BACKWARDS * len(pairs):
        return [*range(first), *reversed(range(first, len(units)))]
    return list(range(len(units)))


def unit_dates(page: Page) -> list[str | None]:
    """ISO dates as far as they can be read without knowing when the page was fetched."""
    order = dates.decide_order([u.date_raw for u in page.units if u.date_raw], lang=page.lang)
    return [_date(u, order, page.document.fetched) for u in page.units]


def _date(unit: Unit, order: str, base: str | None) -> str | None:
    if unit.date_value and (iso := dates.parse_machine(unit.date_value)):
        return iso
    if not unit.date_raw:
        return None
    found = dates.find_date(unit.date_raw, order=order, base=base, lang=None)
    return found.iso if found else None
