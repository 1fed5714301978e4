"""boilerstrip: what did a person write here, and who?

>>> import boilerstrip
>>> cleaned = boilerstrip.clean("Leave a Reply\\n\\nYour email address will not be published.")
>>> cleaned.text
''
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boilerstrip.model import (
    BinaryInput,
    Block,
    Cleaned,
    Error,
    Limits,
    Options,
    Quote,
    Record,
    Span,
    TooLarge,
    Unsupported,
    UsageError,
)

if TYPE_CHECKING:
    from boilerstrip.pipeline import Cleaner, clean

__version__ = "0.1.0"
__all__ = [
    "BinaryInput",
    "Block",
    "Cleaned",
    "Cleaner",
    "Error",
    "Limits",
    "Options",
    "Quote",
    "Record",
    "Span",
    "TooLarge",
    "Unsupported",
    "UsageError",
    "clean",
]


def __getattr__(name: str) -> Any:
    if name in ("clean", "Cleaner"):  # the pipeline brings numpy: loaded when first used
        from boilerstrip import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
