"""Are the records whole? Looks through everything and tells what is wrong; nothing is changed."""

import json
import sqlite3
from collections.abc import Iterator

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DatabaseError

from tumorboard.errors import StoreError
from tumorboard.records import audit, connect, faults, seals
from tumorboard.records.anchor import Anchor
from tumorboard.records.archive import Saved, counted
from tumorboard.records.audit import Finding
from tumorboard.records.model import Actor
from tumorboard.records.secret import Secret
from tumorboard.records.store import Store
from tumorboard.records.tables import audit as trail
from tumorboard.records.tables import case_file, entry, metadata
from tumorboard.records.writing import entry_seal

_TRIGGERS = {
    "sqlite": ("entry_no_update", "entry_no_delete", "audit_no_update", "audit_no_delete"),
    "postgresql": ("entry_only_grows", "entry_no_truncate", "audit_only_grows", "audit_no_truncate"),
}


def check(
    connection: Connection, secret: Secret, anchor: Anchor | None = None, *, sealed: bool = True
) -> list[Finding]:
    """Look through the records.

    Parameters
    ----------
    connection : Connection
        To the database, within a transaction.
    secret : Secret
        Of these records.
    anchor : Anchor, optional
        Without one, a cut tail of the trail cannot be found.
    sealed : bool
        Whether the trail seals accounts, cases and teams; not in the first form of the tables.

    Returns
    -------
    list of Finding
        What is wrong with the file, the guards of history, references, versions, entries, accounts, cases, teams and
        the audit trail.
    """
    found: list[Finding] = []
    for part in (_file, _guards, _references, _versions, _cases):
        found += _survived(part(connection))
    found += _survived(_entries(connection, secret))
    if sealed:
        found += _survived(seals.check(connection, secret))
    found += _survived(iter(audit.verify(connection, secret, anchor)))
    return found


def _survived(found: Iterator[Finding]) -> list[Finding]:
    """Collect findings; a part of the file that cannot be read is one of them."""
    try:
        return list(found)
    except (DatabaseError, sqlite3.DatabaseError) as problem:
        return [Finding("file", f"a part of the records cannot be read ({type(problem).__name__})")]


def _file(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name != "sqlite":
        return
    for row in connection.execute(text("PRAGMA integrity_check(20)")):
        if row[0] != "ok":
            yield Finding("file", str(row[0]))


def _guards(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name == "sqlite":
        wanted = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        wanted = text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
    present = set(connection.execute(wanted).scalars())
    for name in _TRIGGERS[connection.dialect.name]:
        if name not in present:
            yield Finding("file", f"the guard {name}, which keeps history from being changed, is gone or switched off")


def _references(connection: Connection) -> Iterator[Finding]:
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            there = select(key.column).where(key.column == key.parent).exists()
            lost = connection.execute(select(func.count()).select_from(table).where(~there)).scalar_one()
            if lost:
                yield Finding("reference", f"{lost} rows of {table.name} name no row of {key.column.table.name}")


def _versions(connection: Connection) -> Iterator[Finding]:
    one = (entry.c.case_id, entry.c.kind, entry.c.key)
    wanted = select(*one, func.min(entry.c.version).label("low"), func.max(entry.c.version).label("high"), func.count())
    for row in connection.execute(wanted.group_by(*one).order_by(*one)):
        if (row.low, row.high) != (1, row.count):
            name = "/".join(part for part in (row.case_id, row.kind, row.key) if part)
            yield Finding("entry", f"{name}: {row.count} versions, numbered {row.low} to {row.high}")


def _cases(connection: Connection) -> Iterator[Finding]:
    begun = select(entry.c.id).where(entry.c.case_id == case_file.c.case_id, entry.c.kind == "case").exists()
    for case_id in connection.execute(
        select(case_file.c.case_id).where(~begun).order_by(case_file.c.case_id)
    ).scalars():
        yield Finding("case", f"{case_id}: the case document is missing")


def _entries(connection: Connection, secret: Secret) -> Iterator[Finding]:
    """Compare every entry with the seal that the audit trail keeps of it."""
    sealed: dict[int, str] = {}
    wrote = select(trail.c.detail).where(trail.c.detail.contains('"wrote":')).execution_options(yield_per=1000)
    for detail in connection.execute(wrote).scalars():
        try:
            sealed.update({int(number): str(seal) for number, seal in json.loads(detail)["wrote"]})
        except (ValueError, KeyError, TypeError):
            continue  # the row itself is found by its hash
    for row in connection.execute(select(entry).order_by(entry.c.id).execution_options(yield_per=1000)).mappings():
        seal = sealed.pop(row["id"], None)
        if seal is None:
            yield Finding("entry", f"entry {row['id']} is not in the audit trail")
        elif seal != entry_seal(secret, dict(row)):
            yield Finding("entry", f"entry {row['id']} was changed after it was written")
    for number in sorted(sealed):
        yield Finding("entry", f"entry {number} is in the audit trail, but not in the records")


def look_through(store: Store, actor: Actor) -> tuple[Saved, list[Finding]]:
    """Check an open store; the trail tells who did, and how much was found."""
    with faults.told(), connect.view(store.engine) as connection:
        found = check(connection, store.secret, store.anchor)
    try:
        with store.reading(actor, "check_records", detail={"findings": len(found)}) as read:
            return counted(read.connection), found
    except StoreError:
        if not found:
            raise
        return Saved(0, 0, 0), found  # too damaged to take a row of the trail, or to be counted
