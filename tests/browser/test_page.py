"""The page in a real browser: at a desk and on a phone, light and dark, folded and open, offline and printed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.tellings import harbour, hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SIZES = {"desk": (1280, 900), "phone": (390, 844)}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for make in (harbour, hostile):
        made[make.__name__] = folder / f"{make.__name__}.html"
        made[make.__name__].write_text(make().to_html(), "utf-8")
    return made


@pytest.fixture
def visit(browser: Browser, pages: dict[str, Path]) -> Iterator[Any]:
    """Open a page offline; any message of the browser and any request but the page itself is an error."""
    opened = []
    complaints: list[str] = []

    def go(name: str, size: str = "desk", dark: bool = False, at: str = "") -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", offline=True
        )
        page = context.new_page()
        opened.append(context)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append("a dialog: " + dialog.message))
        page.on("request", lambda request: None if request.url.startswith("file:") else complaints.append(request.url))
        page.goto(pages[name].as_uri() + at)
        return page

    yield go
    for context in opened:
        context.close()
    assert complaints == []


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["harbour", "hostile"])
def test_nothing_is_wider_than_the_screen(visit: Any, name: str, size: str, dark: bool) -> None:
    page = visit(name, size, dark)
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        open_all(page)


def test_a_claim_opens_on_its_apparatus_chains_and_evidence(visit: Any) -> None:
    page = visit("harbour")
    assert not page.locator("#c1 .apparatus").is_visible()
    page.locator("#c1 > summary").click()
    for part in (".apparatus", "svg.chains", ".evidence"):
        assert page.locator(f"#c1 {part}").is_visible()
    tops = [page.locator(f"#c1 {part}").bounding_box()["y"] for part in (".apparatus", "svg.chains", ".evidence")]
    assert tops == sorted(tops)


@pytest.mark.parametrize("size", SIZES)
def test_words_of_one_column_stand_under_one_another(visit: Any, size: str) -> None:
    page = visit("harbour", size)
    page.locator("#c1 > summary").click()
    boxes = page.evaluate(
        """[...document.querySelectorAll('#c1 .words > span')].map(column => [...column.children].map(cell => {
             const box = cell.getBoundingClientRect(); return [Math.round(box.left), Math.round(box.top)] }))"""
    )
    assert len(boxes) >= 3
    for column in boxes:
        assert len({left for left, _ in column}) == 1
        assert [b - a for (_, a), (_, b) in pairwise(column)] == [24] * (len(column) - 1)
    # every line of the apparatus has its letters at the same height as its words
    tops = {column[0][1] for column in boxes}
    letters = page.evaluate(
        "[...document.querySelectorAll('#c1 .sigla > div')].map(d => Math.round(d.getBoundingClientRect().top))"
    )
    assert tops <= set(letters)


@pytest.mark.parametrize("size", SIZES)
def test_evidence_leads_to_its_place_in_the_document(visit: Any, size: str) -> None:
    page = visit("harbour", size)
    page.locator("#c1 > summary").click()
    for link in page.locator("#c1 .evidence .go").all():
        href = link.get_attribute("href")
        words = link.locator("xpath=ancestor::li[1]").locator(".hit").all_inner_texts()
        link.click()
        mark = page.locator(href)
        top = mark.bounding_box()["y"]
        assert 0 <= top < SIZES[size][1]
        there = page.evaluate("id => document.getElementById(id).parentElement.innerText", href[1:])
        assert " ".join("".join(words).split()) in " ".join(there.split())
        assert page.evaluate("getComputedStyle(document.querySelector(':target + span')).outlineStyle") == "solid"


def test_a_link_into_folded_furniture_unfolds_it(visit: Any, pages: dict[str, Path]) -> None:
    page = visit("harbour")
    anchor = page.evaluate("document.querySelector('.aside p').id")
    page = visit("harbour", at="#" + anchor)
    assert page.locator("#" + anchor).is_visible()


def test_a_hop_can_be_left_out(visit: Any) -> None:
    page = visit("harbour")
    page.locator("#c1 > summary").click()
    shown = "[...document.querySelectorAll('#c1 svg.chains .n')].filter(g => getComputedStyle(g).opacity === '1').length"
    before = page.evaluate(shown)
    page.locator("#c1 .switches label", has_text="Northwind Wire").click()
    assert page.evaluate(shown) == before - 2  # the wire and the one report that has it from there
    counted = page.locator("#c1 .reading .without:visible")
    assert counted.count() == 1
    assert "carried by 2 reports, rests on 1 voice: Tomas Ruiz" in counted.inner_text()
    assert not page.locator("#c1 .reading .r").is_visible()
    page.locator("#c1 .switches label", has_text="Tomas Ruiz").click()
    assert "nothing is left" in page.locator("#c1 .reading .without:visible").inner_text()
    assert page.evaluate(shown) == 0
    page.locator("#c1 .switches label", has_text="none").click()
    assert page.evaluate(shown) == before


def test_the_keyboard_opens_a_claim(visit: Any) -> None:
    page = visit("harbour")
    page.locator("#c1 > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#c1 .evidence").is_visible()


def test_the_keyboard_reaches_every_switch_with_a_visible_focus(visit: Any) -> None:
    page = visit("harbour")
    page.locator("#c1 > summary").focus()
    page.keyboard.press("Enter")
    wanted = page.evaluate(
        "[...document.querySelectorAll('#c1 a[href], #c1 summary, #c1 [tabindex]')].filter(e => e.checkVisibility()).length"
    )
    seen = 0
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        inside, ring = page.evaluate(
            "[!!document.activeElement.closest('#c1'), getComputedStyle(document.activeElement).outlineStyle]"
        )
        if not inside:
            break
        assert ring != "none"
        seen += 1
    assert seen >= wanted  # the links, the drawing and one of the radio buttons
    page.locator("#c1 .switches input").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#c1 .reading .without:visible").count() == 1


def contrast(a: str, b: str) -> float:
    def light(colour: str) -> float:
        parts = [float(x) / 255 for x in colour[colour.index("(") + 1 : colour.index(")")].split(",")[:3]]
        r, g, b = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_its_ground(visit: Any, dark: bool) -> None:
    page = visit("harbour", dark=dark)
    open_all(page)
    pairs = page.evaluate(
        """(() => { const found = {};
          for (const e of document.querySelectorAll('body *')) {
            if (e.tagName === 'title' || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
            const style = getComputedStyle(e); let ground = 'rgba(0, 0, 0, 0)', up = e;
            while (up && /, 0\\)$/.test(ground)) { ground = getComputedStyle(up).backgroundColor; up = up.parentElement; }
            const svg = e instanceof SVGElement;
            found[(svg ? style.fill : style.color) + '|' + ground] = e.className.baseVal ?? e.className;
          } return found })()"""
    )
    assert len(pairs) > 5
    for pair, name in pairs.items():
        ink, ground = pair.split("|")
        assert contrast(ink, ground) >= 4.5, (name, ink, ground, contrast(ink, ground))


def test_sources_in_a_serif_ours_in_a_sans(visit: Any) -> None:
    page = visit("harbour")
    assert "serif" in page.evaluate("getComputedStyle(document.querySelector('.gist')).fontFamily").split(", ")
    assert "sans-serif" in page.evaluate("getComputedStyle(document.querySelector('.facts')).fontFamily").split(", ")


def test_it_prints(visit: Any, tmp_path: Path) -> None:
    page = visit("harbour")
    made = page.pdf(path=str(tmp_path / "page.pdf"), format="A4")
    assert made.startswith(b"%PDF")
    page.emulate_media(media="print")
    assert (
        page.evaluate("document.querySelector('#c1 .evidence').getBoundingClientRect().height") > 50
    )  # folded parts are printed
    assert not page.locator(".top nav").is_visible()


def test_hostile_text_stays_text(visit: Any) -> None:
    page = visit("hostile")
    open_all(page)
    assert page.evaluate("document.querySelectorAll('script, img, b:not(.brand b)').length") == 0
    assert "</script><script>alert(1)</script>" in page.locator(".document h3").first.inner_text()
