"""What a database says when it fails, told in plain words with a remedy, and never with the data that it was about."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tumorboard.errors import StoreError

_NOTHING = "Nothing was saved"
_SQLITE = (
    ("disk is full", "the disk is full", "Make room, then try again"),
    ("readonly database", "the records cannot be written here", "Make the data folder writable, then try again"),
    ("unable to open database", "the records cannot be opened", "Look whether the data folder is there and writable"),
    ("disk i/o error", "the disk does not answer", "Look after the disk; `tumorboard db check` tells what is damaged"),
    ("locked", "the records are busy with other changes", "Try again in a moment"),
    ("not a database", "the file of the records is damaged", "Restore a backup with `tumorboard db restore`"),
    ("malformed", "the file of the records is damaged", "Restore a backup with `tumorboard db restore`"),
    ("no such table", "the records are not complete", "Run `tumorboard db check`"),
)
_SQLSTATES = (
    ("53100", "the disk of the database is full", "Make room, then try again"),
    ("53300", "the database has no connection left", "Try again in a moment, or allow more connections"),
    ("53", "the database is short of memory", "Try again in a moment"),
    ("57014", "the database took too long", "Try again in a moment"),
    ("55P03", "the records are busy with other changes", "Try again in a moment"),
    ("40", "the records are busy with other changes", "Try again in a moment"),
    ("25006", "the database takes no changes now", "Look whether it is a copy, or being maintained"),
    ("28", "the database does not accept this user", "Look at the user and password in TUMORBOARD_DATABASE_URL"),
    ("3D000", "the database does not exist", "Create it, then run `tumorboard db init`"),
    ("42501", "this user of the database may not do that", "Give the user the rights to the tables"),
    ("42P01", "the records are not complete", "Run `tumorboard db check`"),
    ("08", "the database cannot be reached", "Look whether it runs and whether its address is right, then try again"),
    ("57P", "the database is being stopped or started", "Try again in a moment"),
    ("XX001", "the database is damaged", "Restore a backup with `tumorboard db restore`"),
)
_CONNECTING = "08"
"""The class of states in which there is no connection; a driver that cannot connect gives no state."""


@contextmanager
def told() -> Iterator[None]:
    """Turn every failure of a database within the block into a :class:`StoreError`."""
    try:
        yield
    except DBAPIError as problem:
        # Not chained: the original names rows and values, and a log must not.
        raise _told(problem) from None
    except sqlite3.Error as problem:
        raise _of_sqlite(problem) from None
    except PoolTimeout:
        remedy = f"{_NOTHING}. Try again in a moment"
        raise StoreError("too many people use the records at this moment", remedy=remedy) from None
    except SQLAlchemyError as problem:
        raise StoreError(f"the records fail ({type(problem).__name__})", remedy=f"{_NOTHING}. Try again") from None


def _told(problem: DBAPIError) -> StoreError:
    if isinstance(problem.orig, sqlite3.Error):
        return _of_sqlite(problem.orig)
    state = getattr(problem.orig, "sqlstate", None) or _CONNECTING
    if problem.connection_invalidated:
        state = _CONNECTING
    for start, message, remedy in _SQLSTATES:
        if state.startswith(start):
            return StoreError(message, remedy=f"{_NOTHING}. {remedy}")
    return _refused(type(problem.orig).__name__)


def _of_sqlite(problem: sqlite3.Error) -> StoreError:
    words = str(problem).lower()
    for part, message, remedy in _SQLITE:
        if part in words:
            return StoreError(message, remedy=f"{_NOTHING}. {remedy}")
    return _refused(type(problem).__name__)


def _refused(kind: str) -> StoreError:
    return StoreError(f"the database refuses the change ({kind})", remedy=f"{_NOTHING}. Run `tumorboard db check`")


@contextmanager
def confirming() -> Iterator[None]:
    """Tell a connection that breaks while a change is confirmed from one that broke before: the change may be saved."""
    try:
        yield
    except DBAPIError as problem:
        if not problem.connection_invalidated:
            raise
        raise StoreError(
            "the connection broke while the change was being confirmed: it is saved as a whole or not at all",
            remedy="Reload and look which, before you enter it again",
        ) from None
