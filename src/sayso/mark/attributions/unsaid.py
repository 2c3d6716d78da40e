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

_NOBODY = re.compile(
    r"(?:nobody|no[ -]one|none|neither|not (?:one|a single))\b|no(?! (?:fewer|less|more|matter|longer|doubt)\b)(?= [a-z])",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|unless|whether)\s+$", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:^|\b(?:what|when|where|why|how|who|whom|which)\s+)(?:do|does|did|had|has|have|should|would|will|can)\s+$"
)
_TURNED = re.compile(
    r"(?:^(?:had|should)|\b(?:nor|neither|never)\s+(?:do|does|did|had|has|have))\s+$"
)  # "had Holt said", "nor did Holt say"
_WONDERS = re.compile(r"\b(?:clear|unclear|know|knows|knew|known|say|said|ask|asks|asked|wonder|wonders|wondered|mystery)\s+$")
_NEVER_CAME = re.compile(r"\b(?:should|could|might|must|ought to)(?: not)? have(?: \w+ly)? ")
_ACCUSED = re.compile(r"\b(?:accused of|suspected of|charged with|cleared of|denied|denies|denying)\s+(?:\w+ly\s+)?$")
_IS_ACCUSED = re.compile(r"\b(?:is|are|was|were|been|being) accused of$")
_HEARSAY = re.compile(r"(?:reportedly|allegedly|supposedly|apparently)\b")
_RELATIVE = re.compile(r"\b(?:who|which|that)\b")
_WHAT = re.compile(r"\bwhat\s+$")
_OTHER_CLAUSE = re.compile(r"[,;:]|\b(?:but|and|or|when|while|as|after|before|because|since|who|which|whose)\b")
_NOT = re.compile(r"(?:\b(?:not|never|few|hardly|nobody|none|cannot)|n['’]t)\s+(?:\w+\s+)?$", re.IGNORECASE)
_CONTRARY = re.compile(r"\b(?:contrary to|despite|unlike) what\s+$", re.IGNORECASE)
_TO_CLAIMS = re.compile(
    r"\s+(?:(?:to|at|over|about|amid)\s+)?(?:(?:the|these|those|any)\s+)?(?:\w+\s+)?"
    r"(?:claims?|allegations?|accusations?|suggestions?|rumou?rs|criticisms?)\s+(?:that\s+)?"
)
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
    none = before.casefold().endswith(("no ", "neither ")) and masked[source.start].islower()
    if _NOBODY.match(masked, source.start) or none or _CONTRARY.search(before):
        return True
    of_a_claim = masked[frame.cue[-1].end : frame.content[0].start]
    if frame.cue[-1].end <= frame.content[0].start and _TO_CLAIMS.fullmatch(of_a_claim) and not refuses(masked, frame):
        return True  # "she responded to claims that …"
    if any(MASK in masked[s.start : s.end] for s in frame.content):
        return False  # words between quotation marks are somebody's: here, whom the sentence names
    if _CONDITION.search(before) and "," not in between and not _RELATIVE.search(masked, source.start, cue.start):
        return True
    if fold(masked[source.start : source.end]) == "who" and _WONDERS.search(before):
        return True
    led = (before or f"{masked[source.start : source.end].split(None, 1)[0]} ").casefold()  # "Did Ada Holt": read as the source
    question = masked[sentence.start : sentence.end].rstrip().endswith("?")
    if cue.start > source.start and (_TURNED.search(led) or (question and _ASKS.search(led))):
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
    """Whether a frame tells what another's source denies was said: "she denied that he had said the bridge was shut".

    Not what another clause says ("denied it but said …", "denied he lied when he said …"), what "what" presupposes, nor words
    between quotation marks, which would be taken for the denier's.
    """
    source = frame.source
    if source is None or any(MASK in masked[s.start : s.end] for s in frame.content):
        return False
    if _WHAT.search(masked, max(0, source.start - 8), source.start):
        return False
    return any(
        f.cue[-1].end <= source.start < frame.cue[0].start
        and refuses(masked, f)
        and f.holds(frame.cue[0])
        and not _OTHER_CLAUSE.search(masked, f.cue[-1].end, frame.cue[0].start)
        and not _NOT.search(masked[max(0, f.cue[0].start - 24) : f.cue[0].start])
        for f in others
        if f is not frame
    )
