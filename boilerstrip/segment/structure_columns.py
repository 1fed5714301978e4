"""What stands at the same place in every post, and which place holds the date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boilerstrip.segment.structure_dates import CLOCK, EDITED, JOINED, looks_dated
from boilerstrip.segment.structure_tree import is_quote, own_text
from boilerstrip.segment.structure_words import DATE, EDIT, SIGNATURE

if TYPE_CHECKING:
    from boilerstrip.segment.structure_dates import FindDate
    from boilerstrip.segment.structure_entries import Entry
    from boilerstrip.segment.structure_tree import Tree

MAX_DATED = 90  #: characters of an element that is a date line


@dataclass(slots=True)
class Value:
    """What one post has at a place."""

    entry: int
    node: int
    text: str


@dataclass(slots=True)
class Column:
    """All posts' values at one place."""

    values: dict[int, Value]  #: by entry
    score: float = 0.0


def in_traits(tree: Tree, node: int, stop: int, wanted: int) -> bool:
    """Whether the class tokens of the element or of one above it, up to ``stop``, say one of ``wanted``."""
    nodes = tree.document.nodes
    while node >= 0:
        if tree.traits[node] & wanted:
            return True
        if node == stop:
            return False
        node = nodes[node].parent
    return False


def quoted(tree: Tree, node: int, stop: int) -> bool:
    """Whether the element stands in a quotation within the post."""
    nodes = tree.document.nodes
    while node >= 0 and node != stop:
        if is_quote(tree, node):
            return True
        node = nodes[node].parent
    return False


def date_columns(tree: Tree, entries: list[Entry], find_date: FindDate, order: str) -> list[Column]:
    """Places with a date in most posts, best first: the one that differs, rises and is no join or edit date."""
    table: dict[tuple[int, int], dict[int, Value]] = {}
    for k, entry in enumerate(entries):
        ordinals: Counter[int] = Counter()
        for i in date_places(tree, entry):
            if quoted(tree, i, entry.root):
                continue
            key = entry.place[i]
            ordinal = ordinals[key]
            ordinals[key] += 1
            table.setdefault((key, ordinal), {})[k] = Value(k, i, own_text(tree, i))
        entry.alike = max(ordinals.values(), default=0)
    columns = []
    for values in table.values():
        column = Column(values)
        column.score = _date_score(tree, entries, values, find_date, order)
        columns.append(column)
    columns.sort(key=lambda c: -c.score)
    return columns


def date_places(tree: Tree, entry: Entry) -> list[int]:
    """Innermost elements of a post with a date, in page order."""
    doc = tree.document
    out: list[int] = []
    found: list[int] = []
    for i in entry.nodes:
        node = doc.nodes[i]
        size = node.end - node.start
        if size > 400 or size == 0:
            continue
        if i in tree.machine or (size <= MAX_DATED and looks_dated(doc.text[node.start : node.end])):
            while found and i < tree.below(found[-1]).stop and found[-1] not in tree.machine:
                found.pop()  # the outer element says no more than the inner one
            found.append(i)
    out = found
    covered = {b for i in out for b in range(doc.nodes[i].first, doc.nodes[i].last)}
    for b in entry.blocks():  # a date line in a larger element
        if b not in covered and tree.dated[b + 1] > tree.dated[b]:
            holder = doc.blocks[b].node
            if holder in entry.place:
                out.append(holder)
    return out


def inside(tree: Tree, node: int, outer: int) -> bool:
    nodes = tree.document.nodes
    while node >= 0:
        if node == outer:
            return True
        node = nodes[node].parent
    return False


def before(tree: Tree, node: int, entry: Entry, width: int = 40) -> str:
    """The characters before an element, within its post."""
    doc = tree.document
    start = doc.nodes[node].start
    floor = doc.blocks[entry.spans[0][0]].start
    return doc.text[max(floor, start - width) : start]


def date_key(tree: Tree, value: Value, find_date: FindDate, order: str) -> str | None:
    """ISO 8601 of a value, ``None`` where it cannot be read."""
    machine = tree.machine.get(value.node)
    if machine:
        if machine[:2] in ("19", "20") and machine[4:5] == "-":
            return machine
        if machine.isdigit() and len(machine) >= 10:
            return "@" + machine[:10]
    found = find_date(value.text[:200], order=order)
    return found.iso if found is not None else None


def _date_score(tree: Tree, entries: list[Entry], values: dict[int, Value], find_date: FindDate, order: str) -> float:
    n = len(entries)
    ordered = [values[k] for k in sorted(values)]
    sample = ordered[:24]
    keys = [date_key(tree, v, find_date, order) for v in sample]
    known = [k for k in keys if k is not None and not k.startswith("--")]
    score = 3.0 * len(values) / n
    pairs = list(zip(known, known[1:], strict=False))
    if pairs:
        up, down = sum(a <= b for a, b in pairs) / len(pairs), sum(a >= b for a, b in pairs) / len(pairs)
        score += 2.0 * (max(up, down) - 0.5)
        score += 1.0 * len(set(known)) / len(known)
    score += 0.8 * sum(CLOCK.search(v.text) is not None for v in sample) / len(sample)
    score += 0.5 * sum(tree.machine.get(v.node) is not None for v in sample) / len(sample)
    first = sample[0]
    node = tree.document.nodes[first.node]
    if node.tag == "time":
        score += 0.5
    if in_traits(tree, first.node, entries[first.entry].root, DATE):
        score += 0.4
    joined = sum(JOINED.search((before(tree, v.node, entries[v.entry], 30) + " " + v.text[:60]).lower()) is not None for v in sample)
    edited = sum(EDITED.search((before(tree, v.node, entries[v.entry], 30) + " " + v.text[:60]).lower()) is not None for v in sample)
    score -= 3.5 * joined / len(sample) + 2.0 * edited / len(sample)
    within = sum(
        entries[v.entry].cell is not None and v.node != entries[v.entry].cell and inside(tree, v.node, entries[v.entry].cell or 0)
        for v in sample
    )
    score -= 1.0 * within / len(sample)
    if in_traits(tree, first.node, entries[first.entry].root, SIGNATURE | EDIT):
        score -= 1.5
    return score
