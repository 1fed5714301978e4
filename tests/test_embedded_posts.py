"""Posts that a page carries as JSON: joined to the visible ones, or shown where nothing is visible."""

from __future__ import annotations

import html
import json

import boilerstrip

POSTS = [
    (1, "Liv", "2024-01-20T17:04:09Z", None, "The kettle of our village hall takes a whole quarter of an hour, and everybody waits."),
    (2, "Odd", "2024-01-20T18:22:31Z", None, "Is it full of lime? A cup of vinegar, boiled once, did wonders for ours last winter."),
    (3, "Maud", "2024-01-21T08:10:00Z", 2, "Vinegar it is. Mind the seal, though, and boil clear water after it, twice."),
]


def _page(body: str) -> str:
    posts = [
        {"id": 900 + n, "post_number": n, "username": who, "created_at": when, "updated_at": when, "cooked": f"<p>{said}</p>",
         "reply_to_post_number": to, "topic_id": 7}
        for n, who, when, to, said in POSTS
    ]  # fmt: skip
    topic = json.dumps({"post_stream": {"posts": posts}, "id": 7, "title": "A slow kettle"})
    island = html.escape(json.dumps({"topic_7": topic}))
    return (
        "<!DOCTYPE html><html><head><title>A slow kettle - Halls</title><meta name=generator content='Discourse 3.2'></head>"
        f"<body><div id=data-preloaded data-preloaded=\"{island}\"></div><div id=main>Halls</div>{body}</body></html>"
    )


def test_posts_that_are_data_only_become_records() -> None:
    cleaned = boilerstrip.clean(_page("<noscript>Please turn on JavaScript.</noscript>"))
    assert cleaned.kind == "thread"
    assert cleaned.title == "A slow kettle"
    assert [(r.author, r.date, r.number, r.reply_to, r.edited) for r in cleaned.records] == [
        ("Liv", "2024-01-20T17:04:09Z", 1, None, None),
        ("Odd", "2024-01-20T18:22:31Z", 2, None, None),
        ("Maud", "2024-01-21T08:10:00Z", 3, "p2", None),
    ]
    assert [r.text for r in cleaned.records] == [said for *_, said in POSTS]
    assert all(cleaned.source[span.start : span.end] in r.text for r in cleaned.records for span in r.spans)
    assert "JavaScript" not in cleaned.text


def test_data_beside_visible_posts_says_whom_they_answer() -> None:
    visible = "".join(
        f"<article id=post_{n} data-post-id={900 + n}><div class=names><span class=username><a href=/u/{who}>{who}</a></span></div>"
        f"<time class=post-time datetime={when}>{when[:10]}</time><div class=cooked><p>{said}</p></div></article>"
        for n, who, when, _, said in POSTS
    )
    cleaned = boilerstrip.clean(_page(visible))
    assert cleaned.source.count(POSTS[0][-1]) == 1
    assert [(r.author, r.reply_to, r.depth) for r in cleaned.records] == [("Liv", None, 0), ("Odd", None, 0), ("Maud", "p2", 0)]


def test_data_of_another_author_is_not_joined() -> None:
    visible = "".join(
        f"<article id=post_{n} data-post-id={900 + n}><div class=names><span class=username><a href=/u/x>Somebody {n}</a></span></div>"
        f"<time class=post-time datetime={when}>{when[:10]}</time><div class=cooked><p>Quite another sentence, number {n}.</p></div></article>"
        for n, _, when, _, _ in POSTS
    )
    assert all(r.reply_to is None for r in boilerstrip.clean(_page(visible)).records)
