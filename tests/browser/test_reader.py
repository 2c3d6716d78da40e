"""The reader in a real browser, over a real server: read, judge, add, search; with keys alone; on a desk and on a phone."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sayso import casework
from sayso.store import Case
from sayso.trace import add, dossier
from sayso.types import Failure
from sayso.web import addresses
from sayso.web import desk as desk_module
from sayso.web.desk import Desk, Job
from tests.browser.test_page import SIZES
from tests.shelf import Shelf, served
from tests.tellings import crowd, harbour, hostile
from tests.unit.test_web_reader import IGNORED, judged

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

BRIDGE = Path(__file__).resolve().parents[2] / "examples" / "bridge"
WHEN = "2026-11-26T10:00:00Z"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of the shipped example."""
    path = tmp_path_factory.mktemp("case") / "bridge.sayso"
    with Case.open(path) as case:
        add(case, sorted(str(p) for p in BRIDGE.iterdir() if p.suffix in (".txt", ".html")), when=WHEN)
        dossier(case)
    return path


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    """A case of the shipped example, to be changed."""
    return Path(shutil.copy(made, tmp_path / "bridge.sayso"))


@pytest.fixture
def bridge(case: Path) -> Iterator[str]:
    """The address of a reader of that case."""
    desk = Desk(case, now=lambda: WHEN)
    with served(desk) as address:
        yield address
    desk.close()


JOBS = (
    Job(1, "three.zip", "running", "mark", 3, 12),
    Job(2, "scan.pdf", "done", "weave", 1, 1, 0, 0, (Failure("scan.pdf", "read", "a PDF without a text layer"),)),
)


@pytest.fixture(scope="module")
def shelves() -> Iterator[dict[str, str]]:
    """Readers of made-up dossiers."""
    with (
        served(Shelf(harbour(), JOBS)) as one,
        served(Shelf(hostile())) as two,
        served(Shelf(judged(), sources=(IGNORED,))) as three,
        served(Shelf(crowd(200))) as four,
    ):
        yield {"harbour": one, "hostile": two, "judged": three, "crowd": four}


@pytest.fixture
def visit(browser: Browser) -> Iterator[Any]:
    """Open an address. A message of the browser, a dialog, or a request to anywhere else is an error."""
    opened = []
    complaints: list[str] = []

    def go(address: str, size: str = "desk", dark: bool = False, **given: Any) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", **given
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        opened.append(context)
        home = re.match(r"http://[^/]+", address)
        assert home
        page.on(
            "console",
            lambda m: None if m.location["url"].endswith("/not-here") else complaints.append(f"{m.text} {m.location}"),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append("a dialog: " + dialog.message))
        page.on("request", lambda r: None if r.url.startswith((home[0] + "/", "data:")) else complaints.append(r.url))
        page.goto(address)
        return page

    yield go
    for context in opened:
        context.close()
    assert complaints == []


def follow(link: Locator) -> None:
    """Click what leads to a page, and wait until it is there as a whole: a long one comes in pieces."""
    with link.page.expect_navigation():
        link.click()


def paths(page: Page) -> list[str]:
    """Where the links of a page lead, within the reader."""
    return [h for h in page.evaluate("[...document.links].map(a => a.getAttribute('href'))") if h.startswith("/")]


def every_page(page: Page, address: str) -> list[str]:
    """One address of every kind of page."""
    page.goto(address + "/")
    story = next(h for h in paths(page) if h.startswith("/story/"))
    page.goto(address + story)
    links = paths(page)
    claim = next(h for h in links if h.startswith("/claim/"))
    person = next((h for h in links if h.startswith("/people?who=")), "/people")
    document = next(h for h in links if h.startswith("/document/")).partition("#")[0]
    page.goto(address + document)
    links = paths(page)
    judging = next(h for h in links if "?judge=" in h)
    beside = next((h for h in links if h.startswith("/documents/")), document)
    rest = ["/people", "/search", "/search?q=the", "/judgements", "/document/not-here"]
    return ["/", story, claim, document, judging, beside, person, *rest]


def until(page: Page, true: str, seconds: float = 30) -> None:
    """Wait until an expression holds; the pages forbid what Playwright's own waiting is built on (eval)."""
    for _ in range(int(seconds * 20)):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {true}")


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


