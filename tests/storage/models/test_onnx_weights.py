from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from storage.models.onnx_weights import float_weights


@pytest.mark.parametrize("prefix", ["bert.", ""])
def test_quantised_weights_come_back_as_the_floats_that_they_stand_for(prefix: str) -> None:
    def scalar(name: str, kind: int, value: float) -> onnx.TensorProto:
        return helper.make_tensor(name, kind, [], [value])

    matrix = [-128, 127, 0, 5, 6, 7]  # two rows of three, stored as (in, out)
    tensors = [
        helper.make_tensor("onnx::MatMul_7_quantized", TensorProto.INT8, [2, 3], matrix),
        scalar("onnx::MatMul_7_zero_point", TensorProto.INT8, 2),
        scalar("onnx::MatMul_7_scale", TensorProto.FLOAT, 0.5),
        helper.make_tensor(
            f"{prefix}embeddings.word_embeddings.weight_quantized",
            TensorProto.UINT8,
            [1, 2],
            [0, 255],
        ),
        scalar(f"{prefix}embeddings.word_embeddings.weight_zero_point", TensorProto.UINT8, 128),
        scalar(f"{prefix}embeddings.word_embeddings.weight_scale", TensorProto.FLOAT, 2.0),
        helper.make_tensor("classifier.bias", TensorProto.FLOAT, [1], [0.25]),
    ]
    for name in ("bert.pooler.dense.weight", "classifier.weight"):
        tensors += [
            helper.make_tensor(f"{name}_quantized", TensorProto.INT8, [2, 1], [3, 4]),
            scalar(f"{name}_zero_point", TensorProto.INT8, 0),
            scalar(f"{name}_scale", TensorProto.FLOAT, 1.0),
        ]
    node = helper.make_node(
        "MatMulInteger",
        ["states", "onnx::MatMul_7_quantized"],
        ["product"],
        name=f"/{prefix.replace('.', '/')}encoder/layer.0/attention/self/query/MatMul_quant",
    )
    graph = helper.make_graph([node], "quantised", [], [], initializer=tensors)

    weights = float_weights(helper.make_model(graph))

    assert set(weights) == {
        f"{prefix}encoder.layer.0.attention.self.query.weight",
        f"{prefix}embeddings.word_embeddings.weight",
        "bert.pooler.dense.weight",
        "classifier.weight",
        "classifier.bias",
    }
    query = weights[f"{prefix}encoder.layer.0.attention.self.query.weight"]
    assert query.tolist() == [[-65.0, 1.5], [62.5, 2.0], [-1.0, 2.5]]
    assert weights[f"{prefix}embeddings.word_embeddings.weight"].tolist() == [[-256.0, 254.0]]
    assert weights["classifier.weight"].tolist() == [[3.0, 4.0]]
    assert all(array.dtype == np.float32 for array in weights.values())
