"""JSON lines, plain, ``.gz`` or ``.zst``: one record a line, the same container out.

A broken line costs one record and is reported with its number.  The output is committed every ``CHECKPOINT`` records, from
where a run that was killed goes on.
"""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from boilerstrip.corpus.jsontext import dumps
from boilerstrip.corpus.names import shown
from boilerstrip.corpus.pool import Death
from boilerstrip.corpus.reading import Refused, Unpacker, hash_file, missing_extra, open_regular
from boilerstrip.corpus.recordwork import clean_record, refuse
from boilerstrip.corpus.tally import Tally
from boilerstrip.corpus.work import Answer, death_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boilerstrip.corpus.settings import Settings
    from boilerstrip.corpus.walk import Entry
    from boilerstrip.corpus.work import Worker

CHECKPOINT = 2000

#: lines that share a round trip to a worker: so many, or so many bytes
BATCH, BATCH_BYTES = 32, 1 << 17


class BadLine(Exception):
    """A line that is no record; the reason and what is wrong."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


class _NotANumber(Exception):
    pass


def _refuse_constant(name: str) -> None:
    raise _NotANumber


# made once: json.loads with an argument makes a decoder for every line
_STRICT = json.JSONDecoder(parse_constant=_refuse_constant)


def parse_line(line: bytes) -> tuple[dict[str, Any], list[str]]:
    """The record of a line and what is to be said of it.

    Raises:
        BadLine: not a JSON object.
    """
    notes: list[str] = []
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        from boilerstrip.parse.decode import decode

        try:
            text, _ = decode(line)
        except Exception as error:
            raise BadLine("encoding", f"not UTF-8 ({error})") from None
        notes.append("decode")
    try:
        try:
            value = _STRICT.decode(text)
        except _NotANumber:  # NaN and infinities become null: strict readers refuse them
            value = json.loads(text, parse_constant=lambda name: None)
            notes.append("not-a-number")
    except RecursionError:
        raise BadLine("json", "nested too deeply") from None
    except json.JSONDecodeError as error:
        raise BadLine("json", f"{error.msg} (column {error.colno})") from None
    except ValueError as error:
        raise BadLine("json", str(error)[:200]) from None
    if not isinstance(value, dict):
        raise BadLine("json", f"a {type(value).__name__}, not an object")
    return value, notes


@dataclass(frozen=True, slots=True)
class LineJob:
    """One line, for a worker."""

    line: bytes
    number: int
    path: str

    def run(self, worker: Worker) -> Answer:
        try:
            record, notes = parse_line(self.line)
        except BadLine as bad:
            return Answer("failed", bad.reason, bad.detail)
        try:
            answer, rows = clean_record(worker, record, notes, f"line-{self.number}", self.path)
            answer.data = b"".join(dumps(row) + b"\n" for row in rows)
        except RecursionError:
            return Answer("failed", "json", "nested too deeply")
        return answer

    def failed(self, answer: Answer, settings: Settings) -> bytes:
        """The row for a record whose worker gave no row (it died): empty text and the reason."""
        try:
            record, _ = parse_line(self.line)
            return b"".join(dumps(row) + b"\n" for row in refuse(record, answer.reason, answer.detail, settings, place=f"line-{self.number}")[1])
        except (BadLine, RecursionError):
            return b""


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines that share a round trip."""

    parts: tuple[LineJob, ...]


