"""The page: what stands on it, what its links lead to, and that no text can break out of its place."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from sayso.tell import Dossier, bind
from sayso.tell.lookup import Lookup
from sayso.types import Failure, Story
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
    assert page.index('<span class="disputed">cut short, the sense may turn</span>', first) < second


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


def wordings(*texts: str, kind: str = "wording", words: tuple[str, ...] = ()) -> Dossier:
    """One claim in as many wordings as reports, and one conflict between them."""
    desk = Desk()
    voice = desk.entity("e-a", "person", "Ada Brandt")
    ids = []
    for n, text in enumerate(texts):
        ids += desk.report(f"d{n}", f"“[Q1:{text}],” [S1:Brandt] [C1:said].", {"1": [voice]}, title=f"Report {n}")
    desk.stories = [Story("s1", "Ice", tuple(f"d{n}" for n in range(len(texts))), (), "")]
    desk.claim("c1", "s1", ids, (voice,))
    desk.conflict("x1", kind, ids[: len(words)], list(words), "They differ.")  # type: ignore[arg-type]
    return desk.bind()


def test_paraphrases_are_lines_and_like_wordings_columns() -> None:
    page = wordings(
        "the ice on the lake will hold until Monday",
        "the ice on the lake will hold until Friday",
        "nobody needs to fear for the skaters before the week is out",
    ).to_html()
    inside = page[page.index('<div class="apparatus"') : page.index('<table class="witnesses">')]
    assert inside.count('class="apparatus"') == 1
    assert re.search(r'<span class="other"><span[^>]*>Monday</span><span[^>]*>Friday</span>', inside)
    line = inside[inside.index('class="wording"') :]
    assert '<span class="gap">' not in line
    assert "nobody needs to fear for" in re.sub(r"<[^>]*>", "", line)
    assert '<span class="same">the </span>' in line


def sides(page: str) -> list[str]:
    """The sides of the first conflict: letters, then the words, the marked ones in brackets."""
    part = page[page.index('<ul class="sides">') : page.index("</ul>", page.index('<ul class="sides">'))]
    part = re.sub(r'<span class="differs[^"]*">([^<]*)</span>', r"[\1]", part)
    return [" ".join(re.sub(r"<[^>]*>", " ", side).split()) for side in part.split("<li>")[1:]]


def test_members_with_the_same_differing_words_are_one_side() -> None:
    made = wordings(
        "twelve wells ran dry", "twelve wells ran dry", "nine wells ran dry", kind="number", words=("twelve", "twelve", "nine")
    )
    assert sides(made.to_html()) == [
        "A Brandt B Brandt “[twelve] wells ran dry ,” Brandt said.",
        "C Brandt “[nine] wells ran dry ,” Brandt said.",
    ]


def test_of_long_renderings_only_the_words_that_differ_are_marked() -> None:
    one, two = "we will keep the ferry running until the ice comes", "we will keep the boat running until ice comes"
    assert sides(wordings(one, two, words=(one, two)).to_html()) == [
        "A Brandt “ we will keep the [ferry] running until [the] ice comes ,” Brandt said.",
        "B Brandt “ we will keep the [boat] running until ice comes ,” Brandt said.",
    ]


def named(**given: str | None) -> str:
    """What a report is called."""
    desk = Desk()
    outlet = desk.entity("e-x", "outlet", "Kettle News") if given.get("outlet") else None
    desk.report("d0", given.get("text") or "", {}, outlet=outlet, title=given.get("title"))
    return Lookup(desk.bind()).label("d0")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"title": "Ice holds", "outlet": "x", "text": "[B:The ice held.]"}, "Ice holds"),
        ({"outlet": "x", "text": "[B:The ice held.]"}, "Kettle News"),
        (
            {"text": "[F:Share this page]\n\n[B:The ice held all winter, and nobody on the lake was surprised.]"},
            "The ice held all winter, and nobody on…",
        ),
        ({"text": "***"}, "d0.txt"),
        ({"title": " ", "text": ""}, "d0.txt"),
    ],
)
def test_what_a_report_is_called(given: dict[str, str], expected: str) -> None:
    assert named(**given) == expected


def test_a_file_name_is_not_set_as_the_sources_words() -> None:
    desk = Desk()
    desk.report("d0", "***", {})
    desk.stories = [Story("s1", "Nothing", ("d0",), (), "")]
    page = desk.bind().to_html()
    assert '<span class="path">d0.txt</span>' in page
    assert '<span class="found" dir="ltr">d0.txt' not in page


def test_headings_go_down_one_step_at_a_time() -> None:
    levels = [int(n) for n in re.findall(r"<h([1-6])", harbour().to_html())]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


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
    desk.stories = [Story("s1", "Long", ("d0", "d1"), (), "")]
    for n in range(50):
        desk.claim(f"c{n}", "s1", ids, (), 0)
    assert len(desk.bind().to_html()) < 1_500_000
