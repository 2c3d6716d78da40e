"""What the forms of the pages do: take sources in, take a judgement down. Their tokens are checked before they get here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sayso.store import JudgementError
from sayso.types import Anchor, Given, JudgementKind
from sayso.web.addresses import job_page
from sayso.web.desk import Desk, DeskError
from sayso.web.reader import Typed, refusal
from sayso.web.safety import local

NAME = 150  # characters of an upload's name
ABOUT = 200_000  # characters of the places a judgement speaks of
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]+")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_MARKUP = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def routes(desk: Desk) -> list[Route]:
    """The two POST routes of the pages."""

    async def add(request: Request) -> Response:
        job = desk.add(await sources_in(request.state.form))
        return RedirectResponse(f"/jobs/{job.number}", 303)

    async def judge(request: Request) -> Response:
        form = request.state.form
        kind, about = kind_of(word(form, "kind")), places(word(form, "about"))
        undoes = word(form, "undoes").strip()
        if undoes and not (undoes.isascii() and undoes.isdigit() and len(undoes) < 10):
            raise DeskError("The judgement to undo is named by its number.")
        back = local(word(form, "back"))
        who, why, number = line(word(form, "who")), line(word(form, "why")), int(undoes) if undoes else None
        try:
            _, job = await run_in_threadpool(desk.judge_soon, kind, about, who=who, why=why, undoes=number)
        except JudgementError as error:  # another tab was quicker, or a name is missing: what was typed is not lost
            typed = Typed(kind, word(form, "about"), who, why, number, back)
            return await run_in_threadpool(refusal, desk, request, str(error), typed)
        return RedirectResponse(job_page(job.number, back) if job else back, 303)

    return [Route("/add", add, methods=["POST"]), Route("/judge", judge, methods=["POST"])]


async def sources_in(form: FormData) -> list[str | Given]:
    """The sources of a form: its files; `text`, with its `title` and `url`; the addresses in `urls`, one a line."""
    given: list[str | Given] = []
    for _, value in form.multi_items():
        if isinstance(value, UploadFile) and (value.filename or value.size):
            given.append(uploaded(value.filename or "", await value.read()))
    if word(form, "text").strip():
        given.append(pasted(word(form, "text"), word(form, "title"), word(form, "url")))
    return [*given, *word(form, "urls").split()]


def uploaded(filename: str, data: bytes) -> Given:
    """A file as a browser sent it. Its name is only a name: without its folders, and never opened."""
    name = line(filename.replace("\\", "/").rsplit("/", 1)[-1]) or "a file without a name"
    found = _SUFFIX.search(name)
    suffix = found[0] if found else ""
    return Given(name[: NAME - len(suffix)] + suffix if len(name) > NAME else name, data, suffix.lower())


def pasted(text: str, title: str = "", url: str = "") -> Given:
    """A text as somebody pasted it. With a title it becomes a record of its own, so that the text stays as it is."""
    title, url = line(title), line(url)
    if url and not re.match(r"https?://", url, re.IGNORECASE):
        raise DeskError("The address of a pasted text begins with http:// or https://.")
    name = f"pasted text: {title}"[:NAME] if title else f"pasted text from {url}"[:NAME] if url else "pasted text"
    if _MARKUP.match(text):
        return Given(name, text.encode("utf-8", "replace"), ".html", url or None)
    if not title:
        return Given(name, text.encode("utf-8", "replace"), ".txt", url or None)
    record = {"title": title, "text": text.encode("utf-8", "replace").decode()}
    return Given(name, msgspec.json.encode(record), ".json", url or None)


def places(about: str) -> tuple[Anchor, ...]:
    """The places that a judgement speaks of, as a form carries them: a JSON list of anchors. DeskError for anything else."""
    if len(about) > ABOUT:
        raise DeskError(f"The places are longer than {ABOUT:,} characters.")
    try:
        return msgspec.json.decode(about.strip() or "[]", type=tuple[Anchor, ...])
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise DeskError(f"The places that the judgement speaks of cannot be read: {error}") from None


def kind_of(kind: str) -> JudgementKind:
    """A kind of judgement, or a DeskError that says which there are."""
    known: Sequence[Any] = get_args(JudgementKind)
    if kind not in known:
        raise DeskError(f"There is no such kind of judgement; there are {', '.join(known)}.")
    return known[known.index(kind)]  # type: ignore[no-any-return]


def line(text: str) -> str:
    """Words on one line, without what does not show."""
    return " ".join(_UNSHOWN.sub(" ", text).split())


def word(form: FormData, name: str) -> str:
    """A field of a form; empty where it is not there or holds a file."""
    value = form.get(name)
    return value if isinstance(value, str) else ""
