"""A run over a folder: every input once in the manifest, resumed to the same bytes, nothing outside of OUT touched."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from boilerstrip.corpus.places import CannotRun
from boilerstrip.corpus.runner import FolderRun
from boilerstrip.corpus.settings import Settings

PROSE = (
    "The bridge over the river was closed for two weeks last spring, and nobody in the village could say why.",
    "My grandmother used to tell us that the water had taken three bridges before this one was built.",
    "When the workers came back they found that the northern pillar had sunk by almost a hand's width.",
    "We walked the long way round through the forest every morning, and in the end I came to like it.",
)
FORM = "Leave a Reply\n\nYour email address will not be published. Required fields are marked *\n\nPost Comment\n"


def text(i: int) -> str:
    rng = random.Random(i)
    return "\n\n".join(f"{rng.choice(PROSE)} Note {i}-{k}." for k in range(4)) + "\n\n" + FORM


def page(i: int) -> str:
    body = "".join(f"<p>{p} Number {i}.</p>" for p in PROSE)
    return f"<html><body><nav><a href='/'>Home</a></nav><article><h1>Page {i}</h1>{body}</article></body></html>"


def corpus(top: Path, n: int = 8) -> Path:
    top.mkdir(parents=True, exist_ok=True)
    for i in range(n):
        folder = top / f"part{i % 2}"
        folder.mkdir(exist_ok=True)
        (folder / f"doc{i}.txt").write_text(text(i))
    (top / "page.html").write_text(page(1))
    lines = [json.dumps({"id": f"r{i}", "text": text(i), "extra": {"n": i}}) for i in range(6)]
    (top / "records.jsonl").write_text("\n".join([*lines[:3], '{"broken', *lines[3:]]) + "\n")
    return top


def clean(inp: Path, out: Path, **settings: Any) -> int:
    return FolderRun(os.fsencode(inp), os.fsencode(out), Settings(progress="none", **{"jobs": 2, **settings})).run()


def rows(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "manifest.jsonl").read_text().splitlines()]


def tree(top: Path) -> dict[str, bytes]:
    return {str(p.relative_to(top)): p.read_bytes() for p in sorted(top.rglob("*")) if p.is_file()}


def test_every_input_has_one_row_and_every_output_is_named(tmp_path: Path) -> None:
    inp, out = corpus(tmp_path / "in"), tmp_path / "out"
    assert clean(inp, out) == 1  # one record is broken
    found = rows(out)
    assert [r["path"] for r in found] == sorted(r["path"] for r in found)
    assert {r["path"] for r in found} == {str(p.relative_to(inp)) for p in inp.rglob("*") if p.is_file()}
    named = {o for r in found for o in r["outputs"]}
    assert named | {"manifest.jsonl", "summary.json"} == set(tree(out))
    assert not (out / ".tmp").exists()
    by_path = {r["path"]: r for r in found}
    assert by_path["page.html"]["outputs"] == ["page.html.txt"]
    assert by_path["records.jsonl"]["records"]["in"] == 7
    assert by_path["records.jsonl"]["records"]["failed"] == 1
    assert "line 4" in by_path["records.jsonl"]["detail"]
    cleaned = (out / "part0/doc0.txt").read_text()
    assert "Note 0-3." in cleaned and "Leave a Reply" not in cleaned
    summary = json.loads((out / "summary.json").read_text())
    assert summary["documents"] == {"ok": 9, "degraded": 1, "failed": 0, "skipped": 0}
    assert summary["characters"]["dropped"] == sum(summary["characters"]["by_rule"].values()) > 0


def test_the_manifest_accounts_for_every_character(tmp_path: Path) -> None:
    inp, out = tmp_path / "in", tmp_path / "out"
    inp.mkdir()
    (inp / "a.txt").write_text(text(3))
    clean(inp, out)
    told = rows(out)[0]["characters"]
    assert told["kept"] + told["space"] + sum(told["dropped"].values()) == len(text(3))


def test_the_same_bytes_for_any_number_of_jobs(tmp_path: Path) -> None:
    inp = corpus(tmp_path / "in")
    for jobs in (1, 2, 3):
        clean(inp, tmp_path / f"out{jobs}", jobs=jobs)
    assert tree(tmp_path / "out1") == tree(tmp_path / "out2") == tree(tmp_path / "out3")


def test_a_second_run_passes_over_what_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inp, out = corpus(tmp_path / "in"), tmp_path / "out"
    clean(inp, out)
    before = tree(out)
    stamp = (out / "part0/doc0.txt").stat().st_mtime_ns
    clean(inp, out)
    assert tree(out) == before
    assert (out / "part0/doc0.txt").stat().st_mtime_ns == stamp
    assert "10 unchanged" in capsys.readouterr().err
    clean(inp, out, force=True)
    assert tree(out) == before
    assert (out / "part0/doc0.txt").stat().st_mtime_ns != stamp


def test_changed_added_removed_and_damaged(tmp_path: Path) -> None:
    inp, out = corpus(tmp_path / "in"), tmp_path / "out"
    clean(inp, out)
    (inp / "part0/doc0.txt").write_text(text(77))
    (inp / "part1/doc1.txt").unlink()
    (inp / "new.txt").write_text(text(78))
    (out / "part0/doc2.txt").write_text("damaged")
    (out / "part0/doc4.txt").unlink()
    clean(inp, out)
    clean(inp, tmp_path / "fresh")
    assert tree(out) == tree(tmp_path / "fresh")


def test_other_options_make_everything_again_and_leave_nothing_old(tmp_path: Path) -> None:
    inp, out = corpus(tmp_path / "in"), tmp_path / "out"
    clean(inp, out)
    clean(inp, out, format="json")
    clean(inp, tmp_path / "fresh", format="json")
    assert tree(out) == tree(tmp_path / "fresh")
    value = json.loads((out / "page.html.json").read_text())
    assert value["schema"] == 1 and value["blocks"]


def test_a_file_that_becomes_a_folder(tmp_path: Path) -> None:
    inp, out = tmp_path / "in", tmp_path / "out"
    inp.mkdir()
    (inp / "x.txt").write_text(text(1))
    clean(inp, out)
    (inp / "x.txt").unlink()
    (inp / "x.txt").mkdir()
    (inp / "x.txt/y.txt").write_text(text(2))
    assert clean(inp, out) == 0
    assert set(tree(out)) == {"manifest.jsonl", "summary.json", "x.txt/y.txt"}


def test_an_input_that_fails_now_loses_its_old_output(tmp_path: Path) -> None:
    inp, out = tmp_path / "in", tmp_path / "out"
    inp.mkdir()
    (inp / "x.txt").write_text(text(1))
    clean(inp, out)
    (inp / "x.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    assert clean(inp, out) == 1
    assert rows(out)[0]["status"] == "failed" and rows(out)[0]["reason"] == "binary"
    assert set(tree(out)) == {"manifest.jsonl", "summary.json"}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_run_goes_on_to_the_same_bytes(tmp_path: Path, how: signal.Signals) -> None:
    inp = corpus(tmp_path / "in", 60)
    clean(inp, tmp_path / "whole")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "boilerstrip", "clean", str(inp), str(out), "--jobs", "2", "--progress", "none"]
    run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    journal = out / "manifest.jsonl.part"
    end = time.monotonic() + 60
    while time.monotonic() < end and run.poll() is None:
        with contextlib.suppress(OSError):
            if journal.read_bytes().count(b"\n") >= 5:
                break
        time.sleep(0.002)
    run.send_signal(how)
    run.wait(30)
    whole = tree(tmp_path / "whole")
    for name, data in tree(out).items():
        if name in whole and name not in ("manifest.jsonl", "summary.json"):
            assert data == whole[name], name
    clean(inp, out)
    assert tree(out) == whole


def test_a_last_row_that_was_cut_is_made_again(tmp_path: Path) -> None:
    inp, out = corpus(tmp_path / "in"), tmp_path / "out"
    clean(inp, out)
    whole = tree(out)
    # as a kill would leave it: the journal instead of the manifest, its last row cut, outputs behind it missing
    (out / ".tmp").mkdir()
    fingerprint = json.loads((out / "summary.json").read_text())["fingerprint"]
    (out / ".tmp/run.json").write_text(json.dumps({"fingerprint": fingerprint}))
    lines = (out / "manifest.jsonl").read_bytes().splitlines(keepends=True)
    (out / "manifest.jsonl.part").write_bytes(b"".join(lines[:4]) + lines[4][:50])
    (out / "manifest.jsonl").unlink()
    for line in lines[4:]:
        for name in json.loads(line)["outputs"]:
            (out / name).unlink()
    clean(inp, out)
    assert tree(out) == whole


def test_a_container_goes_on_from_its_last_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from boilerstrip.corpus import jsonl

    monkeypatch.setattr(jsonl, "CHECKPOINT", 10)
    monkeypatch.setattr(jsonl, "BATCH", 4)
    inp = tmp_path / "in"
    inp.mkdir()
    for suffix in (".jsonl", ".jsonl.gz"):
        data = b"".join(json.dumps({"id": i, "text": text(i)}).encode() + b"\n" for i in range(45))
        if suffix.endswith("gz"):
            import gzip

            data = gzip.compress(data)
        (inp / ("big" + suffix)).write_bytes(data)
    clean(inp, tmp_path / "whole", jobs=1)
    taken = 0
    real = jsonl.JsonlContainer._take

    def stop_at_33(self: Any, *args: Any) -> None:
        nonlocal taken
        taken += 1
        if taken == 33:
            raise CannotRun("stopped here")
        real(self, *args)

    monkeypatch.setattr(jsonl.JsonlContainer, "_take", stop_at_33)
    out = tmp_path / "out"
    with pytest.raises(CannotRun, match="stopped here"):
        clean(inp, out, jobs=1)
    assert list((out / ".tmp").glob("c-*.progress"))
    seen: list[int] = []

    def note(self: Any, number: int, *args: Any) -> None:
        seen.append(number)
        real(self, number, *args)

    monkeypatch.setattr(jsonl.JsonlContainer, "_take", note)
    clean(inp, out, jobs=1)
    assert seen[0] == 31, "the first 30 records were committed"
    assert tree(out) == tree(tmp_path / "whole")


def test_links_and_special_files_are_skipped(tmp_path: Path) -> None:
    inp, out = tmp_path / "in", tmp_path / "out"
    inp.mkdir()
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret outside of the input")
    (inp / "link.txt").symlink_to(secret)
    (inp / "folder").symlink_to(tmp_path)
    (inp / "dangling.html").symlink_to("nowhere")
    os.mkfifo(inp / "pipe.txt")
    (inp / "data.bin").write_bytes(b"x")
    (inp / "a.txt").write_text(text(1))
    assert clean(inp, out) == 0
    assert {r["path"]: (r["status"], r["reason"]) for r in rows(out)} == {
        "a.txt": ("ok", ""), "dangling.html": ("skipped", "link"), "data.bin": ("skipped", "unsupported"),
        "folder": ("skipped", "link"), "link.txt": ("skipped", "link"), "pipe.txt": ("skipped", "special"),
    }  # fmt: skip
    assert b"secret" not in b"".join(v for k, v in tree(out).items() if k != "manifest.jsonl")


def test_names_of_any_bytes(tmp_path: Path) -> None:
    inp, out = tmp_path / "in", tmp_path / "out"
    inp.mkdir()
    names = [b"a\xff.txt", b"new\nline.txt", b"esc\x1b[31m.html", b"%s{0}.txt", b"n" * 251 + b".txt", "\u202e.txt".encode()]
    for name in names:
        with open(os.path.join(os.fsencode(inp), name), "w") as f:
            f.write(text(1))
    assert clean(inp, out) == 0
    assert {r["path"].encode("utf-8", "surrogateescape") for r in rows(out)} == set(names)
    assert len(tree(out)) == len(names) + 2


@pytest.mark.parametrize("what", ["same", "out in in", "in in out", "file", "foreign", "link", "missing", "planted"])
def test_places_that_are_refused(tmp_path: Path, what: str) -> None:
    inp = corpus(tmp_path / "x/in", 2)
    before = tree(inp)
    out = tmp_path / "out"
    match what:
        case "same":
            out = inp
        case "out in in":
            out = inp / "out"
        case "in in out":
            out = tmp_path / "x"
        case "file":
            out.write_text("precious")
        case "foreign":
            out.mkdir()
            (out / "mine.txt").write_text("precious")
        case "link":
            (tmp_path / "real").mkdir()
            out.symlink_to(tmp_path / "real")
        case "missing":
            inp = tmp_path / "nowhere"
        case "planted":
            out.mkdir()
            (out / "page.html.txt").symlink_to(tmp_path / "victim")
    with pytest.raises(CannotRun):
        clean(inp, out)
    assert tree(tmp_path / "x/in") == before
    if what == "foreign":
        assert (out / "mine.txt").read_text() == "precious" and len(tree(out)) == 1


def test_a_foreign_file_among_ours_is_refused(tmp_path: Path) -> None:
    inp, out = corpus(tmp_path / "in", 2), tmp_path / "out"
    clean(inp, out)
    (out / "notes.txt").write_text("mine")
    with pytest.raises(CannotRun, match=r"notes\.txt"):
        clean(inp, out)


def test_a_manifest_that_leads_out_of_out_removes_nothing(tmp_path: Path) -> None:
    inp, out = corpus(tmp_path / "in", 2), tmp_path / "out"
    clean(inp, out)
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    first = rows(out)[0]
    forged = [json.dumps({**first, "path": "gone.txt", "outputs": [o]}) for o in ("../victim.txt", str(victim))]
    with open(out / "manifest.jsonl", "a") as f:
        f.write("\n".join(forged) + "\n")
    clean(inp, out)
    assert victim.read_text() == "mine"


def test_two_runs_at_once(tmp_path: Path) -> None:
    import fcntl

    inp, out = corpus(tmp_path / "in", 2), tmp_path / "out"
    out.mkdir()
    fd = os.open(out, os.O_RDONLY)
    fcntl.flock(fd, fcntl.LOCK_EX)
    with pytest.raises(CannotRun, match="another run"):
        clean(inp, out)
    os.close(fd)


def test_include_and_exclude(tmp_path: Path) -> None:
    inp = corpus(tmp_path / "in", 4)
    (inp / "notes.log").write_text(text(5))
    clean(inp, tmp_path / "a", exclude=("part0", "*.jsonl"))
    assert {r["path"] for r in rows(tmp_path / "a")} == {"page.html", "part1/doc1.txt", "part1/doc3.txt", "notes.log"}
    clean(inp, tmp_path / "b", include=("*.log",))
    assert [(r["path"], r["status"]) for r in rows(tmp_path / "b")] == [("notes.log", "ok")]
    assert "Leave a Reply" not in (tmp_path / "b/notes.log.txt").read_text()


def test_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inp, out = corpus(tmp_path / "in", 2), tmp_path / "out"
    assert clean(inp, out, dry_run=True) == 1
    assert not out.exists()
    assert "characters kept" in capsys.readouterr().err


def test_on_error(tmp_path: Path) -> None:
    inp = tmp_path / "in"
    inp.mkdir()
    (inp / "a.txt").write_text(text(1))
    (inp / "b.txt").write_bytes(b"%PDF-1.7" + bytes(range(256)) * 20)
    assert clean(inp, tmp_path / "warn") == 1
    assert clean(inp, tmp_path / "skip", on_error="skip") == 0
    assert [r["status"] for r in rows(tmp_path / "skip")] == ["ok", "skipped"]
    with pytest.raises(CannotRun, match=r"b\.txt") as error:
        clean(inp, tmp_path / "error", on_error="error")
    assert error.value.exit_code == 1


def test_drop_empty(tmp_path: Path) -> None:
    inp = tmp_path / "in"
    inp.mkdir()
    (inp / "form.txt").write_text(FORM)
    (inp / "records.jsonl").write_text(json.dumps({"id": 1, "text": FORM}) + "\n" + json.dumps({"id": 2, "text": text(1)}) + "\n")
    clean(inp, tmp_path / "kept")
    assert (tmp_path / "kept/form.txt").read_bytes() == b""
    assert rows(tmp_path / "kept")[0]["reason"] == "empty"
    clean(inp, tmp_path / "dropped", drop_empty=True)
    assert not (tmp_path / "dropped/form.txt").exists()
    assert len((tmp_path / "dropped/records.jsonl").read_text().splitlines()) == 1


def test_keep_lists_and_per_path_settings(tmp_path: Path) -> None:
    from boilerstrip.corpus.policy import Policy
    from boilerstrip.model import Options

    inp = tmp_path / "in"
    inp.mkdir()
    (inp / "a.txt").write_text(text(1))
    (inp / "b.txt").write_text(text(1))
    clean(inp, tmp_path / "out", per_path=(("b.*", Options(), Policy(keep=("leave a reply",))),))
    assert "Leave a Reply" not in (tmp_path / "out/a.txt").read_text()
    kept = (tmp_path / "out/b.txt").read_text()
    assert "Leave a Reply" in kept and "Post Comment" not in kept


def test_the_log_is_written_when_asked_for(tmp_path: Path) -> None:
    inp, out = corpus(tmp_path / "in", 2), tmp_path / "out"
    (inp / "x.bin").write_bytes(b"\0")
    clean(inp, out, log=True)
    first = (out / "run.log").read_text().splitlines()
    told = [re.sub(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} ", "", line) for line in first]
    count = len(rows(out))
    assert re.fullmatch(rf"start boilerstrip \S+ [0-9a-f]{{16}}: {count} documents, \d+ bytes, \d+ jobs", told[0])
    assert "ok page.html" in told and "skipped x.bin unsupported" in told
    assert re.fullmatch(rf"end complete: {count} documents in [\d.]+ s, [\d.]+ a second", told[-1])
    assert len(told) == count + 2
    clean(inp, out, log=True)  # it is ours: not refused
    lines = (out / "run.log").read_text().splitlines()
    assert lines[: len(first)] == first and len(lines) == 2 * len(first)
    assert any(line.endswith(" unchanged page.html") for line in lines) and " end complete: 1 documents in " in lines[-1]
