"""Copies of a text about something else: the same lines, but other names, topics and dates.

What a person answers about a page does not hang on its topic, so whatever is right about a text must be right about
its copies.  Lines that the gold calls chrome or meta keep their wording (it is what the platform wrote), except for
the names and titles that they hold.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from textgold import expected

if TYPE_CHECKING:
    from textgold import Gold


def _words(text: str) -> list[str]:
    return text.split()


#: words that carry no topic, kept as they are
KEPT = frozenset(
    _words("""
    a about above across actually added adding after again against all almost along already also although
    always am among an and another any anymore are around as at away back be became because become been before
    behind being below between both but by came can cause clearly could did do does doing don done double down
    during each eight either else even ever every few first five for four from gave get give given go going
    gone got had has have having he her here hers him his how however hundred hundreds i if in indeed instead
    into is isn it its just last later least less let like made make many may maybe me meanwhile might more
    moreover most much must my nah nearly neither never next nine no none nor not nothing now of off often on
    once one only onto or other others our out over own per perhaps pm put q quite rather really said same saw
    say saying says second see seen seven several she should since six so some still such take taking talked
    ten than that the their them then there these they thing things think third this those though thousand
    thousands three through thus till to today together told too towards two under until up upon us use used
    very was wasn way we well went were what when where whether which while who whom whose why will with
    within without won would yes yesterday yet you your
""")
)
MONTHS = _words("January February March April May June July August September October November December")
DAYS = _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATE = re.compile(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{1,2}), (\d{4})\b")
#: the part of a line of chrome that names something: a title, a site
_NAMED = re.compile(r"(?<=[“”\"]).*|(?<=Pingback: ).*|(?<=the )\w+(?= App)")
_ONSETS = _words("b bl br c ch d dr f fl g gl gr h j k kl l m n p pl pr qu r s sh sk sl st t tr v w z")
_VOWELS = _words("a e i o u ai ea ou")
_CODAS = ["", "", "n", "l", "r", "s", "m", "t", "nd", "rk"]


class MadeUp:
    """A consistent mapping of words to made-up words of the same length, one per ``seed``."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.words: dict[str, str] = {}
        self.taken: set[str] = set()

    def word(self, word: str) -> str:
        """The made-up word, capitalised as the word was."""
        key = word.lower()
        if key not in self.words:
            rng = random.Random(f"{self.seed}:{key}")
            while True:
                new = ""
                while len(new) < len(key):
                    new += rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS)
                new = new[: len(key)]
                if new not in self.taken and new not in KEPT and new != key:
                    break
                if len(key) < 4:  # few words are that short: two may meet
                    break
            self.words[key] = new
            self.taken.add(new)
        new = self.words[key]
        if word.isupper() and len(word) > 1:
            return new.upper()
        return new.capitalize() if word[0].isupper() else new

    def text(self, text: str) -> str:
        def swap(m: re.Match[str]) -> str:
            word = m.group()
            low = word.lower()
            for names in (MONTHS, DAYS):
                if word in names and low != "may":
                    return names[(names.index(word) + self.seed + 1) % len(names)]
            if low in KEPT or (len(word) < 5 and not word[0].isupper()) or len(word) < 2:
                return word
            if low == "source" and text[m.end() : m.end() + 1] == ":":  # a label, not a topic
                return word
            return self.word(word)

        return _YEAR.sub(self.year, _WORD.sub(swap, text))

    def year(self, m: re.Match[str]) -> str:
        return str(int(m.group()) - 1 - self.seed % 7)

    def date(self, m: re.Match[str]) -> str:
        months = [name[:3] for name in MONTHS]
        month = months[(months.index(m[1]) + self.seed + 3) % 12]
        return f"{month} {1 + (int(m[2]) + 5 * self.seed) % 28}, {int(m[3]) - 1 - self.seed % 7}"

    def chrome(self, line: str) -> str:
        return _NAMED.sub(lambda m: self.text(m.group()), _DATE.sub(self.date, line))


def copy(text: str, gold: Gold, seed: int) -> tuple[str, Gold]:
    """A copy of a text about something else, and its gold; lines stay where they are."""
    made = MadeUp(seed)
    told = expected(text, gold)
    author = gold.get("author")
    lines = []
    for n, line in enumerate(text.split("\n"), 1):
        fixed = n in told and not {"body", "title", "quote", "duplicate"} & set(told[n].labels)
        lines.append(made.chrome(line) if fixed and line.strip() != author else made.text(line))
    new = dict(gold)
    if author:
        new["author"] = made.text(author)
    new["comments"] = [made.text(c) for c in gold.get("comments", ())]
    return "\n".join(lines), new
