"""What every rendering asks of a dossier: whose words, in which report, in what order, under what letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Literal, NamedTuple

from sayso.text import pieces
from sayso.types import (
    Anchor,
    Attribution,
    Claim,
    Conflict,
    Date,
    Derivation,
    Dossier,
    Entity,
    Locus,
    Region,
    Report,
    Span,
    Story,
)

OPENING = 8  # words of a report's first sentence that it is called by when it has neither title nor outlet


class Called(NamedTuple):
    """What a report is called, and where the words come from; only the path is not in its sources' words."""

    words: str
    kind: Literal["title", "outlet", "opening", "path"]


class Lookup:
    """Indexes over one dossier. Everything is computed once, on first use, in time linear in the dossier's size."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.reports: dict[str, Report] = {d.id: d for d in dossier.documents}
        self.entities: dict[str, Entity] = {e.id: e for e in dossier.entities}
        self.attributions: dict[str, Attribution] = {a.id: a for a in dossier.attributions}

    # -- reports ------------------------------------------------------------------------------------

    @cached_property
    def letters(self) -> dict[str, str]:
        """A letter for every report, as editors give them to manuscripts: A … Z, AA …; by story, by date, by source."""
        order: list[str] = []
        for story in self.stories:
            order += self.in_order(story.documents)
        in_a_story = set(order)
        order += self.in_order(tuple(d for d in self.reports if d not in in_a_story))
        return {document: _letter(n) for n, document in enumerate(order)}

    def in_order(self, documents: tuple[str, ...]) -> list[str]:
        """Documents by publication date, the undated last, then by source."""
        known = [self.reports[d] for d in documents if d in self.reports]
        return [d.id for d in sorted(known, key=lambda d: (d.published is None, d.published or "", d.source, d.id))]

    def called(self, document: str) -> Called:
        """What a report is called: its title, else its outlet, else the first words of its body, else its file or address."""
        return self._called[document]

    @cached_property
    def alike(self) -> dict[str, list[str]]:
        """The reports by what they are called, letter case aside: two of one title are told apart by what else is known."""
        found: dict[str, list[str]] = defaultdict(list)
        for document in self.reports:
            found[self.label(document).casefold()].append(document)
        return found

    def label(self, document: str) -> str:
        """What a report is called, in one line; words it only begins with end in "…"."""
        words, kind = self._called[document]
        return words + "…" if kind == "opening" else words

    @cached_property
    def _called(self) -> dict[str, Called]:
        return {document: self._call(report) for document, report in self.reports.items()}

    def _call(self, report: Report) -> Called:
        if report.title and report.title.strip():
            return Called(" ".join(report.title.split()), "title")
        if report.outlet and report.outlet in self.entities:
            return Called(self.entities[report.outlet].name, "outlet")
        body = self.regions(report, "body")
        start = body[0].start if body else 0
        opening = report.text[start : start + 40 * OPENING].split()[:OPENING]
        if any(c.isalnum() for word in opening for c in word):
            return Called(" ".join(opening).rstrip(",;:–—-"), "opening")
        return Called(report.source.rsplit("/", 1)[-1] or report.id, "path")

    @cached_property
    def in_other_languages(self) -> frozenset[str]:
        """The reports that are known to be in another language than English: `mark` looks for attributions in English only."""
        return frozenset(d for d, r in self.reports.items() if r.language and r.language.split("-")[0].lower() != "en")

    def foreign(self, document: str) -> bool:
        """Whether a report is known to be in another language than English."""
        return document in self.in_other_languages

    def name(self, entity: str | None) -> str:
        """An entity's name; its id where the dossier does not hold it."""
        if entity is None:
            return "unnamed"
        found = self.entities.get(entity)
        return found.name if found else self.label(entity) if entity in self.reports else entity

    # -- stories ------------------------------------------------------------------------------------

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        """Stories with the most reports first; those of a single report last."""
        return tuple(sorted(self.dossier.stories, key=lambda s: -len(s.documents)))

    @cached_property
    def claims_of(self) -> dict[str, list[Claim]]:
        """The claims of each story, the heaviest first: most reports, then most voices, then disputed, then as they come."""
        by_story: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.dossier.claims:
            by_story[claim.story].append(claim)
        for claims in by_story.values():
            claims.sort(key=lambda c: (-len(self.documents_of(c)), -c.independent, not self.disputes_of.get(c.id)))
        return by_story

    def all_claims(self) -> Iterator[Claim]:
        """Every claim, by story and weight; those of no known story last."""
        known = {s.id for s in self.stories}
        for story in self.stories:
            yield from self.claims_of.get(story.id, ())
        yield from (c for c in self.dossier.claims if c.story not in known)

    @cached_property
    def story_of(self) -> dict[str, str]:
        """The story of each document."""
        return {d: s.id for s in self.dossier.stories for d in s.documents}

    @cached_property
    def conflicts_of_story(self) -> dict[str, list[Conflict]]:
        """The conflicts of each story, in the dossier's order; a conflict lies where its first known member lies."""
        found: dict[str, list[Conflict]] = defaultdict(list)
        for conflict in self.dossier.conflicts:
            for member in conflict.members:
                if a := self.attributions.get(member):
                    found[self.story_of.get(a.document, "")].append(conflict)
                    break
        return found

    @cached_property
    def derivations_of(self) -> dict[str, list[Derivation]]:
        """The derivations of each taking document."""
        found: dict[str, list[Derivation]] = defaultdict(list)
        for derivation in self.dossier.derivations:
            found[derivation.source].append(derivation)
        return found

    def title(self, story: Story) -> str:
        """A story's name; the title or the label of its first report where it has none."""
        documents = self.in_order(story.documents)
        titles = [story.title, *(self.reports[d].title for d in documents), *(self.label(d) for d in documents)]
        return next((title for title in titles if title and title.strip()), "Untitled story")

    def shared_and_single(self, story: Story) -> tuple[list[Claim], list[Claim]]:
        """A story's claims: those that several reports carry or that are disputed, and those of one report only.

        In a story of one report all are among the first.
        """
        shared: list[Claim] = []
        single: list[Claim] = []
        for claim in self.claims_of.get(story.id, []):
            several = len(self.documents_of(claim)) > 1 or len(story.documents) == 1
            (shared if several or self.disputed(claim) else single).append(claim)
        return shared, single

    def disputed(self, claim: Claim) -> list[Conflict]:
        """The conflicts of a claim that are about the matter, not only the wording."""
        return [x for x in self.disputes_of.get(claim.id, []) if is_dispute(x)]

    def copies_and_citing(self, story: Story) -> tuple[list[Derivation], list[tuple[str, list[Derivation]]]]:
        """Who took words from whom in a story, the largest shares first; and whom each report only cites, by report."""
        copies: list[Derivation] = []
        citing: list[tuple[str, list[Derivation]]] = []
        for document in self.in_order(story.documents):
            found = self.derivations_of.get(document, [])
            copies += [x for x in found if x.kind != "cites"]
            if cited := [x for x in found if x.kind == "cites"]:
                citing.append((document, sorted(cited, key=lambda x: (self.name(x.to).casefold(), x.to))))
        return sorted(copies, key=lambda x: (-x.share, self.letters[x.source], x.to, x.kind)), citing

    def voices(self, story: Story) -> list[str]:
        """The entities that stand first in the chains of a story, sorted by name; outlets' own reporting is not among them."""
        found = {
            a.chain[0].entity
            for document in story.documents
            for a in self.attributions_of.get(document, ())
            if a.chain and a.chain[0].entity
        }
        return sorted((e for e in found if e), key=lambda e: (self.name(e).casefold(), e))

    @cached_property
    def dates_of(self) -> dict[str, list[Date]]:
        """The date expressions of each document, in the order of the text."""
        found: dict[str, list[Date]] = defaultdict(list)
        for when in self.dossier.dates:
            found[when.document].append(when)
        return found

    # -- claims -------------------------------------------------------------------------------------

    @cached_property
    def attributions_of(self) -> dict[str, list[Attribution]]:
        """The attributions of each document, in the order of the text."""
        found: dict[str, list[Attribution]] = defaultdict(list)
        for attribution in self.dossier.attributions:
            found[attribution.document].append(attribution)
        return found

    @cached_property
    def claims_of_attribution(self) -> dict[str, list[Claim]]:
        """The claims that each attribution is a member of."""
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.dossier.claims:
            for member in claim.members:
                found[member].append(claim)
        return found

    def documents_of(self, claim: Claim) -> list[str]:
        """The documents that carry a claim, by letter."""
        if claim.id not in self._documents_of:  # asked for once for every attribution of the claim
            found = {self.attributions[m].document for m in claim.members if m in self.attributions}
            self._documents_of[claim.id] = sorted(found, key=lambda d: (len(self.letters[d]), self.letters[d]))
        return self._documents_of[claim.id]

    @cached_property
    def _documents_of(self) -> dict[str, list[str]]:
        return {}

    def variant(self, claim: Claim, member: str) -> tuple[Span, ...]:
        """The words with which a member carries a claim; its whole content where the claim does not say which part."""
        return self._variants[claim.id].get(member) or self.attributions[member].content

    @cached_property
    def _variants(self) -> dict[str, dict[str, tuple[Span, ...]]]:
        return {c.id: {v.attribution: v.spans for v in c.variants} for c in self.dossier.claims}

    @cached_property
    def disputes_of(self) -> dict[str, list[Conflict]]:
        """The conflicts that touch each claim: they share a member, and the words that differ lie in its variant."""
        found: dict[str, list[Conflict]] = defaultdict(list)
        for conflict in self.dossier.conflicts:
            touched: dict[str, None] = {}
            for member in conflict.members:
                for claim in self.claims_of_attribution.get(member, ()):
                    if claim.id not in touched and self._touches(conflict, claim, member):
                        touched[claim.id] = None
            for claim_id in touched:
                found[claim_id].append(conflict)
        return found

    def _touches(self, conflict: Conflict, claim: Claim, member: str) -> bool:
        document = self.attributions[member].document
        here = [s for s in conflict.spans if s.document == document]
        if not here or conflict.kind == "attribution":
            return True
        return any(s.start < v.end and v.start < s.end for s in here for v in self.variant(claim, member))

    def rests_on(self, claim: Claim) -> list[str]:
        """The names of those a claim rests on; who has none is marked."""
        return [f"{self.name(e)} (unnamed)" if e in claim.unnamed else self.name(e) for e in claim.rests_on]

    # -- words --------------------------------------------------------------------------------------

    def words(self, at: Locus) -> str:
        """Exactly the text at a place."""
        return self.reports[at.document].text[at.start : at.end]

    def gist(self, claim: Claim) -> str:
        """A claim in its sources' words, exactly as they stand."""
        if claim.gist_at.document in self.reports:
            return self.words(claim.gist_at)
        return claim.gist

    def speaker(self, attribution: Attribution) -> str:
        """How the report itself names whose words these are; empty where it names nobody."""
        text = self.reports[attribution.document].text
        for hop in attribution.chain[:1]:
            if hop.start is not None and hop.end is not None:
                return text[hop.start : hop.end]
            if hop.entity:
                return self.name(hop.entity)
        return " … ".join(text[s.start : s.end] for s in attribution.source)

    def named_at(self, place: Anchor) -> str:
        """The name of whoever is named at a place, where the words there ("she", "the mayor") do not show it."""
        name = self._named_at.get(Locus(place.document, place.start, place.end), "")
        return "" if _shows(place.words, name) else name

    @cached_property
    def _named_at(self) -> dict[Locus, str]:
        return {m: e.name for e in self.dossier.entities for m in e.mentions}

    def who_is(self, attribution: Attribution) -> str:
        """The name of an attribution's first voice, where the words that name it there ("he", "the mayor") do not show it."""
        entity = attribution.chain[0].entity if attribution.chain else None
        if entity is None or entity not in self.entities:
            return ""
        name = self.name(entity)
        return "" if _shows(self.speaker(attribution), name) else name

    def surroundings(self, document: str, span: Span, reach: int = 600) -> Span:
        """The paragraph a span lies in, cut to `reach` code points on either side where it is very long."""
        text = self.reports[document].text
        start = text.rfind("\n", max(0, span.start - reach), span.start) + 1 or max(0, span.start - reach)
        end = text.find("\n", span.end, span.end + reach)
        return Span(start, min(len(text), span.end + reach) if end < 0 else end)

    def regions(self, report: Report, *kinds: str) -> list[Region]:
        """A report's regions of the given kinds, in order."""
        return [r for r in report.regions if r.kind in kinds]


