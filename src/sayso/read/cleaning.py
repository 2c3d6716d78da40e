"""The one place where text is changed: bytes are decoded, and the clean text is built together with its map to the source.

A `Cleaner` walks the source once from left to right. Whatever it keeps, replaces, inserts or drops it records
in the same step, so the map is exact and nothing is ever found again by comparing the two texts.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes

from sayso.types import Block, Fact, Run

# Characters that show nothing: controls, soft hyphen, zero-width space and joiners, direction marks, byte order mark.
# Joiners (U+200C, U+200D) are kept behind a letter of a script that needs them (Persian, Hindi) and inside emoji.
UNSEEN = (
    r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_UNSEEN = re.compile(f"{UNSEEN}+")
JOINER = r"(?<![\u0300-\u1fff\u2600-\uffef\U0001f000-\U0001faff])[\u200c\u200d]"

# Encodings in which a zero byte is no sign of a binary file.
_WIDE = ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF16_LE, "utf-16-le"))
_MARKS = ((codecs.BOM_UTF8, "utf-8"), *_WIDE, (codecs.BOM_UTF16_BE, "utf-16-be"))
# What browsers read under these labels (WHATWG Encoding Standard): the windows superset.
_ALIASES = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252"}
_ALIASES |= {"ascii": "windows-1252", "iso-8859-9": "windows-1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
# The encodings that a page may declare (WHATWG Encoding Standard, chapter 4), by Python's names; not UTF-7, not "idna".
_ON_THE_WEB = re.compile(
    r"ascii|utf-8|cp(?:125\d|866|874|932|949|950)|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)|gb18030|gbk|big5(?:hkscs)?"
    r"|euc_(?:jp|kr)|iso2022_jp|shift_jis|tis-620"
)
# Typographic marks and letters that English and its neighbours write above ASCII in windows-1252.
_WESTERN = frozenset("‘’“”„‚–—…•·€£©®™°«»§½¼¾ \u00a0àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßÀÁÂÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖØŒÙÚÛÜ¡¿´‹›žšŽŠ")
_SAMPLE = 1 << 16  # bytes that are looked at to judge an encoding
# Calibrated on English, French and German text in windows-1252 (under 6 %) and Russian, Greek in theirs (over 60 %).
_WESTERN_SHARE = 0.2
_BROKEN_SHARE = 0.002  # of the bytes: fewer faults than this are a damaged UTF-8 file, not another encoding


class Clean(NamedTuple):
    """A clean text and its map to the source."""

    text: str
    runs: tuple[Run, ...]


class Draft(NamedTuple):
    """What the reader of one format hands over: a document still without its identity."""

    text: str
    runs: tuple[Run, ...]
    blocks: tuple[Block, ...]
    title: Fact | None = None
    outlet: Fact | None = None
    authors: tuple[Fact, ...] = ()
    published: Fact | None = None
    url: str | None = None
    language: str | None = None  # as the source declares it
    notes: tuple[str, ...] = ()
    canonical: str | None = None  # where the page says that it belongs


class UnreadableError(Exception):
    """The source cannot be read; the message says why, without naming the source."""


class Cleaner:
    """Builds a clean text and its runs, left to right. Every `start`, `end` here counts the source's code points."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str] = []
        self._runs: list[Run] = []
        self._copy: tuple[int, int, int] | None = None  # text start, source start, source end of the copy under way
        self.length = 0  # code points of text so far

    def keep(self, start: int, end: int) -> None:
        """Take source[start:end] over as it stands."""
        if start >= end:
            return
        if self._copy is not None and self._copy[2] == start:
            self._copy = (self._copy[0], self._copy[1], end)
        else:
            self._flush()
            self._copy = (self.length, start, end)
        self._parts.append(self._source[start:end])
        self.length += end - start

    def insert(self, space: str, at: int) -> None:
        """Insert white space before source[at]."""
        self._flush()
        self._runs.append(Run(self.length, self.length + len(space), at, at))
        self._parts.append(space)
        self.length += len(space)

    def replace(self, text: str, start: int, end: int) -> None:
        """Let `text` stand for source[start:end]; white space of the same length is inserted and the source's dropped.

        ValueError when other text has the length of what it replaces: by the map's rule it would read as a copy.
        """
        if not text or text == self._source[start:end]:
            if text:
                self.keep(start, end)
            return
        if len(text) == end - start:
            if not text.isspace():
                raise ValueError(f"a replacement as long as its source: {text!r}")
            self.insert(text, start)
            return
        self._flush()
        self._runs.append(Run(self.length, self.length + len(text), start, end))
        self._parts.append(text)
        self.length += len(text)

    def _flush(self) -> None:
        if self._copy is not None:
            begin, start, end = self._copy
            self._runs.append(Run(begin, begin + end - start, start, end))
            self._copy = None

    def done(self) -> Clean:
        """The text and its map."""
        self._flush()
        return Clean("".join(self._parts), tuple(self._runs))


