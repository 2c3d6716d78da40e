"""What each stretch of a document's text is there for: title, body, furniture, repeat; over the body, passages quoted whole.

Furniture is what a page wraps around a report: menus, credits, share lines, lists of other stories, author biographies,
comments, legal notices. It is known by its words (`data/furniture.toml`), by the markup around it (`data/places.csv`), by the
extractor's judgement of the page's main text, and by standing at the head or the foot among other furniture. Where these are
silent a stretch is body: a report is hurt more by a lost paragraph than by a stray menu line. A repeat is a stretch of
sentences that already stood earlier in the same document (the print version below the article). A quoted passage is one set
off as another outlet's text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from sayso.mark.passages import passages
from sayso.mark.turns import called, labels
from sayso.tables import table
from sayso.text import fold, paragraphs
from sayso.types import Block, Document, Region, RegionKind, Span

SOLID_WORDS = (
    20  # a paragraph this long that ends like a sentence is running text (menus and link lists of 181 news pages stay below)
)
SHORT_WORDS = 4  # where no paragraph is that long, one of so many words that ends like a sentence is
LONGEST = 2500  # code points: a longer paragraph is not judged by its words (the longest legal notice of the seeds has 640)
REPEAT_CHARS = 200  # a repeat shorter than this is a pull quotation or a summary, which newspapers print on purpose
CALLS = 3  # points from which a line at the foot turns to the reader; weighed on the feet of 900 news articles
CALLED_WORDS = 60  # a longer paragraph is not asked whether it turns to the reader
OPENED_LINES = 30  # a list of other stories is not followed further than this
PLACES = " > "  # between the elements of a block's `place`
WRAPPED = 0.2  # an element that holds this share of the main text wraps it (181 news pages: promotions inside stay below 0.1)

_STOP = re.compile(r"(?:[.!?…]|,(?=[\"'”’»)]))[\"'”’»)\]]*$")
_FULL_STOP = re.compile(r"(?:[.…][\"'”’»)\]]*|[!?,][\"'”’»)\]]+)$")
_SENTENCE = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)")
_LINKS = re.compile(r"\s[|·•▪]\s|\s*\|\s*|\s{2,}")
_LETTERS = re.compile(r"[^\W_]+")
_JOBS = re.compile(
    r"\b(?:correspondent|reporter|editor|columnist|staff writer|journalist|author|contributor|contributing|fellow|professor"
    r"|blogger|writer|commentator|analyst|podcast|critic|lecturer|novelist)\b"
)
_IMPRINT = re.compile(
    r"\bis (?:a |an |the |part|owned|published|edited|written|funded|produced|printed|not responsible)"
    r"|\b(?:takes|holds|owns) no (?:positions?|shares?|stakes?|interest)\b"
    r"|^[^.]{0,60},[^.]{0,60},"
)
_POST = re.compile(r"(?:—|–|--?)\s*[^()\n]{1,60}\(@\w{1,30}\)")
_TELLS = re.compile(r"\b(?:said|says|told|according to|added)\b")
_QUOTED = re.compile(r'"[^"]{0,600}"')
_SIGNED_OFF = re.compile(
    r"\((?:additional |with )?(?:reporting|writing|editing|compiled|written|edited|reported)\b|\W{0,4}(?:ends?|xxx|#+)\W{0,4}$"
)
_CREDITS = {"byline": "byline", "masthead": "masthead"}
_BIO_VERBS = (
    r"(?:is|was|has|have|writes|covers|reports|teaches|spent|works|lives|holds|grew|studied|edits|hosts|joined|served|runs"
    r"|leads|blogs|can be|contributes|wrote|worked)"
)


class _Unit(NamedTuple):
    """A block with its words counted; `folded` is empty where its words are not to be judged: too long, a post, or a turn."""

    block: Block
    text: str
    folded: str
    words: int
    solid: bool
    closed: bool  # ends like a sentence


class _Sign(NamedTuple):
    why: str
    points: int
    essay: bool
    pattern: re.Pattern[str]


class _Row(NamedTuple):
    why: str
    where: str
    opens: str
    words: int
    opening: re.Pattern[str] | None  # the patterns that stand at the beginning of a line: tried once, not at every place
    anywhere: re.Pattern[str] | None

    def speaks(self, unit: _Unit) -> bool:
        """Whether a unit, short enough for this row, uses its words."""
        if unit.words > self.words:
            return False
        return bool((self.opening and self.opening.match(unit.folded)) or (self.anywhere and self.anywhere.search(unit.folded)))


def regions(document: Document) -> tuple[Region, ...]:
    """The regions of a document, by their start; each paragraph is in exactly one of title, body, furniture and repeat.

    White space between paragraphs is in none. Linear in the length of the text.
    """
    units = _units(document)
    furniture = _furniture(document, units)
    again = _repeats(document.text, units, furniture)
    laid = list(_lay(document, units, furniture, again))
    titles = [r for r in laid if r.kind == "title"]
    quoted = passages(document.text, _runs(units, furniture, again))
    over = [q for q in quoted if not any(t.start < q.end and q.start < t.end for t in titles)]
    return tuple(sorted([*laid, *over]))


def _runs(units: list[_Unit], why: dict[int, str], again: list[Span]) -> Iterator[list[Block]]:
    """The stretches of body blocks that nothing stands between."""
    starts = [a.start for a in again]
    run: list[Block] = []
    for i, unit in enumerate(units):
        k = bisect_right(starts, unit.block.start) - 1
        if i in why or (k >= 0 and unit.block.start < again[k].end):
            yield run
            run = []
        else:
            run.append(unit.block)
    yield run


def _units(document: Document) -> list[_Unit]:
    """The blocks as units; lines that no block covers are paragraphs."""
    text = document.text
    blocks = [b for b in document.blocks if b.end > b.start]
    gaps = zip([0, *(b.end for b in blocks)], [*(b.start for b in blocks), len(text)], strict=True)
    loose = [Block(p.start, p.end, "paragraph") for start, end in gaps if start < end for p in paragraphs(text, start, end)]
    units = [_unit(text, b) for b in sorted([*blocks, *loose], key=lambda b: b.start)]
    said = _turns(text, units)
    return [u._replace(folded="", solid=True) if u.block.start in said else u for u in units]


def _turns(text: str, units: Sequence[_Unit]) -> frozenset[int]:
    """Where the turns of a transcript begin: whatever is said in them ("Thank you."), it is no furniture.

    Somebody speaks more than once, and of the lines from the first to the last at least half are turns: a page may have
    "WATCH: ", "MORE: " and "PHOTO: " too, and "CONTACT: " twice.
    """
    labelled = labels(text, [Span(u.block.start, u.block.end) for u in units if u.block.kind == "paragraph"])
    names = {called(m): m for m in labelled.values()}
    foot = {name for name, m in names.items() if _spoken(_unit(text, Block(m.start(), m.end(), "paragraph")), "foot")}
    plain = [u.block for u in units if (m := labelled.get(u.block.start)) and not (called(m) in foot or _spoken(u, "any"))]
    found = labels(text, [Span(b.start, b.end) for b in plain])
    if len({called(m) for m in found.values()}) == len(found):
        return frozenset()
    first, last = min(found), max(found)
    within = sum(first <= u.block.start <= last for u in units)
    return frozenset(found) if 2 * len(found) >= within else frozenset()


def _unit(text: str, block: Block) -> _Unit:
    words = len(text[block.start : block.end].split())
    own = text[block.start : block.end]
    closed = bool(_STOP.search(own[-8:].rstrip()))
    solid = words >= SOLID_WORDS and (closed or bool(_SENTENCE.search(own))) and len(_LINKS.findall(own[:LONGEST])) < words / 6
    judged = len(own) <= LONGEST and not _POST.search(own)  # what a post says in its own words tells nothing about the page
    return _Unit(block, own, fold(own) if judged else "", words, solid, closed)


# -- furniture --------------------------------------------------------------------------------------


@cache
def _rows(zone: str) -> tuple[_Row, ...]:
    """The rows of the furniture table that hold in a zone: any, head, foot."""
    zones = {"any": ("any",), "head": ("head", "edge"), "foot": ("foot", "edge")}[zone]
    return tuple(
        _Row(
            r["why"],
            r["where"],
            r.get("opens", ""),
            r.get("words", 40),
            _either([p[1:] for p in r["patterns"] if p.startswith("^")]),
            _either([p for p in r["patterns"] if not p.startswith("^")]),
        )
        for r in table("furniture")
        if r["where"] in zones
    )


def _either(patterns: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{p})" for p in patterns)) if patterns else None


@cache
def _parts() -> dict[str, tuple[bool, str]]:
    return {row["part"]: (row["strong"] == "yes", row["why"]) for row in table("places")}


def _spoken(unit: _Unit, zone: str) -> _Row | None:
    """The first row of the furniture table that holds in a zone and whose words the unit speaks."""
    return next((row for row in _rows(zone) if row.speaks(unit)), None) if unit.folded else None


@cache
def _label(label: str) -> tuple[bool, str] | None:
    """What the name, class and id of one element say that it is: (settled, why), or None."""
    found = [_parts()[part] for part in _LETTERS.findall(label) if part in _parts()]
    return max(found, key=lambda f: f[0], default=None)


def _wrappers(units: list[_Unit]) -> frozenset[str]:
    """The elements that enclose a good part of the main text: whatever their class ("with-sidebar"), they are no furniture."""
    total = 0
    held: dict[str, int] = {}
    for unit in units:
        if unit.block.main and unit.solid:
            total += unit.words
            for label in unit.block.place.split(PLACES):
                held[label] = held.get(label, 0) + unit.words
    return frozenset(label for label, words in held.items() if words >= WRAPPED * total)


def _furniture(document: Document, units: list[_Unit]) -> dict[int, str]:
    """The indices of the units that are furniture, each with its why."""
    known = any(u.block.main for u in units)
    wrappers = _wrappers(units)
    title = _title_index(document, units)
    why: dict[int, str] = {}
    opened: list[tuple[int, _Row]] = []
    for i, unit in enumerate(units):
        if i == title:
            continue
        if unit.block.kind in _CREDITS and unit.words <= 40:
            why[i] = _CREDITS[unit.block.kind]
            continue
        row = _spoken(unit, "any")
        if reason := _by_markup(unit, wrappers):
            why[i] = reason
        elif row and not (unit.solid and unit.block.main):
            why[i] = row.why
        if i in why and row and row.opens:
            opened.append((i, row))
    if known:
        _left_out(units, why, title)
    first, last = _bounds(document, units, why)
    _edges(document, units, why, title, first, last, opened)
    _follow(units, why, opened, known)
    _fill_foot(units, why, title, last)
    return why


def _title_index(document: Document, units: list[_Unit]) -> int | None:
    """The unit that holds the title."""
    if document.title and document.title.start is not None:
        at = document.title.start
        return next((i for i, u in enumerate(units) if u.block.start <= at < u.block.end), None)
    return next((i for i, u in enumerate(units) if u.block.kind == "title"), None)


def _by_markup(unit: _Unit, wrappers: frozenset[str]) -> str | None:
    """What the markup alone settles: a part of the page that never holds the report."""
    labels = [label for label in unit.block.place.split(PLACES) if label not in wrappers]
    found = max((said for label in labels if (said := _label(label))), key=lambda s: s[0], default=None)
    if not found:
        return None
    strong, why = found
    if unit.block.main is True:
        return why if strong and not unit.solid else None
    return why if strong or unit.block.main is False else None


def _left_out(units: list[_Unit], why: dict[int, str], title: int | None) -> None:
    """Units that the extractor left out of the main text, unless they stand among it in the same markup and read like it."""
    mains = [i for i, u in enumerate(units) if u.block.main]
    first, last = mains[0], mains[-1]
    homes = {units[i].block.place for i in mains}
    for i, unit in enumerate(units):
        if unit.block.main is not False or i in why or i == title:
            continue
        if (
            title is not None
            and i == title + 1
            and unit.block.kind == "heading"
            and unit.block.place == units[title].block.place
        ):
            continue  # the line below the headline
        among = first < i < last and unit.block.place in homes and unit.block.kind not in ("item", "caption")
        beside = unit.block.place in homes and unit.solid and unit.block.kind in ("paragraph", "quote")
        if not (among and (unit.closed or unit.block.kind == "quote" or unit.solid)) and not beside:
            why[i] = "outside the page's main text"


def _bounds(document: Document, units: list[_Unit], why: dict[int, str]) -> tuple[int, int]:
    """The first and the last unit of running text; (len, -1) where there is none."""
    running = [u.solid for u in units]
    if not any(solid and i not in why for i, solid in enumerate(running)):  # a short report: its sentences are its running text
        running = [u.closed and u.words >= SHORT_WORDS for u in units]
    first = next((i for i, solid in enumerate(running) if solid and i not in why), len(units))
    last = len(units) - 1
    while last >= first:
        unit = units[last]
        wraps = last in why or _spoken(unit, "foot") or _biography(document, units, why, last)
        if running[last] and not wraps and (last == first or not _calls(unit, units[first:last])):
            return first, last
        last -= 1
    return first, first if first < len(units) else -1


def _edges(
    document: Document,
    units: list[_Unit],
    why: dict[int, str],
    title: int | None,
    first: int,
    last: int,
    opened: list[tuple[int, _Row]],
) -> None:
    """Furniture that is known as such only at the head or the foot."""
    for i in [*range(min(first, len(units))), *range(last + 1, len(units))]:
        if i in why or i == title:
            continue
        unit = units[i]
        if i < first and unit.block.kind == "dateline":
            why[i] = "date line"
        elif row := _spoken(unit, "head" if i < first else "foot"):
            why[i] = row.why
            if row.opens:
                opened.append((i, row))
        elif _link_list(unit):
            why[i] = "menu"
        elif i > last and _biography(document, units, why, i):
            why[i] = "about the author"
        elif i > last and _of_itself(document, unit):
            why[i] = "imprint"
        elif i > last and last >= 0 and (called := _calls(unit, units[first : last + 1])):
            why[i] = called


def _link_list(unit: _Unit) -> bool:
    """Whether a line has the shape of a menu: three or more short pieces between bars or dots."""
    pieces = [p for p in re.split(r"\s*[|·•▪»]\s*", unit.text[:400]) if p.strip()]
    slashed = unit.text[:400].split(" / ")
    pieces = slashed if len(slashed) > 3 else pieces
    return len(pieces) >= 2 and len(unit.text) < 400 and all(len(p.split()) <= 4 for p in pieces) and not unit.closed


def _biography(document: Document, units: list[_Unit], why: dict[int, str], i: int) -> bool:
    """Whether a unit tells about the writer: it opens with an author's name, or with a name that the report never uses."""
    unit = units[i]
    if not unit.folded or unit.words > 160:
        return False
    for author in document.authors:
        if re.match(rf"{re.escape(fold(author.value))}(?:'s\b|,[^,]{{0,80}},)? ?{_BIO_VERBS}?\b", unit.folded):
            return i > 0 and bool(re.match(rf".{{0,120}}?(?:\b{_BIO_VERBS}\b|'s )", unit.folded))
    if i < len(units) - 12 or not _JOBS.search(unit.folded[:240]):
        return False
    m = re.match(rf"((?:[A-Z][\w.'’-]+ ){{1,3}}[A-Z][\w'’-]+)(?:,[^,]{{0,80}},)? {_BIO_VERBS}\b", unit.text)
    if not m:
        return False
    surname = re.compile(rf"\b{re.escape(m[1].split()[-1])}\b")
    return not any(surname.search(u.text) for k, u in enumerate(units) if k != i and k not in why)


