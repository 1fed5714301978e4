"""What kind of page this is: a guess with a probability, from sums of the measures over the page.

Like the verdicts it is additive: for every kind one number per measure, read from ``data/weights/types.json``; the kinds' sums
become probabilities that add up to one.  The page's address and what it calls itself (``og:type``) testify beside the measures.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

if TYPE_CHECKING:
    from boilerstrip.model import Document, Floats

Tables = dict[str, tuple[list[float], list[float]]]

OTHER = 0.35  #: below this no kind is likely enough to be named
LISTS, OUTWEIGHS = 0.4, 3.0  #: probability of kinds without a text of their own, and how far it is above that of the others
FAR = 12  #: distance at which an ancestor is absent
RUNNING = 0.6  #: prose strength of running text

_PAGE = ("tree.main_links", "tree.main_running", "page.running_share", "page.running", "page.links", "page.blocks")
_WORDS = ("word_length", "small_words", "function_words", "link_density", "digits", "links", "sentences", "capitals", "kind.h", "kind.pre", "kind.li", "hidden")
_BLOCKS = ("tree.words.2", "recurs", "siblings.4", "window.running.8", "phrase_sure", "has_date", "time_or_year", "starts_lower", "price", "colon_end", "kind.pre")
_COUNT = ("price", "has_date", "time_or_year")
_NEAR = (
    "class.product", "class.comment", "class.post", "class.article", "class.image", "class.meta", "class.spec", "class.tags", "class.table",
    "class.title", "class.nav", "up.h2", "up.button", "up.td", "up.p",
)  # fmt: skip
_BELOW = (
    "class.comment", "class.product", "class.post", "class.article", "class.spec", "class.widget", "class.review", "class.head", "class.image",
    "up.pre", "up.p", "up.article", "up.section",
)  # fmt: skip


def page_numbers(columns: Mapping[str, Floats], document: Document) -> dict[str, float]:
    """What is told of a page: each measure's mean over its words (``words.*``) or blocks (``blocks.*``), how many blocks have it
    (``count.*``), the share of its blocks (``near.*``) or running words (``below.*``) under such an element.  ``columns``: of
    :func:`boilerstrip.measures.columns`, NaN where others have settled a block; such blocks do not count.
    """
    spoken = ~np.isnan(columns["words"])
    own = {k: columns[k][spoken] for k in {*_PAGE, *_WORDS, *_BLOCKS, *_COUNT, *_NEAR, *_BELOW, "words", "prose"} if k in columns}
    words = own["words"]
    n, total = max(len(words), 1), max(float(words.sum()), 1.0)
    running = np.where(own["prose"] >= RUNNING, words, 0.0)
    ran = max(float(running.sum()), 1.0)
    out = {k: float(own[k][0]) if len(words) else 0.0 for k in _PAGE if k in own}
    out |= {f"words.{k}": float(own[k] @ words) / total for k in _WORDS if k in own}
    out |= {f"blocks.{k}": float(own[k].sum()) / n for k in _BLOCKS if k in own}
    out |= {f"count.{k}": min(float(np.count_nonzero(own[k])), 50.0) for k in _COUNT}
    out |= {f"near.{k}": np.count_nonzero(own[k] < FAR) / n for k in _NEAR if k in own}
    out |= {f"below.{k}": float(running[own[k] < FAR].sum()) / ran for k in _BELOW if k in own}
    called = document.meta.get("og:type", "").lower()
    out["called.article"] = float("article" in called or "blog" in called)
    out["called.product"] = float("product" in called)
    path = urlsplit(document.url or "").path.strip("/")
    last = path.rsplit("/", 1)[-1]
    out["address.depth"] = float(path.count("/") + 1 if path else 0)
    out["address.dashes"] = float(last.count("-") + last.count("_"))
    out["address.digits"] = float(sum(c.isdigit() for c in path))
    return out


def probabilities(numbers: Mapping[str, float], part: str) -> dict[str, float]:
    """Each kind's probability.  ``part``: ``html`` or ``flattened``."""
    sums = {}
    for kind, (bias, tables) in _tables()[part].items():
        sums[kind] = bias + sum(values[bisect_right(edges, numbers[name])] for name, (edges, values) in tables.items())
    top = max(sums.values())
    shares = {kind: math.exp(x - top) for kind, x in sums.items()}
    whole = sum(shares.values())
    return {kind: x / whole for kind, x in shares.items()}


def page_type(odds: Mapping[str, float]) -> tuple[str, float]:
    """The likeliest kind; ``other`` where none is likely, with the probability that the page is not of the likeliest kind."""
    kind = max(odds, key=lambda k: odds[k])
    return (kind, round(odds[kind], 4)) if odds[kind] >= OTHER else ("other", round(1.0 - odds[kind], 4))


def is_listing(odds: Mapping[str, float]) -> bool:
    """Whether a page is rather one of many things (a list of articles, a shop's shelf, a product) than a text of its own."""
    lists, texts = (sum(odds[k] for k in kinds) for kinds in (("listing", "collection", "product"), ("article", "documentation", "thread")))
    return lists >= LISTS and lists >= OUTWEIGHS * texts


def thread_type(part: str) -> tuple[str, float]:
    """Of a page that was segmented as a thread: how often such pages are."""
    return "thread", _threads()[part]


@lru_cache(maxsize=1)
def _raw() -> dict[str, dict[str, object]]:
    parts: dict[str, dict[str, object]] = json.loads((Path(__file__).parent / "data/weights/types.json").read_text("utf-8"))["parts"]
    return parts


@lru_cache(maxsize=1)
def _threads() -> dict[str, float]:
    return {part: float(str(raw["thread"])) for part, raw in _raw().items()}


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, tuple[float, Tables]]]:
    out = {}
    for part, raw in _raw().items():
        kinds = raw["kinds"]
        assert isinstance(kinds, dict)
        out[part] = {
            kind: (t["bias"], {k: (cell["edges"], cell["values"]) for k, cell in t["terms"].items()}) for kind, t in kinds.items()
        }
    return out
