"""What a reader has decided against: a voice doubted, a hop misread, somebody taken for somebody else, a copy not believed.

Spelled so that a person can type it and a dossier can keep it:

    ENTITY                  whose word is not to count: every chain through it breaks
    ATTRIBUTION:ENTITY      a hop misread: it is taken out, and the chain closes over the gap
    DOCUMENT:ENTITY         a merge: in that report it is somebody else, who gets an entity of its own
    DOCUMENT:DOCUMENT       a copy not believed: the first did not take its words from the second
    ENTITY:ENTITY           two voices counted as one: the first is another voice than the second

Each part is an id of the dossier; an entity may also be given by a name that only it bears, a document by the name of
its file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import permutations
from pathlib import PurePath
from typing import NoReturn

from msgspec.structs import replace

from sayso.text import fold
from sayso.types import Attribution, Claim, Derivation, Entity, Locus, Marked

Rejected = frozenset[str | tuple[str, str]]


class RejectionError(ValueError):
    """A rejection that names nothing in the pile, or nothing that could be rejected; the message says what."""


def parsed(spelled: str) -> Rejected:
    """The rejections that a dossier keeps in its options, by id, with spaces between."""
    return frozenset(_parts(one) for one in spelled.split())


def spelled(rejected: Rejected) -> tuple[str, ...]:
    """Rejections as a dossier keeps them, sorted."""
    return tuple(sorted(one if isinstance(one, str) else ":".join(one) for one in rejected))


def _parts(one: str) -> str | tuple[str, str]:
    first, colon, second = one.partition(":")
    return (first, second) if colon else first


def other_of(entity: str, document: str) -> str:
    """The id of whoever is meant in a document by what was taken for `entity`."""
    return f"{entity}.{document}"


# -- from what a person typed to ids ------------------------------------------------------------------


def rejections(
    given: Iterable[str],
    pile: tuple[Marked, ...],
    entities: tuple[Entity, ...],
    derivations: tuple[Derivation, ...],
    claims: tuple[Claim, ...] = (),
) -> Rejected:
    """What was given, by ids; RejectionError for what rejects nothing. In an empty pile nothing is held against anything."""
    if not pile:
        return frozenset()
    known = _Known(pile, entities, derivations, claims)
    return frozenset(known.rejection(one) for one in given)


class _Known:
    """Everything in a pile that a rejection can speak of."""

    def __init__(
        self,
        pile: tuple[Marked, ...],
        entities: tuple[Entity, ...],
        derivations: tuple[Derivation, ...],
        claims: tuple[Claim, ...],
    ) -> None:
        self.entities = {e.id: e for e in entities}
        self.documents = {m.document.id: m for m in pile}
        self.attributions = {a.id: a for m in pile for a in m.attributions}
        self.one = {(a, b) for c in claims for group in c.together for a, b in permutations(group, 2)}
        self.copies = {(d.source, d.to) for d in derivations if d.kind != "cites" and d.to in self.documents}
        self.named: dict[str, set[str]] = defaultdict(set)
        for e in entities:
            for name in (e.name, *e.aliases):
                self.named[fold(name)].add(e.id)
        self.files: dict[str, set[str]] = defaultdict(set)
        for m in pile:
            for source in m.document.sources:
                self.files[PurePath(source).name].add(m.document.id)

    def rejection(self, one: str) -> str | tuple[str, str]:
        whole = self.entity(one)
        if whole:
            return whole
        if ":" not in one:
            self._nothing(one, one, "entity")
        for at in (n for n, c in enumerate(one) if c == ":"):  # names and files may have colons of their own
            found = self._pair(one[:at], one[at + 1 :])
            if found:
                return found
        first, _, second = one.partition(":")
        if not (self.document(first) or self.entity(first) or first in self.attributions):
            self._nothing(first, one, "document or attribution")
        if not (self.document(second) or self.entity(second)):
            self._nothing(second, one, "entity or document")
        raise RejectionError(f"{one!r}: {self._unmet(first, second)}")

    def _pair(self, first: str, second: str) -> tuple[str, str] | None:
        entity, document, other = self.entity(second), self.document(first), self.document(second)
        if entity and first in self.attributions and any(h.entity == entity for h in self.attributions[first].chain):
            return first, entity
        if document and entity and self._shared(document, entity):
            return document, entity
        whole = self.entity(first)
        if whole and entity and (whole, entity) in self.one:
            return whole, entity
        if document and other and (document, other) in self.copies:
            return document, other
        return None

    def _shared(self, document: str, entity: str) -> bool:
        """Whether an entity is spoken of in this document and in another."""
        there = {locus.document for locus in self.entities[entity].mentions}
        there |= {a.document for a in self.attributions.values() if any(h.entity == entity for h in a.chain)}
        return document in there and len(there) > 1

    def entity(self, words: str) -> str:
        named = self.named.get(fold(words), set())
        return words if words in self.entities else min(named) if len(named) == 1 else ""

    def document(self, words: str) -> str:
        files = self.files.get(words, set())
        return words if words in self.documents else min(files) if len(files) == 1 else ""

    def _nothing(self, words: str, one: str, what: str) -> NoReturn:
        within = "" if words == one else f" in {one!r}"
        several = sorted(self.named.get(fold(words), set()) | self.files.get(words, set()))
        if several:
            raise RejectionError(f"{words!r}{within} is the name of several: give an id ({', '.join(several[:6])})")
        raise RejectionError(f"{words!r}{within} is no {what} of this pile")

    def _unmet(self, first: str, second: str) -> str:
        if first in self.attributions:
            return "that attribution has no such hop"
        if not self.document(first):
            return "no claim counts the two as one voice"
        if self.document(second):
            return "the first of these reports was not found to have taken its words from the second"
        return "that report does not speak of it, or no other does: there is no merge to take back"


# -- a merge taken back -------------------------------------------------------------------------------


def apart(
    entities: tuple[Entity, ...], pile: tuple[Marked, ...], rejected: Rejected
) -> tuple[tuple[Entity, ...], tuple[Marked, ...]]:
    """The entities and the pile with each rejected merge taken back: whoever was meant in that report is an entity there.

    What was found before (claims, conflicts) stays as it was found.
    """
    known, marked = {e.id: e for e in entities}, {m.document.id: m for m in pile}
    merges = sorted(r for r in rejected if isinstance(r, tuple) and r[0] in marked and r[1] in known)
    for document, entity in merges:
        whole, texts = known[entity], marked[document].document.text
        own = tuple(m for m in whole.mentions if m.document == document)
        words = sorted({" ".join(texts[m.start : m.end].split()) for m in own})
        name = whole.name if whole.name in words else max(words, key=lambda w: (len(w), w), default=whole.name)
        why = f"the reader decided: in this report it is not {whole.name} of the others"
        other = other_of(entity, document)
        known[other] = Entity(other, whole.type, name, tuple(w for w in words if w != name), own, why)
        rest = tuple(m for m in whole.mentions if m.document != document)
        known[entity] = replace(whole, mentions=rest, aliases=tuple(_still(whole, rest, marked)))
        marked[document] = _renamed(marked[document], entity, other)
    return tuple(sorted(known.values(), key=lambda e: e.id)), tuple(marked[m.document.id] for m in pile)


def _still(entity: Entity, mentions: Iterable[Locus], marked: dict[str, Marked]) -> Iterator[str]:
    """The spellings of an entity that stand in one of these places, or inside one."""
    there = {" ".join(marked[m.document].document.text[m.start : m.end].split()) for m in mentions}
    yield from (alias for alias in entity.aliases if any(alias in words for words in there))


def _renamed(marked: Marked, entity: str, other: str) -> Marked:
    def chain(a: Attribution) -> Attribution:
        return replace(a, chain=tuple(replace(h, entity=other) if h.entity == entity else h for h in a.chain))

    return replace(
        marked,
        mentions=tuple(replace(m, entity=other) if m.entity == entity else m for m in marked.mentions),
        attributions=tuple(chain(a) for a in marked.attributions),
    )
