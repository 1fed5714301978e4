"""The elements of a document as vectors: made once, asked by segmenters and measures alike."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from boilerstrip.model import Document

    Ints = npt.NDArray[np.int64]

_SHAPE = attrgetter("parent", "depth", "first", "last")
_LOOK = attrgetter("tag", "classes")


@dataclass(frozen=True, slots=True)
class Outline:
    """One entry per element of :attr:`Document.nodes`, in their order."""

    parent: Ints
    depth: Ints
    first: Ints  #: blocks of the element: ``first:last``
    last: Ints
    look: Ints  #: number of its tag and classes
    looks: list[tuple[str, tuple[str, ...]]]  #: tag and classes by number


def outline(document: Document) -> Outline:
    """The outline of a document, made when it is first asked for."""
    made: Outline | None = document.outline
    if made is None:
        nodes = document.nodes
        n = len(nodes)
        shape = np.fromiter(chain.from_iterable(map(_SHAPE, nodes)), dtype=np.int64, count=4 * n).reshape(n, 4).T.copy()
        numbers: dict[tuple[str, tuple[str, ...]], int] = {}
        look = np.array([numbers.setdefault(x, len(numbers)) for x in map(_LOOK, nodes)], dtype=np.int64)
        made = document.outline = Outline(shape[0], shape[1], shape[2], shape[3], look, list(numbers))
    return made
