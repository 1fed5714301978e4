"""The scorer of flattened texts: an answer made from the gold itself has no faults, and every fault put into it is seen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textgold import documents, expected, judge, line_spans, squeeze

from boilerstrip.model import Block, Cleaned, Quote, Record, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from textgold import Gold

ROOT = Path(__file__).resolve().parent.parent
CASES: dict[str, tuple[str, Gold]] = {name: (text, gold) for name, text, gold in documents(ROOT / "fixtures/text")}
CASES |= {
    name: ((ROOT / "seeds" / name).read_bytes().decode("utf-8"), gold)
    for name, gold in json.loads((ROOT / "fixtures/seeds.json").read_text("utf-8")).items()
    if name != "about"
}


def _record(kind: Any, number: int, span: Span, text: str, **more: Any) -> Record:
    empty = dict.fromkeys(("author", "author_url", "date", "date_raw", "edited", "number", "url", "reply_to", "title", "signature"))
    fields = {**empty, "quotes": (), "depth": 0, "confidence": 1.0, **more}
    return Record(id=f"{kind[0]}{number}", kind=kind, text=text, full_text=text, spans=(span,), **fields)


def perfect(text: str, gold: Gold) -> Cleaned:
    """The answer that the gold asks for; where it allows several, the first."""
    told, spans, lines = expected(text, gold), line_spans(text), text.split("\n")
    rest = list(gold.get("comments", ()))
    starts: list[int] = []
    if "posts" in gold:
        starts = [m if isinstance(m, int) else m[0] for m in gold["posts"]["must"]]
    else:
        authored = {n for r in gold.get("records", ()) for n in r["start"]}
        for n in sorted(told):
            if "comment" in told[n].regions and rest and squeeze(lines[n - 1]).startswith(squeeze(rest[0])):
                rest.pop(0)
                starts.append(n if n not in authored else next(r["start"][0] for r in gold["records"] if n in r["start"]))
            elif "comment" in told[n].regions and rest and squeeze(rest[0]) in squeeze(lines[n - 1]):  # a list number before it
                rest.pop(0)
                starts.append(n)
    owner = {n: max((s for s in starts if s <= n), default=0) for n in told if {"post", "comment"} & set(told[n].regions)}
    blocks, kept = [], []
    for n, want in told.items():
        body = want.labels[0] == "body" and want.regions[0] in ("article", "post")
        body = body or (want.labels == ("body",) and want.regions != ("comment",))
        at = Span(*spans[n - 1])
        kept += [lines[n - 1]] if body else []
        blocks.append(Block(at, text[slice(*at)], want.regions[0], want.labels[0], 0.0, 0.5, (), "", body))
    records = []
    kind = "post" if "posts" in gold else "comment"
    for number, start in enumerate(starts):
        mine = [n for n in told if owner.get(n) == start]
        own = "\n".join(lines[n - 1].strip() for n in mine if "body" in told[n].labels)
        own = next((own[own.index(squeeze(c)) :] for c in gold.get("comments", ()) if squeeze(c) in own), own)
        known: Gold = next((r for r in gold.get("records", ()) if start in r["start"]), {})
        span = Span(spans[start - 1][0], spans[max(mine) - 1][1])
        records.append(_record(kind, number, span, own, author=known.get("author"), date=known.get("date")))
    for want in gold.get("quotes", ()):
        first, _, last = want["lines"].partition("-")
        span = Span(spans[int(first) - 1][0], spans[int(last or first) - 1][1])
        target = next(r for r in records if r.spans[0].start <= spans[want["of_post_containing"] - 1][0] < r.spans[0].end)
        holder = next(i for i, r in enumerate(records) if r.spans[0].start <= span.start < r.spans[0].end)
        quote = Quote(None, text[slice(*span)], target.id, span, 1.0, 1.0)
        records[holder] = replace(records[holder], quotes=(*records[holder].quotes, quote))
    if "posts" not in gold:
        article = _record("article", 0, Span(0, 0), "", author=gold.get("author"), date=gold.get("date"))
        records.insert(0, article)
    return Cleaned(text, "\n\n".join(kept), gold["kind"], None, None, None, None, tuple(records), tuple(blocks))


@pytest.mark.parametrize("name", CASES)
def test_gold_can_be_met(name: str) -> None:
    text, gold = CASES[name]
    found = judge(name, text, gold, perfect(text, gold))
    assert not found.problems, "\n" + "\n".join(found.all())


def _drop_first_body(c: Cleaned) -> Cleaned:
    first = next(b for b in c.blocks if b.label == "body" and b.kept)
    blocks = tuple(replace(b, label="chrome", kept=False) if b is first else b for b in c.blocks)
    return replace(c, blocks=blocks, text=c.text.replace(first.text, "", 1))


def _first_post(**change: Any) -> Callable[[Cleaned], Cleaned]:
    return lambda c: replace(c, records=(replace(c.records[0], **change), *c.records[1:]))


@pytest.mark.parametrize(
    ("fault", "kinds"),
    [
        (_drop_first_body, {"label", "lost"}),
        (lambda c: replace(c, kind="article"), {"kind"}),
        (lambda c: replace(c, records=c.records[1:]), {"post", "author", "date"}),
        (lambda c: replace(c, records=(*c.records, c.records[0])), {"post"}),
        (lambda c: replace(c, records=tuple(replace(r, quotes=()) for r in c.records)), {"quote"}),
        (_first_post(author="Shropshire"), {"author"}),
        (_first_post(date="2011-08-03"), {"date"}),
        (lambda c: replace(c, blocks=c.blocks[1:]), {"untold"}),
        (lambda c: replace(c, blocks=(replace(c.blocks[0], region="post"), *c.blocks[1:])), {"region"}),
    ],
)
def test_a_fault_is_seen(fault: Callable[[Cleaned], Cleaned], kinds: set[str]) -> None:
    text, gold = CASES["xenforo1_header_en"]
    found = judge("fault", text, gold, fault(perfect(text, gold)))
    assert kinds <= {p.kind for p in found.problems} <= kinds | {"quote"}, "\n" + "\n".join(found.all())


def test_a_join_date_is_seen() -> None:
    text, gold = CASES["002_24d251d99113fc85.txt"]
    answer = perfect(text, gold)
    dated = (replace(answer.records[0], date="2013-02-12", date_raw="Feb 12, 2013"), *answer.records[1:])
    found = judge("fault", text, gold, replace(answer, records=dated))
    assert [p.kind for p in found.problems] == ["date"]


def test_merged_comments_are_seen() -> None:
    text, gold = CASES["wordpress_wet_en"]
    answer = perfect(text, gold)
    merged = replace(answer.records[1], text="\n".join(r.text for r in answer.records[1:]))
    found = judge("fault", text, gold, replace(answer, records=(answer.records[0], merged)))
    assert {"comment"} <= {p.kind for p in found.problems}
