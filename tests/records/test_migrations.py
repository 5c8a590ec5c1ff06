"""Records that the first form of the tables was filled with are brought to the present one, with all that they hold."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.records.conftest import ANNA, BERT, Place
from tumorboard.domain.access import Role
from tumorboard.domain.board import CaseState
from tumorboard.errors import StoreError
from tumorboard.records import accounts, connect, schema, seals, setup
from tumorboard.records.backup import backup
from tumorboard.records.check import check, look_through
from tumorboard.records.restore import restore
from tumorboard.records.store import Store

PASSWORD = "correct horse battery"


@contextmanager
def older_program() -> Iterator[None]:
    """Let the program know the first form alone, and write no seals, as it did."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "REVISIONS", ("0001",))
        patch.setattr(schema, "HEAD", "0001")
        patch.setattr(seals.Touched, "add", lambda *_: None)
        patch.setattr("tumorboard.records.check.seals.check", lambda *_: iter(()))
        yield


def fill(place: Place) -> None:
    """Make records of the first form by its own step, and fill every table."""
    setup.init(place.url, place.folder)
    store = place.open()
    people = [
        accounts.add(store, ANNA, name, f"Dr. {name}", [role], password=PASSWORD)
        for name, role in (("anna", Role.BOARD_MEMBER), ("bert", Role.ONCOLOGIST))
    ]
    accounts.sign_in(store, "anna", PASSWORD, place.clock.now)
    for number in range(3):
        case_id = f"C-{number}"
        with store.writing(ANNA, "import_case", case_id) as change:
            change.open_case(case_id, {"n": number, "text": "ü 🧬"}, due=date(2026, 4, number + 1), sample=number == 2)
            change.set_team(case_id, [one.id for one in people[: number + 1]])
        with store.writing(BERT, "change_case", case_id) as change:
            change.append(case_id, "case", "", {"n": -number}, 1, "amended")
            change.set_state(case_id, CaseState.ON_BOARD, date(2026, 5, 1))
            change.save_draft(case_id, "decision", {"typed": number})
    store.refused(BERT, "read_case", "C-9", "no")
    store.close()


@pytest.fixture
def old(nowhere: Place) -> Place:
    """Records of the first form, in each database."""
    with older_program():
        fill(nowhere)
    return nowhere


def everything(place: Place) -> dict[str, list[tuple[object, ...]]]:
    engine = connect.engine_for(connect.address(place.url, place.folder))
    with connect.view(engine) as connection:
        tables = {
            name: sorted(tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}")))
            for name in ("person", "case_file", "team", "entry", "draft", "audit")
        }
    engine.dispose()
    return tables


def trail(store: Store) -> list[str]:
    with store.reading(ANNA, "read_audit") as read:
        return [row.action for row in read.audit()]


def test_an_upgrade_keeps_all_that_the_first_form_held(old: Place) -> None:
    before = everything(old)
    assert all(before.values())
    with pytest.raises(StoreError, match=r"form 0001, this program needs 0002.*run `tumorboard db upgrade`"):
        old.open()
    assert setup.upgrade(old.url, old.folder, BERT) == ("0001", "0002")
    after = everything(old)
    assert after["audit"][: len(before["audit"])] == before["audit"]
    assert {name: rows for name, rows in after.items() if name != "audit"} == {
        name: rows for name, rows in before.items() if name != "audit"
    }
    store = old.open()
    assert (store.verify(), look_through(store, ANNA)[1]) == ([], [])
    assert trail(store)[2:5] == ["upgrade_records"] * 3
    with store.writing(ANNA, "change_case", "C-1") as change:
        change.append("C-1", "case", "", {"n": 7}, 2, "goes on")
    assert accounts.sign_in(store, "anna", PASSWORD, old.clock.now)
    assert look_through(store, ANNA)[1] == []
    store.close()
    assert setup.upgrade(old.url, old.folder) == ("0002", "0002")


def test_what_is_changed_after_the_upgrade_is_found_also_where_nobody_had_touched_it_since(old: Place) -> None:
    setup.upgrade(old.url, old.folder)
    store = old.open()
    with connect.turn(store.engine) as connection:
        connection.execute(text("UPDATE person SET roles = 'administrator' WHERE name = 'bert'"))
        connection.execute(text("UPDATE case_file SET state = 'closed' WHERE case_id = 'C-0'"))
        connection.execute(text("UPDATE team SET until = since WHERE case_id = 'C-2'"))
        told = [finding.part for finding in check(connection, store.secret, store.anchor)]
        connection.rollback()
    assert told == ["account", "case", "team"]
    store.close()


def test_an_upgrade_needs_the_secret_and_changes_nothing_without_it(old: Place) -> None:
    before = everything(old)
    held = (old.folder / "secret").read_text()
    for wrong, words in ((None, "secret of the records is missing"), ("0" * 64, "not the one that these records")):
        (old.folder / "secret").unlink()
        if wrong:
            (old.folder / "secret").write_text(wrong)
        with pytest.raises(StoreError, match=words):
            setup.upgrade(old.url, old.folder)
        (old.folder / "secret").write_text(held)
        assert everything(old) == before
    assert setup.upgrade(old.url, old.folder) == ("0001", "0002")


def test_an_upgrade_does_not_cover_a_cut_tail(old: Place) -> None:
    engine = connect.engine_for(connect.address(old.url, old.folder))
    with connect.turn(engine) as connection:
        if old.is_file:
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("DELETE FROM audit WHERE seq > (SELECT max(seq) - 1 FROM audit)"))
    engine.dispose()
    setup.upgrade(old.url, old.folder)
    store = old.open()
    assert "audit" in {finding.part for finding in store.verify()}
    store.close()


def test_a_backup_of_the_first_form_is_restored_into_the_present_one(old: Place, tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with older_program():
        store = old.open()
        saved = backup(store, ANNA, file)
        store.close()
    held = everything(old)
    setup.upgrade(old.url, old.folder)
    restored, kept = restore(file, BERT, old.clock.now, old.url, old.folder, force=True)
    assert (restored.cases, restored.entries, kept is not None) == (saved.cases, saved.entries, True)
    assert {name: rows for name, rows in everything(old).items() if name != "audit"} == {
        name: rows for name, rows in held.items() if name != "audit"
    }
    store = old.open()
    assert (store.verify(), look_through(store, ANNA)[1]) == ([], [])
    assert trail(store)[1:6] == ["check_records", "restore", *["upgrade_records"] * 3]
    store.close()


def test_a_backup_of_the_first_form_that_was_tampered_with_is_refused(old: Place, tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with older_program():
        store = old.open()
        backup(store, ANNA, file)
        store.close()
    setup.upgrade(old.url, old.folder)
    with closing(sqlite3.connect(file)) as connection, connection:
        guard = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'entry_no_update'").fetchone()[0]
        connection.executescript(f"DROP TRIGGER entry_no_update; UPDATE entry SET body = '{{}}' WHERE id = 2; {guard}")
    before = everything(old)
    with pytest.raises(StoreError, match="entry 2 was changed"):
        restore(file, BERT, old.clock.now, old.url, old.folder, force=True)
    assert everything(old) == before
