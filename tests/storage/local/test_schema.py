"""Tables of an older version are brought up to date after a copy was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import StoreDamaged, StoreForeign, StoreMissing
from storage.local import schema
from storage.local.database import Database, Session
from storage.local.engine import LocalStore
from storage.local.schema import SCHEMA_VERSION, Migration
from tests.storage.samples import FINGERPRINT, put


def add_column(session: Session, _folder: Path) -> None:
    session.run("ALTER TABLE documents ADD COLUMN language TEXT NOT NULL DEFAULT 'und'")


def fail(session: Session, folder: Path) -> None:
    add_column(session, folder)
    raise KeyError("a fault in a migration")


@pytest.fixture
def database(local: LocalStore, tmp_path: Path) -> Database:
    put(local, tmp_path, "a.txt", ["river stone"])
    return local.database


def columns(database: Database) -> set[str]:
    with database.reading() as session:
        return {row[1] for row in session.rows("PRAGMA table_info(documents)")}


def test_a_migration_runs_once_after_a_copy(database: Database) -> None:
    steps = (Migration(SCHEMA_VERSION, add_column),)
    copy = schema.migrate(database, SCHEMA_VERSION, to=SCHEMA_VERSION + 1, migrations=steps)
    assert "language" in columns(database)
    assert copy is not None
    old = Database(copy, create=False, busy_seconds=1)
    assert "language" not in columns(old)
    assert schema.check_tables(old) == SCHEMA_VERSION
    old.close()
    with database.reading() as session:
        assert session.value("PRAGMA user_version") == SCHEMA_VERSION + 1
    again = schema.migrate(database, SCHEMA_VERSION + 1, to=SCHEMA_VERSION + 1, migrations=steps)
    assert again is None


def test_a_failing_migration_changes_nothing(database: Database) -> None:
    steps = (Migration(SCHEMA_VERSION, fail),)
    with pytest.raises(KeyError):
        schema.migrate(database, SCHEMA_VERSION, to=SCHEMA_VERSION + 1, migrations=steps)
    assert "language" not in columns(database)
    assert schema.check_tables(database) == SCHEMA_VERSION


def test_a_version_that_never_was_is_refused(database: Database) -> None:
    with pytest.raises(StoreDamaged, match="never existed"):
        schema.migrate(database, SCHEMA_VERSION, to=SCHEMA_VERSION + 1, migrations=())


def test_other_databases_are_told_apart(tmp_path: Path) -> None:
    empty = Database(tmp_path / "empty.db", create=True, busy_seconds=1)
    with pytest.raises(StoreMissing, match=r"empty\.db"):
        schema.check_tables(empty)
    schema.create_tables(empty, FINGERPRINT)
    assert schema.check_tables(empty) == SCHEMA_VERSION
    schema.create_tables(empty, FINGERPRINT)
    empty.close()
    other = Database(tmp_path / "other.db", create=True, busy_seconds=1)
    with other.writing("a test") as session:
        session.run("CREATE TABLE somebody (elses TEXT)")
    with pytest.raises(StoreForeign, match="isn't a Footnote library"):
        schema.check_tables(other)
    other.close()
