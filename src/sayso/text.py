"""Text helpers that every room may use: folding, tokens, sentences, stems. Offsets always count code points."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from sayso.tables import table
from sayso.types import Span

# Dotless i and long s too: a pattern that ignores case takes them for i and s.
_PLAIN = str.maketrans("ıſ“”„‟«»‘’‚‛`´′″–—−‐‑\u00a0\u2009\u202f", "is\"\"\"\"\"\"''''''" + "'\"" + "-----" + "   ")
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’.\-‐‑][^\W_]+)*")
_PIECE = re.compile(r"\w+")
# A sentence may end at . ! ? … and closing marks behind it, when what follows can open one.
# U+FFFC, behind a straight single mark, stands for words between marks that are masked.
_STOP = re.compile(r"(?<![.!?…])([.!?…]++)([\"'”’»)\]]*+)(\s+)(?=[\"'“‘«(\[]*[^\W_a-z]|[\"“‘«]|'\ufffc)")
_STEMMER = snowballstemmer.stemmer("english")


class Token(NamedTuple):
    """A word of a text and where it stands."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, plain quotation marks, dashes and apostrophes, no accents, single spaces; for comparing only."""
    text = text.translate(_PLAIN)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(text.split()).casefold()


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The words of text[start:end], hyphenated words and abbreviations whole, without punctuation."""
    for m in _WORD.finditer(text, start, len(text) if end is None else end):
        yield Token(m.group(), m.start(), m.end())


def pieces(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The runs of word characters of text[start:end]: "al-Bukamal" is two; for alignment."""
    for m in _PIECE.finditer(text, start, len(text) if end is None else end):
        yield Token(m.group(), m.start(), m.end())


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Snowball (Porter 2) stem of an English word, folded."""
    return str(_STEMMER.stemWord(fold(word)))


@lru_cache(maxsize=64)
def word_class(name: str) -> frozenset[str]:
    """A closed class of English words: auxiliary, preposition, determiner …"""
    return next(frozenset(row["words"]) for row in table("function_words") if row["class"] == name)


@lru_cache(maxsize=65536)
def is_verbish(word: str) -> bool:
    """Whether a word may be a finite verb: an auxiliary, an -ed form, an irregular past. Nouns in -ed pass."""
    low = fold(word)
    return (
        low in word_class("auxiliary")
        or low in ("died", "used", "lied", "tied")
        or low in irregular_pasts()
        or (len(low) > 4 and low.endswith("ed"))
        or low.endswith("n't")
        or bool(re.fullmatch(r"(?:it|he|she|they|we|i|you|that|there)'(?:s|re|ve|d|ll|m)", low))
    )


@lru_cache(maxsize=1)
def irregular_pasts() -> frozenset[str]:
    """Past tenses of irregular verbs: "hid", "ran"."""
    return frozenset(row["past"] for row in table("irregular_pasts"))


@lru_cache(maxsize=1)
def stopwords() -> frozenset[str]:
    """English words that carry no content of their own."""
    return frozenset(row["word"] for row in table("stopwords"))


def content_stems(text: str) -> tuple[str, ...]:
    """The stems of a text's content words, in order."""
    stop = stopwords()
    return tuple(stem(t.text) for t in pieces(text) if fold(t.text) not in stop)


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    return frozenset(row["word"] for row in table("abbreviations"))


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The sentences of text[start:end], each without the white space around it.

    A line break ends a sentence only where a blank line follows. A full stop after an abbreviation, an initial
    or inside a number does not; one before a closing quotation mark does, when a new sentence follows.
    """
    end = len(text) if end is None else end
    for para in paragraphs(text, start, end):
        at = para.start
        for m in _STOP.finditer(text, para.start, para.end):
            if m.group(1) == "." and not m.group(2):
                word = text[max(at, m.start() - 64) : m.start()].rsplit(None, 1)[-1:] or [""]
                bare = fold(word[0].lstrip("\"'“‘«(["))
                if bare in _abbreviations() or re.fullmatch(r"(?:[a-z]\.)*[a-z]", bare):
                    continue
            if at < m.end(2):
                yield Span(at, m.end(2))
            at = m.end()
        if at < para.end:
            yield Span(at, para.end)


def paragraphs(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The stretches of text[start:end] between line breaks, each without the white space around it."""
    end = len(text) if end is None else end
    for m in re.compile(r"[^\n]+").finditer(text, start, end):
        line = m.group()
        left, right = len(line) - len(line.lstrip()), len(line.rstrip())
        if left < right:
            yield Span(m.start() + left, m.start() + right)


def slug(name: str) -> str:
    """A name as part of an id: "Mike Pompeo" is "mike-pompeo"."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(name))) or "x"
