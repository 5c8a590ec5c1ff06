"""Opening the records, signing in, and who sits at the desk."""

import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tumorboard.domain.access import Person, Role
from tumorboard.domain.cohort import Cohort
from tumorboard.domain.policy import DEFAULT, Policy
from tumorboard.errors import SignInError, StoreError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.snapshot import user_folder
from tumorboard.records.model import NOBODY, Actor
from tumorboard.records.store import Store

if TYPE_CHECKING:
    from tumorboard.service.desks.seat import Desk

DEMO = "TUMORBOARD_DEMO"
"""The variable that asks for the demonstration."""
DEMO_FOLDER = "demo"
"""Its own folder within the data folder: invented records and real ones never share a file."""
OIDC_ROLES = "tumorboard_roles"
"""The claim of a hospital's sign-in that names our roles, as a list or a text parted by commas or blanks."""
OIDC_COUNTS = timedelta(minutes=5)
"""How long a sign-in at the hospital counts; Streamlit's cookie would let it count for 30 days."""
_CLOCKS_APART = timedelta(minutes=1)
_opening = threading.Lock()
_opened: dict[str, "Records"] = {}


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

    store: Store
    demo: bool = False


def records() -> Records:
    """Return the records, opened once a process; the demonstration where ``TUMORBOARD_DEMO=1``.

    Raises
    ------
    StoreError
        If they cannot be opened, or a real start has no accounts or no secret; the remedy is told.
    """
    demo = os.environ.get(DEMO, "").strip() == "1"
    place = f"{demo}:{user_folder()}:{os.environ.get('TUMORBOARD_DATABASE_URL', '')}"
    with _opening:
        if place not in _opened:
            _opened[place] = _open_demo() if demo else open_real(Store.open())
        return _opened[place]


def open_real(store: Store) -> Records:
    """Take an opened store for a real start.

    Raises
    ------
    StoreError
        If nobody could sign in.
    """
    with store.reading(Actor("", "start of the program"), "start") as read:
        able = any(person.active for person in read.people())
    if not able:
        raise StoreError(
            "nobody has an account yet",
            remedy="Run `tumorboard user add NAME --role administrator`, or try `make app`, the demonstration",
        )
    return Records(store)


def _open_demo() -> Records:
    from tumorboard.records import setup
    from tumorboard.service.desks import demo

    folder = user_folder() / DEMO_FOLDER
    url = f"sqlite:///{folder / 'tumorboard.db'}"
    setup.init(url, folder)
    opened = Records(Store.open(url, folder), demo=True)
    demo.seed(opened)
    return opened


def demo_people(records: Records) -> list[Person]:
    """Return the sample people, one a role; empty outside the demonstration."""
    if not records.demo:
        return []
    with records.store.reading(NOBODY, "see_demo_people") as read:
        return [person for person in read.people() if person.active]


def sign_in(records: Records, name: str, password: str) -> str:
    """Sign in with an account of the records and return the session's token.

    Raises
    ------
    SignInError
        If name or password are wrong (never told which), the account is disabled, or there were too many attempts.
    """
    from tumorboard.records import accounts

    return accounts.sign_in(records.store, name, password, records.store.clock())


def sign_in_demo(records: Records, person_id: str) -> str:
    """Sign in as a sample person and return the session's token.

    Raises
    ------
    SignInError
        Outside the demonstration.
    """
    from tumorboard.records import sessions

    known = {person.id: person for person in demo_people(records)}
    if person_id not in known:
        records.store.refused(NOBODY, "sign_in", "", "a sign-in without a password outside the demonstration")
        raise SignInError("nobody can sign in like this", remedy="Sign in with your name and password")
    with records.store.changing() as connection:
        return sessions.begin(records.store, connection, known[person_id], records.store.clock(), "demonstration")


