"""What looks like posts or comments by structure, and says nothing or answers nothing."""

from __future__ import annotations

import pytest

import boilerstrip
from boilerstrip import catalog, measures
from boilerstrip.features import measure
from boilerstrip.parse import parse

PEOPLE = ("Ines Moreau", "Tom Hallam", "Ada Kral", "Piet Blom", "Rosa Lind", "Jan Novak")
THINGS = ("harbour crane", "tide mill", "signal box", "lime kiln", "rope walk", "ice house")
STORY = (
    "<p>The old ferry ran twice a day until the bridge was opened, and whoever missed the second one slept in the barn behind the inn,"
    " where the farmer kept a lamp burning for them until the last winter of the war.</p>"
)


STORIES = "".join(STORY.replace("ferry", f"ferry to the {t}").replace("twice", f"{k + 2} times") for k, t in enumerate(THINGS[:4]))


def page(body: str, title: str = "Around the harbour", kind: str = "website") -> str:
    return f"<html><head><title>{title}</title><meta property='og:type' content='{kind}'></head><body><nav><a href='/'>Home</a></nav>{body}<footer>Imprint</footer></body></html>"


def entry(k: int, text: str, name: str = "row") -> str:
    return (
        f"<div class='{name}'><a class='user' href='/user/{k}'>{PEOPLE[k]}</a> <time datetime='2024-03-0{k + 1}'>{k + 1} March 2024</time>{text}</div>"
    )


def listing(name: str = "row") -> str:
    return "<main>" + "".join(
        entry(k, f"<h3><a href='/story/{k}'>How the {THINGS[k]} was saved</a></h3><p>A visit to the {THINGS[k]} and its keepers.</p>", name)
        for k in range(6)
    ) + "</main>"  # fmt: skip


def test_teasers_with_names_and_dates_are_no_posts() -> None:
    cleaned = boilerstrip.clean(page(listing()))
    assert cleaned.kind == "page"
    assert [r.kind for r in cleaned.records] == ["article"]
    assert "A visit to the tide mill and its keepers." in cleaned.text


def test_short_posts_are_posts() -> None:
    said = ("Nice one.", "I was there last week and it was shut.", "Same here!", "They open at nine, ask for Tom.", "Thanks a lot for that.", "See you there.")
    html = page("<main class='thread'>" + "".join(entry(k, f"<p>{said[k]}</p>", "post") for k in range(6)) + "</main>")
    assert [r.text for r in boilerstrip.clean(html).records if r.kind != "article"] == list(said)


def test_a_first_comment_that_answers_nothing_is_the_article() -> None:
    said = ("I slept in that barn.", "The lamp is in the museum now.", "My uncle was the last ferryman here.", "A lovely story, thank you.")
    comments = "".join(entry(k + 1, f"<p>{t}</p>", "comment") for k, t in enumerate(said))
    cleaned = boilerstrip.clean(page("<div class='comments'>" + entry(0, STORIES, "comment") + comments + "</div>", kind="article"))
    article = next(r for r in cleaned.records if r.kind == "article")
    assert "The old ferry to the tide mill ran 3 times a day" in article.text
    assert "The old ferry to the tide mill ran 3 times a day" in cleaned.text
    assert [r.text for r in cleaned.records if r.kind == "comment"] == list(said)


@pytest.mark.parametrize(("name", "kinds"), [("testimonial", {"article"}), ("comment", {"article", "comment"})])
def test_testimonials_are_the_pages_own(name: str, kinds: set[str]) -> None:
    said = [f"They repaired our {t} within a week and left the yard cleaner than it was before, which nobody had done in years." for t in THINGS]
    body = f"<main><h1>Repairs</h1>{STORY * 2}<div class='{name}s'>" + "".join(entry(k, f"<p>{t}</p>", name) for k, t in enumerate(said)) + "</div></main>"
    assert {r.kind for r in boilerstrip.clean(page(body, "Repairs")).records} == kinds


def test_what_a_named_element_holds_of_the_page() -> None:
    html = page(f"<div class='verwandte'><p>Read about the tide mill.</p></div><div class='related-page'>{STORY * 2}</div>")
    document = parse(html, media_type="text/html")
    held = measures.columns(document, measure(document, catalog.phrases(), lang="en"))["holds.related"]
    texts = [document.block_text(i) for i in range(len(document.blocks))]
    assert 0 <= held[texts.index("Read about the tide mill.")] < 0.3
    assert held[next(i for i, t in enumerate(texts) if t.startswith("The old ferry"))] > 0.7
    assert held[texts.index("Home")] == 2  # none of that name


def _remark(name: str, day: int, text: str) -> str:
    return (
        f"<div class='kommentar'><span class='navn'>{name}</span> <time datetime='2026-10-0{day}T18:20'>{day}. oktober 2026 kl. 18.20</time><p>{text}</p></div>"
    )


REMARKS = [("Lise B.", 3, "Trist! Den færge har jeg set på hver morgen i hele mit liv."), ("Jens Møller", 4, "Kunne man ikke lave den om til en udsigtspost?")]


@pytest.mark.parametrize("n", [1, 2])
def test_a_comment_or_two_that_are_called_so(n: int) -> None:
    said = "".join(_remark(*r) for r in REMARKS[:n])
    cleaned = boilerstrip.clean(page(f"<article><h1>Færgen</h1>{STORIES}</article><section class='kommentarer'>{said}</section>"))
    found = [(r.author, r.date, r.text) for r in cleaned.records if r.kind == "comment"]
    assert found == [(name, f"2026-10-0{day}T18:20:00", text) for name, day, text in REMARKS[:n]]


def test_one_review_may_be_a_teaser() -> None:
    card = _remark("Featured", 3, "A new lamp for the ferry, and how it fared in its first winter.").replace("kommentar", "review")
    cleaned = boilerstrip.clean(page(f"<article><h1>Færgen</h1>{STORIES}</article>{card}"))
    assert [r.kind for r in cleaned.records] == ["article"]
