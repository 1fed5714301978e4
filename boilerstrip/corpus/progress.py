"""Progress on stderr: a bar on a terminal, plain lines elsewhere; no thread, so that the supervisor can fork."""

from __future__ import annotations

import os
import shutil
import sys
import time

#: seconds between two signs of life
EVERY = {"bar": 0.2, "log": 10.0}


class Meter:
    """Counts documents and bytes and says how it goes; ``mode`` is ``auto``, ``bar``, ``log`` or ``none``.

    The remaining time is reckoned from bytes where the total is known, since documents differ by a factor of a hundred.
    """

    def __init__(self, mode: str, documents: int = 0, size: int = 0) -> None:
        if mode == "auto":
            mode = "bar" if sys.stderr.isatty() and not os.environ.get("CI") else "log"
        self.mode = mode
        self.total, self.total_bytes = documents, size
        self.done = self.bytes = self.records = 0
        self.passed = 0  # bytes of what was passed over: no work, no rate
        self.started = self.last = time.monotonic()
        self._drawn = False

    def add(self, size: int, *, worked: bool) -> None:
        self.done += 1
        self.bytes += size
        if not worked:
            self.passed += size

    def tick(self) -> None:
        now = time.monotonic()
        every = EVERY.get(self.mode)
        if every is None or now - self.last < every:
            return
        self.last = now
        line = self.line(now)
        if self.mode == "bar":
            width = max(20, shutil.get_terminal_size().columns - 1)
            self._put("\r" + line[:width].ljust(width))
            self._drawn = True
        else:
            self._put(line + "\n")

    def line(self, now: float) -> str:
        seconds = max(now - self.started, 1e-6)
        words = [f"{self.done:,}/{self.total:,} docs" if self.total else f"{self.done:,} docs"]
        if self.records:
            words.append(f"{self.records:,} records ({self.records / seconds:,.0f}/s)")
        else:
            words.append(f"{self.done / seconds:,.1f} docs/s")
        worked = self.bytes - self.passed
        if self.total_bytes and worked > 0:
            left = (self.total_bytes - self.bytes) / (worked / seconds)
            words.append(f"ETA {clock(left)}")
        line = " | ".join(words)
        if self.mode == "bar" and self.total_bytes:
            full = int(24 * min(1.0, self.bytes / self.total_bytes))
            line = "[" + "#" * full + "." * (24 - full) + "] " + line
        return line

    def clear(self) -> None:
        """Take the bar away before other lines are printed."""
        if self._drawn:
            width = max(20, shutil.get_terminal_size().columns - 1)
            self._put("\r" + " " * width + "\r")
            self._drawn = False

    @staticmethod
    def _put(text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            pass


def clock(seconds: float) -> str:
    minutes, rest = divmod(int(max(0.0, min(seconds, 99 * 3600))), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
