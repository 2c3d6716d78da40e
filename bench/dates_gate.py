"""Gate: dates. Recognizers-Text's English cases with reference dates, the dates of the exam piles, and news texts.

    python -m bench.dates_gate [--missed]

Recognizers-Text (MIT): DateParser and DatePeriodParser, each case a sentence, a reference day, and the day or days meant.
A value is right when its first and last day are the case's; the case's last day is taken as included or as the first day
after, whichever it uses. Where a case has a future and a past answer, the sentence's tense decides ("I'll": future,
"went": past), else either is right. Values that keep the precision of the words, and say so by "~" or by being a week or
a season, are right where they contain the case's days ("two years ago": the year; "two weeks ago": the week).
What is out of scope is listed in OUT, with its reason, and counted; recognizers_all counts those cases too.
news: made-up news texts with their dates marked (bench.news_dates): precision, recall and F1 of the value, on a part that is
looked at while working (dev) and on one that is not (held).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bench import news_dates, oracle
from bench.places import data, piles, scorer
from bench.ratchet import DataMissingError
from sayso.edtf import interval, plain, precision
from sayso.mark.dates import dates
from sayso.read import gather
from sayso.types import Date, Document, Fact, Marked
from sayso.weave.timeline import timeline

OUT: tuple[tuple[str, str], ...] = (
    (r"^(?:on |in |from )?\d{1,2}[./-]\d{1,2}$|^from \d+/\d+ to \d+/\d+$", "a day in figures without its year"),
    (r"^\d{4} ?[-/.] ?\d{1,2}$|^\d{1,2} ?- ?\d{4}$|^\d{1,2} / \d{4}$", "a month in figures, as no report writes it"),
    (
        r"^\d{1,2}-\d{1,2}-(?:\d{2}|\d{4})$(?<!21-04-2016)|\d{1,2}/\d{1,2},|\bbetween 2-7\b|^from 4-23\b",
        "figures as no report writes them",
    ),
    (r"^(?:the )?\d{1,2}$|^the (?:second|thirty|twenty second)$|the fifteen$", "a bare number as a day"),
    (r"^from (?:4|0?2) to (?:january|april)\b", "a bare number as a day"),
    (r"\bmy (?:day|week|weekend)\b|^the (?:day|week|weekend|last day)$|\btmrw\b", "an assistant's tongue"),
    (
        r"^weekend$|\bnow$|\bnow and\b|in the future$|\bhence$|^two \w+days? (?:from|later)|^(?:first|second|third) \w+day$",
        "an assistant's tongue",
    ),
    (
        r"\bbusiness days?\b|\bw/c\b|\bmonth of\b|\bweek \d|\bmonday april\b",
        "calendar tools",
    ),
    (r"\bweek of \w+\.\d|^a week starting", "calendar tools"),
    (
        r"\b(?:more|less|earlier|later) than\b|\bwithin\b|\bstarting (?:from|may)\b|^for \d|\band half\b",
        "compound lengths of time",
    ),
    (
        r"\bmonth 2? ?\d|year 1 month|years? .*days? (?:ago|later)|\bmonth (?:and |, ?)?\d+ days|\bmonth, \d",
        "compound lengths of time",
    ),
    (r"^may twenty one$|\bjan twenty|\bthousand until\b|\bhundred and sixty\b|^year \d{3}$", "days and early years in words"),
    (r"^70's$", "a decade without “the”"),
    (r"^rest\b", "the rest of a period: its whole is given, as TimeML has it"),
    (r"\b(?:few|couple)\b", "no number is given"),
    (r"^same |^that ", "counts from a date that the sentence does not give"),
    (
        r"\d(?:day|week|month|year)|\b[A-Z][a-z]{2}\d|[A-Z][a-z]{2}[-/]\d|october\.? ?\d|\dH\d|\b\d{4}[-/][a-z]{3}",
        "spellings that no report uses",
    ),
    (r"\b\d{4} ?,? (?:jun|nov|may|the|h\d)", "spellings that no report uses"),
)


def recognizers(folder: Path) -> Iterator[tuple[str, date, str, list[tuple[date, date]]]]:
    """Sentence, reference day, expression and the possible answers of each case that names one date or range."""
    for name in ("DateParser.json", "DatePeriodParser.json"):
        for case in json.loads((folder / name).read_text("utf-8-sig")):
            results = case.get("Results") or []
            reference = (case.get("Context") or {}).get("ReferenceDateTime")
            if len(results) != 1 or not reference or not results[0].get("Value"):
                continue
            answers = [a for a in map(_answer, _in_tense(case["Input"], results[0]["Value"])) if a]
            yield case["Input"], date.fromisoformat(reference[:10]), results[0]["Text"], answers


def _in_tense(sentence: str, value: dict[str, Any]) -> list[dict[str, str]]:
    future, past = value.get("FutureResolution") or {}, value.get("PastResolution") or {}
    if re.search(r"['’]ll\b|\bwill\b|\bplease\b", sentence, re.IGNORECASE):
        return [future]
    if re.search(r"\b(?:went|was|had|did|came|were|left)\b", sentence):
        return [past]
    return [future, past]


def _answer(resolution: dict[str, str]) -> tuple[date, date] | None:
    try:
        if "date" in resolution:
            day = date.fromisoformat(resolution["date"])
            return None if day == date.min else (day, day)
        return date.fromisoformat(resolution["startDate"]), date.fromisoformat(resolution["endDate"])
    except (KeyError, ValueError):
        return None


def out_of_scope(expression: str) -> str | None:
    return next((reason for pattern, reason in OUT if re.search(pattern, expression, re.IGNORECASE)), None)


def right(value: str, answers: list[tuple[date, date]]) -> bool:
    first, last = interval(plain(value))
    if first is None or last is None:
        return False
    for start, end in answers:
        if first == start and last in (end, end - timedelta(days=1)):
            return True
        end_unit = interval(plain(value).split("/")[-1])[0]
        if "/" in value and first == start and end_unit == end:
            return True  # the case counts up to the first day of the last month or year named; EDTF takes it in
    coarse = "~" in value or precision(plain(value)) in ("season", "interval")
    return coarse and covers((first, last), answers)


def covers(days: news_dates.Days, answers: list[tuple[date, date]]) -> bool:
    """Whether a stretch of days contains one of the answers and is no wider than a year: it keeps the words' precision."""
    first, last = days
    return any(first <= start and end - timedelta(days=1) <= last for start, end in answers) and (last - first).days <= 366


