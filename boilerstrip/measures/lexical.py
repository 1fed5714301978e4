"""Measures of a block's own text.  Sources: boilerpipe (Kohlschütter et al., WSDM 2010), jusText (Pomikálek 2011),
dragnet (Peters & Lecocq, WWW 2013)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import regex

if TYPE_CHECKING:
    from boilerstrip.features import Features
    from boilerstrip.model import Document, Floats

KINDS = ("h", "li", "td", "dt", "pre", "table")

_FUNCTION = frozenset(
    "i we you he she they it my our his her their was were had been would that this and or but of to in on with for as is are be "
    "ich wir er sie war das und der die ist nicht je nous il elle que qui est et les des dans yo él ella era los las del con por "
    "não ele ela uma com para io lui che non di il la ik wij hij het een van был была он она что это и в на не с jest był się nie "
    "w na z og det at är och att på ja on ei se bir ve bu için و في من على אני של את".split()
)
_TIME = regex.compile(r"\b\d{1,2}:\d\d\b|\b(?:19|20)\d\d\b")
_PRICE = regex.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|USD|EUR|GBP|zł|руб|kr)\b")


class _Classes(dict[int, str]):
    """Character → class: lower ``l``, upper ``u``, digit ``d``, stop ``.``, other punctuation ``,``, blank, quotation mark, separator."""

    def __missing__(self, code: int) -> str:
        c = chr(code)
        if c in ".!?。！？؟۔।…":
            out = "."
        elif c in ",;:、，；：،؛":
            out = ","
        elif c in "\"“”„«»‘’'":
            out = '"'
        elif c in "|•·›→←▼▲✓★©®™":
            out = "|"
        elif c.isspace():
            out = " "
        elif c.isdigit():
            out = "d"
        elif c.isupper() or c.istitle():
            out = "u"
        elif c.isalpha():
            out = "l"
        else:
            out = "o"
        if len(self) < 70_000:
            self[code] = out
        return out


_CLASSES = _Classes()
SAMPLE = 1_500  #: characters of a block that are looked at


def lexical(document: Document, f: Features) -> dict[str, Floats]:
    """Columns ``words`` … ``kind.*``; counts of a sample are per character or word, so length does not matter twice."""
    n = len(f.texts)
    rows = np.zeros((n, 12))
    for i, text in enumerate(f.texts):
        sample = text if len(text) <= SAMPLE else text[:SAMPLE]
        if len(sample) < 4:
            rows[i, 1] = 1.0
            continue
        shape = " " + sample.translate(_CLASSES) + " "
        count = shape.count(" ") - 1.0
        digits = shape.count("d")
        rows[i] = (
            (shape.count(",") + shape.count(".")) / count,
            shape[1] == "l",
            shape.count(". ") + shape.count('." ') + (shape.count("l.l") if not sample.isascii() else 0),
            digits / len(sample),
            (shape.count(" u") + shape.count('"u')) / count,
            shape.count(" uu") / count,
            (shape.count(" l ") + shape.count(" ll ") + shape.count(" lll ")) / count,
            shape.count("|"),
            shape.count('"') / count,
            sum(map(_FUNCTION.__contains__, sample.lower().split())) / count,
            digits > 1 and bool(_TIME.search(sample)),
            digits > 0 and bool(_PRICE.search(sample)),
        )
    names = ("punctuation", "starts_lower", "sentences", "digits", "capitals", "upper_words", "small_words", "separators", "quotation_marks",
             "function_words", "time_or_year", "price")  # fmt: skip
    out: dict[str, Floats] = {name: rows[:, k].copy() for k, name in enumerate(names)}
    words = np.maximum(f.words, 1.0)
    out["words"] = f.words.astype(np.float64)
    out["word_length"] = f.chars / words
    out["terminal"] = f.terminal.astype(np.float64)
    out["prose"] = f.prose
    out["colon_end"] = np.array([float(t.endswith((":", "："))) for t in f.texts])
    out["dots_end"] = np.array([float(t.endswith(("...", "…", "[…]", "»", "→", ">"))) for t in f.texts])
    out["has_date"] = np.array([float(d is not None) for d in f.dates])
    out["phrase_sure"] = np.array([max((h.certainty for h in hits), default=0.0) for hits in f.hits])
    out["marker"] = np.array([float(bool(b.marker)) for b in document.blocks])
    out["gap"] = np.array([float(min(b.gap, 3)) for b in document.blocks])
    for kind in KINDS:
        out[f"kind.{kind}"] = np.array([float(b.kind == kind) for b in document.blocks])
    out["heading_level"] = np.array([float(b.level) for b in document.blocks])
    return out
