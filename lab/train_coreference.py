"""Train the coreference model, or a teacher for it: a larger encoder that is trained whole.

    python -m lab.train_coreference ROWS MPNET TEACHER --tokenizer ENCODER [--seed 1]                # a teacher
    python -m lab.mark_coreference MPNET SILVER --tokenizer ENCODER --teachers TEACHER/last.pt … --texts ARTICLES.jsonl …
    python -m lab.train_coreference ROWS ENCODER OUT --attributions ATTRIBUTIONS.pt --silver SILVER # the model

ROWS: the folder written by lab.prepare_coreference. ATTRIBUTIONS: the checkpoint the attribution model was exported from.
ENCODER: the folder it was started from. OUT: a log and last.pt; the same command goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import os
import random
import time
import tomllib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from bench.conll import conll
from tokenizers import Tokenizer
from torch import Tensor

from lab import mpnet
from lab.coreference import Branch, Read, Reader, started_from
from lab.coreference_texts import (
    Array,
    Held,
    Laid,
    Marks,
    Mention,
    Text,
    held,
    laid,
    merged,
    offsets,
    parts,
    reads,
    targets,
    text_of,
)
from lab.model import Encoder, learning_rate
from lab.train import logged, saved
from sayso.models.chains import KINDS, REACH, WIDEST, clusters

CONFIG = Path(__file__).with_name("coreference.toml")
AHEAD = 24  # steps that are laid out before they are needed
THREADS = ThreadPoolExecutor(4)
TRIED = ((-1.5, 0.5), (-1.0, 0.0), (-1.0, 0.5), (-1.0, 1.0), (-0.5, 0.0), (-0.5, 0.5), (0.0, 0.0), (0.0, 0.5))  # keep, alone


class Step(NamedTuple):
    """What one step reads: annotated texts first, then those that teachers marked."""

    gold: list[int]
    laid: Laid
    wanted: Array  # [words, WIDEST, KINDS]: that a span is a mention of a kind
    counts: Array  # [words, WIDEST]: that it counts
    silver: Held | None
    before: Array | None  # [mentions, reach + 1]: teachers' antecedents


_TEXTS: list[Text] = []  # what the processes that lay out steps know of, from when they begin


def lay(job: tuple[list[int], list[int], str, dict[str, Any]]) -> Step:
    """The step of these texts of _TEXTS, annotated and marked."""
    gold, silver, seed, plan = job
    texts = [_TEXTS[n] for n in (*gold, *silver)]
    found, before = [], []
    for first, text in zip(offsets(texts), texts, strict=False):
        if text.marks is not None and len(text.marks.found):
            found.append(held(text, list(map(tuple, text.marks.found.tolist())), plan["reach"], first))
            before.append(text.marks.before)
    wanted, counts = targets(texts)
    there = laid(texts, plan["window"], plan["overlap"], random.Random(seed))
    return Step(gold, there, wanted, counts, merged(found) if found else None, np.concatenate(before) if before else None)


def ahead(pool: Pool | None, jobs: Iterable[Any]) -> Iterator[Step]:
    """Steps in order, laid out by other processes before they are needed."""
    waiting: deque[Any] = deque()
    for job in jobs:
        if pool is None:
            yield lay(job)
            continue
        waiting.append(pool.apply_async(lay, (job,)))
        if len(waiting) > AHEAD:
            yield waiting.popleft().get()
    while waiting:
        yield waiting.popleft().get()


def drawn(items: Sequence[int], count: int, step: int, seed: str) -> list[int]:
    """`count` items for a step: every item once, in an order of each round's own, before any comes again."""
    out = []
    for n in range(step * count, (step + 1) * count) if items else ():
        turn, at = divmod(n, len(items))
        out.append(random.Random(f"{seed} {turn}").sample(items, len(items))[at])
    return out


# -- reading ------------------------------------------------------------------------------------------


def read_words(model: Reader, there: Laid) -> tuple[Read, Tensor]:
    """What the heads need of every word, and the logits of spans; the encoder in half precision where that is faster."""
    half = there.pieces.device.type == "cuda"
    with torch.autocast(there.pieces.device.type, dtype=torch.bfloat16, enabled=half):
        x = model(*there[:5])
    read = model.branch.read(x)
    return read, model.branch.spans(read, there.sentence)


