"""Train the attribution model.

    python -m lab.train ROWS ENCODER OUT [--config lab/attributions.toml] [--limit N]

ROWS: the folder written by lab.prepare_polnear. ENCODER: a folder with a BERT checkpoint and its tokenizer.json
(all-MiniLM-L6-v2). OUT: checkpoints, a log, and last.pt; the same command goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from bench.attributions_gate import flat, measure
from bench.passages import Passage, Said, passages
from bench.ratchet import DataMissingError
from tokenizers import Tokenizer

from lab.model import ROLES, TAGS, Encoder, Model, learning_rate
from sayso.mark.quotations import quotations
from sayso.models import feeds
from sayso.models.decoding import Knobs, Proposal, candidates, decode
from sayso.models.windows import CASES, FEATURES, PLACES, WINDOW, Window, Words, windows, word_pieces, words
from sayso.tables import table
from sayso.text import paragraphs, sentences
from sayso.types import Span

SPECIAL = (101, 102, 0)  # [CLS], [SEP], [PAD] of the encoder's vocabulary
MARKS = (("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("«", "»"), ("„", "“"))
NONE = -100  # no loss here
SHORTEST, TRAINING_OVERLAP = 190, 32  # word pieces: windows are cut anew for each epoch, between this size and the full one


class Gold(NamedTuple):
    """One attribution in word indices."""

    source: tuple[int, ...]
    cue: tuple[int, ...]
    content: tuple[int, ...]
    carrier: tuple[int, ...] = ()  # who passed it on, named beside the cue


class Example(NamedTuple):
    """One text with its attributions. `flat`: its annotators marked no attribution inside another."""

    id: str
    text: str
    known: Words
    shown: tuple[str, ...]
    quotes: tuple[Window, ...]  # the outermost quotations, in words
    gold: tuple[Gold, ...]
    flat: bool


class Batch(NamedTuple):
    pieces: torch.Tensor
    features: torch.Tensor
    valid: torch.Tensor
    starts: torch.Tensor
    count: torch.Tensor
    tags: torch.Tensor  # [batch, words, 3], NONE where nothing is known
    anchors: torch.Tensor  # [batch, words] bool: begins a cue
    open_: torch.Tensor  # [batch, words] bool: may begin a cue that nobody marked
    roles: dict[tuple[int, int], torch.Tensor]  # (row, anchor) -> [words]
    carriers: dict[tuple[int, int], torch.Tensor]  # the same, 0 or 1; only where the annotators marked them


# -- data ---------------------------------------------------------------------------------------------


def example(key: str, text: str, spans: Sequence[tuple[Sequence[Span], ...]], flat: bool, tokenizer: Tokenizer) -> Example:
    """A text as words; `spans` are (source, cue, content) of each attribution."""
    paras = list(paragraphs(text))
    marks = quotations(text, paras)
    known = words(text, paras, [Span(q.start, q.end) for q in marks], tokenizer)
    starts = np.array([s.start for s in known.spans], dtype=np.int64)
    ends = np.array([s.end for s in known.spans], dtype=np.int64)

    def covered(pieces: Sequence[Span]) -> tuple[int, ...]:
        found: list[int] = []
        for p in pieces:
            found.extend(range(int(np.searchsorted(ends, p.start, "right")), int(np.searchsorted(starts, p.end, "left"))))
        return tuple(sorted(set(found)))

    gold = tuple(Gold(*(covered(role) for role in one)) for one in spans)
    quotes = tuple(Window(w[0], w[-1] + 1) for q in marks if q.depth == 0 for w in [covered([Span(q.start, q.end)])] if w)
    return Example(key, text, known, tuple(text[s.start : s.end] for s in known.spans), quotes, gold, flat)


def tokenizer_of(encoder: Path) -> Tokenizer:
    """The tokenizer of a checkpoint's folder, which cuts and fills nothing up by itself."""
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def polnear(path: Path, tokenizer: Tokenizer) -> list[Example]:
    out = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        spans = [tuple([Span(*s) for s in a[role]] for role in ("source", "cue", "content")) for a in row["attributions"]]
        out.append(example(row["id"], row["text"], spans, True, tokenizer))
    return out


def own(tokenizer: Tokenizer, held_out: bool = False) -> list[Example]:
    """The project's passages, in PolNeAR's borders: marks and the comma inside them belong to a content, and so does "that"."""
    return [
        example(
            p.id, p.text, [(s.source, s.cue, polnear_borders(p.text, s), carriers(p, s)) for s in whole(p)], False, tokenizer
        )
        for p in passages()
        if p.held_out == held_out
    ]


