"""What a sentence does not tell as said: by nobody, on a condition, in a question, as an accusation, or denied as a whole.

"No official has said …", "if Holt says …", "had Holt said …", "did Holt say …?", "should have said", "is accused of saying",
"it is unclear who said", "she denied that he had said …": a statement that is drawn from these was never made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.mark.attributions.frames import Frame
from sayso.mark.attributions.grammar import MASK, REFUSES, cues
from sayso.text import fold, tokens
from sayso.types import Span

_NOBODY = re.compile(r"(?:nobody|no[ -]one|none|neither|no(?!\.? ?\d))\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|unless|whether)\s+$", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:^|\b(?P<why>what|when|where|why|how|who|whom|which)\s+)(?:do|does|did|had|has|have|should|would|will|can)\s+$"
)
_WONDERS = re.compile(r"\b(?:clear|unclear|know|knows|knew|known|say|said|ask|asks|asked|wonder|wonders|wondered|mystery)\s+$")
_NEVER_CAME = re.compile(r"\b(?:should|could|might|must|ought to)(?: not)? have(?: \w+ly)? ")
_ACCUSED = re.compile(r"\b(?:accused of|suspected of|charged with|cleared of|denied|denies|denying)\s+(?:\w+ly\s+)?$")
_IS_ACCUSED = re.compile(r"\b(?:is|are|was|were|been|being) accused of$")
_HEARSAY = re.compile(r"(?:reportedly|allegedly|supposedly|apparently)\b")
_WHAT = re.compile(r"\bwhat\s+$")
WHOLE = 6  # words between a source and its cue that can belong to the cue


def unsaid(masked: str, sentence: Span, frame: Frame) -> bool:
    """Whether a sentence tells a frame's statement as one that was not made, or leaves open whether it was."""
    source, cue = frame.source, frame.cue[0]
    shown = masked[cue.start : frame.cue[-1].end]
    if _HEARSAY.match(shown) and not any(c.doc != "weak" for t in tokens(shown) for c in cues().get(fold(t.text), ())):
        return True  # "the minister reportedly knew of it"
    if source is None:
        return False
    before, between = masked[sentence.start : source.start], masked[source.end : cue.start] if source.end <= cue.start else ""
    if _NOBODY.match(masked, source.start) or before.casefold().endswith(("no ", "neither ")):
        return True
    if _CONDITION.search(before) and "," not in between:
        return True
    if fold(masked[source.start : source.end]) == "who" and _WONDERS.search(before):
        return True
    first = masked[source.start : source.end].split(None, 1)[0]  # "Did Ada Holt": read as the source
    asks = _ASKS.search((before or f"{first} ").casefold())
    if asks and cue.start > source.start and (asks["why"] is None or masked[: sentence.end].endswith("?")):
        return True
    if len(between.split()) > WHOLE or "," in between or MASK in between:
        between = ""
    whole = (between + shown).casefold()
    said = [t.start for t in tokens(whole) if any(c.form == "ing" for c in cues().get(t.text, ()))]
    if _NEVER_CAME.search(f"{whole} ") or _IS_ACCUSED.search(whole):
        return True
    return any(_ACCUSED.search(whole[:at]) for at in said)


def refuses(masked: str, frame: Frame) -> bool:
    """Whether a frame's source says that its content is not so: whoever denies a statement has not passed it on."""
    return not REFUSES.isdisjoint(fold(t.text) for s in frame.cue for t in tokens(masked, s.start, s.end))


def refused(masked: str, frame: Frame, others: Sequence[Frame]) -> bool:
    """Whether a frame tells what another's source denies was said: "she denied that he had said the bridge was shut"."""
    if any(MASK in masked[s.start : s.end] for s in frame.content):
        return False
    if frame.source is not None and _WHAT.search(masked, max(0, frame.source.start - 8), frame.source.start):
        return False  # "she disputes what he said"
    return any(
        f.cue[-1].end <= frame.cue[0].start
        and refuses(masked, f)
        and any(_holds(s, frame.cue[0]) for s in f.content)
        and ":" not in masked[f.cue[-1].end : frame.cue[0].start]  # "she denies it: he could, she said"
        for f in others
        if f is not frame
    )


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
