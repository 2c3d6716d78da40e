"""The gate of `names` and `identities`: labelled pairs of names, spelling groups, and the truths of the made-up piles.

    python bench/identities_gate.py NAMES_FOLDER EXAM_FOLDER [SEEDS_FOLDER] [--missed]

NAMES_FOLDER holds name_bench_cases.csv (nomenklatura, 826 labelled pairs; its own published F1 is 0.79) and persons.txt
(rigour, spelling groups from Wikidata). Pairs are split by a hash of their text: even ones were read while the weights of
`names` were set. The odd ones were never read, but their figure was printed beside while constants were chosen: it shows
that nothing was fitted to single pairs, and is no blind test. The figures are printed as JSON; below a floor the exit
status is 1.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import importlib.util
import itertools
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace

from bench.oracle import oracle
from sayso import names
from sayso.mark.mentions import mentions
from sayso.mark.regions import regions
from sayso.types import Entity, Fact, Marked
from sayso.weave.identities import identities

FLOORS = {
    "name_bench_latin_unread_precision": 0.9,
    "name_bench_latin_unread_f1": 0.79,
    "groups_recall": 0.5,
    "groups_precision": 0.9,
    "identity": 0.8,
    "kept_apart": 1.0,
}


def unread(*parts: str) -> bool:
    """Whether a pair belongs to the half whose pairs were not read (their figure was seen: see above)."""
    return hashlib.sha256("|".join(sorted(parts)).encode()).digest()[0] % 2 == 1


def latin(text: str) -> bool:
    """Whether a name is written in Latin letters (others never reach sayso's English reports)."""
    return all(ord(c) < 0x250 or not c.isalpha() for c in text)


def figures(rows: list[tuple[bool, bool]]) -> dict[str, float]:
    """Precision, recall and F1 of (truth, answer) pairs."""
    hit = sum(t and a for t, a in rows)
    said, true = sum(a for _, a in rows), sum(t for t, _ in rows)
    p, r = hit / max(said, 1), hit / max(true, 1)
    return {"precision": round(p, 4), "recall": round(r, 4), "f1": round(2 * p * r / max(p + r, 1e-9), 4), "pairs": len(rows)}


def name_bench(path: Path, missed: list[str]) -> dict[str, dict[str, float]]:
    """The labelled pairs of persons: all scripts, Latin letters only, and the Latin pairs of the half that was not read."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["schema"] == "Person"]
    out: dict[str, list[tuple[bool, bool]]] = {"all": [], "latin": [], "latin_unread": []}
    for r in rows:
        match = names.same_person(r["name1"], r["name2"])
        pair = (r["is_match"] == "true", match.score >= names.SAME_PERSON)
        out["all"].append(pair)
        if latin(r["name1"] + r["name2"]):
            out["latin"].append(pair)
            if unread(r["name1"], r["name2"]):
                out["latin_unread"].append(pair)
            elif pair[0] != pair[1]:
                kind = "missed" if pair[0] else "wrong"
                missed.append(f"name_bench {kind}: {r['name1']} | {r['name2']} {match.score:.2f} {match.why}; {r['notes']}")
    return {k: figures(v) for k, v in out.items()}


def groups(path: Path, missed: list[str]) -> dict[str, float]:
    """Spelling groups of the unread half: pairs inside a group are one word, those of two groups with like consonants are not.

    Only Latin spellings of four letters and more that begin with one letter; the unlike pairs are the hard ones: two groups
    that share a consonant skeleton and no spelling.
    """
    rows: list[tuple[bool, bool]] = []
    by_skeleton: dict[str, list[tuple[int, list[str]]]] = {}
    with path.open(encoding="utf-8") as file:
        for n, line in enumerate(file):
            spellings = [s.strip() for s in line.split("=>")[0].split(",")]
            plain = [s for s in spellings if latin(s) and re.fullmatch(r"[^\W\d_]{5,}", s)]
            if not plain or not unread(line) or n % 8:
                continue
            by_skeleton.setdefault(names.skeleton(plain[0]), []).append((n, plain))
            for a, b in itertools.islice(itertools.combinations(plain, 2), 3):
                if a[0] == b[0]:
                    answer = names.same_word(a, b) >= names.SAME_WORD
                    rows.append((True, answer))
                    if not answer and len(missed) < 400:
                        missed.append(f"group missed: {a} {b} {names.same_word(a, b):.2f}")
    for found in by_skeleton.values():
        for (_, one), (_, other) in itertools.islice(itertools.pairwise(found), 5):
            if not set(one) & set(other) and names.sounds(one[0]) != names.sounds(other[0]):
                answer = names.same_word(one[0], other[0]) >= names.SAME_WORD
                rows.append((False, answer))
                if answer and len(missed) < 800:
                    missed.append(f"group wrong: {one[0]} {other[0]} {names.same_word(one[0], other[0]):.2f}")
    return figures(rows)


def marked(folder: Path) -> tuple[Marked, ...]:
    """The reports of a pile with our own mentions, and no attributions."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    out = []
    for m in oracle(folder)[0]:
        document = m.document
        if document.outlet is None and m.outlet in truth["entities"]:
            document = replace(document, outlet=Fact(truth["entities"][m.outlet]["names"][0], "truth"))
        where = regions(document)
        who = mentions(document, where)
        out.append(replace(m, document=document, regions=where, mentions=who, attributions=(), outlet=None))
    return tuple(out)


def exam(folder: Path, score: Callable[..., Any], missed: list[str]) -> tuple[dict[str, Any], tuple[Entity, ...]]:
    """Identity and kept_apart of one pile, by the exam's own measure."""
    pile = marked(folder)
    entities, woven = identities(pile)
    documents = [{"id": m.document.id, "source": m.document.sources[0], "text": m.document.text, "regions": []} for m in woven]
    dossier = {"documents": documents, "entities": to_builtins(entities), "attributions": [], "stories": []}
    found, lines = score(json.loads((folder / "truth.json").read_text("utf-8")), dossier)
    missed.extend(f"{folder.name}: {line}" for line in lines if line.startswith("identity"))
    return {k: found[k] for k in ("identity", "kept_apart")}, entities


def scorer(path: Path) -> Callable[..., Any]:
    """The exam's `score`."""
    spec = importlib.util.spec_from_file_location("exam_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    score: Callable[..., Any] = module.score
    return score


def main() -> int:
    """Print the figures, the misses on request, and say whether a floor was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", type=Path)
    parser.add_argument("exam", type=Path)
    parser.add_argument("seeds", type=Path, nargs="?")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--entities", action="store_true", help="print every entity of the piles")
    args = parser.parse_args()
    missed: list[str] = []
    out: dict[str, Any] = {"name_bench": name_bench(args.names / "name_bench_cases.csv", missed)}
    out["groups"] = groups(args.names / "persons.txt", missed)
    score = scorer(args.exam / "score.py")
    folders = sorted(p.parent for p in (args.exam / "piles").glob("*/truth.json")) + ([args.seeds] if args.seeds else [])
    shares: dict[str, list[float]] = {"identity": [], "kept_apart": []}
    for folder in folders:
        result, entities = exam(folder, score, missed)
        out[folder.name] = result
        for figure, shown in shares.items():
            shown.append(result[figure]["share"] or 0.0)
        if args.entities:
            for e in entities:
                print(f"{folder.name}: {e.type:12} {e.name} | {'; '.join(e.aliases)} | {len(e.mentions)} | {e.why}")
    held = out["name_bench"]["latin_unread"]
    summary = {
        "name_bench_latin_unread_precision": held["precision"],
        "name_bench_latin_unread_f1": held["f1"],
        "groups_recall": out["groups"]["recall"],
        "groups_precision": out["groups"]["precision"],
        **{k: round(sum(v) / max(len(v), 1), 4) for k, v in shares.items()},
    }
    print(json.dumps({**out, "summary": summary}, indent=1))
    if args.missed:
        print("\n".join(missed), file=sys.stderr)
    broken = {k: v for k, v in summary.items() if v < FLOORS[k]}
    if broken:
        print(f"below the floor: {broken}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
