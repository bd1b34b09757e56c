"""A packaged model in the form that every library loads: made once, kept in a cache, checked."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from storage.errors import ModelUnavailable
from storage.files.digest import sha256_of
from storage.models.weights import PackagedModel, packaged_folder, wrong_files

_MANIFEST = "manifest.json"
_BUILDING = ".building-"


@dataclass(frozen=True, slots=True)
class NativeForm:
    """How a packaged model becomes a folder of ``model.safetensors`` and what goes with it.

    ``weights`` names the package's file that contains them. ``write`` makes the native files, of
    which ``needed`` must be there, from the package's folder in an empty one. ``version`` counts
    how often what it writes has changed.
    """

    model: PackagedModel
    weights: str
    version: int
    needed: frozenset[str]
    write: Callable[[Path, Path], None]

    @property
    def folder_name(self) -> str:
        """What the folder is called in a cache."""
        name = self.model.name.rpartition("/")[2]
        return f"{name}-{self.model.files[self.weights][:12]}-{self.version}"


def native_folder(form: NativeForm, cache_folder: Path) -> Path:
    """The folder of a packaged model in native form, every file in it checked.

    Built under ``cache_folder`` where it isn't there yet, or is damaged or partial. Several
    processes may ask at once: one builds, the others wait and take what it built.

    Raises:
        ModelUnavailable: the package is missing, or the cache can't be written.
        ModelDamaged: the package's file isn't the one that was pinned.
    """
    folder = cache_folder / form.folder_name
    if _is_whole(form, folder):
        return folder
    package = packaged_folder(form.model)
    try:
        _build_alone(form, package, folder)
    except OSError as error:
        raise ModelUnavailable(
            f"{form.model.name} couldn't be prepared in {cache_folder}: {error}. Make that "
            "folder writable, with 200 MB free, or choose another one for the cache."
        ) from error
    return folder


def _is_whole(form: NativeForm, folder: Path) -> bool:
    """Whether the folder's manifest reads and every file in it has the hash written there."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        files = manifest["files"]
        complete = form.needed <= files.keys()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return complete and not wrong_files(folder, files)


def _build_alone(form: NativeForm, package: Path, folder: Path) -> None:
    from filelock import FileLock  # noqa: PLC0415

    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        if _is_whole(form, folder):
            return
        for leftover in folder.parent.glob(f"{_BUILDING}{folder.name}-*"):
            shutil.rmtree(leftover)
        building = Path(tempfile.mkdtemp(prefix=f"{_BUILDING}{folder.name}-", dir=folder.parent))
        form.write(package, building)
        _vouch_for(form, building)
        if folder.exists():
            shutil.rmtree(folder)
        building.rename(folder)
        _sync(folder.parent)


def _vouch_for(form: NativeForm, folder: Path) -> None:
    """Write the manifest, last, with what each file must be; all of it is on disk then."""
    written = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {file.relative_to(folder).as_posix(): sha256_of(file) for file in written}
    manifest = {
        "model": form.model.name,
        "made_from": form.model.files[form.weights],
        "files": files,
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=2), "utf-8")
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    """Make sure that a file, or a folder's list of names, is on disk and not only in memory."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folder, and orders renames by itself.
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
