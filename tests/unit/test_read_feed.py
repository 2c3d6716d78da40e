"""Feeds: what their entries lead to is fetched, with all checks; what the feed says counts where the page does not say."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sayso import trace
from sayso.read import Limits, document, givens, read
from sayso.read.cleaning import UnreadableError
from sayso.read.feed import Entry, charset, entries, is_feed
from sayso.read.fetch import Fetched
from sayso.store import Case
from sayso.trace import add
from sayso.types import Document, Failure, Given

RSS = b"""\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand -->
<rss version="2.0"><channel><title>Harbour News</title><link>https://news.example/</link>
<item><title>Ferry &amp; gulls</title><link>/ferry?a=1&amp;b=2#top</link><pubDate>Tue, 02 Jul 2024 23:30:00 +0200</pubDate>
<source url="https://crier.example/">The Fenwick Crier</source></item>
<item><title>Only a &lt;b&gt;guid&lt;/b&gt;, 1 &lt; 2</title><guid>https://news.example/guid</guid></item>
<item><title>No address</title><guid isPermaLink="false">tag:news.example,2024:1</guid></item>
<item><title>The ferry again</title><link>https://news.example/ferry?a=1&amp;b=2</link></item>
</channel></rss>"""

ATOM = b"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/x/"><title>News</title>
<entry><title type="html">A &lt;i&gt;bold&lt;/i&gt; plan</title><link rel="edit" href="edit/1"/><link href="plan"/>
<updated>2024-07-03T10:00:00Z</updated><published>2024-07-01T10:00:00Z</published>
<source><title>The Crier</title><updated>2001-01-01T00:00:00Z</updated></source></entry></feed>"""

