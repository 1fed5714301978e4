"""The title, on evidence from outside the line itself.

What it sees: a line that the count heading below repeats ("2 thoughts on “…”"), one right above a byline, a heading that
the page's own ``<title>`` holds.  A short first line alone is no evidence: it may be the first sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.catalog import normalise
from boilerstrip.model import Column
from boilerstrip.rules.bylines import is_byline

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page

FIRST = 40  #: blocks among which a text's title is looked for


def testify(page: Page, f: Features) -> list[Column]:
    n = len(f.texts)
    strengths = np.zeros(n)
    if page.kind == "thread":
        return []
    named = {normalise(v) for hits in f.hits for h in hits if h.category == "comment_count" for k, v in h.values if k in ("x", "title")}
    named.discard("")
    wanted = normalise(page.document.title or "") if page.document.title else ""
    blocks = page.document.blocks
    first = next((i for i in range(min(n, FIRST)) if not _furniture(f, i)), -1)
    for i in range(n):
        if page.unit_of[i] < 0 or page.units[page.unit_of[i]].kind != "article" or len(f.texts[i]) > 300:
            continue
        heading = bool(wanted) and blocks[i].kind == "h" and blocks[i].level == 1 and blocks[i].node >= 0
        key = normalise(f.texts[i]) if heading or (named and i < FIRST) else ""
        if (named and i < FIRST and len(key) >= 4 and any(key == x or (len(x) >= 12 and key.startswith(x)) or (len(key) >= 12 and x.startswith(key)) for x in named)) or (heading and len(key) >= 4 and key in wanted):
            strengths[i] = 1.0
        elif i == first and i + 1 < n and f.words[i] <= 30 and blocks[i].kind in ("p", "h") and is_byline(page, f, i + 1):
            strengths[i] = 0.9
    return [Column("title", "title", strengths)]


def _furniture(f: Features, i: int) -> bool:
    return any(h.certainty > 0.5 for h in f.hits[i])
