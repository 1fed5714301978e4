"""Reading bytes that may be hostile: bounded, no link followed, nothing that blocks."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

#: members of one gzip file, for a document (a container may have one for each record)
MAX_MEMBERS = 1000
CHUNK = 1 << 18


class Refused(Exception):
    """An input that cannot be read; ``skipped`` where it was none to begin with."""

    def __init__(self, reason: str, detail: str = "", *, skipped: bool = False) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail, self.skipped = reason, detail, skipped


class Source(Protocol):
    """What the container readers need of a file."""

    def read(self, size: int = -1, /) -> bytes: ...


def missing_extra(what: str, extra: str) -> Refused:
    return Refused("missing-extra", f"{what} needs an extra: pip install 'boilerstrip[{extra}]'")


def open_regular(path: bytes) -> int:
    """A file descriptor of a regular file, never of what a link points to.

    Raises:
        Refused: a link, a special file, or one that may not be read.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Refused("link", skipped=True) from None
        if error.errno == errno.ENXIO:
            raise Refused("special", skipped=True) from None
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            raise Refused("vanished", "it was there when the folder was listed") from None
        raise Refused("unreadable", error.strerror or str(error)) from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise Refused("special", skipped=True)
    return fd


def hash_file(path: bytes) -> str:
    """SHA-256 of a regular file.  Raises :class:`Refused`, OSError."""
    import hashlib

    fd = open_regular(path)
    with os.fdopen(fd, "rb", buffering=0) as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def read_document(path: bytes, limit: int) -> tuple[bytes, list[str]]:
    """The unpacked bytes of one document and what is to be said of them.

    Raises:
        Refused: over ``limit`` bytes (packed or not), broken, or no regular file.
    """
    raw = read_raw(path, limit)
    low = path.lower()
    if low.endswith(b".gz"):
        return gunzip(raw, limit)
    if low.endswith(b".zst"):
        return unzstd(raw, limit), []
    return raw, []


def read_raw(path: bytes, limit: int) -> bytes:
    fd = open_regular(path)
    try:
        size = os.fstat(fd).st_size
        if size > limit:
            raise Refused("too-large", f"{size:,} bytes, the limit is {limit:,}")
        with os.fdopen(fd, "rb", buffering=0, closefd=False) as f:
            parts = []
            left = limit + 1
            while left > 0 and (part := f.read(min(left, 1 << 20))):
                parts.append(part)
                left -= len(part)
    except OSError as error:
        raise Refused("unreadable", error.strerror or str(error)) from None
    finally:
        os.close(fd)
    if left <= 0:
        raise Refused("too-large", f"it grew over {limit:,} bytes while it was read")
    return b"".join(parts)


def gunzip(raw: bytes, limit: int) -> tuple[bytes, list[str]]:
    """One layer of gzip, all its members, at most ``limit`` bytes."""
    import zlib

    if not raw:
        return b"", []
    if raw[:2] != b"\x1f\x8b":
        return raw, ["not-gzip"]
    parts: list[bytes] = []
    total = members = 0
    rest = raw
    while rest:
        if rest[:2] != b"\x1f\x8b":
            return b"".join(parts), (["gzip-rubbish"] if rest.strip(b"\0") else [])
        members += 1
        if members > MAX_MEMBERS:
            raise Refused("gzip", f"more than {MAX_MEMBERS} members")
        unpack = zlib.decompressobj(wbits=31)
        try:
            part = unpack.decompress(rest, limit - total + 1)
        except zlib.error as error:
            raise Refused("gzip", f"{error} in the member at byte {len(raw) - len(rest)}") from None
        total += len(part)
        parts.append(part)
        if total > limit:
            raise Refused("too-large", f"over {limit:,} bytes when unpacked")
        if not unpack.eof:
            raise Refused("gzip", f"cut off: {len(raw)} bytes of gzip end in the middle, {total} bytes could be unpacked")
        rest = unpack.unused_data
    return b"".join(parts), []


def unzstd(raw: bytes, limit: int) -> bytes:
    """All frames of a zstandard file, at most ``limit`` bytes."""
    try:
        import zstandard
    except ImportError:
        raise missing_extra("zstandard (.zst)", "fast") from None
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw, read_across_frames=True)
        parts, total = [], 0
        while part := reader.read(1 << 20):
            parts.append(part)
            total += len(part)
            if total > limit:
                raise Refused("too-large", f"over {limit:,} bytes when unpacked")
    except zstandard.ZstdError as error:
        raise Refused("zstd", str(error)) from None
    return b"".join(parts)


