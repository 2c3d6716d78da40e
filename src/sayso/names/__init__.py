"""Names: reading personal names, holding two spellings against each other, and looking up outlets and places."""

from sayso.names.organisations import acronym, acronyms, end_of, is_acronym_of, organisation_key, short_of
from sayso.names.outlets import Outlet, known_outlet, outlet_key, outlet_like
from sayso.names.parts import (
    PersonalName,
    common_words,
    demonyms,
    given_names,
    hashtag_words,
    personal_name,
    plain,
    title_length,
    titles,
    without_possessive,
    words_of,
)
from sayso.names.persons import SAME_PERSON, Match, same_person
from sayso.names.places import chief_place_name, known_country, known_place, place_names, place_sound, same_place
from sayso.names.spellings import SAME_WORD, letters, same_word, script, skeleton, skeletons, sounds

__all__ = [
    "SAME_PERSON",
    "SAME_WORD",
    "Match",
    "Outlet",
    "PersonalName",
    "acronym",
    "acronyms",
    "chief_place_name",
    "common_words",
    "demonyms",
    "end_of",
    "given_names",
    "hashtag_words",
    "is_acronym_of",
    "known_country",
    "known_outlet",
    "known_place",
    "letters",
    "organisation_key",
    "outlet_key",
    "outlet_like",
    "personal_name",
    "place_names",
    "place_sound",
    "plain",
    "same_person",
    "same_place",
    "same_word",
    "script",
    "short_of",
    "skeleton",
    "skeletons",
    "sounds",
    "title_length",
    "titles",
    "without_possessive",
    "words_of",
]
