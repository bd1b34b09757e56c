"""Float weights of a BERT out of an ONNX file that was dynamically quantised to 8 bits.

``(quantised - zero_point) * scale`` gives back the float weights that its runtime multiplies with,
so nothing is lost by going native.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from onnx import ModelProto

_LAYER = re.compile(r"/((?:bert/)?encoder/layer\.\d+/.+)/MatMul_quant")
_OURS = ("bert.", "classifier.", "embeddings.", "encoder.")
_TRANSPOSED = ("bert.pooler.dense.weight", "classifier.weight")


def float_weights(model: ModelProto) -> dict[str, npt.NDArray[np.float32]]:
    """The float32 weights of a quantised ONNX BERT, under the names that BERT gives them."""
    from onnx import numpy_helper  # noqa: PLC0415 - only the one start that builds pays for it

    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    weights = {
        name: array.astype(np.float32)
        for name, array in stored.items()
        if name.startswith(_OURS) and array.dtype == np.float32 and array.ndim
    }
    for name in stored:
        weight = name.removesuffix("_quantized")
        if weight != name and ".embeddings." in f".{weight}":
            weights[weight] = _dequantised(stored, weight)
        elif weight != name and weight in _TRANSPOSED:
            weights[weight] = np.ascontiguousarray(_dequantised(stored, weight).T)
    for node in model.graph.node:
        layer = _LAYER.fullmatch(node.name) if node.op_type == "MatMulInteger" else None
        if layer:
            quantised = node.input[1].removesuffix("_quantized")
            name = layer[1].replace("/", ".") + ".weight"
            weights[name] = np.ascontiguousarray(_dequantised(stored, quantised).T)
    return weights


def _dequantised(
    stored: Mapping[str, npt.NDArray[np.generic]], name: str
) -> npt.NDArray[np.float32]:
    # Subtracting in int16: the difference of two int8 numbers doesn't fit in int8.
    steps = stored[f"{name}_quantized"].astype(np.int16) - stored[f"{name}_zero_point"].astype(
        np.int16
    )
    return steps.astype(np.float32) * stored[f"{name}_scale"].astype(np.float32)
