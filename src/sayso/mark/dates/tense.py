"""On which side of the report a date lies: by the verbs and cues of its clause."""

from __future__ import annotations

import re
from functools import cache

from sayso.mark.dates.reckoning import Direction
from sayso.mark.dates.senses import cue_words

_BACK, _ON = 160, 90  # code points of a sentence looked at before and after a date
# The end of a sentence or a quotation; not the full stop of "9 a.m. on Sunday" or "Mr. Smith".
_CUT_BEFORE = re.compile(
    r"(?<!\b[ap]\.m)(?<!\b[A-Z])(?<!\bM[rs])(?<!\b(?:Mrs|Sen|Rep|Gov|Gen))(?<!\b(?:Dr|St))\.\s(?![a-z\d])|(?<=[a-z][a-z])\.(?=[A-Z])|[!?;:]\s|\n|[“”\"]"
)
_CUT_AFTER = re.compile(r"[.!?;:]\s|\)|\n|[“”\"]|,\s(?:and|but|while|as|after|before|when)\b")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LONGEST = 3  # words in a cue
# Behind these a form is no past tense: "will be held", "to let", "would have".
_NOT_PAST_AFTER = frozenset(
    ("be", "being", "get", "getting", "to", "will", "won't", "would", "shall", "should", "may", "might", "must", "can", "could")
)


def direction(text: str, core: int, end: int) -> Direction:
    """Whether the date expression text[core:end] lies behind or ahead of the one who speaks; "" where nothing tells.

    The nearest verb or cue before it in its sentence decides, "since" and "until" above all; failing that, the first
    after it. "Said on Tuesday it would close" is past for the date, since "said" stands next to it.
    """
    before = _QUOTED_WORDS.sub(r" \1 ", text[max(0, core - _BACK) : core])
    cut = max((m.end() for m in _CUT_BEFORE.finditer(before)), default=0)
    words = _WORD.findall(before, cut)
    preposition = next((w.lower() for w in reversed(words[-4:]) if w.lower() not in _BETWEEN and not w[0].isdigit()), "")
    if preposition == "since":
        return "past"
    until_first = len(words) == 1 and preposition in ("until", "till")
    if preposition in ("until", "till") and not until_first and not {w.lower() for w in words} & _PAST_BEFORE_UNTIL:
        return "future"
    if _OPENS.search(before) and _SUBJECT.match(text, end):
        side = _behind(text, end)
        if side:
            return side
    for i in range(len(words) - 1, -1, -1):
        side = _side(words, i)
        if side == "future" and words[i].lower().endswith("ed") and _INFINITIVE.match(text, end):
            return "past"  # "urged them on Thursday to vote"
        if side == "future" and [w.lower() for w in words[max(0, i - 2) : i]] == ["had", "been"]:
            return "past"  # "it had been expected to vote on Thursday"
        if side:
            return side
        if _announces(words, i) or (words[i] in ("is", "are") and len(words) - i <= 4 and words[-1] != "of"):
            return "future"  # "the deadline is Tuesday", "the court sits on Tuesday"
    return _behind(text, end) or ("future" if until_first else "")


# A date that opens a clause, with its subject behind it: "while a vote was due, on Thursday he came".
_OPENS = re.compile(
    r",\s(?:(?:just|only|early|late|shortly|after|before|about|around|by|at|on|in|\d{1,2}(?::\d\d)?|[ap]\.?m\.?)\s)*$"
)
_SUBJECT = re.compile(r",?\s(?:he|she|it|they|we|the|a|an|his|her|its|their|[A-Z])\b|,?\s[A-Z]")
_QUOTED_WORDS = re.compile(r"[“\"]([^“”\".,!?\n]{1,40})[”\"]")


def _behind(text: str, end: int) -> Direction:
    """What the first verb or cue after a date tells, within its clause."""
    after = text[end : end + _ON]
    cut_after = _CUT_AFTER.search(after)
    words = _WORD.findall(after, 0, cut_after.start() if cut_after else len(after))
    return next((side for i in range(len(words)) if (side := _ahead(words, i))), "")


def _ahead(words: list[str], at: int) -> Direction:
    """What a verb behind a date tells: "Tuesday's vote will"; "Friday's ruling may" does not say when Friday was."""
    return "" if words[at].lower() in _MODAL else _side(words, at, forward=True)


_MODAL = frozenset(("may", "might", "could", "should", "can", "must", "would", "cannot"))
_INFINITIVE = re.compile(r"\sto\s[a-z]")
_BETWEEN = frozenset({"the", "noon", "midnight", "early", "late", "mid", "at", "least", "a", "p", "m", "end", "of"})
_PAST_BEFORE_UNTIL = frozenset({"was", "were", "had", "did", "not", "never"})


@cache
def _cues() -> dict[str, Direction]:
    """The future and past cues, each of up to three words, in lower case with plain apostrophes."""
    found: dict[str, Direction] = dict.fromkeys(sorted(cue_words("past")), "past")
    found.update(dict.fromkeys(sorted(cue_words("future")), "future"))
    return found


def _side(words: list[str], at: int, forward: bool = False) -> Direction:
    """What the cue tells that ends (forward: begins) with a word; "" where it is none."""
    cues = _cues()
    word = words[at].lower().replace("’", "'")
    if not forward and at and word == "have" and words[at - 1].lower() in _UNDONE:
        return "past"  # "we should have done this in July"
    if word in ("has", "have") and at + 1 < len(words) and words[at + 1].lower() in _OWNED:
        return "future"  # "he has a September trial", "they have until Friday"
    for n in range(_LONGEST, 0, -1):
        stretch = words[at : at + n] if forward else words[max(0, at - n + 1) : at + 1]
        if len(stretch) == n and (side := cues.get(" ".join(stretch).lower().replace("’", "'"))):
            if stretch[0] == "May" or (side == "past" and n == 1 and _is_governed(words, at)):
                return ""
            return side
    if word.endswith(("'ll", "'d")):
        return "future"
    if word.endswith("'ve"):
        return "past"
    if word.endswith("n't"):  # "she would not show": a refusal
        return "past" if word in ("wouldn't", "couldn't") else cues.get(word.removesuffix("n't"), "")
    return "past" if _is_past_form(words[at]) and not _is_governed(words, at) else ""


_UNDONE = frozenset(("should", "could", "must", "might"))
_OWNED = frozenset(("a", "an", "until", "till", "to"))
_PLURAL = frozenset(("they", "we", "you", "who", "people"))


def _announces(words: list[str], at: int) -> bool:
    """Whether a verb in the simple present ends with a word: "the court sits again"; not "two visits", not "did not meet"."""
    cues = cue_words("present")
    for n in range(_LONGEST, 0, -1):
        stretch = [w.lower() for w in words[max(0, at - n + 1) : at + 1]]
        if len(stretch) == n and " ".join(stretch) in cues and words[at - n + 1].islower():
            before = words[at - n].lower().replace("’", "'") if at >= n else ""
            if stretch[0].endswith("s"):
                return bool(before) and before not in cue_words("before_noun")
            return before in _PLURAL or (before.endswith("s") and before not in cue_words("before_noun"))
    return False


def _is_past_form(word: str) -> bool:
    return len(word) > 3 and word.endswith("ed") and word.islower() and word not in cue_words("not_past")


def _is_governed(words: list[str], at: int) -> bool:
    """Whether a form is a participle or an infinitive ("will be published", "hope to have"): what governs it tells, not it."""
    helper = at - 1
    if helper > 0 and words[helper].endswith("ly"):
        helper -= 1
    return helper >= 0 and words[helper].lower().replace("’", "'") in _NOT_PAST_AFTER
