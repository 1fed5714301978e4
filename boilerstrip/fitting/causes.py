"""Why a page came out badly, as one of a few causes that can be told from its figures."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boilerstrip.model import Cleaned

BAD = 0.6  #: word F1 below which a page is looked at
VISIBLE = 0.6  #: share of the gold's words that has to be in the page at all


def cause_of(kind: str, cleaned: Cleaned, f1: float, visible: float, kept: Counter[str], gold: Counter[str]) -> str:
    """The cause, "" where the page is well."""
    if f1 >= BAD:
        return ""
    if not gold:
        return "gold is empty, something was kept"
    if visible < VISIBLE:
        return "gold is not in the page"
    if kind == "forum" and cleaned.kind != "thread":
        return "a thread taken for a text"
    if kind != "forum" and cleaned.kind == "thread":
        return "a text taken for a thread"
    both = sum((kept & gold).values())
    if not kept:
        return "nothing kept"
    recall, precision = both / sum(gold.values()), both / sum(kept.values())
    return "chrome kept" if precision < recall else "content dropped"


def lost_by(cleaned: Cleaned, label: Sequence[float], gold: int) -> dict[str, float]:
    """Term → share of the gold's words in blocks that were dropped for it in the first place."""
    out: dict[str, float] = {}
    for block, share in zip(cleaned.blocks, label, strict=True):
        if not block.kept and share > 0:
            why = block.reason if block.label != "body" else f"option.{block.region}"
            out[why] = out.get(why, 0.0) + len(block.text.split()) * share / gold
    return out
