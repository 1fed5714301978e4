"""Running text: words, sentence ends, commas.

What it sees: :func:`boilerstrip.features.prose_strength`.  It speaks for a block, so that a phrase inside of a paragraph does
not drop the paragraph.  Sources: jusText (Pomikálek 2011), boilerpipe (Kohlschütter et al. 2010).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page


def testify(page: Page, f: Features) -> list[Column]:
    return [Column("prose", "body", f.prose.copy())]
