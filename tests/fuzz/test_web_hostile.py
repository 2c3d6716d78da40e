"""Whatever is sent to the reader: never an error of ours, never a traceback, always the headers, never a path of the disk."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from sayso.store import Case
from sayso.trace import Added
from sayso.trace import add as add_to
from sayso.types import Given
from sayso.web import app, desk, safety

ROOT = Path(__file__).resolve().parents[2]
PORT = 8000
REPORTS = sorted(p for p in (ROOT / "examples" / "bridge").iterdir() if p.name[:1] == "0")
FUZZ = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Web:
    """The reader of a small case, spoken to without a client in between that would tidy up what is sent."""

    def __init__(self, application: Starlette) -> None:
        self.app = application
        first = self.ask("GET", "/api")
        self.cookie = first.headers["set-cookie"].split(";")[0].encode()
        self.csrf = str(json.loads(first.body)["csrf"])
        dossier = application.state.desk.view.dossier
        self.documents = [d.id for d in dossier.documents]

    def ask(
        self,
        method: str,
        path: str,
        query: bytes = b"",
        headers: list[tuple[bytes, bytes]] | None = None,
        body: tuple[bytes, ...] = (),
    ) -> Answer:
        sent: list[Any] = []
        parts = list(body) or [b""]

        async def receive() -> Any:
            if parts:
                return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": quote(path).encode(),
            "query_string": query,
            "root_path": "",
            "headers": [(b"host", f"127.0.0.1:{PORT}".encode())] if headers is None else headers,
            "client": ("127.0.0.1", 5000),
            "server": ("127.0.0.1", PORT),
        }
        asyncio.run(self.app(scope, receive, send))
        head = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in sent[0]["headers"]}
        return Answer(sent[0]["status"], head, b"".join(m.get("body", b"") for m in sent[1:]))

    def ours(self, *more: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
        """The headers of a request of one of our own pages."""
        host = f"127.0.0.1:{PORT}".encode()
        return [(b"host", host), (b"cookie", self.cookie), (b"x-csrf", self.csrf.encode()), *more]


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    path = tmp_path_factory.mktemp("case") / "letter.sayso"
    with Case.open(path) as case:
        add_to(case, [Given(p.name, p.read_bytes(), p.suffix) for p in REPORTS], when="2024-05-01T12:00:00Z")
    made = app(path, port=PORT, now=lambda: "2024-05-01T12:00:00Z")
    yield Web(made)
    made.state.desk.close()


@pytest.fixture
def unread(web: Web, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is really added: how hostile reports are read is tried elsewhere."""
    monkeypatch.setattr(desk, "add_to", lambda case, sources, **_: Added(0, 0, ()))
    yield
    until = time.monotonic() + 60  # what is queued is not to be added when this is over
    while any(job.state in ("waiting", "running") for job in web.app.state.desk.jobs):
        assert time.monotonic() < until
        time.sleep(0.01)


def sound(answer: Answer) -> Answer:
    assert answer.status < 500 or answer.status == 503, answer.body
    for name, value in safety.HEADERS.items():
        found = answer.headers.get(name.lower())
        assert found == value or (name == "Content-Security-Policy" and found and found.startswith("sandbox;"))
    assert not re.search(rb"Traceback|File \"|site-packages|/src/sayso", answer.body)
    if answer.headers.get("content-type") == "application/json" and answer.status >= 400:
        assert list(json.loads(answer.body)) == ["error"]
    assert not any(c in value for value in answer.headers.values() for c in "\r\n\0")
    return answer


