"""Field names of the ecosystem: where a record keeps its text, its address, its date, its id."""

from __future__ import annotations

from functools import cache
from typing import Any

TEXT_FIELDS = ("text", "content", "raw_content")
HTML_FIELDS = ("html",)
URL_FIELDS = ("url", "metadata.url", "meta.url", "warc_headers.warc-target-uri", "metadata.WARC-Target-URI")
#: when the page was fetched; ``created`` (when it was written) is not among them
DATE_FIELDS = (
    "date",
    "timestamp",
    "date_download",
    "added",
    "metadata.date",
    "metadata.WARC-Date",
    "warc_headers.warc-date",
)
ID_FIELDS = ("id", "digest", "metadata.WARC-Record-ID", "warc_headers.warc-record-id")
STRUCT = "boilerstrip"


def lookup(record: dict[str, Any], name: str) -> Any:
    """The value of a field; a dotted name also looks below (a field that is called so itself comes first)."""
    if name in record:
        return record[name]
    head, dot, tail = name.partition(".")
    if dot and isinstance(record.get(head), dict):
        return lookup(record[head], tail)
    return None


def first_string(record: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        if name in record or _head(name) in record:
            value = lookup(record, name)
            if isinstance(value, str) and value:
                return value
    return None


@cache
def _head(name: str) -> str:
    """``metadata`` of ``metadata.url``; most records have none of these."""
    return name.partition(".")[0]


def source_field(record: dict[str, Any], text_field: str | None, html_field: str | None) -> tuple[str, bool] | None:
    """Name of the field to clean and whether it is HTML; ``None`` where there is none.

    ``--html-field`` comes first, then ``--text-field``, then ``html``, ``text``, ``content``, ``raw_content``.
    """
    if html_field is not None and record.get(html_field) is not None:
        return html_field, True
    if text_field is not None:
        return (text_field, False) if text_field in record else None
    if html_field is not None:
        return None
    for name in HTML_FIELDS:
        if isinstance(record.get(name), (str, bytes)) and record[name]:
            return name, True
    for name in TEXT_FIELDS:
        if name in record:
            return name, False
    return None


def target_field(source: str, is_html: bool, text_field: str | None) -> str:
    """Where the cleaned text goes: HTML is kept and ``text`` written beside it, a text is replaced."""
    if is_html:
        return text_field or "text"
    return source
