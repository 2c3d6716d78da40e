"""Passages of a report that are set off as another outlet's text, an account's post, or the wording of a letter or a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from sayso.tables import table
from sayso.text import fold, paragraphs, stopwords
from sayso.types import Block, Region, Span

NEAR = 2500  # code points of a paragraph that are searched for the name of an outlet, back from where the passage opens

_SENTENCE = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)")
_STOP = re.compile(r"(?:[.!?…]|,(?=[\"'”’»)]))[\"'”’»)\]]*$")
_SIGNED = re.compile(r"\s*(?:—|–|--?)\s*(?P<name>[^()\n]{1,60}?)\s*\((?P<handle>@\w{1,30})\)")
_WROTE = re.compile(
    r"\b(?:wrote|writes|reported|reports|stat(?:es|ed)|not(?:es|ed)|explain(?:s|ed)|observ(?:es|ed)|put it|describ(?:es|ed)"
    r"|ha[sd] (?:this|the following|more)|publish(?:es|ed)|post(?:s|ed)|tweet(?:s|ed)|sa(?:ys|id)|add(?:s|ed)|continu(?:es|ed)"
    r"|reads?|ran|runs|carr(?:ies|ied)|gives?|gave|argu(?:es|ed)|conclud(?:es|ed)|recount(?:s|ed)|quot(?:es|ed)|tells?|told)\b",
    re.I,
)
_TEXTS = re.compile(
    r"\b(?:report|article|piece|story|paper|newspaper|agency|website|site|magazine|broadcaster|post|account|blog|statement|memo"
    r"|letter|note|message|e-?mail|diary|document|entry|transcript|telegram|study|circular|press release|release|column"
    r"|editorial|dispatch)\b",
    re.I,
)
_INLINE = re.compile(r"\b(?:had|has) (?:this|the following)\b[^:.!?\n]{0,80}:\s*(?=[\"“‘'«])")
_ASIDE = re.compile(r"\s*(?:,[^,]{0,80},)?\s*")
_HANDLE = re.compile(r"@\w{1,30}")
_NAMES = re.compile(
    r"@\w{1,30}|(?:[A-Z][\w'’&.-]*)(?:[ \u00a0](?:(?:of|the|and|de|di|du|al|für)[ \u00a0])?[A-Z][\w'’&.-]*){0,5}"
)
# How a writer's own voice comes back after a passage. Weighed on the seeds and on political news of 2016: too short beats too
# long.
_VOICE = re.compile(
    r"^(?:so|but|yet|still|now|here|clearly|obviously|indeed|of course|in other words|that (?:may|is|said|was)"
    r"|this (?:is|was|may|means|shows|seems)|why|what (?:is|this)|while (?:one|we|it)|just recently|in short|in the end"
    r"|it (?:is|should|remains|seems)|the (?:truth|fact|reality|point) is|let (?:us|me)|as i|i |we |our "
    r"|even before)\b|\bhowever\b",
    re.I,
)
_REPORTING = re.compile(
    r"\b(?:said|says|told|according to|quoted|added|stated|reported|announced|claimed|warned|confirmed|denied)\b", re.I
)


class _Opener(NamedTuple):
    """The words that open a passage: the outlet they name, if they do, and the why."""

    outlet: Span | None
    why: str


def passages(text: str, body: Iterable[Sequence[Block]]) -> Iterator[Region]:
    """The quoted passages in runs of body blocks, ordered and disjoint, each with its outlet and where that is named.

    A passage opens below a line that gives an outlet ("The Courier:"), below an outlet or a text with a verb of writing and a
    colon or a comma at the paragraph's end ("As the Courier wrote in May,", "The report states,"), above a post's signature,
    or behind "had this:". It ends with the block quotation. In plain text it ends with its first paragraph, save that it goes
    on while paragraphs quote or report who said what and the writer's own voice ("So …", "However …", a question) has not
    come back: rather too short than too long. A passage without an outlet is the wording of a letter, a memo, a report. Not
    done: a person's words set off in a block quotation, which are direct speech and nobody's text.
    """
    for run in body:
        done = 0
        for k, block in enumerate(run):
            if block.start < done:
                continue
            below = run[k + 1] if k + 1 < len(run) else None
            found = _post(text, block, below) or _inline(text, block) or _below(text, run, k)
            if found:
                yield found
                done = found.end


def _region(text: str, start: int, end: int, outlet: Span | None, why: str) -> Region:
    if outlet is None:
        return Region(start, end, "quoted", why)
    return Region(start, end, "quoted", why, text[outlet.start : outlet.end], outlet.start, outlet.end)


def _post(text: str, block: Block, below: Block | None) -> Region | None:
    """A post of a network with its signature "— Name (@name) date": the block above it, or the block that ends with it.

    A signature that is a block of its own is not part of the passage: nobody said it.
    """
    for signed in (block, below):
        if signed is None:
            continue
        for line in list(paragraphs(text, max(signed.start, signed.end - 400), signed.end))[-2:]:
            m = _SIGNED.match(text, line.start, min(line.end, line.start + 160))
            if m and (signed is below or line.start > signed.start):
                end = block.end if signed is below and line.start == signed.start else signed.end
                return _region(text, block.start, end, Span(m.start("name"), m.end("name")), "a post with its signature")
    return None


def _inline(text: str, block: Block) -> Region | None:
    """A passage within a paragraph: "The Courier wrote (in our words): “…,” the mayor said."."""
    m = _INLINE.search(text, block.start, min(block.end, block.start + NEAR))
    if not m:
        return None
    cut = max((s.end() + 1 for s in _SENTENCE.finditer(text, block.start, m.start())), default=block.start)
    subject = _NAMES.match(text, cut, m.start())
    outlet = _outlet_in(text, cut, m.start(), last=False)
    if outlet is None and subject and _ASIDE.fullmatch(text, subject.end(), m.start()):
        outlet = Span(*subject.span())
    if outlet is None:
        return None
    close = re.compile(r"[”\"’»]").search(text, m.end() + 1, block.end)
    stop = re.compile(r"[.!?][\"”’»]?(?=\s|$)").search(text, close.end() - 2 if close else m.end(), block.end)
    return _region(text, m.end(), stop.end() if stop else block.end, outlet, "set off behind the outlet that had it")


def _below(text: str, run: Sequence[Block], k: int) -> Region | None:
    """The passage below block k, if that block opens one."""
    if k + 1 >= len(run):
        return None
    follows = run[k + 1]
    opener = _opener(text, run[k], follows)
    if opener is None or follows.kind in ("heading", "title"):
        return None
    own = text[follows.start : follows.end]
    if follows.kind != "quote" and (len(own.split(None, 4)) < 4 or not _STOP.search(own[-8:])):
        return None
    return _region(text, follows.start, _end(text, run, k + 1, opener.outlet), opener.outlet, opener.why)


def _opener(text: str, block: Block, follows: Block) -> _Opener | None:
    """Whether the last sentence of a block opens a passage."""
    start, end = block.start, block.end
    near = max(start, end - 400)
    cut = max((m.end() for m in _SENTENCE.finditer(text, near, end - 1)), default=near)
    tail, last = text[cut:end], text[end - 1]
    if last not in ":," and follows.kind != "quote":
        return None
    outlet = _outlet_in(text, cut, end, last=False)
    wrote = _WROTE.search(tail)
    if outlet and last == ":" and len(tail.split()) <= 6 and not wrote:
        return _Opener(outlet, "below the outlet's name and a colon")
    if outlet and wrote:
        return _Opener(outlet, "below the words that give it as another's text")
    kind = _TEXTS.search(tail)
    if not (kind and wrote and last in ":,"):
        return None
    if handle := _HANDLE.search(tail):
        return _Opener(Span(cut + handle.start(), cut + handle.end()), "below the words that give it as an account's post")
    named = _outlet_in(text, start, cut, last=True)
    if named and re.search(rf"\b(?:the|its?|their|that|this) (?:\w+ )?{re.escape(kind.group())}\b", tail, re.I):
        return _Opener(named, f"below “{kind.group()}”, for the outlet named before it")
    if last == ":" and text[follows.start] not in "\"“‘'«":
        return _Opener(None, f"wording of a text ({kind.group().casefold()}), set off below the words that give it")
    return None


def _end(text: str, run: Sequence[Block], k: int, outlet: Span | None) -> int:
    """Where the passage that begins with block k ends."""
    if run[k].kind == "quote":
        while k + 1 < len(run) and run[k + 1].kind == "quote":
            k += 1
        return run[k].end
    while outlet and k + 1 < len(run) and _goes_on(text, run[k + 1]):
        k += 1
    return run[k].end


def _goes_on(text: str, block: Block) -> bool:
    """Whether a passage in plain text goes on with this paragraph."""
    if block.kind != "paragraph" or text[block.end - 1] in ":?":
        return False
    own = text[block.start : block.end]
    return own[0] in '"“‘«' or bool(_REPORTING.search(own) and not _VOICE.search(own[:200]))


@cache
def _outlets() -> frozenset[str]:
    names = (name for row in table("outlets") for name in (row["name"], *row["aliases"].split("|")))
    return frozenset(fold(name).removeprefix("the ") for name in names if name)


@cache
def _outlet_nouns() -> frozenset[str]:
    return frozenset(word for row in table("headers") if row["kind"] == "outlet-noun" for word in row["words"])


def _outlet_in(text: str, start: int, end: int, last: bool) -> Span | None:
    """The first (or last) outlet named in text[start:end], by the table of outlets or by a noun that outlets are called by."""
    found: Span | None = None
    for m in _NAMES.finditer(text, max(start, end - NEAR), end):
        if span := _outlet_part(text, m.start(), m.end()):
            found = span
            if not last:
                break
    return found


def _outlet_part(text: str, start: int, end: int) -> Span | None:
    """The outlet within a run of capitalised words: "As The Moor Post" holds one."""
    name = text[start:end].rstrip(".,:'’")
    while name:
        bare = re.sub(r"['’]s$", "", name)
        plain = fold(bare).removeprefix("the ")
        words = plain.split()
        opened = name.split()[0].casefold() in stopwords() - {"the"}  # "As", "In": a sentence's first word, no part of the name
        if not opened and (plain in _outlets() or (len(words) > 1 and words[-1] in _outlet_nouns())):
            return Span(start, start + len(bare))
        step = re.match(r"\S+\s+", name)
        if not step:
            return None
        start += step.end()
        name = name[step.end() :]
    return None
