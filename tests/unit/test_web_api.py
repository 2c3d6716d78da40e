"""The API: every answer as its description says, every error in words, offsets that count code points."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from sayso.store import Source, Status
from sayso.tell.dossier import load
from sayso.web import api, app
from sayso.web.api import ENDPOINTS, openapi

ROOT = Path(__file__).resolve().parents[2]
BRIDGE = sorted(p for p in (ROOT / "examples" / "bridge").iterdir() if p.name[:1] == "0")
EMOJI = "Ferry 🚢 news\n\nThe pilot Odo Marr 👩🏽‍✈️ said “the 🚢 was late”. The mayor Ansel Wray said “مرحبا بكم 🌉 all”."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starlette]:
    path = tmp_path_factory.mktemp("case") / "letter.sayso"
    application = app(path, now=lambda: "2024-05-01T12:00:00Z")
    client = TestClient(application, base_url="http://127.0.0.1:8000")
    files = [("files", (p.name, p.read_bytes())) for p in BRIDGE]
    files.append(("files", ("ferry.txt", EMOJI.encode())))
    files.append(("files", ("letter.pdf", b"%PDF-1.7")))
    csrf = client.get("/api").json()["csrf"]
    answer = client.post("/api/sources", files=files, headers={"X-CSRF": csrf})
    assert answer.status_code == 202
    settle(client, answer.json()["number"])
    assert len(application.state.desk.view.dossier.documents) == len(BRIDGE) + 1
    yield application
    application.state.desk.close()


@pytest.fixture
def client(made: Starlette) -> TestClient:
    client = TestClient(made, base_url="http://127.0.0.1:8000")
    client.headers["X-CSRF"] = client.get("/api").json()["csrf"]
    return client


def settle(client: TestClient, number: int) -> dict[str, Any]:
    for _ in range(1000):
        job: dict[str, Any] = client.get(f"/api/jobs/{number}").json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.02)
    raise AssertionError("the job does not end")


DESCRIPTION = openapi()


def checked(schema: dict[str, Any], value: Any) -> None:
    """The value against a schema of the description, with its references."""
    Draft202012Validator({**schema, "components": DESCRIPTION["components"]}).validate(value)


def schema_of(path: str, method: str = "get", status: int = 200) -> dict[str, Any]:
    answers = DESCRIPTION["paths"][path][method]["responses"]
    found: dict[str, Any] = answers.get(str(status), answers["default"])["content"]["application/json"]["schema"]
    return found


def some(client: TestClient, what: str) -> Any:
    return client.get(f"/api/{what}").json()["items"][0]


# -- as described -------------------------------------------------------------------------------------------------------


def test_every_route_is_described_and_every_description_has_its_route(client: TestClient, made: Starlette) -> None:
    described = client.get("/api/openapi.json").json()
    assert described == msgspec.json.decode(msgspec.json.encode(DESCRIPTION))
    routes = {
        (method, route.path.replace(":int", ""))
        for route in made.routes
        if isinstance(route, Route) and route.path.startswith("/api")
        for method in (route.methods or set()) - {"HEAD"}
    }
    operations = {(m.upper(), path) for path, known in described["paths"].items() for m in known}
    assert routes - operations == {("GET", "/api/openapi.json")}
    assert operations <= routes
    assert described["openapi"] == "3.1.0"
    ids = [operation["operationId"] for known in described["paths"].values() for operation in known.values()]
    assert len(ids) == len(set(ids)) == len(ENDPOINTS)
    for path, known in described["paths"].items():
        for operation in known.values():
            in_path = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
            assert in_path == [w.strip("{}") for w in path.split("/") if w.startswith("{")]


def test_every_schema_is_one(client: TestClient) -> None:
    text = msgspec.json.encode(DESCRIPTION).decode()
    for name, schema in DESCRIPTION["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert f"#/components/schemas/{name}" in text
    for reference in set(_references(DESCRIPTION)):
        assert reference.removeprefix("#/components/schemas/") in DESCRIPTION["components"]["schemas"]


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (v for k, v in value.items() if k == "$ref")
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _references(one)


def test_every_answer_is_valid_against_its_schema(client: TestClient) -> None:
    story, claim, entity = some(client, "stories")["id"], some(client, "claims")["id"], some(client, "entities")["id"]
    first, second = (d["id"] for d in client.get("/api/documents").json()["items"][:2])
    client.post("/api/judgements", json={"kind": "ignore", "about": [{"document": "d0"}], "who": "Pia"})
    filled = {
        "/api/stories/{id}": f"/api/stories/{story}",
        "/api/claims/{id}": f"/api/claims/{claim}",
        "/api/entities/{id}": f"/api/entities/{entity}",
        "/api/documents/{id}": f"/api/documents/{first}",
        "/api/documents/{first}/{second}": f"/api/documents/{first}/{second}",
        "/api/jobs/{number}": "/api/jobs/1",
        "/api/search": "/api/search?q=bridge",
    }
    looked_at = 0
    for endpoint in ENDPOINTS:
        if endpoint.method == "GET" and endpoint.answer is not bytes:
            answer = client.get(filled.get(endpoint.path, endpoint.path))
            assert answer.status_code == 200, endpoint.path
            assert answer.headers["content-type"] == "application/json"
            checked(schema_of(endpoint.path), answer.json())
            items = answer.json().get("items", [0])
            assert items, f"{endpoint.path} shows nothing, so nothing was checked"
            looked_at += 1
    assert looked_at == len(ENDPOINTS) - 3


def test_a_wrong_answer_would_be_found() -> None:
    with pytest.raises(Exception, match="is not of type"):
        checked(schema_of("/api/stories"), {"total": "many", "offset": 0, "items": []})


def test_the_rows_of_the_store_are_all_told() -> None:
    assert {*Source._fields, "document"} == set(api.SourceRow.__struct_fields__)
    assert set(Status._fields) < set(api.Holding.__struct_fields__)


# -- what is in it ------------------------------------------------------------------------------------------------------


def test_the_dossier_is_what_trace_writes(client: TestClient, made: Starlette) -> None:
    answer = client.get("/api/dossier")
    assert answer.text == made.state.desk.view.dossier.to_json()
    assert load(answer.text) == made.state.desk.view.dossier


def test_offsets_count_code_points(client: TestClient) -> None:
    documents = client.get("/api/documents").json()["items"]
    ferry = next(d for d in documents if d["source"] == "ferry.txt")
    whole = client.get(f"/api/documents/{ferry['id']}").json()
    text = whole["document"]["text"]
    assert text == EMOJI
    assert ferry["length"] == len(text)
    assert [text[s["start"] : s["end"]] for a in whole["attributions"] for s in a["cue"]] == ["said", "said"]
    assert [text[s["start"] : s["end"]] for s in whole["attributions"][1]["content"]] == ["مرحبا بكم 🌉 all"]
    (hit,) = [h for h in client.get("/api/search?q=late&kind=text").json()["items"] if h["document"] == ferry["id"]]
    assert text[hit["start"] :].startswith("late")
    assert "".join(p["words"] for p in hit["parts"] if p["found"]) == "late"


def test_lists_come_in_parts(client: TestClient) -> None:
    whole = client.get("/api/claims?limit=1000").json()
    assert whole["total"] == len(whole["items"]) > 7
    parts = [client.get(f"/api/claims?limit=7&offset={n}").json()["items"] for n in range(0, whole["total"], 7)]
    assert [c for part in parts for c in part] == whole["items"]
    assert client.get("/api/claims?offset=100000").json() == {"total": whole["total"], "offset": 100000, "items": []}


def test_lists_are_narrowed(client: TestClient, made: Starlette) -> None:
    look = made.state.desk.view.look
    story = look.stories[0].id
    claims = client.get(f"/api/claims?limit=1000&story={story}").json()["items"]
    assert {c["id"] for c in claims} == {c.id for c in look.claims_of[story]}
    disputed = client.get("/api/claims?limit=1000&disputed=true").json()["items"]
    assert 0 < len(disputed) < len(claims)
    voice = next(v for c in claims for v in c["rests_on"])
    resting = client.get(f"/api/claims?limit=1000&voice={voice}").json()["items"]
    assert resting
    assert all(voice in c["rests_on"] for c in resting)
    document = look.dossier.documents[0].id
    carried = client.get(f"/api/claims?limit=1000&document={document}").json()["items"]
    assert {c["id"] for c in carried} == {c.id for c in look.dossier.claims if document in look.documents_of(c)}
    people = client.get("/api/entities?limit=1000&type=person").json()["items"]
    assert {e["type"] for e in people} == {"person"}
    assert client.get("/api/entities", params={"name": people[0]["name"].upper()}).json()["items"][0]["id"] == people[0]["id"]
    conflicts = client.get(f"/api/conflicts?story={story}").json()["items"]
    touching = client.get(f"/api/conflicts?claim={disputed[0]['id']}").json()["items"]
    assert touching
    assert {c["id"] for c in touching} <= {c["id"] for c in conflicts}
    taken = client.get("/api/derivations").json()["items"]
    assert taken
    assert client.get("/api/derivations?document=none").json()["items"] == []
    pair = client.get(f"/api/documents/{taken[0]['from']}/{taken[0]['to']}").json()
    assert taken[0] in pair["derivations"]


def test_search_has_facets_and_days(client: TestClient) -> None:
    whole = client.get("/api/search?q=bridge").json()
    assert whole["facets"]["kind"]
    (outlet, *_) = whole["facets"]["outlet"]
    narrowed = client.get("/api/search", params={"q": "bridge", "outlet": outlet["value"]}).json()
    assert narrowed["total"] == outlet["count"]
    assert client.get("/api/search?q=bridge&from=2999").json()["total"] == 0


def test_bytes_as_given(client: TestClient) -> None:
    source = next(s for s in client.get("/api/sources").json()["items"] if s["name"] == BRIDGE[2].name)
    assert source["document"] in {d["id"] for d in client.get("/api/documents").json()["items"]}
    answer = client.get(f"/api/sources/{source['sha256']}")
    assert answer.content == BRIDGE[2].read_bytes()
    assert BRIDGE[2].suffix == ".html"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert answer.headers["x-content-type-options"] == "nosniff"


# -- versions -------------------------------------------------------------------------------------------------------------


def test_an_answer_is_not_sent_again_until_the_view_changes(client: TestClient) -> None:
    first = client.get("/api/stories")
    known = {"If-None-Match": first.headers["etag"]}
    assert client.get("/api/stories", headers=known).status_code == 304
    assert client.get("/api/stories", headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'}).status_code == 304
    before = client.get("/api").json()["version"]
    made = client.post("/api/judgements", json={"kind": "ignore", "about": [{"document": "d1"}], "who": "Pia"})
    assert made.json()["version"] == before + 1
    again = client.get("/api/stories", headers=known)
    assert again.status_code == 200
    assert again.headers["etag"] != first.headers["etag"]


def test_jobs_and_searches_are_always_answered(client: TestClient) -> None:
    for path in ("/api/jobs", "/api/search?q=x", "/api"):
        assert "etag" not in client.get(path).headers


# -- what is done -----------------------------------------------------------------------------------------------------------


def test_a_judgement_changes_the_counts_at_once(client: TestClient) -> None:
    documents = client.get("/api/documents").json()["items"]
    body = {"kind": "ignore", "about": [{"document": documents[0]["id"]}], "who": " Pia \n Lund ", "why": "a copy"}
    answer = client.post("/api/judgements", json=body)
    assert answer.status_code == 201
    checked(schema_of("/api/judgements", "post", 201), answer.json())
    row = answer.json()["judgement"]
    assert (row["who"], row["when"], answer.json()["ruling"]["state"]) == ("Pia Lund", "2024-05-01T12:00:00Z", "holds")
    assert client.get("/api/documents").json()["total"] == len(documents) - 1
    undo = client.post("/api/judgements", json={"kind": "undo", "undoes": row["number"], "who": "Pia"})
    assert undo.status_code == 201
    assert client.get("/api/documents").json()["items"] == documents


def test_a_conflict_is_judged_to_be_none_and_a_source_set_aside(client: TestClient) -> None:
    before = client.get("/api/conflicts").json()["items"]
    conflict = next(x for x in before if x["kind"] == "number")
    texts = {s["document"]: client.get(f"/api/documents/{s['document']}").json()["document"]["text"] for s in conflict["spans"]}
    sides = {texts[s["document"]][s["start"] : s["end"]]: s for s in conflict["spans"]}
    about = [{**place, "words": words} for words, place in sides.items()]
    (failure,) = client.get("/api/dossier").json()["failures"]
    source = [{"document": failure["source"], "words": failure["sha256"]}]
    rows = []
    for kind, places in (("not-a-conflict", about), ("ignore", source)):
        answer = client.post("/api/judgements", json={"kind": kind, "about": places, "who": "Pia"})
        assert answer.status_code == 201
        checked(schema_of("/api/judgements", "post", 201), answer.json())
        assert answer.json()["ruling"]["state"] == "holds"
        rows.append(answer.json()["judgement"]["number"])
    assert client.get("/api/conflicts").json()["total"] == len(before) - 1
    assert rows[0] in {n for c in client.get("/api/claims?limit=1000").json()["items"] for n in c["judged"]}
    assert client.get("/api/dossier").json()["failures"] == []
    for number in rows:
        assert client.post("/api/judgements", json={"kind": "undo", "undoes": number, "who": "Pia"}).status_code == 201
    assert client.get("/api/conflicts").json()["items"] == before


def test_texts_and_addresses_are_added(client: TestClient) -> None:
    body = {
        "texts": [
            {"text": "The warden Ebba Holm said the “gate” was\nopen.", "title": "Gate open", "url": "https://gate.example/1"}
        ],
        "addresses": ["http://10.0.0.1/"],
    }
    answer = client.post("/api/sources", json=body)
    assert answer.status_code == 202
    checked(schema_of("/api/sources", "post", 202), answer.json())
    job = settle(client, answer.json()["number"])
    assert [f["source"] for f in job["failures"]] == ["http://10.0.0.1/"]
    assert "not on the open internet" in job["failures"][0]["error"]
    (gate,) = [d for d in client.get("/api/documents").json()["items"] if d["title"] == "Gate open"]
    assert (gate["url"], gate["source"]) == ("https://gate.example/1", "pasted text: Gate open")
    text = client.get(f"/api/documents/{gate['id']}").json()["document"]["text"]
    assert text == "The warden Ebba Holm said the “gate” was\nopen."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"kind": "ignore", "about": [{"document": "d1"}]}, "missing required field `who`"),
        ({"kind": "ignore", "about": [], "who": "Pia"}, "speaks of 1 place, not of 0"),
        ({"kind": "not-a-conflict", "about": [{"document": "d1", "end": 1, "words": "x"}], "who": "Pia"}, "speaks of 2 to 60"),
        ({"kind": "nonsense", "who": "Pia"}, "Invalid enum value 'nonsense'"),
        ({"kind": "undo", "undoes": 99999, "who": "Pia"}, "no judgement 99999"),
        ({"kind": "undo", "undoes": 1 << 70, "who": "Pia"}, "undoes"),
        (
            {"kind": "ignore", "about": [{"document": "d1"}], "who": "Pia", "when": "2001-01-01T00:00:00Z"},
            "unknown field `when`",
        ),
        ({"kind": "ignore", "about": [{"document": "d1", "start": "0"}], "who": "Pia"}, "Expected `int`"),
        ({"kind": "ignore", "about": [{"document": "d1"}], "who": "\u200b"}, "whose it is"),
        ({"kind": "ignore", "about": [{"document": "d1"}], "who": "x" * 2001}, "length <= 2000"),
        ([], "Expected `object`"),
    ],
)
def test_a_judgement_that_is_refused_says_why(client: TestClient, body: Any, words: str) -> None:
    before = client.get("/api/judgements").json()["total"]
    answer = client.post("/api/judgements", json=body)
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    checked(schema_of("/api/judgements", "post", 400), answer.json())
    assert client.get("/api/judgements").json()["total"] == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"addresses":' + b"[" * 100_000,
        b'{"texts": [{"text": "\\ud800"}]}',
        b"null",
    ],
)
def test_a_body_that_is_none_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/sources", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"addresses": ["letter.txt"]},
        {"addresses": ["file:///etc/passwd"]},
        {"texts": [{"text": "x", "url": "javascript:alert(1)"}]},
    ],
)
def test_sources_that_are_none_are_refused(client: TestClient, body: Any) -> None:
    assert client.post("/api/sources", json=body).status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/nothing", 404),
        ("/api/stories/s999", 404),
        ("/api/claims/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/api/documents/d1", 404),
        ("/api/documents/d1/d2", 404),
        ("/api/entities/%00", 404),
        ("/api/jobs/999", 404),
        ("/api/jobs/-1", 404),
        ("/api/jobs/x", 404),
        ("/api/jobs/99999999999999999999999999", 404),
        ("/api/sources/nothing", 404),
        ("/api/sources/%27%20OR%201=1", 404),
        ("/api/stories?limit=0", 400),
        ("/api/stories?limit=1001", 400),
        ("/api/stories?limit=ten", 400),
        ("/api/stories?offset=-1", 400),
        ("/api/stories?limit=1&limit=2", 400),
        ("/api/stories?page=2", 400),
        ("/api/search?q=x&kind=all", 400),
        ("/api/search?q=x&from=yesterday", 400),
        ("/api/search?q=x&to=2024-05-01%27", 400),
        ("/api/entities?type=animal", 400),
        ("/api/claims?disputed=perhaps", 400),
    ],
)
def test_what_there_is_not_is_an_error_in_words(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    checked(schema_of("/api/stories", "get", status), answer.json())


@pytest.mark.parametrize(
    "query", ['"', "***", "NEAR(", "a AND", "-x", "col:x", "' OR 1=1 --", "\x00", "(", "😀", "x" * 1000, "!?"]
)
def test_no_query_breaks_the_search(client: TestClient, query: str) -> None:
    assert client.get("/api/search", params={"q": query}).status_code == 200
