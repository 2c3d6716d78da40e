"""Those who speak together: "police and residents said", "the mayor and her deputy", "Reuters and the Times reported".

A chain has one voice, so each of them gets an attribution. Each part of such a source must name a speaker by itself: "health
and safety inspectors", "the founder and chief executive", "Marks and Spencer" are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from sayso import names
from sayso.mark.attributions.grammar import LEADING, LED_BY, SOURCE_ASIDE, head_noun, role_nouns
from sayso.text import fold, is_verbish, tokens
from sayso.types import Span

if TYPE_CHECKING:
    from sayso.mark.attributions.voices import Voices

_AND = re.compile(r",? and |, ")
_ARTICLE = re.compile(r"[Tt]he ")
_TOGETHER = re.compile(r"[Bb]oth ")
_OF_PLACE = re.compile(r" of (?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*$")
_KIN = re.compile(r"(?:his|her|their)(?: [a-z-]+){1,2},? ")  # "Hannah Cole and | her partner, | Rob Finch"
_LIST_WORDS = 6  # in a part of a list of speakers
_THEIRS = frozenset({"its", "his", "her", "their"})
_NAMES = frozenset({"person", "organisation", "outlet", "place"})


@cache
def _bodies() -> frozenset[str]:
    return names.words_of("public-body") | names.words_of("private-body")


def _known(name: str) -> bool:
    """Whether a table has a name as an outlet's, a body's or a place's."""
    return any(table(name) is not None for table in (names.known_outlet, names.known_body, names.known_place))


def several(voices: Voices, span: Span) -> list[Span]:
    """Those who speak together, one by one, where a source is several joined by "and": "police and residents", "the mayor
    and her deputy", "Ada Lund and Karl Brand"; empty where it is one, or may be ("a lawyer for the driver and the owner").
    """
    aside = SOURCE_ASIDE.search(voices.text, span.start, span.end)
    span = Span(span.start, aside.start() if aside else span.end)
    if names.known_place(voices.text[span.start : span.end]) is not None:
        return []  # "Trinidad and Tobago"
    begin = _TOGETHER.match(voices.text, span.start, span.end)
    whole = [m for m in voices.inside(span) if m.form == "name"]
    found = _AND.finditer(voices.text, begin.end() if begin else span.start, span.end)
    joints = [j for j in found if not any(m.start < j.start() and j.end() < m.end for m in whole)]
    if not joints:
        return []
    if joints[-1].group().strip() == ",":  # "Karl Brand, the mayor, and Ada Lund, the governor"
        return _two_named(voices, span, [j for j in joints if j.group().strip() != ","])
    starts = [begin.end() if begin else span.start, *(j.end() for j in joints)]
    parts = [Span(a, b) for a, b in zip(starts, [*(j.start() for j in joints), span.end], strict=True)]
    kinds = [_stands_alone(voices, p) for p in parts]
    if len(parts) > 2 and len({k != "name" for k in kinds}) > 1:  # "Karl Brand, the mayor, and Ada Lund, the governor"
        return _two_named(voices, span, [j for j in joints if j.group().strip() != ","])
    if all(kinds[:-1]) and kinds[-1] == "theirs":
        return parts[:-1]  # "Ada Lund and her colleagues" are one voice
    if not all(kinds) or "theirs" in kinds or (kinds[-1] == "bare" and "name" in kinds):
        return []  # "Trade and industry minister", "US and Israeli officials"
    if kinds[-1] == "name" and "bare" in kinds and not _named_whole(voices, parts[-1]):
        return []  # "Police and Crime Commissioner Ada Lund"
    if kinds[-1] == "bare" and "the" in kinds and " " in voices.text[parts[-1].start : parts[-1].end]:
        return []  # "the defence and foreign ministers"
    led = [p for p, k in zip(parts[:-1], kinds, strict=False) if k != "name" and LED_BY.search(voices.text, p.start, p.end)]
    if any(not _OF_PLACE.search(voices.text, p.start, p.end) for p in led) or (led and kinds[-1] != "the"):
        return []
    both = voices.text.startswith((" both ", ", both "), span.end)  # "Trump and Biden both said"
    return [] if {*kinds} == {"name"} and not both and _one_body(voices, parts) else parts


def _named_whole(voices: Voices, part: Span) -> bool:
    """Whether a part is a name with its titles and nothing before it."""
    return any(m.form == "name" and m.start == part.start for m in voices.inside(part))


def _two_named(voices: Voices, span: Span, joints: Sequence[re.Match[str]]) -> list[Span]:
    people = [m for m in voices.inside(span) if m.type == "person" and m.form == "name"]
    if len(people) != 2 or len(joints) != 1:
        return []
    if joints[0].end() != people[1].start and not _KIN.fullmatch(voices.text, joints[0].end(), people[1].start):
        return []
    return [Span(span.start, joints[0].start()), Span(joints[0].end(), span.end)]


def _one_body(voices: Voices, parts: Sequence[Span]) -> bool:
    """Whether names joined by "and" may be one name: "Marks and Spencer", "the Search and Rescue Agency"."""
    shown = [voices.text[p.start : p.end] for p in parts]
    met = [next((m for m in voices.inside(p) if m.form == "name"), None) for p in parts]
    if all(" " not in s for s in shown):
        known = [m for m in met if m is not None and (_known(m.name) or m.entity in voices.in_full)]
        return len(known) < len(parts) - 1
    if all(m is not None and _known(m.name) for m in met):
        return False  # "the BBC and ITV"
    if (met[-1] is not None and met[-1].type == "person") or _ARTICLE.match(shown[-1]):
        return False
    last = fold(shown[-1]).split()[-1]
    led = _ARTICLE.match(shown[0]) is not None or LED_BY.search(shown[0]) is not None
    return led or last in _bodies() or role_nouns().get(last) in ("organisation", "outlet")


def _stands_alone(voices: Voices, part: Span) -> str:
    """How a part of a list names a speaker: a "name", "the" with a noun, the "bare" noun of many, one's own people
    ("theirs"); empty for what names none by itself."""
    article = _ARTICLE.match(voices.text, part.start, part.end)
    name = Span(article.end() if article else part.start, part.end)
    named = next((m for m in voices.inside(name) if m.form == "name"), None)
    words = [fold(t.text) for t in tokens(voices.text, name.start, name.end)]
    titled = all(t.text[0].isupper() for t in tokens(voices.text, name.start, name.end))
    if named is not None and named.type in _NAMES and named.end == name.end and (titled or named.start == name.start):
        return "name"
    head = head_noun(words) if words else ""
    kind = role_nouns().get(head) or role_nouns().get(head.removesuffix("s"))
    if words[:1] and words[0] in _THEIRS and (kind != "person" or head not in role_nouns()):
        return "theirs"
    if article or (words[:1] and words[0] in LEADING):
        return "the" if kind != "thing" and len(words) <= _LIST_WORDS and not any(map(is_verbish, words)) else ""
    if kind == "group" or (kind == "person" and head not in role_nouns()) or head == "police":
        return "bare"
    return "name" if len(words) == 1 and titled and named is None and words[0] not in names.common_words() else ""
