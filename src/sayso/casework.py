"""What a case has already of the way through, and what is still to be done: reading and marking, here or in processes.

What is made of a document is kept under a fingerprint of all that it depends on: the bytes or text, the code, tables,
models and libraries, the options. So nothing is computed twice, and nothing stale survives.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from typing import NamedTuple, TypeVar

import msgspec
from msgspec import structs
from msgspec.structs import replace

from sayso.models import Odds, sums
from sayso.read import Limits, document, merged
from sayso.store import Case
from sayso.store import fingerprints as fingerprint
from sayso.tell import Options
from sayso.types import (
    Attribution,
    Claim,
    Conflict,
    Date,
    Derivation,
    Document,
    Entity,
    Failure,
    Judgement,
    Marked,
    Mention,
    Region,
    Story,
)
from sayso.weave.pairing import Held, Judge, Signed, shipped

T = TypeVar("T")

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, how much of it is done, and how much there is."""

Mark = Callable[[Document], Marked]
Marks = tuple[tuple[Region, ...], tuple[Mention, ...], tuple[Date, ...], tuple[Attribution, ...]]

_SHARED = ("data", "edtf.py", "names", "tables.py", "text.py", "types.py")
_ROOMS = {
    "read": ("read", *_SHARED),
    "mark": ("mark", "models", *_SHARED),
    "weave": ("casework.py", "models", "tell", "trace.py", "weave", *_SHARED),
}
BATCH = 50  # records of one source that are committed together


def _code(stage: str) -> str:
    """The fingerprint of the code, tables and models behind a stage."""
    return fingerprint.code(*_ROOMS[stage])


class Entry(NamedTuple):
    """A document of a case, and the fingerprint of what its marks depend on."""

    document: Document
    print: str  # of its text and facts, wherever they came from, and the code that marks it

    @classmethod
    def of(cls, document: Document) -> Entry:
        return cls(document, fingerprint.of(_code("mark"), replace(document, sources=())))


def documents(case: Case) -> tuple[tuple[Entry, ...], tuple[Failure, ...]]:
    """The documents of a case by id, and its sources that are none."""
    within = limits(case)
    key = _read_key(within)
    found: list[Document] = []
    failures: list[Failure] = []
    for number in case.numbers():
        one: Document | Failure | None = case.made("read", str(number), key, Document) or case.made(
            "unread", str(number), key, Failure
        )
        if one is None:
            given = case.given(number)
            one = document(given, within)
            if isinstance(one, Failure):
                one = replace(one, sha256=sha256(given.data).hexdigest())
            case.keep("read" if isinstance(one, Document) else "unread", str(number), key, one)
        if isinstance(one, Document):
            found.append(one)
        else:
            failures.append(one)
    return tuple(Entry.of(d) for d in merged(found)), tuple(failures)


def _read_key(within: Limits) -> str:
    """The fingerprint of what decides how sources are read, but for their bytes."""
    return fingerprint.of(_code("read"), within.depth)


def complete(
    case: Case,
    documents: Sequence[Entry],
    mark: Mark | None,
    workers: int = 1,
    tick: Progress | None = None,
    again: bool = False,
) -> tuple[Failure, ...]:
    """Mark what has no marks in the case yet, each document committed when it is done. What could not be marked comes back.

    With `again` that is tried once more, else the reason is what it was. Without `mark` nothing new is marked.
    """
    tick = tick or unwatched
    missing: list[Entry] = []
    failures: list[Failure] = []
    for one in documents:
        if _has_marks(case, one):
            continue
        error: str | None = None if again else case.made("unmarked", one.document.id, one.print, str)
        if error is None:
            missing.append(one)
        else:
            failures += _failures(one.document, error)
    if mark is None:
        return tuple(failures)
    results = zip(missing, _mark_all([r.document for r in missing], mark, workers), strict=True)
    for one, result in _ticking("mark", results, tick, len(missing)) if missing else ():
        if isinstance(result, Marked):
            marks = (result.regions, result.mentions, result.dates, result.attributions)
            case.keep("mark", one.document.id, one.print, marks)
        else:
            case.keep("unmarked", one.document.id, one.print, result[0].error)
            failures += result
    return tuple(failures)


