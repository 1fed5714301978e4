"""Thread or text: the testimony of recurring heads, of what stands between them and of a forum's own phrases, added up.

An article with comments, a list of dated teasers or a price list has recurring heads too.  What tells them from posts is a
sum of one number per measure, read from ``data/weights/kind.json``, which was fitted on public gold.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from boilerstrip import prebuilt
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.headless import AT, GREETING, SIGN_OFF
from boilerstrip.segment.names import TRIM, attributed_names, rest_of

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.frames import Frame, Frames
    from boilerstrip.segment.shapes import Shapes

FORUM = ("panel", "forum_navigation", "forum_buttons", "edit_note", "closed_thread", "register_prompt", "signature", "quote_end")
SITE = ("byline", "related", "newsletter", "share", "tag_line")  #: of pages that publish
SURE = 0.75  #: certainty from which a phrase is a forum's own
PANELED = 0.8  #: share of the heads with a word of panels
TOLD = 6  #: names that quotations tell: more say nothing more
UNKNOWN = -1.0


def evidence(f: Features, categories: tuple[str, ...], certainty: float = 0.0) -> float:
    """How many kinds of phrase speak for it, each by its best certainty."""
    return sum(x for x in best(f, categories).values() if x >= certainty)


def best(f: Features, categories: tuple[str, ...]) -> dict[str, float]:
    """The best certainty of each kind of phrase.  A panel stands beside every post: the line of a single one is weak."""
    found: dict[str, float] = {}
    panels = 0
    for hits in f.hits:
        of_panel = False
        for h in hits:
            if h.category in categories:
                found[h.category] = max(found.get(h.category, 0.0), h.certainty)
                of_panel = of_panel or h.category == "panel"
        panels += of_panel
    if panels == 1:
        found["panel"] *= 0.5
    return found


def thread_odds(frames: Frames, f: Features, s: Shapes) -> float:
    """Log-odds that the frames are posts of a thread."""
    return _sum("framed", measure_frames(frames, f, s))


def headless_odds(f: Features, s: Shapes) -> float:
    """Log-odds that a document without heads is a thread that lost them."""
    return _sum("headless", measure_page(f, s))


def _sum(part: str, measures: dict[str, float]) -> float:
    total, tables = _tables()[part]
    for name, value in measures.items():
        edges, values = tables[name]
        total += values[bisect_right(edges, value)]
    return total


def measure_frames(frames: Frames, f: Features, s: Shapes) -> dict[str, float]:
    """What tells posts from other things that recur."""
    items = frames.items
    n = float(len(items))
    phrases = best(f, (*FORUM, *SITE, "quote_attribution"))
    if sum(any(f.hit(i, "panel") and ":" not in f.texts[i] for i in x.furniture()) for x in items) >= max(3.0, PANELED * n):
        phrases["panel"] = max(SURE, phrases.get("panel", 0.0))  # "Guest" may be a menu's word, but not in every head
    forum = [phrases.get(x, 0.0) for x in FORUM]
    isos = [_date(x, f, s) for x in items]
    furniture = sorted(len(x.furniture()) for x in items)
    return {
        "forum.sure": sum(x for x in forum if x >= SURE),
        "site": sum(phrases.get(x, 0.0) for x in SITE),
        "attribution": phrases.get("quote_attribution", 0.0),
        "numbered": float(frames.token == "number"),
        "named": sum(_named(x, f, s, 0.6 * n) for x in items) / n,
        "literal": float(frames.token[0] == "=" and "\u0001" not in frames.token),
        "clock": sum(x is not None and "T" in x for x in isos) / n,
        "rising": _rising([x for x in isos if x]),
        "told": min(float(_told(frames, f, s)), TOLD),
        "lines": len(f.texts) / n,
        "furniture": float(furniture[len(furniture) // 2]),
        "sentences": sum(any(is_sentence(f, i) for i in range(*x.body)) for x in items) / n,
    }


def measure_page(f: Features, s: Shapes) -> dict[str, float]:
    """What tells a thread that lost its heads from a text."""
    phrases = best(f, (*FORUM, *SITE))
    texts = [i for i, x in enumerate(s.letters) if x == sh.TEXT]
    n = max(1, len(texts))
    short = [x[:80] for x in f.texts]
    return {
        "forum.sure": sum(phrases.get(x, 0.0) for x in FORUM if phrases.get(x, 0.0) >= SURE),
        "site": sum(phrases.get(x, 0.0) for x in SITE),
        "edits": sum(x in (sh.EDIT, sh.SIGNATURE) for x in s.letters) / n,
        "addressed": sum(bool(AT.match(x) or GREETING.match(x)) for x in short) / n,
        "signed": sum(len(x) <= 40 and bool(SIGN_OFF.fullmatch(x)) for x in short) / n,
        "running": sum(float(f.words[i]) for i in texts if is_sentence(f, i)) / max(1.0, float(sum(f.words))),
        "asks": sum(f.texts[i].rstrip().endswith("?") for i in texts) / n,
    }


def is_sentence(f: Features, i: int) -> bool:
    """Running text; lists of links do not end as sentences do."""
    return bool(f.prose[i] >= 0.5 and f.words[i] >= 10 and f.terminal[i])


def _date(x: Frame, f: Features, s: Shapes) -> str | None:
    """The date nearest to the anchor; "" where it has no ISO form."""
    lines = [i for i in x.furniture() if f.dates[i] is not None and s.letters[i] not in (sh.PANEL, sh.EDIT, sh.QUOTE)]
    if not lines:
        return None
    date = f.dates[min(lines, key=lambda i: abs(i - x.anchor))]
    return (date.iso or "") if date is not None else None


def _named(x: Frame, f: Features, s: Shapes, often: float) -> bool:
    """A name in the head, or something like it; what stands ``often`` is a label."""
    for i in x.furniture():
        if any(h.category in ("comment_head", "byline") and h.certainty >= SURE and h.values for h in f.hits[i]) or s.letters[i] == sh.AUTHOR:
            return True
        if (date := f.dates[i]) is not None:
            if s.letters[i] in (sh.DATE, sh.NUM) and len(f.texts[i]) <= 200 and rest_of(f.texts[i], date.start, date.end):
                return True
        elif s.letters[i] == sh.NAME and not f.hits[i] and s.counts[s.literals[i]] <= max(2.0, often):
            return True
    return False


def _rising(isos: list[str]) -> float:
    """Share of dates that are no earlier than the one before; posts run one way."""
    steps = [a <= b for a, b in zip(isos, isos[1:], strict=False) if a[:2] == "--" or b[:2] != "--"]
    return sum(steps) / len(steps) if len(steps) >= 2 else UNKNOWN


def _told(frames: Frames, f: Features, s: Shapes) -> int:
    """Names that quotations, answers or edit notes tell and that stand in the heads."""
    known = {x.casefold() for x in attributed_names(f)}
    if not known:
        return 0
    heads: set[str] = set()
    for x in frames.items:
        for i in x.furniture():
            line = f.texts[i]
            if len(line) <= sh.NAME_MAX:
                heads.add(line.strip(TRIM).casefold())
            if (date := f.dates[i]) is not None and len(line) <= 200:
                heads.add(rest_of(line, date.start, date.end).casefold())
            heads.update(v.strip(TRIM).casefold() for h in f.hits[i] if h.category in ("comment_head", "byline") for k, v in h.values if k == "x")
    return len(known & heads)


@lru_cache(maxsize=1)
def _tables() -> dict[str, tuple[float, dict[str, tuple[list[float], list[float]]]]]:
    raw = json.loads((prebuilt.DATA / "weights/kind.json").read_bytes())
    return {
        part: (raw[part]["bias"], {k: (t["edges"], t["values"]) for k, t in raw[part]["terms"].items()})
        for part in ("framed", "headless")
    }
