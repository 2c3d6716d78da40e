"""Train the entailment model on word vectors of the shipped attribution model.

    python -m lab.train_entailment ROWS WORDS.onnx ENCODER OUT [--config lab/entailment.toml]

ROWS: the folder written by lab.prepare_entailment. WORDS: the shipped word vectors, which are used as they are.
ENCODER: the folder the layers start from. OUT: a log and last.pt; the same command goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from onnx import numpy_helper
from tokenizers import Tokenizer

from lab.entailment import Entailment, started_from
from lab.model import learning_rate
from lab.train import logged, saved, tokenizer_of
from sayso.models.entailment import LABELS, MANNERS, laid_out
from sayso.text import content_stems

FIELDS = ("set", "manner", "one", "other", "label")
FIELDS = ("set", "manner", "one", "other", "label")
MADE = ("near", "given")  # sets that lab.prepare_entailment makes of news and of our own groups
NOT = len(LABELS)  # the label of a pair of which only is known that the second does not follow


class Pair(NamedTuple):
    set: str
    manner: int
    pieces: tuple[int, ...]
    sides: tuple[int, ...]
    label: int


def word_vectors(model: Path) -> torch.Tensor:
    """The vectors of words.onnx as they come out of it."""
    made = onnx.load(str(model))
    known = {i.name: numpy_helper.to_array(i) for i in made.graph.initializer if i.name.startswith("encoder.word.weight")}
    scale, zero = (float(known[f"encoder.word.weight_{k}"]) for k in ("scale", "zero_point"))
    return torch.from_numpy((known["encoder.word.weight_quantized"].astype(np.float32) - zero) * scale)


class Reader:
    """Texts to pairs, each text's pieces cut once."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.known: dict[str, list[int]] = {}
        self.ends = tuple(tokenizer.token_to_id(t) for t in ("[CLS]", "[SEP]"))

    def pair(self, name: str, manner: str, one: str, other: str, label: str) -> Pair:
        pieces, sides = laid_out(self.pieces(one), self.pieces(other), self.ends)
        number = NOT if label == "not" else LABELS.index(label)
        return Pair(name, MANNERS.index(manner), tuple(pieces), tuple(sides), number)

    def pieces(self, text: str) -> list[int]:
        if text not in self.known:
            self.known[text] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return self.known[text]


def batches(pairs: Sequence[Pair], pieces: int, rng: random.Random | None) -> Iterator[list[Pair]]:
    """Pairs of like length together, in an order of chance (without a generator: as they come)."""
    order = list(pairs)
    if rng:
        rng.shuffle(order)
    cut: list[list[Pair]] = []
    for at in range(0, len(order), 4096):
        part = sorted(order[at : at + 4096], key=lambda p: len(p.pieces))
        batch: list[Pair] = []
        for p in part:
            if batch and len(p.pieces) * (len(batch) + 1) > pieces:
                cut.append(batch)
                batch = []
            batch.append(p)
        cut.append(batch)
    if rng:
        rng.shuffle(cut)
    yield from cut


def logits(model: Entailment, vectors: torch.Tensor, batch: Sequence[Pair]) -> torch.Tensor:
    width = max(len(p.pieces) for p in batch)
    pieces = torch.zeros(len(batch), width, dtype=torch.long)
    sides = torch.zeros(len(batch), width, dtype=torch.long)
    valid = torch.zeros(len(batch), width, dtype=torch.bool)
    for n, p in enumerate(batch):
        pieces[n, : len(p.pieces)] = torch.tensor(p.pieces)
        sides[n, : len(p.pieces)] = torch.tensor(p.sides)
        valid[n, : len(p.pieces)] = True
    out: torch.Tensor = model(vectors[pieces], sides, valid, torch.tensor([p.manner for p in batch]))
    return out


def loss(found: torch.Tensor, batch: Sequence[Pair], smooth: float) -> torch.Tensor:
    label = torch.tensor([p.label for p in batch])
    sure = label != NOT
    known = F.cross_entropy(found[sure], label[sure], reduction="sum", label_smoothing=smooth)  # zero where none is sure
    rest = found[~sure]
    other = torch.logsumexp(rest, 1) - torch.logsumexp(rest[:, 1:], 1)  # follows, which is first, is out
    return (known + other.sum()) / len(batch)


