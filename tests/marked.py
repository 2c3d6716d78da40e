"""Texts with the expected spans written inside them: "[S:The minister] [C:said] [Q:she would resign]."

Nobody counts offsets. Marks may nest; a mark's label is everything before the colon: letters and digits.
"""

from __future__ import annotations

import hashlib
import re

from msgspec import structs

from sayso.types import Block, Document, Run, Span

_OPEN = re.compile(r"\[([A-Za-z][A-Za-z0-9]*):")


def marked(text: str) -> tuple[str, dict[str, list[Span]]]:
    """The text without its marks, and the spans of each label in order of their start."""
    out: list[str] = []
    length = 0
    stack: list[tuple[str, int]] = []
    spans: dict[str, list[Span]] = {}
    i = 0
    while i < len(text):
        if m := _OPEN.match(text, i):
            stack.append((m.group(1), length))
            i = m.end()
            continue
        if text[i] == "]" and stack:
            label, start = stack.pop()
            spans.setdefault(label, []).append(Span(start, length))
        else:
            out.append(text[i])
            length += 1
        i += 1
    if stack:
        raise ValueError(f"unclosed mark {stack[-1][0]!r}")
    return "".join(out), {label: sorted(found) for label, found in spans.items()}


def document(text: str, **facts: object) -> Document:
    """A plain-text document of these paragraphs, for tests of what is marked in one document."""
    blocks = tuple(Block(m.start(), m.end(), "paragraph") for m in re.finditer(r"[^\n]+", text))
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = Document(
        id="d" + digest[:10],
        sources=("test.txt",),
        sha256=digest,
        text_sha256=digest,
        media_type="text/plain",
        encoding="utf-8",
        text=text,
        runs=(Run(0, len(text), 0, len(text)),) if text else (),
        blocks=blocks,
    )
    return structs.replace(made, **facts)
