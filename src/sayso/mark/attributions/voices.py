"""From a noun phrase to the one it stands for: which mention heads it, and whether it can have said anything."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from sayso import names
from sayso.mark.attributions.frames import Frame
from sayso.mark.attributions.grammar import (
    LEADING,
    LED_BY,
    MASK,
    OUTLET_NOUNS,
    SEEN_BY,
    SOURCE_ASIDE,
    cues,
    head_noun,
    role_nouns,
    role_sexes,
)
from sayso.mark.attributions.masking import trim_end
from sayso.mark.attributions.several import several
from sayso.text import fold, is_verbish, tokens
from sayso.types import Hop, HopRole, Mention, Span

# Behind these words stand those who only listen.
_GATHERINGS = frozenset(
    {"conference", "briefing", "hearing", "inquiry", "meeting", "rally", "audience", "crowd", "inquest", "tribunal"}
)
_LABEL = re.compile(r"(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w.’'-]*){0,2} [A-Z][\w’'-]+), (?:the )?[^.!?:,]{3,60}:$")
_SPEAKS = frozenset({"person", "organisation", "outlet", "group", "role"})
_PAGES = frozenset({"website", "site", "page", "account", "blog", "newsletter"})
_OWNER = re.compile(r"[’']s?\s|\b(?:its|his|her|their)\s")
_MASTHEADS = frozenset({"post", "bulletin", "review", "cable", "column", "file"})  # papers whose noun outlets bear as a name
_POSSESSIVE = re.compile(r"[’']s?\s+(?:[\w-]+\s+){0,2}?(?P<noun>[\w-]+)(?=$|[,\s])")
_STOPS = r"(?:and|or|but|in|of|at|for|on|by|from|to|with|which|who|that|also|has|had|is|was|itself|himself|herself)\b"
_NOUN_BEHIND = re.compile(rf" (?!{_STOPS})[a-z]{{3,}}")
_OWN_WORDS = frozenset({"statement", "letter", "post", "tweet", "account", "report", "release", "announcement"})
_FROM = re.compile(
    r"(?:an? |the )?(?:[\w-]+ ){0,2}?(?:statement|letter|post|tweet|message|e-?mail|press release|announcement|note)"
    r"(?: issued| released| sent| posted| written| signed)? (?:from|by) (?:the )?",
    re.IGNORECASE,
)
_IN = re.compile(r",? (?:in|on|from) (?:the )?(?:\w+ ){0,2}?$")
_GAVE = re.compile(
    r",?\s+(?:who|which|that)\s+[^.;]{0,60}?\b(?:spoke|talked|gave|told|showed|shown|sent|lent|passed|leaked|handed)\b"
)
_TO = re.compile(r"(?:\b(?:to|with)|^)\s+(?:the )?$")
_PRINTED_IN = re.compile(r",? (?:in|published in) (?:the )?(?P<name>[A-Z][\w’'-]+(?: (?:of |for |& )?[A-Z][\w’'-]+)+)$")
_CAPITALS = re.compile(r"(?:[A-Z][\w’'-]+ )+$")
_AND_SEEN = re.compile(r" and (?:later |then |first )?" + SEEN_BY.pattern)
_HOW_OBTAINED = re.compile(r"\s(?:under|through|via|following|after|before|during|ahead of|using)\s")
_NEXT_WORD = re.compile(r" ([a-z][\w-]*)")
_OF_A_COPY = re.compile(
    r"\b(?:cop(?:y|ies)|editions?|issues?|pages?|readers?|subscriptions?|subscribers?) (?:of|to) (?:the )?$"
)
_ATTRIBUTED = re.compile(r"\battribut(?:ed|able) to\s+(?:the\s+)?")
_NOUNS = re.compile(rf"(?: (?!{_STOPS})[a-z][a-z-]{{2,}}){{1,2}}")
_YEAR_OLD = re.compile(r"[Tt]he (?P<years>\d{1,3})-year-old(?: [a-z-]+){0,2}")
_BRIEFING = re.compile(r" (?:news |press |media )?(?:briefing|conference)s?\b")  # "told a weekly | briefing"
_MEETING = re.compile(
    r" (?:inquiry|inquest|hearing|meeting|tribunal|summit|rally|gathering)\b"
)  # "told the Westerby | meeting"
_BY_PHONE = re.compile(r" (?:by|over the) (?:tele)?phone\b| in a (?:phone )?call\b")  # "told the president | by phone"
_PORTFOLIO = re.compile(r"\b(?:member|holder|lead|chair\w*|spokes\w+) (?:for|on) [a-z][a-z ,&]*,? $")
_NOBODY = frozenset({"i", "we", "you", "there", "what", "who", "nobody", "nothing", "having"})
_RELATIVE = frozenset({"who", "which", "that"})
_PRONOUNS = frozenset({"he", "she", "they", "it", "his", "her", "their", "its", "him", "them"})


@cache
def _outlet_nouns() -> frozenset[str]:
    return OUTLET_NOUNS | {"television"} | {noun for noun, kind in role_nouns().items() if kind == "outlet"}


def _describes(phrase: str) -> bool:
    """Whether a phrase describes somebody and names nobody first: "an engineer at the site", "Another of the men"."""
    first = phrase.split(None, 1)[0]
    return first.islower() or fold(first) in LEADING


class Voices:
    """The mentions of one text, looked up by place."""

    def __init__(self, text: str, mentions: Sequence[Mention], own: str = "") -> None:
        self.text = text
        self.own = [fold(t.text) for t in tokens(own) if fold(t.text) != "the"]  # the words of the document's own outlet
        self.mentions = sorted(mentions, key=lambda m: (m.start, -m.end))
        self.starts = [m.start for m in self.mentions]
        self.kinds = {m.entity: m.type for m in reversed(self.mentions) if m.form != "pronoun"}
        self.in_full = {m.entity for m in self.mentions if m.type == "person" and " " in m.name}  # those with a full name
        self.together: dict[tuple[int | None, int | None], list[Hop]] = {}  # by place of a hop, those who speak with it

    def is_own(self, words: Sequence[str]) -> bool:
        """Whether folded words name the document's own outlet, in full or by the beginning or the end of its name."""
        return bool(self.own and words) and list(words) in (self.own[: len(words)], self.own[-len(words) :])

    def is_here(self, span: Span) -> bool:
        """Whether a phrase names the document's own outlet, by its name or as "this newspaper"."""
        words = [fold(t.text) for t in tokens(self.text, span.start, span.end)]
        if words[:1] == ["this"]:
            return len(words) == 2 and words[1] in _outlet_nouns()
        return self.is_own([w for w in words if w != "the"])

    def inside(self, span: Span) -> list[Mention]:
        """The outermost mentions that begin inside a span."""
        found: list[Mention] = []
        for m in self.mentions[bisect_left(self.starts, span.start) : bisect_left(self.starts, span.end)]:
            if not found or m.end > found[-1].end:
                found.append(m)
        return found

    def _of_a_portfolio(self, span: Span, m: Mention) -> bool:
        """Whether a councillor is named behind what he answers for: "cabinet member for leisure Coun Harry Snell"."""
        styled = re.match(r"(?:Coun|Cllr|Councill?or)\b", self.text[m.start : m.end])
        return styled is not None and _PORTFOLIO.search(self.text, span.start, m.start) is not None and m.end == span.end

    def head(self, span: Span) -> Mention | None:
        """The mention that a noun phrase is about: a name at its end that no preposition leads to, else what it begins with."""
        found = self.inside(span)
        if not found:
            return None
        opening = self.mentions[bisect_left(self.starts, span.start) : bisect_left(self.starts, span.start + 1)]
        for m in opening:
            if m.end == span.end and m.form == "name":
                return m  # "told CNN | inspectors had left", though "CNN inspectors" is a description
        for n, m in enumerate(found):
            before = self.text[span.start : m.start]
            led = LED_BY.search(before)
            if (
                m.type == "person"
                and m.form == "name"
                and not self._owns(m, span)
                and not self._before_a_name(m, found[n + 1 :])
                and (
                    not led
                    or self._of_a_portfolio(span, m)
                    or (before.rstrip()[-1:] == "," and _describes(before) and m is found[-1])
                )
            ):
                return m
        first = found[0]
        before = self.text[span.start : first.start]
        if self._owns(first, span) and len(found) == 2 and found[1].form == "name" and found[1].end == span.end:
            return found[1]  # "Poland's Tusek"
        by = next((m for m in found[:2] if _FROM.fullmatch(self.text, span.start, m.start)), None)
        if by is not None and by.type in _SPEAKS and by.end == span.end:
            return by  # "A statement from the council says"
        if LED_BY.search(before) or self._owns(first, span):
            return None
        words = [fold(t.text) for t in tokens(self.text, span.start, first.start)]
        if len(words) > 6 or any(is_verbish(w) for w in words if w not in ("called", "named")):
            return None
        tail = [fold(t.text) for t in tokens(self.text, first.end, span.end) if fold(t.text) != "s"]
        if (
            first.form == "name"
            and first.type in ("organisation", "place", "outlet", "group")
            and len(found) > 1
            and tail
            and not LED_BY.search(self.text[first.end : found[1].start])
            and "," not in self.text[first.end : found[1].start]
        ):
            return found[1]
        if (
            first.form == "name"
            and first.type in ("organisation", "place", "group", "outlet")
            and tail
            and tail[0] in role_nouns()
            and role_nouns()[tail[0]] != "thing"
        ):
            return None  # "a Tidal spokesman": the phrase, not its first word
        noun = _NOUN_BEHIND.match(self.text, first.end, span.end)
        if first.form == "name" and first.type != "person" and noun and not (tail and tail[0] in _OWN_WORDS):
            return None  # "the Pellamar observatory", "Tram drivers": the same
        if first.form == "name" and len(tail) == 1 and tail[0] in _OWN_WORDS:
            return first  # "Tidal's statement says" is Tidal speaking
        if (
            first.form == "name"
            and tail[:1]
            and tail[0] in ("report", "reports", "statement", "memo", "article", "story", "poll", "spokesman", "spokeswoman")
            and first.type != "outlet"
        ):
            return None
        return first

    def parted(self, span: Span) -> tuple[Span, list[Span]]:
        """A source less who passed it on inside the phrase, and those: "a memo seen by the Mail", "a study in the Annals", "two
        people who spoke to the Mail"."""
        if m := SEEN_BY.search(self.text, span.start, span.end):
            voice = Span(span.start, trim_end(self.text, span.start, m.start()))
            if voice.end > voice.start and m.end() < span.end:
                return voice, self._seen_by(Span(m.end(), span.end))
        if m := _GAVE.search(self.text, span.start, span.end):
            heard = [x for x in self.inside(Span(m.end(), span.end)) if x.type == "outlet"][:1]
            if heard and _TO.search(self.text, m.end(), heard[0].start):
                return Span(span.start, trim_end(self.text, span.start, m.start())), [Span(heard[0].start, span.end)]
        words = [fold(t.text) for t in tokens(self.text, span.start, span.end)]
        head = head_noun(words) if words else ""
        if role_nouns().get(head) == "thing" or (head == "paper" and words[0] in ("a", "an", "another")):
            for m_ in self.inside(span):
                led = _IN.search(self.text, span.start, m_.start)
                if (
                    m_.type == "outlet"
                    and led is not None
                    and led.end() == m_.start
                    and not self._own_page(Span(m_.start, m_.end))
                ):
                    name = _CAPITALS.search(self.text, led.start(), m_.start)
                    return Span(span.start, led.start()), [Span(name.start() if name else m_.start, span.end)]
            printed = _PRINTED_IN.search(self.text, span.start, span.end)
            if printed and self._printing(Span(printed.start("name"), span.end)):
                return Span(span.start, printed.start()), [Span(printed.start("name"), span.end)]
        return span, []

    def _printing(self, name: Span) -> bool:
        """Whether a name behind "a paper in" may be a journal's: that of no person, place, ministry or other body."""
        last = fold(self.text[name.start : name.end]).split()[-1]
        bodies = names.words_of("public-body") | names.words_of("private-body")
        return last not in bodies and all(m.type in ("organisation", "outlet") for m in self.inside(name))

    def _seen_by(self, span: Span) -> list[Span]:
        """Who stands behind "seen by", one by one: "seen by X and published by Y"."""
        if m := _AND_SEEN.search(self.text, span.start, span.end):
            return [Span(span.start, m.start()), *self._seen_by(Span(m.end(), span.end))]
        how = _HOW_OBTAINED.search(self.text, span.start, span.end)
        return [Span(span.start, how.start()) if how else span]

    def antecedent(self, span: Span) -> Mention | None:
        """Whom "who" or "which" stands for: the outermost mention that ends right before it."""
        for m in sorted(self.inside(Span(max(0, span.start - 160), span.start)), key=lambda m: -m.end):
            if m.type in _SPEAKS and not self.text[m.end : span.start].strip(" ,"):
                return m
        return None

    def _owns(self, m: Mention, span: Span) -> bool:
        """Whether a mention only owns what the phrase is about ("the mediator's office"); its own words or paper are itself."""
        tail = _POSSESSIVE.match(self.text, m.end, span.end)
        if tail is None:
            return False
        noun = fold(tail.group("noun"))
        return m.form != "pronoun" and noun not in _OWN_WORDS and role_nouns().get(noun) not in ("person", "group")

    def _before_a_name(self, m: Mention, behind: Sequence[Mention]) -> bool:
        """Whether somebody named behind belongs to this one: "Nordbank's CEO | Elsa Holm"."""
        return self.text.startswith(("'s ", "’s "), m.end) and any(x.type == "person" and x.form == "name" for x in behind)

    def hop(self, span: Span, role: HopRole, why: str) -> Hop:
        """The hop a noun phrase makes; without a mention, the phrase itself and no entity yet."""
        hop = self._one(span, role, why)
        parts = several(self, span)
        if parts and hop.start is not None:
            self.together[hop.start, hop.end] = [self._one(p, role, f"{why}; one of several who speak together") for p in parts]
        return hop

    def _relative(self, span: Span) -> bool:
        """Whether a phrase is "who", "which" or "that"; not the WHO."""
        shown = self.text[span.start : span.end]
        return fold(shown) in _RELATIVE and shown != "WHO"

    def _one(self, span: Span, role: HopRole, why: str) -> Hop:
        mention = self.antecedent(span) if self._relative(span) else self.head(span)
        if mention is None and LED_BY.match(self.text, span.start, span.end):  # "In it Captain Holt", "Of him she"
            inside = self.inside(span)
            mention = inside[-1] if len(inside) > 1 and inside[-1].end == span.end else None
        if mention is None:
            aside = SOURCE_ASIDE.search(self.text, span.start, span.end)
            return Hop(None, span.start, aside.start() if aside else span.end, role, why)
        if role == "relay" and mention.type == "outlet":
            role = "carrier"
        named = self._named_by(mention, span)
        if named is not None:
            return Hop(named.entity, mention.start, named.end, "carrier" if role == "relay" else role, why)
        return Hop(mention.entity, mention.start, self._noun_end(mention, span), role, why)

    def _named_by(self, mention: Mention, span: Span) -> Mention | None:
        """The name that stands right behind an outlet's noun: "the weekly Khosk"."""
        if mention.form == "name" or self.text[mention.start : mention.end].split()[-1].casefold() not in _outlet_nouns():
            return None
        behind = self.inside(Span(mention.end, span.end))
        gaps = (
            " ",
            " The ",
            " the ",
            *((", ", ", The ") if self.text[mention.start : mention.start + 2] in ("a ", "A ") else ()),
        )
        close = bool(behind) and self.text[mention.end : behind[0].start] in gaps
        return behind[0] if close and behind[0].form == "name" else None

    def _noun_end(self, mention: Mention, span: Span) -> int:
        """Where a description ends whose last nouns its mention lacks: "the hospital | trust"."""
        rest = self.text[mention.end : span.end]
        whole = mention.form != "name" and mention.start == span.start and _NOUNS.fullmatch(rest) is not None
        return span.end if whole and not any(is_verbish(w) for w in rest.split()) else mention.end

    def is_paper(self, span: Span) -> bool:
        """Whether a phrase names a paper, which carries nothing ("quoted as saying in the Statement"); not "the Post"."""
        shown = [t.text for t in tokens(self.text, span.start, span.end)]
        words = [fold(w) for w in shown]
        noun = head_noun(words) if words else ""
        at = next((k for k in range(1, len(shown)) if words[k] == noun and shown[k][0].isupper()), 0)
        named = at > 0 and (noun in _MASTHEADS or (at > 1 and shown[at - 1][0].isupper()))  # "the Post", "the Drudge Report"
        outlet = any(m.form == "name" and m.type == "outlet" for m in self.inside(span))
        return role_nouns().get(noun) == "thing" and not named and not outlet

    def is_outlet(self, span: Span | None) -> bool:
        """Whether a source is an outlet."""
        mention = self.head(span) if span is not None else None
        return mention is not None and mention.type == "outlet"

    def is_medium(self, span: Span) -> bool:
        """Whether a phrase names an outlet, by its kind or its noun."""
        words = [fold(t.text) for t in tokens(self.text, span.start, span.end)]
        return self.is_outlet(span) or not _outlet_nouns().isdisjoint(words)

    def is_publication(self, span: Span) -> bool:
        """Whether a phrase without a preposition is called an outlet by its last noun: "this week's Skua magazine"."""
        words = [fold(t.text) for t in tokens(self.text, span.start, span.end)]
        return bool(words) and words[-1] in _outlet_nouns() and head_noun(words) == words[-1]

    def carries(self, span: Span) -> bool:
        """Whether a phrase names what can carry words: an outlet, or a paper."""
        words = [fold(t.text) for t in tokens(self.text, span.start, span.end)]
        mention = self.head(span)
        kind = role_nouns().get(head_noun(words), "") if words else ""
        if self._own_page(span) or self.is_copy(span):
            return False
        return kind in ("outlet", "thing") or (mention is not None and mention.type == "outlet")

    def over(self, span: Span) -> list[Mention]:
        """The mentions that a stretch has any part of."""
        near = self.mentions[max(0, bisect_left(self.starts, span.start) - 4) : bisect_left(self.starts, span.end)]
        return [m for m in near if m.end > span.start]

    def outlet_around(self, span: Span) -> Span:
        """The mention of an outlet that a stretch is a part of, whole: "a private | TV channel"; else the stretch."""
        whole = (m for m in self.over(span) if m.type == "outlet" and m.start <= span.start and span.end <= m.end)
        return next((Span(m.start, m.end) for m in whole), span)

    def of_its_people(self, span: Span) -> bool:
        """Whether a name only tells whose people are meant: "in an email to | CNN | staff"."""
        behind = _NEXT_WORD.match(self.text, span.end)
        return behind is not None and behind[1] in role_nouns()

    def is_copy(self, span: Span) -> bool:
        """Whether a phrase names a paper in somebody's hands: "fanning herself with a copy of | the Radio Times"."""
        return _OF_A_COPY.search(self.text, max(0, span.start - 24), span.start) is not None

    def _own_page(self, span: Span) -> bool:
        """Whether a phrase is a page that belongs to somebody, and carries only his words: "the city's website"."""
        last = fold(self.text[span.start : span.end]).rsplit(None, 1)[-1:]
        owned = not _PAGES.isdisjoint(last) and _OWNER.search(self.text, span.start, span.end) is not None
        here = self.mentions[bisect_left(self.starts, span.start) : bisect_left(self.starts, span.end)]
        return owned and not any(m.type == "outlet" and m.form == "name" for m in here)

    def is_network(self, mention: Mention) -> bool:
        """Whether a name is a network's on which people post: what is said there is theirs."""
        known = names.known_outlet(mention.name)
        return known is not None and known.kind == "network"

    def is_venue(self, span: Span) -> bool:
        """Whether an addressee is where somebody speaks, and passes nothing on: a parliament, a court, a briefing."""
        words = [fold(t.text) for t in tokens(self.text, span.start, span.end)]
        place = " ".join(w for w in words if w not in ("the", "a", "an", "his", "her", "its"))
        if place in names.words_of("venue") or not _GATHERINGS.isdisjoint(words[-1:]) or _BRIEFING.match(self.text, span.end):
            return True
        shown = self.text[span.start : span.end].removeprefix("the ")
        if _MEETING.match(self.text, span.end) and names.known_outlet(shown) is None:
            return True
        return _BY_PHONE.match(self.text, span.end) is not None and not self.is_medium(span)

    def whole(self, span: Span) -> Span:
        """An addressee as far as its name goes ("France | 24"); of an outlet's reporter the outlet ("the BBC's | Jo Hale")."""
        found = self.inside(span)
        if not found:
            return span
        first = found[0]
        if first.type == "outlet" and self.text.startswith(("'s ", "’s "), first.end):
            return Span(span.start, first.end)
        behind = [fold(t.text) for t in tokens(self.text, first.end, span.end)]
        if not _GATHERINGS.isdisjoint(behind[-1:]) and names.known_outlet(first.name) is None:
            return span  # "the Covid | inquiry"
        if first.type == "outlet" and behind and not any(w in _outlet_nouns() for w in behind) and behind[0].islower():
            return Span(span.start, first.end)  # "Fox News | time was short"
        return Span(span.start, max(span.end, first.end)) if first.form == "name" and len(found) == 1 else span

    def hears(self, span: Span) -> bool:
        """Whether a phrase that the model reads as an outlet that is told something may be one: by its noun, or as a name that
        is no person's. The document's own outlet passes nothing on here, and neither does a body that only heard it, nor a news
        conference."""
        words = [fold(t.text) for t in tokens(self.text, span.start, span.end)]
        bare = [w for w in words if w not in ("the", "a", "an")]
        if self.is_own(bare) or not _GATHERINGS.isdisjoint(bare[-1:]) or self.is_venue(span):
            return False
        if self.carries(span) or "same" in words or not _outlet_nouns().isdisjoint(words):
            return True
        mention = self.head(span)
        if mention is not None:
            return mention.form == "name" and mention.type != "person"
        name = " ".join(
            t.text for t in tokens(self.text, span.start, span.end) if fold(t.text) in bare and t.text[:1].isupper()
        )
        odd = any(w not in names.common_words() for w in name.casefold().split())
        odd = odd or name.casefold() in names.words_of("outlet-end")  # "told the Star"
        return bool(name) and (odd or names.outlet_like(name) > 0)

    def pronoun(self, hop: Hop) -> str:
        """The pronoun that names a hop ("he"), folded; empty if it is named otherwise."""
        if hop.start is None or hop.end is None:
            return ""
        word = fold(self.text[hop.start : hop.end])
        return word if word in _PRONOUNS else ""

    def of_that_age(self, hop: Hop) -> str | None:
        """Whose age the report gave before it wrote "the 52-year-old": "Ann Lee, 52," or "52-year-old Ann Lee". None for no one
        or for two."""
        age = _YEAR_OLD.fullmatch(self.text, hop.start or 0, hop.end or 0)
        if age is None or hop.start is None:
            return None
        people = [m for m in self.mentions if m.type == "person" and m.form == "name" and m.end < hop.start]
        told = re.compile(rf",? \(?(?:aged )?{age['years']}(?![\w-])")
        led = re.compile(rf"\b{age['years']}-year-old $")
        of = {m.entity for m in people if told.match(self.text, m.end) or led.search(self.text, max(0, m.start - 20), m.start)}
        return of.pop() if len(of) == 1 else None

    def may_be(self, entity: str, pronoun: str) -> bool:
        """Whether "he" or "she" may stand for somebody, by the given names the text has for him or her."""
        first = [fold(m.name.split()[0]) for m in self.mentions if m.entity == entity and m.form == "name" and m.name]
        told = {names.given_names().get(word, "") for word in first} - {""}
        return not told or {"he": "m", "she": "f"}.get(pronoun, "") in told

    def rests(self, span: Span) -> bool:
        """Whether words can rest on what a report cites: somebody, a body, an outlet, a paper; not on a reason."""
        mention = self.head(span)
        words = [fold(t.text) for t in tokens(self.text, span.start, span.end)]
        head = head_noun(words) if words else ""
        known = head in role_nouns() or head.removesuffix("s") in role_nouns() or head == "person"
        known = known or head in names.words_of("public-body") | names.words_of("private-body")
        titled = bool(words) and words[-1] in names.words_of("outlet-end") and self.text[span.end - len(words[-1])].isupper()
        return known or titled or (mention is not None and mention.type in _SPEAKS)  # "the Herald"

    def gender(self, entity: str | None, before: int) -> str:
        """ "f" or "m" where a pronoun before a place stood for the entity, or what it is called there tells; else empty."""
        told = ""
        for m in self.mentions:
            if m.start >= before:
                break
            if m.entity != entity:
                continue
            words = fold(self.text[m.start : m.end]).split()
            if m.form == "pronoun":
                return {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f"}.get(words[0], "")
            if m.type == "person" or m.form == "role":
                told = (
                    told or role_sexes().get(words[-1], "") or (names.given_names().get(words[0], "") if len(words) > 1 else "")
                )
        return told

    def fits(self, hop: Hop, pronoun: str) -> bool:
        """Whether a pronoun can stand for the phrase of a hop without a name: one person, several, or a body."""
        words = [fold(t.text) for t in tokens(self.text, hop.start or 0, hop.end or 0)]
        if not words or self._relative(Span(hop.start or 0, hop.end or 0)):
            return False
        head = head_noun(words)
        kind = role_nouns().get(head) or role_nouns().get(head.removesuffix("s")) or ""
        if pronoun in ("he", "she", "him", "her"):
            other = role_sexes().get(head, "") not in ("", "m" if pronoun in ("he", "him") else "f")
            return kind in ("person", "") and not head.endswith("s") and not other
        if pronoun == "it":
            return kind in ("organisation", "outlet", "thing")
        return kind == "group" or head.endswith("s")

    def kind(self, entity: str | None) -> str:
        """The type of an entity's first mention that is no pronoun; empty for one that is not mentioned."""
        return self.kinds.get(entity, "") if entity is not None else ""

    def between(self, start: int, end: int, masked: str) -> list[Mention]:
        """The people named or described between two places, outside quotation marks."""
        lo, hi = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return [
            m
            for m in self.mentions[lo:hi]
            if m.type in ("person", "role", "group") and m.form != "pronoun" and masked[m.start] != MASK
        ]

    def person_before(self, at: int, masked: str) -> str | None:
        """The person named last in the reporter's own words before a place, within two sentences' length."""
        for m in reversed(self.mentions[: bisect_left(self.starts, at)]):
            if at - m.start > 320:
                return None
            if m.type == "person" and m.form == "name" and masked[m.start] != MASK:
                return m.entity
        return None

    def recent(self, pronoun: str, before: int) -> str | None:
        """The entity of the last pronoun of the same gender before a place: for "her", the last "she"."""
        same = {"her": ("she", "her"), "his": ("he", "his"), "their": ("they", "their")}.get(pronoun, ())
        for m in reversed(self.mentions[: bisect_left(self.starts, before)]):
            if m.form == "pronoun" and fold(self.text[m.start : m.end]) in same:
                return m.entity
        return None

    def plausible(self, frame: Frame) -> bool:
        """Whether a frame's source can have said something: somebody, or a paper where the verb allows one."""
        assert frame.source is not None
        return bool(self._speaks(frame.source, frame))

    def _speaks(self, span: Span, frame: Frame) -> bool:
        words = [fold(t.text) for t in tokens(self.text, span.start, span.end)]
        if not words or len(words) > 28:
            return False
        if words[0] in ("i", "we", "you", "there", "what", "who", "nobody", "nothing", "having") or words in (
            ["this"],
            ["that"],
        ):
            return self.text.startswith("WHO", span.start)
        mention = self.head(span)
        if mention is not None:
            return mention.type in _SPEAKS or (mention.type == "place" and frame.confidence >= 0.7)
        if words[0] in _PRONOUNS:
            return words[0] != "it" or frame.confidence >= 0.8
        head = head_noun(words)
        kind = role_nouns().get(head) or role_nouns().get(head.removesuffix("s"))
        if kind is not None:
            return True
        named = any(w.text[:1].isupper() for w in list(tokens(self.text, span.start, span.end))[1:6])
        weak = any(c.doc == "weak" for c in cues().get(fold(self.text[frame.cue[-1].start : frame.cue[-1].end]).split()[0], ()))
        return len(words) <= 8 and (named or not weak)

    def introduced(self, sentence: Span) -> Span | None:
        """Whose words a sentence announces: "Her answer:", "the mayor's remarks", "A letter gives her answer:"."""
        noun = re.compile(
            r"\b(?:answer|reply|response|remarks|statement|words|letter|post|message|tweet|"
            r"speech|account|comment|note|email|testimony)\b",
            re.IGNORECASE,
        )
        if to := _ATTRIBUTED.search(self.text, sentence.start, sentence.end):
            for x in self.inside(Span(to.end(), sentence.end)):
                return Span(x.start, x.end) if x.type in _SPEAKS else None
        for m in reversed(list(noun.finditer(self.text, sentence.start, sentence.end))):
            of = re.compile(r"\s+(?:of|from|by)\s+(?:the\s+)?").match(self.text, m.end(), sentence.end)
            behind = (
                [x for x in self.inside(Span(of.end(), min(sentence.end, of.end() + 40))) if x.start <= of.end() + 2]
                if of
                else []
            )
            if behind and behind[0].type in _SPEAKS:
                return Span(behind[0].start, behind[0].end)
            before = [x for x in self.inside(Span(sentence.start, m.start())) if x.end <= m.start()]
            if before:
                gap = self.text[before[-1].end : m.start()]
                possessed = (
                    before[-1].form == "pronoun"
                    or gap.startswith(("'s", "’s", "'", "’"))
                    or self.text[before[-1].end - 1] in "s’'"
                )
                if possessed and len(gap) <= 40 and before[-1].type in _SPEAKS:
                    return Span(before[-1].start, before[-1].end)
            pronoun = re.search(
                r"\b(?:His|Her|Their|his|her|their)\s+(?:[\w-]+\s+)?$",
                self.text[max(sentence.start, m.start() - 30) : m.start()],
            )
            if pronoun:
                start = max(sentence.start, m.start() - 30) + pronoun.start()
                return Span(start, start + len(pronoun.group().split()[0]))
        return None

    def labelled(self, sentence: Span) -> Span | None:
        """A name that heads what is set below it: "Ann Lee, head of claims:"."""
        m = _LABEL.match(self.text, sentence.start, sentence.end)
        if m is None or any(fold(w.text) in cues() for w in tokens(self.text, m.end("name"), m.end()) if w.text.islower()):
            return None
        named = next((x for x in self.inside(sentence) if x.start < m.end("name")), None)
        person = named.type == "person" if named else m.group("name").split()[-1].casefold() not in names.common_words()
        return Span(*m.span("name")) if person else None

    def subject(self, masked: str, start: int, end: int) -> Span | None:
        """The one that the sentence ending at `end` is about: its first speaking mention that no preposition leads to."""
        stop = max((masked.rfind(c, start, end - 2) for c in (". ", "? ", "! ", MASK)), default=-1)
        begin = max(start, stop + 1)
        for m in self.inside(Span(begin, end)):
            if m.type in ("person", "role", "group") or (m.type in ("organisation", "outlet") and m.form == "name"):
                before = self.text[begin : m.start].split()[-1:]
                if before and LED_BY.fullmatch(before[0].strip(",")):
                    continue
                return Span(m.start, m.end)
        return None

    def behind_dash(self, start: int, end: int) -> Span | None:
        """A name behind a dash that follows a quotation: "…" — Ann Lee, the editor."""
        m = re.compile(r"\s*[—–―-]{1,2}\s*").match(self.text, start, end)
        if m is None:
            return None
        for x in self.inside(Span(m.end(), min(end, m.end() + 80))):
            if x.type in _SPEAKS and not any(is_verbish(w.text) for w in tokens(self.text, m.end(), x.start)):
                return Span(x.start, x.end)
            break
        return None
