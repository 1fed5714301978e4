"""Threads with known posts, for tests of what comes after the segmentation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boilerstrip import catalog
from boilerstrip.features import measure
from boilerstrip.links import link_units
from boilerstrip.model import Options, Page, Unit
from boilerstrip.parse.text import parse_text
from boilerstrip.quotes import find_quotes

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.links import Links
    from boilerstrip.model import QuoteMark


@dataclass
class Post:
    """One post: its lines, and fields of its unit by name."""

    author: str | None
    lines: list[str]
    fields: dict[str, Any] = field(default_factory=dict)


def post(author: str | None, *lines: str, **fields: Any) -> Post:
    return Post(author, list(lines), fields)


@dataclass
class Thread:
    page: Page
    features: Features
    links: Links

    def quotes(self, k: int) -> list[tuple[str | None, str, int | None, int]]:
        """(author, text, quoted post, depth) of the quotations of post ``k``; posts count from 0."""
        found = zip(self.page.units[k].quotes, self.links.quotes[k], strict=True)
        return [
            (m.author, self.text(m), link.unit if link.unit >= 0 else None, m.depth) for m, link in found if m.blocks
        ]

    def text(self, mark: QuoteMark) -> str:
        return "\n".join(self.features.texts[i] for i in mark.blocks)

    def own(self, k: int) -> list[str]:
        """Lines of post ``k`` that are neither quoted nor anything else."""
        unit = self.page.units[k]
        quoted = {i for m in unit.quotes for i in m.blocks}
        return [self.features.texts[i] for i in unit.blocks if i not in quoted and unit.roles.get(i, "body") == "body"]

    def role(self, k: int, line: str) -> str:
        unit = self.page.units[k]
        return next(unit.roles.get(i, "body") for i in unit.blocks if self.features.texts[i] == line)

    @property
    def none(self) -> bool:
        return not any(self.quotes(k) for k in range(len(self.page.units)))


def thread(*posts: Post, **options: Any) -> Thread:
    """Parse, measure, find quotes and link them, with the posts given."""
    lines = [(k, line) for k, p in enumerate(posts) for line in p.lines]
    document = parse_text("\n\n".join(line for _, line in lines))
    features = measure(document, catalog.phrases(()))
    assert len(features.texts) == len(lines), "one block per line"
    units = [Unit("post", [], author=p.author, confidence=0.9, **p.fields) for p in posts]
    for i, (k, _) in enumerate(lines):
        units[k].blocks.append(i)
    owner = [k for k, _ in lines]
    page = Page(
        document, "thread", units, ["post"] * len(lines), owner, ["body"] * len(lines), options=Options(**options)
    )
    find_quotes(page, features)
    return Thread(page, features, link_units(page, features, []))
