"""Whatever goes in: a sound dossier, and the same bytes in any order, twice, and on any machine."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.trace import trace
from tests.sound import assert_sound

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = sorted(p for p in (ROOT / "examples" / "bridge").iterdir() if p.suffix != ".json")
PIECES = st.sampled_from(
    [
        "BRANCASTER, May 2 (Lantern Press) - The quarry will close, the owner said on Thursday.\n\n",
        '"We cannot go on," Ilse Marwood said. ',
        "“It is over,” he told the Brancaster Post.\n\n",
        "According to a spokeswoman for the union, at least 40 people will lose their work. ",
        '"We cannot go on like this," Marwood told Lantern Press, the Brancaster Post reported. ',
        "Who's to say? ",
        'He called it "a "very" bad day ',
        "\n\nBy JUN ALDERTON\n\n",
        "Fri 3 May 2024\n",
        "\u202eأفاد مصدر\u202c ",
        "😀 «Niemand,» sagte sie. ",
        "[[((\"'“‘",
        "Comments (2)\n\nMarwood: no\n",
        " ",
        "\r\n",
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=12).map("".join)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(TEXTS, min_size=1, max_size=4), data=st.data())
def test_any_pile_makes_a_sound_dossier_in_any_order(texts: list[str], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{n}.txt" for n in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(text.encode("utf-8"))
        dossier = trace(paths)
        assert_sound(dossier)
        assert len(dossier.failures) + sum(len(d.sources) for d in dossier.documents) == len(paths)
        assert trace(data.draw(st.permutations(paths))).to_json() == dossier.to_json()


@settings(max_examples=6, deadline=None)
@given(paths=st.permutations(EXAMPLE))
def test_the_order_of_the_example_leaves_no_trace(paths: list[Path]) -> None:
    assert trace(paths).to_json() == trace(EXAMPLE).to_json()


def test_the_seed_of_the_hashes_leaves_no_trace() -> None:
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", "sayso", "trace", *map(str, EXAMPLE), "--json"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60, env=environment)
    assert done.stdout == trace(EXAMPLE).to_json().encode()
