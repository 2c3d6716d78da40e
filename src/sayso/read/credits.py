"""The credit lines of a report: who wrote it, when it came out, and the dateline that opens a wire story.

Each function reads one line and says nothing (None) when the line is something else: a sentence that happens to begin with "By"
or to hold a date is prose. Offsets count code points of the string given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sayso.edtf import absolute_dates
from sayso.tables import table
from sayso.text import fold
from sayso.types import Span

LONGEST = 240  # code points: a longer line is prose, whatever it begins with (the longest credit line of the seeds has 170)

_PARTICLES = frozenset(
    [
        "de",
        "del",
        "della",
        "der",
        "den",
        "di",
        "da",
        "do",
        "dos",
        "du",
        "von",
        "van",
        "vom",
        "zu",
        "zur",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "ben",
        "abu",
        "af",
        "av",
        "ten",
        "ter",
        "y",
        "e",
    ]
)
_NOT_NAMES = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "the",
        "this",
        "that",
        "these",
        "those",
        "a",
        "an",
        "his",
        "her",
        "their",
        "its",
        "our",
        "my",
        "your",
        "all",
        "any",
        "some",
        "most",
        "now",
        "then",
        "today",
        "tomorrow",
        "yesterday",
        "christmas",
        "easter",
    ]
)
_WORD = re.compile(r"[^\s,;:|/·•()]+")
_LEAD = re.compile(
    r"(?:exclusive\s+|special\s+report\s+|analysis\s+|comment\s+|opinion\s+|story\s+|words\s+|live\s+(?:page|blog)\s+|written\s+|posted\s+"
    r"|published\s+|compiled\s+|reported\s+|reporting\s+|additional\s+reporting\s+|writing\s+|review\s+|interview\s+|articles?\s+"
    r"|author\s+|submitted\s+)?by\b[:\s]\s*(?=\S)",
    re.I,
)
_NUMBER = re.compile(r"\b(?:no|nr|issue|number|vol)\b\.?\s*\d+", re.I)
_OPENS = re.compile(r"(?:^[\s(\[+*_-]*|(?<=[.|·•])\s+)(?=\S)")
_SENT = re.compile(  # "From our correspondent in Karsund, Ada Holt"
    r"[*_\s]*from our (?:own |special |foreign )?(?:correspondent|reporter)s?(?: (?:in|at) [^,]{2,40})?"
    r"(?:,\s*(?P<who>[^,]+?))?[*_\s]*",
    re.I,
)
_BREAK = re.compile(
    r",?\s+(?:and|&|for|in|at|from|with)\s+"
    r"|\s*(?:,|/|;|\||·|•|\)|—|–|\s-\s|:|(?<!\b[A-Z])(?<!\b[MD]r)(?<!\bMs)(?<!\bSt)\.\s|\.?$)\s*"
)
_AND = re.compile(r"\s(?:and|&)\s")
_TIME = re.compile(
    r"\b(?:at\s+|um\s+)?\d{1,2}[.:h]\d{2}(?:[.:]\d{2})?\s*(?:[ap]\.?\s?m\b\.?)?(?:\s*\(?(?:GMT|UTC|BST|CES?T|EES?T|MSK|IST|JST|E[DS]?T|C[DS]T|M[DS]T"
    r"|P[DS]?T|[a-z]{3,} time|hrs?|hours|uhr)\b\)?)?(?:\s*[+-]\d{1,2}:?\d{0,2})?"
    r"|\b\d{1,2}\s*[ap]\.?\s?m\b\.?(?:\s*(?:GMT|UTC|BST|E[DS]?T|P[DS]?T|CET)\b)?"
    r"|\b(?:GMT|UTC|BST|CET|EST|EDT|PST|PDT)\b(?:\s*[+-]\d{1,2})?",
    re.I,
)
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?", re.I)
_TOLD = re.compile(r"(?:first|second|third|last|\d) (?:hour|half|part|edition)|translated from (?:the )?\w+(?: by .{3,40})?")
_STATUS = re.compile(
    r"(?:this|the) (?:page|article|story|post|live blog|blog)\b|(?:filed|posted|published|tagged|listed) (?:under|in)\b", re.I
)
_ISSUE = re.compile(
    r"(?:issue|vol(?:ume)?|no|nr|number|edition|page|pp?)\b\.?\s*[\dIVXLC]+$|\d+\s+min(?:ute)?s?(?:\s+read)?$|\d+ comments?$",
    re.I,
)
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_GIVEN = re.compile(
    r"\W?(?:first |originally )?(?:broadcast|aired|published|posted|issued|released|printed|uploaded)"
    r"\s*(?=[:,(\d]|(?:on|in|at|by|online|mon|tues?|wed|thu|fri|sat|sun)\w*\b)",
    re.I,
)
_PROGRAMME = re.compile(r"[\"“‘'«][^\"“”«»]{2,60}[\"”’'»]")
_CELLS = re.compile(r"\s*[|·•]\s*|\s/\s|\s{3,}")
_NOTES = re.compile(r"(?<!\b[Nn]o)\.\s+")  # not in "No. 88"
_NEWEST = re.compile(
    r"\b(?:newest|latest|most recent|oldest)(?: entries| posts| updates| notes)? (?:first|on top|at the top)\b", re.I
)
_OPEN_DATE = re.compile(rf"\b(?:{_MONTH}\s+(\d{{1,2}})|(\d{{1,2}})\s+{_MONTH})(?!\d)\.?", re.I)
_MONTHS = {
    name: i for i, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_AGENCY = re.compile(
    r"\s*(?P<place>(?:[^()/\n]|(?<=[A-Z]{2})/(?=[A-Z]{2}[^()\n]{0,60}\()){0,90}?)[\s.]*(?:\(|(?<!\w)/)(?P<agency>[^()/\n]{2,40})[)/]\.?\s*(?P<dash>--?|[—–:])?\s*(?=\S)"
)
_PLACE = re.compile(r"\s*(?P<place>[^()\n—–]{3,60}?)\s*(?:\s--?\s|\s?[—–]\s)\s*(?=\S)")
_NO_AGENCY = re.compile(r"photo|image|getty|file|video|graphic|editor|update|\d", re.I)


class Byline(NamedTuple):
    """The names of a byline, the outlet it gives, and whether it names only "our staff"."""

    names: tuple[Span, ...]
    outlet: Span | None
    staff: bool


class Dated(NamedTuple):
    """The date of a date line: an EDTF day or month, where it stands, and its label: published, updated or none."""

    value: str
    start: int
    end: int
    label: str


class Dateline(NamedTuple):
    """The dateline of a wire story: place, date and agency, as far as it gives them, and where the report itself begins.

    A date without a year has the value "XXXX-10-10": EDTF level 2, unspecified year (ISO 8601-2:2019, 8.6).
    """

    place: Span | None
    date: Span | None
    value: str | None
    agency: Span | None
    end: int


@cache
def words_for(kind: str) -> frozenset[str]:
    """The words of one kind of the table of headers, folded."""
    return frozenset(fold(word) for row in table("headers") if row["kind"] == kind for word in row["words"])


def names_outlet(phrase: str) -> bool:
    """Whether a phrase ends or opens with a noun that outlets are called by: "The Moor Gazette", "Radio Moor"."""
    parts = [w for w in re.findall(r"[^\W\d_]+", fold(phrase)) if w != "the"]
    nouns = words_for("outlet-noun")
    return bool(parts) and (
        parts[-1] in nouns
        or parts[0] in ("radio", "agence", "agencia", "agenzia", "die", "der", "daily", "tele")
        or parts[-1] in ("com", "net")
    )


def capitalised(phrase: str) -> bool:
    """Whether every word of a phrase, small linking words apart, begins with a capital."""
    parts = _WORD.findall(phrase)
    small = _PARTICLES | {"of", "the", "and", "&", "for", "in", "on"}
    return (
        bool(parts)
        and all(w.casefold() in small or w[0].isupper() or not w[0].isalnum() for w in parts)
        and phrase[:1] not in "\"“‘'"
    )


def person_like(phrase: str) -> bool:
    """Whether a phrase has the shape of a personal name: one to five words with capitals, particles allowed, no figures."""
    parts = phrase.split()
    if not 1 <= len(parts) <= 5 or any(c.isdigit() for c in phrase) or not re.fullmatch(r"[\w\s.'’‘@\-‐‑]+", phrase):
        return False
    if any(p.casefold().strip(".") in _NOT_NAMES and len(p) > 1 for p in parts) or parts[-1].casefold() in _PARTICLES:
        return False
    return all(p.casefold() in _PARTICLES or p.lstrip("'’‘@")[:1].isupper() or p.startswith("@") for p in parts)


def _chunks(line: str, start: int) -> Iterator[tuple[str, int, int, str]]:
    """The pieces of a credit line between commas, slashes, "and", "in" …, each with the break that stands before it."""
    at, before = start, ""
    for m in _BREAK.finditer(line, start):
        if m.start() > at:
            yield line[at : m.start()], at, m.start(), before
        if m.start() >= at:
            at, before = m.end(), m.group().strip(" ,").casefold() or m.group().strip()


def _staff(line: str, start: int) -> int:
    """Where a byline that names nobody ("our own reporter") ends; 0 when it names somebody."""
    rest = fold(line[start:]).rstrip(".)")
    longest = max(
        (w for w in words_for("staff") if rest == w or rest.startswith((w + ",", w + " in ", w + " |"))), key=len, default=""
    )
    return start + len(longest) if longest else 0


def _names(line: str, start: int) -> tuple[list[Span], Span | None, int]:
    """The names that stand at the head of line[start:], the outlet among or behind them, and where they end."""
    names: list[Span] = []
    outlet: Span | None = None
    end = start
    for chunk, at, to, before in _chunks(line, start):
        if before in ("in", "at", "from", "with", ";", ")", ".") and names:
            break
        if not person_like(chunk) and not (names and capitalised(chunk) and names_outlet(chunk)):
            break
        if names and any(w in words_for("job") for w in fold(chunk).split()):
            break
        dated_next = before == "/" and any(absolute_dates(line, to, min(len(line), to + 40)))
        if names and (
            before == "for" or names_outlet(chunk) or dated_next or (before in "|/," and chunk.isupper() and len(chunk) < 6)
        ):
            outlet = outlet or Span(at, to)
        elif not names or (
            len(chunk.split()) > 1 and (before in ("/", "and", "&") or (before == "," and _AND.search(line, to)))
        ):
            names.append(Span(at, to))
        else:
            break
        end = to
    return names, outlet, end


def byline(line: str, bare: bool = False) -> Byline | None:
    """Who wrote a report, from one line of it; None when the line is no byline.

    `bare` also takes a line that is nothing but a name, or a name with a job or a place: right only for a line between title
    and text. Editors ("editing by …") are left out. A sentence that begins with "By" is none: its next word is no name, or it
    runs on.
    """
    if not line.strip() or len(line) > LONGEST:
        return None
    if (sent := _SENT.fullmatch(line)) and (not sent["who"] or person_like(sent["who"])):
        return Byline((Span(*sent.span("who")),) if sent["who"] else (), None, staff=not sent["who"])
    for opening in _OPENS.finditer(line):
        lead = _LEAD.match(line, opening.end())
        if lead is None:
            continue
        if end := _staff(line, lead.end()):
            return Byline((), None, staff=end > 0)
        names, outlet, end = _names(line, lead.end())
        labelled = len(lead.group().split()) > 1 and line.rstrip()[-1] not in ".!?"  # "posted by": no sentence opens so
        if names and (labelled or not _runs_on(line, end)):
            return Byline(tuple(names), outlet, staff=False)
    return _bare(line) if bare else None


def _runs_on(line: str, end: int) -> bool:
    """Whether what follows the names is a sentence: many small words and a full stop."""
    rest = line[end:].split()
    small = sum(w[:1].islower() for w in rest if w.casefold() not in _PARTICLES)
    return small > 4 and not re.search(r"editing by|additional reporting|updated|\|", line[end:], re.I)


def _bare(line: str) -> Byline | None:
    """A byline without "By": "Ida Roe", "Ida Roe, Transport Correspondent", "Ida Roe in Stoke Fen"."""
    start = len(line) - len(line.lstrip())
    if len(line) > 120 or line.rstrip()[-1:] in ".!?:":
        return None
    names, outlet, end = _names(line, start)
    if (
        not names
        or not 2 <= len(line[names[0].start : names[0].end].split()) <= 4
        or names_outlet(line[names[0].start : names[0].end])
    ):
        return None
    rest = line[end:].strip(" ,|·•—–-")
    job = any(w in words_for("job") for w in fold(rest).split())
    placed = re.fullmatch(r"(?:in|at|from)\s+(.+)", rest)
    if not rest or job or (placed and capitalised(placed.group(1))) or dated(rest):
        return Byline(tuple(names), outlet, staff=False)
    return None


def dated(line: str) -> Dated | None:
    """The date of a line that is there to give it, alone or beside a byline, a place, a section; None for a sentence.

    The label says whether the line calls it the day of publication or of the last change. The time of day is not kept.
    """
    if not line.strip() or len(line) > LONGEST or not any(c.isdigit() for c in line):
        return None
    found = [(span, value) for span, value in absolute_dates(line) if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value)]
    if not found:
        return None
    span, value = max(found, key=lambda f: (len(f[1]), -f[0].start))
    before = _bare_words(line[: span.start])
    label = next((k for k in ("published", "updated") if _ends_with_label(before, k)), "")
    if _GIVEN.match(line) and span.end >= len(line.rstrip(" .)")) and len(line.split()) <= 14:
        label = label or "published"
        return Dated(value, span.start, span.end, label)
    opened = bool(label) and before in words_for(f"label-{label}") and len(before.split()) > 1
    idle = all(_idle(chunk) for chunk in _leftovers(line, found))
    if opened or idle or _cell(line, span) or _among_notes(line, span) or _in_letterhead(line, span, value):
        return Dated(value, span.start, span.end, label)
    return None


def _cell(line: str, span: Span) -> bool:
    """Whether a date fills a cell of a masthead line, among others as short: "4 May 2021 | two crowns everywhere"."""
    if len(_CELLS.findall(line)) == 0 or line.rstrip()[-1] in ".!?":
        return False
    start, end = _piece(_CELLS, line, span)
    cells = [cell for cell in _CELLS.split(line[:start] + line[end:]) if cell]
    return _alone(line, start, span, end) and all(len(cell.split()) <= (5 if len(cells) < 3 else 8) for cell in cells)


def _among_notes(line: str, span: Span) -> bool:
    """Whether a date is a sentence of its own beside a byline, or ends one of a ticker's: "… 4 May 2021. Newest first"."""
    start, end = _piece(_NOTES, line, span)
    if _NEWEST.search(line):
        return not line[span.end : end].strip(" *_)")
    return _alone(line, start, span, end) and byline(line) is not None


