"""What a user's own lists change after the judgment: rules to ignore, words that must never be dropped."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from boilerstrip.corpus.names import safe
from boilerstrip.model import LABELS, Piece, UsageError
from boilerstrip.prebuilt import DATA

if TYPE_CHECKING:
    from collections.abc import Callable

    from boilerstrip.model import Block, Cleaned


def rule_of(block: Block) -> str:
    """The name under which a dropped block is reported: its strongest term, or the option that dropped its kind."""
    if block.label == "body":
        return "comments"  # a person's words, but below the article: dropped by the option
    return block.reason or block.label


@dataclass(frozen=True, slots=True)
class Policy:
    """``select`` and ``ignore`` name rules (``phrase.share``), families (``phrase``) or labels (``chrome``)."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()  #: texts, compared without regard to case
    passages: tuple[str, ...] = ()  #: whole blocks, white space aside; sorted

    def __bool__(self) -> bool:
        return bool(self.select or self.ignore or self.keep or self.passages)

    def drops(self, block: Block) -> bool:
        """Whether a block that the scorer dropped stays dropped."""
        names = (rule_of(block), rule_of(block).split(".")[0], block.label)
        if self.select and not any(n in self.select for n in names):
            return False
        if any(n in self.ignore for n in names):
            return False
        if self.passages:
            text = " ".join(block.text.split())
            at = bisect_left(self.passages, text)
            if self.passages[at : at + 1] == (text,):
                return False
        if self.keep:
            text = block.text.casefold()
            return not any(k.casefold() in text for k in self.keep)
        return True

    def apply(self, cleaned: Cleaned) -> Cleaned:
        """``cleaned`` with the blocks that the lists save back in its text; records stay as they were judged."""
        if not self:
            return cleaned
        return with_kept(cleaned, lambda b: b.kept or not self.drops(b))


@lru_cache(maxsize=1)
def rule_names() -> frozenset[str]:
    """All that ``select`` and ``ignore`` may name: the columns that have weights, their families, labels."""
    files = (json.loads(path.read_bytes()) for path in DATA.glob("weights/*.json"))
    columns = {name for table in files for name in table.get("terms", ())} | {"bias", "best_on_page", "article_page"}
    return frozenset({*columns, *(name.split(".")[0] for name in columns), *LABELS, "comments"})


def check_rules(key: str, names: tuple[str, ...]) -> None:
    """Raises :class:`UsageError` for a name that no rule has: a hook that looks for nothing would always be content."""
    for name in names:
        if name not in rule_names():
            import difflib

            told = {part: full for full in sorted(rule_names()) if not full.startswith("m.") for part in (full.split(".")[-1], full)}
            near = difflib.get_close_matches(name.split(".")[-1], told, 1, 0.6)
            hint = f"; did you mean {told[near[0]]!r}?" if near else ""
            raise UsageError(f"{key}: {safe(name, 60)!r} is no rule, family or label{hint}")


@lru_cache(maxsize=16)
def read_passages(files: tuple[str, ...]) -> tuple[str, ...]:
    """The passages in files that ``boilerstrip review --keep`` wrote (JSON lines with a ``text``).

    Raises:
        UsageError: a file cannot be read, or a line is no passage; the message names file and line.
    """
    found = set()
    for name in files:
        try:
            with open(name, "rb") as f:
                for number, line in enumerate(f, 1):
                    value = json.loads(line) if line.strip() else {"text": ""}
                    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
                        raise UsageError(f"{safe(name)}: line {number} is no passage with a text")
                    found.add(" ".join(value["text"].split()))
        except OSError as error:
            raise UsageError(f"{safe(name)}: {error.strerror}") from None
        except (ValueError, RecursionError):
            raise UsageError(f"{safe(name)}: line {number} is not JSON") from None
    return tuple(sorted(found - {""}))


def with_kept(cleaned: Cleaned, keeps: Callable[[Block], bool]) -> Cleaned:
    """``cleaned`` with other blocks kept, its text and pieces made anew; the same object where nothing changes."""
    kept = [keeps(b) for b in cleaned.blocks]
    if all(k == b.kept for k, b in zip(kept, cleaned.blocks, strict=True)):
        return cleaned
    blocks = tuple(b if b.kept == k else replace(b, kept=k) for b, k in zip(cleaned.blocks, kept, strict=True))
    pieces = []
    at = 0
    for piece in cleaned.pieces:
        while at < len(blocks) and blocks[at].span.end <= piece.span.start:
            at += 1
        inside = at < len(blocks) and blocks[at].span.start <= piece.span.start and piece.reason not in ("space", "control")
        pieces.append(Piece(piece.span, blocks[at].kept, piece.reason, piece.score) if inside else piece)
    return replace(cleaned, blocks=blocks, text=rebuild(cleaned.source, blocks), pieces=tuple(pieces))


def rebuild(source: str, blocks: tuple[Block, ...]) -> str:
    """The text of the kept blocks: the input's white space between neighbours, one blank line over a gap."""
    from boilerstrip.parse.text import strip_controls

    parts: list[str] = []
    before = -2
    for i, b in enumerate(blocks):
        if not b.kept:
            continue
        if before == i - 1 and blocks[before].record == b.record:
            parts.append(source[blocks[before].span.end : b.span.start])
        else:
            parts.append(("\n\n" if parts else "") + _indent(source, b.span.start))
        parts.append(source[b.span.start : b.span.end])
        before = i
    return strip_controls("".join(parts))


def _indent(text: str, start: int) -> str:
    """White space between the start of the line and ``start``; at most 400 characters of it."""
    a = start
    while a > 0 and start - a < 400 and text[a - 1] in " \t\u00a0":
        a -= 1
    return text[a:start] if a == 0 or text[a - 1] in "\r\n\u2028\u2029\x0c" else ""
