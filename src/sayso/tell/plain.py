"""Source text for places that are not HTML: nothing in it may command a terminal, start markup or turn the reading round."""

from __future__ import annotations

import re

from anyascii import anyascii

# C0 and C1 controls (ESC, CSI, BEL, CR …), line and paragraph separators, the characters that turn the direction of
# reading, and those that are read by nobody but change what stands beside them (U+2060–2064, U+FEFF, tags, surrogates).
_UNSHOWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]+"
)
# What can begin emphasis, code, a link, HTML, a character reference, a table, struck or mathematical text anywhere …
_MARKS = re.compile(r"([\\`*_\[\]<>&|~$@])")
# … what links by itself in the dialect most sites speak, and what begins a heading, a list, a quotation or a rule in a line.
_LINKS = re.compile(r"(?<!\w)(www|https?|ftp)([.:])", re.I)
_OPENING = re.compile(r"^(\d{0,9})([.)#+=:-])")


def plain(text: str) -> str:
    """A text on one line: every control or direction character gone, white space single."""
    return " ".join(_UNSHOWN.sub(" ", text).split())


def clip(text: str, most: int) -> str:
    """At most `most` code points of a text, cut between words where one lies near, with "…" where something was cut."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > most * 2 // 3 else cut).rstrip(" ,;:") + "…"


def markdown_text(text: str) -> str:
    """A text for CommonMark in which nothing is markup: whatever could begin some is escaped."""
    text = _MARKS.sub(r"\\\1", plain(text))
    return _OPENING.sub(r"\1\\\2", _LINKS.sub(r"\1\\\2", text))


def transliterated(text: str, encoding: str) -> str:
    """A text in which a terminal's encoding can write every character; what it cannot becomes a plain letter or "?"."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(c if _writes(encoding, c) else _SIGNS.get(c) or anyascii(c) or "?" for c in text)
    except LookupError:
        return transliterated(text, "ascii")
    return text


def _writes(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


_SIGNS = {"→": "->", "⇢": "~>", "●": "o", "○": "-", "≠": "!=", "↻": "@", "·": "-"}
