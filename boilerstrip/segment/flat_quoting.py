"""Frames that quote each other: what one of them repeats, marked as a quotation, an earlier one said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.repeats import words_of
from boilerstrip.segment import shapes as sh

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.segment.frames import Frames
    from boilerstrip.segment.shapes import Shapes

LEAST_WORDS = 4  #: of a line that is no interjection
LONGEST = 2_000  #: characters of a line that is compared
ABOVE = 2  #: lines below an attribution ("X wrote:" + "View post") on which its quotation begins


def quoting(frames: Frames, f: Features, s: Shapes) -> int:
    """How many frames repeat a line of an earlier frame behind ``>`` or below an attribution.

    A chat, a play or an interview names its speakers and dates as a thread does, but nobody in it is quoted line by line.
    """
    said: set[str] = set()
    found = 0
    for x in frames.items:
        own: list[str] = []
        quotes = False
        for i in range(x.head[0], x.body[1]):
            line = f.texts[i]
            if s.letters[i] not in (sh.TEXT, sh.GT, sh.SHORT) or len(line) > LONGEST:
                continue
            words = words_of(line)
            key = " ".join(words)
            if len(words) < LEAST_WORDS:
                continue
            if key not in said:
                own.append(key)
            elif line.lstrip()[:1] == ">" or sh.QUOTE in s.letters[max(x.head[0], i - ABOVE) : i]:
                quotes = True
        said.update(own)
        found += quotes
    return found