def pile(case: Case, documents: Sequence[Entry]) -> tuple[Marked, ...]:
    """The documents with their marks; those that have none are left out."""
    found: list[Marked] = []
    for one in documents:
        marks: Marks | None = case.made("mark", one.document.id, one.print, Marks)
        if marks is not None:
            found.append(Marked(one.document, *marks))
    return tuple(found)


def finished(case: Case, documents: Sequence[Entry]) -> tuple[Entry, ...]:
    """The documents that have marks."""
    return tuple(one for one in documents if _has_marks(case, one))


def failed(case: Case) -> tuple[Failure, ...]:
    """What could not be had, read or marked of a case, as far as has been tried."""
    known, unread = documents(case)
    return failures(case, unread, complete(case, known, None))


def unfinished(case: Case, documents: Sequence[Entry]) -> int:
    """How many documents of a case are not read closely yet: an `add` was stopped, or the program has changed."""
    return len(documents) - len(finished(case, documents))


def key(
    case: Case, documents: Sequence[Entry], failures: Sequence[Failure], ledger: Sequence[Judgement], options: object
) -> str:
    """The fingerprint of all that a dossier is made of."""
    return fingerprint.of(ground(finished(case, documents)), failures, ledger, options)


# -- what was found across them ------------------------------------------------------------------------------------


class Found(NamedTuple):
    """What the weaving finds before anything is judged and counted."""

    pile: tuple[Marked, ...]
    entities: tuple[Entity, ...]
    derivations: tuple[Derivation, ...]
    stories: tuple[Story, ...]
    claims: tuple[Claim, ...]


_Rest = tuple[tuple[Entity, ...], tuple[Derivation, ...], tuple[Story, ...], tuple[Claim, ...]]
_Told = list[tuple[tuple[str, ...], str, list[Conflict]]]


class _Part(NamedTuple):
    """A report of what was found, but for its document, which is in the case already."""

    id: str
    regions: tuple[Region, ...]
    mentions: tuple[Mention, ...]
    dates: tuple[Date, ...]
    attributions: tuple[Attribution, ...]
    outlet: str | None


def ground(documents: Sequence[Entry]) -> str:
    """The fingerprint of all that decides what is found across documents: they, their marks, and the code."""
    return fingerprint.of(_code("weave"), [(one.document.sources, one.print) for one in documents])


def keep_found(case: Case, ground: str, found: Found, held: Held) -> None:
    """Keep what was found in a case file, and how the reports of each story disagree, in place of what was kept before."""
    if not (case.lasting and case.writes):
        return
    parts = [msgspec.msgpack.encode(_Part(m.document.id, *structs.astuple(m)[1:])) for m in found.pile]
    with case.together():
        case.keep("found", "reports", ground, parts)
        case.keep("found", "rest", ground, found[1:])
        case.keep("found", "conflicts", ground, held.signed())


def found(case: Case, ground: str, documents: Sequence[Entry]) -> tuple[Found, Signed] | None:
    """What was kept of these documents; None where nothing was, or by other code.

    The reports are read one by one, so that other threads get their turn between.
    """
    parts: list[bytes] | None = case.made("found", "reports", ground, list[bytes])
    rest: _Rest | None = case.made("found", "rest", ground, _Rest)
    told: _Told | None = case.made("found", "conflicts", ground, _Told)
    if parts is None or rest is None or told is None:
        return None
    by_id = {one.document.id: one.document for one in documents}
    pile = (msgspec.msgpack.decode(part, type=_Part) for part in parts)
    marked = tuple(Marked(by_id[p.id], p.regions, p.mentions, p.dates, p.attributions, p.outlet) for p in pile)
    return Found(marked, *rest), {story: (sum, made) for story, sum, made in told}


def failures(case: Case, unread: Sequence[Failure], unmarked: Sequence[Failure]) -> tuple[Failure, ...]:
    """Everything of a case that could not be had, read or marked."""
    return tuple(sorted({*case.failures(), *unread, *unmarked}))


def options(case: Case) -> Options:
    """The options of a dossier of a case from which nothing is rejected."""
    return Options(max_bytes=limits(case).bytes)


