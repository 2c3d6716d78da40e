"""Which reports tell of one affair: news clustering in one pass over time.

Each report is a vector of its words, weighted by how rare they are (TF-IDF: rarity in news at large, from the
table `commonness`, blended with rarity in the pile), and joins the story whose reports it is on average most
like, less the more days lie between; or it opens a story. One fixed threshold, three passes: the second lets
stories that were begun apart grow together (average linkage), the third moves a report that came before its own
story did. Words that two reports quote alike, and one that names the other as its source, tie them: that adds to
their likeness, bridges some weeks and stands in for a date that is missing. This is the scheme of topic detection and tracking
(Allan et al. 1998; Miranda et al. 2018) without training. Candidates come from an index of rare words within a
window of days, so time grows with the pile, not with its square.

The passes run in order of date and, within a day, of document id: the order of the input changes nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations, islice, pairwise
from typing import NamedTuple

from sayso.edtf import interval
from sayso.tables import table
from sayso.text import fold, paragraphs, pieces, stem, stopwords
from sayso.types import Derivation, Marked, Story

# Calibrated on one half of the AllSides roundups of 2021 (events of left, centre and right accounts, their dates
# jittered by up to three days) mixed with unrelated articles; bench/stories_gate.py reports on the other half.
# The more reports there are, the more alike the nearest of them is by chance: the threshold rises with the pile's size.
# In small piles (three accounts of an event beside none to three of another, cut short) 0.11 to 0.17 did equally well.
_ALIKE = 0.11  # average cosine, after the discount for days, at which reports tell of one affair; in a pile of one
_ALIKE_TENFOLD = 0.05  # … and so much more for each tenfold
_RELATED = 0.16  # the same without the discount: another event, the same people or matter
_DAYS = 20.0  # the discount is exp(-days / _DAYS), for the days beyond
_GRACE = 3.0  # … which reports of one affair commonly lie apart
_UNKNOWN_DAYS = 7.0  # taken for the distance of a report that has no date and names none
_TIE = 0.1  # what a shared quotation, or naming the other as a source, adds to the likeness of two reports
_TIED_GRACE = 21.0  # days that reports so tied may lie apart without a discount: commentary comes weeks after the news
_QUOTED = 6  # words in a row of direct speech by which two reports share a quotation
_QUOTED_CONTENT = 3  # … of which so many must not be stop words
_QUOTING = 24  # reports with the same words in a row that are all tied to one another; more are tied each to the next
_WINDOW = 40  # further back than this the discount leaves no likeness above the threshold

_TITLE_WEIGHT = 2.0  # a word of the title counts as so many of the body
_NAME_WEIGHT = 1.2  # … and a word that stands mostly with a capital
_BODY_WORDS = 400  # the content words that open the body and bear the news
_PSEUDO = 1000  # the weight of news at large beside the pile, in reports
_RARE = 0.02  # share of reports up to which a word leads to candidates
_LEADS = 40  # a report's rarest words that are looked up
_LOOKBACK = 256  # entries of the index that a report without a date may look through, for each word
_NEAREST = 24  # candidate stories that are compared in full
_MOST_RELATED = 8
_GLUED = 0.5  # share of a report taken from another at which both tell of one affair whatever their days
_LONGEST_WORD = 40  # code points; longer runs of letters are no words
_TITLE_LENGTH = 140  # code points


def stories(pile: tuple[Marked, ...], derivations: tuple[Derivation, ...]) -> tuple[Story, ...]:
    """Every document of the pile in exactly one story; the largest story first, then the earliest.

    `related` names stories of other events with the same people or matter. A story's title is the title of its
    most central report with a date (where none has a title, the beginning of the most central report).
    """
    reports = _reports(pile)
    ties = _ties(reports, pile, derivations)
    groups = _together(_settled(_together(_grow(reports, ties), reports, ties), reports, ties), reports, ties)
    groups = _glue(groups, reports, derivations)
    groups.sort(key=lambda g: (-len(g.members), min(reports[m].order for m in g.members)))
    return _told(groups, reports, pile, ties)


# -- reports as vectors -----------------------------------------------------------------------------


class _Report(NamedTuple):
    id: str
    order: tuple[int, int, str]  # undated last, then by day, then by id
    day: int | None  # of publication, as a proleptic ordinal
    named_days: tuple[int, ...]  # days that the text names; for reports without a date
    vector: Mapping[str, float]  # of unit length, by stem
    leads: tuple[str, ...]  # the rarest words, the index's keys


def _reports(pile: tuple[Marked, ...]) -> tuple[_Report, ...]:
    """The pile's reports in their order of time."""
    counted = {m.document.id: _counts(m) for m in pile}
    in_pile: Counter[str] = Counter()
    for counts in counted.values():
        in_pile.update(counts.keys())
    share = {s: (_common().get(s, _floor()) * _PSEUDO + n) / (_PSEUDO + len(pile)) for s, n in in_pile.items()}
    out = []
    for marked in pile:
        day = _published(marked)
        named = () if day is not None else _named_days(marked)
        counts = counted[marked.document.id]
        weights = {s: n * -math.log(share[s]) for s, n in counts.items()}
        length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        vector = {s: w / length for s, w in sorted(weights.items())}
        rare = sorted((s for s in vector if share[s] <= _RARE), key=lambda s: (-vector[s], s))
        order = (int(day is None), day or 0, marked.document.id)
        out.append(_Report(marked.document.id, order, day, named, vector, tuple(rare[:_LEADS])))
    return tuple(sorted(out, key=lambda r: r.order))


