"""Report, difference and review over runs that a test wrote."""

from __future__ import annotations

import dataclasses
import json
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
import typer
from lxml import html
from typer.testing import CliRunner

from boilerstrip.model import Cleaned, UsageError
from boilerstrip.view.commands import register
from boilerstrip.view.diff import diff, diff_html, diff_lines
from boilerstrip.view.report import command, report, report_html, report_markdown
from boilerstrip.view.review import gold, keep_list, merge_gold, read_marks
from tests.viewdata import HOSTILE, hostile, thread, write_run

if TYPE_CHECKING:
    from pathlib import Path

app = typer.Typer()
register(app)


def other_verdict(cleaned: Cleaned, number: int, kept: bool) -> Cleaned:
    blocks = list(cleaned.blocks)
    blocks[number] = dataclasses.replace(blocks[number], kept=kept, label="body" if kept else "chrome")
    text = "\n".join(b.text for b in blocks if b.kept)
    return dataclasses.replace(cleaned, blocks=tuple(blocks), text=text)


# ---------------------------------------------------------------- report


def test_no_run_is_said(tmp_path: Path) -> None:
    for name in ("nothing", "."):
        with pytest.raises(UsageError, match="no manifest"):
            report(tmp_path / name)


def test_report_adds_up(tmp_path: Path) -> None:
    write_run(tmp_path / "out", {"a.txt": thread(3), "b/c.txt": thread(6), "d.bin": None})
    told = report(tmp_path / "out", inputs="in put")
    blocks = [*thread(3).blocks, *thread(6).blocks]
    assert told["documents"] == {"ok": 2, "degraded": 0, "failed": 1, "skipped": 0}
    assert told["characters"]["kept"] == sum(len(b.text) for b in blocks if b.kept)
    assert told["characters"]["dropped"] == sum(r["characters"] for r in told["rules"])
    assert sum(told["scores"]["kept"]) == sum(b.kept for b in blocks)
    assert sum(told["scores"]["dropped"]) == sum(not b.kept for b in blocks)
    assert told["found"] == {"post": 9}
    assert {d["path"] for d in told["uncertain"]} == {"a.txt", "b/c.txt"}
    assert told["uncertain"][0]["uncertain_blocks"] == 1
    assert told["failures"] == [{"path": "d.bin", "reason": "binary", "detail": "not text"}]
    assert told["changed"][0]["command"].startswith("boilerstrip explain 'in put/")
    assert json.loads(json.dumps(told)) == told


def test_report_of_text_outputs_says_that_there_are_no_scores(tmp_path: Path) -> None:
    write_run(tmp_path / "out", {"a.txt": thread(3)}, fmt="text")
    told = report(tmp_path / "out")
    assert told["scores"]["documents"] == 0
    assert "--format json" in report_html(told)


def test_an_unfinished_run_is_reported_from_its_journal(tmp_path: Path) -> None:
    write_run(tmp_path / "out", {"a.txt": thread(3)})
    (tmp_path / "out/manifest.jsonl").rename(tmp_path / "out/manifest.jsonl.part")
    told = report(tmp_path / "out")
    assert not told["finished"]
    assert "not finished" in report_html(told)
    assert "not finished" in report_markdown(told)


def test_hostile_names_are_text(tmp_path: Path) -> None:
    write_run(tmp_path / "out", {"x<img src=x onerror=alert(1)>|`$(rm)`.txt": hostile(), "y.txt": thread(2)})
    told = report(tmp_path / "out")
    tree = html.document_fromstring(report_html(told))
    assert not tree.xpath("//script|//img|//iframe|//*[@onerror or @onload]")
    assert "'" in command("IN", "a$(rm).txt")
    markdown = report_markdown(told)
    assert "<img" not in markdown
    changed = diff(tmp_path / "out", tmp_path / "out")
    assert not html.document_fromstring(diff_html(changed)).xpath("//script|//img")


def test_outputs_outside_of_the_run_are_not_read(tmp_path: Path) -> None:
    write_run(tmp_path / "out", {"a.txt": thread(3)})
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps(thread(2).to_dict()))
    manifest = tmp_path / "out/manifest.jsonl"
    row = json.loads(manifest.read_text())
    for name in ("../secret.json", str(secret)):
        manifest.write_text(json.dumps({**row, "outputs": [name]}) + "\n")
        assert report(tmp_path / "out")["scores"]["documents"] == 0
    (tmp_path / "out/a.txt.json").unlink()
    (tmp_path / "out/a.txt.json").symlink_to(secret)
    manifest.write_text(json.dumps(row) + "\n")
    assert report(tmp_path / "out")["scores"]["documents"] == 0


