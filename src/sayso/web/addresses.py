"""The addresses of the reader's pages: made from places in documents, since ids of claims and entities change as a pile grows.

    /story/D            the story that holds document D
    /claim/D.10-52      the claim whose gist stands there
    /document/D#o10     the attribution whose words begin there; #p10: the paragraph that begins there
    /people?who=D.5-9   whoever is named there

A document's id comes from its content, so an address leads to the same words as long as these are in the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from urllib.parse import quote, urlencode

from sayso.tell.lookup import Lookup
from sayso.types import Anchor, Attribution, Claim, Conflict, Locus, Span

_PLACE = re.compile(r"(.+)\.(\d{1,12})-(\d{1,12})(?:~(\d{1,6}))?", re.DOTALL)
_SPAN = re.compile(r"(\d{1,12})-(\d{1,12})")


def written(document: str, start: int, end: int) -> str:
    """A place as a part of an address."""
    return f"{quote(document, safe='')}.{start}-{end}"


def place(address: str) -> tuple[Locus, int] | None:
    """The place that a part of an address names, unquoted, and which of those standing there is meant, from 1."""
    found = _PLACE.fullmatch(address)
    return (Locus(found[1], int(found[2]), int(found[3])), int(found[4] or 1)) if found else None


def span(words: str) -> Span | None:
    """The span that "12-40" names; None where it is none."""
    found = _SPAN.fullmatch(words)
    return Span(int(found[1]), int(found[2])) if found and int(found[1]) < int(found[2]) else None


def document(name: str) -> str:
    """A document's page."""
    return f"/document/{quote(name, safe='')}"


def shown(name: str, start: int, end: int) -> str:
    """A document's page with one place marked and scrolled to."""
    return f"{document(name)}?at={start}-{end}#here"


def judging(attribution: Attribution) -> str:
    """A document's page with the forms to judge one attribution beside it."""
    first, last = attribution.content[0], attribution.content[-1]
    return f"{document(attribution.document)}?judge={first.start}-{last.end}#judge"


def side_by_side(one: str, other: str) -> str:
    """Two documents beside one another."""
    return f"/documents/{quote(one, safe='')}/{quote(other, safe='')}"


def job_page(number: int, back: str = "") -> str:
    """The page of a job; one on which something is counted leads `back` when it is done."""
    return with_query(f"/jobs/{number}", [("back", back)])


def with_query(path: str, given: Iterable[tuple[str, str]]) -> str:
    """A path with what of a query is not empty."""
    query = urlencode([(key, value) for key, value in given if value])
    return f"{path}?{query}" if query else path


class Addresses:
    """Where the parts of a dossier stand in the reader (`sayso.tell.places.Places`)."""

    def __init__(self, look: Lookup) -> None:
        self._look = look

    def story(self, story: str) -> str:
        """The story's page, by its first report."""
        return self._stories.get(story, "")

    def claim(self, claim: Claim) -> str:
        """The claim's page, by the place of its gist; a number tells apart those whose gist is the same place."""
        return self._claims[claim.id]

    def conflict(self, conflict: Conflict) -> str:
        """The conflict's place on its story's page: where its first member's words begin names it."""
        known = [a for m in conflict.members if (a := self._look.attributions.get(m))]
        if not known:
            return f"/#{self._conflicts[conflict.id]}"
        return f"/story/{quote(known[0].document, safe='')}#{self._conflicts[conflict.id]}"

    def entity(self, entity: str) -> str:
        """The page of whoever it is, by the first place that names them; by id where no place does."""
        found = self._look.entities.get(entity)
        if found is None:
            return ""
        first = next((m for m in found.mentions if m.document in self._look.reports), None)
        return "/people?who=" + (quote(f"{first.document}.{first.start}-{first.end}") if first else quote(entity, safe=""))

    def document(self, document_id: str) -> str:
        """The document's page."""
        return document(document_id)

    def paragraph(self, document_id: str, number: int, part: int, start: int) -> str:
        """A paragraph on its document's page, by where it begins."""
        return f"{document(document_id)}#p{start}"

    def attribution(self, attribution: Attribution) -> str:
        """An attribution's words on their document's page, by where they begin."""
        start = attribution.content[0].start if attribution.content else 0
        return f"{document(attribution.document)}#o{start}"

    def judgement(self, number: int) -> str:
        """A row of the ledger."""
        return f"/judgements#j{number}"

    def anchor(self, place: Anchor) -> str:
        """What a judgement speaks of: words, marked, or a document."""
        return shown(place.document, place.start, place.end) if place.end else document(place.document)

    @cached_property
    def claims_at(self) -> dict[Locus, list[Claim]]:
        """The claims whose gist stands at a place, in the dossier's order."""
        found: dict[Locus, list[Claim]] = {}
        for claim in self._look.dossier.claims:
            found.setdefault(claim.gist_at, []).append(claim)
        return found

    @cached_property
    def _claims(self) -> dict[str, str]:
        return {
            claim.id: f"/claim/{written(at.document, at.start, at.end)}" + (f"~{n}" if n > 1 else "")
            for at, claims in self.claims_at.items()
            for n, claim in enumerate(claims, 1)
        }

    @cached_property
    def _conflicts(self) -> dict[str, str]:
        return {x.id: f"x{n}" for n, x in enumerate(self._look.dossier.conflicts, 1)}

    @cached_property
    def _stories(self) -> dict[str, str]:
        firsts = ((s.id, self._look.in_order(s.documents)) for s in self._look.stories)
        return {story: f"/story/{quote(first[0], safe='')}" for story, first in firsts if first}
