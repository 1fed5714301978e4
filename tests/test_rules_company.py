"""One huge block does not take the paragraphs around it along."""

from __future__ import annotations

import random

import pytest

import boilerstrip

WHO = "boiler plumber neighbour harbour library teacher village engine forest market winter kitchen".split()
DID = "explained measured replaced described remembered followed supported protected changed counted".split()
WHEN = "in the evening,before the meeting,near the coast,with some help,as agreed,on the other side,after the storm".split(",")


def paragraphs(n: int, seed: int) -> list[str]:
    """``n`` paragraphs of six sentences, none of them twice."""
    rng = random.Random(seed)
    return [
        " ".join(
            f"The {rng.choice(WHO)} {rng.choice(DID)} the {rng.choice(WHO)} {rng.choice(WHEN)}, because the {rng.choice(WHO)} "
            f"{rng.choice(DID)} what the {rng.choice(WHO)} had {rng.choice(DID)} {rng.choice(WHEN)}."
            for _ in range(6)
        )
        for _ in range(n)
    ]


def page(huge: str) -> str:
    body = [*paragraphs(5, 0), huge, *paragraphs(5, 1)]
    nav = "".join(f'<li><a href="/{w}">{w}</a></li>' for w in ("Home", "News", "About us", "Contact"))
    return (
        f"<html lang=en><head><title>A report about boilers</title></head><body><nav><ul>{nav}</ul></nav><main><article>"
        f"<h1>A report about boilers</h1>{''.join(f'<p>{p}</p>' for p in body)}</article></main>"
        "<footer><p>Copyright 2024 Example Site. All rights reserved. <a href=/privacy>Privacy policy</a></p></footer></body></html>"
    )


@pytest.mark.parametrize("unit", ["posted by ", "3:04 5:06 ", "a@b.example ", "ten dry words of a table that was set as text "])
def test_paragraphs_beside_a_huge_one_stay(unit: str) -> None:
    cleaned = boilerstrip.clean(page(unit * (120_000 // len(unit))))
    for paragraph in [*paragraphs(5, 0), *paragraphs(5, 1)]:
        assert paragraph in cleaned.text
    assert "Privacy policy" not in cleaned.text
    saved = [b for b in cleaned.blocks if any(t.name == "company" for t in b.terms)]
    assert all(b.kept and b.path.endswith("/p") for b in saved)
    for block in saved:
        assert sum(t.value for t in block.terms) == pytest.approx(block.score)


def test_somebody_is_saved_by_it() -> None:
    last = [" ".join(p.split()[:40]) + "." for p in paragraphs(2, 3)]
    html = page("posted by " * 12_000).replace("</article>", "".join(f'<p class="footer">{p}</p>' for p in last) + "</article>")
    saved = [b for b in boilerstrip.clean(html).blocks if any(t.name == "company" for t in b.terms)]
    assert [b.text for b in saved] == last and all(b.kept for b in saved)
