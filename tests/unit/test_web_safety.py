"""The gate in front of the reader, by attack. Each attack is tried twice: against the gate, and with one rule taken out,
where it has to succeed; an attack that never could would test nothing."""

from __future__ import annotations

import asyncio
import http.client
import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from sayso.store import CaseError
from sayso.web import actions, app, desk, safety, serve
from sayso.web.desk import Desk
from sayso.web.safety import Bounds, Guard, attachment, hosts, local, loopback

PORT = 8000
HERE = f"http://127.0.0.1:{PORT}"
SMALL = Bounds(url=200, upload=5000, body=1000, files=3, fields=4, field=600, idle=0.2, seconds=0.5)


class Seen(Starlette):
    """An application behind the gate that notes what got through to it."""

    def __init__(self, bounds: Bounds = SMALL) -> None:
        self.seen: list[str] = []

        async def page(request: Request) -> Response:
            self.seen.append(request.url.path)
            return HTMLResponse(request.state.csrf)

        async def take(request: Request) -> Response:
            form = getattr(request.state, "form", None)
            body = await request.body() if form is None else b""
            self.seen.append(f"POST {len(body)}")
            return JSONResponse({"fields": len(form or ())})

        async def broken(request: Request) -> Response:
            raise RuntimeError("the secret of /home/pia/letter.sayso")

        routes = [
            Route("/", page),
            Route("/take", take, methods=["POST"]),
            Route("/broken", broken),
            Route("/api/broken", broken),
        ]
        super().__init__(routes=routes, middleware=[Middleware(Guard, hosts=hosts(PORT), bounds=bounds)])


@pytest.fixture
def behind() -> Seen:
    return Seen()


@pytest.fixture
def browser(behind: Seen) -> TestClient:
    return TestClient(behind, base_url=HERE)


def token(client: TestClient) -> str:
    return client.get("/").text


# -- the attacks, and the rule that each one is stopped by ------------------------------------------------------------

Attack = Callable[[TestClient], Any]
ATTACKS: dict[str, tuple[str, Attack]] = {}


def against(rule: str) -> Callable[[Attack], Attack]:
    def note(attack: Attack) -> Attack:
        ATTACKS[attack.__name__] = (rule, attack)
        return attack

    return note


@against("_host")
def a_name_pointed_at_this_machine(client: TestClient) -> Any:
    return client.get("/", headers={"Host": f"evil.example:{PORT}"})


@against("_host")
def another_port_of_this_machine(client: TestClient) -> Any:
    return client.get("/", headers={"Host": "127.0.0.1:1"})


@against("_host")
def a_name_that_begins_like_ours(client: TestClient) -> Any:
    return client.get("/", headers={"Host": f"127.0.0.1:{PORT}.evil.example"})


@against("_host")
def two_names_at_once(client: TestClient) -> Any:
    return client.get("/", headers=[("Host", f"127.0.0.1:{PORT}"), ("Host", "evil.example")])


@against("_host")
def from_another_machine(client: TestClient) -> Any:
    return TestClient(client.app, base_url=HERE, client=("192.168.1.7", 5000)).get("/")


@against("_host")
def an_endless_address(client: TestClient) -> Any:
    return client.get("/?q=" + "x" * SMALL.url)


@against("_site")
def another_sites_image(client: TestClient) -> Any:
    return client.get("/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"})


@against("_site")
def another_ports_script(client: TestClient) -> Any:
    return client.get("/", headers={"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"})


@against("_site")
def another_sites_frame(client: TestClient) -> Any:
    return client.get("/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"})


@against("_site")
def another_sites_form_by_fetch_metadata(client: TestClient) -> Any:
    return client.post("/take", data={"csrf": token(client)}, headers={"Sec-Fetch-Site": "cross-site"})


@against("_site")
def another_sites_form_by_origin(client: TestClient) -> Any:
    return client.post("/take", data={"csrf": token(client)}, headers={"Origin": "https://evil.example"})


@against("_site")
def the_other_name_of_this_machine(client: TestClient) -> Any:
    return client.post("/take", data={"csrf": token(client)}, headers={"Origin": f"http://localhost:{PORT}"})


@against("_site")
def a_sandboxed_frame(client: TestClient) -> Any:
    return client.post("/take", data={"csrf": token(client)}, headers={"Origin": "null"})


