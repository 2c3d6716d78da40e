"""The truth as values: a folder's truth.json and its reports turned into what `mark` and `identities` would hand on.

With it the rooms behind `mark` can be built and measured on their own: attributions, entities, chains, regions and
outlets are the true ones. Each attribution's `why` is "truth ID", so that a gate can find its way back.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import re
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

from msgspec.structs import replace

from sayso.text import fold
from sayso.types import (
    Attribution,
    Block,
    Claim,
    Conflict,
    Document,
    Entity,
    EntityType,
    Fact,
    Hop,
    Locus,
    Marked,
    Mention,
    Region,
    RegionKind,
    Run,
    Span,
    Story,
    Variant,
)

ENTITY_TYPES = ("person", "organisation", "outlet", "place", "role", "group")


def truth(folder: Path) -> dict[str, Any]:
    """The folder's truth.json."""
    return cast(dict[str, Any], json.loads((folder / "truth.json").read_text("utf-8")))


def oracle(folder: Path) -> tuple[tuple[Marked, ...], tuple[Entity, ...]]:
    """The pile of a folder, marked by its truth, by document id; and the true entities (ids: the truth's keys)."""
    known = truth(folder)
    documents = {key: _document(folder / row["file"], row) for key, row in known["documents"].items()}
    names = _names(known)
    pile = []
    for key, document in documents.items():
        mentions = _mentions(document, names)
        attributions = _attributions(document, [a for a in known["attributions"] if a["document"] == key], mentions, set(names))
        pile.append(
            Marked(
                document=document,
                regions=_regions(key, document, known),
                mentions=mentions,
                dates=(),
                attributions=attributions,
                outlet=known["documents"][key].get("outlet"),
            )
        )
    ordered = tuple(sorted(pile, key=lambda marked: marked.document.id))
    return ordered, _entities(names, ordered)


def true_stories(folder: Path, pile: tuple[Marked, ...]) -> tuple[Story, ...]:
    """The truth's groups of documents."""
    known = truth(folder)
    ids = _document_ids(folder, pile)
    titles = {m.document.id: m.document.title.value if m.document.title else "" for m in pile}
    found = []
    for n, group in enumerate(known["stories"], 1):
        members = tuple(sorted(ids[key] for key in group if key in ids))
        if members:
            found.append(Story(id=f"s{n}", title=titles[members[0]], documents=members, related=(), why="truth"))
    return tuple(found)


def true_claims(folder: Path, pile: tuple[Marked, ...]) -> tuple[Claim, ...]:
    """The truth's claims, with its origins and figures; a variant is the member's whole content."""
    known = truth(folder)
    by_truth = attributions_by_truth(pile)
    story_of = {d: s.id for s in true_stories(folder, pile) for d in s.documents}
    found = []
    for row in known["claims"]:
        members = [by_truth[m] for m in row["members"] if m in by_truth]
        if not members:
            continue
        short = min(members, key=lambda a: sum(s.end - s.start for s in a.content))
        text = next(m.document.text for m in pile if m.document.id == short.document)
        span = short.content[0]
        found.append(
            Claim(
                id=row["id"],
                story=story_of[short.document],
                gist=text[span.start : span.end],
                gist_at=Locus(short.document, span.start, span.end),
                members=tuple(a.id for a in members),
                variants=tuple(Variant(attribution=a.id, spans=a.content) for a in members),
                origins=tuple(row["origins"]),
                independent=row["independent"],
                rests_on=tuple(row["rests_on"]),
                why=row.get("note") or "truth",
            )
        )
    return tuple(found)


def true_conflicts(folder: Path, pile: tuple[Marked, ...]) -> tuple[Conflict, ...]:
    """The truth's conflicts; the spans are the members' whole contents."""
    by_truth = attributions_by_truth(pile)
    found = []
    for row in truth(folder)["conflicts"]:
        members = [by_truth[m] for m in row["members"] if m in by_truth]
        spans = tuple(Locus(a.document, s.start, s.end) for a in members for s in a.content)
        found.append(Conflict(row["id"], row["kind"], tuple(a.id for a in members), spans, row["note"], why="truth"))
    return tuple(found)


