"""Pages whose members repeat with names and dates and are no posts: new links, topic lists, product grids, related questions."""

from __future__ import annotations

import boilerstrip
from boilerstrip import catalog
from boilerstrip.features import measure
from boilerstrip.model import Options, Segmentation, Unit
from boilerstrip.parse import parse
from boilerstrip.segment import _page

TITLES = (
    "A kettle that sings in three keys", "Why the harbour bell was recast", "Notes on a very long bridge", "How to mend a torn sail",
    "The last ferry to the north shore", "Seven knots that hold in rain", "Maps drawn by lighthouse keepers", "Salt, tar and other smells",
)  # fmt: skip
PEOPLE = ("ann_k", "bo", "Liv Aas", "odd77", "maud", "tor", "siv", "per")
WORDS = (
    "We went out before the sun was up, and the water lay like glass. Nobody spoke until the first net was in.",
    "My grandfather kept the old bell in his barn. He said that it rang by itself on foggy mornings.",
    "Three of the arches were laid by one mason. You can still see his mark on the stones, below the moss.",
)


def test_a_list_of_new_links_is_no_thread() -> None:
    rows = "".join(
        f"<tr class=athing id={900 + i}><td class=title><span class=rank>{i + 1}.</span></td><td class=title><span class=titleline>"
        f"<a href=https://site{i}.example/story>{title}</a></span></td></tr><tr><td></td><td class=subtext><span class=subline>"
        f"<span class=score>{i + 2} points</span> by <a href='user?id={who}' class=hnuser>{who}</a> <span class=age title="
        f"'2024-05-0{i + 1}T10:00:00'><a href='item?id={900 + i}'>{i + 1} hours ago</a></span> | <a href='item?id={900 + i}'>{i} comments</a>"
        "</span></td></tr><tr class=spacer></tr>"
        for i, (title, who) in enumerate(zip(TITLES, PEOPLE, strict=True))
    )
    for platforms in (True, False):
        cleaned = boilerstrip.clean(f"<html><body><table id=hnmain><tr><td><table>{rows}</table></table></body></html>", platforms=platforms)
        assert cleaned.kind != "thread"
        assert all(r.kind == "article" for r in cleaned.records)


def test_a_list_of_topics_is_no_thread() -> None:
    rows = "".join(
        f"<li class='row topic'><dl><dt><a class=topictitle href='viewtopic.php?t={i}'>{title}</a><br>by <a class=username href="
        f"'memberlist.php?u={i}'>{who}</a> » 0{i + 1} May 2024, 10:0{i}</dt><dd class=posts>{i} Replies</dd></dl></li>"
        for i, (title, who) in enumerate(zip(TITLES, PEOPLE, strict=True))
    )
    cleaned = boilerstrip.clean(f"<html><body><h1>Boats</h1><ul class=topiclist>{rows}</ul></body></html>", url="https://b.example/viewforum.php")
    assert cleaned.kind != "thread"
    assert all(r.kind == "article" for r in cleaned.records)


def test_a_grid_of_products_is_no_thread() -> None:
    cells = "".join(
        f"<div class=product><h3><a href=/p/{i}>{title}</a></h3><span class=brand>{who}</span><p class=desc>{WORDS[i % 3]}</p>"
        f"<span class=price>{i + 3},00 €</span><span class=since>New since 0{i + 1}.05.2024</span></div>"
        for i, (title, who) in enumerate(zip(TITLES, PEOPLE, strict=True))
    )
    cleaned = boilerstrip.clean(f"<html><body><h1>Shop</h1><div class=grid>{cells}</div></body></html>")
    assert all(r.kind == "article" for r in cleaned.records)


def test_related_questions_in_the_markup_of_posts_are_none() -> None:
    posts = "".join(
        f"<article class=posting><header><a class=username href=/user/{who}>{who}</a> <time>0{i + 1}.05.2024 10:0{i}</time></header>"
        f"<p>{WORDS[i % 3]} That was number {i}.</p></article>"
        for i, who in enumerate(PEOPLE[:5])
    )
    related = "".join(
        f"<article class=posting><header><h4><a href=/questions/{i}.html>{title}</a></h4></header><p>{WORDS[i % 3]} And no more of "
        f"{title.split()[-1]} …</p><time>0{i + 1}.04.2023 09:0{i}</time></article>"
        for i, title in enumerate(TITLES)
    )
    page = f"<html><body><h1>A boat</h1><section id=answers>{posts}</section><section id=more><h2>Related</h2>{related}</section></body></html>"
    cleaned = boilerstrip.clean(page, url="https://b.example/forum/a-boat.html")
    assert [r.author for r in cleaned.records if r.kind == "post"] == list(PEOPLE[:5])
    assert not any(title in r.text for r in cleaned.records for title in TITLES)



def test_an_article_in_the_markup_of_the_items_below_it_is_no_comment() -> None:
    said = "The dyke was built by hand in two summers, and when the water rose in the third nobody had to leave the village. "
    html = f"<article><{{0}}>The dyke</{{0}}>{f'<p>{said * 3}</p>' * 3}</article><article><p>Ada</p><p>So it says.</p></article>"
    for title, kinds in (("h1", ["article", "comment"]), ("h2", ["article", "comment", "comment"])):
        document = parse(f"<html><body><main>{html.format(title)}</main></body></html>", media_type="text/html")
        answer = Segmentation("article", [Unit("comment", [0, 1, 2, 3]), Unit("comment", [4, 5], parent=0)])
        page = _page(document, measure(document, catalog.phrases()), answer, Options())
        assert [u.kind for u in page.units] == kinds
        assert [u.parent for u in page.units if u.kind == "comment"][-1] == (None if title == "h1" else 1)
        assert page.region[1] == ("article" if title == "h1" else "comment")
