"""What commands say of a library that could be better: read again, or encoded for its languages."""

from __future__ import annotations

import typer

from ingest.pipeline import Ingestor
from ingest.reencoding import Reencoder
from storage.commands import open_current
from storage.current_library import CurrentLibrary
from storage.language_advice import LanguageAdvice
from storage.model_options import ANY_MODEL
from storage.store import Store


def wanted_encoder(library: str) -> str:
    """The name of the encoder that the languages of a library's documents ask for."""
    with open_current(library, ANY_MODEL) as current:
        advice = LanguageAdvice(current).advice(current.now.store.documents())
        return advice.encoder if advice else current.now.encoder.name


def tell_of_languages(current: CurrentLibrary) -> None:
    """Say how many documents the encoder knows the language of by halves, and the way out."""
    state = Reencoder(current).state(current.now.store.documents())
    if state is None:
        return
    advice = state.advice
    seconds = max(1, round(advice.seconds))
    takes = f"{seconds} s" if seconds < 90 else f"{round(seconds / 60)} min"
    are = "document is" if advice.documents == 1 else "documents are"
    typer.echo(
        f"{advice.documents} {are} in languages that {current.now.encoder.name} doesn't know "
        f"({', '.join(advice.languages[:5])}): `footnote reencode` has them found by meaning, in "
        f"about {takes}",
        err=True,
    )


def tell_of_outdated(ingestor: Ingestor, store: Store) -> None:
    """Say how many documents an earlier version read, and what brings them up to date."""
    count = len(ingestor.outdated(store.documents()))
    if count:
        gain = "document would gain" if count == 1 else "documents would gain"
        typer.echo(f"{count} {gain} from being read again: `footnote reread`", err=True)