def whole(p: Passage) -> list[Said]:
    """A passage's attributions; a content that goes on without a cue of its own is part of the one before it, as in PolNeAR."""
    out: list[Said] = []
    for said in p.said:
        last = out[-1] if out else None
        goes_on = (
            last is not None
            and last.cue
            and not said.cue
            and not said.source
            and last.chain == said.chain
            and last.content[-1].end < said.content[0].start
            and "\n" not in p.text[last.content[-1].end : said.content[0].start]
        )
        if goes_on and last is not None:
            out[-1] = last._replace(content=(*last.content, *said.content))
        else:
            out.append(said)
    return out


def carriers(p: Passage, said: Said) -> list[Span]:
    """Where the hops behind the first voice are named in the cue's own sentence, outside the source and the content."""
    if not said.cue:
        return []
    sentence = next((s for s in sentences(p.text) if s.start <= said.cue[0].start < s.end), None)
    if sentence is None:
        return []
    taken = (*said.source, *said.content, *(s for other in p.said for s in other.source if other is not said))
    out = []
    for hop in said.chain[1:]:
        for form in sorted(hop, key=len, reverse=True):
            at = p.text.find(form, sentence.start, sentence.end)
            if at >= 0 and not any(t.start < at + len(form) and at < t.end for t in taken):
                out.append(Span(at, at + len(form)))
                break
    return out


def polnear_borders(text: str, said: Said) -> tuple[Span, ...]:
    out = []
    for s in said.content:
        start, end = s.start, s.end
        opened = start > 0 and text[start - 1] in "“\"‘'«„"
        if opened:
            start -= 1
            while end < len(text) and text[end] in ",.!?":
                end += 1
            end += end < len(text) and text[end] in "”\"’'»“"
        elif text[max(0, start - 5) : start] == "that ":
            start -= 5
        out.append(Span(start, end))
    return tuple(out)


def name_pool() -> list[str]:
    """Names to put in the place of others: given names of the table, and surnames made of two of their halves."""
    given = sorted({row["name"].title() for row in table("given_names") if row["name"].isalpha()})
    rng = random.Random(7)
    return given + [(rng.choice(given)[:4] + rng.choice(given)[-4:].lower()).title() for _ in range(2000)]


