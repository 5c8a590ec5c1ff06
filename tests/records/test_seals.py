"""Accounts, cases and teams that were changed behind the program are found, on both databases."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from tests.records.conftest import ANNA, Clock
from tumorboard.domain.access import Role
from tumorboard.domain.board import CaseState
from tumorboard.errors import SignInError
from tumorboard.records import accounts, connect, seals, sessions
from tumorboard.records.check import check
from tumorboard.records.store import Store

PASSWORD = "correct horse battery"
Opened = Callable[..., None]


def findings(connection: Connection, store: Store) -> list[str]:
    return [f"{one.part}: {one.what}" for one in check(connection, store.secret, store.anchor)]


def found(store: Store) -> list[str]:
    with connect.view(store.engine) as connection:
        return findings(connection, store)


@pytest.fixture
def people(store: Store, opened: Opened, clock: Clock) -> dict[str, str]:
    """A case with a team, and who is in it and who is not."""
    opened("C-1")
    ids = {
        name: accounts.add(store, ANNA, name, f"Dr. {name}", [role], password=PASSWORD).id
        for name, role in (("anna", Role.BOARD_MEMBER), ("bert", Role.ONCOLOGIST), ("carl", Role.RESEARCHER))
    }
    with store.writing(ANNA, "set_team", "C-1") as change:
        change.set_team("C-1", [ids["anna"]])
    return ids


CHANGES = {
    "UPDATE person SET roles = 'administrator,researcher' WHERE name = 'carl'": "account: account {carl} was changed",
    "UPDATE person SET password = (SELECT password FROM person WHERE name = 'carl') WHERE name = 'anna'": (
        "account: account {anna} was changed"
    ),
    "UPDATE person SET active = NOT active WHERE name = 'bert'": "account: account {bert} was changed",
    "INSERT INTO person SELECT 'x', 'dora', display, roles, password, 'y', active, made_at FROM person "
    "WHERE name = 'anna'": "account: account x is not in the audit trail",
    "DELETE FROM person WHERE name = 'carl'": "account: account {carl} is in the audit trail, but not in the records",
    "INSERT INTO team VALUES ('C-1', '{bert}', '2026-01-01T00:00:00.000000Z', NULL)": (
        "team: the team of case C-1 was changed"
    ),
    "UPDATE team SET until = '2026-03-01T09:00:00.000000Z'": "team: the team of case C-1 was changed",
    "DELETE FROM team": "team: the team of case C-1 is in the audit trail, but not in the records",
    "UPDATE case_file SET state = 'closed'": "case: the worklist's row of case C-1 was changed",
    "UPDATE case_file SET due = '2030-01-01'": "case: the worklist's row of case C-1 was changed",
    "UPDATE case_file SET version = 1": "case: the worklist's row of case C-1 was changed",
    "INSERT INTO session VALUES ('s', 't', '{anna}', '2026-03-01', '2026-03-01', NULL, '')": (
        "session: session s is not in the audit trail"
    ),
}  # fmt: skip


def test_what_was_changed_behind_the_program_is_found(store: Store, people: dict[str, str]) -> None:
    assert found(store) == []
    for change, words in CHANGES.items():
        with connect.turn(store.engine) as connection:
            connection.execute(text(change.format(**people)))
            told = findings(connection, store)
            connection.rollback()
        assert any(one.startswith(words.format(**people)) for one in told), (change, told)
    assert found(store) == []


def test_an_older_row_that_is_put_back_is_found(store: Store, people: dict[str, str]) -> None:
    accounts.set_roles(store, ANNA, people["bert"], [Role.AUDITOR])
    with store.writing(ANNA, "change_case", "C-1") as change:
        change.set_state("C-1", CaseState.PREPARED)
        change.set_team("C-1", [people["anna"], people["bert"]])
    assert found(store) == []
    for back in (
        "UPDATE person SET roles = 'oncologist' WHERE name = 'bert'",
        "UPDATE case_file SET state = 'new', version = version - 2",
        f"DELETE FROM team WHERE person_id = '{people['bert']}'",
    ):
        with connect.turn(store.engine) as connection:
            connection.execute(text(back))
            assert len(findings(connection, store)) == 1, back
            connection.rollback()


def test_nothing_is_found_after_whatever_the_program_does(store: Store, people: dict[str, str], clock: Clock) -> None:
    accounts.set_roles(store, ANNA, people["carl"], [Role.ADMINISTRATOR, Role.RESEARCHER])
    accounts.set_active(store, ANNA, people["bert"], False)
    accounts.set_password(store, ANNA, people["anna"], "another long password")
    token = accounts.sign_in(store, "anna", "another long password", clock.now)
    accounts.sign_in_as(store, "issuer 1", "dora", "Dora", [Role.ONCOLOGIST], clock.now)
    accounts.sign_in_as(store, "issuer 1", "dora", "Dora", [Role.BOARD_MEMBER], clock.now)
    with pytest.raises(SignInError):
        accounts.sign_in_as(store, "issuer 2", "dora", "Dora", [Role.ONCOLOGIST], clock.now)
    sessions.end(store, token, clock.now)
    with store.writing(ANNA, "change_case", "C-1") as change:
        change.describe("C-1", headline="KRAS G12C")
        change.set_team("C-1", [people["carl"]])
        change.set_team("C-1", [])
    with pytest.raises(RuntimeError), store.writing(ANNA, "change_case", "C-1") as change:
        change.set_state("C-1", CaseState.CLOSED)
        raise RuntimeError
    assert found(store) == []


SESSIONS = {
    "UPDATE session SET token = 'mine'": "was changed behind the program",
    "UPDATE session SET started_at = '2030-01-01T00:00:00.000000Z'": "was changed behind the program",
    "UPDATE session SET person_id = '{carl}'": "is not in the audit trail",
    "UPDATE session SET ended_at = NULL": "has ended in the audit trail, but not in the records",
}


@pytest.mark.parametrize("how", ["signed out", "revoked", "disabled", "password"])
def test_a_session_that_was_forged_or_opened_again_is_found(
    store: Store, people: dict[str, str], clock: Clock, how: str
) -> None:
    token = accounts.sign_in(store, "anna", PASSWORD, clock.now)
    if how == "signed out":
        sessions.end(store, token, clock.now)
    elif how == "revoked":
        sessions.revoke(store, ANNA, people["anna"])
    elif how == "disabled":
        accounts.set_active(store, ANNA, people["anna"], False)
        accounts.set_active(store, ANNA, people["anna"], True)
    else:
        accounts.set_password(store, ANNA, people["anna"], PASSWORD)
    assert found(store) == []
    for change, words in SESSIONS.items():
        with connect.turn(store.engine) as connection:
            connection.execute(text(change.format(**people)))
            told = findings(connection, store)
            connection.rollback()
        assert len(told) == 1 and told[0].endswith(words), (change, told)
    accounts.sign_in(store, "anna", PASSWORD, clock.now)
    assert found(store) == [], "a later session is open"


def test_a_session_of_a_program_without_its_seal_is_no_forgery(
    store: Store, people: dict[str, str], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "of_session", lambda *_: {})
    token = accounts.sign_in(store, "anna", PASSWORD, clock.now)
    assert found(store) == []
    sessions.end(store, token, clock.now)
    with connect.turn(store.engine) as connection:
        connection.execute(text("UPDATE session SET ended_at = NULL"))
        assert [one.partition(" has ")[2] for one in findings(connection, store)] == [
            "ended in the audit trail, but not in the records"
        ]
        connection.rollback()


def test_a_password_that_is_hashed_anew_is_sealed_anew(
    store: Store, people: dict[str, str], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argon2 import PasswordHasher

    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    accounts.sign_in(store, "anna", PASSWORD, clock.now)
    with store.reading(ANNA, "read_audit") as read:
        assert "hash_again" in [row.action for row in read.audit()]
    assert found(store) == []
