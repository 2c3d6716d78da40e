"""How well claims and conflicts are found when the attributions are the true ones."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.oracle import oracle, true_stories, truth
from sayso.types import Claim, Conflict, Entity, Marked
from sayso.weave.claims import claims
from sayso.weave.conflicts import conflicts

SHARED = Path(os.environ.get("SAYSO_SHARED", "/work/shared"))


def scorer() -> ModuleType:
    """The exam's own measure."""
    spec = importlib.util.spec_from_file_location("exam_score", SHARED / "exam" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def dossier(
    pile: tuple[Marked, ...], entities: tuple[Entity, ...], found: tuple[Claim, ...], against: tuple[Conflict, ...]
) -> dict[str, Any]:
    """As much of a dossier as the measure needs."""
    return {
        "documents": [
            {"id": m.document.id, "source": m.document.sources[0], "text": m.document.text, "regions": _plain(m.regions)}
            for m in pile
        ],
        "stories": [],
        "entities": _plain(entities),
        "attributions": _plain([a for m in pile for a in m.attributions]),
        "dates": [],
        "claims": _plain(found),
        "conflicts": _plain(against),
    }


def _plain(values: Any) -> Any:
    return msgspec.to_builtins(values)


def measure(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """The measure's figures for one folder with true attributions."""
    pile, entities = oracle(folder)
    stories = true_stories(folder, pile)
    found = claims(pile, stories, entities)
    against = conflicts(pile, stories, found, entities)
    figures, missed = scorer().score(truth(folder), dossier(pile, entities, found, against))
    return {k: figures[k] for k in ("same_claim", "claim_precision", "conflicts")}, [
        m for m in missed if m.startswith(("claim", "conflict"))
    ]


def folders() -> list[Path]:
    return [SHARED / "seeds", *sorted(p for p in (SHARED / "exam" / "piles").iterdir() if p.is_dir())]


if __name__ == "__main__":
    for folder in [Path(a) for a in sys.argv[1:] if not a.startswith("-")] or folders():
        figures, missed = measure(folder)
        print(folder.name, {k: (v["share"], v["hit"], v["of"]) for k, v in figures.items()})
        if "-v" in sys.argv:
            print("\n".join("   " + m for m in missed if "independent" not in m and "origins" not in m and "rests_on" not in m))
