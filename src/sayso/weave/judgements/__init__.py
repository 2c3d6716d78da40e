"""What the reader decided, put over what was found: the machine finds, the reader decides, then it is counted.

    bench     what was found, laid out to be changed; what a place means today
    kinds     what each kind of judgement does
    disputes  the conflicts that are judged to be none

Judgements are carried out one after another, in the order of the ledger, on the finished findings: which statements are one
claim, who is one person. So a judgement changes what it speaks of, and what is counted from that, and nothing besides; only a
report that is ignored is left out from the start (`considered`), as if it were not in the pile.

A judgement speaks of places and words (`Anchor`), since ids change as a pile grows. Where the words stand elsewhere in the
document today, the nearest of those places is meant. A judgement whose place is gone is idle, and says why. One that a later
judgement leaves nothing of is overridden: nothing rests on it, and it says by which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from sayso.types import (
    Attribution,
    Claim,
    Conflict,
    Derivation,
    Entity,
    Failure,
    Judgement,
    JudgementKind,
    Marked,
    Ruling,
)
from sayso.weave.judgements.bench import Bench, IdleError, numbers_of
from sayso.weave.judgements.disputes import settled
from sayso.weave.judgements.kinds import CARRIED_OUT

__all__ = ["considered", "judgements", "resting", "set_aside", "settled", "undone"]

# Which later judgements of the same thing may leave nothing of one: only these are looked at.
_UNMADE_BY: Mapping[JudgementKind, tuple[JudgementKind, ...]] = {
    "same": ("not-same",),
    "not-same": ("same",),
    "same-claim": ("not-same-claim", "not-a-quotation"),
    "not-same-claim": ("same-claim", "not-a-quotation"),
    "speaker": ("speaker", "not-a-hop", "not-a-quotation"),
    "not-a-hop": ("speaker", "not-a-quotation"),
    "copy": ("copy", "not-a-copy"),
    "not-a-copy": ("copy",),
}
_READINGS: tuple[JudgementKind, ...] = ("not-a-quotation", "speaker", "not-a-hop", "not-same-claim")


def undone(ledger: Iterable[Judgement]) -> dict[int, int]:
    """The rows that no longer hold, each with the number of the row that undoes it. An undone undo undoes nothing."""
    out: dict[int, int] = {}
    for row in sorted(ledger, key=lambda r: -r.number):  # a row can only be undone by a later one
        if row.undoes is not None and row.number not in out:
            out.setdefault(row.undoes, row.number)
    return out


def considered(pile: Iterable[Marked], ledger: Sequence[Judgement]) -> tuple[Marked, ...]:
    """The pile without the reports that the reader ignores."""
    gone = undone(ledger)
    ignored = {a.document for j in ledger if j.kind == "ignore" and j.number not in gone for a in j.about if not a.words}
    return tuple(m for m in pile if m.document.id not in ignored)


def set_aside(failures: Iterable[Failure], ledger: Sequence[Judgement]) -> dict[Failure, Judgement]:
    """The inputs that could not be used and that the reader has set aside, each with the judgement that does.

    Such a judgement names the source and, as its words, the SHA-256 of its bytes, or the reason where it has none: other bytes
    under that name, or another reason, are another matter.
    """
    gone = undone(ledger)
    known = {
        (a.document, a.words): j for j in reversed(ledger) if _speaks_of_a_source(j) and j.number not in gone for a in j.about
    }
    found = {f: known.get((f.source, f.sha256)) or known.get((f.source, f.error)) for f in failures}
    return {f: j for f, j in found.items() if j is not None}


def _speaks_of_a_source(row: Judgement) -> bool:
    return row.kind == "ignore" and any(a.words for a in row.about)


Parted = Mapping[tuple[str, str], int]
"""Voices, each with another that it is not, by the number of the judgement that says so."""

Findings = tuple[tuple[Ruling, ...], tuple[Marked, ...], tuple[Entity, ...], tuple[Derivation, ...], tuple[Claim, ...], Parted]


def judgements(
    ledger: Sequence[Judgement],
    known: Mapping[str, str],
    failures: tuple[Failure, ...],
    pile: tuple[Marked, ...],
    entities: tuple[Entity, ...],
    derivations: tuple[Derivation, ...],
    claims: tuple[Claim, ...],
) -> Findings:
    """What became of each judgement, and the pile, entities, derivations and claims as they are by them.

    `known` are the documents of the whole pile, those that are ignored among them, with where they came from; `failures` what
    could not be used. Every value that a judgement touches has its number in `judged`. What became of a "not-a-conflict" only
    `settled` knows.
    """
    rows = sorted(ledger, key=lambda r: r.number)
    gone = undone(rows)
    ruled: dict[int, Ruling] = {}
    for row in rows:
        if ruling := _ruled_out(row, gone, known, failures, rows):
            ruled[row.number] = ruling
    acting = [row for row in rows if row.number not in ruled]

    def carried_out(these: Sequence[Judgement]) -> tuple[Bench, dict[int, Ruling]]:
        bench = Bench(pile, entities, derivations, claims, _copies(derivations, these))
        bench.spoken_of = set(_spoken_of(these, bench))
        return bench, {row.number: _ruling(row, bench) for row in these}

    bench, rulings = carried_out(acting)
    ruled |= rulings
    for row in acting:
        later = _unmaking(row, acting, rulings, bench)
        if not later:
            continue
        rest = [r for r in acting if r.number != row.number]
        without = carried_out(rest)
        if bench.differs(without[0], row.number) and not _contrary(row, later, bench, without[0]):
            continue
        acting, (bench, rulings) = rest, without
        ruled[row.number] = Ruling(row, "overridden", f"overridden by judgement {later[0].number}")
    ruled |= {number: ruling for number, ruling in rulings.items() if ruling.state == "holds"}  # as they act in the end
    return _in_order(ruled), bench.pile(), bench.who(), tuple(bench.derivations), tuple(bench.claims.values()), bench.parted


def _in_order(ruled: Mapping[int, Ruling]) -> tuple[Ruling, ...]:
    return tuple(ruled[number] for number in sorted(ruled))


def _unmaking(row: Judgement, acting: Sequence[Judgement], rulings: Mapping[int, Ruling], bench: Bench) -> list[Judgement]:
    """The later judgements that may leave nothing of one: they were at the same thing."""
    kinds = _UNMADE_BY.get(row.kind, ())
    mine = bench.touched.get(row.number)
    if not kinds or not mine or rulings[row.number].state != "holds":
        return []
    after = (r for r in acting if r.number > row.number and r.kind in kinds)
    return [r for r in after if not mine.isdisjoint(bench.touched.get(r.number, ()))]


def _contrary(row: Judgement, later: Sequence[Judgement], bench: Bench, without: Bench) -> bool:
    """Whether a later judgement says that the two whom this one made one are two. They are again, along the old line."""
    numbers = {r.number for r in later}
    return any(n in numbers and set(pair) == bench.touched[row.number] for pair, n in without.parted.items())


def _copies(derivations: Iterable[Derivation], rows: Sequence[Judgement]) -> set[frozenset[str]]:
    """The pairs of documents of which one has words of the other, as found and as judged."""
    found = {frozenset((d.source, d.to)) for d in derivations if d.kind != "cites"}  # outlets among them lead nowhere
    for row in rows:
        pair = frozenset(a.document for a in row.about)
        if row.kind == "copy":
            found.add(pair)
        elif row.kind == "not-a-copy":
            found.discard(pair)
    return found


def _spoken_of(rows: Iterable[Judgement], bench: Bench) -> Iterator[tuple[str, str]]:
    """The attributions that judgements about how a passage is read speak of themselves."""
    for row in rows:
        if row.kind in _READINGS:
            try:
                yield row.kind, bench.attribution(row.about[0]).id
            except IdleError:
                continue


def resting(
    claims: tuple[Claim, ...],
    conflicts: tuple[Conflict, ...],
    pile: tuple[Marked, ...],
    entities: tuple[Entity, ...],
    derivations: tuple[Derivation, ...],
    parted: Parted,
) -> tuple[tuple[Claim, ...], tuple[Conflict, ...]]:
    """Claims and conflicts with the judgements that their members, the voices in their chains and their copies rest on."""
    voices = {e.id: e.judged for e in entities if e.judged}
    found = {a.id: (a.document, numbers_of(a.judged, *(voices.get(h.entity or "", ()) for h in a.chain))) for a in _all(pile)}
    voiced = {a.id: [h.entity for h in a.chain] for a in _all(pile)} if parted else {}
    copies = {(d.source, d.to): d.judged for d in derivations if d.judged}

    def of(members: Iterable[str]) -> tuple[int, ...]:
        own = [found[m] for m in members if m in found]
        documents = {document for document, _ in own}
        between = [numbers for (taker, giver), numbers in copies.items() if {taker, giver} <= documents]
        heard = {voice for m in members for voice in voiced.get(m, ())}
        apart = [(number,) for pair, number in parted.items() if heard.issuperset(pair)]
        return numbers_of(*(numbers for _, numbers in own), *between, *apart)

    return (
        tuple(replace(c, judged=numbers) if (numbers := numbers_of(c.judged, of(c.members))) else c for c in claims),
        tuple(replace(x, judged=numbers) if (numbers := of(x.members)) else x for x in conflicts),
    )


def _all(pile: Iterable[Marked]) -> Iterator[Attribution]:
    for marked in pile:
        yield from marked.attributions


# -- one judgement ------------------------------------------------------------------------------------


def _ruled_out(
    row: Judgement, gone: Mapping[int, int], known: Mapping[str, str], failures: Sequence[Failure], rows: Sequence[Judgement]
) -> Ruling | None:
    """What became of a judgement that is not to be carried out; None for one that is."""
    if row.number in gone:
        return Ruling(row, "undone", f"undone by judgement {gone[row.number]}")
    if row.kind == "undo":
        return Ruling(row, "holds", _undoing(row, rows))
    if _speaks_of_a_source(row):
        return _of_a_source(row, failures, rows)
    missing = sorted({a.document for a in row.about} - known.keys())
    if missing:
        return Ruling(row, "idle", f"it speaks of a document that is not here: {', '.join(missing)}")
    if row.kind == "ignore":
        return Ruling(row, "holds", f"the report is left out: {known[row.about[0].document]}")
    return None


def _undoing(row: Judgement, rows: Sequence[Judgement]) -> str:
    of = next((r for r in rows if r.number == row.undoes), None)
    if of is not None and of.kind == "undo":
        return f"what judgement {of.number} undid is as it was before: judgement {of.undoes}"
    return f"judgement {row.undoes} no longer holds"


def _of_a_source(row: Judgement, failures: Sequence[Failure], rows: Sequence[Judgement]) -> Ruling:
    """What became of a judgement that sets an unreadable source aside."""
    name = row.about[0].document
    aside = set_aside(failures, rows)
    mine = [f for f, j in aside.items() if f.source == name and row.about[0].words in (f.sha256, f.error)]
    if not mine:
        now = next((f for f in failures if f.source == name), None)
        return Ruling(
            row, "idle", f"it fails otherwise now: {now.error}" if now else "no source of this name fails to be read here"
        )
    if all(aside[f].number != row.number for f in mine):
        return Ruling(row, "idle", f"it is set aside without it, by judgement {aside[mine[0]].number}")
    return Ruling(row, "holds", f"the source is set aside, and its words stay unknown: {mine[0].error}")


def _ruling(row: Judgement, bench: Bench) -> Ruling:
    if row.kind == "not-a-conflict":
        return Ruling(row, "holds", "")
    try:
        return Ruling(row, "holds", CARRIED_OUT[row.kind](row, bench))
    except IdleError as reason:
        return Ruling(row, "idle", str(reason))
