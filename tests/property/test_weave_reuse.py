"""Reuse and stories, whatever goes in: spans hold, order changes nothing, every document has its story."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.text import fold, paragraphs, pieces
from sayso.types import Marked, Span
from sayso.weave.candidates import Candidates, Prints, prints
from sayso.weave.passages import _BROKEN, _NUMBERS, _WORD, Words, passages, words
from sayso.weave.reuse import Reuse, reuse
from sayso.weave.stories import stories
from tests.unit.test_weave_reuse import report

WORD = st.sampled_from([*"abcdefghij", "“a", "b”", "c.", "'d", "e's", "\n"])
TEXT = st.lists(WORD, max_size=80).map(" ".join)
DAY = st.sampled_from([None, "2023-05-01", "2023-05-02", "2023-05", "../2023-05-03"])
PILE = st.lists(st.tuples(TEXT, DAY), max_size=6).map(
    lambda rows: tuple(report(f"d{n}", text, day=day, outlet=f"e-{n % 2}") for n, (text, day) in enumerate(rows))
)


def _words(text: str) -> Words:
    return words(text, list(paragraphs(text)), ())


@given(TEXT, TEXT)
def test_passages_are_disjoint_inside_and_mostly_the_same_words(a: str, b: str) -> None:
    found = passages(_words(a), _words(b))
    for spans in ([(p.a_start, p.a_end) for p in found], sorted((p.b_start, p.b_end) for p in found)):
        assert all(x[1] <= y[0] for x, y in pairwise(spans))
    for p in found:
        assert 0 <= p.a_start < p.a_end <= len(a)
        assert 0 <= p.b_start < p.b_end <= len(b)
        left, right = _bag(a[p.a_start : p.a_end]), _bag(b[p.b_start : p.b_end])
        assert p.words <= min(len(left), len(right))
        assert p.told <= p.words


BROKEN = st.text(st.sampled_from("ab1_XÉıſßﬁ\u0301\ud800\U0001d400 \n\u00ad-‐¬'“.\x1c"), max_size=60)


@given(BROKEN, st.lists(st.integers(0, 60), max_size=4))
def test_words_are_those_that_the_pattern_reads_one_by_one(text: str, cuts: list[int]) -> None:
    at = sorted(min(cut, len(text)) for cut in cuts)
    spans = [Span(a, b) for a, b in zip(at[::2], at[1::2], strict=False)]
    found = words(text, spans, ())
    one_by_one = [m for s in spans for m in _WORD.finditer(text, s.start, s.end)]
    assert [*found.starts] == [m.start() for m in one_by_one]
    assert [*found.ids] == [_NUMBERS[_BROKEN.sub("", m.group())] for m in one_by_one]


def _bag(text: str) -> list[str]:
    return [fold(t.text) for t in pieces(text)]


@given(st.lists(st.integers(0, 5), max_size=120), st.lists(st.integers(0, 5), max_size=40), st.integers(0, 40))
def test_texts_with_nine_words_in_common_share_a_fingerprint(common: list[int], other: list[int], at: int) -> None:
    if len(common) >= 9:
        a, b = ([f"w{n}" for n in row] for row in (other[:at] + common, common + other[at:]))
        assert {*prints(_words(" ".join(a))).values.tolist()} & {*prints(_words(" ".join(b))).values.tolist()}


@settings(max_examples=60, deadline=None)
@given(PILE, st.lists(st.integers(1, 4), max_size=6), st.randoms(use_true_random=False))
def test_a_pile_grown_in_any_order_and_portions_gives_what_it_gives_at_once(
    pile: tuple[Marked, ...], portions: list[int], rnd: Random
) -> None:
    shuffled = list(pile)
    rnd.shuffle(shuffled)
    grown = Reuse()
    at = 0
    for size in [*portions, len(pile)]:
        grown.add(shuffled[at : at + size])
        grown.derivations(shuffled[: at + size], ())
        at += size
    assert grown.derivations(pile, ()) == reuse(pile, ())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sets(st.integers(0, 5)), st.sampled_from([None, *range(0, 900, 90)]), st.sampled_from("ab")), max_size=24
    ),
    st.lists(st.integers(1, 9), max_size=8),
    st.randoms(use_true_random=False),
)
def test_candidates_grown_in_any_order_are_those_of_all_at_once(
    rows: list[tuple[set[int], int | None, str]], portions: list[int], rnd: Random
) -> None:
    texts = {f"t{n}": _prints(blocks, day, house) for n, (blocks, day, house) in enumerate(rows)}
    found, _ = Candidates().add(texts)
    names = list(texts)
    rnd.shuffle(names)
    grown, pairs, at = Candidates(), set[tuple[str, str]](), 0
    for size in [*portions, len(names)]:
        gained, lost = grown.add({name: texts[name] for name in names[at : at + size]})
        pairs = (pairs | set(gained)) - set(lost)
        at += size
    assert sorted(pairs) == found


def _prints(blocks: set[int], day: int | None, house: str) -> Prints:
    """Fingerprints of a text that has these passages, four fingerprints each, on a day."""
    values = [block * 4 + n for block in sorted(blocks) for n in range(4)]
    places = [n * 5 for n in range(len(values))]
    return Prints(np.array(values, np.uint64), np.array(places, np.int32), day, house)


@settings(max_examples=60, deadline=None)
@given(PILE, st.randoms(use_true_random=False))
def test_rows_hold_and_order_changes_nothing(pile: tuple[Marked, ...], rnd: Random) -> None:
    found = reuse(pile, ())
    size = {m.document.id: len(m.document.text) for m in pile}
    for row in found:
        assert row.source != row.to
        assert 0 <= row.share <= 1
        assert row.why
        for a, b, c, d in row.spans:
            assert 0 <= a < b <= size[row.source]
            assert 0 <= c < d <= size[row.to]
    shuffled = list(pile)
    rnd.shuffle(shuffled)
    assert reuse(tuple(shuffled), ()) == found


@settings(max_examples=60, deadline=None)
@given(PILE, st.randoms(use_true_random=False))
def test_every_document_is_in_one_story_and_order_changes_nothing(pile: tuple[Marked, ...], rnd: Random) -> None:
    found = stories(pile, ())
    assert sorted(d for s in found for d in s.documents) == sorted(m.document.id for m in pile)
    ids = {s.id for s in found}
    for s in found:
        assert set(s.related) <= ids - {s.id}
        assert all(s.id in other.related for other in found if other.id in s.related)
    shuffled = list(pile)
    rnd.shuffle(shuffled)
    assert stories(tuple(shuffled), ()) == found
