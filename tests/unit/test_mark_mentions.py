"""mentions: names, roles and pronouns, and which of them are one. Marks: letters and digits of a label are one entity."""

from __future__ import annotations

import hashlib

import pytest

from sayso.mark.mentions import mentions
from sayso.types import Document, Fact, Mention, Region
from tests.marked import marked


def document(text: str, outlet: str | None = None) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(
        id="d" + digest[:10],
        sources=("a.txt",),
        sha256=digest,
        text_sha256=digest,
        media_type="text/plain",
        encoding="utf-8",
        text=text,
        runs=(),
        blocks=(),
        outlet=Fact(outlet, "given") if outlet else None,
    )


def find(text: str, outlet: str | None = None) -> dict[tuple[int, int], Mention]:
    return {(m.start, m.end): m for m in mentions(document(text, outlet), ())}


CASES = {
    "two descriptions": "[A:The dean of the corps], [A:the ambassador] [A:Ingeborg Tann], is calm. “I saw it,” said [A:Tann].",
    "an office in capitals": "“No,” said [A:Karel Brod], [A:State Secretary for Food]. [A:The State Secretary] was calm.",
    "a surname that is a people's name": "[A:Paul Dane], [A:an engineer], left. [A:Dane] was calm. “No,” [A:he] said.",
    "a people's name taught and in a list": "[A:Mr Paul English] was taught by nuns. [A:Mr English] and British officials met.",
    "a people's name behind a verb of learning": "[A:Anna French] is ill. [B:Ada Holt] learned [A:French] had died.",
    "a surname that is a month": "[A:Prime Minister Theresa May] left in May. [A:May] said no. “I will,” said [A:May].",
    "a given name that is a month": "Our leader [A:Jan Kos] left. [B:June Marsh] and [C:April Dane] said [A:Kos] was calm.",
    "surnames that are words": "[A:Grace King] left. [A:King] said no. Later [A:King] told us why. [B:The king] stayed.",
    "surnames that are words, first in their sentence": "[A:Tony Banks] left. [A:Banks] said no. [A:Banks] has told us why.",
    "a given name that is a verb": "[A:Will Holt] said no. “I was glad,” [A:Holt] said. “[B:Rosa Lind] was too.”",
    "a surname with particles first": "[A:Ursula von der Leyen] left. [A:Von der Leyen] told us why.",
    "a former aide": "[A:A former aide] said no. [A:The aide] left.",
    "a former mayor is not the mayor": "[A:A former mayor] said no. [B:The mayor] left.",
    "a title and a month": "[A:Mrs May] left. [A:May] was calm on 3 May.",
    "of whom somebody speaks is not who speaks": "It closed. [A:A spokesman] said [B:Lind] had left. [B:Lind] said no.",
    "a title and a people's name": "[A:Ms Dawn French] left. [A:French] was calm.",
    "a people's name of somebody in a list": "[A:Anna French] left. “No,” said [A:French] and her son.",
    "the people and who bears its name": "[A:Anna French] left. [B:French officials] said [A:French] was calm.",
    "surname and pronoun": "[A:Greta Lindqvist] resigned. “I am tired,” [A:she] said. [A:Lindqvist] had led the council.",
    "title and role": "[A:Mayor Karel Brod] ordered it. Hours later [A:the mayor] left, [B:Governor Ada Sund] said.",
    "role before name": "The bridge will close, [A:the mayor], [A:Ilse Tann], said. [A:Tann] was calm.",
    "role after name": "“She was sound,” said [A:Oskar Venn], [A:the yard's director].",
    "a role named just after": 'Ten sank, [A:a coastguard commander] said. "It was fog," [A:Commander Ruth Adeyo] told us.',
    "inverted speech": "“We knew,” said [A:Tomas Reyl]. “We all knew,” [A:he] added.",
    "two of one family": "[A:Conrad Hale] wrote it. His daughter, [B:Philippa Hale], kept it. “He knew,” [B:Ms Hale] said.",
    "handle": "A user called [A:@karsundwatch] wrote it; [A:@karsundwatch] was deleted.",
    "acronym": "[A:Coal and Cable Workers' Union] ([A:CCWU]) met. [B:Ada Sund] spoke; [A:the CCWU]’s members left.",
    "short name of a firm": "[A:Karsund Group] will cut jobs. [A:Karsund] said on Tuesday it was sorry.",
    "the agency": "She told [A:Fjordwire] how it was. “Nobody came,” she told [A:the agency].",
    "unnamed, met again": "[A:An engineer at Tarn Power] saw a crack. [A:The engineer] asked not to be named.",
    "accents and particles": "[A:Yusuf al-Harbi] spoke first; [A:al-Harbi] then left.",
    "title behind": "[A:Sir Karel Brod], [A:Chairman] of the yard, was calm. [A:Brod] left early.",
    "a spokesman no table knows": "[A:A spokesman for the ministry], [A:Colm Reddick], said so. [A:Reddick] knew.",
    "the head of a body": "[A:The head of the port authority], [A:Ruta Kalnina], left. [A:Kalnina] said why.",
    "a spokesman and his name": "[A:A spokesman for the ministry], [A:Oskar Venn], said so. [A:Venn] knew.",
    "named with the next quotation": "[A:An engineer] said [A:he] had warned them. “I wrote twice,” [A:Oskar Venn] said.",
    "a clause of saying is no apposition": "[A:Mayor Ada Sund] ran it. [B:Karel Brod] met her. "
    "[B:He] met [A:Ada Sund], [C:the minister] told us.",
    "a participle after an apposition": "[A:Ada Sund], [A:the mayor] accused of it, left. [A:Sund] was calm.",
    "a participle before after": "[B:Karel Brod] left. [A:Ada Sund], [A:the doctor] blamed after the fire, stayed.",
    "an office is no phrase across a verb": "[A:The deputy] met union leader [B:Karel Brod]. [B:Brod] was calm.",
    "an office is kept before a verb": "[A:The deputy] hurt young driver [B:Karel Brod]. [B:Brod] was calm.",
    "kin that is quoted is no apposition": "Quoting [A:her uncle], [B:Ada Sund] said that [B:she] was calm.",
    "the other of the family has a title": "[A:Conrad Hale] spoke. [B:Ms Hale] wept. [A:Hale] left.",
    "a name in brackets explains": "[A:Oskar Venn] met [B:Karel Brod]. “But [A:he] [[A:Venn]] refused,” [B:Brod] said.",
    "a handle behind its name": "[A:Ilse Tann] ([A:@ilse_t]) wrote it. [A:@ilse_t] was calm.",
    "who spoke last": "[A:Greta Lindqvist] shut it. It did not please [B:Ada Sund], who runs lorries. “No,” [B:she] said.",
    "the short name of the own kind": "[A:Karsund Morning News] had it. He told [A:the Morning News] so.",
    "an abbreviated office": "[A:Coun. Adaeze Hale] chairs it. “No,” [A:the councillor] said. [B:Ada Sund] left.",
    "the family name comes first": "[A:Professor Xu Weiling] left. [B:Xu Boyan], a dean, stayed. [A:Professor Xu] is calm.",
    "a professor is the professor": "[A:Professor Ilse Tann] spoke. “It is late,” [A:the professor] said.",
    "a name for a name": "[A:J. T.] rang us. [A:J. T.] is [A:James Okafor], who runs the yard. [B:Ada Sund] knew.",
    "a name that is somebody's own": "[A:J. T.] rang us. [B:J. T. Hale] is [C:Ada Sund]’s aunt.",
    "a given name no table knows": "[A:Nurdin Aziq], 43, is dead. “[A:Nurdin] was on the path,” [B:Ada Sund] said.",
    "another word for the speaker": "“No,” said [A:Ramon Aldave]. [B:The dead man] had a stick, he was told.",
    "named behind what the phrase spoke of": "[A:A lawyer] told the judge that it was so. “It is late,” [A:Oskar Venn] said.",
    "the wire in the phrase for it": "He told [A:the semi-official Karsad news agency]. It was late, [A:Karsad] said.",
    "the wire's short name": "[A:Karsad News Agency] had it. He told [A:Karsad] so.",
    "sound alike surnames": "[A:Jafar Tavakoli] spoke. “Never,” [A:Tavakkoli] said.",
}


