"""Stories: which made-up reports belong together, and what is only related."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sayso.types import Attribution, Date, Derivation, Document, Fact, Marked, Region, Span, Story
from sayso.weave.stories import Memory, stories
from sayso.weave.vectors import SCALE, vector

LOCK = {
    "lock1": (
        "2023-05-02",
        "Drawbridge traps wedding party at Ostermark",
        "The drawbridge at Ostermark stuck half open on Monday and trapped a wedding party and eleven barges. Two fitters "
        "freed the bent pin with a car jack. Hanne Brook, who keeps the bridge, blamed the old motor.",
    ),
    "lock2": (
        "2023-05-03",
        "Ostermark bridge keeper blames motor",
        "A motor repaired once too often was behind the stoppage at the Ostermark drawbridge, Hanne Brook said. Skippers of "
        "the eleven barges want money from the port for the lost hours.",
    ),
    "lock3": (
        "2023-05-05",
        "A calm bride, and a bent pin",
        "Half a day late, the wedding went ahead. The bride had waited in a barge below the Ostermark drawbridge while "
        "Hanne Brook telephoned for fitters.",
    ),
}
BAKER = {
    "baker1": (
        "2023-05-03",
        "Baker fined for short loaves",
        "A magistrate in Pell fined the baker Aldo Crane for selling loaves that weighed less than their stamp. Inspectors had "
        "bought forty loaves over two weeks and weighed each of them twice.",
    ),
    "baker2": (
        "2023-05-04",
        "Short loaves cost Pell baker dear",
        "Aldo Crane must pay for forty short loaves, a magistrate in Pell ruled. The inspectors who weighed the loaves had "
        "complaints from three customers. Crane said his oven was to blame.",
    ),
}
LATER = {
    "years": (
        "2019-09-20",
        "The Ostermark drawbridge at a hundred",
        "A century ago the first barge passed the Ostermark drawbridge, then worked by hand. The keeper's book, which Hanne "
        "Brook shows to visitors, lists every vessel, and the fee that was paid for it, in a clerk's careful hand.",
    ),
}


def marked(name: str, day: str | None, title: str, text: str, dates: tuple[str, ...] = ()) -> Marked:
    document = Document(
        id=name,
        sources=(name,),
        sha256="",
        text_sha256="",
        media_type="text/plain",
        encoding="utf-8",
        text=text,
        runs=(),
        blocks=(),
        title=Fact(title, "drawn") if title else None,
        published=Fact(day, "drawn") if day else None,
    )
    when = tuple(Date(name, 0, 1, "x", value, "drawn") for value in dates)
    return Marked(document, (Region(0, len(text), "body", "drawn"),), (), when, ())


def pile(*sets: dict[str, tuple[str, str, str]]) -> tuple[Marked, ...]:
    return tuple(marked(name, *row) for s in sets for name, row in s.items())


def groups(found: tuple[Story, ...]) -> set[tuple[str, ...]]:
    return {s.documents for s in found}


def test_two_affairs_of_the_same_days_are_two_stories() -> None:
    found = stories(pile(LOCK, BAKER), ())
    assert groups(found) == {("lock1", "lock2", "lock3"), ("baker1", "baker2")}
    assert [s.id for s in found] == ["s1", "s2"]
    assert found[0].documents == ("lock1", "lock2", "lock3"), "the largest comes first"
    assert found[0].related == ()


def test_an_anniversary_is_related_and_not_part() -> None:
    found = stories(pile(LOCK, LATER), ())
    assert groups(found) == {("lock1", "lock2", "lock3"), ("years",)}
    assert [s.related for s in found] == [("s2",), ("s1",)]
    assert "another event" in found[1].why


def test_a_report_without_a_date_joins_by_its_words_and_by_days_it_names() -> None:
    undated = marked("lock3", None, *LOCK["lock3"][1:])
    rest = pile({k: v for k, v in LOCK.items() if k != "lock3"})
    assert groups(stories((*rest, undated), ())) == {("lock1", "lock2", "lock3")}
    of_1919 = marked("years", None, *LATER["years"][1:], ("1919-09-20",))
    assert groups(stories((*pile(LOCK), of_1919), ())) == {("lock1", "lock2", "lock3"), ("years",)}


@pytest.mark.parametrize("order", [(4, 2, 0, 1, 3), (3, 4, 1, 0, 2), (2, 1, 4, 3, 0)])
def test_the_order_of_the_input_changes_nothing(order: tuple[int, ...]) -> None:
    made = pile(LOCK, BAKER)
    assert stories(tuple(made[n] for n in order), ()) == stories(made, ())


def test_the_title_is_a_source_s_and_the_why_has_dates_and_words() -> None:
    (story,) = stories(pile(LOCK), ())
    assert story.title in {title for _, title, _ in LOCK.values()}
    assert "3 reports from 2023-05-02 to 2023-05-05" in story.why
    assert "Ostermark" in story.why


def test_without_titles_the_report_s_beginning_stands_for_one() -> None:
    (story,) = stories((marked("d", None, "", "The bell rang twice.\nNobody came."),), ())
    assert story.title == "The bell rang twice."
    assert story.why.startswith("one report without a date")


def test_a_copy_goes_with_its_original_whatever_the_days_between() -> None:
    made = (*pile(LOCK), marked("again", "2024-11-30", *LOCK["lock1"][1:]))
    copied = Derivation(source="again", to="lock1", kind="copies", share=0.95, spans=(), why="drawn")
    assert groups(stories(made, ())) == {("lock1", "lock2", "lock3"), ("again",)}
    assert groups(stories(made, (copied,))) == {("again", "lock1", "lock2", "lock3")}
    cited = Derivation(source="again", to="lock1", kind="cites", share=0.0, spans=(), why="drawn")
    assert len(stories(made, (cited,))) == 2


def quoting(made: Marked, *spoken: str) -> Marked:
    """The report with direct speech added at its end."""
    text, said = made.document.text, []
    for n, words in enumerate(spoken):
        start = len(text) + 2
        text += f" “{words}”"
        said.append(
            Attribution(
                f"a{n}", made.document.id, "direct", (Span(start, start + len(words)),), (), (), (), None, None, 1.0, "drawn"
            )
        )
    regions = (Region(0, len(text), "body", "drawn"),)
    return replace(made, document=replace(made.document, text=text), regions=regions, attributions=tuple(said))


SPOKEN = "We hauled that bridge up by hand before the motor came"
APPEAL = "Friends of the keeper collect coins for a winch. A dance is to follow, and a raffle. Ostermark gave already."


def test_a_quotation_in_common_ties_a_report_without_a_date_to_its_affair() -> None:
    rest = pile({k: v for k, v in LOCK.items() if k != "lock1"}, LATER)
    first = quoting(marked("lock1", *LOCK["lock1"]), SPOKEN)
    appeal = marked("appeal", None, "A dance for the keeper", APPEAL)
    alone = groups(stories((*rest, first, appeal), ()))
    assert ("lock1", "lock2", "lock3") in alone
    found = stories((*rest, first, quoting(appeal, SPOKEN)), ())
    assert groups(found) == {("appeal", "lock1", "lock2", "lock3"), ("years",)}
    assert "tied by a quotation" in found[0].why
    common = "it is what it is and so we will be"
    assert groups(stories((*rest, quoting(first, common), quoting(appeal, common)), ())) == alone, "no words of its own"


def test_naming_a_report_as_its_source_ties_a_report_to_it_for_some_weeks() -> None:
    def found(day: str) -> set[tuple[str, ...]]:
        late = marked(
            "late", day, "Who pays for the hours the skippers lost?", "Skippers at Ostermark want money. The port has none."
        )
        cites = Derivation(source="late", to="lock2", kind="cites", share=0.0, spans=(), why="drawn")
        return groups(stories((*pile(LOCK), late), (cites,)))

    assert found("2023-05-24") == {("late", "lock1", "lock2", "lock3")}
    assert ("late",) in found("2023-08-24")


def test_a_story_is_called_by_a_report_with_a_date_where_one_has_a_title() -> None:
    first, second, third = (marked(k, *v) for k, v in LOCK.items())
    undated = replace(first, document=replace(first.document, published=None))
    bare = replace(second, document=replace(second.document, title=None))
    (story,) = stories((undated, bare, third), ())
    assert story.title == LOCK["lock3"][1]


def test_empty_piles_and_empty_texts() -> None:
    assert stories((), ()) == ()
    assert groups(stories((marked("a", None, "", ""), marked("b", None, "", "")), ())) == {("a",), ("b",)}


def test_furniture_does_not_make_a_story() -> None:
    menu = "Weather Travel Puzzles Obituaries Crosswords Horoscopes Gardening Recipes Motoring Property " * 5
    made = []
    for m in pile({"lock1": LOCK["lock1"]}, {"baker1": BAKER["baker1"]}):
        text = menu + m.document.text
        regions = (Region(0, len(menu), "furniture", "drawn"), Region(len(menu), len(text), "body", "drawn"))
        made.append(replace(m, document=replace(m.document, text=text), regions=regions))
    assert len(stories(tuple(made), ())) == 2


@pytest.mark.parametrize("suffix", [" - The Guardian", " | Reuters", " – Harbour Mail", " | Politics | Reuters"])
def test_an_outlet_s_name_behind_a_headline_is_no_part_of_it(suffix: str) -> None:
    made = marked("lock1", LOCK["lock1"][0], LOCK["lock1"][1] + suffix, LOCK["lock1"][2])
    (story,) = stories((made,), ())
    assert story.title.startswith(LOCK["lock1"][1])
    assert suffix.rsplit(" ", 1)[1] not in story.title


@pytest.mark.parametrize("title", ["Poll - a third want the bridge shut", "Ostermark's bridge – and who pays for it"])
def test_a_headline_with_a_dash_stays_whole(title: str) -> None:
    (story,) = stories((marked("lock1", LOCK["lock1"][0], title, LOCK["lock1"][2]),), ())
    assert story.title == title


def test_the_window_counts_reports_and_what_fell_out_of_it_while_the_pile_grew_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sayso.weave.stories._WINDOW", 1)
    made, memory = pile(LOCK, BAKER), Memory()
    for end in range(1, len(made) + 1):
        grown = stories(made[:end], (), memory)
    assert grown == stories(made, ())


@pytest.mark.parametrize(("likeness", "together"), [(1.0, True), (0.4, False), (-0.5, False)])
def test_what_reports_are_about_counts_beside_their_words(
    likeness: float, together: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.weave.stories.likenesses", lambda _, others: [likeness] * len(others))
    monkeypatch.setattr("sayso.weave.stories._enough", lambda _: 0.5)  # beyond what lock1 and lock3 share in words
    found = groups(stories(pile({k: LOCK[k] for k in ("lock1", "lock3")}), ()))
    assert found == ({("lock1", "lock3")} if together else {("lock1",), ("lock3",)})


def test_what_a_report_in_another_language_is_about_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.weave.stories.likenesses", lambda _, others: [1.0] * len(others))
    monkeypatch.setattr("sayso.weave.stories._enough", lambda _: 0.5)
    first, third = (marked(k, *LOCK[k]) for k in ("lock1", "lock3"))
    foreign = replace(third, document=replace(third.document, language="de"))
    assert groups(stories((first, foreign), ())) == {("lock1",), ("lock3",)}


def test_vectors_are_of_unit_length() -> None:
    for report in pile(LOCK):
        assert sum(w * w for w in vector(report).values()) == pytest.approx(SCALE**2, rel=1e-3)
