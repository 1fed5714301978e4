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
    for k in (1, 2):
        out[f"before.prose.{k}"] = _shift(prose, k)
        out[f"after.prose.{k}"] = _shift(prose, -k)
        out[f"before.words.{k}"] = _shift(words, k)
        out[f"after.words.{k}"] = _shift(words, -k)
        if "link_density" in out:
            out[f"before.links.{k}"] = _shift(out["link_density"], k, 1.0)
            out[f"after.links.{k}"] = _shift(out["link_density"], -k, 1.0)
    sums = [np.concatenate(([0.0], np.cumsum(v))) for v in (running, label_like, np.where(own["phrase_sure"] >= 0.4, 1.0, 0.0), links, chars)]
    index = np.arange(n)
    for reach in (3, 8, 20):
        low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, n)
        ran, labels, phrases, linked, letters = (c[high] - c[low] for c in sums)
        out[f"window.running.{reach}"] = ran
        out[f"window.labels.{reach}"] = labels / np.maximum(high - low, 1)
        if "link_density" in out:
            out[f"window.links.{reach}"] = linked / np.maximum(letters, 1.0)
        out[f"window.phrases.{reach}"] = phrases / np.maximum(high - low, 1)
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
    keys = [_DIGITS.sub("0", normalise(t[:160])) for t in f.texts]
    counts = Counter(keys)
    out["recurs"] = np.minimum(np.array([counts[k] for k in keys], dtype=np.float64), 20.0)
    out["title_overlap"] = _title_overlap(document, f)
    return out


def _shift(v: Floats, k: int, fill: float = 0.0) -> Floats:
    """The value ``k`` blocks before (negative: after)."""
    out = np.full(len(v), fill)
    if k > 0:
        out[k:] = v[:-k]
    else:
        out[:k] = v[-k:]
    return out


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
    for i, t in enumerate(f.texts if wanted else ()):
        if 3 <= len(t) <= 200:
            low = t.lower()
            for word in wanted:  # few blocks hold any
                if word in low:
                    mine = set(_WORD.findall(low))
                    if mine:
                        out[i] = len(mine & wanted) / len(mine)
                    break
    return out
