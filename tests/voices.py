"""Small piles with the attributions written inside the text: "[Dmayor:We opened the gate] said the mayor."

A label's first letter is the kind (D direct, I indirect), the rest the first voice; `X` joins the chain: "[IadairXecho:…]".
"""

from __future__ import annotations

from sayso.types import Attribution, Document, Entity, Fact, Hop, Marked, Mention, Region, Span, Story
from tests.marked import marked

OUTLETS = frozenset(["echo", "herald", "wire"])


def report(name: str, text: str, published: str | None = None, places: tuple[str, ...] = ()) -> Marked:
    """A report and its attributions, named "NAME-a1" … in order of their place; `places` are marked as mentions."""
    plain, spans = marked(text)
    found = sorted((span, label) for label, many in spans.items() for span in many)
    attributions = []
    for n, (span, label) in enumerate(found, 1):
        chain = tuple(Hop(e, None, None, "carrier" if e in OUTLETS else "voice") for e in label[1:].split("X"))
        around = [
            m for m, (other, _) in enumerate(found, 1) if other != span and other.start <= span.start <= span.end <= other.end
        ]
        attributions.append(
            Attribution(
                f"{name}-a{n}", name, "direct" if label[0] == "D" else "indirect", (span,), (), (), chain,
                f"{name}-a{around[-1]}" if around else None, None, 1.0, "test",
            )
        )  # fmt: skip
    mentions = tuple(
        Mention(name, at, at + len(place), "place", "name", place, f"e-{place.lower()}", "test")
        for place in places
        if (at := plain.find(place)) >= 0
    )
    document = Document(
        name,
        (f"{name}.txt",),
        "",
        "",
        "text/plain",
        "utf-8",
        plain,
        (),
        (),
        published=Fact(published, "test") if published else None,
    )
    return Marked(document, (Region(0, len(plain), "body", "test"),), mentions, (), tuple(attributions))


def story(*pile: Marked) -> tuple[Story, ...]:
    """All of a pile as one story."""
    return (Story("s1", "test", tuple(sorted(m.document.id for m in pile)), (), "test"),)


def entities() -> tuple[Entity, ...]:
    """The outlets of these piles."""
    return tuple(Entity(o, "outlet", o.title(), (), (), "test") for o in sorted(OUTLETS))


def shown(pile: tuple[Marked, ...], document: str, span: Span) -> str:
    """The words at a place."""
    return next(m.document.text[span.start : span.end] for m in pile if m.document.id == document)
