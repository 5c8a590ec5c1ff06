"""The audit trail: one row for each read, write, export, sign-in and refusal, chained by keyed hashes.

``hash`` is the HMAC-SHA256 of the row with its number and the hash of the row before, under a key that only the secret
gives. Whoever changes the database without the secret cannot make the hashes fit again; what is cut from the end is
found by the :mod:`anchor <tumorboard.records.anchor>`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, func, select

from tumorboard.records.anchor import Anchor, Tail
from tumorboard.records.model import Actor, canonical, moment, stamp
from tumorboard.records.secret import Secret
from tumorboard.records.tables import audit

Outcome = Literal["done", "refused", "conflict"]
_PURPOSE = "audit"
_AT_ONCE = 1000
# Made once: to put a statement together takes longer than to run it.
_ADD = audit.insert()
_LAST = select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
_HASH = select(audit.c.hash).where(audit.c.seq == bindparam("number"))
_SEALED = ("seq", "at", "person_id", "name", "session", "action", "case_id", "outcome", "detail", "previous")


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row of the trail."""

    seq: int
    at: datetime
    person_id: str
    name: str
    session: str
    action: str
    case_id: str
    outcome: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong in the records.

    Parameters
    ----------
    part : str
        Where: ``audit``, ``anchor``, ``entry``, ``case``, ``team``, ``account``, ``session``, ``reference``, ``file``.
    what : str
        In words; names rows, never what stands in them.
    seq : int, optional
        The row of the trail.
    """

    part: str
    what: str
    seq: int | None = None


def append(
    connection: Connection,
    secret: Secret,
    actor: Actor,
    at: datetime,
    action: str,
    case_id: str,
    outcome: Outcome,
    detail: Mapping[str, Any],
) -> Tail:
    """Add a row within the caller's transaction and return it as the tail. Writers must take turns."""
    before = tail(connection)
    told = {**detail, "demo": True} if actor.demo else detail
    row = {
        "seq": before.seq + 1,
        "at": stamp(at),
        "person_id": actor.person_id,
        "name": actor.name,
        "session": actor.session,
        "action": action,
        "case_id": case_id,
        "outcome": outcome,
        "detail": canonical(told),
        "previous": before.hash,
    }
    row["hash"] = _seal(secret, row)
    connection.execute(_ADD, row)
    return Tail(before.seq + 1, str(row["hash"]))


def tail(connection: Connection) -> Tail:
    """Return the last row of the trail."""
    last = connection.execute(_LAST).first()
    return Tail(last.seq, last.hash) if last else Tail(0, "")


def follows(connection: Connection, anchor: Anchor) -> bool:
    """Say whether the trail still holds the row that the anchor names, and the anchor is whole."""
    try:
        held = anchor.read()
    except OSError:
        return False
    return held is not None and (held.seq == 0 or _hash_at(connection, held.seq) == held.hash)


def _hash_at(connection: Connection, seq: int) -> str | None:
    return connection.execute(_HASH, {"number": seq}).scalar()


def _seal(secret: Secret, row: Mapping[str, Any]) -> str:
    return secret.seal(_PURPOSE, json.dumps([row[name] for name in _SEALED], ensure_ascii=True))


def verify(connection: Connection, secret: Secret, anchor: Anchor | None = None) -> list[Finding]:
    """Look through the whole trail; nothing is found where it is as it was written.

    Parameters
    ----------
    connection : Connection
        To the database.
    secret : Secret
        The one that the rows were sealed with.
    anchor : Anchor, optional
        Without one, a cut tail cannot be found.

    Returns
    -------
    list of Finding
        Each row that was changed, is missing, or stands in the wrong place.
    """
    found: list[Finding] = []
    before = Tail(0, "")
    wanted = select(audit).order_by(audit.c.seq).execution_options(yield_per=_AT_ONCE)
    for row in connection.execute(wanted).mappings():
        seq = row["seq"]
        if seq != before.seq + 1:
            found.append(Finding("audit", f"row {seq} stands where row {before.seq + 1} should", seq))
        elif row["previous"] != before.hash:
            found.append(Finding("audit", f"row {seq} does not follow the row before it", seq))
        if row["hash"] != _seal(secret, dict(row)):
            found.append(Finding("audit", f"row {seq} was changed, or not written by this program", seq))
        before = Tail(seq, row["hash"])
    if anchor is not None:
        found += _against(connection, anchor, before)
    return found


def _against(connection: Connection, anchor: Anchor, last: Tail) -> list[Finding]:
    try:
        held = anchor.read()
    except FileNotFoundError:
        return [Finding("anchor", f"the anchor file {anchor.path.name} is missing: rows may have been cut off")]
    except OSError as problem:
        return [Finding("anchor", f"the anchor file {anchor.path.name} cannot be read ({problem.strerror})")]
    if held is None:
        return [Finding("anchor", f"the anchor file {anchor.path.name} is damaged, or not written by this program")]
    if held.seq > last.seq:
        return [Finding("audit", f"rows {last.seq + 1}-{held.seq} were cut off the end", held.seq)]
    if held.seq and _hash_at(connection, held.seq) != held.hash:
        return [Finding("audit", f"row {held.seq} is not the one that the anchor holds", held.seq)]
    return []


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows of the trail are wanted; what is left out asks for nothing.

    Parameters
    ----------
    case_id : str
        Only of this case.
    person_id, name : str
        Only of this account; only of people in whose name these letters stand.
    action, outcome : str
        Only these.
    since, until : datetime, optional
        Not before the one, and before the other.
    before : int, optional
        Only rows with a smaller number.
    """

    case_id: str = ""
    person_id: str = ""
    name: str = ""
    action: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None

    def where(self) -> list[ColumnElement[bool]]:
        """Return the conditions."""
        found: list[ColumnElement[bool]] = []
        if self.case_id:
            found.append(audit.c.case_id == self.case_id)
        if self.person_id:
            found.append(audit.c.person_id == self.person_id)
        if self.name:
            found.append(func.lower(audit.c.name).contains(self.name.lower(), autoescape=True))
        if self.action:
            found.append(audit.c.action == self.action)
        if self.outcome:
            found.append(audit.c.outcome == self.outcome)
        if self.since:
            found.append(audit.c.at >= stamp(self.since))
        if self.before is not None:
            found.append(audit.c.seq < self.before)
        if self.until:
            found.append(audit.c.at < stamp(self.until))
        return found


def page(connection: Connection, asked: Asked, *, limit: int, offset: int = 0) -> list[AuditRow]:
    """Return a part of the rows that were asked for, newest first."""
    wanted = select(audit).where(*asked.where()).order_by(audit.c.seq.desc()).limit(limit).offset(offset)
    return [_row(row) for row in connection.execute(wanted).mappings()]


def rows(connection: Connection) -> Iterator[AuditRow]:
    """Yield all rows of the trail, oldest first."""
    after = 0
    while (
        found := connection.execute(select(audit).where(audit.c.seq > after).order_by(audit.c.seq).limit(_AT_ONCE))
        .mappings()
        .all()
    ):
        yield from (_row(row) for row in found)
        after = found[-1]["seq"]


def _row(row: RowMapping) -> AuditRow:
    told = {name: row[name] for name in ("person_id", "name", "session", "action", "case_id", "outcome")}
    return AuditRow(seq=row["seq"], at=moment(row["at"]), detail=json.loads(row["detail"]), **told)


def count(connection: Connection, asked: Asked | None = None) -> int:
    """Return how many rows the trail has, or how many of those that are asked for."""
    where = asked.where() if asked else []
    return int(connection.execute(select(func.count()).select_from(audit).where(*where)).scalar_one())