# ---------------------------------------------------------------- diff


def test_equal_runs_do_not_differ(tmp_path: Path) -> None:
    for name in "ab":
        write_run(tmp_path / name, {"a.txt": thread(3), "b.txt": None})
    told = diff(tmp_path / "a", tmp_path / "b")
    assert not told["changed"]
    assert told["documents"] == {"same": 2, "changed": 0, "only_a": 0, "only_b": 0}
    assert len(diff_lines(told)) == 1


@pytest.mark.parametrize("fmt", ["json", "text"])
def test_won_and_lost(tmp_path: Path, fmt: str) -> None:
    before = thread(6)
    body = next(i for i, b in enumerate(before.blocks) if b.kept)
    button = next(i for i, b in enumerate(before.blocks) if b.label == "chrome")
    after = other_verdict(other_verdict(before, body, False), button, True)
    write_run(tmp_path / "a", {"a.txt": before, "b.txt": thread(2), "only/a.txt": thread(1), "z.txt": thread(2)}, fmt=fmt)
    write_run(tmp_path / "b", {"a.txt": after, "b.txt": thread(2), "b0.txt": thread(1), "z.txt": None}, fmt=fmt)
    told = diff(tmp_path / "a", tmp_path / "b")
    assert told["changed"]
    assert told["documents"] == {"same": 1, "changed": 2, "only_a": 1, "only_b": 1}
    first = next(d for d in told["worst"] if d["path"] == "a.txt")
    assert first["won"] == len(before.blocks[button].text)
    assert first["lost"] == len(before.blocks[body].text)
    assert first["won_text"] == [before.blocks[button].text]
    assert told["statuses"] == {"ok → failed": 1}
    assert told["records"] == {"posts fewer": 2}
    if fmt == "json":
        assert told["blocks"] == {"won": 1, "lost": 1, "relabelled": 0}
        assert {r["rule"]: (r["won"], r["lost"]) for r in told["rules"]}["phrase.forum_buttons"][0] == 10
    assert any("a.txt" in line for line in diff_lines(told))


def test_a_block_only_relabelled_counts(tmp_path: Path) -> None:
    before = thread(3)
    blocks = list(before.blocks)
    blocks[0] = dataclasses.replace(blocks[0], label="chrome")
    write_run(tmp_path / "a", {"a.txt": before})
    write_run(tmp_path / "b", {"a.txt": dataclasses.replace(before, blocks=tuple(blocks))})
    told = diff(tmp_path / "a", tmp_path / "b")
    assert told["changed"]
    assert told["blocks"] == {"won": 0, "lost": 0, "relabelled": 1}


def test_manifests_out_of_order_are_refused(tmp_path: Path) -> None:
    for name in "ab":
        write_run(tmp_path / name, {"a.txt": thread(1), "b.txt": thread(1)})
    manifest = tmp_path / "b/manifest.jsonl"
    manifest.write_text("".join(reversed(manifest.read_text().splitlines(keepends=True))))
    with pytest.raises(UsageError, match="order"):
        diff(tmp_path / "a", tmp_path / "b")


def test_memory_is_flat(tmp_path: Path) -> None:
    def peak(documents: int) -> int:
        one, two = thread(4), other_verdict(thread(4), 1, False)
        write_run(tmp_path / f"a{documents}", {f"d{i:05d}.txt": one for i in range(documents)})
        write_run(tmp_path / f"b{documents}", {f"d{i:05d}.txt": two for i in range(documents)})
        tracemalloc.start()
        diff(tmp_path / f"a{documents}", tmp_path / f"b{documents}", worst=5)
        report(tmp_path / f"a{documents}", worst=5)
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(20)
    assert peak(600) < 1.5 * peak(60) + 200_000


# ---------------------------------------------------------------- review


def mark(**values: Any) -> dict[str, Any]:
    return {
        "schema": 1, "document": "a.txt", "sha256": "s", "kind": "thread", "block": 1, "span": [0, 5], "lines": [3, 3],
        "region": "post", "label": "chrome", "kept": False, "score": -2.0, "reason": "x", "text": "hello  there",
        "verdict": "reject", "should": "body", "reviewer": "Ann", **values,
    }  # fmt: skip


