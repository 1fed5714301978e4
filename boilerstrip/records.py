"""Verdicts → what users get: blocks, records with their quotes linked, the text, and pieces that tile the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip import dates
from boilerstrip.links import link_units
from boilerstrip.model import Block, Cleaned, Made, Piece, Quote, Record, Span
from boilerstrip.scoring import Verdicts, probability

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from boilerstrip.features import Features
    from boilerstrip.model import Choice, Document, Options, Page, QuoteMark, Unit, Verdict

_PREFIX = {"article": "a", "comment": "c", "post": "p"}
_AUTO = {"comments": False, "quotes": False, "signatures": False, "meta": False, "title": False, "duplicates": False}
_OPTION = {"title": "title", "meta": "meta", "signature": "signatures", "duplicate": "duplicates"}


def assemble(page: Page, f: Features, verdicts: Sequence[Verdict], *, base: str | None = None) -> Cleaned:
    """The public result.  ``base``: when the page was captured, to resolve relative dates."""
    doc, options = page.document, page.options
    labels = verdicts.labels if isinstance(verdicts, Verdicts) else [v.label for v in verdicts]
    ids = _ids(page, labels)
    links = link_units(page, f, labels)
    linked = {i for k, u in enumerate(page.units) for m, of in zip(u.quotes, links.quotes[k], strict=True) if of.unit >= 0 for i in m.blocks}
    for u in page.units:  # an attribution line goes with its quote
        _with_heads(u, linked)
    regions = _regions(page, labels)
    kept = [_kept(labels[i], regions[i], page, i, linked, options) for i in range(len(labels))]
    records = tuple(_record(page, k, ids, labels, links, base) for k in ids)
    title = next((f.texts[i] for i in range(len(labels)) if labels[i] == "title" and regions[i] in ("article", "thread")), None)
    blocks: Made[Block] = Made(lambda: _blocks(page, f, verdicts, regions, kept, ids))
    pieces: Made[Piece] = Made(lambda: tuple(_pieces(doc, *_why(verdicts, kept, regions), kept)))
    reasons = list(dict.fromkeys(doc.reasons))
    if not any(kept):
        reasons.append("empty")
    return Cleaned(
        source=doc.text, text=render(doc, [i for i in range(len(kept)) if kept[i]], [ids.get(u, "") for u in page.unit_of]),
        kind=page.kind, page_type=page.page_type, title=page.title or title or _first_title(page) or doc.title, language=page.lang, platform=page.platform,
        records=records, blocks=blocks, status="degraded" if doc.reasons else "ok", reasons=tuple(reasons),
        pieces=pieces,
    )  # fmt: skip


def _blocks(page: Page, f: Features, verdicts: Sequence[Verdict], regions: list[str], kept: list[bool], ids: dict[int, str]) -> tuple[Block, ...]:
    doc = page.document
    paths = _paths(doc)
    return tuple(
        Block(
            Span(b.start, b.end), f.texts[i], regions[i], v.label, v.score, probability(v.score - v.page), v.terms, paths[i],
            kept[i], v.runner_up, ids.get(page.unit_of[i]),
        )
        for i, (b, v) in enumerate(zip(doc.blocks, verdicts, strict=True))
    )  # fmt: skip


def _first_title(page: Page) -> str | None:
    """The thread's title as its first post has it."""
    first = page.units[0] if page.kind == "thread" and page.units else None
    return first.title if first else None


def _with_heads(unit: Unit, linked: set[int]) -> None:
    """Attributions go with the quote beside them, through any number of them in a row and what frames them."""
    roles = unit.roles
    heads = [i for i in unit.blocks if roles.get(i) == "attribution"]
    for i in reversed(heads):
        after = i + 1
        while roles.get(after) == "chrome" and after - i < 4:  # "click to expand"
            after += 1
        if after in linked:
            linked.add(i)
    for i in heads:
        if i - 1 in linked:
            linked.add(i)


def _ids(page: Page, labels: list[str]) -> dict[int, str]:
    """Ids of the units that hold something: ``a1``, ``c1`` …, ``p1`` … in document order."""
    counts: dict[str, int] = {}
    ids: dict[int, str] = {}
    order = sorted(range(len(page.units)), key=lambda k: page.units[k].blocks[0] if page.units[k].blocks else 1 << 60)
    for k in order:
        unit = page.units[k]
        if unit.kind == "article" and not any(labels[i] in ("body", "quote") for i in unit.blocks):
            continue
        if unit.kind != "article" and not unit.blocks:
            continue
        counts[unit.kind] = counts.get(unit.kind, 0) + 1
        ids[k] = f"{_PREFIX[unit.kind]}{counts[unit.kind]}"
    return ids


