"""Attributions of one document: contents with their kind, and chains with the first voice first."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sayso.mark.attributions import attributions
from sayso.mark.attributions.voices import Voices
from sayso.mark.dates import dates
from sayso.mark.mentions import mentions
from sayso.mark.regions import regions
from sayso.types import Attribution, Document, Fact, Span
from tests.marked import document

OPENING = "The harbour bridge at Wendmoor was shut on Monday after a barge struck its eastern pier, and nobody was hurt.\n\n"


def read(text: str, opening: str = OPENING) -> tuple[Document, list[Attribution], dict[str, str]]:
    made = document(opening + text)
    where = regions(made)
    who = mentions(made, where)
    names: dict[str, str] = {}
    for form in ("pronoun", "role", "name"):
        names.update({m.entity: m.name for m in reversed(who) if m.form == form})
    return made, list(attributions(made, where, who, dates(made, where))), names


def chains(text: str, opening: str = OPENING) -> list[tuple[str, str, list[str]]]:
    """(kind, content, chain by name) of every attribution, addressees left out."""
    made, found, names = read(text, opening)

    def name(entity: str | None, start: int | None, end: int | None) -> str:
        return names.get(entity or "") or made.text[start or 0 : end or 0]

    return [
        (
            a.kind,
            " … ".join(made.text[s.start : s.end] for s in a.content),
            [name(h.entity, h.start, h.end) for h in a.chain if h.role != "addressee"],
        )
        for a in found
    ]


def test_direct_speech_has_its_speaker_and_goes_on_behind_the_cue() -> None:
    assert chains("“The pier is cracked,” said Ada Holt, the harbour master. “Nobody crosses tonight.”") == [
        ("direct", "The pier is cracked", ["Ada Holt"]),
        ("direct", "Nobody crosses tonight.", ["Ada Holt"]),
    ]


def test_a_quotation_split_by_its_cue_is_one() -> None:
    assert chains("“The pier is cracked,” Ada Holt said, “and nobody crosses tonight.”") == [
        ("direct", "The pier is cracked … and nobody crosses tonight.", ["Ada Holt"])
    ]


def test_who_passed_it_on_stands_behind_the_voice() -> None:
    assert chains("“I saw it sway,” Ada Holt quoted Ben Marsh as saying, according to Radio Wendmoor.")[-1] == (
        "direct",
        "I saw it sway",
        ["Ben Marsh", "Ada Holt", "Radio Wendmoor"],
    )


def test_a_report_inside_a_report_is_a_chain() -> None:
    found = chains("The harbour board had told her that the pier was sound, Ada Holt said.")
    assert ("indirect", "the pier was sound", ["harbour board", "Ada Holt"]) in found


def test_a_paper_that_somebody_saw_has_its_carrier() -> None:
    kind, content, chain = chains("A memo seen by the Wendmoor Gazette says the pier was never inspected.")[0]
    assert (kind, content) == ("indirect", "the pier was never inspected")
    assert len(chain) == 2
    assert "memo" in chain[0]
    assert "Gazette" in chain[1]


def test_a_quoting_phrase_makes_the_speaker_a_relay() -> None:
    kind, content, chain = chains("Quoting her uncle, Ada Holt added: “A bridge is a promise.”")[0]
    assert (kind, content) == ("direct", "A bridge is a promise.")
    assert "uncle" in chain[0]
    assert chain[1] == "Ada Holt"


def test_marks_inside_a_paraphrase_are_their_own_attribution_within_it() -> None:
    made, found, _ = read("Ada Holt said the pier was “held up by paint” and would be replaced.")
    outer, inner = found
    assert (outer.kind, inner.kind, inner.within) == ("mixed", "direct", outer.id)
    assert made.text[inner.content[0].start : inner.content[0].end] == "held up by paint"


@pytest.mark.parametrize(
    "text",
    [
        "So much for the region's celebrated “harmony”.",
        "Her novel “The Salt Bridge” was sold out by noon.",
        "The so-called ‘promenade’ is a car park.",
        "The “lost” plans turned up in a drawer.",
        "Whisk the eggs, fold in the flour and bake for an hour.",
        "for row in rows:\n    print(row['name'], \"done\")",
    ],
)
def test_scare_marks_and_titles_are_nobody_s_words(text: str) -> None:
    assert chains(text) == []


def test_a_quotation_alone_goes_on_from_the_paragraph_before() -> None:
    found = chains("“The pier is cracked,” Ada Holt told the council.\n\n“We wanted to be sure that everyone understood it.”")
    assert [c for _, _, c in found] == [["Ada Holt"], ["Ada Holt"]]


def test_a_name_behind_a_dash_speaks() -> None:
    assert chains("“Four harbours, and nobody asked the fifth” — Ada Holt, the harbour master.")[0][2] == ["Ada Holt"]


def test_the_turns_of_a_transcript_are_their_speakers() -> None:
    text = "ADA HOLT: Good evening.\n\nBEN MARSH: I crossed it at noon.\n\nIt swayed.\n\nADA HOLT: You were lucky."
    found = chains(text)
    assert [c for _, c, _ in found] == ["Good evening.", "I crossed it at noon.", "It swayed.", "You were lucky."]
    assert [n[0].casefold() for _, _, n in found] == ["ada holt", "ben marsh", "ben marsh", "ada holt"]


def test_who_answers_in_a_transcript_of_questions_is_whom_its_introduction_names() -> None:
    found = chains(
        "The inquiry heard from Ada Holt, the harbour master.\n\nQ. Did it sway?\n\nA. It did.\n\nQ. When?\n\nA. At noon."
    )
    assert [(c, n) for _, c, n in found if n] == [("It did.", ["Ada Holt"]), ("At noon.", ["Ada Holt"])]


def test_who_and_it_stand_for_whoever_stands_before() -> None:
    assert chains("The tug was skippered by Ben Marsh, who said the pier was sound.")[0][2] == ["Ben Marsh"]
    found = chains("The port authority said the quay was full. It denied that a single crate was lost.")
    assert [n for _, _, n in found] == [["port authority"], ["port authority"]]


def test_a_phrase_with_a_name_in_it_is_not_the_name() -> None:
    assert chains("The Wendmoor observatory said the pier had moved.")[0][2] != ["Wendmoor"]
    assert "office" in chains("Ada Holt’s office said the pier had moved.")[0][2][0]


def test_a_paper_printed_somewhere_has_its_carrier() -> None:
    _, _, chain = chains("A study in the Harbour Review suggested that the pier had moved.")[0]
    assert "study" in chain[0]
    assert "Harbour Review" in chain[1]


@pytest.mark.parametrize(
    ("text", "content", "chain"),
    [
        ("Ada Holt said her uncle had told her the pier was sound.", "the pier was sound", ["uncle", "Ada Holt"]),
        ("Ada Holt told the Wendmoor Tidende that the pier was sound.", "the pier was sound", ["Ada Holt", "Wendmoor Tidende"]),
        ("Ada Holt told the weekly Skua that the pier was sound.", "the pier was sound", ["Ada Holt", "Skua"]),
        ("Ada Holt told the panel that the pier was sound.", "the pier was sound", ["Ada Holt"]),
        ("Ada Holt said through an interpreter that the pier was sound.", "the pier was sound", ["Ada Holt", "interpreter"]),
        ("“The pier is sound,” Ada Holt said in an interview on CNN.", "The pier is sound", ["Ada Holt", "CNN"]),
        ("Ada Holt said on Facebook that the pier was sound.", "the pier was sound", ["Ada Holt"]),
        (
            "The port authority said in a note cited by Radio Wendmoor that the pier was sound.",
            "the pier was sound",
            ["port authority", "Radio Wendmoor"],
        ),
        (
            "Ada Holt said Ben Marsh had told her in an interview with Radio Wendmoor that the pier was sound.",
            "the pier was sound",
            ["Ben Marsh", "Radio Wendmoor", "Ada Holt"],
        ),
        (
            "The pier was sound, according to Radio Wendmoor, which cites the board.",
            "The pier was sound",
            ["board", "Radio Wendmoor"],
        ),
        (
            "Ben Marsh spoke to the station Radio Wendmoor. Ada Holt told the same station that the pier was sound.",
            "the pier was sound",
            ["Ada Holt", "Radio Wendmoor"],
        ),
        ("The board has requested in writing that the pier be shut.", "the pier be shut", ["board"]),
        (
            "The harbour master, citing two divers, said that the pier was sound.",
            "the pier was sound",
            ["two divers", "harbour master"],
        ),
        (
            "The Post, citing two divers, reported on Monday that the pier was sound.",
            "the pier was sound",
            ["two divers", "Post"],
        ),
        (
            "Ben Marsh wrote in a letter, which Reuters has seen, that the pier was sound.",
            "the pier was sound",
            ["Marsh", "Reuters"],
        ),
        ("Reuters has seen a letter in which Ben Marsh says the pier is sound.", "the pier is sound", ["Ben Marsh", "Reuters"]),
        (
            "Ben Marsh read the letter, which the board had seen, and said the pier was sound.",
            "the pier was sound",
            ["Ben Marsh"],
        ),
        ("Friends of Ben Marsh say the pier was sound.", "the pier was sound", ["Friends of Ben Marsh"]),
        ("Experts behind the study say the pier was sound.", "the pier was sound", ["Experts behind the study"]),
        ("Ben Marsh was quoted in the Statement as saying the pier was sound.", "the pier was sound", ["Ben Marsh"]),
        ("Ben Marsh was quoted in a Report as saying the pier was sound.", "the pier was sound", ["Ben Marsh"]),
        ("No. 10 said the pier was sound.", "the pier was sound", ["No. 10"]),
        ("Ben Marsh, citing safety concerns, said that the pier was shut.", "the pier was shut", ["Ben Marsh"]),
        ("Ben Marsh said he heard from Ada Holt that the pier was sound.", "the pier was sound", ["Ada Holt", "Ben Marsh"]),
        ("The board learned from Ada Holt on Friday that the pier was sound.", "the pier was sound", ["Ada Holt"]),
        (
            "In the letter, seen by Reuters, Ben Marsh wrote that the pier was sound.",
            "the pier was sound",
            ["Ben Marsh", "Reuters"],
        ),
        ("The letter, which Reuters saw, warns that the pier is sound.", "the pier is sound", ["letter", "Reuters"]),
        ("The letter, which Ben Marsh saw, warns that the pier is sound.", "the pier is sound", ["letter"]),
        (
            "Ada Holt told Reuters that the pier was sound, citing divers.",
            "the pier was sound",
            ["divers", "Ada Holt", "Reuters"],
        ),
        ("The memo, which nobody at Reuters saw, says the pier is sound.", "the pier is sound", ["memo"]),
        (
            "Ben Marsh was quoted in the Wendmoor Report as saying the pier was sound.",
            "the pier was sound",
            ["Ben Marsh", "Wendmoor"],
        ),
        (
            "A story on the Wendmoor Gazette's website said the pier was sound.",
            "the pier was sound",
            ["story", "Wendmoor Gazette"],
        ),
        ("The end was, in Ada Holt's words, a farce.", "The end was … a farce", ["Ada Holt"]),
        ("Ben Marsh resigned on Friday, ending what was, in Ada Holt's words, a farce.", "a farce", ["Ada Holt"]),
        ("In a letter published on Monday, Ben Marsh said the pier was sound.", "the pier was sound", ["Ben Marsh"]),
        ("A statement posted on the city's website said the pier was sound.", "the pier was sound", ["statement"]),
        ("Ada Holt told Ben Marsh the pier was sound, emails show.", "the pier was sound", ["Ada Holt", "emails"]),
        ("The Wendmoor Gazette quotes one diver: “It was sound.”", "It was sound.", ["diver", "Wendmoor Gazette"]),
        ("Describing the pier as “sound”, one diver said nobody came.", "sound", ["diver"]),
        ("Can the pier have been sound, as the operator maintains? No.", "Can the pier have been sound", ["operator"]),
        ("Gus Hale asked to see the pier plan.", "to see the pier plan", ["Gus Hale"]),
        ("His dresser, quoted in the same piece, said the pier was sound.", "the pier was sound", ["His dresser"]),
        (
            "Reuters, quoting Fars quoting the ministry, said the pier was sound.",
            "the pier was sound",
            ["ministry", "Fars", "Reuters"],
        ),
        ("According to Reuters, citing two guards, the pier was sound.", "the pier was sound", ["two guards", "Reuters"]),
        ("“Ada Holt told me the pier was sound,” said Ben Marsh.", "the pier was sound", ["Ada Holt", "Ben Marsh"]),
    ],
)
def test_through_whom_it_came_stands_beside_the_cue(text: str, content: str, chain: list[str]) -> None:
    got = next(names for _, said, names in chains(text) if said == content)
    assert len(got) == len(chain), got
    assert all(wanted in name for wanted, name in zip(chain, got, strict=True)), got


@pytest.mark.parametrize(
    ("text", "content", "voice"),
    [
        ("According to the board, which cites safety, costs and time, the pier was shut.", "the pier was shut", "board"),
        ("The board said the pier was shut, citing security concerns.", "the pier was shut", "board"),
        ("Citing security concerns, the board said the pier was shut.", "the pier was shut", "board"),
        (
            "According to Ada Holt, citing police, fire and ambulance sources, two people died.",
            "two people died",
            "police, fire and ambulance sources",
        ),
        (
            "According to the Wendmoor Gazette, who quoted Ben Marsh, the chief, as saying no, the pier was sound.",
            "the pier was sound",
            "Ben Marsh",
        ),
        ("A lawyer for the victim, housewife Ada Holt, said the pier was sound.", "the pier was sound", "lawyer"),
        ("The father of the girl, schoolgirl Ada Holt, said the pier was sound.", "the pier was sound", "father"),
    ],
)
def test_whom_it_rests_on_is_no_reason_and_nobody_a_preposition_leads_to(text: str, content: str, voice: str) -> None:
    assert next(names[0] for _, said, names in chains(text) if said == content) == voice


def test_a_news_conference_passes_nothing_on() -> None:
    text = "Ada Holt told a news conference and a news site."
    heard = {words: Span(at := text.index(words), at + len(words)) for words in ("a news conference", "a news site")}
    assert {words: Voices(text, (), "").hears(span) for words, span in heard.items()} == {
        "a news conference": False,
        "a news site": True,
    }


def told(outlet: str) -> list[str]:
    """The roles in the chain of what somebody told an outlet, in a report of the Wendmoor Tidende."""
    text = f"Ada Holt told {outlet} that the pier was sound."
    made = document(OPENING + text, outlet=Fact("Wendmoor Tidende", "the byline"))
    where = regions(made)
    found = attributions(made, where, mentions(made, where), dates(made, where))
    return [h.role for h in found[0].chain]


@pytest.mark.parametrize("outlet", ["the Tidende", "this newspaper"])
def test_the_document_s_own_outlet_is_no_hop_when_it_is_told(outlet: str) -> None:
    assert [role for role in told(outlet) if role != "addressee"] == ["voice"]


@pytest.mark.parametrize("outlet", ["this week's Skua magazine", "the Skua Herald"])
def test_another_outlet_of_this_week_is_a_hop(outlet: str) -> None:
    assert told(outlet) == ["voice", "carrier"]


def test_who_goes_on_is_still_speaking_to_the_outlet() -> None:
    found = chains(
        "Ada Holt told Radio Wendmoor that the pier was sound. “It always was,” she said.\n\n“Walk on it,” she said."
    )
    assert [n for _, _, n in found] == [["Ada Holt", "Radio Wendmoor"], ["Ada Holt", "Radio Wendmoor"], ["Ada Holt"]]


@pytest.mark.parametrize(
    ("text", "content", "chain"),
    [
        ("“It always was,” Ms Holt said.", "It always was", ["Ada Holt", "Radio Wendmoor"]),
        ("“It always was,” Ms Holt said, adding that it swayed.", "It always was", ["Ada Holt", "Radio Wendmoor"]),
        ("“It always was,” Ms Holt said in a statement.", "It always was", ["Ada Holt"]),
        ("“It always was,” Ms Holt said on Twitter.", "It always was", ["Ada Holt"]),
        ("Earlier, Ms Holt had posted on Facebook: “It always was.”", "It always was.", ["Ada Holt"]),
        ("Last year Ms Holt wrote that it was old.", "it was old", ["Ada Holt"]),
        ("Ms Holt wrote that it was old.", "it was old", ["Ada Holt"]),
        ("In a separate statement, Ms Holt said it was old.", "it was old", ["Ada Holt"]),
        ("Ms Holt said in 2019 that it was old.", "it was old", ["Ada Holt"]),
        (
            "Ms Holt said the engineer had told her the bolts were new.",
            "the bolts were new",
            ["engineer", "Ada Holt", "Radio Wendmoor"],
        ),
    ],
)
def test_who_is_named_again_is_still_speaking_to_the_outlet(text: str, content: str, chain: list[str]) -> None:
    found = chains(f"Ada Holt told Radio Wendmoor that the pier was sound. {text}")
    assert next(names for _, said, names in found if said == content) == chain


def test_he_is_no_body_that_spoke_before() -> None:
    found = chains(
        "The company denies that the pier moved. The spokeswoman, Ada Holt, is brief.\n\n“It stood still,” she said."
    )
    assert found[-1][1:] == ("It stood still", ["Ada Holt"])


@pytest.mark.parametrize(
    ("text", "content", "voice"),
    [
        (
            "Carol Holt, 52, of Hull told the court: “You trust them.” The 52-year-old added: “Now I read everything twice.”",
            "Now I read everything twice.",
            "Carol Holt",
        ),
        (
            "Ada Holt, 61, fell. “She is well,” said chief Ben Marsh. The 61-year-old said: “I fell.”",
            "I fell.",
            "Ada Holt",
        ),
        (
            "Police chief Ben Marsh said a suspect was held. The 32-year-old denied that he had been there.",
            "he had been there",
            "The 32-year-old",
        ),
        (
            "A boy aged 14 was hurt.\n\n“He is well,” said police chief Ada Holt. The 14-year-old told police: “I fell.”",
            "I fell.",
            "The 14-year-old",
        ),
        (
            "“The pier is cracked,” said President Ada Holt. The British say it is old.",
            "it is old",
            "The British",
        ),
        (
            "Norwegian clerk Ada Holt spoke. “No,” said Ben Marsh. The Norwegian said she would go.",
            "she would go",
            "The Norwegian",
        ),
        (
            "Coach Gert Marsh said he had seen nothing, and the race chief admitted he had been paid.\n\n"
            "Former champion Colin Tarrow, who finished ninth, was in no mood for it. “You always wonder,” he told the board.",
            "You always wonder",
            "Colin Tarrow",
        ),
        (
            "Orla's deputy interior minister, Rustam Holt, gave a different account. “They did not open fire,” he said.",
            "They did not open fire",
            "Rustam Holt",
        ),
        (
            "Her predecessor in the post, Julian Marsh, now retired, worked there for years. “She is hurried,” he says.",
            "She is hurried",
            "Julian Marsh",
        ),
    ],
)
def test_another_word_for_the_speaker(text: str, content: str, voice: str) -> None:
    assert next(names for _, said, names in chains(text) if said == content) == [voice]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The investigator, Mr Holt, has asked that the hull not be touched.", "the hull not be touched"),
        ("Ms Holt asked that question three times.", None),
        ("She asked that man to leave.", None),
        ("Ada Holt spoke. He asked that reporter about the pier.", None),
    ],
)
def test_a_clause_that_is_asked_for_is_reported(text: str, content: str | None) -> None:
    assert [said for _, said, _ in chains(text)] == ([content] if content else [])


def test_a_talk_came_through_the_outlet_that_held_it() -> None:
    found = chains(
        "Ada Holt, the harbour master, spoke to Ben Marsh of Radio Wendmoor at her desk.\n\n"
        "MARSH: Did it sway?\n\nHOLT: It did. The engineer told me it always had.\n\nMARSH: When?\n\nHOLT: At noon."
    )
    assert [len(n) for _, c, n in found if c in ("Did it sway?", "At noon.")] == [2, 2]
    assert next(n for _, c, n in found if c == "it always had")[-1] == "Radio Wendmoor"
    assert len(next(n for _, c, n in found if c == "it always had")) == 3


ON_AIR = (
    "HOLT: Good evening, I'm Ada Holt. The port authority says the pier is sound. With me is Ben Marsh. Did it sway?\n\n"
    "MARSH: It did. My father told me it always had.\n\n"
    "HOLT: Dora Quist writes: “My dog refuses to cross it.” I am told the bus is running. When was that?\n\n"
    "MARSH: At noon.\n\n"
    "HOLT: Thank you, Ben Marsh. After the news, the weather.\n\nRadio Wendmoor keeps no recordings."
)
SAID_ON_AIR = [
    ("the pier is sound", ["port authority"]),
    ("It did. My father told me it always had.", ["Ben Marsh"]),
    ("it always had", ["father", "Ben Marsh"]),
    ("My dog refuses to cross it.", ["Dora Quist"]),
    ("At noon.", ["Ben Marsh"]),
]


def heard(text: str, outlet: str = "", authors: tuple[str, ...] = ()) -> list[tuple[str, list[str]]]:
    """(content, chain by name) of a transcript that stands for itself."""
    facts = {"outlet": Fact(outlet, "test") if outlet else None, "authors": tuple(Fact(a, "the byline") for a in authors)}
    made = document(text, **facts)
    where = regions(made)
    who = mentions(made, where)
    names = {m.entity: m.name for form in ("role", "name") for m in reversed(who) if m.form == form}

    def name(entity: str | None, start: int | None, end: int | None) -> str:
        return names.get(entity or "") or made.text[start or 0 : end or 0]

    return [
        (
            made.text[a.content[0].start : a.content[-1].end],
            [name(h.entity, h.start, h.end) for h in a.chain if h.role != "addressee"],
        )
        for a in attributions(made, where, who, dates(made, where))
    ]


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        ("RADIO WENDMOOR\n“The Late Tide” - transcript\n\n", ""),
        ("The Late Tide\nFull transcript\n\n", "Radio Wendmoor"),
    ],
)
def test_the_host_of_a_station_s_own_transcript_is_the_station(head: str, outlet: str) -> None:
    assert heard(head + ON_AIR, outlet) == SAID_ON_AIR


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        ("", ""),  # nothing says whose transcript it is
        ("Ada Holt talked to Ben Marsh on Monday.\n\n", "Wendmoor Tidende"),
        ("WENDMOOR TIDENDE\nThe talk as it was broadcast by Radio Wendmoor\n\n", "Wendmoor Tidende"),
        ("WENDMOOR TOWN COUNCIL\nPublic inquiry, day 6\n\n", "Wendmoor Town Council"),
    ],
)
def test_who_asks_elsewhere_is_a_voice(head: str, outlet: str) -> None:
    found = heard(head + ON_AIR, outlet)
    asked = [names[0].casefold() for said, names in found if said.startswith(("Good evening", "Thank you"))]
    assert [name.removeprefix("ada ") for name in asked] == ["holt", "holt"]


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        ("RÁDIO WENDMOOR, PORT\nThe Guest, a transcript\n\n", "Rádio Wendmoor, Port"),  # it is folded
        ("THE LATE TIDE\nRadio Wendmoor, English service. Unedited transcript\n\n", ""),
        ("THE BACK COURT\nA podcast about piers\nEpisode 88. Transcript, made by machine\n\n", ""),
    ],
)
def test_who_opens_closes_and_calls_the_others_by_name_is_the_host(head: str, outlet: str) -> None:
    found = heard(
        head + "HOLT: Half past six. The port authority says the pier is sound. Mr Marsh, did it sway?\n\nMARSH: It did.\n\n"
        "HOLT: And the bus?\n\nMARSH: At noon.\n\nHOLT: Ben Marsh, thank you. The tides.",
        outlet,
    )
    assert [said for said, _ in found] == ["the pier is sound", "It did.", "At noon."]


def test_a_presenter_leads_though_the_reporter_asks_more() -> None:
    found = heard(
        "WENDMOOR INTERNATIONAL\n“Neighbours”\nTranscript of the programme.\n\n"
        "PRESENTER: The pier is shut. Our correspondent Dora Quist reports.\n\nQUIST: I meet Ben Marsh. Is it safe?\n\n"
        "MARSH: It is mine.\n\nQUIST: Did it sway?\n\nMARSH: A little.\n\nPRESENTER: Thank you. The news follows."
    )
    assert [said for said, _ in found] == ["It is mine.", "A little."]


@pytest.mark.parametrize("below", ["The car park tape: full transcript", "Inquest into the pier, day 2"])
def test_who_leads_a_hearing_or_a_tape_is_a_voice(below: str) -> None:
    found = heard(
        f"RADIO WENDMOOR\n{below}\n\nHOLT: Mr Marsh, did it sway?\n\nMARSH: It did.\n\nHOLT: Did you say so?\n\n"
        "MARSH: Yes.\n\nHOLT: Thank you, Marsh."
    )
    assert "Did you say so?" in [said for said, _ in found]


def test_a_heading_ends_a_turn() -> None:
    text = "Q. Did it sway?\n\nA. It did.\n\nQ. And then?\n\nA. It fell.\n\nThe log\n\nIt is kept in a drawer."
    made = document(text)
    blocks = tuple(replace(b, kind="heading") if text[b.start : b.end] == "The log" else b for b in made.blocks)
    made = replace(made, blocks=blocks)
    said = [text[a.content[0].start : a.content[-1].end] for a in attributions(made, regions(made), (), ())]
    assert "It fell." in said
    assert not any("drawer" in words or "log" in words for words in said)


@pytest.mark.parametrize(
    ("text", "content", "chain"),
    [
        (
            "The Harbour Herald says the pier has moved. The Herald has that from Radio Delta, Radio Delta has it from the "
            "Morning Mail, and the Mail has it from Ada Holt, a clerk.",
            "the pier has moved",
            ["Ada Holt", "Morning Mail", "Radio Delta", "Harbour Herald"],
        ),
        (
            "The operator was on the phone, says the Harbour Herald. The Herald has it from the Morning Mail, the Mail from "
            "Radio Delta, and Radio Delta from a driver, who had heard it in the canteen.",
            "The operator was on the phone",
            ["driver", "Radio Delta", "Morning Mail", "Harbour Herald"],
        ),
        (
            "The Harbour Herald says the pier has moved. The Herald, when I rang, got it from “someone at the hotel”.",
            "the pier has moved",
            ["someone at the hotel", "Harbour Herald"],
        ),
        (
            "The spokeswoman, Ada Holt, said that the waiter had recorded it. How did she know? From the Harbour Herald.",
            "the waiter had recorded it",
            ["Harbour Herald", "Ada Holt"],
        ),
        (
            "The Harbour Herald says the pier has moved. It did not get that from Radio Delta.",
            "the pier has moved",
            ["Harbour Herald"],
        ),
        ("Ada Holt said the pier had moved. Ben Marsh took it from her hands.", "the pier had moved", ["Ada Holt"]),
        ("Ada Holt said the ring was hers. She got it from Ben Marsh.", "the ring was hers", ["Ada Holt"]),
        ("Ada Holt said the ring was lost. She got that from Ben Marsh as a gift.", "the ring was lost", ["Ada Holt"]),
        ("Ada Holt said the club was hers. She took the line from Paris to Rome on Friday.", "the club was hers", ["Ada Holt"]),
        (
            "The Harbour Herald said the pier moved. Did you know that? From Ada Holt's window it looks fine.",
            "the pier moved",
            ["Harbour Herald"],
        ),
        (
            "The Harbour Herald said the pier moved. Did you hear it? From Monday it is shut.",
            "the pier moved",
            ["Harbour Herald"],
        ),
    ],
)
def test_from_whom_a_voice_has_its_words(text: str, content: str, chain: list[str]) -> None:
    assert next(names for _, said, names in chains(text) if said == content) == chain


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Gus Hale kept the ferry. He first smelt it, he insists, on the Friday.", "He first smelt it … on the Friday"),
        ("Gus Hale kept the ferry. He sold it, he says, because it stank.", "He sold it … because it stank"),
        ("The pier is closed, Ada Holt said, without elaborating.", "The pier is closed"),
        ("The pier is closed, Ada Holt said, on Friday.", "The pier is closed"),
        ("The pump failed on Monday, Gus Hale said, in a letter of 3 May.", "The pump failed on Monday"),
        ("Ada Holt will say on Friday that the pier is closed.", "the pier is closed"),
    ],
)
def test_how_far_a_statement_goes_around_whose_it_is(text: str, content: str) -> None:
    assert content in [said for _, said, _ in chains(text)]


def test_who_speaks_on_air_without_asking_is_no_host() -> None:
    found = heard(
        "RADIO WENDMOOR\nThe rescue: full transcript\n\n"
        "TOWER: Barge Nine, this is Tower. Good evening.\n\nBARGE: We are on the pier.\n\nTOWER: Are you afloat?\n\n"
        "BARGE: Are we what?\n\nTOWER: With you is the tug now."
    )
    assert "Are you afloat?" in [said for said, _ in found]


def test_a_station_s_reporter_is_the_station_and_a_caller_is_not() -> None:
    text = (
        "RADIO WENDMOOR 98.4\nTranscript\n\n"
        "HOLT: Good evening, I'm Ada Holt. Carla Voss is at Pier Nine. Carla, what are we hearing?\n\n"
        "VOSS: The harbour master tells us that the pier is cracked.\n\n"
        "HOLT: Dora is on the line from Wendmoor. Dora?\n\n"
        "DORA: My uncle says the tug is lost.\n\nHOLT: Is it? Stay with us."
    )
    assert heard(text) == [
        ("the pier is cracked", ["The harbour master"]),
        ("My uncle says the tug is lost.", ["Dora"]),
        ("the tug is lost", ["uncle", "Dora"]),
    ]


def test_who_wrote_an_interview_is_the_outlet_s() -> None:
    talk = "HOLT: Did it sway?\n\nMARSH: It did.\n\nHOLT: When?\n\nMARSH: At noon."
    head = "WENDMOOR TIDENDE\nA man and his pier\n\n"
    assert [said for said, _ in heard(head + talk, "Wendmoor Tidende", ("Ada Holt",))] == ["It did.", "At noon."]
    assert len(heard(head + talk, "Wendmoor Tidende")) == 4


def test_who_answers_may_say_so_first() -> None:
    found = chains("Q. Please state your name.\n\nA. Ada Holt, harbour master.\n\nQ. Did it sway?\n\nA. It did.")
    assert [n for _, c, n in found if c == "It did."] == [["Ada Holt"]]


def test_nobody_calls_himself_he() -> None:
    found = chains("“I asked the pilot. He said the pier was sound,” Ben Marsh told the board.")
    assert next(n for _, c, n in found if c == "the pier was sound") == ["pilot", "Ben Marsh"]


def test_he_in_somebody_s_words_may_be_whom_the_reporter_named_before() -> None:
    found = chains("The pilot was at the bar, Ben Marsh told the board: “He sat down and said, ‘Make it a double.’”")
    assert next(n for _, c, n in found if c == "Make it a double.") == ["pilot", "Ben Marsh"]


def test_a_reason_cited_in_somebody_s_words_is_no_voice() -> None:
    found = chains("“The board said the pier was shut, citing security concerns,” Ben Marsh told the court.")
    assert [n for _, c, n in found if c.startswith("the pier was shut")] == [["board", "Ben Marsh"]]


def test_he_in_somebody_s_words_is_no_woman() -> None:
    found = chains("Ada Holt met the council. Ben Marsh told the board: “I was at the pier when he said, ‘It is sound.’”")
    assert next(n for _, c, n in found if c == "It is sound.") == ["he", "Ben Marsh"]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Holt did not say when the bridge would open.",
        "The ministry has not confirmed that two men died.",
        "The ministry has yet to confirm that two men died.",
        "Ada Holt has never claimed that the bridge was safe.",
        "No official has said the bridge was unsafe.",
        "Nobody at the ministry said the bridge was unsafe.",
        "Neither Ada Holt nor Ben Marsh said the bridge was unsafe.",
        "None of the survivors said they saw the boat.",
        "Ada Holt no longer claims the bridge was shut.",
        "If Ada Holt says the bridge is safe, it is safe.",
        "Had Ada Holt said the bridge was safe, nobody would have believed her.",
        "Did Ada Holt say the bridge was safe?",
        "Why did Ada Holt say the bridge was safe?",
        "Ada Holt should have said the bridge was unsafe.",
        "Ada Holt has been accused of saying the bridge was safe.",
        "It was not clear who had said the bridge was safe.",
        "The minister reportedly knew of the leak in May.",
    ],
)
def test_what_is_not_said_is_not_reported(text: str) -> None:
    assert chains(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The board denies that Ada Holt said the pier was sound.", []),
        ("Ada Holt denied that she had said the pier was sound.", []),
        ("The board disputes what Ada Holt said, that the pier was sound.", [["Ada Holt"]]),
        ("Ada Holt said the pier was sound, a claim the board rejects.", [["Ada Holt"]]),
        ("Ben Marsh denies it: the pier was sound, he told the Wendmoor Gazette.", [["Ben Marsh", "Wendmoor Gazette"]]),
        ("The board denied that Ada Holt had said “the pier was sound”.", [["Ada Holt"]]),
        ("Ada Holt denied wrongdoing but said the pier was sound.", [["Ada Holt"]]),
        ("Ben Marsh denied he lied when he told the board the pier was sound.", [["Ben Marsh"]]),
        ("Few deny that Ada Holt said the pier was sound.", [["Ada Holt"]]),
    ],
)
def test_who_denies_a_statement_has_not_passed_it_on(text: str, told: list[list[str]]) -> None:
    assert [names for _, said, names in chains(text) if said == "the pier was sound"] == told


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Will Holt said the pier was sound.", "Will Holt"),
        ("No fewer than 12 divers said the pier was sound.", "divers"),
        ("If Ada Holt says “the pier was sound”, it will open, Ben Marsh said.", "Ada Holt"),
        ("OSHA, which cited the company in May, said the pier was sound.", "OSHA"),
        ("Ada Holt, quoting from a letter, said the pier was sound.", "Ada Holt"),
        ("The union, citing the firm's profits, said the pier was sound.", "The union"),
        ("The court record quotes Ada Holt as saying the pier was sound.", "Ada Holt"),
        ("The hospital recorded three deaths on Monday: “the pier was sound,” Ada Holt told reporters.", "Ada Holt"),
    ],
)
def test_whose_statement_it_is_beside_words_that_look_like_denial_or_citing(text: str, voice: str) -> None:
    assert [names[0] for _, said, names in chains(text) if said == "the pier was sound"] == [voice]


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("The captain, Gus Hale, left. A spokeswoman said the case was closed. He said it was a lie.", "Gus Hale"),
        ("The captain, Gus Hale, left. His mother said the case was closed. “it was a lie,” he said.", "Gus Hale"),
        ("Ada Holt ran the ward. A policeman said she was ill. She said it was a lie.", "Ada Holt"),
        ("Gus Hale ran the yard. A policeman said he was ill. The policeman was young, but he said it was a lie.", "policeman"),
    ],
)
def test_he_is_no_spokeswoman(text: str, voice: str) -> None:
    assert [names[0] for _, said, names in chains(text) if said == "it was a lie"] == [voice]


def test_every_span_lies_in_its_text_and_every_value_says_why() -> None:
    made, found, _ = read(
        "“The pier,” said Ada Holt, “is cracked.” Ben Marsh said that it was “paint”. According to the board, it holds."
    )
    assert found
    for a in found:
        assert a.why
        for s in (*a.content, *a.cue, *a.source):
            assert 0 <= s.start < s.end <= len(made.text)


def test_source_code_says_nothing() -> None:
    assert (
        chains("def speak(self) -> str:\n    return self.words[0] if self.words else ''\n\nfor i in range(10):\n    print(i)")
        == []
    )


INTERVIEW = """RADIO SKUA, "Before Nine"

