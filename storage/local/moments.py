"""Moments of a local library, by which what was read of it is known to be as it still is.

Every function works inside the transaction of the session it is given.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.local.database import Session


@dataclass(frozen=True, slots=True)
class ChangePosition:
    """The last change of content that is known: its number and its random stamp, 0 at first."""

    sequence: int
    stamp: int


@dataclass(frozen=True, slots=True)
class Moment:
    """What changes whenever a document, a name or a collection does.

    ``noted`` counts the changes of names and collections that are no change of content.
    """

    position: ChangePosition
    noted: int


def moment_of(session: Session) -> Moment:
    """The moment that the session's transaction sees."""
    noted = session.row("SELECT value FROM meta WHERE key = 'collected'")
    return Moment(position_of(session), int(noted[0]) if noted else 0)


def position_of(session: Session) -> ChangePosition:
    """The last change of content that the session's transaction sees."""
    row = session.row("SELECT sequence, stamp FROM changes ORDER BY sequence DESC LIMIT 1")
    return ChangePosition(*row) if row else ChangePosition(0, 0)


def knows(session: Session, position: ChangePosition) -> bool:
    """Whether the library went on from there, and isn't another one by now."""
    if position == ChangePosition(0, 0):
        return True
    row = session.row("SELECT stamp FROM changes WHERE sequence = ?", (position.sequence,))
    return row is not None and row[0] == position.stamp


def note_change(session: Session) -> None:
    """Note that names or collections change of documents whose content stays."""
    session.run(
        "INSERT INTO meta VALUES ('collected', '1') ON CONFLICT (key) "
        "DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"
    )
