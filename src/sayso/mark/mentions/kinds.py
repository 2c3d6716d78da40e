"""What a name is a name of: every occurrence votes with what stands in the name and around it, and the votes are added up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from sayso import names
from sayso.mark.mentions.candidates import Candidate, Word
from sayso.tables import table
from sayso.text import fold

_PEOPLE = re.compile(
    r"[^\W\d_]{2,}(?:ologist|ographer|ician|maker|keeper|master|worker|owner|holder|woman|man|person|wright|smith)"
)
Tally = dict[str, float]
Read = Callable[[int, int], dict[str, float] | None]
KINDS = ("person", "outlet", "organisation", "place", "thing")  # at equal votes the earlier one
# The weights were set by hand on made-up reports and looked over on 60 PolNeAR and 60 bulk articles.
OPENING = 3.0  # votes it needs when it stands at the beginning of sentences only
MODEL, MODEL_LEAST, MODEL_MOST = 0.15, -1.0, 5.0  # what a logit of the model counts, and how far one is taken at its word
LEAST = 1.0  # votes a name needs to be taken for a name at all


@cache
def role_nouns() -> dict[str, tuple[str, str]]:
    """The nouns of the roles table, with their type and gender; plurals of persons are groups."""
    found: dict[str, tuple[str, str]] = {}
    for row in table("roles"):
        found[row["noun"]] = (row["type"], row["gender"])
    for noun, (kind, _) in list(found.items()):
        if kind == "person":
            plural = f"{noun[:-3]}men" if noun.endswith("man") else f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
            found.setdefault(plural, ("group", ""))
    return found


def role_noun(word: str) -> tuple[str, str]:
    """Type and gender of a role's noun: by the table, or a person by its ending ("beekeeper"); two empty strings if none."""
    known = role_nouns().get(word)
    if known is not None:
        return known
    if _PEOPLE.fullmatch(word):
        return "person", "f" if word.endswith("woman") else ""
    if word.endswith("s") and _PEOPLE.fullmatch(word[:-1]):
        return "group", ""
    return "", ""


def from_inside(c: Candidate) -> Tally:
    """What the words of a name say of its kind: counted once, however often the name occurs."""
    found: Tally = defaultdict(float)
    if c.words[0].text.startswith("@"):
        kind = "person" if names.known_outlet(c.raw) is None else "outlet"
        found[kind] += 20
        return found
    _inside(c, found)
    return found


def from_outside(c: Candidate) -> Tally:
    """What one occurrence says of its name's kind by its titles and the words around it."""
    found: Tally = defaultdict(float)
    if not c.words[0].text.startswith("@"):
        _around(c, found)
    return found


@cache
def _body_words() -> frozenset[str]:
    return names.words_of("organisation-end") | names.words_of("organisation-start")


