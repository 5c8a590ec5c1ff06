"""Rows from one database into another with the same tables, whatever kinds the two are."""

from sqlalchemy import Connection, delete, select, text

from tumorboard.records.tables import attempt, metadata, session

_LEFT_OUT = (session, attempt)
"""A sign-in must not come back to life with a backup."""
_AT_ONCE = 500


def rows(source: Connection, target: Connection) -> None:
    """Add all rows of one database to another, within the callers' transactions."""
    for table in metadata.sorted_tables:
        if table in _LEFT_OUT:
            continue
        found = source.execute(select(table).execution_options(yield_per=_AT_ONCE)).mappings()
        for some in found.partitions(_AT_ONCE):
            target.execute(table.insert(), [dict(row) for row in some])


def replace(source: Connection, target: Connection) -> None:
    """Put the rows of one database in place of those of a PostgreSQL database, within its transaction."""
    growing = ("entry", "audit")
    for name in growing:
        target.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
    for table in reversed(metadata.sorted_tables):
        target.execute(delete(table))
    rows(source, target)
    for name in growing:
        target.execute(text(f"ALTER TABLE {name} ENABLE TRIGGER USER"))


def forget(connection: Connection) -> None:
    """Delete what a backup must not hold."""
    for table in _LEFT_OUT:
        connection.execute(delete(table))
