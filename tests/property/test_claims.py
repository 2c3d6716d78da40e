"""Whatever is said: claims and conflicts point at real words of their members, and nothing depends on order."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.types import Marked
from sayso.weave.alignment import agreement, collate
from sayso.weave.claims import claims
from sayso.weave.conflicts import conflicts
from sayso.weave.wording import words
from tests.voices import entities, report, story

WORDS = st.sampled_from(
    "the a mill ford tower rope Hallin Morrow 30 52 twelve percent £9m not never refused nobody if that because and … "  # noqa: SIM905
    "... , . ; ! ? “ ” ' shut open close fell died in on at May Monday 2031 she he I we said would may houses people ".split()
)
SAID = st.lists(WORDS, min_size=1, max_size=18).map(" ".join)
VOICES = st.sampled_from(["mayor", "chief", "mateXecho", "mateXherald"])
REPORTS = st.lists(st.lists(st.tuples(st.sampled_from("DI"), VOICES, SAID), min_size=1, max_size=3), min_size=1, max_size=5)


def built(reports: list[list[tuple[str, str, str]]]) -> tuple[Marked, ...]:
    return tuple(
        report(
            f"d{n}", " \n ".join(f"[{kind}{voice}:{said}] x" for kind, voice, said in said_here), places=("Hallin", "Morrow")
        )
        for n, said_here in enumerate(reports)
    )


@given(REPORTS)
@settings(max_examples=150, deadline=None)
def test_places_are_real_and_order_changes_nothing(reports: list[list[tuple[str, str, str]]]) -> None:
    pile = built(reports)
    found = claims(pile, story(*pile), entities())
    against = conflicts(pile, story(*pile), found, entities())
    assert claims(pile[::-1], story(*pile), entities()) == found
    assert conflicts(pile[::-1], story(*pile), found, entities()) == against
    said = {a.id: a for m in pile for a in m.attributions}
    texts = {m.document.id: m.document.text for m in pile}
    for claim in found:
        assert len(set(claim.members)) == len(claim.members) == len(claim.variants)
        at = claim.gist_at
        assert texts[at.document][at.start : at.end] == claim.gist
        for variant in claim.variants:
            content = said[variant.attribution].content
            assert all(any(c.start <= s.start < s.end <= c.end for c in content) for s in variant.spans)
    for conflict in against:
        assert len(conflict.members) >= 2
        assert set(conflict.members) <= said.keys()
        assert conflict.spans
        assert all(0 <= s.start < s.end <= len(texts[s.document]) for s in conflict.spans)
        assert conflict.why
        assert conflict.note


@given(SAID, SAID)
@settings(max_examples=200, deadline=None)
def test_agreement_is_even_handed_and_bounded(left: str, right: str) -> None:
    a, b = words(left, 0, len(left)), words(right, 0, len(right))
    one, other = agreement(a, b), agreement(b, a)
    assert 0 <= one.score <= 1
    assert abs(one.score - other.score) < 0.35  # greedy matching may take another of two equal words
    steps = collate(a, b)
    assert sum(s.left_end - s.left_start for s in steps) == len(a)
    assert sum(s.right_end - s.right_start for s in steps) == len(b)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_said(said: str) -> None:
    clean = said.replace("[", "").replace("]", "")
    pile = (report("a", f"[Dmayor:{clean}] x"), report("b", f"[Ichief:{clean}] y"))
    found = claims(pile, story(*pile), ())
    conflicts(pile, story(*pile), found, ())


def test_hostile_lengths_take_no_more_than_seconds() -> None:
    start = time.monotonic()
    long = "not the mill, and 30 ... houses “fell” " * 4000
    pile = (report("a", f"[Dmayor:{long}]"), report("b", f"[Dchief:{long}]"), report("c", f"[Ichief:{'a' * 200_000}]"))
    found = claims(pile, story(*pile), ())
    conflicts(pile, story(*pile), found, ())
    assert time.monotonic() - start < 60
