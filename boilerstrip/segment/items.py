"""The items of one page: which elements they are, which of them holds a node or a block, and their parts' elements."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boilerstrip.model import Document
    from boilerstrip.platforms import ItemSpec, Platform
    from boilerstrip.segment.select import Index
    from boilerstrip.selectors import Selector


@dataclass(slots=True)
class Item:
    """One candidate for a post or comment."""

    roots: tuple[int, ...]  #: its elements: one, or several sibling rows
    spec: ItemSpec
    kind: str  #: post or comment
    parent: int = -1  #: index of the item around it
    groups: dict[str, list[int]] = field(default_factory=dict)  #: nodes by part name


class Items:
    """All items of a page under one platform; ``owner`` says which one a node belongs to (the innermost)."""

    def __init__(self, document: Document, index: Index, platform: Platform) -> None:
        self.document, self.index = document, index
        area = _first(index, platform.thread.area)
        items: list[Item] = []
        taken: set[int] = set()
        # comments first: an element that is both (a loose post selector) is the more specific one
        for kind, spec in (("comment", platform.comment), ("post", platform.post)):
            if spec is None:
                continue
            for roots in self._find(spec):
                if roots[0] in taken or (area and not any(a <= roots[0] < index.end(a) for a in area)):
                    continue
                taken.add(roots[0])
                items.append(Item(roots, spec, kind))
        items.sort(key=lambda item: item.roots[0])
        self.items = items
        self._cuts, self._owners = self._nesting()

    def _find(self, spec: ItemSpec) -> list[tuple[int, ...]]:
        """Elements of the first alternative under which something has a body."""
        for row in spec.rows:
            found = self._rows(row)
            if found and any(self._has_body(spec, roots) for roots in found):
                return found
        for selector in spec.item:
            single: list[tuple[int, ...]] = [(n,) for n in self.index.select(selector)]
            if single and any(self._has_body(spec, roots) for roots in single):
                return single
        return []

    def _has_body(self, spec: ItemSpec, roots: tuple[int, ...]) -> bool:
        return any(self.index.select(s, n) for s in spec.places["body"] for n in roots)

    def _rows(self, selectors: Sequence[Selector]) -> list[tuple[int, ...]]:
        """Groups of sibling rows: a match of the first selector and, in order, those after it up to the next such."""
        index, nodes = self.index, self.document.nodes
        heads = index.select(selectors[0])
        is_head = set(heads)
        later = [set(index.select(s)) for s in selectors[1:]]
        out = []
        for head in heads:
            roots = [head]
            at, k = index.end(head), 0
            parent = nodes[head].parent
            while k < len(later) and at < len(nodes) and nodes[at].parent == parent and at not in is_head:
                step = next((j for j in range(k, len(later)) if at in later[j]), None)
                if step is not None:
                    roots.append(at)
                    k = step + 1
                at = index.end(at)
            if k == len(later):
                out.append(tuple(roots))
        return out

    def _nesting(self) -> tuple[list[int], list[int]]:
        """Cut points in node order and the owner from each on; sets ``parent`` of the items by the way."""
        spans = sorted((root, -self.index.end(root), i) for i, item in enumerate(self.items) for root in item.roots)
        cuts: list[int] = [0]
        owners: list[int] = [-1]
        stack: list[tuple[int, int]] = []

        def close(upto: int) -> None:
            while stack and stack[-1][0] <= upto:
                end, _ = stack.pop()
                cuts.append(end)
                owners.append(stack[-1][1] if stack else -1)

        for start, minus_end, i in spans:
            close(start)
            if stack and self.items[i].roots[0] == start:
                self.items[i].parent = stack[-1][1]
            stack.append((-minus_end, i))
            cuts.append(start)
            owners.append(i)
        close(len(self.document.nodes) + 1)
        return cuts, owners

    def owner(self, n: int) -> int:
        """Index of the innermost item that holds node ``n``, -1 for none."""
        return self._owners[bisect_right(self._cuts, n) - 1]

    def fill(self) -> None:
        """Sort the nodes of every part into the items; per item the first alternative that matches it wins."""
        for spec in {id(i.spec): i.spec for i in self.items}.values():
            mine = [i for i, item in enumerate(self.items) if item.spec is spec]
            for part, selectors in spec.places.items():
                if part in ("attribution", "nest"):
                    continue
                open_items = mine
                for selector in selectors:
                    fresh: dict[int, list[int]] = {}
                    for n, i in self.hits(selector, open_items):
                        fresh.setdefault(i, []).append(n)
                    if fresh:
                        for i, nodes in fresh.items():
                            self.items[i].groups[part] = nodes
                        open_items = [i for i in open_items if i not in fresh]
                        if not open_items:
                            break

    def hits(self, selector: Selector, mine: Sequence[int]) -> list[tuple[int, int]]:
        """(node, item) pairs in document order, each node with the innermost item around it."""
        if not any(self.index.possible(option) for option in selector.options):
            return []
        wanted = set(mine)
        out: list[tuple[int, int]] = []
        for option in selector.options:
            if option.scoped:
                for i in mine:
                    for root in self.items[i].roots[:1]:
                        out += [(n, i) for n in self.index.option(option, root) if self._of(n, i, root)]
            else:
                out += [(n, o) for n in self.index.option(option) if (o := self.owner(n)) in wanted]
        return out if len(selector.options) == 1 else sorted(set(out))

    def _of(self, n: int, i: int, root: int) -> bool:
        # `:scope + x` may lie outside of the item, in nobody's or an enclosing item's hands
        owner = self.owner(n)
        return owner == i or (n >= self.index.end(root) and owner == self.items[i].parent)


def _first(index: Index, selectors: Sequence[Selector]) -> list[int]:
    return next((hits for s in selectors if (hits := index.select(s))), [])
