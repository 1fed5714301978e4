"""Patterns that are compiled when they are first used.

To compile all that a text may need takes a tenth of a second; a short text meets a quarter of them.  Patterns that only
pages need are left to the module they stand in.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Pattern:
    """Stands for a compiled pattern, and becomes as fast: what was looked up once is kept as an attribute."""

    def __init__(self, pattern: str, flags: int, properties: bool) -> None:
        self.pattern = pattern
        self._made = (flags, properties)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked for by copy and the like
            raise AttributeError(name)
        flags, properties = self._made
        if properties:
            import regex

            compiled: Any = regex.compile(self.pattern, flags)
        else:
            compiled = re.compile(self.pattern, flags)
        for method in ("search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def re_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As ``re.compile``; an error in ``pattern`` shows at its first use."""
    return cast("re.Pattern[str]", _Pattern(pattern, flags, False))


def regex_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As ``regex.compile``: with properties of characters (``\\p{Lu}``)."""
    return cast("re.Pattern[str]", _Pattern(pattern, flags, True))
