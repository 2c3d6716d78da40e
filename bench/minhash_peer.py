"""Near-duplicates: MinHash (datasketch, rensa) beside the passage index, on the same piles, in the same run.

    python -m bench.minhash_peer [--count N] [--times N]

Needs datasketch and rensa (`pip install datasketch rensa`), which sayso never does; run by hand. Near-duplicates are the
pairs with half of their three-word shingles in common, every pair of a synthetic pile compared. MinHash: 128 permutations,
LSH at the threshold 0.3 (at 0.4 datasketch finds 0.965 of them), three-word shingles, by the functions of each library that
take many texts at once.

All are given the same words, as numbers; `index` is user processor time from them to candidate pairs of the bulk articles,
`whole` that and reading the words from the text, which is the same for all. The sides take turns; the median counts.
datasketch is measured as it comes, with its hash of bytes (SHA-1), and with hashes ready, made for it by numpy.
"""

from __future__ import annotations

import argparse
import operator
import os
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import datasketch
import rensa

from bench import reuse_gate, reuse_growth
from sayso.types import Marked, Span
from sayso.weave.candidates import Candidates, prints, shingles
from sayso.weave.passages import Words, words

Said = Mapping[str, Words]
Pairs = set[tuple[str, str]]
_PERMUTATIONS, _THRESHOLD, _SHINGLE = 128, 0.3, 3


def read(pile: Sequence[Marked]) -> Said:
    """The words of each text, by its id."""
    return {m.document.id: words(m.document.text, [Span(0, len(m.document.text))], ()) for m in pile}


def _bytes(said: Said) -> Iterator[list[bytes]]:
    """Each text's shingles as bytes; which comes twice does not matter to a least hash."""
    for w in said.values():
        raw, wide = w.ids.tobytes(), w.ids.itemsize
        yield [raw[at : at + _SHINGLE * wide] for at in range(0, len(raw) - (_SHINGLE - 1) * wide, wide)]


def by_datasketch(said: Said) -> Pairs:
    """Pairs whose estimated likeness passes the threshold's bands."""
    return _banded(said, datasketch.MinHash.bulk(_bytes(said), num_perm=_PERMUTATIONS))


def by_datasketch_hashed(said: Said) -> Pairs:
    """The same with hashes of 32 bits that numpy has made of the shingles."""
    hashed = ((shingles(w.ids, _SHINGLE) >> 32).tolist() for w in said.values())
    return _banded(said, datasketch.MinHash.bulk(hashed, num_perm=_PERMUTATIONS, hashfunc=operator.index))


def _banded(said: Said, sketches: Sequence[Any]) -> Pairs:
    index = datasketch.MinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS)
    with index.insertion_session() as session:
        for name, sketch in zip(said, sketches, strict=True):
            session.insert(name, sketch)
    return {_ordered(name, o) for name, s in zip(said, sketches, strict=True) for o in index.query(s) if o != name}


def by_rensa(said: Said) -> Pairs:
    """The same with rensa's R-MinHash; 64 bands of two, for with 32 of four it finds 0.977."""
    index = rensa.RMinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS, num_bands=64)
    sketches = rensa.RMinHash.from_token_sets(_bytes(said), num_perm=_PERMUTATIONS, seed=42)
    index.insert_many(sketches)
    names = list(said)
    return {_ordered(names[n], names[o]) for n, row in enumerate(index.query_all(sketches)) for o in row if o != n}


def by_passages(said: Said) -> Pairs:
    """The candidates of the passage index, which finds far less than near-duplicates too."""
    return {_ordered(*pair) for pair in Candidates().add({name: prints(w) for name, w in said.items()})[0]}


def _ordered(a: str, b: str) -> tuple[str, str]:
    return min(a, b), max(a, b)


PEERS: dict[str, Callable[[Said], Pairs]] = {
    "passage index": by_passages,
    "datasketch": by_datasketch,
    "datasketch, hashed": by_datasketch_hashed,
    "rensa": by_rensa,
}


def _recall(found: Pairs, alike: Iterable[tuple[str, str]]) -> float:
    wanted = set(alike)
    return len(found & wanted) / len(wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000, help="bulk articles whose processor time is taken")
    parser.add_argument("--times", type=int, default=5, help="runs of each side")
    args: Any = parser.parse_args()
    made = reuse_gate.pile("held", 11)[0][-400:]
    alike, some = reuse_gate.alike(made), read(made)
    recalls = {name: _recall(peer(some), alike) for name, peer in PEERS.items()}  # and what each needs is loaded
    many = list(reuse_growth.articles(args.count))
    took: dict[str, list[float]] = defaultdict(list)
    found: dict[str, int] = {}
    for _ in range(args.times):
        began = os.times().user
        said = read(many)
        took["words"].append(os.times().user - began)
        for name, peer in PEERS.items():
            began = os.times().user
            found[name] = len(peer(said))
            took[name].append(os.times().user - began)
    seconds = {name: statistics.median(t) for name, t in took.items()}
    print(f"{args.count} articles, their words read in {seconds['words']:.2f} s; recall of {len(alike)} pairs")
    for name in PEERS:
        index, whole = (seconds[name] + more for more in (0, seconds["words"]))
        by = [s / (seconds["passage index"] + more) for s, more in ((index, 0), (whole, seconds["words"]))]
        print(
            f"{name:20} recall {recalls[name]:.4f}   index {index:6.2f} s, {by[0]:4.1f} times   "
            f"whole {whole:6.2f} s, {by[1]:4.1f} times   {found[name]} pairs"
        )


if __name__ == "__main__":
    main()
