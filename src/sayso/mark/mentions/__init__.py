"""Who and what a document names, describes or points at, and which of these mean one and the same.

In four steps: capitalised stretches (`candidates`), what they are names of (`kinds`), phrases without a name (`roles`), and
one walk through the text that ties names, phrases and pronouns together (`people`). The walk follows the usual order of
evidence in news prose (Lee et al. 2013, the multi-pass sieve): full names, surnames and titles, appositions, roles, and
pronouns last, by the nearest subject or speaker of fitting gender and number. A trained model is asked on the way
(`referents`): it has a vote on what a name is of, and chooses where these leave several or nobody.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sayso import names
from sayso.mark.body import body
from sayso.mark.mentions.candidates import (
    Candidate,
    Word,
    bear,
    candidates,
    headline,
    keep_shops,
    peoples_borne,
    shops_borne,
    words,
    words_borne,
)
from sayso.mark.mentions.kinds import fold_words, kinds, role_noun
from sayso.mark.mentions.people import Cast, Entity, Likely, Meant, Sight, pronoun_sex
from sayso.mark.mentions.referents import Referee, Referents
from sayso.mark.mentions.roles import Role, roles, without_clause
from sayso.mark.quotations import quotations
from sayso.models import Reading, referrer
from sayso.models.chains import class_of
from sayso.tables import table
from sayso.text import fold, is_verbish, paragraphs, word_class
from sayso.types import Document, Mention, Region, Span

_TO = frozenset(("told", "tells", "telling"))  # verbs of saying behind which stands to whom
_PRONOUNS = frozenset(["he", "she", "they", "him", "it"])
NEARBY = 200  # mentions before one among which the same words may stand
DESCRIBED = 8  # words of the longest description that a pronoun makes somebody
_QUOTE = re.compile(r"[“”\"«»]|‘(?=\w)|(?<=[.,!?…\w])[’'](?!\w)|(?<!\w)'(?=\w)")


__all__ = ["Referee", "mentions"]


@dataclass
class _Paragraph:
    span: Span
    words: list[Word]
    headline: bool
    sentences: list[int]  # of each word, counted through the document
    quotes: list[int]  # the places where quotation marks open and close, by turns


@dataclass
class _Event:
    start: int
    end: int
    paragraph: int
    candidate: Candidate | None = None
    role: Role | None = None
    pronoun: str = ""
    described: bool = False


def shipped(text: str, paragraphs: Sequence[Span], quotations: Sequence[Span], also: Sequence[Span]) -> Reading:
    """What the shipped model reads in a text."""
    return referrer().read(text, paragraphs, quotations, also)


def mentions(document: Document, regions: Sequence[Region], refer: Referee | None = shipped) -> tuple[Mention, ...]:
    """Names, roles and pronouns of a document in the order of the text; mentions of one entity share `Mention.entity`.

    Furniture gives no names of its own; there, and in headlines, only what the rest of the text names is found again.
    A pronoun without a likely antecedent gives no mention. `Mention.entity` is "DOCUMENT-mN", N counting the entities
    by their first mention. `refer` is the trained model, which reads the body; None leaves it to the rules.
    """
    text = document.text
    own = _own_outlet(document)
    read = list(_paragraphs(text, regions))
    surnames = frozenset(name for p in read for name in (*peoples_borne(p.words), *words_borne(p.words)))
    shops = frozenset(name for p in read for name in shops_borne(p.words))
    for p in read:
        bear(p.words, surnames)
        keep_shops(p.words, shops)
    found: list[Candidate] = []
    phrases: list[Role] = []
    for n, p in enumerate(read):
        if p.headline:
            found.extend(c for c in candidates(p.words, n, text, own, surnames) if c.label and c.words)
            continue
        found.extend(candidates(p.words, n, text, own, surnames))
        phrases.extend(roles(p.words, n, text))
    found, styles = _ranked(_introduced_above(found, read, text), text)
    referents = Referents(_read(document, regions, refer, read, found, phrases), text)
    kind_of = kinds(found, own, referents.kind)
    papers = {c.end for c in found if c.words and kind_of.get(c.key) == "outlet"}  # "told the Gazette": no gazette but that one
    phrases = [_without_name(r, found, kind_of, text) for r in phrases if r.bare_end not in papers]
    found = _in_headlines(read, found, kind_of, text)
    phrases.extend(_titles_alone(found, text))
    cast = Cast()
    mine = cast.own_outlet(document.outlet.value, fold_words(document.outlet.value)) if document.outlet and own else None
    cast.introduce([c for c in found if c.words], kind_of)
    _acronyms(found, cast, kind_of, text)
    _handles(found, cast, kind_of, text)
    for person, short in styles:  # "The DIG said"
        if kind_of.get(person.key) == "person" and _renamed(cast, short.key, None, cast.named(person, "person")[0]):
            kind_of[short.key] = "person"
    _equated(found, cast, kind_of, text)
    _known_as(found, cast, kind_of, text)
    return _walk(document, read, found, phrases, kind_of, cast, mine, regions, referents)


def _introduced_above(found: list[Candidate], read: list[_Paragraph], text: str) -> list[Candidate]:
    """The candidates with the full names of a transcript's speakers that stand above it, in its heading or its credits."""
    labels = {c.key[0]: c.start for c in reversed(found) if c.label and len(c.words) == 1}
    known = {c.key[-1] for c in found if len(c.words) > 1 and c.start < labels.get(c.key[-1], 0)}
    number = {p.span: n for n, p in enumerate(read)}
    above: list[Candidate] = []
    for span in paragraphs(text, 0, max((at for word, at in labels.items() if word not in known), default=0)):
        n = number.get(span, -1)
        if n < 0 or read[n].headline:
            above += (c for c in candidates(words(text, span.start, span.end), n, text) if len(c.words) == 2)
    names_above = [c for c in above if c.key[1] in labels and c.key[1] not in known and not c.label]
    return sorted([*found, *names_above], key=lambda c: (c.start, -c.end))