def reports_as_vectors(pile: tuple[Marked, ...]) -> tuple[Mapping[str, float], ...]:
    """Each document's words as a vector of unit length, in the pile's order: what `stories` compares."""
    vectors = {r.id: r.vector for r in _reports(pile)}
    return tuple(vectors[m.document.id] for m in pile)


@lru_cache(maxsize=1)
def _common() -> dict[str, float]:
    return {row["stem"]: int(row["of_10000"]) / 10_000 for row in table("commonness")}


@lru_cache(maxsize=1)
def _floor() -> float:
    """The share of a word that is not in the table: half of the rarest that is."""
    return min(_common().values()) / 2


def _counts(marked: Marked) -> dict[str, float]:
    """How often each stem stands in a report's title and body, names and the title's words weighted; numbers aside."""
    text = marked.document.text
    title = marked.document.title.value if marked.document.title else ""
    counts: dict[str, float] = defaultdict(float)
    capital: Counter[str] = Counter()
    for word, _ in _stems(title, 0, len(title)):
        counts[word] += _TITLE_WEIGHT
    body = [(r.start, r.end) for r in marked.regions if r.kind == "body"] or [(0, len(text))]
    for word, named in islice((w for a, b in body for w in _stems(text, a, b)), _BODY_WORDS):
        counts[word] += 1.0
        capital[word] += 1 if named else -1
    return {s: (_NAME_WEIGHT if capital[s] > 0 else 1.0) * (1 + math.log(max(n, 1.0))) for s, n in counts.items()}


def _stems(text: str, start: int, end: int) -> Iterable[tuple[str, bool]]:
    """The stems of a text's content words, and whether each stands with a capital."""
    stop = stopwords()
    for token in pieces(text, start, end):
        word = fold(token.text[: _LONGEST_WORD + 1])
        if 1 < len(word) <= _LONGEST_WORD and word not in stop and not word.isdigit():
            yield stem(token.text), token.text[0].isupper()


def _published(marked: Marked) -> int | None:
    """The day of publication; of a span of days the first that is known."""
    if marked.document.published is None:
        return None
    first, last = interval(marked.document.published.value)
    day = first or last
    return day.toordinal() if day else None


def _named_days(marked: Marked) -> tuple[int, ...]:
    """The days and months that a report's text names, by their first day."""
    found = (interval(d.value)[0] for d in marked.dates if d.value and len(d.value) >= len("2017-11"))
    return tuple(sorted({d.toordinal() for d in found if d}))


# -- ties -------------------------------------------------------------------------------------------

_Ties = Mapping[int, frozenset[int]]  # for each report those it is tied to; symmetric


def _ties(reports: Sequence[_Report], pile: tuple[Marked, ...], derivations: Sequence[Derivation]) -> _Ties:
    """Reports that print the same spoken words, or of which one took from the other or names it as its source."""
    number = {r.id: n for n, r in enumerate(reports)}
    pairs = {(number[d.source], number[d.to]) for d in derivations if d.source in number and d.to in number}
    by_words: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for marked in sorted(pile, key=lambda m: number[m.document.id]):
        for words in _quoted(marked):
            by_words[words].append(number[marked.document.id])
    for quoting in by_words.values():
        pairs.update(combinations(quoting, 2) if len(quoting) <= _QUOTING else pairwise(quoting))
    out: dict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        out[a].add(b)
        out[b].add(a)
    return {n: frozenset(others) for n, others in out.items()}


