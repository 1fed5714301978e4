"""The framing of WARC and of HTTP responses in it; every length is checked against what is there.

Written here because the libraries stop at a cut file without a word, and one of them ends the process on a bad stream.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.reading import Refused, Unpacker, missing_extra

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_HEADERS = 1 << 18  #: bytes of the headers of one record or response
_VERSION = re.compile(rb"WARC/[01]\.\d{1,2}\s*$")


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record; ``block`` is ``None`` where it is over the limit."""

    number: int
    headers: tuple[tuple[str, str], ...]
    length: int
    block: bytes | None

    def header(self, name: str) -> str | None:
        return header(self.headers, name)


def header(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    """The first header of that name, whatever its case."""
    low = name.lower()
    return next((v for k, v in headers if k.lower() == low), None)


def read_records(source: Unpacker, limit: int) -> Iterator[WarcRecord]:
    """Records in order.  A fault ends them and is left in ``source.fault``, with the record's number and offset."""
    number = 0
    while True:
        start = source.offset
        line, whole = source.readline(MAX_HEADERS)
        if not whole:
            return
        if not line.strip():
            continue
        number += 1
        if not _VERSION.match(line):
            source.fault = source.fault or Refused("warc", f"no WARC record at byte {start} (after record {number - 1})")
            return
        try:
            headers = parse_headers(source)
            length = int(header(headers, "Content-Length") or "")
            if length < 0:
                raise ValueError
        except ValueError:
            source.fault = source.fault or Refused("warc", f"record {number} at byte {start}: broken headers")
            return
        block: bytes | None = None
        if length <= limit:
            block = source.read(length)
            missing = length - len(block)
        else:
            missing = length
            while missing and (part := source.read(min(missing, 1 << 20))):
                missing -= len(part)
        if missing:
            source.fault = source.fault or Refused("warc", f"record {number} at byte {start} is cut off, {missing} bytes are missing")
            return
        yield WarcRecord(number, headers, length, block)


def parse_headers(source: Unpacker) -> tuple[tuple[str, str], ...]:
    """Header lines up to the empty one.  Raises ValueError where they do not end in ``MAX_HEADERS`` bytes."""
    lines: list[bytes] = []
    size = 0
    while True:
        line, whole = source.readline(MAX_HEADERS)
        size += whole
        if not whole or size > MAX_HEADERS:
            raise ValueError("headers do not end")
        if not line.strip():
            return split_headers(lines)
        lines.append(line)


def split_headers(lines: list[bytes]) -> tuple[tuple[str, str], ...]:
    """``Name: value`` lines as pairs; a line that begins with a blank goes on with the one before."""
    out: list[list[str]] = []
    for line in lines:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[:1] in " \t" and out:
            out[-1][1] += " " + text.strip()
        else:
            name, colon, value = text.partition(":")
            if colon:
                out.append([name.strip(), value.strip()])
    return tuple((k, v) for k, v in out)


def http_body(block: bytes, limit: int) -> tuple[bytes, str]:
    """Body of an HTTP response, transfer and content encoding taken off, and its Content-Type.

    Raises:
        Refused: the headers do not end, an unknown encoding, broken packing, over ``limit`` bytes.
    """
    end = re.search(rb"\r?\n\r?\n", block[:MAX_HEADERS])
    if end is None:
        raise Refused("http", "the headers of the response do not end")
    headers = split_headers(block[: end.start()].split(b"\n")[1:])
    body = block[end.end() :]
    if "chunked" in (header(headers, "Transfer-Encoding") or "").lower():
        body = dechunk(body)
    encodings = [e.strip().lower() for e in (header(headers, "Content-Encoding") or "").split(",")]
    for encoding in reversed(encodings):
        if encoding not in ("", "identity", "none", "utf-8", "binary"):
            body = decompress(body, encoding, limit)
    return body, header(headers, "Content-Type") or "text/html"


def dechunk(body: bytes) -> bytes:
    """Chunks joined; a body that does not begin with a chunk's size was joined already by the crawler."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\n", at, at + 200)
        try:
            size = int(body[at:end].split(b";")[0].strip(), 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            if not parts:
                return body
            raise Refused("http", f"broken chunk at byte {at} of the body")
        if size == 0:
            return b"".join(parts)
        at = end + 1
        parts.append(body[at : at + size])
        if len(parts[-1]) < size:
            raise Refused("http", "the last chunk is cut off")
        at += size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0


def decompress(body: bytes, encoding: str, limit: int) -> bytes:
    """One content encoding taken off, at most ``limit`` bytes; a body that was unpacked by the crawler is left."""
    if encoding in ("gzip", "x-gzip", "deflate"):
        gzipped = body[:2] == b"\x1f\x8b"
        if encoding != "deflate" and not gzipped:
            return body
        for wbits in (31,) if gzipped else (15, -15):
            unpack = zlib.decompressobj(wbits=wbits)
            try:
                out = unpack.decompress(body, limit + 1)
            except zlib.error:
                continue
            if len(out) > limit:
                raise Refused("too-large", f"over {limit:,} bytes when unpacked")
            if not unpack.eof:
                raise Refused("http", f"the {encoding} body is cut off")
            return out
        if encoding == "deflate":
            return body
        raise Refused("http", f"broken {encoding}")
    if encoding == "br":
        return _brotli(body, limit)
    raise Refused("http", f"content encoding {encoding[:40]} is not known")


def _brotli(body: bytes, limit: int) -> bytes:
    try:
        brotli: Any = import_module("brotli")
    except ImportError:
        raise missing_extra("brotli in WARC", "warc") from None
    unpack = brotli.Decompressor()
    try:
        out = bytes(unpack.process(body, output_buffer_limit=limit + 1))
        while not unpack.is_finished() and len(out) <= limit:
            more = unpack.process(b"", output_buffer_limit=limit + 1 - len(out))
            if not more:
                raise Refused("http", "the br body is cut off")
            out += more
    except brotli.error:
        if b"<" in body[:200]:
            return body
        raise Refused("http", "broken br") from None
    if len(out) > limit:
        raise Refused("too-large", f"over {limit:,} bytes when unpacked")
    return out
