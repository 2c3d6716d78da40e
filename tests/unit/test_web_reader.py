"""The pages of the reader: where their links lead, what their forms carry, and that no text breaks out of its place."""

from __future__ import annotations

import re
import time
from html import unescape
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import msgspec
import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from sayso.store import JudgementError, Source
from sayso.tell import Dossier
from sayso.tell.html import Page
from sayso.tell.judgements import apart, line
from sayso.tell.lookup import Lookup
from sayso.types import Anchor, Failure, Judgement, Ruling, Story
from sayso.web import addresses, app
from sayso.web.book import Book
from sayso.web.desk import Job
from tests.judged import by as judged_by
from tests.judged import found as found_without
from tests.judged import row
from tests.shelf import Shelf
from tests.tellings import Desk, crowd, harbour, hostile
from tests.unit.test_tell_html import Reader

WHEN = "2023-05-10T09:30:00Z"


def reader(dossier: Dossier, *jobs: Job, sources: tuple[Source, ...] = ()) -> TestClient:
    return TestClient(app(Shelf(dossier, jobs, sources), port=80), base_url="http://127.0.0.1")


def links(page: str) -> list[str]:
    return [unescape(h) for h in re.findall(r'href="([^"]*)"', page)]


def crawl(client: TestClient) -> dict[str, str]:
    """Every page that links lead to, by address."""
    found: dict[str, str] = {}
    todo = ["/", "/people", "/judgements", "/search", "/search?q=e"]
    while todo:
        address = todo.pop()
        if address in found or address.startswith(("/static", "/api")):
            continue
        answer = client.get(address)
        assert answer.status_code == 200, address
        found[address] = answer.text
        todo += [h.partition("#")[0] for h in links(answer.text) if h.startswith("/")]
    return found


@pytest.fixture(scope="module", params=[harbour, hostile], ids=["harbour", "hostile"])
def pages(request: pytest.FixtureRequest) -> dict[str, str]:
    return crawl(reader(request.param()))


def test_every_page_is_well_formed_and_every_link_has_its_place(pages: dict[str, str]) -> None:
    ids = {}
    for address, page in pages.items():
        read = Reader(page)
        assert [i for i, n in read.ids.items() if n > 1] == [], address
        ids[address] = set(read.ids)
    for address, page in pages.items():
        for link in links(page):
            path, _, place = link.partition("#")
            if place and not path.startswith("/static"):
                assert unquote(place) in ids[path or address], (address, link)


def test_nothing_of_ours_runs_inline_and_nothing_is_fetched_from_elsewhere(pages: dict[str, str]) -> None:
    for address, page in pages.items():
        read = Reader(page)
        assert not {"style", "iframe", "object", "base", "img"} & set(read.names), address
        assert not {a for a in read.attributes if a.startswith("on") or a in ("style", "srcset", "formaction")}, address
        assert set(re.findall(r"<script[^>]*>(.*?)</script>", page)) <= {""}
        for source in re.findall(r'\s(?:src|action)="([^"]*)"', page):
            assert source.startswith("/"), source
        assert all(link.startswith(("/", "#")) for link in links(page)), address


def test_no_control_character_is_left(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)


def test_headings_go_down_one_step_at_a_time(pages: dict[str, str]) -> None:
    for address, page in pages.items():
        levels = [int(n) for n in re.findall(r"<h([1-6])", page[page.index("<main") : page.index("</main>")])]
        assert levels[0] == 1, address
        assert levels.count(1) == 1, address
        assert all(b <= a + 1 for a, b in pairwise(levels)), address


def test_no_verdicts(pages: dict[str, str]) -> None:
    for page in pages.values():
        words = " ".join(Reader(page).words).lower()
        assert not re.search(r"\b(confirmed|debunked|credible|reliable|trustworthy|verified|fake)\b", words)


def test_every_form_carries_the_token_and_leads_back() -> None:
    for address, page in crawl(reader(harbour())).items():
        for form in re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL):
            assert re.search(r'name="csrf" value="[^"]{20,}"', form), address
            if 'action="/judge"' in form:
                back = unescape(re.findall(r'name="back" value="([^"]*)"', form)[0])
                assert back.startswith("/")
                assert not back.startswith("//")


