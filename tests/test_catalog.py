"""The phrase catalog: what it must leave alone first, then what it must know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boilerstrip import phraseindex, prebuilt
from boilerstrip.catalog import PhraseBook, PhraseHit, label_of, normalise, phrases, strong_anchor, validate_phrases
from boilerstrip.dates.arrange import arrange
from boilerstrip.model import LABELS, UsageError
from boilerstrip.phrasefiles import CATEGORIES

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "boilerstrip" / "data" / "phrases").glob("*.toml"))


@pytest.fixture(scope="module")
def book() -> PhraseBook:
    return phrases()


def best(book: PhraseBook, line: str) -> float:
    return max((h.certainty for h in book.match(line)), default=0.0)


def categories(book: PhraseBook, line: str, floor: float = 0.8) -> set[str]:
    return {h.category for h in book.match(line) if h.certainty >= floor}


def value(hits: tuple[PhraseHit, ...], category: str, name: str) -> str | None:
    return next((v for h in hits if h.category == category for n, v in h.values if n == name), None)


# ------------------------------------------------------------------ misses


PROSE = [
    "He said:",
    "She wrote that the comments were closed years ago, and nobody has complained since.",
    "To leave a reply, scroll down to the box and click on the button that says so.",
    "I was reading the comments when the phone rang.",
    "Three thoughts on the budget, and one on the weather.",
    "The following users are mentioned in the report of the committee.",
    "On 3 May we wrote to the council; on 6 May the council wrote back.",
    "We share this house with two cats and a parrot.",
    "Posted sentries kept the gate, and no one else was let in.",
    "By the time we got home, the kettle had boiled dry.",
    "In response to the flood, the town built a wall.",
    "More from the garden than from the shop: that was her rule.",
    "Er sagte, die Antworten seien längst bekannt.",
    "Am Abend schrieb er noch drei Briefe an seine Schwester.",
    "Am 3. Mai 1945 schrieb er seiner Frau.",
    "Am 3. Mai 1945 schrieb er seiner Frau einen letzten Brief aus dem Lager.",
    "Written by hand in the last winter of the war, the letters were never sent.",
    "Elle a dit que les commentaires étaient fermés depuis longtemps.",
    "El alcalde escribió una carta de dos páginas y la dejó sobre la mesa.",
    "彼は昨日の会議で新しい計画について長い説明をした。",
    "Он сказал, что ответа не будет, и вышел из комнаты.",
    "",
    "   ",
    "-----",
    "12",
]


@pytest.mark.parametrize("line", PROSE)
def test_prose_is_left_alone(book: PhraseBook, line: str) -> None:
    assert best(book, line) < 0.8


def test_a_paragraph_about_a_phrase_is_no_anchor(book: PhraseBook) -> None:
    line = (
        "When you scroll to the end of almost any blog you will be told that your email address will not be published, "
        "a promise that is older than most of the people who read it and that nobody has ever thought of breaking."
    )
    assert best(book, line) < 0.8
    assert not any(strong_anchor(h.category, h.certainty) for h in book.match(line))


@pytest.mark.parametrize(
    "line", ["Reply", "Share", "Comments", "About", "Antworten", "Partager", "Compartir", "More", "Quote"]
)
def test_single_words_need_company(book: PhraseBook, line: str) -> None:
    assert book.match(line)
    assert best(book, line) < 0.5
    assert not any(strong_anchor(h.category, h.certainty) for h in book.match(line))


@pytest.mark.parametrize("line", ["By Ann Miller", "Ann Miller said:", "Von Anna Müller", "Par Anne Meunier"])
def test_bylines_and_wide_patterns_are_no_anchors(book: PhraseBook, line: str) -> None:
    assert book.match(line)
    assert not any(strong_anchor(h.category, h.certainty) for h in book.match(line))


def test_wide_patterns_keep_to_short_calm_lines(book: PhraseBook) -> None:
    assert best(book, "Ann said") == 0.5
    assert best(book, "It rained. The dog slept. Nobody came, Ann said") == 0.0
    assert best(book, "The woman who had kept the lighthouse for forty years looked up from her book and said") == 0.0


def test_prose_of_the_samples_gets_no_sure_hit(book: PhraseBook) -> None:
    for name, line, labels in _seed_lines():
        if labels <= {"body", "title", "quote", "duplicate"}:
            assert best(book, line) < 0.8, (name, line)


# ------------------------------------------------------------------ hits


def _seed_lines() -> list[tuple[str, str, set[str]]]:
    gold = json.loads((ROOT / "fixtures" / "seeds.json").read_text(encoding="utf-8"))
    out = []
    for name, page in gold.items():
        if name == "about":
            continue
        lines = (ROOT / "seeds" / name).read_text(encoding="utf-8").split("\n")
        for span, _, label, _ in page["lines"]:
            first, _, last = span.partition("-")
            for i in range(int(first), int(last or first) + 1):
                if lines[i - 1].strip():
                    out.append((name, lines[i - 1], {label} if isinstance(label, str) else set(label)))
    return out


def test_every_chrome_line_of_the_samples_is_known(book: PhraseBook) -> None:
    chrome = [(name, line) for name, line, labels in _seed_lines() if labels == {"chrome"}]
    assert len(chrome) > 30
    for name, line in chrome:
        assert best(book, line) >= 0.8, (name, line)


HITS = [
    ("  1. Pingback: A very long title of some other page | Some Blog", "pingback"),
    ("One thought on “The title of this page", "comment_count"),
    ("2 thoughts on “A title, with a comma”", "comment_count"),
    ("1,024 comments", "comment_count"),
    ("Leave a Reply", "comment_form"),
    ("LEAVE A REPLY CANCEL REPLY", "comment_form"),
    ("You are commenting using your WordPress.com account. ( Log\xa0Out\xa0/\xa0 Change\xa0)", "comment_form"),
    ("There are no comments yet. Add your comment to start the conversation.", "comments_empty"),
    ("You must be logged in to post a comment.", "login_prompt"),
    ("You must log in or register to reply here.", "register_prompt"),
    ("Notify me of new posts by email.", "notify"),
    ("Subscribe to our newsletter", "newsletter"),
    ("We use cookies to give you a better experience on this site.", "cookie"),
    ("Share this:", "share"),
    ("How does this make you feel?", "reaction_prompt"),
    ("Related posts", "related"),
    ("Skip to content", "skip"),
    ("Older Comments", "post_navigation"),
    ("All rights reserved.", "footer"),
    ("Download the Foo App!", "app_promotion"),
    (
        "This is AI generated summarization, which may have errors. For context, always refer to the full article.",
        "machine_summary",
    ),
    ("Loading…", "loading"),
    ("Read more »", "read_more"),
    ("Not open for further replies.", "closed_thread"),
    ("Top Bottom", "forum_navigation"),
    ("What's new", "forum_navigation"),
    ("What’s new", "forum_navigation"),
    ("Similar threads", "related"),
    ("Last edited by a moderator:", "edit_note"),
    ("Reaction score", "panel"),
    ("Posts: 1,490", "panel"),
    ("Posted by Ann on 3 May 2019", "byline"),
    ("Sent from my iPhone using Tapatalk", "signature"),
    ("Click to expand...", "quote_end"),
    ("On Mon, 6 May 2013 at 15:04, Ann Miller <ann@example.org> wrote:", "quote_attribution"),
    ("Originally Posted by Ann", "quote_attribution"),
    ("Quote from: Ann on April 06, 2020, 01:28:03 AM", "quote_attribution"),
    ("-----Original Message-----", "quote_attribution"),
    (
        "This topic was automatically closed 30 days after the last reply. New replies are no longer allowed.",
        "closed_thread",
    ),
]


@pytest.mark.parametrize(("line", "category"), HITS)
def test_english(book: PhraseBook, line: str, category: str) -> None:
    assert category in categories(book, line)


# Per language: a comment form or prompt, a count or empty box, an attribution; as the software writes them.
CORE = {
    "ar": ["اترك تعليقاً", "جاري التحميل..."],
    "bg": ["На 6 май 2013, 15:04 Иван написа:", "Зареждане..."],
    "ca": ["El 6 de maig de 2013, 15:04, Anna va escriure:", "Missatge original"],
    "cs": ["Dne 6. května 2013 15:04 Jan napsal(a):", "Původní zpráva"],
    "da": ["Den 6. maj 2013 kl. 15.04 skrev Anne:", "Oprindelig meddelelse"],
    "de": [
        "Schreibe einen Kommentar",
        "3 Kommentare",
        "Am 6. Mai 2013 um 15:04 schrieb Anna:",
        "Zitat von Anna Müller-Lüdenscheidt",
        "Zum Vergrößern anklicken....",
    ],
    "el": ["Στις 6 Μαΐου 2013, 15:04, Άννα έγραψε:", "Προωθημένο μήνυμα"],
    "es": ["Deja una respuesta", "El 6 de mayo de 2013, 15:04, Ana escribió:", "Haz clic para ampliar..."],
    "et": ["6. mai 2013 15:04 kirjutas Anna:", "Algne sõnum"],
    "eu": ["Jatorrizko mezua"],
    "fa": ["در حال بارگذاری...", "پیام اصلی"],
    "fi": ["Alkuperäinen viesti", "Ladataan..."],
    "fr": [
        "Laisser un commentaire",
        "3 commentaires",
        "Le 6 mai 2013 à 15:04, Anne a écrit :",
        "Cliquez pour agrandir...",
    ],
    "gl": ["Mensaxe orixinal"],
    "he": ["הודעה מקורית", "לחץ להרחבה"],
    "hi": ["मूल संदेश", "लोड हो रहा है..."],
    "hr": ["Dana 6. svibnja 2013. 15:04, Ana je napisao:", "Proslijeđena poruka"],
    "hu": ["Eredeti üzenet", "Továbbított levél"],
    "id": ["Pada 6 Mei 2013 15.04, Ana menulis:", "Klik untuk memperluas..."],
    "it": ["Lascia un commento", "Il giorno 6 maggio 2013 15:04, Anna ha scritto:", "Clicca per espandere..."],
    "ja": ["コメントを残す", "クリックして展開"],
    "ko": ["댓글 남기기", "원본 메시지"],
    "lt": ["Pradinis laiškas"],
    "lv": ["Sākotnējais ziņojums"],
    "nl": ["Geef een reactie", "Op 6 mei 2013 om 15:04 schreef Anna:", "Klik om te vergroten..."],
    "no": ["Den 6. mai 2013 skrev Anne:", "Opprinnelig melding"],
    "pl": ["Dodaj komentarz", "W dniu 6 maja 2013 15:04 Anna napisał(a):", "Kliknij, aby rozwinąć..."],
    "pt": ["Deixe um comentário", "Em 6 de maio de 2013 15:04, Ana escreveu:", "Clique para expandir..."],
    "ro": ["Pe 6 mai 2013, 15:04, Ana a scris:", "Mesaj original"],
    "ru": ["Добавить комментарий", "6 мая 2013 г., 15:04 пользователь Анна написал:", "Нажмите, чтобы раскрыть..."],
    "sk": ["Dňa 6. mája 2013 15:04 Jana napísal(a):", "Pôvodná správa"],
    "sl": ["Izvirno sporočilo"],
    "sr": ["Оригинална порука", "Кликните за проширење"],
    "sv": ["Den 6 maj 2013 kl 15:04 skrev Anna:", "Klicka för att expandera..."],
    "th": ["ข้อความต้นฉบับ", "คลิกเพื่อขยาย"],
    "tr": ["6 Mayıs 2013 15:04 tarihinde Ayşe şunu yazdı:", "Genişletmek için tıkla ..."],
    "uk": ["6 травня 2013 15:04 користувач Анна пише:", "Оригінальне повідомлення"],
    "vi": ["Vào lúc 6 tháng 5 2013, Anh đã viết:", "Thư gốc"],
    "zh-Hans": ["发表回复", "点击展开"],
    "zh-Hant": ["發佈留言", "點擊展開"],
}


@pytest.mark.parametrize("language", sorted(CORE))
def test_every_language_has_its_core(book: PhraseBook, language: str) -> None:
    for line in CORE[language]:
        assert best(book, line) >= 0.8, (language, line, book.match(line))


def test_core_covers_all_files() -> None:
    assert {p.stem for p in FILES} == {*CORE, "en"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_files_are_as_they_must_be(path: Path) -> None:
    assert validate_phrases(path) == []


def test_prebuilt_tables_are_fresh() -> None:
    tables = phraseindex.build()
    text = phraseindex.PREBUILT.read_text(encoding="utf-8")
    assert text == phraseindex.dump(tables), "run python -m boilerstrip.phraseindex"
    assert phraseindex.parse(text.encode()) == tables


@pytest.mark.parametrize("group", prebuilt.GROUPS)
def test_prebuilt_lists_are_fresh(group: str) -> None:
    built = (prebuilt.DATA / f"{group}.json").read_text(encoding="utf-8")
    assert built == prebuilt.build(group), "run python -m boilerstrip.phraseindex"


def test_prebuilt_dates_are_fresh() -> None:
    path = prebuilt.DATA / "dates.toml"
    made = arrange(prebuilt.parse(path))
    assert path.with_suffix(".json").read_text(encoding="utf-8") == prebuilt.dump(path, made), "run python -m boilerstrip.phraseindex"
    assert prebuilt.made(path) is not None


def test_a_list_that_was_changed_is_read_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prebuilt, "DATA", tmp_path)
    monkeypatch.setattr(prebuilt, "_group", prebuilt._group.__wrapped__)
    path = tmp_path / "a.toml"
    path.write_text("x = 1\n")
    assert prebuilt.read(path) == {"x": 1}  # nothing was made of it yet
    (tmp_path / "lists.json").write_text(prebuilt.build("lists").replace(":1}", ":7}"))
    assert prebuilt.read(path) == {"x": 7}
    path.write_text("x = 22\n")
    assert prebuilt.read(path) == {"x": 22}


# ------------------------------------------------------------------ values, parts, ends


def test_values_keep_their_case(book: PhraseBook) -> None:
    hits = book.match("Posted by Ann McDonald on 3 May 2019")
    assert value(hits, "byline", "x") == "Ann McDonald"
    assert value(hits, "byline", "date") == "3 May 2019"


def test_date_before_author(book: PhraseBook) -> None:
    hits = book.match("On Mon, May 6, 2013 at 3:04 PM, Ann Miller wrote:")
    assert value(hits, "quote_attribution", "x") == "Ann Miller"
    assert value(hits, "quote_attribution", "date") == "Mon, May 6, 2013 at 3:04 PM"


def test_day_of_a_date_is_no_list_number(book: PhraseBook) -> None:
    assert value(book.match("6. Mai 2013 um 15:04 Uhr"), "comment_head", "date") == "6. Mai 2013"


def test_numbers_are_values(book: PhraseBook) -> None:
    assert value(book.match("Posts: 14.653"), "panel", "n") == "14.653"


def test_a_line_of_buttons_is_as_sure_as_its_weakest(book: PhraseBook) -> None:
    assert best(book, "Reply | Quote | Report") == 0.4
    assert best(book, "Privacy Policy | Terms of Service") == 1.0
    assert best(book, "Privacy Policy | The history of the lighthouse, and of those who kept it") == 0.0


def test_long_lines_are_read_at_both_ends(book: PhraseBook) -> None:
    prose = "The lamp was lit at dusk and burned until the morning. " * 12
    assert "notify" in categories(book, prose + "Notify me of new posts by email.")
    assert "notify" in categories(book, "Notify me of new posts by email. " + prose)
    assert not book.match(prose + "Notify me of new posts by email. " + prose)


@pytest.mark.parametrize(
    "line",
    ["a" * 20_000, " " * 20_000, "\u00a0" * 20_000, "." * 20_000, "1. " * 7_000, "{x} " * 5_000, "said " * 4_000,
     "写道" * 10_000, " | " * 6_000, "\u200e" * 20_000, "- 1. " * 4_000, "« " * 10_000, "leave a " * 49],
    ids=lambda s: repr(s[:4]),
)  # fmt: skip
def test_attack_strings(book: PhraseBook, line: str) -> None:
    assert best(book, line) < 0.8


@given(st.text(max_size=200))
def test_never_raises_and_forgets_nothing(text: str) -> None:
    book = phrases()
    assert book.match(text) == book.match(text)
    assert all(0.0 < h.certainty <= 1.0 for h in book.match(text))


@given(st.text(alphabet='ab1. -–«»"|→:!\u200e\u00a0', max_size=30))
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("  1. “Leave a Reply”…", '"leave a reply'),
        ("Log\xa0Out  /  Change", "log out / change"),
        ("\u200eShare this:\u200f", "share this"),
        ("Next →", "next"),
        ("İPTAL", "iptal"),
        ("YORUM YAPIN", "yorum yapin"),
        ("يك", "یک"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
    ],
)
def test_normalise(text: str, normal: str) -> None:
    assert normalise(text) == normal


# ------------------------------------------------------------------ labels and the user's own files


def test_every_category_has_a_label() -> None:
    for category in CATEGORIES:
        assert label_of(category) in LABELS


def write(folder: Path, name: str, text: str) -> tuple[str, ...]:
    (folder / "phrases").mkdir(exist_ok=True)
    (folder / "phrases" / name).write_text(text, encoding="utf-8")
    return (str(folder),)


def test_a_users_phrases_come_on_top(tmp_path: Path, book: PhraseBook) -> None:
    dirs = write(
        tmp_path, "en.toml",
        'language = "en"\nremove = ["Top Bottom"]\n'
        '[poll]\nline = ["Pick your favourite teapot", "{x} picked the teapot"]\n'
        'ambiguous = ["Leave a reply"]\n',
    )  # fmt: skip
    own = phrases(dirs)
    assert categories(own, "Pick your favourite teapot!") == {"poll"}
    assert value(own.match("Ann picked the teapot"), "poll", "x") == "Ann"
    assert best(own, "Leave a Reply") == 0.4
    assert not own.match("Top Bottom")
    assert book.match("Top Bottom") and best(phrases(), "Leave a Reply") == 1.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('language = "en"\n[coment_form]\nline = ["x y"]\n', "comment_form"),
        ('language = "en"\n[poll]\nlines = ["x y"]\n', "line"),
        ('language = "en"\n[poll]\nline = "x y"\n', "[poll] line"),
        ('language = "en"\n[poll]\nline = ["{dat} of poll"]\n', "date"),
        ('language = "en"\n[poll]\nany = ["too short"]\n', "too short for any"),
        ('language = "en"\n[poll]\nline = ["at {x}"]\n', "wide"),
        ("[poll]\nline = []\n", "language"),
        ("language = [", "TOML"),
    ],
)
def test_errors_name_the_place_and_the_cure(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        phrases(write(tmp_path, "en.toml", text))
    assert said in str(error.value) and "en.toml" in str(error.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        phrases((str(tmp_path / "nowhere"),))


def test_validator_finds_what_is_out_of_order(tmp_path: Path) -> None:
    path = tmp_path / "en.toml"
    path.write_text(
        'language = "de"\n[poll]\nline = ["vote now", "Poll results"]\nambiguous = ["vote now"]\n', encoding="utf-8"
    )
    found = "\n".join(validate_phrases(path))
    for said in ("file name", "not sorted", "not normal", "stands in line too"):
        assert said in found
