"""From a reviewer's marks to gold and to a keep list.

The inspector downloads marks as JSON lines: one a block, with its span and lines, its label, and whether the verdict is
right (``accept``) or what it should be (``reject``, ``should``).
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.names import safe
from boilerstrip.model import LABELS, REGIONS, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Mark = dict[str, Any]
Gold = dict[str, Any]


def read_marks(paths: Iterable[Path]) -> list[Mark]:
    """The marks of some files; a later mark on the same block of the same document wins.

    :raises UsageError: for a line that is no mark, by its number.
    """
    out: dict[tuple[str, str, int], Mark] = {}
    for path in paths:
        for number, mark in _lines(path):
            problem = _problem(mark)
            if problem:
                raise UsageError(f"{path}:{number}: {problem}")
            out[mark["document"], mark["sha256"], mark["block"]] = mark
    return sorted(out.values(), key=lambda m: (m["document"], m["sha256"], m["block"]))


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                raise UsageError(f"{path}:{number}: no JSON") from None


def _problem(mark: Any) -> str:
    if not isinstance(mark, dict) or mark.get("schema") != 1:
        return "no mark of schema 1"
    for key, kind in (("document", str), ("sha256", str), ("text", str), ("label", str), ("block", int), ("region", str)):
        if not isinstance(mark.get(key), kind):
            return f"{key} is missing"
    if mark.get("verdict") not in ("accept", "reject"):
        return "verdict has to be accept or reject"
    if mark.get("should") not in LABELS or mark["label"] not in LABELS or mark["region"] not in REGIONS:
        return f"should has to be one of {', '.join(LABELS)}"
    for key in ("span", "lines"):
        pair = mark.get(key)
        if not (isinstance(pair, list) and len(pair) == 2 and all(type(n) is int and n >= 0 for n in pair) and pair[0] <= pair[1]):
            return f"{key} is no range"
    return ""


def gold(marks: list[Mark]) -> dict[str, Gold]:
    """Gold by document: what the reviewed lines are, as ``fixtures/*.json`` have it.

    Neighbouring lines of one label are one entry.  Gold is what a person said: a line that nobody looked at is not in it,
    so a fixture made from a part of a document says so in ``reviewed``.
    """
    out: dict[str, Gold] = {}
    for mark in marks:
        entry = out.setdefault(
            mark["document"], {"kind": mark.get("kind"), "sha256": mark["sha256"], "reviewed": "partial", "lines": [], "reviewers": []}
        )
        if entry["sha256"] != mark["sha256"]:
            raise UsageError(f"{safe(mark['document'])}: the marks are of two versions of the document")
        reviewer = mark.get("reviewer")
        if isinstance(reviewer, str) and reviewer and reviewer not in entry["reviewers"]:
            entry["reviewers"].append(reviewer)
        first, last = mark["lines"]
        lines = entry["lines"]
        if lines and lines[-1][2:] == [mark["region"], mark["should"]] and first <= lines[-1][1] + 1:
            lines[-1][1] = max(last, lines[-1][1])
        else:
            lines.append([first, last, mark["region"], mark["should"]])
    for entry in out.values():
        entry["lines"] = [
            [str(first) if first == last else f"{first}-{last}", region, label, ""] for first, last, region, label in entry["lines"]
        ]
    return out


def keep_list(marks: list[Mark]) -> list[dict[str, Any]]:
    """Passages that were dropped and should have been kept: their text, its hash, and who said so."""
    out = []
    for mark in marks:
        if mark["verdict"] == "reject" and not mark.get("kept") and mark["should"] in ("body", "quote", "title", "signature"):
            text = " ".join(mark["text"].split())
            out.append({
                "text": text, "sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
                "label": mark["should"], "dropped_as": mark["label"], "reason": mark.get("reason", ""),
                "document": mark["document"], "reviewer": mark.get("reviewer", ""),
            })  # fmt: skip
    return out


def merge_gold(path: Path, new: dict[str, Gold]) -> dict[str, Gold]:
    """``new`` put into what the file holds; lines that were reviewed before and not now stay.

    :raises UsageError: when the file is something else, or speaks of another version of a document.
    """
    try:
        old = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return new
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    if not isinstance(old, dict):
        raise UsageError(f"{path}: not a gold file")
    for name, entry in new.items():
        known = old.get(name)
        if isinstance(known, dict) and known.get("sha256") not in (None, entry["sha256"]):
            raise UsageError(f"{path}: {safe(name)} is gold of another version of that document")
        if isinstance(known, dict):
            told = {line[0] for line in entry["lines"]}
            lines = [line for line in known.get("lines", []) if line[0] not in told] + entry["lines"]
            entry = {**known, **entry, "lines": sorted(lines, key=lambda line: int(line[0].split("-")[0]))}
        old[name] = entry
    return old


def summary(marks: list[Mark]) -> list[str]:
    """What the marks say, for a terminal; safe to print."""
    wrong = [m for m in marks if m["verdict"] == "reject"]
    documents = len({m["document"] for m in marks})
    out = [f"{len(marks)} blocks of {documents} document{'s' * (documents != 1)} reviewed, {len(wrong)} verdicts wrong"]
    for mark in wrong[:50]:
        done = "kept" if mark.get("kept") else "dropped"
        out.append(
            f"  {safe(mark['document'])} b{mark['block']}: {done} as {mark['label']} ({safe(str(mark.get('reason', '')))}), "
            f"should be {mark['should']}: {safe(mark['text'], 80)}"
        )
    return out
