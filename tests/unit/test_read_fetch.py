"""Pages from the web: a server of our own for what works, and attacks for what must not."""

from __future__ import annotations

import gzip
import sys
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sayso.read import Limits, read
from sayso.read.cleaning import UnreadableError
from sayso.read.fetch import fetch, public
from sayso.types import Document, Failure

PAGE = "<html><title>Harbour plan falls</title><body><h1>Harbour plan falls</h1><p>“No,” said the mayor.".encode("cp1252")

PLAIN = b"The mayor said so. " * 40
BOMB = gzip.compress(bytes(50 << 20))
PACKED = {
    "/packed-gzip": gzip.compress(PLAIN),
    "/packed-deflate": zlib.compress(PLAIN),
    "/packed-gzip-bomb": BOMB,
    "/packed-gzip,gzip": gzip.compress(BOMB),
    "/packed-gzip-broken": gzip.compress(PLAIN)[:-30],
    "/packed-gzip-not": PLAIN,
    "/packed-br": PLAIN,
}


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
        elif self.path.startswith("/packed"):
            self._answer(200, PACKED[self.path], ("Content-Encoding", self.path.split("-")[1]))
        elif self.path == "/keeps":
            port = self.headers["Host"].split(":")[1]
            self._answer(302, b"", ("Location", f"http://other.example:{port}/told"), ("Set-Cookie", "a=secret"))
        elif self.path == "/again":
            self._answer(302, b"", ("Location", "/told"), ("Set-Cookie", "a=secret"))
        elif self.path == "/told":
            self._answer(200, (self.headers["Cookie"] or "nothing").encode())
        elif self.path == "/stall":
            self.send_response(200)
            self.end_headers()
            time.sleep(1.5)
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
    return ["127.0.0.1"] if host in ("news.example", "other.example") else [host]


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
    "url",
    [
        "http://0177.0.0.1/",
        "http://１２７.0.0.1/",
        "http://",
        "http:///a",
        "gopher://example.org/",
        "http://[::1",
        "http://a b/",
        "https://exa mple:99999/",
    ],
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


# -- what a page comes packed in ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_server_that_packs_unasked_is_understood(server: int, coding: str) -> None:
    assert got(f"http://news.example:{server}/packed-{coding}") == PLAIN


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("gzip-bomb", "the limit is 10,000"),
        ("gzip,gzip", "packed as gzip,gzip"),
        ("gzip-broken", "breaks off"),
        ("gzip-not", "could not be fetched"),
        ("br", "packed as br"),
    ],
)
def test_what_is_not_unpacked(server: int, path: str, error: str) -> None:
    with pytest.raises(UnreadableError, match=error):
        got(f"http://news.example:{server}/packed-{path}")


def test_a_packed_page_takes_no_more_memory_than_its_limit(server: int) -> None:
    """50 kB that hold 50 MB: unpacked piece by piece as they come, they would be there at once."""
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableError, match="more than"):
            got(f"http://news.example:{server}/packed-gzip-bomb", size=100_000)
        assert tracemalloc.get_traced_memory()[1] < 5 << 20
    finally:
        tracemalloc.stop()


# -- what stays behind ----------------------------------------------------------------------------------------------------


def test_cookies_do_not_go_to_another_host_at_the_same_address(server: int) -> None:
    assert got(f"http://news.example:{server}/again") == b"a=secret"  # some pages want their own back
    assert got(f"http://news.example:{server}/keeps") == b"nothing"


def test_a_name_server_that_does_not_answer_is_left() -> None:
    released = threading.Event()

    def silent(host: str, port: int) -> list[str]:
        released.wait(5)
        return ["93.184.216.34"]

    began = time.monotonic()
    with pytest.raises(UnreadableError, match=r"within 0\.3 seconds"):
        fetch("http://news.example/", 100, 0.3, 1, silent)
    assert time.monotonic() - began < 2
    released.set()


def test_a_server_that_stalls_is_left(server: int) -> None:
    began = time.monotonic()
    with pytest.raises(UnreadableError, match=r"within 0\.3 seconds"):
        got(f"http://news.example:{server}/stall", seconds=0.3)
    assert time.monotonic() - began < 1.4


# -- where it is not gone -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("port", [1, 22, 25, 79, 110, 139, 445, 631, 1023, 6000, 6667, 0, 99999])
def test_a_port_that_is_not_the_webs_is_not_spoken_to(port: int) -> None:
    with pytest.raises(UnreadableError, match=f"port {port} is not"):
        fetch(f"http://news.example:{port}/", 100, 1, 1, lambda h, p: ["93.184.216.34"])


@pytest.mark.parametrize(
    "address",
    [
        "fec0::1",  # site-local, which Python calls global
        "3fff::1",
        "5f00::1",
        "192.88.99.1",
        "192.0.0.8",
        "64:ff9b:1::7f00:1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "2001:4860::5efe:7f00:1",  # ISATAP, of 127.0.0.1
        "2001:0:4136:e378:8000:63bf:80ff:fffe",  # Teredo, of 127.0.0.1
        "2002:c0a8:101::1",  # 6to4, of 192.168.1.1
        "64:ff9b::a00:1",  # NAT64, of 10.0.0.1
        "fe80::1%lo",
        "100::1",
        "4000::1",
        "not an address",
    ],
)
def test_addresses_that_only_look_public(address: str) -> None:
    assert not public(address)


def test_this_machines_own_public_address_and_its_neighbours_are_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name may point at the address under which the world knows this machine; what listens there did not mean the world."""
    own = {2: "203.0.114.7", 10: "2a00:1450:4001:82a::7"}

    class Way:
        def __init__(self, family: int, kind: int) -> None:
            self.family = int(family)

        def __enter__(self) -> Way:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def connect(self, to: tuple[str, int]) -> None:
            pass

        def getsockname(self) -> tuple[str, int]:
            return own[self.family], 9

    monkeypatch.setattr(sys.modules["sayso.read.fetch"].socket, "socket", Way)
    assert not public("203.0.114.7")
    assert public("203.0.114.8")
    assert not public("2a00:1450:4001:82a::200e")
    assert public("2a00:1450:4001:82b::200e")
    assert not public("::ffff:203.0.114.7")


def test_an_endless_address_is_refused() -> None:
    with pytest.raises(UnreadableError, match="longer than 4,096"):
        fetch("http://news.example/" + "x" * 5000, 100, 1, 1, lambda h, p: ["93.184.216.34"])


@pytest.mark.parametrize(
    "url", ["http://93.184.216.34@127.0.0.1/", "http://127.0.0.1#@news.example/", "http://x:y@[::1]/", "HTTP://LOCALHOST/"]
)
def test_the_host_is_read_as_it_is_connected_to(url: str) -> None:
    with pytest.raises(UnreadableError, match="not on the open internet"):
        fetch(url, 100, 1, 1)