def test_what_a_form_speaks_of_are_places_and_their_words() -> None:
    dossier = harbour()
    texts = {d.id: d.text for d in dossier.documents}
    counts = {"same": 2, "not-same": 2, "same-claim": 2, "not-same-claim": 2, "not-a-hop": 2, "copy": 2, "not-a-copy": 2}
    counts |= {"not-a-conflict": 2}
    counts |= {"not-a-quotation": 1, "ignore": 1, "speaker": 0}
    seen = set()
    for page in crawl(reader(dossier)).values():
        for form in re.findall(r'<form[^>]*action="/judge".*?</form>', page, re.DOTALL):
            kind = re.findall(r'name="kind" value="([^"]*)"', form)[0]
            values = re.findall(r'name="about" value="([^"]*)"', form) or re.findall(r'<option value="(\[[^"]*)"', form)
            assert values, kind
            for value in values:
                about = msgspec.json.decode(unescape(value), type=tuple[Anchor, ...])
                seen.add(kind)
                assert len(about) == counts[kind] or (kind == "speaker" and len(about) in (1, 2))
                assert len(set(about)) == len(about)
                for place in about:
                    if kind == "ignore" and place.words:  # a source that could not be read, by its name
                        assert (place.document, place.words) in {(f.source, f.error) for f in dossier.failures}
                        continue
                    assert texts[place.document][place.start : place.end] == place.words
                    assert bool(place.words) == (kind not in ("copy", "not-a-copy", "ignore"))
    assert seen == set(counts)


def test_a_claim_keeps_its_address_as_ids_change() -> None:
    dossier = harbour()
    first = Book(Shelf(dossier).view)
    claim = dossier.claims[0]
    address = first.to.claim(claim)
    renamed = replace(dossier, claims=tuple(replace(c, id=f"other-{c.id}") for c in dossier.claims))
    found = Book(Shelf(renamed).view).claim_at_address(unquote(address.removeprefix("/claim/")))
    assert found is not None
    assert found.id == "other-c1"
    # where the gist has moved, the claim that is worded at that place is meant
    moved = replace(claim, gist_at=replace(claim.gist_at, end=claim.gist_at.end - 5))
    found = Book(Shelf(replace(dossier, claims=(moved, *dossier.claims[1:]))).view).claim_at_address(
        unquote(address.removeprefix("/claim/"))
    )
    assert found == moved


def test_claims_with_one_gist_have_an_address_each() -> None:
    dossier = harbour()
    twice = replace(dossier, claims=(*dossier.claims, replace(dossier.claims[0], id="c9")))
    book = Book(Shelf(twice).view)
    made = [book.to.claim(c) for c in twice.claims]
    assert len(set(made)) == len(made)
    for claim, address in zip(twice.claims, made, strict=True):
        assert book.claim_at_address(unquote(address.removeprefix("/claim/"))) == claim


NOWHERE = (
    "/claim/x",
    "/claim/doc-wire.1-2",
    "/claim/doc-wire.9-x",
    "/document/none",
    "/story/none",
    "/documents/none/doc-wire",
    "/people?who=none",
    "/people?who=doc-wire.0-1",
    "/jobs/7",
)


@pytest.mark.parametrize("address", NOWHERE)
def test_what_is_not_there_is_said(address: str) -> None:
    answer = reader(harbour()).get(address)
    assert answer.status_code == 404
    assert "Not here" in answer.text


@pytest.mark.parametrize(
    "query", ["at=9999999-99999999", "at=5-2", "at=x", "judge=0-1", "judge=999999999-9999999999", "at=-1-5"]
)
def test_a_place_that_is_none_marks_nothing(query: str) -> None:
    answer = reader(harbour()).get(f"/document/doc-wire?{query}")
    assert answer.status_code == 200
    assert 'id="judge"' not in answer.text


def test_a_place_is_marked_in_its_document() -> None:
    text = next(d.text for d in harbour().documents if d.id == "doc-wire")
    at = text.index("basin")
    page = reader(harbour()).get(f"/document/doc-wire?at={at}-{at + 5}").text
    assert re.search(r'<i id="here"></i><span class="here">basin</span>', page)


# -- judgements are visible ---------------------------------------------------------------------------------


