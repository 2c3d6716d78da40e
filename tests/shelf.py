"""A desk that shows one made-up dossier, for the pages of `sayso serve`; and a server for it on a free port."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from sayso.store import Found, Source, Status
from sayso.store.search import Hit, passages
from sayso.tell.lookup import Lookup
from sayso.types import Dossier, Judgement
from sayso.web import app
from sayso.web.desk import Desk, Job, View


class Shelf(Desk):
    """Shows a dossier that no case holds. It can be looked at and searched; nothing can be added or decided."""

    def __init__(
        self, dossier: Dossier, jobs: Sequence[Job] = (), sources: tuple[Source, ...] = (), behind: bool = False
    ) -> None:
        self.path = Path("letter.sayso")
        self._dossier = dossier
        status = Status(0, 0, 0, 0, "", 0)
        self._shown = View(1, dossier, Lookup(dossier), sources, status, (), behind)  # type: ignore[arg-type]
        self.written: tuple[Judgement, ...] = ()  # rows of the ledger that the dossier does not have yet
        self._given = tuple(jobs)

    @property
    def view(self) -> View:
        """Always the same."""
        return self._shown

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Those it was made with."""
        return self._given

    def ledger(self) -> tuple[Judgement, ...]:
        """The rows that the dossier has, and those written since."""
        return (*(r.judgement for r in self._dossier.judgements), *self.written)

    def job(self, number: int) -> Job | None:
        """One of those it was made with."""
        return next((job for job in self._given if job.number == number), None)

    def search(self, query: str, **facets: Any) -> Found:
        """Every passage of the case's index that holds the words, without its ranking."""
        hits = []
        for p in passages(self._dossier):
            at = p.words.casefold().find(query.casefold())
            if query and at >= 0:
                parts = ((p.words[:at], False), (p.words[at : at + len(query)], True), (p.words[at + len(query) :], False))
                hits.append(Hit(p.kind, p.document, p.start + at, p.end, p.ref, tuple(x for x in parts if x[0])))
        voices = {e.id: e.name for e in self._dossier.entities}
        facets_found = {"speaker": tuple((e, name, 1) for e, name in voices.items())}
        return Found(len(hits), tuple(hits), facets_found)

    def before_showing(self, prepare: Callable[[View], None]) -> None:
        """There is no other view to come."""

    def close(self) -> None:
        """There is nothing to close."""


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """A real server for a desk, in a thread; its address without the last slash."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app(desk, port=port), log_level="warning", ws="none", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            thread.join(0.02)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(10)
