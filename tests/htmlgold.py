"""Compares what ``boilerstrip.clean`` says of a page with a gold written by a person, aspect by aspect, and flattens pages.

A gold names the posts (or comments) of a page in their order; links between them are indices into that list.  Dates are
written as far as the page shows them, and what is found has to begin so.
"""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from lxml import html as lxml_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from boilerstrip.model import Cleaned, Record

Gold = dict[str, Any]

BODY_F1 = 0.95  #: of an article's words
SAME_POST_F1 = 0.8  #: of a post's words, from which two posts are the same one

_DELIMITER = re.compile(r"^(?:_{5,}|-{2,3})\s*")  # "-- " and "_____" above a signature are neither its words nor chrome
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


def fold(text: str | None) -> str:
    return _SPACE.sub(" ", text or "").strip()


def word_f1(left: str, right: str) -> float:
    """F1 of two bags of words, every kana and Han character a word of its own; 1.0 where both are empty."""
    a, b = Counter(_WORD.findall(left)), Counter(_WORD.findall(right))
    same = sum((a & b).values())
    return 2 * same / (sum(a.values()) + sum(b.values())) if a or b else 1.0


def wanted(gold: Gold) -> list[Gold]:
    """The gold's posts and comments; ``kind`` is filled in where it goes without saying."""
    posts = [{"kind": "post", **post} for post in gold.get("posts", [])]
    return posts + [{"kind": "comment", **comment} for comment in gold.get("comments", [])]


def found(cleaned: Cleaned) -> list[Record]:
    return [record for record in cleaned.records if record.kind in ("post", "comment")]


# --------------------------------------------------------------------------- aspects


def recognised(cleaned: Cleaned, gold: Gold) -> list[str]:
    out = []
    if cleaned.kind != gold["kind"]:
        out.append(f"kind {cleaned.kind}, gold {gold['kind']}")
    if gold.get("platform") is not None and cleaned.platform != gold["platform"]:
        out.append(f"platform {cleaned.platform}, gold {gold['platform']}")
    return out


def title(cleaned: Cleaned, gold: Gold) -> list[str]:
    if gold.get("title") is None or fold(cleaned.title) == fold(gold["title"]):
        return []
    return [f"title {cleaned.title!r}, gold {gold['title']!r}"]


def records(cleaned: Cleaned, gold: Gold) -> list[str]:
    have, want = [r.kind for r in found(cleaned)], [w["kind"] for w in wanted(gold)]
    return [] if have == want else [f"records {have}, gold {want}"]


def body(cleaned: Cleaned, gold: Gold) -> list[str]:
    if gold["kind"] == "thread" or gold.get("body") is None:
        return []
    article = next((r.text for r in cleaned.records if r.kind == "article"), "")
    given = [("article record", article), ("text", cleaned.text)]
    scores = [(name, word_f1(fold(text), fold(gold["body"]))) for name, text in given]
    return [f"{name}: word F1 {score:.3f}" for name, score in scores if score < BODY_F1]


def chrome(cleaned: Cleaned, gold: Gold) -> list[str]:
    text = fold(cleaned.text)
    return [f"in the text: {snippet!r}" for snippet in gold["not_in_text"] if fold(snippet) in text]


def _each(what: Callable[[Record, list[str]], Any], want: Callable[[Gold], Any]) -> Callable[[Cleaned, Gold], list[str]]:
    """An aspect that compares one value per post: ``what`` is given the ids of all posts to name their indices."""

    def aspect(cleaned: Cleaned, gold: Gold) -> list[str]:
        have = found(cleaned)
        ids = [record.id for record in have]
        out = []
        for k, (record, post) in enumerate(zip(have, wanted(gold), strict=False)):
            got, right = what(record, ids), want(post)
            if got != right:
                out.append(f"post {k}: {got!r}\n   gold: {right!r}")
        return out

    return aspect


def _at(ids: list[str], one: str | None) -> int | None:
    return ids.index(one) if one in ids else None


def _signature(record: Record) -> str | None:
    return _DELIMITER.sub("", fold(record.signature)) or None


def _quotes_found(record: Record, ids: list[str]) -> list[tuple[str | None, int | None, str]]:
    # by their words: whether the outer or the inner one is named first is nobody's business
    return sorted(((quote.author, _at(ids, quote.of), fold(quote.text)) for quote in record.quotes), key=lambda q: q[2])


def _quotes_wanted(post: Gold) -> list[tuple[str | None, int | None, str]]:
    return sorted(((quote["author"], quote["of"], fold(quote["text"])) for quote in post["quotes"]), key=lambda q: q[2])


def _moments(field: str) -> Callable[[Cleaned, Gold], list[str]]:
    """Dates: as far as the gold says, and none where it has none."""

    def aspect(cleaned: Cleaned, gold: Gold) -> list[str]:
        out = []
        for k, (record, post) in enumerate(zip(found(cleaned), wanted(gold), strict=False)):
            got, right = getattr(record, field), post[field]
            if (got or "")[: len(right)] != right if right else got is not None:
                out.append(f"post {k}: {field} {got!r}, gold {right!r}")
        return out

    return aspect


ASPECTS: dict[str, Callable[[Cleaned, Gold], list[str]]] = {
    "recognised": recognised,
    "title": title,
    "records": records,
    "body": body,
    "author": _each(lambda r, _: r.author, lambda w: w["author"]),
    "date": _moments("date"),
    "edited": _moments("edited"),
    "number": _each(lambda r, _: r.number, lambda w: w["number"]),
    "reply": _each(lambda r, ids: (_at(ids, r.reply_to), r.depth), lambda w: (w["reply_to"], w["depth"])),
    "text": _each(lambda r, _: fold(r.text), lambda w: fold(w["text"])),
    "quote": _each(_quotes_found, _quotes_wanted),
    "signature": _each(lambda r, _: _signature(r), lambda w: w["signature"]),
    "chrome": chrome,
}


# --------------------------------------------------------------------------- flattening

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 "
    "h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_UNSEEN = frozenset("head script style template textarea select option input button".split())


def flatten(page: str) -> str:
    """The page as a careless extractor leaves it: no markup, one line per block element, a break per ``<br>``."""
    parts: list[str] = []

    def walk(element: Any, lines: bool) -> None:
        """``lines``: a line break in the source is one on the page (``pre``)."""
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            return
        edge = "\0" if element.tag in _BLOCKS or element.tag == "br" else ""
        inner = lines or element.tag == "pre"
        parts.extend((edge, broken(element.text, inner)))
        for child in element:
            walk(child, inner)
            parts.append(broken(child.tail, inner))
        parts.append(edge)

    def broken(text: str | None, lines: bool) -> str:
        return (text or "").replace("\n", "\0") if lines else text or ""

    walk(lxml_html.document_fromstring(page), False)
    lines = (fold(line) for line in "".join(parts).split("\0"))
    return "\n".join(line for line in lines if line)


def recovered(cleaned: Cleaned, gold: Gold) -> float:
    """Share of the gold's posts that are there, each once: the same author, and nearly the same words."""
    left = found(cleaned)
    want = wanted(gold)
    hits = 0
    for post in want:
        here = next((r for r in left if r.author == post["author"] and word_f1(fold(r.text), fold(post["text"])) >= SAME_POST_F1), None)
        if here is not None:
            left.remove(here)
            hits += 1
    return hits / max(1, len(want))


def seen(page: str) -> str:
    """All that a page says, chrome included: a gold that forbids what is nowhere on its page tests nothing."""
    return fold(entities.unescape(page)) + " " + fold(flatten(page))
