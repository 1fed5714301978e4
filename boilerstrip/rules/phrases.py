"""A line that software prints: "Leave a Reply", "Download the App!", "X says:".

What it sees: the phrase catalogue's hits (``data/phrases``), each by its certainty.  An ambiguous phrase is believed in
company only: another hit nearby.  A phrase inside of a longer sentence counts by the share of the line it fills, so a
person may write *about* leaving a reply; a whole sentence of software that opens a paragraph counts for all of it.
A call to subscribe that opens a small box speaks for the whole box.  Source: translation catalogues of common blog and forum software.
Known misses: a phrase of a plugin that no catalogue has; a site's own page about its cookies, which says what the notices say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip import catalog
from boilerstrip.model import Column

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page

NEAR = 3  #: blocks on either side that keep an ambiguous phrase company
AMBIGUOUS = 0.5  #: certainty up to which a phrase needs company
FULL, FULL_SHORT, SHORT = 0.6, 0.35, 100  #: share of a line that a phrase has to fill; of a line up to SHORT characters
PATTERN = 0.8  #: certainty of a phrase that is the whole line
OPENING = 7  #: words of a phrase that nobody begins a paragraph with but the notice it is from
BOXED = frozenset({"newsletter", "app_promotion"})
BOX, BOX_WORDS = 5, 60  #: blocks and words of the box that such a phrase opens
OPENED = 0.8  #: how sure the rest of the box is
# these are read by the segmenters and by other rules, not dropped by themselves
ELSEWHERE = frozenset({"quote_attribution", "quote_end", "byline", "date_line", "comment_head", "mail_header", "reply_to", "source_line"})


def testify(page: Page, f: Features) -> list[Column]:
    n = len(f.texts)
    sure = np.zeros(n)
    best: list[tuple[str, float, str]] = []
    for i in range(n):
        name, strength, phrase = "", 0.0, ""
        for h in f.hits[i]:
            if h.category in ELSEWHERE and not (h.category == "date_line" and h.certainty >= PATTERN and f.dates[i] is None):
                continue  # "5 min read" tells no date, so it says nothing to anybody else
            value = h.certainty * min(1.0, _share(h.phrase, f.texts[i]) / (FULL if len(f.texts[i]) > SHORT else FULL_SHORT))
            if value > strength:
                name, strength, phrase = h.category, value, h.phrase
        best.append((name, strength, phrase))
        if strength > AMBIGUOUS:
            sure[i] = 1.0
    _boxes(page, f, best)
    columns: dict[str, Column] = {}
    near = np.concatenate(([0.0], np.cumsum(sure)))
    for i, (name, strength, phrase) in enumerate(best):
        if not name:
            continue
        if strength <= AMBIGUOUS:
            company = near[min(n, i + NEAR + 1)] - near[max(0, i - NEAR)] > 0
            strength = 0.6 if company and strength >= 0.3 else 0.5 * strength
        key = f"phrase.{name}"
        column = columns.get(key)
        if column is None:
            column = columns[key] = Column(key, catalog.label_of(name), np.zeros(n))
        column.strengths[i] = strength
        column.notes[i] = phrase
    return list(columns.values())


def _boxes(page: Page, f: Features, best: list[tuple[str, float, str]]) -> None:
    """What stands in a small element that such a phrase opens is of the same: the line below "Sign up for our newsletter"."""
    nodes, blocks = page.document.nodes, page.document.blocks
    for i, (name, strength, phrase) in enumerate(best if nodes else ()):
        if name not in BOXED or strength <= AMBIGUOUS or blocks[i].node < 0:
            continue
        box = nodes[max(nodes[blocks[i].node].parent, 0)]
        if box.first == i and box.last - i <= BOX and f.words[i : box.last].sum() <= BOX_WORDS:
            for j in range(i + 1, box.last):
                if best[j][1] < strength:
                    best[j] = (name, OPENED * strength, phrase)


def _share(phrase: str, line: str) -> float:
    """How much of the line the phrase fills; placeholders fill what they matched."""
    if "{" in phrase:
        return 1.0
    line = line.strip()
    if len(line) > 2 * len(phrase) and phrase.count(" ") >= OPENING - 1 and catalog.normalise(line[: 2 * len(phrase)]).startswith(phrase):
        return 1.0
    return min(1.0, len(phrase) / max(1, len(line)))
