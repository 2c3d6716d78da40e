"""Binding: from what was found to one value, the dossier, and from there to bytes and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import Struct, structs

from sayso import types
from sayso.models import sums
from sayso.tell.html import html
from sayso.tell.markdown import markdown
from sayso.types import Attribution, Claim, Conflict, Derivation, Entity, Failure, MadeBy, Marked, Report, Ruling, Story

if TYPE_CHECKING:
    import pandas


class Options(Struct, frozen=True):
    """What a person chose and what therefore influences the result; it stands in the dossier as `made_by.options`.

    The number of workers and the form of the output are not among them: they change nothing.
    """

    max_bytes: int | None = None  # inputs larger than this many bytes become failures; None: the reader's own limit
    rejected: tuple[str, ...] = ()  # what the reader decided against, as sayso.weave.rejections spells it


class Frames(NamedTuple):
    """A dossier as three pandas tables, one row for each attribution, claim and conflict."""

    attributions: pandas.DataFrame
    claims: pandas.DataFrame
    conflicts: pandas.DataFrame


class Dossier(types.Dossier, frozen=True):
    """A dossier that can show itself."""

    def to_json(self) -> str:
        """The dossier as JSON, two spaces an indent; the same dossier is always the same text."""
        return msgspec.json.format(msgspec.json.encode(self, order="deterministic"), indent=2).decode() + "\n"

    def to_html(self) -> str:
        """One self-contained HTML page: no script, nothing fetched."""
        return html(self)

    def to_markdown(self) -> str:
        """The dossier as Markdown (CommonMark)."""
        return markdown(self)

    def to_pandas(self) -> Frames:
        """Three tables. Needs pandas (`pip install sayso[pandas]`); ImportError says so where it is missing."""
        return _frames(self)

    def _repr_html_(self) -> str:
        """What a notebook shows: the whole page in a frame of its own, so that its style stays inside."""
        from markupsafe import escape

        return (
            '<iframe sandbox="" style="width:100%;height:80vh;border:1px solid #ccc" title="sayso dossier" '
            f'srcdoc="{escape(self.to_html())}"></iframe>'
        )


def bind(
    pile: tuple[Marked, ...],
    stories: tuple[Story, ...],
    entities: tuple[Entity, ...],
    claims: tuple[Claim, ...],
    conflicts: tuple[Conflict, ...],
    derivations: tuple[Derivation, ...],
    failures: Iterable[Failure],
    options: Options = Options(),  # noqa: B008 (frozen)
    judgements: tuple[Ruling, ...] = (),
) -> Dossier:
    """The dossier of a pile. Everything in it is sorted, so that the order of what came in leaves no trace."""
    pile = tuple(sorted(pile, key=lambda marked: marked.document.id))
    attributions = [a for marked in pile for a in sorted(marked.attributions, key=_place)]
    dates = [d for marked in pile for d in sorted(marked.dates, key=lambda d: (d.start, d.end, d.value or ""))]
    return Dossier(
        schema="sayso-dossier/1",
        made_by=MadeBy(sayso=types.VERSION, models=sums(), options=_plain(options)),
        documents=tuple(_report(marked) for marked in pile),
        stories=tuple(sorted(stories, key=lambda s: _natural(s.id))),
        entities=tuple(sorted(entities, key=lambda e: _natural(e.id))),
        attributions=tuple(attributions),
        dates=tuple(dates),
        claims=tuple(sorted(claims, key=lambda c: (_natural(c.story), _natural(c.id)))),
        conflicts=tuple(sorted(conflicts, key=lambda c: _natural(c.id))),
        derivations=tuple(sorted(derivations, key=lambda d: (d.source, d.to, d.kind, d.spans))),
        failures=tuple(sorted({_readable(f) for f in failures})),
        judgements=judgements,
    )


def load(data: str | bytes) -> Dossier:
    """A dossier read back from its JSON; msgspec.ValidationError where it is none. Fields it does not know are passed over."""
    return msgspec.json.decode(data, type=Dossier)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the dossier, made from the types."""
    made = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(types.Dossier)))  # as JSON has it, defaults too
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "sayso dossier, version 1", **made}


