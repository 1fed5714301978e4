"""Documents for the engine tests: our own texts and pages, varied, and rows that cannot be cleaned; and what is right for them."""

from __future__ import annotations

import random
import re
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import boilerstrip

ROOT = Path(__file__).parent.parent
CAPTURED = "2024-05-06T12:00:00Z"
Row = dict[str, Any]


def documents(count: int, seed: int = 7) -> list[Row]:
    """``count`` rows ``{"id", "text", "url", "captured", "source"}``; every 50th has no text, or only control characters."""
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "fixtures/text").glob("*.txt"))]
    texts += [p.read_text(encoding="utf-8") for p in sorted((ROOT / "seeds").glob("*.txt"))]
    texts = [t for t in texts if len(t) < 8000]
    pages = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "fixtures").rglob("*.html")) if p.stat().st_size < 20_000]
    made = random.Random(seed)
    rows: list[Row] = []
    for i in range(count):
        text: str | None = made.choice(pages) if i % 5 == 4 else made.choice(texts)
        if i % 50 == 49:
            text = (None, "\0\1\2\3PNG\0" * 40)[i // 50 % 2]
        else:
            assert text is not None
            shift = made.randrange(1, 9)
            # other numbers in every copy (but for lines with a date): no two rows are the same text
            digits = "".join(str((d + shift) % 9 + 1) for d in range(10))
            text = re.sub(r"(?<![\d/.:-])\d(?![\d/.:-])", partial(_digit, digits), text)
            text += f"\n\nThe last line of copy number {i} was written by hand.\n" if i % 5 != 4 else ""
        rows.append({"id": f"doc-{i}", "text": text, "url": f"https://example.org/{i}/", "captured": CAPTURED, "source": {"shard": i % 7}})
    return rows


def _digit(digits: str, found: re.Match[str]) -> str:
    return digits[int(found[0])]


def right(row: Row, **options: Any) -> Row:
    """``{"text", "status", "records"}`` as :func:`boilerstrip.clean` gives them; a row that cannot be cleaned is ``failed``."""
    if row["text"] is None:
        return {"text": "", "status": "failed", "records": []}
    try:
        cleaned = boilerstrip.clean(row["text"], url=row["url"], captured=row["captured"], **options)
    except boilerstrip.Error:
        return {"text": "", "status": "failed", "records": []}
    return {"text": cleaned.text, "status": cleaned.status, "records": [pairs(asdict(r)) for r in cleaned.records]}


def got(text: Any, struct: Row) -> Row:
    """The same of what an engine gave."""
    return {"text": text, "status": struct["status"], "records": [pairs(dict(r)) for r in struct.get("records") or []]}


def pairs(record: Row) -> Row:
    """A record with its spans as ``(start, end)``, however they were written, and its fields in one order."""
    spans = [(s["start"], s["end"]) if isinstance(s, dict) else tuple(s) for s in record["spans"]]
    quotes = []
    for quote in record["quotes"]:
        q = dict(quote)
        if "start" in q:
            q["span"] = (q.pop("start"), q.pop("end"))
        q["span"] = tuple(q["span"])
        quotes.append(dict(sorted(q.items())))
    return dict(sorted({**record, "spans": spans, "quotes": quotes}.items()))
