"""Through what words came that stand beside their cue: "said in an interview with X", "in a note cited by X", "through his
lawyer", "wrote in X". The phrase stands in the frame's own clause: before its source, behind its cue, or between the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso import names
from sayso.mark.attributions.frames import Frame
from sayso.mark.attributions.grammar import MASK, SEEN_BY, STATEMENT_NOUNS, role_nouns
from sayso.mark.attributions.voices import Voices
from sayso.text import fold
from sayso.types import Mention, Span

REACH = 30  # code points between the preposition and the name it leads to: "tomorrow's", "the state-run"

_TALK = re.compile(
    r"\b(?:interview|interviews|conversation|talk|appearance|comments|remarks|op-ed|column|letter|speaking|talking)\s+"
    r"(?:\w+ )?(?:with|to|for|on|in)\s+",
    re.IGNORECASE,
)
_SENT_TO = re.compile(  # "said in a statement to | Reuters"
    r"\b(?:statement|e-?mail|message|letter|text|response|reply|note)s?\s(?:\w+ed\s|sent\s)?to\s+", re.IGNORECASE
)
_PAPER = re.compile(
    rf"\b(?:{'|'.join(sorted(STATEMENT_NOUNS | {'diary', 'minutes', 'notes', 'transcript'}))})\b[^,;:.]{{0,40}},?\s*$"
)
_GO_BETWEEN = re.compile(
    r"\b(?:[Tt]hrough|[Vv]ia)\s+(?P<who>(?:an?|the|his|her|their|its)\s+(?:[\w-]+\s+){0,2}?(?P<noun>[\w-]+))(?=$|[ ,.;:])"
)
_GO_BETWEEN_NAMED = re.compile(
    r"\b(?:[Tt]hrough|[Vv]ia)\s+(?:[a-z][\w-]+\s+)?(?P<noun>[a-z][\w-]+)\s+(?=[A-Z])"
)  # "through lawyer | Ann Low"
_HANDED_ON = re.compile(  # "a statement issued by | police", "a letter read out by | his lawyer, Ada Holt"
    r"(?<!\w)[Ii]n (?:an?|the|his|her|their|its) (?:\w+ ){0,2}?"
    r"(?:statement|letter|message|note|tribute|e-?mail|post|text)\b[^,;:.]{0,20}?"
    r"\b(?:issued|released|read(?: out| aloud)?|passed on|published|relayed|shared)(?: to [^,;:.]{2,30}?)? (?:by|through|via) "
)
_POLICE = re.compile(r"(?:the )?police\b(?! [A-Z])")
_SEEN = (
    r"\s+(?:(?:has|have|had)\s+(?:also\s+|since\s+|now\s+)?(?:seen|obtained|reviewed|viewed|read|published)|"
    r"obtained|saw|reviewed)\b"
)
_HAS_SEEN = re.compile(  # "the letter, which the Echo has seen", "…, which it obtained from a clerk,"
    rf"\bwhich\s+(?P<who>[^,;:]{{2,40}}?){_SEEN}(?=(?:\s+(?:under|from|through|last|on|in)\b[^,;:]{{1,60}})?(?:[,.;]|\s*$))"
)
_SAW = re.compile(
    rf"(?P<who>[^,;:]{{2,40}}){_SEEN}[^,;:]{{2,40}}\s(?:in|on) which\s*$"
)  # "the Echo has seen a letter in which"
_OF_A_REPORT = re.compile(
    r"\s*(?:(?:an?|the|earlier|recent|media|press|news)\s+)*(?:reports?|story|stories|articles?)\s+(?:in|on)\s"
)
_IN = re.compile(r"(?<!\w)(?:in|on)\s+", re.IGNORECASE)
_NAME = re.compile(r"(?:\w+[’']s\s+|the\s+)?(?P<name>[A-Z][\w’'-]+(?: (?:& )?[A-Z][\w’'-]+)*)")


def through(masked: str, sentence: Span, frame: Frame, others: Sequence[Frame], voices: Voices) -> tuple[Span, ...]:
    """The noun phrases beside a frame's cue that name through what or whom its words came; empty where there are none."""
    found: list[Span] = []
    if frame.source is not None:
        found.extend(s for s in _who_saw(masked, frame.source, voices) if not any(_meet(s, c) for c in frame.carriers))
    for zone in _zones(masked, sentence, frame, others):
        found.extend(s for s in _phrases(masked, zone, voices) if not any(_meet(s, c) for c in (*found, *frame.carriers)))
    return tuple(s for s in found if frame.addressee is None or not _meet(s, frame.addressee))


