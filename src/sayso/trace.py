"""The whole way through: reports in, a dossier out. Read this, and you know the program.

    read   each source becomes documents, or a failure that says why not
    mark   within one document: regions, mentions, dates, attributions     (pure: any order, any machine)
    weave  across documents, stage by stage, as the table WEAVING lists
    bind   everything found, as one dossier

Nothing flows back. A case (`sayso.store`) keeps what came in, what was made of each document and what the reader decided:
`add` reads and marks into it, `dossier` weaves and binds what is in it, and `trace` does both with a case in memory. A runner
other than the one below needs only `mark`, `WEAVING` and `bind`.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace

from sayso.mark.attributions import attributions
from sayso.mark.dates import dates
from sayso.mark.mentions import mentions
from sayso.mark.regions import regions
from sayso.models import Odds, sums
from sayso.read import Limits, document, givens, merged
from sayso.store import Case
from sayso.store import fingerprints as fingerprint
from sayso.tell import Dossier, Options, bind
from sayso.types import Attribution, Date, Document, Failure, Given, Judgement, Marked, Mention, Region
from sayso.weave.claims import claims
from sayso.weave.conflicts import conflicts
from sayso.weave.identities import identities
from sayso.weave.independence import independence
from sayso.weave.judgements import considered, judgements, resting
from sayso.weave.pairing import Judge, shipped
from sayso.weave.rejections import apart, rejections, spelled
from sayso.weave.reuse import reuse
from sayso.weave.stories import stories
from sayso.weave.timeline import timeline

T = TypeVar("T")
Source = str | os.PathLike[str]
Progress = Callable[[str, int, int], None]
"""Called with the stage's name, how much of it is done, and how much there is."""


class Stage(NamedTuple):
    """One step of the weaving: `run` takes the values named in `needs` and returns those named in `makes`."""

    makes: tuple[str, ...]
    run: Callable[..., Any]
    needs: tuple[str, ...]


WEAVING: tuple[Stage, ...] = (
    Stage(("entities", "pile"), identities, ("pile",)),
    Stage(("derivations",), reuse, ("pile", "entities")),
    Stage(("stories",), stories, ("pile", "derivations")),
    Stage(("claims",), claims, ("pile", "stories", "entities", "judge")),
    Stage(
        ("judgements", "pile", "entities", "derivations", "claims"),
        judgements,
        ("ledger", "known", "pile", "entities", "derivations", "claims"),
    ),
    Stage(("pile",), timeline, ("pile", "stories", "claims")),
    Stage(("conflicts",), conflicts, ("pile", "stories", "claims", "entities", "judge")),
    Stage(("rejected",), rejections, ("rejected", "pile", "entities", "derivations")),
    Stage(("entities", "pile"), apart, ("entities", "pile", "rejected")),
    Stage(("claims",), independence, ("pile", "claims", "derivations", "entities", "rejected")),
    Stage(("claims", "conflicts"), resting, ("claims", "conflicts", "pile", "entities", "derivations")),
)


class Added(NamedTuple):
    """What came of adding sources to a case."""

    new: int  # reports that were not in it
    known: int  # reports that were, under this name and with these bytes
    failures: tuple[Failure, ...]  # what could not be had, read or marked of what was added


