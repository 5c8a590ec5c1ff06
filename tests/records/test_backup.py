"""Backup, restore and check: consistent while others write, verified before, whole or not at all."""

import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from tests.records.conftest import ANNA, Place, PostgreSQL
from tumorboard.errors import StoreError
from tumorboard.records import accounts, archive, connect, setup
from tumorboard.records import restore as restoring
from tumorboard.records.backup import backup
from tumorboard.records.check import check, look_through
from tumorboard.records.restore import restore
from tumorboard.records.store import Store

Opened = Callable[..., None]


def amend(store: Store, times: int = 1) -> None:
    for _ in range(times):
        with store.writing(ANNA, "change_case", "C-1") as change:
            change.append("C-1", "case", "", {"n": change.case_version("C-1")}, change.case_version("C-1"), "again")


def version(place: Place) -> int:
    store = place.open()
    assert store.verify() == []
    assert look_through(store, ANNA)[1] == []
    with store.reading(ANNA, "read_case", "C-1") as read:
        found = read.case_version("C-1")
    store.close()
    return found


def findings(store: Store) -> list[str]:
    with connect.view(store.engine) as connection:
        return [f"{finding.part}: {finding.what}" for finding in check(connection, store.secret, store.anchor)]


def elsewhere(folder: Path, secret_of: Place) -> Place:
    folder.mkdir()
    (folder / "secret").write_text((secret_of.folder / "secret").read_text())
    return Place(f"sqlite:///{folder / 'tumorboard.db'}", folder, secret_of.clock)


def test_what_was_saved_comes_back(store: Store, opened: Opened, place: Place, tmp_path: Path) -> None:
    opened("C-1")
    amend(store)
    file = tmp_path / "saved.db"
    saved = backup(store, ANNA, file)
    assert (saved.cases, saved.entries, saved.audit_rows, saved.findings) == (1, 2, 3, ())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    amend(store, 3)
    with pytest.raises(StoreError, match=r"there are records already\. Add --force"):
        restore(file, ANNA, place.clock.now, place.url, place.folder)
    assert version(place) == 5
    restored, kept = restore(file, ANNA, place.clock.now, place.url, place.folder, force=True)
    assert restored == saved
    assert version(place) == 2
    assert store.verify() == [], "a store that was open goes on"
    amend(store)
    assert version(place) == 3
    assert kept is not None
    restore(kept, ANNA, place.clock.now, place.url, place.folder, force=True)
    assert version(place) == 5


def test_records_move_between_the_databases(place: Place, store: Store, opened: Opened, tmp_path: Path) -> None:
    opened("C-1", {"text": "ü \x00 🧬"}, sample=True)
    person = accounts.add(store, ANNA, "anna", "Dr. Anna", [], password="correct horse battery")
    with store.writing(ANNA, "set_team", "C-1") as change:
        change.set_team("C-1", [person.id])
        change.save_draft("C-1", "decision", {"a": 1})
    backup(store, ANNA, tmp_path / "saved.db")
    other = elsewhere(tmp_path / "other", place)
    _, kept = restore(tmp_path / "saved.db", ANNA, place.clock.now, other.url, other.folder)
    assert kept is None
    assert version(other) == 2
    moved = other.open()
    with moved.reading(ANNA, "read_case", "C-1") as read:
        found = read.latest("C-1", "case")
        assert found is not None
        assert found.body == {"text": "ü \x00 🧬"}
        assert read.on_team("C-1", person.id)
        assert read.draft("C-1", "decision") is not None
        assert read.worklist()[0].sample is True
    assert accounts.sign_in(moved, "anna", "correct horse battery", place.clock.now)
    moved.close()


def test_a_file_becomes_a_server(sqlite: Place, postgresql: PostgreSQL, tmp_path: Path) -> None:
    store = sqlite.open()
    with store.writing(ANNA, "import_case", "C-1") as change:
        change.open_case("C-1", {})
    backup(store, ANNA, tmp_path / "saved.db")
    store.close()
    server = Place(postgresql.emptied(), sqlite.folder, sqlite.clock)
    setup.init(server.url, server.folder)
    restore(tmp_path / "saved.db", ANNA, sqlite.clock.now, server.url, server.folder, force=True)
    assert version(server) == 1


