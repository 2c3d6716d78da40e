"""HTML pages: what a page shows, which of it is its main text, and what it says of itself."""

from __future__ import annotations

from sayso.read.cleaning import Draft
from sayso.read.facts import facts
from sayso.read.main_text import main_text
from sayso.read.page import walk
from sayso.types import Block


def html(source: str, url: str | None, depth: int) -> Draft:
    """A page as a draft: its whole visible text, its blocks, and what it says of itself.

    A block is `main` when its words stand in the page's main text as trafilatura finds it, None where that found nothing.
    UnreadableError when the page nests deeper than `depth`.
    """
    page = walk(source, depth)
    text, runs = page.clean
    found = main_text(source, page)
    said = facts(source, page, found.inside, url)
    blocks = tuple(
        Block(b.start, b.end, said.kinds.get(i, b.kind), None if found.inside is None else found.inside[i], " > ".join(b.place))
        for i, b in enumerate(page.blocks)
    )
    return Draft(
        text,
        runs,
        blocks,
        said.title,
        said.outlet,
        said.authors,
        said.published,
        said.url,
        page.language,
        found.notes,
        said.canonical,
    )
