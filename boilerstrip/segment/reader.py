"""Reading the items of one page into units: their fields, parents, quotes and the roles of their blocks."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from boilerstrip.model import Unit
from boilerstrip.segment.embedded import join_embedded
from boilerstrip.segment.items import Items
from boilerstrip.segment.paint import number_alone, paint, signature_after_line
from boilerstrip.segment.quoted import Quotes, heads_of_quotes
from boilerstrip.segment.select import outermost
from boilerstrip.segment.values import MAX_NAME, date_of, link, link_at, machine_date, name, number, read, same_moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boilerstrip.model import Document
    from boilerstrip.platforms import Platform
    from boilerstrip.segment.select import Index
    from boilerstrip.selectors import Entry

#: Values whose element is also a place: its block gets the role.
PAINTED = ("author", "date", "number", "title", "edited", "reply_author")


class Reader:
    """Reads the items of one page under one platform into units."""

    def __init__(self, document: Document, index: Index, platform: Platform, score: float) -> None:
        self.document, self.index, self.platform, self.score = document, index, platform, score
        self.items = Items(document, index, platform)

    def units(self) -> list[Unit]:
        """The units in document order; items without a body are left out, what they hold is nobody's."""
        items = self.items
        if not items.items:
            return []
        items.fill()
        self.quotes = Quotes(self.document, self.index, items)
        posts = [i for i, item in enumerate(items.items) if self._body(i)]
        at = {i: k for k, i in enumerate(posts)}
        units = [Unit(kind="comment" if items.items[i].kind == "comment" else "post", blocks=[]) for i in posts]
        marks: dict[int, list[tuple[int, str]]] = {
            k: [(n, part) for part, nodes in items.items[i].groups.items() for n in nodes] for i, k in at.items()
        }
        for spec in {id(item.spec): item.spec for item in items.items}.values():
            mine = [i for i in posts if items.items[i].spec is spec]
            for part, entries in spec.values.items():
                if not part.startswith("quote_"):
                    self._read_part(part, entries, mine, units, at, marks)
        self._nest(units, posts, at)
        for i, k in at.items():
            marks[k] += [(n, "attribution") for n in self.quotes.attributions.get(i, ())]
        holders = paint(self.document, self.index, items, posts, units, marks)
        for i, k in at.items():
            mail = self.platform.kind == "mail"
            signature_after_line(self.document, units[k], in_body=mail or items.items[i].spec.signature_line, mail=mail)
            units[k].number = units[k].number or number_alone(self.document, units[k])
            units[k].quotes = self.quotes.marks(i, units[k], holders[k])
            heads_of_quotes(self.document, units[k])
            if same_moment(units[k].edited_raw, units[k].date_value):
                units[k].edited_raw = None  # pages for machines give both, edited or not
            units[k].confidence = self._confidence(units[k])
        join_embedded(self.document, units)
        self._replies(units)
        return units

    def _body(self, i: int) -> bool:
        """Whether item ``i`` has a body; bodies inside of a signature, quote, panel … are none.

        A panel or the like that holds every body is a mistake of the file and does not count.
        """
        groups = self.items.items[i].groups
        found = groups.get("body", [])
        clear = self._outside(found, groups, ("signature", "quote"))
        groups["body"] = self._outside(clear, groups, ("panel", "edit", "reactions")) or clear
        return bool(groups["body"])

    def _outside(self, nodes: list[int], groups: dict[str, list[int]], parts: tuple[str, ...]) -> list[int]:
        """Of ``nodes`` the outermost that lie in no element of these parts."""
        frames = outermost(self.index, sorted(n for part in parts for n in groups.get(part, ())))
        out = []
        for n in outermost(self.index, nodes):
            k = bisect_right(frames, n) - 1
            if k < 0 or n >= self.index.end(frames[k]):
                out.append(n)
        return out

    def _read_part(
        self,
        part: str,
        entries: Sequence[Entry],
        mine: list[int],
        units: list[Unit],
        at: dict[int, int],
        marks: dict[int, list[tuple[int, str]]],
    ) -> None:
        """Set one field of the units: per unit the first entry that gives something."""
        wanting = mine
        for entry in entries:
            done: set[int] = set()
            for n, i in self.items.hits(entry.selector, wanting):
                if i in done or self.quotes.holds(i, n):
                    continue
                if part == "date":
                    ok = self._date(units[at[i]], entry, n)
                else:
                    text = read(self.document, entry, n)
                    if part in ("author_url", "permalink") and not entry.attribute:
                        text = link_at(self.document, self.index, n, self.items.items[i].roots[0] - 1)
                    ok = bool(text) and self._set(units[at[i]], part, text or "", entry, n, i)
                if ok:
                    done.add(i)
                    if not entry.attribute and part in PAINTED:
                        marks[at[i]].append((n, part))
            if done:
                wanting = [i for i in wanting if i not in done]
                if not wanting:
                    return

    def _set(self, unit: Unit, part: str, text: str, entry: Entry, n: int, i: int) -> bool:
        if part == "author":
            unit.author = text[:MAX_NAME] if entry.attribute else name(text)
            if unit.author and not unit.author_url and not (entry.attribute and n in self.items.items[i].roots):
                unit.author_url = link_at(self.document, self.index, n, self.items.items[i].roots[0] - 1)
            return unit.author is not None
        if part == "author_url":
            unit.author_url = link(self.document, text) or unit.author_url
            return unit.author_url is not None
        if part == "permalink":
            unit.url = link(self.document, text)
            return unit.url is not None
        if part == "number":
            unit.number = number(text)
            return unit.number is not None
        if part == "depth":
            level = number(text)
            unit.depth = level or 0
            return level is not None
        if part == "edited":
            unit.edited_raw = machine_date(text) or text
        elif part == "title":
            unit.title = text
        elif part == "key":
            unit.key = text
        elif part == "parent":
            unit.reply_key = text
        elif part == "reply_author":
            unit.reply_author = name(text)
        return True

    def _date(self, unit: Unit, entry: Entry, n: int) -> bool:
        """Visible date and machine-readable one from one element."""
        text = read(self.document, entry, n)
        if entry.attribute:
            unit.date_value = machine_date(text)
            unit.date_raw = None if unit.date_value else text
        else:
            unit.date_raw, unit.date_value = text, date_of(self.document, self.index, n, text)
        return bool(unit.date_raw or unit.date_value)

    def _nest(self, units: list[Unit], posts: list[int], at: dict[int, int]) -> None:
        """Parents and depths: by elements, else by the level that the markup names."""
        items = self.items.items
        levels: list[tuple[int, int]] = []  # (level, unit) of the open branch
        last_post: int | None = None
        nested = self._nested([i for i in posts if "nest" in items[i].spec.places])
        opening = self._opening(posts)
        for i, k in zip(posts, range(len(units)), strict=True):
            unit = units[k]
            if "depth" in items[i].spec.values or nested:
                level = unit.depth if not nested else nested.get(i, 0)
                while levels and levels[-1][0] >= level:
                    levels.pop()
                unit.parent = levels[-1][1] if levels else None
                levels.append((level, k))
            else:
                above = items[i].parent
                while above >= 0 and above not in at:
                    above = items[above].parent
                unit.parent = at[above] if above >= 0 and above != opening else None
            if unit.parent is None and unit.kind == "comment" and last_post is not None:
                unit.parent = last_post  # comments that stand below their answer, not in it
            unit.depth = 0 if unit.parent is None else units[unit.parent].depth + 1
            if unit.kind == "post":
                last_post = k

    def _nested(self, mine: list[int]) -> dict[int, int]:
        """Item → how many of its file's ``nest`` elements hold it; empty where the page has none."""
        out: dict[int, int] = {}
        for spec in {id(self.items.items[i].spec): self.items.items[i].spec for i in mine}.values():
            around = sorted({n for selector in spec.places["nest"] for n in self.index.select(selector)})
            ends: list[int] = []
            k = 0
            for i in (i for i in mine if self.items.items[i].spec is spec) if around else ():
                root = self.items.items[i].roots[0]
                while k < len(around) and around[k] <= root:
                    while ends and ends[-1] <= around[k]:
                        ends.pop()
                    ends.append(self.index.end(around[k]))
                    k += 1
                while ends and ends[-1] <= root:
                    ends.pop()
                out[i] = len(ends)
        return out

    def _opening(self, posts: list[int]) -> int:
        """The first post, if its element holds all others though the platform nests by ``nest``: no replies to it.  Else -1."""
        items = self.items.items
        if len(posts) < 2 or "nest" not in items[posts[0]].spec.places:
            return -1
        end = self.index.end(items[posts[0]].roots[0])
        return posts[0] if items[posts[-1]].roots[0] < end else -1

    def _replies(self, units: list[Unit]) -> None:
        """Link ``reply_key`` to units that stand earlier, where nesting says nothing; forums answer without indenting."""
        keys: dict[str, int] = {}
        for k, unit in enumerate(units):
            if unit.reply_key and unit.parent is None:
                unit.parent = keys.get(unit.reply_key.lstrip("#"))
                if unit.parent is not None and self.platform.kind != "forum":
                    unit.depth = units[unit.parent].depth + 1
            if unit.key:
                keys.setdefault(unit.key, k)

    def _confidence(self, unit: Unit) -> float:
        sure = 0.97 if self.score >= 2 else 0.93
        return round(sure - 0.1 * (unit.author is None) - 0.03 * (unit.date_raw is None and unit.date_value is None), 3)
