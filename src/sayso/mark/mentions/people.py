"""The entities of one document: which names, phrases and pronouns mean one and the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from sayso import names
from sayso.mark.mentions.candidates import Candidate, Word
from sayso.mark.mentions.kinds import role_noun
from sayso.mark.mentions.roles import Role
from sayso.tables import table
from sayso.text import is_verbish, stopwords
from sayso.types import EntityType, Span

_SIDES = frozenset(("party", "team", "family", "force", "side"))
_TRIED = re.compile(  # behind a name: "Holt, 34, has pleaded guilty"
    r"[^.;!?\n,]{2,40}(?:, \d\d,)? (?:(?:has|have|had|is|was|were|who|stands?|stood) ){0,2}"
    r"(?:pleaded|pleads|accused of|charged with|on trial|denie[sd] (?:the )?(?:murder|kill|rap|assault)|convicted|arraigned)"
)
_WHEREVER = frozenset(("company", "firm", "group", "organisation", "organization", "charity"))  # "the Oslo-listed company"
_FIRMS = frozenset(
    ("company", "firm", "business", "manufacturer", "maker", "operator", "retailer", "airline", "carrier", "bank")
)
GROWN = 16  # years from which somebody is called Mr or Mrs
WINDOW = 14  # sentences a pronoun looks back
BEARERS = 200  # bearers of one role or surname that are looked at: more than any report has
# What speaks for an antecedent of a pronoun; set on GUM's news, biographies and interviews.
BACK, AS_SUBJECT, SAME_PARAGRAPH, KNOWN_GENDER, OFTEN, SPOKE = 0.8, 1.6, 0.8, 0.6, 0.2, 1.4
OTHER_SEX = 2.0  # against a lone name that is a given name of the other sex: it may be a surname all the same
REFLEXIVE, OWN_CLAUSE = 3.0, 40  # "Holt did not answer him": within so many code points of a subject it is somebody else
FORE = 250  # code points by which a subject is nearer than what is named beside it
ROLE_READ, LAST_READ, NAME_READ, SURNAME_READ = 3.0, 1.5, 2.0, 0.0  # links of the model from these scores on are believed
HIGH_READ = 0.98  # … the holder of an office that a report does not name without it: "the prime minister", "the governor"
OFFICE_READ, CALLING_READ = 0.9, 0.6  # chances at which it is believed whom a definite description means
NOT_ANOTHER = -1.5  # the same, where nobody else has been spoken of
PRONOUN_READ, PRONOUN_MOST = 0.05, 4.0  # what one counts for a pronoun, and how far it is taken at its word


@dataclass(eq=False)
class Entity:
    """Somebody or something of one document, as it takes shape."""

    type: EntityType
    name: str
    gender: str = ""
    named: bool = True
    words: tuple[str, ...] = ()  # the fullest name's key
    roles: set[tuple[str, ...]] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)  # whom an unnamed role belongs to, folded
    shades: set[tuple[str, str]] = field(default_factory=set)  # what stands before a noun in front of the name
    plural: bool = False
    titled: bool = False  # known by a title and a surname only: "Ms Hale"
    assumed: bool = False  # the sex is that of a title further on, before a surname
    child: bool = False  # by the age that a report gives
    anew: int = -1  # where a phrase brings in a person with a name: "a retired pilot, Ada Holt"
    shown: int = -1  # where a name last stood for it
    plain: bool = False  # called by the bare surname
    akin: bool = False  # brought in by a full name as somebody's wife, son, brother
    relative: bool = False  # called by a given name alone, as somebody's wife or brother
    first: int = -1  # where it is first mentioned
    last: int = -1
    end: int = -1  # of the last mention
    entered: int = -1  # the paragraph of the first mention outside quotations
    sentence: int = -1  # of the last mention outside quotations
    paragraph: int = -1
    spoke: bool = False  # when it was last a subject
    times: int = 0  # mentions outside quotations so far
    subject: bool = False  # that mention was a subject or a speaker
    order: int = 0
    dead: bool = False
    same_as: Entity | None = None  # who this phrase turned out to mean
    definite: bool = False  # every phrase without a name so far was definite


class Likely(NamedTuple):
    """An entity that a mention may mean, and how much likelier that is than meaning nobody before (a logit)."""

    entity: Entity
    score: float


class Meant(NamedTuple):
    """Whom the model takes a mention for, and its chance: somebody known, or a description that stands somewhere."""

    entity: Entity | None
    span: Span
    chance: float


class Sight(NamedTuple):
    """Where and how an entity is mentioned."""

    start: int
    end: int
    paragraph: int
    sentence: int
    subject: bool
    quoted: bool
    speaks: bool  # a verb of saying stands beside it


class Cast:
    """The entities of a document and the ways to find them again."""

    def __init__(self) -> None:
        self.all: list[Entity] = []
        self._by_key: dict[tuple[str, tuple[str, ...]], Entity] = {}
        self._surnames: dict[str, list[Entity]] = defaultdict(list)
        self._givens: dict[str, list[Entity]] = defaultdict(list)
        self._middles: dict[str, list[Entity]] = defaultdict(list)  # by a word between the first and the last of a name
        self._skeletons: dict[str, list[Entity]] = defaultdict(list)
        self._heads: dict[str, list[Entity]] = defaultdict(list)
        self._parts: dict[str, list[Entity]] = defaultdict(list)
        self._recent: list[Entity] = []
        self._own: Entity | None = None  # the document's own outlet
        self._voice: Entity | None = None  # who spoke last

    # -- named entities, before the walk through the text ---------------------------------------

    def introduce(self, found: list[Candidate], kinds: dict[tuple[str, ...], str]) -> None:
        """One entity for every name that is not a part of another: longer names first, then by the text's order."""
        for c in sorted((c for c in found if c.key in kinds), key=lambda c: (-len(c.name.split()), c.start)):
            kind = kinds[c.key]
            entity = self._person(c) if kind == "person" else self._thing(c, kind)
            if entity is not None and (entity.first < 0 or c.start < entity.first):
                entity.first = c.start
            if entity is None and c.titles:
                entity, _ = self.named(c, kind, settled=False)
            if entity is not None:
                self._learn(entity, c)

    def _person(self, c: Candidate) -> Entity | None:
        known = self._by_key.get(("person", c.key))
        if known is not None:
            return known
        if " " not in c.name and not c.key[0].startswith("@"):
            return self._lone(c)
        if len(c.key) > 1 and names.words_of("family-particle").issuperset(c.key[:-1]):  # "Von der Leyen said"
            some = self._surnames.get(c.key[-1], [])[:BEARERS]
            whole = [e for e in some if len(e.words) > len(c.key) and e.words[-len(c.key) :] == c.key]
            if len(whole) == 1:
                return whole[0]
        parsed = names.personal_name(c.name)
        keys = dict.fromkeys(
            names.skeleton(f) for f in (*parsed.family[-1:], *(p for w in parsed.family[-1:] for p in w.split("-")))
        )
        akin = bool(c.before) and c.before[-1].low in names.words_of("kin")  # "his son, James Hale Jr."
        for other in (o for k in keys for o in self._skeletons[k][:50] if not akin):
            match = names.same_person(c.name, other.name)
            if match.score >= names.SURE:
                self._by_key[("person", c.key)] = other
                return other
        entity = self._new(Entity("person", c.name, words=c.key, akin=akin))
        self._by_key[("person", c.key)] = entity
        if parsed.family:
            for skeleton in keys:
                self._skeletons[skeleton].append(entity)
            for part in dict.fromkeys((c.key[-1], parsed.family[-1], *c.key[-1].split("-"))):
                self._surnames[part].append(entity)
        if len(c.key) > 1:
            self._givens[c.key[0]].append(entity)
        for part in c.key[1:-1] if len(c.key) == 3 and parsed.family else ():
            if len(part) > 2 and part not in names.given_names() and part not in names.common_words():
                self._middles[part].append(entity)
        return entity

    def _lone(self, c: Candidate) -> Entity | None:
        bearers = self._surnames.get(c.key[0], [])[:BEARERS]
        gender = _gender(c, bearers)
        if bearers and all(_nobody_called_so(c, gender, e) for e in bearers):
            # "Ms Hale" in a report whose only other Hale is Conrad, or eight years old
            return self._bear(self._new(Entity("person", c.name, gender=gender, words=c.key, titled=True)))
        if bearers and all(e.akin and c.start < e.first for e in bearers):
            # "Pike resigned. His wife, Ellen Pike, …", "Mr Holt said so. // His brother, Dan Holt, …"
            return self._bear(self._new(Entity("person", c.name, gender=gender, words=c.key, titled=bool(c.titles))))
        if bearers and all(self._other_office(c, e) for e in bearers):
            return self._bear(self._new(Entity("person", c.name, gender=gender, words=c.key, titled=True)))
        if not bearers and _another_calling(c, first := self._by_first(c)):
            return self._bear(self._new(Entity("person", c.name, words=c.key)))
        if bearers or first or self._middles.get(c.key[0]):
            return None  # the walk decides which of them
        close = [
            e
            for e in self._skeletons.get(names.skeleton(c.key[0]), [])[:BEARERS]
            if len(e.words) > 1 and names.one_surname(c.key[0], surname := names.personal_name(e.name).family[-1])
            if not names.told_apart(c.key[0], surname)  # "Ivanov" is not Rada Ivanova
        ]
        if close:
            self._surnames[c.key[0]].extend(close)
            return None
        return self._bear(self._new(Entity("person", c.name, gender=gender, words=c.key)))

    @staticmethod
    def _other_office(c: Candidate, entity: Entity) -> bool:
        """Whether a name stands with an office beside the one that somebody holds: Deputy Mayor Hale is not the mayor."""
        for words in map(names.title_words, c.titles):
            held = [r for r in entity.roles if r[-1] == words[-1]]
            if held and words not in held and all(names.neighbouring(words, r) for r in held):
                return True
        return False

    def _by_first(self, c: Candidate) -> list[Entity]:
        """Whose full name begins with a lone word: a given name, or the family name where that comes first ("Professor Xu")."""
        found = self._givens.get(c.key[0], [])
        if _by_given_name(c) or c.key[0] not in names.given_names():
            return found
        offices = {names.title_words(t) for t in c.titles}
        return [e for e in found[:BEARERS] if offices & e.roles]  # "Mayor Pete", of Mayor Pete Holt

    def _bear(self, entity: Entity) -> Entity:
        self._surnames[entity.words[0]].append(entity)
        return entity

    def _thing(self, c: Candidate, kind: str) -> Entity:
        key = names.organisation_key(c.name) if kind != "place" else c.key
        known = self._by_key.get((kind, key)) or self._by_key.get((kind, c.key))
        if known is None and kind != "place":
            known = self._shortened(c, kind, key)
        if known is None and kind == "outlet" and (outlet := names.known_outlet(c.name)) is not None:
            known = self._by_key.get(("outlet", ("=", outlet.name)))
        if known is None and kind == "place":
            number = names.known_place(c.name)
            label = str(number) if number is not None else names.place_sound(c.name)
            known = self._by_key.get(("place", ("=", label)))
            if known is None:
                known = self._new(Entity("place", c.name, words=c.key))
            self._by_key[("place", ("=", label))] = known
        if known is None:
            known = self._new(Entity("outlet" if kind == "outlet" else "organisation", c.name, words=c.key))
            if kind == "outlet" and (outlet := names.known_outlet(c.name)) is not None:
                self._by_key[("outlet", ("=", outlet.name))] = known
            if len(key) > 1:
                self._parts[key[0]].append(known)
                self._parts[key[-1]].append(known)
                for short in names.acronyms(c.name):
                    self._parts[short.lower()].append(known)
        self._by_key[(kind, key)] = known
        self._by_key[(kind, c.key)] = known
        return known

    def _shortened(self, c: Candidate, kind: str, key: tuple[str, ...]) -> Entity | None:
        """The longer name that a name is short for: "Varnholt Group" for "Varnholt", "Harbour Mail" for "the Mail"."""
        firms = []
        for other in self._parts.get(key[-1], [])[:BEARERS]:
            full = names.organisation_key(other.name)
            if other.type == "outlet" and (kind == "outlet" or c.article) and names.end_of(key, full):
                return other
            if len(key) > 1:
                continue
            if other.type != "outlet" and names.short_of(key[0], full) and names.known_place(c.name) is None:
                firms.append(other)
            if names.is_acronym_of(c.name, other.name):
                return other
        return firms[0] if len(firms) == 1 else None

    def own_outlet(self, value: str, words: tuple[str, ...]) -> Entity:
        """The document's own outlet, which its short names mean even where the full one stands in a masthead only."""
        entity = self._own = self._new(Entity("outlet", value, words=words))
        key = names.organisation_key(value)
        for label in {key, words}:
            self._by_key[("outlet", label)] = entity
        if (outlet := names.known_outlet(value)) is not None:
            self._by_key[("outlet", ("=", outlet.name))] = entity
        if len(key) > 1:
            self._parts[key[0]].append(entity)
            self._parts[key[-1]].append(entity)
            for short in names.acronyms(value):
                self._parts[short.lower()].append(entity)
        return entity

    def alias(self, kind: str, key: tuple[str, ...], entity: Entity) -> None:
        """From now on this name means this entity ("(CCWU)")."""
        self._by_key[(kind, key)] = entity

    def _new(self, entity: Entity) -> Entity:
        entity.order = len(self.all)
        self.all.append(entity)
        return entity

    def _learn(self, entity: Entity, c: Candidate) -> None:
        for title in c.titles:
            kind, gender = names.titles().get(tuple(title.split()), ("", ""))
            if entity.type == "person" and gender and not entity.gender and len(c.key) > 1:
                entity.gender = gender
            if kind != "honorific" or names.title_words(title)[-1] in _styles():
                self.add_role(entity, names.title_words(title))
                before = (*_shades(c.before, c.start, c.opens), *c.modifiers)
                entity.shades |= {(shade, names.title_words(title)[-1]) for shade in before}
                if title.split()[-1] == "justice":
                    self.add_role(entity, ("judge",))
        if entity.type == "person" and not entity.gender and len(c.key) > 1:  # "Jim Hale" tells it of J. T. Hale
            entity.gender = names.given_names().get(c.key[0].split("-")[0], "")
        if entity.type == "person":
            entity.child = entity.child or _a_child(c)
            low = [] if _behind_go_between(c) else [w.low for w in c.before]
            for n in (3, 2, 1):
                if len(low) >= n and (names.title_length(low[-n:]) == n or (n == 1 and role_noun(low[-1])[0] == "person")):
                    if all(w.gap == " " for w in c.before[-n:][1:]) and not c.opens:
                        self.add_role(entity, tuple(low[-n:]))
                        first = c.before[-n]
                        entity.shades |= {(shade, low[-1]) for shade in _shades(c.before[:-n], first.start, first.opens)}
                        entity.gender = entity.gender or role_noun(low[-1])[1]
                    break

    def add_role(self, entity: Entity, role: tuple[str, ...]) -> None:
        """The entity holds this role: ("prime", "minister")."""
        if role not in entity.roles:
            if not any(held[-1] == role[-1] for held in entity.roles):
                self._heads[role[-1]].append(entity)
            entity.roles.add(role)

    # -- the walk --------------------------------------------------------------------------------

    def named(
        self, c: Candidate, kind: str, likely: Sequence[Likely] = (), speaks: bool = False, settled: bool = True
    ) -> tuple[Entity | None, str]:
        """The entity of a name where it stands, and why it is that one. `likely`: whom the model takes it for; `speaks`: a verb
        of saying stands beside it; not `settled`: the walk may find another."""
        if kind != "person":
            key = names.organisation_key(c.name) if kind != "place" else c.key
            entity = self._by_key.get((kind, c.key)) or self._by_key.get((kind, key))
            return entity, "name"
        entity = self._by_key.get(("person", c.key))
        if entity is not None:
            return entity, "full name"
        people = (self._surnames.get(c.key[-1]) or self._by_first(c))[:BEARERS]
        if len(c.key) == 1 and not any(e.last >= 0 for e in people):  # "Carlos Vega Ruiz … Vega", whom the report has named
            people = [e for e in self._middles.get(c.key[0], []) if e.last >= 0][:1] or people
        gender = _gender(c, people)
        people = [e for e in people if not self._other_office(c, e)]
        people = [e for e in people if not (e.akin and c.titles and c.start < e.first)] or people
        fitting = [e for e in people if not _nobody_called_so(c, gender, e)] or people
        # "Mr Hale" is "her husband, Tom" only where the report has no other Hale of that sex.
        bearing = [e for e in fitting if not e.relative and (e.last >= 0 or not e.titled)]
        akin = [e for e in fitting if e.relative and gender and e.gender == gender]
        unknown = not any((e.gender and not e.assumed) or names.name_sex(e.words[0]) for e in bearing)
        fitting = akin if akin and unknown else bearing or fitting
        fitting = [e for e in fitting if gender and e.gender == gender] or fitting
        offices = {names.title_words(t) for t in c.titles}
        fitting = [e for e in fitting if offices & e.roles] or fitting
        if not c.titles:  # beside "Ms Hale" it is the other Hale whom a report calls by the bare surname
            fitting = [e for e in fitting if len(e.words) > 1 or not e.titled] or fitting
            if len(head := [e for e in fitting if not e.akin]) == 1 and head[0].plain:
                fitting = head  # … before his relatives come in by their full names
        if not fitting:
            return None, ""
        voice = next((e for e in fitting if e is self._voice), None)
        if len(fitting) > 1 and speaks and voice is not None and all(e.shown <= voice.shown for e in fitting):
            return voice, f"surname of {len(fitting)}; the one who spoke last"
        if len(fitting) > 1:
            read = next((x for x in likely if x.score > SURNAME_READ and any(x.entity is e for e in fitting)), None)
            if read is not None:
                read.entity.plain = read.entity.plain or (settled and not c.titles)
                return read.entity, f"surname of {len(fitting)}; read as the one named before"
        seen = [e for e in fitting if e.last >= 0]
        best = max(seen, key=lambda e: (e.last, -e.order)) if seen else min(fitting, key=lambda e: (e.first, e.order))
        if gender and not best.gender and not _nobody_called_so(c, gender, best):
            best.gender, best.assumed = gender, not settled
        why = "surname" if len(fitting) == 1 else f"surname of {len(fitting)}; the one named last"
        best.plain = best.plain or (settled and len(c.key) == 1 and not c.titles)
        return best, why

    def role(
        self, role: Role, sight: Sight, likely: Sequence[Likely] = (), described: Meant | None = None, sex: str = ""
    ) -> tuple[Entity | None, str]:
        """Whom a phrase without a name means: a named bearer of the role, or the same unnamed one again; None if nobody yet.
        `sex`: what a pronoun behind it tells.

        Who holds the role by name comes first, then whom the model takes the phrase for.
        """
        if role.type == "person" and not role.plural:
            entity, why = self._bearer(role, sex)
            if entity is None or not entity.named:
                read = None
                likely = [x for x in likely if x.entity.named or not _plainer(x.entity, role)]
                if entity is None and not _high(role):
                    believed = (x.entity for x in likely if self._believed(x, role))
                    read = next((e for e in believed if _may_mean(role, sight, e)), None)
                if entity is None or (described is not None and described.chance >= OFFICE_READ):
                    read = read or self._read_as(described, role, sight)
                if read is not None and (entity is None or read.named):
                    self.add_role(read, (*role.modifiers, role.head))
                    return read, f"the {role.head}: read as meaning {read.name}"
            return (entity, why) if entity is not None else self._spoken_of(role, sight, likely)
        if role.type in ("organisation", "outlet") and role.definite:
            return self._body(role, sight)
        if role.definite or role.type == "group":
            return self._same_phrase(role)
        return None, ""

    def _spoken_of(self, role: Role, sight: Sight, likely: Sequence[Likely]) -> tuple[Entity | None, str]:
        """ "Says the former foundry worker": who alone has been spoken of since the paragraph before, if the model agrees.

        Another word for a speaker is a calling, not an office: "the mayor" of a report that names none is the one there is.
        """
        office = role.head in _offices() - names.words_of("one-of-many")
        if office or not (sight.speaks and role.definite) or role.owner is not None or role.link:
            return None, ""
        near = [e for e in self._recent if e.type in ("person", "role") and not (e.plural or e.dead or _paper(e))]
        near = [e for e in near if e.paragraph >= sight.paragraph - 1]
        if len(near) != 1 or not near[0].named or not _may_mean(role, sight, near[0]):
            return None, ""
        if not likely or likely[0].entity is not near[0] or likely[0].score < NOT_ANOTHER:
            return None, ""
        self.add_role(near[0], (*role.modifiers, role.head))
        return near[0], f"the {role.head}: the only one spoken of here"

    def _believed(self, x: Likely, role: Role) -> bool:
        """Whether the model is sure enough: less is asked for a definite description of the person spoken of last."""
        last = next((e for e in reversed(self._recent) if e.type in ("person", "role") and not e.plural), None)
        return x.score > (LAST_READ if role.definite and role.owner is None and x.entity is last else ROLE_READ)

    @staticmethod
    def _read_as(meant: Meant | None, role: Role, sight: Sight) -> Entity | None:
        """Whom the model takes a definite description for: an office has its holder, a calling is another word for somebody."""
        if meant is None or meant.entity is None or not role.definite:
            return None
        least = OFFICE_READ if role.head in _offices() else CALLING_READ
        least = HIGH_READ if _high(role) else least
        return meant.entity if meant.chance >= least and _may_mean(role, sight, meant.entity) else None

    def _bearer(self, role: Role, sex: str) -> tuple[Entity | None, str]:
        holders = [e for e in self._heads.get(role.head, [])[-BEARERS:] if _agrees(role, e) and not e.dead]
        called = (*role.modifiers, *role.owned.split())
        if role.definite:
            before = [
                e for e in holders if e.last >= 0 and not _plainer(e, role) and not _of_another_office(called, role.head, e)
            ]
            before = [e for e in before if any((m, role.head) in e.shades for m in role.modifiers)] or before
            if before:
                return max(before, key=lambda e: (e.last, -e.order)), f"{role.head} named before"
            people = [e for e in holders if e.named and e.anew < role.start and not _of_another_kind(called, role.head, e)]
            people = [e for e in people if not _of_another_body(role, e)]
            people = [e for e in people if any(map(_whence, called)) or not any(_whence(w) for w, _ in e.shades)]
            if len(people) == 1 and role.head not in _styles():
                return people[0], f"the only {role.head} in the text"
            return self._epithet(role)
        soon = [e for e in holders if e.named and e.last < 0 and 0 <= e.first - role.end < 400]
        soon = [e for e in soon if not (sex and e.gender and sex != e.gender) and not _of_another_kind(called, role.head, e)]
        if len(soon) == 1 and not role.owner and role.head not in _styles() | {"member"}:
            return soon[0], f"a {role.head}, named just after"
        if role.owner or role.link:
            same = [e for e in holders if not e.named and e.owners and role.link and e.name.endswith(" ".join(role.link))]
            if same:
                return same[-1], "the same words before"
        return None, ""

    def _epithet(self, role: Role) -> tuple[Entity | None, str]:
        """ "The author", "the veteran": another word for the person spoken of, when nobody was called so before."""
        told = role.head in names.words_of("anybody") and not all(m[0].isdigit() for m in role.modifiers)
        if role.head not in names.words_of("epithet") or role.owner is not None or told:  # "the dead man" is another
            return None, ""
        fitting = [
            e for e in self._recent[-4:] if e.type == "person" and not (role.gender and e.gender and e.gender != role.gender)
        ]
        if role.head in names.words_of("anybody"):  # whom a report calls by an office is not "the woman"
            fitting = [e for e in fitting if not _has_office(e)]
        return (fitting[-1], f"the {role.head}: the person named last") if fitting else (None, "")

    def on_trial(self, role: Role, text: str) -> Entity | None:
        """ "The defendant": who alone is told of as accused, charged or tried where he is first named: "Holt has pleaded not
        guilty to murdering Ann Fay"; None where several are, or it says of which case."""
        plain = role.definite and role.owner is None and not (role.modifiers or role.link or role.plural)
        if not plain or role.head not in names.words_of("tried") or self._heads.get(role.head):
            return None
        people = [e for e in self._recent if e.type == "person" and e.named and not e.dead and _TRIED.match(text, e.first)]
        return people[0] if len(people) == 1 else None

    def _same_phrase(self, role: Role) -> tuple[Entity | None, str]:
        for entity in reversed(self._heads.get(role.head, [])[-20:]):
            whose = {m for m in role.modifiers if role_noun(m)[0] in ("organisation", "group", "outlet")}
            if role.type == "thing" and not whose <= {*entity.name.casefold().split()}:
                continue  # "the company report" is not the government's
            if not entity.named and _agrees(role, entity) and (role.definite or (role.modifiers, role.link) == ((), ())):
                return entity, "the same phrase before"
        return None, ""

    def _body(self, role: Role, sight: Sight) -> tuple[Entity | None, str]:
        """The body that "the agency", "the company", "the paper" means: by its name first, then the last that fits."""
        if (role.modifiers or role.link) and not self._of_the_last_body(role):
            called = [e for e in self._recent if e.named and e.type == "organisation" and _called_so(role, e)]
            last = next((e for e in reversed(self._recent) if e.named and e.type == "organisation"), None)
            if role.definite and called and ((*role.modifiers, role.head) in called[-1].roles or called[-1] is last):
                return called[-1], "called so before"
            same = self._same_phrase(role)
            return same if same[0] is not None or role.link else self._only_outlet(role)
        fitting: list[tuple[int, int, Entity]] = []
        unnamed = self._same_head(role)
        for entity in self._recent:
            if entity.type not in ("organisation", "outlet") or not entity.named:
                continue
            own_word = role.head in entity.words or (role.head,) in entity.roles or self._issues(role, entity)
            if not own_word and entity.type == "outlet" and unnamed[0] is not None:
                continue  # "the medicines agency told Reuters. … the agency said"
            if not own_word and role.head == "party" and (unnamed[0] is not None or self._several_bodies()):
                continue
            elsewhere = self._reports(entity) and role.head in names.words_of("private-body")  # "the company" is spoken of
            if own_word or (not elsewhere and not role.possessed and _kind_fits(role.head, entity)):
                fore = FORE if entity.subject and not role.again else 0
                fitting.append((int(own_word and not role.again), entity.last + fore, entity))
        if not fitting:
            return unnamed if unnamed[0] is not None else self._guessed_outlet(role, sight)
        _, _, best = max(fitting, key=lambda f: (f[0], f[1]))
        self.add_role(best, (role.head,))
        return best, f"the last {role.head}"

    def _several_bodies(self) -> bool:
        return len({id(e) for e in self._recent if e.type in ("organisation", "outlet") and e.named}) > 1

    def _of_the_last_body(self, role: Role) -> bool:
        """Whether a phrase only tells whence the firm is that the sentences before are about: "the Oslo-listed company"."""
        town, _, based = " ".join(role.modifiers).rpartition("-")
        from_there = based in ("based", "listed", "headquartered") and (" " not in town or names.known_place(town) is not None)
        last = next((e for e in reversed(self._recent) if e.type == "organisation"), None)
        firm = last is not None and last.named and last.subject and not _public(last)
        plain = role.modifiers and not role.link and role.owner is None and role.head in _WHEREVER
        return bool(plain) and from_there and firm and self._same_phrase(role)[0] is None

    def _same_head(self, role: Role) -> tuple[Entity | None, str]:
        """The one body without a name that was called so with more words: "the agency" for "the medicines agency"."""
        called = [e for e in self._heads.get(role.head, []) if not e.named and e.type == "organisation"]
        return (called[0], f"the {role.head} named before") if len(called) == 1 and called[0].definite else (None, "")

    def _only_outlet(self, role: Role) -> tuple[Entity | None, str]:
        """ "The business daily": the one outlet that a report has named, its own aside."""
        outlets = [e for e in self._recent if e.type == "outlet" and e.named and e is not self._own]
        plain = role.type == "outlet" and role.definite and not role.possessed and role.owner is None
        kind = {*role.modifiers} <= {"business", "financial", "economic", "trade", "sports"}
        one = plain and kind and len({id(e) for e in outlets}) == 1
        return (outlets[0], f"the only {role.head}") if one else (None, "")

    def _issues(self, role: Role, entity: Entity) -> bool:
        """Whether a report is a body's own statement, and this the word for it: "the club" in what a club puts out."""
        own = entity is self._own and not self._reports(entity)
        return own and entity.subject and role.head in names.words_of("private-body")

    def _reports(self, entity: Entity) -> bool:
        """Whether an entity is the report's own paper or agency ("(AFP)"), which writes and is not written about."""
        name = entity.name
        return entity is self._own and (name.isupper() or names.known_outlet(name) is not None or names.outlet_like(name) > 0)

    def _guessed_outlet(self, role: Role, sight: Sight) -> tuple[Entity | None, str]:
        """ "Fjordlight had it first. The agency …": the one-word body named last must be the agency or the paper meant."""
        same = self._same_phrase(role)
        if same[0] is not None or role.head not in names.words_of("wire") | names.words_of("newspaper"):
            return same
        last = self._recent[-1] if self._recent else None
        here = last is not None and last.sentence == sight.sentence  # "Dorn will keep his medal, the agency said"
        if last is None or not last.named or not last.subject or len(last.words) != 1 or here:
            return None, ""
        misread = last.type == "person" and not (last.titled or last.gender or last.spoke or last.roles)
        if last.name.isupper() or not (last.type == "organisation" or misread):
            return None, ""
        last.type = "outlet"
        self.add_role(last, (role.head,))
        return last, f"the last that can be the {role.head}"

    def add_unnamed(self, role: Role, name: str, owner: str) -> Entity:
        """A new entity for a phrase that names nobody."""
        kind: EntityType = "group" if role.plural else "role"
        if not role.plural and role.type in ("organisation", "outlet"):
            kind = "organisation" if role.type == "organisation" else "outlet"
        if role.type == "group" and not role.plural:
            kind = "group"
        entity = Entity(
            kind, name, gender=role.gender, named=False, plural=role.plural, first=role.start, definite=role.definite
        )
        if owner:
            entity.owners.add(owner)
        self._new(entity)
        self.add_role(entity, (*role.modifiers, role.head))
        return entity

    def revealed(self, entity: Entity, sight: Sight, likely: Sequence[Likely] = (), quoting: bool = False) -> None:
        """The phrase just before that a person's first naming explains: "The engineer said so. “I wrote,” Ada Holt told us."

        News prose that brings in a speaker by what he is names him with the next quotation (`quoting`: the name stands behind
        one). The one so named must be new, speak, and have no description of his own; the phrase must speak too, and nobody
        else may come between.
        """
        if entity.type != "person" or entity.last >= 0:
            return
        for x in likely:
            told = x.entity.sentence == sight.sentence and x.entity.spoke  # "a lawyer said Ivan Ruiz had asked for help"
            if x.score > NAME_READ and not x.entity.named and x.entity.type == "role" and not (told or _paper(x.entity)):
                other = bool(x.entity.gender and entity.gender and x.entity.gender != entity.gender)
                other = other or any(_of_another_kind(held[:-1], held[-1], entity) for held in x.entity.roles)
                if not other and not x.entity.dead:
                    self._explain(x.entity, entity)
                return
        last = self._subject_before()
        if last is None or entity.roles or not sight.speaks:
            return
        if last.named or last.plural or last.type != "role" or last.dead or not last.spoke or _paper(last):
            return
        if last.sentence == sight.sentence:
            return
        if last.definite and not self._named_next(last, entity, quoting):
            return
        near = sight.paragraph - last.entered <= int(last.definite) and sight.start > last.end
        other_sex = last.gender and entity.gender and last.gender != entity.gender
        if not near or other_sex or any(held[-1] in names.words_of("anybody") for held in last.roles):
            return
        self._explain(last, entity)

    @staticmethod
    def _named_next(phrase: Entity, entity: Entity, quoting: bool) -> bool:
        """Whether who speaks next may be the one whom a definite phrase means: behind a quotation, or the head of a state by
        the surname ("the president … Macron said"); "the governor" is known by his office, and a full name is another's."""
        state = any(names.words_of("head-of-state").intersection(held) for held in phrase.roles)
        if any(held[-1] in _offices() for held in phrase.roles):
            return (state or quoting) and len(entity.words) == 1
        return quoting

    def _subject_before(self) -> Entity | None:
        """The subject of the sentence before, if nobody has come in since but what that sentence speaks of behind it."""
        behind: list[Entity] = []
        for entity in reversed(self._recent[-8:]):
            if entity.subject:
                return entity if all(x.sentence == entity.sentence for x in behind) else None
            behind.append(entity)
        return None

    def _explain(self, phrase: Entity, entity: Entity) -> None:
        """From now on, and for what was said before, the phrase means the person named."""
        phrase.same_as, phrase.dead = entity, True
        entity.gender = entity.gender or phrase.gender
        for role in sorted(phrase.roles):
            self.add_role(entity, role)

    def seen(self, entity: Entity, sight: Sight) -> None:
        """Note a mention: what is mentioned last and as a subject comes to mind first."""
        entity.last, entity.end = sight.start, sight.end
        if sight.quoted:
            return
        entity.subject = sight.subject or (entity.subject and entity.sentence == sight.sentence)
        entity.sentence, entity.paragraph = sight.sentence, sight.paragraph
        entity.entered = sight.paragraph if entity.entered < 0 else entity.entered
        entity.spoke = sight.speaks if sight.subject else entity.spoke
        if sight.speaks and sight.subject:
            self._voice = entity
        entity.times += 1
        if entity in self._recent[-12:]:
            self._recent.remove(entity)
        self._recent.append(entity)
        if len(self._recent) > 60:
            del self._recent[:20]

    def related(self, entity: Entity, owner: Entity | None, word: str) -> None:
        """Somebody who is brought in by a given name alone, as a relative of whom `owner` or a possessive tells ("her husband,
        Tom"): where the report has "Mr Hale", it is he.
        """
        if owner is None:
            sex = pronoun_sex(word)
            of_sex = (e for e in reversed(self._recent) if e.type == "person" and len(e.words) > 1 and e.gender in ("", sex))
            owner = next(of_sex, None) if sex else None
            if owner is not None:
                owner.gender = owner.gender or sex
        if owner is not None and owner is not entity and len(entity.words) == 1 < len(owner.words):
            entity.relative = True
            self._surnames[owner.words[-1]].append(entity)

    def add_described(self, shown: str, word: str, start: int) -> Entity:
        """A new entity for a description that no table knows, of whom a pronoun tells the sex and number."""
        bare = shown.split(None, 1)[1] if shown.split()[0].lower() in ("a", "an", "the") and " " in shown else shown
        kind: EntityType = "group" if word == "they" else "role"
        return self._new(Entity(kind, bare, gender=pronoun_sex(word), named=False, plural=word == "they", first=start))

    def read_as(
        self, word: str, sight: Sight, meant: Meant | None, talking: Sequence[Entity | None]
    ) -> tuple[Entity, str] | None:
        """Whom the model is sure that a pronoun means, if it can; whose name stands right before ", he said," is another."""
        if meant is None or meant.entity is None or meant.entity in talking or meant.entity.dead:
            return None
        if sight.speaks and 0 <= sight.start - meant.entity.end <= 2:
            return None
        if not _can_be(word, meant.entity) or self._reports(meant.entity):
            return None
        meant.entity.gender = meant.entity.gender or pronoun_sex(word)
        return meant.entity, f"{word}: read as meaning {meant.entity.name} ({meant.chance:.2f})"

    def pronoun(
        self, word: str, sight: Sight, likely: Sequence[Likely] = (), talking: Sequence[Entity | None] = ()
    ) -> tuple[Entity | None, str]:
        """Whom he, she, it or they means: of those of fitting gender and number the subject or speaker nearest before, and
        whom the model takes it for; what speaks for either is added up. In a turn of a transcript it is neither who speaks
        nor who spoke just before and is spoken to (`talking`).
        """
        read = {id(x.entity): min(max(x.score, -PRONOUN_MOST), PRONOUN_MOST) for x in likely}
        sentence = sight.sentence
        floor = max((e.sentence for e in self._recent[-24:] if _has_floor(e, sight)), default=-1)
        best: tuple[float, int] | None = None
        choice: Entity | None = None
        for entity in reversed(self._recent[-24:]):
            beside = entity in talking or self._reports(entity)
            if beside or not 0 <= sentence - entity.sentence <= WINDOW or not _can_be(word, entity):
                continue
            score = -BACK * (sentence - entity.sentence) + (AS_SUBJECT if entity.subject else 0.0)
            taken = entity.paragraph < sight.paragraph and entity.sentence < floor  # somebody else has come in since
            if sight.speaks and entity.spoke and sight.paragraph - entity.paragraph <= 1 and not taken:
                score += SPOKE
            if entity.paragraph == sight.paragraph:
                score += SAME_PARAGRAPH
            if word in ("he", "she", "him") and entity.gender:
                score += KNOWN_GENDER
            if len(entity.words) == 1 and not entity.titled and _other_sex(word, names.given_names().get(entity.words[0], "")):
                score -= OTHER_SEX
            if sight.speaks and entity.subject and entity.sentence == sentence and 0 <= sight.start - entity.end <= 2:
                score -= REFLEXIVE  # "Holt, he said, had lied"
            if word == "him" and entity.subject and entity.sentence == sentence and sight.start - entity.end < OWN_CLAUSE:
                score -= REFLEXIVE
            score += OFTEN * min(entity.times, 4)
            if word == "they" and entity.plural:
                score += 1.0
            score += PRONOUN_READ * read.get(id(entity), -PRONOUN_MOST if read else 0.0)
            if best is None or (score, entity.last) > best:
                best, choice = (score, entity.last), entity
        if choice is None:
            return None, ""
        choice.gender = choice.gender or pronoun_sex(word)
        if read.get(id(choice), 0.0) > 0:
            return choice, f"{word}: read as meaning {choice.name}, the {'subject' if choice.subject else 'name'} that fits"
        return choice, f"{word}: the last {'subject' if choice.subject else 'name'} that fits"


