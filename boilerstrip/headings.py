"""Which heading of a page is the title of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.catalog import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boilerstrip.model import Document

LONGEST = 300  #: characters of a title


def title_block(document: Document, texts: Sequence[str]) -> int:
    """The longest heading that the page's own title holds (the site's name is held as well), else the first ``h1``; -1: none.

    ``texts``: of the blocks.
    """
    heads = [i for i, b in enumerate(document.blocks) if b.kind == "h" and b.node >= 0 and not b.hidden]
    wanted = normalise((document.title or "")[: 4 * LONGEST])
    held = [i for i in heads if wanted and len(texts[i]) <= LONGEST and " " in texts[i].strip() and normalise(texts[i]) in wanted]
    if held:
        return max(held, key=lambda i: len(texts[i]))
    return next((i for i in heads if document.blocks[i].level == 1), -1)
