"""The vector model: what of a report it reads, its vectors pure, what is alike nearer than what is not, its file and card."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from pathlib import Path

import pytest
from msgspec.structs import replace

from sayso.mark.meaning import meaning
from sayso.models import FILES, Vectors, cosines, sums, tagger, vectors
from sayso.models.tagger import session
from sayso.models.vectors import LONGEST, SIZE, laid_out, opening
from sayso.types import Fact, Region
from tests.marked import document

FOLDER = Path(str(files("sayso.models")))
FERRY = "The ferry to Lund Island ran aground in fog on Monday. All forty passengers were taken off unhurt by fishing boats."
STRANDED = "Fishermen rescued dozens of people from a ship stuck on rocks near Lund Island, the coast guard reported."
BUDGET = "The council put up its budget for schools by a tenth. Teachers had asked for smaller classes since the spring."


def test_title_and_opening_are_read_and_what_is_too_long_loses_its_end() -> None:
    assert opening("A title", "A text") == "A title. A text"
    assert opening("", "A text") == "A text"
    assert laid_out([7, 8], (101, 102)) == [101, 7, 8, 102]
    assert len(laid_out([7] * 999, (101, 102))) == LONGEST
    assert vectors().of("", FERRY * 40) == vectors().of("", FERRY * 50)


def test_two_accounts_are_nearer_than_two_matters_and_a_text_is_nearest_to_itself() -> None:
    ferry, stranded, budget = (vectors().of("", t) for t in (FERRY, STRANDED, BUDGET))
    assert len(ferry) == SIZE
    itself, told, other = cosines(ferry, [ferry, stranded, budget])
    assert itself == pytest.approx(1.0, abs=0.01)
    assert told > 0.4 > other + 0.1
    assert cosines(stranded, [ferry]) == [told]
    assert cosines(ferry, []) == []


def test_a_vector_is_the_same_from_a_fresh_model_and_empty_and_foreign_texts_have_one() -> None:
    fresh = Vectors(tagger(), session(FOLDER / FILES["vectors"][0]))
    for text in (FERRY, "", "что?", "x" * 100_000, "\x00"):
        assert fresh.of("", text) == vectors().of("", text)


def test_the_card_names_the_file_that_is_shipped() -> None:
    card = (FOLDER / "vectors.md").read_text("utf-8")
    (name,) = FILES["vectors"]
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    assert re.search(rf"{digest}\s+{re.escape(name)}", card)
    assert sums()["vectors"] == digest
    assert (FOLDER / name).stat().st_size <= 6 * 2**20


def test_the_meaning_of_a_document_is_that_of_its_headline_and_body() -> None:
    menu = "Weather Travel Puzzles"
    made = document(f"{menu}\n{FERRY}", title=Fact("Ferry aground | Reuters", "drawn"), language="en-GB")
    where = (Region(0, len(menu), "furniture", "drawn"), Region(len(menu) + 1, len(made.text), "body", "drawn"))
    assert meaning(made, where) == vectors().of("Ferry aground", FERRY)
    assert meaning(made, ()) == vectors().of("Ferry aground", made.text)


def test_a_document_in_another_language_and_an_empty_one_have_no_meaning() -> None:
    made = document(FERRY, language="sv")
    assert meaning(made, ()) == b""
    assert meaning(replace(made, language=None), ()) == vectors().of("", FERRY)
    assert meaning(document(" \n "), ()) == b""
