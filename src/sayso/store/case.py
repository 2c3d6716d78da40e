"""One SQLite file that holds a case. Write-ahead log: one writes, many read; what is committed survives a kill.

A `Case` is one connection and belongs to the thread that opened it. The package never asks the clock: whoever adds or
decides says when.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Concatenate, NamedTuple, ParamSpec, Self, TypeVar
from urllib.parse import quote

import msgspec

from sayso.store import ledger, search
from sayso.types import Anchor, Dossier, Failure, Given, Judgement, JudgementKind

P = ParamSpec("P")
T = TypeVar("T")

APPLICATION = 0x53415953  # "SAYS": SQLite's application_id of a case file
BUSY = 10.0  # seconds to wait for another process that writes
_IN_MEMORY = ":memory:"


class CaseError(ValueError):
    """The case file cannot be used as asked; the message names it and says why."""


class Source(NamedTuple):
    """Bytes that were given, or were to be, under one name."""

    number: int  # 0: they could not be had
    name: str
    sha256: str
    size: int
    url: str | None
    when: str  # when they were added, or last tried
    error: str  # why they could not be had; "" where they could


class Status(NamedTuple):
    """What a case holds."""

    sources: int
    failures: int  # sources that could not even be opened
    bytes: int  # of the sources
    judgements: int  # rows of the ledger
    dossier: str  # the fingerprint of the dossier that is kept; "" where there is none
    size: int  # of the file, in bytes; 0 in memory


def _told(method: Callable[Concatenate[Case, P], T]) -> Callable[Concatenate[Case, P], T]:
    """SQLite's complaints as a CaseError that names the file."""

    @wraps(method)
    def run(self: Case, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(self, *args, **kwargs)
        except sqlite3.Error as error:
            raise CaseError(f"{self.name}: {_reason(error)}") from error

    return run


def _reason(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    known = {
        sqlite3.SQLITE_FULL: "the disk is full; everything finished before is kept",
        sqlite3.SQLITE_IOERR: "the disk could not be written or read; everything finished before is kept",
        sqlite3.SQLITE_READONLY: "the file is read-only",
        sqlite3.SQLITE_BUSY: "another process is writing to it; try again when it is done",
        sqlite3.SQLITE_LOCKED: "another process is writing to it; try again when it is done",
        sqlite3.SQLITE_NOTADB: "is not a case file",
        sqlite3.SQLITE_CORRUPT: "is damaged",
        sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    }
    return f"{known[code]} ({error})" if code in known else str(error)


class Case:
    """A case file, open. Use it as a context manager, or close it."""

    def __init__(self, db: sqlite3.Connection, name: str, writes: bool) -> None:
        self._db = db
        self.name = name
        self.writes = writes
        self.lasting = True  # it outlives this object: it is a file
        self.memory: dict[str, Any] = {}  # what those who work on it wish to remember while it is open
        self._kept: dict[tuple[str, str], tuple[str, bytes]] = {}  # what was made of a case that cannot be written

    @classmethod
    def open(cls, path: str | Path, write: bool = True) -> Self:
        """The case in this file, made if it is not there. CaseError for what is none, or was made by a later version.

        Without `write` it has to be there; what is derived from it meanwhile is forgotten when it is closed.
        """
        path = Path(path)
        if path.is_dir():
            raise CaseError(f"{path}: is a directory, not a case file")
        if not path.exists():
            if not write:
                raise CaseError(f"{path}: there is no such case")
            if not path.absolute().parent.is_dir():
                raise CaseError(f"{path}: there is no directory {path.absolute().parent}")
        elif not _looks_like_one(path):
            raise CaseError(f"{path}: is not a case file")
        uri = "file:" + quote(str(path.absolute()))
        try:
            return cls._opened(uri + ("?mode=rwc" if write else "?mode=rw"), str(path), write)
        except sqlite3.Error as error:
            failed = error
        if not write and not Path(f"{path}-wal").exists():
            try:  # a medium that cannot be written has no room for the log's index, and needs none
                return cls._opened(uri + "?mode=ro&immutable=1", str(path), write)
            except sqlite3.Error as error:
                failed = error
        raise CaseError(f"{path}: {_reason(failed)}") from failed

    @classmethod
    def in_memory(cls) -> Self:
        """A case that lasts as long as it is open."""
        case = cls._opened(_IN_MEMORY, "the case in memory", True)
        case.lasting = False
        return case

    @classmethod
    def _opened(cls, address: str, name: str, writes: bool) -> Self:
        db = sqlite3.connect(address, uri=True, timeout=BUSY, isolation_level=None)
        try:
            case = cls(db, name, writes)
            case._set_up()
        except BaseException:
            db.close()
            raise
        return case

    def _set_up(self) -> None:
        db = self._db
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA trusted_schema = OFF")
        version, application = self._versions()
        steps = migrations()
        if application not in (0, APPLICATION) or (not application and db.execute("SELECT 1 FROM sqlite_schema").fetchone()):
            raise CaseError(f"{self.name}: is a database, but not a case file")
        if version > len(steps):
            raise CaseError(f"{self.name}: was made by a later version of sayso (its form is {version}, known is {len(steps)})")
        if not self.writes:
            db.execute("PRAGMA query_only = ON")
            if version < len(steps):
                raise CaseError(f"{self.name}: is of an earlier form ({version}) and has to be opened for writing once")
            return
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        if version < len(steps):
            with self._transaction():
                version, _ = self._versions()  # another process may have come first
                for number, step in enumerate(steps[version:], version + 1):
                    for statement in _statements(step):
                        db.execute(statement)
                    db.execute(f"PRAGMA user_version = {number}")
                db.execute(f"PRAGMA application_id = {APPLICATION}")

    def _versions(self) -> tuple[int, int]:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        (application,) = self._db.execute("PRAGMA application_id").fetchone()
        return version, application

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. The last one to close it leaves no log beside it."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        if self._db.in_transaction:
            yield self._db
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside is committed at once or not at all. Keep it short: nobody else can write meanwhile."""
        if not self.writes:
            yield
            return
        try:
            with self._transaction():
                yield
        except sqlite3.Error as error:
            raise CaseError(f"{self.name}: {_reason(error)}") from error

    # -- sources ------------------------------------------------------------------------------------

    @_told
    def take(self, given: Given, when: str) -> bool:
        """Keep bytes that came in; whether they are new under this name."""
        digest = sha256(given.data).hexdigest()
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO blob VALUES (?, ?, ?)", (digest, len(given.data), given.data))
            done = db.execute(
                "INSERT OR IGNORE INTO source (name, sha256, suffix, url, content_type, form, encoding, notes, known, added) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    _utf8(given.name),
                    digest,
                    _utf8(given.suffix),
                    given.url,
                    given.content_type,
                    given.form,
                    given.encoding,
                    msgspec.json.encode(given.notes).decode(),
                    msgspec.json.encode(given.known).decode(),
                    when,
                ),
            )
            return done.rowcount > 0

    @_told
    def tried(self, source: str, failures: Iterable[Failure], when: str) -> None:
        """Keep why a source, or parts of it, could not be had. What was kept of it before is forgotten: it was tried again."""
        name = _utf8(source)
        with self._transaction() as db:
            db.execute("DELETE FROM failure WHERE source = ? OR substr(source, 1, ?) = ?", (name, len(name) + 1, name + "#"))
            for failure in failures:
                db.execute("INSERT OR REPLACE INTO failure VALUES (?, ?, ?)", (_utf8(failure.source), failure.error, when))

    @_told
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the sources, by name."""
        return tuple(n for (n,) in self._db.execute("SELECT number FROM source ORDER BY name, number"))

    @_told
    def given(self, number: int) -> Given:
        """A source's bytes and what came with them."""
        row = self._db.execute(
            "SELECT name, data, suffix, url, content_type, form, encoding, notes, known FROM source JOIN blob USING (sha256) "
            "WHERE number = ?",
            (number,),
        ).fetchone()
        if row is None:
            raise CaseError(f"{self.name}: has no source with the number {number}")
        notes = msgspec.json.decode(row[7], type=tuple[str, ...])
        known = msgspec.json.decode(row[8], type=tuple[tuple[str, str], ...])
        return Given(row[0], row[1], row[2], row[3], row[4], row[5], row[6], notes, known)

    @_told
    def sources(self) -> tuple[Source, ...]:
        """Everything that was given, by name, and what could not be had."""
        rows = self._db.execute(
            "SELECT number, name, sha256, size, url, added, '' FROM source JOIN blob USING (sha256) "
            "UNION ALL SELECT 0, source, '', 0, NULL, tried, error FROM failure ORDER BY 2, 1"
        )
        return tuple(Source(*row) for row in rows)

    @_told
    def failures(self) -> tuple[Failure, ...]:
        """What could not be had, and why."""
        return tuple(Failure(s, "read", e) for s, e in self._db.execute("SELECT source, error FROM failure ORDER BY source"))

    @_told
    def bytes_of(self, digest: str) -> bytes | None:
        """The bytes with this SHA-256, as they came in; None where there are none."""
        row = self._db.execute("SELECT data FROM blob WHERE sha256 = ?", (digest,)).fetchone()
        return bytes(row[0]) if row else None

    # -- what was made of them ------------------------------------------------------------------------

    @_told
    def made(self, stage: str, subject: str, fingerprint: str, type: type[T] | Any) -> T | None:
        """What a stage made of a subject, under code and options with this fingerprint; None where it has not, or otherwise."""
        row = (
            self._kept.get((stage, subject))
            or self._db.execute(
                "SELECT fingerprint, value FROM made WHERE stage = ? AND subject = ?", (stage, subject)
            ).fetchone()
        )
        if row is None or row[0] != fingerprint:
            return None
        try:
            value: T = msgspec.msgpack.decode(zlib.decompress(row[1]), type=type)
        except (zlib.error, msgspec.DecodeError):
            return None
        return value

    @_told
    def latest(self, stage: str, subject: str, type: type[T] | Any) -> tuple[str, T] | None:
        """The fingerprint and value of what a stage made of a subject last, by whatever code; None where it cannot be read."""
        row = (
            self._kept.get((stage, subject))
            or self._db.execute(
                "SELECT fingerprint, value FROM made WHERE stage = ? AND subject = ?", (stage, subject)
            ).fetchone()
        )
        value: T | None = self.made(stage, subject, row[0], type) if row else None
        return None if value is None else (str(row[0]), value)

    @_told
    def has(self, stage: str, subject: str, fingerprint: str) -> bool:
        """Whether `made` would give something."""
        row = (
            self._kept.get((stage, subject))
            or self._db.execute("SELECT fingerprint FROM made WHERE stage = ? AND subject = ?", (stage, subject)).fetchone()
        )
        return row is not None and row[0] == fingerprint

    @_told
    def keep(self, stage: str, subject: str, fingerprint: str, value: Any) -> None:
        """Keep what a stage made of a subject, in place of what it made of it before."""
        row = fingerprint, _packed(value)
        if not self.writes:
            self._kept[stage, subject] = row
            return
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?)", (stage, subject, *row))

    @_told
    def keep_dossier(self, fingerprint: str, dossier: Dossier) -> None:
        """Keep a dossier in place of the one before, and make its words searchable."""
        if not self.writes:
            self.keep("dossier", "", fingerprint, dossier)
            return
        row = fingerprint, _packed(dossier)  # before anything is locked: it takes a while

        @contextmanager
        def writing() -> Iterator[None]:
            with self._transaction() as db:
                db.execute("INSERT OR REPLACE INTO made VALUES ('dossier', '', ?, ?)", row)
                yield

        search.refresh(self._db, dossier, writing())

    @_told
    def odds(self, model: str, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, float, float] | None]:
        """What a model was found to say of each pair of texts, where it is known."""
        ask = "SELECT follows, contradicts, neither FROM odds WHERE model = ? AND pair = ?"
        return [self._db.execute(ask, (model, _pair(pair))).fetchone() for pair in pairs]

    @_told
    def keep_odds(self, model: str, said: Iterable[tuple[tuple[str, str], tuple[float, float, float]]]) -> None:
        """Keep what a model says of pairs of texts; what other models said is forgotten."""
        said = list(said)
        if not self.writes or not said:
            return
        with self._transaction() as db:
            if self.memory.setdefault("odds of", "") != model:  # once is enough: it looks at every row
                db.execute("DELETE FROM odds WHERE model <> ?", (model,))
                self.memory["odds of"] = model
            rows = ((model, _pair(pair), *odds) for pair, odds in said)
            db.executemany("INSERT OR REPLACE INTO odds VALUES (?, ?, ?, ?, ?)", rows)

    @_told
    def setting(self, name: str) -> str | None:
        """A setting of this case; None where it was never set."""
        row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    @_told
    def set(self, name: str, value: str) -> None:
        """Set a setting of this case."""
        if self.setting(name) != value:
            with self._transaction() as db:
                db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    # -- what the reader decided ------------------------------------------------------------------------

    @_told
    def judgements(self) -> tuple[Judgement, ...]:
        """The ledger, oldest first."""
        rows = self._db.execute("SELECT number, kind, about, who, made, why, undoes FROM ledger ORDER BY number")
        return tuple(
            Judgement(number, kind, msgspec.json.decode(about, type=tuple[Anchor, ...]), who, made, why, undoes)
            for number, kind, about, who, made, why, undoes in rows
        )

    @_told
    def judge(
        self,
        kind: JudgementKind,
        about: tuple[Anchor, ...],
        *,
        who: str,
        when: str,
        why: str = "",
        undoes: int | None = None,
    ) -> Judgement:
        """Add a row to the ledger. JudgementError where it makes no sense, whatever the pile holds."""
        with self._transaction():
            before = self.judgements()
            row = Judgement(before[-1].number + 1 if before else 1, kind, about, who.strip(), when, why.strip(), undoes)
            ledger.check(row, before)
            self._append(row)
        return row

    @_told
    def bring(self, rows: Iterable[Judgement]) -> tuple[int, int]:
        """Add the rows of another ledger that are not here yet: how many were, and how many were here. All or none."""
        with self._transaction():
            before = list(self.judgements())
            new, known = ledger.brought(rows, before)
            for row in new:
                ledger.check(row, before)
                self._append(row)
                before.append(row)
        return len(new), known

    def _append(self, row: Judgement) -> None:
        about = msgspec.json.encode(row.about).decode()
        values = (row.number, row.kind, about, row.who, row.when, row.why, row.undoes)
        self._db.execute("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    # -- asking -----------------------------------------------------------------------------------------

    @_told
    def search(
        self,
        query: str,
        *,
        kinds: Sequence[str] = (),
        speaker: str = "",
        outlet: str = "",
        day_from: str = "",
        day_to: str = "",
        limit: int = 50,
        offset: int = 0,
    ) -> search.Found:
        """Where words stand in the dossier that is kept, best first: see `sayso.store.search`."""
        return search.search(self._db, query, kinds, speaker, outlet, day_from, day_to, limit, offset)

    @_told
    def status(self) -> Status:
        """What the case holds."""
        (sources,) = self._db.execute("SELECT count(*) FROM source").fetchone()
        (failures,) = self._db.execute("SELECT count(*) FROM failure").fetchone()
        (size,) = self._db.execute("SELECT coalesce(sum(size), 0) FROM blob").fetchone()
        (rows,) = self._db.execute("SELECT count(*) FROM ledger").fetchone()
        kept = self._db.execute("SELECT fingerprint FROM made WHERE stage = 'dossier'").fetchone()
        (pages,) = self._db.execute("PRAGMA page_count").fetchone()
        (page,) = self._db.execute("PRAGMA page_size").fetchone()
        return Status(sources, failures, size, rows, kept[0] if kept else "", pages * page)

    @_told
    def stamp(self) -> tuple[int, ...]:
        """A value that changes whenever what the dossier is made of does, by whoever's hand. Marks made anew are new rows."""
        marks = "SELECT count(*), coalesce(max(rowid), 0) FROM made WHERE stage IN ('mark', 'unmarked')"
        return *self._db.execute(marks).fetchone(), *(
            n
            for table in ("source", "failure", "ledger")
            for n in self._db.execute(f"SELECT count(*), coalesce(max(rowid), 0) FROM {table}").fetchone()
        )


def _looks_like_one(path: Path) -> bool:
    """Whether a file begins as SQLite's do, or is empty."""
    try:
        with path.open("rb") as file:
            return file.read(15) in (b"", b"SQLite format 3")
    except OSError as error:
        raise CaseError(f"{path}: cannot be opened: {error.strerror or error}") from None


def migrations() -> list[str]:
    """The steps from an empty file to today's form, in order; a file's `user_version` says how many it has been through."""
    found = sorted((f for f in files("sayso.store").joinpath("migrations").iterdir() if f.name.endswith(".sql")), key=_name)
    return [step.read_text("utf-8") for step in found]


def _name(file: Any) -> str:
    return str(file.name)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: sqlite3's own `executescript` would commit what is open."""
    part = ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            yield part
            part = ""
    if part.strip():
        yield part


def _packed(value: Any) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(value), 1)


def _pair(pair: tuple[str, str]) -> bytes:
    first, second = (text.encode("utf-8", "surrogatepass") for text in pair)
    return sha256(len(first).to_bytes(8, "big") + first + second).digest()[:16]


def _utf8(name: str) -> str:
    """A file name that is not UTF-8 with its odd bytes written out, as the dossier has it."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
