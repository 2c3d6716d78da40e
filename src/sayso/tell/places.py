"""Where the parts of a dossier stand: the one thing in which the page that is mailed and the reader on the web differ.

An address is what a link leads to; what follows its "#" is the id of the element that stands there.
"""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

from sayso.tell.lookup import Lookup
from sayso.types import Attribution, Claim, Conflict


class Places(Protocol):
    """The addresses of a dossier's parts."""

    def story(self, story: str) -> str:
        """A story's address; empty where it is not known."""

    def claim(self, claim: Claim) -> str:
        """A claim's address."""

    def conflict(self, conflict: Conflict) -> str:
        """A conflict's address."""

    def entity(self, entity: str) -> str:
        """An entity's address; empty where it has none."""

    def document(self, document: str) -> str:
        """A document's address."""

    def paragraph(self, document: str, number: int, part: int, start: int) -> str:
        """The address of a paragraph, or of a later part of one; `start`: the code point it begins at."""

    def attribution(self, attribution: Attribution) -> str:
        """The address of an attribution's words in their document."""

    def judgement(self, number: int) -> str:
        """The address of a row of the ledger."""


def fragment(address: str) -> str:
    """The id of what stands at an address; empty where the whole page is meant."""
    return address.partition("#")[2]


class OnePage:
    """Everything on one page: "#c1" is the first claim."""

    def __init__(self, look: Lookup) -> None:
        self._look = look

    def story(self, story: str) -> str:
        """The first story is "#s1", in the order of the page."""
        return self._stories.get(story, "")

    def claim(self, claim: Claim) -> str:
        """The first claim is "#c1", in the order of the page."""
        return self._claims[claim.id]

    def conflict(self, conflict: Conflict) -> str:
        """The first conflict is "#x1", in the dossier's order."""
        return self._conflicts[conflict.id]

    def entity(self, entity: str) -> str:
        """The first entity is "#e1", in the dossier's order."""
        return self._entities.get(entity, "")

    def document(self, document: str) -> str:
        """Report A is "#d1"."""
        return self._documents[document]

    def paragraph(self, document: str, number: int, part: int, start: int) -> str:
        """The first paragraph of report A is "#d1p0", its second part "#d1p0-1"."""
        return f"{self.document(document)}p{number}" + (f"-{part}" if part else "")

    def attribution(self, attribution: Attribution) -> str:
        """The first attribution is "#a1", in the dossier's order."""
        return self._attributions[attribution.id]

    def judgement(self, number: int) -> str:
        """Row 1 of the ledger is "#j1"."""
        return f"#j{number}"

    @cached_property
    def _documents(self) -> dict[str, str]:
        return {d: f"#d{n}" for n, d in enumerate(self._look.letters, 1)}

    @cached_property
    def _attributions(self) -> dict[str, str]:
        return {a.id: f"#a{n}" for n, a in enumerate(self._look.dossier.attributions, 1)}

    @cached_property
    def _claims(self) -> dict[str, str]:
        return {c.id: f"#c{n}" for n, c in enumerate(self._look.all_claims(), 1)}

    @cached_property
    def _conflicts(self) -> dict[str, str]:
        return {x.id: f"#x{n}" for n, x in enumerate(self._look.dossier.conflicts, 1)}

    @cached_property
    def _entities(self) -> dict[str, str]:
        return {e.id: f"#e{n}" for n, e in enumerate(self._look.dossier.entities, 1)}

    @cached_property
    def _stories(self) -> dict[str, str]:
        return {s.id: f"#s{n}" for n, s in enumerate(self._look.stories, 1)}
