"""Bytes to text, and text to clean text with its map."""

from __future__ import annotations

import pytest

from sayso.read.cleaning import Clean, Cleaner, UnreadableError, charset_in_markup, compose, decode
from sayso.read.plain import breaks, clean
from sayso.types import Run

PLAIN_ENGLISH = "The mayor said the bridge would open on Friday. " * 4


def back(source: str, made: Clean) -> list[tuple[str, str]]:
    """Each run as (its text, its source)."""
    return [(made.text[r.start : r.end], source[r.source_start : r.source_end]) for r in made.runs]


@pytest.mark.parametrize(
    ("data", "declared", "text", "encoding", "note"),
    [
        ("“Yes,” she said.".encode(), None, "“Yes,” she said.", "utf-8", ""),
        ("\ufeffYes.".encode(), None, "\ufeffYes.", "utf-8", ""),
        ("\ufeff“Yes.”".encode("utf-16-le"), None, "\ufeff“Yes.”", "utf-16-le", "byte order mark"),
        ("“Yes,” said the mayor.".encode("utf-16-be"), None, None, "utf-16-be", "judged by its bytes"),
        (("“Yes,” she said – £5. " + PLAIN_ENGLISH).encode("cp1252"), None, None, "windows-1252", "judged by its bytes"),
        ("“Oui,” dit-il à Genève.".encode("cp1252"), "iso-8859-1", None, "windows-1252", "as it declares"),
        ("Привет, сказал мэр".encode("koi8-r"), "koi8-r", "Привет, сказал мэр", "koi8-r", "as it declares"),
        (("Мэр города заявил, что мост откроют в пятницу. " * 5).encode("cp1251"), None, None, "windows-1251", "judged"),
        ("“Yes,” she said.".encode(), "iso-8859-1", "“Yes,” she said.", "utf-8", "declares windows-1252, but is UTF-8"),
        (b"Plain ASCII.", "no-such-charset", "Plain ASCII.", "utf-8", ""),
        (("“Yes,” " * 20).encode()[:-1] + b"\xe2 " + PLAIN_ENGLISH.encode(), "utf-8", None, "utf-8", "not valid UTF-8"),
    ],
)
def test_decode(data: bytes, declared: str | None, text: str | None, encoding: str, note: str) -> None:
    got, name, notes = decode(data, declared)
    assert name == encoding
    assert text is None or got == text
    assert note in " ".join(notes)
    assert bool(note) == bool(notes)
    if text is None and "\ufffd" not in got:
        assert got.encode(encoding) == data


@pytest.mark.parametrize("data", [b"\x7fELF" + bytes(range(32)) * 40, b"abc\x00\x01\x02\x03", b"\x00" * 4000])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="binary"):
        decode(data)


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<meta charset="utf-8">', "utf-8"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>", "koi8-r"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><html>', "iso-8859-2"),
        (b"<p>charset=latin-1</p>", None),
    ],
)
def test_charset_in_markup(head: bytes, charset: str | None) -> None:
    assert charset_in_markup(head) == charset


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("\ufeffRe\u00adport\u200b of\x00 the\x07 day", "Report of the day"),
        ("By <u>Harbour Watch</u>, <a href='x'>Brenna Holt</a>", "By Harbour Watch, Brenna Holt"),
        ("a < b and c > d, <ida@example.org>, <laughs>", "a < b and c > d, <ida@example.org>, <laughs>"),
        ("Fish &amp; chips, AT&T", "Fish &amp; chips, AT&T"),
        ("first<br>second<br/>third", "first\nsecond\nthird"),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.</p>\n<p>Two.", "One.\nTwo."),
        ("a\x85b\u2028c\u2029d", "a\nb\nc\n\nd"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("news\u200dpaper", "newspaper"),
    ],
)
def test_plain_text_is_left_as_it_stands_but_for_this(source: str, text: str) -> None:
    made = clean(source)
    assert made.text == text
    for ours, theirs in back(source, made):
        assert ours == theirs if len(ours) == len(theirs) else True
        assert theirs or ours.isspace()


def test_the_map_says_what_became_of_every_character() -> None:
    source = "By <u>Ida Roe</u>\r\nYes.\rNo"
    assert back(source, clean(source)) == [
        ("By ", "By "),
        ("Ida Roe", "Ida Roe"),
        ("\n", "\r\n"),
        ("Yes.", "Yes."),
        ("\n", ""),
        ("No", "No"),
    ]


def test_a_replacement_must_not_look_like_a_copy() -> None:
    with pytest.raises(ValueError, match="as long as its source"):
        Cleaner("abc").replace("xyz", 0, 3)


def test_maps_compose() -> None:
    middle = Clean("a“b”", (Run(0, 1, 0, 1), Run(1, 2, 1, 7), Run(2, 3, 7, 8), Run(3, 4, 8, 14)))
    outer = (Run(0, 2, 0, 2), Run(2, 4, 2, 2), Run(4, 6, 2, 4))
    assert compose(outer, middle) == (
        Run(0, 1, 0, 1),
        Run(1, 2, 1, 7),
        Run(2, 4, 7, 7),
        Run(4, 5, 7, 8),
        Run(5, 6, 8, 14),
    )


WRAPPED = """Bulletin 12

The master of the ship and her second engineer, Capt. Aleksandr
Gritsenko and Rodelio Catacutan, had soup on Monday night after
nine days without any, the union says.

They were met by Anna
Holt.

Tea
Milk
Sugar
"""


def test_lines_broken_to_fit_a_width_are_one_line() -> None:
    text = clean(WRAPPED).text
    assert "Capt. Aleksandr Gritsenko and Rodelio Catacutan, had soup on Monday night after nine days" in text
    assert "Anna\nHolt" in text  # a short line was broken on purpose
    assert "Tea\nMilk\nSugar" in text
    assert len(text) == len(WRAPPED)


@pytest.mark.parametrize("mark", ["> ", "* ", "- "])
def test_lists_and_quoted_mail_keep_their_lines(mark: str) -> None:
    listed = "".join(f"{mark}{line}\n" for line in WRAPPED.split("\n\n")[1].splitlines())
    assert clean(listed).text == listed


def test_a_long_line_without_an_end_is_read_in_time() -> None:
    assert list(breaks("word " * 200_000)) == []
