"""Thread, comments or listing: what a repeating structure is, once its authors and dates are known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from boilerstrip.segment.structure_dates import looks_dated
from boilerstrip.segment.structure_entries import Entry, lone_entry
from boilerstrip.segment.structure_words import (
    COMMENT_TOKENS,
    FORUM_TOKENS,
    PRAISE_TOKENS,
    THREAD_TOKENS,
    parts_of,
    user_href,
)

if TYPE_CHECKING:
    from boilerstrip.model import Node
    from boilerstrip.segment.structure_groups import Group
    from boilerstrip.segment.structure_tree import Tree

ASIDE_TOKENS = frozenset("widget sidebar aside related recent teaser teasers promo carousel latest popular trending footer nav navigation recommended".split())
MAX_SECTIONS = 6  #: parents of the members; more: each has one of its own, or they nest
_URL = re.compile(r"[/._?&=-](?:forums?|threads?|topics?|viewtopic|showthread|viewthread|discussions?|questions?|boards?|foro|talk|discuss|t)(?=[/._?&=-]|\d|$)", re.I)
_HOST = re.compile(r"(?:https?:)?//[^/]*forum", re.I)
_MORE = re.compile(r"(?:…|\.\.\.|\[…\]|»|→)\s*$")


def tokens_of(node: Node) -> set[str]:
    """All words in an element's classes and id."""
    out: set[str] = set()
    for t in node.classes:
        out |= parts_of(t)
    if ident := node.attrs.get("id"):
        out |= parts_of(ident)
    return out


def is_listing(tree: Tree, entries: list[Entry], group: Group) -> bool:
    """Whether the members are teasers: most begin with a title that leads elsewhere, or end cut short."""
    doc = tree.document
    titled: list[str] = []
    cut = 0
    for entry in entries:
        title = _title_link(tree, entry)
        if title:
            titled.append(title)
        blocks = [b for b in entry.blocks() if doc.blocks[b].end - doc.blocks[b].start - doc.blocks[b].link_chars > 40]
        if blocks and _MORE.search(doc.block_text(blocks[-1])):
            cut += 1
    n = len(entries)
    if len(titled) >= 0.6 * n and len(set(titled)) >= 0.7 * len(titled):
        return True
    return cut >= 0.6 * n and n >= 3


def without_teasers(tree: Tree, entries: list[Entry]) -> list[Entry]:
    """Entries without those of a section of their own that are another thing: "related questions" in the markup of posts.

    Such a section is without names where the others have them, or its members begin with titles that lead elsewhere and
    theirs do not.
    """
    sections: dict[int, list[Entry]] = {}
    for entry in entries:
        sections.setdefault(tree.document.nodes[entry.root].parent, []).append(entry)
    if not 2 <= len(sections) <= MAX_SECTIONS:
        return entries
    for section in list(sections.values()):
        mine = {id(e) for e in section}
        rest = [e for e in entries if id(e) not in mine]
        if len(section) < 2 or len(rest) < 2:
            continue
        named, elsewhere = _share_named(section), _share_named(rest)
        if (named <= 0.3 and elsewhere >= 0.8) or (
            sum(_title_link(tree, e) is not None for e in section) >= 0.6 * len(section)
            and not any(_title_link(tree, e) for e in rest)
        ):
            entries = rest
    return entries


def _share_named(entries: list[Entry]) -> float:
    return sum(e.author is not None for e in entries) / len(entries)


def _title_link(tree: Tree, entry: Entry) -> str | None:
    """A link, a block of its own, that is neither a person nor a place on this page."""
    doc = tree.document
    author = entry.author
    limit = next((b for b in entry.blocks() if tree.prose[b + 1] > tree.prose[b]), 1 << 60)  # a title stands above its text
    for i in entry.nodes:
        node = doc.nodes[i]
        if node.first > limit:
            return None
        if node.tag != "a" or i == author or node.end - node.start < 18:
            continue
        href = node.attrs.get("href", "")
        if not href or href.startswith(("#", "javascript:")) or user_href(href) or ("#" in href and not _elsewhere(doc.url, href)):
            continue
        block = doc.blocks[node.first]
        if block.link_chars < 0.8 * (block.end - block.start) or block.end - block.start > 200:
            continue
        text = doc.text[node.start : node.end]
        if text.count(" ") < 2 or looks_dated(text) or i in tree.names or i == entry.date:
            continue
        if entry.cell is not None and doc.nodes[entry.cell].first < node.first < doc.nodes[entry.cell].last - 1 and block.kind != "h":
            continue  # in the midst of the text
        return text
    return None


def _elsewhere(url: str | None, href: str) -> bool:
    """Whether an address with a fragment is of another page: neither this one nor, by its path, a part of it."""
    if not url:
        return False
    try:
        here, there = urlsplit(url).path, urlsplit(urljoin(url, href)).path
    except ValueError:
        return False
    return not there.startswith(here)


def forum_cue(tree: Tree, entries: list[Entry]) -> float:
    """What class tokens, the address and schema.org types say for a forum, 0 to 3; see ``thread_evidence``."""
    doc = tree.document
    own, above = _around(tree, entries)
    score = 0.0
    if not FORUM_TOKENS.isdisjoint(own):
        score += 0.7
    elif not THREAD_TOKENS.isdisjoint(own):
        score += 0.3
    if not FORUM_TOKENS.isdisjoint(above):
        score += 0.5
    address = doc.url or doc.meta.get("og:url", "")
    if _URL.search(address):
        score += 0.9
    elif _HOST.match(address):
        score += 0.4
    if tree.types & {"discussionforumposting", "qapage", "question"}:
        score += 1.2
    return score


