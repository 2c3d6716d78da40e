"""What reports are about: nearer for the same matter in other words than for another."""

from __future__ import annotations

import pytest

from sayso.weave.meaning import likenesses, meaning, nearest, news

QUAKE = ("Quake shakes coastal towns", "Homes fell and power failed after a tremor of magnitude six struck the shore at dawn.")
SHOCK = ("Dozens hurt as ground trembles", "A strong earthquake damaged houses by the sea on Tuesday and cut electricity.")
COURT = ("Judge jails banker", "A jury found the financier guilty of fraud; he was sentenced to nine years in prison.")
TRIAL = ("Trader convicted", "The court sent a former broker to jail for cheating investors out of their savings.")


@pytest.mark.parametrize(("one", "same", "other"), [(QUAKE, SHOCK, COURT), (COURT, TRIAL, QUAKE), (TRIAL, COURT, SHOCK)])
def test_the_same_matter_in_other_words_is_nearer_than_another(
    one: tuple[str, str], same: tuple[str, str], other: tuple[str, str]
) -> None:
    near, far = likenesses(meaning(*one), [meaning(*same), meaning(*other)])
    assert near > far + 0.2


def test_a_meaning_is_of_length_one_and_the_same_from_both_sides() -> None:
    a, b = meaning(*QUAKE), meaning(*COURT)
    assert likenesses(a, [a]) == [pytest.approx(1.0, abs=0.02)]
    assert likenesses(a, [b]) == likenesses(b, [a])
    assert len(a) == len(b) == len(news())


def test_without_words_there_is_no_meaning() -> None:
    assert meaning("", " \n ") == b""
    assert likenesses(meaning(*QUAKE), []) == []


def test_what_stands_far_down_a_report_is_not_its_meaning() -> None:
    title, text = QUAKE
    long = f"{text} " * 20
    assert meaning(title, long + COURT[1]) == meaning(title, long)


TOLD = (
    "the ship lost its rudder",
    "the vessel's steering failed",
    "bread prices went up",
    "loaves became more expensive",
    " ",
    "the ship lost its rudder",
)


def test_the_nearest_of_other_homes_are_found_the_first_of_equals() -> None:
    homes = ("a", "b", "c", "d", "e", "f")
    assert nearest(TOLD, homes, 1, 0.2) == {(0, 5), (0, 1), (2, 3)}
    assert nearest(TOLD, ("a", "b", "c", "c", "e", "a"), 1, 0.2) == {(0, 1), (1, 5)}  # none in their own
    assert nearest(TOLD, homes, 1, 0.99) == {(0, 5)}
    assert nearest((), (), 4, 0.2) == nearest(("", ""), ("a", "b"), 4, 0.2) == set()


def test_the_nearest_are_the_same_in_any_order() -> None:
    words = ["rope", "tower", "harbour", "fire", "salt", "letter", "minister", "wheel", "snow", "engine"]
    texts = [f"the {one} and the {other}" for one in words for other in words if one != other]
    homes = [text[4:8] for text in texts]
    turned = {(min(a, b), max(a, b)) for a, b in ((89 - i, 89 - j) for i, j in nearest(texts[::-1], homes[::-1], 90, 0.5))}
    assert turned == nearest(texts, homes, 90, 0.5)
