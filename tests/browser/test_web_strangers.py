"""Another site's page in a real browser against the reader on the same machine: with its gate, and with the gate off."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from sayso.store import Case
from sayso.trace import add
from sayso.types import Given
from sayso.web import app, safety
from sayso.web.desk import Desk
from sayso.web.safety import Guard

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SECRET = "The mayor Ansel Wray said the secret was kept in the cellar."


@contextmanager
def served(path: Path) -> Iterator[tuple[str, Desk]]:
    """The reader of a small case, and the desk behind it."""
    with Case.open(path) as case:
        add(case, [Given("letter.txt", SECRET.encode(), ".txt")], when="2024-05-01T12:00:00Z")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        made = app(path, port=port)
        server = uvicorn.Server(uvicorn.Config(made, log_level="error", ws="none", http="h11", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}/", made.state.desk
        finally:
            server.should_exit = True
            thread.join(20)


@contextmanager
def elsewhere(page: str) -> Iterator[int]:
    """Another site, which is at this machine only because a test has no other: its port is not ours."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def hostile(reader: str, document: str) -> str:
    about = json.dumps([{"document": document}]).replace('"', "&quot;")
    return f"""<!doctype html><title>Kittens</title>
<form id="judge" method="post" action="{reader}judge"><input name="kind" value="ignore"><input name="about" value="{about}">
<input name="who" value="a stranger"><input name="csrf" value="a guess"></form>
<form id="add" method="post" action="{reader}add" enctype="multipart/form-data"><input name="csrf" value="a guess">
<input name="text" value="A lie, said nobody."></form>
<iframe src="{reader}"></iframe><img src="{reader}static/icon.svg" onload="document.title += ' seen'">
<script src="{reader}static/keys.js" onload="document.title += ' run'"></script>"""


def sent(page: Page, site: str, form: str) -> None:
    page.goto(site)
    with page.expect_navigation():
        page.evaluate(f"document.getElementById('{form}').submit()")


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])  # another site to the browser, and the same site at another port
@pytest.mark.parametrize("gate", [True, False])
def test_a_strangers_forms(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, gate: bool) -> None:
    if not gate:
        monkeypatch.setattr(Guard, "_site", lambda self, scope, headers: None)
        monkeypatch.setattr(safety, "_same", lambda given, right: True)
    with served(tmp_path / "a.sayso") as (reader, desk):
        (document,) = desk.view.dossier.documents
        context = browser.new_context()
        page = context.new_page()
        page.goto(reader)  # so that the browser holds the session's cookie
        with elsewhere(hostile(reader, document.id)) as port:
            for form in ("judge", "add"):
                sent(page, f"http://{name}:{port}/", form)
        end = time.monotonic() + 10
        while any(job.state in ("waiting", "running") for job in desk.jobs) and time.monotonic() < end:
            time.sleep(0.02)
        assert (len(desk.view.dossier.judgements), len(desk.jobs)) == ((0, 0) if gate else (1, 1))
        context.close()


@pytest.mark.parametrize("gate", [True, False])
def test_a_strangers_page_loads_nothing_of_ours(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gate: bool
) -> None:
    if not gate:
        monkeypatch.setattr(Guard, "_site", lambda self, scope, headers: None)
        monkeypatch.setattr(safety, "HEADERS", {})
    with served(tmp_path / "a.sayso") as (reader, desk):
        page = browser.new_page()
        with elsewhere(hostile(reader, desk.view.dossier.documents[0].id)) as port:
            page.goto(f"http://localhost:{port}/", wait_until="networkidle")
            assert set(page.title().split()) == ({"Kittens"} if gate else {"Kittens", "seen", "run"})
            framed = [frame for frame in page.frames[1:] if "letter" in _text(frame) or "sayso" in _text(frame)]
            assert bool(framed) is not gate
            read = page.evaluate(f"fetch('{reader}api/dossier').then(r => r.text()).catch(() => 'kept')")
            assert read == "kept"  # the browser's own rule, which nothing of ours loosens
        page.close()


def _text(frame: Any) -> str:
    return str(frame.evaluate("document.body ? document.body.innerText : ''")) if frame.url.startswith("http") else ""


def test_our_own_pages_run_under_their_policy_without_a_complaint(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path / "a.sayso") as (reader, desk):
        document = desk.view.dossier.documents[0].id
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("requestfailed", lambda request: said.append(request.url) if request.failure != "net::ERR_ABORTED" else None)
        for path in ("", f"story/{document}", f"document/{document}", "people", "search?q=secret", "judgements"):
            answer = page.goto(reader + path)
            assert answer is not None
            assert answer.status == 200
        assert said == []
        page.goto(reader)
        page.locator("details.paste summary").click()
        page.fill("textarea[name=text]", "The baker Pia Lund said the bread was good.")
        page.click("text=Add this text")
        page.wait_for_selector("text=Done: 1 report added")
        assert len(desk.view.dossier.documents) == 2
        assert said == []
        page.close()
