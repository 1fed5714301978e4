"""What a run over a folder gives its workers to do, and the row of the manifest that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.pool import Task
from boilerstrip.corpus.work import FileBatch

if TYPE_CHECKING:
    from boilerstrip.corpus.containers import Container
    from boilerstrip.corpus.manifest import Row
    from boilerstrip.corpus.walk import Entry
    from boilerstrip.corpus.work import Answer, FileJob

#: small files share a round trip: so many at most, and so many bytes
BATCH, BATCH_BYTES = 32, 128 << 10


@dataclass(slots=True)
class Tag:
    """What a task is for: an input (``row`` preset, or to be cleaned), or a step of a container."""

    entry: Entry
    row: Row | None = None
    container: Container | None = None
    step: str = ""  #: of a container: open, record, close
    item: Any = None
    batch: tuple[Entry, ...] = ()  #: the inputs of a batch of files; ``entry`` is the first


def row_of(path: str, answer: Answer, outputs: list[str], records: dict[str, Any] | None = None) -> Row:
    """The row of the manifest; no times, no process ids: equal runs give equal bytes."""
    return {
        "path": path,
        "status": answer.status,
        "reason": answer.reason,
        "detail": answer.detail,
        "outputs": outputs,
        "sha256": answer.sha256,
        "output_sha256": answer.output_sha256 if outputs else None,
        "records": dict(sorted(answer.found.items())) if records is None else records,
        "kind": answer.kind,
        "platform": answer.platform,
        "characters": answer.characters,
    }


def batched(files: list[tuple[Entry, FileJob]]) -> Task:
    if len(files) == 1:
        return Task(Tag(files[0][0]), files[0][1])
    return Task(Tag(files[0][0], batch=tuple(e for e, _ in files)), FileBatch(tuple(j for _, j in files)))
