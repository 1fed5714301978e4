"""The rules, in one visible tuple.  A rule sees a page and testifies: columns of strengths, one per block.

A rule never deletes and never overrules; their order cannot matter (a test shuffles them).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boilerstrip import duplicates, quotes
from boilerstrip.rules import (
    bylines,
    leads,
    links,
    margins,
    measures,
    phrases,
    prose,
    regions,
    roles,
    signatures,
    titles,
    untouchable,
    witness,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from boilerstrip.features import Features
    from boilerstrip.model import Column, Page


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by name; its documentation is its module's docstring."""

    name: str
    testify: Callable[[Page, Features], list[Column]]
    doc: str


def _rule(module: object) -> Rule:
    name = str(module.__name__).rsplit(".", 1)[-1]  # type: ignore[attr-defined]
    return Rule(name, module.testify, (module.__doc__ or "").strip())  # type: ignore[attr-defined]


RULES: tuple[Rule, ...] = tuple(
    _rule(module)
    for module in (
        bylines, duplicates, leads, links, margins, measures, phrases, prose, quotes, regions, roles, signatures, titles, untouchable,
        witness,
    )
)  # fmt: skip
