"""Configuration files: found upwards, checked, unknown keys named with the nearest known one."""

from __future__ import annotations

from pathlib import Path

import pytest

from boilerstrip import config
from boilerstrip.model import UsageError


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_project_without_our_table_is_passed_over(tmp_path: Path) -> None:
    outer = write(tmp_path / "pyproject.toml", '[tool.boilerstrip]\nfavor = "recall"\n')
    write(tmp_path / "a/pyproject.toml", "[tool.ruff]\nline-length = 3\n")
    write(tmp_path / "a/b/x.txt", "")
    assert config.find(tmp_path / "a/b") == outer


def test_somebody_elses_broken_file_is_passed_over(tmp_path: Path) -> None:
    outer = write(tmp_path / "boilerstrip.toml", 'favor = "recall"\n')
    write(tmp_path / "a/pyproject.toml", "[tool.ruff\n")
    assert config.find(tmp_path / "a") == outer


def test_a_broken_file_that_names_us_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "pyproject.toml", "[tool.boilerstrip\n")
    with pytest.raises(UsageError, match="pyproject"):
        config.find(path.parent)


def test_the_nearest_file_replaces_the_farther_one(tmp_path: Path) -> None:
    write(tmp_path / "boilerstrip.toml", 'favor = "recall"\ncomments = "keep"\n')
    write(tmp_path / "a/boilerstrip.toml", 'favor = "precision"\n')
    assert config.load(config.find(tmp_path / "a")).values == {"favor": "precision"}


def test_own_file_wins_over_pyproject_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.boilerstrip]\nfavor = "recall"\n')
    own = write(tmp_path / "boilerstrip.toml", 'favor = "precision"\n')
    assert config.find(tmp_path) == own


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('commentz = "keep"', ["unknown key 'commentz'", "did you mean 'comments'"]),
        ('comments = "kep"', ["comments", "keep, drop, auto", "did you mean 'keep'"]),
        ("threshold = 2", ["threshold", "between 0 and 1"]),
        ("threshold = true", ["threshold"]),
        ("jobs = -1", ["jobs"]),
        ('max-chrome = "many"', ["max-chrome", "2%"]),
        ("select = [1]", ["select", "list of texts"]),
        ('data = ["nowhere"]', ["data", "nowhere", "no folder"]),
        ('platforms = "no"', ["platforms", "true or false"]),
        ("comments = [", ["boilerstrip.toml"]),
        ('[per-path."a"]\njobs = 3', ["per-path", "unknown key 'jobs'"]),
        ("per-path = 3", ["per-path"]),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, text: str, words: list[str]) -> None:
    path = write(tmp_path / "boilerstrip.toml", text + "\n")
    with pytest.raises(UsageError) as error:
        config.load(path)
    for word in words:
        assert word in str(error.value)


def test_underscores_and_hyphens_are_the_same_key(tmp_path: Path) -> None:
    path = write(tmp_path / "boilerstrip.toml", 'text_field = "body"\nmax_chrome = "2%"\n')
    assert config.load(path).values == {"text-field": "body", "max-chrome": 0.02}


def test_data_folders_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    path = write(tmp_path / "pyproject.toml", '[tool.boilerstrip]\ndata = ["mine"]\n')
    assert config.load(path).values["data"] == (str(tmp_path / "mine"),)


def test_per_path_settings(tmp_path: Path) -> None:
    text = 'comments = "drop"\n[per-path."forum/*"]\ncomments = "keep"\n[per-path."*.md"]\nkeep = ["Read more"]\n'
    found = config.load(write(tmp_path / "boilerstrip.toml", text))
    assert found.at("blog/a.txt") == {"comments": "drop"}
    assert found.at("forum/a.txt") == {"comments": "keep"}
    assert found.at("forum/a.md") == {"comments": "keep", "keep": ("Read more",)}


@pytest.mark.parametrize(("value", "share"), [("2%", 0.02), ("0.5 %", 0.005), (0.1, 0.1), ("1", 1.0), (0, 0.0)])
def test_shares(value: object, share: float) -> None:
    assert config.share(value, "x") == pytest.approx(share)


def test_names_in_messages_are_safe(tmp_path: Path) -> None:
    path = write(tmp_path / "boilerstrip.toml", '"\\u001b[31mred" = 1\n')
    with pytest.raises(UsageError) as error:
        config.load(path)
    assert "\x1b" not in str(error.value)
