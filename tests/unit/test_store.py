"""The case file: what it keeps, what it finds again, what it refuses, and what it survives."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sayso import casework
from sayso.models import Odds
from sayso.read import Limits
from sayso.store import Case, CaseError, JudgementError
from sayso.store.case import APPLICATION, migrations
from sayso.store.search import expression
from sayso.trace import add, dossier, trace
from sayso.types import Anchor, Document, Failure, Given, Judgement, JudgementKind, Marked
from sayso.weave import pairing
from sayso.weave.pairing import shipped
from tests.judged import BRIDGE, watched_finding

module = import_module("sayso.trace")
WHEN = "2026-01-01T00:00:00Z"
PATHS = [str(p) for p in BRIDGE]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with the example in it; tests that write copy it."""
    path = tmp_path_factory.mktemp("case") / "bridge.sayso"
    with Case.open(path) as case:
        add(case, PATHS, when=WHEN)
        dossier(case)
    return path


@pytest.fixture
def bridge(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "bridge.sayso"))


# -- what it keeps ----------------------------------------------------------------------------------------


def test_ten_steps_give_the_dossier_of_one(tmp_path: Path) -> None:
    golden = Path(__file__).parents[1] / "golden"
    ten = [*PATHS, *sorted(str(p) for pile in ("spokesman", "wire") for p in (golden / pile).glob("*.txt"))][:10]
    assert len(ten) == 10
    whole = trace(ten).to_json()
    with Case.open(tmp_path / "a.sayso") as case:
        for n, path in enumerate(reversed(ten), 1):
            assert add(case, [path], when=WHEN)[:2] == (1, 0)
            assert len(dossier(case).documents) == n
        assert dossier(case).to_json() == whole
    with Case.open(tmp_path / "a.sayso", write=False) as case:
        assert dossier(case).to_json() == whole


