"""The one Arrow schema of a cleaned row, derived from the dataclasses of :mod:`boilerstrip.model`.

A dataclass becomes a struct with a field for each of its fields: ``str`` string, ``int`` int64, ``float`` float64, a
``Literal`` string, ``tuple[X, ...]`` list of X.  A :class:`~boilerstrip.model.Span` becomes the struct ``{start, end}``; where
it is a field by itself (``Quote.span``) its two ends stand among the other fields, as in the Parquet files of ``boilerstrip clean``.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from boilerstrip.corpus.fields import HTML_FIELDS, STRUCT, TEXT_FIELDS
from boilerstrip.model import Quote, Record, Span, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

#: of the struct, in order; ``record`` and ``document`` only where a row is a record
HEAD = ("version", "status", "reasons", "kind", "title", "language", "platform", "error", "characters")

#: keys of a schema's metadata that list the columns as they were
_STALE = (b"huggingface", b"ARROW:schema", b"pandas", b"org.apache.spark.sql.parquet.row.metadata")


def arrow() -> Any:
    """The pyarrow module.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import pyarrow
    except ImportError:
        raise missing("pyarrow", "arrow") from None
    return pyarrow


def missing(what: str, extra: str) -> UsageError:
    """The one line that names the extra of an engine that is not there."""
    return UsageError(f"{what} is not installed: pip install 'boilerstrip[{extra}]'")


def record_type() -> pa.DataType:
    """Arrow type of a :class:`~boilerstrip.model.Record`."""
    return _struct(Record)


def quote_type() -> pa.DataType:
    """Arrow type of a :class:`~boilerstrip.model.Quote`."""
    return _struct(Quote)


def struct_type(*, records: bool = False) -> pa.DataType:
    """Arrow type of the ``boilerstrip`` column.  ``records``: a row is a record, so it holds ``document`` and ``record``."""
    pa = arrow()
    text, whole = pa.string(), pa.int64()
    dropped = pa.list_(pa.struct([("rule", text), ("characters", whole)]))
    special = {
        "reasons": pa.list_(text),
        "characters": pa.struct([("kept", whole), ("space", whole), ("dropped", dropped)]),
    }
    own = [("document", text), ("record", record_type())] if records else [("records", pa.list_(record_type()))]
    return pa.struct([*((name, special.get(name, text)) for name in HEAD), *own])


def targets(names: list[str], text_field: str | None = None, html_field: str | None = None) -> list[str]:
    """Columns that receive cleaned text, of a batch with the columns ``names``.

    A text is replaced where it stood; the text of an HTML column goes to ``text_field``, or ``text``.

    Raises:
        UsageError: there is no column to clean.
    """
    known = [n for n in (html_field, text_field) if n is not None]
    if known:
        if not any(n in names for n in known):
            raise UsageError(f"no column {' or '.join(known)}; there are {', '.join(names) or 'none'}")
        return [text_field or "text"]
    out = ["text"] if any(n in names for n in HTML_FIELDS) else []
    out += [n for n in TEXT_FIELDS if n in names][:1]
    if not out:
        wanted = ", ".join((*HTML_FIELDS, *TEXT_FIELDS))
        raise UsageError(f"no column {wanted} (text_field and html_field name others); there are {', '.join(names) or 'none'}")
    return list(dict.fromkeys(out))


def schema_for(
    schema: pa.Schema, *, text_field: str | None = None, html_field: str | None = None, records: bool = False
) -> pa.Schema:
    """The schema of :func:`~boilerstrip.adapters.arrow.clean_batch`'s answer to batches of ``schema``.

    Raises:
        UsageError: there is no column to clean, or one that holds neither text nor bytes.
    """
    pa = arrow()
    goals = targets(schema.names, text_field, html_field)
    for name in (n for n in (text_field, html_field, *goals) if n in schema.names):
        if not _is_text(pa, schema.field(name).type):
            raise UsageError(f"column {name} is {schema.field(name).type}, not string or binary")
    for name in goals:
        at = schema.get_field_index(name)
        large = at >= 0 and schema.field(name).type in (pa.large_string(), pa.large_binary())
        schema = _put(schema, pa.field(name, pa.large_string() if large else pa.string()))
    if records:
        schema = _put(schema, pa.field("id", pa.string()))
    schema = _put(schema, pa.field(STRUCT, struct_type(records=records)))
    metadata = {k: v for k, v in (schema.metadata or {}).items() if k not in _STALE}
    return schema.with_metadata(metadata or None)


def _put(schema: pa.Schema, field: pa.Field) -> pa.Schema:
    at = schema.get_field_index(field.name)
    return schema.append(field) if at < 0 else schema.set(at, field)


def _is_text(pa: Any, kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    names = ("is_string", "is_large_string", "is_string_view", "is_binary", "is_large_binary", "is_binary_view", "is_null")
    return any(getattr(pa.types, name)(kind) for name in names)


def _struct(cls: type) -> pa.DataType:
    pa = arrow()
    hints = get_type_hints(cls)
    out: list[Any] = []
    for f in fields(cls):
        if hints[f.name] is Span:
            out += list(_ends())
        else:
            out.append((f.name, _type(hints[f.name])))
    return pa.struct(out)


def _ends() -> tuple[tuple[str, Any], ...]:
    return tuple((name, arrow().int64()) for name in Span._fields)


def _type(hint: Any) -> Any:
    pa = arrow()
    plain = {str: pa.string, int: pa.int64, float: pa.float64, bool: pa.bool_}
    if hint in plain:
        return plain[hint]()
    if hint is Span:
        return pa.struct(list(_ends()))
    if is_dataclass(hint):
        return _struct(hint)  # type: ignore[arg-type]
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return pa.string()
    if origin is tuple and inner[-1] is Ellipsis:
        return pa.list_(_type(inner[0]))
    given = [x for x in inner if x is not type(None)]
    if origin in (Union, UnionType) and len(given) == 1:
        return _type(given[0])
    raise TypeError(f"no Arrow type for {hint!r}")