def trace(
    paths: Source | Iterable[Source],
    *,
    workers: int = 1,
    progress: Progress | None = None,
    limits: Limits | None = None,
    rejected: str | Iterable[str] = (),
) -> Dossier:
    """The dossier of a pile of reports: paths of files, http(s) URLs, or "-" for standard input.

    What cannot be read or marked is among the dossier's `failures`; the others still make a dossier, and where
    nothing could be read it is empty. `rejected` is what the reader decides against, spelled as `weave.rejections` says: a
    voice doubted, a hop misread, a merge, a copy. It must speak of something in the pile, or there is a RejectionError.

    The same inputs and options give the same bytes, in any order and with any number of `workers` (processes that
    mark documents). With more than one, a script must guard its entry with `if __name__ == "__main__":`, as
    `multiprocessing` asks.
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    with Case.in_memory() as case:
        add(case, (os.fspath(p) for p in given), when="", workers=workers, progress=progress, limits=limits)
        return dossier(case, progress=progress, rejected=rejected)


def add(
    case: Case,
    sources: Iterable[str | Given],
    *,
    when: str,
    workers: int = 1,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> Added:
    """Read sources (paths, addresses, or bytes that are at hand) into a case, and mark what is new in it.

    `when` is kept as the time they were added (RFC 3339, UTC). Each report is committed as a whole, with its bytes, and then
    with its marks: whatever stops this loses no finished report, and doing it again goes on from there. What could not be had
    is tried again whenever it is given again.
    """
    tick = progress or _no_progress
    limits = limits or _limits(case)
    case.set("limits", msgspec.json.encode(limits).decode())
    named: dict[str, str | Given] = {s if isinstance(s, str) else s.name: s for s in sources}
    new = known = 0
    failures: list[Failure] = []
    tick("read", 0, len(named))
    for done, name in enumerate(sorted(named), 1):
        unread: list[Failure] = []
        for some in _batches(givens(named[name], limits)):
            with case.together():
                for one in some:
                    if isinstance(one, Failure):
                        unread.append(one)
                    elif case.take(one, when):
                        new += 1
                    else:
                        known += 1
        case.tried(name, unread, when)
        failures += unread
        tick("read", done, len(named))
    documents, unread_here = _documents(case)
    _, unmarked = _marked(case, documents, workers, tick)
    mine = [f for f in (*unread_here, *unmarked) if f.source in named or f.source.rpartition("#")[0] in named]
    return Added(new, known, tuple(sorted({*failures, *mine})))


def dossier(case: Case, *, progress: Progress | None = None, workers: int = 1, rejected: str | Iterable[str] = ()) -> Dossier:
    """The dossier of a case: a function of its sources, their marks and the ledger of judgements, and of nothing else.

    What was made before is not made again; what is missing (an `add` was stopped, the program has changed) is made now.
    """
    tick = progress or _no_progress
    ledger = case.judgements()
    said = (rejected,) if isinstance(rejected, str) else tuple(sorted(rejected))
    options = Options(max_bytes=_limits(case).bytes, rejected=said)
    documents, unread = _documents(case)
    pile, unmarked = _marked(case, documents, workers, tick)
    failures = tuple(sorted({*case.failures(), *unread, *unmarked}))
    made_of = [(m.document.sources, _mark_print(m.document)) for m in pile]
    key = fingerprint.of(_code("weave"), made_of, failures, ledger, options)
    kept: Dossier | None = case.made("dossier", "", key, Dossier)
    if kept is not None:
        return kept
    woven = weave(pile, options, tick, ledger, _remembering(case))
    made = bind(
        woven["pile"],
        woven["stories"],
        woven["entities"],
        woven["claims"],
        woven["conflicts"],
        woven["derivations"],
        failures,
        replace(options, rejected=spelled(woven["rejected"])),
        woven["judgements"],
    )
    if not said:
        case.keep_dossier(key, made)
    return made


def mark(document: Document) -> Marked:
    """Everything that can be found inside one document: pure, so documents may be marked in any order, anywhere."""
    where = regions(document)
    who = mentions(document, where)
    when = dates(document, where)
    said = attributions(document, where, who, when)
    return Marked(document=document, regions=where, mentions=who, dates=when, attributions=said)


def weave(
    pile: tuple[Marked, ...],
    options: Options = Options(),  # noqa: B008 (frozen)
    tick: Progress = lambda stage, done, of: None,
    ledger: Sequence[Judgement] = (),
    judge: Judge = shipped,
) -> dict[str, Any]:
    """Everything that can be found across documents, by the names that the stages in `WEAVING` give it."""
    values: dict[str, Any] = {
        "pile": considered(pile, ledger),
        "known": frozenset(m.document.id for m in pile),
        "ledger": ledger,
        "rejected": options.rejected,
        "judge": judge,
    }
    for done, stage in enumerate(WEAVING):
        tick("weave", done, len(WEAVING))
        made = stage.run(*(values[name] for name in stage.needs))
        values.update(zip(stage.makes, made if len(stage.makes) > 1 else (made,), strict=True))
    tick("weave", len(WEAVING), len(WEAVING))
    return values


# -- what a case has of it already --------------------------------------------------------------------

Marks = tuple[tuple[Region, ...], tuple[Mention, ...], tuple[Date, ...], tuple[Attribution, ...]]

_SHARED = ("data", "edtf.py", "names", "tables.py", "text.py", "types.py")
_ROOMS = {
    "read": ("read", *_SHARED),
    "mark": ("mark", "models", *_SHARED),
    "weave": ("mark", "models", "tell", "trace.py", "weave", *_SHARED),
}
BATCH = 50  # records of one source that are committed together


def _code(stage: str) -> str:
    """The fingerprint of the code, tables and models behind a stage."""
    return fingerprint.code(*_ROOMS[stage])


def _mark_print(document: Document) -> str:
    """What the marks of a document depend on: its text and facts, wherever they came from, and the code that marks it."""
    return fingerprint.of(_code("mark"), replace(document, sources=()))


def _documents(case: Case) -> tuple[tuple[Document, ...], tuple[Failure, ...]]:
    """The documents of a case by id, and its sources that are none."""
    limits = _limits(case)
    key = fingerprint.of(_code("read"), limits.depth)
    found: list[Document] = []
    failures: list[Failure] = []
    for number in case.numbers():
        one: Document | Failure | None = case.made("read", str(number), key, Document) or case.made(
            "unread", str(number), key, Failure
        )
        if one is None:
            one = document(case.given(number), limits)
            case.keep("read" if isinstance(one, Document) else "unread", str(number), key, one)
        if isinstance(one, Document):
            found.append(one)
        else:
            failures.append(one)
    return merged(found), tuple(failures)


def _marked(
    case: Case, documents: Sequence[Document], workers: int, tick: Progress
) -> tuple[tuple[Marked, ...], tuple[Failure, ...]]:
    """The documents with their marks, and what could not be marked; marks that the case has not yet are put there."""
    pile: dict[str, Marked] = {}
    missing: list[Document] = []
    for one in documents:
        marks: Marks | None = case.made("mark", one.id, _mark_print(one), Marks)
        if marks is None:
            missing.append(one)
        else:
            pile[one.id] = Marked(one, *marks)
    failures: list[Failure] = []
    for result in _ticking("mark", _mark_all(missing, workers), tick, len(missing)):
        if isinstance(result, Marked):
            pile[result.document.id] = result
            marks = (result.regions, result.mentions, result.dates, result.attributions)
            case.keep("mark", result.document.id, _mark_print(result.document), marks)
        else:
            failures += result
    return tuple(pile[d] for d in sorted(pile)), tuple(failures)


def _remembering(case: Case) -> Judge:
    """The shipped entailment model, with what it said before out of the case."""
    model = sums()["entailment"]

    def judge(pairs: Sequence[tuple[str, str]]) -> Sequence[Odds]:
        known = {pair: odds for pair, odds in zip(pairs, case.odds(model, pairs), strict=True) if odds}
        asked = [pair for pair in dict.fromkeys(pairs) if pair not in known]
        new = dict(zip(asked, shipped(asked), strict=True))
        case.keep_odds(model, new.items())
        return [new[pair] if pair in new else Odds(*known[pair]) for pair in pairs]

    return judge


def _limits(case: Case) -> Limits:
    """The limits that sources were last read under in a case."""
    kept = case.setting("limits")
    return msgspec.json.decode(kept, type=Limits) if kept else Limits()


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    """Lists of up to BATCH items."""
    rest = iter(items)
    while some := list(islice(rest, BATCH)):
        yield some


def _no_progress(stage: str, done: int, of: int) -> None:
    """Nobody watches."""


# -- the local runner ---------------------------------------------------------------------------------

Result = Marked | tuple[Failure, ...]


def _mark_or_fail(document: Document) -> Result:
    """The marked document, or a failure for each of its sources: one bad document must not cost the others."""
    try:
        return mark(document)
    except Exception as error:
        return _failures(document, f"{type(error).__name__}: {error}")


def _failures(document: Document, error: str) -> tuple[Failure, ...]:
    return tuple(Failure(source=s, stage="mark", error=error) for s in document.sources)


def _mark_all(documents: Sequence[Document], workers: int) -> Iterator[Result]:
    """Every document's result, in the order of the documents."""
    if workers <= 1 or len(documents) < 2:
        yield from map(_mark_or_fail, documents)
        return
    with _pool(min(workers, len(documents))) as pool:
        try:
            with _interrupts_ignored():
                futures = [_submit(pool, d) for d in documents]
            for document, future in zip(documents, futures, strict=True):
                yield _result(document, future)
        finally:
            pool.shutdown(cancel_futures=True)  # an interrupt does not wait for the whole pile


def _submit(pool: Executor, document: Document) -> Future[Result]:
    try:
        return pool.submit(_mark_or_fail, document)
    except BrokenExecutor as error:  # a document already handed in has killed its process
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def _result(document: Document, future: Future[Result]) -> Result:
    """A future's result. Where a process died, its documents are tried again alone, so that only the guilty one is lost."""
    try:
        return future.result()
    except BrokenExecutor:
        with _pool(1) as alone:
            try:
                return alone.submit(_mark_or_fail, document).result()
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
