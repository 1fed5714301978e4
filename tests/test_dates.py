"""Dates: what is none first, then the forms of forums, blogs and mails in more than thirty languages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boilerstrip.dates import decide_order, find_date, parse_date, parse_machine

BASE = "2020-04-24T12:00:00"  # a Friday

MISSES = [
    "", " ", "May", "sun", "Sun", "march on", "Posts: 2019", "2019", "Posts: 7,430", "3:27 PM",
    "20:38", "won 3-2", "3-2-1",
    "$12.50", "$12.10.2019", "version 1.2.3", "v10.12.2020", "Python 3.11.7", "+49 30 1234567", "555-123-2019",
    "1-800-555-2019", "192.168.2.10", "10.0.0.1", "I may 5 times", "you may 5", "Set 5 items",
    "out 2 lunch", "Set 2019",
    "Sun, 5 people", "mars 5 bars", "#1", "Reply #12", "4/5 stars", "1/2 cup", "24/7", "99.5%", "12/2019/5", "2019/20",
    "today I went home", "She said it would be fine by tomorrow or so", "the day ago of", "2.5 years", "in 3 days",
    "5 minutes walk", "Page 3 of 12", "ISBN 978-3-16-148410-0", "30.02.2019", "32 January 2019",
    "2019-13-45", "00/00/2000",
    "Apr 0", "Feb 30, 2019", "31 April 2020", "192.168.20.10 20:20", "x" * 5000, "1" * 5000, "1.2.2019.5", "a-1-2-2019",
    "12:30:45", "0:00", "1,234,567", "sat on 12 chairs", "Mon 12", "GPL-2.0", "RFC 2822", "١٢٣", "第3章", "3月", "12월",
]  # fmt: skip


@pytest.mark.parametrize("text", MISSES)
def test_leaves_alone(text: str) -> None:
    assert find_date(text, base=BASE) is None


HITS = [
    ("Dec 2019", "2019-12"),
    ("May 2019", "2019-05"),
    ("Joined: Oct 2005 Posts: 7,430", "2005-10"),
    ("17 Jan 2012 18:12", "2012-01-17T18:12:00"),
    ("16.03.2020 20:20", "2020-03-16T20:20:00"),
    ("Posted Apr 11, 2020, 3:27 PM", "2020-04-11T15:27:00"),
    ("Apr 11, 2020, 12:05 AM", "2020-04-11T00:05:00"),
    ("10:16am On Apr 24", "--04-24T10:16:00"),
    ("Re: This Is How by Tom98: 10:16am On Apr 24", "--04-24T10:16:00"),
    ("2019-10-10 13:47:14", "2019-10-10T13:47:14"),
    ("(2019-02-24, 05:31 PM)", "2019-02-24T17:31:00"),
    ("(2019-02-24, 05:31 PM)StarlitSky Wrote:", "2019-02-24T17:31:00"),
    ("Tue 16-Jun-20 23:12:23", "2020-06-16T23:12:23"),
    ("« Reply #1 on: April 06, 2020, 01:28:03 AM »", "2020-04-06T01:28:03"),
    ("#2 Feb 12, 2013", "2013-02-12"),
    ("by sulli » 20 Jan 2012 19:18", "2012-01-20T19:18:00"),
    ("Commented May 21, 2018 at 20:37", "2018-05-21T20:37:00"),
    ("EditorSeptember 15, 2008 at 9:19 PM", None),  # glued to a name: not ours to cut
    ("September 15, 2008 at 9:19 PM", "2008-09-15T21:19:00"),
    ("24th of April 2019", "2019-04-24"),
    ("On Mon, 6 Apr 2020 at 12:30, Ann <a@b.example> wrote:", "2020-04-06T12:30:00"),
    ("Mon, 6 Apr 2020 12:30:45 +0200", "2020-04-06T12:30:45+02:00"),
    ("Mon Apr  6 12:30:45 2020", "2020-04-06T12:30:45"),
    ("Mon Apr  6 12:30:45 PDT 2020", "2020-04-06T12:30:45"),
    ("[06/Apr/2020:13:55:36 +0000]", "2020-04-06T13:55:36+00:00"),
    ("2020-04-06T12:30:45Z", "2020-04-06T12:30:45Z"),
    ("2020-04-06T12:30:45.123+02:00", "2020-04-06T12:30:45+02:00"),
    ("Apr '19", "2019-04"),
    ("10/25/2019 5pm", "2019-10-25T17:00:00"),
    ("16 Jun 20 18:12", "2020-06-16T18:12:00"),
    ("20:30 Apr 5", "--04-05T20:30:00"),
    ("Sept. 5, 2019", "2019-09-05"),
    ("may 5, 10:30", "--05-05T10:30:00"),
    ("29 Feb 2020", "2020-02-29"),
    ("24 Apr posts: 10:30", "--04-24"),
]

LANGUAGES = [
    ("de", "5. Januar 2019 um 20:38", "2019-01-05T20:38:00"),
    ("de", "#2 erstellt: 21. Apr 2020, 20:53", "2020-04-21T20:53:00"),
    ("de", "Mi 6. März 2019, 9:05 Uhr", "2019-03-06T09:05:00"),
    ("fr", "12 févr. 2019 à 20h38", "2019-02-12T20:38:00"),
    ("fr", "1er août 2020", "2020-08-01"),
    ("es", "6 de abril de 2020 a las 20:38", "2020-04-06T20:38:00"),
    ("es", "6 abr. 2020, 8:38 p. m.", "2020-04-06T20:38:00"),
    ("it", "6 aprile 2020 alle 20:38", "2020-04-06T20:38:00"),
    ("pt", "6 de Abril de 2020 às 20:38", "2020-04-06T20:38:00"),
    ("pt", "set 2019", "2019-09"),
    ("nl", "6 mrt 2020 om 20:38", "2020-03-06T20:38:00"),
    ("sv", "6 april 2020 kl. 20.38", "2020-04-06T20:38:00"),
    ("da", "d. 6. april 2020 kl. 20:38", "2020-04-06T20:38:00"),
    ("nb", "6. desember 2020", "2020-12-06"),
    ("fi", "6. huhtikuuta 2020 klo 20.38", "2020-04-06T20:38:00"),
    ("et", "6. aprill 2020", "2020-04-06"),
    ("lv", "2020. gada 6. aprīlis", "2020-04-06"),
    ("lt", "2020 m. balandžio 6 d.", "2020-04-06"),
    ("pl", "6 kwietnia 2020, 20:38", "2020-04-06T20:38:00"),
    ("pl", "listopad 2019", "2019-11"),
    ("cs", "6. dubna 2020 v 20:38", "2020-04-06T20:38:00"),
    ("sk", "6. apríla 2020", "2020-04-06"),
    ("sl", "6. april 2020", "2020-04-06"),
    ("hr", "6. listopada 2020.", "2020-10-06"),
    ("sr", "6. април 2020.", "2020-04-06"),
    ("bg", "6 април 2020", "2020-04-06"),
    ("ru", "12 янв 2020", "2020-01-12"),
    ("ru", "6 апреля 2020 г. в 20:38", "2020-04-06T20:38:00"),
    ("uk", "6 квітня 2020, 20:38", "2020-04-06T20:38:00"),
    ("be", "6 красавіка 2020", "2020-04-06"),
    ("ro", "6 aprilie 2020", "2020-04-06"),
    ("hu", "2020. április 6., 20:38", "2020-04-06T20:38:00"),
    ("el", "6 Απριλίου 2020, 8:38 μ.μ.", "2020-04-06T20:38:00"),
    ("tr", "6 Nisan 2020 Pazartesi 20:38", "2020-04-06T20:38:00"),
    ("ca", "6 d’abril de 2020", "2020-04-06"),
    ("gl", "6 de abril de 2020", "2020-04-06"),
    ("eu", "2020ko apirilaren 6a", "2020-04-06"),
    ("is", "6. apríl 2020", "2020-04-06"),
    ("cy", "6 Ebrill 2020", "2020-04-06"),
    ("id", "6 Agustus 2020 pukul 20.38", "2020-08-06T20:38:00"),
    ("vi", "ngày 6 tháng 4 năm 2020", "2020-04-06"),
    ("vi", "Tháng Tư 6, 2020", "2020-04-06"),
    ("th", "6 เมษายน 2563", "2020-04-06"),
    ("th", "6 เม.ย. 63", "2020-04-06"),
    ("th", "06/04/2563", "2020-04-06"),
    ("ko", "2020년 4월 6일 오후 3:27", "2020-04-06T15:27:00"),
    ("ko", "2020. 4. 6.", "2020-04-06"),
    ("ja", "2020年4月6日(月) 13:47", "2020-04-06T13:47:00"),
    ("ja", "令和2年4月6日", "2020-04-06"),
    ("zh", "2020年4月6日星期一下午3:27", "2020-04-06T15:27:00"),
    ("zh", "发表于 2020-4-6 13:47:14", "2020-04-06T13:47:14"),
    ("he", "6 באפריל 2020", "2020-04-06"),
    ("ar", "٣ مايو ٢٠١٩", "2019-05-03"),
    ("ar", "6 كانون الثاني 2020", "2020-01-06"),
    ("ar", "٣ مايو ٢٠١٩، ١٠:٣٢ مساءً", "2019-05-03T22:32:00"),
    ("ar", "12\u200f/4\u200f/2020", "2020-04-12"),
    ("fa", "۱۸ فروردین ۱۳۹۹", "2020-04-06"),
    ("fa", "۱۳۹۹/۰۱/۱۸", "2020-04-06"),
    ("hi", "६ अप्रैल २०२०", "2020-04-06"),
    ("bn", "৬ এপ্রিল ২০২০", "2020-04-06"),
    ("ta", "6 ஏப்ரல், 2020", "2020-04-06"),
    ("ka", "6 აპრილი 2020", "2020-04-06"),
    ("hy", "6 ապրիլի 2020", "2020-04-06"),
]

RELATIVE = [
    ("en", "3 days ago", "2020-04-21"),
    ("en", "17 hours ago (11 children)", "2020-04-23"),
    ("en", "9 years, 2 months ago", "2020-02"),
    ("en", "2 years ago#1", "2018"),
    ("en", "a day ago", "2020-04-23"),
    ("en", "yesterday at 10:32", "2020-04-23T10:32:00"),
    ("en", "Today, 12:05 AM", "2020-04-24T00:05:00"),
    ("en", "Posted yesterday", "2020-04-23"),
    ("en", "Monday at 10:32 AM", "2020-04-20T10:32:00"),
    ("en", "Friday at 10:32", "2020-04-17T10:32:00"),
    ("en", "just now", "2020-04-24"),
    ("de", "vor 2 Stunden", "2020-04-24"),
    ("de", "vor einem Tag", "2020-04-23"),
    ("de", "Heute, 12:30", "2020-04-24T12:30:00"),
    ("de", "Gestern um 18:20", "2020-04-23T18:20:00"),
    ("fr", "il y a 3 jours", "2020-04-21"),
    ("fr", "il y a un an", "2019"),
    ("fr", "aujourd’hui à 12:30", "2020-04-24T12:30:00"),
    ("es", "hace 2 días", "2020-04-22"),
    ("es", "ayer a las 10:32", "2020-04-23T10:32:00"),
    ("it", "3 giorni fa", "2020-04-21"),
    ("pt", "há 3 dias", "2020-04-21"),
    ("nl", "3 dagen geleden", "2020-04-21"),
    ("sv", "för 3 dagar sedan", "2020-04-21"),
    ("da", "for 3 dage siden", "2020-04-21"),
    ("fi", "3 päivää sitten", "2020-04-21"),
    ("pl", "3 dni temu", "2020-04-21"),
    ("cs", "před 3 dny", "2020-04-21"),
    ("hr", "prije 3 dana", "2020-04-21"),
    ("ru", "3 дня назад", "2020-04-21"),
    ("ru", "вчера в 10:32", "2020-04-23T10:32:00"),
    ("uk", "3 дні тому", "2020-04-21"),
    ("ro", "acum 3 zile", "2020-04-21"),
    ("hu", "3 napja", "2020-04-21"),
    ("el", "πριν από 3 ημέρες", "2020-04-21"),
    ("tr", "3 gün önce", "2020-04-21"),
    ("ca", "fa 3 dies", "2020-04-21"),
    ("id", "3 hari yang lalu", "2020-04-21"),
    ("vi", "3 ngày trước", "2020-04-21"),
    ("th", "3 วันที่แล้ว", "2020-04-21"),
    ("th", "เมื่อวาน เวลา 10:32", "2020-04-23T10:32:00"),
    ("ko", "3일 전", "2020-04-21"),
    ("ko", "어제 10:32", "2020-04-23T10:32:00"),
    ("ja", "3日前", "2020-04-21"),
    ("zh", "3天前", "2020-04-21"),
    ("zh", "昨天 12:30", "2020-04-23T12:30:00"),
    ("he", "לפני 3 ימים", "2020-04-21"),
    ("ar", "منذ 3 أيام", "2020-04-21"),
    ("fa", "3 روز پیش", "2020-04-21"),
    ("hi", "3 दिन पहले", "2020-04-21"),
]


@pytest.mark.parametrize(("text", "iso"), HITS)
def test_forms(text: str, iso: str | None) -> None:
    found = find_date(text, base=BASE)
    assert (found.iso if found else None) == iso
    if found:
        assert text[found.start : found.end] == found.raw
        assert not found.relative


@pytest.mark.parametrize(("lang", "text", "iso"), LANGUAGES)
def test_languages(lang: str, text: str, iso: str) -> None:
    found = find_date(text, lang=lang)
    assert found is not None
    assert found.iso == iso
    assert text[found.start : found.end] == found.raw


@pytest.mark.parametrize(("lang", "text", "iso"), RELATIVE)
def test_relative(lang: str, text: str, iso: str) -> None:
    for language in (lang, None):
        found = find_date(text, base=BASE, lang=language)
        assert found is not None
        assert found.relative
        assert found.iso == iso
        without = find_date(text, lang=language)
        assert without is not None
        assert without.iso is None, "a relative date means nothing without a base"
        assert without.raw == found.raw


def test_at_least_thirty_languages() -> None:
    assert len({lang for lang, _, _ in LANGUAGES}) >= 30
    assert len({lang for lang, _, _ in RELATIVE}) >= 25


def test_most_forms_need_no_language() -> None:
    missed = [text for _, text, iso in LANGUAGES if (found := find_date(text)) is None or found.iso != iso]
    # 06/04/2563 and 12/4/2020 are ambiguous, "set" and "listopada" belong to two languages
    assert len(missed) <= 4, missed


def test_spans_leave_nothing_of_the_stamp() -> None:
    for text, raw in [
        ("Tue 16-Jun-20 23:12:23", "Tue 16-Jun-20 23:12:23"),
        ("« on: April 06, 2020, 01:28:03 AM »", "April 06, 2020, 01:28:03 AM"),
        ("by sulli » 20 Jan 2012 19:18", "20 Jan 2012 19:18"),
        ("Mon, 6 Apr 2020 12:30:45 +0200", "Mon, 6 Apr 2020 12:30:45 +0200"),
        ("al 12\u200f/4\u200f/2020 xx", "12\u200f/4\u200f/2020"),
    ]:
        found = find_date(text)
        assert found is not None
        assert found.raw == raw


@pytest.mark.parametrize(
    ("texts", "lang", "order"),
    [
        (["03/04/2020"], "en-US", "mdy"),
        (["03/04/2020"], "en", "mdy"),
        (["03/04/2020"], "en-GB", "dmy"),
        (["03/04/2020"], "de", "dmy"),
        (["03/04/2020"], "ja", "ymd"),
        (["03/04/2020"], None, "mdy"),
        (["03/04/2020", "13/04/2020"], "en-US", "dmy"),
        (["03/04/2020", "04/13/2020"], "de", "mdy"),
        (["03.04.2020"], "en-US", "dmy"),
        (["03/04/2020", "04/04/2020", "05/04/2020", "01/05/2020"], None, "dmy"),
        (["2020-03-04"], None, "mdy"),
        ([], "fr", "dmy"),
    ],
)
def test_order_of_a_page(texts: list[str], lang: str | None, order: str) -> None:
    assert decide_order(texts, lang) == order


def test_order_reads_numbers() -> None:
    assert parse_date("03/04/2020", order="mdy") == "2020-03-04"
    assert parse_date("03/04/2020", order="dmy") == "2020-04-03"
    assert parse_date("13/04/2020", order="mdy") == "2020-04-13", "a part over 12 overrules"
    assert parse_date("20/04/06", order="ymd") == "2020-04-06"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("12", None),
        ("hello", None),
        ("1234567", None),
        ("0000000000", None),
        ("2019-13-01", None),
        ("1586174400", "2020-04-06T12:00:00Z"),
        ("1586174400123", "2020-04-06T12:00:00Z"),
        ("2020-04-06", "2020-04-06"),
        ("20200406", "2020-04-06"),
        ("2020-04", "2020-04"),
        ("2020", "2020"),
        ("2020-04-06 12:30", "2020-04-06T12:30:00"),
        ("2020-04-06T12:30:45+0200", "2020-04-06T12:30:45+02:00"),
        ("2020-04-06T12:30:45.000Z", "2020-04-06T12:30:45Z"),
    ],
)
def test_machine(text: str, iso: str | None) -> None:
    assert parse_machine(text) == iso


def test_parse_date_reads_stamps() -> None:
    assert parse_date("3d", base=BASE) == "2020-04-21"
    assert parse_date("3d") is None
    assert parse_date("2019") == "2019"
    assert parse_date("nothing") is None


def test_bad_base_is_no_error() -> None:
    found = find_date("3 days ago", base="soon")
    assert found is not None
    assert found.iso is None


ATTACKS = [
    "1 " * 5000, "1-" * 5000, "1/1/" * 3000, "1." * 5000, "jan " * 4000, "1 jan " * 3000,
    "12:" * 5000, "1 year, " * 3000,
    "12 may 2019 " + "a " * 5000, "12:30" + " " * 10000 + "jan 1",
    "12:30 " + "a. " * 3000 + "1 jan", "年" * 9000, "1月" * 5000,
    "令和" * 5000, "\u200f" * 20000, "İ" * 20000, "1 jan 2019, " + "x" * 20000, "yesterday " * 2000, "a a a " * 4000,
    "١/" * 6000, "tháng " * 4000, "monday 1:" * 3000, "10:16 am " * 2000 + "apr 24", "٪" * 5000,
    "1'" * 5000, "'12" * 5000,
    "²³¹ jan 2019", "①② jan", "१" * 9999, "5 𝟏 jan", "\x00" * 300, "1\u20003\u3000jan",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_cost_no_time(attack: str) -> None:
    find_date("1 jan 2019")  # the tables are read once
    start = time.perf_counter()
    for tail in ("", "!", "\n"):
        find_date(attack + tail, base=BASE)
        find_date(attack[:299] + tail, base=BASE)
        parse_date(attack + tail, base=BASE)
        decide_order([attack + tail])
    assert time.perf_counter() - start < 0.25


@given(st.text(max_size=400), st.sampled_from(["auto", "dmy", "mdy", "ymd"]))
def test_never_raises_and_spans_hold(text: str, order: str) -> None:
    found = find_date(text, order=order, base=BASE)
    if found:
        assert text[found.start : found.end] == found.raw


PIECES = st.sampled_from(
    """1 2 12 31 99 2019 2020 1399 2563 . , / - ' : jan may mar сент เม.ย. فروردین 年 月 日 de of st am pm
    오후 昨天 tháng ago vor days at utc +0200""".split()
    + [" "] * 12
)


@given(st.lists(PIECES, max_size=24).map("".join))
def test_pieces_of_dates_never_raise(text: str) -> None:
    found = find_date(text, base=BASE)
    if found:
        assert text[found.start : found.end] == found.raw
        assert found.iso is None or parse_date(found.iso.removeprefix("--")) or found.iso.startswith("--")