def of_sentence(sentence: str, reference: date) -> list[tuple[str, str | None, str]]:
    return [(d.text, d.value, d.why) for d in dates(_document(sentence, reference), ())]


def _document(text: str, day: date) -> Document:
    return Document(
        id="case", sources=("case",), sha256="", text_sha256="", media_type="text/plain", encoding="utf-8",
        text=text, runs=(), blocks=(), published=Fact(value=day.isoformat(), basis="given"),
    )  # fmt: skip


def run_recognizers(folder: Path, missed: list[str]) -> tuple[dict[str, tuple[int, int]], Counter[str]]:
    """The cases in scope, and all of them together."""
    hit = of = hit_out = 0
    out: Counter[str] = Counter()
    for sentence, reference, expression, answers in recognizers(folder):
        reason = out_of_scope(expression) or ("no such day, or a season without days" if not answers else None)
        found = of_sentence(sentence, reference)
        good = any(value and right(value, answers) for _, value, _ in found)
        if reason:
            out[reason] += 1
            hit_out += good
            continue
        of += 1
        hit += good
        if not good:
            wanted = [f"{start}/{end}" for start, end in answers]
            missed.append(f"{reference} {sentence!r} [{expression}]: {[f[:2] for f in found]}, not {wanted}")
    return {"recognizers": (hit, of), "recognizers_all": (hit + hit_out, of + out.total())}, out


def news(part: str, missed: list[str]) -> news_dates.Tally:
    """The dates of the news texts of one part; the misses of the held part are counted and never listed."""
    total = news_dates.Tally(0, 0, 0)
    for text in news_dates.texts(part):
        found = dates(_document(text.text, text.day), ())
        given = [news_dates.Given(d.start, d.end, _days(d.value)) for d in found]
        total += news_dates.score(text, given, missed if part == "dev" else None)
    return total


