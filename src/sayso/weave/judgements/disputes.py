"""Conflicts that are judged to be none. They are found as ever, and taken out behind that, before anything is counted.

The judgement speaks of one place on every side of a conflict: what is said there does not conflict. It holds for whoever says
it in the same words. When a side joins that it does not speak of, the conflict is back, and the judgement says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from sayso.text import fold
from sayso.types import Attribution, Claim, Conflict, Judgement, Locus, Marked, Ruling, Span
from sayso.weave.judgements.bench import IdleError, likest, numbers_of, place


def stands(conflict: Conflict, attributions: Mapping[str, Attribution]) -> dict[str, Locus]:
    """Where each member of a conflict says its side: at the words that differ, else all it says."""
    found: dict[str, Locus] = {}
    for a in (attributions[m] for m in conflict.members if m in attributions):
        here = [s for s in conflict.spans if s.document == a.document]
        own = [s for s in here if any(s.start < c.end and c.start < s.end for c in a.content)]
        if conflict.kind == "attribution" and not own:  # who is named, which lies outside of what is said
            own = here
        spans = [(s.start, s.end) for s in own] or [(c.start, c.end) for c in a.content]
        if spans:
            found[a.id] = Locus(a.document, min(s for s, _ in spans), max(e for _, e in spans))
    return found


def sides(where: Mapping[str, Locus], texts: Mapping[str, str]) -> dict[str, list[str]]:
    """The members of a conflict by what they say, letter case, accents and typography aside."""
    found: dict[str, list[str]] = defaultdict(list)
    for member, at in where.items():
        found[fold(texts[at.document][at.start : at.end])].append(member)
    return dict(found)


def settled(
    rulings: tuple[Ruling, ...], conflicts: tuple[Conflict, ...], claims: tuple[Claim, ...], pile: tuple[Marked, ...]
) -> tuple[tuple[Ruling, ...], tuple[Conflict, ...], tuple[Claim, ...]]:
    """What became of the judgements that conflicts are none, the conflicts that are left, and the claims that are so no longer
    disputed, with the judgement's number."""
    if not any(_open(r) for r in rulings):
        return rulings, conflicts, claims
    marked = {m.document.id: m for m in pile}
    texts = {document: m.document.text for document, m in marked.items()}
    attributions = {a.id: a for m in pile for a in m.attributions}
    made = _Made(claims)
    where = {x.id: stands(x, attributions) for x in conflicts}
    in_document: dict[str, dict[str, Conflict]] = defaultdict(dict)
    for x in conflicts:
        for at in where[x.id].values():
            in_document[at.document][x.id] = x
    out: dict[str, int] = {}
    ruled: list[Ruling] = []
    for ruling in rulings:
        if not _open(ruling):
            ruled.append(ruling)
            continue
        row = ruling.judgement
        try:
            spoken = _spoken(row, marked)
        except IdleError as reason:
            ruled.append(Ruling(row, "idle", str(reason)))
            continue
        near = {x: in_document[d][x] for d in sorted(spoken) for x in in_document.get(d, ())}
        ruled.append(_ruled(row, list(near.values()), spoken, where, texts, made, out))
    touched: dict[str, set[int]] = defaultdict(set)
    for x in conflicts:
        if x.id in out:
            for claim in made.touched(x, where[x.id]):
                touched[claim].add(out[x.id])
    judged = tuple(replace(c, judged=numbers_of(c.judged, touched[c.id])) if c.id in touched else c for c in claims)
    return tuple(ruled), tuple(x for x in conflicts if x.id not in out), judged


def _open(ruling: Ruling) -> bool:
    return ruling.judgement.kind == "not-a-conflict" and ruling.state == "holds"


def _spoken(row: Judgement, marked: Mapping[str, Marked]) -> dict[str, list[Span]]:
    """The places a judgement speaks of, by document; those in reports that are ignored count by their words alone."""
    found: dict[str, list[Span]] = defaultdict(list)
    for anchor in row.about:
        if anchor.document in marked:
            found[anchor.document].append(place(anchor, marked))
    if not found:
        raise IdleError("it speaks of reports that are ignored")
    return found


def _ruled(
    row: Judgement,
    near: Sequence[Conflict],
    spoken: Mapping[str, Sequence[Span]],
    where: Mapping[str, Mapping[str, Locus]],
    texts: Mapping[str, str],
    made: _Made,
    out: dict[str, int],
) -> Ruling:
    """What became of one judgement; the conflicts that it takes out go into `out` with its number."""
    words = {fold(a.words) for a in row.about}
    mine: list[Conflict] = []
    before: list[int] = []
    more = ""
    for x in near:
        places = where[x.id]
        at = {m for m, p in places.items() if likest(Span(p.start, p.end), ((s, True) for s in spoken.get(p.document, ())))}
        if not at:
            continue
        said = at | {m for m, p in places.items() if fold(texts[p.document][p.start : p.end]) in words}
        if x.kind == "polarity":  # who makes the same claim is on the same side, in whatever words
            said |= {m for m in places if made.of(m) & {c for s in said for c in made.of(s)}}
        left = [p for m, p in sorted(places.items()) if m not in said]
        if len(sides({m: places[m] for m in at | said}, texts)) < 2:
            continue  # it speaks of one side only
        if left:
            more = more or f"“{texts[left[0].document][left[0].start : left[0].end]}” in {left[0].document}"
        elif x.id in out:
            before.append(out[x.id])
        else:
            mine.append(x)
    if mine:
        out.update({x.id: row.number for x in mine})
        what = "the conflict is left out" if len(mine) == 1 else f"{len(mine)} conflicts are left out"
        return Ruling(row, "holds", f"{what}: {' '.join(x.note for x in mine)}")
    if more:
        return Ruling(row, "idle", f"the conflict has a side that it does not speak of: {more}")
    if before:
        return Ruling(row, "idle", f"the conflict is left out without it, by judgement {before[0]}")
    return Ruling(row, "idle", "no conflict is found between these places")


class _Made:
    """Which claims attributions make, and with which words."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._variants: dict[str, dict[str, tuple[Span, ...]]] = defaultdict(dict)
        for c in claims:
            for v in c.variants:
                self._variants[v.attribution][c.id] = v.spans

    def of(self, attribution: str) -> frozenset[str]:
        """The claims that an attribution makes."""
        return frozenset(self._variants.get(attribution, ()))

    def touched(self, conflict: Conflict, where: Mapping[str, Locus]) -> set[str]:
        """The claims of a conflict's members whose words it is about, as `tell.lookup` has it."""
        return {
            claim
            for member, at in where.items()
            for claim, spans in self._variants.get(member, {}).items()
            if conflict.kind == "attribution" or not spans or any(s.start < at.end and at.start < s.end for s in spans)
        }
