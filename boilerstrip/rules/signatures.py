"""Signatures, learned inside the thread: the same closing lines below several posts of one author.

What it sees: the last lines of a post (at most five) that end at least two posts of the same author, or three posts
where authors are lost, in the same words, unless somebody else said them first.  Source: the measured habit of forum
software that prints no separator (phpBB 3, XenForo, Invision).  Known miss: a signature that stands once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.closings import find_closings
from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page


def testify(page: Page, f: Features) -> list[Column]:
    strengths = np.zeros(len(f.texts))
    found = find_closings(page, f)
    if not found:
        return []
    strengths[sorted(found)] = 1.0
    return [Column("signature_repeats", "signature", strengths)]
