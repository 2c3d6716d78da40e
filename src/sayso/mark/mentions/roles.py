"""Phrases that point at somebody without a name: "the mayor", "an engineer at the operator", "two officials", "witnesses"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from sayso import names
from sayso.mark.mentions.candidates import Word, run_end
from sayso.mark.mentions.kinds import role_noun, role_nouns
from sayso.text import fold, irregular_pasts, is_verbish, stopwords, word_class
from sayso.types import Span

_POSSESSIVE = frozenset(("his", "her", "their", "its", "my", "our"))
_STATES = frozenset(("state", "states", "country", "countries", "nation", "nations"))
_MODIFIERS = 4  # words between the article and the noun
_CLAUSE = 9  # words of a clause that tells which man, or which woman, somebody is
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_BEHIND = 6  # words of the part behind the noun ("at the operator, Tarn Power")


@dataclass
class Role:
    """A phrase for a source, its head noun and what ties it to a name."""

    start: int
    end: int
    head: str  # folded: "engineer"
    modifiers: tuple[str, ...]
    type: str  # person, organisation, outlet, group, thing
    gender: str
    definite: bool
    plural: bool
    owner: tuple[int, int] | None  # where the possessor or the body of the link stands: "Iran" in "Iran's leader"
    link: tuple[str, ...]  # the words behind the head, folded
    bare_end: int  # where the phrase ends without its link
    index: int  # of the head among the paragraph's words
    paragraph: int
    owned: str = ""  # the possessor's words, folded, where it stands in front: "iran"
    possessed: str = ""  # "his" in "his spokesman": nobody is his own
    again: bool = False  # "the same channel"
    apposed: bool = False  # without an article behind a name: ", deputy mayor since 2022"; it means nobody else


def roles(found: list[Word], paragraph: int, text: str) -> list[Role]:
    """The role phrases of a paragraph, in order, none inside another's modifiers."""
    out: list[Role] = []
    edge = 0
    for i, word in enumerate(found):
        if i < edge:
            continue
        kind, gender = _of_two_words(found, i) or role_noun(word.low)
        seat = word.low in names.words_of("seat") and word.text.isupper()  # "the Labour MP"
        if word.capital and word.low.endswith("s") and word.low in names.demonyms():
            kind, gender = "group", ""
        elif not kind or (word.capital and not (word.opens or seat or _the_company(found, i, kind))):
            continue
        if i + 1 < len(found) and found[i + 1].gap == " " and not found[i + 1].capital and not word.possessive:
            after = found[i + 1].low
            if role_noun(after)[0] in ("person", "group", kind) or _of_a_paper(found, i):
                continue  # "police officer", "government spokesman": the later noun is the head
            if kind in ("person", "thing", "group") and _of_many(found, i):
                continue  # "a militant group", "a human rights lawyer", "the data protection authority", "the media regulator"
        if kind == "person" and word.low in names.words_of("other-office") and _outranked(found, i):
            continue  # "deputy interior minister"
        if kind == "thing" and _reports(found, i):
            continue  # "…, the Daily Echo reports."
        if word.low == "member" and i + 1 < len(found) and found[i + 1].low in _STATES:
            continue
        if word.low == "official" and _of_an_outlet(found, i):
            continue
        if word.low in names.words_of("also-adjective") and _describes(found, i):
            continue  # "a major assault", "the general public"
        role = _phrase(found, i, paragraph, kind, gender, edge, text, out[-1] if out else None)
        if role is not None:
            out.append(role)
            edge = i + 1
    return out


def _of_two_words(found: list[Word], i: int) -> tuple[str, str] | None:
    """Type and gender of a noun of two words: "the coast guard", "the fire brigade"."""
    two = f"{found[i - 1].low} {found[i].low}" if i and found[i].gap == " " and not found[i].capital else ""
    return role_nouns().get(two)


def _of_a_paper(found: list[Word], i: int) -> bool:
    """Whether a body's noun only tells whose a paper is: "a police report", "the government statement said"."""
    paper, before = found[i + 1].low, found[i - 1].low if i else ""
    if role_noun(paper)[0] != "thing" or before not in names.words_of("definite") | names.words_of("indefinite"):
        return False
    if paper not in names.words_of("saying"):
        return True
    then = found[i + 2] if i + 2 < len(found) and found[i + 2].gap == " " else None
    clause = then is not None and (then.low in stopwords() or then.capital)  # "the police report that …"
    led = i > 1 and found[i - 2].low in names.words_of("link") | {"to"}
    if found[i].low == "police" and before == "the" and not led:
        return False  # "…, the police report"
    return not clause and not paper.endswith("s") and not found[i].low.endswith("s")  # "the agency reports", "observers report"


