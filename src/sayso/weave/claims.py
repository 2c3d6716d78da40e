"""Claims: the attributions, across documents, whose contents say the same thing.

Statements are compared only where an inverted index over their rarer words, names and figures brings them together
(blocking, as in record linkage), and joined from the likest pair downwards, by average linkage. Nothing joins across a
contradiction: another figure of the same thing, the opposite sense, a clipped quotation that turns the sense.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sayso.types import Attribution, Claim, Entity, Locus, Marked, Span, Story, Variant
from sayso.weave.alignment import collate, shared
from sayso.weave.clash import Clash
from sayso.weave.comparison import UTTERANCE, Comparison, turns_sense
from sayso.weave.pairing import Compared, Held, Wording
from sayso.weave.statements import Statement

# Calibrated on the visible piles of the exam with bench/claims_gate.py.
SAME_SENSE = 0.5  # score from which two statements in other words are one claim
LINK = 0.52  # mean of every wording's best score on the other side from which two groups are joined
BARRED = 0.5  # chance, as a model reads it, that but for a figure two statements say the same, from which they are two claims
MEAN = 0.35  # … and the mean of all scores between them: no long statement joins two that say different things
AS_LIKE = 0.15  # means of scores so near one another are alike
SAMPLE = 8  # wordings of a group that stand for it when two groups are compared
SHORTEST = 4  # words of a statement that is a claim of its own


def claims(
    pile: tuple[Marked, ...], stories: tuple[Story, ...], entities: tuple[Entity, ...], held: Held | None = None
) -> tuple[Claim, ...]:
    """The claims of each story, those with most reports first; origins and independence are still open.

    Members stand in body text only. A statement that nobody else makes is a claim with one member, when it is long enough
    to state something. The same input in any order gives the same claims.
    """
    texts = {m.document.id: m.document.text for m in pile}
    by_id = {m.document.id: m for m in pile}
    held = held or Held()
    found: list[Claim] = []
    for story in stories:
        compared = held.of(by_id[d] for d in story.documents if d in by_id)
        stated = sorted((s for w in compared.wordings for s in w.statements), key=lambda s: s.place)
        groups = _groups(stated, compared)
        stated_so = [g for g in groups if not all(s.against for w in g.wordings for s in w.statements)]
        drafts = _distinct([_draft(group, story.id, texts) for group in stated_so])  # a denial alone claims nothing of its own
        found.extend(drafts)
        found.extend(_single(stated, drafts, story.id, texts))
    found.sort(key=lambda c: (-len({v.spans and _home(c, i) for i, v in enumerate(c.variants)}), -len(c.members), c.gist_at))
    return tuple(_numbered(found))


def _home(claim: Claim, at: int) -> str:
    return claim.members[at].rpartition("-")[0]


def _numbered(found: Sequence[Claim]) -> Iterator[Claim]:
    for n, c in enumerate(found, 1):
        yield Claim(f"c{n}", c.story, c.gist, c.gist_at, c.members, c.variants, c.origins, c.independent, c.rests_on, c.why)


# -- which statements say the same ---------------------------------------------------------------------


class Group(NamedTuple):
    """Wordings that say the same, and the lowest score that joined them."""

    wordings: tuple[Wording, ...]
    scores: Mapping[tuple[int, int], Comparison]  # by the wordings' numbers in the whole story
    numbers: tuple[int, ...]


def _groups(stated: Sequence[Statement], compared: Compared) -> list[Group]:
    wordings = compared.wordings
    sentences = {(s.attribution.id, s.sentence): s for s in stated if s.whole}
    pairs = {(i, j): compared.known[i, j] for i, j in compared.pairs if not _own(wordings[i], wordings[j])}
    likely = sorted((p for p, c in pairs.items() if c.utterance or c.score >= SAME_SENSE), key=lambda p: (-pairs[p].score, p))
    home = list(range(len(wordings)))
    groups: dict[int, list[int]] = {i: [i] for i in home}
    for i, j in likely:
        a, b = home[i], home[j]
        if a == b or not _joins(groups[a], groups[b], compared, sentences):
            continue
        keep, drop = min(a, b), max(a, b)
        groups[keep] = sorted(groups[keep] + groups.pop(drop))
        for n in groups[keep]:
            home[n] = keep
    out = []
    for members in groups.values():
        if len({s.attribution.id for n in members for s in wordings[n].statements}) > 1:
            out.append(Group(tuple(wordings[n] for n in members), compared.known, tuple(members)))
    return out


def _joins(a: Sequence[int], b: Sequence[int], compared: Compared, sentences: Mapping[tuple[str, int], Statement]) -> bool:
    """Whether two groups say the same: each wording has its like on the other side, and nothing stands against it."""
    mine, theirs = _sample(a), _sample(b)
    wordings, known = compared.wordings, compared.known
    pairs = [(min(i, j), max(i, j)) for i in mine for j in theirs]
    pairs = [(i, j) for i, j in pairs if (i, j) in known or not _own(wordings[i], wordings[j])]
    if any(_bars(c) for pair in pairs if pair in known for c in known[pair].clashes):
        return False
    compared.compare(pair for pair in pairs if pair not in known)
    best: dict[int, float] = defaultdict(float)
    scores: list[float] = []
    for i, j in pairs:
        one = compared.of(i, j)
        if any(_bars(c) for c in one.clashes) or _clipped(wordings[i].first, wordings[j].first, sentences):
            return False
        scores.append(one.score)
        best[i], best[j] = max(best[i], one.score), max(best[j], one.score)
    alike = (sum(best[i] for i in mine) / len(mine) + sum(best[j] for j in theirs) / len(theirs)) / 2
    return alike >= LINK and (not scores or sum(scores) / len(scores) >= MEAN)


def _bars(clash: Clash) -> bool:
    """Whether a disagreement makes two claims of it: not when, nor where, but how many, what, and yes or no."""
    if clash.read is not None:
        return clash.kind == "number" and clash.read >= BARRED
    return clash.kind in ("number", "polarity") or (clash.kind == "place" and clash.core)


def _own(a: Wording, b: Wording) -> bool:
    """Whether both are one attribution's: a sentence and a clause of it are not two voices."""
    return len({s.attribution.id for s in (*a.statements[:2], *b.statements[:2])}) == 1


