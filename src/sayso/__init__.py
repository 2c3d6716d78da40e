"""sayso: who said what, through whom it reached each report, and how many independent voices each claim rests on."""

from sayso.read import Limits
from sayso.store import Case, CaseError, JudgementError
from sayso.tell import Dossier, load
from sayso.trace import add, dossier, trace
from sayso.types import VERSION, Anchor
from sayso.weave.rejections import RejectionError

__version__ = VERSION

__all__ = [
    "Anchor",
    "Case",
    "CaseError",
    "Dossier",
    "JudgementError",
    "Limits",
    "RejectionError",
    "__version__",
    "add",
    "dossier",
    "load",
    "trace",
]
