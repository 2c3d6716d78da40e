"""What a reader decided, as a sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

from sayso.tell.lanes import human
from sayso.tell.lookup import Lookup
from sayso.tell.notes import shortened
from sayso.types import Anchor, Judgement, JudgementKind, Ruling

# Our words around the places a judgement speaks of, in their order; a place that was left out ends the sentence before it.
_SENTENCES: dict[JudgementKind, tuple[str, ...]] = {
    "same": ("", " and ", " are the same"),
    "not-same": ("", " is not the same as ", ""),
    "same-claim": ("", " says the same as ", ""),
    "not-same-claim": ("", " does not say the same as ", ""),
    "not-a-quotation": ("", " is not a quotation"),
    "speaker": ("", " was said by ", ""),
    "not-a-hop": ("", " did not come through ", ""),
    "copy": ("", " took its words from ", ""),
    "not-a-copy": ("", " did not take its words from ", ""),
    "ignore": ("", " is ignored, as if it were not in the case"),
}
_SHORTER: dict[JudgementKind, str] = {"speaker": " was said by somebody who is not named"}
STATES = {"holds": "Holds", "undone": "Undone", "idle": "Changes nothing here", "overridden": "Overridden"}


class Unread(NamedTuple):
    """A source that could not be read."""

    name: str


Part = str | int | Anchor | Unread
"""A part of a sentence: our words, a judgement by number, a place (its words, or the report), a source."""


def ruled(judgement: Judgement) -> list[Part]:
    """A judgement as a sentence in parts. A place with words stands for these, one without for its report."""
    if judgement.kind == "undo":
        return [judgement.undoes or 0, " is undone"]
    about = judgement.about
    if judgement.kind == "ignore" and any(a.words for a in about):
        return [Unread(about[0].document), " could not be read, and is set aside"]
    if judgement.kind == "not-a-conflict":
        between = ("", *([", "] * (len(about) - 2)), " and ", " do not conflict")
    else:
        between = _SENTENCES[judgement.kind]
    places: list[list[Part]] = [[a] if not a.words else [a, " in ", Anchor(a.document)] for a in about]
    out: list[Part] = []
    if about and all(a.words for a in about) and len({a.document for a in about}) == 1:
        out, places = ["In ", Anchor(about[0].document), ": "], [[a] for a in about]
    for ours, place in zip(between, places, strict=False):
        out += [ours, *place]
    full = len(about) + 1 >= len(between)
    out.append(between[-1] if full else _SHORTER.get(judgement.kind, ""))
    return [part for part in out if part != ""]


def apart(look: Lookup, document: str) -> str:
    """What tells a report from others that are called the same: outlet and day; else its file's name, or its id, as well."""
    alike = look.alike.get(look.label(document).casefold(), ()) if document in look.reports else ()
    if len(alike) < 2:
        return ""
    known = {d: _facts(look, d) for d in alike}
    mine = known[document]
    if mine and list(known.values()).count(mine) == 1:
        return mine
    files = {d: look.reports[d].source.rsplit("/", 1)[-1] for d in alike}
    own = files[document] if files[document] and list(files.values()).count(files[document]) == 1 else document
    return ", ".join(filter(None, (mine, own)))


def _facts(look: Lookup, document: str) -> str:
    report = look.reports[document]
    outlet = look.name(report.outlet) if report.outlet else ""
    return ", ".join(filter(None, (outlet, human(report.published) if report.published else "")))


def line(ruling: Ruling, look: Lookup) -> str:
    """A judgement and what became of it in one line."""
    row = ruling.judgement
    said = "".join(_part(part, look) for part in ruled(row))
    why = f": {' '.join(row.why.split())}" if row.why else ""
    named = reason(ruling, look)
    left_out = f" ({named})" if row.kind == "ignore" and not any(a.words for a in row.about) else ""
    state = {"holds": left_out, "idle": f" (does nothing here: {named})"}.get(ruling.state, f" ({named})")
    return f"{row.number}. {said}: {row.who}, {moment(row.when)}{why}{state}"


def reason(ruling: Ruling, look: Lookup) -> str:
    """What became of a judgement, with its reports as they are called."""

    def called(m: re.Match[str]) -> str:
        return _report(m[0], look) if m[0] in look.reports else m[0]

    return re.sub(r"\b\w+\b", called, ruling.why)


def _part(part: Part, look: Lookup) -> str:
    if isinstance(part, int):
        return f"judgement {part}"
    if isinstance(part, str):
        return part
    if isinstance(part, Unread):
        return part.name
    if not part.words:
        return _report(part.document, look)
    who = look.named_at(part)
    return f"“{shortened(' '.join(part.words.split()))}”" + (f" (that is {who})" if who else "")


def _report(document: str, look: Lookup) -> str:
    """What a report is called, and what tells it from others of that name; its id where it is not in the dossier."""
    if document not in look.reports:
        return f"report {document}"
    more, words = apart(look, document), look.label(document)
    return (f"“{words}”" if look.called(document).kind in ("title", "opening") else words) + (f" ({more})" if more else "")


def moment(when: str) -> str:
    """An RFC 3339 time as a person writes it: "8 May 2023, 09:30 UTC"; as it stands where it is none."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:Z|\+00:00)", when)
    return f"{human(found[1])}, {found[2]} UTC" if found else when
