"""Where the rules and the model meet: [S:source] [C:cue] [Q:content] [R:carrier] is what the model reads."""

from __future__ import annotations

from sayso.mark.attributions.frames import Frame
from sayso.mark.attributions.learned import Learned
from sayso.mark.attributions.masking import mask
from sayso.mark.quotations import quotations
from sayso.models import Proposal
from sayso.types import Span
from tests.marked import marked


def meet(shown: str, rules: list[Frame] | None = None) -> tuple[str, list[Frame]]:
    text, spans = marked(shown)
    whole = Span(0, len(text))
    source, cue, content, carriers = (tuple(spans.get(role, ())) for role in "SCQR")
    read = Proposal(source, cue, content, 0.9, carriers)
    quotes = quotations(text, [whole])
    outermost = [Span(q.start, q.end) for q in quotes if q.depth == 0]
    return text, Learned(mask(text, [whole], quotes), outermost, [read]).frames(whole, rules or [])


def rule(text: str, source: str, cue: str, content: str, **more: object) -> Frame:
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in (source, cue, content)]
    return Frame(spans[0], (spans[1],), (spans[2],), (), None, 0.9, "X said that …")._replace(**more)  # type: ignore[arg-type]


def shown(text: str, frame: Frame) -> tuple[str, str]:
    source = text[frame.source.start : frame.source.end] if frame.source else ""
    return source, " … ".join(text[s.start : s.end] for s in frame.content)


def test_what_only_the_model_reads_is_a_frame_without_its_that_and_its_comma() -> None:
    text, found = meet("[S:Ada Holt] [C:let it be known] [Q:that the bridge was shut,] and left.")
    assert [shown(text, f) for f in found] == [("Ada Holt", "the bridge was shut")]
    assert found[0].why == "read as reported by “let it be known”"


def test_without_a_source_nobody_speaks() -> None:
    assert meet("It was [C:said] [Q:that the bridge was shut].")[1] == []


def test_a_frame_that_both_find_has_the_models_borders_and_the_rules_reason() -> None:
    shown_ = "[S:Ada Holt] [C:said] [Q:the bridge was shut], and a barge went by."
    text, _ = marked(shown_)
    _, found = meet(shown_, [rule(text, "Ada Holt", "said", "the bridge was shut, and a barge went by")])
    assert [shown(text, f) for f in found] == [("Ada Holt", "the bridge was shut")]
    assert found[0].why.startswith("X said that …; read as")


def test_what_only_describes_the_source_is_not_taken_for_it() -> None:
    shown_ = "[Q:The bridge was shut, Quay News], [S:close to the board,] [C:reported]."
    text, _ = marked(shown_)
    _, found = meet(shown_, [rule(text, "Quay News", "reported", "The bridge was shut")])
    assert [shown(text, f) for f in found] == [("Quay News", "The bridge was shut")]


def test_a_clause_that_goes_on_behind_the_source_is_the_reporters() -> None:
    shown_ = "[Q:The bridge is shut], [C:according to] [S:Ada Holt], [Q:and the village counts lorries]."
    text, _ = marked(shown_)
    _, (found,) = meet(shown_, [rule(text, "Ada Holt", "according to", "The bridge is shut")])
    assert shown(text, found)[1] == "The bridge is shut"


def test_of_two_names_in_a_row_the_one_with_its_office_speaks() -> None:
    text, (found,) = meet("[Q:Brod lost to] [S:Ada Holt, Karel Moss, the clerk of the board,] [C:announced].")
    assert shown(text, found)[0] == "Karel Moss, the clerk of the board"
    text, (found,) = meet("[S:Ada Holt, the clerk of the board,] [C:announced] [Q:that Brod lost].")
    assert shown(text, found)[0] == "Ada Holt, the clerk of the board"


def test_a_quotation_is_whole_or_not_there() -> None:
    text, (found,) = meet("“It [Q:is shut,”] [S:Ada Holt] [C:said].")
    assert shown(text, found) == ("Ada Holt", "“It is shut,”")
    assert meet("“It is quite shut[Q:,”] [S:Ada Holt] [C:said].")[1] == []


