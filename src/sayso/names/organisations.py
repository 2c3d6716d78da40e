"""Names of organisations: their telling words, short forms, acronyms."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from sayso.names.pairing import Match, kind_of, paired
from sayso.names.parts import common_words, plain, without_possessive, words_of
from sayso.names.spellings import letters, same_word, script, skeleton
from sayso.tables import table
from sayso.text import fold

SAME_BODY = 0.75  # one body: the telling words are the same or spellings of the same
SURE_BODY = 0.9  # one body on the names alone: every telling word is the same, or a spelling of it that leaves little doubt
SLIP = 0.6  # one word with a slip of the pen in it, which may be another body's name
SURE_TOGETHER = 0.93  # two names run together are one in two spacings
SPELT = 7  # letters a word must have to be the same in spite of its vowels
CLOSE = 0.85  # likeness of two words, from which on a slip made one common word of another

FREQUENCY = re.compile(r" (?:\d{2,3}\.\d|\d{2,4}(?:\.\d)? ?(?:fm|am|khz|mhz))(?: (?:fm|am|khz|mhz))?$")  # "Radio X 98.4 FM"
_AND = re.compile(r" ?[&+] ?")
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b|\b(?:[a-z]\. ){2,}")
_FORM_IN_CAPITALS = re.compile(r"(?<=[a-z]{3})(AG|SA|SE|NV|BV|AB|LLC|GmbH)$")  # "SiemensAG"


@lru_cache(maxsize=65536)
def organisation_key(name: str) -> tuple[str, ...]:
    """The words that tell an organisation from another: folded, without article, possessive and legal form.

    "&" is "and", initials are one word ("A.B.C." is "abc"), a number in words or Roman letters stays as it is written.
    """
    return _turned(_without_forms(_words(name)))


def _turned(words: tuple[str, ...]) -> tuple[str, ...]:
    """A department by what it is for: "Department of Education" is "Education Department"."""
    office = len(words) > 2 and words[0] in ("department", "ministry") and words[1] in ("of", "for")
    rest = words[2:] if office else ()
    rest = rest[1:] if len(rest) > 1 and rest[0] == "the" else rest
    return (*rest, words[0]) if rest else words


def _words(name: str) -> tuple[str, ...]:
    text = _FORM_IN_CAPITALS.sub(r" \1", _AND.sub(" and ", without_possessive(name.strip())))
    text = _INITIALS.sub(lambda m: m.group().replace(".", "").replace(" ", ""), FREQUENCY.sub("", plain(text)))
    words = tuple(w for w in (w.strip(".'-@").replace(".", "").replace("'", "") for w in text.split()) if w)
    return words[1:] if len(words) > 1 and words[0] == "the" else words


@cache
def _known_bodies() -> dict[tuple[str, ...], tuple[str, bool]]:
    """By its words, a body of the table and whether they are its initials."""
    found: dict[tuple[str, ...], tuple[str, bool]] = {}
    for row in table("bodies"):
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            found.setdefault(_body_words(name), (row["name"], " " not in name and name.replace(".", "").isupper()))
    return found


def _body_words(name: str) -> tuple[str, ...]:
    """A name's words as a text's are read: folded, each without possessive and stops, "&" left out."""
    words = (fold(without_possessive(w)).replace(".", "") for w in name.split())
    return tuple(w for w in words if w not in ("&", "the"))


@cache
def _body_starts() -> dict[str, tuple[int, ...]]:
    """By first word, of how many words the names of known bodies are, the longest first."""
    found: dict[str, set[int]] = {}
    for words in _known_bodies():
        found.setdefault(words[0], set()).add(len(words))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}


def known_body(name: str) -> str | None:
    """The chief name of the body of the table that goes by this name ("WHO": "World Health Organization"); None for none."""
    words = _body_words(name)
    found = _known_bodies().get(words)
    return found[0] if found is not None and (not found[1] or name.replace(".", "").isupper()) else None


def body_length(words: Sequence[str], shown: Sequence[str]) -> int:
    """How many of these words, folded and as they stand, are a known body's name; 0 for none. Initials must be capitals."""
    telling = [n for n, w in enumerate(words) if not n or w != "the"]
    for size in _body_starts().get(words[0], ()) if words else ():
        found = _known_bodies().get(tuple(words[n] for n in telling[:size]))
        if found is None or size > len(telling) or not shown[0][:1].isupper():
            continue
        if not found[1] or shown[0].replace(".", "").isupper():
            return telling[size - 1] + 1
    return 0


@cache
def _forms() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]], int]:
    """Legal forms that may end a name, those that may also begin it, and how many words the longest has."""
    rows = [(tuple(plain(row["form"]).split()), row["place"]) for row in table("legal_forms")]
    ends = frozenset(words for words, _ in rows) | {(w,) for w in words_of("legal-form")}
    return ends, frozenset(words for words, place in rows if place == "either"), max(len(words) for words in ends)


def _without_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    ends, starts, longest = _forms()
    for n in range(min(longest, len(words) - 1), 0, -1):
        if words[:n] in starts:
            words = words[n:]
            break
    while True:
        for n in range(min(longest, len(words) - 1), 0, -1):
            if words[-n:] in ends:
                words = words[:-n]
                break
        else:
            return words


