"""A paragraph between paragraphs that stay: the second round's word for running text.

What it sees: a long paragraph (:func:`boilerstrip.features.is_paragraph`) that the first round dropped, although three or more
like it, in elements of the same name under the same parent, stay.  Why: measures look at where a block stands on its page and
how it compares; one huge block (a transcript, a table of data set as text) moves all of that, and would take the paragraphs
around it along.  Known miss: two or three paragraphs beside a huge one, all dropped.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.features import PARAGRAPH, is_paragraph
from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page

COMPANY = 3


def company(page: Page, f: Features, labels: list[str]) -> Column | None:
    """How many paragraphs beside a dropped one stay; ``None`` where that is said of no block.  ``labels``: of the first round."""
    blocks, nodes = page.document.blocks, page.document.nodes
    stay: Counter[tuple[int, str]] = Counter()
    dropped: list[tuple[int, tuple[int, str]]] = []
    for i in np.flatnonzero((f.words >= PARAGRAPH) & f.terminal).tolist():
        block = blocks[i]
        if block.node >= 0 and is_paragraph(f, block, i):
            place = nodes[block.node].parent, nodes[block.node].tag
            if labels[i] == "body":
                stay[place] += 1
            elif labels[i] == "chrome":
                dropped.append((i, place))
    strengths = np.full(len(blocks), np.nan)
    for i, place in dropped:
        if stay[place] >= COMPANY:
            strengths[i] = stay[place]
    return None if np.isnan(strengths).all() else Column("company", "body", strengths)
