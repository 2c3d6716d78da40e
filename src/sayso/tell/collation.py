"""Variants of one claim word under word, as an editor collates manuscripts.

Only wordings that are nearly alike can be read in columns: a paraphrase set under a quotation is all gaps. So wordings
are first put into families, each around its longest member, and every family is collated on its own; a wording that is
like no other is a family of one, and is shown as a line.

Within a family: progressive multiple alignment (Feng & Doolittle 1987, as CollateX does for texts). The longest variant
is the base, each other one is aligned with the columns so far by Needleman–Wunsch over folded words. Equal words share a
column; two different words share one only between the same neighbours. Wordings that fold to the same words are one row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from sayso.text import fold, stem, tokens
from sayso.types import Span

LONGEST = 240  # words of a variant that are aligned: 240 × 240 steps keep one row under a tenth of a second
ROWS = 12  # different wordings of one claim that are set out; more are hard to read one under another

# Likeness from which two wordings are read best word under word, below which one under the other as lines. Both calibrated
# by reading the 130 pairs of wordings that the claims of five piles gave: from 0.55 on the columns read as one sentence
# with changes, below it nearly all were paraphrases.
ALIKE = 0.55
BREAK = 0.75  # words that each interruption of the common words costs: scattered hits are no common wording

LONG = 14  # columns alike that are set out whole; of more, the first and last few are, and the number between
_HEAD, _TAIL = 5, 4

_SAME, _KIN, _OTHER, _GAP = 4, 3, -2, -1.5  # two gaps cost little more than a mismatch: unlike words stand apart


@dataclass(frozen=True)
class Word:
    """A word of a variant with the punctuation around it, exactly as it stands; `cut`: words before it are left out."""

    text: str
    key: str
    cut: bool = False
    space: bool = True  # white space follows it


@dataclass(frozen=True)
class Row:
    """One wording: who has it (indexes into what was given), and its word or None for each column."""

    witnesses: tuple[int, ...]
    words: tuple[Word | None, ...]


@dataclass(frozen=True)
class Collation:
    """A family of wordings: rows over shared columns; `shared[i]`: all rows have the same word in column i."""

    rows: tuple[Row, ...]
    shared: tuple[bool, ...]

    def cell(self, row: Row, start: int, end: int) -> tuple[str, bool]:
        """What a row has in columns [start, end), spaced as it stands; and whether words before it are left out."""
        words = [w for w in row.words[start:end] if w]
        return "".join(w.text + (" " if w.space else "") for w in words).strip(), any(w.cut for w in words)

    def common(self, row: Row, column: int) -> bool:
        """Whether a row has the word here that most witnesses have."""
        word = row.words[column]
        if word is None:
            return False
        same = sum(len(r.witnesses) for r in self.rows if (w := r.words[column]) and w.key == word.key)
        return 2 * same > sum(len(r.witnesses) for r in self.rows)


class Apparatus(NamedTuple):
    """A claim's wordings in families, those of several wordings first; `rest`: given, but too long or too many to set out."""

    families: tuple[Collation, ...]
    rest: tuple[int, ...]


class Block(NamedTuple):
    """Columns [start, end) that are set side by side; where `left_out` is more than 0, only their number is shown."""

    start: int
    end: int
    left_out: int = 0


Variant = tuple[str, Sequence[Span]]
"""A text, and the spans of it that count."""


def apparatus(variants: Sequence[Variant]) -> Apparatus:
    """Variants in families of like wordings, each collated.

    A variant of more than LONGEST words, or one beyond ROWS different ones, is in `rest`.
    """
    worded = [_words(text, spans) for text, spans in variants]
    same: dict[tuple[str, ...], list[int]] = {}
    rest: list[int] = []
    for n, words in enumerate(worded):
        key = tuple(w.key for w in words)
        if not words or len(words) > LONGEST or (key not in same and len(same) >= ROWS):
            rest.append(n)
        else:
            same.setdefault(key, []).append(n)
    longest_first = sorted(same.values(), key=lambda g: (-len(worded[g[0]]), g[0]))
    families: list[list[list[int]]] = []
    for group in longest_first:
        near = [(likeness(worded[family[0][0]], worded[group[0]]), -n) for n, family in enumerate(families)]
        best = max(near, default=(0.0, 0))
        if best[0] >= ALIKE:
            families[-best[1]].append(group)
        else:
            families.append([group])
    made = [_collated(worded, family) for family in families]
    return Apparatus(tuple(sorted(made, key=lambda c: (len(c.rows) == 1, c.rows[0].witnesses))), tuple(rest))


