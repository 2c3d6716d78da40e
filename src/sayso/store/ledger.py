"""The ledger of judgements: which rows make sense, which still hold, and how a row is brought into another case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from msgspec.structs import replace

from sayso.types import Judgement, JudgementKind
from sayso.weave.judgements import undone


class Speaks(NamedTuple):
    """How many places a judgement of a kind speaks of, and of what."""

    least: int
    most: int
    of: Literal["words", "documents"]

    def __str__(self) -> str:
        span = (
            str(self.least)
            if self.least == self.most
            else f"{self.least} {'or' if self.most == self.least + 1 else 'to'} {self.most}"
        )
        return f"{span} {'place' if self.most == 1 else 'places'}"


SIDES = 60  # of a conflict that one judgement can speak of; the widest of bench/piles has 10
SPEAKS_OF: Mapping[JudgementKind, Speaks] = {
    "same": Speaks(2, 2, "words"),
    "not-same": Speaks(2, 2, "words"),
    "same-claim": Speaks(2, 2, "words"),
    "not-same-claim": Speaks(2, 2, "words"),
    "not-a-quotation": Speaks(1, 1, "words"),
    "speaker": Speaks(1, 2, "words"),
    "not-a-hop": Speaks(2, 2, "words"),
    "copy": Speaks(2, 2, "documents"),
    "not-a-copy": Speaks(2, 2, "documents"),
    "not-a-conflict": Speaks(2, SIDES, "words"),
    "ignore": Speaks(1, 1, "documents"),
    "undo": Speaks(0, 0, "documents"),
}
LONGEST = 2000  # characters of a reader's name or reason
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class JudgementError(ValueError):
    """A judgement that makes no sense whatever the pile holds; the message says why."""


def check(row: Judgement, before: Sequence[Judgement]) -> None:
    """JudgementError for a row that cannot follow those before it."""
    if row.kind not in SPEAKS_OF:
        raise JudgementError(f"there is no kind of judgement called {row.kind!r}: {', '.join(SPEAKS_OF)}")
    speaks = SPEAKS_OF[row.kind]
    if not speaks.least <= len(row.about) <= speaks.most:
        raise JudgementError(f"{row.kind!r} speaks of {speaks}, not of {len(row.about)}")
    for place in row.about:
        if not place.document:
            raise JudgementError(f"{row.kind!r}: a place names no document")
        if speaks.of == "words" and not (0 <= place.start < place.end and place.words.strip()):
            raise JudgementError(f"{row.kind!r} speaks of words in a document, and a place has none")
        if speaks.of == "documents" and (place.start or place.end or (place.words and row.kind != "ignore")):
            raise JudgementError(f"{row.kind!r} speaks of whole documents, and a place is a part of one")
    if len(set(row.about)) < len(row.about):
        raise JudgementError(f"{row.kind!r}: {'both' if len(row.about) == 2 else 'two'} places are the same")
    if not row.who.strip():
        raise JudgementError("a judgement says whose it is")
    if max(len(row.who), len(row.why)) > LONGEST:
        raise JudgementError(f"the name or the reason is longer than {LONGEST:,} characters")
    if not _WHEN.fullmatch(row.when):
        raise JudgementError(f"{row.when!r} is no time such as 2024-05-01T12:00:00Z")
    _check_undoing(row, before)


def _check_undoing(row: Judgement, before: Sequence[Judgement]) -> None:
    if (row.kind == "undo") != (row.undoes is not None):
        raise JudgementError("an undo names the row it undoes, and no other judgement does")
    if row.undoes is not None:
        if not any(b.number == row.undoes for b in before):
            raise JudgementError(f"there is no judgement {row.undoes} to undo")
        if row.undoes in undone(before):
            raise JudgementError(f"judgement {row.undoes} is already undone")


def brought(rows: Iterable[Judgement], before: Sequence[Judgement]) -> tuple[list[Judgement], int]:
    """Rows of another ledger numbered to follow those of this one, and how many were here already."""
    here = {_content(row): row.number for row in before}
    following = max((row.number for row in before), default=0)
    numbers: dict[int, int] = {}
    out: list[Judgement] = []
    known = 0
    for row in sorted(rows, key=lambda r: r.number):
        if row.undoes is not None and row.undoes not in numbers:
            raise JudgementError(f"row {row.number} undoes row {row.undoes}, which does not come before it")
        moved = replace(row, undoes=numbers[row.undoes] if row.undoes is not None else None)
        if (number := here.get(_content(moved))) is not None:
            numbers[row.number] = number
            known += 1
            continue
        following += 1
        numbers[row.number] = following
        out.append(replace(moved, number=following))
        here[_content(moved)] = following
    return out, known


def _content(row: Judgement) -> tuple[object, ...]:
    return row.kind, row.about, row.who, row.when, row.why, row.undoes
