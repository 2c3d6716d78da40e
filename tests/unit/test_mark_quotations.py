"""Quotation marks in every style: [Q:…] is what stands between them."""

from __future__ import annotations

import time

import pytest

from sayso.mark.quotations import quotations
from sayso.text import paragraphs
from tests.marked import marked

STYLES = [
    "Plain words, no marks at all.",
    '"[Q:We go,]" she said. "[Q:Now.]"',
    "“[Q:We go,]” she said. “[Q:Now.]”",
    "‘[Q:We go,]’ she said, ‘[Q:and we don’t wait.]’",
    "'[Q:We don't go,]' she said. 'Twas late, and the Joneses' dog barked.",
    "'[Q:We don't go.\n\n'They're the boys' boats.]' So he said.",
    "He called her '[Q:a credit to her parents]' but left.",
    "'We can't wait, the workers' leader said.",
    "'[Q:Cause of death is unknown,]' he said.",
    "«[Q:Nous partons]», dit-elle.",
    "»[Q:Wir gehen]«, sagte sie.",
    "„[Q:Wir gehen]“, sagte sie.",
    "”[Q:Vi går]”, sade hon.",
    "‘[Q:The editors’ phone rang all day,]’ he said of the editors’ phone.",
    "“[Q:She told me ‘[Q:never again]’ and left,]” he said.",
    "‘[Q:She told me “[Q:never again]” and left,]’ he said.",
    '"[Q:Opened straight, closed curly,]” he said.',
    "“[Q:We go, and nobody closes this mark.]",
    'He signed the "Accord (AC), a paper of forty pages, in June.',
    "A stray mark” closes nothing, and “[Q:this]” is fine.",
    "In the ’90s, rock ’n’ roll was all they played.",
    "It was 6' 2\" tall, they said.",
    "“[Q:I have lived here for years.\n\n“Today I left.]”",
]


@pytest.mark.parametrize("shown", STYLES)
def test_marks_are_paired(shown: str) -> None:
    text, spans = marked(shown)
    found = [(q.pieces[0].start, q.pieces[-1].end) for q in quotations(text, paragraphs(text))]
    assert found == [(s.start, s.end) for s in spans.get("Q", [])]


def test_a_quotation_over_paragraphs_is_one_in_pieces() -> None:
    text = "“One.\n\n“Two.\n\n“Three,” she said."
    (found,) = quotations(text, paragraphs(text))
    assert [text[p.start : p.end] for p in found.pieces] == ["One.", "Two.", "Three,"]
    assert found.closed


def test_nested_marks_know_their_depth() -> None:
    text = "“He said ‘no’ to me.”"
    assert [(text[q.pieces[0].start : q.pieces[0].end], q.depth) for q in quotations(text, paragraphs(text))] == [
        ("He said ‘no’ to me.", 0),
        ("no", 1),
    ]


@pytest.mark.parametrize(
    "hostile", ["'a " * 60_000, "“a " * 60_000, '"' * 90_000, "«»" * 60_000, "‘’" * 60_000, "’ ‘ " * 40_000]
)
def test_hostile_marks_take_linear_time(hostile: str) -> None:
    began = time.perf_counter()
    quotations(hostile, paragraphs(hostile))
    assert time.perf_counter() - began < 10
