"""What was said to one outlet alone, and who prints it all the same.

What somebody "told Radio X" and another outlet prints without having asked was taken from the first. Two such utterances
are evidence; one may have been said twice.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.tables import table
from sayso.text import fold
from sayso.types import Attribution, Marked
from sayso.weave.candidates import Postings, shingles
from sayso.weave.passages import Words
from sayso.weave.reports import REACH, Found, World, later, named_outlets, places

# Calibrated with bench/reuse_gate.py on synthetic piles made of half of the bulk articles; it reports on the other half.
_EXCLUSIVES = 2  # utterances given to one outlet alone that are evidence of taking from it
_UTTERANCE = 4  # words in a row by which an utterance is recognised
_UTTERED = 0.6  # share of an utterance's words that must come back, or
_UTTERED_WORDS = 8  # … so many of its words
_ALIKE = 16  # utterances to one outlet with the same words in a row that are followed up
_PARAGRAPH = 600  # code points around a content that are searched for who was told


class _Utterance(NamedTuple):
    """Words that somebody spoke to one outlet: the report, its words by number, and where they stand."""

    report: int
    attribution: str
    ids: tuple[int, ...]
    start: int
    end: int


def exclusive(world: World, spoken: Postings) -> Iterator[Found]:
    """Reports with two or more utterances that another outlet had to itself, and that they print as well."""
    by_shingle: dict[tuple[int, ...], list[_Utterance]] = defaultdict(list)
    for n in range(len(world.pile)):
        for u in _exclusives(n, world):
            for i in range(len(u.ids) - _UTTERANCE + 1):
                same = by_shingle[u.ids[i : i + _UTTERANCE]]
                if len(same) < _ALIKE:
                    same.append(u)
    if not by_shingle:
        return
    for n in _speaking(by_shingle, world, spoken):
        marked = world.pile[n]
        met: dict[int, dict[str, tuple[int, int, int, int]]] = defaultdict(dict)
        for u, span in _again(world.texts[n].words, by_shingle):
            giver = world.pile[u.report]
            if giver.outlet != marked.outlet and later(u.report, n, world)[0] != u.report:
                met[u.report][u.attribution] = (*span, u.start, u.end)
        for report in sorted(met):
            if len(met[report]) >= _EXCLUSIVES:
                yield _took_speech(n, report, tuple(sorted(met[report].values())), world)


def _speaking(by_shingle: Iterable[tuple[int, ...]], world: World, spoken: Postings) -> list[int]:
    """The reports in whose speech any of these few words in a row stand, in order."""
    hashes = np.unique(np.concatenate([shingles(row, _UTTERANCE) for row in by_shingle]))
    found = {spoken.ids[n] for low, high in spoken.of(hashes) for n in spoken.owners[low:high].tolist()}
    return sorted(world.number[name] for name in found)


def spoken_shingles(said: Words) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Every few words in a row that begin in speech: their hash and where they stand."""
    hashes = shingles(said.ids, _UTTERANCE)
    at = np.flatnonzero(np.frombuffer(said.spoken, np.uint8)[: len(hashes)])
    return hashes[at], at.astype(np.int32)


def _exclusives(n: int, world: World) -> Iterator[_Utterance]:
    """What a report's outlet was told itself: direct speech of those of whom it says that they told it."""
    marked = world.pile[n]
    own = _own_names(marked, world) if world.texts[n].tells else ()
    if not own:
        return
    direct = [a for a in marked.attributions if a.kind == "direct" and a.chain and a.chain[0].entity]
    alone = {a.chain[0].entity for a in direct if _told_to(a, marked, own)}
    said = world.texts[n].words
    for a in direct:
        if a.chain[0].entity in alone and len(a.chain) == 1 and (_told_to(a, marked, own) or not _told_anyone(a, marked)):
            for span in a.content:
                ids = said.ids[bisect_left(said.starts, span.start) : bisect_left(said.starts, span.end)]
                if len(ids) >= _UTTERANCE:
                    yield _Utterance(n, a.id, tuple(ids), span.start, span.end)


