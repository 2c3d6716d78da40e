"""How long the reader takes over a large case: every kind of page, the search, and the work behind them.

    python -m bench.reader [--count 5000] [--case FILE] [--workers N] [--browser | --judgement]

The case holds the first so many bulk articles, shuffled with a fixed seed, as `sayso add` of a JSONL file would make it; it
is made once and kept (in the cache folder, or as --case says), which takes some minutes. Then the application is asked as a
browser asks, through the gate and all, without a network: each kind of page for the largest stories, claims and documents
and for some in the middle, the API's twins, and searches for common and rare words with and without facets. Shown are the
slowest and the median of each kind in ms, and the size of the largest answer. Wanted: pages under 300 ms, searches under 50.

With --browser a Chromium is asked instead, over `sayso serve`: for each kind of page the time to DOMContentLoaded and to the
largest paint, its size, its elements, and the memory of its scripts; and what a reader does: typing a search, opening a
claim, leaving a hop out. Wanted: each under a second. With --judgement the case is copied, opened as after a start, and
judged: how long until the judgement is counted, then how long the undoing takes.

By hand, since it takes long: it is no gate. `docs/reader.md` has what it gave.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec
from msgspec.structs import replace
from starlette.testclient import TestClient

from bench.bulk import peak_memory, rows
from bench.pictures import served
from sayso.store import Case
from sayso.trace import add, dossier
from sayso.types import Anchor, Given
from sayso.web import app
from sayso.web.addresses import Addresses
from sayso.web.desk import Desk

COUNT, AGAIN, PAGES, SEARCHES, SEEN = 5000, 5, 300.0, 50.0, 1000.0
WHEN = "2026-01-01T00:00:00Z"


def made(path: Path, count: int, workers: int) -> None:
    """The case, with its dossier; what is there already is not made again."""
    order = list(rows())
    random.Random(5).shuffle(order)
    given = [
        Given(f"bulk.jsonl#{n}", msgspec.json.encode({k: row[k] for k in ("text", "date", "outlet")}), form="line")
        for n, row in enumerate(order[:count], 1)
    ]
    with Case.open(path) as case:
        for what, work in (
            ("read and marked", lambda: add(case, given, when=WHEN, workers=workers)),
            ("woven", lambda: dossier(case)),
        ):
            began = time.monotonic()
            work()
            print(f"{what} in {time.monotonic() - began:.1f} s", flush=True)


def addresses(desk: Desk) -> Iterator[tuple[str, list[str]]]:
    """Kinds of page, and some of each: the largest and some in the middle."""
    look, found = desk.view.look, desk.view.dossier
    to = Addresses(look)
    stories = sorted(look.stories, key=lambda s: -len(s.documents))
    claims = sorted(found.claims, key=lambda c: (-len(c.members), c.id))
    reports = sorted(found.documents, key=lambda d: (-len(look.attributions_of.get(d.id, ())), d.id))
    people = sorted(found.entities, key=lambda e: (-len(e.mentions), e.id))
    pairs = sorted((d for d in found.derivations if d.to in look.reports), key=lambda d: -len(d.spans))

    def some(values: list[str]) -> list[str]:
        return list(dict.fromkeys([*values[:4], *values[len(values) // 2 :][:2]]))

    yield "home", ["/"]
    yield "story", some([to.story(s.id) for s in stories])
    yield "claim", some([to.claim(c) for c in claims])
    yield "document", some([to.document(d.id) for d in reports])
    yield "two documents", some([f"/documents/{d.source}/{d.to}" for d in pairs])
    yield "who is who", ["/people"]
    yield "person", some([to.entity(e.id) for e in people])
    yield "ledger", ["/judgements"]
    yield "API", ["/api/stories", "/api/claims", "/api/entities", "/api/sources", "/api/conflicts"]


QUERIES = ("government", "said", "the", '"prime minister"', "elect*", "xyzzy", "police court", "minister said", "Monday", "a")


def timed(ask: Callable[[], int]) -> tuple[float, int]:
    """The median of AGAIN answers in ms, after one that is not counted, and the size of the answer."""
    size = ask()
    took = []
    for _ in range(AGAIN):
        began = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took), size


PAINTED = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => done(0), 2000);
})"""
LOADED = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
NEXT_PAINT = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))"


