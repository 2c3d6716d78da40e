"""What is stated: the contents of a pile's attributions, cut into statements that can be compared.

A content is cut into sentences, and a sentence of several clauses into its clauses as well: a claim may be one half of a
longer utterance. The words of a nested attribution belong to the inner voice, not to another one that quotes it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

from sayso.text import fold, is_verbish, pieces, sentences, word_class
from sayso.types import Attribution, Marked, Region, Span
from sayso.weave.wording import Name, Word, denies, negator, used, words

_DATE = re.compile(
    r"\b(?:(?:\d{1,2}(?:st|nd|rd|th)?\s)?(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?:\s\d{1,2}\b(?!\d))?(?:,?\s\d{4})?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:19|20)\d\d)\b"
)
LONGEST = 120  # words of one statement; what stands behind them is cut off into the next
LEAST_WORDS = 3  # words of a stretch that can be compared at all: scare quotes of one or two state nothing
FRAGMENT = 3  # words of a sentence that states nothing by itself
_PAIR = 4  # words in which "and" goes on with the first of two: "the merger of Aldo | and Brandt is off"
_LIGHTEST = 0.7  # weight of content words below which a stretch is no statement of its own
_CUT = re.compile(
    r"(?P<hard>;|:(?=\s)|\s[—–-]{1,2}\s|—|\.\.\.|…)"
    r"|,?\s(?=(?:so\sthat|while|whereas|when|who|which|whose|although|though|because(?!\sof))\s)"
    r"|,\s(?=warning\s)|,?\s(?=(?:saying|adding|expressing|telling|claiming|insisting|arguing|stressing|to\s(?:warn|tell|say|ask))\s)"
    r"|,\s(?=(?:and|but|so|yet|or|nor|not)\s)"
    r"|\s(?=but\s)"
    r"|\s(?=and\s(?:\w+\s){1,4}(?:was|were|is|are|had|has|have|will|would|could)\s)"
    r"|\s(?=and\s(?:that|I|we|he|she|they|it|you|there|nobody|somebody)\s)",
    re.IGNORECASE,
)


_FATE = r"(?:dead|missing|injured|wounded|hurt|killed|homeless)\b"
# "… killed four | and injured nine", "…, | killing four | and injuring nine", "four dead | and nine missing",
# "killed four | and forced 200 from their homes"
_TOLL = re.compile(
    rf",\s(?=(?:killing|injuring|wounding|leaving\s(?:\w+\s){{1,4}}{_FATE})\s)"
    rf"|\s(?=and\s(?:\w+\s){{1,3}}{_FATE})|\s(?=and\s(?:injured|wounded|hurt|killed)\s\w+\s)"
    r"|(?<=\w)\s(?=and\s(?:killing|injuring|wounding)\s)"
    r"|\s(?=and\s(?:forced|displaced|destroyed|damaged|left|injured|cut)\s(?:\w+\s){0,4}\d)"
)


class When(NamedTuple):
    """A date that a statement names: its EDTF value where it is known, and its plain words."""

    start: int
    end: int
    value: str | None
    words: frozenset[str]


Placed = TypeVar("Placed", Name, When)


class Statement(NamedTuple):
    """A stretch of one attribution's content that states something."""

    attribution: Attribution
    start: int
    end: int
    words: tuple[Word, ...]
    whole: bool  # a sentence, not a clause of one
    sentence: int  # number of its sentence within the content
    quoted: bool
    dates: tuple[When, ...]
    against: bool = False  # its cue denies it: "the minister denied that …"
    wanted: bool = False  # its cue tells that somebody wants it so: "demanded the minister's resignation"
    text: str = ""  # what is compared, as it stands in the report
    begins: int = 0  # where that begins: before `start` where a fragment is read with the words it goes on from
    called: tuple[tuple[int, int, str], ...] = ()  # the pronouns whose meaning is known, in order, and the names for them

    @property
    def place(self) -> tuple[str, int, int, str]:
        """Sorts statements; no two of a pile share it, but for attributions that share a stretch."""
        return self.attribution.document, self.start, -self.end, self.attribution.id

    @property
    def plain(self) -> str:
        """The text with names for pronouns whose meaning is known: "Ada Holt had turned the offer down"."""
        return self._with(self.called)

    @property
    def doer(self) -> str | None:
        """The name of the one for whom the first word stands, if that is known: "I", "she"."""
        name = self.called[0][2] if self.called and self.called[0][0] == self.begins else None
        return None if name is None or name.endswith("’s") else name

    def given(self, place: tuple[int, int], words: str) -> str:
        """The plain text with other words at a place: what the statement would say with another's figure."""
        others = (c for c in self.called if c[1] <= place[0] or place[1] <= c[0])
        return self._with(sorted((*others, (*place, words))))

    def standing(self, place: tuple[int, int]) -> str:
        """The words at a place of the report that lies in what is compared."""
        return self.text[max(0, place[0] - self.begins) : max(0, place[1] - self.begins)]  # a sign may stand before it: "£60m"

    def _with(self, swaps: Sequence[tuple[int, int, str]]) -> str:
        out, at = [], self.begins
        for start, end, name in swaps:
            out += [self.standing((at, start)), name]
            at = end
        return "".join([*out, self.text[at - self.begins :]])