@against("_same")
def a_form_without_a_token(client: TestClient) -> Any:
    token(client)
    return client.post("/take", data={"csrf": ""})


@against("_same")
def a_token_of_before_the_restart(client: TestClient) -> Any:
    token(client)
    return client.post("/take", data={"csrf": token(TestClient(Seen(), base_url=HERE))})


@against("_same")
def a_token_without_the_cookie(client: TestClient) -> Any:
    stolen = token(client)
    client.cookies.clear()
    return client.post("/take", data={"csrf": stolen})


@against("_same")
def a_file_in_place_of_the_token(client: TestClient) -> Any:
    token(client)
    return client.post("/take", data={"csrf": "x"}, files={"other": ("a", b"x")})


@against("_same")
def json_with_a_wrong_token(client: TestClient) -> Any:
    token(client)
    return client.post("/take", json={}, headers={"X-CSRF": "guess"})


@against("_intent")
def json_without_a_token(client: TestClient) -> Any:
    token(client)
    return client.post("/take", json={})


@against("_intent")
def json_disguised_as_text(client: TestClient) -> Any:
    """The one way in which a form of another site could send JSON, before there was Fetch Metadata."""
    return client.post("/take", content=b'{"kind": "ignore"}', headers={"Content-Type": "text/plain", "X-CSRF": token(client)})


@against("limit")
def a_body_that_says_it_is_too_large(client: TestClient) -> Any:
    headers = {"X-CSRF": token(client), "Content-Type": "application/json"}
    return client.post("/take", content=b"x" * 1001, headers=headers)


@against("limit")
def a_body_that_does_not_say_how_large(client: TestClient) -> Any:
    headers = {"X-CSRF": token(client), "Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    return client.post("/take", content=iter([b"x" * 600, b"x" * 600]), headers=headers)


@against("limit")
def an_upload_too_large(client: TestClient) -> Any:
    return client.post("/take", data={"csrf": token(client)}, files=[("files", ("a", b"x" * 5001))])


@against("limit")
def too_many_files(client: TestClient) -> Any:
    return client.post("/take", data={"csrf": token(client)}, files=[("files", (str(n), b"x")) for n in range(4)])


@against("limit")
def too_many_fields(client: TestClient) -> Any:
    return client.post("/take", data={"csrf": token(client), **{str(n): "x" for n in range(4)}})


@against("limit")
def a_field_too_long(client: TestClient) -> Any:
    return client.post("/take", data={"csrf": token(client), "text": "x" * 700})


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_an_attack_is_stopped_and_would_succeed_without_its_rule(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rule, attack = ATTACKS[name]
    gated = Seen()
    answer = attack(TestClient(gated, base_url=HERE))
    assert 400 <= answer.status_code < 500
    assert gated.seen in ([], ["/"])  # at most the page that the token came from
    open_ = _without(rule, monkeypatch)
    assert attack(TestClient(open_, base_url=HERE)).status_code == 200
    assert len(open_.seen) >= 1


def _without(rule: str, monkeypatch: pytest.MonkeyPatch) -> Seen:
    if rule == "limit":
        return Seen(Bounds())
    if rule == "_same":
        monkeypatch.setattr(safety, "_same", lambda given, right: True)
    elif rule == "_intent":

        async def nobody_asks(self: Guard, scope: Any, headers: Any, body: Any) -> None:
            body.limit = 1 << 20

        monkeypatch.setattr(Guard, rule, nobody_asks)
    else:
        monkeypatch.setattr(Guard, rule, lambda self, scope, headers: None)
    return Seen()


# -- what goes on all the same ------------------------------------------------------------------------------------------


def test_a_link_on_another_site_leads_here(browser: TestClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert browser.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"[::1]:{PORT}", f"LOCALHOST:{PORT}"])
def test_our_own_forms_under_each_of_our_names(behind: Seen, host: str) -> None:
    client = TestClient(behind, base_url=f"http://{host}")
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": f"http://{host.lower()}", "Host": host}
    csrf = client.get("/", headers={"Host": host}).text
    assert client.post("/take", data={"csrf": csrf}, headers=headers).json() == {"fields": 1}
    assert client.post("/take", json={}, headers={**headers, "X-CSRF": csrf}).json() == {"fields": 0}
    assert client.post("/take", files={"f": ("n", b"x")}, headers={**headers, "X-CSRF": csrf}).json() == {"fields": 1}


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_given_once(browser: TestClient) -> None:
    first = browser.get("/")
    assert re.fullmatch(r"sayso=[\w-]{40,}; Path=/; HttpOnly; SameSite=Strict", first.headers["set-cookie"])
    assert "set-cookie" not in browser.get("/").headers


def test_the_cookie_of_a_link_from_elsewhere_leaves_open_pages_working(browser: TestClient) -> None:
    """SameSite=Strict keeps the cookie back where another site leads here; the new one has to be the old one."""
    csrf, kept = token(browser), dict(browser.cookies)
    browser.cookies.clear()
    token(browser)
    assert dict(browser.cookies) == kept
    assert browser.post("/take", data={"csrf": csrf}).status_code == 200


def test_a_stranger_is_not_told_the_session(browser: TestClient) -> None:
    """With the cookie under his own name, he could point the name back at himself and read it."""
    answer = browser.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert "set-cookie" not in answer.headers


def test_the_session_and_the_token_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch, browser: TestClient) -> None:
    asked: list[tuple[bytes, bytes]] = []

    def compare(a: bytes, b: bytes) -> bool:
        asked.append((a, b))
        return a == b

    csrf = token(browser)
    monkeypatch.setattr(safety, "secrets", SimpleNamespace(compare_digest=compare))
    assert browser.post("/take", data={"csrf": csrf}).status_code == 200
    assert csrf.encode() in {b for _, b in asked}
    assert len(asked) >= 2


