"""passim beside sayso on the same synthetic piles, in the same run: passages found, and what another article costs.

    python -m bench.passim_peer [--half tuned|held]

passim (Smith, Cordell and Mullen 2015; github.com/dasmiq/passim, MIT) runs on Spark and is never needed by sayso: give it
an environment of its own with `pip install "pyspark<4" git+https://github.com/dasmiq/passim`, a Java, and its interpreter in
$PASSIM_PYTHON. The package called passim on PyPI is another program. Run by hand, not by `bench.run`: CI has no Spark.

It runs with its defaults up to `--to-extents`, on one core. By default it names one source for each place of a text: of
several takers of one article it finds a chain, not every pair with the giver, and recall counts that against it;
--all-pairs hands its option of that name on. Its extents are taken as they are: it tells neither speech from
narration nor who took from whom. Figures: for each kind of taker, the share of the code points taken that both find;
precision: of what is reported between takers and givers, the share that was taken; other pairs reported per document;
shared quotations reported. Marginal cost: processor time of 2,000 documents less that of 500, for each of the 1,500, with the
time of every process that passim starts (Linux); of synthetic piles, and of bulk articles, which have little in common. The
two take turns, the medians of the rounds are subtracted, and reading passim's answer is left out.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import reuse_gate, reuse_growth
from bench.ratchet import DataMissingError
from sayso.types import Marked
from sayso.weave.reuse import Reuse

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER, prctl(2)
Spans = dict[tuple[str, str], list[tuple[int, int, int, int]]]

_READ = """
import json, sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
corpus = spark.read.json(sys.argv[1]).selectExpr("id", "xxhash64(id) as uid")
rows = spark.read.parquet(sys.argv[2]).select("uid", "uid2", "begin", "end", "begin2", "end2")
names = {r.uid: r.id for r in corpus.collect()}
print("ROWS" + json.dumps([[names[r.uid], names[r.uid2], r.begin, r.end, r.begin2, r.end2] for r in rows.collect()]))
"""


def passim(pile: Sequence[Marked], *options: str, read: bool = True) -> Spans:
    """Passages by pair of documents, as passim's extents have them; not `read`: passim runs and nothing is taken from it."""
    python = os.environ.get("PASSIM_PYTHON")
    if not python:
        raise DataMissingError("no passim: PASSIM_PYTHON is not set")
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.json"
        rows = [{"id": m.document.id, "text": m.document.text} for m in pile]
        corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        out = Path(folder) / "out"
        _spark(python, "-m", "passim.seriatim", "--to-extents", *options, str(corpus), str(out))
        if not read:
            return {}
        answer = _spark(python, "-c", _READ, str(corpus), str(out / "tmp" / "extents.parquet"))
    found: Spans = defaultdict(list)
    for a, b, *spans in json.loads(answer.split("ROWS", 1)[1]):
        found[a, b].append((spans[0], spans[1], spans[2], spans[3]))
    return found


def _spark(*command: str) -> str:
    """Run a command on one core of Spark; what it prints."""
    settings = {
        "MASTER": "local[1]",
        "PYSPARK_PYTHON": command[0],
        "PYSPARK_SUBMIT_ARGS": "--master local[1] --driver-memory 4g pyspark-shell",
    }
    done = subprocess.run(
        command, env={**os.environ, **settings, "PYTHONPATH": ""}, capture_output=True, text=True, check=False
    )
    while _one_reaped():
        pass
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])}: {done.stderr[-2000:]}")
    return done.stdout


def _one_reaped() -> bool:
    """Wait for a process that an ended one left behind, for its time counts once it was waited for; False: there is none."""
    try:
        os.wait()
    except ChildProcessError:
        return False
    return True


def ours(pile: Sequence[Marked]) -> Spans:
    """Passages by pair of documents, as sayso's derivations have them."""
    grown = Reuse()
    grown.add(pile)
    return {(d.source, d.to): list(d.spans) for d in grown.derivations(pile, ())}