def attributions_by_truth(pile: tuple[Marked, ...]) -> dict[str, Attribution]:
    """The attributions of an oracle's pile by the id that the truth gives them."""
    return {a.why.removeprefix("truth "): a for m in pile for a in m.attributions}


def _document_ids(folder: Path, pile: tuple[Marked, ...]) -> dict[str, str]:
    by_name = {Path(source).name: m.document.id for m in pile for source in m.document.sources}
    return {key: by_name[row["file"]] for key, row in truth(folder)["documents"].items() if row["file"] in by_name}


def _document(path: Path, row: dict[str, Any]) -> Document:
    """The report as `read` gives it; while `read` cannot, its plain text; title and date are the truth's."""
    document = _read(path) or _plain(path)
    title, published = row.get("title"), row.get("published")
    return replace(
        document,
        title=_fact(document.text, title) if title else None,
        published=Fact(published, "truth") if published else None,
    )


def _read(path: Path) -> Document | None:
    gather = getattr(importlib.import_module("sayso.read"), "gather", None)
    if gather is None:
        return None
    documents: tuple[Document, ...] = gather([str(path)])[0]
    return documents[0] if len(documents) == 1 else None


def _plain(path: Path) -> Document:
    data = path.read_bytes()
    source = data.decode("utf-8")
    text = _visible(source) if path.suffix == ".html" else source
    digest = hashlib.sha256(data).hexdigest()
    lines = [Block(m.start(), m.end(), "paragraph") for m in re.finditer(r"[^\n]+", text)]
    return Document(
        id="d" + digest[:10],
        sources=(str(path),),
        sha256=digest,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        media_type="text/html" if path.suffix == ".html" else "text/plain",
        encoding="utf-8",
        text=text,
        runs=(Run(0, len(text), 0, len(text)),),
        blocks=tuple(lines),
    )


class _Strip(HTMLParser):
    """The text of a page: every text node outside script, style and head, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style", "head")
        if tag in ("p", "div", "h1", "h2", "h3", "li", "blockquote", "br", "section", "article", "figcaption", "aside"):
            self.out.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style", "head")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.out.append(re.sub(r"\s+", " ", data))


def _visible(page: str) -> str:
    strip = _Strip()
    strip.feed(page)
    return re.sub(r" *\n[ \n]*", "\n\n", "".join(strip.out)).strip()


def _fact(text: str, value: str) -> Fact:
    place = locate(text, value)
    return Fact(value, "truth", place[0], place[1]) if place else Fact(value, "truth")


@lru_cache(maxsize=64)
def _flat(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((m.start(), m.end(), fold(m.group())) for m in re.finditer(r"\w+", text))


def locate(text: str, wanted: str, since: int = 0) -> tuple[int, int] | None:
    """Where the first run of the wanted words stands at or behind `since`, as the exam's scorer finds it; None if nowhere."""
    here = _flat(text)
    need = [w for _, _, w in _flat(wanted)]
    flat = [w for _, _, w in here]
    for i in range(len(flat) - len(need) + 1):
        if need and here[i][0] >= since and flat[i] == need[0] and flat[i : i + len(need)] == need:
            return here[i][0], here[i + len(need) - 1][1]
    return None