@cache
def _offices() -> frozenset[str]:
    """The nouns of offices and ranks, and of kin."""
    held = (title[-1] for title, (kind, _) in names.titles().items() if kind != "honorific")
    return frozenset(held) | names.words_of("kin") | names.words_of("anybody")


@cache
def _styles() -> frozenset[str]:
    """Titles that are callings too: who is called Professor Holt is the professor, but no professor is her for being one."""
    found = (
        names.title_words(" ".join(t))[-1] for t, (kind, gender) in names.titles().items() if kind == "honorific" and not gender
    )
    return frozenset(word for word in found if role_noun(word)[0] == "person")


def _title_gender(c: Candidate) -> str:
    return next((g for t in c.titles if (g := names.titles().get(tuple(t.split()), ("", ""))[1])), "")


def _plainer(entity: Entity, role: Role) -> bool:
    """Whether a phrase is for another office than the "a minister" that was spoken of before: "the prime minister"."""
    told = entity.named or entity.definite or role.head in names.words_of("anybody")
    more = not names.words_of("telling-modifier").isdisjoint(role.modifiers)
    return more and not told and all(len(held) == 1 for held in entity.roles)


def _high(role: Role) -> bool:
    """Whether a phrase is for an office whose holder a report names with it: "the prime minister", "the governor"."""
    return role.head in names.words_of("office") or "prime" in role.modifiers


