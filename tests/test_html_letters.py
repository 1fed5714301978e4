"""``pre`` that holds a mail, heads inside of block quotes, and what must not be taken for either."""

from __future__ import annotations

import time

import pytest

from boilerstrip.parse.html import parse_html

MAIL = """On Monday, Ann wrote:
&gt;<i> Has anybody seen the key of the boat house? It is not on its hook.
</I>
It is in the coat of the harbour master, as it always is in spring.

    - - cut here - -

--
Bo, who has no boat
"""
LONG = "We went up the stairs of the tower in the morning and came down again in the evening.\n" * 4
CODE = """def wait(seconds):
    # one tick at a time
    for _ in range(seconds):
        sleep(1)
"""
SESSION = """> x <- c(1, 2, 3)
> mean(x)
[1] 2
> sd(x)
"""
TREE = "src\n  main.py\n  util.py\ntests\n  test_main.py\n"


def kinds(page: str) -> list[str]:
    return [block.kind for block in parse_html(page).blocks]


def test_a_mail_becomes_lines_and_keeps_its_indent() -> None:
    document = parse_html(f"<body><pre>{MAIL}</pre>")
    assert [document.block_text(i) for i in range(len(document.blocks))] == [
        "On Monday, Ann wrote:",
        "> Has anybody seen the key of the boat house? It is not on its hook.",
        "It is in the coat of the harbour master, as it always is in spring.",
        "- - cut here - -",
        "--",
        "Bo, who has no boat",
    ]
    assert {block.kind for block in document.blocks} == {"p"}
    assert "\n    - - cut" in document.text


def test_long_prose_in_pre_is_text() -> None:
    assert kinds(f"<pre>{LONG}</pre>") == ["p"] * 4


@pytest.mark.parametrize("source", [CODE, SESSION, TREE, "one line only, though it is a sentence of words"])
def test_code_stays_one_block(source: str) -> None:
    source = source.replace("<", "&lt;").replace(">", "&gt;")
    assert kinds(f"<pre>{source}</pre>") == ["pre"]
    assert kinds(f"<pre><code>{LONG}</code></pre>") == ["pre"]


@pytest.mark.parametrize(
    ("quote", "lines"),
    [
        ("<blockquote><cite>Ann wrote:</cite>The key is gone.</blockquote>", ["Ann wrote:", "The key is gone."]),
        ("<blockquote><div><cite>Ann <a>12 May</a></cite>The key is gone.</div></blockquote>", ["Ann 12 May", "The key is gone."]),
        ("<div class=quote><b>Ann wrote:</b> The key is gone.</div>", ["Ann wrote:", "The key is gone."]),
        ("<blockquote><cite>Emma</cite> is a novel.</blockquote>", ["Emma is a novel."]),
        ("<blockquote>So says <cite>Ann:</cite>the key is gone.</blockquote>", ["So says Ann:the key is gone."]),
        ("<p><b>Note:</b> the key is gone.</p>", ["Note: the key is gone."]),
        ("<blockquote><b>Never</b> lend the key.</blockquote>", ["Never lend the key."]),
    ],
)
def test_the_head_of_a_quote_is_a_line_of_its_own(quote: str, lines: list[str]) -> None:
    document = parse_html(f"<body>{quote}")
    assert [document.block_text(i) for i in range(len(document.blocks))] == lines


def test_large_pre_is_linear() -> None:
    def cost(n: int) -> float:
        page = f"<pre>{MAIL * n}</pre>"
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            parse_html(page)
            best = min(best, time.process_time() - start)
        return best

    assert cost(2000) < 16 * max(cost(400), 0.005)


def test_lines_break_around_elements_where_the_source_breaks() -> None:
    page = (
        "<pre>We said that <b>it</b> was the end of the long and dusty\nroad <i>to</i> the sea, and so all of us got up and\nwalked on <a href=x>with\n"
        "our</a> friends until the morning came to all of us there.\n--\nAnn</pre><p>Next</p>"
    )
    document = parse_html(page)
    assert [document.block_text(i) for i in range(len(document.blocks))] == [
        "We said that it was the end of the long and dusty",
        "road to the sea, and so all of us got up and",
        "walked on with",
        "our friends until the morning came to all of us there.",
        "--",
        "Ann",
        "Next",
    ]
