"""identities: order changes nothing, every mention points at an entity that has it, and comparing names is symmetric."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso import names
from sayso.mark.mentions import mentions
from sayso.types import Marked
from sayso.weave.identities import identities
from tests.unit.test_mark_mentions import document

SENTENCES = (
    "Mayor Karel Brod ordered it.",
    "“No,” Brod said.",
    "Governor Ada Sund told Radio Karsund that she knew.",
    "Conrad Hale left Karsund.",
    "Hale was silent.",
    "Philippa Hale, a teacher, spoke.",
    "The Coal and Cable Workers' Union (CCWU) met.",
    "The CCWU said it would strike.",
    "An engineer at Tarn Power saw it.",
    "The engineer left.",
    "Two officials said so.",
    "Qassim Darwish came from Kyiv.",
    "Kasem Darwish came from Kiev.",
)
texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6).map("\n\n".join)
piles = st.lists(texts, min_size=1, max_size=5, unique=True)


def pile_of(found: list[str]) -> list[Marked]:
    out = []
    for text in found:
        d = document(text, "Karsund Herald")
        out.append(Marked(document=d, regions=(), mentions=mentions(d, (), None), dates=(), attributions=()))
    return out


@settings(max_examples=60, deadline=None)
@given(piles, st.randoms(use_true_random=False))
def test_order_changes_nothing(found: list[str], random: object) -> None:
    pile = pile_of(found)
    shuffled = list(pile)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert identities(pile) == identities(shuffled)


@settings(max_examples=60, deadline=None)
@given(piles)
def test_mentions_and_entities_agree(found: list[str]) -> None:
    entities, pile = identities(pile_of(found))
    loci = {e.id: {(m.document, m.start, m.end) for m in e.mentions} for e in entities}
    assert len(loci) == len(entities)
    for marked in pile:
        assert marked.outlet in loci
        for m in marked.mentions:
            assert (m.document, m.start, m.end) in loci[m.entity]
    for e in entities:
        assert e.why
        assert e.name not in e.aliases


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_mentions_lie_in_the_text_and_twice_is_once(text: str) -> None:
    d = document(text)
    found = mentions(d, ())
    assert found == mentions(d, ())
    assert all(0 <= m.start < m.end <= len(text) for m in found)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_comparing_names_is_symmetric_and_bounded(a: str, b: str) -> None:
    for compare in (names.same_person, names.same_place):
        there, back = compare(a, b), compare(b, a)
        assert there.score == back.score
        assert 0 <= there.score <= 1
    assert names.same_word(a, b) == names.same_word(b, a)