def _in_letterhead(line: str, span: Span, value: str) -> bool:
    """Whether a date ends or opens a sentence of a letterhead that says nothing else but an issue and a name: "Headwaters, a
    newsletter about rivers. No. 88, 17 May 2024. Ruth Amsel". Such a line opens with a name, has an issue, or says what it
    heads."""
    start, end = _piece(_NOTES, line, span)
    piece = _NUMBER.sub(lambda m: " " * len(m.group()), line[start:end])
    stamp = [(Span(span.start - start, span.end - start), value)]
    return (
        len(line.split()) <= _LETTERHEAD
        and len(value) == 10
        and (heads(line) or numbered(line) or letterhead(line) is not None)
        and all(_idle(c) or person_like(c.strip(" *_.")) or " edition" in f" {fold(c)}" for c in _leftovers(piece, stamp))
        and (start > 0 or end < len(line))
    )


def numbered(line: str) -> bool:
    """Whether a line names an issue: "No. 88"."""
    return _NUMBER.search(line) is not None


def heads(line: str) -> bool:
    """Whether a line says what it heads: "a newsletter about rivers", "Bulletin of the dockers"."""
    return not {*re.findall(r"[^\W\d_]+", fold(line))}.isdisjoint(words_for("outlet-noun") | words_for("letterhead-noun"))