def _nobody_called_so(c: Candidate, gender: str, entity: Entity) -> bool:
    """Whether somebody is of another sex than a title tells, or too young for it: no girl of eight is Mrs Hale.

    Here even a name that tells the sex in one country only counts ("Marian"): nothing else is made of it.
    """
    sex = entity.gender or (names.name_sex(entity.words[0]) if len(entity.words) > 1 else "")
    return bool(gender and sex and sex != gender) or (entity.child and bool(gender) and "miss" not in c.titles)


_AGED = re.compile(r"(\w+)-year-old")


def _a_child(c: Candidate) -> bool:
    """Whether an age below sixteen stands beside a name: ", 14,", ", five,", "the eight-year-old Ella Wright"."""
    aged = _AGED.fullmatch(c.before[-1].low) if c.before else None
    behind = [w for w in c.after[:1] if w.gap == ", " and (len(c.after) == 1 or c.after[1].gap.startswith((",", ".", ")")))]
    told = [*([aged[1]] if aged else ()), *(w.low for w in behind)]
    return any((int(word) if word.isdecimal() else _digits().get(word, GROWN)) < GROWN for word in told)


@cache
def _digits() -> dict[str, int]:
    """Whole numbers in words: "five", "fifteen"."""
    return {row["word"]: int(row["value"]) for row in table("numbers") if row.get("kind") == "digit"}


