"""Hypotheses made of a sentence: cut down to a clause, a phrase dropped or moved in, words turned, names changed.

None is labelled here: what a change does to the sense, a teacher says (lab.soft_labels). So none has to be right, nor good
English; they have to be many, and near what they are held against. Word changes are of two kinds: closed classes from
edits.toml, and open ones from the nearest word vectors of an encoder, among which synonyms, antonyms and things of one kind
stand side by side (Mrkšić et al. 2016): just what an entailment model must tell apart.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.torch import load_file
from tokenizers import Tokenizer

from sayso.text import stopwords

Words = list[str]
_BARE = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_FIGURE = re.compile(r"\d+")
NEIGHBOURS = 12  # words that may take a word's place
LEAST = 3  # words of a made sentence
SHORT = 14  # words of a hypothesis that a long sentence is cut down to, at most
TAIL = 7  # words of a phrase that is moved
TRIES = 8


def neighbours(folder: Path) -> dict[str, tuple[str, ...]]:
    """For each whole word of an encoder's vocabulary the words whose vectors are nearest, nearest first."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    weights = load_file(folder / "model.safetensors")
    vectors = next(v for k, v in weights.items() if k.endswith("word_embeddings.weight")).float().numpy()
    known = sorted((n, w) for w, n in tokenizer.get_vocab().items() if w.isascii() and w.isalpha() and len(w) > 2)
    known = [(n, w) for n, w in known if w not in stopwords()]
    some = vectors[[n for n, _ in known]]
    some /= np.linalg.norm(some, axis=1, keepdims=True)
    found = {}
    for at in range(0, len(known), 2048):
        near = some[at : at + 2048] @ some.T
        best = np.argpartition(-near, NEIGHBOURS + 1, axis=1)[:, : NEIGHBOURS + 1]
        for row, columns in enumerate(best):
            order = sorted(columns.tolist(), key=lambda c: (-near[row, c], c))
            found[known[at + row][1]] = tuple(known[c][1] for c in order if c != at + row)[:NEIGHBOURS]
    return found


def read_as(word: str) -> str:
    match = _BARE.match(word)
    return match.group(2) if match else word


def put(word: str, new: str) -> str:
    """Another word in a word's marks and case."""
    match = _BARE.match(word)
    left, bare, right = match.groups() if match else ("", word, "")
    return left + (new[:1].upper() + new[1:] if bare[:1].isupper() else new) + right


def closed(words: Words) -> Words:
    """A piece of a sentence as a sentence: no mark at its ends that belongs elsewhere."""
    text = " ".join(words).strip(" ,;:-–—(")
    for opener, closer in ('""', "“”", "()"):
        if text.count(opener) % (2 if opener == closer else 1_000) and (opener == closer or closer not in text):
            text = text.replace(opener, "")
        if opener != closer and opener not in text:
            text = text.replace(closer, "")
    return (text[:1].upper() + text[1:]).split()


