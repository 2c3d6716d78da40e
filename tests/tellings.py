"""Small made-up dossiers for the tests of `tell`: texts with their attributions marked inside them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from sayso.tell import Dossier, Options, bind
from sayso.types import (
    Attribution,
    Claim,
    Conflict,
    ConflictKind,
    Date,
    Derivation,
    Document,
    Entity,
    EntityType,
    Fact,
    Failure,
    Hop,
    Locus,
    Marked,
    Region,
    Run,
    Span,
    Story,
    Variant,
)
from tests.marked import marked


@dataclass
class Desk:
    """Collects reports and what was found in them, and binds a dossier. Q1, C1, S1 mark an attribution's spans."""

    pile: list[Marked] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    derivations: list[Derivation] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    names: dict[str, tuple[EntityType, str]] = field(default_factory=dict)
    mentions: dict[str, list[Locus]] = field(default_factory=dict)

    def entity(self, id: str, type: EntityType, name: str) -> str:
        """A new entity."""
        self.names[id] = (type, name)
        return id

    def report(
        self,
        id: str,
        text: str,
        chains: dict[str, list[str | None]],
        *,
        outlet: str | None = None,
        published: str | None = None,
        title: str | None = None,
        language: str | None = "en",
        source: str | None = None,
    ) -> list[str]:
        """A report with one attribution for each key of `chains`; their ids. T, F and R mark regions, D dates."""
        plain, spans = marked(text)
        found = []
        for key, chain in chains.items():
            sources, quotes = spans.get("S" + key, []), spans["Q" + key]
            hops = []
            for n, name in enumerate(chain):
                named = sources[0] if sources and n == 0 else None
                why = "" if named else "implied by context"
                hops.append(Hop(name, named.start if named else None, named.end if named else None, why=why))
                if named and name:
                    self.mentions.setdefault(name, []).append(Locus(id, named.start, named.end))
            found.append(
                Attribution(
                    id=f"{id}-a{key}",
                    document=id,
                    kind="direct" if plain[quotes[0].start - 1 : quotes[0].start] in tuple("“\"'") else "indirect",
                    content=tuple(quotes),
                    cue=tuple(spans.get("C" + key, [])),
                    source=tuple(sources),
                    chain=tuple(hops),
                    within=None,
                    said=None,
                    confidence=0.9,
                    why="cue after the quotation",
                )
            )
        kinds = {"T": "title", "F": "furniture", "R": "repeat", "B": "body"}
        regions = tuple(Region(s.start, s.end, kind, f"marked {kind}") for k, kind in kinds.items() for s in spans.get(k, []))  # type: ignore[arg-type]
        digest = hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
        document = Document(
            id=id,
            sources=(source or f"pile/{id}.txt",),
            sha256=digest,
            text_sha256=digest,
            media_type="text/plain",
            encoding="utf-8",
            text=plain,
            runs=(Run(0, len(plain), 0, len(plain)),),
            blocks=(),
            title=Fact(title, "first line") if title else None,
            published=Fact(published, "byline in line 2") if published else None,
            language=language,
        )
        why = "the day of publication"
        dates = tuple(Date(id, s.start, s.end, plain[s.start : s.end], published, why) for s in spans.get("D", []))
        self.pile.append(Marked(document, regions, (), dates, tuple(found), outlet))
        return [a.id for a in found]

    def claim(self, id: str, story: str, members: list[str], rests_on: tuple[str, ...], independent: int | None = None) -> str:
        """A claim of attributions with their whole contents."""
        by_id = {a.id: a for m in self.pile for a in m.attributions}
        own = [by_id[m] for m in members]
        first = own[0].content[0]
        text = next(m.document.text for m in self.pile if m.document.id == own[0].document)
        self.claims.append(
            Claim(
                id=id,
                story=story,
                gist=text[first.start : first.end],
                gist_at=Locus(own[0].document, first.start, first.end),
                members=tuple(members),
                variants=tuple(Variant(a.id, a.content) for a in own),
                origins=tuple(dict.fromkeys(a.chain[0].entity for a in own if a.chain and a.chain[0].entity)),
                independent=len(rests_on) if independent is None else independent,
                rests_on=rests_on,
                why="the same words in the same order",
            )
        )
        return id

    def conflict(
        self, id: str, kind: ConflictKind, members: list[str], words: list[str], note: str, hard: bool = False
    ) -> None:
        """A conflict whose differing words are found in their documents."""
        texts = {m.document.id: m.document.text for m in self.pile}
        spans = []
        for member, differing in zip(members, words, strict=True):
            document = member.rsplit("-a", 1)[0]
            start = texts[document].index(differing)
            spans.append(Locus(document, start, start + len(differing)))
        self.conflicts.append(Conflict(id, kind, tuple(members), tuple(spans), note, hard, "counted on the same thing"))

    def bind(self) -> Dossier:
        """The dossier."""
        entities = tuple(
            Entity(id, type, name, (), tuple(self.mentions.get(id, ())), "one spelling")
            for id, (type, name) in self.names.items()
        )
        return bind(
            tuple(self.pile),
            tuple(self.stories),
            entities,
            tuple(self.claims),
            tuple(self.conflicts),
            tuple(self.derivations),
            tuple(self.failures),
            Options(),
        )