def _names(known: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The truth's entities, and one of its own for each source that the chains name in words only."""
    names: dict[str, dict[str, Any]] = dict(known["entities"])
    for row in known["attributions"]:
        for hop in [*row["chain"], *row.get("optional", [])]:
            names.setdefault(hop, {"type": "role", "names": [hop]})
    return names


def _mentions(document: Document, names: dict[str, dict[str, Any]]) -> tuple[Mention, ...]:
    """Every place where a true name stands in the text; where two overlap, the longer."""
    spelled = sorted(((name, key) for key, row in names.items() for name in row["names"]), key=lambda s: (-len(s[0]), s))
    taken: list[tuple[int, int, str]] = []
    for name, key in spelled:
        for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", document.text):
            if not any(m.start() < end and start < m.end() for start, end, _ in taken):
                taken.append((m.start(), m.end(), key))
    return tuple(
        Mention(document.id, start, end, _type(names[key]), "name", document.text[start:end], key, "truth")
        for start, end, key in sorted(taken)
    )


def _type(row: dict[str, Any]) -> EntityType:
    return cast(EntityType, row["type"] if row["type"] in ENTITY_TYPES else "role")


def _attributions(
    document: Document, rows: list[dict[str, Any]], mentions: tuple[Mention, ...], known: set[str]
) -> tuple[Attribution, ...]:
    placed = [(place, row) for row in rows if (place := locate(document.text, row["content"]))]
    placed.sort(key=lambda p: (p[0][0], -p[0][1], p[1]["id"]))
    ids = {row["id"]: f"{document.id}-a{n}" for n, (_, row) in enumerate(placed, 1)}
    found = []
    for (start, end), row in placed:
        around = [(s, e, other["id"]) for (s, e), other in placed if s <= start and end <= e and (s, e) != (start, end)]
        holder = min(around, key=lambda a: (a[1] - a[0], a[2]))[2] if around else None
        chain = tuple(_hop(key, n, len(row["chain"]), start, end, mentions, document) for n, key in enumerate(row["chain"]))
        found.append(
            Attribution(
                id=ids[row["id"]],
                document=document.id,
                kind=row["kind"],
                content=(Span(start, _stopped(document.text, end)),),
                cue=(),
                source=tuple(Span(h.start, h.end) for h in chain[:1] if h.start is not None and h.end is not None),
                chain=chain,
                within=ids[holder] if holder else None,
                said=None,
                confidence=1.0,
                why=f"truth {row['id']}",
            )
        )
    return tuple(found)


def _stopped(text: str, end: int) -> int:
    return end + 1 if text[end : end + 1] in (".", "!", "?", "…") else end


def _hop(key: str, n: int, of: int, start: int, end: int, mentions: tuple[Mention, ...], document: Document) -> Hop:
    """The hop, and the mention of it that is nearest to the content."""
    own = [m for m in mentions if m.entity == key and not (start <= m.start and m.end <= end)]
    nearest = min(own, key=lambda m: (max(start - m.end, m.start - end), m.start), default=None)
    outlet = any(m.entity == key and m.type == "outlet" for m in mentions)
    role = "voice" if n == 0 else "carrier" if outlet else "relay"
    return Hop(
        entity=key,
        start=nearest.start if nearest else None,
        end=nearest.end if nearest else None,
        role=role,  # type: ignore[arg-type]
        why="truth",
    )


def _regions(key: str, document: Document, known: dict[str, Any]) -> tuple[Region, ...]:
    """Title and furniture where the truth names them, the second half of a repeat, and body in between."""
    text = document.text
    cut: list[Region] = []
    if document.title and document.title.start is not None and document.title.end is not None:
        cut.append(Region(document.title.start, document.title.end, "title", "truth"))
    for row in known.get("not_body", []):
        if row["document"] == key and (place := locate(text, row["text"])):
            start = text.rfind("\n", 0, place[0]) + 1
            stop = text.find("\n", place[1])
            cut.append(Region(start, stop if stop >= 0 else len(text), "furniture", "truth"))
    for row in known.get("repeats", []):
        if row["document"] == key:
            start, end = row["again"]
            cut.append(Region(start, min(end, len(text)), "repeat", "truth"))
    regions: list[Region] = []
    at = 0
    for region in sorted(cut, key=lambda r: (r.start, -r.end)):
        if region.start < at:
            continue
        regions.extend(_body(at, region.start))
        regions.append(region)
        at = region.end
    regions.extend(_body(at, len(text)))
    return tuple(regions)


def _body(start: int, end: int) -> list[Region]:
    kind: RegionKind = "body"
    return [Region(start, end, kind, "truth")] if start < end else []


def _entities(names: dict[str, dict[str, Any]], pile: tuple[Marked, ...]) -> tuple[Entity, ...]:
    places: dict[str, list[Locus]] = {}
    for marked in pile:
        for mention in marked.mentions:
            places.setdefault(mention.entity, []).append(Locus(mention.document, mention.start, mention.end))
    return tuple(
        Entity(
            id=key,
            type=_type(row),
            name=row["names"][0],
            aliases=tuple(row["names"][1:]),
            mentions=tuple(sorted(places.get(key, []))),
            why="truth",
        )
        for key, row in sorted(names.items())
    )
