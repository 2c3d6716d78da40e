"""Finding words again: paragraphs, contents of attributions and names, by SQLite's FTS5, with facets."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from sayso.text import fold, paragraphs
from sayso.types import Dossier

KINDS = ("text", "content", "name")
MOST = 3000  # passages that are counted and ranked
MOST_FACETS = 30  # values of one facet that are counted
AROUND = 160  # code points shown before and behind what was found
_MARK, _END = "\x02", "\x03"
_UNMARKED = str.maketrans(_MARK + _END, "  ")
_TERM = re.compile(r'"([^"]*)"?|(\S+)')


class Hit(NamedTuple):
    """Words that were found, and where they stand."""

    kind: str  # text, content, name
    document: str
    start: int  # of the first word found; code points of the document's text
    end: int  # of the passage that holds it
    ref: str  # the attribution or entity; "" for a paragraph
    parts: tuple[tuple[str, bool], ...]  # the words around, those found True; what was left off on a side is not shown


class Found(NamedTuple):
    """A page of what was found, and the facets of all of it: value, name for a person, how many.

    Of more than MOST passages the first MOST are counted: words that stand everywhere tell nothing apart.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, str, int], ...]]
    more: bool = False  # there are more than `total`


class Passage(NamedTuple):
    """A row of the index."""

    kind: str
    document: str
    start: int
    end: int
    ref: str
    speaker: str
    outlet: str
    day: str
    words: str


def passages(dossier: Dossier) -> Iterator[Passage]:
    """Everything of a dossier that can be searched: what was said, then paragraphs, then names."""
    reports = {r.id: r for r in dossier.documents}
    for a in dossier.attributions:
        report = reports[a.document]
        speaker = next((h.entity for h in a.chain if h.entity), "")
        for span in a.content:
            words = report.text[span.start : span.end].translate(_UNMARKED)
            day = a.said or report.published or ""
            yield Passage("content", a.document, span.start, span.end, a.id, speaker, report.outlet or "", day, words)
    for report in dossier.documents:
        for span in paragraphs(report.text):
            words = report.text[span.start : span.end].translate(_UNMARKED)
            yield Passage("text", report.id, span.start, span.end, "", "", report.outlet or "", report.published or "", words)
    for entity in dossier.entities:
        first: dict[str, tuple[str, int, int]] = {}
        for m in entity.mentions:
            if m.document in reports:
                words = " ".join(reports[m.document].text[m.start : m.end].split())
                first.setdefault(words, (m.document, m.start, m.end))
        for name in dict.fromkeys((entity.name, *entity.aliases)):
            document, start, end = first.get(name) or next(iter(first.values()), ("", 0, 0))
            yield Passage("name", document, start, end, entity.id, "", "", "", name.translate(_UNMARKED))


class _Changes(NamedTuple):
    """What makes the index of one dossier that of another."""

    gone: list[tuple[int, str]]  # number and words
    told: list[tuple[str, str, str, str, int]]  # ref, speaker, outlet, day, and number
    new: list[Passage]


def refresh(db: sqlite3.Connection, dossier: Dossier, writing: AbstractContextManager[object]) -> None:
    """Make the index that of a dossier: only what has changed is written, so that nobody waits long for the file.

    Passages keep their number as long as their place and words stay. All is written inside `writing`, a transaction.
    """
    seen = db.execute("PRAGMA data_version").fetchone()
    changes = _changes(db, dossier)
    with writing:
        if db.execute("PRAGMA data_version").fetchone() != seen:  # somebody wrote meanwhile, perhaps the index
            changes = _changes(db, dossier)
        db.executemany("INSERT INTO sought (sought, rowid, words) VALUES ('delete', ?, ?)", changes.gone)
        db.executemany("DELETE FROM passage WHERE number = ?", [(number,) for number, _ in changes.gone])
        db.executemany("UPDATE passage SET ref = ?, speaker = ?, outlet = ?, day = ? WHERE number = ?", changes.told)
        (last,) = db.execute("SELECT coalesce(max(number), 0) FROM passage").fetchone()
        numbered = [(number, *p) for number, p in enumerate(changes.new, last + 1)]
        db.executemany(
            'INSERT INTO passage (number, kind, document, start, "end", ref, speaker, outlet, day, words) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            numbered,
        )
        db.executemany("INSERT INTO sought (rowid, words) VALUES (?, ?)", [(row[0], row[-1]) for row in numbered])


def _changes(db: sqlite3.Connection, dossier: Dossier) -> _Changes:
    before: dict[tuple[str | int, ...], list[tuple[int, str, str, str, str]]] = defaultdict(list)
    read = 'SELECT number, ref, speaker, outlet, day, kind, document, start, "end", words FROM passage'
    for number, ref, speaker, outlet, day, *key in db.execute(read):
        before[tuple(key)].append((number, ref, speaker, outlet, day))
    found = _Changes([], [], [])
    for p in passages(dossier):
        known = before.get((p.kind, p.document, p.start, p.end, p.words))
        if not known:
            found.new.append(p)
            continue
        now = (p.ref, p.speaker, p.outlet, p.day)
        number, *told = known.pop(next((n for n, row in enumerate(known) if row[1:] == now), 0))
        if tuple(told) != now:
            found.told.append((*now, number))
    found.gone.extend((number, str(key[-1])) for key, left in before.items() for number, *_ in left)
    return found