class Unpacker:
    """A stream of the unpacked bytes of a container: plain, ``.gz`` (any number of members) or ``.zst``.

    A fault in the packing ends the stream; ``fault`` then says what and where.  What came before is good.
    """

    def __init__(self, fd: int, name: bytes) -> None:
        self.file = os.fdopen(fd, "rb", buffering=0)
        self.fault: Refused | None = None
        self.note = ""
        self.packed = 0  # bytes of the file that were read
        head = self.file.read(4) or b""
        self.packed = len(head)
        low = name.lower()
        self._blocks: Iterator[bytes]
        if low.endswith(b".gz") and head[:2] == b"\x1f\x8b":
            self._blocks = self._gzip(head)
        elif low.endswith(b".zst") and head == b"\x28\xb5\x2f\xfd":
            self._blocks = self._zstd(head)
        else:
            if low.endswith((b".gz", b".zst")) and head:
                self.note = "not-gzip" if low.endswith(b".gz") else "not-zstd"
            self._blocks = self._plain(head)
        self._buffer = b""
        self._at = 0
        self.offset = 0  # unpacked bytes handed out

    def close(self) -> None:
        self.file.close()

    def _more(self) -> bytes:
        part = self.file.read(CHUNK) or b""
        self.packed += len(part)
        return part

    def _plain(self, head: bytes) -> Iterator[bytes]:
        part = head
        while part:
            yield part
            part = self._more()

    def _gzip(self, head: bytes) -> Iterator[bytes]:
        import zlib

        data = head
        while data:
            if data[:2] != b"\x1f\x8b":
                if len(data) < 2 and (more := self._more()):
                    data += more
                    continue
                if data.strip(b"\0"):
                    self.fault = Refused("gzip", f"rubbish after the end of a member, about byte {self.packed - len(data)}")
                return
            unpack = zlib.decompressobj(wbits=31)
            while not unpack.eof:
                try:
                    out = unpack.decompress(data, CHUNK * 4)
                except zlib.error as error:
                    self.fault = Refused("gzip", f"{error}, about byte {self.packed}")
                    return
                if out:
                    yield out
                data = unpack.unconsumed_tail
                if not data and not unpack.eof:
                    data = self._more()
                    if not data and not out:  # nothing in, nothing out, and no end mark
                        self.fault = Refused("gzip", f"cut off at byte {self.packed}")
                        return
            data = unpack.unused_data or self._more()

    def _zstd(self, head: bytes) -> Iterator[bytes]:
        import zstandard  # the container has seen to it that it is there

        self.file.seek(0)
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(self.file, read_across_frames=True)
        while True:
            try:
                out = reader.read(CHUNK)
            except zstandard.ZstdError as error:
                self.fault = Refused("zstd", f"{error} after {self.offset} unpacked bytes")
                return
            if not out:
                return
            yield out

    def _fill(self) -> bool:
        try:
            block = next(self._blocks, b"")
        except OSError as error:
            self.fault = Refused("unreadable", error.strerror or str(error))
            block = b""
        if not block:
            return False
        self._buffer = self._buffer[self._at :] + block if self._at < len(self._buffer) else block
        self._at = 0
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes, fewer only at the end."""
        parts, left = [], size if size >= 0 else 1 << 62
        while left:
            part = self._buffer[self._at : self._at + left]
            if part:
                parts.append(part)
                self._at += len(part)
                left -= len(part)
            if left and not self._fill():
                break
        out = b"".join(parts)
        self.offset += len(out)
        return out

    def readline(self, limit: int) -> tuple[bytes, int]:
        """The next line with its end, cut after ``limit`` bytes (the rest is passed over), and its whole length."""
        parts: list[bytes] = []
        kept = whole = 0
        while True:
            end = self._buffer.find(b"\n", self._at)
            stop = len(self._buffer) if end < 0 else end + 1
            part = self._buffer[self._at : stop]
            self._at = stop
            whole += len(part)
            if part and kept < limit:
                parts.append(part[: limit - kept])
                kept += len(parts[-1])
            if end >= 0 or not self._fill():
                break
        self.offset += whole
        return b"".join(parts), whole
