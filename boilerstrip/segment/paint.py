"""Which role each block of an item has: the innermost element with a role that holds it decides."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from boilerstrip.model import Document, TextBlock, Unit
    from boilerstrip.segment.items import Items
    from boilerstrip.segment.select import Index

#: Part of a platform file → role of a block; the order settles two parts on one element (the later wins).
ROLES = {
    "chrome": "chrome", "body": "body", "quote": "quote", "panel": "panel", "reactions": "reactions",
    "signature": "signature", "edit": "edit", "edited": "edit", "title": "title", "number": "number", "date": "date",
    "author": "author", "reply_author": "attribution", "attribution": "attribution",
}  # fmt: skip
SEPARATOR = re.compile(r"_{8,100}$")  # ________________ above a signature
DASHES = re.compile(r"--\s?$")  # between a mail and its signature
ALONE = re.compile(r"#(\d{1,7})$")  # #12
RANK = {part: rank for rank, part in enumerate(ROLES)}
WORDS = ("body", "quote")  #: parts that hold a person's words: a little frame in the same block does not take it over


class Layer(NamedTuple):
    """A stretch of the text with a role."""

    start: int
    end: int
    part: str
    node: int


def paint(
    document: Document,
    index: Index,
    items: Items,
    posts: list[int],
    units: list[Unit],
    marks: dict[int, list[tuple[int, str]]],
) -> list[dict[int, int]]:
    """Fill ``blocks`` and ``roles`` of the units.  Returns per unit: block → the element that gave it its role."""
    unit_at = {i: k for k, i in enumerate(posts)}
    mine: list[list[int]] = [[] for _ in units]
    for b, owner in enumerate(_owners(document, items)):
        if owner in unit_at:
            mine[unit_at[owner]].append(b)
    out: list[dict[int, int]] = []
    for k, unit in enumerate(units):
        layers = [
            Layer(node.start, node.end, part, n)
            for n, part in sorted(marks[k], key=lambda m: (m[0], RANK.get(m[1], -1)))
            if part in ROLES and (node := document.nodes[n]).end > node.start
        ]
        unit.blocks = mine[k]
        holder: dict[int, int] = {}
        for b, layer in zip(mine[k], _sweep([document.blocks[b] for b in mine[k]], layers), strict=True):
            unit.roles[b] = ROLES[layer.part] if layer else "chrome"
            if layer:
                holder[b] = layer.node
        out.append(holder)
    return out


def signature_after_line(document: Document, unit: Unit, *, in_body: bool, mail: bool = False) -> None:
    """What follows a line of underscores in the same element is a signature (vBulletin 3, phpBB 2 mark it so only).

    In a mail a line of two dashes does the same.
    ``in_body``: whether the platform writes it into the body's element; else such a line there is the person's own.
    """
    blocks, nodes = document.blocks, document.nodes
    end = -1
    for b in unit.blocks:
        block = blocks[b]
        if unit.roles[b] not in (("body", "chrome") if in_body else ("chrome",)):
            continue
        line = DASHES if mail else SEPARATOR
        if line.match(document.text, block.start, min(block.end, block.start + 100)):
            holder = block.node
            while holder >= 0 and nodes[holder].end <= block.end:
                holder = nodes[holder].parent
            end = nodes[holder].end if holder >= 0 else block.end
        if block.start < end:
            unit.roles[b] = "signature"


def number_alone(document: Document, unit: Unit) -> int | None:
    """The number of a post that stands by itself in its frame ("#12"), where no selector names it."""
    for b in unit.blocks:
        block = document.blocks[b]
        if unit.roles[b] == "chrome" and block.end - block.start < 9:
            found = ALONE.match(document.text, block.start, block.end)
            if found and found[1] != unit.key:  # the key of the database is no number in the thread
                unit.roles[b] = "number"
                return int(found[1])
    return None


def _owners(document: Document, items: Items) -> list[int]:
    """Per block the innermost item in whose elements it begins, -1 for none."""
    starts = [block.start for block in document.blocks]
    owner = [-1] * len(starts)
    spans = sorted((root, i) for i, item in enumerate(items.items) for root in item.roots)
    for n, i in spans:  # document order: inner items after outer ones
        node = document.nodes[n]
        low = bisect_left(starts, node.start)
        high = bisect_left(starts, node.end, lo=low)
        owner[low:high] = [i] * (high - low)
    return owner


def _sweep(blocks: list[TextBlock], layers: list[Layer]) -> list[Layer | None]:
    """Per block the innermost layer that covers it, or that covers more than half of it in part.

    Layers come in document order and nest (they are elements); both lists are walked once.
    """
    out: list[Layer | None] = []
    open_layers: list[Layer] = []
    p = 0
    for block in blocks:
        while open_layers and open_layers[-1].end <= block.start:
            open_layers.pop()
        while p < len(layers) and layers[p].start < block.end:
            open_layers.append(layers[p])
            p += 1
        out.append(_choose(block, open_layers))
    return out


def _choose(block: TextBlock, layers: list[Layer]) -> Layer | None:
    """The innermost layer around the block, unless another one covers most of it ("Anna, 3 May": author and date)."""
    size = block.end - block.start
    around: Layer | None = None
    part: Layer | None = None
    most = 0.0
    for layer in reversed(layers):
        covered: float = min(layer.end, block.end) - max(layer.start, block.start)
        if covered >= size:
            around = layer
            break
        if layer.part in WORDS:
            covered *= 2  # what a person wrote shares a block with its frame: rather keep both
        if covered > most:
            part, most = layer, covered
    need = 0.8 if around and around.part in WORDS else 0.5
    return part if part and most >= need * size else around