def _describes(found: list[Word], i: int) -> bool:
    """Whether a noun that is an adjective too stands before the noun it describes."""
    if i + 1 >= len(found) or found[i + 1].gap != " " or found[i].possessive:
        return False
    after = found[i + 1]
    return not after.capital and after.low not in stopwords() | names.words_of("saying") | names.words_of("link")


_OF_PEOPLE = ("rights", "aid", "workers")  # what stands between people and a body for them


def _of_many(found: list[Word], i: int) -> bool:
    """Whether a noun for somebody only tells what a body is of, the next word or the one after: "a human rights group"."""
    for k in (i + 1, i + 2):
        if k >= len(found) or found[k].gap != " " or found[k].capital or found[k - 1].possessive:
            return False
        word = found[k].low
        noun = role_noun(word)[0]
        if found[i + 1].low in _OF_PEOPLE and (noun or word == "office") and k > i + 1:
            return True
        if noun == "organisation" and (k == i + 1 or found[i + 1].low == "protection"):
            return True
        if word in stopwords() | names.words_of("saying") | names.words_of("link") or is_verbish(word):
            return False
    return False


def _of_an_outlet(found: list[Word], i: int) -> bool:
    """Whether "official" stands before an agency's or a paper's name: "the official Xinhua news agency"."""
    behind = found[i + 1 : i + 6]
    if not behind or not behind[0].capital or behind[0].gap != " ":
        return False
    for word in behind:
        if word.gap != " ":
            return False
        if role_noun(word.low)[0] == "outlet" or word.low in names.words_of("wire") | names.words_of("newspaper"):
            return True
    name = (w for w in behind if w.capital)
    if not i or found[i - 1].low != "the":
        return False  # "an official Reuters spoke to"
    return names.known_outlet(" ".join(w.text for w in name)) is not None


def _outranked(found: list[Word], i: int) -> bool:
    """Whether a word of rank only leads to the noun of an office two or three words on."""
    for k in range(i + 1, min(len(found), i + 4)):
        word = found[k]
        if word.gap != " " or word.capital or found[k - 1].possessive or is_verbish(word.text):
            return False
        if word.low in stopwords() | names.words_of("saying"):
            return False
        if k > i + 1 and role_noun(word.low)[0] == "person":
            return True
    return False


def _reports(found: list[Word], i: int) -> bool:
    """Whether a noun that is a verb of saying too ends a clause behind a name, its subject, or has a "that" behind it."""
    behind = found[i + 1 : i + 5]
    ends = not behind or behind[0].gap != " " or any(w.low == "that" for w in takewhile(lambda w: w.gap == " ", behind))
    before = found[i - 1] if i else None
    if before is None or before.possessive or found[i].gap != " ":
        return False
    name = before.capital or (found[i].low == "reports" and before.low in ("service", "office", "agency"))
    return name and ends and not found[i].capital and found[i].low in names.words_of("saying")


def _the_company(found: list[Word], i: int, kind: str) -> bool:
    """Whether a noun has its capital as legal prose gives it: "the Company said"; not "the University of Oslo"."""
    alone = i + 1 >= len(found) or not found[i + 1].capital or found[i + 1].gap != " "
    behind = [w for w in found[i + 1 : i + 4] if w.low != "the"]
    if len(behind) > 1 and behind[0].low in ("of", "for") and behind[1].capital:
        return False
    if kind == "outlet" and found[i].low in names.words_of("outlet-end"):
        return False  # "told the Gazette" names it
    return kind in ("organisation", "outlet") and alone and i > 0 and found[i - 1].low == "the" and found[i].gap == " "


