"""Runs of short lines before the first and after the last running text: menus, footers, lists of links.

What it sees: at least ``RUN`` neighbouring lines without sentence or running text in the outer parts of a document, among
them a phrase that software prints.  A list without such a phrase is left alone: a person may have written it.
Known miss: a menu of which no item is in the phrase catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.model import Column

if TYPE_CHECKING:
    import numpy.typing as npt

    from boilerstrip.features import Features
    from boilerstrip.model import Page

RUN = 4
BACK, FORTH = frozenset("←«‹⟵"), frozenset("→»›⟶")
CATEGORIES = frozenset({
    "navigation", "footer", "share", "login_prompt", "newsletter", "cookie", "search", "skip", "related", "post_navigation",
    "forum_navigation", "app_promotion", "read_more", "advertisement", "comment_form", "comments_empty", "loading",
    "register_prompt", "comment_count", "forum_buttons", "notify",
})  # fmt: skip


def testify(page: Page, f: Features) -> list[Column]:
    n = len(f.texts)
    strengths = np.zeros(n)
    texts = np.flatnonzero((f.prose >= 0.6) & (f.words >= 12)).tolist()
    if not texts:
        return []
    short = ~f.terminal & (f.prose < 0.35) & (f.words <= 12)
    label_like = [
        is_short and page.document.blocks[i].kind not in ("code", "front", "table", "pre")
        and page.unit_of[i] >= 0 and page.units[page.unit_of[i]].kind == "article"
        for i, is_short in enumerate(short.tolist())
    ]  # fmt: skip
    i = 0
    while i < n:
        if not label_like[i]:
            i += 1
            continue
        j = i
        while j < n and label_like[j]:
            j += 1
        if j - i >= RUN and (j <= texts[0] or i > texts[-1] or j - i >= 3 * RUN):
            votes = [max((h.certainty for h in hits if h.category in CATEGORIES), default=0.0) if hits else 0.0 for hits in f.hits[i:j]]
            sure = sum(v > 0.5 for v in votes)
            weak = len({f.texts[i + k] for k, v in enumerate(votes) if 0 < v <= 0.5})  # a doubt is no surer for being said again
            outer = j <= texts[0] or i > texts[-1]
            if sure + 0.4 * weak >= (0.8 if outer else max(2.0, 0.2 * (j - i))):
                for k in range(i, j):
                    if page.role[k] not in ("title", "author", "date"):
                        strengths[k] = min(1.0, 0.4 + 0.1 * (j - i))
        i = j
    _arrows(f, label_like, strengths)
    return [Column("margin_run", "chrome", strengths)]


def _arrows(f: Features, label_like: list[bool], strengths: npt.NDArray[np.float64]) -> None:
    """Links to the texts before and after, one below the other: "← The last damsons", "Frost →"."""
    for i in range(len(f.texts) - 1):
        if label_like[i] and label_like[i + 1] and f.texts[i][:1] in BACK and f.texts[i + 1][-1:] in FORTH:
            strengths[i] = strengths[i + 1] = 1.0