words = st.text(st.characters(codec="utf-8"), max_size=30)
pieces = (
    st.sampled_from(
        [
            "",
            ".",
            "..",
            "api",
            "story",
            "claim",
            "document",
            "documents",
            "people",
            "search",
            "judgements",
            "jobs",
            "static",
            "add",
        ]
    )
    | st.sampled_from(
        [
            "judge",
            "sources",
            "stories",
            "claims",
            "entities",
            "conflicts",
            "openapi.json",
            "reader.css",
            "1",
            "-1",
            "d1",
            "s1",
            "d1.0-9",
        ]
    )
    | st.sampled_from(["d1.9-0", "e-bridge", "%2e%2e", "\x00", "\\", "~", "a" * 64, "١٢", "🌉", "99999999999999999999"])
)
paths = st.lists(st.one_of(pieces, words), max_size=5).map(lambda parts: "/" + "/".join(parts))
names = st.sampled_from(
    ["q", "kind", "speaker", "outlet", "from", "to", "page", "who", "limit", "offset", "story", "name", "type", "x"]
)
values = st.one_of(
    words, st.integers().map(str), st.sampled_from(["text", "content", "name", "2024-05-01", "person", "true", '"', "*"])
)
queries = st.one_of(
    st.lists(st.tuples(names, values), max_size=5).map(lambda pairs: urlencode(pairs).encode()),
    st.binary(max_size=60),
)


@FUZZ
@given(method=st.sampled_from(["GET", "HEAD", "GET"]), path=paths, query=queries)
def test_any_address(web: Web, method: str, path: str, query: bytes) -> None:
    sound(web.ask(method, path, query))


@FUZZ
@given(
    kind=st.sampled_from(["story", "claim", "document", "documents"]),
    rest=words,
    number=st.integers(0, 4),
    span=st.tuples(*[st.integers(-5, 10**13)] * 2),
)
def test_addresses_that_are_almost_right(web: Web, kind: str, rest: str, number: int, span: tuple[int, int]) -> None:
    document = web.documents[number]
    for path in (f"/{kind}/{document}.{span[0]}-{span[1]}", f"/{kind}/{document}{rest}", f"/{kind}/{document}/{document}"):
        sound(web.ask("GET", path))
        sound(web.ask("GET", f"/api{path}"))
    sound(web.ask("GET", "/people", urlencode({"who": f"{document}.{span[0]}-{span[1]}{rest}"}).encode()))


@FUZZ
@given(query=queries, text=words)
def test_any_search(web: Web, query: bytes, text: str) -> None:
    sound(web.ask("GET", "/search", urlencode({"q": text}).encode() + b"&" + query))
    sound(web.ask("GET", "/api/search", urlencode({"q": text}).encode()))


header_names = st.sampled_from(
    [b"host", b"origin", b"cookie", b"content-type", b"content-length", b"x-csrf", b"sec-fetch-site", b"sec-fetch-mode"]
) | st.sampled_from(
    [b"sec-fetch-dest", b"if-none-match", b"range", b"transfer-encoding", b"x-forwarded-for", b"x-forwarded-host", b"referer"]
)
header_values = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [b"127.0.0.1:8000", b"null", b"cross-site", b"same-origin", b"multipart/form-data", b"multipart/form-data; boundary=x"]
    )
    | st.sampled_from(
        [b"application/json", b"application/x-www-form-urlencoded", b"bytes=0-1", b"bytes=-", b"*", b"-1", b"99999999999"]
    ),
)


@FUZZ
@given(
    method=st.one_of(st.sampled_from(["GET", "POST", "PUT", "OPTIONS"]), words),
    path=paths,
    headers=st.lists(st.tuples(header_names, header_values), max_size=8),
    known=st.booleans(),
    body=st.lists(st.binary(max_size=200), max_size=3),
)
def test_any_headers(web: Web, method: str, path: str, headers: Any, known: bool, body: list[bytes]) -> None:
    before = web.app.state.desk.jobs
    answer = sound(web.ask(method, path, headers=(web.ours() if known else []) + headers, body=tuple(body)))
    if not known:
        assert answer.status >= 400 or method in ("GET", "HEAD")
        assert web.app.state.desk.jobs == before


FORM = b"application/x-www-form-urlencoded"
fields = st.dictionaries(
    st.one_of(
        st.sampled_from(["csrf", "kind", "about", "who", "why", "undoes", "back", "text", "title", "url", "urls", "files"]),
        words,
    ),
    st.one_of(
        words,
        st.sampled_from(["ignore", "undo", "same", "1", "-1", "[]", '[{"document":"d1"}]', "//evil.example", "/story/d1"]),
    ),
    max_size=8,
)