def test_a_backup_holds_no_session_and_no_secret(store: Store, place: Place, tmp_path: Path) -> None:
    accounts.add(store, ANNA, "anna", "Dr. Anna", [], password="correct horse battery")
    accounts.sign_in(store, "anna", "correct horse battery", place.clock.now)
    backup(store, ANNA, tmp_path / "saved.db")
    with closing(sqlite3.connect(tmp_path / "saved.db")) as connection:
        everything = "\n".join(connection.iterdump())
        assert connection.execute("SELECT count(*) FROM session").fetchone() == (0,)
    assert (place.folder / "secret").read_text().strip() not in everything


def test_a_backup_made_while_others_write_is_of_one_moment(store: Store, opened: Opened, tmp_path: Path) -> None:
    opened("C-1")
    stop = threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            amend(store)

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        saved = [backup(store, ANNA, tmp_path / f"saved-{number}.db") for number in range(3)]
    finally:
        stop.set()
        writer.join()
    assert all(one.findings == () for one in saved)
    assert [one.entries for one in saved] == sorted(one.entries for one in saved)
    assert saved[-1].entries > saved[0].entries


def test_a_backup_replaces_no_file_unasked_and_leaves_no_part(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "saved.db"
    file.write_text("something else")
    with pytest.raises(StoreError, match="is there already"):
        backup(store, ANNA, file)
    assert file.read_text() == "something else"
    with pytest.raises(StoreError, match="cannot be written"):
        backup(store, ANNA, tmp_path / "nowhere" / "saved.db")
    backup(store, ANNA, file, force=True)
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(("part", "part-wal", "part-shm"))] == []


