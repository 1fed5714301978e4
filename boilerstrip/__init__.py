"""boilerstrip: what did a person write here, and who?

>>> import boilerstrip
>>> cleaned = boilerstrip.clean("Leave a Reply\\n\\nYour email address will not be published.")
>>> cleaned.text
''
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    # loaded when first used: the model's classes take a tenth of the time of a --help, the pipeline brings numpy
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = import_module("boilerstrip.pipeline" if name in ("clean", "Cleaner") else "boilerstrip.model")
    value = globals()[name] = getattr(home, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
