"""The pages in a real browser: no error, nothing runs but our script, nothing leaves, keys and filters work.

Needs playwright and Debian's chromium; the tests are skipped by name where one of them is missing.
"""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest

from boilerstrip.model import Cleaned, Term
from boilerstrip.view.diff import diff, diff_html
from boilerstrip.view.inspector import inspect_html
from boilerstrip.view.report import report, report_html
from boilerstrip.view.review import gold, read_marks
from tests.viewdata import BIAS, Maker, hostile, record, thread, write_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=arguments)
        yield running
        running.close()


class Shown:
    """A page in a browser without a network; what it says on the console and what it asks for is kept."""

    def __init__(self, browser: Any, path: Path, *, width: int = 1200, height: int = 800, scheme: str = "light", anchor: str = "") -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, offline=True, accept_downloads=True
        )
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        own = path.as_uri()
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append("dialog"))
        self.page.on("request", lambda r: self.requests.append(r.url) if not r.url.startswith((own, "data:")) else None)
        begin = time.perf_counter()
        self.page.goto(own + anchor)
        self.page.wait_for_load_state()
        self.seconds = time.perf_counter() - begin

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))

    def until(self, expression: str, seconds: float = 5) -> None:
        """Waits for an expression to be true (playwright's own waiting evaluates strings, which the page forbids)."""
        end = time.perf_counter() + seconds
        while not self.page.evaluate(expression):
            assert time.perf_counter() < end, f"not true in time: {expression}"
            self.page.wait_for_timeout(20)

    def blocks(self) -> int:
        return int(self.page.locator("#doc .b").count())

    def quiet(self) -> None:
        """Nothing was said, nothing was asked for, nothing of the document ran."""
        assert self.errors == []
        assert self.requests == []
        assert self.page.evaluate("window.hit") is None
        self.context.close()


