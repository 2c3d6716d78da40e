"""The gate of `names` and `identities`: labelled pairs of names, spelling groups, and the truths of the made-up piles.

    python3 -m bench.identities_gate [--missed]

name_bench_cases.csv is nomenklatura's (826 labelled pairs; its own published F1 is 0.79), persons.txt is rigour's (spelling
groups from Wikidata). Pairs of name_bench are split by a hash of their text: what is fitted is fitted on the even ones, which
were read. The odd ones were never read, but their figure was printed beside while constants were chosen: it shows that
nothing was fitted to single pairs, and is no blind test. Its labels are those of a screening desk, for which a slip of the
pen is the same name: `names.SAME_NAME` answers them, while people are merged from `names.SURE` on. Of persons.txt a tenth
of the groups is held out by a hash of their id (`bench.spellings`).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import token_set_ratio

from bench import ecb, identities_growth
from bench.oracle import oracle
from bench.places import data, piles, scorer
from bench.spellings import held_out, read, same_pairs, unlike_pairs
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


def one_name(row: dict[str, str]) -> names.Match:
    """Our answer to a labelled pair: by the names of persons, or of bodies and ships."""
    judge = names.same_person if row["schema"] == "Person" else names.same_organisation
    return judge(row["name1"], row["name2"])


def alike(a: str, b: str) -> float:
    """The peer's answer: the likeness of two names as sets of words, by rapidfuzz."""
    return token_set_ratio(names.plain(a), names.plain(b)) / 100


def name_bench(path: Path, missed: list[str]) -> dict[str, dict[str, float]]:
    """The labelled pairs, all 826, by part: rates at `SAME_NAME`, at the threshold of merging, and of the peer at its best.

    all: persons, bodies and ships of every script; unread_all: of these the half that was not read; persons, bodies; unread:
    persons in Latin letters of that half at `SAME_PERSON`, what a pile's own names are held against; peer: `alike`, all pairs,
    at the threshold that turns out best.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    out: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    peer: list[tuple[bool, float]] = []
    for r in rows:
        match, truth = one_name(r), r["is_match"] == "true"
        pair = (truth, match.score >= names.SAME_NAME)
        peer.append((truth, alike(r["name1"], r["name2"])))
        hidden = unread(r["name1"], r["name2"])
        for part in ("all", "unread_all" if hidden else "read_all", "persons" if r["schema"] == "Person" else "bodies"):
            out[part].append(pair)
        if r["schema"] == "Person":
            out["merged"].append((truth, match.score >= names.SURE))
            if hidden and latin(r["name1"] + r["name2"]):
                out["unread"].append((truth, match.score >= names.SAME_PERSON))
        if not hidden and pair[0] != pair[1]:
            kind = "missed" if truth else "wrong"
            missed.append(f"name_bench {kind}: {r['name1']} | {r['name2']} {match.score:.2f} {match.why}; {r['notes']}")
    return {k: rates(v) for k, v in out.items()} | {"peer": hindsight(peer)}


def hindsight(rows: list[tuple[bool, float]]) -> dict[str, float]:
    """The rates at the threshold with the best F1, known only when the truth is."""
    return max((rates([(t, s >= n / 100) for t, s in rows]) for n in range(30, 100)), key=lambda r: r["f1"])


def spellings(path: Path, missed: list[str]) -> dict[str, dict[str, float]]:
    """Word pairs of the tenth of rigour's groups that nothing is fitted to, against words of other groups that look alike.

    latin: both in Latin letters; cross: one in another script, each script class also by itself; meet: the share of the
    Latin pairs of one word that have a key of `names.skeletons` in common (as recall); peer, peer_cross: rapidfuzz's
    Jaro-Winkler likeness on the romanised words, at its best threshold.
    """
    groups = [g for g in read(path) if held_out(g.id)]
    out: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    peer: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    for pair in (*same_pairs(groups), *unlike_pairs(groups)):
        score = names.same_word(pair.first, pair.second, pair.script)
        answer = score >= names.SAME_WORD
        part = "latin" if pair.script == "latin" else "cross"
        out[part].append((pair.same, answer))
        if part == "cross":
            out[pair.script].append((pair.same, answer))
        elif pair.same:
            out["meet"].append((True, bool({*names.skeletons(pair.first)} & {*names.skeletons(pair.second)})))
        peer[part].append((pair.same, JaroWinkler.similarity(names.letters(pair.first), names.letters(pair.second))))
        if part == "latin" and answer != pair.same and len(missed) < 800:
            kind = "missed" if pair.same else "wrong"
            missed.append(f"spelling {kind}: {pair.first} {pair.second} {score:.2f}")
    return {k: rates(v) for k, v in out.items()} | {
        "peer": hindsight(peer["latin"]),
        "peer_cross": hindsight(peer["cross"]),
    }


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
    pairs = name_bench(folder / "name_bench_cases.csv", missed)
    words = spellings(folder / "persons.txt", missed)
    out = {
        f"name_bench_{part}_{k}": pairs[part][k]
        for part in ("all", "unread_all", "unread")
        for k in ("precision", "recall", "f1")
    }
    out |= {f"name_bench_{part}_f1": pairs[part]["f1"] for part in ("persons", "bodies", "peer")}
    out |= {f"name_bench_merged_{k}": pairs["merged"][k] for k in ("precision", "recall")}
    for name, part in (("spellings_heldout", "latin"), ("spellings_heldout_cross_script", "cross")):
        out |= {f"{name}_{k}": words[part][k] for k in ("precision", "recall", "f1")}
    out |= {f"spellings_heldout_{k}_f1": words[k]["f1"] for k in ("alphabet", "abjad", "kana", "hangul", "han", "indic")}
    out |= {"spellings_peer_f1": words["peer"]["f1"], "spellings_peer_cross_script_f1": words["peer_cross"]["f1"]}
    out["spellings_share_a_key"] = words["meet"]["recall"]
    found = [exam(where, scorer().score, missed)[0] for _, group, where in piles() if group == "exam"]
    for name in ("identity", "kept_apart"):
        shares = [f[name]["share"] for f in found if f[name]["share"] is not None]
        out[name] = sum(shares) / len(shares)
    return out | ecb.figures() | identities_growth.figures()


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
