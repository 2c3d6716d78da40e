"""The case on the desk: one open case file, its dossier in memory, and the work on it in the background.

Four hands work on it, each a thread with a connection of its own: one adds sources, one weaves the dossier, one writes the
ledger, one searches. Whoever asks for a page gets the latest `View` as it stands and waits for none of them; a view is
never changed, only replaced. Somebody else may work on the same file meanwhile (`sayso add` in a terminal, a second desk):
each look at the view asks SQLite for its `data_version`, which costs microseconds, and what changed is woven in behind.
"""

from __future__ import annotations

import logging
import os
import queue
import re
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from sayso import clock
from sayso.casework import Progress, current, unwatched
from sayso.read import Limits
from sayso.store import Case, Found, Source, Status
from sayso.tell import Dossier
from sayso.tell.lookup import Lookup
from sayso.trace import add as add_to
from sayso.trace import dossier as dossier_of
from sayso.trace import last as last_of
from sayso.trace import warm
from sayso.types import Anchor, Failure, Given, Judgement, JudgementKind

__all__ = ["BusyError", "Desk", "DeskError", "Job", "View"]

log = logging.getLogger("sayso.web")
T = TypeVar("T")

WAITING = 100  # jobs in the queue; more are refused
WAITING_BYTES = 1 << 30  # of uploads in the queue
REMEMBERED = 200  # jobs that can still be asked about
PATIENCE = 3.0  # seconds that a form waits for the counting behind its judgement
LOOK = 0.2  # seconds between two looks at whether somebody else wrote
REST = 4.0  # times as long as the last weaving took, before what somebody else wrote is woven in again
CLOSING = 10.0  # seconds to wait for the hands; what is committed survives whatever comes then
LONGEST_URL = 4096


class DeskError(ValueError):
    """What was asked for cannot be done; the message is for a person."""


class BusyError(DeskError):
    """Too much is waiting already."""


class View(NamedTuple):
    """The case as it was when its dossier was last made."""

    version: int
    dossier: Dossier
    look: Lookup
    sources: tuple[Source, ...]
    status: Status
    stamp: tuple[int, ...] = ()
    behind: bool = False  # an earlier program made it, or it lacks what has come in since: it is being made anew


class Job(Struct, frozen=True):
    """An addition, or the counting after a judgement, under way or done."""

    number: int
    what: str
    state: Literal["waiting", "running", "done", "failed"] = "waiting"
    stage: str = ""  # "read", "mark", "weave"
    done: int = 0
    of: int = 0
    added: int = 0
    known: int = 0
    failures: tuple[Failure, ...] = ()
    judgement: int = 0  # the one that is counted; 0: something is added
    anew: bool = False  # the whole dossier is made anew


class _ClosedError(Exception):
    """The desk is being cleared: work stops at the next step."""


