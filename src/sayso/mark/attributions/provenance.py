"""From whom somebody has what he says: "The Herald says the pier moved. It has that from Radio Delta, and Radio Delta from a
clerk". Such sentences report nothing by themselves; they lead the chain of what was reported before back to its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from sayso import names
from sayso.mark.attributions.masking import trim_end
from sayso.mark.attributions.voices import Voices
from sayso.text import fold, sentences
from sayso.types import Hop, Span

ASIDE = 60  # code points between a name and its verb: ", as they honestly add,"

_FROM = re.compile(
    r"\b(?:has|have|had|got|gets|took|takes|heard|hears|lifted|copied|picked)\s+(?:all\s+)?"
    r"(?P<what>it|that|this|them|(?:the|that|its|their) (?:[\w-]+ ){0,2}?"
    r"(?:story|claim|line|news|report|rumou?r|tale|item|phrase|sentence|quotation|quote|words|account|version|figure|number))"
    r"\s+(?:up\s+)?(?:all\s+|straight\s+|directly\s+)?from\s+(?P<whom>(?=\S))",
    re.IGNORECASE,
)
_NAME = r"(?:[Tt]he\s+)?[^\W\d_a-zà-ÿ][\w’'-]*(?:\s+[A-Z][\w’'-]*){0,3}"
_BEARS = re.compile(_NAME)
_BEFORE = re.compile(rf"({_NAME})(?:\s*|,[^.;:?!]{{1,60}},\s*)$")  # "Radio Delta, when I rang, | got it"
_AND = re.compile(rf"(?:,| and|, and)\s+(?P<who>{_NAME})\s+from\s+(?P<whom>(?=\S))")
_STOP = re.compile(r"[,;:]| and (?=(?:the )?[A-Z][^,.;:]{0,50} (?:from|has|had|got)\b)| who | which | that | when | with | in ")
_ASKED = re.compile(
    r"\b(?:know|hear|told|source|(?:have|has|had|got|get) (?:it|that|this))\b[^.?!]{0,40}\?\s+From\s+(?P<whom>(?=\S))",
    re.IGNORECASE,
)
_HANDED = re.compile(r"(?:got|gets|took|takes|lifted|copied|picked)\b", re.IGNORECASE)  # things are, too
_DENIED = re.compile(r"\b(?:not|never|n[’']t|nobody|no one)\b", re.IGNORECASE)


class Link(NamedTuple):
    """Somebody has what he says from somebody. `who` is None where a question asks it: "How did she know? From …"."""

    who: Hop | None
    whom: Hop
    start: int


def links(text: str, paragraph: Span, voices: Voices) -> list[Link]:
    """What the sentences of a paragraph tell of provenance, in their order."""
    out: list[Link] = []
    for sentence in sentences(text, paragraph.start, paragraph.end):
        out += _of_sentence(text, sentence, voices)
    for m in _ASKED.finditer(text, paragraph.start, paragraph.end):
        if (whom := _whom(text, m.start("whom"), paragraph.end, voices)) is not None:
            out.append(Link(None, whom, m.start()))
    return sorted(out, key=lambda link: link.start)


def _of_sentence(text: str, sentence: Span, voices: Voices) -> Iterator[Link]:
    at = sentence.start
    for m in _FROM.finditer(text, sentence.start, sentence.end):
        asked = "?" in text[m.start() : sentence.end]
        who = _who(text, Span(at, m.start()), voices)
        whom = _whom(text, m.start("whom"), sentence.end, voices)
        thing = _HANDED.match(text, m.start()) and fold(m["what"]) in ("it", "them")
        if thing and who is not None and voices.kind(who.entity) not in ("outlet", "organisation"):
            who = None
        if who is not None and whom is not None and not asked and not _DENIED.search(text, at, m.start()):
            yield Link(who, whom, who.start or 0)
            for more in _AND.finditer(text, m.end(), sentence.end):
                whom = _whom(text, more.start("whom"), sentence.end, voices)
                if whom is not None:
                    yield Link(_named(*more.span("who"), voices), whom, more.start("who"))
        at = m.end()


def _who(text: str, before: Span, voices: Voices) -> Hop | None:
    """Whose verb it is: who is named right before it, or before an aside."""
    name = _BEFORE.search(text, max(before.start, before.end - ASIDE), before.end)
    if name is not None:
        return _named(*name.span(1), voices)
    last = voices.inside(before)[-1:]
    return _hop(last[0].start, last[0].end, last[0].entity) if last and not text[last[0].end : before.end].strip() else None


def _named(start: int, end: int, voices: Voices) -> Hop:
    found = voices.inside(Span(start, end))
    return _hop(start, end, found[0].entity if found else None)


def _whom(text: str, at: int, end: int, voices: Voices) -> Hop | None:
    """Who the words behind "from" name or describe: up to the next sign, or in their quotation marks."""
    quoted = re.compile(r"[\"“‘«]([^\"”’»]{3,80})[\"”’»]").match(text, at, end)
    if quoted is not None:
        return _hop(*quoted.span(1), None)
    stop = _STOP.search(text, at, end)
    span = Span(at, trim_end(text, at, stop.start() if stop else end))
    if span.end <= span.start:
        return None
    found = voices.hop(span, "voice", "")
    shown = text[span.start : span.end]
    named = _BEARS.match(shown) is not None and names.known_place(shown) is None
    return found if named or (found.entity is not None and voices.kind(found.entity) != "place") else None


def _hop(start: int, end: int, entity: str | None) -> Hop:
    return Hop(entity, start, end)


def led_back(chain: tuple[Hop, ...], told: Sequence[Link], text: str) -> tuple[Hop, ...]:
    """A chain with those before it from whom its first voice has the words, by links that follow upon each other."""
    for link in told:
        if not chain or any(one_hop(link.whom, h, text) for h in chain):
            continue
        if link.who is None or one_hop(link.who, chain[0], text) or _called_so(link.who, chain[0], text):
            head = chain[0]
            first = replace(head, role="carrier" if head.role == "carrier" else "relay")
            chain = (replace(link.whom, role="voice", why="from whom the next has it, as the report tells"), first, *chain[1:])
    return chain


def _called_so(who: Hop, head: Hop, text: str) -> bool:
    """Whether a name is short for another ("the Kuryer", "the Nevsky Kuryer"), whatever they were taken for."""
    return one_hop(replace(who, entity=None), head, text)


def one_hop(a: Hop, b: Hop, text: str) -> bool:
    """Whether two hops are one: of one entity, or called the same but for words before ("the Post", "the Morning Post")."""
    if a.entity is not None and b.entity is not None:
        return a.entity == b.entity
    shown = [fold(text[h.start or 0 : h.end]).removeprefix("the ") for h in (a, b)]
    return shown[0] == shown[1] or shown[0].endswith(" " + shown[1]) or shown[1].endswith(" " + shown[0])