class _Page(NamedTuple):
    """What cutting needs to know of one document."""

    text: str
    names: Sequence[Name]
    dates: Sequence[When]
    called: Mapping[str, str]  # by entity: the name by which the reports call it most


def statements(pile: Sequence[Marked]) -> Iterator[Statement]:
    """The statements of every attribution that stands in body text, in order of their place."""
    called = _called(pile)
    for marked in pile:
        page = _Page(marked.document.text, _names(marked), _dates(marked), called)
        inner, frames = inner_spans(marked), _frames(marked)
        for attribution in sorted(marked.attributions, key=lambda a: (a.content[:1], a.id)):
            if not counts(attribution, marked.regions) or undertakes(attribution, marked.document.text):
                continue
            own = own_spans(attribution, inner.get(attribution.id, ()))
            parts = [one for span in own for one in _sentences(marked.document.text, span)]
            found = [s for n, one in enumerate(parts, 1) for s in _cut(page, attribution, one, n)]
            frame = frames.get(attribution.id, ())
            yield from (s for s in found if not _only_leads(s, frame)) if found else _fragment(page, attribution)


def counts(attribution: Attribution, regions: Sequence[Region]) -> bool:
    """Whether the content begins in text that counts: not in furniture, not in what already stood before."""
    if not attribution.content:
        return False
    start = attribution.content[0].start
    return not any(r.kind in ("furniture", "repeat") and r.start <= start < r.end for r in regions)


def inner_spans(marked: Marked) -> Mapping[str, list[Span]]:
    """For each attribution that quotes another within it, where the inner one stands.

    What is too short to state anything ("called it “a farce” and left") stays part of the sentence around it, and so does what
    the same voice says on in its own words: "it “did not pay a cent” to anybody".
    """
    inner: dict[str, list[Span]] = defaultdict(list)
    text, known = marked.document.text, {a.id: a for a in marked.attributions}
    for attribution in marked.attributions:
        outer = known.get(attribution.within or "")
        if outer is None:
            continue
        size = sum(1 for s in attribution.content for _ in pieces(text, s.start, s.end))
        if size >= LEAST_WORDS and not undertakes(attribution, text) and not _runs_on(attribution, outer, text):
            inner[outer.id].extend(attribution.content)
    return inner


