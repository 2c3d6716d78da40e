"""sayso: who said what, through whom it reached each report, and how many independent voices each claim rests on."""

from sayso.read import Limits
from sayso.tell import Dossier, load
from sayso.trace import trace
from sayso.types import VERSION
from sayso.weave.rejections import RejectionError

__version__ = VERSION

__all__ = ["Dossier", "Limits", "RejectionError", "__version__", "load", "trace"]
