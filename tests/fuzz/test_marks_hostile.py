"""Texts made to be slow: marking one of them ends in time that grows with its size, and loses nothing else."""

from __future__ import annotations

import time

import pytest

from sayso.trace import mark
from tests.marked import document

SIZE = 60_000
HOSTILE = {
    "one endless line": "word " * (SIZE // 5),
    "quotation marks": "“a” said " * (SIZE // 9),
    "cues": "said that " * (SIZE // 10),
    "commas": "said, " * (SIZE // 6),
    "brackets": "[(" * (SIZE // 2),
    "names": "Ada Holt, Ben Marsh, " * (SIZE // 21),
    "citing": "the paper said, citing " * (SIZE // 23),
    "who": "who said who " * (SIZE // 13),
    "speakers": "ADA: yes\nBEN: no\n" * (SIZE // 17),
    "according to": "according to according to " * (SIZE // 26),
    "full stops": ". " * (SIZE // 2),
    "dates": "on Tuesday said " * (SIZE // 16),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_marked_in_time(kind: str) -> None:
    began = time.process_time()
    mark(document(HOSTILE[kind]))
    assert time.process_time() - began < 40  # two models read every window, of which 60,000 marks make three hundred
