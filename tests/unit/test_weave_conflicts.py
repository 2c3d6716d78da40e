"""Where accounts disagree: each kind found with the words that show it, and no disagreement where there is none."""

from __future__ import annotations

import re

import pytest

from sayso.models import Odds
from sayso.types import Conflict, Marked
from sayso.weave.claims import claims
from sayso.weave.conflicts import conflicts
from sayso.weave.pairing import Held, Judge
from tests.voices import entities, report, story


def found(*texts: str, places: tuple[str, ...] = ()) -> tuple[tuple[Conflict, ...], tuple[Marked, ...]]:
    pile = tuple(report(chr(97 + n), text, places=places) for n, text in enumerate(texts))
    claimed = claims(pile, story(*pile), entities())
    return conflicts(pile, story(*pile), claimed, entities()), pile


def words(conflict: Conflict, pile: tuple[Marked, ...]) -> list[str]:
    texts = {m.document.id: m.document.text for m in pile}
    return [texts[s.document][s.start : s.end] for s in conflict.spans]


@pytest.mark.parametrize(
    ("kind", "texts", "shown"),
    [
        (
            "wording",
            ["[Dmate:the roof just lifted clear of us]", "[Dmate:the roof just tore clear of us]"],
            ["lifted", "tore"],
        ),
        ("wording", ["[Dmate:We found out from our phones]", "[Dmate:We found out on our phones]"], ["from", "on"]),
        ("number", ["[Imayor:Thirty houses were flooded]", "[Ichief:52 houses were flooded]"], ["Thirty", "52"]),
        (
            "number",
            ["[Ifirm:the plan will save £38 million a year]", "[Ifirm:the plan saves £83m a year]"],
            ["£38 million", "£83m"],
        ),
        ("number", ["[Ifirm:it had inspected the mill three times]", "[Iguild:it had inspected the mill only once]"], None),
        (
            "date",
            ["[Iowner:the kiln passed its test in August]", "[Iowner:the kiln had passed its test in July]"],
            ["August", "July"],
        ),
        ("polarity", ["[Imayor:the mill would close]", "[Iowner:the mill would not close]"], ["close", "not close"]),
        (
            "polarity",
            ["[Ibroker:Shares in the mill rose 4% on Monday]", "[Idealer:Shares in the mill fell 4% on Monday]"],
            ["rose", "fell"],
        ),
        (
            "polarity",
            ["[Icoach:the captain had insulted the referee]", "[Iclub:the referee had insulted the captain]"],
            ["captain had insulted the referee", "referee had insulted the captain"],
        ),
        (
            "number",
            ["[Ichief:The ship was 12 miles off the coast]", "[Iaide:The ship was 40 kilometres off the coast]"],
            ["12 miles", "40 kilometres"],
        ),
        ("number", ["[Ichief:The walkout lasted two days]", "[Iaide:The walkout lasted 72 hours]"], ["two days", "72 hours"]),
        ("number", ["[Ichief:Aldo paid £60m for the mill]", "[Iaide:Aldo paid $60m for the mill]"], ["£60m", "$60m"]),
        (
            "number",
            ["[Ichief:More than 40 people were hurt]", "[Iaide:Fewer than 40 people were hurt]"],
            ["More than 40", "Fewer than 40"],
        ),
        ("number", ["[Ichief:Profit rose 4% in May]", "[Iaide:Profit rose 6 per cent in May]"], ["4%", "6 per cent"]),
        ("number", ["[Ichief:The rate was cut to 4%]", "[Iaide:The rate was cut to 4.25%]"], ["4%", "4.25%"]),
        ("number", ["[Ichief:The deal is worth $2m]", "[Iaide:The deal is worth $2.4m]"], ["$2m", "$2.4m"]),
        ("number", ["[Ichief:£60m was paid for the mill]", "[Iaide:£75m was paid for the mill]"], ["£60m", "£75m"]),
        (
            "number",
            ["[Ichief:Ten engines and two ladders are at the scene]", "[Iaide:Twelve engines are at the scene]"],
            ["Ten", "Twelve"],
        ),
        ("polarity", ["[Ichief:Two sailors were wounded]", "[Iaide:Nobody was hurt]"], None),
        ("polarity", ["[Ichief:Aldo is in talks to buy Brandt]", "[Iaide:There are no talks with Brandt]"], None),
        ("polarity", ["[Ichief:The navy had given three warnings]", "[Iaide:The navy gave no warning]"], None),
        (
            "number",
            ["[Ichief:The storm killed four people and a dog]", "[Iaide:The storm killed five people]"],
            ["four", "five"],
        ),
        (
            "polarity",
            ["[Ichief:The bomb went off without injuring anybody]", "[Iaide:The bomb went off, injuring nine people]"],
            None,
        ),
        ("number", ["[Ichief:One bomb exploded in the station]", "[Iaide:Two bombs exploded in the station]"], ["One", "Two"]),
        (
            "number",
            ["[Ichief:The man killed was a 62-year-old driver]", "[Iaide:The man killed was a 64-year-old driver]"],
            ["62", "64"],
        ),
        ("polarity", ["[Ichief:The match was cancelled]", "[Iaide:The match will take place]"], None),
        (
            "polarity",
            ["[Ichief:Hauge will appeal against the sentence]", "[Iaide:Hauge does not intend to appeal against the sentence]"],
            None,
        ),
        ("polarity", ["[Ikeeper:Every lock was shut]", "[Dlad:They opened the locks]"], None),
        ("polarity", ["[Iwarden:no walls had fallen]", "[Iguide:three old walls of the fort had fallen]"], None),
        ("attribution", ["[Dmayor:Nobody outruns a river at night]", "[Dchief:Nobody outruns a river at night]"], None),
    ],
)
def test_each_kind(kind: str, texts: list[str], shown: list[str] | None) -> None:
    against, pile = found(*texts)
    mine = [c for c in against if c.kind == kind]
    assert len(mine) == 1, [(c.kind, c.note) for c in against]
    assert set(mine[0].members) == {"a-a1", "b-a1"}
    if shown is not None:
        assert sorted(words(mine[0], pile)) == sorted(shown)