def harbour() -> Dossier:
    """Three reports of one crane that fell, one of them a copy; one report apart; one input that could not be read."""
    desk = Desk()
    ruiz = desk.entity("e-tomas-ruiz", "person", "Tomas Ruiz")
    okafor = desk.entity("e-ines-okafor", "person", "Ines Okafor")
    wire = desk.entity("e-northwind", "outlet", "Northwind Wire")
    post = desk.entity("e-alder-post", "outlet", "Alder Post")
    a1, a2 = desk.report(
        "doc-wire",
        "[T:Crane falls at Port Alder]\n\n"
        "A crane fell into the basin [D:on Monday]. “[Q1:Nobody was hurt, and we do not expect delays of more than two days],” "
        "[S1:harbourmaster Tomas Ruiz] [C1:said].\n\n"
        "[S2:Ines Okafor], who was in the cab, [C2:said] [Q2:the brake had failed twice in March].\n\n"
        "[F:Northwind Wire. All rights reserved.]",
        {"1": [ruiz], "2": [okafor]},
        outlet=wire,
        published="2023-05-08",
        title="Crane falls at Port Alder",
    )
    b1, b2 = desk.report(
        "doc-post",
        "[T:Basin shut after crane topples]\n\n"
        "“[Q1:Nobody was hurt, and we do not expect delays],” [S1:Ruiz] [C1:told] Northwind Wire.\n\n"
        "[S2:Okafor] [C2:said] [Q2:the brake failed three times in March].",
        {"1": [ruiz, wire], "2": [okafor]},
        outlet=post,
        published="2023-05-09",
        title="Basin shut after crane topples",
    )
    (c1,) = desk.report(
        "doc-blog",
        "[T:What happened in the basin]\n\n"
        "“[Q1:Nobody was hurt, and we do not expect delays],” [S1:the harbourmaster] [C1:said].\n\n"
        "[R:What happened in the basin]",
        {"1": [ruiz]},
        title="What happened in the basin",
    )
    (d1,) = desk.report(
        "doc-fa",
        "[S1:وزیر] [C1:گفت]: «[Q1:ما آماده‌ایم]».",
        {"1": [None]},
        language="fa",
        published="2023-05-10",
        title="وزیر",
    )
    desk.stories = [
        Story("s1", "Crane falls at Port Alder", ("doc-blog", "doc-post", "doc-wire"), ("s2",), "shared names"),
        Story("s2", "وزیر", ("doc-fa",), ("s1",), "alone"),
    ]
    desk.claim("c1", "s1", [a1, b1, c1], (ruiz,))
    desk.claim("c2", "s1", [a2, b2], (okafor,))
    desk.claim("c3", "s2", [d1], (), 0)
    desk.conflict(
        "x1", "truncation", [a1, b1], ["of more than two days", "delays"], "The limit of two days is gone.", hard=True
    )
    desk.conflict("x2", "number", [a2, b2], ["twice", "three times"], "How often the brake failed.", False)
    wire_text = desk.pile[0].document.text
    post_text = desk.pile[1].document.text
    shared = "Nobody was hurt, and we do not expect delays"
    at, to = post_text.index(shared), wire_text.index(shared)
    desk.derivations = [
        Derivation(
            "doc-post", "doc-wire", "copies", 0.4, ((at, at + len(shared), to, to + len(shared)),), "44 characters in common"
        ),
        Derivation("doc-post", wire, "cites", 0.0, (), "it names Northwind Wire"),
    ]
    desk.failures = [Failure("pile/scan.pdf", "read", "a PDF without a text layer")]
    return desk.bind()


HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)> & "
    "\x1b[31mred\x07 \u202egnp.exe\u2066 \x00\x9b31m [bold]x[/bold] `*_#|"
)


def hostile() -> Dossier:
    """Everything a text, a title, a name or a file name can try at once."""
    desk = Desk()
    name = desk.entity('e-"><script>', "person", "Eve " + HOSTILE)
    unmarked = HOSTILE.replace("[", "(").replace("]", ")")
    ids = []
    for n in range(2):
        ids += desk.report(
            f'doc{n}"><b>',
            f"🙂🙂 plain [S1:Eve <i>] [C1:said] “[Q1:🙂 <b>bold</b> {unmarked} end].” 🙂",
            {"1": [name]},
            title=HOSTILE,
            source="pile/" + HOSTILE + "\udcff.txt",
            published='2023-05-08"><script>',
            language='en" onload="x',
        )
    desk.stories = [Story("s<1>", HOSTILE, ('doc0"><b>', 'doc1"><b>'), (), HOSTILE)]
    desk.claim("c<1>", "s<1>", ids, (name,))
    desk.conflict("x<1>", "wording", ids, ["bold", "bold"], HOSTILE, False)
    desk.failures = [Failure("x" + HOSTILE + "\udcfe", "read", HOSTILE)]
    return desk.bind()


def spans_of(dossier: Dossier) -> list[tuple[str, Span]]:
    """Every span of the dossier's attributions with its document."""
    return [(a.document, s) for a in dossier.attributions for s in (*a.content, *a.cue, *a.source)]


def crowd(members: int = 640) -> Dossier:
    """One claim that many reports carry, each in a wording of its own and by a voice of its own, and many differences in it."""
    desk = Desk()
    ids: list[str] = []
    for n in range(members):
        voice = desk.entity(f"e-{n}", "person", f"Keeper Number{n}")
        text = f"[T:Tide report {n}]\n\n“[Q1:The tide rose {n} inches at the old sluice],” [S1:Keeper Number{n}] [C1:said].\n"
        ids += desk.report(f"d{n:06d}", text, {"1": [voice]}, title=f"Tide report {n}", published=f"2023-05-{n % 28 + 1:02d}")
    desk.stories.append(Story("s1", "The tide", tuple(m.document.id for m in desk.pile), (), "the same tide"))
    desk.claim("c1", "s1", ids, tuple(f"e-{n}" for n in range(members)))
    for n in range(0, members - 1, 4):
        words = [f"{n} inches", f"{n + 1} inches"]
        desk.conflict(f"x{n // 4 + 1}", "number", ids[n : n + 2], words, f"“{words[0]}” against “{words[1]}”", n % 8 == 0)
    return desk.bind()
