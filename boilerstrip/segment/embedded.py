"""Posts that a page carries as data (JSON for its scripts): joined to those that it shows, or all that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.model import Segmentation, Unit
from boilerstrip.segment.values import same_moment

if TYPE_CHECKING:
    from boilerstrip.model import Document, Embedded

MARKUP = ("microdata", "json-ld")  #: sources written for search engines: every post is a "comment" on the first one
SHOWN = 0.5  #: share of the units that must be found in the data, else it is of another thread


def join_embedded(document: Document, units: list[Unit]) -> None:
    """Fill in what the visible posts lack (whom they answer, author, date) from the data's record of the same post.

    A record is the same post if its key or number is and its author is not another one.
    """
    posts = [e for e in document.embedded if e.kind in ("post", "comment") and e.source not in MARKUP and e.key]
    if not posts or not units:
        return
    by_key: dict[str, Embedded] = {}
    for post in reversed(posts):
        by_key[post.key or ""] = post
    by_number = {post.number: post for post in reversed(posts) if post.number is not None}
    pairs = []
    for unit in units:
        same = by_key.get(unit.key or "") or (by_number.get(unit.number) if unit.number is not None else None)
        if same is not None and _same_author(unit, same):
            pairs.append((unit, same))
    if len(pairs) < SHOWN * len(units):
        return
    ours = {post.key: unit.key for unit, post in pairs}
    for unit, post in pairs:
        unit.author = unit.author or post.author
        unit.date_value = unit.date_value or (None if unit.date_raw else post.date)
        unit.reply_key = unit.reply_key or ours.get(post.reply_to)


def _same_author(unit: Unit, post: Embedded) -> bool:
    return not unit.author or not post.author or unit.author.casefold() == post.author.casefold()


def segment_embedded(document: Document) -> Segmentation | None:
    """The posts that are on the page as data only (``parse`` has written their words below its text), as a thread."""
    posts = [e for e in document.embedded if e.blocks is not None and e.blocks[0] < e.blocks[1]]
    if len(posts) < 2:
        return None
    at = {e.key: k for k, e in reversed(list(enumerate(posts))) if e.key}
    units = []
    for k, post in enumerate(posts):
        first, last = post.blocks or (0, 0)
        unit = Unit("post", list(range(first, last)), dict.fromkeys(range(first, last), "body"), confidence=0.85)
        unit.author, unit.author_url, unit.number, unit.key, unit.url = post.author, post.author_url, post.number, post.key, post.url
        unit.date_value, unit.edited_raw, unit.title = post.date, post.edited, post.title
        if same_moment(unit.edited_raw, unit.date_value):
            unit.edited_raw = None
        parent = at.get(post.reply_to) if post.reply_to else None
        unit.parent = parent if parent is not None and parent < k else None
        unit.depth = post.depth
        units.append(unit)
    named = sum(u.author is not None for u in units)
    chrome = [b for b in range(len(document.blocks)) if b < units[0].blocks[0]]
    return Segmentation(
        "thread", units, confidence=0.85 if 2 * named >= len(units) else 0.6, chrome_blocks=chrome, source=posts[0].source,
        title=next((u.title for u in units if u.title), None),
    )  # fmt: skip