def test_sources_are_kept_as_they_came_in(bridge: Path) -> None:
    with Case.open(bridge) as case:
        assert {s.name: case.bytes_of(s.sha256) for s in case.sources()} == {p: Path(p).read_bytes() for p in PATHS}
        assert {s.when for s in case.sources()} == {WHEN}
        assert case.bytes_of("0" * 64) is None
        page = Given("https://a.example/x", b"<html><body><p>The mayor said so.</p></body></html>", url="https://a.example/y")
        assert add(case, [page], when="2026-02-02T00:00:00Z").new == 1
        kept = next(s for s in case.sources() if s.name == page.name)
        assert (kept.url, kept.when, kept.size) == ("https://a.example/y", "2026-02-02T00:00:00Z", len(page.data))
        assert msgspec.structs.replace(case.given(kept.number), suffix="") == page


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that are marked while a test runs."""
    seen: list[str] = []
    real = module.mark

    def mark(document: Document) -> Marked:
        seen.append(document.id)
        return real(document)  # type: ignore[no-any-return]

    monkeypatch.setattr(module, "mark", mark)
    return seen


def test_nothing_is_computed_twice(bridge: Path, monkeypatch: pytest.MonkeyPatch, marked: list[str]) -> None:
    asked: list[int] = []

    def judge(pairs: Sequence[tuple[str, str]]) -> Sequence[Odds]:
        asked.append(len(pairs))
        return shipped(pairs)

    monkeypatch.setattr(casework, "shipped", judge)
    with Case.open(bridge) as case:
        before = dossier(case)
        assert add(case, PATHS, when=WHEN) == (0, 5, ())
        assert dossier(case) == before
        assert (marked, asked) == ([], [])
        case.judge("ignore", (Anchor(before.documents[0].id),), who="Ana", when=WHEN)
        assert len(dossier(case).documents) == 4
        assert marked == []
        nearer = sum(asked)  # with one report away others are among the nearest by meaning; all else is known
        assert nearer < 40
        case.judge("undo", (), who="Ana", when=WHEN, undoes=1)
        assert dossier(case).documents == before.documents
        case.judge("ignore", (Anchor(before.documents[0].id),), who="Ana", when=WHEN)
        assert len(dossier(case).documents) == 4
        assert sum(asked) == nearer
        case.judge("undo", (), who="Ana", when=WHEN, undoes=3)
        new = Given("new.txt", b"THE ECHO\n1 March 2024\n\nBridge shut\n\nMaud Sellick said the bridge was safe.")
        assert add(case, [new], when=WHEN).new == 1
        assert len(marked) == 1


def test_nothing_stale_survives(bridge: Path, monkeypatch: pytest.MonkeyPatch, marked: list[str]) -> None:
    monkeypatch.setitem(casework._ROOMS, "mark", ("mark", "models", "text.py"))  # as if its code had changed
    with Case.open(bridge) as case:
        assert casework.unfinished(case, casework.documents(case)[0]) == 5
        assert dossier(case).to_json() == trace(PATHS).to_json()
        assert len(marked) >= 5
        assert casework.unfinished(case, casework.documents(case)[0]) == 0
    rows = sqlite3.connect(bridge).execute("SELECT count(*) FROM made WHERE stage = 'mark'").fetchone()
    assert rows == (5,)  # the old marks are gone


def test_what_changes_under_one_name_is_kept_in_each_form(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    with Case.open(tmp_path / "a.sayso") as case:
        for words in ("The mayor, Ada Holm, said she would stay.", "The mayor, Ada Holm, said she would go."):
            page.write_text(words, "utf-8")
            assert add(case, [str(page)], when=WHEN).new == 1
        assert [d.text for d in sorted(dossier(case).documents, key=lambda d: d.text)] == [
            "The mayor, Ada Holm, said she would go.",
            "The mayor, Ada Holm, said she would stay.",
        ]


def test_what_could_not_be_had_is_kept_with_its_reason_and_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "late.txt"
    with Case.open(tmp_path / "a.sayso") as case:
        (failure,) = add(case, [str(path)], when=WHEN).failures
        assert "No such file" in failure.error
        assert dossier(case).failures == (failure,)
        (empty,) = add(case, [Given("empty.txt", b"   ")], when=WHEN).failures
        assert (empty.source, empty.error) == ("empty.txt", "is empty")
        path.write_text("The mayor, Ada Holm, said she would stay.", "utf-8")
        assert add(case, [str(path)], when=WHEN) == (1, 0, ())
        assert dossier(case).failures == (empty,)


def test_a_report_that_cannot_be_marked_is_a_failure_until_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []
    real = module.mark

    def broken(document: object) -> Marked:
        tries.append("")
        raise ZeroDivisionError("no bell")

    with Case.open(tmp_path / "a.sayso") as case:
        monkeypatch.setattr(module, "mark", broken)
        added = add(case, PATHS[:1], when=WHEN)
        assert added.failures == (
            Failure(PATHS[0], "mark", "ZeroDivisionError: no bell", sha256(Path(PATHS[0]).read_bytes()).hexdigest()),
        )
        assert dossier(case).failures == added.failures
        assert len(tries) == 1
        monkeypatch.setattr(module, "mark", real)
        assert add(case, (), when=WHEN).failures == ()
        assert len(dossier(case).documents) == 1


def test_the_lines_of_a_jsonl_file_are_sources_of_their_own(tmp_path: Path) -> None:
    lines = tmp_path / "many.jsonl"
    records = [
        {"text": f"The mayor, Ada Holm, said on {n} May that it rained.", "date": f"2024-05-{n:02}"} for n in range(1, 4)
    ]
    lines.write_bytes(b"\n".join([*map(msgspec.json.encode, records), b"{broken"]))
    with Case.open(tmp_path / "a.sayso") as case:
        added = add(case, [str(lines)], when=WHEN)
        assert added.new == 3  # the fourth is kept, and is no report
        assert [f.source for f in added.failures] == [f"{lines}#4"]
        assert dossier(case).to_json() == trace([lines]).to_json()


def test_limits_are_those_of_the_last_add(tmp_path: Path) -> None:
    with Case.open(tmp_path / "a.sayso") as case:
        add(case, PATHS[:1], when=WHEN, limits=Limits(bytes=100))
        assert "the limit is 100" in case.failures()[0].error
        assert dossier(case).made_by.options["max_bytes"] == 100
        assert add(case, PATHS[:1], when=WHEN).failures == case.failures()
        assert add(case, PATHS[:1], when=WHEN, limits=Limits()).new == 1


# -- the ledger -------------------------------------------------------------------------------------------

WORDS, MORE = Anchor("d1", 0, 4, "some"), Anchor("d2", 0, 4, "more")
REFUSED: list[tuple[JudgementKind, tuple[Anchor, ...], int | None, str]] = [
    ("same", (WORDS,), None, "speaks of 2 places, not of 1"),
    ("speaker", (), None, "speaks of 1 or 2 places, not of 0"),
    ("same", (WORDS, WORDS), None, "both places are the same"),
    ("same", (WORDS, Anchor("d2")), None, "a place has none"),
    ("same", (WORDS, Anchor("d2", 4, 4, "x")), None, "a place has none"),
    ("ignore", (WORDS,), None, "a place is a part of one"),
    ("ignore", (Anchor(""),), None, "names no document"),
    ("undo", (), None, "an undo names the row"),
    ("undo", (), 7, "no judgement 7 to undo"),
    ("ignore", (Anchor("d1"),), 1, "no other judgement does"),
    ("ignore", (Anchor("d1", 1, 2, "x"),), None, "speaks of whole documents"),
    ("copy", (Anchor("d1", 0, 0, "x"), Anchor("d2")), None, "speaks of whole documents"),
    ("not-a-conflict", (Anchor("d1", 0, 1, "x"),), None, "speaks of 2 to 60 places, not of 1"),
    (
        "not-a-conflict",
        (Anchor("d1", 0, 1, "x"), Anchor("d2", 0, 1, "x"), Anchor("d1", 0, 1, "x")),
        None,
        "two places are the same",
    ),
    ("opinion", (), None, "no kind of judgement called 'opinion'"),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("kind", "about", "undoes", "why"), REFUSED)
def test_judgements_that_make_no_sense_are_refused(
    kind: JudgementKind, about: tuple[Anchor, ...], undoes: int | None, why: str
) -> None:
    with Case.in_memory() as case:
        with pytest.raises(JudgementError, match=why):
            case.judge(kind, about, who="Ana", when=WHEN, undoes=undoes)
        with pytest.raises(JudgementError, match="whose it is"):
            case.judge("ignore", (Anchor("d1"),), who=" ", when=WHEN)
        with pytest.raises(JudgementError, match="is no time such as"):
            case.judge("ignore", (Anchor("d1"),), who="Ana", when="today")
        with pytest.raises(JudgementError, match="longer than"):
            case.judge("ignore", (Anchor("d1"),), who="Ana", when=WHEN, why="x" * 3000)
        assert case.judgements() == ()


def test_the_ledger_is_only_ever_added_to(bridge: Path) -> None:
    with Case.open(bridge) as case:
        case.judge("ignore", (Anchor("d1"),), who="Ana", when=WHEN)
        case.judge("undo", (), who="Bo", when=WHEN, undoes=1)
        with pytest.raises(JudgementError, match="already undone"):
            case.judge("undo", (), who="Bo", when=WHEN, undoes=1)
        assert [(j.number, j.kind, j.who) for j in case.judgements()] == [(1, "ignore", "Ana"), (2, "undo", "Bo")]
    db = sqlite3.connect(bridge)
    for change in ("UPDATE ledger SET who = 'Eve'", "DELETE FROM ledger"):
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
            db.execute(change)
    db.close()


def test_a_ledger_can_be_brought_into_another_case(bridge: Path, tmp_path: Path) -> None:
    with Case.open(bridge) as case:
        first, second = dossier(case).documents[:2]
        case.judge("copy", (Anchor(first.id), Anchor(second.id)), who="Ana", when=WHEN, why="same words")
        case.judge("ignore", (Anchor(first.id),), who="Ana", when=WHEN)
        case.judge("undo", (), who="Ana", when=WHEN, undoes=2)
        rows, made = case.judgements(), dossier(case)
    with Case.open(tmp_path / "other.sayso") as other:
        other.judge("ignore", (Anchor("d-elsewhere"),), who="Bo", when=WHEN)
        assert other.bring(rows) == (3, 0)
        assert other.bring(rows) == (0, 3)
        assert [(j.number, j.undoes) for j in other.judgements()] == [(1, None), (2, None), (3, None), (4, 3)]
        add(other, PATHS, when=WHEN)
        states = [r.state for r in dossier(other).judgements]
        assert states == ["idle", "holds", "undone", "holds"]
        strip = {"judgements": (), "derivations": ()}
        assert msgspec.structs.replace(dossier(other), **strip).claims is not None
        assert len(dossier(other).derivations) == len(made.derivations)
        with pytest.raises(JudgementError, match="does not come before"):
            other.bring([Judgement(9, "undo", (), "Ana", WHEN, "", 8)])


# -- finding again ------------------------------------------------------------------------------------------

QUERIES = [
    ("bridge", '"bridge"'),
    ("safe bridge", '"safe" AND "bridge"'),
    ('"was safe" bridge', '"was safe" AND "bridge"'),
    ('"was safe', '"was safe"'),
    ("bol*", '"bol"*'),
    ('a"b', '"a""b"'),
    ("NEAR( OR col:", '"NEAR(" AND "OR" AND "col:"'),
    ("* ( )", ""),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "asked"), QUERIES)
def test_what_a_person_types_is_never_query_language(typed: str, asked: str) -> None:
    assert expression(typed) == asked


def test_what_is_found_stands_there(bridge: Path) -> None:
    with Case.open(bridge) as case:
        texts = {d.id: d.text for d in dossier(case).documents}
        found = case.search("bridge")
        assert found.total == len(found.hits) > 10
        for hit in found.hits:
            if hit.kind != "name":
                assert texts[hit.document][hit.start : hit.start + 6].casefold() == "bridge"
            assert any(hit_ and words.casefold() == "bridge" for words, hit_ in hit.parts)
        assert sum(n for _, _, n in found.facets["kind"]) == found.total
        contents = case.search("bridge", kinds=["content"])
        assert {h.kind for h in contents.hits} == {"content"}
        speaker, name, n = contents.facets["speaker"][0]
        assert name in {e.name for e in dossier(case).entities}
        by_speaker = case.search("bridge", kinds=["content"], speaker=speaker)
        assert by_speaker.total == n
        assert case.search("bridge", day_from="2024-03-06").total + case.search("bridge", day_to="2024-03-05").total == sum(
            n for _, _, n in found.facets["day"]
        )
        assert case.search("", kinds=["content"], speaker=speaker).total >= n
        assert case.search("bridge", limit=3, offset=3).hits == found.hits[3:6]
        assert case.search("xyzzy") == (0, (), {"kind": (), "speaker": (), "outlet": (), "day": ()}, False)
        assert case.search("((").total == 0


def test_the_best_comes_first(tmp_path: Path) -> None:
    text = (
        "The letter of the harbour\n\nLetter Box\n\nThe Letter Board, a body of the town, met.\n\n"
        "“The red letter was never sent,” said Ada Holt.\n\nA letter that was red came to Ada Holt’s office.\n\n"
        "Letters are read here by Basil Letter, who said the letter was short.\n\nThe letter said the bridge was safe."
    )
    with Case.open(tmp_path / "a.sayso") as case:
        add(case, [Given("a.txt", text.encode())], when=WHEN)
        names = {name for e in dossier(case).entities for name in (e.name, *e.aliases)}
        assert "Ada Holt" in names
        hits = case.search("letter", limit=100).hits
        kinds = [h.kind for h in hits]
        assert "name" in kinds
        assert kinds == sorted(kinds, key=["content", "text", "name"].index)  # names in part, and "the letter", come last
        first, *rest = case.search("ada holt").hits
        assert (first.kind, "".join(words for words, _ in first.parts)) == ("name", "Ada Holt")
        assert rest
        together = [h.kind for h in case.search("red letter").hits]
        assert together[0] == "content"
        shown = ["".join(words for words, _ in h.parts) for h in case.search("red letter", kinds=["text"]).hits]
        assert "red letter" in shown[0]
        assert [s for s in shown if "red letter" not in s] == shown[-1:]


def test_the_index_is_that_of_the_dossier_however_it_came_about(bridge: Path, tmp_path: Path) -> None:
    def rows(path: Path) -> list[tuple[object, ...]]:
        with Case.open(path) as case:
            case._db.execute(
                "INSERT INTO sought (sought) VALUES ('integrity-check')"
            )  # against its words; raises where it lies
            return sorted(
                case._db.execute('SELECT kind, document, start, "end", ref, speaker, outlet, day, words FROM passage')
            )

    new = Given("new.txt", b"THE ECHO\n1 March 2024\n\nBridge shut\n\nMaud Sellick said the bridge was safe.")
    with Case.open(bridge) as case:
        before = rows(bridge)
        first = dossier(case).documents[0].id
        case.judge("ignore", (Anchor(first),), who="Ana", when=WHEN)
        dossier(case)
        fewer = rows(bridge)
        assert len(fewer) < len(before)
        assert not [row for row in fewer if row[1] == first]
        case.judge("undo", (), who="Ana", when=WHEN, undoes=1)
        dossier(case)
        assert rows(bridge) == before
        add(case, [new], when=WHEN)
        dossier(case)
        assert case.search("Echo").total
    with Case.open(tmp_path / "at-once.sayso") as case:
        add(case, [*PATHS, new], when=WHEN)
        dossier(case)
    assert rows(bridge) == rows(tmp_path / "at-once.sayso")


def test_of_words_that_stand_everywhere_the_first_are_counted(bridge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Case.open(bridge) as case:
        dossier(case)
        whole = case.search("the", limit=1000)
        monkeypatch.setattr("sayso.store.search.MOST", 7)
        some = case.search("the", limit=1000)
        assert (whole.more, some.more, some.total) == (False, True, 7)
        assert sum(n for _, _, n in some.facets["kind"]) == 7
        assert sorted(some.hits) == sorted(whole.hits)


def test_words_are_found_without_their_accents_and_in_other_scripts(tmp_path: Path) -> None:
    with Case.open(tmp_path / "a.sayso") as case:
        text = "Über die Brücke sagte er 😀 nichts.\n\nقال الوزير إن الجسر آمن اليوم."
        add(case, [Given("a.txt", text.encode())], when=WHEN)
        document = dossier(case).documents[0].text
        (hit,) = case.search("brucke", kinds=["text"]).hits
        assert document[hit.start : hit.start + 6] == "Brücke"
        (hit,) = case.search("الجسر", kinds=["text"]).hits
        assert document[hit.start : hit.start + 5] == "الجسر"


# -- what it refuses ------------------------------------------------------------------------------------------


def test_what_is_no_case_is_refused_and_not_touched(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a case at all, but long enough to be looked at", "utf-8")
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE t (x)")
    db.close()
    later = tmp_path / "later.sayso"
    Case.open(later).close()
    with sqlite3.connect(later) as db:
        db.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    db.close()
    for path, why in (
        (text, "is not a case file"),
        (other, "is a database, but not a case file"),
        (later, "a later version of sayso"),
        (tmp_path, "is a directory"),
        (tmp_path / "none" / "a.sayso", "there is no directory"),
    ):
        before = path.read_bytes() if path.is_file() else b""
        with pytest.raises(CaseError, match=why) as error:
            Case.open(path)
        assert str(path) in str(error.value)
        assert (path.read_bytes() if path.is_file() else b"") == before
    with pytest.raises(CaseError, match="no such case"):
        Case.open(tmp_path / "none.sayso", write=False)


def test_a_file_cut_in_half_is_said_to_be_damaged(bridge: Path) -> None:
    data = bridge.read_bytes()
    bridge.write_bytes(data[: len(data) // 2 // 4096 * 4096])
    with pytest.raises(CaseError, match="damaged"), Case.open(bridge) as case:
        dossier(case)


def test_a_file_of_an_earlier_form_is_brought_up_step_by_step(tmp_path: Path) -> None:
    path = tmp_path / "old.sayso"
    db = sqlite3.connect(path)
    db.executescript(migrations()[0])
    db.execute("INSERT INTO setting VALUES ('kept', 'yes')")
    db.execute("PRAGMA user_version = 1")
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.commit()
    db.close()
    with Case.open(path) as case:
        assert case.setting("kept") == "yes"
        assert case._versions() == (len(migrations()), APPLICATION)


# -- what it survives -----------------------------------------------------------------------------------------


def test_a_full_disk_gets_its_message_and_what_was_finished_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.sayso"
    with Case.open(path) as case:
        add(case, PATHS[:1], when=WHEN)
        before = dossier(case).to_json()
    with Case.open(path) as case:
        (pages,) = case._db.execute("PRAGMA page_count").fetchone()
        case._db.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(CaseError, match="the disk is full; everything finished before is kept"):
            add(case, PATHS, when=WHEN)
    with Case.open(path) as case:
        assert {d.source for d in dossier(case).documents} >= {PATHS[0]}
        add(case, PATHS, when=WHEN)
        assert dossier(case).to_json() == trace(PATHS).to_json()
    assert trace(PATHS[:1]).to_json() == before


def test_a_read_only_file_gets_its_message_and_can_be_read(bridge: Path) -> None:
    with Case.open(bridge, write=False) as case:
        assert len(dossier(case).documents) == 5
        with pytest.raises(CaseError, match=r"bridge\.sayso: the file is read-only"):
            add(case, [Given("x.txt", b"The mayor said so.")], when=WHEN)
        with pytest.raises(CaseError, match="read-only"):
            case.judge("ignore", (Anchor("d1"),), who="Ana", when=WHEN)
    assert not Path(f"{bridge}-wal").exists()


AS_NOBODY = """
import os, sys
from sayso.cli import main
import sayso.trace, sayso.web
os.setgid(65534); os.setuid(65534)
main(sys.argv[1:])
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become nobody")
def test_on_a_medium_that_cannot_be_written_a_case_is_read_and_not_added_to(bridge: Path, tmp_path: Path) -> None:
    folder = Path("/tmp") / f"sayso-{os.getpid()}"
    folder.mkdir(mode=0o755)
    try:
        case = Path(shutil.copy(bridge, folder / "bridge.sayso"))
        case.chmod(0o444)
        folder.chmod(0o555)

        def run(*words: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run([sys.executable, "-c", AS_NOBODY, *words], capture_output=True, text=True, check=False)

        read = run("export", str(case), "--json")
        assert read.returncode == 0, read.stderr
        with Case.open(bridge) as same:
            assert read.stdout == dossier(same).to_json()
        added = run("add", str(case), PATHS[0])
        assert added.returncode == 1
        assert "read-only" in added.stderr
        assert "Traceback" not in added.stderr
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_one_writes_and_many_read(bridge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.store.case.BUSY", 0.1)
    with Case.open(bridge) as writer, Case.open(bridge) as other, Case.open(bridge, write=False) as reader:
        with writer.together():
            writer.set("half", "done")
            assert reader.setting("half") is None
            with pytest.raises(CaseError, match="another process is writing"):
                other.set("mine", "too")
        assert reader.setting("half") == "done"
        stamp = reader.stamp()
        other.judge("ignore", (Anchor("d1"),), who="Ana", when=WHEN)
        assert reader.stamp() != stamp


KILLS = 30


def test_a_kill_at_any_moment_loses_nothing_finished_and_leaves_nothing_half(tmp_path: Path) -> None:
    """A running `add` is killed at KILLS random moments, one after another on one case, then finished undisturbed.

    Whole at every stop: SQLite's own check, each document's marks those of an undisturbed run, none lost that was there
    at the stop before; and in the end the same bytes.
    """
    reports = _reports(tmp_path / "reports", 45)
    calm, hurried = tmp_path / "calm.sayso", tmp_path / "hurried.sayso"
    with Case.open(calm) as case:
        started = time.monotonic()
        add(case, reports, when=WHEN)
        took = time.monotonic() - started
        whole = dossier(case).to_json()
    right = _marks(calm)
    dice = random.Random(7)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["sayso.trace"])
    finished: dict[str, bytes] = {}
    stops = []
    for n in range(KILLS):
        ready = tmp_path / f"ready-{n}"
        running = processes.Process(target=_add, args=(hurried, reports, ready))
        running.start()
        while running.is_alive() and not ready.exists():
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 2.5 * took / KILLS))
        running.kill()
        running.join()
        if hurried.exists():
            db = sqlite3.connect(hurried)
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            db.close()
        now = _marks(hurried)
        assert finished.items() <= now.items() <= right.items()
        finished = now
        stops.append(len(now))
    assert len(set(stops)) > 5, f"the kills did not fall at different moments: {stops}"
    with Case.open(hurried) as case:
        add(case, reports, when=WHEN)
        assert dossier(case).to_json() == whole


