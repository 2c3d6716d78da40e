"""Gate: claims and conflicts, with the true attributions of the piles, and sentence pairs that people have judged.

    python -m bench.claims_gate [PILE …] [--missed] [--asserted]

Piles: the exam's measure (same_claim, claim_precision, conflicts), averaged over the exam's piles and the seeds, and over
our own. Ours were measured on once before anything was changed for them: on average 0.84, 0.95 and 0.66 at first sight.
What is asserted beyond the truth is judged by reading: bench/labels/claims.json holds the verdicts, and
claims_right and conflicts_right the shares of all asserted ones, the truth's included, that a reader bears out.

Pairs: MSR paraphrases (threshold tuned on the training half, accuracy on the test half, beside the plain overlap of word
stems, tuned alike), SICK (whether a pair that is called a contradiction is one, and how many are found; nothing is tuned).

Growth: bench/claims_growth.py.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from bench import claims_growth
from bench.oracle import oracle, true_stories, truth
from bench.pairs import held_pairs
from bench.places import ROOT, data, piles, scorer
from bench.ratchet import DataMissingError
from sayso.models import entailment
from sayso.text import content_stems
from sayso.types import Attribution, Claim, Conflict, Document, Entity, Marked, Region, Span
from sayso.weave.alignment import agreement
from sayso.weave.claims import claims
from sayso.weave.comparison import compare
from sayso.weave.conflicts import conflicts
from sayso.weave.statements import Statement, statements

LABELS = ROOT / "bench" / "labels" / "claims.json"
PEER = "peer: msr, word overlap"  # a yardstick beside ours: it has no floor
MEASURED = ("same_claim", "claim_precision", "conflicts")


class Result(NamedTuple):
    """How one pile went with true attributions."""

    pile: str
    group: str
    shares: dict[str, float]
    missed: list[str]
    asserted: list[dict[str, Any]]  # what the truth does not have: pile, kind ("claim" or a conflict's), members, shown


def results(only: tuple[str, ...] = ()) -> list[Result]:
    """Every pile's result, or those named."""
    return [_result(*pile) for pile in piles() if not only or pile[0] in only]


def _result(name: str, group: str, folder: Path) -> Result:
    pile, entities = oracle(folder)
    stories = true_stories(folder, pile)
    found = claims(pile, stories, entities)
    against = conflicts(pile, stories, found, entities)
    known = truth(folder)
    figures, missed = scorer().score(known, _dossier(pile, entities, found, against))
    return Result(
        name,
        group,
        {k: figures[k]["share"] for k in MEASURED if figures[k]["share"] is not None},
        [m for m in missed if m.startswith(("claim", "conflict")) and " independent" not in m and "origins" not in m],
        list(_asserted(name, pile, found, against, known)),
    )


def _dossier(
    pile: tuple[Marked, ...], entities: tuple[Entity, ...], found: tuple[Claim, ...], against: tuple[Conflict, ...]
) -> dict[str, Any]:
    """As much of a dossier as the measure needs."""
    documents = [
        {
            "id": m.document.id,
            "source": m.document.sources[0],
            "text": m.document.text,
            "regions": msgspec.to_builtins(m.regions),
        }
        for m in pile
    ]
    rest = {
        "entities": entities,
        "attributions": [a for m in pile for a in m.attributions],
        "claims": found,
        "conflicts": against,
    }
    return {"documents": documents, "stories": [], "dates": [], **{k: msgspec.to_builtins(v) for k, v in rest.items()}}


