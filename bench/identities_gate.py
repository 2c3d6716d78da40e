"""The gate of `names` and `identities`: labelled pairs of names, spelling groups, and the truths of the made-up piles.

    python3 -m bench.identities_gate [--missed]

name_bench_cases.csv is nomenklatura's (826 labelled pairs, of which those of persons are used; its own published F1,
over all, is 0.79), persons.txt is rigour's (spelling groups from Wikidata). Pairs are split by a hash of their text:
even ones were read while the weights of `names` were set. The odd ones were never read, but their figure was printed
beside while constants were chosen: it shows that nothing was fitted to single pairs, and is no blind test.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace

from bench.oracle import oracle
from bench.places import data, piles, scorer
from sayso import names
from sayso.mark.mentions import mentions
from sayso.mark.regions import regions
from sayso.types import Entity, Fact, Marked
from sayso.weave.identities import identities


def unread(*parts: str) -> bool:
    """Whether a pair belongs to the half whose pairs were not read (their figure was seen: see above)."""
    return hashlib.sha256("|".join(sorted(parts)).encode()).digest()[0] % 2 == 1


def latin(text: str) -> bool:
    """Whether a name is written in Latin letters (others never reach sayso's English reports)."""
    return all(ord(c) < 0x250 or not c.isalpha() for c in text)


def rates(rows: list[tuple[bool, bool]]) -> dict[str, float]:
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
    return {k: rates(v) for k, v in out.items()}


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
    return rates(rows)


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


def figures(missed: list[str] | None = None) -> dict[str, float]:
    """Rates of the pairs of the half that was not read, 0 to 1; identity and kept_apart of the exam's piles by names alone."""
    missed = [] if missed is None else missed
    folder = data("names") / "names"
    pairs = name_bench(folder / "name_bench_cases.csv", missed)["latin_unread"]
    spellings = groups(folder / "persons.txt", missed)
    out = {f"name_bench_unread_{k}": pairs[k] for k in ("precision", "recall", "f1")}
    out |= {f"groups_{k}": spellings[k] for k in ("precision", "recall")}
    found = [exam(where, scorer().score, missed)[0] for _, group, where in piles() if group == "exam"]
    for name in ("identity", "kept_apart"):
        shares = [f[name]["share"] for f in found if f[name]["share"] is not None]
        out[name] = sum(shares) / len(shares)
    return out


def main() -> None:
    """Print the figures; with --missed, the misses as text."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--missed", action="store_true")
    given = parser.parse_args()
    missed: list[str] = []
    for name, value in figures(missed).items():
        print(f"{name:34} {value:.4f}")
    if given.missed:
        print("\n".join(missed))


if __name__ == "__main__":
    main()
