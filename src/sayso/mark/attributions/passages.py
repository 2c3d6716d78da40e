"""Passages that are somebody's words without quotation marks: block quotations, posts, turns of a transcript, another outlet's
text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from sayso.mark.turns import called, labels
from sayso.text import pieces
from sayso.types import Block, Region, Span

LONGEST_UTTERANCE = 160  # words: a set-off passage longer than this is taken for an outlet's text rather than one utterance
_ASKS = frozenset({"question", "q", "reporter", "journalist"})  # his outlet may stand behind: "QUESTION (Radio One):"
_LABEL = re.compile(r"(?P<name>[A-Z@][\w.'’\-]*(?: [A-Z][\w.'’\-]*){0,4}):\s+(?=\S)")
_SIGNATURE = re.compile(r"\n\s*[—–-]{1,2}\s*\S[^\n]*\(@\w+\)[^\n]*\s*$")
_SIGNED = re.compile(r"\s*[—–-]{1,2}\s*\S[^\n]*\(@\w+\)")
_STAGE = re.compile(r"[\[(][^\])]{1,200}[\])]\s*$")


class Passage(NamedTuple):
    """A stretch of the body that is set off. utterance and turn: all of it is one voice's words; carried: an outlet's text;
    own: a turn in which the document's own outlet speaks."""

    kind: Literal["utterance", "turn", "carried", "own"]
    start: int
    end: int
    content_start: int  # behind a speaker's label
    speaker: Span | None
    outlet: Span | None
    introduced: bool  # the paragraph before may say whose words these are
    why: str
    answers: bool = False  # a turn marked "A.": whoever is questioned speaks


def passages(text: str, blocks: Sequence[Block], regions: Sequence[Region]) -> tuple[Passage, ...]:
    """The set-off passages of the body, in order, disjoint: a transcript's turns, else quoted regions and block quotations."""
    bodies = [Span(r.start, r.end) for r in regions if r.kind == "body"] or [Span(0, len(text))]
    turns = _turns(text, blocks, bodies)
    if turns:
        return tuple(turns)
    found = [_set_off(text, r) for r in regions if r.kind == "quoted"]
    for b in blocks:
        inside = any(body.start <= b.start < body.end for body in bodies)
        if (
            b.kind == "quote"
            and inside
            and not _SIGNED.match(text, b.start, b.end)
            and not any(p.start < b.end and b.start < p.end for p in found)
        ):
            found.append(
                Passage(
                    "utterance" if _plain(text, b.start, b.end) else "carried",
                    b.start,
                    b.end,
                    b.start,
                    None,
                    None,
                    True,
                    "block quotation",
                )
            )
    return tuple(sorted(found, key=lambda p: p.start))


def _plain(text: str, start: int, end: int) -> bool:
    """Whether a passage can be one utterance: short, and nobody else is quoted in it (marks around all of it do not count)."""
    shown = text[start:end].strip()
    words = sum(1 for _ in pieces(text, start, end))
    return words <= LONGEST_UTTERANCE and not any(c in shown[1:-2] for c in '“”«»"')


def _set_off(text: str, r: Region) -> Passage:
    outlet = Span(r.outlet_start, r.outlet_end) if r.outlet_start is not None and r.outlet_end is not None else None
    start, end = r.start, r.end
    post = _SIGNATURE.search(text, start, end)
    if post is not None:
        end = post.start()
    signed = post is not None or (outlet is not None and outlet.start >= end)  # a post's signature stands below it
    label = _LABEL.match(text, start, end)
    if post is not None or _plain(text, start, end):
        speaker = Span(label.start("name"), label.end("name")) if label else None
        return Passage(
            "utterance", start, end, label.end() if label else start, speaker, outlet, not signed, f"set off: {r.why}"
        )
    return Passage("carried", start, end, start, None, outlet, False, f"inside a passage of the outlet's: {r.why}")


def _turns(text: str, blocks: Sequence[Block], bodies: Sequence[Span]) -> list[Passage]:
    """The turns of a transcript: lines that begin with a speaker and a colon, each holding until the next."""
    spans = [Span(b.start, b.end) for b in blocks] or [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    spans = [s for s in spans if any(b.start <= s.start < b.end for b in bodies)]
    headings = {b.start for b in blocks if b.kind == "heading"}
    heard = labels(text, spans)
    interview = len({called(m) for m in heard.values()}) == 1  # one name; the lines between are the questions
    found: list[Passage] = []
    speaker: Span | None = None
    open_ = answers = False
    for s in spans if heard else ():
        if m := heard.get(s.start):
            group = "caps" if m.group("caps") else "qa" if m.group("qa") else "name"
            if m.group("of") and m.group("of")[0].isupper() and m.group(group).casefold() in _ASKS:
                group = "of"
            speaker = Span(m.start(group), m.end(group)) if group != "qa" else None
            open_, answers = not interview, m.group("qa") == "A"
            found.append(Passage("turn", s.start, s.end, m.end(), speaker, None, False, "a turn of the transcript", answers))
        elif s.start in headings or _STAGE.fullmatch(text, s.start, s.end):
            open_ = False  # "[The recording ends here.]": what follows without a label is no longer the speaker's
        elif found and open_:
            found.append(
                Passage("turn", s.start, s.end, s.start, speaker, None, False, "goes on with the turn before", answers)
            )
    return found
