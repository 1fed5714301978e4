"""Authors of framed posts, corrected: a rank, a title or a button beside the name is not the name.

A place beside the anchor holds the name in most posts and something else where a panel has a line more.  What is a name
for sure stands elsewhere in the document too: in an attribution, in "@X", or in the lines above the thread ("started by X").
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from boilerstrip.lazy import regex_pattern
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.names import TRIM, VERB, clean_name

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.frames import Frame, Frames
    from boilerstrip.segment.shapes import Shapes

    Named = tuple[str | None, int | None]

ABOVE = 60  #: lines above the first post that may name who began the thread
NAME_WORDS = 4
SEVERAL = 3  #: posts that show a habit
ABOVE_RANK = 2  #: lines between a rank and the name above it
TWICE_REACH = 60  #: furniture above a body that may hold a name twice
_COUNT = regex_pattern(r"(?<=\S)\s[\d.,]{1,9}\Z")  # a reputation that ran into the name
_LONGEST = 200  #: characters of a line that is looked at


def correct(frames: Frames, s: Shapes, f: Features, known: set[str], values: list[Named]) -> list[Named]:
    """The names, with what is no name replaced by the name beside it; ``known``: casefolded names that the document tells."""
    spans = _spans(frames)
    often = max(3.0, 0.6 * len(spans))
    options = [_options(span, s, f, known, often) for span in spans]
    top = spans[0].start - 1  # the first head may have been cut too short
    first = [*options[0], *(_options(range(top, top + 1), s, f, known, often) if top >= 0 else ())]
    trusted = known | _told_above(frames, s, f, {name.casefold() for name, _ in first})  # who began it wrote the first
    values = [_without_count(v, f, trusted) for v in values]
    if sum(v is not None and bool(_COUNT.search(v)) for v, _ in values) >= 0.6 * len(values):
        values = [(_COUNT.sub("", v) if v else v, i) for v, i in values]
    own = Counter(v for v, _ in values if v)
    out: list[Named] = []
    for k, ((value, line), found) in enumerate(zip(values, options, strict=True)):
        if value is None or value.casefold() not in trusted:
            sure = [(name, i) for name, i in found if name.casefold() in trusted and (line is None or 0 < line - i <= ABOVE_RANK)]
            if sure and (value is None or own[value] < 0.5 * len(values)):
                value, line = sure[0]
            elif not sure and (above := _name_above(frames, k, s, f, trusted, out[-1][0] if out else None)) is not None:
                value, line = above
        out.append((value, line))
    return _leading(frames, options, s, _signed_above(frames, s, f, out))


def without_end(values: list[Named]) -> list[Named]:
    """Names without the words that most of them end with: "Ann Active Member", "Ben Active Member".  Who "wrote" is quoted."""
    words = [v.split() if v else [] for v, _ in values]
    for k in range(max(map(len, words), default=0) - 1, 0, -1):
        ends = Counter(tuple(w[-k:]) for w in words if len(w) > k)
        end, often = ends.most_common(1)[0] if ends else ((), 0)
        if often >= max(3.0, 0.6 * len(values)) and len({tuple(w[:-k]) for w in words if tuple(w[-k:]) == end and len(w) > k}) >= 2:
            if VERB.fullmatch(end[-1].rstrip(":")):
                return [(None, None) if len(w) > k and tuple(w[-k:]) == end else v for w, v in zip(words, values, strict=True)]
            cut = [" ".join(w[:-k]).partition(" (")[0] if len(w) > k and tuple(w[-k:]) == end else v for w, (v, _) in zip(words, values, strict=True)]
            return [(name and (clean_name(name) or None), i) for name, (_, i) in zip(cut, values, strict=True)]
    return values


def halved(values: list[Named]) -> list[Named]:
    """"AnnAnn" and "Ann Ann" are Ann where most names are so: sites write them once more for machines."""
    given = [v for v, _ in values if v]
    if sum(_half(v) is not None for v in given) < max(2.0, 0.6 * len(given)):
        return values
    return [((_half(v) or v) if v else v, i) for v, i in values]


def _half(name: str) -> str | None:
    """A name that is written twice, once."""
    half = name[: len(name) // 2].rstrip()
    return half if half and name in (half + half, half + " " + half) else None


def without_rank(name: str | None, known: set[str]) -> str | None:
    """A name that quotes name, without the rank that ran into it ("georgiea Member Posts: 6")."""
    if name is None or " " not in name or name.casefold() in known:
        return name
    words = name.split()
    for k in range(len(words) - 1, 0, -1):
        if " ".join(words[:k]).casefold() in known:
            return " ".join(words[:k])
    return name


def named_twice(frames: Frames, s: Shapes, f: Features) -> list[Named] | None:
    """Names that heads hold twice, one below the other (one for wide screens, one for narrow); the heads begin there.
    ``None`` where most posts have none."""
    if frames.footer or len(frames.items) < SEVERAL:
        return None
    out: list[Named] = []
    for k, x in enumerate(frames.items):
        low = max(frames.items[k - 1].body[1] if k else 0, x.body[0] - TWICE_REACH)
        found = (i for i in range(x.body[0] - 2, low - 1, -1) if _twice(i, s, f))
        at = next(found, None)
        out.append((None, None) if at is None else (_COUNT.sub("", clean_name(f.texts[at])) or None, at))
    given = {name for name, _ in out if name}
    if len(given) < SEVERAL or sum(name is not None for name, _ in out) < 0.8 * len(out):
        return None
    for k, (x, (_, line)) in enumerate(zip(frames.items, out, strict=True)):
        if line is not None and line <= x.anchor:
            x.head = (line, x.head[1])
            if k and (last := frames.items[k - 1]).foot[0] <= line:
                last.foot = (last.foot[0], line)
    return out


def _twice(i: int, s: Shapes, f: Features) -> bool:
    """A line short enough for a name that the next one ends with."""
    line, again = f.texts[i].strip(), f.texts[i + 1].strip()
    if not 3 <= len(line) <= sh.NAME_MAX or len(again) > len(line) + 8 or not again.endswith(line):
        return False
    return s.letters[i] not in (sh.TEXT, sh.QUOTE, sh.CONTROL, sh.DATE, sh.FOOT) and any(c.isalpha() for c in line)


def _signed_above(frames: Frames, s: Shapes, f: Features, values: list[Named]) -> list[Named]:
    """Who wrote the post before may have signed it: below such a name stands the author's, where most heads have it."""
    places = Counter(line - x.anchor for x, (_, line) in zip(frames.items, values, strict=True) if line is not None)
    place, often = places.most_common(1)[0] if places else (0, 0)
    if often < 0.5 * len(values) or frames.footer:
        return values
    out = values[:1]
    for x, (name, line), (before, _) in zip(frames.items[1:], values[1:], values, strict=False):
        at = x.anchor + place
        signed = name is not None and before is not None and name.casefold() == before.casefold()
        if signed and line is not None and line < at < x.head[1] and s.letters[at] in (sh.NAME, sh.SHORT, sh.AUTHOR) and (own := clean_name(f.texts[at])):
            name, line = own, at
        out.append((name, line))
    return out


