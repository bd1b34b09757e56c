from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from storage.option_groups import with_options


@dataclass(frozen=True)
class Size:
    wide: int
    high: int


def size(
    wide: Annotated[int, typer.Option(min=1, help="How wide.")] = 3,
    high: Annotated[int, typer.Option("--tall")] = 4,
) -> Size:
    if wide > 100:
        raise typer.BadParameter("that is too wide")
    return Size(wide, high)


COMMANDS = typer.Typer()


@COMMANDS.command()
@with_options(size=size)
def draw(
    names: list[str], size: Size, loud: Annotated[bool, typer.Option("--loud")] = False
) -> None:
    """Draw it."""
    typer.echo(f"{names} {size.wide}x{size.high} {loud}")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(COMMANDS, list(arguments))
    return result.exit_code, result.output


def test_the_options_of_a_group_make_its_parameter() -> None:
    assert run("a", "b") == (0, "['a', 'b'] 3x4 False\n")
    assert run("a", "--wide", "7", "--tall", "9", "--loud") == (0, "['a'] 7x9 True\n")


def test_they_are_checked_and_explained_as_any_other() -> None:
    assert run("a", "--wide", "0")[0] == 2
    code, said = run("a", "--wide", "101")
    assert (code, "that is too wide" in said) == (2, True)
    assert "How wide." in run("--help")[1]