def _asserted(
    name: str, pile: tuple[Marked, ...], found: tuple[Claim, ...], against: tuple[Conflict, ...], known: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    ids = {a.id: a.why.removeprefix("truth ") for m in pile for a in m.attributions}
    groups = [set(c["members"]) for c in known["claims"]]
    for claim in found:
        members = sorted(ids[m] for m in claim.members)
        if len(members) > 1:
            held = any(set(members) <= g for g in groups)
            yield {"pile": name, "kind": "claim", "members": members, "true": held, "shown": f"{claim.gist} | {claim.why}"}
    for conflict in against:
        members = sorted(ids[m] for m in conflict.members)
        held = any(c["kind"] == conflict.kind and len({*c["members"]} & {*members}) >= 2 for c in known["conflicts"])
        yield {
            "pile": name,
            "kind": conflict.kind,
            "members": members,
            "true": held,
            "shown": f"{conflict.note} | {conflict.why}",
        }


def labelled(found: list[Result]) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """The shares of asserted claims and conflicts that are right, and what nobody has judged yet."""
    verdicts = {_key(row): row["right"] for row in json.loads(LABELS.read_text("utf-8"))["rows"]}
    right: dict[str, list[bool]] = {"claims_right": [], "conflicts_right": []}
    open_ = []
    for row in (row for r in found for row in r.asserted):
        verdict = True if row["true"] else verdicts.get(_key(row))
        if verdict is None:
            open_.append(row)
        else:
            right["claims_right" if row["kind"] == "claim" else "conflicts_right"].append(verdict)
    return {k: sum(v) / len(v) for k, v in right.items() if v}, open_


def _key(row: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    return row["pile"], row["kind"], tuple(row["members"])


# -- sentence pairs -------------------------------------------------------------------------------------


def stated(text: str) -> Statement | None:
    """The longest statement of a sentence standing alone."""
    attribution = Attribution("p-a1", "p", "indirect", (Span(0, len(text)),), (), (), (), None, None, 1.0, "pair")
    document = Document("p", ("p",), "", "", "text/plain", "utf-8", text, (), ())
    marked = Marked(document, (Region(0, len(text), "body", "pair"),), (), (), (attribution,))
    return max(statements([marked]), key=lambda s: len(s.words), default=None)


def _msr(name: str) -> list[tuple[bool, str, str]]:
    rows = []
    lines = (data("pairs") / "pairs" / "msr" / name).read_text("utf-8-sig").splitlines()[1:]
    for line in lines:
        cells = line.split("\t")
        rows.append((cells[0] == "1", cells[3], cells[4]))
    return rows


def _score(a: str, b: str) -> float:
    left, right = stated(a), stated(b)
    return agreement(left.words, right.words).score if left and right else 0.0


def _overlap(a: str, b: str) -> float:
    left, right = set(content_stems(a)), set(content_stems(b))
    return len(left & right) / max(1, len(left | right))


def _threshold(scored: list[tuple[bool, float]]) -> float:
    """The threshold of most hits."""
    return max((n / 100 for n in range(1, 100)), key=lambda t: (sum(y == (s >= t) for y, s in scored), -t))


def paraphrases() -> dict[str, float]:
    """Accuracy on MSR's test pairs, of our score and of plain overlap."""
    train, test = _msr("msr-para-train.tsv")[::2], _msr("msr-para-test.tsv")
    figures = {}
    for name, measure in (("msr", _score), (PEER, _overlap)):
        least = _threshold([(y, measure(a, b)) for y, a, b in train])
        figures[name] = sum(y == (measure(a, b) >= least) for y, a, b in test) / len(test)
    return figures


def contradictions() -> dict[str, float]:
    """Precision and recall of contradictions on SICK's pairs."""
    said = right = true = 0
    with (data("pairs") / "pairs" / "nli" / "sick" / "train.csv").open(encoding="utf-8", newline="") as file:
        for row in list(csv.DictReader(file))[::4]:
            left, right_ = stated(row["premise"]), stated(row["hypothesis"])
            one = compare(left, right_) if left and right_ else None
            called = bool(one and one.matter >= 0.5 and any(c.kind == "polarity" for c in one.clashes))
            wanted = row["label"] == "contradiction"
            said, true, right = said + called, true + wanted, right + (called and wanted)
    return {"sick_polarity_precision": right / max(1, said), "sick_polarity_recall": right / max(1, true)}


def entailment_pairs() -> dict[str, float]:
    """Accuracy, three ways, of the entailment model on held-out pairs: each set, the public ones together, and all."""
    rows = held_pairs(data("pairs") / "pairs", ROOT / "statements")
    right: dict[str, list[bool]] = defaultdict(list)
    for manner in dict.fromkeys(r.manner for r in rows):
        some = [r for r in rows if r.manner == manner]
        for row, found in zip(some, entailment().judge([(r.one, r.other) for r in some], manner), strict=True):
            best = max(zip(found, found._fields, strict=True))[1]
            for name in (row.set, "all", *(() if row.set == "own" else ("public",))):
                right[f"pairs {name}"].append(best == row.label)
    return {name: sum(hits) / len(hits) for name, hits in sorted(right.items())}


def figures() -> dict[str, float]:
    """The gate's figures; DataMissingError where there are neither piles nor pairs."""
    out: dict[str, float] = {}
    why = []
    try:
        found = results()
        for label in ("exam", "own", "held"):
            for name in MEASURED:
                shares = [r.shares[name] for r in found if r.group == label and name in r.shares]
                if shares:
                    out[f"{label} {name}"] = sum(shares) / len(shares)
        out.update(labelled(found)[0])
    except DataMissingError as error:
        why.append(str(error))
    try:
        out.update(paraphrases())
        out.update(contradictions())
        out.update(entailment_pairs())
        out.update(claims_growth.figures())
    except DataMissingError as error:
        why.append(str(error))
    if not out:
        raise DataMissingError("; ".join(why))
    return out


def main() -> None:
    """Print the figures; with --missed what was missed, with --asserted what the truth does not have."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pile", nargs="*")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--asserted", action="store_true")
    options = parser.parse_args()
    found = results(tuple(options.pile))
    for result in found:
        print(result.pile, " ".join(f"{k} {v:.3f}" for k, v in result.shares.items()))
        if options.missed:
            print("\n".join("   " + m for m in result.missed))
    verdicts, unjudged = labelled(found)
    print(" ".join(f"{k} {v:.3f}" for k, v in verdicts.items()), f"not judged: {len(unjudged)}")
    if options.asserted:
        for row in unjudged:
            print(row["pile"], row["kind"], " ".join(row["members"]), "|", row["shown"])
    if not options.pile:
        for name, value in figures().items():
            print(f"{name:28} {value:.4f}")


if __name__ == "__main__":
    main()
