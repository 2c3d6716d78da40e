"""A checkpoint of the attribution model from the files that are shipped, to train it further where the weights are lost.

    python -m lab.restore ENCODER OUT.pt [--models src/sayso/models]

Weights come back as int8 left them (a 254th of each column's span at most); what frozen layers hold is exactly what the
coreference and entailment models stand on, and is exported again as the same numbers.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from lab.train import made

QUANT = "/MatMul_quant"


def restored(models: Path) -> dict[str, torch.Tensor]:
    """The parameters of the shipped model by their names, in fp32."""
    out: dict[str, NDArray[np.float32]] = {}
    for name in ("words.onnx", "attributions.onnx"):
        graph = onnx.load(str(models / name)).graph
        held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
        out |= {key: array for key, array in held.items() if key.endswith((".weight", ".bias"))}
        for key in (k.removesuffix("_quantized") for k in held if k.endswith("_quantized")):
            whole = (held[f"{key}_quantized"].astype(np.float32) - held[f"{key}_zero_point"]) * held[f"{key}_scale"]
            if key.endswith(".weight"):
                out[key] = whole
            else:
                (node,) = (n for n in graph.node if f"{key}_quantized" in n.input)
                out[f"{node.name.removesuffix(QUANT).strip('/').replace('/', '.')}.weight"] = whole.T
    return {key: torch.from_numpy(np.array(array, dtype=np.float32)) for key, array in out.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--models", type=Path, default=Path("src/sayso/models"))
    args = parser.parse_args()
    model = made(args.encoder, tomllib.loads(Path(__file__).with_name("attributions.toml").read_text("utf-8")))
    model.load_state_dict(restored(args.models))
    torch.save({"model": model.state_dict()}, args.out)


if __name__ == "__main__":
    main()
