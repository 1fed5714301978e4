"""WARC and WET: pages (``response``, ``resource``) become ``conversion`` records, ``conversion`` records get the cleaned text.

Everything else (``warcinfo``, ``request``, ``metadata`` …) passes through.  After each conversion stands a ``metadata``
record of type ``application/json`` with the ``boilerstrip`` struct.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import uuid
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from boilerstrip.corpus.jsontext import dumps
from boilerstrip.corpus.names import shown
from boilerstrip.corpus.pool import Death
from boilerstrip.corpus.reading import Refused, Unpacker, hash_file, open_regular
from boilerstrip.corpus.recordwork import clean_record, refuse
from boilerstrip.corpus.tally import Tally
from boilerstrip.corpus.warcread import header, http_body, read_records
from boilerstrip.corpus.work import Answer, death_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boilerstrip.corpus.settings import Settings
    from boilerstrip.corpus.walk import Entry
    from boilerstrip.corpus.work import Worker

PAGES = ("response", "resource", "conversion")
_TEXT_TYPES = ("text/", "application/xhtml", "application/xml")
_NAMESPACE = uuid.UUID("6f0d7c5e-9d53-5d55-a7a4-0c2a6f9a3b11")


@dataclass(frozen=True, slots=True)
class WarcJob:
    """One page of a WARC, for a worker."""

    kind: str
    headers: tuple[tuple[str, str], ...]
    block: bytes
    number: int
    path: str
    packed: bool

    def header(self, name: str) -> str | None:
        return header(self.headers, name)

    def run(self, worker: Worker) -> Answer:
        body, media_type = self.body(worker.limit)
        if body is None:
            return Answer("skipped", "media-type", media_type or "unknown")
        is_html = self.kind != "conversion" and media_type is not None and "html" in media_type
        record: dict[str, Any] = {
            "id": self.header("WARC-Record-ID"),
            "url": self.header("WARC-Target-URI"),
            "date": self.header("WARC-Date"),
            "html" if is_html else "text": body,
        }
        answer, rows = clean_record(worker, record, [], f"{self.path}#{self.number}", self.path, media_type)
        answer.data = b"".join(self.written(row) for row in rows)
        return answer

    def body(self, limit: int) -> tuple[bytes | None, str | None]:
        """The page's bytes, unpacked, and its media type; no bytes where it is no text."""
        if self.kind == "conversion":
            return self.block, "text/plain; charset=utf-8"
        if not self.block.startswith(b"HTTP/"):
            told = self.header("Content-Type") or "application/octet-stream"
            return (self.block, told) if told.startswith(_TEXT_TYPES) else (None, told)
        body, kind = http_body(self.block, limit)
        if len(body) > limit:
            raise Refused("too-large", f"{len(body):,} bytes, the limit is {limit:,}")
        return (body, kind) if kind.lower().startswith(_TEXT_TYPES) else (None, kind)

    def written(self, row: dict[str, Any]) -> bytes:
        """The conversion record and its metadata record."""
        text = str(row.get("text") or "").encode("utf-8", "replace")
        own = self.header("WARC-Record-ID") or f"{self.path}#{self.number}"
        name = str(row.get("id") or own)
        date = self.header("WARC-Date") or "1970-01-01T00:00:00Z"
        url = self.header("WARC-Target-URI")
        if self.kind == "conversion" and name == own:
            fresh = {"content-length", "warc-block-digest", "warc-payload-digest"}
            headers = [(k, v) for k, v in self.headers if k.lower() not in fresh]
            record_id = own
        else:
            record_id = f"<urn:uuid:{uuid.uuid5(_NAMESPACE, name)}>"
            headers = [("WARC-Type", "conversion"), ("WARC-Date", date), ("WARC-Record-ID", record_id), ("WARC-Refers-To", own)]
            headers += [("WARC-Target-URI", url)] if url else []
            headers.append(("Content-Type", "text/plain; charset=utf-8"))
        beside = dumps(row["boilerstrip"])
        about = [("WARC-Type", "metadata"), ("WARC-Date", date)]
        about += [("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(_NAMESPACE, record_id)}>"), ("WARC-Refers-To", record_id)]
        about += [("WARC-Target-URI", url)] if url else []
        about.append(("Content-Type", "application/json"))
        parts = [write_record(headers, text), write_record(about, beside)]
        return b"".join(gzip.compress(p, 6, mtime=0) if self.packed else p for p in parts)


def write_record(headers: list[tuple[str, str]], block: bytes) -> bytes:
    """A WARC/1.0 record with its length and digest."""
    digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
    lines = [*headers, ("WARC-Block-Digest", f"sha1:{digest}"), ("Content-Length", str(len(block)))]
    head = "".join(f"{_one_line(k)}: {_one_line(v)}\r\n" for k, v in lines)
    return b"WARC/1.0\r\n" + head.encode("utf-8", "replace") + b"\r\n" + block + b"\r\n\r\n"


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


class WarcContainer:
    """One WARC file on its way through the pool."""

    def __init__(self, path: bytes, entry: Entry, work: bytes, settings: Settings, fingerprint: str) -> None:
        self.path, self.entry, self.work, self.settings = path, entry, work, settings
        self.source = Unpacker(open_regular(path), path)
        self.limit = settings.options.limits.max_bytes
        self.packed = path.lower().endswith(b".gz")
        self.tally = Tally("record")
        self.out: IO[bytes] | None = None

    def jobs(self) -> Iterator[tuple[Any, Any]]:
        rel = shown(self.entry.path)
        for record in read_records(self.source, self.limit):
            kind = (record.header("WARC-Type") or "").lower()
            if record.block is None:
                yield (record.number, Answer("failed", "too-large", f"{record.length:,} bytes, the limit is {self.limit:,}")), None
            elif kind in PAGES:
                yield None, WarcJob(kind, record.headers, record.block, record.number, rel, self.packed)
            else:
                yield write_record([h for h in record.headers if h[0].lower() not in _LENGTHS], record.block), None
        self.source.close()

    def begin(self) -> None:
        if self.work:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
            self.out = os.fdopen(os.open(self.work, flags, 0o666), "wb")

    def take(self, item: Any, job: Any, answer: Any) -> int:
        if isinstance(item, bytes):
            if self.out is not None:
                self.out.write(gzip.compress(item, 6, mtime=0) if self.packed else item)
            return 0
        if item is not None:
            self.tally.add(*item)
            return 1
        answer = death_answer(answer) if isinstance(answer, Death) else answer
        if answer.status == "failed" and not answer.data:
            row = {"id": job.header("WARC-Record-ID")}
            rows = refuse(row, answer.reason, answer.detail, self.settings, "text")[1]
            answer.data = b"".join(job.written(r) for r in rows)
        self.tally.add(job.number, answer)
        if self.out is not None:
            self.out.write(answer.data)
        return 1

    def finish(self) -> tuple[Answer, dict[str, Any]]:
        answer, records = self.tally.answer(self.source.fault, self.source.note)
        if self.out is not None:
            self.out.close()
            answer.tmp, answer.output_sha256 = self.work, hash_file(self.work)
        answer.sha256 = hash_file(self.path)
        return answer, records


_LENGTHS = ("content-length", "warc-block-digest")
