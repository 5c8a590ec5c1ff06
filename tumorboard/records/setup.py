"""Making the records, and bringing them to the form that this program needs."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from tumorboard.errors import StoreError
from tumorboard.knowledge.snapshot import user_folder
from tumorboard.records import audit, connect, faults, schema, seals, secret
from tumorboard.records.anchor import Anchor, Tail
from tumorboard.records.model import NOBODY, Actor, now, stamp
from tumorboard.records.secret import Secret
from tumorboard.records.store import identity
from tumorboard.records.tables import meta


@dataclass(frozen=True, slots=True)
class Made:
    """What ``db init`` found to do; nothing where the records were there already.

    Parameters
    ----------
    secret, tables, anchor : bool
        What was made. An anchor alone is made where another machine joins records that others serve already.
    place : str
        Where the records are, without user and password.
    """

    secret: bool
    tables: bool
    anchor: bool
    place: str


def init(url: str | None = None, folder: Path | None = None) -> Made:
    """Make folder, secret and tables; what is there already stays as it is.

    Raises
    ------
    StoreError
        If the place cannot be written, holds records of an older or newer program, or records whose secret is missing.
    """
    place = connect.data_folder(folder)
    at = connect.address(url, place)
    engine = connect.engine_for(at)
    try:
        with _writable():
            _own_folder(place)
            if connect.is_sqlite(at):
                # Made by us, for the owner alone, before SQLite opens it with the rights of the day.
                Path(str(at.database)).touch(mode=0o600, exist_ok=True)
        with faults.told(), connect.turn(engine) as connection:
            if schema.found(connection) is not None:
                # Records that are there have their secret; a new one would only hide that it is lost.
                joined = _join(connection, place, shared=not connect.is_sqlite(at))
                return Made(False, False, joined, described(engine))
            with _writable():
                made = secret.make(place)
            _fill(connection, place, secret.load(place))
            return Made(made, True, True, described(engine))
    finally:
        engine.dispose()


def _own_folder(place: Path) -> None:
    """Make the data folder for its owner alone; one that is there and holds something keeps its rights."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    ours = place == user_folder() and not os.environ.get("TUMORBOARD_DATA_DIR")
    if ours or not any(place.iterdir()):
        with suppress(OSError):
            place.chmod(0o700)


@contextmanager
def _writable() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise StoreError(
            f"the data folder cannot be written ({problem.strerror})",
            remedy="Make it writable, or set TUMORBOARD_DATA_DIR to another folder",
        ) from None


def _join(connection: Connection, place: Path, *, shared: bool) -> bool:
    """Look whether the records that are there can be used; begin an anchor for another machine of a shared database."""
    schema.demand_head(connection)
    held = secret.load(place)
    anchor = Anchor(place, identity(connection, held), held)
    if not shared or anchor.path.exists():
        return False
    if audit.verify(connection, held):
        raise StoreError(
            "the audit trail of these records was tampered with",
            remedy="Run `tumorboard audit verify` where they are served",
        )
    anchor.put(audit.tail(connection))
    return True


def _fill(connection: Connection, place: Path, held: Secret) -> None:
    schema.upgrade(connection)
    made = uuid.uuid4().hex
    values = {"id": made, "secret": held.seal("records", made), "made_at": stamp(now())}
    connection.execute(meta.insert(), [{"name": name, "value": value} for name, value in values.items()])
    Anchor(place, made, held).put(Tail(0, ""))


def upgrade(url: str | None = None, folder: Path | None = None, actor: Actor = NOBODY) -> tuple[str, str]:
    """Bring the tables to the present form, as a whole or not at all; return the form before and now.

    The audit trail tells who did it. Records of a form without seals are sealed as they are.

    Raises
    ------
    StoreError
        If there are no records, they were made by a newer program or with another secret, or the secret is missing.
    """
    place = connect.data_folder(folder)
    at = connect.address(url, place)
    connect.demand_file(at)
    engine = connect.engine_for(at)
    anchored: tuple[Anchor, Tail] | None = None
    try:
        with faults.told(), connect.turn(engine) as connection:
            before = schema.found(connection)
            if before is None:
                raise StoreError("there are no records here yet", remedy="Run `tumorboard db init`")
            schema.demand_known(before)
            if before != schema.HEAD:
                held = secret.load(place)
                anchor = Anchor(place, identity(connection, held), held)
                followed = audit.follows(connection, anchor)
                schema.upgrade(connection)
                tail = upgraded(connection, held, actor, now(), before)
                anchored = (anchor, tail) if followed else None
        if anchored is not None:
            anchored[0].put(anchored[1])
        return before, schema.HEAD
    finally:
        engine.dispose()


def upgraded(connection: Connection, held: Secret, actor: Actor, at: datetime, before: str) -> Tail:
    """Write into the trail that the tables were brought to the present form, with the seals that ``before`` had not."""
    forms = {"before": before, "now": schema.HEAD}
    told = list(seals.of_all(connection, held)) if before in schema.UNSEALED else []
    for sealed in told or [{}]:
        detail = {**forms, seals.SEALED: sealed} if sealed else forms
        tail = audit.append(connection, held, actor, at, "upgrade_records", "", "done", detail)
    return tail


def described(engine: Engine) -> str:
    """Return where the records are, without user and password."""
    if connect.is_sqlite(engine.url):
        return f"SQLite, {engine.url.database}"
    return f"PostgreSQL, database {engine.url.database} at {engine.url.host or 'this machine'}"
