"""What a worker does with one document: read, clean, render, write to a temporary file; every fault becomes an answer."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.names import media_type_of
from boilerstrip.corpus.pool import Death, restart_clock
from boilerstrip.corpus.reading import Refused, read_document, read_raw
from boilerstrip.corpus.render import apply_authors, characters, render
from boilerstrip.model import Error

if TYPE_CHECKING:
    from boilerstrip.corpus.settings import Settings
    from boilerstrip.model import Cleaned, Options
    from boilerstrip.pipeline import Cleaner

#: writing failed in a way that the next document would share: no use to go on
FATAL_WRITE = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG, errno.EACCES, errno.EPERM))


@dataclass  # without slots: pickles twice as fast
class Answer:
    """What became of one document or record."""

    status: str
    reason: str = ""
    detail: str = ""
    data: bytes = b""  #: what a record becomes
    rows: list[Any] = field(default_factory=list)  #: the same as values, for Parquet
    tmp: bytes = b""  #: the temporary file with the output of a file
    sha256: str | None = None  #: of the input
    output_sha256: str | None = None
    kind: str | None = None
    platform: str | None = None
    found: dict[str, int] = field(default_factory=dict)  #: records by kind
    characters: dict[str, Any] = field(default_factory=lambda: {"kept": 0, "space": 0, "dropped": {}})
    stop: str = ""  #: the output cannot be written: end the run


@dataclass(frozen=True, slots=True)
class FileJob:
    """Clean one file into a temporary file."""

    path: bytes
    name: bytes  #: what the form is seen from
    tmp: bytes  #: empty: write nothing
    rel: str = ""  #: path that per-path settings are looked up with
    data: bytes | None = None  #: the content, where it does not come from a file


@dataclass(frozen=True, slots=True)
class FileBatch:
    """Small files that share a round trip."""

    parts: tuple[FileJob, ...]


class Worker:
    """Callable that a :class:`~boilerstrip.corpus.pool.Pool` runs; made before the fork, with all data loaded."""

    def __init__(self, settings: Settings) -> None:
        from boilerstrip.pipeline import Cleaner

        self.settings = settings
        options = settings.options
        self.limit = options.limits.max_bytes
        self.memo: dict[Any, Any] = {}  # answers to short records, which come again and again
        self.cleaners: dict[Options, Cleaner] = {}
        for o in (options, *(o for _, o, _ in settings.per_path)):
            self.cleaners[o] = Cleaner(**{f.name: getattr(o, f.name) for f in fields(o)})
        warm_up(self.cleaners[options])

    def __call__(self, job: Any) -> tuple[Any, bool]:
        """The answer (of a batch: a list of them), and whether this worker should be renewed."""
        parts = getattr(job, "parts", None)
        if parts is None:
            return self.guard(job)
        answers = []
        renew = False
        for part in parts:
            restart_clock()
            answer, tired = self.guard(part)
            renew = renew or tired
            answers.append(answer)
        return answers, renew

    def guard(self, job: Any) -> tuple[Answer, bool]:
        """Run one job; every exception becomes an answer."""
        try:
            return (self.file(job) if isinstance(job, FileJob) else job.run(self)), False
        except Refused as refused:
            return Answer("skipped" if refused.skipped else "failed", refused.reason, refused.detail), False
        except MemoryError:
            return Answer("failed", "memory", "over the memory limit of one document"), True
        except Exception as error:
            return fault(error), False

    def clean(self, source: str | bytes, path: str = "", **context: Any) -> Cleaned:
        """Clean one document as ``path`` asks for; the library's own errors come as :class:`Refused`."""
        options, policy = self.settings.at(path)
        try:
            cleaned = self.cleaners[options].clean(source, **context)
        except Error as error:
            raise Refused(error.reason, str(error)) from None
        return policy.apply(cleaned)

    def describe(self, cleaned: Cleaned, notes: list[str]) -> Answer:
        """Status, reasons and counts of a cleaned document; ``notes`` are faults seen before the cleaning."""
        reasons = [*notes, *(r for r in cleaned.reasons if cleaned.status == "degraded")]
        answer = Answer("degraded" if reasons else "ok", kind=cleaned.kind, platform=cleaned.platform)
        answer.reason = ", ".join(dict.fromkeys(r.split(":")[0].strip() for r in reasons))
        answer.detail = "; ".join(reasons) if answer.reason != ", ".join(reasons) else ""
        if not reasons and not cleaned.text.strip():
            answer.reason = "empty"
        answer.characters = characters(cleaned)
        for record in cleaned.records:
            answer.found[record.kind] = answer.found.get(record.kind, 0) + 1
        return answer

    def file(self, job: FileJob) -> Answer:
        import hashlib

        settings = self.settings
        if job.data is None:
            raw, notes = read_document(job.path, self.limit)
            # the hash is of the file as it lies there; a packed one is read once more, it is small
            packed = job.path.lower().endswith((b".gz", b".zst"))
            sha = hashlib.sha256(read_raw(job.path, self.limit) if packed else raw).hexdigest()
        else:
            raw, notes, sha = job.data, [], hashlib.sha256(job.data).hexdigest()
        try:
            cleaned = self.clean(raw, job.rel, media_type=media_type_of(job.name, settings.encoding))
        except Refused as refused:
            return Answer("failed", refused.reason, refused.detail, sha256=sha)
        answer = self.describe(cleaned, notes)
        answer.sha256 = sha
        if settings.drop_empty and not cleaned.text.strip():
            answer.reason = answer.reason or "empty"
            return answer
        data = render(apply_authors(cleaned, settings.authors), settings.format)
        answer.output_sha256 = hashlib.sha256(data).hexdigest()
        if not job.tmp:
            answer.data = data
            return answer
        try:
            write_new(job.tmp, data)
        except OSError as error:
            if error.errno in FATAL_WRITE:
                return Answer("failed", "write", error.strerror or str(error), stop=error.strerror or str(error))
            return Answer("failed", "write", error.strerror or str(error), sha256=sha)
        answer.tmp = job.tmp
        return answer


def death_answer(death: Death) -> Answer:
    return Answer("failed", death.reason, death.detail)


def warm_up(cleaner: Cleaner, html: bool = True) -> None:
    """Load what is loaded once (phrases, platforms, weights, parsers) before the fork, so that all workers share it."""
    cleaner.clean("A first line.\n\nSecond paragraph of a text.", media_type="text/plain")
    if html:
        cleaner.clean("<html><body><p>A first line.</p><p>Second paragraph.</p></body></html>", media_type="text/html")


def fault(error: Exception) -> Answer:
    """An exception that is a fault of ours: said with its place, without addresses or anything that varies."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    place = ""
    if frames:
        last = frames[-1]
        place = f" ({os.path.basename(last.filename)}:{last.lineno} in {last.name})"
    return Answer("failed", "internal", f"{type(error).__name__}: {str(error)[:300]}{place}")


def write_new(path: bytes, data: bytes) -> None:
    """Write a new file; nothing is left of it when that fails."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        fd = os.open(path, flags, 0o666)
    except FileExistsError:  # from a batch whose worker died after it
        os.unlink(path)
        fd = os.open(path, flags, 0o666)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(fd, view) :]
    except OSError:
        os.unlink(path)
        raise
    finally:
        os.close(fd)