Our presenter Ada Holt spoke this morning to the harbour minister, Ben Marsh, about the pier.

Q. Minister, is it safe?

A. It has stood for ninety years.

Q. Who tested it?

A. Engineers tested it in May.
"""


def test_who_is_interviewed_answers_and_the_outlet_s_own_questions_are_nobody_s_words() -> None:
    said = [(content, names) for _, content, names in chains(INTERVIEW, "")]
    assert ("It has stood for ninety years.", ["Ben Marsh"]) in said
    assert not any("Who tested it" in content for content, _ in said)


def test_a_witness_is_asked_by_counsel_and_not_by_the_paper() -> None:
    heard = INTERVIEW.replace("Our presenter Ada Holt spoke", "At the inquest counsel for the port, Ada Holt, spoke")
    assert any("Who tested it" in content for _, content, _ in chains(heard, ""))


def test_a_question_is_asked_by_the_outlet_in_brackets() -> None:
    talk = (
        "MR MARSH: It is safe.\n\nQUESTION (Skua News): Who tested it?\n\nMR MARSH: Engineers.\n\nQUESTION (Radio Terne): When?"
    )
    assert next(names for _, content, names in chains(talk) if content == "Who tested it?") == ["Skua News"]


def test_a_name_and_an_office_head_the_words_below() -> None:
    text = "Terne Mutual insures the pier.\n\nHanne Holt, Head of Pier Claims:\n\n“We insure the planks, not the view.”\n"
    assert next(names for _, content, names in chains(text) if content.startswith("We insure")) == ["Hanne Holt"]


def test_whoever_is_quoted_goes_on_and_not_the_outlet_that_reported_it() -> None:
    found = chains(
        "“The pier is sound,” Ada Holt said on Monday, reported Radio Terne, the town's broadcaster. “Nobody need worry.”"
    )
    assert next(names for _, content, names in found if content == "Nobody need worry.")[0] == "Ada Holt"


def test_whoever_is_promised_something_has_not_said_it() -> None:
    assert all(
        names[:1] != ["Dunmarrow"] for _, _, names in chains("Dunmarrow was promised in 2021 that no job in the town would go.")
    )


def test_an_outlet_named_in_another_sentence_passed_it_on() -> None:
    text = (
        "The Weekly Lantern has spoken to three of the guards who were on duty at Orlets prison on the night of the breakout. "
        "One of them said the gate of the laundry yard had been open since the afternoon.\n\nNine inmates got out.\n\n"
        "The justice minister, Darja Hojnik, told reporters on Wednesday that an inquiry would begin at once."
    )
    found = {content: names for _, content, names in chains(text)}
    assert found["the gate of the laundry yard had been open since the afternoon"] == ["One of them", "The Weekly Lantern"]
    assert found["an inquiry would begin at once"] == ["Darja Hojnik"]
