"""On what and in which precision a model computes: asked of the machine, never assumed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from storage.models.spare_memory import remember_few_shapes
from storage.models.workers import Workers, shared_workers
from storage.processors import available_processors

if TYPE_CHECKING:
    import torch

Precision: TypeAlias = Literal["auto", "float32", "bfloat16", "float16"]
Device: TypeAlias = Literal["auto", "cpu", "cuda"]


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

    ``pieces_at_once`` is how many word pieces go through a model together: on a processor what
    its cache holds, on a GPU enough to keep it busy. ``least_pieces`` is below which a question
    isn't cut up for more workers: what each call costs would outweigh it. Measured by
    ``tests/benchmarks/models.py``.
    """

    device: torch.device
    dtype: torch.dtype
    workers: Workers

    @property
    def pieces_at_once(self) -> int:
        """See above."""
        return 1024 if self.device.type == "cpu" else 32768

    @property
    def least_pieces(self) -> int:
        """See above."""
        return 512 if self.device.type == "cpu" else self.pieces_at_once


def choose_runtime(compute: Compute, workers: Workers | None = None) -> Runtime:
    """The device and precision to compute with: CUDA in float16, or the processor in its best.

    And the workers to compute on (None: those that all models of this process share). Has PyTorch
    use one thread for each computation from now on, in the whole process.
    """
    remember_few_shapes()  # before the short timing, which computes
    import torch  # noqa: PLC0415 - seconds that the page needn't wait for

    torch.set_num_threads(1)
    cuda = compute.device == "cuda" or (compute.device == "auto" and torch.cuda.is_available())
    if compute.precision != "auto":
        dtype: torch.dtype = getattr(torch, compute.precision)
    elif cuda:
        dtype = torch.float16
    else:
        dtype = torch.bfloat16 if _does_bfloat16_well() else torch.float32
    return Runtime(
        device=torch.device("cuda" if cuda else "cpu"),
        dtype=dtype,
        workers=workers or shared_workers(compute.threads or _worker_count(cuda)),
    )


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
    # A virtual machine can announce what it then emulates, so that the flag alone proves little.
    # By turns, since a busy machine would slow down one of two timings after each other.
    rounds = [(_matmul_seconds(torch.bfloat16), _matmul_seconds(torch.float32)) for _ in range(5)]
    short, exact = map(min, zip(*rounds, strict=True))
    return bool(short * 1.3 < exact)


def _matmul_seconds(dtype: torch.dtype) -> float:
    """How long one feed-forward layer's product over 512 word pieces takes."""
    import torch  # noqa: PLC0415

    states = torch.ones(512, 384, dtype=dtype)
    weight = torch.ones(1536, 384, dtype=dtype)
    with torch.inference_mode():
        torch.nn.functional.linear(states, weight)
        started = time.perf_counter()
        torch.nn.functional.linear(states, weight)
        return time.perf_counter() - started
