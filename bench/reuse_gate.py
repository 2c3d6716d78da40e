"""Gate: reuse. Synthetic piles made from the bulk articles: what was taken from where is known, because we took it.

    python -m bench.reuse_gate [--missed] [--half tuned|held]

Half of the articles served for calibration ("tuned"), the other half is reported on ("held"). Sentences that stand in two
of a pile's articles are taken out of it first: furniture and the bulk's own reuse, of which nobody knows who took it.
Into articles of other days are put passages of another article; others are whole articles with another head, some
sentences gone, cut from below, run together, set in other type, scanned, or rewritten. As a trap, some only share
quotations. Of some nobody knows the day. Seeds are fixed; nothing is kept on disk.

insertion: two to five sentences of narration, 25 words at least. edited: the same, one word in twelve changed.
copy: one sentence in ten gone, paragraphs run together. cut: the first half or so under a title in another language.
headed: a lead of somebody else's, then half of the article. merged: paragraphs in threes, one in four moved down.
typeset: other marks and dashes, ligatures, soft hyphens, words broken at line ends. scanned: typeset, and of a hundred
letters two misread, lost or doubled, and of a hundred spaces one lost. rewrite: one word in eight changed.

A second pile is of copies that lost their quotation marks. unmarked: a whole article without any. lifted: two to five
sentences of a paragraph with speech, 25 words at least, put into another article without their marks. Its trap, reported:
what somebody said is in both articles, in one as "He said that …" without marks.

Figures: `passages_*` over code points of the text that was taken; `pairs_*` over pairs of documents; `direction`: among
found pairs of known days, those the right way round; `unknown_said`: among found pairs of which one day is not known,
those that say so; `traps_apart`: shared quotations that made no derivation; `untouched_apart`: other pairs reported, as
1 − pairs per document (what is left of the bulk's own reuse counts as an error);
`near_duplicates`: of all pairs with half of their three-word shingles in common (every pair compared), those that are
candidates. What it costs when piles grow is measured by bench.reuse_growth.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any, NamedTuple

from rapidfuzz.distance import Indel

from bench import reuse_growth
from bench.bulk import closed_up, marked, rows
from sayso.text import sentences
from sayso.types import Derivation, Marked, Span
from sayso.weave.candidates import Candidates, prints
from sayso.weave.passages import words
from sayso.weave.reuse import reuse

_QUOTED = re.compile('["“”„«»‘]')
_MARKS = re.compile('["“”„«»]')


KINDS = ("insertion", "edited", "copy", "cut", "headed", "merged", "typeset", "scanned", "rewrite")
WHOLE = frozenset({*KINDS, "unmarked"}) - {"insertion", "edited"}  # the taker is another outlet's article, nothing its own
UNMARKED = ("unmarked", "lifted")
_TRAPS = {KINDS: "quotations", UNMARKED: "reported"}


class Taken(NamedTuple):
    """What was done: the taker's number, the giver's, the kind, and where the taken text lies in the taker."""

    taker: int
    giver: int
    kind: str
    start: int
    end: int


def articles(half: str, count: int) -> list[tuple[str, str]]:
    """Outlets and article texts of one half (by position), plain and of some length."""
    out = []
    for n, row in enumerate(rows()):
        if n % 2 == (half == "held"):
            text = closed_up(row["text"]).strip()
            if 1500 <= len(text) <= 12000:
                out.append((row["outlet"], text))
        if len(out) == count:
            break
    return out


def made_report(n: int, text: str, day: date | None, outlet: str) -> Marked:
    """An article of a day, or of none that is known."""
    return marked(n, text, day.isoformat() if day else None, outlet)


def pile(
    half: str, seed: int, base: int = 400, made: int = 300, kinds: tuple[str, ...] = KINDS
) -> tuple[tuple[Marked, ...], list[Taken]]:
    """Articles on days of one year, and takers of every kind made from them; one taker in eleven without a day."""
    rnd = random.Random(seed)
    texts = _without_common(articles(half, base + made))
    days = [date(2019, 1, 1) + timedelta(days=rnd.randrange(300)) for _ in range(base)]
    out = [made_report(n, texts[n][1], days[n], texts[n][0]) for n in range(base)]
    done = []
    for n in range(base, base + made):
        kind = (*kinds, _TRAPS[kinds])[n % (len(kinds) + 1)]
        some = {"insertion": _narrations, "edited": _narrations, "lifted": _speeches}.get(kind)
        giver = rnd.randrange(base)
        while texts[giver][0] == texts[n][0] or (some and not some(texts[giver][1])):
            giver = rnd.randrange(base)
        outlet = f"taker {n}" if kind in WHOLE else texts[n][0]
        text, start, end = _make(kind, texts[n][1], texts[giver][1], rnd)
        day = days[giver] + timedelta(days=1 + rnd.randrange(20)) if n % 11 else None
        out.append(made_report(n, text, day, outlet))
        done.append(Taken(n, giver, kind, start, end))
    return tuple(out), done


def _without_common(texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The texts without the sentences that stand in two and more of them."""
    found = [list(sentences(text)) for _, text in texts]
    counts = Counter(s for (_, text), spans in zip(texts, found, strict=True) for s in {text[x.start : x.end] for x in spans})
    out = []
    for (outlet, text), spans in zip(texts, found, strict=True):
        for span in reversed(spans):
            if counts[text[span.start : span.end]] > 1:
                text = text[: span.start] + text[span.end :]
        out.append((outlet, re.sub(r"\n{3,}", "\n\n", re.sub(r" {2,}", " ", text)).strip()))
    return out


