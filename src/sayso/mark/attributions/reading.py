"""The way through one document's body, paragraph by paragraph: frames are nested, quotations given to them, chains built."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise, takewhile
from typing import NamedTuple

from msgspec.structs import replace

from sayso import names
from sayso.mark.attributions.frames import Frame, Proposer, announced, cited
from sayso.mark.attributions.grammar import MASK, PREPOSITIONS, WRITTEN, cues, role_nouns
from sayso.mark.attributions.hosts import asks_for_outlet, own_turns
from sayso.mark.attributions.learned import Learned, Listener
from sayso.mark.attributions.masking import Unit, mask, outside, spoken, trim_end, trimmed, units
from sayso.mark.attributions.passages import Passage, passages
from sayso.mark.attributions.provenance import led_back, links, one_hop
from sayso.mark.attributions.through import through
from sayso.mark.attributions.unsaid import deed, refused, refuses, subject_only, unsaid
from sayso.mark.attributions.voices import Voices
from sayso.mark.body import body
from sayso.mark.quotations import Quotation, quotations
from sayso.text import fold, is_verbish, pieces, sentences, tokens
from sayso.types import AttributionKind, Date, Document, Hop, Mention, Region, Span

CARRIED_WORDS = 2  # a frame that adds no more than this to the frame inside it only passes it on
_PASSING = frozenset(
    ["that", "has", "had", "have", "also", "as", "and", "but", "the", "a", "on", "in", "earlier", "later", "however"]
)
PASSERS = ("person", "role", "organisation", "group")
_AS = re.compile(r"\bas (?:\w+ )?(?:reported |claimed |alleged )?(?:by )?(?:the )?$")
FAR_CUE = 100  # code points; longer than a cue
FEW_BEFORE = 4  # words before the name of a sentence's subject: "German carmaker | Halvorsen"
NEAR_BODY = 400  # code points over which "it" looks back for the body it stands for: about two sentences
UTTERANCE_WORDS = 4  # a quotation of at least so many words is somebody's words even when no verb claims it


_INCISO = re.compile(r",\s+(?P<who>(?:s?he|they)|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3})\s+(?P<cue>[a-z]+)(?:\s+[a-z]+){0,2},\s")


_EXAMINED = re.compile(
    r"\b(?:questioned|examined|interviewed|asked|heard|called|examination of|evidence (?:of|from)|interview with|"
    r"testimony of)\s+"
)


_YOUR_NAME = re.compile(r"\byour (?:full )?name\b", re.IGNORECASE)
_PRINTED = re.compile(r"\b(?:in|by|from|of)\s+(?:the\s+)?$", re.IGNORECASE)
_ME = re.compile(
    r"(?:me|us|him|her|them|you)\s+(?:(?:in|on|last|this|yesterday)\b[^,;]{0,25}?\s+)?"
    r"(?:that\s+|(?=(?:why|if|whether|how|where|when|what|who)\s))"
)
_PAGE = re.compile(r"\b(?:page|account|group|channel|user)\s+(?:called\s+|named\s+)?[\"“‘']?$")
_INNER = re.compile(r"\b(?:body|heart|gut|head|mind|brain|conscience|instinct|soul|stomach|legs|eyes|data)$")
_SHOWS = frozenset({"show", "showed", "shown", "shows", "reveal", "revealed", "reveals", "displayed"})
_PLANS = re.compile(r"\s(?:(?:is|are) to|will|(?:plans|intends|expects) to|has agreed to)\s(?P<does>[a-z]+)")
_UNDERGOES = frozenset({"face", "pay", "lose", "get", "receive", "miss", "fall", "leave", "win", "stay", "remain", "suffer"})
_ENDS = re.compile(r"[.!?][”\"’']?(?=\s)")
_GOES_ON = re.compile(r"\W*$|,? (?:and|but|adding|saying)\b")
_CONNECTS = re.compile(r"\W*(?:(?:and|but|also|that|added|adding)\W*)*", re.IGNORECASE)
_CLOSE = re.compile(
    r",\s+(?P<rest>(?:because|until|unless|than)\s|"
    r"(?P<day>on\s+(?:the\s+)?(?:first\s+|last\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b))"
)
_KEEPERS = ("organisation", "outlet")
_TAKEN_DOWN = re.compile(
    r"\b(?:transcribed|recorded|published|released|obtained|broadcast|taken down|made public) (?:\w+ )?by (?:the )?$"
)
_HELD_FOR = re.compile(
    _TAKEN_DOWN.pattern + r"|"
    r"\b(?:spoke|speaks|speaking|talks|talked|talking|sat down|conversation|interviewe?d?|interviews)\b[^.;]*?"
    r"\b(?:(?:with|to|for|by|on|in) (?:the )?|(?:with|to|by|for) (?:[A-Z][\w’'-]+ )+(?:of|for|from) (?:the )?)$"
)


_BODIES = {"it": ("organisation", "outlet"), "they": ("organisation", "outlet", "group")}


_ASKS = re.compile(r"(?:ask|question|challenge|quizz?)(?:e?s|ed)?\b|(?:puts?|suggest(?:s|ed)?) (?:it )?to\b|puts? it\b")
_QUESTION = re.compile(r"(?:if|whether|what|why|how|when|where|who|which|that|he|she|they|it|his|her)\b")
_REPLIES = re.compile(r"\b(?:repl|answer|respond|retort)")
_SEX = {"he": "m", "she": "f"}
SHORT = 2  # words of a statement that can only be an answer
NEAR_ASKED = 12  # code points between a verb of asking and whom it asks: "asked the hapless Mr Kerr"


class Found(NamedTuple):
    """An attribution while its neighbours are still being looked for."""

    kind: AttributionKind
    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    chain: tuple[Hop, ...]
    confidence: float
    why: str


class _Speech(NamedTuple):
    """The last utterance of the text so far: whose, and where it ended."""

    found: Found
    unit: int
    end: int


class Reader:
    def __init__(
        self,
        document: Document,
        regions: Sequence[Region],
        mentions: Sequence[Mention],
        dates: Sequence[Date],
        propose: Proposer,
        read: Listener | None,
    ) -> None:
        self.text = document.text
        self.dates = sorted(dates, key=lambda d: d.start)
        outlet = document.outlet.value if document.outlet else ""
        self.voices = Voices(self.text, mentions, outlet)
        self.propose = propose
        self.passages = passages(self.text, document.blocks, regions)
        if not (outlet and self._heard_elsewhere()):
            self.passages = own_turns(self.text, self.passages, outlet, [a.value for a in document.authors])
        spans = body(document, regions)
        quotes = quotations(self.text, spans)
        self.masked = mask(self.text, spans, quotes)
        self.opened = mask(self.text, spans, [q for q in quotes if q.depth > 0])  # outermost marks open, those inside masked
        self.units = units(spans, quotes)
        marks = [Span(q.start, q.end) for q in quotes]
        outermost = [Span(q.start, q.end) for q in quotes if q.depth == 0]
        proposals = read(self.text, spans, marks) if read is not None else ()
        labels = [Span(p.start, p.content_start) for p in self.passages if p.kind == "own"]
        proposals = [p for p in proposals if not any(_meets(label, (*p.source, *p.cue, *p.carriers)) for label in labels)]
        self.learned = Learned(self.masked, outermost, proposals)
        self.overheard = Learned(self.text, (), proposals)  # what speakers report in their own words
        self.carried = sorted((p.cue[0].start, p.cue[-1].end, p.carriers) for p in proposals if p.carriers)
        self.found: list[Found] = []
        self.last: _Speech | None = None
        self.before: _Speech | None = None  # the last utterance before the sentence at hand
        self.sentence = Span(0, 0)  # the sentence at hand

    def read(self) -> list[Found]:
        starts = [p.start for p in self.passages]
        for n, unit in enumerate(self.units):
            k = bisect_right(starts, unit.span.start) - 1
            passage = self.passages[k] if k >= 0 and unit.span.start < self.passages[k].end else None
            if passage is not None and passage.kind in ("utterance", "turn"):
                self._utterance(n, unit, passage)
            elif passage is not None and passage.kind == "own":
                self.last = None  # whoever spoke before does not go on
                start = max(unit.span.start, passage.content_start)
                self._paragraph(n, unit._replace(span=Span(start, max(start, unit.span.end))), None)
            else:
                self._paragraph(n, unit, passage)
        return self.found

    def each(self, made: Found) -> list[Found]:
        """An attribution for each of those who speak, or pass it on, together: one chain cannot say that both do."""
        for n, hop in enumerate(made.chain):
            several = self.voices.together.get((hop.start, hop.end))
            if several:
                rest = [h for h in made.chain if h is not hop]
                fresh = [h for h in several if not any(one_hop(h, r, self.text) for r in rest)]
                chains = [(*made.chain[:n], replace(h, role=hop.role), *made.chain[n + 1 :]) for h in fresh]
                return [made._replace(chain=c) for c in chains] or [made]
        return [made]

    # -- whole passages -------------------------------------------------------------------------

    def _utterance(self, n: int, unit: Unit, passage: Passage) -> None:
        """A block quotation, a post or a turn of a transcript: all of the paragraph is somebody's words."""
        begin = max(unit.span.start, passage.content_start)
        content = Span(begin, min(unit.span.end, passage.end))
        if content.end <= content.start or not any(True for _ in pieces(self.text, content.start, content.end)):
            return
        whole = [q for q in unit.quotes if q.depth == 0 and q.start <= content.start + 1 and q.end >= content.end - 1]
        if whole:
            content = trimmed(self.text, whole[0].pieces[0])
        chain = self._passage_chain(n, passage)
        source = tuple(Span(h.start, h.end) for h in chain[:1] if h.start is not None and h.end is not None)
        made = Found("direct", (content,), (), source, chain, 0.85 if chain else 0.5, passage.why)
        self._add(made, n, content.end)
        self._inside(made, [q for q in unit.quotes if q not in whole], content)

    def _passage_chain(self, n: int, passage: Passage) -> tuple[Hop, ...]:
        hops: list[Hop] = []
        if passage.speaker is not None:
            hops.append(self.voices.hop(passage.speaker, "voice", passage.why))
        elif passage.kind == "turn":
            hops.extend((self._questioned or self._sworn) if passage.answers else ())
        elif passage.outlet is None or passage.introduced:
            hops.extend(self._introducer(n, passage))
        if passage.kind == "turn" and hops:
            hops.extend(h for h in self._heard_by if not any(self._is_label(o, h) for o in hops))
        if passage.outlet is not None and not any(_overlap(h, passage.outlet) for h in hops):
            hops.append(self.voices.hop(passage.outlet, "carrier" if hops else "voice", passage.why))
        return tuple(hops)

    @cached_property
    def _questioned(self) -> tuple[Hop, ...]:
        """Who answers in a transcript that marks its turns Q. and A.: the one person its introduction is about."""
        first = next((p.start for p in self.passages if p.kind == "turn"), 0)
        for unit in reversed([u for u in self.units if u.span.end <= first][-2:]):
            told = _EXAMINED.search(self.masked, unit.span.start, unit.span.end)
            people = [
                m
                for m in self.voices.inside(unit.span)
                if m.type == "person" and m.form == "name" and not asks_for_outlet(self.text[unit.span.start : m.start])
            ]
            chosen = next((m for m in people if told is not None and 0 <= m.start - told.end() <= 60), None)
            if chosen is None and len({m.entity for m in people}) == 1:
                chosen = people[0]
            voice = (
                Span(chosen.start, chosen.end) if chosen else self.voices.subject(self.masked, unit.span.start, unit.span.end)
            )
            if voice is not None:
                return (self.voices.hop(voice, "voice", "the introduction says who is questioned"),)
        return ()

    @cached_property
    def _sworn(self) -> tuple[Hop, ...]:
        """Who answers, by the first answer: "Q. Please state your name. A. Ann Lee, ramp supervisor." """
        turns = [p for p in self.passages if p.kind == "turn"]
        for asked, given in pairwise(turns):
            if given.answers and _YOUR_NAME.search(self.masked, asked.start, asked.end):
                for m in self.voices.inside(Span(given.content_start, given.end))[:1]:
                    if m.start - given.content_start <= 20 and m.type == "person":
                        return (Hop(m.entity, m.start, m.end, "voice", "the first answer gives the name"),)
        return ()

    @cached_property
    def _heard_by(self) -> tuple[Hop, ...]:
        """The outlet that a transcript's introduction says the talk was held for, or who wrote it down."""
        first = next((p.start for p in self.passages if p.kind == "turn"), 0)
        for unit in reversed([u for u in self.units if u.span.end <= first][-2:]):
            for m in self.voices.inside(unit.span):
                before = self.masked[unit.span.start : m.start]
                if (m.type == "outlet" and _HELD_FOR.search(before)) or (m.type in _KEEPERS and _TAKEN_DOWN.search(before)):
                    return (Hop(m.entity, m.start, m.end, "carrier", "the introduction says through whom the talk was heard"),)
        return ()

    def _heard_elsewhere(self) -> bool:
        """Whether what stands above a transcript, below its letterhead, names an outlet other than the document's own. Of a
        document that has none, an outlet in the heading is its own."""
        first = next((p.start for p in self.passages if p.kind == "turn"), 0)
        letterhead = self.text.find("\n", 0, first)
        named = [m for m in self.voices.inside(Span(letterhead, first)) if m.type == "outlet"] if letterhead > 0 else []
        head = fold(self.text[:letterhead])
        return any(fold(m.name) not in head and not self.voices.is_own(fold(m.name).split()) for m in named)

    def _is_label(self, speaker: Hop, outlet: Hop) -> bool:
        """Whether an outlet itself speaks: "Herald:" in a talk with the Valley Herald."""
        shown, whole = (fold(self.text[h.start or 0 : h.end]) for h in (speaker, outlet))
        return (speaker.entity is not None and speaker.entity == outlet.entity) or whole.endswith(shown)

    def _introducer(self, n: int, passage: Passage) -> tuple[Hop, ...]:
        """Whose words a passage holds, by the paragraph that leads to it ("The account @u wrote on Friday:", "Her answer:")."""
        k = n - 1
        while k >= 0 and self.units[k].span.start >= passage.start:
            k -= 1
        if k < 0:
            return ()
        span = self.units[k].span
        tail = list(sentences(self.masked, span.start, span.end))[-1:]
        for sentence in tail:
            if (label := self.voices.labelled(sentence)) is not None:
                return (self.voices.hop(label, "voice", "names whose words stand below"),)
            nested = self._nest(self._propose(sentence))
            if nested:
                return self._chain(nested[-1], nested)
            said = announced(self.masked, sentence) if self.text[sentence.end - 1] == ":" else None
            if said is not None and said[0] is not None:
                carriers = tuple(self.voices.hop(c, "relay", "named before the colon") for c in said[1])
                return (self._heard(self.voices.hop(said[0], "voice", "introduces the passage below")), *carriers)
            voice = self.voices.introduced(sentence)
            if voice is None and self.text[sentence.end - 1] == ":":
                voice = self.voices.subject(self.masked, sentence.start, sentence.end)
            if voice is not None:
                return (self._owner(self.voices.hop(voice, "voice", "introduces the passage below"), span),)
        return ()

    def _owner(self, hop: Hop, paragraph: Span) -> Hop:
        """Whom "her" in "Her answer:" stands for: the last "she", or whoever the paragraph spoke of before."""
        word = self.voices.pronoun(hop)
        if hop.entity is not None or not word or hop.start is None:
            return hop
        before = self.voices.between(paragraph.start, hop.start, self.masked)
        entity = self.voices.recent(word, hop.start) or (before[0].entity if before else None)
        return Hop(entity, hop.start, hop.end, hop.role, hop.why) if entity else hop

    # -- paragraphs -----------------------------------------------------------------------------

    def _propose(self, sentence: Span) -> list[Frame]:
        lo = bisect_left(self.dates, sentence.start, key=lambda d: d.start)
        hi = bisect_left(self.dates, sentence.end, key=lambda d: d.start)
        found = self.propose(self.masked, sentence, self.dates[lo:hi])
        found = [self._rested(f) for f in found]
        ruled = [f for f in found if f.source is None or self.voices.plausible(f)]
        sure = {c for f in ruled for c in (*f.carriers, *((f.source,) if f.source else ()))}
        out = []
        for frame in self.learned.frames(sentence, ruled):
            if self._is_heading(frame) or unsaid(self.masked, sentence, frame):
                continue
            if self._displays(frame) or self._of_a_person(frame):
                continue
            told = frame.addressee
            frame = self._heard_whole(frame)
            told = self.voices.whole(told) if told else told
            if told is not None and self.voices.is_venue(told):
                frame, told = frame._replace(told=None), None
            hearer = frame.told or told
            if hearer is not None and self._bidden(frame, hearer):
                frame, told = frame._replace(told=None), None
            paper = self.voices.is_outlet if ", citing" in frame.why else self.voices.is_publication
            heard = frame.told or (told if told is not None and paper(told) else None)
            heard = heard if heard is not None and self.voices.hears(heard) else None
            carriers = tuple(
                c
                for c in frame.carriers
                if c in sure or (sentence.start <= c.start < sentence.end and (self.voices.carries(c) or self._led_to(c)))
            )
            carriers = tuple(dict.fromkeys(self.voices.outlet_around(c) for c in carriers))
            if heard is not None:
                carriers, told = (*carriers, heard) if ", citing" in frame.why else (heard, *carriers), None
            out.append(frame._replace(carriers=carriers, addressee=told, told=heard))
        tellers = [f for f in out if not self.voices.is_outlet(f.source)]
        out = [f for f in out if not (refused(self.masked, f, out) or deed(self.masked, f, tellers))]
        inner = [any(g is not f and g.holds(f.cue[0]) for g in out) for f in out]  # whoever reports it is the one who cites
        out = [
            self._rested(cited(self.masked, sentence, f)) if f.why.startswith("read as") and not within else f
            for f, within in zip(out, inner, strict=True)
        ]
        out = [f._replace(carriers=self._by_way_of(f, through(self.masked, sentence, f, out, self.voices))) for f in out]
        out = [self._resumed(f, out, sentence) for f in out]
        return [self._added(f, out[:n]) for n, f in enumerate(out)]

    def _led_to(self, carrier: Span) -> bool:
        """Whether what the model reads as a carrier is a name, by no date and no person's: "in an email to the | Kuryer"."""
        words = self.text[carrier.start : carrier.end].removeprefix("the ").split()
        dated = any(w[0].isdigit() or fold(w.strip(".")) in names.words_of("calendar") for w in words)
        person = any(m.type in ("person", "role") for m in self.voices.over(carrier))
        body = bool(words) and words[-1].isupper() and names.known_outlet(words[-1]) is None  # "in a letter to the FCA"
        other = dated or person or body or self.voices.is_copy(carrier) or self.voices.of_its_people(carrier)
        plain = bool(words) and words[0][:1].isupper() and not other
        return plain and self.voices.hears(carrier)

    def _of_a_person(self, frame: Frame) -> bool:
        """Whether "which" is read as somebody: "a letter to Ada Lund, which said"."""
        which = (
            frame.source is not None and self.masked.startswith(", which ", frame.source.end) and frame.source < frame.cue[0]
        )
        mention = self.voices.head(frame.source) if which and frame.source is not None else None
        return mention is not None and mention.type == "person"

    def _displays(self, frame: Frame) -> bool:
        """Whether somebody shows a quality and says nothing: "the Speaker had shown “flagrant partiality”"."""
        verbs = {fold(t.text) for s in frame.cue for t in pieces(self.masked, s.start, s.end)}
        mention = self.voices.head(frame.source) if frame.source is not None and verbs & _SHOWS else None
        quoted = all(not self.masked[s.start : s.end].strip("“”\"'‘’.,! " + MASK) for s in frame.content)
        return quoted and mention is not None and self.voices.kind(mention.entity) in ("person", "role")

    def _heard_whole(self, frame: Frame) -> Frame:
        """A frame with who is told as far as the name goes; what the model read on is part of what is said."""
        if frame.told is None:
            return frame
        told, first = self.voices.whole(frame.told), frame.content[0]
        behind = self.text[told.end : frame.told.end].strip()
        clause = behind[:1].islower() or is_verbish(next((t.text for t in tokens(self.text, first.start, first.end)), ""))
        if clause and told.end < frame.told.end < first.start <= frame.told.end + 1:
            frame = frame._replace(content=(Span(told.end + 1, first.end), *frame.content[1:]))
        return frame._replace(told=told)

    def _by_way_of(self, frame: Frame, found: Sequence[Span]) -> tuple[Span, ...]:
        """A frame's carriers with those beside its cue: whom somebody speaks through comes before the outlet that hears him."""
        between = [s for s in found if not self.voices.is_medium(s) and not self.voices.is_paper(s)]
        return (*between, *frame.carriers, *(s for s in found if s not in between))

    def _bidden(self, frame: Frame, who: Span) -> bool:
        """Whether somebody is told what to do, not what is so: "asked the paper to apologise", "told the Sun to pay"."""
        at, end = frame.content[0].start, frame.content[0].end
        if frame.cue[-1].end > at or "that" in self.masked[frame.cue[-1].end : at].split():
            return False
        clause = who.end if at <= who.start < end else at
        return self.masked[clause : clause + 4].lstrip().startswith("to ")

    def _resumed(self, frame: Frame, all_frames: Sequence[Frame], sentence: Span) -> Frame:
        """A statement that goes on behind whose it is: "He smelt it, he insists, on the Friday"; not "…, in a letter"."""
        if len(frame.content) != 1 or frame.source is None:
            return frame
        aside = sorted((frame.source, *frame.cue, *((frame.addressee,) if frame.addressee else ())))
        stop = _CLOSE.match(self.masked, aside[-1].end)
        if stop is None or self.masked[frame.content[0].end : aside[0].start].strip() != ",":
            return frame
        end = trim_end(self.masked, stop.start("rest"), sentence.end)
        rest = self.masked[stop.start("rest") : end].rstrip(".!?")
        cue = fold(self.masked[frame.cue[-1].start : frame.cue[-1].end])
        if stop["day"] and not all(c.form in ("present", "base") for c in cues().get(cue, ())):
            return frame  # "…, he said, on Friday": that is when he said so
        told = any(stop.start("rest") <= f.cue[0].start < sentence.end for f in all_frames)
        if told or MASK in rest or any(role_nouns().get(word) == "thing" for word in fold(rest).split()):
            return frame
        return frame._replace(content=(*frame.content, Span(stop.start("rest"), stop.start("rest") + len(rest))))

    def _rested(self, frame: Frame) -> Frame:
        """A frame that rests on what it cites only where that can say something: not "citing security concerns"."""
        cites = frame.why.endswith(", citing") or frame.why.startswith("quoting, ")
        if not cites or frame.source is None or self.voices.rests(frame.source):
            return frame
        return frame._replace(source=frame.carriers[0], carriers=frame.carriers[1:])

    def _is_heading(self, frame: Frame) -> bool:
        """Whether what stands before a colon is nobody: "The official toll: twelve people died", the dateline "TUNIS: ..."."""
        source = frame.source
        if source is not None and self._is_dateline(source):
            return True
        colon = not frame.ruled and self.masked[frame.cue[0].start : frame.cue[0].end] == ":"
        return source is not None and colon and self.voices.head(source) is None and " " in self.text[source.start : source.end]

    def _is_dateline(self, source: Span) -> bool:
        """Whether a source is a paragraph's first word or two, a place in capitals with a colon behind it."""
        shown = self.text[source.start : source.end]
        opens = source.start == 0 or self.text[source.start - 1] == "\n"
        return opens and shown.isupper() and self.text.startswith(": ", source.end) and names.known_place(shown) is not None

    def _plain(self, frame: Frame, sentence: Span) -> bool:
        """Whether a sentence says of its words no more than whose they are: nothing of when, where or in what they stood."""
        parts = sorted((*frame.content, *frame.cue, *((frame.source,) if frame.source else ())))
        told = fold(self.masked[frame.cue[-1].start : frame.cue[-1].end])
        gaps = [Span(sentence.start, parts[0].start)] + [Span(a.end, max(a.end, b.start)) for a, b in pairwise(parts)]
        rest = _GOES_ON.match(self.masked, min(parts[-1].end, sentence.end), sentence.end)
        return told not in WRITTEN and rest is not None and all(_CONNECTS.fullmatch(self.masked, g.start, g.end) for g in gaps)

    def _added(self, frame: Frame, before: list[Frame]) -> Frame:
        """ "She told the paper that …, adding that …": both to the paper."""
        first = next((f for f in reversed(before) if f.told is not None and f.source == frame.source), None)
        cue = fold(self.masked[frame.cue[0].start : frame.cue[0].end])
        if first is None or first.told is None or frame.carriers or frame.addressee is not None or not cue.endswith("ing"):
            return frame
        return frame._replace(carriers=(first.told,), told=first.told)

    def _paragraph(self, n: int, unit: Unit, passage: Passage | None) -> None:
        outer = (
            (self.voices.hop(passage.outlet, "carrier", passage.why),)
            if passage is not None and passage.outlet is not None
            else ()
        )
        taken: set[int] = set()
        first = len(self.found)
        top = [q for q in unit.quotes if q.depth == 0]
        starts = [q.start for q in top]
        for sentence in spoken(self.masked, unit.span.start, unit.span.end):
            self.before, self.sentence = self.last, sentence
            here = top[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
            nested = self._nest(self._propose(sentence))
            nested = self._backward(nested, sentence, unit)
            free = [q for q in here if self.learned.owner(Span(q.start, q.end), sentence) is None]
            for frame in nested:
                self._emit(n, frame, nested, [q for q in free if q.start not in taken], outer, taken)
            for q in here:
                if q.start not in taken and not self._goes_on(n, q, sentence):
                    self._orphan(n, unit, sentence, q, outer, nested)
                    taken.add(q.start)
        self._lead_back(first, unit.span)
        owners = {s.start: f for f in self.found[first:] if f.kind == "direct" for s in f.content}
        deep = [q for q in unit.quotes if q.depth > 0]
        at = [q.start for q in deep]
        for q in top:
            owner = owners.get(trimmed(self.text, q.pieces[0]).start)
            if owner is not None:
                inner = deep[bisect_left(at, q.start) : bisect_left(at, q.end)]
                self._inside(owner, inner, Span(q.pieces[0].start, q.pieces[-1].end))

    def _lead_back(self, first: int, paragraph: Span) -> None:
        """The chains of a paragraph's attributions with those from whom their first voices have the words, as it goes on to
        tell: each told of the last thing that voice has said."""
        told = links(self.text, paragraph, self.voices)
        for n in range(len(self.found) - 1, first - 1, -1) if told else ():
            made = self.found[n]
            end = max(s.end for s in (*made.content, *made.cue))
            behind = [link for link in told if link.start >= end]
            chain = led_back(made.chain, behind, self.text)
            if chain != made.chain:
                self.found[n] = made._replace(chain=chain)
                told = [link for link in told if link not in behind]

    def _nest(self, found: list[Frame]) -> list[Frame]:
        """Frames with their contents cut where a later frame takes over, outermost first."""
        found = [subject_only(self.masked, f, found, self.sentence) for f in found]
        cut: list[Frame] = []
        for frame in found:
            content = frame.content
            for other in found:
                after = (
                    other is not frame
                    and other.cue[0].start > frame.cue[-1].end
                    and other.content[0].start <= frame.cue[0].start
                )
                if after and other.content[-1].end > frame.cue[0].start:
                    content = tuple(
                        Span(s.start, min(s.end, trim_end(self.text, s.start, other.content[-1].end)))
                        for s in content
                        if s.start < other.content[-1].end
                    )
            content = tuple(s for s in content if s.end > s.start)
            if content:
                cut.append(frame._replace(content=content))
        return sorted(cut, key=lambda f: (-sum(s.end - s.start for s in f.content), f.cue[0].start))

    def _backward(self, nested: list[Frame], sentence: Span, unit: Unit) -> list[Frame]:
        """ "The dam leaks. That is what an engineer told us": the content is the sentence before."""
        m = re.compile(r"(?:(?:That|This),?(?: at least,?)? (?:is|was) (?:what|how)|So)\s+").match(
            self.masked, sentence.start, sentence.end
        )
        if m is None:
            return nested
        before = list(sentences(self.masked, unit.span.start, sentence.start))[-1:]
        clause = Span(m.end(), sentence.end)
        told = re.compile(r"\b(?:told|said|says|wrote|claimed|claims|reported|reports|heard from)\b").search(
            self.masked, clause.start, clause.end
        )
        if not before or told is None:
            return nested
        source = Span(clause.start, trim_end(self.masked, clause.start, told.start()))
        if told.start() == clause.start:  # "So wrote its director, Ann Lee, when …"
            tail = re.compile(r"\s+(.+?)(?=, (?:when|who|as|after)\b|[.;:]|$)").match(self.masked, told.end(), clause.end)
            source = Span(*tail.span(1)) if tail else source
        content = trimmed(self.text, before[0], keep_stop=False)
        made = Frame(source, (Span(told.start(), told.end()),), (content,), (), None, 0.8, "that is what … said")
        return [made] if source.end > source.start and self.voices.plausible(made) else nested

    def _as(self, frame: Frame) -> bool:
        """Whether a frame is an "as X reported" behind what it is about."""
        source = frame.source
        return source is not None and self.masked.endswith(" as ", 0, source.start) and frame.content[-1].end < source.start

    def _around(self, frame: Frame, all_frames: list[Frame]) -> list[Frame]:
        """The frames whose content holds this one, innermost first."""
        holding = [f for f in all_frames if f is not frame and f.holds(frame.cue[0])]
        return sorted(holding, key=lambda f: sum(s.end - s.start for s in f.content))

    def _chain(self, frame: Frame, all_frames: list[Frame]) -> tuple[Hop, ...]:
        """The voice, then everyone who passed it on, from the inside out; whoever denies it has not."""
        hops: list[Hop] = []
        denied = refuses(self.masked, frame)  # "denied that it would close, as the Echo reported": the Echo says it would
        around = (f for f in self._around(frame, all_frames) if not refuses(self.masked, f) and not (denied and self._as(f)))
        levels = [frame, *around]
        for depth, f in enumerate(levels):
            outside = [s for o in levels[depth + 1 :] for s in (*o.carriers, *((o.source,) if o.source else ()))]
            outside = [] if f.why.startswith("quoted") else outside  # by whom it was quoted the words themselves tell
            if f.source is not None:
                voice, through = self.voices.parted(f.voice or f.source)
                hops.append(self._heard(self.voices.hop(voice, "voice" if depth == 0 else "relay", f.why), f.content))
                hops.extend(self.voices.hop(c, "carrier", f.why) for c in through)
            hops.extend(
                self._heard(self.voices.hop(c, "carrier" if f.told == c else "relay", f.why))
                for c in f.carriers
                if not self.voices.is_paper(c)
                and not (refuses(self.masked, f) and _AS.search(self.masked, max(0, c.start - 12), c.start))
                and not self.voices.is_here(c)
                and not any(_meets(c, (o,)) for o in outside)  # it has its place further out
            )
            if f.addressee is not None:
                hops.append(self.voices.hop(f.addressee, "addressee", "told"))
            hops.extend(self._named_elsewhere(f, hops))
        hops.extend(self._before_colon(frame))
        passed = {h.entity for h in hops if h.entity is not None and h.role != "addressee"}
        seen: list[Hop] = []
        for hop in hops:
            if (
                hop.role == "addressee" and hop.entity in passed
            ):  # "Lee said Park had told her": she is the one who passes it on
                continue
            if not any(
                (hop.entity is not None and hop.entity == s.entity) or (hop.start, hop.end) == (s.start, s.end) for s in seen
            ):
                seen.append(hop)
        return tuple(seen)

    def _named_elsewhere(self, frame: Frame, known: Sequence[Hop]) -> list[Hop]:
        """Who passed a frame's words on and is named in another sentence, as the model reads it: people and bodies first, then
        one outlet at most, if the frame names none itself. What is a paper is left out: it is talked about more often."""
        cue = Span(frame.cue[0].start, frame.cue[-1].end)
        near = takewhile(lambda c: c[0] < cue.end, self.carried[bisect_left(self.carried, (cue.start - FAR_CUE,)) :])
        read = [c for _, end, found in near if cue.start < end for c in found]
        around = self._sentence_of(cue) if read else cue
        far = [c for c in read if not around.start <= c.start < around.end and not self.voices.is_here(c)]
        far = [
            c for c in far if not _PAGE.search(self.text, max(0, c.start - 24), c.start)
        ]  # where a post stands, others saw it
        far.sort(key=lambda c: (c.start > cue.start, abs(c.start - cue.start)))
        outlets: list[Hop] = []
        others: list[Hop] = []
        for c in far:
            hop = self.voices.hop(c, "relay", "named in another sentence; read as who passed it on")
            told = (*known, *outlets, *others)
            if hop.start is None or self.voices.pronoun(hop) or any(one_hop(hop, h, self.text) for h in told):
                continue
            if self.voices.is_medium(c):
                outlets.append(replace(hop, role="carrier"))
            elif not self.voices.is_paper(c) and self.voices.kind(hop.entity) in PASSERS:
                others.append(hop)
        named = [h for h in outlets if self.voices.kind(h.entity) == "outlet"] or outlets
        carried = frame.told is not None or any(
            h.role == "carrier" and self.voices.is_medium(Span(h.start or 0, h.end or 0)) for h in known
        )
        return others if carried else [*others, *named[:1]]

    def _sentence_of(self, cue: Span) -> Span:
        k = bisect_right(self.units, cue.start, key=lambda u: u.span.start) - 1
        unit = self.units[max(k, 0)].span
        return next((s for s in sentences(self.masked, unit.start, unit.end) if s.start <= cue.start < s.end), cue)

    def _heard(self, hop: Hop, said: Sequence[Span] = ()) -> Hop:
        """A pronoun that follows an utterance is the speaker of that, when nobody else has come between; whom the words before
        it speak of has not ("Petrov would not go, he said")."""
        word = self.voices.pronoun(hop)
        if (aged := self.voices.of_that_age(hop)) is not None:
            return Hop(aged, hop.start, hop.end, hop.role, f"{hop.why}; whose age the report gave")
        if word in ("him", "her", "he", "she") and hop.entity is None and hop.start is not None:
            entity = self.voices.person_before(hop.start, self.masked)
            hop = Hop(entity, hop.start, hop.end, hop.role, f"{hop.why}; {word}: the person named last") if entity else hop
            if word in ("him", "her"):
                return hop
        if word == "they" and (several := self._several_meant(hop)) is not None:
            return several
        if word in ("he", "she") and (speaker := self._not_of_whom_it_tells(hop, word, said)) is not None:
            return Hop(speaker, hop.start, hop.end, hop.role, f"{hop.why}; {word}: who spoke last, not whom it tells of")
        if word in ("he", "she") and (asked := self._who_answers(hop, word, said)) is not None:
            return Hop(asked, hop.start, hop.end, hop.role, f"{hop.why}; {word}: who was asked")
        if word == "it" and (firm := self._tells_of_itself(hop, said)) is not None:
            return Hop(firm, hop.start, hop.end, hop.role, f"{hop.why}; it: whose plan it tells")
        through = self.before.found.chain[1:] if word == "it" and self.before is not None else ()
        heard = any(h.entity == hop.entity is not None and h.role == "carrier" for h in through)  # "told the BBC"
        if word in ("it", "they") and hop.start is not None and (heard or self.voices.kind(hop.entity) not in _BODIES[word]):
            return self._body_meant(hop, word)
        if not word or self.before is None or hop.start is None or not self.before.found.chain:
            return hop
        voice = self.before.found.chain[0]
        since = max([s.end for s in (*self.before.found.cue, *self.before.found.source)] or [self.before.end])
        since = min(since, hop.start)
        apart = sum(1 for u in self.units[self.before.unit :] if u.span.start < hop.start) - 1
        if apart > 1 or word in ("it", "they"):
            return hop
        if voice.entity is None:
            return self._phrase_meant(hop, voice, word)
        gender = _SEX.get(word, "")
        if gender and self.voices.kind(voice.entity) in ("organisation", "outlet", "place"):
            return hop
        if self.voices.gender(voice.entity, hop.start) not in ("", gender) or self._hearer(hop):
            return hop
        here = max(
            (u.span.start for u in self.units[self.before.unit : self.before.unit + 2] if u.span.start <= hop.start), default=0
        )
        since = max(since, here)  # whom an earlier paragraph spoke of is not who speaks in this one
        others = [m for m in self.voices.between(since, hop.start, self.masked) if m.entity != voice.entity]
        others = [
            m
            for m in others
            if " " in self.text[m.start : m.end] or not any(s.start <= m.start and s.end <= hop.start for s in said)
        ]
        if any(not any(s.start <= m.start < s.end for s in self.before.found.content) for m in others):
            return hop
        return Hop(voice.entity, hop.start, hop.end, hop.role, f"{hop.why}; {word}: the last speaker")

    def _not_of_whom_it_tells(self, hop: Hop, word: str, said: Sequence[Span]) -> str | None:
        """Who spoke last, where a statement begins with somebody new for whom the pronoun was taken: "A man died, he said"."""
        before = self.before.found.chain[0].entity if self.before is not None and self.before.found.chain else None
        if before is None or not said or hop.start is None or said[-1].end > hop.start:
            return None
        first = next((m for m in self.voices.inside(said[0]) if m.start == said[0].start), None)
        new = first is not None and first.entity == hop.entity != before and first.form == "role"
        new = new and self.text.startswith(("A ", "An "), said[0].start) and ":" not in self.text[said[0].start : hop.start]
        fits = self.voices.kind(before) in ("person", "role") and self.voices.gender(before, hop.start) in ("", _SEX[word])
        return before if new and fits else None

    def _tells_of_itself(self, hop: Hop, said: Sequence[Span]) -> str | None:
        """The firm whose plan a statement before "it said" tells: "Dutch brewer Ostlink is to close two plants, it said"."""
        if not said or hop.start is None or said[-1].end > hop.start or MASK in self.masked[said[0].start : said[0].end]:
            return None
        chain = self.before.found.chain[:1] if self.before is not None else ()
        public = not names.words_of("public-body").isdisjoint(self._named(chain))  # a council tells what firms will do
        firm = any(self.voices.kind(h.entity) in ("organisation", "person") for h in chain) and not public
        if not firm and (chain or self.text[: said[0].start].strip()):
            return None
        for m in self.voices.inside(said[0])[:FEW_BEFORE]:
            before = self.text[said[0].start : m.start].split()
            if len(before) > FEW_BEFORE or any(is_verbish(w) or fold(w) in PREPOSITIONS for w in before):
                return None
            plans = _PLANS.match(self.masked, m.end)
            if plans and m.type == "organisation" and m.form == "name":
                return None if plans["does"] in names.words_of("befalls") | _UNDERGOES else m.entity
        return None

    def _named(self, chain: Sequence[Hop]) -> set[str]:
        """The words of the names of voices, folded."""
        spans = (Span(h.start, h.end) for h in chain if h.start is not None and h.end is not None)
        return {fold(t.text) for s in spans for t in tokens(self.text, s.start, s.end)}

    def _who_answers(self, hop: Hop, word: str, said: Sequence[Span]) -> str | None:
        """Whom the sentence before a pronoun's asks something: "The MP asked Mr Kerr if he was sorry. | He said he was"; not of
        a longer statement that is no reply: he who asks goes on."""
        if self.before is None or hop.start is None or not self.before.found.cue or not self._next_sentence(hop.start):
            return None
        found = self.before.found
        at = found.cue[-1].end
        asks = _ASKS.match(self.text, found.cue[0].start) is not None and found.content[0].start > at
        whom = next((m for m in self.voices.inside(Span(at, found.content[0].start)) if m.start - at <= NEAR_ASKED), None)
        asks = asks and _QUESTION.match(self.text, found.content[0].start) is not None
        short = bool(said) and len(self.text[said[0].start : said[-1].end].split()) <= SHORT
        if (
            not (asks and (short or _REPLIES.search(hop.why)))
            or whom is None
            or self.voices.kind(whom.entity) not in ("person", "role")
        ):
            return None
        return whom.entity if self.voices.gender(whom.entity, hop.start) in ("", _SEX[word]) else None

    def _hearer(self, hop: Hop) -> bool:
        """Whether a pronoun is read as whom somebody without a name spoke to: "A doctor told her it was over. …, she said"."""
        assert self.before is not None
        found = self.before.found
        voice = found.chain[0]
        spoken = found.content and found.cue and self.voices.kind(voice.entity) == "role"
        if not spoken or hop.entity in (None, voice.entity):
            return False
        first = found.content[0].start
        object_ = {"he": " him ", "she": " her "}.get(self.voices.pronoun(hop), "")
        told = object_ != "" and object_ in self.text[found.cue[-1].end : first] + " "
        around = self.voices.inside(Span(self._sentence_of(found.content[0]).start, first))
        return told or any(m.entity == hop.entity and m.end <= first for m in around)

    def _still_through(self, n: int, outermost: Frame, chain: tuple[Hop, ...]) -> tuple[Hop, ...]:
        """What somebody goes on to say in the paragraph in which he told an outlet something, he told that outlet."""
        before = self.before
        if before is None or before.unit != n or not chain or any(h.role in ("carrier", "addressee") for h in chain):
            return chain
        if any(h.role not in ("carrier", "addressee") for h in before.found.chain[1:]):
            return chain  # what somebody told it of another's words
        voice, last = chain[-1], before.found.chain[0]
        same = voice.entity == last.entity if voice.entity is not None else (voice.start, voice.end) == (last.start, last.end)
        through = [
            replace(h, why=f"{h.why}; still speaking to it")
            for h in takewhile(lambda h: h.role == "carrier", before.found.chain[1:])
            if not _PRINTED.search(self.text, max(0, (h.start or 0) - 12), h.start or 0)
        ]
        return (*chain, *through) if same and self._plain(outermost, self.sentence) else chain

    def _speaks_on(self, outermost: Frame, chain: Sequence[Hop]) -> bool:
        """Whether, of one who says what another said, he goes on: somebody named, or a person where the other has no name."""
        outer = self.voices.hop(outermost.source, "voice", "") if outermost.source is not None else None
        if outer is None or self.voices.is_outlet(outermost.source):
            return False
        if self.voices.kind(outer.entity) == "person" or self.voices.pronoun(outer) in ("he", "she"):
            return True
        person = self.voices.fits(outer, "he") or self.voices.fits(outer, "she")
        return person and not (chain and self.voices.kind(chain[0].entity) == "person")

    def _next_sentence(self, at: int) -> bool:
        """Whether nothing but the end of the last utterance's sentence stands between it and a place."""
        assert self.before is not None
        return len(_ENDS.findall(self.masked, self.before.end, at)) <= 1

    def _several_meant(self, hop: Hop) -> Hop | None:
        """ "They" behind several who spoke last in the same paragraph: "Analysts at X said …. “…,” they wrote"."""
        if self.before is None or hop.start is None or not self.before.found.chain:
            return None
        voice = self.before.found.chain[0]
        here = self.units[self.before.unit].span
        between = self.voices.between(self.before.end, hop.start, self.masked)
        if not here.start <= hop.start < here.end or any(m.entity != voice.entity for m in between):
            return None
        if self.voices.pronoun(voice) or not self.voices.fits(voice, "they"):
            return None
        return replace(voice, role=hop.role, why=f"{hop.why}; they: who spoke last")

    def _phrase_meant(self, hop: Hop, voice: Hop, word: str) -> Hop:
        """A pronoun for a speaker who has no name: the phrase that spoke last names the hop."""
        if voice.start is None or hop.entity is not None or self.voices.pronoun(voice) or not self.voices.fits(voice, word):
            return hop
        return Hop(None, voice.start, voice.end, hop.role, f"{hop.why}; {word}: the last speaker")

    def _body_meant(self, hop: Hop, word: str) -> Hop:
        """ "it" or "they" at the head of a report: the body or the group that spoke last, else the one the sentence before
        is about."""
        assert hop.start is not None
        if word == "they" and self.before is not None and self.before.found.chain:
            last = self.before.found.chain[0]
            several = self.voices.together.get((last.start, last.end))
            if several and self._next_sentence(hop.start):
                return replace(last, role=hop.role, why=f"{hop.why}; they: who spoke together last")
        kinds = _BODIES[word]
        if self.before is not None and self.before.found.chain:
            voice, near = self.before.found.chain[0], hop.start - self.before.end <= NEAR_BODY
            if near and voice.entity is None and (meant := self._phrase_meant(hop, voice, word)) != hop:
                return meant
            if near and (self.voices.kind(voice.entity) in kinds or (word == "it" and self._may_be_body(voice))):
                return Hop(voice.entity, hop.start, hop.end, hop.role, f"{hop.why}; {word}: the last speaker")
        start = max(0, hop.start - NEAR_BODY)
        for sentence in reversed([s for s in sentences(self.masked, start, hop.start) if s.end <= hop.start][-2:]):
            for m in self.voices.inside(sentence):
                alone = len(self.text[sentence.start : sentence.end].split()) <= len(m.name.split()) + 1  # a masthead
                if m.type in kinds and m.form != "pronoun" and not alone and not self.voices.is_network(m):
                    return Hop(m.entity, hop.start, hop.end, hop.role, f"{hop.why}; {word}: whom the sentence before is about")
        return hop

    def _may_be_body(self, voice: Hop) -> bool:
        """Whether a speaker taken for a person may be a firm: one word, of whom the report tells nothing that a person has."""
        lone = (
            voice.entity is not None and self.voices.kind(voice.entity) == "person" and voice.entity not in self.voices.in_full
        )
        named = [m for m in self.voices.mentions if m.entity == voice.entity] if lone else []
        return bool(named) and all(m.form == "name" for m in named) and not self.voices.gender(voice.entity, voice.start or 0)

    def _before_colon(self, frame: Frame) -> list[Hop]:
        """The outlet that a sentence names before a colon: "The Post had this: “…,” Lee said"."""
        at = frame.content[0].start
        if frame.cue[0].start < at or not self.text[max(0, at - 8) : at].rstrip().endswith(":"):
            return []
        start = max(self.masked.rfind(c, 0, at) for c in (". ", "\n", "”", '" ')) + 1
        found = [m for m in self.voices.inside(Span(start, at)) if m.type == "outlet"]
        return [Hop(found[0].entity, found[0].start, found[0].end, "carrier", "named before the colon")] if found else []

    def _emit(
        self, n: int, frame: Frame, all_frames: list[Frame], free: list[Quotation], outer: tuple[Hop, ...], taken: set[int]
    ) -> None:
        """One frame's attribution and those of the quotations that stand in its content and in no frame further in."""
        inner = [f for f in all_frames if f is not frame and frame in self._around(f, all_frames)]
        outermost = [frame, *self._around(frame, all_frames)][-1]
        chain = self._still_through(n, outermost, self._chain(frame, all_frames)) + outer
        inside = outermost is not frame and self._speaks_on(outermost, chain)
        source = (frame.source,) if frame.source is not None else ()
        held = [q for q in free if any(s.start <= q.start and q.end <= s.end + 1 for s in frame.content)]
        mine = [q for q in held if not any(s.start <= q.start and q.end <= s.end + 1 for f in inner for s in f.content)]
        bare = [s for s in frame.content for s in outside(s, held)]
        words = sum(1 for s in bare for _ in pieces(self.masked, s.start, s.end))
        verbal = not held or words > 2 or (words == 2 and self._subject_outside(bare[0], held[0]))
        # An outlet that adds nothing to what somebody says in it is a hop of that, and no attribution of its own.
        told = [self.masked[s.start : s.end] for f in inner for s in f.content]
        states = any(MASK in words or any(is_verbish(t.text) for t in pieces(words)) for words in told)
        carried = states and self.voices.is_outlet(frame.source) and self._left_over(frame, inner) <= CARRIED_WORDS
        if verbal and frame.asserts and words and not carried:
            kind: AttributionKind = "mixed" if held else "indirect"
            content = tuple(trimmed(self.text, s, keep_stop=False) for s in frame.content)
            made = Found(kind, content, frame.cue, source, chain, frame.confidence, frame.why)
            self._add(made, n, content[-1].end, inside)
        direct = self._joined(frame, mine)
        for group in direct:
            if verbal and not carried and not self._speaks(group, frame):
                continue
            content = tuple(trimmed(self.text, p) for q in group for p in q.pieces)
            made = Found("direct", content, frame.cue, source, chain, 0.97, f"quotation; {frame.why}")
            self._add(made, n, group[-1].end, inside and verbal)
            taken.update(q.start for q in group)

    def _subject_outside(self, bare: Span, quoted: Quotation) -> bool:
        """Whether two words before a quotation are what it is said of: "the council “doesn't live in the real world”"."""
        first, *_ = fold(self.masked[bare.start : bare.end]).split()
        last = self.masked[bare.start : bare.end].rstrip("“\"‘' ")
        return bare.end <= quoted.pieces[0].start and first not in _PASSING - {"the", "a"} and last[-1:].isalpha()

    def _speaks(self, group: list[Quotation], frame: Frame) -> bool:
        """Whether a quotation inside a paraphrase is the source's words and not a title, a name or a scare quotation."""
        text = self.text[group[0].start : group[-1].end]
        words = [t.text for t in pieces(text)]
        if not frame.ruled and len(words) < UTTERANCE_WORDS:
            return False
        named = len(words) > 1 and all(w[:1].isupper() or w in ("of", "the", "and", "in", "a", "to", "for") for w in words)
        before = self.text[max(0, group[0].start - 24) : group[0].start].rstrip().casefold()
        if named and not re.search(r"(?:said|says|as|:|,|that|it|called)$", before):
            return False
        return not re.search(
            r"(?:so-called|known as|nicknamed|titled|entitled|named|headlined|words such as|words like|the word|the term)$",
            before,
        )

    def _joined(self, frame: Frame, quotes: list[Quotation]) -> list[list[Quotation]]:
        """Quotations of one utterance together: split by its cue, the second part going on in lower case."""
        groups: list[list[Quotation]] = []
        for q in quotes:
            if groups and len(frame.content) > 1 and self.text[q.pieces[0].start : q.pieces[0].start + 1].islower():
                groups[-1].append(q)
            else:
                groups.append([q])
        return groups

    def _left_over(self, frame: Frame, inner: list[Frame]) -> int:
        """How many words of a frame's content are not a frame's inside it: its content, cue, source, addressee."""
        cover = [
            s
            for f in inner
            for s in (
                *f.content,
                *f.cue,
                *f.carriers,
                *((f.source,) if f.source else ()),
                *((f.addressee,) if f.addressee else ()),
            )
        ]
        cover += [Span(d.start, d.end) for d in self.dates if frame.content[0].start <= d.start < frame.content[-1].end]
        return sum(
            1
            for s in frame.content
            for t in pieces(self.masked, s.start, s.end)
            if fold(t.text) not in _PASSING and not any(c.start <= t.start and t.end <= c.end for c in cover)
        )

    def _goes_on(self, n: int, q: Quotation, sentence: Span) -> bool:
        """Whether the model reads a quotation as part of what an earlier sentence's cue reports; if so, it is added as such."""
        cue = self.learned.owner(Span(q.start, q.end), sentence)
        owner = next((f for f in reversed(self.found[-24:]) if f.cue and f.cue[0].start == cue), None)
        if cue is None or owner is None:
            return False
        owner = next((f for f in reversed(self.found[-24:]) if f is not owner and self._is_around(owner, f)), owner)
        content = tuple(trimmed(self.text, p) for p in q.pieces)
        why = f"goes on with what “{self.text[owner.cue[0].start : owner.cue[-1].end]}” reports"
        self._add(Found("direct", content, owner.cue, owner.source, owner.chain, 0.85, why), n, q.end)
        return True

    # -- quotations that no verb claims ---------------------------------------------------------

    def _orphan(self, n: int, unit: Unit, sentence: Span, q: Quotation, outer: tuple[Hop, ...], nested: list[Frame]) -> None:
        """A quotation outside every frame: whose words it holds by its place, or nobody's (a scare quotation, a title)."""
        content = tuple(trimmed(self.text, p) for p in q.pieces)
        size = sum(1 for s in content for _ in pieces(self.text, s.start, s.end))
        alone = not any(True for s in outside(sentence, [q]) for _ in pieces(self.masked, s.start, s.end))
        chain: tuple[Hop, ...] = ()
        source: tuple[Span, ...] = ()
        cue: tuple[Span, ...] = ()
        why, sure = "", 0.0
        dash = self.voices.behind_dash(q.end, sentence.end) or self._signed(n, q)
        if dash is not None:
            chain, source = (self.voices.hop(dash, "voice", "named behind a dash"),), (dash,)
            why, sure = "quotation, then a dash and a name", 0.9
        elif not alone and (label := self._labelled(q, sentence)) is not None:
            chain, source = (self.voices.hop(label, "voice", "named before a colon"),), (label,)
            why, sure = "quotation behind a name and a colon", 0.8
        elif alone and self.last is not None and self.last.unit == n:
            chain, source, cue = self.last.found.chain, self.last.found.source, self.last.found.cue
            why, sure = "goes on in the same paragraph", 0.9
        elif alone and q.start == unit.span.start and (lead := self._lead(n)) is not None:
            chain, source, why, sure = lead
        elif (
            alone
            and q.start > unit.span.start
            and (subject := self.voices.subject(self.masked, unit.span.start, q.start)) is not None
        ):
            chain, source = (self.voices.hop(subject, "voice", "subject of the sentence before"),), (subject,)
            why, sure = "quotation alone behind a sentence about its speaker", 0.7
        elif (
            not alone
            and not nested
            and size >= UTTERANCE_WORDS
            and self.last is not None
            and self.last.unit == n
            and self.last.found.kind == "direct"
        ):
            chain, source = self.last.found.chain, self.last.found.source
            why, sure = "goes on in the same paragraph, woven into a sentence", 0.7
        elif alone and size >= UTTERANCE_WORDS and self.last is not None and n - self.last.unit <= 2:
            chain, source = self.last.found.chain, self.last.found.source
            why, sure = "goes on from the paragraph before", 0.6
        elif alone and size >= UTTERANCE_WORDS:
            why, sure = "quotation; nobody is named", 0.4
        else:
            return
        if q.mark in "«»" and (cut := self._inciso(q)) is not None:
            content, cue, source = cut
            chain, why, sure = (
                (self._heard(self.voices.hop(source[0], "voice", "named inside the marks")),),
                "named inside the marks",
                0.85,
            )
        if chain and outer and not any(h.entity == outer[0].entity and h.start == outer[0].start for h in chain):
            chain = chain + outer if why != "goes on in the same paragraph" else chain
        self._add(Found("direct", content, cue, source, chain, sure, why), n, q.end)

    def _inciso(self, q: Quotation) -> tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]] | None:
        """French style puts the cue inside the marks: « I have never been there, she said, and I shall not go. »"""
        inside = q.pieces[0]
        m = _INCISO.search(self.text, inside.start, inside.end)
        if m is None or fold(m.group("cue")) not in cues():
            return None
        parts = (Span(inside.start, m.start()), Span(m.end(), inside.end), *q.pieces[1:])
        return tuple(trimmed(self.text, p) for p in parts if p.end > p.start), (Span(*m.span("cue")),), (Span(*m.span("who")),)

    def _signed(self, n: int, q: Quotation) -> Span | None:
        """The name on a line of its own behind a quotation: "“…”", then "― Ann Lee, Wendmoor"."""
        if (
            n + 1 >= len(self.units)
            or self.text[q.end : self.units[n].span.end].strip(" .")
            or q.start > self.units[n].span.start + 2
        ):
            return None
        line = self.units[n + 1].span
        return self.voices.behind_dash(line.start, line.end) if line.end - line.start <= 120 else None

    def _labelled(self, q: Quotation, sentence: Span) -> Span | None:
        before = self.text[sentence.start : q.start].rstrip()
        if not before.endswith(":") or len(before) < 2:
            return None
        return self.voices.introduced(Span(sentence.start, q.start)) or self.voices.subject(
            self.masked, sentence.start, q.start
        )

    def _lead(self, n: int) -> tuple[tuple[Hop, ...], tuple[Span, ...], str, float] | None:
        """The speaker of a paragraph that is a quotation and nothing else, by the paragraph before."""
        if n == 0:
            return None
        before = self.units[n - 1].span
        tail = list(sentences(self.masked, before.start, before.end))[-1:]
        if not tail:
            return None
        shown = self.text[tail[0].start : tail[0].end].rstrip()
        introduces = shown.endswith(":") or re.search(r"\b(?:remarks|excerpts?|transcript|words|statement)\b", shown)
        if introduces:
            said = announced(self.masked, tail[0]) if shown.endswith(":") else None
            voice = (
                self.voices.labelled(tail[0])
                or self.voices.introduced(tail[0])
                or (said[0] if said else None)
                or self.voices.subject(self.masked, tail[0].start, tail[0].end)
            )
            if voice is not None:
                return (
                    (self.voices.hop(voice, "voice", "introduces the quotation"),),
                    (voice,),
                    "the paragraph before introduces it",
                    0.8,
                )
        if self.last is not None and self.last.unit == n - 1:
            return self.last.found.chain, self.last.found.source, "goes on from the paragraph before", 0.75
        return None

    # -- inside an utterance --------------------------------------------------------------------

    def _inside(self, owner: Found, inner: list[Quotation], whole: Span) -> None:
        """What the speaker quotes in turn: quotations within the quotation, and "he answered: I will not"."""
        at = [q.start for q in inner]
        for sentence in spoken(self.text, whole.start, whole.end):
            quotes = inner[bisect_left(at, sentence.start) : bisect_left(at, sentence.end)]
            masked = self.text if not quotes else self.masked if quotes[0].depth == 0 else self.opened
            frames = [
                f
                for f in self.overheard.frames(sentence, [self._rested(f) for f in self.propose(masked, sentence, ())])
                if f.source is not None and self.voices.plausible(f) and self._spoken(f) and self._somebody(f.source)
            ]
            for frame in frames:
                told = [q for q in quotes if any(s.start <= q.start + 1 and q.end <= s.end + 2 for s in frame.content)]
                alone = len(told) == len(frame.content) == 1 and told[0].start <= frame.content[0].start
                told = told if frame.ruled or alone or not frame.asserts else []
                colon = ":" in self.text[frame.cue[-1].end : frame.content[0].start]
                if told:
                    content = tuple(trimmed(self.text, p) for q in told for p in q.pieces)
                elif colon:
                    content = (Span(frame.content[0].start, whole.end),)
                elif frame.asserts and frame.confidence >= 0.7:
                    content = frame.content
                else:
                    continue
                kind: AttributionKind = "direct" if told or colon else "indirect"
                assert frame.source is not None
                self.found.append(
                    Found(
                        kind,
                        tuple(trimmed(self.text, self._past_hearer(s)) for s in content),
                        frame.cue,
                        (frame.source,),
                        self._overheard_chain(frame, frames, owner, whole),
                        0.8,
                        f"inside a quotation: {frame.why}",
                    )
                )

    def _overheard_chain(self, frame: Frame, frames: list[Frame], owner: Found, whole: Span) -> tuple[Hop, ...]:
        """Who says it in somebody's words, who of those that person quotes passed it on, then the speaker and his chain."""
        hops: list[Hop] = []
        for depth, f in enumerate([frame, *self._around(frame, frames)]):
            assert f.source is not None
            hop = self._spoken_of(self.voices.hop(f.source, "relay" if depth else "voice", f.why), owner, whole)
            if hop.entity is None or all(hop.entity != h.entity for h in hops):
                hops.append(hop)
        return (*hops, *owner.chain)

    def _spoken_of(self, hop: Hop, owner: Found, whole: Span) -> Hop:
        """Nobody says "he" of himself: a pronoun in somebody's words that was taken for the speaker is whom he named
        last, unless the reporter says in brackets who is meant."""
        if self.voices.pronoun(hop) not in ("he", "she") or hop.start is None or not owner.chain:
            return hop
        speaker, word = owner.chain[0].entity, self.voices.pronoun(hop)
        if hop.entity not in (None, speaker) or self.text.startswith(" [", hop.end or 0):
            return hop
        paragraph = self.text.rfind("\n", 0, whole.start) + 1
        for start, end, text in ((whole.start, hop.start, self.text), (paragraph, whole.start, self.masked)):
            named = [m for m in self.voices.between(start, end, text) if m.entity != speaker and m.type != "group"]
            named = [m for m in named if not self.voices.is_paper(Span(m.start, m.end))]
            if named and self.voices.may_be(named[-1].entity, word):
                return Hop(named[-1].entity, hop.start, hop.end, hop.role, f"{hop.why}; whom the speaker named last")
        return Hop(None, hop.start, hop.end, hop.role, hop.why)

    def _past_hearer(self, span: Span) -> Span:
        """What somebody says he was told, without himself: "asked | me | why I had sold it"."""
        m = _ME.match(self.text, span.start, span.end)
        return Span(m.end(), span.end) if m else span

    def _somebody(self, source: Span) -> bool:
        """Whether a source inside somebody's words is a person, a body or a paper: not "my heart told me"."""
        shown = fold(self.text[source.start : source.end])
        if shown.startswith(("whoever", "anyone", "anybody")):
            return False  # "Whoever says that is lying"
        return not shown.startswith(("my ", "our ", "your ")) or _INNER.search(shown) is None

    def _spoken(self, frame: Frame) -> bool:
        """Whether a verb inside a quotation reports speech: "they understood that" tells of no words."""
        word = fold(self.text[frame.cue[-1].start : frame.cue[-1].end]).split()[0]
        return all(c.doc != "weak" for c in cues().get(word, ()))

    def _add(self, made: Found, unit: int, end: int, inside: bool = False) -> None:
        """Take an attribution in; whoever speaks in it may go on, unless he only speaks in what somebody else says."""
        self.found.append(made)
        if inside:
            return
        around = self.last is not None and self.last.unit == unit and self._is_around(made, self.last.found)
        if made.chain and not around:  # "…," Lee said, reported the Post: Lee is who may go on
            self.last = _Speech(made, unit, end)

    def _is_around(self, outer: Found, inner: Found) -> bool:
        """Whether an outlet's report holds what somebody said in quotation marks."""
        held = all(any(o.start <= c.start and c.end <= o.end for o in outer.content) for c in (*inner.content, *inner.cue))
        outlet = self.voices.kind(outer.chain[0].entity) == "outlet" if outer.chain else False
        return inner.kind == "direct" and held and outlet


def _meets(label: Span, spans: Sequence[Span]) -> bool:
    return any(s.start < label.end and label.start < s.end for s in spans)


def _overlap(hop: Hop, span: Span) -> bool:
    return hop.start is not None and hop.end is not None and hop.start < span.end and span.start < hop.end
