"""``OUT/run.log``: what happened when.  The one output with times in it, so nothing else reads it; runs are appended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from boilerstrip import __version__
from boilerstrip.corpus.names import safe

if TYPE_CHECKING:
    from boilerstrip.corpus.manifest import Row


class RunLog:
    """One line for the start, each document and the end; every line is written at once, so a killed run leaves them all."""

    def __init__(self, path: bytes) -> None:
        self._file: Any = open(path, "a", encoding="utf-8", buffering=1)  # noqa: SIM115 - closed by close()
        self._since = time.monotonic()
        self._documents = 0

    def start(self, documents: int, size: int, jobs: int, fingerprint: str) -> None:
        self._say(f"start boilerstrip {__version__} {fingerprint}: {documents} documents, {size} bytes, {jobs} jobs")

    def document(self, row: Row, *, worked: bool) -> None:
        """``worked``: done now, not passed over."""
        self._documents += worked
        self._say(" ".join(filter(None, (row["status"] if worked else "unchanged", safe(row["path"]), safe(row["reason"])))))

    def end(self, how: str) -> None:
        seconds = max(time.monotonic() - self._since, 1e-3)
        self._say(f"end {how}: {self._documents} documents in {seconds:.1f} s, {self._documents / seconds:.1f} a second")
        self._file.close()

    def _say(self, line: str) -> None:
        self._file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {line}\n")
