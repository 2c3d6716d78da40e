"""Voices without a name: whether anybody who reads the reports could say who it was that spoke."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from sayso import names
from sayso.tables import table
from sayso.text import fold
from sayso.types import Attribution, Entity


def described(entity: Entity) -> bool:
    """Whether the reports only describe it: "the mayor", "a nurse", "residents"."""
    return entity.type in ("role", "group")


def unnamed(entity: Entity) -> bool:
    """Whether it is somebody whom no report names, nor points out by an office: "a nurse", "two officials", "residents".

    So is whoever is introduced as one of many ("a", "another", a number, a bare plural) or as unnamed outright. Not so
    "the mayor", whom anybody can find out; who speaks for a body ("a spokesman for the ministry"), which answers for the
    words; and a paper ("a memo"), which can be asked for.
    """
    if not described(entity):
        return False
    phrases = [fold(phrase) for phrase in (entity.name, *entity.aliases)]
    if any(names.words_of("speaks-for").intersection(_words(phrase)) for phrase in phrases):
        return False
    if any(_kind(phrase) in ("thing", "organisation", "outlet") for phrase in phrases):
        return False
    if any(_one(phrase) for phrase in phrases):
        return True
    return any(_several(phrase) for phrase in phrases) and not any(_points(phrase) for phrase in phrases)


def one_voice(a: Attribution, b: Attribution) -> bool:
    """Whether both are known to come from the same voice; two that are not known are nobody's in common."""
    return bool(a.chain and b.chain) and a.chain[0].entity is not None and a.chain[0].entity == b.chain[0].entity


def parted(groups: Iterable[tuple[str, ...]], apart: Collection[object]) -> tuple[tuple[str, ...], ...]:
    """Voices that count as one, without those of whom `apart` holds (voice, another of the group): the reader's decision."""
    kept = (tuple(v for v in group if not any((v, other) in apart for other in group)) for group in groups)
    return tuple(group for group in kept if len(group) > 1)


def _one(phrase: str) -> bool:
    words = _words(phrase)
    return bool(names.words_of("hidden").intersection(words) or names.words_of("introduces-one").intersection(words[:1]))


def _several(phrase: str) -> bool:
    """Whether it speaks of several without pointing at them: "two officials", "residents"."""
    words = _words(phrase)
    if not words or "'s" in words[0]:
        return False
    return words[0] in names.words_of("indefinite") - {"both", "most", "other"} or _kind(phrase) == "group"


def _points(phrase: str) -> bool:
    return bool(names.words_of("definite").intersection(_words(phrase)[:1]))


def _words(phrase: str) -> list[str]:
    return [w for word in phrase.split() if (w := word.strip(".,;:'\"“”’"))]


def _kind(phrase: str) -> str:
    """What the noun of a phrase stands for, by the table of roles: that of "an engineer at the operator" is a person."""
    words = _words(phrase)
    cut = next((n for n, w in enumerate(words) if n and w in names.words_of("link") | {"who", "that", "which"}), len(words))
    return next((role_nouns()[w] for w in reversed(words[:cut]) if w in role_nouns()), "")


@cache
def role_nouns() -> dict[str, str]:
    """What speaks, by its noun: person, group, organisation, outlet; thing, a paper."""
    found = {row["noun"]: row["type"] for row in table("roles")}
    for noun, kind in list(found.items()):
        if kind == "person":
            found.setdefault(f"{noun[:-3]}men" if noun.endswith("man") else f"{noun}s", "group")
    return found