# -- what goes out ------------------------------------------------------------------------------------------------------

WANTED = {
    "content-security-policy": safety.CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "x-frame-options": "DENY",
}


@pytest.mark.parametrize("path", ["/", "/nothing", "/broken", "/api/broken"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "evil.example"])
def test_every_answer_carries_the_headers(browser: TestClient, path: str, host: str) -> None:
    answer = browser.get(path, headers={"Host": host})
    assert {k: answer.headers.get(k) for k in WANTED} == WANTED


def test_the_policy_allows_no_inline_code_and_nothing_from_elsewhere() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in safety.CSP.split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"} & set(safety.CSP.replace(";", " ").split())


@pytest.mark.parametrize(("path", "kind"), [("/broken", "text/html"), ("/api/broken", "application/json")])
def test_an_error_shows_nothing_of_the_inside(browser: TestClient, path: str, kind: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith(kind)
    assert not re.search(r"secret|Traceback|RuntimeError|\.py|/home", answer.text)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"])
def test_no_other_method_is_understood(browser: TestClient, behind: Seen, method: str) -> None:
    answer = browser.request(method, "/take", headers={"X-CSRF": token(browser)})
    assert answer.status_code == 405
    assert not any(name.startswith("access-control") for name in answer.headers)
    assert behind.seen == ["/"]


def test_a_websocket_is_closed(browser: TestClient) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), browser.websocket_connect("/"):
        pass


def test_words_of_an_error_are_text() -> None:
    page = safety.problem("/", 400, "<script>alert(1)</script>").body
    assert b"<script>" not in page


def test_given_bytes_are_saved_and_never_shown() -> None:
    answer = attachment(b"<script>alert(1)</script>", 'a"; filename=evil.html\r\nSet-Cookie: x\u202e')
    assert answer.headers["content-type"] == "application/octet-stream"
    assert re.fullmatch(r'attachment; filename="[\w.-]+"', answer.headers["content-disposition"])
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize(
    "path", ["/", "/story/d1", "/search?q=a:b//c", "/document/d1#o12", "/claim/d1.3-9?x=https://example.org"]
)
def test_the_way_back_inside(path: str) -> None:
    assert local(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "story",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " /x",
        "/a\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "data:text/html,x",
        "///evil.example",
        "/ /evil.example",
        "/\x7f/",
    ],
)
def test_the_way_back_leads_nowhere_else(path: str) -> None:
    assert local(path) == "/"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "LocalHost", "::ffff:127.0.0.1"])
def test_this_machine(host: str) -> None:
    assert loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.2", "8.8.8.8", "example.org", "localhost.evil.example", "", "127.1"]
)
def test_serving_to_other_machines_is_refused(host: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not this machine"):
        serve(tmp_path / "a.sayso", host=host)
    assert not (tmp_path / "a.sayso").exists()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CaseError, match="cannot be served at"):
        serve(tmp_path / "a.sayso", port=taken.getsockname()[1])
    assert not (tmp_path / "a.sayso").exists()


