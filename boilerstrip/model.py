"""The values that flow through boilerstrip; no logic beyond small conveniences.

``parse`` makes a :class:`Document`, ``segment`` a :class:`Page`, the rules :class:`Column` s, the scorer
:class:`Verdict` s, ``records`` the public :class:`Cleaned`.  Every span is a half-open range of code points in
``Document.text`` (for text input: the decoded input itself).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

Item = TypeVar("Item")
Choice = Literal["keep", "drop", "auto"]
Kind = Literal["article", "thread", "page"]
RecordKind = Literal["article", "comment", "post"]
Status = Literal["ok", "degraded"]

# Whose a block is, and what it is: two axes, never mixed.
REGIONS = ("article", "comments", "comment", "thread", "post", "page")
LABELS = ("body", "title", "quote", "signature", "meta", "chrome", "duplicate")


class Error(Exception):
    """Base of all that boilerstrip raises; ``reason`` is the code that a manifest shows."""

    reason = "error"


class UsageError(Error, ValueError):
    """A wrong option, argument or configuration."""

    reason = "usage"


class BinaryInput(Error):
    """The input is not text: nothing can be given back."""

    reason = "binary"


class TooLarge(Error):
    """The input is over ``Limits.max_bytes``."""

    reason = "too-large"


class Unsupported(Error):
    """The input is of a media type that cannot be read."""

    reason = "unsupported"


class Span(NamedTuple):
    """Half-open range ``[start, end)`` of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Structural limits of one document; what is over a limit is cut and said (status ``degraded``)."""

    max_bytes: int = 20_000_000  #: larger input raises :class:`TooLarge`
    max_elements: int = 200_000  #: more HTML elements: tags are stripped instead of parsed
    max_depth: int = 512  #: deeper elements become siblings
    max_attributes: int = 1_000  #: on one tag
    max_tag: int = 262_144  #: characters in one tag
    max_line: int = 20_000  #: longer lines meet no regular expression
    max_posts: int = 100_000
    max_quote_depth: int = 64


@dataclass(frozen=True, slots=True)
class Options:
    """What to keep. ``auto`` is what a corpus of people's own words wants."""

    comments: Choice = "auto"
    quotes: Choice = "auto"
    signatures: Choice = "auto"
    meta: Choice = "auto"
    title: Choice = "auto"
    duplicates: Choice = "auto"
    favor: Literal["balanced", "precision", "recall"] = "balanced"
    threshold: float | None = None  #: probability from which a block is kept; overrides ``favor``
    platforms: bool = True  #: off: structure alone, no platform file is consulted
    language: str | None = None  #: BCP 47; ``None``: as the document says or looks
    limits: Limits = field(default_factory=Limits)
    witness: Literal["none", "trafilatura"] = "none"  #: another extractor whose opinion of HTML pages is heard; it takes many times our own time
    data: tuple[str, ...] = ()  #: folders with the user's own ``platforms/`` and ``phrases/``


# --------------------------------------------------------------------------- what the parser gives


@dataclass(slots=True)
class Node:
    """An element of an HTML page, as plain values; text input has none.

    The blocks below it are ``Document.blocks[first:last]`` and its text is ``Document.text[start:end]``.
    """

    tag: str
    parent: int  #: index into ``Document.nodes``, -1 for the root
    depth: int
    classes: tuple[str, ...]  #: class tokens as written
    attrs: dict[str, str]  #: ``id`` and the attributes worth keeping (see ``parse.html.KEPT``)
    first: int = 0
    last: int = 0
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class TextBlock:
    """The smallest unit that gets a verdict: a paragraph, a line, a list item, a table cell."""

    start: int
    end: int
    node: int = -1  #: innermost element that holds the whole block, -1 for text input
    kind: str = "p"  #: p, h (heading), li, td, pre, dt, code (never touched), front (front matter), table (a text table's row)
    level: int = 0  #: heading level 1–6, else 0
    indent: int = 0  #: text input: columns of leading white space
    gap: int = 0  #: line breaks between this block and the one before (1: the next line, 2: one blank line)
    marker: str = ""  #: list marker as it stands in a text ("  2." → "2."), else ""
    link_chars: int = 0  #: characters inside of links
    links: int = 0
    hidden: bool = False  #: not visible on the page (noscript, display:none); kept for evidence


