"""``boilerstrip clean IN OUT --engine local|datatrove|spark``: the same command on another engine.

The other engines take folders (or single files) of containers: JSON lines and Parquet, datatrove WARC too.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from boilerstrip.corpus.names import safe, shown
from boilerstrip.corpus.settings import Settings
from boilerstrip.model import UsageError

if TYPE_CHECKING:
    from boilerstrip.corpus.walk import Entry

ENGINES = ("local", "datatrove", "spark")


def run_engine(engine: str, source: str, out: str, settings: Settings | None = None) -> int:
    """Clean ``source`` into ``out``; the exit code as ``boilerstrip clean`` has it (0, 1).

    Raises:
        UsageError: an engine that is not known or not installed, or what it cannot do.
        CannotRun: IN or OUT cannot be used, or the engine gave up.
    """
    settings = settings or Settings()
    if engine not in ENGINES:
        raise UsageError(f"engine is one of {', '.join(ENGINES)}, not {safe(repr(engine), 60)}")
    if engine == "local":
        from boilerstrip.corpus.entrance import clean_command

        return clean_command(source, out, settings)
    if "-" in (source, out):
        raise UsageError(f"engine {engine} reads and writes folders, not standard input and output")
    if settings.dry_run:
        raise UsageError(f"engine {engine} has no --dry-run")
    if engine == "spark":
        from boilerstrip.adapters.runspark import run_spark

        return run_spark(source, out, settings)
    from boilerstrip.adapters.runtrove import run_datatrove

    return run_datatrove(os.fsencode(source), os.fsencode(out), settings)


def plan(inp: bytes, settings: Settings, engine: str, forms: tuple[str, ...]) -> list[Entry]:
    """The containers below ``inp``, in the order of a walk.

    Raises:
        UsageError: something else is there: it would be left out in silence.
    """
    from boilerstrip.corpus.walk import Globs, walk

    entries: list[Entry] = []
    others: list[Entry] = []
    for entry in walk(inp, settings.format, Globs(settings.include, settings.exclude)):
        (others if entry.skip or entry.form not in forms else entries).append(entry)
    if others:
        more = f" (and {len(others) - 1:,} more)" if len(others) > 1 else ""
        name = safe(shown(others[0].path))
        raise UsageError(f"engine {engine} reads {', '.join(forms)}; IN also holds {name}{more}: --exclude them, or --engine local")
    if not entries:
        raise UsageError(f"engine {engine} reads {', '.join(forms)}; IN holds none")
    return entries
