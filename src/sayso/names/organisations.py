"""Names of organisations: their telling words, short forms, acronyms."""

from __future__ import annotations

import re
from functools import lru_cache

from sayso.names.parts import common_words, plain, without_possessive, words_of

FREQUENCY = re.compile(r" (?:\d{2,3}\.\d|\d{2,4}(?:\.\d)? ?(?:fm|am|khz|mhz))(?: (?:fm|am|khz|mhz))?$")  # "Radio X 98.4 FM"


@lru_cache(maxsize=65536)
def organisation_key(name: str) -> tuple[str, ...]:
    """The words that tell an organisation from another: folded, without article, possessive and legal form."""
    words = [
        w.strip(".'-@").replace(".", "").replace("'", "") for w in FREQUENCY.sub("", plain(without_possessive(name))).split()
    ]
    words = [w for w in words if w]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    end = len(words)
    while end > 1 and words[end - 1] in words_of("legal-form"):
        end -= 1
    return tuple(words[:end])


def short_of(word: str, full: tuple[str, ...]) -> bool:
    """Whether a firm's name, as `organisation_key` gives it, is shortened to this first word: "varnholt" of "Varnholt Steel".

    Only what follows may be words for firms and trades: "House" is not short for a "House Ethics Committee".
    """
    trade = words_of("firm-word") | words_of("legal-form")
    return len(full) > 1 and full[0] == word and word not in common_words() and all(w in trade for w in full[1:])


def end_of(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether an outlet is called by its last words ("the Mail"), or by those before "on Sunday" ("the Meridian").

    What follows "of" or "de" is where it is, not its name.
    """
    if not words or len(words) >= len(full):
        return False
    small = words_of("joiner") | words_of("name-particle")
    if full[-len(words) :] == words:
        return full[-len(words) - 1] not in small
    return full[: len(words)] == words and full[len(words)] == "on" and full[-1] in words_of("calendar")


def acronym(name: str) -> str:
    """The initials of a name's capitalised words: "Coal and Cable Workers' Union" gives "CCWU"."""
    return "".join(w[0] for w in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name) if w[0].isupper() and w != "The").upper()


def acronyms(name: str) -> tuple[str, ...]:
    """The ways to shorten a name to initials: "Tarn Newswire" gives "TN" and, with a compound's second half, "TNW"."""
    plain_one = acronym(name)
    out = []
    for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name):
        if word[0].isupper() and word != "The":
            low = word.lower()
            tail = next((t for t in sorted(words_of("compound-tail")) if low.endswith(t) and len(low) > len(t) + 2), "")
            out.append(word[0] + tail[:1])
    return tuple(dict.fromkeys((plain_one, "".join(out).upper())))


def is_acronym_of(short: str, name: str) -> bool:
    """Whether a short name in capitals is made of a longer name's initials."""
    bare = short.replace(".", "").lstrip("@#")
    return len(bare) >= 2 and bare.isupper() and " " in name.strip() and bare in acronyms(name)
