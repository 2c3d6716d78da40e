"""Pairs of sentences as rows for the entailment model: the public sets and our own statements (`bench/pairs.py`).

    python -m lab.prepare_entailment PAIRS STATEMENTS OUT

PAIRS: the folder `pairs` of the shared data. STATEMENTS: the project's own groups (`statements/`). OUT gets train.jsonl and
held.jsonl of the public sets, {"set", "manner", "one", "other", "label"} (a label is follows, contradicts, neither or "not":
does not follow, which of the two is not said), and of our own groups.train.jsonl and groups.held.jsonl, {"group", "pairs"}.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bench.pairs import groups, held, own_held, own_pairs, public


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("statements", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rows = list(dict.fromkeys(public(args.pairs)))
    kept = {False: [r for r in rows if not held(r.one) and not held(r.other)], True: [r for r in rows if held(r.one)]}
    for is_held, name in ((False, "train.jsonl"), (True, "held.jsonl")):
        with (args.out / name).open("w", encoding="utf-8") as file:
            for row in kept[is_held]:
                file.write(json.dumps(row._asdict(), ensure_ascii=False) + "\n")
    own = groups(args.statements)
    parts = {False: "groups.train.jsonl", True: "groups.held.jsonl"}
    for is_held, name in parts.items():
        with (args.out / name).open("w", encoding="utf-8") as file:
            for group in own:
                if own_held(group) == is_held:
                    file.write(json.dumps({"group": group.name, "pairs": own_pairs(group)}, ensure_ascii=False) + "\n")
    print({k: len(v) for k, v in kept.items()}, len(own), "groups")


if __name__ == "__main__":
    main()
