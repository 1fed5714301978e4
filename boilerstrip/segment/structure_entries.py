"""The posts of a candidate: the place of every element in its post, and the element that holds the body."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from boilerstrip.segment.structure_tree import is_quote
from boilerstrip.segment.structure_words import COMMENT, PANEL, SIGNATURE, general, token_traits

if TYPE_CHECKING:
    from boilerstrip.segment.structure_groups import Group
    from boilerstrip.segment.structure_tree import Tree

_CELLS = frozenset(("td", "th"))
_SMALL = frozenset("p li span a b font h1 h2 h3".split())


@dataclass(slots=True)
class Entry:
    """One post while its columns are read.  Nodes are indices into ``Document.nodes``, in page order."""

    root: int
    spans: list[tuple[int, int]]
    nodes: list[int]
    place: dict[int, int]  #: node → key of its place in the post
    cell: int | None = None  #: element with the body
    alike: int = 0  #: dates at one and the same place within this post; more than one: it holds several posts
    cells: list[int] = field(default_factory=list)
    author: int | None = None
    date: int | None = None
    inner: list[tuple[int, int]] = field(default_factory=list)  #: block ranges of comments on this post, not part of ``spans``

    def blocks(self) -> list[int]:
        return [i for a, b in self.spans for i in range(a, b)]


def read_entries(tree: Tree, group: Group) -> list[Entry]:
    """The posts of a group with the place of every element in them."""
    doc = tree.document
    nodes = doc.nodes
    members = set(group.members)
    counts: Counter[tuple[str, str]] = Counter()
    here: set[tuple[str, str]] = set()
    ranges: list[tuple[list[int], set[int]]] = []
    inners: list[list[tuple[int, int]]] = []
    for root, spans in zip(group.members, group.spans, strict=True):
        cut = inner_comments(tree, root, spans) if not group.nested else []
        inners.append([(nodes[i].first, nodes[i].last) for i in cut])
        inside: list[int] = []
        gone = set(cut)
        roots = _rows_of(tree, root, (spans[0][0], spans[-1][1])) if group.rows else [root]
        for top in roots:
            below = tree.below(top)
            i, end = below.start, below.stop
            while i < end:
                if (group.nested and i != top and i in members) or (gone and i in gone):
                    i = tree.stop[i]
                    continue
                if nodes[i].first < nodes[i].last:
                    inside.append(i)
                i += 1
        ranges.append((inside, set(roots)))
        for tag, classes in {(nodes[i].tag, nodes[i].classes) for i in inside if nodes[i].classes}:
            for g in general(classes):
                here.add((tag, g))
        counts.update(here)
        here.clear()
    known: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}  # (tag, classes) → tokens that make its place
    usual, least = 0.6 * len(ranges), max(2, len(ranges) // 4)
    entries = []
    for (inside, tops), root, spans, inner in zip(ranges, group.members, group.spans, inners, strict=True):
        if not spans or not inside:
            continue
        place: dict[int, int] = {}
        columns: dict[int, int] = {}  # row → cells so far
        for i in inside:
            node = nodes[i]
            if i in tops:
                place[i] = hash((node.tag if group.rows else "", general(node.classes) if group.rows else ()))
                continue
            look = (node.tag, node.classes)
            kept = known.get(look)
            if kept is None:
                found = [(counts[(node.tag, g)], g) for g in general(node.classes)]
                # A token that some posts alone have ("has-signature") must not move what is below it to another place.
                kept = known[look] = tuple([g for c, g in found if c >= usual] or [g for c, g in found if c >= least])
            if not kept and node.tag in _CELLS:  # bare cells differ by their column
                column = columns[node.parent] = columns.get(node.parent, 0) + 1
                kept = (str(column),)
            place[i] = hash((place.get(node.parent, 0), node.tag, kept, node.attrs.get("itemprop", "") if node.attrs else ""))
        entries.append(Entry(root, without(spans, inner), inside, place, inner=inner))
    return entries


def inner_comments(tree: Tree, root: int, spans: list[tuple[int, int]]) -> list[int]:
    """Elements in a post that hold comments on it: called so, dated, and the post itself has a date and prose beside them."""
    nodes = tree.document.nodes
    if (tree.traits[root] | token_traits(nodes[root].attrs.get("id", ""))) & COMMENT:
        return []
    dated = sum(int(tree.dated[b] - tree.dated[a]) for a, b in spans)
    prose = sum(int(tree.prose[b] - tree.prose[a]) for a, b in spans)
    out: list[int] = []
    below = tree.below(root)
    i = below.start + 1
    while i < below.stop:
        if not tree.traits[i] & COMMENT:
            i += 1
            continue
        node = nodes[i]
        inside = int(tree.dated[node.last] - tree.dated[node.first])
        if inside:
            words = int(tree.prose[node.last] - tree.prose[node.first])
            if dated > inside and prose > words:
                out.append(i)
                dated, prose = dated - inside, prose - words
                i = tree.stop[i]
                continue
        i += 1
    return out


def without(spans: list[tuple[int, int]], cut: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Block ranges without those cut out of them, both in page order."""
    out = []
    for start, end in spans:
        at = start
        for a, b in cut:
            if at <= a < end:
                if a > at:
                    out.append((at, a))
                at = max(at, b)
        if at < end:
            out.append((at, end))
    return out or spans