def letterhead(line: str) -> Span | None:
    """The name with which a letterhead opens, up to its first sign: "The Margin" of "The Margin. Notes by Yana Pesheva"."""
    m = _HEADED.match(line)
    name = m["name"].strip() if m else ""
    return Span(m.start("name"), m.start("name") + len(name)) if m and capitalised(name) and len(name.split()) <= 5 else None


_HEADED = re.compile(r"[*_\s]*(?P<name>[^.,/|*_\d]{3,60}?)(?:\*\*|__|[*_]?\s*[.,/|])")
_LETTERHEAD = 40  # words of the longest


def _piece(breaks: re.Pattern[str], line: str, span: Span) -> tuple[int, int]:
    """The piece of a line, between breaks, that holds a stretch."""
    start = max((m.end() for m in breaks.finditer(line, 0, span.start)), default=0)
    return start, next((m.start() for m in breaks.finditer(line, span.end)), len(line))


def _alone(line: str, start: int, span: Span, end: int) -> bool:
    """Whether a piece of a line says nothing but a date."""
    rest = _WEEKDAY.sub(" ", _TIME.sub(" ", f"{line[start : span.start]} {line[span.end : end]}"))
    return not rest.strip(" ,.")


def _bare_words(before: str) -> str:
    before = _WEEKDAY.sub(" ", _TIME.sub(" ", before))
    return fold(before).strip(" ,:.;|-·•(")