def _inside(c: Candidate, found: Tally) -> None:
    low = [w.low for w in c.words]
    text = " ".join(w.text for w in c.words)
    common = all(w in names.common_words() for w in low)
    outlet = names.known_outlet(text)
    if outlet is None and len(low) == 1 and c.article and names.known_outlet(f"The {text}") is not None:
        found["outlet"] += 2
    if outlet is not None:
        sure = len(low) > 1 or not common
        found["outlet"] += (
            (12 if outlet.kind in ("agency", "state", "broadcaster") else 8)
            if sure and (len(low) > 1 or text.isupper() or low[0] not in names.given_names())
            else 1.5
        )
        if len(low) == 1 and len(text) <= 3:
            found["outlet"] -= 2
    found["outlet"] += 5 * names.outlet_like(text) if len(low) > 1 else 2 * names.outlet_like(text)
    last, first = low[-1], low[0]
    if len(low) > 1 and (
        last in names.words_of("organisation-end") or (first in names.words_of("organisation-start") and "of" not in low[:1])
    ):
        found["organisation"] += 4
    if len(low) > 1 and last in names.words_of("legal-form"):
        found["organisation"] += 5
    if len(low) > 1 and (last in names.words_of("place-end") or first in names.words_of("place-start")) and not c.titles:
        ambiguous = len(low) == 2 and first in names.given_names() and last in names.words_of("place-surname")
        found["place"] += 1.5 if ambiguous else 4 if last in names.words_of("place-end") else 2.5
    if len(low) > 1 and last in names.words_of("thing-end"):
        found["thing"] += 4
    if any(w in _body_words() and n in ("for", "of", "on") for w, n in pairwise(low)):
        found["organisation"] += 5
    if len(low) > 1 and common and text.isupper():
        found["thing"] += 5
    if len(low) == 1 and (last in names.words_of("organisation-end") or last in names.words_of("outlet-end")):
        found["thing"] += 1.5
    if len(low) == 2 and first in names.words_of("foreign-article") and not c.titles:
        found["outlet"] += 2
        found["person"] -= 2
    letters = text.replace(".", "")
    if letters.isupper() and 2 <= len(letters) <= 6 and len(low) == 1:
        found["organisation"] += 2.5
        if names.known_place(letters) is not None and len(letters) <= 3:
            found["place"] += 20
    if len(low) == 1 and (common or low[0].rstrip("s") in names.common_words()):
        found["thing"] += 4 if text.isupper() else 1.5
    given = low[0] in names.given_names()
    if given and 2 <= len(low) <= 4 and not common:
        found["person"] += 3 if c.titles or not c.article else 0  # "the Anna Sofia" is a ship
    elif given and len(low) == 1:
        found["person"] += 1
    elif 2 <= len(low) <= 3 and not any(w in names.common_words() for w in low) and not c.article:
        found["person"] += 1.2
    if any(w in ("bin", "ibn", "von", "van") for w in low[1:-1]) or (len(low) > 2 and len(low[1]) == 1):
        found["person"] += 2
    if names.known_place(text) is not None and not c.titles:
        chief = names.chief_place_name(text)
        found["place"] += 5 if names.known_country(text) else 0
        found["place"] += (2.5 if chief else 1.0) if len(low) > 1 or not (given or common) else 0.8