# -- every page ----------------------------------------------------------------------------------------


def violations(page: Page) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = axe.Axe().run(page, options=rules).response["violations"]
    return [f"{v['id']}: {n['html'][:200]} {n['failureSummary'][:300]}" for v in found for n in v["nodes"][:3]]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True])
def test_no_page_breaks_a_rule_of_accessibility(
    bridge: str, shelves: dict[str, str], visit: Any, size: str, dark: bool
) -> None:
    page = visit(bridge + "/", size, dark)
    found: dict[tuple[str, str], list[str]] = {}
    for path in every_page(page, bridge):
        page.goto(bridge + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        open_all(page)
        found["bridge", path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.context.close()
    rest = {
        "harbour": ("/", "/jobs/2", "/document/doc-fa"),
        "judged": (
            "/",
            "/judgements",
            "/story/doc-wire",
            "/document/doc-post",
            "/people?who=e-tomas-ruiz",
            "/document/d0123456789",
        ),
    }
    for name, several in rest.items():
        page = visit(shelves[name] + "/", size, dark)
        for path in several:
            page.goto(shelves[name] + path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            found[name, path] = violations(page)
    told = "\n".join(f"{path} {words}" for path, several in found.items() for words in several)
    assert told == ""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True])
def test_hostile_text_stays_text_on_every_page(shelves: dict[str, str], visit: Any, size: str, dark: bool) -> None:
    page = visit(shelves["hostile"] + "/", size, dark)
    for path in [*every_page(page, shelves["hostile"]), "/search?q=%3Cb%3Ebold"]:
        page.goto(shelves["hostile"] + path)
        open_all(page)
        assert page.evaluate("document.querySelectorAll('main script, main img, main b').length") == 0, path
        assert page.evaluate("[...document.querySelectorAll('*')].every(e => ![...e.attributes].some(a => /^on/.test(a.name)))")
        assert page.evaluate("document.querySelectorAll('[style]').length") == 0, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(shelves["hostile"] + "/")
    assert "</script><script>alert(1)</script>" in page.locator(".stories h2").first.inner_text()


# -- reading -------------------------------------------------------------------------------------------


def test_from_the_story_to_a_claim_to_its_place_in_a_document(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/")
    follow(page.locator(".stories a").first)
    first = page.locator(".claims .line").first
    assert re.search(r"carried by \d+ reports, rests on \d+ voice", first.locator("svg title").first.text_content())
    follow(first.locator("a.gist"))
    for part in (".apparatus", "svg.chains", ".evidence"):
        assert page.locator(part).first.is_visible()
    place = page.locator(".evidence li:has(.hit)").nth(1)
    words = " ".join("".join(place.locator(".hit").all_inner_texts()).split())
    assert words
    follow(place.locator(".go").first)
    until(page, "document.querySelector(':target + span') !== null", 5)
    target = page.evaluate("document.querySelector(':target + span').innerText")
    target = " ".join(target.split())
    assert target in words or words in target  # what a claim's wordings share is marked as the hit
    assert 0 < page.evaluate("document.querySelector(':target').getBoundingClientRect().top") < 900


def test_without_a_hop_the_count_falls(shelves: dict[str, str], visit: Any) -> None:
    page = visit(shelves["harbour"] + "/")
    follow(page.locator(".stories a").first)
    follow(page.locator(".claims a.gist").first)
    assert "Carried by 3 reports, rests on 1 voice" in page.locator(".reading").inner_text()
    shown = page.locator(".reading .without:visible")
    for hop, left in (
        ("Northwind Wire", "carried by 2 reports, rests on 1 voice: Tomas Ruiz"),
        ("Tomas Ruiz", "nothing is left"),
    ):
        page.locator(".switches label", has_text=hop).click()
        assert shown.count() == 1
        assert left in shown.inner_text()


def test_two_documents_scroll_together(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/")
    beside = every_page(page, bridge)[5]
    assert beside.startswith("/documents/")
    page.set_viewport_size({"width": 1280, "height": 520})  # so that both are longer than their panes
    page.goto(bridge + beside)
    numbers = page.locator("#l .pair").all_inner_texts()
    assert len(numbers) >= 3
    page.locator("#l").hover()
    page.mouse.wheel(0, 260)
    until(page, "document.getElementById('r').scrollTop > 40")
    last = page.locator("#l .pair").last
    last.scroll_into_view_if_needed()
    last.click()
    number = last.inner_text()
    page.wait_for_timeout(100)
    tops = page.evaluate("n => ['l', 'r'].map(s => document.getElementById(s + n).getBoundingClientRect().top)", number)
    frame = page.evaluate(
        "['l', 'r'].map(s => { const b = document.getElementById(s).getBoundingClientRect(); return [b.top, b.bottom] })"
    )
    for top, (low, high) in zip(tops, frame, strict=True):
        assert low - 2 <= top <= high


def test_search_finds_a_place_and_marks_it(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/")
    page.fill("#find", "cracked bolts")
    page.keyboard.press("Enter")
    assert page.locator("mark").first.inner_text() == "cracked bolts" or page.locator("mark").count() >= 2
    follow(page.locator(".facet a", has_text="said or quoted"))
    assert set(page.locator(".hits .kind").all_inner_texts()) == {"said or quoted"}
    follow(page.locator(".hit-words a").first)
    until(page, "document.querySelector('#here + span') !== null", 5)
    assert page.evaluate("document.querySelector('#here + span').innerText").lower().startswith("cracked")
    assert 0 < page.evaluate("document.getElementById('here').getBoundingClientRect().top") < 900


def test_languages_written_from_right_to_left(shelves: dict[str, str], visit: Any) -> None:
    page = visit(shelves["harbour"] + "/document/doc-fa")
    paragraph = page.locator("p[lang=fa]").first
    assert page.evaluate("getComputedStyle(document.querySelector('p[lang=fa]')).direction") == "rtl"
    assert paragraph.is_visible()


@pytest.mark.parametrize("name", ["claim", "document"])
def test_it_prints(bridge: str, visit: Any, tmp_path: Path, name: str) -> None:
    page = visit(bridge + "/")
    _, _, claim, document, *_ = every_page(page, bridge)
    page.goto(bridge + {"claim": claim, "document": document}[name])
    assert page.pdf(path=str(tmp_path / "page.pdf"), format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    for hidden in (".top nav", ".find", ".judging", ".tool"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("h1").is_visible()


def test_everything_works_without_scripts(visit: Any, case: Path) -> None:
    desk = Desk(case, now=lambda: WHEN)
    with served(desk) as address:
        page = visit(address + "/", java_script_enabled=False)
        follow(page.locator(".stories a").first)
        follow(page.locator(".claims a.gist").first)
        follow(page.locator(".evidence .tool").first)
        page.locator("#judge summary", has_text="not a quotation").click()
        decide(page.locator("#judge details[open]"), "a heading, not a quotation")
        assert len(desk.view.dossier.judgements) == 1
        page.context.close()
    desk.close()


# -- judging -------------------------------------------------------------------------------------------


def decide(form: Any, why: str = "") -> None:
    form.locator("input[name=why]").fill(why)
    if not form.locator("input[name=who]").input_value():
        form.locator("input[name=who]").fill("Ada")
    follow(form.locator("button"))


def ignored(page: Page, address: str) -> str:
    """The address of a report that is told to be ignored."""
    document = every_page(page, address)[3]
    page.goto(address + document)
    page.locator(".judge summary", has_text="Ignore this report").click()
    decide(page.locator("details.judge[open]"), "a parody")
    return document


def test_people_are_merged_and_the_merge_undone(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/people?kind=People")
    names = page.locator(".who .name").all_inner_texts()
    other = names[1]
    follow(page.locator(".who .name").first)
    page.locator(".judge summary", has_text="The same as somebody else").click()
    form = page.locator("details.judge[open]")
    form.locator("select").select_option(label=next(o for o in form.locator("option").all_inner_texts() if o.startswith(other)))
    decide(form, "the same face")
    assert "by judgement 1" in page.locator(".facts").first.inner_text()
    assert other in page.locator(".spellings").inner_text()
    page.goto(bridge + "/people?kind=People")
    assert len(page.locator(".who .name").all_inner_texts()) == len(names) - 1
    follow(page.locator(".who .judged").first)
    row = page.locator(".ledger li").first
    assert page.url.endswith("/judgements#j1")
    assert "are the same" in row.inner_text()
    assert "the same face" in row.inner_text()
    row.locator("summary", has_text="Undo").click()
    decide(row.locator("details.undo"), "another man")
    assert "Undone" in page.locator("#j1").inner_text()
    assert "another man" in page.locator("#j2").inner_text()
    page.goto(bridge + "/people?kind=People")
    assert page.locator(".who .name").all_inner_texts() == names
    assert page.locator(".who .judged").count() == 0


def test_a_conflict_is_judged_to_be_none_and_stays_findable(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/")
    follow(page.locator(".stories a").first)
    story = page.url
    before = page.locator(".conflict").count()
    open_all(page)
    entry = page.locator(".conflict").first
    note = entry.locator(".note").inner_text()
    entry.locator("form input[name=why]").fill("both are right")
    entry.locator("form input[name=who]").fill("Ada")
    follow(entry.locator("form button"))
    page.wait_for_url(story + "**")
    assert page.locator(".conflict").count() == before - 1
    line = page.locator("#differ .judged-line")
    assert "By judgement 1" in line.inner_text()
    assert "do not conflict" in line.inner_text()
    assert violations(page) == []
    follow(line.locator("a.judged"))
    row = page.locator("#j1")
    assert "both are right" in row.inner_text()
    assert note.split("·")[0].strip()[:20] in row.inner_text()
    assert "the conflict is left out" in row.inner_text()
    row.locator("summary", has_text="Undo").click()
    decide(row.locator("details.undo"))
    page.goto(story)
    assert page.locator(".conflict").count() == before


def test_two_tabs_undo_the_same_row_and_no_word_is_lost(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/")
    ignored(page, bridge)
    page.goto(bridge + "/judgements")
    other = page.context.new_page()
    other.goto(bridge + "/judgements")
    for tab, why in ((page, "it is none"), (other, "it is a real report")):
        tab.locator("#j1 summary").click()
        decide(tab.locator("#j1 details.undo"), why)
    assert "This was not done" in other.locator("h1").inner_text()
    assert "already undone" in other.locator("main [role=alert]").inner_text()
    assert "Undone" in other.locator("#j1").inner_text()  # the row as it is now
    assert "it is none" in other.locator("#j2").inner_text()  # and by whom and why
    form = other.locator("#j2 details.undo")
    assert form.locator("input[name=why]").input_value() == "it is a real report"
    assert violations(other) == []
    follow(form.locator("button"))
    other.goto(bridge + "/judgements")
    assert "Holds" in other.locator("#j1").inner_text()


def test_a_source_that_could_not_be_read_is_set_aside(case: Path, visit: Any, tmp_path: Path) -> None:
    scan = tmp_path / "scan.txt"
    scan.write_bytes(b"%PDF-1.4")
    with Case.open(case) as file:
        add(file, [str(scan)], when=WHEN)
    desk = Desk(case, now=lambda: WHEN)
    with served(desk) as address:
        page = visit(address + "/")
        assert "1 could not be read" in page.locator(".facts.lead").inner_text()
        page.locator("#failures summary", has_text="Set aside").click()
        decide(page.locator("#failures details[open]"), "a scan of what we have")
        assert "could not be read" not in page.locator(".facts.lead").inner_text()
        told = page.locator("#failures .set-aside").inner_text()
        for words in ("scan.txt", "is a PDF", "Ada", "a scan of what we have"):
            assert words in told
        assert violations(page) == []
        page.locator("#failures summary", has_text="Undo").click()
        decide(page.locator("#failures details.undo"))
        assert "1 could not be read" in page.locator(".facts.lead").inner_text()
        page.context.close()
    desk.close()


def test_the_right_speaker_is_selected_in_the_text(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/")
    judging = every_page(page, bridge)[4]
    page.goto(bridge + judging)
    page.locator("#judge summary", has_text="Somebody else said it").click()
    words = "cracked bolts"
    picked = page.evaluate(
        """words => { const walk = document.createTreeWalker(document.querySelector('.text'), NodeFilter.SHOW_TEXT);
          for (let n; (n = walk.nextNode()); ) {
            const at = n.data.indexOf(words);
            if (at < 0 || !n.parentElement.closest('p[id^=p]')) continue;
            getSelection().setBaseAndExtent(n, at, n, at + words.length);
            return true;
          } return false }""",
        words,
    )
    assert picked
    until(page, "document.querySelector('[data-speaker] select').value !== ''")
    assert page.locator(".chosen .found").inner_text() == words
    decide(page.locator("[data-speaker]"))
    page.goto(bridge + "/judgements")
    assert words in page.locator("#j1").inner_text()
    assert "Holds" in page.locator("#j1").inner_text()


def test_an_ignored_report_is_gone_and_every_page_of_its_story_says_so(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/")
    document = ignored(page, bridge)
    assert "Ignored" in page.locator("h1").inner_text()
    page.goto(bridge + "/")
    assert "4 reports" in page.locator(".lead").inner_text()
    assert "1 report ignored by judgement" in page.locator(".lead").inner_text()
    follow(page.locator(".stories a").first)
    assert "By judgement 1 a report is ignored" in page.locator(".judged-line").inner_text()
    page.goto(bridge + document)
    page.locator("main summary", has_text="Undo").click()
    decide(page.locator("details.undo"))
    page.locator("article.document").wait_for()


def test_a_hop_that_is_false_goes_and_the_claim_says_by_whose_word(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/")
    claim = every_page(page, bridge)[2]
    page.goto(bridge + claim)
    follow(page.locator(".chain-rows .tool").first)
    page.locator("#judge summary", has_text="It did not come through").first.click()
    decide(page.locator("#judge details[open]"))
    page.goto(bridge + claim)
    assert "by judgement 1" in page.locator(".claim-page > header").inner_text()
    page.goto(bridge + "/")
    follow(page.locator(".stories a").first)
    assert page.locator(".claims .judged").first.inner_text() == "by judgement 1"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_long_counting_leads_back_by_itself(case: Path, visit: Any, monkeypatch: pytest.MonkeyPatch, scripts: bool) -> None:
    go_on = threading.Event()
    go_on.set()

    def slow(case: Case, **options: Any) -> Any:
        assert go_on.wait(30)
        return dossier(case, **options)

    monkeypatch.setattr(desk_module, "dossier_of", slow)
    defaults: Any = Desk.judge_soon.__kwdefaults__
    monkeypatch.setitem(defaults, "patience", 0.05)
    desk = Desk(case, now=lambda: WHEN)
    with served(desk) as address:
        page = visit(address + "/", java_script_enabled=scripts)
        follow(page.locator(".stories a").first)
        follow(page.locator(".claims a.gist").first)
        follow(page.locator(".evidence .tool").first)
        judging = page.url
        assert judging.endswith("#judge")
        page.locator("#judge summary", has_text="not a quotation").click()
        go_on.clear()
        decide(page.locator("#judge details[open]"), "a heading")
        assert "/jobs/" in page.url
        assert "a heading" in page.locator("#j1").inner_text()
        if scripts:
            assert violations(page) == []
        page.goto(address + "/judgements")  # known at once, and no other page hides what it lacks
        assert "a heading" in page.locator("#j1").inner_text()
        assert "still without the judgement" in page.locator(".notice").inner_text()
        if scripts:
            assert violations(page) == []
        follow(page.locator(".notice a").first)
        assert "/jobs/" in page.url
        page.go_back()
        page.go_back()
        go_on.set()
        page.wait_for_url(judging, timeout=20_000)
        assert page.locator(".notice").count() == 0
        page.goto(address + "/judgements")
        assert "Holds" in page.locator("#j1").inner_text()
        page.context.close()
    desk.close()


@pytest.mark.parametrize("size", SIZES)
def test_after_an_update_the_last_dossier_is_read_and_judged(
    case: Path, visit: Any, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    go_on = threading.Event()

    def slow(*given: Any, **options: Any) -> Any:
        assert go_on.wait(60)
        return add(*given, **options)

    monkeypatch.setattr(desk_module, "add_to", slow)
    monkeypatch.setitem(casework._ROOMS, "mark", ("mark", "models", "text.py"))  # as if its code had changed
    desk = Desk(case, now=lambda: WHEN)
    with served(desk) as address:
        page = visit(address + "/", size)
        for path in every_page(page, address):
            page.goto(address + path)
            if path.startswith("/document/not-here"):
                continue
            assert "made by sayso" in page.locator(".notice").inner_text(), path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert violations(page) == [], path
        page.goto(address + every_page(page, address)[4])
        page.locator("#judge summary", has_text="not a quotation").click()
        decide(page.locator("#judge details[open]"), "a heading")
        assert "/document/" in page.url
        assert "1 judgement is taken down" in page.locator(".notice").inner_text()
        go_on.set()
        page.locator(".notice", has_text="show it").wait_for(timeout=60_000)
        follow(page.locator(".notice a", has_text="show it"))
        assert page.locator(".notice").count() == 0
        page.goto(address + "/judgements")
        assert "Holds" in page.locator("#j1").inner_text()
        page.context.close()
    desk.close()


# -- adding --------------------------------------------------------------------------------------------

ARTICLE = (
    "Ferry to run at night\n\nThe Lantern, 7 March 2024\n\nThe ferry will run at night from Monday, the harbour board said.\n\n"
    "“Nobody will have to wait for the tide,” said Ines Okafor, who chairs the board.\n"
)


def test_a_dropped_file_arrives(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/")
    assert "5 reports" in page.locator(".lead").inner_text()
    carried = page.evaluate_handle(
        "text => { const d = new DataTransfer(); d.items.add(new File([text], 'ferry.txt')); return d }",
        ARTICLE,
    )
    page.dispatch_event("main", "dragenter", {"dataTransfer": carried})
    assert "over" in page.locator(".drop").get_attribute("class")
    page.dispatch_event("main", "drop", {"dataTransfer": carried})
    page.wait_for_url("**/jobs/1")
    page.locator("[data-job-words]", has_text="Done").wait_for(timeout=30_000)
    assert "1 report added" in page.locator("[data-job-words]").inner_text()
    page.goto(bridge + "/")
    assert "6 reports" in page.locator(".lead").inner_text()
    assert "Ferry to run at night" in page.locator(".stories").inner_text()


def test_a_pasted_text_arrives(visit: Any, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "new.sayso", now=lambda: WHEN)
    with served(desk) as address:
        page = visit(address + "/")
        assert "There is no report in this case" in page.locator("main").inner_text()
        page.locator(".paste summary").click()
        page.locator("input[name=title]").fill("Ferry to run at night")
        page.locator("textarea[name=text]").fill(ARTICLE.partition("\n\n")[2])
        follow(page.locator(".paste button"))
        page.locator("[data-job-words]", has_text="Done").wait_for(timeout=30_000)
        page.goto(address + "/")
        assert "Ferry to run at night" in page.locator(".stories").inner_text()
        page.context.close()
    desk.close()


# -- with keys alone -----------------------------------------------------------------------------------


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what has the focus matches a selector; every stop on the way shows a ring."""
    for _ in range(400):
        page.keyboard.press("Tab")
        found, ring, at = page.evaluate(
            "w => { const e = document.activeElement, r = e.closest('.line') ?? e; "
            "return [e.matches(w), getComputedStyle(r).outlineStyle, e.outerHTML.slice(0, 120)] }",
            wanted,
        )
        assert ring != "none" or at.startswith("<body"), at
        if found:
            return
    raise AssertionError(f"Tab never comes to {wanted}")


def test_reading_judging_and_searching_with_the_tab_key(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/")
    tab_to(page, ".stories a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/**")
    tab_to(page, "a.gist")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claim/**")
    tab_to(page, ".evidence .tool")
    page.keyboard.press("Enter")
    page.wait_for_url("**judge=**")
    tab_to(page, "#judge .judge summary")
    page.keyboard.press("Enter")
    tab_to(page, "#judge details[open] input[name=who]")
    page.keyboard.type("Ada")
    tab_to(page, "#judge details[open] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(bridge + "/judgements")
    assert "is not a quotation" in page.locator("#j1").inner_text()
    tab_to(page, "#find")
    page.keyboard.type("bolts")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=bolts*")
    tab_to(page, ".hit-words a")


@pytest.mark.parametrize("size", SIZES)
def test_the_last_of_many_members_is_reached_with_the_tab_key(shelves: dict[str, str], visit: Any, size: str) -> None:
    page = visit(shelves["crowd"] + "/story/d000000", size)
    follow(page.locator(".claims a.gist").first)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab_to(page, ".parts a[href='#evidence']")
    page.keyboard.press("Enter")
    for _ in range(6):
        tab_to(page, "#evidence ~ .portion a[rel=next]")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#evidence"
    assert "Places 181 to 200 of 200" in page.locator("#evidence ~ .portion").inner_text()
    tab_to(page, ".evidence .go")
    page.keyboard.press("Enter")
    page.wait_for_url("**/document/**")


def test_a_crowded_claim_prints_what_it_shows_and_says_what_it_leaves_out(shelves: dict[str, str], visit: Any) -> None:
    page = visit(shelves["crowd"] + "/story/d000000")
    follow(page.locator(".claims a.gist").first)
    page.emulate_media(media="print")
    assert page.locator("#evidence ~ .portion p").is_visible()
    assert not page.locator("#evidence ~ .portion nav").is_visible()
    page.emulate_media(media="screen")
    follow(page.locator("a", has_text="All on one page"))
    page.emulate_media(media="print")
    assert page.locator(".evidence > li").count() == 200
    assert page.locator(".portion").count() == 0


def test_a_hop_is_left_out_with_the_keyboard(shelves: dict[str, str], visit: Any) -> None:
    page = visit(shelves["harbour"] + "/")
    page.goto(shelves["harbour"] + every_page(page, shelves["harbour"])[2])
    tab_to(page, ".switches input")
    page.keyboard.press("ArrowDown")
    assert page.locator(".reading .without:visible").count() == 1


def test_single_keys(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/story/**")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("k")
    gists = page.locator("a.gist")
    assert page.evaluate("document.activeElement.href") == gists.nth(1).evaluate("e => e.href")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claim/**")
    page.keyboard.press("u")
    page.wait_for_url("**/story/**")
    page.keyboard.press("/")
    page.keyboard.type("j")
    assert page.locator("#find").input_value() == "j"
    page.locator("#find").blur()
    page.keyboard.press("?")
    page.locator("[data-keys-on]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")


# -- offsets -------------------------------------------------------------------------------------------


def test_offsets_count_code_points_at_the_browsers_edge(bridge: str, visit: Any) -> None:
    page = visit(bridge + "/")
    for text in ("plain", "🙂🙂 plain 🙂", "قال الوزير: «نحن جاهزون» 🇮🇷", "e\u0301 👩\u200d👩\u200d👧 𝔸"):
        for at in range(len(text) + 1):
            units = len(text[:at].encode("utf-16-le")) // 2
            back = page.evaluate(
                "async ([t, at]) => { const o = await import('/static/offsets.js'); const u = o.toUtf16(t, at); "
                "return [u, o.toCodePoints(t, u)] }",
                [text, at],
            )
            assert back == [units, at], (text, at)


@pytest.mark.parametrize("name", ["harbour", "hostile"])
def test_a_selection_is_the_place_in_the_document(shelves: dict[str, str], visit: Any, name: str) -> None:
    made = {"harbour": harbour, "hostile": hostile}[name]()
    page = visit(shelves[name] + "/")
    for report in made.documents:
        page.goto(shelves[name] + addresses.document(report.id))
        open_all(page)
        places = page.evaluate(
            """async () => { const o = await import('/static/offsets.js'); const found = [];
              for (const p of document.querySelectorAll('.text p[id^=p]')) {
                const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
                for (let n; (n = walk.nextNode()); ) {
                  if (n.parentElement.closest('.control') || !n.data.trim()) continue;
                  const range = document.createRange(); range.selectNodeContents(n); found.push(o.place(range));
                }
                const whole = document.createRange(); whole.selectNodeContents(p); found.push(o.place(whole));
              } return found }"""
        )
        assert len(places) > 2
        for place in places:
            there = report.text[place["start"] : place["end"]]
            shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "\ufffd", there)
            assert place["words"] == shown.strip()
