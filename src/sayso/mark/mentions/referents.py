"""What the coreference model says of a document, asked about the entities that the walk through the text finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import exp

from sayso.mark.mentions.people import Entity, Likely, Meant
from sayso.models import Reading
from sayso.models.chains import KINDS, class_of, clusters
from sayso.types import Span

SURE = 0.9  # least chance at which the model's word on a pronoun is taken before what speaks for others is added up
TIED = 1.0  # a description without a noun of the tables is a mention where the model ties it to somebody by more than this
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
        self._next = 0
        self._root = {n: group[0] for group in clusters(self.reading.links) for n in group}

    def begin(self, known: Iterable[tuple[int, int]]) -> None:
        """`known` are the spans whose entity the walk decides; the other mentions go to whom the model thinks they mean."""
        self._known = {n for span in known if (n := self._at.get(span)) is not None}

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
            entity = self._owner.get(k)
            if entity is not None:
                entity = entity.same_as or entity
                best.setdefault(id(entity), Likely(entity, score))  # links come best first
        return list(best.values())

    def surely(self, start: int, end: int) -> Meant | None:
        """Whom a span means, where the model is sure; chances as in training, over all mentions of one that come before."""
        n = self._at.get((start, end))
        if n is None or not self.reading.links[n]:
            return None
        self._upto(n)
        mass: dict[int, float] = {}
        for k, score in self.reading.links[n]:
            mass[self._root[k]] = mass.get(self._root[k], 0.0) + exp(score)
        best = max(mass, key=lambda r: (mass[r], -r))
        chance = mass[best] / (1.0 + sum(mass.values()))
        if chance < SURE:
            return None
        theirs = [k for k, _ in self.reading.links[n] if self._root[k] == best]
        owner = next((self._owner[k] for k in theirs if k in self._owner), None)
        if owner is not None:
            return Meant(owner.same_as or owner, self.reading.spans[theirs[0]], chance)
        spans = [self.reading.spans[k] for k in sorted(theirs)]
        named = [s for s in spans if class_of(self._words(s)) in (0, 9)]
        return Meant(None, named[0], chance) if named else None

    def _words(self, span: Span) -> list[str]:
        return self._text[span.start : span.end].split()

    def meant(self, start: int, end: int, entity: Entity) -> None:
        """Note whom a span means."""
        n = self._at.get((start, end))
        if n is not None:
            self._owner[n] = entity

    def descriptions(self) -> list[tuple[Span, Entity]]:
        """The descriptions outside the walk's spans that mean somebody the walk knows, each with whom."""
        self._upto(len(self.reading.spans))
        return [
            (span, self._owner[n].same_as or self._owner[n])
            for n, span in enumerate(self.reading.spans)
            if n in self._owner and n not in self._known and self.reading.links[n] and self.reading.links[n][0][1] > TIED
        ]

    def _upto(self, stop: int) -> None:
        """Give the mentions before this one that are not the walk's to whom they likeliest mean."""
        for n in range(self._next, stop):
            if n in self._known or not self.reading.links[n]:
                continue
            k, score = self.reading.links[n][0]
            if score > 0 and k in self._owner:
                self._owner[n] = self._owner[k]
        self._next = max(self._next, stop)
