"""Mails in ``<pre>``, as mail archives show them: prose in lines, not code.

What it sees: lines of words, with or without ``>`` before them.  Whether a ``pre`` is one is decided by its first characters
alone; those of a letter then break like ``<br>``.  Known miss: a letter that is mostly a patch or a log stays code.
"""

from __future__ import annotations

import re
from typing import Any

SAMPLE = 6_000  #: characters of a ``pre`` that are looked at
WORDS = 4  #: words from which a line can be prose
LONG = 45  #: characters of the average line of prose where nothing else says that it is a letter
_FINE = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*[.,;:!?\u2026)\"\u201d]{0,3}|[(\"\u201c\u201e]?[^\W\d_]+[.,;:!?)\"\u201d]{0,3}|\d{1,4}[.,]?|[-\u2013\u2014&]")
_QUOTED = re.compile(r"\s{0,8}(?:>\s{0,3}){1,12}")
_CODE = re.compile(r"[{};=]\s*$|^\s*(?:#|//|/\*|\$ )|[\w\])]\(\)|->|==|::|&&")


def is_letter(pre: Any) -> bool:
    """Whether an lxml ``pre`` holds prose: at least half of its lines, and ``>``, "-- " or long lines to show it."""
    if len(pre) and pre[0].tag == "code" and not (pre.text or "").strip():
        return False
    size = 0
    parts: list[str] = []
    for text in pre.itertext():
        parts.append(text[:SAMPLE])
        size += len(text)
        if size > SAMPLE:
            break
    sample = "".join(parts)[:SAMPLE]
    if "\n" not in sample:
        return False
    lines = [line for line in sample.split("\n") if line and not line.isspace()]
    prose = 0.0
    quoted = chars = 0
    signed = False
    for line in lines:
        mark = _QUOTED.match(line)
        words = line[mark.end() if mark else 0 :]
        signed = signed or line.rstrip() == "--"
        if _prose(words):
            prose += 1
            quoted += mark is not None
            chars += len(words)
        elif mark is None and len(words) < 30 and not _CODE.search(words):
            prose += 0.5  # the end of a paragraph, a greeting, a name
    if 2 * prose < len(lines):
        return False
    return quoted > 0 or signed or (prose >= 3 and chars >= LONG * prose)


def _prose(line: str) -> bool:
    words = line[:200].split()
    if len(words) < WORDS or _CODE.search(line[:200]):
        return False
    return 5 * sum(_FINE.fullmatch(word) is not None for word in words) >= 4 * len(words)


def break_lines(pre: Any) -> None:
    """Put ``<br>`` in place of the line breaks below an lxml element."""
    for element in list(pre.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.text and "\n" in element.text:
            first, rest = _breaks(pre, element.text.lstrip("\r\n") if element is pre else element.text)
            element.text = first
            element[:0] = rest
        if element is not pre and element.tail and "\n" in element.tail:
            first, rest = _breaks(pre, element.tail)
            element.tail = first
            for br in reversed(rest):
                element.addnext(br)


def _breaks(pre: Any, text: str) -> tuple[str, list[Any]]:
    """The first line, and an element with its tail for each line after it."""
    first, *lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    out = []
    for line in lines:
        br = pre.makeelement("br")
        br.tail = line
        out.append(br)
    return first, out
