"""Train the entailment model, or a teacher of it.

    python -m lab.train_entailment teacher ROWS ENCODER LARGE RUN [--seed N]
    python -m lab.train_entailment student ROWS ENCODER WORDS.onnx RUN --pairs PAIRS.npz --soft SOFT.npz

ROWS: the folder written by lab.prepare_entailment. ENCODER: the folder the student's layers start from, with the tokenizer
that both read with. LARGE: the encoder a teacher stands on. WORDS: the shipped word vectors, which are used as they are.
PAIRS, SOFT: what lab.unlabelled_pairs and lab.soft_labels wrote. RUN: a log and last.pt; the same command goes on where it was
stopped.

The rate of learning falls with the steps, or with the time where --minutes are given and are the less. No epoch is chosen by
what is held out: the last is taken.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from bench.pairs import THREE, Row, groups, own_held, own_measured, own_pairs
from bench.places import ROOT
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn

from lab.entailment import started_from, teacher_from
from lab.entailment_pairs import Batch, Laid, OnDevice, cut
from lab.train import logged, saved, tokenizer_of
from sayso.models.entailment import LABELS
from sayso.text import content_stems

OWN = "own"
READ = 65_536  # word pieces of a batch that is only read


class Judge(nn.Module):
    """A student or teacher that takes a batch of pieces, on its device, in half precision where that is faster."""

    def __init__(self, model: nn.Module, vectors: Tensor | None, device: torch.device) -> None:
        super().__init__()
        self.model = model.to(device)
        self.vectors = None if vectors is None else vectors.to(device)
        self.half = device.type == "cuda"

    def forward(self, batch: Batch) -> Tensor:
        """Logits [pairs, labels], in full precision."""
        device = batch.pieces.device.type
        with torch.autocast(device, dtype=torch.bfloat16, enabled=self.half):
            first = batch.pieces if self.vectors is None else self.vectors[batch.pieces]
            out: Tensor = self.model(first, batch.sides, batch.valid, batch.manner)
        return out.float()


def word_vectors(model: Path) -> Tensor:
    """The vectors of words.onnx as they come out of it."""
    made = onnx.load(str(model))
    known = {i.name: numpy_helper.to_array(i) for i in made.graph.initializer if i.name.startswith("encoder.word.weight")}
    scale, zero = (float(known[f"encoder.word.weight_{k}"]) for k in ("scale", "zero_point"))
    return torch.from_numpy((known["encoder.word.weight_quantized"].astype(np.float32) - zero) * scale)


# -- what is read ---------------------------------------------------------------------------------------


def rows_of(path: Path) -> list[Row]:
    return [Row(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


class Own:
    """Pairs of our own groups as rows, each in both orders, and the numbers of some of each kind by lot."""

    def __init__(self, limit: int | None, before: int) -> None:
        self.rows: list[Row] = []
        self.kinds: list[tuple[str, list[int]]] = []  # of a group: a kind of pair and where those begin
        for group in [g for g in groups(ROOT / "statements") if not own_held(g)][:limit]:
            of: dict[str, list[int]] = {"same": [], "contradicts": [], "neither": [], "not": [], "near": []}
            stems = {line[2]: set(content_stems(line[2])) for line in group.lines}
            for one, other, label in own_pairs(group):
                kinds = [label, "near"] if label == "neither" and stems[one] & stems[other] else [label]
                for kind in kinds:
                    of[kind].append(before + len(self.rows))
                told = "follows" if label == "same" else label
                self.rows += [Row(OWN, "statements", a, b, told) for a, b in ((one, other), (other, one))]
            self.kinds += of.items()

    def some(self, plan: dict[str, int], rng: random.Random) -> list[int]:
        found = [(at, rng.random() < 0.5) for kind, all_ in self.kinds for at in rng.sample(all_, min(len(all_), plan[kind]))]
        return [at + turned for at, turned in found]


def targets(label: NDArray[np.int8], smooth: float) -> NDArray[np.float32]:
    """Chances [pairs, labels] to aim at; zero where all that is known is that the second does not follow."""
    sure = np.eye(len(LABELS), dtype=np.float32) * (1 - smooth) + smooth / len(LABELS)
    return np.concatenate([sure, np.zeros((2, len(LABELS)), dtype=np.float32)])[label]


def loss(found: Tensor, aim: Tensor) -> Tensor:
    """Cross-entropy with the chances aimed at; where these are zero, of not following."""
    told = torch.logsumexp(found, 1) - (aim * found).sum(1)
    refused = torch.logsumexp(found, 1) - torch.logsumexp(found[:, 1:], 1)  # follows, which is first, is out
    return torch.where(aim.sum(1) > 0, told, refused).mean()


# -- how it is measured ---------------------------------------------------------------------------------


def held_out(rows: Path, limit: int | None) -> list[Row]:
    """What the gate measures on (bench/pairs.py), and the sets that know but two labels."""
    own = [row for group in groups(ROOT / "statements") if own_held(group) for row in own_measured(group)]
    return [*rows_of(rows / "held.jsonl"), *own][:: max(1, 12_000 // limit) if limit else 1]


@torch.no_grad()
def chances(judge: Judge, pairs: OnDevice) -> Tensor:
    """Chances [pairs, labels], on the pairs' device."""
    was = judge.training
    judge.eval()
    out = torch.zeros(len(pairs.length), len(LABELS), device=pairs.device)
    for which, batch in pairs.batches(np.arange(len(pairs.length)), READ, None):
        out[torch.from_numpy(which).to(pairs.device)] = judge(batch).softmax(1)
    judge.train(was)
    return out