def _leading(frames: Frames, options: list[list[tuple[str, int]]], s: Shapes, values: list[Named]) -> list[Named]:
    """Where the names lead the heads, a head without one has it in its first line, or below what ends the other posts."""
    given = [(x, line) for x, (_, line) in zip(frames.items, values, strict=True) if line is not None]
    if sum(line == x.head[0] for x, line in given) < 0.6 * len(given):
        return values
    above = {s.literals[x.head[0] - 1] for x, line in given[1:] if line == x.head[0]} - {""}
    out: list[Named] = []
    for x, found, value in zip(frames.items, options, values, strict=True):
        leads = bool(found) and (found[0][1] == x.head[0] or s.literals[found[0][1] - 1] in above)
        out.append(found[0] if value[0] is None and leads else value)
    return out


def _name_above(frames: Frames, k: int, s: Shapes, f: Features, trusted: set[str], before: str | None) -> Named | None:
    """A name right above a head that the post ``before`` was thought to end with; moved into the head.  Whoever wrote that
    post may have signed it."""
    x = frames.items[k]
    i = x.head[0] - 1
    if frames.footer or i < 0 or s.letters[i] not in (sh.NAME, sh.SHORT, sh.AUTHOR):
        return None
    name = clean_name(f.texts[i])
    if name.casefold() not in trusted or (before is not None and name.casefold() == before.casefold()):
        return None
    if k:
        last = frames.items[k - 1]
        if last.foot[1] > i or last.body[0] >= i:
            if last.foot[1] != last.foot[0] or last.body[0] >= i:
                return None
            last.body, last.foot = (last.body[0], i), (i, i)
    x.head = (i, x.head[1])
    return name, i


