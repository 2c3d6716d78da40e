"""Pages: what is shown, in which blocks, at which place, and what the page says of itself."""

from __future__ import annotations

import pytest

from sayso.read.cleaning import Draft, UnreadableError
from sayso.read.html import html
from sayso.read.main_text import align, place
from sayso.read.markup import tokens
from sayso.read.page import walk
from sayso.types import Span

STORY = "".join(
    f"<p>Paragraph {n}: the council of Ambleford voted on the harbour plan, and {n * 7} people spoke against it.</p>"
    for n in range(1, 9)
)


def shown(source: str) -> list[str]:
    page = walk(source, 100)
    return [page.clean.text[b.start : b.end] for b in page.blocks]


def page(head: str = "", body: str = STORY) -> Draft:
    return html(f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>", None, 2000)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>One<p>Two", ["One", "Two"]),
        ("<p>a  <b> b</b>\n c</p>", ["a b c"]),
        ("<div>a<span>b</span>c</div>", ["abc"]),
        ("<p>a&nbsp;&amp;&nbsp;b &pound;5 &#8220;x&#x201d; &copy 2020</p>", ["a & b £5 “x” © 2020"]),
        ("<p>a<br>b<br><br>c</p>", ["a\nb", "c"]),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", ["a", "b", "c"]),
        ("<table><tr><td>a<td>b<tr><td>c</table>d", ["a", "b", "c", "d"]),
        ("<dl><dt>a<dd>b<dt>c</dl>", ["a", "b", "c"]),
        ("<a>Home</a><a>News</a> <a>Sport</a>", ["Home News Sport"]),
        ("<p>a<script>x<p>y</script>b<style>p{}</style>c</p>", ["abc"]),
        ("<p>a <span hidden>b</span><i aria-hidden=true>c</i><b style='color:red;display: none'>d</b> e</p>", ["a e"]),
        ("<p hidden>a<p>b", ["b"]),
        ("<div hidden><div>a</div><p>b</div>c", ["c"]),
        ("<template><p>a</template><noscript>b</noscript><select><option>c</select>d", ["d"]),
        ("<svg><title>x</title><path/><text>y</text></svg>a", ["a"]),
        ("<p>a<!-- b --><!-->c<!--->d</p>", ["acd"]),
        ("<p>3 < 4 and <3 </p>", ["3 < 4 and <3"]),
        ("<p>so\u00adft\u200b &shy;&zwj;x</p>", ["soft x"]),
        ("<pre>a\n  b\r\nc</pre>", ["a\n  b\nc"]),
        ("a</p>b", ["a", "b"]),
        ("<p>a</div>b</p>", ["a", "b"]),
        ("<head><title>t</title><p>a", ["a"]),
        ("<title>t</title>a", ["a"]),
        ("<p>a</p>\n&nbsp;<p>&nbsp;</p><p>b", ["a", "b"]),
        ("<b hidden>x<b>y</b>z</b>a", ["a"]),
        ("<html><body style='visibility:hidden'>a", ["a"]),
        ("<p>a<p", ["a"]),
        ("<p title='a>b'>c", ["c"]),
        ("<h1>a<h2>b</h1>c", ["a", "b", "c"]),
    ],
)
def test_blocks(source: str, expected: list[str]) -> None:
    assert shown(source) == expected


def test_kinds_and_places() -> None:
    source = (
        "<div id=top class='Bar wide'><nav><ul><li>Home</ul></nav></div><article><h2>Head</h2><p>Text.</p>"
        "<blockquote><p>Quoted.</blockquote><figure><figcaption>A boat.</figcaption></figure></article>"
        "<section id=comments><div class=c><p>So there.</div></section>"
    )
    blocks = html(f"<html><body>{source}</body></html>", None, 100).blocks
    assert [(b.kind, b.place) for b in blocks] == [
        ("item", "div#top.bar.wide > nav"),
        ("title", "article"),  # the first heading, where nothing else names the title
        ("paragraph", "article"),
        ("quote", "article > blockquote"),
        ("caption", "article > figure"),
        ("paragraph", "section#comments > div.c"),
    ]


def test_a_place_keeps_its_telling_parts() -> None:
    inner = "".join(f"<div class=x{n}>" for n in range(9))
    blocks = html(f"<html><body><div class=comments>{inner}<p>So there.</p>", None, 100).blocks
    assert blocks[0].place.startswith("div.comments > ")
    assert blocks[0].place.count(" > ") == 4


def test_main_text_is_marked_and_all_else_kept() -> None:
    draft = page(
        body=f"<nav><a href=/>Home</a></nav><article><h1>Harbour plan falls</h1>{STORY}</article><footer>Imprint</footer>"
    )
    told = {draft.text[b.start : b.end][:11]: b.main for b in draft.blocks}
    assert told["Home"] is False
    assert told["Imprint"] is False
    assert [v for k, v in told.items() if k.startswith("Paragraph")] == [True] * 8


def test_a_page_without_main_text_says_so() -> None:
    draft = page(body="<p>Hi.</p>")
    assert [b.main for b in draft.blocks] in ([None], [True])
    draft = html("<html><body>" + "<p>a" * 60_000, None, 100)
    assert draft.blocks[0].main is None
    assert "main text not sought" in draft.notes[0]


