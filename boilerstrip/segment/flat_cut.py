"""Heads, bodies and feet of posts around known anchors.

Every line is weighed: furniture is positive, a person's words are negative.  What makes a line furniture is its letter, a
literal that stands in most posts, or a short line at a place where most posts have one ("between «Back to top» and
«Posts: 12»").  The body of a post is the stretch between two anchors with the least sum; the furniture between two
bodies is parted where the page's first head and last foot say so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boilerstrip.segment import shapes as sh

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.shapes import Shapes

FIRM_LETTERS = frozenset((sh.DATE, sh.NUMBER, sh.NUM, sh.PANEL, sh.HEAD))
REACH = 14  #: lines of a head that are looked at on either side of an anchor
LOOSE = (sh.NAME, sh.AUTHOR, sh.SHORT)
WORDS = (sh.TEXT, sh.GT, sh.KEPT)
WEIGHT = {
    sh.TEXT: -3.0, sh.KEPT: -3.0, sh.GT: -2.5, sh.QUOTE: -2.0, sh.QUOTE_END: -2.0, sh.SHORT: -0.8, sh.NAME: -0.5,
    sh.AUTHOR: -0.5, sh.NUMBER: 1.0, sh.SEPARATOR: -0.1, sh.SIGNATURE: -0.1, sh.EDIT: 0.1, sh.CONTROL: 0.7, sh.FOOT: 1.0,
    sh.DATE: 0.3, sh.NUM: 2.0, sh.HEAD: 1.5, sh.PANEL: 2.0,
}  # fmt: skip
TEMPLATE = 2.0  #: a literal of most posts
PLACE = 1.2  #: a name-like line where most posts have one
AGAIN = 2.5  #: the same short words at the same place: an author's title, town or rank
STEADY = 0.8  #: share of posts that make a place
FAR = 0.75  #: the same two lines off
HEAVY = 4.0  #: furniture over which no body reaches
BAR_WORDS, BAR_LONGEST, BARS = 3, 300, (" | ", " · ", " • ", " » ", "   ")  #: of a row of buttons, and what parts them
LIST_LINES = 40  #: of a list in a post
SAME_LONGEST = 80  #: characters of a panel's value


@dataclass(slots=True)
class Weighed:
    """Weights of the lines ``start`` to ``stop``."""

    start: int
    stop: int
    weights: list[float]
    template: frozenset[str]

    def of(self, i: int) -> float:
        return self.weights[i - self.start]


def weigh(s: Shapes, f: Features, events: list[int], start: int, stop: int, *, named: bool = False) -> Weighed:
    """Weights of all lines between ``start`` and ``stop``."""
    template = find_template(s, start, stop, events)
    firm = [_firm(s, template, i) for i in range(start, stop)]
    anchors = set(events)
    weights = []
    for i in range(start, stop):
        letter, literal = s.letters[i], s.literals[i]
        w = WEIGHT[letter]
        if letter == sh.TEXT:
            w = -1.5 - 0.25 * min(float(f.words[i]), 30.0)
        if literal in template and letter not in (sh.QUOTE, sh.QUOTE_END, sh.TEXT, sh.KEPT) and not _addressed(f.texts[i], letter):
            w = max(w, TEMPLATE if letter not in LOOSE or s.counts[literal] >= 3 else -0.1)
        if i in anchors:
            w = 4.0
        weights.append(w)
    _places(s, f, weights, firm, start, stop, len(events), named=named)
    return Weighed(start, stop, weights, template)


def find_template(s: Shapes, start: int, stop: int, events: list[int]) -> frozenset[str]:
    """Literals that stand in most posts; a list or a table in one post holds the same again and again."""
    c = len(events)
    least = max(2 if c <= 3 else 3, int(0.4 * c))
    counts: Counter[str] = Counter()
    for a, b in zip([start, *events], [*events, stop], strict=True):
        counts.update({s.literals[i] for i in range(a, b)})
    del counts[""]
    return frozenset(x for x, n in counts.items() if n >= least)


def _firm(s: Shapes, template: frozenset[str], i: int) -> bool:
    letter = s.letters[i]
    if letter in (sh.QUOTE, sh.QUOTE_END, sh.TEXT, sh.KEPT, sh.GT, sh.EDIT):
        return False
    return s.literals[i] in template or letter in (sh.NUM, sh.HEAD, sh.PANEL)


def token(s: Shapes, i: int) -> str:
    """What a line is to its neighbours: its literal, or its number; a bare date or count also by what follows it."""
    if s.numbers[i] is not None:
        return "#"
    literal = s.literals[i]
    if s.letters[i] in (sh.DATE, sh.NUMBER) and len(literal) <= 6 and i + 1 < len(s.letters):
        after = s.letters[i + 1]
        return literal + after if after in FIRM_LETTERS else literal
    return literal


def _places(
    s: Shapes, f: Features, weights: list[float], firm: list[bool], start: int, stop: int, c: int, *, named: bool
) -> None:
    """Raise the short lines that stand where most posts have one."""
    total: Counter[tuple[str, str]] = Counter()
    loose: Counter[tuple[str, str]] = Counter()
    known: Counter[tuple[str, str]] = Counter()
    same: Counter[tuple[str, str, str]] = Counter()
    found: list[tuple[int, tuple[str, str]]] = []
    for i in range(start, stop):
        if not firm[i - start] or (s.letters[i] in LOOSE and s.counts[s.literals[i]] < STEADY * c):
            continue
        t = token(s, i)
        for side, step in (("<", 1), (">", -1)):
            j, dated = i + step, False
            for distance in (1, 2, 3):
                if side == ">" and distance == 1 and start < j and s.letters[j] == sh.DATE and s.letters[j - 1] in LOOSE:
                    j, dated = j + step, True  # a panel's date above the post's own
                    continue
                if distance == 3 and not dated:
                    break
                if not start <= j < stop or (firm[j - start] and s.letters[j] not in LOOSE):
                    break
                key = (side * distance, t)
                total[key] += 1
                if s.letters[j] in (sh.NAME, sh.AUTHOR) or _label_like(s, f, j):
                    loose[key] += 1
                    known[key] += s.letters[j] == sh.AUTHOR
                found.append((j, key))
                if side == "<" and len(f.texts[j]) <= SAME_LONGEST and not f.terminal[j]:
                    same[key[0], t, f.texts[j]] += 1
                if s.letters[j] not in LOOSE:
                    break
                j += step
    least = max(2, min(3, c - 1), int(0.4 * c))
    for j, key in found:
        letter = s.letters[j]
        if letter in (sh.QUOTE, sh.QUOTE_END, sh.GT, sh.KEPT) or _addressed(f.texts[j], letter):
            continue
        w = weights[j - start]
        share = loose[key] / total[key]
        if named and key[0][0] == ">" and (letter != sh.AUTHOR or known[key] < 0.6 * total[key]):
            continue
        if (letter in (sh.NAME, sh.AUTHOR) or _label_like(s, f, j)) and loose[key] >= least and share >= (STEADY if len(key[0]) == 1 else FAR):
            w = max(w, PLACE)
        if letter == sh.AUTHOR and share >= 0.5 and total[key] >= 2:
            w = max(w, 2.0)
        if key[0].startswith("<") and same[key[0], key[1], f.texts[j]] >= 2 and share >= 0.3 and letter in (*LOOSE, sh.DATE, sh.CONTROL):
            w = max(w, AGAIN)
        weights[j - start] = w


def _addressed(line: str, letter: str) -> bool:
    """"Hello @ann," is said to somebody, however often."""
    return letter in LOOSE and (line.rstrip()[-1:] in ",!，！" or "@" in line)


def _label_like(s: Shapes, f: Features, j: int) -> bool:
    """A rank or a town may have more words than a name."""
    return s.letters[j] == sh.SHORT and len(f.texts[j]) <= 48 and not f.terminal[j] and not f.texts[j].endswith((",", ":"))


# ------------------------------------------------------------------ bodies


def body_between(w: Weighed, a: int, b: int) -> tuple[int, int]:
    """The stretch of ``[a, b)`` with the least sum of weights; ``(a, a)`` where nothing is negative."""
    best, best_span = 0.0, (a, a)
    run, run_start = 0.0, a
    for i in range(a, b):
        run += w.weights[i - w.start]
        if run >= 0:
            run, run_start = 0.0, i + 1
        elif run < best - 1e-9:
            best, best_span = run, (run_start, i + 1)
    return best_span


def body_from(w: Weighed, at: int, b: int) -> tuple[int, int]:
    """The stretch from ``at`` with the least sum; it does not reach over heavy furniture."""
    best, stop, total = 0.0, at, 0.0
    for i in range(at, b):
        total += w.of(i)
        if total < best:
            best, stop = total, i + 1
        elif total > best + HEAVY:
            break
    return at, stop


def part(run: range, s: Shapes, w: Weighed, head: Counter[str], foot: Counter[str], bound: tuple[int, int]) -> int:
    """Where in a run of furniture the head of the next post begins: the best split by what the first head and the
    last foot of the page hold; ``bound``: the first and the last line at which it may."""
    score = best = 0.0
    at = run.stop
    for i in reversed(run):
        t = token(s, i)
        if w.of(i) > 0.5 and t and (s.literals[i] in w.template or t == "#"):
            score += _says(t, head) - _says(t, foot)
        if score > best + 1e-9:
            best, at = score, i
    at = min(max(at, bound[0]), bound[1])
    while at > run.start and at > bound[0] and not _closes(s, w, at - 1, foot):  # names above the first known line of the head
        if s.letters[at - 1] == sh.TEXT and at - 2 >= run.start and _closes(s, w, at - 2, foot):
            break  # a signature below the last button
        at -= 1
    return at


def _closes(s: Shapes, w: Weighed, i: int, foot: Counter[str]) -> bool:
    """A line that belongs to the post above it."""
    if s.letters[i] == sh.SEPARATOR and not s.literals[i].strip("*★"):
        return False  # a rank's stars
    if s.letters[i] in (sh.EDIT, sh.SIGNATURE, sh.SEPARATOR, sh.CONTROL, sh.FOOT, sh.QUOTE_END):
        return True
    return s.literals[i] in w.template and foot[token(s, i)] > 0


def _says(t: str, seen: Counter[str]) -> float:
    return 1.0 if seen[t] else -1.0


def tokens_in(s: Shapes, lines: range) -> Counter[str]:
    return Counter(t for i in lines if (t := token(s, i)))


# ------------------------------------------------------------------ the page's end


def page_end(s: Shapes, f: Features, start: int, events: list[int], usual: set[str], heads: set[str], stop: int) -> int:
    """Where the last post ends: at the furniture that ends the others, at a bar or lines that stand above the thread too, or where
    the page's foot begins.  ``heads``: literals of the other posts' heads, whose buttons end nothing."""
    first, bars = events[-1] + 1, _bars_above(f, start, events[0])
    top = set(f.texts[start : events[0]])
    idle = 0
    for i in range(first, stop):
        letter = s.letters[i]
        if i > first and (s.literals[i] in usual or (f.texts[i][:BAR_LONGEST] in bars and s.letters[i - 1] != sh.QUOTE)):
            return i
        if i > first and i + 1 < stop and letter not in WORDS and f.texts[i] in top and f.texts[i + 1] in top:
            return i  # two lines of the page's head, one below the other
        if i > first and (letter == sh.FOOT or (letter == sh.CONTROL and s.literals[i] not in heads and any(h.certainty >= 0.5 for h in f.hits[i]))):
            return i - idle if idle >= 3 else i
        if letter in (sh.NAME, sh.NUMBER, sh.DATE, sh.NUM, sh.AUTHOR, sh.CONTROL):
            idle += 1
            if idle >= 4 and i - idle + 1 > first and not _goes_on(s, usual, i, stop):
                return i - idle + 1
        else:
            idle = 0
    return stop


def _goes_on(s: Shapes, usual: set[str], i: int, stop: int) -> bool:
    """A list of names in the last post: what ends the others stands below it."""
    for j in range(i, min(stop, i + LIST_LINES)):
        if s.literals[j] in usual:
            return True
        if s.letters[j] == sh.FOOT:
            return False
    return False


def _bars_above(f: Features, start: int, stop: int) -> set[str]:
    """Rows of several buttons or links above a thread; the same row often closes it."""
    rows = (i for i in range(start, stop) if f.words[i] >= BAR_WORDS and not f.terminal[i])
    return {f.texts[i] for i in rows if len(f.texts[i]) <= BAR_LONGEST and any(x in f.texts[i] for x in BARS)}


def written(s: Shapes, f: Features, a: int, b: int) -> float:
    """Words of running text between two lines."""
    return float(sum(f.words[i] for i in range(a, b) if s.letters[i] in WORDS))


def opening(s: Shapes, w: Weighed, start: int, top: int) -> int:
    """First line of the words that stand above the furniture over ``top``: up until the furniture of a page begins."""
    i = top
    while i > start and s.letters[i - 1] not in WORDS:
        i -= 1
        if top - i >= 2 * REACH:
            return top
    begin, heavy = i, 0.0
    while i > start and heavy < 3.0:
        i -= 1
        if s.letters[i] in WORDS:
            begin, heavy = i, 0.0
        else:
            heavy += max(0.4, w.of(i))
    return begin
