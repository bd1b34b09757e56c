"""The tables of a store, how they are made and how older ones become today's."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from storage.errors import (
    FingerprintMismatch,
    StoreDamaged,
    StoreForeign,
    StoreMissing,
    StoreTooNew,
)
from storage.local import document_words
from storage.local.conversations import copy_missing_conversations
from storage.local.database import Database, Session
from storage.records import Fingerprint, early_reading

APPLICATION_ID = 0x466F6F74  # "Foot", so that other programs' databases are told apart
SCHEMA_VERSION = 5

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  page_count INTEGER NOT NULL,
  pages_without_text TEXT NOT NULL,
  added_at REAL NOT NULL,
  first_passage INTEGER NOT NULL,
  last_passage INTEGER NOT NULL,
  reading TEXT NOT NULL,
  notes TEXT NOT NULL DEFAULT '[]',
  facts TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE names (
  name BLOB NOT NULL UNIQUE,
  document INTEGER NOT NULL REFERENCES documents (number),
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  container TEXT NOT NULL DEFAULT '',
  folder TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX names_by_document ON names (document, position);
CREATE INDEX names_by_container ON names (container) WHERE container != '';

CREATE TABLE pages (
  document INTEGER NOT NULL REFERENCES documents (number),
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  source_runs BLOB NOT NULL,
  checksum INTEGER NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  by_ocr INTEGER NOT NULL DEFAULT 0,
  boxes BLOB NOT NULL DEFAULT x'',
  UNIQUE (document, number)
) STRICT;

CREATE TABLE passages (
  passage_id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES documents (number),
  page INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  first_line INTEGER NOT NULL,
  last_line INTEGER NOT NULL,
  heading TEXT NOT NULL,
  text TEXT NOT NULL,
  term_count INTEGER NOT NULL,
  terms BLOB NOT NULL,
  checksum INTEGER NOT NULL,
  context TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE vectors (
  passage_id INTEGER PRIMARY KEY REFERENCES passages (passage_id),
  vector BLOB NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;

CREATE TABLE changes (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('added', 'removed', 'reencoded')),
  document INTEGER NOT NULL,
  first_passage INTEGER NOT NULL,
  last_passage INTEGER NOT NULL,
  stamp INTEGER NOT NULL
) STRICT;
"""

_COLLECTED = """
CREATE TABLE collected (
  collection TEXT NOT NULL,
  document INTEGER NOT NULL REFERENCES documents (number),
  PRIMARY KEY (collection, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX collected_by_document ON collected (document);
"""

_CITED = """
CREATE VIEW cited AS SELECT
  p.passage_id, d.document_id,
  (SELECT name FROM names WHERE document = d.number ORDER BY position LIMIT 1) AS name,
  d.kind, d.title, p.page, p.start, p."end", p.first_line, p.last_line, p.heading, p.text,
  p.checksum, p.context, p.place, page.label, page.by_ocr
FROM passages p JOIN documents d ON d.number = p.document
LEFT JOIN pages page ON page.document = p.document AND page.number = p.page
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """How tables of ``version`` become those of the next, in the library's folder."""

    version: int
    apply: Callable[[Session, Path], None]


def _migrate_to_3(session: Session, folder: Path) -> None:
    _move_conversations(session, folder)
    _note_readings(session)


def _note_readings(session: Session) -> None:
    """Each document says itself what read and split it, in place of the fingerprint for all."""
    fingerprint = json.loads(_meta(session, "fingerprint"))
    version = fingerprint.pop("splitting_version", 1)
    session.run("ALTER TABLE documents ADD COLUMN reading TEXT NOT NULL DEFAULT ''")
    for (kind,) in list(session.rows("SELECT DISTINCT kind FROM documents")):
        reading = early_reading(kind, version)
        session.run("UPDATE documents SET reading = ? WHERE kind = ?", (reading, kind))
    session.run("UPDATE meta SET value = ? WHERE key = 'fingerprint'", (json.dumps(fingerprint),))


def _move_conversations(session: Session, folder: Path) -> None:
    """Conversations get a database of their own; they are there before they go from here."""
    copy_missing_conversations(session, folder)
    for table in ("cited_places", "turns", "conversations"):
        session.run(f"DROP TABLE IF EXISTS {table}")


def _migrate_to_4(session: Session, _folder: Path) -> None:
    """Places get words, passages their context, and files may have been found inside others."""
    for table, column in (
        ("documents", "notes TEXT NOT NULL DEFAULT '[]'"),
        ("documents", "facts TEXT NOT NULL DEFAULT '[]'"),
        ("names", "container TEXT NOT NULL DEFAULT ''"),
        ("pages", "label TEXT NOT NULL DEFAULT ''"),
        ("pages", "by_ocr INTEGER NOT NULL DEFAULT 0"),
        ("pages", "boxes BLOB NOT NULL DEFAULT x''"),
        ("passages", "context TEXT NOT NULL DEFAULT ''"),
        ("passages", "place TEXT NOT NULL DEFAULT ''"),
    ):
        session.run(f"ALTER TABLE {table} ADD COLUMN {column}")
    session.run("CREATE INDEX names_by_container ON names (container) WHERE container != ''")
    session.run("DROP VIEW cited")
    session.run(_CITED)


