"""Segments of a document that shows no structure but its lines: thread, article with comments, or article."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import regex

from boilerstrip.lazy import regex_pattern
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_article import asks, segment_article, segment_question
from boilerstrip.segment.flat_kind import FORUM, SURE, evidence, headless_odds, is_sentence, thread_odds
from boilerstrip.segment.flat_mail import segment_mail
from boilerstrip.segment.flat_quoting import quoting
from boilerstrip.segment.flat_remarks import take_remarks
from boilerstrip.segment.flat_rows import split_rows
from boilerstrip.segment.flat_section import ARTICLE_WORDS, count_heading, find_section, section_start
from boilerstrip.segment.flat_thread import segment_thread
from boilerstrip.segment.frames import Frames, find_frames
from boilerstrip.segment.headless import split_headless
from boilerstrip.segment.names import POINTS, rest_of

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document, Segmentation
    from boilerstrip.segment.flat_section import Section
    from boilerstrip.segment.shapes import Shapes

_ANSWER = regex_pattern(r"[|\s*-]{0,6}(?:re|aw|sv|rif|ynt|odp)\s?:.{6,20}", regex.IGNORECASE)
FORUM_ONLY = tuple(c for c in FORUM if c != "forum_buttons")  #: "Reply" and "Delete" stand at a blog's comments too
BELIEVED = 0.45  #: quality from which frames are looked at
THREAD = -1.2  #: log-odds from which they are posts; a thread taken for a text loses all its posts, a text its lists
HEADLESS = -1.0  #: log-odds from which a text without heads is a thread
HINTED = 0.5  #: a phrase of a forum, or two that may be; without one, letters and interviews look like it
ADDRESSED = 1.0  #: log-odds by words alone ("Hi Ann,", "Thanks!") from which the items of a list are posts
SPOKEN, HEAD_LONGEST = 0.7, 80  #: share of the heads right above sentences, and characters of one
OPENING_WORDS = 150.0  #: of running text above them: more are rather an article than an opening post
ABOVE = 0.1  #: share of the heads that may stand above the comments, besides the text's own
QUOTING = 2  #: dated heads whose words quote each other are posts


def segment_flat(document: Document, f: Features) -> Segmentation:
    """Always answers; ``confidence`` says how sure."""
    _single_rows(document)
    n = len(document.blocks)
    s = sh.shape(document, f)
    if (mail := segment_mail(f, s)) is not None:
        return mail
    remarks = take_remarks(s, f)
    frames = find_frames(s, f, 0, n)
    if evidence(f, FORUM) >= HINTED and (rows := split_rows(f, s)) is not None and (frames is None or len(rows.units) > len(frames.items)):
        return rows
    boundary = section_start(f, s, n)
    section = find_section(f, s, frames)
    if frames is not None and frames.quality >= BELIEVED and _is_thread(frames, f, s, boundary, section):
        for i in (i for x in frames.items for i in x.furniture()):
            if document.blocks[i].kind == "table":
                document.blocks[i].kind = "p"  # a row that lays out a post's head is no table
        return segment_thread(f, s, frames, remarks, sure=evidence(f, FORUM, SURE) >= SURE)
    if section is not None and not asks(f, section.start):
        return segment_article(document, f, s, section.start, section)
    if boundary is None and evidence(f, FORUM) >= HINTED and headless_odds(f, s) >= HEADLESS:
        split = split_headless(document, f, s)
        if split is not None:
            return split
    if boundary is None and frames is not None and _spoken(frames, f):
        if prose_words(f, 0, frames.items[0].head[0]) < OPENING_WORDS:
            return segment_thread(f, s, frames, remarks, sure=False)
        boundary = frames.items[0].head[0]
    if boundary is not None and asks(f, boundary):
        return segment_question(document, f, s, boundary)
    if boundary is None and frames is not None and frames.token == "head":
        start = frames.items[0].head[0]
        if evidence(f, ("comment_form",), SURE) or (_says_when(frames, f) and prose_words(f, 0, start) >= ARTICLE_WORDS):
            boundary = start
    return segment_article(document, f, s, n if boundary is None else boundary)


def _single_rows(document: Document) -> None:
    """A line with bars of which there is only one ("login | register | search") is no table."""
    blocks = document.blocks
    for i, b in enumerate(blocks):
        if b.kind == "table" and document.text[b.start] != "|" and "|" in document.text[b.start : b.end]:
            alone = all(not 0 <= j < len(blocks) or blocks[j].kind != "table" for j in (i - 1, i + 1))
            if alone:
                b.kind = "p"


def _is_thread(frames: Frames, f: Features, s: Shapes, boundary: int | None, section: Section | None) -> bool:
    """Posts of a forum; not comments below a text, nor a list."""
    if _pointed(frames, f):
        return True
    if section is not None and _commented(frames, f, section):
        return False
    if evidence(f, FORUM_ONLY, SURE) < SURE and _comments_below(frames, f, s, boundary):
        return False
    if _answers(frames, f) or _mail(frames, f) or _counted(frames, f) or (_dated(frames, f) and quoting(frames, f, s) >= QUOTING):
        return True
    if _paneled(frames, f, s) and evidence(f, FORUM_ONLY, SURE) >= SURE:
        return True
    if frames.token == "bullet" and headless_odds(f, s) >= ADDRESSED:
        return True
    return thread_odds(frames, f, s) >= THREAD


def _commented(frames: Frames, f: Features, section: Section) -> bool:
    """Whether the heads are those of the comments that were found, and no phrase is a forum's."""
    above = sum(x.anchor < section.start for x in frames.items)
    return above <= max(1.0, ABOVE * len(frames.items)) and (section.titled or evidence(f, FORUM_ONLY, SURE) < SURE)


