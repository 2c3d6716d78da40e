"""The data twin of every page, under /api. One table, ENDPOINTS, makes both the routes and their OpenAPI 3.1 description.

Every answer is JSON of the types in `sayso.types` or of the few below; all offsets count code points of a document's text.
What is made of the dossier has an ETag that changes with the view. Lists take `limit` and `offset`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar

import msgspec
from msgspec import Meta, Struct, field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sayso.store.ledger import SIDES
from sayso.tell import Dossier
from sayso.types import (
    VERSION,
    Anchor,
    Attribution,
    Claim,
    Conflict,
    Date,
    Derivation,
    Entity,
    EntityType,
    Given,
    Judgement,
    JudgementKind,
    Report,
    Ruling,
    Story,
)
from sayso.web.actions import line, pasted, sources_in
from sayso.web.description import described
from sayso.web.desk import Desk, DeskError, Job, View
from sayso.web.safety import attachment

T = TypeVar("T")

# -- what is asked ----------------------------------------------------------------------------------------------------


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""


class Slice(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a list."""

    limit: Annotated[int, Meta(ge=1, le=1000, description="how many at most")] = 100
    offset: Annotated[int, Meta(ge=0, le=1_000_000_000, description="how many to leave out first")] = 0


class AskClaims(Slice, frozen=True, forbid_unknown_fields=True):
    story: Annotated[str, Meta(description="only those of this story")] = ""
    document: Annotated[str, Meta(description="only those that this document carries")] = ""
    voice: Annotated[str, Meta(description="only those that rest on this entity")] = ""
    disputed: Annotated[bool, Meta(description="only those that the reports differ on")] = False


class AskEntities(Slice, frozen=True, forbid_unknown_fields=True):
    type: Annotated[EntityType | Literal[""], Meta(description="only those of this type")] = ""
    name: Annotated[str, Meta(description="only those with a spelling that holds this, letter case aside")] = ""


class AskConflicts(Slice, frozen=True, forbid_unknown_fields=True):
    story: Annotated[str, Meta(description="only those of this story")] = ""
    claim: Annotated[str, Meta(description="only those that touch this claim")] = ""


class AskDerivations(Slice, frozen=True, forbid_unknown_fields=True):
    document: Annotated[str, Meta(description="only those in which this document took or gave words")] = ""


