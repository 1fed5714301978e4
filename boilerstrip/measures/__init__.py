"""Named columns over blocks for the scorer: what a block looks like, where it stands, what stands around it.

Every column is a float vector with one entry per block; ``docs/features.md`` lists them with unit and source.  Text and
HTML share all columns that need no markup; those that need it are not given where there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.measures.ancestry import ancestry
from boilerstrip.measures.context import context
from boilerstrip.measures.lexical import lexical
from boilerstrip.measures.looks import looks
from boilerstrip.measures.sections import sections

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document, Floats


def columns(document: Document, f: Features) -> dict[str, Floats]:
    """All columns of a document, by name."""
    out = lexical(document, f)
    out.update(context(document, f, out))
    if document.nodes:
        out.update(ancestry(document, f, out))
        out.update(looks(document, out))
        out.update(sections(document, f, out))
    return out
