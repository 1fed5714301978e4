"""Text that lost its HTML → :class:`Document`, lossless: every span is an offset into the input.

A block is a line, except where lines belong together: a hard-wrapped paragraph, a fenced code block, front matter.
A line over ``LONG`` characters is cut at sentence ends.  Blank lines are kept as the ``gap`` of the next block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.dates import find_date
from boilerstrip.lazy import regex_pattern
from boilerstrip.model import Document, Limits, Span, TextBlock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONG = 2_000  #: characters; a longer line is cut into sentences

_LINE = regex_pattern(r"[^\r\n\u2028\u2029\x0c]*(?:\r\n|[\r\n\u2028\u2029\x0c]|\Z)")
_MARKER = regex_pattern(r"(\d{1,4}[.)]|[-*+•‣◦·–])[ \t\u00a0]+(?=\S)")  # "  2. Pingback: …", "* item"
_FENCE = regex_pattern(r"(`{3,}|~{3,})")
_DATE_NUMBER = regex_pattern(r"\d\s#\d{1,6}\Z")
_SENTENCE_END = regex_pattern(r"[.!?…]['\"”’»)\]]{0,3}[ \u00a0]+(?=[\p{Lu}\p{Lt}\p{Lo}\p{N}\"“«¿¡(\[@#>])|[。！？；]['\"”’」』）]{0,3}")
_CONTROL = regex_pattern(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]+")
_CJK = regex_pattern(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
_RULE_ROW = regex_pattern(r"[|+\-=: ]{5,300}")

WRAP_MIN, WRAP_MAX = 45, 110  #: columns of hard-wrapped text
DATED = 60  #: characters of a line that dates a post
COLUMNS = "    "  #: blanks between two columns of a row; wrapped text that is justified has two or three


def parse_text(text: str, *, url: str | None = None, limits: Limits | None = None, reasons: Sequence[str] = ()) -> Document:
    """Cut ``text`` into blocks; nothing is changed, nothing is lost."""
    blocks: list[TextBlock] = []
    for block in _blocks(text):
        blocks.extend(_cut(text, block) if block.end - block.start > LONG and block.kind == "p" else (block,))
    for i, block in enumerate(blocks):  # one row is no table: "Home | News | Contact"
        if block.kind == "table" and text[block.start] != "|" and not _row(blocks, i - 1) and not _row(blocks, i + 1):
            block.kind = "p"
    controls = [Span(*m.span()) for m in _CONTROL.finditer(text)] if _CONTROL.search(text) else []
    return Document(text=text, blocks=blocks, url=url, reasons=list(reasons), controls=controls)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the lines, without their line ends."""
    for m in _LINE.finditer(text):
        start, end = m.span()
        if start == end and start == len(text):
            return
        while end > start and text[end - 1] in "\r\n\u2028\u2029\x0c":
            end -= 1
        yield start, end


def _blocks(text: str) -> Iterator[TextBlock]:
    gap = 1
    pending: list[TextBlock] = []  # lines that follow each other without a blank line
    fence: tuple[str, TextBlock] | None = None
    spans = list(_lines(text))
    front_end = _front_matter(text, spans)
    for number, (start, end) in enumerate(spans):
        if number <= front_end:
            if number == front_end:
                yield TextBlock(spans[0][0], end, kind="front", gap=1)
                gap = 1
            continue
        a, b = start, end
        while a < b and _blank(text[a]):
            a += 1
        if fence is not None:  # inside of a fence nothing is looked at
            mark, block = fence
            block.end = end
            if text.startswith(mark, a) and not text[a:b].strip(mark[0] + " \t"):
                yield block
                fence, gap = None, 1
            continue
        if a == b:
            yield from _joined(text, pending)
            pending = []
            gap += 1
            continue
        while b > a and _blank(text[b - 1]):
            b -= 1
        if b - a <= LONG and (m := _FENCE.match(text, a, b)):
            yield from _joined(text, pending)
            pending = []
            fence = (m[1], TextBlock(start, end, kind="code", gap=gap))
            gap = 1
            continue
        block = TextBlock(a, b, gap=gap, indent=_columns(text, start, a))
        if m := _MARKER.match(text, a, min(b, a + 12)):
            block.marker = m[1]
        block.kind = _kind(text, block)
        pending.append(block)
        gap = 1
    yield from _joined(text, pending)
    if fence is not None:  # never closed: its lines are lines after all, kept together as code
        yield fence[1]


def _blank(c: str) -> bool:
    return c.isspace() or c == "\u200b" or _CONTROL.match(c) is not None


def _row(blocks: list[TextBlock], i: int) -> bool:
    return 0 <= i < len(blocks) and blocks[i].kind == "table"


def _columns(text: str, start: int, end: int) -> int:
    return sum(8 if c == "\t" else 1 for c in text[start : min(end, start + 400)])


