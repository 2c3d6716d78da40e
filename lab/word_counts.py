"""Make common_words.csv, commonness.csv and common_names.csv from a file of news articles: sayso's tables of word counts.

    PYTHONPATH=src python lab/word_counts.py ARTICLES.jsonl.gz [--out src/sayso/data]

ARTICLES has one JSON object a line with a "text". The same file gives the same bytes. Only counts over all articles are
kept, no text, no order and no pairs of words, and only words that many articles use, so that nothing of a single article
can be read out of the tables. What is in them and what is not: src/sayso/data/CARDS.md.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from sayso.text import fold, pieces, stem, stopwords

_SENTENCE_END = re.compile(r"[.!?…:;•*|\n\"“”‘«»(\[]\s*$")
LEAST_LOWER = 25  # uses in lower case, inside a sentence, below which a word is not called common
MOST_CAPITAL = 0.5  # capitals inside a sentence for each lower-case use, above which a word is mostly a name
LONGEST = 20  # letters; what is longer is an address run together
LEAST_ARTICLES = 50  # of 10,000 articles, below which a stem counts as rare and is left out


class Counts(NamedTuple):
    """How often each word stands inside a sentence in lower case and with a capital, and in how many articles each stem."""

    articles: int
    lower: Counter[str]
    capital: Counter[str]
    stems: Counter[str]
    stems_lower: Counter[str]  # uses of the stem in lower case inside a sentence
    stems_capital: Counter[str]


def counted(path: Path) -> Counts:
    """The counts of every article of a file."""
    out = Counts(0, Counter(), Counter(), Counter(), Counter(), Counter())
    articles = 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            articles += 1
            _count(str(json.loads(line)["text"]), out)
    return out._replace(articles=articles)


def _count(text: str, out: Counts) -> None:
    here: set[str] = set()
    last = 0
    for token in pieces(text):
        opens = last == 0 or bool(_SENTENCE_END.search(text[max(0, token.start - 3) : token.start]))
        last = token.end
        low = fold(token.text)
        if not low.isalpha():
            continue
        here.add(stem(low))
        if opens:
            continue
        if token.text[0].isupper():
            out.capital[low] += 1
            out.stems_capital[stem(low)] += 1
        elif token.text.islower():
            out.lower[low] += 1
            out.stems_lower[stem(low)] += 1
    out.stems.update(here)


def common_words(counts: Counts) -> list[str]:
    """Words that reports write in lower case, in the order of the alphabet."""
    return sorted(
        word
        for word, n in counts.lower.items()
        if n >= LEAST_LOWER and counts.capital[word] <= MOST_CAPITAL * n and word.isascii() and 1 < len(word) <= LONGEST
    )


def commonness(counts: Counts, names: bool = False) -> list[tuple[str, int]]:
    """Each common stem and of how many of 10,000 articles it is a word; the commonest first. Names are left out, or alone."""
    small = {stem(w) for w in stopwords()}
    rows = []
    for word, n in counts.stems.items():
        share = round(10_000 * n / counts.articles)
        a_name = counts.stems_capital[word] > counts.stems_lower[word]
        if share >= LEAST_ARTICLES and word not in small and word.isascii() and len(word) > 1 and a_name == names:
            rows.append((word, share))
    return sorted(rows, key=lambda r: (-r[1], r[0]))


def written(path: Path, comment: str, header: str, rows: list[str]) -> str:
    """The table as a file; comes back with its sha256."""
    text = "".join(f"# {line}\n" for line in comment.splitlines()) + "\n".join([header, *rows]) + "\n"
    path.write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> int:
    """Write the tables and print how long they are and their sha256."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/sayso/data"))
    args = parser.parse_args()
    counts = counted(args.articles)
    words = common_words(counts)
    stems = [f"{word},{share}" for word, share in commonness(counts)]
    said = (
        "English words that news reports write in lower case: a capital on one at the start of a sentence names nobody.\n"
        f"Source: counted by lab/word_counts.py over {counts.articles:,} English news articles: words with {LEAST_LOWER} or\n"
        "more lower-case uses inside a sentence and at most half as many with a capital. Counts only, no text: see CARDS.md."
    )
    used = (
        "How common a word is in news: of 10,000 articles, how many use it, by its stem (Snowball English, folded).\n"
        f"Source: counted by lab/word_counts.py over {counts.articles:,} English news articles. Left out: stems of fewer\n"
        f"than {LEAST_ARTICLES} of 10,000 articles, stopwords, stems mostly with a capital (names). Counts only, see CARDS.md."
    )
    names = [f"{word},{share}" for word, share in commonness(counts, names=True)]
    named = (
        "How common names are in news: of 10,000 articles, how many use a stem that stands mostly with a capital (Snowball\n"
        f"English, folded). Source: counted by lab/word_counts.py over {counts.articles:,} English news articles. Left out:\n"
        f"stems of fewer than {LEAST_ARTICLES} of 10,000 articles, stopwords. Counts only, see CARDS.md."
    )
    tables = (
        ("common_words", said, "word", words),
        ("commonness", used, "stem,of_10000", stems),
        ("common_names", named, "stem,of_10000", names),
    )
    for name, comment, header, rows in tables:
        print(f"{name}.csv: {len(rows)} rows, sha256 {written(args.out / f'{name}.csv', comment, header, rows)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
