"""sayso: who said what, through whom it reached each report, and how many independent voices each claim rests on."""

__version__ = "0.1.0"

from sayso.read import Limits
from sayso.tell import Dossier, load
from sayso.trace import trace

__all__ = ["Dossier", "Limits", "__version__", "load", "trace"]
