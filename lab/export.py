"""A trained checkpoint as the files sayso ships: int8 ONNX, its tokenizer, and the figures of both precisions.

    python -m lab.export CHECKPOINT ENCODER OUT [--config lab/attributions.toml] [--mean CHECKPOINT …]

With --mean the weights are the mean of all checkpoints (Wortsman et al. 2022, "Model soups"). OUT gets words.onnx (int8 word
vectors, which other models share), attributions.onnx (int8, per channel, dynamic: from word vectors on; its output `lower` is
what the coreference model stands on), attributions.tokenizer.json, and both in fp32 (words.fp32.onnx, attributions.fp32.onnx:
not shipped).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from lab.examples import inputs, tokenizer_of
from lab.model import Model
from lab.train import made

INPUTS = ("pieces", "features", "valid", "starts", "count")
OUTPUTS = ("tags", "anchors", "roles")


def loaded(checkpoints: Sequence[Path], encoder: Path, config: dict[str, dict[str, float]]) -> Model:
    """The model with the mean weights of some checkpoints, ready to be run."""
    at_work = config["model"] | {"cues": config["model"]["read"], "drop": 0.0}
    models = [made(encoder, {"model": at_work}, checkpoint) for checkpoint in checkpoints]
    states = [m.state_dict() for m in models]
    models[0].load_state_dict({name: mean([s[name] for s in states]) for name in states[0]})
    return models[0].eval()


def mean(found: Sequence[torch.Tensor]) -> torch.Tensor:
    """Their mean; of what is the same in all (what was frozen) exactly that, not a mean that is a last bit off."""
    return found[0] if all(torch.equal(found[0], f) for f in found) else torch.stack(list(found)).mean(0)


def export(model: Model, out: Path) -> None:
    """Both precisions as ONNX files in `out`."""
    example = inputs([([(2000 + i,) for i in range(40 + r)], [1] * (40 + r)) for r in range(2)])
    plain, small = (out / name for name in ("attributions.fp32.onnx", "attributions.onnx"))
    torch.onnx.export(
        model, example, str(plain), input_names=list(INPUTS), output_names=list(OUTPUTS),
        dynamo=False, opset_version=17,
        dynamic_axes={
            "pieces": {0: "batch", 1: "pieces"}, "features": {0: "batch", 1: "pieces"}, "valid": {0: "batch", 1: "pieces"},
            "starts": {0: "batch", 1: "words"}, "count": {0: "batch"}, "tags": {0: "batch", 1: "words"},
            "anchors": {0: "batch"}, "roles": {0: "batch", 2: "words"},
        },
    )  # fmt: skip
    quantised(plain, small, ["MatMul", "Gather"])
    for path, name in ((small, "words.onnx"), (plain, "words.fp32.onnx")):
        words, rest = parted(onnx.load(str(path)))
        onnx.save(words, str(out / name))
        onnx.save(with_lower(rest, words), str(path))


def with_lower(model: onnx.ModelProto, words: onnx.ModelProto) -> onnx.ModelProto:
    """The model with the hidden states after its first SHARED layers as an output, `lower`, [batch, pieces, size]."""
    shape = ["batch", "pieces", words.graph.output[0].type.tensor_type.shape.dim[2].dim_value]
    state = f"/encoder/layers.{SHARED - 1}/norm2/LayerNormalization_output_0"
    model.graph.node.append(onnx.helper.make_node("Identity", [state], ["lower"], name="lower"))
    model.graph.output.append(onnx.helper.make_tensor_value_info("lower", onnx.TensorProto.FLOAT, shape))
    return model


SHARED = 2  # layers that the coreference model stands on, `shared` in coreference.toml
WORDS = "/encoder/word/Gather_output_0"  # the vectors of a window's pieces


def parted(model: onnx.ModelProto) -> tuple[onnx.ModelProto, onnx.ModelProto]:
    """A model in two: from pieces to word vectors, and from these to the rest. Nothing is computed otherwise."""
    table = {i.name: i for i in model.graph.initializer if i.name.startswith("encoder.word.weight")}
    first = [n for n in model.graph.node if any(i in table for i in n.input)]
    size = next(i.dims[1] for i in table.values() if len(i.dims) == 2)
    vectors = onnx.helper.make_tensor_value_info("words", onnx.TensorProto.FLOAT, ["batch", "pieces", size])
    pieces = next(i for i in model.graph.input if i.name == "pieces")
    (last,) = (n for n in first if WORDS in n.output)
    last.output[0] = "words"
    graph = onnx.helper.make_graph(first, "words", [pieces], [vectors], list(table.values()))
    words = onnx.helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)
    shapes = {o for n in model.graph.node if n.op_type == "Shape" and "pieces" in n.input for o in n.output}
    rest = onnx.ModelProto()
    rest.CopyFrom(model)
    for part, kept in (
        (rest.graph.node, [n for n in model.graph.node if n not in first]),
        (rest.graph.initializer, [i for i in model.graph.initializer if i.name not in table]),
        (rest.graph.input, [i for i in model.graph.input if i.name != "pieces"]),
        (rest.graph.value_info, [v for v in model.graph.value_info if v.name not in shapes]),
    ):
        made = [type(k)() for k in kept]
        for new, old in zip(made, kept, strict=True):
            new.CopyFrom(old)
        del part[:]
        part.extend(made)
    for node in rest.graph.node:
        for n, name in enumerate(node.input):
            if name in (WORDS, "pieces"):
                node.input[n] = "words"
    rest.graph.input.append(vectors)
    return words, rest


def quantised(plain: Path, small: Path, kinds: list[str]) -> None:
    """An int8 model of an fp32 one: weights of these kinds of nodes per channel, activations when it is run."""
    ready = small.with_name("ready.onnx")
    quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
    quantize_dynamic(str(ready), str(small), per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=kinds)
    ready.unlink()
    unsigned(small)


def unsigned(path: Path) -> None:
    """Take out of a model what a tool wrote of itself, so that the same weights are the same bytes."""
    made = onnx.load(str(path))
    del made.metadata_props[:]
    made.producer_name = made.producer_version = ""
    onnx.save(made, str(path))


def told(out: Path, names: Sequence[str]) -> None:
    """Print each file's size and sum, for its card."""
    for name in names:
        data = (out / name).read_bytes()
        print(json.dumps({"file": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("attributions.toml"))
    parser.add_argument("--mean", type=Path, nargs="+", default=[], help="more checkpoints")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    export(loaded([args.checkpoint, *args.mean], args.encoder, tomllib.loads(args.config.read_text("utf-8"))), args.out)
    tokenizer_of(args.encoder).save(str(args.out / "attributions.tokenizer.json"), pretty=False)
    told(args.out, ("words.onnx", "attributions.onnx", "attributions.tokenizer.json"))


if __name__ == "__main__":
    main()
