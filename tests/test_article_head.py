"""Who wrote an HTML page's article, and when."""

from __future__ import annotations

import json

import pytest

import boilerstrip
from boilerstrip.model import Record
from boilerstrip.segment.article_head import person

TITLE = "The last crane of the harbour comes down"
STORY = "".join(
    f"<p>On the {day} morning the {who} found a letter in the box: the crane was not to be used any more, it said, and nobody would pay for the {what}"
    " that had kept it standing for eighty years.</p>"
    for day, who, what in (("first", "master", "paint"), ("second", "driver", "grease"), ("third", "mayor", "bolts"), ("fourth", "keeper", "lamps"))
)


def article(head: str = "", meta: str = "", after: str = "", lang: str = "en") -> Record:
    html = (
        f"<html lang={lang}><head><title>{TITLE} | Coast Post</title>{meta}</head><body><nav><a href='/'>Home</a></nav><main><article>"
        f"<h1>{TITLE}</h1>{head}{STORY}</article>{after}</main><footer>Imprint</footer></body></html>"
    )
    return next(r for r in boilerstrip.clean(html).records if r.kind == "article")


def data(**told: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', 'headline': TITLE, **told})}</script>"


@pytest.mark.parametrize(
    ("head", "author", "date"),
    [
        ("<p class='byline'>By Søren Holm</p><time datetime='2026-10-03'>3 October 2026</time>", "Søren Holm", "2026-10-03"),
        ("<div class='entry-meta'>Posted on <a href='/x'><time class='entry-date published' datetime='2024-03-04T08:11:00+01:00'>March 4, 2024</time></a>"
         " by <span class='author vcard'><a rel='author' href='/author/nora'>Nora Lind</a></span></div>", "Nora Lind", "2024-03-04T08:11:00+01:00"),
        ("<div class='autor'>Von Ada Kral und Jan Novák</div><div class='datum'>21. April 2020</div>", "Ada Kral und Jan Novák", "2020-04-21"),
        ("<p>By Ann Lee</p><p>Published 3 May 2019</p>", "Ann Lee", "2019-05-03"),
        ("<span class='author-name'>Interview: Rosa Blom Foto: Piet Smit</span>", "Rosa Blom", None),
        ("<p class='author'>王小明</p>", "王小明", None),
        ("<p class='byline'>By</p><span class='date'>Updated 4 May 2021</span>", None, None),
    ],
)  # fmt: skip
def test_what_stands_below_the_title(head: str, author: str | None, date: str | None) -> None:
    found = article(head, lang="de" if "autor" in head else "en")
    assert (found.author, found.date) == (author, date)
    assert found.title == TITLE


def test_data_of_the_page_is_believed_first() -> None:
    told = data(author={"@type": "Person", "name": "Ines Moreau", "url": "https://coast.example/ines"}, datePublished="2026-10-02T06:00:00Z", dateModified="2026-10-04")
    found = article("<p class='byline'>By The Staff</p><time datetime='2026-10-05'>5 October 2026</time>", meta=told)
    assert (found.author, found.author_url, found.date) == ("Ines Moreau", "https://coast.example/ines", "2026-10-02T06:00:00Z")
    assert found.edited == "2026-10-04"


def test_an_address_with_a_day_in_it() -> None:
    assert article(meta="<meta property='og:url' content='https://coast.example/2026/10/02/crane'>").date == "2026-10-02"
    assert article(meta="<meta property='og:url' content='https://coast.example/2026/13/02/crane'>").date is None


def test_where_the_author_is_at_home() -> None:
    around = "<a href='/people/ann'><span class='author'>Ann Lee</span></a>"
    inside = "<span class='author'>By <a href='/people/ann'>Ann Lee</a></span>"
    assert article(around).author_url == article(inside).author_url == "/people/ann"
    assert article("<span class='author'>Ann Lee</span>").author_url is None


def test_the_name_of_the_site_is_no_title() -> None:
    html = (
        f"<html lang=en><head><title>{TITLE} - The Coast Post</title></head><body><header><h1><a href='/'>The Coast Post</a></h1></header>"
        f"<div class='post'><h2>{TITLE}</h2><div class='entry-meta'>Posted on March 4, 2024 by Nora</div>{STORY}</div></body></html>"
    )
    found = next(r for r in boilerstrip.clean(html).records if r.kind == "article")
    assert (found.title, found.author, found.date) == (TITLE, "Nora", "2024-03-04")


def test_an_author_named_by_reference() -> None:
    graph = [{"@type": "Article", "headline": TITLE, "author": {"@id": "https://coast.example/#/person/1"}, "datePublished": "2026-10-02"},
             {"@type": "Person", "@id": "https://coast.example/#/person/1", "name": "Ines Moreau"}]  # fmt: skip
    found = article(meta=f"<script type='application/ld+json'>{json.dumps({'@graph': graph})}</script>")
    assert (found.author, found.date) == ("Ines Moreau", "2026-10-02")


def test_data_of_other_articles_is_not() -> None:
    told = data(headline="Rye in winter", author="Tom Hallam") + data(headline="On salt", author="Jan Novak")
    assert article(meta=told).author is None


def test_metadata_comes_last() -> None:
    meta = "<meta property='og:type' content='article'><meta name='author' content='Lisa Borch'><meta property='article:published_time' content='2021-01-02T03:04:05Z'>"
    assert (article(meta=meta).author, article(meta=meta).date) == ("Lisa Borch", "2021-01-02T03:04:05Z")
    assert article("<p class='byline'>By Søren Holm</p>", meta=meta).author == "Søren Holm"
    assert article(meta="<meta name='author' content='Some Web Agency'>").author is None  # nothing on the page says so


def test_neither_a_comment_nor_a_teaser_signs_the_article() -> None:
    comments = "".join(
        f"<div class='comment'><span class='author'>{who}</span> <time datetime='2026-10-0{k}T18:20'>{k} October 2026</time><p>{text}</p></div>"
        for k, (who, text) in enumerate([("Lise B.", "I have seen it every morning of my life."), ("Jens M.", "Make it a lookout!")], 3)
    )
    assert article(after=f"<section class='comments'>{comments}</section>").author is None
    teasers = "".join(f"<div class='related card'><span class='author'>{who}</span><h3>{who} on cranes</h3></div>" for who in ("Tom Hallam", "Ada Kral"))
    assert article(teasers).author is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Veröffentlicht von Kajblog am 3. Mai 2020", "Kajblog"), ("por Luciana Bertoia", "Luciana Bertoia"), ("Von", None), ("Posted on", None),
        ("By Ann Lee | 3 May 2019", "Ann Lee"), ("Colin Gray Colin Gray", "Colin Gray"), ("https://coast.example/ines", None), ("12345", None),
        ("Craig Blom Last updated Dec 17, 2025", "Craig Blom"), ("", None), ("x" * 500, None), ("by by by by", None),
    ],
)  # fmt: skip
def test_the_name_in_a_byline(line: str, name: str | None) -> None:
    assert person(line) == name


