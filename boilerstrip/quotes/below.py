"""Quotations below an attribution line: how far they go, and what is quoted inside of them.

With end markers ("Click to expand...") attributions and markers are matched like brackets.  Without, a quotation goes as far as
its lines stand in the earlier post; a quoted mail goes to the end.  Every level is a mark of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.lazy import regex_pattern
from boilerstrip.quotes.heads import Head, Heads, is_rule
from boilerstrip.quotes.index import FOUND, WEAK, Index, Link, fold
from boilerstrip.repeats import SHINGLE, key_of

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Unit
    from boilerstrip.quotes.lines import Depths

UNATTRIBUTED = 0.98  #: share of a line's words in one earlier post from which it is a quotation without any attribution
UNATTRIBUTED_WORDS = 6
LONG_WORDS = 12  #: words of a line that needs no full stop to be a sentence
REACH = 400  #: blocks between an attribution and its end marker
EDITED = 2  #: lines of a quotation in a row that were edited nearly beyond recognition

_SUBJECT = regex_pattern(r"\p{L}{2,5}\s?[:：]\s")  # "Re: Mending a wall"


class Attributed:
    """The quotations of one unit that stand below an attribution line."""

    def __init__(
        self, unit: Unit, k: int, f: Features, index: Index, heads: Heads, depths: Depths, known: set[int],
        template: set[str],
    ) -> None:  # fmt: skip
        self.unit, self.k, self.f = unit, k, f
        self.index, self.heads, self.depths, self.known, self.template = index, heads, depths, known, template
        self.blocks = unit.blocks
        # position of the next end marker at or after each position
        self.ends = [-1] * (len(self.blocks) + 1)
        for at in range(len(self.blocks) - 1, -1, -1):
            self.ends[at] = at if f.hit(self.blocks[at], "quote_end", certainty=0.5) else self.ends[at + 1]
        self._heads: dict[int, Head | None] = {}

    def find(self) -> None:
        at = self._above_body()
        while at < len(self.blocks):
            head = self._read(at)
            after = self._quote(head) if head is not None else 0
            at = max(at + 1, after)

    def _read(self, at: int) -> Head | None:
        """The attribution at a position that nothing else has taken."""
        if not self._free(at):
            return None
        if at not in self._heads:
            self._heads[at] = self.heads.read(self.blocks, at)
        return self._heads[at]

    def _free(self, at: int) -> bool:
        i = self.blocks[at]
        return i not in self.known and self.unit.roles.get(i, "body") == "body"

    def _above_body(self) -> int:
        """An attribution that was taken for a part of the post's head; returns the position from which to go on."""
        roles = self.unit.roles
        body = next((n for n, i in enumerate(self.blocks) if roles.get(i, "body") == "body"), len(self.blocks))
        if body == len(self.blocks):
            return body
        for at in range(max(0, body - 3), body):
            if roles[self.blocks[at]] not in ("panel", "chrome", "author"):
                continue
            head = self.heads.read(self.blocks, at)
            if (
                head is None
                or head.last != body
                or head.glued
                or head.mail
                or not (head.sure or fold(head.author or "") in self.index.authors)
            ):
                continue
            if self.index.link([self.blocks[body]], self.k, head.author).match >= FOUND:
                return self._closed(head) or self._nested(head)
        return 0

    def _quote(self, head: Head) -> int:
        """Take the quotation below ``head``; returns the position after it, 0 where there is none."""
        if head.glued:
            return self._glued(head)
        if head.mail:
            return self._mail(head)
        closed = self._closed(head)
        if closed:
            return closed
        return self._nested(head)

    # -------------------------------------------------------------- with an end marker

    def _closed(self, head: Head) -> int:
        """Attributions and end markers that belong together, one within the other."""
        if head.name_only and fold(head.author or "") not in self.index.authors:
            return 0
        stop = self.ends[head.last]
        if stop < 0 or stop - head.first > REACH:
            return 0
        stack = [(head, list[int]())]
        found: list[tuple[Head, list[int], int, int]] = []
        at = head.last
        while at < len(self.blocks) and stack and at - head.first <= REACH:
            if at == self.ends[at]:
                inner, blocks = stack.pop()
                found.append((inner, blocks, len(stack) + 1, at))
                at += 1
                continue
            below = self._read(at)
            if (
                below is not None
                and not below.glued
                and not below.mail
                and (below.sure or (not below.name_only and fold(below.author or "") in self.index.authors))
            ):
                stack.append((below, []))
                at = below.last
                continue
            if self._free(at) or self.unit.roles.get(self.blocks[at]) == "quote":
                stack[-1][1].append(self.blocks[at])
            at += 1
        if stack:  # an attribution inside has no end of its own: they follow each other
            between = next((h.first for h, _ in stack[1:]), stop)
            if between < stop:
                return 0
            found = [
                (head, [b for n, b in enumerate(self.blocks[head.last : stop], head.last) if self._free(n)], 1, stop)
            ]
            at = stop + 1
        if not any(blocks for _, blocks, _, _ in found):
            return 0
        for inner, blocks, depth, end in found:
            self._mark(inner, blocks, depth, 0.95)
            self.unit.roles[self.blocks[end]] = "attribution"
        return at

    # -------------------------------------------------------------- without

    def _nested(self, head: Head) -> int:
        """A quotation as far as it stands in an earlier post; right below its head there may be a quoted quotation."""
        chain = [head]
        while len(chain) < self.depths.limit and (below := self._head_at(chain[-1].last)) is not None:
            chain.append(below)
        depth = len(chain)
        at = chain[-1].last
        inner = self._read(at) if at < len(self.blocks) else None
        glued = self._glued(inner, depth + 1) if inner is not None and inner.glued else 0
        at = glued or at
        done: list[tuple[Head, list[int], int, Link]] = []
        while chain:
            this = chain.pop()
            blocks, link = self._extent(this, at, first=not done and not glued)
            if not blocks and not done and not glued:
                return 0
            if blocks:
                done.append((this, blocks, depth, link))
                at = self.blocks.index(blocks[-1], at) + 1
            else:
                self._attribute(this)
            depth -= 1
        for this, blocks, level, link in done:
            self._mark(this, blocks, level, 0.95 if link.match >= FOUND else 0.6)
        return at

    def _head_at(self, at: int) -> Head | None:
        head = self._read(at) if at < len(self.blocks) else None
        if head is None or head.glued or head.mail or head.name_only:
            return None
        return head if head.sure or fold(head.author or "") in self.index.authors else None

    def _begins_another(self, at: int) -> bool:
        head = self._read(at)
        return head is not None and (head.sure or fold(head.author or "") in self.index.authors)

    def _extent(self, head: Head, at: int, *, first: bool) -> tuple[list[int], Link]:
        """Blocks from position ``at`` on that the named author, or the same earlier post, said."""
        nothing = Link(-1, 0.0)
        if at >= len(self.blocks) or not self._free(at):
            return [], nothing
        named = fold(head.author or "") in self.index.authors
        need = WEAK if named else FOUND
        if head.name_only and not named:
            # a name that no post shows: not the label of a form that everybody fills in
            if (
                not may_be_quoted(self.blocks[at], self.f, self.template)
                or self.index.link([self.blocks[head.first]], self.k).match
            ):
                return [], nothing
            need = UNATTRIBUTED
        if head.author is None and not head.sure and self.f.words[self.blocks[at]] < SHINGLE:
            return [], nothing  # "Quote", a button
        link = self.index.link([self.blocks[at]], self.k, head.author)
        if link.unit < 0 or link.match < need:
            return self._unseen(head, at, named) if first else [], nothing
        blocks = [self.blocks[at]]
        missed: list[int] = []
        for n in range(at + 1, len(self.blocks)):
            i = self.blocks[n]
            if not self._free(n) or self._begins_another(n) or is_furniture(i, self.f, self.template):
                break
            further = self.index.link([i], self.k, head.author)
            if further.unit == link.unit and further.match >= FOUND:
                blocks += [*missed, i]
                missed = []
            elif len(missed) < EDITED and self.index.share([i], link.unit) >= WEAK:
                missed.append(i)
            else:
                break
        return blocks, link

    def _unseen(self, head: Head, at: int, named: bool) -> list[int]:
        """Words that stand nowhere before: the first paragraph, where the attribution is software's or names an author."""
        i = self.blocks[at]
        if (
            head.name_only
            or head.author is None
            or self.f.words[i] < 1
            or self.ends[at] == at
            or self._begins_another(at)
        ):
            return []
        return [i] if head.sure or named else []

    def _glued(self, head: Head, depth: int = 1) -> int:
        i = self.blocks[head.first]
        words = self.f.texts[i][head.glued :]
        link = self.index.link([i], self.k, head.author, bare=words)
        if link.match < FOUND and (not head.dated or words.lstrip()[:1] == ">"):
            return 0  # a mail in one line: where the quotation ends is lost, and the answer is in it
        mark = self.depths.open(self.unit, depth, head.author, None, 0.9)
        if mark is not None:
            mark.blocks.append(i)
            self.known.add(i)
        return head.first + 1

    def _mail(self, head: Head) -> int:
        """A mail quoted whole below the answer: down to the end, one level more at each further header."""
        at = head.last
        depth = 1
        blocks: list[int] = []
        taken = False
        while at < len(self.blocks):
            below = self._read(at)
            if below is not None and (below.mail or below.dated) and not below.glued:
                taken |= self._mark(head, blocks, depth, 0.9)
                head, blocks, at, depth = below, [], below.last, depth + 1
                continue
            if self._free(at):
                blocks.append(self.blocks[at])
            at += 1
        taken |= self._mark(head, blocks, depth, 0.9)
        return at if taken else 0

    # -------------------------------------------------------------- marks

    def _mark(self, head: Head, blocks: list[int], depth: int, confidence: float) -> bool:
        if not blocks:
            return False
        self._attribute(head)
        mark = self.depths.open(self.unit, min(depth, self.depths.limit), head.author, None, confidence)
        self.depths.cut |= depth > self.depths.limit
        if mark is not None:
            mark.blocks.extend(blocks)
            self.known.update(blocks)
        return True

    def _attribute(self, head: Head) -> None:
        for i in self.blocks[head.first : head.last]:
            self.unit.roles[i] = "chrome" if is_rule(self.f.texts[i]) else "attribution"
            self.known.add(i)


def may_be_quoted(i: int, f: Features, template: set[str]) -> bool:
    if f.words[i] < UNATTRIBUTED_WORDS or not (f.terminal[i] or f.words[i] >= LONG_WORDS):
        return False
    if f.dates[i] is not None and not f.terminal[i]:
        return False
    return not is_furniture(i, f, template)


def is_sentence_part(i: int, f: Features, template: set[str]) -> bool:
    """A line of several words without a full stop that may be a part of a sentence."""
    return bool(UNATTRIBUTED_WORDS <= f.words[i] < LONG_WORDS and not f.terminal[i] and f.dates[i] is None and not is_furniture(i, f, template))


def is_furniture(i: int, f: Features, template: set[str]) -> bool:
    text = f.texts[i]
    if text[:1] == "<" and text[-1] == ">":  # tags that were escaped
        return True
    if _SUBJECT.match(text[:20]) or any(h.certainty >= 0.8 and h.category != "quote_attribution" for h in f.hits[i]):
        return True
    return len(text) <= 200 and key_of(text) in template