# -- bodies that do not come to an end ----------------------------------------------------------------------------------


def answered(guard: Any, messages: list[Any], headers: list[tuple[bytes, bytes]], wait: float) -> tuple[int, float]:
    """The status of a POST whose body comes as `messages` and then stays away for `wait` seconds, and how long it took."""
    sent: list[Any] = []

    async def receive() -> Any:
        if messages:
            return messages.pop(0)
        await asyncio.sleep(wait)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/take",
        "raw_path": b"/take",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 9),
        "server": ("127.0.0.1", PORT),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
    }
    began = time.monotonic()
    asyncio.run(asyncio.wait_for(guard(scope, receive, send), 5))
    return sent[0]["status"], time.monotonic() - began


@pytest.mark.parametrize("bounds", [SMALL, Bounds(idle=3, seconds=3)])
def test_a_body_that_stays_away_is_left(bounds: Bounds) -> None:
    gate = Guard(Seen(bounds), hosts=hosts(PORT), bounds=bounds)
    gate.app = Seen.__bases__[0](routes=[Route("/take", lambda r: Response("in"), methods=["POST"])])
    headers = [
        (b"host", f"127.0.0.1:{PORT}".encode()),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"cookie", f"sayso={gate.session}".encode()),
        (b"x-csrf", gate.token.encode()),
    ]
    status, took = answered(gate, [{"type": "http.request", "body": b"a=", "more_body": True}], headers, wait=1)
    assert (status, took < 0.9) == ((408, True) if bounds is SMALL else (200, False))


# -- the web face and the disk ------------------------------------------------------------------------------------------

SECRET = "The mayor said the secret was kept in the cellar of the town hall for a year."


@pytest.fixture
def pile(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "a.sayso", now=lambda: "2024-05-01T12:00:00Z")
    yield made
    made.close()


def finished(made: Desk, number: int) -> desk.Job:
    for _ in range(600):
        job = made.job(number)
        assert job is not None
        if job.state in ("done", "failed"):
            return job
        time.sleep(0.02)
    raise AssertionError("the job does not end")


def inside(made: Desk) -> bool:
    return any(SECRET in report.text for report in made.view.dossier.documents)


@pytest.mark.parametrize(
    "form", ["{}", "file://{}", "FILE://{}", "file://localhost{}", "{}#1", "./{}", "http:{}", "-", "http://"]
)
def test_a_path_is_no_source(pile: Desk, tmp_path: Path, form: str) -> None:
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    with pytest.raises(desk.DeskError, match=r"begin with http:// or https://"):
        pile.add([form.format(tmp_path / "secret.txt")])
    assert pile.jobs == ()


def test_a_path_would_be_a_source_without_the_rule(pile: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    monkeypatch.setattr(desk, "check_address", lambda address: None)
    finished(pile, pile.add([str(tmp_path / "secret.txt")]).number)
    assert inside(pile)


@pytest.mark.parametrize("name", ["../../secret.txt", "/etc/passwd", "..\\..\\secret.txt", "C:\\secret.txt", "secret.txt"])
def test_the_name_of_an_upload_is_only_a_name(pile: Desk, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    monkeypatch.chdir(tmp_path)
    given = actions.uploaded(name, b"The baker said the bread was good.")
    assert given.name in ("secret.txt", "passwd")
    finished(pile, pile.add([given]).number)
    (report,) = pile.view.dossier.documents
    assert report.text == "The baker said the bread was good."
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith("a.sayso")) == ["secret.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\x00b\r\nc\u202etxt.exe", "a b c txt.exe"),
        ("", "a file without a name"),
        ("/", "a file without a name"),
        ("x" * 300 + ".HTML", "x" * 145 + ".HTML"),
        ("<b>.html", "<b>.html"),
    ],
)
def test_the_name_of_an_upload_as_it_is_kept(name: str, shown: str) -> None:
    assert actions.uploaded(name, b"x").name == shown


