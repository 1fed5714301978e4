"""Where posts begin in a flattened page: the repeated frame of a post, found by its shape alone.

1. Every token a post's frame may carry (a rising number, a date line, "X says:", a literal that comes again and again)
   is a candidate anchor (``flat_anchors``).
2. Between two anchors lies one body, found by weights that are learned in the document (``flat_cut``).
3. The frame stands above its post or below it (``flat_foot``); the furniture between two bodies is parted accordingly.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from boilerstrip.segment import flat_cut as cut
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_anchors import PREFIX, find_anchors
from boilerstrip.segment.flat_asked import asked, below_votes
from boilerstrip.segment.flat_foot import is_footer

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.shapes import Shapes

OVERRUN = 3  #: short lines of the next head below what ends a body
ONCE = (0.8, 1.3)  #: a button below every post, by its number per post
SIGNED_LINES, SIGNED = 3, 300  #: lines and characters below it that are a signature
USUAL = 0.6  #: share of bodies that make a place usual


@dataclass(slots=True)
class Frame:
    """One post: where it starts and ends, its body between, and the anchor's line."""

    anchor: int
    head: tuple[int, int]
    body: tuple[int, int]
    foot: tuple[int, int]
    number: int | None = None

    def furniture(self) -> list[int]:
        """Lines of head and foot."""
        return [*range(*self.head), *range(*self.foot)]


@dataclass(slots=True)
class Frames:
    token: str
    quality: float  #: 0–1
    footer: bool  #: the anchor stands below its post
    items: list[Frame] = field(default_factory=list)
    told: bool | None = None  #: where that is known beforehand


def find_frames(s: Shapes, f: Features, start: int, stop: int) -> Frames | None:
    """The posts between lines ``start`` and ``stop``; ``None`` where nothing recurs as heads do."""
    events, token, quality = find_anchors(s, f, start, stop)
    if not events:
        return None
    frames = cut_frames(s, f, events, start, stop)
    frames.token, frames.quality = token, quality
    return frames


def cut_frames(s: Shapes, f: Features, events: list[int], start: int, stop: int, *, named: bool = False, told: bool | None = None) -> Frames:
    """Heads, bodies and feet around known anchors; ``named``: the authors stand in date or byline lines, so that other
    short lines above a head are sign-offs; ``told``: whether the anchors stand below their posts, where that is known."""
    w = cut.weigh(s, f, events, start, stop, named=named)
    inner = [cut.body_between(w, a + 1, b) for a, b in zip(events, events[1:], strict=False)]
    inner = _usual_place(s, events, inner, w)
    usual = _enders(s, events, inner, w)
    inner = [_end_at(s, f, x, usual) for x in inner]
    above = Counter(x for e, (a, b) in zip(events, inner, strict=False) if b > a for x in {s.literals[i] for i in range(e + 1, a)})
    heads = {x for x, n in above.items() if n >= max(2.0, USUAL * len(inner))}
    end = cut.page_end(s, f, start, events, usual, heads, stop)
    pre = cut.body_between(w, cut.opening(s, w, start, events[0]), events[0])
    post = _last_body(s, w, events[-1] + 1, end)
    post = _usual_last(events, inner, post, w, end)
    footer = is_footer(s, f, events, inner, pre, post, w) if told is None else told
    if footer:
        # the others' heads stand above their words, so does the first one's
        head = max((i for i in range(*pre) if s.letters[i] in (sh.PANEL, sh.DATE, sh.NUM) and s.literals[i] in heads), default=pre[0] - 1)
        pre = (head + 1, pre[1]) if head + 1 < pre[1] else pre
        bodies = [below_votes(s, f, pre) if asked(f, events) else pre, *inner]
    else:
        once = _once(s, events, inner, w)
        bodies = [*(_before_signature(s, f, x, once) for x in inner), post]
    _place_empty(s, bodies, events, footer, w)
    return _frames(s, f, events, bodies, footer, w, (start, stop))