def _around(tree: Tree, entries: list[Entry]) -> tuple[set[str], set[str]]:
    """Words in the classes and ids of the units and the two elements around them, and of all above."""
    nodes = tree.document.nodes
    own: set[str] = set()
    i = -1
    for entry in entries[:8]:
        own |= tokens_of(nodes[entry.root])
        i = nodes[entry.root].parent
        for _ in range(2):
            if i > 0:
                own |= tokens_of(nodes[i])
                i = nodes[i].parent
    above: set[str] = set()
    while i > 0:
        above |= tokens_of(nodes[i])
        i = nodes[i].parent
    return own, above | {t for n in nodes[:4] if n.tag in ("html", "body") for t in tokens_of(n)}


def thread_evidence(tree: Tree, group: Group, entries: list[Entry], cue: float) -> float:
    """Positive: the page is the thread; negative: the page is something else and this is what is said of it."""
    doc = tree.document
    own, above = _around(tree, entries)
    score = 2.4 * (min(1.0, group.coverage) - 0.55) + cue
    if not COMMENT_TOKENS.isdisjoint(own):
        score -= 0.6
    if not COMMENT_TOKENS.isdisjoint(above):
        score -= 0.4
    if tree.types & {"article", "blogposting", "newsarticle", "product", "recipe"}:
        score -= 1.0
    if "article" in doc.meta.get("og:type", ""):
        score -= 0.5
    if "product" in doc.meta.get("og:type", ""):
        score -= 1.0
    return score + _before(tree, entries)


def _before(tree: Tree, entries: list[Entry]) -> float:
    """An article before the units speaks against a thread, more so the longer it is beside them."""
    first = min(a for e in entries for a, _ in e.spans)
    sizes = sorted(int(sum(tree.prose[b] - tree.prose[a] for a, b in e.spans)) for e in entries)
    usual = max(sizes[len(sizes) // 2], 60)
    outside = int(tree.prose[first])
    if outside > 6 * usual and outside > 2 * sizes[-1]:
        return -1.2
    if outside > 2 * usual and outside > sizes[-1]:
        return -0.4
    return 0.2


def comment_evidence(tree: Tree, entries: list[Entry], sureness: float, *, called: bool = False) -> float:
    """Whether units that are no thread are comments or reviews (positive), or some list beside the content.

    ``sureness``: 0 to 1, how well authors and dates fit; ``called``: the group's, for which one person may say everything
    where the elements around are those of a forum.
    """
    nodes = tree.document.nodes
    near: set[str] = set()
    far: set[str] = set()
    for entry in entries[:4]:
        i, level = entry.root, 0
        while i > 0 and nodes[i].tag not in ("body", "html"):
            if nodes[i].tag in ("nav", "footer"):
                return -1.0
            (near if level < 4 else far).update(tokens_of(nodes[i]))
            i = nodes[i].parent
            level += 1
    score = -0.5
    if not COMMENT_TOKENS.isdisjoint(near):
        score += 1.5
    elif not COMMENT_TOKENS.isdisjoint(far):
        score += 1.0
    elif not THREAD_TOKENS.isdisjoint(near):
        score += 0.3
    if not ASIDE_TOKENS.isdisjoint(near):
        score -= 1.0
    if not PRAISE_TOKENS.isdisjoint(near):
        score -= 2.0
    people = {tree.document.node_text(e.author) for e in entries if e.author is not None}
    if len(entries) >= 4 and (len(people) >= 0.4 * len(entries) or (called and not FORUM_TOKENS.isdisjoint(near))):
        score += 0.8 * sureness
    return score


def opening_entry(tree: Tree, entries: list[Entry], group: Group) -> Entry | None:
    """The block of prose just before the first reply, in markup of its own; ``None`` where there is none."""
    doc = tree.document
    nodes = doc.nodes
    first = min(a for e in entries for a, _ in e.spans)
    if group.rows:
        first = min(first, nodes[entries[0].root].first)
    i = entries[0].root
    while i >= 0:
        up = nodes[i].parent
        if up < 0 or nodes[up].tag in ("body", "html"):
            return None
        a = nodes[up].first
        if a < first and int(tree.prose[first] - tree.prose[a]) >= 40:
            return _tightest(tree, up, a, first)
        i = up
    return None


def _tightest(tree: Tree, top: int, a: int, first: int) -> Entry | None:
    """The largest element below ``top`` that ends before ``first``, holds most of the prose there, a date and a name."""
    nodes = tree.document.nodes
    want = 0.6 * int(tree.prose[first] - tree.prose[a])
    for i in tree.below(top):
        node = nodes[i]
        if i == top or node.last > first or node.first >= node.last:
            continue
        if tree.prose[node.last] - tree.prose[node.first] < want:
            continue
        if tree.dated[node.last] > tree.dated[node.first] or tree.named[node.last] > tree.named[node.first]:
            return lone_entry(tree, i)
    return None
