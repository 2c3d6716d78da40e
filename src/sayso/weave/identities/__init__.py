"""Which names, phrases and pronouns of different documents mean one and the same, and who the hops of the chains are.

The entities of single documents (`mark.mentions`) are joined where the evidence is good enough for a careful reader, and
stay apart where it is not: a wrong join makes two voices one and falsifies every count of independent voices, a missed
one can be seen and mended. Possible pairs meet under shared keys (blocking), so the work grows with the pile, not its square.
Two entities that one document keeps apart are never joined, whatever other documents suggest.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.types import Entity, Marked
from sayso.weave.identities.behind import join_behind
from sayso.weave.identities.bodies import (
    join_bodies,
    join_landmarks,
    join_misread,
    join_misread_people,
    join_placed,
    join_places,
    join_towns,
)
from sayso.weave.identities.described import join_described
from sayso.weave.identities.entities import entities_of, rewritten
from sayso.weave.identities.evidence import Groups, gathered
from sayso.weave.identities.people import join_persons, neighbours
from sayso.weave.identities.possessed import join_owned, join_possessed
from sayso.weave.identities.quoted import join_quoted, join_retold
from sayso.weave.identities.towns import towns_apart
from sayso.weave.identities.unnamed import join_unnamed


def identities(pile: Sequence[Marked]) -> tuple[tuple[Entity, ...], tuple[Marked, ...]]:
    """The entities of a pile, by id, and the pile with every mention, hop and outlet pointing at them.

    Entities are everything that is named, and of the unnamed ("an engineer at X", "the memo") those that stand in a chain;
    mentions of others are left out of the returned pile. Addressees ("told Radio X") become carriers where they are
    an outlet other than the document's own, and are dropped otherwise; a hop that is the document's own outlet is dropped
    unless it is the first voice. No claim is made that entities without a name of different documents are one, except
    where their noun and the body they belong to agree (`why` then says "unnamed").
    """
    ordered = towns_apart(sorted(pile, key=lambda m: m.document.id))
    found, at_hop = gathered(ordered)
    groups = Groups(found)
    join_bodies(groups)
    join_places(groups)
    join_misread(groups)
    near = neighbours(groups, ordered)
    join_towns(groups, near)
    join_placed(groups, near)
    join_landmarks(groups, near)
    join_persons(groups, near)
    join_misread_people(groups)
    join_quoted(groups, ordered, at_hop, near)
    join_described(groups, ordered, near)
    join_unnamed(groups, near)
    join_possessed(groups, ordered, near)
    join_owned(groups, near)
    join_behind(groups, ordered, at_hop, near)
    join_retold(groups, ordered, at_hop, near)
    kept = [g for g in groups.each() if any(found[n].named or found[n].hop for n in g)]
    entities, id_of = entities_of(groups, kept)
    by_id = {e.id: e for e in entities}
    return entities, tuple(rewritten(m, id_of, at_hop, by_id) for m in ordered)
