"""What the command line says of the models is what they get, in further processes too."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from storage.current_library import AUTO
from storage.model_options import ModelOptions, model_options
from storage.models.precision import Compute
from storage.option_groups import with_options

CHOSEN: list[ModelOptions] = []
PROGRAM = typer.Typer()


@PROGRAM.command()
@with_options(models=model_options)
def choose(models: ModelOptions) -> None:
    CHOSEN.append(models)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], ModelOptions()),
        (["--threads", "3"], ModelOptions(AUTO, Compute(threads=3))),
        (
            ["--encoder", "me5", "--precision", "float32"],
            ModelOptions("me5", Compute(precision="float32")),
        ),
    ],
)
def test_options_are_what_the_models_get_and_a_worker_the_same(
    given: list[str], expected: ModelOptions
) -> None:
    CHOSEN.clear()
    assert CliRunner().invoke(PROGRAM, given).exit_code == 0
    assert CliRunner().invoke(PROGRAM, CHOSEN[0].arguments()).exit_code == 0
    assert [expected, expected] == CHOSEN


@pytest.mark.parametrize("given", [["--threads", "0"], ["--precision", "int4"]])
def test_what_no_model_can_do_is_refused(given: list[str]) -> None:
    assert CliRunner().invoke(PROGRAM, given).exit_code == 2
