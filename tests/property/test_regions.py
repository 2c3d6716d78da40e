"""What always holds of layouts and regions, whatever the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.mark.regions import regions
from sayso.read.layout import layout
from sayso.types import Document

PIECES = [
    "SALTMERE GLEANER",
    "By Orla Fennimore",
    "3 May 2022",
    "Two boats lost in the storm",
    "News | Tides | Notices",
    "Two boats sank off Saltmere on Monday night in a storm that nobody had forecast, the harbour master said on Tuesday.",
    "“I have not seen a sea like it,” said Hedda Brand, who has run the harbour since the old pier went. “We "
    "were lucky that night.”",
    "The Fenland Post:",
    "— Saltmere Harbour (@saltmereharbour) May 3, 2022",
    "Comments (2)",
    "MORE FROM SALTMERE",
    "© 2022 Saltmere Newspapers Ltd.",
    "SALTMERE, Oct 10 (Norwire) - Two boats sank.",
    "> quoted",
    "   ",
    "",
]
texts = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(PIECES), max_size=14).map("\n".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=60)), max_size=14).map("\n\n".join),
)


def document(text: str) -> Document:
    seen = layout(text)
    return Document(
        id="d1",
        sources=("a.txt",),
        sha256="",
        text_sha256="",
        media_type="text/plain",
        encoding="utf-8",
        text=text,
        runs=(),
        blocks=seen.blocks,
        title=seen.title,
        outlet=seen.outlet,
        authors=seen.authors,
        published=seen.published,
    )


@settings(deadline=None, max_examples=150)
@given(texts)
def test_layout_covers_the_text_and_its_facts_stand_in_it(text: str) -> None:
    seen = layout(text)
    at = 0
    for block in seen.blocks:
        assert text[at : block.start].strip() == ""
        assert block.start < block.end
        at = block.end
    assert text[at:].strip() == ""
    for fact in (seen.title, seen.outlet, seen.published, *seen.authors):
        if fact:
            assert fact.basis
            assert fact.start is not None
            assert fact.end is not None
            assert 0 <= fact.start < fact.end <= len(text)
    for fact in (seen.outlet, *seen.authors):
        if fact:
            assert text[fact.start : fact.end].casefold() == fact.value.casefold()


@settings(deadline=None, max_examples=150)
@given(texts)
def test_regions_are_disjoint_and_lose_nothing(text: str) -> None:
    found = regions(document(text))
    laid = [r for r in found if r.kind != "quoted"]
    at = 0
    for region in laid:
        assert region.start >= at
        assert text[at : region.start].strip() == ""
        assert region.start < region.end
        assert region.why
        at = region.end
    assert text[at:].strip() == ""
    assert list(found) == sorted(found)


@settings(deadline=None, max_examples=100)
@given(texts)
def test_quoted_passages_lie_over_body_and_name_what_stands_there(text: str) -> None:
    found = regions(document(text))
    body = [r for r in found if r.kind == "body"]
    for region in (r for r in found if r.kind == "quoted"):
        assert any(b.start <= region.start and region.end <= b.end for b in body)
        if region.outlet is not None:
            assert text[region.outlet_start : region.outlet_end] == region.outlet


@settings(deadline=None, max_examples=60)
@given(texts)
def test_twice_is_once(text: str) -> None:
    assert regions(document(text)) == regions(document(text))
    assert layout(text) == layout(text)
