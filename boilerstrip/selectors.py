"""The grammar of the selectors that platform files use: a subset of CSS, parsed to plain values.

Compounds of ``tag``, ``*``, ``#id``, ``.class`` (whole tokens), ``[attr]``, ``[attr=v]``, ``^= *= $= ~=``,
``:not(compound)``, ``:has(selector)``, ``:scope``; combinators descendant, ``>``, ``+``, ``~``; comma lists.
A *value entry* adds what to read: ``sel`` (its text), ``sel@attr``, ``sel@attr/regex/`` and ``sel | regex`` (one group
each).  Matching is in ``segment.select``; this module knows no document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Attribute", "Complex", "Compound", "Entry", "Selector", "SelectorError", "parse_entry", "parse_selector"]

#: An identifier: `message--post`, `data-author`, `bbp-reply`; a leading digit is allowed, as ids have them.
IDENT = re.compile(r"[\w-]+")
# [data-content^="post-"]  [href*=msg]  [datetime]
ATTR = re.compile(r"""\[\s*([\w:-]+)\s*(?:([~^$*]?=)\s*(?:"([^"]*)"|'([^']*)'|([^\]\s"']+))\s*)?\]""")
# a.b@data-content/^post-(\d+)$/
VALUE = re.compile(r"([\w:-]+)(?:/(.+)/)?")


class SelectorError(ValueError):
    """A selector or value entry that cannot be read; the message shows it."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """``[name op value]``; ``op`` is "" for mere presence."""

    name: str
    op: str = ""
    value: str = ""

    def test(self, have: str | None) -> bool:
        if have is None:
            return False
        if not self.op:
            return True
        if self.op == "=":
            return have == self.value
        if not self.value:
            return False
        if self.op == "^=":
            return have.startswith(self.value)
        if self.op == "$=":
            return have.endswith(self.value)
        if self.op == "*=":
            return self.value in have
        return self.value in have.split()


@dataclass(frozen=True)
class Compound:
    """One element's conditions, and how it stands to the compound on its left (``combinator``: " ", ">", "+", "~")."""

    combinator: str = " "
    tag: str = ""
    ids: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    nots: tuple[Compound, ...] = ()
    has: tuple[tuple[Complex, ...], ...] = ()  #: each a comma list
    scope: bool = False
    text: str = ""  #: as written

    @cached_property
    def simple(self) -> bool:
        """One class, one id or one tag and nothing else: an index answers it."""
        return (
            bool(self.tag) + len(self.ids) + len(self.classes) == 1
            and self.tag != "*"
            and not (self.attributes or self.nots or self.has or self.scope)
        )


SCOPE = Compound(scope=True, text=":scope")


@dataclass(frozen=True)
class Complex:
    """Compounds from left to right; of one inside ``:has()`` the first is the element asked."""

    parts: tuple[Compound, ...]
    text: str

    @cached_property
    def scoped(self) -> bool:
        """Whether the answer depends on the scope element (which can only stand first)."""
        return self.parts[0].scope

    @cached_property
    def prefixes(self) -> tuple[str, ...]:
        """The selector up to and including each part: names under which partial answers can be shared."""
        out, so_far = [], ""
        for part in self.parts:
            so_far = f"{so_far}{part.combinator}{part.text}" if so_far else part.text
            out.append(so_far)
        return tuple(out)

    @cached_property
    def needs(self) -> frozenset[str]:
        """Tokens ("id x", "class x", "tag x", "attr x") without which no element can match."""
        out: set[str] = set()
        for part in self.parts:
            out.update(f"id {i}" for i in part.ids)
            out.update(f"class {c}" for c in part.classes)
            out.update(f"attr {a.name}" for a in part.attributes if a.name not in ("class", "id"))
            if part.tag and part.tag != "*":
                out.add(f"tag {part.tag}")
        return frozenset(out)


@dataclass(frozen=True, slots=True)
class Selector:
    """A comma list."""

    options: tuple[Complex, ...]
    text: str


@dataclass(frozen=True)
class Entry:
    """A selector and what to read from the elements: the text, or an attribute; ``regex`` narrows it to its group."""

    selector: Selector
    attribute: str = ""
    regex: str = ""
    text: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The compiled ``regex``: compiling all of them costs more than reading the files, and a page needs few."""
        return re.compile(self.regex) if self.regex else None


def parse_selector(text: str) -> Selector:
    """Parse a comma list.  Raises :class:`SelectorError`."""
    options, at = _list(text, 0, inside=False)
    if at != len(text):
        raise SelectorError(f"unexpected {text[at:]!r} in selector {text!r}")
    return Selector(tuple(options), text)


def parse_entry(text: str, *, check: bool = True) -> Entry:
    """Parse a value entry; ``check``: compile its regular expression too.  Raises :class:`SelectorError`."""
    at = _outside(text, "@")
    attribute = ""
    if at >= 0:
        css = text[:at].strip()
        found = VALUE.fullmatch(text[at + 1 :].strip())
        if not found:
            raise SelectorError(f"after @ an attribute name is expected, and at most /regex/: {text!r}")
        attribute, regex = found[1].lower(), found[2] or ""
    else:
        bar = text.find(" | ")
        css, regex = (text[:bar].strip(), text[bar + 3 :].strip()) if bar >= 0 else (text, "")
    entry = Entry(parse_selector(css), attribute, regex, text)
    if check:
        try:
            pattern = entry.pattern
        except re.error as error:
            raise SelectorError(f"bad regular expression in {text!r}: {error}") from error
        if pattern is not None and pattern.groups != 1:
            raise SelectorError(f"the regular expression wants exactly one group: {text!r}")
    return entry


def _outside(text: str, char: str) -> int:
    """Index of the first ``char`` outside of brackets and quotes, -1 if there is none."""
    depth, quote = 0, ""
    for i, c in enumerate(text):
        if quote:
            quote = "" if c == quote else quote
        elif c in "\"'":
            quote = c
        elif c in "[(":
            depth += 1
        elif c in ")]":
            depth -= 1
        elif c == char and depth == 0:
            return i
        elif c == "|" and depth == 0:
            return -1
    return -1


def _list(text: str, at: int, *, inside: bool, relative: bool = False) -> tuple[list[Complex], int]:
    """Comma list from ``at`` up to the end, or up to the closing bracket if ``inside``."""
    options: list[Complex] = []
    start = at
    parts: list[Compound] = [SCOPE] if relative else []
    combinator = " "
    fresh = True  # no compound since the start or the last combinator

    def close(end: int) -> None:
        if fresh:
            raise SelectorError(f"a selector is missing in {text!r}")
        options.append(Complex(tuple(parts), text[start:end].strip()))

    while at < len(text):
        c = text[at]
        if c.isspace():
            at += 1
            continue
        if c == "," or (c == ")" and inside):
            close(at)
            if c == ")":
                return options, at
            at += 1
            start, parts, combinator, fresh = at, [SCOPE] if relative else [], " ", True
        elif c in ">+~":
            if (fresh and not relative) or combinator != " ":
                raise SelectorError(f"a combinator without a left side in {text!r}")
            combinator, fresh = c, True
            at += 1
        else:
            compound, at = _compound(text, at, combinator)
            if compound.scope and parts:
                raise SelectorError(f":scope can only stand first: {text!r}")
            parts.append(compound)
            combinator, fresh = " ", False
    if inside:
        raise SelectorError(f"a closing bracket is missing in {text!r}")
    close(at)
    return options, at


def _compound(text: str, at: int, combinator: str) -> tuple[Compound, int]:
    begin = at
    tag = ""
    ids: list[str] = []
    classes: list[str] = []
    attributes: list[Attribute] = []
    nots: list[Compound] = []
    has: list[tuple[Complex, ...]] = []
    scope = False
    while at < len(text):
        c = text[at]
        if c == "*" and at == begin:
            tag, at = "*", at + 1
        elif c in "#.":
            name = IDENT.match(text, at + 1)
            if not name:
                raise SelectorError(f"a name is missing after {c!r} in {text!r}")
            (ids if c == "#" else classes).append(name[0])
            at = name.end()
        elif c == "[":
            found = ATTR.match(text, at)
            if not found:
                raise SelectorError(f"cannot read {text[at:]!r} in {text!r}")
            value = next((v for v in found.groups()[2:] if v is not None), "")
            attributes.append(Attribute(found[1].lower(), found[2] or "", value))
            at = found.end()
        elif text.startswith(":scope", at):
            scope, at = True, at + 6
        elif text.startswith(":not(", at):
            inner, at = _compound(text, at + 5, " ")
            if at >= len(text) or text[at] != ")":
                raise SelectorError(f":not() takes one compound: {text!r}")
            nots.append(inner)
            at += 1
        elif text.startswith(":has(", at):
            options, at = _list(text, at + 5, inside=True, relative=True)
            has.append(tuple(options))
            at += 1
        elif at == begin and (name := IDENT.match(text, at)):
            tag, at = name[0].lower(), name.end()
        else:
            break
    if at == begin:
        raise SelectorError(f"cannot read {text[at:]!r} in {text!r}")
    return Compound(
        combinator, tag, tuple(ids), tuple(classes), tuple(attributes), tuple(nots), tuple(has), scope, text[begin:at]
    ), at
