"""Where the records are and how they are reached: SQLite in the data folder, or PostgreSQL by an address."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from tumorboard.errors import StoreError
from tumorboard.knowledge.snapshot import user_folder
from tumorboard.records.file import LOG, DatabaseFile, identity

ADDRESS = "TUMORBOARD_DATABASE_URL"
FILE = "tumorboard.db"
_WRITER: Mapping[str, Any] = {"tumorboard_writes": True}
"""Option of a connection that is going to write: it takes its turn at once."""
_TURN = 0x7475_6D62
"""The advisory lock of PostgreSQL under which writers take turns; any number, always the same."""
_PATIENCE_SECONDS = 15
_FILE = "tumorboard_file"
"""Option of an engine of SQLite: the file that it opened."""
_PRAGMAS = (
    f"busy_timeout={_PATIENCE_SECONDS * 1000}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    # Without it, INSERT OR REPLACE deletes rows behind the back of the triggers.
    "recursive_triggers=ON",
    "trusted_schema=OFF",
)


def data_folder(folder: Path | None = None) -> Path:
    """Return the folder for the file of the records, the secret and the anchor."""
    return folder or user_folder()


def address(url: str | None, folder: Path) -> URL:
    """Return the address of the records: given, from ``TUMORBOARD_DATABASE_URL``, or SQLite in the data folder.

    Raises
    ------
    StoreError
        If it is not an address of SQLite or PostgreSQL.
    """
    given = url if url is not None else os.environ.get(ADDRESS, "").strip()
    if not given:
        return URL.create("sqlite", database=str(folder / FILE))
    remedy = "Write postgresql://USER:PASSWORD@HOST/DATABASE or sqlite:///FILE"
    try:
        made = make_url(given)
    except ArgumentError:
        raise StoreError("is not the address of a database", field=ADDRESS, remedy=remedy) from None
    if made.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return made.set(drivername="postgresql+psycopg")
    if made.drivername == "sqlite" and made.database and made.database != ":memory:":
        return made
    raise StoreError("is not the address of SQLite or PostgreSQL", field=ADDRESS, remedy=remedy)


def is_sqlite(url: URL) -> bool:
    """Say whether the records are a file."""
    return url.get_backend_name() == "sqlite"


def demand_file(url: URL) -> None:
    """Refuse to open a file that is not there; SQLite would make an empty one.

    Raises
    ------
    StoreError
        If it is not there.
    """
    if is_sqlite(url) and not Path(str(url.database)).is_file():
        raise StoreError("there are no records here yet", remedy="Run `tumorboard db init`, or look at the data folder")


def engine_for(url: URL) -> Engine:
    """Return what opens connections. No value ever appears in an error of it."""
    settings: dict[str, Any] = {"hide_parameters": True, "pool_size": 10, "max_overflow": 40, "pool_timeout": 15}
    if is_sqlite(url):
        return _sqlite_engine(url, settings)
    options = "-c synchronous_commit=on -c statement_timeout=60s -c lock_timeout=15s -c timezone=UTC"
    arguments = {"connect_timeout": 5, "options": options, "application_name": "tumorboard"}
    engine = create_engine(url, connect_args=arguments, pool_pre_ping=True, **settings)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _sqlite_engine(url: URL, settings: dict[str, Any]) -> Engine:
    file = DatabaseFile(Path(str(url.database)).absolute())

    def opened() -> sqlite3.Connection:
        # mode=rw: a file that is gone must not come back as an empty one.
        address = f"{file.path.as_uri()}?mode=rw"
        return sqlite3.connect(
            address, uri=True, isolation_level=None, timeout=_PATIENCE_SECONDS, check_same_thread=False
        )

    engine = create_engine(url, creator=opened, execution_options={_FILE: file}, **settings)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "connect", file.opened)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def turn(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that is the only one to write; it is committed at the end of the block."""
    with _connected(engine) as found, found.execution_options(**_WRITER) as connection, connection.begin():
        yield connection


@contextmanager
def view(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that only looks: all its answers belong to one moment."""
    with _connected(engine) as connection:
        connection.begin()
        yield connection
        # Nothing to commit; and a damaged file that was looked at could not be.
        connection.rollback()


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    """Give a connection to the records that are at their place; open ones to a file that is not are given up."""
    file: DatabaseFile | None = engine.get_execution_options().get(_FILE)
    try:
        if file is not None:
            file.demand()
        with engine.connect() as connection:
            demand_place(connection)
            yield connection
    finally:
        if file is not None and not file.in_place():
            engine.dispose()


def demand_place(connection: Connection) -> None:
    """Refuse to go on with a file of SQLite that is not at its place any more: what is written there is lost.

    Raises
    ------
    StoreError
        If the file, or its write-ahead log, was removed or replaced since it was opened.
    """
    file: DatabaseFile | None = connection.get_execution_options().get(_FILE)
    if file is None:
        return
    file.demand()
    if identity(file.log) != connection.info.get(LOG):
        # Closed, a connection brings what it holds of the log into the file; kept, it would go on writing beside it.
        connection.invalidate()
        connection.engine.dispose()
        raise file.log_gone()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE: a writer that begins as a reader can find, too late, that another has written.
    writes = connection.get_execution_options().get("tumorboard_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("tumorboard_writes"):
        # One writer at a time, as in SQLite: the audit chain has one tail.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
