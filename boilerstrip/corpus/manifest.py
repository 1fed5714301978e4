"""The manifest of an output folder: one row for each input, in the order of the input; from it a run goes on.

While a run goes on its rows stand in ``manifest.jsonl.part``, written in the order of the input before the output gets
its final name.  At the end that file becomes ``manifest.jsonl``.  A new run first merges what earlier runs left into
``.tmp/previous.jsonl`` and reads it beside the walk, so that no run holds a manifest in memory.
"""

from __future__ import annotations

import heapq
import json
import os
from array import array
from bisect import bisect_left
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.jsontext import dump_row
from boilerstrip.corpus.names import JOURNAL, MANIFEST, RESERVED, SUMMARY, TMP, shown, unshown
from boilerstrip.corpus.walk import order_key

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, Any]

#: what the names in ``.tmp`` begin with
OWN_TMP = (b"run.", b"previous.", b"w-", b"c-")

#: failures that another run may not see again
RETRIED = frozenset(("worker-died", "memory", "write", "vanished", "unreadable", "missing-extra"))


def read_rows(path: bytes) -> Iterator[Row]:
    """The rows of a manifest; a last row that was cut and lines that are none of ours are passed over."""
    try:
        with open(path, "rb") as f:
            for line in f:
                if not line.endswith(b"\n"):
                    return
                try:
                    row = json.loads(line)
                    if isinstance(row["path"], str) and isinstance(row["outputs"], list):
                        yield row
                except (ValueError, KeyError, TypeError):
                    continue
    except FileNotFoundError:
        return


def fingerprint_of(path: bytes) -> str | None:
    """The fingerprint that a ``summary.json`` or ``.tmp/run.json`` holds."""
    try:
        with open(path, "rb") as f:
            value = json.load(f)
    except (OSError, ValueError):
        return None
    found = value.get("fingerprint") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def merge_previous(out: bytes, fingerprint: str) -> bool:
    """Gather what earlier runs left in ``out`` into ``.tmp/previous.jsonl``; the newest row of a path comes first.

    Rows made with another fingerprint are marked ``stale``: their outputs are ours, but must be made again.

    Returns:
        Whether there was anything.
    """
    tmp = os.path.join(out, TMP)
    previous, fresh = os.path.join(tmp, b"previous.jsonl"), os.path.join(tmp, b"previous.new")
    running = fingerprint_of(os.path.join(tmp, b"run.json"))
    finished = fingerprint_of(os.path.join(out, SUMMARY))
    sources = [
        (os.path.join(out, JOURNAL), running != fingerprint),
        (previous, False),  # its rows carry the mark themselves
        (os.path.join(out, MANIFEST), finished != fingerprint),
    ]
    sources = [s for s in sources if os.path.exists(s[0])]
    if not sources:
        return False
    os.makedirs(tmp, exist_ok=True)

    def marked(path: bytes, stale: bool, rank: int) -> Iterator[tuple[tuple[bytes, ...], int, Row]]:
        for row in read_rows(path):
            if stale:
                row["stale"] = True
            yield order_key(unshown(row["path"])), rank, row

    streams = [marked(path, stale, rank) for rank, (path, stale) in enumerate(sources)]
    seen: set[str] = set()
    last: tuple[bytes, ...] | None = None
    with open(fresh, "wb") as f:
        for key, _, row in heapq.merge(*streams, key=lambda item: item[:2]):
            if key == last:
                if set(row["outputs"]) <= seen:
                    continue
                row["stale"] = True  # an output under another name: ours, but no longer wanted
            else:
                seen = set()
            seen.update(row["outputs"])
            last = key
            f.write(dump_row(row))
        f.flush()
        os.fsync(f.fileno())
    os.replace(fresh, previous)
    for path in (os.path.join(out, JOURNAL),):
        if os.path.exists(path):
            os.unlink(path)
    return True