def accuracy(found: NDArray[np.float32], rows: Sequence[Row]) -> dict[str, float]:
    """Accuracy for each set; three ways, or two where a set knows but two. public and all: as the gate has them."""
    right: dict[str, list[bool]] = defaultdict(list)
    for row, best in zip(rows, found.argmax(1).tolist(), strict=True):
        hit = best != 0 if row.label == "not" else LABELS[best] == row.label
        three = row.set == OWN or row.set in THREE
        for name in (row.set, *(("all",) if three else ()), *(("public",) if three and row.set != OWN else ())):
            right[name].append(hit)
    return {name: round(sum(hits) / len(hits), 4) for name, hits in sorted(right.items())}


# -- training -------------------------------------------------------------------------------------------


def rate(done: float, warm: float) -> float:
    """Linear warm-up, then a cosine down to nothing; `done` from 0 to 1."""
    return done / warm if done < warm else 0.5 * (1 + math.cos(math.pi * min(1.0, (done - warm) / (1 - warm))))


class Reading:
    """Everything a model is trained on, on its device: judged pairs, our own, and those a teacher judged."""

    def __init__(self, args: argparse.Namespace, config: dict[str, Any], plan: dict[str, Any], device: torch.device) -> None:
        tokenizer = tokenizer_of(args.encoder)
        known = rows_of(args.rows / "train.jsonl")
        random.Random(0).shuffle(known)
        known = known[: args.limit]
        self.own = Own(args.limit, len(known))
        self.plan, self.config, self.seed = plan, config, config["seed"] + args.seed
        parts = [Laid.of([*known, *self.own.rows], tokenizer)]
        aims = [targets(parts[0].label, plan["smooth"])]
        if args.soft:
            parts.append(Laid.read(args.pairs))
            with np.load(args.soft) as file:
                aims.append(file["chances"].astype(np.float32))
        laid = Laid.joined(parts)
        self.judged, self.all = len(known), len(parts[0].label)
        self.aim = torch.from_numpy(np.concatenate(aims)).to(device)
        self.pairs = OnDevice(laid, device)

    def epoch(self, n: int) -> list[tuple[NDArray[np.int64], int]]:
        """Numbers of pairs in batches, each with its width."""
        rng = random.Random(f"{self.seed} {n}")
        which = np.concatenate(
            [np.arange(self.judged), self.own.some(self.config["own"], rng), np.arange(self.all, len(self.pairs.length))]
        )
        return cut(self.pairs.length, which.astype(np.int64), self.plan["pieces"], rng)

    def batches(self, n: int) -> Iterator[tuple[Batch, Tensor]]:
        for some, width in self.epoch(n):
            which = torch.from_numpy(some).to(self.pairs.device, non_blocking=True)
            yield self.pairs.batch(which, width), self.aim[which]


