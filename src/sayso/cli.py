"""The command line: it parses, calls and shows. Exit codes are in the help of each command and in docs/cli.md."""

from __future__ import annotations

import getpass
import io
import json
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NoReturn

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from sayso import __version__, casework
from sayso.clock import now
from sayso.read import Limits
from sayso.store import Case, CaseError, JudgementError
from sayso.store.ledger import SPEAKS_OF
from sayso.tell import Dossier, schema, terminal
from sayso.tell.judgements import line, reason
from sayso.tell.lookup import Lookup, count
from sayso.trace import add, dossier, trace
from sayso.types import Anchor, Document, Failure, Judgement, JudgementKind
from sayso.weave.judgements import set_aside, undone
from sayso.weave.rejections import RejectionError

OK, NOTHING, USAGE, PARTIAL, INTERRUPTED = 0, 1, 2, 3, 130
WORTH_WORKERS = 64  # documents from which starting processes costs less than it saves, on the bulk articles with 2 cores

RENDERINGS: dict[str, Callable[[Dossier], str]] = {
    ".html": Dossier.to_html,
    ".htm": Dossier.to_html,
    ".json": Dossier.to_json,
    ".md": Dossier.to_markdown,
    ".markdown": Dossier.to_markdown,
}

TRACE_HELP = """\
Trace a pile of news reports: PATH… are files (.txt, .html, .jsonl), http(s) URLs, or - for standard input.

Without -o or --json, a summary goes to standard output. Put -- before paths that begin with a dash.

\b
Exit codes:
  0    every input was read, and the dossier made
  1    no dossier: nothing could be read, or an output could not be written
  2    the command line is wrong; nothing was done
  3    the dossier was made, but some inputs could not be read (each is named on standard error and in the dossier)
  130  interrupted
"""


ADD_HELP = """\
Add reports to the case in the file CASE (by custom NAME.sayso), which is made if it is not there.

PATH… are files (.txt, .html, .jsonl), feeds (RSS, Atom), http(s) URLs, or - for standard input. Without a PATH, what an
earlier `add` left undone is finished. Stopping it at any moment, even by force, loses no finished report.

\b
Exit codes:
  0    everything was read
  1    nothing could be read, or the case cannot be used
  2    the command line is wrong; nothing was done
  3    some inputs could not be read and are not set aside (each is named on standard error and in the case)
  130  interrupted
"""

EXPORT_HELP = """\
The dossier of a case, as `sayso trace` gives it for a pile: with -o or --json written, else its summary shown.

It is a function of the case's sources and judgements: with no judgements, the bytes are those of `sayso trace`.
"""

