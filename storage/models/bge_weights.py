"""The packaged bge-small-en-v1.5 as a native folder: rebuilt once from int8 ONNX."""

from __future__ import annotations

import shutil
from pathlib import Path

from storage.models.native_folder import NativeForm, native_folder
from storage.models.onnx_weights import float_weights
from storage.models.sentence_files import ENCODER_FILES, write_encoder_files
from storage.models.weights import BGE_SMALL_EN


def native_bge(cache_folder: Path) -> Path:
    """The folder of bge-small-en-v1.5; see ``native_folder``."""
    return native_folder(_FORM, cache_folder)


def _write(package: Path, folder: Path) -> None:
    import onnx  # noqa: PLC0415
    from safetensors.numpy import save_file  # noqa: PLC0415

    weights = float_weights(onnx.load(str(package / "model.onnx")))
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(package / name, folder / name)
    write_encoder_files(folder, pooling="cls", width=384, max_tokens=512, question="", passage="")


_FORM = NativeForm(
    model=BGE_SMALL_EN, weights="model.onnx", version=1, needed=ENCODER_FILES, write=_write
)
