"""The shape of a line: a letter for what it looks like, and its literal with numbers and dates abstracted.

One letter per line, then patterns over the letters, is the idea of email_reply_trimmer; the literal is what lets
an unknown platform show its own template: a line that stands in every post is furniture, whatever it says.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boilerstrip.dates import find_date
from boilerstrip.features import is_row
from boilerstrip.language import guess_language
from boilerstrip.lazy import regex_pattern

if TYPE_CHECKING:
    from boilerstrip.dates import FoundDate
    from boilerstrip.features import Features
    from boilerstrip.model import Document

# letters
TEXT, SHORT, NAME, DATE, NUM, HEAD, PANEL, CONTROL, EDIT, SIGNATURE, SEPARATOR, QUOTE, QUOTE_END, GT, NUMBER, FOOT, KEPT, AUTHOR = (
    "T", "s", "N", "D", "#", "H", "P", "C", "E", "G", "S", "Q", "X", ">", "0", "F", "K", "A",
)  # fmt: skip
STRONG = frozenset("D#HPCSE0FGA")  #: letters that are furniture wherever they stand in a run

_NUM = regex_pattern(r"(?:\A|\s|,|·)(?:#|№|Nr\. ?|Beitrag #|Post #|n°)\s?(\d{1,6})(?:\Z|\s|,)|\A(?:Reply|Antwort|Ответ) #(\d{1,6})\b")
_GLUED_NUM = regex_pattern(r"[#№](\d{1,6})")  # "2 years ago#3"
_NUMBER = regex_pattern(r"[\d.,:+\-–/%()\s\u00a0kKmM]{1,20}")
_SEPARATOR = regex_pattern(r"[_\-=*~—–.·•]{3,200}")
_FIELD = regex_pattern(r"([^\s:][^:]{1,24}):\s?\S.{0,100}\Z")
_LABELLED = regex_pattern(r"(\p{L}{3,20}:?) (?:\d|\p{Lu}\p{Ll}{2,8} \d{4}\b|\d{1,2}\. \p{L})")  # "Posts: 12", "Joined May 2006"
_NUMBER_END = regex_pattern(r"\d[kKM]?\Z")
_CELLS = regex_pattern(r"\s{3,}")
_TAG = regex_pattern(r"</?[a-z][a-z0-9]{0,9}(?:\s[^<>]{0,2000})?>")  # markup that a post shows as it was written
_DIGITS = regex_pattern(r"\d+")
_TAIL_PUNCT = regex_pattern(r"[.!?…。！？;]['\"”’»)]{0,2}\Z")
_LETTER = regex_pattern(r"\p{L}")
_QUOTED = regex_pattern(r"\s{0,3}>")

_CONTROL_CATEGORIES = (
    "forum_buttons", "share", "reaction_prompt", "read_more", "loading", "related", "post_navigation", "forum_navigation",
    "navigation", "advertisement", "poll", "skip", "search", "notify", "register_prompt", "login_prompt",
)  # fmt: skip
_FOOT_CATEGORIES = ("comment_form", "closed_thread", "footer", "cookie", "newsletter", "app_promotion", "comment_moderation")
LIST_HEADINGS = ("comment_count", "comment_form", "navigation", "forum_navigation", "share", "search")
LINES_READ = 300  #: for the document's language
LAID_OUT_WORDS = 12  #: of a row that is running text
BULLETS = ("*", "+", "•", "·", "o", "-", "|")  #: of list items that lost what they held
NUMBER_WORDS, HEAD_WORDS = 14, 24  #: of a line that holds a post's number; with a date before it
DATE_FIRST = 3  #: characters before a date that begins its line
PANELS, PANEL_LONGEST = 3, 400  #: lines of panels that make them so, and their characters
NAMED_PANEL = regex_pattern(r"\A(?:[*+•]\s)?([^\s:=<>][^:=<>]{1,39}?)\s+(\p{L}{3,20}): ?\d")  # "Ann Posts: 12 Joined: 2009"
NOTED = 200  #: characters of a date with a note of changes behind it
DATED_TWICE = 80  #: characters of a line with two dates
NAME_MAX = 40  #: characters of a display name in a head


@dataclass(slots=True)
class Shapes:
    letters: list[str]
    literals: list[str]  #: "" for text
    counts: Counter[str]  #: of literals
    numbers: list[int | None]  #: post number printed on the line
    labels: frozenset[int]  #: lines that head lists ("Comments") and name nobody


def shape(document: Document, f: Features) -> Shapes:
    """Letters and literals of all blocks."""
    letters, literals, numbers = [], [], []
    laid_out = _laid_out(document, f)
    for i, line in enumerate(f.texts):
        block = document.blocks[i]
        number = None
        literal = ""
        date = f.dates[i]
        if date is not None and date.start <= 2 and len(line) <= NOTED and _is_note(line[date.end :].strip()):
            letter, literal = DATE, _literal(line[: date.end], date)
        elif laid_out and block.kind == "table" and (inner := _one_cell(line, f.dates[i] is not None)):
            letter, number = _letter(inner, i, f) if len(inner) <= 120 else (TEXT, None)
            if letter in (DATE, NUM, HEAD):
                literal = _literal(line, f.dates[i])
            elif letter not in (TEXT, QUOTE):
                letter = KEPT
        elif block.kind in ("code", "front", "pre") or (block.kind == "table" and not _head_row(line, date)) or (line[:1] == "<" and _TAG.fullmatch(line)):
            letter = KEPT
        elif len(line) > 120 and not is_row(line) and (f.dates[i] is None or f.terminal[i]) and not _panel_row(line, bool(f.terminal[i])):
            letter = QUOTE if f.hit(i, "quote_attribution", certainty=0.8) else TEXT
        else:
            letter, number = _letter(line if len(line) <= 120 else " ".join(line.split()), i, f)
            if letter in (TEXT, SHORT) and not f.terminal[i] and len(_LABELLED.findall(line)) >= 2:
                letter, literal = SHORT, _labels(line)
            elif letter != TEXT:
                literal = _literal(line, f.dates[i])
        letters.append(letter)
        literals.append(literal)
        numbers.append(number)
    _said(letters, f)
    _named_panels(letters, literals, f)
    _below_attributions(letters, literals, f)
    return Shapes(letters, literals, Counter(x for x in literals if x), numbers, _headings(letters, f))


def _headings(letters: list[str], f: Features) -> frozenset[int]:
    """Lines that look like names and are headings of lists in English or the document's own language: "Lisa" is one in Estonian."""
    found = [i for i, x in enumerate(letters) if x in (NAME, SHORT) and any(h.category in LIST_HEADINGS for h in f.hits[i])]
    if not found:
        return frozenset()
    languages = ("en", guess_language(" ".join(f.texts[:LINES_READ])))
    return frozenset(i for i in found if any(h.category in LIST_HEADINGS and h.language in languages for h in f.hits[i]))


