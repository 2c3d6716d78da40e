"""Quotation marks are facts: where quotations open and close, in every style, whoever speaks.

Straight, curly, single, low-high and angle marks; nested marks; a quotation that runs over several paragraphs and opens
each anew; marks that never close. Which marks hold somebody's words, and whose, is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sayso.types import Span

# What closes what opens, by the style sheets of the languages that use it.
_CLOSERS = {
    "“": '”"', "„": "“”", "«": "»", "»": "«", "‹": "›", "”": "”", '"': '"”', "‘": "’'", "‚": "‘’", "'": "'’", "’": "’",
}  # fmt: skip
_SINGLE = "‘‚'’"
_OPENERS = frozenset(_CLOSERS)
_BEFORE_OPEN = frozenset("([{—–-/“‘\"'«„:,")
_ELIDED = re.compile(r"(?:[Tt]was|[Tt]is|[Tt]were|em|cause|til|till|round|bout|cos|n)\b")  # "'Twas late"
_FILLER = "\u2060"  # stands for the second half of a doubled mark while marks are paired
_NICK = re.compile(r"(?:[A-Z][\w’'-]*|el|la|the)(?: [A-Z][\w’'-]*){0,2}")
_NAME_BEFORE = re.compile(r"(?:^|[^.!?:,]\s)[A-Z][a-z’'-]+ $")
_NAME_BEHIND = re.compile(r" (?:(?:de|van|von|al|el|da|dos|bin) )?[A-Z][a-z]+")
_MAX_STRAYS = 12  # marks that may be given up on in one paragraph before all unpaired ones are: keeps hostile text linear
_MAX_DEPTH = 8  # more open marks than this are strays, not nesting


class Quotation(NamedTuple):
    """One pair of quotation marks."""

    pieces: tuple[Span, ...]  # what stands between the marks, one piece a paragraph
    start: int  # with the marks
    end: int
    mark: str  # the opening mark
    closed: bool
    depth: int  # 0: not inside another quotation


class _Open(NamedTuple):
    at: int
    mark: str
    depth: int


def quotations(text: str, paragraphs: Iterable[Span]) -> tuple[Quotation, ...]:
    """Every quotation in the given paragraphs, outer before inner, in order.

    A mark that opens and is never closed holds to the end of its paragraph if it stands at its beginning or behind a
    comma or colon; the next paragraph continues it if it opens with the same mark. Any other unpaired mark is no quotation.
    Typewriter doubles (''so'' and ``so'') are double marks.
    """
    if "''" in text:
        plain = text.replace("``", "“" + _FILLER).replace("''", '"' + _FILLER)
        return tuple(_doubled(text, q) for q in quotations(plain, paragraphs))
    found: list[Quotation] = []
    carried: Quotation | None = None
    paras = list(paragraphs)
    for n, para in enumerate(paras):
        following = text[paras[n + 1].start] if n + 1 < len(paras) else ""
        inner, left = _paragraph(text, para, following if following in _OPENERS else "")
        if carried is not None:
            continued = next((q for q in inner if q.start == para.start and q.mark == carried.mark and q.depth == 0), None)
            if continued is None and left is not None and left.start == para.start and left.mark == carried.mark:
                carried = _join(carried, left)
                found.extend(inner)
                continue
            if continued is not None:
                inner.remove(continued)
                found.append(_join(carried, continued))
            else:
                found.append(carried)
            carried = None
        found.extend(inner)
        carried = left
    if carried is not None:
        found.append(carried)
    return tuple(sorted((q for q in found if not _nickname(text, q)), key=lambda q: (q.start, -q.end)))


def _nickname(text: str, q: Quotation) -> bool:
    """Whether marks stand round a part of a name: Jimmy "Barbecue" Charlier."""
    named = _NAME_BEFORE.search(text, max(0, q.start - 40), q.start) and _NAME_BEHIND.match(text, q.end)
    return named is not None and _NICK.fullmatch(text, q.start + 1, q.end - 1) is not None


def _doubled(text: str, q: Quotation) -> Quotation:
    """A quotation with both halves of its doubled marks among the marks."""
    pieces = tuple(
        Span(min(p.start + 1, p.end), p.end) if text[p.start - 1 : p.start + 1] in ("''", "``") else p for p in q.pieces
    )
    end = q.end + 1 if q.closed and text[q.end - 1 : q.end + 1] == "''" else q.end
    return q._replace(pieces=pieces, end=end)


def _join(first: Quotation, more: Quotation) -> Quotation:
    return Quotation((*first.pieces, *more.pieces), first.start, more.end, first.mark, more.closed, 0)


def _paragraph(text: str, para: Span, following: str) -> tuple[list[Quotation], Quotation | None]:
    """The closed quotations of one paragraph, and the one open at its end; `following`: what the next one opens with."""
    strays: set[int] = set()
    while True:
        done, stack = _pair(text, para, strays, following)
        if not stack:
            return done, None
        last = stack[0]
        if len(stack) == 1 and _may_stay_open(text, para, last, following):
            start = last.at + 1
            return done, Quotation((Span(start, para.end),), last.at, para.end, last.mark, False, 0)
        strays.update(
            [mark.at for mark in stack] if len(strays) > _MAX_STRAYS else [stack[-1].at if len(stack) > 1 else last.at]
        )


def _may_stay_open(text: str, para: Span, mark: _Open, following: str) -> bool:
    if mark.mark == following and following not in "'’" and mark.at > para.start:
        return True
    before = text[para.start : mark.at].rstrip()
    if mark.mark == "'" == following and (not before or before[-1] in ",:.!?"):
        return True
    if mark.mark in "'’" or para.end - mark.at < 3:
        return False
    return not before or (before[-1] in ",:" and not text[para.start : para.end].rstrip().endswith(":"))


def _pair(text: str, para: Span, strays: set[int], following: str) -> tuple[list[Quotation], list[_Open]]:
    done: list[Quotation] = []
    stack: list[_Open] = []
    for i in range(para.start, para.end):
        c = text[i]
        if c not in _OPENERS and c not in "›":
            continue
        if i in strays:
            continue
        before = text[i - 1] if i > para.start else " "
        after = text[i + 1] if i + 1 < para.end else " "
        if c in "’'" and before.isalnum() and after.isalnum():
            continue
        closes = next((k for k in range(len(stack) - 1, -1, -1) if c in _CLOSERS[stack[k].mark]), None)
        if closes is not None and _closes(text, para, i, before, after, stack[closes].mark, following):
            mark = stack[closes]
            del stack[closes:]
            if i > mark.at + 1:
                done.append(Quotation((Span(mark.at + 1, i),), mark.at, i + 1, mark.mark, True, mark.depth))
            continue
        if _opens(text, para, i, before, after, [m.mark for m in stack], following):
            stack.append(_Open(i, c, len(stack)))
            if len(stack) > _MAX_DEPTH:
                strays.add(stack.pop(0).at)
    return done, stack


def _closes(text: str, para: Span, i: int, before: str, after: str, mark: str, following: str) -> bool:
    """Whether the mark at i closes; for a single mark, an apostrophe at the end of a plural is not one, if another can."""
    c = text[i]
    if c not in _SINGLE:
        if c == '"' and before.isspace() and not after.isspace():
            return mark == '"' and not _closing_later(text, para, i)
        return True
    if before.isspace() or after.isalnum():
        return False
    plural = before in "sSzZ" and after == " " and i + 2 < para.end and text[i + 2].islower()
    return not (plural and (following == mark or _single_closer(text, para, i + 1, c)))


def _closing_later(text: str, para: Span, i: int) -> bool:
    """Behind a space, a straight mark closes only where texts space their marks apart on both sides."""
    nxt = text.find('"', i + 1, para.end)
    return nxt > 0 and not text[nxt - 1].isspace()


def _single_closer(text: str, para: Span, i: int, closer: str) -> bool:
    """Whether a single mark that can close stands behind i, before another one opens; at need one behind a plural, where the
    mark opens within a sentence."""
    inside = text[para.start : i - 1].rstrip()[-1:].isalpha()
    plurals = False
    for j in range(i, min(para.end, i + 3000)):
        c = text[j]
        before = text[j - 1]
        after = text[j + 1] if j + 1 < para.end else " "
        if c == closer and not before.isspace() and not after.isalnum():
            plural = closer == "'" and before in "sSzZ" and after == " " and j + 2 < para.end and text[j + 2].islower()
            if not plural:
                return True
            plurals = inside
            continue
        if (c == "‘" or (c == "'" == closer and before.isspace() and not after.isspace())) and j > i:
            return plurals
    return plurals


def _opens(text: str, para: Span, i: int, before: str, after: str, stack: list[str], following: str) -> bool:
    c = text[i]
    at_edge = before.isspace() or before in _BEFORE_OPEN or i == para.start
    if c in "“„«‹":
        return True
    if c == "»":
        return at_edge and not after.isspace() and "«" not in text[max(para.start, i - 400) : i]
    if c == "”":
        return at_edge and not after.isspace() and "“" not in text[max(para.start, i - 400) : i] and not stack
    if c == '"':
        return '"' not in stack
    if c == "’":
        return False
    if after.isspace() or c in stack:
        return False
    closer = "’" if c in "‘‚" else "'"
    if c == "'" and not (at_edge and (after.isalnum() or after in '"“[…')):
        return False
    if c == "'" and _ELIDED.match(text, i + 1):
        return False
    if after.isdigit() and text[i + 1 : i + 4].rstrip("s’' ").isdigit() and len(text[i + 1 : i + 4].strip()) <= 3 and c != "‘":
        return False  # '90s
    if _single_closer(text, para, i + 1, closer):
        return True
    if c == "‘":
        return i == para.start or following == c
    return following == c and (i == para.start or text[para.start : i].rstrip()[-1:] in (",", ":", ".", "!", "?"))
