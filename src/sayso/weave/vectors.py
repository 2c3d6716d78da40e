"""A report as a vector: its words and its pairs of neighbouring words, each weighted by how rare it is in news at large.

Nothing is counted in the pile (the tables `commonness` and `common_names` say what is rare), so a report's vector, and the
cosine of two reports, stay what they are whatever else comes in.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from sys import intern
from typing import NamedTuple

from sayso.names import known_outlet, outlet_like
from sayso.tables import table
from sayso.text import fold, pieces, stem, stopwords
from sayso.types import Document, Marked

_PAIRS = 0.4  # the weight of pairs of words in the cosine, beside that of single words
_KEPT = 80  # words, and as many pairs, that a vector keeps: the heaviest
_TITLE_WEIGHT = 3.0  # a word of the title counts as so many of the body
_NAME_WEIGHT = 1.2  # … and a word that stands mostly with a capital
BODY_WORDS = 300  # the content words that open the body and bear the news
_COMMON = 0.3  # share of reports in news at large from which a word says nothing of an affair
SCALE = 10_000  # weights are whole numbers of this, so that sums are the same in every order
LONGEST_WORD = 40  # code points; longer runs of letters are no words
_OUTLET_LIKE = 0.6  # how far a headline's last part must be built like an outlet's name to be taken for one
_SUFFIX = re.compile(r"\s+[|»·–—-]\s+([^|»·–—]{2,60})$")


def vector(marked: Marked) -> dict[str, int]:
    """A report's features (stems, and "stem stem") with their weights, the heaviest first; of length SCALE."""
    words, pairs = _counts(marked)
    singles = _heaviest({s: n * _rarity(s) for s, n in words.items() if _share(s) <= _COMMON}, 1 - _PAIRS)
    doubles = _heaviest({f"{a} {b}": (1 + math.log(n)) * (_rarity(a) + _rarity(b)) for (a, b), n in pairs.items()}, _PAIRS)
    return dict(sorted([*singles, *doubles], key=lambda x: (-x[1], x[0])))


def cosine_of(a: Mapping[str, int], b: Mapping[str, int]) -> float:
    """The cosine of two reports' vectors; the same whichever comes first."""
    return sum(shared(a, b).values()) / SCALE**2


def shared(a: Mapping[str, int], b: Mapping[str, int]) -> dict[str, int]:
    """What each feature that two reports share brings to their cosine, in SCALE squared."""
    return {k: w * b[k] for k, w in a.items() if k in b}


def _heaviest(weights: Mapping[str, float], share: float) -> list[tuple[str, int]]:
    """The heaviest features, as a vector whose square is this share of the whole's."""
    kept = sorted(weights.items(), key=lambda x: (-x[1], x[0]))[:_KEPT]
    length = math.sqrt(math.fsum(w * w for _, w in kept)) or 1.0
    return [(intern(k), round(SCALE * math.sqrt(share) * w / length)) for k, w in kept]


@lru_cache(maxsize=1)
def _common() -> dict[str, float]:
    """The share of reports in news at large that use a word, names included, by its stem."""
    return {row["stem"]: int(row["of_10000"]) / 10_000 for name in ("commonness", "common_names") for row in table(name)}


@lru_cache(maxsize=1)
def _least() -> float:
    """The share of a word that is in neither table: half of the rarest that is."""
    return min(_common().values()) / 2


def _share(word: str) -> float:
    return _common().get(word, _least())


def rare(word: str) -> bool:
    """Whether a word is in neither table of what news at large says, by its stem."""
    return stem(word) not in _common()


def _rarity(word: str) -> float:
    return -math.log(_share(word))


def _counts(marked: Marked) -> tuple[dict[str, float], Counter[tuple[str, str]]]:
    """How often each stem stands in a report's headline and where its body opens, weighted, and each pair; numbers aside."""
    text, title = marked.document.text, headline(marked.document)
    counts: dict[str, float] = defaultdict(float)
    pairs: Counter[tuple[str, str]] = Counter()
    capital: Counter[str] = Counter()
    for word in _stems(title, ((0, len(title)),), pairs):
        counts[word.stem] += _TITLE_WEIGHT
    body = [(r.start, r.end) for r in marked.regions if r.kind == "body"] or [(0, len(text))]
    for word in islice(_stems(text, body, pairs), BODY_WORDS):
        counts[word.stem] += 1.0
        capital[word.stem] += 1 if word.capital else -1
    return {s: (_NAME_WEIGHT if capital[s] > 0 else 1.0) * (1 + math.log(max(n, 1.0))) for s, n in counts.items()}, pairs


class _Stem(NamedTuple):
    stem: str
    capital: bool


def _stems(text: str, spans: Iterable[tuple[int, int]], pairs: Counter[tuple[str, str]]) -> Iterator[_Stem]:
    """The stems of a text's content words; those with nothing but a space or a hyphen between them are counted in `pairs`."""
    stop = stopwords()
    for start, end in spans:
        before, left = -1, ""  # where the last content word ended, and its stem
        for token in pieces(text, start, end):
            word = fold(token.text[: LONGEST_WORD + 1])
            if 1 < len(word) <= LONGEST_WORD and word not in stop and not word.isdigit():
                here = stem(token.text)
                if text[before : token.start] in (" ", "-"):
                    pairs[left, here] += 1
                before, left = token.end, here
                yield _Stem(here, token.text[0].isupper())


def headline(document: Document) -> str:
    """A report's title in single spaces, without the outlet behind it: "… - The Herald", "… | Reuters"."""
    title = " ".join(document.title.value.split()) if document.title else ""
    own = fold(document.outlet.value) if document.outlet else ""
    while m := _SUFFIX.search(title):
        if fold(m.group(1)) != own and not known_outlet(m.group(1)) and outlet_like(m.group(1)) < _OUTLET_LIKE:
            break
        title = title[: m.start()]
    return title