def _quoted(marked: Marked) -> set[tuple[str, ...]]:
    """The runs of words of a report's direct speech by which another report is known to quote the same."""
    stop = stopwords()
    text = marked.document.text
    out: set[tuple[str, ...]] = set()
    for a in marked.attributions:
        said = (
            [fold(t.text[:_LONGEST_WORD]) for s in a.content for t in pieces(text, s.start, s.end)]
            if a.kind == "direct"
            else []
        )
        for i in range(len(said) - _QUOTED + 1):
            words = said[i : i + _QUOTED]
            if sum(w not in stop for w in words) >= _QUOTED_CONTENT:
                out.add(tuple(words))
    return out


# -- growing stories --------------------------------------------------------------------------------


class _Group:
    """A story in the making: its reports, and the sum of their vectors."""

    def __init__(self) -> None:
        self.members: list[int] = []
        self.total: dict[str, float] = defaultdict(float)
        self.days: list[int] = []
        self.named_days: list[int] = []

    def take(self, index: int, report: _Report) -> None:
        self.members.append(index)
        for s, w in report.vector.items():
            self.total[s] += w
        if report.day is not None:
            self.days.append(report.day)
        self.named_days.extend(report.named_days)

    def merge(self, other: _Group, reports: Sequence[_Report]) -> None:
        for member in other.members:
            self.take(member, reports[member])


def _likeness(a: _Group, b: _Group, tied: int = 0) -> float:
    """The average cosine between the reports of two groups, and what `tied` pairs of them add."""
    small, large = sorted((a.total, b.total), key=len)
    dot = sum(w * large[s] for s, w in small.items() if s in large)
    pairs = len(a.members) * len(b.members)
    return dot / pairs + _TIE * min(1.0, tied / math.sqrt(pairs))


def _tied(a: _Group, b: _Group, ties: _Ties) -> int:
    """How many pairs of reports are tied across two groups."""
    small, large = sorted((a.members, b.members), key=len)
    if not any(m in ties for m in small):
        return 0
    members = frozenset(large)
    return sum(len(ties[m] & members) for m in small if m in ties)


def _apart(a: _Group, b: _Group) -> float:
    """The days between two groups: between their nearest reports; for reports without a date, days they name."""
    if a.days and b.days:
        return _gap(a.days, b.days)
    days_a, days_b = a.days or a.named_days, b.days or b.named_days
    return _gap(days_a, days_b) if days_a and days_b else _UNKNOWN_DAYS


def _gap(a: Sequence[int], b: Sequence[int]) -> float:
    """The distance of two sets of days: 0 where their spans overlap and either is more than a moment."""
    both = sorted([(d, 0) for d in set(a)] + [(d, 1) for d in set(b)])
    nearest = math.inf
    for (d1, s1), (d2, s2) in pairwise(both):
        if s1 != s2:
            nearest = min(nearest, d2 - d1)
    return nearest


def _discounted(a: _Group, b: _Group, ties: _Ties) -> float:
    """The likeness of two groups, less the more days lie between them; ties bridge some days, and a date that is missing."""
    tied = _tied(a, b, ties)
    undated = tied and not (a.days and b.days)
    beyond = 0.0 if undated else max(0.0, _apart(a, b) - (_TIED_GRACE if tied else _GRACE))
    return _likeness(a, b, tied) * math.exp(-beyond / _DAYS)


def _enough(count: int) -> float:
    """The likeness from which reports tell of one affair, in a pile of so many."""
    return _ALIKE + _ALIKE_TENFOLD * math.log10(max(count, 1))


class _Index:
    """Which groups used a rare word, latest last."""

    def __init__(self) -> None:
        self._entries: dict[str, list[tuple[int, int]]] = defaultdict(list)  # (day, group)

    def add(self, group: int, report: _Report) -> None:
        day = report.day if report.day is not None else _FOREVER
        for word in report.leads:
            entries = self._entries[word]
            if not entries or entries[-1] != (day, group):
                entries.append((day, group))

    def near(self, report: _Report) -> list[int]:
        """The groups that share most of the report's rare words, within the window of days."""
        score: dict[int, float] = defaultdict(float)
        for word in report.leads:
            seen: set[int] = set()
            for n, (day, group) in enumerate(reversed(self._entries.get(word, ()))):
                if report.day is not None and day < report.day - _WINDOW:
                    break
                if report.day is None and n >= _LOOKBACK:
                    break
                if group not in seen:
                    seen.add(group)
                    score[group] += report.vector[word]
        return sorted(score, key=lambda g: (-score[g], g))[:_NEAREST]


