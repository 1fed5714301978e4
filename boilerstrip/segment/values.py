"""Reading single values out of elements: a name, a date, a number, a link."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boilerstrip.model import Document, Node
    from boilerstrip.segment.select import Index
    from boilerstrip.selectors import Entry

MAX_VALUE = 2_000  #: characters of a text or attribute that meet a regular expression
MAX_NAME = 100
#: Attributes in which platforms keep a date for machines, surest first.
DATE_ATTRIBUTES = (
    "datetime", "data-time", "data-timestamp", "data-utime", "data-epoch", "data-date", "data-datetime", "ts",
    "created-timestamp", "content", "data-original-title", "title",
)  # fmt: skip
# 2019-02-03, 2019-02-03T04:05:06+0000, 2019-02-03 04:05:06Z
ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?\s?(Z|UTC|[+-]\d{2}:?\d{2})?)?(?=$|,)")
EPOCH = re.compile(r"1?\d{9}(?:\.\d{1,6}|\d{3}|\d{6})?$")  # 1549166706, 1549166706123 (ms)
NUMBER = re.compile(r"\d{1,3}(?:[.,'\u00a0 ]\d{3}){1,3}(?!\d)|\d{1,9}")  # "#12", "1,234", "No 7"
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.]\d\d(?!\d|\.\d)")  # 19:22
LEAD = re.compile(r"^(?:[Bb]y:?\s\s?|@(?=\w))")  # "by Anna", "@anna"


def squash(text: str) -> str:
    """White space collapsed."""
    return " ".join(text.split())


def read(document: Document, entry: Entry, n: int) -> str | None:
    """What ``entry`` reads from node ``n``; ``None`` where there is nothing."""
    if entry.attribute:
        node = document.nodes[n]
        raw = " ".join(node.classes) if entry.attribute == "class" else node.attrs.get(entry.attribute, "")
    else:
        raw = document.node_text(n)
    raw = squash(raw[:MAX_VALUE])
    if entry.pattern and raw:
        found = entry.pattern.search(raw)
        raw = (found[1] or "").strip() if found else ""
    return raw or None


def name(text: str | None) -> str | None:
    """A display name: without "by", "@" and the colon after it; ``None`` for what is too long to be one."""
    if not text:
        return None
    text = LEAD.sub("", text).strip(" \u200e\u200b").rstrip(" :,;|·•»") or text.strip()
    return text if 0 < len(text) <= MAX_NAME else None


def number(text: str | None) -> int | None:
    """The first number in "#1,234" or "Post 12"."""
    found = NUMBER.search(text) if text else None
    return int(re.sub(r"\D", "", found[0])) if found else None


def machine_date(text: str | None) -> str | None:
    """ISO 8601 for a date that is written for machines: ISO itself, or seconds, milliseconds since 1970 (UTC)."""
    text = (text or "").strip()
    if EPOCH.match(text):
        whole = text.split(".")[0]
        seconds = int(whole) / (10 ** (len(whole) - 10) if len(whole) > 10 else 1)
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = ISO.match(text)
    if not found:
        return None
    day, clock, zone = found.groups()
    if day[:4] == "0000" or not ("01" <= day[5:7] <= "12" and "01" <= day[8:] <= "31"):
        return None
    if not clock:
        return day
    zone = {None: "", "UTC": "Z"}.get(zone, zone) or ""
    if len(zone) == 5:  # +0200
        zone = f"{zone[:3]}:{zone[3:]}"
    return f"{day}T{clock}{zone}"


def same_moment(left: str | None, right: str | None) -> bool:
    """Whether two machine-readable dates with a time are the same minute."""
    return bool(left and right) and len(left or "") >= 16 and (left or "")[:16] == (right or "")[:16]


def date_of(document: Document, index: Index, n: int, raw: str | None) -> str | None:
    """The machine-readable date that node ``n`` or an element in or right around it carries beside its text ``raw``.

    A ``title`` in words ("Feb 3, 2019 at 3:04 PM") counts where the visible text has no year ("yesterday") or no time.
    """
    words: str | None = None
    for node in _near(document, index, n):
        for attribute in DATE_ATTRIBUTES:
            text = node.attrs.get(attribute)
            if not text:
                continue
            if value := machine_date(text):
                return value
            if attribute in ("title", "data-original-title") and YEAR.search(text) and len(text) < 80:
                words = words or text
    if words and not (raw and YEAR.search(raw) and (CLOCK.search(raw) or not CLOCK.search(words))):
        from boilerstrip.dates import parse_date

        return parse_date(words, lang=document.language)
    return None


def _near(document: Document, index: Index, n: int) -> Iterator[Node]:
    yield document.nodes[n]
    for i in range(n + 1, min(index.end(n), n + 12)):
        yield document.nodes[i]
    parent = document.nodes[n].parent
    if parent >= 0 and document.nodes[parent].tag in ("time", "abbr", "a"):
        yield document.nodes[parent]


def link(document: Document, href: str | None) -> str | None:
    """An address as it stands, made absolute where the document's own is known; scripts and bare # are none."""
    href = (href or "").strip()
    if not href or href == "#" or href.lower().startswith(("javascript:", "data:", "mailto:")):
        return None
    if not document.url or href.startswith(("https://", "http://")):
        return href
    try:
        return urljoin(document.url, href)
    except ValueError:
        return href


def link_at(document: Document, index: Index, n: int, stop: int) -> str | None:
    """Address of the link that node ``n`` is, stands in (below node ``stop``) or holds."""
    nodes = document.nodes
    at = n
    while at > stop:
        if nodes[at].tag == "a" and (href := nodes[at].attrs.get("href")):
            return link(document, href)
        at = nodes[at].parent
    for i in range(n + 1, min(index.end(n), n + 30)):
        if nodes[i].tag == "a" and (href := nodes[i].attrs.get("href")):
            return link(document, href)
    return None
