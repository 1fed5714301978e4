"""TOML that comes with the package, parsed beforehand: ``tomllib`` takes a quarter of a second for all of it.

``data/platforms.json`` and ``data/lists.json`` hold the tables with the size of the file each was made from; a file
that was changed since is read itself.  ``python -m boilerstrip.phraseindex`` writes them anew (a test fails while they
are stale).
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
GROUPS = {"platforms": "platforms/*.toml", "lists": "*.toml"}


def read(path: Path) -> dict[str, Any]:
    """The tables of a TOML file, ours or a user's; not to be changed.

    Raises:
        OSError, UnicodeDecodeError, tomllib.TOMLDecodeError: as reading and parsing raise them.
    """
    group = "lists" if path.parent == DATA else "platforms" if path.parent.parent == DATA else ""
    built = _group(group).get(path.name) if group else None
    if built is not None and built["size"] == path.stat().st_size:
        table: dict[str, Any] = built["table"]
        return table
    return parse(path)


def parse(path: Path) -> dict[str, Any]:
    """The tables of a TOML file, whatever was made of it beforehand; raises as :func:`read`."""
    import tomllib

    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=len(GROUPS))
def _group(name: str) -> dict[str, Any]:
    try:
        value: dict[str, Any] = json.loads((DATA / f"{name}.json").read_bytes())
    except FileNotFoundError:
        return {}
    return value


def build(group: str) -> str:
    """What ``data/GROUP.json`` has to hold."""
    files = {p.name: {"size": p.stat().st_size, "table": parse(p)} for p in sorted(DATA.glob(GROUPS[group]))}
    # one file a line, so that a change shows as one
    rows = (f"{json.dumps(name)}:{json.dumps(v, ensure_ascii=False, separators=(',', ':'))}" for name, v in files.items())
    return "{" + ",\n".join(rows) + "}\n"


def write() -> None:
    """Write all of them."""
    for group in GROUPS:
        (DATA / f"{group}.json").write_text(build(group), encoding="utf-8")
