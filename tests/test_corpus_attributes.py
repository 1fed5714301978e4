"""Dolma attributes beside untouched documents, passages that a reviewer keeps, ids of records that failed."""

from __future__ import annotations

import gzip
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

import boilerstrip
from boilerstrip.cli import main
from boilerstrip.corpus.policy import read_passages
from boilerstrip.corpus.runner import FolderRun
from boilerstrip.corpus.settings import Settings
from boilerstrip.model import UsageError

if TYPE_CHECKING:
    from pathlib import Path

PROSE = "The ferry did not sail that evening, so we stayed at the inn and talked with the old skipper until midnight.\n"
FORM = "\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *\n\nPost Comment\n"
ROWS: list[dict[str, Any]] = [
    {"id": "a", "source": "web", "text": "\u00e9\U0001f6a2 " + PROSE + FORM},
    {"id": "b", "source": "web", "text": 7},
    {"text": PROSE},
    {"id": "h", "html": f"<p>{PROSE}</p><p>{PROSE}</p>"},
]


def clean(inp: Path, out: Path, **settings: Any) -> int:
    return FolderRun(os.fsencode(inp), os.fsencode(out), Settings(progress="none", jobs=1, **settings)).run()


def command(*args: str) -> int:
    with pytest.raises(SystemExit) as end:
        main([*args])
    assert isinstance(end.value.code, int)
    return end.value.code


def test_attributes_are_rows_beside_the_documents(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with gzip.open(tmp_path / "in/d.jsonl.gz", "wt", encoding="utf-8") as f:
        f.writelines(json.dumps(row) + "\n" for row in ROWS)
    (tmp_path / "in/e.txt").write_text(PROSE)
    assert clean(tmp_path / "in", tmp_path / "out", attributes=True) == 1
    with gzip.open(tmp_path / "out/d.jsonl.gz", "rt", encoding="utf-8") as f:
        made = [json.loads(line) for line in f]
    assert [(r["id"], r["source"]) for r in made] == [("a", "web"), ("b", "web"), ("line-3", None), ("h", None)]
    assert [set(r) for r in made] == [{"id", "source", "attributes"}] * 4
    assert made[1]["attributes"] == {} and made[3]["attributes"] == {}
    text, spans = ROWS[0]["text"], made[0]["attributes"]
    dropped = [text[a:b] for a, b, _ in spans["boilerstrip_v1__blocks__dropped"]]
    assert dropped == ["Leave a Reply", "Your email address will not be published. Required fields are marked *", "Post Comment"]
    assert all(0.5 <= score <= 1 for listed in spans.values() for _, _, score in listed)
    assert [[text[a:b] for a, b, _ in spans["boilerstrip_v1__blocks__body"]]] == [[text.partition("\n")[0]]]
    assert spans[f"boilerstrip_v1__doc__kind_{boilerstrip.clean(text).kind}"] == [[0, len(text), 1.0]]
    rows = [json.loads(line) for line in (tmp_path / "out/manifest.jsonl").read_text().splitlines()]
    assert [(r["path"], r["status"]) for r in rows] == [("d.jsonl.gz", "degraded"), ("e.txt", "skipped")]
    assert rows[0]["records"]["failed"] == 2


def test_attributes_and_what_does_not_go_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(PROSE)
    for more in (["--records"], ["--drop-empty"], ["--authors", "drop"], []):
        assert command("clean", "a.txt", "b.txt", "--attributes", *more) == 2
        told = capfd.readouterr().err
        assert told.count("\n") == 1 and "--attributes" in told
    assert os.listdir(tmp_path) == ["a.txt"]


def test_passages_that_a_reviewer_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(PROSE + FORM)
    (tmp_path / "keep.jsonl").write_text(json.dumps({"text": "Leave a   Reply", "label": "body"}) + "\n\n" + json.dumps({"text": "Post"}) + "\n")
    assert command("clean", "a.txt", "b.txt") == 0 and (tmp_path / "b.txt").read_text() == PROSE
    (tmp_path / "boilerstrip.toml").write_text('keep-files = ["keep.jsonl"]\n')
    assert command("clean", "a.txt", "c.txt") == 0
    assert (tmp_path / "c.txt").read_text().split("\n\n") == [PROSE.strip(), "Leave a Reply\n"]  # "Post" is only part of a block
    assert command("check", "--fix", "a.txt") == 1
    assert "Leave a Reply" in (tmp_path / "a.txt").read_text() and "Post Comment" not in (tmp_path / "a.txt").read_text()
    assert command("check", "a.txt") == 0


@pytest.mark.parametrize(("content", "told"), [(None, "No such file"), ("{}\n", "line 1"), ('{"text": "a"}\n[', "line 2"), ('"a"\n', "line 1")])
def test_a_file_of_passages_that_is_none(content: str | None, told: str, tmp_path: Path) -> None:
    path = tmp_path / "k.jsonl"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError, match=told):
        read_passages((str(path),))


def test_a_record_that_failed_has_an_id_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/d.jsonl").write_text("".join(json.dumps(row) + "\n" for row in [{"text": 7}, {"id": "x", "text": None}, {"text": PROSE}]))
    clean(tmp_path / "in", tmp_path / "out", records=True)
    made = [json.loads(line) for line in (tmp_path / "out/d.jsonl").read_text().splitlines()]
    assert [r["id"] for r in made][:2] == ["line-1", "x"] and made[2]["id"].startswith("line-3#")
    assert [r["boilerstrip"]["document"] for r in made] == ["line-1", "x", "line-3"]