@torch.no_grad()
def measured(model: Entailment, vectors: torch.Tensor, pairs: Sequence[Pair]) -> dict[str, float]:
    """Accuracy for each set; three ways, or two where a set knows but two."""
    model.eval()
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for batch in batches(pairs, 6000, None):
        best = logits(model, vectors, batch).argmax(1).tolist()
        for p, b in zip(batch, best, strict=True):
            count[p.set] += 1
            right[p.set] += (b != 0) if p.label == NOT else b == p.label
    model.train()
    return {s: round(right[s] / n, 4) for s, n in sorted(count.items())}


def own(rows: Sequence[dict[str, Any]], read: Reader, plan: dict[str, Any], rng: random.Random) -> list[Pair]:
    """Pairs of our own groups: of each so many of each kind, each in one order, by lot."""
    out = []
    for row in rows:
        by_label: dict[str, list[tuple[str, str]]] = {"same": [], "contradicts": [], "neither": [], "not": []}
        for one, other, label in row["pairs"]:
            by_label[label].append((one, other))
        for label, pairs in by_label.items():
            told = "follows" if label == "same" else label
            near = [p for p in pairs if set(content_stems(p[0])) & set(content_stems(p[1]))] if label == "neither" else []
            some = rng.sample(near, min(len(near), plan["own_near"]))
            some += rng.sample(pairs, min(len(pairs), plan[f"own_{label}"]))
            orders = [(b, a) if rng.random() < 0.5 else (a, b) for a, b in some]
            out += [read.pair("own", "statements", a, b, told) for a, b in orders]
    return out


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("words", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("entailment.toml"))
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    config = tomllib.loads(args.config.read_text("utf-8"))
    plan = config["training"]
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan["seed"])
    read = Reader(tokenizer_of(args.encoder))
    vectors = word_vectors(args.words)
    model = started_from(args.encoder, config["model"]["head"], config["model"]["drop"])
    heads = [p for n, p in model.named_parameters() if n.split(".")[0] in ("meet", "manner", "label")]
    rest = [p for n, p in model.named_parameters() if n.split(".")[0] not in ("meet", "manner", "label")]
    optimiser = torch.optim.AdamW(
        [{"params": rest, "lr": plan["rate"]}, {"params": heads, "lr": plan["head_rate"]}],
        weight_decay=plan["decay"],
        fused=True,
    )
    known = [read.pair(*(row[k] for k in FIELDS)) for row in rows_of(args.rows / "train.jsonl")]
    made = [p for p in known if p.set in MADE]
    public = [p for p in known if p.set not in MADE][: args.limit]
    held = [read.pair(*(row[k] for k in FIELDS)) for row in rows_of(args.rows / "held.jsonl")]
    groups = rows_of(args.rows / "groups.train.jsonl")
    held += own(rows_of(args.rows / "groups.held.jsonl"), read, plan, random.Random(0))

    def epoch_of(n: int) -> list[list[Pair]]:
        rng = random.Random(f"{plan['seed']} {n}")
        share = plan["public"] if n >= plan["half_from"] else 1.0
        some = rng.sample(public, int(len(public) * share)) + (made if n >= plan["half_from"] else [])
        some += own(groups, read, plan, rng) if n >= plan["own_from"] else []
        return list(batches(some, plan["pieces"], rng))

    last = args.out / "last.pt"
    state = torch.load(last, weights_only=True) if last.exists() else {"epoch": 0}
    epoch = state["epoch"]
    each = [len(epoch_of(n)) for n in range(plan["epochs"])]
    steps = sum(each)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: learning_rate(s, steps, plan["warm"]))
    if last.exists():
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        for _ in range(sum(each[:epoch])):
            scheduler.step()
    print(f"{len(public)} public pairs, {len(groups)} groups of our own, {len(held)} held out, {steps} steps", flush=True)
    began = time.monotonic()
    model.train()
    while epoch < plan["epochs"]:
        total = 0.0
        torch.manual_seed(plan["seed"] + epoch)
        for n, batch in enumerate(epoch_of(epoch), 1):
            here = loss(logits(model, vectors, batch), batch, plan["smooth"])
            here.backward()
            total += float(here.detach())
            torch.nn.utils.clip_grad_norm_(model.parameters(), plan["clip"])
            optimiser.step()
            scheduler.step()
            optimiser.zero_grad()
            if n % 50 == 0:
                print(f"epoch {epoch} step {n} loss {total / n:.4f} {time.monotonic() - began:.0f} s", flush=True)
        epoch += 1
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch}
        saved(args.out, state)
        row = {"epoch": epoch, "seconds": round(time.monotonic() - began), "held": measured(model, vectors, held)}
        logged(args.out, row)


if __name__ == "__main__":
    main()
