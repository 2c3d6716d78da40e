"""The entities of single documents as `identities` weighs them, and the sets that they are joined into."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sayso import names
from sayso.tables import table
from sayso.text import fold, stem
from sayso.types import Document, EntityType, Hop, Locus, Marked, Mention
from sayso.weave.vectors import SCALE, rare, shared, vector

BLOCK = 60  # entities of one block that are held against each other; a larger block has no telling key
SHARED = 2  # names that two reports must share to be of one affair,
OF_THEIRS = 1 / 3  # and of the names that the one with fewer shares with any report; looked over on 500 unrelated articles
ALIKE = 0.12  # cosine of two reports by their rarer words from which they are of one affair; 1 in 500 pairs of US politics is
ALIKE_IN = 3  # … and so many words that they must have in common
BODIES = ("organisation", "outlet")


@dataclass
class Local:
    """An entity of one document, or a span of a hop that no mention covers."""

    document: str
    id: str
    type: EntityType
    names: Counter[str] = field(default_factory=Counter)  # without titles
    phrases: Counter[str] = field(default_factory=Counter)  # role phrases as they stand
    spellings: set[str] = field(default_factory=set)  # names as they stand, with titles
    surnames: Counter[str] = field(default_factory=Counter)  # how often a bare surname, folded, stands for it
    articled: set[str] = field(default_factory=set)  # names that stand behind "the": "the Vellmar"
    titles: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)  # nouns of its roles: "mayor"
    genders: set[str] = field(default_factory=set)
    styled: set[str] = field(default_factory=set)  # of these the ones that a title tells, surer than a pronoun's
    loci: list[Locus] = field(default_factory=list)
    within: set[int] = field(default_factory=set)  # entities named inside its role phrases (numbers of locals)
    plural: bool = False
    hop: bool = False
    own: bool = False  # the document's own outlet

    @property
    def named(self) -> bool:
        return bool(self.names)

    @property
    def best(self) -> str:
        return fullest(self.names) if self.names else fullest(self.phrases)


class Groups:
    """Disjoint sets of locals with the reasons for each join, and the joins that are forbidden."""

    def __init__(self, found: Sequence[Local]) -> None:
        self.found = found
        self._parent = list(range(len(found)))
        self._documents: dict[int, dict[str, int]] = {n: {x.document: n} for n, x in enumerate(found)}
        self.members: dict[int, list[int]] = {n: [n] for n in range(len(found))}
        self.why: dict[int, set[str]] = defaultdict(set)
        # What is known of the persons of a set, each combination once: sexes and titles; and the nouns of all their roles.
        self.looks = {n: {(frozenset(x.genders), frozenset(x.titles))} for n, x in enumerate(found)}
        self.heads = {n: set(x.heads) for n, x in enumerate(found)}

    def root(self, n: int) -> int:
        while self._parent[n] != n:
            self._parent[n] = self._parent[self._parent[n]]
            n = self._parent[n]
        return n

    def join(self, a: int, b: int, why: str) -> bool:
        """Join two sets unless one document keeps members of both apart under different names."""
        a, b = sorted((self.root(a), self.root(b)))
        if a == b:
            return True
        small, large = sorted((self._documents[a], self._documents[b]), key=len)
        for document, n in small.items():
            if document in large and not self._alike(n, large[document]):
                return False
        self._parent[b] = a
        del self._documents[b]
        large.update(small)
        self._documents[a] = large
        self.members[a].extend(self.members.pop(b))
        self.looks[a] |= self.looks.pop(b)
        self.heads[a] |= self.heads.pop(b)
        self.why[a] |= self.why.pop(b, set()) | {why}
        return True

    def is_named(self, n: int) -> bool:
        """Whether any report names the one that a member's set is."""
        return any(self.found[m].named for m in self.members[self.root(n)])

    def in_report(self, root: int, document: str) -> Local | None:
        """The member of a set that a report has, if it has one."""
        n = self._documents[root].get(document)
        return None if n is None else self.found[n]

    def _alike(self, a: int, b: int) -> bool:
        x, y = self.found[a], self.found[b]
        if x.own and y.own:
            return True
        if x.named != y.named:
            return True  # "the mayor" beside a name that no one there calls mayor; the caller saw to it that only one is meant
        if any(names.is_acronym_of(s, f) or names.is_acronym_of(f, s) for s in x.names for f in y.names):
            return True
        if x.type == "person" or y.type == "person":
            return {names.personal_name(n).words for n in x.names} & {names.personal_name(n).words for n in y.names} != set()
        return bool({body_key(n) for n in x.names} & {body_key(n) for n in y.names})

    def each(self) -> Iterable[list[int]]:
        """The sets, each sorted, in order of their first member."""
        for n in sorted(self.members):
            yield sorted(self.members[n])