def optimiser_of(model: nn.Module, plan: dict[str, Any]) -> torch.optim.AdamW:
    heads = [p for n, p in model.named_parameters() if n.startswith("head.")]
    rest = [p for n, p in model.named_parameters() if not n.startswith("head.") and p.requires_grad]
    groups_ = [{"params": rest, "lr": plan["rate"]}, {"params": heads, "lr": plan["head_rate"]}]
    return torch.optim.AdamW(groups_, weight_decay=plan["decay"], fused=True)


def trained(judge: Judge, reading: Reading, plan: dict[str, Any], args: argparse.Namespace, held: Sequence[Row]) -> None:
    """The one loop: epochs until the steps or the minutes are through."""
    device = reading.pairs.device
    watched = OnDevice(Laid.of(held, tokenizer_of(args.encoder)), device)
    optimiser = optimiser_of(judge.model, plan)
    last = args.run / "last.pt"
    state = {"epoch": 0, "done": 0.0, "seconds": 0.0}
    if last.exists():
        state = torch.load(last, weights_only=True, map_location=device)
        judge.model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
    done, before, epoch = state["done"], state["seconds"], state["epoch"]
    share = 1.0 / (plan["epochs"] * len(reading.epoch(0)))  # of the training that a step is
    full = [group["lr"] for group in optimiser.param_groups]
    print(f"{reading.judged} judged, {len(reading.own.rows)} own, {len(watched.length)} held out", flush=True)
    print(f"{len(reading.pairs.length) - reading.all} soft, {plan['epochs']} epochs, {1 / share:.0f} steps", flush=True)
    began = time.monotonic()
    judge.train()
    while done < 1.0 and epoch < plan["epochs"]:
        torch.manual_seed(reading.seed + epoch)
        total, steps = torch.zeros((), device=device), 0
        for batch, aim in reading.batches(epoch):
            for group, most in zip(optimiser.param_groups, full, strict=True):
                group["lr"] = most * rate(done, plan["warm"])
            here = loss(judge(batch), aim)
            optimiser.zero_grad()
            here.backward()
            torch.nn.utils.clip_grad_norm_(judge.model.parameters(), plan["clip"])
            optimiser.step()
            total += here.detach()
            steps += 1
            seconds = before + time.monotonic() - began
            done = max(done + share, seconds / (60 * args.minutes)) if args.minutes else done + share
            if steps % 200 == 0:
                print(f"epoch {epoch} step {steps} loss {float(total) / steps:.4f} {seconds:.0f} s", flush=True)
            if done >= 1.0 and args.minutes:
                break
        epoch += 1
        seconds = before + time.monotonic() - began
        state = {"model": judge.model.state_dict(), "optimiser": optimiser.state_dict()}
        saved(args.run, state | {"epoch": epoch, "done": done, "seconds": seconds})
        figures = accuracy(chances(judge, watched).cpu().numpy(), held)
        row = {"epoch": epoch, "done": round(done, 3), "seconds": round(seconds), "loss": round(float(total) / steps, 4)}
        logged(args.run, row | {"held": figures})


def student(config: dict[str, Any], encoder: Path, words: Path, device: torch.device) -> Judge:
    plan = config["student"]
    return Judge(started_from(encoder, plan["layers"], plan["head"], plan["drop"]), word_vectors(words), device)


def teacher(config: dict[str, Any], large: Path, device: torch.device) -> Judge:
    plan = config["teacher"]
    return Judge(teacher_from(large, plan["head"], plan["drop"]), None, device)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("role", choices=("teacher", "student"))
    for name in ("rows", "encoder", "base", "run"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--soft", type=Path)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("entailment.toml"))
    parser.add_argument("--layers", help="of the small encoder that the student starts from, in place of the configured ones")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=0.0, help="no longer than so long")
    parser.add_argument("--limit", type=int, help="read so many rows and groups only")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    config = tomllib.loads(args.config.read_text("utf-8"))
    plan = config[args.role]
    if args.layers:
        plan["layers"] = [int(n) for n in args.layers.split(",")]
    args.run.mkdir(parents=True, exist_ok=True)
    device = torch.device(args.device)
    torch.manual_seed(config["seed"] + args.seed)
    if args.role == "student":
        judge = student(config, args.encoder, args.base, device)
    else:
        judge = teacher(config, args.base, device)
    trained(judge, Reading(args, config, plan, device), plan, args, held_out(args.rows, args.limit))


if __name__ == "__main__":
    main()
