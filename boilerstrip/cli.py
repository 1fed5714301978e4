"""The entrance of the command line: errors become one line and an exit code, and ``check`` starts without typer.

A hook is started for every commit, often for one file; typer and what it brings (pydantic) take longer to import than
such a file to check.  So the plain forms of ``check`` are read here, and everything else by :mod:`boilerstrip.commands`.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Any, NoReturn

CHECK_FLAGS = {
    "--fix": "fix", "--diff": "diff", "--write-baseline": "write_baseline", "--isolated": "isolated", "--quiet": "quiet", "-q": "quiet",
}  # fmt: skip
CHECK_VALUES = {
    "--format": "fmt", "--max-chrome": "max_chrome", "--select": "select", "--ignore": "ignore", "--baseline": "baseline",
    "--text-field": "text_field", "--html-field": "html_field", "--jobs": "jobs", "-j": "jobs",
}  # fmt: skip


def plain_check(args: list[str]) -> dict[str, Any] | None:
    """The arguments of :func:`boilerstrip.hook.run_check` in a plain ``check`` command line; ``None``: typer has to look."""
    if args[:1] != ["check"]:
        return None
    found: dict[str, Any] = {"files": []}
    words = iter(args[1:])
    for word in words:
        name, equals, value = word.partition("=")
        if not word.startswith("-"):
            found["files"].append(word)
        elif word == "--":
            found["files"] += words
        elif word in CHECK_FLAGS:
            found[CHECK_FLAGS[word]] = True
        elif name in CHECK_VALUES and (name.startswith("--") or not equals):
            value = value if equals else next(words, "-")
            key = CHECK_VALUES[name]
            if not value or value.startswith("-") or (key == "jobs" and not (value.isascii() and value.isdigit())):
                return None
            if key in ("select", "ignore"):
                found.setdefault(key, []).append(value)
            else:
                found[key] = int(value) if key == "jobs" else value
        else:
            return None
    return found if found["files"] else None


def main(args: list[str] | None = None) -> NoReturn:
    """Entry point of the ``boilerstrip`` script: one line instead of a traceback, exit codes 0, 1 and 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    # the workers are forked: no thread may run in the parent, numpy's included (see docs/corpora.md)
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    gc.set_threshold(100_000)  # catalogs and blocks are no rubbish: looking through them is a fifth of a short check
    code = 0
    try:
        code = _run(sys.argv[1:] if args is None else args)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 2 if end.code else 0
    except BrokenPipeError:
        code = _closed_pipe()
    except KeyboardInterrupt:
        code = 130
    except Exception as error:
        code = _crash(error)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _closed_pipe()
    except OSError as error:
        code = _say(f"standard output: {error.strerror}")
        _closed_pipe()
    if args is None and (sys.argv[1:2] == ["check"] or "--help" in sys.argv):
        # a process of our own with nothing left to do: taking down its objects one by one is a fifth of a short check
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _run(args: list[str]) -> int:
    if (plain := plain_check(args)) is not None:
        from boilerstrip.hook import run_check

        return run_check(**plain)
    from boilerstrip.commands import app

    # typer's own handling would turn a closed pipe into a failure and print names as they are
    result = app(args, prog_name="boilerstrip", standalone_mode=False)
    return result if isinstance(result, int) else 0


def _say(text: str) -> int:
    from boilerstrip.corpus.names import safe

    print("boilerstrip: " + safe(text, 2000), file=sys.stderr)
    return 2


def _crash(error: Exception) -> int:
    """The last line of defence: what went wrong and where, for a report; the whole trace on request."""
    if type(error).__name__ == "ClosedPipe":
        return _closed_pipe()
    if type(error).__name__ == "Abort":
        return 130
    told = getattr(error, "format_message", None)  # typer's own errors: an unknown option, a missing argument
    if told is not None:
        text = told()
        where = getattr(getattr(error, "ctx", None), "command_path", "boilerstrip")
        if "\n" in text or not text:  # no arguments at all: the help
            print(text, file=sys.stderr)
            return 2
        return _say(f"{text} ({where} --help shows the options)")
    from boilerstrip.corpus.places import CannotRun
    from boilerstrip.model import Error

    if isinstance(error, CannotRun):
        _say(str(error))
        return error.exit_code
    if isinstance(error, Error):
        return _say(str(error))
    if os.environ.get("BOILERSTRIP_TRACEBACK"):
        raise error
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""
    text = f"internal error, please report: {type(error).__name__}: {error}{place}; BOILERSTRIP_TRACEBACK=1 shows more"
    return _say(text)


def _closed_pipe() -> int:
    """Whoever read our output has enough: that is success.  Nothing more may be flushed into it."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    return 0