def _shows(words: str, name: str) -> bool:
    """Whether words have one in common with a name."""
    return not {t.text.casefold() for t in pieces(words)}.isdisjoint(t.text.casefold() for t in pieces(name))


def verb(derivation: Derivation) -> str:
    """What one report did with another's words, as a verb; where nobody knows which came first, it shares them."""
    return derivation.kind if derivation.directed else "shares words with"


def is_dispute(conflict: Conflict) -> bool:
    """Whether a conflict is about the matter itself: a mere difference in wording is told, but is no dispute."""
    return conflict.hard or conflict.kind not in ("wording",)


def kind_name(conflict: Conflict) -> str:
    """A conflict's kind in the words a reader sees."""
    name = _KINDS[conflict.kind]
    return f"{name}, the sense may turn" if conflict.hard else name


CIRCULAR = "circular citation"


def marks(claim: Claim, conflicts: list[Conflict]) -> list[str]:
    """What a reader has to know beside a claim: how it is disputed, if it goes in a circle, which judgements it rests on."""
    by = ", ".join(str(n) for n in claim.judged)
    return [
        *(f"≠ {name}" for name in dispute_names(conflicts)),
        *([f"↻ {CIRCULAR}"] if claim.circles else []),
        *([f"by {'judgement' if len(claim.judged) == 1 else 'judgements'} {by}"] if by else []),
    ]


def dispute_names(conflicts: list[Conflict]) -> list[str]:
    """How a claim is disputed, each kind once; where a conflict of a kind is hard, the kind without that is not repeated."""
    hard = {x.kind for x in conflicts if x.hard}
    return list(dict.fromkeys(kind_name(x) for x in conflicts if x.hard or x.kind not in hard))


_KINDS = {
    "wording": "worded differently",
    "truncation": "cut short",
    "attribution": "credited differently",
    "polarity": "contradicted",
    "number": "numbers differ",
    "date": "dates differ",
    "place": "places differ",
}


def count(n: int, one: str, many: str | None = None) -> str:
    """ "1 report", "3 reports"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _letter(n: int) -> str:
    name = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name
