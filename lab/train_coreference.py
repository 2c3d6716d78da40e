"""Train the coreference model: layers and heads of its own over the attribution model's lower layers.

    python -m lab.train_coreference ROWS ATTRIBUTIONS ENCODER OUT [--config lab/coreference.toml]

ROWS: the folder written by lab.prepare_coreference. ATTRIBUTIONS: the checkpoint the attribution model was exported from.
ENCODER: the folder it was started from. OUT: a log and last.pt; the same command goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from bench.conll import conll
from tokenizers import Tokenizer

from lab.coreference import Branch, Read, lower, started_from
from lab.export import loaded
from lab.model import Encoder, learning_rate
from lab.train import inputs, logged, saved, tokenizer_of
from sayso.mark.quotations import quotations
from sayso.models.chains import KINDS, REACH, WIDEST, Spots, antecedents, clusters, pairs, spots, turns_of
from sayso.models.windows import OVERLAP, WINDOW, Window, Words, shares, windows, words
from sayso.text import paragraphs
from sayso.types import Span

NOVELS = 204  # texts that LitBank is cut into
WHOLE = 10**9  # code points: no text is cut


class Example(NamedTuple):
    """A text, its words, its windows' hidden states, and its mentions in words."""

    id: str
    known: Words
    shown: tuple[str, ...]
    turns: tuple[int, ...]
    cut: tuple[Window, ...]
    hidden: tuple[torch.Tensor, ...]  # half precision, of each window [pieces, size]
    starts: tuple[torch.Tensor, ...]
    kinds: dict[tuple[int, int], int]  # mention -> kind
    chains: dict[tuple[int, int], str]  # mention -> chain
    unsure: tuple[tuple[int, int], ...] = ()


def example(row: dict[str, Any], encoder: Encoder, shared: int, tokenizer: Tokenizer, overlap: int = OVERLAP) -> Example:
    """A row with what the frozen layers make of it."""
    text = row["text"]
    paras = list(paragraphs(text))
    marks = quotations(text, paras)
    known = words(text, paras, [Span(q.start, q.end) for q in marks], tokenizer)
    begin = np.array([s.start for s in known.spans])
    close = np.array([s.end for s in known.spans])
    kinds: dict[tuple[int, int], int] = {}
    chains: dict[tuple[int, int], str] = {}
    unsure = []
    for start, end, kind, chain in row["mentions"]:
        here = (int(np.searchsorted(close, start, "right")), int(np.searchsorted(begin, end, "left")))
        if kind in KINDS and here[1] > here[0]:
            kinds[here], chains[here] = KINDS.index(kind), chain
        else:
            unsure.append(here)
    turns = turns_of(known, [Span(q.start, q.end) for q in marks if q.depth == 0], row["speakers"])
    cut = windows(known, WINDOW, overlap)
    pieces, features, valid, start, _ = inputs([(known.pieces[w.start : w.end], known.features[w.start : w.end]) for w in cut])
    below = lower(encoder, shared, pieces, features, valid).to(torch.float16)
    hidden = [below[n, : int(valid[n].sum())] for n in range(len(cut))]
    starts = [start[n, : w.end - w.start] for n, w in enumerate(cut)]
    shown = tuple(text[s.start : s.end] for s in known.spans)
    return Example(row["id"], known, shown, turns, tuple(cut), tuple(hidden), tuple(starts), kinds, chains, tuple(unsure))


def vectors(model: Branch, e: Example) -> torch.Tensor:
    """[words, size]: each word from the window in which it stands deepest."""
    width = max(h.shape[0] for h in e.hidden)
    wide = max(s.shape[0] for s in e.starts)
    hidden = torch.stack([F.pad(h.float(), (0, 0, 0, width - h.shape[0])) for h in e.hidden])
    valid = torch.stack([torch.arange(width) < h.shape[0] for h in e.hidden])
    starts = torch.stack([F.pad(s, (0, wide - s.shape[0])) for s in e.starts])
    x = model.words(hidden, valid, starts)
    owned = enumerate(zip(e.cut, shares(e.cut), strict=True))
    return torch.cat([x[n, own.start - w.start : own.end - w.start] for n, (w, own) in owned])


def candidates(logits: torch.Tensor, threshold: float, share: float) -> list[tuple[int, int]]:
    """Spans whose best kind has a logit above a threshold; at most `share` of the words, the best first."""
    best = logits.max(2).values
    rows, widths = torch.nonzero(best > threshold, as_tuple=True)
    found = sorted(zip(best[rows, widths].tolist(), rows.tolist(), widths.tolist(), strict=True), reverse=True)
    return [(r, r + w + 1) for _, r, w in found[: int(share * logits.shape[0]) + 4]]