def judged() -> Dossier:
    """The harbour with a ledger: a claim, an entity and an attribution rest on it, one row was undone, one is idle."""
    dossier = harbour()
    content = dossier.attributions[0].content[0]
    words = next(d.text for d in dossier.documents if d.id == dossier.attributions[0].document)[content.start : content.end]
    place = Anchor(dossier.attributions[0].document, content.start, content.end, words)
    rows = [
        Ruling(Judgement(1, "not-a-quotation", (place,), "Ada", WHEN, "a heading"), "undone", "undone by judgement 2"),
        Ruling(Judgement(2, "undo", (), "Ada", WHEN, "", 1), "holds", "judgement 1 no longer holds"),
        Ruling(Judgement(3, "speaker", (place,), "Ada <b>", WHEN, "<script>"), "holds", "nobody is named for it"),
        Ruling(Judgement(4, "ignore", (Anchor("d0123456789"),), "Ada", WHEN, ""), "holds", "the report is left out"),
        Ruling(Judgement(5, "copy", (Anchor("doc-post"), Anchor("doc-wire")), "Ada", WHEN, ""), "holds", "doc-post counts"),
    ]
    return replace(
        dossier,
        judgements=tuple(rows),
        claims=tuple(replace(c, judged=(3,)) if c.id == "c1" else c for c in dossier.claims),
        attributions=tuple(replace(a, judged=(3,)) if n == 0 else a for n, a in enumerate(dossier.attributions)),
        entities=tuple(replace(e, judged=(3,)) if e.id == "e-tomas-ruiz" else e for e in dossier.entities),
        conflicts=tuple(replace(x, judged=(3,)) if x.id == "x1" else x for x in dossier.conflicts),
        derivations=tuple(replace(d, judged=(5,)) if d.kind == "copies" else d for d in dossier.derivations),
    )


IGNORED = Source(1, "pile/parody.html", "0123456789" + "a" * 54, 10, None, WHEN, "")


def test_whatever_rests_on_a_judgement_says_so_and_leads_to_it() -> None:
    client = reader(judged(), sources=(IGNORED,))
    three = '<a class="judged" href="/judgements#j3">by judgement 3</a>'
    document = judged().attributions[0].document
    story = client.get("/story/doc-wire").text
    row = story[story.index('<ol class="claims">') :]
    assert three in row[: row.index("</li>")]
    assert three in story[story.index('class="conflict"') :]
    assert three in client.get("/people?who=e-tomas-ruiz").text
    assert three in client.get("/people").text
    assert client.get(f"/document/{document}").text.count(three) == 1
    claim = client.get(next(link for link in links(story) if link.startswith("/claim/"))).text
    assert claim.count(three) >= 4  # its head, its reading, the witness and the evidence
    assert "/judgements#j5" in client.get("/document/doc-post").text
    for page in (story, client.get("/").text):
        line = re.sub(r"<[^>]*>", "", page[page.index("What is counted here") :].partition("</p>")[0])
        assert line == "What is counted here rests on judgements 3, 5."
    assert three in client.get("/search?q=Nobody").text
    assert '<span class="judged">by judgement 5</span>' in story
    assert (
        'By judgement 4</a> a report is ignored in this case: <a class="path" href="/document/d0123456789">pile/parody' in story
    )


