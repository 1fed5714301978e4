"""Author and date of each framed post: read where they agree, never zipped from parallel lists."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from boilerstrip.lazy import regex_pattern
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_cut import token
from boilerstrip.segment.flat_names import (
    bracketed,
    correct,
    glued,
    glued_labels,
    halved,
    named_twice,
    without_end,
    without_rank,
)
from boilerstrip.segment.names import ANSWER, BY, CELLS, POINTS, TRIM, VERB, as_written, clean_name, mail_name, rest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from boilerstrip.catalog import PhraseHit
    from boilerstrip.features import Features
    from boilerstrip.segment.frames import Frame, Frames
    from boilerstrip.segment.shapes import Shapes

    Named = tuple[str | None, int | None]
    Place = Callable[[Frame], int | None]

SEVERAL = 5  #: posts of one author who is known by the look of the name alone
SURE = 0.8  #: certainty of a phrase that tells name and date apart
_HANDLE = regex_pattern(r"\p{Ll}\p{Lu}|\p{L}\d|\d\p{L}|\w_\w")  # nobody spells a rank or a button like this
MAX_PLACES = 60  #: tokens beside which a name is looked for


def read_authors(frames: Frames, s: Shapes, f: Features, known: Counter[str], dates: list[int | None]) -> list[Named]:
    """(name, line) per frame, from the place that holds a name in most of them; ``dates``: the lines of the dates."""
    folded = {n.casefold() for n in known}
    if (twice := named_twice(frames, s, f)) is not None:
        return twice
    best: tuple[float, list[Named]] = (0.0, [])
    alone: list[Named] = []
    for bonus, values in _places(frames, s, f, dates):
        score = _name_score([v for v, _ in values], folded) + bonus
        alone = alone or (values if _by_one(values, f) else [])
        if score > best[0]:
            best = (score, values)
    given = [v for v, _ in best[1] if v]
    if alone and len(set(given)) == len(given):  # titles differ from post to post, authors of many posts do not
        return alone
    if best[0] < 0.6:
        return [(None, None)] * len(frames.items)
    best = (best[0], [(without_rank(name, folded), line) for name, line in without_end(best[1])])
    values = correct(frames, s, f, folded, _align_first(frames, s, f, list(best[1])))
    return halved([v if v[0] or d is None else dated_name(d, f) for v, d in zip(values, dates, strict=True)])


def dated_name(i: int, f: Features) -> Named:
    """The name that a phrase tells beside the date, where the other heads are written otherwise ("Submitted by Ann on May 5")."""
    for h in f.hits[i]:
        values = dict(h.values)
        if h.category == "byline" and h.certainty >= SURE and "date" in values and (name := clean_name(values.get("x", ""))) and not any(map(str.isdigit, name)):
            return as_written(name, f.texts[i]), i
    return None, None


def _by_one(values: list[Named], f: Features) -> bool:
    """Whether one name heads nearly all posts, and is a name by its look or by the letter that stands for a picture above it."""
    counts = Counter(v for v, _ in values if v)
    name, often = counts.most_common(1)[0] if counts else ("", 0)
    if often < max(3.0, 0.9 * len(values)):
        return False
    letters = sum(v == name and i is not None and i > 0 and f.texts[i - 1].strip() == name[0].upper() for v, i in values)
    return letters >= 0.6 * often or (often >= SEVERAL and bool(_HANDLE.search(name)))


def _align_first(frames: Frames, s: Shapes, f: Features, values: list[Named]) -> list[Named]:
    """The first head runs into the page's own: its name stands where the others have theirs, and begins it if theirs do."""
    if len(values) < 2 or frames.footer:
        return values
    first, others = frames.items[0], list(zip(frames.items[1:], values[1:], strict=True))
    below: Counter[str] = Counter()
    leading = given = 0
    for x, (_, line) in others:
        if line is not None and x.head[0] <= line < x.head[1]:
            given += 1
            leading += line == x.head[0]
            if line + 1 < x.head[1]:
                below[token(s, line + 1)] += 1
    line = values[0][1]
    if not given or (line is not None and not first.head[0] <= line < first.head[1]):
        return values
    names = {name for _, (name, _) in others}
    if values[0][0] not in names:
        lines = [i for i in range(*first.head) if s.letters[i] in (sh.NAME, sh.AUTHOR, sh.SHORT) and clean_name(f.texts[i])]
        by_name = [i for i in lines if clean_name(f.texts[i]) in names]
        t, often = below.most_common(1)[0] if below else ("", 0)
        by_place = [i for i in lines if t and often >= 0.4 * given and token(s, i + 1) == t]
        by_letter = [i for i in lines if not f.hits[i]] if line is None else []
        for found in (by_name, by_place, by_letter):
            if found:
                line = found[-1] if found is not by_letter else found[0]
                values[0] = (clean_name(f.texts[line]), line)
                break
    if line is not None and leading >= 0.6 * given and first.head[0] < line < first.head[1]:
        first.head = (min(line, first.anchor), first.head[1])
    return values


