"""On what and in which precision a model computes: asked of the machine, never assumed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from storage.models.remembered_precision import remembered_precision
from storage.models.spare_memory import remember_few_shapes
from storage.models.workers import Workers, shared_workers
from storage.processors import available_processors

if TYPE_CHECKING:
    import torch

Precision: TypeAlias = Literal["auto", "float32", "bfloat16", "float16", "int8"]
Device: TypeAlias = Literal["auto", "cpu", "cuda"]

# What processors that multiply 8 bits in one step announce.
_EIGHT_BITS = ("avx512_vnni", "avx_vnni", "arm_dot")
# A feed-forward layer of both models, and a batch for the short timing.
_PIECES, _WIDTH, _WIDE = 512, 384, 1536


@dataclass(frozen=True, slots=True)
class Compute:
    """What is wished for: "auto" takes the fastest that the machine does well.

    ``threads`` is how many the arithmetic may use, or None for one a processor.
    """

    device: Device = "auto"
    precision: Precision = "auto"
    threads: int | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be meant."""
        if self.threads is not None and self.threads < 1:
            raise ValueError(f"threads must be at least 1, not {self.threads}")


@dataclass(frozen=True, slots=True)
class Runtime:
    """What was chosen.

    ``eight_bits`` is whether linear layers multiply whole numbers of 8 bits, and ``dtype`` in what
    all else is computed. ``pieces_at_once`` is how many word pieces go through a model together:
    on a processor what its cache holds, on a GPU enough to keep it busy, and in 8 bits one
    sequence, by which its numbers are rounded. ``least_pieces`` is below which a question isn't
    cut up for more workers: what each call costs would outweigh it. Measured by
    ``tests/benchmarks/models.py``.
    """

    device: torch.device
    dtype: torch.dtype
    workers: Workers
    eight_bits: bool
    pieces_at_once: int
    least_pieces: int


def choose_runtime(
    compute: Compute, workers: Workers | None = None, cache_folder: Path | None = None
) -> Runtime:
    """The device and precision to compute with: CUDA in float16, or the processor in its best.

    And the workers to compute on (None: those that all models of this process share). What is
    best for the processor is remembered in ``cache_folder`` (None: not at all). Has PyTorch use one
    thread for each computation from now on, in the whole process.
    """
    remember_few_shapes()  # before the short timing, which computes
    import torch  # noqa: PLC0415 - seconds that the page needn't wait for

    torch.set_num_threads(1)
    cuda = compute.device == "cuda" or (compute.device == "auto" and torch.cuda.is_available())
    precision: str = compute.precision
    if precision == "auto":
        precision = "float16" if cuda else _best_of_processor(cache_folder)
    eight_bits = precision == "int8"
    if eight_bits and cuda:
        raise ValueError("int8 is for processors: give --precision float16, or --device cpu")
    dtype: torch.dtype = torch.float32 if eight_bits else getattr(torch, precision)
    pieces_at_once, least_pieces = _batch_sizes(cuda, eight_bits)
    return Runtime(
        device=torch.device("cuda" if cuda else "cpu"),
        dtype=dtype,
        workers=workers or shared_workers(compute.threads or _worker_count(cuda)),
        eight_bits=eight_bits,
        pieces_at_once=pieces_at_once,
        least_pieces=least_pieces,
    )


def _batch_sizes(cuda: bool, eight_bits: bool) -> tuple[int, int]:
    if cuda:
        return 32768, 32768
    return (1, 1) if eight_bits else (1024, 512)


def _best_of_processor(cache_folder: Path | None) -> str:
    if cache_folder is None:
        return _best_by_timing()
    import torch  # noqa: PLC0415

    machine = {"processor": dict(torch.cpu.get_capabilities()), "torch": str(torch.__version__)}
    return remembered_precision(cache_folder, machine, _best_by_timing)


def _best_by_timing() -> Precision:
    if _does_bfloat16_well():
        return "bfloat16"
    return "int8" if _does_eight_bits_well() else "float32"


def _worker_count(cuda: bool) -> int:
    """One a processor; two for a GPU, of which one makes ready what comes next."""
    return 2 if cuda else available_processors()


@cache
def _does_bfloat16_well() -> bool:
    """Whether the processor has bfloat16 arithmetic and it is faster here, by a short timing.

    Timed once a process, so that both models get the same answer.
    """
    import torch  # noqa: PLC0415

    capabilities = torch.cpu.get_capabilities()
    if not (capabilities.get("amx_bf16") or capabilities.get("avx512_bf16")):
        return False
    return _is_faster(_linear(torch.bfloat16), _linear(torch.float32), 1.3)


@cache
def _does_eight_bits_well() -> bool:
    """Whether the processor multiplies 8 bits in one step, and it is much faster here.

    Much, since rounding costs something: scores change by some tenths.
    """
    import torch  # noqa: PLC0415

    capabilities = torch.cpu.get_capabilities()
    if not any(capabilities.get(name) for name in _EIGHT_BITS):
        return False
    from storage.models.eight_bits import EightBitLinear  # noqa: PLC0415 - imports onnxruntime

    layer = EightBitLinear(torch.ones(_WIDE, _WIDTH), torch.zeros(_WIDE))
    return _is_faster(partial(layer, torch.ones(_PIECES, _WIDTH)), _linear(torch.float32), 2.0)


def _is_faster(short: Callable[[], object], exact: Callable[[], object], times: float) -> bool:
    """Whether one computation is so many times as fast as another, by a short timing.

    A virtual machine can announce what it then emulates, so that its flags alone prove little. By
    turns, since a busy machine would slow down one of two timings after each other.
    """
    rounds = [(_seconds(short), _seconds(exact)) for _ in range(5)]
    short_seconds, exact_seconds = map(min, zip(*rounds, strict=True))
    return bool(short_seconds * times < exact_seconds)


def _linear(dtype: torch.dtype) -> Callable[[], object]:
    """One feed-forward layer's product over 512 word pieces."""
    import torch  # noqa: PLC0415

    states = torch.ones(_PIECES, _WIDTH, dtype=dtype)
    weight = torch.ones(_WIDE, _WIDTH, dtype=dtype)
    return partial(torch.nn.functional.linear, states, weight)


def _seconds(compute: Callable[[], object]) -> float:
    import torch  # noqa: PLC0415

    with torch.inference_mode():
        compute()
        started = time.perf_counter()
        compute()
        return time.perf_counter() - started
