"""ECB+ (Cybulska & Vossen 2014): entities across the reports of a topic, their mentions given, as sayso ties them together.

    python3 -m bench.ecb [--missed] [--topics 31 32 33 34 35]

Topics 31 to 35 are held out: nothing was trained on them and their misses are not read; the others are for looking at. The
mentions are given (spans only, not what they are); a topic is one pile. A mention takes the entity of sayso's own mention
with the same head, or else of the mention before it that the coreference model ties it to; a description that neither
ties to a name is one with the topic's descriptions that have the same head noun (which sayso itself never assumes of two
reports). Dates go by their value. B-cubed over all given mentions, those alone in their chain included, in one count.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
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
from sayso.models.chains import class_of
from sayso.text import fold, stem
from sayso.types import Document, Fact, Marked, Span
from sayso.weave.identities import identities

DAY = "2008-06-15"  # taken for the day of every report: the corpus has none
LIKELY = -2.0  # logit of the likeliest kind from which the model's link of a given mention is believed
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
                doc, sentence, _, word, *_ = line.split("\t")
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
        made = document(text, published=Fact(DAY, "a day near the corpus's reports"))
        where[name] = made
        parts = regions(made)
        who = mentions(made, parts)
        when = dates(made, parts)
        pile.append(Marked(document=made, regions=parts, mentions=who, dates=when, attributions=()))
    local = {m.document.id: m for m in pile}
    woven = {m.document.id: m for m in identities(pile)[1]}
    out: dict[int, str] = {}
    heads: dict[str, set[str]] = defaultdict(set)
    for m in (m for marked in woven.values() for m in marked.mentions if m.form == "name"):
        heads[f"head {stem(m.name.split()[-1])}"].add(m.entity)
    for name, made in where.items():
        here = [n for n, g in enumerate(given) if g.document == name]
        _document(made, local[made.id], woven[made.id], [(n, given[n].span) for n in here], out)
    return {n: min(heads[chain]) if len(heads.get(chain, ())) == 1 else chain for n, chain in out.items()}


def _document(made: Document, local: Marked, woven: Marked, here: list[tuple[int, Span]], out: dict[int, str]) -> None:
    named = {(m.start, m.end): m.entity for m in woven.mentions}
    mine = [(m, named.get((m.start, m.end), m.entity)) for m in local.mentions]
    paras = body(made, local.regions)
    marks = [Span(q.start, q.end) for q in quotations(made.text, paras)]
    reading = referrer().read(made.text, paras, marks, [s for _, s in here])
    known = {e for m, e in mine if m.form == "name"} | {named[m.start, m.end] for m, _ in mine if (m.start, m.end) in named}
    owner: dict[int, str] = {}
    for n, span in enumerate(reading.spans):
        i, j = _head(made.text[span.start : span.end])
        entity = next((e for m, e in mine if e in known and m.start <= span.start + i and m.end == span.start + j), None)
        links = reading.links[n]
        if entity is None and links and links[0][1] > 0 and max(reading.kinds[n]) > LIKELY:
            entity = owner.get(links[0][0])
        owner[n] = entity or f"{made.id} {n}"
    number = {(s.start, s.end): n for n, s in enumerate(reading.spans)}
    shared = Counter(owner.values())
    for at, span in here:
        k = number.get((span.start, span.end))
        date = next((d for d in local.dates if d.start < span.end and span.start < d.end and d.value), None)
        words = made.text[span.start : span.end]
        if date is not None and (date.end - date.start) * 2 > span.end - span.start:
            out[at] = f"date {date.value}"
        elif k is not None and (owner[k] in known or (shared[owner[k]] > 1 and class_of(words.split()) not in (0, 9))):
            out[at] = owner[k]
        else:
            i, j = _head(words)
            out[at] = f"head {stem(words[i:j])}"
    for chain in {o for o in owner.values() if o not in known and shared[o] > 1}:  # pronouns go with their phrase's head
        heads = [
            out[at]
            for at, s in here
            if (k := number.get((s.start, s.end))) is not None and owner[k] == chain and out[at] != chain
        ]
        for at, _ in here:
            if out[at] == chain and heads:
                out[at] = heads[0]


def _head(text: str) -> tuple[int, int]:
    """Where the noun of a phrase stands: what comes before "of", "in", "who" or a comma, a first preposition aside."""
    found = [(m.start(), m.end()) for m in re.finditer(r"[\w$€£][\w.$€£-]*|,", text)]
    words = [fold(text[i:j]) for i, j in found]
    first = next((n for n, w in enumerate(words) if w not in _LEADING), len(words) - 1)
    cut = next((n for n in range(first + 1, len(words)) if words[n] in _TRAILING), len(words))
    return found[cut - 1] if found else (0, len(text))


_LEADING = frozenset(("in", "on", "at", "from", "to", "of", "by", "with", "into", "through", "the", "a", "an"))
_TRAILING = frozenset((",", "of", "in", "at", "on", "who", "that", "which", "near", "for", "from", "to", "with"))


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