def _gender(c: Candidate, bearers: Sequence[Entity]) -> str:
    """The sex that a title tells, or among people known by their surname alone what he or she says: "Holt said he"."""
    told = _title_gender(c)
    if told or any(len(e.words) > 1 for e in bearers):
        return told
    behind = [w.low for w in c.after[:2] if w.gap == " "]
    said = len(behind) == 2 and len(c.key) == 1 and behind[0] in names.words_of("saying")
    return pronoun_sex(behind[1]) if said and behind[1] not in ("his", "her") else ""


def _another_calling(c: Candidate, bearers: Sequence[Entity]) -> bool:
    """Whether a given name stands behind a calling that no bearer has who has another: "teacher Ada", Mayor Ada Holt."""
    before = c.before[-1] if c.before and not c.opens else None
    if before is None or before.capital or before.end + 1 != c.start or role_noun(before.low)[0] != "person":
        return False
    return bool(bearers) and all(e.roles and not any(held[-1] == before.low for held in e.roles) for e in bearers)


def _by_given_name(c: Candidate) -> bool:
    """Whether a lone word may be a given name: without a title, or after one that goes with it ("Sir Karel", "Dame Ada")."""
    return all(t in names.words_of("given-title") for t in c.titles)


def _behind_go_between(c: Candidate) -> bool:
    """Whether a comma parts a name from those through whom its bearer speaks: "through his lawyer, | Mr Holt said"."""
    said = bool(c.after) and c.after[0].gap == " " and c.after[0].low in names.words_of("saying")
    parted = bool(c.before) and c.start > c.before[-1].end + 1
    return parted and said and any(w.low in ("through", "via", "by") for w in c.before[-3:-1])