def loss(model: Branch, e: Example, plan: dict[str, Any]) -> torch.Tensor:
    read = model.read(vectors(model, e))
    n = read.right.shape[0]
    logits = model.spans(read, e.known.breaks)
    target = torch.zeros_like(logits)
    weight = torch.ones_like(logits[:, :, 0])
    for (start, end), kind in e.kinds.items():
        if end - start <= WIDEST:
            target[start, end - start - 1, kind] = 1.0
    for start, end in e.unsure:
        if 0 < end - start <= WIDEST:
            weight[start, end - start - 1] = 0.0
    spanning = (F.binary_cross_entropy_with_logits(logits, target, reduction="none") * weight[:, :, None]).sum() / n
    chosen = set(candidates(logits.detach(), plan["candidate"], plan["share"]))
    chosen |= {m for m in e.chains if m[1] - m[0] <= WIDEST}
    if len(chosen) < 2:
        return plan["span_weight"] * spanning
    found = spots(e.shown, sorted(chosen), e.known.breaks, e.turns)
    scores, i, k = scored(model, read, logits, found, e.shown, plan["reach"])
    order = list(zip(found.start.tolist(), found.end.tolist(), strict=True))
    chain = [e.chains.get(m) for m in order]
    ids = {c: n for n, c in enumerate(dict.fromkeys(chain))}
    code = torch.tensor([ids[c] if c is not None else -1 - n for n, c in enumerate(chain)])
    table = torch.full((len(order), len(order) + 1), -1e4).index_put((i, k + 1), scores)
    table = torch.cat([torch.zeros(len(order), 1), table[:, 1:]], dim=1)  # the first column: no antecedent
    right = torch.zeros_like(table, dtype=torch.bool).index_put((i, k + 1), code[i] == code[k])
    right[:, 0] = ~right.any(1)
    linking = torch.logsumexp(table, 1) - torch.logsumexp(table.masked_fill(~right, -1e4), 1)
    return plan["span_weight"] * spanning + linking.sum() / n * plan["link_weight"]


