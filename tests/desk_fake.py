"""A desk made from a dossier alone, until the real one is here."""
from __future__ import annotations
import re
from typing import Any, NamedTuple
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.responses import RedirectResponse, Response
from sayso.tell.lookup import Lookup
from sayso.web import reader
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
class View(NamedTuple):
    version: int; dossier: Any; look: Any; sources: Any; status: Any
class Job(NamedTuple):
    number: int; what: str; state: str; stage: str; done: int; of: int; added: int; known: int; failures: tuple
class Hit(NamedTuple):
    kind: str; document: str; start: int; end: int; ref: str; parts: tuple
class Found(NamedTuple):
    total: int; hits: tuple; facets: dict
class Fake:
    name = "harbour"
    def __init__(self, dossier):
        self.view = View(1, dossier, Lookup(dossier), (), None)
        self.version = 1
        self.jobs = (Job(1, "Adding 3 files", "running", "mark", 3, 12, 0, 0, ()), Job(2, "Adding 1 file", "done", "", 1, 1, 1, 0, dossier.failures))
        self.judged = []
    def job(self, n):
        return next((j for j in self.jobs if j.number == n), None)
    def search(self, query, **facets):
        hits = []
        for a in self.view.dossier.attributions:
            for s in a.content:
                t = self.view.look.reports[a.document].text[s.start:s.end]
                for m in re.finditer(re.escape(query), t, re.I):
                    hits.append(Hit("content", a.document, s.start+m.start(), s.end, a.id, ((t[:m.start()], False),(m[0], True),(t[m.end():], False))))
        for e in self.view.dossier.entities:
            if query.lower() in e.name.lower(): hits.append(Hit("name", e.mentions[0].document if e.mentions else "", 0, 0, e.id, ((e.name, True),)))
        sp = {a.chain[0].entity for a in self.view.dossier.attributions if a.chain and a.chain[0].entity}
        return Found(len(hits), tuple(hits), {"kind": (("content","content",2),("name","name",1)), "speaker": tuple((e, self.view.look.name(e), 2) for e in sorted(sp)), "outlet": (), "day": (("2023-05","2023-05",4),)})
def app(dossier):
    desk = Fake(dossier)
    async def judge(request):
        form = await request.form()
        desk.judged.append(dict(form))
        return RedirectResponse(form["back"], 303)
    from starlette.middleware import Middleware
    class Csp:
        def __init__(self, app): self.app = app
        async def __call__(self, scope, receive, send):
            async def out(m):
                if m["type"] == "http.response.start":
                    m["headers"] = [*m.get("headers", []), (b"content-security-policy", CSP.encode())]
                await send(m)
            await self.app(scope, receive, out)
    made = Starlette(routes=[*reader.routes(desk), Route("/judge", judge, methods=["POST"]), Mount("/static", StaticFiles(packages=[("sayso.web", "static")]))], middleware=[Middleware(Csp)])
    made.desk = desk
    return made
