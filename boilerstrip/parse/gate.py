"""What HTML must pass before lxml sees it, and the tag stripper for what may not pass.

lxml ends a page silently at a character reference to a control character (in tools on top of it), at an early
``</html>``, and at an attribute or depth limit; many attributes on one tag cost it quadratic time.  Everything here is
linear in the input.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boilerstrip.model import Limits

# C0 controls and DEL; form feed and vertical tab are white space.
_CONTROLS = bytes(b for b in range(0x20) if b not in b"\t\n\x0b\x0c\r") + b"\x7f"
_WHITE = bytes(0x20 if b in b"\x0b\x0c" else b for b in range(256))
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")

# "&#27;" "&#x7;" "&#xFFFE;" "&#0;" "&#xD800;": references to control characters, surrogates and noncharacters.
_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[1245-9]|2\d|3[01]|127|6553[45]|5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3])(?!\d)"
    rb"|[xX]0*(?:[0-8bBcCeEfF]|1[\da-fA-F]|7[fF]|[fF]{3}[eEfF]|[dD][89a-fA-F][\da-fA-F]{2})(?![\da-fA-F]));?"
)
# "</body>" "</HTML >": the parser closes both at the end anyway; an early one would cut the page.
_ENDS = re.compile(rb"</(?:[bB][oO][dD][yY]|[hH][tT][mM][lL])(?=[\s/>])[^<>]{0,200}>?")


def controls_out(text: str) -> bytes:
    """UTF-8 of ``text`` without control characters, noncharacters, lone surrogates and references to them."""
    if "\ufffe" in text or "\uffff" in text:
        text = text.replace("\ufffe", "").replace("\uffff", "")
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = _SURROGATES.sub("\ufffd", text).encode()
    data = data.translate(_WHITE, _CONTROLS)
    if len(data) != len(text) and _C1.search(data):
        data = _C1.sub(lambda m: b"\n" if m[0] == b"\xc2\x85" else b"", data)
    if b"&#" in data:
        data = _REFERENCE.sub(_white_reference, data)
    return data


def _white_reference(match: re.Match[bytes]) -> bytes:
    return b" " if match[0].rstrip(b";")[2:].lstrip(b"0xX").lower() in (b"12", b"11", b"b", b"c") else b""


def ends_out(data: bytes) -> bytes:
    """``data`` without ``</body>`` and ``</html>``, wherever they stand."""
    return _ENDS.sub(b"", data)


# --------------------------------------------------------------------------- limits

# About a start tag: "<a href='x' b>".  A quote counts only behind "="; every part is possessive, so the match is linear.
_TAG = re.compile(rb"""<[a-zA-Z][^>=]*+(?:=\s*+(?:"[^"]*+"?|'[^']*+'?)?+[^>=]*+)*+>?""")
_WHOLE_TAG = re.compile(rb"""<[a-zA-Z][^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+'|(?!["']))[^>=]*+)*+>""")
_ATTRIBUTE = re.compile(rb"""[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?+""")
# A comment's beginning, or a start tag just as HTML's tokenizer reads it.
_MARKUP = re.compile(
    rb"""<!--|<([a-zA-Z][^\s/>]*+)(?:[\s/]++|(?:=?[^\s/>=]++|=)(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]++)?+)?+)*+>?"""
)
_RAW_ENDS = {
    name: re.compile(b"</" + name + rb"(?=[\s/>])", re.IGNORECASE)
    for name in (b"script", b"style", b"textarea", b"title", b"iframe", b"noembed", b"noframes", b"xmp")
}
# 'href="x </p> <p>': an attribute that was never closed and ends at the next quotation mark.
_SWALLOWED = re.compile(rb"""\s(?:href|src|class|id)="[^"]{1000}[^"]*+""")
_FRAMES = re.compile(rb"<(/?)noframes(?=[\s/>])", re.IGNORECASE)
_LONG_TAG = 2_000  #: bytes; a shorter tag cannot hold so many attributes that they cost time


def frames_out(data: bytes) -> bytes:
    """What stands in ``noframes`` is shown by us, and to the parser it would be one raw string."""
    return _FRAMES.sub(rb"<\1div", data) if b"noframes" in data or b"NOFRAMES" in data else data


def enforce(data: bytes, limits: Limits, reasons: list[str]) -> bytes | None:
    """``data`` with its oversized tags cut down; ``None`` where there are too many elements to parse.

    What is cut is added to ``reasons``.
    """
    tags = _TAG.findall(data)
    if len(tags) > limits.max_elements:
        reasons.append(f"elements: more than {limits.max_elements:,}, read without their structure")
        return None
    if tags and data.endswith(tags[-1]) and not _WHOLE_TAG.fullmatch(tags[-1]):
        reasons.append(f"parse: the last tag is not closed, {len(tags[-1]):,} bytes are lost in it")
    comment = data.rfind(b"<!--")
    if comment >= 0 and data.find(b"-->", comment + 2) < 0 and data.find(b"--!>", comment + 2) < 0:
        comment = data.find(b"<!--", max(0, data.rfind(b"-->")))  # the first that is open holds the others
        reasons.append(f"parse: the last comment is not closed, {len(data) - comment:,} bytes are lost in it")
    for tag in [tag for tag in tags if len(tag) > _LONG_TAG]:
        if sum(1 for _ in _ATTRIBUTE.finditer(tag)) > limits.max_attributes:
            return _cut_attributes(data, limits, reasons)
        swallowed = _SWALLOWED.search(tag)
        if swallowed and b"</" in swallowed[0]:
            reasons.append(f"parse: {len(swallowed[0]):,} bytes of markup stand inside of an attribute")
    return data