def _rows_of(tree: Tree, root: int, span: tuple[int, int]) -> list[int]:
    """The sibling rows that hold a member's blocks: from its own row on, or the rows before it."""
    nodes = tree.document.nodes
    lo, hi = span
    if nodes[root].first > lo:  # the date stands below its text
        first = nodes[root].parent + 1
        while first < root and not nodes[first].first == lo < nodes[first].last:
            first = tree.stop[first]
    else:
        first = root
    out, i, stop = [], first, tree.stop[nodes[root].parent]
    while i < stop and nodes[i].first < hi:
        if nodes[i].first < nodes[i].last:
            out.append(i)
        i = tree.stop[i]
    return out or [root]


# --------------------------------------------------------------------------- the body


def find_cells(tree: Tree, entries: list[Entry]) -> None:
    """Set ``Entry.cell``: the smallest element that holds nearly all of what only this post says."""
    doc = tree.document
    weight = block_weights(tree, entries)
    if 2 * sum(1 for e in entries if any(weight.get(i, 0) for i in e.blocks())) < len(entries):
        weight = _few_words(tree, entries) | weight
    total = sum(weight.values())
    held: Counter[int] = Counter()
    size: Counter[int] = Counter()
    present: Counter[int] = Counter()
    level: dict[int, int] = {}
    prefix = [0] * (len(doc.blocks) + 1)
    for i in range(len(doc.blocks)):
        prefix[i + 1] = prefix[i] + weight.get(i, 0)
    for entry in entries:
        seen: set[int] = set()
        for i in entry.nodes:
            node = doc.nodes[i]
            key = entry.place[i]
            if key in seen:
                continue
            seen.add(key)
            got = prefix[node.last] - prefix[node.first]
            if got == 0:
                continue
            held[key] += got
            size[key] += node.end - node.start
            present[key] += 1
            level[key] = max(level.get(key, 0), node.depth)
    wordy = sum(1 for e in entries if any(weight.get(i, 0) for i in e.blocks()))
    small = {key for e in entries for i, key in e.place.items() if doc.nodes[i].tag in _SMALL}
    good = [k for k in held if held[k] >= (0.97 if k in small else 0.82) * total and present[k] >= 0.7 * wordy]
    best = min(good, key=lambda k: (size[k], -level[k]), default=None)
    for entry in entries:
        entry.cells = []
        if best is not None:
            entry.cells = [i for i in entry.nodes if entry.place[i] == best][:1]
        if not entry.cells or prefix[doc.nodes[entry.cells[0]].last] == prefix[doc.nodes[entry.cells[0]].first]:
            fallback = _largest(tree, entry, prefix)
            if fallback is not None and not entry.cells:
                entry.cells = [fallback]
        entry.cell = entry.cells[0] if entry.cells else None


