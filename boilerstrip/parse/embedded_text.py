"""Values of unknown JSON: strings where strings are wanted, and HTML bodies as plain text."""

from __future__ import annotations

import html
import re
from typing import Any

_TAG = re.compile(r"<(?:[a-zA-Z!]|/[a-zA-Z])[^<>]{0,2000}>")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_LONG_REFERENCE = re.compile(r"&#(?:\d{8}\d*+|[xX][\da-fA-F]{7}[\da-fA-F]*+);?")


class Plain:
    """HTML bodies to plain text, up to ``budget`` characters in all."""

    def __init__(self, budget: int = 20_000_000) -> None:
        self.left = budget

    def __call__(self, body: str) -> str:
        """``body`` as plain text; unchanged (but for control characters) where it has no markup."""
        if len(body) > self.left:
            return ""
        self.left -= len(body)
        if "<" in body and _TAG.search(body):
            from boilerstrip.parse.html import plain_text

            return plain_text(body)
        if "&" in body:
            body = html.unescape(_LONG_REFERENCE.sub("\ufffd", body))
        return _CONTROLS.sub("", body).strip()


def string(value: Any) -> str | None:
    """A string or number as a string of at least one visible character, else ``None``."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _CONTROLS.sub("", value).strip() or None
    if isinstance(value, int) and abs(value) < 10**18:
        return str(value)
    if isinstance(value, dict):  # {"@value": "..."}, {"@id": "..."}
        inner = value.get("@value", value.get("@id"))
        return string(inner) if isinstance(inner, (str, int)) else None
    if isinstance(value, list) and value and isinstance(value[0], (str, int)):
        return string(value[0])
    return None


def first_string(item: dict[Any, Any], *names: str) -> str | None:
    """The first of the named values that is a string."""
    for name in names:
        found = string(item.get(name))
        if found:
            return found
    return None
