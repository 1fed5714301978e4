"""Posts that a page carries as data (JSON for its scripts) joined to those that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boilerstrip.model import Document, Embedded, Unit

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
        post = by_key.get(unit.key or "") or (by_number.get(unit.number) if unit.number is not None else None)
        if post is not None and _same_author(unit, post):
            pairs.append((unit, post))
    if len(pairs) < SHOWN * len(units):
        return
    ours = {post.key: unit.key for unit, post in pairs}
    for unit, post in pairs:
        unit.author = unit.author or post.author
        unit.date_value = unit.date_value or (None if unit.date_raw else post.date)
        unit.reply_key = unit.reply_key or ours.get(post.reply_to)


def _same_author(unit: Unit, post: Embedded) -> bool:
    return not unit.author or not post.author or unit.author.casefold() == post.author.casefold()
