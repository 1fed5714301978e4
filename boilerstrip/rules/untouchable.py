"""Code, tables and front matter: never touched, whatever they say.

What it sees: fenced code, a text table's rows, Markdown front matter, as the parser marks them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page


def testify(page: Page, f: Features) -> list[Column]:
    kept = np.array([float(b.kind in ("code", "front", "table")) for b in page.document.blocks])
    return [Column("untouchable", "body", kept)]
