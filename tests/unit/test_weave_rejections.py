"""Rejections: what a person types, what it means, what is refused and how, and how it changes a dossier."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sayso.tell import Dossier
from sayso.trace import trace
from sayso.types import Claim
from sayso.weave.rejections import RejectionError, parsed, spelled
from tests.sound import assert_sound

PILE = sorted((Path(__file__).parents[1] / "golden" / "wire").glob("*.txt"))
FALLS = "I no longer trust it"


@cache
def dossier(*rejected: str) -> Dossier:
    made = trace(PILE, rejected=rejected)
    assert_sound(made)
    return made


def claim(made: Dossier) -> Claim:
    return next(c for c in made.claims if FALLS in c.gist)


def ids(made: Dossier) -> tuple[dict[str, str], dict[str, str]]:
    """The entities by name, the documents by file."""
    return {e.name: e.id for e in made.entities}, {Path(d.source).stem: d.id for d in made.documents}


def test_a_voice_is_doubted_by_its_name_or_its_id() -> None:
    who, _ = ids(dossier())
    named = dossier("Elin Strand")
    assert named.made_by.options["rejected"] == who["Elin Strand"]
    assert named == dossier(who["Elin Strand"])
    assert (claim(dossier()).independent, claim(named).independent) == (1, 0)
    assert claim(named).why.startswith("With Elin Strand doubted, as the reader decided: no chain")


def test_a_merge_taken_back_is_two_voices_and_two_entities() -> None:
    who, files = ids(dossier())
    split = dossier("03_uncredited.txt:Elin Strand")
    assert split.made_by.options["rejected"] == f"{files['03_uncredited']}:{who['Elin Strand']}"
    other = f"{who['Elin Strand']}.{files['03_uncredited']}"
    assert claim(split).rests_on == (who["Elin Strand"], other)
    assert "Elin Strand in THE FREIGHT GAZETTE held to be somebody else" in claim(split).why.replace(
        "The Freight Gazette", "THE FREIGHT GAZETTE"
    )
    here = next(e for e in split.entities if e.id == other)
    assert {m.document for m in here.mentions} == {files["03_uncredited"]}
    assert "the reader decided" in here.why
    assert all(m.document != files["03_uncredited"] for e in split.entities if e.id == who["Elin Strand"] for m in e.mentions)


def test_a_copy_not_believed_and_a_hop_misread_are_said_in_the_why() -> None:
    who, files = ids(dossier())
    copies = [(d.source, d.to) for d in dossier().derivations if d.kind != "cites" and d.to in files.values()]
    assert copies
    source, to = copies[0]
    uncopied = claim(dossier(f"{source}:{to}"))
    assert "not believed, as the reader decided" in uncopied.why
    member = next(a for a in dossier().attributions if a.id in claim(dossier()).members and a.document == files["01_agency"])
    misread = claim(dossier(f"{member.id}:{who['Elin Strand']}"))
    assert "Elin Strand taken out of a chain in" in misread.why
    assert "one attribution without a source adds no voice" in misread.why


def test_what_the_dossier_keeps_makes_the_same_bytes_again() -> None:
    once = dossier("03_uncredited.txt:Elin Strand", "Jens Okkels")
    kept = str(once.made_by.options["rejected"])
    assert spelled(parsed(kept)) == tuple(kept.split())
    assert trace(PILE[::-1], rejected=kept.split()).to_json() == once.to_json()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("Nobody Atall", "'Nobody Atall' is no entity of this pile"),
        ("nowhere.txt:Elin Strand", "'nowhere.txt' in 'nowhere.txt:Elin Strand' is no document or attribution of this pile"),
        ("01_agency.txt:Nobody", "'Nobody' in '01_agency.txt:Nobody' is no entity or document of this pile"),
        ("01_agency.txt:03_uncredited.txt", "was not found to have taken its words from the second"),
        ("01_agency.txt:Jens Okkels", "there is no merge to take back"),
    ],
)
def test_what_rejects_nothing_is_refused_with_the_reason(wrong: str, says: str) -> None:
    with pytest.raises(RejectionError) as refused:
        trace(PILE, rejected=[wrong])
    assert says in str(refused.value)


def test_in_an_empty_pile_nothing_is_refused() -> None:
    assert trace([], rejected=["Nobody"]).documents == ()