def current(case: Case) -> str | None:
    """The key of the dossier that is due; None while something is not read, or not closely, by this program. Makes nothing."""
    read = _read_key(limits(case))
    if not all(case.has("read", str(n), read) or case.has("unread", str(n), read) for n in case.numbers()):
        return None
    known, unread = documents(case)
    if not all(_has_marks(case, one) or case.has("unmarked", one.document.id, one.print) for one in known):
        return None
    unmarked = complete(case, known, None)
    return key(case, known, failures(case, unread, unmarked), case.judgements(), options(case))


def _has_marks(case: Case, one: Entry) -> bool:
    return case.has("mark", one.document.id, one.print)


def remembering(case: Case) -> Judge:
    """The shipped entailment model, with what it said before out of the case."""
    model = sums()["entailment"]

    def judge(pairs: Sequence[tuple[str, str]]) -> Sequence[Odds]:
        known = {pair: odds for pair, odds in zip(pairs, case.odds(model, pairs), strict=True) if odds}
        asked = [pair for pair in dict.fromkeys(pairs) if pair not in known]
        new = dict(zip(asked, shipped(asked), strict=True))
        case.keep_odds(model, new.items())
        return [new[pair] if pair in new else Odds(*known[pair]) for pair in pairs]

    return judge


def limits(case: Case) -> Limits:
    """The limits that sources were last read under in a case."""
    kept = case.setting("limits")
    return msgspec.json.decode(kept, type=Limits) if kept else Limits()


def set_limits(case: Case, within: Limits) -> None:
    """Read what is added from now on under these limits."""
    case.set("limits", msgspec.json.encode(within).decode())


def batched(items: Iterable[T]) -> Iterator[list[T]]:
    """Lists of up to BATCH items."""
    rest = iter(items)
    while some := list(islice(rest, BATCH)):
        yield some


def unwatched(stage: str, done: int, of: int) -> None:
    """Nobody watches."""


# -- marking, here or in processes ---------------------------------------------------------------------------------

Result = Marked | tuple[Failure, ...]


def _mark_or_fail(mark: Mark, document: Document) -> Result:
    """The marked document, or a failure for each of its sources: one bad document must not cost the others."""
    try:
        return mark(document)
    except Exception as error:
        return _failures(document, f"{type(error).__name__}: {error}")


def _failures(document: Document, error: str) -> tuple[Failure, ...]:
    return tuple(Failure(source=s, stage="mark", error=error, sha256=document.sha256) for s in document.sources)


def _mark_all(documents: Sequence[Document], mark: Mark, workers: int) -> Iterator[Result]:
    """Every document's result, in the order of the documents."""
    one = partial(_mark_or_fail, mark)
    if workers <= 1 or len(documents) < 2:
        yield from map(one, documents)
        return
    with _pool(min(workers, len(documents))) as pool:
        try:
            with _interrupts_ignored():
                futures = [_submit(pool, one, d) for d in documents]
            for document, future in zip(documents, futures, strict=True):
                yield _result(one, document, future)
        finally:
            pool.shutdown(cancel_futures=True)  # an interrupt does not wait for the whole pile


def _submit(pool: Executor, one: Callable[[Document], Result], document: Document) -> Future[Result]:
    try:
        return pool.submit(one, document)
    except BrokenExecutor as error:  # a document already handed in has killed its process
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def _result(one: Callable[[Document], Result], document: Document, future: Future[Result]) -> Result:
    """A future's result. Where a process died, its documents are tried again alone, so that only the guilty one is lost."""
    try:
        return future.result()
    except BrokenExecutor:
        with _pool(1) as alone:
            try:
                return alone.submit(one, document).result()
            except BrokenExecutor:
                return _failures(document, "the process that marked it died: out of memory, or a crash in a library")


def _pool(workers: int) -> Executor:
    # spawn: the same on every system, and safe beside the threads of a progress display.
    return ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn"))


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Processes started in here ignore Ctrl-C: it reaches every process of a terminal, and the parent alone answers it."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread may set signals, and gets them
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _ticking(stage: str, items: Iterable[T], tick: Progress, of: int) -> Iterator[T]:
    """The items, telling `tick` before the first and after each."""
    tick(stage, 0, of)
    for done, item in enumerate(items, 1):
        yield item
        tick(stage, done, of)
