"""Linear layers whose products are of whole numbers of 8 bits, by onnxruntime.

Most processors without bfloat16 arithmetic have instructions for such products (VNNI, on ARM dot
products), several times as fast as those of float32. The weights are rounded once, each column by
its own largest; states when they come, by the largest of all that come together. So what comes
together is one sequence, and the same text gives the same numbers whatever else is computed.
After https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]
import torch
from onnx import TensorProto, helper, numpy_helper

# A weight has 7 bits and a sign less: before VNNI the sum of two products is kept in 16 bits, which
# 255 times 127, twice, would overflow.
_LARGEST = 63


class EightBitLinear:
    """What a linear layer gives, nearly, for (pieces, width) float32."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor) -> None:
        """Round a layer's float32 weight, (wide, width), and keep its bias, (wide,)."""
        self._session = _session(weight.numpy(), bias.numpy())

    def __call__(self, states: torch.Tensor) -> torch.Tensor:
        """(pieces, wide), float32."""
        (found,) = self._session.run(None, {"states": states.numpy()})
        return torch.from_numpy(found)


def _session(
    weight: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]
) -> onnxruntime.InferenceSession:
    largest = np.maximum(np.abs(weight).max(axis=1, keepdims=True), np.finfo(np.float32).tiny)
    scale = largest / np.float32(_LARGEST)
    constants = {
        "weight": np.ascontiguousarray(np.rint(weight / scale).astype(np.int8).T),
        "scale": scale[:, 0],
        "zero": np.zeros(len(weight), dtype=np.int8),
        "bias": bias,
    }
    layer = helper.make_node(
        "DynamicQuantizeMatMul", ["states", *constants], ["found"], domain="com.microsoft"
    )
    graph = helper.make_graph(
        [layer],
        "linear",
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["pieces", weight.shape[1]])],
        [helper.make_tensor_value_info("found", TensorProto.FLOAT, ["pieces", weight.shape[0]])],
        [numpy_helper.from_array(numbers, name) for name, numbers in constants.items()],
    )
    versions = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=versions, ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # a worker computes alone
    options.enable_cpu_mem_arena = False  # what it keeps for ever new shapes is never given back
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
