"""The reader in a browser: a local web application over one case file.

    safety       the gate in front of every route
    desk         the case: its latest view, and the work in the background
    reader       the pages
    actions      what their forms do
    api          the data twin of every page
    description  the API in the words of OpenAPI

A page shows the latest view and waits for no work; the work ends in a new view.
"""

from __future__ import annotations

import mimetypes
import os
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib.resources import files

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from sayso import clock
from sayso.casework import Progress, unwatched
from sayso.store import CaseError, JudgementError
from sayso.web import actions, api, reader
from sayso.web.desk import BusyError, Desk, DeskError
from sayso.web.safety import Bounds, Guard, hosts, loopback, problem

__all__ = ["Desk", "app", "serve"]

GRACE = 3  # seconds that running answers get when the server is stopped
CONNECTIONS = 200  # at a time; a browser opens six

for _type, _suffix in (("text/javascript", ".js"), ("text/css", ".css"), ("image/svg+xml", ".svg")):
    mimetypes.add_type(_type, _suffix)  # some systems have a registry that says otherwise, and nosniff takes it at its word


def app(
    path: str | os.PathLike[str] | Desk,
    *,
    port: int = 8000,
    host: str = "127.0.0.1",
    now: Callable[[], str] = clock.now,
    bounds: Bounds = Bounds(),  # noqa: B008 (frozen)
    progress: Progress = unwatched,
) -> Starlette:
    """The reader of a case as an ASGI application, for a server that listens on this machine's loopback address.

    `port` is the one served: a request under any other name or port is refused. The case is closed when the application
    is shut down (ASGI lifespan), or by `application.state.desk.close()`.
    """
    desk = path if isinstance(path, Desk) else Desk(path, now=now, progress=progress)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            desk.close()

    found: list[BaseRoute] = [*api.routes(desk), *actions.routes(desk), *reader.routes(desk)]
    static = files("sayso.web").joinpath("static")
    if static.is_dir():
        found.append(Mount("/static", StaticFiles(directory=str(static), follow_symlink=False)))
    made = Starlette(
        routes=found,
        middleware=[Middleware(Guard, hosts=hosts(port, host), bounds=bounds, cookie=f"sayso-{port}")],
        exception_handlers={HTTPException: _http, DeskError: _told, JudgementError: _told, CaseError: _told},
        lifespan=lifespan,
    )
    made.router.redirect_slashes = False
    made.state.desk = desk
    return made


def serve(path: str | os.PathLike[str], host: str = "127.0.0.1", port: int = 0, open_browser: bool = False) -> None:
    """Serve a case to browsers of this machine until it is interrupted. `port` 0 takes a free one; the address is printed.

    ValueError for a host that other machines could reach, CaseError for a file that is no case or a port that is taken.
    """
    if not loopback(host):
        raise ValueError(f"{host} is not this machine: sayso serves only 127.0.0.1, ::1 or localhost")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host.strip("[]"), port))
        except OSError as error:
            raise CaseError(f"{host}:{port} cannot be served at: {error.strerror or error}") from None
        if not loopback(listening.getsockname()[0]):  # "localhost" may have been given another meaning
            raise ValueError(f"{host} is not this machine here")
        listening.listen()
        port = listening.getsockname()[1]
        made = app(path, port=port, host=host.strip("[]"), progress=_patience())
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        print(f"sayso reads {os.fspath(path)} at {address}  (Ctrl-C ends it)", file=sys.stderr, flush=True)
        if open_browser:
            webbrowser.open(address)
        config = uvicorn.Config(
            made,
            access_log=False,
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            ws="none",
            http="h11",  # the one that is tried against attacks, whatever else is installed
            lifespan="on",
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=GRACE,
        )
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def _patience() -> Progress:
    """Says once, on standard error, that the case has to be woven before it can be shown."""
    said: list[str] = []

    def tick(stage: str, done: int, of: int) -> None:
        if stage == "weave" and not said:
            said.append(stage)
            print("sayso: counting the voices of this case; next time it will be there at once", file=sys.stderr, flush=True)

    return tick


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = {"Not Found": "There is no such page in this case.", "Method Not Allowed": "That is not done here."}
    answer = problem(request.url.path, error.status_code, words.get(error.detail, error.detail))
    answer.headers.update(error.headers or {})
    return answer


def _told(request: Request, error: Exception) -> Response:
    status = 503 if isinstance(error, BusyError | CaseError) else 400
    return problem(request.url.path, status, str(error))
