"""What each block of a found post is: the body and its quotations, and the lines around them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from boilerstrip.model import QuoteMark, Unit
from boilerstrip.segment.structure_dates import COUNTED, EDITED, JOINED, looks_dated
from boilerstrip.segment.structure_entries import Entry, block_weights, quoted_blocks
from boilerstrip.segment.structure_names import clean_name
from boilerstrip.segment.structure_tree import is_quote
from boilerstrip.segment.structure_words import CHROME, COMMENT, EDIT, PANEL, SIGNATURE, traits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boilerstrip.model import Node
    from boilerstrip.segment.structure_tree import Tree


class Hit(Protocol):
    """What is used of ``catalog.PhraseHit``."""

    @property
    def category(self) -> str: ...
    @property
    def certainty(self) -> float: ...


class Book(Protocol):
    """What is used of ``catalog.PhraseBook``."""

    def match(self, line: str) -> Sequence[Hit]: ...


# "#12", "No. 3", "Beitrag #4", "Post: 7"
NUMBER = re.compile(r"^(?:[^\W\d_]{1,12}[:.]?\s?)?(?:#|№|nr\.?|no\.?)\s?(\d{1,6})\W{0,3}$|^#?(\d{1,6})\.?$", re.I)
# "jane said:", "jane wrote on 3 May: ↑", "Zitat von jane", "Originally posted by jane", "Quote:"
ATTRIBUTION = re.compile(
    r"^(?P<a>.{1,48}?)\s(?:said|wrote|writes|schrieb|hat geschrieben|a écrit|a dit|escribió|dijo|ha scritto|escreveu|schreef|napisał\w?|писал\w{0,4})\b.{0,60}$|"
    r"^(?:(?:originally posted|posted|quote|quoting|geschrieben)\s(?:by|von)|zitat von|envoyé par|citation de|cita de|citação de|citazione)\s?:?\s?(?P<b>.{1,48})$|"
    r"^(?:quote|zitat|citation|cita|citação|citaat|цитата|cytat)\s?:?$",
    re.I,
)
_SEPARATOR = re.compile(r"^[_\-=*~—]{4,60}$")
_TALK = frozenset({"forum_buttons", "quote_end", "reaction_prompt", "share", "login_prompt", "register_prompt", "forum_navigation", "panel"})
# Closing marks of a folded quotation, and links in a quotation's head.
QUOTE_END = re.compile(r"^(?:click to expand|show more|mehr anzeigen|zum vergrößern anklicken|anklicken zum erweitern|expand)\W{0,5}$|^[↑⬆>»]+$", re.I)


def assign_roles(tree: Tree, entries: list[Entry], units: list[Unit], book: Book | None) -> None:
    """Fill ``Unit.roles``, ``quotes``, ``number``, ``title``, ``edited_raw``; blocks outside of the cell are never body
    unless they hold prose that only this post says."""
    doc = tree.document
    weights = block_weights(tree, entries)
    repeated = _repeated(tree, entries)
    for entry, unit in zip(entries, units, strict=True):
        roles = unit.roles
        cell_blocks: set[int] = set()
        for c in entry.cells:
            cell_blocks.update(range(doc.nodes[c].first, doc.nodes[c].last))
        for i in unit.blocks:
            roles[i] = "body" if i in cell_blocks else "chrome"
        _outside(tree, entry, unit, cell_blocks, weights)
        _inside_cell(tree, entry, unit, cell_blocks, repeated, book)
        _named_blocks(tree, entry, unit)
        _quotes(tree, entry, unit)


def _repeated(tree: Tree, entries: list[Entry]) -> set[str]:
    """Short texts that half of the posts have: buttons, labels."""
    doc = tree.document
    seen: Counter[str] = Counter()
    for entry in entries:
        quoted = quoted_blocks(tree, entry)
        seen.update({doc.block_text(i) for i in entry.blocks() if doc.blocks[i].end - doc.blocks[i].start <= 60 and i not in quoted})
    least = max(3, len(entries) // 2)
    return {t for t, c in seen.items() if c >= least}


def _outside(tree: Tree, entry: Entry, unit: Unit, cell: set[int], weights: dict[int, int]) -> None:
    """Roles of blocks around the body cell."""
    doc, roles = tree.document, unit.roles
    start = min(cell) if cell else -1
    foreign: set[int] = set()  # blocks of a panel, buttons, comments on the post
    for i in entry.nodes:
        node = doc.nodes[i]
        if not node.classes or i == entry.root:
            continue
        if cell and node.first <= start < node.last:  # around the cell
            continue
        role, kind = "", traits(node.classes)
        if kind & SIGNATURE:
            role = "signature"
        elif kind & PANEL:
            role = "panel"
        elif kind & EDIT and node.end - node.start < 200:
            role = "edit"
        elif kind & (CHROME | COMMENT):
            role = "chrome"
        if role:
            for b in range(node.first, node.last):
                if b not in cell and b in roles and (role != "chrome" or roles[b] == "chrome"):
                    roles[b] = role
                    foreign.add(b)
    for b in unit.blocks:
        if b in cell or b in foreign:
            continue
        block = doc.blocks[b]
        text = doc.block_text(b)
        if weights.get(b, 0) >= 60 and not (tree.dated[b + 1] - tree.dated[b] and len(text) < 120):
            roles[b] = "body"
        elif len(text) < 24 and NUMBER.match(text):
            roles[b] = "number"
        elif len(text) < 160 and looks_dated(text) and EDITED.search(text.lower()):
            roles[b] = "edit"
        elif len(text) < 100 and (JOINED.search(text.lower()) or COUNTED.search(text.lower())):
            roles[b] = "panel"
        elif block.kind == "h" and b < start:
            roles[b] = "title"
    unit.number = _number(tree, entry, cell)


def _number(tree: Tree, entry: Entry, cell: set[int]) -> int | None:
    """The post's number: "#7" before a bare "7"; a post with more than one bare number has none."""
    doc = tree.document
    bare: list[int] = []
    for i in entry.nodes:
        node = doc.nodes[i]
        if node.end - node.start >= 24 or node.first in cell:
            continue
        if m := NUMBER.match(doc.node_text(i)):
            if m[1]:
                return int(m[1])
            bare.append(int(m[2]))
    return bare[0] if len(set(bare)) == 1 else None


