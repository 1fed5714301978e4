"""What stands around the units of a thread or a comment section: its title, its heading and its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.headings import longest_held
from boilerstrip.segment.structure_words import COMMENT, traits

if TYPE_CHECKING:
    from boilerstrip.model import Segmentation, Unit
    from boilerstrip.segment.structure_tree import Tree


def read_section(tree: Tree, result: Segmentation, thread: bool) -> None:
    """Title blocks of a thread; heading and form of a comment section."""
    doc = tree.document
    taken = {b for u in result.units for b in u.blocks}
    if not taken:
        return
    first, last = min(taken), max(taken)
    if thread:
        title = _title(tree, first, result.units[0])
        if title is not None and title < first:
            result.title_blocks.append(title)
        elif title is not None:  # in the opening post's element
            result.units[0].roles[title] = "title"
            result.units[0].title = doc.block_text(title)
        return
    # Heading and form: all of the largest element around the units that is called comments, and the lines just above.
    nodes = doc.nodes
    lo, hi = max(0, first - 2), last
    said = sum(int(tree.prose[b + 1] - tree.prose[b]) for b in taken)
    node = doc.blocks[first].node
    while node > 0:
        around = nodes[node]
        called = around.tag not in ("body", "html") and traits((*around.classes, around.attrs.get("id", ""))) & COMMENT
        # Not where the article stands in it as well.
        if called and tree.prose[around.last] - tree.prose[around.first] < 1.5 * said + 200:
            lo, hi = min(lo, around.first), max(hi, around.last - 1)
        node = nodes[node].parent
    result.comments_blocks += [
        b
        for b in range(lo, hi + 1)
        if b not in taken and (b > last or b >= first or doc.blocks[b].end - doc.blocks[b].start <= 80)
    ]


def _title(tree: Tree, first: int, opening: Unit) -> int | None:
    """The heading of the thread: of those above its posts, or heading the first, the longest that ``<title>`` holds, else
    the last of level 1."""
    blocks = tree.document.blocks
    headings = [b for b in range(first) if blocks[b].kind == "h" and not blocks[b].hidden]
    headings += [b for b in opening.blocks[:3] if blocks[b].kind == "h"]
    held = longest_held(tree.document, headings)
    return held if held is not None else next((b for b in reversed(headings) if blocks[b].level == 1), None)
