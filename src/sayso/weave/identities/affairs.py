"""Which reports are of one affair with a report, found without a look at every other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from math import ceil

from sayso.weave.identities.evidence import OF_THEIRS, SHARED, Near, related


class Affairs:
    """The reports that are `related` to each report, of those that share a telling name with it.

    Of two reports the one with fewer names must share a part of them, and so one of its rarer ones: the commonest names bring
    none together (prefix filtering: Bayardo, Ma and Srikant 2007).
    """

    def __init__(self, near: Near) -> None:
        """`near`: of each document the names that it shares with others."""
        self.near = near
        count = Counter(name for names in near.values() for name in names)
        self._rarest = {d: sorted(names, key=lambda name: (count[name], name)) for d, names in sorted(near.items())}
        self._having: dict[str, list[str]] = defaultdict(list)  # by name the documents, all of them
        self._telling: dict[str, list[str]] = defaultdict(list)  # … and those in which it is one of the rarer
        for document, names in self._rarest.items():
            for n, name in enumerate(names):
                self._having[name].append(document)
                if n < _prefix(len(names)):
                    self._telling[name].append(document)
        self._known: dict[str, frozenset[str]] = {}

    def of(self, document: str) -> frozenset[str]:
        """The documents of one affair with this one, itself among them."""
        if document not in self._known:
            met = set(self._met(document))
            self._known[document] = frozenset({document, *(d for d in met if related(self.near, document, d))})
        return self._known[document]

    def among(self, document: str, having: Mapping[str, Collection[int]]) -> list[int]:
        """Of things by document those of one affair with a document, rising."""
        few, many = sorted((self.of(document), having.keys()), key=len)
        return sorted(n for d in few if d in many for n in having[d])

    def _met(self, document: str) -> Iterator[str]:
        """Documents that share a telling name, once for each: a rare one of this document's, or of their own."""
        names = self._rarest.get(document, ())
        for n, name in enumerate(names):
            yield from (self._having if n < _prefix(len(names)) else self._telling)[name]


def _prefix(size: int) -> int:
    """How many of a document's names, the rarest first, must be looked at to meet all that share enough with it."""
    return max(0, size - max(SHARED, ceil(OF_THEIRS * size)) + 1)