def _sample(group: Sequence[int]) -> Sequence[int]:
    if len(group) <= SAMPLE:
        return group
    step = len(group) / SAMPLE
    return [group[int(n * step)] for n in range(SAMPLE)]


def _clipped(a: Statement, b: Statement, sentences: Mapping[tuple[str, int], Statement]) -> bool:
    """Whether one quotation is the other with a cut that may turn its sense. Clauses are held to their whole sentences."""
    if not a.quoted or not b.quoted:
        return False
    a, b = (sentences.get((s.attribution.id, s.sentence), s) for s in (a, b))
    whole, part = (a, b) if len(a.words) >= len(b.words) else (b, a)
    steps = collate(whole.words, part.words)
    return shared(steps) >= UTTERANCE * len(part.words) and bool(turns_sense(whole, part, steps))


# -- claims from groups -----------------------------------------------------------------------------------


def _draft(group: Group, story: str, texts: Mapping[str, str]) -> Claim:
    """The claim of a group: one variant for each attribution, the shortest of those most like the others."""
    said: dict[str, list[tuple[float, Statement]]] = defaultdict(list)
    for n, wording in zip(group.numbers, group.wordings, strict=True):
        central = _central(n, group)
        for s in wording.statements:
            said[s.attribution.id].append((central, s))
    chosen = sorted((_aptest(some) for some in said.values()), key=lambda s: s.place)
    gist = _gist(chosen)
    return Claim(
        id="",
        story=story,
        gist=texts[gist.attribution.document][gist.start : gist.end],
        gist_at=Locus(gist.attribution.document, gist.start, gist.end),
        members=tuple(s.attribution.id for s in chosen),
        variants=tuple(Variant(s.attribution.id, (Span(s.start, s.end),)) for s in chosen),
        origins=(),
        independent=0,
        rests_on=(),
        why=_why(group),
    )