def _comments_below(frames: Frames, f: Features, s: Shapes, boundary: int | None) -> bool:
    """A count heading parts a text from most of the heads; or "X says:" heads stand below a text, and their dates or a form for
    comments below them."""
    heads = [i for x in frames.items for i in range(*x.head) if s.letters[i] == sh.HEAD]
    if boundary is not None and count_heading(f, boundary):
        below = sum(x.anchor > boundary for x in frames.items)
        return below >= 0.5 * len(frames.items) and prose_words(f, 0, boundary) >= 0.5 * ARTICLE_WORDS
    if not heads or not (evidence(f, ("comment_form",), SURE) or _says_when(frames, f)):
        return False
    return prose_words(f, 0, heads[0]) >= ARTICLE_WORDS


def prose_words(f: Features, a: int, b: int) -> float:
    """Words of running text between two lines; lists of links do not end as sentences do."""
    return sum(float(f.words[i]) for i in range(a, b) if is_sentence(f, i))


def _answers(frames: Frames, f: Features) -> bool:
    """Heads that are answers by name ("Re: The rope"): three or more with the same words."""
    heads = Counter(m[0] for x in frames.items if (m := _ANSWER.match(f.texts[x.anchor][:80])))
    return bool(heads) and heads.most_common(1)[0][1] >= max(3, 0.5 * len(frames.items))


def _pointed(frames: Frames, f: Features) -> bool:
    """Heads that can be folded ("[–]ann 12 points 2 hours ago")."""
    return sum(f.texts[x.anchor][:1] == "[" and POINTS.match(f.texts[x.anchor][:200]) is not None for x in frames.items) >= max(2.0, 0.6 * len(frames.items))


def _counted(frames: Frames, f: Features) -> bool:
    """Heads by name ("Ann says:") of which most stand below their number, alone in its line, and on which no text stands."""
    heads = [x.anchor for x in frames.items]
    if frames.token != "head" or prose_words(f, 0, heads[0]) >= ARTICLE_WORDS:
        return False
    numbers = [int(line) for i in heads if i and (line := f.texts[i - 1].strip()).isascii() and line.isdigit() and len(line) <= 6]
    return len(numbers) >= max(3, 0.6 * len(heads)) and all(a < b for a, b in zip(numbers, numbers[1:], strict=False))


def _dated(frames: Frames, f: Features) -> bool:
    """Whether most heads carry a date."""
    dated = sum(any(f.dates[i] is not None for i in x.furniture()) for x in frames.items)
    return dated >= 0.6 * len(frames.items)


def _says_when(frames: Frames, f: Features) -> bool:
    """"Ann says:" right above a date, in most heads; "Ann said:" stands above what is quoted of her."""
    heads = [x.anchor for x in frames.items if f.dates[x.anchor] is None and not f.hit(x.anchor, "quote_attribution")]
    dated = sum(any(d is not None for d in f.dates[i + 1 : i + 3]) for i in heads)
    return dated >= 0.6 * len(frames.items)


def _spoken(frames: Frames, f: Features) -> bool:
    """Heads that are a name without blanks and a date in one line, right above sentences, of several people: posts or comments; below
    the head of a teaser stands a title."""
    if frames.token != "date" and frames.token[0] != "~":
        return False
    names = []
    for x in frames.items:
        date, line = f.dates[x.anchor], f.texts[x.anchor]
        name = rest_of(line, date.start, date.end) if date is not None and len(line) <= HEAD_LONGEST else ""
        if name and " " not in name and x.body == (x.anchor + 1, x.body[1]) and x.body[0] < x.body[1] and f.terminal[x.body[0]]:
            names.append(name)
    return len(names) >= max(3.0, SPOKEN * len(frames.items)) and len(set(names)) >= max(2.0, 0.4 * len(names))


def _paneled(frames: Frames, f: Features, s: Shapes) -> bool:
    """Heads that are panels of several authors ("Ann Posts: 12 Joined: 2009")."""
    lines = (i for x in frames.items for i in range(*x.head) if s.letters[i] == sh.PANEL and len(f.texts[i]) <= sh.PANEL_LONGEST)
    named = [m[1] for i in lines if (m := sh.NAMED_PANEL.match(f.texts[i]))]
    return len(named) >= 0.8 * len(frames.items) and len(set(named)) >= sh.PANELS


def _mail(frames: Frames, f: Features) -> bool:
    """Heads of letters: two or more of From, Date, Subject in most of them."""
    headed = sum(sum(f.hit(i, "mail_header") is not None for i in range(*x.head)) >= 2 for x in frames.items)
    return headed >= 0.6 * len(frames.items)