def expression(query: str) -> str:
    """What a person typed as an FTS5 query: every word has to be there, "words in marks" together, "word*" as a beginning."""
    terms = []
    for phrase, word in _TERM.findall(query):
        words = phrase or word.rstrip("*")
        if any(c.isalnum() for c in words):
            terms.append('"' + words.replace('"', '""').replace("\x00", " ") + '"' + ("*" if word.endswith("*") else ""))
    return " AND ".join(terms)


def phrase(query: str) -> str:
    """The words of a query as one FTS5 phrase, in their order; empty where that asks for no more than `expression` does."""
    words = [quoted or word.rstrip("*") for quoted, word in _TERM.findall(query)]
    words = [word for word in words if any(c.isalnum() for c in word)]
    if len(words) < 2:
        return ""
    return '"' + " ".join(words).replace('"', '""').replace("\x00", " ") + '"' + ("*" if query.rstrip().endswith("*") else "")


def _called_so(words: str, query: str) -> bool:
    """Whether a query is a whole name, and that a proper one: "the letter" is nobody's."""
    return fold(words) == fold(query) and (words != words.lower() or words.lower() == words.upper())


def search(
    db: sqlite3.Connection,
    query: str,
    kinds: Sequence[str] = (),
    speaker: str = "",
    outlet: str = "",
    day_from: str = "",
    day_to: str = "",
    limit: int = 50,
    offset: int = 0,
) -> Found:
    """What the index has of a query, best first; with no word in the query, all that the facets leave, in order.

    First whoever is called just so; then where the words stand together, what was said before other text; then where they
    stand apart; then names that have them. Among equals by BM25. More than MOST passages are not ranked: they come in the
    order of the index.
    """
    words = expression(query)
    if not words and query.strip():
        return Found(0, (), {})
    where, values = ["1"], []
    for condition, value in (
        ("p.speaker = ?", speaker),
        ("p.outlet = ?", outlet),
        ("p.day >= ?", day_from),
        ("p.day <> '' AND substr(p.day, 1, 10) <= ?", day_to and day_to + "~"),
    ):
        if value:
            where.append(condition)
            values.append(value)
    if kinds:
        where.append(f"p.kind IN ({', '.join('?' * len(kinds))})")
        values.extend(kinds)
    source = "sought JOIN passage p ON p.number = sought.rowid" if words else "passage p"
    if words:
        where.append("sought MATCH ?")
        values.append(words)
    matching = f"FROM {source} WHERE {' AND '.join(where)}"
    counted = db.execute(
        f"SELECT p.kind, p.speaker, p.outlet, substr(p.day, 1, 7) {matching} LIMIT ?", [*values, MOST + 1]
    ).fetchall()
    more = len(counted) > MOST
    shown = "highlight(sought, 0, ?, ?)" if words else "p.words"
    order, ordered = "p.number" if not words else "sought.rowid", []
    if words and not more:
        db.create_function("called_so", 2, _called_so, deterministic=True)
        together = phrase(query)
        apart = "p.number NOT IN (SELECT rowid FROM sought WHERE sought MATCH ?)" if together else "0"
        order = (
            "CASE WHEN p.kind <> 'name' THEN 1 WHEN called_so(p.words, ?) THEN 0 ELSE 2 END, "
            f"CASE WHEN p.kind = 'name' THEN 0 ELSE {apart} END, p.kind, rank, p.number"
        )
        ordered = [query, *([together] if together else [])]
    rows = db.execute(
        f'SELECT p.kind, p.document, p.start, p."end", p.ref, {shown} {matching} ORDER BY {order} LIMIT ? OFFSET ?',
        [*((_MARK, _END) if words else ()), *values, *ordered, max(0, limit), max(0, offset)],
    ).fetchall()
    facets = {
        name: _facet(db, Counter(row[n] for row in counted[:MOST] if row[n]), names=name in ("speaker", "outlet"))
        for n, name in enumerate(("kind", "speaker", "outlet", "day"))
    }
    return Found(min(len(counted), MOST), tuple(_hit(row) for row in rows), facets, more)


def _facet(db: sqlite3.Connection, counts: Counter[str], names: bool) -> tuple[tuple[str, str, int], ...]:
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_FACETS]
    return tuple((value, _name(db, value) if names else value, n) for value, n in most)


def _name(db: sqlite3.Connection, entity: str) -> str:
    row = db.execute("SELECT words FROM passage WHERE kind = 'name' AND ref = ? ORDER BY number LIMIT 1", (entity,)).fetchone()
    return str(row[0]) if row else entity


def _hit(row: tuple[str, str, int, int, str, str]) -> Hit:
    kind, document, start, end, ref, marked = row
    parts: list[tuple[str, bool]] = []
    for n, piece in enumerate(re.split(f"[{_MARK}{_END}]", marked)):
        if piece:
            parts.append((piece, bool(n % 2)))
    before = 0
    for piece, found in parts:
        if found:
            break
        before += len(piece)
    else:
        before = 0
    at = start + before if kind != "name" else start
    return Hit(kind, document, at, end, ref, tuple(_clipped(parts)))


def _clipped(parts: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """The parts, with no more than AROUND code points before the first one found and twice that behind it, whole words."""
    found = [n for n, part in enumerate(parts) if part[1]]
    room = 3 * AROUND
    for n, (words, hit) in enumerate(parts):
        if found and n < found[0] and len(words) > AROUND:
            words = words[-AROUND:].partition(" ")[2] or words[-AROUND:]
        if len(words) > room and not hit:
            words = words[:room].rpartition(" ")[0] or words[:room]
        yield words, hit
        room -= len(words)
        if room <= 0:
            return
