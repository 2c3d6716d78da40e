"""Conflicts: where the accounts of one story disagree, with the words that show it.

Reports of one utterance are collated word by word, as an editor collates manuscripts: what is worded otherwise, what is cut
off, who is said to have spoken. Statements of one matter are compared by sense: figures, dates, places, yes or no.
Nothing is decided: a conflict names both sides and leaves the verdict to the reader.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, islice

from sayso.types import Claim, Conflict, ConflictKind, Entity, Locus, Marked, Story, Variant
from sayso.weave.clash import Clash
from sayso.weave.comparison import Comparison, holds
from sayso.weave.pairing import Held
from sayso.weave.parties import Court, against, conflict, listed
from sayso.weave.parting.deeds import OTHER_WAY, TO_WHOM
from sayso.weave.reports import by_story
from sayso.weave.statements import Statement
from sayso.weave.utterances import cut_only, utterances

# Calibrated on the visible piles of the exam with bench/claims_gate.py.
FORMS = 4  # wordings of one matter up to which a note gives them all; of more the two that disagree most plainly
MANY = 50  # members of a truncation up to which their pairs are kept from being called opposite, too
_CORRECTION = re.compile(r"\b(?:correct(?:s|ion|ed)|clarification|erratum|withdrawn)\b", re.IGNORECASE)
CORRECTION_WITHIN = 300  # characters at the front of a report in which it calls itself a correction


def conflicts(
    pile: tuple[Marked, ...],
    stories: tuple[Story, ...],
    claims: tuple[Claim, ...],
    entities: tuple[Entity, ...],
    held: Held | None = None,
) -> tuple[Conflict, ...]:
    """The disagreements between attributions of one story, in order of kind and place.

    Differences of typography, case and punctuation are none. A figure that is later corrected is still reported.
    """
    by_id = {m.document.id: m for m in pile}
    made = by_story(stories, pile, claims)
    names = {e.id: e.name for e in entities}
    outlets = frozenset(e.id for e in entities if e.type == "outlet")
    held = held or Held()
    found: list[Conflict] = []
    for story in stories:
        inside = tuple(sorted((by_id[d] for d in story.documents if d in by_id), key=lambda m: m.document.id))
        own = tuple(made.get(story.id, ()))
        heard = {h.entity for m in inside for a in m.attributions for h in a.chain if h.entity} | {m.outlet for m in inside}
        called = {e: names[e] for e in sorted(e for e in heard if e in names)}
        key, given = tuple(m.document.id for m in inside), (inside, own, called, frozenset(outlets & heard))
        found.extend(held.recalled(key, given, partial(_of_story, held)))
    order = {"attribution": 0, "polarity": 1, "number": 2, "date": 3, "place": 4, "truncation": 5, "wording": 6}
    found.sort(key=lambda c: (not c.hard, order[c.kind], c.spans, c.members))
    return tuple(Conflict(f"x{n}", c.kind, c.members, c.spans, c.note, c.hard, c.why) for n, c in enumerate(found, 1))


def _of_story(
    held: Held, inside: tuple[Marked, ...], claims: tuple[Claim, ...], names: Mapping[str, str], outlets: frozenset[str]
) -> list[Conflict]:
    """The disagreements within one story."""
    both = held.of(inside)
    court = Court({m.document.id: m for m in inside}, names, outlets)
    compared = [(i, j, both.known[i, j]) for i, j in both.pairs]
    same = [w.statements for w in both.wordings]
    spoken = list(utterances(court, inside, same, compared, claims))
    cut = [frozenset(c.members) for c in spoken if c.kind == "truncation"]
    return [*spoken, *_stated(court, same, compared, claims, cut)]


# -- what was stated: one matter, two accounts -------------------------------------------------------------


def _stated(
    court: Court,
    same: Sequence[Sequence[Statement]],
    compared: Sequence[tuple[int, int, Comparison]],
    claims: Sequence[Claim],
    cut: Sequence[frozenset[str]],
) -> Iterator[Conflict]:
    """Disagreements in figures, dates, places and sense, one conflict for each matter."""
    kinds: tuple[ConflictKind, ...] = ("polarity", "number", "date", "place")
    clipped = {pair for members in cut if len(members) <= MANY for pair in combinations(sorted(members), 2)}
    together = {pair for c in claims if len(c.members) <= MANY for pair in combinations(sorted(c.members), 2)}
    whole: dict[str, list[Statement]] = defaultdict(list)
    for group in same:
        for s in group:
            if s.whole:
                whole[s.attribution.id].append(s)
    one_claim = _claimed(same, claims)
    compared = [(i, j, one) for i, j, one in compared if not _nested(same[i][0], same[j][0])]
    for kind in kinds:
        edges = []
        for i, j, one in compared:
            ends = sorted((same[i][0].attribution.id, same[j][0].attribution.id))
            known = kind == "polarity" and ((ends[0], ends[1]) in clipped or cut_only(same[i][0], same[j][0], one))
            if known or (kind == "polarity" and (ends[0], ends[1]) in together):
                continue
            a, b = same[i][0], same[j][0]
            edges += [(i, j, c, one) for c in one.clashes if c.kind == kind and holds(c, one) and not _has_both(whole, a, b, c)]
        for matter in _matters(same, edges if kind == "polarity" else _matched(same, edges), one_claim):
            conflict = _matter(court, kind, same, matter, claims)
            if conflict:
                yield conflict


def _nested(a: Statement, b: Statement) -> bool:
    """Whether one stands within the other: what somebody "dismissed as “speculation”" is not said against him."""
    one_report = a.attribution.document == b.attribution.document
    return one_report and (a.start <= b.start <= b.end <= a.end or b.start <= a.start <= a.end <= b.end)


def _has_both(whole: Mapping[str, Sequence[Statement]], a: Statement, b: Statement, clash: Clash) -> bool:
    """Whether one of two attributions names what both have: "I wrote in May and in June" does not contradict "in May"."""
    left = _named(whole[a.attribution.id], clash.kind)
    right = _named(whole[b.attribution.id], clash.kind)
    mine = _named([a], clash.kind, clash.left)
    theirs = _named([b], clash.kind, clash.right)
    return bool(mine & right or theirs & left)


def _named(stated: Iterable[Statement], kind: str, place: tuple[int, int] | None = None) -> set[str]:
    """The figures, dates or places that statements name, all or those at a place."""
    found: set[str] = set()
    for s in stated:
        if kind == "date":
            dates = [d for d in s.dates if place is None or (d.start < place[1] and place[0] < d.end)]
            found |= {d.value or " ".join(sorted(d.words)) for d in dates}
        for w in s.words:
            if place is not None and not (place[0] <= w.start and w.end <= place[1]):
                continue
            if kind == "number" and w.number:
                found.add(f"{w.number.unit}{w.number.value:g}{w.number.how if w.number.how in ('least', 'most') else ''}")
            if kind == "place" and w.place:
                found.add(w.entity or w.key)
    return found


Edge = tuple[int, int, Clash, Comparison]


def _claimed(same: Sequence[Sequence[Statement]], claims: Sequence[Claim]) -> dict[int, int]:
    """For each wording that is part of a claim of several the first such claim's number."""
    places: dict[str, list[tuple[int, Variant]]] = defaultdict(list)
    for number, claim in enumerate(claims):
        if len(claim.members) > 1:
            for member, variant in zip(claim.members, claim.variants, strict=True):
                places[member].append((number, variant))
    found: dict[int, int] = {}
    for n, group in enumerate(same):
        homes = [number for s in group for number, variant in places[s.attribution.id] if _within(s, variant)]
        if homes:
            found[n] = min(homes)
    return found