@FUZZ
@given(path=st.sampled_from(["/add", "/judge", "/api/sources", "/api/judgements"]), form=fields)
@pytest.mark.usefixtures("unread")
def test_any_form(web: Web, path: str, form: dict[str, str]) -> None:
    body = urlencode(form).encode()
    answer = sound(web.ask("POST", path, headers=web.ours((b"content-type", FORM)), body=(body,)))
    if answer.status == 303:
        assert re.match(r"/(?![/\\])", unquote(answer.headers["location"]))


@FUZZ
@given(path=st.sampled_from(["/add", "/judge", "/api/sources"]), body=st.lists(st.binary(max_size=300), max_size=4))
@pytest.mark.usefixtures("unread")
def test_any_bytes_as_a_form(web: Web, path: str, body: list[bytes]) -> None:
    for kind in (
        FORM,
        b"multipart/form-data; boundary=x",
        b"multipart/form-data",
        b"multipart/form-data; boundary=x; charset=utf-7",
    ):
        sound(web.ask("POST", path, headers=web.ours((b"content-type", kind)), body=tuple(body)))


part = st.tuples(
    st.sampled_from([b"files", b"text", b"urls", b"csrf", b"", b"title"]) | st.binary(max_size=10),
    st.none() | st.binary(max_size=30) | st.sampled_from([b"../../x.html", b"/etc/passwd", b"a.jsonl", b"\x00", b'a"b']),
    st.binary(max_size=60),
)


@FUZZ
@given(parts=st.lists(part, max_size=6), end=st.booleans(), cut=st.integers(1, 400))
@pytest.mark.usefixtures("unread")
def test_any_upload(web: Web, parts: list[tuple[bytes, bytes | None, bytes]], end: bool, cut: int) -> None:
    body = b""
    for name, file, data in parts:
        body += b'--x\r\nContent-Disposition: form-data; name="' + name + b'"'
        body += b"" if file is None else b'; filename="' + file + b'"'
        body += b"\r\n\r\n" + data + b"\r\n"
    body += b"--x--\r\n" if end else b""
    pieces = tuple(body[at : at + cut] for at in range(0, len(body), cut))
    for path in ("/add", "/api/sources"):
        answer = sound(
            web.ask("POST", path, headers=web.ours((b"content-type", b"multipart/form-data; boundary=x")), body=pieces)
        )
        assert answer.status in ((202, 303, 400, 503) if end else (400,))


values_of_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
places = st.fixed_dictionaries(
    {"document": st.sampled_from(["d1", ""]) | words},
    optional={"start": st.integers(-2, 1 << 65), "end": st.integers(-2, 1 << 65), "words": words},
)
decisions = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["same", "not-same", "same-claim", "not-same-claim", "not-a-quotation", "speaker", "not-a-hop"])
        | st.sampled_from(["copy", "not-a-copy", "ignore", "undo"]),
        "about": st.lists(places, max_size=3),
        "who": words,
    },
    optional={"why": words, "undoes": st.integers(-1, 1 << 40) | st.none()},
)


@FUZZ
@given(body=decisions | values_of_json)
def test_any_judgement(web: Web, body: Any) -> None:
    data = json.dumps(body).encode()
    answer = sound(web.ask("POST", "/api/judgements", headers=web.ours((b"content-type", b"application/json")), body=(data,)))
    assert answer.status in (201, 400)
    if answer.status == 201:
        for path in ("/judgements", "/", "/api/judgements"):
            assert sound(web.ask("GET", path)).status == 200


@FUZZ
@given(body=st.fixed_dictionaries({"addresses": st.lists(words | st.just("http://10.0.0.1/"), max_size=3)}) | values_of_json)
@pytest.mark.usefixtures("unread")
def test_any_sources(web: Web, body: Any) -> None:
    data = json.dumps(body).encode()
    answer = sound(web.ask("POST", "/api/sources", headers=web.ours((b"content-type", b"application/json")), body=(data,)))
    if answer.status == 202:
        assert all(a.lower().startswith(("http://", "https://")) for a in body.get("addresses", ()))


def test_the_case_is_whole_after_all_that(web: Web) -> None:
    """Last in this file: pages are still answered, and nothing was added that was not asked for."""
    assert sound(web.ask("GET", "/")).status == 200
    assert sorted(d.source for d in web.app.state.desk.view.dossier.documents) == [p.name for p in REPORTS]
