"""The command line as a user meets it: exit codes, one line for an error, nothing heavy before it is needed."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from boilerstrip.cli import plain_check

PROSE = (
    "The ferry did not sail that evening, so we stayed at the inn and talked with the old skipper until midnight.\n\n"
    "He had been to every harbour of the coast, and of each he knew a story that nobody would print.\n"
)
FORM = "\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *\n\nPost Comment\n"
HEAVY = {"numpy", "lxml", "trafilatura", "bs4", "pyarrow", "rich.console", "boilerstrip.pipeline", "multiprocessing"}


def run(*args: str, cwd: Path, data: bytes = b"", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "boilerstrip", *args]
    return subprocess.run(command, cwd=cwd, input=data, capture_output=True, timeout=120, env={**os.environ, **(env or {})}, check=False)


@pytest.mark.parametrize("args", [["--help"], ["clean", "--help"], ["check", "--help"], ["--version"]])
def test_nothing_heavy_is_imported_for_help(args: list[str], tmp_path: Path) -> None:
    code = f"""
import sys
from boilerstrip.cli import main
try:
    main({args!r})
except SystemExit as end:
    assert end.code == 0, end.code
print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr.strip().splitlines()[-1] == "[]", done.stderr
    assert done.stdout


NOT_FOR_TEXT = {
    "typer", "pydantic", "lxml", "trafilatura", "bs4", "jinja2", "tomllib", "difflib", "rich", "multiprocessing", "subprocess",
    "boilerstrip.platforms", "boilerstrip.dates.arrange", "boilerstrip.parse.html",
}  # fmt: skip


