"""What the reader's pages show of one version of a case beyond the dossier's own page: two documents side by side, who can
be meant, what can be judged at a place. Made once for every version of the dossier and asked by many requests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from markupsafe import Markup
from msgspec.structs import replace

from sayso.store.ledger import SIDES
from sayso.tell.html import Page
from sayso.tell.lookup import Lookup, kind_name
from sayso.tell.notes import shortened
from sayso.tell.passages import Layer, Painter, split
from sayso.text import fold
from sayso.types import Anchor, Attribution, Claim, Conflict, Derivation, Entity, Failure, Locus, Report, Ruling, Span, Story
from sayso.weave.judgements.bench import linked, reached, same_words
from sayso.weave.judgements.disputes import sides, stands
from sayso.web import addresses
from sayso.web.addresses import Addresses

if TYPE_CHECKING:
    from sayso.web.desk import View

T = TypeVar("T")

PEOPLE = 60  # of those named in a story, the ones listed on its page
DRAWN = 3  # claims of a story whose chains are drawn on its page
CHOICES = 200  # others that one form offers to choose from
COPIES = 40
DATES = 150
CONFLICTS = 20  # of one kind that a story's page sets out; all stand with their claims
SHARED = 25  # code points from which two documents' common passage is set out between them
_NAMED = re.compile(r'class="judged"[^<>]*>[^<]*?(\d+)[,.]?\s*</')
_SPEAKERS = ("person", "organisation", "outlet", "role", "group")


class Pair(NamedTuple):
    """The same words, or the same claim, in two documents side by side."""

    number: int
    kind: str  # "words": a shared passage; "claim": two wordings of one claim
    left: Span
    right: Span
    claim: Claim | None


class Row(NamedTuple):
    """A paragraph of one of two documents side by side, and the pairs that begin in it."""

    start: int
    kind: str
    body: Markup
    pairs: list[Pair]


class Book(Page):
    """The pages of one version of a case."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.addresses = Addresses(view.look)
        super().__init__(view.dossier, view.look, self.addresses)

    def index_all(self) -> Book:
        """Make every index that a page asks for, so that no page waits for one; the book itself."""
        for kind in (Lookup, Page, Book):
            for name, value in vars(kind).items():
                if isinstance(value, cached_property):
                    getattr(self.look if kind is Lookup else self, name)
        for story in self.look.stories[:1]:
            self.to.story(story.id)
        for claim in self.dossier.claims[:1]:
            self.to.claim(claim)
        return self

    # -- what is not there ----------------------------------------------------------------------------

    @cached_property
    def _names_of_sources(self) -> dict[str, str]:
        return {f"d{source.sha256[:10]}": source.name for source in self.view.sources if source.sha256}

    def absent(self, document: str) -> str:
        """What a document is called that is not in the dossier: where it came from."""
        return self._names_of_sources.get(document) or f"report {document}"

    @cached_property
    def ignored(self) -> dict[str, Ruling]:
        """The documents that a judgement leaves out, and that judgement."""
        return {
            r.judgement.about[0].document: r
            for r in self.dossier.judgements
            if r.judgement.kind == "ignore" and r.state == "holds" and not r.judgement.about[0].words
        }

    @cached_property
    def holding(self) -> list[Ruling]:
        """The judgements that hold."""
        return [r for r in self.dossier.judgements if r.state == "holds" and r.judgement.kind != "undo"]

    @cached_property
    def last_reader(self) -> str:
        """Who judged last; whoever sits here now is probably the same."""
        return self.dossier.judgements[-1].judgement.who if self.dossier.judgements else ""

    def rulings_in(self, markup: str) -> list[Ruling]:
        """The judgements that a part of a page names, for its print, where no link leads to the ledger."""
        named = {int(n) for n in _NAMED.findall(markup)}
        return [r for r in self.dossier.judgements if r.judgement.number in named]

    def anchor_at(self, place: Anchor) -> str:
        """The address of what a judgement speaks of."""
        return self.addresses.anchor(place)

    # -- stories --------------------------------------------------------------------------------------

    conflicts_shown: int | None = CONFLICTS
    copies_shown: int | None = COPIES
    dates_shown: int | None = DATES

    def story_with(self, document: str) -> Story | None:
        """The story that holds a document."""
        found = self.look.story_of.get(document)
        return self._stories_by_id.get(found) if found is not None else None

    def story_of_claim(self, claim: Claim) -> Story | None:
        """The story of a claim."""
        return self._stories_by_id.get(claim.story)

    @cached_property
    def _stories_by_id(self) -> dict[str, Story]:
        return {s.id: s for s in self.dossier.stories}

    def judged_in(self, story: Story) -> list[int]:
        """The judgements that anything counted in a story rests on."""
        return sorted(self._judged_in.get(story.id, ()))

    @cached_property
    def _judged_in(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        home = self.look.story_of
        for claim in self.dossier.claims:
            found[claim.story] |= set(claim.judged)
        for a in self.dossier.attributions:
            found[home.get(a.document, "")] |= set(a.judged)
        for d in self.dossier.derivations:
            found[home.get(d.source, "")] |= set(d.judged)
        for e in (e for e in self.dossier.entities if e.judged):
            for m in e.mentions:
                found[home.get(m.document, "")] |= set(e.judged)
        return found

    def heaviest(self, story: Story) -> Claim | None:
        """The claim that most reports of a story carry."""
        return next(iter(self.look.claims_of.get(story.id, ())), None)

    def drawn(self, story: Story) -> list[Claim]:
        """The heaviest claims of a story that came to more than one report."""
        return [c for c in self.look.claims_of.get(story.id, ())[:DRAWN] if len(self.look.documents_of(c)) > 1]

    def named_in(self, story: Story) -> tuple[list[tuple[Entity, int]], int]:
        """Who is named in a story and speaks or is named most, with how often; and how many more there are."""
        often: dict[str, int] = defaultdict(int)
        for document in story.documents:
            for entity, n in self._named_in_document.get(document, {}).items():
                often[entity] += n
        voices = set(self.look.voices(story))
        known = [(self.look.entities[e], n) for e, n in often.items()]
        known = [(e, n) for e, n in known if e.type in ("person", "role", "group", "organisation") or e.id in voices]
        known.sort(key=lambda item: (item[0].id not in voices, -item[1], item[0].name.casefold(), item[0].id))
        return known[:PEOPLE], max(0, len(known) - PEOPLE)

    @cached_property
    def _named_in_document(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for entity in self.dossier.entities:
            for mention in entity.mentions:
                found[mention.document][entity.id] += 1
        return found

    # -- claims ---------------------------------------------------------------------------------------

    def claim_at_address(self, address: str) -> Claim | None:
        """The claim an address names: by its gist, else the first one worded at that place."""
        found = addresses.place(address)
        if found is None:
            return None
        at, which = found
        exact = self.addresses.claims_at.get(at, [])
        if exact:
            return exact[min(which, len(exact)) - 1]
        for attribution in self.look.attributions_of.get(at.document, ()):
            for claim in self.look.claims_of_attribution.get(attribution.id, ()):
                if any(s.start < at.end and at.start < s.end for s in self.look.variant(claim, attribution.id)):
                    return claim
        return None

    def conflicts_of(self, claim: Claim) -> list[tuple[str, list[Conflict]]]:
        """The conflicts that touch a claim, by kind, disputes first."""
        disputed = {kind_name(x) for x in self.disputed(claim)}
        return sorted(self.by_kind(self.look.disputes_of.get(claim.id, ())), key=lambda g: g[0] not in disputed)

    def by_kind(self, conflicts: Iterable[Conflict]) -> list[tuple[str, list[Conflict]]]:
        """Conflicts by kind, the kinds as they come."""
        groups: dict[str, list[Conflict]] = defaultdict(list)
        for conflict in conflicts:
            groups[kind_name(conflict)].append(conflict)
        return list(groups.items())

    def others_like(self, claim: Claim) -> list[tuple[str, Claim]]:
        """The other claims of a claim's story, as a form offers them."""
        found = [c for c in self.look.claims_of.get(claim.story, ()) if c.id != claim.id]
        return [(shortened(" ".join(self.look.gist(c).split()), 14), c) for c in found[:CHOICES]]

    def gist_of(self, claim: Claim) -> Anchor | None:
        """The words of a claim's first member, as a judgement speaks of them."""
        return next((self.wording(claim, a.id) for a in self.members(claim) if a.content), None)

    # -- judging --------------------------------------------------------------------------------------

    def against(self, conflict: Conflict) -> list[Anchor]:
        """A place on every side of a conflict, as a judgement speaks of it; empty where there are more than one can."""
        where = stands(conflict, self.look.attributions)
        parts = sides(where, self._texts)
        return [self.anchor(where[members[0]]) for members in parts.values()] if 2 <= len(parts) <= SIDES else []

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {d: r.text for d, r in self.look.reports.items()}

    def unread(self, failure: Failure) -> Anchor:
        """A source that could not be read, as a judgement speaks of it."""
        return Anchor(failure.source, 0, 0, failure.sha256 or failure.error)

    def reprinted(self, a: Attribution) -> list[str]:
        """The reports in which an attribution's words stand again, copied: what is judged of them here holds there."""
        documents = [d for d in reached(a.document, self._copies) if d in self.look.reports]
        found = same_words(a, documents, self._texts.__getitem__, lambda d: self.look.attributions_of.get(d, ()))
        return sorted({b.document for b in found}, key=lambda d: (len(self.look.letters[d]), self.look.letters[d]))

    @cached_property
    def _copies(self) -> dict[str, set[str]]:
        return linked(frozenset((d.source, d.to)) for d in self.dossier.derivations if d.kind != "cites")

    def judging(self, attribution: Attribution) -> str:
        """The address of the forms that judge an attribution."""
        return addresses.judging(attribution)

    def side_by_side(self, one: str, other: str) -> str:
        """The address of two documents beside one another."""
        return addresses.side_by_side(one, other)

    def whole(self, document: str) -> Anchor:
        """A document as a judgement speaks of it."""
        return Anchor(document)

    def content(self, attribution: str) -> Anchor:
        """An attribution's words as a judgement speaks of them: from the first to the last of them."""
        a = self.look.attributions[attribution]
        if not a.content:
            return Anchor(a.document)
        return self.anchor(Locus(a.document, a.content[0].start, a.content[-1].end))

    def wording(self, claim: Claim, attribution: str) -> Anchor:
        """The words with which an attribution carries a claim, as a judgement speaks of them."""
        spans = self.look.variant(claim, attribution)
        if not spans:
            return self.content(attribution)
        return self.anchor(Locus(self.look.attributions[attribution].document, spans[0].start, spans[-1].end))

    def anchor(self, at: Locus) -> Anchor:
        """A place as a judgement speaks of it."""
        return Anchor(at.document, at.start, at.end, self.look.words(at))

    def attribution_at(self, document: str, at: Span | None) -> Attribution | None:
        """The attribution whose words run from the first to the last of a span, else the first that overlaps it."""
        own = [a for a in self.look.attributions_of.get(document, ()) if a.content]
        if at is None:
            return None
        exact = (a for a in own if (a.content[0].start, a.content[-1].end) == (at.start, at.end))
        near = (a for a in own if a.content[0].start < at.end and at.start < a.content[-1].end)
        return next(exact, None) or next(near, None)

    def speakers(self, a: Attribution) -> list[tuple[str, Anchor]]:
        """Who else can have said an attribution's words: those named in its document, by name, each at the nearest place."""
        at = a.content[0].start
        now = a.chain[0].entity if a.chain else None
        found = []
        for entity in self._named_in_document.get(a.document, {}):
            e = self.look.entities[entity]
            if e.type in _SPEAKERS and entity != now:
                found.append((e.name, self.anchor(self._nearest(e, a.document, at))))
        return sorted(found, key=lambda item: (item[0].casefold(), item[1]))[:CHOICES]

    def _nearest(self, entity: Entity, document: str, at: int) -> Locus:
        """The place in a document, or in any, that names an entity and lies nearest."""
        return min(entity.mentions, key=lambda m: (m.document != document, abs(m.start - at), m))

    def hops(self, a: Attribution) -> list[tuple[str, Anchor]]:
        """The hops of an attribution's chain that a judgement can take out: those that are somebody, and that a place names."""
        out = []
        for hop in a.chain:
            entity = self.look.entities.get(hop.entity or "")
            if entity is None:
                continue
            if hop.start is not None and hop.end is not None:
                at = Locus(a.document, hop.start, hop.end)
            elif known := [m for m in entity.mentions if m.document in self.look.reports]:
                at = min(known, key=lambda m: (m.document != a.document, abs(m.start - a.content[0].start), m))
            else:
                continue
            out.append((self.look.name(entity.id), self.anchor(at)))
        return out

    def other_documents(self, document: str) -> list[tuple[str, str]]:
        """The other reports, those of the same story first: letter with name, and id."""
        story = self.look.story_of.get(document)
        others = [d for d in self.look.letters if d != document]
        others.sort(key=lambda d: self.look.story_of.get(d) != story)
        return [(f"{self.look.letters[d]} {self.look.label(d)[:70]}", d) for d in others[:CHOICES]]

    def took(self, document: str) -> list[Derivation]:
        """What a document took from other reports of the case, or has in common with one and nobody knows who took it."""
        own = [d for d in self.look.derivations_of.get(document, ()) if d.to in self.look.reports and d.kind != "cites"]
        return own + [replace(d, source=d.to, to=d.source, share=0.0, spans=()) for d in self._shared.get(document, ())]

    @cached_property
    def _shared(self) -> dict[str, list[Derivation]]:
        """By the second of two reports, those of which nobody knows who took the words."""
        found: dict[str, list[Derivation]] = defaultdict(list)
        for d in self.dossier.derivations:
            if not d.directed and d.to in self.look.reports:
                found[d.to].append(d)
        return found

    def neighbours(self, document: str) -> list[str]:
        """The reports that share words or claims with a document, those that share most first."""
        weight: dict[str, float] = defaultdict(float)
        for d in self.dossier.derivations:
            if d.source == document and d.to in self.look.reports:
                weight[d.to] += 100 * d.share + 1
            elif d.to == document:
                weight[d.source] += 100 * d.share + 1
        for a in self.look.attributions_of.get(document, ()):
            for claim in self.look.claims_of_attribution.get(a.id, ()):
                for other in self.look.documents_of(claim):
                    weight[other] += 1
        weight.pop(document, None)
        return sorted(weight, key=lambda d: (-weight[d], len(self.look.letters[d]), self.look.letters[d]))[:12]

    # -- documents ------------------------------------------------------------------------------------

    def beside(self, derivation: Derivation) -> str:
        """The address of two documents side by side."""
        return addresses.side_by_side(derivation.source, derivation.to)

    def passage_at(self, derivation: Derivation, here: int, there: int) -> str:
        """The address of a passage that two documents share, side by side."""
        numbers = {p.left.start: p.number for p in self.pairs(derivation.source, derivation.to) if p.number}
        return self.beside(derivation) + (f"#r{numbers[here]}" if here in numbers else "")

    def layers(self, report: Report, attributions: list[Attribution]) -> Iterator[Layer]:
        """The marks of a document; the id of a place stands only at the first attribution that begins there."""
        seen: set[str] = set()
        for layer in super().layers(report, attributions):
            yield layer if layer.anchor not in seen else layer._replace(anchor="")
            seen.add(layer.anchor)

    def pairs(self, left: str, right: str) -> list[Pair]:
        """What two documents share, in the order of the left one: passages in the same words, and wordings of one claim.

        Wordings of a claim that lie within a shared passage are not counted again: their number is 0.
        """
        if (left, right) not in self._pairs:
            self._pairs[left, right] = self._paired(left, right)
        return self._pairs[left, right]

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], list[Pair]]:
        return {}

    def _paired(self, left: str, right: str) -> list[Pair]:
        found: dict[tuple[Span, Span], tuple[str, Claim | None]] = {}
        for d in self.dossier.derivations:
            if {d.source, d.to} == {left, right}:
                for a, b, c, e in d.spans:
                    if b - a >= SHARED:
                        one, other = Span(a, b), Span(c, e)
                        found[(one, other) if d.source == left else (other, one)] = ("words", None)
        for a_left in self.look.attributions_of.get(left, ()):
            for claim in self.look.claims_of_attribution.get(a_left.id, ()):
                own = self.look.variant(claim, a_left.id)
                for member in claim.members:
                    there = self.look.attributions.get(member)
                    if there and there.document == right and own and (other_spans := self.look.variant(claim, member)):
                        key = Span(own[0].start, own[-1].end), Span(other_spans[0].start, other_spans[-1].end)
                        found.setdefault(key, ("claim", claim))
        ordered = sorted(found.items(), key=lambda item: (item[0][0], item[0][1]))
        words = [places for places, (kind, _) in ordered if kind == "words"]
        out: list[Pair] = []
        for (here, across), (kind, shared) in ordered:
            inside = kind == "claim" and any(_near(here, one) and _near(across, other) for one, other in words)
            number = 0 if inside else 1 + sum(p.number > 0 for p in out)
            out.append(Pair(number, kind, here, across, shared))
        return out

    def column(self, document: str, pairs: Sequence[Pair], side: str) -> list[Row]:
        """One of two documents side by side: its paragraphs, what is shared marked."""
        report = self.look.reports[document]
        own = [(p, p.left if side == "l" else p.right) for p in pairs]
        base = self.look.regions(report, "title", "body", "furniture", "repeat")
        borders = sorted({b for r in base for b in (r.start, r.end)})
        layers = [Layer(s.start, s.end, f"shared-{p.kind}", f"{side}{p.number}" if p.number else "") for p, s in own]
        painter = Painter(report.text, layers)
        starts = sorted(((s.start, p) for p, s in own if p.number), key=lambda item: item[0])
        rows, at, region = [], 0, 0
        for paragraph in self.paragraphs(document).spans:
            for part in split(paragraph, borders):
                while region < len(base) and base[region].end <= part.start:
                    region += 1
                here = base[region] if region < len(base) and base[region].start <= part.start else None
                first = at
                while at < len(starts) and starts[at][0] < part.end:
                    at += 1
                body = painter.paint(part.start, part.end)
                rows.append(Row(part.start, here.kind if here else "body", body, [p for _, p in starts[first:at]]))
        return rows

    # -- who is who -----------------------------------------------------------------------------------

    def entity_at(self, words: str) -> Entity | None:
        """Whoever is named at a place ("D.5-9"), or has an id."""
        if found := self.look.entities.get(words):
            return found
        at = addresses.place(words)
        return self._named_at.get(at[0]) if at else None

    @cached_property
    def _named_at(self) -> dict[Locus, Entity]:
        return {m: e for e in self.dossier.entities for m in e.mentions}

    def others_of(self, entity: Entity) -> list[tuple[str, Anchor]]:
        """Whom an entity may be the same as: those named with a word in common first, then by name."""
        alike = {e.id: e for word in fold(entity.name).split() for e in self._by_word[word] if e.id != entity.id}
        known = sorted(alike.values(), key=lambda e: (e.type != entity.type, e.name.casefold(), e.id))
        rest = (e for e in self._by_name if e.id != entity.id and e.id not in alike)
        known += islice(sorted(islice(rest, CHOICES), key=lambda e: e.type != entity.type), CHOICES)
        return [(f"{e.name} ({e.type})", first) for e in known[:CHOICES] if (first := self._first(e))]

    @cached_property
    def _by_name(self) -> list[Entity]:
        """Everybody whom a report of the dossier names, by name."""
        known = (e for e in self.dossier.entities if any(m.document in self.look.reports for m in e.mentions))
        return sorted(known, key=lambda e: (e.name.casefold(), e.id))

    @cached_property
    def _by_word(self) -> dict[str, list[Entity]]:
        found: dict[str, list[Entity]] = defaultdict(list)
        for e in self._by_name:
            for word in set(fold(e.name).split()):
                found[word].append(e)
        return found

    def _first(self, entity: Entity) -> Anchor | None:
        return next((self.anchor(m) for m in entity.mentions if m.document in self.look.reports), None)

    def first_place(self, entity: Entity) -> Anchor | None:
        """The first place that names an entity."""
        return self._first(entity)

    def places_apart(self, entity: Entity) -> list[tuple[str, list[Anchor]]]:
        """How an entity may be two: for each report that names it, and for each wording of a report that has several.

        With the words of a choice come a place there and one elsewhere. Of two places in one report the judgement parts
        the wordings, not the reports.
        """
        worded: dict[str, dict[str, Anchor]] = defaultdict(dict)
        for m in sorted(entity.mentions):
            if m.document in self.look.reports:
                words = " ".join(self.look.words(m).split())
                worded[m.document].setdefault(words.casefold(), self.anchor(m))
        order = sorted(worded, key=lambda d: (len(self.look.letters[d]), self.look.letters[d]))
        first = {d: min(worded[d].values()) for d in order}
        out = []
        for d in order[:CHOICES]:
            name = f"{self.look.letters[d]} {self.look.label(d)[:70]}"
            if len(order) > 1:
                out.append((name, [first[d], first[order[0] if d != order[0] else order[1]]]))
            several = sorted(worded[d].values())
            for here in several if len(several) > 1 else ():
                other = next(a for a in several if a != here)
                out.append((f"{name}: only “{' '.join(here.words.split())}”", [here, other]))
        return out[: 2 * CHOICES]

    def index(self, kind: str, words: str) -> list[Entity]:
        """Who is named in the case, those named most first; of one kind, and with words in one of their names."""
        wanted = fold(words)
        return [
            e
            for title, entities in self.people()
            if not kind or title == kind
            for e in entities
            if not wanted or any(wanted in fold(name) for name in (e.name, *e.aliases))
        ]

    def where(self, entity: Entity) -> str:
        """The letters of the reports that name an entity, as many as tell apart two of one name; empty where none does."""
        known = {m.document for m in entity.mentions if m.document in self.look.reports}
        letters = sorted((self.look.letters[d] for d in known), key=lambda letter: (len(letter), letter))
        return " ".join(letters[:6]) + (" …" if len(letters) > 6 else "")

    def people(self) -> list[tuple[str, list[Entity]]]:
        """Entities by kind, those named most first; only kinds that occur."""
        return self._people

    @cached_property
    def _people(self) -> list[tuple[str, list[Entity]]]:
        return super().people()

    @cached_property
    def kinds_of_people(self) -> list[tuple[str, int]]:
        """The kinds of entities that occur, and how many of each."""
        return [(title, len(entities)) for title, entities in self.people()]


def _near(inner: Span, outer: Span) -> bool:
    """Whether more than half of a span lies in another one."""
    common = min(inner.end, outer.end) - max(inner.start, outer.start)
    return 2 * common > inner.end - inner.start


class Portion(NamedTuple, Generic[T]):
    """A page of one of several lists that stand on one page of the reader."""

    items: list[T]
    at: int
    of: int
    first: int  # number of its first item in the whole list, from 1
    total: int


def portion(items: Iterable[T], page: int, size: int) -> Portion[T]:
    """One page of a list; page 0: all of it."""
    known = list(items)
    shown, at, of = entries(known, page, size) if page else (known, 1, 1)
    return Portion(shown, at, of, (at - 1) * size + 1, len(known))


def entries(items: Iterable[T], page: int, size: int) -> tuple[list[T], int, int]:
    """One page of a list, counted from 1; its number, and how many there are."""
    known = list(items)
    pages = max(1, -(-len(known) // size))
    page = min(max(1, page), pages)
    return known[(page - 1) * size : page * size], page, pages
