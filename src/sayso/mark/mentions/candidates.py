"""Capitalised stretches that may be names: where they begin and end, and what stands around them. One pass over the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from sayso import names
from sayso.tables import table
from sayso.text import fold, is_verbish, stopwords, word_class

# A word: letters and digits with inner hyphens, apostrophes, ampersands; "U.S." whole; a handle or a hashtag whole.
_WORD = re.compile(
    r"""[@#]?[^\W_](?:
        \w
        | ['’‘‐‑\-](?=\w)
        | &(?=\w)
        | \.(?=[A-Z](?![a-z]))
        | \.(?=(?:com|org|net|co|info|tv|ie|hu|in)\b)
    )*""",
    re.VERBOSE,
)
# A sum in a country's money: "Sh5 million", "N200,000".
_SUM = re.compile(
    r"(?:K?Sh|Rs|RM|US|[NPRA])\d[\d.,]*(?: (?:million|billion|trillion|crore|lakh)\b|(?<=,\d{3})\b)", re.IGNORECASE
)
_SEVERAL = re.compile(r"[A-Z]{2,4}s")  # "MPs", "NGOs": several, and nobody's name
_OPENERS = "\"“‘«([{'„"
_ARABIC = re.compile(r"^(?:al|el|ad|as|ar|ash|az|an|at|ul)[-‐‑][A-Z]")
_ONE_OF = frozenset({"a", "an", "one", "another", "some", "any", "every", "each", "no", "the"})
_IN_A_TONGUE = frozenset(
    {"in", "into", "speak", "speaks", "spoke", "speaking", "learn", "learned", "teach", "teaches", "taught"}
)
_LINKS = frozenset({"is", "was", "are", "were", "being"})
_SPOKEN = frozenset({"spoken", "taught", "understood", "widely"})
_HAS = frozenset({"has", "had", "is", "was", "will", "would", "also", "later", "then"})
_RANKS_TOO = frozenset({"general", "major", "chief", "justice", "premier"})  # "Premier League", "General Medical Council"
LONGEST = 12  # words of one name; a longer capitalised stretch is a headline or a list
_HEADLINE = 0.6  # share of capitalised words of four letters and more from which on capitals tell nothing


@dataclass
class Word:
    """A word of a paragraph."""

    text: str
    start: int
    end: int
    low: str  # folded, without possessive and full stops
    capital: bool
    opens: bool  # it opens a sentence, a quotation or a bracket
    gap: str  # what stands between the word before and this one
    possessive: bool
    borne: bool = False  # a month, or "Will", that is somebody's name: "Theresa May", "Jan Kos"

    @property
    def dated(self) -> bool:
        """Whether it is a day, a month or a feast, and nobody's name."""
        return self.low in names.words_of("calendar") and not self.borne


@dataclass
class Candidate:
    """A stretch that may be a name, with its titles, and the words around it."""

    start: int
    end: int
    words: list[Word]  # without the titles
    titles: tuple[str, ...]
    before: list[Word]  # up to eight words of the paragraph, nearest last
    after: list[Word]
    paragraph: int
    opens: bool
    article: bool = False  # "the" stands before it
    label: bool = False  # a speaker's label: the paragraph opens with it and a colon follows
    modifiers: tuple[str, ...] = ()  # a people's or a body's name that was cut off before the title
    quoted: bool = False  # quotation marks close round it: a title or a nickname
    key: tuple[str, ...] = field(default=(), compare=False)
    raw: str = ""  # the name's words as they stand

    @property
    def name(self) -> str:
        """The name without titles, capitals only where names have them."""
        if self.raw.startswith("#"):
            return names.hashtag_words(self.raw)
        if not any(_shouted(w.text) for w in self.words):
            return self.raw
        whole = len(self.words) > 2 - self.label and self.raw.isupper()  # a line or a label in capitals: it holds no acronym
        return " ".join(w.capitalize() if whole and len(w) > 3 else _cased(w) for w in self.raw.split())


def _shouted(word: str) -> bool:
    return len(word) > 5 and word.isupper() and word.isalpha()


def _cased(word: str) -> str:
    bare = word.strip(".'’")
    if len(bare) > 3 and bare.isupper() and bare.isalpha():
        return word if len(bare) <= 5 else word.capitalize()
    return word


@cache
def _title_words() -> frozenset[str]:
    return frozenset(w for title in names.titles() for w in title)


def words(text: str, start: int, end: int) -> list[Word]:
    """The words of a paragraph, each with what tells whether its capital means anything."""
    found: list[Word] = []
    last = start
    for m in _WORD.finditer(text, start, end):
        raw = m.group()
        stop = m.end()
        if text[stop : stop + 1] == "." and (_abbreviation(raw)):
            stop += 1
        gap = text[last : m.start()]
        before = found[-1] if found else None
        opens = before is None or any(c in gap for c in _OPENERS + ":;•*|–—")
        if before is not None and not opens:
            opens = bool(re.search(r"[.!?…]", gap)) and not (
                text[last - 1] == "." and gap == " " and _abbreviation(before.text)
            )
        bare = names.without_possessive(raw)
        first = bare.lstrip("@#")[:1]
        capital = (
            (first.isupper() and not _adjective(bare))
            or raw[0] in "@#"
            or bool(_ARABIC.match(bare))
            or (first.isdigit() and bare.isupper())
        )
        possessive = bare != raw or (
            raw.endswith("s") and text[m.end() : m.end() + 1] in ("'", "’") and text[m.end() + 1 : m.end() + 2] == " "
        )
        capital = capital and not _SEVERAL.fullmatch(bare) and not _SUM.match(text, m.start())
        found.append(Word(raw, m.start(), stop, fold(bare).replace(".", ""), capital, opens, gap, possessive))
        last = stop
    for i in range(len(found)):
        found[i].borne = _month_borne(found, i)
    return found


def _month_borne(found: list[Word], i: int) -> bool:
    """Whether a month is a person's given name or surname: "Jan Kos", "Theresa May", "Mrs May"; not "in May Holt said"."""
    word = found[i]
    if word.low == "will" and word.opens and [w.capital for w in found[i : i + 2]] == [True, True]:
        return any(w.low in names.words_of("saying") for w in found[i + 2 : i + 3])  # "Will Holt said", not "Will Holt resign?"
    if word.low not in names.words_of("month-and-name") | _WEEKDAYS_TOO or not word.capital or word.text.isupper():
        return False
    before = None if word.opens or not i else found[i - 1]
    then = found[i + 1] if i + 1 < len(found) and found[i + 1].gap == " " and not found[i + 1].opens else None
    if (before and (before.low in names.words_of("before-date") or before.low[-1:].isdigit())) or (
        then and then.text[0].isdigit()
    ):
        return False
    named = before is not None and (before.low in names.given_names() or before.low in _title_words())
    if word.low in _DAYS_TOO:  # "Kim Jun told", "on Sunday Park met"
        named = named or (before is not None and then is not None and then.low in names.words_of("saying"))
        named = named and before is not None and before.low not in names.words_of("calendar")
    if word.low in _WEEKDAYS_TOO:  # "Senator Sunday Karimi"; "the minister, Sunday Dare, said"
        closed = i + 2 < len(found) and found[i + 2].gap.startswith(",")
        inserted = word.gap.startswith(",") and closed and before is not None and before.low in _callings() | _title_words()
        office = i > 1 and found[i - 2].low == "the"  # "met the President Monday"
        titled = before is not None and before.low in _title_words() and before.capital and word.gap == " " and not office
        known = then is not None and (names.known_place(then.text) is not None or names.known_outlet(then.text) is not None)
        titled = titled and not known
        return (inserted or titled) and then is not None and then.capital and then.low not in names.words_of("calendar")
    if before and named and before.capital and word.gap == " " and not before.possessive:
        return True
    if then is None or not then.capital or not then.text[0].isalpha():
        return False
    given = word.low in names.given_names() or word.low in ("may", "sun")
    told = i + 2 < len(found) and found[i + 2].low in names.words_of("saying")  # "Sun Wei said"
    if word.low in _DAYS_TOO and not told:
        return False
    return given and then.low not in names.words_of("behind-month") and then.low not in names.words_of("calendar")


def words_borne(found: Sequence[Word]) -> Iterator[str]:
    """The common words, titles and months that somebody bears as a surname in a paragraph: "Grace King", "Theresa May"."""
    for before, word in pairwise(found):
        whole = word.capital and before.capital and word.gap == " " and not word.opens and not before.possessive
        common = before.low in names.given_names() and word.low in names.common_words() | _title_words()
        if whole and (word.borne or common):
            yield word.low


def shops_borne(found: Sequence[Word]) -> Iterator[str]:
    """The names in 's of a paragraph, behind which a verb of saying stands and nothing owned: "McDonald's said"."""
    for word, then in pairwise(found):
        owns = word.possessive and word.capital and not then.capital and word.text.endswith(("'s", "’s"))
        if owns and then.gap == " " and then.low in names.words_of("says-plainly"):
            yield word.low


def keep_shops(found: Sequence[Word], shops: Collection[str]) -> None:
    """Take the 's of a paragraph's words for part of the names that end in it."""
    for word in found:
        if word.possessive and word.low in shops and word.text.endswith(("'s", "’s")):
            word.possessive, word.low = False, fold(word.text).replace(".", "")


def bear(found: Sequence[Word], surnames: frozenset[str]) -> None:
    """Mark the words of a paragraph that stand for whoever bears them as a surname in this report: "May said", "King told"."""
    for i, word in enumerate(found):
        if word.low not in surnames or not word.capital or word.text.isupper():
            continue
        before = "" if word.opens or not i else found[i - 1].low
        then = found[i + 1] if i + 1 < len(found) and not found[i + 1].opens else None
        if word.low in names.words_of("month-and-name"):
            figure = then is not None and then.text[0].isdigit()
            word.borne = not (before in names.words_of("before-date") or before[-1:].isdigit() or figure)
        elif before not in _ONE_OF and not (before and found[i - 1].capital and word.gap == " " and not _opener(found[i - 1])):
            said = names.words_of("saying") | names.words_of("link") | _HAS
            acts = then is not None and not then.capital and then.gap == " " and then.low in said
            word.borne = word.borne or acts or before in names.words_of("saying")


def _opener(word: Word) -> bool:
    """Whether a word has its capital from the sentence alone: "Later King told us"."""
    return word.opens and (word.low in stopwords() or word.low in names.common_words())


def _adjective(word: str) -> bool:
    """Whether a hyphen ties a name to a common word: "English-language", "Twenty-two", "Mid-October"."""
    first, hyphen, rest = fold(word).rpartition("-")
    if not hyphen or word.isupper():
        return False
    if rest in names.words_of("calendar") or (first in names.common_words() and rest in names.common_words()):
        return True
    tail = word.replace("‐", "-").replace("‑", "-").rpartition("-")[2]
    if tail in _SYLLABLES and first not in names.common_words():
        return False  # "Lee Jae-young"
    return tail.islower() and len(tail) > 3 and tail in names.common_words()


def _abbreviation(raw: str) -> bool:
    low = raw.casefold()
    if len(raw) == 1:
        return raw.isupper()
    return low in names.words_of("short-title") or bool(re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", raw))


def headline(found: list[Word], text: str) -> bool:
    """Whether capitals mean nothing here: most longer words have one (a headline, a menu, a line in capitals)."""
    long = [w for w in found if len(w.low) >= 4 and w.text[0].isalpha()]
    if sum(w.text.isupper() for w in long) > 0.7 * len(long) and len(long) > 1:
        return True
    if len(found) > 40:
        return False
    inner = [w for w in long if not w.opens]
    closed = text[found[-1].end : found[-1].end + 2].strip()[:1] in (".", "!", "?", "”", '"', "’") or found[-1].text.endswith(
        "."
    )
    if closed and sum(w.capital for w in inner) < 0.9 * len(inner):
        return False
    return (
        len(inner) >= 3
        and sum(w.capital for w in inner) >= _HEADLINE * len(inner)
        and any(w.low in names.common_words() for w in inner if w.capital)
    )


NONE: frozenset[str] = frozenset()
_NICK_OPENS, _NICK_CLOSES = (' "', " “", " ‘", " '"), ('" ', "” ", "’ ", "' ")  # round a nickname
_SYLLABLES = frozenset(("young", "song", "sung", "hang", "sang", "sing"))  # of Korean names
_WEEKDAYS_TOO = frozenset(("sunday", "monday", "friday"))  # given names of West Africa
_DAYS_TOO = frozenset(("jun", "sun", "mon", "sat"))  # short for months and days, and names


def candidates(
    found: list[Word], paragraph: int, text: str, own: frozenset[str] = NONE, surnames: frozenset[str] = NONE
) -> list[Candidate]:
    """The possible names of a paragraph, in order. `own`: keys of outlet names that may hold possessives and articles;
    `surnames`: names of peoples that somebody bears in this report.
    """
    out: list[Candidate] = []
    i = 0
    while i < len(found):
        if not found[i].capital or found[i].low in names.words_of("no-name"):
            i += 1
            continue
        start = i + (found[i].low == "the")
        if size := _tabled(found, start):
            article = start > 0 and found[start - 1].low == "the"
            out.append(_candidate(found, found[start : start + size], (), paragraph, text, article))
            i = start + size
            continue
        j = run_end(found, i, own)
        if told := _told_outlet(found, i, j):
            out.append(_candidate(found, found[i : i + told], (), paragraph, text, False))
            i += told
            continue
        out.extend(_cut(found, i, j, paragraph, text, own, surnames))
        i = j
    return out


def _told_outlet(found: list[Word], i: int, j: int) -> int:
    """How many words of a run behind "told" are a known outlet's name that another name follows: "told Reuters | Kyiv had"."""
    if i == 0 or found[i - 1].low != "told" or found[i].possessive:
        return 0
    known = (n for n in range(j - i, 0, -1) if names.known_outlet(" ".join(w.text for w in found[i : i + n])) is not None)
    size = next(known, 0)
    if not size:
        return 0
    while i + size < j and found[i + size].low in names.words_of("outlet-end") | {"sport", "breakfast", "panorama"}:
        size += 1
    rest = found[i + size : j]
    acts = j < len(found) and found[j].gap == " " and is_verbish(found[j].low)
    return size if rest and acts and not any(w.low in names.words_of("outlet-end") for w in rest) else 0


def _tabled(found: list[Word], i: int) -> int:
    """How many words from word i on are the name of a body of the table, with the country it is a part for, or of an outlet
    with a figure or a small word in it; 0 for none."""
    run = found[i : i + LONGEST]
    stop = next((n for n, w in enumerate(run) if n and w.gap not in (" ", "\u00a0", " & ")), len(run))
    low = [w.low for w in run[:stop]]
    if outlet := names.outlet_length(low):
        return outlet
    size = names.body_length(low, [w.text for w in run[:stop]])
    small = names.words_of("joiner") | stopwords()
    if size == 1 and run[0].low not in stopwords():
        return 0  # an acronym of its own is a name by its capitals
    if any(not w.capital and w.low not in small for w in run[:size]):
        return 0
    if not 1 < size < stop or run[size - 1].possessive:
        return size
    part = run[size]
    if part.capital and names.known_place(part.text) is not None and part.low not in names.given_names():
        return size + 1
    return 0 if _goes_on(run[size:stop], {"of", "for"} & set(low[:size])) else size


def _goes_on(rest: list[Word], charge: Collection[str]) -> bool:
    """Whether a body's name is only the beginning of another's: "the Law Society | of Kenya", "the World Bank | Group"."""
    first, then = rest[0], rest[1] if len(rest) > 1 else None
    if first.low in ("of", "for") or (first.low == "and" and charge):
        return (
            then is not None and then.capital and names.body_length([w.low for w in rest[1:]], [w.text for w in rest[1:]]) == 0
        )
    low = [w.low for w in rest]
    return first.capital and not first.dated and not names.title_length(low) and first.low not in names.given_names()


def run_end(found: list[Word], i: int, own: frozenset[str] = NONE) -> int:
    """The index behind the capitalised run that begins at word i."""
    j = i + 1
    while j < len(found) and j - i < LONGEST:
        if _joins(found, i, j, own):
            j += 1
            continue
        k = j
        while (
            k < len(found)
            and k - j < 2
            and not found[k].capital
            and found[k].low in names.words_of("joiner") | names.words_of("name-particle")
            and _plain_gap(found, k)
        ):
            k += 1
        if k > j and k < len(found) and found[k].capital and _plain_gap(found, k) and _bridges(found, i, j, k):
            j = k + 1
            continue
        break
    return j


def _plain_gap(found: list[Word], k: int) -> bool:
    gap = found[k].gap
    return gap in (" ", "\u00a0") and not found[k].opens and not found[k - 1].possessive


def _joins(found: list[Word], i: int, j: int, own: frozenset[str]) -> bool:
    word, before = found[j], found[j - 1]
    if not word.capital or word.text[0] in "@#" or before.text[0] in "@#" or word.low.startswith("i'"):
        return False
    if word.gap in _NICK_OPENS + _NICK_CLOSES and not before.possessive and _nicknamed(found, i, j):
        return True  # Jimmy "Barbecue" Charlier
    if word.gap == " & ":
        return True  # "Hull & Hatch", "Adler & Sons": an ampersand stands inside names only
    if before.possessive:
        tail = names.outlet_key(" ".join(w.text for w in found[i : j + 1]))
        plural = before.text.rstrip("'’").endswith("s") and not before.text.endswith(("'s", "’s"))
        union = plural and word.low in names.words_of("organisation-end") and word.gap.strip() in ("'", "’", "")
        return union or any(key.startswith(tail) for key in own) or names.known_outlet(tail) is not None
    return word.gap in (" ", "\u00a0") and not word.opens and not word.dated


def _nicknamed(found: list[Word], i: int, j: int) -> bool:
    """Whether marks that open or close before word j stand round a nickname inside a name."""
    begin = next((k for k in range(j, i, -1) if found[k].gap in _NICK_OPENS), None)
    end = next((k for k in range(j, min(len(found), j + 4)) if found[k].gap in _NICK_CLOSES), None)
    return begin is not None and end is not None and end - begin <= 3 and found[end].capital


def _bridges(found: list[Word], i: int, j: int, k: int) -> bool:
    """Whether the small words j..k hold the capitalised words on both sides together as one name."""
    small = [w.low for w in found[j:k]]
    left = found[j - 1].low
    if all(s in names.words_of("name-particle") for s in small):
        return True
    heads = names.words_of("organisation-start") | names.words_of("organisation-end")
    title = [w.low for w in found[i : k + 1]]
    title = title[1:] if title[0] == "the" else title
    if names.title_length(title) == len(title):
        return True  # "Minister of State for Finance Ravi Nair"
    if small[0] in ("of", "for", "on"):
        if left in ("secretary", "minister") and small == ["of"]:
            return found[k].low in ("state", "defence", "defense", "war", "health", "justice", "education", "labor", "labour")
        if left in heads or (small[0] == "of" and left in names.words_of("place-start") | names.words_of("head-of")):
            return True
        if (
            small[0] == "of"
            and names.words_of("organisation-start").intersection(w.low for w in found[i:j])
            and _led(found, i, j)
        ):
            return found[k].low not in names.words_of("calendar") and names.known_place(found[k].text) is None
        return small == ["of", "the"] and _called(found, j - 1)
    if small[0] in ("and", "&") and len(small) == 1:
        end = k
        while end + 1 < len(found) and found[end + 1].capital and _plain_gap(found, end + 1):
            end += 1
        run = " ".join(w.text for w in found[i : end + 1])
        if names.known_outlet(run) or names.known_place(run) is not None:
            return True
        first = [w.low for w in found[i:j] if w.low != "the"]
        begins = names.words_of("organisation-start")
        led = (
            len(first) > 1 and first[0] not in begins and first[1] in begins | names.words_of("organisation-end")
        )  # "Nigeria Centre for"
        if first and (first[0] in begins or led) and {"of", "for"} & set(first):
            heads = (
                names.words_of("organisation-end") | names.words_of("organisation-start") | {"church", "chamber", "government"}
            )
            rest = [w.low for w in found[k : end + 1]]
            plain = all(w in names.common_words() or w.endswith(("tion", "ment")) for w in rest)
            named = any(w in names.given_names() or names.known_place(w) for w in rest)
            many = all(
                (w.endswith("s") and _common(w)) or w in names.words_of("portfolio") for w in rest
            )  # "Agriculture and Fisheries"
            if heads.isdisjoint(rest) and (plain or (many and not named and not led)):
                return True  # "Department of Health and Social Care"
        realms = found[j - 2].low == "of" and all(names.known_place(found[n].text) is not None for n in (j - 1, k))
        if realms and k == end and any(w.low in names.words_of("organisation-end") for w in found[i:j]):
            return True  # "the Law Society of England and Wales"
        body = any(w.low in names.words_of("organisation-end") for w in found[k + 1 : end + 1])
        if not body and not (found[end].possessive and _union_follows(found, end)):
            return False
        start = i + (found[i].low == "the")
        return names.known_place(found[start].text) is None and found[start].low not in names.demonyms() and j - start <= 2
    return False


def _common(word: str) -> bool:
    return any(w in names.common_words() for w in (word, word[:-1], f"{word[:-3]}y"))


def _led(found: list[Word], i: int, j: int) -> bool:
    """Whether a body's name is open to a second "of": "the Institute for the Study | of War"."""
    return any(w.low in ("for", "of") for w in found[i + 1 : j - 1])


def _called(found: list[Word], i: int) -> bool:
    """Whether a word is what a group calls itself: "the Lions of the Jabal", "the Friends of the Pier"."""
    low = found[i].low
    many = len(low) > 4 and low.endswith("s") and not low.endswith("ss") and not found[i].text.isupper()
    return many and i > 0 and found[i - 1].low == "the" and low not in names.demonyms() and names.known_place(low) is None


def _union_follows(found: list[Word], end: int) -> bool:
    return end + 1 < len(found) and found[end + 1].low in names.words_of("organisation-end")


def peoples_borne(found: Sequence[Word]) -> Iterator[str]:
    """The names of peoples that somebody bears as a surname in a paragraph."""
    for i in range(1, len(found)):
        if _surname_too(found, i):
            yield found[i].low


def _cut(
    found: list[Word], i: int, j: int, paragraph: int, text: str, own: frozenset[str], surnames: frozenset[str]
) -> list[Candidate]:
    """The names within a capitalised run: opening words that are no name, peoples, titles and bodies are cut off."""
    run = found[i:j]
    article = i > 0 and found[i - 1].low in ("the", "die", "der", "das", "le", "la")
    whole = names.outlet_key(" ".join(w.text for w in run))
    if names.known_outlet(whole) or whole in own:
        if run[0].low == "the" and len(run) > 1:
            article, run = True, run if whole in own or _articled(whole) else run[1:]
        return [_candidate(found, run, (), paragraph, text, article)]
    while run and _opening_noise(run):
        article = run[0].low == "the"
        run = run[1:]
        while run and not run[0].capital and run[0].low in names.words_of("joiner"):
            run = run[1:]  # "Friends | of Ada Holt"
    while run and run[-1].dated and not run[-1].text.isupper():
        run = run[:-1]
    if len(run) > 1 and run[-1].low in names.words_of("seat"):
        front = next(n for n in range(i, j) if found[n] is run[0])
        if front and found[front - 1].low in ("the", "a", "an", "one"):
            run = run[:-1]  # "the Labour | MP"
    if not run:
        return []
    modifiers: list[str] = []
    last = run[-1].low
    named_body = len(run) > 1 and (
        last in names.words_of("organisation-end")
        or (len(run) == 2 and _of_a_region(*run))
        or names.outlet_like(" ".join(w.text for w in run)) >= 0.9
    )
    known = names.known_outlet(" ".join(w.text for w in run)) or names.known_place(" ".join(w.text for w in run))
    if named_body and run[0].low in names.demonyms() and names.known_outlet(" ".join(w.text for w in run[1:])):
        named_body, known = False, None
    while run and not named_body and known is None and run[-1].low in names.demonyms() | names.words_of("joiner"):
        if len(run) == 1 or _surname_too(found, found.index(run[-1], i, j)):
            break
        run = run[:-1]
    if not named_body and known is None and len(run) > 2 and " ".join(w.low for w in run[:2]) in names.demonyms():
        modifiers.append(" ".join(w.low for w in run[:2]))  # "South Korean President"
        run = run[2:]
    while not named_body and known is None and run and run[0].low in names.demonyms():
        if len(run) == 1 and run[0].low in surnames and not article and _borne(found, found.index(run[0], i, j)):
            break
        modifiers.append(run[0].low)
        run = run[1:]
        known = names.known_outlet(" ".join(w.text for w in run)) if run else None
    if not run:
        return []
    return _at_title(found, run, paragraph, text, article, tuple(modifiers))


def _of_a_region(word: Word, then: Word) -> bool:
    """Whether a people's name and a plain noun are a firm's: "Asian Paints"; not "French President", "Swiss Anna"."""
    plain = then.low in names.common_words() and then.low not in names.given_names() and then.low not in _title_words()
    return word.low in names.demonyms() and plain and then.low not in _callings() and not then.dated


def _surname_too(found: Sequence[Word], i: int) -> bool:
    """Whether a people's name is a surname: behind a title or a given name, and no noun follows ("Dawn French said")."""
    word, before = found[i], found[i - 1]
    if i < 1 or word.low not in names.demonyms() or word.low.endswith("s") or word.gap != " ":
        return False
    if not (before.capital and word.capital and _no_noun(found, i + 1)):
        return False
    tongue = i > 1 and found[i - 2].low == "in" and _of_a_tongue(found, i + 1)  # "in Sofia Bulgarian was spoken"
    return before.low in _title_words() or (before.low in names.given_names() and not tongue)


def _borne(found: Sequence[Word], i: int) -> bool:
    """Whether the name of a people that somebody bears stands for him here: not "a Dane won", "French was taught"."""
    before = found[i - 1].low if i and found[i].gap == " " else ""
    acts = i + 1 < len(found) and (is_verbish(found[i + 1].low) or found[i + 1].low in names.words_of("saying"))
    if before in _ONE_OF or (before in _IN_A_TONGUE and not acts) or not _no_noun(found, i + 1):
        return False
    both = found[i + 1 : i + 3]  # "French and British officials"
    listed = len(both) == 2 and both[0].low in ("and", "or") and both[1].low in names.demonyms()
    return not listed and not _of_a_tongue(found, i + 1)


def _of_a_tongue(found: Sequence[Word], k: int) -> bool:
    """Whether what stands at k tells of a language: "is spoken", "was taught"."""
    return [w.low in words for w, words in zip(found[k : k + 2], (_LINKS, _SPOKEN), strict=False)] == [True, True]


def _no_noun(found: Sequence[Word], k: int) -> bool:
    """Whether what stands at k, behind a people's name, is no noun that it describes: "French officials"."""
    if k >= len(found) or found[k].gap != " ":
        return True
    low = found[k].low
    return is_verbish(low) or low in names.words_of("saying") or low in names.words_of("link") or low in stopwords()


def _articled(key: str) -> bool:
    outlet = names.known_outlet(key)
    return outlet is not None and outlet.name.startswith("The ")


def _opening_noise(run: list[Word]) -> bool:
    """Whether the first word of a run has its capital from the sentence alone, or always: "I"."""
    word = run[0]
    label = word.gap == "" and len(run) > 2  # "A. Ada Holt, sir": an answer
    initial = len(word.text) == 1 and word.end > word.start + 1 and not label
    known = len(run) > 1 and (names.known_outlet(run[1].text) or names.known_place(run[1].text))
    initial = initial and len(run) > 1 and not (known and word.gap == "")
    if word.borne or (initial and run[1].low not in names.common_words()):
        return False  # "A. Raja"
    if len(run) == 1 and word.low.partition("'")[0] == "i":
        return True
    if len(run) > 1 and word.low in names.words_of("foreign-article") and not run[1].text.isupper():
        return False
    if word.low in ("the", "a", "an") or word.dated:
        return not (word.text.isupper() and len(word.text) > 1 and len(run) > 1 and word.low != "the")
    if word.opens and len(run) > 2 and _epithet(run):
        return True
    if not word.opens or (word.text.isupper() and len(word.text) > 1 and word.low not in stopwords()):
        return False
    if word.low in stopwords():
        return True
    titled = word.low in _title_words() and (len(run) < 3 or names.title_length([w.low for w in run]) > 0)
    named = (
        len(run) > 1 and word.low in names.given_names() and word.low != "will" and run[1].low not in names.demonyms()
    )  # "Grace Holt said"
    if not titled and len(run) > 2 and word.low in _callings() and run[1].low in names.given_names():
        return True  # "Striker Ada Holt said"
    if word.low not in names.common_words() or titled or named:
        return False  # not the first word of "Assistant Karel Brod", which is no title alone
    if len(run) == 1:
        return True
    if len(run) == 2 and (_two_nouns(*run) or _branch(*run)):
        return False
    if word.low in names.words_of("outlet-start"):
        return False  # "Radio Karsund said"
    last = run[-1].low
    body = (
        last in names.words_of("organisation-end")
        or last in names.words_of("place-end")
        or last in names.words_of("outlet-end")
    )
    return not body


def _two_nouns(word: Word, then: Word) -> bool:
    """Whether two common words with capitals are one name: "Little Spoon", "Capital Economics"; not "Meanwhile Apple"."""
    known = then.low in names.given_names() or names.known_place(then.text) or names.known_outlet(then.text)
    plain = then.low in names.common_words() and then.low not in names.demonyms() and not known
    adverb = word.low.endswith("ly") or word.low in word_class("adverb")
    return plain and then.text[1:].islower() and not adverb and not is_verbish(word.low) and not is_verbish(then.low)


def _branch(word: Word, then: Word) -> bool:
    """Whether a common word before a country is a body's name with it: "Water UK", "Mind Cymru"; not "Neighbouring Wales"."""
    return then.low in names.words_of("branch-end") and not word.low.endswith(("ing", "ed", "ern", "ly", "al"))


def _epithet(run: list[Word]) -> bool:
    """Whether a sentence begins with what somebody is called and then his name: "Gutted Tom Hill", "DEFIANT Tom Hill"."""
    word, given = run[0], run[1].low in names.given_names() and run[1].text[1:].islower()
    rare = run[1].low not in names.common_words() and run[1].text[1:].islower() and run[-1].low not in _ends()
    called = (word.low in _callings() and word.low not in _names_of_trades()) or word.low.startswith(
        "ex-"
    )  # "Striker Kath Wills"
    given = given or (len(run) == 3 and rare and called and not names.title_length([w.low for w in run]))
    if not given or word.low in names.given_names() or names.title_length([word.low]) or word.low in names.demonyms():
        return False
    if word.text.isupper():
        return len(word.text) > 4 and not run[2].text.isupper()
    plain = word.low in names.common_words() or word.low in _callings() or is_verbish(word.low)
    parts = word.low.split("-")
    compound = len(parts) > 1 and not {parts[0], parts[-1]}.isdisjoint(_callings() | names.words_of("kin"))
    return plain or compound or word.low.startswith("ex-")  # "Mother-of-two Ann Low", "Vice-chairman Tom Hill"


def _initialism(word: str) -> bool:
    bare = word.replace(".", "")
    return (
        bare.isalpha() and bare.isupper() and (3 <= len(bare) <= 6 or (len(bare) == 2 and names.known_place(bare) is not None))
    )


@cache
def _callings() -> frozenset[str]:
    """What somebody is, by its noun: "striker", "paramedic"."""
    return frozenset(row["noun"] for row in table("roles") if row["type"] == "person") - names.given_names().keys()


@cache
def _names_of_trades() -> frozenset[str]:
    """Names that are callings as well: "Mason", "Hunter"."""
    return frozenset(row["stem"] for row in table("common_names"))


@cache
def _ends() -> frozenset[str]:
    kinds = ("organisation-end", "place-end", "outlet-end", "thing-end", "legal-form")
    return frozenset(w for kind in kinds for w in names.words_of(kind))


def _at_title(
    found: list[Word], run: list[Word], paragraph: int, text: str, article: bool, modifiers: tuple[str, ...]
) -> list[Candidate]:
    """A run cut at its titles: "CIA Director Orla Venn" is a body and, with a title, a person."""
    low = [w.low for w in run]
    taken: list[str] = []
    if (len(run) == 1 and run[0].borne) or (
        len(run) > 2 and low[-1] in names.words_of("organisation-end") and names.title_length(low) == 0
    ):
        return [_candidate(found, run, (), paragraph, text, article, modifiers)]
    if (len(run) < 4 and low[-1] in names.words_of("organisation-end") and low[0] in _RANKS_TOO) or (
        names.body_length(low, [w.text for w in run]) == len(run)
    ):  # "General Medical Council", "General Staff"
        return [_candidate(found, run, (), paragraph, text, article, modifiers)]
    shouted = all(w.text.isupper() for w in run) and (len(low[0]) > 4 or low[0] in names.given_names())  # "HELENA FURTADO:"
    if len(run) > 1 and _desk(run, found):
        return [_candidate(found, run, (), paragraph, text, article, modifiers)]
    initials = _initialism(run[0].text) and not names.title_length(low[:1])  # "CIA", not "CEO Elsa Holm"
    if initials and names.known_body(run[0].text) and len(run) > 1:  # "NHS Providers", not "NHS Director Ada Holt"
        initials = low[1] in names.given_names() or any(names.title_length(low[n:]) for n in range(1, len(low)))
    if len(run) > 1 and not shouted and initials and not _initialism(run[1].text) and low[-1] not in _ends():
        rest = _at_title(found, run[1:], paragraph, text, False, modifiers)
        return [_candidate(found, run[:1], (), paragraph, text, article), *rest]
    start = 0
    while start < len(run) and (n := names.title_length(low[start:])):
        given = low[start] in names.given_names() and low[start] in names.words_of("given-title")
        given = given and f" {low[start]}" not in text  # where the report speaks of a dean, "Dean Farrell" is one
        if given and n == 1 and len(run) - start == 2 and low[start + 1] not in names.given_names():
            break  # "Don Farrell", but "Don Carlo"
        office, charge = names.title_parts(low[start : start + n])
        taken.append(office)
        modifiers = (*modifiers, *charge)
        start += n
        then = [w.low in names.given_names() for w in run[start : start + 2]]
        if charge and len(run) - start > 2 and then == [False, True]:
            start += 1  # "Head of Sport England Tim Holt"
        if charge and all(w.low in names.common_words() and w.low not in names.given_names() for w in run[start:]):
            start = len(run)  # "State Secretary for the Food Chain"
    if start == len(run):
        if len(run) > 1 and len(taken) > 1:  # "Dean Speaker": the last title is the surname after all
            taken, start = taken[:-1], start - len(taken[-1].split())
        else:
            return [_candidate(found, run, tuple(taken), paragraph, text, article, modifiers, title_only=True)]
    if start:
        return [_candidate(found, run[start:], tuple(taken), paragraph, text, article, modifiers, first=run[0])]
    for at in range(1, len(run) - 1):
        n = names.title_length(low[at:])
        if n and at + n < len(run) and low[0] not in names.given_names() and low[at] not in names.given_names():
            rest = _at_title(found, run[at:], paragraph, text, False, modifiers)
            return [_candidate(found, run[:at], (), paragraph, text, article), *rest]
    for n in (3, 2, 1):  # "CIA Director" alone: a body and its officer
        if len(run) > n and names.title_length(low[-n:]) == n and low[0] not in names.given_names():
            body = run[:-n]
            surname = low[-1] in names.words_of("title-surname")
            if len(body) == 1 and (
                body[0].text.isupper()
                or (not surname and names.known_place(body[0].text) is not None)
                or body[0].low in names.words_of("organisation-end")
            ):
                title = _candidate(found, run[-n:], (" ".join(low[-n:]),), paragraph, text, False, (), title_only=True)
                return [_candidate(found, body, (), paragraph, text, article), title]
    return [_candidate(found, run, (), paragraph, text, article, modifiers)]


def _desk(run: list[Word], found: list[Word]) -> bool:
    """Whether a run names a broadcaster's or an agency's part: "CTV Calgary", "BBC South East", "AFP Sport"."""
    if not _initialism(run[0].text) or names.known_outlet(run[0].text) is None:
        return False
    rest = " ".join(w.text for w in run[1:])
    behind = found[_index(found, run[-1]) + 1 :][:1]
    if behind and behind[0].gap == " " and (behind[0].low in _callings() or behind[0].low == "bureau"):
        return False  # "BBC Washington correspondent"
    return names.known_place(rest) is not None or all(w.low in names.words_of("desk") for w in run[1:])


def _candidate(
    found: list[Word],
    run: list[Word],
    titles: tuple[str, ...],
    paragraph: int,
    text: str,
    article: bool,
    modifiers: tuple[str, ...] = (),
    first: Word | None = None,
    title_only: bool = False,
) -> Candidate:
    opening = first or run[0]
    i = _index(found, opening)
    j = _index(found, run[-1])
    if titles and modifiers and not title_only and i > 0 and found[i - 1].low == modifiers[-1] and found[i - 1].gap != "\n":
        i, opening = i - 1, found[i - 1]
    last = run[-1]
    end = last.start + len(names.without_possessive(last.text)) if last.possessive else last.end
    if last.text.endswith(("'", "’")):
        end = last.start + len(last.text.rstrip("'’"))
    close, before = text[end : end + 1], text[opening.start - 1 : opening.start] if opening.start else ""
    return Candidate(
        start=opening.start,
        end=end,
        words=[] if title_only else run,
        titles=titles,
        before=found[max(0, i - 8) : i],
        after=found[j + 1 : j + 5],
        paragraph=paragraph,
        opens=opening.opens,
        article=article,
        label=i == 0 and text[end : end + 1] == ":",
        modifiers=modifiers,
        quoted=bool(before) and before in "\"“‘'«" and close in "\"”’'»" and not last.possessive,
        key=tuple(w.low for w in run) if not title_only else (),
        raw="" if title_only else " ".join(text[run[0].start : end].split()),
    )


def _index(found: list[Word], word: Word) -> int:
    lo, hi = 0, len(found)
    while lo < hi:
        mid = (lo + hi) // 2
        if found[mid].start < word.start:
            lo = mid + 1
        else:
            hi = mid
    return lo
