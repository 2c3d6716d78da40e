"""The marks that tests write into their texts."""

from __future__ import annotations

import pytest

from sayso.types import Span
from tests.marked import marked


def test_marks_are_taken_out_and_their_spans_kept() -> None:
    text, spans = marked("[S:The minister] [C:said] [Q:she would resign].")
    assert text == "The minister said she would resign."
    assert {label: text[s.start : s.end] for label, (s,) in spans.items()} == {
        "S": "The minister",
        "C": "said",
        "Q": "she would resign",
    }


def test_marks_nest() -> None:
    text, spans = marked("[Q:She said [Q2:no] twice]")
    assert text == "She said no twice"
    assert spans == {"Q": [Span(0, 17)], "Q2": [Span(9, 11)]}


def test_one_label_may_stand_several_times_and_comes_in_order() -> None:
    text, spans = marked("[A:one] two [A:three]")
    assert [text[s.start : s.end] for s in spans["A"]] == ["one", "three"]


def test_brackets_that_are_no_marks_stay() -> None:
    assert marked("he said [sic] it") == ("he said [sic] it", {})


def test_an_unclosed_mark_is_an_error() -> None:
    with pytest.raises(ValueError, match="unclosed mark 'S'"):
        marked("[S:The minister said")
