"""The layout of a report saved as plain text: masthead, title, byline, date line, dateline, paragraphs.

Nothing in plain text says what a line is for; its shape, its place and the lines around it do. The head of the text
(everything above the first line of prose) is read line by line with the words of `data/headers.toml`; a text that opens with
prose has no head and no title. The outlet is that of THIS text: a letterhead, a copyright line, the name of its own site, a
wire's dateline; an outlet that the report merely quotes is never taken for it, and the letterhead of an organisation's own
press release is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from sayso.read.credits import (
    LONGEST,
    Byline,
    Dated,
    byline,
    capitalised,
    dated,
    dateline,
    heads,
    letterhead,
    names_outlet,
    numbered,
    person_like,
    words_for,
)
from sayso.tables import table
from sayso.text import fold
from sayso.types import Block, BlockKind, Fact, Span

__all__ = ["Byline", "Dated", "Layout", "byline", "dated", "dateline", "layout"]

HEAD_LINES = (
    40  # a page saved with its menu has up to thirty lines above its title; a text without prose so far down has no head
)
FOOT_LINES = 16  # where a text names its own site and its copyright (the longest foot of the seeds has eight lines)
_OPENING = (
    8  # words: a shorter line that looks like a dateline and is no sentence is a letterhead ("RADIO MOOR - ENGLISH SERVICE")
)
TITLE_WORDS = 28  # the longest title of 8,000 news articles has 27 words

_STOP = re.compile(r"(?:[.!?…]|,(?=[\"'”’»]))[\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[-*•▪◦]|\d{1,2}[.)])\s+\S")
_CAPTION = re.compile(
    r"[(\[]?\s*(?:photo|photograph|image|picture|foto|file photo)(?:graph)?s?"
    r"(?:\s+(?:by|source|credit|courtesy|copyright))?\b\s*[:|/©(]",
    re.I,
)
_CREDITED = re.compile(r"\([^()]{0,60}(?:/|\bvia\b|photo|images)[^()]{0,60}\)\s*$", re.I)
_MENU = re.compile(r"\s[|·•▪»/>›]\s|\s*\|\s*|\s{3,}")
_SPACED = re.compile(r"\w(?: \w){2,20}(?: {2,3}\w(?: \w){1,20}){0,5}")
_FREQUENCY = re.compile(r"\s+\d{2,4}(?:[.,]\d)?\s*(?:FM|AM|MW|kHz|MHz)?$|(?<=\b[FA]M)\s+\d{2,4}(?:[.,]\d)?\s.*$")
_SERVICE = re.compile(r"\s+[-–—]\s+(?:[\w'’]+\s+)?(?:service|edition|desk|programme)$", re.I)
# Lines that are marked as a whole: Markdown's headings and emphasis.
_MARKED = re.compile(r"#{1,6}\s+(?P<heading>\S.*)|(?P<mark>\*{1,3}|_{1,3})(?P<emphasis>[^\s*_].*[^\s*_])(?P=mark)")
_MAIL = re.compile(r"([\w.+-]{2,64})\s?(?:@|\(at\)|\[at\])\s?([\w-]{2,63})\.[a-z]{2,}", re.I)
_SITE = re.compile(r"(?:https?://|www\.)(?:www\.)?([\w-]{2,63})\.(?:[a-z]{2,}\b)", re.I)
_FREE_MAIL = frozenset(["gmail", "yahoo", "hotmail", "outlook", "protonmail", "proton", "aol", "icloud", "gmx", "mail"])
_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\))(?:\s*(?:copyright|©|\(c\)|by))*\s*(?:\d{4}(?:\s?[-–]\s?\d{2,4})?)?\s*(?:by\s+)?(?P<name>[^\W\d_][^.;|,©\n]{1,60})",
    re.I,
)
_OWNER = re.compile(
    r"\s+(?:newspapers?|media|publications?|publishing|news)?\s*(?:trust|group|ltd|limited|llc|inc|plc|company|co|corp|corporation|gmbh|ag|holdings)\b.*$"
    r"|\s+(?:all rights|and (?:its )?contributors).*$",
    re.I,
)
_SIGN_OFF = re.compile(
    r"\(\s*(?P<name>[A-Z][\w&.' -]{1,30}?)"
    r"(?:\s+(?:newsroom|news desk|newsdesk|desk)\b[^()]*|\s*/\s*[a-z]{2,3}(?:/[a-z]{2,3})*)\s*\)\s*$"
)


_MORE_BY = re.compile(
    r"(?:more|other|recent|recently|latest|articles?|posts?|stories|all|\s)+ (?:from|by):? ([^:.]{3,60}):?", re.I
)
_NO_TITLE = re.compile(
    r"://|\bpic\.twitter|\(@\w+\)|^(?:story highlights|close|(?:posted|filed) (?:in|under))\b"
    r"|\b(?:years?|months?|days?|hours?) ago$",
    re.I,
)
_WORD = re.compile(r"[\w'’]+")


class Line(NamedTuple):
    """One block of a text before its kind is known; `group` counts the blank lines above it. Marks around it are left out."""

    start: int
    end: int
    group: int
    text: str


class Layout(NamedTuple):
    """What plain text shows of itself. Blocks are ordered and disjoint; facts that it does not show are None."""

    blocks: tuple[Block, ...]
    title: Fact | None
    outlet: Fact | None
    authors: tuple[Fact, ...]
    published: Fact | None


class _Head(NamedTuple):
    """The lines above the prose, each with its kind, and the two that matter most."""

    lines: list[Line]
    kinds: dict[int, BlockKind]
    title: Line | None
    masthead: Line | None
    release: bool


def layout(text: str) -> Layout:
    """Blocks and facts of a plain text. Linear in its length; an empty text has no blocks."""
    lines = list(_lines(text))
    head = _head(text, lines)
    blocks = tuple(_blocks(text, lines, head))
    outlet = None if head.release else _outlet(text, lines, head)
    title = head.title
    titled = Fact(title.text, f"title line ({_nth(lines, title)})", title.start, title.end) if title else None
    return Layout(blocks, titled, outlet, _authors(lines, head, outlet), _published(lines, head))


# -- lines ------------------------------------------------------------------------------------------


def _lines(text: str) -> Iterator[Line]:
    """The lines of a text that are not blank; lines that were only wrapped at a margin are one."""
    raw: list[Line] = []
    group, last = 0, 0
    for m in re.finditer(r"[^\n]+", text):
        line = m.group()
        bare = line.strip()
        if not bare:
            continue
        if raw and text.count("\n", last, m.start()) > 1:
            group += 1
        start = m.start() + len(line) - len(line.lstrip())
        raw.append(Line(start, start + len(bare), group, bare))
        last = m.end()
    width = _margin(raw)
    at = 0
    while at < len(raw):
        to = at
        while width and to + 1 < len(raw) and raw[to + 1].group == raw[at].group and len(raw[to].text) >= 0.7 * width:
            to += 1
        start, end = raw[at].start, raw[to].end
        if to == at and len(raw[at].text) <= LONGEST and (marks := _MARKED.fullmatch(raw[at].text)):
            which = "heading" if marks["heading"] else "emphasis"
            start, end = raw[at].start + marks.start(which), raw[at].start + marks.end(which)
        yield Line(start, end, raw[at].group, " ".join(text[start:end].split()) if to > at else text[start:end])
        at = to + 1


def _margin(lines: list[Line]) -> int:
    """The column at which a text was wrapped, or 0: most lines within a paragraph must be full and end in mid-sentence."""
    inner = [a.text for a, b in pairwise(lines) if a.group == b.group]
    if len(inner) < 6:
        return 0
    width = sorted(len(line) for line in inner)[int(0.95 * (len(inner) - 1))]
    full = sum(len(line) >= 0.7 * width for line in inner)
    open_ended = sum(not _STOP.search(line[-8:]) for line in inner)
    return width if 40 <= width <= 120 and full >= 0.8 * len(inner) and open_ended >= 0.6 * len(inner) else 0


def _nth(lines: list[Line], line: Line) -> str:
    return f"line {next((i for i, other in enumerate(lines, 1) if other.start == line.start), 0)} of the text"


# -- the head ---------------------------------------------------------------------------------------


def _head(text: str, lines: list[Line]) -> _Head:
    """The lines above the prose and what each is."""
    count = _head_length(lines)
    head, rest = lines[:count], lines[count:]
    kinds: dict[int, BlockKind] = {}
    open_lines: list[Line] = []
    for line in head:
        if kind := _credit(line.text):
            kinds[line.start] = kind
        else:
            open_lines.append(line)
    release = any(fold(line.text).startswith(tuple(sorted(words_for("release")))) for line in head)
    masthead = _letterhead(head, open_lines) if release else _masthead(text, head, open_lines, bool(rest))
    block = [line for line in open_lines if masthead and line.group == masthead.group and line.start >= masthead.start]
    if len(block) == len(open_lines) > 1 and not release:
        block = block[:1]  # no other line is left for the title: "RADIO MOOR", and below it what was broadcast
    kinds.update((line.start, "masthead") for line in block)
    left = [line for line in open_lines if line.start not in kinds]
    title = _title(left, head, rest[0].text if rest else "", lettered=release or masthead is not None)
    _name_the_rest(left, title, kinds, release)
    return _Head(head, kinds, title, masthead, release)


def _head_length(lines: list[Line]) -> int:
    """How many lines stand above the first line of prose; 0 where the text opens with prose, or never comes to any."""
    for i, line in enumerate(lines[:HEAD_LINES]):
        follows = lines[i + 1 : i + 3]
        if (i == 0 or _credit(lines[i - 1].text) == "masthead") and _title_with_stop(line, follows):
            continue
        if _prose(line.text, follows) and not (i and (_among_credits(lines, i) or _motto(lines, i))):
            return i
    return len(lines) if len(lines) <= 6 else 0


def _among_credits(lines: list[Line], i: int) -> bool:
    """Whether a line stands between two date lines or bylines, with no blank line between them."""
    above = lines[i - 1]
    below = [line for line in lines[i + 1 : i + 3] if line.group == lines[i].group]
    return above.group == lines[i].group and bool(_credit(above.text)) and any(_credit(line.text) for line in below)


def _motto(lines: list[Line], i: int) -> bool:
    """Whether a sentence stands in the letterhead: with the first line, and above a menu, a section's name, or a title.

    A title stands apart, has no stop, and has the credits right below it; one line at most stands between it and the first.
    """
    if lines[i].group != lines[0].group or i + 1 >= len(lines):
        return False
    title, after = lines[i + 1], [_credit(line.text) for line in lines[i + 2 : i + 4]]
    kind = _credit(title.text)
    apart = title.group != lines[i].group and kind is None and not _STOP.search(title.text[-8:])
    return kind == "masthead" or (i == 1 and apart and bool({"byline", "dateline"} & set(after)))


def _prose(line: str, follows: list[Line]) -> bool:
    """Whether a line is running text: long, or closed by a full stop and not part of the credits."""
    words = len(line.split())
    closed = _STOP.search(line[-8:]) is not None
    if words > TITLE_WORDS or len(line) > LONGEST or (dateline(line) and (closed or words > _OPENING)):
        return not _credit(line)
    if not (closed or (line.endswith(":") and words > 7)):
        return False
    if _credit(line) or (line[0] + line[-1] in ("()", "[]")):
        return False
    return words >= 8 or (words > 2 and not any(_credit(f.text) for f in follows))


def _title_with_stop(line: Line, follows: list[Line]) -> bool:
    """Whether a first line, or one below a menu, is a title though it ends like a sentence.

    Credits follow it, it asks or shouts, or has capitals.
    """
    words = len(line.text.split())
    if words > TITLE_WORDS or not follows or follows[0].group == line.group:
        return False
    if any(_credit(f.text) == "byline" or dated(f.text) for f in follows):
        return True
    below = len(follows[0].text.split())
    return (line.text[-1] in "?!" and words <= 16 and below > words) or (_title_case(line.text) and below > 0.5 * words)


def _title_case(line: str) -> bool:
    """Whether a line is set as titles are in some papers: every longer word with a capital, and more than a name."""
    longer = [w for w in _WORD.findall(line) if len(w) > 3]
    return len(longer) >= 4 and all(w[0].isupper() for w in longer) and line[0] not in "\"“‘'"


@cache
def _plain_names() -> frozenset[str]:
    return frozenset(fold(name) for row in table("outlets") for name in (row["name"], *filter(None, row["aliases"].split("|"))))


def known_outlet(phrase: str) -> bool:
    """Whether a phrase is a spelling of an outlet in `data/outlets.csv`."""
    plain = fold(phrase)
    return plain in _plain_names() or plain.removeprefix("the ") in _plain_names()


@cache
def _image_words() -> re.Pattern[str]:
    rows = (row for row in table("furniture") if row["why"] in ("image credit", "advertising", "share or print line"))
    return re.compile("|".join(f"(?:{p})" for row in rows for p in row["patterns"]))


def caption_like(line: str) -> bool:
    """Whether a line belongs to a picture or an advertisement: a caption's label, a credit in brackets at its end."""
    return bool(_CAPTION.match(line) or _CREDITED.search(line) or (len(line) <= LONGEST and _image_words().search(fold(line))))


