"""From logits to attributions. A window is written as its words with the role each is read as: "She/s said/k it/c"."""

from __future__ import annotations

import numpy as np
import pytest

from sayso.models.decoding import KNOBS, Knobs, Proposal, candidates, decode
from sayso.models.windows import Window, Words
from sayso.types import Span

ROLE = {"s": 1, "k": 2, "c": 3}


def read(shown: str, quotations: tuple[Window, ...] = (), knobs: Knobs = KNOBS, weak: float = 4.0) -> list[list[str]]:
    """What is decoded from one window: for each attribution its source, cue and content as text.

    A word with several roles ("said/k2c1") has them for the cues of these numbers; the first cue has number 1. A role in
    capitals is only just the likeliest.
    """
    words, roles = zip(*(([*w.split("/"), ""])[:2] for w in shown.split()), strict=True)
    spans, at = [], 0
    for w in words:
        spans.append(Span(at, at + len(w)))
        at += len(w) + 1
    parts = [[r if len(r) > 1 else r + "1" for r in _roles(role)] for role in roles]
    cues = sorted({int(r[1:]) for p in parts for r in p if r[0] in "kK"})
    tags = np.full((len(words), 9), -6.0, dtype=np.float32)
    anchors, read_ = [], []
    for cue in cues:
        anchor = next(i for i, p in enumerate(parts) if f"k{cue}" in p)
        anchors.append(anchor)
        tags[anchor, 4] = 6.0
        logits = np.zeros((len(words), 5), dtype=np.float32)
        logits[:, 0], logits[:, 4] = 3.0, -9.0
        for i, p in enumerate(parts):
            for r in p:
                if int(r[1:]) == cue:
                    logits[i, ROLE[r[0].lower()]] = 3.0 + (weak if r[0].islower() else 0.2)
        read_.append(logits)
    tags[:, 3] = np.where(tags[:, 4] > 0, -6.0, 6.0)
    tags[:, 6] = [-6.0 if any(r[0] in "cC" for r in p) else 6.0 for p in parts]
    tags[:, 8] = -tags[:, 6]
    known = Words(
        tuple(spans),
        tuple((1,) for _ in words),
        np.zeros(len(words), dtype=np.int64),
        (0,),
        np.zeros(len(words), dtype=np.int64),
    )
    found = candidates([(Window(0, len(words)), tags, np.array(anchors), np.array(read_))], len(words), knobs)
    text = " ".join(words)
    return [_text(text, p) for p in decode(known, found, quotations, knobs)]


def _roles(role: str) -> list[str]:
    out: list[str] = []
    for c in role:
        if c.isdigit():
            out[-1] += c
        else:
            out.append(c)
    return out


def _text(text: str, p: Proposal) -> list[str]:
    return [" … ".join(text[s.start : s.end] for s in spans) for spans in (p.source, p.cue, p.content)]


def test_source_cue_and_content_belong_together() -> None:
    assert read("Ada/s Holt/s said/k it/c was/c shut/c .") == [["Ada Holt", "said", "it was shut"]]


def test_a_content_may_stand_in_two_pieces() -> None:
    assert read("It/c is/c shut/c , she/s said/k , for/c good/c .") == [["she", "said", "It is shut … for good"]]


def test_two_cues_have_their_own_sources_and_contents() -> None:
    assert read("Ada/s1 said/k1 yes/c1 and Ben/s2 said/k2 no/c2") == [["Ada", "said", "yes"], ["Ben", "said", "no"]]


def test_one_attribution_may_stand_inside_another() -> None:
    assert read("Ada/s1 said/k1 Ben/c1s2 had/c1k2 told/c1k2 her/c1 no/c1c2") == [
        ["Ada", "said", "Ben had told her no"],
        ["Ben", "had told", "no"],
    ]


def test_one_doubtful_word_does_not_break_a_content() -> None:
    assert read("Ada/s said/k it/c was/C not/c shut/c") == [["Ada", "said", "it was not shut"]]
    assert read("Ada/s said/k it/c was/C not shut/c", weak=6.0)[0][2] in ("it was not shut", "it was … shut")


def test_most_of_a_quotation_is_all_of_it() -> None:
    whole = (Window(2, 8),)
    assert read("Ada/s said/k “ it/c was/c shut/c , ” then", whole) == [["Ada", "said", "“ it was shut , ”"]]
    assert read("Ada/s said/k “ it/c was shut , ” then", whole)[0][2] == "it"


def test_without_a_content_there_is_nothing() -> None:
    assert read("Ada/s said/k so .") == []
    assert read("It was shut .") == []


def test_without_a_source_more_certainty_is_asked_for() -> None:
    strict = KNOBS._replace(sourceless=0.95)
    assert read("It was said/k that/c it/c shut/c", knobs=strict, weak=1.0) == []
    assert read("Ada/s was said/k that/c it/c shut/c", knobs=strict, weak=1.0) != []


def test_the_window_in_which_a_cue_stands_in_the_middle_reads_it() -> None:
    n = 12
    spans = tuple(Span(2 * i, 2 * i + 1) for i in range(n))
    known = Words(spans, ((1,),) * n, np.zeros(n, dtype=np.int64), (0,), np.zeros(n, dtype=np.int64))

    def window(start: int, end: int, content: int) -> tuple[Window, np.ndarray, np.ndarray, np.ndarray]:
        size = end - start
        tags = np.full((size, 9), -6.0, dtype=np.float32)
        tags[:, 3] = 6.0
        tags[6 - start, 3:6] = (-6.0, 6.0, -6.0)
        roles = np.zeros((1, size, 5), dtype=np.float32)
        roles[0, :, 0], roles[0, :, 4] = 6.0, -9.0
        roles[0, content - start, 3] = roles[0, 5 - start, 1] = roles[0, 6 - start, 2] = 12.0
        return Window(start, end), tags, np.array([6 - start]), roles

    found = candidates([window(0, 8, 7), window(3, 12, 8)], n, KNOBS)
    assert [p.content for p in decode(known, found, (), KNOBS)] == [(spans[8],)]


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_knobs_set_how_much_is_taken(score: float) -> None:
    taken = read("Ada/s said/k it/c was/c shut/c", knobs=KNOBS._replace(accept=score))
    assert bool(taken) is (score == 0.0)
