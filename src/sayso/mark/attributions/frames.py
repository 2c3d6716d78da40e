"""Who is said, by which words, to have said what: reporting frames in one sentence.

This is the proposer that works by reporting verbs. It is one implementation of `Proposer`; a trained tagger is another.
What comes after it (quotation marks, nesting, chains) does not care which one found a frame. A frame's content may hold
quotations: in the text that a proposer sees, what stands between quotation marks is masked, so that nobody's words are
taken for the reporter's.

The shapes are those of Quirk et al. 1985, 14.28 ff. ("X said that …", "…, X said", "…, said X", "according to X, …", "X
quoted Y as saying …", "X called it …"). Negated reporting ("did not mention") and the reporter's own "I asked" make no
frame.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sayso.mark.attributions.clauses import Sentence, Subject
from sayso.mark.attributions.grammar import (
    ADVERBS,
    ATTITUDES,
    AUDIENCE,
    AUXILIARIES,
    BE,
    DETERMINERS,
    HABITS,
    MASK,
    NOUNISH,
    PREPOSITIONS,
    PRONOUNS,
    QUOTES,
    SAY,
    WITNESSED,
    Cue,
    cues,
    number_words,
    points,
    role_nouns,
)
from sayso.text import is_verbish
from sayso.types import Date, Span


class Frame(NamedTuple):
    """One reporting frame. `source` and `carriers` are spans of noun phrases; their order is first voice first."""

    source: Span | None
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    carriers: tuple[Span, ...]  # who passed it on: "quoted by X", "according to X", "seen by X"
    addressee: Span | None
    confidence: float
    why: str
    asserts: bool = True  # False: only a quotation can be its content ("sobbed", "asked")
    ruled: bool = True  # False: only the trained model reads it
    voice: Span | None = None  # whom a source that is "who" or "which" stands for, where that is known
    told: Span | None = None  # who is told, where the model reads that it passed the words on

    def holds(self, cue: Span) -> bool:
        """Whether a cue stands in what the frame reports."""
        return any(s.start <= cue.start and cue.end <= s.end for s in self.content)


Proposer = Callable[[str, Span, Sequence[Date]], list[Frame]]


def frames(masked: str, sentence: Span, dates: Sequence[Date] = ()) -> list[Frame]:
    """The reporting frames of one sentence of `masked`, by their cue's place. Empty for a sentence that reports nothing."""
    return _Frames(masked, sentence, dates).frames()


_COLON_QUOTE = re.compile(r"[^:.;" + MASK + r"]{0,60}:\s*(?P<quote>[“\"‘'«„]" + MASK + r"[" + MASK + r".,]*[”\"’'»“])")
_CITES = re.compile(
    r"[^;:.!?]{0,80}?,\s+(?:which |who )?(?:citing|cites|cited|quoting|quotes|quoted)\s+"
    r"(?!by\b|[^.;]{1,60} as (?:saying|telling))"
)
_WHOM = r"(?!by\b|from\b|[^.;]{1,60} as (?:saying|telling))"
_CITING = re.compile(rf",\s+(?:citing|quoting)\s+{_WHOM}")  # behind a source …
_LEADS = re.compile(  # … and behind whom it cites
    r"(?:,?\s+(?:citing|quoting)|,\s+(?:which|who)\s+(?:had\s+|has\s+|have\s+)?(?:cites?|cited|quotes?|quoted))\s+" + _WHOM
)
_QUOTED_BY = re.compile(r",\s+(?:as\s+)?(?:quoted|cited|interviewed)\s+(?:by|in)\s+(?=(?:the\s+)?[A-Z@])")
_NICKNAMED = re.compile(r"\b(?:alias|a\.?k\.?a\.?|nicknamed|known as|called|dubbed|named|titled|entitled|code-?named)\s*,?\s*$")
_ARTICLES = frozenset({"the", "a", "an", "his", "its", "their", "our", "my"})
_FACTS = frozenset({"claim", "report", "fear", "hope", "doubt", "promise", "show"})  # nouns that take a "that" of their own
MOST_FRAMES = 12  # in one sentence; no article looked at has a sentence with half as many
_AS_TOLD = frozenset(["report", "reveal", "disclose", "note", "say", "write", "explain", "mention", "show"])
_THAT = re.compile(r",\s+that\s+")
_SAYS = ("say", "reveal", "explain", "confirm", "write", "admit", "complain")
_SAYS_TO = (*_SAYS, "insist", "repeat", "disclose", "state", "mention", "hint", "boast", "swear")  # to somebody
_COURT_HEARD = re.compile(
    r"(?P<who>(?:(?:an?|the)\s+(?:\w+\s+){0,2}|(?:[A-Z]\w+\s+){1,3})"
    r"(?:[Cc]ourt|[Jj]ury|[Ii]nquest|[Tt]ribunal|[Ii]nquiry|[Hh]earing|[Tt]rial)|(?:the\s+)?(?:jurors|magistrates|MPs|peers))\s+"
    r"(?P<cue>(?:has |have |had |was |were |has been |have been )?(?:heard|told))(?=[\s.]*$|\s+(?:on|in|at)\b|,)"
)
_HEARS = ("hear", "learn")  # "he heard from his cousin that …": the cousin's words
LONG = 9  # words; a longer subject is none
FEW_WORDS = 6  # between a verb and a quotation that is its object: "denied any", "dismissed the whole affair as"


def cited(masked: str, sentence: Span, frame: Frame) -> Frame:
    """A frame whose cue is followed by whom it rests on ("…, citing two people") with these for its source."""
    return _Frames(masked, sentence, ()).citing(frame) if _CITES.match(masked, frame.cue[-1].end, sentence.end) else frame


def _saying(word: str) -> Cue | None:
    """The verb of saying whose form in -ing a word is."""
    return next((c for c in cues().get(word, ()) if c.form == "ing"), None)