@pytest.mark.parametrize("case", CASES)
def test_marked_spans_of_one_letter_are_one_entity(case: str) -> None:
    text, spans = marked(CASES[case])
    found = find(text)
    entity_of: dict[str, str] = {}
    for label, places in spans.items():
        for span in places:
            lead = text[span.start : span.end].startswith(("the CCWU", "the Morning News"))
            start = span.start + 4 if lead else span.start
            mention = found.get((start, span.end))
            assert mention is not None, (text[start : span.end], [text[s:e] for s, e in found])
            assert entity_of.setdefault(label, mention.entity) == mention.entity, text[start : span.end]
            assert mention.why
    assert len(set(entity_of.values())) == len(spans)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("KARSUND, Norland (Fjordwire) - Ten boats sank near the port of Karsund.", "Karsund", "place"),
        ("The strike ended, the Ministry of Transport said.", "Ministry of Transport", "organisation"),
        ("The crack was first reported by the newspaper Tarner Bote on Friday.", "Tarner Bote", "outlet"),
        ("“No,” French President Amélie Roche told Radio Karsund.", "Radio Karsund", "outlet"),
        ("“No,” French President Amélie Roche told Radio Karsund.", "Amélie Roche", "person"),
        ("The ship had left Lisbon on Friday.", "Lisbon", "place"),
        ("He spoke to Reuters by telephone.", "Reuters", "outlet"),
        ("Police Commissioner Ada Sund said so.", "Ada Sund", "person"),
        ("CIA Director Orla Venn said so.", "Orla Venn", "person"),
        ("“No,” said Ada Sund, the managing director of Tidelane, who was calm.", "Tidelane", "organisation"),
        ("It was late when the caterer, Forkful, told the Gazette.", "Forkful", "organisation"),
        ("“Thank God for carbon paper,” Fredrik said.", "Fredrik", "person"),
        ("The plan was known to the news agency Polaris.", "Polaris", "outlet"),
        ("A volunteer told the Buzzer that it was so.", "Buzzer", "outlet"),
        ("Nobody answered. The Lions say it was they.", "Lions", "organisation"),
        ("Ships pass the Straits of Hormuz by night.", "Hormuz", "place"),
        ("The Lions of the Jabal, a militia, said it had won.", "Lions of the Jabal", "organisation"),
        ("“No,” the managing director of Tidelane, Orsolya Vance, has told us.", "Orsolya Vance", "person"),
        ("LOTTE BRANDSMA: It is late, and with me is nobody.", "Lotte Brandsma", "person"),
        ("Assistant Igor Babjak, whom Lindqvist trained, writes that it is so.", "Igor Babjak", "person"),
    ],
)
def test_kinds(text: str, name: str, kind: str) -> None:
    found = {m.name: m.type for m in mentions(document(text), ()) if m.form == "name"}
    assert found.get(name) == kind, found


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Anna French left. French is spoken in the town.", "French is"),
        ("Anna French left. They spoke French at home.", "French at"),
        ("Anna French left. French and British officials stayed.", "French and"),
        ("Jack Dane left. A Dane won the race.", "Dane won"),
        ("In Sofia Bulgarian was spoken.", "Sofia Bulgarian"),
    ],
)
def test_a_people_s_name_that_somebody_bears_is_a_people_s_name_still(text: str, word: str) -> None:
    end = text.index(word) + len(word.split()[0])
    assert not [m for m in mentions(document(text), ()) if m.start <= text.index(word) and end <= m.end and m.type == "person"]
    assert word != "Sofia Bulgarian" or [m.end for m in mentions(document(text), ())] == [len("In Sofia")]