def _ranked(found: list[Candidate], text: str) -> tuple[list[Candidate], list[tuple[Candidate, Candidate]]]:
    """The candidates, an office, its initials in brackets and a name made one ("Superintendent of Police (SP) Ada Holt"), and
    of each such name the initials."""
    out: list[Candidate] = []
    styles: list[tuple[Candidate, Candidate]] = []
    for n, c in enumerate(found):
        office, short = (found[n - 2], found[n - 1]) if n > 1 else (None, None)
        if office is not None and short is not None and office.titles and not office.words and c.words:
            stands = text[office.end : short.start] == " (" and text[short.end : c.start] in (") ", "), ")
            if stands and len(short.words) < 2 and text[short.start : short.end].isupper() and out[-1:] == [short]:
                del out[-2:]
                c = dataclasses.replace(c, start=office.start, titles=(*office.titles, *c.titles), opens=office.opens)
                styles += [(c, short)] if short.words else []
        out.append(c)
    return out, styles


def _read(
    document: Document,
    regions: Sequence[Region],
    refer: Referee | None,
    read: list[_Paragraph],
    found: list[Candidate],
    phrases: list[Role],
) -> Reading | None:
    """What the model says of the body, with everything that may be a name, a description or a pronoun among its mentions."""
    if refer is None:
        return None
    spans = body(document, regions)
    marks = [Span(q.start, q.end) for q in quotations(document.text, spans)]
    also = [Span(c.start, c.end) for c in found if c.words]
    also += [Span(r.start, r.end) for r in phrases]
    also += [Span(e.start, e.end) for e in _events(read, [], [], document.text)]
    return refer(document.text, spans, marks, also)


def _own_outlet(document: Document) -> frozenset[str]:
    if document.outlet is None or not document.outlet.value.strip():
        return frozenset()
    key = names.outlet_key(document.outlet.value)
    bare = " ".join(names.organisation_key(document.outlet.value))  # without "Ltd"
    return frozenset({key, key.removeprefix("the "), f"the {key}", bare})


def _paragraphs(text: str, regions: Sequence[Region]) -> list[_Paragraph]:
    """The paragraphs outside furniture, with their words."""
    bare = sorted((r.start, r.end) for r in regions if r.kind == "furniture")
    starts = [s for s, _ in bare]
    out: list[_Paragraph] = []
    count = 0
    for span in paragraphs(text):
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and bare[at][1] > span.start:
            continue
        found = words(text, span.start, span.end)
        if not found:
            continue
        numbers = []
        count += 1
        for word in found:
            if word.opens and re.search(r"[.!?…]", word.gap):
                count += 1
            numbers.append(count)
        marks = [m.start() for m in _QUOTE.finditer(text, span.start, span.end)]
        out.append(_Paragraph(span, found, headline(found, text), numbers, marks))
    return out


def _in_headlines(
    read: list[_Paragraph], found: list[Candidate], kind_of: dict[tuple[str, ...], str], text: str
) -> list[Candidate]:
    """The candidates of names, and in headlines every place where such a name stands again."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    surnames = {k[-1]: (k[-1],) for k, kind in kind_of.items() if kind == "person"}
    for key in {*kind_of, *surnames.values()}:
        by_first.setdefault(key[0], []).append(key)
        if key not in kind_of:
            kind_of[key] = "person"
    for keys in by_first.values():
        keys.sort(key=lambda k: (-len(k), k))
    out = [c for c in found if not c.words or c.key in kind_of]
    taken = {c.start for c in out}
    for n, p in enumerate(read):
        if not p.headline:
            continue
        i = 0
        while i < len(p.words):
            hit: tuple[str, ...] | None = next((k for k in by_first.get(p.words[i].low, ()) if _stands(p.words, i, k)), None)
            if hit is None or p.words[i].start in taken or (len(hit) == 1 and hit[0] in names.common_words()):
                i += 1
                continue
            run = p.words[i : i + len(hit)]
            end = run[-1].start + len(names.without_possessive(run[-1].text)) if run[-1].possessive else run[-1].end
            out.append(
                Candidate(
                    run[0].start,
                    end,
                    run,
                    (),
                    p.words[max(0, i - 4) : i],
                    p.words[i + len(hit) : i + len(hit) + 4],
                    n,
                    run[0].opens,
                    key=hit,
                    raw=text[run[0].start : end],
                )
            )
            i += len(hit)
    return sorted(out, key=lambda c: (c.start, -c.end))


def _stands(found: list[Word], i: int, key: tuple[str, ...]) -> bool:
    return found[i].capital and len(found) >= i + len(key) and all(found[i + k].low == w for k, w in enumerate(key))


def _without_name(role: Role, found: list[Candidate], kind_of: dict[tuple[str, ...], str], text: str) -> Role:
    """A role whose last words turn out to be a person's name beside it: "a spokesman for the ministry, Karel Brod, said"."""
    if role.owner is None or role.owner[0] <= role.bare_end or text[role.owner[0] - 2 : role.owner[0]] != ", ":
        return role
    at = bisect_left(found, role.owner[0], key=lambda c: c.start)
    person = at < len(found) and found[at].start == role.owner[0] and kind_of.get(found[at].key) == "person"
    return dataclasses.replace(role, end=role.owner[0] - 2, owner=None) if person else role


