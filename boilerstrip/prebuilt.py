"""TOML that comes with the package, parsed beforehand: ``tomllib`` takes a quarter of a second for all of it.

``data/platforms.json`` and ``data/lists.json`` hold the tables with the size of the file each was made from; a file
that was changed since is read itself.  What takes longer to arrange than to read is kept as it is arranged
(``data/dates.json``).  ``python -m boilerstrip.phraseindex`` writes them anew (a test fails while they
are stale).
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
GROUPS = {"platforms": "platforms/*.toml", "lists": "*.toml"}
ARRANGED = ("dates.toml",)


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


def made(path: Path) -> dict[str, Any] | None:
    """What was made of a file beforehand, if that is not older: ``data/NAME.json`` beside ``data/NAME.toml``."""
    built = _group(path.stem)
    if built and built["size"] == path.stat().st_size:
        table: dict[str, Any] = built["table"]
        return table
    return None


def dump(path: Path, table: dict[str, Any]) -> str:
    """What has to stand in the file that :func:`made` reads."""
    return json.dumps({"size": path.stat().st_size, "table": table}, ensure_ascii=False, separators=(",", ":")).replace('},"', '},\n"') + "\n"


@lru_cache(maxsize=len(GROUPS) + len(ARRANGED))
def _group(name: str) -> dict[str, Any]:
    try:
        value: dict[str, Any] = json.loads((DATA / f"{name}.json").read_bytes())
    except FileNotFoundError:
        return {}
    return value


def build(group: str) -> str:
    """What ``data/GROUP.json`` has to hold."""
    files = {p.name: {"size": p.stat().st_size, "table": parse(p)} for p in sorted(DATA.glob(GROUPS[group])) if p.name not in ARRANGED}
    # one file a line, so that a change shows as one
    rows = (f"{json.dumps(name)}:{json.dumps(v, ensure_ascii=False, separators=(',', ':'))}" for name, v in files.items())
    return "{" + ",\n".join(rows) + "}\n"


def write() -> None:
    """Write all of them."""
    for group in GROUPS:
        (DATA / f"{group}.json").write_text(build(group), encoding="utf-8")
