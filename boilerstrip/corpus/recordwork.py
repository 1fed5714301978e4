"""One record of a container, as the containers share it: context, cleaning, the row that comes out."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.attributes import attributes, attributes_row
from boilerstrip.corpus.fields import (
    DATE_FIELDS,
    ID_FIELDS,
    STRUCT,
    URL_FIELDS,
    first_string,
    lookup,
    source_field,
    target_field,
)
from boilerstrip.corpus.reading import Refused
from boilerstrip.corpus.render import apply_authors, failed_struct, record_dict, struct
from boilerstrip.corpus.work import Answer

if TYPE_CHECKING:
    from boilerstrip.corpus.settings import Settings
    from boilerstrip.corpus.work import Worker
    from boilerstrip.model import Cleaned

#: characters of a record that is remembered: one-line posts ("[deleted]", "Thanks!") come again and again
SHORT = 200

_STRING_IDS = (str, int, float)


def clean_record(
    worker: Worker, record: dict[str, Any], notes: list[str], place: str, path: str, media_type: str | None = None
) -> tuple[Answer, list[dict[str, Any]]]:
    """Clean one record; the answer and the rows that it becomes (none: dropped).

    Every field passes through, in order; the text field is replaced and ``boilerstrip`` set beside it.  A record that
    cannot be cleaned stays as a row with an empty text and the reason.
    """
    settings = worker.settings
    found = source_field(record, settings.text_field, settings.html_field)
    if found is None:
        wanted = settings.text_field or settings.html_field or "html, text, content or raw_content"
        return refuse(record, "no-text", f"no field {wanted}", settings, place=place)
    name, is_html = found
    target = target_field(name, is_html, settings.text_field)
    source = record[name]
    if isinstance(source, (str, bytes)):
        size = len(source)
        if size > worker.limit:
            return refuse(record, "too-large", f"{size:,} characters, the limit is {worker.limit:,}", settings, target, place)
    else:
        shape = "null" if source is None else type(source).__name__
        return refuse(record, "not-text", f"field {name} is {shape}, not a string", settings, target, place)
    context: dict[str, Any] = {
        "url": first_string(record, URL_FIELDS),
        "captured": first_string(record, DATE_FIELDS),
        "media_type": media_type or ("text/html" if is_html else None),
    }
    key = (path, source, *context.values(), *notes) if size <= SHORT else None
    judged = worker.memo.get(key) if key else None
    if judged is None:
        try:
            cleaned = worker.clean(source, path, **context)
        except Refused as refused:
            return refuse(record, refused.reason, refused.detail, settings, target, place)
        judged = _judge(worker, cleaned, notes)
        if key:
            if len(worker.memo) >= 2000:
                worker.memo.clear()
            worker.memo[key] = judged
    answer, shown, beside = copy.copy(judged[0]), judged[1], judged[2]
    if settings.attributes:
        if shown.source != source:
            return refuse(record, "not-text", "spans of HTML do not refer to the field", settings, target, place)
        return answer, [attributes_row(record, record_id(record, place), attributes(shown))]
    if settings.drop_empty and not shown.text.strip():
        return answer, []
    if not settings.records:
        return answer, [{**record, target: shown.text, STRUCT: beside}]
    own_id = record_id(record, place)
    rest = {k: v for k, v in record.items() if k not in (name, target, STRUCT)}
    rows = []
    for r in shown.records:
        values = record_dict(r)
        text = values.pop("text")
        rows.append({**rest, "id": f"{own_id}#{r.id}", target: text, STRUCT: {**beside, "document": own_id, "record": values}})
    return answer, rows


def _judge(worker: Worker, cleaned: Cleaned, notes: list[str]) -> tuple[Answer, Cleaned, dict[str, Any]]:
    """Answer, the text without names (where asked for), the struct; all that does not depend on the rest of the record."""
    answer = worker.describe(cleaned, notes)
    shown = apply_authors(cleaned, worker.settings.authors)
    beside = struct(shown, answer.characters, records=not worker.settings.records)
    beside["status"], beside["reasons"] = answer.status, [*notes, *cleaned.reasons]
    return answer, shown, beside


def refuse(
    record: dict[str, Any], reason: str, detail: str, settings: Settings, target: str | None = None, place: str = ""
) -> tuple[Answer, list[dict[str, Any]]]:
    """The answer and the row for a record that cannot be cleaned; ``place`` names one without an id."""
    answer = Answer("failed", reason, detail)
    if settings.attributes:
        return answer, [attributes_row(record, record_id(record, place), {})]
    if settings.drop_empty:
        return answer, []
    row = {**record, target or settings.text_field or "text": "", STRUCT: failed_struct(reason, detail)}
    if settings.records:
        row["id"] = row[STRUCT]["document"] = record_id(record, place)
    return answer, [row]


def record_id(record: dict[str, Any], place: str) -> str:
    for name in ID_FIELDS:
        value = lookup(record, name)
        if isinstance(value, _STRING_IDS) and not isinstance(value, bool) and value != "":
            return str(value)
    return place
