"""The why of a count of voices: one sentence that a reader can check against the reports.

Our words stand outside quotation marks, the sources' inside: who has no name is called by what the reports call him.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from sayso.types import Entity, Marked
from sayso.weave.rejections import Rejected, other_of
from sayso.weave.voices import described

MOST = 6  # names that a sentence lists; of more it says how many

_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]

Circle = list[tuple[str, str, str]]
"""Who has a claim, from whom, by which document."""


class Copy(NamedTuple):
    """A report that took the words of a claim from another."""

    taker: str
    giver: str
    credited: bool  # the taker names the giver's outlet
    directed: bool = True  # that it was this one that took is known


class Finding(NamedTuple):
    """What the graph of one claim showed."""

    chains: Sequence[tuple[str, tuple[str, ...]]]  # of each member no doubt breaks: its document, its voices, first voice first
    reports: int  # that carry the claim, the broken ones included
    origins: set[str]
    cut: Sequence[tuple[str, ...]]  # the voices one has to doubt; unnamed ones that count as one stand together
    nameless: int  # members that name nobody, copies left out
    headless: Sequence[str]  # voices before whom somebody stands whom nobody names
    copies: Sequence[Copy]
    circles: Sequence[Circle]
    together: Sequence[tuple[str, ...]]  # voices that count as one, the one that stands for all first
    rejected: Rejected  # what of the reader's decisions touches this claim


class Speech(NamedTuple):
    """How voices and reports are called."""

    entities: Mapping[str, Entity]
    unnamed: frozenset[str]
    reports: Mapping[str, str]  # by document: its outlet, else its title, else its file
    days: Mapping[str, str]
    alike: Mapping[str, int]  # how many reports are called so

    @classmethod
    def of(cls, pile: Iterable[Marked], entities: Iterable[Entity], unnamed: frozenset[str]) -> Speech:
        known = {e.id: e for e in entities}
        ordered = tuple(pile)
        reports = {m.document.id: _called(m, known) for m in ordered}
        days = {m.document.id: m.document.published.value for m in ordered if m.document.published}
        return cls(known, unnamed, reports, days, Counter(reports.values()))

    def report(self, document: str) -> str:
        """A report by its outlet, with its day where the outlet has several."""
        name, day = self.reports[document], self.days.get(document)
        return f"{name} ({day})" if day and self.alike[name] > 1 else name

    def dated(self, document: str) -> str:
        """The day of a report in brackets."""
        return f"({self.days[document]})" if document in self.days else "(undated)"


def _called(marked: Marked, entities: Mapping[str, Entity]) -> str:
    document = marked.document
    if marked.outlet is not None and marked.outlet in entities:
        return entities[marked.outlet].name
    if document.title and document.title.value.strip():
        return f"“{' '.join(document.title.value.split())}”"
    return PurePath(document.sources[0]).name if document.sources else document.id


def sentence(found: Finding, speech: Speech) -> str:
    """Why a claim rests on those it rests on: "Six reports; all lead to X: doubt X, and nothing is left." """
    if not found.reports:
        return "No attribution carries it."
    names = _Names(found, speech)
    parts = [_rests(found, names), *_beside(found, names)]
    head = _decided(found, names)
    said = "; ".join(part for part in parts if part)
    return f"{head}: {said}." if head else f"{said[:1].upper()}{said[1:]}."


def _rests(found: Finding, names: _Names) -> str:
    reports = len({document for document, _ in found.chains})
    named = len({document for document, voices in found.chains if voices})
    said = _count(reports, "report")
    if not reports:
        return f"no chain of its {_count(found.reports, 'report')} is left"
    if reports < found.reports:
        said = f"{_number(reports)} of {_count(found.reports, 'report')} {'is' if reports == 1 else 'are'} left"
    if not found.cut:
        left = "which names nobody" if reports == 1 else "none of which names anybody"
        return f"{said}, {left} as its source: counted as one unnamed voice"
    if named < reports:
        said += f", {_number(named)} of which {'names' if named == 1 else 'name'} a source"
    whole = "nothing is left" if not found.nameless else "no named source is left"
    if len(found.cut) > 1:
        through = _list([f"one through {names.together(several)}" for several in found.cut], len(found.cut))
        all_of = "both" if len(found.cut) == 2 else f"all {_number(len(found.cut))}"
        return f"{said}; {_number(len(found.cut))} chains share no voice, {through}: doubt {all_of}, and {whole}"
    (several,) = found.cut
    voice = names.together(several)
    others = [o for o in sorted(found.origins) if o not in several]
    only = f", the only way to {names.together(others)}" if others else ""
    if reports == 1:
        lead = "it has it from" if len(found.chains) == 1 else "all of it comes from"
    elif named < reports:
        lead = "it leads to" if named == 1 else "these all lead to"
    else:
        lead = "both lead to" if reports == 2 else "all lead to"
    doubt = "them" if len(several) > 1 else voice if len(voice) <= _SHORT else "that"
    return f"{said}; {lead} {voice}{only}: doubt {doubt}, and {whole}"


_SHORT = 40  # characters of a name that is said twice in one sentence


def _beside(found: Finding, names: _Names) -> Iterable[str]:
    """What else there is to know: who else was unnamed, who copied, who goes round in a circle."""
    for several in found.cut:
        if len(several) > 1:
            who = "they" if len(found.cut) == 1 else names.together(several)
            yield f"{who} count as one voice: nobody names them, and all come through one outlet"
    for several in found.together:
        yield f"{names.together(several)} count as one voice: by the reports they speak for one and the same"
    if found.nameless and found.cut:
        yield f"{_count(found.nameless, 'attribution')} without a source {'adds' if found.nameless == 1 else 'add'} no voice"
    if found.headless:
        yield f"who told {names.together(found.headless)} is not named"
    yield from _copies(found.copies, names)
    for circle in found.circles:
        yield _circle(circle, names)


def _copies(copies: Sequence[Copy], names: _Names) -> Iterable[str]:
    takers: dict[tuple[str, bool, bool], list[str]] = defaultdict(list)
    for copy in copies:
        takers[copy.giver, copy.credited, copy.directed].append(copy.taker)
    for (giver, credited, directed), took in takers.items():
        who = list(dict.fromkeys(names.speech.report(t) for t in took))
        first = names.speech.report(giver)
        how = f"copied it from {first}{'' if credited else ' without saying so'}"
        if not directed:
            how = f"{'has' if len(who) == 1 else 'have'} it in the words of {first}, which came first is not known,"
        yield f"{_list(who, len(who))} {how} and {'adds' if len(who) == 1 else 'add'} no voice"


def _circle(circle: Circle, names: _Names) -> str:
    links = [
        f"{names[hearer]} has it from {names[teller]} {names.speech.dated(document)}" for hearer, teller, document in circle
    ]
    return f"a circular citation, counted as one voice: {_list(links, len(links))}"


def _decided(found: Finding, names: _Names) -> str:
    """What the reader decided: "With Mayor doubted and the copy in the Bugle not believed"."""
    said = []
    reports = names.speech.reports
    for one in sorted(found.rejected, key=lambda r: (isinstance(r, tuple), r)):
        if isinstance(one, str):
            said.append(f"{names[one]} doubted")
        elif one[0] in reports and one[1] in reports:
            said.append(f"the copy by {names.speech.report(one[0])} from {names.speech.report(one[1])} not believed")
        elif one[0] in names.speech.entities:
            said.append(f"{names[one[0]]} held to be another voice than {names[one[1]]}")
        elif one[0] in reports:
            said.append(f"{names.plain(one[1])} in {names.speech.report(one[0])} held to be somebody else")
        else:
            said.append(f"{names.plain(one[1])} taken out of a chain in {names.speech.report(one[0].rpartition('-')[0])}")
    return f"With {_list(said, len(said))}, as the reader decided" if said else ""


class _Names:
    """The voices of one claim as its sentence calls them: two that are called alike are told apart by a report."""

    def __init__(self, found: Finding, speech: Speech) -> None:
        self.speech = speech
        self._first: dict[str, str] = {}
        for document, voices in found.chains:
            for voice in voices:
                self._first.setdefault(voice, document)
        self._others = {other_of(r[1], r[0]): r for r in found.rejected if isinstance(r, tuple)}
        self._alike = Counter(self.plain(v) for v in self._first)

    def plain(self, entity: str) -> str:
        """A name, without marks."""
        known = self.speech.entities.get(entity)
        if known is None:
            return self.plain(self._others[entity][1]) if entity in self._others else entity
        return f"“{known.name}”" if described(known) else known.name  # the reports' words for him

    def __getitem__(self, entity: str) -> str:
        name = self.plain(entity)
        marks = ["unnamed"] if entity in self.speech.unnamed else []
        if self._alike[name] > 1 and entity in self._first:
            marks.append(f"in {self.speech.report(self._first[entity])}")
        return f"{name} ({', '.join(marks)})" if marks else name

    def together(self, several: Sequence[str]) -> str:
        return _list([self[e] for e in several], len(several))


def _list(names: Sequence[str], of: int) -> str:
    """ "A", "A and B", "A, B and C"; of more than MOST the first ones, and how many others."""
    shown = list(names) if of <= MOST else [*names[: MOST - 1], f"{of - MOST + 1:,} others"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _number(n: int) -> str:
    return _NUMBERS[n] if n < len(_NUMBERS) else f"{n:,}"


def _count(n: int, noun: str) -> str:
    return f"{_number(n)} {noun}{'' if n == 1 else 's'}"
