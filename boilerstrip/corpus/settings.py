"""What one run is asked to do, and the fingerprint that says whether two runs would give the same bytes."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from boilerstrip import __version__
from boilerstrip.corpus.policy import Policy, check_rules, read_passages
from boilerstrip.model import Options

Format = Literal["text", "json", "md"]
OnError = Literal["error", "warn", "skip"]
Authors = Literal["keep", "pseudonym", "drop"]
Progress = Literal["auto", "bar", "log", "none"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything ``boilerstrip clean`` can be told but IN and OUT."""

    options: Options = field(default_factory=Options)
    format: Format = "text"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    encoding: str | None = None
    records: bool = False  #: containers: one row a record
    text_field: str | None = None
    html_field: str | None = None
    on_error: OnError = "warn"
    drop_empty: bool = False
    authors: Authors = "keep"
    attributes: bool = False  #: JSON lines: spans as Dolma attributes in place of cleaned records
    policy: Policy = field(default_factory=Policy)
    per_path: tuple[tuple[str, Options, Policy], ...] = ()  #: pattern and what holds for paths that match it
    # from here on: nothing that changes an output
    jobs: int = 0  #: 0: one for each CPU
    force: bool = False
    dry_run: bool = False
    stats: bool = False
    progress: Progress = "auto"
    log: bool = False

    @property
    def of_containers(self) -> list[str]:
        """Flags given that say nothing of single files."""
        return [f"--{name}" for name in ("records", "attributes") if getattr(self, name)]

    def at(self, path: str) -> tuple[Options, Policy]:
        """What holds for one input; ``path`` is relative to IN, the last pattern that matches wins."""
        from fnmatch import fnmatchcase

        for pattern, options, policy in reversed(self.per_path):
            if fnmatchcase(path if "/" in pattern else path.rsplit("/", 1)[-1], pattern):
                return options, policy
        return self.options, self.policy

    def fingerprint(self) -> str:
        """Hash of the version, the package's own files, the options and the user's own data: what an output depends on."""
        import hashlib

        told: dict[str, Any] = asdict(self)
        for name in ("jobs", "force", "dry_run", "stats", "progress", "log", "include", "exclude", "on_error"):
            del told[name]
        told["options"]["data"] = [_tree_hash(d) for d in self.options.data]
        package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        parts = [__version__, _tree_hash(package), repr(sorted(told.items(), key=lambda kv: kv[0]))]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]


OPTION_NAMES = (
    "comments", "quotes", "signatures", "meta", "title", "duplicates", "favor", "threshold", "witness", "platforms",
    "language",
)  # fmt: skip


def options_of(values: dict[str, Any]) -> Options:
    """The :class:`~boilerstrip.model.Options` in a set of checked configuration values."""
    given = {n: values[n] for n in OPTION_NAMES if n in values}
    return Options(**given, data=tuple(values.get("data", ())))


def policy_of(values: dict[str, Any]) -> Policy:
    """The user's own lists in a set of checked configuration values."""
    select, ignore, keep = (tuple(values.get(k, ())) for k in ("select", "ignore", "keep"))
    check_rules("select", select)
    check_rules("ignore", ignore)
    return Policy(select, ignore, keep, read_passages(tuple(values.get("keep-files", ()))))


def _tree_hash(top: str) -> str:
    """Hash over the names and contents of the code and data files below ``top``."""
    import hashlib

    total = hashlib.sha256()
    for folder, folders, names in os.walk(top):
        folders.sort()
        for name in sorted(names):
            if name.endswith((".py", ".toml", ".json", ".tsv")):
                path = os.path.join(folder, name)
                total.update(os.path.relpath(path, top).encode("utf-8", "surrogateescape") + b"\0")
                try:
                    with open(path, "rb") as f:
                        total.update(hashlib.sha256(f.read()).digest())
                except OSError:
                    total.update(b"unreadable")
    return total.hexdigest()
