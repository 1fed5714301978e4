"""From a :class:`~boilerstrip.model.Cleaned` to what is written: text, JSON, Markdown, a struct beside a text."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from boilerstrip import __version__
from boilerstrip.corpus.jsontext import dumps
from boilerstrip.model import Quote, Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from boilerstrip.model import Cleaned


# dataclasses.asdict copies deeply and costs more than the JSON
_RECORD = tuple(f.name for f in fields(Record))
_QUOTE = tuple(f.name for f in fields(Quote))


def render(cleaned: Cleaned, fmt: str) -> bytes:
    """``cleaned`` as the bytes of one file; ``fmt`` is ``text``, ``json`` or ``md``."""
    if fmt == "json":
        return dumps(cleaned.to_dict(), indent=1) + b"\n"
    text = cleaned.text if fmt == "text" else cleaned.to_markdown()
    if text and not text.endswith("\n"):
        text += "\n"
    # The pipeline takes halves of surrogates out; "replace" only guards what lies on the disk.
    return text.encode("utf-8", "replace")


def characters(cleaned: Cleaned) -> dict[str, Any]:
    """Characters of the source: kept, white space between blocks, and dropped by rule.

    ``{"kept": n, "space": n, "dropped": {rule: n}}``; together they are all of the source.
    """
    kept = space = 0
    dropped: dict[str, int] = {}
    for piece in cleaned.pieces:
        size = piece.span.end - piece.span.start
        if piece.kept:
            kept += size
        elif piece.reason == "space":
            space += size
        else:
            reason = piece.reason or "none"
            dropped[reason] = dropped.get(reason, 0) + size
    return {"kept": kept, "space": space, "dropped": dict(sorted(dropped.items()))}


def record_dict(record: Record) -> dict[str, Any]:
    """A record as JSON-ready values; spans are ``[start, end]`` pairs."""
    out = {name: getattr(record, name) for name in _RECORD}
    out["spans"] = [list(s) for s in record.spans]
    out["quotes"] = [{**{name: getattr(q, name) for name in _QUOTE}, "span": list(q.span)} for q in record.quotes]
    return out


def struct(cleaned: Cleaned, counts: dict[str, Any], records: bool = True) -> dict[str, Any]:
    """The ``boilerstrip`` struct that stands beside a cleaned text in a container; ``counts`` from :func:`characters`."""
    out: dict[str, Any] = {
        "version": __version__,
        "status": cleaned.status,
        "reasons": list(cleaned.reasons),
        "kind": cleaned.kind,
        "title": cleaned.title,
        "language": cleaned.language,
        "platform": cleaned.platform,
        "characters": counts,
    }
    if records:
        out["records"] = [record_dict(r) for r in cleaned.records]
    return out


def failed_struct(reason: str, detail: str) -> dict[str, Any]:
    """The struct of a record that could not be cleaned; its text is empty."""
    return {"version": __version__, "status": "failed", "reasons": [reason], "detail": detail}


# --------------------------------------------------------------------------- names of people


def apply_authors(cleaned: Cleaned, policy: str) -> Cleaned:
    """``cleaned`` without names, for corpora that must not carry them.

    ``pseudonym`` puts ``person-1``, ``person-2`` … in the order of appearance in this document; ``drop`` leaves no author
    at all.  Either takes profile addresses, signatures and what shows the page as it was (source and blocks) out, and puts the pseudonym (``drop``: ``[name]``) where a known author's name stands in a text.
    Names of people who wrote nothing here are not looked for.
    """
    if policy == "keep":
        return cleaned
    known: dict[str, str] = {}
    for record in cleaned.records:
        for name in (record.author, *(q.author for q in record.quotes)):
            if name and name not in known:
                known[name] = f"person-{len(known) + 1}"
    put = known if policy == "pseudonym" else dict.fromkeys(known, "[name]")
    swap = _swapper(put)

    def shown(name: str | None) -> str | None:
        return known[name] if name and policy == "pseudonym" else None

    records = tuple(
        replace(
            r,
            author=shown(r.author),
            author_url=None,
            signature=None,
            title=swap(r.title) if r.title else r.title,
            text=swap(r.text),
            full_text=swap(r.full_text),
            quotes=tuple(replace(q, author=shown(q.author), text=swap(q.text)) for q in r.quotes),
        )
        for r in cleaned.records
    )
    # the pieces stay: spans, rule names and scores hold no words
    return replace(cleaned, source="", text=swap(cleaned.text), records=records, blocks=())


def _swapper(put: dict[str, str]) -> Callable[[str], str]:
    names = sorted((n for n in put if len(n) > 1), key=len, reverse=True)[:5000]
    if not names:
        return lambda text: text
    # one alternation of literals, longest first: linear; "@" before a name is kept
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(n) for n in names) + r")(?!\w)")
    return lambda text: pattern.sub(lambda m: put[m[0]], text)