def sign_in_oidc(records: Records, claims: Mapping[str, Any]) -> str | None:
    """Sign in somebody whom the hospital's own sign-in has vouched for, and return the session's token.

    What the hospital said counts for `OIDC_COUNTS`, and no longer once a session that it opened has ended: who signed
    out, or was signed out by an administrator, has to prove it again.

    Parameters
    ----------
    claims : mapping
        What the hospital's sign-in says: ``iss`` and ``sub`` find the account, ``tumorboard_roles`` gives the roles
        (`OIDC_ROLES`), ``iat`` when it was said (seconds since 1970), ``preferred_username`` or ``email`` and ``name``
        are for an account that is made at first.

    Returns
    -------
    str or None
        None where what was said counts no longer.

    Raises
    ------
    SignInError
        If the claims name nobody or no role of ours, or the account is disabled.
    """
    from tumorboard.records import accounts

    issuer, subject = str(claims.get("iss") or ""), str(claims.get("sub") or "")
    if not _counts(records, f"{issuer} {subject}", claims.get("iat")):
        return None
    roles = _roles(claims.get(OIDC_ROLES))
    name = _as_login(str(claims.get("preferred_username") or claims.get("email") or subject))
    if not issuer or not subject or not roles or records.demo:
        records.store.refused(NOBODY, "sign_in", "", "the hospital's sign-in names nobody, or no role")
        raise SignInError(
            "your sign-in has no role here", remedy=f"Ask an administrator to give you one (claim {OIDC_ROLES})"
        )
    shown = str(claims.get("name") or name)
    return accounts.sign_in_as(records.store, f"{issuer} {subject}", name, shown, roles, records.store.clock())


def _as_login(name: str) -> str:
    """Return a name as accounts can have it: a provider's subjects hold other signs (``auth0|1``), or are short."""
    return re.sub(r"[^\w.@+-]", "-", name).ljust(2, "-")[:80]


def _counts(records: Records, subject: str, said: object) -> bool:
    """Say whether the hospital vouched for somebody just now, and he has not been signed out since."""
    from tumorboard.records import sessions

    if not isinstance(said, int | float):
        return False
    # Whole seconds: what was said within the second in which a session ended opens no other.
    when, now = datetime.fromtimestamp(int(said), UTC), records.store.clock()
    ended = sessions.last_end(records.store, subject)
    return now - OIDC_COUNTS <= when <= now + _CLOCKS_APART and (ended is None or ended < when)


def _roles(claim: object) -> list[Role]:
    """Return our roles of a claim; words that are none of ours belong to other programs."""
    words = claim.replace(",", " ").split() if isinstance(claim, str) else claim
    return [Role(word) for word in words if word in set(Role)] if isinstance(words, list | tuple) else []


def database_cohort(
    kb: KnowledgeBase, policy: Policy = DEFAULT, *, show_small: bool = False, format: str = "", figures: bool = False
) -> Cohort:
    """Return the cohort of the records to the command line; the trail tells the export with the account of the system.

    Raises
    ------
    InputError
        For fewer than 21 treated patients, unless ``show_small``.
    """
    import getpass

    from tumorboard.service.desks.research import operator_cohort

    opened = records()
    return operator_cohort(
        opened.store, kb, policy, getpass.getuser(), demo=opened.demo, show_small=show_small,
        detail={"format": format, "figures": figures},
    )  # fmt: skip


def sign_out(records: Records, token: str) -> None:
    """End a session; one that is over already is no error."""
    from tumorboard.records import sessions

    sessions.end(records.store, token, records.store.clock())


def desk(records: Records, token: str, kb: KnowledgeBase) -> "Desk":
    """Return the desk of the person whose session this is. To be called on every run of a screen.

    Raises
    ------
    SignInError
        If the session is idle (15 min), over (12 h), revoked or unknown, or the account is disabled.
    """
    from tumorboard.records import sessions
    from tumorboard.service.desks.seat import Desk

    actor = sessions.check(records.store, token, records.store.clock())
    person = Person(id=actor.person_id, name=actor.name, display=actor.name, roles=actor.roles)
    return Desk(records, person, kb, actor.session)
