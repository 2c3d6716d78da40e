"""The coreference model: whole, small, deterministic; and the pure parts that stand around its numbers."""

from __future__ import annotations

import hashlib
import re
import sys
from importlib.resources import files

import numpy as np
import pytest

from sayso.mark.quotations import quotations
from sayso.models import FILES, Reading, referrer, sums
from sayso.models.chains import DENSE, antecedents, class_of, clusters, pairs, spots, width_class
from sayso.text import paragraphs
from sayso.types import Span

FOLDER = files("sayso.models")
REPORT = (
    "Ada Holt, the harbour master, shut the bridge on Monday. She told reporters that a barge had struck the eastern pier.\n\n"
    "Karel Brod, who runs the ferries, disagreed. “I was there and I saw nothing,” he said. His brother agreed with him."
)


def read(text: str, also: tuple[Span, ...] = ()) -> Reading:
    paras = list(paragraphs(text))
    return referrer().read(text, paras, [Span(q.start, q.end) for q in quotations(text, paras)], also)


def chains(text: str) -> list[set[str]]:
    found = read(text)
    return [{text[found.spans[i].start : found.spans[i].end] for i in group} for group in found.chains()]


def test_the_card_names_the_files_that_are_shipped() -> None:
    card = (FOLDER / "coreference.md").read_text("utf-8")
    for name in FILES["coreference"]:
        digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
        assert re.search(rf"{digest}\s+{re.escape(name)}", card), f"the card does not name {name} with its sha256"
        assert sums()[name.removesuffix(".onnx")] == digest


def test_it_is_small() -> None:
    assert sum(len((FOLDER / name).read_bytes()) for name in FILES["coreference"]) <= 8 * 2**20


def test_pronouns_and_names_of_two_people() -> None:
    found = chains(REPORT)
    holt = next(c for c in found if "Ada Holt" in c)
    brod = next(c for c in found if "Karel Brod" in c or any(m.startswith("Karel Brod") for m in c))
    assert "She" in holt
    assert {"he", "His", "him"} <= brod
    assert holt.isdisjoint(brod)


def test_reading_twice_is_the_same_and_spans_are_words_of_the_text() -> None:
    found = read(REPORT)
    assert found == read(REPORT)
    assert len(found.spans) == len(found.kinds) == len(found.links)
    for n, span in enumerate(found.spans):
        assert REPORT[span.start : span.end].strip() == REPORT[span.start : span.end] != ""
        assert "\n" not in REPORT[span.start : span.end]
        assert all(k < n for k, _ in found.links[n])
        assert [s for _, s in found.links[n]] == sorted((s for _, s in found.links[n]), reverse=True)


def test_a_long_text_is_read_in_stretches_to_the_same_end(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n\n".join(f"{REPORT} The {n}th barge came from Port {chr(65 + n)}llmouth." for n in range(24))
    at = text.rindex("eastern pier")
    whole = read(text, (Span(at, at + 12),))
    monkeypatch.setattr(sys.modules["sayso.models.referrer"], "AT_ONCE", 1)
    parts = read(text, (Span(at, at + 12),))
    assert len(whole.spans) > 256
    assert (parts.spans, parts.chains()) == (whole.spans, whole.chains())
    assert [[k for k, _ in links] for links in parts.links] == [[k for k, _ in links] for links in whole.links]


def test_a_span_that_is_asked_about_is_judged() -> None:
    at = REPORT.index("eastern pier")
    asked = Span(at, at + len("eastern pier"))
    assert asked in read(REPORT, (asked,)).spans


@pytest.mark.parametrize("text", ["", " \n ", "…", "x"])
def test_next_to_nothing_is_read_too(text: str) -> None:
    assert read(text).chains() in ([], [[0]])


def test_a_long_text_takes_links_over_the_windows() -> None:
    middle = "The water rose and the pumps ran all night long at the eastern gate of the lower basin. " * 40
    text = "Ada Holt runs the harbour. " + middle + "Ada Holt said so."
    found = read(text)
    names = [n for n, s in enumerate(found.spans) if text[s.start : s.end] == "Ada Holt"]
    assert len(names) == 2
    assert names[0] in [k for k, _ in found.links[names[1]]]


def test_antecedents_are_those_before_and_not_too_far() -> None:
    i, k = antecedents(5, reach=2)
    assert list(zip(i.tolist(), k.tolist(), strict=True)) == [(1, 0), (2, 0), (2, 1), (3, 1), (3, 2), (4, 2), (4, 3)]
    assert antecedents(0)[0].size == antecedents(1)[0].size == 0


def test_clusters_follow_the_best_link_only_where_it_is_better_than_none() -> None:
    assert clusters([[], [(0, 0.5)], [(1, 2.0)], [(0, -0.1)]]) == [[0, 1, 2], [3]]


def test_members_of_a_chain_speak_for_it_together() -> None:
    assert clusters([[], [(0, 1.0)], [(0, -0.5), (1, -0.5)]]) == [[0, 1, 2]]  # 2 exp(-0.5) > 1
    assert clusters([[], [(0, 1.0)], [], [(2, 0.4), (0, 0.3), (1, 0.0)]]) == [[0, 1, 3], [2]]  # the two outweigh the best


@pytest.mark.parametrize(
    ("words", "kind"), [("he", 4), ("Her", 5), ("it", 6), ("The mayor", 0), ("Ada Holt", 9), ("mayors", 0)]
)
def test_class_of(words: str, kind: int) -> None:
    assert class_of(words.split()) == kind


def test_pairs_count_what_they_say() -> None:
    shown = ["The", "mayor", "met", "Ada", "Holt", ".", "The", "mayor", "thanked", "her", "."]
    found = spots(shown, [(0, 2), (3, 5), (6, 8), (9, 10)], [0, 6], [0] * len(shown))
    i, k = antecedents(4)
    dense, classes = pairs(found, i, k, shown)
    assert dense.shape == (6, DENSE)
    same = dense[:, 17]  # the same words, article aside
    assert [(a, b) for a, b, s in zip(i.tolist(), k.tolist(), same.tolist(), strict=True) if s] == [(2, 0)]
    assert classes.tolist() == [90, 0, 9, 50, 59, 50]  # a phrase 0, a name 9, “her” 5


def test_widths_have_classes() -> None:
    assert width_class(np.array([1, 6, 7, 9, 10, 14, 15, 19, 20, 24])).tolist() == [0, 5, 6, 6, 7, 7, 8, 8, 9, 9]