def _runs_on(inner: Attribution, outer: Attribution, text: str) -> bool:
    """Whether a quotation is part of its own speaker's reported sentence: no cue in that sentence, nor a mark, leads to it."""
    voices, around = ([hop.entity for hop in a.chain] for a in (inner, outer))
    led = any(s.start <= c.start < s.end for c in inner.cue for s in outer.content)
    before = text[outer.content[0].start : inner.content[0].start].rstrip(_OPENING)
    return voices == around and any(voices) and not led and before[-1:].isalnum() and _ANOTHERS.search(before) is None


_ANOTHERS = re.compile(r"\b(?:view|claim|idea|notion|allegation|accusation|suggestion|charge|report|rumou?r)s? that\b")
_OPENING = " \"“„«'‘"


def undertakes(attribution: Attribution, text: str) -> bool:
    """Whether another tells what somebody undertook: "sources said the club had agreed to pay". That is the other's word."""
    first = attribution.content[0]
    return attribution.within is not None and attribution.kind == "indirect" and text.startswith("to ", first.start)


def _frames(marked: Marked) -> Mapping[str, list[Span]]:
    """For each attribution that quotes another within it, the words that say who says it there: "Ida told me that"."""
    found: dict[str, list[Span]] = defaultdict(list)
    for attribution in marked.attributions:
        if attribution.within:
            found[attribution.within] += [*attribution.source, *attribution.cue]
    return found


def _only_leads(statement: Statement, frames: Sequence[Span]) -> bool:
    """Whether a statement is little more than the words that lead to what another says within it."""
    rest = [w for w in statement.words if not any(f.start < w.end and w.start < f.end for f in frames)]
    return len(rest) < len(statement.words) and _weight(rest) < _LIGHTEST


def _sentences(text: str, span: Span) -> Iterator[Span]:
    """The sentences; a fragment ("Not one gate.") belongs to the one before it."""
    held: Span | None = None
    for one in sentences(text, span.start, span.end):
        if held and len(text[one.start : one.end].split()) <= FRAGMENT:
            held = Span(held.start, one.end)
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def own_spans(attribution: Attribution, inner: Sequence[Span]) -> list[Span]:
    """The content without what attributions nested in it say."""
    own = list(attribution.content)
    for hole in sorted(inner):
        left: list[Span] = []
        for span in own:
            if hole.end <= span.start or span.end <= hole.start:
                left.append(span)
                continue
            if span.start < hole.start:
                left.append(Span(span.start, hole.start))
            if hole.end < span.end:
                left.append(Span(hole.end, span.end))
        own = left
    return own


def _names(marked: Marked) -> list[Name]:
    """The mentions, none inside another, in order."""
    found: list[Name] = []
    for m in sorted(marked.mentions, key=lambda m: (m.start, -m.end, m.entity)):
        if not found or m.start >= found[-1].end:
            found.append(Name(m.start, m.end, m.entity, m.form == "name", m.type == "place"))
    return found


def _called(pile: Sequence[Marked]) -> dict[str, str]:
    """The name that each person, body or place bears most often in the reports; of equals the longest."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for marked in pile:
        for m in marked.mentions:
            if m.form == "name":
                counts[m.entity][m.name] += 1
    return {entity: max(sorted(names), key=lambda n: (names[n], len(n))) for entity, names in counts.items()}


def _pronouns(page: _Page, attribution: Attribution, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Names for the third persons of a stretch that are known, and for the speaker's own "I"."""
    speaker = attribution.chain[0].entity if attribution.chain and attribution.kind != "indirect" else None
    known = {n.start: n.entity for n in _between(page.names, start, end) if not n.plain}
    for token in pieces(page.text, start, end):
        word = fold(token.text)
        entity = known.get(token.start) if word in used("third person") else speaker if word in used("first person") else None
        name = page.called.get(entity) if entity else None
        if name:
            owns = word in used("possessive") and page.text[token.end : token.end + 2].strip().isalpha()
            yield token.start, token.end, name + "’s" if owns else name


