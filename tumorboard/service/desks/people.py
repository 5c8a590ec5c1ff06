"""Opening the records, signing in, and who sits at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tumorboard.domain.access import Person
from tumorboard.knowledge.base import KnowledgeBase

if TYPE_CHECKING:
    from tumorboard.service.desks import Desk


@dataclass(frozen=True, slots=True)
class Records:
    """The opened records of this process.

    Parameters
    ----------
    store : Store
        Where they are kept.
    demo : bool
        Whether this is the demonstration: invented people and cases, no password.
    """

    store: Any
    demo: bool


def records() -> Records:
    """Return the records, opened once a process; the demonstration where ``TUMORBOARD_DEMO=1``.

    Raises
    ------
    StoreError
        If they cannot be opened, or a real start has no accounts or no secret; the remedy is told.
    """
    raise NotImplementedError


def demo_people(records: Records) -> list[Person]:
    """Return the sample people, one a role; empty outside the demonstration."""
    raise NotImplementedError


def sign_in(records: Records, name: str, password: str) -> str:
    """Sign in with an account of the records and return the session's token.

    Raises
    ------
    SignInError
        If name or password are wrong (never told which), the account is disabled, or there were too many attempts.
    """
    raise NotImplementedError


def sign_in_demo(records: Records, person_id: str) -> str:
    """Sign in as a sample person and return the session's token.

    Raises
    ------
    SignInError
        Outside the demonstration.
    """
    raise NotImplementedError


def sign_in_oidc(records: Records, claims: Mapping[str, Any]) -> str:
    """Sign in somebody whom the hospital's own sign-in has vouched for, and return the session's token.

    Raises
    ------
    SignInError
        If no account belongs to the claims.
    """
    raise NotImplementedError


def sign_out(records: Records, token: str) -> None:
    """End a session; one that is over already is no error."""
    raise NotImplementedError


def desk(records: Records, token: str, kb: KnowledgeBase) -> "Desk":
    """Return the desk of the person whose session this is. To be called on every run of a screen.

    Raises
    ------
    SignInError
        If the session is idle (15 min), over (12 h), revoked or unknown, or the account is disabled.
    """
    raise NotImplementedError
