"""Whether the anchor of a thread's posts stands above its post or below it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from boilerstrip.segment import flat_cut as cut
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_answers import find_answers, panels_below
from boilerstrip.segment.flat_asked import asked
from boilerstrip.segment.names import ANSWER, rest_of

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.shapes import Shapes

ENDS = 4  #: lines above an anchor that may be the buttons of its post
ANSWERED = 2  #: quotations that say whose the words above or below a panel are
TITLE_WORDS = 14  #: of a thread's title
BESIDE = 6  #: lines between a question and who asked it
SHARE = 0.6  #: of the other anchors that have the same button above them


def is_footer(
    s: Shapes, f: Features, events: list[int], inner: list[tuple[int, int]], pre: tuple[int, int], post: tuple[int, int], w: cut.Weighed
) -> bool:
    """Whether the anchor closes its post: nothing was written after the last one, but something before the first; and
    what stands between anchor and body in the other posts stands above the first body."""
    if s.letters[events[0]] == sh.PANEL and abs(told := panels_below(f, find_answers(f, s), events)) >= ANSWERED:
        return told > 0
    before = sum(float(f.words[i]) for i in range(*pre) if s.letters[i] in cut.WORDS and (f.terminal[i] or f.prose[i] >= 0.4))
    after = cut.written(s, f, *post) + sum(
        float(f.words[i]) * (1.0 if f.terminal[i] else 0.5 * (s.counts[s.literals[i]] == 1)) for i in range(*post) if s.letters[i] in (sh.SHORT, sh.NAME)
    )
    sizes = sorted(cut.written(s, f, *x) for x in inner)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    if before < max(3.0, 0.15 * usual) or sum(bool(ANSWER.match(f.texts[e])) for e in events) > len(events) / 2:
        return False  # "Re: …" stands above the answer
    score = 0.0
    gaps = sorted(b - x[1] for x, b in zip(inner, events[1:], strict=True) if x[1] > x[0]) or [0]
    if events[0] - pre[1] > 2 * gaps[len(gaps) // 2] + 6:  # far above: the page's own words
        score -= 1.5
    if after < min(4.0, 0.25 * usual + 0.5):
        score += 2.0
    first = s.numbers[events[0]]
    if first is not None and first > 1 and after > 0:
        score -= 1.5
    if first == 1 and after > 0 and pre[1] - pre[0] == 1 and f.words[pre[0]] <= TITLE_WORDS:
        score -= 1.5  # the thread's title above the first post
    above: Counter[str] = Counter()
    for a, (b, _) in zip(events, inner, strict=False):
        above.update({cut.token(s, i) for i in range(a + 1, b) if cut.token(s, i) in w.template})
    heads = {t for t, n in above.items() if n >= 0.5 * len(inner)}
    if len(heads) >= 2 or (heads and len(events) >= 4):
        near = {cut.token(s, i) for i in range(max(w.start, pre[0] - 2 * cut.REACH), pre[1])}
        far = {cut.token(s, i) for i in range(events[-1] + 1, min(w.stop, events[-1] + 1 + 2 * cut.REACH))}
        score += 3.0 * (len(heads & near) - len(heads & far)) / len(heads)
    if pre[1] > pre[0] and _ends_above(s, events, pre[1]):
        score += 3.0
    if pre[1] > pre[0] and asked(f, events) and events[0] - pre[1] <= BESIDE:
        score += 3.0
    return score + _steady(events, inner) + _named_below(s, f, events, inner) > 1.0


def _steady(events: list[int], inner: list[tuple[int, int]]) -> float:
    """-3 to 3: words end at a steady distance above the next anchor (a foot), or begin so below theirs (a head)."""
    filled = [(a - e, until - b) for e, until, (a, b) in zip(events, events[1:], inner, strict=False) if b > a]
    if len(filled) < 3:
        return 0.0
    begin, end = (Counter(x).most_common(1)[0][1] / len(filled) for x in zip(*filled, strict=True))
    return 3.0 * (end - begin)


def _ends_above(s: Shapes, events: list[int], end: int) -> bool:
    """Whether the buttons right above the other anchors ("Share", "Follow") stand above the first one too, and no panel does: above a
    first head stands no end of a post."""
    if any(s.letters[i] in (sh.PANEL, sh.NUM, sh.DATE, sh.HEAD) for i in range(end, events[0])):
        return False
    above = [{s.literals[i] for i in range(max(0, e - ENDS), e) if s.letters[i] == sh.CONTROL} for e in events]
    counts = Counter(x for one in above[1:] for x in one)
    return sum(counts[x] >= SHARE * (len(events) - 1) for x in above[0]) >= 2


def _named_below(s: Shapes, f: Features, events: list[int], inner: list[tuple[int, int]]) -> float:
    """-2 to 2: the name beside an anchor's date stands again below that anchor (a head), or below the one before (a foot), there
    above the words: below them stands the next head."""
    names = []
    for e in events:
        line = next((i for i in (e, e - 1, e + 1) if 0 <= i < len(f.texts) and f.dates[i] is not None), None)
        date = f.dates[line] if line is not None else None
        names.append(rest_of(f.texts[line], date.start, date.end).casefold() if line is not None and date is not None else "")
    own = other = 0
    for k in range(len(events) - 1):
        below = [
            f.texts[i][:80].casefold()
            for i in range(events[k] + 2, min(events[k] + 7, events[k + 1] - 1))
            if s.letters[i] not in cut.WORDS and not f.texts[i].rstrip().endswith((",", "!"))  # "Hello Ann," is said to her
        ]
        if names[k] != names[k + 1]:
            own += len(names[k]) >= 3 and any(names[k] in x for x in below)
            above = f.texts[events[k] + 1 : inner[k][0]] if inner[k][0] < inner[k][1] else []
            other += len(names[k + 1]) >= 3 and any(names[k + 1] in x[:80].casefold() for x in above)
    return 2.0 * (other - own) / (own + other) if own + other >= 2 else 0.0
