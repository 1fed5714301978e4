"""Hand-made answers and runs for the tests of the pages."""

from __future__ import annotations

import hashlib
import json
import random
from typing import TYPE_CHECKING, Any

from boilerstrip.model import Block, Cleaned, Quote, Record, Span, Term

if TYPE_CHECKING:
    from pathlib import Path

BIAS = Term("bias", 2.0, "body")
WORDS = "engine valve filter pump works fine when it rains oil leak gasket replace bolt thread turn left never again maybe".split()


class Maker:
    """Puts blocks one below the other."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.at = 0

    def add(self, text: str, label: str, *terms: Term, kept: bool, record: str | None = None, path: str = "", region: str = "post") -> Span:
        span = Span(self.at, self.at + len(text))
        score = sum(t.value for t in terms)
        self.blocks.append(Block(span, text, region, label, score, 0.5, terms, path, kept, "chrome" if kept else "body", record))
        self.parts.append(text)
        self.at += len(text) + 1
        return span

    def cleaned(self, records: tuple[Record, ...] = (), **values: Any) -> Cleaned:
        text = "\n".join(b.text for b in self.blocks if b.kept)
        told: dict[str, Any] = {"kind": "thread", "page_type": None, "title": None, "language": None, "platform": None, **values}
        return Cleaned("\n".join(self.parts), text, records=records, blocks=tuple(self.blocks), **told)


def record(number: int, span: Span, *, author: str | None = None, quotes: tuple[Quote, ...] = (), reply_to: str | None = None) -> Record:
    return Record(
        f"p{number}", "post", author, None, "2020-04-06", "Apr 6, 2020", None, number, 0, None, reply_to, None, "", "", None, quotes, (span,), 0.9
    )  # fmt: skip


def thread(posts: int, seed: int = 1) -> Cleaned:
    """A thread in which every third post quotes the one before; post 2's last paragraph is uncertain."""
    rnd = random.Random(seed)
    maker = Maker()
    records = []
    for n in range(1, posts + 1):
        at, me, path = maker.at, f"p{n}", f"html/body/div#page/article#post-{n}/p"
        maker.add(f"User{n % 300}", "meta", Term("role.author", -6.0, "meta"), BIAS, kept=False, record=me, path=path)
        quotes: tuple[Quote, ...] = ()
        if n % 3 == 0:
            words = " ".join(rnd.choices(WORDS, k=12))
            span = maker.add(words, "quote", Term("quoted", -14.0, "quote", "of an earlier post"), BIAS, kept=False, record=me, path=path)
            quotes = (Quote(f"User{n - 1}", words, f"p{n - 1}", span, 0.97, 0.9),)
        maker.add(" ".join(rnd.choices(WORDS, k=40)), "body", Term("prose", 2.5, "body"), BIAS, kept=True, record=me, path=path)
        value = -1.7 if n == 2 else 1.5
        maker.add(" ".join(rnd.choices(WORDS, k=12)), "body", Term("short_line", value, "chrome" if value < 0 else "body"), BIAS, kept=True, record=me, path=path)
        maker.add("Like Reply", "chrome", Term("phrase.forum_buttons", -9.0, "chrome", "Like"), BIAS, kept=False, record=me, path=path)
        records.append(record(n, Span(at, maker.at - 1), author=f"User{n % 300}", quotes=quotes, reply_to=f"p{n - 1}" if quotes else None))
    return maker.cleaned(tuple(records), title="Engine")


#: what must stay text, wherever it stands
HOSTILE = (
    "</script><script>window.hit=1</script>",
    "<!--<script>window.hit=2",
    "<img src=x onerror='window.hit=3'>",
    '"><svg onload=window.hit=4>',
    "{{ 7*7 }}{% for x in y %}",
    "javascript:window.hit=5",
    "]]><style>*{display:none}</style>",
    "\u2028\u2029\x00\x1b[31m\x7f\x85\ufffe",
    "\u202eabc\u2066",
    "😀 astral 𝒳 text",
    "<link rel=stylesheet href=http://evil.example/a.css><iframe src=//evil.example>",
)


def hostile() -> Cleaned:
    maker = Maker()
    spans = []
    for i, text in enumerate(HOSTILE):
        spans.append(maker.add(text, "body" if i % 2 else "chrome", Term(text, -3.0, "chrome", text), BIAS, kept=bool(i % 2), record="p1", path=f"html/{text}"))
    maker.add("after the astral ones", "body", BIAS, kept=True, record="p1")
    mark = HOSTILE[0]
    quote = Quote(mark, mark, mark, spans[0], 1.0, 1.0)
    one = Record("p1", "post", mark, mark, mark, mark, mark, 1, 0, "javascript:window.hit=6", mark, mark, mark, mark, mark, (quote,), (spans[0],), 1.0)
    return maker.cleaned((one,), title=mark, language=mark, platform=mark, reasons=(mark,), status="degraded")


def write_run(out: Path, documents: dict[str, Cleaned | None], *, fmt: str = "json", version: str = "0.1.0") -> None:
    """A run's folder as the runner leaves it; ``None`` is a failure."""
    out.mkdir(parents=True)
    with open(out / "manifest.jsonl", "w", encoding="ascii") as manifest:
        for path, cleaned in sorted(documents.items(), key=lambda kv: kv[0].split("/")):
            row: dict[str, Any] = {
                "path": path, "status": "failed", "reason": "binary", "detail": "not text", "outputs": [], "sha256": "0",
                "output_sha256": None, "records": {}, "kind": None, "platform": None, "characters": {},
            }  # fmt: skip
            if cleaned is not None:
                name = path + (".json" if fmt == "json" else ".txt")
                data = (json.dumps(cleaned.to_dict()) if fmt == "json" else cleaned.text).encode("utf-8", "replace")
                (out / name).parent.mkdir(parents=True, exist_ok=True)
                (out / name).write_bytes(data)
                dropped: dict[str, int] = {}
                for b in cleaned.blocks:
                    if not b.kept:
                        dropped[b.reason] = dropped.get(b.reason, 0) + len(b.text)
                kept = sum(len(b.text) for b in cleaned.blocks if b.kept)
                row |= {
                    "status": cleaned.status, "reason": ", ".join(cleaned.reasons), "detail": "", "outputs": [name],
                    "output_sha256": hashlib.sha256(data).hexdigest(), "records": {"post": len(cleaned.records)},
                    "kind": cleaned.kind, "platform": cleaned.platform,
                    "characters": {"kept": kept, "space": 0, "dropped": dict(sorted(dropped.items()))},
                }  # fmt: skip
            manifest.write(json.dumps(row) + "\n")
    (out / "summary.json").write_text(json.dumps({"schema": 1, "boilerstrip": version, "fingerprint": "f00"}))
