"""Accounts, sessions, the audit trail, and the store itself."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tumorboard.domain.access import Action, Person, Role, demand_separate
from tumorboard.errors import InputError
from tumorboard.records.audit import Asked, AuditRow
from tumorboard.records.sessions import Session
from tumorboard.service.desks.base import Base

MOST_ROWS = 5000
"""Rows of the audit trail that one answer may hold."""
SEALS = frozenset({"wrote", "sealed"})
"""What a row of the trail tells for `tumorboard db check` alone."""


class Administration(Base):
    """What administrators and auditors do; neither reads a case."""

    def people(self) -> list[Person]:
        """List all accounts, by name."""
        with self._reading(Action.MANAGE_PEOPLE, do="people") as read:
            return read.people()

    def add_person(self, name: str, display: str, roles: Iterable[Role], password: str) -> Person:
        """Make an account.

        Raises
        ------
        InputError
            If the name is taken, no role is given, the password is too weak, or whoever should only watch the trail
            gets a role that writes in it.
        """
        from tumorboard.records import accounts

        chosen = self._roles(roles)
        return accounts.add(self.records.store, self.actor, name, display, chosen, password=password)

    def set_roles(self, person_id: str, roles: Iterable[Role], expected: Iterable[Role] | None = None) -> None:
        """Change what somebody holds, if it is still what was seen; the last active administrator stays one."""
        from tumorboard.records import accounts

        chosen = self._roles(roles)
        if Role.ADMINISTRATOR not in chosen:
            self._keep_one(person_id)
        accounts.set_roles(self.records.store, self.actor, person_id, chosen, expected)

    def set_active(self, person_id: str, active: bool) -> None:
        """Disable or enable an account; disabling ends its sessions. The last administrator cannot be disabled."""
        from tumorboard.records import accounts

        if not active:
            self._keep_one(person_id)
        else:
            self._demand(Action.MANAGE_PEOPLE)
        accounts.set_active(self.records.store, self.actor, person_id, active)

    def reset_password(self, person_id: str, password: str) -> None:
        """Give somebody a new password; ends the person's sessions."""
        from tumorboard.records import accounts

        self._demand(Action.MANAGE_PEOPLE)
        accounts.set_password(self.records.store, self.actor, person_id, password)

    def sessions(self) -> list[Session]:
        """List the sessions that are open, the newest first."""
        from tumorboard.records import sessions

        with self._reading(Action.MANAGE_PEOPLE, do="sessions"):
            return sessions.open_sessions(self.records.store, self.records.store.clock())

    def revoke(self, session_id: str) -> None:
        """End the sessions of the person to whom this one belongs.

        Raises
        ------
        InputError
            If there is no such session any more.
        """
        from tumorboard.records import sessions

        theirs = next((one for one in self.sessions() if one.id == session_id), None)
        if theirs is None:
            raise InputError("the session is over already", field="session", remedy="Reload the list")
        sessions.revoke(self.records.store, self.actor, theirs.person.id)

    def audit(self, limit: int = 200, offset: int = 0, case_id: str = "", person: str = "") -> list[AuditRow]:
        """List rows of the audit trail, the newest first.

        Parameters
        ----------
        limit, offset : int
            Which part.
        case_id : str
            Only what concerns this case.
        person : str
            Only what this person did: an id, the name typed at sign-in, or letters of the name that others read.
        """
        return self.audit_page(limit, offset, case_id=case_id, person=person)[0]

    def audit_page(
        self, limit: int, offset: int = 0, *, case_id: str = "", person: str = "", action: str = "",
        outcome: str = "", since: datetime | None = None, until: datetime | None = None,
    ) -> tuple[list[AuditRow], int]:  # fmt: skip
        """List rows of the audit trail, the newest first, and say how many there are in all.

        Parameters
        ----------
        limit, offset, case_id, person
            As for `audit`.
        action, outcome : str
            Only these.
        since, until : datetime, optional
            Not before the one, and before the other.
        """
        asked = Asked(case_id=case_id, action=action, outcome=outcome, since=since, until=until)
        if not 0 < limit <= MOST_ROWS or offset < 0:
            raise InputError(f"{limit} rows from {offset} on cannot be shown", field="limit", remedy="Ask for fewer")
        with self._reading(Action.READ_AUDIT, about=case_id) as read:
            wanted = asked
            if person:
                account = read.person(name=person) or read.person(id=person)
                wanted = replace(asked, person_id=account.id) if account else replace(asked, name=person)
            rows, total = read.audit(wanted, limit=limit, offset=offset), read.audit_count(wanted)
        return [replace(row, detail={k: v for k, v in row.detail.items() if k not in SEALS}) for row in rows], total

    def verify_audit(self) -> list[str]:
        """Say what is wrong with the audit trail; empty where it is whole."""
        with self._reading(Action.READ_AUDIT, do="verify"):
            return [finding.what for finding in self.records.store.verify()]

    def backup(self, to: Path) -> None:
        """Copy the records to a file on the server."""
        from tumorboard.records import backup

        self._demand(Action.MANAGE_STORE)
        backup.backup(self.records.store, self.actor, to)

    def _roles(self, roles: Iterable[Role]) -> frozenset[Role]:
        self._demand(Action.MANAGE_PEOPLE)
        chosen = frozenset(Role(role) for role in roles)
        if not chosen:
            raise InputError("no role is given", field="roles", remedy="Choose at least one")
        return demand_separate(chosen)

    def _keep_one(self, person_id: str) -> None:
        """Refuse to take the last active administrator away: nobody could bring one back."""
        with self._reading(Action.MANAGE_PEOPLE, do="people") as read:
            able = [one.id for one in read.people() if one.active and Role.ADMINISTRATOR in one.roles]
        if able == [person_id]:
            raise InputError("this is the last administrator", field="roles", remedy="Make another one first")

    def _demand(self, action: Action) -> None:
        if not self.may(action):
            self._refuse(action, "")
