"""Whether ``03/04/2020`` is March or April."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from boilerstrip.dates.words import BIDI, PLAIN
from boilerstrip.lazy import re_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LOOK = 300  #: characters of one string looked at
# 2019-10-10, 16.03.2020, 4/11/20, "2020. 4. 6." (Korean, Hungarian)
NUMERIC = re_pattern(
    r"(?<![\w.,:\\$€£#%-])(?<!\d[/'])(\d{4}|\d{1,2})([-./]) ?(\d{1,2})\2 ?(\d{4}|\d{1,2})(?![\d%])(?![-./]\w)"
)
GROUPS = re_pattern(r"[0-9][-./] ?[0-9]{1,2}[-./] ?[0-9]")  # all that NUMERIC can match has this


def numerics(text: str) -> Iterator[re.Match[str]]:
    """The matches of :data:`NUMERIC`, looked for only where :data:`GROUPS` is."""
    past = 0
    for group in GROUPS.finditer(text):
        at = group.start()
        while at > past and group.start() - at < 4 and text[at - 1].isdigit():
            at -= 1
        found = NUMERIC.match(text, at) if at >= past else None
        if found:
            past = found.end()
            yield found


_MDY = ("en", "en-us", "en-ph", "fil")
_YMD = ("ja", "zh", "ko", "hu", "lt")


def century(year: int) -> int:
    return 2000 + year if year < 70 else 1900 + year


def decide_order(texts: Iterable[str], lang: str | None = None) -> str:
    """``dmy``, ``mdy`` or ``ymd`` for a page's numeric dates.

    A part over 12 decides, then full stops (dmy), then whichever reading puts three dates or more in order; where
    nothing does, the language: US English and English in general mdy; Japanese, Chinese, Korean, Hungarian and
    Lithuanian ymd; others dmy.  ``None`` counts as English.
    """
    votes = {"dmy": 0, "mdy": 0, "ymd": 0}
    open_: list[tuple[int, int, int]] = []
    for text in texts:
        plain = text[:LOOK] if text.isascii() else BIDI.sub("", text[:LOOK]).translate(PLAIN)
        for found in numerics(plain):
            one, sep, two, three = int(found[1]), found[2], int(found[3]), int(found[4])
            if len(found[1]) == 4:
                continue
            if one > 31:
                votes["ymd"] += 1  # 98/04/20
            elif one > 12 >= two:
                votes["dmy"] += 1
            elif two > 12 >= one:
                votes["mdy"] += 1
            elif sep == ".":
                votes["dmy"] += 1
            else:
                open_.append((one, two, three))
    best = max(votes, key=lambda k: votes[k])
    if votes[best]:
        return best
    if len(set(open_)) >= 3:
        as_mdy = [(y, a, b) for a, b, y in open_]
        as_dmy = [(y, b, a) for a, b, y in open_]
        sorted_mdy, sorted_dmy = (v in (sorted(v), sorted(v, reverse=True)) for v in (as_mdy, as_dmy))
        if sorted_mdy != sorted_dmy:
            return "mdy" if sorted_mdy else "dmy"
    language = (lang or "en").lower().replace("_", "-")
    if language in _MDY:
        return "mdy"
    return "ymd" if language.partition("-")[0] in _YMD else "dmy"
