"""Phrases without a name in different documents: whom "the judge" of one report means, and which are one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, takewhile
from typing import NamedTuple

from sayso import names
from sayso.text import fold, stopwords
from sayso.weave.identities.affairs import Affairs
from sayso.weave.identities.evidence import BLOCK, BODIES, Groups, Local, Near, related, role_nouns

_LOOSE = frozenset({"a", "an", "the", "its", "his", "her", "their", "leaked", "unsigned", "internal", "own", "of", "in", "to"})
_OTHER = frozenset({"another", "second", "third", "other"})  # says itself that it is not the one named before
_OF = re.compile(r"\b(chief) of (staff)\b|\b(secretary|head|minister) of (state)\b")  # one office, not a chief of a body


class Office(NamedTuple):
    """What a phrase calls somebody: "Iran's former foreign minister" is a minister, former, foreign, of Iran."""

    head: str
    kind: frozenset[str]  # the words before the noun: "foreign"
    body: frozenset[str]  # the possessor, or what stands behind "of", "at", "for"


def join_unnamed(groups: Groups, near: Near) -> None:
    """Phrases without a name: the bearer that other reports name, one noun with one body, one paper that the reports share."""
    _join_bearers(groups, near)
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, x in enumerate(groups.found):
        if x.type == "organisation" and x.named:
            for body in sorted({_plain_body(name) for name in x.names} - {""}):
                if _only(groups, n, body.split()[-1]):
                    blocks[(body, "body")].append(n)  # "the Health Ministry", "the health ministry"
        if not x.heads or groups.is_named(n):
            continue
        head = min(x.heads)
        kind = role_nouns().get(head, ("", ""))[0]
        if kind == "person" and not x.plural:
            for m in sorted({groups.root(w) for w in x.within}):
                blocks[(head, f"at {m}")].append(n)
        elif kind == "organisation" and (body := _the_body(x)) and not x.within and _only(groups, n, head):
            blocks[(body, "body")].append(n)
        elif kind == "thing" and _alone(groups, n, head):
            blocks[(head, "paper")].append(n)
        elif kind == "group" and _definite(x) and not x.within:
            blocks[(fold(x.best), "group")].append(n)
    for (head, sort), members in sorted(blocks.items()):
        _join_block(groups, head, sort, members, near)


def _join_bearers(groups: Groups, near: Near) -> None:
    """ "The judge said": the one judge whom the pile's reports of the same affair name, if nothing speaks against it."""
    bearers: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))  # by noun and report
    for n, x in enumerate(groups.found):
        if x.type == "person" and x.named:
            for head in {o.head for o in offices(x)}:
                bearers[head][x.document].append(n)
    affairs = Affairs(near)
    known = _Known()
    for n, x in enumerate(groups.found):
        if x.named or x.plural or x.type not in ("role", "person") or not all(_points_at_one(p) for p in x.phrases):
            continue
        held = offices(x)
        if not held or held[0].head in names.words_of("anybody") | names.words_of("kin") | names.words_of("also-body"):
            continue
        if role_nouns().get(held[0].head.split("-")[0], ("", ""))[0] != "person":
            continue
        head = held[0].head
        fitting: dict[int, int] = {}
        for m in affairs.among(x.document, bearers[head]):
            fitting.setdefault(groups.root(m), m)
        here = {groups.root(m) for m in bearers[head].get(x.document, ()) if _brought_in(groups.found[m])}
        agreeing = {r: m for r, m in fitting.items() if r not in here and _may_bear(groups, known, r, x, held)}
        if len(agreeing) == 1:
            ((root, m),) = agreeing.items()
            who = groups.found[m].best
            groups.join(root, n, f"“{x.best}” in one report; the reports that share its names name one {head}, {who}")


def _brought_in(x: Local) -> bool:
    """Whether a report brings somebody in as one of many: "a retired pilot, Ada Holt" is not "the pilot" of before."""
    return any(fold(p).split()[0] in ("a", "an") for p in x.phrases)


