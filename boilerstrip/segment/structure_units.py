"""From found posts to units: authors, dates, numbers, whom each answers, and comments on single posts."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from boilerstrip.model import Unit
from boilerstrip.segment.structure_columns import Column, date_columns
from boilerstrip.segment.structure_entries import Entry, find_cells, read_entries
from boilerstrip.segment.structure_names import clean_name, innermost_name, name_columns
from boilerstrip.segment.structure_roles import assign_roles
from boilerstrip.segment.structure_said import said_name
from boilerstrip.segment.structure_tree import own_text

if TYPE_CHECKING:
    from boilerstrip.segment.structure_dates import FindDate
    from boilerstrip.segment.structure_groups import Group
    from boilerstrip.segment.structure_roles import Book
    from boilerstrip.segment.structure_tree import Tree


_NUMBER = re.compile(r"(?<![\w.,:/-])#?(\d{1,6})(?![\w:/-]|[.,]\d)")


def take_dates(entries: list[Entry], columns: list[Column]) -> None:
    for column in columns:
        if column.score < 1.5 and column is not columns[0]:
            break
        if column.score < 0.8:
            break
        for k, value in column.values.items():
            if entries[k].date is None:
                entries[k].date = value.node


def take_names(entries: list[Entry], columns: list[Column]) -> None:
    if not columns:
        return
    best = columns[0].score
    for column in columns:
        if column.score < max(1.2, best - 2.5):
            break
        for k, value in column.values.items():
            if entries[k].author is None:
                entries[k].author = value.node


def make_units(tree: Tree, entries: list[Entry], find_date: FindDate, order: str, thread: bool, group: Group) -> list[Unit]:
    units = []
    said = _said(tree, entries, find_date)
    for at, entry in enumerate(entries):
        unit = Unit("post" if thread else "comment", entry.blocks())
        if entry.author is not None:
            name = innermost_name(tree, entry.author)
            unit.author = clean_name(own_text(tree, name)) or None
            unit.author_url = _href(tree, name)
        elif said is not None:
            unit.author = said[at]
        if entry.date is not None:
            unit.date_value = tree.machine.get(entry.date)
            text = own_text(tree, entry.date)
            found = find_date(text[:200], order=order)
            unit.date_raw = found.raw if found is not None else text[:60]
        units.append(unit)
    for k, parent in enumerate(_parents(tree, entries, group)):
        units[k].parent = parent
        units[k].depth = 0 if parent is None else units[parent].depth + 1
    return units


def _said(tree: Tree, entries: list[Entry], find_date: FindDate) -> list[str | None] | None:
    """Per post the name in its head lines; ``None`` where they are one and the same word, hence a label."""
    names = [said_name(tree, e, find_date) if e.author is None else None for e in entries]
    found = [n for n in names if n]
    if len(found) >= 3 and len(set(found)) == 1:
        return None
    return names


def _href(tree: Tree, node: int) -> str | None:
    nodes = tree.document.nodes
    for i in tree.below(node):
        if nodes[i].tag == "a" and nodes[i].attrs.get("href"):
            return nodes[i].attrs["href"]
    up = nodes[node].parent
    for _ in range(3):
        if up < 0:
            return None
        if nodes[up].tag == "a":
            return nodes[up].attrs.get("href")
        up = nodes[up].parent
    return None


def _parents(tree: Tree, entries: list[Entry], group: Group) -> list[int | None]:
    """Whom each post answers, from nesting: the last one before it that stands less deep in the tree."""
    roots = [e.root for e in entries]
    depths = [int(tree.depth[r]) for r in roots]
    if len(set(depths)) < 2:
        return [None] * len(roots)
    tags = Counter(tree.document.nodes[r].tag for r in roots).most_common(1)[0][0]
    out: list[int | None] = []
    stack: list[int] = []
    for i, root in enumerate(roots):
        if tree.document.nodes[root].tag != tags or (i == 0 and root not in group.members):
            out.append(None)
            continue
        while stack and depths[stack[-1]] >= depths[i]:
            stack.pop()
        out.append(stack[-1] if stack else None)
        stack.append(i)
    return out


def check_numbers(units: list[Unit]) -> None:
    """Forget numbers that do not run by one from post to post: votes, counts."""
    numbers = [u.number for u in units]
    pairs = [(a, b) for a, b in zip(numbers, numbers[1:], strict=False) if a is not None and b is not None]
    if len(units) > 1 and sum(abs(b - a) == 1 for a, b in pairs) < 0.6 * max(1, len(pairs)):
        for unit in units:
            unit.number = None
            for b, role in unit.roles.items():
                if role == "number":
                    unit.roles[b] = "chrome"


def read_numbers(tree: Tree, entries: list[Entry], units: list[Unit]) -> None:
    """Numbers that stand in the line of the date ("Post 3 of Ann, 5 May"), if they run by one from post to post."""
    if any(u.number is not None for u in units) or len(units) < 3:
        return
    doc = tree.document
    found: list[int | None] = []
    for entry, unit in zip(entries, units, strict=False):
        line = doc.block_text(doc.nodes[entry.date].first) if entry.date is not None else ""
        if unit.date_raw and len(line) <= 160:
            line = line.replace(unit.date_raw, " ", 1)
            m = _NUMBER.search(line)
            found.append(int(m[1]) if m else None)
        else:
            found.append(None)
    pairs = list(zip(found, found[1:], strict=False))
    if all(a is not None and b is not None and b - a == 1 for a, b in pairs):
        for unit, number in zip(units, found, strict=False):
            unit.number = number


def inner_units(
    tree: Tree, entries: list[Entry], groups: list[Group], find_date: FindDate, order: str, book: Book | None
) -> tuple[list[Unit], list[int]]:
    """Comments on single posts as units that answer them, and the blocks of such lists that are in no unit."""
    owner = {b: k for k, e in enumerate(entries) for lo, hi in e.inner for b in range(lo, hi)}
    if not owner:
        return [], []
    best: Group | None = None
    for group in groups:
        if group.date_share < 0.6 or not all(spans and spans[0][0] in owner for spans in group.spans):
            continue
        if best is None or len(group.members) > len(best.members):
            best = group
    if best is None:
        return [], sorted(owner)
    inner = read_entries(tree, best)
    find_cells(tree, inner)
    take_dates(inner, date_columns(tree, inner, find_date, order))
    take_names(inner, name_columns(tree, inner, {k: e.date for k, e in enumerate(inner) if e.date is not None}))
    units = make_units(tree, inner, find_date, order, False, best)
    assign_roles(tree, inner, units, book)
    for unit in units:
        unit.parent = owner[unit.blocks[0]]
        unit.depth = 1
    taken = {b for u in units for b in u.blocks}
    return units, sorted(set(owner) - taken)
