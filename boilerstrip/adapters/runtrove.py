"""``--engine datatrove``: containers as tasks of datatrove's local executor, with its completions and statistics.

A task cleans its file as the local engine does, in child processes under the same limits: a document that kills its worker
costs itself only, and OUT is the local engine's byte for byte.  What datatrove keeps (completions, logs, ``stats.json``)
lies beside OUT, in ``OUT.datatrove/<key>/``; the key hangs on version, options and inputs, so that nothing stale counts as done.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pickle
import shutil
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from boilerstrip.adapters.run import plan
from boilerstrip.adapters.schema import missing
from boilerstrip.corpus.containers import open_container
from boilerstrip.corpus.jsontext import dumps
from boilerstrip.corpus.manifest import Journal, foreign_file, own_output, read_rows
from boilerstrip.corpus.names import JOURNAL, MANIFEST, SUMMARY, TMP, safe, shown
from boilerstrip.corpus.places import CannotRun, check_places, jobs_of
from boilerstrip.corpus.pool import Death, Pool, Task
from boilerstrip.corpus.reading import Refused, hash_file
from boilerstrip.corpus.summary import Summary
from boilerstrip.corpus.tasks import row_of
from boilerstrip.corpus.work import Answer, Worker, death_answer

try:
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.base import PipelineStep
except ImportError:
    raise missing("datatrove", "datatrove") from None

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datatrove.data import DocumentsPipeline

    from boilerstrip.corpus.manifest import Row
    from boilerstrip.corpus.settings import Settings
    from boilerstrip.corpus.walk import Entry


#: more files than this share tasks
MAX_TASKS = 1000


class CleanFiles(PipelineStep):  # type: ignore[misc]
    """Cleans the containers that the plan gives to its rank; takes and gives no documents."""

    type = "🧹 - BOILERSTRIP"
    name = "🧹 boilerstrip files"

    def __init__(self, inp: bytes, out: bytes, settings: Settings, rows: str) -> None:
        super().__init__()
        self.inp, self.out, self.settings, self.rows = inp, out, settings, rows

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        with open(_plan_path(self.rows, rank), "rb") as f:
            entries: list[tuple[int, Entry]] = pickle.load(f)
        for i, entry in entries:
            if _done(os.path.join(self.out, entry.out), row_path(self.rows, i)):
                continue  # by this task, before it was stopped
            with self.track_time("file"), self._alone(entry):
                row = self._clean(entry)
            for name, value in (row["records"] or {}).items():
                if isinstance(value, int):
                    self.stat_update(f"records_{name}", value=value, unit="file")
            self.stat_update(row["status"])
            if row["status"] == "failed" and self.settings.on_error == "error":
                raise CannotRun(f"{safe(row['path'])}: {row['reason']}: {safe(row['detail'])} (--on-error error)", 1)
            _write(row_path(self.rows, i), dumps(row))
        return
        yield  # a generator, as datatrove wants it

    def _work(self, entry: Entry) -> bytes:
        return os.path.join(self.out, TMP, b"c-" + hashlib.sha256(entry.path).hexdigest()[:24].encode())

    @contextmanager
    def _alone(self, entry: Entry) -> Iterator[None]:
        """When a run is killed, its workers finish their files: the next run waits for them."""
        lock = os.open(self._work(entry) + b".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _clean(self, entry: Entry) -> Row:
        """One container, from opening it to its final name."""
        path, work = shown(entry.path), self._work(entry)
        try:
            container = open_container(os.path.join(self.inp, entry.path), entry, work, self.settings, self.settings.fingerprint())
        except Refused as refused:
            return row_of(path, Answer("skipped" if refused.skipped else "failed", refused.reason, refused.detail), [])
        container.begin()
        pool = Pool(1, Worker(self.settings))
        try:
            for task, answer in pool.run(Task(item, job) for item, job in container.jobs()):
                container.take(task.tag, task.payload, death_answer(answer) if isinstance(answer, Death) else answer)
        finally:
            pool.close()
        answer, records = container.finish()
        row = row_of(path, answer, [shown(entry.out)] if answer.tmp else [], records)
        if row["status"] == "failed" and self.settings.on_error == "skip":
            row["status"] = "skipped"
        if answer.tmp:
            final = os.path.join(self.out, entry.out)
            os.makedirs(os.path.dirname(final), exist_ok=True)
            os.replace(answer.tmp, final)
        return row


def run_datatrove(inp: bytes, out: bytes, settings: Settings) -> int:
    """See :func:`boilerstrip.adapters.run.run_engine`."""
    check_places(inp, out)
    if not os.path.isdir(inp):
        raise CannotRun("engine datatrove takes a folder: one file is one task (--engine local)")
    entries = plan(inp, settings, "datatrove", ("jsonl", "parquet", "warc"))
    os.makedirs(out, exist_ok=True)
    held: list[int] = [os.open(out, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
    # datatrove's helper processes are forked, and outlive a run that is killed: they must not hold the lock
    os.register_at_fork(after_in_child=lambda: _close(held))
    try:
        fcntl.flock(held[0], fcntl.LOCK_EX | fcntl.LOCK_NB)
        return _run(os.path.abspath(inp), os.path.abspath(out), entries, settings)
    except BlockingIOError:
        raise CannotRun(f"another run is writing to {safe(shown(out))}") from None
    except OSError as error:
        raise CannotRun(f"{safe(shown(out))}: {error.strerror or error}; the same command goes on when that is mended") from error
    finally:
        os.close(held.pop())


def _close(fds: list[int]) -> None:
    for fd in fds:
        os.close(fd)


def _run(inp: bytes, out: bytes, entries: list[Entry], settings: Settings) -> int:
    foreign = foreign_file(out)
    if foreign is not None:
        raise CannotRun(f"{safe(shown(out))} holds a file that is not ours: {safe(foreign)}; give an empty or a new folder")
    # who reads the OUT of a run that was killed has to see whose files these are: all outputs are claimed before the first
    old = {o for name in (MANIFEST, JOURNAL) for row in read_rows(os.path.join(out, name)) for o in row["outputs"]}
    outputs = [shown(e.out) for e in entries]
    tmp = os.path.join(out, TMP)
    os.makedirs(tmp, exist_ok=True)
    claims = Journal(os.path.join(tmp, b"run.claims"))
    for entry, name in zip(entries, outputs, strict=True):
        claims.write(row_of(shown(entry.path), Answer("failed", "unfinished"), [name]))
    gone = sorted(old - set(outputs))
    if gone:
        claims.write(row_of("", Answer("failed", "unfinished"), gone))
    claims.finish(os.path.join(out, JOURNAL))

    logs = os.fsdecode(out) + ".datatrove/" + _key(inp, entries, settings)
    rows = os.path.join(logs, "rows")
    if settings.force:
        shutil.rmtree(logs, ignore_errors=True)
    os.makedirs(rows, exist_ok=True)
    # every task carries the whole step: what it has to do stands in a file of its own, so that the work stays linear
    tasks = min(len(entries), MAX_TASKS)
    for rank in range(tasks):
        own = [(i, entries[i]) for i in range(rank, len(entries), tasks)]
        _write(_plan_path(rows, rank), pickle.dumps(own))
        if not all(_done(os.path.join(out, e.out), row_path(rows, i)) for i, e in own):
            with suppress(FileNotFoundError):
                os.unlink(os.path.join(logs, "completions", f"{rank:05d}"))
    jobs = min(jobs_of(settings.jobs), tasks)
    executor = LocalPipelineExecutor(pipeline=[CleanFiles(inp, out, settings, rows)], tasks=tasks, workers=jobs, logging_dir=logs)
    try:
        executor.run()
    except CannotRun:
        raise
    except Exception as error:
        raise CannotRun(f"datatrove: {type(error).__name__}: {safe(str(error))}; the same command goes on where it stopped") from error
    return _finish(out, rows, len(entries), gone, settings)


def _finish(out: bytes, rows: str, count: int, gone: list[str], settings: Settings) -> int:
    """All tasks are done: outputs of inputs that are gone go, the manifest and the summary come."""
    tmp = os.path.join(out, TMP)
    summary = Summary()
    manifest = Journal(os.path.join(tmp, b"run.manifest"))
    for row in _rows(rows, count):
        manifest.write(row)
        summary.add(row)
    for name in gone:
        path = own_output(name)
        if path is not None:
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                os.unlink(os.path.join(out, path))
    _write(os.path.join(tmp, b"run.summary"), dumps(summary.to_dict(settings.fingerprint()), indent=1) + b"\n")
    os.replace(os.path.join(tmp, b"run.summary"), os.path.join(out, SUMMARY))
    manifest.finish(os.path.join(out, MANIFEST))
    os.unlink(os.path.join(out, JOURNAL))
    for left in os.listdir(tmp):
        os.unlink(os.path.join(tmp, left))
    os.rmdir(tmp)
    for line in summary.lines("manifest.jsonl", stats=settings.stats):
        print(line, file=sys.stderr)
    return 0 if settings.on_error == "skip" else summary.exit_code


def _rows(folder: str, count: int) -> Iterator[Row]:
    for i in range(count):
        try:
            with open(row_path(folder, i), "rb") as f:
                yield json.load(f)
        except (OSError, ValueError):
            raise CannotRun(f"datatrove says that task {i} is done, but it left no row; --force redoes all") from None


def row_path(folder: str, number: int) -> str:
    """Where a task leaves the row of its file."""
    return os.path.join(folder, f"{number:05d}.json")


def _plan_path(folder: str, rank: int) -> str:
    """Where the numbered inputs of one task stand."""
    return os.path.join(folder, f"plan-{rank:05d}.pickle")


def _done(output: bytes, row_file: str) -> bool:
    """Whether an earlier run did this file and its output is still what its row says."""
    try:
        with open(row_file, "rb") as f:
            row = json.load(f)
        return bool(row["status"] != "failed" and (not row["outputs"] or hash_file(output) == row["output_sha256"]))
    except (OSError, ValueError, KeyError, Refused):
        return False


def _key(inp: bytes, entries: list[Entry], settings: Settings) -> str:
    total = hashlib.sha256(settings.fingerprint().encode())
    for entry in entries:
        info = os.lstat(os.path.join(inp, entry.path))
        total.update(b"%s\0%s\0%d\0%d\n" % (entry.path, entry.out, info.st_size, info.st_mtime_ns))
    return total.hexdigest()[:16]


def _write(path: Any, data: bytes) -> None:
    """Write beside, then rename."""
    new = path + (b".new" if isinstance(path, bytes) else ".new")
    with open(new, "wb") as f:
        f.write(data)
        f.flush()
        os.fsync(f.fileno())
    os.replace(new, path)
