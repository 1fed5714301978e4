"""Answers to look at: from the library, or from the JSON that a run wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from boilerstrip.model import Cleaned, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Answer = dict[str, Any]  #: ``Cleaned.to_dict()``


def as_answer(cleaned: Cleaned | Mapping[str, Any]) -> Answer:
    """The JSON form of ``cleaned``; a mapping is checked.

    :raises UsageError: when it is no answer of ours, or one without blocks (written with ``--authors``).
    """
    if isinstance(cleaned, Cleaned):
        return cleaned.to_dict()
    if cleaned.get("schema") != 1 or not isinstance(cleaned.get("blocks"), list) or not isinstance(cleaned.get("source"), str):
        raise UsageError("not an answer of boilerstrip: JSON with schema 1, source and blocks is wanted (clean --format json)")
    if cleaned["source"].strip() and not cleaned["blocks"]:
        raise UsageError("the answer has no blocks to look at")
    return dict(cleaned)


def load(path: Path) -> Any:
    """JSON of a file.

    :raises UsageError: when it cannot be read.
    """
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: no JSON: {error}") from None
