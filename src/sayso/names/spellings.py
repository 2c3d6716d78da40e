"""Spellings of one word: how it sounds, under which keys it is looked for, and how sure two spellings are one word.

Two words are held against each other by the changes of letters that make one of the other: "q" for "k", "sch" for "sh", a
vowel that Arabic does not write. What a change tells was learned from rigour's spelling groups (`spellings.csv`, made by
`lab/name_spellings.py`): much for one word where spellings of one name differ so, and against it where names of two people do.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from anyascii import anyascii
from rapidfuzz.distance import OSA

from sayso.names.parts import plain
from sayso.tables import table

SAME_WORD = 0.6  # one word in two spellings, beside other words that agree
SURE_WORD = 0.75  # one word, with nothing beside it that says so: a surname that stands alone

# Scripts that spell alike, by the Unicode block of a letter (the first word of its name); "latin" and "alphabet" write vowels,
# "abjad" leaves most of them out, the others write syllables or characters.
_SCRIPTS = {
    "LATIN": "latin",
    "CYRILLIC": "alphabet",
    "GREEK": "alphabet",
    "GEORGIAN": "alphabet",
    "ARMENIAN": "alphabet",
    "ARABIC": "abjad",
    "HEBREW": "abjad",
    "SYRIAC": "abjad",
    "HIRAGANA": "kana",
    "KATAKANA": "kana",
    "KATAKANA-HIRAGANA": "kana",
    "CJK": "han",
    "BOPOMOFO": "han",
    "HANGUL": "hangul",
}


def script(text: str) -> str:
    """The class of a text's script, by its first letter: "latin", "alphabet", "abjad", "kana", "han", "hangul" or "indic"."""
    if text.isascii():
        return "latin"
    letter = next((c for c in text if c.isalpha()), "a")
    return _SCRIPTS.get(unicodedata.name(letter, "LATIN").split()[0], "indic")


@lru_cache(maxsize=131072)
def letters(word: str) -> str:
    """A word's letters and digits, romanised, in lower case, without marks: "Shchyóla-M." is "shchyolam"."""
    return re.sub(r"[^a-z0-9]", "", (word if word.isascii() else anyascii(word)).lower())


@cache
def _sounds() -> tuple[tuple[str, str], ...]:
    return tuple((row["letters"], row["value"]) for row in table("sounds"))


@lru_cache(maxsize=131072)
def sounds(word: str) -> str:
    """A romanised word as sound classes: "Chaudhry" is "Caudri", "Shcherbakow" "Serbakov"; doubled letters once."""
    text = re.sub(r"[^a-z0-9]", "", plain(word))
    out: list[str] = []
    i = 0
    while i < len(text):
        for letters, sound in _sounds():
            if text.startswith(letters, i):
                out.append(sound)
                i += len(letters)
                break
        else:
            out.append(text[i])
            i += 1
    joined = "".join(out)
    return re.sub(r"(.)\1+", r"\1", joined)


@lru_cache(maxsize=65536)
def skeletons(word: str) -> tuple[str, ...]:
    """The keys under which a family name is looked for: as it is written, as it may sound, and with any one consonant missing.

    A "c" may be a k or a ts ("Vucic", "Vukovitch"), a "j" a y ("Jakov"). Keys with a missing consonant ("-vkv") are made of
    four consonants and more only. Of 3,000 names of all countries, one meets 20 others under these keys; two spellings of one
    name meet four times in five (`bench/identities_gate.py`).
    """
    low = letters(word)
    soft = re.sub(r"c(?![hk])", "s", low)
    heard = dict.fromkeys(map(skeleton, (low, re.sub(r"(?<!d)j", "y", low), soft)))
    missing = [f"-{k[:i]}{k[i + 1 :]}" for k in heard if len(k) >= 4 for i in range(len(k))]
    return tuple(dict.fromkeys((*heard, *(f"-{k}" for k in heard if len(k) >= 3), *missing)))


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a word in a few broad classes: the key under which possible spellings of one name meet."""
    broad = sounds(word).translate(str.maketrans("kcXGgCSZzjdbfv", "kkkkgsssssdpvv"))
    bare = re.sub(r"[aeiouh]", "", broad).translate(str.maketrans("gd", "kt"))
    return re.sub(r"(.)\1+", r"\1", bare) or broad[:1]


# -- the learned model ------------------------------------------------------------------------------

ALIKE = 0.97  # likeness of two spellings that sound alike to the letter, or that are known to be of one name
HEARD = 0.75  # likeness of two long words that differ in o for u and e for i only: of look-alikes of that kind 3 in 4 are one
_LONG = 7  # letters; shorter look-alikes of that kind are one word in 1 of 3 cases: they need other words that agree
_NONE: frozenset[int] = frozenset()
_LONGEST = 24  # letters; longer words are one only if they are equal
_BAND = 6  # letters that one spelling may be ahead of the other, at most


class Changes(NamedTuple):
    """What the changes between Latin spellings and those of one script class tell (log odds for one word, against two)."""

    weights: dict[str, float]  # by "letters|letters", an edge of the word being < or >
    sizes: dict[str, tuple[int, ...]]  # of each run of letters that changes: the lengths of what it changes into
    start: tuple[float, ...]  # by the length of the shorter word, 3 (and less) to 7 (and more)


def changes_of(weights: dict[tuple[str, str], float], start: Sequence[float], symmetric: bool) -> Changes:
    """The table of changes as `aligned` reads it; symmetric where either word may have either side."""
    found: dict[str, float] = {}
    sizes: dict[str, set[int]] = defaultdict(set)
    for (one, other), weight in weights.items():
        for x, y in {(one, other), (other, one)} if symmetric else {(one, other)}:
            found[f"{x}|{y}"] = weight
            sizes[x].add(len(y))
    return Changes(found, {x: tuple(sorted(n)) for x, n in sizes.items()}, tuple(start))


@cache
def _changes(kind: str) -> Changes:
    weights: dict[tuple[str, str], float] = {}
    start: dict[int, float] = {}
    for row in table("spellings"):
        if row["script"] == kind:
            if row["one"].isdigit():
                start[int(row["one"])] = int(row["weight"]) / 100
            else:
                weights[(row["one"], row["other"])] = int(row["weight"]) / 100
    return changes_of(weights, [start[n] for n in sorted(start)], kind == "latin")


@lru_cache(maxsize=131072)
def vowels_aside(word: str) -> str:
    """A word's sounds with o as u and e as i, which hearers of Arabic, Persian and Turkic names write either way."""
    return re.sub(r"(.)\1+", r"\1", sounds(word).translate(_EITHER_WAY))


