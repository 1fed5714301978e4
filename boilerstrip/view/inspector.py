"""The inspector: one document, block by block, as one page.

The text of the document stands in the page once, as JSON; all tables beside it are interned (a ledger that a thousand
blocks share is written once), so the page stays small and is drawn by its own script as one scrolls.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from boilerstrip.model import LABELS, Cleaned, UsageError
from boilerstrip.view.answers import as_answer
from boilerstrip.view.compare import compare
from boilerstrip.view.page import render, safe_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boilerstrip.view.answers import Answer

#: log-odds from the threshold within which a verdict counts as uncertain (at 0: probabilities from 0.27 to 0.73)
UNCERTAIN = 1.0


def inspect_html(
    cleaned: Cleaned | Mapping[str, Any], *, name: str, against: Any = None, against_name: str = "", threshold: float = 0.0
) -> str:
    """The page for one document.

    :param cleaned: the answer, or its ``to_dict()`` (what ``clean --format json`` writes).
    :param name: what the document is called on the page.
    :param against: gold or another answer (see :func:`~boilerstrip.view.compare.compare`).
    :param threshold: log-odds from which a block was kept.
    :raises UsageError: when ``cleaned`` or ``against`` is no such thing.
    """
    answer = as_answer(cleaned)
    try:
        data = payload(answer, name=name, threshold=threshold)
    except (KeyError, TypeError, IndexError) as error:
        raise UsageError(f"not an answer that this version can show: {error!r}") from None
    if against is not None:
        told = compare(answer, against)
        data["against"] = {
            "name": against_name or "the other side", "outcomes": told.outcomes,
            "f1": round(told.f1, 4), "precision": round(told.precision, 4), "recall": round(told.recall, 4),
        }  # fmt: skip
    return render("inspector.html", style="inspector.css", script="inspector.js", name=name, data=safe_json(data))


def payload(answer: Answer, *, name: str, threshold: float) -> dict[str, Any]:
    """What the page's script reads.  Spans are in code points; numbers of one block stand in one flat list.

    ``blocks``: per block six numbers: characters since the last block's end, length, index into ``verdicts``, into
    ``ledgers``, into ``paths``, number of the record from 1 (0: none).  ``terms``: name, value, label, note.
    ``ledgers``: score and indices into ``terms``.  ``paths``: parent, own part (into ``parts``).
    """
    from boilerstrip import __version__

    source = answer["source"]
    records = answer["records"]
    number = {r["id"]: i + 1 for i, r in enumerate(records)}
    names, notes, regions, parts = _Table(), _Table(), _Table(), _Table()
    notes.index("")
    terms, ledgers, verdicts, paths = _Table(), _Table(), _Table(), _Table()
    flat: list[int] = []
    end = 0
    for block in answer["blocks"]:
        a, b = block["span"]
        label, runner = _label(block["label"]), block.get("runner_up") or ""
        verdict = verdicts.index(
            (label, regions.index(block["region"]), int(block["kept"]), _label(runner) if runner else -1)
        )
        ledger = ledgers.index((
            round(block["score"], 3),
            *(
                terms.index((names.index(t[0]), round(t[1], 3), _label(t[2]), notes.index(t[3] if len(t) > 3 else "")))
                for t in block["terms"]
            ),
        ))  # fmt: skip
        flat += (a - end, b - a, verdict, ledger, _path(block.get("path") or "", paths, parts), number.get(block["record"], 0))
        end = b
    return {
        "version": __version__,
        "name": name,
        "sha256": hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest(),
        "kind": answer["kind"],
        "title": answer["title"],
        "language": answer["language"],
        "platform": answer["platform"],
        "status": answer["status"],
        "reasons": answer["reasons"],
        "threshold": threshold,
        "uncertain": UNCERTAIN,
        "source": source,
        "astral": _deltas([i for i, c in enumerate(source) if c > "\uffff"]),
        "labels": LABELS,
        "regions": regions.items,
        "names": names.items,
        "notes": notes.items,
        "parts": parts.items,
        "paths": paths.items,
        "terms": terms.items,
        "ledgers": ledgers.items,
        "verdicts": verdicts.items,
        "blocks": flat,
        "records": [
            [r["id"], r["kind"], r["author"], r["date"], r["date_raw"], r["edited"], r["number"], r["depth"], r["url"],
             r["reply_to"], r["title"], round(r["confidence"], 3)]
            for r in records
        ],
        "quotes": [
            [i + 1, *q["span"], q["of"], q["author"], round(q["match"], 3), round(q["confidence"], 3)]
            for i, r in enumerate(records)
            for q in r["quotes"]
        ],
        "against": None,
    }  # fmt: skip


class _Table:
    """Values by number, each once."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._numbers: dict[Any, int] = {}

    def index(self, value: Any) -> int:
        number = self._numbers.setdefault(value, len(self.items))
        if number == len(self.items):
            self.items.append(value)
        return number


def _path(path: str, paths: _Table, parts: _Table) -> int:
    """Number of an element path in a tree of its parts; -1 for none."""
    at = -1
    for part in path.split("/") if path else ():
        at = paths.index((at, parts.index(part)))
    return at


def _label(label: str) -> int:
    try:
        return LABELS.index(label)
    except ValueError:
        raise UsageError(f"unknown label {label!r}: an answer of another version?") from None


def _deltas(numbers: list[int]) -> list[int]:
    return [b - a for a, b in zip([0, *numbers], numbers, strict=False)]
