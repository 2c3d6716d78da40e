"""What is left of a claim when the word of one of those it passed through does not count: counted anew for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.tell.lookup import Lookup
from sayso.types import Claim, Document, Fact, Marked, Report
from sayso.weave.independence import independence
from sayso.weave.rejections import parsed

MOST_HOPS = 12  # hops of a claim that can be left out; the style sheet knows as many
MOST_MEMBERS = 200  # members of a claim that is counted anew: what is counted for each hop stays linear in the pile


def countable(claim: Claim, hops: int) -> bool:
    """Whether a claim is small enough to be counted anew for each of its hops."""
    return hops <= MOST_HOPS and len(claim.members) <= MOST_MEMBERS


def without(lookup: Lookup, claim: Claim, hops: Sequence[str]) -> list[Claim]:
    """The claim as `sayso.weave.independence` finds it with each of `hops` (entity ids) doubted, one after another.

    What the dossier's own options reject stays rejected. Only the reports that carry the claim are looked at: no other
    can add a chain to it.
    """
    documents = lookup.documents_of(claim)
    members = set(claim.members)
    pile = tuple(_marked(lookup, lookup.reports[d], members) for d in documents)
    derivations = tuple(x for d in documents for x in lookup.derivations_of.get(d, ()))
    named = {hop.entity for marked in pile for a in marked.attributions for hop in a.chain}
    entities = tuple(e for name in sorted(n for n in named if n) if (e := lookup.entities.get(name)))
    before = parsed(str(lookup.dossier.made_by.options.get("rejected") or ""))
    return [independence(pile, (claim,), derivations, entities, before | {hop})[0] for hop in hops]


def ways(lookup: Lookup, claim: Claim) -> Iterator[tuple[str, str]]:
    """What of a claim can be rejected, as `sayso.weave.rejections` spells it and in words: voices, merges, copies, hops."""
    members = [lookup.attributions[m] for m in claim.members if m in lookup.attributions]
    letters = lookup.letters
    hops = dict.fromkeys((h.entity, a.document) for a in members for h in a.chain if h.entity)
    voices = dict.fromkeys(entity for entity, _ in hops)
    spoken = {v for _, *speakers in claim.together for v in speakers}  # not believed with the one that stands for all
    for entity in (v for v in voices if v not in spoken):
        yield entity, f"{lookup.name(entity)} is not believed"
    for entity, document in hops:
        if sum(e == entity for e, _ in hops) > 1:
            yield f"{document}:{entity}", f"in {letters[document]} this is another {lookup.name(entity)}"
    for whose, *speakers in claim.together:
        for speaker in speakers:
            yield f"{speaker}:{whose}", f"{lookup.name(speaker)} is another voice than {lookup.name(whose)}"
    documents = lookup.documents_of(claim)
    for x in (x for d in documents for x in lookup.derivations_of.get(d, ())):
        if x.kind != "cites" and x.to in documents:
            yield f"{x.source}:{x.to}", f"{letters[x.source]} did not take its words from {letters[x.to]}"
    for a in members:
        for hop in a.chain if len(a.chain) > 1 else ():
            if hop.entity:
                yield f"{a.id}:{hop.entity}", f"{lookup.name(hop.entity)} is no hop of the chain in {letters[a.document]}"


def _marked(lookup: Lookup, report: Report, members: set[str]) -> Marked:
    """A report as weaving knows it, with no more than counting needs: who said what, its outlet and its day."""
    document = Document(
        id=report.id,
        sources=report.sources,
        sha256=report.sha256,
        text_sha256=report.text_sha256,
        media_type=report.media_type,
        encoding=report.encoding,
        text=report.text,
        runs=(),
        blocks=(),
        published=Fact(report.published, report.published_basis) if report.published else None,
    )
    own = tuple(a for a in lookup.attributions_of.get(report.id, ()) if a.id in members)
    return Marked(document, (), (), (), own, report.outlet)