class Editor:
    """Changes of sentences, each by lot from a generator; a change that finds nothing to do gives None."""

    def __init__(self, config: dict[str, Any], near: dict[str, tuple[str, ...]], texts: Sequence[str]) -> None:
        self.config = config
        self.near = near
        self.texts = texts
        self.of = {read: group for group in config["sets"] for read in group if " " not in read}
        self.kinds: list[tuple[Callable[[Words, random.Random], Words | None], float]] = [
            (self.other_word, 6.0), (self.other_of_set, 5.0), (self.turned, 2.5), (self.dropped_word, 2.0),
            (self.dropped_phrase, 2.5), (self.added_adverb, 1.5), (self.added_tail, 1.5), (self.other_figure, 2.0),
            (self.other_name, 2.5), (self.exchanged, 1.0), (self.framed, 0.7), (self.clause, 1.5),
        ]  # fmt: skip

    @cached_property
    def names(self) -> list[str]:
        found = [read_as(w) for text in self.texts[::7] for w in text.split()[1:] if w[:1].isupper()]
        return [n for n in found if n.isalpha() and len(n) > 2]

    @cached_property
    def phrases(self) -> list[str]:
        found = (self.tail(text.split()) for text in self.texts[::7])
        return [" ".join(t) for t in found if t]

    def edited(self, text: str, rng: random.Random) -> str:
        """A sentence after one to three changes."""
        words = text.split()
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3)) if words else 0):
            for _ in range(TRIES):
                (kind,) = rng.choices([k for k, _ in self.kinds], [w for _, w in self.kinds])
                new = " ".join(kind(words, rng) or ()).split()
                if len(new) >= LEAST and new != words:
                    words = new
                    break
        return " ".join(words)

    def cut_down(self, text: str, rng: random.Random) -> str:
        """What a shorter sentence could take over from a long one: a clause, phrases and words left out."""
        words = text.split()
        if rng.random() < 0.6:
            words = self.clause(words, rng) or words
        for _ in range(TRIES):
            if len(words) <= rng.randint(LEAST + 1, SHORT):
                break
            change = self.dropped_phrase if rng.random() < 0.75 else self.dropped_word
            new = " ".join(change(words, rng) or ()).split()
            words = new if len(new) >= LEAST else words
        return " ".join(closed(words))

    # -- one change each ----------------------------------------------------------------------------------

    def other_word(self, words: Words, rng: random.Random) -> Words | None:
        places = [n for n, w in enumerate(words) if read_as(w).lower() in self.near]
        if not places:
            return None
        at = rng.choice(places)
        some = self.near[read_as(words[at]).lower()]
        new = some[min(int(rng.expovariate(0.35)), len(some) - 1)]
        return [*words[:at], put(words[at], new), *words[at + 1 :]]

    def other_of_set(self, words: Words, rng: random.Random) -> Words | None:
        places = [n for n, w in enumerate(words) if read_as(w) in self.of or read_as(w).lower() in self.of]
        if not places:
            return None
        at = rng.choice(places)
        bare = read_as(words[at])
        group = self.of.get(bare) or self.of[bare.lower()]
        new = rng.choice([w for w in group if w.lower() != bare.lower()])
        return [*words[:at], put(words[at], new), *words[at + 1 :]]

    def turned(self, words: Words, rng: random.Random) -> Words | None:
        """A negation taken out, or put behind an auxiliary."""
        there = [n for n, w in enumerate(words) if read_as(w).lower() in self.config["negations"]]
        if there:
            at = rng.choice(there)
            return [*words[:at], *words[at + 1 :]]
        bare = [read_as(w).lower() for w in words]
        short = [n for n, w in enumerate(bare) if w.endswith(("n't", "n’t")) and not w.startswith(("can", "won"))]
        if short:
            return [put(w, read_as(w)[:-3]) if n == short[0] else w for n, w in enumerate(words)]
        places = [n for n, w in enumerate(words) if w.lower() in self.config["auxiliaries"]]
        if not places:
            return None
        at = rng.choice(places) + 1
        return [*words[:at], rng.choice(("not", "not", "never")), *words[at:]]

    def dropped_word(self, words: Words, rng: random.Random) -> Words | None:
        at = rng.randrange(len(words))
        return [*words[:at], *words[at + 1 :]]

    def dropped_phrase(self, words: Words, rng: random.Random) -> Words | None:
        """Without what stands between two prepositions, or between one and a mark or the end."""
        begins = [
            n for n, w in enumerate(words) if n and (w.lower() in self.config["prepositions"] or words[n - 1][-1] in ",;:")
        ]
        if not begins:
            return None
        at = rng.choice(begins)
        end = next((n for n in range(at + 2, len(words)) if n in begins or words[n - 1][-1] in ",;:.!?"), len(words))
        stop = words[-1][-1] if end == len(words) and words[-1][-1] in ".!?" else ""
        kept = [*words[:at], *words[end:]]
        return [*kept[:-1], kept[-1].rstrip(",;:") + stop] if kept else None

    def clause(self, words: Words, rng: random.Random) -> Words | None:
        """One of the clauses, as a sentence."""
        ends = [0]
        for n, w in enumerate(words):
            if n and (words[n - 1][-1] in ",;:" or w.lower() in self.config["clauses"]):
                ends.append(n)
        parts = [words[a:b] for a, b in zip(ends, [*ends[1:], len(words)], strict=True)]
        parts = [p[1:] if p and p[0].lower() in self.config["clauses"] else p for p in parts]
        parts = [p for p in parts if LEAST < len(p) < len(words)]
        return closed(rng.choice(parts)) if parts else None

    def added_adverb(self, words: Words, rng: random.Random) -> Words | None:
        places = [n + 1 for n, w in enumerate(words[:-1]) if w.lower() in self.config["auxiliaries"]]
        at = rng.choice(places) if places else rng.randint(1, len(words))
        return [*words[:at], rng.choice(self.config["adverbs"]), *words[at:]]

    def added_tail(self, words: Words, rng: random.Random) -> Words | None:
        stop = words[-1][-1] if words[-1][-1] in ".!?" else ""
        new = rng.choice(self.phrases) if rng.random() < 0.6 else rng.choice(self.config["tails"])
        return [*words[:-1], words[-1].rstrip(".!?"), new.rstrip(".!?,;:") + stop]

    def other_figure(self, words: Words, rng: random.Random) -> Words | None:
        places = [n for n, w in enumerate(words) if _FIGURE.search(w)]
        if not places:
            return None
        at = rng.choice(places)
        found = rng.choice(_FIGURE.findall(words[at]))
        value = int(found[:9])
        new = rng.choice((value + 1, max(0, value - 1), value * 2, value // 2, value + 10, rng.randint(1, 99)))
        return [*words[:at], words[at].replace(found, str(new), 1), *words[at + 1 :]]

    def other_name(self, words: Words, rng: random.Random) -> Words | None:
        places = [n for n, w in enumerate(words) if n and read_as(w)[:1].isupper() and len(read_as(w)) > 2]
        if not places:
            return None
        at = rng.choice(places)
        return [*words[:at], put(words[at], rng.choice(self.names)), *words[at + 1 :]]

    def exchanged(self, words: Words, rng: random.Random) -> Words | None:
        """Two words of one case in each other's place."""
        for kind in (str.istitle, str.islower):
            places = [n for n, w in enumerate(words) if kind(read_as(w)) and read_as(w).lower() in self.near]
            if len(places) > 1:
                a, b = rng.sample(places, 2)
                new = list(words)
                new[a], new[b] = put(words[a], read_as(words[b])), put(words[b], read_as(words[a]))
                return new
        return None

    def framed(self, words: Words, rng: random.Random) -> Words | None:
        frame = rng.choice(self.config["frames"])
        first = words[0] if words[0] == "I" or words[0].lower() not in stopwords() else words[0].lower()
        return [frame[:1].upper() + frame[1:], first, *words[1:]]

    def tail(self, words: Words) -> Words:
        """The phrase at a sentence's end, if it is short."""
        begins = [n for n in range(2, len(words) - 1) if words[n].lower() in self.config["prepositions"]]
        return words[begins[-1] :] if begins and len(words) - begins[-1] <= TAIL else []


def editor(encoder: Path, texts: Sequence[str]) -> Editor:
    """The changes of edits.toml, with the neighbours of an encoder's words, and phrases and names out of these texts."""
    config = tomllib.loads(Path(__file__).with_name("edits.toml").read_text("utf-8"))
    return Editor(config, neighbours(encoder), texts)
