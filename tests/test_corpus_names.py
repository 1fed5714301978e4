"""Names: what is an input, what an output is called, what a terminal sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boilerstrip.corpus.names import MAX_NAME, RESERVED, form_of, output_names, safe, shown, unshown


def outs(*names: str, fmt: str = "text", folder: bytes = b"", folders: tuple[str, ...] = ()) -> dict[str, str]:
    listed = [(n.encode(), n in folders) for n in sorted((*names, *folders))]
    return {k.decode(): v.decode() for k, v in output_names(listed, folder, fmt).items()}


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.txt", "text"), ("a.MD", "text"), ("a.html", "html"), ("a.html.gz", "html"), ("a.jsonl", "jsonl"),
        ("a.jsonl.zst", "jsonl"), ("c4.json.gz", "jsonl"), ("a.parquet", "parquet"), ("a.warc.gz", "warc"),
        ("CC.warc.wet.gz", "warc"), ("CC.warc.wat.gz", None), ("a.json", None), ("a.pdf", None), ("README", None),
        (".html", "html"), ("a.tar.gz", None), (".jsonl", None),
    ],
)  # fmt: skip
def test_form(name: str, form: str | None) -> None:
    assert form_of(name.encode()) == form


def test_text_keeps_its_name_and_the_rest_gets_a_suffix() -> None:
    assert outs("a.txt", "a.md", "b.html", "c.txt.gz", "d.jsonl") == {
        "a.txt": "a.txt", "a.md": "a.md", "b.html": "b.html.txt", "c.txt.gz": "c.txt.gz.txt", "d.jsonl": "d.jsonl",
    }  # fmt: skip


def test_other_formats() -> None:
    assert outs("a.txt", "a.md", fmt="json") == {"a.txt": "a.txt.json", "a.md": "a.md.json"}
    assert outs("a.txt", "a.md", fmt="md") == {"a.txt": "a.txt.md", "a.md": "a.md"}


def test_where_two_would_meet_the_unchanged_name_wins() -> None:
    found = outs("a.html", "a.html.txt")
    assert found["a.html.txt"] == "a.html.txt"
    assert found["a.html"].startswith("a.html-") and found["a.html"].endswith(".txt") and len(found["a.html"]) == len("a.html-12345678.txt")


def test_a_folder_keeps_its_name() -> None:
    found = outs("a.html", folders=("a.html.txt",))
    assert found["a.html.txt"] == "a.html.txt" != found["a.html"]


def test_our_own_names_are_left_free() -> None:
    found = outs("manifest.jsonl", folders=(".tmp",))
    assert not {n.encode() for n in found.values()} & RESERVED
    assert found["manifest.jsonl"].startswith("manifest-") and found["manifest.jsonl"].endswith(".jsonl")
    below = outs("manifest.jsonl", folder=b"sub")
    assert below == {"manifest.jsonl": "manifest.jsonl"}


def test_a_long_name_is_cut_between_characters() -> None:
    name = "é" * 124 + "ab.html"
    out = outs(name)[name]
    assert len(out.encode()) <= MAX_NAME and out.endswith(".txt")


@given(st.lists(st.binary(min_size=1, max_size=12).filter(lambda b: b"/" not in b and b"\0" not in b), unique=True))
def test_outputs_never_meet(stems: list[bytes]) -> None:
    names = sorted({s + e for s in stems for e in (b".html", b".html.txt", b".txt", b".jsonl")})
    found = output_names([(n, False) for n in names], b"", "text")
    assert len(set(found.values())) == len(found) == len(names)
    assert not set(found.values()) & RESERVED


@given(st.binary())
def test_paths_of_any_bytes_come_back(path: bytes) -> None:
    assert unshown(shown(path)) == path


@given(st.text())
def test_what_is_shown_is_safe(text: str) -> None:
    out = safe(text)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 or 0x202A <= ord(c) <= 0x202E for c in out)


def test_a_byte_that_is_no_character_is_spelt_out() -> None:
    assert safe(shown(b"a\xff\x1b[31m")) == "a\\xff\\x1b[31m"
