"""Pages from the web: a server of our own for what works, and attacks for what must not."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sayso.read import Limits, read
from sayso.read.cleaning import UnreadableError
from sayso.read.fetch import fetch, public
from sayso.types import Document, Failure

PAGE = "<html><title>Harbour plan falls</title><body><h1>Harbour plan falls</h1><p>“No,” said the mayor.".encode("cp1252")


class _Pages(BaseHTTPRequestHandler):
    asked: list[tuple[str, str]] = []  # noqa: RUF012 - one list for the whole server

    def do_GET(self) -> None:
        type(self).asked.append((self.headers["Host"], self.path))
        if self.path == "/page":
            self._answer(200, PAGE, ("Content-Type", "text/html; charset=windows-1252"))
        elif self.path.startswith("/hop"):
            n = int(self.path[4:])
            self._answer(302, b"", ("Location", f"/hop{n - 1}" if n else "/page"))
        elif self.path == "/inside":
            self._answer(302, b"", ("Location", "http://169.254.169.254/latest/meta-data/"))
        elif self.path == "/file":
            self._answer(301, b"", ("Location", "file:///etc/passwd"))
        elif self.path == "/big":
            self._answer(200, b"x" * 5000)
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        else:
            self._answer(404, b"")

    def _answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if self.path != "/big":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            super().handle()


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield made.server_address[1]
        made.shutdown()
        thread.join()


def here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"] if host == "news.example" else [host]


def allowed(address: str) -> bool:
    return address == "127.0.0.1" or public(address)


def got(url: str, size: int = 10_000, seconds: float = 5, redirects: int = 3) -> bytes:
    return fetch(url, size, seconds, redirects, here, allowed).data


def test_a_page_is_fetched_from_the_checked_address_under_its_own_name(server: int) -> None:
    _Pages.asked.clear()
    answer = fetch(f"http://user:secret@news.example:{server}/hop2#part", 10_000, 5, 3, here, allowed)
    assert answer.data == PAGE
    assert answer.url == f"http://news.example:{server}/page" or answer.url.endswith("/page")
    assert answer.content_type == "text/html; charset=windows-1252"
    assert {host for host, _ in _Pages.asked} == {f"news.example:{server}"}


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/hop3", "redirects more than 3 times"),
        ("/inside", "169.254.169.254, which is not on the open internet"),
        ("/file", "file is not http or https"),
        ("/gone", "answers 404"),
        ("/big", "more than 1,000 bytes"),
    ],
)
def test_what_is_not_followed(server: int, path: str, error: str) -> None:
    with pytest.raises(UnreadableError, match=error):
        got(f"http://news.example:{server}{path}", size=1000)


def test_a_server_that_drips_is_left(server: int) -> None:
    began = time.monotonic()
    with pytest.raises(UnreadableError, match=r"within 0\.3 seconds"):
        got(f"http://news.example:{server}/slow", seconds=0.3)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "169.254.169.254",
        "[::1]",
        "2130706433",
        "0x7f000001",
        "127.1",
        "0.0.0.0",
        "10.0.0.8",
        "192.168.1.1",
        "172.16.5.5",
        "100.64.0.1",
        "[::ffff:127.0.0.1]",
        "[::ffff:a00:1]",
        "[64:ff9b::7f00:1]",
        "[fe80::1]",
        "[fd00::1]",
        "[2002:7f00:1::]",
        "224.0.0.1",
    ],
)
def test_addresses_inside_are_refused(host: str) -> None:
    (answer,) = read(f"http://{host}:1/", Limits(seconds=2))
    assert isinstance(answer, Failure)
    assert "not on the open internet" in answer.error


def test_one_inner_address_among_several_is_enough_to_refuse() -> None:
    with pytest.raises(UnreadableError, match=r"10\.0\.0\.1"):
        fetch("http://news.example/", 100, 1, 1, lambda h, p: ["93.184.216.34", "10.0.0.1"])


def test_a_second_answer_of_the_name_server_changes_nothing(server: int) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    assert fetch(f"http://news.example:{server}/page", 10_000, 5, 3, rebinding, lambda a: a == "127.0.0.1").data == PAGE
    assert asked == ["news.example"]


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"])
def test_public_addresses(address: str) -> None:
    assert public(address)


@pytest.mark.parametrize(
    "url", ["http://0177.0.0.1/", "http://１２７.0.0.1/", "http://", "http:///a", "gopher://example.org/", "http://[::1", "http://a b/", "https://exa mple:99999/"]
)
def test_nonsense_is_a_failure(url: str) -> None:
    (answer,) = read(url, Limits(seconds=1))
    assert isinstance(answer, Failure)


def test_read_takes_the_charset_of_the_answer(server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["sayso.read.fetch"], "resolve", here)  # the name sayso.read.fetch is the function
    monkeypatch.setattr(sys.modules["sayso.read.fetch"], "public", allowed)
    (answer,) = read(f"http://news.example:{server}/page")
    assert isinstance(answer, Document)
    assert answer.text == "Harbour plan falls\n\n“No,” said the mayor."
    assert answer.url == f"http://news.example:{server}/page"
    assert answer.encoding == "windows-1252"
    assert answer.outlet is not None
    assert answer.outlet.value == "news.example"
