"""Outside of every post of a thread: navigation, sidebar, footer.

What it sees: blocks that belong to no unit while the page is a thread; half as strong for a long paragraph of whole sentences
without links, which a person may have written.  Known miss: an opening post of a few words in a place of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page

PARAGRAPH = 30  #: words


def testify(page: Page, f: Features) -> list[Column]:
    if page.kind != "thread":
        return []
    outside = np.array([float(r == "page") for r in page.region])
    for i in np.flatnonzero(outside):
        block = page.document.blocks[i]
        long = f.words[i] >= PARAGRAPH and f.prose[i] >= 0.9 and f.terminal[i] and block.link_chars < 0.2 * f.chars[i]
        if long and not block.hidden and page.role[i] == "":
            outside[i] = 0.5
    return [Column("outside_posts", "chrome", outside)]