DAMAGE: dict[str, Callable[[Path], object]] = {
    "not a backup": lambda file: file.write_text("text"),
    "empty": lambda file: file.write_bytes(b""),
    "gone": lambda file: file.unlink(),
    "cut": lambda file: os.truncate(file, file.stat().st_size // 2),
    "noise": lambda file: file.write_bytes(file.read_bytes()[:20000] + os.urandom(40000)),
    "edited": lambda file: sql(file, "DROP TRIGGER entry_no_update; UPDATE entry SET body = '{\"n\":9}'"),
    "entry gone": lambda file: sql(file, "DROP TRIGGER entry_no_delete; DELETE FROM entry WHERE version = 2"),
    "trail cut": lambda file: sql(file, "DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE seq > 2"),
    "no anchor": lambda file: sql(file, "DELETE FROM meta WHERE name = 'backup_anchor'"),
    "other tables": lambda file: (file.unlink(), sql(file, "CREATE TABLE person (id TEXT)")),
    "newer": lambda file: sql(file, "UPDATE alembic_version SET version_num = '9999'"),
    "of another secret": lambda file: sql(file, "UPDATE meta SET value = 'x' WHERE name = 'secret'"),
}  # fmt: skip


def sql(file: Path, script: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(script)


def test_a_backup_that_is_damaged_or_foreign_replaces_nothing(store: Store, opened: Opened, place: Place) -> None:
    opened("C-1")
    amend(store)
    file, whole = place.folder / "saved.db", place.folder / "whole.db"
    backup(store, ANNA, whole)
    for name, damage in DAMAGE.items():
        shutil.copyfile(whole, file)
        damage(file)
        with pytest.raises(StoreError):
            restore(file, ANNA, place.clock.now, place.url, place.folder, force=True)
        assert store.verify() == [], name
    assert version(place) == 2
    assert [one.name for one in place.folder.iterdir() if "before-restore" in one.name or "part" in one.name] == []


def test_a_restore_that_fails_half_way_changes_nothing(
    store: Store, opened: Opened, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened("C-1")
    file = place.folder / "saved.db"
    backup(store, ANNA, file)
    amend(store)

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        if place.is_file:
            cut.setattr(
                restoring, "copy_file", lambda a, b: power_cut() if b == place.file else archive.copy_file(a, b)
            )
        else:
            cut.setattr("tumorboard.records.copying.rows", power_cut_in_postgresql(power_cut))
        with pytest.raises(KeyboardInterrupt):
            restore(file, ANNA, place.clock.now, place.url, place.folder, force=True)
    assert version(place) == 2


def power_cut_in_postgresql(power_cut: Callable[[], None]) -> Callable[..., None]:
    from tumorboard.records import copying

    whole = copying.rows

    def rows(source: object, target: object) -> None:
        whole(source, target)  # type: ignore[arg-type]
        if target.dialect.name == "postgresql":  # type: ignore[attr-defined]
            power_cut()

    return rows


def test_a_wreck_of_a_file_is_replaced_and_kept(sqlite: Place) -> None:
    store = sqlite.open()
    with store.writing(ANNA, "import_case", "C-1") as change:
        change.open_case("C-1", {})
    backup(store, ANNA, sqlite.folder / "saved.db")
    store.close()
    sqlite.file.write_bytes(b"noise" * 5000)
    with pytest.raises(StoreError, match="Restore a backup"):
        sqlite.open()
    _, kept = restore(sqlite.folder / "saved.db", ANNA, sqlite.clock.now, sqlite.url, sqlite.folder, force=True)
    assert kept is not None
    assert kept.read_bytes() == b"noise" * 5000
    assert version(sqlite) == 1


@contextmanager
def owner(store: Store) -> Iterator[Connection]:
    """Give somebody who owns the database what its guards forbid; all is undone afterwards."""
    with store.engine.connect().execution_options(tumorboard_writes=True) as connection:
        connection.begin()
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for name in ("entry", "audit"):
                connection.execute(text(f"DROP TRIGGER {name}_no_update"))
                connection.execute(text(f"DROP TRIGGER {name}_no_delete"))
        yield connection
        connection.rollback()


CHANGES = {
    "UPDATE entry SET body = '{}' WHERE version = 2": "entry: entry 2 was changed after it was written",
    "UPDATE entry SET author = 'Dr. Other' WHERE version = 1": "entry: entry 1 was changed after it was written",
    "UPDATE entry SET version = 7 WHERE version = 3": "entry: C-1/case: 3 versions, numbered 1 to 7",
    "DELETE FROM entry WHERE version = 2": "entry: entry 2 is in the audit trail, but not in the records",
    "DELETE FROM entry": "case: C-1: the case document is missing",
    "INSERT INTO entry SELECT 4, case_id, kind, key, 4, body, author, author_id, at, reason FROM entry WHERE id = 3": (
        "entry: entry 4 is not in the audit trail"
    ),
    "DELETE FROM audit WHERE seq > 2": "audit: rows 3-4 were cut off the end",
}


def test_check_finds_what_was_changed_behind_the_program(store: Store, opened: Opened) -> None:
    opened("C-1")
    amend(store, 2)
    store.refused(ANNA, "read_case", "C-1", "no")
    for change, expected in CHANGES.items():
        with owner(store) as connection:
            connection.execute(text(change))
            found = check(connection, store.secret, store.anchor)
        assert expected in [f"{finding.part}: {finding.what}" for finding in found], change
    assert findings(store) == []


def test_check_finds_guards_that_were_taken_away(store: Store) -> None:
    with store.engine.connect().execution_options(tumorboard_writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER audit_no_delete"))
    assert all("keeps history" in one for one in findings(store))
    assert findings(store)


def test_check_finds_lost_references(sqlite: Place) -> None:
    store = sqlite.open()
    with closing(sqlite3.connect(sqlite.file)) as connection, connection:
        connection.execute("INSERT INTO team VALUES ('C-9', 'nobody', 'x', NULL)")
    assert [one for one in findings(store) if one.startswith("reference")] == [
        "reference: 1 rows of team name no row of case_file",
        "reference: 1 rows of team name no row of person",
    ]
    store.close()


def test_check_finds_a_damaged_file(sqlite: Place) -> None:
    store = sqlite.open()
    with store.writing(ANNA, "import_case", "C-1") as change:
        change.open_case("C-1", {"text": "x" * 200_000})
    store.close()
    with closing(sqlite3.connect(sqlite.file)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_audit_case_id'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with sqlite.file.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    store = sqlite.open()
    assert any(one.startswith("file: ") for one in findings(store))
    store.close()