JUDGE_HELP = """\
Add a judgement to the ledger of a case. In the browser (`sayso serve`) it takes a click; this is for scripts.

PLACE is DOCUMENT:START-END, a document's id and code points of its text, as the dossier has them; for copy, not-a-copy and
ignore only DOCUMENT. To set aside a source that could not be read, ignore it by its name, as `sayso status` has it.

\b
  same, not-same              two places that name somebody
  same-claim, not-same-claim  two contents of attributions
  not-a-quotation             a content
  speaker                     a content, and the words that name who said it (left out: nobody is named)
  not-a-hop                   a content, and a place that names the hop
  copy, not-a-copy            the document that took, and the one it took from
  not-a-conflict              words on every side of a conflict, two or more
  ignore                      a document, or a source that could not be read
  undo                        nothing, with --row N
"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sayso")
def cli() -> None:
    """On whose say-so? Who said what, through whom it reached each report, and how many voices each claim rests on."""


_outputs = click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the dossier to FILE: .html, .json or .md, by its suffix. May be given several times.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Write the dossier as JSON to standard output.")
_workers = click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help=f"Processes that read closely.  [default: one a processor from {WORTH_WORKERS} inputs on, else 1]",
)
_rejected = click.option(
    "--reject",
    "rejected",
    multiple=True,
    metavar="WHAT",
    help="Count the voices again without WHAT: a voice (its id or name), REPORT:VOICE (there it is somebody else), "
    "REPORT:REPORT (no copy), or ATTRIBUTION:VOICE (a hop misread). May be given several times.",
)
_case = click.argument("case", metavar="CASE", type=click.Path(path_type=Path))


@cli.command("trace", help=TRACE_HELP, short_help="Trace a pile of reports, once.")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@_outputs
@_as_json
@_workers
@click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    default=Limits().bytes,
    show_default=True,
    metavar="N",
    help="Refuse an input larger than this.",
)
@_rejected
def trace_command(
    paths: tuple[str, ...],
    outputs: tuple[Path, ...],
    as_json: bool,
    workers: int | None,
    max_bytes: int,
    rejected: tuple[str, ...],
) -> None:
    _check_outputs(outputs, paths)
    with _shown_progress() as progress, _rejections_refused():
        made = trace(
            paths, workers=_processes(workers, paths), progress=progress, limits=Limits(bytes=max_bytes), rejected=rejected
        )
    _list_failures(made.failures)
    if not made.documents:
        _say("sayso: no input could be used, so there is no dossier")
        raise SystemExit(NOTHING)
    _hand_over(made, outputs, as_json)


# -- a case -------------------------------------------------------------------------------------------


@cli.command("add", help=ADD_HELP, short_help="Add reports to a case.")
@_case
@click.argument("paths", metavar="PATH…", nargs=-1)
@_workers
@click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="Refuse an input larger than this, now and later.  [default: as before; 32 MiB in a new case]",
)
def add_command(case: Path, paths: tuple[str, ...], workers: int | None, max_bytes: int | None) -> None:
    with _opened(case) as file:
        limits = casework.limits(file)
        if max_bytes is not None:
            limits = msgspec.structs.replace(limits, bytes=max_bytes)
        with _shown_progress() as progress:
            added = add(file, paths, when=now(), workers=_processes(workers, paths), progress=progress, limits=limits)
        aside = set_aside(added.failures, file.judgements())
    lost = tuple(f for f in added.failures if f not in aside)
    _list_failures(lost)
    _list_set_aside(aside)
    known = f", {added.known} already there" if added.known else ""
    _say(f"{_plain(case)}: {count(added.new, 'new report')}{known}")
    if lost:
        raise SystemExit(PARTIAL if added.new or added.known else NOTHING)


@cli.command("status", short_help="What a case holds.")
@_case
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def status_command(case: Path, as_json: bool) -> None:
    """What a case holds, which sources gave no report and why, and what is still to be done."""
    with _opened(case, write=False) as file:
        status, ledger = file.status(), file.judgements()
        known, unread = casework.documents(file)
        left = casework.unfinished(file, known)
        failures = casework.failures(file, unread, casework.complete(file, known, None))
    documents = [entry.document for entry in known]
    aside = set_aside(failures, ledger)
    without = list(_without_report(documents, failures, aside, ledger))
    if as_json:
        counted = {k: v for k, v in status._asdict().items() if k not in ("dossier", "failures")}
        lost = [{"source": f.source, "error": f.error} for f in failures if f not in aside]
        gave = [{"source": source, "what": what, "why": why} for source, what, why in without]
        held = {"documents": len(documents), "unfinished": left, "failures": lost, "without_report": gave}
        _to_stdout(json.dumps({**counted, **held}, indent=2))
        return
    lines = [
        f"{count(len(documents), 'report')} from {count(status.sources, 'source')}, {status.bytes:,} bytes as they came in",
        count(status.judgements, "judgement") + " in the ledger" if status.judgements else "no judgements",
        f"{status.size:,} bytes on disk",
    ]
    if left:
        lines.append(f"{count(left, 'report')} still to be read closely: sayso add {_plain(case)}")
    lines += [f"{what}: {_plain(source)}: {_plain(why)}" for source, what, why in without]
    _to_stdout("\n".join(lines))


def _without_report(
    documents: Sequence[Document],
    failures: Sequence[Failure],
    aside: Mapping[Failure, Judgement],
    ledger: Sequence[Judgement],
) -> Iterator[tuple[str, str, str]]:
    """The sources that gave no report that is counted: the source, what became of it, and why."""
    for f in failures:
        if row := aside.get(f):
            yield f.source, f"set aside by judgement {row.number}", f"{f.error} ({_whose(row)})"
        else:
            yield f.source, f"could not be {'read' if f.stage == 'read' else f'{f.stage}ed'}", f.error
    for document in documents:
        for source in document.sources[1:]:
            yield source, "no report of its own", f"the same bytes as {document.sources[0]}"
    gone = undone(ledger)
    ignored = {a.document: r for r in ledger if r.kind == "ignore" and r.number not in gone for a in r.about if not a.words}
    for document in documents:
        if row := ignored.get(document.id):
            for source in document.sources:
                yield source, f"ignored by judgement {row.number}", _whose(row)


def _whose(row: Judgement) -> str:
    return f"{row.who}: {row.why}" if row.why else row.who


@cli.command("export", help=EXPORT_HELP, short_help="Write the dossier of a case, or show its summary.")
@_case
@_outputs
@_as_json
@_workers
@_rejected
def export_command(
    case: Path, outputs: tuple[Path, ...], as_json: bool, workers: int | None, rejected: tuple[str, ...]
) -> None:
    _check_outputs(outputs, (str(case),))
    with _opened(case, write=os.access(case, os.W_OK)) as file, _shown_progress() as progress, _rejections_refused():
        made = dossier(file, progress=progress, workers=workers or 1, rejected=rejected)
        aside = set_aside(casework.failed(file), file.judgements())
    _list_failures(made.failures)
    _list_set_aside(aside)
    for ruling in made.judgements:
        if ruling.state in ("idle", "overridden"):
            _say(f"sayso: judgement {ruling.judgement.number} ({ruling.judgement.kind}) does nothing: {_plain(ruling.why)}")
    _hand_over(made, outputs, as_json)


@cli.command("judgements", short_help="Show, hand on or apply the ledger of a case.")
@_case
@click.option("--json", "as_json", is_flag=True, help="As JSON, to be applied to another case.")
@click.option(
    "--apply", "ledger", type=click.File("rb"), metavar="FILE", help="Add the judgements that --json wrote of another case."
)
def judgements_command(case: Path, as_json: bool, ledger: Any) -> None:
    """The ledger of a case: what was decided, by whom, when and why."""
    with _opened(case, write=ledger is not None) as file:
        if ledger is not None:
            try:
                new, known = file.bring(msgspec.json.decode(ledger.read(), type=tuple[Judgement, ...]))
            except msgspec.DecodeError as error:
                raise CaseError(f"{ledger.name}: is no ledger of judgements: {error}") from None
            _say(f"{_plain(case)}: {count(new, 'new judgement')}" + (f", {known} already there" if known else ""))
        elif as_json:
            _to_stdout(msgspec.json.format(msgspec.json.encode(file.judgements()), indent=2).decode())
        else:
            with _shown_progress() as progress:
                _show_ledger(dossier(file, progress=progress))


@cli.command("judge", help=JUDGE_HELP, short_help="Add a judgement to the ledger of a case.")
@_case
@click.argument("kind", metavar="KIND", type=click.Choice(list(SPEAKS_OF)))
@click.argument("places", metavar="PLACE…", nargs=-1)
@click.option("--who", default=None, help="Whose judgement it is.  [default: the user's name on this machine]")
@click.option("--why", default="", help="Why, in your words.")
@click.option("--row", "undoes", type=int, default=None, metavar="N", help="For undo: the judgement that no longer holds.")
def judge_command(
    case: Path, kind: JudgementKind, places: tuple[str, ...], who: str | None, why: str, undoes: int | None
) -> None:
    with _opened(case) as file:
        documents = {one.document.id: one.document.text for one in casework.documents(file)[0]}
        unread = {f.source: f for f in casework.failed(file)} if kind == "ignore" else {}
        about = tuple(_anchor(place, documents, unread) for place in places)
        row = file.judge(kind, about, who=who or _user(), when=now(), why=why, undoes=undoes)
        with _shown_progress() as progress:
            made = dossier(file, progress=progress)
    ruling = next(r for r in made.judgements if r.judgement.number == row.number)
    _say(
        f"{_plain(case)}: judgement {row.number} {'holds' if ruling.state == 'holds' else 'does nothing'}: "
        f"{_plain(reason(ruling, Lookup(made)))}"
    )


@cli.command("serve", short_help="Read and work on a case in the browser.")
@_case
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="The port.  [default: one that is free]")
@click.option("--open/--no-open", "browser", default=True, help="Show it in the browser.")
def serve_command(case: Path, port: int, browser: bool) -> None:
    """Read and work on a case in the browser, at an address of this machine that no other can reach."""
    from sayso.web import serve  # the web server's libraries take a while to load

    _opened(case).close()
    serve(case, port=port, open_browser=browser)


@cli.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of the dossier."""
    _to_stdout(json.dumps(schema(), indent=2))


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code; an interrupt ends it without a traceback."""
    try:
        raise SystemExit(cli.main(arguments, prog_name="sayso", standalone_mode=False) or OK)
    except (CaseError, JudgementError) as error:
        _say(f"sayso: {_plain(error)}")
        raise SystemExit(NOTHING) from None
    except (click.exceptions.Abort, KeyboardInterrupt):
        _say("sayso: interrupted")
        raise SystemExit(INTERRUPTED) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None


# -- what a command needs -----------------------------------------------------------------------------


def _opened(case: Path, write: bool = True) -> Case:
    return Case.open(case, write=write)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _processes(workers: int | None, paths: Sequence[str]) -> int:
    return workers or ((os.cpu_count() or 1) if len(paths) >= WORTH_WORKERS else 1)


def _anchor(place: str, documents: dict[str, str], unread: Mapping[str, Failure]) -> Anchor:
    """A place as it is typed: a document's id, or DOCUMENT:START-END, or the name of a source that could not be read."""
    if lost := unread.get(place):
        return Anchor(lost.source, 0, 0, lost.sha256 or lost.error)
    document, _, span = place.partition(":")
    if document not in documents:
        raise click.UsageError(f"{_plain(place)}: the case has no document {_plain(document)}")
    if not span:
        return Anchor(document)
    found = re.fullmatch(r"(\d{1,9})-(\d{1,9})", span)
    if not found or not int(found[1]) < int(found[2]) <= len(documents[document]):
        raise click.UsageError(
            f"{_plain(place)}: {_plain(span)} is no place of that document, which has {len(documents[document])} code points"
        )
    return Anchor(document, int(found[1]), int(found[2]), documents[document][int(found[1]) : int(found[2])])