def gathered(pile: Sequence[Marked]) -> tuple[list[Local], dict[tuple[str, int, int], str]]:
    """Every entity of every document, and for hops without a mention the local made of their span."""
    out: list[Local] = []
    at_hop: dict[tuple[str, int, int], str] = {}
    for marked in pile:
        here: dict[str, Local] = {}
        for mention in marked.mentions:
            local = here.get(mention.entity)
            if local is None:
                local = here[mention.entity] = Local(marked.document.id, mention.entity, mention.type)
            _note(local, mention, marked.document.text)
        _forget_doubtful(here)
        _own(marked.document, here)
        for attribution in marked.attributions:
            for hop in attribution.chain:
                _hop(hop, marked, here, at_hop)
        numbers = {key: len(out) + n for n, key in enumerate(here)}
        out.extend(here.values())
        _inside(marked, here, numbers)
    return out, at_hop


def _note(local: Local, mention: Mention, text: str) -> None:
    span = " ".join(text[mention.start : mention.end].split())
    local.loci.append(Locus(mention.document, mention.start, mention.end))
    if mention.form == "name":
        local.names[mention.name] += 1
        local.spellings.add(span)
        if text[max(0, mention.start - 4) : mention.start].casefold() == "the ":
            local.articled.add(mention.name)
            local.spellings |= _with_article(mention, span, text)
        if mention.type == "person":
            if " " not in span:
                local.surnames[fold(names.without_possessive(span))] += 1
            first, _, behind = span.partition(" ")
            for title in names.personal_name(behind if fold(first) in names.adjectives() else span).titles:
                kind, gender = names.titles().get(tuple(title.split()), ("", ""))
                local.styled |= {gender} - {""}
                local.genders |= {gender} - {""}
                words = names.title_words(title)
                local.titles.add(" ".join(words))
                if kind != "honorific":
                    local.heads.add(words[-1])
    elif mention.form == "role":
        local.phrases[span] += 1
        local.heads |= {head_of(span)} - {""}
        local.plural = local.plural or mention.type == "group"
    elif span.lower() in ("he", "she", "him"):
        local.genders.add("f" if span.lower() == "she" else "m")


def _with_article(mention: Mention, span: str, text: str) -> set[str]:
    """An outlet's name with its article, where that is a part of it: by the table, or by its capital inside a sentence."""
    if mention.type != "outlet":
        return set()
    known = names.known_outlet(mention.name)
    if known is not None and fold(known.name) == f"the {fold(span)}":
        return {known.name}
    before = text[max(0, mention.start - 6) : mention.start - 4]
    inside = text[mention.start - 4] == "T" and before[-1:] == " " and before[:1].isalnum()
    return {f"The {span}"} if inside else set()


def _forget_doubtful(here: dict[str, Local]) -> None:
    """A bare surname that two full names of one report bear is no spelling to know either of them by.

    It is where the report calls the others by a title ("Ms Hale"): then it means to tell them apart; and where it uses
    the bare surname more than once and always for the same one.
    """
    bearers: dict[str, list[Local]] = defaultdict(list)
    for local in here.values():
        if local.type == "person" and full_names(local):
            for family in dict.fromkeys(fold(f) for f in family_names(local)):
                bearers[family].append(local)
    for family, people in bearers.items():
        plain = [x for x in people if not any(_surname_alone(s) == family and " " in s for s in x.spellings)]
        used = [x.surnames[family] for x in people if x.surnames[family]]
        if len(used) == 1 and used[0] > 1:
            continue
        if any(not _givens(a) & _givens(b) for a, b in pairwise(plain)):
            for local in people:
                local.spellings = {s for s in local.spellings if fold(names.without_possessive(s)) != family}


