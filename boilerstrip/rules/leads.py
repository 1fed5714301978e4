"""The lead: the few lines between an article's title and its text, which somebody wrote as its first.

What it sees: below the title's heading, before the first paragraph of the text, running words in an element that content systems
name as they name a lead (``data/leadwords.toml``: standfirst, teaser, chapo, Vorspann ...) and that is not one of a list; or a heading
right below the title that is a sentence or stands in the same ``hgroup``.  Why a rule: data sets do not agree whether a lead is part of
the text, so what is fitted on one is a toss; a person wrote it for this article.  Known misses: a lead above the title or without a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip import prebuilt
from boilerstrip.features import is_paragraph
from boilerstrip.headings import title_block
from boilerstrip.model import Column
from boilerstrip.outline import outline, words_of

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document, Page

WITHIN = 12  #: blocks below the title
WORDS = 5  #: of the lead, at least
DATED = 8  #: of one with a date in it: fewer are a byline
TWICE = 2  #: elements of its look on the page, at most, unless all stand together
BLOCKS = 6  #: of a lead, at most
UP = 3  #: elements above a block that may have the name
_NAMES = prebuilt.read(prebuilt.DATA / "leadwords.toml")
_LEAD, _OTHER = (frozenset(w for line in _NAMES[k].values() for w in line.split()) for k in ("lead", "other"))


def testify(page: Page, f: Features) -> list[Column]:
    document = page.document
    title = title_block(document) if document.nodes and page.kind != "thread" else -1
    if title < 0:
        return []
    strengths = np.zeros(len(f.texts))
    for i in range(title + 1, min(title + 1 + WITHIN, len(f.texts))):
        if _is_lead(page, f, title, i):
            strengths[i] = 1.0
        elif is_paragraph(f, document.blocks[i], i):
            break
    return [Column("lead", "body", strengths)]


def _is_lead(page: Page, f: Features, title: int, i: int) -> bool:
    document = page.document
    block, nodes = document.blocks[i], document.nodes
    if block.node < 0 or block.hidden or f.words[i] < WORDS or block.link_chars >= 0.3 * f.chars[i] or page.region[i] not in ("article", "page"):
        return False
    if any(h.certainty >= 0.5 for h in f.hits[i]) or (f.dates[i] is not None and f.words[i] < DATED):
        return False
    tree = outline(document)
    node, named = block.node, False
    for _ in range(UP):
        if tree.last[node] - tree.first[node] > BLOCKS:
            break
        words = words_of(nodes[node].classes) | words_of((nodes[node].attrs.get("id", ""),))
        around = tree.first[node] <= title  # the title's own place
        if words & _OTHER and not (around and named):
            return False
        if around:
            break
        if words & _LEAD:
            look = tree.look[node]
            if np.count_nonzero(tree.look == look) > TWICE and not _together(document, look):
                return False
            named = True
        node = nodes[node].parent
        if node < 0:
            break
    return named or (i <= title + 2 and _is_subtitle(document, f, i))


def _is_subtitle(document: Document, f: Features, i: int) -> bool:
    """A heading that is a sentence or stands in an ``hgroup``."""
    own = document.nodes[document.blocks[i].node]
    held = own.tag == "hgroup" or (own.parent >= 0 and document.nodes[own.parent].tag == "hgroup")
    return document.blocks[i].kind == "h" and (held or bool(f.terminal[i]))


def _together(document: Document, look: int) -> bool:
    """Whether all elements of that look stand together: the paragraphs of one lead."""
    tree = outline(document)
    mine = np.flatnonzero(tree.look == look)
    return bool(tree.last[mine].max() - tree.first[mine].min() <= BLOCKS)
