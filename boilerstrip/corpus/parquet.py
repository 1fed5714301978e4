"""Parquet: the columns pass through, the text is replaced and the struct ``boilerstrip`` set beside it."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.fields import DATE_FIELDS, HTML_FIELDS, ID_FIELDS, STRUCT, TEXT_FIELDS, URL_FIELDS
from boilerstrip.corpus.names import shown
from boilerstrip.corpus.pool import Death
from boilerstrip.corpus.reading import Refused, hash_file, missing_extra, open_regular
from boilerstrip.corpus.recordwork import clean_record, refuse
from boilerstrip.corpus.tally import Tally
from boilerstrip.corpus.work import Answer, death_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from boilerstrip.corpus.settings import Settings
    from boilerstrip.corpus.walk import Entry
    from boilerstrip.corpus.work import Worker

#: rows that are read at a time, that share a round trip, and bytes after which a row group is written
READ, BATCH, GROUP_BYTES = 256, 16, 64 << 20


@dataclass(frozen=True, slots=True)
class RowJob:
    """The columns of one row that matter, for a worker."""

    record: dict[str, Any]
    number: int
    path: str

    def run(self, worker: Worker) -> Answer:
        answer, rows = clean_record(worker, self.record, [], f"{self.path}#{self.number}", self.path)
        answer.rows = rows
        return answer


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Rows that share a round trip."""

    parts: tuple[RowJob, ...]


def struct_type() -> pa.DataType:
    """The type of the ``boilerstrip`` column; one place, so that all files of a data set agree."""
    import pyarrow as pa

    spans = pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64())]))
    text, real, whole = pa.string(), pa.float64(), pa.int64()
    quote = pa.struct(
        [
            ("author", text), ("text", text), ("of", text), ("start", whole), ("end", whole), ("match", real),
            ("confidence", real), ("depth", whole),
        ]
    )  # fmt: skip
    names = ("id", "kind", "author", "author_url", "date", "date_raw", "edited", "url", "reply_to", "title", "text", "full_text")
    record = pa.struct(
        [(n, text) for n in (*names, "signature")]
        + [("number", whole), ("depth", whole), ("quotes", pa.list_(quote)), ("spans", spans), ("confidence", real)]
    )
    counts = pa.struct(
        [("kept", whole), ("space", whole), ("dropped", pa.list_(pa.struct([("rule", text), ("characters", whole)])))]
    )
    head = [(n, text) for n in ("version", "status", "detail", "kind", "title", "language", "platform", "document")]
    return pa.struct([*head, ("reasons", pa.list_(text)), ("characters", counts), ("records", pa.list_(record)), ("record", record)])


def arrow_struct(beside: dict[str, Any]) -> dict[str, Any]:
    """The struct as Arrow takes it: maps as lists of pairs, spans as structs, no halves of surrogates."""
    out = dict(beside)
    counts = out.get("characters")
    if counts:
        out["characters"] = {**counts, "dropped": [{"rule": r, "characters": n} for r, n in counts["dropped"].items()]}
    if out.get("records") is not None:
        out["records"] = [_record(r) for r in out["records"]]
    if out.get("record") is not None:
        out["record"] = _record(out["record"])
    return _whole(out)  # type: ignore[no-any-return]


def _record(r: dict[str, Any]) -> dict[str, Any]:
    quotes = [{**{k: v for k, v in q.items() if k != "span"}, "start": q["span"][0], "end": q["span"][1]} for q in r["quotes"]]
    return {**r, "spans": [{"start": a, "end": b} for a, b in r["spans"]], "quotes": quotes}


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {k: _whole(v) for k, v in value.items()}
    return [_whole(v) for v in value] if isinstance(value, list) else value


