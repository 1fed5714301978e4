"""Threads and comment sections of a platform nobody has described, found by their repeating structure alone.

Posts repeat, have one author and one date each, and their dates run one way; listings repeat as well, but their items
are titles that lead elsewhere.  Parts: ``structure_tree`` (measures), ``structure_groups`` (candidates),
``structure_entries`` (posts and their body), ``structure_columns`` and ``structure_names`` (date, author),
``structure_kind`` (thread, comments or listing), ``structure_roles`` (what each block is), ``structure_units``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.model import Segmentation
from boilerstrip.segment.structure_columns import Value, date_columns, date_key
from boilerstrip.segment.structure_dates import CLOCK, plain_date
from boilerstrip.segment.structure_entries import Entry, find_cells, lone_entry, read_entries
from boilerstrip.segment.structure_groups import Group, choose, find_groups
from boilerstrip.segment.structure_kind import (
    comment_evidence,
    forum_cue,
    is_listing,
    opening_entry,
    thread_evidence,
    tokens_of,
    without_teasers,
)
from boilerstrip.segment.structure_names import innermost_name, name_columns
from boilerstrip.segment.structure_roles import assign_roles
from boilerstrip.segment.structure_said import said_name
from boilerstrip.segment.structure_section import read_section
from boilerstrip.segment.structure_tree import called_comment, called_unit, own_text, read_tree
from boilerstrip.segment.structure_units import (
    check_numbers,
    inner_units,
    make_units,
    read_numbers,
    take_dates,
    take_names,
)
from boilerstrip.segment.structure_words import COMMENT_TOKENS, general

if TYPE_CHECKING:
    from boilerstrip.model import Document
    from boilerstrip.segment.structure_dates import FindDate
    from boilerstrip.segment.structure_roles import Book
    from boilerstrip.segment.structure_tree import Tree

_REVIEW = frozenset(("review", "reviews"))
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(?:\d{4}|\d\d)(?!\d)")


def segment_structure(document: Document, *, find_date: FindDate | None = None, book: Book | None = None) -> Segmentation | None:
    """Posts or comments of a page, by structure alone.

    Args:
        document: any parsed page; text input has no elements and gives ``None``.
        find_date: ``dates.find_date``.
        book: the phrase catalog, for buttons and prompts in posts.

    Returns:
        A thread (kind ``thread``, units of kind ``post``), an article's comments (kind ``article``, units of kind
        ``comment``), or ``None`` where nothing convincing repeats.
    """
    if not document.nodes or len(document.blocks) < 4:
        return None
    finder = find_date or plain_date
    tree = read_tree(document)
    if not tree.prose[-1] or (not tree.dated[-1] and tree.named[-1] < 2):
        return None  # whoever wrote it: no two have a name or a date
    best: _Reading | None = None
    groups = find_groups(tree)
    for group in choose(tree, groups):
        reading = _read(tree, group, finder)
        if reading is None:
            continue
        if best is None or reading.quality > best.quality:
            best = reading
        if best.sure:
            break
    if best is None:
        best = _single(tree, finder)
    return _finish(tree, best, groups, finder, book) if best is not None else None


@dataclass(slots=True)
class _Reading:
    """A candidate whose authors and dates are known."""

    group: Group
    entries: list[Entry]
    order: str
    dated: float
    named: float
    evidence: float  #: positive: a thread
    quality: float
    sure: bool


def _read(tree: Tree, group: Group, find_date: FindDate) -> _Reading | None:
    """Authors and dates of a candidate, ``None`` where its members do not behave as posts do."""
    if group.prose_share < 0.4 or max(group.date_share, group.name_share) < 0.5:
        return None
    if len(group.members) <= 3 and (group.date_share < 1.0 or _says_too_little(tree, group)):
        return None
    entries = read_entries(tree, group)
    opening = _odd_first(tree, entries, group)
    if opening is not None:
        del entries[0]
    find_cells(tree, entries)
    order = _date_order(tree, entries)
    dates = date_columns(tree, entries, find_date, order)
    take_dates(entries, dates)
    shown = {k: e.date for k, e in enumerate(entries) if e.date is not None}
    take_names(entries, name_columns(tree, entries, shown))
    if opening is not None:
        _open(tree, opening, find_date, order)
        entries.insert(0, opening)
    kept = [e for e in entries if e.author is not None or e.date is not None]
    kept = without_teasers(tree, kept)
    if len(kept) < 2:
        return None
    dated = sum(e.date is not None for e in kept) / len(kept)
    named = sum(e.author is not None for e in kept) / len(kept)
    if (dated < 0.5 and named < 0.5) or dated + named < 0.9:
        return None
    if is_listing(tree, kept, group):
        return None
    marked = sum(_marked(tree, e) for e in kept) / len(kept)
    cue = forum_cue(tree, kept)
    called = all(called_comment(tree.document.nodes[e.root]) for e in kept)
    if named == 0.0 and dated == 1.0 and called:
        # The markup says what they are; the name may stand in a line with the date.
        named = marked = sum(said_name(tree, e, find_date) is not None for e in kept) / len(kept)
    if len(kept) <= 3 and (min(dated, named) < 1.0 or (marked < 1.0 and cue < 0.9 and not called)):
        return None  # few members: any two sections of a page are alike, unless each is called a comment
    if dated < 0.5 and marked < 0.7:
        return None
    evidence = thread_evidence(tree, group, kept, cue)
    names = [own_text(tree, e.author) for e in kept if e.author is not None]
    people, size = len(set(names)), sum(n.count(" ") + 1 for n in names) / max(1, len(names))
    if evidence > 0 and cue < 0.5:
        many = len(kept) >= 5 and size <= 2.2 and people >= 0.4 * len(kept) and min(dated, named) >= 0.8 and group.coverage >= 0.6
        if group.coverage >= 0.85 and dated == named == 1.0 and size <= 2.2 and _talk(tree, kept, people):
            many = True
        if len(kept) <= 3 or people == 1 or (min(dated, marked) < 0.5 and not many) or evidence < 0.4:
            evidence = -0.1  # one writer's list, or no people at all
    if evidence <= 0 and comment_evidence(tree, kept, min(dated, marked), called=group.called) <= 0:
        return None
    share = len(kept) / len(entries)
    alike = sum(max(1, e.alike) for e in entries) / len(entries)
    if group.numbered >= 0.7 and len(entries) >= 3:
        alike = 1.0  # what repeats in units of a database are comments on them
    elif alike > 2.2 or (len(entries) <= 3 and max(e.alike for e in entries) >= 3):
        return None
    quality = group.coverage / alike * share * (0.2 + 0.4 * dated + 0.4 * named)
    sure = alike < 1.3 and dated >= 0.9 and named >= 0.9 and share >= 0.9 and group.coverage >= 0.5
    return _Reading(group, kept, order, dated, named, evidence, quality, sure)


def _says_too_little(tree: Tree, group: Group) -> bool:
    """Whether a few members are sure to be turned down (see ``marked`` and ``cue``): not two of them have a name that the
    markup calls one, or are called comments, and nothing says forum."""
    if group.rows or group.nested or group.name_share * len(group.members) > 1.5:
        return False
    if sum(called_comment(tree.document.nodes[i]) for i in group.members) > 1:
        return False
    bare = [Entry(i, spans, [i], {i: 0}) for i, spans in zip(group.members, group.spans, strict=True)]
    return forum_cue(tree, bare) < 0.4  # what is above another member adds at most 0.5


def _odd_first(tree: Tree, entries: list[Entry], group: Group) -> Entry | None:
    """The first member read by itself, where its markup is another than that of all others: an opening post."""
    if len(entries) < 4 or group.rows or group.nested:
        return None
    looks = [(tree.document.nodes[e.root].tag, general(tree.document.nodes[e.root].classes)) for e in entries]
    if len(set(looks[1:])) > 1 or looks[0] == looks[1]:
        return None
    return lone_entry(tree, entries[0].root)


def _talk(tree: Tree, entries: list[Entry], people: int) -> bool:
    """Whether somebody speaks twice and others in between, each at a time of day."""
    if not 2 <= people < len(entries) or len(entries) < 4:
        return False
    return all(e.date is not None and CLOCK.search(own_text(tree, e.date)) is not None for e in entries)


def _single(tree: Tree, find_date: FindDate) -> _Reading | None:
    """The one post or comment of a page, where class tokens or schema.org types call it so and it has author and date."""
    nodes = tree.document.nodes
    total = max(1, int(tree.prose[-1]))
    tries = 0
    first, last = tree.first, tree.last
    dates, words = tree.dated[last] - tree.dated[first], tree.prose[last] - tree.prose[first]
    likely = (last > first) & (dates > 0) & (dates <= 6) & (words >= 40)
    named = tree.named[last] > tree.named[first]
    for i in np.flatnonzero(likely).tolist():
        node = nodes[i]
        if not called_unit(node) or not (named[i] or called_comment(node)):
            continue
        prose = int(words[i])
        comment = prose < 0.5 * total and not COMMENT_TOKENS.isdisjoint(tokens_of(node))
        bare = Entry(i, [(node.first, node.last)], [i], {i: 0})
        cue = forum_cue(tree, [bare])
        if not comment and cue < 1.6:
            continue
        tries += 1
        if tries > 3:
            break
        entry = lone_entry(tree, i)
        order = _date_order(tree, [entry])
        _open(tree, entry, find_date, order)
        if entry.author is None or entry.date is None or entry.cell is None or entry.alike > 1:
            continue
        if not _marked(tree, entry) and not (comment and called_comment(node) and tokens_of(node).isdisjoint(_REVIEW)):
            continue  # one review on a page is as often an article's teaser
        group = Group([i], [entry.spans[0:1]], False, coverage=prose / total)
        evidence = thread_evidence(tree, group, [entry], cue)
        if (evidence > 0 and cue >= 1.6) or (evidence <= 0 and comment and comment_evidence(tree, [entry], 0.0) > 0.5):
            return _Reading(group, [entry], order, 1.0, 1.0, evidence, group.coverage, False)
    return None


def _marked(tree: Tree, entry: Entry) -> bool:
    """Whether the author's own markup says that it is a person."""
    if entry.author is None:
        return False
    return tree.names.get(entry.author, 0.0) > 0 or tree.names.get(innermost_name(tree, entry.author), 0.0) > 0


