"""What a block's place in its post or comment makes it: author line, date, user panel, edit note, signature, body.

What it sees: the roles that the segmenters give (platform markup, repeated structure, or repeated line shapes), weighed by
how sure the segmenter is of the unit.  Known miss: a head whose lines stand nowhere else in the thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page

LABEL = {
    "author": "meta", "date": "meta", "number": "meta", "panel": "meta", "edit": "meta", "title": "title",
    "signature": "signature", "attribution": "quote", "reactions": "chrome", "chrome": "chrome", "body": "body",
    "page-chrome": "chrome", "section": "chrome",
}  # fmt: skip


def testify(page: Page, f: Features) -> list[Column]:
    n = len(f.texts)
    columns: dict[str, Column] = {}
    for i, role in enumerate(page.role):
        label = LABEL.get(role)
        if label is None:
            continue
        unit = page.unit_of[i]
        sure = page.units[unit].confidence if unit >= 0 else page.confidence
        column = columns.get(role)
        if column is None:
            column = columns[role] = Column(f"role.{role}", label, np.zeros(n))
        column.strengths[i] = max(0.05, sure)
    return list(columns.values())