def _titles_alone(found: list[Candidate], text: str) -> list[Role]:
    """Titles that stand without a name ("the Supreme Leader") as role phrases."""
    out = []
    for c in found:
        if c.words or not c.titles or (c.opens and not c.article):
            continue
        low = c.titles[-1].split()
        kind, gender = names.titles().get(tuple(low), ("", ""))
        if kind == "honorific" and role_noun(low[-1])[0] != "person":
            continue
        start = c.before[-1].start if c.before and c.before[-1].low in ("the", "a", "an", "his", "her", "our") else c.start
        before = (*c.modifiers, *low[:-1])
        out.append(Role(start, c.end, low[-1], before, "person", gender, True, False, None, (), c.end, -1, c.paragraph))
    return out


def _acronyms(found: list[Candidate], cast: Cast, kind_of: dict[tuple[str, ...], str], text: str) -> None:
    """ "Coal and Cable Workers' Union (CCWU)": the short name in brackets means the long one before it."""
    for long, short in itertools.pairwise(found):
        if not long.words or not short.words or len(short.words) > 1 or len(long.words) < 2:
            continue
        if text[long.end : short.start] not in (" (", " (the ") or text[short.end : short.end + 1] != ")":
            continue
        bare = short.words[0].text.replace(".", "")
        kind = kind_of.get(long.key)
        if not (2 <= len(bare) <= 8 and sum(ch.isupper() for ch in bare) >= 2) or kind not in ("organisation", "outlet"):
            continue
        if names.known_outlet(bare) is not None and not names.is_acronym_of(bare, long.name):
            continue
        entity, _ = cast.named(long, kind)
        if entity is not None:
            other, _ = cast.named(short, kind_of[short.key])
            if other is not None and other is not entity:
                other.dead = True
            kind_of[short.key] = kind
            cast.alias(kind, short.key, entity)
            cast.alias(kind, names.organisation_key(short.name), entity)


def _handles(found: list[Candidate], cast: Cast, kind_of: dict[tuple[str, ...], str], text: str) -> None:
    """ "Ada Holt (@adaholt)": the handle in brackets is the person's before it."""
    for person, handle in itertools.pairwise(found):
        if not handle.raw.startswith("@") or not person.words or text[person.end : handle.start] != " (":
            continue
        if kind_of.get(person.key) != "person" or kind_of.get(handle.key) != "person":
            continue
        entity, _ = cast.named(person, "person")
        if entity is not None:
            cast.alias("person", handle.key, entity)


def _renamed(cast: Cast, key: tuple[str, ...], alias: Entity | None, entity: Entity | None) -> bool:
    """Let a name mean somebody from now on, and nobody else whom it may have meant; whether that is new."""
    if entity is None or alias is entity:
        return False
    if alias is not None:
        alias.dead = True
    cast.alias("person", key, entity)
    return True


_BEHIND_QUOTATION = re.compile(r"[\"”’'] (?:(?:\w+|[A-Z]\w{0,3}\.) ){0,4}$")  # "“…,” said Dr | Ada Holt"
_BEFORE_QUOTATION = re.compile(r" \w+(?: \w+){0,3}: ?[\"“‘]")  # "Kerr | told them: “I am sorry”"
_PASSED_ON = re.compile(r"(?:^|[.!?”\"\n]\s*)(?:(?:Through|Via) |(?:In|Speaking)\b[^.;:!?\n]*? (?:through|via|by) )$")
_THROUGH = re.compile(r"\b(?:[Tt]hrough|[Vv]ia|by) (?:his|her|their|an?) [\w ]{2,30}, $")  # "through his lawyer, | Mr Holt"
_CLOSE = 60  # code points in which that stands
_KNOWN_AS = re.compile(
    r"(?:,? \(?(?:who is |also |better |formerly |widely |previously )*known(?: \w+)? as |,? (?:also|formerly) called |"
    r"(?:,| \()(?: ?who is)? ?(?:nicknamed|aka|a\.k\.a\.) |"
    r",? \(?(?:also |better )?known by (?:his|her) (?:nom de guerre|nickname|alias|stage name),? )"
    r"(?:(?:by )?(?:his|her) (?:nom de guerre|nickname|alias),? )?[\"“‘']?"
)


def _known_as(found: list[Candidate], cast: Cast, kind_of: dict[tuple[str, ...], str], text: str) -> None:
    """ "Mohamed Dagalo, also known as Hemedti": two names of one person."""
    for one, other in itertools.pairwise(found):
        if not one.words or not other.words or kind_of.get(one.key) != "person" or one.key == other.key:
            continue
        if _KNOWN_AS.fullmatch(text, one.end, other.start) is None:
            continue
        entity, _ = cast.named(one, "person")
        alias, _ = cast.named(other, kind_of[other.key]) if other.key in kind_of else (None, "")
        if _renamed(cast, other.key, alias, entity):
            kind_of[other.key] = "person"