def _aptest(said: Sequence[tuple[float, Statement]]) -> Statement:
    """Of what one attribution says of a claim the shortest that is as like the others as any: the clause, not its sentence."""
    most = max(central for central, _ in said)
    return min((s for central, s in said if central >= most - AS_LIKE), key=lambda s: (s.end - s.start, s.place))


def _central(n: int, group: Group) -> float:
    scores = [c.score for other in group.numbers if other != n and (c := group.scores.get((min(n, other), max(n, other))))]
    return round(sum(scores) / len(scores), 6) if scores else 1.0


_JOINERS = frozenset(["but", "and", "so", "who", "which"])
_POINTERS = frozenset(["he", "she", "it", "they", "that", "this", "these", "those", "we", "i"])


def _gist(chosen: Sequence[Statement]) -> Statement:
    """The shortest variant that can be read alone, or that at least does not go on from what is not there."""
    return min(
        chosen,
        key=lambda s: (s.begins < s.start, s.words[0].text in _JOINERS, s.words[0].text in _POINTERS, len(s.words), s.place),
    )


def _why(group: Group) -> str:
    """How the loosest member is tied to the one it is most like."""
    ties = []
    for n in group.numbers:
        own = [c for o in group.numbers if o != n and (c := group.scores.get((min(n, o), max(n, o))))]
        if own:
            ties.append(max(own, key=lambda c: (c.score, c.why)))
    if not ties:
        return "the same words throughout"
    words = all(c.utterance for c in ties)
    loosest = min(ties, key=lambda c: (c.score, c.why))
    kind = "reports of one utterance" if words else "the same sense"
    return f"{kind}; the loosest tie: {loosest.why}"


def _distinct(drafts: list[Claim]) -> list[Claim]:
    """Leave out a claim whose members and places another claim has as well (a clause of the same sentences)."""
    drafts.sort(key=lambda c: (-len(c.members), -sum(s.end - s.start for v in c.variants for s in v.spans), c.gist_at))
    held: dict[str, list[int]] = defaultdict(list)
    kept: list[Claim] = []
    for claim in drafts:
        homes = set.intersection(*({*held[m]} for m in claim.members))
        if any(_covers(kept[n], claim) for n in homes):
            continue
        for member in claim.members:
            held[member].append(len(kept))
        kept.append(claim)
    return kept


def _covers(large: Claim, small: Claim) -> bool:
    places = {v.attribution: v.spans for v in large.variants}
    return all(any(s.start < t.end and t.start < s.end for s in v.spans for t in places[v.attribution]) for v in small.variants)


def _single(stated: Sequence[Statement], drafts: Iterable[Claim], story: str, texts: Mapping[str, str]) -> Iterator[Claim]:
    """A claim of its own for each attribution that no other one bears out: the run of its sentences."""
    taken = {m for c in drafts for m in c.members}
    alone: dict[str, list[Statement]] = defaultdict(list)
    for s in stated:
        if s.whole and not s.against and s.attribution.id not in taken:
            alone[s.attribution.id].append(s)
    for sentences in alone.values():
        fit = [s for s in sentences if len(s.words) >= SHORTEST]
        if not fit:
            continue
        attribution: Attribution = fit[0].attribution
        first = fit[0]
        yield Claim(
            id="",
            story=story,
            gist=texts[attribution.document][first.start : first.end],
            gist_at=Locus(attribution.document, first.start, first.end),
            members=(attribution.id,),
            variants=(Variant(attribution.id, tuple(Span(s.start, s.end) for s in sentences)),),
            origins=(),
            independent=0,
            rests_on=(),
            why="no other report says it",
        )
