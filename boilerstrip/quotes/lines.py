"""Quotations that carry their own marks in the text: lines with ``>``, ``[quote]…[/quote]``, ``>>123``, ``@X``.

One :class:`~boilerstrip.model.QuoteMark` per level, each with its depth; what is nested deeper than ``Limits.max_quote_depth``
counts to the deepest level that is kept, and the document is said to be degraded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from boilerstrip.lazy import regex_pattern
from boilerstrip.model import QuoteMark
from boilerstrip.quotes.heads import clean_name, is_quoted_line, is_rule
from boilerstrip.quotes.index import WEAK, fold, gt_prefix

if TYPE_CHECKING:
    from collections.abc import Container

    from boilerstrip.features import Features
    from boilerstrip.model import Unit
    from boilerstrip.quotes.heads import Head, Heads
    from boilerstrip.quotes.index import Index

TOO_DEEP = "quotes: nested deeper than {n}"
LINE = 20_000  #: characters; longer lines meet no regular expression
OWN_WORDS = 2  #: words beside a [quote] in its line up to which the line is a quotation

_TAG = regex_pattern(r"\[(/?)quote\b([^\]\n]{0,300})\]", regex.IGNORECASE)  # [quote="X, post:2, topic:9"]
_POST = regex_pattern(r"\bpost(?:_id)?\s?[:=]\s?['\"]?(\d{1,12})|;n?(\d{1,12})\b")  # post:2  post_id=12  X;123
_NAMED = regex_pattern(r"\bname=['\"]([^'\"]{1,60})")  # [quote name='X' post='12']
_ENDS = regex_pattern(r"[\"']?\s?(?:,|;|\s(?:post_id|user_id|time|date|msg|link|author)\s?=)|['\"]\Z")
_NUMBER = regex_pattern(r"\s{0,3}(?:>>|&gt;&gt;)\s?#?(\d{1,9})(?!\d|\.\d)")  # >>123
_AT = regex_pattern(r"\s{0,3}@(?=\S)")
_AT_END = regex_pattern(r"[\s:,.!?;]|\Z")


class Depths:
    """Adds marks to a unit, none of them deeper than the limit."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.cut = False

    def open(self, unit: Unit, depth: int, author: str | None, key: str | None, confidence: float) -> QuoteMark | None:
        """A new mark, ``None`` where it would be too deep (its words then belong to the level above)."""
        if depth > self.limit:
            self.cut = True
            return None
        mark = QuoteMark([], author or None, key, depth, confidence)
        unit.quotes.append(mark)
        return mark

    def clip(self, unit: Unit) -> None:
        """The same for marks that a segmenter made."""
        if all(m.depth <= self.limit for m in unit.quotes):
            return
        self.cut = True
        kept: list[QuoteMark] = []
        last: QuoteMark | None = None
        for mark in sorted(unit.quotes, key=lambda m: m.blocks[0] if m.blocks else -1):
            if mark.depth <= self.limit:
                kept.append(mark)
                last = mark if mark.depth == self.limit else last
            elif last is None:
                last = mark
                mark.depth = self.limit
                kept.append(mark)
            else:
                last.blocks = sorted({*last.blocks, *mark.blocks})
        unit.quotes = kept


def gt_lines(
    unit: Unit, k: int, f: Features, heads: Heads, depths: Depths, known: set[int], check: Index | None
) -> None:  # fmt: skip
    """Runs of lines with ``>``; the attribution above a run or inside of it names its author.

    ``check``: where the page marks its quotations in another way, what nobody said before is no quotation (a list, a joke).
    """
    blocks = unit.blocks
    at = 0
    while at < len(blocks):
        i = blocks[at]
        if i in known or unit.roles.get(i, "body") != "body" or not _is_line(f.texts[i]):
            at += 1
            continue
        stop = at + 1
        while stop < len(blocks) and blocks[stop] == blocks[stop - 1] + 1 and blocks[stop] not in known \
                and unit.roles.get(blocks[stop], "body") == "body" and _all_quoted(f.texts[blocks[stop]]):  # fmt: skip
            stop += 1
        if check is None or check.link(blocks[at:stop], k).match >= WEAK:
            _run(unit, f, heads, depths, known, at, stop)
        at = stop


def _is_line(text: str) -> bool:
    return ">" in text[:4] and len(text) <= LINE and is_quoted_line(text) and _all_quoted(text)


def _all_quoted(text: str) -> bool:
    if "\n" not in text:
        return gt_prefix(text)[0] > 0
    return all(gt_prefix(line)[0] for line in text.splitlines() if line.strip())


