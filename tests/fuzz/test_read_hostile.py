"""Sources made to hurt: each must end soon, as a document or as a failure, never as an exception.

The sizes are such that a quadratic step takes many minutes; what is linear takes a second or less.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from sayso.read import read
from sayso.types import Document, Failure

N = 20_000
SECONDS = 60.0  # a hundred times what the slowest takes alone on a free core

HOSTILE = {
    "nested.html": "<html><body>" + "<div>" * N + "hi there",
    "formatted.html": "<html><body>" + "<b>" * N + "hi there",
    "spans.html": "<html><body>" + "<span>" * 1999 + "</i></li></p></td></b>x " * N,
    "deep.html": "<html><body>" + "<div class=a id=b>" * 1900 + "hello there",
    "paragraphs.html": "<html><body>" + "<p>hello there " * N,
    "breaks.html": "<html><body>x" + "<br>" * N + "y",
    "links.html": "<html><body>" + "<a>x</a>" * N,
    "lists.html": "<html><body>" + "<li>x<dd>y<p>z" * N,
    "tables.html": "<html><body>" + "<table><tr><td>x" * 600,
    "rows.html": "<html><body><table>" + "<tr><td>x" * N,
    "attributes.html": "<html><body><p " + " ".join(f"a{i}=b" for i in range(N)) + ">hello",
    "quotes.html": "<html><body>" + "<a b='\"" * N,
    "open.html": "<html><body>" + "<a " * N,
    "comments.html": "<html><body>hello" + "<!--" * N,
    "scripts.html": "<html><body>hello" + "<script><" * N,
    "ends.html": "<html><body>hello" + "</script" * N,
    "references.html": "<html><body>hello" + "&amp" * N + "&" * N + "&#" * N,
    "spaces.html": "<html><body>" + " \n" * (N * 5) + "hello",
    "titles.html": "<html><title>" + " | a - " * N + "</title><h1>hello</h1>",
    "authors.html": "<html><head>" + '<meta name="author" content="Ida Roe, Jon Marl and">' * N + "</head>hello",
    "times.html": "<html><body><h1>x</h1>" + '<time datetime="2020-01-01">a</time>' * N,
    "same.html": "<html><body><article>" + "<p>the same words again and again, here.</p>" * 8000,
    "words.html": "<html><body><article><p>" + "word " * N * 3,
    "ld.html": '<html><script type="application/ld+json">' + "[" * N + "</script>hello",
    "graph.html": '<html><script type="application/ld+json">' + '{"@graph":' * N + "</script>hello",
    "line.txt": "hello there. " * N * 3,
    "quotes.txt": "“a" + '"' * N * 5,
    "brackets.txt": "a" + "[(" * N * 3,
    "tags.txt": "a" + "<a " * N * 3 + "<p" * N,
    "comments.txt": "<!---->" * N + "hello" + "<!--" * N,
    "lines.txt": "a\n" * N,
    "spaces.txt": "a" + " " * N * 10 + "b",
    "by.txt": "By " * N + "\n" + "By Ida Roe, " * N,
    "deep.json": '{"text": "x", "a": ' + "[" * N,
    "array.json": "[" + '{"text": "x"},' * 2000,
    "escapes.jsonl": '{"text": "' + "\\u0041\\ud800" * N + '"}',
    "blank.jsonl": "\n" * N,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sources_end_soon(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(HOSTILE[name], "utf-8")
    began = time.monotonic()
    got = list(read(str(path)))
    assert time.monotonic() - began < SECONDS
    assert got
    assert not [g for g in got if isinstance(g, Failure) and "could not be read" in g.error]


def test_damaged_pages(tmp_path: Path) -> None:
    """Bytes of a page cut out, doubled and overwritten, by a fixed seed."""
    page = (
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Harbour plan falls | Ambleford Argus</title>"
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2023-05-04","author":"Ida Roe"}</script>'
        "<body><nav><ul><li><a href=/>Home</a></ul></nav><article><h1>Harbour plan falls</h1><p class=by>By Ida Roe"
        "<p>“No,” said the mayor&rsquo;s office <blockquote>No.</blockquote><table><tr><td>12<td>9</table></article>"
    ).encode()
    dice = random.Random(20)
    path = tmp_path / "a.html"
    for _ in range(150):
        damaged = bytearray(page)
        for _ in range(dice.randrange(1, 12)):
            at, n = dice.randrange(len(damaged)), dice.randrange(1, 30)
            how = dice.randrange(3)
            if how == 0:
                del damaged[at : at + n]
            elif how == 1:
                damaged[at:at] = damaged[at : at + n]
            else:
                damaged[at : at + 1] = bytes([dice.randrange(256)])
        path.write_bytes(bytes(damaged))
        for one in read(str(path)):
            assert isinstance(one, Document) or "could not be read" not in one.error
