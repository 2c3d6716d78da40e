"""Reporting frames of one sentence: [S:source] [C:cue] [T:content] [R:who passed it on] [A:who was told]."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from sayso.mark.attributions.frames import Frame, frames
from sayso.mark.attributions.masking import mask as _mask
from sayso.mark.quotations import quotations
from sayso.types import Span
from tests.marked import marked

SENTENCES = [
    "[S:The minister] [C:said] that [T:she would resign].",
    "[S:The minister] [C:said] [T:she would resign].",
    "[T:She would resign], [S:the minister] [C:said] at noon.",
    "[T:She would resign], [C:said] [S:Ada Holt], the minister.",
    "[T:The gate was open], [S:Ada Holt], who runs the yard, [C:said] on Monday.",
    "[S:Ada Holt], 44, of Wendmoor, [C:said] [T:the bridge was shut].",
    "[S:Ada Holt], who runs the yard, [C:said] [T:the bridge was shut].",
    "[T:“The bridge is shut,”] [S:Quay News], close to the board [C:reported].",
    "[S:The mayor], who had earlier [C:denied] [T:the report], confirmed on Friday that the bridge was shut.",
    "The mayor, [S:whose office] had [C:denied] [T:the report], confirmed that the bridge was shut.",
    "[S:Ada Holt], who had [C:said] [T:the gate was open], resigned.",
    "[S:Ada Holt], who [C:said] [T:the gate, built in 1900, was open], resigned.",
    "[T:The gate was open], [S:a guard] who asked not to be named has [C:said].",
    "[S:Experts behind the study] [C:said] [T:the river was rising].",
    "She met [S:Ada Holt], who [C:said] [T:the gate was open, locked and guarded].",
    "[T:“It is shut,”] [S:Ada Holt] [C:said] in a video posted on Thursday.",
    "In a statement, [S:the harbour board] [C:said] [T:the bridge was shut].",
    "[C:According to] [S:the harbour board], [T:the bridge was shut].",
    "[T:The bridge was shut], [C:according to] [S:the harbour board].",
    "[S:Ada Holt] [C:told] [A:the Wendmoor Gazette] that [T:the bridge was shut].",
    "[T:“The bridge is shut,”] [S:Ada Holt] [C:told] [A:reporters].",
    "[T:“The bridge is shut,”] [C:said] [S:Ada Holt].",
    "[S:The letter], which the Gazette has seen, [C:says] [T:1,100 jobs will go].",
    "[S:A letter] seen by [R:the Gazette] [C:says] [T:1,100 jobs will go].",
    "[S:The firm's] boss was cheerful.",
    "[R:The Gazette] [C:quoted] [S:a docker] [C:as saying] [T:the bridge was shut].",
    "[S:Ada Holt] was [C:quoted] [C:as saying] [T:the bridge was shut].",
    "It was the Gazette, the local paper, that broke it, [C:quoting] [S:a docker], [C:as saying]: [T:‘It is shut.’]",
    "[S:She] [C:put] [T:the number of jobs at 1,100].",
    "[S:She] [C:was insistent] that [T:the bridge would open].",
    "[S:She] [C:used to say], [T:“A bridge is a promise.”]",
    "As [S:Ada Holt] [C:put it] to [A:the Gazette]: [T:“It is shut.”]",
    "[S:The captain] [C:said] at 10:40 p.m. that [T:the wheel was dead].",
    "[S:The captain] [C:asked] that [T:the wheel not be touched].",
    "As [S:the Gazette] first [C:reported], [T:the bridge was shut].",
    "[R:The Gazette] [C:quoted] [S:a docker] [C:as warning] that [T:the bridge was shut].",
    "[S:One], who asked not to be named, [C:said] [T:a van had left].",
    "The board [C:learned] from [S:Ada Holt] that [T:the bridge was shut].",
    "[C:According to] [S:a memo] seen by [R:the Gazette], [T:the bridge was shut].",
    "[C:According to] an account given to [R:the Gazette] by [S:a docker], [T:the bridge was shut].",
    "[S:The letter], a copy of which was obtained by the Gazette, [C:says] that [T:the bridge was shut].",
    "[R:The Gazette] [C:quoted] [S:one docker]: [T:“It is shut.”]",
    "[C:Describing] the yard as [T:“chaos”], [S:one docker] said nobody came.",
    "[S:The captain] [C:promised] [T:to open the gate].",
    "[C:In] [S:Ada Holt]'s [C:words], [T:the bridge was a farce].",
    "[T:The bridge was a farce], [C:in the words of] [S:Ada Holt].",
    "[R:Minutes] [C:record] [S:Ada Holt] [C:as saying] [T:the bridge was shut].",
    "[R:The Gazette] [C:reported] [T:at least 40 deaths], citing [S:a docker].",
    "[R:The Gazette] [C:reported] on Monday, citing [S:a docker], that [T:40 had died].",
    "It was [C:reported] by [S:the Gazette] that [T:the bridge was shut].",
]
SILENT = [
    "The bridge opened in 1987 and was sold in 2014.",
    "The United States began strikes on the port in 2014.",
    "Ada Holt did not say when the bridge would open.",
    "Ada Holt declined to say whether the bridge was safe.",
    "The tugs lay near the reported wreck the whole night.",
    "I said the bridge was shut.",
    "She asked that question three times.",
    "She asked that man to leave.",
    "The claim that the bridge is shut is old.",
    "We will go on with the witness, Ada Holt, who was there and who has sworn to tell the truth.",
    "The board neither confirmed nor denied the report.",
    "Do you deny it?",
    "As she testified, the crowd went home.",
    "In other words, the bridge was shut.",
    "In today's words, the bridge was shut.",
    "Writing in “The Skua”, the captain attacked the board.",
    "The captain quoted a price: “£40”.",
    "As she wrote, the crowd went home.",
    "As the board never said, the bridge was shut.",
    "As the Gazette has not reported, the bridge was shut.",
    "As Ada Holt no longer says, the bridge was shut.",
    "As soon as the board said, the bridge was shut.",
    "As this note was written, the bridge was shut.",
    "As the rain fell and the guard reported, the bridge was shut.",
    "Ada Holt no longer says the bridge was shut.",
    "Two men, one said to be rich, were held.",
    "The Gazette reported from the pier on Monday, citing two guards.",
    "Peel the onions, add the stock and simmer for an hour.",
    "def say(self): return self.report",
    "",
]


def found(text: str) -> list[Frame]:
    whole = Span(0, len(text))
    return frames(_mask(text, [whole], quotations(text, [whole])), whole)


@pytest.mark.parametrize("shown", [s for s in SENTENCES if "[T:" in s])
def test_a_frame_is_found_with_its_parts(shown: str) -> None:
    text, spans = marked(shown)
    whole = found(text)
    assert whole, "no frame"
    frame = whole[0]

    def words(parts: Iterable[Span]) -> list[str]:
        return [text[p.start : p.end] for p in parts]

    assert words([frame.source] if frame.source else [])[0].startswith(words(spans["S"])[0])
    assert words(frame.cue) == words(spans["C"])
    assert words(frame.content) == words(spans["T"])
    if "R" in spans and frame.carriers:
        assert words(frame.carriers) == words(spans["R"])
    if "A" in spans:
        assert frame.addressee is not None
        assert words([frame.addressee]) == words(spans["A"])


@pytest.mark.parametrize("text", SILENT)
def test_what_reports_nothing_makes_no_frame(text: str) -> None:
    whole = [f for f in found(text) if f.source is None or text[f.source.start : f.source.end] not in ("I", "The claim that")]
    assert whole == []


def test_both_sides_of_a_cue_are_one_content() -> None:
    text = "“Lose it,” she told him, “but leave the commas alone.”"
    (frame,) = found(text)
    assert [text[s.start : s.end] for s in frame.content] == ["“Lose it,”", "“but leave the commas alone.”"]
