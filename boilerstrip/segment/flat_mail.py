"""One mail in the archive of a list: its header, its words, and the archive's own lines above and below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip import prebuilt
from boilerstrip.lazy import regex_pattern
from boilerstrip.model import Segmentation, Unit
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_roles import day_of
from boilerstrip.segment.names import clean_name, mail_name

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.shapes import Shapes

ARCHIVE = frozenset(phrase for listed in prebuilt.read(prebuilt.DATA / "archives.toml").values() for phrase in listed)
SURE = 0.8  #: certainty of the archive's lines
LEAST = 2  #: of them
TOP = 25  #: lines within which the header begins
LONGEST = 160  #: characters of a sender
CONFIDENCE = 0.8
_HIDDEN = regex_pattern(r"(\S.{0,60}?)\s{1,3}\S{1,60} (?:at|en|a|à|bei) \S{1,60}\.\p{L}{2,12}")  # "Ann Lee ann at ponds.example"


def segment_mail(f: Features, s: Shapes) -> Segmentation | None:
    """A thread of one post, or ``None`` where no archive's lines or no sender are, or where another mail stands below it."""
    found = {i: best for i in range(len(f.texts)) if (best := _of_archive(i, s, f))}
    if sum(x >= SURE for x in found.values()) < LEAST:
        return None
    lines = list(found)
    head = _header(f, range(min(TOP, lines[-1])))
    if head is None:
        return None
    author, sender, start, stop = head
    around = set(lines)
    while stop in around:
        stop += 1
    end = next((i for i in lines if i > stop), len(f.texts))
    if _header(f, range(end, len(f.texts) - 1)) is not None:
        return None
    unit = Unit("post", [*range(start, end)], author=author, confidence=CONFIDENCE)
    unit.roles = {i: "chrome" if i in around else "panel" for i in range(start, stop)}
    unit.roles[sender] = "author"
    dated = next((i for i in range(start, stop) if f.dates[i] is not None), None)
    if dated is not None and (date := f.dates[dated]) is not None:
        unit.roles[dated] = "date"
        unit.date_raw, unit.date_value = date.raw, day_of(date.iso)
    signed = next((i for i in range(stop, end) if f.texts[i].strip() == "--"), end)
    unit.roles.update(dict.fromkeys(range(signed, end), "signature"))
    title = next((i for i in range(start) if i not in around and s.letters[i] in (sh.TEXT, sh.SHORT, sh.NAME, sh.HEAD)), None)
    return Segmentation("thread", [unit], confidence=CONFIDENCE, title_blocks=[] if title is None else [title], source="flat")


def _of_archive(i: int, s: Shapes, f: Features) -> float:
    """How surely a line is the archive's."""
    return max((h.certainty for h in f.hits[i] if h.phrase in ARCHIVE), default=0.0) if s.letters[i] != sh.GT else 0.0


def _header(f: Features, within: range) -> tuple[str, int, int, int] | None:
    """(author, line that names the author, first and last line) of the first header of two lines or more."""
    for i in within:
        line = f.texts[i][:LONGEST].lstrip("*+•· ")
        if f.hit(i, "mail_header") and (name := mail_name(line)):
            start, stop = i, i + 1
            while start and f.hit(start - 1, "mail_header"):
                start -= 1
            while stop < len(f.texts) and f.hit(stop, "mail_header"):
                stop += 1
            if stop - start >= 2:
                return name, i, start, stop
        elif (m := _HIDDEN.fullmatch(line.strip())) and f.dates[i + 1] is not None and (name := clean_name(m[1])):
            return name, i, i, i + 2
    return None