def _kind(text: str, block: TextBlock) -> str:
    line = text[block.start : min(block.end, block.start + LONG)]
    if block.marker:
        return "li"
    if line[0] == "#" and (level := len(line) - len(line.lstrip("#"))) <= 6 and line[level : level + 1] == " ":
        block.level = level
        return "h"
    if (line.count("|") >= 2 and (line[0] == "|" or line.count(" | ") >= 2)) or line.count("\t") >= 2:
        return "table"
    if len(line) <= 300 and _RULE_ROW.fullmatch(line) and ("|" in line or "+" in line):
        return "table"
    return "p"


def _front_matter(text: str, spans: list[tuple[int, int]]) -> int:
    """Index of the line that ends a Markdown front matter, -1 where there is none."""
    if not spans or text[slice(*spans[0])].strip() not in ("---", "+++"):
        return -1
    mark = text[slice(*spans[0])].strip()
    body = 0
    for i, span in enumerate(spans[1:80], 1):
        line = text[slice(*span)].strip()
        if line == mark:
            return i if body else -1
        if len(line) > LONG:
            return -1
        body += ":" in line or "=" in line
    return -1


def _joined(text: str, lines: list[TextBlock]) -> Iterator[TextBlock]:
    """Hard-wrapped lines as one block: three or more of nearly one width, of which one goes on in lower case."""
    i = 0
    while i < len(lines):
        j = i
        while j + 1 < len(lines) and _wraps(text, lines[j], lines[j + 1]):
            j += 1
        if j - i >= 1 and _is_wrapped(text, lines[i : j + 1]):
            lines[i].end = lines[j].end
            yield lines[i]
        else:
            yield from lines[i : j + 1]
        i = j + 1


def _wraps(text: str, a: TextBlock, b: TextBlock) -> bool:
    """Whether line ``b`` may go on with the sentence of line ``a``."""
    width = a.end - a.start
    if not WRAP_MIN <= width + a.indent <= WRAP_MAX or b.marker or b.kind != "p" or a.kind not in ("p", "li"):
        return False
    if _DATE_NUMBER.search(text, max(a.start, a.end - 12), a.end):
        return False  # "… 12/31/2017 #12" heads a post, whoever wrote it in lower case
    if b.end - b.start > WRAP_MAX or (a.kind == "p" and a.indent != b.indent) or b.indent < a.indent:
        return False
    if text[a.start] == ">" or text[b.start] == ">" or COLUMNS in text[a.start : a.end]:
        return False
    return b.end - b.start > DATED or not _heads(text[b.start : b.end])


def _heads(line: str) -> bool:
    """"asked Aug 5, 2016" below a name, "by Ann 1 year ago | 4 comments" below a title: no sentence goes on there."""
    date = find_date(line)
    return date is not None and date.start <= DATED // 2 and len(line) - date.end <= DATED // 3 and line[-1] not in ".!?,;"


def _is_wrapped(text: str, lines: list[TextBlock]) -> bool:
    widths = [b.end - b.start + b.indent for b in lines[:-1]]
    widest = max(widths)
    if min(widths) < 0.72 * widest or lines[-1].end - lines[-1].start > widest + 8:
        return False
    if len(lines) == 2 and lines[1].end - lines[1].start < 25:
        return False  # "… edited]" and a name, a head and "ok": two lines are a paragraph only if both are long
    lower = sum(text[b.start].islower() for b in lines[1:])
    open_end = sum(text[b.end - 1] not in ".!?:;…\"”'»)]" for b in lines[:-1])
    return lower >= 1 and open_end * 2 >= len(widths) and (len(lines) > 2 or (lower == 1 and open_end == 1))


def _cut(text: str, block: TextBlock) -> Iterator[TextBlock]:
    """An endless line as sentences, each at most ``LONG`` characters."""
    ends = [m.end() for m in _SENTENCE_END.finditer(text, block.start, block.end)]
    ends.append(block.end)
    start, gap = block.start, block.gap
    for end in ends:
        while end - start > LONG:
            at = max(text.rfind(" ", start + 1, start + LONG), text.rfind("\u3000", start + 1, start + LONG)) + 1
            if at <= start + LONG // 2:
                at = start + LONG
            yield _piece(text, start, at, block, gap)
            start, gap = at, 0
        if text[start:end].strip():
            yield _piece(text, start, end, block, gap)
            start, gap = end, 0


def _piece(text: str, start: int, end: int, block: TextBlock, gap: int) -> TextBlock:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    marker = block.marker if gap else ""
    return TextBlock(start, end, gap=gap, indent=block.indent, marker=marker, kind=block.kind)


def strip_controls(text: str) -> str:
    """``text`` without control characters; tabs and line ends stay."""
    return _CONTROL.sub("", text)
