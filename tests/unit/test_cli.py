"""The command line: what it writes, what it says, and the exit codes that docs/cli.md promises."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sayso import cli
from sayso.store import Case
from sayso.tell import load
from sayso.trace import dossier
from sayso.types import Failure
from tests.sound import assert_sound

ROOT = Path(__file__).resolve().parents[2]
REPORT = """\
THE HARROW MESSENGER
Friday 7 June 2024

Library to open on Sundays

By Nell Ibarra

The town library will open on Sundays from July, the mayor, Agnes Tolliver, said on Thursday.

"We have waited ten years for this," Tolliver told the Messenger.
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    return path


def run(*arguments: str | Path) -> int:
    """The exit code of the command line with these arguments."""
    with pytest.raises(SystemExit) as left:
        cli.main([str(a) for a in arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


# -- what it writes -----------------------------------------------------------------------------------


def test_json_on_standard_output_is_a_sound_dossier(report: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("trace", report, "--json") == cli.OK
    out, err = capfd.readouterr()
    dossier = load(out)
    assert_sound(dossier)
    assert [d.source for d in dossier.documents] == [str(report)]
    assert err == ""


def test_several_outputs_at_once(report: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    names = [tmp_path / n for n in ("d.html", "d.json", "d.md")]
    assert run("trace", report, *[a for n in names for a in ("-o", n)]) == cli.OK
    html, text, markdown = (n.read_text("utf-8") for n in names)
    assert html.lower().startswith("<!doctype html>")
    assert json.loads(text)["schema"] == "sayso-dossier/1"
    assert "Library to open on Sundays" in markdown
    out, err = capfd.readouterr()
    assert out == ""
    assert err.splitlines() == [f"wrote {n}" for n in names]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["d.html", "d.json", "d.md", "report.txt"]


def test_without_an_output_a_summary(report: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("trace", report) == cli.OK
    out, err = capfd.readouterr()
    assert "waited ten years" in out
    assert "\x1b" not in out
    assert err == ""


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORT.encode())))
    assert run("trace", "-", "--json") == cli.OK
    assert json.loads(capfd.readouterr().out)["documents"][0]["source"] == "-"


def test_a_path_that_begins_with_a_dash(
    report: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    report.rename(report.with_name("-odd.txt"))
    monkeypatch.chdir(report.parent)
    assert run("trace", "--json", "--", "-odd.txt") == cli.OK
    assert json.loads(capfd.readouterr().out)["documents"][0]["source"] == "-odd.txt"


def test_schema_is_the_published_one(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("schema") == cli.OK
    assert json.loads(capfd.readouterr().out) == json.loads((ROOT / "docs" / "dossier.schema.json").read_text("utf-8"))


def test_version(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == cli.OK
    assert capfd.readouterr().out.startswith("sayso, version 0.")


# -- what is refused before any work ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("dossier.pdf", "its suffix says no format (.html, .htm, .json, .md, .markdown)"),
        ("dossier", "its suffix says no format"),
        ("no-such-folder/dossier.html", "there is no directory"),
        ("folder.html", "it is a directory"),
        ("input.html", "it is one of the inputs"),
    ],
)
def test_an_output_that_cannot_be_written(
    output: str,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "input.html").write_text("<p>kept</p>", "utf-8")
    monkeypatch.setattr(cli, "trace", lambda *a, **k: pytest.fail("work started"))
    assert run("trace", tmp_path / "input.html", "-o", tmp_path / output) == cli.USAGE
    assert words in " ".join(capfd.readouterr().err.split())
    assert (tmp_path / "input.html").read_text("utf-8") == "<p>kept</p>"


def test_the_same_output_twice(report: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = report.with_name("d.json")
    assert run("trace", report, "-o", out, "-o", out) == cli.USAGE
    assert "named twice" in capfd.readouterr().err


@pytest.mark.parametrize("arguments", [["trace"], ["trace", "x", "--workers", "0"], ["trace", "x", "--nonsense"], ["nonsense"]])
def test_a_wrong_command_line(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == cli.USAGE
    assert "Traceback" not in capfd.readouterr().err


def test_a_disk_that_fails_at_the_end(report: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    out = report.with_name("d.json")
    out.write_text("the old one", "utf-8")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert run("trace", report, "-o", out) == cli.NOTHING
    assert f"cannot write {out}: No space left on device" in capfd.readouterr().err
    assert out.read_text("utf-8") == "the old one"
    assert sorted(p.name for p in report.parent.iterdir()) == ["d.json", "report.txt"]


# -- inputs of every kind of bad -----------------------------------------------------------------------


@pytest.fixture
def bad(tmp_path: Path) -> dict[str, Path]:
    """One input of each kind that cannot be read, by its kind."""
    empty = tmp_path / "empty.txt"
    empty.touch()
    binary = tmp_path / "binary.txt"
    binary.write_bytes(bytes(range(256)) * 64)
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    nested = tmp_path / "nested.html"
    nested.write_text("<html><body>" + "<div>" * 1_000_000 + "The mayor said so.", "utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    return {
        "empty": empty,
        "binary": binary,
        "big": big,
        "nested": nested,
        "missing": tmp_path / "missing.txt",
        "folder": folder,
    }


def test_every_bad_input_gets_its_message_and_the_rest_its_dossier(
    report: Path, bad: dict[str, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("trace", *bad.values(), report, "--json") == cli.PARTIAL
    out, err = capfd.readouterr()
    dossier = load(out)
    assert_sound(dossier)
    assert [d.source for d in dossier.documents] == [str(report)]
    assert dossier.claims
    failed = {f.source: f.error for f in dossier.failures}
    assert set(failed) == {str(p) for p in bad.values()}
    assert len(set(failed.values())) == len(failed), "each kind has its own reason"
    for path in bad.values():
        assert f"could not read {path}: {failed[str(path)]}" in err


def test_nothing_usable(bad: dict[str, Path], capfd: pytest.CaptureFixture[str]) -> None:
    assert run("trace", bad["missing"], bad["empty"], "--json") == cli.NOTHING
    out, err = capfd.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 3


def test_a_file_that_is_not_utf_8_is_read_and_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes(REPORT.replace("Agnes Tolliver", "Agnès Tollivér").replace('"', "’").encode("windows-1252"))
    assert run("trace", path, "--json") == cli.OK
    (document,) = json.loads(capfd.readouterr().out)["documents"]
    assert "Agnès Tollivér" in document["text"]
    assert any("UTF-8" in note for note in document["notes"])


def test_max_bytes(report: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("trace", report, "--max-bytes", "10", "--json") == cli.NOTHING
    assert str(report) in capfd.readouterr().err


def test_reject(report: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("trace", report, "--json", "--reject", "Agnes Tolliver") == cli.OK
    dossier = load(capfd.readouterr().out)
    assert dossier.made_by.options["rejected"] == "e-agnes-tolliver"
    assert all(claim.independent == 0 for claim in dossier.claims)
    assert run("trace", report, "--reject", "Nobody") == cli.USAGE
    assert "cannot reject 'Nobody' is no entity of this pile" in capfd.readouterr().err


def test_a_message_cannot_steer_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    cli._list_failures((Failure("\x1b]0;pwned\x07.txt", "read", "bad\nsayso: all is well\u202e"),))
    (line,) = capfd.readouterr().err.splitlines()
    assert line == "sayso: could not read \\x1b]0;pwned\\x07.txt: bad\\nsayso: all is well\\u202e"


# -- a case -------------------------------------------------------------------------------------------


@pytest.fixture
def case(report: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "library.sayso"
    assert run("add", path, report) == cli.OK
    assert capfd.readouterr().err == f"{path}: 1 new report\n"
    return path


def test_a_case_exports_what_trace_gives(case: Path, report: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("trace", report, "--json") == cli.OK
    traced = capfd.readouterr().out
    assert run("export", case, "--json", "-o", tmp_path / "d.html") == cli.OK
    out, err = capfd.readouterr()
    assert out == traced
    assert err == f"wrote {tmp_path / 'd.html'}\n"
    assert run("export", case) == cli.OK
    assert "Library to open on Sundays" in capfd.readouterr().out
    assert run("export", case, "--reject", "Nobody") == cli.USAGE


def test_what_cannot_be_read_is_no_new_report(
    case: Path, report: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    assert run("add", case, empty, report) == cli.PARTIAL
    assert f"{case}: 0 new reports, 1 already there\n" in capfd.readouterr().err
    assert run("add", case, empty) == cli.NOTHING
    assert f"{case}: 0 new reports\n" in capfd.readouterr().err


def test_adding_says_what_is_new_and_what_could_not_be_read(
    case: Path, report: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("add", case, report, tmp_path / "none.txt") == cli.PARTIAL
    err = capfd.readouterr().err.splitlines()
    assert err[0].startswith(f"sayso: could not read {tmp_path / 'none.txt'}: cannot be opened")
    assert err[1] == f"{case}: 0 new reports, 1 already there"
    assert run("add", case, tmp_path / "none.txt") == cli.NOTHING
    assert run("export", case, "--json") == cli.PARTIAL
    capfd.readouterr()
    assert run("status", case) == cli.OK
    out = capfd.readouterr().out
    assert "1 report from 1 source" in out
    assert f"could not be read: {tmp_path / 'none.txt'}: cannot be opened" in out
    assert run("status", case, "--json") == cli.OK
    told = json.loads(capfd.readouterr().out)
    assert (told["documents"], told["unfinished"], told["judgements"]) == (1, 0, 0)
    assert [f["source"] for f in told["failures"]] == [str(tmp_path / "none.txt")]


def test_status_names_every_source_that_gave_no_report(case: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    again, scan, gone = tmp_path / "again.txt", tmp_path / "scan.txt", tmp_path / "gone.txt"
    again.write_text(REPORT, "utf-8")
    scan.write_bytes(b"%PDF-1.4")
    assert run("add", case, again, scan, gone) == cli.PARTIAL
    with Case.open(case) as file:
        (one,) = dossier(file).documents
    capfd.readouterr()
    assert run("judge", case, "ignore", scan, "--who", "Ana", "--why", "a scan") == cli.OK
    assert "judgement 1 holds: the source is set aside" in capfd.readouterr().err
    assert run("export", case, "-o", tmp_path / "a.json") == cli.PARTIAL  # one is left
    assert run("judge", case, "ignore", gone, "--who", "Ana") == cli.OK
    assert run("judge", case, "ignore", one.id, "--who", "Bo", "--why", "a parody") == cli.OK
    capfd.readouterr()
    assert run("export", case, "-o", tmp_path / "a.json") == cli.OK
    assert f"sayso: set aside by judgement 1: {scan}: is a PDF" in capfd.readouterr().err
    told = load((tmp_path / "a.json").read_text("utf-8"))
    assert told.failures == ()
    assert next((r.judgement.who, r.judgement.why, r.state) for r in told.judgements) == ("Ana", "a scan", "holds")
    assert run("add", case, scan) == cli.OK  # given again it is as it was
    capfd.readouterr()
    assert run("status", case) == cli.OK
    lines = capfd.readouterr().out.splitlines()
    first, second = one.sources
    assert any(
        line.startswith(f"set aside by judgement 1: {scan}: is a PDF") and line.endswith("(Ana: a scan)") for line in lines
    )
    assert any(line.startswith(f"set aside by judgement 2: {gone}: cannot be opened") for line in lines)
    assert f"no report of its own: {second}: the same bytes as {first}" in lines
    assert f"ignored by judgement 3: {first}: Bo: a parody" in lines
    assert run("status", case, "--json") == cli.OK
    held = json.loads(capfd.readouterr().out)
    assert held["failures"] == []
    assert {row["source"] for row in held["without_report"]} == {str(scan), str(gone), first, second}
    assert run("judge", case, "undo", "--row", "1", "--who", "Ana") == cli.OK
    assert run("export", case, "-o", tmp_path / "a.json") == cli.PARTIAL


def test_a_conflict_that_is_none_from_the_shell_and_in_another_case(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    case, other = tmp_path / "a.sayso", tmp_path / "b.sayso"
    reports = sorted(str(p) for p in (ROOT / "examples" / "bridge").iterdir() if p.suffix in (".txt", ".html"))
    assert run("add", case, *reports) == cli.OK
    assert run("add", other, *reports) == cli.OK
    with Case.open(case) as file:
        made = dossier(file)
    conflict = next(x for x in made.conflicts if x.kind == "number")
    texts = {d.id: d.text for d in made.documents}
    said = {texts[s.document][s.start : s.end]: f"{s.document}:{s.start}-{s.end}" for s in conflict.spans}
    capfd.readouterr()
    assert run("judge", case, "not-a-conflict", *said.values(), "--who", "Ana", "--why", "dead and hurt") == cli.OK
    assert "judgement 1 holds: the conflict is left out" in capfd.readouterr().err
    assert run("judgements", case, "--json") == cli.OK
    ledger = tmp_path / "ledger.json"
    ledger.write_text(capfd.readouterr().out, "utf-8")
    assert run("judgements", other, "--apply", ledger) == cli.OK
    with Case.open(other) as file:
        there = dossier(file)
    assert [r.state for r in there.judgements] == ["holds"]
    assert len(there.conflicts) == len(made.conflicts) - 1


def test_a_limit_is_remembered(case: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    long = tmp_path / "long.txt"
    long.write_text(REPORT * 20, "utf-8")
    assert run("add", case, long, "--max-bytes", "1000") == cli.NOTHING
    assert run("add", case, long) == cli.NOTHING
    assert "the limit is 1,000" in capfd.readouterr().err
    assert run("add", case, long, "--max-bytes", "100000") == cli.OK


def test_judgements_from_the_shell(case: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("export", case, "--json") == cli.OK
    made = load(capfd.readouterr().out)
    a = made.attributions[0]
    place = f"{a.document}:{a.content[0].start}-{a.content[-1].end}"
    assert run("judge", case, "not-a-quotation", place, "--who", "Ana", "--why", "a heading") == cli.OK
    assert capfd.readouterr().err == f"{case}: judgement 1 holds: the attribution is left out\n"
    assert run("export", case, "--json") == cli.OK
    judged = load(capfd.readouterr().out)
    assert a.id not in {b.id for b in judged.attributions}
    assert [r.state for r in judged.judgements] == ["holds"]
    assert run("judge", case, "undo", "--row", "1", "--who", "Ana") == cli.OK
    capfd.readouterr()
    assert run("judgements", case) == cli.OK
    first, second = capfd.readouterr().out.splitlines()
    assert first.startswith("1. In “Library to open on Sundays”: “The town library")
    assert first.endswith("UTC: a heading (undone by judgement 2)")
    assert second.startswith("2. judgement 1 is undone: Ana, ")
    assert run("judgements", case, "--json") == cli.OK
    ledger = tmp_path / "ledger.json"
    ledger.write_text(capfd.readouterr().out, "utf-8")
    other = tmp_path / "other.sayso"
    assert run("add", other) == cli.OK
    assert run("judgements", other, "--apply", ledger) == cli.OK
    assert run("judgements", other, "--apply", ledger) == cli.OK
    err = capfd.readouterr().err
    assert f"{other}: 2 new judgements\n" in err
    assert f"{other}: 0 new judgements, 2 already there\n" in err


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("judge", "CASE", "ignore", "d-none"), cli.USAGE, "the case has no document d-none"),
        (("judge", "CASE", "not-a-quotation", "DOCUMENT:9-5"), cli.USAGE, "9-5 is no place of that document"),
        (("judge", "CASE", "ignore"), cli.NOTHING, "speaks of 1 place, not of 0"),
        (("judge", "CASE", "undo", "--row", "7"), cli.NOTHING, "there is no judgement 7 to undo"),
        (("judge", "CASE", "opinion"), cli.USAGE, "'opinion' is not one of"),
        (("status", "REPORT"), cli.NOTHING, "is not a case file"),
        (("status", "none.sayso"), cli.NOTHING, "there is no such case"),
        (("export", "REPORT", "--json"), cli.NOTHING, "is not a case file"),
        (("add", "REPORT", "REPORT"), cli.NOTHING, "is not a case file"),
        (("judgements", "CASE", "--apply", "REPORT"), cli.NOTHING, "is no ledger of judgements"),
        (("export", "CASE", "-o", "CASE"), cli.USAGE, "its suffix says no format"),
        (("serve", "REPORT", "--no-open"), cli.NOTHING, "is not a case file"),
    ],
)
def test_what_a_case_cannot_do_is_said(
    case: Path, report: Path, capfd: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, message: str
) -> None:
    assert run("export", case, "--json") == cli.OK
    document = load(capfd.readouterr().out).documents[0].id
    known = {"CASE": str(case), "REPORT": str(report)}
    assert run(*(known.get(w, w).replace("DOCUMENT", document) for w in words)) == code
    assert message in capfd.readouterr().err


# -- the shell around it --------------------------------------------------------------------------------


def test_a_shell_without_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT.replace("Agnes", "Ágnes").replace('"We', "“We"), "utf-8")
    plain = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    command = [sys.executable, "-m", "sayso", "trace", str(path), str(path.with_name("né.txt"))]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60, env=plain)
    assert b"Traceback" not in done.stderr, done.stderr
    assert done.returncode == cli.PARTIAL
    assert b"waited ten years" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="closed pipes and signals as POSIX has them")
@pytest.mark.parametrize("shown", [(), ("--json",)])
def test_a_closed_pipe_is_quiet(report: Path, shown: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "sayso", "trace", str(report), *shown]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == cli.OK


@pytest.mark.skipif(os.name == "nt", reason="closed pipes and signals as POSIX has them")
def test_an_interrupt_is_clean(tmp_path: Path) -> None:
    """The interrupt arrives while the command waits for its standard input."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    started = tmp_path / "started"
    script = (
        "import sys, pathlib, signal\nfrom sayso import cli\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background is started without one
        f"cli.trace = lambda *a, **k: (pathlib.Path({str(started)!r}).touch(), sys.stdin.buffer.read())\n"
        "cli.main(['trace', '-'])\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stderr is not None
        while not started.exists():
            assert process.poll() is None, process.stderr.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == cli.INTERRUPTED
        assert process.stderr.read().strip() == b"sayso: interrupted"