def test_another_named_place() -> None:
    against, pile = found(
        "[Ichief:Those without a bed were taken to a school in Hallin]",
        "[Imayor:Those without a bed were being taken to the barracks in Morrow]",
        places=("Hallin", "Morrow"),
    )
    mine = [c for c in against if c.kind == "place"]
    assert [sorted(words(c, pile)) for c in mine] == [["Hallin", "Morrow"]]


def test_another_unnamed_place() -> None:
    against, pile = found("[Ichief:The leak began in the attic]", "[Iowner:The leak began in the boiler house]")
    assert [sorted(words(c, pile)) for c in against if c.kind == "place"] == [["the attic", "the boiler house"]]


@pytest.mark.parametrize(
    ("whole", "part", "hard"),
    [
        ("We do not want the tower any less than they do", "We do not want the tower", True),
        ("The ford is safe for walkers, but it is not safe for carts", "The ford is safe", True),
        (
            "If lads do not come to the choir, that is not because they are lazy",
            "lads do not come to the choir … they are lazy",
            True,
        ),
        ("I held the rope with one hand and my hat with the other", "I held the rope with one hand", False),
        ("They cut the rope without telling anybody. Swim, all of you", "They cut the rope without telling anybody", False),
    ],
)
def test_what_is_cut_and_whether_the_sense_may_turn(whole: str, part: str, hard: bool) -> None:
    against, _ = found(f"[Dchair:{whole}]", f"[Dchair:{part}]")
    cut = [c for c in against if c.kind == "truncation"]
    assert len(cut) == 1
    assert cut[0].hard is hard
    assert not [c for c in against if c.kind in ("polarity", "wording")]


def test_a_quotation_in_pieces_is_not_cut() -> None:
    against, _ = found(
        "[Dmate:The rope gave way at noon, and I swam to the pier in the dark]",
        "[Dmate:The rope gave way at noon], she said, [Dmate:and I swam to the pier in the dark]",
    )
    assert against == ()


def test_dots_that_join_two_quotations() -> None:
    against, _ = found(
        "[Dmate:The rope gave way at noon], she said. [Dmate:Every lad in this town should learn to swim]",
        "[Dmate:The rope gave way at noon ... Every lad in this town should learn to swim]",
    )
    assert "truncation" in {c.kind for c in against}


