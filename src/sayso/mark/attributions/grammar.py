"""The English that reporting frames are made of: reporting verbs in all their forms, small word classes, a few fixed shapes."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sayso.tables import table
from sayso.text import word_class

MASK = "\ufffc"  # stands for each code point between quotation marks

AUXILIARIES = word_class("auxiliary")
BE = word_class("be")
ADVERBS = word_class("adverb")
DETERMINERS = word_class("determiner")
PRONOUNS = word_class("pronoun")
SUBORDINATORS = word_class("subordinator")
PREPOSITIONS = word_class("preposition")
STATEMENT_NOUNS = word_class("statement")
NOUNISH = word_class("nounish")
HABITS = word_class("habit")
ATTITUDES = word_class("attitude")
OUTLET_NOUNS = word_class("outlet_noun")
AUDIENCE = word_class("audience")
WITNESSED = word_class("witnessed")
WRITTEN = word_class("written")
PREMODIFIERS = word_class("premodifier")
DENIERS = word_class("denier")
SILENCE = word_class("silence")
REFUSES = word_class("refuses")

# Who passed a paper or a statement on, inside the noun phrase that names it: "a memo seen by X".
SEEN_BY = re.compile(
    r"\b(?:seen|obtained|reviewed|viewed|published|reported|released|quoted|cited|carried|leaked|broadcast|posted|printed|"
    r"excerpted|reproduced|verified|examined|inspected|analy[sz]ed|recorded|heard|read)\s+"
    r"(?:to |on |in |out )?(?:exclusively )?by\s+|"
    r"\b(?:published|printed|reproduced|written up) (?:in|on|by)\s+|"
    r"\b(?:leaked|given|shown|passed|handed|released|sent|lent|supplied|forwarded|shared) (?:to|with)\s+"
)
THAT_NIGHT = re.compile(
    r"(?:that|the|one|this|last) (?:same |first |last |very |next |following )?"
    r"(?:night|day|evening|morning|afternoon|week|weekend|month|year)\b",
    re.IGNORECASE,
)
ASIDE = re.compile(r"\s?[(\[][^()\[\]" + MASK + r"]{1,60}[)\]]")  # "(HWU)", "[Lee]": read over
# A tail that comments on a statement rather than being part of it.
TAIL = re.compile(
    r",\s+(?:in (?:a|what|an) (?:move|sign|step|bid|reference|apparent|rare|statement|interview|comments?|remarks?)\b|"
    r"a (?:move|step|claim|reference|remark|comment)\b|"
    r"(?:adding|saying|noting|stressing|claiming|warning|insisting|explaining|arguing|citing|quoting|referring)\b|"
    r"(?:although|though|even though|while|whereas) |"
    r"(?:a|an|one|two|three|four|five|six|seven|several|\d+) (?:day|night|hour|week|month|year)s? (?:after|before)\b)|"
    r"\s+[—–]\s+(?:a|an|which|something|something that)\b"
)


class Cue(NamedTuple):
    verb: str
    form: str  # base, present, past, ing, participle
    frames: str
    doc: str  # "doc": a text can be its subject; "weak": so can evidence and events
    words: int


@cache
def cues() -> dict[str, tuple[Cue, ...]]:
    """Every inflected form of every reporting verb; forms of two words are under their first."""
    found: dict[str, list[Cue]] = {}
    for row in table("cues"):
        verb, _, particle = row["verb"].partition(" ")
        rest = f" {particle}" if particle else ""
        stem = verb[:-1] if verb.endswith("e") else verb
        regular = stem + "ed" if not verb.endswith("y") or verb[-2] in "aeiou" else verb[:-1] + "ied"
        third = (
            verb[:-1] + "ies"
            if verb.endswith("y") and verb[-2] not in "aeiou"
            else verb + ("es" if re.search(r"(s|sh|ch|x|o)$", verb) else "s")
        )
        doubled = verb + verb[-1] if row["past"].split("|")[0].startswith(verb + verb[-1]) else stem
        past = (row["past"] or regular + rest).split("|")
        participle = (row["participle"] or "|".join(past)).split("|")
        inflected = [(verb + rest, "base"), (third + rest, "present"), (doubled + "ing" + rest, "ing")]
        inflected += [(p, "past") for p in past] + [(p, "participle") for p in participle if p not in past]
        for form, name in inflected:
            first = form.split()[0]
            found.setdefault(first, []).append(Cue(row["verb"], name, row["frames"], row["doc"], len(form.split())))
    return {form: tuple(sorted(cues, key=lambda c: -c.words)) for form, cues in found.items()}


@cache
def number_words() -> frozenset[str]:
    """Numbers in words: "three", "dozens"."""
    return frozenset(row["word"] for row in table("numbers") if "word" in row)


@cache
def role_nouns() -> dict[str, str]:
    """What speaks, by its noun: person, group, organisation, outlet; thing, a paper or a talk in which words stand."""
    return {row["noun"]: row["type"] for row in table("roles")}


@cache
def role_sexes() -> dict[str, str]:
    """Of the nouns that tell it, whether they mean a woman or a man: "spokeswoman" f, "father" m."""
    return {row["noun"]: row["gender"] for row in table("roles") if row["gender"]}


SAY = Cue("say", "past", "cbp", "doc", 1)
