"""Articles as JSON: one object a line, or an array of objects, with `text` and what else is known.

The other fields: url, outlet, title, date, author, language, under these or their common other names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from sayso.read.cleaning import Clean, Cleaner, Draft, UnreadableError, compose, shown
from sayso.read.facts import day_of
from sayso.read.plain import plain
from sayso.text import fold
from sayso.types import Fact

_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:,]', re.DOTALL)
_ESCAPE = re.compile(r"(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL)
_FIELDS = {
    "outlet": ("outlet", "publisher", "site", "source"),
    "title": ("title", "headline"),
    "date": ("date", "published", "date_published"),
}
_FIELDS |= {"author": ("authors", "author", "byline"), "text": ("text", "body", "content"), "url": ("url", "link")}


def record(source: str) -> Draft:
    """One JSON object as a draft; its map leads to the very characters of the object, escape sequences and all.

    UnreadableError when the source is no JSON object or has no text.
    """
    try:
        fields = json.loads(source, strict=False)
    except RecursionError:
        raise UnreadableError("is JSON that nests too deep") from None
    except ValueError as error:
        raise UnreadableError(f"is not JSON: {error}") from None
    if not isinstance(fields, dict):
        raise UnreadableError("is JSON, but not an object with a text")
    key = next((k for k in _FIELDS["text"] if isinstance(fields.get(k), str) and fields[k].strip()), None)
    if key is None:
        raise UnreadableError(f'has no "text": its fields are {", ".join(sorted(fields)[:12]) or "none"}')
    inner = unescaped(source, *_value(source, key))
    draft = plain(inner.text)
    title, outlet = _fact(fields, "title"), _fact(fields, "outlet")
    said = _first(fields, "date")
    published = next((Fact(day, f'"{name}" of the record') for name, value in said if (day := day_of(str(value)))), None)
    url = next((str(v) for _, v in _first(fields, "url") if isinstance(v, str)), None)
    language = fields.get("language")
    return draft._replace(
        runs=compose(draft.runs, inner),
        title=_placed(title, draft) or draft.title,
        outlet=outlet or draft.outlet,
        authors=_authors(fields) or draft.authors,
        published=published or draft.published,
        url=url,
        language=language if isinstance(language, str) else None,
    )


def records(source: str) -> Iterator[tuple[int, str]]:
    """The elements of a JSON array, each with its number from 1, as they are written. UnreadableError where it breaks off."""
    decoder = json.JSONDecoder(strict=False)
    at, number = source.index("[") + 1, 0
    blank = re.compile(r"[\s,]*")
    while (at := blank.match(source, at).end()) < len(source) and source[at] != "]":  # type: ignore[union-attr]
        number += 1
        try:
            _, end = decoder.raw_decode(source, at)
        except RecursionError:
            raise UnreadableError(f"is a JSON array whose element {number} nests too deep") from None
        except ValueError as error:
            raise UnreadableError(f"is a JSON array that breaks off in element {number}: {error}") from None
        yield number, source[at:end]
        at = end


def unescaped(source: str, start: int, end: int) -> Clean:
    """The JSON string source[start:end] (without its quotation marks) as text, with its map; an escape gives one code point."""
    out = Cleaner(source)
    at = start
    for m in _ESCAPE.finditer(source, start, end):
        out.keep(at, m.start())
        at = m.end()
        try:
            text = json.loads(f'"{m.group()}"')
        except ValueError:
            text = m.group()
        out.replace(text, m.start(), m.end())
    out.keep(at, end)
    return out.done()


def _value(source: str, key: str) -> tuple[int, int]:
    """Where the string under a key of the outermost object stands, without its quotation marks; the last, as JSON has it."""
    depth, name, found = 0, None, (0, 0)
    expects = "key"
    for m in _TOKEN.finditer(source):
        token = m.group()
        if token in "{[":
            depth += 1
            expects = "key" if depth == 1 else ""
        elif token in "}]":
            depth -= 1
        elif depth == 1 and token == ",":
            expects = "key"
        elif depth == 1 and token == ":":
            expects = "value"
        elif depth == 1 and expects == "key":
            name = json.loads(token, strict=False)
        elif depth == 1 and expects == "value" and name == key:
            found = (m.start() + 1, m.end() - 1)
    return found


def _first(fields: dict[str, Any], what: str) -> list[tuple[str, Any]]:
    return [(name, fields[name]) for name in _FIELDS[what] if fields.get(name) not in (None, "")]


def _fact(fields: dict[str, Any], what: str) -> Fact | None:
    for name, value in _first(fields, what):
        if isinstance(value, str) and (seen := shown(value)):
            return Fact(seen, f'"{name}" of the record')
    return None


def _placed(title: Fact | None, draft: Draft) -> Fact | None:
    """The title with its place, where the text itself opens with it."""
    if title is None:
        return None
    for block in draft.blocks[:5]:
        if fold(draft.text[block.start : block.end]) == fold(title.value):
            return Fact(title.value, title.basis, block.start, block.end)
    return title


def _authors(fields: dict[str, Any]) -> tuple[Fact, ...]:
    for name, value in _first(fields, "author"):
        values = value if isinstance(value, list) else re.split(r"\s*;\s*|\s+and\s+", value) if isinstance(value, str) else []
        found = [re.sub(r"^\s*by\s+", "", shown(v), flags=re.I).strip() for v in values if isinstance(v, str)]
        if any(found):
            return tuple(Fact(v, f'"{name}" of the record') for v in found if v)
    return ()
