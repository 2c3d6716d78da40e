"""The note of a conflict as it is shown: its own words and the sources' words apart, long quotations cut in the middle."""

from __future__ import annotations

import re
from typing import NamedTuple

from sayso.tell.lanes import human

LONGEST = 12  # words of a quotation that a note shows whole; the sources' own sentences stand beside it
_HEAD, _TAIL = 5, 3
_JOIN = "\0"

_DATE = re.compile(r"\((\d{4}(?:-\d\d){0,2}[~?%]?(?:/(?:\.\.|\d{4}(?:-\d\d){0,2}[~?%]?)?)?)\)")
_DAY = re.compile(r"(?<![\w/-])(\d{4}-\d\d-\d\d)(?![\w/-])")
_LEAD = re.compile(r"^[^:“”]{3,60}: ")  # "Cut: …" before a sentence that says the rest
_RELATION = re.compile(r"\b(?:against|left out)\b")  # says by itself how the quotations differ


class Part(NamedTuple):
    """A stretch of a note: the sources' words (without quotation marks) or ours."""

    words: str
    found: bool


def note(text: str) -> list[Part]:
    """A note in parts, in order; as one part of ours where its quotation marks do not pair.

    A clause that only names the kind of conflict is dropped where a sentence follows, dates in brackets are written as
    a person writes them, and of a quotation of more than LONGEST words its first and last stand as two quotations.
    """
    out: list[Part] = []
    parts = _joined(parted(text))
    told = any(_RELATION.search(words) for words, found in parts if not found)
    for words, found in parts:
        if not found:
            own = _LEAD.sub("", words, count=1) if told and not out else words
            own = own.replace("othing against ", "o word against ").replace(" against nothing", " against no word")
            own = _DATE.sub(lambda m: f"({human(m[1])})", own)
            out.append(Part(own[:1].upper() + own[1:] if not out else own, False))
        else:
            out += _quoted(words)
    return [part for part in out if part.words]


def shortened(words: str, most: int = 24) -> str:
    """A quotation of more than `most` words as its first and last ones, with the sign of omission between."""
    pieces = words.split()
    return words if len(pieces) <= most else " ".join([*pieces[: most // 2], "⋯", *pieces[-most // 3 :]])


def _quoted(words: str) -> list[Part]:
    first, joined, last = words.partition(_JOIN)
    head, tail = first.split(), last.rsplit(_JOIN, 1)[-1].split() if joined else words.split()
    if not joined and sum(any(c.isalnum() for c in piece) for piece in tail) <= LONGEST:
        return [Part(words, True)]
    return [Part(" ".join(head[:_HEAD]), True), Part(" ⋯ ", False), Part(" ".join(tail[-_TAIL:]), True)]


def _joined(parts: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Two quotations that a note itself joins by dots are the ends of one."""
    out: list[tuple[str, bool]] = []
    for words, found in parts:
        if found and len(out) > 1 and out[-1][0] == " … " and out[-2][1]:
            out[-2:] = [(out[-2][0] + _JOIN + words, True)]
        else:
            out.append((words, found))
    return out


def dated(why: str) -> str:
    """A reason of ours with its days written as a person writes them."""
    return _DAY.sub(lambda m: human(m[1]), why)


def sentence(text: str) -> str:
    """A note in one line, the sources' words in quotation marks."""
    return "".join(f"“{part.words}”" if part.found else part.words for part in note(text))


def parted(text: str) -> list[tuple[str, bool]]:
    """A text in stretches inside and outside of its outermost quotation marks; whole where they do not pair."""
    out: list[tuple[str, bool]] = []
    depth, at = 0, 0
    for m in re.finditer("[“”]", text):
        depth += 1 if m[0] == "“" else -1
        if depth < 0:
            return [(text, False)]
        if depth == (1 if m[0] == "“" else 0):
            out.append((text[at : m.start()], m[0] == "”"))
            at = m.end()
    return [(text, False)] if depth else [*out, (text[at:], False)]
