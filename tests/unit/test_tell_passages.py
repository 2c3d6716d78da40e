"""Marked source text as HTML."""

from __future__ import annotations

import re
import time
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from sayso.tell.passages import Layer, Painter, direction, passage, quiet, safe, split, tongue
from sayso.types import Span


def plain(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def unboxed(markup: str) -> str:
    """Without the boxes that stand for characters that turn the direction."""
    return re.sub(r'<span class="control".*?</span>', "", markup)


def test_marks_may_cross() -> None:
    got = passage("abcdef", Span(0, 6), [Layer(0, 4, "p"), Layer(2, 6, "q")])
    assert got == '<span class="p">ab</span><span class="p q">cd</span><span class="q">ef</span>'


def test_marks_may_nest_and_touch() -> None:
    got = passage("abcdef", Span(0, 6), [Layer(0, 6, "p"), Layer(1, 3, "q"), Layer(3, 5, "q")])
    assert plain(got) == "abcdef"
    assert got.count('class="p q"') == 2


def test_the_same_mark_twice_is_open_until_both_end() -> None:
    got = passage("abcdef", Span(0, 6), [Layer(0, 5, "p"), Layer(1, 3, "p")])
    assert plain(re.sub(r'<span class="p">(.*?)</span>', "", got)) == "f"


def test_anchors_stand_at_the_start_of_their_mark() -> None:
    got = Painter("abcdef", [Layer(2, 4, "p", "a1")]).paint(0, 6)
    assert got == 'ab<i id="a1"></i><span class="p">cd</span>ef'


def test_a_mark_that_runs_over_a_border_goes_on_behind_it() -> None:
    painter = Painter("abc\ndef", [Layer(1, 6, "p", "a1")])
    assert painter.paint(0, 3) == 'a<i id="a1"></i><span class="p">bc</span>'
    assert painter.paint(4, 7) == '<span class="p">de</span>f'


def test_offsets_count_code_points() -> None:
    text = "🙂🙂 naïve 🙂"
    at = text.index("naïve")
    assert '<span class="p">naïve</span>' in passage(text, Span(0, len(text)), [Layer(at, at + 5, "p")])


def test_safe() -> None:
    assert safe("<b>&\x00\x1b[1m\ud800") == "&lt;b&gt;&amp;\ufffd\ufffd[1m\ufffd"
    assert "U+202E" in safe("a\u202eb")
    assert "\u202e" not in safe("a\u202eb")
    assert safe("\u200fשלום\u200e") == "\u200fשלום\u200e"  # marks that only hint stay
    assert quiet("a\u2066b\x9bc") == "a\ufffdb\ufffdc"


def test_split() -> None:
    assert list(split(Span(2, 9), [0, 2, 5, 9, 12])) == [Span(2, 5), Span(5, 9)]
    assert list(split(Span(2, 9), [])) == [Span(2, 9)]


def test_direction() -> None:
    assert [direction(x) for x in ("fa", "ar-EG", "he", "en", None)] == ["rtl", "rtl", "rtl", "ltr", "auto"]
    assert tongue('en" onload="x') == ' dir="ltr"'
    assert tongue("pt-BR") == ' lang="pt-BR" dir="ltr"'


@given(st.text(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from("pqr"))))
def test_the_text_is_never_changed(text: str, marks: list[tuple[int, int, str]]) -> None:
    layers = [Layer(min(a, b), max(a, b), name) for a, b, name in marks]
    got = passage(text, Span(0, len(text)), layers)
    assert plain(unboxed(got)) == plain(unboxed(safe(text)))
    assert got.count("<span") == got.count("</span>")


def test_linear_in_the_number_of_marks() -> None:
    text = "“a” " * 40_000
    started = time.process_time()
    got = passage(text, Span(0, len(text)), [Layer(i * 4, len(text) - i, "p", f"a{i}") for i in range(20_000)])
    assert time.process_time() - started < 10
    assert got.count("<i id") == 20_000
