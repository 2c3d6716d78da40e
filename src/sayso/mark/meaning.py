"""What one document tells, as a vector: that of its title and opening by the shipped model."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.models import vectors
from sayso.names import headline
from sayso.types import Document, Region


def meaning(document: Document, regions: Sequence[Region]) -> bytes:
    """`models.vectors` of a document's headline and body; empty where nothing is told, or not in the language of the model."""
    title = headline(document)
    body = "\n".join(document.text[r.start : r.end] for r in regions if r.kind == "body") or document.text
    spoken = (document.language or "en").partition("-")[0]
    return vectors().of(title, body) if spoken == "en" and (title or body.strip()) else b""
