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
OPENINGS = frozenset(
    ("reacting", "speaking", "responding", "commenting", "replying", "testifying", "concluding", "contributing")
)
NOUNS_IN_LY = word_class("noun_in_ly")
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
QUOTES = frozenset(("quote", "quotes", "quoted", "quoting", "cite", "cites", "cited", "citing"))
WRITTEN = word_class("written")
PREMODIFIERS = word_class("premodifier")
DENIERS = word_class("denier")
SILENCE = word_class("silence")
REFUSES = word_class("refuses")
ACTS = word_class("act")

# Who passed a paper or a statement on, inside the noun phrase that names it: "a memo seen by X".
_WHEN = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar(?:ch)?\b|Apr|May\b|June?\b|July?\b|Aug|Sep|Oct|Nov|Dec|\d)"
SEEN_BY = re.compile(
    r"\b(?:seen|obtained|accessed|reviewed|viewed|published|reported|released|quoted|cited|carried|leaked|broadcast|posted|printed|"
    r"excerpted|reproduced|verified|examined|inspected|analy[sz]ed|recorded|heard|read)\s+"
    r"(?:to |on |in |out )?(?:exclusively )?(?:(?:late |early )?(?:on|in) " + _WHEN + r"\w*(?: \w+)? )?by\s+|"
    r"\b(?:published|printed|reproduced|written up) (?:in|on|by)\s+(?!" + _WHEN + r")|"
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
    r",\s+(?:something|which|a claim|an accusation|a charge|an allegation)\s+[^,;]{2,60}?\s(?:has |have |had )?"
    r"(?:denie[sd]|den(?:y|ies)|rejects?|rejected|disputes?|disputed|dismissed)(?=[.;]|\s*$)|"
    r"\s+[—–]\s+(?:a|an|which|something|something that)\b"
)


_POINTS = re.compile(
    r"that(?:[’']s|\s+(?:is|was|isn[’']t|wasn[’']t|"
    r"(?:would|could|will|can|should|may|might|must|did|does|has|had)(?:n[’']t)?\s+(?:not\s+|never\s+|also\s+|only\s+|still\s+)*"
    r"(?:be|have|been|not|make|mean|take|help|cause|lead|require|depend|come|happen|happened|cost|leave|give|go|work|change)))\s+[\w’']",
    re.IGNORECASE,
)


def points(text: str, at: int) -> bool:
    """Whether "that" at a place is what something is said of: "said that was a lie"; not "said that had he known"."""
    return _POINTS.match(text, at) is not None


# What leads from a noun phrase to what it belongs to.
LED_BY = re.compile(
    r"\b(?:of|at|for|from|in|with|by|to|on|about|against|under|between|after|over|near|behind|through|via)\b", re.IGNORECASE
)
# Where a source goes on with what is told of it: "…, who was there", "…, led by X".
SOURCE_ASIDE = re.compile(
    r"(?<=\w),\s+(?:who|whose|which|through (?:an?|his|her|its|their)|"
    r"speaking|led|headed|chaired|run|owned|set up|appointed|elected|based|made up|citing|"
    r"quoting)\b"
)
# What opens a description.
LEADING = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "one",
        "some",
        "many",
        "several",
        "both",
        "two",
        "three",
        "four",
        "few",
        "other",
        "another",
    ]
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


def head_noun(words: list[str]) -> str:
    """The last word before the first preposition or participle: "a former aide to the king" → "aide"."""
    for k, w in enumerate(words):
        if k and (
            LED_BY.fullmatch(w)
            or w in ("who", "which", "that", "familiar", "close", "called", "named")
            or (w.endswith("ed") and k > 1)
        ):
            return words[k - 1]
    return words[-1]
