"""Faults: the disk full, the database gone, too old or too new. A clear message, nothing half saved, a retry works."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text

from tests.records.conftest import ANNA, Place, PostgreSQL
from tumorboard.errors import StoreError
from tumorboard.records import setup
from tumorboard.records.check import check
from tumorboard.records.store import Store

Opened = Callable[..., None]
BIG = {"text": "x" * 400_000}


def write(store: Store, body: dict[str, str], key: str) -> None:
    with store.writing(ANNA, "change_case", "C-1") as change:
        change.append("C-1", "assessment", key, {"response": "SD"}, 0)
        change.append("C-1", "report", key, body, 0)


def counts(store: Store) -> tuple[int, int, int]:
    with store.engine.connect() as connection, connection.begin():
        assert check(connection, store.secret, store.anchor) == []
        rows = [connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in ("entry", "audit")]
        version = connection.execute(text("SELECT version FROM case_file")).scalar_one()
    return rows[0], rows[1], version


@contextmanager
def full_disk(store: Store) -> Iterator[None]:
    """Let the file of SQLite grow no further."""

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 8}")

    store.engine.dispose()
    event.listen(store.engine, "connect", limit)
    yield
    event.remove(store.engine, "connect", limit)
    store.engine.dispose()


def test_a_full_disk_saves_nothing_and_a_retry_works(sqlite: Place) -> None:
    store = sqlite.open()
    with store.writing(ANNA, "import_case", "C-1") as change:
        change.open_case("C-1", {})
    before = counts(store)
    with full_disk(store), pytest.raises(StoreError, match=r"the disk is full\. Nothing was saved\. Make room"):
        write(store, BIG, "a")
    assert counts(store) == before
    write(store, BIG, "a")
    assert counts(store) == (before[0] + 2, before[1] + 1, before[2] + 2)
    store.close()


def test_a_full_disk_for_the_anchor_saves_nothing(
    store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened("C-1")
    before = counts(store)

    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_room)
        with pytest.raises(StoreError, match=r"anchor .* cannot be written \(No space left on device\)"):
            write(store, BIG, "a")
    assert counts(store) == before
    assert [file.name for file in store.folder.iterdir() if file.suffix == ".part"] == []
    write(store, BIG, "a")
    assert counts(store)[0] == before[0] + 2


def test_an_anchor_that_cannot_be_put_in_place_lags_and_is_mended_by_the_next_change(
    store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened("C-1")
    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(30, "Read-only file system")))
        write(store, {}, "a")
    held = store.anchor.read()
    assert held is not None
    assert held.seq == 1
    assert counts(store)[:2] == (3, 2)
    write(store, {}, "b")
    held = store.anchor.read()
    assert held is not None
    assert held.seq == 3


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    folder = Path(tempfile.mkdtemp(prefix="tumorboard-records-"))
    try:
        place = Place(f"sqlite:///{folder / 'tumorboard.db'}", folder)
        setup.init(place.url, folder)
        for file in folder.iterdir():
            file.chmod(0o644)
        folder.chmod(0o755)
        program = (
            "import os, sys; from pathlib import Path\n"
            "from tumorboard.records.store import Actor, Store\n"
            "from tumorboard.records import setup\n"
            "from tumorboard.errors import StoreError\n"
            "Store.open(sys.argv[1], Path(sys.argv[2])).close()  # loads all that this other user may not read\n"
            "os.setgid(65534); os.setuid(65534)\n"
            "try:\n"
            "    store = Store.open(sys.argv[1], Path(sys.argv[2]))\n"
            "    with store.writing(Actor('a', 'A'), 'import_case') as change: change.open_case('C-1', {})\n"
            "except StoreError as told: print(told)\n"
            "try: setup.init(None, Path(sys.argv[2]) / 'below')\n"
            "except StoreError as told: print(told)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, place.url, str(folder)], capture_output=True, text=True, check=True
        )
        first, second = done.stdout.splitlines()
        assert "cannot be" in first
        assert "data folder" in first
        assert "the data folder cannot be written (Permission denied)" in second
        store = place.open()
        assert store.verify() == []
        store.close()
    finally:
        shutil.rmtree(folder)


def test_a_writer_that_waits_too_long_is_told_to_try_again(sqlite: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    store = sqlite.open()
    event.listen(store.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 50"))
    store.engine.dispose()
    with closing(sqlite3.connect(sqlite.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"busy with other changes\. Nothing was saved\. Try again"):
            store.refused(ANNA, "x", "", "y")
        other.execute("ROLLBACK")
    store.refused(ANNA, "x", "", "y")
    store.close()


def opened_case(place: Place) -> Store:
    store = place.open()
    with store.writing(ANNA, "import_case", "C-1") as change:
        change.open_case("C-1", {})
    return store


def beside(place: Place) -> list[Path]:
    return [file for file in place.folder.glob("tumorboard.db*") if file.exists()]


def test_a_file_that_was_removed_takes_no_change(sqlite: Place) -> None:
    store = opened_case(sqlite)
    for file in beside(sqlite):
        file.unlink()
    for _ in range(2):
        with pytest.raises(StoreError, match=r"gone from the data folder\. Nothing was saved\. Bring the file back"):
            write(store, {}, "a")
    with (
        pytest.raises(StoreError, match="gone from the data folder"),
        store.reading(ANNA, "read_case", "C-1") as read,
    ):
        read.case("C-1")
    assert beside(sqlite) == [], "no empty file was made in its place"
    store.close()


def test_a_file_that_was_moved_away_takes_no_change_and_a_retry_works_when_it_is_back(sqlite: Place) -> None:
    store = opened_case(sqlite)
    before = counts(store)
    sqlite.file.rename(sqlite.folder / "away")
    with pytest.raises(StoreError, match="gone from the data folder"):
        write(store, {}, "a")
    (sqlite.folder / "away").rename(sqlite.file)
    assert counts(store) == before
    write(store, {}, "a")
    assert counts(store) == (before[0] + 2, before[1] + 1, before[2] + 2)
    store.close()
    again = sqlite.open()
    assert counts(again)[0] == before[0] + 2, "what was confirmed is in the file"
    again.close()


def test_a_file_that_another_was_put_in_place_of_takes_no_change(sqlite: Place) -> None:
    store = opened_case(sqlite)
    copy = sqlite.folder / "copy.db"
    with closing(sqlite3.connect(sqlite.file)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    held = copy.read_bytes()
    copy.replace(sqlite.file)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"replaced by another one .* start the program anew"):
            write(store, {}, "a")
    store.close()
    assert sqlite.file.read_bytes() == held, "the file that was put there is left alone"
    again = sqlite.open()
    write(again, {}, "a")
    again.close()


def test_a_file_that_goes_while_a_change_is_made_saves_nothing(sqlite: Place) -> None:
    store = opened_case(sqlite)
    before = counts(store)
    with (
        pytest.raises(StoreError, match="Nothing was saved"),
        store.writing(ANNA, "change_case", "C-1") as change,
    ):
        change.append("C-1", "status", "a", {}, 0)
        sqlite.file.rename(sqlite.folder / "away")
    (sqlite.folder / "away").rename(sqlite.file)
    assert counts(store) == before
    store.close()


def test_a_write_ahead_log_that_was_removed_takes_no_change_with_it(sqlite: Place) -> None:
    store = opened_case(sqlite)
    before = counts(store)
    Path(f"{sqlite.file}-wal").unlink()
    with pytest.raises(StoreError, match=r"tumorboard\.db-wal, .* was taken away\. Nothing was saved"):
        write(store, {}, "a")
    assert counts(store) == before, "what was confirmed before is not lost"
    write(store, {}, "a")
    assert counts(store)[0] == before[0] + 2
    store.close()


def test_what_the_program_writes_beside_the_database_is_its_owners_alone(place: Place) -> None:
    store = opened_case(place)
    files = [file for file in place.folder.iterdir() if file.is_file()]
    assert {file.suffix for file in files} >= {".json", ".lock"}
    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}
    store.anchor.path.chmod(0o644)
    store.anchor.path.with_suffix(".lock").chmod(0o644)
    write(store, {}, "a")
    assert {oct(file.stat().st_mode & 0o777) for file in files if file.suffix in (".json", ".lock")} == {"0o600"}
    store.close()


@pytest.mark.parametrize(("held", "mode"), [([], 0o700), (["something of others"], 0o755)])
def test_an_empty_data_folder_becomes_its_owners_alone(tmp_path: Path, held: list[str], mode: int) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    for name in held:
        (folder / name).touch()
    setup.init(f"sqlite:///{folder / 'tumorboard.db'}", folder)
    assert folder.stat().st_mode & 0o777 == mode


def test_a_database_that_goes_away_saves_nothing_and_a_retry_works(own_postgresql: PostgreSQL, tmp_path: Path) -> None:
    place = Place(own_postgresql.database(), tmp_path)
    setup.init(place.url, place.folder)
    store = place.open()
    with store.writing(ANNA, "import_case", "C-1") as change:
        change.open_case("C-1", {})
    with pytest.raises(StoreError) as told, store.writing(ANNA, "change_case", "C-1") as change:
        change.append("C-1", "status", "a", {}, 0)
        own_postgresql.stop()
        change.append("C-1", "status", "b", {}, 0)
    assert "Nothing was saved" in str(told.value)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"cannot be reached\. Nothing was saved\. .* then try again"):
            store.refused(ANNA, "x", "", "y")
    with pytest.raises(StoreError, match="cannot be reached"):
        place.open()
    own_postgresql.start()
    assert counts(store) == (1, 1, 1)
    write(store, {}, "a")
    assert counts(store) == (3, 2, 3)
    store.close()


def test_a_server_killed_under_open_connections_is_found_again(own_postgresql: PostgreSQL, tmp_path: Path) -> None:
    place = Place(own_postgresql.database(), tmp_path)
    setup.init(place.url, place.folder)
    store = place.open()
    with store.writing(ANNA, "import_case", "C-1") as change:
        change.open_case("C-1", {})
    own_postgresql.kill()
    with pytest.raises(StoreError, match="cannot be reached"):
        write(store, {}, "a")
    own_postgresql.start()
    write(store, {}, "a")
    assert counts(store) == (3, 2, 3)
    store.close()


def test_records_without_their_secret_or_with_another_are_not_opened(place: Place) -> None:
    secret = place.folder / "secret"
    held = secret.read_text()
    secret.write_text("0" * 64)
    with pytest.raises(StoreError, match="not the one that these records were made with"):
        place.open()
    secret.write_text("short")
    with pytest.raises(StoreError, match="shorter than 32"):
        place.open()
    secret.unlink()
    with pytest.raises(StoreError, match=r"secret of the records is missing\. Set TUMORBOARD_SECRET"):
        place.open()
    secret.write_text(held)
    place.open().close()


def test_the_secret_of_the_environment_comes_first(nowhere: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUMORBOARD_SECRET", "an environment holds it, not a file")
    made = setup.init(nowhere.url, nowhere.folder)
    assert (made.tables, made.secret) == (True, False)
    assert not (nowhere.folder / "secret").exists()
    nowhere.open().close()
    monkeypatch.delenv("TUMORBOARD_SECRET")
    with pytest.raises(StoreError, match="missing"):
        nowhere.open()


def test_a_damaged_file_is_told(sqlite: Place) -> None:
    sqlite.file.write_bytes(b"no database at all" * 1000)
    with pytest.raises(StoreError, match=r"damaged\. Nothing was saved\. Restore a backup"):
        sqlite.open()


@pytest.mark.parametrize(
    "url",
    ["mysql://a:geheim@b/c", "nonsense geheim", "sqlite://", "sqlite:///:memory:", "postgresql+asyncpg://u:geheim@h/d"],
)
def test_an_address_of_something_else_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match="not the address") as told:
        Store.open(url, tmp_path)
    assert "geheim" not in str(told.value)


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path, sqlite: Place) -> None:
    with pytest.raises(StoreError, match="cannot be reached") as told:
        Store.open("postgresql://anna:geheim@127.0.0.1:1/records", tmp_path)
    assert "geheim" not in str(told.value)


def test_records_that_were_never_made_are_told(nowhere: Place) -> None:
    (nowhere.folder / "secret").write_text("0" * 64)
    with pytest.raises(StoreError, match="Run `tumorboard db init`"):
        nowhere.open()
    if nowhere.is_file:
        assert not nowhere.file.exists()


def test_an_error_of_the_database_names_no_row(store: Store, opened: Opened) -> None:
    opened("C-1")
    with pytest.raises(StoreError) as told, store.writing(ANNA, "x") as change:
        change.connection.execute(text("INSERT INTO team VALUES ('C-1', 'Mustermann', 'x', NULL)"))
    assert "Mustermann" not in str(told.value)
    assert told.value.__suppress_context__