def test_the_same_words_through_other_carriers() -> None:
    against, _ = found("[DmayorXecho:Nobody outruns a river at night]", "[DmayorXherald:Nobody outruns a river at night]")
    assert [c.kind for c in against] == ["attribution"]
    assert "Echo" in against[0].note
    assert "Herald" in against[0].note


def test_one_reading_for_all_who_share_it() -> None:
    against, _ = found(*["[Dmate:the roof just lifted clear of us]"] * 3, "[Dmate:the roof just tore clear of us]")
    assert [(c.kind, len(c.members)) for c in against] == [("wording", 4)]


@pytest.mark.parametrize(
    "texts",
    [
        ["[Dmate:the deck “tilted” away from us]", "[Dmate:The deck 'tilted' away from us!]"],  # typography
        ["[Imayor:thirty houses were flooded]", "[Imayor:twelve boats were lost]"],  # figures of other things
        ["[Imayor:about 30 houses were flooded]", "[Imayor:31 houses were flooded]"],  # both can be right
        ["[Ifirm:a tenth of the staff would go]", "[Iguild:900 workers would go]"],  # a share and a head count
        ["[Dmate:I wrote in May and I wrote in June]", "[Dmate:I wrote in May]"],  # both dates in one
        ["[Ikeeper:every lock was shut]", "[Ikeeper:there was no lock open]"],  # said twice over
        ["[Iclerk:he never said there was a leak]", "[Iclerk:the parcel came on foot]"],
        [
            "[Imayor:the mill would close in May 1999]",
            "[Imayor:the mill would close in May]",
        ],  # one date is a part of the other
        ["[Imayor:Eight men and four women died in Hallin]", "[Ichief:Twelve people died in Hallin]"],  # its parts
        ["[Imayor:Between 10 and 15 people were missing in Hallin]", "[Ichief:Twelve people were missing in Hallin]"],
        ["[Imayor:The dam at Hallin broke in 2019]", "[Ichief:The dam at Hallin was built in 1962]"],  # two deeds
        ["[Iclerk:Labour won 312 seats]", "[Imayor:The Greens won 44 seats]"],  # of two parties
        ["[Ichief:Profit rose 4% in the first quarter]", "[Iaide:Profit rose 6% in the second quarter]"],  # of two quarters
        ["[Ichief:The mill makes 400 barrels a week]", "[Iaide:The mill makes 20,000 barrels a year]"],  # for two spans
        ["[Ichief:The officer fired four shots]", "[Iaide:The suspect fired two shots]"],  # of two people
        ["[Ichief:The first victim was 40]", "[Iaide:The second victim was 52]"],  # of two people
        ["[Ichief:Two people died in Odesa]", "[Iaide:A 62-year-old man was killed in Odesa]"],  # an age
        ["[Ichief:Two people died in Odesa]", "[Iaide:A woman, 45, died in Odesa]"],  # an age
        ["[Ichief:Iran fired 22 missiles at Israel]", "[Iaide:Israel intercepted 14 missiles]"],  # of two deeds
        ["[Ichief:Police searched 22 houses]", "[Iaide:Police found weapons in four houses]"],  # of two deeds
        [
            "[Ichief:The firm made a profit of 412 million euros]",
            "[Iaide:The firm made a profit of 412.3 million euros]",
        ],  # rounded
        ["[Ichief:Nobody was killed in the storm]", "[Iaide:Two people were shot dead in a bar in Hallin]"],  # two affairs
        ["[Ichief:Four people were arrested in Hallin]", "[Iaide:Three men and a woman were arrested in Hallin]"],  # its parts
        ["[Ichief:House prices will fall by 5% next year]", "[Iaide:House prices will fall by 5% in 2027]"],  # of which year?
        ["[Ichief:The mill will be shut for six weeks from Monday]", "[Iaide:The mill will shut on Monday for six weeks]"],
        ["[Ichief:Labour won 52 percent of the vote]", "[Iaide:Labour won by 40,000 votes]"],  # a share and a lead
        ["[Ichief:Drivers voted by 87% to strike]", "[Iaide:Some 87 percent of drivers voted to strike]"],  # done by nobody
        ["[Ichief:Officers told the boy to stop three times]", "[Iaide:The boy was shot six times]"],  # two deeds
        ["[Ichief:The ship was 12 miles off the coast]", "[Iaide:The oil slick was 40 kilometres long]"],  # of two things
        ["[Ichief:Help came within an hour]", "[Iaide:Police searched the house for three days]"],  # of two things
        ["[Ichief:The strike will last two days]", "[Iaide:The strike began two weeks ago]"],  # how long, and when
        ["[Ichief:The quake struck at a depth of 10km]", "[Iaide:The quake struck at a depth of six miles]"],  # rounded
        ["[Ichief:The trial will start at midnight]", "[Iaide:The trial will start in Hallin]"],
        ["[Ichief:Ukraine shot down 61 Russian drones]", "[Iaide:Russia shot down 24 Ukrainian drones]"],
        ["[Ichief:Seventeen people died in a bus crash]", "[Iaide:The bus was carrying 38 people to Hallin]"],
        ["[Ichief:Volkswagen is recalling 40,000 cars]", "[Iaide:Toyota is recalling 90,000 cars]"],
        ["[Ichief:Norvik's sales rose 8%]", "[Iaide:Danline's sales rose 3%]"],
        ["[Ichief:Food prices rose 4%]", "[Iaide:Energy prices rose 12%]"],
        ["[Ichief:The day shift lost 40 jobs]", "[Iaide:The night shift lost 12 jobs]"],
        ["[Ichief:The bus driver died]", "[Iaide:The lorry driver survived]"],
        ["[Ichief:Domestic flights resumed]", "[Iaide:International flights have not resumed]"],
        ["[Ichief:Nurses accepted the offer]", "[Iaide:Doctors rejected the offer]"],
        ["[Ichief:Five people died on Monday]", "[Iaide:Four people died on Tuesday]"],
        ["[Ichief:The factory opened in 1931]", "[Iaide:The factory closed in 2004]"],
        ["[Ichief:The boy is in a critical condition]", "[Iaide:The boy is in hospital]"],
        ["[Ichief:Fees will go up by 5%]", "[Iaide:Fees will increase by 5%]"],
        ["[Ichief:Forty people were killed]", "[Iaide:Ten of the dead were women]"],
        ["[Ichief:Two boys were shot]", "[Iaide:A boy of 12 was shot]"],
        ["[Ichief:The bridge is 400 metres long]", "[Iaide:The bridge is 12 metres wide]"],
        ["[Ichief:The firm opened 40 shops]", "[Iaide:The firm closed 12 shops]"],
        ["[Ichief:The quake was felt 50 to 60 km away]", "[Iaide:The quake was felt 55 km away]"],
        ["[Ichief:The ship was 300 metres long]", "[Iaide:The ship ran aground two miles off the coast]"],
        ["[Ichief:The trip took two hours and 10 minutes]", "[Iaide:The trip took 130 minutes]"],
        ["[Ichief:The price fell by a third]", "[Iaide:The price fell by 33 percent]"],  # rounded
        ["Frost dismissed [Ifrost:the report as “[Dfrost:speculation and gossip]”]", "[Imayor:the mill is shut]"],
        ["[Imayor:There were no brake marks on the road]", "[Ichief:The brakes failed on the road]"],  # no marks, not no brakes
    ],
)
def test_no_conflict(texts: list[str]) -> None:
    against, _ = found(*texts)
    assert [c for c in against if c.kind != "truncation"] == []


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (["[Ichief:Brandt has 400 workers in Denmark]", "[Iaide:Brandt has 900 workers in Sweden]"], ("Denmark", "Sweden")),
        (["[Ichief:Five people died in a fire in Lyon]", "[Iaide:Five people died in a fire in France]"], ("Lyon", "France")),
        (["[Ichief:A storm killed five in Tulsa]", "[Iaide:A storm killed five in Oklahoma]"], ("Tulsa", "Oklahoma")),
        (["[Ichief:Four people were killed in Leeds]", "[Iaide:Two people were killed in York]"], ("Leeds", "York")),
        (["[Ichief:A bus crash in Peru killed two]", "[Iaide:The bus was on its way to Lima]"], ("Peru", "Lima")),
        (["[Ichief:Poland bought 40 tanks from Korea]", "[Iaide:Korea sold 40 tanks to Poland]"], ("Poland", "Korea")),
    ],
)
def test_two_places_that_are_no_conflict(texts: list[str], places: tuple[str, ...]) -> None:
    against, _ = found(*texts, places=places)
    assert [c for c in against if c.kind != "truncation"] == []