Day = Annotated[str, Meta(pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$", description="a year, month or day: 2024-05-01")]


class AskSearch(Slice, frozen=True, forbid_unknown_fields=True):
    q: Annotated[str, Meta(max_length=1000, description='words that all have to be there; "in marks" together; begin*')] = ""
    kind: Annotated[Literal["", "text", "content", "name"], Meta(description="only such places")] = ""
    speaker: Annotated[str, Meta(description="an entity id: only what this voice said")] = ""
    outlet: Annotated[str, Meta(description="an entity id: only in reports of this outlet")] = ""
    from_: Day = field(name="from", default="")
    to: Day = ""


class Decision(Struct, frozen=True, forbid_unknown_fields=True):
    """A judgement to be added to the ledger; see Judgement for what `about` holds."""

    kind: JudgementKind
    who: Annotated[str, Meta(min_length=1, max_length=2000)]
    about: Annotated[tuple[Anchor, ...], Meta(max_length=SIDES)] = ()
    why: Annotated[str, Meta(max_length=2000)] = ""
    undoes: Annotated[int, Meta(ge=1, le=1_000_000_000)] | None = None


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """A text given as it stands."""

    text: Annotated[str, Meta(min_length=1)]
    title: str = ""
    url: str = ""


class Sources(Struct, frozen=True, forbid_unknown_fields=True):
    """Sources to be added: addresses to fetch, http or https only, and texts."""

    addresses: Annotated[tuple[str, ...], Meta(max_length=500)] = ()
    texts: Annotated[tuple[Text, ...], Meta(max_length=500)] = ()


# -- what is answered -------------------------------------------------------------------------------------------------


class Error(Struct, frozen=True):
    """What went wrong, in words."""

    error: str


class Part(Struct, Generic[T], frozen=True):
    """A part of a list."""

    total: int
    offset: int
    items: list[T]


class Holding(Struct, frozen=True):
    """The case as a whole. `csrf` goes into the X-CSRF header of a POST, with the cookie that came along.

    `behind`: the dossier is of an earlier program, or lacks what came in since; it is being made anew.
    """

    sayso: str
    version: int
    behind: bool
    csrf: str
    sources: int
    failures: int
    bytes: int
    judgements: int
    dossier: str
    size: int


class SourceRow(Struct, frozen=True):
    """Bytes that were given, or were to be, under a name; `document` is what they are in the dossier, if anything."""

    number: int
    document: str | None
    name: str
    sha256: str
    size: int
    url: str | None
    when: str
    error: str


class Brief(Struct, frozen=True):
    """A document without its text."""

    id: str
    called: str
    source: str
    sources: tuple[str, ...]
    sha256: str
    title: str | None
    outlet: str | None
    authors: tuple[str, ...]
    language: str | None
    published: str | None
    url: str | None
    story: str | None
    length: int


class StoryInFull(Struct, frozen=True):
    """A story and what its reports say: claims the heaviest first."""

    story: Story
    documents: list[Brief]
    claims: list[Claim]
    conflicts: list[Conflict]
    derivations: list[Derivation]


class ClaimInFull(Struct, frozen=True):
    """A claim, a part of its members (`total` in all), and the same part of its `differences`."""

    claim: Claim
    total: int
    offset: int
    attributions: list[Attribution]
    differences: int
    conflicts: list[Conflict]


class DocumentInFull(Struct, frozen=True):
    """A document and everything found in it."""

    document: Report
    story: str | None
    attributions: list[Attribution]
    dates: list[Date]
    derivations: list[Derivation]


class Pair(Struct, frozen=True):
    """Two documents side by side: the words one took from the other, and the claims that both carry."""

    first: Brief
    second: Brief
    derivations: list[Derivation]
    claims: list[Claim]


class EntityInFull(Struct, frozen=True):
    """An entity and what it is said to have said or passed on."""

    entity: Entity
    attributions: list[Attribution]


class Piece(Struct, frozen=True):
    """Words of a place that was found."""

    words: str
    found: bool


class Place(Struct, frozen=True):
    """A place that was found: a paragraph, an attribution's content, or a name; `ref` is the attribution or entity."""

    kind: str
    document: str
    start: int
    end: int
    ref: str
    parts: list[Piece]


class Facet(Struct, frozen=True):
    """A value of a facet, and how many of the places have it."""

    value: str
    name: str
    count: int


class Places(Struct, frozen=True):
    """What was found, best first, and the facets of all of it."""

    total: int
    offset: int
    items: list[Place]
    facets: dict[str, list[Facet]]
    more: bool  # there are more than `total`, which is as far as is counted


class Ledger(Struct, frozen=True):
    """A part of the ledger as the view has it; `uncounted` are all rows that it does not have yet."""

    total: int
    offset: int
    items: list[Ruling]
    uncounted: list[Judgement]


class Decided(Struct, frozen=True):
    """A judgement that was added, what became of it, and the view that has it; while that is behind, none has it yet."""

    judgement: Judgement
    ruling: Ruling | None
    version: int


# -- how it is answered -----------------------------------------------------------------------------------------------


class Ask(NamedTuple):
    """A request, taken apart and checked."""

    desk: Desk
    view: View
    ids: dict[str, Any]  # of the path
    query: Any
    body: Any  # of a POST: what its type says, or the sources of a form
    csrf: str


def _about(ask: Ask) -> Holding:
    return Holding(VERSION, ask.view.version, ask.view.behind, ask.csrf, **ask.view.status._asdict())


def _dossier(ask: Ask) -> bytes:
    return ask.view.dossier.to_json().encode()


def _stories(ask: Ask) -> Part[Story]:
    return _part(ask, ask.view.dossier.stories)


def _story(ask: Ask) -> StoryInFull:
    look = ask.view.look
    found = _named("story", ask, {s.id: s for s in look.stories})
    inside = look.in_order(found.documents)
    return StoryInFull(
        found,
        [_brief(ask.view, d) for d in inside],
        look.claims_of.get(found.id, []),
        look.conflicts_of_story.get(found.id, []),
        [x for d in inside for x in look.derivations_of.get(d, ())],
    )


def _claims(ask: Ask) -> Part[Claim]:
    look, query = ask.view.look, ask.query
    found = (
        c
        for c in ask.view.dossier.claims
        if (not query.story or c.story == query.story)
        and (not query.voice or query.voice in c.rests_on)
        and (not query.document or query.document in look.documents_of(c))
        and (not query.disputed or look.disputed(c))
    )
    return _part(ask, list(found))


def _claim(ask: Ask) -> ClaimInFull:
    look = ask.view.look
    claim = _named("claim", ask, {c.id: c for c in ask.view.dossier.claims})
    members = [look.attributions[m] for m in claim.members if m in look.attributions]
    part, differ = _part(ask, members), _part(ask, look.disputes_of.get(claim.id, []))
    return ClaimInFull(claim, part.total, part.offset, part.items, differ.total, differ.items)


def _documents(ask: Ask) -> Part[Brief]:
    reports = ask.view.dossier.documents
    begin, end = ask.query.offset, ask.query.offset + ask.query.limit
    return Part(len(reports), begin, [_brief(ask.view, r.id) for r in reports[begin:end]])


def _document(ask: Ask) -> DocumentInFull:
    look = ask.view.look
    report = _named("document", ask, look.reports)
    touched = [x for x in ask.view.dossier.derivations if report.id in (x.source, x.to)]
    said, dates = look.attributions_of.get(report.id, []), look.dates_of.get(report.id, [])
    return DocumentInFull(report, look.story_of.get(report.id), said, dates, touched)


def _pair(ask: Ask) -> Pair:
    look = ask.view.look
    first, second = (_named("document", ask, look.reports, which).id for which in ("first", "second"))
    taken = [x for x in ask.view.dossier.derivations if {x.source, x.to} == {first, second}]
    both = [c for c in ask.view.dossier.claims if {first, second} <= set(look.documents_of(c))]
    return Pair(_brief(ask.view, first), _brief(ask.view, second), taken, both)


def _entities(ask: Ask) -> Part[Entity]:
    kind, name = ask.query.type, ask.query.name.casefold()
    return _part(
        ask,
        [
            e
            for e in ask.view.dossier.entities
            if (not kind or e.type == kind) and (not name or any(name in n.casefold() for n in (e.name, *e.aliases)))
        ],
    )


def _entity(ask: Ask) -> EntityInFull:
    entity = _named("entity", ask, ask.view.look.entities)
    said = (a for a in ask.view.dossier.attributions if any(h.entity == entity.id for h in a.chain))
    return EntityInFull(entity, list(said))


def _conflicts(ask: Ask) -> Part[Conflict]:
    look, query = ask.view.look, ask.query
    found: Iterable[Conflict] = ask.view.dossier.conflicts
    if query.story:
        found = look.conflicts_of_story.get(query.story, [])
    if query.claim:
        touching = {c.id for c in look.disputes_of.get(query.claim, [])}
        found = (c for c in found if c.id in touching)
    return _part(ask, list(found))


def _derivations(ask: Ask) -> Part[Derivation]:
    document = ask.query.document
    return _part(ask, [x for x in ask.view.dossier.derivations if not document or document in (x.source, x.to)])


def _judgements(ask: Ask) -> Ledger:
    part = _part(ask, ask.view.dossier.judgements)
    known = {r.judgement.number for r in ask.view.dossier.judgements}
    return Ledger(part.total, part.offset, part.items, [j for j in ask.desk.ledger() if j.number not in known])


def _judge(ask: Ask) -> Decided:
    body: Decision = ask.body
    row = ask.desk.judge(body.kind, body.about, who=line(body.who), why=line(body.why), undoes=body.undoes)
    view = ask.desk.view
    ruling = next((r for r in view.dossier.judgements if r.judgement.number == row.number), None)
    return Decided(row, ruling, view.version)


def _sources(ask: Ask) -> Part[SourceRow]:
    part = _part(ask, ask.view.sources)
    known = {r.sha256: r.id for r in ask.view.dossier.documents}
    return Part(part.total, part.offset, [SourceRow(document=known.get(s.sha256), **s._asdict()) for s in part.items])


def _add(ask: Ask) -> Job:
    given: Sequence[str | Given]
    if isinstance(ask.body, Sources):
        given = [*(pasted(t.text, t.title, t.url) for t in ask.body.texts), *ask.body.addresses]
    else:
        given = ask.body
    return ask.desk.add(given)


def _bytes(ask: Ask) -> Response:
    digest = ask.ids["sha256"]
    data = ask.desk.bytes_of(digest)
    if data is None:
        raise HTTPException(404, "The case has no source with this SHA-256.")
    return attachment(data, f"{digest[:16]}.source")


def _jobs(ask: Ask) -> Part[Job]:
    return _part(ask, ask.desk.jobs)


def _job(ask: Ask) -> Job:
    if (job := ask.desk.job(ask.ids["number"])) is None:
        raise HTTPException(404, "There is no such job; jobs are forgotten when sayso is started anew.")
    return job


def _search(ask: Ask) -> Places:
    q = ask.query
    found = ask.desk.search(
        q.q,
        kinds=(q.kind,) if q.kind else (),
        speaker=q.speaker,
        outlet=q.outlet,
        day_from=q.from_,
        day_to=q.to,
        limit=q.limit,
        offset=q.offset,
    )
    hits = [Place(h.kind, h.document, h.start, h.end, h.ref, [Piece(w, f) for w, f in h.parts]) for h in found.hits]
    facets = {kind: [Facet(*value) for value in values] for kind, values in found.facets.items()}
    return Places(found.total, q.offset, hits, facets, found.more)


class Endpoint(NamedTuple):
    """A route and all there is to say of it."""

    method: str
    path: str
    summary: str
    run: Callable[[Ask], Any]
    answer: Any
    query: type[Struct] = Nothing
    body: type[Struct] | None = None
    status: int = 200
    viewed: bool = True  # the answer depends on nothing but the view
    form: bool = False  # the body may be a form, too


ENDPOINTS = (
    Endpoint("GET", "/api", "The case as a whole, and the token for POST.", _about, Holding, viewed=False),
    Endpoint("GET", "/api/dossier", "The whole dossier, as `sayso trace --json` writes it.", _dossier, Dossier),
    Endpoint("GET", "/api/stories", "The stories.", _stories, Part[Story], Slice),
    Endpoint("GET", "/api/stories/{id}", "A story, its reports, claims and conflicts.", _story, StoryInFull),
    Endpoint("GET", "/api/claims", "The claims.", _claims, Part[Claim], AskClaims),
    Endpoint("GET", "/api/claims/{id}", "A claim with its members.", _claim, ClaimInFull, Slice),
    Endpoint("GET", "/api/documents", "The documents, without their texts.", _documents, Part[Brief], Slice),
    Endpoint("GET", "/api/documents/{id}", "A document with its text and all found in it.", _document, DocumentInFull),
    Endpoint("GET", "/api/documents/{first}/{second}", "Two documents side by side.", _pair, Pair),
    Endpoint("GET", "/api/entities", "People, organisations, outlets and places.", _entities, Part[Entity], AskEntities),
    Endpoint("GET", "/api/entities/{id}", "An entity with what it said.", _entity, EntityInFull),
    Endpoint("GET", "/api/conflicts", "Where the reports differ.", _conflicts, Part[Conflict], AskConflicts),
    Endpoint("GET", "/api/derivations", "Who took words from whom.", _derivations, Part[Derivation], AskDerivations),
    Endpoint("GET", "/api/judgements", "The ledger, and what became of each row.", _judgements, Ledger, Slice, viewed=False),
    Endpoint("POST", "/api/judgements", "Add a judgement.", _judge, Decided, body=Decision, status=201, viewed=False),
    Endpoint("GET", "/api/sources", "Everything given, and what could not be had.", _sources, Part[SourceRow], Slice),
    Endpoint("POST", "/api/sources", "Add sources.", _add, Job, body=Sources, status=202, viewed=False, form=True),
    Endpoint("GET", "/api/sources/{sha256}", "A source's bytes, as they were given.", _bytes, bytes),
    Endpoint("GET", "/api/jobs", "What is being added.", _jobs, Part[Job], Slice, viewed=False),
    Endpoint("GET", "/api/jobs/{number}", "How far an addition is.", _job, Job, viewed=False),
    Endpoint("GET", "/api/search", "Words in texts, contents and names.", _search, Places, AskSearch, viewed=False),
)


def routes(desk: Desk) -> list[Route]:
    """The routes of the API over a case."""
    since = secrets.token_hex(4)  # versions begin anew with every start
    description = msgspec.json.encode(openapi())

    async def describe(request: Request) -> Response:
        return Response(description, media_type="application/json")

    made = [Route("/api/openapi.json", describe)]
    for endpoint in ENDPOINTS:
        path = endpoint.path.replace("{number}", "{number:int}")
        made.append(Route(path, _handler(desk, endpoint, since), methods=[endpoint.method]))
    return made


def _handler(desk: Desk, endpoint: Endpoint, since: str) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        view = desk.view
        tag = f'"{since}-{view.version}"'
        headers = {"ETag": tag} if endpoint.viewed else {}
        if endpoint.viewed and tag in [one.strip().removeprefix("W/") for one in _asked(request).split(",")]:
            return Response(status_code=304, headers=headers)
        query = _query(request, endpoint.query)
        body = await _body(request, endpoint)
        csrf = getattr(request.state, "csrf", "")
        return await run_in_threadpool(_answered, endpoint, Ask(desk, view, request.path_params, query, body, csrf), headers)

    return answer


def _answered(endpoint: Endpoint, ask: Ask, headers: dict[str, str]) -> Response:
    found = endpoint.run(ask)
    if isinstance(found, Response):
        found.headers.update(headers)
        return found
    data = found if isinstance(found, bytes) else msgspec.json.encode(found)
    return Response(data, endpoint.status, headers, media_type="application/json")


def _asked(request: Request) -> str:
    return str(request.headers.get("if-none-match", ""))


def _query(request: Request, kind: type[Struct]) -> Any:
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise DeskError(f"{name} is given twice.")
        given[name] = value
    try:
        return msgspec.convert(given, kind, strict=False)
    except (msgspec.ValidationError, UnicodeError) as error:
        raise DeskError(f"The address asks for what there is not: {error}") from None


async def _body(request: Request, endpoint: Endpoint) -> Any:
    if endpoint.body is None:
        return None
    form = getattr(request.state, "form", None)
    if form is not None:
        if not endpoint.form:
            raise HTTPException(415, "This takes application/json.")
        return await sources_in(form)
    try:
        return msgspec.json.decode(await request.body(), type=endpoint.body)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise DeskError(f"The body is not what this takes: {error}") from None


def _part(ask: Ask, items: Sequence[T]) -> Part[T]:
    begin = ask.query.offset
    return Part(len(items), begin, list(islice(items, begin, begin + ask.query.limit)))


def _named(what: str, ask: Ask, known: dict[str, T], which: str = "id") -> T:
    if (found := known.get(ask.ids[which])) is None:
        raise HTTPException(404, f"There is no {what} with this id; ids of stories, claims and entities change with the pile.")
    return found


def _brief(view: View, document: str) -> Brief:
    r = view.look.reports[document]
    called, story = view.look.label(document), view.look.story_of.get(document)
    basics = (r.id, called, r.source, r.sources, r.sha256, r.title, r.outlet, r.authors, r.language, r.published, r.url)
    return Brief(*basics, story, len(r.text))


def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 description of ENDPOINTS."""
    return described(ENDPOINTS, Error)
