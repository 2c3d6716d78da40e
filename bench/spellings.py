"""rigour's spelling groups (persons.txt): reading them, the tenth that nothing is fitted to, and pairs of words to judge.

A line of the file is one name word in several spellings and scripts. Two spellings of a line are one word. Two words of
different lines are two, unless the lines share a spelling or the words sound alike to the letter: Wikidata has an item for
Meier and one for Meyer, and nobody could say which of the two a report means; such pairs are left out.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import OSA

from sayso import names

NEIGHBOURS = 3  # of the words that look like one word, so many are held against it
PAIRS = 6  # of one group and kind, so many pairs: Gorbachev has fifty spellings and should not outvote the others
# How the women of a family are called where the language says it, romanised: Wikidata has both names in one group now and then.
FEMININE = re.compile(
    r"(?:(?<=[oe]v)a|(?<=[iy]n)a|owa|ova|o[wv]na|anka|ina|yna|(?:sk|ck|tsk)(?:aya|aja|aia|a|y|i|ij|iy|ii)|iene|aite|yte)$"
)


class Group(NamedTuple):
    """The spellings of one name word, by script class ("latin", "abjad" …: see names.script), and its Wikidata id."""

    id: str
    spellings: dict[str, tuple[str, ...]]


class Pair(NamedTuple):
    """Two written words, whether they are one, and the script class of the second (the first is Latin)."""

    first: str
    second: str
    same: bool
    script: str


def held_out(group: str) -> bool:
    """Whether a group belongs to the tenth that is for measuring only."""
    return hashlib.sha256(group.encode()).digest()[0] % 10 == 0


def read(path: Path) -> Iterator[Group]:
    """The groups of the file; spellings of three letters or more (two in Han), of one script each, without figures."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            left, _, number = line.rpartition("=>")
            found: dict[str, list[str]] = defaultdict(list)
            for spelling in dict.fromkeys(s.strip() for s in left.split(",")):
                scripts = {_block(c) for c in spelling if c.isalpha()}
                short = len(re.sub(r"[\W\d_]", "", spelling)) < (2 if scripts & {"CJK", "HANGUL"} else 3)
                if len(scripts) == 1 and not short and len(spelling) <= 24 and not re.search(r"\d", names.letters(spelling)):
                    found[names.script(spelling)].append(spelling)
            if "kana" in found:
                found.pop("han", None)  # a Japanese name in Han characters does not tell how it sounds
            if found:
                yield Group(number.strip(), {k: tuple(v) for k, v in found.items()})


def _block(letter: str) -> str:
    name = unicodedata.name(letter, "?").split()[0]
    return "KANA" if name in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA") else name


def same_pairs(groups: Sequence[Group]) -> Iterator[Pair]:
    """Pairs of spellings of one group: Latin ones that differ once romanised, and a Latin one with one of each other script."""
    for group in groups:
        dice = random.Random(group.id)
        latin = group.spellings.get("latin", ())
        pairs = [
            (a, b) for a, b in itertools.combinations(latin, 2) if not _told_apart_by_ending(names.letters(a), names.letters(b))
        ]
        for a, b in dice.sample(pairs, min(PAIRS, len(pairs))):
            yield Pair(a, b, True, "latin")
        for script, spellings in sorted(group.spellings.items()):
            if script != "latin" and latin:
                crossed = list(itertools.product(latin, spellings))
                for a, b in dice.sample(crossed, min(2, len(crossed))):
                    yield Pair(a, b, True, script)


def _told_apart_by_ending(a: str, b: str) -> bool:
    """Whether two words are equal, or the names of a man and of a woman of one family: of no use as two spellings."""
    x, y = FEMININE.search(a), FEMININE.search(b)
    if x and y and ("sk" in x[0] or "ck" in x[0]):
        return a == b or (x[0][-1] == "a") != (y[0][-1] == "a")
    return FEMININE.sub("", a) == FEMININE.sub("", b) or FEMININE.sub("", a) == b or a == FEMININE.sub("", b)


def unlike_pairs(groups: Sequence[Group]) -> Iterator[Pair]:
    """Pairs of words of two groups that look alike: for each word the nearest, and two more that share its consonants."""
    chosen = [(random.Random(g.id).choice(g.spellings["latin"]), g) for g in groups if "latin" in g.spellings]
    written = [names.letters(word) for word, _ in chosen]
    heard = [names.sounds(word) for word, _ in chosen]
    by_letters: dict[str, list[int]] = defaultdict(list)
    by_sound: dict[str, list[int]] = defaultdict(list)
    for n, word in enumerate(written):
        for key in {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}:
            by_letters[key].append(n)
        by_sound[names.skeleton(word)].append(n)
    seen: set[tuple[int, int]] = set()
    for n, (word, one) in enumerate(chosen):
        dice = random.Random(one.id)
        close = {m for i in range(len(written[n])) for m in by_letters[written[n][:i] + written[n][i + 1 :]]}
        close |= {*by_letters[written[n]]}
        alike = [m for m in by_sound[names.skeleton(word)] if OSA.normalized_distance(written[n], written[m]) <= 0.5]
        alike = dice.sample(alike, min(40, len(alike)))
        near = sorted({*close, *alike} - {n}, key=lambda m: (OSA.distance(written[n], written[m]), written[m], m))
        two_words = (m for m in near if heard[m] != heard[n] and not _shared(one, chosen[m][1]))
        fit = [*itertools.islice(two_words, 1)]
        more = (m for m in alike if m not in (n, *fit) and heard[m] != heard[n] and not _shared(one, chosen[m][1]))
        fit += itertools.islice(more, NEIGHBOURS - len(fit))
        for m in fit:
            if (min(n, m), max(n, m)) in seen:
                continue
            seen.add((min(n, m), max(n, m)))
            other, two = chosen[m]
            yield Pair(word, other, False, "latin")
            for script, spellings in sorted(two.spellings.items()):
                if script != "latin":
                    yield Pair(word, spellings[0], False, script)


@cache
def _romanised(group: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(names.letters, group))


def _shared(one: Group, two: Group) -> bool:
    """Whether two groups have a spelling in common, once romanised."""
    return any(_romanised(a) & _romanised(b) for a in one.spellings.values() for b in two.spellings.values())
