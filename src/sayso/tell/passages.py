"""Source text as HTML: escaped, untouched, and marked wherever something was found in it.

Marks may nest and overlap as they like: the text is cut at every boundary, and each piece carries the classes of all
marks that cover it, so that no element ever crosses another.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from sayso.types import Span

# What HTML has no place for; U+202A–202E and U+2066–2069 turn the direction of what is read, and would do so across
# the border between a source's words and ours. Marks of direction that only hint (U+200E, U+200F) stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


_BOX = Markup('<span class="control" title="a character that turns the direction of reading">U+{:04X}</span>')


class Layer(NamedTuple):
    """A mark over [start, end): its class, and the id of a place to jump to at its start ("" for none)."""

    start: int
    end: int
    name: str
    anchor: str = ""


def quiet(page: str) -> str:
    """A finished page with every character gone that HTML has no place for or that turns the direction of reading."""
    return _TURNING.sub("\ufffd", _CONTROL.sub("\ufffd", page))


def safe(text: str) -> Markup:
    """Text for HTML: escaped; a control character shows as U+FFFD, one that turns the direction as a box that names it."""
    text = _CONTROL.sub("\ufffd", text)
    if not _TURNING.search(text):
        return escape(text)
    out = []
    for piece in re.split("([\u202a-\u202e\u2066-\u2069])", text):
        if _TURNING.fullmatch(piece):
            out.append(_BOX.format(ord(piece)))
        else:
            out.append(escape(piece))
    return Markup("").join(out)


class Painter:
    """Paints stretches of one text, asked for from front to back, in time linear in the text and its marks."""

    def __init__(self, text: str, layers: Iterable[Layer]) -> None:
        self.text = text
        events: list[tuple[int, int, str, str]] = []
        for layer in layers:
            if layer.start < layer.end:
                events.append((layer.start, 1, layer.name, layer.anchor))
                events.append((layer.end, 0, layer.name, ""))
        events.sort()
        self._events = events
        self._next = 0
        self._open: Counter[str] = Counter()

    def paint(self, start: int, end: int) -> Markup:
        """text[start:end] with its marks; `start` must not lie before the end of the stretch painted last."""
        out: list[Markup] = []
        at = start
        while self._next < len(self._events) and self._events[self._next][0] < end:
            place, opens, name, anchor = self._events[self._next]
            self._next += 1
            if place > at:
                out.append(self._piece(at, place))
                at = place
            self._open[name] += 1 if opens else -1
            if anchor and place >= start:
                out.append(Markup('<i id="{}"></i>').format(anchor))
        if at < end:
            out.append(self._piece(at, end))
        return Markup("").join(out)

    def _piece(self, start: int, end: int) -> Markup:
        words = safe(self.text[start:end])
        names = " ".join(sorted(name for name, n in self._open.items() if n > 0 and name))
        return Markup('<span class="{}">{}</span>').format(names, words) if names else words


def passage(text: str, span: Span, layers: Iterable[Layer]) -> Markup:
    """One stretch of a text with its marks."""
    inside = [la._replace(start=max(la.start, span.start)) for la in layers if la.end > span.start and la.start < span.end]
    return Painter(text, inside).paint(span.start, span.end)


class Paragraphs:
    """The paragraphs of a text, by line breaks, and which one a place lies in."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self._starts = [s.start for s in spans]

    def at(self, place: int) -> int:
        """The number of the paragraph that holds a place, or that stands before it; 0 where there is none."""
        return max(0, bisect_right(self._starts, place) - 1)


def split(span: Span, borders: Sequence[int]) -> Iterator[Span]:
    """A span cut at the borders that lie inside it; `borders` sorted."""
    at = span.start
    for n in range(bisect_right(borders, span.start), len(borders)):
        if borders[n] >= span.end:
            break
        yield Span(at, borders[n])
        at = borders[n]
    yield Span(at, span.end)


_RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"])


def direction(language: str | None) -> str:
    """ "rtl" for languages written from right to left, "auto" where the language is not known, else "ltr"."""
    if language is None:
        return "auto"
    return "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def tongue(language: str | None) -> Markup:
    """The lang and dir attributes for a source's words."""
    lang = Markup(' lang="{}"').format(language) if language and re.fullmatch(r"[A-Za-z0-9-]{1,35}", language) else Markup("")
    return lang + Markup(' dir="{}"').format(direction(language))