def _days(value: str | None) -> news_dates.Days | None:
    first, last = interval(plain(value)) if value else (None, None)
    return (first, last) if first and last else None


def run_reports(missed: list[str]) -> dict[str, tuple[int, int]]:
    """The dates of the seeds and the exam piles, by the exam's own rule.

    reports: each report with the date that a reader finds on it. timeline: each with the date that `read` finds, and
    what the other reports of its story give, the stories, attributions and claims being the true ones.
    """
    given = told = of = 0
    for name, _, folder in (p for p in piles() if p[1] == "exam"):
        truth = oracle.truth(folder)
        pile, _ = oracle.oracle(folder)
        by_file = {Path(source).name: m for m in pile for source in m.document.sources}
        by_key = {key: by_file[entry["file"]] for key, entry in truth["documents"].items()}
        as_given = {key: dates(m.document, m.regions) for key, m in by_key.items()}
        read = tuple(_as_read(m) for m in pile)
        after = timeline(read, oracle.true_stories(folder, read), oracle.true_claims(folder, read))
        as_told = {m.document.id: m.dates for m in after}
        for wanted in truth["dates"]:
            marked = by_key[wanted["document"]]
            of += 1
            first, got = _matches(marked.document.text, as_given[wanted["document"]], wanted)
            second, got_told = _matches(marked.document.text, as_told[marked.document.id], wanted)
            given, told = given + first, told + second
            where = f"{name} {wanted['document']} {wanted['text']!r}"
            if not first:
                missed.append(f"{where}: {got}, not {wanted['value']}")
            if not second:
                missed.append(f"timeline: {where}: {got_told}, not {wanted['value']}")
    return {"reports": (given, of), "timeline": (told, of)}


def _as_read(marked: Marked) -> Marked:
    documents, _ = gather([marked.document.sources[0]])
    document = replace(marked.document, published=documents[0].published)
    return replace(marked, document=document, dates=dates(document, marked.regions))


def _matches(text: str, found: tuple[Date, ...], wanted: dict[str, Any]) -> tuple[bool, list[str | None]]:
    score = scorer()
    place = score.locate(text, wanted["text"])
    got = [d.value for d in found if place and d.start < place[-1][1] and d.end > place[0][0]]
    return any(score.edtf_matches(value, wanted["value"]) for value in got), got


def figures() -> dict[str, float]:
    """Shares of dates that are right; DataMissingError where neither the cases nor the reports are here."""
    found = {name: hit / of for name, (hit, of) in measure([], Counter()).items()}
    for part in ("dev", "held"):
        tally = news(part, [])
        found |= {f"news {part} precision": tally.precision, f"news {part} recall": tally.recall, f"news {part} f1": tally.f1}
    return found


def measure(missed: list[str], out: Counter[str]) -> dict[str, tuple[int, int]]:
    """Hits and cases of each figure whose data is here; `missed` and `out` are filled with what was missed and left out."""
    found: dict[str, tuple[int, int]] = {}
    why = []
    try:
        folder = next(iter(sorted(data("time").glob("**/recognizers-text-english"))))
        counts, left = run_recognizers(folder, missed)
        out.update(left)
        found.update(counts)
    except (DataMissingError, StopIteration) as missing:
        why.append(str(missing))
    try:
        found.update(run_reports(missed))
    except DataMissingError as missing:
        why.append(str(missing))
    if not found:
        raise DataMissingError("; ".join(why))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missed", action="store_true", help="list each miss as text")
    args = parser.parse_args()
    missed: list[str] = []
    out: Counter[str] = Counter()
    for name, (hit, of) in measure(missed, out).items():
        print(f"{name:12} {hit / of:.3f} {hit}/{of}")
    for part in ("dev", "held"):
        tally = news(part, missed)
        print(f"news {part:7} F1 {tally.f1:.3f} P {tally.precision:.3f} R {tally.recall:.3f}  {tally}")
    for reason, count in sorted(out.items()):
        print(f"  out of scope: {count:3} {reason}")
    if args.missed:
        print("\n".join(missed), file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
