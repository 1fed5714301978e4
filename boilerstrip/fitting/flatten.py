"""The forms in which pages reach us as text, for fitting: lines as in WET files, laid out, and plain.

``lines`` is ours; ``layout`` is inscriptis (Weichselbraun, JOSS 2021), ``plain`` resiliparse (Bevendorff et al., ECIR 2018),
both of the extra ``fit``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex
from lxml import etree
from lxml import html as lxml_html

if TYPE_CHECKING:
    from collections.abc import Callable

_BREAKS = frozenset(
    "address article aside blockquote br center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol "
    "option p pre section summary table td th tr ul".split()
)
_UNSEEN = frozenset("script style template head svg iframe object noscript".split())
_BLANK = regex.compile(r"\s+")
_LETTER = regex.compile(r"\p{L}")
_XML = regex.compile(r"^\s*<\?xml[^>]*>")


def lines(html: str) -> str:
    """Every visible text, one line a block, no blank lines."""
    parser = lxml_html.HTMLParser(huge_tree=True, encoding="utf-8")
    try:
        root = lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return ""
    parts: list[str] = []
    unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag
        if event in ("start", "end"):
            unseen += (tag in _UNSEEN) * (1 if event == "start" else -1)
            if tag in _BREAKS:
                parts.append("\n")
        said = element.text if event == "start" else element.tail
        if said and not unseen:
            parts.append(_BLANK.sub(" ", said))
    return "\n".join(x for x in (line.strip() for line in "".join(parts).split("\n")) if x)


def layout(html: str) -> str:
    """Indented lists, tables in columns."""
    from inscriptis import get_text

    return str(get_text(_XML.sub("", html)))


def plain(html: str) -> str:
    """All visible text, lists marked, blank lines between blocks."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=False, alt_texts=False, links=False, form_fields=False, noscript=False))


def extracted(html: str) -> str:
    """What another extractor took for the main content, without its shortest lines: most web corpora."""
    from resiliparse.extract.html2text import extract_plain_text

    text = str(extract_plain_text(html, main_content=True, alt_texts=False, links=False))
    return "\n".join(x for x in text.split("\n") if not x.strip() or (" " in x.strip() and _LETTER.search(x)))


def another(html: str) -> str:
    """What trafilatura takes for the main content: the least that is left of a page."""
    import trafilatura

    return trafilatura.extract(html, include_comments=True, favor_recall=True) or ""


FORMS: dict[str, Callable[[str], str]] = {"lines": lines, "layout": layout, "plain": plain, "extracted": extracted}
