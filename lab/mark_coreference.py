"""Teachers mark texts that nobody annotated: what the coreference model learns from beside its corpora.

    python -m lab.mark_coreference ENCODER OUT --tokenizer SMALL --teachers TEACHER/last.pt … --texts ARTICLES.jsonl …

ENCODER: the folder the teachers were started from; SMALL: the model's. ARTICLES: an object {id, text} a line; of each file the
first `count`, of each text the beginning. OUT: a file of probabilities (Hinton et al. 2015, "Distilling the knowledge in a
neural network", at temperature 1): of every span that it is a mention of a kind, and of every likely mention whom before it
it means. Several teachers' logits are averaged.

With --passages N the project's own passages (passages/) are marked too, N times over. They name, of every hop of a chain, the
forms it goes by, and of every attribution its source: so much of who means whom is known there, and overrules the teachers.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import time
from pathlib import Path
from typing import Any

import torch
from bench.bulk import closed_up
from bench.passages import Passage, passages
from torch import Tensor

from lab.coreference_texts import Mention, Text, held, laid, merged, offsets, parts, reads
from lab.examples import standing
from lab.train_coreference import CONFIG, THREADS, built, candidates, config_of, in_order, read_words, reader_of, table_of
from sayso.models.chains import WIDEST, class_of
from sayso.types import Span

LIKELY = -2.5  # logit above which a span is held against others
SHARE = 0.25  # of the words: so many at most
TOGETHER = 6  # texts read at once
LEAST = 0.5  # is added to the chance of the bearers that a passage names, before all are made to sum to one
HOP = "hop"  # the kind of a mention of which only that is known: whom it means


def beginning(row: dict[str, Any], longest: int) -> dict[str, Any]:
    """The first part of an article."""
    whole = {"id": row["id"], "text": closed_up(row["text"]).strip(), "speakers": [], "mentions": []}
    return parts(whole, longest)[0]


def hops(p: Passage) -> dict[str, Any]:
    """A passage with what it tells of who is meant: the forms of every hop where they stand, and the sources."""
    found: dict[Span, str] = {}
    for said in p.said:
        for hop in said.chain:
            who = min(f"{a} {b}" for a, other in enumerate(p.said) for b, h in enumerate(other.chain) if set(h) & set(hop))
            spans = [s for form in hop if class_of([form]) in (0, 9) for s in standing(p.text, form)]
            found |= {s: who for s in spans if not any(o != s and o.start <= s.start and s.end <= o.end for o in spans)}
    for said in p.said:
        whom = next((found[s] for form in said.chain[0] for s in standing(p.text, form) if s in found), None)
        found |= {s: whom for s in said.source if whom}
    mentions = [[s.start, s.end, HOP, who] for s, who in sorted(found.items())]
    return {"id": p.id, "text": p.text, "speakers": [], "mentions": mentions}


def known(text: Text, row: dict[str, Any]) -> dict[Mention, str]:
    """Of a passage's mentions, in words, whom they mean; empty for an article."""
    who = [chain for *_, kind, chain in row["mentions"] if kind == HOP]
    return {m: w for m, w in zip(text.unsure, who, strict=True) if 0 < m[1] - m[0] <= WIDEST} if who else {}


def settled(likely: Tensor, mentions: list[Mention], who: dict[Mention, str]) -> Tensor:
    """Teachers' antecedents [mentions, reach + 1], as far as a passage does not say otherwise: no mention that is known means
    another that is known to be somebody else, and none whose bearer was mentioned before means nobody before it."""
    out = likely.clone()
    for n, mention in enumerate(mentions):
        if mention not in who:
            continue
        same = torch.zeros(out.shape[1], dtype=torch.bool)
        other = torch.zeros(out.shape[1], dtype=torch.bool)
        for back in range(1, min(n, out.shape[1] - 1) + 1):
            whom = who.get(mentions[n - back])
            if whom is not None:
                (same if whom == who[mention] else other)[back] = True
        if same.any():
            other[0] = True
            out[n, same] += LEAST / same.sum()
        row = out[n].masked_fill(other, 0.0)
        out[n] = row / row.sum().clamp(min=1e-6)
    return out


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tokenizer", type=Path, help="the folder of the tokenizer, if it is not ENCODER")
    parser.add_argument("--teachers", type=Path, nargs="+", required=True)
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--passages", type=int, default=0)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    config = config_of(args.config, True)
    plan, device = config["training"], torch.device(args.device)
    rows = []
    for path in args.texts:
        with path.open(encoding="utf-8") as lines:
            rows += [beginning(json.loads(line), plan["longest"]) for _, line in zip(range(args.count), lines, strict=False)]
    rows += [hops(p) for p in passages() if not p.held_out] * args.passages
    texts = built(rows, reads(args.tokenizer or args.encoder), args.workers)
    kept = [n for n, t in enumerate(texts) if len(t.shown) >= 20]
    rows, texts = [rows[n] for n in kept], [texts[n] for n in kept]
    teachers = []
    for path in args.teachers:
        model = reader_of(args.encoder, config, None)
        model.load_state_dict(torch.load(path, weights_only=True)["model"])
        teachers.append(model.to(device).eval())
    spans, found, before = [], [], []
    began = time.monotonic()
    for first in range(0, len(texts), TOGETHER):
        some = texts[first : first + TOGETHER]
        at = offsets(some)
        there = laid(some, plan["window"], plan["check_overlap"]).on(device)
        each = [read_words(model, there) for model in teachers]
        together = torch.stack([logits for _, logits in each]).mean(0)
        who = [known(t, rows[first + n]) for n, t in enumerate(some)]
        chosen = [sorted({*c, *w}, key=in_order) for c, w in zip(candidates(together, at, LIKELY, SHARE), who, strict=True)]
        pairs = merged(list(THREADS.map(lambda c: held(c[0], c[1], plan["reach"], c[2]), zip(some, chosen, at, strict=False))))
        on = pairs.on(device)
        tables = [table_of(m.branch, read, logits, on, plan["reach"]) for m, (read, logits) in zip(teachers, each, strict=True)]
        likely = torch.softmax(torch.stack(tables).mean(0).float(), 1).cpu()
        said = torch.sigmoid(together).half().cpu()
        upto = 0
        for (a, b), mentions, told in zip(itertools.pairwise(at), chosen, who, strict=True):
            spans.append(said[a:b].clone())
            found.append(torch.tensor(mentions, dtype=torch.int32).reshape(-1, 2))
            before.append(settled(likely[upto : upto + len(mentions)], mentions, told).half())
            upto += len(mentions)
        if first % (TOGETHER * 50) == 0:
            print(f"{first + len(some)} of {len(texts)} texts, {time.monotonic() - began:.0f} s", flush=True)
    rows = [row | {"mentions": []} for row in rows]  # of whose kinds teachers told
    torch.save({"rows": rows, "spans": spans, "found": found, "before": before}, args.out)
    print(f"{len(texts)} texts, {sum(len(f) for f in found)} mentions, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