def _credit(line: str) -> BlockKind | None:
    """The kind of a line that is a byline, a date line, a menu or a section line by its own shape; None for any other."""
    if len(line) > LONGEST:
        return None
    if byline(line):
        return "byline"
    if dated(line) and not known_outlet(line):
        return "dateline"
    parts = [p for p in _MENU.split(line) if p]
    if _SPACED.fullmatch(line):
        return None
    if len(parts) > 2 and all(len(p.split()) <= 4 for p in parts):
        return "masthead"
    plain = fold(line).strip(" .:")
    if plain in words_for("section") or all(p.strip() in words_for("section") for p in plain.split("/")):
        return "masthead"
    return "masthead" if plain.startswith(tuple(sorted(words_for("release")))) else None


def _masthead(text: str, head: list[Line], open_lines: list[Line], body: bool) -> Line | None:
    """The line of the head that names the outlet, or None: the first open line, or one with the date in it."""
    for line in head:
        if (
            (found := dated(line.text))
            and (name := _before_date(line.text, found))
            and (names_outlet(name) or known_outlet(name))
        ):
            return line
    open_lines = [line for line in open_lines if not caption_like(line.text)]
    if not open_lines or not body:
        return None
    first = open_lines[0]
    others = [line for line in open_lines[1:] if line.group != first.group]
    return first if _masthead_score(text, head, first, others) >= 3 else None


