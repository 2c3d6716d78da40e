"""Mixtures of reports with a truth, for the gate of stories: which are of one event, and which of none.

Events: AllSides roundups of 2021 (left, centre and right accounts of some 570 characters) and the topics of ECB+, two
events each, which are kept apart. Others: bulk articles of 2012 to 2020. All are halved by lot; on one half was tuned, the
other is reported on. Seeds are fixed.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from bench.bulk import closed_up, marked, rows
from bench.ecb import corpus
from bench.places import data
from sayso.types import Marked

_JITTER = 3  # days
_UNDATED = 10  # one in so many
KINDS = ("own days", "same months", "cut", "rest of events")  # of the sets that `among` makes
_ECB_TOPICS = 35


class Report(NamedTuple):
    event: str
    day: date | None
    title: str
    text: str


@cache
def roundups() -> list[tuple[int, date, str, str]]:
    """Event, day, title and text of every account."""
    out = []
    path = data("roundups") / "roundups" / "raw_crawled" / "headline_11_2021-10-19_crawled_all.jsonl"
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        for account in row["news"].values():
            text = _body(account["newBody"])
            if len(text) >= 200:
                out.append((row["id"], date.fromisoformat(row["date"][:10]), account["newsTitle"], text))
    return out


def _body(paragraphs: list[Any]) -> str:
    flat = [p if isinstance(p, str) else " ".join(map(str, p)) for p in paragraphs]
    return "\n\n".join(p.strip() for p in flat if p.strip())


def bulk(half: str) -> list[dict[str, str]]:
    """One half's bulk articles."""
    return [row for n, row in enumerate(first_bulk()) if n % 2 == (half == "held")]


@cache
def first_bulk(count: int | None = None) -> list[dict[str, str]]:
    """The first so many bulk articles, or all."""
    return [{**row, "text": closed_up(row["text"])} for row in islice(rows(), count)]


def events(half: str) -> list[int]:
    """One half's events of the roundups."""
    found = sorted({a[0] for a in roundups()})
    random.Random(5).shuffle(found)
    return found[half == "held" :: 2]


def ecb(half: str, rnd: random.Random) -> list[Report]:
    """The reports of every other topic of ECB+. The corpus has no dates: both events of a topic are put on nearby days."""
    out = []
    for topic, texts, _ in corpus([str(t) for t in range(1, _ECB_TOPICS + 1) if t % 2 == (half == "held")]):
        day = date(2021, 4, 1) + timedelta(days=rnd.randrange(200))
        for name, text in sorted(texts.items()):
            out.append(Report(f"event ecb {topic} {name.lstrip('0123456789_')}", _near(day, rnd), "", text))
    return out


def mixed(half: str, distractors: int = 1000, with_ecb: bool = True, seed: int = 5) -> list[Report]:
    """All of a half's events among bulk articles, cut to the accounts' lengths and put on days of the same months.

    A roundup gives all accounts one date, so each gets a jitter of up to three days either way; every tenth has no date.
    """
    rnd = random.Random(seed)
    kept = set(events(half))
    out = [Report(f"event {e}", _near(day, rnd), title, text) for e, day, title, text in roundups() if e in kept]
    lengths = [len(r.text) for r in out]
    if with_ecb:
        out += ecb(half, rnd)
    for n, row in enumerate(bulk(half)[:distractors]):
        day = date(2021, 4, 1) + timedelta(days=rnd.randrange(200))
        out.append(Report(f"alone {n}", _near(day, rnd), row["title"], row["text"][: max(300, rnd.choice(lengths))]))
    return out


def among(half: str, kind: str, seed: int, count: int = 100, others: int = 600) -> list[Report]:
    """100 events with three accounts each among 600 other reports.

    The others by kind: bulk articles on their "own days" (one in eight has none); on days of the "same months" as the
    events; those "cut" to the accounts' lengths as well; or these and one account each of the "rest of events".
    """
    rnd = random.Random(1000 * seed + 7)
    by_event: dict[int, list[Report]] = {e: [] for e in events(half)}
    for e, day, title, text in roundups():
        if e in by_event:
            by_event[e].append(Report(f"event {e}", day + timedelta(days=rnd.randint(-1, 1)), title, text))
    chosen = rnd.sample([e for e, accounts in by_event.items() if len(accounts) == 3], count)
    out = [r for e in chosen for r in by_event[e]]
    accounts = list(out)
    if kind == "rest of events":
        out += [rnd.choice(a)._replace(event=f"alone {e}") for e, a in by_event.items() if e not in chosen]
    for n, row in enumerate(rnd.sample(bulk(half), others + len(accounts) - len(out))):
        own = date.fromisoformat(row["date"]) if re.fullmatch(r"[12]\d{3}-\d\d-\d\d", row["date"]) else None
        when = own if kind == "own days" else rnd.choice(accounts).day
        cut = kind in ("cut", "rest of events")
        text = row["text"][: max(300, len(rnd.choice(accounts).text))] if cut else row["text"]
        out.append(Report(f"alone b{n}", when, row["title"], text))
    return out


def _near(day: date, rnd: random.Random) -> date | None:
    moved = day + timedelta(days=rnd.randint(-_JITTER, _JITTER))
    return moved if rnd.randrange(_UNDATED) else None


def pile(given: Sequence[Report]) -> tuple[Marked, ...]:
    """The reports as `mark` would hand them on, with nothing found in them but title and body."""
    return tuple(marked(n, r.text, r.day.isoformat() if r.day else None, title=r.title) for n, r in enumerate(given))
