"""Which form the tables have, and how an older database is brought to the present one."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from tumorboard.errors import StoreError

REVISIONS: Sequence[str] = ("0001", "0002")
"""Every form of the tables that there was, oldest first; the last is the present one.

Stands here a second time, beside the migrations, because reading those takes longer than most commands.
"""
HEAD = REVISIONS[-1]
UNSEALED = frozenset({"0001"})
"""Forms whose audit trail holds no seals of accounts, cases and teams."""
_FOLDER = Path(__file__).parent / "migrations"


def found(connection: Connection) -> str | None:
    """Return the form that a database has; None where it has no tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def demand_head(connection: Connection) -> None:
    """Refuse a database that this program cannot use as it is.

    Raises
    ------
    StoreError
        If the database is empty, older, or made by a newer version of the program.
    """
    form = found(connection)
    if form is None:
        raise StoreError("the database has no records yet", remedy="Run `tumorboard db init`")
    demand_known(form)
    if form != HEAD:
        raise StoreError(
            f"the database was made by an older version of this program (form {form}, this program needs {HEAD})",
            remedy="Make a copy of it, then run `tumorboard db upgrade`",
        )


def demand_known(form: str) -> None:
    """Refuse a form that only a newer program knows.

    Raises
    ------
    StoreError
        If this program does not know it.
    """
    if form not in REVISIONS:
        raise StoreError(
            f"the database was made by a newer version of this program (form {form}, this program knows {HEAD})",
            remedy="Install that version of tumorboard; nothing was read or changed",
        )


def upgrade(connection: Connection) -> None:
    """Bring the tables to the present form, within the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
