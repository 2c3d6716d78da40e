"""Train the vector model: small students learn how alike a large encoder finds passages of news.

    python -m lab.train_vectors ROWS.npz WORDS.onnx ENCODER TEACHER OUT [--config lab/vectors.toml] [--minutes N]

ROWS: what lab.prepare_vectors wrote. WORDS: the shipped word vectors. ENCODER: where the students start from
(all-MiniLM-L6-v2). TEACHER: whose sentence embeddings (the mean over the last layer's pieces) are learned
(all-mpnet-base-v2). OUT: a log, last.pt (the same command goes on where it was stopped), and each student's weights in half
precision as they are then.

The teacher reads every passage when the students do, so that no passage comes twice: crops of articles, spliced and
with some pieces put in the place of others. On a CPU it wants a smaller teacher or patience: how long it took and on what, the
model's card says. --minutes gives what so much time gives.
"""

from __future__ import annotations

import argparse
import time
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from torch import Tensor, nn

from lab.model import learning_rate
from lab.mpnet import started_from as encoder_of
from lab.examples import SPECIAL
from lab.train import logged, saved
from lab.train_entailment import word_vectors
from lab.vectors import Vectors, mean, started_from
from sayso.models.vectors import LONGEST
from sayso.models.windows import FEATURES

CLS, SEP, PAD = SPECIAL


class Texts(NamedTuple):
    """Word pieces of all texts one behind the other, where each text starts, how many it has."""

    pieces: Tensor
    starts: Tensor
    counts: Tensor


def texts(rows: Any, name: str, device: str) -> Texts:
    counts = torch.from_numpy(rows[f"{name} counts"].astype(np.int64))
    pieces = torch.from_numpy(rows[f"{name} pieces"].astype(np.int64))
    return Texts(pieces.to(device), (counts.cumsum(0) - counts).to(device), counts.to(device))


def openings(known: Texts, which: Tensor, width: int) -> tuple[Tensor, Tensor]:
    """[texts, width] word pieces of how these texts open, between their marks, and which are there."""
    count = known.counts[which].clamp(max=width - 2)
    return _marked(known.pieces, known.starts[which], known.starts[which], torch.full_like(count, width), count, width)


def passages(known: Texts, which: Tensor, width: int, plan: dict[str, Any]) -> tuple[Tensor, Tensor]:
    """The same of a passage of each, at a place of chance, changed by chance."""
    device = known.pieces.device
    many = len(which)
    lots = torch.rand(4, many, device=device)
    room = (known.counts[which] - (width - 2)).clamp(min=0)
    begin = (lots[0] * (room + 1)).long() * (lots[1] >= plan["opens"]).long()
    count = (known.counts[which] - begin).clamp(max=width - 2)
    elsewhere = torch.randint(len(known.pieces) - width, (many,), device=device)
    cut = torch.where(lots[2] < plan["spliced"], (lots[3] * width).long(), width)
    pieces, valid = _marked(known.pieces, known.starts[which] + begin, elsewhere, cut, count, width)
    changed = torch.rand(many, width, device=device) < plan["other"] * torch.rand(many, 1, device=device)
    others = known.pieces[torch.randint(len(known.pieces), (many, width), device=device)]
    inside = valid & (pieces != CLS) & (pieces != SEP)
    return torch.where(changed & inside, others, pieces), valid


def _marked(flat: Tensor, start: Tensor, other: Tensor, cut: Tensor, count: Tensor, width: int) -> tuple[Tensor, Tensor]:
    """Rows of [CLS], `count` pieces from `start` on (from the place `cut` on: from `other` on), [SEP], filled up."""
    place = torch.arange(width, device=flat.device)[None]
    found = torch.where(place < cut[:, None], start[:, None], other[:, None]) + (place - 1)
    pieces = flat[found.clamp(0, len(flat) - 1)]
    end = count[:, None] + 1
    pieces = torch.where(place == 0, CLS, torch.where(place < end, pieces, torch.where(place == end, SEP, PAD)))
    return pieces, place <= end


class Teacher:
    """A large encoder's sentence embeddings."""

    def __init__(self, folder: Path, device: str) -> None:
        self.encoder = encoder_of(folder, 0.0).to(device).eval()
        self.device = device

    @torch.no_grad()
    def __call__(self, pieces: Tensor, valid: Tensor) -> Tensor:
        """[texts, size], each of length one."""
        with torch.autocast(self.device, torch.bfloat16, enabled=self.device == "cuda"):
            found = self.encoder(pieces, torch.full_like(pieces, FEATURES), valid)
        return F.normalize(mean(found.float(), valid), dim=1)


class Student(nn.Module):
    """The vector model, and, for training alone, from its vectors to the teacher's."""

    def __init__(self, model: Vectors, size: int, teacher: int) -> None:
        super().__init__()
        self.model = model
        self.towards = nn.Linear(size, teacher)


def loss(vectors: Tensor, towards: Tensor, taught: Tensor, plan: dict[str, Any]) -> Tensor:
    """How far the cosines of all pairs are from the teacher's, and the vectors, seen through `towards`, from its own."""
    told = taught @ taught.T
    weight = 1 + plan["alike"] * told.clamp(min=0)
    relation = (weight * (vectors @ vectors.T - told) ** 2).mean()
    return plan["relation"] * relation + (1 - F.cosine_similarity(towards, taught, dim=1)).mean()


@torch.no_grad()
def embedded(known: Texts, run: Any) -> Tensor:
    """The vectors of all texts' openings."""
    every = torch.arange(len(known.counts), device=known.pieces.device)
    return torch.cat([run(*openings(known, some, LONGEST)) for some in every.split(64)])


