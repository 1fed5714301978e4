"""Before a run begins: places that cannot be, signals that end it, how many workers."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.names import safe, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boilerstrip.corpus.pool import Pool


class CannotRun(Exception):
    """The run cannot begin or go on: one line for the user, and an exit code."""

    def __init__(self, text: str, exit_code: int = 2) -> None:
        super().__init__(text)
        self.exit_code = exit_code


def cpus() -> int:
    """CPUs that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def jobs_of(told: int) -> int:
    """Workers to start for ``--jobs told``: more than four for a CPU only cost memory."""
    return cpus() if told == 0 else min(told, 4 * cpus())


def check_places(inp: bytes, out: bytes) -> None:
    """Refuse places that cannot be: nothing has been touched yet.

    Raises:
        CannotRun: IN is missing; OUT is a link or a file; one lies inside of the other.
    """
    if not os.path.lexists(inp):
        raise CannotRun(f"{safe(shown(inp))}: no such file or folder")
    if os.path.islink(out):
        raise CannotRun(f"{safe(shown(out))} is a link; give the folder itself")
    if os.path.lexists(out) and not os.path.isdir(out):
        raise CannotRun(f"{safe(shown(out))} is a file, but a folder goes into a folder")
    a, b = os.path.realpath(inp), os.path.realpath(out)
    if a == b:
        raise CannotRun("IN and OUT are the same folder")
    if _inside(b, a):
        raise CannotRun("OUT lies inside of IN: its files would be inputs of the next run")
    if _inside(a, b):
        raise CannotRun("IN lies inside of OUT")


def _inside(path: bytes, top: bytes) -> bool:
    return path.startswith(top.rstrip(b"/") + b"/")


@contextmanager
def signals(pool_holder: list[Pool]) -> Iterator[list[int]]:
    """SIGINT, SIGTERM and SIGHUP end the run in order; the list holds the signal that came."""
    came: list[int] = []

    def handler(number: int, frame: Any) -> None:
        came.append(number)
        for pool in pool_holder:
            pool.stop = True

    old = {}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with suppress(ValueError):  # not the main thread: the caller's own affair
            old[number] = signal.signal(number, handler)
    try:
        yield came
    finally:
        for number, former in old.items():
            signal.signal(number, former)
