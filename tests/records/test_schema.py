"""The form of the tables: made once, upgraded as a whole, and refused where the program does not know it."""

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from tests.records.conftest import ANNA, Place, PostgreSQL
from tumorboard.errors import StoreError
from tumorboard.records import connect, schema, setup
from tumorboard.records.store import Store
from tumorboard.records.tables import metadata

NEXT = """
import sqlalchemy as sa
from alembic import op
revision = "9999"
down_revision = "0002"
def upgrade():
    op.create_table("later", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO later VALUES (1)")
    {then}
"""


def form(place: Place, value: str | None = None) -> str:
    engine = connect.engine_for(connect.address(place.url, place.folder))
    with connect.turn(engine) as connection:
        if value:
            connection.execute(text("UPDATE alembic_version SET version_num = :value"), {"value": value})
        found = schema.found(connection)
        tables = inspect(connection).get_table_names()
    engine.dispose()
    return f"{found}{' with later' if 'later' in tables else ''}"


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the program have one step more; return the file of that step."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema._FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    step = folder / "versions" / "r9999_later.py"
    step.write_text(NEXT.format(then="pass"))
    monkeypatch.setattr(schema, "_FOLDER", folder)
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "9999"))
    monkeypatch.setattr(schema, "HEAD", "9999")
    return step


def test_the_steps_make_the_tables_that_the_program_uses(store: Store) -> None:
    with store.engine.connect() as connection, connection.begin():
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_list_of_forms_is_that_of_the_steps() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema._FOLDER))
    config.set_main_option("path_separator", "os")
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert list(schema.REVISIONS) == steps[::-1]


def test_making_records_twice_changes_nothing(nowhere: Place) -> None:
    first = setup.init(nowhere.url, nowhere.folder)
    held = {file.name: file.read_bytes() for file in nowhere.folder.glob("*") if file.suffix != ".db"}
    second = setup.init(nowhere.url, nowhere.folder)
    assert ((first.tables, first.secret), (second.tables, second.secret)) == ((True, True), (False, False))
    assert {file.name: file.read_bytes() for file in nowhere.folder.glob("*") if file.suffix != ".db"} == held
    assert setup.upgrade(nowhere.url, nowhere.folder) == (schema.HEAD, schema.HEAD)


def test_another_machine_joins_a_shared_database_with_its_secret_only(postgresql: PostgreSQL, tmp_path: Path) -> None:
    first, second = Place(postgresql.emptied(), tmp_path / "1"), Place("", tmp_path / "2")
    second.url = first.url
    setup.init(first.url, first.folder)
    store = first.open()
    store.refused(ANNA, "x", "", "y")
    with pytest.raises(StoreError, match="secret of the records is missing"):
        setup.init(second.url, second.folder)
    assert not (second.folder / "secret").exists()
    (second.folder / "secret").write_text((first.folder / "secret").read_text())
    joined = setup.init(second.url, second.folder)
    assert (joined.secret, joined.tables, joined.anchor) == (False, False, True)
    other = second.open()
    other.refused(ANNA, "x", "", "y")
    store.refused(ANNA, "x", "", "y")
    assert (store.verify(), other.verify()) == ([], [])
    assert [one.anchor.read().seq for one in (store, other)] == [3, 2]  # type: ignore[union-attr]
    store.close()
    other.close()


def test_a_lost_secret_or_anchor_is_not_made_anew(sqlite: Place) -> None:
    held = (sqlite.folder / "secret").read_text()
    (sqlite.folder / "secret").unlink()
    with pytest.raises(StoreError, match="secret of the records is missing"):
        setup.init(sqlite.url, sqlite.folder)
    (sqlite.folder / "secret").write_text(held)
    store = sqlite.open()
    store.anchor.path.unlink()
    setup.init(sqlite.url, sqlite.folder)
    assert [finding.part for finding in store.verify()] == ["anchor"]
    store.close()


def test_records_of_a_newer_program_are_refused_and_left_alone(place: Place) -> None:
    form(place, "9999")
    for attempt in (
        place.open,
        lambda: setup.init(place.url, place.folder),
        lambda: setup.upgrade(place.url, place.folder),
    ):
        with pytest.raises(StoreError, match=r"newer version .* Install that version"):
            attempt()
    assert form(place) == "9999"


def test_records_of_an_older_program_ask_for_the_upgrade(place: Place, newer_program: Path) -> None:
    for attempt in (place.open, lambda: setup.init(place.url, place.folder)):
        with pytest.raises(StoreError, match="run `tumorboard db upgrade`"):
            attempt()
    assert setup.upgrade(place.url, place.folder) == ("0002", "9999")
    assert form(place) == "9999 with later"
    place.open().close()


def test_an_upgrade_that_fails_leaves_the_records_as_they_were(place: Place, newer_program: Path) -> None:
    newer_program.write_text(NEXT.format(then='op.execute("SELECT * FROM nowhere")'))
    with pytest.raises(StoreError):
        setup.upgrade(place.url, place.folder)
    assert form(place) == "0002"
    newer_program.write_text(NEXT.format(then="pass"))
    setup.upgrade(place.url, place.folder)
    assert form(place) == "9999 with later"


def test_nothing_is_upgraded_where_nothing_is(nowhere: Place) -> None:
    with pytest.raises(StoreError, match="Run `tumorboard db init`"):
        setup.upgrade(nowhere.url, nowhere.folder)
