"""Closing lines that come again below several posts: what signatures are learned from, before quotations are looked for.

Also "-- " on a line of its own, the mark that mail and news put above a signature.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from boilerstrip.repeats import key_of

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Page, Unit

LINES = 5
LONGEST = 300  #: characters of one signature line
SIGNED_LINES = 12  #: lines below "-- "
SIGNED_WORDS = 120
DASHES = ("--", "-- ", "—")


def find_closings(page: Page, f: Features) -> set[int]:
    """Blocks that end at least two posts of one author, or three where authors are lost, in the same words.

    What an earlier post of somebody else says is a quotation, however often it is repeated.
    """
    posts = [u for u in page.units if u.kind == "post"]
    if len(posts) < 2:
        return set()
    tails = [(_author(u), _tail(u, f)) for u in posts]
    by_author: Counter[tuple[str, str]] = Counter()
    by_anyone: Counter[str] = Counter()
    for author, tail in tails:
        for key in {key for _, key in tail}:
            by_author[author, key] += 1
            by_anyone[key] += 1
    ending = Counter(key for author, tail in tails for key in _ending(author, tail, by_author))
    known = sum(author != "" for author, _ in tails) >= 0.6 * len(tails)
    often = {key for (author, key), n in by_author.items() if n >= 2} | {key for key, n in by_anyone.items() if n >= 3}
    if not often:
        return set()
    owner = _owners(posts, f, often)
    found: set[int] = set()
    for author, tail in tails:
        for i, key in reversed(tail):
            if known and author:
                again = ending[author, key] >= 2 and owner.get(key, author) == author
            else:
                again = by_anyone[key] >= 3
            if not again:
                break
            found.add(i)
    return found


def _ending(author: str, tail: list[tuple[int, str]], often: Counter[tuple[str, str]]) -> set[tuple[str, str]]:
    """The lines that come again below which nothing else stands: what an author quotes twice has an answer below it once."""
    out = set()
    for _, key in reversed(tail):
        if often[author, key] < 2:
            break
        out.add((author, key))
    return out


def mark_signed(page: Page, f: Features) -> None:
    """Give what follows "-- " at the end of a post or a mail the role of a signature."""
    for unit in page.units:
        if unit.kind != "post":
            continue
        tail = unit.blocks[-SIGNED_LINES - 1 :]
        for n, i in enumerate(tail):
            if n and f.texts[i] in DASHES and unit.roles.get(i, "body") in ("body", "chrome"):
                below = [b for b in tail[n:] if unit.roles.get(b, "body") in ("body", "chrome")]
                if sum(f.words[b] for b in below) <= SIGNED_WORDS and any(
                    unit.roles.get(b, "body") == "body" for b in tail[:n]
                ):
                    for b in below:
                        unit.roles[b] = page.role[b] = "signature"
                break


def _owners(posts: list[Unit], f: Features, often: set[str]) -> dict[str, str]:
    """Author of the first post in which each of the lines stands, wherever in it."""
    owner: dict[str, str] = {}
    sizes = {len(key) for key in often}
    longest = 2 * max(sizes) + 40
    for unit in posts:
        author = _author(unit)
        for i in unit.blocks:
            if len(f.texts[i]) <= longest and (key := key_of(f.texts[i])) in often:
                owner.setdefault(key, author)
    return owner


def _author(unit: Unit) -> str:
    return (unit.author or "").casefold()


def _tail(unit: Unit, f: Features) -> list[tuple[int, str]]:
    """(block, words) of the closing lines, without the furniture below them; never the whole post, never a quoted line."""
    own = [
        i for i in unit.blocks if unit.roles.get(i, "body") == "body" and not any(h.certainty > 0.5 for h in f.hits[i])
    ]
    out = []
    for i in own[1:][-LINES:]:
        if len(f.texts[i]) <= LONGEST and f.texts[i][:1] != ">":
            out.append((i, key_of(f.texts[i])))
    return [(i, key) for i, key in out if key]