class _Inside(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(SECRET.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def neighbour() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Inside) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield made.server_address[1]
        made.shutdown()
        thread.join()


@pytest.mark.parametrize("rule", [True, False])
def test_another_server_of_this_machine_is_not_read(
    pile: Desk, neighbour: int, rule: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not rule:
        monkeypatch.setattr(sys.modules["sayso.read.fetch"], "public", lambda address: True)
    job = finished(pile, pile.add([f"http://127.0.0.1:{neighbour}/"]).number)
    assert inside(pile) is not rule
    assert bool(job.failures) is rule


@pytest.mark.parametrize("rule", [True, False])
def test_the_way_back_after_a_judgement_stays_here(tmp_path: Path, rule: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not rule:
        monkeypatch.setattr(actions, "local", lambda path: path)
    with TestClient(app(tmp_path / "a.sayso", port=PORT), base_url=HERE) as client:
        csrf = client.get("/api").json()["csrf"]
        form = {"csrf": csrf, "kind": "ignore", "about": '[{"document": "d1"}]', "who": "Pia", "back": "//evil.example/"}
        answer = client.post("/judge", data=form, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == ("/" if rule else "//evil.example/")


def test_no_address_is_sent_on_to_another(tmp_path: Path) -> None:
    """Redirects are made from what was asked; only a form's answer has one, and that goes through `local`."""
    with TestClient(app(tmp_path / "a.sayso", port=PORT), base_url=HERE, follow_redirects=False) as client:
        for path in ("/people/", "/search/", "/api/", "/judgements//", "/static"):
            answer = client.get(path)
            assert (answer.status_code, "location" in answer.headers) == (404, False), path


# -- the server itself --------------------------------------------------------------------------------------------------


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = f"from sayso.web import serve; serve({str(tmp_path / 'a.sayso')!r})"
    with subprocess.Popen([sys.executable, "-c", command], stderr=subprocess.PIPE, text=True, env=os.environ.copy()) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        if "counting the voices" in said:
            said = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        assert found, said
        yield process, int(found[1])
        with suppress(ProcessLookupError):
            process.kill()


def spoken(port: int, data: bytes) -> bytes:
    """What the server answers to some bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        got = b""
        with suppress(ConnectionResetError, BrokenPipeError):
            line.sendall(data)
            while piece := line.recv(65536):
                got += piece
        return got


def test_the_server_by_wire_and_its_end(served: tuple[subprocess.Popen[str], int]) -> None:
    process, port = served
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", "/api")
    answer = line.getresponse()
    assert answer.status == 200
    assert answer.getheader("Server") is None
    assert answer.getheader("Content-Security-Policy") == safety.CSP
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    csrf = re.search(rb'"csrf":"([\w-]+)"', answer.read())
    line.close()
    assert cookie.startswith(f"sayso-{port}=")
    assert csrf is not None
    host = f"Host: 127.0.0.1:{port}\r\n".encode()
    assert b" 421 " in spoken(port, b"GET /api HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert b" 400 " in spoken(port, b"GET /api HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert b" 421 " in spoken(port, b"GET /api HTTP/1.0\r\n\r\n")
    assert b" 400 " in spoken(port, b"GET /api HTTP/1.1\r\n" + host + b"Host: evil.example\r\n\r\n")
    assert b" 404 " in spoken(port, b"GET http://evil.example/api HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n")
    for path in (b"/static/../../desk.py", b"/static/%2e%2e/desk.py", b"/static/..%2fdesk.py", b"/static/%00", b"//etc/passwd"):
        got = spoken(port, b"GET " + path + b" HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n")
        assert b" 404 " in got.split(b"\r\n")[0]
    head = b"POST /api/sources HTTP/1.1\r\n" + host + b"Content-Type: application/json\r\nX-CSRF: " + csrf[1] + b"\r\n"
    head += b"Cookie: " + cookie.encode() + b"\r\n"
    assert b" 413 " in spoken(port, head + b"Content-Length: 999999999\r\n\r\n")
    assert b" 400 " in spoken(port, head + b"Content-Length: -1\r\n\r\n")
    assert b" 400 " in spoken(port, head + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")
    mebibyte = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
    assert b" 413 " in spoken(port, head + b"Transfer-Encoding: chunked\r\n\r\n" + mebibyte * 9)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_the_server_listens_at_one_address_only(served: tuple[subprocess.Popen[str], int]) -> None:
    """A server that listened everywhere would be found at the machine's other loopback addresses, too."""
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.2", served[1]), timeout=2)


def test_uploads_are_streamed_to_the_form(browser: TestClient) -> None:
    data = {"csrf": (None, token(browser))}
    answer = browser.post("/take", files={**data, "files": ("a.txt", io.BytesIO(b"x" * 4000))})
    assert answer.json() == {"fields": 2}
