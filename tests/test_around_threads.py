"""What stands around the posts of a thread: an article above its discussion is kept, a lone notice is not."""

from __future__ import annotations

import pytest

import boilerstrip

ABOVE = (
    "The old ferry ran from the east pier to the island every morning, and whoever wanted to cross had to be there before "
    "the bell. In winter it was often late, because the skipper would wait for the doctor, who lived on the hill."
)
MORE = (
    "When the bridge was built, nobody thought that the ferry would be missed, but the islanders kept the boat and painted "
    "it anew every spring. This is the story of that boat, as the last three skippers told it to us over the summer."
)
NOTICE = (
    "This board is for members who have signed in with their name, and whoever writes here agrees that all posts may be "
    "read by everybody, copied into the archive and kept there for as long as the archive is run by the harbour office."
)


def page(above: str, posts: int = 40) -> str:
    items = "".join(
        f'<div class="post" id="post-{i}"><div class="post-head"><a class="author" href="/u/{name}">{name}</a> '
        f"<time datetime='2021-03-{1 + i % 28:02d}T10:00'>{1 + i % 28} March 2021</time> <a href='#post-{i}'>#{i}</a></div>"
        f'<div class="post-body"><p>I crossed with number {i} of them and remember the smell of tar.</p></div>'
        '<div class="post-foot"><a href="/r">Reply</a> <a href="/q">Quote</a></div></div>'
        for i in range(posts)
        for name in [("Lena", "Otto", "Mia", "Karl")[i % 4]]
    )
    return f"<html><body><main><article><h1>The ferry</h1>{above}<div id='posts' class='thread'>{items}</div></article></main></body></html>"


@pytest.mark.parametrize("posts", [40, 400])
def test_an_article_above_its_discussion_is_kept(posts: int) -> None:
    cleaned = boilerstrip.clean(page(f"<p>{ABOVE}</p><p>{MORE}</p>", posts))
    assert cleaned.kind == "thread" and sum(r.kind == "post" for r in cleaned.records) == posts
    assert ABOVE in cleaned.text and MORE in cleaned.text
    assert cleaned.text.index(MORE) < cleaned.text.index("number 0 of them")


def test_a_lone_notice_is_not(posts: int = 40) -> None:
    cleaned = boilerstrip.clean(page(f"<p>{NOTICE}</p>", posts))
    assert cleaned.kind == "thread" and NOTICE not in cleaned.text


@pytest.mark.parametrize("blank", [" ", "\xa0", "\u3000"])
def test_a_line_of_nothing_but_blanks(blank: str) -> None:
    source = f"{ABOVE}\n\na{blank * 30000}b\n\n{MORE}\n"
    cleaned = boilerstrip.clean(source)
    assert ABOVE in cleaned.text and MORE in cleaned.text
