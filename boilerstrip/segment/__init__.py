"""Whose each block is: the segmenters' answers, weighed, as one :class:`~boilerstrip.model.Page`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.features import is_paragraph
from boilerstrip.model import Page, Segmentation, Unit
from boilerstrip.segment.flat import segment_flat
from boilerstrip.segment.second_look import are_teasers, is_the_article

if TYPE_CHECKING:
    from boilerstrip.catalog import PhraseBook
    from boilerstrip.features import Features
    from boilerstrip.model import Document, Options


def segment(document: Document, features: Features, options: Options, book: PhraseBook, *, base: str | None = None) -> Page:
    """Ask the segmenters from the most to the least knowing; the first convincing answer stands."""
    if document.nodes:  # where structure shows neither posts nor comments, line shapes would only guess
        answer = _structured(document, options, book, base)
        if answer is None or are_teasers(document, features, answer):
            answer = Segmentation("article", source="none")
    else:
        answer = segment_flat(document, features)
    return _page(document, features, answer, options)


def _structured(document: Document, options: Options, book: PhraseBook, base: str | None) -> Segmentation | None:
    from boilerstrip.dates import find_date
    from boilerstrip.segment.embedded import segment_embedded
    from boilerstrip.segment.structure import segment_structure

    known = None
    if options.platforms:
        from boilerstrip.platforms import platforms
        from boilerstrip.segment.platform import segment_platform

        known = segment_platform(document, platforms(options.data))
        if known is not None and known.confidence >= 0.5:
            return known
    found = segment_embedded(document) or segment_structure(document, find_date=find_date, book=book)
    if found is None or (known is not None and found.confidence <= known.confidence):
        return known
    if known is not None and found.kind == known.kind:  # a comment section of a known platform without a comment it knows
        taken = {i for u in found.units for i in u.blocks}
        found.comments_blocks = sorted({*found.comments_blocks, *known.comments_blocks} - taken)
        found.chrome_blocks = sorted({*found.chrome_blocks, *known.chrome_blocks} - taken)
        found.platform = found.platform or known.platform
    return found


def _page(document: Document, features: Features, answer: Segmentation, options: Options) -> Page:
    n = len(document.blocks)
    thread = answer.kind == "thread"
    region = ["page"] * n
    role = [""] * n
    unit_of = [-1] * n
    units = list(answer.units)
    if not thread and units and is_the_article(document, features, units):
        units = units[1:]
        for unit in units:
            unit.parent = None if not unit.parent else unit.parent - 1
    if not thread and not any(u.kind == "article" for u in units):
        taken = {i for u in units for i in u.blocks} | set(answer.comments_blocks) | set(answer.chrome_blocks)
        shift_parents(units)
        units.insert(0, Unit("article", [i for i in range(n) if i not in taken]))
    if not thread and document.nodes:
        from boilerstrip.segment.article_head import sign

        sign(document, features, next(u for u in units if u.kind == "article"))
    for k, unit in enumerate(units):
        for i in unit.blocks:
            region[i] = unit.kind
            unit_of[i] = k
            role[i] = unit.roles.get(i, "body" if unit.kind != "article" else "")
        for mark in unit.quotes:
            for i in mark.blocks:
                if unit_of[i] == k:
                    role[i] = "quote"
    for i in answer.comments_blocks:
        if unit_of[i] < 0:
            region[i], role[i] = "comments", "section"
    for i in answer.chrome_blocks:
        if unit_of[i] < 0 or units[unit_of[i]].kind == "article":
            region[i], role[i], unit_of[i] = "page", "page-chrome", -1
    for i in answer.title_blocks:
        region[i], role[i] = ("thread" if thread else "article"), "title"
        unit_of[i] = -1 if thread else unit_of[i]
    if thread and answer.title_blocks and units:  # notes on the thread stand between its title and the first post
        first = min((u.blocks[0] for u in units if u.blocks), default=0)
        for i in range(max(answer.title_blocks) + 1, first):
            if region[i] == "page" and unit_of[i] < 0 and not is_paragraph(features, document.blocks[i], i):
                region[i], role[i] = "thread", "page-chrome"
    return Page(
        document=document, kind=answer.kind, units=units, region=region, unit_of=unit_of, role=role,
        platform=answer.platform, confidence=answer.confidence, title=answer.title, options=options,
    )  # fmt: skip


def shift_parents(units: list[Unit]) -> None:
    """Make room for a unit in front."""
    for unit in units:
        if unit.parent is not None:
            unit.parent += 1
