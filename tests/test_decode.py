"""Decoding: what is refused, what is guessed, what is said; and whether a text is HTML."""

from __future__ import annotations

import pytest

from boilerstrip.model import BinaryInput, Limits, TooLarge
from boilerstrip.parse.decode import decode, looks_like_html

GERMAN = "Schöne Grüße aus Köln über die Brücke – „gut so“, meint Jürgen."
RUSSIAN = "Привет всем, вчера мы ходили в лес и нашли много грибов."
CHINESE = "今天天气很好，我们去公园玩，晚上回家吃饭。"
JAPANESE = "私は昨日友達と一緒に公園へ行きました。とても楽しかったです。"
KOREAN = "어제 친구와 함께 공원에 갔습니다. 정말 재미있었어요."


def test_plain_utf8_says_nothing() -> None:
    assert decode(GERMAN.encode()) == (GERMAN, [])
    assert decode(b"") == ("", [])


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed_and_taken_away(codec: str) -> None:
    assert decode(GERMAN.encode(codec), media_type="text/html; charset=koi8-r") == (GERMAN, [])


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(codec: str) -> None:
    text = "<html><body><p>Ordinary words of an ordinary page.</p></body></html>"
    assert decode(text.encode(codec)) == (text, [f"decode: guessed {codec}"])


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("gb2312", "gb18030", "朱镕基 € " + CHINESE),  # beyond GB 2312, as the web uses the label
        ("shift_jis", "cp932", "①㈱髙 " + JAPANESE),
        ("euc-kr", "cp949", "똠방각하 " + KOREAN),
        ("iso-8859-1", "cp1252", "“quoted” – €5"),
        ("us-ascii", "cp1252", "“quoted” – €5"),
        ("windows-1251", "cp1251", RUSSIAN),
        ("big5", "big5hkscs", "今天天氣很好，我們去公園。"),
    ],
)
def test_labels_mean_what_they_mean_on_the_web(label: str, codec: str, text: str) -> None:
    for page in (
        f'<html><head><meta charset="{label}"></head><p>{text}</p>',
        f'<meta http-equiv="Content-Type" content="text/html; charset={label}"><p>{text}</p>',
        f"<?xml version='1.0' encoding='{label}'?><html><p>{text}</p></html>",
    ):
        assert decode(page.encode(codec)) == (page, [])
    assert decode(text.encode(codec), media_type=f"text/plain; charset={label}") == (text, [])


def test_good_utf8_wins_over_a_wrong_label() -> None:
    page = f'<meta charset="iso-8859-1"><p>{GERMAN}</p>'
    assert decode(page.encode()) == (page, [])


def test_utf7_is_never_believed() -> None:
    page = '<meta charset="utf-7">+ADw-script+AD4-'
    assert decode(page.encode("ascii")) == (page, [])
    text, _ = decode("é".encode("cp1252") + b"+ADw-script+AD4-", media_type="text/html; charset=utf-7")
    assert "<script>" not in text


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1252", GERMAN),
        ("cp1252", "¿Dónde está la niña? Comió una manzana."),
        ("cp1250", "Zażółć gęślą jaźń, proszę państwa."),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy."),
        ("iso8859-2", "Dziękuję, proszę o więcej śliwek i kość."),
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("cp1253", "Χθες πήγαμε στο δάσος και βρήκαμε πολλά μανιτάρια."),
        ("cp1254", "Dün arkadaşımla parka gittim, çok güzeldi, ağaçlar yeşildi."),
        ("cp1255", "אתמול הלכנו ליער ומצאנו הרבה פטריות"),
        ("cp1256", "ذهبنا أمس إلى الغابة ووجدنا الكثير من الفطر"),
        ("cp874", "เมื่อวานเราไปป่าและพบเห็ดมากมาย"),
        ("gb18030", CHINESE),
        ("big5hkscs", "昨天我們去森林，找到很多蘑菇，大家都很高興。"),
        ("cp932", JAPANESE),
        ("euc_jp", JAPANESE),
        ("iso2022_jp", JAPANESE),
        ("cp949", KOREAN),
    ],
)
def test_undeclared_encodings_are_guessed_by_their_letters_and_that_is_said(codec: str, text: str) -> None:
    assert decode(text.encode(codec)) == (text, [f"decode: guessed {codec}"])


def test_a_false_utf8_label_does_not_hide_latin1() -> None:
    page = f'<meta charset="utf-8"><p>{GERMAN}</p>'
    assert decode(page.encode("cp1252")) == (page, ["decode: guessed cp1252"])


def test_one_bad_byte_in_utf8_costs_one_character() -> None:
    text, reasons = decode(RUSSIAN.encode() + b" \xff " + RUSSIAN.encode())
    assert text == f"{RUSSIAN} \ufffd {RUSSIAN}"
    assert reasons == ["decode: 0.87 % replaced"]
    long, reasons = decode(RUSSIAN.encode() * 100 + b"\xd0")
    assert long == RUSSIAN * 100 + "\ufffd"
    assert reasons == []  # under 0.1 %


def test_cesu8_pairs_are_joined() -> None:
    data = b"smile \xed\xa0\xbd\xed\xb8\x80 here"
    assert decode(data) == ("smile \U0001f600 here", ["decode: surrogates in UTF-8"])


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
        b"PK\x03\x04" + b"a" * 50,
        b"\x7fELF" + bytes(60),
        b"\x1f\x8b\x08" + b"a" * 60,
        bytes(range(256)) * 40,
    ],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(BinaryInput):
        decode(data)


def test_a_text_with_some_nuls_is_no_binary() -> None:
    text = "An ordinary line of words.\x00\n" * 20
    assert decode(text.encode()) == (text, [])


def test_too_large() -> None:
    assert decode(b"a" * 100, limits=Limits(max_bytes=100))[0] == "a" * 100
    with pytest.raises(TooLarge):
        decode(b"a" * 101, limits=Limits(max_bytes=100))


@pytest.mark.parametrize(
    "text",
    [
        "I like <b> tags and the <br> tag, said Tom.",
        "Use <div> and <p> and <table>, but not <font>.",
        "The `<div>` element, the `<p>` element and the `</p>` end tag.",
        "<div> is what you need there.",
        "a < b and b > c",
        "Mail me: Tom <tom@example.org>\n> quoted line\n> another",
        "Here is how:\n\n```html\n<div>\n<p>x</p>\n</div>\n```\n",
        "function f() {\n  return '<div><p>x</p></div>';\n}\nconst a = 1;\nlet b = 2;\n",
        "std::vector<a> x; std::map<b, i> y;",
        "",
        "just words",
    ],
)
def test_text_that_is_not_html(text: str) -> None:
    assert not looks_like_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><body>x",
        "  \n<!-- a comment -->\n<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>\n<p>x",
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">',
        "\ufeff<html>",
        "<div><p>One</p><p>Two</p></div>",
        "<p>One paragraph with <b>bold</b> words",
        "<table>\n  <tr>\n    <td>1</td>\n  </tr>\n</table>",
        "Hello there,<br><br>how are you?<br>Regards",
        "First words.<p>Then a paragraph</p><p>And another</p>",
        '<article class="post">words</article>',
    ],
)
def test_text_that_is_html(text: str) -> None:
    assert looks_like_html(text)


def test_a_long_text_in_which_somebody_shows_markup_is_text() -> None:
    shown = "<p>Hello,</p><p>I wrote to the support</p>\n<p>and nobody answers.</p>\n"
    plain = "".join(f"Line {i} of a thread that lost its markup long ago\n" for i in range(12))
    assert looks_like_html(shown)
    assert not looks_like_html(plain + shown * 5)
