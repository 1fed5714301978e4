"""The examples in the documents about looking run as they stand there."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
NAMES = ("inspector.md", "how-it-decides.md")


@pytest.mark.parametrize("name", NAMES)
def test_examples(name: str) -> None:
    failed, tried = doctest.testfile(str(DOCS / name), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert tried > 0
    assert failed == 0


@pytest.mark.parametrize("name", NAMES)
def test_pictures_are_there_and_small(name: str) -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (DOCS / name).read_text("utf-8"))
    assert pictures
    for picture in pictures:
        assert 1000 < (DOCS / picture).stat().st_size < 200_000
