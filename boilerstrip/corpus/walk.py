"""Walking an input folder: every entry once, in one order, no link followed."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boilerstrip.corpus.names import form_of, is_container, output_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boilerstrip.corpus.names import Form


@dataclass(slots=True)
class Entry:
    """One input, or something in the input folder that is none."""

    path: bytes  #: relative to the input folder
    out: bytes = b""  #: relative to the output folder; empty where there is none
    form: Form | None = None
    size: int = 0
    skip: str = ""  #: reason why it is not read
    detail: str = ""
    failed: bool = False  #: with ``skip``: it should have been read

    @property
    def is_container(self) -> bool:
        return is_container(self.form)


class Globs:
    """``--include`` and ``--exclude``: patterns over the relative path, or over the name where they hold no slash."""

    def __init__(self, include: tuple[str, ...], exclude: tuple[str, ...]) -> None:
        self.include = [p.encode("utf-8", "surrogateescape") for p in include]
        self.exclude = [p.encode("utf-8", "surrogateescape") for p in exclude]

    def takes(self, path: bytes) -> bool:
        return (not self.include or _matches(path, self.include)) and not self.drops(path)

    def drops(self, path: bytes) -> bool:
        return bool(self.exclude) and _matches(path, self.exclude)


def _matches(path: bytes, patterns: list[bytes]) -> bool:
    from fnmatch import fnmatchcase

    name = os.path.basename(path)
    return any(fnmatchcase(path if b"/" in p else name, p.removeprefix(b"./")) for p in patterns)


def order_key(path: bytes) -> tuple[bytes, ...]:
    """Key that sorts paths into the order of :func:`walk`."""
    return tuple(path.split(b"/"))


def walk(top: bytes, fmt: str, globs: Globs | None = None) -> Iterator[Entry]:
    """Entries below ``top``, names sorted by bytes, a folder's entries in its place.

    Links, pipes, sockets and devices are entries with the reason ``link`` or ``special``, files of unknown kinds with
    ``unsupported`` (unless ``--include`` names them: then their content decides).  Empty folders are no entries.
    """
    globs = globs or Globs((), ())
    # An explicit stack of iterators keeps the order without recursion (60 folders deep is seen, 2,000 possible).
    iterators = [_folder(top, b"", b"", fmt, globs)]
    while iterators:
        entry = next(iterators[-1], None)
        if entry is None:
            iterators.pop()
        elif entry.skip == "folder":
            iterators.append(_folder(top, entry.path, entry.out, fmt, globs))
        else:
            yield entry


def _folder(top: bytes, rel: bytes, out: bytes, fmt: str, globs: Globs) -> Iterator[Entry]:
    listed: list[tuple[bytes, bool]] = []
    try:
        with os.scandir(os.path.join(top, rel) if rel else top) as found:
            listed = [(e.name, e.is_dir(follow_symlinks=False)) for e in found]
    except OSError as error:
        yield Entry(rel or b".", skip="unreadable", detail=error.strerror or str(error), failed=True)
        return
    listed.sort()
    named = [(n, d) for n, d in listed if not globs.drops(os.path.join(rel, n))]
    outs = output_names(named, rel, fmt, known_only=not globs.include)
    for name, is_folder in named:
        path = os.path.join(rel, name)
        target = os.path.join(out, outs.get(name, b""))
        if is_folder:
            yield Entry(path, target, skip="folder")
            continue
        if not globs.takes(path):
            continue
        try:
            info = os.lstat(os.path.join(top, path))
        except OSError as error:
            yield Entry(path, skip="unreadable", detail=error.strerror or str(error), failed=True)
            continue
        form = form_of(name)
        if form is None and globs.include:
            form = "text"
        entry = Entry(path, target, form, info.st_size)
        if stat.S_ISLNK(info.st_mode):
            entry.skip = "link"
        elif not stat.S_ISREG(info.st_mode):
            entry.skip = "special"
        elif form is None:
            entry.skip = "unsupported"
            entry.detail = "no reader for this kind of file; --include reads it by its content"
        if entry.skip:
            entry.out = b""
        yield entry