def _make(kind: str, own: str, other: str, rnd: random.Random) -> tuple[str, int, int]:
    """A taker's text, and which part of it was taken."""
    if kind in ("insertion", "edited"):
        some = rnd.choice(_narrations(other))
        return _put(own, " ".join(_edited(s, 12, rnd) if kind == "edited" else s for s in some))
    if kind == "lifted":
        return _put(own, _MARKS.sub("", " ".join(rnd.choice(_speeches(other)))))
    if kind in _TRAPS.values():
        spoken = [q for line in other.split("\n") for q in line.replace("“", '"').replace("”", '"').split('"')[1::2]]
        spoken = [q for q in spoken if 60 <= len(q) <= 400 and "." not in q[:-1]][:3]
        return _put(own, " ".join(f"“{q}” he said." if kind == "quotations" else f"He said that {q}" for q in spoken))
    head, text = "", _WHOLE[kind](other, rnd)
    if kind == "cut":
        head = "Was wir über die Entscheidung wissen und was noch offen ist\n\n"
    if kind == "headed":
        head = " ".join([own[s.start : s.end] for s in sentences(own)][:3]) + "\n\n"
    return head + text, len(head), len(head) + len(text)


def _narrations(text: str) -> list[list[str]]:
    """Runs of two to five sentences, one behind the other, in paragraphs without quotations; 25 words at least."""
    return [run for p in text.split("\n") if not _QUOTED.search(p) for run in _sentence_runs(p)]


def _speeches(text: str) -> list[list[str]]:
    """Runs of two to five sentences that have a quotation, with all of its marks in them; 25 words at least."""
    runs = [run for p in text.split("\n") if _MARKS.search(p) for run in _sentence_runs(p)]
    return [run for run in runs if (found := len(_MARKS.findall(" ".join(run)))) and found % 2 == 0]


def _sentence_runs(paragraph: str) -> list[list[str]]:
    lines = [paragraph[s.start : s.end] for s in sentences(paragraph)]
    runs = [lines[first:end] for first, end in combinations(range(len(lines) + 1), 2) if 2 <= end - first <= 5]
    return [run for run in runs if sum(len(s.split()) for s in run) >= 25]


def _copied(text: str, rnd: random.Random) -> str:
    return " ".join(text[s.start : s.end] for s in sentences(text) if rnd.random() > 0.1)


def _from_above(text: str, rnd: random.Random) -> str:
    paragraphs = text.split("\n\n")
    return "\n\n".join(paragraphs[: max(1, round(len(paragraphs) * rnd.uniform(0.4, 0.7)))])


def _merged(text: str, rnd: random.Random) -> str:
    paragraphs = text.split("\n\n")
    moved = [p for n, p in enumerate(paragraphs) if n % 4 == 2]
    kept = [p for n, p in enumerate(paragraphs) if n % 4 != 2] + moved
    return "\n\n".join(" ".join(kept[n : n + 3]) for n in range(0, len(kept), 3))


def _typeset(text: str, rnd: random.Random) -> str:
    """Text as it may come out of a printed page: lines of 60 letters or so, words broken where they end."""
    straight = rnd.random() < 0.5
    marks = {"“": '"', "”": '"', "’": "'", "‘": "'"} if straight else {"'": "’", "--": "—", " - ": " – "}
    for old, new in {**marks, "...": "…", "fi": "ﬁ", "fl": "ﬂ"}.items():
        text = text.replace(old, new)
    out, column = [], 0
    for word in re.split(r"( )", text):
        if column + len(word) > 60 and word.isalpha() and len(word) > 6:
            at = rnd.randrange(3, len(word) - 2)
            out.append(word[:at] + rnd.choice(["-\n", "-\n", "\u00ad"]) + word[at:])
            column = 0
        elif column > 60 and word == " ":
            out.append("\n")
            column = 0
        else:
            out.append(word)
            column += len(word)
    return "".join(out)


