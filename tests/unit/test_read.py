"""Sources in, documents and failures out."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from sayso import read as reading
from sayso.read import Given, Limits, gather, read
from sayso.read.jsonl import record, records
from sayso.types import Document, Failure

REPORT = "Harbour plan falls\n\nThe council of Ambleford voted the harbour plan down on Friday, the mayor, Ida Roe, said.\n"
PAGE = (
    "<!doctype html><title>Harbour plan falls</title><h1>Harbour plan falls</h1><p>The council voted it down, the mayor said."
)


def one(source: Path | str, limits: Limits | None = None) -> Document | Failure:
    (got,) = read(str(source), limits or Limits())
    return got


def document(source: Path | str) -> Document:
    got = one(source)
    assert isinstance(got, Document), got
    return got


def failure(source: Path | str, limits: Limits | None = None) -> str:
    got = one(source, limits)
    assert isinstance(got, Failure), got
    assert got.source == str(source)
    assert got.stage == "read"
    return got.error


def test_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT)
    got = document(path)
    digest = sha256(REPORT.encode()).hexdigest()
    assert got.id == "d" + digest[:10]
    assert (got.sha256, got.text_sha256) == (digest, digest)
    assert got.sources == (str(path),)
    assert (got.text, got.media_type, got.encoding, got.language, got.notes) == (REPORT, "text/plain", "utf-8", "en", ())


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("a.txt", PAGE, "text/html"),
        ("a", PAGE, "text/html"),
        ("a.htm", "<p>The council voted it down.", "text/html"),
        ("a.html", "The council voted it down.", "text/plain"),
        ("a.md", REPORT, "text/plain"),
        ("a.json", json.dumps({"text": REPORT}), "application/json"),
        ("a.txt", json.dumps({"title": "x", "text": REPORT}), "application/json"),
        ("a.txt", "{The mayor} said no.", "plain"),
        ("a.txt", "[The mayor said no.]", "plain"),
        ("a.jsonl", json.dumps({"text": REPORT}), "application/x-ndjson"),
    ],
)
def test_the_format_is_told_by_content_and_name(tmp_path: Path, name: str, content: str, media: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    assert document(path).media_type.endswith(media)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t", "is empty"),
        ("a.pdf", b"%PDF-1.7 ...", "is a PDF"),
        ("a.docx", b"PK\x03\x04....", "office document"),
        ("a.gz", gzip.compress(b"x"), "gzip"),
        ("a.txt", os.urandom(0) + bytes(range(256)) * 9, "binary"),
        ("a.txt", b"\x00" * 999, "binary"),
        ("a.txt", b"...---...", "no readable text"),
        ("a.html", b"<html><script>var a = 1</script></html>", "no readable text"),
        ("a.xml", b'<?xml version="1.0"?><rss><item>x</item></rss>', "is XML"),
        ("a.json", b"hello", "not the JSON"),
        ("a.json", b'{"title": "x"}', 'has no "text": its fields are title'),
        ("a.json", b"[]", "empty JSON array"),
        ("a.json", b'[{"text": "a b c"', "breaks off in element 1"),
        ("a.json", b"[" * 100_000, "nests too deep"),
        ("a.jsonl", b"\n\n", "is empty"),
        ("a.html", b"<html><body>" + b"<div>" * 1_000_000, "nests more than 2,000 tags deep"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, error: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert error in failure(path)


def test_places_that_hold_no_file(tmp_path: Path) -> None:
    assert failure(tmp_path) == "is a directory: name the files in it"
    assert "No such file" in failure(tmp_path / "absent.txt")
    assert "zero byte" in failure("a\x00b")
    assert "not http or https" in failure("ftp://example.org/a")
    assert "not http or https" in failure("file:///etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    assert failure(tmp_path / "pipe") == "is not a regular file"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(REPORT)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", denied)
    assert "Permission denied" in failure(path)


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as out:
        out.truncate(200 << 20)
    monkeypatch.setattr(Path, "open", None)
    assert failure(path) == "has 209,715,200 bytes; the limit is 33,554,432"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORT.encode())))
    assert document("-").sources == ("-",)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 100)))
    assert "more than 50 bytes" in failure("-", Limits(bytes=50))


def test_encodings_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(("“No,” said the mayor. " * 9).encode("cp1252"))
    got = document(path)
    assert got.encoding == "windows-1252"
    assert got.text.startswith("“No,”")
    assert got.notes == ("not UTF-8: read as windows-1252, judged by its bytes",)


# -- JSON --------------------------------------------------------------------------------------------


def test_jsonl_gives_a_document_a_line(tmp_path: Path) -> None:
    line = json.dumps({"id": 7, "url": "https://argus.example/7", "outlet": "Ambleford Argus", "title": "Harbour plan falls",
                       "date": "2023-05-04", "author": "Ida Roe and Jon Marl", "text": REPORT})  # fmt: skip
    path = tmp_path / "pile.jsonl"
    path.write_text(f'{line}\n\nnonsense\n{{"text": 5}}\n{json.dumps({"text": "Another report."})}\r\n')
    got = list(read(str(path)))
    assert [type(g).__name__ for g in got] == ["Document", "Failure", "Failure", "Document"]
    first, second, third, last = got
    assert isinstance(first, Document)
    assert first.sources == (f"{path}#1",)
    assert first.sha256 == sha256(line.encode()).hexdigest()
    assert first.title is not None
    assert (first.title.value, first.title.start) == ("Harbour plan falls", 0)
    assert first.outlet is not None
    assert (first.outlet.value, first.outlet.basis) == ("Ambleford Argus", '"outlet" of the record')
    assert first.published is not None
    assert first.published.value == "2023-05-04"
    assert [a.value for a in first.authors] == ["Ida Roe", "Jon Marl"]
    assert first.url == "https://argus.example/7"
    assert isinstance(second, Failure)
    assert second.source == f"{path}#3"
    assert second.error.startswith("is not JSON")
    assert isinstance(third, Failure)
    assert third.error == 'has no "text": its fields are text'
    assert isinstance(last, Document)
    assert last.sources == (f"{path}#5",)
    assert document(f"{path}#5") == last
    assert "no document with the number 2" in failure(f"{path}#2")


def test_a_json_array(tmp_path: Path) -> None:
    path = tmp_path / "pile.json"
    path.write_text('[{"text": "One report."},\n {"text": 1}, {"text": "Two reports."}]')
    got = list(read(str(path)))
    assert [g.source if isinstance(g, Failure) else g.sources[0] for g in got] == [f"{path}#{n}" for n in (1, 2, 3)]
    assert [n for n, _ in records('[ {"a": "]"} , [1]]')] == [1, 2]


def test_the_map_of_a_record_leads_into_the_line() -> None:
    source = r'{"nested": {"text": "no"}, "text": "\u201cYes,\u201d\r\nsaid <b>Ida</b> \ud83d\ude00 \ud83d."}'
    draft = record(source)
    assert draft.text == "“Yes,”\nsaid Ida 😀 ."
    assert [(draft.text[r.start : r.end], source[r.source_start : r.source_end]) for r in draft.runs] == [
        ("“", r"\u201c"), ("Yes,", "Yes,"), ("”", r"\u201d"), ("\n", r"\r\n"), ("said ", "said "), ("Ida", "Ida"),
        (" ", " "), ("😀", r"\ud83d\ude00"), (" ", " "), (".", "."),
    ]  # fmt: skip


def test_limits_of_jsonl(tmp_path: Path) -> None:
    path = tmp_path / "pile.jsonl"
    path.write_text('{"text": "One."}\n{"text": "' + "x" * 500 + '"}\n{"text": "Three."}\n{"text": "Four."}\n')
    got = list(read(str(path), Limits(bytes=100, documents=2)))
    assert [g.error if isinstance(g, Failure) else g.text for g in got] == [
        "One.",
        "has more than 100 bytes, the limit",
        "Three.",
        "has more than 2 lines, the limit; the rest was not read",
    ]
    assert "limit for JSONL is 10" in failure(path, Limits(archive_bytes=10))


# -- piles -------------------------------------------------------------------------------------------


def test_the_same_bytes_twice_are_one_document(tmp_path: Path) -> None:
    for name, content in (("b.txt", REPORT), ("a.txt", REPORT), ("c.txt", "Another report."), ("d.txt", "")):
        (tmp_path / name).write_text(content)
    paths = [str(tmp_path / n) for n in ("c.txt", "b.txt", "d.txt", "a.txt", "a.txt", "none")]
    documents, failures = gather(paths)
    assert gather(reversed(paths)) == (documents, failures)
    assert [d.id for d in documents] == sorted(d.id for d in documents)
    assert sorted(d.sources for d in documents) == [(paths[3], paths[1]), (paths[0],)]
    assert [f.source for f in failures] == [paths[2], paths[5]]


def test_an_unexpected_fault_is_a_failure_not_an_exception(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> None:
        raise RuntimeError("lost the thread")

    path = tmp_path / "a.txt"
    path.write_text(REPORT)
    monkeypatch.setattr("sayso.read.plain", broken)
    assert failure(path) == "could not be read: RuntimeError: lost the thread"


def test_an_extractor_that_fails_costs_only_the_main_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecursionError

    path = tmp_path / "a.html"
    path.write_text(PAGE)
    monkeypatch.setattr("trafilatura.extract", broken)
    got = document(path)
    assert got.notes == ("main text not found: the extractor failed (RecursionError)",)
    assert {b.main for b in got.blocks} == {None}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Bürgermeister sagte am Freitag, der Plan für den Hafen sei gefallen und werde nicht wieder vorgelegt.", "de"),
        (
            "The mayor said on Friday that the plan for the harbour had fallen and would not come before the council again.",
            "en",
        ),
        ("Too short.", None),
    ],
)
def test_language(tmp_path: Path, text: str, language: str | None) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text)
    assert document(path).language == language


def test_where_a_page_belongs_is_kept_beside_where_it_was_found() -> None:
    head = b"<html><head><link rel=canonical href='https://wire.example/a'></head>"
    page = head + b"<body><p>The mayor said so today.</p></body></html>"
    found = reading.document(Given("https://paper.example/b", page, url="https://paper.example/b?x=1"))
    alone = reading.document(Given("b.html", page))
    assert isinstance(found, Document)
    assert isinstance(alone, Document)
    assert (found.url, found.canonical) == ("https://paper.example/b?x=1", "https://wire.example/a")
    assert (alone.url, alone.canonical) == ("https://wire.example/a", "https://wire.example/a")
