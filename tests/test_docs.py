"""Documentation that is made from the code is fresh."""

import doctest
import re
from pathlib import Path

import pytest

from boilerstrip.explain import rules_page

ROOT = Path(__file__).parent.parent


def test_rules_page_is_fresh() -> None:
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == rules_page()


def test_every_page_of_the_index_exists() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("name", ["quickstart", "cookbook"])
def test_examples_run(name: str) -> None:
    failed, tried = doctest.testfile(str(ROOT / "docs" / f"{name}.md"), module_relative=False)
    assert tried >= 5
    assert not failed