def test_a_later_correction_is_named() -> None:
    pile = (
        report("a", "[Ichief:Twelve miners died in the shaft]", "2031-03-02"),
        report("b", "Correction. [Ichief:Eleven miners died in the shaft]", "2031-03-05"),
    )
    (one,) = (c for c in conflicts(pile, story(*pile), (), entities()) if c.kind == "number")
    assert "2031-03-05" in one.note
    assert one.note.endswith("later corrected.")


def test_none_of_our_words_stand_in_quotation_marks() -> None:
    against, pile = found(
        "[Imayor:Thirty houses were flooded]", "[Ichief:52 houses were flooded]",
        "[Dchair:We do not want the tower any less than they do]", "[Dchair:We do not want the tower]",
        "[Dmate:the roof just lifted clear of us]", "[Dmate:the roof just tore clear of us]",
    )  # fmt: skip
    texts = " ".join(m.document.text for m in pile)
    assert against
    for conflict in against:
        for quoted in re.findall("“([^”]*)”", conflict.note):
            assert quoted in texts
        assert conflict.why


def test_order_of_the_input_changes_nothing() -> None:
    texts = ["[Imayor:Thirty houses were flooded]", "[Ichief:52 houses were flooded]", "[Ireeve:41 houses were flooded]"]
    pile = tuple(report(chr(97 + n), text) for n, text in enumerate(texts))
    first = conflicts(pile, story(*pile), (), entities())
    assert len(first) == 1
    assert len(first[0].members) == 3
    assert conflicts(pile[::-1], story(*pile), (), entities()) == first


