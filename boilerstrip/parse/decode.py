"""Bytes to text: which encoding, what was guessed, and whether the text is HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from boilerstrip.model import BinaryInput, Limits, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = 65_536  #: bytes of head and of tail that detectors see
_LABELS_IN = 8_192  #: bytes of the head in which declarations are looked for
_SAID_SHARE = 0.001  #: share of replaced characters from which it is said

# Labels of the web (WHATWG Encoding Standard) to Python's codecs where the two differ.
_WEB = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "gb18030": "gb18030",
    "chinese": "gb18030", "iso-ir-58": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "ms_kanji": "cp932", "ms932": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "korean": "cp949", "windows-949": "cp949",
    "ks_c_5601-1989": "cp949", "ksc_5601": "cp949",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "cn-big5": "big5hkscs", "x-x-big5": "big5hkscs",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "latin1": "cp1252", "l1": "cp1252",
    "ascii": "cp1252", "us-ascii": "cp1252", "windows-1252": "cp1252", "cp1252": "cp1252", "x-cp1252": "cp1252",
    "iso-8859-9": "cp1254", "latin5": "cp1254", "windows-1254": "cp1254",
    "tis-620": "cp874", "iso-8859-11": "cp874", "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8", "logical": "iso8859-8", "visual": "iso8859-8", "iso-8859-8": "iso8859-8",
    "x-mac-cyrillic": "mac_cyrillic", "macintosh": "mac_roman", "mac": "mac_roman", "x-mac-roman": "mac_roman",
    "x-euc-jp": "euc_jp", "euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp",
    "utf-8": "utf-8", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8", "x-unicode20utf8": "utf-8",
    "utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "unicode": "utf-16-le",
    "koi8-r": "koi8-r", "koi8": "koi8-r", "koi8-u": "koi8-u", "koi8-ru": "koi8-u", "ibm866": "cp866", "cp866": "cp866",
}  # fmt: skip
_WEB |= {f"iso-8859-{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 10, 13, 14, 15, 16)}
_WEB |= {f"windows-{n}": f"cp{n}" for n in (1250, 1251, 1253, 1255, 1256, 1257, 1258)}
_WEB |= {f"cp{n}": f"cp{n}" for n in (1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258)}
_CODECS = frozenset(_WEB.values())

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),  # before UTF-16, whose mark it begins with
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MAGIC = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\x7fELF",
    b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd", b"\xca\xfe\xba\xbe",
    b"SQLite format 3\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"ID3", b"OggS", b"fLaC", b"wOFF", b"wOF2", b"PAR1",
    b"\x80\x04\x95", b"MZ\x90\x00", b"\x00asm",
)  # fmt: skip

# "charset=windows-1251" of a media type or of a <meta>; "encoding='gbk'" of an XML declaration.
_CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.\-]{2,40})""", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]{0,1000}", re.IGNORECASE)
_XML = re.compile(rb"""\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w:.\-]{2,40})""")