def _letterhead(head: list[Line], open_lines: list[Line]) -> Line | None:
    """The organisation's name above the words "Press release", when a title is left below it."""
    at = next(line.start for line in head if fold(line.text).startswith(tuple(sorted(words_for("release")))))
    return open_lines[0] if len(open_lines) > 1 and open_lines[0].start < at else None


def _before_date(line: str, found: Dated) -> str:
    """What a date line says before its date, when that can be a name."""
    name = line[: found.start].strip(" ,|·•-–—:")
    return name if name and capitalised(name) and len(name.split()) <= 6 else ""


def _masthead_score(text: str, head: list[Line], line: Line, others: list[Line]) -> int:
    """How much speaks for a first line being an outlet's name: its words, its shape, its neighbours, the text's own use of it.

    Weights set by hand on the heads of the seeds and of made-up papers; 3 is enough.
    """
    name = _closed_up(_outlet_part(line.text))
    if not name or len(name.split()) > 6 or any(c in name for c in ':?!“”"') or fold(name) in words_for("section"):
        return 0
    score = 2 * (names_outlet(name) or known_outlet(name)) + capitalised(name)
    beside = [other for other in head if other.group == line.group and other is not line]
    after = [other for other in head if other.start > line.end]
    score += bool(beside) or name != line.text
    score += any(len(other.text.split()) >= 3 for other in others)
    score += bool(not others and after and dated(after[0].text))
    score += bool(after and _credit(after[0].text) == "masthead")
    score += _called_by(text, name, line.end)
    return score


