"""Segments of a document that shows no structure but its lines: thread, article with comments, or article."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import regex

from boilerstrip.repeats import find_repeats
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_article import COMMENTS, count_heading, section_start, segment_article
from boilerstrip.segment.flat_quoting import quoting
from boilerstrip.segment.flat_thread import segment_thread
from boilerstrip.segment.frames import Frames, find_frames
from boilerstrip.segment.headless import split_headless

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document, Segmentation
    from boilerstrip.segment.shapes import Shapes

_ANSWER = regex.compile(r"[|\s*-]{0,6}(?:re|aw|sv|rif|ynt|odp)\s?:.{6,20}", regex.IGNORECASE)
FORUM = ("panel", "forum_navigation", "forum_buttons", "edit_note", "closed_thread", "register_prompt", "signature", "quote_end")
SURE = 0.75  #: certainty from which a phrase is a forum's own
HEADLESS = 1.9  #: forum phrases that make a thread without any heads
HEADLESS_QUOTING = 0.8  #: the same where later lines repeat earlier ones, as quotations do
QUOTING = 2  #: dated heads whose words quote each other are posts
ARTICLE_WORDS = 40.0  #: words of running text on which one can comment


def segment_flat(document: Document, f: Features) -> Segmentation:
    """Always answers; ``confidence`` says how sure."""
    _single_rows(document)
    n = len(document.blocks)
    s = sh.shape(document, f)
    forum = evidence(f, FORUM)
    frames = find_frames(s, f, 0, n)
    boundary = section_start(f, s, n)
    if frames is not None and _believable(frames, forum, s, f) and _is_thread(frames, forum, f, s, boundary):
        return segment_thread(f, s, frames, sure=evidence(f, FORUM, SURE) >= SURE)
    if boundary is None and (forum >= HEADLESS or (forum >= HEADLESS_QUOTING and _quotes(f) >= 2)):
        split = split_headless(document, f, s)
        if split is not None:
            return split
    if boundary is None and frames is not None and frames.token == "head" and evidence(f, ("comment_form",), SURE):
        boundary = frames.items[0].head[0]
    return segment_article(document, f, s, n if boundary is None else boundary)


def _single_rows(document: Document) -> None:
    """A line with bars of which there is only one ("login | register | search") is no table."""
    blocks = document.blocks
    for i, b in enumerate(blocks):
        if b.kind == "table" and document.text[b.start] != "|" and "|" in document.text[b.start : b.end]:
            alone = all(not 0 <= j < len(blocks) or blocks[j].kind != "table" for j in (i - 1, i + 1))
            if alone:
                b.kind = "p"


def _quotes(f: Features) -> int:
    """Runs of lines that say again what an earlier line said, and are no second copy of the whole."""
    runs = find_repeats(f.texts).runs
    return sum(r.length <= max(8, 0.4 * len(f.texts)) and sum(f.words[r.start : r.start + r.length]) >= 6 for r in runs)


def evidence(f: Features, categories: tuple[str, ...], certainty: float = 0.0) -> float:
    """How many kinds of phrase speak for it, each by its best certainty."""
    best: dict[str, float] = {}
    for hits in f.hits:
        for h in hits:
            if h.category in categories and h.certainty >= certainty:
                best[h.category] = max(best.get(h.category, 0.0), h.certainty)
    return sum(best.values())


def _is_thread(frames: Frames, forum: float, f: Features, s: Shapes, boundary: int | None) -> bool:
    """Posts of a forum, or comments below a text?  Phrases vote, and what stands above the heads."""
    sure = evidence(f, FORUM, SURE)
    if sure < SURE and _comments_below(frames, f, s, boundary):
        return False
    first = frames.items[0]
    top = min(first.head[0], first.body[0])
    before = prose_words(f, 0, top)
    if before < ARTICLE_WORDS:
        return True  # nothing stands above on which one could comment
    sizes = sorted(sum(float(f.words[i]) for i in range(*x.body)) for x in frames.items)
    comments = evidence(f, COMMENTS, SURE)
    thread = forum + (0.5 if frames.token == "number" else 0.0)
    if before > max(100.0, 2.5 * sizes[len(sizes) // 2]):
        comments += 1.5
    if boundary is not None and top > boundary:
        comments += 1.0
    return thread > comments


def _comments_below(frames: Frames, f: Features, s: Shapes, boundary: int | None) -> bool:
    """A count heading parts a text from most of the heads; or "X says:" heads stand below a text, and a form for comments
    below them."""
    heads = [i for x in frames.items for i in range(*x.head) if s.letters[i] == sh.HEAD]
    if boundary is not None and count_heading(f, boundary):
        below = sum(x.anchor > boundary for x in frames.items)
        return below >= 0.5 * len(frames.items) and prose_words(f, 0, boundary) >= 0.5 * ARTICLE_WORDS
    if not heads or not evidence(f, ("comment_form",), SURE):
        return False
    return prose_words(f, 0, heads[0]) >= ARTICLE_WORDS


def prose_words(f: Features, a: int, b: int) -> float:
    """Words of running text between two lines; lists of links do not end as sentences do."""
    return sum(float(f.words[i]) for i in range(a, b) if f.prose[i] >= 0.5 and f.words[i] >= 10 and f.terminal[i])


def _believable(frames: Frames, forum: float, s: Shapes, f: Features) -> bool:
    if frames.quality < 0.45:
        return False
    sure = frames.token in ("number", "head")
    if _answers(frames, f) or (_dated(frames, f) and quoting(frames, f, s) >= QUOTING):
        return True
    if frames.token.startswith("=") and "\u0001" not in frames.token:
        return forum >= 1.5 and len(frames.items) >= 3
    if forum >= 0.8 or _mail(frames, f):
        return True
    return sure and len(frames.items) >= 3 and _dated(frames, f)


def _answers(frames: Frames, f: Features) -> bool:
    """Heads that are answers by name ("Re: The rope"): three or more with the same words."""
    heads = Counter(m[0] for x in frames.items if (m := _ANSWER.match(f.texts[x.anchor][:80])))
    return bool(heads) and heads.most_common(1)[0][1] >= max(3, 0.5 * len(frames.items))


def _dated(frames: Frames, f: Features) -> bool:
    """Whether most heads carry a date."""
    dated = sum(any(f.dates[i] is not None for i in x.furniture()) for x in frames.items)
    return dated >= 0.6 * len(frames.items)


def _mail(frames: Frames, f: Features) -> bool:
    """Heads of letters: two or more of From, Date, Subject in most of them."""
    headed = sum(sum(f.hit(i, "mail_header") is not None for i in range(*x.head)) >= 2 for x in frames.items)
    return headed >= 0.6 * len(frames.items)
