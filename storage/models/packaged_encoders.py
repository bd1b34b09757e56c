"""The encoders that come with packages, and the short names they have on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from storage.models.bge_weights import native_bge
from storage.models.e5_weights import native_e5
from storage.models.weights import (
    ALL_MINILM_L6,
    BGE_SMALL_EN,
    MULTILINGUAL_E5_SMALL,
    ModelFolder,
    PackagedModel,
    packaged_folder,
)

ENGLISH = ALL_MINILM_L6.name
"""The encoder of libraries in English, and of all where no other can be had."""

MULTILINGUAL = MULTILINGUAL_E5_SMALL.name
"""The encoder of libraries in other languages."""

_SHORT_NAMES: Mapping[str, PackagedModel] = {
    "minilm": ALL_MINILM_L6,
    "bge-small": BGE_SMALL_EN,
    "me5": MULTILINGUAL_E5_SMALL,
}
_FOLDERS: Mapping[str, Callable[[Path], Path]] = {
    ALL_MINILM_L6.name: lambda _cache_folder: packaged_folder(ALL_MINILM_L6),
    BGE_SMALL_EN.name: native_bge,
    MULTILINGUAL_E5_SMALL.name: native_e5,
}


def packaged_encoder(name: str, cache_folder: Path) -> ModelFolder | None:
    """The packaged encoder of a full or short name, made ready; None where there is none.

    Raises:
        ModelUnavailable: its package isn't installed, or the cache can't be written.
        ModelDamaged: the package's file isn't the one that was pinned.
    """
    short = _SHORT_NAMES.get(name)
    full = short.name if short else name
    if full not in _FOLDERS:
        return None
    return ModelFolder(name=full, folder=_FOLDERS[full](cache_folder))
