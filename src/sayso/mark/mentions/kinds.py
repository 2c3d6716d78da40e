"""What a name is a name of: every occurrence votes with what stands in the name and around it, and the votes are added up."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise, takewhile

from sayso import names
from sayso.mark.mentions.candidates import Candidate, Word
from sayso.tables import table
from sayso.text import fold

_PEOPLE = re.compile(
    r"[^\W\d_]{2,}(?:ologist|ographer|ician|maker|keeper|master|worker|owner|holder|woman|man|person|wright|smith)"
)
_CLOSED = re.compile(r"[\"“”«».!?–—]|--| - ")  # between a noun and a name: they are of two sentences, or of two voices
_ROAD = re.compile(r"[ABMN]\d{1,4}")  # "the M6"
Tally = dict[str, float]
Read = Callable[[int, int], dict[str, float] | None]
KINDS = ("person", "outlet", "organisation", "place", "thing")  # at equal votes the earlier one
# The weights were set by hand on made-up reports and looked over on 60 PolNeAR and 60 bulk articles.
OPENING = 3.0  # votes it needs when it stands at the beginning of sentences only
MODEL, MODEL_LEAST, MODEL_MOST = 0.15, -1.0, 5.0  # what a logit of the model counts, and how far one is taken at its word
READ = {"person": 2.0, "place": -2.0}  # logits from which on a name of which nothing else tells is one; by piles and GUM
SHAPED = 1.2  # votes of two or three words with capitals for being a person's name
RATHER = ((SHAPED, 3.0), (3.5, 6.0))  # up to so many votes for a person, so many logits more for another kind decide
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


_PRINTS = frozenset(
    (
        "report",
        "reports",
        "article",
        "column",
        "interview",
        "piece",
        "story",
        "writing",
        "wrote",
        "published",
        "seen",
        "obtained",
    )
)


@cache
def _or_body() -> frozenset[str]:
    """Nouns for a person or a firm alike."""
    return names.words_of("also-body") | names.words_of("also-firm")


@cache
def _body_words() -> frozenset[str]:
    return names.words_of("organisation-end") | names.words_of("organisation-start")


def _inside(c: Candidate, found: Tally) -> None:
    low = [w.low for w in c.words]
    text = " ".join(w.text for w in c.words)
    common = all(w in names.common_words() for w in low)
    outlet = names.known_outlet(text)
    if " & " in c.raw:
        found["organisation"] += 6  # "Morgan & Tate"
    if names.known_body(c.raw) is not None:
        found["organisation"] += 20
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
    if len(low) > 2 and low[1] == "of" and names.short_of(low[0], tuple(low)):
        found["organisation"] += 2  # "the Lions of the Jabal"
    if len(low) > 1 and common and text.isupper():
        found["thing"] += 5
    if len(low) == 1 and (last in names.words_of("organisation-end") or last in names.words_of("outlet-end")):
        found["thing"] += 1.5
    if len(low) == 2 and first in names.words_of("foreign-article") and not c.titles:
        found["outlet"] += 2
        found["person"] -= 2
    if len(low) == 1 and _ROAD.fullmatch(text):
        found["thing"] += 6
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
        found["person"] += SHAPED
    if any(w in ("bin", "ibn", "von", "van") for w in low[1:-1]) or (len(low) > 2 and len(low[1]) == 1):
        found["person"] += 2
    if names.known_place(text) is not None and not c.titles:
        chief = names.chief_place_name(text)
        found["place"] += 5 if names.known_country(text) else 0
        found["place"] += (2.5 if chief else 1.0) if len(low) > 1 or not (given or common) else 0.8


def _around(c: Candidate, found: Tally) -> None:
    before = [w.low for w in c.before]
    near = before[-1] if before and (not c.opens or c.after) and not _CLOSED.search(c.words[0].gap) else ""
    saying = names.words_of("saying")
    if c.titles:
        kinds = {names.titles()[tuple(t.split())][0] for t in c.titles if tuple(t.split()) in names.titles()}
        found["person"] += 6 if kinds & {"honorific", "rank"} else 4
    if c.label and len(c.words) <= 4:
        found["person"] += 3
    if c.quoted and not c.titles:
        found["thing"] += 3
    single = len(c.words) == 1
    if single and c.article and not (c.titles or c.label):
        found["person"] -= 2  # "the Kuryer"
        low = c.words[0].low
        known = role_noun(low)[0] or low[:-1] in names.demonyms() or names.known_place(low) is not None
        acts = bool(c.after) and c.after[0].gap == " " and c.after[0].low in saying
        if acts and low.endswith("s") and not low.endswith("ss") and not known:
            found["organisation"] += 1.2  # "the Lions"
    if c.after:
        nxt = c.after[0]
        if nxt.gap == " " and nxt.low in saying:
            found["person"] += 1.5
            found["organisation"] += 1 if single else 0.5
            found["outlet"] += 0.7 if nxt.low in ("reported", "reports", "quoted", "cited") else 0.2
        if nxt.gap == ", " and _PARTY.fullmatch(nxt.text):
            found["person"] += 4  # "Hutchins, R-Texas,"
        owned = bool(c.before) and c.before[-1].possessive and c.words[0].gap == " "
        of_a_land = owned and names.known_country(c.before[-1].low)
        firm = of_a_land and c.words[-1].low in names.words_of("organisation-end")  # "Japan's Mitsu Foods"
        if owned and not (single or firm) and nxt.gap == " " and nxt.low in saying:
            found["person"] += 3  # "Labour's Jo Marsh said"
        if single and c.words[-1].possessive and nxt.gap == " " and nxt.low in names.words_of("office-of-a-body"):
            found["organisation"] += 2.5  # "Nordbank's CEO"
        if nxt.gap == " " and nxt.low in ("who", "whose"):
            found["person"] += 2
        if nxt.gap == " " and nxt.capital and not c.titles and not single and names.title_length([w.low for w in c.after[:3]]):
            found["person"] -= 4  # "Uasin Gishu | Senator Jackson Mandago"
            found["place"] += 2
        if c.words[-1].possessive and nxt.gap == " " and nxt.low in ("disease", "syndrome", "palsy", "lymphoma"):
            found["thing"] += 6  # "Alzheimer's disease"
        if nxt.gap == ", " and (nxt.low == "who" or _age(nxt)):
            found["organisation" if _whose(c.before) else "person"] += 4
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
        if nxt.gap == ", " and nxt.possessive:  # "Norvik, Sweden's biggest retailer,"
            run = list(takewhile(lambda w: w.gap == " ", c.after[1:]))
            _apposition([w for w in run if role_noun(w.low)[0]][-1:] or run, found)  # "Tesco's bank chief" is a person
        elif nxt.gap == ", " and nxt.capital and not c.titles and names.known_place(nxt.text) is not None:
            found["place"] += 1.5
        if single and not (c.titles or owned) and _says_it_will(c.after):
            found["organisation"] += 1.5
        if not c.titles and (of_a_land or not owned) and _says_of_itself(c.after):
            found["organisation"] += 4
        if nxt.gap == " " and nxt.low in names.words_of("place-noun") and not nxt.capital:
            found["place"] += 3
        if single and nxt.gap == " " and not nxt.capital and nxt.low in names.words_of("public-body"):
            found["place"] += 2  # "Selby council"
        if nxt.gap == " " and (role_noun(nxt.low)[0] == "outlet" or _agency(c.after[:2])):
            found["outlet"] += 3
    if c.opens and c.raw.isupper() and len(c.raw) > 3 and c.after and c.after[0].gap in (", ", " ("):
        found["place"] += 4  # "KARSUND, Oct 3 (Fjordwire) -", "KARSUND (Fjordwire) -"
    printed = len(before) > 2 and before[-2:] in (["in", "the"], ["by", "the"]) and not _PRINTS.isdisjoint(before[-6:-2])
    if printed and names.known_outlet(f"The {c.raw}") is not None:
        found["outlet"] += 4  # "a report in the Times", "writing in the Sun"
    if near == "the" and len(before) > 1 and not c.raw.isupper():
        told = before[-2] == "told" and (single or not all(w.low in names.common_words() for w in c.words))
        near = before[-2] if told or before[-2] in names.words_of("locative") else near
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
    if c.words[0].gap == ", " and c.after and c.after[0].gap == ", " and _headed(before):
        found["person"] += 2.5  # "the managing director of Tarn Power, Karel Brod, said"
    if near == "for" and len(before) > 1 and before[-2] in names.words_of("constituency"):
        found["place"] += 3
    elif near in ("for", "with", "at") and len(before) > 1 and role_noun(before[-2])[0]:
        found["organisation"] += 2.5
    kind = role_noun(near)[0] if not c.opens else ""
    if _agency(c.before[-2:]):
        kind = "outlet"
    if kind == "person" and near in _or_body():
        found["organisation"] += 1.5  # "the caterer, Forkful"
        found["person"] += 1
    elif kind == "person" and c.before[-1].gap != "":
        found["person"] += 3 if c.words[0].gap != ", " or not c.after or c.after[0].gap != " " else 1
    elif kind in ("organisation", "outlet"):
        between = c.words[0].gap == ", " and any(w in ("for", "of") for w in before)
        found[kind] += 1 if between else 3  # "a spokesman for the ministry, Karel Brod": it is either's name
        found["person"] += 1 if between else 0
    elif near in names.words_of("place-noun"):
        found["place"] += 2


_PARTY = re.compile(r"[RDI]-[A-Z][\w.]*")


def _headed(before: Sequence[str]) -> bool:
    """Whether the words before a name are an office and where it is held: "director of Tarn Power"."""
    at = max((n for n, word in enumerate(before[:-1]) if word in ("of", "for", "at")), default=0)
    return at > 0 and role_noun(before[at - 1])[0] == "person" and not role_noun(before[-1])[0]


def _whose(before: Sequence[Word]) -> bool:
    """Whether a name stands behind somebody who belongs to it: "the managing director of Tarn Power"."""
    low = [w.low for w in before if w.low != "the"]
    return len(low) > 1 and low[-1] in ("of", "at", "for") and role_noun(low[-2])[0] == "person"


def _agency(found: Sequence[Word]) -> bool:
    """Whether two words beside a name are a wire's: "the news agency", "the press agency"."""
    return (
        len(found) > 1 and found[1].gap == " " and found[0].low in ("news", "press") and found[1].low in names.words_of("wire")
    )