def collation(variants: Sequence[Variant]) -> Collation:
    """Variants under one another as one family, however unlike they are; without rows when there are none."""
    worded = [_words(text, spans) for text, spans in variants]
    same: dict[tuple[str, ...], list[int]] = {}
    for n, words in enumerate(worded):
        same.setdefault(tuple(w.key for w in words), []).append(n)
    return _collated(worded, list(same.values()))


def _collated(worded: Sequence[list[Word]], groups: Sequence[list[int]]) -> Collation:
    groups = sorted(groups, key=lambda g: (-len(worded[g[0]]), g[0]))
    columns: list[list[Word | None]] = []
    for depth, group in enumerate(groups):
        columns = _add(columns, worded[group[0]], depth)
    order = sorted(range(len(groups)), key=lambda i: groups[i][0])
    rows = tuple(Row(tuple(groups[i]), tuple(column[i] for column in columns)) for i in order)
    return Collation(rows, tuple(_shared(column) for column in columns))


def likeness(a: Sequence[Word], b: Sequence[Word]) -> float:
    """The share of the shorter wording's words that stand in the longer in the same order, less BREAK for each interruption.

    1 for a wording that was cut out of the other in one piece; 0 where there is no common word.
    """
    shorter = min(len(a), len(b))
    here = Counter(stem(w.key) for w in a)
    there = Counter(stem(w.key) for w in b)
    if not shorter or (here & there).total() < ALIKE * shorter:  # no alignment can find more than this
        return 0.0
    hits = breaks = 0
    before = False
    for i, j in _align([frozenset([w.key]) for w in a], [w.key for w in b]):
        same = i is not None and j is not None and stem(a[i].key) == stem(b[j].key)
        hits += same
        breaks += same and not before
        before = same
    return (hits - BREAK * max(0, breaks - 1)) / shorter


def differing(variant: Variant, others: Sequence[Variant]) -> list[Span]:
    """The stretches of a variant's words that the other one most like it has not, by place; empty where it has them all.

    Nothing is compared where either is longer than LONGEST words: the variant's spans come back whole.
    """
    text, spans = variant
    here = [t for s in spans for t in islice(tokens(text, s.start, s.end), LONGEST + 1)]
    words = [Word(t.text, fold(t.text) or t.text) for t in here]
    best: list[bool] | None = None
    for other, reach in others:
        there = _words(other, reach)
        if max(len(words), len(there)) > LONGEST:
            continue
        has = [False] * len(words)
        for i, j in _align([frozenset([w.key]) for w in words], [w.key for w in there]):
            if i is not None and j is not None:
                has[i] = stem(words[i].key) == stem(there[j].key)
        best = has if best is None or sum(has) > sum(best) else best
    if best is None:
        return list(spans)
    out: list[Span] = []
    for n, token in enumerate(here):
        if best[n]:
            continue
        if out and n and not best[n - 1]:
            out[-1] = Span(out[-1].start, token.end)
        else:
            out.append(Span(token.start, token.end))
    return out


def receding(found: Apparatus) -> frozenset[str]:
    """The stems of the words that more than half of all wordings have, whatever their family."""
    wordings = [{stem(w.key) for w in row.words if w} for family in found.families for row in family.rows]
    often = Counter(word for words in wordings for word in words)
    return frozenset(word for word, n in often.items() if 2 * n > len(wordings))


def line(row: Row, recede: frozenset[str]) -> list[tuple[str, bool, bool]]:
    """A wording as one line, in stretches: the words, whether they recede, and whether words before them are left out."""
    out: list[tuple[str, bool, bool]] = []
    for word in (w for w in row.words if w):
        back, text = stem(word.key) in recede, word.text + (" " if word.space else "")
        if out and out[-1][1] == back and not word.cut:
            out[-1] = (out[-1][0] + text, back, out[-1][2])
        else:
            out.append((text, back, word.cut))
    return out


