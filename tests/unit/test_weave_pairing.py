"""What a judge of sense adds to the comparison by words, and what it is not asked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from sayso.models import Odds
from sayso.types import Marked, Mention, Span
from sayso.weave import pairing
from sayso.weave.claims import claims
from sayso.weave.comparison import compare, conceded, judged
from sayso.weave.conflicts import conflicts
from sayso.weave.disagreements import rivals
from sayso.weave.pairing import CROWDED, Compared, Held, Judge, candidates, wordings_of
from sayso.weave.statements import Statement, statements
from tests.voices import entities, report, story

YES, NO, AGAINST = Odds(0.97, 0.01, 0.02), Odds(0.02, 0.03, 0.95), Odds(0.02, 0.95, 0.03)


def stated(*texts: str) -> list[Statement]:
    return [s for n, text in enumerate(texts) for s in statements([report(chr(97 + n), text)]) if s.whole]


def always(answer: Odds) -> Judge:
    return lambda pairs: [answer] * len(pairs)


def members(judge: Judge | None, *texts: str) -> list[tuple[str, ...]]:
    pile = tuple(report(chr(97 + n), text) for n, text in enumerate(texts))
    return [c.members for c in claims(pile, story(*pile), entities(), Held(judge)) if len(c.members) > 1]


PARAPHRASE = ("[Ikeeper:the storm carried the roof off the boathouse]", "[Dwarden:The boathouse lost its roof to the gale]")


def test_a_paraphrase_is_one_claim_where_the_judge_says_so_and_only_there() -> None:
    assert members(always(YES), *PARAPHRASE) == [("a-a1", "b-a1")]
    assert members(always(NO), *PARAPHRASE) == members(None, *PARAPHRASE) == []


def test_the_judge_is_not_asked_what_the_words_settle() -> None:
    asked: list[tuple[str, str]] = []

    def judge(pairs: Sequence[tuple[str, str]]) -> list[Odds]:
        asked.extend(pairs)
        return [NO] * len(pairs)

    same = ("[Dsurgeon:We lost two patients in the fire]", '"[Dsurgeon:We lost two patients in the fire]"')
    assert members(judge, *same) == [("a-a1", "b-a1")]
    assert asked == []


def test_a_plan_is_not_its_execution_whatever_the_judge_says() -> None:
    told, planned = stated("[Ifirm:the firm shut the old mill]", "[Ifirm:the firm will close the old mill]")
    plain = compare(told, planned)
    other = stated("[Ifirm:the firm closed the old mill]")[0]
    assert judged(told, planned, plain, YES, YES).score < judged(told, other, compare(told, other), YES, YES).score


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("Turnout was 41.2 percent", "Turnout was 42.1 percent", [("number", "41.2 percent", "42.1 percent")]),
        ("two of the five died", "five of them died", []),  # the other figure is there as well
        ("about 300 men came", "301 men came", []),
        ("it cost £4m", "it cost 5 ships", []),  # sums and things
        ("nobody came there", "301 men came there", []),
    ],
)
def test_rivals_are_figures_of_one_unit_that_cannot_be_the_same(
    one: str, other: str, shown: list[tuple[str, str, str]]
) -> None:
    a, b = stated(f"[Imayor:{one}]", f"[Ichief:{other}]")
    found = [
        (c.kind, a.text[c.left[0] - a.start : c.left[1] - a.start], b.text[c.right[0] - b.start : c.right[1] - b.start])
        for c in rivals(a, b)
    ]
    assert [(k, left.removesuffix(" percent"), right.removesuffix(" percent")) for k, left, right in found] == [
        (k, left.removesuffix(" percent"), right.removesuffix(" percent")) for k, left, right in shown
    ]


def test_a_statement_conceded_says_the_other_figure() -> None:
    a, b = stated("[Imayor:Some 41 houses were lost]", "[Ichief:the flood took 29 of the homes]")
    (clash,) = rivals(a, b)
    assert conceded(a, clash.left, b, clash.right) == "Some 29 houses were lost"
    assert conceded(b, clash.right, a, clash.left) == "the flood took 41 of the homes"


def test_a_statement_conceded_has_names_for_pronouns() -> None:
    (keeper,) = [s for s in statements([report("a", "[Dkeeper:I counted 41 sheep, and I was the last]")]) if s.whole]
    called = keeper._replace(called=((keeper.start, keeper.start + 1, "Karel Brod"),))
    (other,) = stated("[Ichief:he counted 29 of them]")
    (clash,) = rivals(called, other)
    assert conceded(called, clash.left, other, clash.right) == "Karel Brod counted 29 sheep, and I was the last"


SUMS = ("[Istation:The sum on offer was €400,000]", "[Isource:the keeper stood to pocket €450,000]")


def differences(judge: Judge | None, kind: str, *texts: str) -> list[str]:
    """Why the reports conflict in figures, or in dates."""
    pile = tuple(report(chr(97 + n), text) for n, text in enumerate(texts))
    claimed = claims(pile, story(*pile), entities(), Held(judge))
    return [c.why for c in conflicts(pile, story(*pile), claimed, entities(), Held(judge)) if c.kind == kind]


def test_two_sums_are_rivals_where_the_statements_would_say_the_same_but_for_them() -> None:
    def but_for_it(pairs: Sequence[tuple[str, str]]) -> list[Odds]:
        return [YES if ("400" in a) == ("400" in b) else AGAINST for a, b in pairs]

    assert differences(always(AGAINST), "number", *SUMS) == differences(None, "number", *SUMS) == []
    (why,) = differences(but_for_it, "number", *SUMS)
    assert "read as saying the same but for that: 97%" in why


def test_figures_of_statements_that_do_not_bear_on_one_another_are_no_rivals() -> None:
    def but_for_it(pairs: Sequence[tuple[str, str]]) -> list[Odds]:
        return [YES if ("400" in a) == ("400" in b) else NO for a, b in pairs]

    assert differences(but_for_it, "number", *SUMS) == []


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("inspectors found the cracks on Monday", "inspectors found the cracks on Saturday", True),
        ("the bridge was shut on Monday after inspectors found the cracks", "inspectors found the cracks on Saturday", False),
        ("inspectors found the cracks on Saturday", "the bridge was shut on Monday when inspectors found the cracks", False),
        ("they can go home on Sunday", "they will not go home before Monday", True),
    ],
)
def test_a_date_is_of_its_own_clause(one: str, other: str, differ: bool) -> None:
    a, b = stated(f"[Ikeeper:{one}]", f"[Dwarden:{other}]")
    assert [c.kind for c in rivals(a, b)] == ["date"] * differ


UNLIKE = (
    "two lorries burned near the airport",
    "the museum opens at nine",
    "rain fell on the northern villages",
    "her sister plays the cello",
    "wheat prices rose in spring",
    "a vaccine needs three trials",
)


def test_what_two_people_did_on_two_days_is_no_conflict() -> None:
    def when(first: str, second: str, who: str) -> list[str]:
        one = report("a", f"Karel Brod spoke. [{who}brod:{first}]")
        place = one.document.text.index(first)
        said = replace(one, mentions=(Mention("a", place, place + 2, "person", "pronoun", "Karel Brod", "brod", "test"),))
        named = Mention("a", 0, 10, "person", "name", "Karel Brod", "brod", "test")
        (a,) = [s for s in statements([replace(said, mentions=(named, *said.mentions))]) if s.whole]
        two = report("b", f"Ida Holm spoke. [Iholm:{second}]")
        place = two.document.text.index(second)
        both = (
            Mention("b", 0, 8, "person", "name", "Ida Holm", "holm", "test"),
            Mention("b", place, place + 3, "person", "pronoun", "Ida Holm", "holm", "test"),
        )
        (b,) = [s for s in statements([replace(two, mentions=both)]) if s.whole]
        return [c.kind for c in rivals(a, b)]

    assert when("he told the crew on Monday", "she told the crew on Friday", "I") == []
    assert when("the crew was told on Monday", "she told the crew on Friday", "I") == ["date"]


def test_sums_of_one_currency_are_compared_whatever_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "LEAST_MEANT", 2.0)  # nothing meets by meaning
    assert candidates(wordings_of(stated(*SUMS))) == [(0, 1)]
    assert candidates(wordings_of(stated(SUMS[0], "[Isource:the keeper stood to pocket £450,000]"))) == []


def test_what_means_most_alike_is_compared_whatever_its_words() -> None:
    said = stated(
        "[Ifan:the singer fell ill on stage]",
        *(f"[Isource:{words}]" for words in UNLIKE),
        "[Ifan:the vocalist collapsed during the concert]",
    )
    one, other = said[0], said[-1]
    assert compare(one, other).why == "no word in common"
    assert (0, len(UNLIKE) + 1) in candidates(wordings_of(said))
    alone = [s for s in statements([report("a", f"[Ifan:{one.text}] and later [Ifan:{other.text}]")]) if s.whole]
    assert candidates(wordings_of(alone)) == []  # one report's


@pytest.mark.parametrize(("answer", "asked"), [(YES, [1, 1]), (NO._replace(neither=0.9), [1, 1]), (NO, [1])])
def test_both_orders_of_a_pair_are_held_unless_one_settles_it_and_known_once(answer: Odds, asked: list[int]) -> None:
    calls: list[int] = []

    def judge(pairs: Sequence[tuple[str, str]]) -> list[Odds]:
        calls.append(len(pairs))
        return [answer] * len(pairs)

    compared = Compared(wordings_of(stated(*PARAPHRASE)), judge)
    assert calls == asked
    assert compared.of(1, 0) is compared.of(0, 1)
    assert calls == asked


def named(text: str, *pronouns: str, kind: str = "I") -> str:
    """What the judge reads of a content of Karel Brod, whose name stands before it and whom these pronouns mean."""
    marked = report("a", f"Karel Brod spoke. [{kind}brod:{text}]")
    start = marked.document.text.index(text)
    found = [Mention("a", 0, 10, "person", "name", "Karel Brod", "brod", "test")]
    for word in pronouns:
        at = start + text.index(word)
        found.append(Mention("a", at, at + len(word), "person", "pronoun", "Karel Brod", "brod", "test"))
    (one,) = [s for s in statements([replace(marked, mentions=tuple(found))]) if s.whole]
    return one.plain


def test_the_judge_reads_names_for_pronouns_that_are_known() -> None:
    assert named("he turned the brewer down", "he") == "Karel Brod turned the brewer down"
    assert named("the brewer had seen his mill", "his") == "the brewer had seen Karel Brod’s mill"
    assert named("he turned the brewer down") == "he turned the brewer down"
    assert named("I turned the brewer down", kind="D") == "Karel Brod turned the brewer down"
    assert named("I turned the brewer down", kind="I") == "I turned the brewer down"


def test_within_one_report_the_judge_is_not_asked() -> None:
    both = [s for s in statements([report("a", f"{PARAPHRASE[0]} and later {PARAPHRASE[1]}")]) if s.whole]
    assert len(both) == 2

    def judge(pairs: Sequence[tuple[str, str]]) -> list[Odds]:
        raise AssertionError(pairs)

    assert Compared(wordings_of(both), judge).of(0, 1) == compare(*both)


def test_two_words_that_many_use_are_rare_together() -> None:
    parts = ("the mayor", "the harbour", "the ferry", "the school", "the bridge")
    crowd = [f"[Isource:{part} costs {n + 2} tokens]" for part in parts for n in range(CROWDED)]
    some = wordings_of(
        stated(*crowd, "[Isource:nobody trusts the mayor at the harbour]", "[Iguard:the harbour needs the mayor]")
    )
    assert (len(crowd), len(crowd) + 1) in candidates(some)
    assert len(candidates(some)) < len(some) * CROWDED


@pytest.mark.parametrize(
    ("there", "back", "kept"),
    [
        (Odds(0.9, 0.05, 0.05), Odds(0.6, 0.1, 0.3), False),
        (Odds(0.9, 0.05, 0.05), Odds(0.3, 0.4, 0.3), True),  # in the other order they contradict
        (Odds(0.7, 0.1, 0.2), Odds(0.7, 0.1, 0.2), True),  # nor does it follow
    ],
)
def test_what_is_read_as_the_same_is_not_of_opposite_sense(there: Odds, back: Odds, kept: bool) -> None:
    one, other = stated("[Ipilot:he had steering until the end]", "[Imate:he had no steering at the end]")
    plain = compare(one, other)
    assert [c.kind for c in plain.clashes] == ["polarity"]
    assert [c.kind for c in judged(one, other, plain, there, back).clashes] == ["polarity"] * kept


def test_one_voice_counts_when_statements_are_weighed() -> None:
    first, again, other = stated(
        "[Ikeeper:the storm carried the roof off the boathouse]",
        "[Ikeeper:The boathouse lost its roof to the gale]",
        "[Dwarden:The boathouse lost its roof to the gale]",
    )
    doubtful = Odds(0.4, 0.1, 0.5)
    scores = [judged(first, s, compare(first, s), doubtful, doubtful).score for s in (again, other)]
    assert scores[0] > scores[1] + 0.1


def with_cue(text: str, cue: str) -> Marked:
    """A report whose first attribution has this cue."""
    made = report("a", text)
    at = made.document.text.index(cue)
    first, *rest = made.attributions
    return replace(made, attributions=(replace(first, cue=(Span(at, at + len(cue)),)), *rest))


def test_a_fragment_is_read_with_the_words_that_lead_to_it() -> None:
    made = with_cue("It rained. The clerk said the number of drowned sheep was “[Dclerk:nine]”. Nobody laughed.", "said")
    (found,) = statements([made])
    assert found.plain == "the number of drowned sheep was “nine”"
    assert made.document.text[found.start : found.end] == "nine"
    assert not found.quoted
    assert not found.whole


def test_a_fragment_before_its_cue_states_nothing() -> None:
    assert not list(statements([with_cue("The sheep were “[Dclerk:gutted]”, the clerk said of his neighbours.", "said")]))


def test_a_fragment_is_no_gist_and_no_claim_of_its_own() -> None:
    short = with_cue("The clerk said the number of drowned sheep was “[Dclerk:nine]”.", "said")
    full = report("b", "[Iwarden:Nine sheep drowned, and that is the whole number of them]")
    assert [c.members for c in claims((short,), story(short), entities())] == []
    (both,) = claims((short, full), story(short, full), entities(), Held(always(YES)))
    assert both.members == ("a-a1", "b-a1")
    assert both.gist_at.document == "b"


@pytest.mark.parametrize(
    ("outer", "source", "cue", "left"),
    [
        ("Ida told me that [Iida:the mill is shut]", "Ida", "told", []),
        (
            "the warden had already told the crew that [Iida:the mill is shut]",
            "the warden",
            "told",
            ["the warden had already told the crew that"],
        ),
        ("we sold the mill. Ida told me that [Iida:it is shut for good]", "Ida", "told", ["we sold the mill"]),
    ],
)
def test_words_that_only_lead_to_what_another_says_state_nothing(outer: str, source: str, cue: str, left: list[str]) -> None:
    made = report("a", f"[Dkeeper:{outer}]")
    text = made.document.text
    first, inner = made.attributions
    assert inner.within == first.id
    spans = {word: Span(text.index(word), text.index(word) + len(word)) for word in (source, cue)}
    told = replace(inner, source=(spans[source],), cue=(spans[cue],))
    said = [s.text for s in statements([replace(made, attributions=(first, told))]) if s.whole and s.attribution.id == first.id]
    assert said == left


def test_a_story_whose_report_has_changed_is_compared_again_only_where_it_has() -> None:
    first, second = "the storm carried the roof off the boathouse", "The boathouse lost its roof to the gale"
    pile = (report("a", f"[Ikeeper:{first}]"), report("b", f"[Dwarden:{second}]"), report("c", "[Dmayor:The ferry sank]"))
    asked: list[tuple[str, str]] = []

    def judge(pairs: Sequence[tuple[str, str]]) -> list[Odds]:
        asked.extend(pairs)
        return [YES] * len(pairs)

    held = Held(judge)
    held.of(pile)
    before, changed = len(asked), (*pile[:2], report("c", "[Dmayor:The roof of the boathouse sank]"))
    again = held.of(changed)
    assert before
    assert all("sank" in one + other for one, other in asked[before:])
    fresh = Compared(again.wordings, always(YES))
    assert (again.pairs, again.known) == (fresh.pairs, fresh.known)
