"""``boilerstrip check``: findings with their places, fixes that hold, baselines, gates, four formats."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from boilerstrip.corpus.places import CannotRun
from boilerstrip.corpus.policy import rule_names
from boilerstrip.hook import check_command
from boilerstrip.model import UsageError

PROSE = (
    "The ferry did not sail that evening, so we stayed at the inn and talked with the old skipper until midnight.\n\n"
    "He had been to every harbour of the coast, and of each he knew a story that nobody would print.\n"
)
FORM = "\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *\n\nPost Comment\n"
ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "boilerstrip.toml").write_text("")


def check(*files: str, mode: str = "check", fmt: str = "text", given: dict[str, Any] | None = None, **more: Any) -> int:
    return check_command(list(files), mode=mode, fmt=fmt, given={"jobs": 1, **(given or {})}, **more)


def test_a_clean_file_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(PROSE)
    for mode in ("check", "fix", "diff"):
        assert check("a.txt", mode=mode) == 0
    assert capsys.readouterr().out == ""
    assert Path("a.txt").read_text() == PROSE


def test_findings_say_where(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(PROSE + FORM)
    assert check("a.txt") == 1
    line = capsys.readouterr().out.splitlines()[0]
    path, row, column, rest = line.split(":", 3)
    assert (path, row, column) == ("a.txt", "5", "1")
    assert "Leave a Reply" in rest and rest.split()[0] != ""
    assert Path("a.txt").read_text() == PROSE + FORM


def test_fix_takes_it_out_and_the_second_run_is_silent() -> None:
    Path("a.txt").write_text(PROSE + FORM)
    os.chmod("a.txt", 0o640)
    assert check("a.txt", mode="fix") == 1
    assert Path("a.txt").read_text() == PROSE
    assert stat.S_IMODE(os.stat("a.txt").st_mode) == 0o640
    assert sorted(os.listdir()) == ["a.txt", "boilerstrip.toml"]
    assert check("a.txt", mode="fix") == 0
    assert check("a.txt") == 0


def test_diff_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(PROSE + FORM)
    assert check("a.txt", mode="diff") == 1
    assert "-Leave a Reply" in capsys.readouterr().out
    assert Path("a.txt").read_text() == PROSE + FORM


def test_line_ends_and_bom_stay() -> None:
    text = (PROSE + FORM).replace("\n", "\r\n").encode()
    Path("a.txt").write_bytes(b"\xef\xbb\xbf" + text)
    assert check("a.txt", mode="fix") == 1
    assert Path("a.txt").read_bytes() == b"\xef\xbb\xbf" + PROSE.replace("\n", "\r\n").encode()


def test_a_link_stays_a_link_and_its_file_is_done_once(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(PROSE + FORM)
    Path("b.txt").symlink_to("a.txt")
    assert check("a.txt", "b.txt", mode="fix") == 1
    assert Path("b.txt").is_symlink() and Path("a.txt").read_text() == PROSE
    assert "1 changed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
        ("a.txt", (PROSE + "Gr\xfc\xdfe aus K\xf6ln\n" + FORM).encode("latin-1")),
        ("a.txt", FORM.encode()),
        ("a.html", f"<html><body><p>{PROSE}</p><form><h3>Leave a Reply</h3></form></body></html>".encode()),
    ],
)
def test_what_cannot_be_fixed_is_left_with_a_word(name: str, data: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).write_bytes(data)
    assert check(name, mode="fix", quiet=True) == 0
    assert Path(name).read_bytes() == data
    assert name in capsys.readouterr().err


def test_json_lines_only_the_bad_lines_change(capsys: pytest.CaptureFixture[str]) -> None:
    good = '{"id":1,  "text":"%s"}' % PROSE.strip().replace("\n", "\\n")  # noqa: UP031 - braces
    bad = json.dumps({"id": "x", "text": PROSE + FORM, "n": [1, None]})
    Path("a.jsonl").write_text(f'{good}\n{bad}\n{{"cut\n')
    assert check("a.jsonl") == 1
    out = capsys.readouterr().out
    assert "a.jsonl:2:1: " in out and "record x" in out and "text line 5" in out
    assert "a.jsonl:3:1: broken-record" in out
    assert check("a.jsonl", mode="fix") == 1
    lines = Path("a.jsonl").read_text().split("\n")
    assert lines[0] == good and lines[2] == '{"cut'
    assert json.loads(lines[1]) == {"id": "x", "text": PROSE, "n": [1, None]}
    assert check("a.jsonl", mode="fix") == 0


def test_select_ignore_and_keep() -> None:
    Path("a.txt").write_text(PROSE + FORM)
    assert check("a.txt", given={"select": ("duplicate",)}) == 0
    assert check("a.txt", given={"ignore": ("chrome",)}) == 0
    assert check("a.txt", mode="fix", given={"keep": ("post comment",)}) == 1
    assert "Post Comment" in Path("a.txt").read_text() and "Leave a Reply" not in Path("a.txt").read_text()


@pytest.mark.parametrize(
    ("key", "name", "near"),
    [("select", "shar", "phrase.share"), ("ignore", "option.comments", "comments"), ("ignore", "phrase.share_bar", "phrase.share"), ("select", "Qz", "")],
)
def test_a_rule_that_is_not_there_is_named(key: str, name: str, near: str) -> None:
    Path("a.txt").write_text(PROSE + FORM)
    with pytest.raises(UsageError) as error:
        check("a.txt", given={key: (name,)})
    assert str(error.value) == f"{key}: {name!r} is no rule, family or label" + (f"; did you mean {near!r}?" if near else "")
    Path("boilerstrip.toml").write_text(f'[per-path."*.txt"]\n{key} = ["{name}"]\n')
    with pytest.raises(UsageError):
        check("a.txt")


def test_every_finding_can_be_ignored_by_its_rule(capsys: pytest.CaptureFixture[str]) -> None:
    folders = [str(p) for p in (ROOT / "seeds", ROOT / "fixtures/html", ROOT / "fixtures/text") if p.is_dir()]
    check(*folders, fmt="json")
    rules = {finding["code"] for finding in json.loads(capsys.readouterr().out)}
    assert len(rules) > 10
    assert rules <= rule_names()


def test_settings_by_path_come_from_the_nearest_file() -> None:
    Path("forum").mkdir()
    Path("forum/a.txt").write_text(PROSE + FORM)
    Path("a.txt").write_text(PROSE + FORM)
    Path("boilerstrip.toml").write_text('[per-path."forum/*"]\nignore = ["chrome"]\n')
    assert check("forum/a.txt") == 0
    assert check("a.txt") == 1
    Path("forum/boilerstrip.toml").write_text("")
    assert check("forum/a.txt") == 1


def test_a_gate() -> None:
    Path("a.txt").write_text(PROSE + FORM)  # about a third of it
    assert check("a.txt", given={"max-chrome": 0.6}) == 0
    assert check("a.txt", mode="fix", given={"max-chrome": 0.6}) == 0
    assert check("a.txt", given={"max-chrome": 0.02}) == 1


def test_a_baseline_accepts_what_is_there_now(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(PROSE + FORM)
    Path("boilerstrip.toml").write_text('baseline = "accepted.json"\n')
    assert check("a.txt", write_baseline=True) == 0
    assert check("a.txt") == 0
    assert "accepted" in capsys.readouterr().err
    assert check("a.txt", mode="fix") == 0
    Path("a.txt").write_text(PROSE + FORM + "\nNotify me of follow-up comments by email.\n")
    assert check("a.txt") == 1
    Path("accepted.json").write_text("[]")
    with pytest.raises(UsageError, match=r"accepted\.json"):
        check("a.txt")


def test_folders_and_missing_files() -> None:
    Path("d/e").mkdir(parents=True)
    Path("d/e/a.txt").write_text(PROSE + FORM)
    assert check("d") == 1
    with pytest.raises(CannotRun, match=r"nowhere\.txt"):
        check("nowhere.txt")


def test_formats(capsys: pytest.CaptureFixture[str]) -> None:
    name = "a,b\x1b[31m.txt"
    Path(name).write_text(PROSE + FORM)
    check(name, fmt="json")
    row = json.loads(capsys.readouterr().out)[0]
    assert row["location"] == {"row": 5, "column": 1} and row["code"] and row["characters"] > 10
    check(name, fmt="sarif")
    log = json.loads(capsys.readouterr().out)
    result = log["runs"][0]["results"][0]
    assert log["version"] == "2.1.0" and result["locations"][0]["physicalLocation"]["region"]["startLine"] == 5
    assert result["ruleId"] == log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
    check(name, fmt="github")
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith("::error title=boilerstrip (") and "file=a%2Cb" in line and "\x1b" not in line
    with pytest.raises(UsageError):
        check(name, fmt="xml")


# --------------------------------------------------------------------------- the real thing


def git(*args: str, cwd: Path) -> None:
    names = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *names, *args], cwd=cwd, check=True, capture_output=True)


def test_the_manifest_of_the_hooks() -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text()
    assert "id: boilerstrip-check" in text and "id: boilerstrip-fix" in text
    assert "types_or" not in text, "an unknown tag in types_or makes every hook of the repository unusable"


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_pre_commit_try_repo(tmp_path: Path) -> None:
    """As a user meets it: pre-commit clones the repository, builds an environment and runs the hook."""
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    repo = tmp_path / "repo"
    repo.mkdir()
    shutil.copytree(ROOT / "boilerstrip", repo / "boilerstrip", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".pre-commit-hooks.yaml"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, repo / name)
    git("init", cwd=repo)
    git("add", "-A", cwd=repo)
    git("commit", "-m", "x", cwd=repo)
    user = tmp_path / "user"
    user.mkdir()
    git("init", cwd=user)
    (user / "good.txt").write_text(PROSE)
    (user / "bad.txt").write_text(PROSE + FORM)
    (user / "page.html").write_text("<nav>Home</nav>")
    git("add", "-A", cwd=user)

    def hooks() -> subprocess.CompletedProcess[str]:
        """Both hooks, in one environment (building it is what takes the time)."""
        env = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        command = [sys.executable, "-m", "pre_commit", "try-repo", str(repo), "--files", "good.txt", "bad.txt", "page.html"]
        return subprocess.run(command, cwd=user, env=env, capture_output=True, text=True, timeout=900, check=False)

    first = hooks()
    if "Could not find a version" in first.stdout + first.stderr or "No matching distribution" in first.stdout + first.stderr:
        pytest.skip("no package index within reach")
    assert first.returncode == 1, first.stdout + first.stderr
    assert "bad.txt:5:1:" in first.stdout and "good.txt:" not in first.stdout and "page.html" not in first.stdout
    assert "files were modified by this hook" in first.stdout
    assert (user / "bad.txt").read_text() == PROSE and (user / "good.txt").read_text() == PROSE
    second = hooks()
    assert second.returncode == 0, second.stdout
    assert second.stdout.count("Passed") == 2


def test_what_was_not_checked_is_not_called_clean(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(PROSE)
    Path("b.parquet").write_bytes(b"PAR1")
    assert check("b.parquet") == 0
    assert capsys.readouterr().err.splitlines()[-1] == "1 file: nothing found, 1 not checked"
    assert check("a.txt", "b.parquet") == 0
    assert capsys.readouterr().err.splitlines()[-1] == "2 files: clean, 1 not checked"
