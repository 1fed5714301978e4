"""Lines that introduce a quotation: "X wrote:", "On DATE, X wrote:", "-----Original Message-----", "X:".

The phrase catalogue knows what software prints; here is read what it does not say: an attribution that is wrapped over two
lines, one that is glued to the words it introduces ("(DATE)X Wrote: words"), a name with a full stop in it, the lines that
belong to it ("View Post", a rule, the header block of a forwarded mail).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from boilerstrip import catalog
from boilerstrip.lazy import regex_pattern
from boilerstrip.quotes.index import bare_text, fold, gt_prefix

if TYPE_CHECKING:
    from collections.abc import Container

    from boilerstrip.catalog import PhraseBook, PhraseHit
    from boilerstrip.features import Features
    from boilerstrip.model import Page

SURE = 0.8  #: certainty from which a line is software's
LONGEST = 160  #: characters of an attribution line
NAME = 40  #: characters of a name that stands alone ("X:")
HEADERS = 12  #: lines of a mail's header block
GLUED = 120  #: characters in which a glued attribution ends
COLONS = 6

_ARROW = regex_pattern(r"\s?[»↑][\s:]{0,3}\Z")  # "X wrote: »", "X wrote: ↑"
_RULE = regex_pattern(r"[-_=*~—–]{4,200}")  # Phorum's line below "X Wrote:"
_HEADER = regex_pattern(
    r"([\p{L}][\p{L}\p{M} .\-]{0,22}):[ \t\u00a0]{0,4}(\S.{0,300})?\Z"
)  # "From: Ann <ann@example.org>"
_COLON = regex_pattern(r"[:：]")
_ADDRESS = regex_pattern(
    r"\s{0,3}[<(\[](?:mailto:)?[^<>()\[\]\s]{1,80}@[^<>()\[\]\s]{1,80}[>)\]]\s{0,3}|\s[^\s@]{1,60}@[^\s@]{1,80}\Z"
)
_OPENS = regex_pattern(r"[-—_*\s>]{2,80}\p{L}")  # "-----Original Message-----"


@dataclass(slots=True)
class Head:
    """An attribution: blocks ``first`` to ``last`` (exclusive), and whom it names."""

    first: int  #: positions in the unit's blocks
    last: int
    author: str | None
    sure: bool  #: software's own words, not to be taken for a person's
    dated: bool = False
    mail: bool = False  #: opens a mail that is quoted whole
    glued: int = 0  #: the quoted words begin here inside of the first block; 0: on the next line
    name_only: bool = False


class Heads:
    """Reads attribution lines of one page."""

    def __init__(self, page: Page, f: Features, authors: Container[str]) -> None:
        self.f = f
        self.authors = authors
        self._gaps = page.document.blocks
        self.book: PhraseBook = catalog.phrases(page.options.data)

    def read(self, blocks: list[int], at: int) -> Head | None:
        """The attribution that begins at position ``at`` of a unit's blocks."""
        i = blocks[at]
        text = bare_text(self.f.texts[i])
        if not text:
            return None
        if (head := self._dated(text, i, at)) is not None:
            return head
        if len(text) > LONGEST:
            return self._glued(text, at)
        hit = self._hit(i, text)
        if hit is not None:
            return self._from_hit(hit, text, blocks, at)
        if head := self._wrapped(text, blocks, at):
            return head
        if (
            (arrow := _ARROW.search(text))
            and text[: arrow.start()].rstrip().endswith((":", "："))
            and len(text) <= NAME
        ):
            head = Head(at, at + 1, clean_name(text), sure=True)  # "X: ↑"
            self._tail(head, blocks)
            return head
        if text[-1] in ":：" and len(text) <= NAME and fold(text) and text.count(" ") <= 3:
            return Head(at, at + 1, text.strip(" :：@"), sure=False, name_only=True)
        if head := self._headers_alone(blocks, at):
            return head
        return self._glued(text, at)

    def _hit(self, i: int, text: str) -> PhraseHit | None:
        hits = self.f.hits[i] if len(text) == len(self.f.texts[i]) else self.book.match(text)
        found = _best(hits, self.authors)
        if found is None and text[-1] in ":：»↑" and (name := self._leading_name(text)):
            # "H. Larch Wrote:" reads like two sentences: the name is known, what follows it has to be a phrase
            found = _best(self.book.match("Ann" + text[len(name) :]), {"ann"})
            if found is not None:
                found = found._replace(values=tuple((k, name if k == "x" else v) for k, v in found.values))
        return found

    def _leading_name(self, text: str) -> str | None:
        """The longest known author at the beginning of a line."""
        ends = [m.start() for m in regex.finditer(r"\s", text)][:6]
        return next((text[:e] for e in reversed(ends) if fold(text[:e]) in self.authors), None)

    def _from_hit(self, hit: PhraseHit, text: str, blocks: list[int], at: int) -> Head | None:
        values = dict(reversed(hit.values))
        terminal = self.f.terminal[blocks[at]] and not text.rstrip().endswith((":", "：", "…", "...", "»", "↑"))
        if terminal and hit.certainty < 1.0:
            return None
        dated = "date" in values
        opens = "x" not in values and hit.certainty >= 0.9
        mail = opens and (bool(_OPENS.match(text)) or (text[-1] in ":：" and self._headers(blocks, at + 1)[0] >= 2))
        name = clean_name(values["x"]) if "x" in values else None
        sure = hit.certainty >= SURE or bool(_ARROW.search(text)) or dated
        head = Head(at, at + 1, name, sure, dated, mail)
        self._tail(head, blocks)
        return head

    def _tail(self, head: Head, blocks: list[int]) -> None:
        """Lines that belong to an attribution: "View Post", a rule, a second line of it, the headers of a mail."""
        f = self.f
        while head.last < len(blocks) and head.last - head.first < 4:
            i = blocks[head.last]
            text = bare_text(f.texts[i])
            hit = f.hit(i, "quote_attribution", "read_more", certainty=0.4)
            if is_rule(text) or (text[:1] == "<" and text[-1] == ">"):  # a rule, tags that were escaped
                head.last += 1
            elif head.sure and not head.dated and f.dates[i] is not None and f.words[i] <= 7 and not f.terminal[i]:
                head.dated = True  # "X wrote: ↑" + "19 May 2018 12:10"
                head.last += 1
            elif hit is not None and not hit.values and f.words[i] <= 4 and not _OPENS.match(text):
                head.last += 1
            elif head.author is None and not head.mail and hit is not None and hit.values and hit.certainty >= 0.5:
                values = dict(reversed(hit.values))  # "Quote:" above "Originally Posted by X"
                head.author = clean_name(values["x"]) if "x" in values else None
                head.sure = head.sure or hit.certainty >= SURE
                head.last += 1
            else:
                break
        lines, author = self._headers(blocks, head.last) if head.mail else (0, None)
        head.last += lines
        head.author = head.author or author

    def _headers(self, blocks: list[int], at: int) -> tuple[int, str | None]:
        """Number of lines of a mail's header block, and its sender: the first line's value."""
        author = None
        n = 0
        while n < HEADERS and at + n < len(blocks):
            m = _HEADER.match(bare_text(self.f.texts[blocks[at + n]])[:400])
            hit = self.f.hit(blocks[at + n], "mail_header", "byline")
            if m is None or (n and hit is None and self._gaps[blocks[at + n]].gap > 1):
                break
            if (
                author is None
                and m[2]
                and (hit is None or "from" in fold(m[1]) or n == 0)
                and self.f.dates[blocks[at + n]] is None
            ):
                author = clean_name(m[2])
            n += 1
        return n, author

    def _headers_alone(self, blocks: list[int], at: int) -> Head | None:
        """A header block without a line above it: "From: X / Sent: … / Subject: …" in the middle of a mail."""
        f = self.f
        if at == 0 or not f.hit(blocks[at], "mail_header"):
            return None
        lines, author = self._headers(blocks, at)
        known = sum(f.hit(b, "mail_header") is not None for b in blocks[at : at + lines])
        dated = any(f.dates[b] is not None for b in blocks[at : at + lines])
        return Head(at, at + lines, author, True, dated, True) if known >= 3 and dated else None

    def _wrapped(self, text: str, blocks: list[int], at: int) -> Head | None:
        """ "On Tue, 3 May 2016 at 10:12, A. Long-Name <a@example.org>" + "wrote:"."""
        if at + 1 >= len(blocks) or self.f.dates[blocks[at]] is None:
            return None
        following = bare_text(self.f.texts[blocks[at + 1]])
        if len(following) > 80 or following[-1:] not in (":", "："):
            return None
        hit = _best(self.book.match(f"{text} {following}"), self.authors)
        if hit is None or "date" not in dict(hit.values):
            return None
        return Head(at, at + 2, clean_name(dict(reversed(hit.values)).get("x", "")), True, True)

    def _dated(self, text: str, i: int, at: int) -> Head | None:
        """ "X wrote: ↑DATE", and "Quote from: X on DATEwords": the words that are quoted are glued to the date, or stand below it."""
        date = self.f.dates[i]
        if date is None or date.end > GLUED or len(text) != len(self.f.texts[i]):
            return None
        before, words = text[: date.start].rstrip(), text[date.end :]
        arrow = before.endswith("↑")
        if not arrow and not words[:1].isalpha():
            return None
        hit = self._phrase(before.rstrip("↑ ") if arrow else text[: date.end])
        values = dict(reversed(hit.values)) if hit is not None else {}
        if hit is None or "x" not in values or not (arrow or (hit.certainty >= SURE and "date" in values)):
            return None
        return Head(at, at + 1, clean_name(values["x"]), True, True, glued=date.end if words.strip() else 0)

    def _phrase(self, line: str) -> PhraseHit | None:
        """The attribution that a line is, also where a name reads like a sentence."""
        hit = _best(self.book.match(line), self.authors)
        if hit is None and (name := self._leading_name(line)):
            hit = _best(self.book.match("Ann" + line[len(name) :]), {"ann"})
            hit = hit._replace(values=(("x", name),)) if hit else None
        return hit

    def _glued(self, text: str, at: int) -> Head | None:
        """ "(2019-02-24, 08:02 PM)X Wrote: words": the attribution ends at one of the first colons."""
        for n, m in enumerate(_COLON.finditer(text, 2, GLUED)):
            if n >= COLONS or not text[m.end() :].strip():
                return None
            if text[m.end()].isdigit():  # 08:02
                continue
            line = text[: m.end()]
            hit = self._phrase(line)
            if hit is not None and "x" in dict(hit.values):
                values = dict(reversed(hit.values))
                return Head(
                    at,
                    at + 1,
                    clean_name(values["x"]),
                    hit.certainty >= SURE or "date" in values,
                    "date" in values,
                    glued=m.end(),
                )
        return None


