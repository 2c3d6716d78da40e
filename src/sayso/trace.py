"""The whole way through: reports in, a dossier out. Read this, and you know the program.

    read   each source becomes documents, or a failure that says why not
    mark   within one document: regions, mentions, dates, attributions     (pure: any order, any machine)
    weave  across documents, stage by stage, as the table WEAVING lists: first what is found, then what is judged and counted
    bind   everything found, as one dossier

Nothing flows back. A case (`sayso.store`) keeps what came in, what was made of each document and what the reader decided:
`add` reads and marks into it, `dossier` weaves and binds what is in it, and `trace` does both with a case in memory. A runner
other than the one below needs only `mark`, `WEAVING` and `bind`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from sayso import casework
from sayso.casework import Progress
from sayso.mark.attributions import attributions
from sayso.mark.dates import dates
from sayso.mark.mentions import mentions
from sayso.mark.regions import regions
from sayso.read import Limits, givens
from sayso.store import Case
from sayso.store import fingerprints as fingerprint
from sayso.tell import Dossier, Options, bind
from sayso.types import Document, Failure, Given, Judgement, Marked
from sayso.weave.claims import claims
from sayso.weave.conflicts import conflicts
from sayso.weave.identities import identities
from sayso.weave.independence import independence
from sayso.weave.judgements import considered, judgements, resting, set_aside, settled
from sayso.weave.pairing import Held, Judge, shipped
from sayso.weave.rejections import apart, rejections, spelled
from sayso.weave.reuse import reuse
from sayso.weave.stories import stories
from sayso.weave.timeline import timeline
from sayso.weave.together import together

Source = str | os.PathLike[str]


class Stage(NamedTuple):
    """One step of the weaving: `run` takes the values named in `needs` and returns those named in `makes`."""

    makes: tuple[str, ...]
    run: Callable[..., Any]
    needs: tuple[str, ...]


class Memory:
    """What was woven last, for whoever weaves a pile again and again while it grows and is judged."""

    def __init__(self, judge: Judge = shipped) -> None:
        self.held = Held(judge, fingerprint.of)
        self.ground = ""  # the fingerprint of what `found` was found in
        self.found: casework.Found | None = None
        self._last: dict[Stage, tuple[tuple[Any, ...], Any]] = {}

    def recalled(self, stage: Stage, given: tuple[Any, ...]) -> Any:
        """What a stage makes of what it is given: of the same, what it made of it before."""
        if stage not in self._last or self._last[stage][0] != given:
            self._last[stage] = (given, stage.run(*given))
        return self._last[stage][1]


# What is found in a pile, whatever was judged of it.
FINDING: tuple[Stage, ...] = (
    Stage(("entities", "pile"), identities, ("pile",)),
    Stage(("derivations",), reuse, ("pile", "entities")),
    Stage(("stories",), stories, ("pile", "derivations")),
    Stage(("claims",), claims, ("pile", "stories", "entities", "held")),
)
# What the ledger makes of it, and what is counted then.
COUNTING: tuple[Stage, ...] = (
    Stage(
        ("judgements", "pile", "entities", "derivations", "claims", "parted"),
        judgements,
        ("ledger", "known", "failures", "pile", "entities", "derivations", "claims"),
    ),
    Stage(("pile",), timeline, ("pile", "stories", "claims")),
    Stage(("conflicts",), conflicts, ("pile", "stories", "claims", "entities", "held")),
    Stage(("judgements", "conflicts", "claims"), settled, ("judgements", "conflicts", "claims", "pile")),
    Stage(("claims",), together, ("pile", "claims", "entities", "parted")),
    Stage(("rejected",), rejections, ("rejected", "pile", "entities", "derivations", "claims")),
    Stage(("entities", "pile"), apart, ("entities", "pile", "rejected")),
    Stage(("claims",), independence, ("pile", "claims", "derivations", "entities", "rejected")),
    Stage(("claims", "conflicts"), resting, ("claims", "conflicts", "pile", "entities", "derivations", "parted")),
)
WEAVING = FINDING + COUNTING


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
    tick = progress or casework.unwatched
    limits = limits or casework.limits(case)
    casework.set_limits(case, limits)
    named: dict[str, str | Given] = {s if isinstance(s, str) else s.name: s for s in sources}
    new: set[str] = set()
    known: set[str] = set()
    failures: list[Failure] = []
    tick("read", 0, len(named))
    for done, name in enumerate(sorted(named), 1):
        unread: list[Failure] = []
        for some in casework.batched(givens(named[name], limits)):
            with case.together():
                for one in some:
                    if isinstance(one, Failure):
                        unread.append(one)
                    else:
                        (new if case.take(one, when) else known).add(one.name)
        case.tried(name, unread, when)
        failures += unread
        tick("read", done, len(named))
    documents, unread_here = casework.documents(case)
    unmarked = casework.complete(case, documents, mark, workers, tick, again=True)
    mine = [f for f in (*unread_here, *unmarked) if f.source in named or f.source.rpartition("#")[0] in named]
    lost = {f.source for f in mine}
    return Added(len(new - lost), len(known - lost), tuple(sorted({*failures, *mine})))


def dossier(
    case: Case,
    *,
    progress: Progress | None = None,
    workers: int = 1,
    rejected: str | Iterable[str] = (),
    finish: bool = True,
) -> Dossier:
    """The dossier of a case: a function of its sources, their marks and the ledger of judgements, and of nothing else.

    What was made before is not made again; what is missing (an `add` was stopped, the program has changed) is made now. Without
    `finish` it is left out: the dossier of what is finished, while somebody else is at the rest.
    """
    tick = progress or casework.unwatched
    ledger = case.judgements()
    said = (rejected,) if isinstance(rejected, str) else tuple(sorted(rejected))
    options = replace(casework.options(case), rejected=said)
    documents, unread = casework.documents(case)
    unmarked = casework.complete(case, documents, mark if finish else None, workers, tick)
    failures = casework.failures(case, unread, unmarked)
    key = casework.key(case, documents, failures, ledger, options)
    kept: Dossier | None = case.made("dossier", "", key, Dossier)
    if kept is not None:
        return kept
    memory = _memory(case)
    known = casework.finished(case, documents)
    here = _heeded(known, ledger)
    new = not _recalled(case, memory, here)
    if new:
        memory.found, memory.ground = find(casework.pile(case, here), tick, memory), casework.ground(here)
    assert memory.found is not None
    woven = counted(memory.found, _origins(one.document for one in known), options, tick, ledger, memory, failures)
    if new:
        casework.keep_found(case, memory.ground, memory.found, memory.held)
    aside = set_aside(failures, ledger)
    made = bind(
        woven["pile"],
        woven["stories"],
        woven["entities"],
        woven["claims"],
        woven["conflicts"],
        woven["derivations"],
        [f for f in failures if f not in aside],
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


def last(case: Case) -> tuple[str, Dossier] | None:
    """The dossier of a case as it was last made, by whatever program, and its key; None where there is none to be read."""
    return case.latest("dossier", "", Dossier)


def warm(case: Case) -> None:
    """Take out of a case what was found in it, so that the next dossier has only to be counted."""
    known = casework.finished(case, casework.documents(case)[0])
    _recalled(case, _memory(case), _heeded(known, case.judgements()))


def _memory(case: Case) -> Memory:
    memory: Memory = case.memory.setdefault("woven", Memory(casework.remembering(case)))
    return memory


def _heeded(documents: Sequence[casework.Entry], ledger: Sequence[Judgement]) -> tuple[casework.Entry, ...]:
    """The documents that the ledger does not tell to ignore."""
    left = {m.document.id for m in considered((Marked(one.document, (), (), (), ()) for one in documents), ledger)}
    return tuple(one for one in documents if one.document.id in left)


def _origins(documents: Iterable[Document]) -> dict[str, str]:
    """Documents by id, each with where it came from first."""
    return {d.id: next(iter(d.sources), "") for d in documents}


def _recalled(case: Case, memory: Memory, documents: Sequence[casework.Entry]) -> bool:
    """Whether what is found in these documents is known, from the last time or from the case; it is in the memory then."""
    ground = casework.ground(documents)
    if memory.ground != ground and (kept := casework.found(case, ground, documents)):
        memory.found, memory.held.earlier = kept
        memory.ground = ground
    return memory.ground == ground


def weave(
    pile: tuple[Marked, ...],
    options: Options = Options(),  # noqa: B008 (frozen)
    tick: Progress = casework.unwatched,
    ledger: Sequence[Judgement] = (),
    memory: Memory | None = None,
    failures: tuple[Failure, ...] = (),
) -> dict[str, Any]:
    """Everything that can be found across documents, by the names that the stages in `WEAVING` give it.

    With a `memory`, a story whose reports are what they were is not compared again.
    """
    memory = memory or Memory()
    found = find(considered(pile, ledger), tick, memory)
    return counted(found, _origins(m.document for m in pile), options, tick, ledger, memory, failures)


def find(pile: tuple[Marked, ...], tick: Progress, memory: Memory) -> casework.Found:
    """What is found across documents, before anything is judged."""
    values: dict[str, Any] = {"pile": pile, "held": memory.held}
    for done, stage in enumerate(FINDING):
        tick("weave", done, len(WEAVING))
        made = stage.run(*(values[name] for name in stage.needs))
        values.update(zip(stage.makes, made if len(stage.makes) > 1 else (made,), strict=True))
    return casework.Found(*(values[name] for name in casework.Found._fields))


def counted(
    found: casework.Found,
    known: Mapping[str, str],
    options: Options,
    tick: Progress,
    ledger: Sequence[Judgement],
    memory: Memory,
    failures: tuple[Failure, ...],
) -> dict[str, Any]:
    """What was found, and all that follows from it by the ledger, by the names that the stages give it.

    `known` are the documents of the whole pile, those that are ignored among them, with where they came from; `failures` what
    could not be used. A stage whose needs are what they were the last time is not run again.
    """
    values = {
        **found._asdict(), "known": known, "failures": failures, "ledger": ledger, "rejected": options.rejected,
        "held": memory.held,
    }  # fmt: skip
    for done, stage in enumerate(COUNTING, len(FINDING)):
        tick("weave", done, len(WEAVING))
        made = memory.recalled(stage, tuple(values[name] for name in stage.needs))
        values.update(zip(stage.makes, made if len(stage.makes) > 1 else (made,), strict=True))
    tick("weave", len(WEAVING), len(WEAVING))
    memory.held.sweep()
    return values
