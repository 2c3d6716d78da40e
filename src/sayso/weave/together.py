"""Voices that are one: a body, those who speak for it, and the papers that it puts out.

"The ministry", "a ministry spokesman", "Colm Reddick, a spokesman for the ministry", "the ministry's press office" and "the
ministry's statement" are five voices by name and one by word: whoever doubts the ministry has nothing left. Who speaks for
whom is read off the reports' own phrases, never off what anybody is likely to be: a minister has a word of his own, an
engineer at a firm, a lawyer and a leaked memo too. A phrase is tied to a body that its own report names, if only one there
can be meant; where the report names none, to the one body of the claim that is so called.

Deliberately not done: "its spokesman" alone ties nobody, and neither does a phrase that two bodies of a report fit, or
somebody whom the reports let speak for two. A missed tie counts a voice too many and can be seen; a wrong one hides a voice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from sayso import names
from sayso.text import fold, stopwords
from sayso.types import Attribution, Claim, Entity, Marked
from sayso.weave import voices

Words = tuple[str, ...]

Body = str | Words
"""An entity's id; or the words for a body that the report does not name otherwise."""


def together(
    pile: tuple[Marked, ...],
    claims: tuple[Claim, ...],
    entities: tuple[Entity, ...],
    parted: Collection[tuple[str, str]] = (),
) -> tuple[Claim, ...]:
    """The claims with `together`: voices of a claim that count as one, the one that stands for all first.

    That is the body, where it has a voice in the claim; else somebody who has a name. `parted` are voices, each with another
    that it is not to count as one with, as the reader decided.
    """
    speaking = spoken_for(pile)
    chains = {a.id: [hop.entity for hop in a.chain if hop.entity] for m in pile for a in m.attributions}
    known = {e.id: e for e in entities}

    def judged(claim: Claim) -> Claim:
        heard = dict.fromkeys(v for m in claim.members for v in chains.get(m, ()))
        found = voices.parted(_groups(sorted(heard), speaking, known), parted)
        return replace(claim, together=found) if found else claim

    return tuple(judged(claim) for claim in claims)


def spoken_for(pile: Iterable[Marked]) -> dict[str, Body]:
    """For each who speaks for a body, and each paper of one: that body. Left out who speaks for several."""
    found: dict[str, set[Body]] = defaultdict(set)
    for marked in pile:
        for voice, body in _spoken_in(marked):
            found[voice].add(body)
    single: dict[str, Body] = {}
    for voice, bodies in found.items():
        ids = [b for b in bodies if isinstance(b, str)]
        if len(ids or bodies) == 1:
            single[voice] = next(iter(ids or bodies))
    return single


# -- within one report --------------------------------------------------------------------------------


class _Phrase(NamedTuple):
    """Where a report names or describes somebody, and how; a hop that is no mention too."""

    entity: str
    start: int
    end: int
    words: Words
    named: bool


def _spoken_in(marked: Marked) -> Iterator[tuple[str, Body]]:
    """Who speaks in one report, and for which body, by its phrases."""
    phrases = _phrases(marked)
    near: list[tuple[int, int]] = []  # where cues end and sources begin, with the number of the attribution
    called: dict[str, set[Words]] = defaultdict(set)
    for p in phrases:
        if _speaking_noun(p.words) is None:
            called[p.entity].add(_called(p.words))
    for p in phrases:
        if p.named:
            continue
        for body in _principals(p.words):
            fitting = _fitting(body, called)
            if p.entity in fitting:  # "Dahl's statement", for Dahl
                break
            if len(fitting) < 2:
                yield p.entity, fitting[0] if fitting else body
            if fitting:
                break
        if names.words_of("speaking-paper").intersection(p.words) and p.words[:1] in (("a",), ("an",)):
            near = near or sorted((at, n) for n, a in enumerate(marked.attributions) for at in _places(a))
            yield from ((p.entity, author) for author in _authors(marked, p, near) if author != p.entity)


def _phrases(marked: Marked) -> list[_Phrase]:
    """The mentions of a report that are no pronouns, and its hops; each with what stands behind its "by" or "from"."""
    found = {(m.start, m.end): (m.entity, m.form == "name") for m in marked.mentions if m.form != "pronoun"}
    for hop in (h for a in marked.attributions for h in a.chain):
        if hop.entity is not None and hop.start is not None and hop.end is not None:
            found.setdefault((hop.start, hop.end), (hop.entity, False))
    text, ends, out = marked.document.text, dict(sorted(found)), []
    for (start, end), (entity, named) in sorted(found.items()):
        by = _BY.match(text, end)
        stop = ends.get(by.end(), end) if by else end
        out.append(_Phrase(entity, start, end, _words(fold(text[start:stop])), named))
    return out


