"""A second look at what structure alone took for posts or comments: is there anything they say, and anything they answer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.features import is_paragraph

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document, Segmentation, Unit

ARTICLE = 3  #: long paragraphs that no comment below its own title has
SAID = 8  #: words of a line that is no head of a post
TITLE = 20  #: characters of a link that is no name, date or button
TIMES = 3  #: as long as the comments below it


def are_teasers(document: Document, features: Features, answer: Segmentation) -> bool:
    """Whether dated entries with names are those of a listing: they say nothing; or no long paragraph stands in any of them or before them, most hold a
    link that is as long as a title, and the markup calls no more than half of them comments or posts."""
    units = [u for u in answer.units if u.blocks]
    if answer.source != "structure" or answer.platform or not units:
        return False
    if not any(_is_said(document, features, u, i) for u in units for i in u.blocks):
        return True
    inside = {i for u in units for i in u.blocks}
    before = range(min(inside))
    if any(is_paragraph(features, document.blocks[i], i) for i in (*inside, *before)):
        return False
    unit_of = {i: k for k, u in enumerate(units) for i in u.blocks}
    titles: dict[str, int] = {}  # buttons say the same in each
    for node in document.nodes:
        if node.tag == "a" and node.first in unit_of and node.end - node.start >= TITLE:
            titles.setdefault(document.text[node.start : node.end], unit_of[node.first])
    most = len(units) / 2
    return len(set(titles.values())) > most and sum(_is_called(document, u) for u in units) <= most


def _is_said(document: Document, features: Features, unit: Unit, i: int) -> bool:
    """Whether block ``i`` is for its unit what somebody said, or could be by its words where all say the same."""
    own = features.chars[i] - document.blocks[i].link_chars
    return unit.roles.get(i, "body") == "body" or bool(features.words[i] >= SAID and own >= 0.7 * features.chars[i])


def _is_called(document: Document, unit: Unit) -> bool:
    """Whether an element that holds no more than the unit says comment, post or review."""
    from boilerstrip.segment.structure_tree import called_unit

    first, last = unit.blocks[0], unit.blocks[-1] + 1
    at = document.blocks[first].node
    while at >= 0 and document.nodes[at].first >= first and document.nodes[at].last <= last:
        if called_unit(document.nodes[at]):
            return True
        at = document.nodes[at].parent
    return False


def is_the_article(document: Document, features: Features, units: list[Unit]) -> bool:
    """Whether the first of what look like comments is the article itself, in the markup of the items below it: it has the page's only
    title, or nothing that it could answer stands before it and it is far longer than the others."""
    unit = units[0]
    if unit.kind != "comment" or not unit.blocks:
        return False
    inside = set(unit.blocks)
    heads = [i for i, b in enumerate(document.blocks) if b.level == 1]
    titled = len(heads) == 1 and heads[0] in inside
    if titled and document.block_text(heads[0]).casefold() in (document.title or "").casefold():
        return True
    paragraphs = [i for i in range(unit.blocks[-1] + 1) if is_paragraph(features, document.blocks[i], i)]
    if sum(i in inside for i in paragraphs) < ARTICLE:
        return False
    if titled:
        return True
    if paragraphs[0] < unit.blocks[0]:
        return False
    sizes = [sum(features.words[i] for i in u.blocks) for u in units]
    return bool(sizes[0] >= TIMES * np.median(sizes))
