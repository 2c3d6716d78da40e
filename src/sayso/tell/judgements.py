"""What a reader decided, as a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

from sayso.tell.lanes import human
from sayso.types import Anchor, Judgement, JudgementKind, Ruling

# Our words around the places a judgement speaks of, in their order; a place that was left out ends the sentence before it.
_SENTENCES: dict[JudgementKind, tuple[str, ...]] = {
    "same": ("", " and ", " are the same"),
    "not-same": ("", " is not ", ""),
    "same-claim": ("", " and ", " are one claim"),
    "not-same-claim": ("", " does not say the same as ", ""),
    "not-a-quotation": ("", " is not a quotation"),
    "speaker": ("", " was said by ", ""),
    "not-a-hop": ("", " did not come through ", ""),
    "copy": ("", " took its words from ", ""),
    "not-a-copy": ("", " did not take its words from ", ""),
    "ignore": ("", " is ignored"),
}
_SHORTER: dict[JudgementKind, str] = {"speaker": ": nobody is named as having said it"}


def ruled(judgement: Judgement) -> list[str | int | Anchor]:
    """A judgement as a sentence in parts: our words, the places it speaks of, and the number of the one that it undoes."""
    if judgement.kind == "undo":
        return [judgement.undoes or 0, " is undone"]
    between = _SENTENCES[judgement.kind]
    out: list[str | int | Anchor] = []
    for ours, place in zip(between, judgement.about, strict=False):
        out += [ours, place]
    full = len(judgement.about) + 1 >= len(between)
    out.append(between[-1] if full else _SHORTER.get(judgement.kind, ""))
    return [part for part in out if part != ""]


def line(ruling: Ruling, called: Callable[[str], str]) -> str:
    """A judgement and what became of it in one line; `called` says what a document is called."""
    parts = []
    for part in ruled(ruling.judgement):
        if isinstance(part, int):
            parts.append(f"judgement {part}")
        elif isinstance(part, str):
            parts.append(part)
        else:
            within = called(part.document)
            parts.append(f"“{' '.join(part.words.split())}” in {within}" if part.words else within)
    row = ruling.judgement
    why = f": {' '.join(row.why.split())}" if row.why else ""
    state = {"holds": "", "undone": f" ({ruling.why})", "idle": f" (does nothing here: {ruling.why})"}[ruling.state]
    return f"{row.number}. {''.join(parts)}: {row.who}, {moment(row.when)}{why}{state}"


def moment(when: str) -> str:
    """An RFC 3339 time as a person writes it: "8 May 2023, 09:30 UTC"; as it stands where it is none."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:Z|\+00:00)", when)
    return f"{human(found[1])}, {found[2]} UTC" if found else when
