"""Pictures of every kind of the reader's pages, to be looked at: 1280 and 390 pixels wide, light and dark.

    python -m bench.pictures FOLDER [--case FILE] [--docs]

Of the case in FILE, or of the shipped example, served as a user would serve it. With --docs also the one that the README
shows. Needs a Chromium.
"""

from __future__ import annotations

import argparse
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.places import ROOT

SIZES = {"1280": (1280, 900), "390": (390, 844)}
FIRST = {"story": "/story/", "claim": "/claim/", "document": "/document/", "side by side": "/documents/"}
ALONE = {"people": "/people", "search": "/search?q=bridge", "judgements": "/judgements", "home": "/"}


@contextmanager
def served(case: Path) -> Iterator[str]:
    """`sayso serve` on a free port; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sayso", "serve", str(case), "--port", str(port), "--no-open"]
    running = subprocess.Popen(command)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(address, timeout=60).close()  # a large case is opened first
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield address
    finally:
        running.terminate()
        running.wait()


def places(page: Page, address: str) -> dict[str, str]:
    """An address of each kind of page, by links that a reader finds."""
    found = dict(ALONE)
    page.goto(address)
    for kind, begins in FIRST.items():
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        link = next((a for a in links if a.startswith(begins)), None)
        if link:
            found[kind] = link.partition("#")[0]
            if kind == "story":
                page.goto(address + link)
    return found


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("folder", type=Path)
    said.add_argument("--case", type=Path)
    said.add_argument("--docs", action="store_true")
    wanted = said.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    browser = next((b for n in ("chromium", "chromium-browser", "google-chrome") if (b := shutil.which(n))), None)
    if browser is None:
        sys.exit("no Chromium found for the pictures")
    with tempfile.TemporaryDirectory() as folder:
        case = wanted.case or Path(folder) / "bridge.sayso"
        if not wanted.case:
            reports = sorted(p for p in (ROOT / "examples" / "bridge").iterdir() if p.suffix in (".txt", ".html"))
            subprocess.run([sys.executable, "-m", "sayso", "add", str(case), *map(str, reports)], check=True)
        with served(case) as address, sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
            for width, (wide, high) in SIZES.items():
                for light in ("light", "dark"):
                    context = running.new_context(viewport={"width": wide, "height": high}, color_scheme=light)
                    page = context.new_page()
                    for kind, at in places(page, address).items():
                        page.goto(address + at)
                        name = f"{re.sub(' ', '-', kind)}-{width}-{light}.png"
                        page.screenshot(path=wanted.folder / name, full_page=True)
                        if wanted.docs and (kind, width, light) == ("claim", "1280", "light"):
                            page.screenshot(path=ROOT / "docs" / "reader.png")
                    context.close()
            running.close()


if __name__ == "__main__":
    main()
