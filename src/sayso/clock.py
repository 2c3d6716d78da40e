"""The clock. Only the faces ask it: what a dossier says never depends on when it was made."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Now, as a case file writes times: RFC 3339, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
