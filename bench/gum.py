"""GUM (Zeldes 2017) as texts with chains of mentions, and which of its documents nothing was trained on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TYPES = {"person": "person", "animal": "animal", "organization": "organisation", "place": "place"}
EVERY, FIRST = 7, 1
_ENTITY = re.compile(r"\((\d+)-([a-z]+)[^()]*(\))?|(\d+)\)")


def gum(path: Path) -> dict[str, Any]:
    """One document of GUM; a paragraph a line."""
    text = ""
    mentions: list[tuple[int, int, str, str]] = []
    turns: list[list[Any]] = []
    opened: dict[str, list[tuple[int, str]]] = {}
    glued, inside, upto = True, "", 0
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("# newpar") and not line.startswith("# newpar_block"):
            text, glued = (text.rstrip() + "\n\n", True) if text else (text, True)
        elif line.startswith("# speaker = "):
            speaker = line.removeprefix("# speaker = ")
            if not turns or turns[-1][2] != speaker:
                turns.append([len(text), len(text), speaker])
        if not line or line.startswith("#"):
            continue
        number, form, *rest = line.split("\t")
        note = dict(part.split("=", 1) for part in rest[-1].split("|") if "=" in part)
        if "-" in number:  # a contraction: its parts follow
            inside, upto = form, int(number.split("-")[1])
            text = text + ("" if glued else " ") + form
            begin, glued = len(text) - len(form), note.get("SpaceAfter") == "No"
            at = begin
            continue
        if "." in number:
            continue
        if inside:
            start = inside.find(form, at - begin)
            start = begin + start if start >= 0 else at
            end = min(start + len(form), begin + len(inside))
            at = end
            if int(number) == upto:
                end, inside = len(text), ""
        else:
            text = text + ("" if glued else " ") + form
            start, end, glued = len(text) - len(form), len(text), note.get("SpaceAfter") == "No"
        if turns:
            turns[-1][1] = end
        for group, kind, closed, closing in _ENTITY.findall(note.get("Entity", "")):
            if closing:
                first, what = opened[closing].pop()
                mentions.append((first, end, what, closing))
            elif closed:
                mentions.append((start, end, kind, group))
            else:
                opened.setdefault(group, []).append((start, kind))
    people = {name: n for n, name in enumerate(dict.fromkeys(t[2] for t in turns))}
    kept = sorted({(s, e, TYPES[k], g) for s, e, k, g in mentions if k in TYPES})
    return {
        "id": path.stem, "genre": path.stem.split("_")[1], "text": text,
        "speakers": [[s, e, people[p]] for s, e, p in turns], "mentions": kept,
    }  # fmt: skip


def held(paths: list[Path]) -> Iterator[tuple[Path, bool]]:
    """Each document of GUM and whether it is held out: of each genre every seventh, by name."""
    seen: dict[str, int] = {}
    for path in sorted(paths):
        genre = path.stem.split("_")[1]
        yield path, seen.setdefault(genre, 0) % EVERY == FIRST
        seen[genre] += 1
