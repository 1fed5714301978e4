"""The phrase files as look-up tables, and the built-in ones prebuilt.

Reading forty TOML files takes half a second, so their tables are also kept as ``data/phrases.tsv``, made for a fast start:
what many phrases share stands once, before them.  After a change of a built-in file write it anew, with the other
prebuilt tables: ``python -m boilerstrip.phraseindex`` (a test fails while it is stale).
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from boilerstrip import prebuilt
from boilerstrip.model import UsageError
from boilerstrip.phrasefiles import DENSE, PLACEHOLDER, Entry, PhraseFile, literal, read_phrases, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DATA = prebuilt.DATA
PREBUILT = DATA / "phrases.tsv"
PARTS = 512  #: of the table of whole lines
SHAPES = ("counted", "first", "last", "inner")  #: how a pattern is found: see :func:`pattern_key`


class InParts(MutableMapping[str, str]):
    """A large table, each part of which is read when one of its keys is first asked for: a short text asks for few."""

    def __init__(self, parts: list[tuple[bytes, bytes]] | None = None) -> None:
        self._written = parts or [(b"", b"")] * PARTS
        self._parts: list[dict[str, str] | None] = [None] * PARTS

    def _part(self, at: int) -> dict[str, str]:
        part = self._parts[at]
        if part is None:
            keys, values = (rows.decode().split("\n") if rows else () for rows in self._written[at])
            part = self._parts[at] = dict(zip(keys, values, strict=True))
        return part

    @staticmethod
    def at(key: str) -> int:
        """The number of the part in which a key stands."""
        return crc32(key.encode("utf-8", "surrogatepass")) % PARTS

    def parts(self) -> Iterator[dict[str, str]]:
        return (self._part(at) for at in range(PARTS))

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        return self._part(self.at(key)).get(key, default)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key in self._part(self.at(key))

    def __getitem__(self, key: str) -> str:
        return self._part(self.at(key))[key]

    def __setitem__(self, key: str, value: str) -> None:
        self._part(self.at(key))[key] = value

    def __delitem__(self, key: str) -> None:
        del self._part(self.at(key))[key]

    def __iter__(self) -> Iterator[str]:
        return (key for part in self.parts() for key in part)

    def __len__(self) -> int:
        return sum(map(len, self.parts()))


class Tables(NamedTuple):
    """Everything a :class:`~boilerstrip.catalog.PhraseBook` looks up.

    A *code* is an index into ``codes``: category, language, kind (with tabs between).  What is filed under a key stands
    in one string with tabs between (:func:`listed`): most of it is never looked at, and nothing starts faster.
    """

    codes: list[str]
    exact: InParts  #: whole line → codes
    any: dict[str, str]  #: key of a phrase (:func:`anchor`) → phrases that are sure inside of a line too
    patterns: dict[str, str]  #: phrase with placeholders → codes
    counted: dict[str, str]  #: the four shapes: key → patterns
    first: dict[str, str]
    last: dict[str, str]
    inner: dict[str, str]
    languages: list[str]
    relative: list[str]  #: words that stand for a day


def listed(table: Mapping[str, str], key: str) -> list[str]:
    """What a table of :class:`Tables` has under a key."""
    found = table.get(key)
    return found.split("\t") if found else []


def empty() -> Tables:
    return Tables([], InParts(), {}, {}, {}, {}, {}, {}, [], [])


def add_file(tables: Tables, book: PhraseFile, *, replace: bool) -> None:
    """Put one file into the tables.  ``replace``: what it says of a phrase replaces what was there (a user's file);
    otherwise the first language that has a phrase for a category keeps it."""
    if replace:
        for phrase in (*book.remove, *(e.phrase for e in book.entries)):
            _remove(tables, phrase)
    if book.language not in tables.languages:
        tables.languages.append(book.language)
    tables.relative.extend(w for w in book.relative if w not in tables.relative)
    known = {code: i for i, code in enumerate(tables.codes)}
    for e in book.entries:
        row = "\t".join((e.category, e.language, e.kind))
        code = known.setdefault(row, len(tables.codes))
        if code == len(tables.codes):
            tables.codes.append(row)
        _add(tables, e, code)


def _add(tables: Tables, e: Entry, code: int) -> None:
    names = PLACEHOLDER.findall(e.phrase)
    table_of_codes: MutableMapping[str, str] = tables.patterns if names else tables.exact
    codes = listed(table_of_codes, e.phrase)
    for c in codes:
        category, language, _ = tables.codes[int(c)].split("\t")
        if category == e.category and language != e.language:
            return  # another language says the same
    table_of_codes[e.phrase] = "\t".join((*codes, str(code)))
    if names:
        shape, key = pattern_key(e.phrase)
        table: dict[str, str] = getattr(tables, shape)
    elif e.kind == "any":
        table, key = tables.any, anchor(e.phrase)
    else:
        return
    if e.phrase not in (phrases := listed(table, key)):
        table[key] = "\t".join((*phrases, e.phrase))


def _remove(tables: Tables, phrase: str) -> None:
    if PLACEHOLDER.search(phrase):
        shape, key = pattern_key(phrase)
        gone = tables.patterns.pop(phrase, None)
        table: dict[str, str] = getattr(tables, shape)
    else:
        gone = tables.exact.pop(phrase, None)
        table, key = tables.any, anchor(phrase)
    if gone and phrase in (phrases := listed(table, key)):
        phrases.remove(phrase)
        if phrases:
            table[key] = "\t".join(phrases)
        else:
            del table[key]


def pattern_key(phrase: str) -> tuple[str, str]:
    """Under which shape and key a phrase with placeholders is filed.

    ``counted``: only numbers vary, the whole phrase is the key; ``first``/``last``: the fixed words, one or two, the
    line begins or ends with; ``inner``: a fixed word inside.
    """
    fixed = PLACEHOLDER.split(phrase)[::2]
    if set(PLACEHOLDER.findall(phrase)) == {"n"}:
        return "counted", phrase
    if first := words(fixed[0]):
        return "first", " ".join(first[:2])
    if last := words(fixed[-1]):
        return "last", " ".join(last[-2:])
    return "inner", anchor(literal(phrase))


def anchor(phrase: str) -> str:
    """The key by which a phrase is found inside of a text: its longest word, or two characters of a dense script."""
    plain = words(phrase)
    best = max(plain, key=len, default="")
    if len(best) == 1 and DENSE.match(best):
        pairs = [a + b for a, b in zip(phrase, phrase[1:], strict=False) if DENSE.match(a) and DENSE.match(b)]
        return pairs[0] if pairs else best
    return best


def keys(text: str, tokens: list[str]) -> list[str]:
    """All keys under which :func:`anchor` may have filed what ``text`` (of the words ``tokens``) holds."""
    if text.isascii() or not DENSE.search(text):
        return tokens
    return [*tokens, *(a + b for a, b in zip(text, text[1:], strict=False))]


def build(folder: Path = DATA / "phrases") -> Tables:
    """Tables of all files of a folder, English first."""
    tables = empty()
    for path in sorted(folder.glob("*.toml"), key=lambda p: (p.stem != "en", p.stem)):
        add_file(tables, read_phrases(path), replace=False)
    return tables


def load(dirs: tuple[str, ...] = ()) -> Tables:
    """The built-in tables with the files of ``dirs/*/phrases`` put over them.

    Raises:
        UsageError: a folder is not there, or a file has the wrong form.
    """
    tables = parse(PREBUILT.read_bytes())
    for given in dirs:
        if not Path(given).is_dir():
            raise UsageError(f"{given}: no such folder of phrases and platforms")
        for path in sorted((Path(given) / "phrases").glob("*.toml")):
            add_file(tables, read_phrases(path), replace=True)
    return tables


def dump(tables: Tables) -> str:
    """The tables as they stand in the prebuilt file; the same files give the same text.

    Lists as they are and dictionaries as their keys and then their values, each with an empty line behind.
    """
    sections: list[Iterable[str]] = []
    for value in tables:
        for table in value.parts() if isinstance(value, InParts) else (value,):
            sections += [table] if isinstance(table, list) else [table.keys(), table.values()]
    return "".join("\n".join(rows) + "\n\n" for rows in sections)


def parse(data: bytes) -> Tables:
    """What :func:`dump` wrote, in UTF-8."""
    # each section is decoded alone: one foreign character makes all text with it twice or four times as large
    sections = iter(data.split(b"\n\n"))
    made: list[list[str] | dict[str, str] | InParts] = []
    for value in empty():
        if isinstance(value, InParts):
            made.append(InParts([(next(sections), next(sections)) for _ in range(PARTS)]))
            continue
        rows = next(sections).decode().split("\n")
        made.append(rows if isinstance(value, list) else dict(zip(rows, next(sections).decode().split("\n"), strict=True)))
    return Tables(*made)  # type: ignore[arg-type]



if __name__ == "__main__":
    from boilerstrip.dates.arrange import arrange

    PREBUILT.write_text(dump(build()), encoding="utf-8")
    prebuilt.write()
    dates = DATA / "dates.toml"
    dates.with_suffix(".json").write_text(prebuilt.dump(dates, arrange(prebuilt.parse(dates))), encoding="utf-8")