def same_organisation(a: str, b: str) -> Match:
    """Whether two names can be one organisation's, judged by the names alone, with the reason in words.

    Legal forms, articles, "&" and "and", spacing and the order of words tell nothing. From `SAME_BODY` on the telling words
    are the same, or spellings of the same; from `SAME_NAME` on one may be the other with a slip in it, or its initials.
    Numbers must agree; a place, a branch or any other telling word that one name has and the other lacks tells them apart.
    """
    x, y = _telling(a), _telling(b)
    if not x or not y:
        return Match(0.0, "no name")
    if x == y:
        return Match(1.0, "the same name")
    if letters("".join(x)) == letters("".join(y)):
        return Match(0.97, "the same name, spaced differently")
    for short, full in ((a, b), (b, a)):
        if is_acronym_of(short, full):
            return Match(0.8, f"{short} is short for {full}")
    kind = kind_of(script(a), script(b))
    found = max(_held(x, y, kind), _held(_words(a), _words(b), kind), key=lambda m: m.score)
    together = same_word("".join(x), "".join(y), kind)
    if len(x) != len(y) and together >= SURE_TOGETHER:
        return max(found, Match(0.95 * together, "the same name, spaced and spelt differently"), key=lambda m: m.score)
    return found


def _telling(name: str) -> tuple[str, ...]:
    """The telling words with numbers written as figures, without "and": for holding two names against each other."""
    return tuple(_figure(w) for w in organisation_key(name) if w != "and")


def _held(x: tuple[str, ...], y: tuple[str, ...], kind: str) -> Match:
    x, y = sorted((x, y), key=lambda w: (len(w), w))
    read = paired(x, y, kind, False)
    numbers = [{w for w in words if any(c.isdigit() for c in w) or w in _roman()} for words in (x, y)]
    if numbers[0] != numbers[1]:
        return Match(0.3, f"other numbers: {' '.join(sorted(numbers[0] ^ numbers[1]))}")
    over = [read.x[i] for i in read.over_x], [read.y[j] for j in read.over_y]
    if over[0] and over[1]:
        near = [(p, q) for p in over[0] for q in over[1] if len(p) > 2 and OSA.distance(p, q) <= 1]
        if len(over[0]) == len(over[1]) == 1 and near and len(x) > 1:
            return Match(SLIP, f"{near[0][0]} and {near[0][1]} are a slip apart")
        return Match(0.3, f"other words: {' '.join(over[0])}; {' '.join(over[1])}")
    if over[0] or over[1]:
        rest = over[0] or over[1]
        if all(w in words_of("joiner") | words_of("name-particle") for w in rest):
            return Match(0.9, f"the same name; {' '.join(rest)} left out")
        return Match(0.45, f"only one has {' '.join(rest)}")
    slips = [p for p in read.pairs if p.kind in ("slip", "near")]
    doubts = [(p, read.x[p.left[0]], read.y[p.right[0]]) for p in slips]
    if any(one in common_words() and other in common_words() for p, one, other in doubts if p.score < 0.7 * CLOSE):
        return Match(0.4, f"other words: {doubts[0][1]}, {doubts[0][2]}")
    if slips:
        if all(len(one) >= SPELT and skeleton(one) == skeleton(other) for _, one, other in doubts):
            return Match(SAME_BODY, "; ".join(f"{one} and {other} differ in vowels" for _, one, other in doubts))
        return Match(
            SLIP if len(slips) == 1 else 0.5, "; ".join(f"{one} and {other} are a slip apart" for _, one, other in doubts)
        )
    changed = [(read.x[p.left[0]], read.y[p.right[0]]) for p in read.pairs if p.kind == "same"]
    score = math.prod(p.score for p in read.pairs)
    if any(p != q and p in common_words() and q in common_words() for p, q in changed):
        return Match(min(score, SLIP), "; ".join(f"{p} and {q} are near" for p, q in changed if p != q))
    return Match(max(SLIP, score), "the same words" + (", in another order" if read.evidence.crossed else ""))


@cache
def _roman() -> frozenset[str]:
    return words_of("roman-numeral")


@cache
def _figures() -> dict[str, str]:
    found = {row["word"]: str(row["value"]) for row in table("numbers") if row["kind"] == "digit"}
    return found | {w: n for w, _, n in (row.partition("|") for row in words_of("ordinal"))}


def _figure(word: str) -> str:
    """A number in words as figures: "first" and "1st" are "1", "forty-four" is "44"."""
    parts = [_figures().get(p) for p in word.split("-")]
    if all(p and p.isdigit() for p in parts):
        return str(sum(int(p) for p in parts if p))
    return re.sub(r"^(\d+)(?:st|nd|rd|th)$", r"\1", word)


def short_of(word: str, full: tuple[str, ...]) -> bool:
    """Whether a firm's or a group's name, as `organisation_key` gives it, is shortened to this first word: "varnholt" of
    "Varnholt Steel".

    Only what follows may be words for firms and trades: "House" is not short for a "House Ethics Committee".
    """
    if len(full) > 3 and full[0] == word and full[1:3] == ("of", "the") and word.endswith("s"):
        return True  # "the Lions" of the Lions of the Jabal
    trade = words_of("firm-word") | words_of("legal-form")
    return len(full) > 1 and full[0] == word and word not in common_words() and all(w in trade for w in full[1:])


def end_of(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether an outlet is called by its last words ("the Mail"), or by those before "on Sunday" or "News Agency".

    What follows "of" or "de" is where it is, not its name.
    """
    if not words or len(words) >= len(full):
        return False
    small = words_of("joiner") | words_of("name-particle")
    if full[-len(words) :] == words:
        return full[-len(words) - 1] not in small
    return wire_of(words, full) or (
        full[: len(words)] == words and full[len(words)] == "on" and full[-1] in words_of("calendar")
    )


def wire_of(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a name is all but the last words of a wire's: "Sadoq" of "Sadoq News Agency"."""
    rest = full[len(words) :]
    wires = words_of("wire") | {"service"}
    return full[: len(words)] == words and len(rest) == 2 and rest[0] in ("news", "press") and rest[1] in wires


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