def _places(frames: Frames, s: Shapes, f: Features, dates: list[int | None]) -> Iterable[tuple[float, list[Named]]]:
    items = frames.items
    often = 0.6 * len(items) if len(items) >= 3 else 9.0
    yield 0.12, [_phrase_name(x.furniture(), s, f) for x in items]
    yield 0.08, [_rest_name(d, f) for d in dates]
    labels = glued_labels(frames, f)
    yield 0.06, [glued(x, s, f, labels) for x in items]
    for j in range(4):
        yield 0.03 - 0.02 * j, [_line_name(x.head[0] + j, x, s, f, often) for x in items]
    for o in range(-4, 5):
        if o:
            yield 0.02 - 0.02 * abs(o), [_line_name(x.anchor + o, x, s, f, often) for x in items]
    beside: list[dict[tuple[str, int], Named]] = [_beside(x, s, f, often) for x in items]
    counts = Counter(key for one in beside for key in one)
    for key, n in counts.most_common(MAX_PLACES):
        if n >= 0.5 * len(items):
            yield (0.04 if key[1] == -1 else 0.0) - 0.02 * abs(key[1]), [one.get(key, (None, None)) for one in beside]


def _beside(x: Frame, s: Shapes, f: Features, often: float) -> dict[tuple[str, int], Named]:
    """Names by their place beside a token: one or two lines before it, one after it."""
    out: dict[tuple[str, int], Named] = {}
    lines = x.furniture()
    inside = set(lines)
    for i in lines:
        t = token(s, i)
        if not t or s.letters[i] in (sh.NAME, sh.AUTHOR):
            continue
        for o in (-1, -2, 1):
            if i + o in inside and (t, o) not in out:
                name = _line_name(i + o, x, s, f, often)
                if name[0]:
                    out[t, o] = name
    return out


def _phrase_name(lines: Iterable[int], s: Shapes, f: Features) -> Named:
    """The name that a phrase in one of the lines tells ("Submitted by Ann", "From: Ann <…>"), and its line."""
    for i in lines:
        if f.hit(i, "mail_header") and (name := mail_name(f.texts[i])):
            return name, i
        if (date := f.dates[i]) is not None and len(f.texts[i]) - (date.end - date.start) <= 6:
            continue
        for h in _dated_first(f.hits[i]) if date is not None else f.hits[i]:
            if h.category in ("comment_head", "byline") and (name := _value(h.values) or "") and f.words[i] <= 24 and s.letters[i] != sh.QUOTE and not ANSWER.match(f.texts[i]):
                name = _undated(as_written(name, f.texts[i]), f, i)
                if name and not name.startswith(("#", "№")) and not VERB.fullmatch(name):
                    return name, i
        if m := POINTS.match(f.texts[i]):
            return m[1], i
    return None, None


def _dated_first(hits: Sequence[PhraseHit]) -> list[PhraseHit]:
    """Of "Submitted by Ann on May 5" the phrase that tells name from date, before the one whose name is all of it."""
    return sorted(hits, key=lambda h: h.certainty < SURE or "date" not in dict(h.values))


def _undated(name: str, f: Features, i: int) -> str:
    """A name that ran into the date of its line, or "" where there is nothing but a verb beside it ("answered Jan 4")."""
    date, line = f.dates[i], f.texts[i]
    at = line.find(name) if date is not None else -1
    if date is not None and at >= 0 and at < date.end and at + len(name) > date.start:
        name = clean_name(line[at : date.start])  # "5 hours ago, Ann said:" names whom the post quotes
    name = BY.sub("", name).strip(TRIM) or name
    return "" if VERB.fullmatch(name) else name


def _value(values: Iterable[tuple[str, str]]) -> str | None:
    for key, value in values:
        if key == "x" and (name := clean_name(value)):
            return name
    return None


def _rest_name(i: int | None, f: Features) -> Named:
    """What the date line holds beside the date: "by sulli » 20 Jan 2012", "Aimee 5. Januar 2019 um 20:38 #2"."""
    if i is None or (date := f.dates[i]) is None:
        return None, None
    name = rest_of(f.texts[i], date.start, date.end)
    return (name, i) if name else (None, None)


