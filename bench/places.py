"""Where the data lies that gates measure on. What is not there is a DataMissingError, and its gate is left out."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

from bench.ratchet import DataMissingError

ROOT = Path(__file__).resolve().parent.parent


def shared() -> Path:
    """The folder of the exam and the seeds: $SAYSO_SHARED, or `shared` beside the checkout."""
    folder = Path(os.environ.get("SAYSO_SHARED") or ROOT.parent / "shared")
    if not (folder / "exam" / "score.py").is_file():
        raise DataMissingError(f"no exam in {folder} (set SAYSO_SHARED)")
    return folder


def data(name: str) -> Path:
    """A file or folder of the corpora: in $SAYSO_DATA, where `bench.run` unpacks them."""
    root = os.environ.get("SAYSO_DATA")
    path = Path(root or "") / name
    if not root or not path.exists():
        raise DataMissingError(f"no {name} in SAYSO_DATA, which is {root or 'not set'}")
    return path


def scorer() -> ModuleType:
    """The exam's own measure, score.py, as a module."""
    spec = importlib.util.spec_from_file_location("exam_score", shared() / "exam" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def piles() -> list[tuple[str, str, Path]]:
    """Every pile with a truth beside it: its name, its group, its folder.

    exam: the seeds and the exam's; own: written by us, looked at while working; held: written by us and never looked at.
    """
    there = shared()
    found = [(p.name, "exam", p) for p in (there / "seeds", *sorted((there / "exam" / "piles").iterdir()))]
    found += [(p.name, "own", p) for p in sorted([*(ROOT / "bench" / "piles").glob("*"), *(ROOT / "examples").glob("*")])]
    found += [(p.name, "held", p) for p in sorted((ROOT / "bench" / "heldout").glob("*"))]
    return [entry for entry in found if (entry[2] / "truth.json").is_file()]
