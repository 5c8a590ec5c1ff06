"""What is done to the records from the command line: by whoever may read the secret, and always in the trail."""

import csv
import getpass
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tumorboard.domain.access import Person, Role
from tumorboard.domain.telling import harmless
from tumorboard.errors import InputError, StoreError
from tumorboard.records import accounts, audit, backup, check, model, restore, schema, sessions, setup
from tumorboard.records.archive import Saved
from tumorboard.records.audit import AuditRow, Finding
from tumorboard.records.setup import Made
from tumorboard.records.store import Actor, Store
from tumorboard.service.desks.people import open_real

COLUMNS = ("seq", "at", "person_id", "name", "session", "action", "case_id", "outcome", "detail")
"""The columns of an exported audit trail."""


def somebody() -> Actor:
    """Return who works at the command line: the user of this machine, who has no account of ours."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown user"
    return Actor("", f"command line ({user})", frozenset({Role.ADMINISTRATOR}))


@contextmanager
def _opened() -> Iterator[Store]:
    store = Store.open()
    try:
        yield store
    finally:
        store.close()


def make_records() -> Made:
    """Make folder, secret and tables; what is there already stays as it is."""
    made = setup.init()
    if made.tables or made.anchor:
        action = "make_records" if made.tables else "join_records"
        with _opened() as store, store.writing(somebody(), action, detail={"form": schema.HEAD}):
            pass
    return made


def upgrade_records() -> tuple[str, str]:
    """Bring the tables to the present form; return the form before and now."""
    return setup.upgrade(actor=somebody())


def ready() -> str:
    """Return where the records are, if the program can start with them.

    Raises
    ------
    StoreError
        If there are no records, no secret or no account; the remedy is told.
    """
    with _opened() as store:
        open_real(store)
        return setup.described(store.engine)


def save_records(file: Path, *, force: bool = False) -> Saved:
    """Write a backup; see :func:`tumorboard.records.backup.backup`."""
    with _opened() as store:
        return backup.backup(store, somebody(), file, force=force)


def restore_records(file: Path, *, force: bool = False) -> tuple[Saved, Path | None]:
    """Put a backup in place of the records; see :func:`tumorboard.records.restore.restore`."""
    return restore.restore(file, somebody(), model.now(), force=force)


def check_records() -> tuple[Saved, list[Finding]]:
    """Look through everything; return how much there is and what is wrong."""
    with _opened() as store:
        return check.look_through(store, somebody())


def verify_trail() -> tuple[int, list[Finding]]:
    """Look through the audit trail; return how many rows it has and what is wrong."""
    with _opened() as store:
        found = store.verify()
        with store.reading(somebody(), "verify_audit", detail={"findings": len(found)}) as read:
            return audit.count(read.connection), found


def accept_trail(reason: str) -> list[Finding]:
    """Set the anchor to the last row after what was found has been looked into; return what still is wrong."""
    if not reason.strip():
        raise InputError("an accepted trail needs a reason", field="reason", remedy="Say what was found and why")
    with _opened() as store:
        with store.writing(somebody(), "accept_audit", detail={"reason": reason, "findings": len(store.verify())}):
            pass
        with store.reading(somebody(), "verify_audit") as read:
            store.anchor.put(audit.tail(read.connection))
        return store.verify()


def trail(limit: int, case_id: str = "", name: str = "") -> list[AuditRow]:
    """Return the newest rows of the audit trail, newest first, of a case or of an account."""
    with _opened() as store, store.reading(somebody(), "read_audit", case_id) as read:
        person = read.person(name=name) if name else None
        if name and person is None:
            raise _no_account()
        return read.audit(limit=limit, case_id=case_id, person_id=person.id if person else "")


def export_trail(file: Path, *, force: bool = False) -> int:
    """Write the whole audit trail to a file, as CSV where it ends in ``.csv``, else as JSON lines; return the rows."""
    if file.exists() and not force:
        raise StoreError("is there already", file=file.name, remedy="Choose another name, or add --force")
    with _opened() as store, store.reading(somebody(), "export_audit", detail={"file": file.name}) as read:
        rows = [_exported(row) for row in audit.rows(read.connection)]
    text = _csv(rows) if file.suffix == ".csv" else "".join(json.dumps(row) + "\n" for row in rows)
    part = file.with_name(f".{file.name}.part")
    try:
        part.touch(mode=0o600)
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    except OSError as problem:
        raise StoreError(
            f"cannot be written ({problem.strerror})", file=file.name, remedy="Choose another place, or make room"
        ) from None
    finally:
        part.unlink(missing_ok=True)
    return len(rows)


def _exported(row: AuditRow) -> dict[str, object]:
    told = {name: getattr(row, name) for name in COLUMNS}
    return {**told, "at": model.stamp(row.at), "detail": row.detail}


def _csv(rows: Sequence[dict[str, object]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in rows:
        cells = [json.dumps(row[name]) if name == "detail" else str(row[name]) for name in COLUMNS]
        writer.writerow([harmless(cell) for cell in cells])
    return file.getvalue()


def people() -> list[Person]:
    """Return all accounts."""
    with _opened() as store, store.reading(somebody(), "list_people") as read:
        return read.people()


def add_person(name: str, display: str, roles: Sequence[Role], password: str | None) -> Person:
    """Make an account; without a password it can sign in by the hospital's own sign-in only."""
    with _opened() as store:
        return accounts.add(store, somebody(), name, display or name, roles, password=password)


def set_active(name: str, active: bool) -> Person:
    """Disable an account, which ends its sessions, or enable it again."""
    with _opened() as store:
        return accounts.set_active(store, somebody(), _id(store, name), active)


def set_password(name: str, password: str) -> Person:
    """Set a password, which ends the sessions of the account."""
    with _opened() as store:
        return accounts.set_password(store, somebody(), _id(store, name), password)


def set_roles(name: str, roles: Sequence[Role]) -> Person:
    """Replace the roles of an account."""
    with _opened() as store:
        return accounts.set_roles(store, somebody(), _id(store, name), roles)


def sign_out(name: str) -> int:
    """End all sessions of an account; return how many there were."""
    with _opened() as store:
        return sessions.revoke(store, somebody(), _id(store, name))


def change_team(case_id: str, add: Sequence[str] = (), remove: Sequence[str] = ()) -> list[Person]:
    """Add accounts to the team of a case and take others off it; return the team."""
    with _opened() as store, store.writing(somebody(), "set_team", case_id) as change:
        if change.case(case_id) is None:
            raise InputError("there is no such case", field="case_id", remedy="Look it up in the worklist")
        given = {name: change.person(name=name) for name in (*add, *remove)}
        if None in given.values():
            raise _no_account()
        ids = {name: person.id for name, person in given.items() if person}
        team = {one.id for one in change.team(case_id)} | {ids[name] for name in add}
        if add or remove:
            change.set_team(case_id, team - {ids[name] for name in remove})
            names = sorted(one.display for one in change.team(case_id))
            before = change.latest(case_id, "team")
            change.append(case_id, "team", "", {"people": names}, before.version if before else 0, "team changed")
        return change.team(case_id)


def _id(store: Store, name: str) -> str:
    with store.reading(somebody(), "read_person") as read:
        person = read.person(name=name)
    if person is None:
        raise _no_account()
    return person.id


def _no_account() -> InputError:
    return InputError("there is no such account", field="name", remedy="See `tumorboard user list`")