RDF = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"/>
<item rdf:about="https://news.example/old"><title>Old</title><dc:date>2001-02-03</dc:date></item></rdf:RDF>"""


def test_rss() -> None:
    assert entries(RSS, "https://news.example/feed.xml") == [
        Entry("https://news.example/ferry?a=1&b=2", "Ferry & gulls", "2024-07-02", "The Fenwick Crier"),
        Entry("https://news.example/guid", "Only a guid, 1 < 2"),
    ]


def test_atom() -> None:
    assert entries(ATOM) == [Entry("https://news.example/x/plan", "A bold plan", "2024-07-01", "The Crier")]


def test_rdf() -> None:
    assert entries(RDF) == [Entry("https://news.example/old", "Old", "2001-02-03")]


@pytest.mark.parametrize(
    "data", [RSS, ATOM, RDF, b"<rss>", b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2'>"]
)
def test_a_feed_is_known_by_its_first_element(data: bytes) -> None:
    assert is_feed(data)


@pytest.mark.parametrize("data", [b"", b"<html><rss>", b"The <rss> tag", b"<nitf>", b"<feedback>", b"<!-- <rss> --><p>", b"{}"])
def test_what_is_no_feed(data: bytes) -> None:
    assert not is_feed(data)


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    broken = RSS[: RSS.index(b"<item><title>No address")] + b"<item><title>a & b <link>https://news.example/c"
    assert [e.url for e in entries(broken, "https://news.example/")][:2] == [
        "https://news.example/ferry?a=1&b=2",
        "https://news.example/guid",
    ]


def test_names_of_characters_are_read_and_declarations_never(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret", "utf-8")
    head = f'<!DOCTYPE rss [<!ENTITY s SYSTEM "{(tmp_path / "secret").as_uri()}"><!ENTITY t "told">]>'.encode()
    data = (
        head
        + b"<rss><channel><item><title>Caf&eacute; &s;&t; &lt;b&gt;open&lt;/b&gt;</title><link>http://a.example/</link></item></channel></rss>"
    )
    assert is_feed(data)
    assert entries(data) == [Entry("http://a.example/", "Café &s;&t; open")]


HEAD = b"<rss><channel><item><link>http://a.example/</link><title>"
BOMB = (
    b"<!DOCTYPE r [<!ENTITY a0 'aaaaaaaaaa'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)


@pytest.mark.parametrize(
    "data",
    [
        BOMB + HEAD + b"&a9;",
        HEAD + b"<a>" * 200_000,
        HEAD + b"&" * 200_000,
        HEAD + b"</title><author>" + b"a." * 500_000,  # holds up feedparser 6.0.14 for minutes
        HEAD + b"x" * 1_000_000,
        HEAD + b"</title></item>" + b"<item><link>x</link></item>" * 100_000,
        b"<rss" + b" " * 1_000_000,
        b"<rss " + b"".join(b'xmlns:a%d="b" ' % n for n in range(20_000)) + b"/>",
    ],
)
def test_no_feed_takes_long(data: bytes) -> None:
    began = time.monotonic()
    try:
        found = entries(data, "http://b.example/")
    except UnreadableError:
        found = []
    assert time.monotonic() - began < 5
    assert all(len(e.title) <= 500 for e in found)


def test_the_charset_of_the_answer_counts() -> None:
    data = "<rss><channel><item><title>Café</title><link>http://a.example/</link></item></channel></rss>".encode("windows-1252")
    assert entries(data, encoding=charset("application/xml; charset=windows-1252"))[0].title == "Café"
    assert charset("text/xml; charset=utf-7") is None


# -- what they lead to --------------------------------------------------------------------------------------------------------

BARE = b"<html><body><p>The warden Ebba Holm said the gate was open on Monday. Nobody else had seen it open.</p></body></html>"
FULL = (
    b'<html><head><title>Own title</title><meta property="article:published_time" content="2024-06-30">'
    b'<meta property="og:site_name" content="Own Outlet"></head><body><h1>Own title</h1>'
    b"<p>The warden Ebba Holm said the gate was shut on Tuesday. Nobody else had seen it shut.</p></body></html>"
)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What addresses give; any other is refused as fetch does it, without a network."""
    pages: dict[str, Any] = {}
    module = sys.modules["sayso.read.fetch"]
    real = module.fetch

    def fetch(url: str, size: int, seconds: float, redirects: int) -> Fetched:
        if url in pages:
            return Fetched(url, pages[url], "text/html")
        return real(url, size, 0.5, redirects, lambda host, port: [host])  # type: ignore[no-any-return]

    for name in ("sayso.read.feed", "sayso.read"):
        monkeypatch.setattr(sys.modules[name], "fetch", fetch)
    return pages


def feed_of(*links: str, title: str = "From the feed", more: str = "") -> bytes:
    items = "".join(f"<item><title>{title}</title><link>{link}</link>{more}</item>" for link in links)
    return f"<rss><channel>{items}</channel></rss>".encode()


MORE = "<pubDate>Mon, 01 Jul 2024 08:00:00 GMT</pubDate><source>The Crier</source>"


def test_what_the_feed_says_counts_where_the_page_does_not(tmp_path: Path, web: dict[str, Any]) -> None:
    web |= {"http://a.example/bare": BARE, "http://a.example/full": FULL}
    (tmp_path / "feed.xml").write_bytes(feed_of("http://a.example/bare", "http://a.example/full", more=MORE))
    bare, full = read(str(tmp_path / "feed.xml"))
    assert isinstance(bare, Document)
    assert isinstance(full, Document)
    assert bare.sources == (f"{tmp_path / 'feed.xml'}#http://a.example/bare",)
    assert bare.url == "http://a.example/bare"
    assert bare.published is not None
    assert bare.outlet is not None
    assert (bare.published.value, bare.published.basis) == ("2024-07-01", "the entry in the feed")
    assert (full.title, full.published, full.outlet) != (bare.title, bare.published, bare.outlet)
    assert full.title is not None
    assert full.published is not None
    assert (full.title.value, full.published.value) == ("Own title", "2024-06-30")