def _equated(found: list[Candidate], cast: Cast, kind_of: dict[tuple[str, ...], str], text: str) -> None:
    """ "J. T. is James Okafor, who …": two names of one person; "Ada Holt is Brod's aunt" says something else."""
    for one, other in itertools.pairwise(found):
        if (
            not one.words
            or len(other.words) < 2
            or text[one.end : other.start] != " is "
            or text[other.end : other.end + 1] not in ",."
        ):
            continue
        if kind_of.get(one.key) == kind_of.get(other.key) == "person" and one.key != other.key:
            entity, _ = cast.named(other, "person")
            alias, _ = cast.named(one, "person")
            _renamed(cast, one.key, alias, entity)


def _events(read: list[_Paragraph], found: list[Candidate], phrases: list[Role], text: str) -> list[_Event]:
    events = [_Event(c.start, c.end, c.paragraph, candidate=c) for c in found if c.words and c.paragraph >= 0]
    events += [_Event(r.start, r.end, r.paragraph, role=r) for r in phrases]
    for n, p in enumerate(read):
        for i, word in enumerate(p.words):
            told = text[word.end : word.end + 2] == " ["  # "he [Brod] said": whom the report itself explains
            if word.low in _PRONOUNS and not word.possessive and not p.headline:
                speaks = names.words_of("saying") | names.words_of("paper-saying")
                said = i + 1 < len(p.words) and p.words[i + 1].low in speaks
                if not said and not told and (word.low == "it" or _inside(p.quotes, word.start)):
                    continue
                events.append(_Event(word.start, word.start + len(word.low), n, pronoun=word.low))
    return sorted(events, key=lambda e: (e.start, -e.end, e.role is None))


def _inside(quotes: list[int], at: int) -> bool:
    return bisect_right(quotes, at) % 2 == 1


def _introduced(event: _Event, text: str) -> bool:
    """Whether a description stands beside the name: ", a former inspector", ", who", ", 41"; "Mother-of-two Ann Low"."""
    after = text[event.end : event.end + 12]
    led = re.search(r"(?:^|[.!?]\s)[A-Z][a-z]+-\S+ $", text[max(0, event.start - 40) : event.start])
    return led is not None or bool(re.match(r", (?:an?|the|its|his|her|their|who|whose|\d+)\b", after))


def _subject(p: _Paragraph, event: _Event, first: bool) -> bool:
    """Whether a mention opens its sentence, has a verb of saying beside it, or is the sentence's first and no object.

    English puts the subject first; a name behind a preposition or before a possessive s is none.
    """
    i = _word_at(p.words, event.start)
    j = _word_at(p.words, event.end - 1)
    saying = names.words_of("saying")
    if p.words[j].possessive:
        return False
    if first and not (i > 0 and p.words[i - 1].low in names.words_of("preposition") | saying):
        return True
    if p.words[i].opens or (i > 0 and p.words[i - 1].opens and p.words[i - 1].low in ("the", "but", "and", "a", "an")):
        return True
    behind = i > 0 and p.words[i - 1].low in names.words_of("preposition")
    gaps = (" ",) if behind else (" ", ", ")  # "the mayor, Karel Brod, said"
    if j + 1 < len(p.words) and p.words[j + 1].gap in gaps and p.words[j + 1].low in saying:
        return True
    return i > 0 and p.words[i].gap == " " and p.words[i - 1].low in saying - _TO


def _word_at(found: list[Word], at: int) -> int:
    lo, hi = 0, len(found)
    while lo < hi:
        mid = (lo + hi) // 2
        if found[mid].start <= at:
            lo = mid + 1
        else:
            hi = mid
    return max(0, lo - 1)


