"""Another extractor's opinion, where one was asked (``--witness``): how much of a block it keeps.

What it sees: the share of the block's words that stand in the witness's text, in their order; short lines count where their neighbours do.
It speaks on HTML pages that are no thread, outside of comments.  Source: trafilatura (Barbaresi, ACL 2021).
Known miss: it drops lists and headings that a person wrote, so it is one voice among many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.align import align
from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page


def testify(page: Page, f: Features) -> list[Column]:
    kept = page.document.witness
    if kept is None or page.kind == "thread":
        return []
    told = np.array([r in ("comment", "post") for r in page.region], dtype=bool)
    share = align(f.texts, kept)[0]
    return [Column("witness", "chrome", np.where(told, np.nan, share))]