def candidates(logits: Tensor, at: Sequence[int], threshold: float, share: float) -> list[list[Mention]]:
    """Of each text the spans whose best kind has a logit above a threshold; at most `share` of its words, the best first."""
    best = logits.detach()[: at[-1]].max(2).values
    where = torch.nonzero(best > threshold)
    rows, widths = where.cpu().numpy().T
    values = best[where[:, 0], where[:, 1]].cpu().numpy()
    order = np.lexsort((widths, rows, -values))
    rows, widths = rows[order], widths[order]
    out = []
    for first, end in itertools.pairwise(at):
        some = np.flatnonzero((rows >= first) & (rows < end))[: int(share * (end - first)) + 4]
        out.append([(int(r) - first, int(r + w) - first + 1) for r, w in zip(rows[some], widths[some], strict=True)])
    return out


def table_of(model: Branch, read: Read, logits: Tensor, found: Held, reach: int) -> Tensor:
    """[mentions, reach + 1]: scores of meaning nobody before (0), or the first, second … mention before."""
    kinds = logits[found.starts, found.ends - found.starts - 1]
    scores = model.pairs(read, found.starts, found.ends, kinds, found.i, found.k, found.dense.float(), found.classes)
    table = scores.new_full((len(found.starts), reach + 1), -1e4)
    table[:, 0] = 0.0
    return table.index_put((found.i, found.i - found.k), scores)


# -- training -----------------------------------------------------------------------------------------


def loss(model: Reader, step: Step, plan: dict[str, Any], device: torch.device) -> Tensor:
    there = step.laid.on(device)
    read, logits = read_words(model, there)
    wanted, counts = (torch.from_numpy(x).to(device) for x in (step.wanted, step.counts))
    spanning = F.binary_cross_entropy_with_logits(logits, wanted.to(logits.dtype), reduction="none").sum(2)
    total = plan["span_weight"] * (spanning * counts).sum()
    gold = [_TEXTS[n] for n in step.gold]
    at = offsets(gold)
    chosen = candidates(logits, at, plan["candidate"], plan["share"]) if gold else []
    some = []
    for text, first, found in zip(gold, at, chosen, strict=False):
        mentions = sorted({*found, *(m for m in text.chains if m[1] - m[0] <= WIDEST)}, key=in_order)
        if len(mentions) > 1:
            some.append((text, mentions, first))
    if some:
        pairs = merged(list(THREADS.map(lambda s: held(s[0], s[1], plan["reach"], s[2]), some))).on(device)
        names = [(n, t.chains.get(m, m)) for n, (t, ms, _) in enumerate(some) for m in ms]  # one that is none: its own
        ids = {name: n for n, name in enumerate(dict.fromkeys(names))}
        code = torch.tensor([ids[name] for name in names]).to(device)
        table = table_of(model.branch, read, logits, pairs, plan["reach"])
        right = torch.zeros_like(table, dtype=torch.bool)
        right = right.index_put((pairs.i, pairs.i - pairs.k), code[pairs.i] == code[pairs.k])
        right[:, 0] = ~right.any(1)
        linking = torch.logsumexp(table, 1) - torch.logsumexp(table.masked_fill(~right, -1e4), 1)
        total = total + plan["link_weight"] * linking.sum()
    if step.silver is not None and step.before is not None:
        table = table_of(model.branch, read, logits, step.silver.on(device), plan["reach"])
        before = torch.from_numpy(step.before).to(device).to(table.dtype)
        total = total - plan["link_weight"] * (before * torch.log_softmax(table, 1)).sum()
    return total / len(step.counts)


def in_order(span: Mention) -> tuple[int, int]:
    return span[0], -span[1]


# -- measuring ----------------------------------------------------------------------------------------


@torch.no_grad()
def answer(
    model: Reader, text: Text, plan: dict[str, Any], device: torch.device, thresholds: Sequence[tuple[float, float]]
) -> list[list[tuple[list[Mention], int]]]:
    """For each (keep, alone) the chains found in a text, each with its kind, as the runtime finds them: a mention alone
    needs a logit of `alone`, one that is tied `keep`."""
    model.eval()
    there = laid([text], plan["window"], plan["check_overlap"]).on(device)
    read, logits = read_words(model, there)
    out = []
    for keep, alone in thresholds:
        (chosen,) = candidates(logits, [0, len(text.shown)], keep, 0.6)
        order = sorted(chosen, key=in_order)
        if not order:
            out.append([])
            continue
        table = table_of(model.branch, read, logits, held(text, order, REACH).on(device), REACH).cpu().numpy()
        spans = torch.tensor(order).to(device)
        kinds = logits[spans[:, 0], spans[:, 1] - spans[:, 0] - 1].cpu().numpy()
        links = [
            [(n - d, float(table[n, d])) for d in range(1, min(n, REACH) + 1) if table[n, d] > -4.0] for n in range(len(order))
        ]
        out.append(
            [
                ([order[g] for g in group], int(kinds[group].sum(0).argmax()))
                for group in clusters(links)
                if len(group) > 1 or kinds[group[0]].max() > alone
            ]
        )
    return out