def _givens(local: Local) -> set[str]:
    return {given for name in full_names(local) for given in names.personal_name(name).given}


def _surname_alone(spelling: str) -> str:
    words = names.personal_name(spelling).words
    return words[0] if len(words) == 1 else ""


def _own(document: Document, here: dict[str, Local]) -> None:
    """Mark the document's own outlet among its entities, or add it."""
    if document.outlet is None or not document.outlet.value.strip():
        return
    value = document.outlet.value
    key = names.outlet_key(value).removeprefix("the ")
    for local in here.values():
        if local.type in BODIES and any(
            names.outlet_key(n).removeprefix("the ") == key for n in (*local.names, *local.spellings)
        ):
            local.own = True
            return
    outlet = document.outlet
    made = Local(document.id, f"{document.id}-own", "outlet", own=True)
    made.names[value] += 1
    if outlet.start is not None and outlet.end is not None:
        made.loci.append(Locus(document.id, outlet.start, outlet.end))
        made.spellings.add(" ".join(document.text[outlet.start : outlet.end].split()))
    here[made.id] = made


def _hop(hop: Hop, marked: Marked, here: dict[str, Local], at_hop: dict[tuple[str, int, int], str]) -> None:
    document = marked.document
    if hop.entity is not None:
        if hop.entity in here:
            here[hop.entity].hop = True
        return
    if hop.start is None or hop.end is None:
        return
    place = (document.id, hop.start, hop.end)
    if place in at_hop:
        return
    covering = _covering(marked.mentions, hop.start, hop.end, document.text)
    if covering is not None:
        at_hop[place] = covering
        here[covering].hop = True
        return
    span = " ".join(document.text[hop.start : hop.end].split()).strip("\"“”‘’'«» ")
    if not span or (fold(span) in names.words_of("pronoun") and span != "WHO"):
        return
    if _capitalised(span) or (span.islower() and names.known_outlet(span)):
        made = Local(
            document.id, f"{document.id}-h{hop.start}", "outlet" if names.outlet_like(span) else "organisation", hop=True
        )
        made.names[unarticled(span)] += 1
        made.loci.append(Locus(document.id, hop.start, hop.end))
        here[made.id] = made
        at_hop[place] = made.id
        return
    head = head_of(span)
    kind, _ = role_nouns().get(head, ("", ""))
    if kind == "thing" and not span.lower().startswith(("a ", "an ", "another ")):
        for local in here.values():  # "the memo" again
            if local.hop and not local.named and head in local.heads:
                local.phrases[span] += 1
                local.loci.append(Locus(document.id, hop.start, hop.end))
                at_hop[place] = local.id
                return
    entity_type: EntityType = "group" if kind == "group" else kind if kind in BODIES else "role"  # type: ignore[assignment]
    made = Local(document.id, f"{document.id}-h{hop.start}", entity_type, hop=True, plural=kind == "group")
    made.phrases[span] += 1
    made.heads |= {head} - {""}
    made.loci.append(Locus(document.id, hop.start, hop.end))
    here[made.id] = made
    at_hop[place] = made.id


def _capitalised(span: str) -> bool:
    """Whether a span is a name that no mention covers: every word but the article and small words has a capital."""
    words = [w for w in unarticled(span).split() if w.lower() not in names.words_of("joiner")]
    bare = fold(words[-1]) if words else ""
    masthead = span[:4].lower() == "the " and bare in names.words_of("outlet-end")  # "the Post", "the Star"
    return bool(words) and all(w[:1].isupper() for w in words) and (masthead or bare not in role_nouns())


