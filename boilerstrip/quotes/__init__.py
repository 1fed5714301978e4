"""Quoted replies: what a post repeats of an earlier one, with or without attribution.

What it sees, inside of posts and comments: quotations that markup or segmenters know; lines with ``>``, ``[quote]`` left in
the text; an attribution line ("X said:", "Originally Posted by X", "On DATE, X wrote:", "-----Original Message-----") with
the words that follow it, up to the end marker or as far as they stand in an earlier post; a name with a colon above words
of an earlier post; and, without any attribution, lines that an earlier post holds.  Closing lines that come again are
signatures and are asked for first.  Known misses: a quote of a post on another page without an end marker, of which only
the first paragraph is taken; words of one's own in the same line as the quotation.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.closings import find_closings, mark_signed
from boilerstrip.model import Column, QuoteMark
from boilerstrip.quotes.below import UNATTRIBUTED, Attributed, is_sentence_part, may_be_quoted
from boilerstrip.quotes.heads import Heads
from boilerstrip.quotes.index import Index, Link, fold
from boilerstrip.quotes.lines import TOO_DEEP, Depths, answers, bbcode, gt_lines
from boilerstrip.repeats import key_of

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page, Unit

WHOLE = 300  #: characters of a line that somebody may say again
TEMPLATE = 3  #: posts in which a line stands before it is furniture rather than a quotation


def testify(page: Page, f: Features) -> list[Column]:
    n = len(f.texts)
    quote, attribution = np.zeros(n), np.zeros(n)
    notes: dict[int, str] = {}
    for u in page.units:
        for mark in u.quotes:
            for i in mark.blocks:
                quote[i] = max(quote[i], mark.confidence)
                notes[i] = f"of {mark.author}" if mark.author else "of an earlier post"
        for i, role in u.roles.items():
            if role == "attribution":
                attribution[i] = 1.0
    return [Column("quoted", "quote", quote, notes), Column("attribution", "quote", attribution)]


def find_quotes(page: Page, f: Features) -> None:
    """Complete ``Unit.quotes`` and the roles of every post and comment; runs once, before the rules testify."""
    if not any(u.kind != "article" for u in page.units):
        return
    mark_signed(page, f)
    closings = find_closings(page, f)
    index = Index(page, f)
    heads = Heads(page, f, index.authors)
    depths = Depths(page.options.limits.max_quote_depth)
    template = _template(page, f)
    marked = any(m.confidence > 0.9 for u in page.units for m in u.quotes)  # quotations have a markup of their own here
    lines: set[str] = set()  # whole lines of the posts before
    for k in index.order:
        unit = page.units[k]
        if unit.kind != "article":
            depths.clip(unit)
            known = {i for m in unit.quotes for i in m.blocks}
            _unsign(unit, heads)
            bbcode(unit, f, depths, known)
            gt_lines(unit, k, f, heads, depths, known, index if marked else None)
            Attributed(unit, k, f, index, heads, depths, known | closings, template).find()
            known.update(i for m in unit.quotes for i in m.blocks)
            if unit.kind == "post":
                _repeated(page.units, k, f, index, known | closings, template, lines)
            answers(unit, f, index.authors)
            _settle(page, unit)
        index.add(k)
        lines.update(key_of(f.texts[i]) for i in unit.blocks if len(f.texts[i]) <= WHOLE)
    if depths.cut:
        page.document.reasons.append(TOO_DEEP.format(n=depths.limit))


def _settle(page: Page, unit: Unit) -> None:
    unit.quotes = sorted(
        (m for m in unit.quotes if m.blocks or m.key or m.author),
        key=lambda m: (m.blocks[0] if m.blocks else -1, m.depth),
    )
    for i, role in unit.roles.items():
        page.role[i] = role
    for mark in unit.quotes:
        for i in mark.blocks:
            page.role[i] = "quote"


def _template(page: Page, f: Features) -> set[str]:
    """Words of lines that stand in a third of the posts, and the title: furniture that no segmenter knew."""
    count: Counter[str] = Counter()
    posts = [u for u in page.units if u.kind == "post"]
    for unit in posts:
        own = (f.texts[i] for i in unit.blocks if unit.roles.get(i, "body") == "body" and len(f.texts[i]) <= 200)
        count.update({key_of(t) for t in own})
    least = max(TEMPLATE, len(posts) // 3)
    titles = [page.document.title or "", page.title or ""] + [
        f.texts[i] for i, r in enumerate(page.role) if r == "title"
    ]
    return {key for key, n in count.items() if n >= least} | {key_of(t[:400]) for t in titles}


def _unsign(unit: Unit, heads: Heads) -> None:
    """A rule below "X Wrote:" is Phorum's line above a quotation, no signature begins there."""
    blocks = unit.blocks
    signed = [n for n, i in enumerate(blocks) if unit.roles.get(i) == "signature"]
    if not signed or signed[0] == 0 or unit.roles.get(blocks[signed[0] - 1], "body") != "body":
        return
    head = heads.read(blocks, signed[0] - 1)
    if head is not None and head.author and not head.name_only and not head.glued and head.last > signed[0]:
        for n in signed:
            unit.roles[blocks[n]] = "body"


def _repeated(units: list[Unit], k: int, f: Features, index: Index, known: set[int], template: set[str], lines: set[str]) -> None:
    """Words of an earlier post of somebody else without any mark, above something of the post's own.

    At the end of a post they are rather a signature, and nobody quotes himself without saying so.  A line without a full stop is
    quoted where it begins the post and was a part of a line (``lines``: the whole ones); two people may name the same book.
    """
    unit = units[k]
    own = [i for i in unit.blocks if unit.roles.get(i, "body") == "body" and i not in known]
    run: list[int] = []
    runs: list[list[int]] = []
    source = -1
    for i in own:
        cut = i == own[0] and is_sentence_part(i, f, template) and key_of(f.texts[i]) not in lines
        link = index.link([i], k) if cut or may_be_quoted(i, f, template) else Link(-1, 0.0)
        if link.unit >= 0 and unit.author and fold(units[link.unit].author or "") == fold(unit.author):
            link = Link(-1, 0.0)
        if link.match >= UNATTRIBUTED and (not run or link.unit == source):
            run.append(i)
            source = link.unit
            continue
        if run:
            runs.append(run)
        run, source = ([i], link.unit) if link.match >= UNATTRIBUTED else ([], -1)
    if run:
        runs.append(run)
    for r in runs:
        if r[-1] != own[-1]:
            unit.quotes.append(QuoteMark(r, confidence=0.75))
            known.update(r)