def _walk(
    document: Document,
    read: list[_Paragraph],
    found: list[Candidate],
    phrases: list[Role],
    kind_of: dict[tuple[str, ...], str],
    cast: Cast,
    mine: Entity | None,
    regions: Sequence[Region],
    referents: Referents,
) -> tuple[Mention, ...]:
    """One pass over names, phrases and pronouns in the order of the text."""
    text = document.text
    events = _events(read, found, phrases, text)
    tied = _appositions(events, text, kind_of, cast)
    apposed = {id(entity) for entity in tied.values()}
    for n, who in tied.items():
        if who.anew < 0 and fold(text[events[n].start : events[n].end]).split()[0] in ("a", "an"):
            who.anew = events[n].start
    hits: list[tuple[_Event, Entity, str]] = []
    referents.begin((e.start, e.end) for e in events)
    opened: set[int] = set()  # sentences in which somebody has been named
    turn, turns = -1, list[Entity | None]()  # the last paragraph that a speaker's label opens, and who spoke by turns
    for n, event in enumerate(events):
        p = read[event.paragraph]
        quoted = _inside(p.quotes, event.start)
        sentence = p.sentences[_word_at(p.words, event.start)]
        sight = Sight(event.start, event.end, event.paragraph, sentence, False, quoted, _speaks(p, event))
        entity: Entity | None
        likely = referents.likely(event.start, event.end)
        if event.candidate is not None:
            entity, why = cast.named(event.candidate, kind_of[event.candidate.key], likely, sight.speaks)
            if event.candidate.label:
                turn, turns = event.paragraph, [*turns, entity]
        elif event.role is not None:
            if event.role.apposed and n not in tied:
                continue
            described = referents.described(event.start, event.end)
            fronted = _FRONTED.match(text, event.end) if n not in tied and _opens_sentence(p, event) else None
            if fronted is not None and not _inserted(text, fronted):
                meant_by, _ = cast.pronoun(fronted[1], sight, ())
                if meant_by is not None and meant_by.named:
                    tied[n] = meant_by
            entity, why = _role(event.role, tied.get(n), cast, text, sight, likely, described)
            if n in tied and event.role.head in names.words_of("kin"):
                owner = _owner(event.role, events[n + 1 : n + 3], kind_of, cast)
                cast.related(tied[n], owner, fold(text[event.start : event.end].split()[0]))
        else:
            told = _bracketed(events[n + 1 : n + 2], event, text, kind_of, cast)
            talking = turns[-2:] if turn == event.paragraph else ()
            read_as = referents.surely(event.start, event.end)
            if told is None and read_as is not None and read_as.entity is None:
                edges = {x for e, _, _ in hits[-NEARBY:] for x in (e.start, e.end)}
                apart = read_as.span.start not in edges and read_as.span.end not in edges
                meant = without_clause(text, read_as.span)
                new = _new_description(event.pronoun, meant, text, cast) if apart else None
                if new is not None:
                    start, end = meant.start, meant.end
                    hits.append((_Event(start, end, -1, described=True), new, "read as whom a pronoun means"))
                    referents.meant(start, end, new)
                    read_as = read_as._replace(entity=new)
            entity, why = told or cast.read_as(event.pronoun, sight, read_as, talking) or (None, "")
            if entity is None and not quoted:
                entity, why = cast.pronoun(event.pronoun, sight, likely, talking)
        if entity is None:
            continue
        if (
            event.role is not None
            and event.role.type in ("organisation", "outlet", "group")
            and not entity.named
            and event.role.modifiers == () == event.role.link
            and not _speaks(p, event)
            and not (event.role.start == p.words[event.role.index].start and p.words[event.role.index].opens)
        ):  # "Officials disagreed. They said": a bare noun at the head of a sentence may be meant
            continue
        named = (
            event.candidate is not None and not quoted and not _THROUGH.search(text, max(0, event.start - _CLOSE), event.start)
        )
        if named and id(entity) not in apposed and not _introduced(event, text):
            behind = _BEHIND_QUOTATION.search(text, max(0, event.start - _CLOSE), event.start)
            quoting = (behind or _BEFORE_QUOTATION.match(text, event.end)) is not None
            cast.revealed(entity, sight, likely, quoting)
        referents.meant(event.start, event.end, entity)
        first = entity.type in ("person", "role") and not quoted and sentence not in opened
        sight = sight._replace(subject=_subject(p, event, first))
        if first and sight.subject:
            opened.add(sentence)
        cast.seen(entity, sight)
        if event.candidate is not None:
            entity.shown = event.start
        hits.append((event, entity, why))
    hits = [(e, x.same_as or x, "the phrase before the name" if x.same_as else why) for e, x, why in hits]
    hits += _above(found, kind_of, cast)
    hits += _described(text, hits, referents)
    hits += _own_in_furniture(document, regions, mine, hits)
    hits += _credited(document, cast, hits)
    return _numbered(document, hits, kind_of)


def _above(found: list[Candidate], kind_of: dict[tuple[str, ...], str], cast: Cast) -> list[tuple[_Event, Entity, str]]:
    """The places in furniture above a transcript that name its speakers."""
    named = ((c, cast.named(c, kind_of[c.key])[0]) for c in found if c.paragraph < 0 and c.key in kind_of)
    return [(_Event(c.start, c.end, -1, candidate=c), who, "named above a transcript") for c, who in named if who is not None]


def _described(text: str, hits: list[tuple[_Event, Entity, str]], referents: Referents) -> list[tuple[_Event, Entity, str]]:
    """Descriptions that the tables of roles do not know ("the furious 52-year-old") and that the model ties to a person."""
    starts, ends = {e.start for e, _, _ in hits}, {e.end for e, _, _ in hits}
    out = []
    for span, entity in referents.descriptions():
        words = text[span.start : span.end]
        if span.start in starts or span.end in ends or entity.type not in ("person", "role") or entity.plural:
            continue
        if class_of(words.split()) == 0 and _describes(words):
            event = _Event(span.start, span.end, -1, described=True)
            out.append((event, entity, f"{words}: read as meaning {entity.name}"))
    return out


def _describes(phrase: str) -> bool:
    """Whether a phrase can stand for somebody: of several words, or of an age ("24-year-old"); no bare noun, no figure, and
    nothing that a sentence or a quotation ends in."""
    if any(c in phrase for c in '“”„"«»!?;:') or ". " in phrase:
        return False
    return any(c.isalpha() for c in phrase) and (" " in phrase or any(c.isdigit() for c in phrase))


def _new_description(word: str, span: Span, text: str, cast: Cast) -> Entity | None:
    """Somebody whom a pronoun means and nobody has named: "a stewardess of the line", "one of the divers"."""
    shown = text[span.start : span.end]
    if (
        class_of(shown.split()) != 0
        or not _describes(shown)
        or "\n" in shown
        or len(shown.split()) > DESCRIBED
        or word not in ("he", "she", "they", "him")
    ):
        return None
    return cast.add_described(shown, word, span.start)


