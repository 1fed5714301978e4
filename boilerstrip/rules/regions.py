"""Outside of every post of a thread: navigation, sidebar, footer.

What it sees: blocks that belong to no unit while the page is a thread; half as strong for a long paragraph of whole sentences
without links, which a person may have written; nearly nothing for several of them in a row, which are somebody's text: an
article above its discussion.  Known miss: an opening post of a few words in a place of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.features import is_paragraph
from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page

def testify(page: Page, f: Features) -> list[Column]:
    if page.kind != "thread":
        return []
    outside = np.array([float(r == "page") for r in page.region])
    long = [bool(outside[i]) and page.role[i] == "" and is_paragraph(f, page.document.blocks[i], i) for i in range(len(outside))]
    for i in range(len(long)):
        if long[i]:
            outside[i] = 0.2 if (i and long[i - 1]) or (i + 1 < len(long) and long[i + 1]) else 0.5
    return [Column("outside_posts", "chrome", outside)]