def _outlet_part(line: str) -> str:
    """The name in "The Moor Post | Home news", "Radio Moor 97.1 FM" or "Radio Moor - Late Service"."""
    if _SPACED.fullmatch(line):
        return line
    return _FREQUENCY.sub("", _SERVICE.sub("", _MENU.split(line)[0])).strip(" ,–—-")


def _closed_up(name: str) -> str:
    """A name whose letters are set apart, "T H E   M O O R", as it is read; any other as it is."""
    return re.sub(r"(?<=\S) (?=\S)", "", name).replace("   ", " ").replace("  ", " ") if _SPACED.fullmatch(name) else name


def _called_by(text: str, name: str, start: int) -> bool:
    """Whether the text speaks of itself by the name, or by its last word: "the Post", "© The Moor Post"."""
    last = re.findall(r"[\w'’-]+", name)[-1:]
    short = rf"|[Tt]he\s+{re.escape(last[0].capitalize())}" if last else ""
    return re.compile(rf"\b(?:(?i:{re.escape(name)}){short})\b").search(text, start) is not None


def _title(left: list[Line], head: list[Line], opening: str, lettered: bool) -> Line | None:
    """The title among the lines that are nothing else: the first; below a long menu, the first with four words or more.

    A name that stands alone is a byline, unless the opening of the text is about its bearer; under a letterhead it belongs
    to that, and the title is the last line below it.
    """
    if not opening:
        return None
    fit = [line for line in left if _can_be_title(line.text)]
    if len(left) > 5:
        fit = [line for line in fit if len(line.text.split()) >= 4] or fit
    if len(fit) > 1 or _signed_by_outlet(head):
        fit = [
            line for k, line in enumerate(fit) if (k == 0 and not _signed_by_outlet(head)) or not byline(line.text, bare=True)
        ]
    signed = any(byline(line.text) for line in head)  # "By …" stands elsewhere: then a name alone is what the report is about
    if fit and byline(fit[0].text, bare=True) and not signed and fit[0].text.split()[-1] not in opening:
        fit = [line for line in fit[:0:-1] if lettered and len(line.text.split()) >= 4 and not byline(line.text, bare=True)]
    return fit[0] if fit else None