def test_an_ignored_report_is_named_by_where_it_came_from_and_can_be_brought_back() -> None:
    client = reader(judged(), sources=(IGNORED,))
    for address in ("/document/d0123456789", "/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "pile/parody.html" in answer.text
        assert re.search(r'name="undoes" value="4"', answer.text)


def test_the_ledger_tells_each_row_and_offers_to_undo_what_holds() -> None:
    page = reader(judged(), sources=(IGNORED,)).get("/judgements").text
    rows = {int(m[1]): m[0] for m in re.finditer(r'<li id="j(\d+)".*?</li>', page, re.DOTALL)}
    assert list(rows) == [5, 4, 3, 2, 1]
    text = {n: " ".join(re.sub(r"<[^>]*>", "", row).split()) for n, row in rows.items()}
    assert "is not a quotation" in text[1]
    assert "Undone" in text[1]
    assert "was said by somebody who is not named" in text[3]
    assert "10 May 2023, 09:30 UTC: &lt;script&gt;" in text[3]
    assert "pile/parody.html is ignored" in text[4]
    assert "took its words from" in text[5]
    offered = {n for n, row in rows.items() if 'name="undoes"' in row}
    assert offered == {2, 3, 4, 5}
    assert "Bring back" in text[2]


def test_two_reports_of_one_title_are_told_apart_in_the_ledger() -> None:
    dossier = judged()
    title = next(d.title for d in dossier.documents if d.id == "doc-wire")
    alike = replace(dossier, documents=tuple(replace(d, title=title) if d.id == "doc-post" else d for d in dossier.documents))
    look = Lookup(alike)
    one, other = (apart(look, d) for d in ("doc-post", "doc-wire"))
    assert one
    assert other
    assert one != other
    row = line(alike.judgements[4], look)
    assert f"“{title}” ({one}) took its words from “{title}” ({other})" in row
    page = reader(alike).get("/judgements").text
    assert f'<span class="apart">({one})</span>' in page
    same = replace(
        alike, documents=tuple(replace(d, outlet=None, published=None) for d in alike.documents)
    )  # nothing else is known: the id
    assert apart(Lookup(same), "doc-post") == next(d.source for d in dossier.documents if d.id == "doc-post").rpartition("/")[2]
    nothing = replace(same, documents=tuple(replace(d, source="") for d in same.documents))
    assert apart(Lookup(nothing), "doc-post") == "doc-post"
    assert apart(Lookup(dossier), "doc-post") == ""


def test_a_pronoun_in_the_ledger_says_who_it_is() -> None:
    dossier = harbour()
    person = next(e for e in dossier.entities if e.mentions and e.type == "person")
    at = person.mentions[0]
    text = next(d.text for d in dossier.documents if d.id == at.document)
    content = dossier.attributions[0].content[0]
    home = dossier.attributions[0].document
    words = next(d.text for d in dossier.documents if d.id == home)[content.start : content.end]
    she = Anchor(at.document, at.start, at.end, text[at.start : at.end])
    renamed = replace(
        dossier, entities=tuple(replace(e, name="Zo Quill") if e.id == person.id else e for e in dossier.entities)
    )
    ruling = Ruling(
        Judgement(1, "not-a-hop", (Anchor(home, content.start, content.end, words), she), "Ada", WHEN, ""), "holds", "gone"
    )
    assert f"did not come through “{she.words}” (that is Zo Quill)" in line(ruling, Lookup(renamed))
    page = reader(replace(renamed, judgements=(ruling,))).get("/judgements").text
    assert 'that is <span class="found" dir="auto">Zo Quill</span>' in page


def test_a_conflict_row_offers_to_say_that_there_is_none() -> None:
    dossier = harbour()
    client = reader(dossier)
    story = client.get("/story/doc-wire").text
    claim = next(client.get(h).text for h in links(story) if h.startswith("/claim/"))
    for page in (story, claim):
        entries = re.findall(r'<div class="conflict".*?</form>', page, re.DOTALL)
        assert entries
        for entry in entries:
            about = msgspec.json.decode(unescape(re.findall(r'name="about" value="([^"]*)"', entry)[0]), type=list[Anchor])
            assert 'value="not-a-conflict"' in entry
            assert len({a.words.casefold() for a in about}) == len(about) > 1
    assert "not-a-conflict" not in dossier.to_html()  # the page that is mailed has no forms


def test_what_is_judged_to_be_no_conflict_is_said_where_it_was() -> None:
    dossier = harbour()
    conflict = dossier.conflicts[0]
    about = tuple(Book(Shelf(dossier).view).against(conflict))
    ruling = Ruling(Judgement(1, "not-a-conflict", about, "Ada", WHEN, "both are right"), "holds", "the conflict is left out")
    touched = set(conflict.members)
    settled = replace(
        dossier,
        judgements=(ruling,),
        conflicts=dossier.conflicts[1:],
        claims=tuple(replace(c, judged=(1,)) if touched & set(c.members) else c for c in dossier.claims),
    )
    client = reader(settled)
    story = client.get("/story/doc-wire").text
    claim = next(page for h in links(story) if h.startswith("/claim/") and "By judgement 1" in (page := client.get(h).text))
    for page in (story, claim, settled.to_html()):
        assert "do not conflict" in page
        assert about[0].words in unescape(page)


def test_a_source_that_could_not_be_read_is_set_aside_and_still_told() -> None:
    dossier = harbour()
    failure = Failure("scan.pdf", "read", "is a PDF", "ab" * 32)
    home = reader(replace(dossier, failures=(failure,))).get("/").text
    form = home[home.index('<section id="failures">') :]
    about = msgspec.json.decode(unescape(re.findall(r'name="about" value="([^"]*)"', form)[0]), type=tuple[Anchor, ...])
    assert about == (Anchor("scan.pdf", 0, 0, "ab" * 32),)
    ruling = Ruling(Judgement(1, "ignore", about, "Ada", WHEN, "a duplicate scan"), "holds", "set aside: is a PDF")
    aside = replace(dossier, failures=(), judgements=(ruling,))
    for page in (reader(aside).get("/").text, aside.to_html()):
        part = page[page.index('<section id="failures">') :]
        for words in ("scan.pdf", "is a PDF", "Ada", "a duplicate scan", "judgement 1"):
            assert words in part
        assert "Every input could be read" not in part
    assert "set aside by judgement" in aside.to_markdown()


def test_the_one_page_tells_the_ledger_too() -> None:
    page = judged().to_html()
    read = Reader(page)
    assert {link[1:] for link in read.links} <= set(read.ids)
    assert '<a class="judged" href="#j3">by judgement 3</a>' in page
    assert page.count('<li id="j') == 5
    assert "Judgements" not in harbour().to_html()


# -- lists and search ---------------------------------------------------------------------------------------


def test_on_paper_the_judgements_that_a_page_names_stand_below_it() -> None:
    client = reader(judged())
    page = client.get("/story/doc-wire").text
    paper = page[page.index('<section class="on-paper"') :]
    named = {int(n) for n in re.findall(r">by judgements? (\d+)", page)}
    assert named
    for number in named:
        assert f'id="j{number}"' in paper
        assert f'<p class="number">{number}</p>' in paper
    assert '<section class="on-paper"' not in client.get("/judgements").text
    assert '<section class="on-paper"' not in reader(harbour()).get("/story/doc-wire").text


def test_what_is_not_in_english_says_so_where_the_marks_would_be() -> None:
    client = reader(harbour())
    page = client.get("/document/doc-fa").text
    text = page[page.index('<div class="text">') :]
    assert "sayso finds that in English only" in text[: text.index('<p id="p')]
    story = client.get("/story/doc-fa").text
    assert "in English" in story[story.index('id="claims"') : story.index('id="differ"')]
    assert "sayso finds that in English only" not in client.get("/document/doc-post").text


def test_words_from_right_to_left_are_told_to_the_browser() -> None:
    desk = Desk()
    name = "مریم نوری"
    voice = desk.entity("e-1", "person", name)
    desk.report("doc-fa", f"«[Q1:بندر بسته نیست]» [C1:گفت] [S1:{name}].\n", {"1": [voice]}, language="fa")
    desk.report("doc-ar", f"«[Q1:لم يغلق الميناء]» [C1:قالت] [S1:{name}].\n", {"1": [voice]}, language="ar")
    desk.stories.append(Story("s1", "", ("doc-fa", "doc-ar"), (), ""))
    desk.claim("c1", "s1", ["doc-fa-a1"], ("e-1",))
    desk.claim("c2", "s1", ["doc-ar-a1"], ("e-1",))
    client = reader(desk.bind())
    for query, language in (("بندر", "fa"), ("الميناء", "ar")):
        page = client.get("/search", params={"q": query}).text
        assert set(re.findall(r'<p class="hit-words"([^>]*)>', page)) == {f' lang="{language}" dir="rtl"'}
    block = re.compile(r'<(?:p|div|blockquote)[^>]*dir="(?:rtl|auto)"[^>]*>(?:(?!</(?:p|div|blockquote)>).)*$', re.DOTALL)
    seen = 0
    for page in crawl(client).values():
        for found in re.finditer(r'<[^>]*class="[^"]*\bfound\b[^"]*"[^>]*>(?=[^<]*[\u0600-\u06ff])', page):
            seen += 1
            assert re.search(r'dir="(rtl|auto)"', found[0]) or block.search(page[: found.start()]), found[0]
    assert seen > 30


def test_search_leads_to_the_words_found() -> None:
    client = reader(harbour())
    page = client.get("/search?q=brake").text
    assert "<mark>brake</mark>" in page
    link = next(h for h in links(page) if "?at=" in h)
    there = client.get(link).text
    assert re.search(r'id="here"></i><span class="[^"]*here[^"]*">brake</span>', there)


def test_a_facet_keeps_the_others() -> None:
    page = reader(harbour()).get("/search?q=brake&kind=content&from=2023-05-01").text
    narrowed = [h for h in links(page) if "speaker=e-tomas-ruiz" in h]
    assert narrowed
    assert all("kind=content" in h and "q=brake" in h and "from=2023-05-01" in h for h in narrowed)


@pytest.mark.parametrize(
    "query", ["q=%00%ff", "q=" + "x" * 500, "kind=nope", "from=x&to=9999-99-99", "page=0", "page=999999", "page=x"]
)
def test_odd_questions_are_answered(query: str) -> None:
    assert reader(harbour()).get(f"/search?{query}").status_code == 200
    assert reader(harbour()).get(f"/?{query}").status_code == 200
    assert reader(harbour()).get(f"/people?{query}").status_code == 200


def test_jobs_tell_how_far_they_are() -> None:
    jobs = (Job(1, "a.zip", "running", "mark", 3, 12), Job(2, "b.txt", "done", "weave", 1, 1, 1, 2))
    client = reader(harbour(), *jobs)
    running, done = client.get("/jobs/1").text, client.get("/jobs/2").text
    assert "Marking: 3 of 12." in running
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in running
    assert 'max="12" value="3"' in running
    assert "Done: 1 report added, 2 already here." in done
    assert "refresh" not in done
    assert "a.zip" in client.get("/").text


def test_a_counting_is_no_addition() -> None:
    counting = Job(1, "Counting again, with judgement 3", "done", "weave", judgement=3)
    running = Job(2, "Counting again, with judgement 4", "running", "weave", judgement=4)
    client = reader(judged(), counting, running)
    page = client.get("/jobs/1").text
    assert "<h1>Counting again, with judgement 3</h1>" in page
    assert ">Done.</p>" in page
    assert "Adding" not in page[page.index("<main") : page.index("</main>")]
    assert "/judgements#j3" in links(page)
    assert addresses.job_page(2, "/") in links(client.get("/").text)


def test_a_counting_leads_back_to_where_it_was_asked_for() -> None:
    back = "/document/doc-post?judge=3-9#judge"
    running = Job(7, "Counting again, with judgement 2", "running", "weave", 3, 12, judgement=2)
    with reader(harbour(), running) as client:
        page = client.get(addresses.job_page(7, back)).text
        assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
        assert back in links(page)
        assert "/judgements#j2" in links(page)
        assert 'class="notice"' not in page
        elsewhere = client.get("/people").text
        assert "being counted" in elsewhere[elsewhere.index('class="notice"') :]
        assert addresses.job_page(7, "/people") in links(elsewhere)
    with reader(harbour(), replace(running, state="done")) as client:
        answer = client.get(addresses.job_page(7, back), follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, back)
        for away in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
            assert client.get(addresses.job_page(7, away), follow_redirects=False).status_code == 200
        assert 'class="notice"' not in client.get("/people").text
    with reader(harbour(), replace(running, state="failed")) as client:
        assert "could not be counted" in client.get(addresses.job_page(7, back), follow_redirects=False).text
    added = Job(8, "three.zip", "done", "weave", 3, 3, 3)
    with reader(harbour(), added) as client:  # what was added, and what could not be read, is to be seen
        assert client.get(addresses.job_page(8, "/people"), follow_redirects=False).status_code == 200


def test_the_ledger_has_a_row_as_soon_as_it_is_taken_down() -> None:
    desk = Shelf(harbour())
    desk.written = (Judgement(1, "ignore", (Anchor("doc-post"),), "Ada", WHEN, "a parody"),)
    with TestClient(app(desk, port=80), base_url="http://127.0.0.1") as client:
        page = client.get("/judgements").text
        assert "None yet" not in page
        assert 'id="j1"' in page
        assert "a parody" in page
        assert "not counted yet" in page
        assert client.get("/api/judgements").json()["uncounted"][0]["why"] == "a parody"


class Overtaken(Shelf):
    """A desk whose row was undone by somebody else, which is not counted yet."""

    def judge_soon(self, *given: Any, **named: Any) -> Any:
        """Refused: it is undone already."""
        raise JudgementError("judgement 3 is already undone, by judgement 9")


def test_that_a_row_is_undone_is_told_before_it_is_counted() -> None:
    desk = Overtaken(judged())
    desk.written = (Judgement(9, "undo", (), "Bo", WHEN, "it is none", 3),)
    with TestClient(app(desk, port=80), base_url="http://127.0.0.1") as client:
        csrf = client.get("/api").json()["csrf"]
        form = {
            "csrf": csrf,
            "kind": "undo",
            "about": "[]",
            "who": "Ada",
            "why": "a real one",
            "undoes": "3",
            "back": "/judgements",
        }
        answer = client.post("/judge", data=form)
    assert answer.status_code == 409
    row, by = (re.search(rf'<li id="j{n}".*?</li>', answer.text, re.DOTALL) for n in (3, 9))
    assert row
    assert "Undone by judgement 9" in row[0]
    assert by
    assert "it is none" in by[0]
    assert 'value="a real one"' in by[0]


def test_a_view_that_is_behind_says_so_on_every_page_and_is_read_in_full() -> None:
    plain = crawl(reader(harbour()))
    anew = Job(1, "The dossier", "running", "mark", 120, 5000, anew=True)
    desk = Shelf(harbour(), (anew,), behind=True)
    with TestClient(app(desk, port=80), base_url="http://127.0.0.1") as client:
        for address, page in crawl(client).items():
            if address.startswith("/jobs/"):
                continue
            assert "made by sayso 0.1.0" in page, address
            assert "Marking: 120 of 5,000." in page, address
            assert address in plain
        assert client.get("/api").json()["behind"] is True
    with TestClient(app(Shelf(harbour(), (), behind=True), port=80), base_url="http://127.0.0.1") as client:
        assert "it stays as it is" in client.get("/").text


def test_several_judgements_are_named_in_one_breath() -> None:
    several = replace(judged(), entities=tuple(replace(e, judged=(3, 5)) for e in judged().entities))
    page = reader(several).get("/people?who=e-tomas-ruiz").text
    facts = re.sub(r"<[^>]*>", "", page[page.index('<p class="facts">') :].partition("</p>")[0])
    assert facts.endswith("by judgements 3, 5")


def test_a_claim_that_is_gone_leads_to_its_place() -> None:
    client = reader(judged())
    answer = client.get("/claim/doc-wire.3-9")
    assert answer.status_code == 404
    assert "/document/doc-wire?at=3-9#here" in links(answer.text)
    assert "?at=" not in client.get("/claim/not-here.3-9").text


def test_only_hops_that_are_somebody_can_be_taken_out() -> None:
    made = harbour()
    first = next(a for a in made.attributions if a.chain and a.content)
    hops = (replace(first.chain[0], entity=None, start=0, end=4), *first.chain)
    others = tuple(replace(a, chain=hops) if a.id == first.id else a for a in made.attributions)
    made = replace(made, attributions=others)
    at = f"{first.content[0].start}-{first.content[-1].end}"
    page = reader(made).get(f"/document/{first.document}?judge={at}").text
    assert page.count("It did not come through") == len([h for h in first.chain if h.entity])


def test_a_decision_comes_back_to_what_was_judged() -> None:
    made = harbour()
    a = next(a for a in made.attributions if a.content)
    at = f"{a.content[0].start}-{a.content[-1].end}"
    page = reader(made).get(f"/document/{a.document}?judge={at}").text
    assert f'name="back" value="/document/{a.document}?judge={at}#judge"' in page


def test_two_documents_share_numbers() -> None:
    page = reader(harbour()).get("/documents/doc-post/doc-wire").text
    left = set(re.findall(r'id="l(\d+)"', page))
    assert left == set(re.findall(r'id="r(\d+)"', page)) == set(re.findall(r'href="#r(\d+)"', page))
    assert "1" in left


def test_paragraph_ids_are_offsets() -> None:
    """choose.js counts from them."""
    dossier = harbour()
    client = reader(dossier)
    for report in dossier.documents:
        page = client.get(addresses.document(report.id)).text
        found = re.findall(r'<p id="p(\d+)" class="found[^"]*"[^>]*>(.*?)</p>', page, re.DOTALL)
        assert found
        for start, body in found:
            words = unescape(re.sub(r"<[^>]*>", "", body))
            assert report.text[int(start) : int(start) + len(words)] == words


def test_the_same_parts_on_the_web_and_on_one_page() -> None:
    """The apparatus and the drawing of the chains are the same but for their links."""
    dossier = harbour()
    one = Page(dossier)
    web = Book(Shelf(dossier).view)
    claim = dossier.claims[0]
    assert one.chains(claim)["drawing"].svg == web.chains(claim)["drawing"].svg
    assert one.apparatus(claim) == web.apparatus(claim)
    assert one.funnel(claim) == web.funnel(claim)


def many(reports: int) -> Dossier:
    """One story of many reports, two people and many claims."""
    desk = Desk()
    names = [desk.entity(f"e-{n}", "person", f"Person {n}") for n in range(reports // 2)]
    ids: list[list[str]] = []
    for n in range(reports):
        a, b = n % len(names), (n * 7 + 1) % len(names)
        ids.append(
            desk.report(
                f"d{n:010d}",
                f"[T:Report {n} of the ferry]\n\n“[Q1:The ferry number {n // 4} will not run],” [S1:Person {a}] [C1:said].\n\n"
                f"[S2:Person {b}] [C2:said] [Q2:the tide was higher than in {1000 + n}].\n\n" + f"Filler {n}. " * 60,
                {"1": [names[a]], "2": [names[b]]},
                published=f"2023-05-{n % 28 + 1:02d}",
                title=f"Report {n} of the ferry",
            )
        )
    half = reports // 2
    documents = [f"d{n:010d}" for n in range(reports)]
    desk.stories = [Story("s1", "The ferry", tuple(documents[:half]), (), "")]
    desk.stories += [Story(f"t{n}", f"Report {n}", (documents[n],), (), "") for n in range(half, reports)]
    for n in range(0, half, 4):
        desk.claim(f"c{n}", "s1", [i[0] for i in ids[n : n + 4]], (names[n % len(names)],))
    for n in range(reports):
        desk.claim(f"u{n}", "s1" if n < half else f"t{n}", [ids[n][1]], (names[(n * 7 + 1) % len(names)],))
    return desk.bind()


def test_pages_of_a_large_case_are_made_in_time() -> None:
    """5,000 reports, half of them one story. Measured on 2 shared cores: the story in 140 ms, all others below 40.

    The promise is 300 ms at the server; the test leaves as much again for a slower machine.
    """
    client = reader(many(5000))
    client.get("/")
    client.get("/story/d0000000000")
    client.get("/document/d0000000008")
    claim = next(link for link in links(client.get("/story/d0000000000").text) if link.startswith("/claim/"))
    taken = {}
    for address in ("/", "/?page=3", "/story/d0000000000", "/story/d0000004000", "/people", "/people?who=e-1", claim,
                    "/document/d0000000008", "/document/d0000000008?at=3-9", "/documents/d0000000008/d0000000009",
                    "/judgements"):  # fmt: skip
        began = time.process_time()  # of the server, in this process: what else the machine does is not its fault
        answer = client.get(address)
        taken[address] = round(1000 * (time.process_time() - began))
        assert answer.status_code == 200
        assert len(answer.content) < 1_000_000, address
    print(taken)
    assert max(taken.values()) < 600, taken


def test_a_claim_of_hundreds_is_shown_page_by_page_and_every_member_is_reached() -> None:
    dossier = crowd(640)
    client = reader(dossier)
    here = addresses.Addresses(Shelf(dossier).view.look).claim(dossier.claims[0])
    wanted = {f"/document/{a.document}#o{a.content[0].start}" for a in dossier.attributions}
    lists = {"wording": "witnesses", "chains": "chain-rows", "evidence": "evidence"}
    for name, kind in lists.items():
        seen: list[str] = []
        page = client.get(here).text
        for _ in range(40):
            assert len(page) < 400_000
            part = re.search(rf'<(\w+) class="{kind}">.*?</\1>', page, re.DOTALL)
            assert part
            seen += dict.fromkeys(link for link in links(part[0]) if re.fullmatch(r"/document/\w+#o\d+", link))
            onward = [x for x in links(page) if re.search(rf"[?&]{name}=\d+#{name}$", x)]
            after = re.search(rf'<a rel="next" href="([^"]*#{name})"', page)
            assert onward
            if after is None:
                break
            page = client.get(unescape(after[1]).partition("#")[0]).text
        assert len(seen) == len(set(seen)) == 640, name
        assert set(seen) == wanted, name
    assert client.get(f"{here}?chains=3&evidence=2").text.count("judge this chain") == 0
    second = client.get(f"{here}?chains=3&evidence=2").text
    assert "Chains 61 to 90 of 640" in second
    assert "Places 31 to 60 of 640" in second
    assert f"{here}?chains=3&evidence=3#evidence" in links(second)  # one list goes on, the others stay
    whole = client.get(f"{here}?all=1").text
    assert set(links(whole)) >= wanted
    assert 'class="portion"' not in whole
    assert "conflicts" in whole
    back = unescape(re.findall(r'name="back" value="([^"]*)"', second)[0])
    assert back == f"{here}?chains=3&evidence=2"


def test_the_data_of_a_claim_of_hundreds_comes_in_parts() -> None:
    dossier = crowd(640)
    client = reader(dossier)
    found: list[str] = []
    differences: set[str] = set()
    while len(found) < 640:
        part = client.get(f"/api/claims/c1?limit=250&offset={len(found)}").json()
        assert (part["total"], part["offset"], part["differences"]) == (640, len(found), 160)
        found += [a["id"] for a in part["attributions"]]
        differences |= {x["id"] for x in part["conflicts"]}
    assert found == list(dossier.claims[0].members)
    assert len(differences) == 160
    assert len(client.get("/api/claims/c1").json()["attributions"]) == 100


def test_a_person_can_be_taken_apart_by_report_and_by_wording() -> None:
    made = found_without()
    book = Book(Shelf(made).view)
    whole = next(e for e in made.entities if e.name == "Maud Sellick")
    texts = {d.id: d.text for d in made.documents}
    choices = book.places_apart(whole)
    assert {here.document for _, (here, _) in choices} == {m.document for m in whole.mentions}
    worded = [(label, here, other) for label, (here, other) in choices if here.document == other.document]
    assert worded
    for label, here, other in worded:
        assert label.endswith(f": only “{here.words}”")
        assert here.words == texts[here.document][here.start : here.end]
        assert here.words.casefold() != other.words.casefold()
        parted = judged_by([row("not-same", here, other)])
        mine = next(e for e in parted.entities if "here it is not" in e.why)
        assert {texts[m.document][m.start : m.end].casefold() for m in mine.mentions} == {here.words.casefold()}