# What readers of print confuse most, from what scans of newspapers show; only half of the slips below are among them.
_CONFUSED = {
    "e": "c",
    "c": "e",
    "h": "b",
    "n": "u",
    "u": "n",
    "l": "1",
    "i": "l",
    "o": "0",
    "m": "rn",
    "d": "cl",
    "t": "f",
    "s": "5",
    "a": "o",
}


def _scanned(text: str, rnd: random.Random) -> str:
    out = []
    for c in _typeset(text, rnd):
        slip = rnd.random()
        if c == " " and slip < 0.01:
            continue
        if c.isalpha() and slip < 0.02:
            other = rnd.choice("abcdefghijklmnopqrstuvwxyz")
            out.append(_CONFUSED.get(c, other) if rnd.random() < 0.5 else rnd.choice(["", c + c, other, other]))
        else:
            out.append(c)
    return "".join(out)


def _rewritten(text: str, rnd: random.Random) -> str:
    return " ".join(_edited(text[s.start : s.end], 8, rnd) for s in sentences(text))


_WHOLE: dict[str, Callable[[str, random.Random], str]] = {
    "copy": _copied,
    "cut": _from_above,
    "headed": _from_above,
    "merged": _merged,
    "typeset": _typeset,
    "scanned": _scanned,
    "rewrite": _rewritten,
    "unmarked": lambda text, _: _MARKS.sub("", text),
}


def _put(own: str, taken: str) -> tuple[str, int, int]:
    paragraphs = own.split("\n\n")
    middle = len(paragraphs) // 2
    before = "\n\n".join(paragraphs[:middle])
    start = len(before) + 2 if before else 0
    text = (before + "\n\n" if before else "") + taken + "\n\n" + "\n\n".join(paragraphs[middle:])
    return text, start, start + len(taken)


_OTHER = ["however", "recent", "several", "major", "local", "often", "officials", "still", "new", "public"]


def _edited(sentence: str, every: int, rnd: random.Random) -> str:
    """One word in `every` dropped, doubled with another or replaced."""
    out = []
    for word in sentence.split():
        if rnd.random() < 1 / every:
            out.extend(rnd.choice([[], [rnd.choice(_OTHER)], [rnd.choice(_OTHER), word]]))
        else:
            out.append(word)
    return " ".join(out)


# -- measuring --------------------------------------------------------------------------------------


def measure(half: str, seed: int, show: bool = False) -> dict[str, float]:
    """The figures of the two synthetic piles."""
    made, done = pile(half, seed)
    out = _scores(made, done, KINDS, show)
    lost = _scores(*pile(half, seed, kinds=UNMARKED), UNMARKED, show)
    kept = {f"pairs_recall_{k}" for k in UNMARKED} | {f"passages_recall_{k}" for k in UNMARKED}
    named = {name if name in kept else f"unmarked_{name}": value for name, value in lost.items() if name in kept | _OF_UNMARKED}
    return out | named | {"near_duplicates": near_duplicates(made)}


_OF_UNMARKED = {"direction", "passages_precision", "traps_apart", "untouched_apart"}


def _scores(made: tuple[Marked, ...], done: list[Taken], kinds: tuple[str, ...], show: bool) -> dict[str, float]:
    """The figures of one of them, without those of near-duplicates."""
    found = {(d.source, d.to): d for d in reuse(made, ())}
    text = {m.document.id: m.document.text for m in made}
    planned = {pair for t in done for pair in (_pair(t), _pair(t)[::-1])}
    others = [d for pair, d in found.items() if pair not in planned]
    real, traps = ([t for t in done if (t.kind == _TRAPS[kinds]) == trap] for trap in (False, True))
    hit = [(t, row) for t in real if (row := _row(found, t))]
    trapped = [row for t in traps if (row := _row(found, t))]
    dated = {m.document.id for m in made if m.document.published}
    known, unknown = ([row for t, row in hit if (_pair(t)[0] in dated) == known] for known in (True, False))
    right = [t for t, _ in hit if _pair(t) in found and _pair(t)[0] in dated]
    size = {k: sum(t.end - t.start for t in real if t.kind == k) for k in kinds}
    covered = {k: sum(_covered(row, t) for t, row in hit if t.kind == k) for k in kinds}
    reported = sum(b - a for t, row in hit for a, b in _taken(row, t))
    if show:
        for t in real:
            _show_missed(t, _row(found, t), text[_pair(t)[0]])
        for d in [*others[:12], *trapped]:
            print(
                "unplanned" if d in others else "trapped", d.why[-120:], "|", repr(text[d.source][slice(*d.spans[0][:2])][:200])
            )
    return {
        "pairs_recall": len(hit) / len(real),
        **{f"pairs_recall_{k}": _share([_row(found, t) is not None for t in real if t.kind == k]) for k in kinds},
        "direction": len(right) / len(known),
        "unknown_said": _share([not row.directed for row in unknown]),
        **{f"passages_recall_{k}": covered[k] / size[k] for k in kinds},
        "passages_precision": sum(covered.values()) / reported,
        "traps_apart": 1 - len(trapped) / len(traps),
        "untouched_apart": 1 - len(others) / len(made),
    }


