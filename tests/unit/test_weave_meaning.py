"""What reports are about: nearer for the same matter in other words than for another."""

from __future__ import annotations

import pytest

from sayso.weave.meaning import likenesses, meaning, news

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
