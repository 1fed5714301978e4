"""Records in the data that pages carry: JSON-LD, microdata, Discourse, JSON of single-page applications."""

from __future__ import annotations

import html as entities
import json
from typing import Any

import pytest

from boilerstrip.model import Embedded
from boilerstrip.parse.embedded import load
from boilerstrip.parse.html import parse_html


def ld(data: Any) -> list[Embedded]:
    return parse_html(f'<script type="application/ld+json">{json.dumps(data)}</script><p>page').embedded


def test_pages_without_data_have_none() -> None:
    assert parse_html("<p>x</p><script>var a = {'@type': 'Comment', 'text': 'x'}</script>").embedded == []


def test_forum_posting_with_nested_comments() -> None:
    posting, first, reply = ld(
        {
            "@context": "https://schema.org",
            "@type": "DiscussionForumPosting",
            "@id": "https://e.org/t/1",
            "headline": "A &amp; B",
            "author": {"@type": "Person", "name": " Ann\n Lee ", "url": "https://e.org/u/ann"},
            "datePublished": "2020-01-02T03:04:05Z",
            "dateModified": "2020-01-03",
            "text": "<p>Hello <b>all</b>,</p><p>a question.</p>",
            "comment": [
                {
                    "@type": "Comment",
                    "text": "No idea &lt;3",
                    "author": "Bob",
                    "datePublished": "2020-01-04",
                    "dateModified": "2020-01-04",
                    "comment": {"@type": "Comment", "text": "Me neither", "author": [{"name": "Cat"}, {"name": "Dan"}]},
                }
            ],
        }
    )
    assert posting == Embedded(
        kind="post", source="json-ld", text="Hello all,\n\na question.", author="Ann Lee", author_url="https://e.org/u/ann",
        date="2020-01-02T03:04:05Z", edited="2020-01-03", url="https://e.org/t/1", key="https://e.org/t/1", title="A & B",
    )  # fmt: skip
    assert (first.kind, first.text, first.author, first.edited) == ("comment", "No idea <3", "Bob", None)
    assert (first.reply_to, first.depth) == (posting.key, 1)
    assert (reply.author, reply.reply_to, reply.depth) == ("Cat, Dan", first.key, 2)


def test_question_page_in_a_graph() -> None:
    question, accepted, other = ld(
        {
            "@graph": [
                {"@type": "WebPage"},
                {
                    "@type": "QAPage",
                    "mainEntity": {
                        "@type": "Question",
                        "name": "Why?",
                        "text": "Really, why?",
                        "acceptedAnswer": {"@type": "Answer", "text": "Because.", "author": {"name": "Ann"}},
                        "suggestedAnswer": [{"@type": "Answer", "text": "Why not?"}],
                    },
                },
            ]
        }
    )
    assert (question.kind, question.title, question.text, question.depth) == ("question", "Why?", "Really, why?", 0)
    assert (accepted.kind, accepted.author, accepted.reply_to) == ("answer", "Ann", question.key)
    assert (other.text, other.reply_to) == ("Why not?", question.key)


def test_articles_give_author_and_date() -> None:
    (article,) = ld({"@type": ["NewsArticle"], "headline": "News", "author": [{"name": "Ann"}], "datePublished": "2021-05-06"})
    assert (article.kind, article.author, article.date, article.title) == ("article", "Ann", "2021-05-06", "News")


def test_a_sites_own_questions_are_no_thread() -> None:
    assert ld({"@type": "FAQPage", "mainEntity": [{"@type": "Question", "acceptedAnswer": {"@type": "Answer", "text": "x"}}]}) == []


@pytest.mark.parametrize(
    "content",
    [
        '{"@type": "Comment", "text": "two\nlines\x01"}',
        '{"@type": "Comment", "text": "two\\nlines",}',
        '<!-- {"@type": "Comment", "text": "two\\nlines"} -->',
        '//<![CDATA[\n{"@type": "Comment", "text": "two\\nlines"}\n//]]>',
        '{"@type": "Comment", "text": "two\\nlines"};',
    ],
)
def test_json_as_it_is_found(content: str) -> None:
    (comment,) = parse_html(f'<script type="application/ld+json">{content}</script><p>x').embedded
    assert comment.text == "two\nlines"


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "null", "7", "[1, [2]]", '"Comment"', '{"@type": 7, "text": []}', '{"@type": ["Comment"], "text": {"a": 1}}',
        '{"@type": "Comment", "text": "x", "author": {"name": {"name": 1}}, "comment": 5, "url": [[]], "parentItem": "x"}',
        '{"@type": "Comment", "text": ' + "9" * 5000 + "}",
        '{"@type": "Comment", "comment": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"@type": "Comment", "comment": ' * 5_000 + "1" + "}" * 5_000,
        "Comment " * 1000,
        '{"@type":"Comment","text":"' + "<b" * 5000 + "&#" + "9" * 9000 + ';"}',
    ],
)  # fmt: skip
def test_nothing_in_a_script_can_fail(content: str) -> None:
    for kind in ("application/ld+json", "application/json"):
        assert parse_html(f'<script type="{kind}">{content}</script><p>tail').text == "tail"
    attribute = entities.escape(content, quote=True)
    assert parse_html(f'<div data-preloaded="{attribute}" data-page="{attribute}">{"x" * 10}</div><p>tail').text.endswith("tail")


def test_load_gives_none_for_what_is_no_json() -> None:
    assert load("<p>") is None
    assert load("[1,2,]") == [1, 2]