def write_marks(path: Path, *marks: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(m) + "\n" for m in marks))
    return path


@pytest.mark.parametrize(
    "bad",
    [{"schema": 2}, {"verdict": "maybe"}, {"should": "nonsense"}, {"label": "x"}, {"region": "x"}, {"span": [5, 1]}, {"span": "x"},
     {"lines": [1]}, {"block": "1"}, {"text": None}, {"lines": [True, 2]}],
)  # fmt: skip
def test_bad_marks_are_named_by_line(tmp_path: Path, bad: dict[str, Any]) -> None:
    path = write_marks(tmp_path / "m.jsonl", mark(), mark(**bad))
    with pytest.raises(UsageError, match=r"m\.jsonl:2"):
        read_marks([path])


def test_marks_become_gold(tmp_path: Path) -> None:
    path = write_marks(
        tmp_path / "m.jsonl",
        mark(block=1, lines=[3, 3]),
        mark(block=2, lines=[4, 6], label="body", kept=True, verdict="accept", should="body"),
        mark(block=3, lines=[8, 8], label="chrome", verdict="accept", should="chrome", reviewer="Bob"),
    )
    again = write_marks(tmp_path / "n.jsonl", mark(block=3, lines=[8, 8], should="meta"))
    made = gold(read_marks([path, again]))
    assert made["a.txt"]["lines"] == [["3-6", "post", "body", ""], ["8", "post", "meta", ""]]
    assert made["a.txt"]["reviewed"] == "partial"
    target = tmp_path / "gold.json"
    target.write_text(json.dumps({"b.txt": {"kind": "article", "lines": []}, "a.txt": {"lines": [["1", "page", "chrome", ""]]}}))
    merged = merge_gold(target, made)
    assert [line[0] for line in merged["a.txt"]["lines"]] == ["1", "3-6", "8"]
    assert merged["b.txt"] == {"kind": "article", "lines": []}
    target.write_text(json.dumps({"a.txt": {"sha256": "other", "lines": []}}))
    with pytest.raises(UsageError, match="another version"):
        merge_gold(target, made)


def test_keep_list_holds_what_was_wrongly_dropped(tmp_path: Path) -> None:
    marks = read_marks([write_marks(
        tmp_path / "m.jsonl", mark(), mark(block=2, kept=True, label="body", should="chrome"), mark(block=3, verdict="accept", should="chrome"),
        mark(block=4, should="meta"),
    )])  # fmt: skip
    assert [(e["text"], e["label"]) for e in keep_list(marks)] == [("hello there", "body")]


# ---------------------------------------------------------------- commands


def test_commands(tmp_path: Path) -> None:
    run = CliRunner()
    write_run(tmp_path / "a", {"a.txt": thread(3), "b.txt": hostile()})
    write_run(tmp_path / "b", {"a.txt": other_verdict(thread(3), 1, False), "b.txt": hostile()})
    page = tmp_path / "r.html"
    result = run.invoke(app, ["report", str(tmp_path / "a"), "--html", str(page), "--pages"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("# Run")
    links = html.document_fromstring(page.read_text()).xpath("//a/@href")
    assert links
    assert all((tmp_path / link).is_file() for link in links)
    assert json.loads(run.invoke(app, ["report", str(tmp_path / "a"), "--format", "json"]).output)["documents"]["ok"] == 1
    assert run.invoke(app, ["diff", str(tmp_path / "a"), str(tmp_path / "a")]).exit_code == 0
    result = run.invoke(app, ["diff", str(tmp_path / "a"), str(tmp_path / "b"), "--html", str(tmp_path / "d.html")])
    assert result.exit_code == 1
    assert "1 documents changed" in result.output
    assert "Documents, most changed first" in (tmp_path / "d.html").read_text()
    marks = write_marks(tmp_path / "m.jsonl", mark(text=HOSTILE[7]))
    result = run.invoke(app, ["review", str(marks), "--gold", str(tmp_path / "g.json"), "--keep", str(tmp_path / "k.jsonl")])
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.output
    assert json.loads((tmp_path / "g.json").read_text())["a.txt"]["lines"]
    assert len((tmp_path / "k.jsonl").read_text().splitlines()) == 1
    assert isinstance(run.invoke(app, ["report", str(tmp_path / "none")]).exception, UsageError)
