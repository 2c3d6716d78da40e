"""The case on the desk: additions in the background, views that wait for nothing, others at work on the same file."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sayso import casework, trace
from sayso.store import Case, CaseError, JudgementError
from sayso.trace import add as add_to
from sayso.trace import dossier
from sayso.types import Anchor, Given
from sayso.web import desk as module
from sayso.web.desk import BusyError, Desk, DeskError, Job

NOW = "2024-05-01T12:00:00Z"
BRIDGE = Given("bridge.txt", b"The mayor Ansel Wray said the bridge was safe. The bridge was shut on Monday.", ".txt")
BAKER = Given("baker.txt", b"The baker Pia Lund said the bread was good. She left the town.", ".txt")
FERRY = Given("ferry.txt", b"The pilot Odo Marr said the ferry was late. He blamed the fog.", ".txt")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "letter.sayso"


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    made = Desk(path, now=lambda: NOW)
    yield made
    made.close()


def until(true: Callable[[], Any], seconds: float = 20) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.01)
    raise AssertionError("it does not come about")


def finished(desk: Desk, job: Job) -> Job:
    return until(lambda: (now := desk.job(job.number)) and now.state in ("done", "failed") and now)  # type: ignore[no-any-return]


def names(desk: Desk) -> set[str]:
    return {report.source for report in desk.view.dossier.documents}


class Blocked:
    """Additions that wait for a sign in their first step."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began, self.go_on = threading.Event(), threading.Event()

        def slow(case: Case, sources: Any, **options: Any) -> Any:
            self.began.set()
            assert self.go_on.wait(20)
            return add_to(case, sources, **options)

        monkeypatch.setattr(module, "add_to", slow)


@pytest.fixture
def blocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Blocked]:
    made = Blocked(monkeypatch)
    yield made
    made.go_on.set()


# -- adding -------------------------------------------------------------------------------------------------------------


def test_what_is_added_arrives(desk: Desk) -> None:
    assert (desk.version, names(desk), desk.name) == (1, set(), "letter")
    job = desk.add([BRIDGE, BAKER])
    assert (job.number, job.what, job.state, job.of) == (1, "2 sources", "waiting", 2)
    done = finished(desk, job)
    assert (done.state, done.added, done.known, done.failures) == ("done", 2, 0, ())
    assert (desk.version, names(desk)) == (2, {"bridge.txt", "baker.txt"})
    assert [s.name for s in desk.view.sources] == ["baker.txt", "bridge.txt"]
    assert desk.view.status.sources == 2
    assert desk.search("ferry").total == 0
    assert desk.search("bread", kinds=("text",)).hits[0].document in desk.view.look.reports
    assert desk.bytes_of(desk.view.dossier.documents[0].sha256) in (BRIDGE.data, BAKER.data)
    assert desk.bytes_of("0" * 64) is None


def test_one_step_or_several_or_trace_at_once_give_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    for given in (BRIDGE, BAKER, FERRY):
        (tmp_path / given.name).write_bytes(given.data)
    for given in (FERRY, BRIDGE, BAKER):
        name = str(tmp_path / given.name)
        finished(desk, desk.add([Given(name, given.data, given.suffix)]))
    at_once = trace([tmp_path / given.name for given in (BAKER, BRIDGE, FERRY)])
    assert desk.view.dossier.to_json() == at_once.to_json()


def test_the_same_again_is_known_and_makes_nothing_anew(desk: Desk) -> None:
    finished(desk, desk.add([BRIDGE]))
    before = desk.view
    again = finished(desk, desk.add([BRIDGE]))
    assert (again.added, again.known) == (0, 1)
    assert desk.view is before


def test_what_cannot_be_read_is_a_failure_of_the_job_and_of_the_case(desk: Desk) -> None:
    done = finished(desk, desk.add([BRIDGE, Given("letter.pdf", b"%PDF-1.7", ".pdf"), "http://127.0.0.1:1/"]))
    assert done.state == "done"
    assert {f.source for f in done.failures} == {"letter.pdf", "http://127.0.0.1:1/"}
    assert {f.source for f in desk.view.dossier.failures} == {"letter.pdf", "http://127.0.0.1:1/"}
    assert names(desk) == {"bridge.txt"}


def test_two_files_of_one_name_both_arrive(desk: Desk) -> None:
    twice = [Given("article.html", b"<p>The mayor said it was safe."), Given("article.html", b"<p>The baker said it was not.")]
    finished(desk, desk.add([*twice, twice[0]]))
    assert len(desk.view.dossier.documents) == 2
    other = [Given("article.html", one.data) for one in reversed(twice)]
    assert finished(desk, desk.add(other)).known == 2  # under the same names, whatever their order