def _run(unit: Unit, f: Features, heads: Heads, depths: Depths, known: set[int], at: int, stop: int) -> None:
    blocks = unit.blocks
    levels = [gt_prefix(f.texts[i])[0] for i in blocks[at:stop]]
    shift = min(levels) - 1
    opened: dict[int, QuoteMark] = {}
    authors: dict[int, str | None] = {1: _above(unit, heads, at, known)}
    n = at
    while n < stop:
        level = levels[n - at] - shift
        if n + 1 < stop and (head := heads.read(blocks, n)) is not None and not head.glued and head.last <= stop:
            below = levels[head.last - at] - shift if head.last < stop else 0
            if below > level and all(x - shift == level for x in levels[n - at : head.last - at]):
                for i in blocks[n : head.last]:
                    unit.roles[i] = "attribution"
                    known.add(i)
                authors[below] = head.author
                opened = {d: m for d, m in opened.items() if d <= level}
                n = head.last
                continue
        if level < max(opened, default=0):
            opened = {d: m for d, m in opened.items() if d <= level}
            authors = {d: a for d, a in authors.items() if d <= level}
        mark = opened.get(level)
        if mark is None:
            mark = depths.open(unit, level, authors.get(level), None, 0.95) or opened.get(max(opened, default=0))
            if mark is None:  # the first line is too deep already
                mark = depths.open(unit, depths.limit, None, None, 0.95)
            if mark is None:
                return
            opened[min(level, depths.limit)] = mark
        mark.blocks.append(blocks[n])
        known.add(blocks[n])
        n += 1


def _above(unit: Unit, heads: Heads, at: int, known: set[int]) -> str | None:
    """The author that the lines right above a run name; they become its attribution."""
    blocks = unit.blocks
    found: Head | None = None
    for first in range(at - 1, max(-1, at - 4), -1):
        if blocks[first] in known or unit.roles.get(blocks[first], "body") not in ("body", "attribution"):
            break
        head = heads.read(blocks, first)
        if head is None or head.glued or head.last != at:
            continue
        if head.sure or not head.name_only or fold(head.author or "") in heads.authors:
            found = found if found is not None and head.author is None else head
            if found.author:
                break
    if found is None:
        return None
    for i in blocks[found.first : at]:
        unit.roles[i] = "chrome" if is_rule(heads.f.texts[i]) else "attribution"
        known.add(i)
    return found.author


def bbcode(unit: Unit, f: Features, depths: Depths, known: set[int]) -> None:
    """``[quote=X]words[/quote]`` that no software has turned into markup."""
    stack: list[QuoteMark | None] = []
    own = [i for i in unit.blocks if i not in known and unit.roles.get(i, "body") == "body" and len(f.texts[i]) <= LINE]
    found = {i: tags for i in own if "[" in f.texts[i] and (tags := list(_TAG.finditer(f.texts[i])))}
    closing = sum(bool(m[1]) for tags in found.values() for m in tags)
    if not closing:
        return  # never closed: a person's brackets
    unclosed = sum(not m[1] for tags in found.values() for m in tags) - closing  # the outermost ones lost their end
    for i in own:
        text = f.texts[i]
        tags = found.get(i, [])
        if not tags:
            _into(stack, i, known)
            continue
        inside = outside = 0
        at = 0
        level: QuoteMark | None = next((m for m in reversed(stack) if m), None)
        for m in tags:
            words = len(text[at : m.start()].split())
            inside, outside = (inside + words, outside) if stack else (inside, outside + words)
            at = m.end()
            if m[1]:
                if stack:
                    stack.pop()
            elif unclosed > 0:
                unclosed -= 1
            else:
                author, key = _read_tag(m[2])
                stack.append(depths.open(unit, len(stack) + 1, author, key, 0.98))
                level = stack[-1] or level
        rest = len(text[at:].split())
        inside, outside = (inside + rest, outside) if stack else (inside, outside + rest)
        if outside > OWN_WORDS and outside > 0.2 * inside:
            continue  # the line holds a person's own words too: rather keep them
        if inside and level is not None:
            level.blocks.append(i)
        else:
            unit.roles[i] = "attribution"
        known.add(i)


def _into(stack: list[QuoteMark | None], i: int, known: set[int]) -> None:
    if stack:
        level = next((m for m in reversed(stack) if m), None)
        if level is not None:
            level.blocks.append(i)
            known.add(i)


def _read_tag(attributes: str) -> tuple[str | None, str | None]:
    """(author, key of the quoted post) of ``[quote…]``."""
    post = _POST.search(attributes)
    key = (post[1] or post[2]) if post else None
    if named := _NAMED.search(attributes):
        return clean_name(named[1]), key
    if not attributes.strip().startswith("="):
        return None, key
    name = attributes.strip()[1:].strip().lstrip("\"'&")
    end = _ENDS.search(name)
    return clean_name(name[: end.start()] if end else name)[:80] or None, key


def answers(unit: Unit, f: Features, authors: Container[str]) -> None:
    """Whom a post answers where it quotes nothing: ``>>123`` or ``@X`` before its first words."""
    for i in unit.blocks:
        if unit.roles.get(i, "body") != "body":
            continue
        text = f.texts[i][:200]
        if m := _NUMBER.match(text):
            if unit.reply_key is None:
                unit.reply_key = m[1]
            if not text[m.end() :].strip():
                unit.roles[i] = "attribution"
                continue
        elif (m := _AT.match(text)) and unit.reply_author is None:
            unit.reply_author = _named(text[m.end() :], authors)
        return


def _named(text: str, authors: Container[str]) -> str | None:
    """The longest author of the thread that the words begin with."""
    ends = [m.start() for m in _AT_END.finditer(text[:80])][:6]
    return next((text[:e] for e in reversed(ends) if e and fold(text[:e]) in authors), None)