def _add(path: Path, reports: list[str], ready: Path) -> None:
    """An `add` that is to be killed; it says when it begins, with everything loaded that it needs."""
    with Case.in_memory() as warm:
        add(warm, reports[:1], when=WHEN)
    ready.touch()
    with Case.open(path) as case:
        add(case, reports, when=WHEN)


def _reports(folder: Path, many: int) -> list[str]:
    """Reports of one affair, each a little different."""
    folder.mkdir()
    base = [p.read_text("utf-8") for p in BRIDGE if p.suffix == ".txt"]
    for n in range(many):
        text = base[n % len(base)] + f"\n\nThe clerk, Tom Vale, said on Thursday that {n + 2} letters had come in.\n"
        (folder / f"{n:02}.txt").write_text(text, "utf-8")
    return [str(p) for p in sorted(folder.iterdir())]


def _marks(path: Path) -> dict[str, bytes]:
    """The marks of each document that a case has, checked against the file's own reading of them."""
    if not path.exists() or not path.stat().st_size:
        return {}
    with Case.open(path) as case:
        documents, _ = casework.documents(case)
        return {m.document.id: msgspec.msgpack.encode(m) for m in casework.pile(case, documents)}


def test_a_source_that_cannot_be_read_is_set_aside_until_it_is_another(tmp_path: Path) -> None:
    scan, gone = tmp_path / "scan.txt", str(tmp_path / "gone.txt")
    scan.write_bytes(b"%PDF-1.4")
    with Case.open(tmp_path / "a.sayso") as case:
        add(case, [PATHS[0], str(scan), gone], when=WHEN)
        failures = {f.source: f for f in dossier(case).failures}
        assert set(failures) == {str(scan), gone}
        assert failures[str(scan)].sha256 == sha256(b"%PDF-1.4").hexdigest()
        assert failures[gone].sha256 == ""
        case.judge("ignore", (Anchor(str(scan), 0, 0, failures[str(scan)].sha256),), who="Ana", when=WHEN, why="a scan")
        case.judge("ignore", (Anchor(gone, 0, 0, failures[gone].error),), who="Ana", when=WHEN)
        made = dossier(case)
        assert made.failures == ()
        assert [r.state for r in made.judgements] == ["holds", "holds"]
        assert failures[str(scan)].error in made.judgements[0].why  # what it was is still told
        scan.write_bytes(b"%PDF-1.5 another")  # other bytes under that name are another matter
        add(case, [str(scan)], when=WHEN)
        made = dossier(case)
        assert [f.sha256 for f in made.failures] == [sha256(b"%PDF-1.5 another").hexdigest()]
        Path(gone).write_text("The mayor said on Monday that the bridge is safe.", "utf-8")
        add(case, [gone], when=WHEN)
        made = dossier(case)
        assert [r.state for r in made.judgements] == ["holds", "idle"]
        case.judge("undo", (), who="Ana", when=WHEN, undoes=1)
        assert len(dossier(case).failures) == 2
        rows = case.judgements()
    with Case.in_memory() as other:
        other.bring(rows)
        add(other, [PATHS[0]], when=WHEN)
        assert [r.state for r in dossier(other).judgements] == ["undone", "idle", "holds"]


