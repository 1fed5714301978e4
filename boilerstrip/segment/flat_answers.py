"""Lines that begin with what somebody said before ("Ann wrote:The rope is new"): posts that answer, also where their heads are lost.

Converters glue a quotation's attribution to its words.  No list of verbs is needed: what stands behind the colon was said above.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from boilerstrip.model import Unit
from boilerstrip.segment import shapes as sh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boilerstrip.features import Features
    from boilerstrip.segment.shapes import Shapes

BEGINNING, LEAST = 40, 20  #: characters by which a line is known again; shorter ones say too little
NAME_END, COLONS = 120, 5  #: characters before the words, and colons among them: answers to answers
WHO = 48  #: characters of a name and its verb
SURE = 2  #: answers whose words were found, from which their verb tells the others
BESIDE = 4  #: lines of a panel above the anchor that may hold the name
CONFIDENCE = 0.4
VERB_WORDS = 6  #: of a name and its verb


@dataclass(slots=True)
class Answers:
    """Who is said to have said what a line begins with, the line where it was said, and lines that were said before."""

    who: dict[int, str] = field(default_factory=dict)
    source: dict[int, int] = field(default_factory=dict)
    again: set[int] = field(default_factory=set)


def find_answers(f: Features, s: Shapes) -> Answers:
    """Lines that begin with words of an earlier line behind a colon, and those that look like them."""
    said: dict[str, int] = {}
    out = Answers()
    verbs: Counter[str] = Counter()
    lines = [i for i, x in enumerate(s.letters) if x in (sh.TEXT, sh.QUOTE, sh.DATE, sh.SHORT)]
    for i in lines:
        line = f.texts[i]
        at = first = line.find(":", 1, NAME_END)
        for _ in range(COLONS):
            if at < 0:
                break
            if (source := said.get(_key(line[at + 1 :]))) is not None:
                out.who[i], out.source[i] = line[:first].casefold(), source
                verbs[_verb(line[:first])] += 1
                break
            at = line.find(":", at + 1, NAME_END)
        if i not in out.who and (key := _key(line)):
            if key in said:
                out.again.add(i)
            said.setdefault(key, i)
    known = {x for x, n in verbs.items() if n >= SURE and x}
    for i in lines:
        at = f.texts[i].find(":", 1, WHO)
        if i not in out.who and at > 0 and (s.letters[i] == sh.QUOTE or _verb(f.texts[i][:at]) in known):
            out.who[i] = f.texts[i][:at].casefold()
    return out


def _verb(who: str) -> str:
    """The last word of "Ann wrote", or "" where there is only one."""
    words = who.split()
    return words[-1].casefold() if 2 <= len(words) <= VERB_WORDS else ""


def _key(words: str) -> str:
    words = " ".join(words[: 2 * BEGINNING].split())[:BEGINNING].casefold()
    return words if len(words) >= LEAST else ""


def panels_below(f: Features, answers: Answers, anchors: Sequence[int]) -> int:
    """How many answered words have their author's panel below them, less those that have it above."""
    score = 0
    for i, source in answers.source.items():
        who = answers.who[i]
        k = bisect_right(anchors, source)
        score += (k < len(anchors) and _named(f, who, anchors[k])) - (k > 0 and _named(f, who, anchors[k - 1]))
    return score


def _named(f: Features, who: str, anchor: int) -> bool:
    """Whether the panel around a line holds the name with which an attribution begins."""
    for i in range(max(0, anchor - BESIDE), anchor + 1):
        name = f.texts[i].strip(" -*•+\t\n").casefold()
        if 2 <= len(name) <= sh.NAME_MAX and who.startswith(name):
            return True
    return False


def split_answers(units: list[Unit], s: Shapes, answers: Answers, *, footer: bool) -> list[Unit]:
    """Posts parted where an answer begins below words of their own: the heads of authors who wrote before are lost.  The head goes
    with the first part, or with the last one where it stands below."""
    out: list[Unit] = []
    for unit in units:
        own = [i for i in unit.blocks if i not in unit.roles]
        starts: list[int] = []
        replied, whom = False, ""
        for k, i in enumerate(own):
            if i in answers.who:
                if replied and answers.who[i] != whom:
                    starts.append(i)
                    replied = False
                whom = answers.who[i]
            else:
                quoted = i in answers.again or (k > 0 and own[k - 1] in answers.who and s.letters[own[k - 1]] == sh.QUOTE)
                replied = replied or not quoted
        out.extend(_parts(unit, starts, footer=footer) if starts else [unit])
    return out


def _parts(unit: Unit, starts: list[int], *, footer: bool) -> list[Unit]:
    whole, told = unit.blocks, unit.roles
    bounds = [whole[0], *starts, whole[-1] + 1]
    parts = []
    for k, (a, b) in enumerate(zip(bounds, bounds[1:], strict=False)):
        blocks = [i for i in whole if a <= i < b]
        roles = {i: r for i, r in told.items() if a <= i < b}
        if k == (len(starts) if footer else 0):
            unit.blocks, unit.roles = blocks, roles
            parts.append(unit)
        else:
            parts.append(Unit(unit.kind, blocks, roles=roles, confidence=CONFIDENCE))
    return parts