def from_model(logits: dict[str, float]) -> Tally:
    """What the model's reading of one occurrence says of its kind."""
    said = {kind: min(max(logit, MODEL_LEAST), MODEL_MOST) for kind, logit in logits.items()}
    out: Tally = {kind: MODEL * said[kind] for kind in ("person", "organisation", "place") if kind in said}
    out["outlet"] = MODEL * said["organisation"]
    return out


def _age(word: Word) -> bool:
    return word.text.isdecimal() and 5 <= int(word.text[:4]) <= 110


def _says_it_will(after: Sequence[Word]) -> bool:
    """Whether "said it would fight" stands behind a name: then it is a body; not "said it would rain"."""
    low = [w.low for w in after[:4]]
    plain = all(w.gap == " " for w in after[:4])
    acts = len(low) == 4 and low[1:2] == ["it"] and low[2] in ("would", "will") and low[3] not in names.words_of("befalls")
    return plain and acts and low[0] in names.words_of("saying")


def _says_of_itself(after: Sequence[Word]) -> bool:
    """Whether "said it was sorry", "said it had agreed", "said its staff" stands behind a name: what nobody says but of
    himself."""
    low = [w.low for w in after[:4]]
    plain = len(low) == 4 and all(w.gap == " " for w in after[:4]) and low[0] in names.words_of("saying")
    if plain and low[1] == "its" and any(role_noun(w)[0] in ("person", "group") for w in low[2:]):
        return True
    return plain and low[1] == "it" and low[2] in ("was", "is", "had", "has") and low[3] in names.words_of("owns-up")


