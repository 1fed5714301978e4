"""Which place in the posts holds the author's name."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from boilerstrip.segment.structure_columns import Column, Value, quoted
from boilerstrip.segment.structure_columns import inside as is_inside
from boilerstrip.segment.structure_dates import looks_dated
from boilerstrip.segment.structure_tree import own_text
from boilerstrip.segment.structure_words import RANK

if TYPE_CHECKING:
    from boilerstrip.segment.structure_entries import Entry
    from boilerstrip.segment.structure_tree import Tree

MAX_NAME = 48  #: characters of a display name
_LETTER = re.compile(r"[^\W\d_]")
_COUNTED = re.compile(r"^(.{2,40}?)\s[\d.,]{1,9}[km]?$")  # "jane 197": a name and its reputation
_TRIM = " \t\n:,;|·•»«-–—>/()[]"
_NO_NAME = frozenset("p li button time label pre code input".split())


def name_columns(tree: Tree, entries: list[Entry], shown: dict[int, int]) -> list[Column]:
    """Places with a name in the posts, best first.  ``shown``: per entry the node of its date."""
    doc = tree.document
    table: dict[int, dict[int, Value]] = {}
    for k, entry in enumerate(entries):
        for i in entry.nodes:
            node = doc.nodes[i]
            if node.end - node.start > MAX_NAME or node.tag in _NO_NAME:
                continue
            text = own_text(tree, i)
            if not text or "\n" in text or "\t" in text or not is_name(text) or i == shown.get(k):
                continue
            values = table.setdefault(entry.place[i], {})
            if k not in values:
                values[k] = Value(k, i, text)
    n = len(entries)
    least = max(1, n // 8)
    columns = []
    for values in table.values():
        if len(values) < least and next(iter(values.values())).node not in tree.names:
            continue
        column = Column(values)
        column.score = _name_score(tree, entries, values, n)
        if column.score > 1.0:
            columns.append(column)
    columns.sort(key=lambda c: -c.score)
    return columns


def is_name(text: str) -> bool:
    """Whether a short text may be a display name."""
    if not 1 < len(text) <= MAX_NAME or not _LETTER.search(text):
        return len(text) >= 1 and text.isalnum() and not text.isdigit()
    if len(text) > 5 and looks_dated(text):
        return False
    return text[-1] not in ".:;?!…" or (len(text.split()) <= 3 and text[-3:] != "...")


def _name_score(tree: Tree, entries: list[Entry], values: dict[int, Value], n: int) -> float:
    doc = tree.document
    ordered = list(values.values())
    sample = ordered[:30]
    texts = Counter(v.text for v in sample)
    evidence = rank = inside = words = early = linked = 0.0
    for v in sample:
        entry = entries[v.entry]
        node = doc.nodes[v.node]
        own = tree.names.get(v.node, 0.0)
        up = node.parent
        if own < 2 and up in entry.place and doc.nodes[up].end - doc.nodes[up].start <= 2 * MAX_NAME:
            own = max(own, 0.9 * tree.names.get(up, 0.0))
        evidence += own
        if own < 2 and tree.traits[v.node] & RANK:
            rank += 1
        linked += node.tag == "a"
        if quoted(tree, v.node, entry.root):
            inside += 2
        elif entry.cell is not None and v.node != entry.cell and is_inside(tree, v.node, entry.cell):
            inside += 1
        words += len(v.text.split()) > 3
        early += (node.first - entry.spans[0][0]) <= 3
    m = len(sample)
    if sum(len(v.text) for v in sample) <= 1.5 * m:
        score_of_letters = 3.0  # the letter of an avatar
    else:
        score_of_letters = 0.0
    score = -score_of_letters + 1.2 * evidence / m + 2.0 * len(values) / n - 3.0 * inside / m - 2.5 * rank / m - 0.7 * words / m
    score += 0.6 * early / m + 0.3 * linked / m
    if m >= 3:
        score += 1.5 * (len(texts) - 1) / (m - 1)
        top = texts.most_common(1)[0][1]
        if top == m and evidence / m < 1.4:
            score -= 2.5
        elif top > 0.6 * m and evidence / m < 0.8:
            score -= 1.5
    elif m == 2 and len(texts) == 1 and evidence < 2:
        score -= 1.5
    return score


def clean_name(text: str) -> str:
    """A display name without what stands around it on the page."""
    return re.sub(r"\s+", " ", text).strip(_TRIM)


def innermost_name(tree: Tree, node: int) -> int:
    """The element within ``node`` that is the name itself: ``by <a>jane</a> 12`` → the link."""
    nodes = tree.document.nodes
    best, evidence = node, 0.0
    numbered = _COUNTED.match(own_text(tree, node))
    for i in tree.below(node):
        inner = nodes[i]
        if numbered and i != node and own_text(tree, i) == numbered[1]:
            return i
        if i == node or inner.first >= inner.last or not is_name(own_text(tree, i)):
            continue
        if inner.attrs.get("itemprop") == "name":
            return i
        strength = tree.names.get(i, 0.0) + (0.5 if inner.tag == "a" else 0.0)
        if strength > evidence and strength >= 1.4 and not tree.traits[i] & RANK:
            best, evidence = i, strength
    return best