class ParquetContainer:
    """One Parquet file on its way through the pool."""

    def __init__(self, path: bytes, entry: Entry, work: bytes, settings: Settings, fingerprint: str) -> None:
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError:
            raise missing_extra("Parquet", "arrow") from None
        self.pa, self.path, self.entry, self.work, self.settings = pa, path, entry, work, settings
        self.input = os.fdopen(open_regular(path), "rb")
        try:
            self.file = pq.ParquetFile(self.input, pre_buffer=False)
            self.schema = self.file.schema_arrow
        except (pa.ArrowException, OSError) as error:
            self.input.close()
            raise Refused("parquet", str(error).split("\n")[0][:300]) from None
        self.tally = Tally("row")
        self.fault: Refused | None = None
        self.targets = self._targets()
        self.out_schema = self._out_schema()
        self.writer: Any = None
        self.answers: list[Answer] = []
        self.jobs_seen: list[RowJob] = []
        self.pending: list[Any] = []
        self.pending_bytes = 0

    def _targets(self) -> list[str]:
        """Columns that may receive cleaned text."""
        names, s = self.schema.names, self.settings
        if s.text_field or s.html_field:
            return [s.text_field or "text"]
        out = ["text"] if any(n in names for n in HTML_FIELDS) else []
        out += [n for n in TEXT_FIELDS if n in names][:1]
        return list(dict.fromkeys(out)) or ["text"]

    def _out_schema(self) -> pa.Schema:
        pa = self.pa
        schema = self.schema
        for name in self.targets:
            if name not in schema.names:
                schema = schema.append(pa.field(name, pa.string()))
            elif not (pa.types.is_string(schema.field(name).type) or pa.types.is_large_string(schema.field(name).type)):
                schema = schema.set(schema.get_field_index(name), pa.field(name, pa.string()))
        if self.settings.records:
            at = schema.get_field_index("id")
            field = pa.field("id", pa.string())
            schema = schema.append(field) if at < 0 else schema.set(at, field)
        at = schema.get_field_index(STRUCT)
        field = pa.field(STRUCT, struct_type())
        schema = schema.append(field) if at < 0 else schema.set(at, field)
        # the features of the datasets library name the columns: with other columns they would not be read
        metadata = {k: v for k, v in (schema.metadata or {}).items() if k not in (b"huggingface", b"ARROW:schema")}
        return schema.with_metadata(metadata or None)

    # -- reading

    def jobs(self) -> Iterator[tuple[Any, Any]]:
        s = self.settings
        told = (s.text_field, s.html_field)
        wanted = {n.split(".")[0] for n in (*TEXT_FIELDS, *HTML_FIELDS, *URL_FIELDS, *DATE_FIELDS, *ID_FIELDS, *told) if n}
        columns = [n for n in self.schema.names if n in wanted]
        number = 0
        rel = shown(self.entry.path)
        try:
            for group in range(self.file.num_row_groups):
                for batch in self.file.iter_batches(READ, row_groups=[group], use_threads=False):
                    rows = batch.select(columns).to_pylist()
                    for at in range(0, len(rows), BATCH):
                        jobs = [RowJob(plain(r), number + at + i + 1, rel) for i, r in enumerate(rows[at : at + BATCH])]
                        yield None, RowBatch(tuple(jobs))
                    number += len(rows)
                    yield batch, None
                yield "group", None
        except (self.pa.ArrowException, OSError) as error:
            self.fault = Refused("parquet", f"after row {number}: {str(error).splitlines()[0][:300]}")

    # -- writing

    def begin(self) -> None:
        if self.work:
            import pyarrow.parquet as pq

            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
            self.out = os.fdopen(os.open(self.work, flags, 0o666), "wb")
            self.writer = pq.ParquetWriter(self.out, self.out_schema, compression=self._compression())

    def _compression(self) -> str:
        meta = self.file.metadata
        if meta.num_row_groups and meta.num_columns:
            name = str(meta.row_group(0).column(0).compression).lower()
            return {"uncompressed": "none", "lz4_raw": "lz4"}.get(name, name)
        return "zstd"

    def take(self, item: Any, job: Any, answer: Any) -> int:
        if job is not None:
            for part, one in zip(job.parts, answer, strict=True):
                got = death_answer(one) if isinstance(one, Death) else one
                if not got.rows and got.status == "failed":
                    got.rows = refuse(part.record, got.reason, got.detail, self.settings, self.targets[-1], f"{part.path}#{part.number}")[1]
                self.tally.add(part.number, got)
                self.answers.append(got)
                self.jobs_seen.append(part)
            return len(answer)
        if isinstance(item, str):
            self._flush()
        else:
            self._rows(item)
        return 0

    def _rows(self, batch: pa.RecordBatch) -> None:
        """The rows of one batch have all been answered: put them together."""
        pa = self.pa
        indices = [i for i, a in enumerate(self.answers) for _ in a.rows]
        rows = [r for a in self.answers for r in a.rows]
        records = self.jobs_seen
        self.answers, self.jobs_seen = [], []
        if self.writer is None:
            return
        table = batch.take(pa.array(indices, pa.int64()))
        columns: list[Any] = []
        for field in self.out_schema:
            if field.name == STRUCT:
                columns.append(pa.array([arrow_struct(r[STRUCT]) for r in rows], field.type))
            elif field.name in self.targets or (field.name == "id" and self.settings.records):
                values = [r.get(field.name, records[i].record.get(field.name)) for i, r in zip(indices, rows, strict=True)]
                columns.append(pa.array([None if v is None else _whole(str(v)) for v in values], field.type))
            else:
                columns.append(table.column(field.name))
        made = pa.RecordBatch.from_arrays(columns, schema=self.out_schema)
        self.pending.append(made)
        self.pending_bytes += made.nbytes
        if self.pending_bytes >= GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self.pending and self.writer is not None:
            table = self.pa.Table.from_batches(self.pending, self.out_schema)
            self.writer.write_table(table, row_group_size=max(1, table.num_rows))
        self.pending, self.pending_bytes = [], 0

    def finish(self) -> tuple[Answer, dict[str, Any]]:
        self.input.close()
        answer, records = self.tally.answer(self.fault, "")
        if self.writer is not None:
            self._flush()
            self.writer.close()
            self.out.close()
            answer.tmp, answer.output_sha256 = self.work, hash_file(self.work)
        answer.sha256 = hash_file(self.path)
        return answer, records


def plain(record: dict[str, Any]) -> dict[str, Any]:
    """Values that pickle and go into JSON: dates as ISO 8601, nested JSON texts (``metadata``) as they are meant."""
    out: dict[str, Any] = {}
    for name, value in record.items():
        if hasattr(value, "isoformat"):
            value = value.isoformat()
        elif name in ("metadata", "meta") and isinstance(value, str) and value[:1] == "{":
            with suppress(ValueError, RecursionError):
                value = json.loads(value)
        out[name] = value
    return out
