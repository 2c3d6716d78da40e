"""What every test may use: where the exam lies, and the rule that on CI nothing is left out."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SAYSO_SHARED") or ROOT.parent / "shared")

if str(ROOT) not in sys.path:  # `from tests.marked import marked` and `from bench …`, however pytest was started
    sys.path.insert(0, str(ROOT))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the exam and the seeds. Tests that use it carry the marker `shared`."""
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if (SHARED / "exam" / "score.py").is_file():
        return
    absent = pytest.mark.skip(reason=f"needs the exam, which is not in {SHARED} (set SAYSO_SHARED)")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(absent)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With CI=true a test that was left out is a failure: CI must have what the tests need."""
    if os.environ.get("CI") != "true" or exitstatus != pytest.ExitCode.OK:
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("CI=true: tests were left out (see above), which CI does not allow", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