@pytest.mark.parametrize("text", ["It was struck in May Holt said.", "In London May 3 was wet.", "The May Day march drew 400."])
def test_a_month_is_nobody(text: str) -> None:
    assert not [m for m in mentions(document(text), ()) if "May" in text[m.start : m.end]]


def test_a_question_is_about_holt() -> None:
    assert "Will" not in {m.name.split()[0] for m in mentions(document("Will Holt resign? Rosa Lind knows."), ())}


def test_a_credit_line_in_furniture_names_an_outlet() -> None:
    text = "“Go,” Karel Brod said.\n\nThe original source of this article is Karsund Front Copyright Karsund Front."
    at = text.index("The original")
    regions = (Region(0, at - 2, "body", "x"), Region(at, len(text), "furniture", "credit"))
    assert ("Karsund Front", "outlet") in {(m.name, m.type) for m in mentions(document(text), regions)}


def test_a_paper_called_the_gazette_is_no_gazette_named_before() -> None:
    text = "The bridge is shut, according to the website Tidewater. “I hear nothing,” he told the Gazette on Monday."
    found = find(text, "Lowgate Gazette")
    at = text.index("Gazette")
    assert [(m.name, m.form) for (start, end), m in found.items() if start <= at < end] == [("Gazette", "name")]


def test_the_club_is_whose_statement_it_is() -> None:
    text = "Real Karsund has lost. The club states that it paid nobody at Halden Rovers. The club will not say more."
    found = find(text, "Real Karsund")
    at = text.index("The club")
    assert found[(at, at + 8)].entity == found[(0, 12)].entity
    told = "He told the Tide. The company said no."
    own = {m.entity for m in mentions(document(told, "The Karsund Tide"), ()) if m.type == "outlet"}
    assert not own & {m.entity for m in mentions(document(told, "The Karsund Tide"), ()) if m.form == "role"}


def test_words_that_only_begin_a_sentence_are_no_names() -> None:
    text = "Yesterday nobody came. Twenty-two people waited. Divers went down. Sirens rang. However, it was late."
    assert [m.name for m in mentions(document(text), ()) if m.form == "name"] == []


@pytest.mark.parametrize(
    "text", ["It failed, the University of Karsund found.", "It failed, the Karsund Echo reports. It was fog."]
)
def test_a_name_is_no_phrase_for_its_first_word_nor_for_the_verb_behind_it(text: str) -> None:
    assert [m for m in find(text).values() if m.form == "role"] == []
    assert any(m.form == "name" for m in find(text).values())