def _inside_cell(tree: Tree, entry: Entry, unit: Unit, cell: set[int], repeated: set[str], book: Book | None) -> None:
    """Roles of blocks in the body cell that are no body: signatures, edit notes, buttons."""
    doc, roles = tree.document, unit.roles
    for i in entry.nodes:
        node = doc.nodes[i]
        if not node.classes or node.first not in cell or i in entry.cells:
            continue
        kind = traits(node.classes)
        if node.end - node.start < 400 and kind & EDIT and not is_quote(tree, i):
            if looks_dated(doc.text[node.start : node.end]) and EDITED.search(doc.text[node.start : node.end].lower()):
                _fill(roles, node, "edit")
        elif kind & SIGNATURE:
            _fill(roles, node, "signature")
        elif kind & CHROME and not is_quote(tree, i):
            plain = int(tree.prose[node.last] - tree.prose[node.first])
            if plain < 40 and node.end - node.start < 200 and node.tag not in ("p", "a"):
                _fill(roles, node, "chrome")
    inside = [b for b in unit.blocks if roles[b] == "body"]
    quoted = quoted_blocks(tree, entry)
    plain_own = [b for b in inside if b not in quoted and 2 * doc.blocks[b].link_chars < doc.blocks[b].end - doc.blocks[b].start]
    if all(doc.block_text(b) in repeated for b in plain_own):
        repeated = set() if len(plain_own) == 1 else repeated  # all that a post says: "Thanks!", as others do
    for b in inside:
        text = doc.block_text(b)
        if b in quoted:
            continue
        if len(text) <= 60 and text in repeated and not ATTRIBUTION.match(text):
            roles[b] = "chrome"
        elif len(text) <= 160 and looks_dated(text) and EDITED.search(text.lower()) and b in inside[-4:] and len(inside) > 1:
            roles[b] = "edit"
            unit.edited_raw = unit.edited_raw or text
        elif book is not None and len(text) <= 80 and b in (inside[0], *inside[-3:]) and _talk(book, text):
            roles[b] = "chrome"
    for at, b in enumerate(inside):
        if at > 0 and _SEPARATOR.match(doc.block_text(b)) and sum(len(doc.block_text(x)) for x in inside[at + 1 :]) < 400:
            for x in inside[at:]:
                if roles[x] == "body":
                    roles[x] = "signature"
            break


