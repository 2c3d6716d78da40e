"""Pairs that nobody has judged, in great number, for the teachers of the entailment model to judge (lab.soft_labels).

    python -m lab.unlabelled_pairs ROWS BULK ENCODER LARGE OUT [--config lab/entailment.toml] [--limit N] [--device cpu]

ROWS: the folder written by lab.prepare_entailment. BULK: news articles, one JSON a line with "text" (or none: "-").
ENCODER: that of the student, whose tokenizer both read with. LARGE: that of the teachers; its sentence vectors find what is
near, its word vectors what may stand in a word's place.
OUT gets pairs.npz and sample.txt, to read.

Three ways: a judged pair with one side or both changed (lab.edits) or turned round; a sentence and what is made of it, or the
next one of its article; two sentences that are near in sense, of whatever source. Nothing is made of what is held out.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from bench.bulk import closed_up
from bench.pairs import Group, Row, groups, own_held, own_pairs
from bench.places import ROOT
from tokenizers import Tokenizer
from torch import Tensor

from lab.edits import Editor, editor
from lab.entailment_pairs import Laid, OnDevice
from lab.mpnet import started_from
from lab.train import tokenizer_of
from sayso.models.entailment import MANNERS
from sayso.text import sentences

CAPTIONS, PROSE, STATEMENTS = MANNERS
SOURCES = {"near": "near", "own": "own", "bulk": "bulk", "gum": "gum", "litbank": "litbank", "mpe": "mpe"}  # others: "public"
SHORT = 14  # words of a sentence that would rather be the second of a pair
CHUNK = 512  # sentences that a worker process is handed at once
BLOCK = 4096  # sentences whose neighbours are looked for at once


class Text(NamedTuple):
    source: str
    manner: str
    text: str


def plain(text: str) -> str:
    return " ".join(text.split()).rstrip(". ").casefold()


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def news(path: Path, plan: dict[str, Any]) -> list[list[str]]:
    """Sentences of news articles, a run of them from each, of a length that can be read as a pair."""
    found = []
    with path.open(encoding="utf-8") as lines:
        for n, line in enumerate(lines):
            rng = random.Random(f"{plan['seed']} article {n}")
            text = closed_up(json.loads(line)["text"])
            some = [" ".join(text[s.start : s.end].split()) for s in sentences(text)]
            at = rng.randrange(max(1, len(some) - plan["run"]))
            found.append([s for s in some[at : at + plan["run"]] if plan["shortest"] <= len(s.split()) <= plan["longest"]])
    return found


# -- made pairs -----------------------------------------------------------------------------------------


def of_pair(row: Row, many: dict[str, int], edit: Editor, rng: random.Random) -> Iterator[Row]:
    """A judged pair turned round, and with either or both sides changed."""
    one, other = row.one, row.other
    for _ in range(many["other"]):
        yield row._replace(other=edit.edited(other, rng))
    for _ in range(many["one"]):
        yield row._replace(one=edit.edited(one, rng))
    for _ in range(many["both"]):
        yield row._replace(one=edit.edited(one, rng), other=edit.edited(other, rng))
    for _ in range(many["turned"]):
        yield row._replace(one=other, other=edit.edited(one, rng) if rng.random() < 0.5 else one)


def of_text(text: Text, many: dict[str, int], edit: Editor, rng: random.Random) -> Iterator[Row]:
    """A sentence and what is made of it, now and then turned round."""
    for _ in range(many["made"]):
        made = edit.cut_down(text.text, rng) if rng.random() < 0.6 else text.text
        made = edit.edited(made, rng) if made == text.text or rng.random() < 0.7 else made
        one, other = (made, text.text) if rng.random() < many["back"] / 100 else (text.text, made)
        yield Row(text.source, text.manner, one, other, "")


_EDITOR: Editor  # of a worker process, as it was when it was forked


def _made(seed: int, plan: dict[str, Any], part: Sequence[Row | Text]) -> list[Row]:
    out: list[Row] = []
    for base in part:
        rng = random.Random(f"{seed} {base}")
        if isinstance(base, Row):
            out += of_pair(base, plan[_plan_of(base.set)], _EDITOR, rng)
        else:
            out += of_text(base, plan[_plan_of(base.source)], _EDITOR, rng)
    return out


def _plan_of(name: str) -> str:
    return SOURCES.get(name, "public")


def made(bases: Sequence[Row | Text], plan: dict[str, Any], edit: Editor, workers: int) -> list[Row]:
    """What is made of each, in worker processes. The same for any number of them."""
    global _EDITOR
    _EDITOR = edit
    _ = edit.names, edit.phrases  # before the fork
    parts = [bases[at : at + CHUNK] for at in range(0, len(bases), CHUNK)]
    work = partial(_made, plan["seed"], plan)
    if workers < 2:
        return [row for part in parts for row in work(part)]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        return [row for found in pool.imap(work, parts) for row in found]


# -- near pairs -----------------------------------------------------------------------------------------


@torch.no_grad()
def vectors(texts: Sequence[Text], encoder: Path, tokenizer: Tokenizer, device: torch.device) -> Tensor:
    """A vector of each sentence, the mean over its pieces [texts, size], of length one."""
    model = started_from(encoder, 0.0).to(device).eval()
    laid = OnDevice(Laid.of([Row("", CAPTIONS, t.text, "", "") for t in texts], tokenizer), device)
    found = torch.zeros(len(texts), model.norm.weight.shape[0], device=device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        for which, batch in laid.batches(np.arange(len(texts)), 65_536, None):
            there = (batch.valid & (batch.sides == 0))[:, :, None]
            x = model(batch.pieces, None, batch.valid).float()
            found[torch.from_numpy(which).to(device)] = F.normalize((x * there).sum(1), dim=1)
    return found


@torch.no_grad()
def nearest(of: Tensor, many: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The numbers of the sentences nearest to each [texts, many], nearest first, without itself."""
    half = of.to(torch.bfloat16 if of.is_cuda else of.dtype)
    out = []
    for at in range(0, len(half), BLOCK):
        near = half[at : at + BLOCK] @ half.T
        near.diagonal(at).fill_(-2.0)
        out.append(near.topk(min(many, len(half) - 1), dim=1).indices.cpu().numpy())
    return np.concatenate(out)