def _of_itself(document: Document, unit: _Unit) -> bool:
    """Whether a line at the foot speaks of the outlet itself: "The Gleaner is written by …", "Radio Moor is part of …"."""
    if not document.outlet or unit.words > 40:
        return False
    names = {fold(document.outlet.value).removeprefix("the "), fold(document.outlet.value).split()[-1]}
    opening = re.match(r"(?:the )?(.{2,60}?)(?:,| is | was | are | takes | holds | owns )", unit.folded)
    if not opening or opening[1] not in names:
        return False
    return bool(_IMPRINT.search(unit.folded))


@cache
def _call_rows() -> tuple[_Sign, ...]:
    rows = table("reader_calls")
    return tuple(
        _Sign(r["why"], r["points"], r.get("essay", False), re.compile("|".join(f"(?:{p})" for p in r["patterns"])))
        for r in rows
    )


def _calls(unit: _Unit, report: list[_Unit]) -> str:
    """How a unit at the foot turns to the reader, by the signs that it gives together; empty where they are too few.

    A sign that the report above gives as well (a blog says "you" throughout) counts for nothing. Three signs are
    needed, or one of weight that an essay's last line would not give. Never taken: a paragraph that opens with a quotation,
    opens one with a colon, or tells who said something.
    """
    if not unit.folded or unit.words > CALLED_WORDS or unit.folded[0] in "\"'" or unit.folded[-1] == ":":
        return ""
    own = _QUOTED.sub(" ", unit.folded)
    if _TELLS.search(own):
        return ""
    found = [s for s in _call_rows() if s.pattern.search(own) and (s.points > 1 or not _habit(s.pattern, report))]
    plain = [s for s in found if not s.essay]
    if sum(s.points for s in found) < CALLS or not (len(found) >= CALLS or any(s.points > 1 for s in plain)) or not plain:
        return ""
    return max(found, key=lambda s: s.points).why


