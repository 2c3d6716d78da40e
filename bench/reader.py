"""How long the reader takes over a large case: every kind of page, the search, and the work behind them.

    python -m bench.reader [--count 5000] [--case FILE] [--workers N]

The case holds the first so many bulk articles, shuffled with a fixed seed, as `sayso add` of a JSONL file would make it; it
is made once and kept (in the cache folder, or as --case says), which takes some minutes. Then the application is asked as a
browser asks, through the gate and all, without a network: each kind of page for the largest stories, claims and documents
and for some in the middle, the API's twins, and searches for common and rare words with and without facets. Shown are the
slowest and the median of each kind in ms, and the size of the largest answer. Wanted: pages under 300 ms, searches under 50.

By hand, since it takes long: it is no gate. `docs/figures.md` has what it gave.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec
from starlette.testclient import TestClient

from bench.bulk import rows
from sayso.store import Case
from sayso.trace import add, dossier
from sayso.types import Given
from sayso.web import app
from sayso.web.addresses import Addresses
from sayso.web.desk import Desk

COUNT, AGAIN, PAGES, SEARCHES = 5000, 5, 300.0, 50.0
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


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--count", type=int, default=COUNT)
    said.add_argument("--case", type=Path)
    said.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    wanted = said.parse_args()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sayso-bench"
    path = wanted.case or cache / f"bulk-{wanted.count}.sayso"
    path.parent.mkdir(parents=True, exist_ok=True)
    made(path, wanted.count, wanted.workers)
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
