"""What a page says of itself: title, outlet, authors, day of publication, each with the place that says so.

Several places may; the first of these counts: JSON-LD, OpenGraph, other meta elements, `time` elements, a visible byline
or date line beside the title, the title's suffix ("… | Bulletin Nine"), the address. htmldate is asked for a date last.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from htmldate import find_date

from sayso.edtf import absolute_dates
from sayso.read.cleaning import shown
from sayso.read.credits import byline, dated, names_outlet, person_like, words_for
from sayso.read.main_text import tree
from sayso.read.page import Page, Stamp
from sayso.tables import table
from sayso.text import fold
from sayso.types import BlockKind, Fact

_NEAR = (6, 12)  # blocks before and after the title in which bylines and date lines stand
_SHORT = 300  # code points: nothing longer is a headline or a credit line
_NODES = 2000  # of JSON-LD that are looked at
_SEPARATOR = re.compile(r"\s+(?:[-–—·•:/~]|\|+|::|>+|<)\s+|\s*[|»«›‹]+\s*")
_WRITES = re.compile(r"\b(?:by|byline|author|authors|writer|reporter|contributor|meta|credit|dateline|info)\b|byline|author")
_BESIDES_TEXT = re.compile(
    r"comment|relat|recirc|recommend|popular|trending|promo|sidebar|disqus|footer|\bfoot|\bnav|menu|aside|more-|latest|teaser"
)
_DAY = re.compile(r"\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)|\s*(\d{4})(\d\d)(\d\d)(?:T|\s|$)")
_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3})?\s*$")
_URL_DAY = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")


@cache
def _fields(kind: str) -> tuple[str, ...]:
    """The names of the meta elements of one kind, in the order in which they are believed."""
    return tuple(name for row in table("page_metadata") if row["kind"] == kind for name in row["names"])


class Facts(NamedTuple):
    """What a page says of itself; `kinds` corrects the kind of single blocks by their place in the sequence."""

    title: Fact | None
    outlet: Fact | None
    authors: tuple[Fact, ...]
    published: Fact | None
    url: str | None
    kinds: dict[int, BlockKind]
    canonical: str | None  # where the page says that it belongs; `url` is where it was found, or else this


def facts(source: str, page: Page, inside: tuple[bool, ...] | None, url: str | None) -> Facts:
    """Title, outlet, authors and day of publication of a page, None or empty where it does not say."""
    asked = _Asked(source, page, inside, url)
    title, at = asked.title()
    outlet = asked.outlet(title)
    kinds = asked.credit_lines(at, outlet)
    if at is not None:
        kinds[at] = "title"
    authors = asked.authors(kinds, at, outlet)
    return Facts(
        title, outlet or asked.last_outlet(kinds), authors, asked.published(kinds, at), asked.url, kinds, asked.canonical
    )


class _Asked:
    """One page, and everything in it that can answer."""

    def __init__(self, source: str, page: Page, inside: tuple[bool, ...] | None, url: str | None) -> None:
        self._source = source
        self._page = page
        self._text = page.clean.text
        self._inside = inside
        self._short = {i: fold(self._text[b.start : b.end]) for i, b in enumerate(page.blocks) if b.end - b.start <= _SHORT}
        self._meta: dict[str, list[str]] = {}
        for meta in page.metas:
            name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
            if value := " ".join(meta.get("content", "").split()):
                self._meta.setdefault(name.strip().lower(), []).append(value)
        canonical = [
            k["href"] for k in page.links if "canonical" in k.get("rel", "").lower() and k.get("href", "").startswith("http")
        ]
        self.canonical = next(iter([*canonical, *(u for u in self._meta.get("og:url", []) if u.startswith("http"))]), None)
        self.url = url or self.canonical
        self._article = self._pick_article(list(_nodes(page.scripts)))
        self._suffix: str | None = None

    def _pick_article(self, nodes: list[dict[str, Any]]) -> dict[str, Any]:
        """The JSON-LD node of this report: the article whose headline the page shows, else the first article."""
        by_id = {n["@id"]: n for n in nodes if isinstance(n.get("@id"), str) and len(n) > 1}
        articles = [
            n for n in nodes if any(t.endswith(("Article", "Posting", "Report", "Review")) for t in _strings(n.get("@type")))
        ]
        shown = set(self._short.values())
        chosen = next((n for n in articles if any(fold(h) in shown for h in _strings(n.get("headline")))), None)
        chosen = chosen or next(iter(articles), None) or next((n for n in nodes if "datePublished" in n), {})
        return {
            k: [by_id.get(v.get("@id", ""), v) if isinstance(v, dict) else v for v in _list(value)]
            for k, value in chosen.items()
        }

    # -- title -----------------------------------------------------------------------------------

    def title(self) -> tuple[Fact | None, int | None]:
        """The headline: as the page shows it when that is what its metadata say, else as they say; and its block."""
        said = [(t, "json-ld headline") for t in _strings(self._article.get("headline"))]
        said += [(value, _basis(name)) for name in _fields("title") for value in self._meta.get(name, [])][:4]
        headings = sorted((b.level, i) for i, b in enumerate(self._page.blocks) if b.level and i in self._short)
        order = [i for _, i in headings] + [i for i in self._short if not self._page.blocks[i].level]
        parts = [(t, "title element") for t in self._title_parts()]
        found = (
            self._shown(said, order)
            or self._shown(parts, order[: len(headings)])
            or self._near_title(said, [i for level, i in headings if level == 1])
            or self._shown(parts, order)
        )
        if found is not None:
            i, basis = found
            block = self._page.blocks[i]
            self._suffix = self._rest_of_title(self._short[i])
            return Fact(self._text[block.start : block.end], basis, block.start, block.end), i
        if said:
            return Fact(said[0][0], said[0][1]), None
        if self._page.title:
            return Fact(self._page.title, "title element"), None
        for _, i in headings[:1]:
            block = self._page.blocks[i]
            return Fact(self._text[block.start : block.end], f"first h{block.level}", block.start, block.end), i
        return None, None

    def _shown(self, said: list[tuple[str, str]], order: list[int]) -> tuple[int, str] | None:
        """The block that is one of these titles word for word, headings first."""
        wanted: dict[str, str] = {}
        for value, named in said:
            wanted.setdefault(fold(value), named)
        site = {fold(v) for v in self._meta.get("og:site_name", [])}
        for i in order:
            if (basis := wanted.get(self._short[i])) and self._short[i] not in site:
                level = self._page.blocks[i].level
                return i, f"{f'h{level}' if level else 'line'} in the page, as in {basis}"
        return None

    def _near_title(self, said: list[tuple[str, str]], first_level: list[int]) -> tuple[int, str] | None:
        """The one h1 that shares most of its words with a title that the metadata give: search engines get another."""
        for i in first_level:
            words = set(re.findall(r"\w{3,}", self._short[i]))
            for value, basis in [*said, (self._page.title, "title element")]:
                theirs = set(re.findall(r"\w{3,}", fold(value)))
                if len(words) > 1 and 2 * len(words & theirs) >= min(len(words), len(theirs)) and len(words & theirs) > 1:
                    return i, f"h1 in the page, close to {basis}"
        if (
            len(first_level) == 1
            and self._inside is not None
            and self._inside[first_level[0]]
            and len(self._short[first_level[0]].split()) > 2
        ):
            return first_level[0], "only h1 of the main text"
        return None

    def _parts(self) -> list[tuple[int, int]]:
        """The pieces of the title element between its separators."""
        title, at, parts = self._page.title, 0, []
        for m in _SEPARATOR.finditer(title):
            parts.append((at, m.start()))
            at = m.end()
        return [p for p in [*parts, (at, len(title))] if p[0] < p[1]][:8]

    def _title_parts(self) -> list[str]:
        """Every run of the title element's pieces, the longest first."""
        parts = self._parts()
        runs = [(parts[j][1] - a, a, parts[j][1]) for i, (a, _) in enumerate(parts) for j in range(i, len(parts))]
        return [self._page.title[a:b] for _, a, b in sorted(runs, key=lambda r: (-r[0], r[1]))]

    def _rest_of_title(self, headline: str) -> str | None:
        """The outlet in "Headline | Section | Outlet" or "Outlet » Headline", once the headline is known."""
        parts = self._parts()
        for i in range(len(parts)):
            for j in range(len(parts) - 1, i - 1, -1):
                if fold(self._page.title[parts[i][0] : parts[j][1]]) == headline:
                    rest = parts[j + 1 :][-1:] or parts[:i][:1]
                    return next((self._page.title[a:b] for a, b in rest if _name_like(self._page.title[a:b])), None)
        return None

    # -- outlet ----------------------------------------------------------------------------------

    def outlet(self, title: Fact | None) -> Fact | None:
        """The outlet by JSON-LD publisher, og:site_name, other meta elements or the title's suffix."""
        publishers = [n for p in _list(self._article.get("publisher")) for n in _names(p)]
        said = [(n, "json-ld publisher") for n in publishers if fold(n) not in _fields("platform")]
        for name in _fields("outlet"):
            values = [v for v in self._meta.get(name, []) if name != "copyright" or names_outlet(v)]
            said += [(v, _basis(name)) for v in values]
        if self._suffix:
            said.append((self._suffix, "title element, beside the headline"))
        elif (part := self._masthead_part(title)) is not None:
            said.append((part, "title element, and shown on the page"))
        for value, basis in said:
            value = re.sub(r"^(?:©|\(c\)|copyright)[\s\d,–-]*", "", value, flags=re.I).strip(" .")
            if value and not value.startswith(("http", "@", "/")) and len(value) <= 80:
                return self._standing(value, basis)
        return None

    def _masthead_part(self, title: Fact | None) -> str | None:
        """The last or first piece of the title element, when a block of the page is just that, or it is an outlet's name."""
        parts = [self._page.title[a:b] for a, b in self._parts()]
        for part in [*parts[1:][-1:], *parts[:-1][:1]]:
            own = title is not None and fold(part) in fold(title.value)
            if _name_like(part) and not own and (names_outlet(part) or fold(part) in self._short.values()):
                return part
        return None

    def _standing(self, value: str, basis: str) -> Fact:
        """A fact with the first block that is exactly its value, where there is one."""
        wanted = fold(value)
        i = next((i for i, text in self._short.items() if text == wanted), None)
        if i is None:
            return Fact(value, basis)
        return Fact(value, basis, self._page.blocks[i].start, self._page.blocks[i].end)

    def last_outlet(self, kinds: dict[int, BlockKind]) -> Fact | None:
        """The outlet by a visible byline ("By Ida Roe / Upland Post") or, as the last resort, the address's host."""
        for i in sorted(i for i, kind in kinds.items() if kind == "byline"):
            for start, line in self._lines(i):
                if (found := byline(line)) and found.outlet:
                    span = found.outlet
                    return Fact(line[span.start : span.end], "byline in the page", start + span.start, start + span.end)
        try:
            host = (urlsplit(self.url or "").hostname or "").removeprefix("www.")
        except ValueError:
            host = ""
        return Fact(host, "host of the page's address") if host else None

    # -- credit lines ----------------------------------------------------------------------------

    def _lines(self, i: int) -> Iterator[tuple[int, str]]:
        """The lines of a block and where each begins in the text."""
        at = self._page.blocks[i].start
        for line in self._text[at : self._page.blocks[i].end].split("\n"):
            yield at, line
            at += len(line) + 1

    def credit_lines(self, title: int | None, outlet: Fact | None) -> dict[int, BlockKind]:
        """The blocks near the title, or marked as such, that are bylines and date lines; and the masthead."""
        kinds: dict[int, BlockKind] = {}
        site = fold(outlet.value) if outlet else ""
        for i, folded in self._short.items():
            block = self._page.blocks[i]
            marked = bool(_WRITES.search(block.place[-1])) if block.place else False
            near = title is not None and title - _NEAR[0] <= i <= title + _NEAR[1]
            if folded == site and (title is None or i < title):
                kinds[i] = "masthead"
            elif block.kind in ("heading", "quote", "caption") or i == title or _BESIDES_TEXT.search(" ".join(block.place)):
                continue
            elif near or marked:
                lines = [line for _, line in self._lines(i)]
                written = any(byline(line, bare=marked and near) for line in lines)
                day = [dated(line) is not None for line in lines]
                if written:
                    kinds[i] = "byline"
                elif all(day):
                    kinds[i] = "dateline"
        return kinds

    def authors(self, kinds: dict[int, BlockKind], title: int | None, outlet: Fact | None) -> tuple[Fact, ...]:
        """The people who wrote it: JSON-LD, meta elements, rel="author", or the visible byline nearest to the title."""
        said = [(n, "json-ld author") for a in _list(self._article.get("author")) if not _organisation(a) for n in _names(a)]
        if not said:
            said = next(([(v, _basis(n)) for v in self._meta[n]] for n in _fields("author") if self._meta.get(n)), [])
        found = self._people(said, kinds, outlet)
        if found:
            return found
        marked = [
            s
            for s in self._page.stamps
            if s.name != "time" and ("author" in s.attributes.get("rel", "") or s.attributes.get("itemprop") == "author")
        ]
        found = self._people(
            [(self._of(s), "rel=author" if "rel" in s.attributes else "itemprop author") for s in marked], kinds, outlet
        )
        if found:
            return found
        site = fold(outlet.value) if outlet else ""
        lines = sorted((i for i, kind in kinds.items() if kind == "byline"), key=lambda i: (abs(i - (title or 0)), i))
        for i in lines:
            for start, line in self._lines(i):
                credit = byline(line, bare=title is not None and title < i <= title + 4)
                names = [s for s in credit.names if not _office(line[s.start : s.end], site)] if credit else []
                if names:
                    shown = [(line[s.start : s.end], start + s.start, start + s.end) for s in names]
                    return tuple(Fact(name, "byline in the page", a, b) for name, a, b in shown)
        return ()

    def _people(self, said: list[tuple[str, str]], kinds: dict[int, BlockKind], outlet: Fact | None) -> tuple[Fact, ...]:
        """The personal names in these values, each once, with their place in a byline of the page."""
        names: dict[str, tuple[str, str]] = {}
        site = fold(outlet.value) if outlet else ""
        for value, basis in said[:20]:
            value = re.sub(r"^\s*(?:by|von|par|por)\s+", "", value, flags=re.I)
            parts = [p.strip() for p in re.split(r"\s*[,;|]\s*|\s+(?:and|und|et|y|&)\s+", value) if p.strip()]
            people = [p for p in parts if person_like(p) and not names_outlet(p) and not _office(p, site)]
            if len(people) > 1 and len(people[0].split()) > 1:
                people = [p for p in people if len(p.split()) > 1]
            for name in people[:1] if len(parts) > 1 and len(people) == 1 else people:
                names.setdefault(fold(name), (name, basis))
        places = sorted(kinds, key=lambda i: (kinds[i] != "byline", i))
        return tuple(self._placed(name, basis, [i for i in places if kinds[i] == "byline"]) for name, basis in names.values())

    def _placed(self, name: str, basis: str, where: list[int]) -> Fact:
        for i in where:
            block = self._page.blocks[i]
            at = self._text[block.start : block.end].casefold().find(name.casefold())
            if at >= 0 and len(self._text[block.start : block.end].casefold()) == block.end - block.start:
                return Fact(name, basis, block.start + at, block.start + at + len(name))
        return Fact(name, basis)

    def _of(self, stamp: Stamp) -> str:
        return stamp.attributes.get("content") or " ".join(self._text[stamp.start : stamp.end].split())[:_SHORT]

    # -- day of publication ----------------------------------------------------------------------

    def published(self, kinds: dict[int, BlockKind], title: int | None) -> Fact | None:
        """The day of publication, as the publisher wrote it (no time zone is taken off), with the line that shows it."""
        said = [(v, f"json-ld {k}") for k in ("datePublished", "dateCreated") for v in _strings(self._article.get(k))]
        said += [(v, _basis(name)) for name in _fields("day") for v in self._meta.get(name, [])]
        for value, basis in said:
            if day := day_of(value):
                return self._dated(day, basis, kinds)
        return self._timed(title) or self._date_line(kinds, title) or self._guessed()

    def _dated(self, day: str, basis: str, kinds: dict[int, BlockKind]) -> Fact:
        for i in sorted(i for i, kind in kinds.items() if kind in ("byline", "dateline")):
            for start, line in self._lines(i):
                if (shown := dated(line)) and shown.value == day:
                    return Fact(day, basis, start + shown.start, start + shown.end)
        return Fact(day, basis)

    def _timed(self, title: int | None) -> Fact | None:
        """By an element that names the day of publication, or the `time` near the title that is not labelled "updated"."""
        blocks = self._page.blocks
        near = (0, len(self._text))
        if title is not None:
            near = (blocks[max(0, title - _NEAR[0])].start, blocks[min(len(blocks) - 1, title + _NEAR[1])].end)
        stamps = [
            s for s in self._page.stamps if s.name == "time" or s.attributes.get("itemprop", "").lower() == "datepublished"
        ]
        named = [s for s in stamps if s.attributes.get("itemprop", "").lower() == "datepublished" or "pubdate" in s.attributes]
        plain = [
            s for s in stamps if near[0] <= s.start <= near[1] and "modified" not in s.attributes.get("itemprop", "").lower()
        ]
        plain = [s for s in plain if not self._updated(s)] or plain
        for stamp in [*named, *plain]:
            value = stamp.attributes.get("datetime") or stamp.attributes.get("content") or self._of(stamp)
            if day := day_of(value):
                basis = "time element" if stamp.name == "time" else "itemprop datePublished"
                start, end = self._trimmed(stamp)
                return Fact(day, basis, start, end) if start < end else Fact(day, basis)
        return None

    def _trimmed(self, stamp: Stamp) -> tuple[int, int]:
        shown = self._text[stamp.start : stamp.end]
        return stamp.start + len(shown) - len(shown.lstrip()), stamp.end - len(shown) + len(shown.rstrip())

    def _updated(self, stamp: Stamp) -> bool:
        return (
            re.search(r"(?:updated|modified|changed)\W*$", fold(self._text[max(0, stamp.start - 30) : stamp.start])) is not None
        )

    def _date_line(self, kinds: dict[int, BlockKind], title: int | None) -> Fact | None:
        """By a visible date line beside the title; one that says "updated" only if there is no other."""
        found = []
        for i in sorted(i for i, kind in kinds.items() if kind in ("byline", "dateline")):
            for start, line in self._lines(i):
                if (shown := dated(line)) and len(shown.value) == 10:
                    found.append(
                        (shown.label == "updated", abs(i - (title or 0)), start + shown.start, start + shown.end, shown.value)
                    )
        for _, _, start, end, value in sorted(found)[:1]:
            return Fact(value, "date line in the page", start, end)
        return None

    def _guessed(self) -> Fact | None:
        """By the address ("/2019/07/11/"), or by what htmldate finds in the markup. Neither looks at today's date."""
        if self.url and (m := _URL_DAY.search(urlsplit(self.url).path)) and (day := _valid(int(m[1]), int(m[2]), int(m[3]))):
            return Fact(day, "date in the page's address")
        page = tree(self._source, self._page)
        if page is None:
            return None
        try:
            guess = find_date(page, extensive_search=False, original_date=True, min_date="1995-01-01", max_date="2100-01-01")
        except Exception:  # a page must not be lost because its date cannot be found
            return None
        day = day_of(guess or "")
        return Fact(day, "htmldate, from the page's markup") if day else None


