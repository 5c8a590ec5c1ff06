"""Accounts, sessions, the audit trail, and the store itself."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tumorboard.domain.access import Person, Role
from tumorboard.service.desks.base import Base


class Administration(Base):
    """What administrators and auditors do; neither reads a case."""

    def people(self) -> list[Person]:
        """List all accounts, by name."""
        raise NotImplementedError

    def add_person(self, name: str, display: str, roles: Iterable[Role], password: str) -> Person:
        """Make an account.

        Raises
        ------
        InputError
            If the name is taken, no role is given, or the password is too short.
        """
        raise NotImplementedError

    def set_roles(self, person_id: str, roles: Iterable[Role]) -> None:
        """Change what somebody holds; the last active administrator stays one."""
        raise NotImplementedError

    def set_active(self, person_id: str, active: bool) -> None:
        """Disable or enable an account; disabling ends its sessions. The last administrator cannot be disabled."""
        raise NotImplementedError

    def reset_password(self, person_id: str, password: str) -> None:
        """Give somebody a new password; ends the person's sessions."""
        raise NotImplementedError

    def sessions(self) -> list[Any]:
        """List the sessions that are open, the newest first."""
        raise NotImplementedError

    def revoke(self, session_id: str) -> None:
        """End somebody's session."""
        raise NotImplementedError

    def audit(self, limit: int = 200, offset: int = 0, case_id: str = "", person: str = "") -> list[Any]:
        """List rows of the audit trail, the newest first."""
        raise NotImplementedError

    def verify_audit(self) -> list[str]:
        """Say what is wrong with the audit trail; empty where it is whole."""
        raise NotImplementedError

    def backup(self, to: Path) -> None:
        """Copy the records to a file on the server."""
        raise NotImplementedError
