"""Documentation that is made from the code is fresh."""

from pathlib import Path

from boilerstrip.explain import rules_page

ROOT = Path(__file__).parent.parent


def test_rules_page_is_fresh() -> None:
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == rules_page()


def test_every_page_of_the_index_exists() -> None:
    import re

    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_examples_of_the_quickstart_run() -> None:
    import doctest

    failed, tried = doctest.testfile(str(ROOT / "docs" / "quickstart.md"), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert tried >= 5
    assert not failed
