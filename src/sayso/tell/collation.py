"""Variants of one claim word under word, as an editor collates manuscripts.

Progressive multiple alignment (Feng & Doolittle 1987, as CollateX does for texts): the longest variant is the base,
each other one is aligned with the columns so far by Needleman–Wunsch over folded words. Equal words share a column;
two different words share one only between the same neighbours. Wordings that fold to the same words are one row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.text import fold, stem, tokens
from sayso.types import Span

LONGEST = 240  # words of a variant that are aligned: 240 × 240 steps keep one row under a tenth of a second
ROWS = 12  # different wordings that are aligned; more are hard to read one under another

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
    """Rows over shared columns; `shared[i]`: all rows have the same word in column i. `rest`: given but not aligned."""

    rows: tuple[Row, ...]
    shared: tuple[bool, ...]
    rest: tuple[int, ...]

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


def collation(variants: Sequence[tuple[str, Sequence[Span]]]) -> Collation:
    """Variants, each a text and the spans of it that count, under one another.

    Empty when there are none. A variant of more than LONGEST words, or one beyond ROWS different ones, is in `rest`.
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
    groups = sorted(same.values(), key=lambda g: (-len(worded[g[0]]), g[0]))
    columns: list[list[Word | None]] = []
    for depth, group in enumerate(groups):
        columns = _add(columns, worded[group[0]], depth)
    order = sorted(range(len(groups)), key=lambda i: groups[i][0])
    rows = tuple(Row(tuple(groups[i]), tuple(column[i] for column in columns)) for i in order)
    return Collation(rows, tuple(_shared(column) for column in columns), tuple(rest))


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


def runs(found: Collation, width: int = 26) -> list[tuple[int, int]]:
    """Columns [start, end) to be set side by side: shared columns run together up to `width` characters, others stand alone.

    A differing column joins its neighbour only where the same rows have words in both, and the same rows the common
    ones, so that a phrase stays whole.
    """
    out: list[tuple[int, int]] = []
    presence = [tuple(row.words[i] is not None for row in found.rows) for i in range(len(found.shared))]
    most = [tuple(found.common(row, i) for row in found.rows) for i in range(len(found.shared))]
    length: Counter[int] = Counter()
    for i, shared in enumerate(found.shared):
        long = max((len(w.text) for row in found.rows if (w := row.words[i])), default=0) + 1
        cut = any(w.cut for row in found.rows if (w := row.words[i]))
        if out and not cut:
            start, _ = out[-1]
            joins = found.shared[start] == shared and presence[i - 1] == presence[i] and most[i - 1] == most[i]
            if joins and length[start] + long <= width:
                out[-1] = (start, i + 1)
                length[start] += long
                continue
        out.append((i, i + 1))
        length[i] = long
    return out
