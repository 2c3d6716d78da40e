"""The bulk articles as piles, and how much memory a process that works on them has taken."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from bench.places import data
from sayso.types import Document, Fact, Marked, Region

_DETOK = re.compile(r"\s+([.,;:!?’”)])")


def rows() -> Iterator[dict[str, str]]:
    """The articles one by one, their text with its tokens spaced apart, as it is given."""
    with gzip.open(data("bulk-articles.jsonl.gz"), "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def closed_up(text: str) -> str:
    """A text without the spaces that the publishers of the set left before its marks."""
    return _DETOK.sub(r"\1", text)


def marked(n: int, text: str, published: str | None, outlet: str | None = None, title: str | None = None) -> Marked:
    """A report as `mark` would hand it on, with nothing found in it but its body; the day it says it is of, in EDTF."""
    document = Document(
        id=f"d{n:06d}",
        sources=(str(n),),
        sha256="",
        text_sha256="",
        media_type="text/plain",
        encoding="utf-8",
        text=text,
        runs=(),
        blocks=(),
        title=None if title is None else Fact(title, "made"),
        published=Fact(published, "made") if published else None,
    )
    return Marked(document, (Region(0, len(text), "body", "made"),), (), (), (), outlet)


def peak_memory() -> int:
    """The process's peak resident memory, in bytes. Not from getrusage, which begins with the parent's."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) * 1024
