"""What parts two statements that read alike: of another state, of another one, of a part, of another time, the other way round.

Words nearly the same say two things where one tells of a charge and the other of a conviction, of the minister and of his
deputy, of all and of most, of a week and of a year. A few of these are disagreements: who did it to whom, from where to where,
in what coin. Each rule looks at the words alone and is silent where it does not know them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from sayso.weave.clash import Clash
from sayso.weave.moods import done_or_to_come, mood_of
from sayso.weave.parting.clauses import on_condition, only_alleged, only_around, only_tried
from sayso.weave.parting.deeds import by_another, other_way, turned_round
from sayso.weave.parting.figures import other_bound, other_coin, other_measure, other_span, other_sum, other_toll, part_or_whole
from sayso.weave.parting.people import another_one, of_another, of_somebody_elses, other_part
from sayso.weave.parting.states import all_or_some, at_odds, other_state, unlike
from sayso.weave.statements import Statement
from sayso.weave.wording import Word, used

NEARLY = 0.55  # score by words from which one word may part two statements that are alike otherwise


class Parting(NamedTuple):
    """Why two statements are two, and what they disagree on, if they do."""

    why: str
    clash: Clash | None = None
    rivals: bool = False  # what else the two disagree on is of one matter: where a blast began, who survived
    sure: bool = False  # the clash is of one matter, whatever else the two tell
    open: bool = False  # … and what they share besides may be read further


def parting(left: Statement, right: Statement, score: float, quoted: bool) -> Parting | None:
    """What parts two statements, however alike their words are; the first that is found, None for nothing.

    `score`: how far they say the same by their words, 0 to 1; `quoted`: they are one utterance by their words, in which a word
    of another state is a slip of the one who wrote it down.
    """
    if left.against == right.against:
        for differ in AGAINST:
            if clash := differ(left.words, right.words):
                return Parting(clash.why, clash)
        if not quoted and (clash := at_odds(left, right)):
            return Parting(clash.why, clash, sure=True)
    if left.wanted != right.wanted and _plain_fact(right if left.wanted else left):
        return Parting("of what is so, and of what somebody wants")
    if not _of_one_day(left, right) and done_or_to_come(left.words, right.words):
        return Parting("of what was done, and of what is still to come")
    for apart, why in TWO:
        if not (quoted and apart is other_state) and apart(left.words, right.words):
            return Parting(why)
    for apart, why in AROUND:
        if not quoted and apart(left.words, right.words):
            return Parting(why, rivals=True, open=True)
    rest = [] if quoted else OF_LIKE  # in one utterance a word that is another is a slip: "sheep", "goats"
    alike = (why for apart, why in rest if score >= NEARLY and apart(left.words, right.words))
    return next((Parting(why, rivals=True) for why in alike), None)


def _of_one_day(left: Statement, right: Statement) -> bool:
    """Whether both name one date: what "will open on Monday" to one "opened on Monday" to another."""
    named = [{w for d in s.dates for w in d.words if w in used("time") or w.isdigit()} for s in (left, right)]
    return bool(named[0] & named[1]) or any(a.value == b.value is not None for a in left.dates for b in right.dates)


def _plain_fact(statement: Statement) -> bool:
    """Whether a statement tells what is so and nothing of a want: not "she asked for water", nor, quoted, "Burn the lists!"."""
    words = statement.words
    asks = any(w.text in used("wishes") | used("needs") or w.key == "ask" for w in words)
    agreed = any(a.text == "agreed" and b.text != "to" for a, b in pairwise((*words, words[-1])))
    return not (asks or statement.quoted) and (agreed or mood_of(words)[0] == "told")


Rule = Callable[[Sequence[Word], Sequence[Word]], bool]

TWO: tuple[tuple[Rule, str], ...] = (
    (other_state, "of another state of the matter"),
    (of_another, "of two people"),
    (of_somebody_elses, "of somebody, and of somebody of theirs"),
    (another_one, "of one of a row, and of another"),
    (other_part, "of two who have other parts in it"),
    (other_sum, "of a figure that is added, and of one that is reached"),
    (other_span, "for other spans of time"),
    (only_alleged, "of what is so, and of what somebody is accused of"),
)
OF_LIKE: tuple[tuple[Rule, str], ...] = (
    (unlike, "of another one"),
    (all_or_some, "of all, and of some"),
    (part_or_whole, "of a part, and of the whole"),
    (by_another, "by another"),
    (only_tried, "of what was done, and of what was tried"),
)
AROUND: tuple[tuple[Rule, str], ...] = (
    (other_measure, "of figures for other things"),
    (other_bound, "bounded by another figure"),
    (on_condition, "of what is so, and of what is on a condition"),
    (only_around, "of other things, at one time or of one subject"),
)
AGAINST: tuple[Callable[[Sequence[Word], Sequence[Word]], Clash | None], ...] = (
    other_way,
    other_coin,
    other_toll,
    turned_round,
)