def _apposition(after: list[Word], found: Tally) -> None:
    for word in after[:4]:
        if word.gap != " ":
            return
        kind = role_noun(word.low)[0]
        if kind == "person":
            found["person"] += 1.5 if word.low in _or_body() else 3
            found["organisation"] += 1.5 if word.low in _or_body() else 0
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
    seen: dict[tuple[str, ...], list[dict[str, float]]] = defaultdict(list)  # what the model read
    firm: set[tuple[str, ...]] = set()  # seen with a capital that no sentence's beginning explains
    for c in found:
        if not c.words:
            continue
        if c.key not in total:
            total[c.key] = from_inside(c)
            if names.outlet_key(c.raw) in own:
                total[c.key]["outlet"] += 20
            elif any((names.end_of if c.article else names.wire_of)(c.key, tuple(key.split())) for key in own):
                total[c.key]["outlet"] += 8  # "the Mail" in the Harbour Mail
        for kind, vote in from_outside(c).items():
            total[c.key][kind] += vote
        if logits := read(c.start, c.end):
            seen[c.key].append(logits)
        if not c.opens or c.titles or c.label:
            firm.add(c.key)
    for key, readings in seen.items():
        for votes in map(from_model, readings):
            for kind, vote in votes.items():
                total[key][kind] += vote / len(readings)
    _share(total)
    out: dict[tuple[str, ...], str] = {}
    for key, tally in total.items():
        best = _best(tally)
        least = LEAST if key in firm or len(key) > 1 or not _plain_word(key[0]) else OPENING
        if best == "person" and len(key) > 1 and (other := _rather(seen[key], tally[best])):
            best, least = other, min(least, tally[other])
        if tally[best] >= least and best != "thing":
            out[key] = best
        elif tally[best] < LEAST and len(key) == 1 and _may_name(key[0]):
            out[key] = _as_read(key, seen[key])  # a word that is no English word and opens a sentence names something
    return out