def one_surname(a: str, b: str) -> bool:
    """Whether a surname that stands alone is one with the surname of somebody whom the same reports name in full.

    That is from `SURE_WORD` on, or where two long words sound the same but for one vowel more ("Sleimani", "Soleimani"): of
    look-alikes of that kind that `same_word` calls two, 1 in 2 are one, enough where reports of one affair know one bearer.
    """
    if same_word(a, b) >= SURE_WORD:
        return True
    x, y = vowels_aside(a), vowels_aside(b)
    long = min(len(letters(a)), len(letters(b))) >= _LONG
    return long and abs(len(x) - len(y)) == 1 and skeleton(a) == skeleton(b) and OSA.distance(x, y) == 1


_EITHER_WAY = str.maketrans("oe", "ui")


@cache
def _known() -> dict[str, frozenset[int]]:
    """For the spellings of common given names, the rows of the table in which they stand together."""
    found: dict[str, set[int]] = defaultdict(set)
    for n, row in enumerate(table("known_spellings")):
        for word in row["spellings"].split("|"):
            found[word].add(n)
    return {word: frozenset(rows) for word, rows in found.items()}


def aligned(x: str, y: str, known: Changes) -> tuple[float, tuple[tuple[str, str], ...]]:
    """The likeliest way to change one word into the other: its log odds for one word, and the changes in order.

    A changes-only log-linear model of an alignment (McCallum, Bellare and Pereira 2005); the two are written in `letters`.
    """
    weights, sizes, start = known
    begin = start[min(7, max(3, min(len(x), len(y)))) - 3]
    x, y = f"<{x}>", f"<{y}>"
    n, m = len(x), len(y)
    best: list[dict[int, tuple[float, int, int]]] = [{} for _ in range(n + 1)]
    best[0][0] = (0.0, 0, 0)
    for i in range(n + 1):
        runs = [(k, sizes[x[i : i + k]], x[i : i + k] + "|") for k in range(5) if i + k <= n and x[i : i + k] in sizes]
        here = best[i]
        for j in range(max(0, i - _BAND), min(m, i + _BAND) + 1):
            if j not in here:
                continue
            value = here[j][0]
            for k, lengths, head in runs:
                there = best[i + k]
                for length in lengths:
                    weight = weights.get(head + y[j : j + length]) if j + length <= m else None
                    if weight is not None and (j + length not in there or value + weight > there[j + length][0]):
                        there[j + length] = (value + weight, i, j)
    if m not in best[n]:
        return -9.0, ()
    steps: list[tuple[str, str]] = []
    i, j = n, m
    while i or j:
        _, a, b = best[i][j]
        steps.append((x[a:i], y[b:j]))
        i, j = a, b
    return begin + best[n][m][0], tuple(reversed(steps))


@lru_cache(maxsize=262144)
def same_word(a: str, b: str, kind: str = "latin") -> float:
    """How sure two words are spellings of one name (0 to 1, symmetric), when they look alike and no context is known.

    `kind` is the script class of the two that is not Latin (see `script`): of Arabic and Hebrew the vowels are missing. In
    a language with one sign for a sound many spell the same; the words may come romanised or as they stand. Words of more
    than 24 letters are one only if they are equal. What it was learned from: CARDS.md, spellings.csv.
    """
    x, y = letters(a), letters(b)
    if not x or not y:
        return 0.0
    if x == y:
        return 1.0
    if kind == "own":
        return 0.0
    if max(len(x), len(y)) > _LONGEST or abs(len(x) - len(y)) > _BAND:
        return 0.0
    if kind == "latin":
        x, y = sorted((x, y))
        if sounds(x) == sounds(y) or _known().get(x, _NONE) & _known().get(y, _NONE):
            return ALIKE
        if OSA.normalized_similarity(x, y) < 0.25:
            return 0.0
        odds = aligned(x, y, _changes(kind))[0]
        if min(len(x), len(y)) >= _LONG and vowels_aside(x) == vowels_aside(y):
            return max(HEARD, 1 / (1 + math.exp(-odds)))
    else:
        odds = max(aligned(x, y, _changes(kind))[0], aligned(y, x, _changes(kind))[0])
    return 1 / (1 + math.exp(-odds))


def changes(a: str, b: str, kind: str = "latin") -> str:
    """What changes between two spellings, for a reader: "q for k, ou for u"; empty where nothing does."""
    _, steps = aligned(letters(a), letters(b), _changes(kind))
    told = [(x.strip("<>"), y.strip("<>")) for x, y in steps if x != y]
    return ", ".join(f"{x or 'nothing'} for {y or 'nothing'}" for x, y in told if x != y)