def _finish(tree: Tree, reading: _Reading, groups: list[Group], find_date: FindDate, book: Book | None) -> Segmentation:
    """The segmentation that a candidate gives."""
    entries, thread = reading.entries, reading.evidence > 0
    opening = opening_entry(tree, entries, reading.group) if thread else None
    if opening is not None:
        _open(tree, opening, find_date, reading.order)
        if _opens(tree, opening, reading, find_date):
            entries = [opening, *entries]
    units = make_units(tree, entries, find_date, reading.order, thread, reading.group)
    assign_roles(tree, entries, units, book)
    check_numbers(units)
    if thread:
        read_numbers(tree, entries, units)
    comments, left = inner_units(tree, entries, groups, find_date, reading.order, book) if thread else ([], [])
    units += comments
    confidence = min(
        0.9,
        0.3 + 0.25 * reading.dated + 0.2 * reading.named + 0.15 * min(1.0, len(units) / 4) + 0.1 * min(1.0, abs(reading.evidence)),
    )
    result = Segmentation("thread" if thread else "article", units, None, confidence, source="structure")
    read_section(tree, result, thread)
    result.comments_blocks += left
    return result


def _opens(tree: Tree, opening: Entry, reading: _Reading, find_date: FindDate) -> bool:
    """Whether a block before the replies is the post that they answer: it has an author as they have, and no later date."""
    if sum(int(tree.prose[b] - tree.prose[a]) for a, b in opening.spans) < 60 or opening.cell is None:
        return False
    if opening.author is None and reading.named >= 0.5:
        return False
    if opening.date is None and reading.dated >= 0.5:
        return False
    if opening.author is not None:
        marked = sum(_marked(tree, e) for e in reading.entries)
        if marked >= 0.5 * len(reading.entries) and not _marked(tree, opening):
            return False
    if opening.date is not None:
        first = next((e for e in reading.entries if e.date is not None), None)
        if first is not None and first.date is not None:
            mine = date_key(tree, Value(0, opening.date, own_text(tree, opening.date)), find_date, reading.order)
            theirs = date_key(tree, Value(0, first.date, own_text(tree, first.date)), find_date, reading.order)
            if mine and theirs and mine[0] == theirs[0] and mine[:10] > theirs[:10]:
                return False
    return True


def _date_order(tree: Tree, entries: list[Entry]) -> str:
    """``dmy`` or ``mdy`` where one number of the page's numeric dates says so, else ``auto``."""
    text = tree.document.text
    blocks = tree.document.blocks
    for entry in entries:
        for a, b in entry.spans:
            if a >= b:
                continue
            for m in _NUMERIC.finditer(text, blocks[a].start, min(blocks[b - 1].end, blocks[a].start + 3000)):
                if int(m[1]) > 12:
                    return "dmy"
                if int(m[3]) > 12:
                    return "mdy"
    return "auto"


def _open(tree: Tree, opening: Entry, find_date: FindDate, order: str) -> None:
    """Author and date of a post that stands apart."""
    find_cells(tree, [opening])
    take_dates([opening], date_columns(tree, [opening], find_date, order))
    shown = {0: opening.date} if opening.date is not None else {}
    take_names([opening], name_columns(tree, [opening], shown))
