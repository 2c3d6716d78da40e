"""What holds of every dossier, whatever went in: the promises of docs/dossier.md, as one check."""

from __future__ import annotations

from collections.abc import Iterable

from sayso.types import Dossier


def assert_sound(dossier: Dossier) -> None:
    """Every offset inside its text, every reference to something that is there, every id once, every finding with its why."""
    texts = {d.id: d.text for d in dossier.documents}
    entities = _once(e.id for e in dossier.entities)
    attributions = {a.id: a for a in dossier.attributions}
    _once(a.id for a in dossier.attributions)
    _once(c.id for c in dossier.claims)
    _once(x.id for x in dossier.conflicts)
    _once(d.id for d in dossier.documents)

    def inside(document: str, start: int | None, end: int | None) -> None:
        assert start is not None
        assert end is not None
        assert 0 <= start < end <= len(texts[document]), (document, start, end)

    for d in dossier.documents:
        assert d.outlet is None or d.outlet in entities
        assert d.published_basis
        for region in d.regions:
            inside(d.id, region.start, region.end)
    for a in dossier.attributions:
        assert a.content, a.id
        assert a.why, a.id
        assert 0 <= a.confidence <= 1
        assert a.within is None or a.within in attributions
        for span in (*a.content, *a.cue, *a.source):
            inside(a.document, span.start, span.end)
        for hop in a.chain:
            assert hop.entity is None or hop.entity in entities, (a.id, hop)
            if hop.start is not None:
                inside(a.document, hop.start, hop.end)
    for e in dossier.entities:
        for locus in e.mentions:
            inside(locus.document, locus.start, locus.end)
    for date in dossier.dates:
        inside(date.document, date.start, date.end)
        assert texts[date.document][date.start : date.end] == date.text
        assert date.why
    in_story = [d for s in dossier.stories for d in s.documents]
    assert sorted(in_story) == sorted(texts), "every document is in exactly one story"
    stories = _once(s.id for s in dossier.stories)
    for s in dossier.stories:
        assert set(s.related) <= stories - {s.id}
    for c in dossier.claims:
        assert c.story in stories
        assert c.members
        assert [v.attribution for v in c.variants] == list(c.members)
        assert texts[c.gist_at.document][c.gist_at.start : c.gist_at.end] == c.gist
        assert {*c.origins, *c.rests_on} <= entities
        assert c.why
        for v in c.variants:
            for span in v.spans:
                inside(attributions[v.attribution].document, span.start, span.end)
    for x in dossier.conflicts:
        assert len(x.members) >= 2
        assert set(x.members) <= set(attributions)
        assert x.note
        for at in x.spans:
            inside(at.document, at.start, at.end)
    for derivation in dossier.derivations:
        assert derivation.source in texts
        assert derivation.to in texts or derivation.to in entities
        assert derivation.source != derivation.to
        assert 0 <= derivation.share <= 1
        for a0, a1, b0, b1 in derivation.spans:
            inside(derivation.source, a0, a1)
            if derivation.to in texts:
                inside(derivation.to, b0, b1)


def _once(ids: Iterable[str]) -> set[str]:
    found = list(ids)
    assert len(found) == len(set(found)), sorted(i for i in found if found.count(i) > 1)
    return set(found)
