"""Repeating structure: elements alike by tag and class, grouped by hash, as candidates for the posts of a page.

Posts have an author or a date each, so only elements around a date or a link to a person are looked at.  A group of
such elements is climbed in step to the largest elements that still hold one member each; groups that reach the same
elements are one candidate.  All of it is linear in the number of nodes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.segment.structure_tree import called_unit
from boilerstrip.segment.structure_words import general, generalise

if TYPE_CHECKING:
    from boilerstrip.model import Node
    from boilerstrip.segment.structure_tree import Ints, Tree

MAX_GROUPS = 400  # groups looked at, largest prose first; pages have 5 to 150
MAX_TRIED = 6
CALLED = 4  # fewer numbered units may be the articles of a front page
INLINE = frozenset("a span time abbr small em strong b i cite font bdi sup sub label u tt code acronym ins del img".split())
_NUMBER = re.compile(r"\d{1,12}$|[a-f0-9]{8,}$")


@dataclass(slots=True)
class Group:
    """Members of one candidate: elements in page order and the blocks that belong to each."""

    members: list[int]
    spans: list[list[tuple[int, int]]]  #: per member: half-open block ranges, without those of members below it
    nested: bool
    rows: int = 0  #: sibling rows that one member spreads over, 0 where the element holds it all
    coverage: float = 0.0  #: share of the page's prose
    date_share: float = 0.0
    name_share: float = 0.0
    prose_share: float = 0.0
    numbered: float = 0.0  #: share of members with a number in their id: units of a database, not parts of one
    called: bool = False  #: the markup itself says so: numbered units by name, nearly all with date and author
    score: float = 0.0


def find_groups(tree: Tree) -> list[Group]:
    """Candidates, best first.  Each has two members or more, most of them with a date or a name, and prose."""
    total = int(tree.prose[-1])
    if total == 0:
        return []
    first, last = tree.first, tree.last
    dated, named = tree.dated[last] > tree.dated[first], tree.named[last] > tree.named[first]
    interesting = np.nonzero((dated | named) & (last > first))[0]
    has_date, has_name = dated.tolist(), named.tolist()
    begin, end = first.tolist(), last.tolist()
    seen: set[tuple[int, ...]] = set()
    out: list[Group] = []
    for bucket in _buckets(tree, interesting.tolist()):
        members = [bucket[0]]
        for i in bucket[1:]:  # of a wrapper and what it wraps the outer one
            if begin[i] != begin[members[-1]] or end[i] != end[members[-1]]:
                members.append(i)
        n = len(members)
        if n < 2 or max(sum(has_date[i] for i in members), sum(has_name[i] for i in members)) < 0.6 * n:
            continue
        arr = np.array(members, dtype=np.int64)
        nested = bool((first[arr[1:]] < np.maximum.accumulate(last[arr])[:-1]).any())
        if not nested:
            arr = climb(tree, arr)
        key = (int(arr[0]), int(arr[-1]), len(arr), int(arr[len(arr) // 2]))
        if key in seen:
            continue
        seen.add(key)
        group = _measure(tree, arr, nested, total)
        if group is not None:
            out.append(group)
    out.sort(key=lambda g: -g.score)
    return out


def _buckets(tree: Tree, interesting: list[int]) -> list[list[int]]:
    """Nodes grouped by (tag, class token), by siblings of one tag, and by path of tags; groups of two or more."""
    nodes = tree.document.nodes
    table: dict[tuple[object, ...], list[int]] = {}
    paths: dict[int, int] = {-1: 0}
    for i in interesting:
        node = nodes[i]
        tag, parent = node.tag, node.parent
        path = paths[i] = hash((paths.get(parent, 0), tag))
        table.setdefault(("path", path), []).append(i)
        if not (tag in INLINE and len(node.classes) == 0):
            table.setdefault(("child", parent, tag), []).append(i)
        tokens = set(general(node.classes))
        if (ident := node.attrs.get("id")) and (g := generalise(ident)) and g != ident:
            tokens.add("#" + g)
        if kind := node.attrs.get("itemprop") or node.attrs.get("itemtype"):
            tokens.add("@" + kind)
        for token in tokens:
            table.setdefault((tag, token), []).append(i)
            table.setdefault((path, token), []).append(i)
    groups: dict[tuple[int, ...], list[int]] = {}
    for members in table.values():
        if len(members) >= 2:
            groups.setdefault((len(members), members[0], members[-1], members[len(members) // 2]), members)
    out = list(groups.values())
    if len(out) > MAX_GROUPS:
        out.sort(key=lambda g: -int((tree.plain[tree.last[g]] - tree.plain[tree.first[g]]).sum()))
        del out[MAX_GROUPS:]
    return out


def climb(tree: Tree, arr: Ints) -> Ints:
    """The largest alike elements that hold one member each, reached in step."""
    nodes = tree.document.nodes
    at = arr.tolist()
    while True:
        up = [nodes[i].parent for i in at]
        before = -1
        for u in up:  # each another one, and none in or around the one before
            if u < 0 or u == before or (before >= 0 and nodes[u].first < nodes[before].last):
                return np.array(at, dtype=np.int64)
            before = u
        tags: dict[tuple[str, str], int] = {}
        for u in up:
            node = nodes[u]
            for name in general(node.classes) or ("",) if node.classes else ("",):
                key = (node.tag, name)
                tags[key] = tags.get(key, 0) + 1
        if max(tags.values()) < (0.75 * len(up) if len(up) > 3 else len(up)):
            return np.array(at, dtype=np.int64)
        at = up


def own_spans(tree: Tree, arr: Ints, nested: bool) -> list[list[tuple[int, int]]]:
    """Per member its block ranges without those of members below it."""
    f, la = tree.first[arr].tolist(), tree.last[arr].tolist()
    if not nested:
        return [[(a, b)] for a, b in zip(f, la, strict=True)]
    spans: list[list[tuple[int, int]]] = [[] for _ in f]
    stack: list[int] = []
    at = [0] * len(f)  # where the member's next own range begins
    for i, (a, b) in enumerate(zip(f, la, strict=True)):
        while stack and la[stack[-1]] <= a:
            _close(stack.pop(), la, at, spans)
        if stack:
            top = stack[-1]
            if a > at[top]:
                spans[top].append((at[top], a))
            at[top] = max(at[top], b)
        at[i] = a
        stack.append(i)
    while stack:
        _close(stack.pop(), la, at, spans)
    return spans


def _close(i: int, last: list[int], at: list[int], spans: list[list[tuple[int, int]]]) -> None:
    if last[i] > at[i]:
        spans[i].append((at[i], last[i]))


class _Ranges:
    """Block ranges of members as vectors, for sums over them."""

    def __init__(self, spans: list[list[tuple[int, int]]]) -> None:
        self.members = len(spans)
        sizes = [len(ranges) for ranges in spans]
        self.owner = None if sizes.count(1) == len(sizes) else np.repeat(np.arange(len(spans)), sizes)
        flat = np.array([pair for ranges in spans for pair in ranges], dtype=np.int64).reshape(-1, 2)
        self.first, self.last = flat[:, 0], flat[:, 1]

    def sum(self, prefix: Ints) -> Ints:
        """Per member the sum over its blocks."""
        values = prefix[self.last] - prefix[self.first]
        if self.owner is None:  # a range each
            return values
        return np.bincount(self.owner, weights=values, minlength=self.members).astype(np.int64)


def _measure(tree: Tree, arr: Ints, nested: bool, total: int) -> Group | None:
    spans = own_spans(tree, arr, nested)
    rows = 0
    if not nested and len(np.unique(tree.parent[arr])) == 1:
        spread = spread_rows(tree, arr)
        if spread is not None:
            spread_prose, closed = int(_Ranges(spread[0]).sum(tree.prose).sum()), int(_Ranges(spans).sum(tree.prose).sum())
            if spread_prose > 3 * closed and spread_prose > 0.1 * total:
                spans, rows = spread
    ranges = _Ranges(spans)
    prose, plain = ranges.sum(tree.prose), ranges.sum(tree.plain)
    if int((plain > 0).sum()) < 2:
        return None
    dates, names = ranges.sum(tree.dated), ranges.sum(tree.named)
    group = Group(arr.tolist(), spans, nested, rows)
    group.coverage = float(prose.sum()) / total
    group.date_share = float((dates > 0).mean())
    group.name_share = float((names > 0).mean())
    group.prose_share = float((prose > 0).mean())
    group.numbered = sum(_numbered(tree.document.nodes[i]) for i in group.members) / len(arr)
    if len(arr) >= CALLED and min(group.numbered, group.date_share) >= 0.9 and group.name_share >= 0.8:
        group.called = sum(called_unit(tree.document.nodes[i]) for i in group.members) >= 0.9 * len(arr)
    if group.called:  # however little each says
        group.prose_share = float((plain > 0).mean())
    elif not prose.any():
        return None
    wordy = float((plain > 15).mean()) * (0.3 + 0.7 * group.prose_share)
    group.score = group.coverage * (0.2 + 0.8 * group.date_share) * (0.6 + 0.4 * group.name_share) * wordy
    group.score *= 1.0 + 0.1 * group.numbered
    return group


def _numbered(node: Node) -> bool:
    """Whether an element carries the number of a record: ``id="post_123"``, ``data-answerid="7"``."""
    for name, value in node.attrs.items():
        if (name == "id" or (name.startswith("data-") and name.endswith("id"))) and len(value) <= 60 and _NUMBER.search(value):
            return True
    return False


def spread_rows(tree: Tree, arr: Ints) -> tuple[list[list[tuple[int, int]]], int] | None:
    """Block ranges of members that begin (or end) a run of sibling rows, and the usual number of rows; ``None``: no rows."""
    parent = int(tree.parent[arr[0]])
    first, last = tree.first, tree.last
    lo, hi = int(arr[0]), int(arr[-1])
    siblings = np.nonzero((tree.parent == parent) & (last > first))[0]
    if len(siblings) < len(arr) + 1:
        return None
    at = np.searchsorted(siblings, arr)
    steps = np.diff(at)
    if len(steps) == 0 or int(np.median(steps)) < 2:
        return None
    rows = int(np.median(steps))
    after = siblings[at[-1] : at[-1] + rows]
    before = siblings[max(0, int(at[0]) - rows + 1) : int(at[0]) + 1]
    tail = int(tree.prose[last[after[-1]]] - tree.prose[last[hi]])
    head = int(tree.prose[first[lo]] - tree.prose[first[before[0]]])
    if tail == 0 and head > 0:  # the date stands below its text
        starts = [int(first[before[0]]), *(int(last[x]) for x in arr[:-1].tolist())]
        return [[(a, int(last[x]))] for a, x in zip(starts, arr.tolist(), strict=True)], rows
    ends = [*(int(first[x]) for x in arr[1:].tolist()), int(last[after[-1]])]
    return [[(int(first[x]), b)] for x, b in zip(arr.tolist(), ends, strict=True)], rows


def choose(tree: Tree, groups: list[Group]) -> list[Group]:
    """Candidates in the order to try them: the best, but a finer division of the same prose before a coarser one;
    after them those that class tokens call comments or posts."""
    order: list[Group] = []
    rest = _whole_last(tree, groups[:40])
    named = [g for g in rest if called_unit(tree.document.nodes[g.members[0]])]
    while rest and len(order) < MAX_TRIED:
        best = rest[0]
        for g in rest[1:]:
            if len(g.members) > len(best.members) and _finer(g, best):
                best = g
        order.append(best)
        rest = [g for g in rest if g is not best]
    chosen = {id(g) for g in order}
    return order + [g for g in named if id(g) not in chosen][:MAX_TRIED]


def _whole_last(tree: Tree, groups: list[Group]) -> list[Group]:
    """Two or three large sections that hold several members of another candidate go behind the others."""
    good = [g for g in groups if min(g.date_share, g.name_share) >= 0.8]
    starts = {id(g): tree.first[g.members].tolist() for g in good}
    whole: list[Group] = []
    parts: list[Group] = []
    for g in groups:
        few = len(g.members) <= 3
        (whole if few and any(_holds(tree, g, h, starts[id(h)]) for h in good) else parts).append(g)
    return parts + whole


def _holds(tree: Tree, g: Group, h: Group, starts: list[int]) -> bool:
    """Whether a member of ``g`` holds two or more of ``h``, whose members begin at the blocks ``starts``."""
    if len(h.members) <= len(g.members) or h.score < 0.3 * g.score:
        return False
    nodes = tree.document.nodes
    return any(bisect_left(starts, nodes[i].last) - bisect_left(starts, nodes[i].first) >= 2 for i in g.members)


def _finer(g: Group, best: Group) -> bool:
    """Whether ``g`` divides what ``best`` holds into units that are as good; two sections of a page are few and large."""
    if best.numbered >= 0.7 and g.numbered < 0.5 and len(best.members) >= 3:
        return False
    few = len(best.members) <= 3 and len(g.members) >= 3
    return (
        g.coverage >= (0.35 if few else 0.8) * best.coverage
        and g.date_share >= 0.75 * best.date_share
        and g.name_share >= 0.85 * best.name_share
        and g.prose_share >= (0.7 if few else 0.85 * best.prose_share)
    )
