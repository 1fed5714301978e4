"""Posts that a page carries only as data for its scripts: their words are written below the page's own text.

A single-page forum sends an empty page and its posts as JSON.  What nobody can see in the markup a browser shows all the
same, so it is text of the page: paragraphs behind the visible ones, in ``body``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.model import TextBlock

if TYPE_CHECKING:
    from boilerstrip.model import Document, Embedded

MARKUP = ("microdata", "json-ld")  #: describes what the page shows
LEAST = 20  #: characters of a text that can be looked for on the page
KEY = 60  #: characters of it that are looked for


def show_islands(document: Document) -> None:
    """Append the posts' text to a page that shows none of it and says less itself; sets ``Embedded.blocks``."""
    posts = [e for e in document.embedded if e.kind in ("post", "comment") and e.source not in MARKUP and e.text.strip()]
    if len(posts) < 2 or not document.nodes:
        return
    if len(document.text) > sum(len(e.text) for e in posts):
        return
    page = "".join(document.text.split())
    if any(len(e.text) >= LEAST and "".join(e.text.split())[:KEY] in page for e in posts[:20]):
        return
    nodes = document.nodes
    holder = next((i for i, node in enumerate(nodes) if node.tag == "body"), 0)
    pieces, at = [document.text], len(document.text)
    for post in posts:
        at = _write(document, post, holder, pieces, at)
    document.text = "".join(pieces)
    while holder >= 0:
        nodes[holder].last, nodes[holder].end = len(document.blocks), at
        holder = nodes[holder].parent


def _write(document: Document, post: Embedded, holder: int, pieces: list[str], at: int) -> int:
    blocks = document.blocks
    first = len(blocks)
    for part in post.text.split("\n"):
        line = " ".join(part.split())
        if line:
            if blocks:
                pieces.append("\n\n")
                at += 2
            pieces.append(line)
            blocks.append(TextBlock(at, at + len(line), holder, gap=2 if blocks else 0))
            at += len(line)
    post.blocks = (first, len(blocks))
    return at
