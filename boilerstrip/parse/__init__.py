"""bytes or str → :class:`~boilerstrip.model.Document`, HTML and text alike.  The one place that knows which it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boilerstrip.memory import forget
from boilerstrip.model import Document, Options, TooLarge, Unsupported

if TYPE_CHECKING:
    from boilerstrip.model import Limits

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_TEXT_TYPES = ("text/plain", "text/markdown", "text/x-markdown")


def parse(
    source: str | bytes, *, url: str | None = None, media_type: str | None = None, options: Options | None = None
) -> Document:
    """Decode if need be, see what it is, and parse.

    :param media_type: ``text/html`` or ``text/plain`` where the caller knows (parameters such as ``charset`` are read);
        ``None``: the content decides.
    :raises TooLarge: over ``options.limits.max_bytes``.
    :raises BinaryInput: bytes that are no text.
    :raises Unsupported: a media type that is neither HTML nor text.
    """
    forget()
    limits = (options or Options()).limits
    text, reasons = decoded(source, media_type=media_type, limits=limits)
    if is_markup(text, media_type):
        from boilerstrip.parse.html import parse_html

        return parse_html(text, url=url, limits=limits, reasons=reasons)
    from boilerstrip.parse.text import parse_text

    return parse_text(text, url=url, limits=limits, reasons=reasons)


def decoded(source: str | bytes, *, media_type: str | None, limits: Limits) -> tuple[str, list[str]]:
    """The text, and what was guessed or replaced.  Raises as :func:`parse`."""
    size = len(source)
    if size > limits.max_bytes:
        raise TooLarge(f"{size:,} bytes or characters, the limit is {limits.max_bytes:,}")
    if isinstance(source, (bytes, bytearray, memoryview)):
        from boilerstrip.parse.decode import decode

        return decode(bytes(source), media_type=media_type, limits=limits)
    return source, []


def is_markup(text: str, media_type: str | None) -> bool:
    """Whether to read ``text`` as HTML."""
    if media_type is not None:
        essence = media_type.split(";")[0].strip().lower()
        if essence in _HTML_TYPES:
            return True
        if essence in _TEXT_TYPES:
            return False
        if essence not in ("", "*/*", "application/octet-stream", "text/*"):
            raise Unsupported(f"media type {media_type!r} is neither HTML nor text")
    if "<" not in text:
        return False
    from boilerstrip.parse.decode import looks_like_html

    return looks_like_html(text)
