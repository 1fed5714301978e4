"""Verdicts for people: every block with its region, label, probability and the terms that sum to its score."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boilerstrip.model import Block, Cleaned

_COLOUR = {
    "body": "", "title": "\x1b[1m", "quote": "\x1b[36m", "signature": "\x1b[35m", "meta": "\x1b[34m",
    "chrome": "\x1b[31m", "duplicate": "\x1b[33m",
}  # fmt: skip
_DIM, _RESET = "\x1b[2m", "\x1b[0m"
SHOWN = 100  #: characters of a block's text


def render(cleaned: Cleaned, *, colour: bool = False, terms: int = 4) -> str:
    """One paragraph per block.  ``terms``: how many of the largest are printed (0: all)."""
    out = [_head(cleaned)]
    lines = _line_numbers(cleaned)
    for i, block in enumerate(cleaned.blocks):
        out.append(_block(i, lines[i], block, colour, terms))
    return "\n".join(out) + "\n"


def replay(cleaned: Cleaned) -> str:
    """The text again, from the verdicts alone: what ``explain`` shows is what was done."""
    parts: list[str] = []
    before: Block | None = None
    index = {id(b): i for i, b in enumerate(cleaned.blocks)}
    for b in cleaned.blocks:
        if not b.kept:
            continue
        if before is not None and index[id(before)] + 1 == index[id(b)] and before.record == b.record:
            parts.append(cleaned.source[before.span.end : b.span.start])
        else:
            parts.append(("\n\n" if parts else "") + _indent(cleaned.source, b.span.start))
        parts.append(cleaned.source[b.span.start : b.span.end])
        before = b
    from boilerstrip.parse.text import strip_controls

    return strip_controls("".join(parts))


def _indent(text: str, start: int) -> str:
    a = start
    while a > 0 and text[a - 1] in " \t\u00a0" and start - a < 400:
        a -= 1
    return text[a:start] if a == 0 or text[a - 1] in "\r\n\u2028\u2029\x0c" else ""


def _line_numbers(cleaned: Cleaned) -> list[int]:
    out, line, at = [], 1, 0
    for b in cleaned.blocks:
        line += cleaned.source.count("\n", at, b.span.start)
        at = max(at, b.span.start)
        out.append(line)
    return out


def _head(cleaned: Cleaned) -> str:
    kept = sum(b.kept for b in cleaned.blocks)
    words = [cleaned.kind, f"platform {cleaned.platform}" if cleaned.platform else "", f"{kept} of {len(cleaned.blocks)} blocks kept"]
    words += [f"{len(cleaned.records)} record{'s' * (len(cleaned.records) != 1)}", cleaned.status, *cleaned.reasons]
    return printable(" · ".join(w for w in words if w))


def _block(i: int, line: int, b: Block, colour: bool, terms: int) -> str:
    mark = "+" if b.kept else "-"
    head = f"{mark} b{i} line {line} [{b.span.start}:{b.span.end}] {b.region}/{b.label} p={b.probability:.3f} score {b.score:+.2f}"
    if b.record:
        head += f" {b.record}"
    if b.path:
        head += f" {b.path}"
    shown = b.text if len(b.text) <= SHOWN else b.text[: SHOWN - 1] + "…"
    ledger = b.terms[:terms] if terms else b.terms
    sums = "  ".join(f"{t.name} {t.value:+.2f}" + (f" ({t.note})" if t.note else "") for t in ledger)
    rest = len(b.terms) - len(ledger)
    if rest:
        sums += f"  and {rest} more {sum(t.value for t in b.terms[terms:]):+.2f}"
    head, shown, sums = printable(head), printable(shown), printable(sums)
    if colour:
        return f"{_COLOUR[b.label]}{head}{_RESET}\n    {shown}\n    {_DIM}{sums}{_RESET}"
    return f"{head}\n    {shown}\n    {sums}"


def printable(text: str) -> str:
    """No control character of a document reaches a terminal."""
    return "".join(c if c.isprintable() else " " if c in "\t\n\r" else f"\\x{ord(c):02x}" for c in text)


def rules_page() -> str:
    """``docs/rules.md``, from the rules' own docstrings."""
    from boilerstrip.rules import RULES

    out = [
        "# Rules",
        "",
        "Generated from the rules' docstrings (`python -m boilerstrip.explain > docs/rules.md`); a test fails when it is stale.",
        "A rule gives one or more columns of strengths, one per block; the scorer turns them into log-odds and adds them up.",
    ]
    for rule in RULES:
        out += ["", f"## {rule.name}", "", *(line.strip() for line in rule.doc.replace("``", "`").splitlines())]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    print(rules_page(), end="")