def _regions(page: Page, labels: list[str]) -> list[str]:
    """Chrome around the article belongs to the page, not to the article."""
    out = list(page.region)
    if page.kind == "thread":
        return out
    own = [i for i, r in enumerate(out) if r == "article" and labels[i] in ("body", "title", "meta", "quote")]
    first, last = (own[0], own[-1]) if own else (len(out), -1)
    for i, r in enumerate(out):
        if r == "article" and labels[i] == "chrome" and not first <= i <= last:
            out[i] = "page"
    return out


def _kept(label: str, region: str, page: Page, i: int, linked: set[int], options: Options) -> bool:
    in_comments = region in ("comment", "comments") and page.kind != "page"
    if in_comments and options.comments != "keep":
        return False
    if region == "comments" and label != "body":
        return False
    if label == "body":
        return True
    if label == "quote":
        return options.quotes == "keep" or (options.quotes == "auto" and i not in linked)
    if (name := _OPTION.get(label)) is not None:
        choice: Choice = getattr(options, name)
        return choice == "keep"
    return False


def _why(verdicts: Sequence[Verdict], kept: list[bool], regions: list[str]) -> tuple[list[str], list[float]]:
    """Why each block is where it is, and its score: the strongest term, or the option that left out what a person wrote."""
    if isinstance(verdicts, Verdicts):
        labels, scores, reasons = verdicts.labels, verdicts.scores, verdicts.reasons()
    else:
        labels, scores, reasons = [v.label for v in verdicts], [v.score for v in verdicts], [v.reason for v in verdicts]
    for i, region in enumerate(regions):
        if labels[i] == "body" and not kept[i]:
            reasons[i] = "option.comments" if region in ("comment", "comments") else f"option.{region}"
    return reasons, scores


def _paths(doc: Document) -> list[str]:
    """Element path of every block; each element's is made once."""
    made: dict[int, str] = {-1: ""}

    def path(n: int) -> str:
        chain = []
        while n not in made:
            chain.append(n)
            n = doc.nodes[n].parent
        for k in reversed(chain):
            node = doc.nodes[k]
            tag = node.tag
            if ident := node.attrs.get("id"):
                tag += "#" + ident[:60]
            elif node.classes:
                tag += "." + ".".join(node.classes[:2])
            above = made[node.parent]
            made[k] = f"{above}/{tag}" if above and len(above) < 2_000 else tag
        return made[chain[0]] if chain else made[n]

    return [path(b.node) for b in doc.blocks]


# ------------------------------------------------------------------ text


def render(doc: Document, kept: Sequence[int], owner: Sequence[str] | None = None) -> str:
    """Kept blocks with the input's white space between neighbours, one blank line over a gap and between records."""
    parts: list[str] = []
    text, blocks = doc.text, doc.blocks
    before = -2
    for i in kept:
        b = blocks[i]
        if before == i - 1 and (owner is None or owner[before] == owner[i]):
            parts.append(text[blocks[before].end : b.start])
        else:
            parts.append(("\n\n" if parts else "") + _indent(text, b.start))
        parts.append(text[b.start : b.end])
        before = i
    out = "".join(parts)
    return _without_controls(out) if doc.controls else out


def _indent(text: str, start: int) -> str:
    """White space between the line's start and the block."""
    a = start
    while a > 0 and text[a - 1] in " \t\u00a0" and start - a < 400:
        a -= 1
    return text[a:start] if a == 0 or text[a - 1] in "\r\n\u2028\u2029\x0c" else ""


def _without_controls(text: str) -> str:
    from boilerstrip.parse.text import strip_controls

    return strip_controls(text)


# ------------------------------------------------------------------ records


def _record(page: Page, k: int, ids: dict[int, str], labels: list[str], links: object, base: str | None) -> Record:
    doc, unit = page.document, page.units[k]
    own = [i for i in unit.blocks if labels[i] == "body"]
    full = [i for i in unit.blocks if labels[i] in ("body", "quote")]
    signed = [i for i in unit.blocks if labels[i] == "signature"]
    found = links.quotes[k]  # type: ignore[attr-defined]
    reply = links.reply[k]  # type: ignore[attr-defined]
    quotes = tuple(_quote(doc, m, ids.get(of.unit), of.match) for m, of in zip(unit.quotes, found, strict=True) if m.blocks)
    date, raw = _date(unit, base or doc.fetched, links.order)  # type: ignore[attr-defined]
    return Record(
        id=ids[k], kind=unit.kind, author=unit.author or None, author_url=unit.author_url, date=date, date_raw=raw,
        edited=dates.parse_date(unit.edited_raw, base=base or doc.fetched, order=links.order) if unit.edited_raw else None,  # type: ignore[attr-defined]
        number=unit.number, depth=unit.depth, url=unit.url, reply_to=ids.get(reply) if reply is not None else None,
        title=unit.title, text=_unlisted(doc, unit, own, render(doc, own)), full_text=_unlisted(doc, unit, full, render(doc, full)),
        signature=render(doc, signed) or None, quotes=quotes, spans=tuple(_spans(doc, unit)), confidence=unit.confidence,
    )  # fmt: skip


