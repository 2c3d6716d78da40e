"""The project's own annotated passages (passages/*.jsonl): rows of marked text, read and checked.

python3 -m bench.passages [FILE …]      check rows; every fault with its row's id
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.marked import marked

from bench.places import ROOT
from sayso.types import Span

FOLDER = ROOT / "passages"
HELD_OUT = 5  # one row in so many, by the hash of its id, is never trained on


class Said(NamedTuple):
    """One attribution of a passage; a hop is every form under which the passage names it."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    chain: tuple[tuple[str, ...], ...]


class Passage(NamedTuple):
    id: str
    style: str
    text: str
    said: tuple[Said, ...]

    @property
    def held_out(self) -> bool:
        return hashlib.sha256(self.id.encode()).digest()[0] % HELD_OUT == 0


def passages(files: Iterable[Path] | None = None) -> Iterator[Passage]:
    """Every passage, in the order of files and rows. Raises ValueError with the row's id where a row is not as it should be."""
    for file in sorted(FOLDER.glob("*.jsonl")) if files is None else files:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line.strip():
                try:
                    yield passage(json.loads(line))
                except (ValueError, KeyError, TypeError) as error:
                    raise ValueError(f"{file.name}, line {number}: {error}") from error


def passage(row: dict[str, object]) -> Passage:
    """One row as a value; ValueError says what is wrong with it."""
    text, spans = marked(str(row["text"]))
    unknown = [label for label in spans if not re.fullmatch(r"[SCQ][1-9]\d?", label)]
    if unknown:
        raise ValueError(f"{row['id']}: marks {unknown} are neither S, C nor Q with a number")
    chains = row["chains"]
    if not isinstance(chains, dict):
        raise ValueError(f"{row['id']}: chains is not an object")
    numbers = sorted({int(label[1:]) for label in spans})
    if {str(n) for n in numbers} != set(chains):
        raise ValueError(f"{row['id']}: attributions {numbers} are marked, chains has {sorted(chains)}")
    said = []
    for n in numbers:
        source, cue, content = (tuple(spans.get(f"{role}{n}", ())) for role in "SCQ")
        if not content:
            raise ValueError(f"{row['id']}: attribution {n} has no content")
        if len(source) > 1:
            raise ValueError(f"{row['id']}: attribution {n} has {len(source)} sources")
        for span in (*source, *cue, *content):
            words = text[span.start : span.end]
            if not words or words != words.strip():
                raise ValueError(f"{row['id']}: attribution {n}: {words!r} is empty or begins or ends with a space")
        for span in content:
            if text[span.start] in '“"«„' and text[span.end - 1] in '”"»“' and span.end - span.start > 1:
                raise ValueError(f"{row['id']}: attribution {n}: the outermost quotation marks belong outside the Q mark")
        chain = tuple(tuple(form.strip() for form in str(hop).split("|")) for hop in chains[str(n)])
        if not chain:
            raise ValueError(f"{row['id']}: attribution {n} has an empty chain")
        for form in (f for hop in chain for f in hop):
            if form not in text:
                raise ValueError(f"{row['id']}: attribution {n}: chain form {form!r} does not stand in the text")
        said.append(Said(source, cue, content, chain))
    return Passage(str(row["id"]), str(row["style"]), text, tuple(said))


def main() -> int:
    faults, rows, attributions = 0, 0, 0
    seen: set[str] = set()
    for file in map(Path, sys.argv[1:]) if sys.argv[1:] else sorted(FOLDER.glob("*.jsonl")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            rows += 1
            try:
                one = passage(json.loads(line))
                if one.id in seen:
                    raise ValueError(f"{one.id}: this id stands twice")
                seen.add(one.id)
                attributions += len(one.said)
            except (ValueError, KeyError, TypeError) as error:
                faults += 1
                print(f"{file}, line {number}: {type(error).__name__}: {error}")
    print(f"{rows} rows, {attributions} attributions, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
