"""The pile as reuse sees it: reports in the order of their days, and what each says of whose text it is.

Credit is what a report says of itself: a phrase before an outlet's name ("The original source of this article is X"; a
table), an agency in the byline or in a dateline's brackets, a passage set off as another outlet's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from sayso.edtf import before, interval, valid
from sayso.names import outlet_key
from sayso.tables import table
from sayso.text import fold, pieces
from sayso.types import Claim, DerivationKind, Entity, Marked, Span, Story
from sayso.weave.passages import Words

REACH = 48  # code points behind a credit or a cue in which the name must begin
_MOST_CREDITS = 100  # in one report
_NEAR_DAYS = 90  # days within which a day without a year is taken for one of the other report's year
_DATELINE = 140  # code points that open the body, in which a dateline's agency stands
_LONGEST_NAME = 8  # words of an outlet's name


class Text(NamedTuple):
    """What is kept of one report: found in it alone, whatever else is in the pile."""

    body: tuple[Span, ...]
    words: Words
    credits: tuple[tuple[str, int, int], ...]  # phrases of reuse_credits, folded, and where they stand
    tells: bool  # whether it says of anybody that an outlet was told


class Found(NamedTuple):
    """One piece of evidence that report number `taker` took from `to`, before pieces are settled."""

    taker: str
    to: str
    kind: DerivationKind
    share: float
    spans: tuple[tuple[int, int, int, int], ...]
    why: str
    directed: bool = True


class World(NamedTuple):
    """The pile in the order of its dates, and what is looked up again and again."""

    pile: tuple[Marked, ...]
    texts: tuple[Text, ...]
    number: Mapping[str, int]  # of a report, by its id
    outlets: Mapping[str, str]  # outlet_key of a spelling -> entity
    outlet_entities: frozenset[str]
    names: Mapping[str, str]  # entity -> name
    of_outlet: Mapping[str, tuple[int, ...]]  # entity -> its own reports, numbers into the pile

    @classmethod
    def of(cls, pile: Iterable[Marked], entities: Iterable[Entity], texts: Mapping[str, Text]) -> World:
        pile = tuple(sorted(pile, key=order))
        entities = tuple(entities)
        outlets: dict[str, str] = {}
        for e in sorted(entities, key=lambda e: e.id):
            if e.type == "outlet":
                for spelling in (e.name, *e.aliases):
                    outlets.setdefault(outlet_key(spelling), e.id)
        outlets.pop("", None)
        own: dict[str, list[int]] = defaultdict(list)
        for n, m in enumerate(pile):
            if m.outlet:
                own[m.outlet].append(n)
        return cls(
            pile=pile,
            texts=tuple(texts[m.document.id] for m in pile),
            number={m.document.id: n for n, m in enumerate(pile)},
            outlets=outlets,
            outlet_entities=frozenset(outlets.values()),
            names={e.id: e.name for e in entities},
            of_outlet={e: tuple(ns) for e, ns in own.items()},
        )

    def name(self, n: int) -> str:
        """How a report is named in a `why`."""
        m = self.pile[n]
        outlet = self.names.get(m.outlet, m.outlet) if m.outlet else None
        title = " ".join(m.document.title.value.split()) if m.document.title else None
        return ": ".join(x for x in (outlet, title) if x) or m.document.id


def order(marked: Marked) -> tuple[bool, int, str]:
    """A key that sorts documents by the first day they may be from, undated ones last."""
    day = day_number(marked)
    return day is None, day or 0, marked.document.id


def day_number(marked: Marked) -> int | None:
    """The first day a report may be from, as a proleptic ordinal."""
    first, last = interval(marked.document.published.value) if marked.document.published else (None, None)
    day = first or last
    return day.toordinal() if day else None


def by_story(stories: Iterable[Story], pile: Iterable[Marked], claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """The claims of each story, in order: those with a member in one of its reports."""
    home = {d: story.id for story in stories for d in story.documents}
    story_of = {a.id: home[m.document.id] for m in pile if m.document.id in home for a in m.attributions}
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        for story in sorted({story_of[m] for m in claim.members if m in story_of}):
            found[story].append(claim)
    return found


def body(marked: Marked) -> tuple[Span, ...]:
    """The document's body, in order; the whole text where no region says what is body."""
    body = sorted(Span(r.start, r.end) for r in marked.regions if r.kind == "body")
    return tuple(body) if body or marked.regions else (Span(0, len(marked.document.text)),)


def speech(marked: Marked) -> Iterator[Span]:
    for a in marked.attributions:
        if a.kind == "direct":
            yield from a.content
    for b in marked.document.blocks:
        if b.kind == "quote":
            yield Span(b.start, b.end)


def later(a: int, b: int, world: World) -> tuple[int | None, str]:
    """Which of two reports is the one that took, and how it is known."""
    first, second = _dates(world.pile[a], world.pile[b])
    earlier = before(first, second) if first and second else None
    if earlier is not None:
        early, late = (first, second) if earlier else (second, first)
        return (b if earlier else a), f"{early} came before {late}"
    for taker, giver in ((a, b), (b, a)):
        outlet = world.pile[giver].outlet
        if outlet and outlet != world.pile[taker].outlet and outlet in named_outlets(world.pile[taker], world):
            return taker, f"it names {world.names.get(outlet, outlet)}"
    return None, ""