def test_too_large_scripts_are_said() -> None:
    content = '{"@type": "Comment", "text": "' + "x" * 8_000_000 + '"}'
    document = parse_html(f'<script type="application/ld+json">{content}</script><p>x')
    assert document.embedded == []
    assert document.reasons == ["embedded: a script of 8,000,032 characters was passed over"]


def test_microdata() -> None:
    document = parse_html(
        '<div itemscope itemtype="http://schema.org/DiscussionForumPosting" id="t1"><h1 itemprop="headline">Title</h1>'
        '<span itemprop="author" itemscope itemtype="http://schema.org/Person"><a itemprop="url" href="/u/ann">'
        '<span itemprop="name">Ann</span></a></span><time itemprop="datePublished" datetime="2020-01-02">yesterday</time>'
        '<div itemprop="text"><p>One.</p><p>Two.</p></div>'
        '<div itemprop="comment" itemscope itemtype="http://schema.org/Comment"><b itemprop="author">Bob</b>'
        '<meta itemprop="dateCreated" content="2020-01-03"><p itemprop="text">Three.</p><span itemprop="position">#2</span>'
        '<meta itemprop="position" content="2"></div></div>'
        '<ol itemscope itemtype="http://schema.org/BreadcrumbList"><li itemprop="name">Home</ol>'
    )
    posting, comment = document.embedded
    assert posting == Embedded(
        kind="post", source="microdata", text="One.\n\nTwo.", author="Ann", author_url="/u/ann", date="2020-01-02", key="t1", title="Title",
    )  # fmt: skip
    assert (comment.kind, comment.author, comment.date, comment.text) == ("comment", "Bob", "2020-01-03", "Three.")
    assert (comment.reply_to, comment.depth, comment.number) == ("t1", 1, 2)


def test_discourse_preloaded() -> None:
    topic = {
        "id": 77,
        "slug": "a-topic",
        "title": "A topic",
        "post_stream": {
            "posts": [
                {"post_number": 1, "username": "ann", "cooked": "<p>First &amp; foremost</p>", "created_at": "2020-01-02T00:00:00Z", "version": 1},
                {"post_number": 3, "username": "bob", "cooked": "<p>x</p>", "reply_to_post_number": 1, "version": 2, "updated_at": "2021-01-01"},
                "rubbish",
            ]
        },
    }
    value = entities.escape(json.dumps({"site": "{}", "topic_77": json.dumps(topic), "currentUser": None}))
    document = parse_html(f'<div id="data-preloaded" data-preloaded="{value}"></div>')
    first, third = document.embedded
    assert first == Embedded(
        kind="post", source="discourse", text="First & foremost", author="ann", author_url="/u/ann", date="2020-01-02T00:00:00Z",
        number=1, url="/t/a-topic/77/1", key="1", title="A topic",
    )  # fmt: skip
    assert (third.number, third.reply_to, third.edited, third.title) == (3, "1", "2021-01-01", None)


NEXT = {
    "props": {
        "pageProps": {
            "menu": [{"title": "Home", "url": "/"}, {"title": "About", "url": "/a"}],
            "thread": {
                "posts": [
                    {"id": 5, "body": "<p>The first post of all.</p>", "user": {"name": "Ann"}, "createdAt": 1577934245},
                    {"id": 6, "body": "The second post.", "user": {"name": "Bob"}, "createdAt": "2020-01-03", "parentId": 5,
                     "replies": [{"id": 7, "body": "A nested reply.", "user": {"name": "Cat"}, "createdAt": "2020-01-04"}]},
                ]
            },
        }
    }
}  # fmt: skip


def test_a_thread_that_is_only_in_next_data() -> None:
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(NEXT)}</script>'
    first, second, reply = parse_html(f"<p>Loading…</p>{script}").embedded
    assert first == Embedded(
        kind="post", source="next-data", text="The first post of all.", author="Ann", date="2020-01-02T03:04:05Z", key="5",
    )  # fmt: skip
    assert (second.author, second.reply_to) == ("Bob", "5")
    assert (reply.text, reply.reply_to, reply.depth) == ("A nested reply.", "6", 1)
    shown = "<p>The first post of all.</p><p>The second post.</p><p>A nested reply.</p>"
    assert parse_html(shown + script).embedded == []


def test_json_api_as_flarum_has_it() -> None:
    data = {
        "apiDocument": {
            "included": [
                {"type": "users", "id": "9", "attributes": {"displayName": "Ann"}},
                {"type": "posts", "id": "1", "attributes": {"number": 1, "createdAt": "2020-01-02", "contentHtml": "<p>Hello there</p>"},
                 "relationships": {"user": {"data": {"type": "users", "id": "9"}}}},
                {"type": "posts", "id": "2", "attributes": {"number": 2, "createdAt": "2020-01-03", "contentHtml": "<p>Hello again</p>"},
                 "relationships": {"user": {"data": {"type": "users", "id": "9"}}}},
            ]
        }
    }  # fmt: skip
    records = parse_html(f'<script id="flarum-json-payload" type="application/json">{json.dumps(data)}</script><p>x').embedded
    assert [(r.author, r.number, r.text, r.date) for r in records] == [
        ("Ann", 1, "Hello there", "2020-01-02"), ("Ann", 2, "Hello again", "2020-01-03"),
    ]  # fmt: skip


def test_configuration_is_no_thread() -> None:
    data = {"items": [{"id": 1, "content": "Buy now", "title": "x"}, {"id": 2, "content": "Sale", "title": "y"}], "user": "ann"}
    assert parse_html(f'<script type="application/json">{json.dumps(data)}</script><p>x').embedded == []
