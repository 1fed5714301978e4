"""From command line values to a run: a folder, one file, or standard input."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.names import form_of, is_address, is_container, safe, shown
from boilerstrip.corpus.settings import Settings, options_of, policy_of
from boilerstrip.model import UsageError

if TYPE_CHECKING:
    from boilerstrip.model import Cleaned

PerPath = tuple[tuple[str, dict[str, Any]], ...]

_SETTINGS = {
    "format": "format",
    "include": "include",
    "exclude": "exclude",
    "encoding": "encoding",
    "records": "records",
    "text-field": "text_field",
    "html-field": "html_field",
    "on-error": "on_error",
    "drop-empty": "drop_empty",
    "authors": "authors",
    "attributes": "attributes",
    "jobs": "jobs",
    "stats": "stats",
    "progress": "progress",
    "log": "log",
}


def settings_of(values: dict[str, Any], per_path: PerPath, given: dict[str, Any], **more: Any) -> Settings:
    """Settings from what a configuration file says and from the command line, which wins."""
    rules = []
    for pattern, inner in per_path:
        own = {**values, **inner, **given}
        rules.append((pattern, options_of(own), policy_of(own)))
    told = {**values, **given}
    fields = {field: told[key] for key, field in _SETTINGS.items() if key in told}
    if "encoding" in fields:
        import codecs

        try:
            codecs.lookup(fields["encoding"])
        except LookupError:
            raise UsageError(f"encoding {fields['encoding']!r} is not known") from None
    if fields.get("attributes") and (fields.get("records") or fields.get("drop_empty") or fields.get("authors", "keep") != "keep"):
        raise UsageError("--attributes has a row for every document and no text: --records, --drop-empty, --authors do not go with it")
    return Settings(options=options_of(told), policy=policy_of(told), per_path=tuple(rules), **fields, **more)


def clean_command(source: str, target: str, settings: Settings) -> int:
    """``boilerstrip clean``; returns the exit code."""
    from boilerstrip.corpus.runner import FolderRun

    if is_address(source) or is_address(target):
        from boilerstrip.corpus.remote import clean_address

        return clean_address(source, target, settings)
    if source == "-":
        from boilerstrip.corpus.single import clean_stream

        return clean_stream(sys.stdin.buffer.read, target, settings)
    inp = os.fsencode(source)
    if os.path.isdir(inp):
        if target == "-" and not settings.dry_run:
            raise UsageError("a folder is cleaned into a folder: boilerstrip clean IN OUT")
        return FolderRun(inp, os.fsencode(target), settings).run()
    from boilerstrip.corpus.single import clean_file

    return clean_file(inp, target, settings)


def clean_one(source: str, settings: Settings) -> Cleaned:
    """One document, in this process, for ``explain``.

    Raises:
        UsageError: it is no file, or a container.
        Error: it cannot be cleaned.
    """
    from dataclasses import fields

    from boilerstrip.corpus.names import media_type_of
    from boilerstrip.corpus.reading import Refused, read_document
    from boilerstrip.pipeline import Cleaner

    limit = settings.options.limits.max_bytes
    name = b""
    if source == "-":
        data = sys.stdin.buffer.read(limit + 1)
    else:
        path = os.fsencode(source)
        name = os.path.basename(path)
        if is_container(form_of(name)):
            raise UsageError(f"{safe(shown(path))} is a container; explain shows one document")
        if not os.path.lexists(path):
            raise UsageError(f"{safe(shown(path))}: no such file")
        if os.path.isdir(path):
            raise UsageError(f"{safe(shown(path))} is a folder; explain shows one document")
        try:
            data, _ = read_document(os.path.realpath(path), limit)
        except Refused as refused:
            raise UsageError(f"{safe(shown(path))}: {refused.reason}: {refused.detail}") from None
    o = settings.options
    cleaner = Cleaner(**{f.name: getattr(o, f.name) for f in fields(o)})
    return cleaner.clean(data, media_type=media_type_of(name, settings.encoding))
