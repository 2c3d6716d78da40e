"""What the web face lets in and what it says with every answer: one gate in front of every route.

The server listens on this machine only, but every page of the web can make the reader's browser knock there. What keeps
strangers out, in the order in which it is asked:

- the peer, and the Host header: a name of this machine with the port served (a name that an attacker points here, DNS
  rebinding, is another name);
- Sec-Fetch-Site (W3C Fetch Metadata) and Origin: another site may lead here by a link and do nothing else;
- for every POST a session cookie (HttpOnly, SameSite=Strict) and a token that only our own pages hold, both compared in
  constant time. Both are made anew each time the server starts, and are the same for all its pages: there is one reader;
- the sizes: of the address, of the body (declared or counted as it comes), of the parts of a form, and the time it takes.

With every answer go a Content Security Policy without inline code, and headers that keep the answer out of other sites,
frames and caches. Referrer-Policy is `same-origin`, not `no-referrer`: no other site learns anything either way, but with
`no-referrer` a browser sends `Origin: null` with our own forms (Fetch standard, "append a request Origin header"), and the
check of the origin would be empty.

What is not done: nothing here tells one user of this machine from another; whoever may connect to its loopback address may
read the case.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import secrets
import time
from collections.abc import Iterable
from contextlib import aclosing
from html import escape
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from starlette.datastructures import FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Bounds", "Guard", "attachment", "hosts", "local", "loopback", "problem"]

log = logging.getLogger("sayso.web")

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
SAFE = ("GET", "HEAD")
STALE = (
    "This page was made before sayso was last started, or the request did not come from one of its pages. Nothing was done. "
    "Go back, reload the page, and try again."
)


class Bounds(Struct, frozen=True):
    """What one request may cost."""

    url: int = 4096  # bytes of path and query
    upload: int = 256 << 20  # bytes of a multipart body: a few hundred saved pages (the largest of 181 has 1.5 MB)
    body: int = 8 << 20  # bytes of any other body: a pasted text, a judgement
    files: int = 500
    fields: int = 50
    field: int = 6 << 20  # bytes of one field of a form
    idle: float = 15.0  # seconds without a byte of a body
    seconds: float = 120.0  # for the whole body


class RefusedError(Exception):
    """A request that is not answered, with the status and the words that say why."""

    def __init__(self, status: int, words: str, **headers: str) -> None:
        super().__init__(words)
        self.status, self.words, self.headers = status, words, headers


# -- small rules ------------------------------------------------------------------------------------------------------


def loopback(host: str) -> bool:
    """Whether a host name or address is this machine and only this machine."""
    try:
        ip = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host.lower() == "localhost"
    mapped = getattr(ip, "ipv4_mapped", None)
    return bool((mapped or ip).is_loopback)


def hosts(port: int, host: str = "127.0.0.1") -> frozenset[str]:
    """The Host headers under which the server may be spoken to; without the port only where it is the scheme's own."""
    names = {"127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host}
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


def local(path: str, otherwise: str = "/") -> str:
    """`path` where it leads to a page of this server, else `otherwise`: no scheme, no host, nothing a browser reads as one.

    Browsers take "\\" for "/" and drop tabs and line ends (URL standard), so "/\\evil" and "/\\t/evil" name a host too.
    """
    if not path.startswith("/") or path.startswith("//") or "\\" in path or any(c <= " " or c == "\x7f" for c in path):
        return otherwise
    try:
        parts = urlsplit(path)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else path


def attachment(data: bytes, name: str) -> Response:
    """Bytes as they were given: to be saved, never shown; a browser that shows them all the same gives them no rights."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)[:80] or "source"
    headers = {
        "Content-Disposition": f'attachment; filename="{plain}"',
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    }
    return Response(data, media_type="application/octet-stream", headers=headers)


def problem(path: str, status: int, words: str) -> Response:
    """An error in words: JSON under /api, elsewhere a bare page. It never holds more than the words."""
    if path == "/api" or path.startswith("/api/"):
        return Response(msgspec.json.encode({"error": words}), status, media_type="application/json")
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>sayso: not done</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/static/reader.css"></head>'
        f"<body><main><h1>This did not work</h1><p>{escape(words)}</p>"
        '<p><a href="/">Back to the case</a></p></main></body></html>'
    )
    return HTMLResponse(page, status)


# -- the gate ---------------------------------------------------------------------------------------------------------


class Guard:
    """The gate as ASGI middleware. It has to stand around every route, and its answer is the only one to an error.

    Handlers find in `request.state`: `csrf`, the token for their forms; and for a POST of a form `form`, parsed and checked.
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], bounds: Bounds = Bounds(), cookie: str = "sayso") -> None:  # noqa: B008
        self.app = app
        self.hosts = frozenset(hosts)
        self.bounds = bounds
        self.cookie = cookie  # browsers do not keep the cookies of two ports apart, so the name tells them apart
        self.session = secrets.token_urlsafe(32)
        self.token = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._answer(scope, receive, _Outward(self, scope, send))

    async def _answer(self, scope: Scope, receive: Receive, send: _Outward) -> None:
        form: FormData | None = None
        body = _Inward(receive, self.bounds)
        try:
            headers = _Given(scope)
            self._host(scope, headers)
            self._site(scope, headers)
            scope.setdefault("state", {})["csrf"] = self.token
            send.known = True
            if scope["method"] not in SAFE:
                form = await self._intent(scope, headers, body)
            await self.app(scope, body, send)
        except Exception as error:
            await self._fail(scope, receive, send, error)
        finally:
            if form is not None:
                await form.close()

    async def _fail(self, scope: Scope, receive: Receive, send: _Outward, error: Exception) -> None:
        if isinstance(error, ClientDisconnect):
            return
        if isinstance(error, RefusedError):
            answer = problem(scope["path"], error.status, error.words)
            answer.headers.update(error.headers)
        else:
            log.error("%s failed", scope["method"], exc_info=error)  # the path is the visitor's words: not into a log
            answer = problem(scope["path"], 500, "Something in sayso itself went wrong; its terminal shows what.")
        if not send.started:
            answer.headers["Connection"] = "close"  # what is left of a refused body is not read as the next request
            await answer(scope, receive, send)

    # -- who asks

    def _host(self, scope: Scope, headers: _Given) -> None:
        client = scope.get("client")
        if client and _is_address(client[0]) and not loopback(client[0]):
            raise RefusedError(403, "This server answers only the machine that it runs on.")
        named = headers.all("host")
        if len(named) != 1 or named[0].lower() not in self.hosts:
            raise RefusedError(421, "This server answers only under the address that it printed when it was started.")
        query = scope["query_string"]
        if not query.isascii():
            raise RefusedError(400, "The address holds bytes that no address may hold.")
        if len(scope.get("raw_path") or scope["path"].encode()) + len(query) > self.bounds.url:
            raise RefusedError(414, f"The address is longer than {self.bounds.url:,} bytes.")

    def _site(self, scope: Scope, headers: _Given) -> None:
        """Another site may lead a person here; it may not have its pages load or send anything."""
        site = headers.one("sec-fetch-site")
        if scope["method"] in SAFE:
            led = headers.one("sec-fetch-mode") == "navigate" and headers.one("sec-fetch-dest") == "document"
            if site not in ("", "same-origin", "none") and not led:
                raise RefusedError(403, "Another site's page asked for this.")
            return
        if scope["method"] != "POST":
            raise RefusedError(405, "Only GET, HEAD and POST are understood here.", Allow="GET, HEAD, POST")
        origin = headers.all("origin")
        if site not in ("", "same-origin") or (origin and origin != [f"http://{headers.one('host').lower()}"]):
            raise RefusedError(403, "Another site's page sent this. Nothing was done.")

    async def _intent(self, scope: Scope, headers: _Given, body: _Inward) -> FormData | None:
        """Whether one of our pages meant it. The form, where there is one: its token may be among its fields."""
        if not _same(headers.cookie(self.cookie), self.session):
            raise RefusedError(403, STALE)
        kind = headers.one("content-type").split(";")[0].strip().lower()
        sent = headers.all("x-csrf")
        if sent and not _same(sent[0], self.token):
            raise RefusedError(403, STALE)
        body.limit = self.bounds.upload if kind == FORMS[0] else self.bounds.body
        body.declared(headers.all("content-length"))
        if kind in FORMS:
            form = await self._read_form(scope, body)
            scope["state"]["form"] = form
            value = form.get("csrf")
            if not sent and not (isinstance(value, str) and _same(value, self.token)):
                await form.close()
                raise RefusedError(403, STALE)
            return form
        if kind != "application/json":
            raise RefusedError(415, "Only forms and application/json are understood here.")
        if not sent:
            raise RefusedError(403, STALE)
        return None

    async def _read_form(self, scope: Scope, body: _Inward) -> FormData:
        try:
            return await _form(scope, body, self.bounds)
        except (HTTPException, MultiPartException) as error:
            words = error.detail if isinstance(error, HTTPException) else error.message
            raise RefusedError(400, f"The form cannot be read: {words}") from None
        except (ValueError, LookupError) as error:
            raise RefusedError(400, "The form cannot be read.") from error