def measured(
    model: Reader, texts: Sequence[Text], plan: dict[str, Any], device: torch.device,
    thresholds: Sequence[tuple[float, float]] = ((-1.0, 0.5),),
) -> list[dict[str, float]]:  # fmt: skip
    """CoNLL F1 over chains of people and bodies, with and without those of one mention, for each (keep, alone)."""
    documents: list[list[Any]] = [[] for _ in thresholds]
    for text in texts:
        key: dict[str, set[Mention]] = {}
        for m, chain in text.chains.items():
            if KINDS[text.kinds[m]] != "place":
                key.setdefault(chain, set()).add(m)
        for found, chains in zip(documents, answer(model, text, plan, device, thresholds), strict=True):
            response = [frozenset(spans) for spans, kind in chains if KINDS[kind] != "place"]
            found.append(([frozenset(c) for c in key.values()], response))
    out = []
    for found in documents:
        both = conll(found), conll(found, singletons=False)
        out.append({k: round(v, 4) for k, v in both[0].items()} | {"without": round(both[1]["conll"], 4)})
    return out


# -- the loop -----------------------------------------------------------------------------------------


def built(rows: Sequence[dict[str, Any]], tokenizer: Tokenizer, workers: int) -> list[Text]:
    """Rows as texts, in other processes."""
    if not workers:
        return [text_of(row, tokenizer) for row in rows]
    with multiprocessing.get_context("fork").Pool(workers, initializer=_knows, initargs=(tokenizer.to_str(),)) as pool:
        return pool.map(_text, rows, chunksize=8)


def _knows(tokenizer: str) -> None:
    global _TOKENIZER
    _TOKENIZER = Tokenizer.from_str(tokenizer)


_TOKENIZER: Tokenizer | None = None


def _text(row: dict[str, Any]) -> Text:
    assert _TOKENIZER is not None
    return text_of(row, _TOKENIZER)


def silver_of(path: Path, tokenizer: Tokenizer, workers: int, limit: int | None) -> list[Text]:
    """Texts that teachers marked, as lab.mark_coreference wrote them."""
    state = torch.load(path, weights_only=True)
    texts = built(state["rows"][:limit], tokenizer, workers)
    marks = zip(state["spans"], state["found"], state["before"], strict=True)
    return [t._replace(marks=Marks(*(x.numpy() for x in m))) for t, m in zip(texts, marks, strict=False)]


def reader_of(encoder: Path, config: dict[str, Any], attributions: Path | None) -> Reader:
    """A teacher to be trained, or, on the lower layers of an attribution model's checkpoint, the model."""
    plan = config["model"]
    if attributions is None:
        body = mpnet.started_from(encoder, plan["drop_encoder"])
        size, heads = body.norm.weight.shape[0], body.layers[0].heads
        return Reader(body, Branch(size, heads, 1, 0, plan["span"], plan["pair"], plan["drop"]), 0)
    base = Encoder.started_from(encoder, 0.0)
    state = torch.load(attributions, weights_only=True)["model"]
    base.load_state_dict({k.removeprefix("encoder."): v.float() for k, v in state.items() if k.startswith("encoder.")})
    branch = started_from(base, plan["shared"], plan["own"], plan["span"], plan["pair"], plan["drop"])
    return Reader(base, branch, plan["shared"])


