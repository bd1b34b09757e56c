"""What a command may choose about the models: which encoder, and how they compute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import typer

from storage.current_library import AUTO
from storage.models.precision import Compute, Precision


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """The encoder's name, a folder or "auto", and how all models compute."""

    encoder: str = AUTO
    compute: Compute = field(default_factory=Compute)

    def arguments(self) -> list[str]:
        """The same for the command line of one more process."""
        threads = self.compute.threads
        return [
            "--encoder",
            self.encoder,
            "--precision",
            self.compute.precision,
            *(["--threads", str(threads)] if threads else []),
        ]


def model_options(
    *,
    encoder: Annotated[
        str,
        typer.Option(
            help="auto: the library's own, for a new one by its first document's language. Or "
            "minilm, bge-small (both English), me5 (a hundred languages), a folder, a hub's name.",
        ),
    ] = AUTO,
    threads: Annotated[
        int | None,
        typer.Option(min=1, help="Processors that the models use; else all that they may."),
    ] = None,
    precision: Annotated[
        Precision,
        typer.Option(
            help="How the models compute; auto: bfloat16 where a short timing shows the processor "
            "to do that well, else int8 (scores change by some tenths) where it does that much "
            "faster, float16 on a GPU, else float32.",
        ),
    ] = "auto",
) -> ModelOptions:
    """What the options come to."""
    return ModelOptions(encoder, Compute(precision=precision, threads=threads))


ANY_MODEL = ModelOptions()
"""What is used where nothing is chosen."""
