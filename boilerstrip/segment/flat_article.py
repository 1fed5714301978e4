"""An article: its head (title, author, date) and the comments below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.model import Segmentation, Unit
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_byline import read_byline
from boilerstrip.segment.flat_roles import day_of
from boilerstrip.segment.flat_section import ANSWERS, BELIEVED, COMMENTS, SECTION, comment_like, head_name
from boilerstrip.segment.flat_thread import framed_units
from boilerstrip.segment.frames import find_frames

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document
    from boilerstrip.segment.flat_section import Section
    from boilerstrip.segment.shapes import Shapes

COUNT_BELOW = 4  #: lines from the first of the section to the count of answers


def _form_above(f: Features, s: Shapes, boundary: int) -> int:
    """The form for comments may stand above them, between the text and the count."""
    top = boundary
    for i in range(boundary - 1, max(-1, boundary - 10), -1):
        if s.letters[i] in (sh.TEXT, sh.KEPT, sh.GT) or f.words[i] > 12:
            break
        if f.hit(i, "notify", "comment_form", "login_prompt", certainty=0.4):
            top = i
    found = [h for i in range(top, boundary) if (h := f.hit(i, "notify", "comment_form", "login_prompt"))]
    sure = len(found) >= 2 or any(h.certainty >= 0.5 or h.category != "comment_form" for h in found)
    return top if sure else boundary  # "E-mail" alone is a way to share


def segment_article(document: Document, f: Features, s: Shapes, boundary: int, found: Section | None = None) -> Segmentation:
    """The article up to ``boundary`` and the comments from there; ``found``: where they were seen."""
    n = len(document.blocks)
    boundary = _form_above(f, s, boundary) if boundary < n else n
    article = Unit("article", list(range(boundary)), confidence=0.8)
    title = read_byline(document, f, article)
    units = [article]
    section: list[int] = []
    outside: list[int] = []
    if boundary < n:
        comments = _comments(document, f, s, boundary) if found is None else _found(f, s, found)
        units += comments
        taken = {i for u in comments for i in u.blocks}
        section = [i for i in range(boundary, n) if i not in taken]
        outside = [i for i in section if _after_section(f, s, i, boundary)]
        section = [i for i in section if i not in set(outside)]
    return Segmentation("article", units, confidence=0.6, comments_blocks=section, chrome_blocks=outside, title_blocks=[] if title is None else [title], source="flat")


def segment_question(document: Document, f: Features, s: Shapes, boundary: int) -> Segmentation:
    """A question and, below the line that counts them, its answers: a thread whose heads are lost."""
    found = segment_article(document, f, s, boundary)
    posts = sorted(found.units, key=lambda u: u.blocks[0] if u.blocks else 0)
    for u in posts:
        u.kind = "post"
    if len(posts) == 1:
        posts.append(Unit("post", [], confidence=0.3))
    at = 1
    for i in sorted({*found.comments_blocks} - {boundary}):
        while at + 1 < len(posts) and posts[at + 1].blocks[0] < i:
            at += 1
        if i > boundary and not f.hits[i] and f.dates[i] is None:
            posts[at].blocks.append(i)
    for u in posts:
        u.blocks.sort()
    taken = {i for u in posts for i in u.blocks}
    return Segmentation(
        "thread", [u for u in posts if u.blocks], confidence=0.4, title_blocks=found.title_blocks, source="flat",
        chrome_blocks=[i for i in range(boundary, len(document.blocks)) if i not in taken],
    )  # fmt: skip


def asks(f: Features, boundary: int) -> bool:
    """Whether the count at the boundary, or below the form for comments that stands there, is one of answers."""
    return any(h.phrase in ANSWERS for hits in f.hits[boundary : boundary + COUNT_BELOW] for h in hits)


def _after_section(f: Features, s: Shapes, i: int, boundary: int) -> bool:
    """Chrome of the page that merely follows the comment section."""
    return bool(
        f.hit(i, "app_promotion", "machine_summary", "reaction_prompt", "loading", "newsletter", "footer", "cookie", "related", "post_navigation", "share")
        and not f.hit(i, *COMMENTS, "notify", "login_prompt")
    )


def _found(f: Features, s: Shapes, found: Section) -> list[Unit]:
    units = framed_units(f, s, found.frames, "comment", (found.frames.items[0].head[0], found.stop))
    for unit, x in zip(units, found.frames.items, strict=True):
        if unit.author is None and (name := head_name(f, s, x.anchor)) is not None:  # a single one
            unit.author = name[0]
            unit.roles.setdefault(name[1], "author")
    return units


def _comments(document: Document, f: Features, s: Shapes, boundary: int) -> list[Unit]:
    n = len(document.blocks)
    stop = _form_start(f, boundary, n)
    frames = find_frames(s, f, boundary, stop)
    if frames is not None and frames.quality >= BELIEVED and comment_like(frames):
        return framed_units(f, s, frames, "comment", (boundary, stop))
    return _plain_comments(document, f, s, boundary, stop)


def _form_start(f: Features, boundary: int, n: int) -> int:
    """The form ends the comments, unless comments follow it."""
    for i in range(boundary, n):
        if f.hit(i, "comment_form", "comments_empty", certainty=0.8) and not _comments_follow(f, i, n):
            return i
    return n


def _comments_follow(f: Features, i: int, n: int) -> bool:
    return any(f.hit(j, "comment_head", certainty=0.5) for j in range(i + 1, min(n, i + 400)))


def _plain_comments(document: Document, f: Features, s: Shapes, boundary: int, stop: int) -> list[Unit]:
    """Comments whose heads are lost: list items, else single "X says:" heads, else what is written."""
    units: list[Unit] = []
    for i in range(boundary, stop):
        block = document.blocks[i]
        head = f.hit(i, "comment_head", certainty=0.5)
        if f.hit(i, *SECTION, "login_prompt", "notify", "comment_moderation", certainty=0.8):
            continue
        if head is not None:
            name = next((v for k, v in head.values if k == "x"), None)
            units.append(Unit("comment", [i], {i: "author"}, author=name, confidence=0.7))
        elif (found := f.dates[i]) is not None and s.letters[i] == sh.DATE:
            if units and not units[-1].date_raw and units[-1].blocks[-1] == i - 1:
                units[-1].blocks.append(i)
                units[-1].roles[i] = "date"
                units[-1].date_raw, units[-1].date_value = found.raw, day_of(found.iso)
        elif s.letters[i] in (sh.TEXT, sh.SHORT, sh.GT) and f.words[i] >= 3 and not f.hits[i]:
            if block.marker[:1].isdigit() or not units or (block.gap > 1 and not units[-1].roles and not units[-1].author):
                units.append(Unit("comment", [i], confidence=0.5))
            else:
                units[-1].blocks.append(i)
    return [u for u in units if len(u.blocks) > len(u.roles)]
