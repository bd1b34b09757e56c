"""What commands share: options that belong together, the version, how errors are reported."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


def with_options(
    **groups: Callable[..., Any],
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator of commands: makes the named parameters from options of their own.

    Each group is a function whose parameters are options as typer declares them. The command line
    shows those in the place of the command's parameter of that name, which gets what the function
    returns.
    """

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        shown: list[inspect.Parameter] = []
        for name, parameter in inspect.signature(command, eval_str=True).parameters.items():
            shown += _options(groups[name]) if name in groups else [_keyword(parameter)]

        @wraps(command)
        def run(**given: Any) -> None:
            made = {
                name: group(**{option.name: given.pop(option.name) for option in _options(group)})
                for name, group in groups.items()
            }
            command(**given, **made)

        # Typer reads both: the signature for the options, the annotations for their types.
        run.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
        run.__annotations__ = {option.name: option.annotation for option in shown}
        return run

    return decorated


def about_program(name: str, version: str, says: str) -> Callable[..., None]:
    """What is run before any command: it only knows ``--version`` and what the program is."""

    def say_version(wanted: bool) -> None:
        if wanted:
            typer.echo(f"{name} {version}")
            raise typer.Exit

    option = typer.Option("--version", help="Say the version.", is_eager=True, callback=say_version)

    def program(_version: Annotated[bool, option] = False) -> None:
        pass

    program.__doc__ = says
    program.__annotations__["_version"] = Annotated[bool, option]
    return program


def reporting_group(*errors: type[Exception]) -> type[TyperGroup]:
    """A group of commands that turns such errors, and the system's, into a line and exit code 1."""

    reported: tuple[type[Exception], ...] = (*errors, OSError)

    class ReportingGroup(TyperGroup):
        def invoke(self, ctx: Any) -> Any:
            try:
                return super().invoke(ctx)
            except BrokenPipeError:  # whoever read this has seen enough: Click ends it in silence
                raise
            except reported as error:
                typer.echo(f"footnote: {error}", err=True)
                raise typer.Exit(1) from error

    return ReportingGroup


def _options(group: Callable[..., Any]) -> list[inspect.Parameter]:
    return list(map(_keyword, inspect.signature(group, eval_str=True).parameters.values()))


def _keyword(parameter: inspect.Parameter) -> inspect.Parameter:
    return parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
