"""Link density: the share of a block's characters that are links.

What it sees: anchors in markup; a text has none, so it says nothing there.  Source: boilerpipe (Kohlschütter et al. 2010).
Known miss: a paragraph that is one long link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page


def testify(page: Page, f: Features) -> list[Column]:
    links = np.array([b.link_chars for b in page.document.blocks], dtype=np.float64)
    if not links.any():
        return []
    return [Column("link_density", "chrome", np.minimum(links / np.maximum(f.chars, 1.0), 1.0))]
