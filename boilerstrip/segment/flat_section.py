"""Where the comments below a text stand: between a heading that names them and the form for one more, if either is there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from boilerstrip import prebuilt
from boilerstrip.catalog import normalise
from boilerstrip.lazy import regex_pattern
from boilerstrip.segment import shapes as sh
from boilerstrip.segment.flat_kind import is_sentence
from boilerstrip.segment.frames import cut_frames, find_frames
from boilerstrip.segment.heads import read_authors, read_dates
from boilerstrip.segment.names import attributed_names, clean_name, rest_of

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.frames import Frame, Frames
    from boilerstrip.segment.shapes import Shapes

COMMENTS = ("comment_count", "comment_form", "comment_head", "pingback", "comments_empty", "comment_moderation")
SECTION = ("comment_count", "pingback", "comments_empty", "comment_form")
ANSWERS = frozenset(phrase for listed in prebuilt.read(prebuilt.DATA / "answers.toml")["counts"].values() for phrase in listed)
COUNTS = 3  #: so many different numbers are counted for the entries of a list or the authors of posts, not for one section
ARTICLE_WORDS = 40.0  #: words of running text on which one can comment
GIVEN = 0.8  #: least quality of frames that stand below a heading or above a form and name several people
BELIEVED = 0.4  #: quality of frames from which they are comments, where something says that comments stand there
BELOW_HEADING, ABOVE_FORM = 6, 25  #: lines from a heading to the first comment's head, and from the last one's to the form
REACH = 5  #: lines below the last head in which its words would begin
TRIED = 6  #: headings looked below
NAMED, VARIED = 0.6, 0.25  #: share of the heads that name somebody, and of different names
ALIKE = 0.6  #: share of the dates that are written in the same way
SPOKEN = 0.5  #: share of the comments that end as sentences do, where no heading stands above them
HEADING, HEADING_WORDS, BARE_WORDS = 80, 12, 3  #: characters and words of a heading with a number, words of one without
COMPOUND = 6  #: letters of a word that may end a compound

_NUMBER = regex_pattern(r"\d[\d.,]*")
_COUNTED_BEFORE = regex_pattern(r"\d\s{1,2}\Z|\A\W{0,3}\d[\d.,]{0,9}\Z")
_COUNTED_AFTER = regex_pattern(r"\s?[(:]\s?\d|\s\d[\d.,]*\Z")
_WORD = regex_pattern(r"[^\W\d_]+")
_NAMES = (sh.NAME, sh.AUTHOR, sh.SHORT, sh.HEAD)
_TITLED = regex_pattern(r"[“„«”\"「『]\s?([^“”„«»\"「」『』]{4,150})\s?[”“»\"」』]")  # 2 thoughts on “Title”
_LISTS = prebuilt.read(prebuilt.DATA / "commentwords.toml")
_ALONE = frozenset(w for line in _LISTS["words"].values() for w in line.split())
_COUNTED = _ALONE | frozenset(w for line in _LISTS["counted"].values() for w in line.split())
_AT_FOOT = frozenset(_LISTS["foot"].values())
_ENDINGS = tuple(w for w in _ALONE if len(w) >= COMPOUND or not w[0].isascii())


class Section(NamedTuple):
    """Comments: from their heading or first head to what follows them."""

    start: int
    stop: int
    frames: Frames
    titled: bool  #: the heading repeats the text's title


def find_section(f: Features, s: Shapes, frames: Frames | None) -> Section | None:
    """The comments below a text that show as such; ``frames``: those of the whole page."""
    n = len(f.texts)
    prose = [0.0]
    for i in range(n):
        prose.append(prose[-1] + (float(f.words[i]) if is_sentence(f, i) else 0.0))
    headings = [i for i in range(n) if prose[i] >= ARTICLE_WORDS and is_heading(f, i)]
    for i in headings[:TRIED]:
        if (found := _below(f, s, i, headings)) is not None:
            return found
    form = next((i for i in range(n) if prose[i] >= ARTICLE_WORDS and _is_form(f, i)), None)
    return None if form is None else _above(f, s, frames, form, prose)


def is_heading(f: Features, i: int) -> bool:
    """"3 Comments", "Vos réactions", "2 thoughts on “Title”"; not what counts answers to a question."""
    if any(h.phrase in ANSWERS for h in f.hits[i]):
        return False
    if count_heading(f, i):
        return True
    line = f.texts[i]
    if len(line) > HEADING or f.dates[i] is not None or any(h.category not in COMMENTS for h in f.hits[i]):
        return False
    words = list(_WORD.finditer(line.lower()))
    if len(words) <= BARE_WORDS and any(m[0] in _ALONE or m[0].endswith(_ENDINGS) for m in words):
        return True
    found = [m for m in words if m[0] in _COUNTED or m[0].endswith(_ENDINGS)] if len(words) <= HEADING_WORDS else []
    return any(_COUNTED_BEFORE.search(line[: m.start()]) or _COUNTED_AFTER.match(line, m.end()) for m in found)


def _below(f: Features, s: Shapes, heading: int, headings: list[int]) -> Section | None:
    """The comments right below a heading."""
    n = len(f.texts)
    first = next((i for i in range(heading + 1, n) if s.letters[i] in (sh.HEAD, sh.DATE) or f.dates[i] is not None), n)
    if first - heading > BELOW_HEADING + 2:
        return None
    stop = next((i for i in range(first + 1, n) if _is_form(f, i)), n)
    counts = [(i, m[0]) for i in headings if i != heading and i < stop and (m := _NUMBER.search(f.texts[i]))]
    listed = max(len({count for i, count in counts if (i > heading) == below}) for below in (True, False)) >= COUNTS
    if listed:  # each of a list's entries has its count
        stop = next((i for i, _ in counts if i > heading), stop)
    titled = title_of(f, heading) is not None
    frames = find_frames(s, f, heading + 1, stop)
    if frames is not None and (frames.quality < BELIEVED or not comment_like(frames) or frames.items[0].head[0] - heading > BELOW_HEADING):
        frames = None
    heads = _heads(f, s, heading + 1, stop)
    told = _ends_with(f, s, heading, heads, stop)
    if len(heads) >= (len(frames.items) if frames is not None else 0) + (told is None) and heads and heads[0] - heading <= BELOW_HEADING:
        frames = cut_frames(s, f, heads, heading + 1, stop, named=True, told=told)
        frames.token, frames.told = "date", told
        if len(heads) == 1 and not heads[0] < stop - 1 < min(n - 1, heads[0] + ABOVE_FORM):
            return None
    if frames is None or (not titled and _one_above(frames, s, f, heading)) or (listed and (len(frames.items) < COUNTS or not _spoken(frames, f))):
        return None
    stop = _written_alike(frames, s, f, stop)
    if len(frames.items) > 1 and not _varied(frames, s, f):
        return None
    frames.quality = max(frames.quality, GIVEN)
    return Section(heading, stop, frames, titled)


def _ends_with(f: Features, s: Shapes, heading: int, heads: list[int], stop: int) -> bool | None:
    """True where sentences stand above the first head and none below the last one; ``None``: it can't be told."""
    above = heads and any(_sentence(f, s, i) for i in range(heading + 1, heads[0]))
    return True if above and not any(_sentence(f, s, i) for i in range(heads[-1] + 1, min(stop, heads[-1] + REACH))) else None