def _largest(tree: Tree, entry: Entry, prefix: list[int]) -> int | None:
    """Where the common place is missing: the smallest element with nine tenths of the post's prose."""
    nodes = tree.document.nodes
    total = sum(prefix[b] - prefix[a] for a, b in entry.spans)
    if total == 0:
        return None
    best, least = None, 1 << 60
    for i in entry.nodes:
        node = nodes[i]
        if prefix[node.last] - prefix[node.first] >= 0.9 * total and node.end - node.start <= least:
            best, least = i, node.end - node.start
    return best


def quoted_blocks(tree: Tree, entry: Entry) -> set[int]:
    """Blocks of a post that stand in a quotation by its markup."""
    out: set[int] = set()
    doc = tree.document
    start = entry.spans[0][0]
    for i in entry.nodes:
        if not is_quote(tree, i) or i == entry.root:
            continue
        node = doc.nodes[i]
        if entry.cell is not None and node.first <= doc.nodes[entry.cell].first and node.last >= doc.nodes[entry.cell].last:
            continue
        if node.last - node.first < entry.spans[-1][1] - start:
            out.update(range(node.first, node.last))
    return out


def block_weights(tree: Tree, entries: list[Entry]) -> dict[int, int]:
    """Characters per block that are a post's own: not in links, not said by two posts, not in a signature."""
    doc = tree.document
    seen: Counter[str] = Counter()
    blocks: list[int] = []
    for entry in entries:
        mine = entry.blocks()
        blocks += mine
        not_mine = quoted_blocks(tree, entry)
        seen.update({doc.block_text(i) for i in mine if i not in not_mine})
    apart: set[int] = set()  # blocks of signatures and user panels, where class tokens say so
    for entry in entries:
        for x in entry.nodes:
            if tree.traits[x] & (SIGNATURE | PANEL) and x != entry.root:
                apart.update(range(doc.nodes[x].first, doc.nodes[x].last))
    out: dict[int, int] = {}
    for i in blocks:
        b = doc.blocks[i]
        if i in apart or seen[doc.block_text(i)] > 1:
            continue
        if tree.dated[i + 1] > tree.dated[i] and b.end - b.start <= 120:
            continue
        own = int(tree.prose[i + 1] - tree.prose[i])
        if not own and (plain := b.end - b.start - b.link_chars) >= 10 and not tree.dated[i + 1] - tree.dated[i]:
            own = plain // 3
        if own:
            out[i] = own
    return out


def _few_words(tree: Tree, entries: list[Entry]) -> dict[int, int]:
    """Characters outside of links per block, where most posts say a word or two, or all the same."""
    out: dict[int, int] = {}
    for entry in entries:
        quoted = quoted_blocks(tree, entry)
        for i in entry.blocks():
            b = tree.document.blocks[i]
            own = b.end - b.start - b.link_chars
            if i not in quoted and 2 * b.link_chars < b.end - b.start and not tree.dated[i + 1] - tree.dated[i]:
                out[i] = min(own, 60)  # one long post must not speak for all
    return out


def lone_entry(tree: Tree, root: int) -> Entry:
    """An element read as one post, in a place of its own."""
    nodes = tree.document.nodes
    spans = [(nodes[root].first, nodes[root].last)]
    cut = inner_comments(tree, root, spans)
    gone = {x for c in cut for x in tree.below(c)}
    inside = [x for x in tree.below(root) if nodes[x].first < nodes[x].last and x not in gone]
    place = {x: hash((nodes[x].tag, nodes[x].parent, general(nodes[x].classes))) for x in inside}
    inner = [(nodes[c].first, nodes[c].last) for c in cut]
    return Entry(root, without(spans, inner), inside, place, inner=inner)
