"""The verbs in order: parse, measure, segment, find quotes, let the rules testify, judge, assemble."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from boilerstrip import catalog, quotes
from boilerstrip.features import measure
from boilerstrip.language import guess_language
from boilerstrip.measures.around import grounds
from boilerstrip.model import Cleaned, Limits, Options, UsageError
from boilerstrip.pagetype import is_listing, page_numbers, page_type, probabilities, thread_type
from boilerstrip.parse import parse
from boilerstrip.records import assemble
from boilerstrip.rules import RULES
from boilerstrip.rules.company import company
from boilerstrip.rules.measures import is_flattened_page
from boilerstrip.scoring import MEASURE, judge, load_weights
from boilerstrip.segment import segment
from boilerstrip.settle import settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from boilerstrip.features import Features
    from boilerstrip.model import Column, Document, Page
    from boilerstrip.scoring import Verdicts

_CHOICES = {
    **dict.fromkeys(("comments", "quotes", "signatures", "meta", "title", "duplicates"), ("keep", "drop", "auto")),
    "favor": ("balanced", "precision", "recall"),
    "witness": ("none", "trafilatura"),
}


def clean(
    source: str | bytes, *, url: str | None = None, media_type: str | None = None, captured: str | None = None, **options: Any
) -> Cleaned:
    """Say what a person wrote in ``source``, and who.

    :param source: one document, HTML or text; ``bytes`` are decoded (BOM, UTF-8, declared label, detection).
    :param url: where it was; links are resolved against it.
    :param media_type: ``text/html; charset=…`` or ``text/plain`` where known; ``None``: the content decides.
    :param captured: ISO 8601 date of the capture, against which relative dates ("2 days ago") are resolved.
    :param options: fields of :class:`~boilerstrip.Options`.
    :raises UsageError: for an unknown option or value.
    :raises Error: a subclass, where nothing can be given back (binary, too large).
    """
    return Cleaner(**options).clean(source, url=url, media_type=media_type, captured=captured)


class Cleaner:
    """Options settled once; holds no state of documents, so one may serve many threads."""

    def __init__(self, **options: Any) -> None:
        self.options = make_options(**options)

    def clean(
        self, source: str | bytes, *, url: str | None = None, media_type: str | None = None, captured: str | None = None
    ) -> Cleaned:
        """As :func:`clean`."""
        if not isinstance(source, (str, bytes, bytearray, memoryview)):
            raise UsageError(f"source has to be str or bytes, not {type(source).__name__}")
        if isinstance(source, (bytearray, memoryview)):
            source = bytes(source)
        document = parse(source, url=url, media_type=media_type, options=self.options)
        if self.options.witness != "none" and document.nodes:
            from boilerstrip.witness import ask

            document.witness = ask(source, document, media_type, self.options.limits)
        return self._clean(document, captured)

    def clean_many(self, sources: Iterable[str | bytes]) -> Iterator[Cleaned]:
        """Clean one after the other, lazily; the first document that cannot be read raises."""
        for source in sources:
            yield self.clean(source)

    def _clean(self, document: Document, captured: str | None, *, settled: bool = True) -> Cleaned:
        options = self.options
        base = captured or document.fetched
        book = catalog.phrases(options.data)
        lang = options.language or document.language or guess_language(document.text)
        features = measure(document, book, base=base, lang=lang)
        page = segment(document, features, options, book, base=base)
        page.lang = lang
        quotes.find_quotes(page, features)
        columns = [column for rule in RULES for column in rule.testify(page, features)]
        verdicts = self._judge(page, features, columns)
        cleaned = assemble(page, features, verdicts, base=base)
        if not settled or document.nodes:
            return cleaned
        return settle(
            cleaned, verdicts,
            lambda text: self._clean(parse(text, media_type="text/plain", options=options), captured, settled=False),
            lambda changed: assemble(page, features, changed, base=base),
        )  # fmt: skip

    def _judge(self, page: Page, f: Features, columns: list[Column]) -> Verdicts:
        n = len(page.document.blocks)
        name = profile(page, columns)
        kinds = _kinds(page, columns)
        ground = grounds(page.document, f, kinds.get("article", 0.0), kinds.get("product", 0.0)) if kinds else None
        verdicts = judge(columns, load_weights(name), n, self.options, ground)
        if name == "html" and (beside := company(page, f, verdicts.labels)) is not None:
            verdicts = judge([*columns, beside], load_weights(name), n, self.options, ground)
        if name == "flattened" and is_flattened_page(f, [i for i, label in enumerate(verdicts.labels) if label == "body"]):
            # what made it look like a page would be kept: judge by the lines alone, so that cleaning again changes nothing
            plain = [c for c in columns if not c.name.startswith(MEASURE)]
            verdicts = judge(plain, load_weights("text"), n, self.options)
        return verdicts


def _kinds(page: Page, columns: list[Column]) -> dict[str, float]:
    """What kind of page it may be, by probability; the likeliest is noted on the page."""
    part = "html" if page.document.nodes else "flattened"
    if page.kind == "thread":
        page.page_type = thread_type(part)
        return {}
    measured = {c.name.removeprefix(MEASURE): c.strengths for c in columns if c.name.startswith(MEASURE)}
    if not measured:
        return {}
    odds = probabilities(page_numbers(measured, page.document), part)
    page.page_type = page_type(odds)
    if page.document.nodes and is_listing(odds) and all(u.kind == "article" for u in page.units):
        page.kind = "page"
    return odds


def profile(page: Page, columns: list[Column]) -> str:
    """The weights of this kind of page: a thread is settled by structure, an article by measures, a text by its lines."""
    if page.document.nodes:
        return "thread" if page.kind == "thread" else "html"
    return "flattened" if any(c.name.startswith(MEASURE) for c in columns) else "text"


def make_options(**given: Any) -> Options:
    """Validate options by name and value."""
    names = {x.name for x in fields(Options)}
    for key, value in given.items():
        if key not in names:
            import difflib

            near = difflib.get_close_matches(key, sorted(names), 1)
            raise UsageError(f"unknown option {key!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        if key in _CHOICES and value not in _CHOICES[key]:
            raise UsageError(f"{key} has to be one of {', '.join(_CHOICES[key])}, not {value!r}")
    threshold = given.get("threshold")
    if threshold is not None and not (isinstance(threshold, (int, float)) and 0 <= threshold <= 1):
        raise UsageError(f"threshold is a probability between 0 and 1, not {threshold!r}")
    if isinstance(given.get("limits"), dict):
        given = {**given, "limits": replace(Limits(), **given["limits"])}
    if "data" in given:
        given = {**given, "data": (given["data"],) if isinstance(given["data"], str) else tuple(map(str, given["data"]))}
    return Options(**given)
