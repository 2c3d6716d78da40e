"""HTML as a stream of tags and text with their places in the source.

A tokenizer after the WHATWG HTML standard (section 13.2.5), which never fails: what is no tag is text. Every step moves
forward: the time is linear in the page, whatever it is. A tag, comment or script that is never closed swallows the rest, as
in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_OPEN = re.compile(r"<(?:(?P<start>[A-Za-z][^\s/>]*+)|/(?P<end>[A-Za-z][^\s/>]*+)|(?P<comment>!--)|(?P<bogus>[!?/]))")
_ATTRIBUTE = re.compile(
    r"[\s/]*+(?P<name>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)(?:\"|\Z)|'(?P<single>[^']*+)(?:'|\Z)|(?P<bare>[^\s>\"'][^\s>]*+))?+)?+"
)
_CLOSE = re.compile(r"[\s/]*+>")
_COMMENT_END = re.compile(r"--!?>")
# Elements whose content is no markup. The content of `title` and `textarea` is text with character references.
RAW = frozenset(["script", "style", "xmp", "iframe", "noembed", "noframes", "title", "textarea"])
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW}

MOST_ATTRIBUTES = 256  # of one tag that are kept; the most of a tag in 181 news pages is 64
_VOID = "area base basefont bgsound br col command embed frame hr image img input keygen link meta param source track wbr"
VOID = frozenset(_VOID.split())


class Token(NamedTuple):
    """A piece of a page: source[start:end].

    kind "text" (with character references unresolved), "raw" (the content of a script, style, title …), "start" or "end".
    """

    kind: str
    start: int
    end: int
    name: str = ""  # of the tag, lower case; of a raw text, the element it is in
    attributes: dict[str, str] = {}  # noqa: RUF012 - never written to; names in lower case, values resolved, the first of a name counts


def tokens(source: str) -> Iterator[Token]:
    """The start tags, end tags and texts of a page, in order; comments and declarations are left out."""
    at = 0
    text_from = 0
    size = len(source)
    while (m := _OPEN.search(source, at)) is not None:
        if m.start() > text_from:
            yield Token("text", text_from, m.start())
        if m["comment"]:
            closing = _COMMENT_END.search(source, m.start() + 2)
            at = closing.end() if closing else size
        elif m["bogus"]:
            close = source.find(">", m.end() - 1)
            at = close + 1 if close >= 0 else size
        else:
            name = (m["start"] or m["end"]).lower()
            attributes, at = _attributes(source, m.end(), wanted=bool(m["start"]))
            if at < 0:  # the page ends inside the tag
                return
            yield Token("start" if m["start"] else "end", m.start(), at, name, attributes)
            if m["start"] and name in RAW:
                ending = _RAW_END[name].search(source, at)
                stop = ending.start() if ending else size
                if stop > at:
                    yield Token("raw", at, stop, name)
                at = stop
        text_from = at
    if text_from < size:
        yield Token("text", text_from, size)


def _attributes(source: str, at: int, wanted: bool) -> tuple[dict[str, str], int]:
    """The attributes from source[at] on, and the place behind the tag's ">", -1 if the page ends first."""
    found: dict[str, str] = {}
    while (close := _CLOSE.match(source, at)) is None:
        m = _ATTRIBUTE.match(source, at)
        if m is None or m.end() >= len(source):
            return found, -1
        if wanted and len(found) < MOST_ATTRIBUTES:
            value = m["double"] or m["single"] or m["bare"] or ""
            found.setdefault(m["name"].lower(), unescape(value) if "&" in value else value)
        at = m.end()
    return found, close.end()
