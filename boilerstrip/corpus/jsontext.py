"""JSON that strict readers read: no NaN, no halves of surrogates, no raw control characters, one line."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from boilerstrip.lazy import re_pattern

# Raw in JSON but unwelcome in a file or on a terminal: DEL and C1, line separators, BOM, halves of surrogates.
_ESCAPED = re_pattern("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


# made once: json.dumps with arguments makes an encoder for every call
_LINE = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def dumps(value: Any, *, indent: int | None = None) -> bytes:
    """``value`` as UTF-8 JSON.  Halves of surrogates become U+FFFD, NaN and infinities ``null``.

    Raises:
        RecursionError: nested too deeply.
    """
    encode = _LINE.encode if indent is None else json.JSONEncoder(ensure_ascii=False, allow_nan=False, indent=indent).encode
    try:
        text = encode(value)
    except ValueError:  # NaN or infinity somewhere
        text = encode(_finite(value))
    return _ESCAPED.sub(_spell, text).encode("utf-8")


def dump_row(value: dict[str, Any]) -> bytes:
    """One line of a manifest: pure ASCII, so that names of any bytes survive (as ``\\udcff``), key order as given."""
    return json.dumps(value, ensure_ascii=True, separators=(", ", ": ")).encode("ascii") + b"\n"


def _spell(match: re.Match[str]) -> str:
    code = ord(match[0])
    return "\\ufffd" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(v) for v in value]
    return value