def _dates(marked: Marked) -> list[When]:
    """The dates that `mark` found, in order."""
    found = []
    for d in sorted(marked.dates, key=lambda d: (d.start, d.end)):
        found.append(When(d.start, d.end, d.value, frozenset(fold(d.text).split())))
    return found


def _written(text: str, start: int, end: int) -> list[When]:
    """The dates in a text's words, for a stretch in which `mark` found none."""
    return [When(m.start(), m.end(), None, frozenset(fold(m.group()).split())) for m in _DATE.finditer(text, start, end)]


def _cut(page: _Page, attribution: Attribution, span: Span, sentence: int) -> Iterator[Statement]:
    """The sentence and, where it has several, its clauses."""
    whole = words(page.text, span.start, span.end, tuple(_between(page.names, span.start, span.end)))
    for at in range(0, len(whole), LONGEST):
        part = whole[at : at + LONGEST]
        if len(part) < LEAST_WORDS or _weight(part) <= 0:
            continue
        yield _statement(page, attribution, part, True, sentence)
        clauses = _clauses(page.text, part)
        if len(clauses) > 1:
            led = {a[0].start for a, b in pairwise(clauses) if _of_a_toll(b)}  # "a bomb went off | , killing six": one deed
            for clause in clauses:
                if clause[0].text not in used("relative") | used("circumstance") and clause[0].start not in led:
                    yield _statement(page, attribution, clause, False, sentence)


def _fragment(page: _Page, attribution: Attribution) -> Iterator[Statement]:
    """What is too short to state anything, read with the words that lead to it, behind cue and source in its sentence: "…, the
    minister said, there were | “six”". Empty where these do not come first: what leads to it then is the reporter's."""
    first, last = attribution.content[0], attribution.content[-1]
    around = next(
        (s for s in sentences(page.text, *_paragraph(page.text, first.start)) if s.start <= first.start < s.end), None
    )
    if around is None:
        return
    told = sorted((*attribution.cue, *attribution.source))
    start = max((s.end for s in told if around.start < s.end <= first.start), default=first.start)
    part = words(page.text, start, last.end, tuple(_between(page.names, start, last.end)))[:LONGEST]
    if len(part) >= LEAST_WORDS and _weight(part) >= _LIGHTEST and part[0].start <= first.start:
        stretch = _statement(page, attribution, part, False, 0)
        yield stretch._replace(start=first.start, end=last.end, quoted=False)


