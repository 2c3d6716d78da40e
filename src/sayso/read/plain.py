"""Plain text as people save it: left as it stands, but for line endings, unseen characters and stray HTML tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sayso.read.cleaning import JOINER, UNSEEN, Clean, Cleaner, Draft
from sayso.read.layout import layout

# Tags that get saved with a text. Nothing else between angle brackets is touched: "<pia@example.org>", "<laughs>".
_INLINE = "a|abbr|acronym|b|bdi|bdo|big|center|cite|code|del|dfn|em|figure|font|i|img|ins|kbd|mark|nobr|picture|q|s|samp|small"
_INLINE += "|source|span|strike|strong|sub|sup|time|tt|u|var|wbr"
_BLOCK = "address|article|aside|blockquote|body|caption|dd|div|dl|dt|figcaption|footer|h[1-6]|head|header|hr|html|li|main"
_BLOCK += "|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
_EDIT = re.compile(
    rf"(?P<line>\r\n|[\r\n\x0b\x0c\x85\u2028])|(?P<paragraph>\u2029)|(?P<unseen>(?:{UNSEEN}|{JOINER})+)"
    rf"|(?P<inline></?(?:{_INLINE})(?:[\s/][^<>]*+)?>)|(?P<br><br(?:[\s/][^<>]*+)?>)|(?P<block></?(?:{_BLOCK})(?:[\s/][^<>]*+)?>)",
    re.IGNORECASE,
)

_STRETCH = re.compile(r"^[^\r\n]++(?:\r?\n[^\r\n]++)+", re.MULTILINE)  # lines that no empty one parts
_LINE = re.compile(r"[^\r\n]+")
_WORD = re.compile(r"\S+")
_ITEM = re.compile(  # of a list, a quoted mail; a heading, a tag, a turn of a transcript
    r"\s*(?:[>*•|#–—+<-]|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}:\s)"
)
_NUMBER = re.compile(r"\s*\(?(?:\d{1,3}|[a-z])[.)]\s")
NARROW, WIDE = 40, 110  # code points of the widths that lines are broken at
SLACK = 6  # by so much a line may fall short of the width


def clean(source: str) -> Clean:
    """The text without unseen characters and stray tags, line endings as "\\n"; everything else stays untouched.

    Where lines were broken to fit a width the break is a space, so that no name and no sentence is cut. A block's tag ("</p>",
    "<li>") that does not already stand at the edge of a line ends it. Character references are left as they are: in plain text
    "&amp;" may be what the writer wrote.
    """
    out = Cleaner(source)
    folded = frozenset(breaks(source))
    at = 0
    for m in _EDIT.finditer(source):
        out.keep(at, m.start())
        at = m.end()
        if m.lastgroup in ("line", "br"):
            if m.group() == "\n" and m.start() not in folded:
                out.keep(m.start(), m.end())
            else:
                out.replace(" " if m.start() in folded else "\n", m.start(), m.end())
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


def breaks(source: str) -> Iterator[int]:
    """Where lines end that were broken to fit a width, as in mail and old text files.

    Three lines or more that stand together show the width, if every one but the last is so full that the first word of the
    next would not have gone on it, and one of them goes on in the middle of a sentence; then every such stretch is taken for
    broken whose lines are about as full, two lines only if the second goes on in lower case.
    """
    stretches = [s for m in _STRETCH.finditer(source) if (s := _lines(source, m.start(), m.end()))]
    widths = [max(b - a for a, b in s) for s in stretches]
    shown = [w for w, s in zip(widths, stretches, strict=True) if len(s) > 2 and NARROW <= w <= WIDE and _full(source, s, w)]
    width = max(shown, default=0)
    for w, s in zip(widths, stretches, strict=True):
        if w <= width and _full(source, s, width - SLACK):
            yield from (b for _, b in s[:-1])


def _lines(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines of a stretch; none where one is an item of a list, or ends as Markdown ends a line."""
    found = [(m.start(), m.end()) for m in _LINE.finditer(source, start, end)]
    kept = any(_NUMBER.match(source, a) for a, _ in found[1:]) or any(
        _ITEM.match(source, a) or source[b - 2 : b] == "  " or source[b - 1] == ">" for a, b in found
    )
    goes_on = any(source[a].islower() and source[b - 1] not in ".!?" for (_, b), (a, _) in pairwise(found))
    return found if goes_on and not kept else []


def _full(source: str, lines: Sequence[tuple[int, int]], width: int) -> bool:
    """Whether no line could have taken the first word of the next."""
    words = [_WORD.match(source, a) for a, _ in lines[1:]]
    filled = (w is not None and b - a + 1 + len(w.group()) > width for (a, b), w in zip(lines, words, strict=False))
    return all(filled) and all(" " in source[a:b] for a, b in lines[:-1])


def plain(source: str) -> Draft:
    """A plain text with its blocks and what its layout says of title, outlet, authors and date."""
    text, runs = clean(source)
    seen = layout(text)
    return Draft(text, runs, seen.blocks, seen.title, seen.outlet, seen.authors, seen.published)
