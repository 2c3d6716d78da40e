"""The mean of what reports are about, which `sayso.weave.meaning` takes off: printed as the constant that stands there.

    PYTHONPATH=src:. python -m lab.news_mean

Needs $SAYSO_DATA (bench/places.py): the openings of the bulk articles of the half that bench/stories_gate.py tunes on.
"""

from __future__ import annotations

from base64 import b85encode

import numpy as np
from bench.stories_sets import bulk

from sayso.weave.meaning import MEAN_SCALE, mean_piece


def main() -> None:
    found = [v for row in bulk("tuned") if (v := mean_piece(row["title"], row["text"])) is not None]
    mean = np.rint(MEAN_SCALE * np.mean(found, axis=0)).clip(-127, 127).astype(np.int8)
    print(len(found), "articles")
    print(b85encode(mean.tobytes()).decode("ascii"))


if __name__ == "__main__":
    main()