def compose(outer: tuple[Run, ...], inner: Clean) -> tuple[Run, ...]:
    """The map text -> source, from outer: text -> middle and inner: middle -> source. One pass over both.

    Every replacement of `inner` must give one code point (an escape sequence does), so that no run of `outer` can cut it.
    """
    out: list[Run] = []
    runs = inner.runs
    end_of_source = runs[-1].source_end if runs else 0
    i = 0

    def place(at: int) -> int:
        return runs[i].source_start + at - runs[i].start if i < len(runs) else end_of_source

    for run in outer:
        while i < len(runs) and runs[i].end <= run.source_start:
            i += 1
        if run.source_start == run.source_end:
            out.append(Run(run.start, run.end, place(run.source_start), place(run.source_start)))
        elif run.end - run.start != run.source_end - run.source_start:
            begin = place(run.source_start)
            while i < len(runs) and runs[i].end < run.source_end:
                i += 1
            last = runs[i]
            end = last.source_end if last.end == run.source_end else place(run.source_end)
            out.append(Run(run.start, run.end, begin, end))
        else:
            at = run.start
            while at < run.end:
                while runs[i].end <= run.source_start + at - run.start:
                    i += 1
                middle = run.source_start + at - run.start
                n = min(runs[i].end - middle, run.end - at)
                copied = runs[i].end - runs[i].start == runs[i].source_end - runs[i].source_start
                begin = place(middle) if copied else runs[i].source_start
                out.append(Run(at, at + n, begin, begin + n if copied else runs[i].source_end))
                at += n
    return tuple(out)


# -- bytes -> text -----------------------------------------------------------------------------------