def _phrase(
    found: list[Word], i: int, paragraph: int, kind: str, gender: str, edge: int, text: str, last: Role | None
) -> Role | None:
    start, definite, owner = _left(found, i, edge)
    if start is None and last is not None and last.index == edge - 1 and found[edge - 1].possessive:
        start, definite, owner = _of_a_role(found, i, last)
    plural = kind == "group" and found[i].low not in ("police", "media", "staff", "crew")
    apposed = start is None and _apposed(found, i, kind, edge)
    alone = start is None and kind == "person" and not apposed
    ahead = _ahead(found, i) if alone else None
    before = alone and ahead is None and _before_name(found, i)
    if before:
        start = _office_start(found, i, edge)
    elif start is None:
        if not apposed and ahead is None and not _bare(found, i, kind):
            return None
        start = i
        while start > edge and _modifies(found[start - 1]) and found[start].gap == " " and i - start < 2 + apposed:
            start -= 1
        definite = apposed or ahead is not None or found[i].low in ("police", "media")
    if kind == "outlet" and found[i].low == "paper" and any(w.low in _OF_PAPERS for w in found[start:i]):
        kind = "thing"  # "a leaked Treasury paper"
    if kind == "outlet" and found[i].low == "paper" and not definite:
        return None  # made of it, not printed on it
    if owner is not None and fold(text[owner[0] : owner[1]]).split()[-1] in names.words_of("time-noun"):
        return None  # "yesterday's analyst call"
    if before or ahead is not None:
        end = i if ahead is None else ahead
        link, inner = tuple(w.low for w in found[i + 1 : end + 1]), None
    else:
        end, link, inner = _right(found, i, kind)
    if found[i].low == "member" and end == i and i + 1 < len(found) and found[i + 1].low == "of":
        return None  # "a member of the crew who goes by …": the model reads it whole
    return Role(
        start=found[start].start,
        end=_word_end(found[end], text),
        head=found[i].low,
        modifiers=tuple(
            w.low for w in found[start:i] if w.low not in names.words_of("definite") | names.words_of("indefinite") | {"same"}
        ),
        type=kind,
        gender=gender,
        definite=definite,
        plural=plural,
        owner=owner or inner,
        link=link,
        bare_end=_word_end(found[i], text),
        index=i,
        paragraph=paragraph,
        owned=fold(text[owner[0] : owner[1]]) if owner else "",
        again=any(w.low == "same" for w in found[start:i]),
        possessed=found[start].low if found[start].low in _POSSESSIVE else "",
        apposed=apposed or before,
    )


def _word_end(word: Word, text: str) -> int:
    end = word.start + len(names.without_possessive(word.text)) if word.possessive else word.end
    return end - 1 if text[end - 1] == "." and len(word.text) > 4 else end


def _left(found: list[Word], i: int, edge: int) -> tuple[int | None, bool, tuple[int, int] | None]:
    """The index of the phrase's first word, whether it is definite, and the possessor if there is one."""
    k = i
    while k > edge and i - k <= _MODIFIERS:
        before = found[k - 1]
        if found[k].gap not in (" ", "\u00a0", "-") and not (before.possessive and found[k].gap in ("' ", "’ ")):
            return None, False, None  # "Ramos' wife"
        if before.low in names.words_of("definite"):
            return k - 1, True, None
        if before.low in names.words_of("indefinite"):
            if k - 2 >= edge and found[k - 2].low in names.words_of("definite") and found[k - 1].gap == " ":
                return k - 2, True, None
            return k - 1, False, None
        if before.possessive:
            j = k - 1
            while (
                j > edge and found[j].gap == " " and found[j - 1].capital and not found[j - 1].possessive and found[j].capital
            ):
                j -= 1
            if j > edge and found[j].gap == " " and found[j - 1].low in names.words_of("definite") | {"a", "an"}:
                j -= 1
            return j, True, (found[j].start, before.start + len(names.without_possessive(before.text)))
        if not _modifies(before) and not before.capital:
            return None, False, None
        if before.low.endswith("ed") and k - 2 >= edge and found[k - 2].low not in names.words_of("definite") | {"a", "an"}:
            return None, False, None  # a verb: "the storm damaged houses"
        k -= 1
    return None, False, None


def _of_a_role(found: list[Word], i: int, last: Role) -> tuple[int | None, bool, tuple[int, int] | None]:
    """ "the company's managing director": the role before is the possessor."""
    k = i
    while k - 1 > last.index and found[k].gap == " " and _modifies(found[k - 1]) and i - k < _MODIFIERS:
        k -= 1
    if k - 1 != last.index or found[k].gap != " ":
        return None, False, None
    first = next((n for n in range(last.index, -1, -1) if found[n].start <= last.start), 0)
    return first, True, (last.start, last.end)


def _modifies(word: Word) -> bool:
    low = word.low
    if (
        low in names.words_of("link")
        or low in names.words_of("locative")
        or low in names.words_of("saying")
        or low in names.words_of("no-modifier")
    ):
        return False
    return low.isalpha() or "-" in low or "'" in low


