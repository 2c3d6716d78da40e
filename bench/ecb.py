"""ECB+ (Cybulska & Vossen 2014): entities across the reports of a topic, their mentions given, as sayso ties them together.

    python3 -m bench.ecb [--missed] [--topics 31 32 33 34 35]

Topics 31 to 35 are held out: nothing was trained on them and their misses are not read; the others are for looking at. The
mentions are given (spans only, not what they are); a topic is one pile. A mention takes the entity of sayso's own mention
with the same head, or else of the mention before it that the coreference model ties it to; one that neither knows is one
with the mentions of the topic that have the same words. Dates go by their value. B-cubed over all given mentions, those of one mention
included, in one count over the topics.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tests.marked import document

from bench.conll import Chain, b_cubed, f1
from bench.places import data
from sayso.mark.body import body
from sayso.mark.dates import dates
from sayso.mark.mentions import mentions
from sayso.mark.quotations import quotations
from sayso.mark.regions import regions
from sayso.models import referrer
from sayso.text import fold
from sayso.types import Document, Fact, Marked, Span
from sayso.weave.identities import identities

HELD = ("31", "32", "33", "34", "35")
_TIGHT = frozenset(
    (",", ".", ";", ":", "!", "?", ")", "%", "'s", "’s", "n't", "'", "''", "”", "]", "'re", "'ve", "'ll", "'d", "'m")
)
_OPENS = frozenset(("(", "$", "``", "“", "[", "£", "#"))


class Given(NamedTuple):
    """A mention of the corpus: where it stands and the chain it is in."""

    document: str
    span: Span
    chain: str
    type: str


def corpus(topics: Sequence[str]) -> Iterator[tuple[str, dict[str, str], list[Given]]]:
    """(topic, texts by document, mentions) of each topic."""
    folder = data("ecbplus") / "ecbplus"
    tokens: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for split in ("Train", "Dev"):
        for line in (folder / f"ECB_{split}_corpus.txt").read_text("utf-8").splitlines():
            if line.strip():
                doc, sentence, _, word, _ = line.split("\t")
                tokens[doc][sentence].append(word)
        for m in json.loads((folder / f"ECB_{split}_Entity_gold_mentions.json").read_text("utf-8")):
            found[m["doc_id"].split("_")[0]].append(m)
    for topic in topics:
        texts: dict[str, str] = {}
        places: dict[tuple[str, str, int], Span] = {}
        for doc in sorted(d for d in tokens if d.split("_")[0] == topic):
            text, quoted = "", False
            for sentence, words in tokens[doc].items():
                text += " " if text else ""
                glued = True
                for n, word in enumerate(words):
                    if word == '"':
                        quoted = not quoted
                    tight = glued or word in _TIGHT or (word == '"' and not quoted)
                    text += ("" if tight else " ") + word
                    places[doc, sentence, n] = Span(len(text) - len(word), len(text))
                    glued = word in _OPENS or (word == '"' and quoted)
            texts[doc] = text
        given = []
        for m in found[topic]:
            where = [places[m["doc_id"], str(m["sent_id"]), n] for n in m["tokens_number"]]
            given.append(Given(m["doc_id"], Span(where[0].start, where[-1].end), m["coref_chain"], m["mention_type"]))
        yield topic, texts, given


def tied(texts: dict[str, str], given: list[Given]) -> dict[int, str]:
    """For each given mention, by its number, the name of the chain it is put in."""
    pile: list[Marked] = []
    where: dict[str, Document] = {}
    for name, text in texts.items():
        made = document(text)
        where[name] = made
        parts = regions(made)
        who = mentions(made, parts)
        when = dates(made, parts, near=Fact("2008-06-01", "a day near the corpus's reports"))
        pile.append(Marked(document=made, regions=parts, mentions=who, dates=when, attributions=()))
    local = {m.document.id: m for m in pile}
    woven = {m.document.id: m for m in identities(pile)[1]}
    out: dict[int, str] = {}
    for name, made in where.items():
        here = [n for n, g in enumerate(given) if g.document == name]
        _document(made, local[made.id], woven[made.id], [(n, given[n].span) for n in here], out)
    return out


def _document(made: Document, local: Marked, woven: Marked, here: list[tuple[int, Span]], out: dict[int, str]) -> None:
    named = {(m.start, m.end): m.entity for m in woven.mentions}
    mine = [(m, named.get((m.start, m.end), m.entity)) for m in local.mentions]
    paras = body(made, local.regions)
    marks = [Span(q.start, q.end) for q in quotations(made.text, paras)]
    reading = referrer().read(made.text, paras, marks, [s for _, s in here])
    owner: dict[int, str] = {}
    numbers = {(s.start, s.end): n for n, s in reversed(list(enumerate(reading.spans)))}
    entity_at: dict[tuple[int, int], str] = {}
    for span in reading.spans:
        heads = [
            e for m, e in mine
            if (m.end == span.end and m.start <= span.end) or (m.start == span.start and m.end <= span.end and m.form == "name")
        ]  # fmt: skip
        if heads:
            entity_at[span.start, span.end] = heads[0]
    for n, span in enumerate(reading.spans):
        links = reading.links[n]
        known = entity_at.get((span.start, span.end))
        if known is None and links and links[0][1] > 0:
            known = owner.get(links[0][0])
        owner[n] = known or f"{made.id} {n}"
    fresh = set(owner.values()) - set(entity_at.values())
    for number, span in here:
        date = next((d for d in local.dates if d.start < span.end and span.start < d.end and d.value), None)
        n = numbers.get((span.start, span.end))
        chain = owner.get(n) if n is not None else None
        if date is not None and (date.end - date.start) * 2 > span.end - span.start:
            out[number] = f"date {date.value}"
        elif (chain is not None and chain not in fresh) or (chain is not None and sum(o == chain for o in owner.values()) > 1):
            out[number] = chain
        else:
            words = [w for w in fold(made.text[span.start : span.end]).split() if w not in ("the", "a", "an", "in", "on", "at")]
            out[number] = "words " + " ".join(words)


def figures(topics: Sequence[str] = HELD, missed: list[str] | None = None) -> dict[str, float]:
    """B-cubed precision, recall and F1."""
    counts = []
    for topic, texts, given in corpus(topics):
        ours = tied(texts, given)
        key: dict[str, set[int]] = defaultdict(set)
        response: dict[str, set[int]] = defaultdict(set)
        for n, g in enumerate(given):
            key[g.chain].add(n)
            response[ours[n]].add(n)
        counts.append(b_cubed(_chains(key), _chains(response)))
        if missed is not None:
            for chain, members in key.items():
                parts: dict[str, list[str]] = defaultdict(list)
                for n in sorted(members):
                    g = given[n]
                    parts[ours[n]].append(texts[g.document][g.span.start : g.span.end])
                strangers = [
                    texts[given[n].document][given[n].span.start : given[n].span.end]
                    for p in parts for n in response[p] if n not in members
                ]  # fmt: skip
                if len(parts) > 1 or strangers:
                    missed.append(f"{topic} {chain}: {dict(parts)} strangers: {strangers[:12]}")
    p, r, both = f1(counts)
    return {"ecb_precision": p, "ecb_recall": r, "ecb_b_cubed": both}


def _chains(found: dict[str, set[int]]) -> list[Chain]:
    return [frozenset(c) for c in found.values()]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--topics", nargs="*", default=list(HELD))
    given = parser.parse_args()
    missed: list[str] | None = [] if given.missed and not set(given.topics) & set(HELD) else None
    for name, value in figures(given.topics, missed).items():
        print(f"{name:24} {value:.4f}")
    print("\n".join(missed or ()))


if __name__ == "__main__":
    main()