@contextmanager
def _rejections_refused() -> Iterator[None]:
    try:
        yield
    except RejectionError as wrong:
        raise click.UsageError(f"cannot reject {_plain(wrong)}") from None


# -- outputs ------------------------------------------------------------------------------------------


def _hand_over(made: Dossier, outputs: tuple[Path, ...], as_json: bool) -> NoReturn:
    """Write the dossier as asked, or show it, and leave."""
    rendered = [(path, RENDERINGS[path.suffix.lower()](made)) for path in outputs]
    for path, text in rendered:
        _write(path, text)
    if as_json:
        _to_stdout(made.to_json())
    elif not outputs:
        _show(made)
    raise SystemExit(PARTIAL if made.failures else OK)


def _check_outputs(outputs: tuple[Path, ...], paths: tuple[str, ...]) -> None:
    """Refuse what could not be written in the end before any work starts."""
    inputs = {Path(p).resolve() for p in paths if p != "-" and "://" not in p}
    seen: set[Path] = set()
    for path in outputs:
        full = path.resolve()
        problem = _problem(path, full, inputs, seen)
        if problem:
            raise click.UsageError(f"cannot write {_plain(path)}: {problem}")
        seen.add(full)


def _problem(path: Path, full: Path, inputs: set[Path], seen: set[Path]) -> str | None:
    if path.suffix.lower() not in RENDERINGS:
        known = ", ".join(RENDERINGS)
        return f"its suffix says no format ({known})"
    if full in inputs:
        return "it is one of the inputs"
    if full in seen:
        return "it was named twice"
    if full.is_dir():
        return "it is a directory"
    if not full.parent.is_dir():
        return f"there is no directory {_plain(full.parent)}"
    if not os.access(full.parent, os.W_OK) or (full.exists() and not os.access(full, os.W_OK)):
        return "permission denied"
    return None


