"""One file at an address (``s3://…``, ``https://…``: what fsspec knows), fetched, cleaned as any file, and put back.

Copying runs in a child process: fsspec starts threads, and workers are forked from a parent that has none.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

from boilerstrip.corpus.names import is_address, safe
from boilerstrip.corpus.places import CannotRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from boilerstrip.corpus.settings import Settings


def clean_address(source: str, target: str, settings: Settings) -> int:
    """``boilerstrip clean`` with one or two addresses; returns the exit code.

    Raises:
        CannotRun: fsspec or what it needs for this protocol is missing, or the copying failed.
    """
    from boilerstrip.corpus.single import clean_file

    if source == "-":
        raise CannotRun(f"{safe(_without_secrets(target))}: standard input goes to a local file or to standard output")
    with tempfile.TemporaryDirectory(prefix="boilerstrip-") as folder:
        inp, out = source, target
        if is_address(source):
            inp = os.path.join(folder, "in", _basename(source))
            os.mkdir(os.path.dirname(inp))
            _apart(source, lambda: _fetch(source, inp))
        elif os.path.isdir(source):
            raise CannotRun(f"{safe(source)}: a folder is cleaned into a local folder; the engines (docs/engines.md) write to addresses")
        if is_address(target):
            out = os.path.join(folder, "out", _basename(target))
            os.mkdir(os.path.dirname(out))
            if not settings.dry_run:
                _apart(target, lambda: _look(target, out))
        before = _inode(out)
        try:
            code = clean_file(os.fsencode(inp), out, settings, _without_secrets(source))
        except CannotRun as error:  # of the copies in it nobody knows
            told = str(error).replace(out, _without_secrets(target)) if is_address(target) else str(error)
            raise CannotRun(told, error.exit_code) from None
        if is_address(target) and not settings.dry_run:
            _apart(target, lambda: _put(out, target, made=_inode(out) != before))
    return code


def _basename(address: str) -> str:
    name = os.path.basename(_without_secrets(address).split("::")[0].rstrip("/"))
    return name or "document"


def _without_secrets(address: str) -> str:
    """What may stand in a manifest: no query (signatures), no password."""
    scheme, mark, rest = address.partition("://")
    if not mark:
        return address
    host, slash, path = rest.partition("?")[0].partition("/")
    return scheme + mark + host.rpartition("@")[2] + slash + path


def _inode(path: str) -> int:
    try:
        return os.stat(path).st_ino
    except FileNotFoundError:
        return 0


# -- in the child


def _fetch(address: str, local: str) -> None:
    from fsspec.core import url_to_fs

    fs, path = url_to_fs(address)
    if fs.isdir(path):
        raise CannotRun("is a folder; only single files are read from addresses, folders by the engines (docs/engines.md)")
    fs.get_file(path, local)


def _look(address: str, local: str) -> None:
    """What an earlier run left at OUT: whether it is there, and its manifest."""
    from fsspec.core import url_to_fs

    fs, path = url_to_fs(address)
    if fs.exists(path):
        with open(local, "wb"):
            pass
        if fs.exists(path + ".manifest.jsonl"):
            fs.get_file(path + ".manifest.jsonl", local + ".manifest.jsonl")


def _put(local: str, address: str, *, made: bool) -> None:
    """The output, if one was made, and then its manifest; each as whole as the storage puts a file."""
    from fsspec.core import url_to_fs

    fs, path = url_to_fs(address)
    if made:
        fs.put_file(local, path)
    fs.put_file(local + ".manifest.jsonl", path + ".manifest.jsonl")


def _apart(address: str, work: Callable[[], None]) -> None:
    """Run ``work`` in a child process; what it raises becomes one line here."""
    sys.stdout.flush()
    sys.stderr.flush()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        told = "the copying ended early"
        try:
            try:
                work()
                told = ""
            except ModuleNotFoundError as error:
                told = "addresses need an extra: pip install 'boilerstrip[remote]'" if (error.name or "").startswith("fsspec") else str(error)
            except FileNotFoundError:
                told = "no such file"
            except CannotRun as error:
                told = str(error)
            except Exception as error:
                told = f"{type(error).__name__}: {error}" if not isinstance(error, ImportError) else str(error)
            os.write(writer, told.encode("utf-8", "replace")[:4000])
        finally:
            os._exit(0 if not told else 1)
    os.close(writer)
    status = -1
    try:
        with open(reader, "rb") as f:
            told = f.read().decode("utf-8", "replace")
        status = os.waitpid(pid, 0)[1]
    finally:
        if status < 0:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
    if status:
        raise CannotRun(f"{safe(_without_secrets(address))}: {safe(told) or 'the copying was killed'}")