def _covering(mentions: Sequence[Mention], start: int, end: int, text: str) -> str | None:
    """The mention that is the hop's span but for an article or a few signs, or whose words the span speaks of."""
    starts = [m.start for m in mentions]
    for m in mentions[max(0, bisect_left(starts, start - 60)) : bisect_left(starts, end)]:
        if m.form == "name" and m.type == "outlet" and m.start >= start and _wire(text[m.end : end]):
            return m.entity  # "WCFR radio", "the semi-official Sadoq news agency"
        if m.end > end + 3 or m.end < end - 3 or (m.form == "pronoun" and (m.start, m.end) != (start, end)):
            continue
        if m.form == "name" and m.start < start and abs(m.end - end) <= 1:
            return m.entity  # the span is the end of a longer name
        extra = text[start : m.start] if m.start >= start else text[m.start : start]
        before = fold(extra).split()
        if all(w in names.words_of("definite") | {"a", "an", "another", "one", "some"} for w in before):
            return m.entity
        if m.form == "name" and m.start > start and _utterance(before):
            return m.entity
    return None


def _wire(behind: str) -> bool:
    """Whether what stands behind a name says only what outlet it is."""
    words = fold(behind).split()
    kinds = (role_nouns().get(w, ("", ""))[0] == "outlet" or w in names.words_of("wire") for w in words[-1:])
    return 0 < len(words) <= 2 and any(kinds) and words[:-1] in ([], ["news"], ["press"])


def _utterance(words: Sequence[str]) -> bool:
    """Whether what stands before a name makes the phrase mean what he said: "the eleven words of", "a post by"."""
    return len(words) > 1 and words[-1] in ("of", "by", "from") and words[-2] in names.words_of("utterance")


def _inside(marked: Marked, here: dict[str, Local], numbers: dict[str, int]) -> None:
    """Note which named entities stand inside each role phrase, or right behind it as its apposition."""
    named = [m for m in marked.mentions if m.form == "name"]
    starts = [m.start for m in named]
    text = marked.document.text
    for key, local in here.items():
        if local.named:
            continue
        for locus in local.loci:
            for m in named[bisect_left(starts, locus.start) :]:
                if m.start > locus.end + 2:
                    break
                behind = m.start >= locus.end and text[locus.end : m.start] not in (", ",)
                if not behind and m.entity != key and m.type != "person":
                    local.within.add(numbers[m.entity])


def related(near: Near, a: str, b: str) -> bool:
    """Whether two documents are of one affair, by the names they share or by their words: a phrase of one may then be explained
    by the other."""
    here, there = near.get(a, frozenset()), near.get(b, frozenset())
    return a == b or len(here & there) >= max(SHARED, OF_THEIRS * min(len(here), len(there))) or near.alike(a, b)


class Near(dict[str, frozenset[str]]):
    """For each document the names it shares with others; and whether two are alike by their words."""

    def __init__(self, names: Mapping[str, frozenset[str]], pile: Iterable[Marked]) -> None:
        super().__init__(names)
        self._reports = {m.document.id: m for m in pile}
        self._vectors: dict[str, Mapping[str, int]] = {}
        self._shared: dict[tuple[str, str], dict[str, int]] = {}

    def alike(self, a: str, b: str, aside: str = "", met: bool = False) -> bool:
        """Whether two documents that share a name tell of the same by their rarer words, those of a name aside that is to be
        explained.

        Each document is read once, and each pair compared once. `met`: they share a name that is not among their names here.
        """
        if not met and not self.get(a, frozenset()) & self.get(b, frozenset()):
            return False  # what courts and markets bring is told in the same words every week
        pair = (min(a, b), max(a, b))
        if pair not in self._shared:
            self._shared[pair] = shared(*map(self._vector, pair))
        left_out = {stem(word) for word in aside.split()}
        both = {k: v for k, v in self._shared[pair].items() if left_out.isdisjoint(k.split())}
        return sum(" " not in k for k in both) >= ALIKE_IN and sum(both.values()) >= ALIKE * SCALE**2

    def _vector(self, document: str) -> Mapping[str, int]:
        if document not in self._vectors:
            self._vectors[document] = vector(self._reports[document])
        return self._vectors[document]