def test_additions_wait_for_one_another_and_views_for_none(desk: Desk, blocked: Blocked) -> None:
    first, second = desk.add([BRIDGE]), desk.add([BAKER])
    assert blocked.began.wait(10)
    began = time.monotonic()
    assert [j.state for j in desk.jobs] == ["running", "waiting"]
    assert desk.view.version == 1
    assert desk.search("bridge").total == 0
    assert time.monotonic() - began < 2
    blocked.go_on.set()
    assert finished(desk, second).state == "done"
    assert finished(desk, first).state == "done"
    assert names(desk) == {"bridge.txt", "baker.txt"}


def test_progress_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int, int]] = []
    change = Desk._change

    def noting(self: Desk, number: int, **fields: Any) -> None:
        change(self, number, **fields)
        job = self.job(number)
        assert job is not None
        told.append((job.stage, job.done, job.of))

    monkeypatch.setattr(Desk, "_change", noting)
    finished(desk, desk.add([BRIDGE, BAKER]))
    assert ("read", 1, 2) in told
    assert ("mark", 2, 2) in told
    assert [stage for stage, done, of in told if of and done == of and stage == "weave"]


def test_a_case_that_breaks_fails_the_job_with_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise CaseError("letter.sayso: the disk is full; everything finished before is kept")

    monkeypatch.setattr(module, "add_to", full)
    done = finished(desk, desk.add([BRIDGE]))
    assert done.state == "failed"
    assert done.failures[0].error == "letter.sayso: the disk is full; everything finished before is kept"
    monkeypatch.undo()
    assert finished(desk, desk.add([BRIDGE])).state == "done"  # the hand works on