def _talk(book: Book, text: str) -> bool:
    """Whether a line is a string of software, as a whole."""
    return any(h.category in _TALK and h.certainty >= 0.95 for h in book.match(text))


def _fill(roles: dict[int, str], node: Node, role: str) -> None:
    for b in range(node.first, node.last):
        if b in roles:
            roles[b] = role


def _named_blocks(tree: Tree, entry: Entry, unit: Unit) -> None:
    """The blocks that hold the author and the date."""
    doc, roles = tree.document, unit.roles
    for index, role in ((entry.author, "author"), (entry.date, "date")):
        if index is None:
            continue
        node = doc.nodes[index]
        b = node.first
        if b not in roles:
            continue
        block = doc.blocks[b]
        rest = (block.end - block.start) - (min(node.end, block.end) - max(node.start, block.start))
        if rest <= 60 and (roles[b] != "body" or rest <= 40) and block.end - block.start <= 160 and roles[b] != "quote":
            roles[b] = role


def _quotes(tree: Tree, entry: Entry, unit: Unit) -> None:
    """Quotations in the body, with their attribution lines and closing marks."""
    doc, roles = tree.document, unit.roles
    ends: list[int] = []
    for i in entry.nodes:
        node = doc.nodes[i]
        while ends and i >= ends[-1]:
            ends.pop()
        if i in entry.cells or not (is_quote(tree, i) or _labelled(tree, node, roles)):
            continue
        if any(doc.nodes[c].first >= node.first and doc.nodes[c].last <= node.last for c in entry.cells):
            continue  # the "quote" is the post itself
        if not any(roles.get(b) in ("body", "quote", "attribution") for b in range(node.first, node.last)):
            continue
        parent = doc.nodes[node.parent] if node.parent >= 0 else None
        if ends and parent is not None and parent.first == node.first and parent.last == node.last and is_quote(tree, node.parent):
            continue  # one quotation in two wrappers
        ends.append(tree.stop[i])
        depth = len(ends)
        author = next((node.attrs[k] for k in ("data-quote", "data-author", "data-username", "data-ipsquote-username", "data-user") if node.attrs.get(k)), None)
        blocks = []
        for b in range(node.first, node.last):
            if roles.get(b) not in ("body", "quote", "attribution"):
                continue
            text = doc.block_text(b)
            found = ATTRIBUTION.match(text) if len(text) <= 140 and b <= node.first + 2 else None
            if found or (len(text) <= 40 and QUOTE_END.match(text)):
                roles[b] = "attribution"
                if found and author is None and (name := found["a"] or found["b"]):
                    author = clean_name(name)
            else:
                roles[b] = "quote"
                blocks.append(b)
        unit.quotes.append(QuoteMark(blocks, author, node.attrs.get("data-post") or node.attrs.get("data-source"), depth, 0.9))
    first = {min(q.blocks) for q in unit.quotes if q.blocks}
    for b in first:  # "jane wrote:" just above the quotation
        if roles.get(b - 1) == "body" and len(text := doc.block_text(b - 1)) <= 140 and (found := ATTRIBUTION.match(text)):
            roles[b - 1] = "attribution"
            for q in unit.quotes:
                if q.blocks and min(q.blocks) == b and q.author is None and (name := found["a"] or found["b"]):
                    q.author = clean_name(name)


def _labelled(tree: Tree, node: Node, roles: dict[int, str]) -> bool:
    """Whether a table or frame in the body stands under a line "Quote:", as quotations without a class do."""
    if node.tag not in ("table", "fieldset") or roles.get(node.first) != "body":
        return False
    above = node.first - 1
    if roles.get(above) != "body":
        return False
    text = tree.document.block_text(above)
    return len(text) <= 60 and ATTRIBUTION.match(text) is not None