def _shades(before: Sequence[Word], start: int, opens: bool) -> Iterator[str]:
    """The words between an article, or the sentence's start, and what stands at a place: "police", "the hospital's"."""
    for word in reversed(before):
        if word.end + (1 + word.possessive) < start or word.end > start or opens:
            return
        small = names.words_of("definite") | names.words_of("indefinite") | names.words_of("saying")
        if word.low in small or is_verbish(word.low) or (word.low in stopwords() and not word.text.isupper()):
            return  # "U.S." is no pronoun
        yield word.low
        start, opens = word.start, word.opens


def _of_another_office(words: Sequence[str], head: str, entity: Entity) -> bool:
    """Whether a word of rank stands before only one of the nouns: the shadow chancellor is not the chancellor."""
    theirs = {shade for shade, noun in entity.shades if noun == head}
    theirs |= {m for held in entity.roles if held[-1] == head for m in held[:-1]}
    return theirs & names.words_of("other-office") != {*words} & names.words_of("other-office")


def _of_another_kind(words: Sequence[str], head: str, entity: Entity) -> bool:
    """Whether a name is brought in with other words before the noun of a description: "a council spokesman" is not "police
    spokesman Karel Brod", nor "a councillor" the "fellow councillor", nor "France's president" a president of Italy.
    """
    theirs = {shade for shade, noun in entity.shades if noun == head}
    if _of_another_office(words, head, entity):
        return True
    countries = [{names.known_place(land) for w in some if (land := _land(w))} for some in (words, theirs)]
    if all(countries) and not countries[0] & countries[1]:
        return True
    mine, telling = ({w for w in some if not _whence(w)} for some in (words, theirs))
    generic = names.words_of("private-body") | _SIDES
    bodies = any(role_noun(w)[0] in ("organisation", "group") for w in telling - generic)  # "union spokesman Ada Holt"
    if mine <= generic and telling.isdisjoint(names.common_words()) and not bodies:
        return False  # "the club captain" may be "Rovers captain Ada Holt"
    return bool(theirs & names.words_of("another-one") - mine) or bool(mine and telling and not mine & telling)