def _show_missed(t: Taken, row: Derivation | None, text: str) -> None:
    """Print what was taken and not found, stretch by stretch."""
    got = {i for a, b in (_taken(row, t) if row else []) for i in range(a, b)}
    at = t.start
    for a, b in [*(sorted(_taken(row, t)) if row else []), (t.end, t.end)]:
        if a - at > 12 and not got.issuperset(range(at, a)):
            print("missed", t.kind, "" if row else "(no row)", repr(text[max(t.start, at) : min(a, t.end)][:300]))
        at = max(at, b)


def near_duplicates(made: Sequence[Marked], most: int = 400) -> float:
    """Of the pairs of texts that are alike, the share that are candidates."""
    some = made[-most:]
    said = {m.document.id: words(m.document.text, [Span(0, len(m.document.text))], ()) for m in some}
    found, _ = Candidates().add({name: prints(w) for name, w in said.items()})
    both_ways = {*found, *((b, a) for a, b in found)}
    return _share([pair in both_ways for pair in alike(some)])


def alike(made: Sequence[Marked], least: float = 0.5) -> list[tuple[str, str]]:
    """The pairs of texts with so much of their three-word shingles in common (Jaccard), every pair compared; sorted."""
    sets = {}
    for m in made:
        ids = words(m.document.text, [Span(0, len(m.document.text))], ()).ids
        sets[m.document.id] = {tuple(ids[n : n + 3]) for n in range(len(ids) - 2)}
    return [
        (a, b)
        for a, b in combinations(sorted(sets), 2)
        if min(len(sets[a]), len(sets[b])) >= least * max(len(sets[a]), len(sets[b]))
        and (same := len(sets[a] & sets[b])) >= least * (len(sets[a]) + len(sets[b]) - same)
    ]


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def _pair(t: Taken) -> tuple[str, str]:
    return f"d{t.taker:06d}", f"d{t.giver:06d}"


def _row(found: dict[tuple[str, str], Derivation], t: Taken) -> Derivation | None:
    return found.get(_pair(t)) or found.get(_pair(t)[::-1])


def _taken(d: Derivation, t: Taken) -> list[tuple[int, int]]:
    """The passages of a row on the side of the taker as it was made."""
    return [(a, b) if d.source == _pair(t)[0] else (c, e) for a, b, c, e in d.spans]


def _covered(d: Derivation, t: Taken) -> int:
    return sum(max(0, min(b, t.end) - max(a, t.start)) for a, b in _taken(d, t))


def all_pairs(seed: int, count: int = 60) -> tuple[float, float]:
    """A peer on a small pile: an Indel alignment of every pair of texts; its recall of pairs, and seconds."""
    made, done = pile("held", seed, base=count, made=count)
    began = time.perf_counter()
    ids = [words(m.document.text, [Span(0, len(m.document.text))], ()).ids for m in made]
    met = set()
    for a in range(len(ids)):
        for b in range(a):
            if max((m.size for m in Indel.opcodes(ids[a], ids[b]).as_matching_blocks()), default=0) >= 12:
                met.add((a, b))
    real = [t for t in done if t.kind != "quotations"]
    return _share([(t.taker, t.giver) in met for t in real]), time.perf_counter() - began


def figures() -> dict[str, float]:
    """The held-out figures, and what growth costs."""
    return measure("held", 11) | reuse_growth.figures()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missed", action="store_true", help="print what was missed and what was not planned")
    parser.add_argument("--half", choices=("tuned", "held"), default="held")
    args: Any = parser.parse_args()
    for name, value in measure(args.half, 11, args.missed).items():
        print(f"{name:28} {value:.4f}")
    recall, seconds = all_pairs(11)
    print(f"peer, every pair aligned     {recall:.4f} of pairs in {seconds:.1f} s (120 articles)")


if __name__ == "__main__":
    main()
