"""HTML text to a :class:`Document`: gate, lxml, one walk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from boilerstrip.model import Document, Limits, TextBlock
from boilerstrip.parse import gate
from boilerstrip.parse.html_dates import fetch_date
from boilerstrip.parse.html_walk import walk

if TYPE_CHECKING:
    from collections.abc import Sequence


_SPOKEN = re.compile(rb">[^<>]{0,200}[^\s<>]|\A[^<]{0,200}[^\s<]")  #: whether there is text at all


def parse_html(
    text: str, *, url: str | None = None, limits: Limits | None = None, reasons: Sequence[str] = ()
) -> Document:
    """Parse a page or fragment.

    Args:
        text: decoded HTML; any string is accepted.
        url: where it was found, kept as it is.
        limits: what is over one of them is flattened or stripped, with a reason in ``Document.reasons``.
        reasons: what was already cut or guessed (by ``decode``).

    Returns:
        A document whose ``text`` is the canonical text that the walk wrote: white space collapsed outside of ``pre``,
        paragraphs separated by a blank line, list items, rows and ``<br>`` by a line break, cells by a tab.
    """
    limits = limits or Limits()
    said = list(reasons)
    data = gate.frames_out(gate.ends_out(gate.controls_out(text)))
    checked = gate.enforce(data, limits, said)
    roots = _roots(checked, limits, said) if checked is not None else None
    if roots is None:
        return _without_structure(data, url, said)
    found = walk(roots, limits)
    said += found.reasons
    if found.unclosed and not re.search(rf"</{found.unclosed}\s*>", text[-300:], re.IGNORECASE):
        swallowed = len(text) - text.lower().rfind(f"<{found.unclosed}")
        if swallowed > 200 and f"</{found.unclosed}" not in text[-swallowed:].lower():
            said.append(f"parse: <{found.unclosed}> is not closed, {swallowed:,} characters are lost in it")
    document = Document(
        text=found.text,
        blocks=found.blocks,
        nodes=found.nodes,
        url=url,
        title=found.title or found.meta.get("og:title"),
        language=found.language,
        meta=found.meta,
        fetched=fetch_date(text, found.text),
        reasons=said,
    )
    microdata = b"itemtype" in data
    if found.scripts or found.islands or microdata:
        from boilerstrip.parse.embedded import embedded

        document.embedded = embedded(document, found.scripts, found.islands, microdata=microdata)
        if document.embedded:
            from boilerstrip.parse.html_islands import show_islands

            show_islands(document)
    return document


def plain_text(fragment: str, limits: Limits | None = None) -> str:
    """The text of a fragment of HTML, as :func:`parse_html` would write it."""
    limits = limits or Limits()
    data = gate.frames_out(gate.ends_out(gate.controls_out(fragment)))
    checked = gate.enforce(data, limits, [])
    roots = _roots(checked, limits, []) if checked is not None else None
    return walk(roots, limits).text if roots is not None else _without_structure(data, None, []).text


def _roots(data: bytes, limits: Limits, reasons: list[str], *, flat: bool = False) -> list[Any] | None:
    """The trees that lxml makes of ``data``: one, or more where a second root holds what stands behind the first.

    ``None`` where the parser gives up before the end, even of the flattened page.
    """
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if _SPOKEN.search(data):
            reasons.append(f"parse: {error}")
        return []
    fatal = etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_INVALID_ENCODING
    if any(entry.type in fatal for entry in parser.error_log):
        if flat:
            reasons.append("parse: the parser gave up before the end, read without structure")
            return None
        reasons.append(f"depth: elements deeper than {limits.max_depth} were flattened")
        return _roots(gate.flatten(data, limits), limits, reasons, flat=True)
    roots = []
    while root is not None:
        roots.append(root)
        root = root.getnext()
    return roots


def _without_structure(data: bytes, url: str | None, reasons: list[str]) -> Document:
    """A page with too many elements: its lines, as blocks without nodes."""
    text = gate.strip_tags(data)
    blocks: list[TextBlock] = []
    pieces: list[str] = []
    at = gap = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            cells = line.split("\t") if "\t" in line else [line]
            first = True
            for raw in cells:
                cell = raw.strip()
                if not cell:
                    continue
                breaks = (min(gap, 2) if first else 0) if blocks else 0
                if blocks:
                    pieces.append(("\t", "\n", "\n\n")[breaks])
                    at += breaks or 1
                end = at + len(cell)
                blocks.append(TextBlock(at, end, -1, "td" if len(cells) > 1 else "p", 0, 0, breaks))
                pieces.append(cell)
                at = end
                first = False
            gap = 0
        gap += 1
    return Document(text="".join(pieces), blocks=blocks, url=url, reasons=reasons)