_FOREVER = date.max.toordinal()


def _grow(reports: Sequence[_Report], ties: _Ties) -> list[_Group]:
    """Each report, in order of time, to the story that is most like it, or to one of its own."""
    home: dict[int, int] = {}
    groups: list[_Group] = []
    index = _Index()
    enough = _enough(len(reports))
    for n, report in enumerate(reports):
        alone = _Group()
        alone.take(n, report)
        near = {*index.near(report), *(home[m] for m in ties.get(n, ()) if m in home)}
        best, minus = max(((_discounted(alone, groups[g], ties), -g) for g in near), default=(0.0, 0))
        if best < enough:
            minus = -len(groups)
            groups.append(_Group())
        groups[-minus].take(n, report)
        index.add(-minus, report)
        home[n] = -minus
    return groups


def _settled(groups: list[_Group], reports: Sequence[_Report], ties: _Ties) -> list[_Group]:
    """Each report in the story that it is most like: the first pass knew only what came before it."""
    home = {m: n for n, g in enumerate(groups) for m in g.members}
    near: dict[int, set[int]] = defaultdict(set)
    for a, b in _pairs(groups, reports, ties):
        near[a].add(b)
        near[b].add(a)
    enough = _enough(len(reports))
    for n, report in enumerate(reports):
        own = home[n]
        if len(groups[own].members) < 2 or not near[own]:
            continue
        alone = _Group()
        alone.take(n, report)
        best, minus = max((_discounted(alone, groups[g], ties), -g) for g in near[own] if groups[g].members)
        if best < enough:
            continue
        rest = _Group()
        for m in groups[own].members:
            if m != n:
                rest.take(m, reports[m])
        if best > _discounted(alone, rest, ties):
            groups[own] = rest
            groups[-minus].take(n, report)
            home[n] = -minus
    return [g for g in groups if g.members]


def _together(groups: list[_Group], reports: Sequence[_Report], ties: _Ties) -> list[_Group]:
    """Join groups that are alike as wholes, the most alike first, until none are."""
    enough = _enough(len(reports))
    while True:
        scored = ((_discounted(groups[a], groups[b], ties), a, b) for a, b in _pairs(groups, reports, ties))
        pairs = [p for p in scored if p[0] >= enough]
        if not pairs:
            return groups
        gone: set[int] = set()
        used: set[int] = set()
        for _, a, b in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
            if a not in used and b not in used:
                used |= {a, b}
                gone.add(b)
                groups[a].merge(groups[b], reports)
        groups = [g for n, g in enumerate(groups) if n not in gone]


def _pairs(groups: Sequence[_Group], reports: Sequence[_Report], ties: _Ties, window: bool = True) -> list[tuple[int, int]]:
    """Pairs of groups that share a rare word, for each group the nearest few, and pairs that are tied."""
    home = {m: n for n, g in enumerate(groups) for m in g.members}
    by_word: dict[str, list[int]] = defaultdict(list)
    for m in range(len(reports)):
        for word in reports[m].leads:
            if not by_word[word] or by_word[word][-1] != home[m]:
                by_word[word].append(home[m])
    score: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for m, report in enumerate(reports):
        for word in report.leads:
            others = by_word[word]
            for other in dict.fromkeys(others[-_LOOKBACK:]):
                if other != home[m]:
                    score[home[m]][other] += report.vector[word]
    found = {(home[m], home[o]) for m, others in ties.items() for o in others if home[m] < home[o]}
    for a, row in score.items():
        for b in sorted(row, key=lambda g: (-row[g], g))[:_NEAREST]:
            if not window or _apart(groups[a], groups[b]) <= _WINDOW:
                found.add((min(a, b), max(a, b)))
    return sorted(found)


def _glue(groups: list[_Group], reports: Sequence[_Report], derivations: Sequence[Derivation]) -> list[_Group]:
    """Join the groups of reports of which one is mostly the other's text, whatever the days between them."""
    home = {reports[m].id: n for n, g in enumerate(groups) for m in g.members}
    leader = list(range(len(groups)))

    def top(n: int) -> int:
        while leader[n] != n:
            n = leader[n]
        return n

    for d in derivations:
        if d.kind != "cites" and d.share >= _GLUED and d.source in home and d.to in home:
            a, b = sorted((top(home[d.source]), top(home[d.to])))
            leader[b] = a
    out: dict[int, _Group] = {}
    for n, group in enumerate(groups):
        out.setdefault(top(n), _Group()).merge(group, reports)
    return [out[n] for n in sorted(out)]