class _Frames(Sentence):
    """The methods each know one shape."""

    def frames(self) -> list[Frame]:
        found: list[Frame] = []
        prefix = self._prefix()
        for i in range(len(self.words)):
            frame = (
                self._according(i)
                or self._in_court(i)
                or self._verb(i, found)
                or self._attitude(i)
                or self._put(i, found)
                or self._as_put(i)
                or self._as_told(i)
                or self._beside(i)
            )
            if frame is not None and prefix is not None and frame.source is not None:
                frame = frame._replace(source=prefix, carriers=(frame.source, *frame.carriers), why=f"quoting, {frame.why}")
                prefix = None
            if frame is not None:
                found.append(self._quoted_in(self.citing(frame)))
            if len(found) == MOST_FRAMES:
                break
        return found

    def citing(self, frame: Frame) -> Frame:
        """ "…, the paper reported, citing two men"; "the agency, citing the paper, which cites a guard, said": these speak."""
        if frame.source is None or frame.why.startswith("quoted") or frame.why.endswith("citing"):
            return frame
        m = _CITES.match(self.text, frame.cue[-1].end, self.end) or _CITING.match(self.text, frame.source.end, self.end)
        if m is None or any(s.start < m.end() <= s.end for s in frame.content):
            return frame
        if self._others_report(frame.cue[-1].end, m.end()):
            return frame
        cited = self._led_to(m)
        if not cited:
            return frame
        return frame._replace(
            source=cited[-1], carriers=(*cited[-2::-1], frame.source, *frame.carriers), why=f"{frame.why}, citing"
        )

    def _quoted_in(self, frame: Frame) -> Frame:
        """ "Ada Holt, quoted by Reuters, said": through Reuters; "the report quotes a nurse who said": through the report."""
        source = frame.source
        if source is None or frame.carriers or source.end > frame.cue[0].start:
            return frame
        if (m := _QUOTED_BY.match(self.text, source.end, frame.cue[0].start)) is not None:
            end = self.text.find(",", m.end(), frame.cue[0].start)
            return frame._replace(carriers=(Span(m.end(), end),), why=f"{frame.why}, quoted by") if end > m.end() else frame
        j = max((k for k, w in enumerate(self.words) if w.end <= source.start), default=-1)
        relative = self.text[source.start : frame.cue[0].start].rstrip().endswith(" who")
        if j < 1 or not relative or self.low[j] not in QUOTES or self.low[j - 1] in BE:
            return frame
        ing = self.low[j].endswith("ing")
        by, more = (self._main_subject(j), ()) if ing else self._subject(j, SAY, None)
        return frame._replace(carriers=(by, *more), why=f"{frame.why}, quoted by") if by is not None else frame

    def _others_report(self, start: int, end: int) -> bool:
        """Whether somebody else's verb of saying ends what stands between: "the army warned …, Fars | reported, citing"."""
        comma = self.text.rfind(",", start, end)
        last = max((k for k, w in enumerate(self.words) if start < w.start and w.end <= comma), default=-1)
        while last >= 0 and (last in self.dated or self.low[last] in ("on", "in", "late", "early")):
            last -= 1
        if last < 0 or self.words[last].start <= start:
            return False
        return any(c.form in ("past", "present") and "c" in c.frames for c in cues().get(self.low[last], ()))

    def _led_to(self, m: re.Match[str] | None) -> list[Span]:
        """Whom "citing", at whose end a match ends, leads back to, and whom these cite themselves, one after the other."""
        found: list[Span] = []
        while m is not None and (k := next((k for k, w in enumerate(self.words) if w.start >= m.end()), None)) is not None:
            end = self._source_end(k)
            if self._listed(end):
                return found
            end = next((n for n in range(k + 1, end) if self.low[n] in ("citing", "quoting")), end)
            found.append(Span(self.words[k].start, self.words[end - 1].end))
            m = _LEADS.match(self.text, found[-1].end, self.end)
        return found

    def _listed(self, k: int) -> bool:
        """Whether a list goes on at word k, behind a comma: "police, | fire and ambulance sources"."""
        here = k < len(self.words) and self._comma_before(k) and self.low[k] not in DETERMINERS | PRONOUNS
        stop = next((j for j in range(k + 1, len(self.words)) if self._comma_before(j)), len(self.words))
        return here and any(w in ("and", "or") for w in self.low[k : min(stop, k + 4)])

    def _prefix(self) -> Span | None:
        """Whom a sentence that opens with "Quoting X," or "Citing X," leads back to."""
        if self.low[:1] not in (["quoting"], ["citing"]):
            return None
        end = next((k for k in range(1, len(self.words)) if self._comma_before(k)), None)
        return Span(self.words[1].start, self.words[end - 1].end) if end is not None and end > 1 else None

    def _attitude(self, i: int) -> Frame | None:
        """ "She was insistent that …"."""
        if self.low[i] not in ATTITUDES or i + 1 >= len(self.words) or self.low[i + 1] != "that":
            return None
        j = i - 1
        while j > 0 and self._adverb(j):
            j -= 1
        if j < 1 or self.low[j] not in BE:
            return None
        source = self._noun_phrase(j - 1, self._comma_before(j))
        content = self._to_end(self.words[i + 1].end)
        if source is None or content is None:
            return None
        return Frame(
            source, (Span(self.words[j].start, self.words[i].end),), (content,), (), None, 0.8, f"was {self.low[i]} that …"
        )

    def _figure(self, k: int) -> bool:
        """Whether a number, in figures or words, begins at word k: "40", "about 40", "three", "dozens"."""
        return (
            self.words[k].text[:1].isdigit()
            or self.low[k] in number_words()
            or self.low[k] in ("about", "around", "more", "less", "some")
        )

    def _as_put(self, i: int) -> Frame | None:
        """ "The alarm failed", as the chief put it: the quotation before, else the clause."""
        if self.low[i] not in ("put", "puts") or i + 1 >= len(self.words) or self.low[i + 1] != "it":
            return None
        j = next((k for k in range(i - 1, max(-1, i - 8), -1) if self.low[k] == "as"), None)
        if j is None or j == i - 1 or self._has_verb(j + 1, i - 1):
            return None
        source = Span(self.words[j + 1].start, self.words[i - 1].end)
        content = self._quoted_before(self.words[j].start)
        if content is None and (m := _COLON_QUOTE.match(self.text, self.words[i + 1].end, self.end)):
            content = Span(*m.span("quote"))
        content = content or self._before(self.words[j].start, i)
        if content is None:
            return None
        cue = Span(self.words[i].start, self.words[i + 1].end)
        told, _ = self._addressee(i + 2, SAY)
        return Frame(source, (cue,), (content,), (), told, 0.85, "as … put it", told=told)

    def _in_court(self, i: int) -> Frame | None:
        """ "The ladder was not tied, a court has heard": what a hearing was told, at the end of a sentence."""
        m = _COURT_HEARD.match(self.text, self.words[i].start, self.end) if self._comma_before(i) else None
        content = self._before(m.start(), i) if m is not None else None
        if m is None or content is None:
            return None
        return Frame(Span(*m.span("who")), (Span(*m.span("cue")),), (content,), (), None, 0.85, "a court heard")

    def _as_told(self, i: int) -> Frame | None:
        """ "As the Echo first reported, the bridge was shut": what goes on behind; not what happened "as she testified"."""
        if self.low[0] != "as" or i + 1 >= len(self.words) or self._gap(i + 1).strip() != ",":
            return None
        if not any(c.verb in _AS_TOLD and c.form in ("past", "present", "participle") for c in cues().get(self.low[i], ())):
            return None
        if self._negated(i) or self.low[i - 1] in BE or "as" in self.low[1:i]:
            return None  # "as this note was written", "as soon as he said"
        k = i - 1
        while k > 0 and (self.low[k] in AUXILIARIES or self._adverb(k)):
            k -= 1
        if k < 1 or any(self._gap(n).strip() for n in range(1, i + 1)) or self.low[k] in ("i", "we", "you", "it"):
            return None
        if self._has_verb(1, k) or (self.low[i] == "wrote" and self.low[k] in PRONOUNS):
            return None  # "as the rain fell and the guard reported", "as she wrote": while
        source, span = Span(self.words[1].start, self.words[k].end), Span(self.words[i].start, self.words[i].end)
        content = self._to_end(self.words[i + 1].start)
        return Frame(source, (span,), (content,), (), None, 0.85, f"as … {self.low[i]}, then a clause") if content else None

    def _beside(self, i: int) -> Frame | None:
        """Any verb at all, right beside a quotation that ends with a comma: "…," he specifies; "…," repeats the spokesman."""
        word = self.words[i].text
        if not word.islower() or word in cues() or word in AUXILIARIES or not (is_verbish(word) or word.endswith("s")):
            return None
        quote = self._quoted_before(self.words[i].start)
        cue = Span(self.words[i].start, self.words[i].end)
        if quote is not None and self._comma_closes(quote, cue.start):
            nxt = self.words[i + 1] if i + 1 < len(self.words) else None
            if (
                nxt is None
                or self._gap(i + 1).strip()
                or not (nxt.text[:1].isupper() or self.low[i + 1] in DETERMINERS | PRONOUNS)
            ):
                return None
            end = self._subject_end(i + 1)
            source = Span(nxt.start, self.words[end - 1].end)
            return (
                None
                if self._has_verb(i + 1, end - 1)
                else Frame(source, (cue,), (quote,), (), None, 0.75, f"quotation, {word}", False)
            )
        begin = next((k for k in range(i - 1, max(-1, i - 7), -1) if self._closes_quote(k)), None)
        if begin is None or self._has_verb(begin, i - 1) or not self._ends_clause(i + 1):
            return None
        quote = self._quoted_before(self.words[begin].start)
        first = self.words[begin].text
        if quote is None or not self._comma_closes(quote, self.words[begin].start):
            return None
        if _NICKNAMED.search(self.text, self.start, quote.start):
            return None  # "Ron Cruz, alias “Boyet,” drew a knife"
        if not (first[:1].isupper() or self.low[begin] in DETERMINERS | PRONOUNS):
            return None
        source = Span(self.words[begin].start, self.words[i - 1].end)
        return Frame(source, (cue,), (quote,), (), None, 0.75, f"quotation, {word}", False)

    def _comma_closes(self, quote: Span, at: int) -> bool:
        """Whether a comma ends a quotation, inside its closing mark or behind it."""
        return self.text[quote.end - 2] == "," or "," in self.text[quote.end : at]

    def _ends_clause(self, k: int) -> bool:
        """Whether nothing, or an adjunct, follows before word k."""
        return (
            k >= len(self.words)
            or bool(self._gap(k).strip())
            or k in self.dated
            or self.low[k] in PREPOSITIONS
            or self.low[k] in ("when", "as", "while")
        )

    def _put(self, i: int, earlier: list[Frame]) -> Frame | None:
        """ "She put the number of dead at 40"."""
        if self.low[i] not in ("put", "puts") or i == 0:
            return None
        at = next((k for k in range(i + 2, min(len(self.words) - 1, i + 14)) if self.low[k] == "at"), None)
        source, carriers = self._subject(i, SAY, _last(earlier))
        if at is None or source is None or not self._figure(at + 1):
            return None
        end = at + 2
        while end < len(self.words) and not any(c in self._gap(end) for c in ",;:—–") and self.low[end] not in ("and", "but"):
            end += 1
        content = Span(self.words[i + 1].start, self.words[end - 1].end)
        return Frame(
            source, (Span(self.words[i].start, self.words[i].end),), (content,), carriers, None, 0.8, "put it at a figure"
        )

    def _verb(self, i: int, earlier: list[Frame]) -> Frame | None:
        for cue in cues().get(self.low[i], ()):
            if cue.words == 2 and (i + 1 >= len(self.words) or self.low[i : i + 2] != [self.low[i], self._second(cue)]):
                continue
            return self._frame(i, cue, earlier)
        return None

    @staticmethod
    def _second(cue: Cue) -> str:
        return cue.verb.split()[1]

    def _frame(self, i: int, cue: Cue, earlier: list[Frame]) -> Frame | None:
        before = self.low[i - 1] if i else ""
        if i and self.words[i].text[:1].isupper() and not self.words[i].text.isupper() and self._gap(i).strip() in ("", "."):
            return None  # part of a name: "the United States", "the U.S. State Department", "the Daily Post"
        if (cue.verb == "state" and before == "member") or before in _ARTICLES or self._noun_speaks(i, cue):
            return None  # "thanked the volunteers", "a police report said"
        if cue.verb in ("quote", "cite", "record") and (cue.form != "base" or cue.verb == "record"):
            return self._quoting(i, cue, earlier)
        if cue.form == "base" and before == "to":
            return self._habit(i, cue) if i > 2 and self.low[i - 2] in HABITS else None
        owned = before.endswith("'s") or before in DETERMINERS or (i > 0 and self._gap(i).strip() in ("'", "’"))
        noun = i > 1 and self.low[i - 2] in DETERMINERS and not before.endswith("s") and self._ends_clause(i + 1)
        if before == "police" and self.low[max(0, i - 2)] == "the" and not (i > 2 and self.low[i - 3] in PREPOSITIONS):
            noun = False  # "…, the police report"
        if cue.form == "base" and cue.verb in NOUNISH and noun:
            return None  # "according to a police report"
        if (
            cue.verb in NOUNISH
            and self._ends_clause(i + 1)
            and ["according", "to"] in (self.low[k : k + 2] for k in range(max(0, i - 5), i))
        ):
            return None  # "according to media reports"
        if (
            cue.verb.split()[0] in NOUNISH
            and cue.form in ("base", "present")
            and (owned or not (self._speaker_before(i) or (self.low[i + 1 : i + 2] == ["that"] and cue.verb not in _FACTS)))
        ):
            return None
        if cue.form == "ing" and (made := self._has_saying(i, cue, earlier)) is not None:
            return made
        if cue.form == "past" and (before in BE or self._passive_before_date(i)):
            return self._passive(i, cue)
        if self.low[i : i + 3] in (["said", "to", "be"], ["said", "to", "have"]):
            return None  # "two men, one said to be rich, were held"
        if cue.form == "participle" and before not in ("has", "have", "had", "'ve", "having") and before not in ADVERBS:
            return None
        if cue.form == "ing" and i == 0 and "o" in cue.frames:
            return self._opening(cue)
        if (
            cue.form == "ing"
            and not self._comma_before(i)
            and before not in WITNESSED
            and before not in ("is", "are", "was", "were", "been", "by", "as", "letter", "statement", "tweet", "memo")
        ):
            return None
        if self._negated(i) or (cue.form == "ing" and before == "as") or (cue.form == "past" and self._of_a_paper(i)):
            return None
        span = Span(self.words[i].start, self.words[i + cue.words - 1].end)
        inverted = self._inverted(i, cue, span)
        if inverted is not None:
            return inverted
        subject, carriers = self._subject(i, cue, _last(earlier))
        if subject is None:
            return None
        after = i + cue.words
        addressee, after = self._addressee(after, cue)
        content, why = self._in_aside(i, cue, *self._complement(after, cue, span))
        if content is None and cue.verb == "report" and self.low[after : after + 1] and not self._gap(after).strip():
            content, why = self._reported(after)
        if content is not None and cue.verb in _HEARS and self.low[after : after + 1] == ["from"]:
            subject, carriers = Span(self.words[after + 1].start, self.words[self._source_end(after + 1) - 1].end), ()
        beside = self._quoted_before(subject.start)
        if content is not None and beside is not None and self._comma_closes(beside, subject.start) and "quotation" not in why:
            content = None if "that" not in why else content  # "“…,” she is heard telling the keeper on the tape"
        if content is not None:
            contents: tuple[Span, ...] = (content,)
            if "quotation" in why and (first := self._quoted_before(subject.start)) is not None:
                contents = (first, content)
            return Frame(
                subject,
                (span,),
                contents,
                carriers,
                addressee,
                0.85 if "that" in why else 0.7,
                why,
                "q" not in cue.frames or "c" in cue.frames or why.endswith("that …"),
            )
        if "p" in cue.frames or "q" in cue.frames or "c" in cue.frames:
            preposed = None if self._in_relative_clause(subject.end, i) else self._before(subject.start, i)
            if preposed is not None and (self._postposable(cue) or self._quoted_before(subject.start) is not None):
                return Frame(
                    subject,
                    (span,),
                    (preposed,),
                    carriers,
                    addressee,
                    0.8,
                    f'statement before "{self.low[i]}"'.replace('"', ""),
                    self._postposable(cue),
                )
        return None

    def _noun_speaks(self, i: int, cue: Cue) -> bool:
        """Whether what may be a verb of saying is the noun that the next word makes speak: "a police report | said"."""
        if (
            cue.verb not in NOUNISH
            or cue.form not in ("base", "present")
            or i + 1 >= len(self.words)
            or self._gap(i + 1) != " "
        ):
            return False
        said = any(c.form in ("past", "present") and "c" in c.frames for c in cues().get(self.low[i + 1], ()))
        return said and self.low[i + 1] not in role_nouns()

    def _reported(self, k: int) -> tuple[Span | None, str]:
        """What is reported in a noun phrase, where the sentence says on whose word: "reported 40 deaths, citing the clinic"."""
        m = _CITES.match(self.text, self.words[k].start, self.end)
        if m is None and self.low[0] not in ("citing", "quoting"):
            return None, ""
        if self._skip_adverbials(k) == k or self.low[k : k + 2] in (["at", "least"], ["at", "most"]):
            end = self.words[k].start + m.group().rindex(",") if m else self.end
            return self._trim(self.words[k].start, end), "reported + noun phrase"
        that = _THAT.search(self.text, m.end(), self.end) if m else None  # "reported on Monday, citing two guards, that …"
        return (self._to_end(that.end()), "reported that …") if that else (None, "")

    def _of_a_paper(self, i: int) -> bool:
        """Whether a participle says of a paper what became of it: "she said in a video posted on Thursday"."""
        a, paper = self.low[max(0, i - 2) : i] if i > 1 else ("", "")
        behind = i > 2 and self.low[i - 3] in PREPOSITIONS and not any(self._gap(k).strip() for k in range(i - 2, i + 1))
        told = self.low[i + 1 : i + 2] == ["that"] or (i + 1 < len(self.words) and self._clause_from(i + 1))  # "behind it said"
        return behind and not told and a in DETERMINERS and role_nouns().get(paper) == "thing"

    def _in_aside(self, i: int, cue: Cue, content: Span | None, why: str) -> tuple[Span | None, str]:
        """A content that ends with a clause about somebody named before: "the mayor, who had denied it, confirmed …"."""
        who = next((k for k in range(i - 1, 0, -1) if self.low[k] in ("who", "whose", "which") and self._comma_before(k)), None)
        if content is None or who is None or self._has_verb(0, who - 1) or not self._unbroken(who, i):
            return content, why
        at = next((k for k, w in enumerate(self.words) if w.start >= content.start), len(self.words))
        ends = (k for k in range(at + 1, len(self.words)) if self._comma_before(k) and self._finite(k))
        stops = [k for k in ends if self.words[k].start < content.end and not self._gap(k).strip(", ")]
        if not stops:
            return content, why
        named = not why.endswith("clause") or "n" in cue.frames  # "who had denied it, confirmed"
        stop = stops[0] if named else next((k for k in stops if self._clause(at, k - 1)), None)
        return (Span(content.start, self.words[stop - 1].end), why) if stop is not None else (None, "")

    def _clause(self, begin: int, last: int) -> bool:
        """Whether a verb, or its auxiliary, stands among words: "she had lost two sons", not "the gate, built in 1900"."""
        return self._has_verb(begin, last) or any(w in AUXILIARIES for w in self.low[begin : last + 1])

    def _finite(self, k: int) -> bool:
        """Whether word k may be a verb of a clause, or its auxiliary."""
        return is_verbish(self.low[k]) or self.low[k] in AUXILIARIES

    def _in_relative_clause(self, behind: int, i: int) -> bool:
        """Whether a verb is of a clause about somebody named before: "we will hear Mr Dane, who has sworn to tell it"."""
        who = next((k for k in range(i - 1, -1, -1) if self.low[k] in ("who", "which")), None)
        if who is None or self.words[who].start < behind or not self._unbroken(who, i):
            return False
        acts = any(self.low[k] not in AUXILIARIES and is_verbish(self.low[k]) for k in range(who + 1, i))
        return self._comma_before(who) or not acts  # not "a guard who asked not to be named has said"

    def _unbroken(self, begin: int, last: int) -> bool:
        """Whether no comma stands between two words."""
        return not any(map(self._comma_before, range(begin + 1, last + 1)))

    @staticmethod
    def _postposable(cue: Cue) -> bool:
        """Whether a verb may follow the statement it reports: nearly every verb of saying may; evidence only where marked."""
        return "p" in cue.frames or ("c" in cue.frames and cue.doc != "weak")

    def _has_saying(self, i: int, cue: Cue, earlier: list[Frame]) -> Frame | None:
        """ "The Gazette has the director saying that …": the director's words, through the Gazette."""
        j = next((k for k in range(i - 2, max(-1, i - 8), -1) if self.low[k] in ("has", "had", "have")), None)
        if j is None or j == 0 or any(self._gap(k).strip() for k in range(j + 1, i + 1)) or self._has_verb(j + 1, i - 1):
            return None
        somebody = self.low[j + 1] in ("him", "her", "them") or self._whom(j + 1)
        if self.low[i - 1] in DETERMINERS | PREPOSITIONS or not somebody:
            return None  # "has requested in writing", "had seen no warning", "had a saying"
        by, carriers = self._subject(j, SAY, _last(earlier))
        span = Span(self.words[i].start, self.words[i].end)
        content, why = self._complement(i + 1, cue, span)
        if by is None or content is None:
            return None
        voice = Span(self.words[j + 1].start, self.words[i - 1].end)
        return Frame(
            voice, (Span(self.words[j].start, self.words[j].end), span), (content,), (by, *carriers), None, 0.8, f"has … {why}"
        )

    def _habit(self, i: int, cue: Cue) -> Frame | None:
        """ "She used to say: …", "he went on to say that …", "…, as she likes to say"."""
        j = i - 3 if self.low[i - 2] == "on" else i - 2
        if j < 1 or self.low[j - 1] in ("not", "never"):
            return None
        source = self._noun_phrase(j - 1, self._comma_before(j))
        span = Span(self.words[j].start, self.words[i].end)
        if source is None:
            return None
        content, why = self._complement(i + 1, cue, span)
        content = content or self._before(source.start, i)
        return Frame(source, (span,), (content,), (), None, 0.8, why or "statement before the cue") if content else None

    # -- what is said ---------------------------------------------------------------------------

    def _addressee(self, k: int, cue: Cue) -> tuple[Span | None, int]:
        """Who is told, and the word behind: "told the agency that" → "the agency"."""
        if (
            k < len(self.words)
            and self.low[k] == "to"
            and "i" not in cue.frames
            and k + 1 < len(self.words)
            and cue.verb in _SAYS_TO
        ):
            end = self._noun_end(k + 1)
            whom = self.words[k + 1 : end]
            if cue.verb in _SAYS or any(w.text[:1].isupper() or w.text in AUDIENCE for w in whom):
                return Span(whom[0].start, whom[-1].end), end
        if (
            "a" not in cue.frames
            or k >= len(self.words)
            or self.low[k] in ("that", "not", "about", "whether", "if", "how", "why", "to")
            or self._gap(k).strip() not in ("",)
        ):
            return None, k
        end = self._noun_end(k)
        return (Span(self.words[k].start, self.words[end - 1].end), end) if end > k else (None, k)

    def _complement(self, k: int, cue: Cue, span: Span) -> tuple[Span | None, str]:
        """What follows the cue as its content, and the shape it has."""
        k0 = k
        k = self._skip_adverbials(k)
        if k < len(self.words) and self.low[k] == "that" and ("c" in cue.frames or ("q" in cue.frames and self._opens(k + 1))):
            nxt = self._gap(k + 1) if k + 1 < len(self.words) else self.text[self.words[k].end : self.end]
            begin = self.words[k + 1].start if k + 1 < len(self.words) else self.words[k].end
            if MASK in nxt:
                begin = self.words[k].end + 1
            elif points(self.text, self.words[k].start):
                begin = self.words[k].start  # "said that would be a mistake"
            return self._to_end(begin), f"{self.low_cue(span)} that …"
        tail_from = self.words[k].start if k < len(self.words) else self.end
        if ";" in self.text[span.end : tail_from]:
            return None, ""
        between = self.text[self.words[k - 1].end if k else span.end : tail_from]
        if m := re.match(r"\s*[:,—–-]?\s*(?=[“\"‘«„'][^”\"’»]*" + MASK + ")", between):
            return self._to_end(self.words[k - 1].end + m.end()), f"{self.low_cue(span)}, then a quotation"
        if re.search(r":(?!\d)", between) and k < len(self.words):
            return self._to_end(tail_from), f"{self.low_cue(span)}: …"
        if k >= len(self.words) or ("," in between and k != k0):
            return None, ""
        if "," in between:
            return None, ""
        if "o" in cue.frames and "n" not in cue.frames:
            return self._named(tail_from, span)
        if "i" in cue.frames and self.low[k] == "to" and MASK in self._gap(k + 1)[:3]:
            return self._to_end(self.words[k].end), f"{self.low_cue(span)} to, then a quotation"
        if "i" in cue.frames and self.low[k] == "to" and k + 1 < len(self.words):
            return self._to_end(tail_from), f"{self.low_cue(span)} to …"
        if "b" in cue.frames and self._clause_from(k):
            return self._to_end(tail_from), f"{self.low_cue(span)} + clause"
        if "n" in cue.frames and self.low[k] not in PREPOSITIONS:
            return self._to_end(tail_from), f"{self.low_cue(span)} + noun phrase"
        near = self.text[tail_from : self.end].split(MASK, 1)
        if (
            len(near) > 1
            and len(near[0].split()) <= FEW_WORDS
            and cue.doc != "weak"
            and self.low[k] not in PREPOSITIONS
            and self.low[k] not in ("and", "but")
        ):
            return self._to_end(tail_from), f"{self.low_cue(span)}, a quotation inside"
        return None, ""

    def _opens(self, k: int) -> bool:
        """Whether a clause or a quotation begins right behind "that": not "she asked that question", "that man to leave"."""
        if k >= len(self.words):
            return False
        return MASK in self._gap(k) or self.low[k] in DETERMINERS | PRONOUNS or self.words[k].text[:1].isupper()

    def _named(self, begin: int, span: Span) -> tuple[Span | None, str]:
        """What something is called, if that is quoted: the first quotation of the clause."""
        m = re.compile(r"[“\"‘«'][^”\"’»]*" + MASK + r"[" + MASK + r".]*[”\"’»']").search(self.text, begin, self.end)
        if m is None or any(c in self.text[begin : m.start()] for c in ";:") or "," in self.text[begin : m.start()]:
            return None, ""
        return Span(m.start(), m.end()), f"{self.low_cue(span)} it a quotation"

    def _clause_from(self, k: int) -> bool:
        """Whether a clause begins at word k: a subject, then a finite verb."""
        low = self.low[k]
        if (
            low in ("about", "around", "over", "under", "between")
            and k + 1 < len(self.words)
            and self.words[k + 1].text[:1].isdigit()
        ):
            return True
        if low in PREPOSITIONS or low in ("and", "but", "or", "nor") or low in AUXILIARIES:
            return False
        if is_verbish(low) and ("'" in low or "’" in low):
            return True  # "she'd seen him"
        return any(is_verbish(w.text) or w.text.endswith("s") for w in self.words[k + 1 : k + 14])

    def _before(self, subject_start: int, i: int) -> Span | None:
        """The statement that stands before its source: "The dam held, the mayor said at noon"."""
        left = self.text[self.start : subject_start]
        bare = left.rstrip()
        if bare.endswith((" as", ",as")):  # "…," as the director wrote
            bare = bare[:-3].rstrip()
        if not bare or (bare[-1] not in ",”\"’»—–?!'" and not bare.endswith(MASK)):
            return None
        begin = self.start
        semicolon = bare.rfind(";")
        if semicolon >= 0:
            begin = self.start + semicolon + 1
        quote = self._quoted_before(subject_start)
        if quote is not None and self.text[self.start : quote.start].rstrip().endswith(":"):
            return quote
        colon = bare.rfind(":")
        if (
            colon >= 0
            and MASK not in bare[colon:]
            and not any(is_verbish(w.text) for w in self.words if w.start < self.start + colon)
        ):
            begin = self.start + colon + 1
        inside = [k for k, w in enumerate(self.words) if begin <= w.start < subject_start]
        if MASK in bare:
            return self._trim(begin, self.start + len(bare)) if bare[-1] not in "?!" else Span(begin, self.start + len(bare))
        if (
            len(inside) < 3
            or not any(is_verbish(self.words[k].text) or re.fullmatch(r"\w+s", self.low[k]) for k in inside[1:])
            or self.low[inside[0]] in ("if", "when", "while", "although", "because", "as", "after", "asked", "speaking")
        ):
            return None
        if (
            self.low[inside[0]] in PREPOSITIONS
            and self.low[inside[0]] not in ("about", "around", "over", "under", "between")
            and self.low[inside[1]] not in ("least", "most")
            and not any("," in self._gap(k) for k in inside[1:])
            and len(inside) < 8
        ):
            return None
        return self._trim(begin, self.start + len(bare))

    def _inverted(self, i: int, cue: Cue, span: Span) -> Frame | None:
        """ "…," said Ann Lee, the editor."""
        gap = self._gap(i)
        closes = (i == 0 and MASK in gap) or self._closes_quote(i)
        if cue.form not in ("past", "present") or "a" in cue.frames or not (closes or ("," in gap and self._postposable(cue))):
            return None
        k = i + cue.words
        if (
            k >= len(self.words)
            or self._gap(k).strip()
            or k in self.dated
            or (self.low[k] in ADVERBS | PREPOSITIONS | {"that", "and", "but"} and self.low[k] not in ("both",))
        ):
            return None
        if self.low[k] in ("he", "she", "they", "we", "i") or self.low[k] not in ("it",):
            end = k + 1 if self.low[k] in PRONOUNS else self._subject_end(k)
            before = self._before(span.start, i)
            runs_on = end < len(self.words) and end == k + 1 and is_verbish(self.words[end].text)
            if before is None or runs_on or self._has_verb(k, end - 1):
                return None
            if end == k + 1 and self.low[k] in cues() and self.low[k] not in role_nouns():
                return None  # "…, emails show"
            if is_verbish(self.low[k]) and self.low[k + 1 : k + 2] == ["by"]:
                return None  # "…, emails obtained by the paper show"
            source = Span(self.words[k].start, self.words[end - 1].end)
            return Frame(
                source,
                (span,),
                (before,),
                (),
                None,
                0.85,
                f"{self.low_cue(span)} + source, behind the statement",
                self._postposable(cue),
            )
        return None

    # -- other shapes ---------------------------------------------------------------------------

    def _according(self, i: int) -> Frame | None:
        """ "According to X, …", "…, according to X", "…, in the words of X"; "as X put it" is left out."""
        whose = (
            2 if self.low[i : i + 2] == ["according", "to"] else 4 if self.low[i : i + 4] == ["in", "the", "words", "of"] else 0
        )
        if not whose or i + whose >= len(self.words):
            return self._in_words(i)
        cue = Span(self.words[i].start, self.words[i + whose - 1].end)
        end = self._source_end(i + whose)
        source, carriers = self._passed(Span(self.words[i + whose].start, self.words[end - 1].end))
        if whose == 4:
            around = self._around_aside(i, source.end if source else cue.end) if self._ends(end) else ()
            return Frame(source, (cue,), around, carriers, None, 0.85, "in the words of …") if around else None
        leading = ":" in self._gap(i) or all(w in ADVERBS or w in ("and", "but") for w in self.low[:i])
        if leading or (self.low[i - 1] in ("that", "but", "and") and end < len(self.words)):
            content = self._to_end(self.words[end - 1].end) if end < len(self.words) else None
            if content is not None and self._comma_before(end):
                return Frame(source, (cue,), (content,), carriers, None, 0.85, "according to …, statement")
        content = self._trim(self.start, cue.start)
        return Frame(source, (cue,), (content,), carriers, None, 0.85, "statement, according to …") if content else None

    def _in_words(self, i: int) -> Frame | None:
        """ "In the chief's words, it was a farce", "It was a farce, in the chief's words"."""
        own = next((k for k in range(i + 2, min(i + 7, len(self.words))) if self.low[k] == "words"), None)
        if self.low[i] != "in" or own is None or not self.low[own - 1].endswith(("'s", "s'")) or not self._ends(own + 1):
            return None
        if not (self.words[i + 1].text[0].isupper() or self.low[i + 1] in DETERMINERS):
            return None  # "in today's words"
        whose = self.words[i + 1].start, self.words[own - 1].end - 2 + self.low[own - 1].endswith("s'")
        cue = (Span(self.words[i].start, self.words[i].end), Span(self.words[own].start, self.words[own].end))
        content = self._around_aside(i, cue[-1].end)
        return Frame(Span(*whose), cue, content, (), None, 0.85, "in … words") if content else None

    def _around_aside(self, i: int, end: int) -> tuple[Span, ...]:
        """What an aside from word i to a place is said of: what stands before it, if that is one clause, and what behind."""
        if i and (not self._comma_before(i) or any(self.low[k] in cues() for k in range(i))):
            return ()
        before = self._trim(self.start, self.words[i].start) if i and self._unbroken(0, i - 1) else None
        behind = self._to_end(end)
        return tuple(s for s in (before, behind) if s is not None)

    def _ends(self, k: int) -> bool:
        """Whether a comma stands before word k, or the sentence ends there."""
        return k >= len(self.words) or self._comma_before(k)

    def _quoting(self, i: int, cue: Cue, earlier: list[Frame]) -> Frame | None:
        """ "X quoted Y as saying …", "Y was quoted (by X) as saying …", "Quoting Y, X added …" (the last joins X's frame)."""
        saying = next(
            (
                k
                for k in range(i + 1, min(len(self.words) - 1, i + 30))
                if self.low[k] == "as" and (self.low[k + 1] in ("telling", "having") or _saying(self.low[k + 1]))
            ),
            None,
        )
        begun = Span(self.words[i].start, self.words[i].end)
        if cue.verb == "record" and (saying is None or not self._records(i, cue, saying)):
            return None
        if saying is None:
            return self._quoting_before_colon(i, cue, earlier)
        both: tuple[Span, ...] = (begun, Span(self.words[saying].start, self.words[saying + 1].end))
        passive = i > 0 and self.low[i - 1] in BE
        carriers: tuple[Span, ...] = ()
        voice: Span | None
        after = saying + 2
        if passive:
            j = i - 1
            while j > 0 and (self.low[j] in AUXILIARIES or self.low[j] in ADVERBS):
                j -= 1
            voice = self._noun_phrase(j, self._comma_before(j + 1))
            for k in (i + 1, after):
                k, when = self._past_date(k), k
                after = k if when == after else after
                if k < len(self.words) and self.low[k] in ("by", "in", "on"):
                    end = self._source_end(k + 1) if k >= after else saying
                    carriers = (Span(self.words[k + 1].start, self.words[end - 1].end),)
                    if k == after:
                        after = end
        else:
            voice = Span(self.words[i + 1].start, self.words[saying - 1].end)
            if cue.form == "ing":
                by = earlier[-1].source if earlier else self._main_subject(i)
            else:
                by, more = self._subject(i, cue, _last(earlier))
                carriers = more
            carriers = ((by, *carriers)) if by else carriers
        if voice is None:
            return None
        if self.low[saying + 1] == "having" and self.low[after : after + 1] and self.low[after] in cues():
            after += 1  # "quoted as having said that"
        content, _ = self._complement(after, _saying(self.low[saying + 1]) or SAY, both[-1])
        if content is None:
            first = min(s.start for s in (voice, *carriers, *both))
            content = self._before(first, i)
        if content is None and self.low[saying + 1] not in ("saying", "telling", "having"):
            content, both = self._to_end(self.words[saying + 1].start), both[:1]  # "quoted her as | calling for a ban"
        return Frame(voice, both, (content,), carriers, None, 0.9, "quoted as saying") if content else None

    def _past_date(self, k: int) -> int:
        """The word behind a date that begins at word k: "quoted as saying | on Friday | by the agency"."""
        while k < len(self.words) and (k in self.dated or (self.low[k] in ("on", "in", "at") and k + 1 in self.dated)):
            k += 1
        return k

    def _records(self, i: int, cue: Cue, saying: int) -> bool:
        """Whether "record" is a verb: "minutes record Holt as saying"; not "the court record quotes Holt as saying"."""
        between = any(self.low[k] in cues() or is_verbish(self.low[k]) for k in range(i + 1, saying))
        many = cue.form != "base" or (i > 0 and self._plural(i - 1))
        return many and not between and self.low[i + 1] != "by"

    def _quoting_before_colon(self, i: int, cue: Cue, earlier: list[Frame]) -> Frame | None:
        """ "The Gazette quoted one docker: “It is shut.”"."""
        m = _COLON_QUOTE.match(self.text, self.words[i].end, self.end)
        if m is None or cue.verb != "quote" or cue.form not in ("past", "present") or (i and self.low[i - 1] in BE):
            return None
        inside = [w for w in self.words[i + 1 :] if w.end <= m.start("quote")]
        by, more = self._subject(i, cue, _last(earlier))
        whom = any(w.text[:1].isupper() or w.text.casefold() in role_nouns() for w in inside)
        if (
            not whom
            or by is None
            or inside[0].text.casefold() in PREPOSITIONS
            or self.text[m.end("quote") : self.end].strip(" .”\"’'")
        ):
            return None
        voice, begun = Span(inside[0].start, inside[-1].end), Span(self.words[i].start, self.words[i].end)
        return Frame(voice, (begun,), (Span(*m.span("quote")),), (by, *more), None, 0.9, f"{self.low[i]} X: a quotation")

    def _opening(self, cue: Cue) -> Frame | None:
        """ "Describing the scene as “chaos”, one docker said …": the quotation is whose the sentence is."""
        j = next((k for k in range(1, len(self.words)) if self._comma_before(k) or self._closes_quote(k)), None)
        quote = self._quoted_before(self.words[j].start) if j is not None else None
        if j is None or quote is None or self._has_verb(1, j - 1):
            return None
        verb = next((k for k in range(j + 1, min(len(self.words), j + LONG)) if is_verbish(self.words[k].text)), None)
        if verb is None or any(self._comma_before(k) for k in range(j + 1, verb)):
            return None
        source, begun = Span(self.words[j].start, self.words[verb - 1].end), Span(self.words[0].start, self.words[0].end)
        return Frame(source, (begun,), (quote,), (), None, 0.8, f"{self.low[0]} it a quotation, then who")

    def _passive_before_date(self, i: int) -> bool:
        """Whether a date stands between a participle and its "were": "ministers were last night urged to"."""
        k = i - 1
        while k > 0 and self._of_date(k):
            k -= 1
        return 0 < k < i - 1 and self.low[k] in BE

    def _passive(self, i: int, cue: Cue) -> Frame | None:
        """ "It was reported by X that …", "…, it was announced by X"; without "by" nobody is named: no frame."""
        k = i + cue.words
        if k + 1 >= len(self.words) or "c" not in cue.frames:
            return None
        by = next((j for j in range(k, min(len(self.words) - 1, k + 5)) if self.low[j] == "by"), None)
        that = next((j for j in range(k, len(self.words) - 1) if self.low[j] == "that"), None)
        impersonal = "it" in self.low[max(0, i - 3) : i]
        if by is None or that is None or by > that or not (impersonal or "a" in cue.frames):
            return None
        end = min(self._source_end(by + 1), that)
        span = Span(self.words[i].start, self.words[i].end)
        content = self._to_end(self.words[that].end)
        return (
            Frame(
                Span(self.words[by + 1].start, self.words[end - 1].end),
                (span,),
                (content,),
                (),
                None,
                0.85,
                f"it was {self.low_cue(span)} by … that",
            )
            if content
            else None
        )


def _last(earlier: list[Frame]) -> Subject | None:
    """The subject that a verb without one of its own shares with the frame before it."""
    return (earlier[-1].source, earlier[-1].carriers) if earlier else None


def announced(masked: str, sentence: Span, dates: Sequence[Date] = ()) -> Subject | None:
    """Who speaks below a sentence that ends with a colon and no words of theirs: "Passing sentence, the judge told Lee:"."""
    known = _Frames(masked, sentence, dates)
    for i in range(len(known.words) - 1, -1, -1):
        for cue in cues().get(known.low[i], ()):
            if cue.words == 1 and cue.form in ("past", "present") and "c" in cue.frames:
                found = known._subject(i, cue, None)
                if found[0] is not None:
                    return found
    return None
