"""The words of names: the tables that tell what they are, and a personal name in its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from anyascii import anyascii

from sayso.tables import numbered, table
from sayso.text import fold, stem

_HASHTAG = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_POSSESSIVE = re.compile(r"(?:['’‘`´]s|(?<=s)['’])$")


class PersonalName(NamedTuple):
    """A personal name in its parts; every part folded to plain lower-case letters, in the order in which it stood."""

    titles: tuple[str, ...]  # "major general", "mr"
    given: tuple[str, ...]  # empty for a lone surname
    family: tuple[str, ...]  # with its particles: ("al", "assad"); empty for an empty name
    suffix: tuple[str, ...]  # "jr"

    @property
    def words(self) -> tuple[str, ...]:
        """Given names and family name."""
        return self.given + self.family

    @property
    def generation(self) -> frozenset[str]:
        """What tells a father from his son: "jr", "senior"."""
        return words_of("generation").intersection(self.suffix)


@cache
def words_of(kind: str) -> frozenset[str]:
    """The words of one kind in the table of name words: "organisation-end", "saying", "calendar" …"""
    return frozenset(row["word"] for row in table("name_words") if row["kind"] == kind)


@cache
def titles() -> dict[tuple[str, ...], tuple[str, str]]:
    """Every title as a tuple of folded words, with its kind (honorific, rank, office) and gender (m, f or empty)."""
    return {tuple(fold(row["title"]).split()): (row["kind"], row["gender"]) for row in table("titles")}


@cache
def _longest_title() -> int:
    return max(len(words) for words in titles())


@cache
def given_names() -> dict[str, str]:
    """Known given names, folded, with the gender they usually tell (m, f or empty)."""
    return {fold(row["name"]): row["gender"] for row in table("given_names")}


@cache
def _sexes() -> dict[str, str]:
    return {row["name"]: row["gender"] for row in table("name_sexes")} | given_names()


def name_sex(given: str) -> str:
    """The sex that a folded given name tells of its bearer: m, f, or empty where it is borne by both or not known."""
    return _sexes().get(given, "")


@cache
def common_words() -> frozenset[str]:
    """Words that reports write in lower case: a capital at the start of a sentence makes them no name."""
    return frozenset(row["word"] for row in table("common_words"))


@cache
def demonyms() -> frozenset[str]:
    """Words for peoples, faiths and regions ("French", "Sunni")."""
    return frozenset(fold(row["word"]) for row in table("demonyms"))


@cache
def adjectives() -> dict[str, str]:
    """By adjective the country whose bodies it names: "israeli" is Israel."""
    return {fold(row["word"]): row["country"] for row in table("demonyms") if row["country"]}


@cache
def office_nouns() -> frozenset[str]:
    """Nouns of offices, of which a place or a body has one: "judge", "minister", "ambassador"; no callings."""
    return frozenset(title[-1] for title, (kind, _) in titles().items() if kind == "office")


def affair_parts(noun: str) -> dict[int, int]:
    """The parts that a noun stands for in an affair (the suspect's, the victim's): by row of the table, which of its parts."""
    return _affair_parts().get(stem(noun), {})


@cache
def _affair_parts() -> dict[str, dict[int, int]]:
    return numbered("parts", "parts", stem)


def title_words(title: str) -> tuple[str, ...]:
    """A title's words in their full forms: "deputy", "councillor" for "deputy coun"."""
    return tuple(_title_forms().get(word, word) for word in title.split())


