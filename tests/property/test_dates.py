"""Properties of dates: spans slice to their text, values are EDTF, nothing depends on order, hostile text is quick."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso import edtf
from sayso.mark.dates import dates
from sayso.mark.dates.expressions import expressions
from sayso.types import Document, Fact

_LISTED = (
    "on in since until the a last next this early mid- late of to and from between said will was Monday Tuesday, Friday. "
    "March May December Sept. 2014 1999 12 3rd 31st two nine days weeks later ago before after vote day month year evening "
    "yesterday today following week, “ ” ( ) \n - – ’s Q3 quarter summer 21st century 1970s 2021-10-11 4/5/2016"
)
WORDS = _LISTED.split(" ")
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
texts = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=200)


def report(text: str, published: str | None) -> Document:
    fact = Fact(value=published, basis="given") if published else None
    return Document(
        id="d", sources=("d",), sha256="", text_sha256="", media_type="text/plain", encoding="utf-8", text=text, runs=(),
        blocks=(), published=fact,
    )  # fmt: skip


@given(texts, st.none() | days)
@settings(max_examples=150, deadline=None)
def test_spans_values_and_reasons(text: str, day: date | None) -> None:
    found = dates(report(text, day.isoformat() if day else None), ())
    assert found == dates(report(text, day.isoformat() if day else None), ())
    at = 0
    for d in found:
        assert at <= d.start < d.end <= len(text)
        at = d.end
        assert d.text == text[d.start : d.end]
        assert d.why
        assert d.value is None or edtf.valid(d.value), d.value


@given(texts)
@settings(max_examples=150, deadline=None)
def test_absolute_dates_are_in_order_and_valid(text: str) -> None:
    at = 0
    for span, value in edtf.absolute_dates(text):
        assert at <= span.start < span.end <= len(text)
        at = span.end
        assert edtf.valid(value)


@given(days)
@settings(max_examples=60, deadline=None)
def test_written_out_and_read_back(day: date) -> None:
    for shape in ("%d %B %Y", "%B %d, %Y", "%A, %d %b %Y", "%Y-%m-%d"):
        ((_, value),) = edtf.absolute_dates(f"Seen {day.strftime(shape)}.")
        assert value == day.isoformat()


@given(days, st.integers(min_value=-400, max_value=400))
def test_shift_by_days(day: date, amount: int) -> None:
    moved = edtf.shift(day.isoformat(), amount, "day")
    assert edtf.day_of(moved) == day + timedelta(days=amount)
    assert edtf.shift(moved, -amount, "day") == day.isoformat()


@given(days)
def test_past_weekdays_lie_in_the_week_up_to_the_report(day: date) -> None:
    for name in ("Monday", "Thursday", "Sunday"):
        (d,) = dates(report(f"She left on {name}.", day.isoformat()), ())
        found = edtf.day_of(d.value)
        assert found is not None
        assert 0 <= (day - found).days <= 6
        assert found.strftime("%A") == name


@given(days, st.integers(min_value=0, max_value=6))
def test_what_a_span_of_days_says_every_day_of_it_says(first: date, more: int) -> None:
    """A report that may be of several days dates nothing that one of them would date otherwise."""
    text = "She left on Thursday. It shut yesterday. It was over three days ago."
    last = first + timedelta(days=more)
    loose = dates(report(text, f"{first}/{last}"), ())
    for step in range(more + 1):
        firm = dates(report(text, (first + timedelta(days=step)).isoformat()), ())
        for a, b in zip(loose, firm, strict=True):
            assert a.value is None or a.value == b.value


@pytest.mark.parametrize(
    "piece",
    [
        "Monday, ",
        "two days before the vote ",
        "May to ",
        "12 of ",
        "1-1-",
        "the first ",
        "in 2014 ",
        "“",
        "(",
        "a " * 4,
        "late ",
        "March the ",
    ],
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """Ten times the text may take about ten times as long; a quadratic loop would take a hundred times."""

    def seconds(n: int) -> float:
        text = piece * n
        start = time.perf_counter()
        sum(1 for _ in expressions(text))
        dates(report(text, "2024-03-13"), ())
        return time.perf_counter() - start

    seconds(10)
    short, long = min(seconds(200) for _ in range(3)), seconds(2000)
    assert long < 40 * short + 0.5