DENIED = (
    "[Ifirm:it had received a complaint]",
    "[Ilad:the clerk never saw a complaint with a document]",
    "[Ikeeper:two lorries burned near the airport]",
)


def told(judge: Judge | None, *texts: str) -> list[tuple[tuple[str, ...], str]]:
    """The members and notes of the disagreements in sense."""
    pile = tuple(report(chr(97 + n), text) for n, text in enumerate(texts))
    held = Held(judge)
    against = conflicts(pile, story(*pile), claims(pile, story(*pile), entities(), held), entities(), held)
    return [(c.members, c.note) for c in against if c.kind == "polarity"]


def contrary(chance: float) -> Judge:
    """A judge who takes any two statements for contradicting each other."""
    return lambda pairs: [Odds(0.01, chance, 0.99 - chance)] * len(pairs)


def test_what_is_read_as_contradicting_is_a_conflict_where_it_is_of_one_matter() -> None:
    (one,) = told(contrary(0.95), *DENIED)
    assert one[0] == ("a-a1", "b-a1")  # not the lorries, whatever the judge says
    assert told(contrary(0.85), *DENIED) == []
    counted = ("[Ifirm:it had received three complaints]", "[Ilad:the clerk never saw complaints with five documents]")
    assert len(told(contrary(0.95), *counted)) == 1  # figures of two things
    assert told(contrary(0.95), DENIED[0], DENIED[1].replace("Ilad", "Ifirm")) == []  # one voice
    assert told(contrary(0.95), DENIED[0], "[Ilad:the clerk will never see a complaint with a document]") == []  # another mood


def test_opposite_accounts_of_one_claim_are_one_matter_and_its_note_stays_short() -> None:
    bore = [f"[I{who}:the mill was shut by the council]" for who in ("mayor", "chief")]
    (one,) = told(None, *bore, "[Iowner:the mill was not shut by the council]")
    assert one[0] == ("a-a1", "b-a1", "c-a1")
    many = [
        f"[Ifirm:it had received a complaint about {what}]" for what in ("sugar", "flour", "butter", "honey", "salt", "oil")
    ]
    ((members, note),) = told(contrary(0.95), *many, DENIED[1])
    assert len(members) == 5
    assert note.count("“") == 2
    assert "more wordings" in note


