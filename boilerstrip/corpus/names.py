"""File names: which files are inputs, what their outputs are called, how names are shown.

Paths are bytes inside of the corpus code (a name may hold any bytes) and are shown as UTF-8 with surrogate escapes,
whatever the locale says.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Literal

from boilerstrip.lazy import re_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

Form = Literal["text", "html", "jsonl", "parquet", "warc"]

#: longest name that the common file systems take, in bytes
MAX_NAME = 255

#: names in OUT that are ours; an input of that name gets a hash
MANIFEST, JOURNAL, SUMMARY, LOG, TMP = b"manifest.jsonl", b"manifest.jsonl.part", b"summary.json", b"run.log", b".tmp"
RESERVED = frozenset((MANIFEST, JOURNAL, SUMMARY, LOG, TMP))

_TEXT = (b".txt", b".text", b".md", b".markdown")
_HTML = (b".html", b".htm", b".xhtml", b".xht", b".shtml")
_PACKED = (b".gz", b".zst")
_CONTAINERS: tuple[tuple[Form, tuple[bytes, ...]], ...] = (
    ("jsonl", (b".jsonl", b".ndjson", b".jsonl.gz", b".ndjson.gz", b".jsonl.zst", b".ndjson.zst", b".json.gz", b".json.zst")),
    ("parquet", (b".parquet",)),
    ("warc", (b".warc", b".warc.gz", b".wet", b".wet.gz")),
)

# What a terminal might act upon, or what hides in a line: C0, DEL, C1, zero width and bidi marks, halves of surrogates.
_UNSAFE = re_pattern("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def is_address(place: str) -> bool:
    """Whether IN or OUT is an address (``s3://…``) and not the odd name of a file."""
    return "://" in place and not os.path.lexists(place)


def safe(text: str, limit: int = 300) -> str:
    r"""``text`` in a form that is safe to print: one line, no control characters (``\x1b`` is spelt out)."""

    def spell(match: re.Match[str]) -> str:
        code = ord(match[0])
        if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8
            return f"\\x{code - 0xDC00:02x}"
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"

    text = _UNSAFE.sub(spell, text[: limit + 1])
    return text if len(text) <= limit else text[:limit] + "..."


def shown(path: bytes) -> str:
    """A path as the manifest writes it."""
    return path.decode("utf-8", "surrogateescape")


def unshown(path: str) -> bytes:
    """The reverse of :func:`shown`."""
    return path.encode("utf-8", "surrogateescape")


def form_of(name: bytes) -> Form | None:
    """What a file is, by its name; ``None`` for a kind that is not read."""
    low = name.lower()
    for form, suffixes in _CONTAINERS:
        if low.endswith(suffixes) and low not in suffixes and not low.endswith((b".warc.wat.gz", b".wat.gz")):
            return form
    for packed in _PACKED:
        if low.endswith(packed):
            low = low[: -len(packed)]
            break
    # ".html" alone is a hidden file without a suffix for most tools; a page all the same
    if low.endswith(_HTML):
        return "html"
    return "text" if low.endswith(_TEXT) else None


def media_type_of(name: bytes, encoding: str | None = None) -> str | None:
    """Media type to hand to the parser; text is named so that markup in it stays text."""
    low = name.lower()
    for packed in _PACKED:
        low = low.removesuffix(packed)
    kind = None
    if low.endswith((b".xhtml", b".xht")):
        kind = "application/xhtml+xml"
    elif low.endswith(_HTML):
        kind = "text/html"
    elif low.endswith((b".md", b".markdown")):
        kind = "text/markdown"
    elif low.endswith(_TEXT):
        kind = "text/plain"
    if encoding:
        return f"{kind or 'text/plain'}; charset={encoding}"
    return kind


def is_container(form: Form | None) -> bool:
    return form in ("jsonl", "parquet", "warc")


SUFFIX = {"text": b".txt", "json": b".json", "md": b".md"}


def output_names(names: Iterable[tuple[bytes, bool]], folder: bytes, fmt: str, *, known_only: bool = True) -> dict[bytes, bytes]:
    """Output names of the entries of one folder: outputs stay in their folder, so only siblings can meet.

    Args:
        names: names with whether they are folders.
        folder: path of the folder, relative to the input (``b""``: the top).
        fmt: ``text``, ``json`` or ``md``.
        known_only: leave out the names that no reader takes.

    Returns:
        Name to output name.  Text keeps its name in the format ``text`` (Markdown also in ``md``), containers and
        folders keep theirs always; everything else is its full name and a suffix.  Where two would meet, the
        unchanged name wins and the others get 8 hexadecimal digits of their path's hash.
    """
    reserved = RESERVED if not folder else frozenset()
    out: dict[bytes, bytes] = {}
    later: list[tuple[bytes, bytes, bytes]] = []
    taken = set(reserved)
    for name, is_folder in names:
        form = form_of(name)
        if not is_folder and form is None and known_only:
            continue
        keeps = is_folder or is_container(form) or _keeps_name(name, form, fmt)
        if keeps and name not in reserved:
            out[name] = name
            taken.add(name)
        elif keeps:
            stem, dot, suffix = name.partition(b".") if not name.startswith(b".") else (name, b"", b"")
            later.append((name, stem, dot + suffix))
        else:
            later.append((name, name, SUFFIX[fmt]))
    for name, stem, suffix in later:
        whole = stem + suffix
        if whole in taken or len(whole) > MAX_NAME:
            mark = b"-" + digest8(os.path.join(folder, name)).encode()
            whole = _cut(stem, MAX_NAME - len(mark) - len(suffix)) + mark + suffix
            while whole in taken:  # pragma: no cover - a name that was made to look like one of ours
                mark = b"-" + digest8(whole).encode()
                whole = _cut(stem, MAX_NAME - len(mark) - len(suffix)) + mark + suffix
        out[name] = whole
        taken.add(whole)
    return out


def _keeps_name(name: bytes, form: Form | None, fmt: str) -> bool:
    low = name.lower()
    if fmt == "md":
        return low.endswith((b".md", b".markdown"))
    return fmt == "text" and form == "text" and not low.endswith(_PACKED)


def digest8(path: bytes) -> str:
    import hashlib

    return hashlib.sha256(path).hexdigest()[:8]


def _cut(name: bytes, size: int) -> bytes:
    """The first ``size`` bytes, not ending inside of a UTF-8 character."""
    if len(name) <= size:
        return name
    while size and name[size] & 0xC0 == 0x80:
        size -= 1
    return name[:size]