def _head_row(line: str, date: FoundDate | None) -> bool:
    """A row of a date and a post's number: "04-11-2008, 08:32 AM		#1"."""
    return date is not None and date.start <= DATE_FIRST and _GLUED_NUM.fullmatch(line[date.end :].strip()) is not None


def _is_note(rest: str) -> bool:
    """Behind the date of a post, in brackets, when it was changed: "(This post was last modified: 5 Jan 2024, 03:27 by Ann.)"."""
    return rest[:1] == "(" and rest[-1:] == ")" and find_date(rest) is not None


def _named_panels(letters: list[str], literals: list[str], f: Features) -> None:
    """Panels that begin with their author's name ("Ann Posts: 12 Joined: 2009"), where several lines hold the same field."""
    found: dict[str, list[int]] = {}
    for i, line in enumerate(f.texts):
        m = NAMED_PANEL.match(line) if letters[i] in (SHORT, NAME, DATE, TEXT) and len(line) <= PANEL_LONGEST else None
        date = f.dates[i]
        if m and (date is None or date.start >= m.end()):  # "Last answer: 19.04.16" dates a link
            found.setdefault(m[2].casefold(), []).append(i)
    for label, lines in found.items():
        if len(lines) >= PANELS:
            for i in lines:
                letters[i], literals[i] = PANEL, label + " 0"