@pytest.mark.parametrize("args", [["check", "a.txt"], ["check", "--fix", "-q", "-j", "1", "a.txt"]])
def test_a_check_of_text_starts_light(args: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE)
    code = f"""
import sys
from boilerstrip.cli import main
try:
    main({args!r})
except SystemExit as end:
    assert end.code == 0, end.code
assert "numpy" in sys.modules and "boilerstrip.pipeline" in sys.modules
print(sorted({NOT_FOR_TEXT!r} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr.strip().splitlines()[-1] == "[]", done.stderr


@pytest.mark.parametrize(
    "line",
    [
        "a.txt", "--fix a.txt b.txt", "a.txt --diff", "-q a.txt", "-q --fix -- -a.txt", "--format json a.txt", "--format=json a",
        "--jobs 2 a", "-j 2 a", "--jobs=2 a", "--max-chrome 2% a", "--select share --select=login_prompt a", "--ignore share a",
        "--baseline b.json a", "--write-baseline a", "--text-field t --html-field h a", "--isolated a=b c=",
        # not plain: typer reads these, whatever they are
        "--help", "", "--quotes drop a", "--config c.toml a", "-j2 a", "--jobs x a", "--bogus a", "--jobs", "--format a", "--fix", "-",
        "--select -x a", "--fix=yes a", "--jobs ² a", "--jobs -1 a",
    ],
)  # fmt: skip
def test_a_plain_check_is_read_as_typer_reads_it(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from boilerstrip import hook
    from boilerstrip.commands import app

    plain = plain_check(["check", *line.split()])
    defaults = {"fix": False, "diff": False, "fmt": "text", "isolated": False, "quiet": False, "write_baseline": False}
    called: list[dict[str, object]] = []

    def remember(files: list[str], **values: object) -> int:
        values = {**defaults, **{k: v for k, v in values.items() if v not in (None, [])}}
        called.append({"files": files, **values})
        return 0

    monkeypatch.setattr(hook, "run_check", remember)
    with contextlib.suppress(Exception):
        app(["check", *line.split()], standalone_mode=False)
    if plain is not None:
        assert len(called) == 1 and called[0] == {**defaults, **plain}


def test_the_plain_forms_of_check_are_read_without_typer() -> None:
    assert plain_check(["check", "--quiet", "--fix", "a.txt"]) == {"files": ["a.txt"], "quiet": True, "fix": True}
    assert plain_check(["check", "--quotes", "drop", "a.txt"]) is None
    assert plain_check(["clean", "a.txt"]) is None


def test_a_check_of_one_text_is_quick(tmp_path: Path) -> None:
    """In CPU time, against starting Python with numpy, which is the larger part: a stopwatch says nothing on a busy machine."""
    (tmp_path / "a.txt").write_text(PROSE)

    def seconds(*command: str) -> float:
        best = 9.0
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, *command], cwd=tmp_path, capture_output=True, timeout=60, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return best

    assert seconds("-m", "boilerstrip", "check", "a.txt") < 4 * seconds("-c", "import numpy, regex")
    assert seconds("-m", "boilerstrip", "--help") < 2 * seconds("-c", "import numpy, regex")


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(PROSE + FORM)
    done = run("clean", "in", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == b""
    assert (tmp_path / "out/a.txt").read_text() == PROSE
    assert b"1 document: 1 ok" in done.stderr and b"characters kept" in done.stderr
    again = run("clean", "in", "out", "--progress", "log", cwd=tmp_path)
    assert again.returncode == 0 and b"passed over" in again.stderr


def test_flags_of_containers_are_said_to_do_nothing_where_none_is(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(PROSE)
    assert b"note: --records: for containers" in run("clean", "in", "out", "--records", cwd=tmp_path).stderr
    (tmp_path / "in" / "b.jsonl").write_text(json.dumps({"text": PROSE}) + "\n")
    assert b"note:" not in run("clean", "in", "out", "--records", "--force", cwd=tmp_path).stderr


def test_standard_input(tmp_path: Path) -> None:
    done = run("clean", "-", cwd=tmp_path, data=(PROSE + FORM).encode())
    assert done.returncode == 0 and done.stdout.decode() == PROSE and b"dropped" in done.stderr
    done = run("clean", "-", "out.json", "--format", "json", cwd=tmp_path, data=(PROSE + FORM).encode())
    assert done.returncode == 0 and done.stdout == b""
    assert json.loads((tmp_path / "out.json").read_text())["schema"] == 1
    assert sorted(os.listdir(tmp_path)) == ["out.json"]
    done = run("clean", "-", cwd=tmp_path, data=b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    assert done.returncode == 1 and b"binary" in done.stderr and done.stdout == b""


@pytest.mark.parametrize("args", [["nosuch://bucket/a.txt", "out"], ["a.txt", "nosuch://bucket/out.txt"]])
def test_an_address_that_cannot_be_reached_is_one_line(args: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE)
    done = run("clean", *args, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1 and b"nosuch://bucket/" in done.stderr
    assert os.listdir(tmp_path) == ["a.txt"]


def test_one_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE + FORM)
    for _ in range(2):
        done = run("clean", "a.txt", "clean.txt", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "clean.txt").read_text() == PROSE
    row = json.loads((tmp_path / "clean.txt.manifest.jsonl").read_text())
    assert row["path"] == "a.txt" and row["outputs"] == ["clean.txt"] and row["status"] == "ok"
    assert sorted(os.listdir(tmp_path)) == ["a.txt", "clean.txt", "clean.txt.manifest.jsonl"]
    assert run("clean", "a.txt", cwd=tmp_path).stdout.decode() == PROSE
    (tmp_path / "mine.txt").write_text("mine")
    refused = run("clean", "a.txt", "mine.txt", cwd=tmp_path)
    assert refused.returncode == 2 and (tmp_path / "mine.txt").read_text() == "mine"
    assert run("clean", "a.txt", "a.txt", cwd=tmp_path).returncode == 2
    assert (tmp_path / "a.txt").read_text() == PROSE + FORM
    (tmp_path / "r.jsonl").write_text(json.dumps({"id": 1, "text": PROSE + FORM}) + "\n")
    assert run("clean", "r.jsonl", "c.jsonl", cwd=tmp_path).returncode == 0
    assert json.loads((tmp_path / "c.jsonl").read_text())["text"].strip() == PROSE.strip()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["clean", "nowhere", "out"], "no such file"),
        (["clean", "in"], "boilerstrip clean IN OUT"),
        (["clean", "in", "out", "--comments", "kep"], "did you mean 'keep'"),
        (["clean", "in", "out", "--jobs", "-1"], "jobs"),
        (["clean", "in", "out", "--threshold", "7"], "between 0 and 1"),
        (["clean", "in", "out", "--encoding", "latin-77"], "latin-77"),
        (["clean", "in", "out", "--data", "nowhere"], "no folder"),
        (["clean", "in", "in"], "same folder"),
        (["clean", "in", "out", "--confg", "x"], "No such option"),
        (["check", "nowhere.txt"], "no such file"),
        (["check", "--format", "xml", "in"], "sarif"),
        (["rules", "phrase"], "did you mean 'phrases'"),
        (["explain", "nowhere.txt"], "no such file"),
        (["explain", "in"], "is a folder"),
        (["check", "--ignore", "phrase.shar", "in"], "did you mean 'phrase.share'"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(tmp_path: Path, args: list[str], words: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(PROSE)
    done = run(*args, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr.decode() and "Traceback" not in done.stderr.decode()
    assert sorted(os.listdir(tmp_path)) == ["in"]


def test_configuration_is_found_from_here_and_not_from_the_input(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(PROSE + FORM)
    (tmp_path / "in/boilerstrip.toml").write_text('format = "json"\nnonsense = 1\n')
    assert run("clean", "in", "out", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out/a.txt").exists()
    (tmp_path / "pyproject.toml").write_text('[tool.boilerstrip]\nformat = "md"\n')
    assert run("clean", "in", "out2", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out2/a.txt.md").exists()
    assert run("clean", "in", "out3", "--isolated", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out3/a.txt").exists()
    (tmp_path / "pyproject.toml").write_text('[tool.boilerstrip]\nformats = "md"\n')
    done = run("clean", "in", "out4", cwd=tmp_path)
    assert done.returncode == 2 and b"did you mean 'format'" in done.stderr


def test_explain_and_rules(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE + FORM)
    done = run("explain", "a.txt", cwd=tmp_path)
    assert done.returncode == 0 and b"Leave a Reply" in done.stdout and b"\x1b" not in done.stdout
    assert b"\x1b[" in run("explain", "a.txt", "--colour", cwd=tmp_path).stdout
    listed = run("rules", cwd=tmp_path).stdout.decode()
    name = listed.split()[0]
    assert run("rules", name, cwd=tmp_path).stdout.decode().startswith(name)


def test_a_reader_that_has_enough(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE * 3)
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "boilerstrip", "clean", "a.txt"]
    done = subprocess.run(command, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writer)
    assert done.returncode == 0 and b"Traceback" not in done.stderr and b"Exception" not in done.stderr


def test_names_and_errors_are_safe_to_look_at(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a\x1b[31m\n.txt").write_bytes(b"%PDF-1.7" + bytes(range(256)) * 9)
    done = run("clean", "in", "out", cwd=tmp_path, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert done.returncode == 1
    assert b"\\x1b[31m\\x0a.txt" in done.stderr and b"\x1b" not in done.stderr
