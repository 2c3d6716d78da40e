"""Reports in: any source of a pile as documents, each one clean text with an exact map back to its bytes.

`read` never raises for what it finds in a source: what cannot be read comes out as a `Failure` that says why.
"""

from __future__ import annotations

import io
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct, structs

from sayso.read.cleaning import Draft, UnreadableError, charset_in_markup, decode
from sayso.read.fetch import fetch
from sayso.read.html import html
from sayso.read.jsonl import record, records
from sayso.read.plain import plain
from sayso.types import Document, Failure, Given

__all__ = ["Given", "Limits", "document", "gather", "givens", "merged", "read"]


class Limits(Struct, frozen=True):
    """What one source may cost. A source beyond a limit is a Failure that names the limit."""

    bytes: int = 32 << 20  # of one file, page or JSONL line; the largest of 181 news pages has 1.5 MB
    archive_bytes: int = 4 << 30  # of a JSONL file, which is read line by line
    depth: int = 2000  # open tags inside one another; browsers stop at 512, the deepest of 181 news pages has 51
    documents: int = 1_000_000  # of one JSONL file or JSON array
    seconds: float = 20.0  # for one address on the web, all told
    redirects: int = 5


_WEB = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PART = re.compile(r"(?P<file>.+)#(?P<number>[1-9][0-9]{0,11})", re.DOTALL)
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_LINES = (".jsonl", ".ndjson")
# The first bytes of files that people put into a pile and that hold no readable text (Gary Kessler's table of signatures).
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document (docx, odt, epub)"),
    (b"\xd0\xcf\x11\xe0", "an old office document (doc, xls)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a sound, film or WebP file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"From: <Saved by Blink>", "an MHTML archive"),
    (b"bplist", "a Safari web archive"),
)
_PAGE = re.compile(
    r"\s*(?:\ufeff\s*)?(?:<\?xml[^<>]*>\s*)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|p|h[1-6]|article|main|section|span|br|table|ul|a)\b", re.IGNORECASE)
_XML = re.compile(r"\s*(?:\ufeff\s*)?<\?xml|\s*<(?:rss|feed|rdf:RDF|nitf|NewsML|newsItem)\b")
_SPOKEN = 60  # letters below which a language is not judged: py3langid mistakes one in ten news headlines of 40 letters
_LANGUAGE_SAMPLE = 20_000


def read(source: str, limits: Limits = Limits()) -> Iterator[Document | Failure]:  # noqa: B008 - frozen, so safely shared
    """The documents of one source: a path, "-" (standard input), an http or https address, or "file.jsonl#3" (its third line).

    Plain text, HTML, JSONL and JSON arrays, told apart by what they hold and, where that is open, by the file name. A source
    that cannot be read gives one Failure; of a JSONL file each line stands for itself.
    """
    for one in givens(source, limits):
        yield one if isinstance(one, Failure) else document(one, limits)


def gather(
    sources: Iterable[str],
    limits: Limits = Limits(),  # noqa: B008
) -> tuple[tuple[Document, ...], tuple[Failure, ...]]:
    """All documents of a pile, sorted by id, and all failures, sorted. The order of the sources changes nothing."""
    found = [one for source in sorted(set(sources)) for one in read(source, limits)]
    failures = {one for one in found if isinstance(one, Failure)}
    return merged(one for one in found if isinstance(one, Document)), tuple(sorted(failures))


