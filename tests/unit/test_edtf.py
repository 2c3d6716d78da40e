"""Absolute dates in a text, and reckoning with EDTF values."""

from __future__ import annotations

from datetime import date

import pytest

from sayso import edtf
from tests.marked import marked

ABSOLUTE = [
    ("Held on [D:12 March 2024].", ["2024-03-12"]),
    ("Published [D:December 04, 2017] by the desk", ["2017-12-04"]),
    ("[D:Fri 7 Nov 2025] 17.30 GMT", ["2025-11-07"]),
    ("Read [D:Monday, 11 October 2021].", ["2021-10-11"]),
    ("signed on the [D:19th of November, 1973], in ink", ["1973-11-19"]),
    ("stamped [D:2021-10-11] and [D:2021/03/09]", ["2021-10-11", "2021-03-09"]),
    ("stamped [D:21/04/2016] and [D:04/21/2016] and [D:5.6.2016]", ["2016-04-21", "2016-04-21", "2016-06-05"]),
    ("filed 10/11/2021, which may be two days", []),
    ("In [D:May 1999] and since [D:September, 2014],", ["1999-05", "2014-09"]),
    ("In [D:2014] the mill closed; it had stood since [D:1891].", ["2014", "1891"]),
    ("(born [D:1962]) was there; the [D:2016] vote was not (2,016 pages)", ["1962", "2016"]),
    ("from [D:May to June 2019] it rained", ["2019-05/2019-06"]),
    ("on [D:3 to 5 March 2024] and [D:March 3-5, 2024]", ["2024-03-03/2024-03-05", "2024-03-03/2024-03-05"]),
    ("the league of [D:2014-15], the plan for [D:2014–2018]", ["2014/2015", "2014/2018"]),
    ("in the [D:1970s] and the [D:’80s]", ["197X", "198X"]),
    ("on [D:16. Nov. 2016] and [D:Sept. 5, 2016].", ["2016-11-16", "2016-09-05"]),
    ("on 30 February 2017 nothing can have happened", ["2017-02"]),
    ("in 2000 homes, at 1115 GMT, 1,100 roles, £2019, 2019.5 tonnes, page 1987", []),
    ("He may 2016 times say so", []),
]


@pytest.mark.parametrize(("written", "values"), ABSOLUTE)
def test_absolute_dates(written: str, values: list[str]) -> None:
    text, spans = marked(written)
    found = list(edtf.absolute_dates(text))
    assert [value for _, value in found] == values
    if "D" in spans:
        assert [span for span, _ in found] == spans["D"]


def test_absolute_dates_within_a_stretch() -> None:
    text = "12 March 2024 and 13 March 2024"
    assert [v for _, v in edtf.absolute_dates(text, 14)] == ["2024-03-13"]
    assert [v for _, v in edtf.absolute_dates(text, 0, 13)] == ["2024-03-12"]


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("KELM, [D:Oct 10] (Wire) - Rain.", ["XXXX-10-10"]),
        ("on [D:Tuesday, 3 May] and [D:May 4th]", ["XXXX-05-03", "XXXX-05-04"]),
        ("[D:3 to 5 May] or 6 May 2020", ["XXXX-05-03/XXXX-05-05"]),
        ("you may 5 times; march 7 miles; April 31", []),
    ],
)
def test_partial_dates(written: str, values: list[str]) -> None:
    text, spans = marked(written)
    found = list(edtf.partial_dates(text))
    assert [value for _, value in found] == values
    assert [span for span, _ in found] == spans.get("D", [])


@pytest.mark.parametrize(
    ("value", "first", "last", "precision"),
    [
        ("2017-12-04", "2017-12-04", "2017-12-04", "day"),
        ("2017-12-04T10:30:00Z", "2017-12-04", "2017-12-04", "day"),
        ("2016-02~", "2016-02-01", "2016-02-29", "month"),
        ("2017?", "2017-01-01", "2017-12-31", "year"),
        ("2017-22", "2017-06-01", "2017-08-31", "season"),
        ("2017-24", "2017-12-01", "2018-02-28", "season"),
        ("197X", "1970-01-01", "1979-12-31", "decade"),
        ("19XX", "1900-01-01", "1999-12-31", "century"),
        ("2017-11-30/..", "2017-11-30", None, "interval"),
        ("../2017", None, "2017-12-31", "interval"),
        ("2019-05/2019-06", "2019-05-01", "2019-06-30", "interval"),
        ("XXXX-10-10", None, None, "partial"),
    ],
)
def test_interval_and_precision(value: str, first: str | None, last: str | None, precision: str) -> None:
    assert edtf.valid(value)
    assert edtf.interval(value) == tuple(date.fromisoformat(v) if v else None for v in (first, last))
    assert edtf.precision(value) == precision


@pytest.mark.parametrize(
    "value", ["", "/", "../..", "2017-02-30", "2017-13", "17-01-01", "yesterday", "2018/2017", "XXXX-02-30"]
)
def test_not_valid(value: str) -> None:
    assert not edtf.valid(value)


@pytest.mark.parametrize(
    ("value", "amount", "unit", "moved"),
    [
        ("2024-02-28", 2, "day", "2024-03-01"),
        ("2024-03-12", -1, "week", "2024-03-05"),
        ("2024-01-31", 1, "month", "2024-02"),
        ("2024-01", -1, "month", "2023-12"),
        ("2024-01-31", -2, "year", "2022"),
        ("2024", 13, "month", "2025"),
    ],
)
def test_shift(value: str, amount: int, unit: edtf.Unit, moved: str) -> None:
    assert edtf.shift(value, amount, unit) == moved


@pytest.mark.parametrize(
    ("value", "unit"), [("2024-01/2024-02", "day"), ("XXXX-10-10", "day"), ("2024", "week"), ("9999-12-31", "day")]
)
def test_shift_refuses(value: str, unit: edtf.Unit) -> None:
    with pytest.raises(ValueError):
        edtf.shift(value, 1, unit)


def test_comparing() -> None:
    assert edtf.overlap("2017-12", "2017-12-04/..")
    assert not edtf.overlap("2017-12-04", "2017-11")
    assert edtf.overlap("XXXX-10-10", "2021-10-10")
    assert not edtf.overlap("XXXX-10-10", "2021-10-11")
    assert edtf.before("2016", "2017-01-01") is True
    assert edtf.before("2018", "2017-01-01") is False
    assert edtf.before("2017", "2017-01-01") is None


def test_weekday_and_day() -> None:
    assert edtf.weekday("2017-11-30") == 3
    assert edtf.weekday("2017-11") is None
    assert edtf.day_of("2017-11-30~") == date(2017, 11, 30)
    assert edtf.day_of("2017-11-30/2017-12-01") is None
    assert edtf.day_of(None) is None
