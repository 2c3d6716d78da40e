"""Reuse and stories, whatever goes in: spans hold, order changes nothing, every document has its story."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.text import fold, paragraphs, pieces
from sayso.types import Marked
from sayso.weave.passages import Words, fingerprints, passages, words
from sayso.weave.reuse import reuse
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


def _bag(text: str) -> list[str]:
    return [fold(t.text) for t in pieces(text)]


@given(st.lists(st.integers(0, 5), max_size=120), st.lists(st.integers(0, 5), max_size=40), st.integers(0, 40))
def test_texts_with_nine_words_in_common_share_a_fingerprint(common: list[int], other: list[int], at: int) -> None:
    if len(common) >= 9:
        a, b = other[:at] + common, common + other[at:]
        assert {v for v, _ in fingerprints(a)} & {v for v, _ in fingerprints(b)}


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
