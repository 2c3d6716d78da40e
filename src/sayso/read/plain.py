"""Plain text as people save it: left as it stands, but for line endings, unseen characters and stray HTML tags."""

from __future__ import annotations

import re

from sayso.read.cleaning import JOINER, UNSEEN, Clean, Cleaner, Draft
from sayso.read.layout import layout

# Tags that get saved with a text. Nothing else between angle brackets is touched: "<pia@example.org>", "<laughs>".
_INLINE = "a|abbr|acronym|b|bdi|bdo|big|center|cite|code|del|dfn|em|figure|font|i|img|ins|kbd|mark|nobr|picture|q|s|samp|small"
_INLINE += "|source|span|strike|strong|sub|sup|time|tt|u|var|wbr"
_BLOCK = "address|article|aside|blockquote|body|caption|dd|div|dl|dt|figcaption|footer|h[1-6]|head|header|hr|html|li|main"
_BLOCK += "|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
_EDIT = re.compile(
    rf"(?P<line>\r\n|[\r\x0b\x0c\x85\u2028])|(?P<paragraph>\u2029)|(?P<unseen>(?:{UNSEEN}|{JOINER})+)"
    rf"|(?P<inline></?(?:{_INLINE})(?:[\s/][^<>]*+)?>)|(?P<br><br(?:[\s/][^<>]*+)?>)|(?P<block></?(?:{_BLOCK})(?:[\s/][^<>]*+)?>)",
    re.IGNORECASE,
)


def clean(source: str) -> Clean:
    """The text without unseen characters and stray tags, line endings as "\\n"; everything else stays untouched.

    A block's tag ("</p>", "<li>") that does not already stand at the edge of a line ends it. Character references
    are left as they are: in plain text "&amp;" may be what the writer wrote.
    """
    out = Cleaner(source)
    at = 0
    for m in _EDIT.finditer(source):
        out.keep(at, m.start())
        at = m.end()
        if m.lastgroup in ("line", "br"):
            out.replace("\n", m.start(), m.end())
        elif m.lastgroup == "paragraph":
            out.replace("\n\n", m.start(), m.end())
        elif (
            m.lastgroup == "block"
            and m.start()
            and source[m.start() - 1] not in "\r\n>"
            and source[m.end() : m.end() + 1] not in ("", "\r", "\n")
        ):
            out.insert("\n\n", m.start())
    out.keep(at, len(source))
    return out.done()


def plain(source: str) -> Draft:
    """A plain text with its blocks and what its layout says of title, outlet, authors and date."""
    text, runs = clean(source)
    seen = layout(text)
    return Draft(text, runs, seen.blocks, seen.title, seen.outlet, seen.authors, seen.published)