def neighbouring(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two offices, given as words, are neighbours and not one: the mayor's and the deputy mayor's, the justice's
    and the chief justice's."""
    ranks = words_of("other-office") | ({"chief"} if one[-1] in words_of("chief-office") else set())
    return one[-1] == other[-1] and bool(({*one} ^ {*other}) & ranks)


@cache
def _title_forms() -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words_of("title-form"):
        short, full = word.split("|")
        found[short] = full
    return found


@cache
def nicknames() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in table("nicknames"):
        for short in row["short"].split("|"):
            found.setdefault(row["name"], {row["name"]}).add(short)
            found.setdefault(short, {short}).add(row["name"])
    return {name: frozenset(others) for name, others in found.items()}


def without_possessive(name: str) -> str:
    """The name without a possessive ending: "Rask's" is "Rask"; "Gates'" is "Gates"."""
    return _POSSESSIVE.sub("", name)


def plain(name: str) -> str:
    """Lower-case ASCII letters, digits and single spaces; other scripts are romanised letter by letter."""
    text = name if name.isascii() else anyascii(name)
    return " ".join(re.sub(r"[^a-z0-9@.'\-]+", " ", text.casefold()).split())


def hashtag_words(tag: str) -> str:
    """A hashtag or a run-together name as words: "#AdaHolt" is "Ada Holt"; other text is unchanged."""
    bare = tag.lstrip("#")
    parts = _HASHTAG.findall(bare)
    joined = len(parts) > 1 and all(len(p) > 1 for p in parts) and bare.isalnum() and not bare.isupper()
    camel = joined and all(p[0].isupper() for p in parts)
    return " ".join(parts) if camel and (tag.startswith("#") or len(bare) >= 8) else bare


def title_length(words: tuple[str, ...] | list[str]) -> int:
    """How many of the first words (folded, without full stops) are one title; 0 if none."""
    known = titles()
    for n in range(min(_longest_title(), len(words)), 0, -1):
        if tuple(words[:n]) in known:
            return n + _in_charge(words[n:]) if known[tuple(words[:n])][0] == "office" else n
    return 0


def title_parts(words: tuple[str, ...] | list[str]) -> tuple[str, tuple[str, ...]]:
    """A title less what it says its office is in charge of, and that: "minister of health" is a minister, ("health",)."""
    base = next((n for n in range(len(words), 0, -1) if tuple(words[:n]) in titles()), len(words))
    return " ".join(words[:base]), tuple(w for w in words[base:] if w not in ("of", "for", "the", "and"))


def _in_charge(words: tuple[str, ...] | list[str]) -> int:
    """How many of the words behind an office say of what: "of health and social care", "of state for finance"; or 0."""
    portfolio, n = words_of("portfolio"), 0
    while n + 1 < len(words) and words[n] in ("of", "for"):
        end = start = n + 2 if words[n + 1] == "the" else n + 1
        while words[end:] and (words[end] in portfolio or (words[end] == "and" and portfolio & {*words[end + 1 : end + 2]})):
            end += 1
        if end == start:
            break
        n = end
    return n


@lru_cache(maxsize=65536)
def personal_name(name: str) -> PersonalName:
    """The parts of a personal name. Western order is assumed, "Family, Given" is turned round; nothing is looked up."""
    name = without_possessive(name.strip())
    if name.startswith("#") or (" " not in name and not name.startswith("@")):
        name = hashtag_words(name)
    head, comma, tail = name.partition(",")
    if comma and plain(tail).strip(".") not in words_of("name-suffix"):
        name = f"{tail} {head}"
    words = [w.replace("'", "").strip("-") for w in re.sub(r"\.(?=[^\W\d_]{2})", " ", plain(name)).split()]
    words = [w for w in words if w.strip(".")]
    found: list[str] = []
    bare = [w.replace(".", "") for w in words]
    while (n := title_length(bare)) and n < len(bare):
        found.append(title_parts(bare[:n])[0])
        words, bare = words[n:], bare[n:]
    suffix: list[str] = []
    while len(bare) > 1 and bare[-1] in words_of("name-suffix"):
        suffix.insert(0, bare.pop())
    parts = [p for word in bare for p in _split_particle(word)]
    cut = len(parts) - 1
    while cut > 0 and parts[cut - 1] in words_of("family-particle"):
        cut -= 1
    if cut == 0 and len(parts) > 1 and parts[0] not in words_of("family-particle"):
        cut = len(parts) - 1
    return PersonalName(tuple(found), tuple(parts[: max(cut, 0)]), tuple(parts[max(cut, 0) :]), tuple(suffix))


def _split_particle(word: str) -> list[str]:
    for particle in ("al", "el", "ul", "ad", "as", "ar", "az", "at", "an", "ash"):
        if word.startswith(particle + "-") and len(word) > len(particle) + 1:
            return ["al", word[len(particle) + 1 :]]
    return [word]