def test_figures_of_two_things_in_one_sentence_are_two_conflicts() -> None:
    against, pile = found(
        "[Imayor:Nine barns were burnt and forty sheep were lost]",
        "[Ichief:Twelve barns were burnt and sixty sheep were lost]",
    )
    shown = sorted(sorted(set(words(c, pile))) for c in against if c.kind == "number")
    assert shown == [["Nine", "Twelve"], ["forty", "sixty"]]


def test_a_figure_is_held_against_the_one_that_counts_the_same() -> None:
    against, pile = found("[Ifirm:it would shut 40 shops and cut 1,200 jobs]", "[Iguild:it would cut 1,500 jobs]")
    assert [sorted(set(words(c, pile))) for c in against if c.kind == "number"] == [["1,200", "1,500"]]


def test_each_figure_is_held_against_the_one_for_the_same_number() -> None:
    against, pile = found(
        "[Ichief:There are nine cases in Hallin, including three deaths]",
        "[Iaide:The number of cases in Hallin has risen to 11, with four deaths]",
    )
    assert [words(c, pile) for c in against if c.kind == "number"] == [["nine", "11"], ["three", "four"]]


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("The blast killed 12 people on Monday", "The blast killed 15 people on Tuesday", {"number", "date"}),
        ("The forest fire burned 400 hectares", "The huge fire burned 700 hectares", {"number"}),
        ("Turnout rose to 64%", "Turnout dropped to 58%", {"polarity"}),
        ("The wall is 4 metres high", "The wall is 6 metres tall", {"number"}),
        ("The man was found after three days", "The man was found within two days", {"number"}),
    ],
)
def test_what_only_looks_like_two(one: str, other: str, kinds: set[str]) -> None:
    against, _ = found(f"[Ichief:{one}]", f"[Iaide:{other}]")
    assert {c.kind for c in against} >= kinds


