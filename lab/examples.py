"""Texts as the attribution model is trained on them: words with what annotators marked, augmented, in batches of windows."""

from __future__ import annotations

import json
import multiprocessing
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from bench.passages import Passage, Said, passages
from tokenizers import Tokenizer

from sayso.mark.quotations import quotations
from sayso.models import feeds
from sayso.models.windows import CASES, FEATURES, PLACES, WINDOW, Window, Words, windows, word_pieces, words
from sayso.tables import table
from sayso.text import fold, paragraphs, sentences, word_class
from sayso.types import Span

Group = tuple[float, list[tuple[int, Window]]]  # a seed, and windows of examples by their number
SPECIAL = (101, 102, 0)  # [CLS], [SEP], [PAD] of the encoder's vocabulary
MARKS = (("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("«", "»"), ("„", "“"))
NONE = -100  # no loss here
PRONOUNS = word_class("pronoun")
LONGEST = 8000  # code points that are read of a text without annotators
SHORTEST, TRAINING_OVERLAP = 190, 32  # word pieces: windows are cut anew for each epoch, between this size and the full one


class Gold(NamedTuple):
    """One attribution in word indices."""

    source: tuple[int, ...]
    cue: tuple[int, ...]
    content: tuple[int, ...]
    carrier: tuple[int, ...] = ()  # who passed it on, named beside the cue


class Example(NamedTuple):
    """One text with its attributions. `flat`: its annotators marked no attribution inside another.

    A text without annotators (`labelled` false) has no attributions here, whatever it says: teachers tell of it.
    """

    id: str
    text: str
    known: Words
    shown: tuple[str, ...]
    quotes: tuple[Window, ...]  # the outermost quotations, in words
    gold: tuple[Gold, ...]
    flat: bool
    labelled: bool = True


class Batch(NamedTuple):
    """Windows filled up to one length, and the attributions whose cue begins in each; -1 and NONE where there are no more."""

    pieces: torch.Tensor
    features: torch.Tensor
    valid: torch.Tensor
    starts: torch.Tensor
    count: torch.Tensor
    tags: torch.Tensor  # [batch, words, 3], NONE where nothing is known
    open_: torch.Tensor  # [batch, words] bool: may begin a cue that nobody marked
    at: torch.Tensor  # [batch, gold]: the first word of the cue
    roles: torch.Tensor  # [batch, gold, words]: each word's role in its attribution
    carriers: torch.Tensor  # [batch, gold, words]: does it name who passed it on? NONE where annotators did not say
    labelled: torch.Tensor  # [batch] bool
    flat: torch.Tensor  # [batch] bool

    def to(self, device: torch.device) -> Batch:
        return Batch(*(x.to(device, non_blocking=True) for x in self))


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


def unlabelled(path: Path, tokenizer: Tokenizer) -> list[Example]:
    """News texts that nobody has marked: rows with an id and a text."""
    with multiprocessing.get_context("fork").Pool(initializer=_known, initargs=(tokenizer,)) as pool:
        return pool.map(_unmarked, path.read_text("utf-8").splitlines(), chunksize=32)


_tokenizer: list[Tokenizer] = []


def _known(tokenizer: Tokenizer) -> None:
    _tokenizer[:] = [tokenizer]


def _unmarked(line: str) -> Example:
    row = json.loads(line)
    return example(row["id"], row["text"][:LONGEST], (), False, _tokenizer[0])._replace(labelled=False)


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
    """Where the hops behind the first voice are named, wherever that is: outside the source and the content; of a hop that
    passes on an attribution around this one, only in the cue's own sentence, and by a pronoun only there."""
    if not said.cue:
        return []
    here = next((s for s in sentences(p.text) if s.start <= said.cue[0].start < s.end), None)
    mine = (*said.source, *said.content)
    taken = [s for other in p.said for s in other.source if other is not said]
    outer = {form for other in p.said if other is not said and _around(other, said) for hop in other.chain for form in hop}
    out = []
    for hop in said.chain[1:]:
        spans = [s for form in hop for s in standing(p.text, form)]
        inside = [s for s in spans if here and here.start <= s.start and s.end <= here.end]
        beside = [s for s in inside if not _any_meets((*mine, *taken), s)]
        if outer & set(hop):
            out += beside
        else:
            named = [s for s in spans if fold(p.text[s.start : s.end]) not in PRONOUNS and not _any_meets(mine, s)]
            out += {*beside, *named}
    return out


def _around(outer: Said, inner: Said) -> bool:
    """Does one attribution stand within another's content?"""
    return any(c.start <= inner.content[0].start and inner.content[-1].end <= c.end for c in outer.content)


def standing(text: str, form: str) -> list[Span]:
    """Where a form stands in a text as whole words."""
    return [Span(*m.span()) for m in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text)]


def _any_meets(taken: Sequence[Span], span: Span) -> bool:
    return any(t.start < span.end and span.start < t.end for t in taken)


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


class Batches:
    """The batches of an epoch: windows of varying size, like lengths together, in random order; made by `workers` processes."""

    def __init__(self, examples: Sequence[Example], augment: Augmenter, budget: int, workers: int = 0) -> None:
        self.examples, self.augment, self.budget = examples, augment, budget
        self.pool = multiprocessing.get_context("fork").Pool(workers, _told, (self,)) if workers else None

    def __getstate__(self) -> None:
        raise TypeError("handed over by forking only")

    def groups(self, chosen: Sequence[int], rng: random.Random) -> list[Group]:
        """Windows of these examples in groups that fit a batch, each with the seed of its augmentation."""
        cut: list[tuple[int, int, Window]] = []
        for n in chosen:
            e = self.examples[n]
            sizes = np.concatenate([[0], np.cumsum([len(p) for p in e.known.pieces])])
            for w in windows(e.known, rng.randint(SHORTEST, WINDOW), TRAINING_OVERLAP):
                cut.append((int(sizes[w.end] - sizes[w.start]), n, w))
        rng.shuffle(cut)
        cut.sort(key=lambda c: c[0] // 16)
        out: list[Group] = []
        here: list[tuple[int, Window]] = []
        for size, n, w in cut:
            if here and (len(here) + 1) * (size + 18) > self.budget:
                out.append((rng.random(), here))
                here = []
            here.append((n, w))
        out.append((rng.random(), here))
        rng.shuffle(out)
        return out

    def epoch(self, groups: Sequence[Group]) -> Iterator[Batch]:
        if self.pool is None:
            yield from map(self.made, groups)
            return
        for arrays in self.pool.imap(_made, groups, chunksize=2):
            yield Batch(*map(torch.from_numpy, arrays))

    def made(self, group: Group) -> Batch:
        rng = random.Random(group[0])
        return collate([(self.examples[n], w, *self.augment(self.examples[n], w, rng)) for n, w in group[1]])


_batches: list[Batches] = []


def _told(batches: Batches) -> None:
    torch.set_num_threads(1)
    _batches[:] = [batches]


def _made(group: Group) -> list[Any]:
    return [x.numpy() for x in _batches[0].made(group)]


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
    """A batch of windows given as (text, window, the words that are left, their pieces, their features)."""
    made = inputs([(pieces, features) for _, _, _, pieces, features in rows])
    b, w = made[3].shape
    tags = torch.full((b, w, 3), NONE, dtype=torch.long)
    open_ = torch.zeros((b, w), dtype=torch.bool)
    found: list[list[tuple[int, torch.Tensor, torch.Tensor]]] = [[] for _ in rows]
    for r, (e, _, keep, _, _) in enumerate(rows):
        if not e.labelled:
            continue
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
                    target[[place[i] for i in spans if i in place]] = role
                carried = torch.full((w,), NONE, dtype=torch.long)
                if not e.flat:
                    carried[: len(keep)] = 0
                    carried[[place[i] for i in gold.carrier if i in place]] = 1
                found[r].append((here[0], target, carried))
        if e.flat:  # inside a content its annotators marked nothing, whether there is something or not
            for i in inside:
                k = place[i]
                if tags[r, k, 1] == 0:
                    open_[r, k] = True
                    tags[r, k, 1] = NONE
                if tags[r, k, 0] == 0:
                    tags[r, k, 0] = NONE
    most = max(1, *(len(f) for f in found)) if found else 1
    at = torch.full((b, most), -1, dtype=torch.long)
    roles = torch.full((b, most, w), NONE, dtype=torch.long)
    carriers = torch.full((b, most, w), NONE, dtype=torch.long)
    for r, some in enumerate(found):
        for g, (anchor, target, carried) in enumerate({a: (a, t, c) for a, t, c in some}.values()):
            at[r, g], roles[r, g], carriers[r, g] = anchor, target, carried
    labelled = torch.tensor([e.labelled for e, *_ in rows])
    flat = torch.tensor([e.flat or not e.labelled for e, *_ in rows])
    return Batch(*made, tags, open_, at, roles, carriers, labelled, flat)
