"""Gate: reuse. Synthetic piles made from the bulk articles: what was taken from where is known, because we took it.

    python -m bench.reuse_gate [--missed] [--half tuned|held]

Half of the articles served for calibration ("tuned"), the other half is reported on ("held"). Into articles of other
days are put: passages of another article (insertions), with light edits or without; whole articles with another head
and some sentences gone (copies); rewrites that change one word in eight; and, as a trap, articles that only share
quotations. Seeds are fixed; nothing is kept on disk.

Figures: `passages_*` over code points of the taker's inserted text; `pairs_*` over pairs of documents; `direction`
among found pairs; `traps_apart`: shared quotations that made no derivation; `untouched_apart`: other pairs reported,
as 1 − pairs per document (unmodified articles of the bulk do contain real reuse: an upper bound of the error);
`growth`: 1.5 − exponent of candidate pairs from 500 to 2,000 articles, at least 0.2 wanted (n^1.3).
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from rapidfuzz.distance import Indel

from bench.places import data
from sayso.text import sentences
from sayso.types import Derivation, Document, Fact, Marked, Region, Span
from sayso.weave.passages import words
from sayso.weave.reuse import reuse

_DETOK = re.compile(r"\s+([.,;:!?’”)])")


KINDS = ("insertion", "edited", "copy", "rewrite")


class Taken(NamedTuple):
    """What was done: the taker's number, the giver's, the kind, and where the taken text lies in the taker."""

    taker: int
    giver: int
    kind: str
    start: int
    end: int


def articles(half: str, count: int) -> list[tuple[str, str]]:
    """Outlets and article texts of one half (by position), plain and of some length."""
    out = []
    with gzip.open(data("bulk-articles.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for n, line in enumerate(lines):
            if n % 2 == (half == "held"):
                row = json.loads(line)
                text = _DETOK.sub(r"\1", row["text"]).strip()
                if 1500 <= len(text) <= 12000:
                    out.append((row["outlet"], text))
            if len(out) == count:
                break
    return out


def marked(n: int, text: str, day: date, outlet: str) -> Marked:
    """An article as `mark` would hand it on, without anything found in it but its body."""
    document = Document(
        id=f"d{n:06d}",
        sources=(f"{n}",),
        sha256="",
        text_sha256="",
        media_type="text/plain",
        encoding="utf-8",
        text=text,
        runs=(),
        blocks=(),
        published=Fact(day.isoformat(), "made"),
    )
    return Marked(document, (Region(0, len(text), "body", "made"),), (), (), (), outlet)


def pile(half: str, seed: int, base: int = 400, made: int = 240) -> tuple[tuple[Marked, ...], list[Taken]]:
    """Articles on days of one year, and takers of four kinds made from them."""
    rnd = random.Random(seed)
    texts = articles(half, base + made)
    days = [date(2019, 1, 1) + timedelta(days=rnd.randrange(300)) for _ in range(base)]
    out = [marked(n, texts[n][1], days[n], texts[n][0]) for n in range(base)]
    done = []
    for n in range(base, base + made):
        giver = rnd.randrange(base)
        while texts[giver][0] == texts[n][0]:
            giver = rnd.randrange(base)
        kind = (*KINDS, "quotations")[n % 5]
        outlet = f"taker {n}" if kind in ("copy", "rewrite") else texts[n][0]
        text, start, end = _make(kind, texts[n][1], texts[giver][1], rnd)
        out.append(marked(n, text, days[giver] + timedelta(days=1 + rnd.randrange(20)), outlet))
        done.append(Taken(n, giver, kind, start, end))
    return tuple(out), done


def _make(kind: str, own: str, other: str, rnd: random.Random) -> tuple[str, int, int]:
    lines = [other[s.start : s.end] for s in sentences(other)]
    narrated = [s for s in lines if not re.search('["“”‘]', s)] or lines
    if kind in ("insertion", "edited"):
        some = _run(narrated, rnd.randrange(2, 6), rnd)
        return _put(own, " ".join(_edited(s, 12, rnd) if kind == "edited" else s for s in some))
    if kind == "copy":
        kept = [s for s in lines if rnd.random() > 0.1]
        text = " ".join(kept)
        return text, 0, len(text)
    if kind == "rewrite":
        text = " ".join(_edited(s, 8, rnd) for s in lines)
        return text, 0, len(text)
    spoken = [q for line in other.split("\n") for q in line.replace("“", '"').replace("”", '"').split('"')[1::2]]
    spoken = [f"“{q}”" for q in spoken if 60 <= len(q) <= 400 and "." not in q[:-1]][:3]
    return _put(own, " ".join(f"{q} he said." for q in spoken))


def _run(lines: Sequence[str], count: int, rnd: random.Random) -> Sequence[str]:
    at = rnd.randrange(max(1, len(lines) - count))
    return lines[at : at + count]


def _put(own: str, taken: str) -> tuple[str, int, int]:
    paragraphs = own.split("\n\n")
    middle = len(paragraphs) // 2
    before = "\n\n".join(paragraphs[:middle])
    start = len(before) + 2 if before else 0
    text = (before + "\n\n" if before else "") + taken + "\n\n" + "\n\n".join(paragraphs[middle:])
    return text, start, start + len(taken)


_OTHER = ["however", "recent", "several", "major", "local", "often", "officials", "still", "new", "public"]


def _edited(sentence: str, every: int, rnd: random.Random) -> str:
    """One word in `every` dropped, doubled with another or replaced."""
    out = []
    for word in sentence.split():
        if rnd.random() < 1 / every:
            out.extend(rnd.choice([[], [rnd.choice(_OTHER)], [rnd.choice(_OTHER), word]]))
        else:
            out.append(word)
    return " ".join(out)


# -- measuring --------------------------------------------------------------------------------------


def measure(half: str, seed: int, show: bool = False) -> dict[str, float]:
    """The figures of one synthetic pile."""
    made, done = pile(half, seed)
    found = {(d.source, d.to): d for d in reuse(made, ())}
    real = [t for t in done if t.kind != "quotations"]
    hit = [t for t in real if _row(found, t) is not None]
    right = [t for t in hit if (f"d{t.taker:06d}", f"d{t.giver:06d}") in found]
    covered = dict.fromkeys(KINDS, 0)
    wanted = dict.fromkeys(KINDS, 0)
    for t in real:
        row = _row(found, t)
        covered[t.kind] += _covered(row, t) if row else 0
        wanted[t.kind] += t.end - t.start
        if show and row is None:
            print("missed", t.kind, made[t.taker].document.text[t.start : t.start + 300].replace("\n", " "))
    known = {(f"d{t.taker:06d}", f"d{t.giver:06d}") for t in done}
    outside = reported = 0
    for pair, d in found.items():
        t2 = next((t for t in real if pair == (f"d{t.taker:06d}", f"d{t.giver:06d}")), None)
        if t2:
            size = sum(b - a for a, b, _, _ in d.spans)
            reported += size
            outside += size - _covered(d, t2)
    others = [d for pair, d in found.items() if pair not in known and pair[::-1] not in known]
    traps = [t for t in done if t.kind == "quotations"]
    trapped = [t for t in traps if _row(found, t)]
    if show:
        for d in others[:12]:
            text = next(m.document.text for m in made if m.document.id == d.source)
            print("unplanned", d.why[-120:], "|", text[d.spans[0][0] : d.spans[0][1]][:160].replace("\n", " "))
        for t in trapped:
            row = found.get((f"d{t.taker:06d}", f"d{t.giver:06d}"))
            if row:
                print("trapped", row.why, [made[t.taker].document.text[a:b][:120] for a, b, _, _ in row.spans])
    by_kind = {k: _share([t in hit for t in real if t.kind == k]) for k in KINDS}
    return {
        "pairs_recall": len(hit) / len(real),
        **{f"pairs_recall_{k}": v for k, v in by_kind.items()},
        "direction": len(right) / len(hit),
        **{f"passages_recall_{k}": covered[k] / wanted[k] for k in KINDS},
        "passages_precision": 1 - outside / reported,
        "traps_apart": 1 - len(trapped) / len(traps),
        "untouched_apart": 1 - len(others) / len(made),
    }


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def _row(found: dict[tuple[str, str], Derivation], t: Taken) -> Derivation | None:
    pair = (f"d{t.taker:06d}", f"d{t.giver:06d}")
    return found.get(pair) or found.get(pair[::-1])


def _covered(d: Derivation, t: Taken) -> int:
    ours = [(a, b) for a, b, _, _ in d.spans] if d.source == f"d{t.taker:06d}" else [(a, b) for _, _, a, b in d.spans]
    return sum(max(0, min(b, t.end) - max(a, t.start)) for a, b in ours)


def candidates(half: str, count: int) -> tuple[int, float]:
    """Candidate pairs among so many articles, and the seconds that finding them took."""
    began = time.perf_counter()
    found = articles(half, count)
    n = len(pairs([words(t, [Span(0, len(t))], ()) for _, t in found], [outlet for outlet, _ in found]))
    return n, time.perf_counter() - began


def all_pairs(seed: int, count: int = 60) -> tuple[float, float]:
    """A peer on a small pile: an Indel alignment of every pair of texts; its recall of pairs, and seconds."""
    made, done = pile("held", seed, base=count, made=count)
    began = time.perf_counter()
    ids = [words(m.document.text, [Span(0, len(m.document.text))], ()).ids for m in made]
    met = set()
    for a in range(len(ids)):
        for b in range(a):
            if max((m.size for m in Indel.opcodes(ids[a], ids[b]).as_matching_blocks()), default=0) >= 12:
                met.add((a, b))
    real = [t for t in done if t.kind != "quotations"]
    return _share([(t.taker, t.giver) in met for t in real]), time.perf_counter() - began


def figures() -> dict[str, float]:
    """The held-out figures, and how candidate pairs grow."""
    out = measure("held", 11)
    (few, _), (many, _) = candidates("held", 500), candidates("held", 2000)
    out["growth"] = 1.5 - math.log(max(many, 1) / max(few, 1)) / math.log(4)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missed", action="store_true", help="print what was missed and what was not planned")
    parser.add_argument("--half", choices=("tuned", "held"), default="held")
    args: Any = parser.parse_args()
    for name, value in measure(args.half, 11, args.missed).items():
        print(f"{name:28} {value:.4f}")
    counts = {n: candidates(args.half, n) for n in (500, 1000, 2000)}
    for n, (found, seconds) in counts.items():
        print(f"candidate pairs of {n:5}: {found:6} in {seconds:.1f} s")
    exponent = math.log(counts[2000][0] / counts[500][0]) / math.log(4)
    print(f"growth                       n^{exponent:.2f}")
    recall, seconds = all_pairs(11)
    print(f"peer, every pair aligned     {recall:.4f} of pairs in {seconds:.1f} s (120 articles)")


if __name__ == "__main__":
    main()
