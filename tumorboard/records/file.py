"""The file of an SQLite database: whether the one that was opened is still the one at its place.

An open file can be written after its name was removed or given to another file: SQLite then says that all is saved, and
with the last connection everything is gone. So the file is looked at before anything is read, written or confirmed.
"""

import sqlite3
from pathlib import Path

from sqlalchemy.pool import ConnectionPoolEntry

from tumorboard.errors import StoreError

LOG = "tumorboard_log"
"""What a connection remembers: the identity of the write-ahead log that it opened."""
_NOTHING = "Nothing was saved"


def identity(path: Path) -> tuple[int, int] | None:
    """Return device and inode of a file, which no other file has while it is open; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class DatabaseFile:
    """The file that an engine opened first.

    Parameters
    ----------
    path : Path
        Where it should be.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.log = path.with_name(path.name + "-wal")
        self._first: tuple[int, int] | None = None

    def opened(self, connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        """Remember the file of the first connection, and the log of this one; for the event of an engine."""
        if self._first is None:
            self._first = identity(self.path)
        self.demand()
        # The log is opened by the first read, not before.
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        record.info[LOG] = identity(self.log)

    def in_place(self) -> bool:
        """Say whether the file that was opened is at its place; also where none was opened yet."""
        return self._first is None or identity(self.path) == self._first

    def demand(self) -> None:
        """Refuse to go on with a file that is not at its place.

        Raises
        ------
        StoreError
            If it was removed, or another one stands there.
        """
        if self.in_place():
            return
        if identity(self.path) is None:
            raise StoreError(
                "the file of the records is gone from the data folder",
                remedy=f"{_NOTHING}. Bring the file back, or restore a backup with `tumorboard db restore`, "
                "then start the program anew",
            )
        raise StoreError(
            "the file of the records was replaced by another one while the program was running",
            remedy=f"{_NOTHING}. Bring the former file back, or start the program anew to go on with this one",
        )

    def log_gone(self) -> StoreError:
        """Return what is told where the write-ahead log was removed or replaced."""
        return StoreError(
            f"{self.log.name}, which belongs to the file of the records, was taken away",
            remedy=f"{_NOTHING}. Leave these files to the program; run `tumorboard db check`, then try again",
        )
