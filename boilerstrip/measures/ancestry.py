"""Measures of the elements above a block: tags and class tokens with their distance, and the same counts over subtrees.

An element is an interval of blocks, so "how much of this subtree is running text" is a difference of two prefix sums.
Class and id tokens are matched as whole words of the token (``article-body`` is *article* and *body*, ``commentary`` is
neither *comment* nor *tar*).  Sources: Readability's class lists, boilerpipe, dragnet.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import regex

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document, Floats

FAR = 12  #: distance from which an ancestor counts as absent

TAGS = ("article", "main", "section", "aside", "nav", "header", "footer", "form", "table", "ul", "ol", "dl", "blockquote", "figure",
        "figcaption", "pre", "button", "a", "p", "label", "td", "details", "dialog", "noscript", "h2", "h3")  # fmt: skip

WORDS = {
    "article": "article articles story stories entry entries news blogpost",
    "post": "post posts hentry",
    "content": "content contents contenu inhalt contenido",
    "body": "body text richtext rte prose copy bodytext wysiwyg markdown paragraph txt description desc abstract",
    "main": "main primary maincontent center principal page",
    "side": "sidebar side aside rail secondary complementary left right column2 sidenav",
    "nav": "nav navigation menu navbar menus submenu topnav navi toc breadcrumb breadcrumbs crumb crumbs",
    "head": "header head masthead banner topbar hero branding logo",
    "foot": "footer foot bottom colophon copyright legal bottombar",
    "comment": "comment comments respond reply replies discussion disqus feedback",
    "share": "share sharing social socials addthis sharedaddy follow facebook twitter",
    "related": "related recommended recommendations more similar also popular trending latest recent teaser teasers read",
    "promo": "ad ads advert advertisement sponsor sponsored promo promotion cta campaign banner outbrain taboola",
    "meta": "meta byline author authors date published timestamp info credit credits bio dateline",
    "tags": "tag tags category categories topics labels taxonomy keywords",
    "widget": "widget widgets module block box card tile panel",
    "list": "list lists items item grid row rows results listing archive loop feed",
    "popup": "modal popup overlay cookie consent gdpr dialog tooltip dropdown offcanvas notice alert",
    "join": "newsletter subscribe subscription signup login register account form search searchform",
    "pager": "pagination pager next prev previous pages",
    "image": "image img figure caption gallery media video photo slider carousel slide slideshow player",
    "product": "product products price cart shop buy sku variant stock basket checkout",
    "review": "review reviews rating ratings testimonial testimonials",
    "spec": "spec specs specification specifications features feature details detail attributes parameters accordion tab tabs faq",
    "title": "title headline heading subtitle subheading lead intro summary excerpt standfirst kicker",
    "code": "code highlight syntax example snippet",
    "hidden": "hidden hide sr screenreader visually invisible print noprint",
    "tool": "toolbar tools actions buttons button btn controls icon icons options utility",
    "doc": "doc docs documentation section guide tutorial reference api",
    "table": "table cell data infobox",
}  # fmt: skip
_GROUP: dict[str, int] = {}
for _k, _list in enumerate(WORDS.values()):
    for _w in _list.split():
        _GROUP[_w] = _GROUP.get(_w, 0) | (1 << _k)
_SPLIT = regex.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_TAG_BIT = {t: k for k, t in enumerate(TAGS)}
_ROLE_TAG = {"navigation": "nav", "main": "main", "banner": "header", "contentinfo": "footer", "complementary": "aside", "article": "article",
             "search": "form", "dialog": "dialog"}  # fmt: skip


@lru_cache(maxsize=65536)
def _bits(token: str) -> int:
    """Groups of the words of one class or id token."""
    if len(token) > 80:
        return 0
    bits = 0
    for word in _SPLIT.findall(token):
        bits |= _GROUP.get(word.lower(), 0)
    return bits


def ancestry(document: Document, f: Features, own: dict[str, Floats]) -> dict[str, Floats]:
    """Columns ``up.TAG``, ``class.GROUP`` (distance to the nearest such ancestor, ``FAR``: none) and ``tree.*``."""
    nodes = document.nodes
    n, m = len(document.blocks), len(nodes)
    parent = np.fromiter((x.parent for x in nodes), dtype=np.int64, count=m)
    depth = np.fromiter((x.depth for x in nodes), dtype=np.int64, count=m)
    first = np.fromiter((x.first for x in nodes), dtype=np.int64, count=m)
    last = np.fromiter((x.last for x in nodes), dtype=np.int64, count=m)
    at = np.fromiter((b.node for b in document.blocks), dtype=np.int64, count=n)
    at = np.maximum(at, 0)
    bits = np.zeros(m, dtype=np.int64)
    tags = np.full(m, -1, dtype=np.int64)
    roles = np.full(m, -1, dtype=np.int64)
    for k, node in enumerate(nodes):
        if last[k] == first[k]:
            continue
        tags[k] = _TAG_BIT.get(node.tag, -1)
        b = 0
        for token in node.classes:
            b |= _bits(token)
        if node.attrs:
            if ident := node.attrs.get("id"):
                b |= _bits(ident)
            if role := node.attrs.get("role"):
                roles[k] = _TAG_BIT.get(_ROLE_TAG.get(role, ""), -1)
            if prop := node.attrs.get("itemprop"):
                b |= _bits(prop)
        bits[k] = b
    width = len(TAGS) + len(WORDS)
    distance = np.full((m, width), FAR, dtype=np.int8)
    rows = np.flatnonzero(bits)
    for k in range(len(WORDS)):
        distance[rows[(bits[rows] >> k) & 1 == 1], len(TAGS) + k] = 0
    for which in (tags, roles):
        have = np.flatnonzero(which >= 0)
        distance[have, which[have]] = 0
    order = np.argsort(depth, kind="stable")
    bounds = np.flatnonzero(np.diff(depth[order])) + 1
    for level in np.split(order, bounds)[1:]:
        above = parent[level]
        distance[level] = np.minimum(distance[level], np.minimum(distance[above] + 1, FAR))
    out: dict[str, Floats] = {}
    near = distance[at].astype(np.float64)
    for k, tag in enumerate(TAGS):
        out[f"up.{tag}"] = near[:, k]
    for k, group in enumerate(WORDS):
        out[f"class.{group}"] = near[:, len(TAGS) + k]
    out["depth"] = depth[at].astype(np.float64)
    out["hidden"] = np.fromiter((b.hidden for b in document.blocks), dtype=np.float64, count=n)
    _subtrees(out, document, f, own, parent, first, last, at)
    _siblings(out, document, parent, bits, at, n)
    return out


def _subtrees(
    out: dict[str, Floats], document: Document, f: Features, own: dict[str, Floats], parent: np.ndarray[tuple[int], np.dtype[np.int64]],
    first: np.ndarray[tuple[int], np.dtype[np.int64]], last: np.ndarray[tuple[int], np.dtype[np.int64]], at: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> None:  # fmt: skip
    """Running text, links and labels in the elements above: one, two, three and four up, and the smallest with 20 and 50 % of the page's text."""
    words = own["words"]
    running = np.where(own["prose"] >= 0.6, words, 0.0)
    links = np.array([b.link_chars for b in document.blocks], dtype=np.float64)
    sums = {k: np.concatenate(([0.0], np.cumsum(v))) for k, v in (("w", words), ("r", running), ("l", links), ("c", f.chars), ("n", np.ones(len(words))))}
    total = max(float(running.sum()), 1.0)

    def inside(key: str) -> Floats:
        value: Floats = sums[key][last] - sums[key][first]
        return value

    w, r, lk, c, count = (inside(k) for k in "wrlcn")
    share = r / np.maximum(w, 1.0)
    density = np.minimum(lk / np.maximum(c, 1.0), 1.0)
    of_page = r / total
    node = at.copy()
    seen_count = count[node]
    for up in range(1, 5):  # the next larger container: ancestors that hold nothing else are passed over
        for _ in range(6):
            above = np.maximum(parent[node], 0)
            same = (count[above] <= seen_count) & (above != node) & (parent[node] >= 0)
            if not same.any():
                break
            node = np.where(same, above, node)
        node = np.where(parent[node] >= 0, np.maximum(parent[node], 0), node)
        seen_count = count[node]
        out[f"tree.words.{up}"] = np.minimum(w[node], 3000.0)
        out[f"tree.running.{up}"] = share[node]
        out[f"tree.of_page.{up}"] = of_page[node]
        out[f"tree.links.{up}"] = density[node]
        out[f"tree.blocks.{up}"] = np.minimum(count[node], 500.0)
    for part in (0.2, 0.5, 0.8):
        holder = np.flatnonzero(of_page >= part)
        name = f"tree.main_{int(part * 100)}"
        if not len(holder) or total < 20:
            out[name] = np.full(len(words), 0.5)
            if part == 0.5:
                for other in ("running", "links", "distance", "after"):
                    out[f"tree.main_{other}"] = np.zeros(len(words))
            continue
        k = holder[np.argmin(count[holder] - 1e-6 * holder)]  # the smallest; of equals the deepest
        index = np.arange(len(words))
        out[name] = ((index >= first[k]) & (index < last[k])).astype(np.float64)
        if part == 0.5:
            out["tree.main_running"] = np.full(len(words), float(share[k]))
            out["tree.main_links"] = np.full(len(words), float(density[k]))
            before = np.where(index < first[k], first[k] - index, np.where(index >= last[k], index - last[k] + 1, 0))
            out["tree.main_distance"] = np.minimum(before, 80).astype(np.float64)
            out["tree.main_after"] = (index >= last[k]).astype(np.float64)


def _siblings(
    out: dict[str, Floats], document: Document, parent: np.ndarray[tuple[int], np.dtype[np.int64]],
    bits: np.ndarray[tuple[int], np.dtype[np.int64]], at: np.ndarray[tuple[int], np.dtype[np.int64]], n: int,
) -> None:  # fmt: skip
    """How many siblings of the same tag and classes an ancestor has: items of a list, cards of a grid."""
    nodes = document.nodes
    counts: dict[tuple[int, str, tuple[str, ...]], int] = {}
    keys = [(x.parent, x.tag, x.classes) for x in nodes]
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    same = np.array([counts[k] for k in keys], dtype=np.float64)
    plain = np.fromiter((x.tag in ("p", "br", "span", "b", "i", "em", "strong") for x in nodes), dtype=bool, count=len(nodes))
    same[plain] = 1.0
    node = at
    best = same[node].copy()
    for up in range(1, 5):
        node = np.maximum(parent[node], 0)
        best = np.maximum(best, same[node])
        if up == 2:
            out["siblings.2"] = np.minimum(best, 50.0)
    out["siblings.4"] = np.minimum(best, 50.0)
