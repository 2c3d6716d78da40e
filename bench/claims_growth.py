"""How the comparisons of statements grow with a story, and what is not found because not all are held against all.

    python3 -m bench.claims_growth [FROM TO]

The story is an election: PolNeAR's training articles, day by day, with the attributions that people marked in them, names by
the rules alone. A comparison is a pair looked at because it has a word, name or figure in common, once for each of these, or
two statements held against each other. Recall: of the pairs of statements that would be joined in the exam's piles were
every one held against every other, how many meet when the pile's reports stand in a story of 2,000 attributions; `met` of
those with something in common, for nothing else is ever asked of the model that reads two statements.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any
from unittest.mock import patch

from tests.marked import document

from bench.attributions_gate import measure
from bench.oracle import oracle
from bench.places import data, piles
from sayso.mark.dates import dates
from sayso.mark.mentions import mentions
from sayso.mark.regions import regions
from sayso.types import Attribution, Hop, Marked, Span
from sayso.weave import pairing
from sayso.weave.claims import SAME_SENSE
from sayso.weave.identities import identities
from sayso.weave.statements import statements

SIZES = (250, 2000)  # attributions
_QUOTES = "\"'“”‘’"


@cache
def articles(least: int) -> tuple[Marked, ...]:
    """PolNeAR's training articles by day, until they have so many attributions; who is meant is known across them."""
    corpus = measure().read_corpus(data("polnear") / "polnear" / "train")
    pile: list[Marked] = []
    for _, (text, gold) in sorted(corpus.items(), key=lambda item: (item[0].split("_")[1], item[0])):
        made = document(text)
        where = regions(made)
        said = tuple(_attributions(made.id, text, gold))
        pile.append(Marked(made, where, mentions(made, where, None), dates(made, where), said))
        if sum(len(m.attributions) for m in pile) >= least:
            break
    known = {m.document.id: m for m in identities(pile)[1]}
    return tuple(known[m.document.id] for m in pile)


def _attributions(name: str, text: str, gold: list[dict[str, Any]]) -> Iterator[Attribution]:
    """The annotator's attributions, their contents without quotation marks."""
    for n, row in enumerate(gold):
        content = tuple(filter(None, (_bare(text, *span) for span in row["content"])))
        source = tuple(Span(*span) for span in row["source"])
        chain = (Hop(None, source[0].start, source[-1].end, "voice", "PolNeAR"),) if source else ()
        kind: Any = "direct" if row["content"] and text[row["content"][0][0]] in _QUOTES else "indirect"
        if content:
            cue = tuple(Span(*span) for span in row["cue"])
            yield Attribution(f"{name}-a{n}", name, kind, content, cue, source, chain, None, None, 1.0, "PolNeAR")


def _bare(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in _QUOTES + " ":
        start += 1
    while start < end and text[end - 1] in _QUOTES + " ,":
        end -= 1
    return Span(start, end) if start < end else None


def wordings(pile: tuple[Marked, ...]) -> list[pairing.Wording]:
    """The wordings of a story of these reports."""
    return pairing.wordings_of(sorted(statements(pile), key=lambda s: s.place))


def counted(some: list[pairing.Wording]) -> tuple[int, list[tuple[int, int]]]:
    """The comparisons that a story's wordings take, and the pairs that are held against each other."""
    looks = 0
    meet = pairing._met

    def each(*given: Any) -> Iterator[tuple[int, int]]:
        nonlocal looks
        for pair in meet(*given):
            looks += 1
            yield pair

    with patch.object(pairing, "_met", each):
        pairs = pairing.candidates(some)
    return looks + len(pairs), pairs


def story(size: int) -> tuple[int, list[pairing.Wording]]:
    """The first articles that have so many attributions: how many these are, and their wordings."""
    pile: list[Marked] = []
    for marked in articles(SIZES[1]):
        if sum(len(m.attributions) for m in pile) >= size:
            break
        pile.append(marked)
    return sum(len(m.attributions) for m in pile), wordings(tuple(pile))


def joined(some: list[pairing.Wording]) -> dict[tuple[int, int], bool]:
    """The pairs that would be joined were every wording held against every other; whether they have a word in common."""
    compared = pairing.Compared(some)
    compared.compare(pair for pair in combinations(range(len(some)), 2) if pair not in compared.known)
    one = {pair: c for pair, c in compared.known.items() if c.utterance or c.score >= SAME_SENSE}
    own = {(i, j) for i, j in one if _speakers(some[i]) == _speakers(some[j])}
    return {pair: not c.why.startswith("no word") for pair, c in one.items() if pair not in own}


def _speakers(wording: pairing.Wording) -> set[str]:
    return {s.attribution.id for s in wording.statements}


def recall() -> dict[str, float]:
    """The share of pairs that would be joined within a pile of the exam that meet in a large story."""
    around = story(SIZES[1] - 250)[1]
    wanted: list[bool] = []
    found: list[bool] = []
    for _, group, folder in piles():
        if group != "exam":
            continue
        mine = wordings(oracle(folder)[0])
        pairs = joined(mine)
        meeting = set(counted([*mine, *around])[1])
        wanted += pairs.values()
        found += [known for pair, known in pairs.items() if pair in meeting]
    return {"joined recall": len(found) / len(wanted), "joined recall, met": sum(found) / sum(wanted)}


def figures(sizes: tuple[int, int] = SIZES) -> dict[str, float]:
    """By how much the exponents of growth stay below what is asked, and recall."""
    (few, small), (many, large) = (story(n) for n in sizes)
    (looks, pairs), (more_looks, more_pairs) = counted(small), counted(large)
    times = math.log(many / few)
    return {
        "growth of comparisons, under 1.2": 1.2 - math.log(more_looks / looks) / times,
        "growth of pairs read, under 1.3": 1.3 - math.log(len(more_pairs) / len(pairs)) / times,
        **recall(),
    }


if __name__ == "__main__":
    for key, value in figures(tuple(map(int, sys.argv[1:3])) or SIZES).items():  # type: ignore[arg-type]
        print(f"{key:34} {value:.4f}")
