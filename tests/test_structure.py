"""The unknown forum: posts and comments by structure alone."""

from __future__ import annotations

import time

import pytest
import structure_pages as pages
from hypothesis import given, settings
from hypothesis import strategies as st

from boilerstrip.dates import find_date
from boilerstrip.model import Document, Segmentation, TextBlock
from boilerstrip.parse.html import parse_html
from boilerstrip.segment.structure import segment_structure
from boilerstrip.segment.structure_dates import looks_dated
from boilerstrip.segment.structure_names import is_name
from boilerstrip.segment.structure_said import said_name
from boilerstrip.segment.structure_words import general, user_href


def run(html: str, url: str | None = None) -> tuple[Document, Segmentation | None]:
    document = parse_html(html, url=url)
    return document, segment_structure(document, find_date=find_date)


def found(html: str, url: str | None = None) -> tuple[Document, Segmentation]:
    document, answer = run(html, url)
    assert answer is not None
    return document, answer


def words(document: Document, answer: Segmentation, k: int, *roles: str) -> str:
    unit = answer.units[k]
    return "\n".join(document.block_text(b) for b in unit.blocks if unit.roles[b] in (roles or ("body",)))


# ------------------------------------------------------------------ what must be left alone


@pytest.mark.parametrize(
    "html",
    [
        pages.blog_index(),
        pages.products(),
        pages.page("<article><h1>Pears</h1>" + "".join(f"<p>{t}</p>" for t in pages.TEXTS) + "</article>"),
        pages.page("<ul>" + "".join(f"<li>{t}</li>" for t in pages.TEXTS) + "</ul>"),
        "<p>one",
        "",
    ],
    ids=["blog index", "products", "article", "list", "fragment", "nothing"],
)
def test_pages_without_posts(html: str) -> None:
    assert run(html)[1] is None


def test_text_input_has_no_structure() -> None:
    document = Document("jane\n3 May 2019\nhello there", [TextBlock(0, 4), TextBlock(5, 15), TextBlock(16, 27)])
    assert segment_structure(document, find_date=find_date) is None


def test_one_writers_list_is_no_thread() -> None:
    items = "".join(
        f'<div class="item"><b class="author">Ada Holm</b> <time datetime="2019-03-0{k}">{k} March 2019</time><p>{pages.TEXTS[k]}</p></div>'
        for k in range(1, 6)
    )
    answer = run(pages.page(f"<main>{items}</main>"))[1]
    assert answer is None or answer.kind != "thread"


# ------------------------------------------------------------------ threads


@pytest.mark.parametrize("ads", [False, True])
def test_forum(ads: bool) -> None:
    document, answer = found(pages.forum(6, ads=ads))
    assert answer.kind == "thread"
    assert [u.author for u in answer.units] == [pages.PEOPLE[k % 5] for k in range(1, 7)]
    assert [u.number for u in answer.units] == list(range(1, 7))
    for k in range(6):
        assert words(document, answer, k) == f"{pages.TEXTS[(k + 1) % 6]} This was said on visit {k + 1}."
        raw = answer.units[k].date_raw
        assert raw is not None and raw.startswith(f"{k + 2} March 2019")
    assert all(u.kind == "post" for u in answer.units)


def test_join_dates_and_ranks_are_panel() -> None:
    document, answer = found(pages.forum(6))
    roles = {document.block_text(b): r for u in answer.units for b, r in u.roles.items()}
    assert roles["Feb 2, 2011"] in ("panel", "chrome")
    assert roles["Old hand"] in ("panel", "chrome")


def test_newest_first() -> None:
    _, answer = found(pages.forum(6, newest_first=True))
    assert [u.number for u in answer.units] == [6, 5, 4, 3, 2, 1]


def test_posts_over_several_rows() -> None:
    document, answer = found(pages.rows(5))
    assert answer.kind == "thread"
    assert [u.author for u in answer.units] == [pages.PEOPLE[k % 5] for k in range(1, 6)]
    for k in range(5):
        assert f"number {k + 1}." in words(document, answer, k)
        assert f"number {k + 2}." not in words(document, answer, k)
    assert [(u.date_raw or "")[:9] for u in answer.units] == [f"{k}.04.2007" for k in range(1, 6)]


def test_units_do_not_overlap_and_roles_are_complete() -> None:
    for html in (pages.forum(7, ads=True), pages.rows(4), pages.article_with_comments(), pages.question()):
        document, answer = found(html)
        blocks = [b for u in answer.units for b in u.blocks]
        assert len(blocks) == len(set(blocks))
        assert all(set(u.roles) == set(u.blocks) for u in answer.units)
        assert all(0 <= b < len(document.blocks) for b in blocks)


