"""Posts that a converter wrote as table rows of one cell ("| Ann I found the rope. 6/28/2014 . |"), however long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.dates import find_date
from boilerstrip.model import Segmentation, Unit
from boilerstrip.segment import shapes as sh

if TYPE_CHECKING:
    from boilerstrip.dates import FoundDate
    from boilerstrip.features import Features
    from boilerstrip.segment.shapes import Shapes

LEAST = 3  #: rows
DATED = 0.6  #: share of the rows with words that end with a date
WORDS = 12  #: of a row that says something
END = 100  #: characters at the end of a row in which its date stands
CONFIDENCE = 0.6


def split_rows(f: Features, s: Shapes) -> Segmentation | None:
    """A thread of dated rows, or ``None`` where rows are something else; what stands above the first row is no post."""
    rows = _rows(f)
    spoken = [r for r in rows if sum(float(f.words[i]) for i in r) >= WORDS]
    dates = [_date(f, r) for r in spoken]
    dated = [(r, date) for r, date in zip(spoken, dates, strict=True) if date is not None]
    if len(dated) < max(LEAST, DATED * len(spoken)):
        return None
    units = []
    for row, date in dated:
        unit = Unit("post", list(row), confidence=CONFIDENCE, date_raw=date.raw, date_value=date.iso)
        unit.roles.update({i: "edit" for i in row if s.letters[i] == sh.EDIT})
        units.append(unit)
    top = dated[0][0].start
    title = next((i for i in range(top) if s.letters[i] in (sh.NAME, sh.SHORT, sh.TEXT) and not f.hits[i] and f.words[i] >= 2), None)
    return Segmentation("thread", units, confidence=CONFIDENCE, title_blocks=[] if title is None else [title], source="flat")


def _rows(f: Features) -> list[range]:
    """Lines of each row of one cell: from a bar to the bar that closes it."""
    out = []
    i, n = 0, len(f.texts)
    while i < n:
        if not f.texts[i].startswith("| "):
            i += 1
            continue
        stop = i + 1
        while stop < n and not f.texts[stop - 1].rstrip().endswith("|") and not f.texts[stop].startswith("| "):
            stop += 1
        if f.texts[stop - 1].rstrip().endswith("|") and not any(" | " in f.texts[j][1:].rstrip("| ") for j in range(i, stop)):
            out.append(range(i, stop))
        i = stop
    return out


def _date(f: Features, row: range) -> FoundDate | None:
    """The date that a row ends with; of two, the post's own is the first."""
    ends = [f.texts[i][-END:] for i in row[-2:]]
    return next((date for x in ends if (date := find_date(x)) is not None), None)
