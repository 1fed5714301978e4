"""The elements of a document as vectors: made once, asked by segmenters and measures alike."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.lazy import re_pattern
from boilerstrip.memory import remembered

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from boilerstrip.model import Document, Node

    Ints = npt.NDArray[np.int64]

_SHAPE = attrgetter("parent", "depth", "first", "last", "start", "end")
_LOOK = attrgetter("tag", "classes")
_PARTS = re_pattern(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
LONGEST_TOKEN = 80


@dataclass(frozen=True, slots=True)
class Outline:
    """One entry per element of :attr:`Document.nodes`, in their order."""

    parent: Ints
    depth: Ints
    first: Ints  #: blocks of the element: ``first:last``
    last: Ints
    start: Ints  #: characters of the element: ``start:end``
    end: Ints
    stop: list[int]  #: index after the last element below it
    look: Ints  #: number of its tag and classes
    looks: list[tuple[str, tuple[str, ...]]]  #: tag and classes by number


def outline(document: Document) -> Outline:
    """The outline of a document, made when it is first asked for."""
    made: Outline | None = document.outline
    if made is None:
        made = document.outline = read(document.nodes)
    return made


def places(document: Document) -> Ints:
    """The element of each block; 0 where it has none."""
    return np.maximum(np.fromiter((b.node for b in document.blocks), dtype=np.int64, count=len(document.blocks)), 0)


def read(nodes: Sequence[Node]) -> Outline:
    """The outline of elements in document order."""
    n = len(nodes)
    shape = np.fromiter(chain.from_iterable(map(_SHAPE, nodes)), dtype=np.int64, count=6 * n).reshape(n, 6).T.copy()
    numbers: dict[tuple[str, tuple[str, ...]], int] = {}
    look = np.array([numbers.setdefault(x, len(numbers)) for x in map(_LOOK, nodes)], dtype=np.int64)
    return Outline(shape[0], shape[1], shape[2], shape[3], shape[4], shape[5], _stops(shape[0].tolist()), look, list(numbers))


def _stops(parent: list[int]) -> list[int]:
    stop = list(range(1, len(parent) + 1))
    for i in range(len(parent) - 1, 0, -1):
        up = parent[i]
        if up >= 0 and stop[i] > stop[up]:
            stop[up] = stop[i]
    return stop


@remembered
def words_of(tokens: tuple[str, ...]) -> frozenset[str]:
    """Class or id tokens and the words in them, in lower case: ``leadText`` is *lead* and *text*."""
    return frozenset(w for token in tokens if len(token) <= LONGEST_TOKEN for w in (token.lower(), *map(str.lower, _PARTS.findall(token))))
