"""Arrow: a batch of rows in, the same rows out, cleaned.  All engines that speak Arrow stand on :func:`clean_batch`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from boilerstrip.adapters.job import Job, job_of
from boilerstrip.adapters.schema import arrow, quote_type, record_type, schema_for, struct_type, targets
from boilerstrip.corpus.fields import STRUCT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boilerstrip.model import Options

__all__ = ["clean_batch", "job_of", "quote_type", "record_type", "run_batch", "schema_for", "struct_type"]

#: ``pa.RecordBatch`` or ``pa.Table``; pyarrow has no types of its own
Batch = TypeVar("Batch")


def clean_batch(
    batch: Batch,
    *,
    text_field: str | None = None,
    html_field: str | None = None,
    url_field: str | None = None,
    captured_field: str | None = None,
    options: Options | Mapping[str, Any] | None = None,
    records: bool = False,
    **more: Any,
) -> Batch:
    """Clean a ``pa.RecordBatch`` or ``pa.Table``; gives the kind it got, the same rows in the same order.

    The text column is replaced, a struct column ``boilerstrip`` is set at the end (or in its place, where there is one),
    every other column passes through as it is.  Text columns may be (large) string or binary, views, dictionaries; bytes
    are decoded as :func:`boilerstrip.clean` does.  The result has the schema :func:`schema_for` gives.

    :param text_field: column with the text; ``None``: ``text``, ``content`` or ``raw_content``.
    :param html_field: column with HTML, which stays: the text goes to ``text_field``, or ``text``.  ``None``: ``html``.
    :param url_field: column with the address; ``None``: ``url``, ``metadata.url`` and their like.
    :param captured_field: when the page was fetched; ``None``: ``date``, ``timestamp`` and their like.
    :param options: an :class:`~boilerstrip.Options` or its fields; ``more`` takes single fields too.
    :param records: one row for each article, comment and post instead: ``id`` is ``<document>#<record>``, the text its
        own words, the struct holds ``document`` and ``record``.  A document without any gives no row.
    :param more: also ``authors`` (keep, pseudonym, drop) and ``drop_empty``.

    Never raises for what a row holds: a row that cannot be cleaned has an empty text, the status ``failed`` and an
    ``error`` (``reason: message``).

    :raises UsageError: a wrong option, or a batch without a column to clean.
    """
    job = job_of(
        options, text_field=text_field, html_field=html_field, url_field=url_field, captured_field=captured_field, records=records, **more
    )
    return run_batch(job, batch)


def run_batch(job: Job, batch: Batch) -> Batch:
    """:func:`clean_batch` with its arguments settled once; a picklable ``partial(run_batch, job)`` is what engines get."""
    pa = arrow()
    given = cast("Any", batch)
    s = job.settings
    schema = schema_for(given.schema, text_field=s.text_field, html_field=s.html_field, records=s.records)
    table = pa.Table.from_batches([given]) if isinstance(given, pa.RecordBatch) else given
    seen = table.select(job.columns(table.schema.names)).to_pylist()
    origin: list[int] = []
    rows: list[dict[str, Any]] = []
    for i, record in enumerate(seen):
        for row in job.rows(record)[1]:
            origin.append(i)
            rows.append(row)
    if origin != list(range(table.num_rows)):
        table = table.take(pa.array(origin, pa.int64()))
    made = {STRUCT, *targets(given.schema.names, s.text_field, s.html_field), *(("id",) if s.records else ())}
    columns = [
        pa.chunked_array([_column(pa, rows, f)]) if f.name in made else table.column(f.name)
        for f in schema
    ]  # fmt: skip
    out = pa.Table.from_arrays(columns, schema=schema)
    if isinstance(given, pa.RecordBatch):
        whole = out.combine_chunks().to_batches()
        out = whole[0] if whole else pa.RecordBatch.from_pylist([], schema=schema)
    return cast("Batch", out)


def _column(pa: Any, rows: list[dict[str, Any]], field: Any) -> Any:
    values = [row.get(field.name) for row in rows]
    if field.name != STRUCT:  # a target that this row did not write (its text came from another column) keeps what it had
        values = [v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in values]
        values = [None if v is None else str(v) for v in values]
    return pa.array(values, field.type)
