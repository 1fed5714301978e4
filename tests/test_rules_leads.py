"""The lines between an article's title and its text, by what content systems call them."""

from __future__ import annotations

import pytest

import boilerstrip
from boilerstrip.model import Block

TITLE = "Die Seilbahn über dem Hafen steht still"
LEAD = "Seit dem Sturm fährt die Seilbahn nicht mehr, und wer auf die andere Seite will, nimmt wieder das alte Boot von 1931."
STORY = "".join(
    f"<p>Am {k}. Tag nach dem Sturm stand {wer} noch immer an der Talstation, sah den Gondeln beim Schaukeln zu und erzählte jedem, der fragte,"
    f" dass {was} im Herbst 19{60 + k} schon einmal gerissen war, ohne dass jemand davon wissen wollte.</p>"
    for k, (wer, was) in enumerate([("der Wärter", "das Tragseil"), ("die Wirtin", "das Zugseil"), ("ein Lotse", "der Anker"), ("der Pfarrer", "die Kette")], 2)
)  # fmt: skip


def page(head: str, after: str = "") -> str:
    return (
        f"<html lang=de><head><title>{TITLE} – Hafenblatt</title></head><body><nav><a href='/'>Start</a> <a href='/orte'>Orte</a></nav><main><article>"
        f"{head}<div class='body'>{STORY}</div></article>{after}</main><footer>Impressum</footer></body></html>"
    )


def lead(html: str, text: str = LEAD) -> Block:
    block = next(b for b in boilerstrip.clean(html).blocks if b.text.startswith(text[:40]))
    assert sum(t.value for t in block.terms) == pytest.approx(block.score)
    return block


def heard(block: Block) -> bool:
    return any(t.name == "lead" for t in block.terms)


@pytest.mark.parametrize(
    "head",
    [
        f"<h1>{TITLE}</h1><p class='article-teaser'>{LEAD}</p>",
        f"<h1>{TITLE}</h1><div class='c-head__introText'><p>{LEAD}</p></div>",
        f"<h1>{TITLE}</h1><span>Anna Petersen</span><div id='chapo'><p>{LEAD}</p></div>",
        f"<h1>Nachrichten</h1><h3>{TITLE}</h3><div class='vorspann'>{LEAD}</div>",
        f"<hgroup><h1>{TITLE}</h1><h2>{LEAD.rstrip('.')}</h2></hgroup>",
        f"<header><h1>{TITLE}</h1><h2>{LEAD}</h2></header>",
    ],
)
def test_a_lead_is_part_of_the_text(head: str) -> None:
    block = lead(page(head))
    assert heard(block)
    assert block.kept and block.label == "body"


@pytest.mark.parametrize(
    "head",
    [
        f"<p class='teaser'>{LEAD}</p><h1>{TITLE}</h1>",  # above the title
        f"<h1>{TITLE}</h1><div class='author-box'><p class='intro'>{LEAD}</p></div>",
        f"<h1>{TITLE}</h1><p class='teaser'><a href='/boot'>{LEAD}</a></p>",
        f"<h1>{TITLE}</h1><div class='text'>{STORY}</div><p class='teaser'>{LEAD}</p>",  # below the text
        f"<h1>{TITLE}</h1><p class='misleading'>{LEAD}</p>",  # whole words of a token only
        f"<header id='sitename'><h1>{TITLE}</h1><h2>{LEAD}</h2></header>",
    ],
)
def test_what_is_called_so_elsewhere_is_none(head: str) -> None:
    assert not heard(lead(page(head)))


def test_one_of_a_list_is_no_lead() -> None:
    others = "".join(f"<a href='/{k}'><p class='teaser'>Was am Hafen im Winter {1990 + k} geschah und wer dabei war.</p></a>" for k in range(3))
    assert not heard(lead(page(f"<h1>{TITLE}</h1><p class='teaser'>{LEAD}</p>", others)))


def test_the_words_of_other_languages() -> None:
    for word in ("perex", "ingress", "copete", "occhiello", "zajawka", "linha-fina", "standfirst"):
        assert heard(lead(page(f"<h1>{TITLE}</h1><div class='{word}'>{LEAD}</div>"))), word