def in_browser(path: Path) -> None:
    """What a reader waits for, in a Chromium over a real server. The desk that finds the addresses is closed before."""
    from playwright.sync_api import sync_playwright

    desk = Desk(path)
    kinds = dict(addresses(desk))
    desk.close()
    chromium = next((b for n in ("chromium", "chromium-browser", "google-chrome") if (b := shutil.which(n))), None)
    if chromium is None:
        sys.exit("no Chromium found")
    with served(path) as home, sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = running.new_page(viewport={"width": 1280, "height": 900})
        metrics = page.context.new_cdp_session(page)
        metrics.send("Performance.enable")
        print(f"{'':<18}loaded  painted  (ms, slowest)      kB   elements   heap MB")
        kinds["search page"] = [f"/search?q={quote(q)}" for q in QUERIES]
        for kind, asked in kinds.items():
            if kind == "API":
                continue
            rows_: list[tuple[float, float, float, float, float]] = []
            for address in asked:
                found = []
                for _ in range(AGAIN):
                    page.goto(home + address, wait_until="load")
                    found.append((page.evaluate(LOADED), page.evaluate(PAINTED)))
                held = {m["name"]: m["value"] for m in metrics.send("Performance.getMetrics")["metrics"]}
                size = len(page.request.get(home + address).body())
                loaded, painted = (statistics.median(one[n] for one in found) for n in (0, 1))
                elements = page.evaluate("document.querySelectorAll('*').length")
                rows_.append((loaded, painted, size / 1000, elements, held["JSHeapUsedSize"] / 2**20))
            worst = [max(row[n] for row in rows_) for n in range(5)]
            verdict = f"   over {SEEN:.0f} ms" if max(worst[:2]) > SEEN else ""
            print(
                f"{kind:<16}{worst[0]:8.0f} {worst[1]:8.0f} {worst[2]:23.0f} {worst[3]:10.0f} {worst[4]:9.1f}{verdict}",
                flush=True,
            )

        def did(what: str, steps: Callable[[], object], before: Callable[[], object]) -> None:
            took = []
            for _ in range(AGAIN):
                before()
                began = time.perf_counter()
                steps()
                page.evaluate(NEXT_PAINT)
                took.append(1000 * (time.perf_counter() - began))
            slow = f"   over {SEEN:.0f} ms" if max(took) > SEEN else ""
            print(f"{what:<26}slowest {max(took):7.0f}   median {statistics.median(took):7.0f}{slow}", flush=True)

        def typed() -> None:
            page.locator("#find").press_sequentially("prime minister")
            with page.expect_navigation():
                page.keyboard.press("Enter")

        did("typing a search", typed, lambda: page.goto(home))
        story, claim = kinds["story"][0], kinds["claim"][0]

        def opened() -> None:
            with page.expect_navigation():
                page.locator("a.gist").first.click()

        did("opening a claim", opened, lambda: page.goto(home + story))
        for one in [claim, *kinds["claim"]]:
            page.goto(home + one)
            if page.locator(".switches input").count() > 1:
                did("leaving a hop out", page.locator(".switches label").nth(1).click, page.reload)
                break
        running.close()


def judged(path: Path) -> None:
    """The first judgement after a start, and the next; on a copy."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(shutil.copy(path, Path(folder) / path.name))
        began = time.monotonic()
        desk = Desk(copy)
        print(f"opened in {time.monotonic() - began:.1f} s")
        a = next(a for a in desk.view.dossier.attributions if a.content)
        at = Anchor(a.document, a.content[0].start, a.content[-1].end)
        at = replace(at, words=desk.view.look.reports[at.document].text[at.start : at.end])
        began, cpu = time.monotonic(), time.process_time()
        row = desk.judge("not-a-quotation", (at,), who="bench")
        print(f"the first judgement: {time.monotonic() - began:.1f} s, of the processor {time.process_time() - cpu:.1f} s")
        began, cpu = time.monotonic(), time.process_time()
        desk.judge("undo", (), who="bench", undoes=row.number)
        print(f"its undoing: {time.monotonic() - began:.1f} s, of the processor {time.process_time() - cpu:.1f} s")
        desk.close()
        print(f"peak memory {peak_memory() / 2**20:.0f} MiB, {copy.stat().st_size / 2**20:.0f} MiB on disk")


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--count", type=int, default=COUNT)
    said.add_argument("--case", type=Path)
    said.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    said.add_argument("--browser", action="store_true")
    said.add_argument("--judgement", action="store_true")
    wanted = said.parse_args()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sayso-bench"
    path = wanted.case or cache / f"bulk-{wanted.count}.sayso"
    path.parent.mkdir(parents=True, exist_ok=True)
    made(path, wanted.count, wanted.workers)
    if wanted.browser or wanted.judgement:
        (in_browser if wanted.browser else judged)(path)
        return
    began = time.monotonic()
    application = app(path)
    desk: Desk = application.state.desk
    print(f"opened in {time.monotonic() - began:.1f} s, {path.stat().st_size / 2**20:.0f} MiB on disk")
    with TestClient(application, base_url="http://127.0.0.1:8000") as browser:

        def page(address: str) -> int:
            answer = browser.get(address)
            answer.raise_for_status()
            return len(answer.content)

        for kind, asked in addresses(desk):
            show(kind, [timed(lambda a=a: page(a)) for a in asked], PAGES)  # type: ignore[misc]
        facet = desk.search("government").facets["outlet"][0][0]
        queries = [f"/search?q={quote(q)}" for q in QUERIES] + [f"/search?q=government&outlet={quote(facet)}"]
        show("search page", [timed(lambda a=a: page(a)) for a in queries], PAGES)  # type: ignore[misc]
        show("search", [timed(lambda q=q: desk.search(q, limit=50).total) for q in QUERIES], SEARCHES)  # type: ignore[misc]


def show(kind: str, times: list[tuple[float, int]], most: float) -> None:
    if not times:
        print(f"{kind:<16}none in this case")
        return
    slowest, middle = max(t for t, _ in times), statistics.median(t for t, _ in times)
    verdict = "" if slowest <= most else f"   over {most:.0f} ms"
    print(
        f"{kind:<16}slowest {slowest:7.1f}   median {middle:7.1f}   largest {max(s for _, s in times):>11,}{verdict}",
        flush=True,
    )


if __name__ == "__main__":
    main()