def merged(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Documents by id. The same bytes twice are one document with two sources; the first one decides how they are read."""
    found: dict[str, Document] = {}
    for one in documents:
        before = found.get(one.id, one)
        found[one.id] = structs.replace(before, sources=tuple(sorted({*before.sources, *one.sources})))
    return tuple(found[k] for k in sorted(found))


# -- from a source to the bytes of its reports -----------------------------------------------------------


def givens(source: str | Given, limits: Limits = Limits()) -> Iterator[Given | Failure]:  # noqa: B008
    """The bytes of each report of a source: of a file or page its own, of a JSONL file or JSON array those of each record.

    Bytes that are already at hand may be given in place of a name.
    """
    name = source if isinstance(source, str) else source.name
    try:
        if isinstance(source, str):
            yield from _opened(source, limits)
        else:
            yield from _parts(source, limits)
    except UnreadableError as error:
        yield Failure(name, "read", str(error))
    except OSError as error:
        yield Failure(name, "read", f"cannot be opened: {error.strerror or error}")
    except Exception as error:  # whatever a hostile source brings about must not cost the other sources their dossier
        yield Failure(name, "read", f"could not be read: {type(error).__name__}: {error}")


def _opened(source: str, limits: Limits) -> Iterator[Given | Failure]:
    if source == "-":
        yield from _parts(Given(source, _bounded(sys.stdin.buffer, limits.bytes)), limits)
    elif _WEB.match(source):
        got = fetch(source, limits.bytes, limits.seconds, limits.redirects)
        yield from _parts(Given(source, got.data, url=got.url, content_type=got.content_type), limits)
    else:
        part = _PART.fullmatch(source)
        if part is not None and not Path(source).exists() and Path(part["file"]).is_file():
            yield from _one_of(source, part["file"], limits)
        else:
            yield from _from_file(source, limits)


def _one_of(source: str, file: str, limits: Limits) -> Iterator[Given | Failure]:
    """The one record of a JSONL file or JSON array that has this name."""
    for one in _from_file(file, limits):
        if (one.source if isinstance(one, Failure) else one.name) == source:
            yield one
            return
    raise UnreadableError(f"has no document with the number {source.rpartition('#')[2]}")


def _from_file(source: str, limits: Limits) -> Iterator[Given | Failure]:
    path = Path(source)
    if "\x00" in source:
        raise UnreadableError("is not a file name: it holds a zero byte")
    mode = path.stat()
    if stat.S_ISDIR(mode.st_mode):
        raise UnreadableError("is a directory: name the files in it")
    if not stat.S_ISREG(mode.st_mode) and not source.startswith("/dev/fd/"):
        raise UnreadableError("is not a regular file")
    suffix = path.suffix.lower()
    if suffix in _LINES:
        if mode.st_size > limits.archive_bytes:
            raise UnreadableError(f"has {mode.st_size:,} bytes; the limit for JSONL is {limits.archive_bytes:,}")
        with path.open("rb") as stream:
            yield from _lines(source, stream, limits)
        return
    if mode.st_size > limits.bytes:
        raise UnreadableError(f"has {mode.st_size:,} bytes; the limit is {limits.bytes:,}")
    with path.open("rb") as stream:
        data = _bounded(stream, limits.bytes)
    yield from _parts(Given(source, data, suffix), limits)


def _bounded(stream: BinaryIO, limit: int) -> bytes:
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise UnreadableError(f"has more than {limit:,} bytes, the limit")
    return data


def _parts(given: Given, limits: Limits) -> Iterator[Given | Failure]:
    """The records of bytes that are JSONL or a JSON array, each by itself; any others as they are."""
    if len(given.data) > limits.bytes:
        raise UnreadableError(f"has {len(given.data):,} bytes; the limit is {limits.bytes:,}")
    if given.suffix in _LINES:
        yield from _lines(given.name, io.BytesIO(given.data), limits)
        return
    first = given.data.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n")[:1]
    if first not in (b"{", b"[") and given.suffix != ".json" and "json" not in given.content_type.lower():
        yield given
        return
    text, encoding, notes = _decoded(given)
    form = _form(text, given)
    if form == "lines":
        yield from _lines(given.name, io.BytesIO(given.data), limits)
    elif form == "array":
        yield from _elements(given.name, text, encoding, notes, limits)
    else:
        yield given


def _held(given: Given) -> str:
    """What readable text the bytes cannot be, by their first ones: "a PDF"; "" for any other."""
    return next((what for signature, what in _SIGNATURES if given.data.startswith(signature)), "")


def _decoded(given: Given) -> tuple[str, str, tuple[str, ...]]:
    charset = re.search(r"charset\s*=\s*([^\s;]+)", given.content_type, re.IGNORECASE)
    return decode(given.data, charset.group(1) if charset else charset_in_markup(given.data))


def _form(text: str, given: Given) -> str:
    """What a text is: "html", "lines" (JSONL), "array" or "record" (JSON), "plain"; UnreadableError for XML that is no page."""
    media = given.content_type.split(";")[0].strip().lower()
    if _PAGE.match(text) or ((given.suffix in (".html", ".htm", ".xhtml") or media in _HTML_TYPES) and _MARKUP.search(text)):
        return "html"
    if _XML.match(text):
        raise UnreadableError("is XML (a feed?), not a page; sayso reads plain text, HTML and JSONL")
    bare = text.lstrip("\ufeff \t\r\n")
    certain = given.suffix == ".json" or "json" in media
    if certain or bare.startswith(("{", "[{", "[ {", "[\n")):
        return _json_form(bare, certain)
    return "plain"


def _json_form(bare: str, certain: bool) -> str:
    """Which JSON it is; "plain" for a text that only begins like it."""
    if bare.startswith("["):
        return "array" if certain or re.match(r'\[\s*\{\s*"', bare) else "plain"
    if not bare.startswith("{") or not (certain or re.match(r'\{\s*"[^"\n]{1,80}"\s*:', bare)):
        if certain:
            raise UnreadableError("is not the JSON that its name promises: it begins with neither { nor [")
        return "plain"
    first, _, rest = bare.partition("\n")
    return "lines" if first.rstrip().endswith("}") and rest.lstrip().startswith("{") else "record"


def _lines(source: str, stream: BinaryIO, limits: Limits) -> Iterator[Given | Failure]:
    """The lines of a JSONL file. Blank lines count, so that a number is always that of the line, but give nothing."""
    number = documents = 0
    while line := stream.readline(limits.bytes + 1):
        number += 1
        name = f"{source}#{number}"
        if len(line) > limits.bytes:
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            yield Failure(name, "read", f"has more than {limits.bytes:,} bytes, the limit")
            continue
        line = line.rstrip(b"\r\n")
        if not line.strip():
            continue
        documents += 1
        if documents > limits.documents:
            yield Failure(source, "read", f"has more than {limits.documents:,} lines, the limit; the rest was not read")
            return
        yield Given(name, line, form="line")
    if not documents:
        raise UnreadableError("is empty")


def _elements(source: str, text: str, encoding: str, notes: tuple[str, ...], limits: Limits) -> Iterator[Given | Failure]:
    number = 0
    for number, element in records(text):
        if number > limits.documents:
            yield Failure(source, "read", f"has more than {limits.documents:,} elements, the limit; the rest was not read")
            return
        data = element.encode(encoding, "replace")
        yield Given(f"{source}#{number}", data, form="element", encoding=encoding, notes=notes)
    if not number:
        raise UnreadableError("is an empty JSON array")


# -- from bytes to a document ------------------------------------------------------------------------------


def document(given: Given, limits: Limits = Limits()) -> Document | Failure:  # noqa: B008
    """The document that the bytes of one report are, or why they are none. A pure function: nothing is opened or asked."""
    try:
        return _document(given, limits)
    except UnreadableError as error:
        return Failure(given.name, "read", str(error))
    except Exception as error:  # one bad report must not cost the others
        return Failure(given.name, "read", f"could not be read: {type(error).__name__}: {error}")


def _document(given: Given, limits: Limits) -> Document:
    if given.form == "line":
        text, encoding, notes = decode(given.data)
        return _bound(given, "application/x-ndjson", encoding, notes, record(text))
    if given.form == "element":
        element = given.data.decode(given.encoding, "replace")
        return _bound(given, "application/json", given.encoding, given.notes, record(element))
    if not given.data.strip():
        raise UnreadableError("is empty")
    if what := _held(given):
        raise UnreadableError(f"is {what}; sayso reads plain text, HTML and JSONL")
    text, encoding, notes = _decoded(given)
    form = _form(text, given)
    if form in ("lines", "array"):
        raise UnreadableError("holds several documents")
    if form == "html":
        draft = html(text, given.url, limits.depth)
    else:
        draft = record(text) if form == "record" else plain(text)
    media = {"html": "text/html", "record": "application/json"}.get(form, "text/plain")
    return _bound(given, media, encoding, notes, draft._replace(url=draft.url or given.url))


def _bound(given: Given, media: str, encoding: str, notes: tuple[str, ...], draft: Draft) -> Document:
    """The document that a draft becomes. UnreadableError when it shows no word."""
    if not any(c.isalnum() for c in draft.text):
        raise UnreadableError("holds no readable text" + (" (a page that only scripts fill?)" if media == "text/html" else ""))
    digest = sha256(given.data).hexdigest()
    return Document(
        id=f"d{digest[:10]}",
        sources=(given.name,),
        sha256=digest,
        text_sha256=sha256(draft.text.encode("utf-8")).hexdigest(),
        media_type=media,
        encoding=encoding,
        text=draft.text,
        runs=draft.runs,
        blocks=draft.blocks,
        title=draft.title,
        outlet=draft.outlet,
        authors=draft.authors,
        published=draft.published,
        language=_language(draft),
        url=draft.url,
        canonical=draft.canonical,
        notes=(*notes, *draft.notes),
    )


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # its model takes 0.3 s to load: only when a text is judged

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _language(draft: Draft) -> str | None:
    """The language of the main text by py3langid, as a BCP 47 tag; for a text too short to judge, the declared one, or None."""
    parts, size = [], 0
    for block in [b for b in draft.blocks if b.main is not False and b.kind in ("paragraph", "quote")] or draft.blocks:
        parts.append(draft.text[block.start : block.end])
        size += block.end - block.start
        if size > _LANGUAGE_SAMPLE:
            break
    sample = " ".join(parts)[:_LANGUAGE_SAMPLE]
    if sum(c.isalpha() for c in sample) >= _SPOKEN:
        return str(_identifier().classify(sample)[0])
    declared = (draft.language or "").strip().replace("_", "-")
    return declared if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", declared) else None
