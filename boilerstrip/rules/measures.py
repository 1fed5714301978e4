"""What a block looks like and where it stands: some 160 plain measures, each with log-odds fitted on public gold.

What it sees: the columns of :mod:`boilerstrip.measures` (words, sentences, link density, class tokens on the way up, the same over
ancestors, neighbours, position, recurrence).  It speaks on pages that are no thread and where markup is; a text without
markup is judged by the other rules.  Sources stand beside each column.  Known miss: short content between lists of links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip import measures
from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page


def testify(page: Page, f: Features) -> list[Column]:
    if page.kind == "thread" or not page.document.nodes:
        return []
    return [Column(f"m.{name}", "chrome", v) for name, v in measures.columns(page.document, f).items()]
