"""The run over a folder: walk, pass over what is done, clean the rest, keep the manifest, add up."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.jsontext import dumps
from boilerstrip.corpus.manifest import RETRIED, Journal, Previous, foreign_file, merge_previous, own_output
from boilerstrip.corpus.names import JOURNAL, LOG, MANIFEST, SUMMARY, TMP, safe, shown
from boilerstrip.corpus.places import CannotRun, check_places, jobs_of, signals
from boilerstrip.corpus.pool import Death, Pool, Stopped, Task
from boilerstrip.corpus.progress import Meter
from boilerstrip.corpus.reading import Refused, hash_file
from boilerstrip.corpus.runlog import RunLog
from boilerstrip.corpus.summary import Summary
from boilerstrip.corpus.tasks import BATCH, BATCH_BYTES, Tag, batched, row_of
from boilerstrip.corpus.walk import Entry, Globs, walk
from boilerstrip.corpus.work import Answer, FileJob, Worker, death_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boilerstrip.corpus.manifest import Row
    from boilerstrip.corpus.settings import Settings


ATTRIBUTES_ONLY = "--attributes goes with JSON lines"


class FolderRun:
    """One ``boilerstrip clean IN OUT`` over a folder."""

    def __init__(self, inp: bytes, out: bytes, settings: Settings) -> None:
        self.inp, self.out, self.settings = inp, out, settings
        self.tmp = os.path.join(out, TMP)
        self.fingerprint = settings.fingerprint()
        self.globs = Globs(settings.include, settings.exclude)
        self.summary = Summary()
        self.meter = Meter("none")
        self.count = self.documents = 0
        self.journal: Journal | None = None
        self.log: RunLog | None = None
        self.made: set[bytes] = set()
        self.warned = 0
        self.resumed = False
        self.warned_extras: set[str] = set()
        self.write = not settings.dry_run

    # -- the run in order

    def run(self) -> int:
        """Do it.  Returns the exit code; raises :class:`CannotRun`."""
        check_places(self.inp, self.out)
        pools: list[Pool] = []
        lock = -1
        ended = "early"
        with signals(pools) as came:
            try:
                if self.write:
                    lock = self._lock()
                    self._take_out()
                self._survey()
                worker = Worker(self.settings)
                pool = Pool(jobs_of(self.settings.jobs), worker, close=(lock,) if lock >= 0 else ())
                pool.on_tick = self.meter.tick
                pools.append(pool)
                pool.stop = bool(came)
                stopped_at = self._loop(pool)
                if stopped_at:
                    raise CannotRun(stopped_at)
                if self.write:
                    self._finish()
                ended = "complete"
            except Stopped:
                ended = f"by {signal.Signals(came[0]).name}"
                self.meter.clear()
                print(f"boilerstrip: stopped by {signal.Signals(came[0]).name}; the same command goes on", file=sys.stderr)
                return 128 + came[0]
            except OSError as error:
                raise CannotRun(self._os_error(error)) from error
            finally:
                self.meter.clear()
                if self.journal:
                    self.journal.close()
                if self.log:
                    self.log.end(ended)
                if lock >= 0:
                    os.close(lock)
            for line in self.summary.lines("manifest.jsonl" if self.write else "", stats=self.settings.stats, idle=self.settings.of_containers):
                print(line, file=sys.stderr)
            if came:
                return 128 + came[0]
        return 0 if self.settings.on_error == "skip" else self.summary.exit_code

    def _lock(self) -> int:
        """Make OUT and lock it; returns the lock's descriptor."""
        os.makedirs(self.out, exist_ok=True)
        lock = os.open(self.out, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise CannotRun(f"another run is writing to {safe(shown(self.out))}") from None
        return lock

    def _take_out(self) -> None:
        """Make OUT ours: refuse what is not ours, gather earlier manifests."""
        foreign = foreign_file(self.out)
        if foreign is not None:
            raise CannotRun(
                f"{safe(shown(self.out))} holds a file that is not ours: {safe(foreign)}; give an empty or a new folder"
            )
        os.makedirs(self.tmp, exist_ok=True)
        for name in os.listdir(self.tmp):
            if name.startswith(b"w-") or (name.startswith(b"c-") and self.settings.force):
                os.unlink(os.path.join(self.tmp, name))
        self.resumed = merge_previous(self.out, "force" if self.settings.force else self.fingerprint)
        with open(os.path.join(self.tmp, b"run.new"), "wb") as f:
            f.write(dumps({"fingerprint": self.fingerprint}) + b"\n")
        os.replace(os.path.join(self.tmp, b"run.new"), os.path.join(self.tmp, b"run.json"))
        self.journal = Journal(os.path.join(self.out, JOURNAL))
        if self.settings.log:
            self.log = RunLog(os.path.join(self.out, LOG))

    def _survey(self) -> None:
        """Count the inputs, and remove the outputs of inputs that are gone or are called otherwise now."""
        previous = Previous(self.out) if self.write else None
        documents = size = 0
        for entry in walk(self.inp, self.settings.format, self.globs):
            documents += 1
            size += entry.size if not entry.skip else 0
            if previous:
                gone, own = previous.upto(entry.path)
                for row in gone:
                    self._remove_outputs(row, b"")
                for row in own:
                    self._remove_outputs(row, entry.out)
        if previous:
            for row in previous.rest():
                self._remove_outputs(row, b"")
        self.documents = documents
        self.meter = Meter(self.settings.progress, documents, size)
        if self.log:
            self.log.start(documents, size, jobs_of(self.settings.jobs), self.fingerprint)

    def _remove_outputs(self, row: Row, keep: bytes) -> None:
        for name in row["outputs"]:
            path = own_output(name)
            if path is None or path == keep:
                continue
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                os.unlink(os.path.join(self.out, path))
            folder = os.path.dirname(path)
            while folder:
                try:
                    os.rmdir(os.path.join(self.out, folder))
                except OSError:
                    break
                folder = os.path.dirname(folder)

    # -- tasks

    def _tasks(self) -> Iterator[Task]:
        previous = Previous(self.out) if self.write else None
        batch: list[tuple[Entry, FileJob]] = []
        size = 0
        most = min(BATCH, self.documents // (4 * jobs_of(self.settings.jobs)))  # of few files, every worker has some
        for entry in walk(self.inp, self.settings.format, self.globs):
            own = previous.upto(entry.path)[1] if previous else []
            row = self._settled(entry, own)
            if row is None and not entry.is_container:
                batch.append((entry, self._job(entry)))
                size += entry.size
                if len(batch) < most and size < BATCH_BYTES:
                    continue
            if batch:
                yield batched(batch)
                batch, size = [], 0
            if row is not None:
                yield Task(Tag(entry, row))
            elif entry.is_container:
                yield from self._container(entry)
        if batch:
            yield batched(batch)

    def _settled(self, entry: Entry, own: list[Row]) -> Row | None:
        """The row of an input that needs no work."""
        if entry.skip:
            answer = Answer("failed" if entry.failed else "skipped", entry.skip, entry.detail)
            return row_of(shown(entry.path), answer, [])
        if self.settings.attributes and entry.form != "jsonl":
            return row_of(shown(entry.path), Answer("skipped", "unsupported", ATTRIBUTES_ONLY), [])
        row = self._unchanged(entry, own)
        self.summary.passed_over += row is not None
        return row

    def _job(self, entry: Entry) -> FileJob:
        self.count += 1
        tmp = os.path.join(self.tmp, b"w-%d-%d" % (os.getpid(), self.count)) if self.write else b""
        return FileJob(os.path.join(self.inp, entry.path), os.path.basename(entry.path), tmp, shown(entry.path))

    def _container(self, entry: Entry) -> Iterator[Task]:
        from boilerstrip.corpus.containers import open_container

        work = os.path.join(self.tmp, b"c-" + hashlib.sha256(entry.path).hexdigest()[:24].encode()) if self.write else b""
        try:
            container = open_container(os.path.join(self.inp, entry.path), entry, work, self.settings, self.fingerprint)
        except Refused as refused:
            answer = Answer("skipped" if refused.skipped else "failed", refused.reason, refused.detail)
            yield Task(Tag(entry, row_of(shown(entry.path), answer, [])))
            return
        yield Task(Tag(entry, container=container, step="open"))
        for item, job in container.jobs():
            yield Task(Tag(entry, container=container, step="record", item=item), job)
        yield Task(Tag(entry, container=container, step="close"))

    def _unchanged(self, entry: Entry, rows: list[Row]) -> Row | None:
        """The row of an earlier run, if input and output are still what it says."""
        for row in rows:
            planned = row["outputs"] in ([], [shown(entry.out)])
            if row.get("stale") or not planned or not row.get("sha256") or row["reason"] in RETRIED:
                continue
            try:
                if hash_file(os.path.join(self.inp, entry.path)) != row["sha256"]:
                    continue
                if row["outputs"] and hash_file(os.path.join(self.out, entry.out)) != row["output_sha256"]:
                    continue
            except (Refused, OSError):
                continue
            return row
        return None

    # -- answers

    def _loop(self, pool: Pool) -> str:
        """Run all tasks; returns why the run ends early, or ``""``."""
        for task, answer in pool.run(self._tasks()):
            tag: Tag = task.tag
            if tag.batch:
                for entry, one in zip(tag.batch, answer, strict=True):
                    if why := self._take(Tag(entry), task, one):
                        return why
            elif why := self._take(tag, task, answer):
                return why
        return ""

    def _take(self, tag: Tag, task: Task, answer: Any) -> str:
        """Book one answer; returns why the run ends here, or ``""``."""
        if isinstance(answer, Death):
            answer = death_answer(answer)
        if isinstance(answer, Answer) and answer.stop:
            return f"cannot write to {safe(shown(self.out))}: {answer.stop}; the same command goes on when that is mended"
        if tag.container is not None:
            row = self._step(tag, task, answer)
            if row is None:
                return ""
            tmp = tag.container.work
        elif tag.row is not None:
            row, tmp = tag.row, b""
        else:
            outputs = [shown(tag.entry.out)] if answer.tmp else []
            row, tmp = row_of(shown(tag.entry.path), answer, outputs), answer.tmp
        if row["status"] == "failed" and self.settings.on_error == "error":
            raise CannotRun(f"{safe(row['path'])}: {row['reason']}: {safe(row['detail'])} (--on-error error)", 1)
        if row["status"] == "failed" and self.settings.on_error == "skip":
            row["status"] = "skipped"
        self._book(row, tmp, tag.entry)
        if self.log:
            self.log.document(row, worked=tag.row is None or row["status"] == "skipped")
        self.meter.add(tag.entry.size, worked=tag.row is None)
        self.meter.tick()
        return ""

    def _step(self, tag: Tag, task: Task, answer: Any) -> Row | None:
        container = tag.container
        assert container is not None
        if tag.step == "open":
            container.begin()
            return None
        if tag.step == "record":
            self.meter.records += container.take(tag.item, task.payload, answer)
            return None
        answer, records = container.finish()
        outputs = [shown(tag.entry.out)] if answer.tmp else []
        return row_of(shown(tag.entry.path), answer, outputs, records)

    def _book(self, row: Row, tmp: bytes, entry: Entry) -> None:
        """First the row, then the name: what lies in OUT is always named by a manifest."""
        row.pop("stale", None)
        self.summary.add(row)
        self._warn(row)
        if not self.write:
            return
        assert self.journal is not None
        self.journal.write(row)
        if self.resumed and not row["outputs"] and entry.out:
            with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
                os.unlink(os.path.join(self.out, entry.out))  # what an earlier run made of it
        if tmp and row["outputs"]:
            folder = os.path.dirname(entry.out)
            if folder not in self.made:
                os.makedirs(os.path.join(self.out, folder), exist_ok=True)
                if len(self.made) > 1000:
                    self.made.clear()
                self.made.add(folder)
            os.replace(tmp, os.path.join(self.out, entry.out))

    def _warn(self, row: Row) -> None:
        """Say the first failures at once, and which records failed; all are in the manifest."""
        if not (row["status"] == "failed" or "records-failed" in row["reason"]) or self.settings.on_error == "skip":
            return
        if row["reason"] == "missing-extra":
            if row["detail"] in self.warned_extras:
                return
            self.warned_extras.add(row["detail"])
        self.warned += 1
        if self.warned > 20:
            return
        self.meter.clear()
        more = " (further failures are in the manifest only)" if self.warned == 20 else ""
        print(f"boilerstrip: {safe(row['path'])}: {row['reason']}: {safe(row['detail'])}{more}", file=sys.stderr)

    def _finish(self) -> None:
        """Summary first, then the manifest's final name, then the temporary folder goes."""
        assert self.journal is not None
        summary = os.path.join(self.tmp, b"run.summary")
        with open(summary, "wb") as f:
            f.write(dumps(self.summary.to_dict(self.fingerprint), indent=1) + b"\n")
            f.flush()
            os.fsync(f.fileno())
        os.replace(summary, os.path.join(self.out, SUMMARY))
        self.journal.finish(os.path.join(self.out, MANIFEST))
        for name in os.listdir(self.tmp):
            os.unlink(os.path.join(self.tmp, name))
        os.rmdir(self.tmp)

    def _os_error(self, error: OSError) -> str:
        name = error.filename
        where = safe(shown(name) if isinstance(name, bytes) else str(name)) if name else safe(shown(self.out))
        return f"{where}: {error.strerror or error}; the same command goes on when that is mended"
