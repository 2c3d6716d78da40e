"""Teachers mark texts that nobody annotated: what the coreference model learns from beside its corpora.

    python -m lab.mark_coreference ENCODER OUT --tokenizer SMALL --teachers TEACHER/last.pt … --texts ARTICLES.jsonl …

ENCODER: the folder the teachers were started from; SMALL: the model's. ARTICLES: an object {id, text} a line; of each file the
first `count`, of each text the beginning. OUT: a file of probabilities (Hinton et al. 2015, "Distilling the knowledge in a
neural network", at temperature 1): of every span that it is a mention of a kind, and of every likely mention whom before it
it means. Several teachers' logits are averaged.
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

from lab.coreference_texts import held, laid, merged, offsets, parts, reads
from lab.train_coreference import CONFIG, THREADS, built, candidates, config_of, in_order, read_words, reader_of, table_of

LIKELY = -2.5  # logit above which a span is held against others
SHARE = 0.25  # of the words: so many at most
TOGETHER = 6  # texts read at once


def beginning(row: dict[str, Any], longest: int) -> dict[str, Any]:
    """The first part of an article."""
    whole = {"id": row["id"], "text": closed_up(row["text"]).strip(), "speakers": [], "mentions": []}
    return parts(whole, longest)[0]


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tokenizer", type=Path, help="the folder of the tokenizer, if it is not ENCODER")
    parser.add_argument("--teachers", type=Path, nargs="+", required=True)
    parser.add_argument("--texts", type=Path, nargs="+", required=True)
    parser.add_argument("--count", type=int, default=1000)
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
        chosen = [sorted(c, key=in_order) for c in candidates(together, at, LIKELY, SHARE)]
        pairs = merged(list(THREADS.map(lambda c: held(c[0], c[1], plan["reach"], c[2]), zip(some, chosen, at, strict=False))))
        on = pairs.on(device)
        tables = [table_of(m.branch, read, logits, on, plan["reach"]) for m, (read, logits) in zip(teachers, each, strict=True)]
        likely = torch.softmax(torch.stack(tables).mean(0), 1).half().cpu()
        said = torch.sigmoid(together).half().cpu()
        upto = 0
        for (a, b), mentions in zip(itertools.pairwise(at), chosen, strict=True):
            spans.append(said[a:b].clone())
            found.append(torch.tensor(mentions, dtype=torch.int32).reshape(-1, 2))
            before.append(likely[upto : upto + len(mentions)].clone())
            upto += len(mentions)
        if first % (TOGETHER * 50) == 0:
            print(f"{first + len(some)} of {len(texts)} texts, {time.monotonic() - began:.0f} s", flush=True)
    torch.save({"rows": rows, "spans": spans, "found": found, "before": before}, args.out)
    print(f"{len(texts)} texts, {sum(len(f) for f in found)} mentions, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
