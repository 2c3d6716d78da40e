"""The pages of `sayso serve`: every one a picture of the latest version of the case, none of them waiting for a running job.

Everything works without a script: what is opened is a link or a disclosure, what is decided is a form. The scripts in
`static/` add keys, dropped files, live progress, and words chosen by selecting them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sayso.store import Found
from sayso.tell.chains import chains
from sayso.tell.html import environment, render, style
from sayso.tell.lookup import count
from sayso.tell.notes import shortened
from sayso.tell.passages import Layer
from sayso.types import Anchor, Ruling
from sayso.weave.judgements import undone
from sayso.web import addresses
from sayso.web.book import Book, entries, portion
from sayso.web.safety import local

if TYPE_CHECKING:
    from sayso.store.search import Hit
    from sayso.types import Judgement
    from sayso.web.desk import Desk, Job, View

STORIES = 40  # on one page, as many as a person scrolls through
CLAIMS = 100
PEOPLE = 200
HITS = 30
JUDGEMENTS = 100
MEMBERS = 30  # of one claim, in each of its lists
_KINDS = {"text": "in the text", "content": "said or quoted", "name": "a name"}
_STAGES = {"read": "Reading", "mark": "Marking", "weave": "Weaving"}
_SAFE_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def routes(desk: Desk) -> list[Route]:
    """The pages, and the style sheet they share with the page of `sayso trace`."""
    reader = Reader(desk)
    reader.prepare(desk.view)
    desk.before_showing(reader.prepare)
    return [
        Route("/", reader.home),
        Route("/story/{document}", reader.story),
        Route("/claim/{place}", reader.claim),
        Route("/document/{document}", reader.document),
        Route("/documents/{left}/{right}", reader.documents),
        Route("/people", reader.people),
        Route("/search", reader.search),
        Route("/judgements", reader.judgements),
        Route("/jobs/{number:int}", reader.job),
        Route("/static/reader.css", styles),
    ]


class Typed(NamedTuple):
    """What was in a form that could not be taken."""

    kind: str
    about: str
    who: str
    why: str
    undoes: int | None
    back: str


def refusal(desk: Desk, request: Request, words: str, typed: Typed) -> Response:
    """Why a judgement was not taken down, the row it spoke of as it is now, and what was typed, ready to be sent again."""
    return Reader(desk).refused(request, words, typed)


def styles(request: Request) -> Response:
    """The style of the page of `sayso trace`, and what the reader adds to it."""
    return Response(_styles(), media_type="text/css")


@cache
def _styles() -> str:
    return style() + (files("sayso.web") / "static" / "reader.css").read_text("utf-8")


@cache
def _templates() -> Environment:
    made = environment(PackageLoader("sayso.web", "pages"))
    made.filters["anchors"] = _anchors
    made.filters["query"] = addresses.with_query
    made.filters["progress"] = _progress
    made.globals["job_page"] = addresses.job_page
    return made


def _anchors(about: Sequence[Anchor]) -> str:
    return msgspec.json.encode(about).decode()


def _progress(job: Job) -> str:
    """How far a job has come, in a line."""
    if job.state == "waiting":
        return "Waiting for the job before it."
    if job.state == "running":
        stage = _STAGES.get(job.stage, "Beginning")
        return f"{stage}: {job.done:,} of {job.of:,}." if job.of else f"{stage} …"
    if job.judgement or job.anew:
        return "It could not be counted." if job.state == "failed" else "Done."
    words = [count(job.added, "report") + " added"]
    words += [f"{job.known:,} already here"] if job.known else []
    words += [f"{len(job.failures):,} could not be read"] if job.failures else []
    return ("Failed. " if job.state == "failed" else "Done: ") + ", ".join(words) + "."


class Reader:
    """The handlers. A book, the indexes over one version of the dossier, is made once, before that version is shown."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._books: tuple[Book, ...] = ()  # of the view that is shown, and of the one that is about to be

    def prepare(self, view: View) -> None:
        """Make the book of a view that will be shown next."""
        self._books = (*self._books[-1:], Book(view).index_all())

    def _book(self) -> Book:
        view = self._desk.view
        return next((book for book in self._books if book.view is view), None) or Book(view)

    def _uncounted(self, book: Book) -> tuple[Judgement, ...]:
        """The rows of the ledger that the view does not have yet, the latest first."""
        known = {r.judgement.number for r in book.dossier.judgements}
        return tuple(j for j in reversed(self._desk.ledger()) if j.number not in known)

    def _unfinished(self, book: Book) -> dict[str, Any]:
        """What a page has to say of its own view: that it is made anew, or lacks a judgement that is being counted."""
        jobs = self._desk.jobs
        behind = book.view.behind
        job = next((j for j in reversed(jobs) if (j.anew if behind else j.judgement and j.state == "running")), None)
        waiting = len(self._uncounted(book)) if behind or job else 0
        return {"behind": behind, "busy": job, "waiting": waiting}

    def _page(self, request: Request, book: Book, template: str, status: int = 200, **given: Any) -> Response:
        area = "people" if template == "person" else template
        page = render(
            _templates().get_template(f"{template}.html.jinja"),
            book,
            **{
                "csrf": getattr(request.state, "csrf", ""),
                "case": self._desk.path.stem,
                "who": book.last_reader,
                "back": _path(request),
                "path": request.url.path,
                "here_is": area,
                "here": lambda wanted: Markup(' aria-current="page"') if wanted == area else "",
                "query": "",
                **self._unfinished(book),
                **given,
            },
        )
        return HTMLResponse(page, status)

    def _missing(self, request: Request, book: Book, words: str, document: str = "", there: str = "") -> Response:
        ruling = book.ignored.get(document)
        status = 200 if ruling else 404  # what is ignored is in the case, and there is something to say of it
        return self._page(request, book, "missing", status, words=words, document=document, ruling=ruling, there=there)

    def refused(self, request: Request, words: str, typed: Typed) -> Response:
        """A judgement that was not taken down. Where its row is undone already, by which: that can be undone in turn.

        The ledger knows of rows that are still to be counted; that one is undone does not wait for the counting.
        """
        book = self._book()
        counted = {r.judgement.number: r for r in book.dossier.judgements}
        ledger = self._desk.ledger()
        rows, gone = {j.number: j for j in ledger}, undone(ledger)
        row = rows.get(typed.undoes or 0)
        ruling, by = counted.get(typed.undoes or 0), None
        if row and row.number in gone:
            undoing = gone[row.number]
            ruling = Ruling(row, "undone", f"undone by judgement {undoing}")
            by = counted.get(undoing) or Ruling(rows[undoing], "holds", f"judgement {row.number} no longer holds")
        who = {"who": typed.who} if typed.who else {}
        return self._page(
            request, book, "refused", 409 if row else 400, words=words, ruling=ruling, by=by, kind=typed.kind,
            about=typed.about, undoes=typed.undoes, typed=typed.why, back=typed.back, **who,
        )  # fmt: skip

    # -- stories and claims ---------------------------------------------------------------------------

    def home(self, request: Request) -> Response:
        """The stories, what is being added, what could not be read."""
        book = self._book()
        stories, at, of = entries(book.look.stories, _number(request), STORIES)
        running = [job for job in self._desk.jobs if job.state in ("waiting", "running")]
        return self._page(request, book, "home", stories=stories, at=at, of=of, running=running)

    def story(self, request: Request) -> Response:
        """A story: claims by weight, conflicts, chains, copies, time, who is who, reports."""
        book = self._book()
        document = request.path_params["document"]
        story = book.story_with(document)
        if story is None:
            return self._missing(request, book, "No story of this case holds that report.", document)
        shared, single = book.claims(story)
        shown, at, of = entries(shared, _number(request), CLAIMS)
        named, more_named = book.named_in(story)
        drawn = book.drawn(story)
        several = len(story.documents) > 1
        parts = [
            ("Claims", "claims"),
            *([("Where accounts differ", "differ"), ("Who took words from whom", "copies")] if several else []),
            *([("Chains", "chains")] if drawn else []),
            ("Time", "time"),
            *([("Who is who", "who")] if named else []),
            ("Reports", "reports"),
        ]
        return self._page(
            request, book, "story", story=story, shared=shown, single=single, at=at, of=of,
            named=named, more_named=more_named, drawn=drawn, parts=parts,
        )  # fmt: skip

    def claim(self, request: Request) -> Response:
        """A claim: its wordings, where accounts differ, its chains, its evidence, and how to judge it."""
        book = self._book()
        found = book.claim_at_address(request.path_params["place"])
        if found is None:
            place = addresses.place(request.path_params["place"])
            at = place[0] if place else None
            there = addresses.shown(at.document, at.start, at.end) if at and at.document in book.look.reports else ""
            return self._missing(request, book, "No claim of this case stands there.", at.document if at else "", there=there)
        whole = request.query_params.get("all") == "1"
        app = book.apparatus(found)
        members = book.members(found)
        parts = {
            name: portion(items, 0 if whole else _number(request, name), MEMBERS)
            for name, items in (
                ("wording", app["table"] if app else ()),
                ("differ", [x for _, several in book.conflicts_of(found) for x in several]),
                ("chains", chains(book.look, found)),
                ("evidence", members),
            )
        }
        own = [(a, book.wording(found, a.id)) for a in members if a.content]
        here = {a.id for a in parts["evidence"].items}
        leaving = [
            (f"{book.look.letters[a.document]}: {shortened(' '.join(at.words.split()), 14)}", [at, other])
            for a, at in own
            if a.id in here and (other := next((there for b, there in own if b.id != a.id), None)) and other != at
        ]
        joining = [
            (words, [own[0][1], other])
            for words, claim in book.others_like(found)
            if own and (other := book.gist_of(claim)) and other != own[0][1]
        ]
        asked = [(name, str(part.at)) for name, part in parts.items() if part.at > 1]
        return self._page(
            request, book, "claim", claim=found, story=book.story_of_claim(found), app=app, parts=parts, asked=asked,
            conflicts=book.by_kind(parts["differ"].items), leaving=leaving, joining=joining,
        )  # fmt: skip

    # -- documents ------------------------------------------------------------------------------------

    def document(self, request: Request) -> Response:
        """A document: its text with what was found in it; a place marked, or the forms that judge an attribution."""
        book = self._book()
        name = request.path_params["document"]
        report = book.look.reports.get(name)
        if report is None:
            return self._missing(request, book, "There is no such report in this case.", name)
        marks = []
        if at := addresses.span(request.query_params.get("at", "")):
            marks.append(Layer(at.start, min(at.end, len(report.text)), "here", "here"))
        aside = book.look.regions(report, "furniture", "repeat")  # folded, and without notes
        judged = book.attribution_at(name, addresses.span(request.query_params.get("judge", "")))
        if judged:
            marks += [Layer(s.start, s.end, "judged-now") for s in judged.content]
        return self._page(
            request, book, "document", report=report, story=book.story_with(name), marks=marks, judged_at=judged,
            content=book.content(judged.id) if judged else None,
            speakers=book.speakers(judged) if judged else (),
            hops=book.hops(judged) if judged else (),
            judged_aside=bool(judged and any(r.start <= judged.content[0].start < r.end for r in aside)),
            neighbours=book.neighbours(name),
            copy_of=[(words, [Anchor(name), Anchor(other)]) for words, other in book.other_documents(name)],
            back=_path(request) + ("#judge" if judged else ""),
        )  # fmt: skip

    def documents(self, request: Request) -> Response:
        """Two documents side by side."""
        book = self._book()
        names = [request.path_params["left"], request.path_params["right"]]
        for name in names:
            if name not in book.look.reports:
                return self._missing(request, book, "There is no such report in this case.", name)
        left, right = (book.look.reports[name] for name in names)
        pairs = book.pairs(left.id, right.id)
        return self._page(
            request, book, "split", left=left, right=right, pairs=pairs, story=book.story_with(left.id),
            words=sum(p.kind == "words" for p in pairs), apart=sum(p.kind == "claim" for p in pairs),
            left_rows=book.column(left.id, pairs, "l"), right_rows=book.column(right.id, pairs, "r"),
        )  # fmt: skip

    # -- who is who -----------------------------------------------------------------------------------

    def people(self, request: Request) -> Response:
        """Who is named in the case, or one of them."""
        book = self._book()
        if who := request.query_params.get("who", ""):
            entity = book.entity_at(who)
            if entity is None:
                return self._missing(request, book, "Nobody is named there.")
            first = book.first_place(entity)
            return self._page(
                request, book, "person", entity=entity, origin=book.origin_of.get(entity.id, []),
                documents=len({m.document for m in entity.mentions}),
                same=[(words, [first, other]) for words, other in book.others_of(entity)] if first else (),
                apart=book.places_apart(entity),
            )  # fmt: skip
        name, kind = request.query_params.get("name", ""), request.query_params.get("kind", "")
        found, at, of = entries(book.index(kind, name), _number(request), PEOPLE)
        return self._page(request, book, "people", entities=found, at=at, of=of, name=name, kind=kind)

    # -- search ---------------------------------------------------------------------------------------

    def search(self, request: Request) -> Response:
        """What the case has of some words, narrowed by kind, speaker, outlet and day."""
        book = self._book()
        query = request.query_params.get("q", "")[:400]
        given = {key: request.query_params.get(key, "")[:200] for key in ("kind", "speaker", "outlet", "from", "to")}
        for key in ("from", "to"):
            given[key] = given[key] if _SAFE_DAY.fullmatch(given[key]) else ""
        given["kind"] = given["kind"] if given["kind"] in _KINDS else ""
        asked = bool(query.strip() or any(given.values()))
        at = _number(request)
        found = Found(0, (), {})
        if asked:
            found = self._desk.search(
                query, kinds=(given["kind"],) if given["kind"] else (), speaker=given["speaker"], outlet=given["outlet"],
                day_from=given["from"], day_to=given["to"], limit=HITS, offset=(at - 1) * HITS,
            )  # fmt: skip

        def asking(**changed: str) -> list[tuple[str, str]]:
            now = {"q": query, **given} | changed
            return list(now.items())

        return self._page(
            request, book, "search", query=query, given=given, asked=asked, found=found, hits=found.hits,
            at=at, of=max(1, -(-found.total // HITS)),
            label_of=lambda name, label: _KINDS.get(label, label) if name == "kind" else label,
            with_=lambda key, value: asking(**{key: value}) if key != "page" else asking(),
            without=lambda key: asking(**{key: ""}),
            month=lambda value: asking(**{"from": f"{value}-01", "to": f"{value}-31"}) if len(value) == 7 else asking(),
            hit_at=lambda hit: _hit_at(book, hit),
        )  # fmt: skip

    # -- the ledger and jobs --------------------------------------------------------------------------

    def judgements(self, request: Request) -> Response:
        """The ledger, the latest row first."""
        book = self._book()
        shown, at, of = entries(reversed(book.dossier.judgements), _number(request), JUDGEMENTS)
        uncounted = self._uncounted(book) if at == 1 else ()
        return self._page(request, book, "judgements", rulings=shown, uncounted=uncounted, at=at, of=of)

    def job(self, request: Request) -> Response:
        """How far an addition has come, or a counting: that one leads back to where it was asked for when it is done."""
        book = self._book()
        job = self._desk.job(request.path_params["number"])
        if job is None:
            return self._missing(request, book, "There is no such job; jobs are forgotten when sayso is closed.")
        back = local(request.query_params.get("back", ""), "")
        if back and job.state == "done" and (job.judgement or job.anew):
            return RedirectResponse(back, 303)
        uncounted = self._uncounted(book) if job.judgement or job.anew else ()
        return self._page(request, book, "job", job=job, onward=back, uncounted=uncounted)


def _path(request: Request) -> str:
    """The address of the page that is asked for, on this server."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _number(request: Request, name: str = "page") -> int:
    """Which page of a list is asked for, from 1."""
    words = request.query_params.get(name, "1")
    return int(words) if re.fullmatch(r"[1-9]\d{0,6}", words) else 1


def _hit_at(book: Book, hit: Hit) -> str:
    """Where something found stands: whoever bears a name, or the first word found, marked in its document."""
    if hit.kind == "name":
        return book.to.entity(hit.ref) or "/people"
    word = next((words for words, on in hit.parts if on), "")
    end = hit.start + len(word) if word else hit.end
    return addresses.shown(hit.document, hit.start, max(end, hit.start + 1))