def _laid_out(document: Document, f: Features) -> bool:
    """Tables that lay out posts: several rows of running text, and several of one cell with a date."""
    rows = [i for i, b in enumerate(document.blocks) if b.kind == "table"]
    dated = [i for i in rows if f.dates[i] is not None]
    long = [i for i in rows if f.words[i] >= LAID_OUT_WORDS]
    return len(dated) >= 3 and len(long) >= 3


def _one_cell(line: str, dated: bool) -> str:
    """What a row says whose other cells are empty, or ""; a dated row of two is a name and the rest of a head."""
    cells = [x for c in line.split("|") if (x := " ".join(c.split()))]
    if dated and len(cells) == 2 and all(len(x) <= 80 for x in cells):
        return cells[1]
    return cells[0] if len(cells) == 1 else ""


def _said(letters: list[str], f: Features) -> None:
    """"X said:" heads a comment or a quotation: comments have a date below it, quotations an end marker or none."""
    both = [i for i, x in enumerate(letters) if x == HEAD and f.hit(i, "quote_attribution", certainty=0.5)]
    if not both:
        return
    dated = sum(
        f.dates[i] is not None or any(f.dates[j] is not None and letters[j] == DATE for j in range(i + 1, min(i + 3, len(letters))))
        for i in both
    )
    ended = any(x == QUOTE_END for x in letters) or any(f.texts[i].rstrip().endswith("↑") for i in both)  # "↑": to the quoted post
    if ended or dated < 0.5 * len(both):
        for i in both:
            letters[i] = QUOTE


def _below_attributions(letters: list[str], literals: list[str], f: Features) -> None:
    """What belongs to an attribution: "View Post", and the header block of a mail that another mail quotes whole."""
    mails: list[range] = []
    own = 0  # header blocks of letters that nobody quotes
    for i, letter in enumerate(letters):
        below = i > 0 and letters[i - 1] == QUOTE
        if below and letter == CONTROL and f.hit(i, "read_more"):
            letters[i] = QUOTE
        elif _header(i, letter, f) and not (i and _header(i - 1, letters[i - 1], f)):
            stop = i + 1
            while stop < len(letters) and _header(stop, letters[stop], f):
                stop += 1
            if below:
                mails.append(range(i, stop))
            else:
                own += stop - i >= 2
    if own >= 2:  # else it is one mail with all that it answers
        for i in (i for lines in mails for i in lines):
            letters[i], literals[i] = QUOTE, ""


def _header(i: int, letter: str, f: Features) -> bool:
    return letter in (PANEL, DATE) and f.hit(i, "mail_header") is not None


def mark_authors(s: Shapes, f: Features, names: set[str]) -> int:
    """Letter AUTHOR for lines that are nothing but a known name; returns how many."""
    marked = 0
    for i, letter in enumerate(s.letters):
        if letter in (NAME, SHORT) and len(f.texts[i]) <= 60 and f.texts[i].strip(" :,@").casefold() in names:
            s.letters[i] = AUTHOR
            marked += 1
    return marked


def _panel_row(line: str, terminal: bool) -> bool:
    return len(line) <= 400 and not terminal and len(_LABELLED.findall(line)) >= 3


def _labels(line: str) -> str:
    """A panel in one line ("Registered: May 2006 Location Berlin Posts 3,900"): its last label, or its first."""
    found = _LABELLED.findall(line)
    ends = bool(_NUMBER_END.search(line[-12:]))
    return str(found[-1] if ends else found[0]).lower().rstrip(": ") + " 0"


