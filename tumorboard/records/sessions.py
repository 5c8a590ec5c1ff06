"""Sessions on the server: 15 minutes idle, 12 hours in all, ended at any time.

The browser holds a random token of 256 bits; the store holds its sha256, which opens nothing. Every use asks the store,
so that a session that was ended, or an account that was disabled, is out on the next click.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select, update

from tumorboard.domain.access import Person
from tumorboard.errors import SignInError
from tumorboard.records import connect, faults, seals
from tumorboard.records.model import Actor, moment, stamp
from tumorboard.records.reading import person_from
from tumorboard.records.store import Store
from tumorboard.records.tables import person, session

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
_PRECISION = timedelta(seconds=10)
"""How far the time of the last use may lag behind, so that not every click is a write."""
_OVER = "Sign in again; what you typed is kept as a draft"


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in."""

    id: str
    person: Person
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    ended_because: str


def begin(store: Store, connection: Connection, who: Person, now: datetime, by: str) -> str:
    """Begin a session within the caller's transaction and return its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    made = uuid.uuid4().hex
    at = stamp(now)
    connection.execute(
        session.insert().values(
            id=made, token=_hashed(token), person_id=who.id, started_at=at, seen_at=at, ended_because=""
        )
    )
    actor = Actor(who.id, who.display, who.roles, made)
    sealed = seals.of_session(connection, store.secret, made)
    store.note(connection, actor, "sign_in", "", "done", {"by": by, **sealed})
    return token


def check(store: Store, token: str, now: datetime) -> Actor:
    """Return who holds a token, with the roles that the account has now.

    Raises
    ------
    SignInError
        If there is no such session, or it is idle, over or ended, or the account is disabled.
    """
    with faults.told(), connect.view(store.engine) as connection:
        row = _of(connection, token)
    if row is None:
        raise SignInError("nobody is signed in", remedy="Sign in")
    actor = Actor(row["person_id"], row["display"], person_from(_account(row)).roles, row["id"])
    why = _over(row, now)
    if why:
        if row["ended_at"] is None:
            _end(store, actor, row["id"], now, why)
        raise SignInError(why, remedy=_OVER)
    if now - moment(row["seen_at"]) >= _PRECISION:
        with store.changing() as connection:
            seen = update(session).where(session.c.id == row["id"], session.c.ended_at.is_(None))
            connection.execute(seen.values(seen_at=stamp(now)))
    return actor


def end(store: Store, token: str, now: datetime) -> None:
    """Sign out; nothing happens where the session is over already."""
    with faults.told(), connect.view(store.engine) as connection:
        row = _of(connection, token)
    if row is not None and row["ended_at"] is None:
        actor = Actor(row["person_id"], row["display"], person_from(_account(row)).roles, row["id"])
        _end(store, actor, row["id"], now, "signed out")


def last_end(store: Store, subject: str) -> datetime | None:
    """Return when the last session ended of whoever the hospital knows as ``subject``; None where none has."""
    ends = select(func.max(session.c.ended_at)).join(person, person.c.id == session.c.person_id)
    with faults.told(), connect.view(store.engine) as connection:
        found = connection.execute(ends.where(person.c.subject == subject)).scalar_one()
    return None if found is None else moment(found)


def revoke(store: Store, actor: Actor, person_id: str) -> int:
    """End all sessions of somebody; return how many there were."""
    with store.writing(actor, "revoke_sessions", detail={"person": person_id}) as change:
        return end_all(change.connection, person_id, change.now, "ended by an administrator")


def end_all(connection: Connection, person_id: str, now: datetime, why: str) -> int:
    """End all sessions of somebody within the caller's transaction; return how many there were."""
    theirs = update(session).where(session.c.person_id == person_id, session.c.ended_at.is_(None))
    return int(connection.execute(theirs.values(ended_at=stamp(now), ended_because=why)).rowcount)


def open_sessions(store: Store, now: datetime) -> list[Session]:
    """Return the sessions that hold at this moment, newest first."""
    wanted = _joined().where(session.c.ended_at.is_(None)).order_by(session.c.started_at.desc(), session.c.id)
    with faults.told(), connect.view(store.engine) as connection:
        found = list(connection.execute(wanted).mappings())
    return [
        Session(
            id=row["id"],
            person=person_from(_account(row)),
            started_at=moment(row["started_at"]),
            seen_at=moment(row["seen_at"]),
            ended_at=None,
            ended_because="",
        )
        for row in found
        if not _over(row, now)
    ]


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _joined() -> Select[Any]:
    theirs = [person.c[name] for name in ("name", "display", "roles", "active")]
    return select(session, *theirs).join(person, person.c.id == session.c.person_id)


def _of(connection: Connection, token: str) -> RowMapping | None:
    return connection.execute(_joined().where(session.c.token == _hashed(token))).mappings().first()


def _account(row: RowMapping) -> dict[str, Any]:
    return {**row, "id": row["person_id"]}


def _over(row: RowMapping, now: datetime) -> str:
    """Return why a session no longer holds; empty where it does."""
    if row["ended_at"] is not None:
        return f"the session has ended: {row['ended_because']}"
    if not row["active"]:
        return "the account is disabled"
    if now - moment(row["started_at"]) >= LONGEST:
        return "the session has lasted 12 hours"
    if now - moment(row["seen_at"]) >= IDLE:
        return "the session was idle for 15 minutes"
    return ""


def _end(store: Store, actor: Actor, id: str, now: datetime, why: str) -> None:
    with store.changing() as connection:
        theirs = update(session).where(session.c.id == id, session.c.ended_at.is_(None))
        if connection.execute(theirs.values(ended_at=stamp(now), ended_because=why)).rowcount:
            store.note(connection, actor, "sign_out", "", "done", {"why": why})