def scored(
    model: Branch, read: Read, logits: torch.Tensor, found: Spots, shown: Sequence[str], reach: int = REACH
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The score of each pair, and the mention and the antecedent it is of."""
    starts, ends = torch.from_numpy(found.start), torch.from_numpy(found.end)
    i, k = antecedents(len(found.start), reach)
    dense, classes = pairs(found, i, k, shown)
    one, other = torch.from_numpy(i), torch.from_numpy(k)
    kinds = logits[starts, ends - starts - 1]
    return model.pairs(read, starts, ends, kinds, one, other, torch.from_numpy(dense), torch.from_numpy(classes)), one, other


@torch.no_grad()
def answer(model: Branch, e: Example, keep: float, alone: float) -> list[tuple[list[tuple[int, int]], int]]:
    """The chains found in a text, each with its kind. A mention alone needs a logit of `alone`, one that is tied `keep`."""
    model.eval()
    read = model.read(vectors(model, e))
    logits = model.spans(read, e.known.breaks)
    order = sorted(candidates(logits, keep, 0.6), key=lambda s: (s[0], -s[1]))
    if not order:
        return []
    found = spots(e.shown, order, e.known.breaks, e.turns)
    scores, i, k = scored(model, read, logits, found, e.shown)
    table = torch.full((len(order), len(order)), -1e4).index_put((i, k), scores)
    best, where = table.max(1)
    out = []
    for group in clusters([(i, int(k), float(s)) for i, (s, k) in enumerate(zip(best, where, strict=True))], len(order)):
        spans = [order[g] for g in group]
        kinds = sum(logits[s, e - s - 1] for s, e in spans)
        if len(group) > 1 or float(kinds.max()) > alone:
            out.append((spans, int(kinds.argmax())))
    return out


def measured(model: Branch, examples: Sequence[Example], keep: float = 0.0, alone: float = 0.0) -> dict[str, float]:
    """CoNLL F1 over chains of people and bodies, with and without those of one mention."""
    documents = []
    for e in examples:
        key: dict[str, set[tuple[int, int]]] = {}
        for m, chain in e.chains.items():
            if KINDS[e.kinds[m]] != "place":
                key.setdefault(chain, set()).add(m)
        response = [frozenset(spans) for spans, kind in answer(model, e, keep, alone) if KINDS[kind] != "place"]
        documents.append(([frozenset(c) for c in key.values()], response))
    both = conll(documents), conll(documents, singletons=False)
    return {k: round(v, 4) for k, v in both[0].items()} | {f"{k} without": round(v, 4) for k, v in both[1].items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("attributions", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("coreference.toml"))
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    config = tomllib.loads(args.config.read_text("utf-8"))
    plan = config["training"]
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan["seed"])
    tokenizer = tokenizer_of(args.encoder)
    base = loaded(
        args.attributions, args.encoder, tomllib.loads((Path(__file__).parent / "attributions.toml").read_text())
    ).encoder
    shared = config["model"]["shared"]
    model = started_from(base, shared, config["model"]["span"], config["model"]["pair"], config["model"]["drop"])

    def read(name: str, longest: int, overlap: int, chosen: Callable[[int], bool] = lambda n: True) -> list[Example]:
        rows = [json.loads(line) for line in (args.rows / name).read_text("utf-8").splitlines()[: args.limit]]
        some = [part for n, row in enumerate(rows) if chosen(n) for part in parts(row, longest)]
        return [example(part, base, shared, tokenizer, overlap) for part in some]

    last = args.out / "last.pt"
    state = torch.load(last, weights_only=True) if last.exists() else {"epoch": 0}
    epoch = state["epoch"]
    check = read("gum.train.jsonl", WHOLE, OVERLAP, lambda n: n % plan["check"] == 0)
    gum = read("gum.train.jsonl", plan["longest"], plan["overlap"], lambda n: n % plan["check"] != 0)
    novels = read("litbank.jsonl", plan["longest"], plan["overlap"]) if epoch < plan["novels_until"] else []
    heads = [p for n, p in model.named_parameters() if not n.startswith("layers.")]
    optimiser = torch.optim.AdamW(
        [{"params": model.layers.parameters(), "lr": plan["layer_rate"]}, {"params": heads, "lr": plan["head_rate"]}],
        weight_decay=plan["decay"], fused=True,
    )  # fmt: skip

    def epoch_of(n: int) -> list[Example]:
        return gum + (novels if n < plan["novels_until"] else [])

    steps = len(gum) * plan["epochs"] + NOVELS * plan["novels_until"]
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: learning_rate(s, steps, plan["warm"]))
    if epoch:
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        scheduler.load_state_dict(state["scheduler"])
    print(f"{len(gum)} texts of GUM, {len(novels)} of LitBank, {len(check)} to check with, {steps} steps", flush=True)
    began = time.monotonic()
    while epoch < plan["stop"]:
        rng = random.Random(f"{plan['seed']} {epoch}")
        torch.manual_seed(plan["seed"] + epoch)
        order = epoch_of(epoch)[:]
        rng.shuffle(order)
        model.train()
        total = 0.0
        for n, e in enumerate(order, 1):
            here = loss(model, e, plan)
            here.backward()
            total += float(here.detach())
            torch.nn.utils.clip_grad_norm_(model.parameters(), plan["clip"])
            optimiser.step()
            scheduler.step()
            optimiser.zero_grad()
            if n % 40 == 0:
                print(f"epoch {epoch} text {n} loss {total / n:.4f} {time.monotonic() - began:.0f} s", flush=True)
        epoch += 1
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "scheduler": scheduler.state_dict()}
        saved(args.out, state | {"epoch": epoch})
        row = {"epoch": epoch, "seconds": round(time.monotonic() - began), "loss": round(total / len(order), 4)}
        row |= {"check": measured(model, check)}
        if epoch == plan["stop"]:
            row |= {"held": measured(model, read("gum.held.jsonl", WHOLE, OVERLAP))}
        logged(args.out, row)


def parts(row: dict[str, Any], longest: int) -> list[dict[str, Any]]:
    """A row in parts of at most so many code points, cut between paragraphs or, failing that, between sentences' lines."""
    text = row["text"]
    if len(text) <= longest:
        return [row]
    size = -(-len(text) // -(-len(text) // longest))
    edges = [0]
    while len(text) - edges[-1] > size * 1.2:
        at = text.rfind("\n", edges[-1] + size // 2, edges[-1] + size)
        edges.append(at + 1 if at > 0 else edges[-1] + size)
    edges.append(len(text))
    out = []
    for n, (a, b) in enumerate(itertools.pairwise(edges)):
        inside = [[s - a, e - a, k, c] for s, e, k, c in row["mentions"] if a <= s and e <= b]
        turns = [[max(s, a) - a, min(e, b) - a, w] for s, e, w in row["speakers"] if s < b and e > a]
        out.append(row | {"id": f"{row['id']} {n}", "text": text[a:b], "mentions": inside, "speakers": turns})
    return out


if __name__ == "__main__":
    main()