class _Parts(MultiPartParser):
    """Starlette's parser takes a form that breaks off for one that ends: the last file would be lost without a word."""

    whole = False

    def on_end(self) -> None:
        self.whole = True

    async def parse(self) -> FormData:
        form = await super().parse()
        if not self.whole:
            for file in self._files_to_close_on_error:
                file.close()
            raise MultiPartException("it breaks off.")
        return form


async def _form(scope: Scope, body: _Inward, bounds: Bounds) -> FormData:
    request = Request(scope, body)
    if not request.headers.get("content-type", "").lstrip().lower().startswith(FORMS[0]):
        return await request.form(max_fields=bounds.fields, max_part_size=bounds.field)
    async with aclosing(request.stream()) as stream:
        limits = {"max_files": bounds.files, "max_fields": bounds.fields, "max_part_size": bounds.field}
        return await _Parts(request.headers, stream, **limits).parse()


class _Given:
    """The headers of a request, as text."""

    def __init__(self, scope: Scope) -> None:
        self._pairs = [(k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in scope["headers"]]

    def all(self, name: str) -> list[str]:
        return [value for key, value in self._pairs if key == name]

    def one(self, name: str) -> str:
        """The header's value; empty where there is none. Given twice it is joined, so that it equals no word we look for."""
        return ", ".join(self.all(name))

    def cookie(self, name: str) -> str:
        for line in self.all("cookie"):
            for part in line.split(";"):
                key, _, value = part.strip().partition("=")
                if key == name:
                    return value
        return ""


class _Inward:
    """The body as it comes in: counted, and waited for only so long."""

    def __init__(self, receive: Receive, bounds: Bounds) -> None:
        self._receive, self._bounds = receive, bounds
        self._began = time.monotonic()
        self._size, self._whole = 0, False
        self.limit = 0  # of a GET, which has no body

    def declared(self, lengths: list[str]) -> None:
        if any(not one.isascii() or not one.isdigit() for one in lengths) or len(lengths) > 1:
            raise RefusedError(400, "The length of the request is unclear.")
        if lengths and int(lengths[0][:20]) > self.limit:
            raise self._too_large()

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()  # the answer goes out; here only a disconnect can come, whenever it comes
        left = min(self._bounds.idle, self._began + self._bounds.seconds - time.monotonic())
        try:
            async with asyncio.timeout(max(left, 0)):
                message = await self._receive()
        except TimeoutError:
            raise RefusedError(408, "The request did not arrive in full in time.") from None
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self._size > self.limit:
                raise self._too_large()
        return message

    def _too_large(self) -> RefusedError:
        return RefusedError(413, f"This is more than {self.limit:,} bytes, the limit for one request.")


class _Outward:
    """The answer as it goes out, with the headers that every answer has."""

    def __init__(self, guard: Guard, scope: Scope, send: Send) -> None:
        self._guard, self._scope, self._send = guard, scope, send
        self.started = False
        self.known = False  # host and site were in order: a stranger is not told the session, not even under his own name

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            name, session = self._guard.cookie, self._guard.session
            page = headers.get("content-type", "").startswith(("text/html", "application/json"))
            if self.known and page and not _same(_Given(self._scope).cookie(name), session):
                headers.append("Set-Cookie", f"{name}={session}; Path=/; HttpOnly; SameSite=Strict")
        await self._send(message)


def _same(given: str, right: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "surrogatepass"), right.encode())


def _is_address(host: Any) -> bool:
    try:
        ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return True
