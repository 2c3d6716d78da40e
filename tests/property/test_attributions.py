"""What holds for the attributions of any text at all."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.trace import mark
from sayso.types import Marked
from tests.marked import document

PIECES = st.sampled_from(
    [
        "“", "”", "‘", "’", '"', "'", "«", "»", " ", " ", ", ", ". ", ": ", "; ", " — ", "\n\n", "(", ")", "[", "]", "…",
        "said", "told", "according to", "quoted", "as saying", "that", "who", "citing", "put it at", "Ada Holt", "the mayor",
        "Reuters", "he", "she", "it", "reporters", "on Tuesday", "the bridge is shut", "forty people died", "did not", "1,100",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map(" ".join) | st.text(max_size=300)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_attributions_are_sound_whatever_the_text(text: str) -> None:
    made: Marked = mark(document(text))
    size = len(made.document.text)
    ids = [a.id for a in made.attributions]
    assert len(set(ids)) == len(ids)
    for a in made.attributions:
        assert a.content
        assert a.why
        assert 0 < a.confidence <= 1
        assert a.within is None or a.within in ids
        for span in (*a.content, *a.cue, *a.source):
            assert 0 <= span.start < span.end <= size
        for hop in a.chain:
            assert (hop.start is None) == (hop.end is None)
            assert hop.start is None or hop.end is None or 0 <= hop.start < hop.end <= size
    assert mark(document(text)) == made


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["Stir the soup.", "Add salt to taste.", "x = y + 1", "Serve it hot with bread."]), max_size=30)
)
def test_a_text_in_which_nobody_speaks_has_no_attribution(lines: list[str]) -> None:
    assert mark(document("\n".join(lines))).attributions == ()
