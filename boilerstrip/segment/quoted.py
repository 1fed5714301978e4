"""Quotations inside of items: their elements, whom they quote, which blocks are theirs."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from boilerstrip.model import QuoteMark
from boilerstrip.segment.values import name, read

if TYPE_CHECKING:
    from boilerstrip.model import Document, Unit
    from boilerstrip.segment.items import Items
    from boilerstrip.segment.select import Index
    from boilerstrip.selectors import Entry

GAP = 3  #: characters other than white space that may stand between an attribution and the quote below it


class Quotes:
    """The quotes of all items of a page.  Call after :meth:`Items.fill`."""

    def __init__(self, document: Document, index: Index, items: Items) -> None:
        self.document, self.index, self.items = document, index, items
        self.attributions: dict[int, list[int]] = {}
        self._depth: dict[int, int] = {}  # quote element → nesting depth, outermost 1
        self._spans: dict[int, tuple[list[int], list[int]]] = {}  # item → starts, ends of its outermost quotes
        for i, item in enumerate(items.items):
            self._outline(i, item.groups.get("quote", []))
        self._authors = self._read("quote_author")
        self._targets = self._read("quote_target")
        self._attribute()

    def holds(self, i: int, n: int) -> bool:
        """Whether node ``n`` of item ``i`` stands inside of a quote."""
        if i not in self._spans:
            return False
        starts, ends = self._spans[i]
        k = bisect_right(starts, n) - 1
        return k >= 0 and n < ends[k]

    def marks(self, i: int, unit: Unit, holder: dict[int, int]) -> list[QuoteMark]:
        """Quote marks of item ``i``; ``holder`` says per block which element gave it its role."""
        blocks: dict[int, list[int]] = {}
        for b in unit.blocks:
            if unit.roles.get(b) == "quote":
                blocks.setdefault(holder[b], []).append(b)
        out = []
        for q in self.items.items[i].groups.get("quote", ()):
            author, key = self._authors.get(q), self._targets.get(q)
            if q in blocks or author or key:
                out.append(QuoteMark(blocks.get(q, []), name(author), key, self._depth[q], 0.98))
        return out

    def _outline(self, i: int, quotes: list[int]) -> None:
        stack: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        for q in quotes:
            while stack and self.index.end(stack[-1]) <= q:
                stack.pop()
            if not stack:
                starts.append(q)
                ends.append(self.index.end(q))
            stack.append(q)
            self._depth[q] = len(stack)
        if starts:
            self._spans[i] = (starts, ends)

    def _read(self, part: str) -> dict[int, str]:
        """Per quote element the value of ``quote_author`` or ``quote_target``, the first alternative that gives one."""
        out: dict[int, str] = {}
        for spec in {id(i.spec): i.spec for i in self.items.items}.values():
            quotes = [
                (q, i) for i, item in enumerate(self.items.items) if item.spec is spec for q in item.groups.get("quote", ())
            ]  # fmt: skip
            if not quotes:
                continue
            for entry in spec.values.get(part, ()):
                scoped = any(o.scoped for o in entry.selector.options)
                near = {} if scoped else self._nearest(entry, quotes)
                for q, _ in quotes:
                    if q in out:
                        continue
                    hits = self.index.select(entry.selector, q) if scoped else near.get(q, [])
                    text = next((t for n in hits if (t := read(self.document, entry, n))), None)
                    if text:
                        out[q] = text
        return out

    def _nearest(self, entry: Entry, quotes: list[tuple[int, int]]) -> dict[int, list[int]]:
        """Hits of an entry by the innermost quote that holds them, or right above which they stand."""
        out: dict[int, list[int]] = {}
        stack: list[int] = []
        k = 0
        above: int | None = None  # last hit outside of every quote
        events = sorted([(n, 1) for n in self.index.select(entry.selector)] + [(q, 0) for q, _ in quotes])
        for n, is_hit in events:
            while stack and self.index.end(stack[-1]) <= n:
                stack.pop()
            if not is_hit:
                if above is not None and self._adjacent(above, n):
                    out.setdefault(n, []).append(above)
                above = None
                stack.append(n)
                k += 1
            elif stack:
                out.setdefault(stack[-1], []).append(n)
            else:
                above = n
        return out

    def _adjacent(self, above: int, q: int) -> bool:
        nodes = self.document.nodes
        between = self.document.text[nodes[above].end : nodes[q].start][:200]
        return nodes[q].start >= nodes[above].end and len("".join(between.split())) <= GAP

    def _attribute(self) -> None:
        """Elements with the words around a quote ("Anna said:", "Click to expand"), by item."""
        for spec in {id(i.spec): i.spec for i in self.items.items}.values():
            mine = [i for i, item in enumerate(self.items.items) if item.spec is spec]
            for selector in spec.places.get("attribution", ()):
                for option in selector.options:
                    if option.scoped:
                        pairs = [(n, i) for i in mine for q in self.items.items[i].groups.get("quote", ())
                                 for n in self.index.option(option, q)]  # fmt: skip
                    else:
                        pairs = [(n, self.items.owner(n)) for n in self.index.option(option)]
                    for n, i in pairs:
                        if i >= 0 and self.items.items[i].spec is spec:
                            self.attributions.setdefault(i, []).append(n)


def heads_of_quotes(document: Document, unit: Unit) -> None:
    """Lines that say whom a quote is of, where no selector names them: its first one, or the one right above it.

    A line is one if it holds the quoted author's name and little else, or ends in a colon.
    """
    at = {b: k for k, b in enumerate(unit.blocks)}
    for mark in unit.quotes:
        if not mark.author or not mark.blocks:
            continue
        inside = mark.blocks[:]
        for b in inside[:2]:
            if len(mark.blocks) > 1 and b == mark.blocks[0] and _names(document.block_text(b), mark.author, colon=False):
                unit.roles[b] = "attribution"
                mark.blocks.remove(b)
        above = at[inside[0]] - 1
        while above >= 0 and unit.roles[unit.blocks[above]] in ("chrome", "attribution"):
            above -= 1
        if above >= 0 and at[inside[0]] - above <= 4 and unit.roles[unit.blocks[above]] == "body":
            b = unit.blocks[above]
            if b >= inside[0] - 4 and _names(document.block_text(b), mark.author, colon=True):
                unit.roles[b] = "attribution"


def _names(line: str, author: str, *, colon: bool) -> bool:
    if author not in line or len(line) > len(author) + 120:
        return False
    return line.endswith((":", "\uff1a")) or (not colon and len(line) <= len(author) + 2)