def _literal(line: str, date: object) -> str:
    if "   " in line and (cells := [c for c in _CELLS.split(line.strip()) if c]) and len(cells) == 2:
        if date is None or date.start < line.rfind(cells[1]):  # type: ignore[attr-defined]
            if m := _FIELD.match(cells[1]):  # a name and a panel's field side by side
                return m[1].lower() + ":\u0002"
        else:
            at = line.rfind(cells[1])
            return " ".join((line[at : date.start] + "\u0001" + line[date.end :]).lower().split())  # type: ignore[attr-defined]
    if date is not None:
        line = line[: date.start] + "\u0001" + line[date.end :]  # type: ignore[attr-defined]
    elif line[:3].casefold() not in ("re:", "aw:") and (m := _FIELD.match(line)):  # "Location: Berlin": the label is what comes again
        return _DIGITS.sub("0", m[1]).lower() + ":\u0002"
    return " ".join(_DIGITS.sub("0", line).lower().split())


def _letter(line: str, i: int, f: Features) -> tuple[str, int | None]:
    number = None
    if _QUOTED.match(line):
        return GT, None
    date = f.dates[i]
    if (m := _NUM.search(line)) and len(line) <= 100:
        closes = date is not None and date.start <= DATE_FIRST and m.end() == len(line)  # "12/30/2017 . Edited by …, 12/31/2017 #11"
        if f.words[i] <= (HEAD_WORDS if closes else NUMBER_WORDS):
            number = int(m[1] or m[2])
    elif date is not None and (m := _GLUED_NUM.fullmatch(line[date.end : date.end + 12])):
        number = int(m[1])
    if f.hit(i, "quote_end", certainty=0.5):
        return QUOTE_END, None
    if f.hit(i, "edit_note", certainty=0.5):
        return (DATE if date is not None and _dated_twice(line, date.start, date.end) else EDIT), None
    if line in ("--", "-- "):
        return SEPARATOR, None
    if date is not None and line[: date.start].rstrip().endswith("↑"):
        return QUOTE, None  # "Ann wrote: ↑ Mon May 5": to the quoted post
    if f.hit(i, "mail_header", certainty=0.5) and date is None:
        return PANEL, None
    panel = f.hit(i, "panel")
    if panel and (date is None or not number) and f.words[i] <= 10:
        return PANEL, None
    if number is not None:
        return (DATE if date and len(line) > 40 else NUM), number
    if date is not None and len(line) - (date.end - date.start) <= 4 and not panel:
        return DATE, None
    if f.hit(i, "comment_head", certainty=0.5):
        return HEAD, None
    if (q := f.hit(i, "quote_attribution")) and q.certainty >= 0.5:
        return QUOTE, None
    if f.hit(i, "signature", certainty=0.5):
        return SIGNATURE, None
    if date is not None and not f.terminal[i]:
        rest = len(line) - (date.end - date.start)
        if rest <= 48 or f.words[i] <= 12 or date.end >= len(line) - 8 or f.hit(i, "date_line", certainty=0.8):
            return DATE, None
    if f.hit(i, *_FOOT_CATEGORIES, certainty=0.5):
        return FOOT, None
    if f.hit(i, *_CONTROL_CATEGORIES):
        return CONTROL, None
    if _SEPARATOR.fullmatch(line):
        return SEPARATOR, None
    if not _LETTER.search(line):
        bare = line.strip()
        return (NUMBER if bare in BULLETS or _NUMBER.fullmatch(bare.lstrip("*+•· ")) else SHORT), None
    if is_name(line, f.words[i]):
        return NAME, None
    return (TEXT if f.prose[i] >= 0.3 or f.words[i] > 10 else SHORT), None


def _dated_twice(line: str, start: int, end: int) -> bool:
    """"April 9 edited April 9": the post's own date, and that of its last change."""
    return start <= DATE_FIRST and len(line) <= DATED_TWICE and find_date(line[end:]) is not None


def is_name(line: str, words: float) -> bool:
    """Short, no sentence end: it could be a display name."""
    return len(line) <= NAME_MAX and words <= 5 and not _TAIL_PUNCT.search(line) and not line.endswith((":", ","))