def _cut_attributes(data: bytes, limits: Limits, reasons: list[str]) -> bytes:
    """``data`` with at most ``limits.max_attributes`` on each tag; comments and scripts are no tags."""
    pieces: list[bytes] = []
    at = cut = 0
    missing: set[bytes] = set()
    while match := _MARKUP.search(data, at):
        start, end = match.span()
        tag = match[0]
        pieces.append(data[at:start])
        if tag == b"<!--":
            close = data.find(b"-->", end)
            end = len(data) if close < 0 else close + 3
            tag = data[start:end]
        elif len(tag) > _LONG_TAG:
            attributes = [found[0] for found in _ATTRIBUTE.finditer(tag.rstrip(b">"), 1)]
            if len(attributes) > limits.max_attributes + 1:
                tag = b"<" + b" ".join(attributes[: limits.max_attributes + 1]) + b">"
                cut += 1
        pieces.append(tag)
        name = match[1].lower() if match[1] else b""
        if name in _RAW_ENDS and name not in missing:
            close_tag = _RAW_ENDS[name].search(data, end)
            if close_tag is None:
                missing.add(name)
            else:
                pieces.append(data[end : close_tag.end()])
                end = close_tag.end()
        at = end
    pieces.append(data[at:])
    if cut:
        reasons.append(f"attributes: {cut} tags had more than {limits.max_attributes:,} and lost the rest")
    return b"".join(pieces)


# Elements that the parser closes by itself do not deepen the tree.
_SHALLOW = frozenset(b"p li td th tr dt dd option".split())
_VOID = frozenset(b"br img input hr meta link area base col embed source track wbr param".split())
_INLINE = frozenset(b"a b i u s em strong span font small big tt code sub sup ins del label abbr cite q mark time".split())
_NESTING = re.compile(rb"""<(/?)([a-zA-Z][^\s/>=]*+)[^>=]*+(?:=\s*+(?:"[^"]*+"?|'[^']*+'?)?+[^>=]*+)*+>?""")


def flatten(data: bytes, limits: Limits) -> bytes:
    """``data`` without the tags of elements deeper than ``limits.max_depth``; their text stays."""
    depth = dropped = 0

    def tag(match: re.Match[bytes]) -> bytes:
        nonlocal depth, dropped
        name = match[2].lower()
        if name in _VOID or (name in _SHALLOW and not dropped):
            return match[0]
        if name in _SHALLOW:
            return b"" if match[1] else b"<br>"
        if not match[1]:
            if depth < limits.max_depth - 8:  # html, body and what the parser adds
                depth += 1
                return match[0]
            dropped += 1
            return b"" if name in _INLINE else b"<br>"
        if dropped:
            dropped -= 1
            return b""
        depth = max(0, depth - 1)
        return match[0]

    return _NESTING.sub(tag, data)


# --------------------------------------------------------------------------- without a parser

_TAG_TEXT = re.compile(r"""<(/?)([a-zA-Z][^\s/>=]*+)[^>=]*+(?:=\s*+(?:"[^"]*+"?|'[^']*+'?)?+[^>=]*+)*+>?""")
_RAW_TEXT = {
    name: re.compile(f"</{name}[^>]*+>?", re.IGNORECASE) for name in ("script", "style", "textarea", "title", "iframe")
}
#: what stands in place of a tag; of all others a blank line
_BETWEEN = dict.fromkeys("br li tr dd dt hr option button caption".split(), "\n") | {"td": "\t", "th": "\t"}
_BETWEEN |= dict.fromkeys((name.decode() for name in _INLINE), "")
_BETWEEN |= dict.fromkeys("img wbr kbd var samp dfn bdi bdo input".split(), "")
_LONG_REFERENCE = re.compile(r"&#(?:\d{8}\d*+|[xX][\da-fA-F]{7}[\da-fA-F]*+);?")
_BLANKS = re.compile(r"[^\S\n\t]+")


def strip_tags(data: bytes) -> str:
    """The text of a page without a parser: one pass, no recursion.

    Paragraphs become lines separated by a blank line, list items, rows and ``<br>`` lines, cells are separated by a tab.
    """
    import html

    text = data.decode("utf-8", "replace")
    pieces: list[str] = []
    add = pieces.append
    at, size = 0, len(text)
    missing: set[str] = set()  # end marks that do not come any more
    while at < size:
        opening = text.find("<", at)
        if opening < 0:
            add(text[at:])
            break
        if opening > at:
            add(text[at:opening])
        tag = _TAG_TEXT.match(text, opening)
        if tag is not None:
            at = tag.end()
            name = tag[2]
            between = _BETWEEN.get(name)
            if between is None:
                name = name.lower()
                between = _BETWEEN.get(name, "\n\n")
            add(between)
            if name in _RAW_TEXT and not tag[1] and name not in missing:
                end_tag = _RAW_TEXT[name].search(text, at)
                if end_tag is None:
                    missing.add(name)
                else:
                    at = end_tag.end()
            continue
        mark = "-->" if text.startswith("<!--", opening) else ">"
        at = opening + (4 if mark == "-->" else 1)
        if mark == "-->" or text[at : at + 1] in ("!", "?", "/"):
            end = text.find(mark, at) if mark not in missing else -1
            if end >= 0:
                at = end + len(mark)
                continue
            missing.add(mark)
        add("<" if mark == ">" else "")
    flat = _LONG_REFERENCE.sub("\ufffd", "".join(pieces).replace("\r", ""))
    flat = html.unescape(flat).translate(dict.fromkeys([*range(9), *range(14, 32), 11, 12, 127]))
    return _BLANKS.sub(" ", flat)
