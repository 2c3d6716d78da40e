"""Near-duplicates: MinHash (datasketch, rensa) beside the passage index, on the same piles, in the same run.

    python -m bench.minhash_peer [--count N]

Needs datasketch and rensa (`pip install datasketch rensa`), which sayso never does; run by hand. Near-duplicates are the
pairs with half of their three-word shingles in common, every pair of a synthetic pile compared. MinHash: 128 permutations,
LSH at the threshold 0.4, three-word shingles. Seconds are processor time from text to candidate pairs of the bulk articles.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import datasketch
import rensa

from bench import reuse_gate, reuse_growth
from sayso.text import fold, pieces
from sayso.types import Marked, Span
from sayso.weave.candidates import Candidates, prints
from sayso.weave.passages import words

Pairs = set[tuple[str, str]]
_PERMUTATIONS, _THRESHOLD = 128, 0.4


def _shingles(text: str) -> list[str]:
    folded = [fold(t.text) for t in pieces(text)]
    return list({" ".join(folded[n : n + 3]) for n in range(len(folded) - 2)})


def by_datasketch(pile: Sequence[Marked]) -> Pairs:
    """Pairs whose estimated likeness passes the threshold's bands."""
    index = datasketch.MinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS)
    found = set()
    for m in pile:
        sketch = datasketch.MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch([s.encode() for s in _shingles(m.document.text)])
        found |= {_ordered(m.document.id, str(other)) for other in index.query(sketch)}
        index.insert(m.document.id, sketch)
    return found


def by_rensa(pile: Sequence[Marked]) -> Pairs:
    """The same with rensa's R-MinHash; 32 bands of four."""
    index = rensa.RMinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS, num_bands=32)
    found = set()
    for n, m in enumerate(pile):
        sketch = rensa.RMinHash(num_perm=_PERMUTATIONS, seed=42)
        sketch.update(_shingles(m.document.text))
        found |= {_ordered(m.document.id, pile[other].document.id) for other in index.query(sketch)}
        index.insert(n, sketch)
    return found


def by_passages(pile: Sequence[Marked]) -> Pairs:
    """The candidates of the passage index, which finds far less than near-duplicates too."""
    said = {m.document.id: words(m.document.text, [Span(0, len(m.document.text))], ()) for m in pile}
    return {_ordered(*pair) for pair in Candidates().add({name: prints(w) for name, w in said.items()})[0]}


def _ordered(a: str, b: str) -> tuple[str, str]:
    return min(a, b), max(a, b)


PEERS: dict[str, Callable[[Sequence[Marked]], Pairs]] = {
    "datasketch": by_datasketch,
    "rensa": by_rensa,
    "passage index": by_passages,
}


def _recall(found: Pairs, alike: Iterable[tuple[str, str]]) -> float:
    wanted = set(alike)
    return len(found & wanted) / len(wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000, help="bulk articles whose processor time is taken")
    args: Any = parser.parse_args()
    made = reuse_gate.pile("held", 11)[0][-400:]
    alike = reuse_gate.alike(made)
    many = list(reuse_growth.articles(args.count))
    for name, peer in PEERS.items():
        began = time.process_time()
        found = peer(many)
        seconds, recall = time.process_time() - began, _recall(peer(made), alike)
        print(f"{name:16} recall {recall:.4f} of {len(alike)}   {seconds:6.2f} s, {len(found)} pairs of {args.count}")


if __name__ == "__main__":
    main()
