"""The same again: a run of paragraphs, a long paragraph, a teaser that repeats the lead.

What it sees: blocks of the same words as an earlier one (case, punctuation and spacing folded).  A run of them with real
paragraphs in it is a duplicate; so is a single long paragraph that comes twice; of two copies the fuller survives.  A natural
repeat is left alone: refrains and short sentences, whatever comes three times or more by itself or in little groups (the
entries of a list, the note below every picture), table rows, code, list items, and in a thread whatever another post repeats
(that is a quote) unless the whole page comes again.  Near-copies are dropped only where nearly every word stands in one
other paragraph that is kept and no name or number differs: templates filled in anew are content.
Known misses: a paragraph that was re-worded; a long paragraph that an author did write twice.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.catalog import label_of
from boilerstrip.lazy import regex_pattern
from boilerstrip.model import Column
from boilerstrip.repeats import find_in_keys, keys_of, shingles, words_of

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Floats, Page
    from boilerstrip.repeats import Repeats, Run

PARAGRAPH = 14  #: words of a paragraph; a shorter sentence may well be said twice
ALONE = 14  #: words of a single paragraph that is dropped where it comes twice
OFTEN = 3  #: times from which a repeat is a refrain or an entry's text ...
ROUNDS = 8  #: each of them linear; all but one only where something was found
VERY_LONG = 150  #: ... unless it has this many words
GROUP = 3  #: paragraphs of a run that is dropped however often it comes
RUN_WORDS = 24  #: words that a run needs in all
NEAR_WORDS = 20
NEAR = 0.95  #: share of the shingles of a near-copy that stand in the other
LONGEST = 20_000  #: characters of a paragraph that is compared word by word
SURE = 0.8  #: certainty of a phrase
_UNTOUCHED = frozenset({"code", "front", "table", "pre", "td", "dt", "li"})

_TELLING = regex_pattern(
    r"[\p{L}\p{M}\p{N}_]*[\p{N}\p{Lu}\p{Lt}][\p{L}\p{M}\p{N}_]*"
)  # names and numbers: "Denver", "10th"


def testify(page: Page, f: Features) -> list[Column]:
    n = len(f.texts)
    strengths, near = np.zeros(n), np.zeros(n)
    notes: dict[int, str] = {}
    own = _paragraphs(page, f)
    if sum(own) > 1:
        keys = keys_of(f.texts)
        pieces = _pieces(page)
        alive = [i for i in range(n) if _own_words(page, i) and (own[i] or not _printed(f, i))]
        for _ in range(ROUNDS):  # what was dropped brings others together
            found = _whole_lines(_find(page, f, [keys[i] for i in alive], alive, own), pieces)
            for later, earlier in found.items():
                strengths[later] = 1.0
                notes[later] = f"again: block {earlier}"
            if not found and page.kind != "thread":
                found = _near_copies(f, [i for i in alive if own[i] and i not in pieces], near)
                notes.update((later, f"nearly: block {earlier}") for later, earlier in found.items())
            if not found:
                break
            alive = [i for i in alive if i not in found]
    return [Column("duplicate", "duplicate", strengths, notes), Column("near_duplicate", "duplicate", near, notes)]


def _pieces(page: Page) -> dict[int, range]:
    """Blocks that were cut from one endless line → all blocks of that line."""
    blocks = page.document.blocks
    out: dict[int, range] = {}
    i = 0
    while i < len(blocks):
        stop = i + 1
        while stop < len(blocks) and blocks[stop].gap == 0 and blocks[stop].node == blocks[i].node:
            stop += 1
        if stop > i + 1:
            out.update(dict.fromkeys(range(i, stop), range(i, stop)))
        i = stop
    return out


def _whole_lines(found: dict[int, int], pieces: dict[int, range]) -> dict[int, int]:
    """Of endless lines only those that repeat another one from end to end.

    Where the line is one block (a paragraph of HTML) its sentences are nobody's copies, so a second cleaning must not take them.
    """
    if not pieces or not found:
        return found
    copies: set[int] = set()
    for start in {pieces[later].start for later in found if later in pieces}:
        line, source = pieces[start], pieces.get(found.get(start, -1))
        if source is not None and len(source) == len(line) and all(
            found.get(i) == source.start + i - start for i in line
        ):  # fmt: skip
            copies.update(line)
    return {later: earlier for later, earlier in found.items() if later not in pieces or later in copies}


def _find(page: Page, f: Features, keys: list[str], alive: list[int], own: list[bool]) -> dict[int, int]:
    """Duplicates among the blocks ``alive`` → the block each of them repeats."""
    found: dict[int, int] = {}
    repeats = find_in_keys(keys)
    whole = _whole_again(f, repeats, alive)
    said = {alive[x] for x, key in enumerate(keys) if key and repeats.count[key] > 1}
    alone: list[tuple[int, int]] = []
    for run in repeats.runs:
        lines = range(run.start, run.start + run.length)
        if not _is_repeat(page, [alive[x] for x in lines], alive[run.source : run.source + run.length], whole, said):
            continue
        if _is_copy(f, repeats, run, alive, own):
            found.update((alive[x], alive[run.source + (x - run.start)]) for x in lines)
        else:
            alone += [(x, repeats.first[x]) for x in lines if own[alive[x]]]
    left = Counter(key for x, key in enumerate(keys) if key and alive[x] not in found)
    for later, earlier in alone:
        often, words = left[keys[later]], f.words[alive[later]]
        at_once = keys[later - 1] == keys[later]  # said twice in one breath
        if words < ALONE or (often >= OFTEN and words < VERY_LONG and not at_once):
            continue
        if often == 2 and f.terminal[alive[later]] and not f.terminal[alive[earlier]] and alive[earlier] not in found:
            later, earlier = earlier, later  # a teaser or caption above, the sentence itself below
        found[alive[later]] = alive[earlier]
    return found


def _own_words(page: Page, i: int) -> bool:
    """Not the furniture of a post: paragraphs on either side of an edit note stand side by side once it is gone."""
    return page.role[i] in ("", "body", "quote", "signature") and (page.kind != "thread" or page.unit_of[i] >= 0)


def _printed(f: Features, i: int) -> bool:
    """A line that software prints is chrome, once or often; runs go on over it."""
    return any(h.certainty >= SURE and label_of(h.category) == "chrome" for h in f.hits[i])


def _paragraphs(page: Page, f: Features) -> list[bool]:
    """Per block whether it is a paragraph that may be a copy."""
    blocks = page.document.blocks
    long = (f.words >= PARAGRAPH) & (f.terminal | (f.words >= 2 * PARAGRAPH) | (f.prose >= 0.5))
    return [is_long and blocks[i].kind not in _UNTOUCHED and f.texts[i][:1] != ">" for i, is_long in enumerate(long.tolist())]


def _whole_again(f: Features, repeats: Repeats, alive: list[int]) -> bool:
    """In a thread: a run that is most of the page is the page again, not a quote."""
    total = float(f.words.sum()) or 1.0
    return any(r.length >= 8 and _words(f, r, alive) >= 0.3 * total for r in repeats.runs)


def _words(f: Features, run: Run, alive: list[int]) -> float:
    return float(sum(f.words[alive[x]] for x in range(run.start, run.start + run.length)))


def _is_repeat(page: Page, lines: list[int], sources: list[int], whole: bool, said: set[int]) -> bool:
    """Not what one post or comment repeats of another: that is a quotation."""
    unit = page.unit_of[sources[0]]
    if page.kind == "thread" and not whole and any(page.unit_of[i] != unit or page.unit_of[i] < 0 for i in lines):
        pairs = {(page.unit_of[i], page.unit_of[k]) for i, k in zip(lines, sources, strict=True)}
        return all(_says_nothing_else(page, later, earlier, said) for later, earlier in pairs)
    return not (any(page.region[i] == "comment" for i in lines) and page.unit_of[lines[0]] != unit)


def _says_nothing_else(page: Page, unit: int, source: int, said: set[int]) -> bool:
    """A post by nobody known, or of the same person and time, that is nothing but what others say: the post again, not a
    quotation."""
    if unit < 0 or source < 0:
        return False
    mine, theirs = page.units[unit], page.units[source]
    same = mine.author == theirs.author and mine.date_raw is not None and mine.date_raw == theirs.date_raw
    if not same and (mine.author or theirs.author):
        return False
    blocks = page.document.blocks
    own = {i for i in page.units[unit].blocks if page.role[i] in ("body", "quote") and blocks[i].end - blocks[i].start >= 30}
    return own <= said


def _is_copy(f: Features, repeats: Repeats, run: Run, alive: list[int], own: list[bool]) -> bool:
    """Paragraphs one after the other that stood so before; what comes often has to be more than a list's entry."""
    lines = range(run.start, run.start + run.length)
    words = _words(f, run, alive)
    paragraphs = sum(own[alive[x]] for x in lines)
    if run.length < 2 or not paragraphs or words < max(RUN_WORDS, 10 * run.length):
        return False
    often = min(repeats.count[repeats.keys[x]] for x in lines)
    return often < OFTEN or paragraphs >= GROUP or words >= VERY_LONG


