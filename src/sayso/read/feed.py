"""Feeds: RSS 0.9 to 2.0, RDF and Atom. A feed is not a report; its entries lead to reports, and those are fetched.

Each entry's page goes through `fetch` and all its checks, whoever wrote the feed: an entry that leads to a file, into this
machine or its network is a failure like any other. What the feed says of an entry (title, day, `<source>`) is kept beside
the page's bytes and counts where the page itself does not say. A feed that an entry leads to is not followed.

Read with lxml and no library for feeds: feedparser 6.0.14 was tried, and an `<author>` of 200 kB holds it up for minutes.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag, urljoin

from lxml import etree

from sayso.read.cleaning import UnreadableError
from sayso.read.facts import day_of
from sayso.read.fetch import fetch
from sayso.types import Failure, Given

if TYPE_CHECKING:
    from sayso.read import Limits

_HEAD = 4096  # bytes in which the first element stands
_FEED = re.compile(
    rb"\s*+(?:(?:<\?(?>.*?\?>)|<!--(?>.*?-->)|<!DOCTYPE[^<>\[]*+(?:\[[^\]]*+\]\s*+)?>)\s*+)*+"
    rb"<(?:rss|feed|(?:[A-Za-z][\w.-]*+:)?RDF)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{0,31});")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_WORDS = 500  # characters of a title or a source's name
_LOOKED_AT = 5000  # entries, those that lead nowhere or to the same place as another with them
_DATED = ("pubDate", "published", "issued", "date", "updated", "modified")  # the first one that says a day counts


class Entry(NamedTuple):
    """What a feed says of one report."""

    url: str
    title: str = ""
    published: str = ""  # a day, EDTF
    outlet: str = ""

    @property
    def known(self) -> tuple[tuple[str, str], ...]:
        """What is known of the report beside its bytes; see `Given.known`."""
        return tuple((k, v) for k, v in (("outlet", self.outlet), ("published", self.published), ("title", self.title)) if v)


def is_feed(data: bytes) -> bool:
    """Whether bytes begin as a feed does, by their first element. UTF-16 is not recognised; no feed of today is in it."""
    return _FEED.match(data.removeprefix(b"\xef\xbb\xbf")[:_HEAD]) is not None


def pages(feed: Given, limits: Limits) -> Iterator[Given | Failure]:
    """The page of each entry, named "feed#address", or why it cannot be had. UnreadableError where the feed has no entry."""
    if len(feed.data) > limits.feed_bytes:
        raise UnreadableError(f"is a feed of {len(feed.data):,} bytes; the limit is {limits.feed_bytes:,}")
    found = entries(feed.data, feed.url or "", charset(feed.content_type), limits.entries + 1)
    until = time.monotonic() + limits.feed_seconds
    for entry in found[: limits.entries]:
        name = f"{feed.name}#{entry.url}"
        if time.monotonic() > until:
            yield Failure(name, "read", f"was not fetched: the entries before it took {limits.feed_seconds:g} seconds")
            continue
        try:
            got = fetch(entry.url, limits.bytes, limits.seconds, limits.redirects)
        except UnreadableError as error:
            yield Failure(name, "read", str(error))
        else:
            yield Given(name, got.data, url=got.url, content_type=got.content_type, known=entry.known)
    if len(found) > limits.entries:
        yield Failure(feed.name, "read", f"has more than {limits.entries:,} entries, the limit; the rest was not fetched")


def entries(data: bytes, base: str = "", encoding: str | None = None, most: int = 1000) -> list[Entry]:
    """The first entries of a feed in its order, each address once; addresses are made absolute with the feed's own.

    A feed that is not well-formed is read as far as it can be. Entries without an address are left out. UnreadableError
    where nothing is left.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, encoding=encoding
    )
    try:
        root = etree.fromstring(_NAMED.sub(_spelled, data), parser, base_url=base or None)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"is a feed that cannot be read: {error}") from None
    found: dict[str, Entry] = {}
    for element in islice(root.iter("{*}item", "{*}entry"), _LOOKED_AT) if root is not None else ():
        if (address := _address(element)) and address not in found:
            found[address] = _entry(element, address)
            if len(found) == most:
                break
    if not found:
        raise UnreadableError("is a feed without an entry that leads anywhere")
    return list(found.values())


def charset(content_type: str) -> str | None:
    """The charset that a Content-Type declares, where it is one for XML (RFC 7303: it goes before the declaration)."""
    found = re.search(r"charset\s*=\s*[\"']?(utf-8|iso-8859-\d{1,2}|windows-125\d|us-ascii)\b", content_type, re.IGNORECASE)
    return found[1] if found else None


def _entry(element: etree._Element, address: str) -> Entry:
    parts: dict[str, etree._Element] = {}
    for child in element.iterchildren("{*}*"):
        parts.setdefault(_local(child), child)
    source = parts.get("source")
    inner = source.find("{*}title") if source is not None else None
    days = (day_of(_text(parts[name])) for name in _DATED if name in parts)
    title = _text(parts["title"]) if "title" in parts else ""
    outlet = _text(source if inner is None else inner) if source is not None else ""
    return Entry(address, title, next((day for day in days if day), ""), outlet)


def _address(element: etree._Element) -> str:
    """Where an entry leads: its link, else its guid where that is an address, else what it is about (RDF)."""
    for link in element.iterchildren("{*}link"):
        href = link.get("href") if link.get("rel", "alternate") == "alternate" else None
        if address := _absolute(link, href or _text(link)):
            return address
    for guid in element.iterchildren("{*}guid"):
        if guid.get("isPermaLink", "true") != "false" and re.match(r"https?://", _text(guid)):
            return _absolute(guid, _text(guid))
    return _absolute(element, element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or "")


def _absolute(element: etree._Element, address: str) -> str:
    address = address.strip()
    if not address:
        return ""
    try:
        return urldefrag(urljoin(element.base or "", address)).url
    except ValueError:
        return address  # let it be refused by name


def _text(element: etree._Element) -> str:
    """The words in an element, without the markup that titles carry within ("A &lt;b&gt;bold&lt;/b&gt; claim")."""
    size, parts = 0, []
    for part in element.itertext():
        parts.append(part)
        size += len(part)
        if size > 4 * _WORDS:
            break
    return " ".join(unescape(_TAG.sub("", "".join(parts)[: 4 * _WORDS])).split())[:_WORDS]


def _spelled(reference: re.Match[bytes]) -> bytes:
    """A named character reference as XML knows it: HTML's by number, and any other as the letters it is written in.

    So no declaration in the feed is ever looked at; and libxml2, once it has met an unknown name, drops the known ones.
    """
    letters = html5.get(reference[1].decode() + ";")
    return b"&amp;" + reference[1] + b";" if letters is None else b"".join(b"&#%d;" % ord(c) for c in letters)


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
