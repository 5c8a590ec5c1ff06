"""Local accounts: who there is, what proves it, and how often it may be tried."""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, func, select, update

from tumorboard.domain.access import Person, Role, demand_separate
from tumorboard.errors import Conflict, InputError, SignInError
from tumorboard.records import seals, sessions
from tumorboard.records.model import NOBODY, Actor, moment, name_of, stamp
from tumorboard.records.reading import Reading, person_from
from tumorboard.records.store import Store
from tumorboard.records.tables import attempt, audit, person

FAILURES = 5
"""Failed sign-ins of a name within :data:`WINDOW` after which even the right password is refused."""
WINDOW = timedelta(minutes=15)
SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 256
_HASHER = PasswordHasher()
"""argon2id with the library's settings (RFC 9106, low memory: 64 MiB, 3 passes, 4 lanes)."""
_WRONG = "name or password is wrong"


def add(
    store: Store,
    actor: Actor,
    name: str,
    display: str,
    roles: Iterable[Role],
    *,
    password: str | None = None,
    subject: str | None = None,
) -> Person:
    """Make an account.

    Parameters
    ----------
    store, actor : Store, Actor
        Where, and who does it.
    name : str
        What is typed at sign-in; upper and lower case are the same.
    display : str
        What others read.
    roles : iterable of Role
        What the person may do.
    password : str, optional
        None: the account cannot sign in by password.
    subject : str, optional
        Who the person is at the hospital's own sign-in (issuer and subject).

    Raises
    ------
    InputError
        If one of the names is taken or cannot be used, the password is too weak, or an auditor would hold another role.
    """
    known = _login(name)
    name_of(display.strip(), "display")
    hashed = None if password is None else _HASHER.hash(_checked(password, known))
    made, chosen = uuid.uuid4().hex, _roles(roles)
    with store.writing(actor, "add_person", detail={"person": made, "roles": chosen}) as change:
        if change.person(name=known) is not None:
            raise InputError("there is such an account already", field="name", remedy="Choose another name")
        if _shown_already(change.connection, display, known):
            raise InputError(
                "another account is read under this name: signatures could not be told apart", field="display",
                remedy="Add what tells them apart, such as the department",
            )  # fmt: skip
        change.connection.execute(
            person.insert().values(
                id=made,
                name=known,
                display=display.strip(),
                roles=chosen,
                password=hashed,
                subject=subject,
                active=True,
                made_at=stamp(change.now),
            )
        )
        change.touched.add("account", made)
        return _known(change, id=made)


def set_roles(
    store: Store, actor: Actor, person_id: str, roles: Iterable[Role], expected: Iterable[Role] | None = None
) -> Person:
    """Replace the roles of an account; they hold from the next page on. An auditor holds no other.

    Parameters
    ----------
    expected : iterable of Role, optional
        The roles that were seen before; without them whatever stands is replaced.

    Raises
    ------
    Conflict
        If other roles stand by now: which, who set them and when.
    """
    chosen = _roles(roles)
    seen = None if expected is None else frozenset(expected)
    detail = {"person": person_id, "roles": chosen}
    return _change(store, actor, "set_roles", person_id, {"roles": chosen}, detail, seen)


def set_active(store: Store, actor: Actor, person_id: str, active: bool) -> Person:
    """Disable an account, which ends its sessions at once, or enable it again."""
    action = "enable_person" if active else "disable_person"
    return _change(store, actor, action, person_id, {"active": active}, {"person": person_id})


def set_password(store: Store, actor: Actor, person_id: str, password: str) -> Person:
    """Set a password, which ends the sessions of the account."""
    with store.reading(actor, "read_person", detail={"person": person_id}) as read:
        known = _known(read, id=person_id)
    values = {"password": _HASHER.hash(_checked(password, known.name))}
    return _change(store, actor, "set_password", person_id, values, {"person": person_id})


def _change(
    store: Store, actor: Actor, action: str, person_id: str, values: Mapping[str, object], detail: Mapping[str, object],
    expected: frozenset[Role] | None = None,
) -> Person:  # fmt: skip
    with store.writing(actor, action, detail=detail) as change:
        known = _known(change, id=person_id)
        if expected is not None and known.roles != expected:
            raise _changed(change.connection, known)
        change.connection.execute(update(person).where(person.c.id == person_id).values(values))
        change.touched.add("account", person_id)
        if "password" in values or values.get("active") is False:
            sessions.end_all(change.connection, person_id, change.now, action)
        return _known(change, id=person_id)