def day_of(value: str) -> str | None:
    """The day that a metadata value names ("2019-07-11T08:00Z", "Thu, 11 Jul 2019", "20190711", seconds since 1970), or None.

    The day is the one written, in whatever zone the publisher writes; "07/11/2019" is two days and so none.
    """
    value = value[:100]
    if m := _DAY.match(value):
        year, month, day = (int(x) for x in (m[1] or m[4], m[2] or m[5], m[3] or m[6]))
        return _valid(year, month, day)
    if m := _EPOCH.match(value):
        return datetime.fromtimestamp(int(m[1]), UTC).date().isoformat()
    for _, found in absolute_dates(value):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", found):
            return found
    try:
        parsed = parsedate(value)
    except (ValueError, TypeError, IndexError):
        parsed = None
    return _valid(*parsed[:3]) if parsed else None


def _valid(year: int, month: int, day: int) -> str | None:
    """The ISO day, None for one that does not exist or that programs put where none is known (year 1, 1 January 1970)."""
    try:
        found = date(year, month, day).isoformat()
    except ValueError:
        return None
    return found if 1700 <= year <= 2200 and found != "1970-01-01" else None


def _basis(name: str) -> str:
    return name if ":" in name else f"meta {name}"


def _office(name: str, site: str) -> bool:
    """Whether a name in an author's place is a job, a desk, or the outlet itself: "Staff Reports", "Upland Post Sport"."""
    folded = fold(name)
    return (
        folded == site
        or bool(site and folded.startswith(site + " "))
        or any(w in words_for("job") | words_for("staff") for w in [folded, *re.split(r"[\s-]", folded)])
    )