def _may_bear(groups: Groups, known: _Known, root: int, x: Local, mine: list[Office]) -> bool:
    """Whether a named person can be the one whom a phrase means: same noun, and nothing that differs beside it."""
    if any(names.sexes_apart(x.genders, genders) for genders, _ in groups.looks[root]):
        return False
    kind, body = known.of(groups, root, mine[0].head)
    for office in mine:
        if not office.kind <= kind or (kind - office.kind) & names.words_of("past-modifier"):
            return False  # "the foreign minister" is not any minister, "the governor" no former one
        if office.body and 2 * len(office.body & body) <= len(office.body):
            return False  # "the mayor of Karsund" is not any mayor
        if not office.body and office.head in names.words_of("one-of-many"):
            return False
    return True


class _Known:
    """What all reports together call a person, each member of his set read once."""

    def __init__(self) -> None:
        self._read: dict[int, int] = {}  # by root: how many of its members
        self._said: dict[tuple[int, str], tuple[set[str], set[str]]] = {}  # by root and noun

    def of(self, groups: Groups, root: int, head: str) -> tuple[set[str], set[str]]:
        """The words before a noun in all that a set is called by, and the bodies behind it, those words among them."""
        members = groups.members[root]
        for m in members[self._read.get(root, 0) :]:
            for office in offices(groups.found[m]):
                kind, body = self._said.setdefault((root, office.head), (set(), set()))
                kind |= office.kind
                body |= office.body | office.kind
        self._read[root] = len(members)  # members only ever come in behind those of a root
        return self._said.get((root, head), (set(), set()))


def offices(x: Local) -> list[Office]:
    """What a person's titles and phrases, or an unnamed one's phrases, say he is."""
    found = [_office(p) for p in sorted(x.phrases)]
    lands = _lands(word for spelling in x.spellings for word in fold(spelling).split()[:2])  # "Russian President Ivan Orlov"
    for title in sorted(x.titles):
        if names.titles().get(tuple(title.split()), ("honorific", ""))[0] != "honorific":
            *before, head = _one_form(title).split()
            found.append(Office("judge" if head == "justice" else head, frozenset(before), lands))
    return [o for o in found if o.head]


_FORMS = {
    "chief executive officer": "chief executive",
    "ceo": "chief executive",
    "chief financial officer": "finance chief",
    "cfo": "finance chief",
    "chief operating officer": "operations chief",
    "coo": "operations chief",
}
_FORM = re.compile(rf"\b(?:{'|'.join(_FORMS)})\b")


def _one_form(phrase: str) -> str:
    """A folded phrase with offices that go by several names under one: "CFO", "finance chief"."""
    return _FORM.sub(lambda m: _FORMS[m.group()], phrase)


@lru_cache(maxsize=65536)
def _office(phrase: str) -> Office:
    words = [w.strip(".,;:'\"“”‘’()") for w in _OF.sub(lambda m: m.group().replace(" ", "-"), _one_form(fold(phrase))).split()]
    cut = next((n for n, w in enumerate(words) if n and w in names.words_of("link") | {"who", "that", "which"}), len(words))
    left, right = words[:cut], words[cut + 1 :]
    if cut < len(words) and words[cut] in ("who", "that", "which"):
        right = []
    at = next((n for n in range(len(left) - 1, -1, -1) if left[n] in role_nouns() or "-of-" in left[n]), None)
    if at is None:
        return Office("", frozenset(), frozenset())
    owner = max((n for n in range(at) if left[n].endswith("'s") or left[n].endswith("s'")), default=-1)
    small = stopwords() | names.words_of("definite") | names.words_of("indefinite")
    plain = {w for w in re.findall(r"[^\W\d_]+", phrase) if w.islower()}
    body = {w.removesuffix("'s").rstrip("'") for w in (*left[: owner + 1], *right)} - small
    body -= {w for w in body & plain if role_nouns().get(w, ("", ""))[0] in BODIES}  # "the company's director": of any company
    before = frozenset(left[owner + 1 : at]) - small
    return Office(left[at], before - names.adjectives().keys(), frozenset(body) | _lands(before))


def _lands(words: Iterable[str]) -> frozenset[str]:
    """The words of the countries that adjectives name: "russia" for "russian"."""
    return frozenset(word for w in words if w in names.adjectives() for word in fold(names.adjectives()[w]).split())