def _can_be_title(line: str) -> bool:
    """Whether the shape of a line allows it to be a title: no caption, no credit, no fragment of a page's machinery."""
    if len(line.split()) > TITLE_WORDS or line.startswith(("(", "[")) or caption_like(line) or _NO_TITLE.search(line):
        return False
    return len(line) > 5 and not re.match(r"by\b", line) and not known_outlet(line)


def _signed_by_outlet(head: list[Line]) -> bool:
    """Whether the head is only a name and an outlet, as some papers open: "Ida Roe", "MOOR TODAY"."""
    return any(known_outlet(line.text) for line in head)


def _name_the_rest(left: list[Line], title: Line | None, kinds: dict[int, BlockKind], release: bool) -> None:
    """Title, bylines without "By", and the rest: lines above belong to the masthead, lines below are headings.

    A name above the title of a press release is that of who issued it.
    """
    for line in left:
        if title and line.start == title.start:
            kinds[line.start] = "title"
        elif title is None or line.start < title.start:
            kinds[line.start] = (
                "caption"
                if caption_like(line.text)
                else "byline"
                if not release and byline(line.text, bare=True)
                else "masthead"
            )
        elif byline(line.text, bare=True):
            kinds[line.start] = "byline"
        else:
            kinds[line.start] = "heading" if not line.text.startswith("(") else "paragraph"


# -- blocks -----------------------------------------------------------------------------------------