@dataclass(slots=True)
class Embedded:
    """A record found in data that the page carries (JSON-LD, microdata, preloaded JSON)."""

    kind: str  #: article, comment, post, question, answer
    source: str  #: json-ld, microdata, discourse, next-data …
    text: str = ""  #: plain text
    author: str | None = None
    author_url: str | None = None
    date: str | None = None
    edited: str | None = None
    number: int | None = None
    url: str | None = None
    key: str | None = None  #: identifier within its source
    reply_to: str | None = None  #: key of the parent
    title: str | None = None
    depth: int = 0
    blocks: tuple[int, int] | None = field(default=None, compare=False)  #: range in ``Document.blocks``, where the page itself does not show it


@dataclass(slots=True)
class Document:
    """One parsed input, HTML or text alike."""

    text: str
    blocks: list[TextBlock]
    nodes: list[Node] = field(default_factory=list)
    url: str | None = None
    title: str | None = None  #: from ``<title>`` or metadata, for evidence only
    language: str | None = None
    meta: dict[str, str] = field(default_factory=dict)  #: ``<meta>`` name/property → content (lower-cased names)
    embedded: list[Embedded] = field(default_factory=list)
    fetched: str | None = None  #: a date the page gives for itself (ISO 8601), to resolve relative dates
    reasons: list[str] = field(default_factory=list)  #: what was cut or guessed
    witness: str | None = None  #: what another extractor keeps of the page, where one was asked
    controls: list[Span] = field(default_factory=list)  #: control characters, dropped for the reason ``control``
    outline: Any = field(default=None, compare=False, repr=False)  #: made by :mod:`boilerstrip.outline` when first asked for

    def block_text(self, i: int) -> str:
        b = self.blocks[i]
        return self.text[b.start : b.end]

    def node_text(self, n: int) -> str:
        node = self.nodes[n]
        return self.text[node.start : node.end].strip()


# --------------------------------------------------------------------------- what the segmenters give


@dataclass(slots=True)
class QuoteMark:
    """A quotation that a segmenter found in a unit, before it is linked."""

    blocks: list[int]  #: the quoted text itself (attribution and end marker are ``meta``/``chrome`` roles of role "attribution")
    author: str | None = None
    key: str | None = None  #: key of the quoted unit where the markup says it
    depth: int = 1  #: 1 for an outermost quote
    confidence: float = 1.0


@dataclass(slots=True)
class Unit:
    """One article, comment or post before the judgment.

    ``roles`` says per block what its place in the unit makes it: body, author, date, number, panel, title, edit,
    signature, quote, attribution, reactions, chrome.
    """

    kind: RecordKind
    blocks: list[int]
    roles: dict[int, str] = field(default_factory=dict)
    author: str | None = None
    author_url: str | None = None
    date_raw: str | None = None
    date_value: str | None = None  #: machine-readable date where the markup has one
    edited_raw: str | None = None
    number: int | None = None
    key: str | None = None  #: the platform's own identifier, for links between units
    url: str | None = None
    parent: int | None = None  #: index of the unit that this one answers (nesting)
    reply_key: str | None = None  #: key of the unit that this one answers
    reply_author: str | None = None  #: "in reply to X"
    depth: int = 0
    title: str | None = None
    quotes: list[QuoteMark] = field(default_factory=list)
    confidence: float = 1.0


@dataclass(slots=True)
class Segmentation:
    """What one segmenter says of a document."""

    kind: Kind
    units: list[Unit] = field(default_factory=list)
    platform: str | None = None
    confidence: float = 0.0  #: 0–1, how sure the segmenter is of the whole
    title_blocks: list[int] = field(default_factory=list)
    comments_blocks: list[int] = field(default_factory=list)  #: blocks of the comment section outside of any comment
    chrome_blocks: list[int] = field(default_factory=list)  #: blocks the platform knows as chrome of the page
    source: str = ""  #: which segmenter
    title: str | None = None  #: of the thread, where the markup says it more exactly than its blocks do


@dataclass(slots=True)
class Page:
    """A document with its regions: what the rules see."""

    document: Document
    kind: Kind
    units: list[Unit]
    region: list[str]  #: per block
    unit_of: list[int]  #: per block, -1 outside of every unit
    role: list[str]  #: per block, "" where no segmenter knows
    platform: str | None = None
    confidence: float = 0.0
    title: str | None = None
    options: Options = field(default_factory=Options)
    lang: str | None = None
    page_type: tuple[str, float] | None = None  #: a guess with its probability, where the measures speak


# --------------------------------------------------------------------------- testimony and verdicts


