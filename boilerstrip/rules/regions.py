"""Outside of every post of a thread: navigation, sidebar, footer.

What it sees: blocks that belong to no unit while the page is a thread.  Known miss: an opening post in a place of its own
that no segmenter recognised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page


def testify(page: Page, f: Features) -> list[Column]:
    if page.kind != "thread":
        return []
    outside = np.array([float(r == "page") for r in page.region])
    return [Column("outside_posts", "chrome", outside)]