def decode(data: bytes, declared: str | None = None) -> tuple[str, str, tuple[str, ...]]:
    """The text of some bytes, the encoding's name, and notes for the reader where it is not plain UTF-8.

    In this order: byte order mark; the declared encoding; UTF-8; the encoding judged by the bytes. A declared single-byte
    encoding yields to UTF-8 when the bytes are valid UTF-8 with letters beyond ASCII, which they are not by chance.
    UnreadableError for binary data.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _settled(data, encoding, f"read as {encoding}, by its byte order mark")
    if (wide := _wide(data)) is not None:
        return _settled(data, wide, f"read as {wide}, judged by its bytes")
    refuse_binary(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    named = _known(declared)
    if text is not None and (named in (None, "utf-8") or not data.isascii()):
        note = (f"declares {named}, but is UTF-8: read as UTF-8",) if named not in (None, "utf-8") else ()
        return text, "utf-8", note
    if named not in (None, "utf-8"):
        try:
            return data.decode(named), named, () if data.isascii() else (f"not UTF-8: read as {named}, as it declares",)
        except UnicodeDecodeError:
            pass
    elif (damaged := _damaged(data)) is not None:
        return damaged
    judged = _judged(data)
    return _settled(data, judged, f"read as {judged}, judged by its bytes")


def refuse_binary(data: bytes) -> None:
    """UnreadableError if the bytes are no text: too many zero bytes or control characters in their first 64 KiB.

    Text has none to speak of; the limit of 1 in 500 lets a damaged line through and stopped every picture,
    archive and office file tried.
    """
    head = data[:_SAMPLE]
    odd = sum(head.count(bytes([b])) for b in (*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)))
    if odd > max(8, len(head) // 500) or (odd and odd * 20 > len(head)):
        share = f"{odd / len(head):.0%}" if odd * 100 >= len(head) else f"{odd}"
        raise UnreadableError(f"is a binary file, not text: {share} of its first {len(head):,} bytes are control characters")


def _settled(data: bytes, encoding: str, how: str) -> tuple[str, str, tuple[str, ...]]:
    """Decode as settled; what still does not fit is shown as U+FFFD, and the note counts it."""
    note = () if encoding == "utf-8" else (f"not UTF-8: {how}",)
    try:
        return data.decode(encoding), encoding, note
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
        faults = text.count("\ufffd")
        return text, encoding, (*note, f"{faults:,} places are not valid {encoding} and are shown as \ufffd")


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly every other byte is zero, as in Western text; None otherwise."""
    head = data[: _SAMPLE // 2 * 2]
    if len(head) < 8 or len(head) % 2:
        return None
    even, odd, half = head[0::2].count(0), head[1::2].count(0), len(head) // 2
    if odd > 0.7 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def _known(label: str | None) -> str | None:
    """The name of a declared encoding, None for one that pages do not use; never UTF-16 without a mark."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    if name.startswith(("utf-16", "utf-32", "utf16", "utf32", "utf8")):
        return "utf-8"
    try:
        return name if _ON_THE_WEB.fullmatch(codecs.lookup(name).name) else None
    except (LookupError, ValueError):
        return None


def _damaged(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """UTF-8 with a few broken bytes (a file cut inside a letter), None when there are too many of them for that."""
    text = data.decode("utf-8", errors="replace")
    faults = text.count("\ufffd")
    beyond = sum(1 for c in text[:_SAMPLE] if c > "\x7f")
    if faults <= max(1, _BROKEN_SHARE * len(data)) and beyond >= 3 * faults:
        places = "1 place is" if faults == 1 else f"{faults:,} places are"
        return text, "utf-8", (f"{places} not valid UTF-8, shown as \ufffd",)
    return None


def _judged(data: bytes) -> str:
    """windows-1252 when what lies beyond ASCII is little and all of it Western; otherwise what charset-normalizer finds."""
    sample = data[: 4 * _SAMPLE]
    beyond = bytes(b for b in sample if b > 0x7F)
    try:
        western = set(beyond.decode("windows-1252")) <= _WESTERN
    except UnicodeDecodeError:
        western = False
    if western and len(beyond) < _WESTERN_SHARE * len(sample):
        return "windows-1252"
    best = from_bytes(sample).best()
    if best is None:
        raise UnreadableError("is not text in any encoding that is known here")
    return {"cp1252": "windows-1252", "cp1250": "windows-1250", "cp1251": "windows-1251"}.get(best.encoding, best.encoding)


def charset_in_markup(data: bytes) -> str | None:
    """The encoding that a page declares in its first 4 KiB (WHATWG looks at 1; real pages are later), None if none."""
    head = data[:4096]
    found = re.search(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", head, re.I) or re.match(
        rb"\s{0,64}<\?xml[^<>]{0,120}?encoding\s*=\s*[\"']([\w.:-]{1,40})", head, re.I
    )
    return found.group(1).decode("ascii", "replace") if found else None


def shown(value: str) -> str:
    """A metadata value as a reader sees it: without what shows nothing (half an emoji among it), single spaces."""
    return " ".join(_UNSEEN.sub("", value).split())