def _name_like(part: str) -> bool:
    words = part.split()
    return 0 < len(words) <= 6 and len(part) <= 60 and any(c.isalpha() for c in part) and not part.rstrip().endswith(("?", "!"))


# -- JSON-LD -----------------------------------------------------------------------------------------


def _nodes(scripts: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The nodes of a page's JSON-LD that describe the page (top level, @graph, mainEntity), not those of other pages."""
    seen = 0
    for script in scripts:
        stack = [_parsed(script)]
        while stack and seen < _NODES:
            value = stack.pop()
            if isinstance(value, list):
                stack += reversed(value[:_NODES])
            elif isinstance(value, dict):
                seen += 1
                yield value
                stack += [value[k] for k in ("mainEntity", "@graph") if k in value]


def _parsed(script: str) -> Any:
    """The JSON of a script, None where it is none, even after the wrappings that publishers put around it are taken off."""
    bare = re.sub(
        r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$", "", script.strip()
    )
    try:
        return json.loads(bare, strict=False)
    except (ValueError, RecursionError):
        return None


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _strings(value: Any) -> list[str]:
    return [seen[:1000] for v in _list(value) if isinstance(v, str) and (seen := shown(v))]


def _names(value: Any) -> list[str]:
    """The name of a person or organisation as JSON-LD gives it: a string, or a node with a name."""
    return _strings(value.get("name")) if isinstance(value, dict) else _strings(value)


def _organisation(value: Any) -> bool:
    return isinstance(value, dict) and any("Organization" in t for t in _strings(value.get("@type")))
