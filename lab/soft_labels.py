"""What the teachers of the entailment model say of pairs that nobody has judged: the mean of their chances.

    python -m lab.soft_labels ROWS ENCODER LARGE PAIRS.npz OUT.npz TEACHER/last.pt …

Their figures on what is held out are printed, together and alone, and how often they say what.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from pathlib import Path

import numpy as np
import torch

from lab.entailment_pairs import Laid, OnDevice
from lab.train import tokenizer_of
from lab.train_entailment import accuracy, chances, held_out, teacher
from sayso.models.entailment import LABELS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("rows", "encoder", "large", "pairs", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("teachers", type=Path, nargs="+")
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("entailment.toml"))
    parser.add_argument("--limit", type=int, help="measure on about so many pairs only")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    device = torch.device(args.device)
    judge = teacher(tomllib.loads(args.config.read_text("utf-8")), args.large, device)
    held = held_out(args.rows, args.limit)
    watched = OnDevice(Laid.of(held, tokenizer_of(args.encoder)), device)
    pairs = OnDevice(Laid.read(args.pairs), device)
    measured = np.zeros((len(held), len(LABELS)), dtype=np.float32)
    said = torch.zeros(len(pairs.length), len(LABELS), device=device)
    for path in args.teachers:
        judge.model.load_state_dict(torch.load(path, weights_only=True, map_location=device)["model"])
        judge.eval()
        found = chances(judge, watched).cpu().numpy()
        measured += found / len(args.teachers)
        said += chances(judge, pairs) / len(args.teachers)
        print(json.dumps({"teacher": path.parent.name, "held": accuracy(found, held)}), flush=True)
    print(json.dumps({"together": len(args.teachers), "held": accuracy(measured, held)}), flush=True)
    print(
        json.dumps(dict(zip(LABELS, said.mean(0).tolist(), strict=True))), "sure:", float((said.amax(1) > 0.9).float().mean())
    )
    np.savez(args.out, chances=said.cpu().numpy().astype(np.float16))


if __name__ == "__main__":
    main()