def config_of(path: Path, teacher: bool) -> dict[str, Any]:
    """The configuration of the model, or of a teacher: the model's with what is said otherwise."""
    config = tomllib.loads(path.read_text("utf-8"))
    return {k: config[k] | (config["teacher"].get(k, {}) if teacher else {}) for k in ("model", "training")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--attributions", type=Path, help="train the model that stands on this; without it, a teacher")
    parser.add_argument("--silver", type=Path, help="texts that teachers marked")
    parser.add_argument("--start", type=Path, help="a checkpoint whose weights to start from")
    parser.add_argument("--tokenizer", type=Path, help="the folder of the tokenizer, if it is not ENCODER")
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--own", type=int, help="layers of its own")
    parser.add_argument("--minutes", type=float, default=1e9, help="end by then; the learning rate goes down in time")
    parser.add_argument("--limit", type=int, help="so many texts of each kind only")
    parser.add_argument("--workers", type=int, default=0, help="processes that lay out steps")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    config = config_of(args.config, args.attributions is None)
    plan = config["training"] | {k: v for k in ("seed", "steps") if (v := getattr(args, k)) is not None}
    if args.own:
        config["model"]["own"] = args.own
    args.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    tokenizer = reads(args.tokenizer or args.encoder)

    def read(name: str, longest: int, chosen: Callable[[int], bool] = lambda n: True) -> list[Text]:
        rows = [json.loads(line) for line in (args.rows / name).read_text("utf-8").splitlines()[: args.limit]]
        return built([p for n, row in enumerate(rows) if chosen(n) for p in parts(row, longest)], tokenizer, args.workers)

    check = read("gum.train.jsonl", 10**9, lambda n: n % plan["check"] == 0)
    never = read("gum.held.jsonl", 10**9)
    sets = [read("gum.train.jsonl", plan["longest"], lambda n: n % plan["check"] != 0)]
    sets += [read("litbank.jsonl", plan["longest"])]
    sets += [silver_of(args.silver, tokenizer, args.workers, args.limit) if args.silver else []]
    gum, novels, silver = (list(range(a, b)) for a, b in zip(*_edges(sets), strict=True))
    _TEXTS.extend(t for some in sets for t in some)
    torch.manual_seed(plan["seed"])
    pool = multiprocessing.get_context("fork").Pool(args.workers) if args.workers else None
    device = torch.device(args.device)
    torch.set_float32_matmul_precision("high")
    model = reader_of(args.encoder, config, args.attributions).to(device)
    kept = model.branch if args.attributions else model  # what a checkpoint holds
    if args.start:
        kept.load_state_dict(torch.load(args.start, weights_only=True)["model"])
    heads = [p for n, p in model.branch.named_parameters() if not n.startswith("layers.")]
    body = [p for n, p in model.named_parameters() if p.requires_grad and (n.startswith(("encoder.", "branch.layers.")))]
    optimiser = torch.optim.AdamW(
        [{"params": body, "rate": plan["layer_rate"]}, {"params": heads, "rate": plan["head_rate"]}],
        weight_decay=plan["decay"], fused=True,
    )  # fmt: skip
    step, steps, last = 0, plan["steps"], args.out / "last.pt"
    if last.exists():
        state = torch.load(last, weights_only=True)
        kept.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]

    def gone() -> float:
        return (time.monotonic() - began) / 60 / args.minutes

    def jobs() -> Iterator[Any]:
        for n in range(step, steps):
            some = gum + novels if max(n / steps, gone()) < plan["novels_until"] else gum
            seed = f"{plan['seed']} {len(some)}"
            marked = drawn(silver, plan["silver"], n, seed)
            yield drawn(some, plan["gold"], n, seed), marked, f"{plan['seed']} {n}", plan

    print(f"{len(gum)} texts of GUM, {len(novels)} of LitBank, {len(silver)} marked, {len(check)} to check with, "
          f"{time.monotonic() - began:.0f} s", flush=True)  # fmt: skip
    total = torch.zeros((), device=device)
    began, since = time.monotonic(), step
    for made in ahead(pool, jobs()):
        model.train()
        factor = learning_rate(max(step, int(gone() * steps)), steps, plan["warm"])
        for group in optimiser.param_groups:
            group["lr"] = group["rate"] * factor
        here = loss(model, made, plan, device)
        optimiser.zero_grad()
        here.backward()
        torch.nn.utils.clip_grad_norm_([*body, *heads], plan["clip"])
        optimiser.step()
        total += here.detach()
        step += 1
        ends = step == steps or gone() >= 1
        if step % plan["told"] == 0 or ends:
            saved(args.out, {"model": kept.state_dict(), "optimiser": optimiser.state_dict(), "step": step})
            row = {"step": step, "seconds": round(time.monotonic() - began), "loss": round(float(total) / (step - since), 4)}
            logged(args.out, row | {"check": measured(model, check, plan, device)[0]})
            total.zero_()
            since = step
        if ends:
            break
    if pool is not None:
        pool.terminate()
    for (keep, alone), found in zip(TRIED, measured(model, check, plan, device, TRIED), strict=True):
        logged(args.out, {"keep": keep, "alone": alone, "check": found})
    logged(args.out, {"held": measured(model, never, plan, device)[0]})
    torch.save({"model": {k: v.half() for k, v in kept.state_dict().items()}}, args.out / "half.pt")


def _edges(sets: Sequence[Sequence[Text]]) -> tuple[list[int], list[int]]:
    ends = list(np.cumsum([len(s) for s in sets]).tolist())
    return [0, *ends[:-1]], ends


if __name__ == "__main__":
    main()