def _matched(same: Sequence[Sequence[Statement]], edges: Sequence[Edge]) -> list[Edge]:
    """Of two attributions' figures, dates or places each with its one counterpart, the surest first: what both count, then what
    is read as the same but for them ("nine barns and forty sheep", "twelve barns and sixty sheep")."""

    def pair(edge: Edge) -> tuple[str, str, tuple[int, int], tuple[int, int]]:
        i, j, clash, _ = edge
        return same[i][0].attribution.id, same[j][0].attribution.id, clash.left, clash.right

    sure: dict[tuple[str, str, tuple[int, int], tuple[int, int]], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for edge in edges:
        by_words, as_read = sure[pair(edge)]
        _, _, clash, one = edge
        sure[pair(edge)] = [max(by_words, (clash.read is None) * (1 + one.matter)), max(as_read, clash.read or 0.0)]
    taken: set[tuple[str, str, str, tuple[int, int]]] = set()
    kept = set()
    for found in sorted(sure, key=lambda p: (-sum(sure[p]), p)):
        a, b, left, right = found
        ends = {(a, b, "left", left), (a, b, "right", right)}
        if not ends & taken:
            taken |= ends
            kept.add(found)
    return [edge for edge in edges if pair(edge) in kept]


def _matters(same: Sequence[Sequence[Statement]], edges: Sequence[Edge], one: Mapping[int, int]) -> list[list[Edge]]:
    """Edges that share a figure, date or place, or of opposite sense a statement or a claim, are one matter."""
    home: dict[Hashable, Hashable] = {}

    def root(n: Hashable) -> Hashable:
        while home.setdefault(n, n) != n:
            home[n] = home[home[n]]
            n = home[n]
        return n

    def ends(edge: Edge) -> list[Hashable]:
        i, j, clash, _ = edge
        if clash.kind == "polarity":
            return [i, j, *(("claim", one[n]) for n in (i, j) if n in one)]
        return [(same[n][0].attribution.document, place) for n, place in ((i, clash.left), (j, clash.right))]

    for edge in edges:
        first, *others = ends(edge)
        for other in others:
            home[root(other)] = root(first)
    groups: dict[Hashable, list[Edge]] = defaultdict(list)
    for edge in edges:
        groups[root(ends(edge)[0])].append(edge)
    return list(groups.values())


def _matter(
    court: Court, kind: ConflictKind, same: Sequence[Sequence[Statement]], edges: Sequence[Edge], claims: Sequence[Claim]
) -> Conflict | None:
    members: dict[str, tuple[Statement, tuple[int, int]]] = {}
    for i, j, clash, _ in edges:
        for n, place in ((i, clash.left), (j, clash.right)):
            first = same[n][0]
            for s in same[n]:
                moved = (place[0] - first.start + s.start, place[1] - first.start + s.start)
                members.setdefault(s.attribution.id, (s, moved if moved[1] <= s.end + 1 else (s.start, s.end)))
    chosen = sorted(members.values(), key=lambda m: m[0].place)
    if len(chosen) < 2:
        return None
    spans = [Locus(s.attribution.document, *place) for s, place in chosen]
    best = max(edges, key=lambda e: (e[3].score, -e[0], -e[1]))
    what = {
        "number": "Different figures for the same thing",
        "date": "Different dates for the same event",
        "place": "Different places for the same event",
        "polarity": "One says so, the other says not",
    }[kind]
    what = {TO_WHOM: "Who did it, and to whom, is told the other way round", OTHER_WAY: "It is told the other way round"}.get(
        best[2].why, what
    )
    sides: dict[str, list[Statement]] = {}
    shown: dict[str, str] = {}
    for s, place in chosen:
        form = f"“{court.text(s.attribution.document, *place)}”"
        sides.setdefault(shown.setdefault(form.casefold(), form), []).append(s)
    ends = {same[n][0].place for n in best[:2]}
    plainest = [form for form, who in sides.items() if any(s.place in ends for s in who)]
    told = list(sides) if len(sides) <= FORMS else (plainest if len(plainest) > 1 else list(sides))[:2]
    said = [f"{form} ({listed(dict.fromkeys(court.named(s.attribution) for s in sides[form]))})" for form in told]
    more = f", and {len(sides) - len(told)} more wordings" if len(told) < len(sides) else ""
    note = f"{what}: {against(said)}{more}{_later(court, sides)}."
    as_ = "contradicting each other" if kind == "polarity" else "saying the same but for that"
    read = f"; read as {as_}: {best[2].read:.0%}" if best[2].read is not None else ""
    why = f"{best[2].why}{read}; {best[3].why}"
    ids = [s.attribution.id for s, _ in chosen]
    if kind == "polarity":
        others = _also(ids, [s for s, _ in chosen], claims)
        ids += [m for m, _ in others]
        spans += [place for _, place in others]
    return conflict(kind, ids, spans, note, why=why)


def _also(ids: Sequence[str], chosen: Sequence[Statement], claims: Sequence[Claim]) -> list[tuple[str, Locus]]:
    """The other members of the claims that the parties make: they say what the parties say."""
    places = {s.attribution.id: s for s in chosen}
    found: dict[str, Locus] = {}
    for claim in claims:
        if not any(m in places and _within(places[m], v) for m, v in zip(claim.members, claim.variants, strict=True)):
            continue
        for member, variant in zip(claim.members, claim.variants, strict=True):
            if member not in places and variant.spans:
                document = member.rpartition("-")[0]
                found.setdefault(member, Locus(document, variant.spans[0].start, variant.spans[-1].end))
    return sorted(found.items(), key=lambda f: f[1])


def _within(statement: Statement, variant: Variant) -> bool:
    return any(s.start < statement.end and statement.start < s.end for s in variant.spans)


def _opening(marked: Marked) -> str:
    """The first CORRECTION_WITHIN code points of title and body: a menu's "Request a correction" is no correction."""
    shown = (marked.document.text[r.start : r.start + CORRECTION_WITHIN] for r in marked.regions if r.kind in ("title", "body"))
    return "\n".join(islice(shown, 3))[:CORRECTION_WITHIN]


def _later(court: Court, sides: Mapping[str, Sequence[Statement]]) -> str:
    """Whether one voice is given several of the forms, in reports of different days, and whether the last is a correction."""
    given: dict[str, dict[str, str]] = defaultdict(dict)
    corrected: dict[str, str] = {}
    for form, chosen in sides.items():
        for s in chosen:
            marked = court.pages[s.attribution.document]
            document = marked.document
            voice = court.voice(s.attribution)
            if voice and document.published:
                given[voice].setdefault(document.published.value, form)
                if _CORRECTION.search(_opening(marked)):
                    corrected[voice] = document.published.value
    for voice, days in sorted(given.items()):
        ordered = sorted(days.items())
        if len({form.casefold() for _, form in ordered}) > 1:
            name, told = court.names.get(voice, voice), ", ".join(f"{form} ({day})" for day, form in ordered)
            last = "; later corrected" if corrected.get(voice) == ordered[-1][0] else ""
            return f"; {name} is given as saying {told}{last}"
    return ""