def test_what_was_found_is_kept_for_the_first_judgement_after_a_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bridge.sayso"
    with Case.open(path) as case:
        add(case, PATHS, when=WHEN)
        first = dossier(case)
    said = first.attributions[0]
    text = next(r.text for r in first.documents if r.id == said.document)
    place = Anchor(
        said.document, said.content[0].start, said.content[-1].end, text[said.content[0].start : said.content[-1].end]
    )
    ran = watched_finding(monkeypatch)
    compared: list[object] = []
    real = pairing.Compared.__init__

    def noting(self: pairing.Compared, *given: Any) -> None:
        compared.append(self)
        real(self, *given)

    monkeypatch.setattr(pairing.Compared, "__init__", noting)
    with Case.open(path) as case:
        case.judge("not-a-quotation", (place,), who="Ana", when=WHEN)
        judged = dossier(case)
        assert ran == []
        assert len(compared) <= 1  # the story that was judged, and no other
        assert len(judged.attributions) < len(first.attributions)
    with Case.in_memory() as fresh:
        add(fresh, PATHS, when=WHEN)
        fresh.judge("not-a-quotation", (place,), who="Ana", when=WHEN)
        assert dossier(fresh).to_json() == judged.to_json()
    assert ran == ["identities", "reuse", "stories", "claims"]
    with Case.open(path) as case:  # another pile: nothing stale is taken
        case.judge("ignore", (Anchor(first.documents[0].id),), who="Ana", when=WHEN)
        fewer = dossier(case)
    assert len(ran) == 8
    with Case.in_memory() as fresh:
        add(fresh, PATHS, when=WHEN)
        fresh.judge("not-a-quotation", (place,), who="Ana", when=WHEN)
        fresh.judge("ignore", (Anchor(first.documents[0].id),), who="Ana", when=WHEN)
        assert dossier(fresh).to_json() == fewer.to_json()