def _dates(a: Marked, b: Marked) -> tuple[str, str]:
    """When two reports were published; a day without a year ("XXXX-10-10") gets the other's, if that brings them near."""
    first, second = (m.document.published.value if m.document.published else "" for m in (a, b))
    if first.startswith("XXXX") == second.startswith("XXXX") or not (first and second):
        return first, second
    whole, part = (second, first) if first.startswith("XXXX") else (first, second)
    filled = whole[:4] + part[4:]
    days = [d for d in (interval(whole)[0], interval(filled)[0]) if d] if valid(filled) else []
    if len(days) < 2 or abs((days[0] - days[1]).days) > _NEAR_DAYS:
        return "", ""
    return (filled, second) if first.startswith("XXXX") else (first, filled)


def named_outlets(marked: Marked, world: World) -> set[str]:
    hops = {h.entity for a in marked.attributions for h in a.chain if h.entity in world.names}
    credit = {e for e, _, _, _ in credits(marked, world)}
    set_off = {e for r in marked.regions if r.kind == "quoted" and r.outlet and (e := world.outlets.get(outlet_key(r.outlet)))}
    return {h for h in hops if h and h in world.of_outlet} | credit | set_off


_AGENCY = re.compile(r"[^()\n]{0,80}\((?P<name>[^()\n]{2,40})\)\s?[-–—]")


def caseless(text: str) -> str:
    """The text in small letters, place by place: those that a pattern which ignores case takes for one another are one."""
    return text.replace("İ", "i").lower().replace("ı", "i").replace("ſ", "s")


class _Credits(NamedTuple):
    """The phrases of credit as one pattern, and words of which every phrase has one."""

    pattern: re.Pattern[str]
    keys: tuple[str, ...]
    reach: int  # code points from the start of a key within which its phrase begins and ends
    whole: Mapping[str, bool]


@lru_cache(maxsize=1)
def _credits() -> _Credits:
    rows = {row["words"]: bool(row["whole"]) for row in table("reuse_credits")}
    either = "|".join(re.escape(w).replace(r"\ ", r"\s{1,3}") for w in sorted(rows, key=lambda w: (-len(w), w)))
    keys: list[str] = []
    for phrase in sorted(rows, key=lambda w: (len(w), w)):
        if not any(key in phrase for key in keys):
            keys.append(max(re.findall(r"\w+", phrase), key=len))
    reach = max(len(phrase) + 2 * phrase.count(" ") for phrase in rows)
    least = tuple(key for key in keys if not any(other in key for other in keys if other != key))
    return _Credits(re.compile(rf"(?<!\w)(?:{either})"), least, reach, rows)


def credit_phrases(plain: str) -> tuple[tuple[str, int, int], ...]:
    """Where a text, `caseless`, has a phrase of credit: folded, with its place. Only what is near a key is read."""
    known = _credits()
    windows: list[tuple[int, int]] = []
    for at in sorted(at for key in known.keys for at in places(plain, key)):
        first, end = max(0, at - known.reach), at + known.reach
        if windows and first <= windows[-1][1]:
            first, _ = windows.pop()
        windows.append((first, end))
    found = (m for first, end in windows for m in known.pattern.finditer(plain, first, end))
    return tuple((fold(m.group()), m.start(), m.end()) for m in islice(found, _MOST_CREDITS))


def places(text: str, word: str) -> Iterator[int]:
    """Where a few letters stand in a text, rising; much faster than a pattern of many."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def credits(marked: Marked, world: World) -> Iterator[tuple[str, bool, int, int]]:
    """Outlets whose text the report says it is, or is partly: entity, whole, and where it says so."""
    whole = _credits().whole
    for phrase, start, end in world.texts[world.number[marked.document.id]].credits if world.outlets else ():
        entity = _outlet_at(marked.document.text, end, world)
        if entity and entity != marked.outlet:
            yield entity, whole[phrase], start, end
    yield from _signed(marked, world)


def _signed(marked: Marked, world: World) -> Iterator[tuple[str, bool, int, int]]:
    """Outlets that stand where a report's writer does: in the byline, or in a dateline's brackets: "STOKE FEN (Norwire) -".

    A report without an outlet of its own is then simply that outlet's, and takes from nobody.
    """
    body = next((r.start for r in marked.regions if r.kind == "body"), 0)
    agency = _AGENCY.match(marked.document.text, body, body + _DATELINE)
    signed = [(a.value, a.start, a.end) for a in marked.document.authors if a.start is not None and a.end is not None]
    if agency:
        signed.append((agency["name"], agency.start("name"), agency.end("name")))
    for name, start, end in signed if marked.outlet else ():
        entity = world.outlets.get(outlet_key(name))
        if entity and entity != marked.outlet:
            yield entity, True, start, end


def _outlet_at(text: str, at: int, world: World) -> str | None:
    """The outlet whose name begins just behind `at`: its longest known spelling."""
    found = [t for t in pieces(text, at, min(len(text), at + 3 * REACH)) if t.start <= at + 3 * REACH]
    skip = {"the", "our", "partner", "partners", "at", "u", "b", "i", "a", "strong", "em"}  # articles and the names of tags
    first = 0
    while first < len(found) and found[first].text.lower() in skip:
        first += 1
    if first >= len(found) or found[first].start > at + REACH:
        return None
    for last in range(min(len(found), first + _LONGEST_NAME) - 1, first - 1, -1):
        entity = world.outlets.get(outlet_key(text[found[first].start : found[last].end]))
        if entity:
            return entity
    return None