def _land(word: str) -> str:
    """The country that a word names, or whose people or bodies it names: "france", "french"; empty for none."""
    return word if names.known_country(word) else names.adjectives().get(word, "")


def _of_another_body(role: Role, entity: Entity) -> bool:
    """Whether "the head of the army" is another than "the aid agency's head"; "the firm's head" may be anybody's."""
    mine = {*role.link[1:]} - stopwords() if role.link[:1] in (("of",), ("for",)) else set()
    theirs = {shade for shade, noun in entity.shades if noun == role.head and not _whence(shade)}
    generic = names.words_of("private-body") | _SIDES
    return bool(mine and theirs) and mine.isdisjoint(theirs) and not (mine <= generic or theirs <= generic)


def _called_so(role: Role, entity: Entity) -> bool:
    """Whether a body was called so beside its name, or its name says so: "Telvia, a phone company", "Norvik Shipping"."""
    named = role.head in names.words_of("private-body") and bool(role.modifiers) and {*role.modifiers} <= {*entity.words[1:]}
    return not role.link and (named or (*role.modifiers, role.head) in entity.roles)


def _whence(word: str) -> bool:
    """Whether a word tells where somebody is from, which goes with any other: "French", "Selby"; not the town of Police."""
    noun = word in names.common_words() or word in names.words_of("organisation-end")
    return word in names.demonyms() or (names.known_place(word) is not None and not noun)


