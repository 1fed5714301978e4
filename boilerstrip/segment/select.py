"""Selectors over the flat node table of a :class:`~boilerstrip.model.Document`.

Nodes stand in document order, so the descendants of node ``n`` are ``range(n + 1, index.end(n))`` and an answer is a
sorted list of node numbers.  A selector is worked out once for the whole document, part by part from the left: the
nodes that match the next compound (from an index of ids, classes, tags, attribute names) are filtered by how they stand
to those found so far.  "Inside of element n" is then a slice of the answer.  All of it is linear in the nodes.
"""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip import outline
from boilerstrip.selectors import parse_selector

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from boilerstrip.model import Node
    from boilerstrip.outline import Ints, Outline
    from boilerstrip.selectors import Attribute, Complex, Compound, Selector

__all__ = ["Index", "outermost", "select"]


class Index:
    """Look-up tables over the nodes of one document; answers are kept, so one index serves all selectors of a page."""

    def __init__(self, nodes: Sequence[Node], lines: Outline | None = None) -> None:
        """``lines``: the outline of ``nodes``, where it is there already."""
        self.nodes = nodes
        self._lines = lines = lines or outline.read(nodes)
        self._attrs = list(map(attrgetter("attrs"), nodes))
        self.names = set[str]().union(*filter(None, self._attrs))  #: of all attributes
        self._by_attr: dict[str, list[int]] = {}
        self.by_id: dict[str, list[int]] = {}
        for i in self.with_attribute("id"):
            self.by_id.setdefault(self._attrs[i]["id"], []).append(i)
        tags: dict[str, list[int]] = {}  # by numbers of looks
        classes: dict[str, list[int]] = {}
        for k, (tag, tokens) in enumerate(lines.looks):
            tags.setdefault(tag, []).append(k)
            for token in tokens:
                classes.setdefault(token, []).append(k)
        self._tags, self._classes = tags, classes
        self._by_look: tuple[Ints, Ints] | None = None
        self._having: dict[tuple[int, ...], list[int]] = {}
        #: all that a selector can need
        self.tokens = {
            *map("tag ".__add__, tags), *map("class ".__add__, classes), *map("id ".__add__, self.by_id), *map("attr ".__add__, self.names),
        }  # fmt: skip
        self._previous: list[int] | None = None
        self._own: dict[str, list[int]] = {}
        self._answers: dict[str, list[int]] = {}

    def by_class(self, token: str) -> list[int]:
        """Nodes with a class token."""
        return self._looking(self._classes.get(token, []))

    def by_tag(self, tag: str) -> list[int]:
        return self._looking(self._tags.get(tag, []))

    def _looking(self, looks: list[int]) -> list[int]:
        """Nodes of these looks, in document order."""
        key = tuple(looks)
        found = self._having.get(key)
        if found is None:
            if self._by_look is None:
                of = self._lines.look
                self._by_look = np.argsort(of, kind="stable"), np.concatenate(([0], np.cumsum(np.bincount(of))))
            order, begin = self._by_look
            parts = [order[begin[k] : begin[k + 1]] for k in sorted(set(looks))]
            found = self._having[key] = (parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts))).tolist() if parts else []
        return found

    # ---------------------------------------------------------------- kinship

    @property
    def ends(self) -> list[int]:
        """Per node one past its last descendant."""
        return self._lines.stop

    def end(self, n: int) -> int:
        """One past the last descendant of node ``n``."""
        return self.ends[n]

    def previous(self, n: int) -> int:
        """The element before ``n`` among its siblings, -1 for the first."""
        if self._previous is None:
            last: dict[int, int] = {}
            self._previous = []
            for i, node in enumerate(self.nodes):
                self._previous.append(last.get(node.parent, -1))
                last[node.parent] = i
        return self._previous[n]

    # ---------------------------------------------------------------- questions

    def select(self, selector: Selector, within: int | None = None) -> list[int]:
        """Nodes that match, in document order; ``within``: node that holds them (itself included), also ``:scope``.

        Elements outside of ``within`` may stand for the left parts of a selector, as in the DOM's querySelectorAll.
        """
        found: list[int] | None = None
        for option in selector.options:
            hits = self.option(option, within)
            if hits:
                found = hits if found is None else sorted({*found, *hits})
        return found or []

    def option(self, option: Complex, within: int | None = None) -> list[int]:
        """As :meth:`select`, for one member of a comma list."""
        if option.scoped:
            return [] if within is None else self._from(within, option.parts)
        answer = self._answers.get(option.text)
        if answer is None:
            answer = self._answers[option.text] = self._everywhere(option) if self.possible(option) else []
        if within is None or not answer:
            return answer
        return answer[bisect_left(answer, within) : bisect_left(answer, self.ends[within])]

    def possible(self, option: Complex) -> bool:
        """False if a token that the selector needs is nowhere on the page: a few set look-ups, no matching."""
        return option.needs <= self.tokens

    def some(self, selector: Selector) -> bool:
        """Whether any node of the document matches."""
        return any(self.option(option) for option in selector.options)

    # ---------------------------------------------------------------- work

    def _everywhere(self, option: Complex) -> list[int]:
        parts, names = option.parts, option.prefixes
        found = self.own(parts[0])
        for part, name in zip(parts[1:], names[1:], strict=True):
            if not found:
                return found
            known = self._answers.get(name)
            if known is None:
                known = self._answers[name] = self._step(found, part.combinator, self.own(part))
            found = known
        return found

    def _from(self, scope: int, parts: Sequence[Compound]) -> list[int]:
        """Answer of a selector that begins at ``:scope``; the scope may be left sideways (``:scope + tr``)."""
        if not self._matches(scope, parts[0]):
            return []
        found = [scope]
        sideways = len(parts) > 1 and parts[1].combinator in "+~"
        parent = self.nodes[scope].parent
        stop = self.ends[scope] if not sideways else self.ends[parent] if parent >= 0 else len(self.nodes)
        for part in parts[1:]:
            own = self.own(part)
            found = self._step(found, part.combinator, own[bisect_left(own, scope) : bisect_left(own, stop)])
            if not found:
                break
        return found

    def _step(self, left: list[int], how: str, right: list[int]) -> list[int]:
        """Of the nodes ``right`` those that stand to a node of ``left`` as the combinator says."""
        nodes = self.nodes
        if how == ">":
            parents = set(left)
            return [n for n in right if nodes[n].parent in parents]
        if how == "+":
            befores = set(left)
            return [n for n in right if self.previous(n) in befores]
        if how == "~":
            first: dict[int, int] = {}
            for n in left:
                first.setdefault(nodes[n].parent, n)
            return [n for n in right if first.get(nodes[n].parent, n) < n]
        ends = self.ends
        out: list[int] = []
        i, count, stop = 0, len(left), -1
        for n in right:
            while i < count and left[i] < n:
                stop = max(stop, ends[left[i]])
                i += 1
            if n < stop:
                out.append(n)
        return out

    def own(self, part: Compound) -> list[int]:
        """All nodes that match one compound, its relatives not asked."""
        found = self._own.get(part.text)
        if found is None:
            candidates = self._candidates(part)
            found = list(candidates) if part.simple else [n for n in candidates if self._matches(n, part)]
            self._own[part.text] = found
        return found

    def _candidates(self, part: Compound) -> Sequence[int]:
        """The shortest list that holds every node that can match."""
        lists: list[list[int]] = [self.by_id.get(i, []) for i in part.ids]
        lists += [self.by_class(c) for c in part.classes]
        if not lists:
            lists = [self._with_value(a) for a in part.attributes]
            if part.tag and part.tag != "*":
                lists.append(self.by_tag(part.tag))
        return min(lists, key=len) if lists else range(len(self.nodes))

    def with_attribute(self, name: str) -> list[int]:
        """Nodes that carry an attribute."""
        found = self._by_attr.get(name)
        if found is None:
            found = self._by_attr[name] = (
                [i for i, attrs in enumerate(self._attrs) if name in attrs] if name in self.names else []
            )
        return found

    def _with_value(self, test: Attribute) -> list[int]:
        """Nodes that carry an attribute; of ids and classes only those whose value can pass ``test``."""
        if test.name not in ("id", "class"):
            return self.with_attribute(test.name)
        key = f"{test.name} {test.op}{test.value}"
        found = self._by_attr.get(key)
        if found is None:
            value = test.value
            if test.name == "id":
                lists = [nodes for token, nodes in self.by_id.items() if test.test(token) and (value or test.op != "^=")]
            else:  # a class attribute is tested as a whole later: here some token must hold the value
                lists = [self.by_class(token) for token in self._classes if " " in value or value in token]
            found = self._by_attr[key] = sorted({n for nodes in lists for n in nodes}) if len(lists) > 1 else lists[0] if lists else []
        return found

    def _matches(self, n: int, part: Compound) -> bool:
        node = self.nodes[n]
        if part.tag and part.tag not in (node.tag, "*"):
            return False
        for token in part.classes:
            if token not in node.classes:
                return False
        if part.ids and any(node.attrs.get("id") != i for i in part.ids):
            return False
        for test in part.attributes:
            have = (" ".join(node.classes) or None) if test.name == "class" else node.attrs.get(test.name)
            if not test.test(have):
                return False
        for inner in part.nots:
            if self._matches(n, inner):
                return False
        return all(any(self._from(n, inner.parts) for inner in options) for options in part.has)


def select(index: Index, selector: Selector | str, within: int | None = None) -> list[int]:
    """Nodes of ``index`` that match; a string is parsed first (for tests and notebooks: the parse is not kept)."""
    return index.select(parse_selector(selector) if isinstance(selector, str) else selector, within)


def outermost(index: Index, nodes: Iterable[int]) -> list[int]:
    """Of nodes in document order those that lie in no other of them."""
    out: list[int] = []
    stop = -1
    for n in nodes:
        if n >= stop:
            out.append(n)
            stop = index.end(n)
    return out