def _words(text: str, spans: Sequence[Span]) -> list[Word]:
    """The words of the spans; punctuation and spaces up to the next word belong to the word before it."""
    out: list[Word] = []
    for n, span in enumerate(spans):
        found = list(tokens(text, span.start, span.end))
        if len(found) > LONGEST:
            found = found[: LONGEST + 1]
        for i, token in enumerate(found):
            start = token.start if i else span.start
            end = found[i + 1].start if i + 1 < len(found) else span.end
            raw = text[start:end]
            cut, space = bool(n and i == 0), raw[-1:].isspace() or end == span.end
            out.append(Word(" ".join(raw.split()), fold(token.text) or token.text, cut, space))
    return out


def _shared(column: list[Word | None]) -> bool:
    return len({w.key if w else None for w in column}) == 1


def _add(columns: list[list[Word | None]], words: list[Word], depth: int) -> list[list[Word | None]]:
    """The columns with one more row."""
    if not columns:
        return [[w] for w in words]
    keys = [_common(column) for column in columns]
    out: list[list[Word | None]] = []
    for i, j in _align(keys, [w.key for w in words]):
        column = columns[i] if i is not None else [None] * depth
        out.append([*column, words[j] if j is not None else None])
    return out


def _common(column: list[Word | None]) -> frozenset[str]:
    return frozenset(w.key for w in column if w)


def _align(a: list[frozenset[str]], b: list[str]) -> list[tuple[int | None, int | None]]:
    """Needleman–Wunsch of columns and words: pairs of indexes, None for a gap."""
    n, m = len(a), len(b)
    stems = [frozenset(stem(k) for k in keys) for keys in a]
    b_stems = [stem(k) for k in b]
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        best[i][0] = i * _GAP
    best[0] = [j * _GAP for j in range(m + 1)]
    for i in range(1, n + 1):
        row, above, keys, kin = best[i], best[i - 1], a[i - 1], stems[i - 1]
        for j in range(1, m + 1):
            hit = _SAME if b[j - 1] in keys else _KIN if b_stems[j - 1] in kin else _OTHER
            row[j] = max(above[j - 1] + hit, above[j] + _GAP, row[j - 1] + _GAP)
    pairs: list[tuple[int | None, int | None]] = []
    i, j = n, m
    while i or j:
        if i and j:
            hit = _SAME if b[j - 1] in a[i - 1] else _KIN if b_stems[j - 1] in stems[i - 1] else _OTHER
            if best[i][j] == best[i - 1][j - 1] + hit:
                i, j = i - 1, j - 1
                pairs.append((i, j))
                continue
        if i and best[i][j] == best[i - 1][j] + _GAP:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]


def blocks(found: Collation, width: int = 26) -> list[Block]:
    """The columns in the pieces that are set side by side, each at most `width` characters or one word.

    A column joins its neighbour only where both are shared, or where the same rows have words in both and the same rows
    the common ones, so that a phrase stays whole. Of more than LONG such columns only the first and last are set out.
    """
    out: list[Block] = []
    for start, end in _stretches(found):
        if end - start > LONG:
            out += _packed(found, start, start + _HEAD, width)
            out.append(Block(start + _HEAD, end - _TAIL, end - start - _HEAD - _TAIL))
            out += _packed(found, end - _TAIL, end, width)
        else:
            out += _packed(found, start, end, width)
    return out


def _stretches(found: Collation) -> list[tuple[int, int]]:
    """Neighbouring columns of one pattern: who has words there, and who the common ones."""
    out: list[tuple[int, int]] = []
    before: object = None
    for i, shared in enumerate(found.shared):
        words = [row.words[i] for row in found.rows]
        pattern = (shared, [w is not None for w in words], [found.common(row, i) for row in found.rows])
        if pattern == before and not any(w.cut for w in words if w):
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i, i + 1))
        before = pattern
    return out


def _packed(found: Collation, start: int, end: int, width: int) -> list[Block]:
    out: list[Block] = []
    length = 0
    for i in range(start, end):
        long = max((len(w.text) for row in found.rows if (w := row.words[i])), default=0) + 1
        if out and length + long <= width:
            out[-1] = Block(out[-1].start, i + 1)
            length += long
        else:
            out.append(Block(i, i + 1))
            length = long
    return out