def _around(c: Candidate, found: Tally) -> None:
    before = [w.low for w in c.before]
    near = before[-1] if before and (not c.opens or c.after) else ""
    saying = names.words_of("saying")
    if c.titles:
        kinds = {names.titles()[tuple(t.split())][0] for t in c.titles if tuple(t.split()) in names.titles()}
        found["person"] += 6 if kinds & {"honorific", "rank"} else 4
    if c.label and len(c.words) <= 4:
        found["person"] += 3
    if c.quoted and not c.titles:
        found["thing"] += 3
    single = len(c.words) == 1
    if c.after:
        nxt = c.after[0]
        if nxt.gap == " " and nxt.low in saying:
            found["person"] += 1.5
            found["organisation"] += 1 if single else 0.5
            found["outlet"] += 0.7 if nxt.low in ("reported", "reports", "quoted", "cited") else 0.2
        if nxt.gap == " " and nxt.low in ("who", "whose"):
            found["person"] += 2
        if nxt.gap == ", " and (nxt.low == "who" or _age(nxt)):
            found["person"] += 4
        if nxt.gap == ", " and nxt.low in (
            "a",
            "an",
            "the",
            "its",
            "their",
            "his",
            "her",
            "our",
            "chief",
            "general",
            "head",
            "director",
        ):
            _apposition(c.after[1:], found)
        if nxt.gap == " " and nxt.capital and nxt.low in names.demonyms() and not c.titles:
            found["place"] += 2
        if nxt.gap == ", " and nxt.capital and not c.titles and names.known_place(nxt.text) is not None:
            found["place"] += 1.5
        if nxt.gap == " " and nxt.low in names.words_of("place-noun") and not nxt.capital:
            found["place"] += 3
        if nxt.gap == " " and role_noun(nxt.low)[0] == "outlet":
            found["outlet"] += 3
    if c.opens and c.raw.isupper() and len(c.raw) > 3 and c.after and c.after[0].gap == ", ":
        found["place"] += 4  # "KARSUND, Oct 3 (Fjordwire) -"
    if near == "the" and len(before) > 1 and not c.raw.isupper():
        near = before[-2] if before[-2] in names.words_of("locative") else near
    if not near:
        return
    if near == "of" and len(c.before) > 1 and (_age(c.before[-2]) or before[-2] in ("resident", "mayor")):
        found["place"] += 2
    if c.article and c.after and c.after[0].gap == " " and c.after[0].low in names.words_of("link-end"):
        found["place"] += 1.5
    if near == "of" and len(before) > 1 and before[-2] in names.words_of("office"):
        found["place"] += 3
    if near in names.words_of("locative"):
        found["place"] += 1.8 if near in ("in", "near", "off", "outside", "inside", "across") else 0.8
        if near == "from":
            found["place"] += 0.3
    if near == "of" and len(before) > 1 and before[-2] in names.words_of("place-noun"):
        found["place"] += 4
    if near in ("told", "tells", "quoted", "quoting", "cited", "citing"):
        found["outlet"] += 1.2 if near.startswith("t") else 0.6
        found["person"] += 0.6
    elif near in saying:
        found["person"] += 1.2
    if near == "to" and len(before) > 1 and before[-2] == "according":
        found["person"] += 0.8
        found["outlet"] += 0.6
        found["organisation"] += 0.6
    if near in ("for", "with", "at") and len(before) > 1 and role_noun(before[-2])[0]:
        found["organisation"] += 2.5
    kind = role_noun(near)[0]
    if kind == "person" and c.before[-1].gap != "":
        found["person"] += 3
    elif kind in ("organisation", "outlet"):
        between = c.words[0].gap == ", " and any(w in ("for", "of") for w in before)
        found[kind] += 1 if between else 3  # "a spokesman for the ministry, Karel Brod": it is either's name
        found["person"] += 1 if between else 0
    elif near in names.words_of("place-noun"):
        found["place"] += 2


def from_model(logits: dict[str, float] | None) -> Tally:
    """What the model's reading of one occurrence says of its kind; nothing where it has not read."""
    if logits is None:
        return {}
    said = {kind: min(max(logit, MODEL_LEAST), MODEL_MOST) for kind, logit in logits.items()}
    out: Tally = {kind: MODEL * said[kind] for kind in ("person", "organisation", "place") if kind in said}
    out["outlet"] = MODEL * said["organisation"]
    return out


def _age(word: Word) -> bool:
    return word.text.isdecimal() and 5 <= int(word.text[:4]) <= 110


def _apposition(after: list[Word], found: Tally) -> None:
    for word in after[:4]:
        if word.gap != " ":
            return
        kind = role_noun(word.low)[0]
        if kind == "person":
            found["person"] += 3
            return
        if kind in ("organisation", "outlet"):
            found[kind] += 3
            return
        if word.low in names.words_of("place-noun"):
            found["place"] += 2
            return


