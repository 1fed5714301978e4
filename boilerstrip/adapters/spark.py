"""Spark: ``clean_dataframe(df)`` is ``df`` cleaned, by ``mapInArrow``.  Needs ``boilerstrip[spark]`` on driver and executors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boilerstrip.adapters.arrow import run_batch
from boilerstrip.adapters.job import job_of
from boilerstrip.adapters.schema import missing, struct_type, targets
from boilerstrip.corpus.fields import STRUCT
from boilerstrip.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa
    from pyspark.sql import DataFrame

    from boilerstrip.adapters.job import Job


def clean_dataframe(df: DataFrame, **options: Any) -> DataFrame:
    """``df`` with its text cleaned and a struct column ``boilerstrip``; lazy, as Spark is.

    :param options: as :func:`boilerstrip.adapters.arrow.clean_batch` takes them.
    :raises UsageError: a wrong option, no column to clean, no Spark.
    """
    return clean_job(df, job_of(**options))


def clean_job(df: DataFrame, job: Job) -> DataFrame:
    """:func:`clean_dataframe` with its options settled."""
    try:
        from pyspark.sql.pandas.types import from_arrow_type
        from pyspark.sql.types import BinaryType, StringType, StructField, StructType
    except ImportError:
        raise missing("pyspark", "spark") from None
    s = job.settings
    columns = {f.name: f for f in df.schema.fields}
    goals = targets(list(columns), s.text_field, s.html_field)
    for name in (n for n in (s.text_field, s.html_field, *goals) if n in columns):
        if not isinstance(columns[name].dataType, (StringType, BinaryType)):
            raise UsageError(f"column {name} is {columns[name].dataType.simpleString()}, not string or binary")
    for name in (*goals, *(("id",) if s.records else ())):
        columns[name] = StructField(name, StringType())
    columns[STRUCT] = StructField(STRUCT, from_arrow_type(struct_type(records=s.records)))

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield run_batch(job, batch)

    return df.mapInArrow(run, StructType(list(columns.values())))
