"""What was said: the reports of one utterance collated word by word, as an editor collates manuscripts.

What is worded otherwise, what is cut off and whether the sense may turn without it, and whom the words are given to. The
fullest report of an utterance is the one that the others are held against.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sayso.text import fold
from sayso.types import Attribution, Claim, Conflict, Locus, Marked, Variant
from sayso.weave.alignment import Step, agreement, collate, shared
from sayso.weave.comparison import Comparison, turned_back
from sayso.weave.parties import Court, against, conflict, listed
from sayso.weave.statements import Statement, counts, inner_spans, own_spans
from sayso.weave.wording import Word, negator, words

# Calibrated on the visible piles of the exam with bench/claims_gate.py.
HELD = 0.65  # share of a quotation's words that the fullest report of it must have, in order
NEAR_VERBATIM = 0.85  # share of words from which two quotations of different speakers are one utterance
LEAST_RUN = 4  # words of an utterance from which its speaker can be compared
RENDERED = 5  # places that differ from which two reports are renderings of one utterance, not one with a slip
SLIGHT = 2  # words at either end of a quotation that are another wording, not another sentence
LONGEST = 400  # words of a quotation that are collated
LEAST_LOST = 0.5  # weight of the words whose loss is worth telling
ELSEWHERE = 0.6  # share of the lost words that another quotation of the report has
SAME_THROUGHOUT = 0.65  # share of either side's weight that two renderings of one utterance have in common at least
ALIKE_ENOUGH = 0.3  # share of words that two renderings of one utterance have in common at least
SHOWN = 24  # words of a stretch that a note shows whole
SENTENCES_CUT = 1  # stops inside a quotation of which a part is still called cut off, not selected
_DOTS = re.compile(r"\.\.\.|…|\[\s*\.+\s*\]")


class _Quote(NamedTuple):
    """A direct quotation, without what is quoted within it."""

    attribution: Attribution
    words: tuple[Word, ...]

    @property
    def place(self) -> tuple[int, str, int, str]:
        """The longest first; then by place."""
        a = self.attribution
        return -len(self.words), a.document, a.content[0].start, a.id


def utterances(
    court: Court,
    inside: Sequence[Marked],
    same: Sequence[Sequence[Statement]],
    compared: Sequence[tuple[int, int, Comparison]],
    claims: Sequence[Claim],
) -> Iterator[Conflict]:
    quotes = {q.attribution.id: q for q in _quotes(inside)}
    pages: dict[str, list[_Quote]] = defaultdict(list)
    for q in quotes.values():
        pages[q.attribution.document].append(q)
    linked: dict[str, set[str]] = defaultdict(set)
    for a, b in _uttered(court, same, compared):
        if a.attribution.id in quotes and b.attribution.id in quotes and a.attribution.id != b.attribution.id:
            linked[a.attribution.id].add(b.attribution.id)
            linked[b.attribution.id].add(a.attribution.id)
    fullest = _fullest(quotes, linked)
    for base, readings in fullest:
        yield from _worded(court, base, readings)
        yield from _cut_short(court, base, readings, pages)
        yield from _credited(court, base, readings)
    yield from _joined_apart(court, quotes, linked)
    base_of = {r.quote.attribution.id: base.attribution.id for base, readings in fullest for r in readings}
    yield from _rendered(court, quotes, claims, base_of)


def _joined_apart(court: Court, quotes: Mapping[str, _Quote], linked: Mapping[str, set[str]]) -> Iterator[Conflict]:
    """Dots that join what another report gives as two quotations."""
    for i in sorted(linked):
        quote = quotes[i]
        if not any(_dots(court, quote, n) for n in range(1, len(quote.words))):
            continue
        pieces: dict[str, list[_Quote]] = defaultdict(list)
        for other in sorted((quotes[o] for o in linked[i]), key=lambda q: q.attribution.content[0]):
            if court.voice(other.attribution) == court.voice(quote.attribution):
                pieces[other.attribution.document].append(other)
        for parts in pieces.values():
            if len(parts) > 1:
                spans = [_locus(q, 0, len(q.words)) for q in (*parts, quote)]
                note = f"Dots join what stands apart: {_form(court, quote, 0, len(quote.words))}."
                why = "dots between what another report quotes in two pieces"
                yield conflict("truncation", _ids([*parts, quote]), spans, note, why=why)


def _fullest(quotes: Mapping[str, _Quote], linked: Mapping[str, set[str]]) -> list[tuple[_Quote, list[_Reading]]]:
    """The fullest reports of each utterance, and the readings that are nearest to each: no quotation stands under two."""
    under: dict[str, list[_Reading]] = {}
    root: dict[str, str] = {}
    for quote in sorted((quotes[i] for i in linked), key=lambda q: q.place):
        fuller = sorted({root[i] for i in linked[quote.attribution.id] if i in root})
        readings = [(quotes[i], r) for i in fuller if (r := _reading(quotes[i], quote)) is not None]
        root[quote.attribution.id] = quote.attribution.id
        if readings:
            base, best = max(readings, key=lambda b: (shared(b[1].steps) / len(b[0].words), b[0].place))
            under[base.attribution.id].append(best)
            root[quote.attribution.id] = base.attribution.id
        else:
            under[quote.attribution.id] = []
    return [(quotes[i], readings) for i, readings in under.items() if readings]


def _quotes(inside: Sequence[Marked]) -> Iterator[_Quote]:
    for marked in inside:
        inner = inner_spans(marked)
        for a in marked.attributions:
            if a.kind == "direct" and counts(a, marked.regions):
                found: list[Word] = []
                for span in own_spans(a, inner.get(a.id, ())):
                    found.extend(words(marked.document.text, span.start, span.end))
                if found:
                    yield _Quote(a, tuple(found[:LONGEST]))


def _uttered(
    court: Court, same: Sequence[Sequence[Statement]], compared: Sequence[tuple[int, int, Comparison]]
) -> Iterator[tuple[Statement, Statement]]:
    """Pairs of quoted statements with the same words in the same order."""
    for group in same:
        if group[0].quoted and len(group[0].words) >= LEAST_RUN:
            for other in group[1:]:
                yield group[0], other
    for i, j, one in compared:
        if one.utterance and (not _opposed(one) or cut_only(same[i][0], same[j][0], one)):
            ends = [(a, same[j][0]) for a in same[i]] + [(same[i][0], b) for b in same[j][1:]]
            for a, b in ends:
                if one.score >= NEAR_VERBATIM or court.voice(a.attribution) == court.voice(b.attribution):
                    yield a, b


def _opposed(one: Comparison) -> bool:
    """Whether two quotations in nearly the same words say opposite things: then they are two utterances."""
    return any(c.kind == "polarity" for c in one.clashes)


class _Reading(NamedTuple):
    """How one quotation stands to the fullest one."""

    quote: _Quote
    steps: tuple[Step, ...]  # left: the fullest, right: this one
    first: int  # the stretch of the fullest that it covers, word indexes
    last: int


def _reading(base: _Quote, other: _Quote) -> _Reading | None:
    steps = _slid(base.words, collate(base.words, other.words))
    if shared(steps) < HELD * len(other.words):
        return None
    equal = [s for s in steps if s.same and (s.left_end - s.left_start > 1 or len(steps) <= 3)] or [s for s in steps if s.same]
    return _Reading(other, tuple(steps), equal[0].left_start, equal[-1].left_end)


def _slid(words: Sequence[Word], steps: list[Step]) -> list[Step]:
    """Where a short stretch at the front is torn from its rest ("We | … We | apologise"), put it where the rest is."""
    at = next((n for n, s in enumerate(steps) if s.same), 0)
    if len(steps) < at + 3 or steps[at].right_start > 0 or steps[at + 1].right_start < steps[at + 1].right_end:
        return steps
    first, gap, rest = steps[at : at + 3]
    size = first.left_end - first.left_start
    torn = [w.text for w in words[first.left_start : first.left_end]]
    if size > SLIGHT or [w.text for w in words[gap.left_end - size : gap.left_end]] != torn:
        return steps
    moved = Step(False, 0, gap.left_end - size, 0, 0)
    return [moved, Step(True, gap.left_end - size, rest.left_end, 0, rest.right_end), *steps[at + 3 :]]


def _worded(court: Court, base: _Quote, readings: Sequence[_Reading]) -> Iterator[Conflict]:
    """One conflict for all places of the fullest quotation where the same reports read otherwise."""
    loci: dict[tuple[int, int], list[tuple[_Reading, Step]]] = defaultdict(list)
    loose: dict[str, _Reading] = {}
    for reading in readings:
        differing = [s for s in reading.steps if _otherwise(court, base, reading, s)]
        if len(differing) >= RENDERED:
            loose[reading.quote.attribution.id] = reading
            continue
        for step in differing:
            loci[step.left_start, step.left_end].append((reading, step))
    by_readers: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for place, readers_here in sorted(loci.items()):
        by_readers[tuple(r.quote.attribution.id for r, _ in readers_here)].append(place)
    for readers, places in by_readers.items():
        members, spans, differences = [base.attribution.id], [], []
        for start, end in places:
            otherwise = loci[start, end]
            members += [r.quote.attribution.id for r in readings if _agrees(r, start, end, (*readers, *loose))]
            spans += [_locus(base, start, end), *(_locus(r.quote, s.right_start, s.right_end) for r, s in otherwise)]
            forms = [_form(court, base, start, end), *(_form(court, r.quote, s.right_start, s.right_end) for r, s in otherwise)]
            differences.append(against(forms))
        note = f"Worded otherwise: {'; '.join(differences)}."
        why = "collated word by word with the fullest report of the utterance"
        yield conflict("wording", [*members, *readers], spans, note, why=why)
    for reading in loose.values():
        yield _throughout(court, base, reading.quote)


def _agrees(reading: _Reading, start: int, end: int, readers: Sequence[str]) -> bool:
    """Whether a reading covers the place and reads it as the fullest does."""
    return reading.first <= start and end <= reading.last and reading.quote.attribution.id not in readers


def _otherwise(court: Court, base: _Quote, reading: _Reading, step: Step) -> bool:
    """Whether a step is another wording: inside the stretch that both have, and not a gap that dots own up to."""
    outside = step.left_end <= reading.first or step.left_start >= reading.last
    slight = 0 < step.left_end - step.left_start <= SLIGHT and 0 < step.right_end - step.right_start <= SLIGHT
    if step.same or (outside and not slight):
        return False
    if not _letters(base, step.left_start, step.left_end) and not _letters(reading.quote, step.right_start, step.right_end):
        return False
    joined = _joined(base, step.left_start, step.left_end) == _joined(reading.quote, step.right_start, step.right_end)
    return not joined and not _dotted(court, reading.quote, step)


def _letters(quote: _Quote, start: int, end: int) -> bool:
    return any(len(w.text) > 1 or w.text.isalnum() for w in quote.words[start:end])


def _joined(quote: _Quote, start: int, end: int) -> str:
    return "".join(w.text for w in quote.words[start:end])


def _dotted(court: Court, quote: _Quote, step: Step) -> bool:
    """Whether the quotation marks the place with dots."""
    start = quote.words[max(0, step.right_start - 1)].end
    end = quote.words[min(len(quote.words) - 1, step.right_end)].start
    return start < end and _DOTS.search(court.text(quote.attribution.document, start, end)) is not None


def _throughout(court: Court, base: _Quote, other: _Quote) -> Conflict:
    spans = [_locus(base, 0, len(base.words)), _locus(other, 0, len(other.words))]
    note = f"Two renderings of one utterance: {against([_form(court, q, 0, len(q.words)) for q in (base, other)])}."
    members = [base.attribution.id, other.attribution.id]
    return conflict("wording", members, spans, note, why="the same sense, worded otherwise throughout")


class _Loss(NamedTuple):
    """Words of the fullest report that another leaves out."""

    start: int  # word indexes of the fullest, half-open; empty where dots join what stands whole
    end: int
    hard: bool
    why: str


def _cut_short(
    court: Court, base: _Quote, readings: Sequence[_Reading], quotes: Mapping[str, Sequence[_Quote]]
) -> Iterator[Conflict]:
    """What readings leave out at their ends or at their dots; hard where the loss may turn the sense."""
    cuts: dict[tuple[_Loss, ...], list[_Reading]] = defaultdict(list)
    for reading in readings:
        lost = tuple(x for x in _losses(court, base, reading) if _weighty(base, x) and not _elsewhere(x, base, reading, quotes))
        if lost:
            cuts[lost].append(reading)
    for lost, short in cuts.items():
        cut = {r.quote.attribution.id for r in short}
        fuller = [base, *(r.quote for r in readings if r.quote.attribution.id not in cut and _holds(r, lost))]
        members = [q.attribution.id for q in (*fuller, *(r.quote for r in short))]
        gone = [(loss.start, loss.end) for loss in lost if loss.start < loss.end]
        spans = [_locus(base, *place) for place in gone] + [_locus(r.quote, 0, len(r.quote.words)) for r in short]
        left = ", ".join(_form(court, base, *place) for place in gone)
        what = f"Cut: {left} is left out of" if gone else "Dots join what stands apart in"
        hard = any(loss.hard for loss in lost)
        turned = "; without it the sense may turn" if hard else ""
        note = f"{what} {_form(court, short[0].quote, 0, len(short[0].quote.words))}{turned}."
        yield conflict("truncation", members, spans, note, hard=hard, why="; ".join(dict.fromkeys(x.why for x in lost)))


def _losses(court: Court, base: _Quote, reading: _Reading) -> Iterator[_Loss]:
    text = court.pages[base.attribution.document].document.text
    for step in reading.steps:
        inside = reading.first <= step.left_start and step.left_end <= reading.last
        if not inside or not _dotted(court, reading.quote, step):
            continue
        if not step.same:
            yield _Loss(
                step.left_start, step.left_end, _turns(base.words[step.left_start : step.left_end]), "dots stand for words"
            )
    yield from _spliced(court, base, reading)
    front, tail = base.words[: reading.first], base.words[reading.last :]
    short = _sentence_count(text, base.words) <= SENTENCES_CUT and len(reading.quote.words) >= LEAST_RUN
    before, after = _in_sentence(text, base.words, reading.first, -1), _in_sentence(text, base.words, reading.last, 1)
    if before and before[-1].text != "that":
        at = reading.first - len(before)
        yield _Loss(at, reading.first, _turns(_clause(text, before, -1)), "cut inside the sentence")
    elif before and _turns(before):
        yield _Loss(reading.first - len(before), reading.first, True, "cut inside the sentence")
    elif front and not before and short:
        yield _Loss(0, reading.first, False, "a sentence left out before it")
    if after and not _other_end(reading):
        kept = base.words[reading.first : reading.last]
        hard = negator(after[0].text) in ("turn", "condition") or after[0].text in _LIMITS or turned_back(kept, after)
        yield _Loss(reading.last, reading.last + len(after), hard, "cut inside the sentence")
    elif tail and not after and short:
        yield _Loss(reading.last, len(base.words), False, "a sentence left out behind it")


_LIMITS = frozenset(["than", "unless", "until", "except", "without", "if", "but"])


def _other_end(reading: _Reading) -> bool:
    """Whether the reading ends in other words than the fullest, not in fewer."""
    last = reading.steps[-1]
    return not last.same and last.right_start < last.right_end


def _spliced(court: Court, base: _Quote, reading: _Reading) -> Iterator[_Loss]:
    """Dots between two words that stand side by side in the fullest report, or the other way round."""
    for step in reading.steps:
        if not step.same:
            continue
        for n in range(1, step.left_end - step.left_start):
            at, here = step.left_start + n, step.right_start + n
            if _dots(court, base, at) != _dots(court, reading.quote, here):
                yield _Loss(at, at, False, "dots join in one report what stands whole in the other")


def _dots(court: Court, quote: _Quote, at: int) -> bool:
    """Whether dots stand before a word."""
    gap = court.text(quote.attribution.document, quote.words[at - 1].end, quote.words[at].start)
    return _DOTS.search(gap) is not None


def _in_sentence(text: str, base: Sequence[Word], at: int, way: int) -> Sequence[Word]:
    """The words from a cut to the end (or, backwards, the beginning) of its sentence."""
    n = at
    if way > 0:
        while 0 < n < len(base) and not re.search(r"[.!?](?!\w)", text[base[n - 1].end : base[n].start]):
            n += 1
        return base[at:n]
    while n > 0 and (n >= len(base) or not re.search(r"[.!?](?!\w)", text[base[n - 1].end : base[n].start])):
        n -= 1
    return base[n:at]


def _sentence_count(text: str, part: Sequence[Word]) -> int:
    return len(re.findall(r"[.!?](?=\s)", text[part[0].start : part[-1].end]))


def _clause(text: str, lost: Sequence[Word], way: int) -> Sequence[Word]:
    """The lost words from the cut to the nearest mark of punctuation."""
    n = len(lost) - 1
    while n > 0 and not re.search(r"[,;:—–]", text[lost[n - 1].end : lost[n].start]):
        n -= 1
    return lost[n:]


def _turns(lost: Sequence[Word]) -> bool:
    """Whether lost words held what turns the sense of what was kept behind them."""
    return any(negator(w.text) in ("not", "subject", "verb", "condition", "hedge") for w in lost)


def _weighty(base: _Quote, loss: _Loss) -> bool:
    """Whether anything of weight is lost; dots that join lose nothing and count all the same."""
    lost = base.words[loss.start : loss.end]
    return loss.hard or not lost or sum(w.weight for w in lost) >= LEAST_LOST


def _elsewhere(loss: _Loss, base: _Quote, reading: _Reading, quotes: Mapping[str, Sequence[_Quote]]) -> bool:
    """Whether the report quotes the lost words in another piece of the same utterance."""
    lost = {w.text for w in base.words[loss.start : loss.end] if w.weight > 0}
    others = [q for q in quotes[reading.quote.attribution.document] if q is not reading.quote]
    return bool(lost) and any(len(lost & {w.text for w in q.words}) >= ELSEWHERE * len(lost) for q in others)


def _holds(reading: _Reading, lost: Iterable[_Loss]) -> bool:
    """Whether a reading has all that another leaves out."""
    return all(reading.first <= x.start and x.end <= reading.last for x in lost)


def _credited(court: Court, base: _Quote, readings: Sequence[_Reading]) -> Iterator[Conflict]:
    """The same words given to different speakers, or to different carriers."""
    left = [r for r in readings if shared(r.steps) >= LEAST_RUN and court.voice(r.quote.attribution) is not None]
    while left:
        first, rest = left[0], left[1:]
        together = [first, *(r for r in rest if r.first < first.last and first.first < r.last)]
        done = {r.quote.attribution.id for r in together}
        left = [r for r in rest if r.quote.attribution.id not in done]
        yield from _parties(court, [base, *(r.quote for r in together)], first.quote)


def _one_name(said: Sequence[str], known: Iterable[str]) -> bool:
    """Whether two names are a full one and its surname, which nobody else has in full: "Leon Vance", "Vance"."""
    if len(said) != 2:
        return False
    short, full = sorted(said, key=len)
    return " " not in short and {name for name in known if " " in name and fold(name).split()[-1] == fold(short)} == {full}


def _parties(court: Court, quotes: Sequence[_Quote], shown: _Quote) -> Iterator[Conflict]:
    voiced = [q for q in quotes if court.voice(q.attribution) is not None]
    said = dict.fromkeys(court.named(q.attribution) for q in voiced)
    if len({court.voice(q.attribution) for q in voiced}) > 1 and not _one_name(list(said), court.names.values()):
        note = f"The same words, {_short(court, shown)}, are given to {listed(said)}."
        yield conflict("attribution", _ids(voiced), _sources(voiced), note, why="one utterance, different first voices")
        return
    carried = [(q, c) for q in voiced if (c := court.carriers(q.attribution))]
    if len(carried) > 1 and not frozenset.intersection(*(c for _, c in carried)):
        who = [q for q, _ in carried]
        outlets = dict.fromkeys(court.names.get(o, o) for _, c in carried for o in sorted(c))
        note = f"The same words, {_short(court, shown)}, are said to come through {listed(outlets)}."
        yield conflict("attribution", _ids(who), _sources(who), note, why="one utterance, different carriers")


def _rendered(
    court: Court, quotes: Mapping[str, _Quote], claims: Sequence[Claim], base_of: Mapping[str, str]
) -> Iterator[Conflict]:
    """Direct quotations of one voice in one claim that no run of words ties: a translation, or a rewritten quotation."""
    told: set[tuple[str, ...]] = set()
    for claim in claims:
        by_voice: dict[str, list[_Quote]] = defaultdict(list)
        for member, variant in zip(claim.members, claim.variants, strict=True):
            voice = court.voice(quotes[member].attribution) if member in quotes else None
            if voice is not None and (part := _part(quotes[member], variant)).words:
                by_voice[voice].append(part)
        for parts in by_voice.values():
            whole = [quotes[q.attribution.id] for q in parts]
            group = whole if any(_alike(whole[0], q, base_of) for q in whole[1:]) else parts
            first = group[0]
            apart = [q for q in group[1:] if _alike(first, q, base_of)]
            members = [q.attribution.id for q in (first, *(q for q in group if q in apart))]
            if not apart or tuple(sorted(members)) in told:
                continue
            told.add(tuple(sorted(members)))
            parties = [first, *apart]
            spans = [_locus(q, 0, len(q.words)) for q in parties]
            forms = {_joined(q, 0, len(q.words)): _form(court, q, 0, len(q.words)) for q in parties}
            note = f"Renderings of one utterance: {against(forms.values())}."
            yield conflict("wording", members, spans, note, why="one claim, one voice, other words throughout")


def _part(quote: _Quote, variant: Variant) -> _Quote:
    """The words of a quotation that carry the claim."""
    inside = (w for w in quote.words if any(s.start <= w.start and w.end <= s.end for s in variant.spans))
    return _Quote(quote.attribution, tuple(inside))


def _alike(first: _Quote, other: _Quote, base_of: Mapping[str, str]) -> bool:
    """Whether two quotations are one utterance in other words: near in sense and in words, and not collated already."""
    ids = (first.attribution.id, other.attribution.id)
    if base_of.get(ids[0], ids[0]) == base_of.get(ids[1], ids[1]) or first.attribution.document == other.attribution.document:
        return False
    words_shared = shared(collate(first.words, other.words))
    if words_shared < ALIKE_ENOUGH * min(len(first.words), len(other.words)) or words_shared == len(first.words) == len(
        other.words
    ):
        return False
    agreed = agreement(first.words, other.words)
    return min(agreed.left, agreed.right) >= SAME_THROUGHOUT


def _ids(quotes: Sequence[_Quote]) -> list[str]:
    return [q.attribution.id for q in quotes]


def _sources(quotes: Sequence[_Quote]) -> list[Locus]:
    """Where each report names the voice; the quotation itself where it is only implied."""
    found = []
    for q in quotes:
        hop = q.attribution.chain[0] if q.attribution.chain else None
        if hop and hop.start is not None and hop.end is not None:
            found.append(Locus(q.attribution.document, hop.start, hop.end))
        else:
            found.append(_locus(q, 0, len(q.words)))
    return found


def _locus(quote: _Quote, start: int, end: int) -> Locus:
    """The words' place; where there are none, the word before the gap."""
    if start >= end:
        start, end = max(0, start - 1), max(1, start)
    return Locus(quote.attribution.document, quote.words[start].start, quote.words[end - 1].end)


def _form(court: Court, quote: _Quote, start: int, end: int) -> str:
    """The words in quotation marks; of a long stretch its two ends, each in marks of its own."""
    if start >= end:
        return "nothing"
    text, place = quote.attribution.document, quote.words
    if end - start <= SHOWN:
        return f"“{court.text(text, place[start].start, place[end - 1].end)}”"
    half = SHOWN // 2
    front, back = place[start + half - 1].end, place[end - half].start
    return f"“{court.text(text, place[start].start, front)}” … “{court.text(text, back, place[end - 1].end)}”"


def _short(court: Court, quote: _Quote) -> str:
    return _form(court, quote, 0, min(12, len(quote.words)))


def cut_only(a: Statement, b: Statement, one: Comparison) -> bool:
    """Whether one quotation is the other cut short: then the cut is the conflict, not the sense."""
    if not one.utterance:
        return False
    steps = collate(a.words, b.words)
    return all(s.same or s.left_start == s.left_end for s in steps) or all(
        s.same or s.right_start == s.right_end for s in steps
    )
