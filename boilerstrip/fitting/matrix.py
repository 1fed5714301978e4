"""Pages → rows: the columns of every block that the measures are asked about, with label and weight."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip import catalog, measures
from boilerstrip.align import align, words
from boilerstrip.features import measure
from boilerstrip.fitting.data import GoldPage, pages
from boilerstrip.fitting.flatten import FORMS
from boilerstrip.language import guess_language
from boilerstrip.measures.around import Grounds, grounds
from boilerstrip.model import Options
from boilerstrip.pagetype import page_numbers
from boilerstrip.parse import parse
from boilerstrip.rules.measures import is_flattened_page
from boilerstrip.segment import segment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from boilerstrip.model import Floats

FOLDS = 5
CAP = 100  #: words from which a block weighs no more


@dataclass(slots=True)
class Rows:
    """One page."""

    page: str
    kind: str
    fold: int
    names: list[str]
    x: Floats  #: blocks × columns
    y: Floats
    weight: Floats
    words: list[list[str]]
    gold: list[str]
    numbers: dict[str, float]  #: of the page as a whole
    ground: Grounds  #: for the second round
    speaks: bool = True  #: whether the measures are asked about such a page at all
    thread: bool = False  #: settled by structure; without rows


def rows_of(page: GoldPage, *, flattened: bool = False) -> Rows | None:
    """The rows of one page, ``None`` where there is nothing to learn (no blocks).

    ``flattened``: of the page as text, in one of three forms by turns.
    """
    if flattened:
        form = list(FORMS)[sum(map(ord, page.id)) % len(FORMS)]
        document = parse(FORMS[form](page.html), media_type="text/plain")
    else:
        document = parse(page.html, url=page.url, media_type="text/html")
    if not document.blocks or not (document.nodes or flattened):
        return None
    book = catalog.phrases()
    f = measure(document, book, lang=document.language or guess_language(document.text))
    seen = segment(document, f, Options(), book)
    columns = measures.columns(document, f)
    names = list(columns)
    here = grounds(document, f)
    if seen.kind == "thread":
        empty = np.zeros(0)
        return Rows(page.id, page.kind, page.fold(FOLDS), names, np.zeros((0, len(names))), empty, empty, [], words(page.gold), {}, here, thread=True)
    y, certain = align(f.texts, page.gold)
    mine = [words(t) for t in f.texts]
    sizes = np.array([min(len(w), CAP) for w in mine], dtype=np.float64)
    weight = certain * sizes**0.7 / max(30.0, float(sizes.sum())) ** 0.7  # every page counts alike, long blocks more
    asked = np.array([r not in ("comment", "post") for r in seen.region])  # of the others structure has settled the verdict
    told = {k: np.where(asked, v, np.nan) for k, v in columns.items()}
    numbers = page_numbers(told, document)
    x = np.stack(list(columns.values()), axis=1)[asked].astype(np.float32)
    mine = [w for w, a in zip(mine, asked.tolist(), strict=True) if a]
    speaks = not flattened or is_flattened_page(f, range(len(f.texts)))
    return Rows(page.id, page.kind, page.fold(FOLDS), names, x, y[asked], weight[asked], mine, words(page.gold), numbers, here.of(asked), speaks)


def build(root: Path, jobs: int, *, flattened: bool = False) -> list[Rows]:
    """Rows of all pages, in order."""
    source: Iterable[GoldPage] = pages(root)
    with ProcessPoolExecutor(jobs) as pool:
        return [r for r in pool.map(partial(rows_of, flattened=flattened), source, chunksize=8) if r is not None]
