"""Gate: attributions. PolNeAR's dev articles (Newell et al., LREC 2018) by the exam's own measure, attributions.py, and the
chains of the passages that are held out of training (passages/).

    python -m bench.attributions_gate [--missed] [--split dev|train] [--limit N] [--rules] [--predictions FILE]

Texts go the whole way of one document (read, regions, mentions, dates, attributions); spans are mapped back to the file
through the document's own map, in PolNeAR's borders. exact: the content's tokens are the annotator's; overlap: token
Jaccard at least 0.5; linked: overlap, and the source's too. Two humans agree at 73.5 linked and 94.5 direct linked.
--rules leaves the trained model out; --predictions writes what attributions.py reads.

"model alone" figures are the trained model's own, without the rules and what sayso leaves out (attributions without a source).

passages found: a content of the passage met at word Jaccard 0.5 or more; chain: found, and every hop, in order, is one that
the passage names so; both of all attributions marked in the held-out passages. precision: of the attributions with a chain,
those that meet a marked one.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.marked import document

from bench.passages import Passage, Said, passages
from bench.places import data, shared
from sayso.mark.attributions import attributions
from sayso.mark.dates import dates
from sayso.mark.mentions import mentions
from sayso.mark.quotations import quotations
from sayso.mark.regions import regions
from sayso.models import Proposal, tagger
from sayso.read import read
from sayso.text import fold, paragraphs, pieces
from sayso.trace import mark, weave
from sayso.types import Attribution, Document, Entity, Marked, Span

ROLES = ("content", "source", "cue")
FIGURES = ("direct_exact", "direct_overlap", "direct_linked", "exact", "overlap", "linked", "content", "source", "cue")


def measure() -> ModuleType:
    """The exam's attributions.py as a module."""
    spec = importlib.util.spec_from_file_location("exam_attributions", shared() / "exam" / "attributions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def to_source(document: Document, span: Span) -> tuple[int, int]:
    """A span of the text as the decoded file's own offsets."""

    def place(at: int) -> int:
        for run in document.runs:
            if run.start <= at < run.end:
                even = run.end - run.start == run.source_end - run.source_start
                return run.source_start + (at - run.start if even else 0)
        return document.runs[-1].source_end if document.runs else 0

    return place(span.start), place(span.end - 1) + 1


def predicted(marked: Marked) -> list[dict[str, list[tuple[int, int]]]]:
    """A document's attributions as the measure reads them, in PolNeAR's borders: those inside another are left out, for it
    does not nest, and what one cue attributes is one."""
    text, document = marked.document.text, marked.document
    by_cue: dict[tuple[Any, ...], dict[str, set[Span]]] = {}
    for a in marked.attributions:
        if a.within is None:
            one = by_cue.setdefault((a.cue, a.source) if a.cue else (a.id,), {role: set() for role in ROLES})
            one["content"].update(polnear_border(text, s) for s in a.content)
            one["source"].update(a.source)
            one["cue"].update(a.cue)
    return [{role: [to_source(document, s) for s in sorted(one[role])] for role in ROLES} for one in by_cue.values()]


def polnear_border(text: str, span: Span) -> Span:
    """PolNeAR's contents hold their quotation marks, the comma before the closing one, and a leading "that"."""
    start, end = span.start, span.end
    if start > 0 and text[start - 1] in "“\"‘'«„":
        start -= 2 if text[max(0, start - 2) : start] == "''" else 1
        while end < len(text) and text[end] in ",.!?;”\"’'»":
            end += 1
    elif end < len(text) and text[end] in '”"»':
        end += 1
    elif end + 1 < len(text) and text[end] in ",." and text[end + 1] in "”\"’'":
        end += 2
    if text[max(0, start - 5) : start].casefold() == "that ":
        start -= 5
    return Span(start, end)


Marker = Callable[[Document], Marked]


def by_rules(document: Document) -> Marked:
    """A document marked without the trained model."""
    where = regions(document)
    who, when = mentions(document, where), dates(document, where)
    return Marked(document, where, who, when, attributions(document, where, who, when, read=None))


def documents(split: str, limit: int | None, marker: Marker = mark) -> list[tuple[str, str, list[dict[str, Any]], Marked]]:
    """(name, text, the annotator's attributions, what sayso finds) for each article of a split."""
    folder = data("polnear") / "polnear" / split
    corpus = measure().read_corpus(folder)
    out = []
    for name, (text, gold) in sorted(corpus.items())[:limit]:
        for made in read(str(folder / "text" / f"{name}.txt")):
            if isinstance(made, Document):
                out.append((name, text, gold, marker(made)))
    return out


def read_alone(split: str = "dev") -> dict[str, float]:
    """The trained model by itself, without the rules: F1 of each of FIGURES, 0 to 1."""
    module = measure()
    counts = []
    for text, gold in module.read_corpus(data("polnear") / "polnear" / split).values():
        paras = list(paragraphs(text))
        marks = [Span(q.start, q.end) for q in quotations(text, paras)]
        counts.append(module.count_document(text, gold, flat(tagger().attributions(text, paras, marks))))
    counted = module.figures(counts)
    return {f"model alone {name}_f1": round(counted[name][2], 4) for name in FIGURES}


def flat(found: Sequence[Proposal]) -> list[dict[str, list[tuple[int, int]]]]:
    """What the model reads, as the measure reads it: those inside another's content left out."""

    def inside(a: Proposal, b: Proposal) -> bool:
        return a is not b and all(any(o.start <= s.start and s.end <= o.end for o in b.content) for s in (*a.cue, *a.content))

    return [
        {role: [(s.start, s.end) for s in getattr(a, role)] for role in ROLES}
        for a in found
        if not any(inside(a, b) for b in found)
    ]


def polnear(found: Sequence[tuple[str, str, list[dict[str, Any]], Marked]]) -> dict[str, float]:
    """F1 of each of FIGURES on marked articles, 0 to 1; precision and recall of the linked ones too."""
    module = measure()
    counted = module.figures([module.count_document(text, gold, predicted(marked)) for _, text, gold, marked in found])
    out = {f"{name}_f1": round(counted[name][2], 4) for name in FIGURES}
    for name in ("linked", "direct_linked"):
        out |= {f"{name}_p": round(counted[name][0], 4), f"{name}_r": round(counted[name][1], 4)}
    return out


# -- the project's own passages ----------------------------------------------------------------------


def meetings(
    marker: Marker, held_out: bool = True
) -> Iterator[tuple[Passage, list[tuple[Said, Attribution | None, bool]], list[str]]]:
    """For each passage: its marked attributions, what sayso has for each, whether the chain is right; and the surplus."""
    for passage in passages():
        if passage.held_out != held_out:
            continue
        woven = weave((marker(document(passage.text)),))
        marked: Marked = woven["pile"][0]
        entities = {e.id: e for e in woven["entities"]}
        claimed: set[str] = set()
        rows: list[tuple[Said, Attribution | None, bool]] = []
        for said in passage.said:
            best = max(marked.attributions, key=lambda a: _jaccard(passage.text, said.content, a.content), default=None)
            if best is None or _jaccard(passage.text, said.content, best.content) < 0.5:
                rows.append((said, None, False))
                continue
            claimed.add(best.id)
            rows.append((said, best, _chain_right(passage.text, said, best, entities)))
        extra = [
            " … ".join(passage.text[s.start : s.end] for s in a.content)
            for a in marked.attributions
            if a.chain
            and a.id not in claimed
            and not any(_jaccard(passage.text, s.content, a.content) >= 0.5 for s in passage.said)
        ]
        yield passage, rows, extra


def _chain_right(text: str, said: Said, found: Attribution, entities: dict[str, Entity]) -> bool:
    names = []
    for hop in found.chain:
        known = entities.get(hop.entity or "")
        forms = [known.name, *known.aliases] if known else []
        if hop.start is not None and hop.end is not None:
            forms.append(text[hop.start : hop.end])
        names.append({_bare(f) for f in forms})
    return len(names) == len(said.chain) and all(_names(mine, hop) for mine, hop in zip(names, said.chain, strict=True))


_MORE = r"(?:,| (?:in|of|by|at|on|from|for|to|with|within|close|near|who|which|that|familiar)\b)"


def _names(mine: set[str], hop: tuple[str, ...]) -> bool:
    """Whether a hop is called by one of these forms. What only describes it further may stand behind on either side: "a
    study" names the same as "a study, published …", and "the owner" as "the owner of the conservatory"."""

    def longer(a: str, b: str) -> bool:
        return bool(re.match(re.escape(b) + _MORE, a))

    return any(m == w or longer(m, w) or longer(w, m) for m in mine for w in map(_bare, hop))


def _bare(name: str) -> str:
    folded = fold(name)
    return folded.removeprefix("the ").removeprefix("a ").removeprefix("an ")


def _jaccard(text: str, a: Sequence[Span], b: Sequence[Span]) -> float:
    mine, theirs = ({t.start for s in spans for t in pieces(text, s.start, s.end)} for spans in (a, b))
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def chains(marker: Marker, held_out: bool = True) -> dict[str, float]:
    """Shares of the passages' attributions that are found, and found with their chain; and precision."""
    marked = found = right = given = surplus = 0
    for _, rows, extra in meetings(marker, held_out):
        marked += len(rows)
        found += sum(a is not None for _, a, _ in rows)
        right += sum(ok for _, _, ok in rows)
        surplus += len(extra)
        given += len(extra) + len({a.id for _, a, _ in rows if a is not None})
    if not marked:
        return {}
    return {
        "passages found": round(found / marked, 4),
        "passages chain": round(right / marked, 4),
        "passages precision": round(1 - surplus / given, 4) if given else 0.0,
    }


# -- the gate ----------------------------------------------------------------------------------------


def figures() -> dict[str, float]:
    """Every figure of this gate: PolNeAR's dev articles, by sayso and by its model alone, and the held-out passages."""
    return polnear(documents("dev", None)) | read_alone() | chains(mark)


def missed(found: Sequence[tuple[str, str, list[dict[str, Any]], Marked]]) -> None:
    """Print, article by article, the annotator's attributions that have no counterpart and ours that the annotator lacks."""
    for name, text, gold, marked in found:
        ours = predicted(marked)
        print(f"== {name}")
        for mark_, here, there in (("-", gold, ours), ("+", ours, gold)):
            for a in here:
                if not any(_overlap(a["content"], b["content"]) >= 0.5 for b in there if a.get("content") and b.get("content")):
                    shown = {role: " … ".join(text[s:e] for s, e in a.get(role) or []) for role in ROLES}
                    print(f" {mark_} {shown['source']!r} | {shown['cue']!r} | {shown['content'][:140]!r}")


def missed_passages(marker: Marker) -> None:
    """Print what is missed and wrong in the passages that are not held out: the held-out ones are not looked at."""
    for passage, rows, extra in meetings(marker, held_out=False):
        for said, found, ok in rows:
            words = " … ".join(passage.text[s.start : s.end] for s in said.content)[:100]
            wanted = [hop[0] for hop in said.chain]
            if found is None:
                print(f"- {passage.id}: not found: {words!r} {wanted}")
            elif not ok:
                got = [
                    passage.text[h.start : h.end] if h.start is not None and h.end is not None else h.entity
                    for h in found.chain
                ]
                print(f"~ {passage.id}: {words!r}: {got}, not {wanted}")
        for words in extra:
            print(f"+ {passage.id}: {words[:100]!r}")


def _overlap(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> float:
    mine = {i for s, e in a for i in range(s, e)}
    theirs = {i for s, e in b for i in range(s, e)}
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def main() -> None:
    """Print the figures; with --missed, the misses and the surplus as text."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--rules", action="store_true", help="without the trained model")
    parser.add_argument("--passages", action="store_true", help="the passages only")
    parser.add_argument("--predictions", type=Path, help="write what attributions.py reads, a line an article")
    given = parser.parse_args()
    marker = by_rules if given.rules else mark
    out = chains(marker)
    if given.missed and given.passages:
        missed_passages(marker)
    if not given.passages:
        found = documents(given.split, given.limit, marker)
        out = polnear(found) | out
        if given.missed:
            missed(found)
        if given.predictions:
            rows = [json.dumps({"id": name, "attributions": predicted(marked)}) for name, _, _, marked in found]
            given.predictions.write_text("\n".join(rows) + "\n", "utf-8")
    for name, value in out.items():
        print(f"{name:20} {value:.4f}")


if __name__ == "__main__":
    main()
