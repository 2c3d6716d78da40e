"""Who is said to have said what: the attributions of one document, each with its chain.

Three things come together here. Quotation marks are facts (`quotations`): the borders of a direct content are exact.
Reporting frames are proposed (`frames` by reporting verbs; a trained model takes the same seam). And the layout speaks:
block quotations, posts and transcripts. A frame that stands inside another's content makes a chain: in "…, Lee quoted Park
as saying, according to the agency" the innermost is the voice, those around it passed it on (nested attribution, Pareti
2015).

Not done: irony; whose words a headline's quotation marks hold (they are the body's); speakers by gender or by meaning.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from sayso.mark.attributions.frames import Proposer, frames
from sayso.mark.attributions.learned import Listener
from sayso.mark.attributions.reading import Found, Reader
from sayso.models import Proposal, tagger
from sayso.types import Attribution, Date, Document, Mention, Region, Span

NEAR = 80  # code points between a cue and the date of its saying: a source's apposition lies between, a second clause does not
_STOP = re.compile(r"[.!?…][\"'”’»)]*\s+(?=[\"'“‘«(]*[^\W_a-z])|\n|;")


def shipped(text: str, paragraphs: Sequence[Span], quotations: Sequence[Span]) -> Sequence[Proposal]:
    """What the shipped model reads in a text."""
    return tagger().attributions(text, paragraphs, quotations)


def attributions(
    document: Document,
    regions: Sequence[Region],
    mentions: Sequence[Mention],
    dates: Sequence[Date],
    propose: Proposer = frames,
    read: Listener | None = shipped,
) -> tuple[Attribution, ...]:
    """Every attribution of the document's body, in the order of its contents; empty where nobody is said to have said anything.

    `propose` finds reporting frames in one sentence in which what stands between quotation marks is masked. `read` is the
    trained model, which reads the whole text; None leaves it to the rules.
    """
    reader = Reader(document, regions, mentions, dates, propose, read)
    return _finish(document, reader.read(), reader)


def _finish(document: Document, found: list[Found], reader: Reader) -> tuple[Attribution, ...]:
    """Ids, nesting and dates; the same words under the same source only once."""
    once: dict[tuple[object, ...], Found] = {}
    for f in found:
        start = f.content[0].start + (5 if document.text.startswith("that ", f.content[0].start) else 0)
        key = (start, f.content[0].end, f.content[1:], tuple((h.entity, h.start) for h in f.chain[:1]))
        if key not in once or once[key].confidence < f.confidence:
            once[key] = f
    ordered = sorted(
        (each for f in once.values() for each in reader.each(f)),
        key=lambda f: (f.content[0].start, -f.content[-1].end, f.kind, f.cue),
    )
    ids = [f"{document.id}-a{n}" for n in range(1, len(ordered) + 1)]
    out: list[Attribution] = []
    open_: list[int] = []
    for n, f in enumerate(ordered):
        while open_ and ordered[open_[-1]].content[-1].end <= f.content[0].start:
            open_.pop()
        within = next((ids[k] for k in reversed(open_) if _holds(ordered[k], f)), None)
        open_.append(n)
        when = _said(f, reader.dates, document.text)
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


def _said(f: Found, dates: Sequence[Date], text: str) -> Date | None:
    """The date expression that stands nearest the cue in its own sentence, outside the content and the source."""
    best: tuple[int, Date] | None = None
    if not f.cue:
        return None
    first = bisect_left(dates, f.cue[0].start - 2 * NEAR, key=lambda d: d.start)
    for d in islice(dates, first, None):
        if d.start > f.cue[-1].end + NEAR:
            break
        apart = min((max(d.start - c.end, c.start - d.end, 0) for c in f.cue), default=NEAR + 1)
        if apart > NEAR or any(s.start < d.end and d.start < s.end for s in (*f.content, *f.source)):
            continue
        cue = min(f.cue, key=lambda c: abs(c.start - d.start))
        between = Span(min(d.end, cue.end), max(d.start, cue.start))
        crossed = any(between.start < s.end and s.start < between.end for s in f.content)
        if not crossed and not _STOP.search(text, between.start, between.end) and (best is None or apart < best[0]):
            best = (apart, d)
    return best[1] if best else None