def _report(marked: Marked) -> Report:
    document = marked.document
    sources = tuple(_utf8(s) for s in document.sources)
    return Report(
        id=document.id,
        source=sources[0] if sources else "",
        sources=sources,
        sha256=document.sha256,
        text_sha256=document.text_sha256,
        media_type=document.media_type,
        encoding=document.encoding,
        title=document.title.value if document.title else None,
        outlet=marked.outlet,
        authors=tuple(author.value for author in document.authors),
        language=document.language,
        published=document.published.value if document.published else None,
        published_basis=document.published.basis if document.published else "the report gives no date that could be read",
        url=document.url,
        text=document.text,
        source_map=document.runs,
        regions=tuple(sorted(marked.regions)),
        notes=document.notes,
    )


def _place(attribution: Attribution) -> tuple[int, int, tuple[tuple[int, str], ...]]:
    spans = attribution.content or attribution.cue or attribution.source
    start = spans[0].start if spans else 0
    end = spans[-1].end if spans else 0
    return start, -end, _natural(attribution.id)


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """A sort key that puts c2 before c10."""
    return tuple((int(digits or -1), rest) for digits, rest in re.findall(r"(\d{0,18})(\D*)", name))


def _utf8(name: str) -> str:
    """A file name that is not UTF-8 with its odd bytes written out, since JSON has no place for them."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _readable(failure: Failure) -> Failure:
    return structs.replace(failure, source=_utf8(failure.source), error=_utf8(failure.error))


def _plain(options: Options) -> dict[str, str | int | float | bool | None]:
    """Options as JSON scalars; a list becomes its items, sorted, with spaces between."""
    return {k: " ".join(sorted(v)) if isinstance(v, tuple) else v for k, v in sorted(structs.asdict(options).items())}


def _frames(dossier: types.Dossier) -> Frames:
    try:
        import pandas as pd
    except ImportError as missing:
        raise ImportError("to_pandas needs pandas, which is not installed: pip install 'sayso[pandas]'") from missing
    names = {e.id: e.name for e in dossier.entities}
    texts = {d.id: d.text for d in dossier.documents}
    sources = {d.id: d.source for d in dossier.documents}

    def words(document: str, spans: Iterable[types.Span]) -> str:
        return " ".join(texts[document][s.start : s.end] for s in spans)

    said = [
        {
            "id": a.id,
            "document": a.document,
            "report": sources[a.document],
            "kind": a.kind,
            "source": words(a.document, a.source),
            "cue": words(a.document, a.cue),
            "content": words(a.document, a.content),
            "chain": [names.get(h.entity, h.entity) if h.entity else None for h in a.chain],
            "within": a.within,
            "said": a.said,
            "start": a.content[0].start if a.content else None,
            "end": a.content[-1].end if a.content else None,
            "confidence": a.confidence,
            "why": a.why,
        }
        for a in dossier.attributions
    ]
    document_of = {a.id: a.document for a in dossier.attributions}
    claimed = [
        {
            "id": c.id,
            "story": c.story,
            "gist": c.gist,
            "members": list(c.members),
            "reports": len({document_of[m] for m in c.members}),
            "origins": [names.get(e, e) for e in c.origins],
            "independent": c.independent,
            "rests_on": [names.get(e, e) for e in c.rests_on],
            "why": c.why,
        }
        for c in dossier.claims
    ]
    differing = [
        {
            "id": x.id,
            "kind": x.kind,
            "hard": x.hard,
            "members": list(x.members),
            "words": [texts[s.document][s.start : s.end] for s in x.spans],
            "note": x.note,
            "why": x.why,
        }
        for x in dossier.conflicts
    ]
    columns = (
        [
            "id",
            "document",
            "report",
            "kind",
            "source",
            "cue",
            "content",
            "chain",
            "within",
            "said",
            "start",
            "end",
            "confidence",
            "why",
        ],
        ["id", "story", "gist", "members", "reports", "origins", "independent", "rests_on", "why"],
        ["id", "kind", "hard", "members", "words", "note", "why"],
    )
    rows = (said, claimed, differing)
    return Frames(*(pd.DataFrame(r, columns=c) for r, c in zip(rows, columns, strict=True)))