def kinds(found: list[Candidate], own: frozenset[str], read: Read = lambda start, end: None) -> dict[tuple[str, ...], str]:
    """The kind of every name (by its folded words) that is one; `own` are the keys of the document's own outlet.

    `read` tells how far a model thinks a place names a person, an organisation or a place (logits), if it has read it.
    """
    total: dict[tuple[str, ...], Tally] = {}
    seen: dict[tuple[str, ...], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))  # votes of the model
    firm: set[tuple[str, ...]] = set()  # seen with a capital that no sentence's beginning explains
    for c in found:
        if not c.words:
            continue
        if c.key not in total:
            total[c.key] = from_inside(c)
            if names.outlet_key(c.raw) in own:
                total[c.key]["outlet"] += 20
            elif c.article and any(names.end_of(c.key, tuple(key.split())) for key in own):
                total[c.key]["outlet"] += 8  # "the Mail" in the Harbour Mail
        for kind, vote in from_outside(c).items():
            total[c.key][kind] += vote
        for kind, vote in from_model(read(c.start, c.end)).items():
            seen[c.key][kind].append(vote)
        if not c.opens or c.titles or c.label:
            firm.add(c.key)
    for key, votes in seen.items():
        for kind, found_votes in votes.items():
            total[key][kind] += sum(found_votes) / len(found_votes)
    _share(total)
    out: dict[tuple[str, ...], str] = {}
    for key, tally in total.items():
        best = _best(tally)
        least = LEAST if key in firm or len(key) > 1 or not _plain_word(key[0]) else OPENING
        if tally[best] >= least and best != "thing":
            out[key] = best
        elif tally[best] < LEAST and len(key) == 1 and not _plain_word(key[0]) and not key[0].endswith("s"):
            out[key] = "organisation"  # a word that is no English word and opens a sentence names something
    return out


def _plain_word(word: str) -> bool:
    """Whether a word is English, as far as the tables tell: itself or what is left without an ending."""
    common = names.common_words()
    stems = {
        word,
        *(word.removesuffix(e) for e in ("s", "es", "ed", "ing", "ly", "er", "ers")),
        *(word.removesuffix(e) + "e" for e in ("ed", "ing", "ers")),
    }
    return bool(stems & common) or not word.isalpha() or len(word) < 4 or word in names.words_of("number-word")


def _best(tally: Tally) -> str:
    return max(KINDS, key=lambda k: (tally[k], -KINDS.index(k)))


def _share(total: dict[tuple[str, ...], Tally]) -> None:
    """A lone word that ends a person's full name, or opens or ends a longer name of another kind, takes that name's votes."""
    ends: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key, tally in total.items():
        if len(key) < 2:
            continue
        best = _best(tally)
        if tally[best] < LEAST:
            continue
        for word in sorted({key[-1], *key[-1].split("-")} if best == "person" else {key[0], key[-1]}):
            ends[word].append(key)
        if best == "person" and key[0] in names.given_names():
            ends[key[0]].append(key)
    sounding: dict[str, list[str]] = defaultdict(list)
    for word, keys in ends.items():
        if any(_best(total[k]) == "person" for k in keys):
            sounding[names.skeleton(word)].append(word)
    for key, tally in total.items():
        if len(key) != 1:
            continue
        near = sounding.get(names.skeleton(key[0]), [])[:20]
        if key[0] not in ends and any(names.one_surname(key[0], word) for word in near):
            tally["person"] += 4
        if key[0].startswith("@"):
            bare = total.get((key[0][1:],))
            if bare is not None and bare["organisation"] >= LEAST:
                tally["organisation"] += 30
            continue
        for longer in sorted(ends.get(key[0], ()))[:4]:
            other = total[longer]
            best = _best(other)
            if best == "person":
                tally[best] += min(other[best], 8.0)
            elif best == "outlet" and _home_of(key[0], longer):
                tally["place"] += 1.5  # "Karsund" beside "Radio Karsund" is the town
            elif best == "outlet" or (best in ("organisation", "place") and key[0] == longer[0]):
                tally[best] += min(other[best], 4.0) * 0.75


def _home_of(word: str, outlet: tuple[str, ...]) -> bool:
    """Whether this word of an outlet's name says where it is, the other what it is: "Karsund" of "Radio Karsund"."""
    kinds_of_outlet = names.words_of("outlet-end") | names.words_of("outlet-start")
    other = outlet[-1] if word == outlet[0] else outlet[0]
    return len(outlet) == 2 and other in kinds_of_outlet and word not in kinds_of_outlet


def fold_words(text: str) -> tuple[str, ...]:
    """A name as its key: folded words without full stops and possessives."""
    return tuple(fold(names.without_possessive(w)).replace(".", "") for w in text.split())