def drawn(texts: Sequence[Text], near: np.ndarray[Any, Any], plan: dict[str, Any], edit: Editor) -> Iterator[Row]:
    """Of each sentence's neighbours some by lot, the nearest likelier; the longer is the first more often than not."""
    for n, text in enumerate(texts):
        rng = random.Random(f"{plan['seed']} near {text}")
        seen = set()
        for _ in range(plan[_plan_of(text.source)]["near"]):
            seen.add(min(int(rng.expovariate(plan["nearer"])), near.shape[1] - 1))
        for rank in sorted(seen):
            there = texts[near[n, rank]]
            one, other = (text, there) if len(text.text) > len(there.text) else (there, text)
            if rng.random() < plan["shorter_first"]:
                one, other = other, one
            second = edit.edited(other.text, rng) if rng.random() < plan["near_edited"] else other.text
            yield Row(text.source, _manner(one, other, rng), one.text, second, "")


def _manner(one: Text, other: Text, rng: random.Random) -> str:
    if one.manner == other.manner == CAPTIONS:
        return CAPTIONS
    return rng.choice([m for m in (one.manner, other.manner) if m != CAPTIONS] or [PROSE])


# -- all ------------------------------------------------------------------------------------------------


def bases(
    rows: Path, bulk: Path | None, own: Sequence[Group], plan: dict[str, Any], limit: int | None
) -> tuple[list[Row | Text], list[Text], list[Row]]:
    """(what pairs are made of, sentences to be held against one another, neighbours in an article)."""
    out = {plain(row[side]) for row in rows_of(rows / "held.jsonl") for side in ("one", "other")}
    out |= {plain(line[2]) for group in own if own_held(group) for line in group.lines}
    rng = random.Random(plan["seed"])
    known = [Row(**row) for row in rows_of(rows / "train.jsonl")]
    known = [row for row in known if plain(row.one) not in out and plain(row.other) not in out]
    rng.shuffle(known)
    kept = [group for group in own if not own_held(group)]
    pairs = [row for row in known if row.set not in ("near", "given")][:limit]
    for group in kept[:limit]:
        some = [p for p in own_pairs(group) if p[2] != "not"]
        pairs += [Row("own", STATEMENTS, a, b, "") for a, b, _ in rng.sample(some, min(len(some), plan["own_pairs"]))]
    single = [Text(row.set, row.manner, text) for row in known[:limit] for text in (row.one, row.other) if row.set != "given"]
    single += [Text("own", STATEMENTS, line[2]) for group in kept[:limit] for line in group.lines]
    others = rows_of(rows / "texts.jsonl")
    single += [Text(**row) for row in rng.sample(others, min(len(others), limit or plan["unjudged"]))]
    following = []
    if bulk:
        articles = news(bulk, plan)
        rng.shuffle(articles)
        for article in articles[: limit or plan["articles"]]:
            manners = [rng.choice((PROSE, STATEMENTS)) for _ in article]
            single += [Text("bulk", m, text) for m, text in zip(manners, article, strict=True)]
            following += [Row("bulk", manners[n], article[n], article[n + 1], "") for n in range(0, len(article) - 1, 2)]
    singles = {text.text: text for text in reversed(single) if plain(text.text) not in out}
    texts = sorted(singles.values())
    return [*(r._replace(label="") for r in pairs), *texts], texts, following


def kept(rows: Iterable[Row]) -> list[Row]:
    """Each pair once, without those that are one text twice."""
    return [r for r in dict.fromkeys(rows) if r.one != r.other and r.one and r.other]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("rows", "bulk", "encoder", "large", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("entailment.toml"))
    parser.add_argument("--limit", type=int, help="make pairs of so many rows, groups, sentences and articles only")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 1) - 2))
    args = parser.parse_args()
    plan = tomllib.loads(args.config.read_text("utf-8"))["unlabelled"]
    args.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    bulk = None if str(args.bulk) == "-" else args.bulk
    some, texts, following = bases(args.rows, bulk, groups(ROOT / "statements"), plan, args.limit)
    edit = editor(args.large, [t.text for t in texts])
    found = [*made(some, plan, edit, args.workers), *following]
    print(f"{len(some)} bases, {len(texts)} sentences, {len(found)} made pairs, {time.monotonic() - began:.0f} s", flush=True)
    tokenizer = tokenizer_of(args.encoder)
    device = torch.device(args.device)
    for captions in (True, False):
        part = [t for t in texts if (t.manner == CAPTIONS) == captions]
        if len(part) < 2:
            continue
        near = nearest(vectors(part, args.large, tokenizer, device), plan["neighbours"])
        found += drawn(part, near, plan, edit)
    rows = kept(found)
    random.Random(plan["seed"]).shuffle(rows)
    Laid.of(rows, tokenizer).write(args.out / "pairs.npz")
    sample = (f"{r.set}\t{r.manner}\t{r.one}\t{r.other}\n" for r in rows[:1000])
    (args.out / "sample.txt").write_text("".join(sample), "utf-8")
    counts = Counter((_plan_of(r.set), r.manner) for r in rows)
    print(f"{len(rows)} pairs, {time.monotonic() - began:.0f} s", dict(counts), flush=True)


if __name__ == "__main__":
    main()
