"""Who and when, at the head of an article: "By Ann Lee", "Posted on 3 May 2019", an agency's name below the title.

What it sees: byline and date phrases on short lines, a line that is nothing but a date near the top, and a name that stands
between the first line and something that software prints.  Many such lines below the top are a list's entries, and content.
Known misses: a name alone below a title; the bylines of a page with more than six articles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page

TOP = 8  #: blocks from the top in which a bare date or name can be a byline
ENTRIES = 6  #: more lines of who and when below the top are those of a list's entries
FURNITURE = ("machine_summary", "share", "app_promotion", "reaction_prompt", "login_prompt", "newsletter", "comment_count", "cookie")


def testify(page: Page, f: Features) -> list[Column]:
    strengths = np.zeros(len(f.texts))
    if page.kind != "thread":
        told = [i for i, hits in enumerate(f.hits) if hits or i < TOP]  # below the top only what a phrase says
        for i in told:
            if page.unit_of[i] >= 0 and page.units[page.unit_of[i]].kind == "article" and is_byline(page, f, i):
                strengths[i] = 1.0
        if strengths[TOP:].sum() > ENTRIES:
            strengths[TOP:] = 0.0
    return [Column("byline", "meta", strengths)]


def is_byline(page: Page, f: Features, i: int) -> bool:
    line = f.texts[i]
    if len(line) > 120 or (f.terminal[i] and f.words[i] > 8):
        return False
    block = page.document.blocks[i]
    date = f.dates[i]
    bare = date is not None and len(line) - (date.end - date.start) <= 8
    by = f.hit(i, "byline", "date_line", certainty=0.5)
    if by is not None and f.words[i] <= 14 and (i < TOP or date is not None) and (date is not None or by.category == "byline"):
        return bool(date is not None or _furnished(f, i))
    if i == 0 or i >= TOP or block.marker:
        return False
    name = f.words[i] <= 6 and len(line) <= 50 and not f.terminal[i] and line[:1].isupper() and not f.hits[i]
    return bool((name or bare) and _furnished(f, i) and not _furnished(f, i - 1, before=True))


def _furnished(f: Features, i: int, *, before: bool = False) -> bool:
    """The next line is something that software prints at the head of an article."""
    if before:
        return False
    return i + 1 < len(f.texts) and f.hit(i + 1, *FURNITURE, certainty=0.6) is not None