def _points_at_one(phrase: str) -> bool:
    """Whether a phrase is definite by itself: "the judge", "the club's chairman", not "a judge", "his lawyer", "Senator"."""
    first = fold(phrase).split()[0]
    if first in names.words_of("definite") | names.words_of("indefinite"):
        return first == "the"
    return bool(_office(phrase).body)


def _join_block(groups: Groups, head: str, sort: str, members: Sequence[int], near: Near) -> None:
    for i, n in enumerate(members[:BLOCK]):
        for m in members[:i]:
            a, b = groups.found[m], groups.found[n]
            if (
                a.document == b.document
                or groups.root(m) == groups.root(n)
                or (a.genders and b.genders and not a.genders & b.genders)
            ):
                continue
            shared = near.get(a.document, frozenset()) & near.get(b.document, frozenset())
            qualifiers = _qualifiers(a)
            if sort.startswith("at ") and qualifiers == _qualifiers(b) and not qualifiers & _OTHER:
                body = groups.found[int(sort[3:])].best
                groups.join(m, n, f"unnamed: the one {head} at {body} of either report")
            elif sort == "paper" and len(shared) >= 2 and _described(a, head) == _described(b, head):
                groups.join(m, n, f"unnamed: the one {head} of either report; they share other names")
            elif sort == "body" and related(near, a.document, b.document):
                groups.join(m, n, f"unnamed: the one {head} of either report")
            elif sort == "group" and len(shared) >= 2:
                groups.join(m, n, f"unnamed: {head}, in reports that share other names")


def _qualifiers(x: Local) -> frozenset[str]:
    """What tells one bearer of an office from another: "a former engineer", "the second engineer"."""
    return frozenset(w for p in x.phrases for w in fold(p).split() if w in ("former", "ex", *_OTHER))


def another(x: Local) -> bool:
    """Whether a phrase says that it is not the one spoken of before: "a second nurse"."""
    return bool(_qualifiers(x) & _OTHER)


def _described(x: Local, head: str) -> frozenset[str]:
    """What is said of a paper beside its noun: a White House statement is not the court's."""
    said = (w for p in x.phrases for w in fold(p).split() if w not in (head, f"{head}s"))
    return frozenset(w.removesuffix("'s") for w in said) - names.words_of("definite") - names.words_of("indefinite") - _LOOSE


def _definite(x: Local) -> bool:
    return any(fold(p).split()[:1] in (["the"], ["police"], ["its"]) or "'s " in fold(p) for p in x.phrases)


def _the_body(x: Local) -> str:
    """What a body is called where that is the same each time and every country has not its own; empty for others."""
    called = {_plain_body(p) for p in x.phrases}
    return next(iter(called)) if len(called) == 1 and x.type == "organisation" else ""


def _plain_body(phrase: str) -> str:
    """What a phrase calls a body by what it is: "the ministry", "the electoral commission", not "the army", "the foreign
    ministry"; empty for others."""
    words = fold(phrase).removesuffix("'s").removeprefix("the ").split()
    plain = all(w.isalpha() for w in words) and role_nouns().get(words[-1] if words else "", ("", ""))[0] == "organisation"
    told = plain and words[-1] not in names.words_of("of-a-country")
    return " ".join(words) if told and names.words_of("of-every-country").isdisjoint(words) else ""


def _only(groups: Groups, n: int, head: str) -> bool:
    """Whether a report speaks of no other body of this noun, by name or not."""
    document = groups.found[n].document
    before = takewhile(lambda y: y.document == document, reversed(groups.found[max(0, n - _OF_A_REPORT) : n]))
    behind = takewhile(lambda y: y.document == document, groups.found[n + 1 : n + 1 + _OF_A_REPORT])
    bodies = (y for y in chain(before, behind) if y.type in BODIES)
    return not any(head in y.heads or head in fold(" ".join((*y.names, *y.phrases))).split() for y in bodies)


_OF_A_REPORT = 400  # entities of one report that are looked at on either side


def _alone(groups: Groups, n: int, head: str) -> bool:
    """Whether a report has only one paper of this kind in its chains."""
    x = groups.found[n]
    return sum(y.document == x.document and head in y.heads and y.hop for y in groups.found[max(0, n - 400) : n + 400]) <= 1
