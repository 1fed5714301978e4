"""Platforms as data: reads, checks and holds ``data/platforms/*.toml`` (the schema is in ``docs/platforms.md``).

A *platform* is a software that writes pages with people's posts or comments: XenForo, phpBB, Disqus.  A file knows how
to recognise it, where its posts and their parts are in the markup, and what it looks like once flattened to text.
Knowledge of a platform is evidence for the segmenters, never a veto.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boilerstrip import prebuilt
from boilerstrip.model import UsageError
from boilerstrip.selectors import Entry, Selector, SelectorError, parse_entry, parse_selector

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Detect", "ItemSpec", "Platform", "ThreadSpec", "load_file", "platforms"]

KINDS = ("forum", "comments", "qa", "mail")
#: Parts of an item that hold one value: their text or attribute is read.
VALUES = (
    "author", "author_url", "date", "edited", "number", "permalink", "title", "parent", "key", "depth",
    "reply_author", "quote_author", "quote_target",
)  # fmt: skip
#: Parts of an item that are only places: every block below them gets the role (``nest``: none; what it holds is one level deeper).
PLACES = ("body", "edit", "signature", "panel", "reactions", "chrome", "quote", "attribution", "nest")
FLATTENED = ("head", "panel", "edit", "quote", "chrome")
FOLDER = Path(__file__).with_name("data") / "platforms"


@dataclass(frozen=True, slots=True)
class Detect:
    """Evidence for a platform; weights add up and 1.0 recognises it."""

    strong: tuple[Selector, ...] = ()  #: 1.0 each
    weak: tuple[Selector, ...] = ()  #: 0.5 each; asked only where they can decide
    generator: tuple[str, ...] = ()
    text: tuple[str, ...] = ()  #: 0.5 each, in the last characters of the page


@dataclass(frozen=True, slots=True)
class ThreadSpec:
    """The page around the items."""

    title: tuple[Entry, ...] = ()  #: the page's own, not the site's
    area: tuple[Selector, ...] = ()  #: elements that hold all items; items elsewhere are none
    chrome: tuple[Selector, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """One post or comment.  ``values`` and ``places`` hold alternatives by name, the first that matches wins."""

    item: tuple[Selector, ...]
    rows: tuple[tuple[Selector, ...], ...] = ()  #: a post spread over sibling rows: its head, then what follows
    values: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    places: Mapping[str, tuple[Selector, ...]] = field(default_factory=dict)
    signature_line: bool = False  #: a line of underscores inside of the body opens the signature


@dataclass(frozen=True)
class Platform:
    """One platform file.  ``post`` and ``comment`` are parsed when first asked for: a page needs one platform of many."""

    id: str
    name: str
    kind: str
    detect: Detect
    thread: ThreadSpec = ThreadSpec()
    flattened: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: Mapping[str, Any] = field(default_factory=dict, repr=False)  #: the tables of the items as read
    check: bool = True

    @cached_property
    def clues(self) -> frozenset[str]:
        """Tokens (:attr:`boilerstrip.selectors.Complex.needs`) of which a page has one where any of the selectors of ``detect``
        matches; empty where there is no telling."""
        options = [o.needs for s in (*self.detect.strong, *self.detect.weak) for o in s.options]
        rank = ("id", "class", "attr", "tag").index
        return frozenset(min(n, key=lambda t: rank(t.partition(" ")[0])) for n in options) if all(options) else frozenset()

    @cached_property
    def post(self) -> ItemSpec | None:
        return _item(self.tables["post"], "post", check=self.check) if "post" in self.tables else None

    @cached_property
    def comment(self) -> ItemSpec | None:
        return _item(self.tables["comment"], "comment", check=self.check) if "comment" in self.tables else None


@lru_cache(maxsize=8)
def platforms(dirs: tuple[str, ...] = ()) -> tuple[Platform, ...]:
    """All platforms: those that come with the package, then those of the user's folders (``DIR/platforms/*.toml``).

    A user's file with the id of a packaged platform takes its place.  Raises :class:`UsageError` for a bad file.
    """
    found: dict[str, Platform] = {}
    for folder in (FOLDER, *(Path(d) / "platforms" for d in dirs)):
        for path in sorted(folder.glob("*.toml")):
            platform = load_file(path, check=folder is not FOLDER)
            found[platform.id] = platform
    return tuple(found.values())


def load_file(path: Path, *, check: bool = True) -> Platform:
    """Read one platform file.  Raises :class:`UsageError` that names the file and what is wrong in it.

    ``check=False`` leaves the items unparsed until a page needs them (ours: the tests check them).
    """
    try:
        data = prebuilt.read(path)
    except (OSError, ValueError) as error:  # not UTF-8, not TOML
        raise UsageError(f"{path}: {error}") from error
    try:
        return _platform(data, path.stem, check=check)
    except (SelectorError, _Wrong) as error:
        raise UsageError(f"{path}: {error}") from error


class _Wrong(Exception):
    """What is wrong in a table."""


def _platform(data: dict[str, Any], stem: str, *, check: bool) -> Platform:
    _only(data, ("id", "name", "kind", "detect", "thread", "post", "comment", "flattened"), "the file")
    for key in ("id", "name", "kind"):
        if not isinstance(data.get(key), str) or not data[key]:
            raise _Wrong(f"{key} is missing")
    if data["id"] != stem:
        raise _Wrong(f"id {data['id']!r} is not the file's name")
    if data["kind"] not in KINDS:
        raise _Wrong(f"kind {data['kind']!r} is none of {', '.join(KINDS)}")
    detect = _detect(_table(data, "detect"))
    if not (detect.strong or detect.weak or detect.generator or detect.text):
        raise _Wrong("[detect] is empty: nothing could recognise the platform")
    thread = _table(data, "thread")
    _only(thread, ("title", "area", "chrome"), "[thread]")
    flattened = _table(data, "flattened")
    _only(flattened, FLATTENED, "[flattened]")
    platform = Platform(
        id=data["id"],
        name=data["name"],
        kind=data["kind"],
        detect=detect,
        thread=ThreadSpec(
            tuple(parse_entry(s, check=check) for s in _strings(thread, "title", "thread")),
            _selectors(thread, "area", "thread"),
            _selectors(thread, "chrome", "thread"),
        ),
        flattened={key: _strings(flattened, key, "flattened") for key in flattened},
        tables={key: data[key] for key in ("post", "comment") if key in data},
        check=check,
    )
    if check:
        for name in platform.tables:
            getattr(platform, name)  # parsed, hence checked
    return platform


def _detect(table: dict[str, Any]) -> Detect:
    _only(table, ("selectors", "generator", "text"), "[detect]")
    entries = _strings(table, "selectors", "detect")
    return Detect(
        strong=tuple(parse_selector(text) for text in entries if not text.startswith("?")),
        weak=tuple(parse_selector(text[1:]) for text in entries if text.startswith("?")),
        generator=_strings(table, "generator", "detect"),
        text=_strings(table, "text", "detect"),
    )


def _item(table: Any, name: str, *, check: bool) -> ItemSpec:
    if not isinstance(table, dict):
        raise _Wrong(f"[{name}] is not a table")
    _only(table, ("item", "item_rows", "signature_line", *VALUES, *PLACES), f"[{name}]")
    rows = table.get("item_rows", [])
    if not isinstance(rows, list) or not all(isinstance(r, list) and r for r in rows):
        raise _Wrong(f"{name}.item_rows is not a list of lists")
    if not isinstance(table.get("signature_line", False), bool):
        raise _Wrong(f"{name}.signature_line is neither true nor false")
    spec = ItemSpec(
        item=_selectors(table, "item", name),
        rows=tuple(tuple(parse_selector(s) for s in row) for row in rows),
        values={k: tuple(parse_entry(s, check=check) for s in _strings(table, k, name)) for k in VALUES if k in table},
        places={k: _selectors(table, k, name) for k in PLACES if k in table},
        signature_line=table.get("signature_line", False),
    )
    if not (spec.item or spec.rows):
        raise _Wrong(f"[{name}] has neither item nor item_rows")
    if not spec.places.get("body"):
        raise _Wrong(f"[{name}] has no body")
    return spec


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise _Wrong(f"[{key}] is not a table")
    return value


def _only(table: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise _Wrong(f"{where} has unknown keys: {', '.join(unknown)}")


def _strings(table: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
        raise _Wrong(f"{where}.{key} is not a list of strings")
    return tuple(value)


def _selectors(table: dict[str, Any], key: str, where: str) -> tuple[Selector, ...]:
    return tuple(parse_selector(text) for text in _strings(table, key, where))