def _near_copies(f: Features, paragraphs: list[int], near: Floats) -> dict[int, int]:
    """Paragraphs whose words nearly all stand in one earlier paragraph → that paragraph."""
    found: dict[int, int] = {}
    index: dict[int, int] = {}
    for i in paragraphs:
        if f.words[i] < NEAR_WORDS or len(f.texts[i]) > LONGEST:
            continue
        marks = shingles(words_of(f.texts[i]))
        votes = Counter(index[m] for m in marks if m in index)
        if votes:
            other, hits = votes.most_common(1)[0]
            if hits >= NEAR * len(marks) and tells_the_same(f.texts[other], f.texts[i]):
                near[i] = hits / len(marks)
                found[i] = other
                continue
        for m in marks:
            index.setdefault(m, i)
    return found


def tells_the_same(first: str, second: str) -> bool:
    """Whether no name and no number stands in one of two texts only, and they are not the very same words."""
    if words_of(first) == words_of(second):
        return False  # equal paragraphs have been judged already: a refrain stays
    a, b = Counter(_telling(first)), Counter(_telling(second))
    return not (b - a) and not (a - b)


def _telling(text: str) -> list[str]:
    """Numbers, and words with a capital that do not begin a sentence."""
    return [
        m.group().casefold()
        for m in _TELLING.finditer(text)
        if any(map(str.isdigit, m.group())) or text[: m.start()].rstrip()[-1:] not in (".", "!", "?", ":", "")
    ]
