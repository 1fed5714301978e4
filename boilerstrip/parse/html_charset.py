"""Which encoding undeclared bytes are in: by the letters that the languages of each encoding use.

General detectors weigh a hundred codecs by statistics of letters and take Latin-1 for Windows-1250 or KOI8-R for Arabic on
short texts.  The web's legacy is a dozen codecs; for each the letters beyond ASCII of its languages are known, and the right
reading is the one whose letters all belong to one language.
"""

from __future__ import annotations

_TYPOGRAPHY = "\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2026\u2022\u00a0\u00ab\u00bb\u00a9\u00ae\u2122\u20ac\u00b0\u00b7\u00a3\u00a7\u00ad"

#: codec → the letters of one language each; in order of trust where two read the same.
_LETTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cp1252", (
        "äöüßÄÖÜé", "éèêëàâçîïôùûœÉÀÇÊŒ", "áéíóúñü¿¡ÁÉÍÓÚÑ", "ãõáéíóúâêôàçÃÕÁÉÇ", "åäöÅÄÖé", "æøåÆØÅé", "àèéìíòóùúÀÈÉ",
        "áéíóúýþðæöÁÞÐÆÖ", "éëïóöüè",
    )),
    ("cp1255", ("אבגדהוזחטיךכלםמןנסעףפץצקרשת",)),
    ("cp1251", (
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ№", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАВДЗІКМНОПРСТУ",
    )),
    ("koi8-r", ("абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ",)),
    ("cp866", ("абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ",)),
    ("iso8859-5", ("абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ",)),
    ("cp1250", (
        "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "áčďéěíňóřšťúůýžÁČĎÉÍŇŘŠŤÚŽ", "áäčďéíĺľňóôŕšťúýžÁČĎÉĽŇŠŤÚŽ", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ",
        "ăâîşţĂÂÎŞŢ", "čćđšžČĆĐŠŽ",
    )),
    ("iso8859-2", (
        "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "áčďéěíňóřšťúůýžÁČĎÉÍŇŘŠŤÚŽ", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ", "ăâîşţĂÂÎŞŢ", "čćđšžČĆĐŠŽ",
    )),
    ("cp1254", ("çğıöşüÇĞİÖŞÜâîû",)),
    ("cp1253", ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ",)),
    ("cp1256", ("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئ،؟", "ابپتثجچحخدذرزژسشصضطظعغفقکكگلمنوهيیآئ،؟")),
    ("cp1257", ("ąčęėįšųūžĄČĘĖĮŠŲŪŽ", "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ", "äõöüšžÄÕÖÜ")),
    ("cp874", ("".join(map(chr, range(0x0E01, 0x0E3B))) + "".join(map(chr, range(0x0E3F, 0x0E5C))),)),
)  # fmt: skip
_CASED = frozenset({"cp1251", "koi8-r", "cp866", "iso8859-5", "cp1253"})
_CYRILLIC = frozenset({"cp1251", "koi8-r", "cp866", "iso8859-5"})
_LATIN = frozenset({"cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257"})
_SETS = tuple((codec, tuple(frozenset(letters) for letters in languages)) for codec, languages in _LETTERS)
_EXTRA = frozenset(_TYPOGRAPHY)
_SURE = 0.9  #: share of the characters beyond ASCII that a double-byte reading must explain


def guess(sample: bytes) -> str | None:
    """The most likely codec of a sample with bytes beyond ASCII, ``None`` where no reading makes sense."""
    lines = [line for line in sample.split(b"\n") if not line.isascii()]  # what is ASCII tells nothing
    data = b"\n".join(lines)[:65_536]
    if not data:
        return None
    found = _double_byte(data)
    if found:
        return found
    best, best_score = None, 0.5
    for codec, languages in _SETS:
        text = data.decode(codec, "replace")
        high = [c for c in text if c > "\x7f"]
        letters = [c for c in high if c not in _EXTRA]
        typographic = len(high) - len(letters)
        if len(letters) < 4 and codec != "cp1252":  # too few to tell
            continue
        if not letters:  # quotation marks and dashes only
            score = 0.8 if codec == "cp1252" else 0.0
        else:
            score = max(sum(map(language.__contains__, letters)) for language in languages)
            score = (score + 0.5 * typographic) / (len(letters) + 0.5 * typographic)
            score *= _plausible(codec, text, letters)
        if score > best_score + 0.02:  # the earlier is the more common
            best, best_score = codec, score
    return best


