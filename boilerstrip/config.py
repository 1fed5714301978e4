"""Configuration: ``boilerstrip.toml`` or ``[tool.boilerstrip]`` in ``pyproject.toml``, the nearest one upwards.

As with ruff, a nearer file replaces a farther one, nothing is merged, and a ``pyproject.toml`` without the table is passed
over.  An unknown key is an error that names the nearest known one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boilerstrip.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

CHOICE = ("keep", "drop", "auto")
FORMATS = ("text", "json", "md")


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its type, the values it may take, and whether it says what to keep (and so may stand per path)."""

    type: str  #: choice, bool, number, string, strings, jobs, share, path, paths, files, table
    choices: tuple[str, ...] = ()
    option: bool = False


KEYS: dict[str, Key] = {
    **{n: Key("choice", CHOICE, True) for n in ("comments", "quotes", "signatures", "meta", "title", "duplicates")},
    "favor": Key("choice", ("balanced", "precision", "recall"), True),
    "threshold": Key("number", option=True),
    "witness": Key("choice", ("none", "trafilatura"), True),
    "platforms": Key("bool", option=True),
    "language": Key("string", option=True),
    "data": Key("paths"),
    "format": Key("choice", FORMATS),
    "include": Key("strings"),
    "exclude": Key("strings"),
    "encoding": Key("string"),
    "records": Key("bool"),
    "text-field": Key("string"),
    "html-field": Key("string"),
    "on-error": Key("choice", ("error", "warn", "skip")),
    "drop-empty": Key("bool"),
    "authors": Key("choice", ("keep", "pseudonym", "drop")),
    "jobs": Key("jobs"),
    "progress": Key("choice", ("auto", "bar", "log", "none")),
    "stats": Key("bool"),
    "log": Key("bool"),
    "select": Key("strings", option=True),
    "ignore": Key("strings", option=True),
    "keep": Key("strings", option=True),
    "keep-files": Key("files", option=True),
    "attributes": Key("bool"),
    "baseline": Key("path"),
    "max-chrome": Key("share"),
    "per-path": Key("table"),
}


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration file says: checked values by key, and settings by path pattern."""

    values: dict[str, Any] = field(default_factory=dict)
    per_path: tuple[tuple[str, dict[str, Any]], ...] = ()
    path: Path | None = None

    @property
    def folder(self) -> Path:
        """Folder of the file: per-path patterns and the baseline are relative to it."""
        return self.path.parent if self.path else Path.cwd()

    def at(self, path: str) -> dict[str, Any]:
        """The values for one file (``path`` relative to :attr:`folder`, with slashes); later patterns win."""
        if not self.per_path:
            return self.values
        from fnmatch import fnmatchcase

        out = dict(self.values)
        for pattern, values in self.per_path:
            if fnmatchcase(path if "/" in pattern else path.rsplit("/", 1)[-1], pattern):
                out.update(values)
        return out


def find(start: Path) -> Path | None:
    """The nearest configuration file in ``start`` or a folder above it."""
    start = Path(os.path.abspath(start))
    for folder in (start, *start.parents):
        own = folder / "boilerstrip.toml"
        if own.is_file():
            return own
        project = folder / "pyproject.toml"
        if project.is_file():
            try:
                if "boilerstrip" in _read(project).get("tool", {}):
                    return project
            except UsageError:
                if _names_us(project):
                    raise
                continue  # somebody else's broken file is not ours to judge
    return None


def load(path: Path | None) -> Config:
    """Read and check a configuration file; ``None`` gives the empty configuration.

    Raises:
        UsageError: not TOML, an unknown key, a value of the wrong kind.
    """
    if path is None:
        return Config()
    table = _read(path)
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("boilerstrip", {})
    where = safe(str(path))
    if not isinstance(table, dict):
        raise UsageError(f"{where}: tool.boilerstrip is not a table")
    per_path = []
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("_", "-")
        if name == "per-path":
            if not isinstance(value, dict) or not all(isinstance(v, dict) for v in value.values()):
                raise UsageError(f'{where}: per-path holds tables: [per-path."forum/*"]')
            for pattern, inner in value.items():
                per_path.append((pattern, check(inner, f'{where}: per-path."{safe(pattern)}"', path.parent, only_options=True)))
        else:
            values.update(check({key: value}, where, path.parent))
    return Config(values, tuple(per_path), path)


def check(table: dict[str, Any], where: str, folder: Path, *, only_options: bool = False) -> dict[str, Any]:
    """The values of a table, by name with hyphens, each of its kind; paths are made absolute against ``folder``."""
    known = [k for k, spec in KEYS.items() if spec.option or not only_options]
    out: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("_", "-")
        if name not in known:
            near = _nearest(name, known)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
            raise UsageError(f"{where}: unknown key {safe(key, 60)!r}{hint}")
        out[name] = checked(name, value, where, folder)
    return out


def checked(name: str, value: Any, where: str, folder: Path) -> Any:
    """One value of its kind; raises :class:`UsageError` that names key, kind and value."""
    spec = KEYS[name]
    if spec.type == "choice":
        if value not in spec.choices:
            near = _nearest(str(value), spec.choices)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UsageError(f"{where}: {name} is one of {', '.join(spec.choices)}, not {safe(repr(value), 60)}{hint}")
        return value
    if spec.type == "share":
        return share(value, f"{where}: {name}")
    if spec.type == "number":
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        raise UsageError(f"{where}: {name} is a number between 0 and 1, not {safe(repr(value), 60)}")
    if spec.type == "jobs":
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        raise UsageError(f"{where}: {name} is a number of processes, 0 for one on each CPU, not {safe(repr(value), 60)}")
    if spec.type == "bool":
        if isinstance(value, bool):
            return value
        raise UsageError(f"{where}: {name} is true or false, not {safe(repr(value), 60)}")
    if spec.type in ("string", "path"):
        if isinstance(value, str) and value:
            return os.path.abspath(folder / value) if spec.type == "path" else value
        raise UsageError(f"{where}: {name} is a text, not {safe(repr(value), 60)}")
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, (list, tuple)) or not all(isinstance(v, str) and v for v in values):
        raise UsageError(f"{where}: {name} is a list of texts, not {safe(repr(value), 60)}")
    if spec.type == "files":
        return tuple(os.path.abspath(folder / v) for v in values)
    if spec.type == "paths":
        paths = tuple(os.path.abspath(folder / v) for v in values)
        for given, path in zip(values, paths, strict=True):
            if not os.path.isdir(path):
                raise UsageError(f"{where}: {name}: {safe(given)} is no folder")
        return paths
    return tuple(values)


def _nearest(word: str, known: Iterable[str]) -> list[str]:
    import difflib

    return difflib.get_close_matches(word, list(known), 1, 0.5)


def checked_all(values: dict[str, Any]) -> dict[str, Any]:
    """Command line values that were given, checked as configuration keys are."""
    out: dict[str, Any] = {}
    for name, value in values.items():
        key = name.replace("_", "-")
        if value is not None and value is not False and value != []:
            out[key] = checked(key, value, "command line", Path.cwd())
    if values.get("platforms") is False:
        out["platforms"] = False
    return out


def share(value: Any, where: str) -> float:
    """``"2%"`` or ``0.02`` as 0.02."""
    number: float | None = None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = float(value)
    elif isinstance(value, str):
        text = value.strip()
        try:
            number = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            number = None
    if number is None or not 0 <= number <= 1:
        raise UsageError(f"{where} is a share such as 2% or 0.02, not {safe(repr(value), 60)}")
    return number


def safe(text: str, limit: int = 300) -> str:
    """``text`` on one line, without what a terminal would act upon."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:limit])


def _names_us(path: Path) -> bool:
    try:
        return b"tool.boilerstrip" in path.read_bytes()
    except OSError:
        return False


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        with open(path, "rb") as f:
            return tomllib.load(f)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{safe(str(path))}: {safe(str(error))}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{safe(str(path))}: not UTF-8") from None
    except OSError as error:
        raise UsageError(f"{safe(str(path))}: {error.strerror}") from None
