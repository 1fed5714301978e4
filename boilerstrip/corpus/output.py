"""Writing to standard output, where the reader may have gone."""

from __future__ import annotations

import sys


class ClosedPipe(Exception):
    """Whoever read our output has enough: that is success, not a failure."""


def put(data: str | bytes) -> None:
    """Write and flush.

    Raises:
        ClosedPipe: the reader has gone.
        OSError: anything else, a full disk for one.
    """
    try:
        if isinstance(data, str):
            sys.stdout.write(data)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        raise ClosedPipe from None
