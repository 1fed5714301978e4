"""Worker processes that may die: one supervisor, N workers, a pipe for each, one task in flight on each.

Why not a pool of the standard library: with one worker killed, ``ProcessPoolExecutor`` loses what was queued and
``multiprocessing.Pool`` hangs.  An alarm inside of the process does not stop C code, a CPU limit of the kernel does.

Workers are forked from a parent that has imported everything, parsed nothing and started no thread.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from boilerstrip.corpus.channel import Channel, wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """What one task may take."""

    cpu: float = 10.0  #: seconds of CPU, counted by the kernel: the same on a busy machine
    wall: float = 100.0  #: seconds, a backstop for what sleeps
    memory: int = 1 << 30  #: bytes of address space over what the worker starts with
    tasks: int = 1000  #: a worker is renewed after so many
    resident: int = 500 << 20  #: … or when it has become so large


@dataclass(slots=True)
class Task:
    """Something to do, or (``payload is None``) something done already that only keeps its place in the order.

    A payload with ``parts`` is a batch: small things that share one round trip.  Its answer is a list; when its worker
    dies, the parts are run one by one.
    """

    tag: Any
    payload: Any = None


@dataclass(slots=True)
class _Try:
    """A task, or one part of a batch, on its way to a worker; ``alone``: nothing else runs beside it."""

    index: int
    task: Task
    payload: Any
    part: int = -1
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Death:
    """A worker ended instead of answering."""

    reason: str  #: ``timeout`` or ``worker-died``
    detail: str


@dataclass(slots=True)
class _Worker:
    pid: int
    conn: Channel
    task: _Try | None = None
    deadline: float = 0.0
    killed: bool = False


class Stopped(Exception):
    """The pool was told to stop (a signal)."""


#: how far finished tasks may run ahead of a slow one, in tasks and in bytes of answers
WINDOW, WINDOW_BYTES = 4000, 64 << 20


class Pool:
    """Runs ``work(payload)`` in child processes and gives the answers in the order of the tasks.

    ``work`` must catch its own exceptions; it returns ``(answer, renew)`` where ``renew`` asks for a fresh worker.
    """

    def __init__(
        self, jobs: int, work: Callable[[Any], tuple[Any, bool]], limits: PoolLimits | None = None, close: tuple[int, ...] = ()
    ) -> None:
        self.jobs, self.work, self.limits, self.close_fds = jobs, work, limits or PoolLimits(), close
        self.workers: list[_Worker] = []
        self.stop = False  # set by a signal handler
        self.on_tick: Callable[[], None] | None = None
        self.deaths = 0

    # -- the supervisor

    def run(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Any]]:
        """Yield ``(task, answer)`` in the order of ``tasks``; the answer of a task without payload is ``None``."""
        gc.freeze()  # what is there now is shared with the workers: do not let the collector touch its pages
        done: dict[int, tuple[Task, Any]] = {}
        held = 0  # bytes in `done`
        sizes: dict[int, int] = {}
        again: deque[_Try] = deque()
        pieces: dict[int, list[Any]] = {}  # answers to the parts of batches that were taken apart
        given = taken = 0  # next index to hand out, next index to yield
        exhausted = False
        try:
            while True:
                if self.stop and taken not in done:
                    raise Stopped
                busy = [w for w in self.workers if w.task is not None]
                if exhausted and not busy and not again and not done:
                    return
                if self.stop:
                    pass  # nothing new; what is done is still handed over
                elif again:
                    # what killed its worker runs alone, so that nobody else pays for it
                    if not busy:
                        self._give(again.popleft())
                        continue
                elif (
                    not exhausted
                    and len(busy) < self.jobs
                    and len(done) < WINDOW
                    and held < WINDOW_BYTES
                    and not any(w.task is not None and w.task.alone for w in busy)
                ):
                    task = next(tasks, None)
                    if task is None:
                        exhausted = True
                        continue
                    if task.payload is None:
                        done[given] = (task, None)
                    else:
                        self._give(_Try(given, task, task.payload))
                    given += 1
                    if task.payload is None or len(busy) + 1 < self.jobs:
                        continue
                if taken in done:  # only now, with all workers busy: what becomes of an answer takes its time
                    while taken in done:
                        held -= sizes.pop(taken, 0)
                        yield done.pop(taken)
                        taken += 1
                    continue
                for tried, answer, size in self._answers():
                    index, task = tried.index, tried.task
                    if isinstance(answer, Death):
                        parts = getattr(tried.payload, "parts", None)
                        if parts is not None:
                            pieces[index] = [None] * len(parts)
                            again.extend(_Try(index, task, part, k, alone=True) for k, part in enumerate(parts))
                            continue
                        if answer.reason == "worker-died" and not tried.alone:
                            again.append(_Try(index, task, tried.payload, tried.part, alone=True))
                            continue
                    sizes[index] = sizes.get(index, 0) + size
                    held += size
                    if tried.part >= 0:
                        pieces[index][tried.part] = answer
                        if any(p is None for p in pieces[index]):
                            continue
                        answer = pieces.pop(index)
                    done[index] = (task, answer)
                if self.on_tick:
                    self.on_tick()
        finally:
            self.close()

    def _give(self, tried: _Try) -> None:
        data = pickle.dumps(tried.payload, protocol=pickle.HIGHEST_PROTOCOL)
        worker = next((w for w in self.workers if w.task is None), None)
        if worker is None:
            worker = self._start()
        worker.task = tried
        parts = getattr(tried.payload, "parts", ())
        worker.deadline = time.monotonic() + self.limits.wall * max(1, len(parts))
        with suppress(OSError):  # it has died: seen as the end of its pipe
            worker.conn.send_bytes(data)

    def _answers(self) -> Iterator[tuple[_Try, Any, int]]:
        busy = {w.conn: w for w in self.workers if w.task is not None}
        if not busy:
            return
        now = time.monotonic()
        pause = max(0.0, min(min(w.deadline for w in busy.values()) - now, 0.5))
        ready = wait(list(busy), pause)
        for conn in ready:
            worker = busy[conn]
            assert worker.task is not None
            tried = worker.task
            try:
                data = worker.conn.recv_bytes()
                answer, renew = pickle.loads(data)
            except (EOFError, OSError, pickle.UnpicklingError):
                yield tried, self._bury(worker), 0
                continue
            worker.task = None
            if renew:
                self._dismiss(worker)
            yield tried, answer, len(data)
        now = time.monotonic()
        for worker in busy.values():
            if worker.task is not None and now > worker.deadline and not worker.killed:
                worker.killed = True
                _kill(worker.pid)  # the end of its pipe follows

    def _bury(self, worker: _Worker) -> Death:
        self.deaths += 1
        worker.conn.close()
        self.workers.remove(worker)
        _kill(worker.pid)
        _, status = os.waitpid(worker.pid, 0)
        if worker.killed:
            return Death("timeout", f"over {self.limits.wall:g} seconds")
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            if number == signal.SIGPROF:
                return Death("timeout", f"over {self.limits.cpu:g} seconds of CPU")
            return Death("worker-died", f"signal {number}")
        return Death("worker-died", f"exit code {os.waitstatus_to_exitcode(status)}")

    def _dismiss(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.conn.close()
        os.waitpid(worker.pid, 0)

    def close(self) -> None:
        """End all workers at once; whatever they were doing is lost."""
        for worker in self.workers:
            _kill(worker.pid)
            worker.conn.close()
        for worker in self.workers:
            with suppress(ChildProcessError):
                os.waitpid(worker.pid, 0)
        self.workers = []

    # -- the worker

    def _start(self) -> _Worker:
        ours, theirs = Channel.pair()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                # the supervisor's ends of all pipes: kept open here, nobody would ever see them end
                ours.close()
                for other in self.workers:
                    other.conn.close()
                for fd in self.close_fds:
                    os.close(fd)
                _worker_main(theirs, self.work, self.limits, parent)
            finally:
                os._exit(1)
        theirs.close()
        worker = _Worker(pid, ours)
        self.workers.append(worker)
        return worker


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _worker_main(conn: Channel, work: Callable[[Any], tuple[Any, bool]], limits: PoolLimits, parent: int) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGPROF, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    _die_with_parent()
    if os.getppid() != parent:
        os._exit(0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    size = _pages(0) + limits.memory
    if _pages(0):
        resource.setrlimit(resource.RLIMIT_AS, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))
    _clock[0] = limits.cpu
    count = 0
    while True:
        try:
            data = conn.recv_bytes()
        except (EOFError, OSError):
            os._exit(0)
        restart_clock()
        answer, renew = work(pickle.loads(data))
        signal.setitimer(signal.ITIMER_PROF, 0)
        count += 1
        renew = renew or count >= limits.tasks or _pages(1) > limits.resident
        try:
            conn.send_bytes(pickle.dumps((answer, renew), protocol=pickle.HIGHEST_PROTOCOL))
        except OSError:
            os._exit(0)
        if renew:
            os._exit(0)


# seconds of CPU that one document may take, in a worker; 0 elsewhere
_clock = [0.0]


def restart_clock() -> None:
    """The next document begins: it has its own CPU seconds.  Without effect outside of a worker."""
    if _clock[0]:
        signal.setitimer(signal.ITIMER_PROF, _clock[0])


def _pages(column: int) -> int:
    """Bytes of this process: 0 virtual, 1 resident; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as f:
            return int(f.read().split()[column]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


def _die_with_parent() -> None:
    """Linux: this process is killed when its parent ends (elsewhere the end of the pipe is seen after the task)."""
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