def _habit(pattern: re.Pattern[str], report: list[_Unit]) -> bool:
    """Whether a report does so itself: in two of its last dozen paragraphs, quotations aside."""
    return sum(bool(pattern.search(_QUOTED.sub(" ", u.folded))) for u in report[-12:]) >= 2


def _follow(units: list[_Unit], why: dict[int, str], opened: list[tuple[int, _Row]], known: bool) -> None:
    """What stands below a line that opens a section: everything, or the short lines of a list.

    Main text ends it, but for what shares with the line an element of the page in which no running text stands before.
    """
    before = 0
    read = [0]
    for i, unit in enumerate(units):
        before += unit.words if unit.solid and i not in why else 0
        read.append(before)
    for i, row in opened:
        place = units[i].block.place
        apart = place != "" and not any(u.block.place == place for u in units[:i] if u.solid)
        if row.opens == "rest":
            for j in range(i + 1, len(units)):
                if (apart and units[j].block.place == place) or (
                    read[i] >= 60 and not (units[j].block.main and units[j].solid)
                ):
                    why.setdefault(j, row.why)
        elif row.opens == "list":
            for j in range(i + 1, min(i + 1 + OPENED_LINES, len(units))):
                if j in why:
                    continue
                if (
                    (units[j].block.main and not (apart and units[j].block.place == place))
                    or units[j].words > 25
                    or (_FULL_STOP.search(units[j].text[-8:]) and units[j].words > 3)
                ):
                    break
                why[j] = row.why


