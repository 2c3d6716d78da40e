"""What holds for every text and every page: the map, the blocks, one reading whatever the order."""

from __future__ import annotations

import json
import string
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.read import gather, read
from sayso.read.cleaning import Draft, UnreadableError, decode
from sayso.read.html import html
from sayso.read.jsonl import record
from sayso.read.markup import tokens
from sayso.read.page import walk
from sayso.read.plain import plain
from sayso.types import Document, Failure, Run

TAGS = "p /p br b /b li ul /ul table tr td /table a /a pre /pre h1 /h2 /span script /script !-- svg /svg select option /select"
TAGS += " template /template head body title /title /time /div div~class=a span~hidden time~datetime=2020-01-02"
WORDS = "--> &amp; &nbsp; &shy; &#x201c; &bogus; & < > ' = word By~Ida~Roe 4~May~2023 “Yes,” é 😀"
PIECES = [f"<{tag}>" for tag in TAGS.replace("!-- ", "").split(" ")] + WORDS.split(" ")
PIECES = [piece.replace("~", " ") for piece in PIECES] + ["<!--", '"', "\u200d", "\r\n", "\r", "\n", " ", "\t"]
PIECES += ["\u00a0", "\u200b", "\x00", "\u2028", "\ufeff"]
MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=40).map("".join)


def check_map(source: str, text: str, runs: tuple[Run, ...]) -> None:
    at = source_at = 0
    for run in runs:
        assert run.start == at < run.end
        assert source_at <= run.source_start <= run.source_end <= len(source)
        at, source_at = run.end, run.source_end
        if run.end - run.start == run.source_end - run.source_start:
            assert text[run.start : run.end] == source[run.source_start : run.source_end]
        if run.source_start == run.source_end:
            assert text[run.start : run.end].isspace()
    assert at == len(text)


def check(source: str, draft: Draft) -> None:
    check_map(source, draft.text, draft.runs)
    at = 0
    for block in draft.blocks:
        assert at <= block.start < block.end <= len(draft.text)
        assert draft.text[block.start : block.end].strip()
        at = block.end
    for fact in (draft.title, draft.outlet, draft.published, *draft.authors):
        if fact is not None:
            assert fact.value
            assert fact.basis
            if fact.start is not None and fact.end is not None:
                assert 0 <= fact.start < fact.end <= len(draft.text)
    assert not set(draft.text) & set("\x00\r\ufeff\u200b\u00ad\x85\u2028")


@given(MARKUP)
def test_plain(source: str) -> None:
    check(source, plain(source))


@given(MARKUP)
def test_page(source: str) -> None:
    page = walk(source, 500)
    check_map(source, *page.clean)
    assert "".join(page.clean.text.split()) == "".join("".join(page.clean.text[b.start : b.end] for b in page.blocks).split())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP)
def test_html(source: str) -> None:
    draft = html(source, None, 500)
    check(source, draft)
    assert html(source, None, 500) == draft


@given(MARKUP)
def test_tokens_are_in_order(source: str) -> None:
    at = 0
    for token in tokens(source):
        assert at <= token.start < token.end <= len(source)
        at = token.end


@given(st.text(max_size=60), st.booleans())
def test_record(text: str, ascii_only: bool) -> None:
    source = json.dumps({"a": {"text": "no"}, "text": text, "b": [text]}, ensure_ascii=ascii_only)
    try:
        draft = record(source)
    except UnreadableError:
        assert not text.strip()
        return
    check(source, draft)
    assert draft.text == plain(text).text


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin-1", "koi8-r", "utf-16", "nonsense", "rot13", "idna"]))
def test_decode_never_fails_but_by_saying_so(data: bytes, declared: str | None) -> None:
    try:
        text, encoding, _ = decode(data, declared)
    except UnreadableError:
        return
    assert text == data.decode(encoding, "replace")


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(string.ascii_lowercase), MARKUP), max_size=5), st.randoms(use_true_random=False))
def test_order_changes_nothing(tmp_path_factory: object, files: list[tuple[str, str]], shuffle: object) -> None:
    folder = Path(tmp_path_factory.mktemp("pile"))  # type: ignore[attr-defined]
    paths = []
    for name, content in files:
        path = folder / f"{name}.txt"
        path.write_text(content, "utf-8", "replace")
        paths.append(str(path))
    first = gather(paths)
    shuffle.shuffle(paths)  # type: ignore[attr-defined]
    assert gather(paths) == first


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=400) | MARKUP.map(lambda s: s.encode("utf-8", "replace")),
    st.sampled_from([".txt", ".html", ".json", ".jsonl", ""]),
)
def test_read_never_raises(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    got = list(read(str(path)))
    assert got
    for one in got:
        assert isinstance(one, Document | Failure)
