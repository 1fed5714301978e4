"""``--engine spark``: JSON lines or Parquet, read and written by Spark.

JSON lines go through as lines: what is not ours in a record stays as it is written, in its order.  Spark commits the whole
OUT at the end (``_SUCCESS``); its files are ``part-…``, there is no manifest.  Limits of time and memory are Spark's, not a document's.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any

from boilerstrip.adapters.job import Job
from boilerstrip.adapters.run import plan
from boilerstrip.adapters.schema import arrow, missing
from boilerstrip.corpus.fields import STRUCT
from boilerstrip.corpus.jsonl import BadLine, parse_line
from boilerstrip.corpus.jsontext import dumps
from boilerstrip.corpus.names import form_of, safe, shown
from boilerstrip.corpus.places import CannotRun, check_places, jobs_of
from boilerstrip.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pyarrow as pa

    from boilerstrip.corpus.settings import Settings

#: of a line: the line that comes out, what became of it
_LINES = "line binary, status string"


def run_spark(source: str, out: str, settings: Settings) -> int:
    """See :func:`boilerstrip.adapters.run.run_engine`.  Paths with a scheme (``hdfs://``, ``s3a://``) are Spark's own affair."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import Observation, SparkSession
        from pyspark.sql import functions as f
    except ImportError:
        raise missing("pyspark", "spark") from None
    if settings.per_path:
        raise UsageError("engine spark knows no paths: settings per path need --engine local or datatrove")
    form, paths, packed = _inputs(source, settings)
    local_out = "://" not in out
    if local_out:
        check_places(os.fsencode(source), os.fsencode(out))
        if not settings.force and os.path.isdir(out) and os.listdir(out):
            raise CannotRun(f"{safe(out)} is not empty; Spark does all or nothing, --force overwrites it")
    target = "file://" + os.path.abspath(out) if local_out else out
    spark = _session(SparkSession, settings)
    job = Job(settings)
    try:
        if form == "parquet":
            from boilerstrip.adapters.spark import clean_job

            frame = clean_job(spark.read.parquet(*paths), job)
            status = f.col(f"{STRUCT}.status")
        else:
            lines = spark.read.text(paths, lineSep="\n").select(f.col("value").cast("binary").alias("line"))
            frame = lines.mapInArrow(line_cleaner(job), _LINES)
            status = f.col("status")
        seen = Observation("boilerstrip")
        counts = [f.count_if(status == s).alias(s) for s in ("ok", "degraded", "failed")]
        frame = frame.observe(seen, *counts)
        if form == "jsonl":
            frame = frame.where("line is not null").select(f.col("line").cast("string").alias("value"))
        writer = frame.write.mode("overwrite" if settings.force else "errorifexists" if not local_out else "overwrite")
        if form == "parquet":
            writer.parquet(target)
        else:
            writer.text(target, compression="gzip" if packed else "none")
            if local_out:
                _rename(out)
        told: dict[str, int] = seen.get
    except PySparkException as error:
        raise CannotRun(f"Spark: {safe(str(error), 400)}") from None
    total = sum(told.values())
    words = ", ".join(f"{told[s]:,} {s}" for s in ("ok", "degraded", "failed") if told[s])
    print(f"{total:,} records: {words or 'nothing to do'}", file=sys.stderr)
    if settings.on_error == "error" and told["failed"]:
        print("the failed ones stand in OUT with an error (--on-error error)", file=sys.stderr)
    return 1 if (told["failed"] or told["degraded"]) and settings.on_error != "skip" else 0


def line_cleaner(job: Job) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Lines to cleaned lines and their status; a line that is no record has no line to come out, but is counted."""

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        pa = arrow()
        for batch in batches:
            lines: list[bytes | None] = []
            status: list[str | None] = []
            for line in batch.column(0).to_pylist():
                if not line.strip():
                    continue
                try:
                    record, notes = parse_line(line)
                    answer, rows = job.lines(record, tuple(notes))
                except BadLine:
                    lines.append(None)
                    status.append("failed")
                    continue
                # the status is counted once for an input; rows beyond the first carry none, an input without rows has no line
                lines += [dumps(row) for row in rows] or [None]
                status += [answer.status, *[None] * (len(rows) - 1)]
            yield pa.RecordBatch.from_arrays([pa.array(lines, pa.binary()), pa.array(status, pa.string())], ["line", "status"])

    return run


def _inputs(source: str, settings: Settings) -> tuple[str, list[str], bool]:
    """Form, paths as Spark takes them, and whether they are gzip."""
    if "://" in source:
        form = form_of(os.fsencode(re.sub(r"[*?]", "x", source.rstrip("/"))))
        if form not in ("jsonl", "parquet"):
            raise UsageError("name the files of an address: s3a://…/*.parquet or …/*.jsonl.gz")
        return form, [source], source.endswith(".gz")
    path = os.fsencode(source)
    if os.path.isdir(path):
        entries = plan(path, settings, "spark", ("jsonl", "parquet"))
        named = [(str(e.form), os.path.join(path, e.path)) for e in entries]
    else:
        named = [(str(form_of(path)), path)]
    forms = {form for form, _ in named}
    if len(forms) > 1 or not forms <= {"jsonl", "parquet"}:
        raise UsageError("engine spark takes JSON lines or Parquet, not both in one run (--include '*.parquet')")
    if any(p.lower().endswith(b".zst") for _, p in named):
        raise UsageError("engine spark reads no .zst: --engine local or datatrove does")
    paths = ["file://" + re.sub(r"([\\{}\[\]*?,])", r"\\\1", os.path.abspath(shown(p))) for _, p in named]
    return forms.pop(), paths, all(p.lower().endswith(b".gz") for _, p in named)


def _session(builder: Any, settings: Settings) -> Any:
    """The session there is, or the one that the configuration names, or one on this machine (a lost task is tried 4 times)."""
    from pyspark import SparkConf

    made = builder.builder.appName("boilerstrip")
    if builder.getActiveSession() is None and not SparkConf().contains("spark.master") and "SPARK_REMOTE" not in os.environ:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else the workers are whatever python3 is
        made = made.master(f"local[{jobs_of(settings.jobs)},4]").config("spark.ui.enabled", "false")
        made = made.config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
    return made.getOrCreate()


def _rename(out: str) -> None:
    """``part-….txt`` is JSON lines: call it so, and its checksum file too."""
    for name in os.listdir(out):
        head, dot, tail = name.partition(".txt")
        if dot and head.lstrip(".").startswith("part-"):
            os.rename(os.path.join(out, name), os.path.join(out, f"{head}.jsonl{tail}"))
