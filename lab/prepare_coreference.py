"""GUM and LitBank as rows: one JSON object a text, with its mentions, what they are and which are one.

    python -m lab.prepare_coreference GUM LITBANK OUT

GUM: the folder with dep/*.conllu, whose `Entity` column is read (Zeldes 2017; chains, types and speakers). LITBANK: the folder
with coref/brat (Bamman et al. 2020). OUT gets gum.train.jsonl, gum.held.jsonl (of each genre every seventh document, from the
second on, by name: never trained on) and litbank.jsonl. A row: id, genre, text, speakers (spans of turns with the speaker's
number), mentions [start, end, type, chain]. The texts are put together as they were before they were cut into tokens.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from bench.gum import gum, held

BRAT = {"PER": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}
_BRAT = re.compile(r"^(?:PROP|NOM|PRON)_([A-Z]+)$")


def litbank(path: Path) -> dict[str, Any]:
    """One excerpt of LitBank, its tokens put together again."""
    raw = path.with_suffix(".txt").read_text("utf-8")
    place: list[int] = []
    text = ""
    quoted = False
    for n, sign in enumerate(raw):
        before, after = raw[n - 1 : n], raw[n + 1 : n + 3]
        drop = sign == " " and (
            re.match(r"[,.;:!?)\]]|['’](?:s|d|m|ll|re|ve)?(?:\s|$)|n['’]", raw[n + 1 : n + 6]) is not None or before in "([“‘"
        )
        if sign == " " and after[:1] == '"' and quoted:
            drop = True
        if sign == " " and before == '"' and quoted and raw[n - 2 : n - 1] == " ":
            drop = True
        place.append(len(text))
        if sign == '"':
            quoted = not quoted
        if not drop:
            text += sign
    place.append(len(text))
    chain: dict[tuple[int, int], str] = {}
    kind: dict[tuple[int, int], str] = {}
    for line in path.read_text("utf-8").splitlines():
        parts = line.split("\t")
        if not line.startswith("T") or len(parts) < 2:
            continue
        label, start, end = parts[1].rsplit(" ", 2)
        where = (place[int(start)], place[int(end)])
        known = _BRAT.match(label)
        if known is None:
            chain[where] = label
        elif known.group(1) in BRAT:
            kind[where] = BRAT[known.group(1)]
    found = sorted((s, e, k, chain.get((s, e), f"alone-{s}-{e}")) for (s, e), k in kind.items())
    return {"id": path.stem, "genre": "novel", "text": text, "speakers": [], "mentions": found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gum", type=Path)
    parser.add_argument("litbank", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[dict[str, Any]]] = {"gum.train": [], "gum.held": [], "litbank": []}
    for path, out in held(list((args.gum / "dep").glob("*.conllu"))):
        rows["gum.held" if out else "gum.train"].append(gum(path))
    rows["litbank"] = [litbank(p) for p in sorted((args.litbank / "coref" / "brat").glob("*.ann"))]
    for name, found in rows.items():
        with (args.out / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
        print(name, len(found), sum(len(r["mentions"]) for r in found))


if __name__ == "__main__":
    main()