def glued(x: Frame, s: Shapes, f: Features, labels: Counter[str]) -> Named:
    """The name before a panel in one line, or in a line of its own above one."""
    for i in x.furniture():
        m = sh.NAMED_PANEL.match(f.texts[i]) if len(f.texts[i]) <= _LONGEST else None
        if m and labels[m[2].casefold()] >= 2 and s.letters[i] not in (sh.QUOTE, sh.EDIT) and (name := clean_name(m[1])):
            return name, i
    return None, None


def glued_labels(frames: Frames, f: Features) -> Counter[str]:
    """The labels of panels in one line."""
    out: Counter[str] = Counter()
    for x in frames.items:
        found = (sh.NAMED_PANEL.match(f.texts[i]) for i in x.furniture() if len(f.texts[i]) <= _LONGEST)
        out.update({m[2].casefold() for m in found if m})
    return out


def _spans(frames: Frames) -> list[range]:
    """All furniture between a post's body and its neighbour's on the side of its head."""
    out = []
    for k, x in enumerate(frames.items):
        if frames.footer:
            out.append(range(x.body[1], x.foot[1]))
        else:
            start = frames.items[k - 1].body[1] if k else x.head[0]
            out.append(range(max(start, x.body[0] - 40), x.body[0]))
    return out


def _options(span: range, s: Shapes, f: Features, known: set[str], often: float) -> list[tuple[str, int]]:
    """Lines that may be a name; from the top."""
    out = []
    for i in span:
        if s.letters[i] not in (sh.NAME, sh.SHORT, sh.AUTHOR) or len(f.texts[i]) > sh.NAME_MAX or bracketed(f.texts[i]):
            continue
        sure = s.letters[i] == sh.AUTHOR or f.texts[i].strip(TRIM).casefold() in known
        if not sure and (s.counts[s.literals[i]] > often or i in s.labels or any(h.certainty >= 0.5 for h in f.hits[i])):
            continue
        name = _COUNT.sub("", clean_name(f.texts[i]))
        if len(name) >= 2:
            out.append((name, i))
    return out


def bracketed(line: str) -> bool:
    """"(original poster)": a note on the name above it."""
    line = line.strip()
    return line[:1] == "(" and line[-1:] == ")"


def _told_above(frames: Frames, s: Shapes, f: Features, names: set[str]) -> set[str]:
    """Names of the posts that a line above the thread begins or ends with: "Thread starter X", "By X, April 1"."""
    out: set[str] = set()
    top = frames.items[0].head[0] if not frames.footer else frames.items[0].body[0]
    for i in range(max(0, top - ABOVE), top):
        line = f.texts[i]
        words = line.strip(TRIM).split()
        if not 2 <= len(words) <= 14 or f.terminal[i] or len(line) > 100:
            continue
        for n in range(1, min(NAME_WORDS, len(words) - 1) + 1):
            tail = " ".join(words[-n:]).strip(TRIM).casefold()
            head = " ".join(words[1 : 1 + n]).strip(TRIM).casefold()
            if len(tail) >= 3 and tail in names:
                out.add(tail)
            if f.dates[i] is not None and len(head) >= 3 and head in names:
                out.add(head)
    return out


def _without_count(value: Named, f: Features, trusted: set[str]) -> Named:
    """"Ann 5" is Ann where the next line says so."""
    name, line = value
    if name is None or line is None or not _COUNT.search(name):
        return value
    bare = _COUNT.sub("", name)
    again = line + 1 < len(f.texts) and f.texts[line + 1].strip(TRIM) == bare
    return (bare, line) if again or bare.casefold() in trusted else value