def test_question_in_other_markup_opens_the_thread() -> None:
    document, answer = found(pages.question(), url="https://example.org/questions/77/why-does-my-pear-tree-sulk")
    posts = [u for u in answer.units if u.kind == "post"]
    assert answer.kind == "thread"
    assert [u.author for u in posts] == [pages.PEOPLE[k] for k in (1, 2, 3, 4)]
    assert "What can I do about it?" in words(document, answer, 0)
    assert all(u.number is None for u in posts), "votes are no post numbers"
    comments = [u for u in answer.units if u.kind == "comment"]
    assert [(u.author, u.parent) for u in comments] == [(pages.PEOPLE[3], 1), (pages.PEOPLE[4], 1)]


def test_quotations() -> None:
    quote = f'<blockquote class="quote"><div>Mirabel said:</div><p>{pages.TEXTS[0]}</p></blockquote><p>I agree with every word of it.</p>'
    html = pages.forum(4).replace('<div class="words"><p>' + pages.TEXTS[3], f'<div class="words">{quote}<p>' + pages.TEXTS[3])
    document, answer = found(html)
    assert words(document, answer, 2, "quote") == pages.TEXTS[0]
    assert words(document, answer, 2, "attribution") == "Mirabel said:"
    assert words(document, answer, 2).startswith("I agree")
    assert answer.units[2].author == pages.PEOPLE[3], "never the quoted author"
    assert answer.units[2].quotes[0].author == "Mirabel"


def test_signature_and_edit_note() -> None:
    tail = '<p class="edited-by">Last edited by otterknot, 4 March 2019 at 9:15.</p><div class="signature">Keep calm and plant trees.</div>'
    html = pages.forum(5).replace("This was said on visit 2.</p>", f"This was said on visit 2.</p>{tail}")
    document, answer = found(html)
    assert words(document, answer, 1, "signature") == "Keep calm and plant trees."
    assert words(document, answer, 1, "edit").startswith("Last edited by")
    assert words(document, answer, 1).endswith("visit 2.")


# ------------------------------------------------------------------ comments


def test_comments_below_an_article() -> None:
    document, answer = found(pages.article_with_comments())
    assert answer.kind == "article"
    assert [(u.author, u.kind, u.parent, u.depth) for u in answer.units] == [
        (pages.PEOPLE[1], "comment", None, 0),
        (pages.PEOPLE[2], "comment", 0, 1),
        (pages.PEOPLE[3], "comment", None, 0),
    ]
    assert answer.units[1].date_value == "2018-05-02T10:00:00+00:00"
    assert [words(document, answer, k) for k in range(3)] == [f"{pages.TEXTS[k]} So says number {k}." for k in (1, 2, 3)]
    around = {document.block_text(b) for b in answer.comments_blocks}
    assert "3 thoughts on pears" in around
    assert not any(t in " ".join(around) for t in pages.TEXTS)


def test_a_single_comment() -> None:
    html = pages.article_with_comments()
    start, end = html.index('<li id="comment-1"'), html.index("</ol><form")
    lone = html[start : html.index("<ol class=children>")] + "</li>"
    document, answer = found(html[:start] + lone + html[end:])
    assert [(u.author, u.kind) for u in answer.units] == [(pages.PEOPLE[1], "comment")]
    assert words(document, answer, 0) == f"{pages.TEXTS[1]} So says number 1."


# ------------------------------------------------------------------ parts


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("Marder40", False), ("style2k6", False), ("Posts: 12", False), ("version 2.3.1", False), ("may 5 people came", True),
        ("10. April 2020", True), ("3 hours ago", True), ("Sun Jul 28, 2013 11:59 am", True), ("il y a 3 jours", True), ("2012年3月4日", True),
        ("yesterday", True), ("3h", True), ("", False),
    ],
)  # fmt: skip
def test_looks_dated(text: str, dated: bool) -> None:
    assert looks_dated(text) is dated


def test_names() -> None:
    assert not is_name("10. April 2020")
    assert not is_name("…")
    assert not is_name("4711")
    assert is_name("jane doe")
    assert user_href("/members/jane.12/") and user_href("./memberlist.php?mode=viewprofile&u=7") and user_href("https://x.example/@jane")
    assert not user_href("/login?return=/members/") and not user_href("/articles/the-users-guide")


def test_variants_do_not_split_a_list() -> None:
    assert general(("entry", "entry-12", "odd")) == ("entry",)
    assert general(("post_77", "even", "first")) == ("post",)


@pytest.mark.parametrize(
    ("line", "name"),
    [("lee says:", "lee"), ("Posted by jane doe on 3 May 2019", "jane doe"), ("muriel - 22/01/2020 12:01", "muriel"), ("Posted on 3 May 2019", None)],
)
def test_said_name(line: str, name: str | None) -> None:
    from boilerstrip.segment.structure_entries import lone_entry
    from boilerstrip.segment.structure_tree import read_tree

    document = parse_html(f"<div><p>{line}</p><p>{pages.TEXTS[0]}</p></div>")
    tree = read_tree(document)
    root = next(i for i, n in enumerate(document.nodes) if n.tag == "div")
    assert said_name(tree, lone_entry(tree, root), find_date) == name


# ------------------------------------------------------------------ cost and robustness