def _ends_with_label(before: str, kind: str) -> bool:
    return any(before == word or before.endswith((" " + word, "|" + word)) for word in words_for(f"label-{kind}"))


def _leftovers(line: str, found: list[tuple[Span, str]]) -> list[str]:
    """What a date line says besides its dates, times and weekdays, piece by piece."""
    out, at = [], 0
    for span, _ in found:
        out.append(line[at : span.start])
        at = span.end
    rest = "|".join([*out, line[at:]])
    rest = _WEEKDAY.sub("|", _TIME.sub("|", rest))
    return [c for c in re.split(r"[|·•;,()\[\]/—–]|\s-\s|\.\s|\.$|:\s|:$", rest) if c.strip(" .,:-+")]


def _idle(chunk: str) -> bool:
    """Whether a piece of a date line says nothing of its own: a label, a section, a place, a byline, an issue number."""
    plain = fold(chunk).strip(" .,:-+#")
    if plain in words_for("section") | words_for("label-published") | words_for("label-updated") | words_for("staff") | {
        "at",
        "by",
    }:
        return True
    if _TOLD.fullmatch(plain) or _ISSUE.match(plain) or _STATUS.match(plain) or byline(chunk.strip()):
        return True
    return (capitalised(chunk.strip()) or _PROGRAMME.fullmatch(chunk.strip()) is not None) and len(chunk.split()) <= 5