class Augmenter:
    """Changes a window's words so that the model does not lean on 2016's names, nor on marks and case that pages lose."""

    def __init__(self, config: dict[str, float], tokenizer: Tokenizer) -> None:
        self.config = config
        self.names = name_pool()
        self.pieces = dict(zip(self.names, word_pieces(self.names, tokenizer), strict=True))
        marks = sorted({m for pair in MARKS for m in pair})
        self.marks = dict(zip(marks, word_pieces(marks, tokenizer), strict=True))
        self.common = {row["word"] for row in table("common_words")}

    def __call__(self, e: Example, w: Window, rng: random.Random) -> tuple[list[int], list[tuple[int, ...]], list[int]]:
        """(indices of the words that are left, their pieces, their features)."""
        keep = list(range(w.start, w.end))
        pieces = list(e.known.pieces)
        features = e.known.features.copy()
        if rng.random() < self.config["no_case"]:
            place, quoted = features % PLACES, e.known.quoted
            features = (quoted * CASES + 1) * PLACES + place
        if rng.random() < self.config["no_marks"]:
            keep = [i for i in keep if e.known.quoted[i] != 3]
            features = features - (features // (CASES * PLACES)) * CASES * PLACES
        elif rng.random() < self.config["other_marks"]:
            opener, closer = rng.choice(MARKS)
            for i in keep:
                if e.known.quoted[i] == 3 and e.shown[i] in '“”"':
                    opens = (
                        i + 1 < len(e.shown) and (i == 0 or e.known.quoted[i - 1] in (0, 3)) and e.known.quoted[i + 1] in (1, 2)
                    )
                    pieces[i] = self.marks[opener if opens else closer]
        if rng.random() < self.config["other_names"]:
            new: dict[str, str] = {}
            for i in keep:
                word = e.shown[i]
                if word.istitle() and word.isalpha() and len(word) > 2 and word.lower() not in self.common:
                    if word not in new:
                        new[word] = rng.choice(self.names) if rng.random() < 0.6 else word
                    if new[word] != word:
                        pieces[i] = self.pieces[new[word]]
        return keep, [pieces[i] for i in keep], [int(features[i]) for i in keep]


def batches(examples: Sequence[Example], budget: int, rng: random.Random, augment: Augmenter) -> Iterator[Batch]:
    """One epoch: windows of varying size, batched by length, in random order."""
    cut: list[tuple[int, Example, Window]] = []
    for e in examples:
        for w in windows(e.known, rng.randint(SHORTEST, WINDOW), TRAINING_OVERLAP):
            cut.append((sum(len(p) for p in e.known.pieces[w.start : w.end]), e, w))
    rng.shuffle(cut)
    cut.sort(key=lambda c: c[0] // 16)
    groups: list[list[tuple[int, Example, Window]]] = [[]]
    for c in cut:
        if (len(groups[-1]) + 1) * (c[0] + 18) > budget:
            groups.append([])
        groups[-1].append(c)
    rng.shuffle(groups)
    for group in groups:
        if group:
            yield collate([(e, w, *augment(e, w, rng)) for _, e, w in group])


def inputs(rows: Sequence[tuple[Sequence[tuple[int, ...]], Any]]) -> tuple[torch.Tensor, ...]:
    """pieces, features, valid, starts, count of windows given as (pieces, features) of their words; filled up to one length."""
    fed = [feeds(pieces, features, SPECIAL[:2]) for pieces, features in rows]
    fill = {"pieces": SPECIAL[2], "features": FEATURES, "valid": False, "starts": 0, "count": 0}

    def stacked(name: str) -> torch.Tensor:
        found = [f[name][0] for f in fed]
        width = max(x.shape[0] for x in found) if name != "count" else 0
        padded = [np.pad(x, (0, width - x.shape[0]), constant_values=fill[name]) if width else x for x in found]
        return torch.from_numpy(np.stack(padded))

    return tuple(map(stacked, fill))


def collate(rows: Sequence[tuple[Example, Window, list[int], list[tuple[int, ...]], list[int]]]) -> Batch:
    made = inputs([(pieces, features) for _, _, _, pieces, features in rows])
    b, w = made[3].shape
    tags = torch.full((b, w, 3), NONE, dtype=torch.long)
    anchors = torch.zeros((b, w), dtype=torch.bool)
    open_ = torch.zeros((b, w), dtype=torch.bool)
    roles: dict[tuple[int, int], torch.Tensor] = {}
    carried: dict[tuple[int, int], torch.Tensor] = {}
    for r, (e, _, keep, _, _) in enumerate(rows):
        place = {word: k for k, word in enumerate(keep)}
        tags[r, : len(keep)] = 0
        inside: set[int] = set()
        for gold in e.gold:
            for role, spans in enumerate(gold[:3]):
                last = -2
                for word in spans:
                    if word in place:
                        k = place[word]
                        begins = place.get(last) != k - 1 if last >= 0 else True
                        if tags[r, k, role] == 0:
                            tags[r, k, role] = 1 if begins else 2
                        last = word
            inside.update(i for i in gold.content if i in place and e.known.quoted[i] == 0)
            here = [place[i] for i in gold.cue if i in place]
            if here and gold.cue[0] in place:
                target = torch.full((w,), NONE, dtype=torch.long)
                target[: len(keep)] = 0
                for role, spans in enumerate(gold[:3], 1):
                    for word in spans:
                        if word in place:
                            target[place[word]] = role
                anchors[r, here[0]] = True
                roles[r, here[0]] = target
                if not e.flat:
                    carried[r, here[0]] = torch.zeros(w)
                    carried[r, here[0]][[place[i] for i in gold.carrier if i in place]] = 1.0
        if e.flat:  # inside a content its annotators marked nothing, whether there is something or not
            for i in inside:
                k = place[i]
                if tags[r, k, 1] == 0:
                    open_[r, k] = True
                    tags[r, k, 1] = NONE
                if tags[r, k, 0] == 0:
                    tags[r, k, 0] = NONE
    return Batch(*made, tags, anchors, open_, roles, carried)


# -- training -----------------------------------------------------------------------------------------


def loss(model: Model, batch: Batch, config: dict[str, Any]) -> torch.Tensor:
    tags, anchors, roles = model(
        batch.pieces, batch.features, batch.valid, batch.starts, batch.count, batch.anchors.float() - batch.open_.float()
    )
    b, w, _ = tags.shape
    tagging = F.cross_entropy(tags.view(b * w * 3, TAGS // 3), batch.tags.view(-1), ignore_index=NONE)
    target = torch.full(roles.shape[:3], NONE, dtype=torch.long)
    known, weight = 0, torch.ones(roles.shape[:2])
    carrying = roles.new_zeros(())
    for r, row in enumerate(anchors.tolist()):
        for k, anchor in enumerate(row):
            if (r, anchor) in batch.roles:
                target[r, k] = batch.roles[r, anchor]
                known += 1
                if (r, anchor) in batch.carriers:
                    size = int(batch.count[r])
                    carrying = carrying + F.binary_cross_entropy_with_logits(
                        roles[r, k, :size, ROLES], batch.carriers[r, anchor][:size], reduction="sum"
                    )
            elif k < 8 and anchor < int(batch.count[r]) and not bool(batch.open_[r, anchor]):
                target[r, k, : int(batch.count[r])] = 0
                weight[r, k] = 0.2
    reading = F.cross_entropy(roles[..., :ROLES].reshape(-1, ROLES), target.view(-1), ignore_index=NONE, reduction="none")
    reading = ((reading.view(target.shape).sum(2) * weight).sum() + carrying) / max(1, known)
    return config["tag_weight"] * tagging + config["role_weight"] * reading


@torch.no_grad()
def outputs(model: Model, e: Example) -> list[tuple[Window, Any, Any, Any]]:
    """(window, tags, anchors, roles) of every window of a text."""
    model.eval()
    out = []
    cut = windows(e.known)
    for i in range(0, len(cut), 16):
        some = cut[i : i + 16]
        made = inputs([(e.known.pieces[w.start : w.end], e.known.features[w.start : w.end]) for w in some])
        tags, anchors, roles = (x.numpy() for x in model(*made))
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("attributions.toml"))
    parser.add_argument("--limit", type=int, help="train on so many articles only")
    args = parser.parse_args()
    config = tomllib.loads(args.config.read_text("utf-8"))
    plan, data = config["training"], config["data"]
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan["seed"])
    tokenizer = tokenizer_of(args.encoder)
    train = polnear(args.rows / data["polnear"], tokenizer)[: args.limit]
    random.Random(plan["seed"]).shuffle(train)
    _calibration, train = train[: data["calibration"]], train[data["calibration"] :]
    dev = polnear(args.rows / data["dev"], tokenizer)
    encoder = Encoder.started_from(args.encoder, config["model"]["drop"])
    model = Model(
        encoder, encoder.norm.weight.shape[0], config["model"]["pair"], config["model"]["cues"], config["model"]["drop"]
    )
    frozen = tuple(plan["frozen"])
    for name, p in model.named_parameters():
        p.requires_grad = not name.startswith(frozen)
    heads = [p for n, p in model.named_parameters() if p.requires_grad and not n.startswith("encoder.")]
    body = [p for n, p in model.named_parameters() if p.requires_grad and n.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": plan["encoder_rate"]}, {"params": heads, "lr": plan["head_rate"]}],
        weight_decay=plan["decay"], fused=True,
    )  # fmt: skip
    augment = Augmenter(config["augmentation"], tokenizer)

    passed = own(tokenizer)

    def mixed(epoch: int) -> list[Example]:
        return train + (passed * data["passages_times"] if epoch >= data["passages_from"] else [])

    steps = sum(sum(1 for _ in batches(mixed(e), plan["pieces"], random.Random(e), augment)) for e in (0, plan["epochs"]))
    steps = steps * plan["epochs"] // 2
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: learning_rate(s, steps, plan["warm"]))
    last, epoch, step = args.out / "last.pt", 0, 0
    if last.exists():
        state = torch.load(last, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        scheduler.load_state_dict(state["scheduler"])
        epoch, step = state["epoch"], state["step"]
    print(f"{len(train)} articles, {len(passed)} passages, about {steps} steps, from epoch {epoch}", flush=True)
    began = time.monotonic()
    while epoch < plan.get("stop", plan["epochs"]):
        rng = random.Random(f"{plan['seed']} {epoch}")
        torch.manual_seed(plan["seed"] + epoch)
        model.train()
        total = 0.0
        for n, batch in enumerate(batches(mixed(epoch), plan["pieces"], rng, augment), 1):
            here = loss(model, batch, plan)
            optimiser.zero_grad()
            here.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), plan["clip"])
            optimiser.step()
            scheduler.step()
            step += 1
            total += float(here.detach())
            if n % 20 == 0:
                print(f"epoch {epoch} step {n} loss {total / n:.4f} {time.monotonic() - began:.0f} s", flush=True)
        epoch += 1
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "scheduler": scheduler.state_dict()}
        saved(args.out, state | {"epoch": epoch, "step": step})
        row = {"epoch": epoch, "seconds": round(time.monotonic() - began), "loss": round(total / n, 4)}
        row |= {"dev": measured(model, dev[::2], Knobs())}
        logged(args.out, row)


if __name__ == "__main__":
    main()