class Previous:
    """The rows of earlier runs, read beside the walk."""

    def __init__(self, out: bytes) -> None:
        self._rows = read_rows(os.path.join(out, TMP, b"previous.jsonl"))
        self._next: tuple[tuple[bytes, ...], Row] | None = None
        self._advance()

    def _advance(self) -> None:
        row = next(self._rows, None)
        self._next = (order_key(unshown(row["path"])), row) if row else None

    def upto(self, path: bytes) -> tuple[list[Row], list[Row]]:
        """Rows of paths before ``path`` (inputs that are gone), and of ``path`` itself (the newest first)."""
        key = order_key(path)
        gone: list[Row] = []
        own: list[Row] = []
        while self._next is not None and self._next[0] <= key:
            (own if self._next[0] == key else gone).append(self._next[1])
            self._advance()
        return gone, own

    def rest(self) -> Iterator[Row]:
        while self._next is not None:
            yield self._next[1]
            self._advance()


class Claims:
    """The set of output names that manifests name, 8 bytes for each."""

    def __init__(self, paths: Iterator[bytes]) -> None:
        self._hashes = array("Q")
        for path in paths:
            self._hashes.append(_hash(path))
        self._hashes = array("Q", sorted(self._hashes))

    def __contains__(self, path: bytes) -> bool:
        value = _hash(path)
        at = bisect_left(self._hashes, value)
        return at < len(self._hashes) and self._hashes[at] == value


def _hash(path: bytes) -> int:
    return int.from_bytes(blake2b(path, digest_size=8).digest(), "big")


def foreign_file(out: bytes) -> str | None:
    """The first thing in ``out`` that no manifest of ours names, or ``None``; links are never ours."""
    manifests = [os.path.join(out, n) for n in (MANIFEST, JOURNAL)] + [os.path.join(out, TMP, b"previous.jsonl")]
    mine = os.path.isfile(os.path.join(out, TMP, b"run.json")) or any(_is_manifest(p) for p in manifests)
    claims = Claims(unshown(o) for p in manifests for row in read_rows(p) for o in row["outputs"]) if mine else None
    stack = [b""]
    while stack:
        rel = stack.pop()
        with os.scandir(os.path.join(out, rel) if rel else out) as entries:
            for e in entries:
                path = os.path.join(rel, e.name)
                if e.is_symlink():
                    return shown(path)
                if e.is_dir(follow_symlinks=False):
                    if path == TMP and all(n.startswith(OWN_TMP) for n in os.listdir(os.path.join(out, TMP))):
                        continue
                    stack.append(path)
                elif not (claims is not None and (path in RESERVED or path in claims)):
                    return shown(path)
    return None


def _is_manifest(path: bytes) -> bool:
    """Whether a file looks like a manifest of ours: it begins with a row, or is empty (killed before the first)."""
    if os.path.islink(path) or not os.path.isfile(path):
        return False
    with open(path, "rb") as f:
        first = f.readline(1 << 20)
    return not first.endswith(b"\n") or next(read_rows(path), None) is not None


def own_output(name: str) -> bytes | None:
    """An output named by a manifest as a path below OUT; ``None`` for one that leads out of it."""
    path = unshown(name)
    parts = path.split(b"/")
    return None if path.startswith(b"/") or b".." in parts or b"" in parts or b"\0" in path else path


class Journal:
    """Appends rows to ``manifest.jsonl.part``; every row is handed to the system at once."""

    def __init__(self, path: bytes) -> None:
        self.path = path
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        self.file = os.fdopen(fd, "wb", buffering=0)

    def write(self, row: Row) -> None:
        data = memoryview(dump_row(row))
        while data:
            data = data[self.file.write(data) or 0 :]

    def finish(self, final: bytes) -> None:
        """Everything is on the disk before the manifest gets its final name."""
        os.fsync(self.file.fileno())
        self.file.close()
        os.replace(self.path, final)

    def close(self) -> None:
        self.file.close()
