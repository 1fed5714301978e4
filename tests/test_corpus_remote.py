"""Addresses: one file from and to wherever fsspec reaches, by ``file://``, which needs nothing else."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from boilerstrip.corpus.entrance import clean_command, settings_of
from boilerstrip.corpus.places import CannotRun
from boilerstrip.corpus.remote import _without_secrets

pytest.importorskip("fsspec")
FORM = "\n\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *\n\nPost Comment\n"
PROSE = "The old boiler in the cellar lost its pressure every winter, and nobody in the house could say where the water went."


def clean(source: str, target: str, **given: object) -> int:
    return clean_command(source, target, settings_of({}, (), {"jobs": 1, "progress": "none", **given}))


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "a b.jsonl"
    path.parent.mkdir()
    path.write_text("".join(json.dumps({"id": str(i), "text": PROSE + FORM, "n": i}) + "\n" for i in range(5)))
    return path


def test_the_same_as_of_a_local_file(tmp_path: Path, lines: Path) -> None:
    (tmp_path / "out").mkdir()
    assert clean(str(lines), str(tmp_path / "local.jsonl")) == 0
    assert clean(f"file://{lines}", f"file://{tmp_path}/out/o.jsonl") == 0
    assert (tmp_path / "out/o.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes()
    there, here = (json.loads(p.read_bytes()) for p in (tmp_path / "out/o.jsonl.manifest.jsonl", tmp_path / "local.jsonl.manifest.jsonl"))
    assert there.pop("path") == f"file://{lines}" and there.pop("outputs") == ["o.jsonl"]
    del here["path"], here["outputs"]
    assert there == here
    assert clean(f"file://{lines}", f"file://{tmp_path}/out/o.jsonl") == 0  # ours: done again
    assert sorted(os.listdir(tmp_path / "out")) == ["o.jsonl", "o.jsonl.manifest.jsonl"]


def test_one_side_may_be_local(tmp_path: Path, lines: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "a.txt").write_text(PROSE + FORM)
    assert clean(f"file://{tmp_path}/a.txt", "-") == 0
    assert capfdbinary.readouterr().out.strip() == PROSE.encode()
    assert clean(f"file://{lines}", str(tmp_path / "o.jsonl")) == 0
    assert clean(str(tmp_path / "a.txt"), f"file://{tmp_path}/o.txt") == 0
    assert (tmp_path / "o.txt").read_text().strip() == PROSE


def test_what_is_not_ours_is_not_replaced(tmp_path: Path, lines: Path) -> None:
    (tmp_path / "o.jsonl").write_text("mine")
    with pytest.raises(CannotRun, match=r"file://\S+/o\.jsonl is there already and not ours"):
        clean(f"file://{lines}", f"file://{tmp_path}/o.jsonl")
    assert (tmp_path / "o.jsonl").read_text() == "mine"


@pytest.mark.parametrize(
    ("source", "words"),
    [("file:///nowhere/a.txt", "no such file"), ("file:///", "is a folder"), ("nosuch://a/b.txt", "nosuch"), ("s3:\x1b//x/y", "no such file")],
)
def test_one_line_says_what_is_wrong(tmp_path: Path, source: str, words: str) -> None:
    with pytest.raises(CannotRun, match=words) as error:
        clean(source, str(tmp_path / "o.txt"))
    assert "\n" not in str(error.value) and "\x1b" not in str(error.value)
    assert os.listdir(tmp_path) == []


def test_without_fsspec_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(CannotRun, match=r"boilerstrip\[remote\]"):
        clean("s3://bucket/a.txt", str(tmp_path / "o.txt"))


def test_folders_and_standard_input_stay_local(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(CannotRun, match="folder"):
        clean(str(tmp_path / "in"), f"file://{tmp_path}/out")
    with pytest.raises(CannotRun, match="standard input"):
        clean("-", f"file://{tmp_path}/o.txt")


def test_secrets_stay_out_of_manifests() -> None:
    assert _without_secrets("https://u:p@host/a/b.txt?X-Signature=1") == "https://host/a/b.txt"
    assert _without_secrets("s3://bucket/a@b.txt") == "s3://bucket/a@b.txt"
    assert _without_secrets("plain?name") == "plain?name"
