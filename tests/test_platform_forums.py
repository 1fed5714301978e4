"""Threads of known platforms: pages written in each platform's structure (``fixtures/forums``), each with its gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from boilerstrip.model import Document, Segmentation, Unit
from boilerstrip.parse.html import parse_html
from boilerstrip.platforms import platforms
from boilerstrip.segment.platform import recognise, segment_platform, segment_platform_thread
from boilerstrip.segment.select import Index

FORUMS = Path(__file__).parent.parent / "fixtures" / "forums"
PAGES = sorted(path.stem for path in FORUMS.glob("*.html"))
ROLES = ("body", "signature", "edit", "attribution", "reactions")


def read(name: str) -> tuple[Document, dict[str, Any]]:
    html = (FORUMS / f"{name}.html").read_text(encoding="utf-8")
    return parse_html(html), json.loads((FORUMS / f"{name}.json").read_text(encoding="utf-8"))


def said(document: Document, unit: Unit, role: str) -> str:
    return "\n".join(document.block_text(b) for b in unit.blocks if unit.roles[b] == role)


def found(name: str) -> tuple[Document, Segmentation, dict[str, Any]]:
    document, gold = read(name)
    answer = segment_platform(document, platforms())
    assert answer is not None, "no thread found"
    return document, answer, gold


@pytest.mark.parametrize("name", PAGES)
def test_platform_and_posts(name: str) -> None:
    document, answer, gold = found(name)
    assert answer.platform == gold["platform"]
    assert answer.kind == "thread"
    assert [said(document, unit, "body") for unit in answer.units] == [unit["body"] for unit in gold["units"]]
    if "title" in gold:
        assert gold["title"] in [document.block_text(b) for b in answer.title_blocks] or any(
            gold["title"] == unit.title for unit in answer.units
        )


@pytest.mark.parametrize("name", PAGES)
def test_fields(name: str) -> None:
    document, answer, gold = found(name)
    for unit, wanted in zip(answer.units, gold["units"], strict=True):
        for key, value in wanted.items():
            if key == "quotes":
                assert len(unit.quotes) == len(value)
                for mark, quote in zip(unit.quotes, value, strict=True):
                    assert mark.author == quote.get("author")
                    assert mark.depth == quote["depth"]
                    if "key" in quote:
                        assert mark.key == quote["key"]
                    if "text" in quote:
                        assert "\n".join(document.block_text(b) for b in mark.blocks) == quote["text"]
            elif key == "panel":
                assert value in said(document, unit, "panel")
            elif key in ROLES:
                assert said(document, unit, key) == value, key
            else:
                assert getattr(unit, key) == value, key


@pytest.mark.parametrize("name", PAGES)
def test_every_block_has_one_owner_and_a_role(name: str) -> None:
    document, answer, _ = found(name)
    owned = [b for unit in answer.units for b in unit.blocks]
    assert len(owned) == len(set(owned))
    for unit in answer.units:
        assert set(unit.roles) == set(unit.blocks)
    outside = {*answer.title_blocks, *answer.chrome_blocks, *answer.comments_blocks}
    assert not outside & set(owned)
    assert all(0 <= b < len(document.blocks) for b in outside)


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_recognised_once(name: str) -> None:
    """The platform itself leads; a fork may follow its parent, but nothing unrelated is as sure."""
    document, gold = read(name)
    ranked = recognise(document, Index(document.nodes), [p for p in platforms() if p.kind != "comments"])
    assert ranked[0][1].id == gold["platform"]
    assert all(score < ranked[0][0] or p.id == gold["platform"] for score, p in ranked)


# ------------------------------------------------------------------------------------------- what must be left alone


@pytest.mark.parametrize(
    "html",
    [
        "<p>Powered by phpBB</p>",  # one weak hit is no platform
        "<article class='message'><div class='content'>A message to our readers.</div></article>",
        "<div id='comments'><p class='comment'>Nice.</p></div>",
        "<html id='XF'><body><h1 class='p-title-value'>Members</h1><p>Nobody has posted here.</p></body></html>",
        "<div class='postbody-wide'><div class='contents'>Class names hold words of platforms.</div></div>",
        "<pre>vBulletin 3, phpBB, Discourse: which one?</pre>",
        "",
    ],
)
def test_no_thread(html: str) -> None:
    assert segment_platform_thread(parse_html(html), platforms()) is None


def test_comments_where_there_is_no_thread() -> None:
    html = """<body><article><p>An article about boilers.</p></article><div id="comments"><h2>1 comment</h2>
    <ol class="comment-list"><li class="comment" id="comment-5"><article class="comment-body"><footer><div
    class="comment-author"><b class="fn">Anna Kord</b> says:</div></footer><div class="comment-content"><p>I have one
    of these.</p></div></article></li></ol><div id="respond"><form id="commentform">Leave a reply</form></div></div>"""
    document = parse_html(html)
    answer = segment_platform(document, platforms())
    assert answer is not None
    assert (answer.kind, answer.platform) == ("article", "wordpress_core")
    assert [unit.author for unit in answer.units] == ["Anna Kord"]
    assert said(document, answer.units[0], "body") == "I have one of these."
    outside = [document.block_text(b) for b in answer.comments_blocks]
    assert "Leave a reply" in outside
    assert "An article about boilers." not in outside


def test_item_without_body_is_no_post() -> None:
    html = (FORUMS / "xenforo2.html").read_text(encoding="utf-8")
    first = '<article class="message message--post'
    advert = first + '" data-author="Ad"><div class="message-inner">Advert</div></article>'
    answer = segment_platform(parse_html(html.replace(first, advert + first, 1)), platforms())
    assert answer is not None
    assert [unit.author for unit in answer.units] == ["Anna Kord", "ben_t"]


def test_a_line_of_underscores_in_a_post_is_no_signature() -> None:
    """Only platforms that put the signature into the body say so in their file."""
    html = (FORUMS / "vbulletin4.html").read_text(encoding="utf-8")
    line = "Before.<br>____________________<br>After."
    document = parse_html(html.replace("The seals on my boiler gave up after", line + " The seals gave up after"))
    answer = segment_platform(document, platforms())
    assert answer is not None
    assert "After." in said(document, answer.units[0], "body")


def test_no_platforms_no_answer() -> None:
    document, _ = read("xenforo2")
    assert segment_platform(document, ()) is None


def test_many_posts_stay_linear() -> None:
    """10,000 nested quotes in one post and 5,000 flat posts: seconds at most, and nothing is lost."""
    quotes = "<blockquote class='bbCodeBlock--quote'>" * 300 + "deep" + "</blockquote>" * 300
    post = "<article class='message message--post' data-author='A'><div class='bbWrapper'>{}</div></article>"
    html = "<html id='XF'><body>" + post.format(quotes) + post.format("hello") * 2_000 + "</body></html>"
    document = parse_html(html)
    answer = segment_platform(document, platforms())
    assert answer is not None
    assert len(answer.units) == 2_001
    assert max(mark.depth for mark in answer.units[0].quotes) == 300


@pytest.mark.parametrize("name", PAGES)
def test_cut_pages_never_raise(name: str) -> None:
    """A page that ends anywhere still gives an answer or none; every block of a unit exists and has a role."""
    html = (FORUMS / f"{name}.html").read_text(encoding="utf-8")
    for part in range(1, 12):
        document = parse_html(html[: len(html) * part // 12])
        answer = segment_platform(document, platforms())
        for unit in answer.units if answer else ():
            assert set(unit.roles) == set(unit.blocks) <= set(range(len(document.blocks)))
            assert unit.parent is None or 0 <= unit.parent < len(answer.units if answer else ())
