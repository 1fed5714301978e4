"""Reading what a run left: manifest, summary, and its outputs one at a time."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from boilerstrip.corpus.manifest import own_output, read_rows
from boilerstrip.corpus.names import JOURNAL, MANIFEST, SUMMARY, unshown
from boilerstrip.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from boilerstrip.corpus.manifest import Row

LARGEST = 64_000_000  #: bytes of an output that is opened


class Run(NamedTuple):
    """An OUT folder, or a single OUT file with its manifest beside it."""

    folder: bytes
    manifest: bytes
    finished: bool
    summary: dict[str, Any]

    def rows(self) -> Iterator[Row]:
        return read_rows(self.manifest)

    def output(self, row: Row) -> bytes | None:
        """Path of a row's output below :attr:`folder`; ``None`` where there is none of ours."""
        name = own_output(row["outputs"][0]) if row["outputs"] else None
        return None if name is None else os.path.join(self.folder, name)

    def read(self, row: Row) -> bytes | None:
        """The bytes of a row's output, where it is there, a plain file and not too large."""
        path = self.output(row)
        if path is None:
            return None
        try:
            if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) > LARGEST:
                return None
            with open(path, "rb") as f:
                return f.read()
        except OSError:
            return None

    def answer(self, row: Row) -> dict[str, Any] | None:
        """The answer that a run with ``--format json`` wrote for a row."""
        if not row["outputs"] or not row["outputs"][0].endswith(".json"):
            return None
        data = self.read(row)
        try:
            value = _loads()(data) if data else None
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) and value.get("schema") == 1 and "blocks" in value else None


def open_run(out: Path) -> Run:
    """The run that wrote ``out``.

    :raises UsageError: when no manifest of ours is there.
    """
    path = os.fsencode(out)
    if os.path.isdir(path):
        folder, manifest, journal = path, os.path.join(path, MANIFEST), os.path.join(path, JOURNAL)
        summary = os.path.join(path, SUMMARY)
    else:
        folder, manifest, journal, summary = os.path.dirname(path), path + b".manifest.jsonl", b"", b""
    finished = os.path.isfile(manifest)
    if not finished and journal and os.path.isfile(journal):
        manifest = journal
    elif not finished:
        raise UsageError(f"{out}: no manifest of a run there (boilerstrip clean IN OUT writes one)")
    return Run(folder, manifest, finished, _summary(summary))


def size_of(run: Run, row: Row) -> int:
    path = run.output(row)
    try:
        return os.path.getsize(path) if path else 0
    except OSError:
        return 0


def key_of(row: Row) -> tuple[bytes, ...]:
    """Sorts rows as manifests are sorted."""
    return tuple(unshown(row["path"]).split(b"/"))


def characters(row: Row) -> tuple[int, dict[str, int]]:
    """Kept characters and dropped characters by rule, as a row tells."""
    told = row.get("characters") or {}
    kept, dropped = told.get("kept", 0), told.get("dropped", {})
    return (kept if isinstance(kept, int) else 0), (dropped if isinstance(dropped, dict) else {})


def _summary(path: bytes) -> dict[str, Any]:
    try:
        with open(path, "rb") as f:
            value = json.load(f)
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _loads() -> Callable[[bytes], Any]:
    try:
        import orjson
    except ImportError:
        return json.loads
    loads: Callable[[bytes], Any] = orjson.loads
    return loads