def _mean(logits: Sequence[dict[str, float]], kind: str) -> float:
    return sum(found[kind] for found in logits) / len(logits) if logits else -math.inf


def _rather(logits: Sequence[dict[str, float]], votes: float) -> str:
    """What the model takes a name for that only looks like a person's, if it is surer of that; empty if it is not."""
    best = max(("organisation", "place"), key=lambda kind: _mean(logits, kind))
    by = next((by for most, by in RATHER if votes <= most), math.inf)
    return best if logits and _mean(logits, best) > _mean(logits, "person") + by else ""


def _as_read(key: tuple[str, ...], logits: Sequence[dict[str, float]]) -> str:
    """The kind of a name of which nothing around it tells: a person or a place where the model is for it, or else a body."""
    above = {kind: _mean(logits, kind) - least for kind, least in READ.items()}
    best = max(above, key=lambda kind: above[kind])
    if above[best] > 0:
        return best
    return "person" if key[0] in names.given_names() else "organisation"


def _may_name(word: str) -> bool:
    """Whether a lone word with a capital names something all the same: no English word, no plural, no number ("BG217")."""
    return not (_plain_word(word) or word.endswith("s") or any(ch.isdigit() for ch in word))


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
        if best == "person" and (key[0] in names.given_names() or _no_other_word(key[0])):
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


def _no_other_word(word: str) -> bool:
    """Whether nothing is known that a lone word could be but a name."""
    return len(word) > 2 and word not in names.common_words() and names.known_place(word) is None


def _home_of(word: str, outlet: tuple[str, ...]) -> bool:
    """Whether this word of an outlet's name says where it is, the other what it is: "Karsund" of "Radio Karsund"."""
    kinds_of_outlet = names.words_of("outlet-end") | names.words_of("outlet-start")
    other = outlet[-1] if word == outlet[0] else outlet[0]
    return len(outlet) == 2 and other in kinds_of_outlet and word not in kinds_of_outlet


def fold_words(text: str) -> tuple[str, ...]:
    """A name as its key: folded words without full stops and possessives."""
    return tuple(fold(names.without_possessive(w)).replace(".", "") for w in text.split())
