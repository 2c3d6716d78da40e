"""Words, features and windows: what the encoder is shown of a text."""

from __future__ import annotations

import itertools

import pytest

from sayso.models import tagger
from sayso.models.windows import CASES, PLACES, Window, Words, windows, within, words
from sayso.text import paragraphs
from sayso.types import Span
from tests.marked import marked


def known(text: str, quotations: tuple[Span, ...] = ()) -> Words:
    return words(text, list(paragraphs(text)), quotations, tagger().tokenizer)


def shown(text: str, of: Words) -> list[str]:
    return [text[s.start : s.end] for s in of.spans]


def test_words_and_single_marks_stand_one_by_one() -> None:
    text = "Ada Holt’s yard\n\n“It's shut,” she said."
    assert shown(text, known(text)) == [
        "Ada",
        "Holt",
        "’",
        "s",
        "yard",
        "“",
        "It",
        "'",
        "s",
        "shut",
        ",",
        "”",
        "she",
        "said",
        ".",
    ]


def test_what_is_quoted_is_known_and_so_are_the_marks() -> None:
    text, spans = marked("She said [Q:“it is [Q:‘shut’] now”] and left.")
    of = known(text, tuple(spans["Q"]))
    assert list(of.quoted) == [0, 0, 3, 1, 1, 3, 2, 3, 1, 3, 0, 0, 0]


def test_case_and_place_are_features() -> None:
    of = known("It was NATO. 12 met.\n\nAda left.")
    cases = [int(f) // PLACES % CASES for f in of.features]
    places = [int(f) % PLACES for f in of.features]
    assert cases == [2, 1, 3, 0, 4, 1, 0, 2, 1, 0]
    assert places == [2, 0, 0, 0, 1, 0, 0, 2, 0, 0]
    assert of.breaks == (0, 4, 7)


@pytest.mark.parametrize("odd", ["\u200b", "\ufffd", "日", "🦉", "x" * 9000])
def test_every_word_has_a_piece_and_none_has_many(odd: str) -> None:
    of = known(f"Ada {odd} said so.")
    assert all(1 <= len(p) <= 8 for p in of.pieces)
    assert len(of.pieces) == len(of.spans)


def test_a_short_text_is_one_window_and_an_empty_one_none() -> None:
    assert windows(known("She said so.")) == [Window(0, 4)]
    assert windows(known("")) == []


def test_windows_end_at_sentences_and_overlap() -> None:
    text = " ".join(f"The harbour master of pier {n} said it was shut." for n in range(120))
    of = known(text)
    cut = windows(of)
    assert len(cut) > 3
    assert cut[0].start == 0
    assert cut[-1].end == len(of.spans)
    for a, b in itertools.pairwise(cut):
        assert a.start < b.start < a.end
        assert b.start in of.breaks
        assert a.end in of.breaks
        assert sum(len(p) for p in of.pieces[b.start : a.end]) >= 48


def test_a_sentence_longer_than_a_window_is_cut() -> None:
    of = known("and so on " * 2000)
    cut = windows(of)
    assert {i for w in cut for i in range(w.start, w.end)} == set(range(len(of.spans)))
    assert all(sum(len(p) for p in of.pieces[w.start : w.end]) <= 254 for w in cut)


def test_spans_as_words() -> None:
    text, spans = marked("She [Q:said so] and [Q: ]left.")
    assert within(known(text), spans["Q"]) == [Window(1, 3)]
