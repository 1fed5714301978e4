"""What another extractor keeps of a page, asked for as testimony (``witness="trafilatura"``).

trafilatura (Barbaresi, ACL 2021) has rules of its own and takes many times the time of a page here, so it is off by default and asked
only about pages within bounds: it has none itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.parse import decoded

if TYPE_CHECKING:
    from boilerstrip.model import Document, Limits

LARGEST = 2_000_000  #: characters of a page
MOST = 20_000  #: elements
DEEPEST = 200  #: elements inside of each other


def ask(source: str | bytes, document: Document, media_type: str | None, limits: Limits) -> str | None:
    """The text the witness keeps, ``None`` where it is not asked or fails; then ``document.reasons`` says so."""
    text = decoded(source, media_type=media_type, limits=limits)[0]
    if len(text) > LARGEST or len(document.nodes) > MOST or max(node.depth for node in document.nodes) > DEEPEST:
        document.reasons.append("witness-not-asked")
        return None
    import trafilatura

    try:
        return trafilatura.extract(text, url=document.url, include_comments=False) or ""
    except Exception:
        document.reasons.append("witness-failed")
        return None
