"""Messages between the supervisor and its workers: what ``multiprocessing.Pipe`` does, without what a hook would wait for.

That module's import brings sockets, temporary files and random numbers along.
"""

from __future__ import annotations

import os
import select


class Channel:
    """One end of a pair of pipes that carries messages of bytes."""

    __slots__ = ("_reader", "_writer")

    def __init__(self, reader: int, writer: int) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    def pair(cls) -> tuple[Channel, Channel]:
        (a, b), (c, d) = os.pipe(), os.pipe()
        return cls(a, d), cls(c, b)

    def fileno(self) -> int:
        return self._reader

    def send_bytes(self, data: bytes) -> None:
        """Raises OSError when nobody reads any more."""
        view = memoryview(len(data).to_bytes(8, "big") + data)
        while view:
            view = view[os.write(self._writer, view) :]

    def recv_bytes(self) -> bytes:
        """Raises EOFError when nobody writes any more."""
        return self._read(int.from_bytes(self._read(8), "big"))

    def _read(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size:
            part = os.read(self._reader, min(size, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def close(self) -> None:
        os.close(self._reader)
        os.close(self._writer)


def wait(channels: list[Channel], seconds: float) -> list[Channel]:
    """Those of ``channels`` that can be read, or whose other end is gone."""
    poll = select.poll()
    by_number = {c.fileno(): c for c in channels}
    for number in by_number:
        poll.register(number, select.POLLIN | select.POLLHUP)
    return [by_number[number] for number, _ in poll.poll(seconds * 1000)]