def scores(found: Spans, pile: Sequence[Marked], done: Sequence[reuse_gate.Taken]) -> dict[str, float]:
    """The figures of one of the two."""
    covered: dict[str, int] = defaultdict(int)
    size: dict[str, int] = defaultdict(int)
    reported = trapped = 0
    planned = set()
    for t in done:
        taker, giver = f"d{t.taker:06d}", f"d{t.giver:06d}"
        planned |= {(taker, giver), (giver, taker)}
        mine = [(a, b) for a, b, _, _ in found.get((taker, giver), ())] + [
            (c, d) for _, _, c, d in found.get((giver, taker), ())
        ]
        points = {n for a, b in mine for n in range(a, b)}
        if t.kind == "quotations":
            trapped += bool(points)
            continue
        covered[t.kind] += len(points & set(range(t.start, t.end)))
        size[t.kind] += t.end - t.start
        reported += len(points)
    out = {f"recall {kind}": covered[kind] / size[kind] for kind in reuse_gate.KINDS}
    out["precision"] = sum(covered.values()) / max(reported, 1)
    out["other pairs a document"] = sum(bool(s) and pair not in planned for pair, s in found.items()) / len(pile)
    out["quotations reported"] = trapped / sum(t.kind == "quotations" for t in done)
    return out


def spent(find: Any, pile: Sequence[Marked]) -> float:
    """Seconds of processor time, this process and its children.

    passim's interpreter ends before its Java does, which then would be nobody's child: this process adopts it.
    """
    if ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0):
        raise OSError("prctl: no orphan's time can be counted")
    before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    find(pile)
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(before, after, strict=True))


def _made(half: str, count: int) -> Sequence[Marked]:
    """A synthetic pile of so many documents, three in seven of them takers."""
    return reuse_gate.pile(half, 11, count - 3 * count // 7, 3 * count // 7)[0]


def _timed(name: str, piles: Sequence[Sequence[Marked]], rounds: int, options: tuple[str, ...]) -> None:
    """Print what each of the two takes for the smaller and the larger pile, round by round, and for a document more."""
    sides = {"sayso": ours, "passim": lambda pile: passim(pile, *options, read=False)}
    took: dict[tuple[str, int], list[float]] = defaultdict(list)
    for _ in range(rounds):
        for pile in piles:
            for side, find in sides.items():
                took[side, len(pile)].append(spent(find, pile))
                print(f"{f'{side}, {name}, {len(pile)}':28}{took[side, len(pile)][-1]:10.2f} s", flush=True)
    few, many = (len(pile) for pile in piles)
    more = {s: (statistics.median(took[s, many]) - statistics.median(took[s, few])) / (many - few) for s in sides}
    mine, theirs = 1000 * more["sayso"], 1000 * more["passim"]
    print(f"{f'ms a document more, {name}':28}{mine:10.2f}{theirs:10.2f}   {theirs / mine:.1f} times", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("tuned", "held"), default="held")
    parser.add_argument("--all-pairs", action="store_const", const=("--all-pairs",), default=(), dest="options")
    parser.add_argument("--base", type=int, default=400, help="articles taken from")
    parser.add_argument("--made", type=int, default=300, help="takers")
    parser.add_argument("--few", type=int, default=500, help="documents of the smaller pile whose time is taken")
    parser.add_argument("--many", type=int, default=2000, help="… of the larger; 0: no times")
    parser.add_argument("--rounds", type=int, default=3, help="how often the times are taken")
    args: Any = parser.parse_args()
    try:
        made, done = reuse_gate.pile(args.half, 11, args.base, args.made)
        theirs, mine = scores(passim(made, *args.options), made, done), scores(ours(made), made, done)
    except DataMissingError as missing:
        print(f"left out: {missing}", file=sys.stderr)
        return 0
    print(f"{'':28}{'sayso':>10}{'passim':>10}")
    for name in mine:
        print(f"{name:28}{mine[name]:10.4f}{theirs[name]:10.4f}", flush=True)
    if args.many:
        sizes = (args.few, args.many)
        _timed("made", [_made(args.half, n) for n in sizes], args.rounds, args.options)
        _timed("bulk", [list(reuse_growth.articles(n)) for n in sizes], args.rounds, args.options)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