def seldom(name: str) -> bool:
    """Whether a name has a word that news at large hardly knows, and is no known place's."""
    return names.known_place(name) is None and any(len(w) > 2 and rare(w) for w in fold(name).split())


def role_nouns() -> dict[str, tuple[str, str]]:
    if not _ROLES:
        for row in table("roles"):
            _ROLES[row["noun"]] = (row["type"], row["gender"])
        for noun, (kind, _) in list(_ROLES.items()):
            if kind == "person":
                _ROLES.setdefault(f"{noun[:-3]}men" if noun.endswith("man") else f"{noun}s", ("group", ""))
    return _ROLES


_ROLES: dict[str, tuple[str, str]] = {}


def head_of(phrase: str) -> str:
    """The noun of a role phrase: "engineer" of "an engineer at the operator"; empty if no noun of the table is in it."""
    words = [w.strip(".,;:'\"“”’").removesuffix("'s") for w in fold(phrase).split()]
    for n, word in enumerate(words):
        if n and word in names.words_of("link") | names.words_of("knowing") | {"who", "that", "which", "seen"}:
            words = words[:n]
            break
    return next((w for w in reversed(words) if w in role_nouns()), words[-1] if words and len(words) <= 4 else "")


# -- reading a local ---------------------------------------------------------------------------------


def body_key(name: str) -> str:
    known = names.known_body(name)
    if known is not None:
        return f"= {known}"
    outlet = names.known_outlet(name) or (names.known_outlet(f"The {name}") if " " not in name else None)
    if outlet is not None:
        return f"= {outlet.name}"
    return of_a_country(name) or " ".join(names.organisation_key(name)) or names.outlet_key(name)


_TWO_LANDS = frozenset({"georgia", "congo", "korea", "guinea"})


def of_a_country(name: str) -> str:
    """A body of a country by the country and its noun, "Israel's army", "the Israeli army"; empty for others."""
    whose, *rest = unarticled(name).split() or [""]
    if not all(map(str.islower, rest)) or not rest or fold(owner := names.without_possessive(whose)) in _TWO_LANDS:
        return ""
    if fold(rest[-1]) not in names.words_of("of-a-country") | names.words_of("body-of-state"):
        return ""
    country = names.adjectives().get(fold(owner)) or (owner if names.known_country(owner) else "")
    return f"# {names.known_place(country) or country} {fold(' '.join(rest))}" if country else ""


def family_names(local: Local) -> list[str]:
    return list(dict.fromkeys(f for name in sorted(local.names) for f in families_of(name)))


def families_of(name: str) -> list[str]:
    """The family name of a person, and the parts of a double one."""
    last = names.personal_name(name).family[-1:]
    return [part for f in last for part in dict.fromkeys((f, *(p for p in f.split("-") if len(p) > 2)))]


def full_names(local: Local) -> list[str]:
    return [n for n in sorted(local.names) if len(names.personal_name(n).words) > 1 or n.startswith("@")]


def other_sex(a: Local, b: Local) -> bool:
    return names.sexes_apart(a.genders, b.genders)


def offices_apart(mine: Collection[str], theirs: Collection[str]) -> bool:
    """Whether titles are of neighbouring offices, and none is shared: the mayor's and the deputy mayor's."""
    if set(mine) & set(theirs):
        return False
    return any(names.neighbouring(s.split(), t.split()) for s in mine for t in theirs)


def fullest(found: Counter[str]) -> str:
    """Of the common spellings the one with most words, then the commonest, the longest, the first in the alphabet.

    Common is what occurs at least a twelfth as often as the commonest of several words: a slip is nobody's name.
    """
    most = max((n for s, n in found.items() if " " in s), default=0)
    return min(found, key=lambda s: (12 * found[s] < most, -len(s.split()), -found[s], -len(s), s))


def unarticled(phrase: str) -> str:
    words = phrase.split()
    return (
        " ".join(words[1:])
        if len(words) > 1
        and words[1] != "of"
        and words[0].lower() in names.words_of("definite") | {"a", "an", "another", "one", "some"}
        else phrase
    )