@pytest.mark.parametrize(
    ("one", "other", "odds"),
    [
        ("Brand was acquitted of bribery", "Brand was convicted of bribery", ["acquitted", "convicted"]),
        ("A jury found Ann Lee guilty of fraud", "A jury cleared Ann Lee of fraud", ["guilty", "cleared"]),
        ("Ann Lee resigned over the contracts", "Ann Lee was dismissed over the contracts", ["resigned", "dismissed"]),
        ("Brand was convicted of fraud", "Brand was acquitted of bribery", None),  # two offences
        ("Brand was convicted of murder", "Holm was acquitted of murder", None),
        ("Brand was convicted of murder in 2014", "Brand was acquitted of murder on appeal", None),  # one after the other
        ("Ann Lee resigned as mayor over the contracts", "Ann Lee was dismissed as trustee over the contracts", None),
        ("Brand pleaded not guilty to fraud", "Brand was convicted of fraud", None),
        ("The jury found Brand not guilty of fraud", "The jury acquitted Brand of fraud", None),
        ("The minister resigned", "His deputy was dismissed", None),
    ],
)  # fmt: skip
def test_states_of_which_nobody_is_in_both(one: str, other: str, odds: list[str] | None) -> None:
    against, pile = found(f"[Ichief:{one}]", f"[Iaide:{other}]")
    assert [words(c, pile) for c in against if c.kind == "polarity"] == ([odds] if odds else [])


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        ("Police have arrested a headteacher", "Two headteachers have been arrested", True),
        ("A man was killed in the blast", "Two men were killed in the blast", True),
        ("A woman drowned in the lake", "Three women drowned in the lake", True),
        ("A bomb went off at the station", "Three bombs went off at the station", True),
        ("The firm will close a plant", "The firm will close two plants", True),
        ("The alarm went off, but nobody reacted", "The alarm did not go off", True),
        ("Fans can enter the ground", "Fans will not be able to enter the ground", True),
        ("Fans can enter the ground", "Fans are unable to enter the ground", True),
        ("Fans can enter the ground", "Fans will not be allowed to enter the ground", True),
        ("Passengers could rebook free of charge", "Passengers cannot rebook free of charge", True),
        ("In May 30 people were killed", "In May 20 people were killed", True),
        ("The phone is his", "The phone is not his", True),
        ("The bridge has yet to be repaired", "The bridge has been repaired", True),
        ("A shot was fired", "No shots were fired", True),
        ("The trial was fair", "The trial was unfair", True),
        ("The firm will not close the plant", "The firm has closed the plant", True),
        ("Residents are allowed to return home", "Residents are banned from returning home", True),
        ("The team was able to reach the village", "The team was unable to reach the village", True),
        ("No flights will leave on Monday", "Flights will leave on Monday", True),
        ("No flights will be cancelled", "Flights will be cancelled on Monday", True),
        ("No ransom was paid for the boy", "A ransom was paid for the boy", True),
        ("No talks will take place until the strike ends", "Talks will take place", True),
        ("No flights will leave on Monday", "Flights will not leave on Monday", False),
        ("No shops will open", "Shops will not open", False),
        ("No tax rise is planned", "A tax rise is not planned", False),
        ("No decision has been taken", "A decision has not been taken", False),
        ("No ransom was paid", "The ransom was not paid", False),
        ("None of the breweries will close", "The breweries will not close", False),
        ("The report will be published", "The report has been published", False),
        ("Two men attacked a guard", "A man and his son attacked two guards", False),
        ("The prisoner escaped on Friday", "The prisoner was recaptured on Saturday", False),
        ("The boy went missing on Friday", "The boy was found on Sunday", False),
        ("The pupils were kidnapped in Leeds", "The pupils were found in Hull", False),
        ("The pupils were seized on Monday", "The pupils were freed on Wednesday", False),
        ("The ship left on Friday", "The ship sank on Saturday", False),
        ("Cracks were reported a week before", "Cracks had been reported a week earlier", False),
        ("Cracks were reported two days before", "Cracks had been reported two days earlier", False),
        ("From April 12,000 people will get the money", "From May 12,000 people will get the money", True),
        ("A ferry with 240 passengers ran aground", "Six passengers were hurt", False),
        ("The company had cut corners on training", "The company had cut corners on maintenance", False),
        ("Two in three patients died", "Two thirds of the patients died", False),
        ("At least 60 civilians were killed in the strike", "Dozens of people were killed in the strike", False),
        ("Hale died at home on Monday", "Hale died in hospital on Monday", True),
        ("The ship was attacked at sea", "The ship was attacked in harbour", True),
        ("Hale was seen at work on Friday", "Hale was seen at home on Friday", True),
        ("The fire began at sea", "The fire began in port", True),
        ("Hale was attacked in prison", "Hale was attacked in court", True),
        ("The boy was stabbed at school", "The boy was stabbed at church", True),
        ("Hale pleaded guilty", "Hale pleaded not guilty", True),
        ("Hale pleaded guilty to murder", "Hale pleaded not guilty to murder", True),
        ("The girl has been found", "The girl is still missing", True),
        ("The boys were found", "The boys are missing", True),
        ("The plane has been found", "The plane is still missing", True),
        ("The bus carrying 40 pupils crashed", "All 38 pupils on the bus were hurt in the crash", True),
        ("Hale was convicted", "Hale's wife was acquitted", False),
        ("Hale was convicted of fraud", "Hale's brother was acquitted of fraud", False),
        ("The court convicted the driver", "The court acquitted the owner", False),
        ("The jury convicted two men", "The jury acquitted a woman", False),
        ("The court convicted three officers", "The court acquitted two officers", False),
        ("The driver was convicted", "The driver of the other car was acquitted", False),
        ("The minister quit over the scandal", "The minister sacked his adviser over the scandal", False),
        ("The president dismissed the prime minister", "The president accepted the prime minister's resignation", False),
        ("The judge dismissed the case against Hale", "The judge resigned from the case against Hale", False),
        ("Two men attacked a man outside the bar", "A man was attacked by two men outside the bar", False),
        ("A man was robbed by three men", "Three men robbed a man", False),
        (
            "A house was destroyed and three houses damaged in the fire",
            "The fire destroyed a house and damaged three others",
            False,
        ),
        ("A five-storey building collapsed", "A building of five storeys collapsed", False),
        ("Hale still has to sign the deal", "Hale has yet to sign the deal", False),
    ],
)
def test_a_conflict_or_none(one: str, other: str, conflict: bool) -> None:
    assert bool(found(f"[Ichief:{one}]", f"[Idriver:{other}]")[0]) == conflict
