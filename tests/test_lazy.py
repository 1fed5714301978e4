"""Patterns that wait: they do what compiled ones do, and compile nothing before."""

from __future__ import annotations

import copy
import re
import subprocess
import sys

import pytest
import regex

from boilerstrip.lazy import re_pattern, regex_pattern


def test_they_do_what_compiled_ones_do() -> None:
    word = re_pattern(r"(?P<w>[a-z]+)", re.IGNORECASE)
    assert word.findall("Ab, cd") == ["Ab", "cd"]
    assert word.pattern == r"(?P<w>[a-z]+)" and word.groups == 1 and word.groupindex == {"w": 1}
    found = word.search("12 Ab")
    assert found and found["w"] == "Ab" and "w" in found.re.groupindex
    assert word.sub("x", "Ab, cd") == "x, x"
    assert regex_pattern(r"\p{Lu}+").findall("ÄÖ ab C") == ["ÄÖ", "C"]
    assert copy.deepcopy(word).match("q")


def test_a_mistake_shows_at_first_use() -> None:
    with pytest.raises(re.error):
        re_pattern("(").search("x")
    with pytest.raises(regex.error):
        regex_pattern("(").search("x")


def test_a_start_compiles_few_patterns() -> None:
    code = """
import re, regex, sys
real, count = (re.compile, regex.compile), []
def counting(which):
    def compile(pattern, *args, **more):
        count.append(sys._getframe(1).f_globals["__name__"])
        return real[which](pattern, *args, **more)
    return compile
re.compile, regex.compile = counting(0), counting(1)
import boilerstrip.hook, boilerstrip.pipeline
print(*(name for name in count if name.startswith("boilerstrip")))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert len(done.stdout.split()) <= 8, done.stdout  # of 110
