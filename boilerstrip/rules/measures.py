"""What a block looks like and where it stands: some 160 plain measures, each with log-odds fitted on public gold.

What it sees: the columns of :mod:`boilerstrip.measures` (words, sentences, link density, class tokens on the way up, the same over
ancestors, neighbours, position, recurrence).  It speaks on pages that are no thread, outside of comments.  Of a text without
markup it speaks only where the text is plainly a whole page that was flattened (:func:`is_flattened_page`): then lines that
software prints stand in it, and they are dropped, so that a cleaned text is left alone.  Sources stand beside each column.
Known miss: short content between lists of links.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip import measures
from boilerstrip.catalog import label_of, strong_anchor
from boilerstrip.model import Column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from boilerstrip.features import Features
    from boilerstrip.model import Page

LINES = 20  #: a page has at least so many; the measures were fitted on pages and know nothing of notes
DOUBT = 0.5  #: certainty up to which a phrase may as well be a person's
HINTS = 5  #: lines that software may have printed, instead of one that nobody else prints
LABELS = 0.35  #: share of the lines that are labels, from which such hints are believed


def testify(page: Page, f: Features) -> list[Column]:
    if page.kind == "thread" or not (page.document.nodes or is_flattened_page(f, range(len(f.texts)))):
        return []
    told = np.array([r in ("comment", "post") for r in page.region])  # structure has settled these
    some = told.any()
    return [Column(f"m.{name}", "chrome", np.where(told, np.nan, v) if some else v) for name, v in measures.columns(page.document, f).items()]


def is_flattened_page(f: Features, blocks: Iterable[int]) -> bool:
    """Whether these blocks of a text hold what only a page holds: navigation, forms, notices."""
    anchored = False
    labels = lines = hints = 0
    doubts: Counter[str] = Counter()
    for i in blocks:
        lines += 1
        labels += f.prose[i] < 0.3 and not f.terminal[i] and f.words[i] <= 8
        anchored = anchored or any(strong_anchor(h.category, h.certainty) for h in f.hits[i])
        sure = max((h.certainty for h in f.hits[i] if label_of(h.category) == "chrome"), default=0.0)
        if sure > DOUBT:
            hints += 1
        elif sure:
            doubts[f.texts[i]] += 1
    hints += sum(min(n, HINTS - 1) for n in doubts.values())  # one line alone, however often, is not enough
    return lines >= LINES and (anchored or (labels >= LABELS * lines and hints >= HINTS))