def decode(
    data: bytes, *, media_type: str | None = None, limits: Limits | None = None
) -> tuple[str, list[str]]:
    """Decode a document, HTML or text.

    Tried in order: byte order mark, UTF-8, the declared label (HTTP media type, ``<meta>``, XML declaration; by the table
    of the web, so that ``gb2312`` is read as GB 18030), detection on the first and last 64 kB.  What cannot be decoded
    becomes U+FFFD.

    Returns:
        The text (line breaks as they were, no byte order mark) and the reasons why it may not be what was meant, such as
        ``"decode: guessed cp1252"``.

    Raises:
        TooLarge: more than ``limits.max_bytes``.
        BinaryInput: the bytes are no text.
    """
    limits = limits or Limits()
    if len(data) > limits.max_bytes:
        raise TooLarge(f"{len(data):,} bytes, the limit is {limits.max_bytes:,}")
    for bom, codec in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(codec, "replace")
            _refuse_controls(text)
            return text, _losses(text, [])
    if data.startswith(_MAGIC):
        raise BinaryInput(f"begins with the signature of a binary format: {data[:8]!r}")
    if b"\x00" in data:
        wide = _wide(data)
        if wide:
            text = data.decode(wide, "replace")
            _refuse_controls(text)
            return text, _losses(text, [f"decode: guessed {wide}"])
    _refuse_binary(data)
    escapes = b"\x1b" in data and (b"\x1b$" in data or b"\x1b(" in data)  # ISO-2022-JP is valid UTF-8, in letters that mean nothing
    if not escapes:
        try:
            return _strip(data.decode("utf-8")), []
        except UnicodeDecodeError:
            pass
        try:  # halves of surrogates as three bytes each (CESU-8, WTF-8)
            halves = data.decode("utf-8", "surrogatepass")
            text = halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            return _strip(text), _losses(text, ["decode: surrogates in UTF-8"])
        except UnicodeDecodeError:
            pass
    nearly = _nearly_utf8(data)
    for label in _declared(data, media_type):
        if label == "utf-8":
            continue
        try:
            return _strip(data.decode(label)), []
        except UnicodeDecodeError:
            pass
        if nearly is None:
            text = data.decode(label, "replace")
            if text.count("\ufffd") <= max(3, len(text) // 100):
                return _strip(text), _losses(text, [])
    if nearly is not None:
        return nearly, _losses(nearly, [])
    if escapes:
        try:
            return data.decode("iso2022_jp"), ["decode: guessed iso2022_jp"]
        except UnicodeDecodeError:
            pass
    codec = _detect(data)
    text = data.decode(codec, "replace")
    return _strip(text), _losses(text, [f"decode: guessed {codec}"])


def _strip(text: str) -> str:
    return text.removeprefix("\ufeff")


def _losses(text: str, reasons: list[str]) -> list[str]:
    lost = text.count("\ufffd")
    if lost and lost >= _SAID_SHARE * len(text):
        reasons.append(f"decode: {100 * lost / len(text):.2g} % replaced")
    return reasons


def _declared(data: bytes, media_type: str | None) -> Iterator[str]:
    """Codecs that the document is declared to be in, most trusted first; unknown and dangerous labels are passed over."""
    head = data[:_LABELS_IN]
    labels = []
    if media_type:
        labels += [m[1] for m in _CHARSET.finditer(media_type.encode("ascii", "replace"))]
    xml = _XML.match(head)
    for tag in _META.finditer(head):
        found = _CHARSET.search(tag[0])
        if found:
            labels.append(found[1])
            break
    if xml:
        labels.append(xml[1])
    seen = set()
    for label in labels:
        codec = _WEB.get(label.decode("ascii").strip().lower())
        if codec is None or codec in seen:
            continue
        seen.add(codec)
        # A declaration that could be read as bytes is not in UTF-16.
        yield "utf-8" if codec.startswith("utf-16") else codec


def _nearly_utf8(data: bytes) -> str | None:
    """The text where all but a few characters are good UTF-8 (a cut last character, a bad byte), else ``None``."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    good = sum(1 for c in text[:_HEAD] if c > "\x7f" and c != "\ufffd") + (len(data) - len(text)) // 4
    return text if good > 4 * bad else None


def _detect(data: bytes) -> str:
    """Guess the codec from the head and tail."""
    from boilerstrip.parse.html_charset import guess

    sample = data if len(data) <= 2 * _HEAD else data[:_HEAD] + b"\n" + data[-_HEAD:]
    if sample.isascii():
        middle = next((m.start() for m in _HIGH.finditer(data)), 0)
        sample = data[max(0, middle - _HEAD) : middle + _HEAD]
    return guess(sample) or "cp1252"


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: nearly every second byte of ASCII text is NUL."""
    sample = data[:4096]
    half = len(sample) // 2
    for first, codec in ((0, "utf-16-le"), (1, "utf-16-be")):
        letters, zeros = sample[first::2], sample[1 - first :: 2]
        printable = sum(0x20 <= b < 0x7F or b in b"\t\n\r" for b in letters)
        if half >= 8 and zeros.count(0) > 0.7 * half and printable > 0.7 * half:
            return codec
    return None


_CONTROL_BYTES = bytes(b for b in range(0x20) if b not in b"\t\n\x0b\x0c\r\x1b") + b"\x7f"


def _refuse_binary(data: bytes) -> None:
    """Raise :class:`BinaryInput` where NULs or control bytes are too many for a damaged text."""
    for sample in (data[:_HEAD], data[-_HEAD:]):
        if not sample:
            continue
        controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
        if controls > max(8, 0.05 * len(sample)):
            raise BinaryInput(f"{100 * controls / len(sample):.0f} % of the bytes are control characters")


def _refuse_controls(text: str) -> None:
    sample = text[:_HEAD]
    bad = sum(1 for c in sample if c < " " and c not in "\t\n\x0b\x0c\r\x1b") + sample.count("\ufffd")
    if bad > 0.3 * len(sample) and len(sample) > 16:
        raise BinaryInput("a byte order mark, but no text behind it")


_HIGH = re.compile(rb"[\x80-\xff]")

# --------------------------------------------------------------------------- HTML or text?

_LOOK = 40_000  #: characters of head in which tags are counted
_PLAIN_LINES = 10  #: lines without a tag above the first one: a text in which somebody shows markup
_START = re.compile(r"\ufeff?\s*(?:<!--.{0,2000}?-->\s*)?(?:<\?xml|<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])", re.I | re.S)
_STRUCTURE = re.compile(
    r"</?(?:html|head|body|div|p|table|tr|td|ul|ol|li|br|h[1-6]|article|section|blockquote|pre|form|main|header|footer|nav|"
    r"meta|link|script|style|title|hr|dl|dd|dt|frameset|center|font|span|a|b|i|em|strong|img|u)(?=[\s/>])[^<>]{0,2000}>",
    re.IGNORECASE,
)
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_BLOCKISH = frozenset(
    "html head body div p table tr td ul ol li br article section blockquote pre form main header footer nav".split()
)


def looks_like_html(text: str) -> bool:
    """Whether ``text`` is an HTML page or fragment, not prose or code in which some tags are spoken of."""
    if _START.match(text[:4000]):
        return True
    head = text[:_LOOK]
    if "<" not in head:
        return False
    tags = list(_STRUCTURE.finditer(head))
    if not tags or "```" in head or "~~~" in head:  # Markdown that shows markup
        return False
    names = [_NAME.match(tag[0])[1].lower() for tag in tags]  # type: ignore[index]  # the pattern begins with a name
    blocks = sum(name in _BLOCKISH for name in names)
    # Markup clings to words, lines and other tags; tags that are spoken of stand among blanks and quotation marks.
    clinging = sum(_clings(head, tag.start(), tag.end()) for tag in tags)
    if clinging < 0.6 * len(tags):
        return False
    stripped = head.strip()
    if stripped.startswith("<") and head.index("<") == tags[0].start():
        return blocks >= 1 or (len(tags) >= 2 and stripped.endswith(">"))
    # A fragment that begins with words: several tags that structure it, soon, and no lines of code around them.
    if head.count("\n", 0, tags[0].start()) >= _PLAIN_LINES:
        return False
    lines = head.split("\n")
    code = sum(line.rstrip().endswith((";", "{", "}", ");", ",", "(")) for line in lines)
    marked = sum(len(tag[0]) for tag in tags)
    return blocks >= 2 and clinging >= 3 and marked > 0.01 * len(head) and len(tags) >= 0.15 * len(lines) and code < 0.2 * len(lines)


def _clings(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (after.isalnum() or after in ("<", "\n", "\r", "&", "")) or (before.isalnum() or before in (">", ".", "!", "?", ";"))