def test_too_much_waiting_is_refused(desk: Desk, blocked: Blocked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITING", 3)
    desk.add([BRIDGE])
    monkeypatch.setattr(module, "WAITING_BYTES", 200)
    with pytest.raises(BusyError, match="Too much"):
        desk.add([Given("big.txt", b"x" * 200)])
    desk.add([BAKER])
    desk.add(["http://127.0.0.1:1/"])
    with pytest.raises(BusyError, match="Too much"):
        desk.add(["http://127.0.0.1:2/"])
    blocked.go_on.set()
    until(lambda: all(j.state == "done" for j in desk.jobs))
    desk.add([FERRY])


def test_done_jobs_are_forgotten_in_the_end_and_running_ones_never(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 2)
    for n in range(5):
        finished(desk, desk.add([Given(f"{n}.txt", b"The mayor said so.")]))
    assert [j.number for j in desk.jobs] == [3, 4, 5]
    assert desk.job(1) is None


@pytest.mark.parametrize(
    "given", [[], ["letter.txt"], ["http://example.org/", "/etc/passwd"], ["ftp://example.org/"], ["http://a b/"]]
)
def test_what_is_not_taken(desk: Desk, given: list[str]) -> None:
    with pytest.raises(DeskError):
        desk.add(given)
    assert desk.jobs == ()


# -- judging ------------------------------------------------------------------------------------------------------------


def test_a_judgement_is_in_the_view_when_it_is_made(desk: Desk) -> None:
    finished(desk, desk.add([BRIDGE, BAKER]))
    ignored = next(r.id for r in desk.view.dossier.documents if r.source == "baker.txt")
    row = desk.judge("ignore", [Anchor(ignored)], who="Pia", why="an advertisement")
    assert (row.number, row.when, row.who) == (1, NOW, "Pia")
    assert (desk.version, names(desk)) == (3, {"bridge.txt"})
    (ruling,) = desk.view.dossier.judgements
    assert (ruling.judgement, ruling.state) == (row, "holds")
    desk.judge("undo", (), who="Pia", undoes=1)
    assert (desk.version, names(desk)) == (4, {"bridge.txt", "baker.txt"})


def test_a_judgement_that_makes_no_sense_changes_nothing(desk: Desk) -> None:
    before = desk.view
    for bad in (
        {"kind": "ignore", "about": []},
        {"kind": "undo", "about": [], "undoes": 7},
        {"kind": "same", "about": [Anchor("d1")]},
    ):
        with pytest.raises(JudgementError):
            desk.judge(**bad, who="Pia")
    assert desk.view is before
    with Case.open(desk.path, write=False) as case:
        assert case.judgements() == ()


def test_a_judgement_does_not_wait_for_an_addition(desk: Desk, blocked: Blocked) -> None:
    job = desk.add([BRIDGE])
    assert blocked.began.wait(10)
    desk.judge("ignore", [Anchor("d0000000000")], who="Pia")
    assert len(desk.view.dossier.judgements) == 1
    running = desk.job(job.number)
    assert running is not None
    assert running.state == "running"


def test_judgements_that_take_long_to_count_are_kept_at_once_and_counted_together(
    desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    woven, go_on = [], threading.Event()

    def slow(case: Case, **options: Any) -> Any:
        woven.append(len(case.judgements()))
        assert go_on.wait(20)
        return dossier(case, **options)

    monkeypatch.setattr(module, "dossier_of", slow)
    jobs = [desk.judge_soon("ignore", [Anchor(f"d{n}")], who="Pia", patience=0.05)[1] for n in range(4)]
    with Case.open(path, write=False) as case:
        assert len(case.judgements()) == 4
    assert [j and (j.state, j.what) for j in jobs] == [("running", f"Counting again, with judgement {n}") for n in range(1, 5)]
    go_on.set()
    assert [finished(desk, j).state for j in jobs if j] == ["done"] * 4
    assert woven == [1, 4]
    assert len(desk.view.dossier.judgements) == 4
    assert desk.judge_soon("ignore", [Anchor("d9")], who="Pia", patience=20)[1] is None
    assert len(desk.view.dossier.judgements) == 5


def test_a_judgement_leaves_the_reading_to_whoever_is_at_it(desk: Desk, path: Path) -> None:
    """Somebody has taken reports in and is not yet done with them: the dossier is that of the others."""
    finished(desk, desk.add([BRIDGE]))
    with Case.open(path) as case:
        case.take(BAKER, NOW)
        desk.judge("ignore", [Anchor("d0000000000")], who="Pia")
        assert names(desk) == {"bridge.txt"}
        add_to(case, [], when=NOW)
    until(lambda: names(desk) == {"bridge.txt", "baker.txt"})


def test_what_an_addition_left_is_finished_behind_the_first_view(path: Path, blocked: Blocked) -> None:
    with Case.open(path) as case:
        add_to(case, [BRIDGE], when=NOW)
        case.take(BAKER, NOW)
    desk = Desk(path, now=lambda: NOW)
    try:
        assert names(desk) == {"bridge.txt"}
        (job,) = desk.jobs
        assert job.what == "What is not read closely yet"
        blocked.go_on.set()
        assert finished(desk, job).state == "done"
        assert names(desk) == {"bridge.txt", "baker.txt"}
    finally:
        desk.close()


def test_what_a_new_program_reads_again_is_shown(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Case.open(path) as case:
        add_to(case, [BRIDGE], when=NOW)
    monkeypatch.setattr(casework.Entry, "of", lambda document: casework.Entry(document, f"another program's {document.id}"))
    desk = Desk(path, now=lambda: NOW)
    try:
        until(lambda: names(desk) == {"bridge.txt"})
    finally:
        desk.close()


def test_after_an_update_of_the_program_the_last_dossier_is_read_until_it_is_made_anew(
    path: Path, blocked: Blocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Case.open(path) as case:
        add_to(case, [BRIDGE, BAKER], when=NOW)
        before = dossier(case)
    monkeypatch.setitem(casework._ROOMS, "mark", ("mark", "models", "text.py"))  # as if its code had changed
    desk = Desk(path, now=lambda: NOW)
    try:
        assert desk.view.behind
        assert desk.view.dossier == before
        assert desk.search("bread").total > 0
        (job,) = desk.jobs
        assert job.anew
        row = desk.judge("ignore", [Anchor(before.documents[0].id)], who="Pia")
        also, counting = desk.judge_soon("ignore", [Anchor("d9")], who="Pia")
        assert counting is None  # nobody waits half an hour
        assert desk.ledger() == (row, also)
        assert desk.view.dossier == before
        with Case.open(path) as other:
            other.judge("ignore", (Anchor("d8"),), who="Odo", when=NOW)
        time.sleep(0.3)
        assert desk.view.behind  # somebody else's writing does not make a half one
        blocked.go_on.set()
        assert finished(desk, job).state == "done"
        assert not desk.view.behind
        assert [r.judgement.number for r in desk.view.dossier.judgements] == [1, 2, 3]
        assert len(desk.view.dossier.documents) == 1
        assert [j for j in desk.jobs if j.number != job.number] == []
    finally:
        desk.close()
    with Case.open(path) as case:
        assert case.made("dossier", "", casework.current(case) or "", type(before)) == desk.view.dossier


def test_what_somebody_else_finished_ends_the_wait(path: Path, blocked: Blocked, monkeypatch: pytest.MonkeyPatch) -> None:
    with Case.open(path) as case:
        add_to(case, [BRIDGE], when=NOW)
        dossier(case)
        case.take(BAKER, NOW)
    desk = Desk(path, now=lambda: NOW)
    try:
        assert desk.view.behind
        assert names(desk) == {"bridge.txt"}
        blocked.go_on.set()
        until(lambda: names(desk) == {"bridge.txt", "baker.txt"})
        assert not desk.view.behind
    finally:
        desk.close()


def test_a_dossier_that_only_has_to_be_counted_is_waited_for_or_counted_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Case.open(path) as case:
        add_to(case, [BRIDGE, BAKER], when=NOW)
        first = dossier(case).documents[0].id
        case.judge("ignore", (Anchor(first),), who="Pia", when=NOW)
    go_on = threading.Event()

    def slow(case: Case, **options: Any) -> Any:
        assert go_on.wait(20)
        return dossier(case, **options)

    monkeypatch.setattr(module, "dossier_of", slow)
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    desk = Desk(path, now=lambda: NOW)
    try:
        assert desk.view.behind
        assert len(desk.view.dossier.documents) == 2
        (job,) = desk.jobs
        assert (job.anew, job.state) == (True, "running")
        go_on.set()
        assert finished(desk, job).state == "done"
        assert len(desk.view.dossier.documents) == 1
        assert not desk.view.behind
    finally:
        desk.close()
    go_on.set()
    monkeypatch.setattr(module, "PATIENCE", 20)
    with Case.open(path) as case:
        case.judge("undo", (), who="Pia", when=NOW, undoes=1)
    desk = Desk(path, now=lambda: NOW)
    try:
        assert len(desk.view.dossier.documents) == 2
        assert (desk.view.behind, desk.jobs) == (False, ())
    finally:
        desk.close()


def test_judgements_from_many_threads_are_all_kept(desk: Desk) -> None:
    threads = [
        threading.Thread(target=desk.judge, args=("ignore", [Anchor(f"d{n}")]), kwargs={"who": f"reader {n}"})
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(r.judgement.number for r in desk.view.dossier.judgements) == list(range(1, 13))
    assert {r.judgement.who for r in desk.view.dossier.judgements} == {f"reader {n}" for n in range(12)}


# -- others at work -------------------------------------------------------------------------------------------------------


def test_what_somebody_else_adds_is_noticed(desk: Desk, path: Path) -> None:
    before = desk.view
    with Case.open(path) as case:
        add_to(case, [BRIDGE], when=NOW)
        assert before.dossier.documents == ()
    until(lambda: names(desk) == {"bridge.txt"})
    assert [s.name for s in desk.view.sources] == ["bridge.txt"]


def test_what_somebody_adds_while_the_desk_is_set_up_is_noticed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Desk._first

    def late(self: Desk, case: Case, progress: Any) -> int:
        left = first(self, case, progress)
        with Case.open(path) as other:
            add_to(other, [BRIDGE], when=NOW)
        return left

    monkeypatch.setattr(Desk, "_first", late)
    desk = Desk(path, now=lambda: NOW)
    try:
        until(lambda: names(desk) == {"bridge.txt"})
    finally:
        desk.close()


def test_an_add_in_a_terminal_beside_it(desk: Desk, path: Path, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_bytes(FERRY.data)
    finished(desk, desk.add([BRIDGE]))
    command = [sys.executable, "-m", "sayso", "add", str(path), str(tmp_path / "ferry.txt")]
    beside = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    finished(desk, desk.add([BAKER]))
    said, _ = beside.communicate(timeout=60)
    assert beside.returncode == 0, said
    until(lambda: names(desk) == {"bridge.txt", "baker.txt", str(tmp_path / "ferry.txt")})


def test_two_desks_on_one_case_see_each_other(desk: Desk, path: Path) -> None:
    other = Desk(path, now=lambda: NOW)
    try:
        finished(other, other.add([BRIDGE]))
        until(lambda: names(desk) == {"bridge.txt"})
        (report,) = desk.view.dossier.documents
        desk.judge("ignore", [Anchor(report.id)], who="Pia")
        until(lambda: names(other) == set())
        assert other.view.dossier.to_json() == desk.view.dossier.to_json()
    finally:
        other.close()


def test_nothing_is_woven_anew_while_nothing_changes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    finished(desk, desk.add([BRIDGE]))
    woven = []
    monkeypatch.setattr(module, "LOOK", 0.0)
    monkeypatch.setattr(module, "dossier_of", lambda *a, **k: woven.append(a))
    for _ in range(200):
        assert desk.view.version == 2
    time.sleep(0.1)
    assert desk.view.version == 2
    assert woven == []


def test_an_addition_of_our_own_is_woven_once_at_its_end(
    desk: Desk, path: Path, blocked: Blocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every report of it is a change of the file; to weave at each would hold the additions up."""
    monkeypatch.setattr(module, "LOOK", 0.0)
    versions = set()
    job = desk.add([BAKER])
    assert blocked.began.wait(10)
    with Case.open(path) as case:
        add_to(case, [BRIDGE], when=NOW)
    for _ in range(20):
        versions.add(desk.version)
        time.sleep(0.01)
    blocked.go_on.set()
    finished(desk, job)
    assert versions == {1}
    assert desk.version == 2
    assert names(desk) == {"bridge.txt", "baker.txt"}


def test_a_look_costs_next_to_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK", 0.0)  # so that every one of them asks the file
    desk.view  # noqa: B018
    began = time.perf_counter()
    for _ in range(1000):
        desk.view  # noqa: B018
    assert (time.perf_counter() - began) / 1000 < 0.001


def test_a_broken_look_leaves_the_view(desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(module, "dossier_of", broken)
    with Case.open(path) as case:
        add_to(case, [BRIDGE], when=NOW)
    for _ in range(30):
        assert desk.view.version == 1
        time.sleep(0.02)
    monkeypatch.undo()
    with Case.open(path) as case:
        add_to(case, [BAKER], when=NOW)
    until(lambda: len(names(desk)) == 2)


# -- the end --------------------------------------------------------------------------------------------------------------


def test_closing_stops_what_runs_and_loses_nothing_finished(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(path, now=lambda: NOW)
    marked = threading.Event()
    change = Desk._change

    def noting(self: Desk, number: int, **fields: Any) -> None:
        change(self, number, **fields)
        if fields.get("stage") == "mark" and fields.get("done") == 1:
            marked.set()
            time.sleep(0.3)  # the desk is closed here

    monkeypatch.setattr(Desk, "_change", noting)
    many = [Given(f"{n}.txt", f"The mayor said the bridge number {n} was safe.".encode()) for n in range(12)]
    job = desk.add(many)
    behind = desk.add([BAKER])
    assert marked.wait(20)
    began = time.monotonic()
    desk.close()
    assert time.monotonic() - began < 5
    assert [(j.state, j.failures[0].error) for j in (desk.job(job.number), desk.job(behind.number)) if j] == [
        ("failed", "sayso was closed; what was finished before is kept")
    ] * 2
    assert not any(t.name.startswith("sayso ") and t.is_alive() for t in threading.enumerate())
    monkeypatch.undo()
    assert sorted(p.name for p in path.parent.iterdir()) == [path.name]  # no log is left beside it
    again = Desk(path, now=lambda: NOW)
    try:
        finished(again, again.add(many))
        assert len(again.view.dossier.documents) == 12
    finally:
        again.close()


def test_a_closed_desk_says_so(path: Path) -> None:
    desk = Desk(path)
    desk.close()
    desk.close()
    for ask in (lambda: desk.add([BRIDGE]), lambda: desk.judge("ignore", [Anchor("d1")], who="Pia"), lambda: desk.search("x")):
        with pytest.raises(BusyError, match="being closed"):
            ask()
    assert desk.view.version == 1


def test_a_file_that_is_no_case_is_refused_and_leaves_no_thread(tmp_path: Path) -> None:
    other = tmp_path / "notes.sayso"
    other.write_text("my notes, and nothing else", "utf-8")
    with pytest.raises(CaseError, match="not a case file"):
        Desk(other)
    assert other.read_text("utf-8") == "my notes, and nothing else"
    until(lambda: not any(t.name.startswith("sayso ") for t in threading.enumerate()))


def test_a_case_kept_for_reading_only(path: Path) -> None:
    with Case.open(path) as case:
        add_to(case, [BRIDGE], when=NOW)
    desk = Desk(path, write=False)
    try:
        assert names(desk) == {"bridge.txt"}
        with pytest.raises(CaseError):
            desk.judge("ignore", [Anchor("d1")], who="Pia")
        assert finished(desk, desk.add([BAKER])).state == "failed"
        assert names(desk) == {"bridge.txt"}
    finally:
        desk.close()