def _write(path: Path, text: str) -> None:
    """Write all or nothing: a reader of the file never sees half a dossier."""
    full = path.resolve()
    try:
        with NamedTemporaryFile("wb", dir=full.parent, prefix=f".{full.name}.", delete=False) as out:
            try:
                out.write(text.encode("utf-8"))
                out.close()
                Path(out.name).chmod(_mode(full))
                Path(out.name).replace(full)
            except BaseException:
                Path(out.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        _say(f"sayso: cannot write {_plain(path)}: {error.strerror or error}")
        raise SystemExit(NOTHING) from None
    _say(f"wrote {_plain(path)}")


def _mode(path: Path) -> int:
    """The permissions of the file that stands there, or those that a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _to_stdout(text: str) -> None:
    """JSON is UTF-8 whatever the shell speaks."""
    with _to_a_reader_who_may_leave():
        sys.stdout.flush()
        sys.stdout.buffer.write(text.rstrip("\n").encode("utf-8") + b"\n")


def _show(dossier: Dossier) -> None:
    """The summary; a shell without UTF-8 gets a question mark for what it cannot show, never a traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    with _to_a_reader_who_may_leave():
        terminal(dossier)


def _show_ledger(made: Dossier) -> None:
    """The judgements, oldest first, each with what became of it."""
    look = Lookup(made)
    _to_stdout("\n".join(_plain(line(ruling, look)) for ruling in made.judgements) or "no judgements")


@contextmanager
def _to_a_reader_who_may_leave() -> Iterator[None]:
    """A reader who closes the pipe (`sayso … | head`) is no error; what is still buffered then goes nowhere."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


# -- what is said on standard error -------------------------------------------------------------------


def _list_failures(failures: tuple[Failure, ...]) -> None:
    for failure in failures:
        verb = "read" if failure.stage == "read" else failure.stage
        _say(f"sayso: could not {verb} {_plain(failure.source)}: {_plain(failure.error)}")


def _list_set_aside(aside: Mapping[Failure, Judgement]) -> None:
    for failure, row in sorted(aside.items()):
        _say(f"sayso: set aside by judgement {row.number}: {_plain(failure.source)}: {_plain(failure.error)}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _plain(text: object) -> str:
    """A name or message as one line that cannot steer a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in str(text))


@contextmanager
def _shown_progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress display on a terminal, for work that takes longer than a second; elsewhere nothing."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    display = Progress(TextColumn("{task.description:<6}"), BarColumn(), MofNCompleteColumn(), console=console, transient=True)
    tasks = {stage: display.add_task(stage, total=None) for stage in ("read", "mark", "weave")}
    timer = threading.Timer(1.0, display.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda stage, done, of: display.update(tasks[stage], completed=done, total=of)
    finally:
        timer.cancel()
        timer.join()
        display.stop()
