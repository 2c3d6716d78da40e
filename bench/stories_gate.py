"""Gate: stories. Events of AllSides roundups (left, centre and right accounts) among unrelated articles.

    python -m bench.stories_gate [--half tuned|held] [--missed]

The events of 2021 are halved by lot; one half served for calibration, the other is reported on. A roundup gives all
accounts one date, so each gets a jitter of up to three days either way; every tenth has no date. Distractors are bulk
articles of 2012 to 2020, cut to the accounts' lengths and put on days of the same months, so that dates do not give
them away. Seeds are fixed. Beside it, on the same vectors and without dates: average linkage over the whole batch with
the threshold that is best in hindsight. Story pairs of the seeds and the exam piles must all be right.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import heapq
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from bench.oracle import oracle, truth
from bench.places import data, piles
from bench.ratchet import DataMissingError
from sayso.types import Document, Fact, Marked, Region
from sayso.weave.stories import reports_as_vectors, stories

_DETOK = re.compile(r"\s+([.,;:!?’”)])")
_JITTER = 3  # days
_UNDATED = 10  # one in so many


class Report(NamedTuple):
    event: str
    day: date | None
    title: str
    text: str


def roundups() -> list[tuple[int, date, str, str]]:
    """Event, day, title and text of every account."""
    out = []
    path = data("roundups") / "roundups" / "raw_crawled" / "headline_11_2021-10-19_crawled_all.jsonl"
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        for account in row["news"].values():
            text = _body(account["newBody"])
            if len(text) >= 200:
                out.append((row["id"], date.fromisoformat(row["date"][:10]), account["newsTitle"], text))
    return out


def _body(paragraphs: list[Any]) -> str:
    flat = [p if isinstance(p, str) else " ".join(map(str, p)) for p in paragraphs]
    return "\n\n".join(p.strip() for p in flat if p.strip())


def reports(half: str, distractors: int = 1000, seed: int = 5) -> list[Report]:
    """One half's accounts and the distractors."""
    rnd = random.Random(seed)
    accounts = roundups()
    events = sorted({a[0] for a in accounts})
    rnd.shuffle(events)
    kept = set(events[half == "held" :: 2])
    out = [Report(f"event {e}", _near(day, rnd), title, text) for e, day, title, text in accounts if e in kept]
    with gzip.open(data("bulk-articles.jsonl.gz"), "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for n, line in enumerate(lines) if n % 8 == (half == "held")]
    for n, row in enumerate(rows[:distractors]):
        length = len(rnd.choice(out).text)
        day = date(2021, 4, 1) + timedelta(days=rnd.randrange(200))
        out.append(Report(f"alone {n}", _near(day, rnd), row["title"], _DETOK.sub(r"\1", row["text"])[: max(300, length)]))
    return out


def _near(day: date, rnd: random.Random) -> date | None:
    moved = day + timedelta(days=rnd.randint(-_JITTER, _JITTER))
    return moved if rnd.randrange(_UNDATED) else None


def pile(given: Sequence[Report]) -> tuple[Marked, ...]:
    """The reports as `mark` would hand them on, with nothing found in them but title and body."""
    out = []
    for n, r in enumerate(given):
        document = Document(
            id=f"d{n:06d}",
            sources=(str(n),),
            sha256="",
            text_sha256="",
            media_type="text/plain",
            encoding="utf-8",
            text=r.text,
            runs=(),
            blocks=(),
            title=Fact(r.title, "made"),
            published=Fact(r.day.isoformat(), "made") if r.day else None,
        )
        out.append(Marked(document, (Region(0, len(r.text), "body", "made"),), (), (), ()))
    return tuple(out)


# -- measures ---------------------------------------------------------------------------------------


def b_cubed(gold: Sequence[Hashable], mine: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 by the B-cubed measure (Bagga and Baldwin 1998)."""
    both = Counter(zip(gold, mine, strict=True))
    of_gold, of_mine = Counter(gold), Counter(mine)
    precision = sum(n * n / of_mine[m] for (_, m), n in both.items()) / len(gold)
    recall = sum(n * n / of_gold[g] for (g, _), n in both.items()) / len(gold)
    return precision, recall, _f1(precision, recall)


def pairwise(gold: Sequence[Hashable], mine: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of reports put together."""
    both, of_gold, of_mine = (
        sum(n * (n - 1) // 2 for n in Counter(x).values()) for x in (zip(gold, mine, strict=True), gold, mine)
    )
    precision, recall = both / of_mine if of_mine else 1.0, both / of_gold if of_gold else 1.0
    return precision, recall, _f1(precision, recall)


def _f1(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0


def grouped(made: tuple[Marked, ...]) -> list[str]:
    """The story of each report, in order."""
    home = {d: s.id for s in stories(made, ()) for d in s.documents}
    return [home[m.document.id] for m in made]


# -- the peer ---------------------------------------------------------------------------------------


def average_linkage(vectors: Sequence[Mapping[str, float]], thresholds: Sequence[float]) -> dict[float, list[int]]:
    """Groups by agglomerative average linkage of cosines, cut at each threshold; cosines under 0.05 count as nothing."""
    inverted: dict[str, list[tuple[int, float]]] = defaultdict(list)
    likeness: dict[int, dict[int, float]] = defaultdict(dict)
    for n, vector in enumerate(vectors):
        row: dict[int, float] = defaultdict(float)
        for word, w in vector.items():
            for m, v in inverted[word]:
                row[m] += w * v
            inverted[word].append((n, w))
        for m, s in row.items():
            if s >= 0.05:
                likeness[n][m] = likeness[m][n] = s
    size = dict.fromkeys(range(len(vectors)), 1)
    members = {n: [n] for n in size}
    heap = [(-s, a, b) for a, row in likeness.items() for b, s in row.items() if a < b]
    heapq.heapify(heap)
    left = sorted(thresholds, reverse=True)
    out = {}
    while left:
        if heap:
            minus, a, b = heapq.heappop(heap)
            if a not in size or b not in size or likeness[a].get(b) != -minus:
                continue
        while left and (not heap or -minus < left[0]):
            out[left.pop(0)] = _labels(members, len(vectors))
        if not heap:
            break
        for c in set(likeness[a]) | set(likeness[b]):
            if c in (a, b):
                continue
            s = (size[a] * likeness[a].get(c, 0.0) + size[b] * likeness[b].get(c, 0.0)) / (size[a] + size[b])
            likeness[a][c] = likeness[c][a] = s
            likeness[c].pop(b, None)
            heapq.heappush(heap, (-s, min(a, c), max(a, c)))
        likeness[a].pop(b, None)
        del likeness[b]
        members[a] += members.pop(b)
        size[a] += size.pop(b)
    return out


def _labels(members: Mapping[int, Sequence[int]], count: int) -> list[int]:
    out = [0] * count
    for label, group in members.items():
        for n in group:
            out[n] = label
    return out


# -- the gate ---------------------------------------------------------------------------------------


def exam_pairs(show: bool = False) -> float:
    """Share of the pairs of reports, in the seeds and the exam piles, that are rightly together or apart."""
    right = count = 0
    for name, group, folder in piles():
        made, _ = oracle(folder)
        home = dict(zip((m.document.id for m in made), grouped(made), strict=True))
        files = {Path(m.document.sources[0]).name: m.document.id for m in made}
        known = truth(folder)
        ids = {k: files[row["file"]] for k, row in known["documents"].items()}
        gold = {k: n for n, group in enumerate(known["stories"]) for k in group}
        for a, b in combinations(ids, 2):
            same = home[ids[a]] == home[ids[b]]
            right += same == (gold[a] == gold[b])
            count += 1
            if show and group != "held" and same != (gold[a] == gold[b]):
                print(f"{name}: {a} and {b} {'are two stories' if same else 'belong together'}")
    return right / count


def measure(half: str, show: bool = False) -> dict[str, float]:
    """B-cubed and pairwise figures of one half; `alone` is the share of distractors left alone."""
    given = reports(half)
    gold = [r.event for r in given]
    mine = grouped(pile(given))
    p, r, f = b_cubed(gold, mine)
    pp, pr, pf = pairwise(gold, mine)
    events = [n for n, g in enumerate(gold) if g.startswith("event")]
    within = b_cubed([gold[n] for n in events], [mine[n] for n in events])[2]
    if show:
        _show(given, mine)
    return {
        "b_cubed_precision": p,
        "b_cubed_recall": r,
        "b_cubed_f1": f,
        "b_cubed_f1_events": within,
        "pair_precision": pp,
        "pair_recall": pr,
        "pair_f1": pf,
    }


def _show(given: Sequence[Report], mine: Sequence[str]) -> None:
    groups: dict[str, list[Report]] = defaultdict(list)
    for r, m in zip(given, mine, strict=True):
        groups[m].append(r)
    mixed = [g for g in groups.values() if len({r.event for r in g}) > 1]
    for g in mixed[:15]:
        print("mixed:", *(f"\n   {r.event} {r.day} {r.title[:90]}" for r in g))
    by_event: dict[str, set[str]] = defaultdict(set)
    for r, m in zip(given, mine, strict=True):
        by_event[r.event].add(m)
    for event in [e for e, homes in by_event.items() if len(homes) > 1][:15]:
        print("split:", *(f"\n   {m} {r.day} {r.title[:90]}" for r, m in zip(given, mine, strict=True) if r.event == event))


def hindsight(half: str) -> tuple[float, float, float]:
    """The peer's best B-cubed F1, its pairwise F1 there, and the threshold."""
    given = reports(half)
    gold = [r.event for r in given]
    vectors = reports_as_vectors(pile(given))
    cuts = average_linkage(vectors, [n / 50 for n in range(4, 25)])
    return max((b_cubed(gold, labels)[2], pairwise(gold, labels)[2], t) for t, labels in cuts.items())


def figures() -> dict[str, float]:
    """The held-out half's figures, and the exam's story pairs where the exam is here."""
    out = measure("held")
    with contextlib.suppress(DataMissingError):
        out["exam_pairs"] = exam_pairs()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("tuned", "held"), default="held")
    parser.add_argument("--missed", action="store_true", help="print stories that are mixed or split")
    args: Any = parser.parse_args()
    for name, value in measure(args.half, args.missed).items():
        print(f"{name:24} {value:.4f}")
    f, pf, threshold = hindsight(args.half)
    print(f"peer, average linkage    {f:.4f} b-cubed, {pf:.4f} pairs, at {threshold:.2f} (best in hindsight)")
    print(f"exam_pairs               {exam_pairs(True):.4f}")


if __name__ == "__main__":
    main()