def _issuer(role: Role, behind: Sequence[_Event], kind_of: dict[tuple[str, ...], str], cast: Cast) -> Entity | None:
    """Whose paper it is: what "Varnholt's statement" says, Varnholt says; an outlet's report is the outlet's word."""
    if role.owner is None or role.owner[0] != role.start:
        return None
    for event in behind:
        if event.candidate is not None and event.end == role.owner[1]:
            entity, _ = cast.named(event.candidate, kind_of[event.candidate.key])
            outlet = entity is not None and entity.type == "outlet" and role.head in ("report", "story", "article")
            return entity if role.head in names.words_of("spoken-paper") or outlet else None
    return None


def _owner(role: Role, behind: Sequence[_Event], kind_of: dict[tuple[str, ...], str], cast: Cast) -> Entity | None:
    """Whose relative, spokesman, house it is: whom the name in front of a phrase names."""
    for event in behind:
        if event.candidate is not None and role.owner == (event.start, event.end):
            return cast.named(event.candidate, kind_of[event.candidate.key])[0]
    return None


def _bracketed(
    behind: Sequence[_Event], pronoun: _Event, text: str, kind_of: dict[tuple[str, ...], str], cast: Cast
) -> tuple[Entity, str] | None:
    """Whom a name in brackets says a pronoun means: "he [Brod] responded"."""
    for event in behind:
        if event.candidate is not None and text[pronoun.end : event.start] == " [" and text[event.end : event.end + 1] == "]":
            entity, _ = cast.named(event.candidate, kind_of[event.candidate.key])
            return (entity, "the name in brackets") if entity is not None else None
    return None


def _speaks(p: _Paragraph, event: _Event) -> bool:
    """Whether a verb of saying stands beside a mention; "a doctor said Costa …" is no speech of Costa's."""
    j = _word_at(p.words, event.end - 1)
    i = _word_at(p.words, event.start)
    saying = names.words_of("saying")
    behind = [p.words[k].low for k in (j + 1, j + 2) if k < len(p.words) and p.sentences[k] == p.sentences[i]]
    if i > 0 and p.sentences[i - 1] == p.sentences[i]:
        before = p.words[i - 1]
        inverted = before.low in saying and (
            before.opens or before.gap.strip() != "" or p.sentences[i - 2 : i - 1] != p.sentences[i : i + 1]
        )
        goes_on = j + 1 < len(p.words) and p.words[j + 1].gap == " " and is_verbish(p.words[j + 1].low)  # "…, said he was ill"
        if (inverted and not goes_on) or before.low in ("to", "by"):
            return True
    return any(w in saying for w in behind)


def _role(
    role: Role,
    tied: Entity | None,
    cast: Cast,
    text: str,
    sight: Sight,
    likely: Sequence[Likely],
    described: Meant | None,
) -> tuple[Entity | None, str]:
    if tied is not None:
        if role.type == "thing":
            return tied, "a paper speaks for who put it out"
        cast.add_role(tied, (*role.modifiers, role.head))
        tied.gender = tied.gender or role.gender
        return tied, "apposition"
    if (tried := cast.on_trial(role, text)) is not None:
        cast.add_role(tried, (role.head,))
        return tried, f"the {role.head}: who is on trial"
    who = role.link[:1] == ("who",) or text.startswith((" who ", " whose "), role.end)
    new = who and role.head in names.words_of("anybody")  # "the man who"
    entity, why = (
        (None, "") if new else cast.role(role, sight, likely, described, "" if role.definite else _told_sex(text, role.end))
    )
    if entity is not None:
        if role.gender and entity.gender and role.gender != entity.gender:
            entity = None
        else:
            return entity, why
    name = _unarticled(text[role.start : role.end])
    owner = fold(text[role.owner[0] : role.owner[1]]) if role.owner else ""
    return cast.add_unnamed(role, name, owner), "phrase without a name"


_HE_OR_SHE = re.compile(r"[^.!?\n]{0,200}?\b(he|his|him|she|her)\b")


def _told_sex(text: str, end: int) -> str:
    """What the first pronoun behind a phrase, in the same sentence, tells of whom it most likely means."""
    found = _HE_OR_SHE.match(text, end)
    return pronoun_sex(found[1]) if found is not None else ""


_ARTICLE = re.compile(r"^(?:the|a|an|this|that|these|those|one|another|some|its|his|her|their|our|my)\s+", re.IGNORECASE)


def _unarticled(phrase: str) -> str:
    return _ARTICLE.sub("", " ".join(phrase.split())) or phrase


_WHEREIN = re.compile(
    r" (?:in|of|at|for|on) (?:the |his |her |its )?[a-z][\w-]*(?: [a-z][\w-]*){0,2}, "
)  # "her deputy at work, "


REACH = 160  # code points of a sentence that are looked through for its second comma
_FRONTED = re.compile(  # "The son of a baker, he left school"; not "A lawyer, she said, had called her"
    r"(?: of [^,.;:!?\n]{2,40})?, (he|she)\b(?! (?:\w+ly )?\w+(?: \w+day)?,)"
)


def _inserted(text: str, m: re.Match[str]) -> bool:
    """Whether "he said" only stands inside what is said: "The referee, he told Sky Sports, was a disgrace"."""
    rest = re.split(r"[.!?\n]", text[m.end() : m.end() + REACH], maxsplit=1)[0]
    verbs = {fold(w) for w in rest.split()[:2]} & (names.words_of("saying") | {"wrote", "told", "claimed"})
    return bool(verbs) and "," in rest