def _may_hold(role: Role, entity: Entity) -> bool:
    """Whether somebody may be meant by a description: a person of fitting gender who holds no neighbouring office."""
    if entity.type not in ("person", "role") or entity.plural or entity.dead or _paper(entity):
        return False
    if role.possessed in ("his", "her") and _can_be("he" if role.possessed == "his" else "she", entity):
        return False  # nobody is his own spokesman
    if role.gender and entity.gender and role.gender != entity.gender:
        return False
    near = [held for held in entity.roles if held[-1] == role.head]
    return not near or _agrees(role, entity)


def _may_mean(role: Role, sight: Sight, entity: Entity) -> bool:
    """Whether a calling may be another word for somebody; not for one whom its bearer names in what he says.

    "A book by Ann Low was stolen, the librarian said" is not hers.
    """
    calling = sight.speaks and role.definite and role.head not in _offices()
    told_of = entity.named and entity.sentence == sight.sentence and entity.end <= sight.start and entity.times == 1
    if role.head in names.words_of("anybody") and not role.modifiers and _has_office(entity):
        return False  # whom a report calls by an office is not "the woman"
    return _may_hold(role, entity) and not (calling and told_of) and not _of_another_part(role.head, entity)


def _has_office(entity: Entity) -> bool:
    """Whether a report calls somebody by an office: "judge", "superintendent"."""
    return any(held[-1] in names.office_nouns() for held in entity.roles)


