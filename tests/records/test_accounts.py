"""Accounts and sessions: who gets in, for how long, and how often it may be tried."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import select

from tests.records.conftest import ANNA, Clock, Place
from tumorboard.domain.access import Person, Role
from tumorboard.errors import Conflict, InputError, SignInError
from tumorboard.records import accounts, sessions
from tumorboard.records.store import Store
from tumorboard.records.tables import attempt, audit, person, session

PASSWORD = "correct horse battery"


@pytest.fixture
def anna(store: Store) -> Person:
    return accounts.add(store, ANNA, "Anna", "Dr. Anna", [Role.BOARD_MEMBER], password=PASSWORD)


def test_a_password_is_kept_as_argon2id_and_nowhere_in_clear(sqlite: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher())
    store = sqlite.open()
    accounts.add(store, ANNA, "anna", "Anna", [Role.AUDITOR], password=PASSWORD)
    token = accounts.sign_in(store, "anna", PASSWORD, store.clock())
    with store.engine.connect() as connection:
        hashed = connection.execute(select(person.c.password)).scalar_one()
        kept = connection.execute(select(session.c.token)).scalar_one()
    store.close()
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    with closing(sqlite3.connect(sqlite.file)) as connection:
        everything = "\n".join(connection.iterdump())
    assert PASSWORD not in everything
    assert token not in everything
    assert len(token) >= 43
    assert len(kept) == 64


def test_who_signs_in_holds_the_roles_of_the_account(store: Store, anna: Person, clock: Clock) -> None:
    token = accounts.sign_in(store, " ANNA ", PASSWORD, clock.now)
    actor = sessions.check(store, token, clock.now)
    assert (actor.person_id, actor.name, actor.roles) == (anna.id, "Dr. Anna", {Role.BOARD_MEMBER})
    accounts.set_roles(store, ANNA, anna.id, [Role.AUDITOR])
    assert sessions.check(store, token, clock.now).roles == {Role.AUDITOR}


def test_roles_that_another_changed_are_not_overwritten_unseen(store: Store, anna: Person) -> None:
    seen = anna.roles
    accounts.set_roles(store, ANNA, anna.id, [Role.RESEARCHER], seen)
    with pytest.raises(
        Conflict, match=r"changed the roles of Dr\. Anna .* to: researcher; yours were not saved"
    ) as told:
        accounts.set_roles(store, ANNA, anna.id, [Role.BOARD_MEMBER, Role.ONCOLOGIST], seen)
    assert told.value.by == ANNA.name and told.value.at is not None
    assert accounts.set_roles(store, ANNA, anna.id, [Role.ONCOLOGIST], [Role.RESEARCHER]).roles == {Role.ONCOLOGIST}


def test_nobody_learns_whether_a_name_exists(store: Store, anna: Person, clock: Clock) -> None:
    accounts.set_active(store, ANNA, anna.id, False)
    accounts.add(store, ANNA, "oidc", "By hospital", [], subject="issuer 1")
    told = set()
    for name, password in [
        ("anna", "wrong password"),
        ("anna", PASSWORD),
        ("nobody", PASSWORD),
        ("oidc", "x"),
        ("", ""),
    ]:
        with pytest.raises(SignInError) as problem:
            accounts.sign_in(store, name, password, clock.now)
        told.add(str(problem.value))
    assert len(told) == 1
    assert "disabled" not in told.pop()


def test_after_five_failures_even_the_right_password_waits(store: Store, anna: Person, clock: Clock) -> None:
    for _ in range(5):
        with pytest.raises(SignInError, match="name or password is wrong"):
            accounts.sign_in(store, "Anna", "wrong password", clock.now)
        clock.move(minutes=1)
    with pytest.raises(SignInError, match="too often"):
        accounts.sign_in(store, "anna", PASSWORD, clock.now)
    with pytest.raises(SignInError, match="too often"):
        accounts.sign_in(store, "anna", PASSWORD, clock.now)
    clock.move(minutes=10, seconds=1)
    assert accounts.sign_in(store, "anna", PASSWORD, clock.now)
    with store.engine.connect() as connection:
        assert connection.execute(select(attempt)).all() == [], "a success forgets the failures"
        kept = [row.detail for row in connection.execute(select(audit).where(audit.c.outcome == "refused"))]
    assert len(kept) == 7
    assert "wrong password" not in "".join(kept)


def test_guesses_at_the_same_moment_do_not_slip_through(store: Store, anna: Person, clock: Clock) -> None:
    def guess(number: int) -> str:
        with pytest.raises(SignInError) as told:
            accounts.sign_in(store, "anna", f"guess number {number}", clock.now)
        return told.value.message

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(12)))
    assert sorted(answers) == sorted(["name or password is wrong"] * 5 + ["this name was tried too often"] * 7)


def test_a_name_typed_wrong_is_not_kept_in_clear(store: Store, clock: Clock) -> None:
    with pytest.raises(SignInError):
        accounts.sign_in(store, "my-password-in-the-wrong-field", "x", clock.now)
    with store.engine.connect() as connection:
        kept = str(connection.execute(select(attempt)).all()) + str(connection.execute(select(audit)).all())
    assert "my-password" not in kept


@pytest.mark.parametrize("password", ["short", "anna-anna-anna", "aaaaaaaaaaaaaaaa", "x" * 300, ""])
def test_a_weak_password_is_refused(store: Store, password: str) -> None:
    with pytest.raises(InputError, match="easy to guess") as told:
        accounts.add(store, ANNA, "anna", "Anna", [], password=password)
    assert not password or password not in str(told.value)


def test_a_name_is_taken_once_whatever_its_case(store: Store, anna: Person) -> None:
    with pytest.raises(InputError, match="already"):
        accounts.add(store, ANNA, "ANNA", "Other", [])
    for name in ("", "a", "a b", "a\x00b", "x" * 81):
        with pytest.raises(InputError):
            accounts.add(store, ANNA, name, "Other", [])


def test_a_password_typed_on_another_keyboard_is_the_same(store: Store, clock: Clock) -> None:
    accounts.add(store, ANNA, "jörg", "J", [], password="Frühe Vögel singen")
    assert accounts.sign_in(store, "jo\u0308rg", "Fru\u0308he Vo\u0308gel singen", clock.now)


def test_a_session_ends_after_fifteen_idle_minutes(store: Store, anna: Person, clock: Clock) -> None:
    token = accounts.sign_in(store, "anna", PASSWORD, clock.now)
    for _ in range(5):
        clock.move(minutes=14)
        sessions.check(store, token, clock.now)
    clock.move(minutes=15)
    with pytest.raises(SignInError, match="idle for 15 minutes"):
        sessions.check(store, token, clock.now)
    with pytest.raises(SignInError, match="has ended"):
        sessions.check(store, token, clock.now)


def test_a_session_ends_after_twelve_hours_however_busy(store: Store, anna: Person, clock: Clock) -> None:
    token = accounts.sign_in(store, "anna", PASSWORD, clock.now)
    for _ in range(51):
        clock.move(minutes=14)
        sessions.check(store, token, clock.now)
    clock.move(minutes=6)
    with pytest.raises(SignInError, match="12 hours"):
        sessions.check(store, token, clock.now)


def test_signing_out_revoking_disabling_and_a_new_password_end_sessions(
    store: Store, anna: Person, clock: Clock
) -> None:
    def signed_in() -> str:
        return accounts.sign_in(store, "anna", PASSWORD, clock.now)

    def out(token: str) -> bool:
        with pytest.raises(SignInError):
            sessions.check(store, token, clock.now)
        return True

    first, second = signed_in(), signed_in()
    sessions.end(store, first, clock.now)
    sessions.end(store, first, clock.now)
    assert out(first)
    assert [one.person.name for one in sessions.open_sessions(store, clock.now)] == ["anna"]
    assert sessions.revoke(store, ANNA, anna.id) == 1
    assert out(second)
    third = signed_in()
    accounts.set_password(store, ANNA, anna.id, PASSWORD)
    assert out(third)
    fourth = signed_in()
    accounts.set_active(store, ANNA, anna.id, False)
    assert out(fourth)
    accounts.set_active(store, ANNA, anna.id, True)
    assert out(fourth)
    assert sessions.open_sessions(store, clock.now) == []
    with pytest.raises(SignInError, match="nobody"):
        sessions.check(store, "invented", clock.now)
    assert store.verify() == []


def test_the_hospitals_sign_in_makes_an_account_once_and_brings_its_roles(store: Store, clock: Clock) -> None:
    first = accounts.sign_in_as(store, "issuer 1", "bert", "Dr. Bert", [Role.RESEARCHER], clock.now)
    again = accounts.sign_in_as(store, "issuer 1", "renamed", "Dr. Bert", [Role.ONCOLOGIST], clock.now)
    actors = [sessions.check(store, token, clock.now) for token in (first, again)]
    assert {actor.person_id for actor in actors} == {actors[0].person_id}
    assert actors[0].roles == {Role.ONCOLOGIST}
    with pytest.raises(SignInError, match="another account"):
        accounts.sign_in_as(store, "issuer 2", "BERT", "Impostor", [Role.ADMINISTRATOR], clock.now)
    accounts.set_active(store, ANNA, actors[0].person_id, False)
    with pytest.raises(SignInError, match="disabled"):
        accounts.sign_in_as(store, "issuer 1", "bert", "Dr. Bert", [Role.ONCOLOGIST], clock.now)


def test_an_auditor_holds_no_other_role(store: Store, anna: Person, clock: Clock) -> None:
    both = [Role.AUDITOR, Role.ONCOLOGIST]
    for tried in (
        lambda: accounts.add(store, ANNA, "bad", "Bad", both),
        lambda: accounts.set_roles(store, ANNA, anna.id, both),
    ):
        with pytest.raises(InputError, match="an auditor holds no other role") as told:
            tried()
        assert told.value.field == "roles"
    with pytest.raises(SignInError, match="an auditor holds no other role"):
        accounts.sign_in_as(store, "issuer 1", "bert", "Dr. Bert", both, clock.now)
    with store.reading(ANNA, "list_people") as read:
        assert [(one.name, one.roles) for one in read.people()] == [("anna", {Role.BOARD_MEMBER})]
        assert ("sign_in", "refused") in [(row.action, row.outcome) for row in read.audit()]


def test_a_signature_needs_the_password_again(store: Store, anna: Person, clock: Clock) -> None:
    actor = sessions.check(store, accounts.sign_in(store, "anna", PASSWORD, clock.now), clock.now)
    accounts.confirm(store, actor, PASSWORD, clock.now)
    for _ in range(5):
        with pytest.raises(SignInError, match="password is wrong"):
            accounts.confirm(store, actor, "another password", clock.now)
    with pytest.raises(SignInError, match="too often"):
        accounts.confirm(store, actor, PASSWORD, clock.now)


def test_no_two_accounts_are_read_under_the_same_name(store: Store, anna: Person, clock: Clock) -> None:
    for display in ("Dr. Anna", " dr.  ANNA", "Ｄr. Anna", "anna"):
        with pytest.raises(InputError, match="another account is read under this name") as told:
            accounts.add(store, ANNA, "other", display, [Role.BOARD_MEMBER])
        assert (told.value.field, bool(told.value.remedy)) == ("display", True)
    accounts.add(store, ANNA, "other", "Dr. Anna (surgery)", [Role.BOARD_MEMBER])
    token = accounts.sign_in_as(store, "issuer 1", "hosp.anna", "dr. anna", [Role.BOARD_MEMBER], clock.now)
    assert sessions.check(store, token, clock.now).name == "dr. anna (hosp.anna)"
    again = accounts.sign_in_as(store, "issuer 1", "hosp.anna", "dr. anna", [Role.BOARD_MEMBER], clock.now)
    assert sessions.check(store, again, clock.now).name == "dr. anna (hosp.anna)"
    long = accounts.sign_in_as(store, "issuer 2", "x" * 80, "Dr. Anna", [Role.BOARD_MEMBER], clock.now)
    assert sessions.check(store, long, clock.now).name == f"Dr. Anna ({'x' * 80})"