def dateline(line: str) -> Dateline | None:
    """The dateline that opens a wire story: "STOKE FEN, Oct 10 (Norwire) - "; None when a text opens otherwise.

    The place is in capitals, or an agency stands in brackets behind it; its own initials are none ("The World Food Agency (WFA)
    said"). A place and a dash alone ("STOKE FEN – ") give no agency.
    """
    head = line[:160]
    if (m := _AGENCY.match(head)) and not _NO_AGENCY.search(m["agency"]) and _agency_like(m["agency"]):
        place = m["place"].rstrip(" ,.")
        opens = m["dash"] or (m["agency"].isupper() and not re.match(r"[a-z,;]", head[m.end() :]))
        placed = _places(place, strict=False) and not _initials(place, m["agency"]) if place else m["agency"].isupper()
        if opens and placed:
            return _dateline(
                head, m.start("place"), m.start("place") + len(place), Span(m.start("agency"), m.end("agency")), m.end()
            )
    if (m := _PLACE.match(head)) and _places(m["place"], strict=True):
        return _dateline(head, m.start("place"), m.end("place"), None, m.end())
    return None


def _agency_like(name: str) -> bool:
    return capitalised(name) or name in _small_agencies()


@cache
def _small_agencies() -> frozenset[str]:
    """Agencies that write themselves in small letters: "dpa"."""
    rows = (row for row in table("outlets") if row["kind"] == "agency")
    return frozenset(name for row in rows for name in (row["name"], *row["aliases"].split("|")) if name.islower())


def _initials(phrase: str, short: str) -> bool:
    """Whether a short name is made of a phrase's first letters: "World Food Agency (WFA)"."""
    parts = [w for w in re.findall(r"[^\W\d_]+", phrase) if fold(w) != "the"]
    firsts = {"".join(w[0] for w in parts), "".join(w[0] for w in parts if w[0].isupper())}
    return len(parts) > 1 and short.replace(".", "") in firsts


def _places(phrase: str, strict: bool) -> bool:
    """Whether a phrase is a place, a region and a date, as a dateline has them; strict: the place must be in capitals."""
    phrase = _OPEN_DATE.sub("", phrase)
    parts = [p.strip(" .") for p in phrase.split(",") if p.strip(" .0123456789")]
    if not parts or len(parts) > 3 or not all(capitalised(p) and len(p.split()) <= 4 for p in parts):
        return False
    return parts[0].isupper() and len(parts[0]) > 2 if strict else True


def _dateline(head: str, start: int, end: int, agency: Span | None, after: int) -> Dateline:
    date: Span | None = None
    value: str | None = None
    place_end = end
    if m := _OPEN_DATE.search(head, start, end):
        month, day = _MONTHS[(m[1] or m[4]).casefold()], int(m[2] or m[3])
        full = next(iter(absolute_dates(head, m.start(), end)), None)
        date, value = (
            (full[0], full[1]) if full and len(full[1]) == 10 else (Span(m.start(), m.end()), f"XXXX-{month:02}-{day:02}")
        )
        place_end = m.start()
    place = head[start:place_end].rstrip(" ,.")
    return Dateline(Span(start, start + len(place)) if place else None, date, value, agency, after)
