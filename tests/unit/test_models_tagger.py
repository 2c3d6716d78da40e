"""The shipped model: whole, small, deterministic, and quiet where nobody speaks."""

from __future__ import annotations

import hashlib
import re
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from sayso.mark.quotations import quotations
from sayso.models import FILES, Tagger, sums, tagger
from sayso.models.decoding import Proposal
from sayso.models.windows import windows
from sayso.text import paragraphs
from sayso.types import Span

FOLDER = Path(str(files("sayso.models")))
WORDS, MODEL, TOKENIZER = (FOLDER / name for name in FILES["attributions"])
REPORT = (
    "The harbour bridge was shut on Monday, the port authority said. “Nobody crosses tonight,” said Ada Holt, the harbour "
    "master, who told reporters that a barge had struck the eastern pier.\n\nAccording to the coastguard, nobody was hurt."
)


def heard(text: str, by: Tagger | None = None) -> list[Proposal]:
    paras = list(paragraphs(text))
    return (by or tagger()).attributions(text, paras, [Span(q.start, q.end) for q in quotations(text, paras)])


def words(text: str, spans: tuple[Span, ...]) -> str:
    return " … ".join(text[s.start : s.end] for s in spans)


def test_the_card_names_the_files_that_are_shipped() -> None:
    card = (FOLDER / "attributions.md").read_text("utf-8")
    for name in FILES["attributions"]:
        digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
        assert re.search(rf"{digest}\s+{re.escape(name)}", card), f"the card does not name {name} with its sha256"
    for name in FILES["attributions"][:2]:
        assert sums()[name.removesuffix(".onnx")] == hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()


def test_it_is_small_and_no_pickle() -> None:
    assert sum(len((FOLDER / name).read_bytes()) for name in FILES["attributions"]) <= 35 * 2**20
    assert {f.name.rsplit(".", 1)[-1] for f in FOLDER.iterdir() if f.is_file()} <= {"py", "onnx", "json", "md"}


def test_a_report_is_read() -> None:
    found = {(words(REPORT, p.source), words(REPORT, p.cue)): words(REPORT, p.content) for p in heard(REPORT)}
    assert found["the port authority", "said"] == "The harbour bridge was shut on Monday"
    assert found["Ada Holt, the harbour master", "said"] == "“Nobody crosses tonight,”"
    assert found["the coastguard", "According to"] == "nobody was hurt"


def test_every_window_of_a_long_text_is_run_once_for_both_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("sayso.models.tagger"), "REMEMBERED", 1)
    fresh = Tagger(WORDS, MODEL, TOKENIZER, threads=1)
    runs: list[object] = []

    class Counted:
        def run(self, *given: object, of: Any = fresh.session) -> Any:
            runs.append(given)
            return of.run(*given)

    fresh.session = Counted()
    text = "\n\n".join(f"{REPORT} That was {n} days ago." for n in range(12))
    known = fresh.words(text, list(paragraphs(text)), [])
    cut = windows(known)
    assert len(cut) > 3
    for window in cut:
        fresh.lower(known, window)
    assert fresh.attributions(text, list(paragraphs(text)), [])
    assert len(runs) == len(cut)


def test_a_copied_window_is_read_once_and_reads_the_same() -> None:
    fresh = Tagger(WORDS, MODEL, TOKENIZER, threads=1)
    first = heard(REPORT, fresh)
    assert len(fresh.read) == 1
    assert heard(REPORT, fresh) == first == heard(REPORT)
    assert len(fresh.read) == 1


def test_threads_change_nothing() -> None:
    long = "\n\n".join(REPORT.replace("Monday", f"day {n}") for n in range(30))
    one = Tagger(WORDS, MODEL, TOKENIZER, threads=1)
    two = Tagger(WORDS, MODEL, TOKENIZER, threads=3)
    assert heard(long, one) == heard(long, two)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n \u200b\n",
        "Peel the onions, add the stock and simmer for an hour. Season with salt. Serves four.",
        "Mon 10:15 Leeds 10:42 York 11:03 Durham. Tue 10:20 Leeds 10:47 York.",
        "The river rises in the hills above the town and runs forty miles to the sea. Its mouth is a mile wide.",
        "🦉🦉🦉 … ... ??? !!!",
    ],
)
def test_where_nobody_speaks_nothing_is_read(text: str) -> None:
    assert heard(text) == []


def test_offsets_count_code_points_behind_emoji_and_combining_marks() -> None:
    text = "🦉🦉 Cafe\u0301 owner Ada Holt said the yard was shut."
    (only,) = heard(text)
    assert words(text, only.content) == "the yard was shut"