def _apposed(found: list[Word], i: int, kind: str, edge: int) -> bool:
    """Whether a noun of a person stands without an article right behind a name: "Ada Holt, deputy harbour master, said"."""
    k = i
    while k > edge and i - k < 3 and found[k].gap == " " and _modifies(found[k - 1]) and not found[k - 1].capital:
        k -= 1
    before = found[k - 1] if k > 0 else None
    return kind == "person" and before is not None and found[k].gap == ", " and before.capital and not before.possessive


def _before_name(found: list[Word], i: int) -> bool:
    """Whether a noun stands without an article right before a name: "health secretary Ada Holt said"."""
    k = i + 1
    while k < len(found) and found[k].capital and found[k].gap == " " and not found[k].opens and not found[k - 1].possessive:
        k += 1
    return k > i + 1 and not found[k - 1].possessive  # not "captain Holt's deputy"


def _office_start(found: list[Word], i: int, edge: int) -> int:
    """The first word of the office whose noun stands at i: "health secretary", "Selby coach"; not "met coach"."""
    common = stopwords() | names.words_of("saying") | names.words_of("calendar")
    start = i
    while start > edge and i - start < _MODIFIERS - 1 and found[start].gap == " ":
        word = found[start - 1]
        if word.low in common or is_verbish(word.low) or word.possessive or not _modifies(word):
            break
        start -= 1
    return start


def _ahead(found: list[Word], i: int) -> int | None:
    """Where the office ends that stands without an article in front of a name: "head of planning Ada Holt said"."""
    if found[i].possessive or i + 2 >= len(found) or found[i + 1].low not in ("of", "for"):
        return None
    k = i + 1
    while k + 1 < len(found) and found[k].gap == " " and not found[k + 1].capital and k - i < _BEHIND:
        k += 1
    name = found[k + 1 : k + 3]
    whole = len(name) == 2 and all(w.capital and w.gap == " " and not w.opens for w in (found[k], *name)[1:])
    return k if whole and k > i + 1 and found[k].gap == " " and name[0].low in names.given_names() else None


def _bare(found: list[Word], i: int, kind: str) -> bool:
    """Whether a noun without an article speaks: "witnesses say", "according to officials", "said police"."""
    if kind != "group":
        return False
    saying = names.words_of("saying")
    behind = found[i + 1].low if i + 1 < len(found) and found[i + 1].gap == " " else ""
    if behind in saying or behind in ("have", "had"):
        return True
    k = i
    while k > 0 and i - k < 3 and found[k].gap == " " and _modifies(found[k - 1]):
        k -= 1
    if found[k].opens and (behind in names.words_of("knowing") or behind in ("at", "from") or is_verbish(behind)):
        return True  # "Scientists studied", "Researchers at Selby University", "People familiar with the matter"
    before = found[k - 1].low if k > 0 and found[k].gap == " " else ""
    return (
        before in saying
        or (before == "to" and k > 1 and found[k - 2].low == "according")
        or (before == "by" and k > 1 and found[k - 2].low in saying)
    )