def put(path: Path, page: str) -> Path:
    path.write_text(page, "utf-8")
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return put(tmp_path / "small.html", inspect_html(thread(6), name="small.txt"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opens_without_a_word(browser: Any, small: Path, scheme: str) -> None:
    shown = Shown(browser, small, scheme=scheme)
    assert shown.blocks() == len(thread(6).blocks)
    dark = shown.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (dark == "rgb(21, 23, 26)") == (scheme == "dark")
    shown.quiet()


def test_dropped_is_struck_and_marked(browser: Any, small: Path) -> None:
    shown = Shown(browser, small)
    assert shown.page.locator("#b0 > del").inner_text() == "User1"
    assert shown.page.locator("#b0 > button").inner_text() == "M"
    assert "line-through" in shown.page.evaluate("getComputedStyle(document.querySelector('#b0 > del')).textDecoration")
    assert shown.page.locator("#b1 > span").count() == 1
    assert "kept as body" in str(shown.page.get_attribute("#b1 > button", "aria-label"))
    shown.quiet()


def test_ledger_by_click_and_by_anchor(browser: Any, small: Path) -> None:
    shown = Shown(browser, small, anchor="#b3")
    ledger = shown.text("#ledger")
    assert "Block 3: dropped as chrome" in ledger
    assert ledger.index("phrase.forum_buttons") < ledger.index("bias"), "largest first"
    for part in ("−9.00", "+2.00", "−7.00", "threshold", "runner-up", "article#post-1", "Like"):
        assert part in ledger
    shown.page.click("#b1 > span")
    assert "Block 1: kept as body" in shown.text("#ledger")
    assert shown.page.url.endswith("#b1")
    shown.page.keyboard.press("Escape")
    assert not shown.page.is_visible("#ledger")
    shown.quiet()


def test_keys(browser: Any, small: Path) -> None:
    shown = Shown(browser, small)
    keys = shown.page.keyboard
    keys.press("n")
    assert "Block 6: kept as body" in shown.text("#ledger"), "the uncertain one"
    keys.press("n")
    assert "no further one" in shown.text("#status")
    keys.press("j")
    keys.press("j")
    keys.press("k")
    assert "Block 7" in shown.text("#ledger")
    keys.press("p")
    assert "Block 6" in shown.text("#ledger")
    assert shown.page.evaluate("document.activeElement.closest('.b').id") == "b6"
    keys.press("/")
    keys.type("n")
    assert shown.page.input_value("#f-text") == "n", "keys are letters in a field"
    shown.quiet()


def test_filters(browser: Any, small: Path) -> None:
    shown = Shown(browser, small)
    page, blocks = shown.page, thread(6).blocks
    page.select_option("#f-show", "dropped")
    shown.until("document.getElementById('status').textContent.includes(' of ')")
    assert shown.blocks() == sum(not b.kept for b in blocks)
    assert page.locator("#doc .gap").count() > 0
    page.select_option("#f-show", "uncertain")
    shown.until("document.querySelectorAll('#doc .b').length === 1")
    page.click("button[type=reset]")
    shown.until(f"document.querySelectorAll('#doc .b').length === {len(blocks)}")
    page.select_option("#f-label", "quote")
    shown.until("document.querySelectorAll('#doc .b').length === 2")
    page.select_option("#f-label", "")
    page.select_option("#f-rule", label="role.author (6)")
    shown.until("document.querySelectorAll('#doc .b').length === 6")
    page.click("button[type=reset]")
    page.fill("#f-record", "p3")
    shown.until("document.querySelectorAll('#doc .record').length === 1")
    page.fill("#f-record", "p77")
    page.wait_for_selector("text=No block is left")
    shown.quiet()


def test_quote_leads_to_the_post_it_repeats(browser: Any, small: Path) -> None:
    shown = Shown(browser, small)
    first = next(i for i, b in enumerate(thread(6).blocks) if b.record == "p2")
    shown.page.click("blockquote .of a >> nth=0")
    assert f"Block {first}:" in shown.text("#ledger")
    assert "answers p2" in shown.text("#records ol li >> nth=2")
    assert "“Apr 6, 2020”" in shown.text("#records ol li >> nth=2")
    shown.quiet()


def test_marks_are_downloaded_and_become_gold(browser: Any, small: Path, tmp_path: Path) -> None:
    shown = Shown(browser, small)
    page = shown.page
    page.click("#b1 > button")
    page.keyboard.press("a")
    page.click("#b3 > button")
    page.keyboard.press("r")
    page.click("#b7 > button")
    page.keyboard.press("a")
    page.keyboard.press("u")
    assert "2 reviewed, 1 wrong" in shown.text("#marks")
    page.fill("#reviewer", "Ann")
    with page.expect_download() as waiting:
        page.click("#download")
    target = tmp_path / "small.marks.jsonl"
    waiting.value.save_as(target)
    assert waiting.value.suggested_filename == "small.txt.marks.jsonl"
    rows = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert [(r["block"], r["verdict"], r["should"], r["reviewer"]) for r in rows] == [(1, "accept", "body", "Ann"), (3, "reject", "body", "Ann")]
    blocks = thread(6).blocks
    assert all(r["span"] == list(blocks[r["block"]].span) and r["text"] == blocks[r["block"]].text for r in rows)
    assert gold(read_marks([target]))["small.txt"]["lines"] == [["2", "post", "body", ""], ["4", "post", "body", ""]]
    shown.quiet()


def test_hostile_documents_do_nothing(browser: Any, tmp_path: Path) -> None:
    shown = Shown(browser, put(tmp_path / "h.html", inspect_html(hostile(), name=hostile().source)))
    page = shown.page
    texts = [page.locator(f"#b{i} > :last-child").evaluate("node => node.textContent") for i in range(len(hostile().blocks))]
    assert texts == [b.text for b in hostile().blocks], "astral characters and controls are where they were"
    for i in range(len(texts)):
        page.click(f"#b{i} > button")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.click("#doc .record h2")
    assert page.locator("#doc img, #doc script, #doc style, #doc iframe, #doc svg, a[href^='javascript']").count() == 0
    shown.quiet()
    runs = {"<img src=x onerror=window.hit=1>.txt": hostile(), "b.txt": thread(2)}
    write_run(tmp_path / "a", runs)
    write_run(tmp_path / "b", {"b.txt": hostile()})
    for name, made in (("r", report_html(report(tmp_path / "a"))), ("d", diff_html(diff(tmp_path / "a", tmp_path / "b")))):
        Shown(browser, put(tmp_path / f"{name}.html", made)).quiet()


@pytest.mark.parametrize(("width", "sample"), [(320, "latin"), (320, "arabic"), (320, "han"), (1200, "arabic")])
def test_readable_at_any_width(browser: Any, tmp_path: Path, width: int, sample: str) -> None:
    maker = Maker()
    words = {
        "latin": "https://forum.example/" + "a" * 300,
        "arabic": "جربت اليوم وصفة الخبز العربي التي نشرتها سلمى (250g flour) وكانت النتيجة رائعة",
        "han": "昨天去公园试了一下新买的镜头，光圈开到最大的时候边缘有一点暗角，不过中间非常锐利。" * 3,
    }[sample]
    span = maker.add(words, "body", BIAS, kept=True, record="p1", path="html/body/" + "div.very-long-class-name/" * 20 + "p")
    maker.add(words, "chrome", Term("phrase." + "x" * 80, -5.0, "chrome", words), BIAS, kept=False, record="p1")
    shown = Shown(browser, put(tmp_path / "w.html", inspect_html(maker.cleaned((record(1, span, author=words),)), name=words)), width=width)
    shown.page.click("#b1 > button")
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width, "nothing sticks out"
    if sample == "arabic":
        box = shown.page.evaluate("(() => { const r = document.createRange(); r.selectNodeContents(document.querySelector('#b0 > span')); const b = r.getBoundingClientRect(); const p = document.querySelector('#b0').getBoundingClientRect(); return [p.right - b.right, b.left - p.left]; })()")
        assert box[0] < 12, "right-to-left text begins at the right"
    if width == 320:
        top = shown.page.evaluate("document.querySelector('#b1').getBoundingClientRect().top")
        sheet = shown.page.evaluate("document.querySelector('#ledger').getBoundingClientRect().top")
        assert sheet >= 0
        assert top >= 0
    shown.quiet()


def test_against_shows_four_outcomes(browser: Any, tmp_path: Path) -> None:
    cleaned = thread(3)
    other = cleaned.to_dict()
    other["blocks"][1]["kept"] = False
    other["blocks"][3]["kept"] = True
    shown = Shown(browser, put(tmp_path / "g.html", inspect_html(cleaned, name="g", against=other, against_name="gold.json")))
    assert "word F1 1.000" in shown.text("#facts")
    assert "1 blocks of prose lost, 1 of chrome kept" in shown.text("#facts")
    colours = {shown.page.evaluate(f"getComputedStyle(document.querySelector('.o-{o} > :last-child')).borderLeftColor") for o in "kdlc"}
    assert len(colours) == 4
    assert shown.text("#b3 > button") == "C−"
    shown.page.select_option("#f-outcome", "l")
    shown.until("document.querySelectorAll('#doc .b').length === 1")
    shown.quiet()


def test_ten_thousand_posts_open_in_three_seconds_and_scroll(browser: Any, tmp_path: Path) -> None:
    cleaned = thread(10_000)
    page = inspect_html(cleaned, name="long.txt")
    assert len(page.encode()) < 10 * len(cleaned.source.encode())
    shown = Shown(browser, put(tmp_path / "long.html", page))
    shown.page.wait_for_selector("#b0")
    assert shown.seconds < 3
    last = len(cleaned.blocks) - 1
    begin = time.perf_counter()
    shown.page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    shown.page.wait_for_selector(f"#b{last}", timeout=5000)
    shown.page.evaluate("location.hash = '#b30000'")
    shown.until("document.querySelector('#b30000.cur') !== null", 5)
    top = shown.page.evaluate("document.querySelector('#b30000').getBoundingClientRect().top")
    assert 0 <= top <= 800
    assert time.perf_counter() - begin < 5
    shown.quiet()


def test_hundreds_of_thousands_of_blocks_do_not_hang(browser: Any, tmp_path: Path) -> None:
    count, number = 300_000, 222_222
    block = {"text": "a", "region": "page", "label": "chrome", "score": -3.0, "probability": 0.05, "path": "", "kept": False,
             "terms": [["short", -5.0, "chrome", ""], list(BIAS)], "runner_up": "body", "record": None}  # fmt: skip
    answer = {
        **Cleaned("a\n" * count, "", "page", None, None, None, None, (), ()).to_dict(),
        "blocks": [{**block, "span": (2 * i, 2 * i + 1)} for i in range(count)],
    }
    shown = Shown(browser, put(tmp_path / "many.html", inspect_html(answer, name="many.txt")), anchor=f"#b{number}")
    shown.until(f"document.querySelector('#b{number}') !== null", 15)
    assert shown.seconds < 10
    assert shown.blocks() < 100_000, "only what is near is drawn"
    shown.quiet()


def test_reports_and_differences_open(browser: Any, tmp_path: Path) -> None:
    write_run(tmp_path / "a", {"a.txt": thread(3)})
    write_run(tmp_path / "b", {"a.txt": thread(4)})
    pages = {"report": report_html(report(tmp_path / "a")), "diff": diff_html(diff(tmp_path / "a", tmp_path / "b"))}
    for name, page in pages.items():
        for width in (320, 1200):
            shown = Shown(browser, put(tmp_path / f"{name}.html", page), width=width)
            assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
            shown.quiet()