def agreement(found: Tensor, taught: Tensor, events: Tensor) -> dict[str, float]:
    """Of held-out openings: how cosines go with the teacher's, and how often the nearest to an account is of its event."""
    mine, other = found @ found.T, taught @ taught.T
    upper = torch.ones_like(mine).triu(1).bool()
    near = upper & (other >= 0.4)
    for scores in (mine, other):
        scores.fill_diagonal_(-1.0)
    asked = (events[:, None] == events[None]).sum(1).gt(1) & (events >= 0)

    def hit(scores: Tensor) -> float:
        return float((events[scores.argmax(1)] == events)[asked].float().mean())

    def along(pairs: Tensor) -> float:
        return float(torch.corrcoef(torch.stack([mine[pairs], other[pairs]]))[0, 1])

    out = {"all": along(upper), "near": along(near), "off": float((mine - other)[upper].abs().mean())}
    return {k: round(v, 4) for k, v in (out | {"event": hit(mine), "teacher's event": hit(other)}).items()}


def neighbours(taught: Tensor, count: int) -> Tensor:
    """[texts, count]: the most alike to each, itself first."""
    return torch.cat([(some @ taught.T).topk(count, dim=1).indices for some in taught.split(512)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("rows", "words", "encoder", "teacher", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("vectors.toml"))
    parser.add_argument("--minutes", type=float, help="end after so many, whatever the steps")
    parser.add_argument("--limit", type=int, help="so many steps, a tenth of the articles, small batches: to try the script")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    config = tomllib.loads(args.config.read_text("utf-8"))
    plan = config["training"]
    if args.limit:
        plan |= {"steps": args.limit, "epoch": max(1, args.limit // 2), "pieces": 1600}
    args.out.mkdir(parents=True, exist_ok=True)
    device = args.device
    torch.manual_seed(plan["seed"])
    began = time.monotonic()

    rows = np.load(args.rows)
    train, held = (texts(rows, name, device) for name in ("train", "held"))
    events = torch.from_numpy(rows["events"]).to(device)
    if args.limit:
        train = Texts(train.pieces, train.starts[::10], train.counts[::10])
        held = Texts(held.pieces, held.starts[::10], held.counts[::10])
        events = events[::10]
    words = word_vectors(args.words).to(device)
    teacher = Teacher(args.teacher, device)
    near = neighbours(embedded(train, teacher), plan["near"])
    taught = embedded(held, teacher)
    students = nn.ModuleDict()
    for name, layers in config["students"].items():
        model = started_from(args.encoder, layers, config["model"]["drop"])
        students[name] = Student(model, model.last.out_features, taught.shape[1])
    students.to(device)
    optimiser = torch.optim.AdamW(students.parameters(), lr=plan["rate"], weight_decay=plan["decay"], fused=device == "cuda")
    step, spent, last = 0, 0.0, args.out / "last.pt"
    if last.exists():
        state = torch.load(last, weights_only=True, map_location=device)
        students.load_state_dict(state["students"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent = state["step"], state["spent"]
    print(f"{len(train.counts)} articles, {len(held.counts)} held out, {time.monotonic() - began:.0f} s to begin", flush=True)

    began = time.monotonic() - spent
    total, since = torch.zeros(len(students), device=device), 0
    thousand = 1000  # parts of the training that the rate is told by
    students.train()
    while True:
        done = step / plan["steps"]
        if args.minutes:
            done = max(done, (time.monotonic() - began) / (60 * args.minutes))
        if step % plan["epoch"] == 0 or done >= 1:
            spent = time.monotonic() - began
            saved(args.out, {
                "students": students.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "spent": spent,
            })  # fmt: skip
            students.eval()
            log = {"step": step, "seconds": round(spent), "loss": [round(x / max(1, since), 4) for x in total.tolist()]}
            for name, student in students.items():
                found = embedded(held, lambda p, v, student=student: student.model(words[p], v))
                log[name] = agreement(found, taught, events)
                weights = {k: v.half().cpu() for k, v in student.model.state_dict().items()}
                torch.save({"model": weights, "layers": config["students"][name]}, args.out / f"{name}.pt")
            logged(args.out, log)
            students.train()
            total.zero_()
            since = 0
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = plan["rate"] * learning_rate(int(done * thousand), thousand, int(plan["warm"] * thousand))
        torch.manual_seed(plan["seed"] + 1 + step)
        width = plan["widths"][step % len(plan["widths"])]
        groups = max(2, plan["pieces"] // width // (plan["group"] * plan["windows"]))
        of = torch.randint(len(near), (groups, 1), device=device)
        drawn = torch.rand(groups, near.shape[1], device=device).topk(plan["group"], dim=1).indices
        which = near[of, drawn].flatten().repeat(plan["windows"])
        pieces, valid = passages(train, which, width, plan)
        answer = teacher(pieces, valid)
        given = words[pieces]
        sums = []
        for student in students.values():
            with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
                vectors = student.model(given, valid)
                towards = student.towards(vectors)
            with torch.autocast(device, enabled=False):
                sums.append(loss(vectors.float(), towards.float(), answer, plan))
        losses = torch.stack(sums)
        losses.sum().backward()
        for student in students.values():
            nn.utils.clip_grad_norm_(student.parameters(), plan["clip"])
        optimiser.step()
        optimiser.zero_grad()
        total += losses.detach()
        step, since = step + 1, since + 1


if __name__ == "__main__":
    main()