# -- the stories ------------------------------------------------------------------------------------


def _told(groups: Sequence[_Group], reports: Sequence[_Report], pile: tuple[Marked, ...], ties: _Ties) -> tuple[Story, ...]:
    documents = {m.document.id: m for m in pile}
    related = _related(groups, reports, ties)
    out = []
    for n, group in enumerate(groups):
        centre = sorted(group.members, key=lambda m: (-_dot(reports[m].vector, group.total), reports[m].order))
        ranked = [documents[reports[m].id] for m in centre]
        out.append(
            Story(
                id=f"s{n + 1}",
                title=_title(ranked),
                documents=tuple(sorted(reports[m].id for m in group.members)),
                related=tuple(f"s{r + 1}" for r, _ in related.get(n, ())),
                why=_why(group, ranked, related.get(n, ()), groups, ties, _enough(len(pile))),
            )
        )
    return tuple(out)


def _dot(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    return sum(w * b[s] for s, w in a.items() if s in b)


def _related(groups: Sequence[_Group], reports: Sequence[_Report], ties: _Ties) -> dict[int, list[tuple[int, float]]]:
    """For each group the groups of other events that are most like it, with their likeness; symmetric."""
    liked = {
        p: s for p in _pairs(groups, reports, ties, window=False) if (s := _likeness(groups[p[0]], groups[p[1]])) >= _RELATED
    }
    count: Counter[int] = Counter()
    out: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (a, b), likeness in sorted(liked.items(), key=lambda p: (-p[1], p[0])):
        if count[a] < _MOST_RELATED and count[b] < _MOST_RELATED:
            count.update((a, b))
            out[a].append((b, likeness))
            out[b].append((a, likeness))
    return out


def _title(ranked: Sequence[Marked]) -> str:
    """The title of the most central report that has a date, else of one that has none, else how the most central opens."""
    for marked in sorted(ranked, key=lambda m: m.document.published is None):
        if marked.document.title and marked.document.title.value.strip():
            return " ".join(marked.document.title.value.split())
    text = ranked[0].document.text
    body = next((r for r in ranked[0].regions if r.kind == "body"), None)
    first = next(paragraphs(text, body.start if body else 0), None)
    words = " ".join(text[first.start : first.end].split()) if first else ranked[0].document.id
    return words if len(words) <= _TITLE_LENGTH else words[:_TITLE_LENGTH].rsplit(" ", 1)[0] + " …"


def _why(
    group: _Group,
    ranked: Sequence[Marked],
    related: Sequence[tuple[int, float]],
    groups: Sequence[_Group],
    ties: _Ties,
    enough: float,
) -> str:
    size = len(group.members)
    if size > 1:
        pairs = size * (size - 1)
        alike = (_dot(group.total, group.total) - size) / pairs
        by = f"by their rarer words ({_shared(group, ranked)})"
        said = f"{size} reports{_between(group.days)}, on average {alike:.2f} alike {by}"
        if tied := _tied(group, group, ties) // 2:
            said += f", {tied} of {pairs // 2} pairs tied by a quotation they share or by one naming the other"
    else:
        said = f"one report{_between(group.days)}"
    if related:
        n, likeness = related[0]
        days = _apart(group, groups[n])
        apart = f", {days:.0f} days apart" if math.isfinite(days) and group.days and groups[n].days else ""
        said += f"; s{n + 1} is {likeness:.2f} alike{apart}: another event"
    return f"{said}; one affair from {enough:.2f}, less with every day between"


def _between(days: Sequence[int]) -> str:
    if not days:
        return " without a date"
    first, last = date.fromordinal(min(days)).isoformat(), date.fromordinal(max(days)).isoformat()
    return f" of {first}" if first == last else f" from {first} to {last}"


def _shared(group: _Group, ranked: Sequence[Marked]) -> str:
    """The rarest words that the reports share, as the most central of them spells them."""
    best = sorted(group.total, key=lambda s: (-group.total[s], s))[:4]
    text = ranked[0].document.text
    spelled: dict[str, str] = {}
    for token in islice(pieces(text), _BODY_WORDS):
        spelled.setdefault(stem(token.text[:_LONGEST_WORD]), token.text)
    return ", ".join(spelled.get(s, s) for s in best)
