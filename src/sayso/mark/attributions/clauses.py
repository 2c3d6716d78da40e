"""One sentence, word by word: its clauses, its noun phrases, its adverbials, and who is the subject of what.

No parser: English news prose puts a reporting verb next to its subject, and commas, relatives and appositions are what lies
between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso import names
from sayso.mark.attributions.grammar import (
    ADVERBS,
    ASIDE,
    AUDIENCE,
    AUXILIARIES,
    BE,
    DETERMINERS,
    MASK,
    NOUNS_IN_LY,
    OPENINGS,
    OUTLET_NOUNS,
    PREMODIFIERS,
    PREPOSITIONS,
    PRONOUNS,
    QUOTES,
    SEEN_BY,
    STATEMENT_NOUNS,
    SUBORDINATORS,
    TAIL,
    THAT_NIGHT,
    WITNESSED,
    Cue,
    cues,
    role_nouns,
)
from sayso.mark.attributions.masking import trim_end
from sayso.text import Token, fold, is_verbish, tokens
from sayso.types import Date, Span

_NOT = frozenset(["not", "never", "without", "cannot", "nobody", "nothing", "no-one", "neither", "nor"])
SHOUTED = frozenset(("WHO", "US", "IT"))  # names that look like pronouns
_BY = re.compile(r"\s+by\s+")
_ONLY_PASTS = frozenset("spoke wrote went gave took came ran saw began chose drove flew rode sang threw wore".split())  # noqa: SIM905
_MEETS = frozenset({"to", "with", "by", "from"})  # behind these and a verb stands another than its subject
_COUNTS = frozenset(("dozens", "several", "many", "other")) | names.words_of("number-word")
Subject = tuple[Span | None, tuple[Span, ...]]  # who, and who stands in the same phrase as having passed it on


class Sentence:
    """The words of one sentence and where its phrases begin and end; words are known by their index."""

    def __init__(self, text: str, span: Span, dates: Sequence[Date]) -> None:
        self.text, self.start, self.end = text, span.start, span.end
        asides = [(m.start(), m.end()) for m in ASIDE.finditer(text, span.start, span.end)]
        self.words: list[Token] = [
            w for w in tokens(text, span.start, span.end) if not any(a <= w.start < b for a, b in asides)
        ]
        self.low = [w.text if w.text in SHOUTED else fold(w.text) for w in self.words]  # "WHO said"
        self.dates = [d for d in dates if d.start < span.end and d.end > span.start]
        self.dated = {i for i, w in enumerate(self.words) for d in self.dates if d.start <= w.start < d.end}

    # -- subjects -------------------------------------------------------------------------------

    def _gap(self, i: int) -> str:
        """The text between word i and the word before it; behind the last word, what is left of the sentence."""
        stop = self.words[i].start if i < len(self.words) else self.end
        return ASIDE.sub("", self.text[self.words[i - 1].end if i else self.start : stop])

    def _comma_before(self, i: int) -> bool:
        return i > 0 and "," in self._gap(i)

    def _negated(self, i: int) -> bool:
        k = i - 1
        while k >= 0 and not self._comma_before(k + 1):
            if self.low[k] in _NOT or self.low[k].endswith("n't") or self.low[max(0, k - 1) : k + 1] == ["no", "longer"]:
                return True
            if (
                self.low[k] not in AUXILIARIES
                and not self._adverb(k)
                and self.low[k] != "to"
                and self.low[k] not in ("declined", "refused", "failed")
            ):
                return False
            if self.low[k] in ("declined", "refused", "failed"):
                return True
            k -= 1
        return False

    def _subject(self, i: int, cue: Cue, earlier: Subject | None) -> Subject:
        """The noun phrase before word i that does the saying, and who stands inside it as having passed it on."""
        if cue.form in ("past", "participle") and i and self.low[i - 1] in ("a", "an", "the", "its", "his", "their"):
            return None, ()  # "near the reported area"
        j = i - 1
        while j >= 0 and (
            (self.low[j] in WITNESSED and j > 0 and self.low[j - 1] in BE)
            or self.low[j] in AUXILIARIES
            or self._adverb(j)
            or self._of_date(j)
        ):
            if MASK in self._gap(j + 1) or self._closes_quote(j + 1):
                break
            j -= 1
        if cue.form == "ing" and (j == i - 1 or self.low[i - 1] in BE) and self.low[i - 1] not in BE:
            return earlier or (self._main_subject(i), ())
        if cue.form == "base" and j == i - 1 and not self._plural(j):
            return None, ()
        if (
            cue.form == "base"
            and j >= 0
            and self.low[j + 1] in AUXILIARIES
            and self.low[j + 1] not in ("do", "did", "does")
            and j < i - 1
        ):
            return None, ()
        if j < 0 or (MASK in self._gap(j + 1) and self.low[j + 1] != self.low[i]):
            return None, ()
        if self.low[j] == "which" and self._comma_before(j):
            return self._body_before(j), ()  # "the army, which said …, withdrew"
        if self.low[j] in ("that", "which", "than", "as") or (self.low[j] in PREPOSITIONS and j not in self.dated):
            return None, ()
        if self.low[j] in ("and", "but", "or", "then"):
            return earlier or (self._main_subject(j), ())
        if self.low[j] in ("who", "which"):
            return self._antecedent(j), ()
        comma = self._comma_before(j + 1)
        if comma and (relative := self._relative(j)) is not None:
            j, comma = relative - 1, False
        elif (restrictive := self._restrictive(j)) is not None:
            j, comma = restrictive - 1, False
        span = self._noun_phrase(j, comma)
        if span is None:
            return None, ()
        head = fold(self.text[span.start : span.end])
        first = head.split()[0]
        saying = first in ("said", "says", "told", "tells") or any(c.form == "ing" for c in cues().get(first, ()))
        if saying or (cue.form == "base" and first in AUXILIARIES):
            return None, ()  # "Holt said on the day that what he told …"; "Do you deny it?"; "…, saying it expected"
        if (
            head in ("i", "we", "you", "it", "one", "there", "this", "that", "what", "which")
            and not (head in ("it", "this") and cue.doc)
            and not (head == "one" and cue.form == "past")
            and head != "it"
        ):
            return None, ()
        return self._passed(span)

    def _passed(self, source: Span) -> tuple[Span, tuple[Span, ...]]:
        """A source less who stands in it as having passed it on: "a memo seen by X"; "an account given to X by Y" is Y's."""
        found = list(SEEN_BY.finditer(self.text, source.start, source.end))
        if not found:
            return source, ()
        given = _BY.search(self.text, found[0].end(), found[-1].start()) is None and found[0].group().endswith(
            (" to ", " with ")
        )
        m = found[-1] if given else found[0]  # "sent to staff and seen by X"
        if m is not found[0]:
            return Span(source.start, trim_end(self.text, source.start, found[0].start())), (Span(m.end(), source.end),)
        giver = _BY.search(self.text, m.end(), source.end)
        by = Span(m.end(), giver.start() if giver else source.end)
        voice = Span(source.start, trim_end(self.text, source.start, m.start()))
        if giver and m.group().startswith("given"):
            voice = Span(giver.end(), source.end)
        return (voice if voice.end > voice.start else source), (by,)

    def _adverb(self, j: int) -> bool:
        """An adverb; a family name in -ly is none, and no "family"."""
        low = self.low[j]
        return low in ADVERBS or (
            len(low) > 4 and self.words[j].text.islower() and low.endswith("ly") and low not in NOUNS_IN_LY
        )

    def _speaker_before(self, i: int) -> bool:
        """Whether the word before a verb that is a noun as often can be a subject: a name, a pronoun, a noun of persons."""
        j = i - 1
        while j > 0 and self._adverb(j):
            j -= 1
        if j < 0:
            return False
        named = self.words[j].text[:1].isupper() and (j > 0 or self.low[j] not in DETERMINERS)
        return (
            named
            or self.low[j] in PRONOUNS
            or self.low[j] in role_nouns()
            or self.low[j] in OUTLET_NOUNS
            or "," in self._gap(i)
        )

    def _of_date(self, j: int) -> bool:
        """Whether word j is of a date or leads to one: "last | night", "on | Monday"."""
        return j in self.dated or (self.low[j] in ("this", "last", "on", "in", "at") and j + 1 in self.dated)

    def _closes_quote(self, i: int) -> bool:
        return (
            any(c in self._gap(i) for c in "”\"’»“‘'")
            and MASK in self.text[max(self.start, self.words[i].start - 6) : self.words[i].start]
        )

    def _plural(self, j: int) -> bool:
        return j >= 0 and (
            self.low[j] in ("they", "we", "i", "you", "people", "police", "who", "and", "media", "both", "many", "some")
            or self.low[j].endswith("s")
        )

    def _relative(self, j: int) -> int | None:
        """The index of the "who", "which" or "citing" that opens the clause which a comma closes behind word j."""
        again = False  # "who was there, and who saw it, said"
        for k in range(j, max(0, j - 30), -1):
            if self.low[k] in ("citing", "quoting") and self._comma_before(k):
                return k
            if self.low[k] in ("who", "which", "whose", "whom"):
                if self._whose(k, j):
                    return None
                if self.low[k - 1] == "of":  # "the letter, a copy of which was seen"
                    return next((n for n in range(k - 1, max(0, k - 6), -1) if self._comma_before(n)), None)
                if self.low[k - 1] in ("and", "or"):
                    again = True
                elif again or self._comma_before(k):
                    cites = next((n for n in range(k - 1, 0, -1) if self.low[n] in ("citing", "quoting")), k)
                    return cites if self._comma_before(cites) and not any(map(self._comma_before, range(cites + 1, k))) else k
            if any(c in self._gap(k) for c in ";:—–" + MASK):
                return None
        return None

    def _whose(self, k: int, j: int) -> bool:
        """Whether words k to j are somebody by what he is of another, with no more than his name: "whose wife, Ann, | said"."""
        name = next((n for n in range(k + 1, j + 1) if self.words[n].text[:1].isupper()), j + 1)
        named = all(w.text[:1].isupper() for w in self.words[name : j + 1]) and j - name < 4
        return self.low[k] == "whose" and named and 0 < name - k - 1 < 3 and role_nouns().get(self.low[name - 1]) == "person"

    def _restrictive(self, j: int) -> int | None:
        """The index of a "who" or "that" whose clause ends with word j, no comma closing it: "an engineer who saw it"."""
        for k in range(j - 1, max(0, j - 14), -1):
            if any(c in self._gap(k + 1) for c in ",;:—–" + MASK):
                return None
            if self.low[k] in ("who", "that", "which"):
                led = self.low[k - 1] in cues() or is_verbish(self.words[k - 1].text) or self.low[k - 1] in PREPOSITIONS
                return k if not led and any(is_verbish(w.text) for w in self.words[k + 1 : j + 1]) else None
        return None

    def _main_subject(self, i: int) -> Span | None:
        """The subject of the sentence's first verb, for a verb that shares it ("She put it at 9, and said …")."""
        if (
            self.low[:1] == ["it"] and len(self.low) > 3 and self.low[1] in ("was", "is")
        ):  # "It was the Gazette, the town paper, that …"
            end = self._source_end(2)
            return Span(self.words[2].start, self.words[end - 1].end)
        for k in range(1, i):
            if is_verbish(self.words[k].text) and "whose" not in self.low[max(0, self._clause_start(k - 1) - 1) : k]:
                return self._noun_phrase(k - 1, self._comma_before(k)) if self.low[k - 1] not in PREPOSITIONS else None
        return Span(self.words[0].start, self.words[0].end) if self.words and self.low[0] in PRONOUNS else None

    def _clause_start(self, j: int) -> int:
        """The index of the first word of the clause that word j is in."""
        k = j
        while k > 0:
            gap = self._gap(k)
            if any(c in gap for c in ";:—–()" + MASK) or (any(c in gap for c in '“”"«»‘’') and k != j + 1):
                return k
            if self.low[k - 1] in SUBORDINATORS and not (self.low[k - 1] == "that" and self.low[k] in SUBORDINATORS):
                return k
            if self.low[k - 1] in ("and", "or") and "," in self._gap(k - 1):
                return k
            k -= 1
        return 0

    def _noun_phrase(self, j: int, comma_after: bool) -> Span | None:
        """The noun phrase that ends with word j, appositions and relative clauses between commas left behind its head.

        "Ada Holt, 44, of Wendmoor," is "Ada Holt"; "In a statement, the director" is "the director".
        """
        first = self._clause_start(j)
        parts: list[tuple[int, int]] = []
        begin = first
        for k in range(first + 1, j + 1):
            if "," in self._gap(k):
                parts.append((begin, k - 1))
                begin = k
        parts.append((begin, j))
        at = len(parts) - 1
        if comma_after or (at > 0 and self._reduced(parts[at][0])):  # "The report, published | on Monday, quotes"
            while at > 0 and not self._whose(parts[at][0], j) and self._appositive(parts, at):
                at -= 1
        elif at > 0 and not self._whose(parts[at][0], j) and self._loose_apposition(parts, at):
            at -= 1
        begin, last = parts[at]
        while begin < last and (
            self.low[begin] in ADVERBS
            or self.low[begin] in ("and", "but", "or", "yet", "so", "indeed", "asked")
            or begin in self.dated
        ):
            begin += 1
        begin = self._skip_adjunct(begin, last) + self._whose(begin, last)
        last_shown = last
        if at < len(parts) - 1 and comma_after and self._names_role(parts[at], parts[-1]):
            last_shown = parts[-1][1]
        if self.low[last] in ("he", "she", "they") and last > begin:
            return Span(self.words[last].start, self.words[last].end)
        if at > 0 and at == len(parts) - 1 and self._described(parts[at - 1], (begin, last)):
            begin = parts[at - 1][0]
        if self._has_verb(begin, last):
            cut = self._after_verb(begin, last)
            if cut is None:
                return None
            begin = cut
        return Span(self.words[begin].start, self.words[last_shown].end)

    def _described(self, left: tuple[int, int], name: tuple[int, int]) -> bool:
        """Whether the part before a name describes its bearer: "the paper's editor, Ann Lee"."""
        words = self.low[left[0] : left[1] + 1]
        named = all(w.text[:1].isupper() for w in self.words[name[0] : name[1] + 1]) and name[1] - name[0] <= 4
        return named and words[0] in DETERMINERS and not self._has_verb(*left) and any(w in role_nouns() for w in words)

    def _names_role(self, head: tuple[int, int], tail: tuple[int, int]) -> bool:
        """Whether an apposition should be shown with its head: an operator named behind "an engineer at its operator, …"."""
        return self.low[head[0]] in ("a", "an", "the") and self.words[tail[0]].text[:1].isupper() and tail[0] == head[1] + 1

    def _appositive(self, parts: list[tuple[int, int]], at: int) -> bool:
        begin, last = parts[at]
        low = self.low[begin]
        if (
            low in ("dated", "who", "which", "whose", "of", "now", "then", "formerly", "himself", "herself")
            or self.words[begin].text[0].isdigit()
        ):
            return True
        left = self.words[parts[at - 1][0] : parts[at - 1][1] + 1]
        words = self.low[parts[at - 1][0] : parts[at - 1][1] + 1]
        led = len(parts) > 2 and self._adjunct(parts[at - 1])  # else it is the head: "Inside Housing, a magazine,"
        if low in PRONOUNS or led or self._has_verb(*parts[at - 1]) or self._doing(*parts[at - 1]):
            return False
        if self._reduced(begin) and words[0] in DETERMINERS:
            return True  # "The report, published on Monday,"
        if re.fullmatch(r"[RDI]-[A-Z][\w.]*", self.words[begin].text):
            return True  # "Sen. Ann Lee, D-Ohio,"
        if any(w in role_nouns() for w in self.low[begin : last + 1]) and all(w.text[:1].isupper() for w in left):
            return True
        named = len(left) <= 12 and (
            all(w.text[:1].isupper() for w in left)
            or any(w in role_nouns() for w in words)
            or (left[-1].text[:1].isupper() and not any(w in PREPOSITIONS for w in words))
        )
        if low in ("the", "a", "an", "its", "his", "her", "their", "one", "our") or self.words[begin].text[:1].islower():
            return named and words[0] not in PREPOSITIONS
        # "an engineer at its operator, Holt Hydro,": the name is an apposition when a preposition stands in it
        return any(w in ("at", "of", "for") for w in self.low[parts[at - 1][0] : parts[at - 1][1] + 1]) and self.low[
            parts[at - 1][0]
        ] in ("a", "an", "the")

    def _doing(self, begin: int, last: int) -> bool:
        """Whether a part between commas tells what somebody or something did: "killing four people", "leaving at least ten"."""
        if begin == last or not self.low[begin].endswith("ing") or self.low[begin] in role_nouns():
            return False
        word = self.low[begin + 1]
        counts = word[0].isdigit() or word in _COUNTS | {"at", "more", "some", "about", "hundreds", "scores"}
        return self.words[begin].text[0].islower() and (counts or word in DETERMINERS)

    def _loose_apposition(self, parts: list[tuple[int, int]], at: int) -> bool:
        """ "Ann Lee, head of the office said": the comma that should close the apposition is missing."""
        begin, _ = parts[at]
        left = self.words[parts[at - 1][0] : parts[at - 1][1] + 1]
        lower = self.words[begin].text[:1].islower() and self.low[begin] not in DETERMINERS | PRONOUNS
        close_to = self.low[begin] == "close"
        named = 2 <= len(left) <= 6 and all(w.text[:1].isupper() for w in left) and not self._adjunct(parts[at - 1])
        return (lower or close_to) and named

    def _adjunct(self, part: tuple[int, int]) -> bool:
        """Whether a part between commas says where, when or how, and names nobody: "In Lagos", "On Monday", "Reacting"."""
        begin, last = part
        when = begin in self.dated and (begin < last or self.low[begin].endswith("day"))  # not "May, the prime minister,"
        led = self.low[begin] in PREPOSITIONS and begin < last and self.low[begin : begin + 2] != ["under", "secretary"]
        return when or led or (begin == last and self.low[begin] in ADVERBS | OPENINGS)

    def _skip_adjunct(self, begin: int, last: int) -> int:
        """Past an opening adjunct that no comma closes: "On Thursday the paper said"."""
        if self.low[begin] in PREPOSITIONS and begin < last:
            k = max((k for k in range(begin + 1, last) if k in self.dated), default=last) + 1
            if k <= last and (self.words[k].text[:1].isupper() or self.low[k] in DETERMINERS | PRONOUNS):
                return k
        return begin

    def _has_verb(self, begin: int, last: int) -> bool:
        return any(is_verbish(self.words[k].text) for k in range(begin, last + 1) if not self._reduced(k))

    def _reduced(self, k: int) -> bool:
        """A participle inside a noun phrase: "a user called @x", "a memo seen by Y", "the leaked memo"."""
        if self.low[k] in AUXILIARIES or self.low[k] in _ONLY_PASTS:
            return False
        nxt = self.low[k + 1] if k + 1 < len(self.words) else ""
        prev = self.low[k - 1] if k else ""
        return (
            nxt in ("by", "at", "in", "to", "from", "as", "on", "with")
            or prev in DETERMINERS
            or self.low[k] in ("called", "named", "known")
            or (k + 1 < len(self.words) and self.words[k].text[:1].isupper())
            or (self.words[k].end < len(self.text) and "-" in self.words[k].text)
            or (prev not in AUXILIARIES and nxt not in DETERMINERS and self._gap(k).strip() == "" and prev.endswith(("ly",)))
        )

    def _after_verb(self, begin: int, last: int) -> int | None:
        """The start of a bare noun phrase at the end of words begin..last that follow a clause without a comma."""
        for k in range(last, begin, -1):
            if is_verbish(self.words[k].text) and not self._reduced(k):
                return None
        return begin

    def _body_before(self, j: int) -> Span | None:
        """What stands right before ", which": a name, or a noun with its article."""
        k = j - 1
        if self.words[k].text[:1].isupper():
            while k > 0 and self.words[k - 1].text[:1].isupper() and self._gap(k).strip() in ("", "."):
                k -= 1
            return Span(self.words[k].start, self.words[j - 1].end)
        while k > 0 and j - k <= 4 and self.low[k] not in DETERMINERS and not self._gap(k).strip():
            k -= 1
        return Span(self.words[k].start, self.words[j - 1].end) if self.low[k] in DETERMINERS else None

    def meant(self, source: Span) -> Span | None:
        """Whom a pronoun that a model takes for a source stands for: "who", and "it" in "a plan, which it said would fail"."""
        j = next((j for j, w in enumerate(self.words) if w.start == source.start), None)
        if not j:
            return None
        if self.low[j] == "who":
            return self._antecedent(j)
        if self.low[j] not in ("it", "they") or self.low[j - 1] not in ("which", "what"):
            return None
        subject = self._main_subject(j - 1)
        last = next((k for k in range(j, -1, -1) if subject and self.words[k].end == subject.end), None)
        return subject if last is not None and self._plural(last) == (self.low[j] == "they") else None

    def _people_before(self, j: int) -> Span | None:
        """The people right before "who", word j: "apologised to | residents", "heard from | three women"."""
        head, k = self.words[j - 1], j - 1
        if head.text[:1].isupper():  # "spoke to | Ada Holt, who said", not "a spokesman for Ada Holt, who said"
            while k and self.words[k - 1].text[:1].isupper() and self._gap(k).strip() in ("", "."):
                k -= 1
            if k > 1 and self.low[k - 1] in ("of", "in", "at", "from") and self._people_at(k - 2):
                return self._people_up_to(k - 2, head.end)  # "the residents of Mill Lane, who said"
            met = k > 1 and self.low[k - 1] in _MEETS and any(map(self._acts, range(1, k - 1)))
            return Span(self.words[k].start, head.end) if met or self._acts(k - 1) else None
        if self.low[j - 2] in ("a", "an") and role_nouns().get(self.low[j - 1]) == "person" and self._comma_before(j):
            met = self.low[j - 3] in _MEETS and any(map(self._acts, range(1, j - 3)))
            return Span(self.words[j - 2].start, head.end) if met else None
        plain = self._people_at(j - 1) and self._gap(j).strip() in ("", ",")
        return self._people_up_to(j - 1, head.end) if plain else None

    def _acts(self, k: int) -> bool:
        """Whether word k is a finite verb, one in -s among them: "works with", "sits beside"."""
        if is_verbish(self.words[k].text):
            return True
        before = self.low[k - 1] if k > 0 else ""
        people = role_nouns().get(self.low[k].removesuffix("s"))  # "aides to", "leaders with"
        told = (
            k > 0
            and people is None
            and before not in (DETERMINERS | PREPOSITIONS) - {"her"}
            and not before.endswith(("'s", "s'"))
            and not self._gap(k).strip()
        )
        return told and self.words[k].text.islower() and self.low[k].endswith("s") and self._leads_on(k + 1)

    def _leads_on(self, k: int) -> bool:
        """Whether word k may follow a verb: an article, a preposition, a name."""
        return k < len(self.words) and (self.low[k] in DETERMINERS | PREPOSITIONS or self.words[k].text[:1].isupper())

    def _people_at(self, k: int) -> bool:
        return self._plural(k) and self.words[k].text.islower()

    def _people_up_to(self, k: int, end: int) -> Span | None:
        """The phrase of people whose noun is word k, if it is no subject: a verb or a preposition leads to it."""
        while k and not self._gap(k).strip() and self.low[k - 1] in DETERMINERS | PREMODIFIERS | _COUNTS:
            k -= 1
        if k == 0 or self.low[k - 1] == "of" or self._gap(k).strip():
            return None
        leads = self.low[k - 1] in PREPOSITIONS or is_verbish(self.words[k - 1].text) or self._has_verb(0, k)
        return Span(self.words[k].start, end) if leads else None

    def _antecedent(self, j: int) -> Span | None:
        """Whom "who" before word j+1 stands for."""
        if j == 0:
            return None
        if self.low[j] == "who" and (people := self._people_before(j)):
            return people
        left = self.text[self.start : self.words[j].start].rstrip()
        if MASK in left[-3:]:
            return self._quoted_before(self.words[j].start)
        k = next((k for k in range(j - 1, max(0, j - 6), -1) if self.low[k] in DETERMINERS or self._gap(k).strip()), 0)
        if k and self.low[k] in DETERMINERS and self.low[k - 1] in QUOTES:
            return Span(self.words[k].start, self.words[j - 1].end)  # "the Echo quoted | an officer who said"
        return (
            self._noun_phrase(j - 1, False) if not self._has_verb(self._clause_start(j - 1), j - 1) else self._last_name(j - 1)
        )

    def _last_name(self, j: int) -> Span | None:
        """The last run of capitalised words before word j, past an apposition: "…, satisfied Ada Holt, the MP for X, who"."""
        commas = [k for k in range(1, j + 1) if "," in self._gap(k)]
        ends = [j] + [k - 1 for k in reversed(commas)]
        for end in ends:
            begin = end
            while (
                begin >= 0
                and self.words[begin].text[:1].isupper()
                and (begin == end or self._gap(begin + 1).strip() in ("", "."))
            ):
                begin -= 1
            nxt = end + 1
            appos = end == j and bool(commas) and any(w in PREPOSITIONS for w in self.low[(commas[-1] if commas else 0) : j])
            if begin < end and not appos:
                return Span(self.words[begin + 1].start, self.words[end].end)
            if nxt > j + 1:
                return None
        return None

    # -- phrases --------------------------------------------------------------------------------

    def _noun_end(self, k: int) -> int:
        """The index behind the short noun phrase that begins at word k."""
        begin = k
        if self.low[k] in ("him", "them", "us", "me") or (
            self.low[k] == "her" and k + 1 < len(self.words) and self.low[k + 1] == "that"
        ):
            return k + 1
        while k < len(self.words) and self.low[k] in DETERMINERS | PREMODIFIERS:
            k += 1
        if k < len(self.words) and self._gap(k).strip() in ("", "'", "’"):
            k += 1
        elif k == begin:
            return begin + 1 if begin < len(self.words) else begin
        capital = self.words[k - 1].text[:1].isupper() or self.words[k - 1].text.startswith("@")
        lowered = self.low[k - 1] in OUTLET_NOUNS
        while (
            k < len(self.words)
            and self._gap(k).strip() in ("", ".", "’", "'")
            and k not in self.dated
            and (
                (self.words[k].text[:1].isupper() and (capital or lowered) and self.low[k] not in PRONOUNS)
                or (
                    self.low[k] in ("of", "and", "for", "de")
                    and capital
                    and k + 1 < len(self.words)
                    and self.words[k + 1].text[:1].isupper()
                )
                or (self.low[k] in AUDIENCE and k - begin <= 3)
            )
        ):
            capital = capital or self.words[k].text[:1].isupper()
            k += 1
        noun = role_nouns().get(self.low[k], "") if begin < k < len(self.words) and not self._gap(k).strip() else ""
        if noun and (noun in ("outlet", "thing", "organisation") or not capital):
            k += 1  # "the Skua newspaper"; not "told Fox News | inspectors had left"
        return k

    def _skip_adverbials(self, k: int) -> int:
        """Past dates, adverbs and phrases such as "in a statement", "by telephone", up to what is said."""
        first = k
        while k < len(self.words):
            if k > first and "," in self._gap(k):
                return k
            gap = self._gap(k)
            if any(c in gap for c in ":;") or MASK in gap:
                return k
            if k in self.dated or (self._adverb(k) and self.low[k] != "there"):
                k += 1
                continue
            if m := THAT_NIGHT.match(self.text, self.words[k].start, self.end):
                while k < len(self.words) and self.words[k].start < m.end():
                    k += 1
                continue
            if self.low[k] in (
                "on",
                "in",
                "at",
                "by",
                "during",
                "via",
                "through",
                "from",
                "after",
                "since",
                "of",
                "about",
                "with",
                "this",
                "last",
                "to",
            ):
                if self.low[k] == "to" and not self._whom(k + 1):
                    return k
                end = self._phrase_end(k)
                if end is None:
                    return k
                k = end
                continue
            return k
        return k

    def _whom(self, k: int) -> bool:
        """Whether word k can begin those who are spoken to, rather than a verb."""
        return k < len(self.words) and (
            self.low[k] in DETERMINERS or self.words[k].text[:1].isupper() or self.low[k].endswith("s")
        )

    def _clock(self, k: int) -> bool:
        """Whether word k is the minutes of a time: "at 10:40 p.m."."""
        return self._gap(k) == ":" and self.words[k].text[0].isdigit() and self.words[k - 1].text[-1].isdigit()

    def _phrase_end(self, k: int) -> int | None:
        """The index behind a prepositional phrase that begins at word k, if it is clear where it ends."""
        if k + 1 in self.dated:
            j = k + 1
            while j < len(self.words) and j in self.dated:
                j += 1
            return j
        for j in range(k + 1, min(len(self.words) + 1, k + 12)):
            if j == len(self.words):
                return j
            gap = self._gap(j)
            if MASK in gap or (any(c in gap for c in ',:;—–“"‘') and not self._clock(j)):
                return j
            if self.low[j] == "that":
                return j
            if j in self.dated:
                return j
            if (
                self.low[j - 1] in STATEMENT_NOUNS
                and (
                    self.low[j] in DETERMINERS
                    or self.low[j] in PRONOUNS
                    or self.words[j].text[:1].isupper()
                    or self.words[j].text[:1].isdigit()
                )
                and self.low[j] not in PREPOSITIONS
            ):
                return j
        return None

    def _source_end(self, k: int) -> int:
        """The index behind the noun phrase after "according to"."""
        begin = k
        k += 1
        while k < len(self.words):
            gap = self._gap(k)
            if (
                any(c in gap for c in ',;:—–(“"‘')
                or MASK in gap
                or (k in self.dated and self.low[k - 1] not in DETERMINERS and k - 1 not in self.dated)
                or self.low[k] in ("who", "which", "that", "because", "and", "but", "as", "after", "when", "while")
            ):
                break
            k += 1
        return max(k, begin + 1)

    def _subject_end(self, k: int) -> int:
        """The index behind a source that follows its cue: to a comma, a relative, a date; past ", NAME" after a role."""
        begin = k
        while k < len(self.words):
            if k > begin:
                gap = self._gap(k)
                if any(c in gap for c in ";:—–(") or MASK in gap or k in self.dated:
                    break
                if (
                    self.low[k]
                    in (
                        "who",
                        "that",
                        "after",
                        "as",
                        "when",
                        "while",
                        "during",
                        "in",
                        "on",
                        "by",
                        "to",
                        "last",
                        "this",
                        "earlier",
                        "adding",
                        "with",
                    )
                    and self.low[k] != "of"
                ):
                    break
                if "," in gap:
                    if not self.words[k].text[:1].isupper() or self.words[begin].text[:1].isupper():
                        break
                    k += 1
                    while k < len(self.words) and self.words[k].text[:1].isupper() and not self._gap(k).strip():
                        k += 1
                    break
            k += 1
        return max(k, begin + 1)

    def _to_end(self, begin: int) -> Span | None:
        end = self.end
        if m := TAIL.search(self.text, begin, end):
            end = m.start()
        if (semicolon := self.text.find(";", begin, end)) > begin:
            end = semicolon
        return self._trim(begin, end)

    def _trim(self, begin: int, end: int) -> Span | None:
        while begin < end and self.text[begin] in " ,:;—–-\n\t":
            begin += 1
        while (
            end > begin
            and self.text[end - 1] in " ,;:.!?—–-\n\t"
            and not (self.text[end - 1] == "." and re.search(r"\b[A-Z]\.[A-Z]\.$", self.text[max(begin, end - 6) : end]))
        ):
            end -= 1
        return Span(begin, end) if end > begin else None

    def _quoted_before(self, at: int) -> Span | None:
        """The quotation that ends right before `at`, in the same sentence."""
        left = self.text[self.start : at].rstrip(" ,")
        if not left or left[-1] not in "”\"’»'" or MASK not in left[-3:]:
            return None
        begin = len(left) - 1
        while begin > 0 and (left[begin - 1] == MASK or (left[begin - 1] in ".," and begin == len(left) - 1)):
            begin -= 1
        return Span(self.start + max(0, begin - 1), self.start + len(left))

    def low_cue(self, span: Span) -> str:
        """The cue's words, for the why."""
        return fold(self.text[span.start : span.end])
