"""Train the attribution model, or a larger teacher of it, or the model again from what teachers make of texts.

    python -m lab.train ROWS ENCODER OUT                                     the model on what annotators marked
    python -m lab.train ROWS LARGE OUT --as teacher --tokenizer ENCODER   a teacher on the same
    python -m lab.train ROWS ENCODER OUT --as student --start MODEL --teachers T.pt … --large LARGE --texts TEXTS.jsonl
    python -m lab.train ROWS ENCODER OUT --as further --start MODEL --teachers MODEL --large ENCODER     more passages, on CPU

ROWS: the folder written by lab.prepare_polnear. ENCODER, LARGE: a folder with a checkpoint of BERT's or MPNet's kind and its
tokenizer.json (all-MiniLM-L6-v2, all-mpnet-base-v2). OUT: checkpoints, a log, and last.pt; the same command goes on where it
was stopped. TEXTS: rows with an id and a text that nobody has marked; teachers mark them (Hinton et al. 2015).
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import time
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from bench.attributions_gate import flat, measure
from bench.ratchet import DataMissingError
from torch import Tensor, nn

from lab.examples import NONE, Augmenter, Batch, Batches, Example, inputs, own, polnear, tokenizer_of, unlabelled
from lab.model import ROLES, TAGS, Model, learning_rate
from lab.mpnet import started_from
from sayso.models.decoding import Knobs, Proposal, candidates, decode
from sayso.models.windows import Window, windows

CARELESS = 0.2  # weight of a candidate that is no cue, and …
CANDIDATES = 8  # … how many of them are read in a window
HALF = {"cuda": torch.bfloat16}  # what matrices are multiplied in where that is faster


class Taught(NamedTuple):
    """What teachers make of a batch, as probabilities, the mean of theirs."""

    tags: Tensor  # [batch, words, 3, 3]
    anchors: Tensor  # [batch, cues]
    cue: Tensor  # [batch, cues]: begins one there?
    roles: Tensor  # [batch, cues, words, 4]
    carriers: Tensor  # [batch, cues, words]


@torch.no_grad()
def taught(teachers: Sequence[Model], batch: Batch) -> Taught:
    """The teachers' answers; all look from the same words, those where they see a cue, and those where annotators did."""
    read = [t.words(batch.pieces, batch.features, batch.valid, batch.starts) for t in teachers]
    b, w = batch.starts.shape
    tags = sum(t.tags(x).float().view(b, w, 3, TAGS // 3).softmax(3) for t, x in zip(teachers, read, strict=True)) / len(read)
    there = there_in(batch)
    anchors = anchors_of(tags[:, :, 1, 1], batch, teachers[0].cues)
    found = [t.read(x, anchors, there).float() for t, x in zip(teachers, read, strict=True)]
    roles = sum(f[..., :ROLES].softmax(3) for f in found) / len(found)
    carriers = sum(f[..., ROLES].sigmoid() for f in found) / len(found)
    return Taught(tags, anchors, torch.gather(tags[:, :, 1, 1], 1, anchors), roles, carriers)


def there_in(batch: Batch) -> Tensor:
    """[batch, words]: is it a word of the window?"""
    return torch.arange(batch.starts.shape[1], device=batch.starts.device)[None] < batch.count[:, None]


def anchors_of(cue: Tensor, batch: Batch, cues: int) -> Tensor:
    """[batch, cues]: the words that annotators marked as a cue's first, then the likeliest; where nobody can know, the last."""
    here = F.pad(torch.zeros_like(cue), (1, 0)).scatter(1, batch.at + 1, 1.0)[:, 1:]
    likely = cue + 2.0 * here - 2.0 * batch.open_ - 4.0 * ~there_in(batch)
    return torch.topk(likely, cues, dim=1).indices


def loss(model: Model, batch: Batch, plan: dict[str, Any], teachers: Sequence[Model] = ()) -> Tensor:
    """Annotators' word, and teachers' where there are any, by the share that the plan gives them."""
    x = model.drop(model.words(batch.pieces, batch.features, batch.valid, batch.starts))
    b, w, _ = x.shape
    tags = model.tags(x).float().view(b, w, 3, TAGS // 3)
    told = taught(teachers, batch) if teachers else None
    anchors = told.anchors if told else anchors_of(tags.detach().softmax(3)[:, :, 1, 1], batch, model.cues)
    roles = model.read(x, anchors, there_in(batch)).float()
    if told is None:
        return by_annotators(tags, anchors, roles, batch, plan, torch.ones_like(batch.flat, dtype=tags.dtype))
    share = torch.where(batch.flat, plan["taught"], plan["taught_own"])
    return by_annotators(tags, anchors, roles, batch, plan, 1 - share) + by_teachers(tags, roles, told, batch, plan, share)


def by_annotators(tags: Tensor, anchors: Tensor, roles: Tensor, batch: Batch, plan: dict[str, Any], share: Tensor) -> Tensor:
    """Loss against what is marked: a mean over words' tags, a sum over words' roles for each cue; `share` of each window."""
    tagging = F.cross_entropy(tags.flatten(0, 2), batch.tags.flatten(), ignore_index=NONE, reduction="none")
    tagging = (tagging.view(batch.tags.shape).sum((1, 2)) * share).sum() / (batch.tags != NONE).sum().clamp(min=1)
    hit = anchors[:, :, None] == batch.at[:, None]  # [batch, cues, gold]
    cue = hit.any(2)
    which = hit.int().argmax(2)[:, :, None].expand(-1, -1, tags.shape[1])
    other = torch.arange(anchors.shape[1], device=anchors.device)[None] < CANDIDATES
    other = other & ~cue & ~torch.gather(batch.open_ | ~there_in(batch), 1, anchors) & batch.labelled[:, None]
    target = torch.where(cue[:, :, None], torch.gather(batch.roles, 1, which), NONE)
    target = torch.where(other[:, :, None] & there_in(batch)[:, None], 0, target)
    reading = F.cross_entropy(roles[..., :ROLES].flatten(0, 2), target.flatten(), ignore_index=NONE, reduction="none")
    weight = torch.where(cue, 1.0, CARELESS) * share[:, None]
    carried = torch.where(cue[:, :, None], torch.gather(batch.carriers, 1, which), NONE)
    carrying = F.binary_cross_entropy_with_logits(roles[..., ROLES], carried.clamp(min=0).float(), reduction="none")
    carrying = (carrying * (carried != NONE)).sum((1, 2)) * share * plan["carrier_weight"]
    reading = (reading.view(target.shape).sum(2) * weight).sum() + carrying.sum()
    return plan["tag_weight"] * tagging + plan["role_weight"] * reading / cue.sum().clamp(min=1)


def by_teachers(tags: Tensor, roles: Tensor, told: Taught, batch: Batch, plan: dict[str, Any], share: Tensor) -> Tensor:
    """The same against the teachers' probabilities; a candidate counts by how far they hold it for a cue."""
    there = there_in(batch).float()
    tagging = (-(told.tags * tags.log_softmax(3)).sum((2, 3)) * there * share[:, None]).sum() / (3 * there.sum())
    rank = torch.arange(roles.shape[1], device=roles.device)[None] < CANDIDATES
    weight = torch.maximum(told.cue, CARELESS * rank) * torch.gather(there, 1, told.anchors)
    reading = -(told.roles * roles[..., :ROLES].log_softmax(3)).sum(3)
    carrying = F.binary_cross_entropy_with_logits(roles[..., ROLES], told.carriers, reduction="none")
    reading = ((reading + plan["carrier_weight"] * carrying) * there[:, None]).sum(2) * weight * share[:, None]
    return plan["tag_weight"] * tagging + plan["role_weight"] * reading.sum() / told.cue.sum().clamp(min=1)


# -- measuring ----------------------------------------------------------------------------------------


def device_of(model: nn.Module) -> torch.device:
    return next(model.parameters()).device


@torch.no_grad()
def outputs(model: Model, e: Example) -> list[tuple[Window, Any, Any, Any]]:
    """(window, tags, anchors, roles) of every window of a text."""
    model.eval()
    out = []
    cut = windows(e.known)
    for i in range(0, len(cut), 16):
        some = cut[i : i + 16]
        made = inputs([(e.known.pieces[w.start : w.end], e.known.features[w.start : w.end]) for w in some])
        tags, anchors, roles = (x.cpu().numpy() for x in model(*(x.to(device_of(model)) for x in made)))
        out += [(w, tags[k], anchors[k], roles[k]) for k, w in enumerate(some)]
    return out


def proposals(model: Model, e: Example, knobs: Knobs) -> list[Proposal]:
    """What the model finds in a text, attributions inside others included."""
    return decode(e.known, candidates(outputs(model, e), len(e.known.spans), knobs), e.quotes, knobs)


def figures(found: Iterable[tuple[Example, Sequence[Proposal]]]) -> dict[str, float]:
    """F1 of each figure of the exam's attributions.py, 0 to 100; precision and recall of linked."""
    module = measure()
    counts = []
    for e, proposed in found:
        gold = [
            {
                role: [(e.known.spans[i].start, e.known.spans[i].end) for i in getattr(g, role)]
                for role in ("source", "cue", "content")
            }
            for g in e.gold
        ]
        counts.append(module.count_document(e.text, gold, flat(proposed)))
    got = module.figures(counts)
    out = {k: round(100 * v[2], 2) for k, v in got.items()}
    return out | {"linked_p": round(100 * got["linked"][0], 1), "linked_r": round(100 * got["linked"][1], 1)}


def measured(model: Model, examples: Sequence[Example], knobs: Knobs) -> dict[str, float]:
    """The figures of a model; empty where the exam, whose measure they are, is not at hand."""
    try:
        return figures((e, proposals(model, e, knobs)) for e in examples)
    except DataMissingError:
        return {}


def saved(out: Path, state: dict[str, Any]) -> None:
    """Put an epoch's state in last.pt, whole or not at all."""
    torch.save(state, out / "next.pt")
    (out / "next.pt").replace(out / "last.pt")


def logged(out: Path, row: dict[str, Any]) -> None:
    """Put a row into the log, and show it."""
    with (out / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    print(json.dumps(row), flush=True)


def made(encoder: Path, config: dict[str, Any], checkpoint: Path | None = None) -> Model:
    """A model on an encoder, with a checkpoint's weights if there is one."""
    body = started_from(encoder, config["model"]["drop"])
    size = body.norm.weight.shape[0]
    model = Model(body, size, config["model"]["pair"], config["model"]["cues"], config["model"]["drop"])
    if checkpoint:
        model.load_state_dict(torch.load(checkpoint, weights_only=True, map_location="cpu")["model"])
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--as", dest="part", choices=("model", "teacher", "student", "further"), default="model")
    parser.add_argument("--start", type=Path, help="a checkpoint whose weights to start from")
    parser.add_argument("--teachers", type=Path, nargs="+", default=[])
    parser.add_argument("--large", type=Path, help="the folder the teachers were started from")
    parser.add_argument("--tokenizer", type=Path, help="the folder of the small encoder, whose pieces a teacher reads")
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("attributions.toml"))
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="end by then; the learning rate falls accordingly")
    parser.add_argument("--limit", type=int, help="read so many articles only")
    args = parser.parse_args()
    config = tomllib.loads(args.config.read_text("utf-8"))
    plan, data = config["training"] | config.get(args.part, {}), config["data"]
    seed = plan["seed"] if args.seed is None else args.seed
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    tokenizer = tokenizer_of(args.tokenizer or args.encoder)
    train = polnear(args.rows / data["polnear"], tokenizer)[: args.limit]
    random.Random(plan["seed"]).shuffle(train)
    _calibration, train = train[: data["calibration"]], train[data["calibration"] :]
    dev = polnear(args.rows / data["dev"], tokenizer)[: args.limit]
    passed = own(tokenizer)[: args.limit]
    texts = unlabelled(args.texts, tokenizer)[: args.limit] if args.texts else []
    examples = Batches([*train, *passed, *texts], Augmenter(config["augmentation"], tokenizer), plan["pieces"], args.workers)

    def chosen(epoch: int, rng: random.Random) -> list[int]:
        ours = range(len(train), len(train) + len(passed))
        more = range(len(train) + len(passed), len(examples.examples))
        read = rng.sample(range(len(train)), min(len(train), plan.get("articles", len(train))))
        out = [*read, *rng.sample(more, min(len(more), plan.get("texts", 0)))]
        return out + [*ours] * (data["passages_times"] if epoch >= data["passages_from"] else 0)

    device = torch.device(args.device)
    model = made(args.encoder, config, args.start).to(device)
    teachers = [made(args.large, config, t).to(device).eval() for t in args.teachers]
    frozen = tuple(plan["frozen"])
    for name, p in model.named_parameters():
        p.requires_grad = not name.startswith(frozen)
    heads = [p for n, p in model.named_parameters() if p.requires_grad and not n.startswith("encoder.")]
    body = [p for n, p in model.named_parameters() if p.requires_grad and n.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": plan["encoder_rate"]}, {"params": heads, "lr": plan["head_rate"]}],
        weight_decay=plan["decay"], fused=True,
    )  # fmt: skip
    each = [len(examples.groups(chosen(e, random.Random(e)), random.Random(e))) for e in (0, plan["epochs"])]
    steps = sum(each) * plan["epochs"] // 2
    began = time.monotonic()

    def way(step: int) -> float:
        """How much of the way is gone, 0 to 1: by steps, or by time where that is sooner up."""
        return max(step / steps, (time.monotonic() - began) / (60 * args.minutes))

    rate = functools.partial(learning_rate, steps=steps, warm=plan["warm"])
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: rate(s if s < plan["warm"] else steps * way(s)))
    last, epoch, step = args.out / "last.pt", 0, 0
    if last.exists():
        state = torch.load(last, weights_only=True, map_location=device)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        scheduler.load_state_dict(state["scheduler"])
        epoch, step = state["epoch"], state["step"]
    print(f"{len(train)} articles, {len(passed)} passages, {len(texts)} texts, about {steps} steps, from {epoch}", flush=True)
    while epoch < plan.get("stop", plan["epochs"]) and way(step) < 1:
        rng = random.Random(f"{seed} {epoch}")
        torch.manual_seed(seed + epoch)
        model.train()
        total = torch.zeros((), device=device)
        groups = examples.groups(chosen(epoch, rng), rng)
        for n, batch in enumerate(examples.epoch(groups), 1):
            with torch.autocast(device.type, HALF.get(device.type), enabled=device.type in HALF):
                here = loss(model, batch.to(device), plan, teachers)
            optimiser.zero_grad()
            here.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), plan["clip"])
            optimiser.step()
            scheduler.step()
            step += 1
            total += here.detach()
            if n % 50 == 0:
                print(f"epoch {epoch} step {n} loss {float(total) / n:.4f} {time.monotonic() - began:.0f} s", flush=True)
                if way(step) >= 1:
                    break
        epoch += 1
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "scheduler": scheduler.state_dict()}
        saved(args.out, state | {"epoch": epoch, "step": step})
        row = {"epoch": epoch, "seconds": round(time.monotonic() - began), "loss": round(float(total) / n, 4)}
        row |= {"dev": measured(model, dev[::2], Knobs())}
        logged(args.out, row)


if __name__ == "__main__":
    main()