def _sentence(f: Features, s: Shapes, i: int) -> bool:
    return bool(s.letters[i] in (sh.TEXT, sh.SHORT) and f.terminal[i] and f.words[i] >= 3 and not f.hits[i])


def _heads(f: Features, s: Shapes, start: int, stop: int) -> list[int]:
    """"Ann says:" lines and dates that stand beside or below a name, whichever most of them do."""
    said = [i for i in range(start, stop) if s.letters[i] == sh.HEAD]
    beside: list[int] = []
    below: list[int] = []
    for i in range(start, stop):
        if s.letters[i] == sh.DATE and len(f.texts[i]) <= HEADING and (found := head_name(f, s, i)):
            (beside if found[1] == i else below).append(i)
    return max(said, beside, below, key=len)


def head_name(f: Features, s: Shapes, i: int) -> tuple[str, int] | None:
    """The name beside a date or in the line above it, and its line."""
    date = f.dates[i]
    if date is None:
        return None
    if name := rest_of(f.texts[i], date.start, date.end):
        return name, i
    if i and s.letters[i - 1] in _NAMES and all(h.category == "comment_head" for h in f.hits[i - 1]) and (name := clean_name(f.texts[i - 1])):
        return name, i - 1
    return None


def _above(f: Features, s: Shapes, frames: Frames | None, form: int, prose: list[float]) -> Section | None:
    """The comments right above a form for one more."""
    if frames is None or not comment_like(frames) or frames.items[-1].anchor >= form:
        frames = find_frames(s, f, 0, form)
    else:
        frames = replace(frames, items=[replace(x) for x in frames.items])  # they may be a thread's after all
    if frames is None or frames.quality < BELIEVED or not comment_like(frames) or not 0 < form - frames.items[-1].anchor <= ABOVE_FORM:
        return None
    _written_alike(frames, s, f, form)
    if len(frames.items) > 2 and prose[frames.items[0].anchor] < ARTICLE_WORDS:
        frames.items = frames.items[1:]  # the text itself, below its own byline
    first = frames.items[0]
    named = first.anchor > 0 and s.letters[first.anchor - 1] in (sh.NAME, sh.AUTHOR)
    start = first.head[0] if first.anchor - first.head[0] <= BELOW_HEADING else first.anchor - named  # no head of the page's
    first.head = (start, first.head[1])
    labelled = sum(":" in f.texts[x.anchor][: d.start] for x in frames.items if (d := f.dates[x.anchor]) is not None)  # "Released: June 17"
    if prose[start] < ARTICLE_WORDS or 2 * labelled > len(frames.items) or not _spoken(frames, f) or not _varied(frames, s, f):
        return None
    frames.quality = max(frames.quality, GIVEN)
    return Section(start, form, frames, False)


