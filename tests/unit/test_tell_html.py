"""The page: what stands on it, what its links lead to, and that no text can break out of its place."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from sayso.tell import bind
from sayso.types import Failure
from tests.tellings import Desk, harbour, hostile

VOID = {"meta", "br", "input", "link", "img", "hr", "path", "circle"}


class Reader(HTMLParser):
    """Checks that every element is closed in order; collects ids, links, element names and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.links: set[str] = set()
        self.names: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names[tag] += 1
        for key, value in attrs:
            self.attributes.add(key)
            if key == "id" and value:
                self.ids[value] += 1
            if key == "href" and value:
                self.links.add(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("make", [harbour, hostile])
def test_the_page_is_well_formed_and_every_link_has_its_place(make: object) -> None:
    read = Reader(make().to_html())  # type: ignore[operator]
    assert [i for i, n in read.ids.items() if n > 1] == []
    assert {link[1:] for link in read.links} <= set(read.ids)
    assert all(link.startswith("#") for link in read.links)


@pytest.mark.parametrize("make", [harbour, hostile])
def test_nothing_runs_and_nothing_is_fetched(make: object) -> None:
    page = make().to_html()  # type: ignore[operator]
    read = Reader(page)
    assert not {"script", "img", "iframe", "object", "link", "form", "base", "audio", "video"} & set(read.names)
    assert not {a for a in read.attributes if a.startswith("on") or a in ("src", "srcset", "action")}
    assert "default-src 'none'" in page
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_no_control_character_is_left() -> None:
    page = hostile().to_html()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page)
    page.encode("utf-8")


def test_the_first_screen() -> None:
    page = harbour().to_html()
    text = " ".join(" ".join(Reader(page).words).split())
    assert "8 May 2023 – 9 May 2023 · 3 reports · 2 outlets named · 2 voices in this pile" in text
    assert "carried by 3 reports, rests on 1 voice: Tomas Ruiz" in text
    first, second = (page.index(f'id="c{n}"') for n in (1, 2))
    assert first < page.index("rests on", first) < second
    assert page.index('<span class="disputed">cut short', first) < second


def test_what_the_sources_say_stands_as_it_is() -> None:
    page = harbour().to_html()
    plain = re.sub(r"<[^>]*>", "", page)
    for report in harbour().documents:
        for line in report.text.split("\n"):
            assert line.replace("&", "&amp;") in plain


def test_differing_words_are_marked() -> None:
    page = harbour().to_html()
    assert '<span class="differs hit">twice</span>' in page
    assert '<span class="differs hit">three times</span>' in page


def test_missing_words_are_a_visible_gap() -> None:
    apparatus = harbour().to_html().split('class="apparatus"')[1].split("</table>")[0]
    assert apparatus.count('<span class="gap">') >= 1
    assert "of more than two days" in re.sub(r"<[^>]*>", "", apparatus)


def test_furniture_and_repeats_fold() -> None:
    page = harbour().to_html()
    assert re.search(r"<summary>Furniture, not counted <span>1 paragraph</span>", page)
    assert "Repeats text from above, not counted" in page


def test_copied_passages_are_barred_and_lead_to_their_origin() -> None:
    page = harbour().to_html()
    row = page[page.index('class="row copied"') :]
    link = re.search(r'Same words in <a class="letter" href="#(d\d+p\d+)">A</a>', row)
    assert link
    assert f'id="{link[1]}"' in page
    assert "Alder Post" in page
    assert re.search(r"cites .*Northwind Wire", page)


def test_languages_written_from_right_to_left() -> None:
    page = harbour().to_html()
    assert re.search(r'<p id="d4p0" class="found" lang="fa" dir="rtl">', page)


def test_what_could_not_be_read_is_said() -> None:
    page = harbour().to_html()
    assert "a PDF without a text layer" in page
    assert "Every input could be read." in bind((), (), (), (), (), (), ()).to_html()
    nothing = bind((), (), (), (), (), (), (Failure("a.bin", "read", "not text"),)).to_html()
    assert "None of the inputs could be read" in nothing


def test_no_verdicts() -> None:
    words = " ".join(Reader(harbour().to_html()).words).lower()
    assert not re.search(r"\b(confirmed|debunked|false|credible|reliable|trustworthy|verified|fake)\b", words)


def test_the_same_dossier_is_the_same_page() -> None:
    assert harbour().to_html() == harbour().to_html()


def test_a_very_long_line_is_not_shown_again_with_every_member() -> None:
    desk = Desk()
    ids = desk.report("d0", "x " * 200_000 + "“[Q1:We left],” [S1:she] [C1:said]." + " y" * 200_000, {"1": [None]})
    desk.report("d1", "Nothing.", {})
    from sayso.types import Story

    desk.stories = [Story("s1", "Long", ("d0", "d1"), (), "")]
    for n in range(50):
        desk.claim(f"c{n}", "s1", ids, (), 0)
    assert len(desk.bind().to_html()) < 1_500_000