@pytest.mark.parametrize(
    ("line", "lang", "name"),
    [
        ("Thanh Le", "en", "Thanh Le"), ("Thanh Le", None, "Thanh Le"), ("Di Wu", "en-GB", "Di Wu"), ("di Mario Rossi", "it", "Mario Rossi"),
        ("De Jong", "nl", "De Jong"), ("Ann Lee am", "de-AT", "Ann Lee"), ("av Kari Nordmann", "nb", "Kari Nordmann"), ("By Layla Amin", "ar", "Layla Amin"),
        ("Photos by Ann Lee", "en", "Photos by Ann Lee"),  # a known miss: who took the pictures
    ],
)  # fmt: skip
def test_little_words_that_are_names_elsewhere(line: str, lang: str | None, name: str) -> None:
    assert person(line, lang) == name


def test_names_in_data_are_taken_as_they_are() -> None:
    for name in ("Thanh Le", "Di Wu", "Von Wright", "El Photo"):
        assert article(meta=data(author=name)).author == name


def test_a_byline_is_no_body() -> None:
    html = f"<html lang=da><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><div class='byline'>Af Søren Holm 3. oktober 2026</div>{STORY}</article></body></html>"
    cleaned = boilerstrip.clean(html)
    block = next(b for b in cleaned.blocks if b.text.startswith("Af Søren"))
    assert (block.label, block.kept) == ("meta", False)
    assert "Søren Holm" in boilerstrip.clean(html, meta="keep").text