_BY = re.compile(r" (?:by|from) (?:[Tt]he )?")


def _places(a: Attribution) -> Iterator[int]:
    yield from (c.end for c in a.cue)
    yield from (s.start for s in a.source[:1])


def _authors(marked: Marked, paper: _Phrase, near: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Who puts out a paper by what a report says: "the club said in a statement", "In a letter the university told us"."""
    text = marked.document.text
    low, high = (bisect_left(near, (at, 0)) for at in (paper.start - _CLAUSE, paper.end + _CLAUSE))
    for n in sorted({n for _, n in near[low:high]}):
        a = marked.attributions[n]
        first = a.chain[0].entity if a.chain else None
        if first is not None and (_said_in(text, a, paper) or _in_it(text, a, paper)):
            yield first


def _said_in(text: str, a: Attribution, paper: _Phrase) -> bool:
    """Whether the paper stands right behind the cue: "said in a statement"."""
    ends = [c.end for c in a.cue if c.end <= paper.start]
    return paper.start - max(ends, default=-_CLAUSE) < _CLAUSE and fold(text[max(ends) : paper.start]).split() == ["in"]


def _in_it(text: str, a: Attribution, paper: _Phrase) -> bool:
    """Whether the source stands behind the paper in one clause: "In a letter of May the university said"."""
    start = a.source[0].start if a.source and a.cue else paper.start
    between = text[paper.end : start]
    opens = start >= paper.end and text[max(0, paper.start - 3) : paper.start].lower() == "in "
    return opens and len(between) < _CLAUSE and not any(c in between for c in '.;:!?"“”\n')


_CLAUSE = 60  # characters that may stand between a paper and who put it out; a structural constant, not calibrated


def _principals(words: Words) -> list[Words]:
    """The words for the body that a phrase lets somebody speak for, the likelier reading first.

    "a spokesman for the roads ministry" has them behind its noun, "a ministry spokeswoman" and "the club's statement" before
    it; "Labour's spokesman for health" has both.
    """
    noun = _speaking_noun(words)
    if noun is None or (names.words_of("no-longer") | names.words_of("not-for-it")).intersection(words[:noun]):
        return []  # a former spokesman, a leaked report
    behind = words[noun + 1 :]
    behind = _head(behind[1:]) if behind and behind[0] in names.words_of("speaking-link") else ()
    before = words[:noun]
    owner = next((n for n, w in enumerate(before) if w.endswith(("'s", "s'"))), None)
    before = before[: owner + 1] if owner is not None else before
    while before and before[-1] in names.words_of("before-speaker"):
        before = before[:-1]
    return [said for part in (behind, before) if (said := _telling(part))]


def _speaking_noun(words: Sequence[str]) -> int | None:
    """Where the noun stands by which a phrase speaks for somebody."""
    nouns = names.words_of("speaks-for") | names.words_of("speaking-paper") | names.words_of("speaking-office")
    return next((n for n, w in enumerate(words) if w in nouns or " ".join(words[max(0, n - 1) : n + 1]) in nouns), None)


@lru_cache(maxsize=65536)
def _words(phrase: str) -> Words:
    return tuple(w for word in phrase.split() if (w := word.strip('.,;:"()')))


def _called(words: Words) -> Words:
    """What a phrase calls somebody: "the ministry in the old mill" is a ministry, an engineer at the ministry none."""
    return _telling(_head(words))


def _head(words: Words) -> Words:
    """The words up to the first that only says where, or who."""
    stops = (n for n, w in enumerate(words) if n and w != "of" and w in names.words_of("link") | {"who", "which", "that"})
    return words[: next(stops, len(words))]


def _telling(words: Iterable[str]) -> Words:
    """The words of a phrase that tell whom it means: without articles, titles' dots and the sign of the possessive."""
    bare = (w.removesuffix("'s").rstrip("'.") for w in words)
    return tuple(w for w in bare if w and (w == "of" or w not in stopwords()))


def _fitting(said: Words, called: Mapping[str, Iterable[Words]]) -> list[str]:
    """Those that the words can mean: called just so, else in more words or fewer with the same noun."""
    same = [e for e, ways in called.items() if any(set(way) == set(said) for way in ways)]
    return same or [e for e, ways in called.items() if any(_short_of(way, said) or _short_of(said, way) for way in ways)]


def _short_of(one: Words, other: Words) -> bool:
    """Whether the first has some words of the other, and its noun: "ministry" of "roads ministry", of "ministry of roads"."""
    return bool(one) and set(one) < set(other) and _noun(one) == _noun(other)


def _noun(words: Words) -> str:
    at = words.index("of") if "of" in words[1:] else len(words)
    return words[at - 1]


# -- within one claim ---------------------------------------------------------------------------------


def _groups(heard: Sequence[str], speaking: Mapping[str, Body], known: Mapping[str, Entity]) -> tuple[tuple[str, ...], ...]:
    """The voices of a claim that are one, by the body that they are or speak for."""
    spoken = {v: speaking[v] for v in heard if v in speaking}
    silent = [v for v in heard if v not in spoken and v in known and _is_body(known[v])]
    twins = _twins(silent, known)
    short = _shortened([v for v in silent if v not in twins], known)
    twins = {twin: short.get(first, first) for twin, first in twins.items()} | short
    twins |= _surnames([v for v in heard if v not in spoken and v in known and known[v].type == "person"], known)
    if not spoken and not twins:
        return ()
    bodies = {b for v in heard for b in (v, spoken.get(v)) if isinstance(b, str) and b not in spoken}
    called = {b: {_called(_words(fold(n))) for n in (known[b].name, *known[b].aliases)} for b in sorted(bodies) if b in known}
    found: dict[Body, list[str]] = defaultdict(list)
    for twin, first in twins.items():
        found[first].append(twin)
    for voice, body in spoken.items():
        if not isinstance(body, str):
            fitting = list(dict.fromkeys(twins.get(b, b) for b in _fitting(body, called)))
            body = fitting[0] if len(fitting) == 1 else body
        found[twins.get(body, body) if isinstance(body, str) else body].append(voice)
    out = []
    for key, several in found.items():
        if isinstance(key, str) and key in heard:
            out.append((key, *several))
        elif len(several) > 1:
            first = min(several, key=lambda v: (v not in known or known[v].type != "person", v))
            out.append((first, *(v for v in several if v != first)))
    return tuple(sorted(out))


def _is_body(entity: Entity) -> bool:
    """Whether it is a body, or called by what a body is called where more words say which: "the weather service"."""
    head = fold(entity.name).split()[-1:]
    called = entity.type == "role" and " " in entity.name and bool(head) and head[0] in names.words_of("called-a-body")
    return entity.type == "organisation" or called


def _twins(some: Sequence[str], known: Mapping[str, Entity]) -> dict[str, str]:
    """Bodies without a name that two reports call the same and have say the same ("the electoral commission"): each with the
    first of them."""
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for voice in some:
        entity = known[voice]
        if entity.name.islower() and not voices.unnamed(entity):
            one = first.setdefault(fold(entity.name), voice)
            if one != voice:
                found[voice] = one
    return found


def _shortened(some: Sequence[str], known: Mapping[str, Entity]) -> dict[str, str]:
    """Bodies that a report calls by their noun alone ("the ministry"), each with the one that says the same and has that noun
    in more words: "the finance ministry", "the Metalworkers' Union"."""
    found: dict[str, str] = {}
    called = {v: {_called(_words(fold(n))) for n in (known[v].name, *known[v].aliases)} for v in some}
    for voice in (v for v in some if known[v].name.islower() and " " not in known[v].name):
        noun = fold(known[voice].name)
        fuller = [v for v in some if v != voice and any(len(way) > 1 and _noun(way) == noun for way in called[v])]
        if len(fuller) == 1:
            found[voice] = fuller[0]
    return found


def _surnames(people: Sequence[str], known: Mapping[str, Entity]) -> dict[str, str]:
    """Those whom their reports call by the surname alone, each with the one of that name who says the same: "Ribas", "Joan
    Ribas". They stay two people, where nothing else shows that they are one; no second voice is counted for them."""
    found: dict[str, str] = {}
    families = {v: names.personal_name(known[v].name).family[-1:] for v in people if " " in known[v].name}
    for voice in (v for v in people if v not in families):
        full = [v for v, family in families.items() if family == (fold(known[voice].name),)]
        sexes = [_told_sex(known[v]) for v in (voice, *full)]
        if len(full) == 1 and not names.sexes_apart(*sexes):
            found[voice] = full[0]
    return found


def _told_sex(entity: Entity) -> set[str]:
    """What titles or a given name tell of somebody's sex."""
    words = {tuple(fold(alias).split()[:1]) for alias in (entity.name, *entity.aliases)}
    titled = {sex for word in words for _, sex in (names.titles().get(word, ("", "")),)}
    return (titled | {names.given_names().get(fold(entity.name).split()[0], "")}) - {""}