def _usual_place(s: Shapes, events: list[int], inner: list[tuple[int, int]], w: cut.Weighed) -> list[tuple[int, int]]:
    """Where most bodies begin the same number of lines below their anchor, so does one of few words, whose panel or the
    next post's weighs more."""
    gap = _usual_gap(events, inner)
    if not gap:
        return inner
    heads = sorted(until - b for until, (a, b) in zip(events[1:], inner, strict=False) if b > a)
    out = []
    for e, until, (a, b) in zip(events, events[1:], inner, strict=False):
        at = e + gap
        if at < min(a if b > a else until, until) and w.of(at) < 0:
            out.append(cut.body_from(w, at, until))
        elif a == b and at < until and s.letters[at] in cut.LOOSE and s.literals[at] not in w.template:
            once = s.letters[at] == sh.SHORT and s.counts[s.literals[at]] == 1
            more = until - at - heads[len(heads) // 2]  # lines that the next head does not have
            out.append((at, at + (more > 0 or (once and more == 0))))
        else:
            out.append((a, b))
    return out


def _usual_last(events: list[int], inner: list[tuple[int, int]], post: tuple[int, int], w: cut.Weighed, end: int) -> tuple[int, int]:
    """The last body begins where most bodies do, although the page's foot may have more words."""
    gap = _usual_gap(events, inner)
    at = events[-1] + gap
    return cut.body_from(w, at, end) if gap and at < min(post[0], end) and w.of(at) < 0 else post


def _usual_gap(events: list[int], inner: list[tuple[int, int]]) -> int:
    """How many lines below their anchor most bodies begin; 0: there is no such number."""
    gaps = Counter(a - e for e, (a, b) in zip(events, inner, strict=False) if b > a)
    gap, often = gaps.most_common(1)[0] if gaps else (0, 0)
    return gap if often >= max(2.0, USUAL * len(inner)) else 0


def _enders(s: Shapes, events: list[int], inner: list[tuple[int, int]], w: cut.Weighed) -> set[str]:
    """Literals that follow a body in many posts, at once or below "Likes: Ann" or the author's name."""
    seen: Counter[str] = Counter()
    for (_, b), e in zip(inner, events[1:], strict=True):
        if b < e and s.letters[b] in (sh.CONTROL, sh.NAME, sh.AUTHOR) and s.literals[b] not in w.template:
            b += 1
        if b < e and s.literals[b] in w.template and s.letters[b] not in cut.LOOSE:
            seen[s.literals[b]] += 1
    return {x for x, n in seen.items() if n >= max(2, 0.3 * len(inner))}


def _end_at(s: Shapes, f: Features, body: tuple[int, int], enders: set[str]) -> tuple[int, int]:
    """A body that runs over what ends the others ("Reactions: Ann") into the few short lines of the next head ends there."""
    a, b = body
    for i in range(max(a + 1, b - OVERRUN - 1), b):
        short = all(len(f.texts[j]) <= sh.NAME_MAX and s.letters[j] not in (sh.QUOTE, sh.GT, sh.KEPT) for j in range(i + 1, b))
        if short and s.literals[i] in enders:
            return a, i
    return body


def _once(s: Shapes, events: list[int], inner: list[tuple[int, int]], w: cut.Weighed) -> set[str]:
    """Literals that stand below a body and as often as there are posts."""
    below = {s.literals[b] for (_, b), e in zip(inner, events[1:], strict=True) if b < e and s.letters[b] in (sh.PANEL, sh.CONTROL, sh.FOOT)} & w.template
    return {x for x in below if ONCE[0] * len(events) <= s.counts[x] <= ONCE[1] * len(events)}


def _before_signature(s: Shapes, f: Features, body: tuple[int, int], enders: set[str]) -> tuple[int, int]:
    """A body that runs over the button that stands below every post: the few lines below it are a signature ("Logged")."""
    a, b = body
    for i in range(max(a + 1, b - 1 - SIGNED_LINES), b - 1):
        if s.literals[i] in enders and sum(len(f.texts[j]) for j in range(i + 1, b)) <= SIGNED:
            return a, i
    return body


def _last_body(s: Shapes, w: cut.Weighed, a: int, b: int) -> tuple[int, int]:
    """The body below the last anchor: it ends where heavy furniture follows words."""
    spoken, heavy, last = False, 0.0, b
    for i in range(a, b):
        if s.letters[i] in cut.WORDS:
            spoken, heavy = True, 0.0
        elif spoken:
            heavy += max(0.0, w.of(i))
            if heavy >= 4.0:
                last = i
                break
    return cut.body_between(w, a, last)


_BUTTON_LIKE = (sh.CONTROL, sh.FOOT, sh.NUMBER, sh.PANEL, sh.DATE)


def _place_empty(s: Shapes, bodies: list[tuple[int, int]], events: list[int], footer: bool, w: cut.Weighed) -> None:
    """A post without words (a picture) gets an empty body at the usual place, or the one line there ("No", "Thank you")
    that looks like a button but stands below no other post."""
    heads = sorted(b[0] - e for b, e in zip(bodies, events, strict=True) if b[1] > b[0]) or [1]
    anchors = {s.literals[e][:PREFIX] for e in events}
    usual = heads[len(heads) // 2]
    for k, (a, b) in enumerate(bodies):
        if b > a:
            continue
        if footer:
            at = events[k]
        else:
            limit = events[k + 1] if k + 1 < len(events) else w.stop
            at = min(events[k] + max(1, usual), limit)
        own = not footer and at < limit and s.literals[at] not in w.template and s.letters[at] in _BUTTON_LIKE
        own = own and s.literals[at][:PREFIX] not in anchors
        bodies[k] = (at, at + 1) if own else (at, at)


def _frames(
    s: Shapes, f: Features, events: list[int], bodies: list[tuple[int, int]], footer: bool, w: cut.Weighed,
    extent: tuple[int, int],
) -> Frames:  # fmt: skip
    start, stop = extent
    above = range(max(start, bodies[0][0] - 3 * cut.REACH), bodies[0][0])
    runs = sorted(b[0] - a[1] for a, b in zip(bodies, bodies[1:], strict=False)) or [cut.REACH]
    below = range(bodies[-1][1], min(stop, bodies[-1][1] + min(2 * cut.REACH, runs[len(runs) // 2] + 1)))
    head, foot = cut.tokens_in(s, above), cut.tokens_in(s, below)
    starts: list[int] = [0]
    for k in range(1, len(bodies)):
        run = range(bodies[k - 1][1], bodies[k][0])
        anchor = events[k - 1] if footer else events[k]
        if footer:
            bound = (min(anchor + 1, run.stop), run.stop)
        else:
            bound = (run.start, min(anchor, run.stop))
        starts.append(cut.part(run, s, w, head, foot, bound))
    heads = [range(x, body[0]) for x, body in zip(starts[1:], bodies[1:], strict=True)]
    starts[0] = _first_top(s, w, events[0], bodies[0][0], start, heads, footer)
    feet = sorted(a - b[1] for a, b in zip(starts[1:], bodies, strict=False)) or [0]
    inside = {s.literals[i] for i in range(bodies[0][0], bodies[-1][0])}
    last = _last_foot(s, w, inside, bodies[-1][1], stop, feet[(3 * len(feet)) // 4], events[-1] if footer else -1)
    frames = Frames("", 0.0, footer)
    for k, e in enumerate(events):
        a, b = bodies[k]
        until = starts[k + 1] if k + 1 < len(events) else last
        frames.items.append(cut_frame(e, starts[k], a, b, until, s.numbers[e]))
    return frames


def cut_frame(e: int, top: int, a: int, b: int, until: int, number: int | None) -> Frame:
    return Frame(e, (min(top, a), a), (a, b), (b, max(b, until)), number)


def _first_top(s: Shapes, w: cut.Weighed, anchor: int, body: int, start: int, heads: list[range], footer: bool) -> int:
    """Where the first head begins, which runs into the page's own: as far above a token as in the other heads."""
    longest = max((len(h) for h in heads), default=cut.REACH)
    low = max(start, body - longest - 3)
    offsets: dict[str, list[int]] = {}
    for h in heads:
        for i in reversed(h):
            offsets.setdefault(cut.token(s, i), []).append(i - h.start)
    best: tuple[int, int] | None = None
    for i in range(body - 1, low - 1, -1):
        t = cut.token(s, i)
        seen = offsets.get(t, [])
        if not t or len(seen) < max(1, 0.4 * len(heads)) or (s.literals[i] not in w.template and t != "#"):
            continue
        offset = sorted(seen)[len(seen) // 2]
        if best is None or offset < best[0]:
            best = (offset, i)
    top = body if footer else min(anchor, body)
    if best is None:
        return top
    at = max(low, best[1] - best[0])
    while at < min(best[1], top) and s.letters[at] in (sh.CONTROL, sh.FOOT, sh.TEXT) and s.literals[at] not in w.template:
        at += 1
    at = min(at, top)
    if at - 1 >= start and s.letters[at - 1] == sh.DATE and not any(s.letters[j] == sh.DATE for j in range(at, body)):
        at -= 1
    return at


def _last_foot(s: Shapes, w: cut.Weighed, inside: set[str], b: int, stop: int, usual: int, anchor: int) -> int:
    """The last foot holds nothing but what the others hold; paging and column headings stand only above and below all posts."""
    at = max(b, anchor + 1)
    for i in range(b, min(stop, b + max(usual, 1) + 2)):
        if (s.literals[i] in w.template and s.literals[i] in inside and w.of(i) > 0) or (s.letters[i] in (sh.DATE, sh.EDIT) and i < b + max(usual, 1)):
            at = max(at, i + 1)
        elif s.letters[i] not in cut.LOOSE and s.letters[i] not in (sh.EDIT, sh.SEPARATOR, sh.NUMBER):
            break
    return at
