"""Posts whose heads are lost, as in most web corpora: boundaries from what is left, each with its confidence.

Log-odds of a boundary, from measured precisions of the cues on public forum pages (an average line starts a post with
12 %).  Whether a blank line separates posts or paragraphs differs by platform, so it is learned inside the document.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import regex

from boilerstrip.lazy import regex_pattern
from boilerstrip.model import Segmentation, Unit
from boilerstrip.repeats import Repeats, find_repeats
from boilerstrip.segment import shapes as sh

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document
    from boilerstrip.segment.shapes import Shapes

PRIOR = -2.0
AFTER_EDIT = 2.6
AFTER_SIGNATURE = 1.4
AFTER_SIGN_OFF = 1.0
REPEAT = 1.2  #: begins words that were said before
ATTRIBUTION = 2.1
AT_NAME = 1.7
GREETS = 1.8
STYLE = 2.4  #: a break of the style that sure boundaries have, in a document whose paragraphs break otherwise
WRONG_STYLE = -3.0
INSIDE_QUOTE = -4.0
LIST_GOES_ON = -3.0
SHORT_LINE = -1.0

AT = regex_pattern(r"@[\p{L}\p{N}_]{2,30}")
GREETING = regex_pattern(
    r"(?:hi|hey|hello|hallo|hola|bonjour|salut|ciao|moin|servus|guten (?:tag|morgen|abend)|dear|ol[aá]|cześć|witam|привет|здравствуйте|merhaba|hej|ahoj|szia|salve|مرحبا|السلام عليكم|こんにちは)\b[^.?]{0,30}[,!.:]?\s*\Z|(?:hi|hey|hello|hallo|hola|bonjour|salut|ciao) [\p{L}\p{N}_]{2,20}[,!]",
    regex.IGNORECASE,
)
SIGN_OFF = regex_pattern(
    r"(?:lg|mfg|vg|gruß|grüße|liebe grüße|viele grüße|regards|best regards|kind regards|cheers|thanks(?: in advance)?|thank you|thx|danke|merci(?: d'avance)?|cordialement|saludos|gracias|grazie|obrigado|abraços|pozdrawiam|с уважением|teşekkürler|groetjes|hilsen|mvh|terveisin)\b.{0,25}",
    regex.IGNORECASE,
)
_ITEM = regex_pattern(r"\p{L}{0,2}\d{0,3}[.,:)]\s")  # "Q1. …", "A. …", "3) …", "A, …"


def split_headless(document: Document, f: Features, s: Shapes) -> Segmentation | None:
    """A thread cut by cues, or ``None`` where nothing was posted."""
    n = len(document.blocks)
    first, last = _extent(f, s, n)
    if last - first < 2:
        return None
    repeats = find_repeats(f.texts)
    quoted, sources = _quoted(repeats, f, s, first, last)
    odds = _odds(document, f, s, quoted, sources, first, last)
    starts = [i for i in range(first, last) if odds.get(i, -9.0) >= 0.0]
    head = _panel_above(s, first)
    units: list[Unit] = []
    bounds = [first, *[i for i in starts if i > first], last]
    for k, (a, b) in enumerate(zip(bounds, bounds[1:], strict=False)):
        unit = Unit("post", list(range(a, b)), confidence=round(_probability(odds.get(a, 0.0)), 3))
        if k == 0:
            unit.blocks = [*range(head, a), *unit.blocks]
            unit.roles.update(dict.fromkeys(range(head, a), "panel"))
            unit.confidence = 0.5
        for i in range(a, b):
            if s.letters[i] == sh.EDIT:
                unit.roles[i] = "edit"
            elif s.letters[i] == sh.PANEL:
                unit.roles[i] = "panel"
            elif s.letters[i] == sh.SIGNATURE:
                unit.roles[i] = "signature"
        units.append(unit)
    title = _title(f, s, head)
    confidence = sum(u.confidence for u in units) / len(units)
    return Segmentation(
        "thread", units, confidence=0.6 * confidence, title_blocks=[] if title is None else [title], source="headless"
    )


def _extent(f: Features, s: Shapes, n: int) -> tuple[int, int]:
    """Lines of the posts: below title and panel, above the page's foot."""
    texts = [i for i in range(n) if s.letters[i] in (sh.TEXT, sh.GT, sh.QUOTE)]
    if not texts:
        return 0, 0
    panels = [i for i in range(min(n, 40)) if s.letters[i] == sh.PANEL]
    first = texts[0]
    if panels and panels[0] > first and panels[0] <= first + 3:  # the title stands above the first panel
        first = next((i for i in texts if i > panels[0]), first)
    last = texts[-1] + 1
    while last < n and s.letters[last] in (sh.EDIT, sh.SIGNATURE, sh.QUOTE_END, sh.SHORT):
        last += 1
    for i in range(max(first, last - 60), last):
        if f.hit(i, "related", "closed_thread", "register_prompt", certainty=0.8) and i > first:
            return first, i
    return first, last