def test_a_chain_that_the_rules_find_is_theirs() -> None:
    shown_ = "The Gazette [C:quoted] [S:a docker] as saying [Q:the bridge]."
    text, _ = marked(shown_)
    chain = rule(text, "a docker", "quoted", "the bridge", carriers=(Span(0, 11),))
    assert meet(shown_, [chain])[1] == [chain]


def test_whom_the_model_reads_as_a_carrier_may_be_an_outlet_that_is_told() -> None:
    shown_ = "[S:Ada Holt] [C:told] [R:the Tide Monthly] [Q:the bridge was shut]."
    text, spans = marked(shown_)
    _, (found,) = meet(shown_, [rule(text, "Ada Holt", "told", "the bridge was shut", addressee=spans["R"][0])])
    assert (found.told, found.addressee, found.carriers) == (spans["R"][0], spans["R"][0], ())


def test_what_stands_inside_a_quotation_is_not_the_reporters() -> None:
    assert meet("“[S:Ada] [C:said] [Q:the bridge was shut],” he recalled.")[1] == []


def test_an_end_that_the_rules_part_off_by_a_comma_is_not_taken_in() -> None:
    shown_ = "[S:Ada Holt] [C:said] [Q:the bridge was shut, in a move that pleased nobody]."
    text, _ = marked(shown_)
    _, (found,) = meet(shown_, [rule(text, "Ada Holt", "said", "the bridge was shut")])
    assert shown(text, found)[1] == "the bridge was shut"


def test_what_the_rules_find_in_one_piece_stays_in_one() -> None:
    shown_ = "[S:Ada Holt] [C:said] [Q:the bridge] was, in her view, [Q:shut] and left."
    text, _ = marked(shown_)
    _, (found,) = meet(shown_, [rule(text, "Ada Holt", "said", "the bridge was, in her view, shut and left")])
    assert shown(text, found)[1] == "the bridge was, in her view, shut"


def test_silence_and_the_reporters_own_we_are_no_attributions() -> None:
    assert meet("[S:Ada Holt] [C:did not say] [Q:when the bridge would open].")[1] == []
    assert meet("What [S:we] [C:call] [Q:the bridge] is two.")[1] == []


def test_an_act_inside_somebodys_words_is_part_of_the_story() -> None:
    text = "Ada Holt said Ben Marsh refused to pay and had told her the bridge was shut."

    def span(part: str) -> Span:
        return Span(text.index(part), text.index(part) + len(part))

    whole = Span(0, len(text))
    read = [
        Proposal((span("Ada Holt"),), (span("said"),), (Span(text.index("Ben"), len(text) - 1),), 0.9),
        Proposal((span("Ben Marsh"),), (span("refused"),), (span("to pay"),), 0.9),
        Proposal((span("Ben Marsh"),), (span("had told"),), (span("the bridge was shut"),), 0.9),
    ]
    found = Learned(mask(text, [whole], ()), (), read).frames(whole, [])
    assert [text[f.cue[0].start : f.cue[-1].end] for f in found] == ["said", "had told"]


def test_a_quotation_in_a_later_sentence_belongs_to_the_cue_that_reports_it() -> None:
    text, spans = marked("[Q:“It is shut,”] [S:Ada Holt] [C:said]. [N:[Q:“Nobody crosses tonight.”]]")
    whole = Span(0, len(text))
    quotes = quotations(text, [whole])
    read = Proposal(tuple(spans["S"]), tuple(spans["C"]), tuple(spans["Q"]), 0.9)
    learned = Learned(mask(text, [whole], quotes), [Span(q.start, q.end) for q in quotes], [read])
    later = spans["N"][0]
    assert learned.owner(later, later) == spans["C"][0].start
    assert learned.owner(spans["Q"][0], Span(0, later.start - 1)) is None
