"""Stories, whatever the pile: every report has its story, order changes nothing, and grown is the same as found at once."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sayso.types import Derivation, Fact, Marked, Region
from sayso.weave.stories import Memory, stories
from tests.marked import document

_WORDS = ("drawbridge", "Ostermark", "barge", "Hanne Brook", "fitters", "loaves", "Aldo Crane", "magistrate", "oven", "Pell")
_SENTENCES = st.lists(st.lists(st.sampled_from(_WORDS), min_size=2, max_size=5).map(" ".join), min_size=1, max_size=4)
_REPORTS = st.lists(st.tuples(_SENTENCES.map(". ".join), st.none() | st.integers(0, 60)), min_size=1, max_size=12)


def made(reports: list[tuple[str, int | None]]) -> tuple[Marked, ...]:
    """Marked reports; the same text on the same day is one."""
    out = {}
    for text, day in reports:
        base = document(text)
        when = Fact((date(2023, 5, 1) + timedelta(days=day)).isoformat(), "drawn") if day is not None else None
        name = hashlib.sha256(f"{text}{day}".encode()).hexdigest()[:10]
        out[name] = Marked(replace(base, id=name, published=when), (Region(0, len(text), "body", "drawn"),), (), (), ())
    return tuple(out.values())


def derived(pile: tuple[Marked, ...]) -> tuple[Derivation, ...]:
    """The first report names the last as its source."""
    first, last = pile[0].document.id, pile[-1].document.id
    return (Derivation(source=first, to=last, kind="cites", share=0.0, spans=(), why="drawn"),) if first != last else ()


@settings(deadline=None)  # the first report loads the word vectors
@given(_REPORTS, st.randoms(use_true_random=False))
def test_order_changes_nothing_and_every_report_has_one_story(reports: list[tuple[str, int | None]], random: object) -> None:
    pile = made(reports)
    shuffled = list(pile)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = stories(pile, derived(pile))
    assert stories(tuple(shuffled), derived(pile)) == found
    assert sorted(d for s in found for d in s.documents) == sorted(m.document.id for m in pile)
    assert all(s.id in next(o for o in found if o.id == other).related for s in found for other in s.related)


@settings(deadline=None)  # the first report loads the word vectors
@given(_REPORTS, st.integers(0, 12), st.integers(0, 12))
def test_stories_grown_are_those_found_at_once(reports: list[tuple[str, int | None]], first: int, second: int) -> None:
    pile = made(reports)
    memory = Memory()
    for end in sorted((first, second)):
        stories(pile[:end], (), memory)
    assert stories(pile, derived(pile), memory) == stories(pile, derived(pile))


@settings(deadline=None)  # the first report loads the word vectors
@given(_REPORTS, st.integers(0, 12))
def test_reports_taken_away_leave_nothing_behind(reports: list[tuple[str, int | None]], kept: int) -> None:
    pile = made(reports)
    memory = Memory()
    stories(pile, derived(pile), memory)
    assert stories(pile[:kept], (), memory) == stories(pile[:kept], ())