def test_two_officials_are_not_an_official() -> None:
    text = "Two officials said it was true. An official said it was not."
    found = mentions(document(text), ())
    assert len({m.entity for m in found}) == 2
    assert [m.type for m in found] == ["group", "role"]


def test_a_headline_gives_no_names_but_finds_them_again() -> None:
    text = "Karsund Mayor Brod Orders Town Emptied After Crack\n\n“Go,” Mayor Karel Brod said in Karsund."
    found = [m for m in mentions(document(text), ()) if m.form == "name"]
    brod = next(m.entity for m in found if m.name == "Karel Brod")
    assert [text[m.start : m.end] for m in found if m.entity == brod] == ["Brod", "Mayor Karel Brod"]
    assert "Orders Town Emptied" not in {m.name for m in found}


TRANSCRIPT = "The Hour with Dale Harmon\n\nHARMON: Why did Karel Brod leave?\n\nSUND: He left nothing.\n\nHARMON: And he knew?"


def test_a_turn_of_a_transcript_speaks_of_neither_its_speaker_nor_the_one_before() -> None:
    found = find(TRANSCRIPT)
    who = {TRANSCRIPT[start:end]: m.entity for (start, end), m in found.items()}
    assert who["He"] == who["he"] == who["Karel Brod"]


def test_a_transcripts_heading_says_who_its_speakers_are() -> None:
    who = {TRANSCRIPT[start:end]: m.entity for (start, end), m in find(TRANSCRIPT).items()}
    assert who["HARMON"] == who["Dale Harmon"] != who["SUND"]
    assert not any(m.name == "Dale Harmon" for m in find(TRANSCRIPT.replace("HARMON:", "VENN:")).values())
    at = TRANSCRIPT.index("HARMON:")
    regions = (Region(0, at, "furniture", "a heading"), Region(at, len(TRANSCRIPT), "body", "x"))
    who = {TRANSCRIPT[m.start : m.end]: m.entity for m in mentions(document(TRANSCRIPT), regions)}
    assert who["HARMON"] == who["Dale Harmon"] != who["SUND"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("It was shut, said an official of the rescue centre.", "an official of the rescue centre"),
        ("It was shut, said an officer of the 4th Frontier Regiment.", "an officer of the 4th Frontier Regiment"),
        ("A man who runs a rival firm in Karsund, and knows it, said no.", "A man who runs a rival firm in Karsund"),
        ("A woman who opened the gate said no.", "A woman who opened the gate"),
        ("A man who said he was there wept.", "A man"),
    ],
)
def test_a_phrase_goes_as_far_as_it_tells_who_is_meant(text: str, phrase: str) -> None:
    assert phrase in {text[start:end] for (start, end), m in find(text).items() if m.form == "role"}


def test_furniture_names_nobody_but_the_outlet() -> None:
    text = "“Go,” Karel Brod said.\n\nOskar Venn writes about tides for the Karsund Herald."
    at = text.index("Oskar")
    regions = (Region(0, at - 2, "body", "x"), Region(at, len(text), "furniture", "biography"))
    found = mentions(document(text, "Karsund Herald"), regions)
    assert {m.name for m in found} == {"Karel Brod", "Karsund Herald"}
    assert {m.type for m in found if m.name == "Karsund Herald"} == {"outlet"}


def test_pronouns_in_quotation_marks_are_left_alone() -> None:
    text = "“He knew,” Ada Sund said."
    assert [m.form for m in mentions(document(text), ())] == ["name"]


def test_he_is_not_the_woman_named_last() -> None:
    text = "Oskar Venn spoke first. Ada Sund listened. He left early."
    found = find(text)
    he = found[(text.index("He "), text.index("He ") + 2)]
    assert he.entity == found[(0, len("Oskar Venn"))].entity


@pytest.mark.parametrize(
    "text", ["", " \n\n", '"' * 20_000, "Aa " * 20_000, "((" * 10_000 + "Anna", "al-" * 10_000, "A." * 10_000]
)
def test_hostile_text_is_survived(text: str) -> None:
    assert all(text[m.start : m.end].strip() for m in mentions(document(text), ()))


def test_a_report_does_not_speak_of_its_own_agency_as_it_or_the_company() -> None:
    text = "PRAGUE (CBW) - Tirol Cell Co will stop making cells, it said in a filing. The company will hear the union."
    found = find(text, "CBW")
    own = {m.entity for m in found.values() if text[m.start : m.end] == "CBW"}
    cell = {m.entity for m in found.values() if text[m.start : m.end] == "Tirol Cell Co"}
    at = text.index("it said")
    assert {found[(at, at + 2)].entity} == cell != own
    at = text.index("The company")
    assert {m.entity for m in found.values() if at <= m.start < at + 11} == cell
