"""Measures of elements' names and of sections."""

from __future__ import annotations

import numpy as np

from boilerstrip import catalog, measures
from boilerstrip.features import measure
from boilerstrip.parse import parse

TEXT = (
    "The mill stood still for a year, and when the water came back nobody knew how to open the sluice, so they sent for the old miller. "
    * 3
)
PAGE = f"""<html><body>
<div class="site-navbar"><span>Home</span></div>
<div id="content"><article><h1>The mill</h1><p>{TEXT}</p><div>By the river</div>
<h2>Related stories</h2><div class="teaser-box"><a href="/a">The bridge</a></div><h2>The sluice</h2><p>{TEXT}</p>
<p>It opens <span class="share-count">slowly</span> now.</p></article></div>
<div class="foo">Printed in Ghent</div>
</body></html>"""


def columns(html: str) -> tuple[list[str], dict[str, measures.Floats]]:
    document = parse(html, media_type="text/html")
    f = measure(document, catalog.phrases(), lang="en")
    return [t[:12].strip() for t in f.texts], measures.columns(document, f)


def test_elements_are_known_by_their_names() -> None:
    texts, found = columns(PAGE)
    at = {t: i for i, t in enumerate(texts)}
    assert found["look.discard"][at["Home"]] <= 1
    assert found["look.teaser"][at["The bridge"]] <= 1
    far = found["look.discard"].max()
    assert found["look.discard"][at["The mill"]] == far
    assert found["look.discard"][at["It opens slo"]] == far  # a name inside of a block says nothing of the block
    assert found["look.body.2"][at["The mill"]] == 1 and found["look.body.2"][at["Printed in G"]] == -1
    assert not found["look.body.1"].any()
    assert found["look.chosen"][at["By the river"]] == 1 and found["look.chosen"][at["Home"]] == -1


def test_a_heading_is_measured_by_what_stands_below_it() -> None:
    texts, found = columns(PAGE)
    at = {t: i for i, t in enumerate(texts)}
    running = found["section.running"]
    assert running[at["Related stor"]] == 0 and running[at["The sluice"]] > 60 and running[at["By the river"]] == -1
    assert running[at["The mill"]] > running[at["The sluice"]]  # its section goes on to the end of the page
    bridge = at["The bridge"]
    assert (
        found["section.own_phrase"][bridge] > 0.4
        and found["section.own_level"][bridge] == 2
        and found["section.own_distance"][bridge] == 1
    )
    assert found["section.own_links"][bridge] == 1


def test_text_outside_of_paragraphs_is_measured_by_how_much_stands_inside() -> None:
    texts, found = columns(PAGE)
    at = {t: i for i, t in enumerate(texts)}
    assert found["paragraph.outside"][at["By the river"]] == found["paragraph.page"][0] == 1
    assert found["paragraph.outside"][at["It opens slo"]] == -1


def test_every_column_is_a_number_per_block() -> None:
    for html in (PAGE, "<p>x", f"<div class='{'share ' * 5000}'>{TEXT}</div>"):
        texts, found = columns(html)
        assert all(len(v) == len(texts) and np.isfinite(v).all() for v in found.values())
