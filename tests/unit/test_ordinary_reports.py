"""Ordinary reporting, sentence by sentence: who speaks, and who passed it on, in short reports (ordinary_reports.txt)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sayso import trace
from sayso.tell import Dossier

BLOCKS = re.split(r"\n\s*\n", Path(__file__).with_name("ordinary_reports.txt").read_text("utf-8"))
CASES = [tuple(block.strip().split("\n= ")) for block in BLOCKS if "\n= " in block]


def voices(dossier: Dossier) -> str:
    """The chains of a dossier by their names, " | " between them; a second bearer of a name with II."""
    shown: dict[str | None, str] = {None: "?"}
    names = {e.id: e.name for e in dossier.entities}
    for hop in (h for a in dossier.attributions for h in a.chain):
        if hop.entity is not None and hop.entity not in shown:
            shown[hop.entity] = names[hop.entity] + " II" * (names[hop.entity] in shown.values())
    return " | ".join(" < ".join(shown[h.entity] for h in a.chain) for a in dossier.attributions)


@pytest.mark.parametrize(("report", "told"), CASES)
def test_who_speaks_in_an_ordinary_report(report: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(report.replace(" // ", "\n\n"), "utf-8")
    assert (voices(trace(str(file))) or "(nobody)") == told
