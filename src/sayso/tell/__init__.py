"""The dossier and its renderings: JSON, one self-contained HTML page, Markdown, a terminal summary, tables."""

from sayso.tell.dossier import Dossier, Frames, Options, bind, load, schema
from sayso.tell.html import html
from sayso.tell.markdown import markdown
from sayso.tell.terminal import terminal

__all__ = ["Dossier", "Frames", "Options", "bind", "html", "load", "markdown", "schema", "terminal"]
