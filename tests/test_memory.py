"""What is remembered within a document is forgotten when the next one comes."""

from __future__ import annotations

import boilerstrip
from boilerstrip.memory import forget, remembered


def test_an_answer_is_kept_until_the_next_document() -> None:
    asked: list[str] = []

    @remembered
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [length("one"), length("one"), length("three")] == [3, 3, 5]
    assert asked == ["one", "three"]
    forget()
    length("one")
    boilerstrip.clean("A line of a text.")
    length("one")
    assert asked == ["one", "three", "one", "one"]


def test_a_document_leaves_no_more_behind_than_itself() -> None:
    from boilerstrip.repeats import _known

    boilerstrip.clean("\n\n".join(f"Line number {k} of a long text that nobody wrote." for k in range(300)))
    boilerstrip.clean("A line of a text.")
    assert _known.cache_info().currsize < 10  # type: ignore[attr-defined]