def _one_above(frames: Frames, s: Shapes, f: Features, heading: int) -> bool:
    """Whether a head like theirs ("Ann says:", "#8") stands above the count of replies: that of the opening post, or of the post before."""
    number = s.numbers[frames.items[0].anchor]
    if number is not None and number > 1 and number - 1 in s.numbers[:heading]:
        return True
    if s.letters[frames.items[-1].anchor] != sh.HEAD:
        return False
    return any(s.letters[i] == sh.HEAD and not f.hit(i, "quote_attribution") for i in range(heading))


def _spoken(frames: Frames, f: Features) -> bool:
    """Whether sentences end in the comments; titles of a list do not."""
    return sum(any(f.terminal[i] for i in range(*x.body)) for x in frames.items) >= SPOKEN * len(frames.items)


def _written_alike(frames: Frames, s: Shapes, f: Features, stop: int) -> int:
    """Leaves out items, first and last, whose date is written in another way than most: other lists of the page.  Where the last one ends,
    which is above any other date of that kind."""
    forms = [_date_form(min(found, key=lambda i: abs(i - x.anchor)), f) if (found := _dated(x, f)) else None for x in frames.items]
    usual, often = Counter(forms).most_common(1)[0]
    if usual is None or often < ALIKE * len(forms):
        return stop
    kept = [k for k, form in enumerate(forms) if form in (usual, None)]
    if kept[-1] + 1 < len(forms):
        stop = frames.items[kept[-1] + 1].head[0]
    frames.items = frames.items[kept[0] : kept[-1] + 1]
    for i in range(frames.items[-1].anchor + 1, stop):
        if s.letters[i] == sh.DATE and _date_form(i, f) not in (usual, None):
            return i - (s.letters[i - 1] in _NAMES)
    return stop


def _dated(x: Frame, f: Features) -> list[int]:
    return [i for i in x.furniture() if f.dates[i] is not None]


def _date_form(i: int, f: Features) -> tuple[bool, bool] | None:
    """Whether a line's date has a year and a clock time; ``None``: it says how long ago."""
    date = f.dates[i]
    return None if date is None or not date.iso or date.relative else (date.iso[:2] != "--", "T" in date.iso)


def _varied(frames: Frames, s: Shapes, f: Features) -> bool:
    """Whether most heads name somebody, not all the same."""
    names = [name for name, _ in read_authors(frames, s, f, attributed_names(f), read_dates(frames, s, f)) if name]
    return len(names) >= NAMED * len(frames.items) and len(set(names)) >= min(2.0, max(1.0, VARIED * len(frames.items)))


def comment_like(frames: Frames) -> bool:
    """Whether frames begin with what comments begin with: a name, a number or a date."""
    return frames.token in ("head", "number", "date") or "\u0001" in frames.token


def _is_form(f: Features, i: int) -> bool:
    said = any(h.category == "comment_form" and h.certainty >= 0.8 and h.phrase not in _AT_FOOT for h in f.hits[i])
    return said and not is_heading(f, i)


def section_start(f: Features, s: Shapes, n: int) -> int | None:
    """First line below a text that speaks of comments."""
    written = 0.0
    counts = {m[0] for i in range(n) if f.hit(i, "comment_count", certainty=0.5) and (m := _NUMBER.search(f.texts[i]))}
    of_entries = len(counts) >= COUNTS
    for i in range(n):
        if of_entries and f.hit(i, "comment_count", certainty=0.5):
            continue
        if written >= 20:
            if f.hit(i, *SECTION, certainty=0.8) and not f.hit(i, "comment_count"):
                return i
            if f.hit(i, "comment_count", certainty=0.5) and _company(f, i, n):
                return i
            if count_heading(f, i) and _company(f, i, n):
                return i
        if s.letters[i] in (sh.TEXT, sh.KEPT):
            written += float(f.words[i])
    return None


def count_heading(f: Features, i: int) -> bool:
    """"3 comments", or a line that repeats the title of the text in quotation marks ("2 réflexions sur “…”")."""
    return f.hit(i, "comment_count", certainty=0.5) is not None or title_of(f, i) is not None


def title_of(f: Features, i: int) -> str | None:
    """The text's title, where a line repeats it in quotation marks and says little more."""
    line = f.texts[i]
    if len(line) > 200 or f.terminal[i] or not (m := _TITLED.search(line)) or m.start() + len(line) - m.end() > 60:
        return None
    key = normalise(m[1])
    return key if any(normalise(x) == key for x in f.texts[: min(i, 40)] if len(x) <= 200) else None


def _company(f: Features, i: int, n: int) -> bool:
    """Something else of a comment section follows."""
    return any(
        f.hit(j, *COMMENTS, "login_prompt", "date_line", certainty=0.5) or f.dates[j] is not None
        for j in range(i + 1, min(n, i + 40))
    )
