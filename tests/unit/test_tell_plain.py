"""Markdown and the terminal: no source text commands, marks up or turns anything."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from sayso.tell import bind, markdown, terminal
from sayso.tell.notes import note, sentence
from sayso.tell.plain import clip, markdown_text, plain, transliterated
from sayso.tell.signs import drawing, funnel, reading
from sayso.types import Anchor, Failure
from tests.judged import by, file, row
from tests.tellings import harbour, hostile


def shown(dossier: object, width: int = 80, colour: bool = False, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, newline="")
    console = Console(file=file, width=width, force_terminal=colour, no_color=not colour, highlight=False)
    terminal(dossier, console)  # type: ignore[arg-type]
    file.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize(
    ("reports", "voices", "expected"),
    [
        (5, 1, "||||| → ●"),
        (4, 2, "|||| → ● ●"),
        (1, 0, "| → ○"),
        (40, 1, "||||||||||…40 → ●"),
        (2, 20, "|| → ● ● …20"),
    ],
)
def test_funnel(reports: int, voices: int, expected: str) -> None:
    assert funnel(reports, voices) == expected


def test_funnel_in_words_and_as_a_drawing() -> None:
    words = reading(5, 1, ["Ruiz"])
    assert words == "carried by 5 reports, rests on 1 voice: Ruiz"
    assert reading(2, 1, []) == "carried by 2 reports, rests on 1 voice that nobody names"
    assert reading(1, 0, []) == "carried by 1 report, no voice named"
    svg = drawing(5, 2, "<words>")
    assert svg.count('class="tick"') == 5
    assert svg.count('class="dot"') == 2
    assert "<title>&lt;words&gt;</title>" in svg


def test_terminal() -> None:
    assert shown(harbour()) == (
        "Crane falls at Port Alder\n"
        "8 May 2023 – 9 May 2023 · 3 reports · 2 voices in this pile\n"
        "\n"
        "||| → ●  Nobody was hurt, and we do not expect delays of more than two days\n"
        "         rests on Tomas Ruiz  ≠ cut short, the sense may turn\n"
        "|| → ●   the brake had failed twice in March\n"
        "         rests on Ines Okafor  ≠ numbers differ\n"
        "\n"
        "Where accounts differ\n"
        "cut short             The limit of two days is gone. (A B)\n"
        "numbers differ        How often the brake failed. (A B)\n"
        "\n"
        "The reports\n"
        "A  Crane falls at Port Alder · Northwind Wire · 8 May 2023\n"
        "B  Basin shut after crane topples · Alder Post · 9 May 2023\n"
        "C  What happened in the basin\n"
        "\n"
        "1 report stands alone:\n"
        "D  وزیر\n"
        "\n"
        "Could not be read: 1\n"
        "  pile/scan.pdf: a PDF without a text layer\n"
    )


def test_what_the_reader_decided_is_said_and_what_rests_on_it_too() -> None:
    made = by([row("copy", Anchor(file("tidewater")), Anchor(file("northline"))), row("ignore", Anchor("d0"), number=2)])
    for written in (shown(made), markdown(made).replace("\\", "")):
        text = " ".join(written.split())
        assert "What the reader decided" in text
        assert "1. “Bridge could be shut for months” took its words from “Bridge at Port Astley" in text
        ignored = "2. report d0 is ignored, as if it were not in the case: Ana, 1 Jan 2026, 00:00 UTC"
        assert f"{ignored} (does nothing here: it speaks of a document" in text
        assert "by judgement 1" in text


@pytest.mark.parametrize("make", [harbour, hostile])
@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(make: object, width: int) -> None:
    from rich.cells import cell_len

    text = shown(make(), width, colour=True)  # type: ignore[operator]
    assert max(cell_len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in text.split("\n")) <= width


def test_no_source_commands_the_terminal() -> None:
    text = shown(hostile(), colour=True)
    assert not re.search("[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert set(re.findall(r"\x1b\[([^m]*)m", text)) <= {"0", "1", "2", "31", "36"}  # the colours that are ours
    assert "[bold]x[/bold]" in text


def test_a_terminal_that_knows_only_ascii() -> None:
    text = shown(harbour(), encoding="ascii")
    assert "||| -> o  Nobody was hurt" in text
    assert "!= cut short" in text


def test_nothing_read() -> None:
    assert shown(bind((), (), (), (), (), (), ())) == "There is no report in this dossier.\n"
    nothing = bind((), (), (), (), (), (), (Failure("a.bin", "read", "not text"),))
    assert shown(nothing).startswith("No report could be read.\n")


def test_markdown() -> None:
    text = markdown(harbour())
    assert "### \\|\\|\\| → ● Nobody was hurt, and we do not expect delays of more than two days" in text
    assert "- Tomas Ruiz → Northwind Wire ⇢ B" in text
    assert "Carried by 3 reports, rests on 1 voice: Tomas Ruiz · ≠ cut short, the sense may turn" in text
    assert (
        "- **B** Ruiz, **C** the harbourmaster (that is Tomas Ruiz):\n  > Nobody was hurt, and we do not expect delays\n"
        in text
    )
    assert "- B copies A, 40% of B’s text (44 characters in common)" in text
    assert "- B cites Northwind Wire" in text
    assert "- **cut short, the sense may turn**: The limit of two days is gone." in text
    assert "  - B, Okafor: three times" in text
    assert "- pile/scan.pdf: a PDF without a text layer (read)" in text


def test_no_source_writes_markdown() -> None:
    text = markdown(hostile())
    assert "<script>" not in text.replace("\\<", "")
    assert not re.search(r"(?<!\\)[<`]", text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. one", "1\\. one"),
        ("# head", "\\# head"),
        ("- item", "\\- item"),
        ("a_b *c* [d](e)", "a\\_b \\*c\\* \\[d\\](e)"),
        ("see www.example.org", "see www\\.example.org"),
        ("see https://example.org", "see https\\://example.org"),
        ("me@example.org", "me\\@example.org"),
        ("&amp; <b>", "\\&amp; \\<b\\>"),
        ("two\n\nlines", "two lines"),
    ],
)
def test_markdown_text(text: str, expected: str) -> None:
    assert markdown_text(text) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("How often the brake failed.", "How often the brake failed."),
        ("Cut: “and in May” is left out of “in March”.", "“and in May” is left out of “in March”."),
        ("Worded otherwise: nothing against “that”.", "No word against “that”."),
        (
            "Given: “a b c d e f g h i j k l m” and (2021-10-10/2021-10-15), “x (2021-10-10)” (2021-10).",
            "Given: “a b c d e” ⋯ “k l m” and (10 Oct 2021 – 15 Oct 2021), “x (2021-10-10)” (Oct 2021).",
        ),
        ("Dots join what stands apart: “a … b”.", "Dots join what stands apart: “a … b”."),
        ("“a b c” … “x y z” against “q”", "“a b c” ⋯ “x y z” against “q”"),
        ("one “two “three” four” five", "one “two “three” four” five"),
        ("a mark “that never closes", "a mark “that never closes"),
        ("closes ” before it opens “", "closes ” before it opens “"),
        ("", ""),
    ],
)
def test_notes(said: str, expected: str) -> None:
    got = sentence(said)
    assert got[:1].upper() + got[1:] == expected[:1].upper() + expected[1:]


@given(st.text(alphabet="ab “”…:()2021-/ "))
def test_what_a_note_quotes_stands_in_it(text: str) -> None:
    for part in note(text):
        if part.found:
            assert all(piece in text for piece in part.words.split())


@given(st.text())
def test_plain_keeps_nothing_that_commands(text: str) -> None:
    got = plain(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", got)
    assert plain(got) == got


@given(st.text(), st.sampled_from(["ascii", "latin-1", "cp1252", "utf-8", "no-such-encoding"]))
def test_transliterated_can_always_be_written(text: str, encoding: str) -> None:
    got = transliterated(plain(text), encoding)
    got.encode("ascii" if encoding == "no-such-encoding" else encoding)


@given(st.text(), st.integers(1, 30))
def test_clip(text: str, most: int) -> None:
    assert len(clip(text, most)) <= max(most, 1)