def test_alignment_is_exact_and_in_order() -> None:
    ours = ["menu", "news", "sport", "the", "cat", "sat", "on", "the", "mat", "and", "news", "again", "the", "cat", "ran"]
    theirs = ["the", "cat", "sat", "on", "the", "mat", "the", "cat", "ran"]
    pairs = align(ours, theirs)
    assert [ours[a] for a, _ in pairs] == [theirs[b] for _, b in pairs] == theirs
    assert pairs == sorted(pairs)


def test_short_blocks_are_not_taken_for_main_text_because_their_words_stand_in_it() -> None:
    text = "Read more\n\nThe plan fell, and people read more of it than the council wished.\n\nRead more"
    blocks = (Span(0, 9), Span(11, 78), Span(80, 89))
    assert place(text[11:78], text, blocks).inside == (False, True, False)


@pytest.mark.parametrize(
    ("head", "body", "title", "outlet", "author", "day"),
    [
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},{"@type":["NewsArticle"],'
            '"headline":"Harbour plan falls","datePublished":"2023-05-04T23:30:00Z","author":[{"name":"Ida Roe"}],'
            '"publisher":{"@id":"#p"}},{"@id":"#p","@type":"Organization","name":"Ambleford Argus"}]}</script>',
            "<h1>Harbour plan falls</h1>" + STORY,
            ("Harbour plan falls", "json-ld headline"),
            ("Ambleford Argus", "json-ld publisher"),
            ("Ida Roe", "json-ld author"),
            ("2023-05-04", "json-ld datePublished"),
        ),
        (
            '<script type="application/ld+json">{"broken": [</script><meta property="og:site_name" content="Ambleford Argus">'
            '<meta property="og:title" content="Harbour plan falls">'
            '<meta property="article:published_time" content="2023-05-04">'
            '<meta name="author" content="By Ida Roe">',
            "<h1>Harbour plan falls</h1>" + STORY,
            ("Harbour plan falls", "og:title"),
            ("Ambleford Argus", "og:site_name"),
            ("Ida Roe", "meta author"),
            ("2023-05-04", "article:published_time"),
        ),
        (
            "<title>Harbour plan falls | News | Ambleford Argus</title>",
            "<h1>Harbour plan falls</h1><p class=byline>By Ida Roe</p><p>Thursday 4 May 2023, 07.15</p>" + STORY,
            ("Harbour plan falls", "title element"),
            ("Ambleford Argus", "title element"),
            ("Ida Roe", "byline in the page"),
            ("2023-05-04", "date line in the page"),
        ),
        (
            "<title>Ambleford Argus &raquo; Harbour plan falls</title>",
            '<h2>Harbour plan falls</h2><p>Updated <time datetime="2023-05-09">9 May 2023</time> Published '
            '<time datetime="2023-05-04">4 May 2023</time> &middot; by Ida Roe</p>' + STORY,
            ("Harbour plan falls", "title element"),
            ("Ambleford Argus", "title element"),
            ("Ida Roe", "byline in the page"),
            ("2023-05-04", "time element"),
        ),
        (
            '<link rel=canonical href="https://www.argus.example/2023/05/04/harbour">',
            "<h1>Harbour plan falls</h1>" + STORY,
            ("Harbour plan falls", "h1"),
            ("argus.example", "host"),
            None,
            ("2023-05-04", "address"),
        ),
    ],
)
def test_what_a_page_says_of_itself(
    head: str,
    body: str,
    title: tuple[str, str],
    outlet: tuple[str, str],
    author: tuple[str, str] | None,
    day: tuple[str, str],
) -> None:
    draft = page(head, body)
    said = [draft.title, draft.outlet, draft.authors[0] if draft.authors else None, draft.published]
    for fact, wanted in zip(said, (title, outlet, author, day), strict=True):
        if wanted is None:
            assert fact is None
            continue
        assert fact is not None
        assert fact.value == wanted[0]
        assert wanted[1] in fact.basis
        if fact.start is not None and wanted is not day:
            assert draft.text[fact.start : fact.end] == fact.value
    assert draft.title is not None
    assert draft.text[draft.title.start : draft.title.end] == "Harbour plan falls"
    assert [b.kind for b in draft.blocks if b.start == draft.title.start] == ["title"]


@pytest.mark.parametrize(
    "value", ["<x", "[" * 5000, '{"@graph":' * 3000, '"x"', "null", '[{"@type":7,"author":[[]],"headline":{"a":1}}]']
)
def test_hostile_json_ld_is_passed_over(value: str) -> None:
    draft = page(f'<title>Harbour plan falls</title><script type="application/ld+json">{value}</script>')
    assert draft.title is not None
    assert draft.title.value == "Harbour plan falls"


def test_staff_and_agencies_desks_are_no_authors() -> None:
    assert page('<meta name=author content="Argus Staff Writer"><meta property="og:site_name" content="Argus">').authors == ()


def test_too_deep() -> None:
    with pytest.raises(UnreadableError, match="nests more than 50 tags deep"):
        html("<div>" * 51 + "x", None, 50)


def test_tokens_have_their_places() -> None:
    source = "<P Class='a' id=b>x &amp; y</p ><!-- z --><br/>"
    assert [(t.kind, source[t.start : t.end], t.name) for t in tokens(source)] == [
        ("start", "<P Class='a' id=b>", "p"),
        ("text", "x &amp; y", ""),
        ("end", "</p >", "p"),
        ("start", "<br/>", "br"),
    ]
    assert next(tokens(source)).attributes == {"class": "a", "id": "b"}
