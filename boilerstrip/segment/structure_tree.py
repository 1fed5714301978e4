"""A page's elements and blocks as arrays: what the structural segmenter measures once and asks often."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.outline import outline
from boilerstrip.segment.structure_dates import TIME_NAMES, looks_dated, machine_date
from boilerstrip.segment.structure_words import COMMENT, NAME, QUOTE, UNIT, token_traits, traits, user_href

if TYPE_CHECKING:
    import numpy.typing as npt

    from boilerstrip.model import Document, Node

    Ints = npt.NDArray[np.int64]

SHORT = 160  # characters: a longer block holds no author or date line


@dataclass(slots=True)
class Tree:
    """A document's nodes as arrays, and prefix sums over its blocks (length: blocks + 1)."""

    document: Document
    parent: Ints
    first: Ints
    last: Ints
    depth: Ints
    plain: Ints  #: characters outside of links
    prose: Ints  #: characters outside of links in blocks that read as sentences
    dated: Ints  #: blocks with a date
    named: Ints  #: blocks with a name-like link or element
    machine: dict[int, str] = field(default_factory=dict)  #: per node its machine-readable date
    names: dict[int, float] = field(default_factory=dict)  #: per node ``name_evidence`` where there is any
    types: set[str] = field(default_factory=set)  #: schema.org types on the page, lower-cased
    stop: list[int] = field(default_factory=list)  #: per node: index after the last node below it
    traits: list[int] = field(default_factory=list)  #: per node what its class tokens say (``structure_words.traits``)

    def below(self, node: int) -> range:
        """The node and all below it."""
        return range(node, self.stop[node])


def read_tree(document: Document) -> Tree:
    """Measure a document once; see :class:`Tree`."""
    nodes, blocks, text = document.nodes, document.blocks, document.text
    lines = outline(document)
    m = len(blocks)
    plain, prose = np.zeros(m + 1, np.int64), np.zeros(m + 1, np.int64)
    dated, named = np.zeros(m + 1, np.int64), np.zeros(m + 1, np.int64)
    for i, b in enumerate(blocks, 1):
        if b.hidden:
            continue
        length = b.end - b.start
        own = length - b.link_chars
        if own > 0:
            plain[i] = own
        if own >= 20 and (b.kind != "h" or own > 200):
            spaces = text.count(" ", b.start, b.end)
            if spaces >= 4 or (own >= 12 * (spaces + 1) and not text[b.start : b.end].isascii()):
                prose[i] = own
        if length <= SHORT and looks_dated(text[b.start : b.end]):
            dated[i] = 1
    bits = np.array([traits(classes) if classes else 0 for _, classes in lines.looks], dtype=np.int64)[lines.look].tolist()
    tree = Tree(document, lines.parent, lines.first, lines.last, lines.depth, plain, prose, dated, named, stop=lines.stop, traits=bits)
    small = ((lines.last > lines.first) & (lines.end - lines.start <= SHORT)).tolist()
    for i, node in enumerate(nodes):
        attrs = node.attrs
        if attrs:
            if "itemtype" in attrs:
                tree.types.add(attrs["itemtype"].rsplit("/", 1)[-1].lower())
            if not small[i]:
                continue
            if not TIME_NAMES.isdisjoint(attrs) and (value := machine_date(node)) is not None:
                tree.machine[i] = value
                dated[node.first + 1] = 1
        elif not small[i] or not bits[i]:
            continue
        if node.end - node.start <= 60 and (evidence := name_evidence(node, bits[i])) > 0:
            tree.names[i] = evidence
            named[node.first + 1] = 1
    for sums in (plain, prose, dated, named):
        np.cumsum(sums, out=sums)
    return tree


def name_evidence(node: Node, bits: int) -> float:
    """How much an element's own markup says that its text is a person's name, 0 to 3; ``bits``: its ``traits``."""
    attrs = node.attrs
    if attrs:
        prop = attrs.get("itemprop", "")
        if prop in ("author", "creator") or attrs.get("rel") == "author":
            return 3.0
        if node.tag == "a":
            href = attrs.get("href", "")
            if href and href[0] != "#" and user_href(href):
                return 2.0
    return 1.5 if bits & NAME else 0.0


def called_unit(node: Node) -> bool:
    """Whether the element's own class or id says comment, post, review …"""
    return bool((traits(node.classes) | token_traits(node.attrs.get("id", ""))) & UNIT)


def called_comment(node: Node) -> bool:
    """Whether the element's own class or id says that it is one comment."""
    own = traits(node.classes) | token_traits(node.attrs.get("id", ""))
    return bool(own & COMMENT and own & UNIT)


def is_quote(tree: Tree, i: int) -> bool:
    return tree.traits[i] & QUOTE != 0 or tree.document.nodes[i].tag in ("blockquote", "q")


def own_text(tree: Tree, node: int) -> str:
    return tree.document.node_text(node)
