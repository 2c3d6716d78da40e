"""PolNeAR as rows to train on: one JSON object an article, character offsets into the text as it stands in the file.

    python -m lab.prepare_polnear POLNEAR OUT

POLNEAR holds train/ and dev/, each with text/*.txt and attributions/*.ann (brat), as its publishers give them
(Newell et al., LREC 2018, https://github.com/networkdynamics/PolNeAR). OUT gets train.jsonl and dev.jsonl.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROLES = ("source", "cue", "content")
Attribution = dict[str, list[list[int]]]


def brat(path: Path) -> list[Attribution]:
    """The attributions of one .ann file: relations whose arguments are Source, Cue and Content spans, in any number."""
    spans: dict[str, list[list[int]]] = {}
    relations: list[list[str]] = []
    for line in path.read_text("utf-8").splitlines():
        key, _, rest = line.partition("\t")
        if re.fullmatch(r"T\d+", key):
            places = rest.split("\t")[0].split(" ", 1)[1]
            spans[key] = [[int(n) for n in place.split()] for place in places.split(";")]
        elif re.fullmatch(r"E\d+", key):
            relations.append(rest.split())
    out = []
    for arguments in relations:
        made: Attribution = {role: [] for role in ROLES}
        for role, key in (a.split(":") for a in arguments):
            role = re.sub(r"\d+$", "", role).lower()
            if role in made:
                made[role] += spans.get(key, [])
        out.append({role: sorted(found) for role, found in made.items()})
    return out


def main() -> None:
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for split in ("train", "dev"):
        with (out / f"{split}.jsonl").open("w", encoding="utf-8") as file:
            for path in sorted((source / split / "text").glob("*.txt")):
                marks = sorted((source / split / "attributions").glob(f"{path.stem}*.ann"))
                text = path.read_bytes().decode("utf-8")  # the offsets count the file's own line ends
                row = {"id": path.stem, "text": text, "attributions": brat(marks[0]) if marks else []}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