def _best(hits: tuple[PhraseHit, ...], authors: Container[str]) -> PhraseHit | None:
    """The surest attribution; among equals the one that names an author of the thread, then the one that says most."""
    best: PhraseHit | None = None
    rank: tuple[float, ...] = ()
    for h in hits:
        if h.category != "quote_attribution":
            continue
        values = dict(reversed(h.values))
        known = "x" in values and fold(clean_name(values["x"])) in authors
        this = (float(known), h.certainty, float("date" in values), -float(len(values.get("x", ""))))
        if best is None or this > rank:
            best, rank = h, this
    return best


def clean_name(name: str) -> str:
    """A display name without address, sign or colon."""
    name = _ADDRESS.sub("", name) or name
    return name.strip(" \t\u00a0,;:：@\"'<>»↑")


def is_rule(text: str) -> bool:
    """A line that is drawn with dashes or the like."""
    return _RULE.fullmatch(text[:201]) is not None


def is_quoted_line(text: str) -> bool:
    """A line with ``>`` before words: not a comparison, not the number of a post (">>123")."""
    depth, at = gt_prefix(text)
    rest = text[at : at + 12].lstrip()
    if not depth or (depth == 2 and text[at - 1] == ">" and rest[:1].isdigit()):
        return False
    return not (text[at - 1] == ">" and (rest[:1].isdigit() or rest[:1] == "="))
