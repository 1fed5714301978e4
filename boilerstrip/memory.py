"""What is remembered while one document is at hand, and forgotten when the next one comes.

The same lines, names and classes are asked about many times within a document, and seldom in the next: an answer kept longer
costs more memory and time than it saves, and a cache of fixed size is worthless on a document that is larger than it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")

_kept: WeakSet[object] = WeakSet()


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """``function`` with its answers kept until :func:`forget`; its arguments have to be hashable, its answers unchanging."""
    known = lru_cache(maxsize=None)(function)
    _kept.add(known)
    return known  # type: ignore[return-value]  # the same call, typed as hashable arguments by typeshed


def forget() -> None:
    """A new document begins."""
    for known in list(_kept):
        known.cache_clear()  # type: ignore[attr-defined]
