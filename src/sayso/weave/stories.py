"""Which reports tell of one affair, and which affairs are related: news clustering that grows with the pile.

Each report is a vector: its words and its pairs of neighbouring words, each weighted by how rare it is in news at large
(the tables `commonness` and `common_names`; nothing is counted in the pile, so a report's vector and the cosine of two
reports stay what they are whatever else comes in). An inverted index, read within a window of so many reports before and
after, gives the cosines with those that lie near in time; a report's heaviest features lead to likely ones beyond. What
two reports are about (weave/meaning) adds to their cosine or takes from it. Their likeness is that, less the more days lie
between. Words that two reports quote alike, and one that names the other as its source, tie them: that adds to their
likeness and bridges some weeks. Average linkage (Sokal and Michener 1958) over the graph of likenesses, cut at one threshold
fixed beforehand, makes the stories.

"Online" means this: the result is a function of the set of reports, whatever their order, and it can be had again after
each report that comes, late ones too, for the cost of what is new: `stories` with the `Memory` of earlier calls gives
what it gives without. As reports arrive, stories may grow, merge or split; only the linkage is done anew each time.
It is the scheme of topic detection and tracking (Allan et al. 1998), without training. Deliberately not done: weights by
the pile's own counts, since each new report would change all of them (docs/decisions/009-what-belongs-together.md says what
they would gain).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from heapq import heapify, heappop, heappush
from itertools import combinations, islice, pairwise
from typing import NamedTuple

from sayso.edtf import interval
from sayso.text import fold, paragraphs, pieces, stem, stopwords
from sayso.types import Derivation, Marked, Story
from sayso.weave.meaning import likenesses, meaning
from sayso.weave.reports import day_number
from sayso.weave.vectors import BODY_WORDS, LONGEST_WORD, SCALE, cosine_of, headline, vector

# Calibrated on one half of the AllSides roundups of 2021 (events of left, centre and right accounts) among unrelated
# articles, in several mixtures and densities; bench/stories_gate.py reports on the other half.
# The more reports there are, the more alike the nearest is by chance: so the threshold rises with their number. In
# small piles (the example and made-up piles of five to nine reports) 0.050 to 0.060 did equally well for eight reports.
_ALIKE = 0.063  # average likeness, after the discount for days, at which ten reports tell of one affair
_ALIKE_TENFOLD = 0.068  # … and so much more for each tenfold
_MANY = 600  # reports from which a larger pile makes no difference: more lie further away in time
_FLOOR = 0.65  # share of that likeness under which a pair of reports counts as wholly unlike
_LEAST = 0.04  # cosine under which that is so in any pile: not kept
_RELATED = 0.2  # cosine from which two reports of different stories make them related: the same people or matter
_MEANT = 2.2  # what a full likeness in meaning beyond the neutral adds to the cosine, in shares of the threshold
_NEUTRAL = 0.4  # the likeness in meaning that adds nothing: between that of one affair and that of two that share words
_DAYS = 35.0  # the discount is exp(-days / scale), scale being _DAYS * reports ** -_DENSER, for the days beyond
_DENSER = 0.25  # in a larger pile another affair that is as alike comes sooner
_GRACE = 2.0  # … which reports of one affair commonly lie apart
_UNDATED = 0.55  # the discount of two reports of which one has no date and names none
_TIE = 0.1  # what a shared quotation, or naming the other as a source, adds to the likeness of two reports
_TIED_GRACE = 21.0  # days that reports so tied may lie apart without a discount: commentary comes weeks after the news
_QUOTED = 6  # words in a row of direct speech by which two reports share a quotation
_QUOTED_CONTENT = 3  # … of which so many must not be stop words
_QUOTING = 24  # reports with the same words in a row that are all tied to one another; more are tied each to the next
_WINDOW = 100  # reports before and after a report, by day, with which it is held

_LEADS = 8  # a report's heaviest features, by which it is found beyond that window
_GLIMPSE = 0.1  # what these must bring to the cosine before it is worked out, where a date is missing
_FAR_GLIMPSE = 0.15  # … and where both are dated
_MOST_RELATED = 8
_GLUED = 0.5  # share of a report taken from another at which both tell of one affair whatever their days
_TITLE_LENGTH = 140  # code points


class Memory:
    """What was found out of the reports so far, by document id (which stands for the document's content).

    It never changes a result. Where the pile has lost reports that it holds, it begins anew.
    """

    def __init__(self) -> None:
        self.reports: dict[str, _Report] = {}
        self.order: list[_Order] = []  # of all reports
        self.near: dict[str, list[_Order]] = defaultdict(list)  # feature -> the reports that have it, in their order
        self.far: dict[str, list[str]] = defaultdict(list)  # lead -> the reports that have it
        self.pairs: list[_Pair] = []  # the pairs worth keeping, by how much alike they can be
        self.tied: dict[tuple[str, str], _Pair] = {}  # pairs that only a tie led to
        self.quoting: dict[tuple[str, ...], list[str]] = defaultdict(list)  # words quoted -> the reports that do
        self.shared: set[tuple[str, ...]] = set()  # words that several quote
        self.told: dict[tuple[str, ...], _Group] = {}  # reports of a story -> what was told of them

    def clear(self) -> None:
        """Forget everything."""
        for held in vars(self).values():
            held.clear()


def stories(pile: tuple[Marked, ...], derivations: tuple[Derivation, ...], memory: Memory | None = None) -> tuple[Story, ...]:
    """Every document of the pile in exactly one story; the largest story first, then the earliest.

    `related` names stories of other events with the same people or matter. A story's title is the title of its
    most central report with a date (where none has a title, the beginning of the most central report).
    """
    here = {m.document.id: m for m in pile}
    if memory is None:
        memory = Memory()
    elif not memory.reports.keys() <= here.keys():
        memory.clear()
    for marked in sorted(pile, key=lambda m: m.document.id):
        if marked.document.id not in memory.reports:
            _learn(marked, memory)
    ties = _ties(here, derivations, memory)
    enough = _enough(len(here))
    edges = _edges(ties, enough, memory)
    groups = _glued(_linked(here, edges, enough), derivations)
    told = sorted(_told(groups, edges, ties, here, memory), key=lambda g: (-len(g.members), memory.reports[g.members[0]].order))
    related = _related(told, memory)
    return tuple(
        Story(
            id=f"s{n + 1}",
            title=group.title,
            documents=tuple(sorted(group.members)),
            related=tuple(f"s{r.story + 1}" for r in related[n]),
            why=_why(group, related[n], enough, memory),
        )
        for n, group in enumerate(told)
    )


# -- reports as vectors -----------------------------------------------------------------------------


_Order = tuple[int, int, str]  # undated last, then by day, then by id


class _Report(NamedTuple):
    order: _Order
    day: int | None  # of publication, as a proleptic ordinal
    days: tuple[int, ...]  # of publication; where it is not known, those that the text names
    vector: Mapping[str, int]  # by stem and by "stem stem", the heaviest first; of length SCALE
    leads: tuple[str, ...]  # the heaviest features
    meaning: bytes  # of headline and opening


def _report(marked: Marked) -> _Report:
    day = day_number(marked)
    weights = vector(marked)
    order = (int(day is None), day or 0, marked.document.id)
    days = (day,) if day is not None else _named_days(marked)
    return _Report(order, day, days, weights, tuple(islice(weights, _LEADS)), _meaning(marked))


def _meaning(marked: Marked) -> bytes:
    """What a report means; empty where it tells nothing, or not in the language of the word vectors."""
    document = marked.document
    if (document.language or "en").partition("-")[0] != "en":
        return b""
    body = "\n".join(document.text[r.start : r.end] for r in marked.regions if r.kind == "body") or document.text
    return meaning(headline(document), body)


def _named_days(marked: Marked) -> tuple[int, ...]:
    """The days and months that a report's text names, by their first day."""
    found = (interval(d.value)[0] for d in marked.dates if d.value and len(d.value) >= len("2017-11"))
    return tuple(sorted({d.toordinal() for d in found if d}))


# -- pairs of reports ---------------------------------------------------------------------------------


class _Pair(NamedTuple):
    """Two reports, the lesser id first."""

    most: float  # the cosine and the most that their meaning can add to it
    a: str
    b: str
    led: bool  # whether their leads bring them together from wherever they are
    cosine: float
    meant: float  # their likeness in meaning beyond the neutral; 0 where it is not known

    @classmethod
    def of(cls, x: _Report, y: _Report, cosine: float, meant: float, led: bool) -> _Pair:
        a, b = sorted((x.order[2], y.order[2]))
        return cls(cosine + _MEANT * _enough(_MANY) * max(0.0, meant), a, b, led, cosine, meant)


def _learn(marked: Marked, memory: Memory) -> None:
    """Take a report into memory: its vector, what it quotes, and its likeness to the reports there that it may go with."""
    name, report = marked.document.id, _report(marked)
    insort(memory.order, report.order)
    met = list(_met(report, memory))
    meant = _meant(report, [memory.reports[other] for other, _, _ in met])
    for (other, cosine, led), more in zip(met, meant, strict=True):
        insort(memory.pairs, _Pair.of(report, memory.reports[other], cosine, more, led))
    memory.reports[name] = report
    for feature in report.vector:
        insort(memory.near[feature], report.order)
    for lead in report.leads:
        memory.far[lead].append(name)
    for words in _quoted(marked):
        memory.quoting[words].append(name)
        if len(memory.quoting[words]) > 1:
            memory.shared.add(words)


def _met(report: _Report, memory: Memory) -> Iterator[tuple[str, float, bool]]:
    """The reports that one may go with, or be related to, their cosines, and whether leads bring them together.

    Of those within the window all that share a feature, the cosine worked out as the index is read; of others those with
    which it shares enough of its heaviest features.
    """
    near, far = _read(report, memory)
    led = {name for name, product in far.items() if product >= _glimpse(report, memory.reports[name]) * SCALE**2}
    for name, product in near.items():
        if product >= _LEAST * SCALE**2:
            yield name, product / SCALE**2, name in led
    for name in led - near.keys():
        if (cosine := cosine_of(report.vector, memory.reports[name].vector)) >= _LEAST:
            yield name, cosine, True


def _glimpse(a: _Report, b: _Report) -> float:
    return _GLIMPSE if a.day is None or b.day is None else _FAR_GLIMPSE


def _read(report: _Report, memory: Memory) -> tuple[Counter[str], Counter[str]]:
    """The products with the reports within the window, by all features, and with any report, by the leads alone."""
    near: Counter[str] = Counter()
    far: Counter[str] = Counter()
    at = bisect_left(memory.order, report.order)
    first, last = memory.order[max(0, at - _WINDOW)], memory.order[min(len(memory.order) - 1, at + _WINDOW)]
    for feature, weight in report.vector.items():
        for name in _between(memory.near.get(feature, ()), first, last):
            near[name] += weight * memory.reports[name].vector[feature]
    for lead in report.leads:
        for name in memory.far.get(lead, ()):
            far[name] += report.vector[lead] * memory.reports[name].vector[lead]
    return near, far


def _between(entries: Sequence[_Order], first: _Order, last: _Order) -> Iterator[str]:
    """The reports among an index's entries from one to another, both included."""
    return (order[2] for order in islice(entries, bisect_left(entries, first), bisect_right(entries, last)))


def _meant(report: _Report, others: Sequence[_Report]) -> list[float]:
    """How much more alike in meaning than two reports of nothing in common but words; 0 where that is not known."""
    known = [n for n, other in enumerate(others) if report.meaning and other.meaning]
    out = [0.0] * len(others)
    for n, likeness in zip(known, likenesses(report.meaning, [others[n].meaning for n in known]), strict=True):
        out[n] = likeness - _NEUTRAL
    return out


def _apart(a: _Report, b: _Report) -> float | None:
    """The days between two reports; for one without a date, from the nearest day it names; None if it names none."""
    return min((abs(x - y) for x in a.days for y in b.days), default=None)


def _likeness(a: _Report, b: _Report, cosine: float, tied: bool, scale: float) -> float:
    """Two reports' likeness: their cosine, less the more days lie between; a tie adds to it and bridges days."""
    if tied and (a.day is None or b.day is None):
        return cosine + _TIE
    apart = _apart(a, b)
    if apart is None:
        return cosine * _UNDATED
    beyond = max(0.0, apart - (_TIED_GRACE if tied else _GRACE))
    return (cosine + _TIE * tied) * math.exp(-beyond / scale)


_Ties = frozenset[tuple[str, str]]  # of reports' ids, the lesser first


def _ties(here: Mapping[str, Marked], derivations: Sequence[Derivation], memory: Memory) -> _Ties:
    """Reports that print the same spoken words, or of which one took from the other or names it as its source."""
    pairs = {(d.source, d.to) for d in derivations if d.source in here and d.to in here and d.source != d.to}
    for words in memory.shared:
        names = sorted(memory.quoting[words], key=lambda n: memory.reports[n].order)
        pairs.update(combinations(names, 2) if len(names) <= _QUOTING else pairwise(names))
    return frozenset((min(p), max(p)) for p in pairs)


def _quoted(marked: Marked) -> set[tuple[str, ...]]:
    """The runs of words of a report's direct speech by which another report is known to quote the same."""
    stop = stopwords()
    text = marked.document.text
    out: set[tuple[str, ...]] = set()
    for a in marked.attributions:
        said = (
            [fold(t.text[:LONGEST_WORD]) for s in a.content for t in pieces(text, s.start, s.end)] if a.kind == "direct" else []
        )
        for i in range(len(said) - _QUOTED + 1):
            words = said[i : i + _QUOTED]
            if sum(w not in stop for w in words) >= _QUOTED_CONTENT:
                out.add(tuple(words))
    return out


# -- stories out of pairs ----------------------------------------------------------------------------

_Edge = tuple[str, str, float]  # two reports, the lesser id first, and their likeness


def _enough(count: int) -> float:
    """The likeness from which reports tell of one affair, in a pile of so many."""
    return _ALIKE + _ALIKE_TENFOLD * (math.log10(_rivals(count)) - 1)


def _rivals(count: int) -> int:
    """How many reports of a pile vie for a place in one story."""
    return max(1, min(count, _MANY))


def _edges(ties: _Ties, enough: float, memory: Memory) -> list[_Edge]:
    """The pairs of the pile's reports that are nearly as much alike, or more.

    What they mean counts by the threshold: in a small pile, where slight likeness of words is enough, it counts less.
    """
    known, place = memory.reports, _places(memory)
    least, weight = enough * _FLOOR, enough * _MEANT
    scale = _DAYS * _rivals(len(place)) ** -_DENSER

    def meet(pair: _Pair) -> bool:
        undated = known[pair.a].day is None or known[pair.b].day is None
        return _neighbours(pair, place) or (undated and pair.led)

    def likeness(pair: _Pair) -> float:
        return _likeness(known[pair.a], known[pair.b], pair.cosine + weight * pair.meant, (pair.a, pair.b) in ties, scale)

    pairs = [p for p in _down_to(least, memory) if (p.a, p.b) not in ties and meet(p)]
    pairs += [_tied_pair(a, b, memory) for a, b in ties]
    return sorted(e for e in ((p.a, p.b, likeness(p)) for p in pairs) if e[2] >= least)


def _places(memory: Memory) -> dict[str, int]:
    return {order[2]: n for n, order in enumerate(memory.order)}


def _neighbours(pair: _Pair, place: Mapping[str, int]) -> bool:
    """Whether two reports lie within the window now: while the pile grew they may have lain nearer."""
    return abs(place[pair.a] - place[pair.b]) <= _WINDOW


def _down_to(least: float, memory: Memory) -> list[_Pair]:
    return memory.pairs[bisect_left(memory.pairs, (least,)) :]


def _tied_pair(a: str, b: str, memory: Memory) -> _Pair:
    if (a, b) not in memory.tied:
        x, y = memory.reports[a], memory.reports[b]
        memory.tied[a, b] = _Pair.of(x, y, cosine_of(x.vector, y.vector), _meant(x, [y])[0], led=True)
    return memory.tied[a, b]


def _linked(names: Iterable[str], edges: Sequence[_Edge], enough: float) -> list[list[str]]:
    """Groups of reports, joined while their likeness is on average enough, the most alike first; no edge is no likeness.

    Each group goes by its least id. The heap's entries carry both groups' sizes: when either has grown, they are stale.
    """
    sums: dict[str, dict[str, float]] = {name: {} for name in sorted(names)}
    for a, b, likeness in edges:
        sums[a][b] = sums[b][a] = likeness
    groups = {name: [name] for name in sums}
    heap = [(-likeness, a, b, 1, 1) for a, b, likeness in edges if likeness >= enough]
    heapify(heap)
    while heap:
        _, a, b, size_a, size_b = heappop(heap)
        if len(groups.get(a, ())) != size_a or len(groups.get(b, ())) != size_b:
            continue
        groups[a] += groups.pop(b)
        for other, likeness in sums.pop(b).items():
            del sums[other][b]
            if other != a:
                sums[a][other] = sums[other][a] = sums[a].get(other, 0.0) + likeness
        for other, likeness in sums[a].items():
            mean = likeness / (len(groups[a]) * len(groups[other]))
            if mean >= enough:
                x, y = min(a, other), max(a, other)
                heappush(heap, (-mean, x, y, len(groups[x]), len(groups[y])))
    return list(groups.values())


def _glued(groups: Sequence[list[str]], derivations: Sequence[Derivation]) -> list[list[str]]:
    """Join the groups of reports of which one is mostly the other's text, whatever the days between them."""
    home = {m: n for n, g in enumerate(groups) for m in g}
    leader = list(range(len(groups)))

    def top(n: int) -> int:
        while leader[n] != n:
            n = leader[n]
        return n

    for d in derivations:
        if d.kind != "cites" and d.share >= _GLUED and d.source in home and d.to in home:
            a, b = sorted((top(home[d.source]), top(home[d.to])))
            leader[b] = a
    out: dict[int, list[str]] = defaultdict(list)
    for n, group in enumerate(groups):
        out[top(n)] += group
    return list(out.values())


# -- what is told of a story ---------------------------------------------------------------------------


class _Group(NamedTuple):
    """A story's reports in order of time, and what is told of them."""

    members: tuple[str, ...]
    title: str
    words: str  # the weightiest, where there are several reports
    alike: float = 1.0  # their likeness, on average
    tied: int = 0  # pairs of them


def _told(
    groups: Sequence[list[str]], edges: Sequence[_Edge], ties: _Ties, here: Mapping[str, Marked], memory: Memory
) -> list[_Group]:
    """What is told of each group; of those that are as they were it is remembered."""
    home = {m: n for n, g in enumerate(groups) for m in g}
    likeness: dict[int, float] = defaultdict(float)
    tied: Counter[int] = Counter()
    for a, b, alike in edges:
        if home[a] == home[b]:
            likeness[home[a]] += alike
            tied[home[a]] += (a, b) in ties
    kept = {}
    for n, group in enumerate(groups):
        members = tuple(sorted(group, key=lambda m: memory.reports[m].order))
        told = memory.told.get(members) or _group(members, here, memory)
        kept[members] = told._replace(alike=likeness[n] / max(1, math.comb(len(group), 2)), tied=tied[n])
    memory.told = kept
    return list(kept.values())


def _group(members: tuple[str, ...], here: Mapping[str, Marked], memory: Memory) -> _Group:
    """A story of these reports, by the name of its most central."""
    if len(members) == 1:
        return _Group(members, _title([here[members[0]]]), "")
    total: Counter[str] = Counter()
    for member in members:
        total.update(memory.reports[member].vector)
    central = {m: sum(w * total[k] for k, w in memory.reports[m].vector.items()) for m in members}
    ranked = [here[m] for m in sorted(members, key=lambda m: -central[m])]
    return _Group(members, _title(ranked), _shared(total, ranked))


def _title(ranked: Sequence[Marked]) -> str:
    """The title of the most central report that has a date, else of one that has none, else how the most central opens."""
    for marked in sorted(ranked, key=lambda m: m.document.published is None):
        if title := headline(marked.document):
            return title
    text = ranked[0].document.text
    body = next((r for r in ranked[0].regions if r.kind == "body"), None)
    first = next(paragraphs(text, body.start if body else 0), None)
    words = " ".join(text[first.start : first.end].split()) if first else ranked[0].document.id
    return words if len(words) <= _TITLE_LENGTH else words[:_TITLE_LENGTH].rsplit(" ", 1)[0] + " …"


class _Link(NamedTuple):
    story: int
    cosine: float  # of the two reports that are most alike
    apart: float | None  # days between those two


def _related(groups: Sequence[_Group], memory: Memory) -> dict[int, list[_Link]]:
    """For each group the groups of other events that have the report most like one of its own; symmetric."""
    home = {m: n for n, g in enumerate(groups) for m in g.members}
    place = _places(memory)
    best: dict[tuple[int, int], _Pair] = {}
    for pair in sorted((p for p in _down_to(_RELATED, memory) if p.cosine >= _RELATED), key=lambda p: (p.cosine, p.a, p.b)):
        a, b = sorted((home[pair.a], home[pair.b]))
        if a < b and (pair.led or _neighbours(pair, place)):
            best[a, b] = pair  # the last is the most alike
    out: dict[int, list[_Link]] = defaultdict(list)
    for (a, b), pair in sorted(best.items(), key=lambda p: (-p[1].cosine, p[0])):
        if len(out[a]) < _MOST_RELATED and len(out[b]) < _MOST_RELATED:
            apart = _apart(memory.reports[pair.a], memory.reports[pair.b])
            out[a].append(_Link(b, pair.cosine, apart))
            out[b].append(_Link(a, pair.cosine, apart))
    return out


def _why(group: _Group, related: Sequence[_Link], enough: float, memory: Memory) -> str:
    size = len(group.members)
    when = _when([d for m in group.members if (d := memory.reports[m].day) is not None])
    said = f"one report{when}"
    if size > 1:
        said = (
            f"{size} reports{when}, on average {group.alike:.2f} alike by rarer words ({group.words}) and what they are about"
        )
        if group.tied:
            said += f", {group.tied} of {math.comb(size, 2)} pairs tied by a quotation they share or by one naming the other"
    if related:
        nearest = related[0]
        apart = f", {nearest.apart:.0f} days apart" if nearest.apart is not None else ""
        said += f"; s{nearest.story + 1} has a report {nearest.cosine:.2f} alike{apart}: another event"
    return f"{said}; one affair from {enough:.2f}, less with every day between"


def _when(days: Sequence[int]) -> str:
    if not days:
        return " without a date"
    first, last = date.fromordinal(min(days)).isoformat(), date.fromordinal(max(days)).isoformat()
    return f" of {first}" if first == last else f" from {first} to {last}"


def _shared(sums: Mapping[str, int], ranked: Sequence[Marked]) -> str:
    """The weightiest words of the reports, as the most central of them spells them."""
    text = ranked[0].document.text
    spelled: dict[str, str] = {}
    for token in islice(pieces(text), 2 * BODY_WORDS):
        spelled.setdefault(stem(token.text[:LONGEST_WORD]), token.text)
    best = sorted((s for s in sums if " " not in s), key=lambda s: (-sums[s], s))[:4]
    return ", ".join(spelled.get(s, s) for s in best)