def _blocks(text: str, lines: list[Line], head: _Head) -> Iterator[Block]:
    """Every line with its kind."""
    body = lines[len(head.lines) :]
    indents = [_indent(text, line) for line in body]
    set_in = sum(i > 1 for i in indents) < 0.4 * len(body)
    for line in head.lines:
        yield Block(*_with_marks(text, line), head.kinds.get(line.start, "paragraph"))
    for i, line in enumerate(body):
        follows = body[i + 1] if i + 1 < len(body) else None
        kind = _body_kind(line, body[i - 1] if i else None, follows)
        if kind == "paragraph" and set_in and indents[i] > 1 and len(line.text.split()) > 5:
            kind = "quote"
        yield Block(*_with_marks(text, line), kind)


def _with_marks(text: str, line: Line) -> tuple[int, int]:
    """A line's stretch with the marks of Markdown around it."""
    start, end = line.start, line.end
    while start and (text[start - 1] in "#*_" or text[start - 2 : start] == "# "):
        start -= 1
    while end < len(text) and text[end] in "*_":
        end += 1
    return start, end


def _indent(text: str, line: Line) -> int:
    """Columns of white space before a line; a tab counts four."""
    at = line.start
    while at and text[at - 1] in " \t\u00a0":
        at -= 1
    return sum(4 if c == "\t" else 1 for c in text[at : line.start])


def _body_kind(line: Line, before: Line | None, follows: Line | None) -> BlockKind:
    """The kind of a line below the head, by its shape and its neighbours."""
    text = line.text
    words = len(text.split(None, 41))
    if text.startswith(">"):
        return "quote"
    if words <= 12 and byline(text) and not _STOP.search(text.rstrip(")")[-8:]):
        return "byline"
    if text.startswith("(") and byline(text):
        return "byline"
    if words <= 40 and (_CAPTION.match(text) or _CREDITED.search(text[-130:])):
        return "caption"
    if _ITEM.match(text) and not text.endswith(" -"):
        return "item"
    apart = (before is None or before.group != line.group) and follows is not None
    opener = follows is not None and len(follows.text) > 2 * len(text)
    shape = words <= 12 and not re.search(r"[.!?:;,…][\"'”’)]*$", text) and text[:1].isalnum() and not text[:1].islower()
    return "heading" if shape and apart and opener else "paragraph"


# -- facts ------------------------------------------------------------------------------------------


def _published(lines: list[Line], head: _Head) -> Fact | None:
    """The day of publication: a labelled date line before a plain one, then a dateline's, then a labelled line at the foot."""
    found = [(line, d) for line in head.lines if (d := dated(line.text))]
    for label in ("published", "", "updated"):
        for line, d in found:
            if d.label == label:
                named = {"published": "labelled date line", "updated": "date of the last change"}.get(label, "date line")
                return Fact(d.value, f"{named} ({_nth(lines, line)})", line.start + d.start, line.start + d.end)
    first = lines[len(head.lines)] if len(head.lines) < len(lines) else None
    if first and (opening := dateline(first.text)) and opening.value and opening.date:
        return _dateline_date(lines, head, first, opening.value, opening.date)
    for line in lines[-6:]:
        if (d := dated(line.text)) and d.label:
            return Fact(
                d.value, f"labelled date line at the foot ({_nth(lines, line)})", line.start + d.start, line.start + d.end
            )
    return None


def _dateline_date(lines: list[Line], head: _Head, line: Line, value: str, date: Span) -> Fact:
    """A dateline's date; its year from the head, where one stands there, or left open: XXXX-10-10."""
    basis = f"dateline ({_nth(lines, line)})"
    years = {m for other in head.lines for m in re.findall(r"\b(?:19|20)\d\d\b", other.text)}
    if value.startswith("XXXX") and len(years) == 1:
        year = years.pop()
        value, basis = year + value[4:], basis + f", with the year {year} of the text's head"
    elif value.startswith("XXXX"):
        basis += ", which gives no year"
    return Fact(value, basis, line.start + date.start, line.start + date.end)