def _opens_sentence(p: _Paragraph, event: _Event) -> bool:
    return p.words[_word_at(p.words, event.start)].opens


_STYLED = re.compile(r"(?: of (?:the )?[\w'’]+(?: [\w'’]+){0,3})?, the ")  # "the Bishop of Selby, the Rt Rev Ada Holt, "


def _styled(between: str) -> bool:
    """Whether an office and the styled name behind it are one's: not "the wife of the vicar, the Rev Ada Holt"."""
    words = [fold(w) for w in between.replace(",", "").split()]
    return _STYLED.fullmatch(between) is not None and not any(role_noun(w)[0] == "person" for w in words)


def _appositions(events: list[_Event], text: str, kind_of: dict[tuple[str, ...], str], cast: Cast) -> dict[int, Entity]:
    """Which role phrases stand beside the name they describe, by the event's number."""
    tied: dict[int, Entity] = {}
    for n, event in enumerate(events):
        role = event.role
        if role is None or role.plural or role.type == "group":
            continue
        if role.type == "thing":
            issuer = _issuer(role, events[n + 1 : n + 3], kind_of, cast)
            if issuer is not None:
                tied[n] = issuer
            continue
        if _object(role, text):
            continue
        if (wire := _wire(role, events[n + 1 : n + 3], text, kind_of, cast)) is not None:
            tied[n] = wire
            continue
        led = "".join(fold(text[max(0, role.start - 12) : role.start]).split()[-1:]) in names.words_of("link")
        through = _PASSED_ON.search(text, max(0, role.start - _CLOSE), role.start) is not None
        beyond = next((k for k in range(n + 3, min(n + 6, len(events))) if events[k].start >= role.end), n + 3)
        for m, gap in ((n + 1, True), (n - 1, False), (n + 2, True), (beyond, True)):
            if not 0 <= m < len(events):
                continue
            c = events[m].candidate
            if c is None or not (kind_of[c.key] in _FITS[role.type] or (gap and _firm(role, c, kind_of, text))):
                continue
            if gap:
                between = text[role.end : c.start] if c.start >= role.end else text[role.bare_end : c.start]
                close = text[c.end : c.end + 1]
                fits = (
                    between in (" ", " was ", " is ")
                    or (between == ", the " and close == "," and role.type == "organisation" and c.raw.isupper())
                    or (close == "," and _WHEREIN.fullmatch(between) is not None)
                    or (close == "," and c.titles and _styled(between))
                    or ((close == "," or text.startswith(" of ", c.end)) and not led and _called(between))
                    or (
                        between == ", "
                        and (close == "," or (role.definite and close in (".", ";", ":", " ", ")", "") and not through))
                    )
                )
                if m >= n + 2 and not fits:
                    continue
            else:
                owned = role.owner is not None and role.owner[0] == role.start  # "Norvik, Sweden's biggest retailer,"
                owned = owned and c.opens and text[role.end : role.end + 1] == ","
                fits = text[c.end : role.start] == ", " and (text[role.start].islower() or owned or _office_behind(role, text))
                fits = fits and not _speaks_there(text, role.end)
            if fits:
                entity, _ = cast.named(c, kind_of[c.key])
                if entity is not None:
                    tied[n] = entity
                    break
    for n in range(len(events) - 2, -1, -1):  # "The dean of the corps, the ambassador Ada Holt, is"
        first, second = events[n].role, events[n + 1].role
        if (
            n not in tied
            and n + 1 in tied
            and first is not None
            and second is not None
            and first.type == second.type == "person"
        ):
            opens = not text[: first.start].strip() or text[: first.start].rstrip(" \u00a0")[-1] in '\n.!?”"»'
            beside = text[first.end : second.start] == ", " and first.definite and not first.plural
            if beside and opens and text[second.end : second.end + 1] != ",":
                tied[n] = tied[n + 1]
    return tied


def _firm(role: Role, c: Candidate, kind_of: dict[tuple[str, ...], str], text: str) -> bool:
    """Whether a noun for somebody stands before a firm's name that tells who it is: "the owner, Cyclades Lines, said"."""
    said = re.match(r", (?:\w+ly )?(\w+)", text[c.end : c.end + 40])
    close = text[role.end : c.start] == ", " and said is not None and fold(said[1]) in names.words_of("saying")
    close = close and not text.startswith(", said police", c.end)
    return close and role.definite and role.head in names.words_of("maybe-body") and kind_of[c.key] == "organisation"


def _called(between: str) -> bool:
    """Whether what stands between a description and a name is another of them: " of the floods, mum-of-two "; not " of the
    girl, schoolgirl ", which may be of her."""
    where, comma, what = between.partition(", ")
    words = what.split()
    told = bool(comma) and what.endswith(" ") and 0 < len(words) <= 3 and all(w.islower() for w in words)
    parts = [fold(w) for w in where.split()]
    belongs = not parts or (parts[0] in names.words_of("link") and len(parts) <= 7)
    belongs = belongs and not any(role_noun(w)[0] in ("person", "group") for w in parts)
    return told and belongs and (role_noun(fold(words[-1]))[0] == "person" or "-of-" in words[-1])


def _speaks_there(text: str, end: int) -> bool:
    """Whether a verb of saying follows: "He met Ada Holt, the mayor said"; not a participle: "the mayor accused of it"."""
    found = _NEXT_WORDS.match(text, end)
    if found is not None and found[1] in word_class("auxiliary") and found[2] is not None:
        return found[2] in names.words_of("saying")
    participle = found is not None and found[1] != "said" and found[2] in word_class("preposition")
    return found is not None and not participle and found[1] in names.words_of("saying")