class JsonlContainer:
    """One JSON lines file on its way through the pool."""

    def __init__(self, path: bytes, entry: Entry, work: bytes, settings: Settings, fingerprint: str) -> None:
        self.path, self.entry, self.work, self.settings = path, entry, work, settings
        if path.lower().endswith(b".zst") and not _has_zstandard():
            raise missing_extra("zstandard (.zst)", "fast")
        self.source = Unpacker(open_regular(path), path)
        info = os.fstat(self.source.file.fileno())
        self.state = {"fingerprint": fingerprint, "size": info.st_size, "mtime": info.st_mtime_ns}
        self.limit = settings.options.limits.max_bytes
        self.tally = Tally("line")
        self.skip = 0  # records that an earlier run has done
        self.out: IO[bytes] | None = None
        self.packer: Any = None
        self.since = 0
        if work:
            self._resume()

    # -- reading

    def jobs(self) -> Iterator[tuple[Any, Any]]:
        number = records = size = 0
        batch: list[LineJob] = []
        rel = shown(self.entry.path)
        while True:
            line, whole = self.source.readline(self.limit + 1)
            if not whole:
                break
            number += 1
            if number == 1 and line[:2] in (b"\xff\xfe", b"\xfe\xff"):
                self.source.fault = Refused("encoding", "UTF-16; JSON lines are UTF-8")
                break
            if not line.strip():
                continue
            records += 1
            if records <= self.skip:
                continue
            if whole > self.limit:
                detail = f"{whole:,} bytes, the limit is {self.limit:,}"
                if batch:
                    yield None, Batch(tuple(batch))
                    batch, size = [], 0
                yield (number, Answer("failed", "too-large", detail)), None
                continue
            batch.append(LineJob(line, number, rel))
            size += whole
            if len(batch) >= BATCH or size >= BATCH_BYTES:
                yield None, Batch(tuple(batch))
                batch, size = [], 0
        if batch:
            yield None, Batch(tuple(batch))
        self.source.close()

    # -- writing

    def begin(self) -> None:
        if not self.work:
            return
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        fd = os.open(self.work, flags | (0 if self.skip else os.O_TRUNC), 0o666)
        self.out = os.fdopen(fd, "wb")
        if self.skip:
            self.out.truncate(self.tally.out_bytes)
            self.out.seek(self.tally.out_bytes)

    def take(self, item: Any, job: Any, answer: Any) -> int:
        if item is not None:
            self._take(item[0], item[1], None)
            return 1
        for part, one in zip(job.parts, answer, strict=True):
            self._take(part.number, death_answer(one) if isinstance(one, Death) else one, part)
        return len(answer)

    def _take(self, number: int, answer: Answer, job: LineJob | None) -> None:
        data = answer.data
        if answer.status == "failed" and not data and job is not None and self.work:
            data = job.failed(answer, self.settings)
        self.tally.add(number, answer)
        if self.out is None:
            return
        self._write(data)
        self.since += 1
        if self.since >= CHECKPOINT:
            self._checkpoint()

    def _write(self, data: bytes) -> None:
        assert self.out is not None
        if self.packer is None:
            self.packer = _packer(self.path, self.out)
        self.packer.write(data)

    def _end_member(self) -> None:
        """End a gzip member or zstandard frame, so that the file is whole up to here."""
        assert self.out is not None
        if self.packer is not None and self.packer is not self.out:
            self.packer.close()
        self.packer = None
        self.out.flush()

    def finish(self) -> tuple[Answer, dict[str, Any]]:
        answer, records = self.tally.answer(self.source.fault, self.source.note)
        if self.out is not None:
            if self.packer is None and not self.tally.out_bytes:
                self._write(b"")  # an empty gzip is not a file of 0 bytes
            self._end_member()
            self.out.close()
        _hash(self, answer)
        if answer.tmp and os.path.exists(self.work + b".progress"):
            os.unlink(self.work + b".progress")
        return answer, records

    # -- going on after a kill

    def _checkpoint(self) -> None:
        assert self.out is not None
        self._end_member()
        os.fsync(self.out.fileno())
        self.tally.out_bytes = self.out.tell()
        with open(self.work + b".new", "wb") as f:
            f.write(dumps({**self.state, "tally": self.tally.to_dict()}))
            f.flush()
            os.fsync(f.fileno())
        os.replace(self.work + b".new", self.work + b".progress")
        self.since = 0

    def _resume(self) -> None:
        try:
            with open(self.work + b".progress", "rb") as f:
                state = json.load(f)
            told = state.pop("tally")
            if state == self.state and os.path.getsize(self.work) >= told["out_bytes"]:
                self.tally = Tally.from_dict(told)
                self.skip = self.tally.records["in"]
        except (OSError, ValueError, KeyError, TypeError):
            return


def _hash(container: Any, answer: Answer) -> None:
    """Hashes of the input as it lies there and of the output."""
    try:
        answer.sha256 = hash_file(container.path)
    except (Refused, OSError):
        answer.sha256 = None
    if container.work:
        if answer.status == "failed" and not container.tally.records["in"]:
            os.unlink(container.work)
            return
        answer.tmp = container.work
        answer.output_sha256 = hash_file(container.work)


def _has_zstandard() -> bool:
    try:
        import zstandard  # noqa: F401
    except ImportError:
        return False
    return True


def _packer(path: bytes, out: IO[bytes]) -> Any:
    low = path.lower()
    if low.endswith(b".gz"):
        return gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0, compresslevel=6)
    if low.endswith(b".zst"):
        import zstandard

        return zstandard.ZstdCompressor(level=3).stream_writer(out, closefd=False)
    return out
