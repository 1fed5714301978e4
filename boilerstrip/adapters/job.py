"""What every engine does with a row: one set of settings, and rows as plain values in and out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from boilerstrip.adapters.schema import HEAD
from boilerstrip.corpus.fields import DATE_FIELDS, HTML_FIELDS, ID_FIELDS, STRUCT, TEXT_FIELDS, URL_FIELDS, lookup
from boilerstrip.corpus.parquet import arrow_struct, plain
from boilerstrip.corpus.recordwork import clean_record, refuse
from boilerstrip.corpus.settings import Authors, Settings
from boilerstrip.corpus.work import Answer, Worker
from boilerstrip.model import Options, UsageError
from boilerstrip.pipeline import make_options

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """Settings of one cleaning; pickles to workers, holds no state."""

    settings: Settings
    url_field: str | None = None
    captured_field: str | None = None

    def columns(self, names: list[str]) -> list[str]:
        """Those of the columns that the cleaning looks at."""
        s = self.settings
        told = (s.text_field, s.html_field, self.url_field, self.captured_field)
        known = (*TEXT_FIELDS, *HTML_FIELDS, *URL_FIELDS, *DATE_FIELDS, *ID_FIELDS)
        wanted = {n.split(".")[0] for n in (*known, *told) if n} | {n for n in told if n}
        return [n for n in names if n in wanted]

    def rows(self, record: Row, notes: tuple[str, ...] = ()) -> tuple[Answer, list[Row]]:
        """Clean one record: what became of it, and the rows that it becomes.

        A row holds the changed fields over the given ones (the text, ``boilerstrip``; ``id`` where a row is a record), the
        struct as its Arrow type has it.  Never raises for what a record holds: a record that cannot be cleaned becomes
        a row with an empty text and an ``error``.
        """
        answer, rows, seen = self._clean(record, notes)
        return answer, [{**record, **_changed(row, seen, self.settings.records)} for row in rows]

    def lines(self, record: Row, notes: tuple[str, ...] = ()) -> tuple[Answer, list[Row]]:
        """:meth:`rows` as ``boilerstrip clean`` writes them to JSON lines: all fields in order, spans as pairs."""
        answer, rows, _ = self._clean(record, notes, plain=False)
        return answer, rows

    def _clean(self, record: Row, notes: tuple[str, ...], plain: bool = True) -> tuple[Answer, list[Row], Row]:
        """The answer, the rows, and the record as it was seen."""
        seen = self._context(record) if plain else record
        answer, _ = _worker(self.settings).guard(_Task(seen, notes))
        rows = answer.rows
        if answer.status == "failed" and not rows and not self.settings.drop_empty:  # a fault of ours, or no memory
            target = self.settings.text_field or next((n for n in TEXT_FIELDS if n in record), "text")
            rows = refuse(seen, answer.reason, answer.detail, self.settings, target, _digest(seen, self.settings))[1]
        return answer, rows, seen

    def fingerprint(self, *more: str) -> str:
        """32 hexadecimal digits: version, code and data files of the package, options, fields, and ``more``."""
        parts = (self.settings.fingerprint(), repr(self.url_field), repr(self.captured_field), *more)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]

    def _context(self, record: Row) -> Row:
        """The record with its address and date where the corpus code looks for them."""
        out = plain(record)
        for name, known in ((self.url_field, URL_FIELDS), (self.captured_field, DATE_FIELDS)):
            if name is None:
                continue
            value = lookup(out, name)
            for other in known:  # where a field is named, no other is asked
                out.pop(other, None)
                head, _, tail = other.partition(".")
                if tail and isinstance(out.get(head), dict):
                    out[head] = {k: v for k, v in out[head].items() if k != tail}
            out[known[0]] = value
        return out


@dataclass(frozen=True, slots=True)
class _Task:
    record: Row
    notes: tuple[str, ...]

    def run(self, worker: Worker) -> Answer:
        settings = worker.settings
        # a record without an id is named by its content: the same on every engine, however the rows are split
        place = _digest(self.record, settings) if settings.records else ""
        answer, rows = clean_record(worker, self.record, list(self.notes), place, "")
        answer.rows = rows
        return answer


def job_of(
    options: Options | Mapping[str, Any] | None = None,
    *,
    text_field: str | None = None,
    html_field: str | None = None,
    url_field: str | None = None,
    captured_field: str | None = None,
    records: bool = False,
    authors: Authors = "keep",
    drop_empty: bool = False,
    **more: Any,
) -> Job:
    """A :class:`Job` from keyword arguments; ``more`` are fields of :class:`~boilerstrip.Options`.

    Raises:
        UsageError: an unknown name or value.
    """
    if isinstance(options, Options):
        given = {f.name: getattr(options, f.name) for f in fields(options)}
    else:
        given = dict(options or {})
    if authors not in ("keep", "pseudonym", "drop"):
        raise UsageError(f"authors has to be one of keep, pseudonym, drop, not {authors!r}")
    settings = Settings(
        options=make_options(**{**given, **more}),
        text_field=text_field,
        html_field=html_field,
        records=records,
        authors=authors,
        drop_empty=drop_empty,
    )
    return Job(settings, url_field, captured_field)


@lru_cache(maxsize=4)
def _worker(settings: Settings) -> Worker:
    """One for each process and settings: phrases, platforms and weights are loaded once."""
    return Worker(settings)


def _changed(row: Row, seen: Row, records: bool) -> Row:
    """The fields of ``row`` that the cleaning made, ready for Arrow."""
    beside = row[STRUCT]
    shaped = arrow_struct(beside)
    if beside["status"] == "failed":
        detail = shaped.get("detail") or ""
        shaped["error"] = f"{beside['reasons'][0]}: {detail}" if detail else beside["reasons"][0]
    keys = (*HEAD, "document", "record") if records else (*HEAD, "records")
    out: Row = {}
    for name, value in row.items():
        if name == STRUCT:
            out[name] = {key: shaped.get(key) for key in keys}
            if not records and out[name]["records"] is None:
                out[name]["records"] = []
        elif name not in seen or value is not seen[name]:
            out[name] = arrow_struct({name: value})[name] if isinstance(value, str) else value
    return out


def _digest(record: Row, settings: Settings) -> str:
    total = hashlib.blake2b(digest_size=8)
    for name in (settings.html_field, settings.text_field, *HTML_FIELDS, *TEXT_FIELDS):
        value = record.get(name) if name else None
        if isinstance(value, (str, bytes)):
            total.update(value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value)
            break
    return total.hexdigest()
