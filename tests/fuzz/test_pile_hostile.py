"""Odd input goes the whole way: one strange report beside a sound one, and the dossier can be written and read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sayso
from tests.sound import assert_sound

SOUND = """\
THE FENWICK CRIER
Friday 7 June 2024

Ferry to stop at night

By Nora Quill

The night ferry will stop running in August, the port's director, Hedda Brandt, said on Thursday.

"Nobody takes it but the gulls," Brandt told the Crier. "It loses 40 crowns a trip."
"""
ODD = {
    "letters that fold to others": "Orıgınally publıshed by the Crier. Frıday mornıng Hedda Brandt saıd: “It loſes 41 crowns.”",
    "letters that fold to nothing": "“ͺ ͺ ﾞ and nobody takes it but ͺ,” Hedda Brandt said on Thursday. “It loses ͺ crowns.”",
    "an endless number": f"“It loses {'9' * 400} crowns a trip,” Hedda Brandt said. It has lost {'8' * 400} crowns.",
    "raised digits": "Hedda Brandt, ²²², said “it loses ⁴⁰ crowns a trip”. Jo Lund, ٤٤, said so too.",
    "one word": "Ferry",
    "only marks": "“”‘’\"'«»" * 40,
    "half a name": "“It loses 40 crowns a trip,” said H",
    "right to left": "قالت هيدا براندت: «لا أحد يركبها». “It loses 40 crowns,” Hedda Brandt said.",
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_report_costs_nobody_the_dossier(kind: str, tmp_path: Path) -> None:
    (tmp_path / "sound.txt").write_text(SOUND, "utf-8")
    (tmp_path / "odd.txt").write_text(ODD[kind], "utf-8")
    dossier = sayso.trace([tmp_path / "sound.txt", tmp_path / "odd.txt"])
    assert_sound(dossier)
    assert any("sound.txt" in d.source for d in dossier.documents)
    assert json.loads(dossier.to_json())["claims"]
    assert dossier.to_html()
    assert dossier.to_markdown()


def test_half_an_emoji_in_a_record_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    record = '{"title": "Ferry \\ud83d stops", "outlet": "The Crier \\ud83d", "author": "Nora\\udc00 Quill", "text": %s}'
    path.write_text(record % json.dumps(SOUND), "utf-8")
    dossier = sayso.trace(path)
    assert dossier.documents[0].title == "Ferry stops"
    assert dossier.documents[0].authors == ("Nora Quill",)
    assert json.loads(dossier.to_json())