@pytest.mark.parametrize(
    ("link", "error"),
    [
        ("http://127.0.0.1:8000/api/dossier", "not on the open internet"),
        ("http://169.254.169.254/latest/meta-data/", "not on the open internet"),
        ("http://[::ffff:10.0.0.1]/", "not on the open internet"),
        ("file:///etc/passwd", "file is not http or https"),
        ("/etc/passwd", "no scheme"),
        ("secret.txt", "no scheme"),
        ("javascript:alert(1)", "javascript is not http or https"),
    ],
)
def test_an_entry_leads_nowhere_but_to_the_open_web(
    tmp_path: Path, web: dict[str, Any], link: str, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("The secret was kept in the cellar, said the mayor.", "utf-8")
    (tmp_path / "feed.xml").write_bytes(feed_of(link))
    (failed,) = read("feed.xml")
    assert isinstance(failed, Failure)
    assert failed.source == f"feed.xml#{link}"
    assert error in failed.error


def test_a_feed_inside_is_refused(web: dict[str, Any]) -> None:
    (failed,) = read("http://10.0.0.1/feed.xml")
    assert isinstance(failed, Failure)
    assert "not on the open internet" in failed.error


def test_a_feed_on_the_web_is_followed_and_one_behind_it_is_not(web: dict[str, Any]) -> None:
    web |= {"http://a.example/feed": feed_of("one", "http://b.example/feed"), "http://a.example/one": BARE}
    web["http://b.example/feed"] = feed_of("http://b.example/two")
    one, other = read("http://a.example/feed")
    assert isinstance(one, Document)
    assert isinstance(other, Failure)
    assert other.source == "http://a.example/feed#http://b.example/feed"
    assert "is XML" in other.error


def test_the_number_of_entries_is_limited(tmp_path: Path, web: dict[str, Any]) -> None:
    web |= {f"http://a.example/{n}": BARE + str(n).encode() for n in range(9)}
    (tmp_path / "feed.xml").write_bytes(feed_of(*sorted(web)))
    *found, last = givens(str(tmp_path / "feed.xml"), Limits(entries=4))
    assert [g.url for g in found if isinstance(g, Given)] == sorted(web)[:4]
    assert last == Failure(str(tmp_path / "feed.xml"), "read", "has more than 4 entries, the limit; the rest was not fetched")


def test_the_size_and_the_time_of_a_feed_are_limited(tmp_path: Path, web: dict[str, Any]) -> None:
    web["http://a.example/0"] = BARE
    (tmp_path / "feed.xml").write_bytes(feed_of("http://a.example/0", "http://a.example/1"))
    (failed,) = givens(str(tmp_path / "feed.xml"), Limits(feed_bytes=50))
    assert isinstance(failed, Failure)
    assert "is a feed of" in failed.error
    late = list(givens(str(tmp_path / "feed.xml"), Limits(feed_seconds=-1)))
    assert [one.error for one in late if isinstance(one, Failure)] == [
        "was not fetched: the entries before it took -1 seconds"
    ] * 2


def test_bytes_at_hand_may_be_a_feed(web: dict[str, Any]) -> None:
    web["http://a.example/0"] = BARE
    (found,) = givens(Given("upload.xml", feed_of("http://a.example/0"), ".xml"))
    assert isinstance(found, Given)
    assert found.known == (("title", "From the feed"),)
    assert isinstance(document(found), Document)


def test_a_case_keeps_what_the_feed_said(tmp_path: Path, web: dict[str, Any]) -> None:
    web |= {"http://a.example/bare": BARE}
    (tmp_path / "feed.xml").write_bytes(feed_of("http://a.example/bare", "http://10.0.0.1/", more=MORE))
    name = str(tmp_path / "feed.xml")
    with Case.open(tmp_path / "a.sayso") as case:
        added = add(case, [name], when="2024-07-04T12:00:00Z")
        assert (added.new, [f.source for f in added.failures]) == (1, [f"{name}#http://10.0.0.1/"])
        (number,) = case.numbers()
        assert dict(case.given(number).known) == {"outlet": "The Crier", "published": "2024-07-01", "title": "From the feed"}
        assert add(case, [name], when="2024-07-05T12:00:00Z").known == 1
    assert [d.published for d in trace([name]).documents] == ["2024-07-01"]
