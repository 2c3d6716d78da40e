"""The whole way through: reports in, a dossier out. Read this, and you know the program.

    read   each source becomes documents, or a failure that says why not
    mark   within one document: regions, mentions, dates, attributions     (pure: any order, any machine)
    weave  across documents, stage by stage, as the table WEAVING lists
    bind   everything found, as one dossier

Nothing flows back. A runner other than the one below needs only `mark`, `WEAVING` and `bind`.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from sayso.mark.attributions import attributions
from sayso.mark.dates import dates
from sayso.mark.mentions import mentions
from sayso.mark.regions import regions
from sayso.read import Limits, gather
from sayso.tell import Dossier, Options, bind
from sayso.types import Document, Failure, Marked
from sayso.weave.claims import claims
from sayso.weave.conflicts import conflicts
from sayso.weave.identities import identities
from sayso.weave.independence import independence
from sayso.weave.rejections import apart, rejections, spelled
from sayso.weave.reuse import reuse
from sayso.weave.stories import stories
from sayso.weave.timeline import timeline
from sayso.weave.together import together

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
    Stage(("claims",), claims, ("pile", "stories", "entities")),
    Stage(("pile",), timeline, ("pile", "stories", "claims")),
    Stage(("conflicts",), conflicts, ("pile", "stories", "claims", "entities")),
    Stage(("claims",), together, ("pile", "claims", "entities")),
    Stage(("rejected",), rejections, ("rejected", "pile", "entities", "derivations", "claims")),
    Stage(("entities", "pile"), apart, ("entities", "pile", "rejected")),
    Stage(("claims",), independence, ("pile", "claims", "derivations", "entities", "rejected")),
)


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
    limits = limits or Limits()
    options = Options(max_bytes=limits.bytes, rejected=(rejected,) if isinstance(rejected, str) else tuple(rejected))
    tick = progress or (lambda stage, done, of: None)
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    sources = list(dict.fromkeys(os.fspath(p) for p in given))
    tick("read", 0, len(sources))
    documents, unread = gather(sources, limits)
    tick("read", len(sources), len(sources))
    results = list(_ticking("mark", _mark_all(documents, workers), tick, len(documents)))
    pile = tuple(r for r in results if isinstance(r, Marked))
    unmarked = [f for r in results if not isinstance(r, Marked) for f in r]
    woven = weave(pile, options, tick)
    options = replace(options, rejected=spelled(woven["rejected"]))
    return bind(
        woven["pile"],
        woven["stories"],
        woven["entities"],
        woven["claims"],
        woven["conflicts"],
        woven["derivations"],
        tuple(sorted([*unread, *unmarked])),
        options,
    )


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
) -> dict[str, Any]:
    """Everything that can be found across documents, by the names that the stages in `WEAVING` give it."""
    values: dict[str, Any] = {"pile": pile, "rejected": options.rejected}
    for done, stage in enumerate(WEAVING):
        tick("weave", done, len(WEAVING))
        made = stage.run(*(values[name] for name in stage.needs))
        values.update(zip(stage.makes, made if len(stage.makes) > 1 else (made,), strict=True))
    tick("weave", len(WEAVING), len(WEAVING))
    return values


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