@dataclass(slots=True)
class Column:
    """One rule's or feature's testimony: a strength per block (0 says nothing) and the label it speaks for."""

    name: str
    label: str
    strengths: Floats
    notes: dict[int, str] = field(default_factory=dict)  #: per block: what exactly was seen, for people


class Term(NamedTuple):
    """One summand of a score."""

    name: str
    value: float  #: log-odds of being kept
    label: str
    note: str = ""


@dataclass(slots=True)
class Verdict:
    label: str
    score: float
    terms: Sequence[Term]
    runner_up: str = ""
    reason: str = ""  #: name of the strongest term on the side of the label
    page: float = 0.0  #: share of the score that follows from the page as a whole: it moves the decision, not the probability


# --------------------------------------------------------------------------- what users get


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the input with its verdict.  ``score`` is the log-odds that a person wrote it as content; ``terms`` sum to it."""

    span: Span
    text: str
    region: str
    label: str
    score: float
    probability: float
    terms: Sequence[Term]
    path: str  #: element path in HTML ("html/body/div#main/p"), "" for text
    kept: bool = True  #: whether it stands in ``Cleaned.text``
    runner_up: str = ""
    record: str | None = None  #: id of its record

    @property
    def reason(self) -> str:
        """Name of the strongest term on the side of the verdict."""
        sign = 1.0 if self.label == "body" else -1.0
        best = max(self.terms, key=lambda t: sign * t.value, default=None)
        return best.name if best else ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation inside of a record: ``of`` is the id of the record it repeats."""

    author: str | None
    text: str
    of: str | None
    span: Span
    match: float  #: share of its words found in ``of``
    confidence: float
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Record:
    """One article, comment or post."""

    id: str
    kind: RecordKind
    author: str | None
    author_url: str | None
    date: str | None  #: ISO 8601 as far as known: ``2019-04``, ``--04-24``
    date_raw: str | None
    edited: str | None
    number: int | None
    depth: int
    url: str | None
    reply_to: str | None
    title: str | None
    text: str  #: own words
    full_text: str  #: own words and quotes as they stood
    signature: str | None
    quotes: tuple[Quote, ...]
    spans: tuple[Span, ...]
    confidence: float


class Piece(NamedTuple):
    """A stretch of the source: kept, or dropped for ``reason`` with ``score``.  Pieces tile the source."""

    span: Span
    kept: bool
    reason: str
    score: float


class Made(Sequence[Item]):
    """A tuple that is made when somebody looks at it: most users read the text and the records alone."""

    __slots__ = ("_items", "_make")

    def __init__(self, make: Callable[[], tuple[Item, ...]]) -> None:
        self._make: Callable[[], tuple[Item, ...]] | None = make
        self._items: tuple[Item, ...] = ()

    def _all(self) -> tuple[Item, ...]:
        if (make := self._make) is not None:
            self._items = make()
            self._make = None  # lets go of the page
        return self._items

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Item]:
        return iter(self._all())

    def __getitem__(self, i: Any) -> Any:
        return self._all()[i]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._all(),)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The answer for one document."""

    source: str
    text: str
    kind: Kind
    page_type: tuple[str, float] | None  #: article, thread, documentation, listing, collection, product, service or other, with its probability; ``None``: a text that is no page
    title: str | None
    language: str | None
    platform: str | None
    records: tuple[Record, ...]
    blocks: Sequence[Block]
    status: Status = "ok"
    reasons: tuple[str, ...] = ()
    pieces: Sequence[Piece] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form, ``"schema": 1``; spans are ``[start, end]`` pairs."""
        out: dict[str, Any] = {"schema": 1}
        for name in ("source", "text", "kind", "page_type", "title", "language", "platform", "status"):
            out[name] = getattr(self, name)
        out["page_type"] = list(self.page_type) if self.page_type else None
        out["reasons"] = list(self.reasons)
        out["records"] = [_plain(asdict(r)) for r in self.records]
        out["blocks"] = [
            {
                "span": list(b.span), "text": b.text, "region": b.region, "label": b.label, "score": b.score,
                "probability": b.probability, "terms": [list(t) for t in b.terms], "path": b.path, "kept": b.kept,
                "runner_up": b.runner_up, "record": b.record,
            }
            for b in self.blocks
        ]  # fmt: skip
        out["pieces"] = [[*p.span, p.kept, p.reason, p.score] for p in self.pieces]
        return out

    def to_markdown(self) -> str:
        """The records as Markdown: a heading per record, quotes as block quotes."""
        from boilerstrip.records import to_markdown

        return to_markdown(self)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value
