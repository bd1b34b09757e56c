from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.numpy import load_file

from storage.errors import ModelUnavailable
from storage.models.cross_encoder_weights import native_cross_encoder

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.mark.models
def test_the_native_folder_holds_every_weight_and_is_built_once(cache: Path) -> None:
    folder = native_cross_encoder(cache)
    made = (folder / "model.safetensors").stat().st_mtime_ns
    weights = load_file(folder / "model.safetensors")
    assert len(weights) == 12 * 16 + 5 + 4
    assert weights["bert.embeddings.word_embeddings.weight"].shape == (30522, 384)
    assert native_cross_encoder(cache) == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == made


def flip_a_bit(folder: Path) -> None:
    with (folder / "model.safetensors").open("r+b") as stream:
        stream.seek(1_000_000)
        byte = stream.read(1)[0]
        stream.seek(1_000_000)
        stream.write(bytes([byte ^ 1]))


def truncate(folder: Path) -> None:
    with (folder / "model.safetensors").open("r+b") as stream:
        stream.truncate(1_000_000)


def forget_a_file_in_the_manifest(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"]["model.safetensors"]
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.models
@pytest.mark.parametrize(
    "damage",
    [
        flip_a_bit,
        truncate,
        forget_a_file_in_the_manifest,
        lambda folder: (folder / "tokenizer.json").unlink(),
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "manifest.json").write_text("[]"),
        lambda folder: (folder / "config.json").write_text("{}"),
    ],
    ids=["bit", "cut", "unlisted", "no tokenizer", "no manifest", "not a manifest", "config"],
)
def test_a_damaged_or_partial_folder_is_built_anew(cache: Path, damage: object) -> None:
    folder = native_cross_encoder(cache)
    sound = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert callable(damage)
    damage(folder)
    assert native_cross_encoder(cache) == folder
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == sound


@pytest.mark.models
def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    folder = native_cross_encoder(tmp_path)
    left = tmp_path / f".building-{folder.name}-killed"
    left.mkdir()
    (left / "model.safetensors").write_bytes(b"half")
    (folder / "manifest.json").unlink()
    native_cross_encoder(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        folder.name,
        f"{folder.name}.lock",
    ]


@pytest.mark.models
def test_processes_that_start_together_build_one_whole_folder(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from storage.models.cross_encoder_weights import native_cross_encoder\n"
        "from storage.models.weights import wrong_files\n"
        "import json\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "folder = native_cross_encoder(pathlib.Path(sys.argv[1]))\n"
        "files = json.loads((folder / 'manifest.json').read_text())['files']\n"
        "assert not wrong_files(folder, files)\n"
        "print(folder)\n"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    outputs = [child.communicate(timeout=120) for child in children]
    assert [child.returncode for child in children] == [0, 0, 0], outputs
    assert len({output for output, _ in outputs}) == 1
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


@pytest.mark.models
def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(ModelUnavailable) as refusal:
        native_cross_encoder(blocked / "cache")
    assert str(blocked / "cache") in str(refusal.value)