def _panel_above(s: Shapes, first: int) -> int:
    head = first
    for i in range(first - 1, max(-1, first - 15), -1):
        if s.letters[i] in (sh.PANEL, sh.DATE, sh.NUMBER, sh.NUM):
            head = i
        elif s.letters[i] != sh.NAME or first - i > 12:
            break
    return head


def _title(f: Features, s: Shapes, head: int) -> int | None:
    for i in range(head - 1, -1, -1):
        if f.words[i] >= 2 and not f.hits[i] and s.letters[i] in (sh.TEXT, sh.SHORT, sh.NAME):
            return i
    return None


def _quoted(repeats: Repeats, f: Features, s: Shapes, first: int, last: int) -> tuple[dict[int, int], set[int]]:
    """Blocks inside a repeated run → first block of the run; and blocks that go on inside of what a run repeats."""
    quoted: dict[int, int] = {}
    sources: set[int] = set()
    for run in repeats.runs:
        if not first <= run.start < last or run.length > max(8, 0.4 * (last - first)):
            continue
        if repeats.count[repeats.keys[run.start]] >= 3 and f.words[run.start] < 12:  # a signature, not a quote
            continue
        if sum(f.words[run.start : run.start + run.length]) < 5:
            continue
        for i in range(run.start, run.start + run.length):
            quoted[i] = run.start
        sources.update(range(run.source + 1, run.source + run.length))
    return quoted, sources


def _odds(
    document: Document, f: Features, s: Shapes, quoted: dict[int, int], sources: set[int], first: int, last: int
) -> dict[int, float]:
    odds: dict[int, float] = {}
    sure: list[int] = []
    blocks = document.blocks
    for i in range(first + 1, last):
        if s.letters[i] in (sh.EDIT, sh.PANEL, sh.SIGNATURE, sh.QUOTE_END, sh.KEPT):
            continue
        score = PRIOR
        before = s.letters[i - 1]
        if before == sh.EDIT:
            score += AFTER_EDIT
        elif before in (sh.SIGNATURE, sh.CONTROL):
            score += AFTER_SIGNATURE
        elif len(f.texts[i - 1]) <= 40 and SIGN_OFF.fullmatch(f.texts[i - 1]):
            score += AFTER_SIGN_OFF
        begins_quote = quoted.get(i) == i
        if begins_quote:
            score += REPEAT
        if s.letters[i] == sh.QUOTE and s.letters[i - 1] != sh.QUOTE:
            score += ATTRIBUTION
        if AT.match(f.texts[i]):
            score += AT_NAME
        if GREETING.match(f.texts[i][:80]):
            score += GREETS
        if (i in quoted and not begins_quote) or (i - 1 in quoted and not begins_quote) or i in sources:
            score += INSIDE_QUOTE
        if s.letters[i - 1] in (sh.QUOTE, sh.QUOTE_END, sh.GT):
            score += INSIDE_QUOTE
        if blocks[i].marker or (_ITEM.match(f.texts[i][:8]) and len(f.texts[i - 1]) < 400):
            score += LIST_GOES_ON
        if len(f.texts[i]) < 25 and not begins_quote:
            score += SHORT_LINE
        odds[i] = score
        if before == sh.EDIT or (begins_quote and before == sh.TEXT):
            sure.append(i)
    _learn_style(blocks_gap=[b.gap for b in blocks], s=s, odds=odds, sure=sure, first=first, last=last)
    return odds


def _learn_style(
    *, blocks_gap: list[int], s: Shapes, odds: dict[int, float], sure: list[int], first: int, last: int
) -> None:
    """Two or more sure boundaries without a blank line, in a text whose paragraphs have one (or the other way round)."""
    if len(sure) < 2:
        return
    tight = sum(blocks_gap[i] == 1 for i in sure)
    body = [i for i in range(first + 1, last) if s.letters[i] == sh.TEXT]
    blank = sum(blocks_gap[i] > 1 for i in body)
    if tight == len(sure) and blank >= 0.3 * len(body):
        style = 1
    elif tight == 0 and blank <= 0.5 * len(body):
        style = 2
    else:
        return
    for i in odds:
        if min(blocks_gap[i], 2) == style:
            odds[i] += STYLE
        else:
            odds[i] += WRONG_STYLE


def _probability(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
