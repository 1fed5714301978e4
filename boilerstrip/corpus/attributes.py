"""Spans as Dolma attributes: the documents stay as they are, a file of the same name says what stands where in each.

One row for each document, in the order of the documents: ``{"id", "source", "attributes": {NAME: [[start, end, score]]}}``.
Starts and ends are code points of the text in the documents file, scores probabilities.
Source: the data format of the Dolma toolkit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boilerstrip.model import Cleaned

RUN = "boilerstrip_v1"


def attributes(cleaned: Cleaned) -> dict[str, list[list[Any]]]:
    """Blocks by label, what ``clean`` drops, and the kind of the document.

    A block's score is the probability of its side: that it was written as content, or that it was not.
    """
    out: dict[str, list[list[Any]]] = {}
    for block in cleaned.blocks:
        score = round(block.probability if block.score >= 0 else 1 - block.probability, 4)
        span = [block.span.start, block.span.end, score]
        out.setdefault(f"{RUN}__blocks__{block.label}", []).append(span)
        if not block.kept:
            out.setdefault(f"{RUN}__blocks__dropped", []).append(span)
    out[f"{RUN}__doc__kind_{cleaned.kind}"] = [[0, len(cleaned.source), 1.0]]
    return out


def attributes_row(record: dict[str, Any], own_id: str, spans: dict[str, list[list[Any]]]) -> dict[str, Any]:
    """The row for ``record``; one that could not be cleaned has no spans."""
    return {"id": own_id, "source": record.get("source"), "attributes": spans}