def _plausible(codec: str, text: str, letters: list[str]) -> float:
    """0 to 1: whether the letters stand as the writing systems of the codec place them."""
    # Latin letters beyond ASCII stand among ASCII letters, other alphabets never do.
    pairs = list(zip(text, text[1:], strict=False))
    mixed = sum((a > "\x7f" and a.isalpha() and b < "\x7f" and b.isalpha()) for a, b in pairs)
    mixed += sum((b > "\x7f" and b.isalpha() and a < "\x7f" and a.isalpha()) for a, b in pairs)
    share = min(1.0, mixed / len(letters))
    factor = 0.3 + 0.7 * share if codec in _LATIN else 1.0 - 0.7 * share
    if codec in _CASED:  # KOI8-R and Windows-1251 read each other with the case turned round
        factor *= 0.5 + 0.5 * sum(map(str.islower, letters)) / len(letters)
    if codec in _CYRILLIC:  # Hebrew reads as Cyrillic with too few vowels
        factor *= 0.7 + 0.3 * min(1.0, sum(map("аеёиоуыэюяіїєАЕИОУЯІ".__contains__, letters)) / (0.33 * len(letters)))
    if codec == "cp1255":  # final letters end a word; of Cyrillic read as Hebrew a fifth would be finals within words
        inner = sum(a in "ךםןףץ" and "א" <= b <= "ת" for a, b in pairs)
        factor *= max(0.0, 1.0 - 10 * inner / len(letters))
    if codec == "cp1253":  # and as Greek, but without accents
        factor *= 0.7 + 0.3 * min(1.0, sum(map("άέήίόύώΐΰ".__contains__, letters)) / (0.06 * len(letters)))
    if codec == "cp874":  # vowel signs and tone marks follow a consonant
        loose = sum(_thai_sign(b) and not ("\u0e01" <= a <= "\u0e2e" or _thai_sign(a)) for a, b in pairs)
        factor *= max(0.0, 1.0 - 5 * loose / len(letters))
    return factor


def _thai_sign(c: str) -> bool:
    return c == "\u0e31" or "\u0e34" <= c <= "\u0e3a" or "\u0e47" <= c <= "\u0e4e"


def _double_byte(data: bytes) -> str | None:
    """EUC-JP, Shift-JIS, EUC-KR, GB 18030 or Big5, where nearly all of the characters are everyday ones."""
    best, best_score = None, _SURE
    for codec in ("euc_jp", "cp932", "cp949", "gb18030", "big5hkscs"):
        text = data.decode(codec, "replace")
        high = [c for c in text if c > "\x7f"]
        if len(high) < 4 or high.count("\ufffd") > 0.02 * len(high) + 1:
            continue
        kana = sum("\u3040" <= c <= "\u30ff" for c in high)
        hangul = sum("\uac00" <= c <= "\ud7a3" for c in high)
        marks = sum("\u3000" <= c <= "\u303f" or "\uff01" <= c <= "\uff5e" for c in high)
        han = [c for c in high if "\u4e00" <= c <= "\u9fff"]
        if codec in ("euc_jp", "cp932"):
            if kana < 0.15 * len(high):
                continue
            score = (kana + marks + len(han)) / len(high)
        elif codec == "cp949":
            # everyday syllables and marks are in the two rows of KS X 1001; others come of Chinese read as Korean
            common = sum(len(c.encode("euc_kr", "ignore")) == 2 for c in high if "\uac00" <= c <= "\ud7a3")
            if hangul < 0.5 * len(high):
                continue
            score = (common + marks + len(han)) / len(high)
        else:
            first_level = _everyday(han, codec)
            score = (first_level + marks) / len(high)
            if kana + hangul > 0.1 * len(high):
                continue
        if score > best_score:
            best, best_score = codec, score
    return best or _rare_double(data)


def _everyday(han: list[str], codec: str) -> int:
    """How many are of the codec's first level, in which the everyday characters stand."""
    low, high = (0xB0, 0xD7) if codec == "gb18030" else (0xA4, 0xC6)
    count = 0
    for c in han:
        code = c.encode(codec, "ignore")
        count += len(code) == 2 and low <= code[0] <= high and (codec != "gb18030" or code[1] >= 0xA1)
    return count


def _rare_double(data: bytes) -> str | None:
    """GB 18030 or Big5 in texts with many rare characters: what decodes without one error, and long runs of high bytes."""
    high = sum(b > 0x7F for b in data)
    text = data.decode("ascii", "replace")
    runs = sum(1 for a, b in zip(text, text[1:], strict=False) if a != "\ufffd" and b == "\ufffd") + 1
    if high < 3 * runs or high < 12:
        return None
    scores = []
    for codec in ("gb18030", "big5hkscs"):
        try:
            read = data.decode(codec)
        except UnicodeDecodeError:
            continue
        han = [c for c in read if "\u4e00" <= c <= "\u9fff"]
        beyond = sum(c > "\x7f" for c in read)
        share = _everyday(han, codec) / beyond
        if share > 0.6:
            scores.append((share, codec))
    return max(scores)[1] if scores else None
