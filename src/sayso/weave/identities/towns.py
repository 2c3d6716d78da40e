"""A town, and the paper or station that bears its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from sayso import names
from sayso.text import fold, stopwords
from sayso.types import Marked, Mention


def towns_apart(pile: Sequence[Marked]) -> list[Marked]:
    """The pile with a town's bare name no mention of its paper, where a report has "Karsund" for short of "Front Karsund".

    It is the town's where another report has it as a place's, and no article makes it the paper's ("the Karsund said").
    """
    places: dict[str, set[str]] = defaultdict(set)  # by name the reports that have it as a place's
    outlets: set[str] = set()
    for marked in pile:
        for m in marked.mentions:
            if m.form == "name" and m.type == "place":
                places[fold(m.name)].add(m.document)
            elif m.form == "name" and m.type == "outlet":
                outlets.add(fold(m.name))
    return [_apart(marked, places, outlets) for marked in pile]


def _apart(marked: Marked, places: dict[str, set[str]], outlets: set[str]) -> Marked:
    document, text = marked.document.id, marked.document.text
    towns: dict[str, set[str]] = defaultdict(set)  # by entity the words of its outlet's name that are a place's elsewhere
    for m in marked.mentions:
        words = fold(m.name).split() if m.form == "name" else []
        if len(words) > 1 and " ".join(words) in outlets:
            towns[m.entity] |= {w for w in (words[0], words[-1]) if places[w] - {document}}
    known = {fold(m.name): m.entity for m in marked.mentions if m.form == "name" and m.type == "place"}
    made = []
    for m in marked.mentions:
        name = fold(m.name)
        if m.form == "name" and name in towns[m.entity] and not _the_paper(text, m):
            why = "a place in other reports, whose paper is named after it"
            m = replace(m, entity=known.setdefault(name, f"{document}-town-{name}"), type="place", why=why)
        made.append(m)
    return replace(marked, mentions=tuple(made))


def _the_paper(text: str, m: Mention) -> bool:
    """Whether a name has an article of its own, which it has not in "the Karsund harbour office"."""
    after = text[m.end : m.end + 30].split()[:1] if text[m.end : m.end + 1] == " " else []
    noun = any(w.isalpha() and w.islower() and w not in stopwords() | names.words_of("saying") for w in after)
    return text[max(0, m.start - 4) : m.start].casefold() == "the " and not noun
