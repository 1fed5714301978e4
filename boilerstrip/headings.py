"""Which heading of a page is the title of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.catalog import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from boilerstrip.model import Document

SHORTEST, LONGEST = 3, 300  #: characters of a title


def title_block(document: Document) -> int:
    """The heading of several words that the page's own title holds, else the first ``h1``; -1: none."""
    heads = [i for i, b in enumerate(document.blocks) if b.kind == "h" and b.node >= 0 and not b.hidden]
    held = longest_held(document, (i for i in heads if " " in document.block_text(i).strip()))
    if held is not None:
        return held
    return next((i for i in heads if document.blocks[i].level == 1), -1)


def longest_held(document: Document, heads: Iterable[int]) -> int | None:
    """The longest of some blocks that the page's own title holds: it holds the site's name as well."""
    wanted = normalise((document.title or "")[: 4 * LONGEST])
    blocks = document.blocks
    held = [i for i in heads if SHORTEST <= blocks[i].end - blocks[i].start <= LONGEST and normalise(document.block_text(i)) in wanted] if wanted else []
    return max(held, key=lambda i: blocks[i].end - blocks[i].start, default=None)