def test_cost_is_linear() -> None:
    def cost(n: int) -> float:
        document = parse_html(pages.forum(n))
        best = 1e9
        for _ in range(3):
            start = time.process_time()
            segment_structure(document, find_date=find_date)
            best = min(best, time.process_time() - start)
        return best

    assert cost(1600) < 14 * cost(200) + 0.05


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 3000 + "3 May 2019 jane",
        "".join(f"<p class=c{k}>{k} May 2019</p>" for k in range(3000)),
        "<ol><li class=comment>" * 300 + "<a class=author href=/u/x>x</a> 3 May 2019 some words that make a sentence here",
        "<table>" + "<tr><td><a href=/u/1>jane</a> 3.5.2019<tr><td>some words that make a sentence here" * 2000,
        "<p>" + "1" * 150 + "</p><p>" + "posted " * 20 + "</p>" * 50,
    ],
    ids=["deep", "dates", "nested", "rows", "digits"],
)
def test_hostile_pages(html: str) -> None:
    start = time.process_time()
    run(html)
    assert time.process_time() - start < 8


_TAGS = st.sampled_from(["div", "p", "li", "ul", "span", "a", "td", "tr", "table", "blockquote", "time", "b"])
_CLASS = st.sampled_from(["", "post", "comment", "author", "date", "quote", "odd", "signature", "message-body"])
_TEXT = st.sampled_from([*pages.TEXTS, "3 May 2019", "jane", "#3", "Quote", "", "2 hours ago"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_TAGS, _CLASS, _TEXT, st.booleans()), max_size=60))
def test_never_raises(pieces: list[tuple[str, str, str, bool]]) -> None:
    html = "".join(f'<{t} class="{c}">{x}{f"</{t}>" if close else ""}' for t, c, x, close in pieces)
    document, answer = run(html)
    if answer is not None:
        assert all(set(u.roles) == set(u.blocks) for u in answer.units)
        assert all(0 <= b < len(document.blocks) for u in answer.units for b in u.blocks)


def _called(bodies: list[str], *, authors: tuple[str, ...] = ("jane", "ove", "mila"), around: str = "thread") -> str:
    """Numbered posts by name below an article of some length."""
    posts = "".join(
        f'<div class="post" id="post-{k}"><div class="post-head"><a class="author" href="/u">{authors[k % len(authors)]}</a> '
        f'<time datetime="2019-05-{k + 1:02d} 10:00">2019-05-{k + 1:02d} 10:00</time></div><div class="post-body">{body}</div>'
        f'<div class="post-foot"><a href="/r">Reply</a></div></div>'
        for k, body in enumerate(bodies)
    )
    return pages.page("<h1>Pears</h1>" + "".join(f"<p>{t}</p>" for t in pages.TEXTS) + f'<div class="{around}">{posts}</div>')


@pytest.mark.parametrize(
    "bodies",
    [
        [f"<p>fine {k}</p>" for k in range(6)],
        ["<p>thanks</p>"] * 6,
        [f"<blockquote>well</blockquote><p>fine {k}</p>" for k in range(6)],
        ["<p>thanks</p>"] * 5 + ["<p>" + "The pears came late and they were small. " * 200 + "</p>"],
    ],
    ids=["a word each", "all the same", "below a quote", "beside an endless one"],
)
def test_posts_of_few_words_are_posts(bodies: list[str]) -> None:
    document, answer = found(_called(bodies))
    assert len(answer.units) == len(bodies)
    for k, body in enumerate(bodies):
        own = body.rpartition("<p>")[2].removesuffix("</p>").split()
        assert words(document, answer, k).split() == own


def test_one_person_may_say_everything_in_a_thread_and_not_in_a_list() -> None:
    bodies = [f"<p>The tree by the wall has lost branch {k} in the wind.</p>" for k in range(6)]
    assert len(found(_called(bodies, authors=("jane",)))[1].units) == 6
    assert run(_called(bodies, authors=("jane",), around="diary"))[1] is None


BARE = [
    ("wax_on", "May 2011", "3 Mar 2019 10:12", "Do you wrap your hives in winter? Mine lost half of their bees last year, and I blame the damp."),
    ("Ingrid", "Jan 2009", "3 Mar 2019 11:40", "Damp kills more of them than cold does. Leave a gap at the top and do not wrap them."),
    ("wax_on", "May 2011", "4 Mar 2019 08:02", "Thank you. A gap it is, then, and a heavy stone on the lid."),
    ("Old Tom", "Feb 2002", "4 Mar 2019 09:15", "My father wrapped his in straw for forty winters, and lost none of them to anything but mice."),
]


def test_a_table_without_any_class() -> None:
    rows = "".join(f"<tr><td><b>{who}</b><br>Posts: 12<br>Joined: {since}</td><td>{date}<hr>{said}</td></tr>" for who, since, date, said in BARE)
    document, answer = found(f"<body><p><a href=/>Home</a></p><table>{rows}</table><p>Powered by Hives</p></body>")
    assert [u.author for u in answer.units] == [who for who, *_ in BARE]
    assert [words(document, answer, k) for k in range(4)] == [said for *_, said in BARE]
