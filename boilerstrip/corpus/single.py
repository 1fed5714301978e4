"""One file or standard input: the same limits as a folder, one worker."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.containers import open_container
from boilerstrip.corpus.jsontext import dump_row
from boilerstrip.corpus.manifest import read_rows
from boilerstrip.corpus.names import form_of, safe, shown
from boilerstrip.corpus.output import put
from boilerstrip.corpus.places import CannotRun, jobs_of, signals
from boilerstrip.corpus.pool import Death, Pool, Stopped, Task
from boilerstrip.corpus.reading import Refused
from boilerstrip.corpus.runner import ATTRIBUTES_ONLY
from boilerstrip.corpus.summary import Summary
from boilerstrip.corpus.tasks import row_of
from boilerstrip.corpus.walk import Entry
from boilerstrip.corpus.work import Answer, FileJob, Worker, death_answer, write_new

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from boilerstrip.corpus.settings import Settings


def clean_stream(read: Callable[[int], bytes], target: str, settings: Settings) -> int:
    """Standard input to standard output or to a file; no manifest."""
    if settings.attributes:
        raise CannotRun(f"standard input: {ATTRIBUTES_ONLY}")
    data = read(settings.options.limits.max_bytes + 1)
    job = FileJob(b"-", b"", b"", data=data)
    answer = _one(Task("-", job), settings)
    row = row_of("-", answer, [])
    if answer.status != "failed" and not settings.dry_run:
        if target == "-":
            _to_stdout(answer.data)
        else:
            out = os.fsencode(target)
            _refuse_place(out, b"")
            _place(out, answer.data)
    return _close(row, settings)


def clean_file(inp: bytes, target: str, settings: Settings, told: str = "") -> int:
    """One file to the file OUT with ``OUT.manifest.jsonl``, or to standard output.

    A link that is named on the command line is meant: it is followed.  ``told``: what the file is called in the manifest.
    """
    if not os.path.lexists(inp):
        raise CannotRun(f"{safe(shown(inp))}: no such file or folder")
    real = os.path.realpath(inp)
    name = os.path.basename(inp)
    form = form_of(name)
    out = b"" if target == "-" or settings.dry_run else os.fsencode(target)
    if out:
        _refuse_place(out, real)
    entry = Entry(name, os.path.basename(out), form, os.path.getsize(real) if os.path.isfile(real) else 0)
    part = out + b".part" if out else b""
    if settings.attributes and form != "jsonl":
        raise CannotRun(f"{safe(shown(inp))}: {ATTRIBUTES_ONLY}")
    if entry.is_container:
        if target == "-" and not settings.dry_run:
            raise CannotRun("a container is cleaned into a file: boilerstrip clean IN OUT")
        answer, records = _container(real, entry, part, settings)
    else:
        answer, records = _one(Task(entry, FileJob(real, name, b"", shown(name))), settings), None
    outputs = [shown(entry.out)] if out and (answer.data or answer.tmp or answer.output_sha256) else []
    row = row_of(told or shown(inp), answer, outputs, records)
    if out:
        if outputs and not answer.tmp:
            _place(out, answer.data)
        elif outputs:
            os.replace(answer.tmp, out)
        _place(out + b".manifest.jsonl", dump_row(row))
    elif answer.status != "failed" and not settings.dry_run:
        _to_stdout(answer.data)
    return _close(row, settings)


def _refuse_place(out: bytes, inp: bytes) -> None:
    """OUT must be new, or what an earlier run made of the same input."""
    if os.path.islink(out) or os.path.islink(out + b".manifest.jsonl"):
        raise CannotRun(f"{safe(shown(out))} is a link")
    if os.path.isdir(out):
        raise CannotRun(f"{safe(shown(out))} is a folder, but a file goes into a file")
    if inp and os.path.realpath(out) == inp:
        raise CannotRun("IN and OUT are the same file")
    if os.path.exists(out):
        rows = list(read_rows(out + b".manifest.jsonl"))
        if not any(shown(os.path.basename(out)) in row["outputs"] for row in rows):
            raise CannotRun(f"{safe(shown(out))} is there already and not ours")
    folder = os.path.dirname(out)
    if folder and not os.path.isdir(folder):
        raise CannotRun(f"{safe(shown(folder))}: no such folder")


def _place(path: bytes, data: bytes) -> None:
    """Write beside, then rename."""
    tmp = path + b".tmp"
    try:
        if os.path.lexists(tmp):
            os.unlink(tmp)
        write_new(tmp, data)
        os.replace(tmp, path)
    except OSError as error:
        raise CannotRun(f"{safe(shown(path))}: {error.strerror or error}") from None


def _to_stdout(data: bytes) -> None:
    try:
        put(data)
    except OSError as error:
        raise CannotRun(f"standard output: {error.strerror}") from None


def _run(tasks: Iterator[Task], settings: Settings, jobs: int) -> Iterator[tuple[Task, Any]]:
    pools: list[Pool] = []
    with signals(pools) as came:
        pool = Pool(jobs, Worker(settings))
        pools.append(pool)
        pool.stop = bool(came)
        try:
            yield from pool.run(tasks)
        except Stopped:
            raise CannotRun(f"stopped by {signal.Signals(came[0]).name}", 128 + came[0]) from None


def _one(task: Task, settings: Settings) -> Answer:
    answer = Answer("failed", "internal")
    for _, got in _run(iter([task]), settings, 1):
        answer = death_answer(got) if isinstance(got, Death) else got
    return answer


def _container(path: bytes, entry: Entry, work: bytes, settings: Settings) -> tuple[Answer, dict[str, Any] | None]:
    try:
        container = open_container(path, entry, work, settings, settings.fingerprint())
    except Refused as refused:
        return Answer("skipped" if refused.skipped else "failed", refused.reason, refused.detail), None
    container.begin()
    tasks = (Task(item, job) for item, job in container.jobs())
    for task, answer in _run(tasks, settings, jobs_of(settings.jobs)):
        container.take(task.tag, task.payload, death_answer(answer) if isinstance(answer, Death) else answer)
    return container.finish()


def _close(row: dict[str, Any], settings: Settings) -> int:
    """Say how it went, on standard error."""
    summary = Summary()
    summary.add(row)
    if row["status"] == "failed" or "records-failed" in row["reason"]:
        print(f"boilerstrip: {safe(row['path'])}: {row['reason']}: {safe(row['detail'])}", file=sys.stderr)
    for line in summary.lines("", stats=settings.stats, idle=settings.of_containers):
        print(line, file=sys.stderr)
    return 0 if settings.on_error == "skip" else summary.exit_code