def _changed(connection: Connection, known: Person) -> Conflict:
    wanted = select(audit.c.name, audit.c.at).where(
        audit.c.action == "set_roles", audit.c.outcome == "done", audit.c.detail.contains(known.id)
    )
    last = connection.execute(wanted.order_by(audit.c.seq.desc()).limit(1)).first()
    by, at = (last.name, moment(last.at)) if last else ("somebody", None)
    now = ", ".join(sorted(role.replace("_", " ") for role in known.roles)) or "none"
    when = f" at {at:%Y-%m-%d %H:%M} UTC" if at else ""
    return Conflict(
        f"{by} changed the roles of {known.display}{when} to: {now}; yours were not saved", field="roles",
        remedy="Look at what changed, then save again on top of it", by=by, at=at,
    )  # fmt: skip


def sign_in(store: Store, name: str, password: str, now: datetime) -> str:
    """Sign in by password and return the token of the new session.

    Raises
    ------
    SignInError
        If name or password is wrong, the account is disabled, or the name was tried too often. Which of the first three
        is never told, and each takes the same time.
    """
    known = unicodedata.normalize("NFKC", name).strip().casefold()
    hashed = store.secret.seal("attempt", known)
    with store.changing() as connection:
        # Counted before the password is looked at, so that many guesses at once do not slip through.
        open_to_try = _failures(connection, hashed, now) < FAILURES
        if open_to_try:
            number = connection.execute(select(func.coalesce(func.max(attempt.c.id), 0))).scalar_one() + 1
            connection.execute(attempt.insert().values(id=number, name=hashed, at=stamp(now)))
        row = connection.execute(select(person).where(person.c.name == known)).mappings().first()
        if not open_to_try:
            why = {"why": "too many failures", **({"person": row["id"]} if row else {})}
            store.note(connection, NOBODY, "sign_in", "", "refused", why)
    if not open_to_try:
        minutes = int(WINDOW.total_seconds() // 60)
        raise SignInError("this name was tried too often", remedy=f"Wait {minutes} minutes, then try again")
    right = _right(row["password"] if row else None, password)
    if row is None or not right or not row["active"]:
        who = {"person": row["id"]} if row else {"person": "unknown name"}
        store.refused(NOBODY, "sign_in", "", "the account is disabled" if row and right else _WRONG, who)
        raise SignInError(_WRONG, remedy="Try again, or ask an administrator for a new password")
    with store.changing() as connection:
        connection.execute(delete(attempt).where(attempt.c.name == hashed))
        _renew(store, connection, row["id"], str(row["password"]), password)
        return sessions.begin(store, connection, person_from(dict(row)), now, "password")


def sign_in_as(store: Store, subject: str, name: str, display: str, roles: Iterable[Role], now: datetime) -> str:
    """Sign in somebody whom the hospital's own sign-in has proved; return the token of the new session.

    Parameters
    ----------
    store : Store
        Where.
    subject : str
        Issuer and subject of the proof; the account is found by it and by nothing else.
    name, display : str
        For an account that is made at the first sign-in.
    roles : iterable of Role
        The roles that the proof gives; they replace those of the account.
    now : datetime
        UTC.

    Raises
    ------
    SignInError
        If the account is disabled, another account has the name, or the proof names an auditor who holds another
        role: then nothing is changed, and the trail tells it.
    """
    if not subject.strip():
        raise ValueError("a proof without a subject")
    try:
        chosen = _roles(roles)
    except InputError as problem:
        store.refused(NOBODY, "sign_in", "", problem.message)
        raise SignInError(problem.message, remedy="Ask an administrator for the role of auditor alone") from None
    with store.changing() as connection:
        row = connection.execute(select(person).where(person.c.subject == subject)).mappings().first()
        if row is None:
            made, known = uuid.uuid4().hex, _login(name)
            taken = connection.execute(select(person.c.id).where(person.c.name == known)).first() is not None
            if not taken:
                shown = display.strip() or known
                if _shown_already(connection, shown, known):
                    shown = f"{shown[:30].strip()} ({known})"
                shown = name_of(shown, "display")
                values = {"id": made, "name": known, "display": shown, "roles": chosen, "subject": subject}
                connection.execute(person.insert().values(**values, active=True, made_at=stamp(now)))
                _told(store, connection, "add_person", made, chosen)
        else:
            made, taken = str(row["id"]), False
            if row["active"] and row["roles"] != chosen:
                connection.execute(update(person).where(person.c.id == made).values(roles=chosen))
                _told(store, connection, "set_roles", made, chosen)
        if not taken and (row is None or row["active"]):
            fresh = connection.execute(select(person).where(person.c.id == made)).mappings().one()
            return sessions.begin(store, connection, person_from(dict(fresh)), now, "oidc")
        why = "another account has the name" if taken else "the account is disabled"
        store.note(connection, NOBODY, "sign_in", "", "refused", {"why": why})
    raise SignInError(why, remedy="Ask an administrator")


def _shown_already(connection: Connection, display: str, known: str) -> bool:
    """Say whether others read, or type at sign-in, another account under one of these names."""
    wanted = {_folded(display), known}
    found = connection.execute(select(person.c.name, person.c.display))
    return any(wanted & {row.name, _folded(row.display)} for row in found)


def _folded(display: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", display).casefold().split())


def _told(store: Store, connection: Connection, action: str, person_id: str, roles: str) -> None:
    sealed = seals.of_account(connection, store.secret, person_id)
    store.note(connection, NOBODY, action, "", "done", {"person": person_id, "roles": roles, **sealed})


def confirm(store: Store, actor: Actor, password: str, now: datetime) -> None:
    """Let somebody who is signed in prove it again, for a signature; failures count like those of a sign-in.

    Raises
    ------
    SignInError
        If the password is wrong, or was tried too often.
    """
    hashed = store.secret.seal("attempt", f"confirm {actor.person_id}")
    with store.changing() as connection:
        open_to_try = _failures(connection, hashed, now) < FAILURES
        if open_to_try:
            number = connection.execute(select(func.coalesce(func.max(attempt.c.id), 0))).scalar_one() + 1
            connection.execute(attempt.insert().values(id=number, name=hashed, at=stamp(now)))
        row = connection.execute(select(person).where(person.c.id == actor.person_id)).mappings().first()
    if not open_to_try:
        store.refused(actor, "confirm_password", "", "too many failures")
        minutes = int(WINDOW.total_seconds() // 60)
        raise SignInError("the password was tried too often", remedy=f"Wait {minutes} minutes, then try again")
    if not _right(row["password"] if row else None, password) or row is None or not row["active"]:
        store.refused(actor, "confirm_password", "", "the password is wrong")
        raise SignInError("the password is wrong", remedy="Try again; nothing was signed")
    with store.changing() as connection:
        connection.execute(delete(attempt).where(attempt.c.name == hashed))


def _failures(connection: Connection, hashed: str, now: datetime) -> int:
    """Count the failures that still matter, and forget all that do not."""
    connection.execute(delete(attempt).where(attempt.c.at <= stamp(now - WINDOW)))
    wanted = select(func.count()).select_from(attempt).where(attempt.c.name == hashed)
    return int(connection.execute(wanted).scalar_one())


@cache
def _decoy() -> str:
    return _HASHER.hash(uuid.uuid4().hex)


def _right(hashed: str | None, password: str) -> bool:
    """Compare; without a hash it takes as long and is never right."""
    if len(password) > _LONGEST_PASSWORD:
        return False
    try:
        _HASHER.verify(hashed or _decoy(), _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None


def _renew(store: Store, connection: Connection, person_id: str, hashed: str, password: str) -> None:
    if _HASHER.check_needs_rehash(hashed):
        fresh = _HASHER.hash(_plain(password))
        connection.execute(update(person).where(person.c.id == person_id).values(password=fresh))
        sealed = seals.of_account(connection, store.secret, person_id)
        store.note(connection, NOBODY, "hash_again", "", "done", {"person": person_id, **sealed})


def _plain(password: str) -> str:
    # The same letters can reach us composed or not, depending on the keyboard.
    return unicodedata.normalize("NFKC", password)


def _checked(password: str, name: str) -> str:
    plain = _plain(password)
    weak = len(plain) < SHORTEST_PASSWORD or len(set(plain)) < 5 or name in plain.casefold()
    if weak or len(password) > _LONGEST_PASSWORD:
        raise InputError(
            "is too easy to guess, or too long",
            field="password",
            remedy=f"Use {SHORTEST_PASSWORD}-{_LONGEST_PASSWORD} characters, several different ones, without the name",
        )
    return plain


def _login(name: str) -> str:
    known = unicodedata.normalize("NFKC", name).strip().casefold()
    if not re.fullmatch(r"[\w.@+-]{2,80}", known):
        raise InputError(
            "cannot be used to sign in", field="name", remedy="Use 2-80 letters, digits and . _ - @ + without blanks"
        )
    return known


def _roles(roles: Iterable[Role]) -> str:
    return ",".join(sorted(str(role) for role in demand_separate(roles)))


def _known(change: Reading, id: str) -> Person:
    found = change.person(id=id)
    if found is None:
        raise InputError("there is no such account", field="name", remedy="See `tumorboard user list`")
    return found
