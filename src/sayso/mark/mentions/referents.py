"""What the coreference model says of a document, asked about the entities that the walk through the text finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import exp

from sayso.mark.mentions.people import Entity, Likely, Meant
from sayso.models import Reading
from sayso.models.chains import KINDS, class_of, clusters
from sayso.types import Span

SURE = 0.9  # least chance at which the model's word on a pronoun is taken before what speaks for others is added up
TIED = 0.6  # and at which a description without a noun of the tables is a mention of whom the model ties it to
Referee = Callable[[str, Sequence[Span], Sequence[Span], Sequence[Span]], Reading]
"""(text, paragraphs, quotations with their marks, spans to judge) to what a model reads there."""


class Referents:
    """A reading while the walk gives its mentions to entities, in the order of the text."""

    def __init__(self, reading: Reading | None, text: str) -> None:
        self._text = text
        self.reading = reading or Reading((), (), ())
        self._at = {(s.start, s.end): n for n, s in enumerate(self.reading.spans)}
        self._known: set[int] = set()
        self._owner: dict[int, Entity] = {}
        self._inner: dict[int, int] = {}  # a mention of the model's -> the walk's at whose start or end it stands
        self._next = 0
        self._root = {n: group[0] for group in clusters(self.reading.links) for n in group}

    def begin(self, known: Iterable[tuple[int, int]]) -> None:
        """`known` are the spans whose entity the walk decides; the other mentions go to whom the model thinks they mean."""
        self._known = {n for span in known if (n := self._at.get(span)) is not None}
        spans = self.reading.spans
        starts, ends = {spans[n].start: n for n in self._known}, {spans[n].end: n for n in self._known}
        for n, span in enumerate(spans):  # "ferry master Colm Dineen", "Dineen, who has run it since"
            inner = ends.get(span.end, starts.get(span.start))
            if n not in self._known and inner is not None and spans[inner].start >= span.start and spans[inner].end <= span.end:
                self._inner[n] = inner

    def kind(self, start: int, end: int) -> dict[str, float] | None:
        """The logits of a span being a mention of each kind; None where the model has not read."""
        n = self._at.get((start, end))
        return None if n is None else dict(zip(KINDS, self.reading.kinds[n], strict=True))

    def likely(self, start: int, end: int) -> list[Likely]:
        """Whom a span may mean of those named or described before it, likeliest first; empty where the model has not read."""
        n = self._at.get((start, end))
        if n is None:
            return []
        self._upto(n)
        best: dict[int, Likely] = {}
        for k, score in self.reading.links[n]:
            entity = self._owner_of((k,))
            if entity is not None:
                best.setdefault(id(entity), Likely(entity, score))  # links come best first
        return list(best.values())

    def surely(self, start: int, end: int) -> Meant | None:
        """Whom a pronoun means, where the model is sure."""
        chain, chance = self._likeliest(start, end)
        if chance < SURE:
            return None
        owner = self._owner_of(chain)
        if owner is not None:
            return Meant(owner, self.reading.spans[chain[0]], chance)
        named = [s for s in (self.reading.spans[k] for k in sorted(chain)) if class_of(self._words(s)) in (0, 9)]
        return Meant(None, named[0], chance) if named else None

    def described(self, start: int, end: int) -> Meant | None:
        """Whom a description likeliest means of those named or described before it, if the walk knows him."""
        chain, chance = self._likeliest(start, end)
        owner = self._owner_of(chain)
        return Meant(owner, self.reading.spans[chain[0]], chance) if owner is not None else None

    def _likeliest(self, start: int, end: int) -> tuple[Sequence[int], float]:
        """The chain that a span likeliest goes on, as its links into it, best first, and the chance of it: as in training, over
        all mentions of one that come before. Empty and 0 where it goes on none, or the model has not read it."""
        n = self._at.get((start, end))
        if n is None or not self.reading.links[n]:
            return (), 0.0
        self._upto(n)
        links: dict[int, list[int]] = {}
        mass: dict[int, float] = {}
        for k, score in self.reading.links[n]:
            links.setdefault(self._root[k], []).append(k)
            mass[self._root[k]] = mass.get(self._root[k], 0.0) + exp(score)
        best = max(mass, key=lambda root: (mass[root], root))
        return links[best], mass[best] / (1.0 + sum(mass.values()))

    def _owner_of(self, chain: Sequence[int]) -> Entity | None:
        owner = next((o for k in chain if (o := self._whose(k)) is not None), None)
        return None if owner is None else owner.same_as or owner

    def _whose(self, n: int) -> Entity | None:
        return self._owner.get(n) or self._owner.get(self._inner.get(n, -1))

    def _words(self, span: Span) -> list[str]:
        return self._text[span.start : span.end].split()

    def meant(self, start: int, end: int, entity: Entity) -> None:
        """Note whom a span means."""
        n = self._at.get((start, end))
        if n is not None:
            self._owner[n] = entity

    def descriptions(self) -> list[tuple[Span, Entity]]:
        """The descriptions outside the walk's spans that mean somebody the walk knows, each with whom."""
        others = (n for n in range(len(self.reading.spans)) if n not in self._known and n not in self._inner)
        read = ((span, self.described(span.start, span.end)) for span in map(self.reading.spans.__getitem__, others))
        return [(span, meant.entity) for span, meant in read if meant and meant.entity and meant.chance >= TIED]

    def _upto(self, stop: int) -> None:
        """Give the mentions before this one that are not the walk's to whom they likeliest mean."""
        for n in range(self._next, stop):
            if n in self._known or not self.reading.links[n]:
                continue
            k, score = self.reading.links[n][0]
            if score > 0 and n not in self._inner and (owner := self._whose(k)) is not None:
                self._owner[n] = owner
        self._next = max(self._next, stop)
