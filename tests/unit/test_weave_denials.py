"""Who denies a statement is no voice for it: the denial is a conflict."""

from __future__ import annotations

from pathlib import Path

import sayso

HEAD = "THE {} POST\nMonday 4 March 2024\n\n{}\n\n"


def test_a_denial_is_a_conflict_and_no_voice(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        HEAD.format("NORTH", "Leaks found in silo") + "Surveyor Bo Rind said the Ostend silo had nineteen leaking seams.\n"
    )
    (tmp_path / "b.txt").write_text(
        HEAD.format("SOUTH", "Owner rejects report")
        + "Owner Maud Kerr denied that the Ostend silo had nineteen leaking seams.\n"
    )
    dossier = sayso.trace([tmp_path / "a.txt", tmp_path / "b.txt"])
    (claim,) = dossier.claims
    names = {e.id: e.name for e in dossier.entities}
    (voice,) = claim.rests_on
    assert names[voice].endswith("Bo Rind")
    (conflict,) = dossier.conflicts
    assert conflict.kind == "polarity"
    assert {a.id for a in dossier.attributions} == set(conflict.members)