def _unlisted(doc: Document, unit: Unit, blocks: list[int], text: str) -> str:
    """Without the number that a list of comments put before the first line."""
    if unit.kind == "article" or not blocks:
        return text
    marker = doc.blocks[blocks[0]].marker
    text = text.lstrip(" \t\u00a0")
    return text[len(marker) :].lstrip() if marker[:1].isdigit() and text.startswith(marker) else text


def _date(unit: Unit, base: str | None, order: str) -> tuple[str | None, str | None]:
    """ISO 8601 as far as known, and as printed.  A time of day means nothing without the year."""
    iso = dates.parse_machine(unit.date_value) if unit.date_value else None
    if iso is None and unit.date_raw:
        found = dates.find_date(unit.date_raw, order=order, base=base)
        iso = found.iso if found else None
    if iso is not None and iso.startswith("--"):
        iso = iso[:7]
    return iso, unit.date_raw or (unit.date_value if iso else None)


def _quote(doc: Document, mark: QuoteMark, of: str | None, match: float) -> Quote:
    text = render(doc, mark.blocks)
    if text.lstrip().startswith(">"):
        text = "\n".join(_ungt(line) for line in text.splitlines())
    span = Span(doc.blocks[mark.blocks[0]].start, doc.blocks[mark.blocks[-1]].end)
    sure = mark.confidence * (0.5 + 0.5 * match) if of else mark.confidence * 0.6
    return Quote(mark.author, text, of, span, round(match, 4), round(sure, 4), mark.depth)


def _ungt(line: str) -> str:
    return line.lstrip().lstrip("> ")


def _spans(doc: Document, unit: Unit) -> Iterable[Span]:
    start = end = before = -1
    for i in unit.blocks:
        b = doc.blocks[i]
        if before >= 0 and i == before + 1:
            end = b.end
        else:
            if before >= 0:
                yield Span(start, end)
            start, end = b.start, b.end
        before = i
    if before >= 0:
        yield Span(start, end)


def _pieces(doc: Document, reasons: list[str], scores: list[float], kept: list[bool]) -> Iterable[Piece]:
    """Kept and dropped stretches, white space and control characters among them, without gap or overlap."""
    at = 0
    if not doc.controls:  # nearly every document
        for b, reason, score, keep in zip(doc.blocks, reasons, scores, kept, strict=True):
            if at < b.start:
                yield Piece(Span(at, b.start), False, "space", 0.0)
                at = b.start
            if at < b.end:
                yield Piece(Span(at, b.end), keep, reason, score)
                at = b.end
        if at < len(doc.text):
            yield Piece(Span(at, len(doc.text)), False, "space", 0.0)
        return
    controls = iter(doc.controls)
    control = next(controls, None)

    def between(end: int) -> Iterable[Piece]:
        nonlocal at, control
        while control is not None and control.start < end:
            if control.start > at:
                yield Piece(Span(at, control.start), False, "space", 0.0)
            if control.end > at:
                yield Piece(Span(max(at, control.start), min(control.end, end)), False, "control", 0.0)
                at = min(control.end, end)
            if control.end > end:
                return
            control = next(controls, None)
        if at < end:
            yield Piece(Span(at, end), False, "space", 0.0)
            at = end

    for b, reason, score, keep in zip(doc.blocks, reasons, scores, kept, strict=True):
        if at < b.start:
            yield from between(b.start)
        start = at = max(at, b.start)
        while control is not None and control.start < b.end:
            if control.start > start:
                yield Piece(Span(start, control.start), keep, reason, score)
            yield Piece(Span(max(start, control.start), control.end), False, "control", 0.0)
            start = at = control.end
            control = next(controls, None)
        if start < b.end:
            yield Piece(Span(start, b.end), keep, reason, score)
        at = max(at, b.end)
    yield from between(len(doc.text))


def to_markdown(cleaned: Cleaned) -> str:
    """Records as Markdown."""
    out: list[str] = []
    if cleaned.title:
        out.append(f"# {_one_line(cleaned.title)}")
    for r in cleaned.records:
        if r.kind != "article":
            head = " · ".join(x for x in (r.author or "—", r.date or r.date_raw or "", f"#{r.number}" if r.number else "") if x)
            out.append(f"## {_one_line(head)}")
        for q in r.quotes:
            name = f"**{_one_line(q.author)}**" if q.author else ""
            lines = [name, *q.text.splitlines()] if name else q.text.splitlines()
            out.append("\n".join("> " + line for line in lines))
        if r.text:
            out.append(r.text)
    return "\n\n".join(out) + "\n" if out else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