def _fill_foot(units: list[_Unit], why: dict[int, str], title: int | None, last: int) -> None:
    """What stands among furniture below the last running text, and says nothing that tells it apart."""
    hits = [i for i in range(last + 1, len(units)) if i in why]
    if not hits:
        return
    for i in range(last + 1, len(units)):
        if i in why or i == title or units[i].block.main or not units[i].folded:
            continue
        before = sum(h < i for h in hits[:3]) + any(_SIGNED_OFF.match(units[h].folded) for h in hits if h < i)
        sentence = units[i].closed and units[i].words >= 4
        heading = units[i].block.kind == "heading" and i + 1 in why
        if heading or (before and not sentence) or (sentence and (before > 1 or (before and hits[-1] > i))):
            why[i] = "stands among furniture at the foot"


# -- repeats ----------------------------------------------------------------------------------------


def _repeats(text: str, units: list[_Unit], why: dict[int, str]) -> list[Span]:
    """Stretches of at least two sentences that stood earlier, found by the first place of every sentence; ordered, disjoint."""
    parts: list[Span] = []
    keys: list[str] = []
    for i, unit in enumerate(units):
        if why.get(i, "byline") in ("byline", "date line"):
            for part in _sentences(text, unit.block.start, unit.block.end):
                parts.append(part)
                keys.append(" ".join(_LETTERS.findall(text[part.start : part.end].casefold())))
    first: dict[str, int] = {}
    out: list[Span] = []
    at = 0
    while at < len(parts):
        earlier = first.setdefault(keys[at], at)
        length = 1
        if earlier < at and keys[at]:
            while at + length < len(parts) and earlier + length < at and keys[earlier + length] == keys[at + length]:
                first.setdefault(keys[at + length], at + length)
                length += 1
            stretch = parts[at : at + length]
            if length > 1 and sum(p.end - p.start for p in stretch) >= REPEAT_CHARS:
                out.append(Span(stretch[0].start, stretch[-1].end))
        at += length
    return out


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Rough sentences, good enough to be told again: the same words are always cut the same way."""
    for line in paragraphs(text, start, end):
        at = line.start
        for m in _SENTENCE.finditer(text, line.start, line.end):
            if m.end() - at > 25:
                yield Span(at, m.end())
                at = m.end() + 1
        if at < line.end:
            yield Span(at, line.end)


# -- the map ----------------------------------------------------------------------------------------


def _lay(document: Document, units: list[_Unit], why: dict[int, str], again: list[Span]) -> Iterator[Region]:
    """Title, body, furniture and repeat, neighbours of one kind and why joined."""
    title = _title_index(document, units)
    open_region: Region | None = None
    for start, end, kind, reason in _cut(units, why, title, again):
        if open_region and open_region.kind == kind and open_region.why == reason and kind != "title":
            open_region = Region(open_region.start, end, kind, reason)
            continue
        if open_region:
            yield open_region
        open_region = Region(start, end, kind, reason)
    if open_region:
        yield open_region


def _cut(
    units: list[_Unit], why: dict[int, str], title: int | None, again: list[Span]
) -> Iterator[tuple[int, int, RegionKind, str]]:
    """Every unit as one piece, or as several where a repeat begins or ends within it."""
    k = 0
    for i, unit in enumerate(units):
        start, end = unit.block.start, unit.block.end
        kind: RegionKind = "title" if i == title else "furniture" if i in why else "body"
        reason = why.get(i, "title" if kind == "title" else "running text")
        while k < len(again) and again[k].end <= start:
            k += 1
        j = k
        while kind != "title" and j < len(again) and again[j].start < end and why.get(i, "byline") in ("byline", "date line"):
            left, right = max(start, again[j].start), min(end, again[j].end)
            if start < left:
                yield start, left, kind, reason
            yield left, right, "repeat", "stood earlier in this document, word for word"
            start = right
            j += 1
        if start < end:
            yield start, end, kind, reason
