"""Measures of a block's own text.  Sources: boilerpipe (Kohlschütter et al., WSDM 2010), jusText (Pomikálek 2011),
dragnet (Peters & Lecocq, WWW 2013)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boilerstrip import characters
from boilerstrip.lazy import regex_pattern

if TYPE_CHECKING:
    import numpy.typing as npt

    from boilerstrip.features import Features
    from boilerstrip.model import Document, Floats

    Flags = npt.NDArray[np.bool_]

KINDS = ("h", "li", "td", "dt", "pre", "table")

_FUNCTION = frozenset(
    "i we you he she they it my our his her their was were had been would that this and or but of to in on with for as is are be "
    "ich wir er sie war das und der die ist nicht je nous il elle que qui est et les des dans yo él ella era los las del con por "
    "não ele ela uma com para io lui che non di il la ik wij hij het een van был была он она что это и в на не с jest był się nie "
    "w na z og det at är och att på ja on ei se bir ve bu için و في من على אני של את".split()
)
_TIME = regex_pattern(r"\b\d{1,2}:\d\d\b|\b(?:19|20)\d\d\b")
_PRICE = regex_pattern(r"[$€£¥₹]\s?\d|\d\s?(?:€|USD|EUR|GBP|zł|руб|kr)\b")


_PRICED = ("$", "€", "£", "¥", "₹", "USD", "EUR", "GBP", "zł", "руб", "kr")  #: one of these is in every price
SAMPLE = 1_500  #: characters of a block that are looked at
_SHORT = 4  #: characters; of less only the length is told


def lexical(document: Document, f: Features) -> dict[str, Floats]:
    """Columns ``words`` … ``kind.*``; counts of a sample are per character or word, so length does not matter twice."""
    blocks, texts, chars = document.blocks, f.texts, f.chars
    out = _textures(f, document.text)
    out["words"] = f.words.astype(np.float64)
    out["word_length"] = chars / np.maximum(f.words, 1.0)
    out["terminal"] = f.terminal.astype(np.float64)
    out["prose"] = f.prose
    out["colon_end"] = np.array([t.endswith((":", "：")) for t in texts], dtype=np.float64)
    out["dots_end"] = np.array([t.endswith(("...", "…", "[…]", "»", "→", ">")) for t in texts], dtype=np.float64)
    out["has_date"] = np.array([d is not None for d in f.dates], dtype=np.float64)
    out["phrase_sure"] = np.array([max([h.certainty for h in hits]) if hits else 0.0 for hits in f.hits], dtype=np.float64)
    out["marker"] = np.array([b.marker != "" for b in blocks], dtype=np.float64)
    out["gap"] = np.minimum(np.array([b.gap for b in blocks], dtype=np.float64), 3.0)
    kinds = [b.kind for b in blocks]
    for kind in KINDS:
        out[f"kind.{kind}"] = np.array([k == kind for k in kinds], dtype=np.float64)
    out["heading_level"] = np.array([b.level for b in blocks], dtype=np.float64)
    return out


def _textures(f: Features, text: str) -> dict[str, Floats]:
    """What a sample of each block is made of: vectors over all characters of the document, then sums per block."""
    texts, starts = f.texts, f.starts
    n = len(texts)
    ends = starts + np.minimum(f.chars, SAMPLE).astype(np.int64)
    size = ends - starts
    told = size >= _SHORT
    bits = f.bits
    blank, lower, upper = bits & characters.BLANK != 0, bits & characters.LOWER != 0, bits & characters.UPPER != 0
    end, quote = bits & characters.END != 0, bits & characters.QUOTE != 0
    last = np.zeros(len(bits) + 1, dtype=bool)  # of its sample
    last[ends - 1] = True
    last = last[:-1]
    first = np.zeros(len(bits) + 1, dtype=bool)
    first[starts] = True
    first = first[:-1]
    begins = first.copy()  # what stands at the beginning of a word
    begins[1:] |= blank[:-1]
    closes = last.copy()  # what stands at the end of one
    closes[:-1] |= blank[1:]

    def on(flags: Flags) -> Flags:
        """Per character whether the next one, if it is of the same sample, has the flag."""
        out = np.zeros_like(flags)
        out[:-1] = flags[1:] & ~last[:-1]
        return out

    owner = characters.owners(len(bits), starts, ends)

    def count(flags: Flags) -> Floats:
        return characters.count(flags, owner, n).astype(np.float64)

    def apart(flags: Flags, step: int) -> Floats:
        """As ``count``, of matches of which neighbours, ``step`` characters on, share a blank only every other one."""
        at = np.flatnonzero(flags)
        if (np.diff(at) == step).any():
            flags = flags.copy()
            before = -1
            for i in at.tolist():
                if i - before == step and not first[i]:
                    flags[i] = False
                else:
                    before = i
        return count(flags)

    small, ends_lower = begins & lower, lower & closes
    two = lower & on(ends_lower)
    words = count(begins & ~blank).astype(np.int64)
    parts = np.where(told, count(blank) + 1.0, 1.0)
    digits = count(bits & characters.DIGIT != 0)
    sentences = count(end & closes) + count(end & on(quote & closes))
    if not text.isascii():
        sentences += np.where([not t.isascii() for t in texts], apart(lower & on(end & on(lower)), 2), 0.0)
    function = np.fromiter(map(_FUNCTION.__contains__, "\n".join([t[:SAMPLE] for t in texts]).lower().split()), dtype=np.float64)
    numbered = np.flatnonzero(told & (digits > 0)).tolist()
    times, prices = np.zeros(n), np.zeros(n)
    priced = bool(numbered) and any(sign in text for sign in _PRICED)
    for i in numbered:
        sample = texts[i][:SAMPLE]
        times[i] = digits[i] > 1 and _TIME.search(sample) is not None
        if priced:
            prices[i] = _PRICE.search(sample) is not None
    out = {
        "punctuation": (count(bits & characters.PAUSE != 0) + count(end)) / parts,
        "starts_lower": lower[starts].astype(np.float64),
        "sentences": sentences,
        "digits": digits / np.maximum(size, 1),
        "capitals": (count(begins & upper) + count(quote & on(upper))) / parts,
        "upper_words": count(begins & upper & on(upper)) / parts,
        "small_words": (apart(small & closes, 2) + apart(small & on(ends_lower), 3) + apart(small & on(two), 4)) / parts,
        "separators": count(bits & characters.SEPARATOR != 0),
        "quotation_marks": count(quote) / parts,
        "function_words": np.bincount(np.repeat(np.arange(n), words), weights=function, minlength=n) / parts,
        "time_or_year": times,
        "price": prices,
    }
    for name, v in out.items():
        v[~told] = float(name == "starts_lower")
    return out
