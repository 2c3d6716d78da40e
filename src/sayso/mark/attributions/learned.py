"""Two readers of one sentence: the frames that the rules find and those that the trained model reads, made one.

The model knows where contents begin and end and what else than a verb of saying attributes; the rules know chains ("quoted
by", "seen by", "told the paper that") and say in words why. A frame that both find keeps the rules' chain and the
model's borders; one that the model alone finds is taken if it has a source; one that the rules alone find is kept, unless
it and one of the model's stand each in the other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from sayso.mark.attributions.clauses import Sentence
from sayso.mark.attributions.frames import Frame
from sayso.mark.attributions.grammar import ADVERBS, AUXILIARIES, DENIERS, DETERMINERS, MASK, PRONOUNS, SILENCE, cues, points
from sayso.mark.attributions.masking import trim_end
from sayso.models import Proposal
from sayso.text import fold, is_verbish, tokens
from sayso.types import Span

Listener = Callable[[str, Sequence[Span], Sequence[Span]], Sequence[Proposal]]
"""(text, paragraphs, quotations with their marks) to what a model reads there."""

_WITH_WHO = re.compile(r"(.+?),? (?:who|which)")  # "critics | who"
_RELATIVE = re.compile(r"(?!(?-i:WHO)\b)(?:who|which)\b", re.IGNORECASE)
_OURS = frozenset({"i", "we", "you", "one", "us", "me"})
_NAME = r"(?:[A-Z][\w.'’-]*\s){1,3}[A-Z][\w'’-]+"
_ARTICLE = re.compile(r"(?:an?|the)", re.IGNORECASE)
_NAME_BEFORE = re.compile(rf"{_NAME},\s(?={_NAME},\s(?:the|a|an)\s)")  # "… for Ann Lee, | Bo Park, the clerk, said"
_JOINS = re.compile(r"(?:that|and|but|or|as|while|when|because|if)\s+", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:and|but|while)\s")
_HEARS = re.compile(  # whose subject listens
    r"(?:(?:has|have|had)\s+)?(?:is|are|was|were|been)\s+(?:told|promised|assured|warned|informed|advised|reminded)$"
)
_OPENING = {"“": "”", "‘": "’", "«": "»"}
_APPOSED = re.compile(r", (?:an?|the|who|which|whose|where)\s")  # "to General Lee, | a commander of the guards, to warn him"
CLAUSE = 2  # words; a shorter rest is no clause
BESIDE = 4  # words; more do not belong to a cue
ASIDE = 12  # words; a longer rest is more than an aside
_TELLING = frozenset({"tell", "assure", "remind", "inform"})
_HEARER = re.compile(r"(?P<who>me|us|you|him|her|them|(?:the|a|an|his|her|their|its)\s[^.;:" + MASK + r"]{2,60}?),?\s+that\s+")
_HEARER_TO = re.compile(  # "told | me | to go", "asked | Mr Kerr | if he was sorry"
    r"(?:(?:me|us|you|him|her|them)\s(?=to\s)|(?:[A-Z][\w.’'-]*\s){1,4}(?=(?P<if>if|whether|why|how|when|where|what)\s))"
)
_ASKS, _TELLS = re.compile(r"ask", re.IGNORECASE), re.compile(r"t(?:ell|old)", re.IGNORECASE)
_THAT_NOUN = re.compile(r"\s+that ([a-z]+)")
_THAT = re.compile(r"that\b[,\s]*", re.IGNORECASE)
_WHEN = re.compile(r"(?:on )?(?:[A-Z][a-z]+day|yesterday|today|tomorrow) that\b[,\s]*")  # "will say on | Friday that"
_WHAT_WAS = re.compile(r"(?:was|were|is|are) ")  # "what it said | was | a video"
_WHILE = re.compile(r", (?:while|though|although|if|when|however) [^,.;:" + MASK + r"]{2,40}, (\w+(?:n['’]t)?)\b")
_WHICH = re.compile(r",\s+(?:which|who)\s+(?:had\s+|has\s+)?cite[sd]\b")
_CLIPPED = re.compile(r",\s+which(?:\s\w+){1,2}")  # "the letter, which Reuters | saw"
_WITHOUT = re.compile(r"without [a-z]+ing\b")  # "said, without elaborating": how he said it
_WHOSE = re.compile(r"(?:[^.;:]{1,80}, )?whose (?:[\w’'-]+(?: [\w’'-]+){0,2}, )?")  # "Ann Lee, whose wife, | Jo, told"
_BEHIND_NAME = re.compile(r"\s(?:by|from|on|in|at|after|during)\b|[’']s\s|[“\"‘«]")


class Learned:
    """A text's model-read attributions, sentence by sentence."""

    def __init__(self, masked: str, quotations: Sequence[Span], proposals: Sequence[Proposal]) -> None:
        self.masked = masked
        self.quotations = sorted(quotations)
        self.proposals = sorted(proposals, key=lambda p: p.cue[0].start)
        self.told = sorted((s.start, s.end, p.cue[0].start) for p in self.proposals for s in p.content)
        self.proposals = [p for p in self.proposals if self._reports(p) or not self._inside(p)]
        self.starts = [p.cue[0].start for p in self.proposals]

    def _cue(self, p: Proposal) -> str:
        return self.masked[p.cue[0].start : p.cue[-1].end]

    def _reports(self, p: Proposal) -> bool:
        """Whether a cue has a verb of saying in it."""
        shown = self._cue(p)
        return any(fold(t.text) in cues() for t in tokens(shown)) or "according" in shown.casefold() or ":" in shown

    def _inside(self, p: Proposal) -> bool:
        """Whether a cue stands in another's content: what a person does in somebody's words is part of the story."""
        at = p.cue[0]
        return any(start <= at.start and at.end <= end for start, end, cue in self._near(at.start) if cue != at.start)

    def _near(self, at: int) -> list[tuple[int, int, int]]:
        """The stretches of contents, with their cues, that may hold a place: those that begin shortly before it."""
        k = bisect_left(self.told, (at + 1,))
        return self.told[max(0, k - 8) : k]

    def owner(self, quotation: Span, sentence: Span) -> int | None:
        """Where the cue stands that reports a quotation from an earlier sentence; None if none does."""
        for start, end, cue in self._near(quotation.end):
            shared = min(end, quotation.end) - max(start, quotation.start)
            if 2 * shared >= quotation.end - quotation.start and cue < sentence.start:
                return cue
        return None

    def frames(self, sentence: Span, known: Sequence[Frame]) -> list[Frame]:
        """The frames of one sentence, `known` being those of the rules, by the place of their cue."""
        here = self.proposals[bisect_left(self.starts, sentence.start) : bisect_left(self.starts, sentence.end)]
        read = [f for p in here if (f := self._frame(p, sentence)) is not None]
        out: list[Frame] = []
        met: set[int] = set()
        for frame in known:
            n = next((n for n, f in enumerate(read) if n not in met and _same(frame, f)), None)
            if n is None:
                if frame.why == "a court heard" or not any(_crossed(frame, f) for f in read):
                    out.append(frame)
                continue
            met.add(n)
            out.append(self._joined(frame, read[n]))
        out += [f for n, f in enumerate(read) if n not in met and f.source is not None and not self._reporter(f.source)]
        said = {f.cue[0].start for f in out if f.source is not None}
        out = [f for f in out if f.ruled or f.content[0].start not in said]  # "officials quoted by X | said …" are two
        out = [self._past_aside(self._with_that(self._past_hearer(self._meant(f, sentence))), sentence) for f in out]
        out = [f for f in out if not any(self._shared_clause(f, other) for other in out)]
        return sorted(out, key=lambda f: (f.cue[0].start, f.content[0].start))

    def _meant(self, frame: Frame, sentence: Span) -> Frame:
        """A frame that the model alone found with whom its pronoun stands for: "backed by doctors, | who said"."""
        source = frame.source
        if frame.ruled or source is None or fold(self.masked[source.start : source.end]) not in ("who", "it", "they"):
            return frame
        first = frame.content[0]
        was = _WHAT_WAS.match(self.masked, first.start, first.end) if self.masked.endswith("what ", 0, source.start) else None
        content = (Span(was.end(), first.end), *frame.content[1:]) if was else frame.content
        return frame._replace(content=content, voice=Sentence(self.masked, sentence, ()).meant(source))

    def _past_aside(self, frame: Frame, sentence: Span) -> Frame:
        """A content that ends at an aside behind its subject, with what goes on: "the remark, while unkind, was …"."""
        last, cue = frame.content[-1], frame.cue[-1]
        m = _WHILE.match(self.masked, last.end, sentence.end) if cue.end <= last.start else None
        noun = len(frame.content) == 1 and not any(is_verbish(t.text) for t in tokens(self.masked, last.start, last.end))
        if m is None or not noun or not is_verbish(m[1]):
            return frame
        return frame._replace(content=(Span(last.start, trim_end(self.masked, last.start, sentence.end)),))

    def _shared_clause(self, frame: Frame, other: Frame) -> bool:
        """Whether another's source and cue stand between a verb and the clause of both: "began after a user claimed that";
        not in an aside: "She added, as the agency reports, that"."""
        if other is frame or other.source is None or frame.content[0].start != other.content[0].start or "told" in frame.why:
            return False
        between = frame.cue[-1].end < other.source.start < other.cue[0].start < frame.content[0].start
        return between and "," not in self.masked[frame.cue[-1].end : other.source.start]

    def _with_that(self, frame: Frame) -> Frame:
        """A content with the "that" before it which is what it speaks of: "said | that would be a mistake"."""
        first, cue = frame.content[0], frame.cue[-1]
        at = self.masked.rfind("that", max(cue.end, first.start - 6), first.start)
        if at < 0 or self.masked[at + 4 : first.start].strip() or not points(self.masked, at):
            return frame
        return frame._replace(content=(Span(at, first.end), *frame.content[1:]))

    def _past_hearer(self, frame: Frame) -> Frame:
        """A content without who is told in front of it: "telling | the new premier, Ada Holt, that the plan was dead"."""
        first, cue = frame.content[0], frame.cue[-1]
        bare = _HEARER_TO.match(self.masked, first.start, first.end) if cue.end <= first.start else None
        if bare is not None and (_ASKS if bare["if"] else _TELLS).match(self.masked, cue.start):
            return frame._replace(content=(Span(bare.end(), first.end), *frame.content[1:]))
        tells = any(c.verb in _TELLING for t in tokens(self.masked, cue.start, cue.end) for c in cues().get(fold(t.text), ()))
        close = cue.end <= first.start and not self.masked[cue.end : first.start].strip()
        m = _HEARER.match(self.masked, first.start, first.end) if tells and close else None
        if m is None or any(is_verbish(w) or fold(w) in cues() for w in m["who"].split()):
            return frame
        return frame._replace(content=(Span(m.end(), first.end), *frame.content[1:]))

    def _joined(self, rule: Frame, model: Frame) -> Frame:
        """One frame of two: who speaks and through whom by the rules, how far the content goes by the model."""
        cites = rule.why.endswith("citing")
        if (rule.carriers and not cites) or model.source is None:
            return rule
        if rule.source is not None and self.masked.endswith(" from ", 0, rule.source.start):
            return rule  # "the board learned from Ada Holt that …"
        if rule.source is not None and _WHICH.match(self.masked, rule.source.end, model.source.start):
            return rule  # "the agency, which cited the firm, said": the model takes the firm for who speaks
        relative = _RELATIVE.fullmatch(self.masked, model.source.start, model.source.end)
        behind = rule.source is not None and self.masked[rule.source.end : model.source.start].strip() == ","
        if behind and not relative and self.masked[model.source.start].islower():
            return rule  # the model took what describes the source for it: "Fars, close to the palace, reported"
        told = rule.addressee
        carried = [c for c in model.carriers if told is not None and told.start < c.end and c.start < told.end]
        through = tuple(c for c in model.carriers if c not in carried)
        content = self._bordered(rule.content, model.content, rule.cue[-1])
        first, begins = content[0], rule.content[0].start
        if len(content) == 2 and content[1].start == begins == rule.cue[-1].end + 1 and self._fronted(rule, first):
            content = content[1:]
        if told is not None and rule.why.endswith("+ clause") and first.start == told.start < begins < first.end:
            content = (Span(begins, first.end), *content[1:])  # "told me | the bridge was gone"; not "urged | them to go"
        return rule._replace(
            content=content,
            source=rule.source if cites else self._source(rule.source, model.source),
            voice=rule.source if relative else None,
            carriers=rule.carriers or through,
            told=self._heard(told, carried[0]) if told is not None and carried else None,
            asserts=rule.asserts or rule.why.endswith(" to …"),  # "asked to see it": where the model reads it so
            confidence=round(max(rule.confidence, model.confidence), 4),
            why=f"{rule.why}; {model.why}",
        )

    def _fronted(self, rule: Frame, first: Span) -> bool:
        """Whether what stands before a pronoun only tells who it is: "A mother of two, | she said trade was bad"."""
        source = rule.source
        if len(rule.content) > 1 or source is None or first.end >= source.start:
            return False
        pronoun = fold(self.masked[source.start : source.end]) in ("he", "she")
        described = self.masked.startswith(("A ", "An ", "The "), first.start)
        return pronoun and described and not any(is_verbish(t.text) for t in tokens(self.masked, first.start, first.end))

    def _heard(self, rule: Span, model: Span) -> Span:
        """An outlet that is told something, as far as the rules or the model read it: "the weekly | Khosk"."""
        start = min(rule.start, model.start)
        m = _BEHIND_NAME.search(self.masked, rule.end, max(rule.end, model.end))
        return Span(start, trim_end(self.masked, start, m.start() if m else max(rule.end, model.end)))

    def _source(self, rule: Span | None, model: Span) -> Span:
        """The model's source; where the rules read on past a comma ("Fars, close to the palace"), theirs."""
        goes_on = rule is not None and rule.start <= model.start and model.end < rule.end and self.masked[model.end] == ","
        cut = (
            rule is not None and rule.start == model.start and _CLIPPED.fullmatch(self.masked, rule.end, model.end) is not None
        )
        bare = fold(self.masked[model.start : model.end]) in ("a", "an", "the")
        whose = rule is not None and _WHOSE.fullmatch(self.masked, model.start, rule.start) is not None
        whose = whose and rule is not None and not any(is_verbish(t.text) for t in tokens(self.masked, rule.end, model.end))
        return rule if rule is not None and (goes_on or cut or bare or whose) else model

    def _reporter(self, source: Span) -> bool:
        """Whether a source is the reporter, or anybody: "what we call …"."""
        return fold(self.masked[source.start : source.end]) in _OURS

    def _bordered(self, rule: tuple[Span, ...], model: tuple[Span, ...], cue: Span) -> tuple[Span, ...]:
        """How far a content goes that both find: as the model reads it, but in one piece where the rules find one piece
        around the model's, without an end that the rules part off by a comma (", in a move that …"), and without a clause that
        goes on behind a source that no verb makes speak ("It is shut, according to Lee, and the village counts lorries")."""
        first, last = model[0], model[-1]
        if len(rule) == 1 and len(model) == 2 and rule[0].end < last.start and _GOES_ON.match(self.masked, last.start):
            said = fold(self.masked[cue.start : cue.end]).split()[-1] in cues()
            said = said and len(self.masked[last.start : last.end].split()) > CLAUSE
            return (*self._bordered(rule, model[:1], cue), *((last,) if said else ()))
        if len(rule) == 1 and len(model) > 1 and rule[0].start <= first.start + 5 and last.end <= rule[0].end:
            return (Span(first.start, last.end),)
        if len(rule) == len(model) == 1 and abs(rule[0].start - first.start) <= 5:
            if rule[0].end < last.end:
                return rule if self.masked[rule[0].end] == "," else model
            rest = self.masked[last.end : rule[0].end]
            if _APPOSED.match(rest) and len(rest.split()) > ASIDE:
                return rule
        return model

    def _frame(self, p: Proposal, sentence: Span) -> Frame | None:
        """A proposal as a frame of its cue's sentence; None for one inside a quotation, or without a content here."""
        cue = self._cue(p)
        if cue[:1].isupper() and not cue.isupper() and p.cue[0].start > sentence.start and " " not in cue:
            return None  # a name: "Iran's Said Jalili"
        if MASK in cue or self._silent(p) or (_asks(cue) and self._points(p.cue[-1].end)) or _HEARS.match(cue):
            return None
        content = [Span(max(s.start, sentence.start), min(s.end, sentence.end)) for s in p.content]
        content = [c for s in content if s.end > s.start and (c := self._trimmed(self._snapped(s))).end > c.start]
        content = content[:1] + [c for c in content[1:] if not _WITHOUT.match(self.masked, c.start)]
        source = self._named(p.source[0]) if p.source and sentence.start <= p.source[0].start < sentence.end else None
        if content and _ARTICLE.fullmatch(self.masked, content[0].start, content[0].end):
            return None  # "quotes | an | email in which Holt wrote …": what it took for a content is somebody's paper
        if not content or (source is not None and MASK in self.masked[source.start : source.end]):
            return None
        carriers = tuple(s for s in p.carriers if MASK not in self.masked[s.start : s.end])
        return Frame(source, p.cue, tuple(content), carriers, None, p.score, f"read as reported by “{cue}”", ruled=False)

    def _silent(self, p: Proposal) -> bool:
        """Whether a cue, with the words that part it from source and content, says that nothing was said: "has not | said"."""
        start, end = p.cue[0].start, p.cue[-1].end
        if p.source and start - p.source[0].end > 0 and self._beside(p.source[0].end, start):
            start = p.source[0].end
        if p.content and p.content[0].start - end > 0 and self._beside(end, p.content[0].start):
            end = p.content[0].start
        words = [fold(t.text) for t in tokens(self.masked, start, end)]
        said = next((n for n, w in enumerate(words) if w in SILENCE), None)
        if said is None:
            return False
        first = said
        while first and (words[first - 1] in AUXILIARIES | ADVERBS | {"to", "been"} or words[first - 1].endswith("ly")):
            first -= 1  # "not name said" is about naming
        never = {*words[max(0, first - 1) : said], *(fold(t.text) for t in tokens(self._cue(p)))}
        longer = words[max(0, said - 2) : said] == ["no", "longer"]
        return longer or not DENIERS.isdisjoint(never) or any(w.endswith("n't") for w in never)

    def _beside(self, start: int, end: int) -> bool:
        """Whether no more than a few words stand between two places."""
        gap = self.masked[start:end]
        return "," not in gap and MASK not in gap and len(gap.split()) <= BESIDE

    def _points(self, at: int) -> bool:
        """Whether "that" behind a place points at a noun: "that question", "that man to leave"; not "that the pier be shut"."""
        m = _THAT_NOUN.match(self.masked, at)
        return m is not None and m[1] not in DETERMINERS | PRONOUNS

    def _snapped(self, span: Span) -> Span:
        """With all of a quotation that mostly lies in it, and without the tip of one that mostly lies outside."""
        start, end = span.start, span.end
        for q in self.quotations[max(0, bisect_left(self.quotations, Span(start, 0)) - 1) :]:
            if q.start >= end:
                break
            shared = min(q.end, end) - max(q.start, start)
            if shared <= 0 or (start <= q.start and q.end <= end):
                continue
            if 2 * shared >= q.end - q.start:
                start, end = min(start, q.start), max(end, q.end)
            elif q.start < start:
                start = min(q.end, end)
            else:
                end = q.start
        return Span(start, end)

    def _named(self, span: Span) -> Span | None:
        """A source without a conjunction or another's name before it and the comma behind it."""
        if m := _RELATIVE.match(self.masked, span.start, span.end):
            return Span(span.start, m.end())
        m = _JOINS.match(self.masked, span.start, span.end) or _NAME_BEFORE.match(self.masked, span.start, span.end)
        start = m.end() if m and m.end() < span.end else span.start
        end = trim_end(self.masked, start, span.end)
        if m := _WITH_WHO.fullmatch(self.masked, start, end):
            end = m.end(1)
        return Span(start, end) if end > start else None

    def _trimmed(self, span: Span) -> Span:
        """Without "that" at its head, the stop, comma or colon at its edges, and a mark that opens or closes nothing in it."""
        start, end = span.start, span.end
        lone = start < end and _OPENING.get(self.masked[start], "") not in self.masked[start:end]
        if lone and all(q.start != start for q in self.quotations):
            start += 1
        while start < end and self.masked[start] in " ,;:—–-.":
            start += 1
        m = _WHEN.match(self.masked, start, end) or _THAT.match(self.masked, start, end)
        if m and not points(self.masked, start):
            start = m.end() if m.end() < end else start
        while end > start and self.masked[end - 1] in " ,;:—–-.":
            end -= 1
        return Span(start, end)


def _asks(cue: str) -> bool:
    """Whether a cue is a verb whose "that" may point at a noun, for it takes no statement: "asked that question"."""
    known = cues().get(fold(cue).split()[0], ())
    return bool(known) and all("q" in c.frames and "c" not in c.frames for c in known)


def _same(a: Frame, b: Frame) -> bool:
    return any(s.start < t.end and t.start < s.end for s in a.cue for t in b.cue)


def _crossed(rule: Frame, model: Frame) -> bool:
    """Whether each stands in what the other reports: "He said it was her attempt to keep her emails" has but one cue."""
    return rule.holds(Span(model.cue[0].start, model.cue[-1].end)) and model.holds(Span(rule.cue[0].start, rule.cue[-1].end))
