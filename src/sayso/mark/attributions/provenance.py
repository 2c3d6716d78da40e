"""From whom somebody has what he says: "The Herald says the pier moved. It has that from Radio Delta, and Radio Delta from a
clerk". Such sentences report nothing by themselves; they lead the chain of what was reported before back to its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from msgspec.structs import replace

from sayso import names
from sayso.mark.attributions.voices import Voices
from sayso.text import fold, sentences
from sayso.types import Hop, Span

MOST = 40  # links of a paragraph that are followed
FAR = 80  # code points behind "from" in which a name or a description must stand
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
_ASKED = re.compile(
    r"\b(?:know|hear|told|source|(?:have|has|had|got|get) (?:it|that|this))\b[^.?!]{0,40}\?\s+From\s+(?P<whom>(?=\S))",
    re.IGNORECASE,
)
_HANDED = re.compile(r"(?:got|gets|took|takes|lifted|copied|picked)\b", re.IGNORECASE)  # things are, too
_THINGS = frozenset({"it", "them", "that", "this", "line", "item", "number", "figure"})
_MARKED = re.compile(r"[\"“‘«]([^\"”’»]{3,80})[\"”’»]")
_LEADS = re.compile(r"(?:(?:the|an?)\s+)?", re.IGNORECASE)
_THEIRS = re.compile(r"[’']s?\b")
_DENIED = re.compile(r"\b(?:not|never|n[’']t|nobody|no one)\b", re.IGNORECASE)


class Link(NamedTuple):
    """Somebody has what he says from somebody. `who` is None where a question asks it: "How did she know? From …"."""

    who: Hop | None
    whom: Hop
    start: int


def links(text: str, paragraph: Span, voices: Voices) -> list[Link]:
    """What the sentences of a paragraph tell of provenance, in their order; MOST at most."""
    out: list[Link] = []
    for sentence in sentences(text, paragraph.start, paragraph.end):
        out += islice(_of_sentence(text, sentence, voices), MOST - len(out))
    for m in islice(_ASKED.finditer(text, paragraph.start, paragraph.end), MOST):
        whom = _whom(text, m.start("whom"), paragraph.end, voices)
        if whom is not None and text[whom.end or 0 :][:1] in (".", "!", "?"):  # a fragment: "From the Herald."
            out.append(Link(None, whom, m.start()))
    return sorted(out, key=lambda link: link.start)


def _of_sentence(text: str, sentence: Span, voices: Voices) -> Iterator[Link]:
    at = sentence.start
    for m in _FROM.finditer(text, sentence.start, sentence.end):
        asked = "?" in text[m.start() : sentence.end]
        who = _who(text, Span(at, m.start()), voices)
        if who is not None and _HANDED.match(text, m.start()) and fold(m["what"]).split()[-1] in _THINGS:
            who = who if voices.kind(who.entity) in ("outlet", "organisation") else None
        whom = _whom(text, m.start("whom"), sentence.end, voices)
        if who is not None and whom is not None and not asked and not _DENIED.search(text, at, m.start()):
            yield Link(who, whom, who.start or 0)
            while whom is not None and (more := _AND.match(text, whom.end or 0, sentence.end)):
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
    return Hop(last[0].entity, last[0].start, last[0].end) if last and not text[last[0].end : before.end].strip() else None


def _named(start: int, end: int, voices: Voices) -> Hop:
    found = voices.inside(Span(start, end))
    return Hop(found[0].entity if found else None, start, end)


def _whom(text: str, at: int, end: int, voices: Voices) -> Hop | None:
    """Whom the words behind "from" name, describe, or give in quotation marks; no place, no day, nothing of theirs."""
    quoted = _MARKED.match(text, at, end)
    if quoted is not None:
        return Hop(None, *quoted.span(1))
    name = _BEARS.match(text, at, min(end, at + FAR))
    found = voices.inside(Span(at, min(end, at + FAR)))[:1]
    first = found[0] if found and _LEADS.fullmatch(text, at, found[0].start) else None
    if name is not None:
        lead = _LEADS.match(text, at)
        begin = min(lead.end() if lead is not None else at, name.end() - 1)
        stop = max(name.end(), first.end if first is not None else 0)
        hop = Hop(first.entity if first is not None else None, begin, stop)
    elif first is not None:
        hop = Hop(first.entity, first.start, first.end)
    else:
        return None
    shown = text[hop.start or 0 : hop.end]
    somewhere = names.known_place(shown) is not None or fold(shown).split()[-1] in names.words_of("calendar")
    return None if somewhere or _THEIRS.match(text, hop.end or 0) or _THEIRS.search(shown) else hop


def led_back(chain: tuple[Hop, ...], told: Sequence[Link], text: str) -> tuple[Hop, ...]:
    """A chain with those before it from whom its first voice has the words, by links that follow upon each other."""
    for link in told:
        if not chain or any(one_hop(link.whom, h, text) for h in chain):
            continue
        who = link.who
        # Or one is short for the other ("the Kuryer", "the Nevsky Kuryer"), whatever they were taken for.
        if who is None or one_hop(who, chain[0], text) or one_hop(replace(who, entity=None), chain[0], text):
            head = chain[0]
            first = replace(head, role="carrier" if head.role == "carrier" else "relay")
            chain = (replace(link.whom, role="voice", why="from whom the next has it, as the report tells"), first, *chain[1:])
    return chain


def one_hop(a: Hop, b: Hop, text: str) -> bool:
    """Whether two hops are one: of one entity, or called the same but for words before ("the Post", "the Morning Post")."""
    if a.entity is not None and b.entity is not None:
        return a.entity == b.entity
    if a.start is None or b.start is None:
        return False
    shown = [fold(text[h.start or 0 : h.end]).removeprefix("the ") for h in (a, b)]
    return shown[0] == shown[1] or shown[0].endswith(" " + shown[1]) or shown[1].endswith(" " + shown[0])