def _authors(lines: list[Line], head: _Head, outlet: Fact | None) -> tuple[Fact, ...]:
    """The people of the bylines in the head, or else of those at the foot ("(Reporting by …)", "Articles by: …")."""
    own = fold(outlet.value) if outlet else ""
    for where, bare in ((head.lines, True), (lines[-FOOT_LINES:], False)):
        found: dict[str, Fact] = {}
        for line in where:
            kind = head.kinds.get(line.start)
            credit = (
                byline(line.text, bare=bare and kind == "byline") if kind in (None, "byline", "dateline", "paragraph") else None
            )
            for span in credit.names if credit else ():
                name = line.text[span.start : span.end]
                if own and fold(name).endswith(" " + own):
                    name = name[: len(name) - len(own)].rstrip()
                if fold(name) != own:
                    start = line.start + span.start
                    found.setdefault(fold(name), Fact(_cased(name), f"byline ({_nth(lines, line)})", start, start + len(name)))
        if found:
            return tuple(found.values())
    return _told_about(lines)


def _told_about(lines: list[Line]) -> tuple[Fact, ...]:
    """The writer whom the foot lists other articles by ("More from Ida Roe:") and tells about ("Ida Roe is an author …")."""
    foot = lines[-FOOT_LINES:]
    for line in foot:
        m = _MORE_BY.fullmatch(line.text)
        if m and person_like(m[1]) and " " in m[1] and any(other.text.startswith(m[1] + " ") for other in foot):
            start = line.start + m.start(1)
            return (Fact(m[1], f"list of the writer's articles ({_nth(lines, line)})", start, start + len(m[1])),)
    return ()


def _cased(name: str) -> str:
    """A name in capitals as it is written elsewhere: "IDA ROE-MOSS" is "Ida Roe-Moss"; initials and acronyms stay."""
    if not name.isupper() or (len(name) < 6 and " " not in name) or known_outlet(name):
        return name
    small = {"of", "the", "and", "for", "in", "on"}
    return " ".join(w.casefold() if i and w.casefold() in small else _WORD.sub(_capital, w) for i, w in enumerate(name.split()))


def _capital(m: re.Match[str]) -> str:
    word = m.group()
    return word[:3] + word[3:].casefold() if re.match(r"[OD]['’]\w\w", word) else word.capitalize()


def _outlet(text: str, lines: list[Line], head: _Head) -> Fact | None:
    """The outlet of the text itself, by the strongest thing that names it."""
    if head.masthead:
        line = head.masthead
        found = dated(line.text)
        name = _before_date(line.text, found) if found else _outlet_part(line.text)
        start = line.start + line.text.index(name)
        return Fact(_cased(_closed_up(name)), f"masthead ({_nth(lines, line)})", start, start + len(name))
    foot = lines[-FOOT_LINES:]
    edge = head.lines + [line for line in foot if line not in head.lines]
    for judge in (_by_site, _by_copyright, _by_byline, _by_agency, _by_sign_off, _by_letterhead):
        if fact := judge(text, lines, head, edge):
            return fact
    return None


def _by_letterhead(text: str, lines: list[Line], head: _Head, edge: list[Line]) -> Fact | None:
    """The name that opens a dated letterhead below the title: "**Channel Watch**, a newsletter. No. 61, 14 February 2026"."""
    for line in head.lines:
        name = letterhead(line.text) if dated(line.text) else None
        if name is not None and _is_outlet(line.text[name.start : name.end], line.text[name.end :]):
            start, end = line.start + name.start, line.start + name.end
            return Fact(_cased(text[start:end]), f"letterhead ({_nth(lines, line)})", start, end)
    return None


def _is_outlet(name: str, rest: str) -> bool:
    """Whether the name that opens a dated line is the outlet's: what follows must say what it heads, or which issue, and a
    person's name be told to be a paper's ("Channel Watch, a newsletter"), for "Ada Holt, weekly column" is hers."""
    plain = fold(name)
    if not (heads(rest) or numbered(rest)) or plain in words_for("section") | words_for("label-published") or ":" in name:
        return False
    told = names_outlet(name) or plain.startswith("the ") or re.match(r"\W*an? ", rest) is not None
    return told or not person_like(name) or " " not in name