class Desk:
    """A case file, open for reading and work. Safe to use from any thread. CaseError where the file cannot be used."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        now: Callable[[], str] = clock.now,
        limits: Limits | None = None,
        write: bool = True,
        progress: Progress = unwatched,
    ) -> None:
        self.path = Path(path)
        self._now, self._limits = now, limits
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._jobs: dict[int, Job] = {}
        self._bytes: dict[int, int] = {}  # of the jobs in the queue
        self._number = 0
        self._adder, self._weaver, self._scribe = (_Hand(name, self.path, write) for name in ("add", "weave", "write"))
        self._finder = _Hand("find", self.path, False)
        self._view: View | None = None
        self._prepare: Callable[[View], None] = lambda view: None
        self._took = 0.0
        self._watch: sqlite3.Connection | None = None
        try:
            ready = self._weaver.give(lambda case: self._first(case, progress)).result()
            self._watch = sqlite3.connect(
                f"file:{quote(str(self.path.absolute()))}?mode=ro", uri=True, check_same_thread=False, isolation_level=None
            )
        except BaseException:
            self.close()
            raise
        self._seen = self._data_version()
        self._next_look = 0.0
        self._stale = True  # somebody may have written since the view was made
        assert self._view is not None  # it has been made
        behind = self._view.behind
        if not ready and write:
            self._queue((), "The dossier" if behind else "What is not read closely yet", anew=behind)
        elif ready and behind:
            counting = self._weaver.give(lambda case: self._weave(case, anew=True))
            try:
                counting.result(timeout=PATIENCE)
            except TimeoutError:
                self._follow(counting, "The dossier", anew=True)
        else:
            self._weaver.give(warm, tell=True)

    @property
    def name(self) -> str:
        """What the case is called: its file's name."""
        return self.path.stem

    # -- looking --------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """The latest view, at once."""
        self._notice()
        assert self._view is not None  # made before the desk was
        return self._view

    @property
    def version(self) -> int:
        """Goes up whenever the dossier was made anew."""
        return self.view.version

    def before_showing(self, prepare: Callable[[View], None]) -> None:
        """Have something made of each view that is to come before anybody sees it, so that no page waits for it."""
        self._prepare = prepare

    def search(self, query: str, **facets: Any) -> Found:
        """What the case has of some words; facets as `Case.search` takes them. Waits for the answer."""
        return self._finder.give(lambda case: case.search(query, **facets)).result()

    def ledger(self) -> tuple[Judgement, ...]:
        """Every row of the ledger as it is now; what became of it stands in the view, once it is counted there."""
        return self._finder.give(lambda case: case.judgements()).result()

    def bytes_of(self, sha256: str) -> bytes | None:
        """A source's bytes as they were given; None where the case has none with this digest."""
        return self._finder.give(lambda case: case.bytes_of(sha256)).result()

    def job(self, number: int) -> Job | None:
        """How far a job is; None for one that never was or is long done."""
        return self._jobs.get(number)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs that are remembered, the oldest first."""
        with self._lock:
            return tuple(self._jobs.values())

    # -- working --------------------------------------------------------------------------------------

    def add(self, given: Sequence[str | Given]) -> Job:
        """Take sources into the case, in the background. A name is an http(s) address: no file of this machine is opened.

        DeskError for any other name, BusyError where too much is waiting. What cannot be had or read is a failure of the job.
        """
        given = _told_apart(given)
        if not given:
            raise DeskError("Nothing was given.")
        for one in given:
            if isinstance(one, str):
                check_address(one)
        first = given[0] if isinstance(given[0], str) else given[0].name
        return self._queue(given, first if len(given) == 1 else f"{len(given):,} sources")

    def _queue(self, given: tuple[str | Given, ...], what: str, anew: bool = False) -> Job:
        size = sum(len(one.data) for one in given if isinstance(one, Given))
        with self._lock:
            if self._closing.is_set():
                raise BusyError("sayso is being closed.")
            if len(self._bytes) >= WAITING or (self._bytes and sum(self._bytes.values()) + size > WAITING_BYTES):
                raise BusyError("Too much is waiting to be read already; try again when some of it is done.")
            self._number += 1
            job = Job(self._number, what, of=len(given), anew=anew)
            self._jobs[job.number], self._bytes[job.number] = job, size
            for old in [n for n, j in self._jobs.items() if j.state in ("done", "failed")][:-REMEMBERED]:
                del self._jobs[old]
        self._adder.give(lambda case: self._add(case, job.number, given))
        return job

    def judge(
        self,
        kind: JudgementKind,
        about: Sequence[Anchor],
        *,
        who: str,
        why: str = "",
        undoes: int | None = None,
    ) -> Judgement:
        """Add a row to the ledger and make the dossier anew; the view has it when this returns, unless it is behind.

        It does not wait for sources that are being added, nor for a dossier that is made anew as a whole: that one will have
        the row. JudgementError where the row makes no sense; nothing is kept then.
        """
        row, counted = self._decide(kind, about, who, why, undoes)
        if counted:
            counted.result()
        return row

    def judge_soon(
        self,
        kind: JudgementKind,
        about: Sequence[Anchor],
        *,
        who: str,
        why: str = "",
        undoes: int | None = None,
        patience: float = PATIENCE,
    ) -> tuple[Judgement, Job | None]:
        """As `judge`, but where the counting takes longer than `patience` seconds it goes on as a job, which comes back too.

        Rows that come while it counts are counted together; those that come while the view is behind, with the new dossier.
        """
        row, counted = self._decide(kind, about, who, why, undoes)
        try:
            if counted:
                counted.result(timeout=patience)
        except TimeoutError:
            assert counted is not None  # it was waited for
            return row, self._follow(counted, f"Counting again, with judgement {row.number}", row.number)
        return row, None

    def _decide(
        self, kind: JudgementKind, about: Sequence[Anchor], who: str, why: str, undoes: int | None
    ) -> tuple[Judgement, Future[None] | None]:
        def append(case: Case) -> Judgement:
            return case.judge(kind, tuple(about), who=who, when=self._now(), why=why, undoes=undoes)

        row = self._scribe.give(append).result()
        return row, None if self._view and self._view.behind else self._weaver.give(self._weave)

    def _follow(self, work: Future[None], what: str, judgement: int = 0, anew: bool = False) -> Job:
        """A job that is done when something is counted."""
        with self._lock:
            self._number += 1
            job = Job(self._number, what, "running", "weave", judgement=judgement, anew=anew)
            self._jobs[job.number] = job

        def end(done: Future[None]) -> None:
            if error := done.exception():
                self._fail(job.number, str(error) or type(error).__name__)
            else:
                self._change(job.number, state="done")

        work.add_done_callback(end)
        return job

    def close(self) -> None:
        """Clear the desk: what runs stops at its next step, what waits is dropped, what is finished is in the file."""
        until = time.monotonic() + CLOSING
        self._finder.stop(until)
        with self._lock:
            self._closing.set()
            if self._watch is not None:
                self._watch.close()
        for hand in (self._adder, self._scribe, self._weaver):  # the last to leave is one that may write: it takes the log away
            hand.stop(until)

    # -- the hands' work ------------------------------------------------------------------------------

    def _add(self, case: Case, number: int, given: tuple[str | Given, ...]) -> None:
        tick = self._ticker(number)
        try:
            self._change(number, state="running")
            done = add_to(case, given, when=self._now(), progress=tick, limits=self._limits)
            self._change(number, stage="weave", done=0, of=0, added=done.new, known=done.known, failures=done.failures)
            self._weaver.give(lambda other: self._weave(other, tick, anew=True)).result()
            self._change(number, state="done")
        except _ClosedError:
            self._fail(number, "sayso was closed; what was finished before is kept")
        except Exception as error:
            if not isinstance(error, ValueError):  # CaseError and its like are words for a person
                log.error("a job failed", exc_info=error)
            self._fail(number, str(error) or type(error).__name__)
        finally:
            with self._lock:
                self._bytes.pop(number, None)

    def _first(self, case: Case, progress: Progress) -> bool:
        """Make the first view: the dossier as it was last made, at once; a new one where there is none, or it cannot be read.

        Whether every report is read closely: an addition that was stopped, or an earlier program, may have left some.
        """
        key = current(case)
        if last := last_of(case):
            made_of, dossier = last
            self._show(case, dossier, case.stamp() if made_of == key else (), behind=made_of != key)
        else:
            self._weave(case, progress)
        return key is not None

    def _weave(self, case: Case, progress: Progress | None = None, anew: bool = False) -> None:
        """Make the view anew of what is finished, unless nothing that it is made of has changed.

        A view that is behind stays until all is finished: whoever has finished it says `anew`.
        """
        if self._closing.is_set():
            raise _ClosedError
        before, began = self._view, time.monotonic()
        if before and before.behind and not anew and current(case) is None:
            return
        stamp = case.stamp()  # before the dossier: what comes in meanwhile will differ from it
        if before is None or stamp != before.stamp:
            self._show(case, dossier_of(case, progress=progress, finish=False), stamp)  # the adder is at the rest
            self._took = time.monotonic() - began

    def _show(self, case: Case, dossier: Dossier, stamp: tuple[int, ...], behind: bool = False) -> None:
        version = self._view.version + 1 if self._view else 1
        view = View(version, dossier, Lookup(dossier), case.sources(), case.status(), stamp, behind)
        self._prepare(view)
        self._view = view

    def _ticker(self, number: int) -> Progress:
        def tick(stage: str, done: int, of: int) -> None:
            if self._closing.is_set():
                raise _ClosedError
            self._change(number, stage=stage, done=done, of=of)

        return tick

    def _change(self, number: int, **fields: Any) -> None:
        with self._lock:
            self._jobs[number] = replace(self._jobs[number], **fields)

    def _fail(self, number: int, words: str) -> None:
        job = self._jobs[number]
        self._change(number, state="failed", failures=(*job.failures, Failure(job.what, job.stage or "read", words)))

    # -- noticing others ------------------------------------------------------------------------------

    def _data_version(self) -> int:
        assert self._watch is not None
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def _notice(self) -> None:
        """Have the dossier made anew behind, where somebody else wrote to the file. Never waits, never fails."""
        if time.monotonic() < self._next_look or not self._lock.acquire(blocking=False):
            return
        try:
            self._next_look = time.monotonic() + LOOK
            if self._closing.is_set():
                return
            with suppress(sqlite3.Error):
                seen = self._data_version()
                self._stale = self._stale or seen != self._seen
                self._seen = seen
            if not self._stale or self._bytes:  # our own additions end with a weaving
                return
            self._stale = False
            self._next_look += REST * self._took
        finally:
            self._lock.release()
        with suppress(BusyError):
            self._weaver.give(self._weave, tell=True)


class _Hand:
    """A thread with a connection to the case that does one thing after another."""

    def __init__(self, name: str, path: Path, write: bool) -> None:
        self._path, self._write = path, write
        self._lock, self._stopped = threading.Lock(), False
        self._todo: queue.SimpleQueue[tuple[Callable[[Case], Any], Future[Any], bool] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=f"sayso {name}", daemon=True)
        self._thread.start()

    def give(self, work: Callable[[Case], T], tell: bool = False) -> Future[T]:
        """Have something done with the case; with `tell`, nobody waits for it, and what goes wrong is logged."""
        future: Future[T] = Future()
        with self._lock:
            if self._stopped:
                raise BusyError("sayso is being closed.")
            self._todo.put((work, future, tell))
        return future

    def stop(self, until: float) -> None:
        """Do what has been given and no more; wait for it until then (time.monotonic)."""
        with self._lock:
            self._stopped = True
            self._todo.put(None)
        self._thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        case: Case | None = None
        while item := self._todo.get():
            work, future, tell = item
            try:
                case = case or Case.open(self._path, write=self._write)
                result = work(case)
            except BaseException as error:
                if tell and not isinstance(error, _ClosedError):
                    log.error("the case could not be looked at again", exc_info=error)
                future.set_exception(error)
            else:
                future.set_result(result)
            del work, future, item  # uploads are not kept until the next job comes
        if case is not None:
            case.close()


def _told_apart(given: Sequence[str | Given]) -> tuple[str | Given, ...]:
    """Different bytes under one name get names of their own, by their digests: what is added is told apart by name."""
    named: dict[str, dict[str, Given]] = defaultdict(dict)
    for one in given:
        if isinstance(one, Given):
            named[one.name][sha256(one.data).hexdigest()] = one
    out: list[str | Given] = [*dict.fromkeys(o for o in given if isinstance(o, str))]
    for name, several in named.items():
        out += [
            replace(one, name=f"{name.removesuffix(one.suffix)} [{digest[:8]}]{one.suffix}") if len(several) > 1 else one
            for digest, one in several.items()
        ]
    return tuple(out)


_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f\\]+", re.IGNORECASE)


def check_address(address: str) -> None:
    """DeskError for what is no address on the web: a path, `file:`, anything that this machine would look up on itself.

    Whether it leads into this machine or its network is asked when it is fetched, where the answer counts.
    """
    if not _ADDRESS.fullmatch(address) or len(address) > LONGEST_URL:
        shown = address if len(address) <= 80 else address[:80] + "…"
        raise DeskError(f"Only addresses that begin with http:// or https:// are fetched; this is none: {shown}")
