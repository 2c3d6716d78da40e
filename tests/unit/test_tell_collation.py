"""Variants word under word."""

from __future__ import annotations

import pytest

from sayso.tell.collation import (
    LONG,
    LONGEST,
    ROWS,
    Apparatus,
    Collation,
    apparatus,
    blocks,
    collation,
    line,
    receding,
)
from sayso.types import Span


def collated(*texts: str) -> Collation:
    return collation([(t, [Span(0, len(t))]) for t in texts])


def shown(found: Collation) -> list[str]:
    """Each row with "_" for a gap and shared words in brackets."""
    out = []
    for row in found.rows:
        words = [("_" if w is None else f"[{w.text}]" if s else w.text) for w, s in zip(row.words, found.shared, strict=True)]
        out.append(" ".join(words))
    return out


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("the gate is shut", "the gate was shut"), ["[the] [gate] is [shut]", "[the] [gate] was [shut]"]),
        (("we do not want it", "we want it"), ["[we] do not [want] [it]", "[we] _ _ [want] [it]"]),
        (
            ("two of the nine wells", "two of the wells", "nine wells"),
            ["two of the nine [wells]", "two of the _ [wells]", "_ _ _ nine [wells]"],
        ),
        (("The Pier is open.", "the pier is open"), ["[The] [Pier] [is] [open.]"]),
        (("She don’t know", "she don't know"), ["[She] [don’t] [know]"]),
        ((), []),
    ],
)
def test_collation(texts: tuple[str, ...], expected: list[str]) -> None:
    assert shown(collated(*texts)) == expected


def test_words_that_fold_alike_are_one_row_with_two_witnesses() -> None:
    found = collated("Nobody came.", "no one came", "NOBODY came")
    assert [row.witnesses for row in found.rows] == [(0, 2), (1,)]


def test_only_the_spans_count_and_a_jump_between_them_is_marked() -> None:
    text = "yes, he said, of course"
    found = collation([(text, [Span(0, 3), Span(14, 23)])])
    assert [(w.text, w.cut) for w in found.rows[0].words if w] == [("yes", False), ("of", True), ("course", False)]


def families(*texts: str) -> Apparatus:
    return apparatus([(t, [Span(0, len(t))]) for t in texts])


def test_what_is_too_long_or_too_many_is_given_back_unaligned() -> None:
    long = "word " * (LONGEST + 5)
    found = families(long, *(f"variant number {n} of it" for n in range(ROWS + 2)))
    assert found.rest == (0, ROWS + 1, ROWS + 2)
    assert sum(len(family.rows) for family in found.families) == ROWS


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # a quotation and what was cut out of it are one family, a paraphrase is apart
        (
            (
                "the wall is sound and nobody needs to leave the valley tonight",
                "engineers see no danger in the structure, so people may stay",
                "nobody needs to leave the valley tonight",
            ),
            [[0, 2], [1]],
        ),
        # a slip of one word keeps a family together
        (("twelve wells ran dry in May", "twelve wells ran dry in June"), [[0, 1]]),
        # common words that lie scattered do not make one
        (
            ("he sent the note that she wrote to a friend of the clerk", "the note to the clerk was sent by her"),
            [[0], [1]],
        ),
        # two families: each wording joins the one it is most like
        (
            ("we shall open the gates", "the mayor said the keys were lost", "we will open the gates", "the keys were lost"),
            [[0, 2], [1, 3]],
        ),
        ((), []),
    ],
)
def test_like_wordings_are_one_family(texts: tuple[str, ...], expected: list[list[int]]) -> None:
    found = families(*texts)
    assert [[w for row in family.rows for w in row.witnesses] for family in found.families] == expected
    assert found.rest == ()


def test_families_do_not_hang_on_the_order_of_the_variants() -> None:
    texts = ["we shall open the gates", "we will open the gates", "open the gates", "nobody has the keys", "the keys are gone"]
    once, twice = families(*texts), families(*texts[::-1])
    wordings = [
        {frozenset(texts[w] for row in f.rows for w in row.witnesses) for f in once.families},
        {frozenset(texts[::-1][w] for row in f.rows for w in row.witnesses) for f in twice.families},
    ]
    assert wordings[0] == wordings[1]


def test_a_line_recedes_where_most_wordings_have_the_word() -> None:
    found = families("the clerk sent a letter", "a letter reached the mill from her", "letters went out")
    lines = [line(row, receding(found)) for family in found.families for row in family.rows]
    back = ["".join(text for text, recedes, _ in parts if recedes).split() for parts in lines]
    assert back == [["the", "a", "letter"], ["a", "letter", "the"], ["letters"]]
    assert "".join(text for text, _, _ in lines[0]).strip() == "the clerk sent a letter"


def test_a_jump_is_marked_in_a_line() -> None:
    text = "yes, he said, of course"
    found = apparatus([(text, [Span(0, 3), Span(14, 23)])])
    parts = line(found.families[0].rows[0], frozenset())
    assert [(words.strip(), cut) for words, _, cut in parts] == [("yes", False), ("of course", True)]


def test_the_order_of_variants_does_not_change_the_columns_of_two() -> None:
    one, two = "the mill may close in June", "the mill will close"
    assert shown(collated(one, two)) == shown(collated(two, one))[::-1]


def test_punctuation_and_spacing_stay_as_they_stand() -> None:
    found = collated("a “half-open” door , then", "a half-open door, then")
    row = found.rows[0]
    assert found.cell(row, 0, len(row.words))[0] == "a “half-open” door , then"


def test_blocks_cover_all_columns_once() -> None:
    found = collated("one two three four five six seven", "one two tree four five six")
    cover = [i for block in blocks(found) for i in range(block.start, block.end)]
    assert cover == list(range(len(found.shared)))
    for block in blocks(found):
        assert len(set(found.shared[block.start : block.end])) == 1


def test_of_many_words_alike_only_the_ends_are_set_out() -> None:
    alike = " ".join(f"w{n}" for n in range(LONG + 20))
    found = collated(alike + " open", alike + " shut")
    left_out = [block for block in blocks(found) if block.left_out]
    assert len(left_out) == 1
    assert left_out[0].left_out == left_out[0].end - left_out[0].start
    assert sum(block.end - block.start for block in blocks(found)) == len(found.shared)
    short = collated("one two three open", "one two three shut")
    assert not any(block.left_out for block in blocks(short))


def test_the_common_word_is_that_of_most_witnesses() -> None:
    found = collated("it is open", "it is open", "it is shut")
    column = next(i for i, s in enumerate(found.shared) if not s)
    assert [found.common(row, column) for row in found.rows] == [True, False]