def _right(found: list[Word], i: int, kind: str) -> tuple[int, tuple[str, ...], tuple[int, int] | None]:
    """The index of the phrase's last word, the words of its link, and where the link's name stands."""
    if found[i].possessive or i + 1 >= len(found) or found[i + 1].gap != " ":
        return i, (), None
    k = i + 1
    if found[k].low == "who" and found[i].low in names.words_of("anybody"):
        k = _clause_end(found, k)
        return (k, tuple(w.low for w in found[i + 1 : k + 1]), None) if k > i + 1 else (i, (), None)
    if found[k].low in names.words_of("knowing"):
        k += 1
    if k >= len(found) or found[k].low not in names.words_of("link") or found[k].gap != " " or kind in ("outlet", "thing"):
        return i, (), None
    if kind == "organisation" and found[k].low not in ("of", "for"):
        return i, (), None
    k += 1
    first = k
    name: tuple[int, int] | None = None
    while k < len(found) and k - first < _BEHIND and found[k].gap in (" ", "\u00a0"):
        word = found[k]
        if word.capital and word.low not in names.words_of("calendar"):
            begin, k = k, run_end(found, k) - 1
            name = (found[begin].start, found[k].start + len(names.without_possessive(found[k].text)))
            k += 1
            noun = _noun_behind(found, k) if not found[k - 1].possessive else None
            if noun is not None:
                k = noun + 1
                break
            if kind == "group" and k + 1 < len(found) and found[k].low == "and" and found[k].gap == " ":
                k = run_end(found, k + 1) if found[k + 1].capital else k  # "Analysts at Brand Partners and Holt Brothers"
            if not found[k - 1].possessive:
                break
            continue
        if not (_modifies(word) or _ORDINAL.fullmatch(word.low) or word.low in names.words_of("definite") | {"a", "an"}):
            break
        k += 1
        if role_noun(word.low)[0] or word.low in _wheres():
            follows = found[k] if k < len(found) else None
            if (
                follows is not None
                and follows.gap == ", "
                and follows.capital
                and role_noun(word.low)[0] in ("organisation", "outlet")
                and (kind != "person" or found[i + 1].low not in ("for", "of"))  # "a spokesman for the ministry, Karel Brod,"
            ):
                begin = k
                while k + 1 < len(found) and found[k + 1].capital and found[k + 1].gap == " ":
                    k += 1
                name = (found[begin].start, found[k].start + len(names.without_possessive(found[k].text)))
                k += 1
                break
            if follows is None or follows.gap != " " or not _noun_follows(follows):
                break
    if k == first:
        return i, (), None
    if name is None and not _closed(found, first, k):
        return i, (), None
    return k - 1, tuple(w.low for w in found[i + 1 : k]), name


@cache
def _wheres() -> frozenset[str]:
    """Nouns that say where somebody belongs: "at the plant", "of the rescue centre", "familiar with the matter"."""
    return frozenset().union(*map(names.words_of, ("link-end", "place-noun", "organisation-end", "place-end")))


def _clause_end(found: list[Word], who: int) -> int:
    """The last word of "who runs a rival firm": up to the next sign, or to a verb of saying; `who` where it says who he is by
    what he said.
    """
    saying = names.words_of("saying")
    if who + 1 >= len(found) or found[who + 1].low in saying:
        return who
    k = who + 1
    while k + 1 < len(found) and found[k + 1].gap in (" ", "\u00a0", " £", " $", " €") and found[k + 1].low not in saying:
        if k > who + 1 and _acts_next(found, k):
            break
        k += 1
    return k if k - who <= _CLAUSE else who


def _acts_next(found: list[Word], k: int) -> bool:
    """Whether the sentence's verb comes behind word k, the clause's own being past: "who survived the crash | has told"."""
    goes_on = found[k].low in names.words_of("joiner") | {"and", "or", "that", "which", "who", "to", "not"}
    helped = found[k].low in word_class("auxiliary") or found[k].low.endswith("ly")
    return not goes_on and not helped and (found[k + 1].low in word_class("auxiliary") or found[k + 1].low in irregular_pasts())


_OF_PAPERS = frozenset(
    {"leaked", "draft", "internal", "confidential", "secret", "white", "green", "policy", "briefing", "discussion"}
)
_SAID_SO = re.compile(r",? who (?:\w+ly |had |have |has |later |also )?(\w+)")


def without_clause(text: str, span: Span) -> Span:
    """A description without what its bearers said: "residents | who said they had been ignored"."""
    for m in _SAID_SO.finditer(text, span.start, span.end):
        if fold(m[1]) in names.words_of("saying"):
            return Span(span.start, m.start())
    return span


def _noun_behind(found: list[Word], k: int) -> int | None:
    """Where the noun stands that goes on from a name, two words on at most: "in the Selby | regional administration"."""
    for n in range(k, min(len(found), k + 2)):
        if found[n].gap != " " or found[n].capital:
            return None
        if _noun_follows(found[n]):
            then = found[n + 1] if n + 1 < len(found) and not found[n].possessive else None
            return n + 1 if then and then.gap == " " and not then.capital and _noun_follows(then) else n  # "refugee | agency"
        if found[n].low in stopwords() | names.words_of("saying") or is_verbish(found[n].low):
            return None
    return None


def _noun_follows(word: Word) -> bool:
    return bool(role_noun(word.low)[0]) or word.low in _wheres()


def _closed(found: list[Word], first: int, k: int) -> bool:
    """Whether a link without a name ends in a noun that says where: "at the plant", "familiar with the matter"."""
    last = found[k - 1].low
    return last in _wheres() or role_noun(last)[0] in ("organisation", "outlet", "group")
