"""Posts and comments where the platform is known: who wrote which block, read off the platform's own markup.

The platform files say what is where (``docs/platforms.md``); this module recognises the platform, cuts the page into
items and reads them.  It says nothing (``None``) where no platform is recognised or none of its items has a body.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from boilerstrip.model import Segmentation
from boilerstrip.outline import outline
from boilerstrip.segment.reader import Reader
from boilerstrip.segment.select import Index
from boilerstrip.segment.values import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from boilerstrip.model import Document, Unit
    from boilerstrip.platforms import Platform
    from boilerstrip.selectors import Entry, Selector

__all__ = ["recognise", "segment_platform", "segment_platform_comments", "segment_platform_thread"]

MAX_TITLE = 500  #: characters; more is no title
TAIL = 3_000  #: characters at the end of the text in which "powered by …" counts
THREADS = ("forum", "qa", "mail")


def segment_platform(
    document: Document, platforms: Sequence[Platform], *, index: Index | None = None
) -> Segmentation | None:
    """The thread of a forum, question or mail page, else the comments below an article; ``None`` where neither is."""
    if not document.nodes:
        return None
    index = index or Index(document.nodes, outline(document))
    return segment_platform_thread(document, platforms, index=index) or segment_platform_comments(
        document, platforms, index=index
    )


def segment_platform_thread(
    document: Document, platforms: Sequence[Platform], *, index: Index | None = None
) -> Segmentation | None:
    """The posts of a forum, question or mail page (``kind`` thread)."""
    return _segment(document, [p for p in platforms if p.kind in THREADS], index, "thread")


def segment_platform_comments(
    document: Document, platforms: Sequence[Platform], *, index: Index | None = None
) -> Segmentation | None:
    """The comments below an article (``kind`` article; the article itself is no unit).

    A section without any comment (a form, "Be the first") is answered too, with little confidence: no units, but
    ``comments_blocks``.
    """
    return _segment(document, [p for p in platforms if p.kind == "comments"], index, "article")


def recognise(document: Document, index: Index, platforms: Iterable[Platform]) -> list[tuple[float, Platform]]:
    """Platforms with evidence of at least 1.0, strongest first; ties in the order given."""
    tail: str | None = None
    generator = document.meta.get("generator", "")
    found: list[tuple[float, Platform]] = []
    for platform in platforms:
        detect = platform.detect
        seen = not (platform.clues and platform.clues.isdisjoint(index.tokens))
        score = float(_hits(index, detect.strong)) if seen else 0.0
        if generator and detect.generator and generator.startswith(detect.generator):
            score += 1.0
        if detect.text and score + 0.5 * (len(detect.text) + len(detect.weak)) >= 1.0:
            if tail is None:
                tail = document.text[-TAIL:]
            score += 0.5 * sum(text in tail for text in detect.text)
        if seen and 1.0 > score >= 1.0 - 0.5 * len(detect.weak):  # weak evidence is asked for where it can decide
            score += 0.5 * _hits(index, detect.weak)
        if score >= 1.0:
            found.append((score, platform))
    found.sort(key=lambda pair: -pair[0])
    return found


def _hits(index: Index, selectors: Sequence[Selector]) -> int:
    """How many of the selectors match anything; the tokens are looked up before anything is matched."""
    count = 0
    for selector in selectors:
        for option in selector.options:
            if index.possible(option) and index.option(option):
                count += 1
                break
    return count


def _segment(
    document: Document, platforms: Sequence[Platform], index: Index | None, kind: str
) -> Segmentation | None:
    if not document.nodes:
        return None
    index = index or Index(document.nodes, outline(document))
    best: Segmentation | None = None
    for score, platform in recognise(document, index, platforms):
        answer = _read_page(document, index, platform, score, kind)
        if kind == "thread":
            if answer.units:
                return answer
        elif best is None or (answer.units and not best.units):
            best = _joined(answer, best)
        else:
            best = _joined(best, answer)
    return best if best is not None and (best.units or best.comments_blocks) else None


def _joined(first: Segmentation, other: Segmentation | None) -> Segmentation:
    """Two comment systems on one page: the comments of the first, what both know of the section around them."""
    if other is not None:
        taken = {b for unit in first.units for b in unit.blocks}
        first.comments_blocks = sorted({*first.comments_blocks, *other.comments_blocks} - taken)
        first.chrome_blocks = sorted({*first.chrome_blocks, *other.chrome_blocks} - taken)
    return first


def _read_page(document: Document, index: Index, platform: Platform, score: float, kind: str) -> Segmentation:
    units = Reader(document, index, platform, score).units()
    taken = {b for unit in units for b in unit.blocks}
    title, titles = _title(document, index, platform.thread.title)
    _title_inside(document, units, titles)
    named = sum(unit.author is not None for unit in units)
    sure = (0.97 if score >= 2 else 0.93) if units else 0.3
    return Segmentation(
        kind="thread" if kind == "thread" else "article",
        units=units,
        platform=platform.id,
        confidence=sure if 2 * named >= len(units) else 0.8 * sure,
        title_blocks=[b for b in titles if b not in taken],
        comments_blocks=[b for b in _blocks(document, index, platform.thread.area, first=True) if b not in taken]
        if kind == "article"
        else [],
        chrome_blocks=[b for b in _blocks(document, index, platform.thread.chrome) if b not in taken],
        source="platform",
        title=title,
    )


def _title(document: Document, index: Index, entries: Sequence[Entry]) -> tuple[str | None, list[int]]:
    """The page's title and the blocks that it fills (it may stand in one with "Topic:" or a crumb before it)."""
    for entry in entries:
        for n in index.select(entry.selector):
            text = read(document, entry, n)
            if text and len(text) <= MAX_TITLE:
                node, blocks = document.nodes[n], document.blocks
                low = bisect_left(blocks, node.start, key=lambda b: b.end)
                own = []
                for b in range(low, min(len(blocks), low + 20)):
                    block = blocks[b]
                    if block.start >= node.end:
                        break
                    if 2 * (min(block.end, node.end) - max(block.start, node.start)) > block.end - block.start:
                        own.append(b)
                return text, own
    return None, []


def _title_inside(document: Document, units: list[Unit], titles: list[int]) -> None:
    """A thread's title that stands in its first post's element becomes that post's title."""
    wanted = set(titles)
    for unit in units[:1]:
        for b in unit.blocks:
            if b in wanted and unit.roles[b] in ("chrome", "panel", "title"):
                unit.roles[b] = "title"
                unit.title = unit.title or document.block_text(b)


def _blocks(document: Document, index: Index, selectors: Sequence[Selector], *, first: bool = False) -> list[int]:
    """Blocks that begin inside of the elements; ``first``: of the first selector that matches only."""
    out: set[int] = set()
    for selector in selectors:
        for n in index.select(selector):
            node = document.nodes[n]
            low = bisect_left(document.blocks, node.start, key=lambda b: b.start)
            out.update(range(low, bisect_left(document.blocks, node.end, lo=low, key=lambda b: b.start)))
        if first and out:
            break
    return sorted(out)
