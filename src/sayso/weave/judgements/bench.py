"""The bench on which judgements are carried out: everything that was found, laid out so that it can be changed piece by piece.

It knows what a place means today, which reports hold the same words, and which judgement touched what.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from sayso.text import pieces, sentences
from sayso.types import (
    Anchor,
    Attribution,
    Claim,
    Derivation,
    Entity,
    Hop,
    Locus,
    Marked,
    Mention,
    Span,
)

T = TypeVar("T")

LEAST_ALIKE = 0.5  # share of two places' code points that they must have in common to be taken for one
# Words that two copies must have in common around a passage for it to be one passage in both: a sentence of fewer ("No," she
# said) takes the one before it along. Set by hand, so that a phrase which a report may well use twice does not do.
LEAST_SAME = 8


class IdleError(Exception):
    """The judgement does nothing here; the message says why."""


class Bench:
    """What was found. `copies` are the pairs of documents of which one has words of the other."""

    def __init__(
        self,
        pile: tuple[Marked, ...],
        entities: tuple[Entity, ...],
        derivations: tuple[Derivation, ...],
        claims: tuple[Claim, ...],
        copies: Iterable[frozenset[str]] = (),
    ) -> None:
        self.marked = {m.document.id: m for m in pile}
        self.entities = {e.id: e for e in entities}
        self.derivations = list(derivations)
        self.claims = {c.id: c for c in claims}
        self.parted: dict[tuple[str, str], int] = {}
        self.home = {a.id: a.document for m in pile for a in m.attributions}  # an attribution's document
        self.touched: dict[int, set[Hashable]] = defaultdict(set)  # what each judgement was at, by number
        self.named: dict[str, int] = {}  # who was found to be nobody before a judgement named them, by entity
        self.spoken_of: set[tuple[str, str]] = set()  # attributions that a row speaks of itself: kind, id
        self._copies = linked(copies)

    def pile(self) -> tuple[Marked, ...]:
        return tuple(self.marked.values())

    def who(self) -> tuple[Entity, ...]:
        return tuple(self.entities[e] for e in sorted(self.entities))

    # -- what a place means ---------------------------------------------------------------------------

    def place(self, anchor: Anchor) -> Span:
        """Where the words of an anchor stand today."""
        return place(anchor, self.marked)

    def attribution(self, anchor: Anchor) -> Attribution:
        """The attribution whose content is at this place."""
        place = self.place(anchor)
        found = likest(place, ((extent(a.content), a) for a in self.marked[anchor.document].attributions if a.content))
        if found is None:
            raise IdleError("no attribution is found at its place any more")
        return found

    def entity(self, anchor: Anchor) -> str:
        """The entity that is named or pointed at at this place; "" where none was found."""
        place, marked = self.place(anchor), self.marked[anchor.document]
        named: list[tuple[Span, str]] = [(Span(m.start, m.end), m.entity) for m in marked.mentions]
        for a in marked.attributions:
            named += [
                (Span(h.start, h.end), h.entity) for h in a.chain if h.entity and h.start is not None and h.end is not None
            ]
        return likest(place, ((span, e) for span, e in named if e in self.entities)) or ""

    def somebody(self, anchor: Anchor) -> str:
        entity = self.entity(anchor)
        if not entity:
            raise IdleError("nobody is found to be named at its place")
        return entity

    def member(self, anchor: Anchor) -> tuple[Claim, Attribution]:
        """The claim that is made at this place, and the attribution that makes it."""
        place, text = self.place(anchor), anchor.document
        own = {a.id: a for a in self.marked[text].attributions}
        found = likest(
            place,
            (
                (extent(v.spans), (c, own[v.attribution]))
                for c in self.claims.values()
                for v in c.variants
                if v.attribution in own and v.spans
            ),
        )
        if found is None:
            raise IdleError("no claim is found at its place")
        return found

    # -- the same words in a copy ---------------------------------------------------------------------------

    def twins(self, a: Attribution, kind: str) -> list[Attribution]:
        """The attributions of the same words in copies of the report, which a judgement of this kind means as well.

        Two reports are copies if words came from one to the other, whichever way, be it through a third. The passage has to
        stand in both word for word: the sentence with the content, its source and its cue, and LEAST_SAME words at least.
        Left out is what a judgement of the same kind speaks of itself; and nothing that one speaks of ceases to be a quotation.
        """
        documents = [d for d in reached(a.document, self._copies) if d in self.marked]
        found = same_words(a, documents, lambda d: self.marked[d].document.text, lambda d: self.marked[d].attributions)
        return [b for b in found if not self._has_its_own(b, kind)]

    def _has_its_own(self, a: Attribution, kind: str) -> bool:
        if kind == "not-a-quotation":
            return any(spoken == a.id for _, spoken in self.spoken_of)
        return (kind, a.id) in self.spoken_of

    # -- what came of it ----------------------------------------------------------------------------------

    def differs(self, other: Bench, number: int) -> bool:
        """Whether this bench came to something else than another did over the same findings without one judgement.

        Whatever says why, and under whatever ids. Who is held apart counts where that judgement does it: a later one may say
        it of two people whom it has to take apart only here.
        """
        mine, theirs = self._called(), other._called()
        documents = (d for d, m in self.marked.items() if m is not other.marked[d])
        return (
            any(self._said(d, mine) != other._said(d, theirs) for d in documents)
            or set(mine.values()) != set(theirs.values())
            or self._claimed() != other._claimed()
            or self._taken(mine) != other._taken(theirs)
            or any(n == number and a in mine and b in mine for (a, b), n in self.parted.items())
        )

    def _called(self) -> dict[str, Hashable]:
        """Entities by the places that name them; those whom only a judgement names count where they speak."""
        speak = {h.entity for e in self.named for m in self.marked.values() for a in m.attributions for h in a.chain} & {
            *self.named
        }
        return {e.id: e.mentions or e.id for e in self.entities.values() if e.id not in self.named or e.id in speak}

    def _said(self, document: str, called: Mapping[str, Hashable]) -> Hashable:
        marked = self.marked[document]

        def by(entity: str | None) -> Hashable:
            return called.get(entity or "")

        said = tuple(
            (a.id, a.within, a.source, tuple((by(h.entity), h.start, h.end, h.role) for h in a.chain))
            for a in marked.attributions
        )
        return said, by(marked.outlet)

    def _claimed(self) -> set[Hashable]:
        return {tuple(sorted((v.attribution, v.spans) for v in c.variants)) for c in self.claims.values()}

    def _taken(self, called: Mapping[str, Hashable]) -> set[Hashable]:
        return {(d.source, called.get(d.to, d.to), d.kind, d.directed) for d in self.derivations}

    # -- changing it ------------------------------------------------------------------------------------

    def touch(self, number: int, *what: Hashable) -> None:
        """Note what a judgement is at, so that it is known which a later one is at as well."""
        self.touched[number].update(what)

    def change(self, a: Attribution, number: int, **changes: object) -> None:
        """Put an attribution's new form in its place."""
        self.touch(number, a.id)
        made = replace(a, judged=numbers_of(a.judged, (number,)), **changes)
        marked = self.marked[a.document]
        self.marked[a.document] = replace(
            marked, attributions=tuple(made if old.id == a.id else old for old in marked.attributions)
        )

    def rename(
        self, old: str, new: str, documents: Iterable[str] = (), at: Callable[[str, int, int], bool] | None = None
    ) -> None:
        """Whoever was `old` is `new`: in these documents, or everywhere; of the places named only where `at` says so."""
        for document in documents or list(self.marked):
            marked = self.marked[document]
            if not (
                marked.outlet == old
                or any(m.entity == old for m in marked.mentions)
                or any(h.entity == old for a in marked.attributions for h in a.chain)
            ):
                continue

            def here(start: int | None, end: int | None, document: str = document) -> bool:
                return at is None or (start is not None and end is not None and at(document, start, end))

            def hop(h: Hop) -> Hop:
                return replace(h, entity=new) if h.entity == old and here(h.start, h.end) else h

            def mention(m: Mention) -> Mention:
                return replace(m, entity=new) if m.entity == old and here(m.start, m.end) else m

            self.marked[document] = replace(
                marked,
                mentions=tuple(mention(m) for m in marked.mentions),
                attributions=tuple(replace(a, chain=chain_of(hop(h) for h in a.chain)) for a in marked.attributions),
                outlet=new if marked.outlet == old and at is None else marked.outlet,
            )

    def drop_member(self, claim: Claim, attribution: str, number: int) -> None:
        """Take an attribution out of a claim; a claim without members is gone."""
        kept = [v for v in claim.variants if v.attribution != attribution]
        if not kept:
            del self.claims[claim.id]
            return
        left = replace(
            claim,
            members=tuple(m for m in claim.members if m != attribution),
            variants=tuple(kept),
            judged=numbers_of(claim.judged, (number,)),
        )
        self.claims[claim.id] = self.gisted(left)

    def gisted(self, claim: Claim) -> Claim:
        """The claim with its shortest variant for a gist, where its own stands in none of them any more."""
        worded = [(self.home[v.attribution], extent(v.spans)) for v in claim.variants if v.spans]
        places = [Locus(document, whole.start, whole.end) for document, whole in worded]
        at = claim.gist_at
        if any(p.document == at.document and p.start <= at.start and at.end <= p.end for p in places):
            return claim
        shortest = min(places, key=lambda p: (p.end - p.start, p))
        return replace(claim, gist=self.words(shortest), gist_at=shortest)

    def words(self, place: Locus) -> str:
        return self.marked[place.document].document.text[place.start : place.end]

    def free(self, wanted: str, taken: Mapping[str, object]) -> str:
        """An id that is not taken."""
        return next(name for name in (wanted, *(f"{wanted}.{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def place(anchor: Anchor, marked: Mapping[str, Marked]) -> Span:
    """Where the words of an anchor stand today: there, or at the nearest place that has them. IdleError where none has."""
    if anchor.document not in marked:
        raise IdleError("it speaks of a report that is ignored")
    text = marked[anchor.document].document.text
    if text[anchor.start : anchor.end] == anchor.words:
        return Span(anchor.start, anchor.end)
    found = list(_occurrences(anchor.words, text))
    if not found:
        raise IdleError(f"the words it speaks of no longer stand in document {anchor.document}")
    at = min(found, key=lambda at: (abs(at - anchor.start), at))
    return Span(at, at + len(anchor.words))


def numbers_of(*several: Iterable[int]) -> tuple[int, ...]:
    """The numbers of judgements, each once, in order."""
    return tuple(sorted({n for numbers in several for n in numbers}))


def _occurrences(words: str, text: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def extent(spans: Sequence[Span]) -> Span:
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def likest(place: Span, found: Iterable[tuple[Span, T]]) -> T | None:
    """What stands at the place that has most in common with this one (Jaccard), if it has LEAST_ALIKE."""
    best: tuple[float, T] | None = None
    for span, value in found:
        common = min(place.end, span.end) - max(place.start, span.start)
        alike = common / (max(place.end, span.end) - min(place.start, span.start)) if common > 0 else 0.0
        if alike >= LEAST_ALIKE and (best is None or alike > best[0]):
            best = alike, value
    return best[1] if best else None


def chain_of(hops: Iterable[Hop]) -> tuple[Hop, ...]:
    """Hops without one that follows itself."""
    out: list[Hop] = []
    for hop in hops:
        if not (out and hop.entity is not None and out[-1].entity == hop.entity):
            out.append(hop)
    return tuple(out)


def linked(copies: Iterable[frozenset[str]]) -> dict[str, set[str]]:
    """For each document those of which it has words, or that have some of its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for pair in copies:
        for document in pair:
            found[document] |= pair - {document}
    return found


def reached(document: str, copies: Mapping[str, Iterable[str]]) -> list[str]:
    """The documents that have words in common with one by copying, be it through others."""
    found, todo = {document}, [document]
    while todo:
        new = set(copies.get(todo.pop(), ())) - found
        found |= new
        todo += new
    return sorted(found - {document})


def same_words(
    a: Attribution, documents: Iterable[str], text: Callable[[str], str], said: Callable[[str], Iterable[Attribution]]
) -> list[Attribution]:
    """The attributions in some documents that are one's own again: the same content, in a passage that is the same."""
    here = text(a.document)
    passage = _passage(a, here)
    if passage is None:
        return []
    pattern = re.compile(r"\s+".join(map(_alike, here[passage.start : passage.end].split())))
    before, content = _plain(here[passage.start : a.content[0].start]), _plain(_words(a, here))
    out: dict[str, Attribution] = {}
    for document in documents:
        there = text(document)
        for m in pattern.finditer(there):
            for b in said(document):
                inside = b.content and m.start() <= b.content[0].start < b.content[-1].end <= m.end()
                if inside and _plain(_words(b, there)) == content and _plain(there[m.start() : b.content[0].start]) == before:
                    out[b.id] = b
    return list(out.values())


def _passage(a: Attribution, text: str) -> Span | None:
    """The sentences that hold an attribution, with as many before them as make LEAST_SAME words; None where there are not."""
    if not a.content:
        return None
    whole = extent((*a.content, *a.cue, *a.source))
    start = text.rfind("\n", 0, whole.start) + 1
    end = text.find("\n", whole.end)
    around = list(sentences(text, start, end if end >= 0 else len(text)))
    inside = [n for n, s in enumerate(around) if s.start < whole.end and whole.start < s.end]
    if not inside:
        return None
    first = inside[0]
    span = Span(min(around[first].start, whole.start), max(around[inside[-1]].end, whole.end))
    while first and sum(1 for _ in pieces(text, span.start, span.end)) < LEAST_SAME:
        first -= 1
        span = Span(around[first].start, span.end)
    return span if sum(1 for _ in pieces(text, span.start, span.end)) >= LEAST_SAME else None


def _words(a: Attribution, text: str) -> str:
    return text[a.content[0].start : a.content[-1].end]


_MARKS = ('"“”„‟«»', "'‘’‚‛`´")


def _alike(word: str) -> str:
    """A pattern for a word with whatever quotation marks and apostrophes it is set in."""
    return "".join(next((f"[{marks}]" for marks in _MARKS if c in marks), re.escape(c)) for c in word)


def _plain(text: str) -> str:
    """A text with plain marks and single spaces, letters as they are."""
    return " ".join(text.translate(_PLAIN).split())


_PLAIN = {ord(c): marks[0] for marks in _MARKS for c in marks}
