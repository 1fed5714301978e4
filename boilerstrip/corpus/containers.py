"""Containers: many records in one file, the same container out.  The readers are in ``jsonl``, ``parquet``, ``warc``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boilerstrip.corpus.settings import Settings
    from boilerstrip.corpus.walk import Entry
    from boilerstrip.corpus.work import Answer


class Container(Protocol):
    """One container on its way through the pool.

    ``jobs`` reads ahead and gives ``(item, job)``; a job of ``None`` needs no worker.  ``begin``, ``take`` (in the order
    of ``jobs``; gives the number of records) and ``finish`` are called by the supervisor as the answers come.
    """

    work: bytes  #: the temporary output; empty in a dry run

    def jobs(self) -> Iterator[tuple[Any, Any]]: ...

    def begin(self) -> None: ...

    def take(self, item: Any, job: Any, answer: Any) -> int: ...

    def finish(self) -> tuple[Answer, dict[str, Any]]: ...


def open_container(path: bytes, entry: Entry, work: bytes, settings: Settings, fingerprint: str) -> Container:
    """The container of the right form.

    Raises:
        Refused: it cannot be opened, or needs an extra that is not there.
    """
    if entry.form == "parquet":
        from boilerstrip.corpus.parquet import ParquetContainer

        return ParquetContainer(path, entry, work, settings, fingerprint)
    if entry.form == "warc":
        from boilerstrip.corpus.warc import WarcContainer

        return WarcContainer(path, entry, work, settings, fingerprint)
    from boilerstrip.corpus.jsonl import JsonlContainer

    return JsonlContainer(path, entry, work, settings, fingerprint)
