"""Measures of a block's place in the document: neighbours, position, recurrence, distance to the running text.

Sources: boilerpipe and jusText for neighbours; BTE (Finn et al. 2001) for the densest stretch.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from boilerstrip.catalog import normalise
from boilerstrip.lazy import re_pattern, regex_pattern

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document, Floats

RUNNING = 0.6  #: prose strength from which a block is running text
_WORD = regex_pattern(r"\w{2,}")
_DIGITS = re_pattern(r"\d+")
_LOWER = bytes(range(256)).lower()  #: of ASCII alone
_NO_LETTERS = bytes(c for c in range(128) if not chr(c).isalpha())


def context(document: Document, f: Features, own: dict[str, Floats]) -> dict[str, Floats]:
    """Columns ``before.*``, ``after.*``, ``window.*``, ``position.*``, ``page.*``, ``recurs`` …"""
    n = len(f.texts)
    out: dict[str, Floats] = {}
    words, prose = own["words"], own["prose"]
    running = np.where(prose >= RUNNING, words, 0.0)
    blocks = document.blocks
    chars = np.maximum(f.chars, 1.0)
    links = np.array([b.link_chars for b in blocks], dtype=np.float64)
    if document.nodes:
        out["link_density"] = np.minimum(links / chars, 1.0)
        out["links"] = np.array([b.links for b in blocks], dtype=np.float64)
    label_like = ((prose < 0.3) & (own["terminal"] == 0)).astype(np.float64)
    neighbours = [("prose", prose, 0.0), ("words", words, 0.0)]
    if "link_density" in out:
        neighbours.append(("links", out["link_density"], 1.0))
    for name, v, fill in neighbours:
        padded = np.full(n + 4, fill)  # beyond the ends of the document
        padded[2 : n + 2] = v
        for k in (1, 2):
            out[f"before.{name}.{k}"] = padded[2 - k : n + 2 - k]
            out[f"after.{name}.{k}"] = padded[2 + k : n + 2 + k]
    sums = np.zeros((5, n + 1))
    np.cumsum((running, label_like, own["phrase_sure"] >= 0.4, links, chars), axis=1, out=sums[:, 1:])
    index = np.arange(n)
    for reach in (3, 8, 20):
        low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, n)
        ran, labels, phrases, linked, letters = sums[:, high] - sums[:, low]
        size = np.maximum(high - low, 1)
        out[f"window.running.{reach}"] = ran
        out[f"window.labels.{reach}"] = labels / size
        if "link_density" in out:
            out[f"window.links.{reach}"] = linked / np.maximum(letters, 1.0)
        out[f"window.phrases.{reach}"] = phrases / size
    total = max(float(words.sum()), 1.0)
    total_running = float(running.sum())
    before = np.cumsum(words) - words
    out["position.words"] = before / total
    out["position.blocks"] = np.arange(n) / max(n - 1, 1)
    out["position.index"] = np.minimum(np.arange(n), 200.0)
    out["position.from_end"] = np.minimum(np.arange(n)[::-1], 200.0)
    ran = np.cumsum(running) - running
    out["running.before"] = ran / max(total_running, 1.0)
    out["running.after"] = 1.0 - (ran + running) / max(total_running, 1.0)
    out["running.before_words"] = np.minimum(ran, 2000.0)
    out["running.after_words"] = np.minimum(total_running - ran - running, 2000.0)
    at = np.flatnonzero(running > 0)
    if len(at):
        right = np.searchsorted(at, index)
        prev = np.where(right > 0, index - at[np.maximum(right - 1, 0)], 99)
        here = at[np.minimum(right, len(at) - 1)]
        nxt = np.where(right < len(at), here - index, 99)
        out["running.distance_back"] = np.minimum(np.where(running > 0, 0, prev), 60).astype(np.float64)
        out["running.distance_on"] = np.minimum(nxt, 60).astype(np.float64)
        out["running.nearest"] = np.minimum(out["running.distance_back"], out["running.distance_on"])
        big = max(float(running.max()), 1.0)
        out["running.of_largest"] = running / big
    else:
        for name in ("distance_back", "distance_on", "nearest"):
            out[f"running.{name}"] = np.full(n, 60.0)
        out["running.of_largest"] = np.zeros(n)
    out["densest"] = _densest(words, prose)
    out["page.running"] = np.full(n, min(total_running, 5000.0))
    out["page.running_share"] = np.full(n, total_running / total)
    out["page.blocks"] = np.full(n, float(min(n, 2000)))
    if "link_density" in out:
        out["page.links"] = np.full(n, float(links.sum() / chars.sum()) if n else 0.0)
    out["recurs"] = _recurs(f.texts)
    out["title_overlap"] = _title_overlap(document, f)
    return out


def _recurs(texts: list[str]) -> Floats:
    """How often the same line stands in the document, numbers aside."""
    rough = [
        (t if t.isascii() else normalise(t)).encode("utf-8", "surrogatepass").translate(_LOWER, _NO_LETTERS) for t in [text[:160] for text in texts]
    ]
    often = Counter(rough)
    keys = [_DIGITS.sub("0", normalise(text[:160])) if often[r] > 1 else None for text, r in zip(texts, rough, strict=True)]
    counts = Counter(keys)
    counts[None] = 1
    return np.minimum(np.array([counts[k] for k in keys], dtype=np.float64), 20.0)


def _densest(words: Floats, prose: Floats) -> Floats:
    """1 inside of the stretch with the most running text less label words (a maximal sum), else distance in blocks, negative."""
    value = np.where(prose >= 0.3, np.minimum(words, 60.0), -np.minimum(words, 12.0) - 2.0)
    best = total = 0.0
    first = last = start = 0
    for i, v in enumerate(value.tolist()):
        if total <= 0:
            total, start = 0.0, i
        total += v
        if total > best:
            best, first, last = total, start, i
    index = np.arange(len(words))
    out: Floats = np.where(index < first, index - first, np.where(index > last, last - index, 1)).astype(np.float64)
    return np.maximum(out, -60.0)


def _title_overlap(document: Document, f: Features) -> Floats:
    """Share of a short block's words that stand in the document's title."""
    out = np.zeros(len(f.texts))
    wanted = set(_WORD.findall(document.title.lower())) if document.title else set()
    for i in sorted(_holding(document.text.lower(), wanted, f)):
        if 3 <= len(f.texts[i]) <= 200:
            mine = set(_WORD.findall(f.texts[i].lower()))
            if mine:
                out[i] = len(mine & wanted) / len(mine)
    return out


def _holding(low: str, wanted: set[str], f: Features) -> set[int]:
    """Blocks that may hold one of the words: few do.  ``low``: the document in lower case."""
    if len(low) != len(f.bits):  # "İ" becomes two characters
        return set(range(len(f.texts)))
    found = []
    for word in wanted:
        at = low.find(word)
        while at >= 0:
            found.append(at)
            at = low.find(word, at + len(word))
    return set((np.searchsorted(f.starts, found, side="right") - 1).tolist()) - {-1}