def _by_site(text: str, lines: list[Line], head: _Head, edge: list[Line]) -> Fact | None:
    """An outlet whose name, written together, is the name of the site or mailbox that the text gives for itself."""
    labels: dict[str, str] = {}
    for line in edge:
        if len(line.text) > 2000 or not re.search(
            r"contact|enquir|inquir|copyright|©|visit|subscri|e-?mail|write to|follow", line.text, re.I
        ):
            continue
        for m in _MAIL.finditer(line.text):
            label = m[1] if m[2].casefold() in _FREE_MAIL else m[2]
            labels.setdefault(re.sub(r"\W|_", "", fold(label)), m.group())
        for m in _SITE.finditer(line.text):
            labels.setdefault(re.sub(r"\W|_", "", fold(m[1])), m.group())
    for line in edge:
        words = [(m.group(), m.start(), m.end()) for m in re.finditer(r"[\w'’&-]+", line.text[:600])]
        for i, (word, start, _) in enumerate(words):
            for j in range(i, min(i + 4, len(words))):
                name = line.text[start : words[j][2]]
                if (
                    word[:1].isupper()
                    and "." not in name
                    and capitalised(name)
                    and re.sub(r"\W|_", "", fold(name)) in labels
                    and j > i
                ):
                    site = labels[re.sub(r"\W|_", "", fold(name))]
                    return Fact(
                        _cased(name),
                        f"bears the name of its own address, {site} ({_nth(lines, line)})",
                        line.start + start,
                        line.start + words[j][2],
                    )
    return None


def _by_copyright(text: str, lines: list[Line], head: _Head, edge: list[Line]) -> Fact | None:
    """The holder of the copyright, where it is an outlet by its name."""
    for line in reversed(edge):
        for m in _COPYRIGHT.finditer(line.text[:2000]):
            name = _OWNER.sub("", m["name"]).strip(" -–—")
            if (
                name
                and capitalised(name)
                and (names_outlet(name) or known_outlet(name))
                and not re.search(r"getty|photo|image", name, re.I)
            ):
                start = line.start + m.start("name")
                return Fact(_cased(name), f"copyright line ({_nth(lines, line)})", start, start + len(name))
    return None


def _by_byline(text: str, lines: list[Line], head: _Head, edge: list[Line]) -> Fact | None:
    """The outlet that a byline gives, or that stands alone beside it."""
    for line in head.lines:
        kind = head.kinds.get(line.start)
        credit = byline(line.text, bare=True) if kind == "byline" else None
        if credit and credit.outlet:
            start, end = credit.outlet.start, credit.outlet.end
            return Fact(_cased(line.text[start:end]), f"byline ({_nth(lines, line)})", line.start + start, line.start + end)
        if known_outlet(line.text) and kind != "title":
            return Fact(_cased(line.text), f"stands alone among the credits ({_nth(lines, line)})", line.start, line.end)
        if credit and len(credit.names) == 1 and known_outlet(line.text[credit.names[0].start : credit.names[0].end]):
            start, end = credit.names[0].start, credit.names[0].end
            return Fact(line.text[start:end], f"byline ({_nth(lines, line)})", line.start + start, line.start + end)
    return None


def _by_agency(text: str, lines: list[Line], head: _Head, edge: list[Line]) -> Fact | None:
    """The agency of the dateline that opens the body."""
    for line in lines[len(head.lines) : len(head.lines) + 2]:
        if (opening := dateline(line.text)) and opening.agency:
            start, end = line.start + opening.agency.start, line.start + opening.agency.end
            return Fact(text[start:end], f"agency of the dateline ({_nth(lines, line)})", start, end)
    return None


def _by_sign_off(text: str, lines: list[Line], head: _Head, edge: list[Line]) -> Fact | None:
    """A newsroom's sign-off on the last lines: "(Norwire newsroom; ab/cd)"."""
    for line in lines[-2:]:
        if m := _SIGN_OFF.match(line.text):
            return Fact(m["name"], f"sign-off ({_nth(lines, line)})", line.start + m.start("name"), line.start + m.end("name"))
    return None
