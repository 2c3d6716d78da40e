"""The measure of the dates gate's news texts: values as stretches of days, and what counts."""

from __future__ import annotations

from datetime import date

import pytest
from bench.news_dates import Given, Text, Wanted, score, texts, timex_days


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("1998-02-27", date(1998, 2, 27), date(1998, 2, 27)),
        ("1998-02-27TNI", date(1998, 2, 27), date(1998, 2, 27)),
        ("1998-02", date(1998, 2, 1), date(1998, 2, 28)),
        ("1998-W09", date(1998, 2, 23), date(1998, 3, 1)),
        ("1998-W09-WE", date(1998, 2, 28), date(1998, 3, 1)),
        ("1998-Q4", date(1998, 10, 1), date(1998, 12, 31)),
        ("1998-H1", date(1998, 1, 1), date(1998, 6, 30)),
        ("1998-WI", date(1998, 12, 1), date(1999, 2, 28)),
        ("FY1998", date(1998, 1, 1), date(1998, 12, 31)),
        ("199", date(1990, 1, 1), date(1999, 12, 31)),
        ("19", date(1900, 1, 1), date(1999, 12, 31)),
        ("1998-05/1998-06", date(1998, 5, 1), date(1998, 6, 30)),
    ],
)
def test_days_of_a_timex_value(value: str, first: date, last: date) -> None:
    assert timex_days(value) == (first, last)


@pytest.mark.parametrize("value", ["PAST_REF", "P2D", "XXXX-02-03", "1998-02-31", ""])
def test_no_calendar_value(value: str) -> None:
    assert timex_days(value) is None


def _days(value: str) -> tuple[date, date]:
    found = timex_days(value)
    assert found
    return found


def test_what_counts() -> None:
    wanted = (
        Wanted(0, 4, (_days("1998-05"),), free=False),
        Wanted(8, 12, (_days("1998-06"),), free=False),
        Wanted(20, 24, (_days("1999"),), free=True),
    )
    text = Text("t", date(1998, 7, 1), "dev", "May  to June       1999      ", wanted)
    assert score(text, [Given(0, 12, _days("1998-05/1998-06"))]) == (2, 2, 2)  # a range given whole answers both ends
    assert score(text, [Given(0, 4, _days("1998-05")), Given(20, 24, _days("1997"))]) == (1, 1, 2)
    assert score(text, [Given(0, 4, _days("1998-04")), Given(26, 28, _days("1997")), Given(8, 12, None)]) == (0, 2, 2)


def test_the_set_is_sound() -> None:
    for part in ("dev", "held"):
        for text in texts(part):
            assert "[" not in text.text
            assert all(w.free or w.days for w in text.wanted), text.id
