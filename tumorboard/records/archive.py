"""The file of a backup: an SQLite database of the same tables, whatever the database it was made of."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Table, func, select

from tumorboard.errors import StoreError
from tumorboard.records import connect, faults
from tumorboard.records.anchor import Anchor, Tail
from tumorboard.records.audit import Finding
from tumorboard.records.secret import Secret
from tumorboard.records.tables import audit, case_file, entry, meta

ANCHOR = "backup_anchor"
"""Where a backup keeps the anchor of its own audit trail."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds, and what is wrong with it."""

    cases: int
    entries: int
    audit_rows: int
    findings: tuple[Finding, ...] = ()


class Enclosed(Anchor):
    """The anchor that a backup carries along, so that a backup whose end was cut off is found out."""

    def __init__(self, copy: Connection, folder: Path, database: str, held: Secret) -> None:
        super().__init__(folder, database, held)
        self._text = copy.execute(select(meta.c.value).where(meta.c.name == ANCHOR)).scalar()

    def read(self) -> Tail | None:
        """Return the last row of the trail as the backup tells it."""
        if self._text is None:
            raise FileNotFoundError(ANCHOR)
        return self.opened(self._text)


def counted(copy: Connection) -> Saved:
    """Return how much a backup holds."""

    def rows(table: Table) -> int:
        return int(copy.execute(select(func.count()).select_from(table)).scalar_one())

    return Saved(rows(case_file), rows(entry), rows(audit))


def copy_file(source: Path, target: Path) -> None:
    """Copy a database of SQLite as it is at this moment, while others write."""
    with faults.told(), closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=15)) as new:
        old.backup(new)


@contextmanager
def opened(part: Path) -> Iterator[Connection]:
    """Open the file of a backup for one transaction."""
    engine = connect.engine_for(URL.create("sqlite", database=str(part)))
    try:
        with faults.told(), connect.turn(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def finish(part: Path) -> None:
    """Make one file of it, without a trace of what was deleted, and see it on the disk."""
    with faults.told(), closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")
    with part.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def beside_of(file: Path) -> Iterator[Path]:
    """Give a file beside, for the owner alone, that is gone at the end of the block."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.touch(mode=0o600)
        yield part
    except OSError as problem:
        remedy = "Make room and make the folder writable, then try again"
        raise StoreError(f"cannot be written ({problem.strerror})", file=file.name, remedy=remedy) from None
    finally:
        for left in (part, *parts_of(part)):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def parts_of(file: Path) -> list[Path]:
    """Return the files that SQLite keeps beside a database."""
    return [file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal")]