def _migrate_to_5(session: Session, _folder: Path) -> None:
    """Documents can be in collections, and names say which watched folder brought them."""
    session.run("ALTER TABLE names ADD COLUMN folder TEXT NOT NULL DEFAULT ''")
    session.run(_COLLECTED)


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, lambda _session, _folder: None),  # version 2 only added what 3 moved elsewhere
    Migration(2, _migrate_to_3),
    Migration(3, _migrate_to_4),
    Migration(4, _migrate_to_5),
)


def create_tables(database: Database, fingerprint: Fingerprint) -> None:
    """Make the tables in a new file; where another process was faster, its tables stay."""
    with database.writing("the schema") as session:
        if not is_empty(session):
            return
        session.run(_TABLES)
        session.run(document_words.TABLE)
        session.run(_COLLECTED)
        session.run(_CITED)
        write_fingerprint(session, fingerprint)
        session.run(f"PRAGMA application_id = {APPLICATION_ID}")
        session.run(f"PRAGMA user_version = {SCHEMA_VERSION}")


def check_tables(database: Database) -> int:
    """The schema version of a store's file.

    Raises:
        StoreMissing: the file is empty, as after a creation that was cut short.
        StoreForeign: another program's database.
        StoreTooNew: a later version's.
    """
    with database.reading() as session:
        if is_empty(session):
            raise StoreMissing(f"{database.path} is empty: no library was finished there")
        if session.value("PRAGMA application_id") != APPLICATION_ID:
            raise StoreForeign(f"{database.path} isn't a Footnote library's database")
        version = int(session.value("PRAGMA user_version"))
    if version > SCHEMA_VERSION:
        raise StoreTooNew(
            f"{database.path} has schema version {version}, and this Footnote knows up to "
            f"{SCHEMA_VERSION}; update Footnote"
        )
    return version


def migrate(
    database: Database,
    version: int,
    *,
    to: int = SCHEMA_VERSION,
    migrations: tuple[Migration, ...] = MIGRATIONS,
) -> Path | None:
    """Bring older tables up to date; returns where the copy from before lies, if one was needed."""
    if version >= to:
        return None
    backup = database.path.with_name(f"store-before-version-{to}.db")
    backup.unlink(missing_ok=True)
    database.copy_to(backup)
    steps = {migration.version: migration for migration in migrations}
    with database.writing("a migration") as session:
        for old in range(int(session.value("PRAGMA user_version")), to):
            if old not in steps:
                raise StoreDamaged(f"{database.path} has schema version {old}, which never existed")
            steps[old].apply(session, database.path.parent)
            session.run(f"PRAGMA user_version = {old + 1}")
    return backup


def read_fingerprint(session: Session) -> Fingerprint:
    """What made the vectors of this store."""
    try:
        return Fingerprint.from_json(json.loads(_meta(session, "fingerprint")))
    except (ValueError, TypeError) as error:
        raise StoreDamaged(
            "the fingerprint in store.db can't be understood; run `footnote repair`"
        ) from error


def write_fingerprint(session: Session, fingerprint: Fingerprint) -> None:
    """Note what makes the vectors of this store from now on, under a new vectors' id."""
    session.run_many(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        (("fingerprint", json.dumps(asdict(fingerprint))), ("vectors_id", secrets.token_hex(16))),
    )


def check_fingerprint(session: Session, expected: Fingerprint, place: Path) -> None:
    """Refuse vectors of another encoder.

    Raises:
        FingerprintMismatch: naming both and the command that re-encodes.
    """
    stored = read_fingerprint(session)
    if stored != expected:
        raise FingerprintMismatch(
            f"{place} was made with {_in_words(stored)}, and now {_in_words(expected)} is asked "
            f"for; use the former, or run `footnote reencode` to make its vectors anew from the "
            "stored text"
        )


def read_vectors_id(session: Session) -> str:
    """A random name of this library's vectors, by which an index snapshot knows them."""
    return _meta(session, "vectors_id")


def _meta(session: Session, key: str) -> str:
    row = session.row("SELECT value FROM meta WHERE key = ?", (key,))
    if row is None:
        raise StoreDamaged(f"the library's database lacks its {key}; run `footnote repair`")
    return str(row[0])


def is_empty(session: Session) -> bool:
    """Whether the file has no tables at all, as one that was just made."""
    return int(session.value("SELECT count(*) FROM sqlite_schema")) == 0


def _in_words(fingerprint: Fingerprint) -> str:
    return (
        f"{fingerprint.encoder} (weights {fingerprint.weights_sha256[:12]}, "
        f"{fingerprint.dimension} dimensions, {fingerprint.pooling} pooling, "
        f"{'normalised' if fingerprint.normalised else 'not normalised'})"
    )