def _of_another_part(head: str, entity: Entity) -> bool:
    """Whether somebody has another part in the affair than a noun says: the suspect is not "the victim"."""
    mine = names.affair_parts(head).items()
    return any(names.affair_parts(role[-1]).get(row, part) != part for row, part in mine for role in entity.roles)


def _has_floor(entity: Entity, sight: Sight) -> bool:
    """Whether somebody is whom an earlier sentence of this paragraph is about."""
    person = entity.type in ("person", "role") and not entity.plural
    return person and entity.subject and entity.paragraph == sight.paragraph and entity.sentence < sight.sentence


def _can_be(word: str, entity: Entity) -> bool:
    if word in ("he", "she", "him"):
        person = entity.type == "person" or (entity.type == "role" and not entity.plural)
        handle = entity.name.startswith("@")
        return person and not handle and entity.gender in ("", pronoun_sex(word)) and not _paper(entity)
    if word == "it":
        return entity.type in ("organisation", "outlet") or (entity.type == "group" and not entity.plural) or _paper(entity)
    return entity.plural or entity.type == "group" or (entity.type == "organisation" and not entity.named)


def pronoun_sex(word: str) -> str:
    """What a pronoun tells of whom it means; empty for "it" and "they"."""
    return {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}.get(word, "")


def _other_sex(word: str, gender: str) -> bool:
    return bool(pronoun_sex(word)) and gender not in ("", pronoun_sex(word))


def _paper(entity: Entity) -> bool:
    return any(role_noun(r[-1])[0] == "thing" for r in entity.roles)


def _kind_fits(head: str, entity: Entity) -> bool:
    called = {r[-1] for r in entity.roles}
    for mine, other in (("wire", "newspaper"), ("newspaper", "wire")):
        if head in names.words_of(mine) and called & names.words_of(other) and not called & names.words_of(mine):
            return False
    if entity.type == "outlet":
        outlet = names.known_outlet(entity.name)
        if outlet is not None and head in names.words_of("wire") | names.words_of("newspaper"):
            return (head in names.words_of("wire")) == (outlet.kind in ("agency", "state")) and (
                head not in names.words_of("newspaper") or outlet.kind == "paper"
            )
        return role_noun(head)[0] == "outlet" or head in names.words_of("wire")
    if head in names.words_of("wire") or role_noun(head)[0] == "outlet":
        return False
    if head == "party":
        short = len(entity.name) > 2 and entity.name.isupper() and not names.known_body(entity.name)
        return entity.subject and entity.spoke and short  # "the APC said"
    tail = names.plain(entity.name).split()[-1:]
    public = names.words_of("public-body")
    if head in public or (tail and tail[0] in public):
        return head in tail
    return head in names.words_of("private-body") and not (head in _FIRMS and tail and tail[0] in names.words_of("no-firm"))


def _public(entity: Entity) -> bool:
    """Whether a body is called by what no firm is: a council, a ministry, a union."""
    tail = names.plain(entity.name).split()[-1:]
    return bool(tail) and tail[0] in names.words_of("public-body") | names.words_of("no-firm")


def _agrees(role: Role, entity: Entity) -> bool:
    """Whether the modifiers of a role fit those under which the entity holds it ("foreign minister", "prime minister")."""
    if role.type == "thing" and role.definite and not entity.named:
        return True
    mine = {m for m in role.modifiers if m not in names.demonyms() and m.isalpha()}
    for held in entity.roles:
        if held[-1] != role.head:
            continue
        if (role.head,) not in names.titles():  # "a former aide" may be "the aide"; a former mayor is not the mayor
            held = tuple(m for m in held if m not in ("former", "ex"))
        theirs = {m for m in held[:-1] if m not in names.demonyms()}
        if names.neighbouring((*role.modifiers, role.head), held):
            continue  # the deputy mayor is not the mayor
        if not mine or not theirs or mine & theirs:
            return True
        if entity.named and not mine & names.words_of("telling-modifier"):
            return True
    return False
