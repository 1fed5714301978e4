"""``boilerstrip check``: corpus files in, findings out; with ``--fix`` the pre-commit hook that takes them out.

A pre-commit hook is handed names of any bytes in batches, several processes at a time; so every file stands for itself
and is written atomically, and the second run finds nothing.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boilerstrip import config as configuration
from boilerstrip.corpus.checkwork import Checked, CheckJob, CheckWorker
from boilerstrip.corpus.jsontext import dumps
from boilerstrip.corpus.names import form_of, safe, shown
from boilerstrip.corpus.output import put
from boilerstrip.corpus.places import CannotRun, jobs_of
from boilerstrip.corpus.pool import Death, Pool, Task
from boilerstrip.corpus.reports import FORMATS
from boilerstrip.corpus.settings import options_of, policy_of
from boilerstrip.corpus.walk import walk
from boilerstrip.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boilerstrip.config import Config
    from boilerstrip.corpus.checkwork import Finding

BASELINE = ".boilerstrip-baseline.json"


def run_check(
    files: list[str],
    *,
    fix: bool = False,
    diff: bool = False,
    fmt: str = "text",
    config: Path | None = None,
    isolated: bool = False,
    quiet: bool = False,
    write_baseline: bool = False,
    **values: Any,
) -> int:
    """``boilerstrip check``; ``values`` are the options that are configuration keys too, as given.  Returns the exit code."""
    given = configuration.checked_all(values)
    if isolated and config is not None:
        raise UsageError("--config and --isolated do not go together")
    mode = "diff" if diff else "fix" if fix else "check"
    return check_command(
        files, mode=mode, fmt=fmt, given=given, config_file=config, isolated=isolated, quiet=quiet, write_baseline=write_baseline
    )


def check_command(
    files: list[str],
    *,
    mode: str,
    fmt: str,
    given: dict[str, Any],
    config_file: Path | None = None,
    isolated: bool = False,
    quiet: bool = False,
    write_baseline: bool = False,
) -> int:
    """Check files and folders; returns the exit code.

    Args:
        files: names as given; folders are gone through.
        mode: ``check``, ``diff`` or ``fix``.
        fmt: ``text``, ``json``, ``sarif`` or ``github``.
        given: checked values of the command line, by configuration key.
    """
    if fmt not in FORMATS:
        raise UsageError(f"--format is one of {', '.join(FORMATS)}, not {fmt!r}")
    if write_baseline:
        mode = "check"
    configs = Configs(config_file, isolated)
    jobs = list(_jobs(files, configs, given, mode, ignore_baseline=write_baseline))
    found: list[tuple[str, Finding]] = []
    changed = unread = accepted = 0
    html = any(form_of(os.path.basename(j.path)) == "html" for j in jobs)
    pool = Pool(jobs_of(given.get("jobs", 0)), CheckWorker(html)) if jobs else None
    for task, answer in pool.run(Task(j.shown, j) for j in jobs) if pool else ():
        checked = Checked(note=f"{answer.reason}: {answer.detail}") if isinstance(answer, Death) else answer
        if checked.note:
            _note(task.tag, checked.note)
        found += [(task.tag, f) for f in checked.findings]
        accepted += checked.accepted
        changed += checked.changed
        unread += bool(checked.note) and not checked.size
        if checked.diff:
            put(checked.diff + "\n")
        if checked.changed and mode == "fix":
            print(f"{safe(task.tag)}: {_count(len(checked.findings), 'finding')} taken out", file=sys.stderr)
    if write_baseline:
        return _write_baseline(configs, given, found)
    if mode != "diff":
        put(FORMATS[fmt](found))
    if not quiet and fmt == "text":
        print(_closing(len(jobs), found, changed, accepted, unread, mode), file=sys.stderr)
    if mode == "check":
        return 1 if found else 0
    return 1 if changed else 0


def _note(path: str, text: str) -> None:
    print(f"{safe(path)}: {safe(text)}", file=sys.stderr)


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'s' * (n != 1)}"


def _closing(files: int, found: list[tuple[str, Finding]], changed: int, accepted: int, unread: int, mode: str) -> str:
    bad = len({path for path, _ in found})
    words = f"{_count(files, 'file')}: "
    words += f"{_count(len(found), 'finding')} in {bad}" if found else "clean" if unread < files or not files else "nothing found"
    if unread:
        words += f", {unread} not checked"
    if accepted:
        words += f", {accepted} accepted"
    if mode == "fix":
        words += f", {changed} changed"
    elif mode == "diff":
        words += f", {changed} would be changed"
    return words


class Configs:
    """The configuration of every file: the nearest upwards, each read once."""

    def __init__(self, file: Path | None, isolated: bool) -> None:
        self.fixed = configuration.load(file) if file else configuration.Config() if isolated else None
        self._folders: dict[str, Path | None] = {}
        self._loaded: dict[Path | None, Config] = {}
        self._baselines: dict[str, dict[str, frozenset[str]]] = {}

    def of(self, path: str) -> Config:
        if self.fixed is not None:
            return self.fixed
        folder = os.path.dirname(os.path.abspath(path))
        if folder not in self._folders:
            self._folders[folder] = configuration.find(Path(folder))
        file = self._folders[folder]
        if file not in self._loaded:
            self._loaded[file] = configuration.load(file)
        return self._loaded[file]

    def accepted(self, baseline: str | None, path: str) -> frozenset[str]:
        """What the baseline file accepts for ``path``; names in it are relative to its folder."""
        if not baseline:
            return frozenset()
        if baseline not in self._baselines:
            self._baselines[baseline] = read_baseline(baseline)
        name = os.path.relpath(os.path.abspath(path), os.path.dirname(baseline)).replace(os.sep, "/")
        return self._baselines[baseline].get(name, frozenset())


def _jobs(
    files: list[str], configs: Configs, given: dict[str, Any], mode: str, *, ignore_baseline: bool
) -> Iterator[CheckJob]:
    seen: set[bytes] = set()
    for path in _expand(files):
        real = os.path.realpath(os.fsencode(path))
        if real in seen:  # a file and a link to it
            continue
        seen.add(real)
        config = configs.of(path)
        name = os.path.relpath(os.path.abspath(path), config.folder).replace(os.sep, "/")
        values = {**config.at(name), **given}
        baseline = None if ignore_baseline else values.get("baseline")
        yield CheckJob(
            real,
            path,
            mode,
            options_of(values),
            policy_of(values),
            configs.accepted(baseline, path),
            values.get("max-chrome", 0.0),
            values.get("text-field"),
            values.get("html-field"),
        )


def _expand(files: list[str]) -> Iterator[str]:
    """Files as named, folders gone through.

    Raises:
        CannotRun: a name that is not there.
    """
    for name in files:
        raw = os.fsencode(name)
        if os.path.isdir(raw):
            for entry in walk(raw, "text"):
                if not entry.skip:
                    yield os.fsdecode(os.path.join(raw, entry.path))
        elif not os.path.exists(raw):
            raise CannotRun(f"{safe(shown(raw))}: no such file")
        else:
            yield name


def read_baseline(path: str) -> dict[str, frozenset[str]]:
    """Accepted findings by file name.

    Raises:
        UsageError: the file is there but is no baseline.
    """
    try:
        with open(path, "rb") as f:
            value = json.load(f)
        return {name: frozenset(map(str, keys)) for name, keys in value["accepted"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{safe(path)} is no baseline ({type(error).__name__})") from None


def _write_baseline(configs: Configs, given: dict[str, Any], found: list[tuple[str, Finding]]) -> int:
    path = given.get("baseline") or configs.of(os.path.join(os.getcwd(), "x")).values.get("baseline") or os.path.abspath(BASELINE)
    accepted: dict[str, list[str]] = {}
    for name, finding in found:
        relative = os.path.relpath(os.path.abspath(name), os.path.dirname(path)).replace(os.sep, "/")
        accepted.setdefault(relative, []).extend(finding.keys)
    rows = {name: sorted(set(keys)) for name, keys in sorted(accepted.items())}
    with open(path + ".tmp", "wb") as f:
        f.write(dumps({"boilerstrip": "baseline", "schema": 1, "accepted": rows}, indent=1) + b"\n")
    os.replace(path + ".tmp", path)
    print(f"{safe(path)}: {_count(len(found), 'finding')} accepted", file=sys.stderr)
    return 0