def _line_name(i: int, x: Frame, s: Shapes, f: Features, often: float) -> Named:
    """A line that is a name; one that stands ``often`` is a label."""
    if not (x.head[0] <= i < x.head[1] or x.foot[0] <= i < x.foot[1]) or s.letters[i] not in (sh.NAME, sh.SHORT, sh.AUTHOR, sh.PANEL, sh.DATE):
        return None, None
    if s.letters[i] == sh.DATE and ("   " not in f.texts[i] or f.dates[i].start < 4):  # type: ignore[union-attr]
        return None, None
    if s.letters[i] == sh.PANEL and (f.words[i] > 3 or f.dates[i] is not None):
        return None, None
    if i in s.labels or any(h.certainty >= 0.5 or h.category == "comment_count" for h in f.hits[i]) or f.texts[i].rstrip().endswith(":"):
        return None, None
    if s.letters[i] != sh.AUTHOR and s.literals[i].endswith(":\u0002") and s.counts[s.literals[i]] > often:
        return None, None  # "Posts: 12"
    if s.letters[i] == sh.PANEL and s.counts[s.literals[i]] > often:
        return None, None
    if (date := f.dates[i]) is not None and s.letters[i] in (sh.NAME, sh.SHORT) and not rest_of(f.texts[i], date.start, date.end):
        return None, None  # "answered Jun 3, 2016"
    if bracketed(f.texts[i]) or " · " in f.texts[i].strip():
        return None, None
    name = clean_name(CELLS.split(f.texts[i].strip(), maxsplit=1)[0])
    return (name or None), (i if name else None)


def _name_score(values: list[str | None], known: set[str]) -> float:
    """Share that is filled, spread over several names, known from quotes."""
    given = [v for v in values if v]
    if not given:
        return 0.0
    filled = len(given) / len(values)
    counts = Counter(given)
    distinct = len(counts)
    if len(given) >= 3 and distinct == 1:
        filled *= 0.5
    top = counts.most_common(1)[0][1] / len(given)
    if len(given) >= 5 and top > 0.6:
        filled *= 0.7
    variety = distinct / len(given)
    told = sum(v.casefold() in known for v in counts) / max(1, min(len(known), distinct)) if known else 0.0
    long = sum(len(v) > 25 or len(v.split()) > 3 for v in given) / len(given)
    return 0.75 * filled + 0.3 * min(1.0, variety * 1.5) + 0.35 * min(1.0, told) - 0.2 * long


# ------------------------------------------------------------------ dates


def read_dates(frames: Frames, s: Shapes, f: Features) -> list[int | None]:
    """Line of the date per frame: the place whose dates run one way; a join date never wins."""
    items = frames.items
    options: list[tuple[float, list[int | None]]] = []
    for o in range(-sh_reach(items), sh_reach(items) + 1):
        options.append(_date_option(items, s, f, [x.anchor + o for x in items], 0.01 * abs(o)))
    options.append(_date_option(items, s, f, [_edge_date(x, s, f, last=False) for x in items], 0.03))
    options.append(_date_option(items, s, f, [_edge_date(x, s, f, last=True) for x in items], 0.02))
    best = max(options, key=lambda v: v[0], default=(0.0, []))
    lines: list[int | None] = list(best[1]) if best[0] >= 0.4 else [None for _ in items]
    for k, x in enumerate(items):
        if lines[k] is None:
            lines[k] = _edge_date(x, s, f, last=True)
    return lines


def sh_reach(items: Sequence[Frame]) -> int:
    return min(8, max((x.head[1] - x.head[0] + x.foot[1] - x.foot[0] for x in items), default=0))


def _is_date(i: int, x: Frame, s: Shapes, f: Features) -> bool:
    if not 0 <= i < len(f.dates) or f.dates[i] is None or s.letters[i] in (sh.PANEL, sh.EDIT, sh.QUOTE):
        return False
    if i and s.letters[i - 1] == sh.PANEL and f.texts[i - 1].rstrip().endswith(":"):
        return False  # "Joined:" stands above it
    return x.head[0] <= i < x.head[1] or x.foot[0] <= i < x.foot[1]


def _edge_date(x: Frame, s: Shapes, f: Features, *, last: bool) -> int | None:
    lines = x.furniture()
    for i in reversed(lines) if last else lines:
        if _is_date(i, x, s, f):
            return i
    return None


def _date_option(
    items: list[Frame], s: Shapes, f: Features, lines: Iterable[int | None], cost: float
) -> tuple[float, list[int | None]]:
    out = [i if i is not None and _is_date(i, x, s, f) else None for i, x in zip(lines, items, strict=True)]
    isos = [d.iso for i in out if i is not None and (d := f.dates[i]) is not None and d.iso]
    filled = sum(i is not None for i in out) / max(1, len(items))
    order = 1.0
    if len(isos) >= 3:
        up = sum(a[:10] <= b[:10] for a, b in zip(isos, isos[1:], strict=False)) / (len(isos) - 1)
        order = 0.4 + 0.6 * max(up, 1 - up)
    elif items and filled:
        order = 0.9 + 0.1 * (len(isos) / max(1, len(items)))
    return filled * order - cost, out
