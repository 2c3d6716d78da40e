"""Who is said to have said what: the attributions of one document, each with its chain.

Three things come together here. Quotation marks are facts (`quotations`): the borders of a direct content are exact.
Reporting frames are proposed (`frames` by reporting verbs; a trained model takes the same seam). And the layout speaks:
block quotations, posts and transcripts. A frame that stands inside another's content makes a chain: in "…, Lee quoted Park
as saying, according to the agency" the innermost is the voice, those around it passed it on (nested attribution, Pareti
2015).

Not done: irony; whose words a headline's quotation marks hold (they are the body's); speakers by gender or by meaning.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.mark.attributions.frames import Proposer, frames
from sayso.mark.attributions.reading import Found, Reader
from sayso.types import Attribution, Date, Document, Mention, Region, Span


def attributions(
    document: Document,
    regions: Sequence[Region],
    mentions: Sequence[Mention],
    dates: Sequence[Date],
    propose: Proposer = frames,
) -> tuple[Attribution, ...]:
    """Every attribution of the document's body, in the order of its contents; empty where nobody is said to have said anything.

    `propose` finds reporting frames in one sentence in which what stands between quotation marks is masked.
    """
    reader = Reader(document, regions, mentions, dates, propose)
    return _finish(document, reader.read(), dates)


def _finish(document: Document, found: list[Found], dates: Sequence[Date]) -> tuple[Attribution, ...]:
    """Ids, nesting and dates; the same words under the same source only once."""
    once: dict[tuple[object, ...], Found] = {}
    for f in found:
        key = (f.content, tuple((h.entity, h.start) for h in f.chain[:1]))
        if key not in once or once[key].confidence < f.confidence:
            once[key] = f
    ordered = sorted(once.values(), key=lambda f: (f.content[0].start, -f.content[-1].end, f.kind, f.cue))
    ids = [f"{document.id}-a{n}" for n in range(1, len(ordered) + 1)]
    out: list[Attribution] = []
    open_: list[int] = []
    for n, f in enumerate(ordered):
        while open_ and ordered[open_[-1]].content[-1].end <= f.content[0].start:
            open_.pop()
        within = next((ids[k] for k in reversed(open_) if _holds(ordered[k], f)), None)
        open_.append(n)
        when = _said(f, dates)
        out.append(
            Attribution(
                id=ids[n],
                document=document.id,
                kind=f.kind,
                content=f.content,
                cue=f.cue,
                source=f.source,
                chain=f.chain,
                within=within,
                said=when.value if when else None,
                confidence=round(f.confidence, 2),
                why=f.why,
                said_at=Span(when.start, when.end) if when else None,
            )
        )
    return tuple(out)


def _holds(outer: Found, inner: Found) -> bool:
    return outer.content != inner.content and all(
        any(o.start <= s.start and s.end <= o.end for o in outer.content) for s in inner.content
    )


def _said(f: Found, dates: Sequence[Date]) -> Date | None:
    """The date expression that stands beside the cue, outside the content."""
    if not f.cue:
        return None
    best: Date | None = None
    for d in dates:
        near = min(abs(d.start - c.end) for c in f.cue) <= 80 or min(abs(c.start - d.end) for c in f.cue) <= 60
        if (
            near
            and not any(s.start <= d.start < s.end for s in f.content)
            and (best is None or min(abs(d.start - c.end) for c in f.cue) < min(abs(best.start - c.end) for c in f.cue))
        ):
            between = Span(min(d.end, f.cue[0].start), max(d.start, f.cue[-1].end))
            if not any(between.start <= s.start and s.end <= between.end for s in f.content):
                best = d
    return best