_NEXT_WORDS = re.compile(r" (\w+)(?: (\w+))?")


def _wire(role: Role, inside: Sequence[_Event], text: str, kind_of: dict[tuple[str, ...], str], cast: Cast) -> Entity | None:
    """The outlet that stands in the phrase for it: "the semi-official Sadoq news agency"."""
    if role.owner is not None or not (role.type == "outlet" or role.head in names.words_of("wire")):
        return None
    for event in inside:
        c = event.candidate
        if c is None or event.end >= role.bare_end or kind_of[c.key] not in _FITS["outlet"]:
            continue
        if text[c.end : role.bare_end - len(role.head)] in (" ", " news ", " press "):
            return cast.named(c, kind_of[c.key])[0]
    return None


def _office_behind(role: Role, text: str) -> bool:
    """Whether a title in capitals stands behind its bearer: "Sir Karel Brod, Chairman of the yard, said"."""
    after = text[role.end : role.end + 5]
    charge = " of " in text[role.start : role.end] or " for " in text[role.start : role.end]  # "State Secretary for Food."
    return role.index < 0 and (charge or after.startswith((" of ", ",")) or after == " for ")


def _object(role: Role, text: str) -> bool:
    """Whether a phrase is what a participle has for its object: "Quoting her uncle, Ada Holt said", "Asked by a judge, …"."""
    before = text[max(0, role.start - 40) : role.start].rsplit(None, 2)
    return bool(before) and fold(before[-1]).strip("\"'“‘(") in names.words_of("participle")


_FITS = {"person": ("person",), "organisation": ("organisation", "outlet"), "outlet": ("outlet", "organisation")}


def _own_in_furniture(
    document: Document, regions: Sequence[Region], entity: Entity | None, hits: list[tuple[_Event, Entity, str]]
) -> list[tuple[_Event, Entity, str]]:
    """The places in furniture where the document's outlet names itself."""
    if document.outlet is None or entity is None:
        return []
    value = document.outlet.value
    parts = [re.escape(w) for w in value.split()]
    if not parts:
        return []
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)", re.IGNORECASE)
    spans = [(r.start, r.end) for r in regions if r.kind == "furniture"]
    if document.outlet.start is not None and document.outlet.end is not None:
        spans.append((document.outlet.start, document.outlet.end))
    taken = {(e.start, e.end) for e, _, _ in hits}
    out = []
    for start, end in spans:
        for m in pattern.finditer(document.text, start, end):
            if (m.start(), m.end()) not in taken:
                taken.add((m.start(), m.end()))
                out.append((_Event(m.start(), m.end(), -1), entity, "the document's own outlet"))
    return out


@cache
def _credit() -> re.Pattern[str]:
    phrases = sorted((row["words"] for row in table("reuse_credits") if row["whole"]), key=lambda w: (-len(w), w))
    return re.compile(
        r"(?<!\w)(?:" + "|".join(r"\s+".join(map(re.escape, w.split())) for w in phrases) + r")\b[: ]+", re.IGNORECASE
    )


def _credited(document: Document, cast: Cast, hits: list[tuple[_Event, Entity, str]]) -> list[tuple[_Event, Entity, str]]:
    """The outlets that credit lines name, in furniture too: "The original source of this article is Karsund Front"."""
    text = document.text
    taken = sorted((e.start, e.end) for e, _, _ in hits)
    out = []
    for m in _credit().finditer(text):
        line = text[m.end() : m.end() + 80].split("\n", 1)[0]
        found = candidates(words(text, m.end(), m.end() + len(line)), -1, text)
        if not found or not found[0].words or text[m.end() : found[0].start] not in ("", "the ", "The "):
            continue
        c = found[0]
        run = list(itertools.takewhile(lambda w: w.low not in names.words_of("no-outlet-word"), c.words))
        at = bisect_left(taken, (c.start, 0))
        if not run or (at < len(taken) and taken[at][0] < run[-1].end) or (at and taken[at - 1][1] > c.start):
            continue
        c = dataclasses.replace(c, end=run[-1].end, words=run, key=tuple(w.low for w in run), raw=text[c.start : run[-1].end])
        entity, _ = cast.named(c, "outlet")
        if entity is None:
            cast.introduce([c], {c.key: "outlet"})
            entity, _ = cast.named(c, "outlet")
        if entity is not None:
            out.append((_Event(c.start, c.end, -1, candidate=c), entity, "a credit line names it"))
    return out


def _numbered(
    document: Document, hits: list[tuple[_Event, Entity, str]], kind_of: dict[tuple[str, ...], str]
) -> tuple[Mention, ...]:
    hits.sort(key=lambda h: (h[0].start, -h[0].end))
    number: dict[int, int] = {}
    out = []
    for event, entity, why in hits:
        n = number.setdefault(id(entity), len(number) + 1)
        name = event.candidate.name if event.candidate is not None else entity.name
        form = "pronoun" if event.pronoun else "role" if event.role is not None or event.described else "name"
        out.append(
            Mention(
                document=document.id,
                start=event.start,
                end=event.end,
                type=entity.type,
                form=form,  # type: ignore[arg-type]
                name=name,
                entity=f"{document.id}-m{n}",
                why=why,
            )
        )
    return tuple(out)