def _zones(masked: str, sentence: Span, frame: Frame, others: Sequence[Frame]) -> Iterator[Span]:
    """The stretches of a frame's own clause outside its source, cue and content: from the sentence's beginning to the first of
    these, between two of them, and from the last to the sentence's end, where no other frame lies between."""
    mine = {*frame.content, *frame.cue, *((frame.source,) if frame.source else ())}
    theirs = {
        s
        for f in others
        if f is not frame
        for s in (*f.cue, *f.carriers, *((f.source,) if f.source else ()), *(() if f.holds(frame.cue[0]) else f.content))
    }
    left: Span | None = None
    at = sentence.start
    for right in (*sorted(mine | theirs), None):
        end = right.start if right is not None else sentence.end
        within = (left is None or left in mine) and (right is None or right in mine) and (left or right) is not None
        if within and end > at and MASK not in masked[at:end]:
            yield Span(at, end)
        left = right if right is not None and right.end >= at else left
        at = max(at, right.end if right is not None else at)


def _phrases(masked: str, zone: Span, voices: Voices) -> Iterator[Span]:
    for m in _GO_BETWEEN.finditer(masked, zone.start, zone.end):
        if fold(m["noun"]) in role_nouns() or fold(m["noun"]) in ("interpreter", "translator"):
            yield Span(*m.span("who"))
    for m in _GO_BETWEEN_NAMED.finditer(masked, zone.start, zone.end):
        name = _next(voices, m.end(), zone.end)
        if name is not None and name.type == "person" and fold(m["noun"]) in role_nouns():
            yield Span(name.start, name.end)
    for m in _HANDED_ON.finditer(masked, zone.start, zone.end):
        name = _next(voices, m.end(), zone.end)
        if police := _POLICE.match(masked, m.end(), zone.end):
            yield Span(*police.span())
        elif name is not None and name.type != "place" and fold(masked[m.end() : name.start]).strip() in ("", "the"):
            yield Span(name.start, name.end)
    if _OF_A_REPORT.match(masked, zone.start, zone.end):
        return  # "confirming a report in the Echo that …": the report's words, and whoever confirms them has his own
    talks = list(_TALK.finditer(masked, zone.start, zone.end))
    sent = _SENT_TO.finditer(masked, zone.start, zone.end)
    for m in (*talks, *sent, *_IN.finditer(masked, zone.start, zone.end)):
        name = _next(voices, m.end(), zone.end)
        unknown = _NAME.match(masked, m.end(), zone.end) if m in talks and not voices.inside(Span(m.end(), zone.end)) else None
        if name is not None and _outlet(voices, name) and not voices.of_its_people(Span(name.start, name.end)):
            yield _whole(voices, name, zone.end)
        elif unknown is not None and names.words_of("calendar").isdisjoint(
            fold(unknown["name"]).split()
        ):  # nobody is interviewed by what is no person's name but an outlet
            yield Span(*unknown.span("name"))
    yield from _who_saw(masked, zone, voices)
    for m in SEEN_BY.finditer(masked, zone.start, zone.end):
        name = _next(voices, m.end(), zone.end)
        if name is not None and name.type in ("outlet", "organisation") and _PAPER.search(masked, zone.start, m.start()):
            yield Span(name.start, name.end)


def _who_saw(masked: str, zone: Span, voices: Voices) -> Iterator[Span]:
    """The outlets that saw a paper which a stretch names: "the letter, which Reuters has seen"."""
    for pattern in (_HAS_SEEN, _SAW):
        for m in pattern.finditer(masked, zone.start, zone.end):
            for x in voices.inside(Span(*m.span("who")))[-1:]:  # not "which nobody at the BBC has seen"
                if _outlet(voices, x) and fold(masked[m.start("who") : x.start]).strip() in ("", "the"):
                    yield Span(x.start, x.end)


def _next(voices: Voices, at: int, end: int) -> Mention | None:
    """The mention that a preposition ending here leads to."""
    found = voices.inside(Span(at, end))[:1]
    near = bool(found) and found[0].start - at <= REACH and not any(c in voices.text[at : found[0].start] for c in ",;:.")
    return found[0] if near else None


def _outlet(voices: Voices, mention: Mention) -> bool:
    """Whether a mention is an outlet that prints or broadcasts others' words; a network where people post is none."""
    if fold(voices.text[mention.start : mention.end]).startswith("this "):
        return False  # "seen by this newspaper"
    behind = voices.text[mention.end : mention.end + 12].split()[:1]
    posted = bool(behind) and fold(behind[0].strip(",.;")) in ("page", "account", "post", "feed", "profile", "channel")
    return mention.type == "outlet" and not posted and not voices.is_network(mention)


def _whole(voices: Voices, mention: Mention, end: int) -> Span:
    """A mention with the name that stands right behind it: "the podcast | Second Reel"."""
    behind = voices.inside(Span(mention.end, end))[:1]
    named = bool(behind) and behind[0].entity == mention.entity and behind[0].start - mention.end <= 2
    return Span(mention.start, behind[0].end if named else mention.end)


def _meet(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
