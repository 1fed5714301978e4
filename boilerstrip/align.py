"""Which blocks of a page are in another's text of it: labels from gold for fitting, and what a witness kept."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boilerstrip.model import Floats

_WORD = re.compile(r"\w+")
LONG = 6  #: words from which a block is found by its 4-grams; shorter ones need their place
NEAR = 40  #: words between a short block's place in the gold and that of its neighbour


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def align(texts: Sequence[str], gold: str) -> tuple[Floats, Floats]:
    """(label, weight) per block: label is the share of its words in the gold, weight 0–1.

    Short lines ("Home", "Read more") stand in many places, so they count as gold only where they follow or precede a long
    block of the gold at about the same distance; the others keep a small weight.
    """
    g = words(gold)
    grams: dict[tuple[str, ...], list[int]] = {}
    for i in range(len(g) - 3):
        grams.setdefault(tuple(g[i : i + 4]), []).append(i)
    first: dict[str, list[int]] = {}
    for i, w in enumerate(g):
        first.setdefault(w, []).append(i)
    blocks = [words(t) for t in texts]
    label, weight = np.zeros(len(texts)), np.ones(len(texts))
    place: list[int | None] = [None] * len(texts)
    for k, b in enumerate(blocks):
        if len(b) < LONG:
            continue
        found = [grams.get(tuple(b[i : i + 4])) for i in range(len(b) - 3)]
        label[k] = sum(x is not None for x in found) / len(found)
        if label[k] >= 0.5:
            shifts = Counter(p - i for i, x in enumerate(found) if x for p in x[:5])
            place[k] = shifts.most_common(1)[0][0]
    _short(blocks, g, first, place, label, weight)
    return label, weight


def _short(
    blocks: list[list[str]], g: list[str], first: dict[str, list[int]], place: list[int | None], label: Floats, weight: Floats
) -> None:
    ahead: list[int | None] = [None] * len(blocks)
    following: int | None = None
    for k in range(len(blocks) - 1, -1, -1):
        following = place[k] if place[k] is not None else following
        ahead[k] = following
    behind: int | None = None
    for k, b in enumerate(blocks):
        here = place[k]
        if here is not None:
            behind = here + len(b)
            continue
        if len(b) >= LONG:
            continue
        if not b:
            weight[k] = 0.0
            continue
        places = [p for p in first.get(b[0], ()) if g[p : p + len(b)] == b]
        after = ahead[k]
        near = [
            p for p in places
            if (behind is not None and -3 <= p - behind <= NEAR) or (after is not None and -3 <= after - p - len(b) <= NEAR)
        ]  # fmt: skip
        if near:
            label[k] = 1.0
            target = behind if behind is not None else near[0]
            behind = min(near, key=lambda p: abs(p - target)) + len(b)
        elif places:
            nothing_long = behind is None and after is None
            label[k], weight[k] = float(nothing_long), 0.5 if nothing_long else 0.3
