"""Seals of the rows that change: accounts, cases of the worklist, teams; and of what a session begins with.

Entries and the trail only grow; these rows do not, and who may open the database could give himself a role, join a team
or close a case without a trace. So each change of one leaves, in its row of the audit trail, a keyed hash of the row as
it was left. The newest one must fit the row that is there. An older row that is put back does not fit either.

>>> detail["sealed"]                                                    # doctest: +SKIP
{"case": {"C-1": "9f2c..."}, "team": {"C-1": "04b1..."}, "account": {}}
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, select

from tumorboard.records.audit import Finding
from tumorboard.records.model import canonical
from tumorboard.records.secret import Secret
from tumorboard.records.tables import audit, case_file, person, session, team

SEALED = "sealed"
"""The field of a trail row's detail."""
_TABLES: dict[str, tuple[Table, str]] = {
    "account": (person, "id"), "case": (case_file, "case_id"), "team": (team, "case_id"),
}  # fmt: skip
_WORDS = {"account": "account", "case": "the worklist's row of case", "team": "the team of case"}
_AT_ONCE = 500
_BEGUN = [session.c[name] for name in ("id", "token", "person_id", "started_at")]
"""What of a session never changes."""
_ENDING = ("revoke_sessions", "disable_person", "set_password")
"""What ends all sessions of an account; see `tumorboard.records.sessions.end_all`."""
Sealed = dict[str, dict[str, str]]


@dataclass
class Touched:
    """What a transaction changed: ids by ``account``, ``case`` and ``team``."""

    ids: dict[str, set[str]] = field(default_factory=dict)

    def add(self, what: str, one: str) -> None:
        """Remember a row, or the rows of a team."""
        self.ids.setdefault(what, set()).add(one)


def seals(connection: Connection, secret: Secret, touched: Touched) -> Sealed:
    """Return what the trail must tell of the rows that a transaction changed, as they are now; empty where none."""
    return {
        what: {one: _sealed(secret, what, _rows(connection, what, one)) for one in sorted(ids)}
        for what, ids in sorted(touched.ids.items())
    }


def of_account(connection: Connection, secret: Secret, person_id: str) -> dict[str, Sealed]:
    """Return the detail that a change of one account adds to its row of the trail."""
    return {SEALED: seals(connection, secret, Touched({"account": {person_id}}))}


def of_session(connection: Connection, secret: Secret, session_id: str) -> dict[str, Sealed]:
    """Return the detail that a sign-in adds to its row of the trail."""
    row = connection.execute(select(*_BEGUN).where(session.c.id == session_id)).mappings().one()
    return {SEALED: {"session": {session_id: _sealed(secret, "session", [dict(row)])}}}


def of_all(connection: Connection, secret: Secret) -> Iterator[Sealed]:
    """Yield the seals of all rows as they are now, some hundred at once: for records of a form without seals."""
    for what, (table, key) in _TABLES.items():
        ids = connection.execute(select(table.c[key]).distinct().order_by(table.c[key])).scalars().all()
        for first in range(0, len(ids), _AT_ONCE):
            yield seals(connection, secret, Touched({what: set(ids[first : first + _AT_ONCE])}))


def check(connection: Connection, secret: Secret) -> Iterator[Finding]:
    """Compare each account, case and team with the newest seal of it, and sessions with the sign-ins of the trail."""
    newest = _newest(connection)
    for what, (table, key) in _TABLES.items():
        known = newest[what]
        for one, rows in _grouped(connection, table, key):
            seal = known.pop(one, None)
            if seal is None:
                yield Finding(what, f"{_WORDS[what]} {one} is not in the audit trail")
            elif seal != _sealed(secret, what, rows):
                yield Finding(what, f"{_WORDS[what]} {one} was changed behind the program")
        empty = _sealed(secret, what, [])
        for one in sorted(one for one, seal in known.items() if seal != empty):
            yield Finding(what, f"{_WORDS[what]} {one} is in the audit trail, but not in the records")
    yield from _sessions(connection, secret, newest["session"])


def _sessions(connection: Connection, secret: Secret, known: Mapping[str, str]) -> Iterator[Finding]:
    """Compare sessions with what the trail tells of their beginning and end.

    A session that an older program began has no seal: of that one the person and the end are compared, and no more.
    """
    wanted = select(audit.c.seq, audit.c.session, audit.c.person_id)
    signed = wanted.where(audit.c.action == "sign_in", audit.c.outcome == "done", audit.c.session != "")
    begun = {(row.session, row.person_id): row.seq for row in connection.execute(signed)}
    left = audit.c.action == "sign_out", audit.c.outcome == "done"
    over = set(connection.execute(select(audit.c.session).where(*left)).scalars())
    put_out = _put_out(connection)
    for row in connection.execute(select(*_BEGUN, session.c.ended_at).order_by(session.c.id)).mappings():
        since = begun.get((row["id"], row["person_id"]))
        seal = known.get(row["id"])
        if since is None:
            yield Finding("session", f"session {row['id']} is not in the audit trail")
        elif seal is not None and seal != _sealed(secret, "session", [{c.name: row[c.name] for c in _BEGUN}]):
            yield Finding("session", f"session {row['id']} was changed behind the program")
        elif row["ended_at"] is None and (row["id"] in over or since < put_out.get(row["person_id"], 0)):
            yield Finding("session", f"session {row['id']} has ended in the audit trail, but not in the records")


def _put_out(connection: Connection) -> dict[str, int]:
    """Return where in the trail all sessions of somebody were ended last, by account."""
    wanted = select(audit.c.seq, audit.c.detail).where(audit.c.action.in_(_ENDING), audit.c.outcome == "done")
    found: dict[str, int] = {}
    for row in connection.execute(wanted.order_by(audit.c.seq)):
        with suppress(ValueError, KeyError, TypeError):  # the row itself is found by its hash
            found[str(json.loads(row.detail)["person"])] = row.seq
    return found


def _newest(connection: Connection) -> Sealed:
    found: Sealed = {what: {} for what in (*_TABLES, "session")}
    wanted = select(audit.c.detail).where(audit.c.detail.contains(f'"{SEALED}":')).order_by(audit.c.seq)
    for detail in connection.execute(wanted.execution_options(yield_per=1000)).scalars():
        try:
            for what, told in json.loads(detail)[SEALED].items():
                found[what].update({str(one): str(seal) for one, seal in told.items()})
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # the row itself is found by its hash
    return found


def _grouped(connection: Connection, table: Table, key: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    order = [table.c[key], *(column for column in table.primary_key if column.name != key)]
    rows: list[dict[str, Any]] = []
    for row in connection.execute(select(table).order_by(*order).execution_options(yield_per=1000)).mappings():
        if rows and rows[0][key] != row[key]:
            yield rows[0][key], rows
            rows = []
        rows.append(dict(row))
    if rows:
        yield rows[0][key], rows


def _wanted(table: Table, key: str) -> Any:
    which: ColumnElement[bool] = table.c[key] == bindparam("one")
    return select(table).where(which)


# Made once: to put a statement together takes longer than to run it.
_SELECT = {what: _wanted(table, key) for what, (table, key) in _TABLES.items()}


def _rows(connection: Connection, what: str, one: str) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(_SELECT[what], {"one": one}).mappings()]


def _sealed(secret: Secret, what: str, rows: Iterable[Mapping[str, Any]]) -> str:
    told = sorted(canonical(row) for row in rows)
    return secret.seal(f"row {what}", json.dumps(told, ensure_ascii=True))
