#!/usr/bin/env python3
"""What a developer needs, with Python alone: each command sets up .venv first, from requirements.lock.

    python3 dev.py example   trace the shipped pile: build/example.html, and the summary here
    python3 dev.py test      the whole test suite; what is left out is listed with the reason
    python3 dev.py check     lint, types and import contracts
    python3 dev.py gates     every gate whose data is here, against its floors
    python3 dev.py picture   the picture of the README, from the example's dossier (needs a Chromium)

Words after the command go to the tool behind it: `python3 dev.py test tests/unit -k read`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
EXAMPLE = ROOT / "examples" / "bridge"
HTML = ROOT / "build" / "example.html"


def run(*command: str | Path) -> int:
    """Run a command in the repository's root; its exit code."""
    return subprocess.run([str(c) for c in command], cwd=ROOT, check=False).returncode


def set_up() -> None:
    """A virtual environment with what requirements.lock pins and the package itself; once for each lock."""
    digest = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / "sayso.stamp"
    if PYTHON.exists() and stamp.exists() and stamp.read_text("utf-8") == digest:
        return
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if run(*pip, "--require-hashes", "-r", LOCK) or run(*pip, "--no-deps", "--no-build-isolation", "-e", "."):
        sys.exit("dev.py: the installation failed; see above")
    stamp.write_text(digest, "utf-8")


def example(extra: list[str]) -> int:
    HTML.parent.mkdir(exist_ok=True)
    reports = sorted(p for p in EXAMPLE.iterdir() if p.suffix in (".txt", ".html"))
    wrote = run(PYTHON, "-m", "sayso", "trace", *reports, "-o", HTML, *extra)
    return wrote or run(PYTHON, "-m", "sayso", "trace", *reports)


def test(extra: list[str]) -> int:
    return run(PYTHON, "-m", "pytest", *extra)


def check(extra: list[str]) -> int:
    return (
        run(PYTHON, "-m", "ruff", "check", ".")
        or run(PYTHON, "-m", "ruff", "format", "--check", ".")
        or run(PYTHON, "-m", "mypy")
        or run(BIN / "lint-imports")
    )


def gates(extra: list[str]) -> int:
    return run(PYTHON, "-m", "bench.run", *extra)


def picture(extra: list[str]) -> int:
    """The top of the example's dossier as docs/picture.png."""
    browser = next((b for n in ("chromium", "chromium-browser", "google-chrome") if (b := shutil.which(n))), None)
    if browser is None:
        sys.exit("dev.py: no Chromium found for the picture")
    if failed := example(extra):
        return failed
    shot = f"--screenshot={ROOT / 'docs' / 'picture.png'}"
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
    return run(browser, *quiet, "--hide-scrollbars", "--window-size=1100,900", shot, HTML.as_uri())


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "example": example,
    "test": test,
    "check": check,
    "gates": gates,
    "picture": picture,
}


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        print(__doc__)
        return 0 if sys.argv[1:] in ([], ["-h"], ["--help"]) else 2
    set_up()
    return COMMANDS[sys.argv[1]](sys.argv[2:])


if __name__ == "__main__":
    raise SystemExit(main())
