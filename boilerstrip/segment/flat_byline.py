"""Title, author and date at the head of an article that lost its markup.

Only what comes in company is taken for it: a byline phrase with a date in its line or beside it, or below navigation.  A
line "By the river" alone at the top may be the text's first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.segment.names import TRIM, as_written, rest_of

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document, Unit

FIRST = 40  #: lines in which the head stands
LONGEST = 120
TOP = 8  #: lines among which a bare name can be a byline
BELOW = ("machine_summary", "share", "app_promotion", "reaction_prompt", "login_prompt", "newsletter", "comment_count", "cookie")
CHROME = frozenset({
    "navigation", "share", "login_prompt", "newsletter", "notify", "search", "skip", "cookie", "app_promotion",
    "advertisement", "machine_summary", "comment_count", "reaction_prompt", "read_more", "tag_line", "comment_form",
})  # fmt: skip


def read_byline(document: Document, f: Features, unit: Unit) -> int | None:
    """Set author, date and their roles on an article; returns the line of its title, where a byline shows it."""
    stop = min(len(unit.blocks), FIRST)
    blocks = document.blocks
    line = next((i for i in range(stop) if _byline(f, i) and blocks[i].kind in ("p", "h", "li") and _backed(f, i, stop)), None)
    if line is None:
        line = next((i for i in range(1, min(stop, TOP)) if _bare_name(document, f, i)), None)
        if line is not None:
            unit.author = f.texts[line].strip(TRIM)
            unit.roles[line] = "author"
        return None
    unit.author = byline_name(f, line)
    unit.roles[line] = "author"
    dated = next((i for i in (line, line + 1, line - 1) if 0 <= i < stop and f.dates[i] is not None and _datelike(f, i)), None)
    if dated is not None and (found := f.dates[dated]) is not None:
        unit.date_raw, unit.date_value = found.raw, found.iso
        unit.roles.setdefault(dated, "date")
    top = min(line, dated if dated is not None else line) - 1
    return top if top >= 0 and _title(document, f, top) else None


def byline_name(f: Features, i: int) -> str | None:
    """The name in a line that may be a byline."""
    hit = f.hit(i, "byline", certainty=0.4)
    date = f.dates[i]
    author = next((v for k, v in hit.values if k == "x"), "") if hit is not None else ""
    if date is not None:
        at = author.find(date.raw[:10])
        author = author[:at] if at > 0 else author
        author = author if author and at != 0 else rest_of(f.texts[i], date.start, date.end)
    return as_written(author, f.texts[i]).strip(TRIM) or None


def _byline(f: Features, i: int) -> bool:
    if len(f.texts[i]) > LONGEST or f.words[i] > 14:
        return False
    hit = f.hit(i, "byline", "date_line", certainty=0.4)
    if hit is None or (f.terminal[i] and f.words[i] > 8):
        return False
    if any(h.certainty >= 0.9 > hit.certainty and h.category not in ("byline", "date_line") for h in f.hits[i]):
        return False  # "About me", in a language in which that reads like "by X"
    if hit.category == "byline":
        name = next((v for k, v in hit.values if k == "x"), "")
        name = as_written(name, f.texts[i]).strip(TRIM)
        return f.dates[i] is not None or (1 <= len(name.split()) <= 6 and not name[:1].islower())
    return f.dates[i] is not None


def _bare_name(document: Document, f: Features, i: int) -> bool:
    """An agency's or a person's name right above something that software prints at the head of an article."""
    line = f.texts[i]
    if document.blocks[i].marker or f.words[i] > 6 or len(line) > 50 or f.terminal[i] or f.hits[i] or f.dates[i] is not None:
        return False
    return line[:1].isupper() and i + 1 < len(f.texts) and f.hit(i + 1, *BELOW, certainty=0.6) is not None


def _datelike(f: Features, i: int) -> bool:
    """A line that is little but a date."""
    date = f.dates[i]
    return date is not None and len(f.texts[i]) <= LONGEST and (f.words[i] <= 14 and not (f.terminal[i] and f.words[i] > 8))


def _backed(f: Features, i: int, stop: int) -> bool:
    """Company: a date in the line or beside it, or chrome just above (with a title between) or just below."""
    if f.dates[i] is not None:
        return True
    beside = any(0 <= j < stop and _datelike(f, j) and f.words[j] <= 8 for j in (i - 1, i + 1))
    return beside or any(_chrome(f, j) for j in (i - 2, i - 1, i + 1) if 0 <= j < stop)


def _chrome(f: Features, i: int) -> bool:
    return any(h.category in CHROME and h.certainty > 0.5 for h in f.hits[i])


def _title(document: Document, f: Features, i: int) -> bool:
    """A line right above the byline that can be a title."""
    line = f.texts[i]
    if document.blocks[i].kind not in ("p", "h") or f.words[i] > 30 or len(line) > 200 or f.dates[i] is not None:
        return False
    if any(h.certainty > 0.5 and h.category != "byline" for h in f.hits[i]):
        return False
    return not (f.terminal[i] and line[-1:] not in "?!…\"”»")
