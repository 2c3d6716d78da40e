"""Which attributions are one claim, and which are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from sayso import trace
from sayso.types import Claim, Marked, Region, Span
from sayso.weave.claims import claims
from tests.voices import entities, report, shown, story


def joined(*texts: str, places: tuple[str, ...] = ()) -> tuple[tuple[Claim, ...], tuple[Marked, ...]]:
    pile = tuple(report(chr(97 + n), text, places=places) for n, text in enumerate(texts))
    return claims(pile, story(*pile), entities()), pile


SAME = [
    ("[Dsurgeon:We lost two patients in the fire], she said.", '"[Dsurgeon:We lost two patients in the fire]"'),
    ("The crew said [Icrew:the boat was carrying far too many sheep].", "[Dcrew:That boat was carrying too many sheep]"),
    ("[Ifirm:the firm will cut about a tenth of its staff]", "[Ifirm:One employee in ten will go]"),
    ("[Iwarden:every lock on the canal was shut]", "[Dlocksman:Nobody opened a lock on the canal.]"),
    ("[Iclerk:She refused to open the parcel]", "[Iporter:She declined to take the parcel or to open it]"),
    ("[Dpilot:I have sat on four juries, and I regret them all]", "[Ipilot:he had sat on four juries]"),
    ("[Ichief:Nearly 5,000 people fled Hallin]", "[Imayor:4,980 people fled Hallin]"),
    ("[Ichief:Hundreds of people fled Hallin]", "[Imayor:300 people fled Hallin]"),
    (
        "[Ichief:The firm had agreed to pay a fine of 12 million dollars]",
        "[Imayor:The firm will pay a fine of 12 million dollars]",
    ),
    ("[Ichief:The company paid no ransom]", "[Iaide:The company did not pay a ransom]"),
    ("[Iclerk:Turnout in Hallin was 54 percent]", "[Iaide:Turnout in Hallin was 54.3 percent]"),
    ("[Ichief:A car hit the boy in Hallin]", "[Iaide:A vehicle hit the boy in Hallin]"),
    ("[Ichief:The suspect shot the officer outside the bank]", "[Iaide:The officer was shot by the suspect outside the bank]"),
    ("[Ichief:Nearly all residents have left the town]", "[Iaide:Most residents have left the town]"),
    ("[Ichief:The union has asked to meet the minister]", "[Iaide:The union asked to meet the minister]"),
    ("[Ichief:Five to seven people were in the boat]", "[Imayor:Six people were in the boat]"),
    ("[Ichief:The driver was asleep when the bus crashed]", "[Idriver:The driver fell asleep before the crash]"),
    ("[Ichief:The plane caught fire after it landed in Hallin]", "[Idriver:The plane caught fire in Hallin]"),
    ("[Ichief:The tax will be cut if the economy grows]", "[Idriver:The tax will be cut when the economy grows]"),
    ("[Ichief:The court will decide if the law is valid]", "[Idriver:The court will decide whether the law is valid]"),
    ("[Ichief:The fire broke out when a gas bottle exploded]", "[Idriver:An exploding gas bottle caused the fire]"),
    ("[Ichief:It is not known when the bridge will reopen]", "[Idriver:It is unclear when the bridge will reopen]"),
    ("[Ichief:The firm will add staff if necessary]", "[Idriver:The firm will add staff]"),
    (
        "[Ichief:Floods have killed at least 31 people and forced 200,000 from their homes]",
        "[Imayor:The floods have forced 200,000 people from their homes]",
    ),
    ("[Ichief:The talks lasted three hours]", "[Imayor:The talks lasted 180 minutes]"),
    ("[Ichief:The oil spread 12 miles down the river]", "[Imayor:The oil spread 20 kilometres down the river]"),
    ("[Ichief:The storm brought winds of 100mph]", "[Imayor:The storm brought winds of 160 kilometres an hour]"),
    ("[Ichief:Otto Frey was jailed for a year and a half]", "[Imayor:Otto Frey was jailed for 18 months]"),
    ("[Ichief:Half an hour passed before help came]", "[Imayor:Thirty minutes passed before help came]"),
    ("[Ichief:At least six people were killed]", "[Imayor:Six dead and 72 missing]"),
    ("[Ichief:Eleven people were injured]", "[Imayor:A crane fell on a quay, killing four workers and injuring eleven]"),
    ("[Ichief:Seven people were hurt]", "[Imayor:The bomb killed two soldiers and wounded seven others]"),
    ("[Ichief:No flights will leave on Monday]", "[Idriver:Flights will not leave on Monday]"),
    ("[Ichief:No shops will open]", "[Idriver:Shops will not open]"),
    ("[Ichief:No tax rise is planned]", "[Idriver:A tax rise is not planned]"),
    ("[Ichief:No decision has been taken]", "[Idriver:A decision has not been taken]"),
    ("[Ichief:No ransom was paid]", "[Idriver:The ransom was not paid]"),
    ("[Ichief:None of the breweries will close]", "[Idriver:The breweries will not close]"),
    ("[Ichief:The shop will close in May]", "[Idriver:The shop is to close in May]"),
    ("[Ichief:The shop would close in May]", "[Idriver:The shop is closing in May]"),
    ("[Ichief:A man was killed]", "[Idriver:One man was killed]"),
    ("[Ichief:Fans cannot enter the ground]", "[Idriver:Fans will not be able to enter the ground]"),
    ("[Ichief:Fans can enter the ground]", "[Idriver:Fans are allowed to enter the ground]"),
    ("[Ichief:Cracks were reported a week before]", "[Idriver:Cracks had been reported a week earlier]"),
    ("[Ichief:Cracks were reported two days before]", "[Idriver:Cracks had been reported two days earlier]"),
    ("[Ichief:Two in three patients died]", "[Idriver:Two thirds of the patients died]"),
    ("[Ichief:The firm plans to close the plant]", "[Idriver:The firm has decided to close the plant]"),
    ("[Ichief:The firm will close the plant]", "[Idriver:The firm has announced it will close the plant]"),
    ("[Ichief:Rates will rise to 5%]", "[Idriver:Rates are to rise to 5%]"),
    ("[Ichief:The team was unable to reach the village]", "[Idriver:The team could not reach the village]"),
    ("[Ichief:Officials were not able to confirm the toll]", "[Idriver:Officials could not confirm the toll]"),
    ("[Ichief:Hale entered a plea of not guilty]", "[Idriver:Hale pleaded not guilty]"),
    ("[Ichief:The missing teenager was located in Hull]", "[Idriver:The teenager was found in Hull]"),
    ("[Ichief:The police found a stolen painting]", "[Idriver:A missing painting was recovered by police]"),
    ("[Ichief:Hale will be banned from driving for two years]", "[Idriver:Hale was banned from driving for two years]"),
    ("[Ichief:Schools have been closed for a week]", "[Idriver:Schools will be closed for a week]"),
    ("[Ichief:The tax will be raised to 20%]", "[Idriver:The tax has been raised to 20%]"),
    ("[Ichief:Hale was appointed chief executive from June]", "[Idriver:Hale will be appointed chief executive in June]"),
    ("[Ichief:The storm left 12 people dead]", "[Idriver:The death toll from the storm reached 12]"),
    ("[Ichief:The quake left 200 people dead]", "[Idriver:The quake's death toll has reached 200]"),
    ("[Ichief:The fire broke out at midnight]", "[Idriver:The building caught fire at midnight]"),
    ("[Ichief:The fire is fully contained]", "[Idriver:The fire is 100% contained]"),
    ("[Ichief:The hospital is 100% full]", "[Idriver:The hospital is full]"),
    ("[Ichief:The retired teacher was killed in the crash]", "[Idriver:The teacher died in the crash]"),
    ("[Ichief:Troops freed 30 girls abducted by rebels]", "[Idriver:Troops rescued 30 girls]"),
    ("[Ichief:A kidnapped engineer was found alive]", "[Idriver:An engineer was rescued alive]"),
]


@pytest.mark.parametrize("texts", SAME)
def test_one_claim(texts: tuple[str, str]) -> None:
    found, _ = joined(*texts)
    assert found[0].members == ("a-a1", "b-a1")


APART = [
    ("[Imayor:Thirty houses were flooded]", "[Ichief:Fifty houses were flooded]"),
    ("[Imayor:the mill would close]", "[Iowner:the mill would not close]"),
    ("[Imayor:The road to Hallin is open]", "[Imayor:The school in Hallin has a new roof]"),
    ("[Dchair:We do not want the tower any less than they do]", "[Dchair:We do not want the tower]"),
    ("[Dchair:If the tower leans, it is not because it was badly built]", "[Dchair:The tower leans … it was badly built]"),
    ("[Ichair:the ford is safe for walkers but not safe for carts]", "[Ichair:nobody had ever counted the carts]"),
    ("[Dchair:The ford is safe for walkers, but it is not safe for carts]", "[Dchair:The ford is safe]"),
    ("[Iengineer:he never said there was a leak in the tank]", "[Ifitter:there was a leak in the tank]"),
    ("[Ibroker:Shares in the mill rose 4% on Monday]", "[Idealer:Shares in the mill fell 4% on Monday]"),
    (
        "[Ichief:Twelve people were missing after the flood in Hallin]",
        "[Imayor:Twelve bodies were found after the flood in Hallin]",
    ),
    ("[Iclerk:Otto Frey was charged with fraud on Monday]", "[Ilawyer:Otto Frey was convicted of fraud on Monday]"),
    ("[Iclerk:The bill was passed on Monday]", "[Iaide:The president signed the bill on Monday]"),
    ("[Ibroker:Brandt will buy Aldo for 2 billion euros]", "[Idealer:Aldo will buy Brandt for 2 billion euros]"),
    ("[Ichief:The wife of the mayor was killed]", "[Idriver:The mayor was killed]"),
    ("[Ichief:Pell tried to kill his wife]", "[Idriver:Pell killed his wife]"),
    ("[Ichief:Rebels are trying to take the airport]", "[Idriver:Rebels have taken the airport]"),
    ("[Ichief:The girl's bike was found]", "[Idriver:The girl was found]"),
    ("[Ichief:The bridge was damaged]", "[Idriver:The bridge was destroyed]"),
    ("[Ichief:The match was postponed]", "[Idriver:The match was cancelled]"),
    ("[Ichief:The woman was slightly hurt]", "[Idriver:The woman was seriously hurt]"),
    ("[Ichief:The driver caused the crash]", "[Idriver:The pilot caused the crash]"),
    ("[Ichief:Pell is accused of fraud]", "[Idriver:Pell was convicted of fraud]"),
    ("[Ichief:The second suspect was arrested]", "[Idriver:The third suspect was arrested]"),
    ("[Ichief:The minister resigned]", "[Idriver:The deputy minister resigned]"),
    ("[Ichief:The toll rose by 12]", "[Idriver:The toll rose to 12]"),
    ("[Ichief:The flight from Hallin to Morrow was cancelled]", "[Idriver:The flight from Morrow to Hallin was cancelled]"),
    ("[Ichief:The alarm sounded before the explosion]", "[Idriver:The alarm sounded after the explosion]"),
    ("[Ichief:The lorry hit the bus]", "[Idriver:The bus hit the lorry]"),
    ("[Imayor:The border at Hallin was open]", "[Iguard:The border at Hallin was closed]"),
    ("[Iclerk:Otto Frey was arrested on Monday]", "[Ilawyer:Otto Frey was released on Monday]"),
    ("[Ichief:The driver killed a woman in Hallin]", "[Idriver:The driver killed a man in Hallin]"),
    ("[Ichief:Four people were injured]", "[Idriver:A crane fell in Hallin, killing four workers and injuring eleven]"),
    (
        "[Ichief:The driver was asleep when the bus crashed in Hallin]",
        "[Idriver:Twelve people died when the bus crashed in Hallin]",
    ),
    (
        "[Ichief:The bus that crashed in Hallin had faulty brakes]",
        "[Idriver:Twelve people died when the bus crashed in Hallin]",
    ),
    ("[Ichief:The gates were closed when the dam burst on Friday]", "[Idriver:The dam burst on Friday]"),
    ("[Ichief:The bridge that collapsed on Friday had been inspected in May]", "[Idriver:The bridge collapsed on Friday]"),
    ("[Ichief:The bridge will close on Monday]", "[Idriver:Shops will suffer if the bridge closes on Monday]"),
    ("[Ichief:Taxes will rise by 3 percent]", "[Idriver:Taxes will rise by 3 percent if Aldo wins]"),
    ("[Ichief:A police officer shot dead a man in Hallin]", "[Idriver:The man was not armed when police killed him]"),
    ("[Ichief:Six people were killed and four injured]", "[Idriver:Four people were killed and six injured]"),
    ("[Ichief:Otto Frey is accused of killing two women]", "[Idriver:Otto Frey killed two women]"),
    ("[Ichief:The guard was shot by two robbers]", "[Idriver:The guard shot two robbers]"),
    ("[Ichief:A boy drowned in the lake]", "[Idriver:A girl drowned in the lake]"),
    ("[Ichief:The drug may cause liver damage]", "[Idriver:The drug may cause kidney damage]"),
    ("[Ichief:Imports fell 4 percent]", "[Idriver:Exports fell 4 percent]"),
    ("[Ichief:Ray Tolman was shot by Karl Moss]", "[Idriver:Ray Tolman was shot by Ann Doss]"),
    ("[Ichief:At least 30 people were hurt in Hallin]", "[Idriver:At least 50 people were hurt in Hallin]"),
    ("[Ichief:The minister has been asked to resign]", "[Idriver:The minister has resigned]"),
    ("[Ichief:Aldo is close to signing the deal]", "[Idriver:Aldo has signed the deal]"),
    ("[Ichief:Brandt is in talks to buy Aldo]", "[Idriver:Brandt has bought Aldo]"),
    ("[Ichief:Brandt hopes to close the deal in May]", "[Idriver:Brandt closed the deal in May]"),
    ("[Ichief:Aldo paid £60m for the mill]", "[Idriver:Aldo paid $60m for the mill]"),
    ("[Ichief:Most of the votes were counted]", "[Idriver:All of the votes were counted]"),
    ("[Ichief:The debt was repaid in full]", "[Idriver:The debt was repaid in part]"),
    ("[Ichief:Ann Doss lost to Karl Moss in the final]", "[Idriver:Ann Doss beat Karl Moss in the final]"),
    ("[Ichief:The pilot survived the crash]", "[Idriver:The co-pilot survived the crash]"),
    ("[Ichief:The judge acquitted Otto Frey]", "[Idriver:The jury acquitted Otto Frey]"),
    ("[Ichief:The mill makes 400 barrels a week]", "[Idriver:The mill makes 400 barrels a year]"),
    ("[Ichief:The sentence was three years]", "[Idriver:The sentence was three and a half years]"),
    ("[Imayor:The bomb in Hallin was planted by rebels]", "[Ichief:The bomb in Hallin was planted by the army]"),
    ("[Ichief:The report will be published]", "[Idriver:The report has been published]"),
    ("[Ichief:The director will resign]", "[Idriver:The director has resigned]"),
    ("[Ichief:The museum will be sold to Norvik]", "[Idriver:The museum has been sold to Norvik]"),
    ("[Ichief:The driver will be charged with murder]", "[Idriver:The driver has been charged with murder]"),
    ("[Ichief:The army is preparing to attack the town]", "[Idriver:The army has attacked the town]"),
    ("[Ichief:The deal is due to be signed]", "[Idriver:The deal has been signed]"),
    ("[Ichief:The funeral is still to be held]", "[Idriver:The funeral was held on Monday]"),
    ("[Ichief:Police have arrested a headteacher]", "[Idriver:Two headteachers have been arrested]"),
    ("[Ichief:A man was killed in the blast]", "[Idriver:Two men were killed in the blast]"),
    ("[Ichief:A woman drowned in the lake]", "[Idriver:Three women drowned in the lake]"),
    ("[Ichief:A bomb went off at the station]", "[Idriver:Three bombs went off at the station]"),
    ("[Ichief:The firm will close a plant]", "[Idriver:The firm will close two plants]"),
    ("[Ichief:The alarm went off, but nobody reacted]", "[Idriver:The alarm did not go off]"),
    ("[Ichief:Fans can enter the ground]", "[Idriver:Fans will not be able to enter the ground]"),
    ("[Ichief:Fans can enter the ground]", "[Idriver:Fans are unable to enter the ground]"),
    ("[Ichief:Fans can enter the ground]", "[Idriver:Fans will not be allowed to enter the ground]"),
    ("[Ichief:Passengers could rebook free of charge]", "[Idriver:Passengers cannot rebook free of charge]"),
    ("[Ichief:The train left too early]", "[Idriver:The train left too late]"),
    ("[Ichief:A jaguar escaped from the zoo on Saturday]", "[Idriver:A leopard escaped from the zoo on Saturday]"),
    ("[Ichief:Thieves got in through a window]", "[Idriver:Thieves got in through a door]"),
    ("[Ichief:He was stabbed with a knife]", "[Idriver:He was stabbed with a screwdriver]"),
    ("[Ichief:The runner was disqualified]", "[Idriver:The runner withdrew]"),
    ("[Ichief:The fire is 30% contained]", "[Idriver:The fire is fully contained]"),
    ("[Ichief:The bridge is 80% complete]", "[Idriver:The bridge is complete]"),
    ("[Ichief:In May 30 people were killed]", "[Idriver:In May 20 people were killed]"),
    ("[Ichief:The phone is his]", "[Idriver:The phone is not his]"),
    ("[Ichief:The bridge has yet to be repaired]", "[Idriver:The bridge has been repaired]"),
    ("[Ichief:A shot was fired]", "[Idriver:No shots were fired]"),
    ("[Ichief:The trial was fair]", "[Idriver:The trial was unfair]"),
    ("[Ichief:The other side fired first]", "[Idriver:It was unclear who had fired first]"),
    ("[Ichief:The driver was at fault]", "[Idriver:It was unclear whether the driver was at fault]"),
    ("[Ichief:The firm will not close the plant]", "[Idriver:The firm has closed the plant]"),
    ("[Ichief:Residents are allowed to return home]", "[Idriver:Residents are banned from returning home]"),
    ("[Ichief:The team was able to reach the village]", "[Idriver:The team was unable to reach the village]"),
    ("[Ichief:No flights will leave on Monday]", "[Idriver:Flights will leave on Monday]"),
    ("[Ichief:No flights will be cancelled]", "[Idriver:Flights will be cancelled on Monday]"),
    ("[Ichief:No ransom was paid for the boy]", "[Idriver:A ransom was paid for the boy]"),
    ("[Ichief:No talks will take place until the strike ends]", "[Idriver:Talks will take place]"),
    ("[Ichief:Hale pleaded guilty]", "[Idriver:Hale pleaded not guilty]"),
    ("[Ichief:Hale pleaded guilty to murder]", "[Idriver:Hale pleaded not guilty to murder]"),
    ("[Ichief:The girl has been found]", "[Idriver:The girl is still missing]"),
    ("[Ichief:The boys were found]", "[Idriver:The boys are missing]"),
    ("[Ichief:The plane has been found]", "[Idriver:The plane is still missing]"),
    ("[Ichief:The bus carrying 40 pupils crashed]", "[Idriver:All 38 pupils on the bus were hurt in the crash]"),
]


@pytest.mark.parametrize("texts", APART)
def test_not_one_claim(texts: tuple[str, str]) -> None:
    found, _ = joined(*texts)
    assert all(len(c.members) == 1 for c in found)


def test_another_place_of_one_event_is_no_second_voice_for_it() -> None:
    found, _ = joined(
        "[Ipilot:the tug hit the Morrow reef]", "[Ipilot:the tug hit the Sallow reef]", places=("Morrow", "Sallow")
    )
    assert all(len(c.members) == 1 for c in found)


def test_a_part_of_a_longer_utterance_can_be_a_claim() -> None:
    found, pile = joined(
        "[Dkeeper:The lamp went out at nine, and I climbed the stairs in the dark.]", "[Ikeeper:the lamp had gone out]"
    )
    assert found[0].members == ("a-a1", "b-a1")
    assert shown(pile, "a", found[0].variants[0].spans[0]) == "The lamp went out at nine"


def test_one_attribution_can_be_in_several_claims() -> None:
    found, _ = joined(
        "[Dkeeper:The lamp went out at nine. The foghorn was sold in May.]",
        "[Ikeeper:the lamp went out]",
        "[Icouncil:the foghorn had been sold]",
    )
    assert [c.members for c in found if len(c.members) > 1] == [("a-a1", "b-a1"), ("a-a1", "c-a1")]


def test_nested_words_belong_to_the_inner_voice() -> None:
    found, _ = joined(
        "[Daide:The envoy came at noon and he answered: [Denvoy:I will not sign your paper]]",
        "[Denvoy:I will not sign your paper]",
    )
    assert found[0].members == ("a-a2", "b-a1")


def test_what_one_quotes_of_himself_is_part_of_his_sentence() -> None:
    found, _ = joined(
        "[Iclub:The club “[Dclub:did not pay a single euro]” to any player of Calandra], it said.",
        "[Ichair:Not one player of Calandra had a single euro from the club].",
    )
    assert {"a-a1", "b-a1"} <= set(found[0].members)


def test_two_quoted_words_do_not_break_the_sentence_around_them() -> None:
    found, _ = joined(
        "[Iaide:the envoy called the [Denvoy:paper bad] in every line and left at noon]",
        "[Iaide:The envoy called the paper bad in every line and left at noon]",
    )
    assert found[0].gist == "the envoy called the paper bad in every line and left at noon"
    assert found[0].members == ("a-a1", "b-a1")


def test_a_claim_that_nobody_else_makes_has_one_member() -> None:
    found, _ = joined("[Dkeeper:The lamp went out at nine]", "[Dbaker:Bread is cheaper in Hallin than here]")
    assert [c.members for c in found] == [("a-a1",), ("b-a1",)]
    assert all(c.why for c in found)


def test_scare_quotes_are_no_claims() -> None:
    found, _ = joined("They called it [Dcritic:coordination].", "The [Dcritic:so-called truce] held.")
    assert found == ()


def test_furniture_and_repeats_do_not_count() -> None:
    a, b = report("a", "[Imayor:the mill would close]"), report("b", "[Imayor:the mill would close]")
    for kind in ("furniture", "repeat"):
        out = replace(b, regions=(Region(0, len(b.document.text), kind, "test"),))
        found = claims((a, out), story(a, out), entities())
        assert [c.members for c in found] == [("a-a1",)]


def test_stories_are_kept_apart() -> None:
    a, b = report("a", "[Imayor:the mill would close]"), report("b", "[Imayor:the mill would close]")
    found = claims((a, b), (*story(a), replace(story(b)[0], id="s2")), entities())
    assert sorted(c.story for c in found) == ["s1", "s2"]


def test_the_gist_is_the_shortest_that_can_be_read_alone_and_stands_where_it_says() -> None:
    found, pile = joined(
        "[Ikeeper:it went out, the lamp of the lighthouse]",
        "[Ikeeper:the lamp of the lighthouse at Hallin went out in the night]",
    )
    gist = found[0]
    assert shown(pile, gist.gist_at.document, Span(gist.gist_at.start, gist.gist_at.end)) == gist.gist
    assert not gist.gist.startswith("it ")


def test_order_of_the_input_changes_nothing() -> None:
    pile = tuple(report(chr(97 + n), text) for n, text in enumerate(t for pair in SAME for t in pair))
    first = claims(pile, story(*pile), entities())
    for turn in range(1, len(pile), 4):
        mixed = (*pile[turn:], *reversed(pile[:turn]))
        assert claims(mixed, story(*pile), entities()) == first
    assert first[0].id == "c1"
    assert [len(c.members) for c in first] == sorted((len(c.members) for c in first), reverse=True)


def test_many_reports_of_one_sentence_are_one_claim() -> None:
    pile = tuple(report(f"d{n:03}", "[Imayor:the mill at Hallin would close in May]") for n in range(300))
    found = claims(pile, story(*pile), entities())
    assert len(found) == 1
    assert len(found[0].members) == 300


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("[Icoach:the captain had insulted the referee]", "[Iclub:the referee had insulted the captain]", False),
        ("[Icoach:the captain had insulted the referee]", "[Iclub:the referee was insulted by the captain]", True),
        ("[Icoach:the captain had insulted the referee]", "[Iclub:the captain insulted the referee]", True),
        ("[Icoach:the captain had met the referee in June]", "[Iclub:the referee had met the captain in June]", True),
    ],
)
def test_who_did_it_to_whom_is_part_of_a_claim(one: str, other: str, together: bool) -> None:
    pile = (report("a", one), report("b", other))
    found = claims(pile, story(*pile), entities())
    assert any(len(c.members) > 1 for c in found) is together


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("The opposition demanded the minister's resignation.", "The minister resigned, Ada Holt said.", False),
        ("Karl Brand called for a truce in Barun.", "A truce has been agreed in Barun, Ada Holt said.", False),
        ("Prosecutors asked for 15 years in jail for Pell.", "Pell was jailed for 15 years, Ada Holt said.", False),
        ("Rebels demanded that the army leave Barun.", "The army left Barun, Ada Holt said.", False),
        ("Unions demanded a pay rise of 5% in Barun.", "Unions called for a pay rise of 5% in Barun.", True),
    ],
)
def test_what_somebody_wants_is_not_what_is_so(tmp_path: Path, one: str, other: str, together: bool) -> None:
    more = "\n\nThe affair has been in the news in Barun since Monday, when the council of Barun met, and Per Lund with it.\n"
    for n, text in enumerate((one, other)):
        (tmp_path / f"{n}.txt").write_text(text + more, encoding="utf-8")
    made = trace(sorted(str(path) for path in tmp_path.iterdir()))
    assert any(len(claim.members) > 1 for claim in made.claims) is together
