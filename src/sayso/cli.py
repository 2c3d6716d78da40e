"""The command line: it parses, calls `trace` and shows. Exit codes are in the help of `sayso trace` and in docs/cli.md."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from sayso import __version__
from sayso.read import Limits
from sayso.tell import Dossier, schema, terminal
from sayso.trace import trace
from sayso.types import Failure
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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sayso")
def cli() -> None:
    """On whose say-so? Who said what, through whom it reached each report, and how many voices each claim rests on."""


@cli.command("trace", help=TRACE_HELP)
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the dossier to FILE: .html, .json or .md, by its suffix. May be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Write the dossier as JSON to standard output.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help=f"Processes that read closely.  [default: one a processor from {WORTH_WORKERS} inputs on, else 1]",
)
@click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    default=Limits().bytes,
    show_default=True,
    metavar="N",
    help="Refuse an input larger than this.",
)
@click.option(
    "--reject",
    "rejected",
    multiple=True,
    metavar="WHAT",
    help="Count the voices again without WHAT: a voice (its id or name), REPORT:VOICE (there it is somebody else), "
    "REPORT:REPORT (no copy), or ATTRIBUTION:VOICE (a hop misread). May be given several times.",
)
def trace_command(
    paths: tuple[str, ...],
    outputs: tuple[Path, ...],
    as_json: bool,
    workers: int | None,
    max_bytes: int,
    rejected: tuple[str, ...],
) -> None:
    _check_outputs(outputs, paths)
    if workers is None:
        workers = (os.cpu_count() or 1) if len(paths) >= WORTH_WORKERS else 1
    with _shown_progress() as progress:
        try:
            dossier = trace(paths, workers=workers, progress=progress, limits=Limits(bytes=max_bytes), rejected=rejected)
        except RejectionError as wrong:
            raise click.UsageError(f"cannot reject {_plain(wrong)}") from None
    _list_failures(dossier.failures)
    if not dossier.documents:
        _say("sayso: no input could be used, so there is no dossier")
        raise SystemExit(NOTHING)
    rendered = [(path, RENDERINGS[path.suffix.lower()](dossier)) for path in outputs]
    for path, text in rendered:
        _write(path, text)
    if as_json:
        _to_stdout(dossier.to_json())
    elif not outputs:
        _show(dossier)
    raise SystemExit(PARTIAL if dossier.failures else OK)


@cli.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of the dossier."""
    _to_stdout(json.dumps(schema(), indent=2))


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code; an interrupt ends it without a traceback."""
    try:
        raise SystemExit(cli.main(arguments, prog_name="sayso", standalone_mode=False) or OK)
    except (click.exceptions.Abort, KeyboardInterrupt):
        _say("sayso: interrupted")
        raise SystemExit(INTERRUPTED) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None


# -- outputs ------------------------------------------------------------------------------------------


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
