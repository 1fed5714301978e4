"""An answer beside another: gold, or what another version or other options made of the same document."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from boilerstrip.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boilerstrip.view.answers import Answer

#: outcome of a block: right to keep, right to drop, lost prose, kept chrome
KEEP, DROP, LOST, CHROME = "kdlc"
GRAM = 3  #: words in a run that is looked for in a gold text
SHARE = 0.6  #: share of a block's runs that the other side must have

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")


class Comparison(NamedTuple):
    outcomes: str  #: one letter a block
    f1: float  #: of the words of the two texts, as bags
    precision: float
    recall: float


def compare(answer: Answer, other: Any) -> Comparison:
    """How the blocks of ``answer`` fare beside ``other``.

    ``other`` is an answer of ours over the same source (its verdicts count, block by block), or has the right text in
    ``text`` (or ``articleBody``, or is that text): then a block counts as right where most of its runs of three words
    stand in that text.

    :raises UsageError: when ``other`` is neither.
    """
    if isinstance(other, dict) and other.get("source") == answer["source"] and other.get("blocks"):
        wanted = _by_spans(answer["blocks"], other["blocks"])
        text = other["text"]
    else:
        text = _text(other)
        wanted = _by_words([b["text"] for b in answer["blocks"]], text)
    outcomes = "".join(
        (KEEP if want else CHROME) if b["kept"] else (LOST if want else DROP)
        for b, want in zip(answer["blocks"], wanted, strict=True)
    )
    return Comparison(outcomes, *word_f1(answer["text"], text))


def word_f1(found: str, wanted: str) -> tuple[float, float, float]:
    """F1, precision and recall of two bags of words; two empty texts agree."""
    a, b = Counter(words(found)), Counter(words(wanted))
    common, size_a, size_b = (a & b).total(), a.total(), b.total()
    if not size_a and not size_b:
        return 1.0, 1.0, 1.0
    precision = common / size_a if size_a else 0.0
    recall = common / size_b if size_b else 0.0
    return (2 * common / (size_a + size_b)), precision, recall


def words(text: str) -> list[str]:
    """Words in lower case; a Han or kana character is one."""
    return _WORD.findall(text.lower())


def _text(other: Any) -> str:
    if isinstance(other, str):
        return other
    if isinstance(other, dict):
        for key in ("text", "articleBody", "main_content"):
            if isinstance(other.get(key), str):
                return str(other[key])
    raise UsageError("--against: no answer over the same source, and no text to compare with (a key 'text')")


def _by_spans(blocks: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]) -> list[bool]:
    """Whether most of a block's characters were kept by the other side; both lists are in document order."""
    kept = [b["span"] for b in others if b["kept"]]
    out = []
    at = 0
    for block in blocks:
        start, end = block["span"]
        while at < len(kept) and kept[at][1] <= start:
            at += 1
        covered, k = 0, at
        while k < len(kept) and kept[k][0] < end:
            covered += min(end, kept[k][1]) - max(start, kept[k][0])
            k += 1
        out.append(2 * covered > end - start)
    return out


def _by_words(texts: Sequence[str], wanted: str) -> list[bool]:
    """Each run of words counts as often as the wanted text has it, so a second copy of a paragraph is not wanted."""
    gold = words(wanted)
    left = [Counter(_runs(gold, n)) for n in range(1, GRAM + 1)]
    out = []
    for text in texts:
        found = words(text)
        n = min(GRAM, len(found))
        if not n:
            out.append(False)
            continue
        runs = _runs(found, n)
        hits = [r for r in runs if left[n - 1][r] > 0]
        right = len(hits) >= SHARE * len(runs)
        if right:
            left[n - 1].subtract(hits)
        out.append(right)
    return out


def _runs(found: list[str], n: int) -> list[str]:
    return [" ".join(found[i : i + n]) for i in range(len(found) - n + 1)]
