"""A page walked once: all text that it shows, in its order, in blocks that know the markup around them.

The tokenizer's stream is walked once with a stack of open elements, closed by the rules of the HTML standard that
matter to text (13.2.6: implied end tags, scopes). Style sheets and scripts are not run: what only they hide is kept.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from sayso.read.cleaning import JOINER, UNSEEN, Clean, Cleaner, UnreadableError
from sayso.read.markup import VOID, tokens
from sayso.types import BlockKind

_SPACE = " \t\n\r\f\x0b\x85\u00a0\u2009\u2028\u2029\u202f"
_PIECE = re.compile(
    rf"(?P<space>[{_SPACE}]+)|(?P<reference>&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]{{1,31}};?))"
    rf"|(?P<unseen>(?:{UNSEEN}|{JOINER})+)"
)
_UNSEEN = re.compile(rf"(?:{UNSEEN}|[\u200c\u200d])+")


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_HIDDEN = _names(
    "head script style template noscript noembed noframes iframe object applet audio video canvas svg map datalist "
    "select textarea title rp rt xmp dialog"
)
_FORMATTING = _names(
    "b big code em font i nobr s small strike strong tt u abbr acronym cite dfn kbd mark q samp sub sup var ins del bdi bdo"
)
_BLOCKS = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li listing main menu nav ol optgroup option p "
    "plaintext pre search section summary table tbody td tfoot th thead tr ul"
)
# The page's own parts (HTML standard 4.3, 4.4.15), named in `place` even without a class.
_PARTS = _names("nav header footer aside main article section form figure menu blockquote address dialog")
_CLOSES_P = _BLOCKS - frozenset(
    ["body", "caption", "html", "legend", "optgroup", "option", "tbody", "td", "tfoot", "th", "thead", "tr", "frameset"]
) | {"hr"}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Elements that stop the search for an open element (the standard's "scope" markers).
_SCOPES = _names("applet button caption html marquee object table td template th")
# Elements that stop the search for an open list item: special ones other than address, div and p.
_LIST_STOPS = _BLOCKS - frozenset(["address", "div", "p", "li", "dd", "dt"])
_IN_HEAD = _names("base basefont bgsound link meta title noscript noframes style script template head html")
_NOT_DISPLAYED = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# Names that tell what a part of a page is for; kept when `place` must be shortened.
_TELLING = re.compile(
    r"(?:nav|menu|foot|head|comment|share|social|relat|recirc|promo|advert|\bads?\b|sidebar|newsletter|subscri|cookie|consent|author|byline|bio"
    r"|tags|more|popular|trending|widget|banner|disqus|signup|caption|credit|quote|article|story|content|entry|body)"
)
_LABELS = 5  # in one `place`
_LABEL_LENGTH = 60


class Shown(NamedTuple):
    """A block of the page while it is still raw: where it stands, and the markup that matters for what it is."""

    start: int
    end: int
    kind: BlockKind
    place: tuple[str, ...]
    level: int  # of a heading, 0 otherwise


class Stamp(NamedTuple):
    """An element that says something of the page: `time`, or one with rel="author" or an itemprop; where its text stands."""

    name: str
    attributes: dict[str, str]
    start: int
    end: int


class Page(NamedTuple):
    """Everything that is seen in one walk over a page."""

    clean: Clean
    blocks: tuple[Shown, ...]
    metas: tuple[dict[str, str], ...]
    links: tuple[dict[str, str], ...]
    scripts: tuple[str, ...]  # the JSON-LD
    stamps: tuple[Stamp, ...]
    title: str  # of the title element, on one line
    language: str | None
    tags: int  # start tags
    widest: int  # most attributes of one tag


class _Open(NamedTuple):
    name: str
    hidden: bool
    place: tuple[str, ...]
    kind: BlockKind
    level: int
    pre: bool
    stamp: int  # index into the walker's stamps, -1 for none


_ROOT = _Open("", False, (), "paragraph", 0, False, -1)


class _Walker:
    def __init__(self, source: str, depth: int) -> None:
        self._source = source
        self._limit = depth
        self._out = Cleaner(source)
        self._stack: list[_Open] = [_ROOT]
        self._open_at: dict[str, list[int]] = {}
        self._scopes: list[int] = [0]
        self._list_stops: list[int] = [0]
        self._blocks_at: list[int] = [0]
        self._tables: list[int] = [0]
        self._blocks: list[Shown] = []
        self._block: tuple[int, _Open] | None = None
        self._space: tuple[int, int] | None = None
        self._break: tuple[int, int] | None = None
        self._link_ended = -1  # the text length at the last </a>
        self._head = False
        self._metas: list[dict[str, str]] = []
        self._links: list[dict[str, str]] = []
        self._scripts: list[str] = []
        self._ld = False
        self._stamps: list[Stamp] = []
        self._title: str | None = None
        self._language: str | None = None
        self._tags = self._widest = 0

    def walk(self) -> Page:
        for token in tokens(self._source):
            if token.kind == "text":
                self._text(token.start, token.end)
            elif token.kind == "start":
                self._start(token.name, token.attributes, token.start, token.end)
            elif token.kind == "end":
                self._end(token.name)
            else:
                self._raw(token.name, token.start, token.end)
        self._end_block()
        self._pop_to(1)
        return Page(
            self._out.done(),
            tuple(self._blocks),
            tuple(self._metas),
            tuple(self._links),
            tuple(self._scripts),
            tuple(self._stamps),
            self._title or "",
            self._language,
            self._tags,
            self._widest,
        )

    # -- elements ------------------------------------------------------------------------------------

    def _start(self, name: str, attributes: dict[str, str], start: int, end: int) -> None:
        self._tags += 1
        self._widest = max(self._widest, len(attributes))
        if name in ("html", "body") and name in self._open_at and self._open_at[name]:
            return
        if self._head and name not in _IN_HEAD:
            self._close_head()
        if name in _BLOCKS or name == "hr":
            self._end_block()
        self._imply_ends(name)
        if name in VOID:
            self._void(name, attributes, start, end)
            return
        parent = self._stack[-1]
        if self._source[end - 2] == "/" and self._open_at.get("svg"):
            return
        if name == "html":
            self._language = attributes.get("lang") or attributes.get("xml:lang") or None
        if name == "head":
            self._head = True
        self._ld = name == "script" and "ld+json" in attributes.get("type", "").lower()
        if name in ("a", "button") and self._link_ended == self._out.length and self._block and not self._space:
            self._space = (start, start)
        hidden = parent.hidden or _is_hidden(name, attributes)
        if name in _FORMATTING and not hidden and "itemprop" not in attributes:
            return
        self._push(name, attributes, parent, hidden)

    def _push(self, name: str, attributes: dict[str, str], parent: _Open, hidden: bool) -> None:
        at = len(self._stack)
        if at > self._limit:
            raise UnreadableError(f"nests more than {self._limit:,} tags deep; no page that is meant to be read does")
        block = name in _BLOCKS
        stamp = -1
        if not hidden and (name == "time" or "itemprop" in attributes or "author" in attributes.get("rel", "").lower().split()):
            stamp = len(self._stamps)
            self._stamps.append(Stamp(name, attributes, self._out.length, -1))
        self._stack.append(
            _Open(
                name,
                hidden,
                _placed(parent.place, name, attributes) if block else parent.place,
                _kind(name, parent.kind),
                int(name[1]) if name in _HEADINGS else parent.level,
                parent.pre or name in ("pre", "listing", "plaintext"),
                stamp,
            )
        )
        self._open_at.setdefault(name, []).append(at)
        for group, names in ((self._scopes, _SCOPES), (self._list_stops, _LIST_STOPS), (self._blocks_at, _BLOCKS)):
            if name in names:
                group.append(at)
        if name == "table":
            self._tables.append(at)

    def _pop_to(self, at: int) -> None:
        """Close every element from stack[at] up."""
        while len(self._stack) > at:
            gone = self._stack.pop()
            here = len(self._stack)
            self._open_at[gone.name].pop()
            for group in (self._scopes, self._list_stops, self._blocks_at, self._tables):
                if group[-1] == here:
                    group.pop()
            if gone.stamp >= 0:
                self._stamps[gone.stamp] = self._stamps[gone.stamp]._replace(end=self._out.length)

    def _innermost(self, *names: str) -> int:
        return max((at[-1] for n in names if (at := self._open_at.get(n))), default=0)

    def _imply_ends(self, name: str) -> None:
        """Close what the standard says that this start tag closes."""
        if name in _CLOSES_P and (at := self._innermost("p")) > self._scopes[-1]:
            self._pop_to(at)
        if (name == "li" and (at := self._innermost("li")) > self._list_stops[-1]) or (
            name in ("dd", "dt") and (at := self._innermost("dd", "dt")) > self._list_stops[-1]
        ):
            self._pop_to(at)
        elif name in _HEADINGS and self._stack[-1].name in _HEADINGS:
            self._pop_to(len(self._stack) - 1)
        elif (
            (name in ("td", "th") and (at := self._innermost("td", "th")) > self._tables[-1])
            or (name == "tr" and (at := self._innermost("tr")) > self._tables[-1])
            or (name in ("tbody", "thead", "tfoot") and (at := self._innermost("tbody", "thead", "tfoot")) > self._tables[-1])
            or (name == "a" and (at := self._innermost("a")) > self._scopes[-1] and at > self._blocks_at[-1])
        ):
            self._pop_to(at)

    def _end(self, name: str) -> None:
        if name == "head":
            self._close_head()
        elif name == "br":
            self._void("br", {}, 0, 0)
        elif name not in ("html", "body"):
            block = name in _BLOCKS
            if block:
                self._end_block()
            elif name == "a":
                self._link_ended = self._out.length
            at = self._innermost(*_HEADINGS) if name in _HEADINGS else self._innermost(name)
            if name == "table" or name in _SCOPES:
                stop = self._tables[-1] - 1
            elif name in ("tr", "tbody", "thead", "tfoot"):
                stop = self._tables[-1]
            elif name in _HIDDEN:
                stop = 0
            else:
                stop = self._scopes[-1] if block else self._blocks_at[-1]
            if at > stop and at > 0:
                self._pop_to(at)

    def _close_head(self) -> None:
        if self._head:
            self._head = False
            if (at := self._innermost("head")) > 0:
                self._pop_to(at)

    def _void(self, name: str, attributes: dict[str, str], start: int, end: int) -> None:
        if name == "meta":
            self._metas.append(attributes)
        elif name == "link":
            self._links.append(attributes)
        elif name == "br" and not self._stack[-1].hidden and self._block:
            if self._break is not None:
                self._end_block()
            else:
                self._break = (start, end)
                self._space = None

    def _raw(self, name: str, start: int, end: int) -> None:
        if name == "title" and self._title is None and not self._open_at.get("svg"):
            self._title = _UNSEEN.sub("", " ".join(unescape(self._source[start:end]).split()))
        elif name == "script" and self._ld:
            self._scripts.append(self._source[start:end])

    # -- text ----------------------------------------------------------------------------------------

    def _text(self, start: int, end: int) -> None:
        if self._head and not self._source[start:end].isspace():
            self._close_head()
        if self._stack[-1].hidden:
            return
        at = start
        for m in _PIECE.finditer(self._source, start, end):
            if m.start() > at:
                self._show(at, m.start())
            at = m.end()
            if m["space"]:
                self._white(m.start(), m.end())
            elif m["reference"]:
                self._reference(m.start(), m.end())
        if end > at:
            self._show(at, end)

    def _reference(self, start: int, end: int) -> None:
        written = self._source[start:end]
        text = unescape(written)
        if text == written:
            self._show(start, end)
        elif text.strip(_SPACE):
            if text := _UNSEEN.sub("", text):
                self._show(start, end, text)
        elif text:
            self._white(start, end)

    def _white(self, start: int, end: int) -> None:
        if self._block:
            if self._space is not None and self._space[1] == start:
                self._space = (self._space[0], end)
            elif self._space is None:
                self._space = (start, end)

    def _show(self, start: int, end: int, text: str | None = None) -> None:
        """Put source[start:end], or `text` for it, behind whatever white space is due."""
        if self._block is None:
            if self._out.length:
                self._out.insert("\n\n", start)
            self._block = (self._out.length, self._stack[-1])
        elif self._break is not None:
            self._out.replace("\n", *self._break) if self._break[1] else self._out.insert("\n", start)
        elif self._space is not None:
            self._fold_space(*self._space, start)
        self._break = self._space = None
        if text is None:
            self._out.keep(start, end)
        else:
            self._out.replace(text, start, end)

    def _fold_space(self, start: int, end: int, at: int) -> None:
        written = self._source[start:end]
        if not written:
            self._out.insert(" ", at)
        elif self._stack[-1].pre and not written.strip(" \t\r\n"):
            self._out.replace(written.replace("\r\n", "\n").replace("\r", "\n"), start, end)
        else:
            self._out.replace(" ", start, end)

    def _end_block(self) -> None:
        if self._block is not None:
            start, inside = self._block
            self._blocks.append(Shown(start, self._out.length, inside.kind, inside.place, inside.level))
        self._block = self._space = self._break = None


def _is_hidden(name: str, attributes: dict[str, str]) -> bool:
    if name in _HIDDEN:
        return not (name == "dialog" and "open" in attributes)
    if not attributes or name in ("html", "body"):
        return False
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    return "style" in attributes and _NOT_DISPLAYED.search(attributes["style"]) is not None


def _kind(name: str, outer: BlockKind) -> BlockKind:
    if name in _HEADINGS:
        return "heading"
    if name == "blockquote":
        return "quote"
    if name in ("li", "dd", "dt") and outer != "quote":
        return "item"
    if name in ("figcaption", "caption"):
        return "caption"
    return outer


def _placed(outer: tuple[str, ...], name: str, attributes: dict[str, str]) -> tuple[str, ...]:
    """The chain of telling elements down to this one, at most _LABELS long; the least telling go first."""
    if name in ("html", "body"):
        return outer
    ident, classes, role = (attributes.get(a, "").split() for a in ("id", "class", "role"))
    if not (ident or classes or role or name in _PARTS):
        return outer
    label = (
        name + "".join(f"#{i}" for i in ident[:1]) + "".join(f".{c}" for c in classes[:4]) + "".join(f"[{r}]" for r in role[:1])
    )
    label = label.lower()[:_LABEL_LENGTH].replace(">", "")
    chain = (*outer, label)
    if len(chain) <= _LABELS:
        return chain
    spare = next((i for i, one in enumerate(chain) if not _TELLING.search(one)), 1)
    return chain[:spare] + chain[spare + 1 :]


def walk(source: str, depth: int) -> Page:
    """The page's shown text with its blocks, and the raw material of its metadata. UnreadableError when it nests too deep."""
    return _Walker(source, depth).walk()