@lru_cache(maxsize=1)
def _ourselves() -> tuple[str, ...]:
    return tuple(sorted((row["words"] for row in table("ourselves")), key=lambda w: (-len(w), w)))


def _own_names(marked: Marked, world: World) -> tuple[str, ...]:
    if marked.outlet is None:
        return ()
    names = {m.name for m in marked.mentions if m.entity == marked.outlet} | {world.names.get(marked.outlet, "")}
    return tuple(sorted({fold(n).removeprefix("the ") for n in names if n} | set(_ourselves())))


_TOLD_CUE = re.compile(r"\b(?:told|tells|telling|spoke to|speaking to|spoke with|interview with|wrote to)\s+", re.I)
_TOLD_KEYS = ("told", "tell", "spoke", "speaking", "interview", "wrote")  # with which its alternatives begin


def tells(plain: str) -> bool:
    """Whether a text, `caseless`, says of anybody that an outlet was told."""
    return any(_TOLD_CUE.match(plain, at) for key in _TOLD_KEYS for at in places(plain, key))


def _told_to(a: Attribution, marked: Marked, names: Sequence[str]) -> bool:
    """Whether the paragraph of an attribution says that one of `names` was told."""
    return any(re.match(re.escape(n) + r"\b", told) for told in _addressees(a, marked) for n in names)


def _told_anyone(a: Attribution, marked: Marked) -> bool:
    return next(_addressees(a, marked), None) is not None


def _addressees(a: Attribution, marked: Marked) -> Iterator[str]:
    """What follows "told" in the paragraph of an attribution, outside its content; folded, without an article."""
    text, content = marked.document.text, a.content[0]
    start = text.rfind("\n", max(0, content.start - _PARAGRAPH), content.start) + 1 or max(0, content.start - _PARAGRAPH)
    end = text.find("\n", content.end, content.end + _PARAGRAPH)
    for m in _TOLD_CUE.finditer(text, start, content.end + _PARAGRAPH if end < 0 else end):
        if not any(s.start <= m.start() < s.end for s in a.content):
            yield fold(text[m.end() : m.end() + REACH]).removeprefix("the ")


def _again(said: Words, by_shingle: Mapping[tuple[int, ...], list[_Utterance]]) -> Iterator[tuple[_Utterance, tuple[int, int]]]:
    """Utterances that come back among a report's spoken words, with where."""
    hits: dict[_Utterance, list[int]] = defaultdict(list)
    for i in range(len(said.ids) - _UTTERANCE + 1):
        if said.spoken[i]:
            for u in by_shingle.get(tuple(said.ids[i : i + _UTTERANCE]), ()):
                hits[u].append(i)
    for u, at in hits.items():
        near = max((at[k : bisect_right(at, i + 2 * len(u.ids))] for k, i in enumerate(at)), key=len)
        same = len({i + k for i in near for k in range(_UTTERANCE)})
        if same >= _UTTERED * len(u.ids) or same >= _UTTERED_WORDS:
            yield u, (said.starts[near[0]], said.end(near[-1] + _UTTERANCE - 1))


def _took_speech(taker: int, giver: int, spans: tuple[tuple[int, int, int, int], ...], world: World) -> Found:
    a, b = world.pile[taker], world.pile[giver]
    size = sum(s.end - s.start for s in world.texts[taker].body) or 1
    credited = b.outlet in named_outlets(a, world)
    why = (
        f"{len(spans)} utterances that were made to {world.names.get(b.outlet or '', b.outlet)} stand in it, "
        f"{'with' if credited else 'without'} credit; {later(taker, giver, world)[1] or 'which came first is not known'}"
    )
    share = round(min(1.0, sum(e - s for s, e, _, _ in spans) / size), 3)
    return Found(a.document.id, b.document.id, "reuses", share, spans, why)
