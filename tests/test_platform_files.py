"""The platform files: all of them load, and a wrong one is refused with a message that names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from boilerstrip.model import UsageError
from boilerstrip.platforms import FLATTENED, FOLDER, load_file, platforms

GOOD = """
id = "example"
name = "Example"
kind = "forum"
[detect]
selectors = ["#example", "?.example-post"]
[post]
item = [".example-post"]
body = [".text"]
author = [".who"]
"""


def write(folder: Path, text: str, name: str = "example.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_good_file(tmp_path: Path) -> None:
    platform = load_file(write(tmp_path, GOOD))
    assert (platform.id, platform.kind) == ("example", "forum")
    assert len(platform.detect.strong) == len(platform.detect.weak) == 1
    assert platform.post is not None
    assert platform.comment is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "example"', 'id = "other"', "not the file's name"),
        ('id = "example"', "", "id is missing"),
        ('kind = "forum"', 'kind = "wiki"', "wiki"),
        ('selectors = ["#example", "?.example-post"]', "", "[detect] is empty"),
        ('body = [".text"]', "", "no body"),
        ('item = [".example-post"]', "", "neither item nor item_rows"),
        ('author = [".who"]', 'auther = [".who"]', "auther"),
        ('author = [".who"]', 'author = ".who"', "author is not a list"),
        ('author = [".who"]', 'author = [".who:hover"]', ":hover"),
        ('author = [".who"]', 'author = [".who@x/("]', "after @"),
        ('author = [".who"]', 'author = [".who@x/(/"]', "regular expression"),
        ('author = [".who"]', "signature_line = 1", "neither true nor false"),
        ('author = [".who"]', "item_rows = ['tr']", "list of lists"),
        ("[detect]", "[detekt]", "detekt"),
        ("[post]", "[post", "example.toml"),
    ],
)
def test_bad_files_say_what_and_where(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(UsageError) as error:
        load_file(path)
    assert said in str(error.value)
    assert "example.toml" in str(error.value)


def test_missing_and_undecodable_files(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_file(tmp_path / "none.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes(b'id = "\xff"')
    with pytest.raises(UsageError):
        load_file(path)


def test_a_users_folder_adds_and_replaces(tmp_path: Path) -> None:
    folder = tmp_path / "platforms"
    folder.mkdir()
    write(folder, GOOD)
    write(folder, GOOD.replace('"example"', '"phpbb3"'), "phpbb3.toml")
    ours, theirs = {p.id: p for p in platforms()}, {p.id: p for p in platforms((str(tmp_path),))}
    assert set(theirs) == {*ours, "example"}
    assert theirs["phpbb3"].name == "Example" != ours["phpbb3"].name


PACKAGED = sorted(FOLDER.glob("*.toml"))


@pytest.mark.parametrize("path", PACKAGED, ids=lambda path: path.stem)
def test_packaged_file(path: Path) -> None:
    platform = load_file(path)
    for name, lines in platform.flattened.items():
        assert name in FLATTENED
        assert all(line == line.strip() for line in lines)
    for spec in (platform.post, platform.comment):
        if spec is None:
            continue
        for entries in spec.values.values():
            for entry in entries:
                if entry.pattern:
                    bounded = re.sub(r"\\.|\[[^]]*\]", "", entry.pattern.pattern)
                    # what can run away: a repeated group that holds a repetition, as in (a+)+
                    assert not re.search(r"\([^()]*[+*][^()]*\)[+*]", bounded), entry.text


def test_every_forum_file_has_a_page() -> None:
    """Every thread platform is shown by a page in fixtures/forums, so that a broken file breaks a test."""
    shown = {path.read_text(encoding="utf-8").split('"platform": "')[1].split('"')[0]
             for path in (Path(__file__).parent.parent / "fixtures" / "forums").glob("*.json")}  # fmt: skip
    assert {p.id for p in platforms() if p.kind != "comments"} == shown