def _paragraph(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n\n", at)
    return max(0, text.rfind("\n\n", 0, at)), end if end >= 0 else len(text)


def _between(places: Sequence[Placed], start: int, end: int) -> Iterator[Placed]:
    """Those of the ordered, disjoint places that touch the stretch."""
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        if places[middle].end <= start:
            low = middle + 1
        else:
            high = middle
    while low < len(places) and places[low].start < end:
        yield places[low]
        low += 1


def _statement(page: _Page, attribution: Attribution, part: Sequence[Word], whole: bool, sentence: int) -> Statement:
    while len(part) > LEAST_WORDS and part[-1].text in used("clause") and not _is_noun(part):
        part = part[:-1]  # "he refused the letter, saying"
    start, end = part[0].start, part[-1].end
    end = _closed(page.text, start, end)
    dates = tuple(_between(page.dates, start, end)) or tuple(_written(page.text, start, end))
    return Statement(
        attribution, start, end, tuple(part), whole, sentence, attribution.kind == "direct", dates,
        _against(page, attribution), _wanted(page, attribution),
        page.text[start:end], start, tuple(_pronouns(page, attribution, start, end)),
    )  # fmt: skip


def _closed(text: str, start: int, end: int) -> int:
    """The end of a stretch with the mark that closes a quotation begun in it."""
    mark = text[end : end + 1]
    if mark == "”":
        return end + (text.count("“", start, end) > text.count("”", start, end))
    return end + (mark == '"' and text.count('"', start, end) % 2)


def _is_noun(part: Sequence[Word]) -> bool:
    """Whether the last word is the noun: "gave no warning"."""
    return part[-1].text == "warning" and part[-1].start == part[-2].end + 1


def _against(page: _Page, attribution: Attribution) -> bool:
    """Whether the cue denies the content; a quotation is its speaker's own words whatever the verb."""
    words = (t.text for cue in attribution.cue for t in pieces(page.text, cue.start, cue.end))
    return attribution.kind != "direct" and any(denies(w) for w in words)


def _wanted(page: _Page, attribution: Attribution) -> bool:
    """Whether the cue tells that somebody wants the content to be so."""
    words = [fold(t.text) for cue in attribution.cue for t in pieces(page.text, cue.start, cue.end)]
    led = page.text[attribution.cue[-1].end : attribution.content[0].start + 3].split() if attribution.cue else []
    asks = any(w in used("wishes for") for w in words) and not {"for", "to"}.isdisjoint([*words, *led])
    if page.text.startswith(("to know", "to say"), attribution.content[0].start):
        return False  # "demanded to know why"
    return attribution.kind != "direct" and (asks or any(w in used("wishes") for w in words))


def _tolls(text: str, part: Sequence[Word]) -> set[int]:
    """Where the parts of a toll begin; nowhere behind a denial, nor behind "of": "cleared of killing two and injuring"."""
    found = {m.end() for m in _TOLL.finditer(text, part[0].start, part[-1].end)}
    kept: set[int] = set()
    for n, word in enumerate(part):
        if negator(word.text) in ("not", "subject", "verb") or word.text == "without":
            break
        led = n > 1 and word.text == "and" and part[n + 1 : n + 2] and part[n + 1].text.endswith("ing")
        if word.start in found and not (led and not kept):
            kept.add(word.start)
    return kept


def _of_a_toll(clause: Sequence[Word]) -> bool:
    return clause[0].text in ("killing", "injuring", "wounding", "leaving")


def _of_one_subject(before: Sequence[Word], part: Sequence[Word], at: int) -> bool:
    """Whether "and" goes on with those of whom something will be said: "three men | and a woman were arrested"."""
    short = part[at].text == "and" and len(before) <= _PAIR and not any(is_verbish(w.text) for w in before)
    return short and any(w.text in word_class("auxiliary") for w in part[at + 1 : at + 2 + _PAIR])


def _weight(part: Sequence[Word]) -> float:
    return sum(w.weight for w in part)


def _clauses(text: str, part: Sequence[Word]) -> list[Sequence[Word]]:
    """The words between clause boundaries; a stretch too light to state anything joins the one before it."""
    start, end = part[0].start, part[-1].end
    cuts = {m.end() for m in _CUT.finditer(text, start, end)} | _tolls(text, part)
    clauses: list[list[Word]] = [[]]
    for n, word in enumerate(part):
        since = clauses[-1][-1].end if clauses[-1] else word.start
        cut = any(c in cuts for c in range(since + 1, word.start + 1))
        paired = (
            word.text == "and"
            and text[since : word.start] == " "
            and any(w.capital and w.text != "i" for w in part[n + 1 : n + 2])
        )
        paired = paired and any(w.text in ("between", "of") for w in clauses[-1][-_PAIR:])
        paired = paired or _of_one_subject(clauses[-1], part, n)
        if clauses[-1] and cut and not paired and negator(clauses[-1][-1].text) is None:  # "not | because" is one
            clauses.append([])
        clauses[-1].append(word)
    joined: list[list[Word]] = []
    for clause in clauses:
        light = bool(joined) and (_weight(joined[-1]) < _LIGHTEST or len(joined[-1]) < 2)  # "Bob | and I are no double act"
        if joined and (light or _weight(clause) < _LIGHTEST or len(clause) < 3):
            joined[-1] = [*joined[-1], *clause]
        else:
            joined.append(clause)
    return list(joined)
