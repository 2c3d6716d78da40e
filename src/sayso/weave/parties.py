"""The parties to a conflict: who says it, by what name a reader knows them, and how a note puts both sides side by side.

In a note the sources' words stand in quotation marks and ours outside them; ours are never put inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sayso.types import Attribution, Conflict, ConflictKind, Locus, Marked


class Court(NamedTuple):
    """What is needed to name the parties."""

    pages: Mapping[str, Marked]
    names: Mapping[str, str]
    outlets: frozenset[str]

    def voice(self, attribution: Attribution) -> str | None:
        """Who first said it: an entity, or the words that describe the source."""
        if not attribution.chain:
            return None
        hop = attribution.chain[0]
        if hop.entity is not None:
            return hop.entity
        if hop.start is None or hop.end is None:
            return None
        return self.text(attribution.document, hop.start, hop.end)

    def named(self, attribution: Attribution) -> str:
        """The first voice as a reader knows it."""
        voice = self.voice(attribution)
        return "an unnamed source" if voice is None else self.names.get(voice, voice)

    def carriers(self, attribution: Attribution) -> frozenset[str]:
        """The outlets that the chain names as carriers."""
        return frozenset(h.entity for h in attribution.chain[1:] if h.entity in self.outlets)

    def text(self, document: str, start: int, end: int) -> str:
        """The source's own words."""
        return self.pages[document].document.text[start:end]


def conflict(
    kind: ConflictKind, members: Iterable[str], spans: Iterable[Locus], note: str, *, why: str, hard: bool = False
) -> Conflict:
    """A conflict without its number: members once each, spans in order."""
    return Conflict("", kind, tuple(dict.fromkeys(members)), tuple(sorted(set(spans))), note, hard, why)


def against(forms: Iterable[str]) -> str:
    """The forms side by side, each once."""
    return " against ".join(dict.fromkeys(forms))


def listed(names: Iterable[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    every = list(names)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}"
