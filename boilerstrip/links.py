"""Who answers whom: quotes linked to the record they repeat, replies to their parent.

Nothing points forward in time and there are no cycles.  Time is the order of the document, or its reverse where the dates of
the page run backwards.  A key in the markup may point forward in that order only at a post that both dates show to be
earlier (answers sorted by votes); where such links close a circle with others, they are the ones that go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from boilerstrip import dates
from boilerstrip.lazy import regex_pattern
from boilerstrip.quotes.index import FOUND, Index, Link, unit_dates

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page, QuoteMark

__all__ = ["FOUND", "Link", "Links", "link_units"]

_LAST_NUMBER = regex_pattern(r"(\d{1,18})\D{0,12}\Z")  # "post-123", "p123"


@dataclass(slots=True)
class Links:
    quotes: list[list[Link]] = field(default_factory=list)  #: per unit, per quote
    reply: list[int | None] = field(default_factory=list)  #: per unit: index of the unit it answers
    order: str = "auto"  #: order of day and month on this page


def link_units(page: Page, f: Features, labels: list[str]) -> Links:
    """Resolve all quotes and replies of a page."""
    out = Links(order=dates.decide_order([u.date_raw for u in page.units if u.date_raw], lang=page.lang))
    if all(u.kind == "article" for u in page.units):
        out.quotes = [[Link(-1, 0.0) for _ in u.quotes] for u in page.units]
        out.reply = [None] * len(page.units)
        return out
    resolve = _Resolve(page, Index(page, f))
    for k, unit in enumerate(page.units):
        out.quotes.append([resolve.quote(mark, k) for mark in unit.quotes])
        out.reply.append(resolve.reply(k, out.quotes[k]))
    _break_circles(out, resolve.index.rank)
    return out


class _Resolve:
    def __init__(self, page: Page, index: Index) -> None:
        self.page, self.index = page, index
        self._filled = False  # the words of all posts are looked at where one quotes another
        units = page.units
        self.keys: dict[str, int] = {}
        self.numbers: dict[str, int] = {}
        for k in reversed(range(len(units))):
            unit = units[k]
            if unit.key:
                self.keys[unit.key] = k
                if m := _LAST_NUMBER.search(unit.key):
                    self.numbers[m[1]] = k
        for k in reversed(range(len(units))):
            if (number := units[k].number) is not None:
                self.numbers.setdefault(str(number), k)
        self._dates: list[str | None] | None = None

    def quote(self, mark: QuoteMark, k: int) -> Link:
        if not self._filled:
            self._filled = True
            self.index.add_all()
        link = self.index.link(mark.blocks, k, mark.author)
        target = self._target(mark.key, k)
        if target is not None and target != link.unit:
            return Link(target, self.index.share(mark.blocks, target))
        return link

    def reply(self, k: int, quotes: list[Link]) -> int | None:
        unit = self.page.units[k]
        if unit.parent is not None and unit.parent != k and self._earlier(unit.parent, k):
            return unit.parent
        target = self._target(unit.reply_key, k)
        if target is not None:
            return target
        for mark, link in zip(unit.quotes, quotes, strict=True):
            if link.unit >= 0 and mark.depth == 1:
                return link.unit
        if unit.reply_author and (own := self.index.earlier(unit.reply_author, k, 1)):
            return own[0]
        return None

    def _target(self, key: str | None, k: int) -> int | None:
        """The unit that a key or a number names, if it can be an earlier one."""
        if not key:
            return None
        target = self.keys.get(key)
        if target is None:
            number = _LAST_NUMBER.search(key)
            target = self.numbers.get(number[1]) if number else None
        return target if target is not None and target != k and self._earlier(target, k) else None

    def _earlier(self, target: int, k: int) -> bool:
        if self.index.rank[target] < self.index.rank[k]:
            return True
        if self._dates is None:
            self._dates = unit_dates(self.page)
        a, b = self._dates[target], self._dates[k]
        return a is not None and b is not None and not a.startswith("-") and not b.startswith("-") and a < b


def _break_circles(links: Links, rank: list[int]) -> None:
    """Drop the forward links among units that point at each other in a circle; backward links alone cannot."""
    n = len(links.quotes)
    edges = [
        {link.unit for link in links.quotes[k] if link.unit >= 0}
        | ({r} if (r := links.reply[k]) is not None else set())
        for k in range(n)
    ]
    if not any(rank[t] > rank[k] for k in range(n) for t in edges[k]):
        return
    waiting = [0] * n  # units that point at this one
    for targets in edges:
        for t in targets:
            waiting[t] += 1
    free = [k for k in range(n) if not waiting[k]]
    left = set(range(n))
    while free:
        k = free.pop()
        left.discard(k)
        for t in edges[k]:
            waiting[t] -= 1
            if not waiting[t]:
                free.append(t)
    for k in left:
        links.quotes[k] = [
            Link(-1, x.match) if x.unit in left and rank[x.unit] > rank[k] else x for x in links.quotes[k]
        ]  # fmt: skip
        reply = links.reply[k]
        if reply is not None and reply in left and rank[reply] > rank[k]:
            links.reply[k] = None
