"""A model by its name on a hub: found in the hub's local cache, or fetched in bounded time."""

from __future__ import annotations

from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from storage.errors import ModelUnavailable
from storage.models.weights import ModelFolder

# No pickles, and none of the copies for other runtimes.
_WANTED = ("*.json", "*.txt", "*.model", "*.safetensors", "*/*.json", "*/*.safetensors")
_UNWANTED = ("onnx/*", "openvino/*")


def fetch_model(name: str, *, reach_seconds: float) -> ModelFolder:
    """The folder of a hub's model, such as ``cross-encoder/ms-marco-MiniLM-L6-v2``.

    A complete copy in the hub's local cache is taken without asking the network. Otherwise the
    hub (huggingface.co, or what HF_ENDPOINT names) must answer within ``reach_seconds``; the
    download then takes as long as bytes arrive.

    Raises:
        ModelUnavailable: the hub can't be reached, refuses, or has no such model.
    """
    folder = _cached(name)
    if folder is None:
        _reach(name, reach_seconds)
        folder = _download(name)
    return ModelFolder(name=name, folder=folder)


def _cached(name: str) -> Path | None:
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        folder = snapshot_download(
            name,
            local_files_only=True,
            allow_patterns=list(_WANTED),
            ignore_patterns=list(_UNWANTED),
        )
    except (LocalEntryNotFoundError, HFValidationError):
        return None  # not there, or an interrupted download left it incomplete
    return Path(folder)


def _reach(name: str, seconds: float) -> None:
    """Return once the hub has answered that it has the model."""
    outcome: Queue[Exception | None] = Queue()
    # In a thread that can be left behind: looking a name up has no time limit of its own.
    Thread(target=_ask, args=(name, seconds, outcome), name="hub", daemon=True).start()
    try:
        error = outcome.get(timeout=seconds)
    except Empty:
        raise _unavailable(name, f"it didn't answer in {seconds:g} seconds") from None
    if error is not None:
        raise _unavailable(name, _first_line(error)) from error


def _ask(name: str, seconds: float, outcome: Queue[Exception | None]) -> None:
    from huggingface_hub import HfApi  # noqa: PLC0415

    try:
        HfApi().model_info(name, timeout=seconds)
    except Exception as error:  # handed to the thread that waits, which raises it
        outcome.put(error)
    else:
        outcome.put(None)


def _download(name: str) -> Path:
    from huggingface_hub import snapshot_download  # noqa: PLC0415

    try:
        folder = snapshot_download(
            name, allow_patterns=list(_WANTED), ignore_patterns=list(_UNWANTED)
        )
    except Exception as error:  # the client lets its transport's own exceptions through
        raise _unavailable(name, _first_line(error)) from error
    return Path(folder)


def _unavailable(name: str, reason: str) -> ModelUnavailable:
    from huggingface_hub import constants  # noqa: PLC0415

    return ModelUnavailable(
        f"The model {name} couldn't be had from {constants.ENDPOINT}: {reason}. Name a folder "
        "that holds the model, set HF_ENDPOINT to a mirror that can be reached, or leave the "
        "option out to use the model that comes installed."
    )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
